//! How anchors fared against the truth.

use std::ops::Range;
use std::rc::Rc;

use agendum::model::anchor::{Anchor, Quote};
use agendum::model::anchoring::{Comparison, Index, place, update};
use agendum::model::text::{Span, Text};

use crate::corpus::{Case, Truth};
use crate::words::{LANGUAGES, Language};

/// How far from the truth an end may be, in characters.
const NEAR: usize = 3;

/// How the passages of one kind of edit fared.
#[derive(Clone, Default, Debug)]
pub struct Score {
    /// All but those whose rest is in several places, for which nothing is right.
    pub passages: usize,
    /// Of those that are still there: placed rightly.
    pub placed: usize,
    /// Proposed rightly.
    pub proposed: usize,
    /// Placed elsewhere.
    pub wrong: usize,
    /// Proposed elsewhere.
    pub misled: usize,
    /// Orphaned.
    pub orphaned: usize,
    /// Those that are gone.
    pub deleted: usize,
    pub deleted_placed: usize,
    pub deleted_proposed: usize,
    /// Placed or proposed where the passage cannot be, whatever the truth is.
    pub unlike: usize,
}

impl Score {
    /// How many are still there.
    pub fn there(&self) -> usize {
        self.passages - self.deleted
    }

    /// The share of those that were placed or proposed rightly, in percent.
    pub fn right(&self) -> f64 {
        self.share(self.placed + self.proposed)
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 * 100.0 / self.there().max(1) as f64
    }

    fn add(&mut self, text: &Text, truth: &Truth, anchor: &Anchor) {
        let range = match truth {
            Truth::Scattered => return,
            Truth::Deleted => {
                self.passages += 1;
                self.deleted += 1;
                self.deleted_placed += usize::from(matches!(anchor, Anchor::Placed { .. }));
                self.deleted_proposed += usize::from(matches!(anchor, Anchor::NeedsReview { .. }));
                return;
            }
            Truth::At(range) => range,
        };
        self.passages += 1;
        let is_right = anchor.span().is_some_and(|span| is_near(text, span, range));
        *match (anchor, is_right) {
            (Anchor::Placed { .. }, true) => &mut self.placed,
            (Anchor::NeedsReview { .. }, true) => &mut self.proposed,
            (Anchor::Placed { .. }, false) => &mut self.wrong,
            (Anchor::NeedsReview { .. }, false) => &mut self.misled,
            (Anchor::Orphaned { .. }, _) => &mut self.orphaned,
        } += 1;
    }

    pub fn head() -> String {
        let columns = ["edit", "way", "passages", "placed %", "proposed %", "wrong", "misled", "orphaned"];
        let more = ["deleted", "of them placed", "proposed"];
        let columns: Vec<_> = columns.into_iter().chain(more).collect();
        format!("| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()))
    }

    pub fn row(&self, name: &str, way: &str) -> String {
        format!(
            "| {name} | {way} | {} | {:.2} | {:.2} | {} | {} | {} | {} | {} | {} |",
            self.passages,
            self.share(self.placed),
            self.share(self.proposed),
            self.wrong,
            self.misled,
            self.orphaned,
            self.deleted,
            self.deleted_placed,
            self.deleted_proposed
        )
    }
}

/// What must hold of any place of a passage. If it is far more than twice as long, most of the passage is in it; and if it
/// goes from one block into another, either the passage did, or words of it are in both.
pub fn is_like(old: &Text, passage: Span, new: &Text, found: Span) -> bool {
    // Words that are cut are the same by what is within, or else by all of them.
    let is_like = |passage: Span, found: Span| is_like_by_words(old, passage, new, found);
    is_like(passage, found) || is_like(in_words(old, passage), in_words(new, found))
}

fn is_like_by_words(old: &Text, passage: Span, new: &Text, found: Span) -> bool {
    let (was, is) = (words(old.slice(passage)), words(new.slice(found)));
    let length = |words: &[String]| words.iter().map(|word| letters(word)).sum::<usize>();
    // A word may have been respelled.
    let is_same = |one: &str, other: &str| {
        let is_part = one.contains(other) || other.contains(one);
        one == other || is_part && one.chars().count().min(other.chars().count()) > 1
    };
    let shared = |words: &[String]| -> usize {
        let kept = was.iter().filter(|word| words.iter().any(|other| is_same(word, other)));
        kept.map(|word| letters(word)).sum()
    };
    if length(&is) > (length(&was) * 5 / 2).max(LEAST_LONG) && shared(&is) * 2 < length(&was) {
        return false;
    }
    let blocks = new.blocks_of(found);
    if blocks.len() < 2 || old.blocks_of(passage).len() > 1 {
        return true;
    }
    let parts = [blocks.start, blocks.end - 1].map(|block| {
        let part = new.blocks()[block].span.intersection(found);
        part.map_or(Vec::new(), |part| words(new.slice(part)))
    });
    // Signs and blanks beyond a border are no words of another block.
    parts.iter().any(Vec::is_empty) || parts.iter().all(|part| shared(part) > 0)
}

/// What takes the place of a few words may be so long, in letters.
const LEAST_LONG: usize = 50;

const IDEOGRAPHS: char = '\u{2e80}';

/// How much a word says, in letters: an ideograph as much as three.
fn letters(word: &str) -> usize {
    word.chars().map(|letter| if letter >= IDEOGRAPHS { 3 } else { 1 }).sum()
}

/// A span with all of the words that it cuts.
fn in_words(text: &Text, span: Span) -> Span {
    let is_letter = |letter: char| letter.is_alphanumeric() && letter < IDEOGRAPHS;
    let (before, after) = (&text.as_str()[..span.start().byte()], &text.as_str()[span.end().byte()..]);
    let mut range = span.range();
    if text.slice(span).starts_with(is_letter) {
        range.start = before.trim_end_matches(is_letter).len();
    }
    if text.slice(span).ends_with(is_letter) {
        range.end = text.as_str().len() - after.trim_start_matches(is_letter).len();
    }
    text.span(range).unwrap_or(span)
}

/// Words, and ideographs.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for letter in text.to_lowercase().chars() {
        let is_ideograph = letter >= IDEOGRAPHS;
        if letter.is_alphanumeric() && goes_on && !is_ideograph {
            words.last_mut().expect("one that goes on").push(letter);
        } else if letter.is_alphanumeric() {
            words.push(letter.into());
        }
        goes_on = letter.is_alphanumeric() && !is_ideograph;
    }
    words
}

fn is_near(text: &Text, span: Span, range: &Range<usize>) -> bool {
    let truth = text.code_point_range(text.span(range.clone()).expect("the truth is a span"));
    let found = text.code_point_range(span);
    found.start.abs_diff(truth.start) <= NEAR && found.end.abs_diff(truth.end) <= NEAR
}

/// Both ways to the new text, over all languages: by the comparison of both texts, and, for every so many passages, by the
/// quotations alone.
pub fn scores(
    case: impl Fn(&'static Language, u64) -> Case,
    articles: u64,
    seed: u64,
    every: usize,
) -> [Score; 2] {
    let mut scores = [Score::default(), Score::default()];
    for (number, language) in LANGUAGES.iter().enumerate() {
        for article in 0..articles {
            add_case(&mut scores, &case(language, seed + article * 100 + number as u64), every);
        }
    }
    scores
}

fn add_case([updated, placed]: &mut [Score; 2], case: &Case, every: usize) {
    let (old, new) = (&case.old.text, &case.new.text);
    let spans = case.passages.iter().map(|passage| old.span(case.old.range(*passage)).expect("a span"));
    let spans: Vec<Span> = spans.collect();
    let anchors: Vec<_> = spans.iter().map(|span| Anchor::Placed { span: *span }).collect();
    let anchors = update(&Comparison::of(old, new), &anchors);
    let index = Index::new(new);
    for (number, ((passage, span), anchor)) in case.passages.iter().zip(spans).zip(anchors).enumerate() {
        let truth = case.truth(*passage);
        let unlike =
            |anchor: &Anchor| usize::from(anchor.span().is_some_and(|found| !is_like(old, span, new, found)));
        updated.add(new, &truth, &anchor);
        updated.unlike += unlike(&anchor);
        if number % every != 0 {
            continue;
        }
        let hint = new.pos_of_code_point(old.code_point_range(span).start);
        let anchor = place(&Rc::new(Quote::of(old, span)), hint, &index).anchor;
        placed.add(new, &truth, &anchor);
        placed.unlike += unlike(&anchor);
    }
}
