//! Emphasis, links and the like in an article, with passages across them; and what an article says of itself.

use serde_json::{Value, json};

use crate::harness::{Browser, named, scenario, words};
use crate::steps::*;

/// An article whose second block is "One stressed word, a strong link to elsewhere and a last one.", with a link in it.
fn open(browser: &Browser, address: &str) {
    let text = "Inlines\n\nOne stressed word, a strong link to elsewhere and a last one.";
    let at = |words: &str| text.find(words).expect("words of the text");
    let inline =
        |kind: &str, words: &str| json!({ "kind": kind, "start": at(words), "end": at(words) + words.len() });
    let mut link = inline("link", "a strong link to elsewhere");
    link["href"] = json!(address);
    let time = "2026-11-24T09:30:00.000Z";
    let project = json!({
        "format": "agendum", "version": 1, "annotations": [],
        "agenda": [{ "id": "i", "title": "Foxes", "colour": "#0072b2", "hotkey": "1", "created": time, "modified": time }],
        "articles": [{
            "id": "a", "title": "Inlines", "language": "en", "text": text, "created": time, "modified": time,
            "byline": "Ada N.", "published": "2026-11-03T09:30+01:00", "direction": "rtl", "source": "A paper",
            "blocks": [{ "kind": "heading", "level": 1, "start": 0, "end": 7 },
                       { "kind": "paragraph", "start": 9, "end": text.len() }],
            "inlines": [inline("emphasis", "stressed word"), link, inline("strong", "strong link"), inline("code", "last")],
        }],
    });
    browser.run("return agendum.load(arguments[0]).then(() => agendum.show('a'))", json!([project]));
    browser.wait_until("the article is open", || browser.text("article h1") == "Inlines");
}

/// The second block's elements and words, as in `One <em>stressed word</em>`.
fn drawn(browser: &Browser) -> String {
    browser.script(
        "const draw = (node) => node.nodeType === 3 ? node.data \
           : `<${node.localName}>${[...node.childNodes].map(draw).join('')}</${node.localName}>`; \
         return [...document.querySelector('article [data-block=\"1\"]').childNodes].map(draw).join('')",
        json!([]),
    )
}

#[test]
fn inlines_are_drawn_with_passages_in_them() {
    scenario(|browser, _| {
        open(browser, "https://example.invalid/x?a=1&b=\"2\"");
        assert_eq!(
            drawn(browser),
            "One <em>stressed word</em>, <a>a <strong>strong link</strong> to elsewhere</a> and a <code>last</code> one."
        );
        let link: Value = browser.script(
            "const link = document.querySelector('article [data-block] a'); \
             return [link.getAttribute('href'), link.rel, link.target, link.draggable]",
            json!([]),
        );
        let href = "https://example.invalid/x?a=1&b=\"2\"";
        assert_eq!(link, json!([href, "noopener noreferrer nofollow", "_blank", false]));
        assert_eq!(browser.attribute("article", "dir").as_deref(), Some("rtl"));
        assert_eq!(browser.text("article .meta > span"), "Ada N. · published 3 Nov 2026 · A paper");
        assert_eq!(
            browser.attribute("article .meta time", "datetime").as_deref(),
            Some("2026-11-03T09:30+01:00")
        );

        tag(browser, "word, a strong", "1");
        await_passages(browser, &["word, a strong"]);
        assert_eq!(
            drawn(browser),
            "One <em>stressed <mark>word</mark></em><mark>, </mark><a><mark>a </mark><strong><mark>strong</mark> link</strong> \
             to elsewhere</a> and a <code>last</code> one."
        );
        tag(browser, "elsewhere and a last", "1");
        await_passages(browser, &["word, a strong", "elsewhere and a last"]);
        let exact: Vec<String> =
            browser.script("return agendum.annotations().map((it) => it.exact)", json!([]));
        assert_eq!(exact, ["word, a strong", "elsewhere and a last"]);
        browser.picture("inlines");

        browser.click(named("Undo"));
        browser.click(named("Undo"));
        browser.wait_until("no passage is left", || passages(browser).is_empty());
        assert!(drawn(browser).contains("<a>a <strong>strong link</strong> to elsewhere</a>"));
    });
}

#[test]
fn a_link_can_be_marked_and_followed() {
    scenario(|browser, site| {
        open(browser, &format!("{}agendum.d.ts", site.address()));
        // Dragging over a part of a link selects it, and follows nothing.
        tag(browser, "strong", "1");
        await_passages(browser, &["strong"]);
        assert_eq!(browser.tabs().len(), 1);
        // A click on the passage looks at it.
        browser.click(words("strong"));
        browser.wait_until("the passage is looked at", || browser.count("mark.active") > 0);
        assert_eq!(browser.tabs().len(), 1);
        browser.press("Escape");
        browser.wait_until("no passage is looked at", || browser.count("mark.active") == 0);
        // Beside the passage it is a link.
        browser.click(words("to elsewhere"));
        browser.wait_equal("a tab for what it leads to", 2, || browser.tabs().len());
        // What it leads to is no page of Agendum, and has no icon.
        browser.expect_in_console("favicon.ico");
    });
}
