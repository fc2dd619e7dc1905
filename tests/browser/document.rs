//! Agenda document: chosen in a preview, downloaded in three formats, printed.

use std::fs;

use serde_json::json;

use crate::{
    harness::{Browser, named_in, scenario},
    steps::*,
};

#[track_caller]
fn open_document(browser: &Browser) {
    browser.click(named_in("header", "Agenda document"));
    browser.wait_until("the document", || browser.text("#document-dialog").contains("Misuse of asylum"));
}

#[test]
fn the_document_is_chosen_and_downloaded() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_document(browser);
        browser.picture("document");
        let quotations = browser.count("#document-dialog blockquote");
        assert!(quotations >= EXAMPLES, "{quotations} quotations");
        browser.click(named_in("#document-dialog", "Markdown"));
        let markdown = fs::read_to_string(browser.downloaded(".md")).expect("it is text");
        assert!(markdown.contains("Misuse of asylum") && markdown.contains("\n> "), "{markdown}");
        await_message(browser, ".md");

        // What is left out of the preview is in no file either.
        browser.run(
            "[...document.querySelectorAll('#document-dialog button')].find(it => it.textContent == 'Leave out').click()",
            json!([]),
        );
        browser.wait_until("it can be taken in", || browser.text("#document-dialog").contains("Include"));
        browser.click(named_in("#document-dialog", "HTML"));
        let html = fs::read_to_string(browser.downloaded(".html")).expect("it is text");
        assert!(!html.contains("Misuse of asylum") && html.contains("Terror fugitives"), "{html}");
        browser.click(named_in("#document-dialog", "Word"));
        let word = fs::read(browser.downloaded(".docx")).expect("it can be read");
        assert!(word.starts_with(b"PK"), "a package");
        await_message(browser, ".docx");
        assert_eq!(browser.count("#document-dialog .done button"), 0, "a file is not undone");
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);

        // What was chosen is still so another time.
        browser.reload();
        browser.click(named_in("header", "Agenda document"));
        browser.wait_until("it is said what is left out", || {
            browser.text("#document-dialog").contains("Left out: 1 item.")
        });
        browser.click(named_in("#document-dialog", "Include everything"));
        browser.wait_until("it is in again", || !browser.text("#document-dialog").contains("Include"));
    });
}

#[test]
fn the_document_is_printed_without_its_controls() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_document(browser);
        browser.run(
            "window.print = () => { window.printed = document.querySelector('#document-dialog').innerText }",
            json!([]),
        );
        // What the browser itself would print is shortened.
        browser.press("Control+p");
        browser.wait_until("it was printed", || browser.script("return !!window.printed", json!([])));
        let printed: String = browser.script("return window.printed", json!([]));
        assert!(printed.contains("Misuse of asylum") && !printed.contains("Leave out"), "{printed}");
        browser
            .wait_until("the controls are back", || browser.text("#document-dialog").contains("Leave out"));
    });
}
