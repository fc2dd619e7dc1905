//! The keys, as they are pressed. What they are bound to is in `format/keys.rs`.

use web_sys::KeyboardEvent;

use crate::app::view::{Dialog, Field, Menu};
use crate::app::{App, End, Unit};
use crate::browser::page;
use crate::format::keys::{Action, BINDINGS, Binding, key_of};
use crate::model::project::Hotkey;

/// A key was pressed somewhere on the page.
pub fn pressed(app: &App, event: &KeyboardEvent) {
    let view = app.view();
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let done = if event.key() == "Escape" && page::on_empty_search("dialog") {
        // WebKit takes Escape in such a field for itself, and closes no dialog.
        app.leave_dialog();
        true
    } else if view.menu.is_none() && in_panel(app, event) {
        true
    } else if view.dialog.as_ref().is_some_and(|dialog| !matches!(dialog, Dialog::Panel(_))) {
        false
    } else if event.ctrl_key() || event.meta_key() {
        !page::typing() && with_control(app, event)
    } else if event.alt_key() || view.dialog.is_some() {
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
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        return app.press_in_panel(&format!("Control+{key}"));
    }
    if event.alt_key() {
        return false;
    }
    if key == "Escape" && page::within("#beside") {
        app.leave_beside();
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
    let binding = BINDINGS.iter().find(|binding| key_of(binding, &view.settings.keys) == key);
    let moves = binding.is_some_and(|binding| {
        use Action::*;
        matches!(
            binding.action,
            NextSentence
                | PreviousSentence
                | NextParagraph
                | PreviousParagraph
                | NextPassage
                | PreviousPassage
        )
    });
    moves && act(app, &event.key(), event.shift_key())
}

fn act(app: &App, key: &str, shift: bool) -> bool {
    let view = app.view();
    let lower = page::lower_case(key);
    let bound = |binding: &&Binding| {
        let own = key_of(binding, &view.settings.keys);
        own == key || own == lower && (!shift || binding.shifts)
    };
    let Some(binding) = BINDINGS.iter().find(bound) else { return false };
    match binding.action {
        Action::NextSentence => app.move_cursor(Unit::Sentence, true, shift),
        Action::PreviousSentence => app.move_cursor(Unit::Sentence, false, shift),
        Action::NextParagraph => app.move_cursor(Unit::Block, true, shift),
        Action::PreviousParagraph => app.move_cursor(Unit::Block, false, shift),
        Action::NextPassage => app.walk(true),
        Action::PreviousPassage => app.walk(false),
        Action::OpenMenu => app.open_here(),
        Action::Remove => app.remove_active(),
        Action::Earlier => app.nudge(if shift { End::End } else { End::Start }, false),
        Action::Later => app.nudge(if shift { End::End } else { End::Start }, true),
        Action::Note => app.open_note(),
        Action::Suggestion => drop(app.show_suggestion(None)),
        Action::Alike => app.show_alike(),
        Action::Stick => app.stick_to_last(),
        Action::Search => app.show_panel("find", ""),
        Action::Overview => app.show_panel("overview", ""),
        Action::Open => app.show_dialog(Dialog::Open(None, None)),
        Action::Export => app.show_dialog(Dialog::Export),
        Action::Settings => app.show_dialog(Dialog::Settings),
        Action::Sheet => app.show_panel("keys", ""),
    }
    true
}
