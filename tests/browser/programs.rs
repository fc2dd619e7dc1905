//! `window.agendum`: what other programs can do, and what they are told.

use serde_json::{Value, json};

use crate::harness::{Browser, scenario};
use crate::steps::passages;

/// What a function body gives that may wait; the message of the `Error` it throws or rejects with as `{"error": …}`.
#[track_caller]
fn answer(browser: &Browser, body: &str) -> Value {
    let script = format!(
        "return (async () => {{ {body} }})().then((value) => ({{ value: value ?? null }}), (error) => \
         error instanceof Error ? {{ error: error.message }} : {{ strange: String(error) }})"
    );
    let mut answer: Value = browser.script(&script, json!([]));
    if answer.get("value").is_some() { answer["value"].take() } else { answer }
}

#[track_caller]
fn check(browser: &Browser, body: &str, expected: Value) {
    assert_eq!(answer(browser, body), expected, "{body}");
}

#[track_caller]
fn check_wrong(browser: &Browser, body: &str, expected: &str) {
    check(browser, &format!("return {body}"), json!({ "error": expected }));
}

/// Opens an article whose offsets differ between code points, UTF-16 and UTF-8.
const OPEN: &str = "const text = 'Talks\\n\\nA 😀 quick fox é here.'; \
                    window.opened = await agendum.openArticle({ text, source: 'https://example.org' });";

#[test]
fn a_program_tags_what_a_reader_sees() {
    scenario(|browser, _| {
        check(
            browser,
            &format!(
                "{OPEN} const item = agendum.addItem({{ title: 'Foxes', colour: '#A02B62' }}); \
                 window.made = agendum.annotate({{ start: 11, end: 20, items: ['Foxes'], note: ' why ' }}); \
                 const [found] = agendum.annotations(); \
                 return [agendum.article().title, agendum.article().blocks.length, found.exact, found.note, \
                         found.items[0] === item, found.id === made, found.prefix, found.suffix, found.state ?? 0, \
                         agendum.agenda().at(-1).colour, 'text' in agendum.articles()[1], agendum.articles().length]"
            ),
            json!([
                "Talks",
                2,
                "quick fox",
                "why",
                true,
                true,
                "Talks\n\nA 😀 ",
                " é here.",
                0,
                "#a02b62",
                false,
                2
            ]),
        );
        browser.wait_equal("the passage is drawn", vec!["quick fox".to_owned()], || passages(browser));
        check(
            browser,
            "agendum.update(made, { end: 22 }); agendum.update(opened, { title: 'New', source: null }); \
             const [found] = agendum.annotations(opened), { title, source } = agendum.article(); \
             return [found.exact, found.start, title, source ?? null]",
            json!(["quick fox é", 11, "New", null]),
        );
        check(
            browser,
            "const [first, second] = agendum.agenda(); \
             agendum.update(second.id, { parent: first.title, hotkey: null }); \
             const moved = agendum.agenda()[1]; agendum.remove(made); agendum.show(agendum.articles()[0].id); \
             return [moved.id === second.id, moved.parent === first.id, 'hotkey' in moved, \
                     agendum.annotations('all').length, agendum.article().id === opened]",
            json!([true, true, false, 0, false]),
        );
    });
}

#[test]
fn wrong_calls_say_what_is_wrong_and_change_nothing() {
    scenario(|browser, _| {
        check(browser, &format!("{OPEN} return true"), json!(true));
        let before = answer(browser, "return (await agendum.exportJson()).replace(/.*exported.*/, '')");
        let twice = "agendum.addItem({ title: 'Twin' }); agendum.addItem({ title: 'Twin' });";
        for (call, message) in [
            ("agendum.annotate()", "annotate: an object was expected."),
            ("agendum.annotate({ end: 3 })", "annotate: \"start\" is missing."),
            (
                "agendum.annotate({ start: '1', end: 3 })",
                "annotate: \"start\" must be a whole number, not a string.",
            ),
            (
                "agendum.annotate({ start: 3, end: 300 })",
                "annotate: 3 to 300 is no passage of the text, which has 28 code points.",
            ),
            ("agendum.annotate({ start: 0, end: 3, item: 'x' })", "annotate: there is no field \"item\"."),
            (
                "agendum.annotate({ start: 0, end: 3, items: ['Nothing'] })",
                "annotate: there is no agenda item “Nothing”.",
            ),
            ("agendum.annotate({ start: 0, end: 3, article: 'x' })", "annotate: there is no article x."),
            ("agendum.addItem({ title: ' ' })", "addItem: an agenda item needs a title."),
            (
                "agendum.addItem({ title: 'x', colour: 'red' })",
                "addItem: \"colour\" must be written as \"#rrggbb\".",
            ),
            ("agendum.update('x', {})", "update: nothing has the id x."),
            ("agendum.remove(7)", "remove: the id must be a string."),
            ("agendum.show('x')", "show: there is no article x."),
            ("agendum.annotations('x')", "annotations: there is no article x."),
            ("agendum.openArticle({ title: 'x' })", "openArticle: \"text\" is missing."),
            ("agendum.importJson('{}', 'mix')", "importJson: the mode must be \"merge\" or \"replace\"."),
            (
                "agendum.importJson('{', 'merge')",
                "importJson: The file is cut off: it ends at line 1, column 1, in the middle.",
            ),
            (
                "agendum.load({ format: 'agendum', version: 2 })",
                "load: A newer version of Agendum made this file: \"version\" is 2, and 1 is the newest that can be \
                 read here.",
            ),
        ] {
            check_wrong(browser, call, message);
        }
        check(browser, "return (await agendum.exportJson()).replace(/.*exported.*/, '')", before);
        check(browser, &format!("{twice} return agendum.undo()"), json!(true));
        check(browser, &format!("agendum.redo(); {twice} return agendum.agenda().length > 4"), json!(true));
        check_wrong(
            browser,
            "agendum.annotate({ start: 0, end: 3, items: ['Twin'] })",
            "annotate: several agenda items are called “Twin”; give an id instead.",
        );
    });
}

#[test]
fn programs_are_told_of_every_change() {
    scenario(|browser, _| {
        let told = answer(
            browser,
            "const told = []; addEventListener('agendum:change', (event) => told.push(event.detail)); \
             const item = agendum.addItem({ title: 'New' }); \
             const made = agendum.annotate({ start: 0, end: 5, items: [item] }); \
             agendum.remove(item); const undone = agendum.undo(); \
             const project = JSON.parse(await agendum.exportJson()); project.annotations = []; \
             await agendum.load(project); \
             const name = (id) => ({ [item]: 'item', [made]: 'made' })[id] ?? 'other'; \
             return [undone, told.map(({ created, updated, deleted, origin }) => \
               [created, updated, deleted].map((ids) => ids.annotations.concat(ids.items).map(name).join()) \
                 .join(' / ') + ' ' + origin)]",
        );
        assert_eq!(
            told,
            json!([
                true,
                [
                    "item /  /  here",
                    "made /  /  here",
                    " / made / item here",
                    "item / made /  here",
                    " /  / made import",
                ]
            ])
        );
    });
}

#[test]
fn what_is_exported_is_loaded_again() {
    scenario(|browser, _| {
        let report = answer(
            browser,
            &format!(
                "{OPEN} agendum.annotate({{ start: 9, end: 10, items: [agendum.agenda()[0].id] }}); \
                 const before = await agendum.exportJson(), one = await agendum.exportJson('article'); \
                 const changed = JSON.parse(before); changed.more = {{ x: [1.50] }}; changed.articles[0].rating = 5; \
                 const report = await agendum.load(changed); \
                 const after = JSON.parse(await agendum.exportJson()), merged = await agendum.importJson(one, 'merge'); \
                 const undone = [agendum.undo(), await agendum.exportJson()]; \
                 const plain = (json) => json.replace(/.*(exported|modified)\".*/g, ''); \
                 return [report.updated.articles.length, report.unchanged > 3, after.more, after.articles[0].rating, \
                         merged.added.annotations.length, undone[0], plain(undone[1]) === plain(before), \
                         agendum.undo() && agendum.annotations('all').length]"
            ),
        );
        assert_eq!(report, json!([1, true, { "x": [1.5] }, 5, 0, true, true, 0]));
    });
}
