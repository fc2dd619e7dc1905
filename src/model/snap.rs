//! What a selection becomes before it is a passage: trimmed of outer white space and snapped to whole
//! graphemes, words or sentences (UAX #29). Spans from files and programs never pass through here.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

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
pub fn snapped(text: &Text, selected: Span, snap: Snap) -> Option<Span> {
    let span = trimmed(text, selected)?;
    let start = edges(text, span.start(), snap).0;
    let end = edges(text, span.end(), snap).1;
    trimmed(text, text.between(start, end)?)
}

/// The span without white space at its ends.
pub fn trimmed(text: &Text, span: Span) -> Option<Span> {
    let words = text.slice(span);
    let start = span.start().byte() + (words.len() - words.trim_start().len());
    text.span(start..start + words.trim().len())
}

/// The sentences of a block, each without the white space around it.
pub fn sentences(text: &Text, block: usize) -> Vec<Span> {
    let Some(block) = text.blocks().get(block) else { return Vec::new() };
    let base = block.span.start().byte();
    let words = text.slice(block.span);
    let bounds = words.split_sentence_bound_indices();
    let spans = bounds.filter_map(|(at, part)| text.span(base + at..base + at + part.len()));
    spans.filter_map(|span| trimmed(text, span)).collect()
}

/// Moves a position by one grapheme or word, forwards or backwards, across blocks.
pub fn step(text: &Text, pos: Pos, snap: Snap, forwards: bool) -> Pos {
    let Some(block) = text.block_at(pos) else { return pos };
    let blocks = text.blocks();
    let span = blocks[block].span;
    let edges = unit_edges(text, span, snap);
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
fn edges(text: &Text, pos: Pos, snap: Snap) -> (Pos, Pos) {
    let nearest = text.blocks().partition_point(|block| block.span.end() < pos);
    let Some(block) = text.blocks().get(nearest).filter(|block| block.span.start() <= pos) else {
        return (pos, pos);
    };
    if snap == Snap::Grapheme {
        return grapheme_edges(text, block.span, pos);
    }
    let units = unit_edges(text, block.span, snap);
    let before = units.iter().rev().copied().find(|edge| *edge <= pos).unwrap_or(block.span.start());
    let after = units.iter().copied().find(|edge| *edge >= pos).unwrap_or(block.span.end());
    (before, after)
}

fn grapheme_edges(text: &Text, block: Span, pos: Pos) -> (Pos, Pos) {
    let words = text.slice(block);
    let at = pos.byte() - block.start().byte();
    let mut cursor = GraphemeCursor::new(at, words.len(), true);
    if cursor.is_boundary(words, 0).unwrap_or(true) {
        return (pos, pos);
    }
    let before = cursor.prev_boundary(words, 0).ok().flatten().unwrap_or(0);
    let after = GraphemeCursor::new(at, words.len(), true).next_boundary(words, 0);
    let after = after.ok().flatten().unwrap_or(words.len());
    let base = block.start().byte();
    match text.span(base + before..base + after) {
        Some(span) => (span.start(), span.end()),
        None => (pos, pos),
    }
}

/// Every edge of the units of a block, ascending, with the block's own ends.
fn unit_edges(text: &Text, block: Span, snap: Snap) -> Vec<Pos> {
    let words = text.slice(block);
    let ends: Vec<usize> = match snap {
        Snap::Grapheme => words.grapheme_indices(true).map(|(at, part)| at + part.len()).collect(),
        Snap::Word => words.split_word_bound_indices().map(|(at, part)| at + part.len()).collect(),
        Snap::Sentence => words.split_sentence_bound_indices().map(|(at, part)| at + part.len()).collect(),
    };
    let base = block.start().byte();
    let ends = ends.into_iter().filter_map(|end| text.span(base..base + end)).map(Span::end);
    std::iter::once(block.start()).chain(ends).collect()
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
        let found = snapped(&text, span, snap).map(|span| {
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
        check("x[👩🏽]\u{200d}🚀y", Snap::Grapheme, "x[👩🏽\u{200d}🚀]y");
        check("cafe[\u{301} no]ir", Snap::Grapheme, "caf[e\u{301} no]ir");
        check("One en[ds\n\nTw]o begins", Snap::Word, "One [ends\n\nTwo] begins");
    }

    #[test]
    fn sentences_of_a_block() {
        let (text, _) = Text::plain("One is here. Two?  Three", Some("t"));
        let found: Vec<_> = sentences(&text, 0).into_iter().map(|span| text.slice(span)).collect();
        assert_eq!(found, ["One is here.", "Two?", "Three"]);
    }

    #[test]
    fn stepping_crosses_blocks() {
        let (text, _) = Text::plain("ab c\n\nd", Some("t"));
        let mut pos = text.blocks()[0].span.start();
        let mut seen = vec![pos.byte()];
        for _ in 0..5 {
            pos = step(&text, pos, Snap::Word, true);
            seen.push(pos.byte());
        }
        assert_eq!(seen, [0, 2, 3, 4, 6, 7]);
        assert_eq!(step(&text, text.blocks()[1].span.start(), Snap::Word, false).byte(), 4);
    }
}
