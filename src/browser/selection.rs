//! The DOM's selection, read as positions in the article's text and set from them.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, NodeList, Range};

use super::page::{self, document, window};
use crate::model::project::Direction;
use crate::model::script;
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

/// How a selection came to be as it is.
#[derive(Clone, Copy, Default, Debug)]
pub struct Settled {
    /// By a finger.
    pub touch: bool,
    /// By a double click, which means a word.
    pub double_click: bool,
    /// Where the mouse was let go, in CSS pixels from the viewport's corner.
    pub let_go: Option<(f64, f64)>,
}

/// The selection in the article.
#[derive(Clone, Copy, Debug)]
pub struct Selected {
    /// The words, as they were selected.
    pub span: Span,
    /// Whether other words, which are not these, are seen to be selected, too.
    pub seen_otherwise: bool,
    /// Whether there are other places that are selected, as Firefox has it: these are of the last one.
    pub several: bool,
}

/// Reads the selection in the article; `None` if there is none.
pub fn read(text: &Text, how: Settled) -> Option<Selected> {
    let selection = window().get_selection().ok().flatten()?;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    let article = document().query_selector("article").ok().flatten()?;
    let inside = |node: &Node| article.contains(Some(node));
    let (anchor, focus) = (selection.anchor_node()?, selection.focus_node()?);
    let (anchor_at, focus_at) = (selection.anchor_offset(), selection.focus_offset());
    // Ctrl+A selects the page: that is somebody about to copy, not to tag.
    if !inside(&anchor) && !inside(&focus) {
        return None;
    }
    let several = selection.range_count() > 1;
    // A drag that ends beside the column goes on, in the order of the page, through all that is before or after the
    // article. What is meant is the line beside which it ended.
    let beside = how.let_go.filter(|_| inside(&anchor) && !inside(&focus));
    if let Some(end) = beside.and_then(|point| beside_article(text, &article, point)) {
        let start = position(text, &anchor, anchor_at, true)?;
        let (from, to) = if start < end { (start, end) } else { (end, start) };
        let span = text.between(from, to).filter(|_| from < to)?;
        return Some(Selected { span, seen_otherwise: true, several });
    }
    let forwards = is_before(&anchor, anchor_at, &focus, focus_at)?;
    let from = position(text, &anchor, anchor_at, forwards)?;
    let to = position(text, &focus, focus_at, !forwards)?;
    let (from, to) = if forwards { (from, to) } else { (to, from) };
    let span = text.between(from, to).filter(|_| from < to)?;
    Some(Selected { span, seen_otherwise: several, several })
}

/// Whether a point of the DOM is not after another.
fn is_before(node: &Node, offset: u32, other: &Node, other_offset: u32) -> Option<bool> {
    let point = document().create_range().ok()?;
    point.set_start(node, offset).ok()?;
    point.collapse_with_to_start(true);
    Some(point.compare_point(other, other_offset).ok()? >= 0)
}

/// The position in the article that is nearest to a point which is not over it.
fn beside_article(text: &Text, article: &Element, (x, y): (f64, f64)) -> Option<Pos> {
    let (all, seen) =
        (article.get_bounding_client_rect(), article.closest("#reader").ok()??.get_bounding_client_rect());
    let (left, right) = (all.left() + 1.0, all.right() - 1.0);
    let (top, bottom) = (all.top().max(seen.top()) + 1.0, all.bottom().min(seen.bottom()) - 1.0);
    if left > right || top > bottom || ((left..=right).contains(&x) && (top..=bottom).contains(&y)) {
        return None;
    }
    at_point(text, x.clamp(left, right), y.clamp(top, bottom))
}

/// The selection by the places in the text where it begins and ends: drawing a block anew takes away the nodes that the
/// browser holds on to, and with them the selection.
struct Held {
    anchor: HeldEnd,
    focus: HeldEnd,
}

struct HeldEnd {
    node: Node,
    offset: u32,
    block: usize,
    utf16: usize,
}

thread_local! {
    /// The selection before blocks are drawn anew, until it is given back.
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Has the selection stay where it is while a block is drawn anew, which is about to happen. Nothing is kept of it if it
/// does not touch the block, or while somebody is typing.
pub fn hold_in(block: usize) {
    if HELD.with_borrow(Option::is_some) {
        return;
    }
    let Some(held) = Held::take().filter(|held| [held.anchor.block, held.focus.block].contains(&block))
    else {
        return;
    };
    HELD.set(Some(held));
    page::spawn(async {
        if let Some(held) = HELD.take() {
            held.give_back();
        }
    });
}

impl Held {
    /// The selection, if there are words of the article in it and nobody is typing.
    fn take() -> Option<Held> {
        let selection = window().get_selection().ok().flatten()?;
        // Of several places only one could be given back.
        if selection.is_collapsed() || selection.range_count() != 1 || page::typing() {
            return None;
        }
        let anchor = HeldEnd::at(selection.anchor_node()?, selection.anchor_offset())?;
        let focus = HeldEnd::at(selection.focus_node()?, selection.focus_offset())?;
        Some(Held { anchor, focus })
    }

    /// Selects the same words again, in the same direction, if drawing has taken the selection away.
    fn give_back(&self) -> Option<()> {
        // A field may have the focus by now; in Chromium its caret would be taken away.
        if page::typing() {
            return None;
        }
        let selection = window().get_selection().ok().flatten()?;
        let (anchor, focus) = (&self.anchor, &self.focus);
        let stands = anchor.is(selection.anchor_node(), selection.anchor_offset())
            && focus.is(selection.focus_node(), selection.focus_offset());
        if stands {
            return None;
        }
        let forwards = (anchor.block, anchor.utf16) < (focus.block, focus.utf16);
        let (from, from_offset) = dom_point(anchor.block, anchor.utf16, forwards)?;
        let (to, to_offset) = dom_point(focus.block, focus.utf16, !forwards)?;
        selection.set_base_and_extent(&from, from_offset, &to, to_offset).ok()
    }
}

impl HeldEnd {
    fn at(node: Node, offset: u32) -> Option<HeldEnd> {
        let block = block_of(&node)?;
        let (block, utf16) = (block_index(&block)?, utf16_before(&block, &node, offset)?);
        Some(HeldEnd { node, offset, block, utf16 })
    }

    fn is(&self, node: Option<Node>, offset: u32) -> bool {
        node.is_some_and(|node| node == self.node && node.is_connected()) && offset == self.offset
    }
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

/// Where a span is drawn: the boxes of its first and of its last line. A line is in several pieces where marks begin and end
/// in it, or where it has words of both directions.
pub fn lines(text: &Text, span: Span) -> Option<(Rect, Rect)> {
    let rects = dom_range(text, span)?.get_client_rects()?;
    let boxes = (0..rects.length()).filter_map(|index| rects.item(index));
    let boxes = boxes.filter(|rect| rect.width() > 0.0).map(|rect| Rect {
        left: rect.left(),
        top: rect.top(),
        right: rect.right(),
        bottom: rect.bottom(),
    });
    let boxes: Vec<Rect> = boxes.collect();
    let line = |of: &Rect| {
        let middle = (of.top + of.bottom) / 2.0;
        let beside = boxes.iter().filter(|it| {
            // Whole blocks between the ends are boxes too, of many lines.
            it.top < middle && middle < it.bottom && it.bottom - it.top < 2.0 * (of.bottom - of.top)
        });
        beside.fold(*of, |line, it| Rect {
            left: line.left.min(it.left),
            right: line.right.max(it.right),
            ..line
        })
    };
    Some((line(boxes.first()?), line(boxes.last()?)))
}

/// The points where a span begins and ends, each at the foot of its line: in words that are written from right to left it
/// begins at the right.
pub fn ends(text: &Text, span: Span, direction: Option<Direction>) -> Option<((f64, f64), (f64, f64))> {
    let (first, last) = lines(text, span)?;
    let is_rtl = |block: usize| script::runs_right_to_left(text, span, block, direction);
    let blocks = text.blocks_of(span);
    let start = if is_rtl(blocks.start) { first.right } else { first.left };
    let end = if is_rtl(blocks.end.checked_sub(1)?) { last.left } else { last.right };
    Some(((start, first.bottom), (end, last.bottom)))
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
    let known = BLOCKS.with_borrow(Option::clone);
    known.and_then(|blocks| listed(&blocks, block)).or_else(|| {
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
    if let Some(block) = block_of(node) {
        return text.pos_in_block(block_index(&block)?, utf16_before(&block, node, offset)?);
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

/// The block that a node is in.
fn block_of(node: &Node) -> Option<Element> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    element.closest("[data-block]").ok().flatten()
}

fn block_index(block: &Element) -> Option<usize> {
    block.get_attribute("data-block")?.parse().ok()
}

/// How many code units of a block stand before a point of the DOM in it.
fn utf16_before(block: &Element, node: &Node, offset: u32) -> Option<usize> {
    let before = document().create_range().ok()?;
    before.set_start(block, 0).ok()?;
    before.set_end(node, offset).ok()?;
    Some(before.to_string().length() as usize)
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
