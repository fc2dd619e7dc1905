//! Exports that are to be taken up: looked at first, then merged or put in the place of what is here.

use super::drawing::{button, el};
use super::{Desk, Drawn, GONE, Outside, agenda};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::import::{merge, replace};
use crate::format::panel::{Outcome, Panel};
use crate::format::read::{self, Bundle};
use crate::format::time;

/// The panel in which an export is looked at.
pub const PANEL: &str = "import";

/// Beside what is here.
pub const MERGE: &str = "merge";

/// In the place of what is here.
pub const REPLACE: &str = "replace";

/// An export that waits for the reader to choose.
pub(super) type Waiting = Bundle;

impl Desk {
    /// Puts an export down to be looked at.
    pub(super) fn offer_import(&mut self, bytes: &[u8]) -> Result<Outcome, String> {
        let bundle = bundle(bytes)?;
        self.imports.push(bundle);
        let panel = vec![PANEL.to_owned(), (self.imports.len() - 1).to_string()];
        Ok(Outcome { panel, ..Outcome::default() })
    }

    /// Imports an export without a question.
    pub(super) fn import_at_once(&self, asked: &str) -> Result<Outcome, String> {
        let (mode, text) = asked.split_once('\n').unwrap_or_default();
        Ok(self.import(mode, &read::read(text).map_err(|refusal| refusal.to_string())?))
    }

    /// Imports an export that was looked at.
    pub(super) fn take_import(&self, mode: &str, number: &str) -> Result<Outcome, String> {
        let outcome = self.import(mode, self.waiting(number)?);
        let title = match mode {
            REPLACE => "Replaced",
            _ if outcome.entries.is_empty() => "Already up to date",
            _ => "Merged",
        };
        Ok(Outcome { title: title.to_owned(), ..outcome })
    }

    fn import(&self, mode: &str, bundle: &Bundle) -> Outcome {
        let replaces = mode == REPLACE;
        let step = if replaces { "everything replaced by an import" } else { "import merged" };
        let plan = if replaces { replace(&self.project, bundle) } else { merge(&self.project, bundle) };
        Outcome {
            imported: true,
            replaces,
            notes: plan.report.sentences(),
            data: serde_json::to_string(&plan.report).expect("a report has only text for keys"),
            ..Outcome::of(step, &self.project, &plan.changes)
        }
    }

    fn waiting(&self, number: &str) -> Result<&Waiting, String> {
        let number: Option<usize> = number.parse().ok();
        number.and_then(|number| self.imports.get(number)).ok_or_else(|| GONE.to_owned())
    }

    pub(super) fn draw_import(&self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        let bundle = self.waiting(&panel.about)?;
        let lines = summary(bundle, outside);
        let lines = lines.into_iter().map(|line| el("li").text(line));
        let take = |mode: &str| Act::Do(mode.to_owned(), panel.about.clone());
        let agenda = Act::Panel(agenda::PANEL.to_owned(), format!("{}{}", agenda::EXPORTED, panel.about));
        let has_agenda = !bundle.summary().agenda.is_empty();
        let agenda = has_agenda.then(|| button("Only its agenda…", &agenda));
        let content = el("div")
            .with(el("p").text("The file holds:"))
            .with(el("ul").class("report").with_all(lines))
            .with(
                el("p")
                    .class("about")
                    .with(el("b").text("Merge"))
                    .text(" adds what is new and takes the newer of what is in both; nothing is deleted. ")
                    .with(el("b").text("Replace"))
                    .text(" deletes everything here and loads the file. Both can be undone until this page is reloaded or closed."),
            )
            .with(
                el("div")
                    .class("buttons")
                    .with_all(agenda)
                    .with(button("Replace", &take(REPLACE)).class("danger"))
                    .with(button("Merge", &take(MERGE)).class("solid").set("autofocus", "")),
            );
        Ok(Drawn { title: "Import".to_owned(), content, paint: Highlights::default() })
    }
}

fn bundle(bytes: &[u8]) -> Result<Bundle, String> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| "This is not an Agendum file: it is not UTF-8 text.")?;
    read::read(text).map_err(|refusal| refusal.to_string())
}

/// What a file holds, in sentences.
fn summary(bundle: &Bundle, outside: &dyn Outside) -> Vec<String> {
    let summary = bundle.summary();
    let list = |titles: &[String]| {
        const MOST: usize = 4;
        let shown: Vec<_> = titles.iter().take(MOST).map(|title| format!("“{title}”")).collect();
        let more = titles.len().saturating_sub(MOST);
        if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
    };
    let counted = |titles: &[String], what: &str| match titles.len() {
        0 => format!("no {what}"),
        1 => format!("1 {what}: {}", list(titles)),
        count => format!("{count} {what}s: {}", list(titles)),
    };
    let mut lines = vec![counted(&summary.articles, "article"), counted(&summary.agenda, "agenda item")];
    lines.push(match summary.annotations {
        1 => "1 passage".to_owned(),
        count => format!("{count} passages"),
    });
    if let Some(exported) = summary.exported {
        lines.push(format!("exported on {}", time::day(outside.local(exported))));
    }
    lines
}
