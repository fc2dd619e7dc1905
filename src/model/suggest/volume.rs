//! An article as sentences, and which of them are tagged.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::lexicon::{Lexicon, Place, Term, Vector};
use super::{Sentence, WORDS, weights};
use crate::model::project::{AgendaItem, Annotation, Article, ItemId, Project};
use crate::model::text::{BlockKind, Span, Text};
use crate::model::words::Inflection;

/// An article that is learned from.
pub struct Volume {
    article: Rc<Article>,
    rows: Vec<Row>,
    /// By row, then by item.
    tags: Vec<Tag>,
    /// What the tags are of.
    annotations: Vec<Rc<Annotation>>,
}

/// A sentence.
pub struct Row {
    /// Where it is.
    pub span: Span,
    /// What it is known by.
    pub name: Sentence,
    /// Which block it is in.
    pub block: usize,
    /// Whether that is a heading.
    pub is_heading: bool,
    /// The row of the last heading above it.
    pub heading: Option<usize>,
    /// Its words, by which its length is 1.
    pub vector: Vector,
    /// Its words and pairs of words, in bytes from its start.
    places: Vec<Place>,
}

/// That a sentence is tagged with an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    row: usize,
    /// Which item, by its place in the agenda.
    pub item: usize,
    /// What of the sentence is in passages, in bytes from its start.
    inside: Vec<Range<u32>>,
}

impl Volume {
    /// An article of these sentences; those that are not ascending and disjoint are left out.
    pub fn new(article: Rc<Article>, sentences: Vec<Span>, lexicon: &mut Lexicon) -> Volume {
        let inflection = Inflection::of(article.language.as_deref());
        let text = article.text.clone();
        let mut rows: Vec<Row> = Vec::with_capacity(sentences.len());
        let mut heading = None;
        for span in sentences {
            let is_ascending = rows.last().is_none_or(|last| last.span.end() <= span.start());
            let Some(block) = text.block_at(span.start()) else { continue };
            if !is_ascending || text.span(span.range()).is_none() {
                continue;
            }
            let is_heading = text.blocks()[block].kind == BlockKind::Heading;
            let words = text.slice(span);
            let places = lexicon.read(words, inflection);
            lexicon.count(&places, 1);
            let above = heading;
            if is_heading {
                heading = Some(rows.len());
            }
            let name = Sentence::of(words);
            rows.push(Row { span, name, block, is_heading, heading: above, vector: Vec::new(), places });
        }
        Volume { article, rows, tags: Vec::new(), annotations: Vec::new() }
    }

    /// Whether it is made of this text.
    pub fn is_of(&self, article: &Article) -> bool {
        let same = |one: &Text, other: &Text| one.is(other) || one == other;
        self.article.id == article.id
            && self.article.language == article.language
            && same(&self.article.text, &article.text)
    }

    /// Takes its words out of the counts.
    pub fn leave(&self, lexicon: &mut Lexicon) {
        self.rows.iter().for_each(|row| lexicon.count(&row.places, -1));
    }

    /// Weighs its sentences anew, after words were counted.
    pub fn weigh(&mut self, lexicon: &Lexicon) {
        for row in &mut self.rows {
            row.vector = lexicon.vector(row.places.iter().map(|place| (place.term, 1.0)));
        }
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The sentences in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Takes up the annotations of the article, and adds to `touched` the items whose passages are others now.
    pub fn follow_tags(&mut self, project: &Project, items: &[Rc<AgendaItem>], touched: &mut Vec<ItemId>) {
        let now: Vec<_> = project.annotations_of(&self.article.id).cloned().collect();
        let are_same = now.len() == self.annotations.len()
            && now.iter().zip(&self.annotations).all(|(now, was)| Rc::ptr_eq(now, was));
        if are_same {
            return;
        }
        let pointers = |all: &[Rc<Annotation>]| all.iter().map(Rc::as_ptr).collect::<HashSet<_>>();
        let (before, after) = (pointers(&self.annotations), pointers(&now));
        let gone = self.annotations.iter().filter(|was| !after.contains(&Rc::as_ptr(was)));
        let new = now.iter().filter(|now| !before.contains(&Rc::as_ptr(now)));
        touched.extend(gone.chain(new).flat_map(|annotation| annotation.items.iter().cloned()));
        self.retag(project, items);
    }

    /// Finds out which sentences are tagged.
    pub fn retag(&mut self, project: &Project, items: &[Rc<AgendaItem>]) {
        self.annotations = project.annotations_of(&self.article.id).cloned().collect();
        let places: HashMap<&ItemId, usize> =
            items.iter().enumerate().map(|(place, item)| (&item.id, place)).collect();
        let mut tags: Vec<Tag> = Vec::new();
        for annotation in &self.annotations {
            let Some(span) = annotation.anchor.span() else { continue };
            let items = annotation.items.iter().filter_map(|item| places.get(item).copied());
            let items: Vec<_> = items.collect();
            for (row, inside) in self.tagged_by(span) {
                tags.extend(items.iter().map(|item| Tag { row, item: *item, inside: vec![inside.clone()] }));
            }
        }
        tags.sort_by_key(|tag| (tag.row, tag.item));
        tags.dedup_by(|next, tag| {
            let is_same = (next.row, next.item) == (tag.row, tag.item);
            if is_same {
                tag.inside.append(&mut next.inside);
            }
            is_same
        });
        self.tags = tags;
    }

    /// The sentences that a passage tags, with what of them it holds: half of the sentence at least, or half of the
    /// passage. So one that runs over into the next sentence by a word does not tag that.
    fn tagged_by(&self, passage: Span) -> impl Iterator<Item = (usize, Range<u32>)> + '_ {
        let first = self.rows.partition_point(|row| row.span.end() <= passage.start());
        let rows = self.rows.iter().enumerate().skip(first);
        rows.map_while(move |(at, row)| row.span.intersection(passage).map(|shared| (at, row, shared)))
            .filter(move |(_, row, shared)| shared.bytes() * 2 >= row.span.bytes().min(passage.bytes()))
            .map(|(at, row, shared)| {
                let from = |byte: usize| (byte - row.span.start().byte()) as u32;
                (at, from(shared.range().start)..from(shared.range().end))
            })
    }

    /// The tags of a sentence.
    pub fn tags_at(&self, row: usize) -> &[Tag] {
        let first = self.tags.partition_point(|tag| tag.row < row);
        let count = self.tags[first..].iter().take_while(|tag| tag.row == row).count();
        &self.tags[first..first + count]
    }

    /// The sentences that are tagged, with their tags.
    pub fn tagged_rows(&self) -> impl Iterator<Item = (usize, &[Tag])> {
        self.tags.chunk_by(|one, other| one.row == other.row).map(|tags| (tags[0].row, tags))
    }

    /// The tags with an item.
    pub fn tags_of(&self, item: usize) -> impl Iterator<Item = (usize, &Tag)> {
        self.tags.iter().filter(move |tag| tag.item == item).map(|tag| (tag.row, tag))
    }

    /// Whether a sentence is tagged with an item.
    pub fn is_tagged_with(&self, row: usize, item: usize) -> bool {
        self.tags_at(row).iter().any(|tag| tag.item == item)
    }

    /// Whether a sentence has no tag and is not a heading.
    pub fn may_be_tagged(&self, row: usize) -> bool {
        !self.rows[row].is_heading && self.tags_at(row).is_empty()
    }

    /// The vector of a tagged sentence, in which what is outside the passage counts less.
    pub fn passage_vector(&self, row: usize, tag: &Tag, lexicon: &Lexicon) -> Vector {
        let factor = |place: &Place| {
            let is_inside =
                tag.inside.iter().any(|inside| inside.start <= place.start && place.end <= inside.end);
            if is_inside { 1.0 } else { weights::OUTSIDE }
        };
        lexicon.vector(self.rows[row].places.iter().map(|place| (place.term, factor(place))))
    }

    /// The words of a sentence that say most for an item, and how much all of them say; `weight` is what a word says for
    /// it.
    pub fn words_for(&self, row: usize, weight: impl Fn(Term) -> f32) -> (Vec<Span>, f32) {
        let row = &self.rows[row];
        let said = |term: Term| {
            let at = row.vector.binary_search_by_key(&term, |(term, _)| *term);
            at.map_or(0.0, |at| row.vector[at].1 * weight(term))
        };
        let all: f32 = row.vector.iter().map(|(term, own)| own * weight(*term)).sum();
        let mut places: Vec<(f32, Place)> = Vec::new();
        for place in &row.places {
            let gain = said(place.term);
            let is_same = |other: &Place| (other.start, other.end) == (place.start, place.end);
            match places.iter_mut().find(|(_, other)| other.term == place.term || is_same(other)) {
                _ if gain <= 0.0 => {}
                Some((sum, other)) if is_same(other) => *sum += gain,
                Some(_) => {}
                None => places.push((gain, *place)),
            }
        }
        places.sort_by(|one, other| other.0.total_cmp(&one.0));
        places.truncate(WORDS);
        places.sort_by_key(|(_, place)| (place.start, place.end));
        let mut ranges: Vec<Range<u32>> = Vec::with_capacity(WORDS);
        for (_, place) in places {
            match ranges.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => ranges.push(place.start..place.end),
            }
        }
        let base = row.span.start().byte();
        let spans = ranges.into_iter();
        let span = |range: Range<u32>| {
            self.article.text.span(base + range.start as usize..base + range.end as usize)
        };
        (spans.filter_map(span).collect(), all)
    }
}
