//! Marking and tagging with the mouse.

use serde_json::json;

use crate::{
    harness::{Browser, Point, named, named_in, scenario, words},
    steps::*,
};

/// The titles that the tag menu offers, in order.
fn offered(browser: &Browser) -> Vec<String> {
    browser.texts("#tag-menu .row .title")
}

/// The title that Enter would take.
fn chosen(browser: &Browser) -> String {
    browser.text("#tag-menu [aria-selected=true] .title")
}

/// What a mark with these words says of itself.
fn says(browser: &Browser, text: &str) -> String {
    browser.script(
        "return [...document.querySelectorAll('article mark')].find((mark) => mark.textContent === arguments[0])?.title ?? ''",
        json!([text]),
    )
}

#[test]
fn digits_clicks_and_arrows_tag() {
    scenario(|browser, _| {
        select(browser, "India wants to talk about asylum");
        assert_eq!(offered(browser), agenda(browser));
        assert_eq!(browser.texts("#tag-menu .row kbd").concat(), "1234567890");
        browser.picture("menu");
        browser.press("3");
        await_passages(browser, &["India wants to talk about asylum"]);
        await_no_menu(browser);
        assert_eq!(says(browser, "India wants to talk about asylum"), "Terror financing");
        await_undo(browser, "tagged as Terror financing");
        await_count(browser, "Terror financing", 1);
        await_card(browser, "India wants to talk about asylum", &["Terror financing"], "");

        select(browser, "a weight of its own");
        assert_eq!(offered(browser)[..2], ["Terror financing", "Misuse of asylum"], "the last used is first");
        take(browser, "Narcotics");
        await_count(browser, "Narcotics", 1);

        select(browser, "Union Home Secretary Ajay Bhalla");
        assert_eq!(chosen(browser), "Narcotics");
        browser.press("ArrowUp");
        browser.wait_equal("the last is chosen", "Not expected".to_owned(), || chosen(browser));
        browser.press("ArrowDown");
        browser.press("ArrowDown");
        browser.wait_equal("the second is chosen", "Misuse of asylum".to_owned(), || chosen(browser));
        browser.press("Enter");
        await_count(browser, "Misuse of asylum", 1);

        // The drag crosses the handle at the end of the passage that is looked at.
        select(browser, "the acting Deputy Secretary");
        assert_eq!(browser.selection(), "the acting Deputy Secretary");
        browser.press("Escape");
        await_no_menu(browser);
        assert_eq!(browser.selection(), "");
        select(browser, "the acting Deputy Secretary");
        browser.click(words("It is not one point"));
        await_no_menu(browser);
        await_passages(
            browser,
            &["India wants to talk about asylum", "a weight of its own", "Union Home Secretary Ajay Bhalla"],
        );
    });
}

/// Clicks an entry of the tag menu.
fn take(browser: &Browser, title: &str) {
    browser.click(named_in("#tag-entries", title));
}

#[test]
fn the_menu_leaves_the_selection_alone_until_the_filter() {
    scenario(|browser, _| {
        let quoted = "India wants to talk about asylum";
        browser.run("document.querySelector('[data-block=\"2\"]').firstChild.marker = 1", json!([]));
        let untouched = "return document.querySelector('[data-block=\"2\"]').firstChild.marker === 1";
        select(browser, quoted);
        assert_eq!(browser.selection(), quoted);
        assert!(!browser.focus_is_in("#tag-menu"));
        assert!(browser.script::<bool>(untouched, json!([])), "the block is not redrawn");

        browser.press("Tab");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser
            .wait_equal("the words are pending", vec![quoted.to_owned()], || browser.texts("mark.pending"));
        browser.write("1j");
        browser.wait_equal("the filter", "1j".to_owned(), || browser.value("#tag-filter"));
        assert_eq!(offered(browser), ["New item “1j”"]);
        browser.press("Escape");
        browser.wait_equal("the selection is given back", quoted.to_owned(), || browser.selection());
        assert!(browser.sees("#tag-menu") && browser.count("mark") == 0);
        browser.press("Escape");
        await_no_menu(browser);
        assert_eq!(browser.selection(), "");

        select(browser, quoted);
        browser.press("/");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.write("narc");
        browser.wait_equal(
            "the offer",
            vec!["Narcotics".to_owned(), "New item “narc”".to_owned()],
            || offered(browser),
        );
        browser.press("Enter");
        await_card(browser, quoted, &["Narcotics"], "");
        assert!(!browser.focus_is_in("input"), "single keys work again");
    });
}

#[test]
fn a_new_item_is_made_while_tagging() {
    scenario(|browser, _| {
        select(browser, "India wants to talk about asylum");
        browser.click(named_in("#tag-menu", "New item…"));
        browser.wait_until("its title is asked for", || browser.focus_is_in("#tag-filter"));
        browser.write("Press freedom");
        browser.press("Enter");
        await_card(browser, "India wants to talk about asylum", &["Press freedom"], "");
        assert_eq!(agenda(browser).last().map(String::as_str), Some("Press freedom"));
        await_count(browser, "Press freedom", 1);
        await_undo(browser, "tagged as Press freedom");
        browser.press("Control+z");
        await_passages(browser, &[]);
        assert_eq!(agenda(browser).len(), 11, "one step takes back both");
        browser.press("Control+Shift+z");
        await_card(browser, "India wants to talk about asylum", &["Press freedom"], "");
    });
}

#[test]
fn notes_and_bare_highlights() {
    scenario(|browser, _| {
        select(browser, "India wants to talk about asylum");
        browser.click(named_in("#tag-menu", "Note"));
        browser.wait_until("the note has the focus", || browser.focus_is_in("#tag-note"));
        browser.write("Who says so? 1");
        browser.press("Enter");
        browser.write("Ask.");
        browser.press("Control+Enter");
        await_card(browser, "India wants to talk about asylum", &[], "Who says so? 1\nAsk.");
        assert!(says(browser, "India wants to talk about asylum").contains("Who says so?"));

        select(browser, "a weight of its own");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Heavy");
        take(browser, "Narcotics");
        await_card(browser, "a weight of its own", &["Narcotics"], "Heavy");

        select(browser, "Union Home Secretary Ajay Bhalla");
        browser.click(named_in("#tag-menu", "Mark without item"));
        await_card(browser, "Union Home Secretary Ajay Bhalla", &[], "");
        assert_eq!(says(browser, "Union Home Secretary Ajay Bhalla"), "No item");
        await_undo(browser, "marked without item");

        browser.click(named_in(".note.active", "Note"));
        browser.write("The minister's man");
        browser.press("Control+Enter");
        await_card(browser, "Union Home Secretary Ajay Bhalla", &[], "The minister's man");
        await_undo(browser, "note edit");
        browser.press("Control+z");
        await_card(browser, "Union Home Secretary Ajay Bhalla", &[], "");
    });
}

#[test]
fn selections_are_trimmed_snapped_and_cross_blocks() {
    scenario(|browser, _| {
        select(browser, "wants to talk");
        browser.press("Shift+ArrowRight");
        browser.wait_equal("the selection", "wants to talk ".to_owned(), || browser.selection());
        browser.press("1");
        await_passages(browser, &["wants to talk"]);
        browser.press("Control+z");
        await_passages(browser, &[]);

        browser.select_from_to("a weight of its own", "one of the areas");
        await_menu(browser);
        browser.press("2");
        let across = "a weight of its own: ¶ The misuse of asylum status by people engaged in crime in the US is, as the \
                      official has it, one of the areas";
        await_passages(browser, &[across]);
        await_count(browser, "Terror fugitives", 1);
        browser.press("Control+z");
        await_passages(browser, &[]);

        for (choice, expected) in [
            ("Words", "officials meet"),
            ("Sentences", "Officials of both countries meet on Wednesday."),
            ("Characters", "icials o"),
        ] {
            browser.click(named("Settings"));
            browser.click(named_in("#settings-dialog", choice));
            browser.press("Escape");
            browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
            let part = match choice {
                "Words" => "fficials mee",
                _ => "icials o",
            };
            select(browser, part);
            browser.press("1");
            await_passages(browser, &[expected]);
            browser.press("Control+z");
            await_passages(browser, &[]);
        }
    });
}

#[test]
fn overlapping_and_nested_passages_stay_apart_and_equal_ones_are_one() {
    scenario(|browser, _| {
        let (outer, crossing) =
            ("talk about asylum. When its officials meet", "officials meet their American counterparts");
        tag(browser, outer, "1");
        tag(browser, crossing, "2");
        tag(browser, "about asylum", "3");
        browser.press("n");
        browser.press("n");
        browser.wait_equal("the inner mark has the focus", "about asylum".to_owned(), || {
            browser.script("return document.activeElement.textContent", json!([]))
        });
        select(browser, "about asylum");
        browser.press("4");
        await_card(browser, "about asylum", &["Terror financing", "Pro-Khalistan elements"], "");
        browser.press("Escape");
        await_passages(browser, &[outer, "about asylum", crossing]);
        let text: String = browser.of("[data-block='2']", "element.textContent");
        assert!(
            text.starts_with("New Delhi: India wants to talk about asylum. When its officials meet their")
        );

        browser.click(words("officials meet"));
        let listed = || browser.texts("#several li .chip");
        browser.wait_equal(
            "both are listed",
            vec!["Misuse of asylum".to_owned(), "Terror fugitives".to_owned()],
            listed,
        );
        browser.press("Escape");
        browser.wait_until("the list is closed", || browser.count("#several") == 0);
        browser.click(words("about asylum"));
        browser.wait_equal("both are listed", 3, || listed().len());
        browser.picture("several");
        browser.click(named_in("#several", "Pro-Khalistan elements"));
        let active = || cards(browser).into_iter().find(|card| card.active).map(|card| card.items.join(", "));
        browser.wait_equal("the card", Some("Terror financing, Pro-Khalistan elements".to_owned()), active);
        browser.press("Delete");
        await_passages(browser, &[outer, crossing]);
        browser.click(words("their American"));
        browser.wait_equal("the card", Some("Terror fugitives".to_owned()), active);
    });
}

#[test]
fn extents_are_changed_afterwards() {
    scenario(|browser, _| {
        select(browser, "wants to talk");
        browser.press("1");
        await_passages(browser, &["wants to talk"]);
        // The grip of a handle is below the line that it is on.
        let below = |end: Point| end.moved(0.0, 10.0);
        let end = browser.reach(words("about asylum")).end;
        browser.drag(".handle.end", below(end));
        await_passages(browser, &["wants to talk about asylum"]);
        await_undo(browser, "extent change");
        let start = browser.reach(words("Delhi: India")).start;
        browser.drag(".handle.start", below(start));
        await_passages(browser, &["Delhi: India wants to talk about asylum"]);
        for (key, expected) in [
            ("h", "New Delhi: India wants to talk about asylum"),
            ("l", "Delhi: India wants to talk about asylum"),
            ("L", "Delhi: India wants to talk about asylum."),
            ("L", "Delhi: India wants to talk about asylum. When"),
            ("H", "Delhi: India wants to talk about asylum."),
            ("H", "Delhi: India wants to talk about asylum"),
            ("H", "Delhi: India wants to talk about"),
        ] {
            browser.press(key);
            await_passages(browser, &[expected]);
        }
        browser.click(named("End a word later"));
        await_passages(browser, &["Delhi: India wants to talk about asylum"]);
        for _ in 0..10 {
            browser.press("Control+z");
        }
        await_passages(browser, &["wants to talk"]);
    });
}

#[test]
fn the_menu_of_a_card_answers_to_keys_at_once() {
    scenario(|browser, _| {
        let quoted = "India wants to talk about asylum";
        tag(browser, quoted, "1");
        let open = || {
            browser.click(words("wants to talk"));
            browser.click(named_in(".note.active", "Tags…"));
            await_menu(browser);
            browser.wait_until("the list has the focus", || browser.focus_is_in("#tag-entries"));
        };
        // Enter takes what is chosen, and does not press the button again.
        open();
        browser.press("ArrowDown");
        browser.press("Enter");
        await_card(browser, quoted, &["Misuse of asylum", "Terror fugitives"], "");
        browser.press("Escape");
        browser.press("Escape");
        await_no_menu(browser);
        for key in ["Tab", "/"] {
            open();
            browser.press(key);
            browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
            browser.press("Escape");
            browser.wait_until("the list has the focus again", || browser.focus_is_in("#tag-entries"));
            browser.press("Escape");
            await_no_menu(browser);
        }
        // The button is pressed by a key.
        browser.click(words("wants to talk"));
        browser.run(
            "[...document.querySelectorAll('.note.active button')].find((it) => it.textContent === 'Tags…').focus()",
            json!([]),
        );
        browser.press("Enter");
        await_menu(browser);
        browser.wait_until("the list has the focus", || browser.focus_is_in("#tag-entries"));
        browser.press("Tab");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.insert("Narc");
        browser.press("Enter");
        await_card(browser, quoted, &["Misuse of asylum", "Terror fugitives", "Narcotics"], "");
    });
}

#[test]
fn a_passage_has_several_items() {
    scenario(|browser, _| {
        let quoted = "India wants to talk about asylum";
        select(browser, quoted);
        browser.press("1");
        await_card(browser, quoted, &["Misuse of asylum"], "");
        browser.press("3");
        await_card(browser, quoted, &["Misuse of asylum", "Terror financing"], "");
        await_undo(browser, "tag change");
        assert_eq!(says(browser, quoted), "Misuse of asylum, Terror financing");
        browser.click(named_in(".note.active", "Tags…"));
        await_menu(browser);
        let has = || browser.count("#tag-entries [aria-checked=true]");
        assert_eq!(has(), 2);
        take(browser, "Narcotics");
        browser.wait_equal("three are ticked", 3, has);
        browser.press("1");
        browser.wait_equal("two are ticked", 2, has);
        browser.press("Escape");
        await_card(browser, quoted, &["Terror financing", "Narcotics"], "");
        browser.click(named("Remove Terror financing"));
        await_card(browser, quoted, &["Narcotics"], "");
        await_count(browser, "Terror financing", 0);
        browser.click(named_in(".note.active", "Delete"));
        await_passages(browser, &[]);
        await_message(browser, "Undo brings it back");
        browser.press("Control+z");
        await_card(browser, quoted, &["Narcotics"], "");
    });
}

#[test]
fn undo_and_redo_name_what_they_do() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        tag(browser, "a weight of its own", "2");
        await_undo(browser, "tagged as Terror fugitives");
        browser.click("header .undo");
        await_message(browser, "Undone: tagged as Terror fugitives.");
        await_undo(browser, "tagged as Misuse of asylum");
        await_redo(browser, "tagged as Terror fugitives");
        browser.press("Control+z");
        await_passages(browser, &[]);
        await_undo(browser, "");
        browser.press("Control+y");
        browser.click("header .redo");
        await_passages(browser, &["India wants to talk about asylum", "a weight of its own"]);
        browser.click(words("a weight of its own"));
        browser.press("Delete");
        await_passages(browser, &["India wants to talk about asylum"]);
        await_undo(browser, "passage deleted");
        browser.press("Meta+z");
        await_passages(browser, &["India wants to talk about asylum", "a weight of its own"]);
    });
}

#[test]
fn undo_says_how_far_it_goes_back() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        await_undo(browser, "tagged as Misuse of asylum");
        let title = || browser.attribute("header .undo", "title").unwrap_or_default();
        assert!(title().contains("does not survive a reload"), "{}", title());
        browser.click(named("Settings"));
        browser.wait_until("it is said where data is kept", || {
            browser.text("#settings-dialog").contains("Undo goes back to when this page was opened")
        });
        browser.press("Escape");
        browser.reload();
        await_passages(browser, &["India wants to talk about asylum"]);
        await_undo(browser, "");
        assert!(title().starts_with("Nothing to undo.") && title().contains("was opened"), "{}", title());
    });
}
