//! A page that goes on working: whatever is shown after what, every panel answers, and nothing goes wrong unseen.

use serde_json::json;

use crate::{
    harness::{Browser, Folder, named_in, scenario},
    library_of_scripts::{Sample, articles},
    steps::*,
};

/// Opens articles for a program, and tags all but the last two of the sentences in the last block of each with one item, so
/// that there is something sure to suggest in all.
#[track_caller]
fn open_all(browser: &Browser, articles: &[Sample]) {
    let list: Vec<_> = articles.iter().map(|it| json!({ "title": it.title, "text": it.text })).collect();
    browser.run(
        "return (async () => { \
           for (const article of arguments[0]) { \
             const id = await agendum.openArticle(article); \
             const text = agendum.article().text.trimEnd(); \
             const last = text.lastIndexOf('\\n\\n') + 2; \
             const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(last))]; \
             for (const { index, segment } of sentences.slice(0, -2)) { \
               const start = [...text.slice(0, last + index)].length; \
               agendum.annotate({ article: id, start, end: start + [...segment.trimEnd()].length, \
                                  items: [agendum.agenda()[0].id] }); \
             } \
           } \
         })()",
        json!([list]),
    );
}

/// Fails unless the panels all answer, beside the article and over it.
#[track_caller]
fn assert_answers(browser: &Browser) {
    for (key, panel) in [("v", "#overview-dialog"), ("?", "#keys-dialog")] {
        browser.press(key);
        browser.wait_until(&format!("{panel} is drawn"), || {
            browser.count(panel) == 1 && browser.count(".panel .loading") == 0
        });
        browser.press("Escape");
        await_no_dialog(browser);
    }
    browser.click("header .title");
    browser.wait_until("the articles are listed", || browser.sees("#library-dialog .articles"));
    browser.press("Escape");
    await_no_dialog(browser);
}

#[test]
fn one_article_follows_another_while_items_are_suggested() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_all(browser, &articles());
        let shown = |title: &str| {
            browser.wait_until("the article is open", || browser.text("header .title .text") == title);
        };
        shown("A long report");
        switch_to(browser, "Plain ASCII");
        browser.press("s");
        browser.wait_until("the suggestions are shown", || browser.sees("#beside.suggestion blockquote"));
        let titles: Vec<_> = articles().iter().map(|it| it.title).chain([SAMPLE]).collect();
        // Each after each other one is the soak's; here every one is left and reached once in both orders.
        for title in titles.iter().chain(titles.iter().rev()) {
            browser.run(
                "agendum.show(agendum.articles().find((it) => it.title === arguments[0]).id)",
                json!([title]),
            );
            shown(title);
        }
        let is_of_this = |browser: &Browser| {
            let text = blocks(browser).join("\n");
            let painted = painted(browser, "suggested");
            !painted.is_empty() && painted.iter().all(|words| text.contains(words.as_str()))
        };
        for title in
            ["خطة الميناء", "Curly quotes and dashes", "बंदरगाह की योजना", "Emoji and rare letters 🚢"]
        {
            switch_to(browser, title);
            browser.wait_until("what is suggested is of this article", || is_of_this(browser));
        }
        assert_answers(browser);
    });
}

#[test]
fn a_file_with_curly_quotes_is_opened_after_the_example_tags() {
    scenario(|browser, _| {
        show_example_tags(browser);
        browser.wait_until("something is suggested", || !painted(browser, "suggested").is_empty());
        let folder = Folder::new();
        for (number, article) in articles().into_iter().enumerate() {
            let file =
                folder.write(&format!("{number}.md"), format!("# {}\n\n{}\n", article.title, article.text));
            browser.press("o");
            browser.upload("#open-dialog input[type=file]", &[&file]);
            browser
                .wait_until("the article is open", || browser.text("header .title .text") == article.title);
            await_no_dialog(browser);
        }
        assert_answers(browser);
    });
}

#[test]
fn the_open_article_is_deleted_while_items_are_suggested() {
    scenario(|browser, _| {
        show_example_tags(browser);
        open_all(browser, &articles());
        switch_to(browser, "Plain ASCII");
        browser.press("s");
        browser.wait_until("the suggestions are shown", || browser.sees("#beside.suggestion blockquote"));
        for _ in articles() {
            let before = browser.text("header .title .text");
            browser.run("agendum.remove(agendum.article().id)", json!([]));
            browser.wait_until("another article is open", || browser.text("header .title .text") != before);
        }
        browser.wait_equal("the last article", SAMPLE.to_owned(), || browser.text("header .title .text"));
        browser.press("Control+z");
        browser
            .wait_until("it is back", || browser.agendum::<Vec<serde_json::Value>>("articles()").len() == 2);
        assert_answers(browser);
        browser.run("agendum.articles().forEach((article) => agendum.remove(article.id))", json!([]));
        browser.wait_until("no article is open", || browser.sees("main .nothing"));
        browser.click("header .title");
        browser.wait_until("the list says so", || {
            browser.sees("#library-dialog") && browser.count(".loading") == 0
        });
    });
}

/// Words that were found, and the reading cursor, are of the text as it was: with another one they are none.
#[test]
fn a_text_changes_under_what_was_found_in_it() {
    scenario(|browser, _| {
        open_text(browser, &articles()[0].text, "The harbour plan", "");
        browser.press("j");
        browser.press("/");
        browser.wait_until("the search is there", || browser.sees("#beside.find input[name=query]"));
        browser.write("basin");
        browser.wait_equal("the words are found", vec!["basin".to_owned()], || painted(browser, "found"));
        browser.click(named_in("article .meta", "Update text…"));
        browser.wait_until("the dialog is open", || browser.focus_is_in("#open-text"));
        browser.insert(&format!("“‘–’” {}", articles()[1].text.replace("घाट", "घाट basin")));
        browser.click("#open-dialog button[type=submit]");
        browser.wait_until("the proposal", || browser.sees("#update-dialog"));
        browser.click(named_in("#update-dialog", "Update"));
        await_no_dialog(browser);
        browser.wait_until("the text is another", || blocks(browser)[0].starts_with("“‘–’”"));
        browser
            .wait_equal("the words are found in it", vec!["basin".to_owned()], || painted(browser, "found"));
        assert_eq!(browser.count("mark.cursor"), 0, "the cursor was in the old text");
        browser.press("Escape");
        browser.press("Escape");
        browser.press("Control+z");
        browser.wait_until("the text is back", || blocks(browser)[0].starts_with("“It’s"));
        assert_answers(browser);
    });
}
