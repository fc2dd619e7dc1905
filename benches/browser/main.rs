//! How large and how fast the release bundle is, in a real browser, as one table: `cargo xtask bench`.
//!
//! Every time is a median of several runs in one browser. Beside the times stand those of bare pages in the same
//! browser, since how fast the machine is just now tells in both: where it is busy, the ratios count.
//!
//! What is timed ends when the page's thread has drawn the frame: see `page.js`.

// Measuring needs a part of what the tests do.
mod anchoring;
mod desk;
#[allow(dead_code, unused_imports)]
#[path = "../../tests/browser/harness/mod.rs"]
mod harness;
mod project;
mod sizes;
mod table;
mod views;

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    harness::{Browser, Folder, Site},
    project::Sample,
    table::{Table, median},
};

/// How many times each thing is timed.
const RUNS: usize = 5;
/// How many passages are tagged, beside some that warm up.
const TAGS: usize = 25;
const WARM_UP: usize = 5;
/// How many frames are scrolled through.
const FRAMES: usize = 120;

const PASSAGES: usize = 10_000;
const FEW: usize = 100;

const SCRIPT: &str = include_str!("page.js");

fn main() {
    // `cargo test --benches` asks for a list of tests, of which there are none.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let mut table = Table::default();
    let browser = Browser::start(None);
    if std::env::var_os("AGENDUM_DIST").is_some() {
        bundle(&browser, &mut table);
    }
    if let Some(engines) = std::env::var_os("AGENDUM_ENGINES") {
        anchoring::measure(&browser, Path::new(&engines), &mut table);
    }
    println!("\n{table}");
}

/// Measures the bundle.
fn bundle(browser: &Browser, table: &mut Table) {
    sizes::measure(table);
    let sample = Sample::new();
    let (site, bare) = (Site::bundle(), bare_site());
    let floors = bare_pages(browser, &bare.1, &sample);
    // Each in a browser of its own: what runs second in one finds the program compiled as the first made it hot, and
    // was the faster one in either order.
    let measured = |passages| Measured::take(&Browser::start(None), &site, &sample, passages);
    let (large, small) = (measured(PASSAGES), measured(FEW));
    times(table, &floors, &large);
    tagging(table, &large, &small);
    desk::measure(&site, &sample, table);
    views::measure(&site, table);
    table.note(format!("Scrolling, main thread a frame: {}.", large.scrolling));
    table.note(format!("Memory: {}; with {FEW} passages {}.", large.memory, small.memory));
}

/// What a bare page takes for the same text and marks, in milliseconds: plain, and with `content-visibility: auto`.
struct Floors {
    plain: f64,
    visible: f64,
}

/// What was measured with one number of passages; times in milliseconds.
struct Measured {
    load: Vec<f64>,
    start: Vec<f64>,
    tags: Vec<Tagged>,
    scrolling: String,
    memory: String,
}

/// Tagging one passage: how long the call took, until it was painted, and until it was durable.
#[derive(Deserialize)]
struct Tagged {
    called: f64,
    painted: f64,
    durable: f64,
}

/// A page that does nothing but show what is written into it.
fn bare_site() -> (Folder, Site) {
    let folder = Folder::new();
    let style = "article { max-width: 34em; margin: auto; font: 19px/1.62 serif } p { white-space: pre-wrap } \
                 .visible p { content-visibility: auto; contain-intrinsic-block-size: auto 5lh }";
    let page = format!("<!DOCTYPE html><meta charset=utf-8><style>{style}</style><article></article>");
    folder.write("index.html", page);
    let site = Site::of(folder.path());
    (folder, site)
}

fn bare_pages(browser: &Browser, site: &Site, sample: &Sample) -> Floors {
    let html = sample.html(PASSAGES);
    let time = |class: &str| {
        let runs = (0..RUNS).map(|_| {
            browser.go(&site.address());
            ask(browser, "timeBare(...arguments)", json!([html, class]))
        });
        median(&runs.collect::<Vec<f64>>())
    };
    Floors { plain: time("plain"), visible: time("visible") }
}

impl Measured {
    /// Loads the article with so many passages, starts from what is stored, and tags.
    fn take(browser: &Browser, site: &Site, sample: &Sample, passages: usize) -> Measured {
        let project = sample.project(passages);
        let other = project::short();
        let at_start = json!({ "source": format!("{SCRIPT}\nwatchStart();") });
        let script = browser.devtools("Page.addScriptToEvaluateOnNewDocument", at_start);
        browser.open(&site.address());
        let (mut load, mut start) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            // On a fresh page, and over another project: what is there already would not be drawn.
            ask::<Value>(browser, "loadDurably(...arguments)", json!([other]));
            browser.reload();
            load.push(ask(browser, "timeLoad(...arguments)", json!([project])));
            browser.reload();
            start.push(ask(browser, "started", json!([])));
            assert_eq!(browser.marks_count(), sample.marks(passages), "the marks of the stored project");
        }
        let tags = ask(browser, "timeTagging(...arguments)", json!([sample.spans(WARM_UP + TAGS), WARM_UP]));
        browser.reload();
        let (scrolling, memory) = (scrolling(browser), memory(browser));
        browser.devtools("Page.removeScriptToEvaluateOnNewDocument", script);
        Measured { load, start, tags, scrolling, memory }
    }

    fn tagged(&self, what: impl Fn(&Tagged) -> f64) -> f64 {
        median(&self.tags.iter().map(what).collect::<Vec<_>>())
    }
}

impl Browser {
    fn marks_count(&self) -> usize {
        self.script("return document.querySelectorAll('article mark').length", json!([]))
    }
}

/// What an expression gives that may use what `page.js` defines.
fn ask<T: serde::de::DeserializeOwned>(browser: &Browser, expression: &str, arguments: Value) -> T {
    browser.script(&format!("{SCRIPT}\nreturn {expression};"), arguments)
}

/// What the page's thread does while the article is scrolled by a third of a screen with each frame.
fn scrolling(browser: &Browser) -> String {
    browser.devtools("Performance.enable", json!({}));
    let before = metrics(browser);
    let frames: Vec<f64> = ask(browser, "scroll(arguments[0])", json!([FRAMES]));
    let after = metrics(browser);
    let each = |name: &str| (after(name) - before(name)) * 1000.0 / FRAMES as f64;
    let mut frames = frames;
    frames.sort_by(f64::total_cmp);
    format!(
        "{:.1} ms (script {:.1}, style {:.1}, layout {:.1}); from frame to frame {:.1} ms, at worst {:.1} ms",
        each("TaskDuration"),
        each("ScriptDuration"),
        each("RecalcStyleDuration"),
        each("LayoutDuration"),
        median(&frames),
        frames.last().copied().unwrap_or_default()
    )
}

fn metrics(browser: &Browser) -> impl Fn(&str) -> f64 + use<> {
    let metrics = browser.devtools("Performance.getMetrics", json!({}))["metrics"].take();
    move |name| {
        let all = metrics.as_array().into_iter().flatten();
        all.filter(|metric| metric["name"] == name).find_map(|it| it["value"].as_f64()).unwrap_or_default()
    }
}

/// What the page holds on to after a collection.
fn memory(browser: &Browser) -> String {
    browser.devtools("HeapProfiler.collectGarbage", json!({}));
    let usage = browser.devtools("Runtime.getHeapUsage", json!({}));
    let mib = |bytes: f64| bytes / 1024.0 / 1024.0;
    let part = |name: &str| mib(usage[name].as_f64().unwrap_or_default());
    format!(
        "WebAssembly {:.0} MiB, JavaScript {:.0} MiB, the page {:.0} MiB",
        mib(ask(browser, "memory()", json!([]))),
        part("usedSize"),
        part("embedderHeapUsedSize")
    )
}

fn times(table: &mut Table, floors: &Floors, large: &Measured) {
    let ratios = |time: f64| {
        format!("×{:.1} of a bare page, ×{:.1} with c-v", time / floors.plain, time / floors.visible)
    };
    table.aside("bare page, one innerHTML", floors.plain);
    table.aside("… with content-visibility: auto (c-v)", floors.visible);
    let load = median(&large.load);
    table.time("load(project) until painted", load, 500.0, ratios(load));
    let start = median(&large.start);
    table.time("start from the stored project until painted", start, 700.0, ratios(start));
}

fn tagging(table: &mut Table, large: &Measured, small: &Measured) {
    let mut row = |name: &str, target: Option<f64>, most: f64, what: fn(&Tagged) -> f64| {
        let (many, few) = (large.tagged(what), small.tagged(what));
        let beside = format!("with {FEW} passages {few:.1} ms");
        match target {
            Some(target) => table.time(name, many, target, beside),
            None => table.beside(name, many, beside),
        }
        table.ratio(&format!("… as a ratio to {FEW} passages"), many / few, most);
    };
    row("tagging one more passage until painted", Some(16.0), 2.0, |tagged| tagged.painted);
    row("saving one change: the call itself", None, 1.5, |tagged| tagged.called);
    row("saving one change: until durable", None, 1.5, |tagged| tagged.durable);
    table.note(
        "Painted: the page's thread has handed the frame over. Tagging begins with a frame, so no wait for one is in \
         it: script, style, layout and paint; a call at another moment waits for its frame, up to 16.7 ms more.",
    );
}
