//! The single keys: one table that binds them, and from which their sheet is drawn. The words are apart from the rest, since
//! only the desk needs them.

use crate::model::sorted::Map;

/// Has a table bind the keys and say what they do. With an empty text for what a key does with Shift, it does nothing more.
macro_rules! keys {
    ($($action:ident $name:literal $key:literal $what:literal $shifted:literal;)*) => {
        /// What a single key does.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Action {
            $(#[doc = concat!($what, ".")] $action,)*
        }

        /// The single keys that can be changed.
        pub static BINDINGS: &[Binding] = &[
            $(Binding { action: Action::$action, name: $name, key: $key, shifts: !$shifted.is_empty() },)*
        ];

        /// What they do, alone and with Shift, in the order of [`BINDINGS`].
        pub static WORDS: &[(&str, &str)] = &[$(($what, $shifted),)*];
    };
}

/// A single key.
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// The action's name in the settings.
    pub name: &'static str,
    /// The usual key, as `KeyboardEvent.key` without Shift.
    pub key: &'static str,
    /// Whether it does something else with Shift.
    pub shifts: bool,
}

keys! {
    NextSentence "next-sentence" "j" "Reading cursor to the next sentence" "extend it by a sentence";
    PreviousSentence "previous-sentence" "k" "Reading cursor to the previous sentence" "extend it backwards";
    NextParagraph "next-paragraph" "d" "Reading cursor to the next paragraph" "extend it by a paragraph";
    PreviousParagraph "previous-paragraph" "u" "Reading cursor to the previous paragraph" "extend it backwards";
    NextPassage "next-passage" "n" "Next tagged passage" "";
    PreviousPassage "previous-passage" "p" "Previous tagged passage" "";
    OpenMenu "open-menu" "Enter" "Open the tag menu on the passage or cursor" "";
    Remove "remove" "Delete" "Delete the passage" "";
    Earlier "earlier" "h" "Start of the passage a word earlier" "its end a word earlier";
    Later "later" "l" "Start of the passage a word later" "its end a word later";
    Note "note" "m" "Write a note on the passage or cursor" "";
    Suggestion "suggestion" "s" "Next suggestion" "";
    Alike "alike" "a" "Tag all occurrences of the same words" "";
    Stick "stick" "t" "Tag every selection with the last item, or stop doing so" "";
    Search "search" "/" "Search the article, notes and passages" "";
    Overview "overview" "v" "Overview" "";
    Open "open" "o" "Open an article" "";
    Export "export" "e" "Export" "";
    Settings "settings" "," "Settings" "";
    Sheet "shortcuts" "?" "All keys" "";
}

/// The key that an action has now, where the reader chose these `own` ones by the actions' names; empty if it is switched off.
pub fn key_of<'a>(binding: &'a Binding, own: &'a Map<String, String>) -> &'a str {
    own.get(binding.name).map_or(binding.key, String::as_str)
}

/// The reader's own keys as one line: `next-sentence=w export=`. No key has a space in it.
pub fn write(own: &Map<String, String>) -> String {
    own.iter().map(|(name, key)| format!("{name}={key}")).collect::<Vec<_>>().join(" ")
}

/// Reads what [`write()`] wrote.
pub fn read(line: &str) -> Map<String, String> {
    let mut own = Map::default();
    for (name, key) in line.split(' ').filter_map(|pair| pair.split_once('=')) {
        own.insert(name.to_owned(), key.to_owned());
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_keys_are_read_as_they_were_written() {
        for line in ["", "export= next-sentence=w", "export==", "export=Enter later=é"] {
            assert_eq!(write(&read(line)), line);
        }
    }

    #[test]
    fn no_key_does_two_things() {
        let keys: Vec<_> = BINDINGS.iter().map(|binding| binding.key).collect();
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(key), "{key} is bound twice");
        }
        assert_eq!(BINDINGS.len(), WORDS.len());
    }
}
