//! The agenda panel: items are made, edited, moved, deleted, and walked through.

use crate::{
    harness::{Browser, named, named_in, scenario, words},
    steps::*,
};

fn await_agenda(browser: &Browser, titles: &[&str]) {
    let titles: Vec<_> = titles.iter().map(|title| (*title).to_owned()).collect();
    browser.wait_equal("the agenda begins with", titles.clone(), || agenda(browser)[..titles.len()].to_vec());
}

/// Opens the editor of an item.
fn edit(browser: &Browser, title: &str) {
    browser.click(named(&format!("Edit {title}")));
    browser.wait_until("its title has the focus", || browser.focus_is_in("#item-title"));
}

fn keep(browser: &Browser) {
    browser.click(named_in(".editor", "Keep"));
    browser.wait_until("the editor is closed", || browser.count(".editor") == 0);
}

#[test]
fn items_are_made_and_edited() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        browser.fill("#new-item-title", "Press freedom 2");
        browser.press("Enter");
        browser.wait_equal("a twelfth item", 12, || agenda(browser).len());
        assert_eq!(browser.value("#new-item-title"), "");
        await_undo(browser, "new item Press freedom 2");

        edit(browser, "Misuse of asylum");
        browser.picture("editor");
        browser.fill("#item-title", "Asylum");
        keep(browser);
        await_agenda(browser, &["Asylum", "Terror fugitives"]);
        await_undo(browser, "rename Misuse of asylum");
        await_card(browser, "India wants to talk about asylum", &["Asylum"], "");

        let underline = || browser.style("article mark", "background-image");
        let before = underline();
        edit(browser, "Asylum");
        browser.click(named("Vermilion"));
        keep(browser);
        browser.wait_until("the mark has another colour", || underline() != before);
        await_undo(browser, "recolour Asylum");

        edit(browser, "Asylum");
        browser.fill(named_in(".editor", "Description"), "Who may stay,\nand why.");
        keep(browser);
        await_undo(browser, "describe Asylum");
        assert_eq!(
            browser.attribute(named_in("#agenda", "Asylum"), "title").as_deref(),
            Some("Who may stay,\nand why.")
        );

        edit(browser, "Press freedom 2");
        browser.of::<()>(".editor select", "(element.focus(), null)");
        browser.write("1");
        keep(browser);
        browser.wait_equal("the hotkey moves", "1".to_owned(), || row(browser, "Press freedom 2").1);
        assert_eq!(row(browser, "Asylum").1, "", "a hotkey has one item");
        browser.press("Control+z");
        browser.wait_equal("the hotkey is back", "1".to_owned(), || row(browser, "Asylum").1);
        for _ in 0..3 {
            browser.press("Control+z");
        }
        await_agenda(browser, &["Misuse of asylum"]);
        assert_eq!(underline(), before);

        edit(browser, "Narcotics");
        browser.write("never kept");
        browser.press("Escape");
        browser.wait_until("the editor is closed", || browser.count(".editor") == 0);
        assert!(agenda(browser).iter().any(|title| title == "Narcotics"));
    });
}

#[test]
fn items_are_moved_and_keep_their_hotkeys() {
    scenario(|browser, _| {
        let grip = |title: &str| named(&format!("Move {title}"));
        let onto = |title: &str| browser.reach(named_in("#agenda .item", title)).middle;
        // Dropped on the upper half of a row it goes before that row.
        browser.drag(grip("Terror financing"), onto("Misuse of asylum").moved(0.0, -12.0));
        await_agenda(browser, &["Terror financing", "Misuse of asylum", "Terror fugitives"]);
        await_undo(browser, "move Terror financing");
        browser.drag(grip("Misuse of asylum"), onto("Pro-Khalistan elements").moved(0.0, -12.0));
        await_agenda(
            browser,
            &["Terror financing", "Terror fugitives", "Misuse of asylum", "Pro-Khalistan elements"],
        );
        browser.drag(grip("Terror fugitives"), browser.reach("#new-item-title").middle);
        browser.wait_equal("the last item", Some("Terror fugitives".to_owned()), || agenda(browser).pop());
        browser.press("Control+z");
        await_agenda(browser, &["Terror financing", "Terror fugitives", "Misuse of asylum"]);

        browser.click(grip("Misuse of asylum"));
        browser.press("ArrowUp");
        await_agenda(browser, &["Terror financing", "Misuse of asylum", "Terror fugitives"]);
        browser.press("ArrowUp");
        await_agenda(browser, &["Misuse of asylum", "Terror financing", "Terror fugitives"]);
        browser.press("ArrowDown");
        await_agenda(browser, &["Terror financing", "Misuse of asylum", "Terror fugitives"]);
        assert_eq!(row(browser, "Misuse of asylum").1, "1");
        tag(browser, "India wants to talk about asylum", "3");
        await_card(browser, "India wants to talk about asylum", &["Terror financing"], "");
    });
}

#[test]
fn a_deleted_item_leaves_its_passages() {
    scenario(|browser, _| {
        show_example_tags(browser);
        edit(browser, "Misuse of asylum");
        browser.click(named_in(".editor", "Delete item"));
        browser.wait_equal("ten items", 10, || agenda(browser).len());
        await_message(browser, "Its passages stay");
        assert_eq!(passages(browser).len(), EXAMPLES);
        let quoted = "people involved in crime who misuse asylum in the United States";
        await_card(browser, quoted, &[], "The headline, and the first point to listen for on Wednesday.");
        await_undo(browser, "delete Misuse of asylum");
        browser.press("Control+z");
        await_agenda(browser, &["Misuse of asylum", "Terror fugitives"]);
        await_count(browser, "Misuse of asylum", 2);
        assert_eq!(row(browser, "Misuse of asylum").1, "1");
    });
}

#[test]
fn one_item_alone_is_shown_and_walked_through() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let active = || cards(browser).into_iter().find(|card| card.active).map(|card| card.words);
        let click = |title: &str| browser.click(named_in("#agenda .item", title));
        click("Pro-Khalistan elements");
        let first = "the threat from pro-Khalistan elements who operate in the United States";
        let second = "what they could do on Indian soil";
        browser.wait_equal("its first passage", Some(first.to_owned()), active);
        browser.wait_until("only its cards are shown", || {
            cards(browser).iter().all(|card| card.items.contains(&"Pro-Khalistan elements".to_owned()))
        });
        assert_eq!(cards(browser).len(), 2);
        assert!(browser.sees(words("India also brings up")));
        browser.press("n");
        browser.wait_equal("its second passage", Some(second.to_owned()), active);
        browser.press("n");
        browser.wait_equal("its first passage again", Some(first.to_owned()), active);
        browser.press("p");
        browser.wait_equal("its second passage", Some(second.to_owned()), active);
        browser.click(named_in("#notes .only", "Show all"));
        browser.wait_until("all cards are shown", || cards(browser).len() > 2);
        click("Narcotics");
        browser.wait_until("only its card is shown", || cards(browser).len() == 1);
        click("Narcotics");
        browser.wait_until("all cards are shown", || cards(browser).len() > 2);
    });
}
