//! The agenda as a whole: the set of statuses, and other agendas to start from or to add, which are kept here, come from a
//! file or a list, or go into a file.

use std::rc::Rc;

use self::taking::Counts;
use super::draft::Draft;
use super::drawing::{Element, button, el};
use super::library::one_line;
use super::{Desk, Drawn, GONE, Outside};
use crate::format::act::Act;
use crate::format::agenda::{self, Agenda};
use crate::format::document::counted;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::format::statuses;
use crate::model::project::ItemId;
use crate::model::session::{Command, ItemEdit};

mod statuses_form;
mod taking;
#[cfg(test)]
mod tests;

/// The panel. It is about nothing, or about what was opened: `import:` and a number for the file of an agenda, `export:` and
/// the number of an import for an export.
pub const PANEL: &str = "agenda";

/// How everything that is done in it begins.
pub const ACTS: &str = "agenda-";

/// Keeps the set of statuses as it is in the form.
const STATUSES: &str = "agenda-statuses";

/// Puts an agenda in the place of the one here. This and the next are about a source: see [`Desk::source`].
const REPLACE: &str = "agenda-replace";

/// Adds the items of an agenda.
const ADD: &str = "agenda-add";

/// Keeps the agenda under the name in the form.
const SAVE: &str = "agenda-save";

/// Keeps an agenda no longer; about its name.
const FORGET: &str = "agenda-forget";

/// Makes a file: of the agenda if it is about nothing, or of the source that it is about.
const FILE: &str = "agenda-file";

/// How sources begin whose agendas are in the project, came from a file of one, or from an export.
const SAVED: &str = "saved:";
const IMPORTED: &str = "import:";
pub(super) const EXPORTED: &str = "export:";

/// The sources that are always there.
const BLANK: &str = "blank";
const STARTER: &str = "starter";
const LIST: &str = "list";

/// How many items a preview has.
const SHOWN: usize = 100;

/// The starter agenda: that of the sample, which the page has in another file.
const STARTER_FILE: &str = include_str!("agenda/starter.agenda.json");

/// Agendas that came from files, and wait for the reader to choose.
#[derive(Default)]
pub(super) struct Waiting {
    files: Vec<(String, Agenda)>,
    /// How many agendas were saved, so that the form for the next is a new one.
    saved: u32,
}

/// An agenda to be taken up.
struct Source {
    agenda: Agenda,
    /// What it is called in the middle of a sentence.
    called: String,
}

impl Desk {
    /// Puts the file of an agenda down to be looked at.
    pub(super) fn offer_agenda(
        &mut self,
        name: &str,
        text: &str,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let agenda = agenda::read(text, outside.now()).map_err(|refusal| refusal.to_string())?;
        let lower = name.to_lowercase();
        let ending = [agenda::ENDING, ".json"].into_iter().find(|ending| lower.ends_with(ending));
        let name = ending.and_then(|ending| name.get(..name.len() - ending.len())).unwrap_or(name);
        self.agendas.files.push((name.to_owned(), agenda));
        let panel = vec![PANEL.to_owned(), format!("{IMPORTED}{}", self.agendas.files.len() - 1)];
        Ok(Outcome { panel, ..Outcome::default() })
    }

    /// What an agenda can be taken from: [`BLANK`], [`STARTER`], [`LIST`], or what begins with [`SAVED`], [`IMPORTED`] or
    /// [`EXPORTED`] and has a name or a number then.
    fn source(&self, source: &str, panel: &Panel, outside: &dyn Outside) -> Result<Source, String> {
        let number = |number: &str| number.parse::<usize>().ok();
        let (agenda, called) = if source == BLANK {
            (Agenda::default(), "a blank agenda".to_owned())
        } else if source == STARTER {
            let starter = agenda::read(STARTER_FILE, outside.now()).map_err(|refusal| refusal.to_string())?;
            (starter, "the starter agenda".to_owned())
        } else if source == LIST {
            let fresh = || ItemId::new(&outside.fresh_id());
            (agenda::of_list(panel.field("list"), outside.now(), fresh)?, "a list".to_owned())
        } else if let Some(name) = source.strip_prefix(SAVED) {
            let mut kept = agenda::kept(&self.project).into_iter();
            kept.find(|(kept, _)| kept == name).map(|(name, agenda)| (agenda, name)).ok_or(GONE)?
        } else if let Some(file) = source.strip_prefix(IMPORTED).and_then(number) {
            self.agendas.files.get(file).map(|(name, agenda)| (agenda.clone(), name.clone())).ok_or(GONE)?
        } else if let Some(import) = source.strip_prefix(EXPORTED).and_then(number) {
            let bundle = self.imports.get(import).ok_or(GONE)?;
            (Agenda::of_bundle(bundle), "the agenda of a file".to_owned())
        } else {
            return Err(GONE.to_owned());
        };
        Ok(Source { agenda, called })
    }

    /// Does something in the panel.
    pub(super) fn act_on_agenda(
        &mut self,
        name: &str,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        match name {
            STATUSES => self.keep_statuses(panel, outside),
            REPLACE => self.replace_agenda(self.source(about, panel, outside)?, outside),
            ADD => self.add_agenda(self.source(about, panel, outside)?, outside),
            SAVE => self.save_agenda(panel),
            FORGET => {
                let change = agenda::forget(&self.project, about).ok_or(GONE)?;
                let outcome = Outcome::of(&format!("template {about} deleted"), &self.project, &[change]);
                let notes = vec![format!("Template “{about}” deleted. Undo brings it back.")];
                Ok(Outcome { notes, panel: stay(panel), ..outcome })
            }
            FILE => self.agenda_file(about, panel, outside),
            other => Err(super::other_version(other)),
        }
    }

    fn replace_agenda(&self, source: Source, outside: &dyn Outside) -> Result<Outcome, String> {
        let Counts { same, new, others, .. } = Counts::of(&self.project, &source.agenda);
        let mut draft = Draft::new(&self.project, outside.now());
        taking::replace(&mut draft, &source.agenda, || ItemId::new(&outside.fresh_id()))?;
        let note = format!(
            "Agenda replaced: {same} kept, {new} added, {others} removed. Undo brings the old one back."
        );
        Ok(said_if_nothing(draft.outcome(&format!("started from {}", source.called), note)))
    }

    fn add_agenda(&self, source: Source, outside: &dyn Outside) -> Result<Outcome, String> {
        let Counts { same, new, .. } = Counts::of(&self.project, &source.agenda);
        let mut draft = Draft::new(&self.project, outside.now());
        taking::add(&mut draft, &source.agenda, || ItemId::new(&outside.fresh_id()))?;
        let were = match same {
            0 => String::new(),
            1 => " 1 was already there.".to_owned(),
            same => format!(" {same} were already there."),
        };
        let note = format!("{} added.{were} Undo removes them.", counted(new, "item"));
        Ok(said_if_nothing(draft.outcome(&format!("added {}", source.called), note)))
    }

    fn save_agenda(&mut self, panel: &Panel) -> Result<Outcome, String> {
        let name = one_line(panel.field(&self.name_field()));
        if name.is_empty() {
            return Err("Give the template a name.".to_owned());
        }
        let change = agenda::keep(&self.project, &name, &Agenda::of(&self.project));
        let outcome = Outcome::of(&format!("template {name} saved"), &self.project, &[change]);
        self.agendas.saved += 1;
        Ok(Outcome { notes: vec![format!("Saved as “{name}”.")], panel: stay(panel), ..outcome })
    }

    fn agenda_file(&self, about: &str, panel: &Panel, outside: &dyn Outside) -> Result<Outcome, String> {
        let (agenda, name) = match about {
            "" => (Agenda::of(&self.project), one_line(panel.field(&self.name_field()))),
            about => self.source(about, panel, outside).map(|source| (source.agenda, source.called))?,
        };
        let words: Vec<_> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let name: String = words.join("-").to_lowercase().chars().take(60).collect();
        let name = if name.is_empty() { PANEL } else { name.trim_end_matches('-') };
        Ok(Outcome {
            file_name: format!("{name}{}", agenda::ENDING),
            media_type: agenda::MEDIA_TYPE.to_owned(),
            content: agenda.write(),
            panel: stay(panel),
            ..Outcome::default()
        })
    }

    /// The field for the name under which the agenda is kept.
    fn name_field(&self) -> String {
        name_field(self.agendas.saved)
    }

    /// Draws the panel.
    pub(super) fn draw_agenda(&self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        let content = el("div").key(&*panel.about).class("agenda-panel");
        let (title, content) = if panel.about.is_empty() {
            let content = content.with(self.draw_start(panel, outside)).with(self.draw_saving(panel));
            ("The agenda", content.with(self.draw_statuses(panel)))
        } else {
            let source = self.source(&panel.about, panel, outside)?;
            let content = content.with(el("p").key("holds").text("The file holds an agenda:"));
            ("An agenda", content.with(self.draw_source(&panel.about, &source.agenda)))
        };
        Ok(Drawn { title: title.to_owned(), content, paint: Highlights::default() })
    }

    /// What one can start from.
    fn draw_start(&self, panel: &Panel, outside: &dyn Outside) -> Element {
        let chosen = panel.field("from");
        let always = [("", "Choose…"), (BLANK, "A blank agenda"), (STARTER, "The starter agenda")];
        let always = always.map(|(value, words)| (value.to_owned(), words.to_owned()));
        let kept = agenda::kept(&self.project).into_iter();
        let kept = kept.map(|(name, _)| (format!("{SAVED}{name}"), format!("“{name}”")));
        let list = (LIST.to_owned(), "A list that you paste".to_owned());
        let options = always.into_iter().chain(kept).chain([list]).map(|(value, words)| {
            let option = el("option").key(format!("o{value}"));
            let option = if value == chosen { option.set("selected", "") } else { option };
            option.set("value", value).text(words)
        });
        let select = el("select").set("name", "from").with_all(options);
        let section = section("start", "Start from");
        let section = section.with(el("label").key("from").text("Agenda").with(select));
        let pasted = (chosen == LIST).then(|| {
            let field = el("textarea").set("name", "list").set("rows", "8").set("dir", "auto");
            let field = field.set("placeholder", "Budget\n  Taxes\nRoads").set("autofocus", "");
            el("label").key("list").text("One item a line, indented for sub-items").with(field)
        });
        let section = section.with_all(pasted);
        match chosen {
            "" => section.with(el("p").key("none").class("about").text(ABOUT_START)),
            chosen => section.with(match self.source(chosen, panel, outside) {
                Ok(source) => self.draw_source(chosen, &source.agenda),
                Err(why) => el("p").key("why").class("trouble").set("role", "alert").text(why),
            }),
        }
    }

    /// An agenda that may be taken up, and what becomes of the one here.
    fn draw_source(&self, source: &str, agenda: &Agenda) -> Element {
        let items = agenda.items();
        let counts = Counts::of(&self.project, agenda);
        let act = |name: &str| Act::Do(name.to_owned(), source.to_owned());
        let is_empty = self.project.agenda().is_empty();
        let drawn = el("div").key("source");
        if items.is_empty() && source != BLANK {
            return drawn.with(el("p").class("about").set("role", "status").text("It has no items."));
        }
        let rows = items.iter().take(SHOWN).map(|(depth, item)| {
            let class = format!("depth-{}", depth.min(&6));
            el("li").key(item.id.as_str()).class(&class).set("dir", "auto").text(&*item.title)
        });
        let rest = items.len().checked_sub(SHOWN).filter(|rest| *rest > 0);
        let rest = rest.map(|rest| el("li").key("and more").class("more").text(format!("and {rest} more")));
        let tree = el("ul").key("tree").class("agenda-tree").with_all(rows).with_all(rest);
        let drawn = drawn
            .with(el("p").key("count").set("role", "status").text(counted(items.len(), "item")))
            .with(tree);
        let drawn = if is_empty { drawn } else { drawn.with(about_taking(&counts)) };
        let replace = if is_empty { "Use this agenda".to_owned() } else { counts.replacing() };
        let replace = button(&replace, &act(REPLACE)).class(if is_empty { "solid" } else { "danger" });
        let add = (!is_empty && counts.new > 0)
            .then(|| button(&format!("Add {}", counted(counts.new, "item")), &act(ADD)).class("solid"));
        let is_nothing = is_empty && items.is_empty();
        let buttons = el("div").key("buttons").class("buttons");
        let buttons = if is_nothing { buttons } else { buttons.with(replace) };
        drawn.with(buttons.with_all(add))
    }

    /// Keeping the agenda, in the project or as a file; and what is kept.
    fn draw_saving(&self, panel: &Panel) -> Element {
        let field = self.name_field();
        let typed = one_line(panel.field(&field));
        let kept = agenda::kept(&self.project);
        let is_known = kept.iter().any(|(name, _)| *name == typed);
        let input = el("input").set("type", "text").set("name", &*field).set("autocomplete", "off");
        let input = input.set("dir", "auto").set("placeholder", "Weekly meeting");
        // The form that was just sent is gone, and the focus with it.
        let was_sent =
            self.agendas.saved.checked_sub(1).map(name_field).is_some_and(|it| !panel.field(&it).is_empty());
        let input = if was_sent { input.set("autofocus", "") } else { input };
        let save = el("button").set("type", "submit").text(if is_known {
            "Replace template"
        } else {
            "Save template"
        });
        let file = button("Export as a file", &Act::Do(FILE.to_owned(), String::new()));
        let buttons = el("span").class("buttons").with(save).with(file);
        let form = el("form").key(&*field).class("row").act(&Act::Do(SAVE.to_owned(), String::new()));
        let form = form.with(el("label").text("Name").with(input)).with(buttons);
        let known = is_known.then(|| {
            let said = format!("A template “{typed}” exists; saving replaces it.");
            el("p").key("known").class("about").set("role", "status").text(said)
        });
        let rows = kept.iter().map(|(name, agenda)| draw_kept(name, agenda));
        let list = el("ul").key("kept").class("agendas").with_all(rows);
        let section = section("templates", "Templates");
        let section = if kept.is_empty() { section } else { section.with(list) };
        let about = el("p").key("about").class("about").text(ABOUT_SAVING);
        section.with(about).with(form).with_all(known)
    }
}

/// A part of the panel under its heading, with its own buttons.
fn section(key: &str, heading: &str) -> Element {
    let id = format!("agenda-{key}");
    let heading = el("h3").key("h").set("id", &*id).text(heading);
    el("section").key(key).set("aria-labelledby", &*id).with(heading)
}

/// The field for the name, when so many were saved before.
fn name_field(saved: u32) -> String {
    format!("name-{saved}")
}

const ABOUT_START: &str = "Replace this agenda with another one, or add another one to it. Items with the same title keep their passages.";

const ABOUT_SAVING: &str = "Save this agenda as a template. A template has the items without passages. It is saved in this project; exported as a file it can be opened anywhere.";

/// What becomes of the items here and of their passages.
fn about_taking(counts: &Counts) -> Element {
    let Counts { same, others, lose, .. } = *counts;
    let stay = match same {
        0 => "No item matches.".to_owned(),
        1 => "1 item matches and keeps its passages.".to_owned(),
        same => format!("{same} items match and keep their passages."),
    };
    let go = match (others, lose) {
        (0, _) => String::new(),
        (others, 0) => format!(" Replacing removes {}.", counted(others, "item")),
        (others, lose) => format!(
            " Replacing removes {}; {} would lose {} tag.",
            counted(others, "item"),
            counted(lose, "passage"),
            if lose == 1 { "its" } else { "their" }
        ),
    };
    el("p").key("about").class("about").text(stay + &go)
}

fn draw_kept(name: &str, agenda: &Agenda) -> Element {
    let source = format!("{SAVED}{name}");
    let named = |words: &str, act: Act| button(words, &act).set("aria-label", format!("{words} “{name}”"));
    let actions = el("span")
        .class("actions")
        .with(named("Use", Act::Set("from".to_owned(), source.clone())))
        .with(named("Export", Act::Do(FILE.to_owned(), source)))
        .with(named("Delete", Act::Do(FORGET.to_owned(), name.to_owned())).class("danger"));
    let title = el("b").set("dir", "auto").text(name);
    let count = el("small").text(counted(agenda.items().len(), "item"));
    el("li").key(name).with(title).with(count).with(actions)
}

/// The panel goes on as it is.
fn stay(panel: &Panel) -> Vec<String> {
    vec![panel.name.clone(), panel.about.clone()]
}

/// Says so where nothing was to be done.
fn said_if_nothing(outcome: Outcome) -> Outcome {
    if outcome.entries.is_empty() {
        return Outcome { notes: vec!["The agenda is already like that.".to_owned()], ..outcome };
    }
    outcome
}
