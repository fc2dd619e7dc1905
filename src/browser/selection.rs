//! The DOM's selection, read as positions in the article's text and set from them.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, NodeList, Range};

use super::page::{document, window};
use crate::model::text::{Pos, Span, Text};

/// A box on the screen, in CSS pixels from the viewport's corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

/// What is selected in the article, as it was selected, or `None`.
pub fn read(text: &Text) -> Option<Span> {
    let selection = window().get_selection().ok().flatten()?;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    let article = document().query_selector("article").ok().flatten()?;
    let inside = |node: &Node| article.contains(Some(node));
    let (start, end) = (range.start_container().ok()?, range.end_container().ok()?);
    // Ctrl+A selects the page: that is somebody about to copy, not to tag.
    if !inside(&start) && !inside(&end) {
        return None;
    }
    let from = position(text, &start, range.start_offset().ok()?, true)?;
    let to = position(text, &end, range.end_offset().ok()?, false)?;
    text.between(from, to).filter(|_| from < to)
}

/// Selects a span of the article.
pub fn set(text: &Text, span: Span) {
    let Some(range) = dom_range(text, span) else { return };
    if let Ok(Some(selection)) = window().get_selection() {
        let _ = selection.remove_all_ranges();
        let _ = selection.add_range(&range);
    }
}

/// Whether a passage to be is still drawn as a mark.
pub fn is_pending() -> bool {
    document().query_selector("article mark.pending").ok().flatten().is_some()
}

/// Selects nothing.
pub fn clear() {
    if let Ok(Some(selection)) = window().get_selection() {
        let _ = selection.remove_all_ranges();
    }
}

/// Where a span is drawn: the boxes of its first and of its last line.
pub fn lines(text: &Text, span: Span) -> Option<(Rect, Rect)> {
    let rects = dom_range(text, span)?.get_client_rects()?;
    let boxes = (0..rects.length()).filter_map(|index| rects.item(index));
    let mut boxes = boxes.filter(|rect| rect.width() > 0.0).map(|rect| Rect {
        left: rect.left(),
        top: rect.top(),
        right: rect.right(),
        bottom: rect.bottom(),
    });
    let first = boxes.next()?;
    Some((first, boxes.next_back().unwrap_or(first)))
}

/// The position in the article at a point of the viewport.
pub fn at_point(text: &Text, x: f64, y: f64) -> Option<Pos> {
    let (node, offset) = caret_at(x, y)?;
    position(text, &node, offset, true)
}

#[wasm_bindgen]
extern "C" {
    /// What web-sys lacks of `Document`: Safari has only the older of the two functions.
    type CaretDocument;
    #[wasm_bindgen(method, catch, js_name = caretPositionFromPoint)]
    fn caret_position(this: &CaretDocument, x: f64, y: f64) -> Result<Option<CaretPosition>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = caretRangeFromPoint)]
    fn caret_range(this: &CaretDocument, x: f64, y: f64) -> Result<Option<Range>, JsValue>;

    type CaretPosition;
    #[wasm_bindgen(method, getter, js_name = offsetNode)]
    fn node(this: &CaretPosition) -> Option<Node>;
    #[wasm_bindgen(method, getter)]
    fn offset(this: &CaretPosition) -> u32;
}

fn caret_at(x: f64, y: f64) -> Option<(Node, u32)> {
    let document: JsValue = document().into();
    let document: &CaretDocument = document.unchecked_ref();
    match document.caret_position(x, y) {
        Ok(found) => found.and_then(|caret| Some((caret.node()?, caret.offset()))),
        Err(_) => {
            let range = document.caret_range(x, y).ok().flatten()?;
            Some((range.start_container().ok()?, range.start_offset().ok()?))
        }
    }
}

thread_local! {
    /// The blocks as they were found last. Looking for one among thousands costs as much as drawing it.
    static BLOCKS: RefCell<Option<NodeList>> = const { RefCell::new(None) };
}

/// The element of a block.
pub fn block_element(block: usize) -> Option<Element> {
    let known = BLOCKS.with_borrow(|blocks| listed(blocks.as_ref()?, block));
    known.or_else(|| {
        let blocks = document().query_selector_all("article [data-block]").ok()?;
        let found = listed(&blocks, block);
        BLOCKS.set(Some(blocks));
        found
    })
}

/// A block where it stands in a list, unless it has left the page since or is another block's element now.
fn listed(blocks: &NodeList, block: usize) -> Option<Element> {
    let element: Element = blocks.item(u32::try_from(block).ok()?)?.unchecked_into();
    let is_it = element.is_connected() && element.get_attribute("data-block")?.parse() == Ok(block);
    is_it.then_some(element)
}

/// A point of the DOM as a position. Points between blocks go to the next block's start, or, as the end of a
/// selection, to the end of the block before.
fn position(text: &Text, node: &Node, offset: u32, is_start: bool) -> Option<Pos> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    if let Some(block) = element.closest("[data-block]").ok().flatten() {
        let index: usize = block.get_attribute("data-block")?.parse().ok()?;
        let before = document().create_range().ok()?;
        before.set_start(&block, 0).ok()?;
        before.set_end(node, offset).ok()?;
        let length = before.to_string().length();
        return text.pos_in_block(index, length as usize);
    }
    let point = document().create_range().ok()?;
    point.set_start(node, offset).ok()?;
    point.collapse_with_to_start(true);
    let blocks = document().query_selector_all("article [data-block]").ok()?;
    let mut before = None;
    for index in 0..blocks.length() {
        let block = blocks.item(index)?;
        if point.compare_point(&block, 0).ok()? > 0 {
            let next = text.blocks().get(index as usize)?.span.start();
            return Some(if is_start { next } else { before.unwrap_or(next) });
        }
        before = text.blocks().get(index as usize).map(|block| block.span.end());
    }
    before
}

/// A span as the DOM has it.
pub(super) fn dom_range(text: &Text, span: Span) -> Option<Range> {
    let blocks = text.blocks_of(span);
    let (first, last) = (blocks.start, blocks.end.checked_sub(1)?);
    let range = document().create_range().ok()?;
    let (node, offset) = dom_point(first, text.utf16_in_block(first, span.start()), true)?;
    range.set_start(&node, offset).ok()?;
    let (node, offset) = dom_point(last, text.utf16_in_block(last, span.end()), false)?;
    range.set_end(&node, offset).ok()?;
    Some(range)
}

/// The text node and offset at a UTF-16 offset of a block. At an edge between nodes a start is in the node
/// that follows, an end in the one before, so that the range hugs its words.
fn dom_point(block: usize, utf16: usize, is_start: bool) -> Option<(Node, u32)> {
    let element = block_element(block)?;
    let walker = document().create_tree_walker_with_what_to_show(&element, 4).ok()?; // NodeFilter.SHOW_TEXT
    let mut left = utf16 as u32;
    let mut last = None;
    while let Ok(Some(node)) = walker.next_node() {
        let length = node.unchecked_ref::<web_sys::CharacterData>().length();
        if left < length || (left == length && !is_start) {
            return Some((node, left));
        }
        left -= length;
        last = Some((node, length));
    }
    last
}
