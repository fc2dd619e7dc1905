//! What becomes of passages when a text changes: the update, the two versions side by side, and what has to be looked at.

use crate::{
    harness::{Browser, Folder, Site, named_in, scenario, scenario_on},
    steps::*,
};

/// An article, and what it says later: a day corrected, a paragraph moved up, a sentence reworded and one gone.
const BEFORE: &str = "The harbour plan\n\n\
    The council met on Monday to speak of the harbour, and of what it will cost the town in the coming years. Nobody was \
    happy.\n\n\
    Dredging the basin is late. New cranes for the east quay were ordered in spring. The old ones will go to a museum.\n\n\
    The mayor said that we shall see whether anyone wants it. He left early.\n\n\
    The vote is on Thursday. Until then the plan lies open in the town hall for everybody to read and to object to.\n";
const AFTER: &str = "The harbour plan\n\n\
    The council met on Tuesday to speak of the harbour, and of what it will cost the town in the coming years. Nobody was \
    happy.\n\n\
    The vote is on Thursday. Until then the plan lies open in the town hall for everybody to read and to object to.\n\n\
    Dredging the basin is late. New cranes for the east quay were ordered in spring. The old ones will go to a museum.\n\n\
    The mayor told reporters that it remains to be seen whether anyone wants the thing.\n";

const COST: &str = "what it will cost the town";
const PLAN: &str = "the plan lies open";
const MAYOR: &str = "The mayor said that we shall see whether anyone wants it.";
const EARLY: &str = "He left early.";

/// Opens the article and tags four passages of it.
fn read_and_tag(browser: &Browser) {
    open_text(browser, BEFORE, "", "");
    for (words, digit) in [(COST, "1"), (PLAN, "2"), (MAYOR, "3"), (EARLY, "4")] {
        tag(browser, words, digit);
    }
    await_passages(browser, &[COST, MAYOR, EARLY, PLAN]);
}

/// Gives the open article a new text by pasting it, as far as the proposal.
#[track_caller]
fn propose(browser: &Browser, text: &str) {
    browser.click(named_in("article .meta", "Update text…"));
    browser.wait_until("the dialog is open", || browser.focus_is_in("#open-text"));
    browser.insert(text);
    browser.click("#open-dialog button[type=submit]");
    browser.wait_until("the proposal", || browser.sees("#update-dialog"));
}

#[track_caller]
fn update(browser: &Browser, text: &str) {
    propose(browser, text);
    browser.click(named_in("#update-dialog", "Update"));
    browser.wait_until("the update is done", || browser.count("dialog") == 0);
    await_undo(browser, "text of “The harbour plan” updated");
}

/// What stands in the list of what is not placed: the state and the words of each.
fn unplaced(browser: &Browser) -> Vec<[String; 2]> {
    let states = browser.texts(".unplaced .state");
    let words = browser.texts(".unplaced .note > q");
    states.into_iter().zip(words).map(|(state, words)| [state, words]).collect()
}

#[track_caller]
fn await_unplaced(browser: &Browser, expected: &[[&str; 2]]) {
    let expected: Vec<_> = expected.iter().map(|row| row.map(str::to_owned)).collect();
    browser.wait_equal("what is not placed", expected, || unplaced(browser));
}

const REVIEW: &str = "Needs review: is it this?";
const LOST: &str = "No longer in the text";

#[test]
fn an_update_is_looked_at_done_and_taken_back() {
    scenario(|browser, _| {
        read_and_tag(browser);
        propose(browser, AFTER);
        browser.picture("proposal");
        let said = browser.text("#update-dialog");
        assert!(said.contains("2 passages are placed, 1 needs review, 1 was not found."), "{said}");
        assert!(said.contains("1 moved"), "{said}");
        let [gone, new] = ["del", "ins"].map(|tag| browser.texts(&format!("#update-dialog {tag}")));
        assert!(
            gone.contains(&"Monday".to_owned()) && new.contains(&"Tuesday".to_owned()),
            "{gone:?} {new:?}"
        );
        let states = browser.texts("#update-dialog .compare .state");
        assert!(states.iter().any(|state| state == "not found"), "{states:?}");
        browser.click(named_in("#update-dialog", "Cancel"));
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        await_passages(browser, &[COST, MAYOR, EARLY, PLAN]);

        update(browser, AFTER);
        await_message(browser, "2 passages are placed, 1 needs review, 1 was not found.");
        await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);
        let placed: Vec<String> =
            browser.agendum("annotations().filter(it => !it.state).map(it => it.exact)");
        assert_eq!(placed, [COST, PLAN]);
        browser.picture("updated");
        browser.click(named_in(".unplaced", "Show changes in the text"));
        browser.wait_until("what has changed", || browser.text("#changes-dialog").contains("Tuesday"));
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);

        browser.press("Control+z");
        await_passages(browser, &[COST, MAYOR, EARLY, PLAN]);
        await_unplaced(browser, &[]);
        assert!(browser.text("article").contains("on Monday"));
        browser.press("Control+Shift+z");
        await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);
    });
}

#[test]
fn what_is_not_placed_is_accepted_put_elsewhere_or_deleted() {
    scenario(|browser, _| {
        read_and_tag(browser);
        update(browser, AFTER);
        await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);
        browser.click(named_in(".unplaced", "Accept"));
        await_unplaced(browser, &[[LOST, EARLY]]);
        let accepted: String =
            browser.agendum("annotations().find(it => it.exact.startsWith('The mayor')).exact");
        assert!(accepted.starts_with("The mayor told reporters"), "{accepted}");

        browser.click(named_in(".unplaced", "Move to…"));
        browser.wait_until("it is said what to do", || browser.text("#status").contains("Select the words"));
        browser.press("Escape");
        browser.wait_until("it was given up", || !browser.text("#status").contains("Select the words"));
        browser.click(named_in(".unplaced", "Move to…"));
        browser.select("Nobody was happy.");
        await_unplaced(browser, &[]);
        await_no_menu(browser);
        await_card(browser, "Nobody was happy.", &["Pro-Khalistan elements"], "");
        await_undo(browser, "passage moved");
        browser.press("Control+z");
        await_unplaced(browser, &[[LOST, EARLY]]);

        // By keys alone.
        browser.of::<()>(named_in(".unplaced", "Move to…"), "(element.focus(), null)");
        browser.press("Enter");
        browser.wait_until("it is said what to do", || browser.text("#status").contains("Select the words"));
        browser.press("j");
        browser.press("j");
        browser.press("Enter");
        await_unplaced(browser, &[]);
        await_undo(browser, "passage moved");
        browser.press("Control+z");
        await_unplaced(browser, &[[LOST, EARLY]]);

        // What is put elsewhere no longer, is not put where something is selected later.
        browser.click(named_in(".unplaced", "Move to…"));
        browser.wait_until("it is said what to do", || browser.text("#status").contains("Select the words"));
        browser.click(named_in(".unplaced", "Delete"));
        browser.wait_until("it is asked no more", || !browser.text("#status").contains("Select the words"));
        browser.press("Control+z");
        await_unplaced(browser, &[[LOST, EARLY]]);
        browser.click(named_in(".unplaced", "Delete"));
        await_unplaced(browser, &[]);
        await_message(browser, "Passage deleted");
    });
}

#[test]
fn what_needs_review_outlives_a_reload_and_is_seen_in_other_tabs() {
    scenario(|browser, site| {
        read_and_tag(browser);
        let first = browser.tab();
        browser.new_tab();
        browser.open(&site.address());
        await_passages(browser, &[COST, MAYOR, EARLY, PLAN]);
        let second = browser.tab();
        browser.show(&first);
        update(browser, AFTER);
        browser.wait_equal("it is kept", "Saved".to_owned(), || browser.text("header .saved"));
        browser.show(&second);
        await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);
        browser.show(&first);
        browser.reload();
        await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);
        // The desk has begun anew, and what was before is only known to the tab that was open.
        browser.click(named_in(".unplaced", "Show changes in the text"));
        browser.wait_until("that is said", || {
            browser.text("#changes-dialog").contains("since this tab was opened")
        });
    });
}

#[test]
fn a_new_text_comes_from_a_file_or_from_its_address() {
    let as_it_is = |_: &str, text: &str| Some(text.to_owned());
    scenario_on(
        || Site::bundle_with(&[("later.txt", AFTER)], as_it_is),
        |browser, site| {
            browser.open(&site.address());
            read_and_tag(browser);
            let folder = Folder::new();
            let files = ["one.txt", "two.txt"].map(|name| folder.write(name, AFTER));
            browser.click(named_in("article .meta", "Update text…"));
            browser.upload("#open-file", &[&files[0], &files[1]]);
            await_message(browser, "Choose one, the new text");
            browser.upload("#open-file", &[&files[0]]);
            browser.wait_until("the proposal", || browser.sees("#update-dialog"));
            browser.press("Escape");
            browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);

            let (id, address) =
                (browser.agendum::<String>("article().id"), format!("{}later.txt", site.address()));
            browser.agendum::<()>(&format!("update('{id}', {{ source: '{address}' }})"));
            browser.click(named_in("article .meta", "Update text…"));
            browser.wait_equal("its address is there", address, || browser.value("#open-address"));
            browser.click(named_in("#open-dialog", "Get"));
            browser.wait_until("the proposal", || browser.sees("#update-dialog"));
            browser.click(named_in("#update-dialog", "Update"));
            await_unplaced(browser, &[[REVIEW, MAYOR], [LOST, EARLY]]);

            // The same once more is nothing new.
            browser.click(named_in("article .meta", "Update text…"));
            browser.click(named_in("#open-dialog", "Get"));
            await_message(browser, "has not changed");
            assert_eq!(browser.count("dialog"), 0);
        },
    );
}
