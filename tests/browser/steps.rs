//! What readers do again and again, and what they look at, for all scenarios.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::{Browser, Engine, Target, named, named_in, not_in, reasons::*, words_in};

/// The card of a passage in the margin.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    /// The titles of its agenda items.
    pub items: Vec<String>,
    /// Its words.
    pub words: String,
    /// Its note; empty if there is none.
    pub note: String,
    /// Whether it is the one that is looked at.
    pub active: bool,
}

/// Selects words with the mouse and waits for the tag menu.
#[track_caller]
pub fn select(browser: &Browser, words: &str) {
    browser.select(words);
    await_menu(browser);
}

/// Waits for the tag menu.
#[track_caller]
pub fn await_menu(browser: &Browser) {
    browser.wait_until("the tag menu is open", || browser.sees("#tag-menu"));
}

/// Waits until the tag menu is closed.
#[track_caller]
pub fn await_no_menu(browser: &Browser) {
    browser.wait_until("the tag menu is closed", || browser.count("#tag-menu") == 0);
}

/// Selects words, tags them by a digit, and looks away again.
#[track_caller]
pub fn tag(browser: &Browser, words: &str, digit: &str) {
    let before = passages(browser).len();
    select(browser, words);
    browser.press(digit);
    browser.wait_equal(&format!("{words:?} is tagged"), before + 1, || passages(browser).len());
    browser.press("Escape");
    browser.wait_until("no passage is looked at", || browser.count("mark.active") == 0);
}

/// What the blocks of the article say, also of those that were not in view yet and have no lines.
#[track_caller]
pub fn blocks(browser: &Browser) -> Vec<String> {
    browser.script(
        "return [...document.querySelectorAll('article [data-block]')].map((block) => block.textContent)",
        json!([]),
    )
}

/// The words of every passage that is marked, in the order in which they begin; `¶` is where a block ends.
#[track_caller]
pub fn passages(browser: &Browser) -> Vec<String> {
    browser.script(
        "const found = new Map(); \
         for (const mark of document.querySelectorAll('article mark[data-annotations]')) { \
           const block = mark.closest('[data-block]'); \
           for (const id of mark.dataset.annotations.split(' ')) { \
             const known = found.get(id) ?? { words: '', block }; \
             known.words += (known.block === block ? '' : ' ¶ ') + mark.textContent; \
             known.block = block; \
             found.set(id, known); \
           } \
         } \
         return [...found.values()].map(({ words }) => words)",
        json!([]),
    )
}

/// Waits until exactly these passages are marked.
#[track_caller]
pub fn await_passages(browser: &Browser, words: &[&str]) {
    let words: Vec<_> = words.iter().map(|words| (*words).to_owned()).collect();
    browser.wait_equal("the passages that are marked", words, || passages(browser));
}

/// The cards that are drawn in the margin.
#[track_caller]
pub fn cards(browser: &Browser) -> Vec<Card> {
    browser.script(
        "return [...document.querySelectorAll('#notes .note')].map((note) => ({ \
           items: [...note.querySelectorAll('.chip:not(.plain)')].map((chip) => chip.firstChild.textContent), \
           words: note.querySelector('q').textContent, \
           note: note.querySelector('textarea')?.value ?? note.querySelector('.words')?.textContent ?? '', \
           active: note.classList.contains('active') }))",
        json!([]),
    )
}

/// Waits for the card of a passage to have these items and this note.
#[track_caller]
pub fn await_card(browser: &Browser, words: &str, items: &[&str], note: &str) {
    browser.wait_for(&format!("the card of {words:?} with {items:?} and {note:?}"), || {
        let cards = cards(browser);
        let found = cards.iter().find(|card| card.words == words);
        match found.filter(|card| card.items == items && card.note == note) {
            Some(_) => Ok(()),
            None => Err(format!("the cards are {cards:#?}")),
        }
    });
}

/// The titles of the agenda in order.
#[track_caller]
pub fn agenda(browser: &Browser) -> Vec<String> {
    browser.texts("#agenda .item button.title")
}

/// How many passages the agenda says that an item has, and which hotkey; nothing for none.
#[track_caller]
pub fn row(browser: &Browser, title: &str) -> (String, String) {
    let found: Option<(String, String)> = browser.script(
        "const row = [...document.querySelectorAll('#agenda .item')] \
           .find((row) => row.querySelector('button.title').textContent === arguments[0]); \
         return row && [row.querySelector('.count').textContent, row.querySelector('kbd')?.textContent ?? '']",
        json!([title]),
    );
    found.unwrap_or_else(|| panic!("no item is called {title:?}"))
}

/// Waits until an item has this many passages.
#[track_caller]
pub fn await_count(browser: &Browser, title: &str, count: usize) {
    browser.wait_equal(&format!("passages of {title:?}"), count.to_string(), || row(browser, title).0);
}

/// Waits until the undo button names what it would undo.
#[track_caller]
pub fn await_undo(browser: &Browser, what: &str) {
    await_name(browser, "header .undo", &format!("Undo: {what}"));
}

/// Waits until the redo button names what it would do again.
#[track_caller]
pub fn await_redo(browser: &Browser, what: &str) {
    await_name(browser, "header .redo", &format!("Redo: {what}"));
}

fn await_name(browser: &Browser, button: &str, name: &str) {
    browser.wait_equal(button, name.trim().trim_end_matches(':').to_owned(), || {
        browser.attribute(button, "aria-label").unwrap_or_default()
    });
}

/// Waits until the page says a sentence that contains this.
#[track_caller]
pub fn await_message(browser: &Browser, part: &str) {
    browser.wait_for(&format!("the page says {part:?}"), || {
        let said = browser.texts("#status .message, dialog .done").join(" ");
        if said.contains(part) { Ok(()) } else { Err(format!("it says {said:?}")) }
    });
}

/// Opens the dialog for another article, pastes its text, and waits until it is open.
#[track_caller]
pub fn open_text(browser: &Browser, text: &str, title: &str, source: &str) {
    let before = browser.text("header .title");
    browser.click(named_in("header", "Open…"));
    browser.click("#open-text");
    browser.insert(text);
    for (field, words) in [("#open-title", title), ("#open-source", source)] {
        if !words.is_empty() {
            browser.fill(field, words);
        }
    }
    browser.click("#open-dialog button[type=submit]");
    browser.wait_until("the dialog is closed", || browser.count("dialog") == 0);
    browser.wait_until("the article is open", || browser.text("header .title") != before);
}

/// Opens an article that is kept already, by its title.
#[track_caller]
pub fn switch_to(browser: &Browser, title: &str) {
    /// How often it is looked whether the article is open until the row is clicked again.
    const PATIENCE: usize = 100;
    browser.click("header .title");
    let row = || words_in("#library-dialog .articles", title);
    browser.click(row());
    let mut looks = 0;
    browser.wait_until("the article is open", || {
        looks += 1;
        // On a busy machine a click is lost now and then in WebKit: whoever sees that clicks again.
        if looks % PATIENCE == 0 && browser.engine() == Engine::WebKit && browser.sees("#library-dialog") {
            browser.click(row());
        }
        browser.text("header .title .text") == title
    });
}

/// Opens the panel of an item.
#[track_caller]
pub fn edit_item(browser: &Browser, title: &str) {
    browser.click(named(&format!("Edit {title}")));
    browser.wait_until("the title has the focus", || browser.focus_is_in("#item-dialog [name=title]"));
    assert_eq!(browser.value("#item-dialog [name=title]"), title);
}

/// Keeps what stands in the panel of an item.
#[track_caller]
pub fn keep_item(browser: &Browser) {
    browser.click(named_in("#item-dialog", "Save"));
    await_no_dialog(browser);
}

/// Waits until no dialog is open.
#[track_caller]
pub fn await_no_dialog(browser: &Browser) {
    browser.wait_until("no dialog is open", || browser.count("dialog") == 0);
}

/// Chooses an option by its words, or their beginning. What a list of options drops down is the system's, and out of reach.
#[track_caller]
pub fn choose_option(browser: &Browser, select: &str, words: &str) {
    browser.wait_until(&format!("{words:?} can be chosen in {select}"), || {
        browser.script(
            "const [css, words] = arguments; \
             const select = document.querySelector(css); \
             const option = [...select?.options ?? []].find((option) => option.text.trim().startsWith(words)); \
             if (!option) return false; \
             select.focus(); \
             select.value = option.value; \
             select.dispatchEvent(new InputEvent('input', { bubbles: true })); \
             return true",
            json!([select, words]),
        )
    });
}

/// The agenda as it is seen: titles in order, each with a point for every level.
#[track_caller]
pub fn tree(browser: &Browser) -> Vec<String> {
    browser.script(
        "return [...document.querySelectorAll('#agenda .item')].filter((row) => row.checkVisibility()).map((row) => \
         '.'.repeat(/depth-(\\d)/.exec(row.className)[1]) + row.querySelector('button.title').textContent)",
        json!([]),
    )
}

/// Waits until the agenda begins with these titles, each with a point for every level.
#[track_caller]
pub fn await_tree(browser: &Browser, titles: &[&str]) {
    let titles: Vec<_> = titles.iter().map(|title| (*title).to_owned()).collect();
    browser.wait_equal("the agenda begins with", titles.clone(), || {
        tree(browser).into_iter().take(titles.len()).collect()
    });
}

/// Waits until this step is undone by the keys.
#[track_caller]
pub fn undo(browser: &Browser, what: &str) {
    await_undo(browser, what);
    browser.press("Control+z");
    await_redo(browser, what);
}

/// Runs a script when a place is clicked on, as a page does that opens a window: browsers let none be opened otherwise.
#[track_caller]
pub fn on_click(browser: &Browser, target: impl Into<Target>, script: &str, arguments: Value) {
    let body = format!(
        "const given = arguments; \
         document.addEventListener('click', () => (function () {{ {script} }}).apply(null, given), {{ once: true }})"
    );
    browser.run(&body, arguments);
    browser.click(target);
}

/// Does something with an article in the list of all, by the menu of its row.
#[track_caller]
pub fn row_action(browser: &Browser, what: &str, title: &str) {
    browser.click(named_in("#library-dialog", &format!("More for “{title}”")));
    browser.click(named_in("#library-dialog", &format!("{what} “{title}”")));
}

/// Runs a test on a phone.
pub fn phone(test: impl FnOnce(&mut Browser)) {
    not_in(Engine::WebKit, NO_TOUCH).scenario(|browser, _| {
        browser.be_a_phone();
        browser.reload();
        test(browser);
    });
}

/// Fails if anything is wider than the screen.
#[track_caller]
pub fn assert_no_overflow(browser: &Browser) {
    let wide: Value = browser.script(
        "const wide = [...document.querySelectorAll('body *')].filter((element) => { \
           const box = element.getBoundingClientRect(); \
           return element.checkVisibility() && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) \
             && !element.matches('.skip') && !element.closest('.skip'); \
         }); \
         return [document.scrollingElement.scrollWidth > innerWidth, ...wide.map((it) => it.cloneNode().outerHTML)]",
        json!([]),
    );
    assert_eq!(wide, json!([false]), "something is wider than the screen");
}

/// The words that are painted over the article in one way, in their order. Only what is in view is painted.
#[track_caller]
pub fn painted(browser: &Browser, layer: &str) -> Vec<String> {
    browser.script("return [...(CSS.highlights.get(arguments[0]) ?? [])].map(String)", json!([layer]))
}

/// Chooses an option of a field by typing its first letters, as a person does whose field has the focus.
#[track_caller]
pub fn choose(browser: &Browser, field: impl Into<Target>, option: &str) {
    let field = field.into();
    browser.of::<()>(field.clone(), "(element.focus(), null)");
    browser.write(option);
    browser.wait_equal("what is chosen", option.to_owned(), || {
        browser.of::<String>(field.clone(), "element.selectedOptions[0].textContent.trim()")
    });
}

/// The names of all controls within an element, in order; an empty one has none.
#[track_caller]
pub fn names_of_controls(browser: &Browser, within: &str) -> Vec<String> {
    let css = "button, input, select, textarea, summary, a[href], [role=button], [tabindex='0']";
    browser.names(within, css)
}

/// Fails if a control within an element has no name, or only a sign for one.
#[track_caller]
pub fn assert_named(browser: &Browser, within: &str) {
    let names = names_of_controls(browser, within);
    assert!(!names.is_empty(), "there are controls in {within}");
    let is_name = |name: &String| name.chars().any(char::is_alphanumeric);
    assert!(names.iter().all(is_name), "a control in {within} has no name: {names:#?}");
}

/// Fills in the example tags of the sample.
#[track_caller]
pub fn show_example_tags(browser: &Browser) {
    browser.click(named_in(".hint", "Show example tags"));
    browser.wait_equal("the example tags", EXAMPLES, || passages(browser).len());
}

/// How many passages the example tagging has.
pub const EXAMPLES: usize = 16;
/// The title of the sample article.
pub const SAMPLE: &str = "India takes the misuse of asylum to its talks with Washington";

/// The elements of the application, as markup, that it would not make itself: they are of the selector, or drawings that are
/// no icon of one path and nothing else, or have something to run.
#[track_caller]
pub fn foreign(browser: &Browser, selector: &str) -> Vec<String> {
    browser.script(
        "const has = (it, ...names) => names.length === it.attributes.length && names.every((name) => it.hasAttribute(name)); \
         const isIcon = (svg) => has(svg, 'class', 'viewBox', 'aria-hidden') && svg.getAttribute('class') === 'icon' \
           && svg.childNodes.length === 1 && svg.firstChild.localName === 'path' && has(svg.firstChild, 'd') \
           && svg.firstChild.childNodes.length === 0 && /^[MmLlHhVvAaCc0-9 .-]+$/.test(svg.firstChild.getAttribute('d')); \
         const icons = [...document.querySelectorAll('#app svg')].filter((it) => isIcon(it) && !it.closest('[data-block]')); \
         if (icons.length === 0) { throw new Error('Agendum has icons') } \
         const ofIcons = new Set(icons.flatMap((svg) => [svg, svg.firstChild])); \
         const runs = (it) => [...it.attributes].some(({ name, value }) => name.startsWith('on') || /^\\s*javascript:/i.test(value) \
           && ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name)); \
         return [...document.querySelectorAll('#app *')] \
           .filter((it) => it.matches(arguments[0]) || runs(it) || it.namespaceURI !== 'http://www.w3.org/1999/xhtml' && !ofIcons.has(it)) \
           .map((it) => it.outerHTML.slice(0, 200))",
        json!([selector]),
    )
}
