//! Words stay where they are, whatever script they are in: nothing moves when it is tagged, handles are at the right ends,
//! nothing is cut off or slanted.

use serde_json::{Value, json};

use crate::{
    harness::{Browser, named_in, scenario, words},
    steps::*,
};

const ARABIC: &str = "محادثات حول إساءة استخدام اللجوء في واشنطن\n\n\
    تسعى الهند إلى التحدث عن إساءة استخدام اللجوء عندما يجتمع مسؤولوها مع نظرائهم الأمريكيين يوم الأربعاء في إطار الحوار حول الأمن \
    الداخلي، والموضوع الرئيسي هو الأشخاص المتورطون في الجريمة الذين يستغلون اللجوء. وتعمل NCB / DEA معا على مكافحة المخدرات منذ 2019.\n\n\
    يجتمع مسؤولو البلدين مرة أخرى في الربيع، ولم يحدد الموعد بعد. وقال المتحدث إن جدول الأعمال طويل وإن بعض النقاط تبقى مفتوحة.";

const HINDI: &str = "दिल्ली में शरण के दुरुपयोग पर वार्ता की तैयारी और ऊँचे मात्रा चिह्न\n\n\
    भारत शरण के दुरुपयोग पर बात करना चाहता है। दोनों देशों के अधिकारी बुधवार को मिलेंगे। कार्यसूची लंबी है, और कुछ बिंदु खुले हैं।";

/// Every word of the article with the place of its first letter, in pixels from the article's corner.
fn places(browser: &Browser) -> Vec<(String, f64, f64)> {
    browser.script(
        "const corner = document.querySelector('article').getBoundingClientRect(); \
         const found = []; \
         for (const block of document.querySelectorAll('article [data-block]')) { \
           const text = block.textContent; \
           const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT); \
           const nodes = []; \
           let at = 0; \
           while (walker.nextNode()) { \
             nodes.push([at, walker.currentNode]); \
             at += walker.currentNode.length; \
           } \
           for (const match of text.matchAll(/[^\\s]+/gu)) { \
             const [start, node] = nodes.findLast(([start]) => start <= match.index); \
             const range = document.createRange(); \
             range.setStart(node, match.index - start); \
             range.setEnd(node, match.index - start + 1); \
             const box = range.getBoundingClientRect(); \
             found.push([match[0], Math.round((box.left - corner.left) * 2) / 2, Math.round((box.top - corner.top) * 2) / 2]); \
           } \
         } \
         return found",
        json!([]),
    )
}

/// Tags fragments all over the article, each alone, and says which words were elsewhere then.
#[track_caller]
fn assert_nothing_moves(browser: &Browser, fragments: usize) {
    browser.of::<()>("article", "(element.querySelectorAll('.chunk').forEach((it) => { it.style.contentVisibility = 'visible' }), null)");
    let before = places(browser);
    let length: usize = browser.script("return [...agendum.article().text].length", json!([]));
    for number in 0..fragments {
        let start = number * (length - 60) / fragments;
        // As a person selects: no letter is cut from its signs.
        let [start, end]: [usize; 2] = browser.script(
            "const [from, to] = arguments; \
             let at = 0; \
             const ends = [0, ...[...new Intl.Segmenter().segment(agendum.article().text)].map(({ segment }) => at += [...segment].length)]; \
             return [from, to].map((it) => ends.findLast((end) => end <= it))",
            json!([start, start + 5 + (number * 37) % 55]),
        );
        let item = number % 10;
        browser.run(
            "const [start, end, item] = arguments; \
             agendum.annotate({ start, end, items: [agendum.agenda()[item].id, agendum.agenda()[(item + 3) % 11].id].slice(0, 1 + item % 2) })",
            json!([start, end, item]),
        );
        browser.wait_until("it is marked", || browser.count("article mark") > 0);
        let now = places(browser);
        let moved: Vec<_> = before
            .iter()
            .zip(&now)
            .filter(|(was, now)| {
                was.0 == now.0 && ((was.1 - now.1).abs() > 1.0 || (was.2 - now.2).abs() > 1.0)
            })
            .collect();
        assert!(moved.is_empty() && now.len() == before.len(), "{start} to {end} moves {moved:?}");
        browser.run("agendum.undo()", json!([]));
        browser.wait_equal("it is not marked any more", 0, || browser.count("article mark"));
    }
}

#[test]
fn no_word_moves_when_it_is_tagged() {
    scenario(|browser, _| {
        assert_nothing_moves(browser, 30);
        open_text(browser, ARABIC, "", "");
        assert_nothing_moves(browser, 12);
        open_text(browser, HINDI, "", "");
        assert_nothing_moves(browser, 6);
    });
}

/// The middle of a handle, and the box of the line that it stands at, in the viewport.
fn handle(browser: &Browser, end: &str) -> f64 {
    browser.of(
        &*format!(".handle.{end}"),
        "(({ left, width }) => left + width / 2)(element.getBoundingClientRect())",
    )
}

/// The left and right edges of what marks the active passage in its first and its last line.
fn edges(browser: &Browser) -> [[f64; 2]; 2] {
    browser.script(
        "const boxes = [...document.querySelectorAll('mark.active')].flatMap((mark) => [...mark.getClientRects()]).filter((box) => box.width > 0); \
         const line = (of) => { \
           const beside = boxes.filter((box) => box.top < of.bottom - 4 && box.bottom > of.top + 4); \
           return [Math.min(...beside.map((box) => box.left)), Math.max(...beside.map((box) => box.right))]; \
         }; \
         return [line(boxes[0]), line(boxes.at(-1))]",
        json!([]),
    )
}

#[track_caller]
fn assert_handles(browser: &Browser, starts_at_right: bool, ends_at_right: bool) {
    browser.wait_for("the handles are at the ends", || {
        if browser.count(".handle") != 2 {
            return Err("there are no handles".to_owned());
        }
        let [first, last] = edges(browser);
        let (start, end) = (handle(browser, "start"), handle(browser, "end"));
        let (to_start, to_end) = (first[usize::from(starts_at_right)], last[usize::from(ends_at_right)]);
        match (start - to_start).abs() < 3.0 && (end - to_end).abs() < 3.0 {
            true => Ok(()),
            false => Err(format!("handles at {start} and {end}, lines {first:?} and {last:?}")),
        }
    });
}

/// The first of the buttons at each end of a passage is an arrow that is seen to point to the left, the second to the right:
/// the tip is halfway along its line.
#[track_caller]
fn assert_arrows(browser: &Browser) {
    let tips: Vec<(bool, f64)> = browser.script(
        "return [...document.querySelectorAll('.note.active .end button')].map((button) => { \
           const path = button.querySelector('svg.icon > path'); \
           const length = path.getTotalLength(); \
           const [first, tip, last] = [0, length / 2, length] \
             .map((at) => path.getPointAtLength(at).matrixTransform(path.getScreenCTM()).x); \
           return [button.textContent === '' && Math.abs(first - last) < 1, tip - first]; \
         })",
        json!([]),
    );
    let points: Vec<_> = tips
        .iter()
        .map(|(is_arrow, by)| match by {
            _ if !is_arrow => "nowhere",
            by if *by < -2.0 => "left",
            by if *by > 2.0 => "right",
            _ => "nowhere",
        })
        .collect();
    assert_eq!(points, ["left", "right", "left", "right"], "{tips:?}");
}

#[test]
fn handles_are_where_a_passage_begins_and_ends() {
    scenario(|browser, _| {
        let tag_words = |words: &str| {
            browser.run(
                "const text = agendum.article().text; \
                 const start = [...text.slice(0, text.indexOf(arguments[0]))].length; \
                 agendum.annotate({ start, end: start + [...arguments[0]].length, items: [agendum.agenda()[0].id] })",
                json!([words]),
            );
        };
        open_text(browser, ARABIC, "", "");
        let long = "التحدث عن إساءة استخدام اللجوء عندما يجتمع مسؤولوها مع نظرائهم الأمريكيين يوم الأربعاء في إطار الحوار حول الأمن الداخلي";
        tag_words(long);
        browser.click(words("التحدث عن إساءة"));
        assert_handles(browser, true, false);
        browser.picture("arabic");
        browser.press("Escape");
        // One that overlaps another.
        tag_words(
            "مسؤولوها مع نظرائهم الأمريكيين يوم الأربعاء في إطار الحوار حول الأمن الداخلي، والموضوع الرئيسي",
        );
        browser.press("n");
        browser.press("n");
        assert_handles(browser, true, false);
        browser.press("Escape");
        // Latin words in Arabic, and both together.
        tag_words("NCB / DEA");
        browser.click(words("NCB / DEA"));
        assert_handles(browser, false, true);
        browser.press("Escape");
        tag_words("معا على مكافحة المخدرات منذ 2019");
        browser.click(words("معا على"));
        assert_handles(browser, true, false);
        // The right arrow moves an end to the right, which is earlier here.
        browser.click(named_in(".note.active", "Start a word earlier"));
        browser.wait_until("it begins a word earlier", || {
            passages(browser).iter().any(|it| {
                it == "DEA معا على مكافحة المخدرات منذ 2019"
                    || it == "NCB / DEA معا على مكافحة المخدرات منذ 2019"
            })
        });
        assert_arrows(browser);
        let right = browser.attribute(".note.active .end:first-child button:last-of-type", "aria-label");
        assert_eq!(right.as_deref(), Some("Start a word earlier"));
    });
}

#[test]
fn left_to_right_handles_are_as_ever() {
    scenario(|browser, _| {
        browser.select_from_to("a weight of its own", "one of the areas");
        await_menu(browser);
        browser.press("2");
        assert_handles(browser, false, true);
        browser.press("Escape");
        tag(browser, "people involved in crime who misuse asylum in the United States", "1");
        browser.click(words("people involved"));
        assert_handles(browser, false, true);
        assert_eq!(
            browser.attribute(".note.active .end:first-child button:last-of-type", "aria-label").as_deref(),
            Some("Start a word later")
        );
        assert_arrows(browser);
    });
}

#[test]
fn cards_and_headings_do_as_their_script_does() {
    scenario(|browser, _| {
        let style = |css: &str, name: &str| -> String {
            browser.of(css, &format!("getComputedStyle(element).{name}"))
        };
        tag(browser, "India wants to talk about asylum", "1");
        assert_eq!(style("#notes .note q", "fontStyle"), "italic");
        open_text(browser, ARABIC, "", "");
        browser.run("agendum.annotate({ start: 44, end: 90, items: [agendum.agenda()[0].id] })", json!([]));
        browser.wait_until("its card is there", || browser.count("#notes .note") == 1);
        assert_eq!(style("#notes .note q", "fontStyle"), "normal");
        assert_eq!(style("#notes .note q", "direction"), "rtl");
        let button: Value = browser.script(
            "const button = document.querySelector('article .update'); return [button.textContent, getComputedStyle(button).direction]",
            json!([]),
        );
        assert_eq!(button[1], "ltr", "{button}");
        browser.picture("arabic-card");

        open_text(browser, HINDI, "", "");
        browser.run("agendum.annotate({ start: 70, end: 100, items: [agendum.agenda()[0].id] })", json!([]));
        browser.wait_until("its card is there", || browser.count("#notes .note") == 1);
        assert_eq!(style("#notes .note q", "fontStyle"), "normal");
        // Above the first line there is room within the box that paint ends at, and between lines for signs of both.
        let room: f64 = browser.script(
            "const heading = document.querySelector('article h1'); \
             return heading.getBoundingClientRect().top - heading.closest('.chunk').getBoundingClientRect().top",
            json!([]),
        );
        assert!(room >= 8.0, "there is room above the heading: {room}");
        let line: f64 = browser.of("article h1", "parseFloat(getComputedStyle(element).lineHeight) / parseFloat(getComputedStyle(element).fontSize)");
        assert!(line >= 1.4, "the lines are far enough apart: {line}");
        browser.picture("hindi");
    });
}
