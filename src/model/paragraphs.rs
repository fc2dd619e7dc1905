//! How the paragraphs of a text are numbered, wherever the reader is told where something is: headings are not counted, as a
//! reader does not count them; a table is one paragraph; every other block is. Numbers of list items are the text's own.

use std::fmt;
use std::ops::Range;

use super::text::{Block, BlockKind, Marker, Text};

/// The numbers of a text's paragraphs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraphs {
    /// For each block, how many paragraphs there are up to its end.
    counts: Vec<usize>,
    /// For each block, whether it goes on with the table of the one before it.
    goes_on: Vec<bool>,
}

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
        let blocks = text.blocks();
        let is_heading = |block: &Block| block.kind == BlockKind::Heading && block.cell.is_none();
        let goes_on = |index: usize| {
            let before = index.checked_sub(1).and_then(|before| blocks[before].cell);
            blocks[index].cell.zip(before).is_some_and(|(cell, before)| cell.continues(&before))
        };
        let goes_on: Vec<bool> = (0..blocks.len()).map(goes_on).collect();
        let mut count = 0;
        let counts = blocks.iter().zip(&goes_on).map(|(block, goes_on)| {
            count += usize::from(!is_heading(block) && !goes_on);
            count
        });
        Paragraphs { counts: counts.collect(), goes_on }
    }

    /// Where some blocks are that follow each other.
    pub fn place(&self, blocks: &Range<usize>) -> Place {
        let count = |block: usize| self.counts.get(block).copied().unwrap_or_default();
        let before = blocks.start.checked_sub(1).map_or(0, count);
        // Within a table, the paragraph has begun already.
        let goes_on = self.goes_on.get(blocks.start).is_some_and(|goes_on| *goes_on);
        let before = before - usize::from(goes_on);
        match count(blocks.end.saturating_sub(1).max(blocks.start)) {
            last if last > before => Place::Paragraphs(before + 1, last),
            _ if before == 0 => Place::Title,
            _ => Place::Heading(before),
        }
    }
}

impl Place {
    /// The place as references have it, which are many: `par. 3`.
    pub fn in_short(self) -> String {
        match self {
            Place::Title => "title".to_owned(),
            Place::Heading(after) => format!("heading after par. {after}"),
            Place::Paragraphs(first, last) if first == last => format!("par. {first}"),
            Place::Paragraphs(first, last) => format!("pars. {first}–{last}"),
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

/// The numbers that a text itself gives to what some blocks say: `point 5 b` in a list within a list, `points 2 to 4`;
/// `None` if the first has no number.
pub fn points(text: &Text, blocks: &Range<usize>) -> Option<String> {
    let first = numbers_of(text, blocks.start)?;
    let Some(last) = blocks.end.checked_sub(1).filter(|last| *last > blocks.start) else {
        return Some(format!("point {}", first.join(" ")));
    };
    // From a list to what is after it there is only where it begins.
    let is_one_list = text.blocks().get(blocks.clone())?.iter().all(Block::is_listed);
    let last = numbers_of(text, last).filter(|_| is_one_list);
    Some(match last {
        // Of an item and what is within it, the item.
        Some(last) if first.starts_with(&last) => format!("point {}", last.join(" ")),
        Some(last) if last.starts_with(&first) => format!("point {}", first.join(" ")),
        Some(last) => format!("points {} to {}", first.join(" "), last.join(" ")),
        None => format!("from point {}", first.join(" ")),
    })
}

/// The number of the list item that a block is in, after those of the items around it; `None` if it has no number.
fn numbers_of(text: &Text, block: usize) -> Option<Vec<String>> {
    let mut numbers: Vec<String> = Vec::new();
    // The level of the innermost item that has no number yet.
    let mut level: Option<u8> = None;
    for block in text.blocks().get(..=block)?.iter().rev() {
        if !block.is_listed() || block.cell.is_some() {
            break;
        }
        let own = match block.kind {
            BlockKind::ListItem => block.level.max(1),
            // It is of the item before it, whatever level that has.
            _ if block.marker == Marker::Continues => continue,
            _ => 1,
        };
        if level.is_some_and(|level| own > level) {
            continue;
        }
        match block.marker {
            Marker::Continues => {
                level = Some(own);
                continue;
            }
            Marker::Number(numbering, value) => numbers.push(numbering.write(value)),
            // A point without a number has none, whatever is around it.
            Marker::Bullet | Marker::None if numbers.is_empty() => return None,
            Marker::Bullet | Marker::None => {}
        }
        match own.checked_sub(1).filter(|above| *above > 0) {
            Some(above) => level = Some(above),
            None => break,
        }
    }
    numbers.reverse();
    (!numbers.is_empty()).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::extra::Extra;
    use crate::model::text::BlockKind::{Caption, Heading, Paragraph};
    use crate::model::text::{BlockSpec, Cell, Numbering};

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

    #[test]
    fn references_have_places_in_short() {
        let check = |place: Place, expected: &str| assert_eq!(place.in_short(), expected, "{place}");
        check(Place::Title, "title");
        check(Place::Heading(2), "heading after par. 2");
        check(Place::Paragraphs(1, 1), "par. 1");
        check(Place::Paragraphs(9, 12), "pars. 9–12");
    }

    /// A text of blocks, one a line: `2 b` is an item of level 2 with the letter b, `1 3` one of level 1 with the number 3,
    /// `1 *` a bullet, `1 +` one that goes on, `|` a cell in the next row, `|0` the first of another table, `p` a paragraph.
    fn text(lines: &[&str]) -> Text {
        let mut row = 0;
        let blocks = lines.iter().enumerate().map(|(at, line)| {
            let (level, marker) = line.split_once(' ').unwrap_or(("0", ""));
            let marker = match marker {
                "" | "*" => Marker::Bullet,
                "+" => Marker::Continues,
                number => match number.parse() {
                    Ok(value) => Marker::Number(Numbering::Decimal, value),
                    Err(_) => {
                        Marker::Number(Numbering::LowerAlpha, i32::from(number.as_bytes()[0] - b'a') + 1)
                    }
                },
            };
            row = if *line == "|0" { 0 } else { row + 1 };
            let kind = if line.contains(' ') { BlockKind::ListItem } else { Paragraph };
            BlockSpec {
                marker,
                cell: line.starts_with('|').then(|| Cell::at(row, 0)),
                ..BlockSpec::from((
                    kind,
                    level.parse().expect("a level"),
                    2 * at..2 * at + 1,
                    Extra::default(),
                ))
            }
        });
        Text::structured("x\n".repeat(lines.len()), blocks.collect::<Vec<_>>()).expect("a text")
    }

    #[test]
    fn a_table_is_one_paragraph() {
        let text = text(&["p", "|", "|", "|", "|0", "|", "p"]);
        let place = |blocks: Range<usize>| Paragraphs::of(&text).place(&blocks).to_string();
        assert_eq!(place(0..1), "paragraph 1");
        for cells in [1..2, 2..3, 1..4, 3..4] {
            assert_eq!(place(cells), "paragraph 2");
        }
        assert_eq!(place(4..5), "paragraph 3");
        assert_eq!(place(5..6), "paragraph 3");
        assert_eq!(place(3..5), "paragraphs 2 to 3");
        assert_eq!(place(5..7), "paragraphs 3 to 4");
    }

    #[test]
    fn points_have_the_numbers_of_the_text() {
        let lines = [
            "p", "1 4", "1 5", "2 a", "2 b", "3 1", "2 +", "1 +", "1 6", "2 *", "p", "1 *", "2 a", "1 7", "|",
        ];
        let text = text(&lines);
        #[track_caller]
        fn check(text: &Text, blocks: Range<usize>, expected: Option<&str>) {
            assert_eq!(points(text, &blocks).as_deref(), expected, "{blocks:?}");
        }
        check(&text, 1..2, Some("point 4"));
        check(&text, 3..4, Some("point 5 a"));
        check(&text, 4..5, Some("point 5 b"));
        check(&text, 5..6, Some("point 5 b 1"));
        check(&text, 6..7, Some("point 5 b"));
        check(&text, 7..8, Some("point 5"));
        check(&text, 2..8, Some("point 5"));
        check(&text, 1..3, Some("points 4 to 5"));
        check(&text, 1..5, Some("points 4 to 5 b"));
        check(&text, 2..5, Some("point 5"));
        check(&text, 8..11, Some("from point 6"));
        check(&text, 12..13, Some("point a"));
        for without in [0..1, 9..10, 10..11, 11..12, 14..15, 15..15, 20..21] {
            check(&text, without, None);
        }
    }
}
