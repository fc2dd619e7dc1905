//! How much of some articles each agenda item has, which items meet, in which order they come up, and what has none.
//!
//! Only the words of blocks count, in code points; the blank lines between them cannot be read, so that an article all of
//! whose blocks are tagged is tagged to the last character. A passage is *tagged* if one of its items is in the agenda. What
//! an item *covers* is the union of its passages, so that a character counts once however many lie over it. Passages that are
//! not where they were marked are counted, and cover nothing. Passages on exactly the same words are one.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use super::project::{AgendaItem, Annotation, Article, ItemId, Project};
use super::text::{Span, Text};

/// The counts of some articles.
pub struct Overview<'a> {
    /// The agenda in order, with what each item has in the articles.
    pub rows: Vec<Row<'a>>,
    /// The articles, in the order in which they were asked for.
    pub articles: Vec<Counted<'a>>,
    /// How many characters there are.
    pub characters: usize,
    /// How many of them are covered by tagged passages.
    pub tagged: usize,
    /// How many passages are tagged.
    pub passages: usize,
    /// How many passages have no item.
    pub plain: usize,
    project: &'a Project,
    places: HashMap<&'a ItemId, usize>,
}

/// An agenda item, and what it has. What belongs to the items below it is theirs alone.
pub struct Row<'a> {
    /// How deep it is in the agenda, from 0.
    pub depth: usize,
    /// The item.
    pub item: &'a Rc<AgendaItem>,
    /// How many passages it has.
    pub passages: usize,
    /// How many characters it covers.
    pub characters: usize,
}

/// An article, and what was counted in it.
pub struct Counted<'a> {
    /// The article.
    pub article: &'a Rc<Article>,
    /// How many passages in it are tagged.
    pub passages: usize,
    /// The items that have passages in it, in the agenda's order.
    pub shares: Vec<Share>,
    /// What its tagged passages cover.
    covered: Vec<Piece>,
}

/// What an item has in one article.
pub struct Share {
    /// Its place in [`Overview::rows`].
    pub row: usize,
    /// How many passages it has there.
    pub passages: usize,
    /// Where its first passage begins, unless none is where it was marked.
    pub first: Option<usize>,
    /// Its passages, those that overlap or touch as one.
    ranges: Vec<Range<usize>>,
    /// What of them is in blocks.
    covered: Vec<Piece>,
}

/// A stretch of a text within one block, in bytes. Those of a list ascend and share nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    block: usize,
    start: usize,
    end: usize,
}

/// Where two items meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meeting {
    /// In a passage of one of them which is tagged with the other as well, or overlaps a passage of the other.
    Passage,
    /// In a block in which both have passages.
    Paragraph,
}

/// How often two items meet, by their places in [`Overview::rows`], the smaller first. Those that never meet are not in it.
pub type Meetings = HashMap<(usize, usize), usize>;

/// A stretch of an article without a tagged passage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Untagged<'a> {
    /// The article.
    pub article: &'a Rc<Article>,
    /// Where the stretch is; within one block, without white space around it and what ends the words before.
    pub span: Span,
    /// How long it is.
    pub characters: usize,
}

impl<'a> Overview<'a> {
    /// The counts of some of a project's articles.
    pub fn of(project: &'a Project, articles: impl IntoIterator<Item = &'a Rc<Article>>) -> Overview<'a> {
        let row = |(depth, item)| Row { depth, item, passages: 0, characters: 0 };
        let rows: Vec<Row<'a>> = project.agenda().into_iter().map(row).collect();
        let places = rows.iter().enumerate().map(|(place, row)| (&row.item.id, place)).collect();
        let mut overview = Overview {
            rows,
            articles: Vec::new(),
            characters: 0,
            tagged: 0,
            passages: 0,
            plain: 0,
            project,
            places,
        };
        articles.into_iter().for_each(|article| overview.count(article));
        overview
    }

    fn count(&mut self, article: &'a Rc<Article>) {
        let text = &article.text;
        let mut shares: Vec<Option<Share>> = Vec::new();
        shares.resize_with(self.rows.len(), || None);
        let (mut passages, mut all) = (0, Vec::new());
        for (range, rows) in self.passages_of(article) {
            if rows.is_empty() {
                self.plain += 1;
                continue;
            }
            passages += 1;
            cover(&mut all, &range);
            for row in rows {
                let empty =
                    || Share { row, passages: 0, first: None, ranges: Vec::new(), covered: Vec::new() };
                let share = shares[row].get_or_insert_with(empty);
                share.passages += 1;
                share.first = share.first.or(range.as_ref().map(|range| range.start));
                cover(&mut share.ranges, &range);
            }
        }
        let finish = |share: Share| Share { covered: pieces(text, &share.ranges), ..share };
        let shares: Vec<Share> = shares.into_iter().flatten().map(finish).collect();
        for share in &shares {
            let row = &mut self.rows[share.row];
            row.passages += share.passages;
            row.characters += length(text, &share.covered);
        }
        let covered = pieces(text, &all);
        self.characters += readable(text);
        self.tagged += length(text, &covered);
        self.passages += passages;
        self.articles.push(Counted { article, passages, shares, covered });
    }

    /// The passages of an article: where each is, if it is where it was marked, and the places of its items. Those on
    /// exactly the same words are one.
    fn passages_of(&self, article: &Article) -> Vec<(Option<Range<usize>>, Vec<usize>)> {
        let mut passages: Vec<(Option<Range<usize>>, Vec<usize>)> = Vec::new();
        let mut last: Option<usize> = None;
        // In reading order those on the same words follow each other, but for what is in review among them.
        for annotation in self.project.annotations_of(&article.id) {
            let (range, rows) = (placed(annotation), self.rows_of(annotation));
            match last.filter(|last| range.is_some() && passages[*last].0 == range) {
                Some(last) => {
                    let known = &mut passages[last].1;
                    known.extend(rows.into_iter().filter(|row| !known.contains(row)).collect::<Vec<_>>());
                }
                None => {
                    last = if range.is_some() { Some(passages.len()) } else { last };
                    passages.push((range, rows));
                }
            }
        }
        passages
    }

    /// The places of the items of an annotation that are in the agenda.
    fn rows_of(&self, annotation: &Annotation) -> Vec<usize> {
        annotation.items.iter().filter_map(|item| self.places.get(item).copied()).collect()
    }

    /// How often items meet.
    pub fn meetings(&self, meeting: Meeting) -> Meetings {
        let mut meetings = Meetings::new();
        for counted in &self.articles {
            match meeting {
                Meeting::Passage => self.meet_in_passages(counted, &mut meetings),
                Meeting::Paragraph => meet_in_blocks(counted, &mut meetings),
            }
        }
        meetings
    }

    /// Goes along the passages of an article, and with them along what each item covers.
    fn meet_in_passages(&self, counted: &Counted<'a>, meetings: &mut Meetings) {
        let mut at = vec![0; counted.shares.len()];
        for (range, own) in self.passages_of(counted.article) {
            for (share, at) in counted.shares.iter().zip(&mut at) {
                let is_own = own.contains(&share.row);
                let is_there = |range: &Range<usize>| share.reaches(range, at);
                if !is_own && !range.as_ref().is_some_and(is_there) {
                    continue;
                }
                // A pair that the passage has both of is counted once.
                for row in own.iter().filter(|row| !is_own || **row < share.row) {
                    *meetings.entry((share.row.min(*row), share.row.max(*row))).or_default() += 1;
                }
            }
        }
    }

    /// The items in the order in which they are first mentioned, by their places in [`Overview::rows`]: article after
    /// article, and in each by where their first passage begins. Those that begin together are in the agenda's order.
    pub fn mentions(&self) -> Vec<usize> {
        let mut is_known = vec![false; self.rows.len()];
        let mut mentions = Vec::new();
        for counted in &self.articles {
            let first = |share: &Share| Some((share.first?, share.row));
            let mut firsts: Vec<_> = counted.shares.iter().filter_map(first).collect();
            firsts.sort_unstable();
            let new = firsts.into_iter().filter(|(_, row)| !std::mem::replace(&mut is_known[*row], true));
            mentions.extend(new.map(|(_, row)| row));
        }
        mentions
    }

    /// The longest stretches without a tagged passage, the longest first, and how many more there are. Those without a
    /// letter or a digit are left out.
    pub fn untagged(&self, most: usize) -> (Vec<Untagged<'a>>, usize) {
        // The shortest is on top, and of those as short the one that is read last.
        let mut longest = BinaryHeap::new();
        let mut count = 0;
        for (place, counted) in self.articles.iter().enumerate() {
            for (start, end, characters) in counted.gaps() {
                count += 1;
                longest.push(Reverse((characters, Reverse((place, start)), end)));
                if longest.len() > most {
                    longest.pop();
                }
            }
        }
        let rest = count - longest.len();
        let found = longest.into_sorted_vec().into_iter().filter_map(|Reverse(found)| {
            let (characters, Reverse((place, start)), end) = found;
            let article = self.articles[place].article;
            Some(Untagged { article, span: article.text.span(start..end)?, characters })
        });
        (found.collect(), rest)
    }
}

impl Share {
    /// Whether one of its passages reaches into a range. The ranges that are asked for ascend by their start, and `at` is where
    /// the last question left off.
    fn reaches(&self, range: &Range<usize>, at: &mut usize) -> bool {
        while self.ranges.get(*at).is_some_and(|known| known.end <= range.start) {
            *at += 1;
        }
        self.ranges.get(*at).is_some_and(|known| known.start < range.end)
    }
}

impl Counted<'_> {
    /// The stretches of blocks between what is covered: start, end and how many characters they have.
    fn gaps(&self) -> Vec<(usize, usize, usize)> {
        let mut gaps = Vec::new();
        let whole = self.article.text.as_str();
        let mut add = |start: usize, end: usize| {
            let words = &whole[start..end].trim_end();
            let begun = words.trim_start_matches(|c: char| c.is_whitespace() || ENDS.contains(c));
            let (start, words) = (start + words.len() - begun.len(), begun);
            if words.chars().any(char::is_alphanumeric) {
                gaps.push((start, start + words.len(), words.chars().count()));
            }
        };
        let mut covered = self.covered.iter().peekable();
        for (index, block) in self.article.text.blocks().iter().enumerate() {
            let Range { mut start, end } = block.span.range();
            while let Some(piece) = covered.next_if(|piece| piece.block == index) {
                add(start, piece.start);
                start = piece.end;
            }
            add(start, end);
        }
        gaps
    }
}

/// What ends something rather than begins it, as a comma after a passage.
const ENDS: &str = ",.;:!?…)]}’”»-–—";

fn meet_in_blocks(counted: &Counted<'_>, meetings: &mut Meetings) {
    let blocks = |share: &Share| {
        let mut blocks: Vec<_> = share.covered.iter().map(|piece| piece.block).collect();
        blocks.dedup();
        (share.row, blocks)
    };
    let blocks: Vec<_> = counted.shares.iter().map(blocks).collect();
    for (index, (row, own)) in blocks.iter().enumerate() {
        for (other, theirs) in &blocks[index + 1..] {
            let shared = shared(own, theirs);
            if shared > 0 {
                *meetings.entry((*row, *other)).or_default() += shared;
            }
        }
    }
}

/// How many numbers are in both of two ascending lists.
fn shared(one: &[usize], other: &[usize]) -> usize {
    let (mut one, mut other, mut shared) = (one.iter().peekable(), other.iter().peekable(), 0);
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        let order = a.cmp(b);
        shared += usize::from(order.is_eq());
        if order.is_le() {
            one.next();
        }
        if order.is_ge() {
            other.next();
        }
    }
    shared
}

/// Where a passage is, if it is where it was marked.
fn placed(annotation: &Annotation) -> Option<Range<usize>> {
    annotation.anchor.span().filter(|_| annotation.anchor.is_placed()).map(Span::range)
}

/// Adds a range to disjoint ones, none of which begins after it.
fn cover(ranges: &mut Vec<Range<usize>>, range: &Option<Range<usize>>) {
    match (ranges.last_mut(), range) {
        (_, None) => {}
        (Some(last), Some(range)) if range.start <= last.end => last.end = last.end.max(range.end),
        (_, Some(range)) => ranges.push(range.clone()),
    }
}

/// What is in blocks of ranges that ascend.
fn pieces(text: &Text, ranges: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(ranges.len());
    for span in ranges.iter().filter_map(|range| text.span(range.clone())) {
        let blocks = text.blocks_of(span);
        let part = |block: usize| {
            let Range { start, end } = text.blocks()[block].span.intersection(span)?.range();
            Some(Piece { block, start, end })
        };
        pieces.extend(blocks.filter_map(part));
    }
    pieces
}

fn length(text: &Text, pieces: &[Piece]) -> usize {
    let whole = text.as_str();
    pieces.iter().map(|piece| whole[piece.start..piece.end].chars().count()).sum()
}

/// How many characters are in the blocks of a text. What is between them is little, and counted instead.
fn readable(text: &Text) -> usize {
    let whole = text.as_str();
    let (mut at, mut between) = (0, 0);
    for block in text.blocks() {
        let Range { start, end } = block.span.range();
        between += whole[at..start].chars().count();
        at = end;
    }
    text.len_code_points() - between - whole[at..].chars().count()
}

#[cfg(test)]
mod tests;
