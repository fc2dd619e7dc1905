//! What is asked of the scripts that words are written in.

use super::project::Direction;
use super::text::{Span, Text};

/// Whether letters of a script are slanted for emphasis: Latin, Greek, Cyrillic, Armenian and Georgian are. Others have no
/// italics, and look broken when a browser slants them.
fn is_slanted(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1d00}'..='\u{1fff}'
            | '\u{2c00}'..='\u{2c7f}' | '\u{2d00}'..='\u{2d2f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}'
            | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb17}' | '\u{1d400}'..='\u{1d7ff}'
    )
}

/// Whether words are mostly of scripts that are never slanted: Arabic, Hebrew, the scripts of India, Chinese, Japanese,
/// Korean, Thai and others.
pub fn is_upright(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic());
    let (mut slanted, mut others) = (0_usize, 0_usize);
    for letter in letters {
        *(if is_slanted(letter) { &mut slanted } else { &mut others }) += 1;
    }
    others > slanted
}

/// The class of what quotes words that are never slanted.
pub fn upright(words: &str) -> Option<&'static str> {
    is_upright(words).then_some("upright")
}

/// Whether words are written from right to left: all letters that have a direction are, or else, where they are mixed, `base`
/// says so. Digits and signs go with the letters around them.
pub fn is_right_to_left(words: &str, base: bool) -> bool {
    let mut found = words.chars().filter(|c| c.is_alphabetic()).map(is_right_to_left_letter);
    match found.next() {
        Some(first) if found.all(|next| next == first) => first,
        _ => base,
    }
}

/// Whether a passage runs from right to left in a block that it touches, in an article of a direction, if that is known.
pub fn runs_right_to_left(text: &Text, span: Span, block: usize, direction: Option<Direction>) -> bool {
    let base = match direction {
        Some(direction) => direction == Direction::Rtl,
        None => text.blocks().get(block).is_some_and(|it| begins_right_to_left(text.slice(it.span))),
    };
    is_right_to_left(text.slice(span), base)
}

/// The direction of a paragraph: that of its first letter (Unicode, UAX #9, rule P2).
pub fn begins_right_to_left(words: &str) -> bool {
    words.chars().find(|c| c.is_alphabetic()).is_some_and(is_right_to_left_letter)
}

fn is_right_to_left_letter(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_italics_stay_upright() {
        for words in [
            "مكافحة",
            "שלום עולם",
            "भारत की बातचीत",
            "தமிழ்",
            "会議は水曜日",
            "회의",
            "การประชุม",
            "NCB في المخدرات",
        ] {
            assert!(is_upright(words), "{words}");
        }
        for words in [
            "Officials meet.",
            "Ο υπουργός",
            "Министр",
            "Ընկեր",
            "საქართველო",
            "2024",
            "",
            "Ministry of دفاع",
        ] {
            assert!(!is_upright(words), "{words}");
        }
    }

    #[test]
    fn words_run_as_their_letters_do() {
        let check = |words: &str, base: bool, expected: bool| {
            assert_eq!(is_right_to_left(words, base), expected, "{words} in {base}");
        };
        check("مكافحة المخدرات 2024.", false, true);
        check("NCB / DEA", true, false);
        check("NCB في", true, true);
        check("NCB في", false, false);
        check("2024", true, true);
        check("2024", false, false);
        assert!(begins_right_to_left("12. سلام world"));
        assert!(begins_right_to_left("שלום"));
        assert!(!begins_right_to_left("A שלום") && !begins_right_to_left("12"));
    }
}
