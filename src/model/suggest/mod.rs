//! Suggestions: which agenda item a sentence may belong to, learned from the reader's own tags. No network, no model.
//!
//! Every sentence is a vector of its words by TF-IDF, every item the sum of the vectors of the sentences that are tagged
//! with it and of its own title and description: a Rocchio classifier, as in Manning, Raghavan and Schütze, "Introduction to
//! Information Retrieval" (2008), chapters 6, 9 and 14. What speaks for an item in a sentence is the cosine of the two; what
//! speaks for it beside the sentence and in the heading above; and the *pull* of the tagged sentences that come before and
//! after, which is strongest next to them. Two words that follow each other are a coordinate too, so that phrases which
//! recur count as such. [`weights`] has all constants, and `docs/suggestions.md` what comes of them.
//!
//! Sentences come from outside, as spans. All of it is for a module that is loaded later: it uses tables of the standard
//! library.

mod learned;
mod lexicon;
mod volume;
pub mod weights;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use self::learned::Learned;
use self::lexicon::Lexicon;
use self::volume::{Row, Volume};
use super::project::{AgendaItem, Article, ArticleId, ItemId, Project};
use super::text::{Pos, Span, TextHash};

/// What is known of the sentences and tags of some articles, and what follows for the others.
#[derive(Default)]
pub struct Suggester {
    lexicon: Lexicon,
    volumes: Vec<Volume>,
    items: Vec<Rc<AgendaItem>>,
    learned: Learned,
    /// By sentence, since for most there is none.
    rejected: HashMap<Sentence, Vec<Rejection>>,
}

/// An item that the reader does not want for a sentence. It is known by its words, so that it outlives changes elsewhere
/// in the text; where an article has the same sentence twice, it is rejected in both.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rejection {
    /// Which article it is in.
    pub article: ArticleId,
    /// The hash of the sentence as it is written.
    pub sentence: Sentence,
    /// The item.
    pub item: ItemId,
}

/// What a sentence is known by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sentence(pub u64);

/// What may be said of a sentence that has no tag.
#[derive(Clone, PartialEq, Debug)]
pub struct Suggestion {
    /// The sentence.
    pub sentence: Span,
    /// The best items, the best first: at most [`BEST`]; only those for which anything speaks.
    pub best: Vec<Candidate>,
    /// By how much the first is ahead of the second.
    pub margin: f32,
    /// Whether it is sure enough to be shown unasked.
    pub is_shown: bool,
}

/// An item for a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The item.
    pub item: ItemId,
    /// How much speaks for it; comparable within an article.
    pub score: f32,
    /// The words of the sentence that speak for it, in the order of the text: at most [`WORDS`], and none where only
    /// what stands around the sentence does.
    pub words: Vec<Span>,
    /// Whether tagged sentences near it say more for it than any words do.
    pub is_pulled: bool,
}

/// How many items there are for a sentence.
pub const BEST: usize = 3;

/// How many words are named that speak for an item.
pub const WORDS: usize = 3;

/// How often the reader's own tags would have been suggested, each without itself.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Quality {
    /// Sentences that are tagged.
    pub tagged: usize,
    /// Of these, one of whose items is the best.
    pub first: usize,
    /// Of these, one of whose items is among the best [`BEST`].
    pub among_best: usize,
}

/// The next suggestion that is shown, of those of an article in order: the first that begins after a position, or else the
/// first of all.
pub fn next_shown(suggestions: &[Suggestion], after: Option<Pos>) -> Option<&Suggestion> {
    let mut shown = suggestions.iter().filter(|suggestion| suggestion.is_shown);
    let first = shown.clone().next();
    shown.find(|suggestion| after.is_none_or(|after| suggestion.sentence.start() > after)).or(first)
}

/// The next least certain suggestion, shown or not: the one with the smallest margin, and from one of them on the one with
/// the next larger; after the last, or one that is gone, the first again.
pub fn next_least_certain(suggestions: &[Suggestion], from: Option<Span>) -> Option<&Suggestion> {
    let order = |one: &&Suggestion, other: &&Suggestion| {
        one.margin.total_cmp(&other.margin).then(one.sentence.start().cmp(&other.sentence.start()))
    };
    let from = suggestions.iter().find(|suggestion| Some(suggestion.sentence) == from);
    let after = suggestions.iter().filter(|it| from.is_some_and(|from| order(&from, it).is_lt()));
    after.min_by(order).or_else(|| suggestions.iter().min_by(order))
}

impl Suggester {
    /// Takes up what has changed in the project since the last time. What is learned from is the open article and all that
    /// have tagged passages; `split` finds the sentences of one, ascending and disjoint.
    pub fn follow(
        &mut self,
        project: &Project,
        open: Option<&ArticleId>,
        split: &dyn Fn(&Article) -> Vec<Span>,
    ) {
        let is_needed = |article: &Article| {
            Some(&article.id) == open
                || project.annotations_of(&article.id).any(|annotation| !annotation.items.is_empty())
        };
        let articles: Vec<_> =
            project.articles().into_iter().filter(|article| is_needed(article)).cloned().collect();
        let items: Vec<_> = project.agenda().into_iter().map(|(_, item)| item.clone()).collect();
        let are_same = articles.len() == self.volumes.len()
            && articles.iter().zip(&self.volumes).all(|(article, volume)| volume.is_of(article))
            && items.len() == self.items.len()
            && items.iter().zip(&self.items).all(|(now, was)| says_the_same(now, was));
        self.items = items;
        if are_same {
            self.follow_tags(project);
        } else {
            self.follow_texts(project, articles, split);
        }
    }

    /// Puts rejections in the place of those that there are; only the items for which they are others are learned anew.
    pub fn set_rejected(&mut self, rejected: impl IntoIterator<Item = Rejection>) {
        let now: HashSet<Rejection> = rejected.into_iter().collect();
        let before: HashSet<Rejection> = std::mem::take(&mut self.rejected).into_values().flatten().collect();
        let touched: HashSet<ItemId> = now.symmetric_difference(&before).map(|it| it.item.clone()).collect();
        for rejection in now {
            self.rejected.entry(rejection.sentence).or_default().push(rejection);
        }
        self.learn(&touched.into_iter().collect::<Vec<_>>());
    }

    /// Whether an item was rejected for a sentence.
    pub fn is_rejected(&self, rejection: &Rejection) -> bool {
        self.rejected.get(&rejection.sentence).is_some_and(|here| here.contains(rejection))
    }

    /// What is suggested for the sentences of an article that have no tag, in order. Headings have no suggestions, since
    /// what they say is said below; nor has a sentence for which nothing speaks.
    pub fn suggest(&self, article: &ArticleId) -> Vec<Suggestion> {
        let Some(volume) = self.volumes.iter().find(|volume| volume.article().id == *article) else {
            return Vec::new();
        };
        let table = Table::of(volume, &self.learned, self.items.len());
        let mut scores = vec![0.0; self.items.len()];
        let untagged = (0..volume.rows().len()).filter(|row| volume.may_be_tagged(*row));
        untagged.filter_map(|row| self.suggestion(volume, &table, row, &mut scores)).collect()
    }

    /// How good suggestions would have been for what the reader has tagged: in one article, or in all that are known.
    pub fn quality(&self, article: Option<&ArticleId>) -> Quality {
        let mut quality = Quality::default();
        let mut scores = vec![0.0; self.items.len()];
        let volumes = self.volumes.iter().enumerate();
        for (place, volume) in volumes.filter(|(_, it)| article.is_none_or(|id| it.article().id == *id)) {
            let table = Table::of(volume, &self.learned, self.items.len());
            for (row, tags) in volume.tagged_rows() {
                let without =
                    Without { volume: place, row, items: tags.iter().map(|tag| tag.item).collect() };
                table.evidence(row, Some(&without), &self.learned, &mut scores);
                // What is left after taking all away is what floats are off by.
                scores.iter_mut().filter(|score| **score < 1e-5).for_each(|score| *score = 0.0);
                let best = best_of(&scores);
                let is_hit = |(item, _): &(usize, f32)| without.items.contains(item);
                quality.tagged += 1;
                quality.first += usize::from(best.first().is_some_and(is_hit));
                quality.among_best += usize::from(best.iter().any(is_hit));
            }
        }
        quality
    }

    fn suggestion(
        &self,
        volume: &Volume,
        table: &Table<'_>,
        row: usize,
        scores: &mut [f32],
    ) -> Option<Suggestion> {
        table.evidence(row, None, &self.learned, scores);
        for rejection in self.rejected_in(volume, &volume.rows()[row]) {
            for (score, item) in scores.iter_mut().zip(&self.items) {
                if item.id == rejection.item {
                    *score = 0.0;
                }
            }
        }
        let best = best_of(scores);
        let first = best.first()?.1;
        let margin = first - best.get(1).map_or(0.0, |second| second.1);
        let candidates = best.iter().map(|&(item, score)| {
            let (words, said) = volume.words_for(row, |term| self.learned.weight(term, item));
            Candidate { item: self.items[item].id.clone(), score, words, is_pulled: score > 2.0 * said }
        });
        let best: Vec<Candidate> = candidates.collect();
        // What is shown unasked says why: nearness alone is no reason that a reader could see.
        let has_words = best.first().is_some_and(|best| !best.words.is_empty());
        Some(Suggestion {
            sentence: volume.rows()[row].span,
            best,
            margin,
            is_shown: has_words && margin >= weights::MARGIN && first >= weights::LEAST,
        })
    }

    /// What was rejected for a sentence.
    fn rejected_in<'a>(&'a self, volume: &'a Volume, row: &Row) -> impl Iterator<Item = &'a Rejection> {
        let here = self.rejected.get(&row.name).map_or(&[][..], Vec::as_slice);
        here.iter().filter(|rejection| rejection.article == volume.article().id)
    }

    /// Takes up tags where texts and agenda are as they were: what is learned changes for few items.
    fn follow_tags(&mut self, project: &Project) {
        let mut touched: Vec<ItemId> = Vec::new();
        for volume in &mut self.volumes {
            volume.follow_tags(project, &self.items, &mut touched);
        }
        touched.sort_unstable();
        touched.dedup();
        self.learn(&touched);
    }

    fn follow_texts(
        &mut self,
        project: &Project,
        articles: Vec<Rc<Article>>,
        split: &dyn Fn(&Article) -> Vec<Span>,
    ) {
        let mut before = std::mem::take(&mut self.volumes);
        // Words are numbered by the lexicon, which forgets none: what is still here keeps its numbers.
        for article in articles {
            let same = before.iter().position(|volume| volume.is_of(&article));
            self.volumes.push(match same {
                Some(same) => before.swap_remove(same),
                None => Volume::new(article.clone(), split(&article), &mut self.lexicon),
            });
        }
        before.iter().for_each(|gone| gone.leave(&mut self.lexicon));
        for volume in &mut self.volumes {
            volume.weigh(&self.lexicon);
            volume.retag(project, &self.items);
        }
        self.learn_all();
    }

    fn learn_all(&mut self) {
        self.learned = Learned::new(self.items.len());
        let all: Vec<_> = self.items.iter().map(|item| item.id.clone()).collect();
        self.learn(&all);
    }

    /// Learns some items anew: from their words, their tagged sentences, and those that they were rejected for.
    fn learn(&mut self, items: &[ItemId]) {
        let rejected = &self.rejected;
        for (place, item) in self.items.iter().enumerate().filter(|(_, item)| items.contains(&item.id)) {
            let seed = self.lexicon.seed(&item.title, &item.description);
            let has_rejected = rejected.values().flatten().any(|it| it.item == item.id);
            let mut learning = self.learned.learning(place, self.lexicon.len());
            learning.add(&seed, weights::SEED);
            for (at, volume) in self.volumes.iter().enumerate() {
                for (row, tag) in volume.tags_of(place) {
                    learning.add_sentence(at, row, volume.passage_vector(row, tag, &self.lexicon));
                }
                if !has_rejected {
                    continue;
                }
                for (row, it) in volume.rows().iter().enumerate() {
                    let here = rejected.get(&it.name).map_or(&[][..], Vec::as_slice);
                    let is_rejected =
                        here.iter().any(|it| it.item == item.id && it.article == volume.article().id);
                    if is_rejected && !volume.is_tagged_with(row, place) {
                        learning.add(&it.vector, -weights::REJECTED);
                    }
                }
            }
            learning.finish();
        }
    }
}

impl Rejection {
    /// That of an item for a sentence, which is a whole one of the article; `None` if it is no span of its text.
    pub fn of(article: &Article, sentence: Span, item: &ItemId) -> Option<Rejection> {
        article.text.span(sentence.range())?;
        let sentence = Sentence::of(article.text.slice(sentence));
        Some(Rejection { article: article.id.clone(), sentence, item: item.clone() })
    }
}

impl Sentence {
    /// That of some words.
    pub fn of(words: &str) -> Sentence {
        Sentence(TextHash::of(words).0)
    }
}

/// A tagged sentence that is left out of what was learned from it.
struct Without {
    volume: usize,
    row: usize,
    items: Vec<usize>,
}

/// What the words of each sentence of an article say for each item.
struct Table<'a> {
    volume: &'a Volume,
    items: usize,
    scores: Vec<f32>,
    /// The tagged sentences after which the next one is tagged too, and whether that goes on with an item of it.
    pairs: Vec<(usize, bool)>,
}

impl<'a> Table<'a> {
    fn of(volume: &'a Volume, learned: &Learned, items: usize) -> Table<'a> {
        let mut scores = vec![0.0; volume.rows().len() * items];
        if items > 0 {
            for (row, scores) in volume.rows().iter().zip(scores.chunks_exact_mut(items)) {
                learned.score(&row.vector, scores);
            }
        }
        Table { volume, items, scores, pairs: pairs(volume) }
    }

    /// All that speaks for each item in a sentence: its words, those beside it and above it, and the pull.
    fn evidence(&self, row: usize, without: Option<&Without>, learned: &Learned, scores: &mut [f32]) {
        scores.fill(0.0);
        self.add(row, 1.0, without, learned, scores);
        let rows = self.volume.rows();
        let beside = [row.checked_sub(1), Some(row + 1).filter(|next| *next < rows.len())];
        for beside in beside.into_iter().flatten().filter(|beside| rows[*beside].block == rows[row].block) {
            self.add(beside, weights::BESIDE, without, learned, scores);
        }
        if let Some(heading) = rows[row].heading {
            self.add(heading, weights::HEADING, without, learned, scores);
        }
        self.pull(row, scores);
    }

    fn add(&self, row: usize, by: f32, without: Option<&Without>, learned: &Learned, scores: &mut [f32]) {
        let said = &self.scores[row * self.items..][..self.items];
        scores.iter_mut().zip(said).for_each(|(score, said)| *score += by * said);
        let Some(without) = without else { return };
        for item in &without.items {
            let vector = &self.volume.rows()[row].vector;
            let rest = learned.score_without(vector, *item, (without.volume, without.row), said[*item]);
            scores[*item] += by * (rest - said[*item]);
        }
    }

    /// How far the pull can be trusted, from 0 to 1: by how often, of two tagged sentences that follow each other, the second
    /// goes on with an item of the first. Until there are such, most do; where half do not, there is no pull. What `row`
    /// itself is tagged with does not count.
    fn trust(&self, row: usize) -> f32 {
        let others = self.pairs.iter().filter(|(first, _)| *first != row && first + 1 != row);
        let (mut pairs, mut going_on) = (weights::PRIOR, weights::PRIOR * weights::GOES_ON);
        for (_, goes_on) in others {
            pairs += 1.0;
            going_on += f32::from(u8::from(*goes_on));
        }
        ((2.0 * going_on / pairs - 1.0) / (2.0 * weights::GOES_ON - 1.0)).clamp(0.0, 1.0)
    }

    /// The pull of the nearest tagged sentences before and after: the item that was tagged just before goes on, until
    /// there is another.
    fn pull(&self, row: usize, scores: &mut [f32]) {
        let rows = self.volume.rows();
        let reach = weights::REACH;
        let trust = self.trust(row);
        let before = rows[..row].iter().enumerate().rev().take(reach);
        self.pull_of(row, before, trust * weights::BEFORE, scores);
        let after = rows.iter().enumerate().skip(row + 1).take(reach);
        self.pull_of(row, after, trust * weights::AFTER, scores);
    }

    fn pull_of<'r>(
        &self,
        row: usize,
        near: impl Iterator<Item = (usize, &'r Row)>,
        strength: f32,
        scores: &mut [f32],
    ) {
        let rows = self.volume.rows();
        let mut block = rows[row].block;
        let mut strength = strength;
        for (at, it) in near {
            if it.is_heading || it.heading != rows[row].heading {
                return;
            }
            if it.block != block {
                block = it.block;
                strength *= weights::NEXT_BLOCK;
            }
            let tags = self.volume.tags_at(at);
            if !tags.is_empty() {
                tags.iter().for_each(|tag| scores[tag.item] += strength);
                return;
            }
            strength *= weights::FADES;
        }
    }
}

/// The tagged sentences after which the next one is tagged too, and whether that goes on with an item of it.
fn pairs(volume: &Volume) -> Vec<(usize, bool)> {
    let mut pairs = Vec::new();
    let mut rows = volume.tagged_rows().peekable();
    while let Some((row, tags)) = rows.next() {
        if let Some((_, next)) = rows.peek().filter(|(next, _)| *next == row + 1) {
            pairs.push((row, next.iter().any(|next| tags.iter().any(|tag| tag.item == next.item))));
        }
    }
    pairs
}

/// The best items for which anything speaks, the best first; of two that are equal, the first in the agenda.
fn best_of(scores: &[f32]) -> Vec<(usize, f32)> {
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(BEST + 1);
    for (item, score) in scores.iter().copied().enumerate() {
        if score <= 0.0 || best.len() == BEST && best[BEST - 1].1 >= score {
            continue;
        }
        let place = best.partition_point(|(_, other)| *other >= score);
        best.insert(place, (item, score));
        best.truncate(BEST);
    }
    best
}

/// Whether an item is one of the same words.
fn says_the_same(one: &AgendaItem, other: &AgendaItem) -> bool {
    one.id == other.id && one.title == other.title && one.description == other.description
}

#[cfg(test)]
mod tests;
