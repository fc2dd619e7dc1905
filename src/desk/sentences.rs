//! The sentences of an article, where there is no browser to ask: the rules of UAX #29, and some reason on top.
//!
//! UAX #29 ends a sentence at every full stop before a capital letter, and at every end of a line. Here it goes on
//! - after an abbreviation that never ends one: a title before a name (*Dr. Adler*), an initial (*J. Adler*), a word before a
//!   number (*No. 5*, *Abs. 2*); which are few, and known for each language;
//! - after a number with a stop that stands at the beginning (*2. Bicycles*), and after any in languages that write ordinals
//!   so (*am 3. Oktober*);
//! - before a small letter, also after a question (*“Why?” he asked*);
//! - at the end of a line in running text, unless that looks like the end of a sentence too.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::project::Article;
use crate::model::snap::{self, Segmenter, Snap};
use crate::model::text::{BlockKind, Span};

/// All sentences of an article in order, without the white space around them.
pub fn sentences(article: &Article) -> Vec<Span> {
    let text = &article.text;
    let mut found = Vec::new();
    for (index, block) in text.blocks().iter().enumerate() {
        let rules = Rules::of(article.language.as_deref(), block.kind == BlockKind::Preformatted);
        found.append(&mut snap::sentences(text, index, &rules));
    }
    found
}

/// Where sentences end in some words of an article that are of one block; the last end is that of the words.
pub fn ends(article: &Article, words: &str) -> Vec<usize> {
    Rules::of(article.language.as_deref(), false).ends(words, Snap::Sentence)
}

/// Where sentences end.
struct Rules {
    /// Whether numbers with a stop are ordinals.
    has_ordinals: bool,
    /// Whether every line stands for itself.
    by_line: bool,
}

/// What stands before a name.
const TITLES: &str = "mr mrs ms dr prof mt st gen col capt lt sgt maj rev hon sen rep gov messrs hr fr frl mme mlle mgr sr sra \
    srta dña ing dipl";

/// What stands before a number.
const BEFORE_NUMBERS: &str = "no nos nr art arts abs p pp s vol vols fig figs ch sec sect par para eq cf ca c approx ziff kap bd núm \
    pág cap";

/// Languages that write ordinals with a stop.
const ORDINALS: &str = "de da nb nn no fi is et cs sk pl hu sl hr sr bs lv tr";

impl Rules {
    fn of(language: Option<&str>, by_line: bool) -> Rules {
        let primary = language.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
        Rules { has_ordinals: has(ORDINALS, primary), by_line }
    }

    /// Whether a sentence goes on from what is before to what is after a boundary of UAX #29.
    fn goes_on(&self, before: &str, after: &str) -> bool {
        let at_line_end = before.ends_with(['\n', '\r', '\u{2028}']);
        if self.by_line && at_line_end {
            return false;
        }
        let before = before.trim_end();
        let after = after.trim_start();
        let Some(next) = after.chars().find(|character| character.is_alphanumeric()) else { return false };
        // A line that begins with a sign, as a dash, is one of a list.
        let begins_plainly =
            after.starts_with(|first: char| first.is_alphanumeric() || OPENING.contains(first));
        let closed = before.trim_end_matches(CLOSING);
        if at_line_end && !closed.ends_with(ENDING) {
            return begins_plainly;
        }
        if next.is_lowercase() && begins_plainly {
            return true;
        }
        let Some(stopped) = closed.strip_suffix('.').filter(|_| closed == before) else { return false };
        let is_part = |character: char| character.is_alphanumeric() || character == '-';
        let word = &stopped[stopped.trim_end_matches(is_part).len()..];
        // One letter is an initial or a part of an abbreviation (*z. B.*), but for the English word.
        let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "I";
        let is_number = !word.is_empty() && word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        has(TITLES, word)
            || next.is_numeric() && has(BEFORE_NUMBERS, word)
            || is_number && (self.has_ordinals || stopped.trim_start() == word)
            || is_initial && !is_after_stop(stopped, word)
    }
}

const ENDING: &[char] = &['.', '!', '?', '…', '。', '！', '？', '।', '॥', '۔', '؟'];
const CLOSING: &[char] = &['"', '\'', '”', '’', '»', '“', '›', ')', ']', '」', '』'];
const OPENING: &str = "\"'“‘„«‹([「『";

/// Whether a word stands right after another stop, as the last letter of *U.S.* does, which may end a sentence.
fn is_after_stop(stopped: &str, word: &str) -> bool {
    stopped[..stopped.len() - word.len()].ends_with('.')
}

/// Whether a word is in a list, in any case.
fn has(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|listed| listed == word.to_lowercase())
}

impl Segmenter for Rules {
    fn ends(&self, text: &str, unit: Snap) -> Vec<usize> {
        let end = |(at, part): (usize, &str)| at + part.len();
        let ends: Vec<usize> = match unit {
            Snap::Grapheme => return text.grapheme_indices(true).map(end).collect(),
            Snap::Word => return text.split_word_bound_indices().map(end).collect(),
            Snap::Sentence => text.split_sentence_bound_indices().map(end).collect(),
        };
        let mut start = 0;
        let mut kept = Vec::with_capacity(ends.len());
        for end in ends {
            let is_last = end == text.len();
            if is_last || !self.goes_on(&text[start..end], &text[end..]) {
                kept.push(end);
                start = end;
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of a text, parted by `|`.
    #[track_caller]
    fn check(language: &str, by_line: bool, drawn: &str) {
        let text = drawn.replace('|', "");
        let rules = Rules::of(Some(language), by_line);
        let mut start = 0;
        let mut found = Vec::new();
        for end in rules.ends(&text, Snap::Sentence) {
            found.push(&text[start..end]);
            start = end;
        }
        assert_eq!(found.join("|"), drawn);
    }

    #[test]
    fn sentences_end_where_they_do() {
        check("en", false, "It rains. |We go. |So it is.");
        check("en", false, "“It rains.” |We go! |(Or not.) |So?");
        check("en", false, "这是一句。|这是另一句。");
        check("hi", false, "यह एक है। |यह दो है।");
    }

    #[test]
    fn abbreviations_do_not_end_them() {
        check("en", false, "Dr. Adler met Mrs. J. Brook of St. Olave. |She is older than I. |He left.");
        check("en", false, "See No. 5 and p. 7. |No. |Nothing else, e.g. this.");
        check("en", false, "It is in the U.S. |Nobody doubts it.");
        check("de", false, "Am 3. Oktober nach § 4 Abs. 2 gilt z. B. das. |Gut.");
        check("en", false, "They read chapter 3. |Then they left.");
        check("en", false, "3. Then they left. |So.");
        check("fr", false, "M. Dupré et Mme. Lenoir sont là. |Bien.");
    }

    #[test]
    fn questions_may_go_on() {
        check("en", false, "“Why?” he asked. |“Because!” |They left.");
    }

    #[test]
    fn lines_end_them_only_where_lines_count() {
        check("en", false, "It rains and\nWe go.\n|So");
        check("en", true, "It rains and\n|We go.\n|So");
        check("en", false, "To do\n|- this\n|- that");
    }
}
