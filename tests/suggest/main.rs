//! How good suggestions are, on articles of which every sentence is tagged by hand.
//!
//! The constants were fitted to two of them, with `cargo test --test suggest tuning -- --ignored --nocapture`. The tables of
//! `docs/suggestions.md` are of these and of the others; `UPDATE_EXPECT=1 cargo test --test suggest` writes them anew.

mod gold;
mod reader;

use std::fmt::Write;

use agendum::model::sentences::sentences;
use agendum::model::text::BlockKind;
use expect_test::expect_file;

use gold::Gold;
use reader::{Order, Score, score};

/// How many sentences of each item the reader has tagged.
const COUNTS: [usize; 4] = [1, 2, 4, 6];

/// How many orders of chance are tried.
const SEEDS: u64 = 20;

/// How a reader goes through an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// From top to bottom.
    Reading,
    /// Here and there.
    Seeded,
    /// From top to bottom, through the same sentences in an order of chance.
    Shuffled,
}

const WAYS: [(Way, &str); 3] = [
    (Way::Reading, "in reading order"),
    (Way::Seeded, "here and there"),
    (Way::Shuffled, "sentences shuffled"),
];

impl Way {
    fn score(self, gold: &Gold, count: usize) -> Score {
        let mut all = Score::default();
        match self {
            Way::Reading => all.add(&score(gold, count, Order::Reading)),
            Way::Seeded => (1..=SEEDS).for_each(|seed| all.add(&score(gold, count, Order::Seeded(seed)))),
            Way::Shuffled => {
                (1..=SEEDS).for_each(|seed| all.add(&score(&gold.shuffled(seed), count, Order::Reading)));
            }
        }
        all
    }

    fn score_all(self, golds: &[&Gold], count: usize) -> Score {
        let mut all = Score::default();
        golds.iter().for_each(|gold| all.add(&self.score(gold, count)));
        all
    }
}

#[test]
fn the_documented_figures_are_those_that_are_measured() {
    let golds = gold::all();
    let (tuning, kept): (Vec<_>, Vec<_>) = golds.iter().partition(|gold| gold.is_for_tuning);
    // Two thirds of the articles are kept out of tuning.
    assert!(kept.len() >= 2 * tuning.len());
    let mut tables = String::new();
    write!(tables, "Kept out of tuning ({}):\n\n{}", names(&kept), table(&kept)).expect("a string takes all");
    write!(tables, "\nTuned on ({}):\n\n{}", names(&tuning), table(&tuning)).expect("a string takes all");
    write!(tables, "\nEach article after two tagged sentences per item, here and there:\n\n{}", each(&golds))
        .expect("a string takes all");

    let document = include_str!("../../docs/suggestions.md");
    let (before, rest) = document.split_once("<!-- measured -->\n").expect("where the tables begin");
    let (_, after) = rest.split_once("<!-- /measured -->\n").expect("where they end");
    let now = format!("{before}<!-- measured -->\n{tables}\n<!-- /measured -->\n{after}");
    expect_file!["../../docs/suggestions.md"].assert_eq(&now);
}

/// What has to hold on the articles that nothing was fitted to, whatever becomes of the figures.
#[test]
fn suggestions_are_better_than_what_needs_no_learning() {
    let golds = gold::all();
    let kept: Vec<_> = golds.iter().filter(|gold| !gold.is_for_tuning).collect();
    for (way, _) in WAYS {
        for count in COUNTS {
            let score = way.score_all(&kept, count);
            assert!(score.first > score.previous, "{way:?} {count}: {score:?}");
            assert!(score.first > score.frequent.0, "{way:?} {count}: {score:?}");
            // With one tag per item and without an order, few items have any word in common with a sentence; then three are
            // not always named, and the three that are really the largest would be right as often.
            if (way, count) != (Way::Shuffled, 1) {
                assert!(score.among_best > score.frequent.1, "{way:?} {count}: {score:?}");
            }
            assert!(score.among_best > score.chance.1, "{way:?} {count}: {score:?}");
        }
    }
}

/// The desk finds the sentences that a person finds.
#[test]
fn sentences_are_found_as_they_are_drawn() {
    for gold in gold::all() {
        let text = &gold.article.text;
        let headings = text.blocks().iter().filter(|block| block.kind == BlockKind::Heading);
        let headings: Vec<_> = headings.map(|block| block.span).collect();
        let mut found = sentences(&gold.article);
        found.retain(|span| !headings.contains(span));
        let found: Vec<_> = found.into_iter().map(|span| text.slice(span)).collect();
        let drawn: Vec<_> = gold.sentences.iter().map(|sentence| text.slice(sentence.span)).collect();
        assert_eq!(found, drawn);
    }
}

#[test]
fn the_sample_is_the_sample() {
    let sample = agendum::sample::Sample::read(include_str!("../../static/sample.json")).expect("a sample");
    let (project, article) = (sample.project(), sample.article().expect("an article"));
    let golds = gold::all();
    let gold = golds.iter().find(|gold| gold.article.title == article.title).expect("it is among them");
    assert_eq!(gold.article.text.as_str(), article.text.as_str());
    let words = |title: &str, description: &str| format!("{title}: {description}");
    let theirs: Vec<_> =
        project.agenda().iter().map(|(_, item)| words(&item.title, &item.description)).collect();
    let ours: Vec<_> = gold.items.iter().map(|item| words(&item.title, &item.description)).collect();
    assert_eq!(ours, theirs);
}

fn names(golds: &[&Gold]) -> String {
    golds.iter().map(|gold| gold.kind.as_str()).collect::<Vec<_>>().join(", ")
}

fn table(golds: &[&Gold]) -> String {
    let mut table = String::from(
        "| tagged | per item | left | top-1 | top-3 | same as previous | most frequent, 1 and 3 | random, 1 and 3 | shown | of \
         these right | leave-one-out, 1 and 3 |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (way, name) in WAYS {
        for count in COUNTS {
            let score = way.score_all(golds, count);
            let runs = if way == Way::Reading { 1 } else { SEEDS as usize };
            let share = |hits: f64| score.share(hits);
            let of = |part: usize, all: usize| part as f64 * 100.0 / all.max(1) as f64;
            writeln!(
                table,
                "| {name} | {count} | {} | **{:.1}** | **{:.1}** | {:.1} | {:.1}, {:.1} | {:.1}, {:.1} | {:.1} | {:.1} | {:.1}, \
                 {:.1} |",
                score.left / runs,
                share(score.first),
                share(score.among_best),
                share(score.previous),
                share(score.frequent.0),
                share(score.frequent.1),
                share(score.chance.0),
                share(score.chance.1),
                of(score.shown, score.untagged),
                of(score.rightly, score.shown),
                of(score.own.first, score.own.tagged),
                of(score.own.among_best, score.own.tagged),
            )
            .expect("a string takes all");
        }
    }
    table
}

fn each(golds: &[Gold]) -> String {
    let mut table = String::from(
        "| article | items | sentences | left | top-1 | top-3 | same as previous | shuffled: top-1 | top-3 |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for gold in golds {
        let (seeded, shuffled) = (Way::Seeded.score(gold, 2), Way::Shuffled.score(gold, 2));
        writeln!(
            table,
            "| {} | {} | {} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} |",
            gold.kind,
            gold.items.len(),
            gold.sentences.len(),
            seeded.left / SEEDS as usize,
            seeded.share(seeded.first),
            seeded.share(seeded.among_best),
            seeded.share(seeded.previous),
            shuffled.share(shuffled.first),
            shuffled.share(shuffled.among_best),
        )
        .expect("a string takes all");
    }
    table
}

#[test]
#[ignore = "prints what constants are fitted to, and asserts nothing"]
fn tuning() {
    let golds = gold::all();
    println!("{}", table(&golds.iter().filter(|gold| gold.is_for_tuning).collect::<Vec<_>>()));
}
