//! Everything without a mouse.

use serde_json::json;

use crate::{
    harness::{Browser, named_in, scenario},
    steps::*,
};

/// The words that the reading cursor is on.
fn cursor(browser: &Browser) -> String {
    browser.script(
        "return [...document.querySelectorAll('article mark.cursor')].map((mark) => mark.textContent).join('¶')",
        json!([]),
    )
}

/// Presses a key and waits until the reading cursor is on these words.
#[track_caller]
fn moves(browser: &Browser, key: &str, to: &str) {
    browser.press(key);
    browser.wait_equal(&format!("the cursor after {key}"), to.to_owned(), || cursor(browser));
}

#[test]
fn the_reading_cursor_moves_extends_and_tags() {
    scenario(|browser, _| {
        moves(browser, "j", SAMPLE);
        moves(browser, "j", "Officials of both countries meet on Wednesday.");
        let second = "New Delhi has prepared a comprehensive agenda, from fugitives and the money behind terrorism to lending \
                      apps.";
        moves(browser, "j", second);
        moves(browser, "k", "Officials of both countries meet on Wednesday.");
        moves(browser, "J", &format!("Officials of both countries meet on Wednesday. {second}"));
        browser.press("1");
        await_passages(browser, &[&format!("Officials of both countries meet on Wednesday. {second}")]);
        await_count(browser, "Misuse of asylum", 1);

        let third = "It is not one point among many. A senior official gives it a weight of its own:";
        moves(
            browser,
            "d",
            "New Delhi: India wants to talk about asylum. When its officials meet their American counterparts on \
               Wednesday for the India-US Homeland Security Dialogue, a top item on the Indian side is people involved in \
               crime who misuse asylum in the United States.",
        );
        moves(browser, "d", third);
        moves(
            browser,
            "j",
            "The misuse of asylum status by people engaged in crime in the US is, as the official has it, one of \
               the areas that India wants to concentrate on.",
        );
        moves(browser, "u", third);
        browser.press("Enter");
        await_menu(browser);
        browser.press("ArrowDown");
        browser.press("Enter");
        await_count(browser, "Terror fugitives", 1);
        browser.press("3");
        await_card(browser, third, &["Terror fugitives", "Terror financing"], "");
        browser.press("Delete");
        await_count(browser, "Terror fugitives", 0);

        assert_eq!(cursor(browser), third, "the cursor stays where it was");
        browser.press("m");
        browser.wait_until("the note has the focus", || browser.focus_is_in("#tag-note"));
        browser.write("why 1?");
        browser.press("Control+Enter");
        await_card(browser, third, &[], "why 1?");
    });
}

#[test]
fn passages_are_walked_opened_and_removed() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let active =
            || cards(browser).into_iter().find(|card| card.active).map(|card| card.words).unwrap_or_default();
        let first = "people involved in crime who misuse asylum in the United States";
        let second = "those who hold the status and are engaged in crime while they live in the US";
        let last = "the alleged plot against Pannun may not be part of the talks";
        for (key, words) in [("n", first), ("n", second), ("p", first), ("p", last), ("n", first)] {
            browser.press(key);
            browser.wait_equal("the active passage", words.to_owned(), active);
            assert!(browser.focus_is_in("mark.active"), "a screen reader is taken there");
        }
        browser.press("Enter");
        await_menu(browser);
        assert_eq!(browser.count("#tag-entries [aria-checked=true]"), 1);
        browser.press("4");
        await_card(
            browser,
            first,
            &["Misuse of asylum", "Pro-Khalistan elements"],
            "The headline, and the first point to listen \
                   for on Wednesday.",
        );
        browser.press("Tab");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.write("a new one");
        browser.press("Enter");
        browser.wait_until("it is made", || agenda(browser).contains(&"a new one".to_owned()));
        browser.press("Escape");
        await_no_menu(browser);
        browser.press("Backspace");
        browser.wait_equal("one passage fewer", EXAMPLES - 1, || passages(browser).len());
        browser.press("Control+z");
        browser.wait_equal("it is back", EXAMPLES, || passages(browser).len());
    });
}

#[test]
fn the_sheet_is_drawn_from_the_keys_that_work() {
    scenario(|browser, _| {
        browser.press("?");
        browser.wait_until("the sheet is open", || browser.sees("#keys-dialog"));
        browser.picture("keys");
        let keys = browser.texts("#keys-dialog th");
        for key in ["j", "k", "n", "p", "Enter", "Delete", "?", "Escape"] {
            assert!(keys.iter().any(|said| said == key), "{key} is not in {keys:?}");
        }
        browser.press("j");
        browser.press("1");
        browser.press("Escape");
        browser.wait_until("the sheet is closed", || browser.count("dialog") == 0);
        assert_eq!(cursor(browser), "", "keys do nothing behind a dialog");

        browser.press(",");
        browser.click(named_in("#settings-dialog", "All keys…"));
        browser.click(named_in("#keys-dialog", "Change single keys"));
        let field = named_in(".bindings", "Reading cursor to the next sentence");
        browser.fill(field.clone(), "e");
        browser.wait_until("it is said that the key has another use", || {
            browser
                .text("#keys-dialog .trouble")
                .contains("“Reading cursor to the next sentence” and “Export”")
        });
        browser.fill(field, "w");
        browser.click(named_in("#keys-dialog", "Save keys"));
        browser.wait_until("the sheet has it", || browser.texts("#keys-dialog th").contains(&"w".to_owned()));
        browser.picture("changing-keys");
        browser.press("Escape");
        browser.press("j");
        moves(browser, "w", SAMPLE);
        browser.press("Escape");
        browser.press("Control+w");
        browser.press(",");
        browser.click(named_in("#settings-dialog", "Turn off single-key shortcuts"));
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        browser.press("w");
        browser.press("n");
        browser.press("?");
        assert!(cursor(browser).is_empty() && browser.count("dialog") == 0);
        // What has its own button is not a single key.
        select(browser, "India wants to talk about asylum");
        browser.press("ArrowDown");
        browser.press("Enter");
        await_card(browser, "India wants to talk about asylum", &["Terror fugitives"], "");
        browser.press("Control+z");
        await_passages(browser, &[]);
    });
}

#[test]
fn keys_never_fire_in_fields() {
    scenario(|browser, _| {
        browser.click("#new-item-title");
        browser.write("jn1?,oe");
        assert_eq!(browser.value("#new-item-title"), "jn1?,oe");
        assert!(cursor(browser).is_empty() && browser.count("dialog") == 0 && browser.marks().is_empty());
        browser.press("Control+z");
        assert_eq!(agenda(browser).len(), 11);
    });
}

#[test]
fn the_focus_goes_through_the_page_in_order() {
    scenario(|browser, _| {
        browser.press("Tab");
        assert_eq!(browser.focused(), "To the article");
        let mut order = Vec::new();
        for _ in 0..14 {
            browser.press("Tab");
            order.push(browser.focused());
        }
        assert!(order[2].starts_with(SAMPLE), "{order:?}");
        order.remove(2);
        let expected = [
            "To the agenda",
            "To the notes",
            "Search the article, notes and passages",
            "Open…",
            "Settings",
            "Export…",
            "Agenda document",
            "Misuse of asylum",
            "Title of a new agenda item",
            "Add",
            "Overview",
            "Manage agenda…",
            "Suggestions",
        ];
        assert_eq!(order, expected, "the whole agenda is one stop");
        // Closing a dialog gives the focus back.
        browser.of::<()>("header .export", "(element.focus(), null)");
        browser.press("Enter");
        browser.wait_until("the dialog is open", || browser.sees("#export-dialog"));
        assert!(browser.focus_is_in("#export-dialog"));
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        browser.wait_equal("the focus", "Export…".to_owned(), || browser.focused());
        browser.press("Enter");
        browser.wait_until("the dialog is open again", || browser.sees("#export-dialog"));
        browser.press("Escape");
    });
}

#[test]
fn arrows_and_letters_go_through_the_agenda() {
    scenario(|browser, _| {
        let begin = "document.querySelector('#agenda .title')";
        browser.run(&format!("{begin}.focus({{ focusVisible: true }})"), serde_json::json!([]));
        let goes = |key: &str, to: &str| {
            browser.press(key);
            browser.wait_equal(key, to.to_owned(), || browser.focused());
        };
        goes("ArrowDown", "Terror fugitives");
        goes("ArrowRight", "0 passages of Terror fugitives");
        goes("ArrowRight", "Tag every selection as Terror fugitives");
        goes("ArrowRight", "Edit Terror fugitives");
        // The same control of the next row.
        goes("ArrowDown", "Edit Terror financing");
        goes("End", "Edit Not expected");
        goes("Home", "Edit Misuse of asylum");
        goes("n", "Narcotics");
        goes("o", "Not expected");
        assert_eq!(browser.count("mark.cursor, dialog"), 0, "letters are no commands here");
        goes("ArrowUp", "Data sovereignty");
        // There it is where Tab comes back to.
        goes("Tab", "Title of a new agenda item");
        goes("Shift+Tab", "Data sovereignty");
        // An item is moved by its grip, and left by Escape.
        for to in ["passages of", "Tag every", "Edit", "Move"] {
            browser.press("ArrowRight");
            browser.wait_until(to, || browser.focused().contains(to));
        }
        browser.press("ArrowUp");
        browser.wait_equal("the item before the last but one", "Data sovereignty".to_owned(), || {
            agenda(browser).into_iter().nth(8).unwrap_or_default()
        });
        browser.wait_until("the grip keeps the focus", || browser.focused().starts_with("Move Data"));
        goes("Escape", "Data sovereignty");
    });
}

#[test]
fn a_whole_run_without_a_mouse() {
    scenario(|browser, _| {
        browser.press("o");
        browser.wait_until("the dialog is open", || browser.focus_is_in("#open-text"));
        browser.insert("Minutes\n\nThe budget is late. Who pays?\n\nNobody knows.");
        browser.press("Tab");
        browser.write("The council");
        browser.press("Enter");
        browser.wait_equal("the article", vec!["The council".to_owned()], || browser.texts("article h1"));
        browser.press("j");
        moves(browser, "j", "The budget is late.");
        browser.press("Enter");
        await_menu(browser);
        browser.press("/");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.write("Budget");
        browser.press("Enter");
        await_card(browser, "The budget is late.", &["Budget"], "");
        moves(browser, "j", "Who pays?");
        browser.press("2");
        await_passages(browser, &["The budget is late.", "Who pays?"]);
        browser.press("e");
        browser.wait_until("the dialog is open", || browser.sees("#export-dialog"));
        browser.press("Enter");
        let file = browser.downloaded(".json");
        let export: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).expect("the export can be read")).expect("JSON");
        let exact =
            |index: usize| export["annotations"][index]["exact"].as_str().unwrap_or_default().to_owned();
        assert_eq!([exact(0), exact(1)], ["The budget is late.", "Who pays?"]);
        assert_eq!(browser.count("dialog"), 0);
    });
}
