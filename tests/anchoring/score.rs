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
        updated.add(new, &truth, &anchor);
        if number % every != 0 {
            continue;
        }
        let hint = new.pos_of_code_point(old.code_point_range(span).start);
        placed.add(new, &truth, &place(&Rc::new(Quote::of(old, span)), hint, &index).anchor);
    }
}
