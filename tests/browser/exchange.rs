//! Exporting and importing.

use std::fs;

use expect_test::expect_file;
use serde_json::{Value, json};

use crate::{
    harness::{Browser, Engine, Folder, named_in, not_in, reasons::*, scenario},
    steps::*,
};

/// Exports the whole project as a file, as a person does.
fn export(browser: &Browser) -> String {
    browser.click(named_in("header", "Export…"));
    browser.click(named_in("#export-dialog", "Download JSON"));
    let text = fs::read_to_string(browser.downloaded(".json")).expect("the export can be read");
    browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
    text
}

/// The export without the line that says when it was made.
fn undated(export: &str) -> String {
    export.lines().filter(|line| !line.starts_with("  \"exported\"")).collect::<Vec<_>>().join("\n")
}

/// Drops a file and waits until the page says what it holds.
fn offer(browser: &Browser, text: &str) {
    let folder = Folder::new();
    let file = folder.write("project.json", text);
    browser.drop_files("#reader", &[&file]);
    browser.wait_until("what the file holds is said", || browser.sees("#import-dialog"));
}

/// Drops a file that is refused, and gives what the page says.
fn refused(browser: &Browser, text: &str) -> String {
    let folder = Folder::new();
    let file = folder.write("wrong.json", text);
    browser.drop_files("#reader", &[&file]);
    await_message(browser, "was not imported");
    let said = browser.text("#status .message");
    browser.click(named_in("#status", "Close this message"));
    browser.wait_until("the message is gone", || browser.count("#status .message") == 0);
    assert_eq!(browser.count("dialog"), 0);
    said
}

fn take(browser: &Browser, how: &str) -> String {
    browser.click(named_in("#import-dialog", how));
    browser.wait_until("the report", || browser.sees("#report-dialog"));
    let report = browser.text("#report-dialog .report");
    browser.click(named_in("#report-dialog", "OK"));
    browser.wait_until("the report is closed", || browser.count("dialog") == 0);
    report
}

#[test]
fn the_example_tags_are_exported() {
    scenario(|browser, _| {
        show_example_tags(browser);
        let text = export(browser);
        await_message(browser, "Exported as agendum-");
        let project: Value = serde_json::from_str(&text).expect("the export is JSON");
        let article: Vec<char> = project["articles"][0]["text"].as_str().expect("a text").chars().collect();
        let annotations = project["annotations"].as_array().expect("annotations");
        assert_eq!(annotations.len(), EXAMPLES);
        for annotation in annotations {
            let at = |name: &str| annotation[name].as_u64().expect("an offset") as usize;
            let words: String = article[at("start")..at("end")].iter().collect();
            assert_eq!(words, annotation["exact"]);
        }
        // What was made just now differs from run to run.
        let steady = |line: &str| {
            let name = ["exported", "created", "modified"]
                .into_iter()
                .find(|name| line.contains(&format!("\"{name}\": ")));
            match name.filter(|_| !line.contains("2026-01-01T00:00:00.000Z")) {
                Some(name) => {
                    let (before, rest) = line.split_once(&format!("\"{name}\"")).expect("it has the name");
                    let comma = if rest.ends_with(',') { "," } else { "" };
                    format!("{before}\"{name}\": \"2026-01-02T00:00:00.000Z\"{comma}\n")
                }
                None => format!("{line}\n"),
            }
        };
        let lasting: String = text.lines().map(steady).collect();
        assert!(serde_json::from_str::<Value>(&lasting).is_ok());
        expect_file!["../golden/example-tags.json"].assert_eq(&lasting);

        browser.permit("clipboard-write", "granted");
        browser.click(named_in("header", "Export…"));
        browser.picture("export");
        browser.click(named_in("#export-dialog", "The open article"));
        browser.click(named_in("#export-dialog", "Copy to clipboard"));
        await_message(browser, "to the clipboard");
        assert_eq!(
            undated(&browser.clipboard()).trim_end(),
            undated(&text).trim_end(),
            "there is only one article"
        );
    });
}

#[test]
fn what_the_clipboard_does_not_take_is_downloaded() {
    not_in(Engine::WebKit, NO_REFUSAL).not_in(Engine::Firefox, NO_REFUSAL).scenario(|browser, _| {
        show_example_tags(browser);
        let text = export(browser);
        browser.permit("clipboard-write", "denied");
        browser.click(named_in("header", "Export…"));
        browser.click(named_in("#export-dialog", "Copy to clipboard"));
        let file = browser.downloaded(".json");
        assert_eq!(undated(&fs::read_to_string(file).expect("the export can be read")), undated(&text));
    });
}

#[test]
fn a_fresh_profile_takes_over_the_whole_project() {
    scenario(|browser, site| {
        show_example_tags(browser);
        open_text(browser, "क्षत्रिय 👩‍👩‍👧\n\nThe budget is late. 🎈 Who pays?", "", "https://example.org/");
        tag(browser, "🎈 Who pays?", "2");
        browser.fill("#new-item-title", "Press freedom");
        browser.press("Enter");
        let text = export(browser);

        let other = Browser::start(None);
        other.open(&site.address());
        tag(&other, "India wants to talk about asylum", "1");
        offer(&other, &text);
        other.picture("import");
        let said = other.text("#import-dialog .report");
        assert!(
            said.contains("2 articles") && said.contains("12 agenda items") && said.contains("17 passages"),
            "{said}"
        );
        let report = take(&other, "Replace");
        assert!(report.contains("Removed 1 passage"), "{report}");
        assert_eq!(undated(&export(&other)), undated(&text));
        await_undo(&other, "everything replaced by an import");
        other.reload();
        assert_eq!(undated(&export(&other)), undated(&text));
        other.assert_clean(&site.origin());
    });
}

#[test]
fn a_merge_is_reported_and_undone_at_once() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let text = export(browser);
        let mut project: Value = serde_json::from_str(&text).expect("the export is JSON");
        let annotation = &mut project["annotations"][0];
        annotation["note"] = json!("From elsewhere");
        annotation["modified"] = json!("2099-01-01T00:00:00Z");
        let mut second = annotation.clone();
        second["id"] = json!("zanother");
        second["note"] = json!("Newer fields are kept");
        second["colour-of-ink"] = json!("blue");
        project["annotations"].as_array_mut().expect("annotations").push(second);
        let mut item = project["agenda"][0].clone();
        item["id"] = json!("another-item");
        project["agenda"].as_array_mut().expect("items").push(item);
        offer(browser, &project.to_string());
        let report = take(browser, "Merge");
        assert!(
            report.contains("Added 1 agenda item and 1 passage") && report.contains("Updated 1 passage"),
            "{report}"
        );
        assert!(report.to_lowercase().contains("hotkey"), "the hotkey is taken already: {report}");
        await_passages(browser, &["India wants to talk about asylum", "India wants to talk about asylum"]);
        await_card(browser, "India wants to talk about asylum", &["Misuse of asylum"], "From elsewhere");
        assert_eq!(
            agenda(browser).iter().filter(|title| *title == "Misuse of asylum").count(),
            2,
            "both are kept"
        );
        assert!(
            export(browser).contains("\"colour-of-ink\": \"blue\""),
            "what is unknown is carried through"
        );
        await_undo(browser, "import merged");
        browser.press("Control+z");
        await_passages(browser, &["India wants to talk about asylum"]);
        assert_eq!(
            undated(&export(browser)).matches("\"id\"").count(),
            undated(&text).matches("\"id\"").count()
        );
        offer(browser, &text);
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
    });
}

#[test]
fn what_is_wrong_is_refused_whole() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let text = export(browser);
        let before = undated(&text);
        let edited = |edit: fn(&mut Value)| {
            let mut project: Value = serde_json::from_str(&text).expect("the export is JSON");
            edit(&mut project);
            project.to_string()
        };
        let says = |text: &str, parts: &[&str]| {
            let said = refused(browser, text);
            assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        };
        says("nothing of the kind", &[]);
        says("{\"format\":\"other\"}", &[]);
        says(&text[..text.len() / 2], &[]);
        says(&edited(|project| project["version"] = json!(2)), &["version"]);
        says(
            &edited(|project| project["annotations"][0]["start"] = json!("first")),
            &["annotations[0]", "start"],
        );
        says(&edited(|project| project["agenda"][2]["title"] = json!(7)), &["agenda[2]", "title"]);
        says(
            &edited(|project| {
                let twice = project["agenda"][0].clone();
                project["agenda"].as_array_mut().expect("items").push(twice);
            }),
            &["eee86ba8"],
        );
        assert_eq!(undated(&export(browser)), before, "nothing was touched");
    });
}

#[test]
fn what_does_not_fit_is_kept_and_said() {
    scenario(|browser, _| {
        tag(browser, "India wants to talk about asylum", "1");
        let mut project: Value = serde_json::from_str(&export(browser)).expect("the export is JSON");
        let original = project["annotations"][0].clone();
        let odd = |id: &str, field: &str, value: Value| {
            let mut annotation = original.clone();
            annotation["id"] = json!(id);
            annotation[field] = value;
            annotation
        };
        let odd = [
            odd("far", "end", json!(1_000_000)),
            odd("moved", "exact", json!("Words that are nowhere")),
            odd("item", "items", json!(["unknown", original["items"][0]])),
            odd("elsewhere", "article", json!("nowhere")),
        ];
        project["annotations"].as_array_mut().expect("annotations").extend(odd);
        offer(browser, &project.to_string());
        let report = take(browser, "Merge");
        assert!(report.contains("Added 4 passages"), "{report}");
        browser.wait_equal("what is not placed is shown", 1, || browser.texts(".note .state").len());
        await_card(browser, "Words that are nowhere", &["Misuse of asylum"], "");
        let again: Value = serde_json::from_str(&export(browser)).expect("the export is JSON");
        let annotations = again["annotations"].as_array().expect("annotations");
        let of = |id: &str| annotations.iter().find(|annotation| annotation["id"] == id).expect("it is kept");
        // Its words are found where they are.
        assert_eq!(of("far")["start"], original["start"]);
        // What stands around it does too, but none of the words.
        assert_eq!(of("moved")["state"], "orphaned");
        assert_eq!(of("elsewhere")["state"], "orphaned");
        assert!(of("elsewhere")["start"].is_null());
        assert_eq!(of("item")["items"].as_array().map(Vec::len), Some(1));
    });
}
