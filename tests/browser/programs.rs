//! `window.agendum`, as another program on the page uses it.

use serde_json::{Value, json};

use crate::{
    harness::{Browser, scenario},
    steps::*,
};

/// Runs a program and gives what it returns, or `{ error, name }` for what it throws.
fn run(browser: &Browser, program: &str) -> Value {
    let guarded = format!(
        "return (async () => {{ {program} }})().catch((error) => ({{ error: error.message, is: error instanceof Error }}))"
    );
    browser.script(&guarded, json!([]))
}

/// Runs a call that must be refused: with an `Error` that says why, and without a trace.
#[track_caller]
fn wrong(browser: &Browser, call: &str, says: &str) {
    let before: String = browser.agendum("exportJson()");
    let answer = run(browser, &format!("return await agendum.{call}"));
    assert_eq!(answer["is"], true, "{call} gives {answer}");
    let error = answer["error"].as_str().unwrap_or_default();
    assert!(error.contains(says), "{call}: {error:?} does not say {says:?}");
    let undated = |text: &str| text.lines().filter(|line| !line.contains("\"exported\"")).collect::<String>();
    assert_eq!(
        undated(&before),
        undated(&browser.agendum::<String>("exportJson()")),
        "{call} changed something"
    );
}

#[test]
fn a_program_reads_and_tags() {
    scenario(|browser, _| {
        assert!(browser.agendum::<Value>("version").is_string());
        let article: Value = browser.agendum("article()");
        assert_eq!((article["title"].as_str(), article["language"].as_str()), (Some(SAMPLE), Some("en-GB")));
        assert_eq!(article["blocks"][1]["kind"], "standfirst");
        let listed: Value = browser.agendum("articles()");
        assert_eq!((listed.as_array().map(Vec::len), listed[0].get("text")), (Some(1), None));
        assert_eq!(browser.agendum::<Value>("agenda()")[0]["hotkey"], "1");
        assert_eq!(browser.agendum::<Value>("annotations()"), json!([]));

        let made = run(
            browser,
            "window.heard = []; addEventListener('agendum:change', (event) => heard.push(event.detail)); \
             const text = [...agendum.article().text]; \
             const at = (words) => { const start = [...text.join('').split(words)[0]].length; return { start, end: start + [...words].length } }; \
             const item = agendum.addItem({ title: 'Press freedom', colour: '#123456', description: 'Who may write' }); \
             const one = agendum.annotate({ ...at('India wants to talk'), items: [item, 'Narcotics'], note: 'By a program' }); \
             const seen = agendum.annotations()[0]; \
             return { item, one, seen, heard }",
        );
        assert_eq!(made["seen"]["id"], made["one"]);
        assert_eq!(made["seen"]["exact"], "India wants to talk");
        assert_eq!(made["heard"][0]["created"]["items"], json!([made["item"]]));
        assert_eq!(
            made["heard"][1],
            json!({
                "created": { "annotations": [made["one"]], "items": [], "articles": [] },
                "updated": { "annotations": [], "items": [], "articles": [] },
                "deleted": { "annotations": [], "items": [], "articles": [] },
                "origin": "here",
            })
        );
        await_card(browser, "India wants to talk", &["Press freedom", "Narcotics"], "By a program");
        assert_eq!(browser.marks()[0].annotations, [made["one"].as_str().unwrap_or_default()]);
        assert_eq!(browser.count(".hint"), 0);

        let one = &made["one"];
        run(browser, &format!("agendum.update({one}, {{ note: '', items: ['Narcotics'] }})"));
        await_card(browser, "India wants to talk", &["Narcotics"], "");
        assert_eq!(
            run(browser, "return [agendum.undo(), agendum.undo(), agendum.undo(), agendum.undo()]"),
            json!([true, true, true, false])
        );
        await_passages(browser, &[]);
        assert_eq!(
            run(browser, "return [agendum.redo(), agendum.redo(), agendum.redo(), agendum.redo()]"),
            json!([true, true, true, false])
        );
        await_card(browser, "India wants to talk", &["Narcotics"], "");
        run(browser, &format!("agendum.remove({one}); agendum.remove({})", made["item"]));
        await_passages(browser, &[]);
        assert_eq!(agenda(browser).len(), 11);
    });
}

#[test]
fn a_program_opens_loads_and_exports() {
    scenario(|browser, site| {
        let opened = run(
            browser,
            "const id = await agendum.openArticle({ text: '\\ufeffMinutes\\r\\n\\r\\n👩‍👩‍👧 क्षत्रिय pays.', source: 'A friend' }); \
             const { text, title } = agendum.article(); \
             const start = [...text].indexOf('क'); \
             agendum.annotate({ start, end: start + 8, items: ['Terror financing'] }); \
             return { id, text, title, exact: agendum.annotations()[0].exact }",
        );
        assert_eq!(opened["text"], "Minutes\n\n👩‍👩‍👧 क्षत्रिय pays.");
        assert_eq!((&opened["title"], &opened["exact"]), (&json!("Minutes"), &json!("क्षत्रिय")));
        await_passages(browser, &["क्षत्रिय"]);
        // What a promise has said outlives the browser.
        run(browser, "await agendum.openArticle({ text: 'Last words', title: 'Will' })");
        browser.crash();
        browser.start_again();
        browser.open(&site.address());
        assert_eq!(browser.agendum::<Value>("article()")["title"], "Will");
        assert_eq!(browser.agendum::<Value>("articles()").as_array().map(Vec::len), Some(3));
        assert_eq!(browser.agendum::<Value>("annotations('all')").as_array().map(Vec::len), Some(1));

        run(browser, &format!("agendum.show({})", opened["id"]));
        await_passages(browser, &["क्षत्रिय"]);
        let one: Value =
            serde_json::from_str(&browser.agendum::<String>("exportJson('article')")).expect("JSON");
        assert_eq!(one["articles"].as_array().map(Vec::len), Some(1));

        let loaded = run(
            browser,
            "window.heard = []; addEventListener('agendum:change', (event) => heard.push(event.detail.origin)); \
             const project = JSON.parse(await agendum.exportJson('article')); \
             project.annotations[0].note = 'Loaded'; project.annotations[0].modified = '2099-01-01T00:00:00Z'; \
             const report = await agendum.load(project); \
             return { report, heard, articles: agendum.articles().length }",
        );
        assert_eq!((&loaded["articles"], &loaded["heard"]), (&json!(1), &json!(["import"])));
        assert_eq!(loaded["report"]["removed"]["articles"].as_array().map(Vec::len), Some(2));
        await_card(browser, "क्षत्रिय", &["Terror financing"], "Loaded");
        assert_eq!(run(browser, "return agendum.undo()"), true);
        browser.wait_equal("all is back", 3, || {
            browser.agendum::<Value>("articles()").as_array().map_or(0, Vec::len)
        });
        let merged = run(browser, "return await agendum.importJson(await agendum.exportJson(), 'merge')");
        assert_eq!(merged["added"], json!({ "annotations": [], "items": [], "articles": [] }));
    });
}

#[test]
fn wrong_calls_say_why_and_change_nothing() {
    scenario(|browser, _| {
        run(browser, "agendum.addItem({ title: 'Narcotics' })");
        for (call, says) in [
            ("annotate({ start: 3, end: 3 })", "no passage"),
            ("annotate({ start: -1, end: 3 })", "no passage"),
            ("annotate({ start: 0, end: 1e6 })", "no passage"),
            ("annotate({ start: 0 })", "end"),
            ("annotate({ start: 0, end: 1.5 })", "end"),
            ("annotate({ start: 0, end: 5, items: ['Nothing'] })", "no agenda item"),
            ("annotate({ start: 0, end: 5, items: ['Narcotics'] })", "several"),
            ("annotate({ start: 0, end: 5, article: 'nowhere' })", "no article"),
            ("annotate()", "object"),
            ("addItem({})", "title"),
            ("addItem({ title: '' })", "title"),
            ("addItem({ title: 'x', colour: 'red' })", "colour"),
            ("update('nothing', {})", "nothing"),
            ("remove('nothing')", "nothing"),
            ("show('nothing')", "no article"),
            ("openArticle({ text: '  ' })", "text"),
            ("openArticle({})", "text"),
            ("exportJson('half')", "scope"),
            ("annotations('half')", "scope"),
            ("importJson('{}', 'merge')", "format"),
            ("importJson('{', 'merge')", ""),
            ("importJson('{}', 'both')", "mode"),
            ("load({ format: 'agendum', version: 9 })", "version"),
        ] {
            wrong(browser, call, says);
        }
        assert_eq!(browser.marks().len(), 0);
        assert_eq!(run(browser, "return [agendum.undo(), agendum.undo()]"), json!([true, false]));
        let typed = "return fetch('agendum.d.ts').then((answer) => answer.text())";
        assert!(browser.script::<String>(typed, json!([])).contains("interface Api"));
    });
}
