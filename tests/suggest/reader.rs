//! A reader who tags so many sentences of each item, and what is suggested for the rest.

use agendum::model::project::{Article, ItemId};
use agendum::model::suggest::{BEST, Quality, Suggester, Suggestion};
use agendum::model::text::{BlockKind, Span};

use crate::gold::{Gold, shuffle};

/// In which order the reader tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// From top to bottom: of each item its first sentences.
    Reading,
    /// Here and there, by a seed.
    Seeded(u64),
}

/// Hits among the sentences that are left.
#[derive(Clone, Copy, Default, Debug)]
pub struct Score {
    /// Sentences that belong to an item and have no tag.
    pub left: usize,
    /// Of these, with the right item first.
    pub first: f64,
    /// Of these, with the right item among the best three.
    pub among_best: f64,
    /// All sentences that have no tag, also those that belong to no item.
    pub untagged: usize,
    /// Sentences with a suggestion that is shown unasked, also of those that belong to none.
    pub shown: usize,
    /// Of these, rightly.
    pub rightly: usize,
    /// "Same as previous": the item of the nearest tagged sentence above is the right one.
    pub previous: f64,
    /// Chance: one item, and three.
    pub chance: (f64, f64),
    /// The items that have the most sentences, as if that were known: one, and three.
    pub frequent: (f64, f64),
    /// Leave-one-out, as it is shown to the reader.
    pub own: Quality,
}

impl Score {
    pub fn add(&mut self, other: &Score) {
        self.left += other.left;
        self.untagged += other.untagged;
        self.first += other.first;
        self.among_best += other.among_best;
        self.shown += other.shown;
        self.rightly += other.rightly;
        self.previous += other.previous;
        self.chance = (self.chance.0 + other.chance.0, self.chance.1 + other.chance.1);
        self.frequent = (self.frequent.0 + other.frequent.0, self.frequent.1 + other.frequent.1);
        self.own.tagged += other.own.tagged;
        self.own.first += other.own.first;
        self.own.among_best += other.own.among_best;
    }

    /// In percent of what is left.
    pub fn share(&self, hits: f64) -> f64 {
        hits * 100.0 / self.left.max(1) as f64
    }
}

/// The sentences that the reader tags: of each item up to `count`, in an order.
pub fn tagged(gold: &Gold, count: usize, order: Order) -> Vec<usize> {
    let mut all: Vec<usize> =
        (0..gold.sentences.len()).filter(|at| !gold.sentences[*at].items.is_empty()).collect();
    if let Order::Seeded(seed) = order {
        shuffle(&mut all, seed);
    }
    let mut counts = vec![0; gold.items.len()];
    // A sentence of two items is tagged for the first that needs it, with both.
    all.retain(|at| {
        let items = &gold.sentences[*at].items;
        let is_needed = items.iter().any(|item| counts[*item] < count);
        if is_needed {
            items.iter().for_each(|item| counts[*item] += 1);
        }
        is_needed
    });
    all
}

/// The gold's sentences, and the headings. That the desk finds the same is a test of its own.
fn sentences_of(article: &Article, gold: &Gold) -> Vec<Span> {
    let headings = article.text.blocks().iter().filter(|block| block.kind == BlockKind::Heading);
    let mut all: Vec<Span> = headings.map(|block| block.span).collect();
    all.extend(gold.sentences.iter().map(|sentence| sentence.span));
    all.sort_by_key(|span| span.start());
    all
}

/// What is suggested after some sentences were tagged, one after the other.
pub fn suggested(gold: &Gold, tagged: &[usize]) -> (Vec<Suggestion>, Quality) {
    let mut project = gold.project();
    let mut suggester = Suggester::default();
    let id = &gold.article.id;
    let split = |article: &Article| sentences_of(article, gold);
    suggester.follow(&project, Some(id), &split);
    for at in tagged {
        project.apply(gold.tag(*at)).expect("a tag applies");
        suggester.follow(&project, Some(id), &split);
    }
    (suggester.suggest(id), suggester.quality(Some(id)))
}

pub fn score(gold: &Gold, count: usize, order: Order) -> Score {
    let tagged = tagged(gold, count, order);
    let (suggestions, own) = suggested(gold, &tagged);
    let mut score = Score { own, ..Score::default() };
    let mut counts = vec![0; gold.items.len()];
    gold.sentences.iter().flat_map(|sentence| &sentence.items).for_each(|item| counts[*item] += 1);
    let mut frequent: Vec<usize> = (0..counts.len()).collect();
    frequent.sort_by_key(|item| std::cmp::Reverse(counts[*item]));
    for (at, sentence) in gold.sentences.iter().enumerate().filter(|(at, _)| !tagged.contains(at)) {
        score.untagged += 1;
        let suggestion = suggestions.iter().find(|suggestion| suggestion.sentence == sentence.span);
        let is_right = |item: &ItemId| sentence.items.iter().any(|it| gold.items[*it].id == *item);
        let best = suggestion.map_or(&[][..], |suggestion| &suggestion.best);
        let is_first = best.first().is_some_and(|best| is_right(&best.item));
        if suggestion.is_some_and(|suggestion| suggestion.is_shown) {
            score.shown += 1;
            score.rightly += usize::from(is_first);
        }
        if sentence.items.is_empty() {
            continue;
        }
        score.left += 1;
        score.first += f64::from(u8::from(is_first));
        score.among_best += f64::from(u8::from(best.iter().any(|best| is_right(&best.item))));
        let previous = tagged.iter().filter(|before| **before < at).max();
        let goes_on = previous.is_some_and(|previous| {
            gold.sentences[*previous].items.iter().any(|item| sentence.items.contains(item))
        });
        score.previous += f64::from(u8::from(goes_on));
        let (right, all) = (sentence.items.len(), gold.items.len());
        score.chance.0 += right as f64 / all as f64;
        score.chance.1 += 1.0 - missed(all, right, BEST);
        let hit =
            |of: usize| f64::from(u8::from(frequent[..of].iter().any(|it| sentence.items.contains(it))));
        score.frequent = (score.frequent.0 + hit(1), score.frequent.1 + hit(BEST));
    }
    score
}

/// The chance that so many draws without replacement hit none of the right ones.
fn missed(all: usize, right: usize, draws: usize) -> f64 {
    (0..draws).map(|draw| (all - right).saturating_sub(draw) as f64 / (all - draw) as f64).product()
}
