//! Seeing what an article says: the search beside it, an item's outline, the overview, and stripes where passages overlap.

use std::fs;

use base64::Engine as _;
use roxmltree::Document;
use serde_json::{Value, json};

use crate::{
    harness::{Browser, named_in, scenario, words, words_in},
    phone::misfits_of,
    steps::*,
};

const FERRY: &str = "The ferry is back\n\nAfter the autumn storms the ferry is in service, and the islanders need not go \
    round any more. Those who sought asylum from the weather in the Café “Blue Dolphin” may leave.\n\nThe ÉCOLE at the harbour \
    isn’t open yet. It’s said that it’ll open in a week.";
const FERRY_TITLE: &str = "The ferry is back";

/// The passages of the example tags that notes, drugs and asylum are about.
const DRUGS: &str = "India’s Narcotics Control Bureau (NCB) would like the cooperation of the US Drug Enforcement Administration (DEA)";
const MISUSE: &str = "people involved in crime who misuse asylum in the United States";
const STATUS: &str = "those who hold the status and are engaged in crime while they live in the US";
const MONEY: &str = "to raise money";

const FIELD: &str = "#beside input[name=query]";

#[track_caller]
fn open_search(browser: &Browser) {
    browser.press("/");
    browser.wait_until("the search has the focus", || browser.focus_is_in(FIELD));
}

/// Searches for other words than before.
#[track_caller]
fn search(browser: &Browser, words: &str) {
    browser.of::<()>(FIELD, "(element.focus(), element.select(), null)");
    browser.write(words);
    assert_eq!(browser.value(FIELD), words);
}

/// Waits until the search says which match one is at, of how many.
#[track_caller]
fn await_match(browser: &Browser, said: &str) {
    browser.wait_equal("the match", said.to_owned(), || browser.text("#beside .count"));
}

/// Clears the filters by a button, and waits until their fields are new and nothing is looked for.
#[track_caller]
fn clear_filters(browser: &Browser, within: &str) {
    browser.click(named_in(within, "Clear filters"));
    await_match(browser, "");
}

/// The block with the place that one is at, as far as it is painted and can be seen.
fn current_block(browser: &Browser) -> String {
    browser.script(
        "const [range] = CSS.highlights.get('current') ?? []; \
         if (!range) return ''; \
         const box = range.getBoundingClientRect(), view = document.querySelector('#reader').getBoundingClientRect(); \
         const block = range.startContainer.parentElement.closest('[data-block]'); \
         return box.top >= view.top && box.bottom <= view.bottom ? block.textContent : ''",
        json!([]),
    )
}

/// Waits until the place that one is at is painted, in view, and in a block that begins so.
#[track_caller]
fn await_current_in(browser: &Browser, start: &str) {
    browser.wait_for(&format!("one is at a place in “{start}”"), || match current_block(browser) {
        block if block.starts_with(start) => Ok(()),
        block => Err(format!("it is in {block:?}, and painted is {:?}", painted(browser, "current"))),
    });
}

/// Waits until nothing of a search or an outline is painted.
#[track_caller]
fn await_nothing_painted(browser: &Browser) {
    browser.wait_equal("nothing is painted", Vec::<String>::new(), || {
        ["found", "current", "dimmed"].iter().flat_map(|layer| painted(browser, layer)).collect()
    });
}

#[track_caller]
fn await_closed(browser: &Browser) {
    browser.wait_until("the panel is closed", || browser.count("#beside") == 0);
    await_nothing_painted(browser);
}

fn active(browser: &Browser) -> Option<String> {
    cards(browser).into_iter().find(|card| card.active).map(|card| card.words)
}

#[test]
fn typing_finds_and_paints_and_enter_walks() {
    scenario(|browser, _| {
        open_search(browser);
        assert_eq!(browser.value(FIELD), "", "the key that opened it is not typed");
        browser.write("wednesday");
        await_match(browser, "1 of 3");
        await_current_in(browser, "Officials of both countries");
        browser.picture("search");
        browser.wait_equal("what is painted in view", 2, || painted(browser, "found").len());
        assert!(painted(browser, "found").iter().all(|found| found == "Wednesday"));
        assert_eq!(painted(browser, "current"), ["Wednesday"]);
        let listed = browser.texts("#beside .places li");
        assert_eq!(listed.len(), 3);
        assert!(listed[2].contains("Wednesday’s meeting is where"), "{listed:?}");

        let walk = [
            ("Enter", "2 of 3", "New Delhi: India wants"),
            ("Enter", "3 of 3", "Put in order"),
            ("Enter", "1 of 3", "Officials of both countries"),
            ("Shift+Enter", "3 of 3", "Put in order"),
            ("Shift+Enter", "2 of 3", "New Delhi: India wants"),
        ];
        for (key, said, block) in walk {
            browser.press(key);
            await_match(browser, said);
            await_current_in(browser, block);
            assert!(browser.focus_is_in(FIELD), "one can go on typing");
            assert_eq!(
                browser.attribute("#beside .places li.current", "aria-current").as_deref(),
                Some("true")
            );
        }
        browser.click(named_in("#beside", "Next match"));
        await_match(browser, "3 of 3");
        browser.click(named_in("#beside", "Previous match"));
        await_match(browser, "2 of 3");
        browser.click(words_in("#beside .places", "meeting is where"));
        await_match(browser, "3 of 3");
        await_current_in(browser, "Put in order");
        assert_eq!(browser.count("#tag-menu"), 0, "nothing was selected");

        search(browser, "xyzzy");
        await_match(browser, "No matches");
        assert!(browser.text("#beside").contains("Nothing found for “xyzzy” in this article."));
        await_nothing_painted(browser);
    });
}

#[test]
fn accents_quotes_and_capitals_are_folded() {
    scenario(|browser, _| {
        open_text(browser, FERRY, "", "");
        open_search(browser);
        for (typed, found) in [
            ("cafe", "Café"),
            ("CAFÉ", "Café"),
            ("ecole", "ÉCOLE"),
            ("isn't", "isn’t"),
            ("it'll", "it’ll"),
            ("\"blue dolphin\"", "Blue Dolphin"),
            ("“blue dolphin”", "Blue Dolphin"),
        ] {
            search(browser, typed);
            await_match(browser, "1 of 1");
            browser.wait_equal("what is found", vec![found.to_owned()], || painted(browser, "found"));
            browser.wait_equal("where one is", vec![found.to_owned()], || painted(browser, "current"));
        }
        search(browser, "\"dolphin blue\"");
        await_match(browser, "No matches");
    });
}

#[test]
fn filters_leave_passages_out_and_dim_them() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.click(named_in("#agenda", "Edit Narcotics"));
        browser.wait_until("its editor is open", || browser.sees("#item-dialog"));
        choose(browser, named_in("#item-dialog", "Status"), "Background");
        browser.click(named_in("#item-dialog", "Save"));
        browser.wait_until("its editor is closed", || browser.count("dialog") == 0);

        open_search(browser);
        browser.click("#beside .filters summary");
        choose(browser, named_in("#beside", "Item"), "Narcotics");
        await_match(browser, "1 of 1");
        browser.wait_equal("where one is", vec![DRUGS.to_owned()], || painted(browser, "current"));
        await_current_in(browser, "Drugs are on the list");
        let dimmed = || painted(browser, "dimmed");
        browser.wait_until("others are dimmed", || dimmed().contains(&MONEY.to_owned()));
        assert!(!dimmed().contains(&DRUGS.to_owned()));
        browser.picture("dimmed");
        clear_filters(browser, "#beside");
        assert_eq!(dimmed(), Vec::<String>::new());
        assert_eq!(
            browser.of::<String>(named_in("#beside", "Item"), "element.selectedOptions[0].textContent"),
            "Any item"
        );

        choose(browser, named_in("#beside", "Status"), "Background");
        await_match(browser, "1 of 1");
        browser.wait_until("others are dimmed", || dimmed().contains(&MONEY.to_owned()));
        clear_filters(browser, "#beside");
        choose(browser, named_in("#beside", "Note"), "With a note");
        await_match(browser, "1 of 4");
        browser.press("Escape");
        await_closed(browser);
        open_search(browser);
        await_match(browser, "");
        browser.click("#beside .filters summary");
        choose(browser, named_in("#beside", "State"), "Needs review");
        await_match(browser, "No matches");
        assert!(browser.text("#beside").contains("This filter is on: needs review."));
        clear_filters(browser, "#beside .found");
        choose(browser, named_in("#beside", "Item"), "Misuse of asylum");
        await_match(browser, "1 of 2");
        search(browser, "asylum");
        await_match(browser, "1 of 1");
        await_current_in(browser, "New Delhi: India wants");
        browser.wait_equal("words outside are not found", vec!["asylum".to_owned()], || {
            painted(browser, "found")
        });
    });
}

#[test]
fn notes_and_other_articles_are_found() {
    scenario(|browser, _| {
        open_text(browser, FERRY, "", "");
        switch_to(browser, SAMPLE);
        show_example_tags(browser);
        open_search(browser);
        browser.write("remedy");
        await_match(browser, "1 of 1");
        assert!(browser.text("#beside .places").contains("one remedy may serve both points"));
        browser.wait_equal("its passage", vec![MONEY.to_owned()], || painted(browser, "current"));
        browser.click(words_in("#beside .places", "may serve both points"));
        browser.wait_equal("it is looked at", Some(MONEY.to_owned()), || active(browser));
        assert!(browser.sees("#beside"), "the search stays");

        search(browser, "dolphin");
        await_match(browser, "No matches");
        browser.click(named_in("#beside", "Search all articles"));
        await_match(browser, "1 of 1");
        assert_eq!(browser.text("header .title .text"), SAMPLE, "one is taken nowhere while one types");
        search(browser, "asylum");
        // One was further down than the last of them in this article.
        await_match(browser, "6 of 6");
        let headings = browser.texts("#beside h3");
        assert!(headings[0].starts_with(SAMPLE) && headings[1].starts_with(FERRY_TITLE), "{headings:?}");
        let open = || browser.text("header .title .text");
        assert_eq!(open(), SAMPLE, "one is taken nowhere while one types");
        browser.press("Enter");
        await_match(browser, "6 of 6");
        browser.wait_equal("the article", FERRY_TITLE.to_owned(), open);
        await_current_in(browser, "After the autumn storms");
        assert!(browser.focus_is_in(FIELD), "the focus stays where it was, not {}", browser.focused());
        browser.press("Enter");
        await_match(browser, "1 of 6");
        browser.wait_equal("the article", SAMPLE.to_owned(), open);
        await_current_in(browser, SAMPLE);
        browser.click("#beside .filters summary");
        choose(browser, named_in("#beside", "Where"), "This article");
        await_match(browser, "1 of 5");
    });
}

#[test]
fn the_article_stays_in_use_beside_the_search() {
    scenario(|browser, _| {
        open_search(browser);
        browser.write("fugitives");
        await_match(browser, "1 of 2");
        tag_beside(browser, "identifying and catching fugitives", "2");
        await_match(browser, "1 of 2");
        browser
            .wait_until("its item is said", || browser.text("#beside .places").contains("Terror fugitives"));
        browser.press("Control+z");
        await_passages(browser, &[]);
        browser
            .wait_until("no item is said", || !browser.text("#beside .places").contains("Terror fugitives"));
        await_match(browser, "1 of 2");
        browser.press("Control+Shift+z");
        await_passages(browser, &["identifying and catching fugitives"]);
        // A key of the page, and the search again, with what was typed.
        browser.press("j");
        browser.wait_until("the reading cursor is shown", || browser.count("mark.cursor") > 0);
        open_search(browser);
        assert_eq!(browser.value(FIELD), "fugitives");
        browser.write("both");
        assert_eq!(browser.value(FIELD), "both", "what was typed before is selected");
        await_match(browser, "1 of 1");
        browser.click(named_in("#beside", "Close the search"));
        await_closed(browser);
        open_search(browser);
        browser.write("both");
        await_match(browser, "1 of 1");
        browser.press("Escape");
        await_closed(browser);
        browser.click(named_in("header", "Search the article, notes and passages"));
        browser.wait_until("the search has the focus", || browser.focus_is_in(FIELD));
        browser.write("both");
        await_match(browser, "1 of 1");
        // Not in the field, Escape closes it too.
        browser.of::<()>(FIELD, "(element.blur(), null)");
        browser.press("Escape");
        await_closed(browser);
        await_passages(browser, &["identifying and catching fugitives"]);
        open_search(browser);
        browser.write("both");
        await_match(browser, "1 of 1");
        browser.reload();
        await_closed(browser);
    });
}

/// Tags words while a panel stands beside the article.
#[track_caller]
fn tag_beside(browser: &Browser, words: &str, digit: &str) {
    select(browser, words);
    browser.press(digit);
    browser.wait_until("it is tagged", || passages(browser).iter().any(|passage| passage == words));
    assert!(browser.sees("#beside"), "the panel stays");
}

#[track_caller]
fn open_outline(browser: &Browser, count: &str, title: &str) {
    browser.click(named_in("#agenda", &format!("{count} of {title}")));
    await_outline(browser, title);
}

#[track_caller]
fn await_outline(browser: &Browser, title: &str) {
    browser.wait_equal("the outline", vec![title.to_owned()], || browser.texts("#beside.outline h2"));
}

/// The words of the passages that the outline has.
fn outlined(browser: &Browser) -> Vec<String> {
    browser.script(
        "return [...document.querySelectorAll('#beside .passages > li blockquote')].map((quotation) => \
           [...quotation.querySelectorAll('.quoted')].map((line) => line.textContent).join(' ¶ '))",
        json!([]),
    )
}

#[track_caller]
fn await_outlined(browser: &Browser, words: &[&str]) {
    let words: Vec<_> = words.iter().map(|words| (*words).to_owned()).collect();
    browser.wait_equal("the outline has", words, || outlined(browser));
}

#[test]
fn an_outline_is_read_noted_retagged_and_gone_through() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_outline(browser, "2 passages", "Misuse of asylum");
        await_outlined(browser, &[MISUSE, STATUS]);
        browser.picture("outline");
        let first = "#beside .passages > li:nth-child(1)";
        let second = "#beside .passages > li:nth-child(2)";
        let read = browser.text(first);
        for part in ["a top item on the Indian side is", "¶ 2", "The headline, and the first point"] {
            assert!(read.contains(part), "{part} is not in {read}");
        }
        assert!(browser.text("#beside").contains("a key focus for India"), "the description is there");

        browser.click(named_in(second, "Go to"));
        browser.wait_equal("the passage is looked at", Some(STATUS.to_owned()), || active(browser));
        browser.wait_equal("it is painted", vec![STATUS.to_owned()], || painted(browser, "current"));
        browser.wait_equal("its row is marked", Some("true".to_owned()), || {
            browser.attribute(second, "aria-current")
        });

        browser.click(named_in(first, "Note on"));
        browser.wait_until("the note has the focus", || browser.focus_is_in(&format!("{first} textarea")));
        assert!(browser.value(named_in(first, "Note")).starts_with("The headline"));
        browser.write(" For now.");
        assert!(browser.value(named_in(first, "Note")).ends_with("For now."), "one goes on at the end");
        browser.press("Escape");
        browser.wait_until("it is said that this is Unsaved text", || {
            browser.text("#status").contains("Unsaved text")
        });
        browser.press("Control+a");
        browser.write("Who says so?");
        browser.click(named_in(first, "Save"));
        await_undo(browser, "note edit");
        browser.wait_until("it is read", || browser.text(first).contains("Who says so?"));
        browser.wait_equal("the form is closed", 0, || browser.count("#beside textarea"));

        browser.click(named_in(first, "Items of"));
        browser.click(named_in(first, "Terror financing"));
        browser.wait_equal("it is pressed", Some("true".to_owned()), || {
            browser.attribute(named_in(&format!("{first} .tagging"), "Terror financing"), "aria-pressed")
        });
        await_undo(browser, "tag change");
        await_count(browser, "Terror financing", 3);
        browser.click(named_in(&format!("{first} .tagging"), "Misuse of asylum"));
        await_outlined(browser, &[STATUS]);
        browser.press("Control+z");
        await_outlined(browser, &[MISUSE, STATUS]);
        browser.press("Control+z");
        await_count(browser, "Terror financing", 2);
        browser.press("Control+z");
        browser.wait_until("the note is back", || browser.text(first).contains("The headline"));

        browser.click(named_in(first, "Delete"));
        await_outlined(browser, &[STATUS]);
        browser.wait_equal("one passage fewer", EXAMPLES - 1, || passages(browser).len());
        await_undo(browser, "passage deleted");
        browser.press("Control+z");
        await_outlined(browser, &[MISUSE, STATUS]);
        tag_beside(browser, "one of the areas that India wants to concentrate on", "1");
        await_outlined(browser, &[MISUSE, "one of the areas that India wants to concentrate on", STATUS]);

        browser.press("Escape");
        await_closed(browser);
        browser.click(named_in("#agenda .item", "Narcotics"));
        browser.click(named_in("#notes .only", "Outline"));
        await_outline(browser, "Narcotics");
        await_outlined(browser, &[DRUGS]);
        browser.click(named_in("#beside > .head", "Close"));
        await_closed(browser);
    });
}

#[test]
fn outlines_are_walked_and_reach_into_other_articles() {
    scenario(|browser, _| {
        open_text(browser, FERRY, "", "");
        tag(browser, "sought asylum from the weather", "1");
        switch_to(browser, SAMPLE);
        tag(browser, "India wants to talk about asylum", "1");
        open_outline(browser, "1 passage", "Misuse of asylum");
        await_outlined(browser, &["India wants to talk about asylum"]);
        browser.press("[");
        browser.press("]");
        await_outline(browser, "Terror fugitives");
        assert!(browser.text("#beside").contains("No passage in this article is tagged with this."));
        browser.press("]");
        await_outline(browser, "Terror financing");
        browser.press("[");
        await_outline(browser, "Terror fugitives");
        browser.click(named_in("#beside", "Previous item: Misuse of asylum"));
        await_outline(browser, "Misuse of asylum");

        browser.click(named_in("#beside", "All articles"));
        await_outlined(browser, &["India wants to talk about asylum", "sought asylum from the weather"]);
        let second = "#beside .passages > li:nth-child(2)";
        assert!(browser.text(second).contains(FERRY_TITLE));
        browser.click(named_in(second, "Go to"));
        browser.wait_equal("the article", FERRY_TITLE.to_owned(), || browser.text("header .title .text"));
        browser.wait_equal("it is painted", vec!["sought asylum from the weather".to_owned()], || {
            painted(browser, "current")
        });
        assert!(browser.sees("#beside"), "the outline stays");
        // Back to an article that was left somewhere else.
        switch_to(browser, SAMPLE);
        browser.reach(words("The ten range from the extradition"));
        browser.wait_until("the words are out of view", || {
            !is_in_view(browser, "India wants to talk about asylum")
        });
        browser.click(named_in("#beside .passages", "Go to “sought asylum"));
        browser.wait_equal("the article", FERRY_TITLE.to_owned(), || browser.text("header .title .text"));
        browser.click(named_in("#beside .passages", "Go to “India wants to talk"));
        browser.wait_equal("the article", SAMPLE.to_owned(), || browser.text("header .title .text"));
        browser
            .wait_until("the passage is in view", || is_in_view(browser, "India wants to talk about asylum"));
    });
}

/// Whether a passage is in view.
fn is_in_view(browser: &Browser, words: &str) -> bool {
    browser.script(
        "const view = document.querySelector('#reader').getBoundingClientRect(); \
         return [...document.querySelectorAll('article mark')].some((mark) => { \
           const box = mark.getBoundingClientRect(); \
           return mark.textContent === arguments[0] && box.top >= view.top && box.bottom <= view.bottom; \
         })",
        json!([words]),
    )
}

#[track_caller]
fn open_overview(browser: &Browser) {
    // Whoever points has stopped writing, so that what comes quickly after it is a command.
    browser.click("header .name");
    browser.press("v");
    browser.wait_until("the overview is open", || browser.sees("#overview-dialog .charts"));
}

/// Shows tables instead of charts, or charts instead of tables, by the key.
#[track_caller]
fn press_for_tables(browser: &Browser) {
    // Keys that come quickly after the one that opened the overview press nothing in it, unless one points.
    browser.click("#overview-dialog h2");
    browser.press("t");
}

/// A mark of a chart, by the beginning of its name.
fn mark(chart: &str, name: &str) -> String {
    format!(
        "#overview-dialog section[aria-labelledby=overview-{chart}] svg [role=button][aria-label^='{name}']"
    )
}

#[test]
fn marks_of_the_overview_lead_to_their_passages() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.click(named_in("#agenda", "Overview"));
        browser.wait_until("the overview is open", || browser.sees("#overview-dialog .charts"));
        browser.picture("overview");
        let charts: Vec<[String; 4]> = browser.script(
            "const said = (ids) => (ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '); \
             return [...document.querySelectorAll('#overview-dialog svg.chart')].map((svg) => [svg.getAttribute('role'), \
               said(svg.getAttribute('aria-labelledby')), said(svg.getAttribute('aria-describedby')), \
               [...svg.querySelectorAll('[role]')].filter((it) => !it.getAttribute('aria-label')).map((it) => it.outerHTML).join()])",
            json!([]),
        );
        let titles: Vec<_> = charts.iter().map(|[_, title, ..]| &**title).collect();
        assert_eq!(
            titles,
            [
                "Share of the text",
                "Passages",
                "Items that occur together",
                "Order of first mention",
                "Still untagged"
            ]
        );
        for [role, title, about, nameless] in &charts {
            assert!(
                role.contains("graphics-document") && !about.trim().is_empty(),
                "{title}: {role}, {about}"
            );
            assert_eq!(nameless, "", "each mark of {title} has a name");
        }
        assert!(
            browser
                .attribute(&mark("passages", "Narcotics"), "aria-label")
                .is_some_and(|name| name.contains("1 passage"))
        );

        browser.click(&mark("share", "Misuse of asylum"));
        await_outline(browser, "Misuse of asylum");
        assert_eq!(browser.count("dialog"), 0);
        await_outlined(browser, &[MISUSE, STATUS]);
        for (key, chart, name, title) in [
            ("Enter", "passages", "Narcotics", "Narcotics"),
            ("Space", "order", "Terror financing", "Terror financing"),
            (
                "Enter",
                "together",
                "Terror financing and Online",
                "Terror financing and Online radicalisation",
            ),
        ] {
            open_overview(browser);
            browser.of::<()>(&mark(chart, name), "(element.focus(), null)");
            browser.press(key);
            await_outline(browser, title);
            assert_eq!(browser.count("dialog"), 0);
        }
        browser.wait_until("what meets", || outlined(browser).contains(&MONEY.to_owned()));

        open_overview(browser);
        let longest =
            "#overview-dialog section[aria-labelledby=overview-untagged] svg > g:first-of-type [role=button]";
        let name = browser.attribute(longest, "aria-label").unwrap_or_default();
        browser.click(longest);
        browser.wait_until("it is closed", || browser.count("dialog") == 0);
        let shown = || browser.texts("article mark.cursor").concat();
        browser.wait_until("the stretch is gone to", || !shown().is_empty());
        let start: String = shown().chars().take(20).collect();
        assert!(name.contains(start.trim()), "{name} leads to {:?}", shown());
    });
}

#[test]
fn the_numbers_are_a_keystroke_away() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_overview(browser);
        press_for_tables(browser);
        browser.wait_equal("a table for each chart", 5, || browser.count("#overview-dialog table"));
        assert_eq!(browser.count("#overview-dialog svg.chart"), 0);
        browser.picture("tables");
        let tables: Value = browser.script(
            "return [...document.querySelectorAll('#overview-dialog table')].map((table) => [table.caption.textContent, \
               table.querySelectorAll('thead th[scope=col]').length, table.querySelectorAll('thead th:not([scope=col])').length, \
               [...table.tBodies[0].rows].every((row) => row.cells[0].matches('th[scope=row]'))])",
            json!([]),
        );
        assert_eq!(
            tables,
            json!([
                ["Share of the text", 4, 0, true],
                ["Passages", 3, 0, true],
                ["Items that occur together", 2, 0, true],
                ["Order of first mention", 3, 0, true],
                ["Still untagged", 2, 0, true],
            ])
        );
        let passages = "#overview-dialog section[aria-labelledby=overview-passages]";
        let rows = browser.texts(&format!("{passages} tbody tr"));
        assert!(rows.iter().any(|row| row.starts_with("Misuse of asylum\t2")), "{rows:?}");
        press_for_tables(browser);
        browser.wait_equal("the charts again", 5, || browser.count("#overview-dialog svg.chart"));
        press_for_tables(browser);
        browser.click(named_in(passages, "Narcotics"));
        await_outline(browser, "Narcotics");

        open_overview(browser);
        browser.click(named_in("#overview-dialog .tools", "Items that occur together"));
        browser.wait_equal("one chart alone", 1, || browser.count("#overview-dialog .figure"));
        browser.click(named_in("#overview-dialog", "In the same paragraph"));
        browser.wait_until("paragraphs are counted", || {
            browser.text("#overview-dialog").contains("Counts paragraphs")
        });
        browser.press("Escape");
        browser.wait_until("it is closed", || browser.count("dialog") == 0);
        assert!(browser.sees("#beside"), "what stands beside the article is not closed with it");
    });
}

#[test]
fn the_overview_says_what_to_do_and_counts_all_articles() {
    scenario(|browser, _| {
        browser.press("v");
        browser.wait_until("what to do is said", || {
            browser.text("#overview-dialog").contains("No passage is tagged here yet")
        });
        browser.press("Escape");
        open_text(browser, FERRY, "", "");
        tag(browser, "sought asylum from the weather", "1");
        switch_to(browser, SAMPLE);
        tag(browser, "India wants to talk about asylum", "1");
        open_overview(browser);
        browser.click(named_in("#overview-dialog", "All 2 articles"));
        browser.wait_equal("two passages", 1, || {
            browser.count(&mark("passages", "Misuse of asylum: 2 passages"))
        });
        browser.click(&mark("articles", "The ferry is back, Misuse of asylum"));
        await_outline(browser, "Misuse of asylum");
        await_outlined(browser, &["sought asylum from the weather"]);
    });
}

/// What of a picture is drawn: its width and height, the colour in its corner, how many pixels are of which kind, and how
/// many colours have an area.
fn look_at_picture(browser: &Browser, file: &[u8]) -> Value {
    let bytes = base64::engine::general_purpose::STANDARD.encode(file);
    browser.script(
        "const bytes = Uint8Array.from(atob(arguments[0]), (character) => character.charCodeAt(0)); \
         return createImageBitmap(new Blob([bytes], { type: 'image/png' })).then((picture) => { \
           const { width, height } = picture, canvas = new OffscreenCanvas(width, height), context = canvas.getContext('2d'); \
           context.drawImage(picture, 0, 0); \
           const { data } = context.getImageData(0, 0, width, height), all = width * height; \
           const areas = new Map(); \
           let inked = 0, coloured = 0, clear = 0; \
           for (let at = 0; at < data.length; at += 4) { \
             const [red, green, blue, alpha] = data.subarray(at, at + 4); \
             if (alpha < 255) clear++; \
             if (red + green + blue < 300) inked++; \
             const chroma = Math.max(red, green, blue) - Math.min(red, green, blue); \
             const colour = (red << 16) + (green << 8) + blue; \
             if (chroma > 40) coloured++; \
             if (chroma > 20) areas.set(colour, (areas.get(colour) ?? 0) + 1); \
           } \
           const colours = [...areas.values()].filter((area) => area >= 40).length; \
           return { width, height, corner: [...data.subarray(0, 4)], inked: inked / all, coloured: coloured / all, colours, clear }; \
         })",
        json!([bytes]),
    )
}

#[test]
fn charts_are_downloaded_as_svg_and_png() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_overview(browser);
        for title in [
            "Share of the text",
            "Passages",
            "Items that occur together",
            "Order of first mention",
            "Still untagged",
        ] {
            browser.click(named_in("#overview-dialog", &format!("Download “{title}” as SVG")));
            let file = browser.downloaded(".svg");
            let text = fs::read_to_string(&file).expect("the file can be read");
            let svg = Document::parse(&text).unwrap_or_else(|error| panic!("{title}: {error}\n{text}"));
            let root = svg.root_element();
            assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
            let said = root.children().find(|it| it.has_tag_name(("http://www.w3.org/2000/svg", "title")));
            assert!(said.and_then(|it| it.text()).is_some_and(|said| said.starts_with(title)), "{text}");
            assert!(
                !text.contains("data-act") && !text.contains("currentColor"),
                "it stands by itself: {text}"
            );
            assert!(browser.sees("#overview-dialog"), "the overview stays");

            browser.click(named_in("#overview-dialog", &format!("Download “{title}” as PNG")));
            let file = fs::read(browser.downloaded(".png")).expect("the file can be read");
            assert!(file.starts_with(b"\x89PNG\r\n\x1a\n"), "{title} is a PNG");
            let seen = look_at_picture(browser, &file);
            let number = |name: &str| seen[name].as_f64().unwrap_or_default();
            assert!(number("width") >= 400.0 && number("height") >= 100.0, "{title}: {seen}");
            assert_eq!(seen["corner"], json!([255, 255, 255, 255]), "{title} is on white");
            assert!(number("clear") == 0.0 && number("inked") > 0.003, "{title} has words: {seen}");
            // Bars are short where items have a small share, but each of the ten items with a colour has its own.
            assert!(
                title == "Still untagged" || number("coloured") > 0.002 && number("colours") >= 10.0,
                "{title} has colours: {seen}"
            );
        }
    });
}

#[test]
fn stripes_stand_beside_passages_that_overlap() {
    scenario(|browser, _| {
        let stripes = || browser.count(".stripes span");
        let whole = "Terrorist outfits use digital platforms to win people over to extremism, to recruit them and to raise money.";
        tag(browser, "Some of this happens online.", "8");
        tag(browser, whole, "7");
        browser.wait_until("cards are drawn", || cards(browser).len() == 2);
        assert_eq!(stripes(), 0, "what does not overlap has none");
        tag(browser, "to recruit them and to raise money", "3");
        browser.wait_until("the two that overlap have stripes", || stripes() >= 2);
        browser.picture("stripes");
        let colours: Vec<String> = browser.script(
            "return [...document.querySelectorAll('.stripes span')].map((stripe) => getComputedStyle(stripe).backgroundColor)",
            json!([]),
        );
        assert_ne!(colours[0], colours[1], "each in its colour");
        let count = stripes();
        assert_eq!(count, 2, "a passage of the same paragraph that overlaps none has no stripe");
        browser.click(".stripes span:nth-child(1)");
        browser.wait_equal("the first", Some(whole.to_owned()), || active(browser));
        browser.click(".stripes span:nth-child(2)");
        browser.wait_equal("the second", Some("to recruit them and to raise money".to_owned()), || {
            active(browser)
        });
        browser.press("Delete");
        browser.wait_equal("none is left", 0, stripes);
        browser.press("Control+z");
        browser.wait_equal("they are back", 2, stripes);
    });
}

#[test]
fn every_control_has_a_name() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_search(browser);
        browser.write("asylum");
        await_match(browser, "1 of 5");
        browser.click("#beside .filters summary");
        assert_named(browser, "#beside");
        browser.press("Escape");
        open_outline(browser, "2 passages", "Misuse of asylum");
        browser.click(named_in("#beside .passages > li:nth-child(1)", "Note on"));
        browser.wait_equal("the note can be written", 1, || browser.count("#beside textarea"));
        assert_named(browser, "#beside");
        let names = names_of_controls(browser, "#beside .passages");
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "a name says of which passage: {names:#?}");
        browser.click(named_in("#beside .passages > li:nth-child(1)", "Items of"));
        browser.wait_until("the items are there", || browser.sees("#beside .tagging"));
        assert_named(browser, "#beside");
        open_overview(browser);
        assert_named(browser, "#overview-dialog");
        press_for_tables(browser);
        browser.wait_until("tables", || browser.sees("#overview-dialog section:first-child table"));
        assert_named(browser, "#overview-dialog");
    });
}

#[test]
fn a_phone_searches_and_reads_outlines_in_sheets() {
    phone(|browser| {
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        browser.tap(named_in("header, #tabs", "Search"));
        browser.wait_until("the search has the focus", || browser.focus_is_in(FIELD));
        browser.write("asylum");
        await_match(browser, "1 of 5");
        browser.picture("search");
        assert_sheet(browser, "#beside");
        browser.tap("#beside .filters summary");
        browser.wait_until("the filters are open", || browser.sees(named_in("#beside", "Item")));
        browser.tap(named_in("#beside", "Next match"));
        await_match(browser, "2 of 5");
        browser.wait_until("the match is seen above the sheet", || is_current_above_sheet(browser));
        browser.tap(named_in("#beside", "Close the search"));
        await_closed(browser);

        browser.tap(named_in("#tabs", "Agenda"));
        browser.tap(named_in("#agenda", "2 passages of Misuse of asylum"));
        await_outline(browser, "Misuse of asylum");
        browser.picture("outline");
        assert_sheet(browser, "#beside");
        let first = "#beside .passages > li:nth-child(1)";
        browser.tap(named_in(first, "Items of"));
        browser.tap(named_in(&format!("{first} .tagging"), "Terror financing"));
        await_undo(browser, "tag change");
        browser.tap(named_in(first, "Go to"));
        browser.wait_equal("it is painted", vec![MISUSE.to_owned()], || painted(browser, "current"));
        browser.wait_until("the passage is seen above the sheet", || is_current_above_sheet(browser));
        browser.tap(named_in("#beside > .head", "Close"));
        await_closed(browser);
    });
}

#[test]
fn a_phone_has_the_overview() {
    phone(|browser| {
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        browser.tap(named_in("#tabs", "Agenda"));
        browser.tap(named_in("#agenda", "Overview"));
        browser.wait_until("the overview is open", || browser.sees("#overview-dialog .charts"));
        browser.picture("overview");
        browser.tap(named_in("#overview-dialog", "Show the numbers as a table"));
        browser.wait_until("tables", || browser.sees("#overview-dialog section:first-child table"));
        browser.picture("tables");
        browser.tap(named_in("#overview-dialog", "Show the numbers as a table"));
        browser.tap(&mark("passages", "Narcotics"));
        await_outline(browser, "Narcotics");
        assert_sheet(browser, "#beside");
    });
}

/// Fails unless an element is a sheet: as wide as the screen, and no higher than leaves something of the article.
#[track_caller]
pub fn assert_sheet(browser: &Browser, css: &str) {
    let sheet = browser.area(css);
    assert!(sheet.x.abs() < 1.5 && sheet.width >= 340.0, "{sheet:?} is as wide as the screen");
    assert!(
        sheet.height < 740.0 * 0.7 && sheet.y + sheet.height <= 741.0,
        "{sheet:?} leaves some of the article"
    );
}

fn is_current_above_sheet(browser: &Browser) -> bool {
    browser.script(
        "const [range] = CSS.highlights.get('current') ?? []; \
         const sheet = document.querySelector('#beside').getBoundingClientRect(); \
         return !!range && range.getBoundingClientRect().top >= 0 && range.getClientRects()[0].bottom <= sheet.top",
        json!([]),
    )
}

#[test]
fn a_phone_has_room_for_the_panels() {
    phone(|browser| {
        browser.tap(named_in(".hint", "Show example tags"));
        browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
        let mut misfits = Vec::new();
        let mut look = |panel: &str| misfits.extend(misfits_of(browser, panel));
        browser.tap(named_in("header, #tabs", "Search"));
        browser.wait_until("the search has the focus", || browser.focus_is_in(FIELD));
        browser.write("asylum");
        await_match(browser, "1 of 5");
        browser.tap("#beside .filters summary");
        browser.wait_until("the filters are open", || browser.sees(named_in("#beside", "Item")));
        look("#beside");
        browser.tap(named_in("#beside", "Close the search"));
        browser.tap(named_in("#tabs", "Agenda"));
        browser.tap(named_in("#agenda", "2 passages of Misuse of asylum"));
        await_outline(browser, "Misuse of asylum");
        browser.tap(named_in("#beside .passages > li:nth-child(1)", "Note on"));
        browser.wait_equal("the note can be written", 1, || browser.count("#beside textarea"));
        look("#beside");
        browser.tap(named_in("#beside .passages > li:nth-child(1)", "Items of"));
        browser.wait_until("the items are there", || browser.sees("#beside .tagging"));
        look("#beside");
        browser.tap(named_in("#beside > .head", "Close"));
        browser.tap(named_in("#tabs", "Agenda"));
        browser.tap(named_in("#agenda", "Overview"));
        browser.wait_until("the overview is open", || browser.sees("#overview-dialog .charts"));
        look("#overview-dialog");
        browser.tap(named_in("#overview-dialog", "Show the numbers as a table"));
        browser.wait_until("tables", || browser.sees("#overview-dialog section:first-child table"));
        look("#overview-dialog");
        assert!(misfits.is_empty(), "{misfits:#?}");
    });
}

/// Nothing of the page itself is left behind by a panel that was closed: words can be selected as before.
#[test]
fn a_search_over_a_selection_leaves_it_alone() {
    scenario(|browser, _| {
        open_search(browser);
        browser.write("asylum");
        await_match(browser, "1 of 5");
        select(browser, "Officials of both countries");
        assert_eq!(browser.selection(), "Officials of both countries");
        browser.wait_until("matches are painted on", || painted(browser, "found").len() > 1);
        browser.press("Escape");
        await_no_menu(browser);
        assert!(browser.sees("#beside"), "Escape closes the menu first");
        assert!(browser.sees(words("Officials of both countries")));
        browser.press("Escape");
        await_closed(browser);
    });
}
