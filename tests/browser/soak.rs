//! Five hundred steps in no order over twelve articles, with suggestions, search and panels open: after each of them nothing
//! has gone wrong, and every panel answers.
//!
//! `AGENDUM_SEED` says which steps, and `AGENDUM_STEPS` how many; a failure tells the seed and what was done last.

use std::{cell::RefCell, collections::VecDeque, thread};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    harness::{Browser, Point, Site, named_in, scenario_on},
    library_of_scripts::articles,
};

const STEPS: u64 = 500;

/// The steps of every run, unless others are asked for.
const SEED: u64 = 2_026;

/// Chance that comes again with its seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len() as u64) as usize]
    }
}

/// What was done last; said if the test fails.
struct Trail {
    seed: u64,
    done: RefCell<VecDeque<String>>,
}

impl Trail {
    fn note(&self, number: u64, what: &str) {
        let mut done = self.done.borrow_mut();
        done.push_back(format!("{number}: {what}"));
        if done.len() > 25 {
            done.pop_front();
        }
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        if thread::panicking() {
            let done: Vec<_> = self.done.borrow().iter().cloned().collect();
            eprintln!("--- AGENDUM_SEED={} did last:\n{}", self.seed, done.join("\n"));
        }
    }
}

/// How things stand after a step.
#[derive(Debug, Deserialize)]
struct State {
    /// Errors that nobody caught.
    errors: Vec<String>,
    /// Whether the notice is there that Agendum has stopped.
    stopped: bool,
    /// What panels say instead of an answer.
    unanswered: Vec<String>,
    /// The passages of the open article that have marks, and those that should.
    marked: Vec<String>,
    placed: Vec<String>,
    /// Words that are painted over and not in the article.
    strays: Vec<String>,
    /// Whether a dialog is open, and whether keys go into a field.
    dialog: bool,
    typing: bool,
    articles: usize,
}

const LOOK: &str = "\
    const text = document.getElementById('article')?.textContent ?? ''; \
    const open = agendum.article(); \
    const ids = (list) => [...new Set(list)].sort(); \
    const marks = [...document.querySelectorAll('#article mark[data-annotations]')]; \
    const painted = [...CSS.highlights.values()].flatMap((highlight) => [...highlight].map(String)); \
    const seen = (css) => [...document.querySelectorAll(css)].filter((it) => it.checkVisibility()); \
    const active = document.activeElement; \
    return { \
      errors: window.problems, \
      stopped: document.querySelector('#stopped') !== null, \
      unanswered: seen('.panel .loading, .panel .trouble, .slow').map((it) => it.textContent).filter((words) => \
        /One moment|went wrong|failed|cannot be|taking long|another version/.test(words)), \
      marked: ids(marks.flatMap((mark) => mark.dataset.annotations.split(' '))), \
      placed: ids((open ? agendum.annotations() : []).filter((it) => it.state !== 'orphaned').map((it) => it.id)), \
      strays: painted.filter((words) => !text.includes(words)), \
      dialog: document.querySelector('dialog[open]') !== null, \
      typing: active?.matches('textarea, input:not([type=checkbox], [type=radio], [type=range]), select') ?? false, \
      articles: agendum.articles().length, \
    }";

/// Errors that come to the page from now on, in every page that is opened.
const LISTEN: &str = "\
    window.problems = []; \
    addEventListener('error', (event) => problems.push(String(event.message))); \
    addEventListener('unhandledrejection', (event) => problems.push(String(event.reason)));";

/// Waits until the step has come to rest, and fails if anything is wrong then.
#[track_caller]
fn settled(browser: &Browser) -> State {
    browser.wait_for("every panel answers, and what is drawn is as it should be", || {
        let state: State = browser.script(LOOK, json!([]));
        // These do not get better.
        assert!(!state.stopped && state.errors.is_empty(), "the page has failed: {state:#?}");
        let is_drawn = state.marked == state.placed && state.strays.is_empty();
        if state.unanswered.is_empty() && is_drawn { Ok(state) } else { Err(format!("{state:#?}")) }
    })
}

/// The middle of something at random among what a selector finds and can be pressed just now; what would leave the page, or
/// wait for the system, is not pressed.
fn something(browser: &Browser, chance: &mut Chance, css: &str) -> Option<(Point, String)> {
    let found: Option<(f64, f64, String)> = browser.script(
        "const [css, chance] = arguments; \
         const never = /export|download|print|copy|everything|choose|bookmark|paste|new version|https?:/i; \
         const found = [...document.querySelectorAll(css)].flatMap((it) => { \
           const name = it.getAttribute('aria-label') ?? it.textContent; \
           if (it.disabled || never.test(name) || it.closest('a[href]')) return []; \
           const box = [...it.getClientRects()].find((box) => box.width > 2 && box.height > 2); \
           if (!box) return []; \
           const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]; \
           const there = document.elementFromPoint(x, y); \
           return there && (it.contains(there) || there.contains(it)) ? [[x, y, name.trim().slice(0, 40)]] : []; \
         }); \
         return found[chance % found.length] ?? null",
        json!([css, chance.below(1 << 30)]),
    );
    found.map(|(x, y, name)| (Point { x, y }, name))
}

/// Clicks on something at random, and says on what.
fn click(browser: &Browser, chance: &mut Chance, css: &str) -> String {
    match something(browser, chance, css) {
        Some((point, name)) => {
            browser.click(point);
            format!("click on {name:?} of {css}")
        }
        None => format!("nothing of {css} to click on"),
    }
}

/// Whether something comes before long. What was pressed before may have opened something else meanwhile.
fn soon(browser: &Browser, css: &str) -> bool {
    (0..200).any(|_| browser.count(css) > 0)
}

fn press(browser: &Browser, key: &str) -> String {
    browser.press(key);
    format!("press {key}")
}

/// Words to search for, in all scripts.
const QUERIES: [&str; 12] =
    ["e", "quay", "“", "की", "الرصيف", "הנמל", "码头", "埠頭", "kai", "coût", "🚢", "причал"];

const BUTTONS: &str = "#agenda button, #notes button, #beside button, #tag-menu button, #tag-menu li, #several button, header button";
const OF_DIALOG: &str =
    "dialog[open] .panel button, dialog[open] .panel [data-act], dialog[open] .buttons button";

/// Does something at random, and says what.
fn step(browser: &Browser, chance: &mut Chance, state: &State) -> String {
    if state.dialog {
        return match chance.below(4) {
            0 => click(browser, chance, OF_DIALOG),
            1 => {
                let query = chance.of(&QUERIES);
                if state.typing {
                    browser.insert(query);
                }
                format!("type {query:?} in the dialog")
            }
            _ => press(browser, "Escape"),
        };
    }
    if state.typing {
        return match chance.below(5) {
            0 => {
                let query = chance.of(&QUERIES);
                browser.insert(query);
                format!("type {query:?}")
            }
            1 => press(browser, "Enter"),
            2 => press(browser, "Control+a"),
            _ => press(browser, "Escape"),
        };
    }
    if state.articles < 6 {
        return open_missing(browser);
    }
    match chance.below(100) {
        0..14 => show(browser, chance),
        14..18 => {
            press(browser, "Escape");
            let did = click(browser, chance, "header .title");
            if !soon(browser, "#library-dialog .articles button") {
                return did;
            }
            click(browser, chance, "#library-dialog .articles button.article")
        }
        18..34 => press(browser, chance.of(&["j", "k", "j", "j", "Shift+j", "n", "p", "}", "{"])),
        34..42 => press(browser, chance.of(&["1", "2", "3", "1", "4", "0"])),
        42..50 => press(browser, chance.of(&["s", "s", "w", "Tab", "x", "Enter"])),
        50..58 => {
            let Some((point, name)) = something(browser, chance, "#article [data-block], #article mark")
            else {
                return "no word to select".to_owned();
            };
            browser.double_click(point);
            format!("select a word of {name:?}")
        }
        58..62 => click(browser, chance, "#article mark, #article [data-block]"),
        62..70 => press(browser, chance.of(&["Control+z", "Control+z", "Control+Shift+z"])),
        70..76 => {
            press(browser, "/");
            let query = chance.of(&QUERIES);
            browser.insert(query);
            (0..chance.below(4)).for_each(|_| browser.press("Enter"));
            if chance.below(2) == 0 {
                press(browser, "Escape");
            }
            format!("search for {query:?}")
        }
        76..79 => press(browser, chance.of(&["v", "a", "?", "v"])),
        79..86 => click(browser, chance, BUTTONS),
        86..89 => press(browser, chance.of(&["Delete", "[", "]", "Shift+[", "m"])),
        89..92 => {
            let Some((point, _)) = something(browser, chance, "#article [data-block]") else {
                return "nothing to scroll".to_owned();
            };
            browser.wheel(point, 0, [600, -400, 3_000][chance.below(3) as usize]);
            "scroll".to_owned()
        }
        92..94 => {
            let title: String = browser.script(
                "const { id, title } = agendum.article() ?? {}; if (id) agendum.remove(id); return title ?? ''",
                json!([]),
            );
            format!("delete {title:?}")
        }
        94..96 => open_missing(browser),
        96..98 => update(browser, chance),
        98 => click(browser, chance, "#agenda .tools button, #agenda [aria-pressed]"),
        _ => {
            browser.reload();
            "reload".to_owned()
        }
    }
}

/// Shows an article at random, as a program does.
fn show(browser: &Browser, chance: &mut Chance) -> String {
    let title: String = browser.script(
        "const all = agendum.articles(), { id, title } = all[arguments[0] % all.length]; agendum.show(id); return title",
        json!([chance.below(1 << 30)]),
    );
    format!("show {title:?}")
}

/// Opens the articles that are not here, and tags some sentences of each.
fn open_missing(browser: &Browser) -> String {
    let list: Vec<_> = articles().iter().map(|it| json!({ "title": it.title, "text": it.text })).collect();
    let opened: Value = browser.script(
        "return (async () => { \
           const here = new Set(agendum.articles().map((it) => it.title)); \
           const missing = arguments[0].filter((it) => !here.has(it.title)); \
           for (const article of missing) { \
             const id = await agendum.openArticle(article); \
             const text = agendum.article().text.trimEnd(), last = text.lastIndexOf('\\n\\n') + 2; \
             const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(last))]; \
             for (const { index, segment } of sentences.slice(0, -2)) { \
               const start = [...text.slice(0, last + index)].length, [item] = agendum.agenda(); \
               agendum.annotate({ article: id, start, end: start + [...segment.trimEnd()].length, \
                                  items: item ? [item.id] : [] }); \
             } \
           } \
           return missing.length \
         })()",
        json!([list]),
    );
    format!("open {opened} articles")
}

/// Gives the open article the text of another, by hand.
fn update(browser: &Browser, chance: &mut Chance) -> String {
    press(browser, "Escape");
    press(browser, "Escape");
    let did = click(browser, chance, "article .update");
    if !soon(browser, "#open-text:focus") {
        return did;
    }
    let all = articles();
    let other = &all[chance.below(11) as usize];
    browser.insert(&format!("“{}”\n\n{}", chance.below(1_000), other.text));
    browser.click("#open-dialog button[type=submit]");
    browser.wait_until("there is a proposal", || browser.sees("#update-dialog .buttons"));
    if chance.below(4) > 0 {
        browser.click(named_in("#update-dialog", "Update"));
        browser.wait_until("it is updated", || browser.count("dialog") == 0);
    }
    format!("update the text to {:?}", other.title)
}

#[test]
fn nothing_goes_wrong_in_five_hundred_steps() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = number("AGENDUM_SEED").unwrap_or(SEED);
    scenario_on(Site::bundle, |browser, site| {
        let trail = Trail { seed, done: RefCell::default() };
        let mut chance = Chance(seed);
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": LISTEN }));
        browser.open(&site.address());
        trail.note(0, &open_missing(browser));
        let mut state = settled(browser);
        for number in 1..=number("AGENDUM_STEPS").unwrap_or(STEPS) {
            // What is done is known before it is, so that it is told if it fails.
            trail.note(number, "…");
            let did = step(browser, &mut chance, &state);
            trail.done.borrow_mut().pop_back();
            trail.note(number, &did);
            state = settled(browser);
        }
    });
}
