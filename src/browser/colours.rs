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
/// and third colour of what carries the class. Colours are numbers, so nothing else can get in.
pub fn set(colours: &[Colour]) {
    let mut rules = String::new();
    for (index, colour) in colours.iter().enumerate() {
        for place in ["a", "b", "c"] {
            rules.push_str(&format!(".{place}{index}{{--{place}:{colour}}}"));
        }
    }
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            let _ = sheet.replace(&rules);
        }
    });
}
