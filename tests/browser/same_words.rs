//! The same words are one passage, however often they are marked.

use serde_json::json;

use crate::{
    harness::{named, named_in, scenario, words},
    steps::*,
};

const NOTE: &str = "A short note\n\nThey met in the old school. Nobody else came.";
const WORDS: &str = "the old school";

#[test]
fn words_are_tagged_again_and_stay_one_passage() {
    scenario(|browser, _| {
        select(browser, "about asylum");
        browser.press("1");
        await_card(browser, "about asylum", &["Misuse of asylum"], "");
        browser.press("Escape");
        browser.wait_until("nothing is looked at", || browser.count("mark.active") == 0);

        select(browser, "about asylum");
        let ticked = || browser.texts("#tag-entries [aria-checked=true] .title");
        assert_eq!(ticked(), ["Misuse of asylum"], "the menu tells what is there");
        browser.press("1");
        await_message(browser, "Already tagged as Misuse of asylum.");
        await_passages(browser, &["about asylum"]);
        await_count(browser, "Misuse of asylum", 1);
        browser.press("Escape");
        browser.wait_until("nothing is looked at", || browser.count("mark.active") == 0);

        // Another item, and a note.
        select(browser, "about asylum");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Why?");
        browser.click(named_in("#tag-entries", "Narcotics"));
        await_card(browser, "about asylum", &["Misuse of asylum", "Narcotics"], "Why?");
        await_undo(browser, "tagged as Narcotics");
        select(browser, "about asylum");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Who says so?");
        browser.press("Control+Enter");
        await_card(browser, "about asylum", &["Misuse of asylum", "Narcotics"], "Why?\n\nWho says so?");
        assert_eq!(cards(browser).len(), 1);
        browser.press("Control+z");
        await_card(browser, "about asylum", &["Misuse of asylum", "Narcotics"], "Why?");
        browser.press("Control+z");
        await_card(browser, "about asylum", &["Misuse of asylum"], "");
    });
}

#[test]
fn the_reading_cursor_comes_by_again() {
    scenario(|browser, _| {
        let sentence = "Officials of both countries meet on Wednesday.";
        for visit in 1..=3 {
            browser.press("j");
            browser
                .wait_until("the cursor is on the title", || browser.texts("mark.cursor").concat() == SAMPLE);
            browser.press("j");
            browser.wait_until("the cursor is there", || browser.texts("mark.cursor").concat() == sentence);
            browser.press("1");
            browser.wait_equal(&format!("passages after visit {visit}"), 1, || passages(browser).len());
            await_count(browser, "Misuse of asylum", 1);
            for _ in 0..2 {
                browser.press("Escape");
            }
            browser.wait_until("nothing is looked at", || browser.count("mark.active, mark.cursor") == 0);
            browser.click("#agenda h2");
            browser.of::<()>("#reader", "(element.scrollTo(0, 0), null)");
        }
    });
}

#[test]
fn merged_items_have_one_passage_of_the_same_words() {
    scenario(|browser, _| {
        open_text(browser, NOTE, "", "");
        for title in ["Place", "Venue"] {
            select(browser, WORDS);
            browser.click(named_in("#tag-menu", "New item…"));
            browser.wait_until("its title is asked for", || browser.focus_is_in("#tag-filter"));
            browser.write(title);
            browser.press("Enter");
            await_no_menu(browser);
        }
        await_card(browser, WORDS, &["Place", "Venue"], "");
        await_passages(browser, &[WORDS]);
        edit_item(browser, "Venue");
        browser.click(named_in("#item-dialog", "Merge with…"));
        choose_option(browser, "#item-dialog [name=merge]", "Place");
        browser.click(named_in("#item-dialog", "Merge into “Place”"));
        await_no_dialog(browser);
        await_passages(browser, &[WORDS]);
        await_count(browser, "Place", 1);
        assert_eq!(cards(browser).len(), 1);
    });
}

#[test]
fn programs_tag_and_stored_twins_count_once() {
    scenario(|browser, _| {
        open_text(browser, NOTE, "", "");
        let [first, again]: [String; 2] = browser.script(
            "const text = agendum.article().text; \
             const start = text.indexOf('the old school'); \
             const at = { start, end: start + 14, items: ['Narcotics'] }; \
             return [agendum.annotate(at), agendum.annotate({ ...at, note: 'Theirs.' })]",
            json!([]),
        );
        assert_eq!(first, again, "it is the same passage");
        await_passages(browser, &[WORDS]);
        await_card(browser, WORDS, &["Narcotics"], "Theirs.");
        await_count(browser, "Narcotics", 1);
        browser.click(words(WORDS));
        browser.wait_until("its card is there", || browser.sees(".note.active"));
        browser.click(named("Remove Narcotics"));
        await_count(browser, "Narcotics", 0);
    });
}
