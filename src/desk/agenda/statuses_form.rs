//! The form for the set of statuses. Its order is a field with a line for each: `=` and the status for one that is kept, `-`
//! and the status for one that is deleted, `+` and a number for a new one. So what is typed stays with its status when that
//! is moved.

use super::*;
use crate::desk::drawing::icon;
use crate::format::icons::Icon;

/// The field of the order.
pub(super) const ORDER: &str = "statuses";

/// The field that counts how often what was changed in the form was discarded. The other fields of the form are others each time,
/// so that what was typed before does not count.
const DISCARDED: &str = "statuses-discarded";

/// A field of the form by its name at first.
fn field(name: &str, panel: &Panel) -> String {
    match panel.field(DISCARDED) {
        "" => name.to_owned(),
        times => format!("{times} {name}"),
    }
}

/// A row of the form.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Row {
    Here(Rc<str>),
    Deleted(Rc<str>),
    New(u32),
}

impl Row {
    fn read(line: &str) -> Option<Row> {
        let mut rest = line.chars();
        match rest.next()? {
            '=' => Some(Row::Here(rest.as_str().into())),
            '-' => Some(Row::Deleted(rest.as_str().into())),
            '+' => rest.as_str().parse().ok().map(Row::New),
            _ => None,
        }
    }

    fn write(&self) -> String {
        match self {
            Row::Here(status) => format!("={status}"),
            Row::Deleted(status) => format!("-{status}"),
            Row::New(number) => format!("+{number}"),
        }
    }

    /// The field in which it is written.
    fn field(&self, panel: &Panel) -> String {
        field(&format!("status:{}", self.write()), panel)
    }

    /// What the project has for it.
    fn was(&self) -> Option<&Rc<str>> {
        match self {
            Row::Here(status) | Row::Deleted(status) => Some(status),
            Row::New(_) => None,
        }
    }

    /// What stands in its field.
    fn words(&self, panel: &Panel) -> String {
        let typed = panel.fields.get(&self.field(panel)).map(|typed| one_line(typed));
        typed.or_else(|| self.was().map(|was| was.to_string())).unwrap_or_default()
    }
}

/// The rows in their order. What came into the set since is at the end.
fn rows(set: &[Rc<str>], panel: &Panel) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in panel.field(&field(ORDER, panel)).lines().filter_map(Row::read) {
        let is_known = row.was().is_none_or(|was| set.contains(was));
        let is_there =
            rows.iter().any(|there| *there == row || row.was().is_some() && there.was() == row.was());
        if is_known && !is_there && rows.len() < 2 * statuses::MOST {
            rows.push(row);
        }
    }
    let missing = |status: &&Rc<str>| rows.iter().all(|row| row.was() != Some(*status));
    let missing: Vec<_> = set.iter().filter(missing).cloned().map(Row::Here).collect();
    rows.extend(missing);
    rows
}

const ABOUT_STATUSES: &str = "What can become of an item. One that is renamed is renamed in its items, too.";

fn set_order(rows: &[Row], panel: &Panel) -> Act {
    let lines: Vec<String> = rows.iter().map(Row::write).collect();
    Act::Set(field(ORDER, panel), lines.join("\n"))
}

impl Desk {
    /// Takes the set as it is in the form. Items of a status that was given another name have that.
    pub(super) fn keep_statuses(&self, panel: &Panel, outside: &dyn Outside) -> Result<Outcome, String> {
        let set = statuses::of(&self.project);
        let rows: Vec<Row> =
            rows(&set, panel).into_iter().filter(|row| !matches!(row, Row::Deleted(_))).collect();
        let words: Vec<String> = rows.iter().map(|row| row.words(panel)).collect();
        let change = statuses::set(&self.project, words.iter().map(String::as_str));
        let mut draft = Draft::new(&self.project, outside.now());
        let mut with = self.project.clone();
        let is_same = with.apply(change.clone()).is_ok() && statuses::of(&with) == set;
        if !is_same {
            draft.run(Command::Changes(String::new(), vec![change]))?;
        }
        let renamed = |status: &str| {
            let at = rows.iter().position(|row| row.was().is_some_and(|was| **was == *status))?;
            words.get(at).filter(|words| !words.is_empty() && **words != *status)
        };
        let mut commands = Vec::new();
        for (_, item) in self.project.agenda() {
            if let Some(status) = item.status.as_deref().and_then(renamed) {
                let edit = ItemEdit { status: Some(Some(status.clone())), ..ItemEdit::default() };
                commands.push(Command::EditItem(item.id.clone(), edit));
            }
        }
        draft.run(Command::All(String::new(), commands))?;
        Ok(draft.outcome("statuses changed", "Statuses saved. Undo restores the old ones.".to_owned()))
    }

    /// The form.
    pub(super) fn draw_statuses(&self, panel: &Panel) -> Element {
        let rows = rows(&statuses::of(&self.project), panel);
        let drawn = rows.iter().enumerate().map(|(at, row)| self.draw_status_row(&rows, at, row, panel));
        let list = el("ul").key("rows").class("statuses").with_all(drawn);
        let next = rows.iter().filter_map(|row| match row {
            Row::New(number) => Some(number.saturating_add(1)),
            _ => None,
        });
        let added = [&rows[..], &[Row::New(next.max().unwrap_or(0))]].concat();
        let add = button("Add a status", &set_order(&added, panel));
        let add = if rows.len() < statuses::MOST { add } else { add.set("disabled", "") };
        let keep = el("button").set("type", "submit").class("solid").text("Save statuses");
        let buttons = el("div").key("buttons").class("buttons");
        let discarded = panel.field(DISCARDED).parse::<u32>().unwrap_or_default().saturating_add(1);
        let discard = Act::Set(DISCARDED.to_owned(), discarded.to_string());
        let discard = button("Discard changes", &discard).key("discard");
        let buttons = buttons.with(add.key("add")).with(discard).with(keep.key("keep"));
        let form = el("form").key("form").act(&Act::Do(STATUSES.to_owned(), String::new()));
        let form = form.with(list).with(buttons);
        let about = el("p").key("about").class("about").text(ABOUT_STATUSES);
        section("statuses", "Statuses").with(about).with(form)
    }

    fn draw_status_row(&self, rows: &[Row], at: usize, row: &Row, panel: &Panel) -> Element {
        let words = row.words(panel);
        let has = |was: &Rc<str>| {
            let agenda = self.project.agenda().into_iter();
            agenda.filter(|(_, item)| item.status.as_deref() == Some(&**was)).count()
        };
        let count = row.was().map_or(0, has);
        let line = el("li").key(row.field(panel));
        let with = |other: Row| {
            let mut rows = rows.to_vec();
            rows[at] = other;
            set_order(&rows, panel)
        };
        let moved = |to: usize| {
            let mut rows = rows.to_vec();
            rows.swap(at, to);
            set_order(&rows, panel)
        };
        let called = if words.is_empty() { "the new status".to_owned() } else { format!("“{words}”") };
        if let Row::Deleted(was) = row {
            let keep = match count {
                0 => "deleted".to_owned(),
                1 => "deleted; 1 item still has it".to_owned(),
                count => format!("deleted; {count} items still have it"),
            };
            let back = button("Restore", &with(Row::Here(was.clone())));
            let back = back.set("aria-label", format!("Restore “{was}”"));
            return line
                .class("deleted")
                .with(el("del").text(&**was))
                .with(el("small").text(keep))
                .with(back);
        }
        let input = el("input").set("type", "text").set("name", row.field(panel)).set("autocomplete", "off");
        let input = input.set("value", row.was().map_or("", |was| was)).set("dir", "auto");
        let input = input.set("aria-label", format!("Status {}", at + 1));
        let step = |sign: Icon, way: &str, to: Option<usize>| {
            let act =
                to.map_or(Act::Set(field(ORDER, panel), panel.field(&field(ORDER, panel)).to_owned()), moved);
            let step = button("", &act).with(icon(sign)).set("aria-label", format!("Move {called} {way}"));
            if to.is_some() { step } else { step.set("disabled", "") }
        };
        let delete = match row {
            Row::Here(was) => with(Row::Deleted(was.clone())),
            _ => set_order(&[&rows[..at], &rows[at + 1..]].concat(), panel),
        };
        let delete = button("Delete", &delete).class("danger").set("aria-label", format!("Delete {called}"));
        let items = (count > 0).then(|| el("small").text(counted(count, "item")));
        line.with(input)
            .with_all(items)
            .with(step(Icon::Up, "up", at.checked_sub(1)))
            .with(step(Icon::Down, "down", Some(at + 1).filter(|to| *to < rows.len())))
            .with(delete)
    }
}
