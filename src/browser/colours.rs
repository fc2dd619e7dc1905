//! The agenda's colours: one style sheet of this page's own, since the security policy allows no inline style.

use wasm_bindgen::prelude::*;

use super::page::document;
use crate::model::project::Colour;

#[wasm_bindgen]
extern "C" {
    /// The constructable style sheet, bound here because web-sys has its parts apart.
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    type Sheet;
    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet", catch)]
    fn new() -> Result<Sheet, JsValue>;
    #[wasm_bindgen(method, js_name = replaceSync, catch)]
    fn replace(this: &Sheet, rules: &str) -> Result<(), JsValue>;

    type Sheets;
    #[wasm_bindgen(method, setter, js_name = adoptedStyleSheets, catch)]
    fn adopt(this: &Sheets, sheets: &js_sys::Array) -> Result<(), JsValue>;
}

thread_local! {
    static SHEET: Option<Sheet> = {
        let sheet = Sheet::new().ok();
        if let Some(sheet) = &sheet {
            let document: JsValue = document().into();
            // A browser without adopted sheets shows marks in the page's own neutral colour.
            let _ = document.unchecked_into::<Sheets>().adopt(&js_sys::Array::of1(sheet));
        }
        sheet
    };
}

/// Gives class `a0`, `b0`, `c0` the first colour, `a1`, `b1`, `c1` the second, and so on: as the first, second
/// and third colour of what carries the class. One that comes again (as often as is said beside it) has a line of its own
/// pattern, `--al` and so on, and is hatched where it fills something. Colours are numbers, so nothing else can get in.
pub fn set(colours: &[(Colour, usize)]) {
    /// Stretches of a line and the gaps after them, in pixels.
    const PATTERNS: [&[u32]; 3] = [&[9, 4], &[3, 3], &[9, 3, 3, 3]];
    let mut rules = String::new();
    for (index, (colour, repeats)) in colours.iter().enumerate() {
        let pattern = repeats.checked_sub(1).map(|repeat| PATTERNS[repeat % PATTERNS.len()]);
        for place in ["a", "b", "c"] {
            rules.push_str(&format!(".{place}{index}{{--{place}:{colour}"));
            if let Some(pattern) = pattern {
                let ink = format!("color-mix(in oklab,{colour} 80%,transparent)");
                let (mut at, mut stops) = (0, String::new());
                for (place, length) in pattern.iter().enumerate() {
                    let ink = if place % 2 == 0 { &*ink } else { "transparent" };
                    stops.push_str(&format!(",{ink} {at}px {}px", at + length));
                    at += length;
                }
                let hatched = format!("135deg,{colour} 0 3px,transparent 3px 5px");
                rules.push_str(&format!(
                    ";--{place}l:repeating-linear-gradient(90deg{stops});--{place}f:repeating-linear-gradient({hatched})"
                ));
            }
            rules.push('}');
        }
    }
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            let _ = sheet.replace(&rules);
        }
    });
}
