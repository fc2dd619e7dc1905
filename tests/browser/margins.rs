//! What stands around the words: cards, the review list, hints, messages and colours, none of which is in the way.

use serde_json::{Value, json};

use crate::{
    harness::{Browser, named_in, scenario, words},
    steps::*,
};

/// Whether two elements, of which the first is the one that lies over the other, share any of their area.
fn overlap(browser: &Browser, one: &str, other: &str) -> bool {
    browser.script(
        "const boxes = arguments[0].map((css) => [...document.querySelectorAll(css)].filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect())); \
         return boxes[0].some((a) => boxes[1].some((b) => a.width * b.width > 0 \
           && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1))",
        json!([[one, other]]),
    )
}

#[test]
fn a_passage_that_the_filter_hides_says_so() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.click(named_in("#agenda .item", "Narcotics"));
        browser.wait_equal("the cards of one item", 1, || cards(browser).len());
        assert!(browser.text("#notes .filtered").contains("15 other passages are hidden"));
        browser.of::<()>("#reader", "(element.scrollTo(0, 0), null)");
        let hidden = "people involved in crime who misuse asylum";
        browser.click(words(hidden));
        browser.wait_until("its card says that it is hidden", || {
            browser.texts(".note.active .hidden-by").concat().contains("Hidden by the filter.")
        });
        browser.picture("hidden-by-the-filter");
        browser.click(named_in(".note.active .hidden-by", "Show all"));
        browser.wait_until("all are shown", || cards(browser).len() > 2 && browser.count(".hidden-by") == 0);
        assert_eq!(browser.count("#notes .filtered"), 0);
    });
}

#[test]
fn the_review_list_lies_over_no_card() {
    scenario(|browser, _| {
        show_example_tags(browser);
        // Passages whose words are not in the text.
        browser.run(
            "const project = JSON.parse(await agendum.exportJson()); \
             const like = project.annotations[0]; \
             const lost = [1, 2, 3, 4, 5, 6].map((number) => ({ ...like, id: `lost-${number}`, exact: `Nowhere ${number} to be found`, prefix: '', suffix: '' })); \
             return agendum.importJson(JSON.stringify({ ...project, annotations: lost }), 'merge')",
            json!([]),
        );
        browser.wait_until("they are listed", || browser.count(".unplaced .note") == 6);
        for place in [0, 200, 600, 1200] {
            browser.of::<()>("#reader", &format!("(element.scrollTo(0, {place}), null)"));
            browser
                .wait_until("no card is under the list", || !overlap(browser, ".unplaced", ".cards .note"));
        }
        browser.picture("review-list");
        let scrolls: bool = browser.of(".unplaced", "element.scrollHeight > element.clientHeight");
        let is_hinted = browser.of::<String>(".unplaced", "getComputedStyle(element).backgroundAttachment");
        assert!(scrolls && is_hinted.contains("local"), "that it scrolls is seen: {is_hinted}");
    });
}

#[test]
fn messages_and_hints_lie_over_no_words() {
    scenario(|browser, _| {
        for (width, height) in [(1440, 900), (1000, 700), (880, 700)] {
            browser.resize(width, height);
            browser.wait_until("the hint is there", || browser.sees(".hint"));
            assert!(!overlap(browser, ".hint", "article p, article h1, article h2"), "at {width}");
            assert!(browser.sees("header .title small"), "the list has a door at {width}");
            browser.picture(&format!("hint-{width}"));
        }
        browser.resize(1440, 900);
        tag(browser, "India wants to talk about asylum", "1");
        browser.press("Control+z");
        await_message(browser, "Undone");
        assert!(!overlap(browser, "#status .message", "article p, article h1, article h2"));
        browser.picture("message");
        browser.resize(360, 740);
        browser.press("Control+Shift+z");
        await_message(browser, "Redone");
        browser.wait_until("it lies over no words", || {
            let reader = browser.area("#reader");
            let message = browser.area("#status .message");
            message.y >= reader.y + reader.height - 1.0
        });
        browser.picture("message-phone");
    });
}

#[test]
fn no_frame_is_drawn_round_the_article() {
    scenario(|browser, _| {
        browser.press("j");
        browser.press("Escape");
        browser.press("Tab");
        browser.of::<()>("article", "(element.focus(), null)");
        browser.press("Escape");
        let outline: String = browser.of("article", "getComputedStyle(element).outlineStyle");
        assert_eq!(outline, "none");
    });
}

#[test]
fn example_tags_come_with_their_article() {
    scenario(|browser, _| {
        open_text(browser, "Minutes\n\nThe budget is late.", "", "");
        browser.click(named_in(".hint", "Show example tags"));
        browser.wait_equal("the sample is open", SAMPLE.to_owned(), || browser.text("header .title .text"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        await_message(browser, "sample article");
        // Also where it was deleted.
        browser.press("Control+z");
        browser.wait_equal("no tags", 0, || passages(browser).len());
    });
}

#[test]
fn what_is_pasted_on_the_page_is_offered() {
    scenario(|browser, site| {
        browser.click(words("It is not one point"));
        browser.paste("<h2>The ferry</h2><p>It is <b>late</b>.</p>", "The ferry\n\nIt is late.");
        browser.wait_until("the dialog is open", || browser.sees("#open-dialog"));
        browser.wait_equal("the text", "The ferry\n\nIt is late.".to_owned(), || browser.value("#open-text"));
        assert!(browser.sees("#open-dialog .kept-rich"), "its formatting is kept");
        browser.click("#open-dialog button[type=submit]");
        await_no_dialog(browser);
        browser.wait_until("it is open", || blocks(browser).concat().contains("It is late."));
        assert!(browser.count("article h2, article h1") > 0 && browser.count("article strong") == 1);

        browser.paste("", &format!("{}an-article.html", site.address()));
        browser.wait_until("the dialog is open", || browser.sees("#open-dialog"));
        browser.wait_until("the address is offered", || {
            browser.value("#open-address").ends_with("an-article.html")
        });
        assert_eq!(browser.value("#open-text"), "");
        browser.press("Escape");
        await_no_dialog(browser);
        // In a field, it is the field's.
        browser.click("#new-item-title");
        browser.paste("", "A title");
        browser.wait_equal("the field", "A title".to_owned(), || browser.value("#new-item-title"));
        assert_eq!(browser.count("dialog"), 0);
    });
}

#[test]
fn a_colour_that_comes_again_has_a_line_of_its_own() {
    scenario(|browser, _| {
        browser.fill("#new-item-title", "Twelfth");
        browser.press("Enter");
        browser.wait_equal("there are twelve", 12, || agenda(browser).len());
        browser.run(
            "const [first, twelfth] = [agendum.agenda()[0].id, agendum.agenda()[11].id]; \
             agendum.update(twelfth, { colour: agendum.agenda()[0].colour }); \
             agendum.annotate({ start: 70, end: 90, items: [first] }); \
             agendum.annotate({ start: 100, end: 120, items: [twelfth] })",
            json!([]),
        );
        browser.wait_equal("two are marked", 2, || passages(browser).len());
        let lines: [Value; 2] = browser.script(
            "return [...document.querySelectorAll('article mark')].map((mark) => getComputedStyle(mark).backgroundImage)",
            json!([]),
        );
        let is_broken =
            |line: &Value| line.as_str().is_some_and(|line| line.contains("repeating-linear-gradient"));
        assert!(!is_broken(&lines[0]) && is_broken(&lines[1]), "{lines:?}");
        browser.picture("patterns");
        edit_item(browser, "Twelfth");
        assert!(browser.text("#item-dialog").contains("Same colour as"));
        browser.press("Escape");
    });
}

#[test]
fn words_that_the_filter_leaves_out_stay_readable() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.press("/");
        browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
        browser.of::<()>(
            "#beside.find",
            "([...element.querySelectorAll('details')].forEach((it) => { it.open = true }), null)",
        );
        choose(browser, named_in("#beside", "Item"), "Narcotics");
        browser.wait_until("others are left out", || !painted(browser, "dimmed").is_empty());
        browser.picture("dimmed");
        let colour: String = browser.script(
            "return getComputedStyle(document.querySelector('article mark'), '::highlight(dimmed)').color",
            json!([]),
        );
        let ink: String = browser.of("article", "getComputedStyle(element).color");
        assert_eq!(colour, ink, "words keep their colour");
        browser.press("Escape");
    });
}
