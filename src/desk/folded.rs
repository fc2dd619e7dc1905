//! A text folded for searching, as bytes that a substring search goes through, with the way back.

use std::ops::Range;

use crate::model::anchoring::fold;

/// A text without case, accents and typography (see [`fold()`]), in which runs of white space are one space.
pub struct Folded {
    words: String,
    /// Where folding changed lengths, in order. In between, both texts go on byte by byte.
    steps: Vec<Step>,
}

/// From one byte of the folded text on, its bytes stand for those of the text from another on.
#[derive(Clone, Copy, Default)]
struct Step {
    folded: u32,
    text: u32,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Folded {
        let mut words = String::with_capacity(text.len());
        let mut steps: Vec<Step> = Vec::new();
        let mut after_space = false;
        let mut at = 0;
        loop {
            // Most texts are mostly ASCII, of which whole runs are copied and then made lower case.
            let run = &text[at..at + plain(&text.as_bytes()[at..], after_space)];
            let start = words.len();
            words.push_str(run);
            words[start..].make_ascii_lowercase();
            after_space = if run.is_empty() { after_space } else { run.ends_with(' ') };
            at += run.len();
            let Some(character) = text[at..].chars().next() else { break };
            let start = words.len();
            fold(character, |symbol| {
                let is_space = symbol == ' ';
                if !(is_space && after_space) {
                    words.push(symbol);
                }
                after_space = is_space;
            });
            at += character.len_utf8();
            if words.len() - start != character.len_utf8() {
                steps.push(Step { folded: words.len() as u32, text: at as u32 });
            }
        }
        Folded { words, steps }
    }

    /// The folded text.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The bytes of the text that bytes of the folded one stand for: whole characters, and what folds to nothing after
    /// them. `text` is what was folded.
    pub fn bytes(&self, text: &str, folded: Range<usize>) -> Range<usize> {
        // Both may lie within what one character was folded to.
        let back = |folded: usize| Some(self.back(text, folded)).filter(|at| text.is_char_boundary(*at));
        let start = (0..=folded.start).rev().find_map(back);
        let end = (folded.end..=self.words.len()).find_map(back);
        start.unwrap_or(0)..end.unwrap_or(text.len())
    }

    /// Where in the folded text begins what stands for the text from a byte on, which is on the edge of a character.
    pub fn at(&self, byte: usize) -> usize {
        let next = self.steps.partition_point(|step| step.text as usize <= byte);
        let step = next.checked_sub(1).map_or(Step::default(), |last| self.steps[last]);
        let end = self.steps.get(next).map_or(self.words.len(), |step| step.folded as usize);
        (step.folded as usize + byte - step.text as usize).min(end)
    }

    fn back(&self, text: &str, folded: usize) -> usize {
        let next = self.steps.partition_point(|step| step.folded as usize <= folded);
        let step = next.checked_sub(1).map_or(Step::default(), |last| self.steps[last]);
        let end = self.steps.get(next).map_or(text.len(), |step| step.text as usize);
        (step.text as usize + folded - step.folded as usize).min(end)
    }
}

/// How many bytes at the start fold each to one: ASCII without what folds to something else than its lower case, and
/// without a space after a space.
fn plain(bytes: &[u8], mut after_space: bool) -> usize {
    let is_other = |byte: &u8| {
        let was_space = std::mem::replace(&mut after_space, *byte == b' ');
        !matches!(byte, b' '..=b'_' | b'a'..=b'\x7e') || was_space && after_space
    };
    bytes.iter().position(is_other).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::anchoring;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Folded::of(text).words(), expected, "{text:?}");
    }

    #[test]
    fn case_accents_and_typography_are_lost() {
        check("The  Mayor\n\nof ZÜRICH", "the mayor of zurich");
        check("“Don’t”\u{a0}— co\u{ad}operate…", "\"don't\" - cooperate...");
        check(" \n a", " a");
        check("re\u{301}sume\u{301} Straße ﬁn", "resume strasse fin");
        check("Ёлка, 第一 `x`", "елка, 第一 'x'");
    }

    /// Texts with all that changes lengths.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-cA-C ]{1,8}",
            "[éÉßÆﬁﬃ…“’—ȺёЙ第]{1,3}",
            "[\u{301}\u{ad}\u{200d}\u{feff}\u{a0}\n\t ]{1,3}",
            "\\PC{1,3}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn it_is_what_anchoring_folds(text in texts()) {
            let (folded, theirs) = (Folded::of(&text), anchoring::Folded::of(&text));
            let symbols: String = theirs.symbols().iter().filter_map(|symbol| char::from_u32(*symbol)).collect();
            prop_assert_eq!(folded.words(), &symbols);
            let ends: Vec<usize> = folded.words().char_indices().map(|(at, _)| at).collect();
            let byte = |symbol: usize| ends.get(symbol).copied().unwrap_or(folded.words().len());
            for (at, _) in text.char_indices() {
                prop_assert_eq!(folded.at(at), byte(theirs.at(at)));
            }
            for start in 0..ends.len() {
                for end in start + 1..=ends.len().min(start + 4) {
                    let bytes = folded.bytes(&text, byte(start)..byte(end));
                    prop_assert_eq!(bytes, theirs.bytes(start..end));
                }
            }
        }
    }
}
