//! The sheet of keys, and changing those that are single keys.

use super::drawing::{Element, button, el};
use super::{Desk, Drawn};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::keys::{BINDINGS, Binding, WORDS, key_of, read, write};
use crate::format::panel::Panel;
use crate::model::sorted::Map;

/// The panel's name.
pub(super) const PANEL: &str = "keys";

/// The keys that are always what they are.
const FIXED: [(&str, &str); 9] = [
    ("1 … 9, 0", "Tag the selection, passage or cursor with the item on that key"),
    ("↑ ↓ Enter", "In the tag menu: move and choose"),
    ("Tab or /", "In the tag menu: filter by typing, or name a new item"),
    ("Tab, x", "On a suggestion: accept, reject"),
    ("Escape", "Close, leave, or clear the selection"),
    ("Ctrl/Cmd + Enter", "Save the note that is being written; Enter alone is a new line"),
    ("Ctrl/Cmd + V", "Open what is pasted"),
    ("Ctrl/Cmd + Z", "Undo, back to when this page was opened"),
    ("Shift + Ctrl/Cmd + Z", "Redo"),
];

impl Desk {
    /// Draws the sheet. The field `keys` has the reader's own keys, and those of [`field_of`] what is typed.
    pub(super) fn draw_keys(&self, panel: &Panel) -> Drawn {
        let own = read(panel.field("keys"));
        let content = el("div").with(sheet(&own)).with(form(&own, panel));
        Drawn { title: "Keys".to_owned(), content, paint: Highlights::default() }
    }
}

fn sheet(own: &Map<String, String>) -> Element {
    let row = |key: Element| el("tr").with(el("th").set("scope", "row").with(key));
    let fixed = FIXED.iter().map(|(key, what)| row(el("kbd").text(*key)).with(el("td").text(*what)));
    let single = BINDINGS.iter().zip(WORDS).map(|(binding, (what, shifted))| {
        let key = key_of(binding, own);
        let key = if key.is_empty() { el("small").text("off") } else { el("kbd").text(key) };
        let words = el("td").text(*what);
        row(key).with(match *shifted {
            "" => words,
            shifted => words.with(el("small").text(format!(" · with Shift: {shifted}"))),
        })
    });
    el("table").key("sheet").class("keys").with(el("tbody").with_all(fixed).with_all(single))
}

/// The keys to be changed, with a field for each.
fn form(own: &Map<String, String>, panel: &Panel) -> Element {
    let typed: Vec<String> = BINDINGS.iter().map(|binding| typed_for(binding, own, panel)).collect();
    let fields = BINDINGS.iter().zip(WORDS).map(|(binding, (what, _))| {
        let field = el("input").set("type", "text").set("name", field_of(binding));
        let field = field.set("value", key_of(binding, own));
        let field = field.set("autocomplete", "off");
        el("label").with(field).with(el("span").text(*what))
    });
    // Fields that were changed keep what was typed in them; so those of other kept keys are other fields.
    let fields = el("div").key(format!("fields {}", panel.field("keys"))).class("bindings").with_all(fields);
    let chosen = chosen(&typed);
    let trouble = trouble(&typed);
    let is_done = trouble.is_some() || chosen == *own;
    let keep = el("button").set("type", "submit").class("solid").text("Save keys");
    let keep = if is_done { keep.set("disabled", "") } else { keep };
    let usual = button("Default keys", &Act::Keys(String::new()));
    let usual = if own.is_empty() { usual.set("disabled", "") } else { usual };
    let trouble =
        el("p").key("trouble").class("trouble").set("role", "status").text(trouble.unwrap_or_default());
    let hint =
        "A letter, a sign or the name of a key: Enter, Delete, F2. Leave a field empty to turn its key off.";
    let form = el("form").key("form").act(&Act::Keys(write(&chosen)));
    let form = form.with(el("small").key("hint").text(hint)).with(fields).with(trouble);
    let form = form.with(el("div").key("buttons").class("buttons").with(usual).with(keep));
    el("details").key("change").with(el("summary").key("summary").text("Change single keys")).with(form)
}

/// The name of the field for an action's key.
fn field_of(binding: &Binding) -> String {
    format!("key {}", binding.name)
}

/// What is typed for an action, or the key that it has.
fn typed_for(binding: &Binding, own: &Map<String, String>, panel: &Panel) -> String {
    match panel.fields.get(&field_of(binding)) {
        Some(typed) => typed.trim().to_owned(),
        None => key_of(binding, own).to_owned(),
    }
}

/// Those keys that are other than the usual ones.
fn chosen(typed: &[String]) -> Map<String, String> {
    let mut chosen = Map::default();
    for (binding, key) in BINDINGS.iter().zip(typed).filter(|(binding, key)| binding.key != key.as_str()) {
        chosen.insert(binding.name.to_owned(), key.clone());
    }
    chosen
}

/// Why these keys cannot be kept, if they cannot.
fn trouble(typed: &[String]) -> Option<String> {
    let words = |at: usize| WORDS[at].0;
    typed.iter().enumerate().filter(|(_, key)| !key.is_empty()).find_map(|(at, key)| {
        if key.contains(char::is_whitespace) {
            return Some(format!("“{key}” is not the name of a key (for “{}”).", words(at)));
        }
        if key.len() == 1 && key.chars().all(|c| c.is_ascii_digit()) {
            return Some(format!(
                "The digit {key} is used for tagging. Choose another key for “{}”.",
                words(at)
            ));
        }
        let other = typed[..at].iter().position(|other| other == key)?;
        Some(format!("{key} is used twice: for “{}” and “{}”.", words(other), words(at)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(own: &str, typed: &[(&str, &str)]) -> Element {
        let mut panel = Panel::new(PANEL, "");
        panel.fields.insert("keys".to_owned(), own.to_owned());
        for (name, value) in typed {
            panel.fields.insert(format!("key {name}"), (*value).to_owned());
        }
        let content = Desk::default().draw_keys(&panel).content;
        assert_eq!(content.unsteady(), None);
        content
    }

    /// What the form would keep, or why it would not.
    fn check(own: &str, typed: &[(&str, &str)], expected: Result<&str, &str>) {
        let drawn = draw(own, typed);
        let acts = drawn.having("key", "form").and_then(|form| form.attribute("data-act"));
        let is_off = drawn.having("type", "submit").is_some_and(|keep| keep.attribute("disabled").is_some());
        let trouble = drawn.having("role", "status").map(Element::words).unwrap_or_default();
        match expected {
            Ok(keys) => assert_eq!((acts, is_off), (Some(&*format!("keys {keys}")), false), "{trouble}"),
            Err(why) => {
                assert!(is_off);
                assert_eq!(trouble.trim_end(), why);
            }
        }
    }

    #[test]
    fn the_sheet_has_the_keys_as_they_are() {
        let sheet = draw("export= next-sentence=w", &[]).words();
        assert!(sheet.contains("w\nReading cursor to the next sentence"), "{sheet}");
        assert!(sheet.contains("off\nExport\n") || sheet.contains("offExport"), "{sheet}");
        assert!(sheet.contains("Escape"), "{sheet}");
    }

    #[test]
    fn keys_are_changed_if_each_does_one_thing() {
        check("", &[("next-sentence", "w")], Ok("next-sentence=w"));
        check("", &[("next-sentence", " Enter "), ("open-menu", "")], Ok("next-sentence=Enter open-menu="));
        check("export=", &[("export", "e"), ("open", "ö")], Ok("open=ö"));
        check("export=", &[("export", "e")], Ok(""));
        check("", &[], Err(""));
        check("", &[("next-sentence", "j")], Err(""));
        check(
            "",
            &[("next-sentence", "3")],
            Err(
                "The digit 3 is used for tagging. Choose another key for “Reading cursor to the next sentence”.",
            ),
        );
        check(
            "",
            &[("export", "j")],
            Err("j is used twice: for “Reading cursor to the next sentence” and “Export”."),
        );
        check("", &[("export", "Page Up")], Err("“Page Up” is not the name of a key (for “Export”)."));
        // Those that are switched off do not get in each other's way.
        check("", &[("export", ""), ("open", "")], Ok("export= open="));
    }
}
