//! The keys: one table that binds them and from which the shortcut sheet is drawn.

use web_sys::KeyboardEvent;

use crate::app::view::{Dialog, Field, Menu};
use crate::app::{App, End, Unit};
use crate::browser::page;
use crate::format::view::Settings;
use crate::model::project::Hotkey;

/// What a single key does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Moves the reading cursor; with Shift extends it.
    Cursor(Unit, bool),
    /// Goes to the next passage, or the one before.
    Walk(bool),
    /// Opens the tag menu.
    Open,
    /// Removes the active passage.
    Remove,
    /// Moves the start of the active passage by a word, with Shift its end.
    Nudge(bool),
    /// Writes a note.
    Note,
    /// Opens a dialog.
    Show(Shown),
    /// Opens a panel.
    Panel(&'static str),
    /// Goes to the next sentence that something is suggested for.
    Suggestion,
    /// Tags all that is like this.
    Alike,
    /// Tags every selection with the item that was used last, or no longer.
    Stick,
}

/// The dialogs that keys open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// Open an article.
    Open,
    /// Export.
    Export,
    /// The keys.
    Shortcuts,
    /// Settings.
    Settings,
}

/// A line of the table.
pub struct Binding {
    /// The action's name in the settings.
    pub name: &'static str,
    /// The usual key, as `KeyboardEvent.key` without Shift.
    pub key: &'static str,
    /// What it does.
    pub action: Action,
    /// What the sheet says.
    pub what: &'static str,
    /// What it does with Shift, if anything.
    pub shifted: Option<&'static str>,
}

/// The single keys that can be changed.
pub const TABLE: &[Binding] = &[
    Binding {
        name: "next-sentence",
        key: "j",
        action: Action::Cursor(Unit::Sentence, true),
        what: "Reading cursor to the next sentence",
        shifted: Some("extend it by a sentence"),
    },
    Binding {
        name: "previous-sentence",
        key: "k",
        action: Action::Cursor(Unit::Sentence, false),
        what: "Reading cursor to the sentence before",
        shifted: Some("extend it backwards"),
    },
    Binding {
        name: "next-paragraph",
        key: "d",
        action: Action::Cursor(Unit::Block, true),
        what: "Reading cursor to the next paragraph",
        shifted: Some("extend it by a paragraph"),
    },
    Binding {
        name: "previous-paragraph",
        key: "u",
        action: Action::Cursor(Unit::Block, false),
        what: "Reading cursor to the paragraph before",
        shifted: Some("extend it backwards"),
    },
    Binding {
        name: "next-passage",
        key: "n",
        action: Action::Walk(true),
        what: "Next tagged passage",
        shifted: None,
    },
    Binding {
        name: "previous-passage",
        key: "p",
        action: Action::Walk(false),
        what: "Tagged passage before",
        shifted: None,
    },
    Binding {
        name: "open-menu",
        key: "Enter",
        action: Action::Open,
        what: "Open the tag menu on the passage or cursor",
        shifted: None,
    },
    Binding {
        name: "remove",
        key: "Delete",
        action: Action::Remove,
        what: "Delete the passage",
        shifted: None,
    },
    Binding {
        name: "earlier",
        key: "h",
        action: Action::Nudge(false),
        what: "Start of the passage a word earlier",
        shifted: Some("its end a word earlier"),
    },
    Binding {
        name: "later",
        key: "l",
        action: Action::Nudge(true),
        what: "Start of the passage a word later",
        shifted: Some("its end a word later"),
    },
    Binding {
        name: "note",
        key: "m",
        action: Action::Note,
        what: "Write a note on the passage or cursor",
        shifted: None,
    },
    Binding {
        name: "suggestion",
        key: "s",
        action: Action::Suggestion,
        what: "Next sentence that an item is suggested for",
        shifted: None,
    },
    Binding {
        name: "alike",
        key: "a",
        action: Action::Alike,
        what: "Tag all that is like the passage or selection",
        shifted: None,
    },
    Binding {
        name: "stick",
        key: "t",
        action: Action::Stick,
        what: "Tag every selection with the item used last; again: no longer",
        shifted: None,
    },
    Binding {
        name: "search",
        key: "/",
        action: Action::Panel("find"),
        what: "Search the article, notes and passages",
        shifted: None,
    },
    Binding {
        name: "overview",
        key: "v",
        action: Action::Panel("overview"),
        what: "Overview in numbers",
        shifted: None,
    },
    Binding {
        name: "open",
        key: "o",
        action: Action::Show(Shown::Open),
        what: "Open an article",
        shifted: None,
    },
    Binding { name: "export", key: "e", action: Action::Show(Shown::Export), what: "Export", shifted: None },
    Binding {
        name: "settings",
        key: ",",
        action: Action::Show(Shown::Settings),
        what: "Settings",
        shifted: None,
    },
    Binding {
        name: "shortcuts",
        key: "?",
        action: Action::Show(Shown::Shortcuts),
        what: "This sheet",
        shifted: None,
    },
];

/// The keys that are always what they are, for the sheet.
pub const FIXED: &[(&str, &str)] = &[
    ("1 … 9, 0", "Tag the selection, passage or cursor with the item that has this hotkey"),
    ("↑ ↓ Enter", "In the tag menu: choose and take"),
    ("Tab or /", "In the tag menu: filter by typing, or name a new item"),
    ("Tab, x", "On a suggestion: accept, reject"),
    ("Escape", "Close, leave, or select nothing"),
    ("Ctrl/Cmd + Z", "Undo"),
    ("Shift + Ctrl/Cmd + Z", "Redo"),
];

/// The key that an action has now; empty if it is switched off.
pub fn key_of<'a>(binding: &'a Binding, settings: &'a Settings) -> &'a str {
    settings.keys.get(binding.name).map_or(binding.key, String::as_str)
}

/// A key was pressed somewhere on the page.
pub fn pressed(app: &App, event: &KeyboardEvent) {
    let view = app.view();
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let done = if view.menu.is_none() && in_panel(app, event) {
        true
    } else if view.dialog.is_some() {
        false
    } else if event.ctrl_key() || event.meta_key() {
        !page::typing() && with_control(app, event)
    } else if event.alt_key() {
        false
    } else if let Some(menu) = &view.menu {
        in_menu(app, event, menu)
    } else if page::typing() {
        false
    } else {
        single(app, event)
    };
    if done {
        event.prevent_default();
    }
}

/// Keys that do something in the panel that is open, and Escape in one of its fields when it stands beside the article.
fn in_panel(app: &App, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let key = event.key();
    if key == "Escape" && page::within("#beside") {
        app.close_beside();
        return true;
    }
    app.press_in_panel(&if event.shift_key() { format!("Shift+{key}") } else { key })
}

fn with_control(app: &App, event: &KeyboardEvent) -> bool {
    match page::lower_case(&event.key()).as_str() {
        "z" if event.shift_key() => app.redo(),
        "z" => app.undo(),
        "y" => app.redo(),
        _ => return false,
    };
    true
}

/// Keys while the tag menu is open. In its fields, letters and digits are text.
fn in_menu(app: &App, event: &KeyboardEvent, menu: &Menu) -> bool {
    let key = event.key();
    match key.as_str() {
        "Escape" => app.leave_menu(),
        "Enter" if menu.field == Field::Note => {
            if event.shift_key() {
                return false;
            }
            app.keep_note();
        }
        "Enter" if menu.field == Field::None && page::on_control() => return false,
        "Enter" => app.confirm(),
        "ArrowDown" | "ArrowUp" if menu.field != Field::Note => app.choose_next(key == "ArrowDown"),
        "Tab" | "/" if menu.field == Field::None && !event.shift_key() && !page::on_control() => {
            app.change_menu(|menu| menu.field = Field::Filter);
        }
        _ if menu.field != Field::None || page::typing() => return false,
        "a" if !page::on_control() => app.show_alike(),
        _ => return digit(app, &key) || cursor(app, event),
    }
    true
}

/// Keys while nothing else has them.
fn single(app: &App, event: &KeyboardEvent) -> bool {
    let key = event.key();
    if key == "Escape" {
        app.escape();
        return false;
    }
    if app.view().settings.keys_off {
        return false;
    }
    if key == "Enter" && page::on_control() {
        return false;
    }
    let key = if key == "Backspace" { "Delete".to_owned() } else { key };
    digit(app, &key) || act(app, &key, event.shift_key())
}

fn digit(app: &App, key: &str) -> bool {
    let mut characters = key.chars();
    let hotkey = characters.next().and_then(Hotkey::new).filter(|_| characters.next().is_none());
    if app.view().settings.keys_off {
        return false;
    }
    if let Some(hotkey) = hotkey {
        app.tag_by_hotkey(hotkey);
    }
    hotkey.is_some()
}

/// With the menu open on what the reading cursor is on, the cursor's keys go on moving it.
fn cursor(app: &App, event: &KeyboardEvent) -> bool {
    let view = app.view();
    let key = page::lower_case(&event.key());
    let binding = TABLE.iter().find(|binding| key_of(binding, &view.settings) == key);
    let moves = binding.is_some_and(|binding| matches!(binding.action, Action::Cursor(..) | Action::Walk(_)));
    moves && act(app, &event.key(), event.shift_key())
}

fn act(app: &App, key: &str, shift: bool) -> bool {
    let view = app.view();
    let lower = page::lower_case(key);
    let bound = |binding: &&Binding| {
        let own = key_of(binding, &view.settings);
        own == key || own == lower && (!shift || binding.shifted.is_some())
    };
    let Some(binding) = TABLE.iter().find(bound) else { return false };
    match binding.action {
        Action::Cursor(unit, forwards) => app.move_cursor(unit, forwards, shift),
        Action::Walk(forwards) => app.walk(forwards),
        Action::Open => app.open_here(),
        Action::Remove => app.remove_active(),
        Action::Nudge(forwards) => app.nudge(if shift { End::End } else { End::Start }, forwards),
        Action::Note => app.open_note(),
        Action::Panel(name) => app.show_panel(name, ""),
        Action::Suggestion => drop(app.show_suggestion(None)),
        Action::Alike => app.show_alike(),
        Action::Stick => app.stick_to_last(),
        Action::Show(Shown::Open) => app.show_dialog(Dialog::Open(None, None)),
        Action::Show(Shown::Export) => app.show_dialog(Dialog::Export),
        Action::Show(Shown::Shortcuts) => app.show_dialog(Dialog::Shortcuts),
        Action::Show(Shown::Settings) => app.show_dialog(Dialog::Settings),
    }
    true
}
