//! The set of statuses that a project's items can have. It is the reader's own, and kept among the project's further
//! fields, so that exports carry it and versions that know nothing of it pass it on.

use std::rc::Rc;

use serde_json::value::RawValue;

use super::raw::FromJson;
use super::write;
use crate::model::extra::Extra;
use crate::model::project::{Change, Project};

/// The name of the field.
const FIELD: &str = "statuses";

/// What there is until the reader has a set of their own.
pub const USUAL: [&str; 4] = ["On the agenda", "Background", "Not expected", "Done"];

/// How many there can be.
pub const MOST: usize = 50;

/// The statuses in their order: the reader's set, or [`USUAL`].
pub fn of(project: &Project) -> Vec<Rc<str>> {
    own(project.extra()).unwrap_or_else(|| USUAL.map(Rc::from).into())
}

/// The set of statuses that the reader made; `None` without one.
pub fn own(extra: &Extra) -> Option<Vec<Rc<str>>> {
    let own: &RawValue = serde_json::from_str(extra.field(FIELD)?).ok()?;
    Some(tidy(Vec::<String>::from_json(own)?.iter().map(String::as_str)))
}

/// The change that gives the project this set. Blank ones and repeats are left out.
pub fn set<'a>(project: &Project, statuses: impl IntoIterator<Item = &'a str>) -> Change {
    let words: Vec<String> = tidy(statuses).iter().map(|status| write::quoted(status)).collect();
    Change::Extra(project.extra().with(FIELD, Some(write::listed(&words))))
}

fn tidy<'a>(statuses: impl IntoIterator<Item = &'a str>) -> Vec<Rc<str>> {
    let mut kept: Vec<Rc<str>> = Vec::new();
    for status in statuses {
        let status = status.split_whitespace().collect::<Vec<_>>().join(" ");
        if !status.is_empty() && kept.len() < MOST && kept.iter().all(|had| **had != *status) {
            kept.push(status.into());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &[&str], expected: &[&str]) {
        let mut project = Project::default();
        let other = Extra::new([("theirs".to_owned(), "[1]".to_owned())].into_iter().collect());
        project.apply(Change::Extra(other)).expect("it applies");
        let change = set(&project, given.iter().copied());
        project.apply(change).expect("it applies");
        assert_eq!(of(&project).iter().map(|it| &**it).collect::<Vec<_>>(), expected);
        assert!(project.extra().iter().any(|field| field == ("theirs", "[1]")), "other fields stay");
    }

    #[test]
    fn a_set_is_the_readers_own() {
        check(&["Open", " In\n work ", "", "Open", "“Done”"], &["Open", "In work", "“Done”"]);
        check(&[], &[]);
    }

    #[test]
    fn there_is_a_usual_set() {
        let words = of(&Project::default());
        assert_eq!(words.iter().map(|it| &**it).collect::<Vec<_>>(), USUAL);
    }
}
