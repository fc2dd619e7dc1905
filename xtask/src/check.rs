//! Formatting, lints and tests.

use crate::browsers::{self, Browser};
use crate::bundle;
use crate::machine::{self, Node, WASM};
use crate::run::{Failure, Result, cargo, run, run_tests};
use crate::tools;

/// The test target that drives browsers. It is told where the bundle is by `AGENDUM_DIST`, the browser by
/// `AGENDUM_ENGINE`, and where axe-core is by `AGENDUM_AXE`.
const BROWSER_TESTS: &str = "browser";

/// The scenarios that matter most, which are run in every browser each time.
const SMOKE: [&str; 20] = [
    "smoke::the_page_loads_quietly",
    "smoke::the_policy_holds_in_the_page",
    "tagging::digits_clicks_and_arrows_tag",
    "tagging::notes_and_bare_highlights",
    "tagging::extents_are_changed_afterwards",
    "tagging::undo_and_redo_name_what_they_do",
    "keyboard::a_whole_run_without_a_mouse",
    "everywhere::words_where_the_reading_cursor_stands_are_tagged",
    "everywhere::who_goes_elsewhere_and_comes_back_finds_all",
    "keeping::a_reload_restores_everything",
    "keeping::two_tabs_show_each_others_changes",
    "opening::markdown_and_pages_have_their_structure",
    "opening::pasted_formatting_is_kept",
    "library::what_is_searched_is_found_in_context_and_gone_to",
    "seeing::typing_finds_and_paints_and_enter_walks",
    "suggesting::a_tag_brings_suggestions_and_tab_accepts_one",
    "document::the_document_is_chosen_and_downloaded",
    "exchange::a_merge_is_reported_and_undone_at_once",
    "reading::the_look_follows_the_reader",
    "phone::a_finger_selects_and_tags",
];

/// Runs everything that a change has to pass: the scenarios in `browsers`, or else in Chromium, and the most important
/// ones in the other browsers as far as they are there. Prints nothing after what the test runner says.
pub fn test(node: &Node, browsers: Option<&[Browser]>) -> Result<()> {
    if let Node::Missing(why) = node {
        return Err(Failure::because(format!("{why} The tests are of the bundle as it is released.")));
    }
    machine::add_lints()?;
    machine::add_wasm_target()?;
    let (first, others) = Browser::ALL.split_at(1);
    let whole = browsers.unwrap_or(first);
    browsers::have(whole)?;
    let in_part = if browsers.is_none() { browsers::have_if_possible(others) } else { Vec::new() };
    lint()?;
    run_tests(cargo().args(["test", "--workspace"]))?;
    let dist = bundle::build(node, bundle::Profile::Release)?;
    let axe = tools::axe_core()?;
    let run_in = |browser: Browser, only: &[&str]| {
        let mut tests = cargo();
        tests.args(["test", "--test", BROWSER_TESTS]);
        if !only.is_empty() {
            tests.args(["--", "--exact"]).args(only);
        }
        eprintln!("\nIn {}:", browser.name());
        tests.env("AGENDUM_DIST", &dist).env("AGENDUM_AXE", &axe);
        run_tests(tests.env("AGENDUM_ENGINE", browser.name()))
    };
    for &browser in whole {
        run_in(browser, &[])?;
    }
    in_part.into_iter().try_for_each(|browser| run_in(browser, &SMOKE))
}

fn lint() -> Result<()> {
    let mend = "Mend what it names above: warnings are errors here.";
    run(cargo().args(["fmt", "--all", "--check"]), "Run `cargo fmt --all`.")?;
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run(cargo().args(native), mend)?;
    // Not among all targets, because a plain `cargo test` leaves it out.
    run(cargo().args(["clippy", "--test", BROWSER_TESTS, "--", "-D", "warnings"]), mend)?;
    run(cargo().args(["clippy", "--package", "agendum", "--target", WASM, "--", "-D", "warnings"]), mend)?;
    let document = ["doc", "--no-deps", "--document-private-items"];
    run(cargo().args(document).arg("--workspace").env("RUSTDOCFLAGS", "-D warnings"), mend)?;
    run(cargo().args(document).args(["--target", WASM]).env("RUSTDOCFLAGS", "-D warnings"), mend)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::run::root;

    /// The test runner says nothing of a name that no scenario has.
    #[test]
    fn the_scenarios_that_matter_most_are_there() {
        for name in SMOKE {
            let (module, function) = name.split_once("::").unwrap();
            let file = root().join("tests").join(BROWSER_TESTS).join(format!("{module}.rs"));
            let text = fs::read_to_string(file).unwrap();
            assert!(text.contains(&format!("#[test]\nfn {function}()")), "there is no scenario {name}");
        }
    }
}
