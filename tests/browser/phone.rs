//! A phone: 360 pixels wide, and fingers.

use serde_json::json;

use crate::{
    harness::{Browser, named, named_in, words},
    steps::*,
};

/// Fails if a control that a selector finds is smaller than a finger.
#[track_caller]
fn assert_for_fingers(browser: &Browser, css: &str) {
    let small: Vec<String> = browser.script(
        "return [...document.querySelectorAll(arguments[0])].filter((it) => it.checkVisibility()).filter((it) => { \
           const box = (it.closest('label') ?? it).getBoundingClientRect(); return box.height < 44 || box.width < 44; \
         }).map((it) => it.cloneNode().outerHTML + JSON.stringify(it.getBoundingClientRect()))",
        json!([css]),
    );
    assert!(small.is_empty(), "too small for a finger: {small:#?}");
}

/// What of a panel is wider than the screen, unless it stands in something that scrolls by itself; and which of its controls
/// are too small for a finger: as small as those of the header may be, but no smaller.
#[track_caller]
pub fn misfits_of(browser: &Browser, panel: &str) -> Vec<String> {
    browser.script(
        "const [panel] = document.querySelectorAll(arguments[0]); \
         const said = (it, why) => { \
           const { x, y, width, height } = it.getBoundingClientRect(); \
           return `${arguments[0]}: ${why}: ${it.cloneNode().outerHTML} ${it.textContent.slice(0, 30)} ${[x, y, width, height].map(Math.round)}`; \
         }; \
         const seen = [panel, ...panel.querySelectorAll('*')].filter((it) => it.checkVisibility() && it.getClientRects().length > 0); \
         const wide = seen.filter((it) => { \
           const box = it.getBoundingClientRect(); \
           return !it.parentElement.closest('.scrolls') && (box.right > innerWidth + 1 || box.left < -1); \
         }); \
         const sideways = seen.filter((it) => !it.matches('.scrolls, input, textarea, svg, svg *') && it.scrollWidth > it.clientWidth + 1 \
           && /auto|scroll/.test(getComputedStyle(it).overflowX)); \
         const small = seen.filter((it) => it.matches('button, input, select, textarea, summary')).filter((it) => { \
           const box = (it.closest('label') ?? it).getBoundingClientRect(); \
           return (box.height < 40 || box.width < 40) && !it.closest('td, th'); \
         }); \
         return [...wide.map((it) => said(it, 'wide')), ...sideways.map((it) => said(it, 'scrolls sideways')), \
           ...small.map((it) => said(it, 'small'))]",
        json!([panel]),
    )
}

#[test]
fn a_finger_selects_and_tags() {
    phone(|browser| {
        assert_no_overflow(browser);
        browser.picture("first-screen");
        assert_for_fingers(browser, "#tabs button, .hint button");
        let quoted = "India wants to talk about asylum";
        browser.select_by_touch(quoted);
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        assert_eq!(browser.selection(), quoted, "the selection stays");
        assert!(!browser.focus_is_in("#tag-menu"), "no keyboard comes up");
        let sheet = browser.area("#tag-menu");
        let end = "return getSelection().getRangeAt(0).getBoundingClientRect().bottom";
        browser.wait_until("the selection is seen above it, with room for its handles", || {
            browser.script::<f64>(end, json!([])) + 40.0 < sheet.y
        });
        assert!((sheet.y + sheet.height - 740.0).abs() < 1.5, "it is at the bottom");
        assert_for_fingers(browser, "#tag-menu [role=option], #tag-menu button, #tag-menu input");
        assert_no_overflow(browser);
        browser.picture("menu");
        browser.tap(named_in("#tag-entries", "Terror financing"));
        await_passages(browser, &[quoted]);
        await_no_menu(browser);

        browser.select_by_touch("Officials of both countries");
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-menu", "New item…"));
        browser.wait_until("its title is asked for", || browser.focus_is_in("#tag-filter"));
        browser.write("Visitors");
        browser.press("Enter");
        await_passages(browser, &["Officials of both countries", quoted]);
        browser.select_by_touch("When its officials meet");
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-menu", "Close"));
        await_no_menu(browser);
    });
}

#[test]
fn agenda_and_notes_come_up_as_sheets() {
    phone(|browser| {
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        assert!(!browser.sees("#agenda") && !browser.sees("#notes"));
        browser.tap(named_in("#tabs", "Agenda"));
        browser.wait_until("the agenda is up", || browser.sees("#agenda"));
        assert_no_overflow(browser);
        assert_for_fingers(browser, "#agenda .edit, #agenda .grip, #agenda .new input");
        browser.picture("agenda");
        browser.tap(named_in("#agenda .item", "Narcotics"));
        browser.wait_until("its passage is in view", || {
            !browser.sees("#agenda") && browser.sees(words("Drugs are on the list"))
        });
        browser.tap(named_in("#tabs", "Notes"));
        browser.wait_until("the notes are up", || browser.sees("#notes"));
        browser.wait_equal("one item alone", 1, || cards(browser).len());
        browser.tap(named_in("#notes", "Show all"));
        browser.wait_equal("all notes", EXAMPLES, || cards(browser).len());
        assert_no_overflow(browser);
        browser.picture("notes");
        browser.tap(named_in("#tabs", "Article"));
        browser.wait_until("the article has the screen", || !browser.sees("#notes"));
    });
}

#[test]
fn a_tapped_passage_is_changed_by_touch() {
    phone(|browser| {
        let quoted = "India wants to talk";
        browser.select_by_touch(quoted);
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-entries", "Narcotics"));
        await_passages(browser, &[quoted]);
        let end = browser.reach(words("about asylum")).end;
        let handle = browser.reach(".handle.end").middle;
        browser.swipe(&[handle, end.moved(0.0, 28.0)]);
        await_passages(browser, &["India wants to talk about asylum"]);
        browser.tap(words("wants to talk"));
        browser.wait_until("its card is up", || browser.sees(".note.active"));
        assert_for_fingers(browser, ".note.active .controls button");
        browser.tap(named_in(".note.active", "Note"));
        browser.write("By finger");
        browser.tap(named("Tags…"));
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-entries", "Terror financing"));
        browser.tap(named_in("#tag-menu", "Close"));
        await_card(
            browser,
            "India wants to talk about asylum",
            &["Narcotics", "Terror financing"],
            "By finger",
        );
        browser.tap(named_in(".note.active", "Delete"));
        await_passages(browser, &[]);
        assert_no_overflow(browser);
    });
}

#[test]
fn dialogs_fit_the_screen() {
    phone(|browser| {
        for (button, dialog) in
            [("Open…", "#open-dialog"), ("Settings", "#settings-dialog"), ("Export…", "#export-dialog")]
        {
            browser.tap(named_in("header", "Menu"));
            browser.wait_until("the menu is open", || browser.sees("#more-menu"));
            assert_for_fingers(browser, "#more-menu button");
            browser.tap(named_in("#more-menu", button));
            browser.wait_until("the dialog is open", || browser.sees(dialog));
            assert_no_overflow(browser);
            assert_for_fingers(browser, &format!("{dialog} .close, {dialog} .buttons button"));
            browser.picture(&dialog[1..]);
            browser.tap(named_in(dialog, "Close"));
            browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        }
        browser.tap("header .title");
        browser.wait_until("the articles are listed", || browser.sees("#library-dialog"));
        assert_no_overflow(browser);
        browser.tap(named_in("#library-dialog", "Close"));
    });
}

#[test]
fn a_tapped_passage_stays_in_view_above_its_card() {
    phone(|browser| {
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        for (passage, height) in [
            ("people involved in crime", 520.0),
            ("those who hold the status", 600.0),
            ("Narcotics Control Bureau", 430.0),
            ("the alleged plot against Pannun", 560.0),
        ] {
            browser.reach(words(passage));
            let place = browser.reach(words(passage)).middle.y;
            browser.of::<()>("#reader", &format!("(element.scrollBy(0, {}), null)", place - height));
            browser.tap(words(passage));
            browser.wait_until("its card is up", || browser.sees(".note.active"));
            browser.wait_for("its words are above the card", || {
                let bottom: f64 = browser.script(
                    "return Math.max(...[...document.querySelectorAll('mark.active')].flatMap((mark) => [...mark.getClientRects()]).map((box) => box.bottom))",
                    json!([]),
                );
                let sheet = browser.area("#notes").y;
                if bottom < sheet { Ok(()) } else { Err(format!("the words end at {bottom}, the sheet begins at {sheet}")) }
            });
            assert_eq!(cards(browser).len(), 1, "it has this card alone");
            browser.picture("tapped");
            browser.tap(named_in("#notes", "Close"));
            browser.wait_until("the sheet is closed", || !browser.sees("#notes"));
        }
        browser.tap(words("the alleged plot against Pannun"));
        browser.wait_until("its card is up", || browser.sees(".note.active"));
        browser.tap(named_in("#notes", "All notes"));
        browser.wait_equal("all notes", EXAMPLES, || cards(browser).len());
        assert_no_overflow(browser);
    });
}
