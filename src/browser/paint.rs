//! Painting over the article's words: matches of a search, sentences that something is suggested for, passages that are
//! left out. It is done with the browser's own highlights, which change no element: thousands cost nothing to have, the
//! selection stays, and only what is in view is looked at. Each is styled by its name in the style sheet.
//!
//! A browser without them shows the article as it is; what they show is in panels, in words, too.

use wasm_bindgen::prelude::*;
use web_sys::Range;

use super::measure;
use super::selection::dom_range;
use crate::format::highlights::Highlights;
use crate::model::project::Article;

#[wasm_bindgen]
extern "C" {
    /// The CSS Custom Highlight API, bound here because web-sys has it as unstable only.
    type Highlight;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<Highlight, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn add(this: &Highlight, range: &Range) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["CSS", "highlights"], js_name = set)]
    fn set_highlight(name: &str, highlight: &Highlight) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["CSS", "highlights"], js_name = clear)]
    fn clear_highlights() -> Result<JsValue, JsValue>;
}

/// How far beyond the view is painted already, in pixels.
const MARGIN: f64 = 300.0;

/// Paints the layers over what is in view, the later over the earlier, and nothing else.
pub fn show(article: &Article, highlights: &Highlights) {
    let (text, layers) = (&article.text, highlights.layers(article));
    let dims = !highlights.layer(article, "dimmed").is_empty();
    super::page::set_root_attribute("data-dims", dims.then_some(""));
    if clear_highlights().is_err() || layers.is_empty() {
        return;
    }
    let blocks = measure::blocks_in_view(text.blocks().len(), MARGIN);
    let Some(blocks) = text.blocks().get(blocks) else { return };
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
    let view = first.span.union(last.span);
    for (name, spans) in layers {
        let Ok(highlight) = Highlight::new() else { return };
        let from = spans.partition_point(|span| span.end() <= view.start());
        let seen = spans[from..].iter().take_while(|span| span.start() < view.end());
        for range in seen.filter_map(|span| dom_range(text, span.intersection(view)?)) {
            let _ = highlight.add(&range);
        }
        let _ = set_highlight(name, &highlight);
    }
}
