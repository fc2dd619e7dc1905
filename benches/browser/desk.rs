//! What the desk does beside the page: a long text that changes, and a large library.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{RUNS, SCRIPT, ask};
use crate::{
    harness::{Browser, Site},
    project::{self, Sample},
    table::{Table, median},
};

/// How many articles the library has, and how many go into it at a time.
const ARTICLES: usize = 10_000;
const PART: usize = 1_000;

/// What is typed, letter by letter: a word of every article, and one of none.
const TYPED: [&str; 2] = ["harbour", "xylophone"];

/// Updating: until the proposal was seen, and from the reader's yes until the new text was; in milliseconds.
#[derive(Deserialize)]
struct Updated {
    proposed: f64,
    applied: f64,
}

/// The library: until its list was seen, at first and again; and for each letter until results were.
#[derive(Deserialize)]
struct Searched {
    first: f64,
    again: f64,
    letters: Vec<f64>,
}

/// Measures both.
pub fn measure(site: &Site, sample: &Sample, table: &mut Table) {
    update(site, sample, table);
    library(site, table);
}

fn update(site: &Site, sample: &Sample, table: &mut Table) {
    let browser = Browser::start(None);
    browser.open(&site.address());
    ask::<Value>(&browser, "loadDurably(...arguments)", json!([sample.project(super::PASSAGES)]));
    let runs = (0..RUNS).map(|run| {
        browser.reload();
        ask(&browser, "timeUpdate(...arguments)", json!([sample.edited(run)]))
    });
    let runs: Vec<Updated> = runs.collect();
    let of = |what: fn(&Updated) -> f64| median(&runs.iter().map(what).collect::<Vec<_>>());
    let (proposed, applied) = (of(|run| run.proposed), of(|run| run.applied));
    let beside = format!("{proposed:.0} ms until it is proposed, {applied:.0} ms when it is agreed to");
    table.time("update of the long text, 5 % of its words changed", proposed + applied, 1000.0, beside);
}

fn library(site: &Site, table: &mut Table) {
    let browser = Browser::start(None);
    let at_start = json!({ "source": format!("{SCRIPT}\nwatchStart();") });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", at_start);
    browser.open(&site.address());
    for first in (0..ARTICLES).step_by(PART) {
        let part = json!([project::library(first..first + PART)]);
        ask::<Value>(&browser, "mergeDurably(...arguments)", part);
    }
    browser.reload();
    let start: f64 = ask(&browser, "started", json!([]));
    let searched: Searched = ask(&browser, "timeLibrary(...arguments)", json!([TYPED]));
    let slowest = searched.letters.iter().copied().fold(0.0, f64::max);
    let beside = format!(
        "{ARTICLES} articles of 5 KB; {} letters, the slowest {slowest:.0} ms",
        searched.letters.len()
    );
    table.time("searching the library: a letter until results", median(&searched.letters), 100.0, beside);
    let again = format!("{:.0} ms when it is opened again", searched.again);
    table.beside("… its list, when the desk is started for it", searched.first, again);
    table.beside("… start of the page with all of them", start, String::new());
}
