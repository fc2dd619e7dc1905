//! The arrows between modules that must never exist, where the compiler does not keep them.

use std::fs;
use std::path::{Path, PathBuf};

/// The source files below a folder; of a file, itself.
fn sources(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let entries = fs::read_dir(folder).expect("a folder of the source tree");
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// No file below `folder` has one of the `words` in its code; comments may.
#[track_caller]
fn check(folder: &str, words: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&root.join(folder));
    assert!(!files.is_empty(), "{folder} has no source files");
    for file in files {
        let source = fs::read_to_string(&file).expect("a source file is text");
        for (number, line) in source.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in words {
                assert!(!code.contains(word), "{}:{} reaches out: {line}", file.display(), number + 1);
            }
        }
    }
}

#[test]
fn the_model_reaches_nothing() {
    check(
        "model",
        &["crate::format", "crate::browser", "crate::app", "crate::ui", "serde", "js_sys", "web_sys"],
    );
    check("model", &["SystemTime", "Instant::now", "wasm_bindgen"]);
}

#[test]
fn formats_reach_only_the_model() {
    check("format", &["crate::browser", "crate::app", "crate::ui", "web_sys", "js_sys", "wasm_bindgen"]);
}

/// It is much code, and no first visit needs it.
#[test]
fn anchoring_is_not_asked_by_the_page() {
    for part in ["app", "ui", "browser", "host.rs", "sample.rs"] {
        check(part, &["anchoring"]);
    }
}

#[test]
fn the_desk_knows_nothing_of_the_page() {
    for file in ["desk", "bin/worker.rs"] {
        check(
            file,
            &["crate::browser", "agendum::browser", "crate::app", "agendum::app", "crate::ui", "yew"],
        );
    }
}

#[test]
fn the_browser_does_not_know_what_is_drawn() {
    check("browser", &["yew", "crate::ui", "crate::app", "crate::host"]);
}

#[test]
fn components_store_and_read_nothing() {
    check("ui", &["serde", "storage", "format::json:", "format::json;", "format::read", "format::record"]);
    check("ui", &[" style="]);
    check("app", &["crate::ui", "yew", "derive(Serialize"]);
}

#[test]
fn nothing_is_handed_over_as_markup() {
    for folder in ["browser", "app", "ui"] {
        check(
            folder,
            &["inner_html", "outer_html", "insert_adjacent_html", "document.write", "from_html_unchecked"],
        );
    }
}
