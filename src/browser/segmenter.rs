//! The browser's own segmenter: graphemes, words and sentences, as the article's language has them.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::model::snap::{Segmenter, Snap};

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

/// The browser's segmenter for a language, given as a BCP 47 tag.
pub struct Native<'a>(pub Option<&'a str>);

impl Segmenter for Native<'_> {
    fn ends(&self, text: &str, unit: Snap) -> Vec<usize> {
        let granularity = match unit {
            Snap::Grapheme => "grapheme",
            Snap::Word => "word",
            Snap::Sentence => "sentence",
        };
        let options = Object::new();
        let _ = Reflect::set(&options, &"granularity".into(), &granularity.into());
        // A tag that the browser does not take is no language to it.
        let segmenter = self
            .0
            .and_then(|language| IntlSegmenter::new(&language.into(), &options).ok())
            .or_else(|| IntlSegmenter::new(&JsValue::UNDEFINED, &options).ok());
        let Some(segmenter) = segmenter else { return without(text, unit) };
        let mut end = 0;
        let parts = Array::from(&segmenter.segment(text));
        parts
            .iter()
            .map(|part| {
                end += part.unchecked_ref::<Part>().segment().len();
                end
            })
            .collect()
    }
}

/// Where a browser has no segmenter: characters, runs of white space and of all else, the whole.
fn without(text: &str, unit: Snap) -> Vec<usize> {
    let ends = text.char_indices().map(|(at, character)| at + character.len_utf8());
    match unit {
        Snap::Grapheme => ends.collect(),
        Snap::Word => {
            let blank = |at: usize| text[at..].chars().next().map(char::is_whitespace);
            let last = |at: usize| text[..at].chars().next_back().map(char::is_whitespace);
            ends.filter(|end| blank(*end) != last(*end)).collect()
        }
        Snap::Sentence => vec![text.len()],
    }
}
