//! How fast anchoring is, beside what others use for it.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    harness::{Browser, Site},
    table::{Table, median},
};

const PAGE: &str = "<!DOCTYPE html><meta charset=utf-8><title>Anchoring</title>\
    <script type=module>window.bench = await import('/anchoring.js');</script>";

/// How many times each thing is timed, and of how many quotations.
const RUNS: usize = 5;
const QUOTATIONS: usize = 200;
/// Of how many with those that take longer.
const FEW: usize = 20;

const SHORT: usize = 100_000;
const LONG: usize = 1_000_000;
const ANNOTATIONS: usize = 10_000;
/// How much faster than the others it is to be at [`LONG`].
const FASTER: f64 = 25.0;

/// Languages and edits by their numbers in the corpus of `tests/anchoring`.
const ENGLISH: usize = 0;
const CHINESE: usize = 4;
const WORDS_5: usize = 2;
const WORDS_30: usize = 4;
const MOVED: usize = 6;
const UNRELATED: usize = 1000;

#[derive(Deserialize)]
struct Found {
    time: f64,
    wrong: usize,
    build: Option<f64>,
    space: Option<f64>,
}

#[derive(Deserialize)]
struct Updated {
    update: f64,
    compare: f64,
    right: f64,
}

/// Times anchoring with what is in the folder that `cargo xtask bench` has built, and puts it into the table.
pub fn measure(browser: &Browser, engines: &Path, table: &mut Table) {
    fs::write(engines.join("index.html"), PAGE).expect("the folder can be written to");
    fs::write(engines.join("anchoring.js"), include_str!("anchoring.js"))
        .expect("the folder can be written to");
    let site = Site::of(engines);
    browser.go(&site.address());
    browser.wait_until("the page is ready", || browser.script("return !!window.bench", json!([])));
    for (characters, most) in [(SHORT, 0.2), (LONG, 0.5)] {
        let ours = find(browser, "plain", characters);
        let name = format!("finding 100 characters, 10 of them wrong, in {characters}");
        table.fine_time(&name, ours.time, most, format!("{} of {QUOTATIONS} wrong", ours.wrong));
        if characters == LONG {
            table.time("… preparing the text", ours.build.unwrap_or(f64::NAN), 50.0, String::new());
            table.fine_time("… placing one space", ours.space.unwrap_or(f64::NAN), 2.0, String::new());
        }
        peers(browser, engines, table, characters, &ours);
        table.gain("… with SIMD", gain(|kind| find(browser, kind, characters).time));
    }
    updates(browser, table);
}

/// How many times as fast SIMD makes something: by turns, since the difference is less than what else the machine does.
fn gain(time: impl Fn(&str) -> f64) -> f64 {
    let ratios = (0..RUNS).map(|_| time("plain") / time("simd"));
    median(&ratios.collect::<Vec<_>>())
}

fn find(browser: &Browser, kind: &str, characters: usize) -> Found {
    ask(browser, "ours", json!([kind, characters, QUOTATIONS, RUNS]))
}

fn peers(browser: &Browser, engines: &Path, table: &mut Table, characters: usize, ours: &Found) {
    for (name, call) in [("approx-string-match", "approxStringMatch"), ("diff-match-patch", "diffMatchPatch")]
    {
        if !engines.join(format!("{name}.js")).is_file() {
            table.note(format!("There is no {name} here to compare with."));
            continue;
        }
        // A script may take half a minute.
        let is_slow = characters == LONG && call == "diffMatchPatch";
        let (all, few) = if is_slow { (QUOTATIONS / 5, FEW / 4) } else { (QUOTATIONS, FEW) };
        let theirs: Found = ask(browser, call, json!([characters, all, RUNS, few]));
        table.fine_beside(&format!("… {name}"), theirs.time, format!("{} of {all} wrong", theirs.wrong));
        let least = (characters == LONG).then_some(FASTER);
        table.factor(&format!("… {name} takes so many times as long"), theirs.time / ours.time, least);
    }
}

fn updates(browser: &Browser, table: &mut Table) {
    let updating = |kind: &str, language: usize, edit: usize, runs: usize| -> Updated {
        ask(browser, "updating", json!([kind, LONG, ANNOTATIONS, language, edit, runs]))
    };
    let update = |kind: &str, language: usize, edit: usize| updating(kind, language, edit, RUNS);
    let right = |updated: &Updated| format!("{:.2} % right", updated.right * 100.0);
    let plain = update("plain", ENGLISH, WORDS_5);
    table.time("updating 1,000,000 characters, 10,000 annotations, 5 %", plain.update, 1000.0, right(&plain));
    table.aside("… comparing the texts alone, with rows", plain.compare);
    table.gain("… with SIMD", gain(|kind| update(kind, ENGLISH, WORDS_5).update));
    for (name, language, edit) in [
        ("… Chinese", CHINESE, WORDS_5),
        ("… with 30 % of the words changed", ENGLISH, WORDS_30),
        ("… with blocks moved", ENGLISH, MOVED),
    ] {
        let updated = update("plain", language, edit);
        table.beside(name, updated.update, right(&updated));
    }
    // Every passage is lost and searched for in vain.
    table.beside(
        "… to an unrelated article",
        updating("plain", ENGLISH, UNRELATED, 1).update,
        "one run".to_owned(),
    );
}

fn ask<T: serde::de::DeserializeOwned>(browser: &Browser, call: &str, arguments: Value) -> T {
    browser.script(&format!("return window.bench.{call}(...arguments)"), arguments)
}
