//! The library: all articles in a list, searching them, and opening one that is here already.

use serde_json::json;

use crate::{
    harness::{Browser, Folder, named_in, scenario, words_in},
    steps::*,
};

const FERRY: &str = "The ferry is back\n\nAfter the autumn storms the ferry is back in service, and the islanders need not go \
    round by the bridge any more. The council has paid for a new engine, which the engineer says will last for ten years.";
const WATER: &str = "Talks on water\n\nThe ministers of both countries met for the first time since spring. They spoke of the \
    river, of the dam that is to be built across it, and of who is to pay for the café at the foot of it.";

fn shelve(browser: &Browser) {
    open_text(browser, FERRY, "", "The Herald");
    tag(browser, "a new engine", "1");
    open_text(browser, WATER, "", "https://water.example.org/talks");
    tag(browser, "the dam", "1");
    tag(browser, "who is to pay", "2");
}

#[track_caller]
fn open_library(browser: &Browser) {
    browser.click("header .title");
    browser.wait_until("the library is open", || browser.sees("#library-dialog"));
}

fn titles(browser: &Browser) -> Vec<String> {
    browser.texts("#library-dialog .article > span:first-child")
}

#[track_caller]
fn await_titles(browser: &Browser, expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|title| (*title).to_owned()).collect();
    browser.wait_equal("the articles", expected, || titles(browser));
}

#[test]
fn articles_are_listed_sorted_renamed_and_deleted() {
    scenario(|browser, _| {
        shelve(browser);
        open_library(browser);
        browser.picture("library");
        await_titles(browser, &["Talks on water", "The ferry is back", SAMPLE]);
        assert_eq!(browser.value("#library-dialog select"), "newest");
        let row = browser.text("#library-dialog .articles li:first-child");
        for part in ["water.example.org", "2 passages", "read", "Misuse of asylum\n1", "Terror fugitives\n1"]
        {
            assert!(row.contains(part), "{part} is not in {row}");
        }
        browser.click("#library-dialog .totals summary");
        let totals = browser.text("#library-dialog .totals");
        assert!(
            totals.contains("3 articles · 3 passages") && totals.contains("Misuse of asylum\n2"),
            "{totals}"
        );
        browser.run(
            "const order = document.querySelector('#library-dialog select'); order.value = 'title'; \
             order.dispatchEvent(new InputEvent('input', { bubbles: true }))",
            json!([]),
        );
        await_titles(browser, &[SAMPLE, "Talks on water", "The ferry is back"]);

        row_action(browser, "Rename", "The ferry is back");
        browser.wait_until("the title can be written", || browser.focus_is_in(".rename input"));
        browser.press("Control+a");
        browser.write("A ferry");
        browser.press("Enter");
        await_titles(browser, &["A ferry", SAMPLE, "Talks on water"]);
        row_action(browser, "Delete", "Talks on water");
        await_titles(browser, &["A ferry", SAMPLE]);
        browser.click(named_in("#library-dialog .done", "Undo"));
        await_titles(browser, &["A ferry", SAMPLE, "Talks on water"]);
        browser.wait_until("what was undone is said", || {
            browser.text("#library-dialog .done").contains("Undone")
        });
        assert_eq!(browser.texts("#library-dialog .done button").len(), 0, "that is not undone by Undo");
        row_action(browser, "Delete", "Talks on water");
        await_titles(browser, &["A ferry", SAMPLE]);
        browser.press("Control+z");
        await_titles(browser, &["A ferry", SAMPLE, "Talks on water"]);
        row_action(browser, "Delete", "Talks on water");
        await_titles(browser, &["A ferry", SAMPLE]);
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        await_undo(browser, "article deleted");
        browser.press("Control+z");
        await_undo(browser, "“The ferry is back” renamed");
        browser.press("Control+z");
        open_library(browser);
        await_titles(browser, &["Talks on water", "The ferry is back", SAMPLE]);
        browser.reload();
        open_library(browser);
        await_titles(browser, &["Talks on water", "The ferry is back", SAMPLE]);
    });
}

#[test]
fn what_is_searched_is_found_in_context_and_gone_to() {
    scenario(|browser, _| {
        shelve(browser);
        switch_to(browser, SAMPLE);
        open_library(browser);
        browser.wait_until("the search has the focus", || browser.focus_is_in("#library-dialog input"));
        browser.write("cafe dam");
        browser
            .wait_until("what was found", || browser.text("#library-dialog").contains("Found in 1 article"));
        browser.picture("found");
        let marked = browser.texts("#library-dialog mark");
        assert!(marked.contains(&"café".to_owned()) && marked.contains(&"dam".to_owned()), "{marked:?}");
        assert!(browser.focus_is_in("#library-dialog input"), "one can go on typing");
        browser.click(words_in("#library-dialog .articles", "café"));
        browser
            .wait_equal("the article", "Talks on water".to_owned(), || browser.text("header .title .text"));
        browser.wait_until("the place is shown", || browser.texts("mark.cursor").concat() == "café");
        open_library(browser);
        browser.write("xyzzy");
        browser.wait_until("nothing was found", || browser.text("#library-dialog").contains("Nothing found"));
    });
}

#[test]
fn what_is_here_already_is_shown_updated_or_kept_twice() {
    scenario(|browser, _| {
        shelve(browser);
        let folder = Folder::new();
        let again = folder.write("again.txt", FERRY.replace("ten years", "a year"));
        let other = folder.write("other.txt", WATER);
        browser.drop_files("#reader", &[&again, &other]);
        browser.wait_until("both are known", || browser.count("#known-dialog .known li") == 2);
        browser.picture("known");
        browser.click(words_in("#known-dialog li:last-child button", "Keep both"));
        browser.wait_until("one is left", || browser.count("#known-dialog .known li") == 1);
        assert!(browser.text("#known-dialog").contains("Nearly the same text as “The ferry is back”"));
        browser.click(named_in("#known-dialog", "Update its text"));
        browser.wait_until("the proposal", || browser.sees("#update-dialog"));
        browser.click(named_in("#update-dialog", "Update"));
        browser.wait_equal("the article", "The ferry is back".to_owned(), || {
            browser.text("header .title .text")
        });
        assert!(browser.text("article").contains("a year"));
        await_passages(browser, &["a new engine"]);
        assert_eq!(browser.text("header .title small"), "4 articles");

        browser.drop_files("#reader", &[&other]);
        browser.click(named_in("#known-dialog", "Show"));
        browser
            .wait_equal("the article", "Talks on water".to_owned(), || browser.text("header .title .text"));
        assert_eq!(browser.text("header .title small"), "4 articles");
        assert_eq!(browser.count("dialog"), 0);
    });
}
