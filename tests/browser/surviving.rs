//! A page that goes on working: whatever is shown after what, every panel answers, and nothing goes wrong unseen.

use serde_json::json;

use crate::{
    harness::{Browser, Folder, Site, named_in, scenario},
    library_of_scripts::{Sample, articles},
    steps::*,
};

/// Opens articles for a program, and tags all but the last two of the sentences in the last block of each with one item, so
/// that there is something sure to suggest in all.
#[track_caller]
fn open_all(browser: &Browser, articles: &[Sample]) {
    let list: Vec<_> = articles.iter().map(|it| json!({ "title": it.title, "text": it.text })).collect();
    browser.run(
        "return (async () => { \
           for (const article of arguments[0]) { \
             const id = await agendum.openArticle(article); \
             const text = agendum.article().text.trimEnd(); \
             const last = text.lastIndexOf('\\n\\n') + 2; \
             const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(last))]; \
             for (const { index, segment } of sentences.slice(0, -2)) { \
               const start = [...text.slice(0, last + index)].length; \
               agendum.annotate({ article: id, start, end: start + [...segment.trimEnd()].length, \
                                  items: [agendum.agenda()[0].id] }); \
             } \
           } \
         })()",
        json!([list]),
    );
}

/// Fails unless the panels all answer, beside the article and over it. They are opened with the mouse: a key right after what
/// was written in a field is no command.
#[track_caller]
fn assert_answers(browser: &Browser) {
    open_library(browser);
    browser.wait_until("the articles are listed", || browser.sees("#library-dialog .articles"));
    browser.press("Escape");
    await_no_dialog(browser);
    open_search(browser);
    browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
    browser.press("Escape");
    browser.wait_until("the search is closed", || browser.count("#beside") == 0);
}

#[track_caller]
fn open_library(browser: &Browser) {
    browser.click("header .title");
}

#[track_caller]
fn open_search(browser: &Browser) {
    browser.click("header .search");
}

#[test]
fn one_article_follows_another_while_items_are_suggested() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_all(browser, &articles());
        let shown = |title: &str| {
            browser.wait_until("the article is open", || browser.text("header .title .text") == title);
        };
        shown("A long report");
        switch_to(browser, "Plain ASCII");
        browser.press("s");
        browser.wait_until("the suggestions are shown", || browser.sees("#beside.suggestion blockquote"));
        let titles: Vec<_> = articles().iter().map(|it| it.title).chain([SAMPLE]).collect();
        // Each after each other one is the soak's; here every one is left and reached once in both orders.
        for title in titles.iter().chain(titles.iter().rev()) {
            browser.run(
                "agendum.show(agendum.articles().find((it) => it.title === arguments[0]).id)",
                json!([title]),
            );
            shown(title);
        }
        let is_of_this = |browser: &Browser| {
            let text = blocks(browser).join("\n");
            let painted = painted(browser, "suggested");
            !painted.is_empty() && painted.iter().all(|words| text.contains(words.as_str()))
        };
        for title in
            ["خطة الميناء", "Curly quotes and dashes", "बंदरगाह की योजना", "Emoji and rare letters 🚢"]
        {
            switch_to(browser, title);
            browser.wait_until("what is suggested is of this article", || is_of_this(browser));
        }
        assert_answers(browser);
    });
}

#[test]
fn a_file_with_curly_quotes_is_opened_after_the_example_tags() {
    scenario(|browser, _| {
        show_example_tags(browser);
        assert_answers(browser);
        let folder = Folder::new();
        for (number, article) in articles().into_iter().enumerate() {
            let file =
                folder.write(&format!("{number}.md"), format!("# {}\n\n{}\n", article.title, article.text));
            browser.click(named_in("header", "Open…"));
            browser.wait_until("the dialog is open", || browser.count("#open-dialog input[type=file]") == 1);
            browser.upload("#open-dialog input[type=file]", &[&file]);
            browser
                .wait_until("the article is open", || browser.text("header .title .text") == article.title);
            await_no_dialog(browser);
        }
        assert_answers(browser);
    });
}

#[test]
fn the_open_article_is_deleted_while_items_are_suggested() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_all(browser, &articles());
        switch_to(browser, "Plain ASCII");
        browser.press("s");
        browser.wait_until("the suggestions are shown", || browser.sees("#beside.suggestion blockquote"));
        for _ in articles() {
            let before = browser.text("header .title .text");
            browser.run("agendum.remove(agendum.article().id)", json!([]));
            browser.wait_until("another article is open", || browser.text("header .title .text") != before);
        }
        browser.wait_equal("the last article", SAMPLE.to_owned(), || browser.text("header .title .text"));
        browser.press("Control+z");
        browser
            .wait_until("it is back", || browser.agendum::<Vec<serde_json::Value>>("articles()").len() == 2);
        assert_answers(browser);
        browser.run("agendum.articles().forEach((article) => agendum.remove(article.id))", json!([]));
        browser.wait_until("no article is open", || browser.sees("main .nothing"));
        browser.click("header .title");
        browser.wait_until("the list says so", || {
            browser.sees("#library-dialog") && browser.count(".loading") == 0
        });
    });
}

/// Words that were found, and the reading cursor, are of the text as it was: with another one they are none.
#[test]
fn a_text_changes_under_what_was_found_in_it() {
    scenario(|browser, _| {
        open_text(browser, &articles()[0].text, "The harbour plan", "");
        browser.press("j");
        browser.press("/");
        browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
        browser.write("basin");
        browser.wait_equal("the words are found", vec!["basin".to_owned()], || painted(browser, "found"));
        browser.click(named_in("article .meta", "Update text…"));
        browser.wait_until("the dialog is open", || browser.focus_is_in("#open-text"));
        browser.insert(&format!("“‘–’” {}", articles()[1].text.replace("घाट", "घाट basin")));
        browser.click("#open-dialog button[type=submit]");
        browser.wait_until("the proposal", || browser.sees("#update-dialog"));
        browser.click(named_in("#update-dialog", "Update"));
        await_no_dialog(browser);
        browser.wait_until("the text is another", || blocks(browser)[0].starts_with("“‘–’”"));
        browser
            .wait_equal("the words are found in it", vec!["basin".to_owned()], || painted(browser, "found"));
        assert_eq!(browser.count("mark.cursor"), 0, "the cursor was in the old text");
        browser.press("Escape");
        browser.press("Escape");
        browser.press("Control+z");
        browser.wait_until("the text is back", || blocks(browser)[0].starts_with("“It’s"));
        assert_answers(browser);
    });
}

/// Loads the page so that it can be made to fail.
#[track_caller]
fn open_fragile(browser: &Browser, site: &Site) {
    browser.go("about:blank");
    browser.open(&format!("{}#faults-on-purpose", site.address()));
}

/// Has the page fail in a way, from outside of what calls it, as a timer would.
#[track_caller]
fn fail(browser: &Browser, fault: &str) {
    browser.run("setTimeout((fault) => agendum.fault(fault), 0, arguments[0])", json!([fault]));
}

/// Waits for the notice, which has the focus, and gives what it says.
#[track_caller]
fn await_notice(browser: &Browser) -> String {
    browser.wait_until("the notice has the focus", || browser.focus_is_in("#stopped[role=alert]"));
    browser.text("#stopped")
}

/// Fails unless the page is seen not to work any more.
#[track_caller]
fn assert_frozen(browser: &Browser) {
    let (inert, title): (bool, String) =
        browser.script("return [document.getElementById('app').inert, document.title]", json!([]));
    assert!(inert, "the page can be used");
    assert_eq!(title, "Agendum stopped");
    assert_eq!(browser.texts("header .saved"), ["Stopped"]);
    let width: f64 = browser.script(
        "return document.getElementById('stopped').getBoundingClientRect().width / innerWidth",
        json!([]),
    );
    assert!(width > 0.95, "the notice has {width} of the width");
}

const STORED: &str = "Your work is stored.";
const QUOTED: &str = "India wants to talk about asylum";

#[test]
fn whatever_ends_the_page_is_seen_at_once() {
    scenario(|browser, site| {
        open_fragile(browser, site);
        tag(browser, QUOTED, "1");
        for fault in [
            "panic",
            "panic later",
            "panic in a future",
            "panic in a change",
            "trap",
            "overflow",
            "panic in a store",
        ] {
            fail(browser, fault);
            let said = await_notice(browser);
            assert_frozen(browser);
            // After an overflow nothing of the application can be asked any more.
            if ["panic in a store", "overflow"].contains(&fault) {
                assert!(!said.contains(STORED), "nobody knows what is stored: {said}");
            } else {
                assert!(said.contains(STORED), "after {fault}: {said}");
                assert_eq!(browser.count("#stopped-download"), 0, "there is nothing that is not stored");
            }
            // Nothing of the page hears of keys, and programs are told.
            browser.press("2");
            browser.press("v");
            assert_eq!(browser.count("dialog"), 0);
            let answer =
                "try { agendum.addItem({ title: 'x' }); return '' } catch (error) { return error.message }";
            let answer: String = browser.script(answer, json!([]));
            assert!(answer.contains("has stopped"), "{answer}");
            browser.click("#stopped-reload");
            browser.wait_until("the page is there again", || browser.count("#stopped") == 0);
            browser.wait_until_ready();
            await_passages(browser, &[QUOTED]);
            browser.forget_console();
        }
    });
}

#[test]
fn the_notice_tells_what_to_send_to_whoever_mends_it() {
    scenario(|browser, site| {
        open_fragile(browser, site);
        browser.press("m");
        select(browser, QUOTED);
        browser.click(named_in("#tag-menu", "Note"));
        browser.write("Half a thought");
        fail(browser, "panic");
        await_notice(browser);
        assert!(browser.text("#stopped q").contains("Half a thought"));
        browser.picture("notice");
        browser.press("Tab");
        assert!(browser.focus_is_in("#stopped-reload"));
        browser.click("#stopped summary");
        browser.permit("clipboard-write", "granted");
        browser.click("#stopped-copy");
        browser.wait_until("it says so", || browser.text("#stopped details").contains("Copied."));
        let details = browser.clipboard();
        for part in
            ["What: a panic on purpose", "Where: src/app/rescue.rs:", "Version: ", "Browser: Mozilla/5.0"]
        {
            assert!(details.contains(part), "{part:?} is in {details}");
        }
        assert_named(browser, "#stopped");
        browser.show_as_printed();
        let shown = "return getComputedStyle(document.getElementById('stopped')).display";
        assert_eq!(browser.script::<String>(shown, json!([])), "none");
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        browser.picture("notice-dark");
        browser.be_a_phone();
        browser.picture("notice-phone");
        let (width, inner): (f64, f64) =
            browser.script("return [document.getElementById('stopped').scrollWidth, innerWidth]", json!([]));
        assert!(width <= inner, "the notice is {width} wide, the phone {inner}");
        browser.forget_console();
    });
}

/// Neither store takes anything from now on.
const NOTHING_IS_STORED: &str = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }; \
     IDBDatabase.prototype.transaction = () => { throw new DOMException('gone', 'InvalidStateError') };";

#[test]
fn what_was_not_stored_is_given_as_a_file_that_can_be_opened() {
    scenario(|browser, site| {
        for fault in ["panic", "panic in a change", "trap", "panic in a store"] {
            open_fragile(browser, site);
            browser.run(NOTHING_IS_STORED, json!([]));
            tag(browser, QUOTED, "1");
            fail(browser, fault);
            let said = await_notice(browser);
            assert!(!said.contains(STORED) && said.contains("may not be stored"), "after {fault}: {said}");
            assert_frozen(browser);
            browser.click("#stopped-download");
            let file = browser.downloaded("-rescued.json");
            browser.click("#stopped-reload");
            browser.wait_until("the page is there again", || browser.count("#stopped") == 0);
            browser.wait_until_ready();
            await_passages(browser, &[]);
            browser.click(named_in("header", "Open…"));
            browser.wait_until("the dialog is open", || browser.count("#open-dialog input[type=file]") == 1);
            browser.upload("#open-dialog input[type=file]", &[&file]);
            browser.click(named_in("#import-dialog", "Merge"));
            await_passages(browser, &[QUOTED]);
            browser.press("Escape");
            browser.press("Control+z");
            await_passages(browser, &[]);
            browser.forget_console();
        }
    });
}

/// Neither a wrong call, nor what a program or an extension does wrong, ends the page.
#[test]
fn what_others_do_wrong_does_not_end_the_page() {
    scenario(|browser, _| {
        browser.run(
            "addEventListener('agendum:change', () => { throw new Error('a listener') }); \
             setTimeout(() => agendum.show('nothing'), 0); \
             setTimeout(() => { throw new TypeError('a program') }, 0); \
             setTimeout(() => null.x, 0); \
             Promise.reject(new Error('a promise')); Promise.reject('words'); Promise.reject(undefined); \
             agendum.importJson('{', 'merge'); agendum.openArticle({}); \
             setTimeout(() => agendum.addItem({ title: 'Ferries' }), 0); \
             dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }));",
            json!([]),
        );
        browser.wait_until("the item is there", || agenda(browser).contains(&"Ferries".to_owned()));
        browser.expect_in_console("a listener");
        tag(browser, QUOTED, "1");
        assert_eq!(browser.count("#stopped"), 0);
        assert_answers(browser);
        browser.forget_console();
    });
}

#[test]
fn a_page_of_which_no_test_asks_it_cannot_be_made_to_fail() {
    scenario(|browser, _| {
        assert_eq!(browser.script::<String>("return typeof agendum.fault", json!([])), "undefined");
    });
}

/// Waits until a panel says that it failed.
#[track_caller]
fn await_failure(browser: &Browser, panel: &str, part: &str) {
    browser.wait_until(&format!("{panel} says {part:?}"), || {
        browser.sees(panel) && browser.texts(&format!("{panel} .trouble")).concat().contains(part)
    });
    assert_eq!(browser.count(".panel .loading"), 0);
}

#[test]
fn the_end_of_the_worker_costs_one_answer() {
    scenario(|browser, site| {
        open_fragile(browser, site);
        show_example_tags(browser);
        assert_answers(browser);
        browser.run("agendum.fault('worker panics', 1)", json!([]));
        open_library(browser);
        await_failure(browser, "dialog", "Something went wrong");
        browser.picture("worker-ended");
        assert_named(browser, "dialog");
        browser.click(named_in("dialog", "Try again"));
        browser.wait_until("the articles are listed", || browser.sees("#library-dialog .articles"));
        browser.press("Escape");
        await_no_dialog(browser);
        assert_answers(browser);
        assert_eq!(browser.count("#stopped"), 0, "the page is not concerned");

        // The second time it is not tried any more, also not when the project changes; but when it is opened anew.
        browser.run("agendum.fault('worker panics', 2)", json!([]));
        open_search(browser);
        await_failure(browser, "#beside", "Something went wrong");
        browser.click(named_in("#beside", "Try again"));
        await_failure(browser, "#beside", "It failed again");
        assert!(!browser.names("#beside", "button").contains(&"Try again".to_owned()));
        browser.run("agendum.addItem({ title: 'Ferries' })", json!([]));
        await_failure(browser, "#beside", "It failed again");
        browser.click(named_in("#beside .trouble", "Close"));
        browser.wait_until("the panel is closed", || browser.count("#beside") == 0);
        open_search(browser);
        browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
        browser.press("Escape");
        browser.wait_until("the search is closed", || browser.count("#beside") == 0);
        assert_answers(browser);
        browser.expect_in_console("on purpose, in the worker");
        browser.forget_console();
    });
}

#[test]
fn a_worker_that_never_answers_can_be_stopped() {
    scenario(|browser, site| {
        open_fragile(browser, site);
        browser.run("agendum.fault('worker hangs', 1)", json!([]));
        open_library(browser);
        browser.wait_until("it says that it takes long", || browser.texts("dialog .slow").len() == 1);
        browser.picture("worker-hangs");
        browser.click(named_in("dialog", "Stop it"));
        await_failure(browser, "dialog", "Stopped.");
        browser.click(named_in("dialog", "Try again"));
        browser.wait_until("the articles are listed", || browser.sees("#library-dialog .articles"));
        browser.wait_until("it does not take long any more", || browser.count(".slow") == 0);
        browser.press("Escape");
        await_no_dialog(browser);
        // What waits behind it is done then.
        browser.run("agendum.fault('worker hangs', 1)", json!([]));
        open_search(browser);
        browser.wait_until("it says that it takes long", || browser.sees("#beside .slow"));
        browser
            .run("window.opened = agendum.openArticle({ text: 'Ferries\\n\\nThey are late.' })", json!([]));
        browser.click(named_in("#beside", "Stop it"));
        browser.wait_until("the article is open", || browser.text("header .title .text") == "Ferries");
    });
}
