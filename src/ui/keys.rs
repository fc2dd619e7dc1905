//! The keys, as they are pressed. What they are bound to is in `format/keys.rs`.

use web_sys::KeyboardEvent;

use crate::app::view::{Dialog, Field, Menu};
use crate::app::{App, End, Unit};
use crate::browser::page;
use crate::format::keys::{Action, BINDINGS, Binding, key_of};
use crate::format::rhythm::{Rhythm, Stroke};
use crate::model::project::Hotkey;

/// A key was pressed somewhere on the page.
pub fn pressed(app: &App, event: &KeyboardEvent) {
    let view = app.view();
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let is_stray = view.dialog.is_some() && is_stray(app, event);
    let done = if event.key() == "Escape" && page::on_empty_search("dialog") {
        // WebKit takes Escape in such a field for itself, and closes no dialog.
        app.leave_dialog();
        true
    } else if is_stray || view.menu.is_none() && in_panel(app, event) {
        true
    } else if view.dialog.as_ref().is_some_and(|dialog| !matches!(dialog, Dialog::Panel(_))) {
        false
    } else if event.ctrl_key() || event.meta_key() {
        in_note_of_menu(app, event) || !page::typing() && with_control(app, event)
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

/// Whether a key is one of words that somebody went on writing after the first of them opened a dialog: nothing in there is
/// pressed by it.
fn is_stray(app: &App, event: &KeyboardEvent) -> bool {
    let is_plain = event.key().chars().nth(1).is_none();
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    is_plain && !has_modifier && !page::typing() && app.with_rhythm(Rhythm::is_stray)
}

/// Ctrl or ⌘ and Enter in the tag menu's note.
fn in_note_of_menu(app: &App, event: &KeyboardEvent) -> bool {
    let is_note = app.view().menu.as_ref().is_some_and(|menu| menu.field == Field::Note);
    let saves = is_note && event.key() == "Enter";
    if saves {
        app.keep_note();
    }
    saves
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
        "Enter" if menu.field == Field::Note => return false,
        "Enter" if menu.field == Field::None && page::on_control() => return false,
        "Enter" => app.confirm(),
        "ArrowDown" | "ArrowUp" if menu.field != Field::Note => app.choose_next(key == "ArrowDown"),
        "Tab" | "/" if menu.field == Field::None && !event.shift_key() && !page::on_control() => {
            app.change_menu(|menu| menu.field = Field::Filter);
        }
        _ if page::typing() => return false,
        _ if menu.field != Field::None => return is_typed_ahead(app, &key),
        "a" if !page::on_control() => app.show_alike(),
        _ => return digit(app, &key) || cursor(app, event),
    }
    true
}

/// What is typed for a field of the menu before that has the focus stands in it nevertheless.
fn is_typed_ahead(app: &App, key: &str) -> bool {
    let is_plain = key.chars().nth(1).is_none();
    if is_plain {
        app.change_menu(|menu| {
            let field = if menu.field == Field::Note { &mut menu.note } else { &mut menu.filter };
            *field = format!("{field}{key}").into();
        });
    }
    is_plain
}

/// Keys while nothing else has them.
fn single(app: &App, event: &KeyboardEvent) -> bool {
    let key = event.key();
    if key == "Escape" {
        app.with_rhythm(|rhythm, _| rhythm.paused());
        app.escape();
        return false;
    }
    if app.view().settings.keys_off {
        return false;
    }
    if key == "Enter" && page::on_control() {
        return false;
    }
    // Whoever writes corrects; Delete is pressed to delete.
    let is_correction = key == "Backspace";
    let key = if is_correction { "Delete".to_owned() } else { key };
    let stroke = match (is_correction, bound(app, &key, event.shift_key())) {
        _ if key.parse::<u8>().is_ok() => Stroke::Digit,
        // What has no name of one character is no part of words.
        (false, Some(_)) if key.chars().nth(1).is_some() => Stroke::Digit,
        (false, Some(action)) if !is_weighty(action) => Stroke::Plain,
        (_, Some(_)) => Stroke::Weighty,
        (_, None) if key.chars().nth(1).is_some() => return false,
        (_, None) => Stroke::Unbound,
    };
    if !app.is_command(stroke) {
        return stroke != Stroke::Unbound || key == " " && app.with_rhythm(Rhythm::is_in_words);
    }
    let had_dialog = app.view().dialog.is_some();
    let done = digit(app, &key) || act(app, &key, event.shift_key());
    if !had_dialog && app.view().dialog.is_some() {
        app.with_rhythm(Rhythm::opened);
    }
    done
}

/// Whether an action opens something, or stands until it is taken back.
fn is_weighty(action: Action) -> bool {
    use Action::*;
    matches!(action, Open | Export | Overview | Stick)
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

/// What a key is bound to.
fn bound(app: &App, key: &str, shift: bool) -> Option<Action> {
    let view = app.view();
    let lower = page::lower_case(key);
    let is_bound = |binding: &&Binding| {
        let own = key_of(binding, &view.settings.keys);
        own == key || own == lower && (!shift || binding.shifts)
    };
    BINDINGS.iter().find(is_bound).map(|binding| binding.action)
}

fn act(app: &App, key: &str, shift: bool) -> bool {
    let Some(action) = bound(app, key, shift) else { return false };
    match action {
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
