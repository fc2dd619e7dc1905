//! Keys in a tree grid, as the ARIA practices have them: it is one stop of the Tab key, and arrows, Home, End and the first
//! letters of a title move the focus within.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, KeyboardEvent, NodeList};

use super::page;

/// The controls of a row.
const CONTROLS: &str = "button:not([disabled])";

/// How long letters are taken for one word, in milliseconds.
const PAUSE: f64 = 800.0;

/// The letters that were typed just now.
#[derive(Default)]
pub struct Typed {
    letters: String,
    last: f64,
}

/// The item of the row that a control is in, and the control's class.
pub fn place(control: &EventTarget) -> Option<(String, String)> {
    let control: &Element = control.dyn_ref()?;
    let row = row_of(control)?.get_attribute("data-item")?;
    Some((row, control.get_attribute("class")?))
}

/// Moves the focus as a key wants it. `true` if the key is done with.
pub fn pressed(event: &KeyboardEvent, typed: &mut Typed) -> bool {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let control = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(control) = control else { return false };
    let (Some(row), Ok(Some(grid))) = (row_of(&control), control.closest("[role=treegrid]")) else {
        return false;
    };
    let rows = elements(grid.query_selector_all("[role=row]"));
    let controls = elements(row.query_selector_all(CONTROLS));
    let index = |of: &[HtmlElement], one: &Element| of.iter().position(|it| **it == *one);
    let (Some(at), Some(column)) = (index(&rows, &row), index(&controls, &control)) else { return false };
    let class = control.get_attribute("class").unwrap_or_default();
    let key = event.key();
    let to_row = |to: usize| rows.get(to).and_then(|row| control_of(row, &class));
    let to = match key.as_str() {
        "ArrowDown" => to_row(at + 1),
        "ArrowUp" => at.checked_sub(1).and_then(to_row),
        "Home" => to_row(0),
        "End" => rows.len().checked_sub(1).and_then(to_row),
        "ArrowRight" => controls.get(column + 1).cloned(),
        "ArrowLeft" => column.checked_sub(1).and_then(|to| controls.get(to).cloned()),
        // A moved row is left by its title.
        "Escape" if class == "grip" => control_of(&row, "title"),
        // With a mouse, one is on the way back to the text, where letters are commands.
        key if is_letter(key) && control.matches(":focus-visible").unwrap_or(false) => {
            typed.add(key);
            let starts = |row: &&HtmlElement| {
                let title = control_of(row, "title").and_then(|title| title.text_content());
                title.is_some_and(|title| page::lower_case(title.trim()).starts_with(&typed.letters))
            };
            // One letter goes on to the next; more stay where they fit.
            let first = at + usize::from(typed.letters.chars().count() == 1);
            let found = rows.iter().cycle().skip(first).take(rows.len()).find(starts);
            match found.and_then(|row| control_of(row, "title")) {
                Some(title) => Some(title),
                None => return true,
            }
        }
        _ => return false,
    };
    if let Some(to) = &to {
        page::focus_element(to);
        to.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
    to.is_some() || key != "Escape"
}

impl Typed {
    fn add(&mut self, letter: &str) {
        let now = js_sys::Date::now();
        if now - self.last > PAUSE {
            self.letters.clear();
        }
        self.last = now;
        self.letters.push_str(&page::lower_case(letter));
    }
}

fn is_letter(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
}

fn row_of(control: &Element) -> Option<Element> {
    control.closest("[role=row]").ok()?
}

/// The control of this class in a row, or its title.
fn control_of(row: &Element, class: &str) -> Option<HtmlElement> {
    let one = |class: &str| row.query_selector(&format!("button.{class}")).ok().flatten();
    one(class).or_else(|| one("title"))?.dyn_into().ok()
}

fn elements(list: Result<NodeList, wasm_bindgen::JsValue>) -> Vec<HtmlElement> {
    let Ok(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options
}
