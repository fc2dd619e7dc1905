//! The harness itself, on a page that writes down what happens to it.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use serde_json::json;

use crate::harness::{
    Browser, Engine, Folder, Point, Scenario, Site, Stranger, named, named_in, not_in, reasons::*, words,
    words_in,
};

fn on_fixture(test: impl FnOnce(&mut Browser, &Site)) {
    on_fixture_of(Scenario::default(), test);
}

fn on_fixture_of(scenario: Scenario, test: impl FnOnce(&mut Browser, &Site)) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/fixture");
    scenario.scenario_on(
        || Site::of(&fixture),
        |browser, site| {
            browser.open(&site.address());
            test(browser, site);
        },
    );
}

#[track_caller]
fn await_log(browser: &Browser, line: &str) {
    browser.wait_for(&format!("the page heard {line:?}"), || {
        let log = browser.texts("#log li");
        if log.iter().any(|heard| heard == line) { Ok(()) } else { Err(format!("it heard {log:#?}")) }
    });
}

#[test]
fn mouse_and_keys_are_real() {
    on_fixture(|browser, site| {
        for quoted in
            ["quick brown fox jumps over the lazy", "over the end of the line and on into the next one", "𝒎"]
        {
            browser.select(quoted);
            assert_eq!(browser.selection().replace('\n', " "), quoted);
            browser.click(named("Press me"));
        }
        browser.select_from_to("next one on any", "with ferns");
        assert!(browser.selection().contains("screen.\n\nIt ends"));
        browser.double_click(words("naïve"));
        assert_eq!(browser.selection().trim(), "naïve");
        browser.press("Control+Shift+ArrowUp");
        await_log(browser, "keydown ctrl shift ArrowUp");
        browser.press("?");
        await_log(browser, "keydown shift ?");
        browser.fill(named_in("header", "Name"), "old name");
        browser.fill("#name", "Ada, 艾达");
        assert_eq!(browser.value("#name"), "Ada, 艾达");
        assert!(browser.focus_is_in("header") && browser.focused() == "Name");
        browser.insert(" and others");
        assert_eq!(browser.value("#name"), "Ada, 艾达 and others");
        browser.wheel("#log", 0, 40);
        await_log(browser, "wheel 40");
        browser.hover(words_in("#log", "wheel 40"));
        browser.drag(words("A heading"), words("dog"));
        assert!(browser.selection().contains("quick brown fox"));
        assert!(!browser.sees(named("Nothing")) && browser.sees(words("lazy dog")));
        assert_eq!(browser.marks()[0].annotations, ["a", "b"]);
        assert_eq!(browser.marks()[0].text, "nobody");
        assert_eq!(browser.requests().first(), Some(&site.address()));
    });
}

#[test]
fn files_come_and_go() {
    on_fixture(|browser, site| {
        let folder = Folder::new();
        let (one, two) = (folder.write("one.txt", "1"), folder.write("in/two.txt", "22"));
        browser.upload("#file", &[&one, &two]);
        await_log(browser, "change one.txt two.txt");
        browser.drop_files("article h1", &[&two]);
        await_log(browser, "drop two.txt 2");
        browser.click("#save");
        let saved = browser.downloaded(".txt");
        assert!(saved.ends_with("fixture.txt"));
        assert_eq!(fs::read_to_string(saved).expect("the download can be read"), "what is saved\n");
        browser.permit("clipboard-write", "granted");
        browser.run(
            "document.addEventListener('click', () => navigator.clipboard.writeText('copied'), { once: true })",
            json!([]),
        );
        browser.click(named("Press me"));
        browser.wait_equal("what is in the clipboard", "copied".to_owned(), || browser.clipboard());
        assert_eq!(browser.address(), site.address());
        assert_eq!(browser.attribute("#save", "download").as_deref(), Some("fixture.txt"));
    });
}

#[test]
fn a_phone_is_touched() {
    on_fixture_of(not_in(Engine::WebKit, NO_TOUCH), |browser, _| {
        browser.be_a_phone();
        let width = || browser.script::<f64>("return innerWidth", json!([]));
        browser.wait_equal("the width of a phone", 360.0, width);
        browser.tap("#press");
        await_log(browser, "pointerdown touch press");
        await_log(browser, "click press");
        browser.long_press(words("lazy"));
        await_log(browser, "pointerdown touch p");
        browser.select_by_touch("jumps over the lazy");
        assert_eq!(browser.selection(), "jumps over the lazy");
        browser.resize(900, 700);
        browser.wait_equal("the width that was set", 900.0, width);
    });
}

#[test]
fn a_finger_scrolls() {
    let scenario = not_in(Engine::WebKit, NO_TOUCH).not_in(Engine::Firefox, NO_PANNING);
    on_fixture_of(scenario, |browser, _| {
        browser.be_a_phone();
        let from = Point { x: 180.0, y: 500.0 };
        browser.swipe(&[from, from.moved(0.0, -200.0)]);
        browser.wait_until("the page is scrolled", || browser.of::<f64>("main", "element.scrollTop") > 50.0);
    });
}

#[test]
fn media_are_emulated_and_scripts_come_first() {
    on_fixture_of(not_in(Engine::WebKit, NO_MEDIA), |browser, site| {
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        assert_eq!(browser.style("body", "color"), "rgb(1, 2, 3)");
        let picture = fs::read(browser.picture("dark")).expect("the picture can be read");
        assert!(picture.starts_with(b"\x89PNG"));
        browser.show_as_printed();
        assert_eq!(browser.style("body", "color"), "rgb(4, 5, 6)");
        assert!(fs::read(browser.print("page")).expect("the print can be read").starts_with(b"%PDF"));
        browser.before_each_page("window.early = document.scripts.length");
        browser.open(&site.address());
        assert_eq!(browser.script::<usize>("return window.early", json!([])), 0);
    });
}

#[test]
fn stores_are_limited() {
    let scenario = not_in(Engine::WebKit, NO_LIMIT).not_in(Engine::Firefox, NO_LIMIT);
    on_fixture_of(scenario, |browser, site| {
        browser.limit_storage(&site.origin(), Some(1_000_000));
        let fill = || browser.script::<String>("return fill(4)", json!([]));
        assert_eq!(fill(), "QuotaExceededError");
        browser.limit_storage(&site.origin(), None);
        assert_eq!(fill(), "noise");
    });
}

#[test]
fn programs_and_consoles_are_heard() {
    on_fixture(|browser, _| {
        browser.run("window.agendum = { agenda: async () => [1, 2] }", json!([]));
        assert_eq!(browser.agendum::<Vec<u8>>("agenda()"), [1, 2]);
        browser.run("console.error('a mishap')", json!([]));
        browser.expect_in_console("a mishap");
    });
}

#[test]
fn what_goes_wrong_in_a_page_is_noticed() {
    on_fixture(|browser, site| {
        let whole = |browser: &Browser| {
            catch_unwind(AssertUnwindSafe(|| browser.assert_clean(&site.origin()))).is_ok()
        };
        assert!(whole(browser));
        for mishap in [
            "console.error('said')",
            "setTimeout(() => { throw new Error('thrown') })",
            "setTimeout(() => Promise.reject(new Error('rejected')))",
            "document.createElement('p').setAttribute('style', 'color: red')",
            "try { document.createElement('p').innerHTML = '<b>x</b>' } catch { }",
        ] {
            browser.run(mishap, json!([]));
            browser.wait_until(&format!("{mishap} is noticed"), || !whole(browser));
            browser.forget_console();
        }
        let stranger = Stranger::new(Vec::new());
        browser.run(
            "return fetch(arguments[0], { mode: 'no-cors' }).then(() => null)",
            json!([stranger.origin()]),
        );
        browser.wait_until("the request is noticed", || !whole(browser));
        browser.expect_requests(&stranger.origin());
        browser.forget_console();
    });
}

#[test]
fn tabs_share_the_profile() {
    on_fixture(|browser, site| {
        let kept = |browser: &Browser| browser.script::<String>("return read('kept')", json!([]));
        let first = browser.tab();
        browser.new_tab();
        browser.open(&site.address());
        assert_eq!(browser.tabs().len(), 2);
        browser.run("return put('kept', 'yes')", json!([]));
        browser.close_tab();
        browser.show(&first);
        assert_eq!(kept(browser), "yes");
        assert_eq!(browser.area("article h1").x, 20.0);
        assert_eq!(browser.text("article h1"), "A heading");
        browser.drag_path(&[Point { x: 1.0, y: 1.0 }, Point { x: 9.0, y: 9.0 }]);
    });
}

#[test]
fn crashes_keep_the_profile() {
    on_fixture_of(not_in(Engine::WebKit, NOTHING_STAYS), |browser, site| {
        let kept = |browser: &Browser| browser.script::<String>("return read('kept')", json!([]));
        browser.run("return put('kept', 'yes')", json!([]));
        browser.crash();
        assert!(!browser.is_running());
        browser.start_again();
        browser.open(&site.address());
        assert_eq!(kept(browser), "yes");
        browser.quit();
        let again = Browser::start(Some(browser.profile()));
        again.open(&site.address());
        again.reload();
        assert_eq!(kept(&again), "yes");
    });
}
