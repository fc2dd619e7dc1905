//! What a selection becomes before it is a passage: trimmed of outer white space and snapped to whole
//! graphemes, words or sentences. Spans from files and programs never pass through here.
//!
//! Where the units are, a [`Segmenter`] says.

use super::segmenter::Segmenter;
use super::text::{Pos, Span, Text};

/// What a selection's ends snap to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Snap {
    /// User-perceived characters.
    #[default]
    Grapheme,
    /// Whole words.
    Word,
    /// Whole sentences.
    Sentence,
}

/// The span that a selection means: without outer white space, its ends moved outwards to the edges of
/// what they would split. `None` if nothing but white space is selected.
pub fn snapped(text: &Text, selected: Span, snap: Snap, segmenter: &Segmenter<'_>) -> Option<Span> {
    let span = trimmed(text, selected)?;
    let start = edges(text, span.start(), snap, segmenter).0;
    let end = edges(text, span.end(), snap, segmenter).1;
    trimmed(text, text.between(start, end)?)
}

/// The span without white space at its ends.
pub fn trimmed(text: &Text, span: Span) -> Option<Span> {
    let words = text.slice(span);
    let start = span.start().byte() + (words.len() - words.trim_start().len());
    text.span(start..start + words.trim().len())
}

/// The sentences of a block, each without the white space around it.
pub fn sentences(text: &Text, block: usize, segmenter: &Segmenter<'_>) -> Vec<Span> {
    let Some(span) = text.blocks().get(block).map(|block| block.span) else { return Vec::new() };
    let edges = unit_edges(text, block, span, Snap::Sentence, segmenter);
    let spans = edges.windows(2).filter_map(|pair| text.between(pair[0], pair[1]));
    spans.filter_map(|span| trimmed(text, span)).collect()
}

/// Moves a position by one unit, forwards or backwards, across blocks.
pub fn step(text: &Text, pos: Pos, snap: Snap, forwards: bool, segmenter: &Segmenter<'_>) -> Pos {
    let Some(block) = text.block_at(pos) else { return pos };
    let blocks = text.blocks();
    let edges = unit_edges(text, block, blocks[block].span, snap, segmenter);
    if forwards {
        let next = edges.iter().copied().find(|edge| *edge > pos);
        next.or_else(|| blocks.get(block + 1).map(|next| next.span.start())).unwrap_or(pos)
    } else {
        let before = edges.iter().rev().copied().find(|edge| *edge < pos);
        let last_block = block.checked_sub(1).map(|before| blocks[before].span.end());
        before.or(last_block).unwrap_or(pos)
    }
}

/// The nearest edges at or around a position: itself twice where it is an edge already.
fn edges(text: &Text, pos: Pos, snap: Snap, segmenter: &Segmenter<'_>) -> (Pos, Pos) {
    let nearest = text.blocks().partition_point(|block| block.span.end() < pos);
    let Some(block) = text.blocks().get(nearest).filter(|block| block.span.start() <= pos) else {
        return (pos, pos);
    };
    let around = if snap == Snap::Grapheme { neighbourhood(text, block.span, pos) } else { block.span };
    let units = unit_edges(text, nearest, around, snap, segmenter);
    let before = units.iter().rev().copied().find(|edge| *edge <= pos).unwrap_or(around.start());
    let after = units.iter().copied().find(|edge| *edge >= pos).unwrap_or(around.end());
    (before, after)
}

/// A part of a block that holds whatever grapheme a position is in: it begins and ends beside ASCII letters or
/// spaces, which nothing joins on to from before. A block may be a million characters long.
fn neighbourhood(text: &Text, block: Span, pos: Pos) -> Span {
    /// In bytes; the longest emoji sequences have under 50.
    const NEAR: usize = 64;
    let bytes = text.as_str().as_bytes();
    let plain = |at: &usize| bytes[*at].is_ascii_alphanumeric() || bytes[*at] == b' ';
    let range = block.range();
    let start = (range.start..pos.byte().saturating_sub(NEAR)).rev().find(plain).unwrap_or(range.start);
    let end = (pos.byte() + NEAR..range.end).find(plain).unwrap_or(range.end);
    text.span(start..end.max(start)).unwrap_or(block)
}

/// Every edge of the units of a span of a block, ascending, with the span's own ends.
fn unit_edges(text: &Text, block: usize, span: Span, snap: Snap, segmenter: &Segmenter<'_>) -> Vec<Pos> {
    let base = span.start().byte();
    let kind = text.blocks()[block].kind;
    let ends = segmenter.ends(text.slice(span), snap, kind).into_iter();
    let ends = ends.filter_map(|end| text.span(base..base + end)).map(Span::end);
    std::iter::once(span.start()).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drawn selection: `[` and `]` stand at its ends.
    fn drawn(input: &str) -> (Text, Span) {
        let start = input.find('[').expect("[");
        let end = input.find(']').expect("]") - 1;
        let (text, _) = Text::plain(&input.replace(['[', ']'], ""), Some("t"));
        let span = text.span(start..end).expect("drawn span");
        (text, span)
    }

    #[track_caller]
    fn check(input: &str, snap: Snap, expected: &str) {
        let (text, span) = drawn(input);
        let found = snapped(&text, span, snap, &Segmenter::default()).map(|span| {
            let string = text.as_str();
            let range = span.range();
            format!("{}[{}]{}", &string[..range.start], text.slice(span), &string[range.end..])
        });
        assert_eq!(found.as_deref().unwrap_or("nothing"), expected);
    }

    #[test]
    fn selections_snap() {
        check("The[ quick ]fox", Snap::Grapheme, "The [quick] fox");
        check("A[ \n\n ]B", Snap::Grapheme, "nothing");
        check("The qu[ick f]ox", Snap::Grapheme, "The qu[ick f]ox");
        check("The qu[ick f]ox ran.", Snap::Word, "The [quick fox] ran.");
        check("The [quick] fox", Snap::Word, "The [quick] fox");
        check("It r[ai]ns. We go. So", Snap::Sentence, "[It rains.] We go. So");
        check("It rains. We [go. S]o it is.", Snap::Sentence, "It rains. [We go. So it is.]");
        check(
            "Mrs. Quill met J. R. R. Lo[we] on p. 12. They left.",
            Snap::Sentence,
            "[Mrs. Quill met J. R. R. Lowe on p. 12.] They left.",
        );
        check("Sent to us[er@m]ail.example.", Snap::Word, "Sent to [user@mail.example].");
        check("In the U[.S]. it is", Snap::Word, "In the [U.S.] it is");
        check("x[👩🏽]\u{200d}🚀y", Snap::Grapheme, "x[👩🏽\u{200d}🚀]y");
        check("cafe[\u{301} no]ir", Snap::Grapheme, "caf[e\u{301} no]ir");
        check("One en[ds\n\nTw]o begins", Snap::Word, "One [ends\n\nTwo] begins");
    }

    #[test]
    fn a_grapheme_is_found_in_a_long_block() {
        let long = "कि".repeat(300);
        let (text, _) = Text::plain(&format!("{long}e\u{301}{long}"), Some("t"));
        let at = long.len();
        let span = text.span(at..at + 1).expect("the letter without its accent");
        let found = snapped(&text, span, Snap::Grapheme, &Segmenter::default()).expect("a letter is there");
        assert_eq!(text.slice(found), "e\u{301}");
    }

    #[test]
    fn sentences_of_a_block() {
        let (text, _) = Text::plain("One is here. Two?  Three", Some("t"));
        let found: Vec<_> =
            sentences(&text, 0, &Segmenter::default()).into_iter().map(|span| text.slice(span)).collect();
        assert_eq!(found, ["One is here.", "Two?", "Three"]);
    }

    #[test]
    fn stepping_crosses_blocks() {
        let (text, _) = Text::plain("ab c\n\nd", Some("t"));
        let mut pos = text.blocks()[0].span.start();
        let mut seen = vec![pos.byte()];
        for _ in 0..5 {
            pos = step(&text, pos, Snap::Word, true, &Segmenter::default());
            seen.push(pos.byte());
        }
        assert_eq!(seen, [0, 2, 3, 4, 6, 7]);
        assert_eq!(
            step(&text, text.blocks()[1].span.start(), Snap::Word, false, &Segmenter::default()).byte(),
            4
        );
    }
}
