//! What axe-core finds in every view: nothing.

use std::{env, fs, path::PathBuf};

use serde_json::json;

use crate::{
    harness::{Browser, named, named_in, scenario},
    steps::*,
};

/// The script of axe-core, which `cargo xtask test` gets and names in `AGENDUM_AXE`; without that, where it puts it.
fn script() -> String {
    let named = env::var_os("AGENDUM_AXE").map(PathBuf::from);
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let kept =
        cache.unwrap_or_default().join("agendum/tools/axe-core-4.14.1/node_modules/axe-core/axe.min.js");
    let path = named.unwrap_or(kept);
    fs::read_to_string(&path).unwrap_or_else(|why| {
        panic!(
            "{}: {why}. `cargo xtask test` gets axe-core; or let AGENDUM_AXE say where its axe.min.js is",
            path.display()
        )
    })
}

/// Fails if axe finds anything in the view as it is, in light and in dark.
#[track_caller]
fn assert_accessible(browser: &Browser, view: &str) {
    if !browser.script::<bool>("return !!window.axe", json!([])) {
        browser.run(&script(), json!([]));
    }
    for theme in ["light", "dark"] {
        let found: Vec<String> = browser.script(
            "const root = document.documentElement, before = root.dataset.theme; \
             root.dataset.theme = arguments[0]; \
             const options = { resultTypes: ['violations'] }; \
             const still = Promise.all(document.getAnimations().map((it) => it.finished.catch(() => {}))); \
             return still.then(() => axe.run(document, options)).then(({ violations }) => { \
               if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before; \
               return violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => \
                 `${id} (${impact}): ${node.html.slice(0, 220)} ${node.any.concat(node.all, node.none).map((it) => it.message).join('; ').slice(0, 260)}`)); \
             })",
            json!([theme]),
        );
        assert!(found.is_empty(), "{view}, {theme}: {found:#?}");
    }
}

/// Waits until a panel shows more than that it is coming.
#[track_caller]
fn await_panel(browser: &Browser, css: &str) {
    let is_drawn = || browser.sees(css) && !browser.text(css).contains("One moment");
    browser.wait_until(&format!("{css} is drawn"), is_drawn);
}

#[track_caller]
fn close(browser: &Browser) {
    browser.press("Escape");
    browser.wait_until("it is closed", || browser.count("dialog, #beside") == 0);
}

/// The dialogs and panels, as the keys open them.
const BY_KEY: [(&str, &str); 5] = [
    ("o", "#open-dialog"),
    ("e", "#export-dialog"),
    (",", "#settings-dialog"),
    ("?", "#keys-dialog"),
    ("v", "#overview-dialog"),
];

#[test]
fn nothing_is_found_where_one_reads_and_tags() {
    scenario(|browser, _| {
        assert_accessible(browser, "start");
        select(browser, "India wants to talk about asylum");
        await_menu(browser);
        assert_accessible(browser, "menu");
        browser.press("Escape");
        await_no_menu(browser);
        browser.press("j");
        browser.wait_until("the reading cursor is there", || browser.count("mark.cursor") > 0);
        assert_accessible(browser, "reading cursor");
        show_example_tags(browser);
        assert_accessible(browser, "tagged");
        browser.press("n");
        browser.wait_until("a passage is active", || browser.count(".note.active") == 1);
        assert_accessible(browser, "active passage");
        browser.press("Escape");
        browser.click(named_in("#agenda", "Misuse of asylum"));
        browser.wait_until("one item alone is shown", || browser.sees("#notes .only"));
        assert_accessible(browser, "item walk");
    });
}

#[test]
fn nothing_is_found_beside_the_article() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.press("/");
        await_panel(browser, "#beside");
        browser.write("asylum");
        browser.wait_until("places are listed", || browser.count("#beside .places li") > 0);
        browser.click("#beside .filters summary");
        assert_accessible(browser, "search");
        browser.click(named_in("#beside", "Close the search"));
        browser.wait_until("it is closed", || browser.count("#beside") == 0);
        browser.press("s");
        await_panel(browser, "#beside");
        assert_accessible(browser, "suggestions");
        browser.press("Escape");
        browser.click(named_in("#agenda", "2 passages of Misuse of asylum"));
        await_panel(browser, "#beside");
        browser.wait_until("passages are listed", || browser.count("#beside .passages li") > 0);
        assert_accessible(browser, "outline");
    });
}

#[test]
fn nothing_is_found_in_dialogs() {
    scenario(|browser, _| {
        show_example_tags(browser);
        for (key, dialog) in BY_KEY {
            // Whoever points has stopped writing: right after a field of a dialog keys are no commands.
            browser.click("header .name");
            browser.press(key);
            await_panel(browser, dialog);
            assert_accessible(browser, dialog);
            close(browser);
        }
        browser.click(named_in("header", "Agenda document"));
        await_panel(browser, "#document-dialog");
        assert_accessible(browser, "document");
        close(browser);
        browser.click("header .title");
        await_panel(browser, "#library-dialog");
        assert_accessible(browser, "library");
        close(browser);
        browser.click(named_in("#agenda", "Edit Narcotics"));
        await_panel(browser, "#item-dialog");
        assert_accessible(browser, "item form");
        close(browser);
        browser.click(named_in("#agenda", "Manage agenda…"));
        await_panel(browser, "#agenda-dialog");
        assert_accessible(browser, "manage agenda");
        close(browser);
        browser.press("v");
        await_panel(browser, "#overview-dialog");
        browser.click(named_in("#overview-dialog", "Show the numbers as a table"));
        browser.wait_until("there is a table", || browser.count("#overview-dialog table") > 0);
        assert_accessible(browser, "overview with its table");
        close(browser);
        browser.press(",");
        browser.click(named("Delete everything…"));
        browser.wait_until("it is asked", || browser.sees("#erase-dialog"));
        assert_accessible(browser, "delete everything");
    });
}

#[test]
fn nothing_is_found_in_an_update_and_its_review() {
    scenario(|browser, _| {
        let old =
            "Minutes\n\nThe budget is late this year. Who pays for the old bridge?\n\nNobody knows it yet.";
        open_text(browser, old, "Minutes", "");
        tag(browser, "The budget is late", "1");
        tag(browser, "Nobody knows", "2");
        browser.click(named_in("article", "Update text…"));
        browser.wait_until("the dialog is open", || browser.sees("#open-dialog"));
        assert_accessible(browser, "new text");
        browser.click("#open-text");
        browser.insert(
            "Minutes\n\nA budget was late this year. Who pays for the old bridge?\n\nThe council left.",
        );
        browser.click("#open-dialog form.paste button[type=submit]");
        await_panel(browser, "#update-dialog");
        assert_accessible(browser, "update");
        browser.click("#update-dialog .foot .solid");
        browser.wait_until("passages are to be reviewed", || browser.sees("#notes .unplaced"));
        assert_accessible(browser, "review");
    });
}

#[test]
fn nothing_is_found_on_a_phone() {
    phone(|browser| {
        assert_accessible(browser, "start");
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_until("passages are there", || browser.count("article mark") > 0);
        assert_accessible(browser, "tagged");
        browser.tap(named_in("header", "Menu"));
        browser.wait_until("the menu is open", || browser.sees("#more-menu"));
        assert_accessible(browser, "menu of the page");
        browser.press("Escape");
        for (tab, part) in [("Agenda", "#agenda"), ("Notes", "#notes")] {
            browser.tap(named_in("#tabs", tab));
            browser.wait_until("the sheet is up", || browser.sees(part));
            assert_accessible(browser, tab);
        }
        for (key, dialog) in BY_KEY {
            browser.tap(named_in("#tabs", "Article"));
            browser.press(key);
            await_panel(browser, dialog);
            assert_accessible(browser, dialog);
            close(browser);
        }
        browser.tap("header .title");
        await_panel(browser, "#library-dialog");
        assert_accessible(browser, "library");
        close(browser);
        browser.tap(named_in("#tabs", "Search"));
        await_panel(browser, "#beside");
        assert_accessible(browser, "search");
    });
}
