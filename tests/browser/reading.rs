//! Reading: the first screen, opening, switching and deleting articles, and how they look.

use serde_json::{Value, json};

use crate::{
    harness::{Browser, Engine, Folder, Point, named, named_in, not_in, reasons::*, scenario, words},
    steps::*,
};

/// Where every block of the article is.
fn places(browser: &Browser) -> Value {
    browser.script(
        "return [...document.querySelectorAll('article [data-block]')].map((block) => { \
           const { x, y, width, height } = block.getBoundingClientRect(); return [x, y, width, height] })",
        json!([]),
    )
}

/// The first block that is whole in view, and how far below the edge it is, to about a line.
fn in_view(browser: &Browser) -> (String, u32) {
    browser.script(
        "const top = document.querySelector('#reader').getBoundingClientRect().top; \
         const below = (block) => block.getBoundingClientRect().top - top; \
         const block = [...document.querySelectorAll('article [data-block]')].find((block) => below(block) >= 0); \
         return [block.textContent, Math.round(below(block) / 10)]",
        json!([]),
    )
}

fn scroll_top(browser: &Browser) -> f64 {
    browser.of("#reader", "element.scrollTop")
}

#[test]
fn the_first_screen_invites_to_tag() {
    scenario(|browser, _| {
        assert_eq!(browser.text("article h1"), SAMPLE);
        assert_eq!(browser.count("article"), 1);
        assert_eq!(
            browser.script::<String>("return document.title", json!([])),
            format!("{SAMPLE} · Agendum")
        );
        let titles = agenda(browser);
        assert_eq!(titles.len(), 11);
        assert_eq!((&*titles[0], &*titles[10]), ("Misuse of asylum", "Not expected"));
        let hotkeys: String = titles.iter().map(|title| row(browser, title).1).collect();
        assert_eq!(hotkeys, "1234567890");
        assert!(titles.iter().all(|title| row(browser, title).0 == "0"));
        assert!(passages(browser).is_empty() && cards(browser).is_empty());
        assert!(browser.sees(".hint") && browser.sees(named("Show example tags")));
        assert!(browser.attribute("header .undo", "disabled").is_some());
        browser.picture("first-screen");

        let before = places(browser);
        select(browser, "Officials of both countries");
        assert_eq!(places(browser), before, "selecting moves nothing");
        browser.press("2");
        await_passages(browser, &["Officials of both countries"]);
        browser.wait_until("the hint is gone", || browser.count(".hint") == 0);
        assert_eq!(places(browser), before, "tagging moves nothing");
    });
}

#[test]
fn the_example_tags_are_one_step() {
    scenario(|browser, _| {
        show_example_tags(browser);
        assert_eq!(browser.count(".hint"), 0);
        await_count(browser, "Misuse of asylum", 2);
        await_undo(browser, "example tags");
        await_card(
            browser,
            "people involved in crime who misuse asylum in the United States",
            &["Misuse of asylum"],
            "The headline, and the first point to listen for on Wednesday.",
        );
        browser.picture("tagged");
        browser.click("header .undo");
        await_passages(browser, &[]);
        browser.wait_until("the hint is there again", || browser.sees(".hint"));
        await_redo(browser, "example tags");
        browser.press("Control+Shift+z");
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
    });
}

#[test]
fn pasted_text_is_kept_as_it_is() {
    scenario(|browser, _| {
        browser.click(named_in("header", "Open…"));
        browser.wait_until("the cursor is in the text", || browser.focus_is_in("#open-text"));
        browser.click("#open-dialog button[type=submit]");
        browser.wait_until("an empty text is not taken", || browser.sees("#open-dialog .trouble"));
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);

        let text =
            "A heading of its own\r\n\r\n  Two  spaces, a\ttab\r\nand a line. नमस्ते 👩‍👩‍👧\r\n\r\n\r\nThe end.";
        open_text(browser, text, "", "A friend");
        assert_eq!(browser.text("header .title .text"), "A heading of its own");
        let kept = ["A heading of its own", "  Two  spaces, a\ttab\nand a line. नमस्ते 👩‍👩‍👧", "The end."];
        assert_eq!(blocks(browser), kept);
        assert_eq!(browser.texts("article h1"), ["A heading of its own"], "the title is drawn once");
        assert_eq!(browser.text("article .meta > span"), "A friend");
        tag(browser, "A heading of its own", "1");
        tag(browser, "नमस्ते 👩‍👩‍👧", "2");
        await_passages(browser, &["A heading of its own", "नमस्ते 👩‍👩‍👧"]);

        open_text(browser, "A heading of its own\n\nThe end.", "Given", "https://example.org/a?b=c");
        assert_eq!(blocks(browser), ["A heading of its own", "The end."]);
        assert_eq!(browser.texts("article h1"), ["Given"]);
        let link = named_in("article .meta", "https://example.org/a?b=c");
        assert_eq!(browser.attribute(link, "href").as_deref(), Some("https://example.org/a?b=c"));
        await_passages(browser, &[]);
        assert_eq!(browser.text("header .title small"), "3 articles");
    });
}

#[test]
fn files_are_opened_and_dropped() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let one = folder.write("one.txt", "\u{feff}The first file\r\n\r\nWith a mark before it.\r\n");
        let two = folder.write("two.txt", "The second file\n\nDropped.");
        browser.click(named_in("header", "Open…"));
        browser.upload("#open-file", &[&one]);
        browser.wait_until("the file is open", || browser.text("header .title .text") == "The first file");
        assert_eq!(blocks(browser), ["The first file", "With a mark before it."]);
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        browser.drop_files("#reader", &[&two]);
        browser.wait_until("the file is open", || browser.text("header .title .text") == "The second file");
        assert_eq!(browser.count(".drop-here"), 0);
        let binary = folder.write("three.txt", [0x50, 0x4b, 0x03, 0x00, 0x00, 0x01]);
        browser.drop_files("#reader", &[&binary]);
        await_message(browser, "is not text");
        assert_eq!(browser.text("header .title small"), "3 articles");
    });
}

#[test]
fn articles_are_switched_deleted_and_brought_back() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        browser.wheel("article h1", 0, 900);
        browser.wait_until("the sample is scrolled", || scroll_top(browser) > 400.0);
        let left = in_view(browser);
        open_text(browser, "Another one\n\nWith a few words.", "", "");
        assert_eq!(scroll_top(browser), 0.0);
        tag(browser, "a few words", "2");
        await_count(browser, "Misuse of asylum", 0);
        switch_to(browser, SAMPLE);
        await_passages(browser, &["India wants to talk about asylum"]);
        await_count(browser, "Terror fugitives", 0);
        browser.wait_equal("the sample is where it was left", left, || in_view(browser));

        browser.click("header .title");
        row_action(browser, "Delete", "Another one");
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        assert_eq!(browser.text("header .title small"), "1 article");
        await_undo(browser, "article deleted");
        browser.click("header .undo");
        switch_to(browser, "Another one");
        await_passages(browser, &["a few words"]);

        browser.click("header .title");
        row_action(browser, "Delete", "Another one");
        row_action(browser, "Delete", SAMPLE);
        browser.press("Escape");
        browser.wait_until("no article is open", || browser.sees(".nothing"));
        browser.click(named_in(".nothing", "Sample article"));
        browser.wait_until("the sample is open", || browser.text("article h1") == SAMPLE);
    });
}

#[test]
fn the_look_follows_the_reader() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let paper = || browser.style("body", "background-color");
        let light = paper();
        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Dark"));
        browser.wait_until("the page is dark", || paper() != light);
        browser.picture("dark");
        browser.click(named_in("#settings-dialog", "Light"));
        browser.wait_equal("the page is light", light.clone(), paper);
        browser.click(named_in("#settings-dialog", "Match system"));
        browser.wait_equal("the page is light", light, paper);

        let size =
            || browser.style("article", "font-size").trim_end_matches("px").parse::<f64>().expect("a size");
        let width = || browser.area("article p[data-block='2']").width;
        let (usual, narrow) = (size(), width());
        browser.click(named("Larger text"));
        browser.wait_until("the text is larger", || size() > usual);
        browser.click(named("Smaller text"));
        browser.click(named("Smaller text"));
        browser.wait_until("the text is smaller", || size() < usual);
        browser.click(named("Larger text"));
        browser.click(named_in("#settings-dialog", "Narrow"));
        browser.wait_until("the column is narrower", || width() < narrow);
        let narrow = width();
        browser.click(named_in("#settings-dialog", "Wide"));
        browser.wait_until("the column is wider", || width() > narrow);
        browser.press("Escape");
    });
}

#[test]
fn the_colours_follow_the_system() {
    not_in(Engine::WebKit, NO_MEDIA).scenario(|browser, _| {
        let paper = || browser.style("body", "background-color");
        let light = paper();
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        let dark = paper();
        assert_ne!(light, dark);
        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Light"));
        browser.wait_equal("the page is light", light.clone(), paper);
        browser.click(named_in("#settings-dialog", "Dark"));
        browser.prefer(&[("prefers-color-scheme", "light")]);
        assert_eq!(paper(), dark);
        browser.click(named_in("#settings-dialog", "Match system"));
        browser.wait_equal("the page is light", light, paper);
    });
}

#[test]
fn a_printed_page_keeps_the_marks() {
    not_in(Engine::WebKit, NO_MEDIA).scenario(|browser, _| {
        show_example_tags(browser);
        browser.show_as_printed();
        assert!(!browser.sees("header") && !browser.sees("#notes") && !browser.sees("#strip"));
        assert!(browser.sees("article") && browser.sees("#agenda"), "the agenda is the key to the marks");
        assert_eq!(
            browser.marks().iter().filter(|mark| mark.text == "what they could do on Indian soil").count(),
            1
        );
        let pdf = std::fs::read(browser.print("tagged")).expect("the print can be read");
        assert!(pdf.len() > 10_000);
    });
}

#[test]
fn the_strip_goes_to_passages() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let strip = browser.area("#strip");
        let share: f64 = browser.script(
            "const blocks = [...document.querySelectorAll('article [data-block]')].map((block) => block.textContent); \
             const text = blocks.join('\\n\\n'); return text.indexOf('the alleged plot against Pannun') / text.length",
            json!([]),
        );
        let at = |share: f64| Point { x: strip.x + strip.width / 2.0, y: strip.y + strip.height * share };
        browser.click(at(share + 0.004));
        browser.wait_until("the passage is in view", || browser.sees(words("Long as the agenda is")));
        let card = || cards(browser).into_iter().find(|card| card.active).map(|card| card.items);
        browser.wait_equal("the card is active", Some(vec!["Not expected".to_owned()]), card);
        browser.click(at(0.005));
        browser.wait_equal("the top is in view", 0.0, || scroll_top(browser));
        // Dragged, it scrolls along.
        browser.drag(at(0.1), at(0.9));
        browser.wait_until("the end is in view", || browser.sees(words("Long as the agenda is")));
        browser.drag(at(0.9), at(0.01));
        browser.wait_until("the beginning is in view", || scroll_top(browser) < 100.0);
    });
}
