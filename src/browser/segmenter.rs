//! The browser's own words, for scripts that do not part them. All else has rules of its own, [`Segmenter`], so that browsers agree.
//!
//! [`Segmenter`]: crate::model::segmenter::Segmenter

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::model::segmenter::Dictionary;

#[wasm_bindgen]
extern "C" {
    /// ECMA-402's `Intl.Segmenter`, which js-sys lacks.
    #[wasm_bindgen(js_namespace = Intl, js_name = Segmenter)]
    type IntlSegmenter;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_class = "Segmenter", catch)]
    fn new(language: &JsValue, options: &Object) -> Result<IntlSegmenter, JsValue>;
    #[wasm_bindgen(method)]
    fn segment(this: &IntlSegmenter, text: &str) -> JsValue;

    /// One segment: its words.
    type Part;
    #[wasm_bindgen(method, getter)]
    fn segment(this: &Part) -> String;
}

/// The dictionaries of the browser.
pub struct Native;

impl Dictionary for Native {
    fn ends(&self, text: &str, language: Option<&str>) -> Option<Vec<usize>> {
        let options = Object::new();
        let _ = Reflect::set(&options, &"granularity".into(), &"word".into());
        // A tag that the browser does not take is no language to it.
        let segmenter = language
            .and_then(|language| IntlSegmenter::new(&language.into(), &options).ok())
            .or_else(|| IntlSegmenter::new(&JsValue::UNDEFINED, &options).ok())?;
        let mut end = 0;
        let parts = Array::from(&segmenter.segment(text));
        let ends = parts.iter().map(|part| {
            end += part.unchecked_ref::<Part>().segment().len();
            end
        });
        let ends: Vec<_> = ends.collect();
        // A browser that cut a surrogate pair would give other lengths.
        let fit = |ends: &Vec<usize>| {
            ends.last() == Some(&text.len()) && ends.iter().all(|end| text.is_char_boundary(*end))
        };
        Some(ends).filter(fit)
    }
}
