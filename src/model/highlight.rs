//! Overlapping annotations of a block, drawn as disjoint segments.

use crate::model::sorted::sort_by;
use std::rc::Rc;

use super::project::{Annotation, AnnotationId, Article, ArticleId, Project};
use super::text::{Span, Text};

/// A run of text that the same annotations cover. The segments of a block put together are the block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Where it is.
    pub span: Span,
    /// What covers it, as indices into the block's annotations, ascending.
    pub covering: Vec<u32>,
}

/// One block with what covers it, ready to be drawn.
#[derive(Debug)]
pub struct BlockMarks {
    /// The annotations that touch the block: by start, the longer first, then by id.
    pub annotations: Vec<Rc<Annotation>>,
    /// The block, cut where an annotation begins or ends.
    pub segments: Vec<Segment>,
}

/// The marks of an article, block by block. Only what changed is made anew, so that a block can be
/// compared by its pointer. They are given out for that article alone, with the text that they were made for.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    of: Option<(ArticleId, Text)>,
    blocks: Vec<Rc<BlockMarks>>,
}

impl Marks {
    /// The marks of an article as it is.
    pub fn new(project: &Project, article: &ArticleId) -> Marks {
        let Some(text) = project.article(article).map(|article| &article.text) else {
            return Marks::default();
        };
        let mut covering: Vec<Vec<Rc<Annotation>>> = vec![Vec::new(); text.blocks().len()];
        for annotation in project.annotations_of(article) {
            for block in annotation.anchor.span().map_or(0..0, |span| text.blocks_of(span)) {
                covering[block].push(annotation.clone());
            }
        }
        let blocks = covering.into_iter().enumerate();
        let blocks = blocks.map(|(block, covering)| Rc::new(BlockMarks::new(text, block, covering)));
        Marks { of: Some((article.clone(), text.clone())), blocks: blocks.collect() }
    }

    /// The marks of all blocks of an article, in their order; none if they were made for another, or for another text.
    pub fn blocks(&self, article: &Article) -> &[Rc<BlockMarks>] {
        let of = self.of.as_ref();
        let is_it = of.is_some_and(|(id, text)| *id == article.id && *text == article.text);
        if is_it { &self.blocks } else { &[] }
    }

    /// Takes up what became of an annotation: its old and its new state. Costs the blocks it touches.
    pub fn update(&mut self, was: Option<&Annotation>, now: Option<&Rc<Annotation>>) {
        let Some((article, text)) = &self.of else { return };
        let blocks_of = |annotation: Option<&Annotation>| {
            let here = annotation.filter(|annotation| *article == annotation.article);
            here.and_then(|annotation| annotation.anchor.span()).map_or(0..0, |span| text.blocks_of(span))
        };
        let (before, after) = (blocks_of(was), blocks_of(now.map(Rc::as_ref)));
        for index in before.clone().chain(after.clone().filter(|index| !before.contains(index))) {
            let Some(marks) = self.blocks.get_mut(index) else { continue };
            let mut annotations = marks.annotations.clone();
            annotations.retain(|annotation| was.is_none_or(|was| annotation.id != was.id));
            annotations.extend(now.filter(|_| after.contains(&index)).cloned());
            *marks = Rc::new(BlockMarks::new(text, index, annotations));
        }
    }

    /// Draws every block anew that has an annotation for which `stale` holds, as when an agenda item
    /// changed its title.
    pub fn refresh(&mut self, stale: impl Fn(&Annotation) -> bool) {
        for block in &mut self.blocks {
            if block.annotations.iter().any(|annotation| stale(annotation)) {
                let (annotations, segments) = (block.annotations.clone(), block.segments.clone());
                *block = Rc::new(BlockMarks { annotations, segments });
            }
        }
    }
}

impl BlockMarks {
    fn new(text: &Text, block: usize, mut annotations: Vec<Rc<Annotation>>) -> BlockMarks {
        sort_by(&mut annotations, |one, other| reading_order(one).cmp(&reading_order(other)));
        let spans: Vec<Option<Span>> =
            annotations.iter().map(|annotation| annotation.anchor.span()).collect();
        let segments = segments(text, text.blocks()[block].span, &spans);
        BlockMarks { annotations, segments }
    }
}

fn reading_order(annotation: &Annotation) -> (Option<usize>, std::cmp::Reverse<usize>, &AnnotationId) {
    let span = annotation.anchor.span();
    let end = span.map_or(0, |span| span.end().byte());
    (span.map(|span| span.start().byte()), std::cmp::Reverse(end), &annotation.id)
}

/// Cuts a block where a span begins or ends. Spans may lie anywhere; the parts outside the block do not count.
pub fn segments(text: &Text, block: Span, spans: &[Option<Span>]) -> Vec<Segment> {
    let inside: Vec<(u32, Span)> = spans
        .iter()
        .enumerate()
        .filter_map(|(index, span)| Some((index as u32, span.as_ref()?.intersection(block)?)))
        .collect();
    let ends = inside.iter().flat_map(|(_, span)| [span.start(), span.end()]);
    let mut cuts: Vec<_> = [block.start(), block.end()].into_iter().chain(ends).collect();
    sort_by(&mut cuts, Ord::cmp);
    cuts.dedup();
    let mut opening = inside.clone();
    sort_by(&mut opening, |(_, one), (_, other)| one.start().cmp(&other.start()));
    let mut opening = opening.into_iter().peekable();
    let mut open: Vec<(u32, Span)> = Vec::new();
    let mut found = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        open.retain(|(_, span)| span.end() > pair[0]);
        while let Some(next) = opening.next_if(|(_, span)| span.start() <= pair[0]) {
            open.push(next);
        }
        let mut covering: Vec<u32> = open.iter().map(|(index, _)| *index).collect();
        sort_by(&mut covering, Ord::cmp);
        found.extend(text.between(pair[0], pair[1]).map(|span| Segment { span, covering }));
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Spans are drawn with brackets, each kind one span: `[ ]`, `{ }`, `( )`.
    #[track_caller]
    fn check(input: &str, expected: &str) {
        let mut plain = String::new();
        let mut ends = [(0, 0); 3];
        for character in input.chars() {
            match "[{(".find(character).or("]})".find(character)) {
                Some(which) if "[{(".contains(character) => ends[which].0 = plain.len(),
                Some(which) => ends[which].1 = plain.len(),
                None => plain.push(character),
            }
        }
        let (text, _) = Text::plain(&plain, Some("t"));
        let spans = ends.map(|(start, end)| text.span(start..end));
        let found = segments(&text, text.blocks()[0].span, &spans);
        let found = found.iter().map(|segment| {
            let names: String =
                segment.covering.iter().map(|index| ["a", "b", "c"][*index as usize]).collect();
            if names.is_empty() {
                text.slice(segment.span).to_owned()
            } else {
                format!("{names}<{}>", text.slice(segment.span))
            }
        });
        assert_eq!(found.collect::<Vec<_>>().join("|"), expected);
    }

    #[test]
    fn spans_become_segments() {
        check("plain", "plain");
        check("The [quick] fox", "The |a<quick>| fox");
        check("The [quick {brown] fox}", "The |a<quick >|ab<brown>|b< fox>");
        check("[a {b} c]", "a<a >|ab<b>|a< c>");
        check("[{same}] end", "ab<same>| end");
        check("[{(x}])", "abc<x>");
        check("[one]{two}", "a<one>|b<two>");
        check("[crosses the\n\nblock]", "a<crosses the>");
    }

    proptest! {
        #[test]
        fn segments_put_together_are_the_block(
            words in "[a-zé👩 ]{1,60}",
            cuts in proptest::collection::vec((0usize..60, 0usize..60), 0..12),
        ) {
            let (text, _) = Text::plain(&format!("x{words}x"), Some("t"));
            let block = text.blocks()[0].span;
            let spans: Vec<_> =
                cuts.iter().map(|(a, b)| text.span_of_code_points(*a.min(b)..*a.max(b))).collect();
            let found = segments(&text, block, &spans);
            let joined: String = found.iter().map(|segment| text.slice(segment.span)).collect();
            prop_assert_eq!(joined, text.slice(block));
            for segment in found {
                let expected: Vec<u32> = (0..spans.len() as u32)
                    .filter(|index| {
                        spans[*index as usize].is_some_and(|span| span.intersection(segment.span).is_some())
                    })
                    .collect();
                prop_assert_eq!(segment.covering, expected);
            }
        }
    }
}
