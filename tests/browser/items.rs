//! The panels of an item and of the agenda as a whole, and the item that every selection is tagged with.

use std::fs;

use serde_json::{Value, json};

use crate::{
    harness::{Browser, Folder, named, named_in, scenario},
    steps::*,
};

const ASYLUM: &str = "Misuse of asylum";
const FUGITIVES: &str = "Terror fugitives";
const FINANCING: &str = "Terror financing";
const KHALISTAN: &str = "Pro-Khalistan elements";

/// What an item's status is in the agenda; nothing if it has none.
fn status(browser: &Browser, title: &str) -> String {
    browser.script(
        "const row = [...document.querySelectorAll('#agenda .item')] \
           .find((row) => row.querySelector('button.title').textContent === arguments[0]); \
         return row?.querySelector('.status')?.textContent ?? ''",
        json!([title]),
    )
}

#[track_caller]
fn await_status(browser: &Browser, title: &str, expected: &str) {
    browser.wait_equal(&format!("the status of {title:?}"), expected.to_owned(), || status(browser, title));
}

#[test]
fn a_status_who_raised_it_and_what_it_is_part_of_are_kept() {
    scenario(|browser, _| {
        edit_item(browser, FUGITIVES);
        choose_option(browser, "#item-dialog [name=status]", "Done");
        browser.fill("#item-dialog [name=raised]", "The Home Ministry");
        choose_option(browser, "#item-dialog [name=parent]", ASYLUM);
        keep_item(browser);
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        await_status(browser, FUGITIVES, "Done");
        await_undo(browser, "Terror fugitives edited");

        edit_item(browser, FINANCING);
        let names =
            "return [...document.querySelectorAll('#item-dialog datalist option')].map((it) => it.value)";
        let names: Vec<String> = browser.script(names, json!([]));
        assert_eq!(names, ["The Home Ministry"], "a name that was given is offered");
        let list = browser.attribute("#item-dialog [name=raised]", "list");
        assert!(list.is_some_and(|list| browser.count(&format!("datalist#{list}")) == 1));
        browser.press("Escape");
        await_no_dialog(browser);

        browser.reload();
        edit_item(browser, FUGITIVES);
        assert_eq!(browser.value("#item-dialog [name=raised]"), "The Home Ministry");
        assert_eq!(browser.value("#item-dialog [name=status]"), "Done");
        choose_option(browser, "#item-dialog [name=parent]", "none (top level)");
        keep_item(browser);
        browser.wait_equal("it is at the end", Some(FUGITIVES.to_owned()), || tree(browser).pop());
        undo(browser, "Terror fugitives moved");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
    });
}

#[test]
fn an_own_colour_is_told_from_others() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let underline = || browser.style("article mark", "background-image");
        let before = underline();
        edit_item(browser, ASYLUM);
        browser.click(named_in("#item-dialog .palette", "Custom colour"));
        browser.wait_until("a colour can be picked", || browser.sees("#item-dialog input[type=color]"));
        // The picker is the system's.
        browser.run(
            "const field = document.querySelector('#item-dialog input[type=color]'); field.value = '#fafafa'; \
             field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
            json!([]),
        );
        browser
            .wait_until("it is said to be faint", || browser.text("#item-dialog").contains("Hard to see on"));
        keep_item(browser);
        browser.wait_until("the mark has the colour", || underline() != before);
        edit_item(browser, ASYLUM);
        assert_eq!(browser.value("#item-dialog input[type=color]"), "#fafafa");
        browser.press("Escape");
        await_no_dialog(browser);
        undo(browser, "colour of Misuse of asylum");
        browser.wait_equal("the colour is back", before, underline);
    });
}

#[test]
fn items_are_merged() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let quoted = "Officials of both countries";
        tag(browser, quoted, "4");
        let counts =
            || [ASYLUM, KHALISTAN].map(|title| row(browser, title).0.parse::<usize>().unwrap_or_default());
        let before = counts();
        edit_item(browser, KHALISTAN);
        browser.click(named_in("#item-dialog", "Merge with…"));
        assert!(browser.attribute(named_in("#item-dialog", "Merge"), "disabled").is_some());
        choose_option(browser, "#item-dialog [name=merge]", ASYLUM);
        browser.wait_until("what becomes of its passages is said", || {
            browser.text("#item-dialog").contains(&format!("to “{ASYLUM}”"))
        });
        browser.picture("merge");
        browser.click(named_in("#item-dialog", "Merge into “Misuse of asylum”"));
        await_no_dialog(browser);
        browser.wait_equal("ten items", 10, || agenda(browser).len());
        await_message(browser, "merged into “Misuse of asylum”");
        await_count(browser, ASYLUM, before[0] + before[1]);
        assert_eq!(passages(browser).len(), EXAMPLES + 1);
        await_card(browser, quoted, &[ASYLUM], "");
        undo(browser, "Pro-Khalistan elements merged into Misuse of asylum");
        browser.wait_equal("both are back", before, counts);
        await_card(browser, quoted, &[KHALISTAN], "");
    });
}

#[test]
fn an_item_is_split() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        tag(browser, "Officials of both countries meet on Wednesday", "1");
        edit_item(browser, ASYLUM);
        browser.click(named_in("#item-dialog", "Split…"));
        let ticks = || browser.texts("#item-dialog .ticks q");
        assert_eq!(
            ticks(),
            ["Officials of both countries meet on Wednesday", "India wants to talk about asylum"],
            "in reading order"
        );
        browser.click("#item-dialog .ticks li:first-child button");
        browser.wait_until("one is ticked", || browser.count("#item-dialog .ticks [aria-pressed=true]") == 1);
        browser.fill("#item-dialog [name=split-title]", "The meeting");
        browser.click(named_in("#item-dialog", "Move 1 passage"));
        // What is new is likely to want more than a title.
        browser.wait_equal("the new item's panel", "The meeting".to_owned(), || {
            browser.value("#item-dialog [name=title]")
        });
        browser.picture("split");
        browser.press("Escape");
        await_no_dialog(browser);
        await_tree(browser, &[ASYLUM, "The meeting", FUGITIVES]);
        await_count(browser, "The meeting", 1);
        await_count(browser, ASYLUM, 1);
        await_card(browser, "Officials of both countries meet on Wednesday", &["The meeting"], "");

        // To one that is there.
        edit_item(browser, ASYLUM);
        browser.click(named_in("#item-dialog", "Split…"));
        browser.click("#item-dialog .ticks button");
        choose_option(browser, "#item-dialog [name=split-to]", "The meeting");
        browser.wait_until("no title is asked for", || browser.count("#item-dialog [name=split-title]") == 0);
        browser.click(named_in("#item-dialog", "Move 1 passage"));
        await_count(browser, "The meeting", 2);
        await_count(browser, ASYLUM, 0);
        if browser.count("dialog") > 0 {
            browser.press("Escape");
            await_no_dialog(browser);
        }
        undo(browser, "Misuse of asylum split");
        await_count(browser, ASYLUM, 1);
        undo(browser, "Misuse of asylum split");
        await_count(browser, ASYLUM, 2);
        await_tree(browser, &[ASYLUM, FUGITIVES]);
    });
}

#[test]
fn an_item_is_duplicated() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        browser.click(named("Move Terror fugitives: drag"));
        browser.press("ArrowRight");
        await_tree(browser, &[ASYLUM, ".Terror fugitives"]);
        edit_item(browser, ASYLUM);
        browser.click(named_in("#item-dialog", "Duplicate…"));
        browser.click(named_in("#item-dialog", "Tag its passages with the copy too"));
        browser.wait_equal("it is chosen", Some("true".to_owned()), || {
            browser.attribute(named_in("#item-dialog", "Tag its passages with the copy too"), "aria-pressed")
        });
        browser.click("#item-dialog details[open] .buttons button");
        browser.wait_equal("the copy's panel", "Misuse of asylum (copy)".to_owned(), || {
            browser.value("#item-dialog [name=title]")
        });
        browser.press("Escape");
        await_no_dialog(browser);
        let copy = "Misuse of asylum (copy)";
        await_tree(browser, &[ASYLUM, ".Terror fugitives", copy, ".Terror fugitives", FINANCING]);
        await_card(browser, "India wants to talk about asylum", &[ASYLUM, copy], "");
        undo(browser, "Misuse of asylum duplicated");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        await_card(browser, "India wants to talk about asylum", &[ASYLUM], "");
    });
}

/// The line that says which item every selection is tagged with; nothing if none is.
fn sticky(browser: &Browser) -> String {
    let lines = browser.texts("#status .message");
    let line = lines.iter().find_map(|line| line.split_once("Tagging every selection as"));
    let line = line.map(|(_, rest)| rest.trim().trim_end_matches("Stop").trim().to_owned());
    line.unwrap_or_default()
}

#[track_caller]
fn await_sticky(browser: &Browser, title: &str) {
    browser.wait_equal("every selection is tagged with", title.to_owned(), || sticky(browser));
}

#[test]
fn every_selection_is_tagged_with_the_sticky_item() {
    scenario(|browser, _| {
        let stick = || named("Tag every selection as Narcotics");
        let pressed = || browser.attribute(stick(), "aria-pressed");
        browser.click(stick());
        await_sticky(browser, "Narcotics");
        assert_eq!(pressed().as_deref(), Some("true"));
        browser.picture("sticky");
        browser.select("India wants to talk about asylum");
        await_passages(browser, &["India wants to talk about asylum"]);
        await_card(browser, "India wants to talk about asylum", &["Narcotics"], "");
        assert_eq!(browser.count("#tag-menu"), 0, "nothing is asked");
        browser.select("Officials of both countries");
        await_passages(browser, &["Officials of both countries", "India wants to talk about asylum"]);
        await_undo(browser, "tagged as Narcotics");
        browser.press("Control+z");
        await_passages(browser, &["India wants to talk about asylum"]);
        await_sticky(browser, "Narcotics");

        // Other items still have their keys.
        browser.select("Officials of both countries");
        await_passages(browser, &["Officials of both countries", "India wants to talk about asylum"]);
        browser.press("1");
        await_card(browser, "Officials of both countries", &["Narcotics", ASYLUM], "");

        browser.click(named_in("#status", "Stop"));
        await_sticky(browser, "");
        assert_eq!(pressed().as_deref(), Some("false"));
        select(browser, "a top item on the Indian side");
        browser.press("Escape");
        await_no_menu(browser);

        // The same button, pressed again, ends it too, and another's takes its place.
        browser.click(stick());
        await_sticky(browser, "Narcotics");
        browser.click(named("Tag every selection as Terror financing"));
        await_sticky(browser, FINANCING);
        browser.click(named("Tag every selection as Terror financing"));
        await_sticky(browser, "");

        // An item that is gone tags nothing.
        browser.click(stick());
        await_sticky(browser, "Narcotics");
        edit_item(browser, "Narcotics");
        browser.click(named_in("#item-dialog", "Delete “Narcotics”"));
        await_sticky(browser, "");
    });
}

#[test]
fn the_sticky_item_works_by_keys() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "3");
        browser.press("t");
        await_sticky(browser, FINANCING);
        browser.press("j");
        browser.press("j");
        browser.wait_until("the reading cursor is there", || browser.count("mark.cursor") > 0);
        let words = browser.texts("article mark.cursor").concat();
        browser.press("Enter");
        browser.wait_until("its sentence is tagged", || passages(browser).contains(&words));
        await_card(browser, &words, &[FINANCING], "");
        assert_eq!(browser.count("#tag-menu"), 0);
        browser.press("j");
        browser.wait_until("the cursor goes on", || browser.count("mark.cursor") > 0);
        browser.press("Enter");
        browser.wait_equal("the next sentence is tagged", 3, || passages(browser).len());
        // Escape ends what is innermost first: the passage that is looked at, then this.
        browser.press("Escape");
        browser.wait_until("nothing is looked at", || browser.count("mark.active, mark.cursor") == 0);
        browser.press("Escape");
        await_sticky(browser, "");
        browser.press("t");
        await_sticky(browser, FINANCING);
        // Whoever points has stopped writing, so that what comes quickly after it is a command.
        browser.click("header .name");
        browser.press("t");
        await_sticky(browser, "");
    });
}

#[test]
fn a_finger_tags_with_the_sticky_item() {
    phone(|browser| {
        browser.tap(named_in("#tabs", "Agenda"));
        browser.wait_until("the agenda is up", || browser.sees("#agenda"));
        browser.tap(named("Tag every selection as Narcotics"));
        await_sticky(browser, "Narcotics");
        assert_no_overflow(browser);
        browser.tap(named_in("#tabs", "Article"));
        browser.select_by_touch("India wants to talk about asylum");
        await_passages(browser, &["India wants to talk about asylum"]);
        assert_eq!(browser.count("#tag-menu"), 0);
        browser.tap(named_in("#status", "Stop"));
        await_sticky(browser, "");
    });
}

/// Opens the panel of the agenda as a whole.
#[track_caller]
fn open_agenda(browser: &Browser) {
    browser.click(named_in("#agenda", "Manage agenda…"));
    browser.wait_until("the panel is open", || browser.sees("#agenda-dialog select"));
}

/// Chooses what to start from in that panel, which is open.
#[track_caller]
fn start_from(browser: &Browser, source: &str) {
    choose_option(browser, "#agenda-dialog [name=from]", source);
}

#[test]
fn one_starts_from_a_blank_agenda_a_starter_or_a_list() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let before = tree(browser);
        open_agenda(browser);
        browser.picture("agenda");
        start_from(browser, "A blank agenda");
        browser.click(named_in("#agenda-dialog", "Replace 11 items"));
        await_no_dialog(browser);
        browser.wait_equal("no items", 0, || agenda(browser).len());
        assert!(browser.text("#agenda .empty").contains("Add its first item"));
        assert_eq!(passages(browser).len(), EXAMPLES, "passages stay");
        await_message(browser, "Undo brings the old one back");
        undo(browser, "started from a blank agenda");
        browser.wait_equal("the agenda is back", before.clone(), || tree(browser));
        await_count(browser, ASYLUM, 2);
        browser.press("Control+Shift+z");
        browser.wait_equal("no items", 0, || agenda(browser).len());

        open_agenda(browser);
        start_from(browser, "A list that you paste");
        browser.wait_until("the list has the focus", || browser.focus_is_in("#agenda-dialog [name=list]"));
        browser.insert("Budget\n  Taxes\n  Fees\nRoads");
        browser.wait_until("it is read", || browser.text("#agenda-dialog").contains("4 items"));
        browser.picture("list");
        browser.click(named_in("#agenda-dialog", "Use this agenda"));
        await_no_dialog(browser);
        browser.wait_equal("the list", vec!["Budget", ".Taxes", ".Fees", "Roads"], || {
            tree(browser)
                .iter()
                .map(|title| match &**title {
                    "Budget" => "Budget",
                    ".Taxes" => ".Taxes",
                    ".Fees" => ".Fees",
                    "Roads" => "Roads",
                    _ => "?",
                })
                .collect()
        });
        tag(browser, "Officials of both countries meet on Wednesday", "2");
        await_count(browser, "Taxes", 1);

        open_agenda(browser);
        start_from(browser, "The starter agenda");
        browser.click(named_in("#agenda-dialog", "Add 11 items"));
        browser.wait_equal("all of them", 15, || agenda(browser).len());
        await_no_dialog(browser);
        undo(browser, "added the starter agenda");
        browser.wait_equal("the list alone", 4, || agenda(browser).len());
        open_agenda(browser);
        start_from(browser, "The starter agenda");
        browser.click(named_in("#agenda-dialog", "Replace 4 items"));
        browser.wait_equal("the starter agenda", before, || tree(browser));
        await_undo(browser, "started from the starter agenda");
        browser.reload();
        await_tree(browser, &[ASYLUM, FUGITIVES]);
    });
}

#[test]
fn an_agenda_is_saved_as_a_template() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let financing = row(browser, FINANCING).0.parse().expect("a number");
        open_agenda(browser);
        browser.fill("#agenda-dialog [placeholder='Weekly meeting']", "Home talks");
        browser.press("Enter");
        browser.wait_until("it is listed", || browser.texts("#agenda-dialog .agendas b") == ["Home talks"]);
        await_done(browser, "Saved as “Home talks”");
        assert_eq!(
            browser.value("#agenda-dialog [placeholder='Weekly meeting']"),
            "",
            "the field is for the next"
        );
        browser.press("Escape");
        await_no_dialog(browser);
        await_undo(browser, "template Home talks saved");
        for title in [FUGITIVES, ASYLUM] {
            edit_item(browser, title);
            browser.click(named_in("#item-dialog", "Delete “"));
            await_no_dialog(browser);
        }
        browser.reload();
        browser.wait_equal("nine items", 9, || agenda(browser).len());
        open_agenda(browser);
        browser.click(named_in("#agenda-dialog", "Use “Home talks”"));
        browser.click(named_in("#agenda-dialog", "Add 2 items"));
        browser.wait_equal("they are back", 11, || agenda(browser).len());
        await_undo(browser, "added Home talks");
        browser.press("Control+z");
        browser.wait_equal("nine items", 9, || agenda(browser).len());
        open_agenda(browser);
        start_from(browser, "“Home talks”");
        browser.click(named_in("#agenda-dialog", "Replace 9 items"));
        await_no_dialog(browser);
        await_tree(browser, &[ASYLUM, FUGITIVES, FINANCING]);
        await_undo(browser, "started from Home talks");
        await_count(browser, FINANCING, financing);

        open_agenda(browser);
        browser.click(named_in("#agenda-dialog", "Delete “Home talks”"));
        browser.wait_until("it is not listed", || browser.count("#agenda-dialog .agendas") == 0);
        browser.click(named_in("#agenda-dialog .done", "Undo"));
        browser.wait_until("it is back", || browser.texts("#agenda-dialog .agendas b") == ["Home talks"]);
    });
}

/// Waits until a panel says what was done in it.
#[track_caller]
fn await_done(browser: &Browser, part: &str) {
    browser.wait_until(&format!("the panel says {part:?}"), || {
        browser.texts("dialog .done").concat().contains(part)
    });
}

#[test]
fn statuses_are_edited_and_renamed_in_items() {
    scenario(|browser, _| {
        edit_item(browser, ASYLUM);
        choose_option(browser, "#item-dialog [name=status]", "On the agenda");
        keep_item(browser);
        await_status(browser, ASYLUM, "On the agenda");
        edit_item(browser, FUGITIVES);
        choose_option(browser, "#item-dialog [name=status]", "Background");
        keep_item(browser);
        await_status(browser, FUGITIVES, "Background");

        let words = || -> Vec<String> {
            browser.script(
                "return [...document.querySelectorAll('#agenda-dialog .statuses input')].map((it) => it.value)",
                json!([]),
            )
        };
        open_agenda(browser);
        assert_eq!(words(), ["On the agenda", "Background", "Not expected", "Done"]);
        browser.fill(named_in("#agenda-dialog", "Status 1"), "Top");
        browser.click(named_in("#agenda-dialog", "Delete “Background”"));
        browser.wait_until("what becomes of its item is said", || {
            browser.text("#agenda-dialog").contains("1 item still has it")
        });
        browser.click(named_in("#agenda-dialog", "Move “Done” up"));
        browser.wait_equal(
            "it moves",
            vec!["Top".to_owned(), "Done".to_owned(), "Not expected".to_owned()],
            words,
        );
        browser.click(named_in("#agenda-dialog", "Add a status"));
        browser.wait_until("a row for it", || words().len() == 4);
        browser.fill(named_in("#agenda-dialog", "Status 5"), "Postponed");
        browser.picture("statuses");
        browser.click(named_in("#agenda-dialog", "Save statuses"));
        await_no_dialog(browser);
        await_status(browser, ASYLUM, "Top");
        await_status(browser, FUGITIVES, "Background");
        browser.reload();
        edit_item(browser, FINANCING);
        let options: Vec<String> = browser.script(
            "return [...document.querySelectorAll('#item-dialog [name=status] option')].map((it) => it.text)",
            json!([]),
        );
        assert_eq!(options, ["none", "Top", "Done", "Not expected", "Postponed"]);
        browser.press("Escape");
        await_no_dialog(browser);
        open_agenda(browser);
        browser.fill(named_in("#agenda-dialog", "Status 1"), "Never kept");
        browser.press("Escape");
        await_no_dialog(browser);
        await_status(browser, ASYLUM, "Top");
        // Undo is of the tab, and was lost with the reload.
        open_agenda(browser);
        browser.fill(named_in("#agenda-dialog", "Status 1"), "First");
        browser.press("Enter");
        await_status(browser, ASYLUM, "First");
        undo(browser, "statuses changed");
        await_status(browser, ASYLUM, "Top");
    });
}

#[test]
fn an_agenda_goes_into_a_file_and_comes_from_it() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.click(named("Move Terror fugitives: drag"));
        browser.press("ArrowRight");
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        edit_item(browser, ASYLUM);
        choose_option(browser, "#item-dialog [name=status]", "Done");
        keep_item(browser);
        open_agenda(browser);
        browser.fill("#agenda-dialog [placeholder='Weekly meeting']", "Home talks, 2026");
        browser.click(named_in("#agenda-dialog", "Export as a file"));
        let file = browser.downloaded(".agenda.json");
        assert_eq!(file.file_name().and_then(|name| name.to_str()), Some("home-talks-2026.agenda.json"));
        let text = fs::read_to_string(&file).expect("the file can be read");
        let agenda_file: Value = serde_json::from_str(&text).expect("JSON");
        assert!(!text.contains("annotations"), "no passages: {agenda_file}");
        browser.wait_until("the panel stays", || browser.sees("#agenda-dialog"));
        browser.press("Escape");
        await_no_dialog(browser);

        // Into another project, which is blank.
        open_agenda(browser);
        start_from(browser, "A blank agenda");
        browser.click(named_in("#agenda-dialog", "Replace 11 items"));
        browser.wait_equal("no items", 0, || agenda(browser).len());
        browser.drop_files("#reader", &[&file]);
        browser.wait_until("what the file holds", || {
            browser.count("#agenda-dialog") == 1
                && browser.text("#agenda-dialog").contains("The file holds an agenda")
        });
        assert!(browser.text("#agenda-dialog").contains("11 items"));
        browser.picture("file");
        browser.click(named_in("#agenda-dialog", "Use this agenda"));
        await_tree(browser, &[ASYLUM, ".Terror fugitives", FINANCING]);
        await_status(browser, ASYLUM, "Done");
        assert_eq!(row(browser, FINANCING).1, "3");
        undo(browser, "started from home-talks-2026");
        browser.wait_equal("no items", 0, || agenda(browser).len());

        let folder = Folder::new();
        let broken = folder.write("broken.agenda.json", &text[..text.len() / 2]);
        browser.drop_files("#reader", &[&broken]);
        browser.wait_until("it is refused in words", || browser.count("#status .message.trouble") > 0);
        assert_eq!(agenda(browser).len(), 0);
    });
}

/// Where the focus is: in the dialog, or with the browser itself (`body`), but never in the page behind.
fn focus_is_kept(browser: &Browser, dialog: &str) -> bool {
    browser.script(
        "const at = document.activeElement; return at === document.body || at.closest(arguments[0]) !== null",
        json!([dialog]),
    )
}

/// Goes on with Tab until a control of this name has the focus, which stays in the dialog.
#[track_caller]
fn tab_to(browser: &Browser, dialog: &str, name: &str) {
    for _ in 0..80 {
        if browser.focus_is_in(dialog) && browser.focused().starts_with(name) {
            return;
        }
        browser.press("Tab");
        assert!(focus_is_kept(browser, dialog), "the focus is on {}", browser.focused());
    }
    panic!("Tab does not come to {name}");
}

#[test]
fn the_panel_of_an_item_is_operated_by_keys() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let open = || {
            browser.of::<()>(named("Edit Misuse of asylum"), "(element.focus(), null)");
            browser.press("Enter");
            browser
                .wait_until("the title has the focus", || browser.focus_is_in("#item-dialog [name=title]"));
        };
        let came_back = || {
            await_no_dialog(browser);
            browser
                .wait_equal("the focus comes back", "Edit Misuse of asylum".to_owned(), || browser.focused());
        };
        open();
        browser.press("Escape");
        came_back();
        open();
        // All the way round.
        for _ in 0..50 {
            browser.press("Tab");
            assert!(focus_is_kept(browser, "#item-dialog"), "the focus is on {}", browser.focused());
        }
        tab_to(browser, "#item-dialog", "Status");
        browser.write("D");
        browser.wait_equal("a status", "Done".to_owned(), || browser.value("#item-dialog [name=status]"));
        tab_to(browser, "#item-dialog", "Vermilion");
        browser.press("Enter");
        browser.wait_until("the focus stays on the colour", || browser.focused().starts_with("Vermilion"));
        browser.wait_until("it is pressed", || {
            browser.script("return document.activeElement.getAttribute('aria-pressed') === 'true'", json!([]))
        });
        tab_to(browser, "#item-dialog", "Save");
        browser.press("Enter");
        came_back();
        await_status(browser, ASYLUM, "Done");

        open();
        tab_to(browser, "#item-dialog", "Split…");
        browser.press("Enter");
        tab_to(browser, "#item-dialog", "India wants to talk");
        browser.press("Space");
        browser.wait_until("it is ticked", || browser.count("#item-dialog .ticks [aria-pressed=true]") == 1);
        assert!(browser.focus_is_in("#item-dialog .ticks"), "the focus stays where it was");
        tab_to(browser, "#item-dialog", "Title of the new item");
        browser.write("The talks");
        // Keys that are pressed by a program come faster than any reader's.
        browser.wait_until("it can be split", || {
            browser.of(named_in("#item-dialog", "Move 1 passage"), "!element.disabled")
        });
        browser.press("Enter");
        browser.wait_equal("the new one's panel", "The talks".to_owned(), || {
            browser.value("#item-dialog [name=title]")
        });
        browser.wait_until("its title has the focus", || browser.focus_is_in("#item-dialog [name=title]"));
        tab_to(browser, "#item-dialog", "Merge with…");
        browser.press("Enter");
        tab_to(browser, "#item-dialog", "Into");
        browser.press("ArrowDown");
        tab_to(browser, "#item-dialog", "Merge into “Misuse of asylum”");
        browser.press("Enter");
        await_no_dialog(browser);
        await_undo(browser, "The talks merged into Misuse of asylum");
        assert_eq!(agenda(browser).len(), 11);
    });
}

#[test]
fn the_panel_of_the_agenda_is_operated_by_keys() {
    scenario(|browser, _| {
        let open = || {
            browser.of::<()>(named_in("#agenda", "Manage agenda…"), "(element.focus(), null)");
            browser.press("Enter");
            browser.wait_until("the panel has the focus", || {
                browser.focus_is_in("#agenda-dialog") && browser.sees("#agenda-dialog select")
            });
        };
        let came_back = || {
            await_no_dialog(browser);
            browser.wait_equal("the focus comes back", "Manage agenda…".to_owned(), || browser.focused());
        };
        open();
        for _ in 0..40 {
            browser.press("Tab");
            assert!(focus_is_kept(browser, "#agenda-dialog"), "the focus is on {}", browser.focused());
        }
        browser.press("Escape");
        came_back();

        open();
        tab_to(browser, "#agenda-dialog", "Agenda");
        browser.write("A l");
        browser.wait_until("the list has the focus", || browser.focus_is_in("#agenda-dialog [name=list]"));
        browser.insert("Budget\n  Taxes");
        tab_to(browser, "#agenda-dialog", "Add 2 items");
        browser.press("Enter");
        came_back();
        browser.wait_equal("they are added", 13, || agenda(browser).len());

        open();
        tab_to(browser, "#agenda-dialog", "Name");
        browser.write("Home talks");
        browser.press("Enter");
        browser.wait_until("it is listed", || browser.texts("#agenda-dialog .agendas b") == ["Home talks"]);
        browser.wait_until("the focus stays in the panel", || browser.focus_is_in("#agenda-dialog"));
        tab_to(browser, "#agenda-dialog", "Move “Background” up");
        browser.press("Enter");
        let first = || browser.value("#agenda-dialog .statuses li:first-child input");
        browser.wait_equal("it moves", "Background".to_owned(), first);
        browser.wait_until("the focus stays in the panel", || browser.focus_is_in("#agenda-dialog"));
        tab_to(browser, "#agenda-dialog", "Save statuses");
        browser.press("Enter");
        came_back();
        await_undo(browser, "statuses changed");
    });
}

#[test]
fn the_panels_fit_a_phone() {
    phone(|browser| {
        let agenda_sheet = || {
            if !browser.sees("#agenda") {
                browser.tap(named_in("#tabs", "Agenda"));
            }
            browser.wait_until("the agenda is up", || browser.sees("#agenda"));
        };
        agenda_sheet();
        browser.tap(named("Edit Misuse of asylum"));
        browser.wait_until("the panel is open", || browser.sees("#item-dialog"));
        assert_no_overflow(browser);
        browser.picture("item");
        choose_option(browser, "#item-dialog [name=status]", "Not expected");
        choose_option(browser, "#item-dialog [name=parent]", KHALISTAN);
        browser.tap(named_in("#item-dialog", "Merge with…"));
        choose_option(browser, "#item-dialog [name=merge]", KHALISTAN);
        browser.tap(named_in("#item-dialog", "Duplicate…"));
        browser.tap(named_in("#item-dialog .palette", "Custom colour"));
        browser.wait_until("the picker", || browser.sees("#item-dialog input[type=color]"));
        assert_no_overflow(browser);
        browser.picture("item-open");
        browser.tap(named_in("#item-dialog", "Save"));
        await_no_dialog(browser);
        agenda_sheet();
        await_tree(browser, &[FUGITIVES, FINANCING, KHALISTAN, ".Misuse of asylum"]);
        await_status(browser, ASYLUM, "Not expected");
        assert_no_overflow(browser);
        browser.picture("rows");

        browser.tap(named_in("#agenda", "Manage agenda…"));
        browser.wait_until("the panel is open", || browser.sees("#agenda-dialog select"));
        assert_no_overflow(browser);
        start_from(browser, "The starter agenda");
        browser.wait_until("its items", || browser.count("#agenda-dialog .agenda-tree li") == 11);
        browser.fill(
            "#agenda-dialog [placeholder='Weekly meeting']",
            "A name that is longer than a phone is wide, by far",
        );
        browser.press("Enter");
        browser.wait_until("it is listed", || browser.count("#agenda-dialog .agendas li") == 1);
        browser.tap(named_in("#agenda-dialog", "Delete “Background”"));
        assert_no_overflow(browser);
        browser.picture("agenda");
        browser.tap(named_in("#agenda-dialog", "Close"));
        await_no_dialog(browser);
    });
}

#[test]
fn a_finger_moves_and_nests_items() {
    phone(|browser| {
        browser.tap(named_in("#tabs", "Agenda"));
        browser.wait_until("the agenda is up", || browser.sees("#agenda"));
        let grip = |title: &str| browser.reach(named(&format!("Move {title}: drag"))).middle;
        // Straight up: it stays as deep as it is.
        let to = browser.reach(named_in("#agenda .named", FUGITIVES)).middle;
        let from = grip(FINANCING);
        browser.swipe(&[from, crate::harness::Point { x: from.x, y: to.y - 14.0 }]);
        await_tree(browser, &[ASYLUM, FINANCING, FUGITIVES]);
        await_undo(browser, "Terror financing moved");
        // A tap on it moves nothing.
        browser.tap(named("Move Terror fugitives: drag"));
        await_undo(browser, "Terror financing moved");
        await_tree(browser, &[ASYLUM, FINANCING, FUGITIVES]);
        browser.tap(named("Move Terror fugitives: drag"));
        browser.press("ArrowRight");
        await_tree(browser, &[ASYLUM, FINANCING, ".Terror fugitives"]);
        browser.tap(named("Hide sub-items of Terror financing"));
        await_tree(browser, &[ASYLUM, FINANCING, KHALISTAN]);
        assert_no_overflow(browser);
    });
}
