//! Control characters of texts, as what they stand for: ends of lines, spaces, hyphens. Dropped, they would glue words.

use std::borrow::Cow;

/// A text with each control character that parts words as what it stands for; `line_end` is written for ends of lines.
/// What stands for nothing stays, to be dropped.
///
/// Word's plain texts have a vertical tab for a line break, a record separator for a hyphen that does not break, a unit
/// separator for one that is seen only where a line ends, and a bell for the end of a cell; elsewhere separators part
/// records and their fields. Quotation marks and dashes of Windows that were read as Latin-1 are controls, too.
pub fn read(text: &str, line_end: char) -> Cow<'_, str> {
    if !text.contains(is_meant) {
        return Cow::Borrowed(text);
    }
    let is_windows = text.contains(|c: char| WINDOWS.iter().any(|(control, _)| *control == c));
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let plain = match character {
            '\u{b}' | '\u{e}' | '\u{1c}' | '\u{1d}' => Some(line_end),
            '\u{85}' if is_windows => Some('…'),
            '\u{85}' => Some(line_end),
            '\u{1e}' if before.is_alphanumeric() && after.is_alphanumeric() => Some('-'),
            '\u{1e}' => Some(line_end),
            // A place where a word may be divided.
            '\u{1f}' if before.is_lowercase() && after.is_lowercase() => None,
            '\u{1f}' | '\u{7}' => Some(' '),
            _ => {
                let windows = WINDOWS.iter().find(|(control, _)| *control == character);
                Some(windows.map_or(character, |(_, meant)| *meant))
            }
        };
        clean.extend(plain);
        before = plain.unwrap_or(before);
    }
    Cow::Owned(clean)
}

/// Whether a control character stands for something in a text.
pub fn is_meant(character: char) -> bool {
    matches!(character, '\u{7}' | '\u{b}' | '\u{e}' | '\u{1c}'..='\u{1f}' | '\u{80}'..='\u{9f}')
}

/// What Windows has in the place of controls.
const WINDOWS: [(char, char); 20] = [
    ('\u{80}', '€'),
    ('\u{82}', '‚'),
    ('\u{84}', '„'),
    ('\u{8a}', 'Š'),
    ('\u{8b}', '‹'),
    ('\u{8c}', 'Œ'),
    ('\u{8e}', 'Ž'),
    ('\u{91}', '‘'),
    ('\u{92}', '’'),
    ('\u{93}', '“'),
    ('\u{94}', '”'),
    ('\u{95}', '•'),
    ('\u{96}', '–'),
    ('\u{97}', '—'),
    ('\u{99}', '™'),
    ('\u{9a}', 'š'),
    ('\u{9b}', '›'),
    ('\u{9c}', 'œ'),
    ('\u{9e}', 'ž'),
    ('\u{9f}', 'Ÿ'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(text, '|'), expected, "{text:?}");
    }

    #[test]
    fn controls_are_what_they_stand_for() {
        check("plain\ttext\r\n", "plain\ttext\r\n");
        check("green\u{b}(not blue)", "green|(not blue)");
        check("is\u{85}so", "is|so");
        check("one\u{1c}two\u{1d}three\u{e}four", "one|two|three|four");
        check("well\u{1e}known, 3\u{1e}4", "well-known, 3-4");
        check("end.\u{1e}Next", "end.|Next");
        check("con\u{1f}struction", "construction");
        check("Ada\u{1f}Lind\u{1f}1974", "Ada Lind 1974");
        check("Monday\u{7}seven\u{7}", "Monday seven ");
        check("It\u{92}s \u{93}all\u{94} \u{96} or so\u{85}", "It’s “all” – or so…");
        check("a\u{0}b\u{1b}c", "a\u{0}b\u{1b}c");
    }
}
