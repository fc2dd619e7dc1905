//! What has to be the same in every browser, and once was not.

use serde_json::{Value, json};

use crate::{
    harness::{
        Answer, Browser, Engine, Site, Stranger, named_in, not_in, reasons::*, scenario, scenario_on, words,
        words_in,
    },
    steps::*,
};

const QUOTED: &str = "India wants to talk about asylum";

/// The second of two sentences of a block.
const SECOND: &str = "A senior official gives it a weight of its own:";

/// How long a person rests, in milliseconds: longer than it takes a selection to settle.
const REST: u64 = 600;

#[track_caller]
fn await_saved(browser: &Browser) {
    browser.wait_equal("it is saved", "Saved".to_owned(), || browser.text("header .saved"));
}

#[test]
fn who_goes_elsewhere_and_comes_back_finds_all() {
    scenario(|browser, site| {
        tag(browser, QUOTED, "1");
        await_saved(browser);
        for digit in ["2", "3"] {
            browser.go("about:blank");
            browser.open(&site.address());
            await_passages(browser, &[QUOTED]);
            select(browser, SECOND);
            browser.press(digit);
            await_passages(browser, &[QUOTED, SECOND]);
            await_saved(browser);
            browser.press("Control+z");
            await_passages(browser, &[QUOTED]);
            await_saved(browser);
        }
        // With everything still on its way.
        browser.run(
            "addEventListener('agendum:change', () => { \
               window.agendum.annotate({ start: 0, end: 9 }); \
               location.href = 'about:blank'; \
             }, { once: true }); \
             window.agendum.openArticle({ title: 'Left behind', text: 'It was opened.\\n\\n'.repeat(2000) })",
            json!([]),
        );
        browser.wait_equal("the page that is shown", "about:blank".to_owned(), || browser.address());
        browser.open(&site.address());
        await_saved(browser);
        let kept: String = browser.agendum("exportJson()");
        assert!(kept.contains("Left behind") && kept.contains(QUOTED), "{kept:.2000}");
    });
}

#[test]
fn a_tab_that_leaves_holds_up_no_other() {
    scenario(|browser, site| {
        let first = browser.tab();
        let second = browser.new_tab();
        browser.open(&site.address());
        tag(browser, SECOND, "2");
        browser.go("about:blank");
        browser.show(&first);
        await_passages(browser, &[SECOND]);
        tag(browser, QUOTED, "1");
        await_saved(browser);
        let kept: String = browser.agendum("exportJson()");
        assert!(kept.contains(QUOTED));
        // Who goes back sees what was done meanwhile, and goes on from there.
        browser.show(&second);
        browser.back();
        browser.wait_until_ready();
        await_passages(browser, &[QUOTED, SECOND]);
        tag(browser, "Shelter from the law", "3");
        await_saved(browser);
        browser.show(&first);
        await_passages(browser, &[QUOTED, SECOND, "Shelter from the law"]);
    });
}

/// A way to select some words, which are then tagged.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gesture {
    Drag,
    DragBackwards,
    DragWithRests,
    DoubleClick,
}

/// Selects words in some way, rests, and tags them by a digit.
#[track_caller]
fn check_tagged(browser: &Browser, gesture: Gesture, quoted: &str, expected: &str) {
    let said = format!("{gesture:?} over {quoted:?}");
    let reach = browser.reach(words(quoted));
    match gesture {
        Gesture::Drag => browser.drag_path(&[reach.start, reach.end]),
        Gesture::DragBackwards => browser.drag_path(&[reach.end, reach.start]),
        Gesture::DragWithRests => browser.drag_with_rests(&[reach.start, reach.end], REST),
        Gesture::DoubleClick => browser.double_click(words(quoted)),
    }
    await_menu(browser);
    browser.rest(REST);
    assert!(browser.sees("#tag-menu"), "the menu stays after {said}");
    assert_eq!(browser.selection().trim(), expected, "what is seen to be selected after {said}");
    browser.press("2");
    browser.wait_until(&format!("{said} is tagged"), || passages(browser) == [expected]);
    await_no_menu(browser);
    browser.press("Escape");
    browser.press("Control+z");
    await_passages(browser, &[]);
}

#[test]
fn words_where_the_reading_cursor_stands_are_tagged() {
    scenario(|browser, _| {
        let blocks = ["Officials of both countries", "It is not one point among many."];
        for (times, (own, other)) in
            [(2, ("both countries meet", "comprehensive agenda")), (7, ("point among", "a weight of its"))]
        {
            for gesture in [Gesture::Drag, Gesture::DragBackwards, Gesture::DragWithRests] {
                for quoted in [own, other] {
                    browser.press("Escape");
                    browser.run("document.querySelector('#reader').scrollTop = 0", json!([]));
                    for _ in 0..times {
                        browser.press("j");
                    }
                    browser.wait_until("the cursor is in the block", || {
                        let text = browser.texts("article mark.cursor").concat();
                        blocks.iter().any(|block| text.starts_with(block))
                    });
                    check_tagged(browser, gesture, quoted, quoted);
                }
            }
            browser.press("Escape");
            for _ in 0..times {
                browser.press("j");
            }
            let word = own.split(' ').next().unwrap_or_default();
            check_tagged(browser, Gesture::DoubleClick, own, word);
        }
    });
}

/// Tags so much that items are suggested.
#[track_caller]
fn learn(browser: &Browser) {
    for quoted in [QUOTED, "wants to talk", "to talk about"] {
        tag(browser, quoted, "1");
    }
    browser.wait_until("something is suggested", || !painted(browser, "suggested").is_empty());
}

#[test]
fn words_of_a_suggested_sentence_are_tagged() {
    scenario(|browser, _| {
        learn(browser);
        let before = passages(browser);
        let suggested = painted(browser, "suggested");
        for (shown, gesture) in
            [(false, Gesture::DoubleClick), (true, Gesture::DoubleClick), (true, Gesture::Drag)]
        {
            let sentence = suggested.iter().find(|sentence| sentence.split(' ').count() > 8);
            let sentence = sentence.expect("a long sentence is suggested");
            if shown {
                browser.click(words(sentence));
                browser.wait_until("it is shown", || browser.sees("#beside.suggestion"));
            }
            let parts: Vec<_> = sentence.split(' ').collect();
            let quoted = parts[2..6].join(" ");
            let inner = browser.reach(words(&quoted));
            let expected = match gesture {
                Gesture::DoubleClick => {
                    browser.double_click(words(&quoted));
                    parts[2].to_owned()
                }
                _ => {
                    browser.drag_path(&[inner.start, inner.end]);
                    quoted
                }
            };
            browser.wait_until(&format!("the menu opens: {gesture:?}, shown before: {shown}"), || {
                browser.sees("#tag-menu")
            });
            browser.rest(REST);
            assert_eq!(browser.selection().trim(), expected, "{shown} {gesture:?}");
            browser.press("2");
            browser.wait_until("it is tagged", || passages(browser).len() == before.len() + 1);
            assert!(passages(browser).contains(&expected), "{expected:?} in {:?}", passages(browser));
            browser.press("Escape");
            browser.press("Control+z");
            browser.wait_equal("it is undone", before.len(), || passages(browser).len());
            browser.press("Escape");
            browser.wait_until("nothing is shown", || browser.count("#beside") == 0);
        }
    });
}

#[test]
fn signs_at_the_beginning_of_a_paragraph_are_drawn_and_tagged() {
    scenario(|browser, _| {
        let openings =
            ["“Why?”", "‘So?’", "«Pourquoi?»", "(Perhaps)", "【何故】", "„Warum?“", "[sic]", "„‚Beides‘“"];
        let paragraphs: Vec<_> =
            openings.iter().map(|opening| format!("{opening} asked the chair, and waited.")).collect();
        open_text(browser, &format!("Signs\n\n{}", paragraphs.join("\n\n")), "", "");
        browser.wait_equal("paragraphs whose first sign is beyond what their chunk shows", json!([]), || {
            browser.script::<Value>(
                "return [...document.querySelectorAll('article p[data-block]')].flatMap((block) => { \
                   const range = document.createRange(); \
                   range.setStart(block.firstChild, 0); \
                   range.setEnd(block.firstChild, 1); \
                   const sign = range.getBoundingClientRect(); \
                   const chunk = block.closest('.chunk').getBoundingClientRect(); \
                   return sign.left < chunk.left || sign.width < 1 ? [block.textContent] : []; \
                 })",
                json!([]),
            )
        });
        for opening in openings {
            let (sign, rest) = opening.split_at(opening.chars().next().map_or(0, char::len_utf8));
            let words_after = format!("{sign}{rest} asked");
            check_tagged(browser, Gesture::Drag, &words_after, &words_after);
        }
    });
}

/// The only passage there is.
#[track_caller]
fn only_passage(browser: &Browser) -> String {
    browser.wait_equal("passages", 1, || passages(browser).len());
    passages(browser).remove(0)
}

#[test]
fn a_drag_that_ends_beside_the_column_takes_the_line_there() {
    scenario(|browser, _| {
        let block = "It is not one point among many. A senior official gives it a weight of its own:";
        let from = browser.reach(words("senior official"));
        let column = browser.area("article");
        for (start, right, down) in [
            (from.end, column.x - 60.0, 0.0),
            (from.start, column.x + column.width + 90.0, 0.0),
            (from.end, column.x - 140.0, 0.0),
        ] {
            let end = crate::harness::Point { x: right, y: start.y + down };
            browser.drag_path(&[start, end]);
            await_menu(browser);
            browser.rest(REST);
            let seen = browser.selection();
            browser.press("2");
            let tagged = only_passage(browser);
            assert!(block.contains(&tagged), "{tagged:?} is more than the block");
            assert_eq!(seen.trim(), tagged, "what is seen is what is tagged");
            let expected = if right < start.x { "senior official" } else { "senior" };
            assert!(tagged.contains(expected) && tagged.len() > "senior official".len(), "{tagged:?}");
            browser.press("Escape");
            browser.press("Control+z");
            await_passages(browser, &[]);
        }
    });
}

#[test]
fn a_double_click_takes_a_word_with_its_apostrophe() {
    scenario(|browser, _| {
        open_text(
            browser,
            "Words\n\nOn asylum, India’s concern isn't new, and d’accord it isn’t over. Plain words follow.",
            "",
            "",
        );
        for word in ["India’s", "isn't", "d’accord", "isn’t", "Plain"] {
            check_tagged(browser, Gesture::DoubleClick, word, word);
        }
    });
}

#[test]
fn a_second_place_is_selected_instead_of_the_first() {
    not_in(Engine::Chromium, ONE_PLACE).not_in(Engine::WebKit, ONE_PLACE).scenario(|browser, _| {
        select(browser, "comprehensive agenda");
        let reach = browser.reach(words("a weight of its own"));
        browser.hold("Control", |browser| browser.drag_path(&[reach.start, reach.end]));
        await_message(browser, "Only one place can be tagged at a time");
        browser.wait_equal("what is selected", "a weight of its own".to_owned(), || browser.selection());
        browser.press("2");
        await_passages(browser, &["a weight of its own"]);
    });
}

#[test]
fn the_browsers_own_search_opens_no_menu() {
    let scenario = not_in(Engine::Chromium, NO_FIND_BAR).not_in(Engine::WebKit, NO_FIND_BAR);
    scenario.scenario(|browser, _| {
        browser.find_in_page("fugitives");
        browser.wait_equal("the match", "fugitives".to_owned(), || browser.selection().to_lowercase());
        browser.rest(REST);
        assert_eq!(browser.count("#tag-menu"), 0);
        // Back in the page words are selected as ever.
        select(browser, "India wants to talk about asylum");
        browser.press("2");
        await_passages(browser, &["India wants to talk about asylum"]);
    });
}

#[test]
fn escape_closes_the_library_from_its_search() {
    scenario(|browser, _| {
        for typed in ["", "asylum"] {
            browser.click("header .title");
            browser.wait_until("the search has the focus", || {
                browser.focus_is_in("#library-dialog [name=query]")
            });
            browser.write(typed);
            browser.wait_equal("what is typed", typed.to_owned(), || {
                browser.value("#library-dialog [name=query]")
            });
            browser.press("Escape");
            // Where there are words in it, some browsers take them out first.
            if !typed.is_empty() && browser.count("#library-dialog") > 0 {
                browser.press("Escape");
            }
            await_no_dialog(browser);
        }
        select(browser, QUOTED);
        browser.press("2");
        await_passages(browser, &[QUOTED]);
    });
}

#[test]
fn a_browser_that_asks_is_not_answered_for() {
    scenario(|browser, _| {
        for (quoted, digit) in [(QUOTED, "1"), (SECOND, "2"), ("Shelter from the law", "3")] {
            tag(browser, quoted, digit);
            browser.rest(REST);
            let said = browser.texts("#status .message").join(" ");
            assert!(!said.contains("last export"), "{said}");
        }
    });
}

#[test]
fn from_the_disk_a_sentence_says_what_is_needed() {
    scenario_on(Site::bundle, |browser, site| {
        browser.go(&format!("file://{}/index.html", site.folder().display()));
        browser.wait_until("it says what is needed", || browser.sees("#needs-server"));
        assert!(!browser.sees("#needs-loading"));
        browser.forget_console();
    });
}

#[test]
fn the_application_is_asked_for_once() {
    scenario(|browser, _| {
        let is_code = |address: &&String| address.ends_with(".wasm") && !address.contains("worker");
        let asked = browser.requests();
        assert_eq!(asked.iter().filter(is_code).count(), 1, "{asked:#?}");
    });
}

#[test]
fn panels_beside_the_article_scroll_only_up_and_down() {
    scenario(|browser, _| {
        learn(browser);
        let beyond = || browser.of::<f64>("#beside", "element.scrollWidth - element.clientWidth");
        for (key, panel) in [("s", "#beside.suggestion"), ("/", "#beside.find")] {
            browser.press(key);
            browser.wait_until("the panel is open", || browser.sees(panel));
            assert_eq!(beyond(), 0.0, "{panel}");
            browser.press("Escape");
            browser.wait_until("the panel is closed", || browser.count("#beside") == 0);
        }
        browser.click(named_in("#agenda", "3 passages of Misuse of asylum"));
        browser.wait_until("the outline is open", || browser.sees("#beside.outline"));
        assert_eq!(beyond(), 0.0);
    });
}

#[test]
fn lines_are_drawn_as_the_style_sheets_say() {
    scenario(|browser, _| {
        let unknown: Vec<String> = browser.script(
            "const links = [...document.querySelectorAll('link[rel=stylesheet]')]; \
             return Promise.all(links.map(async ({ href }) => (await fetch(href)).text())).then((sheets) => { \
               const rules = sheets.join('\\n').match(/text-(decoration|underline)[a-z-]*:[^;}]+/g); \
               return rules.filter((rule) => { \
                 const [name, value] = rule.split(/:(.*)/s); \
                 return !CSS.supports(name, value.replace('!important', '').trim()); \
               }); \
             })",
            json!([]),
        );
        assert_eq!(unknown, Vec::<String>::new());
    });
}

#[test]
fn of_pages_handed_over_at_once_the_first_is_asked_about() {
    let page = "<!DOCTYPE html><title>Ferries</title><p>The ferry is late.</p>".to_owned();
    let head = "Content-Type: text/html\r\n";
    let stranger = Stranger::new(vec![Answer { path: "/page", status: "200 OK", head, body: page }]);
    scenario(|browser, site| {
        browser.go(&format!("{}/page", stranger.origin()));
        let known = browser.tabs();
        let address = format!("{}#take=23-42", site.address());
        on_click(browser, words_in("p", "The ferry"), "window.tab = open(arguments[0])", json!([address]));
        let tab = browser.wait_for("the tab", || {
            browser.tabs().into_iter().find(|tab| !known.contains(tab)).ok_or_else(String::new)
        });
        browser.show(&tab);
        browser.wait_until_ready();
        browser.show(&known[0]);
        browser.run(
            "for (const title of ['First page', 'Second page', 'Third page']) window.tab.postMessage( \
               { agendum: 'page', nonce: '23-42', title, address: '', html: `<h1>${title}</h1><p>Words.` }, '*')",
            json!([]),
        );
        browser.show(&tab);
        browser.wait_until("the reader is asked", || browser.sees("#handed-dialog"));
        browser.rest(REST);
        let said = browser.text("#handed-dialog");
        assert!(said.contains("First page") && !said.contains("Third page"), "{said}");
        browser.expect_requests(&stranger.origin());
        browser.forget_console();
    });
}
