//! The ways in: files, folders, what is pasted or dropped, addresses, and pages that are handed over.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    harness::{
        Answer, Browser, Engine, Folder, Site, Stranger, named_in, not_in, reasons::*, scenario, scenario_on,
    },
    steps::*,
};

/// A page as somebody's site has it.
const PAGE: &str = "<!DOCTYPE html><html lang=en><head><title>Who pays for the ferry?</title></head><body>\
    <article><h1>Who pays for the ferry?</h1><p>The council met on <em>Tuesday</em> and put the question off again, \
    although the ferry has been out of service since the autumn storms and the islanders have to go round by the bridge, \
    which takes an hour.</p><p>A second crossing would cost four times as much, said the engineer, who had brought a \
    model of it along, and nobody asked her why.</p></article></body></html>";

#[track_caller]
fn await_title(browser: &Browser, title: &str) {
    browser.wait_equal("the open article", title.to_owned(), || browser.text("header .title .text"));
}

/// The bundle with a worker that never answers to what is called "hold", and fails at what is called "crash".
fn moody(name: &str, text: &str) -> Option<String> {
    let mood = "addEventListener('message', (event) => { const asked = event.data[1] === 'open' ? String(event.data[2]) : ''; \
                if (asked.includes('hold')) event.stopImmediatePropagation(); \
                if (asked.includes('crash')) { event.stopImmediatePropagation(); \
                setTimeout(() => { throw new Error('a made-up mishap') }); } });\n";
    Some(if name.starts_with("worker") { format!("{mood}{text}") } else { text.to_owned() })
}

fn on_moody(test: impl FnOnce(&mut Browser, &Site)) {
    scenario_on(
        || Site::bundle_with(&[], moody),
        |browser, site| {
            browser.open(&site.address());
            test(browser, site);
        },
    );
}

/// Writes texts that are articles, none of them like another, and gives where they are.
fn texts(folder: &Folder, count: usize) -> Vec<std::path::PathBuf> {
    let words = |number| (0..12).map(|word| format!("word{word}of{number}")).collect::<Vec<_>>().join(" ");
    let text = |number| format!("Article {number}\n\nIt says: {}.", words(number));
    (1..=count).map(|number| folder.write(&format!("a{number:02}.txt"), text(number))).collect()
}

fn paths(files: &[std::path::PathBuf]) -> Vec<&Path> {
    files.iter().map(|file| &**file).collect()
}

#[test]
fn the_worker_is_loaded_when_it_is_needed() {
    scenario(|browser, _| {
        let loaded = |browser: &Browser| browser.requests().iter().any(|it| it.contains("worker"));
        // From what is tagged more is suggested, which the worker does.
        browser.click(named_in("#agenda", "Suggestions"));
        tag(browser, "India wants to talk about asylum", "1");
        assert!(!loaded(browser), "a first visit loads what it does not need");
        let folder = Folder::new();
        browser.drop_files("#reader", &paths(&texts(&folder, 1)));
        await_title(browser, "Article 1");
        await_undo(browser, "article opened");
    });
}

#[test]
fn forty_files_are_one_step_and_what_is_refused_is_said() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let mut files = texts(&folder, 38);
        files.insert(7, folder.write("picture.txt", [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]));
        files.insert(20, folder.write("empty.txt", ""));
        browser.drop_files("#reader", &paths(&files));
        browser.wait_until("the report", || browser.sees("#report-dialog"));
        browser.picture("report");
        assert_eq!(browser.text("#report-dialog h2"), "38 of 40 opened");
        let refused = browser.texts("#report-dialog .report li");
        assert_eq!(refused.len(), 2, "{refused:?}");
        assert!(refused[0].contains("picture.txt") && refused[1].contains("empty.txt"), "{refused:?}");
        browser.click(named_in("#report-dialog", "OK"));
        await_title(browser, "Article 1");
        assert_eq!(browser.text("header .title small"), "39 articles");
        await_undo(browser, "38 articles opened");
        browser.press("Control+z");
        await_title(browser, SAMPLE);
        assert_eq!(browser.text("header .title small"), "1 article");
        browser.press("Control+Shift+z");
        browser.wait_equal("all are there again", "39 articles".to_owned(), || {
            browser.text("header .title small")
        });
        browser.wait_equal("all is kept", "Saved".to_owned(), || browser.text("header .saved"));
        browser.reload();
        assert_eq!(browser.text("header .title small"), "39 articles");
    });
}

#[test]
fn a_folder_is_opened_with_what_is_in_it() {
    not_in(Engine::WebKit, NO_FOLDERS).not_in(Engine::Firefox, NO_FOLDERS).scenario(|browser, _| {
        let folder = Folder::new();
        let text = |name: &str| format!("{name}\n\nWords, and more words.");
        folder.write("in/One.txt", text("One"));
        folder.write("in/deep/er/Two.MD", text("Two"));
        folder.write("in/deep/style.css", "body {}");
        folder.write("in/.hidden.txt", "hidden");
        browser.drop_files("#reader", &[&folder.path().join("in")]);
        browser.wait_equal("both are open", "3 articles".to_owned(), || browser.text("header .title small"));
        browser.wait_until("the report", || browser.sees("#report-dialog"));
        assert!(browser.text("#report-dialog").contains("2 files of other types"));
    });
}

#[test]
fn reading_many_can_be_cancelled() {
    on_moody(|browser, _| {
        let folder = Folder::new();
        let mut files = texts(&folder, 4);
        files.insert(2, folder.write("hold.txt", "It is never read."));
        browser.drop_files("#reader", &paths(&files));
        browser.wait_until("how far it is is said", || browser.text("#status").contains("2 of 5"));
        browser.picture("reading");
        tag(browser, "India wants to talk about asylum", "1");
        browser.click(named_in("#status", "Cancel"));
        await_message(browser, "Stopped: 2 of 5");
        await_title(browser, "Article 1");
        assert_eq!(browser.text("header .title small"), "3 articles");
        browser.drop_files("#reader", &[&files[4]]);
        await_title(browser, "Article 4");
    });
}

#[test]
fn one_file_that_takes_long_can_be_cancelled_too() {
    on_moody(|browser, _| {
        let folder = Folder::new();
        browser.drop_files("#reader", &[&folder.write("hold.txt", "It is never read.")]);
        browser.click(named_in("#status", "Cancel"));
        await_message(browser, "Stopped: 0 of 1");
        await_title(browser, SAMPLE);
    });
}

#[test]
fn what_crashes_the_worker_takes_nothing_along() {
    on_moody(|browser, _| {
        let folder = Folder::new();
        let mut files = texts(&folder, 3);
        files.insert(1, folder.write("crash.txt", "It ends the worker."));
        browser.drop_files("#reader", &paths(&files));
        browser.wait_until("the report", || browser.sees("#report-dialog"));
        assert_eq!(browser.text("#report-dialog h2"), "3 of 4 opened");
        let refused = browser.texts("#report-dialog .report li");
        assert!(refused.len() == 1 && refused[0].contains("crash.txt"), "{refused:?}");
    });
}

#[test]
fn a_worker_that_does_not_load_is_said_to_be_missing() {
    let without = |name: &str, text: &str| (!name.starts_with("agendum-worker")).then(|| text.to_owned());
    scenario_on(
        || Site::bundle_with(&[], without),
        |browser, site| {
            browser.open(&site.address());
            let folder = Folder::new();
            browser.drop_files("#reader", &paths(&texts(&folder, 1)));
            await_message(browser, "could not be loaded");
            browser.press("o");
            browser.wait_until("the dialog is open", || browser.focus_is_in("#open-text"));
            browser.insert("Pasted\n\nThis waits for the worker.");
            browser.click("#open-dialog button[type=submit]");
            browser.wait_until("it is said why not", || {
                browser.text("#open-dialog").contains("could not be loaded")
            });
            browser.forget_console();
        },
    );
}

/// Fails if something that is done holds the page up for longer than a person would notice while typing.
///
/// How long reading something may hold the page up, in milliseconds.
const TASK: f64 = 50.0;

/// What the browser measures is time by the clock, and on a busy machine others take some of it. What holds a page up by
/// itself does so every time; so one time of five within the bound is enough.
#[track_caller]
fn assert_never_held_up(browser: &Browser, bound: f64, mut act: impl FnMut()) {
    let mut measured = Vec::new();
    while measured.len() < 5 {
        browser.run(
            "window.longest = 0; window.watch?.disconnect(); window.watch = new PerformanceObserver((list) => { \
               for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration) }); \
             watch.observe({ type: 'longtask' })",
            json!([]),
        );
        act();
        let longest: f64 = browser.script("return window.longest", json!([]));
        measured.push(longest);
        if longest <= bound {
            return;
        }
    }
    panic!("the page was held up for so many milliseconds: {measured:?}");
}

#[test]
fn a_huge_file_stops_nobody() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let line = "A million lines that are all the same, and not one article. ";
        let text = |bytes: usize| line.repeat(bytes / line.len());
        for (name, bytes, why) in [
            ("huge.txt", 50_000_000, "the largest that can be opened"),
            ("long.txt", 20_000_000, "5 million"),
        ] {
            let file = folder.write(name, text(bytes));
            assert_never_held_up(browser, TASK, || {
                browser.drop_files("#reader", &[&file]);
                browser.wheel("#reader", 0, 200);
                await_message(browser, why);
            });
        }
        await_title(browser, SAMPLE);
    });
}

#[test]
fn a_large_page_is_read_beside_the_page() {
    scenario(|browser, _| {
        let folder = Folder::new();
        // Mostly markup: it takes long to read, and is short to draw.
        let chaff =
            "<nav><ul><li><a href='/x'>Elsewhere</a><li><a href='/y'>Far away</a></ul></nav>".repeat(60_000);
        let file = folder.write("page.html", PAGE.replace("<article>", &format!("{chaff}<article>")));
        assert_never_held_up(browser, TASK, || {
            await_title(browser, SAMPLE);
            browser.drop_files("#reader", &[&file]);
            browser.wheel("#reader", 0, 200);
            await_title(browser, "Who pays for the ferry?");
            browser.press("Control+z");
        });
    });
}

#[test]
fn odd_shapes_freeze_nothing() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let deep = format!("<p>{}Deep down.{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let line = format!("One line\n\n{}", "word ".repeat(200_000));
        let bidi = "Mixed \u{202e}directions\u{2066}\n\nשלום and \u{202e}gnirts a\u{202c} مرحبا.";
        for (name, content) in [("deep.html", deep.as_str()), ("line.txt", &line), ("bidi.txt", bidi)] {
            let file = folder.write(name, content);
            // Laying out a line of a million characters is more than reading it, but no freeze.
            assert_never_held_up(browser, 1_000.0, || {
                browser.drop_files("#reader", &[&file]);
                browser.wait_until(&format!("{name} is open"), || {
                    browser.attribute("header .undo", "aria-label").as_deref() == Some("Undo: article opened")
                });
                browser.press("Control+z");
                await_title(browser, SAMPLE);
            });
        }
        tag(browser, "India wants to talk about asylum", "1");
    });
}

#[test]
fn who_is_typing_stays_where_they_are() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let [one, two] =
            ["one", "two"].map(|name| folder.write(&format!("{name}.txt"), format!("{name}\n\nIts text.")));
        browser.click("#new-item-title");
        browser.write("A new");
        browser.drop_files("#reader", &[&one, &two]);
        await_message(browser, "2 of 2 opened, and in the list of articles.");
        browser.write(" item");
        assert_eq!(browser.value("#new-item-title"), "A new item");
        await_title(browser, SAMPLE);
        assert_eq!(browser.text("header .title small"), "3 articles");
    });
}

#[test]
fn encodings_are_told_apart() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let words = "A naïve façade\n\nनमस्ते 👩‍👩‍👧 said the crew.";
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(words.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for (name, bytes) in [("little.txt", little), ("big.txt", big), ("plain.txt", words.into())] {
            browser.drop_files("#reader", &[&folder.write(name, bytes)]);
            await_undo(browser, "article opened");
            assert_eq!(blocks(browser), ["A naïve façade", "नमस्ते 👩‍👩‍👧 said the crew."], "{name}");
            browser.press("Control+z");
            await_title(browser, SAMPLE);
        }
        // The mark at its beginning says that it is UTF-8.
        let cut = [b"\xef\xbb\xbf", words.as_bytes(), b"\xff\xff and so on, \xf0\x9f"].concat();
        browser.drop_files("#reader", &[&folder.write("broken.txt", cut)]);
        await_message(browser, "could not be read as UTF-8");
        await_title(browser, "A naïve façade");
    });
}

#[test]
fn scripts_in_pages_never_run() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let hostile = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'><svg onload='window.hit = 1'>\
            </svg><iframe srcdoc='<script>parent.hit = 1</script>'></iframe><a href='javascript:window.hit=1'>a link</a>";
        let page = PAGE.replace("<p>", &format!("<p>{hostile}"));
        for name in ["page.html", "page.txt", "page"] {
            browser.drop_files("#reader", &[&folder.write(name, &page)]);
            browser.wait_until("it is open", || {
                browser.attribute("header .undo", "aria-label").is_some_and(|it| it.starts_with("Undo: "))
            });
            assert_eq!(foreign(browser, "script, iframe, article img"), [""; 0]);
            assert!(browser.script::<Value>("return window.hit ?? null", json!([])).is_null());
            browser.press("Control+z");
            await_title(browser, SAMPLE);
        }
    });
}

#[test]
fn pasted_text_is_edited_as_plain_text() {
    scenario(|browser, _| {
        let (html, plain) =
            ("<h2>A heading</h2><p>Words with <b>stress</b>.</p>", "A heading\n\nWords with stress.");
        browser.click(named_in("header", "Open…"));
        browser.click("#open-text");
        browser.paste(html, plain);
        browser.wait_until("that it keeps its formatting is said", || browser.sees(".kept-rich"));
        browser.picture("rich");
        assert_eq!(browser.value("#open-text"), plain);
        browser.write(" More.");
        browser.wait_until("it is plain now", || !browser.sees(".kept-rich"));
        browser.click("#open-dialog button[type=submit]");
        await_title(browser, "A heading");
        assert_eq!(blocks(browser), ["A heading", "Words with stress. More."]);
    });
}

#[test]
fn pasted_formatting_is_kept() {
    scenario(|browser, _| {
        let html = "<h2>A heading</h2><p>Words with <b>stress</b> and <a href='https://example.org/x'>a link</a>.</p>\
            <ul><li>one</li><li>two</li></ul><script>window.hit = 1</script><p title='x'>The end.</p>";
        browser.click(named_in("header", "Open…"));
        browser.click("#open-text");
        browser.paste(html, "A heading\n\nWords with stress and a link.\n\none\ntwo\n\nThe end.");
        browser.wait_until("that it keeps its formatting is said", || browser.sees(".kept-rich"));
        browser.fill("#open-title", "Given");
        browser.fill("#open-source", "A friend");
        browser.click("#open-dialog button[type=submit]");
        await_title(browser, "Given");
        assert_eq!(browser.text("article .meta > span"), "A friend");
        assert_eq!(blocks(browser), ["A heading", "Words with stress and a link.", "one", "two", "The end."]);
        assert_eq!(browser.texts("article h2"), ["A heading"]);
        assert_eq!(
            browser.attribute(named_in("article [data-block]", "a link"), "href").as_deref(),
            Some("https://example.org/x")
        );
        assert_eq!(browser.count("#app script"), 0);
        assert!(browser.script::<Value>("return window.hit ?? null", json!([])).is_null());
    });
}

#[test]
fn markdown_and_pages_have_their_structure() {
    scenario(|browser, _| {
        let folder = Folder::new();
        browser
            .drop_files("#reader", &[&folder.write("notes.md", "# Minutes\n\nWe *met*.\n\n- one\n- two\n")]);
        await_title(browser, "Minutes");
        assert_eq!(blocks(browser), ["Minutes", "We met.", "one", "two"]);
        assert_eq!(browser.texts("article em"), ["met"]);
        browser.drop_files("#reader", &[&folder.write("saved.htm", PAGE)]);
        await_title(browser, "Who pays for the ferry?");
        assert_eq!(browser.texts("article em"), ["Tuesday"]);
    });
}

#[test]
fn what_is_dropped_from_elsewhere_is_opened() {
    scenario(|browser, _| {
        let html = "<h2>A part of a page</h2><p>With <b>stress</b>.</p>";
        browser
            .drop_parts("#reader", &[("text/html", html), ("text/plain", "A part of a page With stress.")]);
        await_title(browser, "A part of a page");
        assert_eq!(browser.texts("article strong"), ["stress"]);
        browser.drop_parts("#reader", &[("text/plain", "Dropped words\n\nThey came from an editor.")]);
        await_title(browser, "Dropped words");
        browser.drop_parts(
            "#reader",
            &[("text/uri-list", "https://example.org/a"), ("text/plain", "https://example.org/a")],
        );
        browser.wait_until("the address is offered", || browser.sees("#open-dialog"));
        assert_eq!(browser.value("#open-address"), "https://example.org/a");
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        // What is dragged within the page opens nothing.
        let drag = "for (const [type, on] of [['dragstart', 'article'], ['drop', '#reader']]) { \
              const data = new DataTransfer(); data.setData('text/plain', 'Our own words\\n\\nThey stay.'); \
              document.querySelector(on).dispatchEvent( \
                new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data })) }";
        browser.run(drag, json!([]));
        await_title(browser, "Dropped words");
        await_undo(browser, "article opened");
    });
}

/// Gives an address to the dialog, which is opened unless it is.
fn fetch(browser: &Browser, address: &str) {
    if !browser.sees("#open-dialog") {
        browser.click(named_in("header", "Open…"));
    }
    browser.fill("#open-address", address);
    browser.press("Enter");
}

#[track_caller]
fn await_trouble(browser: &Browser, part: &str) {
    browser.wait_for(&format!("the dialog says {part:?}"), || {
        let said = browser.texts("#open-dialog .trouble").join(" ");
        if said.contains(part) { Ok(()) } else { Err(format!("it says {said:?}")) }
    });
}

fn answers() -> Vec<Answer> {
    let text = "Who pays for the ferry?\n\nThe council put the question off again.".to_owned();
    let answer = |path, status, head, body: &str| Answer { path, status, head, body: body.to_owned() };
    vec![
        answer("/open", "200 OK", "Access-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\n", &text),
        answer("/closed", "200 OK", "Content-Type: text/plain\r\n", &text),
        answer("/gone", "410 Gone", "Access-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\n", ""),
        answer(
            "/pdf",
            "200 OK",
            "Access-Control-Allow-Origin: *\r\nContent-Type: application/pdf\r\n",
            "%PDF-1.7",
        ),
        answer("/page", "200 OK", "Set-Cookie: known=1\r\nContent-Type: text/html\r\n", PAGE),
    ]
}

#[test]
fn an_article_is_fetched_where_its_site_allows_it() {
    let stranger = Stranger::new(answers());
    let origin = stranger.origin();
    // Only https is allowed, which no test server has: this one stands in for a site that has it.
    let policy = format!("connect-src 'self' {origin}");
    let edit = |name: &str, text: &str| {
        Some(if name == "index.html" {
            text.replace("connect-src 'self' https:", &policy)
        } else {
            text.to_owned()
        })
    };
    scenario_on(
        || Site::bundle_with(&[("near.txt", "Near\n\nWords of the same site.")], edit),
        |browser, site| {
            browser.go(&format!("{origin}/page"));
            browser.open(&site.address());
            let asked_before = stranger.asked().len();
            tag(browser, "India wants to talk about asylum", "1");
            fetch(browser, &format!("{}near.txt", site.address()));
            await_title(browser, "Near");
            fetch(browser, "no address");
            await_trouble(browser, "not a web address");
            fetch(browser, "javascript:alert(1)");
            await_trouble(browser, "not a web address");
            fetch(browser, &format!("{origin}/closed"));
            await_trouble(browser, "does not let other pages read it");
            browser.picture("closed");
            browser.expect_in_console("CORS");
            fetch(browser, &format!("{origin}/gone"));
            await_trouble(browser, "410");
            fetch(browser, &format!("{origin}/pdf"));
            await_trouble(browser, "application/pdf");
            assert_eq!(stranger.asked().len(), asked_before + 3, "only what was asked for is asked");
            fetch(browser, &format!("{origin}/open"));
            await_title(browser, "Who pays for the ferry?");
            assert_eq!(browser.text("article .meta a"), format!("{origin}/open"));
            for asked in &stranger.asked()[asked_before..] {
                assert!(!asked.contains("\ncookie:") && !asked.contains("\nreferer:"), "{asked}");
            }
            assert_eq!(stranger.asked().len(), asked_before + 4);
            browser.expect_requests(&origin);
            browser.forget_console();
        },
    );
}

#[test]
fn http_is_tried_as_https() {
    scenario(|browser, _| {
        // A port at which nobody listens; so nothing leaves this machine.
        fetch(browser, "http://agendum.localhost:9/article");
        await_trouble(browser, "cannot be reached");
        browser.expect_requests("https://agendum.localhost:9/article");
        browser.forget_console();
    });
}

/// The bookmarklet's address, as it can be dragged out of the dialog.
fn bookmarklet(browser: &Browser) -> String {
    browser.click(named_in("header", "Open…"));
    browser.wait_until("the bookmark is offered", || browser.sees("#bookmarklet[href]"));
    browser.picture("open");
    browser.attribute("#bookmarklet", "href").expect("it has an address")
}

/// The tab that is there now and was not.
fn other_tab(browser: &Browser, known: &[crate::harness::Tab]) -> crate::harness::Tab {
    browser.wait_for("another tab", || {
        browser.tabs().into_iter().find(|tab| !known.contains(tab)).ok_or_else(|| "there is none".to_owned())
    })
}

#[test]
fn a_bookmark_hands_the_page_over() {
    let stranger = Stranger::new(answers());
    scenario(|browser, site| {
        let script = bookmarklet(browser);
        browser.click("#bookmarklet");
        assert_eq!((browser.tabs().len(), browser.address()), (1, site.address()), "here it does nothing");
        browser.go(&format!("{}/page", stranger.origin()));
        let here = [browser.tab()];
        browser.run(
            "window.heard = 0; addEventListener('message', () => heard++); location.href = arguments[0]",
            json!([script]),
        );
        let tab = other_tab(browser, &here);
        browser.show(&tab);
        browser.wait_until("the reader is asked", || browser.sees("#handed-dialog"));
        browser.picture("handed");
        let said = browser.text("#handed-dialog");
        assert!(said.contains("Who pays for the ferry?") && said.contains(&stranger.origin()), "{said}");
        assert_eq!(browser.text("header .title small"), "1 article", "nothing is taken unasked");
        assert_eq!(browser.address(), site.address(), "the nonce is gone from the address");
        browser.click(named_in("#handed-dialog", "Open it"));
        browser.wait_equal("it is open", "2 articles".to_owned(), || browser.text("header .title small"));
        let source = format!("{}/page", stranger.origin());
        browser.wait_equal("its source", source, || browser.text("article .meta a"));
        browser.show(&here[0]);
        assert_eq!(browser.script::<u32>("return heard", json!([])), 2, "ready, and taken");
        browser.expect_requests(&stranger.origin());
        browser.forget_console();
    });
}

#[test]
fn a_page_that_is_not_wanted_is_not_taken() {
    let stranger = Stranger::new(answers());
    scenario(|browser, _| {
        let script = bookmarklet(browser);
        browser.go(&format!("{}/page", stranger.origin()));
        let here = [browser.tab()];
        browser.run("location.href = arguments[0]", json!([script]));
        browser.show(&other_tab(browser, &here));
        browser.click(named_in("#handed-dialog", "No"));
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        assert_eq!(browser.text("header .title small"), "1 article");
        browser.reload();
        assert_eq!(browser.count("dialog"), 0);
        browser.expect_requests(&stranger.origin());
        browser.forget_console();
    });
}

#[test]
fn messages_of_strangers_are_ignored() {
    let stranger = Stranger::new(answers());
    scenario(|browser, site| {
        let send = |message: Value| {
            browser.run(
                "window.tab.postMessage(arguments[0], '*'); window.tab.postMessage('last', '*')",
                json!([message]),
            );
        };
        let page = |nonce: &str, title: &str| json!({ "agendum": "page", "nonce": nonce, "title": title, "address": "https://elsewhere.example/", "html": PAGE });
        browser.go(&format!("{}/page", stranger.origin()));
        let here = [browser.tab()];
        let open = |fragment: &str| {
            let known = browser.tabs();
            browser.run("window.tab = open(arguments[0])", json!([format!("{}{fragment}", site.address())]));
            let tab = other_tab(browser, &known);
            browser.show(&tab);
            browser.wait_until_ready();
            browser.run("window.heard = 0; addEventListener('message', (event) => { if (event.data === 'last') heard++ })", json!([]));
            tab
        };
        let heard = |tab, count: u32| {
            browser.show(tab);
            browser.wait_equal("the messages have come", count, || browser.script("return heard", json!([])));
        };
        // A tab that was not opened to take a page takes none.
        let tab = open("");
        browser.show(&here[0]);
        for nonce in ["", "undefined", "n"] {
            send(page(nonce, "Unwanted"));
        }
        heard(&tab, 3);
        assert_eq!(browser.count("dialog"), 0);
        // Nor does one that was, but from whoever knows the nonce and opened it.
        let nonce = "4-8-15-16";
        browser.show(&here[0]);
        let tab = open(&format!("#take={nonce}"));
        browser.run(
            "window.postMessage(arguments[0], '*'); window.postMessage('last', '*')",
            json!([page(nonce, "From itself")]),
        );
        browser.show(&here[0]);
        send(page("4-8-15-17", "With another nonce"));
        send(json!({ "nonce": nonce, "agendum": "something", "html": PAGE }));
        send(json!({ "nonce": nonce, "agendum": "page", "title": "Without HTML" }));
        send(json!(null));
        heard(&tab, 5);
        assert_eq!(browser.count("dialog"), 0);
        browser.show(&here[0]);
        send(page(nonce, "With the nonce"));
        send(page(nonce, "And once more"));
        heard(&tab, 7);
        browser.wait_until("the reader is asked", || browser.sees("#handed-dialog"));
        assert!(browser.text("#handed-dialog").contains("With the nonce"));
        // The address is another site's, and so the origin is said to be the source.
        browser.click(named_in("#handed-dialog", "Open it"));
        browser.wait_equal("its source", stranger.origin(), || browser.text("article .meta a"));
        browser.expect_requests(&stranger.origin());
        browser.forget_console();
    });
}

#[test]
fn the_dialog_looks_right() {
    not_in(Engine::WebKit, NO_MEDIA).scenario(|browser, _| {
        browser.click(named_in("header", "Open…"));
        browser.wait_until("the bookmark is offered", || browser.sees("#bookmarklet[href]"));
        browser.picture("light");
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        browser.picture("dark");
        browser.be_a_phone();
        browser.picture("phone-dark");
        browser.prefer(&[("prefers-color-scheme", "light")]);
        browser.picture("phone");
        let over: f64 = browser.of("#open-dialog", "element.scrollWidth - element.clientWidth");
        assert_eq!(over, 0.0, "nothing is cut off at the side");
    });
}

/// A page of whose text two parts look as if they were not the article's.
const PARTED: &str = "<!DOCTYPE html><html lang=en><title>The wall</title><article><h1>The wall</h1><p>The wall keeps out \
    most of the tide, and all who built it are proud of it still.</p><aside><h2>How it was built</h2><p>Forty carts of \
    oak went into it.</p></aside><p>We began in the spring, when the tide was low, and went on until the storms came.\
    </p><div class=tooltip><p>A gunwale is tied to the quay.</p></div><p>It ended in the autumn.</p></article></html>";

#[test]
fn what_was_left_out_is_shown_and_included_again() {
    scenario(|browser, _| {
        let folder = Folder::new();
        browser.drop_files("#reader", &[&folder.write("wall.html", PARTED)]);
        await_title(browser, "The wall");
        let notice = |browser: &Browser| browser.texts("article .omitted span").concat();
        assert_eq!(notice(browser), "Left out: 2 blocks.");
        tag(browser, "until the storms came", "1");
        await_passages(browser, &["until the storms came"]);
        browser.wait_equal("all is kept", "Saved".to_owned(), || browser.text("header .saved"));
        browser.reload();
        assert_eq!(notice(browser), "Left out: 2 blocks.");
        browser.picture("left-out");

        // By the keyboard: show, then include the first.
        browser.run("document.querySelector('article .omitted button').focus()", json!([]));
        browser.press("Enter");
        browser.wait_until("the parts", || browser.count("dialog[open] .omitted li") == 2);
        let shown = browser.text("dialog[open] .omitted li:first-child");
        assert!(shown.contains("Forty carts of oak went into it."), "{shown}");
        assert!(shown.contains("After “The wall keeps out most"), "{shown}");
        assert_named(browser, "dialog[open]");
        browser.picture("left-out-panel");
        browser.click("dialog[open] .omitted li:first-child button");
        browser.wait_equal("one is left", 1, || browser.count("dialog[open] .omitted li"));
        await_undo(browser, "1 part included");
        browser.click(named_in("dialog[open] .omitted", "Close"));
        await_no_dialog(browser);
        assert_eq!(blocks(browser)[2..4], ["How it was built", "Forty carts of oak went into it."]);
        await_passages(browser, &["until the storms came"]);
        assert_eq!(notice(browser), "Left out: 1 block.");

        // All at once, and back.
        browser.click(named_in("article .omitted", "Show"));
        browser.wait_until("the part", || browser.count("dialog[open] .omitted li") == 1);
        browser.click(named_in("dialog[open]", "Include all"));
        await_no_dialog(browser);
        await_undo(browser, "1 part included");
        assert_eq!(browser.count("article .omitted"), 0);
        assert_eq!(blocks(browser).len(), 7);
        browser.press("Control+z");
        browser.wait_equal("the notice", "Left out: 1 block.".to_owned(), || notice(browser));
        await_passages(browser, &["until the storms came"]);

        // Dismissed, it stays away; undo brings it back.
        browser.click(named_in("article .omitted", "Dismiss"));
        browser.wait_until("the notice is gone", || browser.count("article .omitted") == 0);
        await_undo(browser, "notice dismissed");
        browser.wait_equal("all is kept", "Saved".to_owned(), || browser.text("header .saved"));
        browser.reload();
        assert_eq!(browser.count("article .omitted"), 0);
        assert_eq!(blocks(browser).len(), 6);
    });
}

#[test]
fn what_was_left_out_is_shown_on_a_phone() {
    phone(|browser| {
        let folder = Folder::new();
        browser.drop_files("#reader", &[&folder.write("wall.html", PARTED)]);
        await_title(browser, "The wall");
        assert_no_overflow(browser);
        browser.picture("left-out-phone");
        browser.tap(named_in("article .omitted", "Show"));
        browser.wait_until("the parts", || browser.count("dialog[open] .omitted li") == 2);
        assert_no_overflow(browser);
        browser.picture("left-out-panel-phone");
        browser.tap(named_in("dialog[open]", "Dismiss notice"));
        await_no_dialog(browser);
        assert_eq!(browser.count("article .omitted"), 0);
    });
}

#[test]
fn a_line_of_a_long_page_is_said_to_be_one() {
    scenario(|browser, _| {
        let folder = Folder::new();
        let script = "let drawn = 0;".repeat(2_000);
        let page =
            format!("<title>Harbour</title><script>{script}</script><div id=app></div><p>Turn scripts on.");
        browser.drop_files("#reader", &[&folder.write("harbour.html", page)]);
        await_message(browser, "Only a line or two of this page could be read.");
    });
}
