//! Parts of a page that were left out of its article although they may have been meant, as they are kept: in the article's
//! own record, in a field that this program's page carries along like any that it does not know. It is a list of
//! `{"at": 3, "text": …}`: the number of blocks before the place where the part stood, and its text as texts are stored.
//! The field is exported and imported with the article, like every unknown field, and goes with the last part.

use std::ops::Range;

use serde_json::value::RawValue;

use super::raw::{self, FromJson, Object};
use super::{record, write};
use crate::model::extra::Extra;
use crate::model::text::{Block, BlockSpec, Inline, Span, Text};

/// The panel that shows the parts; it is about an article.
pub const PANEL: &str = "left-out";

/// The field.
pub const FIELD: &str = "leftOut";

/// How many parts there are at most, and how many bytes they have together: a part more is not worth the room.
const MOST: usize = 100;
const MOST_BYTES: usize = 200_000;

/// A part that was left out.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// How many blocks of the article stand before it.
    pub at: usize,
    /// Its own blocks.
    pub text: Text,
}

/// How many parts an article has.
pub fn count(extra: &Extra) -> usize {
    listed(extra).map_or(0, |parts| parts.len())
}

/// The parts of an article. What cannot be read is left away.
pub fn read(extra: &Extra) -> Vec<Part> {
    let part = |raw: &RawValue| {
        let Object(fields) = serde_json::from_str(raw.get()).ok()?;
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let at = u32::from_json(field("at")?)? as usize;
        let text = record::read_text(field("text")?.get()).ok()?;
        (!text.blocks().is_empty()).then_some(Part { at, text })
    };
    listed(extra).unwrap_or_default().into_iter().filter_map(part).collect()
}

fn listed(extra: &Extra) -> Option<Vec<&RawValue>> {
    let raw: &RawValue = serde_json::from_str(extra.field(FIELD)?).ok()?;
    raw::list(raw)
}

/// The further fields of an article with these parts.
pub fn with(extra: &Extra, parts: &[Part]) -> Extra {
    let mut bytes = 0;
    let parts = parts.iter().take(MOST).take_while(|part| {
        bytes += part.text.as_str().len();
        bytes <= MOST_BYTES
    });
    let part = |part: &Part| {
        let mut object = write::Object::default();
        object.number("at", i64::try_from(part.at).unwrap_or(i64::MAX));
        object.json("text", &record::write_text(&part.text)).end()
    };
    let parts: Vec<String> = parts.map(part).collect();
    extra.with(FIELD, (!parts.is_empty()).then(|| write::listed(&parts)))
}

/// A text into which parts were put.
pub struct Included {
    /// The text.
    pub text: Text,
    /// The parts that are still left out of it.
    pub rest: Vec<Part>,
    /// From which byte of the old text on positions are how many bytes further.
    shifts: Vec<(usize, usize)>,
}

impl Included {
    /// Where a passage is now: its own words, and what was put between them.
    pub fn span(&self, was: Span) -> Option<Span> {
        let start = self.moved(was.start().byte(), |boundary, byte| boundary <= byte);
        let end = self.moved(was.end().byte(), |boundary, byte| boundary < byte);
        self.text.span(start..end)
    }

    fn moved(&self, byte: usize, is_before: impl Fn(usize, usize) -> bool) -> usize {
        let last = self.shifts.iter().rev().find(|(boundary, _)| is_before(*boundary, byte));
        byte + last.map_or(0, |(_, shift)| *shift)
    }
}

/// Puts those parts into a text that are chosen, each at its place. `None` if they do not fit.
pub fn include(text: &Text, parts: &[Part], is_chosen: impl Fn(usize) -> bool) -> Option<Included> {
    let old = text.as_str();
    let mut made = Making::default();
    let (mut rest, mut shifts) = (Vec::new(), Vec::new());
    let mut copied = 0;
    for at in 0..=text.blocks().len() {
        let block = text.blocks().get(at);
        let start = block.map_or(old.len(), |block| block.span.start().byte());
        let here = parts.iter().enumerate().filter(|(_, part)| {
            // What stood after more blocks than there are stands at the end.
            part.at == at || (block.is_none() && part.at > at)
        });
        for (number, part) in here {
            if !is_chosen(number) {
                rest.push(Part { at: made.blocks.len(), text: part.text.clone() });
                continue;
            }
            made.string.push_str(&old[copied..start]);
            copied = start;
            made.part_blocks();
            let from = made.string.len();
            made.string.push_str(part.text.as_str());
            part.text.blocks().iter().for_each(|block| made.add(&part.text, block, from));
            if block.is_some() {
                made.string.push_str("\n\n");
            }
            shifts.push((start, made.string.len() - start));
        }
        if let Some(block) = block {
            let end = block.span.end().byte();
            made.string.push_str(&old[copied..end]);
            copied = end;
            let shift = shifts.last().map_or(0, |(_, shift)| *shift);
            made.add(text, block, shift);
        }
    }
    made.string.push_str(&old[copied..]);
    let made_text = Text::structured(made.string, made.blocks).ok()?;
    let inlines = made.inlines.into_iter();
    let inlines = inlines.map(|(inline, range)| Some(Inline { span: made_text.span(range)?, ..inline }));
    let text = made_text.with_inlines(inlines.collect::<Option<_>>()?).ok()?;
    Some(Included { text, rest, shifts })
}

/// A text in the making.
#[derive(Default)]
struct Making {
    string: String,
    blocks: Vec<BlockSpec>,
    inlines: Vec<(Inline, Range<usize>)>,
}

impl Making {
    /// Parts what comes from the block before by a blank line.
    fn part_blocks(&mut self) {
        while !self.string.is_empty() && !self.string.ends_with("\n\n") {
            self.string.push('\n');
        }
    }

    /// Adds a block of a text whose bytes are so many further on here.
    fn add(&mut self, text: &Text, block: &Block, further: usize) {
        let moved = |span: Span| span.start().byte() + further..span.end().byte() + further;
        self.blocks.push(BlockSpec {
            kind: block.kind,
            level: block.level,
            range: moved(block.span),
            marker: block.marker,
            cell: block.cell,
            subject: block.subject,
            extra: block.extra.clone(),
        });
        let inlines = text.inlines_in(block.span).iter();
        self.inlines.extend(inlines.map(|inline| (inline.clone(), moved(inline.span))));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::text::BlockKind;

    fn text(paragraphs: &[&str]) -> Text {
        Text::plain(&paragraphs.join("\n\n"), Some("")).0
    }

    fn part(at: usize, paragraphs: &[&str]) -> Part {
        Part { at, text: text(paragraphs) }
    }

    fn words(text: &Text) -> Vec<&str> {
        text.blocks().iter().map(|block| text.slice(block.span)).collect()
    }

    /// The blocks after those parts were put in that are chosen, and where the others stand then.
    #[track_caller]
    fn check(parts: &[Part], chosen: &[usize], expected: &[&str], rest: &[usize]) {
        let article = text(&["one", "two", "three"]);
        let included = include(&article, parts, |number| chosen.contains(&number)).expect("they fit");
        assert_eq!(words(&included.text), expected);
        assert_eq!(included.rest.iter().map(|part| part.at).collect::<Vec<_>>(), rest);
        for block in article.blocks() {
            let now = included.span(block.span).expect("it is there");
            assert_eq!(included.text.slice(now), article.slice(block.span));
        }
    }

    #[test]
    fn parts_go_to_their_places() {
        let parts =
            [part(0, &["a"]), part(1, &["b", "c"]), part(1, &["d"]), part(3, &["e"]), part(9, &["f"])];
        check(&parts, &[], &["one", "two", "three"], &[0, 1, 1, 3, 3]);
        check(&parts, &[1], &["one", "b", "c", "two", "three"], &[0, 3, 5, 5]);
        check(&parts, &[0], &["a", "one", "two", "three"], &[2, 2, 4, 4]);
        check(&parts, &[4], &["one", "two", "three", "f"], &[0, 1, 1, 3]);
        check(&parts, &[0, 1, 2, 3, 4], &["a", "one", "b", "c", "d", "two", "three", "e", "f"], &[]);
    }

    #[test]
    fn a_passage_around_a_part_has_it_too() {
        let article = text(&["one", "two"]);
        let around = article.span(1..article.as_str().len() - 1).expect("a span");
        let included = include(&article, &[part(1, &["a"])], |_| true).expect("it fits");
        assert_eq!(included.text.slice(included.span(around).expect("a span")), "ne\n\na\n\ntw");
    }

    #[test]
    fn what_is_written_is_read() {
        let parts = vec![part(1, &["b", "c"]), part(7, &["d “e”"])];
        let extra = with(&Extra::default().with("x", Some("1".into())), &parts);
        assert_eq!((read(&extra), count(&extra)), (parts, 2));
        let none = with(&extra, &[]);
        assert_eq!((none.field(FIELD), none.field("x"), count(&none)), (None, Some("1"), 0));
        for wrong in ["", "1", "{}", "[1]", "[{}]", "[{\"at\":-1,\"text\":{}}]", "[{\"at\":1,\"text\":7}]"] {
            assert_eq!(read(&Extra::default().with(FIELD, Some(wrong.to_owned()))), [], "{wrong}");
        }
        let long = part(0, &["word ".repeat(30_000).trim_end()]);
        assert_eq!(count(&with(&Extra::default(), &vec![long; 3])), 1);
        assert_eq!(count(&with(&Extra::default(), &vec![part(0, &["a"]); 300])), MOST);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(
            blocks in proptest::collection::vec("[a-z“ü]{1,5}", 1..6),
            places in proptest::collection::vec((0_usize..8, "[A-Z]{1,4}", any::<bool>()), 0..6),
        ) {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            let article = text(&blocks);
            let mut places = places;
            places.sort_by_key(|(at, ..)| *at);
            let parts: Vec<Part> = places.iter().map(|(at, words, _)| part(*at, &[words])).collect();
            let first = include(&article, &parts, |number| places[number].2).expect("they fit");
            // One after another or all at once is the same.
            let last = include(&first.text, &first.rest, |_| true).expect("they fit");
            let all = include(&article, &parts, |_| true).expect("they fit");
            prop_assert_eq!(words(&last.text), words(&all.text));
            prop_assert_eq!(last.text.blocks().len(), blocks.len() + parts.len());
            prop_assert!(last.text.blocks().iter().all(|block| block.kind != BlockKind::Caption));
            for block in article.blocks() {
                prop_assert_eq!(first.text.slice(first.span(block.span).expect("a span")), article.slice(block.span));
            }
        }
    }
}
