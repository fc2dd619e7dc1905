//! Tagging faster: suggestions, and all that is like some words.

use serde_json::json;

use crate::{
    harness::{Browser, Target, named_in, scenario, words, words_in},
    phone::misfits_of,
    seeing::assert_sheet,
    steps::*,
};

/// What is tagged first, three passages in one sentence: suggestions are learned from it, and begin with the third.
const LEARNED: [&str; 3] = [TAGGED, "wants to talk", "to talk about"];
const TAGGED: &str = "India wants to talk about asylum";
/// A sentence that something is suggested for then, and the one after it, for which nothing is.
const SUGGESTED: &str = "The misuse of asylum status by people engaged in crime in the US is, as the official has it, one of the \
     areas that India wants to concentrate on.";
const NOT_SUGGESTED: &str = "India is represented by Union Home Secretary Ajay Bhalla.";
const ASYLUM: &str = "Misuse of asylum";

fn suggested(browser: &Browser) -> Vec<String> {
    painted(browser, "suggested")
}

/// Tags something, and waits for what is suggested then.
#[track_caller]
fn learn(browser: &Browser) {
    for words in LEARNED {
        assert!(suggested(browser).is_empty(), "two passages are too few");
        tag(browser, words, "1");
    }
    browser.wait_until("sentences are underlined", || suggested(browser).contains(&SUGGESTED.to_owned()));
}

/// The words that the reading cursor is on.
fn cursor(browser: &Browser) -> String {
    browser.texts("article mark.cursor").concat()
}

/// The sentence that is shown: it has the reading cursor, and the panel quotes its beginning.
#[track_caller]
fn shown(browser: &Browser) -> String {
    browser.wait_for("a sentence is shown", || {
        let current = cursor(browser);
        let quoted = browser.texts("#beside.suggestion blockquote").concat();
        let beginning = quoted.trim_matches(['“', '”', '…', ' ']).to_owned();
        match !beginning.is_empty() && current.starts_with(&beginning) {
            true => Ok(current),
            false => Err(format!("the cursor is on {current:?}, quoted is {quoted:?}")),
        }
    })
}

/// Waits until another sentence than this is shown, and gives it.
#[track_caller]
fn await_other(browser: &Browser, than: &str) -> String {
    browser.wait_until("another sentence is shown", || {
        let current = cursor(browser);
        !current.is_empty() && current != than
    });
    shown(browser)
}

#[track_caller]
fn await_shown(browser: &Browser, sentence: &str) {
    browser.wait_equal("the sentence that is shown", sentence.to_owned(), || cursor(browser));
    assert_eq!(shown(browser), sentence);
}

/// The items that are suggested for the sentence, the best first.
fn candidates(browser: &Browser) -> Vec<String> {
    browser.texts("#beside .candidates .chip")
}

#[track_caller]
fn await_no_panel(browser: &Browser) {
    browser.wait_until("the panel is closed", || browser.count("#beside") == 0);
    browser.wait_equal("no sentence is shown", 0, || painted(browser, "current").len());
}

fn is_on(browser: &Browser) -> Option<String> {
    browser.attribute(named_in("#agenda", "Suggestions"), "aria-pressed")
}

#[test]
fn a_tag_brings_suggestions_and_tab_accepts_one() {
    scenario(|browser, _| {
        assert!(suggested(browser).is_empty(), "there is nothing to learn from yet");
        learn(browser);
        assert!(
            !suggested(browser).iter().any(|sentence| sentence.contains(TAGGED)),
            "what is tagged is not suggested"
        );
        browser.press("s");
        let first = shown(browser);
        browser.wait_equal("the first is shown", Some(first.clone()), || suggested(browser).first().cloned());
        browser.picture("suggestion");
        let said = browser.text("#beside");
        assert!(said.contains("Suggestion 1 of "), "{said}");
        assert!(said.contains("because of") || said.contains("like the passage just"), "it says why: {said}");
        let items = candidates(browser);
        assert!((1..=3).contains(&items.len()) && agenda(browser).contains(&items[0]), "{items:?}");

        browser.press("Tab");
        browser.wait_until("it is tagged", || passages(browser).contains(&first));
        await_undo(browser, &format!("tagged as {}", items[0]));
        let second = await_other(browser, &first);
        browser.wait_until("it says so", || browser.text("#beside").contains("Tagged. Next:"));
        assert!(!suggested(browser).contains(&first));
        assert!(browser.text("#beside .quality").contains("of your 2 tagged sentences in this article, "));

        // A digit tags the sentence that is shown with whatever the reader thinks of.
        browser.press("9");
        browser.wait_until("it is tagged", || passages(browser).contains(&second));
        await_undo(browser, "tagged as Cyberattacks on infrastructure");
        browser.wait_until("the quality is that of now", || {
            browser.text("#beside .quality").contains("of your 3 tagged")
        });
        for left in [vec![TAGGED.to_owned(), first.clone()], vec![TAGGED.to_owned()]] {
            browser.press("Control+z");
            browser.wait_equal("passages", left.len() + 2, || passages(browser).len());
        }
        browser.wait_until("it is suggested again", || suggested(browser).contains(&first));
        browser.press("Escape");
        await_no_panel(browser);
        assert!(suggested(browser).contains(&first), "what is suggested stays underlined");
    });
}

#[test]
fn suggestions_are_explained_once_and_where_they_are() {
    scenario(|browser, _| {
        assert_eq!(browser.count(".explains"), 0);
        learn(browser);
        browser.wait_until("it is said what the lines are", || browser.sees(".explains"));
        browser.picture("explained");
        let line: f64 = browser.script(
            "return Math.min(...[...CSS.highlights.get('suggested')].map((range) => range.getBoundingClientRect().top).filter((top) => top > 52))",
            json!([]),
        );
        let card = browser.area(".explains");
        assert!((card.y - line).abs() < 260.0, "it is beside the first: {} and {line}", card.y);
        browser.click(named_in(".explains", "OK"));
        browser.wait_until("it is gone", || browser.count(".explains") == 0);
        browser.reload();
        browser.wait_until("sentences are underlined", || !suggested(browser).is_empty());
        assert_eq!(browser.count(".explains"), 0, "it is said once");
    });
}

#[test]
fn a_button_beside_a_suggested_sentence_is_a_button() {
    scenario(|browser, _| {
        learn(browser);
        browser.click("article .update");
        browser.wait_until("the dialog is open", || browser.sees("#open-dialog"));
        assert_eq!(browser.count("#beside"), 0);
    });
}

#[test]
fn a_candidate_is_taken_by_a_click() {
    scenario(|browser, _| {
        learn(browser);
        browser.press("s");
        let first = shown(browser);
        let items = candidates(browser);
        let second = items.get(1).expect("there is a second candidate");
        browser.click(named_in("#beside .candidates", second));
        browser.wait_until("it is tagged", || passages(browser).contains(&first));
        await_undo(browser, &format!("tagged as {second}"));
        await_other(browser, &first);
        browser.click(named_in("#beside > .head", "Close"));
        await_no_panel(browser);
    });
}

#[test]
fn what_is_rejected_is_not_suggested_again() {
    scenario(|browser, _| {
        learn(browser);
        browser.click(words(SUGGESTED));
        await_shown(browser, SUGGESTED);
        assert_eq!(candidates(browser)[0], ASYLUM);
        browser.press("x");
        browser.wait_until("it says so", || {
            browser.text("#beside").contains("Rejected; it will not be suggested again.")
        });
        await_undo(browser, "suggestion rejected");
        await_other(browser, SUGGESTED);
        browser.press("Control+z");
        await_shown(browser, SUGGESTED);
        assert_eq!(candidates(browser)[0], ASYLUM);
        browser.click(named_in("#beside", "Reject"));
        await_other(browser, SUGGESTED);
        assert_eq!(passages(browser), LEARNED, "nothing is tagged by that");
        browser.press("Escape");
        await_no_panel(browser);
        assert_rejected(browser);
        browser.reload();
        browser.wait_until("sentences are underlined", || !suggested(browser).is_empty());
        assert_rejected(browser);
    });
}

/// The sentence either has no suggestion any more, or one of another item.
#[track_caller]
fn assert_rejected(browser: &Browser) {
    if !suggested(browser).contains(&SUGGESTED.to_owned()) {
        return;
    }
    browser.click(words(SUGGESTED));
    await_shown(browser, SUGGESTED);
    assert!(!candidates(browser).contains(&ASYLUM.to_owned()), "{:?}", candidates(browser));
    browser.press("Escape");
    await_no_panel(browser);
}

#[test]
fn suggestions_are_walked_by_keys_clicks_and_the_reading_cursor() {
    scenario(|browser, _| {
        learn(browser);
        browser.press("s");
        let first = shown(browser);
        browser.press("s");
        let second = await_other(browser, &first);
        assert!(browser.text("#beside").contains("Suggestion 2 of "));
        assert_eq!([&first, &second], [&suggested(browser)[0], &suggested(browser)[1]], "in reading order");
        browser.click(named_in("#beside", "Next"));
        let third = await_other(browser, &second);
        browser.press("w");
        let least = await_other(browser, &third);
        assert!(![&first, &second, &third].contains(&&least), "{least} is the least certain");
        browser.press("w");
        await_other(browser, &least);
        assert_eq!(passages(browser), LEARNED, "walking tags nothing");
        browser.press("Escape");
        await_no_panel(browser);

        browser.click(words(SUGGESTED));
        await_shown(browser, SUGGESTED);
        assert_eq!(browser.count("#tag-menu"), 0);
        browser.press("j");
        await_no_panel(browser);
        assert_eq!(cursor(browser), NOT_SUGGESTED);
        // Whoever reads on is not interrupted; a key asks.
        browser.press("k");
        browser.wait_equal("the cursor", SUGGESTED.to_owned(), || cursor(browser));
        assert_eq!(browser.count("#beside"), 0, "the panel does not open by itself");
        browser.press("s");
        await_shown(browser, SUGGESTED);
        // One picker at a time.
        browser.press("Enter");
        await_menu(browser);
        await_no_panel(browser);
        browser.press("Escape");
        await_no_menu(browser);
        // Beside it the article stays in use.
        select(browser, "Shelter from the law");
        browser.press("2");
        browser.wait_until("it is tagged", || passages(browser).contains(&"Shelter from the law".to_owned()));
    });
}

#[test]
fn words_of_a_suggested_sentence_are_selected_as_ever() {
    scenario(|browser, _| {
        learn(browser);
        browser.double_click(words("misuse of asylum status"));
        await_menu(browser);
        assert_eq!(browser.selection().trim(), "misuse");
        browser.press("2");
        browser.wait_until("it is tagged", || passages(browser).contains(&"misuse".to_owned()));
        browser.wait_until("the new passage is looked at", || {
            cards(browser).iter().any(|card| card.active && card.words == "misuse")
        });
    });
}

#[test]
fn suggestions_are_off_by_one_switch_and_stay_off() {
    scenario(|browser, _| {
        learn(browser);
        assert_eq!(is_on(browser).as_deref(), Some("true"));
        browser.click(named_in("#agenda", "Suggestions"));
        browser.wait_equal("nothing is underlined", 0, || suggested(browser).len());
        assert_eq!(is_on(browser).as_deref(), Some("false"));
        browser.reload();
        assert_eq!(is_on(browser).as_deref(), Some("false"));
        // When the search has been here, the desk is there, and could suggest.
        browser.press("/");
        browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
        browser.write("asylum");
        browser.wait_until("words are found", || !painted(browser, "found").is_empty());
        browser.press("Escape");
        browser.wait_until("the search is closed", || {
            browser.count("#beside") == 0 && painted(browser, "found").is_empty()
        });
        tag(browser, "Shelter from the law", "2");
        assert!(suggested(browser).is_empty());
        browser.click(words(SUGGESTED));
        assert_eq!(browser.count("#beside"), 0, "what is not suggested is not shown");

        browser.click(named_in("#agenda", "Suggestions"));
        browser.wait_until("sentences are underlined", || suggested(browser).contains(&SUGGESTED.to_owned()));
        browser.press("s");
        shown(browser);
        browser.click(named_in("#beside", "Turn off suggestions"));
        await_no_panel(browser);
        browser.wait_equal("nothing is underlined", 0, || suggested(browser).len());
        assert_eq!(is_on(browser).as_deref(), Some("false"));
        // Whoever asks for one wants them.
        browser.press("s");
        shown(browser);
        assert_eq!(is_on(browser).as_deref(), Some("true"));
    });
}

#[test]
fn quality_is_told_for_this_article_and_for_all() {
    scenario(|browser, _| {
        learn(browser);
        open_text(browser, OTHER, "", "");
        browser.press("s");
        browser.wait_until("there is nothing to tell from", || {
            browser.text("#beside .quality").starts_with("Tag some sentences in this article first")
        });
        browser.click(named_in("#beside .quality", "All articles"));
        browser.wait_until("all are counted", || {
            browser.text("#beside .quality").starts_with("For the one tagged sentence in all articles, ")
        });
        assert_named(browser, "#beside");
    });
}

const OTHER: &str = "Asylum from the weather\n\nThose who sought asylum in the café may leave. The ferry is back, and nobody misuses \
     asylum any more.";

/// Selects the word that begins these words.
#[track_caller]
fn select_word(browser: &Browser, begins: &str) {
    browser.double_click(words(begins));
    await_menu(browser);
}

#[track_caller]
fn await_alike(browser: &Browser) {
    browser.wait_until("the occurrences are listed", || browser.sees("#alike-dialog .alike"));
}

fn occurrences(browser: &Browser) -> Vec<String> {
    browser.texts("#alike-dialog .occurrence mark")
}

fn tag_button() -> Target {
    named_in("#alike-dialog .foot", "passage")
}

#[track_caller]
fn await_tagging(browser: &Browser, said: &str) {
    browser.wait_equal("what the button would do", said.to_owned(), || browser.text(tag_button()));
}

#[test]
fn all_alike_are_looked_through_and_tagged_as_one_step() {
    scenario(|browser, _| {
        // What is said of storage with the first passage is said once.
        tag(browser, "Shelter from the law", "2");
        await_message(browser, "may clear stored data");
        browser.press("Control+z");
        await_passages(browser, &[]);
        select_word(browser, "asylum. When its officials");
        browser.press("a");
        await_alike(browser);
        browser.picture("alike");
        assert!(browser.text("#alike-dialog").contains("5 occurrences, this one included."));
        assert_eq!(occurrences(browser), ["asylum"; 5]);
        assert_eq!(browser.attribute(tag_button(), "disabled").as_deref(), Some(""), "no item is chosen yet");
        assert_named(browser, "#alike-dialog");
        choose(browser, named_in("#alike-dialog", "Tag with"), ASYLUM);
        await_tagging(browser, "Tag 5 passages");
        browser.click(words_in("#alike-dialog .list", "concern is with a particular group"));
        await_tagging(browser, "Tag 4 passages");
        browser.click(named_in("#alike-dialog", "Tick none"));
        await_tagging(browser, "Tag 0 passages");
        browser.click(named_in("#alike-dialog", "Tick all"));
        await_tagging(browser, "Tag 5 passages");
        browser.click(words_in("#alike-dialog .list", "concern is with a particular group"));
        await_tagging(browser, "Tag 4 passages");
        browser.click(tag_button());
        browser.wait_until("it is closed", || browser.count("dialog") == 0);
        await_passages(browser, &["asylum"; 4]);
        await_message(browser, "4 passages are tagged “Misuse of asylum”.");
        await_count(browser, ASYLUM, 4);
        await_undo(browser, "all occurrences tagged");
        browser.press("Control+z");
        await_passages(browser, &[]);
        browser.press("Control+Shift+z");
        await_passages(browser, &["asylum"; 4]);
        browser.reload();
        await_passages(browser, &["asylum"; 4]);
    });
}

#[test]
fn a_passage_brings_its_item_and_all_articles_are_looked_through() {
    scenario(|browser, _| {
        select_word(browser, "asylum. When its officials");
        browser.press("1");
        await_passages(browser, &["asylum"]);
        open_text(browser, OTHER, "", "");
        switch_to(browser, SAMPLE);
        browser.press("n");
        browser.wait_until("the passage is looked at", || browser.count("mark.active") == 1);
        browser.press("a");
        await_alike(browser);
        browser.wait_equal("the passage has its item already", ASYLUM.to_owned(), || {
            let chosen = "element.selectedOptions[0].textContent";
            browser.of::<String>(named_in("#alike-dialog", "Tag with"), chosen)
        });
        await_tagging(browser, "Tag 4 passages");
        browser.click(named_in("#alike-dialog", "All articles"));
        await_tagging(browser, "Tag 7 passages");
        browser.click(tag_button());
        await_passages(browser, &["asylum"; 5]);
        switch_to(browser, "Asylum from the weather");
        await_passages(browser, &["Asylum", "asylum", "asylum"]);
        await_undo(browser, "all occurrences tagged");
        browser.press("Control+z");
        await_passages(browser, &[]);
        switch_to(browser, SAMPLE);
        await_passages(browser, &["asylum"]);
    });
}

#[test]
fn the_tag_menu_leads_there_too_and_nothing_alike_is_said() {
    scenario(|browser, _| {
        browser.press("a");
        await_message(browser, "Select some words first");
        select_word(browser, "Canegallo, the acting");
        browser.click(named_in("#tag-menu", "Find same words…"));
        await_alike(browser);
        assert!(browser.text("#alike-dialog").contains("These words occur nowhere else."));
        assert_eq!(occurrences(browser), ["Canegallo"], "only what was selected");
        browser.press("Escape");
        browser.wait_until("it is closed", || browser.count("dialog") == 0);
        await_passages(browser, &[]);
        // Capitals and endings do not matter.
        select_word(browser, "attackers.");
        browser.press("a");
        await_alike(browser);
        browser.click(named_in("#alike-dialog", "Cancel"));
        browser.wait_until("it is closed", || browser.count("dialog") == 0);
        await_passages(browser, &[]);
    });
}

#[test]
fn every_control_of_a_suggestion_has_a_name() {
    scenario(|browser, _| {
        learn(browser);
        browser.press("s");
        shown(browser);
        assert_named(browser, "#beside");
        let meters = browser.names("#beside", "meter");
        assert!(meters.iter().all(|name| name.chars().any(char::is_alphabetic)), "{meters:?}");
    });
}

/// Tags something with fingers, and waits for what is suggested then.
#[track_caller]
fn learn_by_touch(browser: &Browser) {
    for (number, words) in LEARNED.iter().enumerate() {
        browser.select_by_touch(words);
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-entries", ASYLUM));
        browser.wait_equal("it is tagged", number + 1, || passages(browser).len());
    }
    browser.wait_until("sentences are underlined", || !suggested(browser).is_empty());
}

#[test]
fn fingers_accept_suggestions_and_tag_all_alike() {
    phone(|browser| {
        learn_by_touch(browser);
        browser.tap(words("When its officials meet"));
        let sentence = shown(browser);
        assert!(sentence.starts_with("When its officials meet"), "{sentence}");
        browser.picture("suggestion");
        assert_sheet(browser, "#beside");
        let item = candidates(browser)[0].clone();
        browser.tap(named_in("#beside .candidates", &item));
        browser.wait_equal("it is tagged", 4, || passages(browser).len());
        await_undo(browser, &format!("tagged as {item}"));
        browser.tap(named_in("#beside > .head", "Close"));
        await_no_panel(browser);

        browser.select_by_touch("Kristie Canegallo");
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        browser.tap(named_in("#tag-menu", "Find same words…"));
        await_alike(browser);
        browser.picture("alike");
        choose(browser, named_in("#alike-dialog", "Tag with"), ASYLUM);
        await_tagging(browser, "Tag 1 passage");
        browser.tap(tag_button());
        browser.wait_equal("it is tagged", 5, || passages(browser).len());
    });
}

#[test]
fn a_phone_has_room_for_suggestions() {
    phone(|browser| {
        learn_by_touch(browser);
        browser.tap(words("When its officials meet"));
        shown(browser);
        let mut misfits = misfits_of(browser, "#beside");
        browser.tap(named_in("#beside > .head", "Close"));
        await_no_panel(browser);
        browser.select_by_touch("counterparts");
        browser.wait_until("the sheet is open", || browser.sees("#tag-menu.sheet"));
        misfits.extend(misfits_of(browser, "#tag-menu"));
        browser.tap(named_in("#tag-menu", "Find same words…"));
        await_alike(browser);
        misfits.extend(misfits_of(browser, "#alike-dialog"));
        assert!(misfits.is_empty(), "{misfits:#?}");
    });
}
