//! The agenda panel: items are made, edited, moved, nested, folded, deleted, and walked through.

use crate::{
    harness::{Browser, Point, Target, named, named_in, scenario, words},
    steps::*,
};

const ASYLUM: &str = "Misuse of asylum";
const FUGITIVES: &str = "Terror fugitives";
const FINANCING: &str = "Terror financing";

/// How far to the right is one level deeper, in pixels.
const LEVEL: f64 = 20.0;

/// Drags an item by its grip to the height of another's row, or a bit off it, and to the right.
fn drag_to(browser: &Browser, title: &str, row: &str, right: f64, down: f64) {
    // Reaching one may scroll the other.
    browser.reach(grip(title));
    let to = browser.reach(named_in("#agenda .named", row)).middle;
    let from = browser.reach(grip(title)).middle;
    browser.drag_path(&[from, Point { x: from.x + right, y: to.y + down }]);
}

fn grip(title: &str) -> Target {
    named(&format!("Move {title}: drag"))
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

        edit_item(browser, ASYLUM);
        browser.picture("item");
        browser.fill("#item-dialog [name=title]", "Asylum");
        keep_item(browser);
        await_tree(browser, &["Asylum", FUGITIVES]);
        await_undo(browser, "Misuse of asylum renamed");
        await_card(browser, "India wants to talk about asylum", &["Asylum"], "");

        let underline = || browser.style("article mark", "background-image");
        let before = underline();
        edit_item(browser, "Asylum");
        let chosen = || browser.texts("#item-dialog .palette [aria-pressed=true]").len();
        assert_eq!(chosen(), 1, "one colour of the palette is the item's");
        browser.click("#item-dialog .palette .swatch:not([aria-pressed=true]):nth-child(6)");
        browser.wait_equal("another colour is chosen", Some("true".to_owned()), || {
            browser.attribute("#item-dialog .palette .swatch:nth-child(6)", "aria-pressed")
        });
        assert_eq!(chosen(), 1);
        assert_eq!(underline(), before, "nothing is kept yet");
        keep_item(browser);
        browser.wait_until("the mark has another colour", || underline() != before);
        await_undo(browser, "colour of Asylum");

        edit_item(browser, "Asylum");
        browser.fill("#item-dialog [name=description]", "Who may stay,\nand why.");
        keep_item(browser);
        await_undo(browser, "description of Asylum");
        assert_eq!(
            browser.attribute(named_in("#agenda .named", "Asylum"), "title").as_deref(),
            Some("Who may stay,\nand why.")
        );
        edit_item(browser, "Asylum");
        assert_eq!(browser.value("#item-dialog [name=description]"), "Who may stay,\nand why.");
        browser.press("Escape");
        await_no_dialog(browser);

        edit_item(browser, "Press freedom 2");
        choose_option(browser, "#item-dialog [name=hotkey]", "1 (now Asylum)");
        keep_item(browser);
        browser.wait_equal("the hotkey moves", "1".to_owned(), || row(browser, "Press freedom 2").1);
        assert_eq!(row(browser, "Asylum").1, "", "a hotkey has one item");
        browser.press("Control+z");
        browser.wait_equal("the hotkey is back", "1".to_owned(), || row(browser, "Asylum").1);
        for _ in 0..3 {
            browser.press("Control+z");
        }
        await_tree(browser, &[ASYLUM]);
        browser.wait_equal("the colour is back", before, underline);
    });
}

#[test]
fn what_is_not_kept_is_not_kept() {
    scenario(|browser, _| {
        let steps = || browser.attribute("header .undo", "aria-label");
        let leave = |way: &dyn Fn()| {
            edit_item(browser, "Narcotics");
            browser.press("Control+a");
            browser.write("never kept");
            browser.click("#item-dialog .palette .swatch:not([aria-pressed=true]):nth-child(3)");
            choose_option(browser, "#item-dialog [name=status]", "Done");
            way();
            await_no_dialog(browser);
            assert!(agenda(browser).iter().any(|title| title == "Narcotics"));
            assert_eq!(browser.count("#agenda .status"), 0);
        };
        let before = steps();
        leave(&|| browser.press("Escape"));
        leave(&|| {
            // A longer text is not lost to one key.
            browser.fill("#item-dialog [name=description]", "never kept");
            browser.press("Escape");
            browser.wait_until("it is said first", || {
                browser.text("#item-dialog .done").contains("Unsaved text")
            });
            browser.press("Escape");
        });
        leave(&|| browser.click(named_in("#item-dialog", "Cancel")));
        leave(&|| browser.click(named_in("#item-dialog", "Close")));
        assert_eq!(steps(), before, "there is nothing new to undo");
        edit_item(browser, "Narcotics");
        assert_eq!(
            browser.value("#item-dialog [name=status]"),
            "",
            "nor is it there when the panel is opened again"
        );
        browser.press("Control+a");
        browser.press("Delete");
        browser.wait_until("a title is asked for", || browser.sees("#item-dialog [role=alert]"));
        browser.press("Enter");
        browser.write("Drugs");
        browser.press("Enter");
        await_no_dialog(browser);
        browser.wait_until("it is renamed", || agenda(browser).contains(&"Drugs".to_owned()));
    });
}

#[test]
fn items_are_moved_and_keep_their_hotkeys() {
    scenario(|browser, _| {
        // Straight up or down, to the upper half of a row: it goes before that row.
        let drag = |title: &str, before: &str| drag_to(browser, title, before, 0.0, -12.0);
        drag(FINANCING, ASYLUM);
        await_tree(browser, &[FINANCING, ASYLUM, FUGITIVES]);
        await_undo(browser, "Terror financing moved");
        drag(ASYLUM, "Pro-Khalistan elements");
        await_tree(browser, &[FINANCING, FUGITIVES, ASYLUM, "Pro-Khalistan elements"]);
        let end = browser.reach("#new-item-title").middle;
        let from = browser.reach(grip(FUGITIVES)).middle;
        browser.drag_path(&[from, Point { x: from.x, y: end.y }]);
        browser.wait_equal("the last item", Some(FUGITIVES.to_owned()), || tree(browser).pop());
        browser.press("Control+z");
        await_tree(browser, &[FINANCING, FUGITIVES, ASYLUM]);

        browser.click(grip(ASYLUM));
        browser.press("ArrowUp");
        await_tree(browser, &[FINANCING, ASYLUM, FUGITIVES]);
        browser.press("ArrowUp");
        await_tree(browser, &[ASYLUM, FINANCING, FUGITIVES]);
        browser.press("ArrowUp");
        browser.press("ArrowDown");
        await_tree(browser, &[FINANCING, ASYLUM, FUGITIVES]);
        assert_eq!(row(browser, ASYLUM).1, "1");
        tag(browser, "India wants to talk about asylum", "3");
        await_card(browser, "India wants to talk about asylum", &[FINANCING], "");
    });
}

#[test]
fn items_are_nested_and_folded() {
    scenario(|browser, _| {
        show_example_tags(browser);
        // To the right, where it is: below the one above.
        let from = browser.reach(grip(FUGITIVES)).middle;
        browser.drag_path(&[from, from.moved(LEVEL + 8.0, 0.0)]);
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        await_undo(browser, "Terror fugitives moved");
        // Elsewhere, and as deep as can be.
        drag_to(browser, "Narcotics", FINANCING, 2.0 * LEVEL + 8.0, -12.0);
        await_tree(browser, &[ASYLUM, ".Terror fugitives", "..Narcotics", FINANCING]);
        // What is below goes along.
        drag_to(browser, FUGITIVES, "Pro-Khalistan elements", LEVEL, -12.0);
        await_tree(
            browser,
            &[ASYLUM, FINANCING, ".Terror fugitives", "..Narcotics", "Pro-Khalistan elements"],
        );
        browser.press("Control+z");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", "..Narcotics", FINANCING]);
        browser.press("Control+Shift+z");
        await_tree(browser, &[ASYLUM, FINANCING, ".Terror fugitives", "..Narcotics"]);
        browser.picture("tree");

        // Hotkeys, passages and the margin do not care for depth.
        await_count(browser, ASYLUM, 2);
        assert_eq!(row(browser, "Terror fugitives").1, "2");

        browser.click(named("Hide sub-items of Terror fugitives"));
        await_tree(browser, &[ASYLUM, FINANCING, ".Terror fugitives", "Pro-Khalistan elements"]);
        browser.click(named("Hide sub-items of Terror financing"));
        await_tree(browser, &[ASYLUM, FINANCING, "Pro-Khalistan elements"]);
        browser.reload();
        await_tree(browser, &[ASYLUM, FINANCING, "Pro-Khalistan elements"]);
        assert_eq!(
            browser.attribute(named("Show sub-items of Terror financing"), "aria-expanded").as_deref(),
            Some("false")
        );
        browser.click(named("Show sub-items of Terror financing"));
        await_tree(browser, &[ASYLUM, FINANCING, ".Terror fugitives", "Pro-Khalistan elements"]);
        browser.click(named("Show sub-items of Terror fugitives"));
        await_tree(
            browser,
            &[ASYLUM, FINANCING, ".Terror fugitives", "..Narcotics", "Pro-Khalistan elements"],
        );
    });
}

#[test]
fn items_are_nested_with_the_arrow_keys() {
    scenario(|browser, _| {
        let press = |key: &str, expected: &[&str]| {
            browser.press(key);
            await_tree(browser, expected);
        };
        browser.click(grip(FUGITIVES));
        press("ArrowRight", &[ASYLUM, ".Terror fugitives", FINANCING]);
        browser.wait_until("the grip keeps the focus", || {
            browser.focused().starts_with("Move Terror fugitives")
        });
        browser.press("ArrowRight");
        press("ArrowLeft", &[ASYLUM, FUGITIVES, FINANCING]);
        press("ArrowRight", &[ASYLUM, ".Terror fugitives", FINANCING]);

        browser.click(grip(FINANCING));
        press("ArrowRight", &[ASYLUM, ".Terror fugitives", ".Terror financing"]);
        press("ArrowRight", &[ASYLUM, ".Terror fugitives", "..Terror financing"]);
        press("ArrowLeft", &[ASYLUM, ".Terror fugitives", ".Terror financing"]);
        press("ArrowUp", &[ASYLUM, ".Terror financing", ".Terror fugitives"]);
        press("ArrowDown", &[ASYLUM, ".Terror fugitives", ".Terror financing"]);
        await_undo(browser, "Terror financing moved");

        // The first of several goes after all of them when it leaves their parent.
        browser.click(grip(FUGITIVES));
        press("ArrowLeft", &[ASYLUM, ".Terror financing", FUGITIVES]);
        press("ArrowDown", &[ASYLUM, ".Terror financing", "Pro-Khalistan elements", FUGITIVES]);
        press("ArrowUp", &[ASYLUM, ".Terror financing", FUGITIVES]);
        press("Control+z", &[ASYLUM, ".Terror financing", "Pro-Khalistan elements", FUGITIVES]);

        // A parent takes what is below it along, past its next.
        browser.click(grip(ASYLUM));
        press("ArrowDown", &["Pro-Khalistan elements", ASYLUM, ".Terror financing", FUGITIVES]);
        press("ArrowUp", &[ASYLUM, ".Terror financing", "Pro-Khalistan elements"]);
    });
}

#[test]
fn a_deleted_item_leaves_its_passages() {
    scenario(|browser, _| {
        show_example_tags(browser);
        edit_item(browser, ASYLUM);
        browser.click(named_in("#item-dialog", "Delete “Misuse of asylum”"));
        browser.wait_equal("ten items", 10, || agenda(browser).len());
        await_message(browser, "Its passages stay");
        assert_eq!(passages(browser).len(), EXAMPLES);
        let quoted = "people involved in crime who misuse asylum in the United States";
        await_card(browser, quoted, &[], "The headline, and the first point to listen for on Wednesday.");
        await_undo(browser, "Misuse of asylum deleted");
        browser.press("Control+z");
        await_tree(browser, &["Misuse of asylum", "Terror fugitives"]);
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

#[test]
fn a_grip_that_is_only_clicked_moves_nothing() {
    scenario(|browser, _| {
        browser.click(grip(FUGITIVES));
        browser.press("ArrowRight");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        browser.click(grip(FUGITIVES));
        browser.fill("#new-item-title", "A mark that time has passed");
        browser.press("Enter");
        await_undo(browser, "new item A mark that time has passed");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        browser.press("Control+z");
        // Straight down past the next one: it is no deeper and no less deep.
        browser.click(grip(FINANCING));
        browser.press("ArrowRight");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", ".Terror financing", "Pro-Khalistan elements"]);
        drag_to(browser, FUGITIVES, FINANCING, 0.0, 8.0);
        await_tree(browser, &[ASYLUM, ".Terror financing", ".Terror fugitives", "Pro-Khalistan elements"]);
        // A drag that is given up moves nothing.
        let (from, to) =
            (browser.reach(grip(ASYLUM)).middle, browser.reach(grip("Pro-Khalistan elements")).middle);
        browser.drag_and_give_up(from, to);
        browser.press("ArrowDown");
        await_tree(browser, &["Pro-Khalistan elements", ASYLUM, ".Terror financing", ".Terror fugitives"]);
    });
}
