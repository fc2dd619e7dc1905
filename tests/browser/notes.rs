//! Notes and their markers, and captions that say what they are of.

use std::path::Path;

use serde_json::json;

use crate::harness::{Browser, Folder, scenario};
use crate::steps::*;

/// A marker, a text that is longer than the view, and the note.
fn page() -> String {
    let rest =
        "<p>It stands where the old one stood, and is as high as the mast of a small boat at low water.</p>";
    format!(
        "<!DOCTYPE html><html lang=en><title>The wall</title><article><h1>The wall</h1>\
         <p>The wall was finished in 2019<sup><a href='#fn1' id=r1>1</a></sup> and repaired<sup><a href='#fn1'>1</a></sup>.</p>\
         <figure><img src=x alt=''><figcaption>The wall at low tide</figcaption></figure>\
         <figure><img src=x alt=''><figcaption>Photo: Jon Weld</figcaption></figure>{}\
         <ol><li id=fn1>The opening was put off twice. <a href='#r1'>↩</a></li></ol></article></html>",
        rest.repeat(40)
    )
}

fn focused(browser: &Browser) -> (String, usize, bool) {
    browser.script(
        "const it = document.activeElement; const all = [...document.querySelectorAll('article a[role]')]; \
         const at = it.getBoundingClientRect(); const view = document.querySelector('#reader').getBoundingClientRect(); \
         return [it.className, all.indexOf(it), at.top >= view.top && at.bottom <= view.bottom]",
        json!([]),
    )
}

#[test]
fn notes_and_their_markers_lead_to_each_other() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let file = folder.write("wall.html", page());
        let open = |file: &Path| browser.drop_files("#reader", &[file]);
        open(&file);
        browser.wait_until("the article is open", || browser.text("article h1") == "The wall");
        assert!(blocks(browser)[1].contains("in 2019[1] and repaired[1]."), "{:?}", blocks(browser)[1]);
        let labels: Vec<String> = browser.script(
            "return [...document.querySelectorAll('article .caption')].map((it) => getComputedStyle(it, '::before').content)",
            json!([]),
        );
        // Engines write it as one string or as two.
        let labels: Vec<String> = labels.iter().map(|label| label.replace(['"', ' '], "")).collect();
        assert_eq!(labels, ["Picture:", "none"]);
        // By the mouse to the note, and by a key back to the marker that was clicked.
        browser.click("article a.note-reference:nth-of-type(2)");
        browser.wait_equal("the note has the focus", ("note-label".to_owned(), 2, true), || focused(browser));
        browser.picture("note");
        browser.press("Enter");
        browser.wait_equal("the marker has the focus", ("note-reference".to_owned(), 1, true), || {
            focused(browser)
        });
        browser.press("Shift+Tab");
        browser.wait_equal("the first marker", ("note-reference".to_owned(), 0, true), || focused(browser));
        browser.press("Enter");
        browser.wait_equal("the note again", ("note-label".to_owned(), 2, true), || focused(browser));
        browser.press("Enter");
        browser.wait_equal("the first again", ("note-reference".to_owned(), 0, true), || focused(browser));
        // The words around a marker can be tagged, and the address of the page stays what it was.
        browser.run("agendum.addItem({ title: 'Built' })", json!([]));
        tag(browser, "finished in 2019[1] and", "1");
        await_passages(browser, &["finished in 2019[1] and"]);
        assert!(!browser.address().contains("note-end"), "{}", browser.address());
        browser.reload();
        await_passages(browser, &["finished in 2019[1] and"]);
        let kinds: Vec<String> = browser
            .script("return agendum.article().inlines.map((it) => `${it.kind} ${it.note}`)", json!([]));
        assert_eq!(kinds, ["note-reference fn1", "note-reference fn1", "note-label fn1"]);
    });
}
