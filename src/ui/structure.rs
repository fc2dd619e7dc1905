//! Lists and tables of the article, of blocks that are drawn elsewhere.

use std::ops::Range;

use web_sys::PointerEvent;
use yew::prelude::*;

use crate::browser::page;
use crate::model::table::{Row, Slot, Table};
use crate::model::text::{Block, BlockKind, Header, Marker, Numbering, Text};

/// Draws the block with an index.
pub type DrawBlock<'a> = &'a dyn Fn(usize) -> Html;

/// Parts of at least `size` blocks, unless they are the last ones. A table is in one part.
pub fn parts(text: &Text, from: usize, size: usize) -> Vec<Range<usize>> {
    let blocks = text.blocks();
    let in_one_table = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| blocks.get(before)?.cell);
        let cells = blocks.get(at).and_then(|block| block.cell).zip(before);
        cells.is_some_and(|(cell, before)| cell.continues(&before))
    };
    let mut parts = Vec::new();
    let mut start = from;
    for at in from + 1..=blocks.len() {
        let is_full = at - start >= size && !in_one_table(at);
        if is_full || at == blocks.len() {
            parts.push(start..at);
            start = at;
        }
    }
    parts
}

/// Blocks one after the other; list items that follow each other are one list, cells are given to `table`.
pub fn blocks(
    text: &Text,
    range: Range<usize>,
    is_directed: bool,
    block: DrawBlock<'_>,
    table: &dyn Fn(Range<usize>) -> Html,
) -> Vec<Html> {
    let mut drawn = Vec::new();
    let mut at = range.start;
    let blocks = text.blocks();
    while at < range.end {
        if let Some(of) = text.table_of(at) {
            let end = of.end.min(range.end);
            drawn.push(table(at..end));
            at = end;
        } else if blocks[at].is_listed() {
            let count = blocks[at..range.end].iter().take_while(|it| it.is_listed() && it.cell.is_none());
            let end = at + count.count();
            drawn.extend(lists(text, at..end, is_directed, block));
            at = end;
        } else {
            drawn.push(block(at));
            at += 1;
        }
    }
    drawn
}

/// The blocks of a cell: lists as everywhere.
pub fn blocks_of_cell(
    text: &Text,
    range: Range<usize>,
    is_directed: bool,
    block: DrawBlock<'_>,
) -> Vec<Html> {
    let mut drawn = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let items = text.blocks()[at..range.end].iter().take_while(|it| it.is_listed()).count();
        if items > 0 {
            drawn.extend(lists(text, at..at + items, is_directed, block));
        } else {
            drawn.push(block(at));
        }
        at += items.max(1);
    }
    drawn
}

/// A list that is being drawn.
struct List {
    level: u8,
    is_ordered: bool,
    first: usize,
    items: Vec<Html>,
    /// The item that is being drawn: its first block, and what is in it.
    item: (usize, Vec<Html>),
    /// The letters of its longest number.
    widest: usize,
}

/// Lists of blocks that are drawn in such, each list within the item that it is in.
fn lists(text: &Text, range: Range<usize>, is_directed: bool, draw: DrawBlock<'_>) -> Vec<Html> {
    let mut drawn = Vec::new();
    let mut open: Vec<List> = Vec::new();
    for index in range {
        let block = &text.blocks()[index];
        let is_ordered = matches!(block.marker, Marker::Number(..));
        let goes_on = block.marker == Marker::Continues;
        let level = match (block.kind, open.last()) {
            (BlockKind::ListItem, _) => block.level.max(1),
            (_, Some(list)) if goes_on => list.level,
            _ => 1,
        };
        let ends = |list: &mut List| {
            list.level > level || (list.level == level && !goes_on && list.is_ordered != is_ordered)
        };
        while let Some(list) = open.pop_if(ends) {
            close(text, list, is_directed, &mut open, &mut drawn);
        }
        match open.last_mut().filter(|list| list.level == level) {
            Some(list) => {
                if !goes_on {
                    list.end_item(text, is_directed);
                    list.item.0 = index;
                }
                list.item.1.push(draw(index));
            }
            None => open.push(List {
                level,
                is_ordered,
                first: index,
                items: Vec::new(),
                item: (index, vec![draw(index)]),
                widest: 0,
            }),
        }
        let label = block.marker.label().map_or(0, |label| label.len());
        open.iter_mut().rev().take(1).for_each(|list| list.widest = list.widest.max(label));
    }
    while let Some(list) = open.pop() {
        close(text, list, is_directed, &mut open, &mut drawn);
    }
    drawn
}

impl List {
    fn end_item(&mut self, text: &Text, is_directed: bool) {
        let (index, content) = std::mem::take(&mut self.item);
        if content.is_empty() {
            return;
        }
        let (class, value) = match text.blocks()[index].marker {
            Marker::Bullet => (None, None),
            Marker::None | Marker::Continues => (Some("unmarked"), None),
            Marker::Number(numbering, value) => (Some(class_of(numbering)), Some(value.to_string())),
        };
        let dir = (!is_directed).then_some("auto");
        self.items.push(html! { <li key={index} {class} {value} {dir}>{ for content }</li> });
    }
}

/// Puts a list where it belongs: in the item of the list around it, if there is one.
fn close(text: &Text, mut list: List, is_directed: bool, open: &mut [List], drawn: &mut Vec<Html>) {
    list.end_item(text, is_directed);
    let mut class = classes!();
    if open.is_empty() {
        class.push(LEVELS[usize::from(list.level.clamp(1, 4)) - 1]);
    }
    // Numbers stand beside the items, and need room there.
    match list.widest {
        0..=3 => {}
        4..=6 => class.push("wide"),
        _ => class.push("widest"),
    }
    let key = format!("list-{}", list.first);
    let html = match list.is_ordered {
        true => html! { <ol {key} {class}>{ for list.items }</ol> },
        false => html! { <ul {key} {class}>{ for list.items }</ul> },
    };
    match open.last_mut() {
        Some(around) => around.item.1.push(html),
        None => drawn.push(html),
    }
}

/// How deep lists are set in that begin on a level.
const LEVELS: [&str; 4] = ["level-1", "level-2", "level-3", "level-4"];

fn class_of(numbering: Numbering) -> &'static str {
    match numbering {
        Numbering::Decimal => "decimal",
        Numbering::LowerAlpha => "lower-alpha",
        Numbering::UpperAlpha => "upper-alpha",
        Numbering::LowerRoman => "lower-roman",
        Numbering::UpperRoman => "upper-roman",
    }
}

/// A table, in a box that is scrolled sideways where it is too wide. Its rows are given to `rows`.
pub fn table(
    text: &Text,
    range: Range<usize>,
    table: &Table,
    is_directed: bool,
    rows: &dyn Fn(Range<usize>) -> Html,
) -> Html {
    /// So many blocks are compared and drawn as one.
    const PART: usize = 48;
    let mut parts: Vec<Html> = Vec::new();
    if table.heads > 0 {
        parts.push(html! { <thead key="head">{ rows(0..table.heads) }</thead> });
    }
    let mut start = table.heads;
    let mut blocks = 0;
    for (at, row) in table.rows.iter().enumerate().skip(table.heads) {
        blocks += row.cells.len();
        // A group of rows ends where no cell reaches into the next.
        if at + 1 == table.rows.len() || (blocks >= PART && !row.is_joined) {
            parts.push(html! { <tbody key={start}>{ rows(start..at + 1) }</tbody> });
            (start, blocks) = (at + 1, 0);
        }
    }
    let caption = caption_of(text, &range).map(caption_id);
    let label = caption.is_none().then_some("Table");
    // Whoever selects words in it with a mouse does not go to it with keys.
    let leave = |_: PointerEvent| page::blur();
    html! {
        <div class="table scrolls" role="group" tabindex="0" onpointerup={leave} key={format!("table-{}", range.start)} aria-label={label}
            aria-labelledby={caption}>
            <table dir={(!is_directed).then_some("auto")}>{ for parts }</table>
        </div>
    }
}

/// The caption that stands right before a table, or else right after it.
fn caption_of(text: &Text, range: &Range<usize>) -> Option<usize> {
    let is_caption =
        |block: &Block| block.kind == BlockKind::Caption && block.cell.is_none() && !block.is_listed();
    let is_there = |index: &usize| text.blocks().get(*index).is_some_and(is_caption);
    range.start.checked_sub(1).filter(is_there).or(Some(range.end).filter(is_there))
}

/// The id of a caption's element.
pub fn caption_id(block: usize) -> String {
    format!("caption-{block}")
}

/// Rows of a table.
pub fn rows(rows: &[Row], cell: &dyn Fn(Range<usize>) -> Vec<Html>) -> Html {
    let slot = |slot: &Slot| {
        let span = |count: usize| (count > 1).then(|| count.to_string());
        let (rowspan, colspan) = (span(slot.rows), span(slot.columns.into()));
        let content = cell(slot.blocks.clone());
        let key = slot.column.to_string();
        let scope = match slot.header {
            None => return html! { <td {key} {rowspan} {colspan}>{ for content }</td> },
            Some(Header::Column) if slot.columns > 1 => "colgroup",
            Some(Header::Column) => "col",
            Some(Header::Row) if slot.rows > 1 => "rowgroup",
            Some(Header::Row) => "row",
        };
        html! { <th {key} {scope} {rowspan} {colspan}>{ for content }</th> }
    };
    let row = |row: &Row| html! { <tr>{ for row.cells.iter().map(slot) }</tr> };
    html! { <>{ for rows.iter().map(row) }</> }
}
