//! Keeping: reloads, crashes, two tabs, and stores that are full or away.

use std::fs;

use serde_json::{Value, json};

use crate::{
    harness::{Browser, Engine, Site, named, named_in, not_in, reasons::*, scenario},
    steps::*,
};

const QUOTED: &str = "India wants to talk about asylum";

/// What the header says of saving.
fn saved(browser: &Browser) -> String {
    browser.text("header .saved")
}

#[track_caller]
fn await_saved(browser: &Browser) {
    browser.wait_equal("it is saved", "Saved".to_owned(), || saved(browser));
}

/// The first block that is whole in view.
fn in_view(browser: &Browser) -> String {
    browser.script(
        "const top = document.querySelector('#reader').getBoundingClientRect().top; \
         return [...document.querySelectorAll('article [data-block]')] \
           .find((block) => block.getBoundingClientRect().top >= top).textContent",
        json!([]),
    )
}

/// Runs a script in every page that is opened from now on, before its own.
fn before_each_page(browser: &Browser, script: &str) {
    browser.before_each_page(script);
}

const NO_LOCAL: &str = "Object.defineProperty(window, 'localStorage', \
                        { get() { throw new DOMException('The operation is insecure.', 'SecurityError') } });";
const NO_INDEXED: &str = "Object.defineProperty(window, 'indexedDB', { value: undefined });";

/// Fills local storage to the last character; `empty_local` takes that away again.
fn fill_local(browser: &Browser) {
    browser.run(
        "for (let size = 1 << 22, count = 0; size >= 1; ) { \
           try { localStorage.setItem('filler' + count++, 'x'.repeat(size)) } catch { size >>= 1 } \
         }",
        json!([]),
    );
}

fn empty_local(browser: &Browser) {
    browser.run(
        "for (const key of Object.keys(localStorage)) if (key.startsWith('filler')) localStorage.removeItem(key)",
        json!([]),
    );
}

#[test]
fn a_reload_restores_everything() {
    scenario(|browser, _| {
        // Firefox would ask the reader.
        browser.permit("persistent-storage", "denied");
        tag(browser, QUOTED, "1");
        await_message(browser, "Export your work now and then");
        select(browser, "a weight of its own");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Heavy");
        browser.press("Control+Enter");
        browser.fill("#new-item-title", "Press freedom");
        browser.press("Enter");
        open_text(browser, "Minutes\n\nThe budget is late.", "", "A friend");
        tag(browser, "The budget", "2");
        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Dark"));
        assert!(browser.text(".gauge").contains("characters"));
        browser.press("Escape");
        let (dark, before) = (browser.style("body", "background-color"), agenda(browser));
        browser.reload();
        assert_eq!(browser.text("header .title .text"), "Minutes");
        await_passages(browser, &["The budget"]);
        assert_eq!(browser.style("body", "background-color"), dark);
        assert_eq!(agenda(browser), before);
        assert!(browser.attribute("header .undo", "disabled").is_some(), "history ends with the page");

        switch_to(browser, SAMPLE);
        await_card(browser, QUOTED, &["Misuse of asylum"], "");
        await_card(browser, "a weight of its own", &[], "Heavy");
        browser.wheel("article h1", 0, 1200);
        browser.wait_until("the sample is scrolled", || !in_view(browser).starts_with("India"));
        let place = in_view(browser);
        browser.reload();
        assert_eq!(browser.text("header .title .text"), SAMPLE);
        browser.wait_equal("the reading position", place, || in_view(browser));
        assert_eq!(browser.count(".hint"), 0);
    });
}

#[test]
fn a_killed_browser_loses_nothing_that_was_saved() {
    not_in(Engine::WebKit, NOTHING_STAYS).scenario(|browser, site| {
        await_saved(browser);
        open_text(browser, "Minutes\n\nThe budget is late.", "", "");
        tag(browser, "The budget", "2");
        await_saved(browser);
        browser.crash();
        browser.start_again();
        browser.open(&site.address());
        assert_eq!(browser.text("header .title .text"), "Minutes");
        await_passages(browser, &["The budget"]);
        browser.press("n");
        browser.press("3");
        await_card(browser, "The budget", &["Terror fugitives", "Terror financing"], "");
        await_saved(browser);
        browser.crash();
        browser.start_again();
        browser.open(&site.address());
        await_card(browser, "The budget", &["Terror fugitives", "Terror financing"], "");
    });
}

#[test]
fn two_tabs_show_each_others_changes() {
    scenario(|browser, site| {
        let first = browser.tab();
        let second = browser.new_tab();
        browser.open(&site.address());
        let listen = "window.heard = []; window.addEventListener('agendum:change', \
                      (event) => heard.push([event.detail.origin, Date.now()]))";
        browser.run(listen, json!([]));
        browser.show(&first);
        browser.run(listen, json!([]));
        tag(browser, QUOTED, "1");
        let made: Vec<(String, f64)> = browser.script("return heard", json!([]));
        browser.show(&second);
        await_passages(browser, &[QUOTED]);
        let heard: Vec<(String, f64)> = browser.script("return heard", json!([]));
        assert_eq!((&*made[0].0, &*heard[0].0), ("here", "tab"));
        assert!(heard[0].1 - made[0].1 < 1000.0, "it took {} ms", heard[0].1 - made[0].1);
        assert!(browser.attribute("header .undo", "disabled").is_some(), "undo is the tab's own");

        tag(browser, "a weight of its own", "2");
        browser.press("n");
        browser.press("n");
        browser.press("3");
        await_card(browser, "a weight of its own", &["Terror fugitives", "Terror financing"], "");
        open_text(browser, "Minutes\n\nThe budget is late.", "", "");
        browser.show(&first);
        await_card(browser, "a weight of its own", &["Terror fugitives", "Terror financing"], "");
        await_undo(browser, "tagged as Misuse of asylum");
        browser.wait_equal("both articles", "2 articles".to_owned(), || browser.text("header .title small"));
        switch_to(browser, "Minutes");
        tag(browser, "The budget", "1");
        edit_item(browser, "Narcotics");
        browser.click(named_in("#item-dialog", "Delete “Narcotics”"));
        browser.wait_equal("ten items", 10, || agenda(browser).len());
        browser.show(&second);
        await_passages(browser, &["The budget"]);
        browser.wait_equal("ten items", 10, || agenda(browser).len());

        await_saved(browser);
        browser.reload();
        await_passages(browser, &["The budget"]);
        switch_to(browser, SAMPLE);
        await_passages(browser, &[QUOTED, "a weight of its own"]);
    });
}

#[test]
fn a_full_local_storage_is_said() {
    scenario(|browser, _| {
        await_saved(browser);
        fill_local(browser);
        tag(browser, QUOTED, "1");
        browser.wait_until("a calm line", || saved(browser) == "Saved on disk");
        assert!(browser.text(".banner.calm").contains("Local storage is full"));
        assert_eq!(browser.count(".banner:not(.calm)"), 0);
        browser.reload();
        await_passages(browser, &[QUOTED]);
        tag(browser, "a weight of its own", "2");
        empty_local(browser);
        // The line goes by itself, and the article moves up by it: not while something is selected.
        browser.wait_equal("the line is gone", 0, || browser.count(".banner"));
        tag(browser, "Officials of both countries", "3");
        await_saved(browser);
        browser.reload();
        await_passages(browser, &["Officials of both countries", QUOTED, "a weight of its own"]);
    });
}

#[test]
fn two_full_stores_are_a_banner_and_saving_resumes() {
    not_in(Engine::WebKit, NO_LIMIT).not_in(Engine::Firefox, NO_LIMIT).scenario_on(
        Site::bundle,
        |browser, site| {
            browser.limit_storage(&site.origin(), Some(1));
            browser.open(&site.address());
            browser.wait_until("a calm line", || saved(browser) == "Saved for now");
            fill_local(browser);
            tag(browser, QUOTED, "1");
            browser.wait_until("a banner", || browser.sees(".banner:not(.calm)"));
            browser.picture("banner");
            assert_eq!(saved(browser), "Not saved");
            tag(browser, "a weight of its own", "2");
            browser.click(named_in(".banner", "Export now"));
            let export = fs::read_to_string(browser.downloaded(".json")).expect("the export can be read");
            let export: Value = serde_json::from_str(&export).expect("the export is JSON");
            assert_eq!(export["annotations"].as_array().map(Vec::len), Some(2));
            browser.limit_storage(&site.origin(), None);
            empty_local(browser);
            await_saved(browser);
            assert_eq!(browser.count(".banner"), 0);
            browser.crash();
            browser.start_again();
            browser.open(&site.address());
            await_passages(browser, &[QUOTED, "a weight of its own"]);
        },
    );
}

#[test]
fn blocked_stores_are_said() {
    let blocked = |script: &'static str, test: fn(&mut Browser, &Site)| {
        not_in(Engine::WebKit, NO_MEDIA).scenario_on(Site::bundle, |browser, site| {
            before_each_page(browser, script);
            browser.open(&site.address());
            test(browser, site);
        });
    };
    blocked(NO_LOCAL, |browser, _| {
        tag(browser, QUOTED, "1");
        browser.wait_until("a calm line", || saved(browser) == "Saved on disk");
        browser.reload();
        await_passages(browser, &[QUOTED]);
    });
    blocked(NO_INDEXED, |browser, _| {
        tag(browser, QUOTED, "1");
        browser.wait_until("a calm line", || saved(browser) == "Saved for now");
        browser.reload();
        await_passages(browser, &[QUOTED]);
    });
}

#[test]
fn without_any_store_work_goes_on() {
    not_in(Engine::WebKit, NO_MEDIA).scenario_on(Site::bundle, |browser, site| {
        before_each_page(browser, &format!("{NO_LOCAL}{NO_INDEXED}"));
        browser.open(&site.address());
        browser.wait_until("a banner", || browser.sees(".banner:not(.calm)"));
        tag(browser, QUOTED, "1");
        assert!(browser.text(".banner").contains("Nothing can be saved"));
        browser.click(named("Export now"));
        let export = fs::read_to_string(browser.downloaded(".json")).expect("the export can be read");
        assert!(export.contains(QUOTED));
        let lost = "return agendum.exportJson().then(() => null, ({ message, json }) => ({ message, json }))";
        let lost: Value = browser.script(lost, json!([]));
        let words = |name: &str| lost[name].as_str().unwrap_or_default().to_owned();
        assert!(words("message").starts_with("exportJson: its data could not all be saved"), "{lost}");
        assert!(words("json").contains(QUOTED), "the error carries the export");
    });
}

#[test]
fn an_annotation_is_small_and_everything_can_go() {
    scenario(|browser, _| {
        browser.press("d");
        for _ in 0..6 {
            browser.press("D");
        }
        browser.press("1");
        await_count(browser, "Misuse of asylum", 1);
        let sizes = "return Object.entries(localStorage).filter(([key]) => key.includes('annotation')) \
                     .map(([key, value]) => [...key + value].length)";
        let sizes: Vec<usize> = browser.script(sizes, json!([]));
        assert!(sizes.len() == 1 && sizes[0] <= 300, "{sizes:?}");
        assert!(passages(browser)[0].chars().count() > 600);

        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Delete everything…"));
        browser.click(named_in("#erase-dialog", "Export first"));
        let export = fs::read_to_string(browser.downloaded(".json")).expect("the export can be read");
        assert!(export.contains("\"annotations\""));
        browser.picture("erase");
        browser.click(named_in("#erase-dialog", "Keep everything"));
        await_count(browser, "Misuse of asylum", 1);
        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Delete everything…"));
        browser.click(named_in("#erase-dialog .buttons", "Delete everything"));
        browser.wait_until("it is as at first", || browser.sees(".hint") && passages(browser).is_empty());
        browser.reload();
        assert!(browser.sees(".hint"));
    });
}
