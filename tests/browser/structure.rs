//! Numbered lists, tables and lines that end where they are to end: drawn, tagged, kept and handed on.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    harness::{Browser, named_in, scenario},
    steps::*,
};

/// One of the pages that the readers of formats are tested with.
fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name)
}

#[track_caller]
fn open(browser: &Browser, name: &str, title: &str) {
    browser.drop_files("#reader", &[&page(name)]);
    browser.wait_until("the article is open", || browser.text("article h1") == title);
}

/// Lists as outlines of numbers: the markers that the browser draws, each list in brackets.
#[track_caller]
fn markers(browser: &Browser) -> Vec<String> {
    browser.script(
        "const drawn = (list) => '[' + [...list.children].map((item) => { \
           const style = getComputedStyle(item).listStyleType; \
           const within = [...item.children].filter((it) => it.matches('ol, ul')).map(drawn); \
           return (list.localName === 'ol' && style !== 'none' ? `${style} ${item.value}` : style) + within.join(''); \
         }).join(', ') + ']'; \
         return [...document.querySelectorAll('article .chunk > :is(ol, ul)')].map(drawn)",
        json!([]),
    )
}

#[test]
fn lists_are_drawn_with_their_numbers() {
    scenario(|browser, _| {
        open(browser, "agreement.html", "The mooring agreement, point by point");
        browser.picture("numbered-lists");
        let drawn = markers(browser);
        assert_eq!(
            drawn[..2],
            [
                "[decimal 4, decimal 5[lower-alpha 1, lower-alpha 2[lower-roman 1, lower-roman 2], lower-alpha 5], \
                 decimal 10, decimal 11, decimal 12]",
                "[decimal 3, decimal 2, decimal 1]",
            ],
            "{drawn:#?}"
        );
        // A heading that begins an item has the number of the item.
        let steps: Vec<String> = browser.script(
            "return [...document.querySelectorAll('article li:has(> h3)')].map((it) => `${it.value} ${it.innerText}`)",
            json!([]),
        );
        assert!(steps[0].starts_with("1 Come in slowly"), "{steps:?}");
        tag_item(browser, "longer than nine metres", "Boats");
        browser.reload();
        await_passages(browser, &["longer than nine metres"]);
        assert_eq!(markers(browser), drawn, "numbers are kept");
    });
}

/// Makes an item and tags words with it.
#[track_caller]
fn tag_item(browser: &Browser, words: &str, title: &str) {
    browser.run("agendum.addItem({ title: arguments[0] })", json!([title]));
    select(browser, words);
    browser.press("1");
    browser.wait_until("it is tagged", || !passages(browser).is_empty());
    browser.press("Escape");
}

#[test]
fn tables_are_read_and_tagged_like_text() {
    scenario(|browser, _| {
        open(browser, "tables.html", "What the ferries cost the islands");
        browser.picture("tables");
        let grid: Vec<Vec<String>> = browser.script(
            "return [...document.querySelector('article table').rows].map((row) => [...row.cells].map((cell) => \
               `${cell.localName}${cell.scope ? ':' + cell.scope : ''} ${cell.rowSpan}×${cell.colSpan} ${cell.innerText}`))",
            json!([]),
        );
        assert_eq!(
            grid[0],
            ["th:rowgroup 2×1 Island", "th:colgroup 1×2 Summer", "th:colgroup 1×2 Winter"].map(|cell| {
                // Island heads a column, over two rows of heads.
                cell.replace("rowgroup", "col")
            })
        );
        assert_eq!(
            grid[3],
            [
                "th:row 1×1 Little Holm",
                "td 1×1 96",
                "td 1×1 £9,500\n(the mail boat goes free)",
                "td 1×2 no winter service"
            ]
        );
        assert_eq!(grid[4][4], "td 1×1 £39,000", "an empty cell has its place");
        let label = browser
            .attribute("article .table[aria-labelledby]", "aria-labelledby")
            .expect("it has a caption");
        assert_eq!(browser.text(format!("#{label}").as_str()), "Crossings and cost by season");

        // A cell, and a passage over two rows.
        tag_item(browser, "£61,000", "Cost");
        browser.select_from_to("£44,000", "no winter service");
        await_menu(browser);
        browser.press("1");
        await_passages(
            browser,
            &[
                "£61,000",
                "£44,000 ¶ Little Holm ¶ 96 ¶ £9,500\n(the mail boat goes free) ¶ no winter service",
            ],
        );
        browser.press("Escape");
        browser.reload();
        browser.wait_equal("passages", 2, || passages(browser).len());

        // An end is moved to the next word by keys, over the border of a cell.
        browser.click(crate::harness::words("£61,000"));
        browser.wait_until("it is looked at", || browser.count("mark.active") == 1);
        browser.press("Shift+L");
        browser.wait_until("it has grown", || passages(browser)[0].starts_with("£61,000 ¶ 180"));
        undo(browser, "extent change");

        let export: Value =
            browser.script("return agendum.exportJson('article').then(JSON.parse)", json!([]));
        let blocks = export["articles"][0]["blocks"].as_array().expect("blocks");
        let cells: Vec<_> = blocks.iter().filter(|block| !block["row"].is_null()).collect();
        assert_eq!(cells[1]["columnSpan"], 2);
        assert_eq!(cells[1]["header"], "column");

        // In the document cells have their headers, and the reference names row and column.
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        browser.picture("tables-dark");
        browser.run("[...document.querySelectorAll('header button')].find((it) => it.textContent.includes('document') || it.textContent.startsWith('Export')).click()", json!([]));
        browser.wait_until("the document, or the way to it", || {
            browser.count("#document-dialog") + browser.count("#export-dialog") > 0
        });
        if browser.count("#document-dialog") == 0 {
            browser.click(named_in("#export-dialog", "Agenda document…"));
        }
        browser.wait_until("the cells are quoted", || browser.count("#document-dialog blockquote th") > 5);
        let said = browser.text("#document-dialog");
        assert!(said.contains("row “Holm”, column “Summer, Cost”"), "{said}");
        browser.picture("tables-in-the-document");
    });
}

#[test]
fn wide_tables_scroll_by_themselves() {
    phone(|browser| {
        open(browser, "tables.html", "What the ferries cost the islands");
        browser.wait_until("tables are there", || browser.count("article .table") == 3);
        let wide: Vec<String> = browser.script(
            "document.querySelector('article .table').scrollIntoView(); \
             const wide = [...document.querySelectorAll('article *')].filter((it) => !it.parentElement.closest('.table') \
               && (it.getBoundingClientRect().right > innerWidth + 1 || it.getBoundingClientRect().left < -1)); \
             if (document.scrollingElement.scrollWidth > innerWidth) wide.push(document.body); \
             return wide.map((it) => it.cloneNode().outerHTML)",
            json!([]),
        );
        assert_eq!(wide, Vec::<String>::new(), "something is wider than the screen");
        browser.picture("tables-phone");
        let (scroll, tab): (bool, i32) = browser.script(
            "const table = document.querySelector('article .table'); \
             return [table.scrollWidth > table.clientWidth, table.tabIndex]",
            json!([]),
        );
        assert!(scroll && tab == 0, "it is scrolled by itself, with keys too");
    });
}
