//! How the paragraphs of a text are numbered, wherever the reader is told where something is: headings are not counted, as a
//! reader does not count them, and every other block is.

use std::fmt;
use std::ops::Range;

use super::text::{BlockKind, Text};

/// The numbers of a text's paragraphs: for each block, how many there are up to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraphs(Vec<usize>);

/// Where something is in a text. As words it goes into a sentence: `paragraph 3`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a heading before the first paragraph.
    Title,
    /// In a heading after so many paragraphs.
    Heading(usize),
    /// In paragraphs: the first and the last.
    Paragraphs(usize, usize),
}

impl Paragraphs {
    /// Counts the paragraphs of a text.
    pub fn of(text: &Text) -> Paragraphs {
        let mut count = 0;
        let counts = text.blocks().iter().map(|block| {
            count += usize::from(block.kind != BlockKind::Heading);
            count
        });
        Paragraphs(counts.collect())
    }

    /// Where some blocks are that follow each other.
    pub fn place(&self, blocks: &Range<usize>) -> Place {
        let count = |block: usize| self.0.get(block).copied().unwrap_or_default();
        let before = blocks.start.checked_sub(1).map_or(0, count);
        match count(blocks.end.saturating_sub(1).max(blocks.start)) {
            last if last > before => Place::Paragraphs(before + 1, last),
            _ if before == 0 => Place::Title,
            _ => Place::Heading(before),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Title => write!(f, "its title"),
            Place::Heading(after) => write!(f, "the heading after paragraph {after}"),
            Place::Paragraphs(first, last) if first == last => write!(f, "paragraph {first}"),
            Place::Paragraphs(first, last) => write!(f, "paragraphs {first} to {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::extra::Extra;
    use crate::model::text::BlockKind::{Caption, Heading, Paragraph};

    /// Where blocks are in a text with a title, a subheading and a caption.
    #[track_caller]
    fn check(blocks: Range<usize>, expected: &str) {
        let kinds = [Heading, Paragraph, Caption, Heading, Paragraph, Heading];
        let places = (0..).step_by(3).map(|start| start..start + 1);
        let drawn = kinds.into_iter().zip(places).map(|(kind, place)| (kind, 1, place, Extra::default()));
        let text = Text::new("a\n\n".repeat(kinds.len()), drawn).expect("a text");
        assert_eq!(Paragraphs::of(&text).place(&blocks).to_string(), expected, "{blocks:?}");
    }

    #[test]
    fn headings_are_not_counted() {
        check(0..1, "its title");
        check(0..0, "its title");
        check(0..2, "paragraph 1");
        check(1..2, "paragraph 1");
        check(2..3, "paragraph 2");
        check(3..4, "the heading after paragraph 2");
        check(3..5, "paragraph 3");
        check(1..5, "paragraphs 1 to 3");
        check(5..6, "the heading after paragraph 3");
        check(9..9, "its title");
    }
}
