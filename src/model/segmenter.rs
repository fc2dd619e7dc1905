//! Where graphemes, words and sentences end: by the rules of UAX #29 with tables of our own, so that every browser and every test
//! finds the same. Sentences have further rules ([`super::sentences`]), words two: an address of e-mail is one word, and
//! the last stop of an abbreviation of letters (*U.S.*) is part of it.
//!
//! Only words of scripts that do not part them (Chinese, Japanese, Thai, Lao, Khmer, Burmese) take a dictionary; where there is none,
//! each of their characters is a word.

use unicode_segmentation::UnicodeSegmentation;

use super::project::Article;
use super::sentences;
use super::snap::Snap;
use super::text::BlockKind;

/// Knows the words of scripts that do not part them.
pub trait Dictionary {
    /// The end of every word, in bytes, ascending, on code-point boundaries; the last is the length of the text. `None` if it does
    /// not know.
    fn ends(&self, text: &str, language: Option<&str>) -> Option<Vec<usize>>;
}

/// Finds the units of an article's text.
#[derive(Clone, Copy, Default)]
pub struct Segmenter<'a> {
    /// A BCP 47 tag.
    language: Option<&'a str>,
    dictionary: Option<&'a dyn Dictionary>,
}

impl<'a> Segmenter<'a> {
    /// Makes one for the language of an article.
    pub fn of(article: &'a Article) -> Segmenter<'a> {
        Segmenter { language: article.language.as_deref(), dictionary: None }
    }

    /// Asks a dictionary for words where one is needed.
    pub fn with_dictionary(self, dictionary: &'a dyn Dictionary) -> Segmenter<'a> {
        Segmenter { dictionary: Some(dictionary), ..self }
    }

    /// The end of every unit of some words of one block, in bytes, ascending; the last is the length of the words.
    pub fn ends(&self, text: &str, unit: Snap, kind: BlockKind) -> Vec<usize> {
        match unit {
            Snap::Grapheme => text.grapheme_indices(true).map(|(at, part)| at + part.len()).collect(),
            Snap::Word => self.words(text),
            Snap::Sentence => sentences::ends(text, self.language, kind == BlockKind::Preformatted),
        }
    }

    fn words(&self, text: &str) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut addresses = addresses(text).peekable();
        // Where words begin that a dictionary is to be asked for.
        let mut unparted = None;
        let mut last = "";
        for (at, part) in text.split_word_bound_indices() {
            let end = at + part.len();
            let is_unparted = part.chars().next().is_some_and(is_unparted);
            if !is_unparted && let Some(start) = unparted.take() {
                self.look_up(text, start, at, &mut ends);
            }
            while addresses.next_if(|(_, end)| *end <= at).is_some() {}
            let is_in_address = addresses.peek().is_some_and(|(start, until)| *start < end && end < *until);
            if is_unparted {
                unparted.get_or_insert(at);
            } else if part == "." && is_letters(last) {
                // The end of U.S. instead of that of U.S
                ends.pop();
                ends.push(end);
            } else if !is_in_address {
                ends.push(end);
            }
            last = part;
        }
        if let Some(start) = unparted {
            self.look_up(text, start, text.len(), &mut ends);
        }
        ends
    }

    fn look_up(&self, text: &str, start: usize, end: usize, ends: &mut Vec<usize>) {
        let run = &text[start..end];
        let known = self.dictionary.and_then(|dictionary| dictionary.ends(run, self.language));
        let found = known
            .unwrap_or_else(|| run.split_word_bound_indices().map(|(at, part)| at + part.len()).collect());
        ends.extend(found.into_iter().map(|end| start + end));
    }
}

/// Letters of scripts that do not part words.
fn is_unparted(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{e4e}' | '\u{e80}'..='\u{eff}' | '\u{1000}'..='\u{1049}' | '\u{1050}'..='\u{109f}'
        | '\u{1780}'..='\u{17d3}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Tells whether a word is letters with stops between: *U.S*, *a.m*.
fn is_letters(word: &str) -> bool {
    let mut parts = word.split('.');
    let is_letter = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    word.contains('.') && parts.all(is_letter)
}

/// Where addresses of e-mail are, in order.
fn addresses(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    /// No part of an address is longer.
    const LONGEST: usize = 255;
    text.match_indices('@').filter_map(|(at, _)| {
        let is_name = |it: &char| it.is_alphanumeric() || "._-+%".contains(*it);
        let is_host = |it: &char| it.is_alphanumeric() || ".-".contains(*it);
        let name: usize =
            text[..at].chars().rev().take(LONGEST).take_while(is_name).map(char::len_utf8).sum();
        let host: usize = text[at + 1..].chars().take(LONGEST).take_while(is_host).map(char::len_utf8).sum();
        let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
        let name = text[at - name..at].trim_start_matches(['.', '-']);
        let is_address = !name.is_empty() && host.contains('.') && !host.starts_with('.');
        is_address.then_some((at - name.len(), at + 1 + host.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text, parted by `|`.
    #[track_caller]
    fn check(drawn: &str) {
        let text = drawn.replace('|', "");
        let mut start = 0;
        let mut found = Vec::new();
        for end in Segmenter::default().ends(&text, Snap::Word, BlockKind::Paragraph) {
            found.push(&text[start..end]);
            start = end;
        }
        assert_eq!(found.join("|"), drawn);
    }

    #[test]
    fn words_are_the_same_everywhere() {
        check("The| |U.S.| |met| |at| |5| |a.m.| |in| |F.B.I.| |rooms");
        check("John’s| |isn't| |l’eau| |dell'orologio");
        check("state|-|of|-|the|-|art| |e|-|mail");
        check("See| |example.org|.| |Costs| |3.5| |or| |1,000|.");
        check("Write| |to| |user@mail.example|,| |first.last+x@my-site.example.org|.| |@|home| |a|@|b");
        check("EU:n| |10|:|30");
        check("“|Yes|!|”| |(|no|)");
        check("渡|轮|来|了|。");
        check("यह| |घर| |है|।");
        check("");
    }

    /// Knows words of two characters.
    struct Twos;

    impl Dictionary for Twos {
        fn ends(&self, text: &str, _: Option<&str>) -> Option<Vec<usize>> {
            let ends: Vec<_> = text.char_indices().map(|(at, it)| at + it.len_utf8()).collect();
            let all = ends.len();
            let is_end = |index: &usize| index % 2 == 1 || index + 1 == all;
            Some((0..all).filter(is_end).map(|index| ends[index]).collect())
        }
    }

    #[test]
    fn a_dictionary_is_asked_for_what_it_is_needed_for() {
        let text = "Ferry 渡轮来了。ok ไทย";
        let ends = Segmenter::default().with_dictionary(&Twos).ends(text, Snap::Word, BlockKind::Paragraph);
        let mut start = 0;
        let parts: Vec<_> =
            ends.into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect();
        assert_eq!(parts, ["Ferry", " ", "渡轮", "来了", "。", "ok", " ", "ไท", "ย"]);
    }
}
