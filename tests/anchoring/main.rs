//! The accuracy of anchoring on a corpus whose truth is known.
//!
//! The constants of the engine were fitted at the seeds from 1 on ([`TUNING`]); what is asserted here is asserted at
//! others ([`TEST`]). `AGENDUM_CORPUS=tuning` and `=test` print the table at either, which is that of `docs/anchoring.md`.

mod corpus;
mod words;

use std::rc::Rc;

use agendum::model::anchor::{Anchor, Quote};
use agendum::model::anchoring::{Comparison, Index, place, update};
use corpus::{Case, Edit, Truth};
use words::{LANGUAGES, Language};

const TUNING: u64 = 1;
const TEST: u64 = 7_000_001;

/// How passages of one kind fared.
#[derive(Clone, Default, Debug)]
struct Score {
    passages: usize,
    /// Of those that are still there: placed rightly, proposed rightly.
    placed: usize,
    proposed: usize,
    /// Of those that are still there: placed, proposed elsewhere, orphaned.
    wrong: usize,
    misled: usize,
    orphaned: usize,
    /// Of those that are gone: all, placed, proposed.
    deleted: usize,
    deleted_placed: usize,
    deleted_proposed: usize,
}

impl Score {
    fn there(&self) -> usize {
        self.passages - self.deleted
    }

    /// The share of those that are there and were placed or proposed rightly, in percent.
    fn right(&self) -> f64 {
        (self.placed + self.proposed) as f64 * 100.0 / self.there().max(1) as f64
    }

    fn add(&mut self, case: &Case, truth: &Truth, anchor: &Anchor) {
        let text = &case.new.text;
        let is_right = |span: &agendum::model::text::Span, range: &std::ops::Range<usize>| {
            let at = |byte: usize| text.span(0..byte).map_or(0, |span| text.code_point_range(span).end);
            let found = text.code_point_range(*span);
            found.start.abs_diff(at(range.start)) <= 3 && found.end.abs_diff(at(range.end)) <= 3
        };
        self.passages += 1;
        match (truth, anchor) {
            (Truth::At(range), Anchor::Placed { span }) if is_right(span, range) => self.placed += 1,
            (Truth::At(range), Anchor::NeedsReview { span, .. }) if is_right(span, range) => self.proposed += 1,
            (Truth::At(_), Anchor::Placed { .. }) => self.wrong += 1,
            (Truth::At(_), Anchor::NeedsReview { .. }) => self.misled += 1,
            (Truth::At(_), Anchor::Orphaned { .. }) => self.orphaned += 1,
            (Truth::Scattered, _) => self.passages -= 1,
            (Truth::Deleted, anchor) => {
                self.deleted += 1;
                self.deleted_placed += usize::from(matches!(anchor, Anchor::Placed { .. }));
                self.deleted_proposed += usize::from(matches!(anchor, Anchor::NeedsReview { .. }));
            }
        }
    }
}

/// Both ways to the new text, over all languages: by the comparison of both, and by the quotations alone.
fn scores(case: impl Fn(&'static Language, u64) -> Case, articles: u64, seed: u64) -> [Score; 2] {
    let mut scores = [Score::default(), Score::default()];
    for (number, language) in LANGUAGES.iter().enumerate() {
        for article in 0..std::env::var("AGENDUM_ARTICLES").map_or(articles, |many| many.parse().expect("a number")) {
            let case = case(language, seed + article * 100 + number as u64);
            let old = &case.old.text;
            let spans = case.passages.iter().map(|passage| old.span(case.old.range(*passage)).expect("a span"));
            let spans: Vec<_> = spans.collect();
            let anchors: Vec<_> = spans.iter().map(|span| Anchor::Placed { span: *span }).collect();
            let updated = update(&Comparison::of(old, &case.new.text), &anchors);
            let index = Index::new(&case.new.text);
            for ((passage, span), anchor) in case.passages.iter().zip(&spans).zip(&updated) {
                let truth = case.truth(*passage);
                scores[0].add(&case, &truth, anchor);
                let hint = case.new.text.pos_of_code_point(old.code_point_range(*span).start);
                let found = place(&Rc::new(Quote::of(old, *span)), hint, &index).anchor;
                scores[1].add(&case, &truth, &found);
                explain(&case, span, &truth, [anchor, &found]);
            }
        }
    }
    scores
}

/// Shows what went wrong, when asked to.
fn explain(case: &Case, span: &agendum::model::text::Span, truth: &Truth, anchors: [&Anchor; 2]) {
    let Ok(wanted) = std::env::var("AGENDUM_EXPLAIN") else { return };
    for (way, anchor) in ["update", "place"].into_iter().zip(anchors) {
        let mut score = Score::default();
        score.add(case, truth, anchor);
        let bad = score.wrong + score.deleted_placed > 0
            || wanted == "all" && score.misled + score.orphaned > 0;
        if bad && (wanted == way || wanted == "all") {
            let text = &case.new.text;
            let was = Quote::of(&case.old.text, *span);
            let true_words = match truth {
                Truth::At(range) => &text.as_str()[range.clone()],
                _ => "-",
            };
            let cut = |words: &str| words.chars().take(150).collect::<String>();
            let found = anchor.span().map_or("-", |span| text.slice(span));
            let state = match anchor {
                Anchor::Placed { .. } => "placed",
                Anchor::NeedsReview { .. } => "review",
                Anchor::Orphaned { .. } => "orphaned",
            };
            if way == "place" && std::env::var("AGENDUM_CANDIDATES").is_ok() {
                let hint = case.new.text.pos_of_code_point(case.old.text.code_point_range(*span).start);
                for found in Index::new(&case.new.text).search(&was, hint) {
                    println!("  {} {:?}", cut(text.slice(found.span)), found);
                }
            }
            if score.deleted_placed > 0 {
                let around = |text: &agendum::model::text::Text, span: agendum::model::text::Span| {
                    let s = text.as_str();
                    let mut a = span.start().byte().saturating_sub(400);
                    while !s.is_char_boundary(a) { a += 1; }
                    let mut b = (span.end().byte() + 400).min(s.len());
                    while !s.is_char_boundary(b) { b -= 1; }
                    format!("{}\n[[[{}]]]\n{}", &s[a..span.start().byte()], text.slice(span), &s[span.end().byte()..b])
                };
                println!("OLD {}", around(&case.old.text, *span));
                println!("NEW {}", around(text, anchor.span().unwrap()));
                println!("{:?}", Comparison::of(&case.old.text, text).map(*span));
            }
            println!("{way} {state}\n  was   [{}]{}[{}]\n  truth {}\n  found {}", was.prefix, cut(&was.exact), was.suffix, cut(true_words), cut(found));
        }
    }
}

const CHARACTERS: usize = 12_000;
const PASSAGES: usize = 250;
/// Articles in each language: with five languages and 250 passages each, 3,750 passages of a kind.
const ARTICLES: u64 = 3;

fn edited(edit: Edit, seed: u64) -> [Score; 2] {
    scores(|language, seed| Case::new(language, edit, CHARACTERS, PASSAGES, seed), ARTICLES, seed)
}

fn unrelated(seed: u64) -> [Score; 2] {
    scores(|language, seed| Case::unrelated(language, CHARACTERS, PASSAGES, seed), ARTICLES, seed)
}

#[test]
fn table() {
    let seed = match std::env::var("AGENDUM_CORPUS").as_deref() {
        Ok("tuning") => TUNING,
        Ok("test") => TEST,
        _ => return,
    };
    println!("| edit | way | passages | placed % | proposed % | wrong | misled | orphaned | deleted | placed | proposed |");
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let show = |name: &str, scores: [Score; 2]| {
        for (way, score) in ["update", "place"].into_iter().zip(scores) {
            let share = |count: usize| count as f64 * 100.0 / score.there().max(1) as f64;
            println!(
                "| {name} | {way} | {} | {:.2} | {:.2} | {} | {} | {} | {} | {} | {} |",
                score.passages,
                share(score.placed),
                share(score.proposed),
                score.wrong,
                score.misled,
                score.orphaned,
                score.deleted,
                score.deleted_placed,
                score.deleted_proposed
            );
        }
    };
    for edit in Edit::ALL {
        show(&format!("{edit:?}"), edited(edit, seed));
    }
    show("unrelated", unrelated(seed));
}
