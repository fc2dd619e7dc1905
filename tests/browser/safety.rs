//! Nothing that is read is ever markup, and nothing leaves the page.

use serde_json::{Value, json};

use crate::{
    harness::{Browser, Engine, Folder, Site, named_in, not_in, reasons::*, scenario},
    steps::*,
};

const HOSTILE: &str = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script><b>bold</b>";

/// Fails if hostile words became elements, or ran.
#[track_caller]
fn assert_words_only(browser: &Browser) {
    let found = foreign(browser, "img, b:not(.hint b), script, iframe, style");
    assert_eq!(found, [""; 0], "words became elements");
    assert!(browser.script::<Value>("return window.hit ?? null", json!([])).is_null());
}

#[test]
fn inline_code_and_styles_are_blocked() {
    scenario(|browser, _| {
        browser.run(
            "const script = document.createElement('script'); \
             try { script.textContent = 'window.hit = 1' } catch { script.append('window.hit = 1') } \
             try { document.head.append(script) } catch { } \
             const style = document.createElement('style'); \
             style.textContent = 'body { color: rgb(1, 2, 3) !important }'; document.head.append(style); \
             const p = document.createElement('p'); document.body.append(p); \
             try { p.setAttribute('onclick', 'window.hit = 1') } catch { } p.click();",
            json!([]),
        );
        assert!(browser.script::<Value>("return window.hit ?? null", json!([])).is_null());
        assert_ne!(browser.style("body", "color"), "rgb(1, 2, 3)");
        for markup in [
            "innerHTML = '<b>x</b>'",
            "insertAdjacentHTML('beforeend', '<b>x</b>')",
            "outerHTML = '<b>x</b>'",
        ] {
            let script = format!(
                "try {{ document.querySelector('article').{markup}; return '' }} catch (e) {{ return e.name }}"
            );
            assert_eq!(browser.script::<String>(&script, json!([])), "TypeError", "{markup}");
        }
        // Not in the script itself, which the driver lets evaluate what it likes.
        let eval = "return new Promise((tell) => setTimeout(() => { \
                      try { tell((0, eval)('1')) } catch (error) { tell(error.name) } }))";
        assert_eq!(browser.script::<Value>(eval, json!([])), "EvalError");
        let fetch = "return fetch('http://example.org/').then(() => 'it went out', (error) => error.name)";
        assert_eq!(browser.script::<Value>(fetch, json!([])), "TypeError");
        // What the worker's policy gives out is the worker's address alone, and it is not given out twice.
        let policy = "try { const policy = trustedTypes.createPolicy('another', { createScriptURL: (url) => url }); \
                      new Worker(policy.createScriptURL('data:,1')); return 'it ran' } catch (error) { return error.name }";
        assert_eq!(browser.script::<String>(policy, json!([])), "TypeError");
        let worker = "try { new Worker('worker.js'); return 'it ran' } catch (error) { return error.name }";
        assert_eq!(browser.script::<String>(worker, json!([])), "TypeError");
        for directive in
            ["script-src", "style-src", "require-trusted-types-for", "connect-src", "trusted-types"]
        {
            browser.expect_breach(directive);
        }
        browser.forget_console();
    });
}

#[test]
fn what_is_smuggled_in_is_told_from_icons() {
    scenario(|browser, _| {
        assert_words_only(browser);
        for (what, add) in [
            ("an image", "app.append(document.createElement('img'))"),
            ("a drawing", "app.append(drawn('svg'))"),
            ("an icon in the text", "text.append(document.querySelector('svg.icon').cloneNode(true))"),
            (
                "an icon with more in it",
                "const icon = document.querySelector('svg.icon').cloneNode(true); \
                icon.append(drawn('a')); app.append(icon)",
            ),
            (
                "a formula",
                "text.append(document.createElementNS('http://www.w3.org/1998/Math/MathML', 'math'))",
            ),
            (
                "a link",
                "const link = document.createElement('a'); link.href = ' javascript:1'; text.append(link)",
            ),
        ] {
            let script = format!(
                "const app = document.querySelector('#app'), text = document.querySelector('article [data-block]'); \
                 const drawn = (name) => document.createElementNS('http://www.w3.org/2000/svg', name); {add}"
            );
            browser.run(&script, json!([]));
            assert!(!foreign(browser, "img").is_empty(), "{what} is not seen");
            browser.reload();
            assert_words_only(browser);
        }
    });
}

#[test]
fn words_never_become_elements() {
    scenario(|browser, _| {
        let text = format!("Title {HOSTILE}\n\nA paragraph {HOSTILE}\n\njavascript:alert(1)");
        open_text(browser, &text, "", "javascript:window.hit=1");
        assert_eq!(browser.count("article a"), 0, "the source is not a link");
        assert_eq!(browser.text("article .meta > span"), "javascript:window.hit=1");
        assert_eq!(browser.count(".meta > span *"), 0);
        select(browser, "A paragraph");
        browser.click(named_in("#tag-menu", "Note"));
        browser.write(HOSTILE);
        browser.press("Control+Enter");
        await_card(browser, "A paragraph", &[], HOSTILE);
        browser.click(named_in(".note.active", "Tags…"));
        await_menu(browser);
        browser.press("Tab");
        browser.wait_until("the filter has the focus", || browser.focus_is_in("#tag-filter"));
        browser.insert(HOSTILE);
        browser.press("Enter");
        await_card(browser, "A paragraph", &[HOSTILE], HOSTILE);
        assert_words_only(browser);
        browser.press("Escape");
        browser.press("Escape");
        browser.click("header .title");
        assert!(browser.text("#library-dialog").contains("<img src=x"));
        browser.press("Escape");
        assert_words_only(browser);
        open_text(
            browser,
            "Another\n\nText.",
            &format!("Given {HOSTILE}"),
            "data:text/html,<script>1</script>",
        );
        assert_eq!(browser.count("article a"), 0);
        assert_words_only(browser);
        browser.reload();
        assert_words_only(browser);
    });
}

#[test]
fn a_hostile_file_is_only_words() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let mut project: Value =
            browser.agendum::<String>("exportJson()").parse().expect("the export is JSON");
        project["articles"][0]["title"] = json!(HOSTILE);
        project["articles"][0]["source"] = json!("JavaScript:window.hit=1");
        project["articles"][0]["language"] = json!("\"><img src=x>");
        project["articles"][0]["modified"] = json!("2099-01-01T00:00:00Z");
        project["agenda"][0]["title"] = json!(HOSTILE);
        project["agenda"][0]["description"] = json!(HOSTILE);
        project["agenda"][0]["modified"] = json!("2099-01-01T00:00:00Z");
        project["annotations"][0]["note"] = json!(HOSTILE);
        project["annotations"][0]["id"] = json!("x\"><img/src=x>");
        let folder = Folder::new();
        let file = folder.write("hostile.json", project.to_string());
        browser.drop_files("#reader", &[&file]);
        browser.click(named_in("#import-dialog", "Merge"));
        browser.wait_until("the report", || browser.sees("#report-dialog"));
        browser.click(named_in("#report-dialog", "OK"));
        browser.wait_equal("the title", HOSTILE.to_owned(), || browser.text("header .title .text"));
        assert_eq!(browser.count("article .meta a"), 0);
        assert_words_only(browser);

        project["agenda"][0]["colour"] = json!("red; background: url(https://example.org/)");
        let file = folder.write("colour.json", project.to_string());
        browser.drop_files("#reader", &[&file]);
        await_message(browser, "was not imported");
        assert!(browser.text("#status").contains("agenda[0]"));
    });
}

#[test]
fn without_webassembly_a_sentence_says_so() {
    not_in(Engine::WebKit, NO_MEDIA).scenario_on(Site::bundle, |browser, site| {
        browser.before_each_page("delete window.WebAssembly");
        browser.go(&site.address());
        browser.wait_until("it says what is needed", || browser.sees("#needs-webassembly"));
        assert!(browser.sees("#frame header"), "the frame is there all the same");
    });
}

#[test]
fn without_scripts_a_sentence_says_so() {
    let scenario = not_in(Engine::WebKit, NO_SCRIPTS_OFF).not_in(Engine::Firefox, NO_SCRIPTS_OFF);
    scenario.scenario_on(Site::bundle, |browser, site| {
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        browser.go(&site.address());
        browser.wait_until("the sentence is drawn", || {
            let snapshot = browser.devtools("DOMSnapshot.captureSnapshot", json!({ "computedStyles": [] }));
            let strings = snapshot["strings"].as_array().expect("strings");
            let sentence = strings
                .iter()
                .position(|said| said.as_str().is_some_and(|said| said.contains("needs JavaScript")));
            let laid_out = &snapshot["documents"][0]["layout"]["text"];
            let laid_out = laid_out.as_array().expect("what is drawn");
            sentence.is_some_and(|sentence| laid_out.contains(&json!(sentence)))
        });
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    });
}
