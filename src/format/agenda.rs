//! An agenda by itself: as a file, as one that is kept in the project to start from again, and as a list that somebody wrote.
//! `docs/agenda.md` describes the file.

use std::rc::Rc;

use serde_json::value::RawValue;

use super::fields::{Fields, Refusal};
use super::raw::Object;
use super::read::{Bundle, item};
use super::{json, statuses, write};
use crate::model::extra::Extra;
use crate::model::project::{AgendaItem, Change, ItemId, Project, Rank, Time};
use crate::model::session::next_colour;

/// What the file says that it is.
const KIND: &str = "agenda";

/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// The media type of the file.
pub const MEDIA_TYPE: &str = "application/json";

/// How a file's name ends.
pub const ENDING: &str = ".agenda.json";

/// The field of the project's further ones in which agendas are kept: an object, name by name.
const KEPT: &str = "agendas";

/// The longest list that is read, in items.
pub const LONGEST: usize = 1_000;

/// An agenda without a project: items, and perhaps the set of statuses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agenda {
    /// The items and the statuses, with nothing else.
    project: Project,
    /// Whether it has titles and nothing more, so that its colours say nothing.
    pub is_list: bool,
}

/// What is written.
#[derive(serde::Serialize)]
struct File<'a> {
    agendum: &'static str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<Rc<str>>>,
    agenda: Vec<json::Item<'a>>,
}

impl Agenda {
    /// The agenda of a project, with the set of statuses that there is.
    pub fn of(project: &Project) -> Agenda {
        let items = project.agenda().into_iter().map(|(_, item)| AgendaItem::clone(item));
        Agenda::new(Some(statuses::of(project)), items.collect())
    }

    /// The agenda of an export.
    pub fn of_bundle(bundle: &Bundle) -> Agenda {
        Agenda::new(statuses::own(&bundle.extra), bundle.agenda.clone())
    }

    /// Items in their order; a parent may be anywhere among them.
    fn new(statuses: Option<Vec<Rc<str>>>, items: Vec<AgendaItem>) -> Agenda {
        let mut project = Project::default();
        let items = items.into_iter().zip(Rank::ascending());
        let items = items.map(|(item, rank)| AgendaItem { rank, ..item });
        let items = items.map(|item| Change::Item(item.id.clone(), Some(Rc::new(item))));
        let statuses = statuses.map(|set| statuses::set(&project, set.iter().map(|status| &**status)));
        let changes: Vec<Change> = items.chain(statuses).collect();
        // Items and further fields depend on nothing, so that they are never rejected.
        let _ = project.apply_all(changes);
        Agenda { project, is_list: false }
    }

    /// The items in order, a parent before its children, each with its depth.
    pub fn items(&self) -> Vec<(usize, &Rc<AgendaItem>)> {
        self.project.agenda()
    }

    /// The item that one is part of.
    pub fn parent_of<'a>(&self, item: &'a AgendaItem) -> Option<&'a ItemId> {
        self.project.parent_of(item)
    }

    /// The statuses, if it says which there are.
    pub fn statuses(&self) -> Option<Vec<Rc<str>>> {
        statuses::own(self.project.extra())
    }

    /// As a file: pretty JSON that ends with a line feed.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(&self.file()).expect("an agenda has only text for keys") + "\n"
    }

    /// On one line.
    fn compact(&self) -> String {
        serde_json::to_string(&self.file()).expect("an agenda has only text for keys")
    }

    fn file(&self) -> File<'_> {
        let agenda = json::agenda(&self.project);
        File { agendum: KIND, version: VERSION, statuses: self.statuses(), agenda }
    }
}

/// Whether a text is the file of an agenda alone, of whatever version.
pub fn is_agenda(text: &str) -> bool {
    let mut fields = Fields::of_file(without_mark(text)).ok();
    fields
        .as_mut()
        .is_some_and(|file| file.optional_string("agendum").ok().flatten().as_deref() == Some(KIND))
}

/// Reads the file of an agenda. Items may be without times: then they are of `now`.
pub fn read(text: &str, now: Time) -> Result<Agenda, Refusal> {
    let mut file = Fields::of_file(without_mark(text))?;
    if file.string("agendum")? != KIND {
        return Err(file.refusal("\"agendum\" must be \"agenda\""));
    }
    let version = file.whole("version")?;
    if version != i64::from(VERSION) {
        return Err(file.refusal(&format!(
            "\"version\" is {version}, and only {VERSION} can be read here. A newer Agendum may have made this file"
        )));
    }
    let statuses = file.optional_strings("statuses")?;
    let statuses = statuses.map(|set| set.iter().map(|status| Rc::from(&**status)).collect());
    Ok(Agenda::new(statuses, file.records("agenda", |fields| item(fields, Some(now)))?))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The agendas that are kept in a project, by name. What cannot be read is left out here, and stays where it is.
pub fn kept(project: &Project) -> Vec<(String, Agenda)> {
    let entries = entries(project.extra()).into_iter();
    // Agendas that are kept have their times.
    entries.filter_map(|(name, json)| Some((name, read(&json, Time(0)).ok()?))).collect()
}

/// The change that keeps an agenda under a name.
pub fn keep(project: &Project, name: &str, agenda: &Agenda) -> Change {
    let mut entries = entries(project.extra());
    entries.retain(|(known, _)| known != name);
    entries.push((name.to_owned(), agenda.compact()));
    changed(project, &mut entries)
}

/// The change that keeps an agenda no longer; `None` if there is none of the name.
pub fn forget(project: &Project, name: &str) -> Option<Change> {
    let mut entries = entries(project.extra());
    let count = entries.len();
    entries.retain(|(known, _)| known != name);
    (entries.len() < count).then(|| changed(project, &mut entries))
}

fn entries(extra: &Extra) -> Vec<(String, String)> {
    let object = extra.field(KEPT).and_then(|json| serde_json::from_str::<Object<'_>>(json).ok());
    let entries = object.map_or(Vec::new(), |Object(entries)| entries).into_iter();
    entries.map(|(name, json): (_, &RawValue)| (name.into_owned(), json.get().to_owned())).collect()
}

fn changed(project: &Project, entries: &mut [(String, String)]) -> Change {
    entries.sort();
    let mut object = write::Object::default();
    for (name, json) in entries {
        object.json(name, json);
    }
    Change::Extra(project.extra().with(KEPT, Some(object.end())))
}

/// Reads a list of titles: a line for each, those of sub-items indented or numbered as `2.1`. Bullets, numbers and the marks
/// of a quoted e-mail are left out. `fresh` makes ids that nothing has.
pub fn of_list(text: &str, now: Time, fresh: impl Fn() -> Option<ItemId>) -> Result<Agenda, String> {
    let lines = lines(text);
    if lines.len() > LONGEST {
        return Err(format!("The list has {} lines; an agenda can have at most {LONGEST}.", lines.len()));
    }
    let mut agenda = Agenda { is_list: true, ..Agenda::default() };
    let mut above: Vec<(usize, ItemId)> = Vec::new();
    for (line, rank) in lines.into_iter().zip(Rank::ascending()) {
        above.retain(|(depth, _)| *depth < line.depth);
        let id = fresh().ok_or("The item could not be created. Try again.")?;
        let item = AgendaItem {
            id: id.clone(),
            title: line.title.into(),
            colour: next_colour(&agenda.project),
            description: "".into(),
            hotkey: None,
            status: None,
            raised_by: None,
            parent: above.last().map(|(_, id)| id.clone()),
            rank,
            created: now,
            modified: now,
            extra: Extra::default(),
        };
        above.push((line.depth, id.clone()));
        // An item depends on nothing, so that it is never rejected.
        let _ = agenda.project.apply(Change::Item(id, Some(Rc::new(item))));
    }
    Ok(agenda)
}

/// A line of a list.
#[derive(Debug, PartialEq)]
struct Line {
    /// How far it is to the right: columns, or parts of its number.
    depth: usize,
    title: String,
}

fn lines(text: &str) -> Vec<Line> {
    let read = text.lines().filter_map(|line| {
        let line = line.trim_start_matches(['>', '\u{feff}']);
        let indent = line.chars().take_while(|c| c.is_whitespace());
        let indent = indent.map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let (parts, title) = without_number(without_bullet(line.trim()));
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_rule = !title.chars().any(char::is_alphanumeric);
        if is_rule { None } else { Some((indent, parts, title)) }
    });
    let mut read: Vec<(usize, usize, String)> = read.collect();
    let least = read.iter().map(|(indent, ..)| *indent).min().unwrap_or(0);
    read.iter_mut().for_each(|(indent, ..)| *indent -= least);
    // Where nothing is indented, the numbers say what is part of what.
    let is_flat = read.iter().all(|(indent, ..)| *indent == 0);
    let depth = |indent, parts: usize| if is_flat { parts.saturating_sub(1) } else { indent };
    read.into_iter().map(|(indent, parts, title)| Line { depth: depth(indent, parts), title }).collect()
}

/// A line without the sign of a list, and without the box of a list of things to do.
fn without_bullet(line: &str) -> &str {
    const BULLETS: [char; 15] = ['-', '*', '+', '•', '◦', '▪', '▫', '·', '‣', '–', '—', '○', '●', '■', '➢'];
    let after_sign = line.strip_prefix(BULLETS).filter(|rest| rest.starts_with(char::is_whitespace));
    let line = after_sign.unwrap_or(line).trim_start();
    let boxes = ["[ ]", "[x]", "[X]", "☐", "☑"];
    boxes.iter().find_map(|it| line.strip_prefix(it)).unwrap_or(line).trim_start()
}

/// A line without its number, and of how many parts that is: `1.`, `2)`, `(3)`, `2.1`, `a)`, `iv.`. A number without a sign
/// after it is one only if it has several parts: “3 questions” and “2026 budget” are titles.
fn without_number(line: &str) -> (usize, &str) {
    let (number, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let bare = number.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let is_signed = number.ends_with(['.', ')', ':']);
    let parts: Vec<&str> = bare.split('.').collect();
    let of = |part: &&str, is: fn(char) -> bool, most| {
        !part.is_empty() && part.len() <= most && part.chars().all(is)
    };
    let are_digits = parts.iter().all(|part| of(part, |c| c.is_ascii_digit(), 3));
    let is_letter = of(&bare, |c| c.is_ascii_alphabetic(), 1) || of(&bare, |c| "ivx".contains(c), 4);
    let is_number = are_digits && (is_signed || parts.len() > 1) || is_signed && is_letter;
    if is_number && !rest.trim().is_empty() { (parts.len(), rest) } else { (0, line) }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use expect_test::expect_file;

    use super::*;
    use crate::format::json::Scope;
    use crate::model::session::{Command, ItemEdit, Session};

    /// Ids that count.
    fn counting() -> impl Fn() -> Option<ItemId> {
        let count = Cell::new(0);
        move || {
            count.set(count.get() + 1);
            ItemId::new(&format!("n{}", count.get()))
        }
    }

    fn drawn(agenda: &Agenda) -> Vec<String> {
        agenda.items().iter().map(|(depth, item)| "  ".repeat(*depth) + &item.title).collect()
    }

    #[track_caller]
    fn check_list(text: &str, expected: &[&str]) {
        let agenda = of_list(text, Time(0), counting()).expect("a short list");
        assert_eq!(drawn(&agenda), expected, "{text:?}");
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        check_list("Budget\nRoads\n", &["Budget", "Roads"]);
        check_list(
            "1. Budget\n2) Roads\n(3) Schools\n4: Any other business",
            &["Budget", "Roads", "Schools", "Any other business"],
        );
        check_list("- Budget\n  * Taxes\n\t• Fees\n- Roads", &["Budget", "  Taxes", "    Fees", "Roads"]);
        check_list("    Budget\n        Taxes\n    Roads", &["Budget", "  Taxes", "Roads"]);
        check_list(
            "1 Budget\n1.1 Taxes\n1.2. Fees\n2. Roads\n2.1.3 Bridges",
            &["1 Budget", "  Taxes", "  Fees", "Roads", "  Bridges"],
        );
        check_list("> a) Budget\n> iv. Roads\n>\n> -----\n", &["Budget", "Roads"]);
        check_list("- [ ] Budget\n- [x] Roads", &["Budget", "Roads"]);
        check_list(
            "2026 budget\n3 questions\n1999.\nA plan\nI. See also",
            &["2026 budget", "3 questions", "1999.", "A plan", "See also"],
        );
        check_list("    deep\n  less\nleast\n  again", &["deep", "less", "least", "  again"]);
        check_list(" \n\n***\n", &[]);
        check_list("預算\r\n\u{2003}道路", &["預算", "  道路"]);
    }

    #[test]
    fn a_list_that_is_no_agenda_is_refused() {
        let long = "x\n".repeat(LONGEST + 1);
        assert!(of_list(&long, Time(0), counting()).unwrap_err().contains("1001 lines"));
        assert!(of_list("x", Time(0), || None).is_err());
    }

    /// A project whose agenda has everything.
    fn project() -> Project {
        let mut session = Session::default();
        let id = |id: &str| ItemId::new(id).expect("an id");
        let add = |name: &str, title: &str| Command::AddItem {
            id: id(name),
            title: title.into(),
            colour: None,
            description: String::new(),
        };
        let edit = ItemEdit {
            status: Some(Some("Open".into())),
            raised_by: Some(Some("Ms “Quote” Ó".into())),
            description: Some("One\nTwo".into()),
            ..ItemEdit::default()
        };
        let set = statuses::set(session.project(), ["Open", "Closed"]);
        for command in [
            add("a", "Budget"),
            add("b", "Roads"),
            add("c", "Taxes"),
            Command::MoveItem { id: id("c"), parent: Some(id("a")), before: None },
            Command::EditItem(id("b"), edit),
            Command::Changes("set".into(), vec![set]),
        ] {
            session.dispatch(command, Time(1_795_500_000_000)).expect("it is done");
        }
        session.project().clone()
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let agenda = Agenda::of(&project());
        let file = agenda.write();
        expect_file!["../../tests/golden/agenda-1.agenda.json"].assert_eq(&file);
        assert!(is_agenda(&file) && is_agenda(&format!("\u{feff}{file}")));
        let again = read(&file, Time(0)).expect("it was written here");
        assert_eq!(again, agenda);
        assert_eq!(again.statuses().expect("a set").len(), 2);
    }

    #[test]
    fn times_may_be_left_out() {
        let file =
            r##"{"agendum":"agenda","version":1,"agenda":[{"id":"x","title":"Roads","colour":"#0072b2"}]}"##;
        let agenda = read(file, Time(7)).expect("nothing is missing");
        assert_eq!(agenda.items()[0].1.created, Time(7));
        assert_eq!(agenda.statuses(), None);
    }

    #[track_caller]
    fn check_refused(file: &str, expected: &str) {
        let why = read(file, Time(0)).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
    }

    #[test]
    fn what_is_no_agenda_is_refused() {
        check_refused("[]", "not an object");
        check_refused("{}", "\"agendum\" is missing");
        check_refused(r#"{"agendum":"agenda","version":2}"#, "newer");
        check_refused(r#"{"agendum":"agenda","version":1}"#, "\"agenda\" is missing");
        check_refused(
            r#"{"agendum":"agenda","version":1,"agenda":[{"id":"x","title":"t"}]}"#,
            "agenda[0] (id x): \"colour\" is missing",
        );
        check_refused(
            r##"{"agendum":"agenda","version":1,"agenda":[{"id":"x","title":"t","colour":"#000000","created":null,"modified":3}]}"##,
            "\"modified\" must be a string",
        );
        let export = json::export(&project(), &Scope::Project, Time(0));
        assert!(!is_agenda(&export) && !is_agenda("x") && !is_agenda("{\"agendum\":3}"));
    }

    #[test]
    fn agendas_are_kept_by_name() {
        let mut project = project();
        let agenda = Agenda::of(&project);
        let theirs = project.extra().with(KEPT, Some(r#"{"odd":[1]}"#.to_owned()));
        project.apply(Change::Extra(theirs)).expect("it applies");
        let names = |project: &Project| kept(project).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        for name in ["Weekly “council”", "Annual", "Annual"] {
            let change = keep(&project, name, &agenda);
            project.apply(change).expect("it applies");
        }
        assert_eq!(names(&project), ["Annual", "Weekly “council”"]);
        assert!(kept(&project).iter().all(|(_, kept)| *kept == agenda));
        assert_eq!(forget(&project, "None"), None);
        let change = forget(&project, "Annual").expect("it is there");
        project.apply(change).expect("it applies");
        assert_eq!(names(&project), ["Weekly “council”"]);
        assert!(
            project.extra().field(KEPT).is_some_and(|json| json.contains("\"odd\":[1]")),
            "what cannot be read stays"
        );
        assert_eq!(statuses::of(&project).len(), 2);
    }
}
