//! Changes to the agenda that take several commands: carried out one by one on a copy of the project, each seeing what those
//! before it did, and handed to the page as one step.

use std::collections::BTreeSet;

use crate::format::panel::Outcome;
use crate::model::project::{Change, Project, Time};
use crate::model::session::{Command, Diff, Edit, Session};

/// A copy of the project with what was done to it.
pub(super) struct Draft<'a> {
    before: &'a Project,
    session: Session,
    edits: Vec<Edit>,
    now: Time,
}

impl<'a> Draft<'a> {
    pub(super) fn new(before: &'a Project, now: Time) -> Draft<'a> {
        Draft { before, session: Session::new(before.clone()), edits: Vec::new(), now }
    }

    /// The project as it is by now.
    pub(super) fn project(&self) -> &Project {
        self.session.project()
    }

    /// The time of what is done.
    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// Carries out a command. What refuses it is said as a sentence.
    pub(super) fn run(&mut self, command: Command) -> Result<(), String> {
        let applied = self.session.dispatch(command, self.now);
        let applied = applied.map_err(|refused| format!("Not done: {refused}."))?;
        self.edits.extend(applied.edits);
        Ok(())
    }

    /// What the last command that changed something is called in the page.
    pub(super) fn name(&self) -> Option<&str> {
        self.session.undo_name()
    }

    /// One change for each record that is not as it was.
    pub(super) fn changes(&self) -> Vec<Change> {
        let (before, now) = (self.before, self.project());
        let mut seen = BTreeSet::new();
        let changes = self.edits.iter().filter_map(|edit| match edit {
            Edit::Article(Diff { was, now: then }) => {
                let id = &was.as_ref().or(then.as_ref())?.id;
                let is_other = before.article(id) != now.article(id);
                (is_other && seen.insert((0, id.as_str())))
                    .then(|| Change::Article(id.clone(), now.article(id).cloned()))
            }
            Edit::Item(Diff { was, now: then }) => {
                let id = &was.as_ref().or(then.as_ref())?.id;
                let is_other = before.item(id) != now.item(id);
                (is_other && seen.insert((1, id.as_str())))
                    .then(|| Change::Item(id.clone(), now.item(id).cloned()))
            }
            Edit::Annotation(Diff { was, now: then }) => {
                let id = &was.as_ref().or(then.as_ref())?.id;
                let is_other = before.annotation(id) != now.annotation(id);
                (is_other && seen.insert((2, id.as_str())))
                    .then(|| Change::Annotation(id.clone(), now.annotation(id).cloned()))
            }
            Edit::Extra { .. } => (before.extra() != now.extra() && seen.insert((3, "")))
                .then(|| Change::Extra(now.extra().clone())),
        });
        changes.collect()
    }

    /// What the page is to do, as a step of this name, with what is said of it. If nothing has changed, nothing is said.
    pub(super) fn outcome(&self, step: &str, note: String) -> Outcome {
        let changes = self.changes();
        if changes.is_empty() {
            return Outcome::default();
        }
        let notes = if note.is_empty() { Vec::new() } else { vec![note] };
        Outcome { notes, ..Outcome::of(step, self.before, &changes) }
    }
}
