//! The views of a project of 10,000 passages over 100 articles: how soon each is there, and each letter of a search. And how
//! soon a tag is learned from, in an article of 100 KB.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{PASSAGES, RUNS, ask};
use crate::{
    harness::{Browser, Site},
    project,
    table::{Table, median},
};

/// How many articles the passages are in.
const ARTICLES: usize = 100;

/// What is typed into the search, letter by letter: a word of every article, two that stand together, and one of none.
const TYPED: [&str; 3] = ["harbour", "café bridge", "xylophone"];

/// How long an article of 100 KB is in characters, and how many passages of it are tagged before.
const LENGTH: usize = 100_000;
const TAGGED: usize = 300;

/// How often each view was opened, by its name; and each letter, in this article and in all. In milliseconds.
#[derive(Deserialize)]
struct Seen {
    views: Vec<(String, Vec<f64>)>,
    letters: Vec<f64>,
    everywhere: Vec<f64>,
}

/// Measures all of it.
pub fn measure(site: &Site, table: &mut Table) {
    let browser = Browser::start(None);
    browser.open(&site.address());
    let project = project::shelf(ARTICLES, PASSAGES / ARTICLES);
    ask::<Value>(&browser, "loadDurably(...arguments)", json!([project]));
    browser.reload();
    let seen: Seen = ask(&browser, "timeViews(...arguments)", json!([RUNS, TYPED]));
    for (name, times) in &seen.views {
        let first = times.first().copied().unwrap_or_default();
        table.time(&format!("opening {name}"), median(times), 200.0, format!("the first time {first:.0} ms"));
    }
    for (name, letters) in [("this article", &seen.letters), ("all articles", &seen.everywhere)] {
        let slowest = letters.iter().copied().fold(0.0, f64::max);
        let beside = format!("{} letters, the slowest {slowest:.0} ms", letters.len());
        table.time(&format!("searching {name}: a letter until results"), median(letters), 50.0, beside);
    }
    table.note(format!("Views and search: {PASSAGES} passages over {ARTICLES} articles of 5 KB."));
    ask::<Value>(&browser, "loadDurably(...arguments)", json!([project::tagged(LENGTH, TAGGED)]));
    browser.reload();
    let learned: Vec<f64> = ask(&browser, "timeSuggesting(...arguments)", json!([project::untagged(LENGTH)]));
    let slowest = learned.iter().copied().fold(0.0, f64::max);
    let beside = format!("{LENGTH} characters, {TAGGED} tags; the slowest {slowest:.1} ms");
    table.time("a tag until what is suggested is painted", median(&learned), 16.0, beside);
}
