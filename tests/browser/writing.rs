//! Notes and the keys around them: nothing that is typed is lost, hidden, or run as a command.

use serde_json::json;

use crate::{
    harness::{Browser, named, named_in, scenario, words},
    steps::*,
};

const QUOTED: &str = "India wants to talk about asylum";

/// What a screen reader was told last.
pub fn heard(browser: &Browser) -> String {
    browser.texts("#status .heard").concat()
}

#[track_caller]
pub fn await_heard(browser: &Browser, part: &str) {
    browser.wait_for(&format!("{part:?} is heard"), || {
        let heard = heard(browser);
        if heard.contains(part) { Ok(()) } else { Err(format!("heard is {heard:?}")) }
    });
}

/// What would show that a key did something: dialogs, panels, menus, and every passage with its items.
fn traces(browser: &Browser) -> (usize, Vec<Card>) {
    (browser.count("dialog, #beside, #tag-menu"), cards(browser))
}

#[track_caller]
fn write_in_card(browser: &Browser, words: &str) {
    browser.click(named_in(".note.active", "Note"));
    browser.wait_until("the note has the focus", || browser.focus_is_in(".note-text"));
    browser.press("Control+End");
    browser.write(words);
}

#[test]
fn enter_is_a_new_line_and_nothing_typed_is_a_command() {
    scenario(|browser, _| {
        select(browser, QUOTED);
        browser.press("1");
        await_card(browser, QUOTED, &["Misuse of asylum"], "");
        write_in_card(browser, "First line.\n3 cases in 2024, one open\nSecond line of the note.");
        assert!(browser.focus_is_in(".note-text"), "Enter stays in the field");
        assert!(browser.text(".note.active").contains("Ctrl"), "the keys are said");
        browser.press("Control+Enter");
        // A fast typist is not at the end yet.
        browser.write("3 on the 2nd day, export and open");
        let note = "First line.\n3 cases in 2024, one open\nSecond line of the note.";
        await_card(browser, QUOTED, &["Misuse of asylum"], note);
        assert_eq!(traces(browser).0, 0, "no key of that opened anything");
        await_undo(browser, "note edit");

        write_in_card(browser, " More.");
        browser.press("Escape");
        browser.write("oe3");
        await_card(browser, QUOTED, &["Misuse of asylum"], &format!("{note} More."));
        assert_eq!(traces(browser).0, 0);

        // Left by a click elsewhere, it is saved; and what follows is a command again.
        write_in_card(browser, " And more.");
        browser.click(words("It is not one point"));
        await_card(browser, QUOTED, &["Misuse of asylum"], &format!("{note} More. And more."));
        browser.press("j");
        browser.wait_until("the reading cursor is there", || browser.count("mark.cursor") > 0);
    });
}

#[test]
fn a_note_in_the_tag_menu_is_saved_however_it_is_left() {
    scenario(|browser, _| {
        // By a click beside it.
        select(browser, QUOTED);
        browser.click(named_in("#tag-menu", "Note"));
        browser.wait_until("the note has the focus", || browser.focus_is_in("#tag-note"));
        browser.write("Line one\nLine two");
        browser.click(words("Officials of both countries"));
        await_no_menu(browser);
        await_card(browser, QUOTED, &[], "Line one\nLine two");
        await_message(browser, "saved");
        browser.press("Control+z");
        await_passages(browser, &[]);

        // By a click outside the article.
        select(browser, QUOTED);
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Outside");
        browser.click("#agenda h2");
        await_no_menu(browser);
        await_card(browser, QUOTED, &[], "Outside");
        browser.press("Control+z");
        await_passages(browser, &[]);

        // By other words.
        select(browser, QUOTED);
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("First");
        browser.select("a weight of its own");
        browser.wait_equal("the first passage is there", vec![QUOTED.to_owned()], || passages(browser));
        await_menu(browser);
        browser.press("2");
        await_passages(browser, &[QUOTED, "a weight of its own"]);
        await_card(browser, QUOTED, &[], "First");
        await_card(browser, "a weight of its own", &["Terror fugitives"], "");

        // By Escape, after a key; and typed at once.
        browser.press("Escape");
        browser.press("n");
        browser.wait_until("a passage is looked at", || browser.count("mark.active") > 0);
        browser.press("m");
        browser.write("Why 3 of them?");
        browser.wait_equal("the note", "FirstWhy 3 of them?".to_owned(), || browser.value("#tag-note"));
        browser.press("Escape");
        await_no_menu(browser);
        await_card(browser, QUOTED, &[], "FirstWhy 3 of them?");

        // With an item.
        browser.press("Escape");
        select(browser, "Union Home Secretary Ajay Bhalla");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Who?");
        browser.click(named_in("#tag-entries", "Narcotics"));
        await_card(browser, "Union Home Secretary Ajay Bhalla", &["Narcotics"], "Who?");
    });
}

#[test]
fn what_is_being_written_outlives_scrolling_and_closing() {
    scenario(|browser, _| {
        select(browser, QUOTED);
        browser.press("1");
        await_card(browser, QUOTED, &["Misuse of asylum"], "");
        write_in_card(browser, "Far");
        browser.wheel(words("It is not one point"), 0, 4000);
        browser.wait_until("the passage is out of view", || {
            browser.of::<f64>("mark.active", "element.getBoundingClientRect().bottom") < 0.0
        });
        browser.write(" away 3");
        assert!(browser.focus_is_in(".note-text"));
        browser.reload();
        browser.wait_until("it is stored", || {
            browser.script::<String>("return agendum.annotations('all')[0].note", json!([])) == "Far away 3"
        });
        assert_eq!(passages(browser).len(), 1);
    });
}

#[test]
fn a_click_on_a_card_is_about_to_write() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.click("#notes .cards > .note:first-child q");
        browser.wait_until("its note has the focus", || browser.focus_is_in(".note.active textarea"));
        let before = browser.value(".note.active textarea");
        browser.write("3 oe");
        browser.wait_equal("the note", format!("{before}3 oe"), || browser.value(".note.active textarea"));
        browser.press("Escape");
        assert_eq!(traces(browser).0, 0);
    });
}

#[test]
fn words_that_miss_a_field_open_nothing() {
    scenario(|browser, _| {
        browser.click(words("It is not one point"));
        browser.write("So we export notes, and open others. Over there!");
        assert_eq!(browser.count("dialog"), 0);
        // A single key does what it does, and what is typed after it presses nothing.
        browser.click(words("It is not one point"));
        browser.press("e");
        browser.wait_until("the dialog is open", || browser.sees("#export-dialog"));
        browser.press("Space");
        assert!(browser.sees("#export-dialog"), "nothing is downloaded by a slip");
        browser.press("Escape");
        await_no_dialog(browser);
    });
}

#[test]
fn what_keys_do_is_heard() {
    scenario(|browser, _| {
        browser.press("j");
        await_heard(browser, SAMPLE);
        browser.press("j");
        await_heard(browser, "Paragraph 2 of ");
        assert!(heard(browser).contains("sentence 1 of 3"), "{}", heard(browser));
        browser.press("Enter");
        await_menu(browser);
        browser.wait_until("the list has the focus", || browser.focus_is_in("#tag-entries"));
        let active = "return document.activeElement.getAttribute('aria-activedescendant')";
        assert_eq!(browser.script::<String>(active, json!([])), "tag-entry-0");
        browser.press("ArrowDown");
        browser.wait_equal("what is chosen is told", "tag-entry-1".to_owned(), || {
            browser.script(active, json!([]))
        });
        let chosen = "return document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent";
        assert!(browser.script::<String>(chosen, json!([])).contains("Terror fugitives"));
        browser.press("Tab");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.wait_equal("it tells what is chosen", "tag-entry-1".to_owned(), || {
            browser.script(active, json!([]))
        });
        browser.press("Escape");
        browser.wait_until("the list has the focus again", || browser.focus_is_in("#tag-entries"));
        browser.press("2");
        await_no_menu(browser);
        await_heard(browser, "Tagged as Terror fugitives.");
        browser.press("3");
        await_heard(browser, "Tagged as Terror financing.");
        browser.press("3");
        await_heard(browser, "No longer tagged as Terror financing.");
        browser.press("Control+z");
        await_message(browser, "tag change");
        browser.press("j");
        browser.press("k");
        await_heard(browser, "Tagged Terror fugitives");
        browser.press("n");
        await_heard(browser, "Passage 1 of 1. Tagged Terror fugitives");
        assert!(browser.focus_is_in("mark.active"));
        browser.press("Enter");
        browser.wait_until("the list has the focus", || browser.focus_is_in("#tag-entries"));
        browser.press("Escape");
        await_no_menu(browser);
        browser.wait_until("the passage has it again", || browser.focus_is_in("mark.active"));
        // With the mouse the selection keeps the focus where it was.
        browser.click(named("Settings"));
        browser.press("Escape");
        await_no_dialog(browser);
        select(browser, "a weight of its own");
        assert!(!browser.focus_is_in("#tag-menu"));
        browser.press("ArrowDown");
        browser.wait_until("arrows go to the list", || browser.focus_is_in("#tag-entries"));
        assert_eq!(browser.selection(), "a weight of its own");
    });
}
