//! Where things are drawn, and scrolling to them. All in CSS pixels.

use std::cell::Cell;
use std::ops::Range;

use crate::model::sorted::Map;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::page::{document, media};
use super::selection::{self, block_element};
use crate::model::text::{Span, Text};

/// The element that scrolls: the article and its notes.
pub fn reader() -> Option<HtmlElement> {
    document().get_element_by_id("reader").and_then(|element| element.dyn_into().ok())
}

/// Whether a block is in the page.
pub fn block_drawn(block: usize) -> bool {
    block_element(block).is_some()
}

/// The blocks that are in view or within `margin` pixels of it: first and one past the last.
pub fn blocks_in_view(count: usize, margin: f64) -> Range<usize> {
    let Some(view) = reader().map(|reader| reader.get_bounding_client_rect()) else { return 0..0 };
    let (top, bottom) = (view.top() - margin, view.bottom() + margin);
    // The chunks first: to ask where a block out of view is would have its chunk laid out.
    let chunks = chunks();
    let rect = |chunk: usize| chunks.get(chunk).map(Element::get_bounding_client_rect);
    let first_of = |chunk: usize| {
        let chunks = chunks.get(chunk..).unwrap_or_default();
        chunks.iter().find_map(first_block).unwrap_or(count).min(count)
    };
    let near = in_range(0..chunks.len(), top, bottom, rect);
    let near = first_of(near.start)..first_of(near.end);
    in_range(near, top, bottom, |block| Some(box_of(&block_element(block)?)))
}

/// The box of a block; of one in a table, that of its row: boxes of cells do not stand one below the other.
fn box_of(block: &Element) -> DomRect {
    let row = block.closest("tr").ok().flatten();
    row.as_ref().unwrap_or(block).get_bounding_client_rect()
}

/// What the article is made of: chunks of blocks, and lines between them.
fn chunks() -> Vec<Element> {
    // From one to the next: a selector would be tried on every mark.
    let first = document().get_element_by_id("article").and_then(|article| article.first_element_child());
    std::iter::successors(first, Element::next_element_sibling).collect()
}

fn first_block(chunk: &Element) -> Option<usize> {
    chunk.query_selector("[data-block]").ok()??.get_attribute("data-block")?.parse().ok()
}

/// Of boxes that stand one below the other, those that reach into a range of heights.
fn in_range(
    all: Range<usize>,
    top: f64,
    bottom: f64,
    rect: impl Fn(usize) -> Option<DomRect>,
) -> Range<usize> {
    let first = partition(all.clone(), |at| rect(at).is_some_and(|rect| rect.bottom() < top));
    let last = partition(first..all.end, |at| rect(at).is_some_and(|rect| rect.top() <= bottom));
    first..last
}

/// The first for which `before` no longer holds.
fn partition(all: Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (all.start, all.end);
    while low < high {
        let middle = (low + high) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Where each annotation's first mark in a block begins and its last ends, in heights from the top of the columns.
pub fn mark_heights(block: usize) -> Map<String, (f64, f64)> {
    let mut heights: Map<String, (f64, f64)> = Map::default();
    let marks = block_element(block).and_then(|it| it.query_selector_all("mark[data-annotations]").ok());
    let Some(marks) = marks else { return heights };
    let columns = in_columns(0.0, 0.0).1;
    for index in 0..marks.length() {
        let Some(mark) = marks.item(index).and_then(|mark| mark.dyn_into::<Element>().ok()) else { continue };
        let ids = mark.get_attribute("data-annotations").unwrap_or_default();
        let rect = mark.get_bounding_client_rect();
        let (top, bottom) = (rect.top() + columns, rect.bottom() + columns);
        for id in ids.split(' ').filter(|id| !id.is_empty()) {
            let known = heights.or_insert(id.to_owned(), (top, bottom));
            known.1 = known.1.max(bottom);
        }
    }
    heights
}

/// An element's height from the top of what scrolls.
pub fn from_top(element: &Element) -> f64 {
    let reader = reader();
    let offset =
        reader.map_or(0.0, |reader| f64::from(reader.scroll_top()) - reader.get_bounding_client_rect().top());
    element.get_bounding_client_rect().top() + offset
}

fn carries(mark: &Element, annotation: &str) -> bool {
    let ids = mark.get_attribute("data-annotations").unwrap_or_default();
    ids.split(' ').any(|id| id == annotation)
}

/// A point of the viewport, from the corner of the columns, which scroll with the article.
pub fn in_columns(x: f64, y: f64) -> (f64, f64) {
    let rect = document().get_element_by_id("columns").map(|columns| columns.get_bounding_client_rect());
    rect.map_or((x, y), |rect| (x - rect.left(), y - rect.top()))
}

/// Which of the elements that match `selector` is the first whose middle is below `y`, from 0.
pub fn first_below(selector: &str, y: f64) -> Option<usize> {
    let found = document().query_selector_all(selector).ok()?;
    let mut elements = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Element>().ok());
    let below = |element: &Element| {
        let rect = element.get_bounding_client_rect();
        rect.top() + rect.height() / 2.0 > y
    };
    elements.position(|element| below(&element))
}

/// The height of the element with this id; 0 if it is not drawn.
pub fn height_of(id: &str) -> f64 {
    document().get_element_by_id(id).map_or(0.0, |element| element.get_bounding_client_rect().height())
}

/// Scrolls so that an annotation's first mark, or else its block, is in view; moves no more than needed
/// when `gently`. Gives the mark the focus if asked.
pub fn show_passage(block: usize, annotation: Option<&str>, gently: bool, focus: bool) {
    let Some(element) = block_element(block) else { return };
    let marks = element.query_selector_all("mark").ok();
    let marks = marks.iter().flat_map(|marks| (0..marks.length()).filter_map(|index| marks.item(index)));
    let mark = annotation.and_then(|annotation| {
        marks.filter_map(|node| node.dyn_into::<HtmlElement>().ok()).find(|mark| carries(mark, annotation))
    });
    let target: &Element = mark.as_ref().map_or(&element, |mark| mark);
    if !(gently && in_view(target)) {
        scroll_to(target, ScrollLogicalPosition::Center);
    }
    if let Some(mark) = mark.filter(|_| focus) {
        super::page::focus_in_passing(&mark);
    }
}

/// Scrolls no more than needed to have a line that ends at `bottom` above a sheet, with room for the handles that the
/// system gives a selection.
pub fn show_above(sheet: &str, bottom: f64) {
    const ROOM: f64 = 48.0;
    let sheet = document().get_element_by_id(sheet).map(|sheet| sheet.get_bounding_client_rect().top());
    let (Some(sheet), Some(reader)) = (sheet, reader()) else { return };
    let hidden = bottom + ROOM - sheet;
    if hidden > 0.0 {
        reader.set_scroll_top(reader.scroll_top() + hidden.ceil() as i32);
    }
}

/// Scrolls so that what stands between two heights of the viewport is above a sheet, or as much of its beginning as there is
/// room for.
pub fn show_between(sheet: &str, top: f64, bottom: f64) {
    /// Room above, and for the handles below.
    const ROOM: (f64, f64) = (20.0, 40.0);
    let sheet = document().get_element_by_id(sheet).map(|sheet| sheet.get_bounding_client_rect().top());
    let (Some(sheet), Some(reader)) = (sheet, reader()) else { return };
    let highest = reader.get_bounding_client_rect().top() + ROOM.0;
    let hidden = (bottom + ROOM.1 - sheet).min(top - highest);
    if hidden > 0.0 || top < highest {
        reader.set_scroll_top(reader.scroll_top() + hidden.ceil() as i32);
    }
}

/// The lower edge of the lowest of the elements that a selector finds, from the top of the columns.
pub fn lowest_of(selector: &str) -> Option<f64> {
    let found = document().query_selector_all(selector).ok()?;
    let elements = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Element>().ok());
    let bottoms = elements.map(|element| element.get_bounding_client_rect().bottom());
    bottoms.reduce(f64::max).map(|bottom| in_columns(0.0, bottom).1)
}

/// Scrolls no more than needed to have the reading cursor in view, or else the block that it is in.
pub fn show_cursor(block: usize) {
    let Some(element) = block_element(block) else { return };
    let cursor = element.query_selector(".cursor").ok().flatten();
    let target = cursor.unwrap_or(element);
    if !in_view(&target) {
        scroll_to(&target, ScrollLogicalPosition::Center);
    }
}

/// Scrolls no more than needed to have the first line of a span in view, clear of what lies over the ends of the view.
pub fn show_span(text: &Text, span: Span) {
    let Some(reader) = reader() else { return };
    // What was never in view has no place yet but its block's.
    let block = text.blocks_of(span).start;
    if selection::lines(text, span).is_none() {
        block_element(block).inspect(|it| scroll_to(it, ScrollLogicalPosition::Center));
    }
    let Some((line, _)) = selection::lines(text, span) else { return };
    let view = reader.get_bounding_client_rect();
    let edge = view.height() * 0.15;
    let covered = document().get_element_by_id("beside").filter(|_| super::page::is_narrow());
    let bottom = covered.map_or(view.bottom(), |it| it.get_bounding_client_rect().top());
    if line.top < view.top() + edge || line.bottom > bottom - edge {
        let middle = (view.top() + bottom) / 2.0;
        reader.set_scroll_top(reader.scroll_top() + (line.top - middle).round() as i32);
    }
}

/// Scrolls a block to the top of the view, `share` of it (0 to 1) above.
pub fn show_block(block: usize, share: f64) {
    /// Blocks that were never in view have a guessed height until the frame in which they are; then what is
    /// above the wanted one moves it, at most a few times.
    const FRAMES: usize = 3;
    let time = SHOWN.get() + 1;
    SHOWN.set(time);
    keep_block(block, share, FRAMES, time);
}

thread_local! {
    /// How often a block was scrolled to: only the last time counts.
    static SHOWN: Cell<u32> = const { Cell::new(0) };
}

fn keep_block(block: usize, share: f64, frames: usize, time: u32) {
    if SHOWN.get() != time {
        return;
    }
    let (Some(element), Some(reader)) = (block_element(block), reader()) else { return };
    if block == 0 && share == 0.0 {
        reader.set_scroll_top(0);
        return;
    }
    let top = from_top(&element) + share * element.get_bounding_client_rect().height();
    reader.set_scroll_top(top.round() as i32);
    if frames > 0 {
        super::page::before_frame(move || keep_block(block, share, frames - 1, time));
    }
}

/// How much of a block (0 to 1) is above the view.
pub fn share_above(block: usize) -> f64 {
    share_at(block, |view| view.top())
}

/// How much of a block (0 to 1) is above the lower edge of the view.
pub fn share_visible(block: usize) -> f64 {
    share_at(block, |view| view.bottom())
}

fn share_at(block: usize, edge: impl Fn(&DomRect) -> f64) -> f64 {
    let view = reader().map(|reader| reader.get_bounding_client_rect());
    let rect = block_element(block).map(|element| element.get_bounding_client_rect());
    match (view, rect) {
        (Some(view), Some(rect)) if rect.height() > 0.0 => {
            ((edge(&view) - rect.top()) / rect.height()).clamp(0.0, 1.0)
        }
        _ => 0.0,
    }
}

/// The block at the top of the view, and how much of it is above (0 to 1).
pub fn top_block(count: usize) -> (usize, f64) {
    let Some(reader) = reader() else { return (0, 0.0) };
    if reader.scroll_top() <= 0 {
        return (0, 0.0);
    }
    let block = blocks_in_view(count, 0.0).start;
    (block, share_above(block))
}

/// Brings an element into view inside whatever scrolls it.
pub fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        scroll_to(&element, ScrollLogicalPosition::Nearest);
    }
}

/// Brings an element of the article into the middle of the view, unless it is in view.
pub fn bring_into_view(element: &Element) {
    if !in_view(element) {
        scroll_to(element, ScrollLogicalPosition::Center);
    }
}

fn in_view(element: &Element) -> bool {
    let Some(view) = reader().map(|reader| reader.get_bounding_client_rect()) else { return false };
    let rect = element.get_bounding_client_rect();
    rect.top() >= view.top() + 24.0 && rect.bottom() <= view.bottom() - 24.0
}

fn scroll_to(element: &Element, position: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    let calm = media("(prefers-reduced-motion: reduce)");
    options.set_behavior(if calm { ScrollBehavior::Instant } else { ScrollBehavior::Auto });
    options.set_block(position);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
