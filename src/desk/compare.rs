//! Two versions of a text side by side: what changed, and what becomes of the passages in it.

use std::ops::Range;
use std::rc::Rc;

use super::drawing::{Element, button, el};
use super::update::{Tally, UPDATE, listed};
use crate::format::act::Act;
use crate::format::panel::Panel;
use crate::model::anchor::Anchor;
use crate::model::anchoring::{Mark, Marked, Row, RowKind};
use crate::model::highlight::{Segment, segments};
use crate::model::project::{Annotation, Article, Direction, Project};
use crate::model::text::{Block, BlockKind, Span, Text};

/// What is shown: two versions of an article, which blocks of them belong together, and the passages in both.
pub(super) struct Sides<'a> {
    /// For the titles of agenda items.
    pub project: &'a Project,
    /// The article before.
    pub old: &'a Article,
    /// The article after.
    pub new: &'a Article,
    /// The blocks of both, in the order of the new one.
    pub rows: &'a [Row],
    /// The passages.
    pub passages: Vec<Passage<'a>>,
}

/// A passage in two versions of a text.
pub(super) struct Passage<'a> {
    /// What is tagged.
    pub annotation: &'a Rc<Annotation>,
    /// Where it was; nothing if it has been marked since.
    pub was: Option<&'a Anchor>,
    /// Where it is.
    pub anchor: &'a Anchor,
}

/// How many changed rows are drawn at first, and how many more each time.
const SHOWN: usize = 200;

/// How many segments are drawn for each row that may be: enough for paragraphs in which every tenth word is another. It
/// bounds the drawing of texts that are one long paragraph.
const SEGMENTS: usize = 40;

/// How many rows of an unchanged stretch are drawn at first, and how many more each time.
const UNFOLDED: usize = 50;

/// Longer stretches of unchanged blocks are folded.
const UNCHANGED: usize = 3;

/// How many passages are listed at first, and how many more each time.
const LISTED: usize = 20;

/// The longest run of unchanged words that is drawn whole, and of changed ones, in characters.
const LONGEST: [usize; 2] = [600, 3_000];

/// The longest quotation in the list, in characters.
const QUOTED: usize = 240;

/// What is to be decided: a proposal. `particulars` are what else is new of the article.
pub(super) fn proposed(sides: &Sides, panel: &Panel, particulars: &[&str], warning: Option<&str>) -> Element {
    let view = View::new(sides, panel);
    let buttons = el("div").class("buttons foot").key("foot").with(button("Cancel", &Act::Close)).with(
        button("Update", &Act::Do(UPDATE.to_owned(), panel.about.clone()))
            .class("solid")
            .set("autofocus", ""),
    );
    let too = match particulars {
        [] => None,
        [one] => Some(format!("The {one} changes too.")),
        several => Some(format!("The {} change too.", listed(several))),
    };
    view.draw(warning, too).with(buttons)
}

/// What has been done.
pub(super) fn afterwards(sides: &Sides, panel: &Panel) -> Element {
    let view = View { is_done: true, ..View::new(sides, panel) };
    view.draw(None, None).with(close().class("buttons foot"))
}

/// The row of buttons of a panel that only tells something.
pub(super) fn close() -> Element {
    el("div")
        .class("buttons")
        .key("foot")
        .with(button("Close", &Act::Close).class("solid").set("autofocus", ""))
}

/// A drawing under way.
struct View<'a> {
    sides: &'a Sides<'a>,
    panel: &'a Panel,
    old: Column<'a>,
    new: Column<'a>,
    /// Whether the passages are where they are said to be, so that one can go there.
    is_done: bool,
}

/// One of both texts.
struct Column<'a> {
    is_old: bool,
    article: &'a Article,
    /// Where each passage is in it.
    spans: Vec<Option<Span>>,
    /// The passages that touch each block.
    touching: Vec<Vec<u32>>,
}

/// A line of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Line {
    /// A row.
    Row(usize),
    /// The place that the blocks of a row have left.
    Left(usize),
    /// Unchanged rows.
    Folded(Range<usize>),
}

/// What became of a passage, in words and as a class; nothing if it is placed.
fn state(anchor: &Anchor) -> Option<(&'static str, &'static str)> {
    match anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { .. } => Some(("needs review", "review")),
        Anchor::Orphaned { .. } => Some(("not found", "lost")),
    }
}

impl<'a> View<'a> {
    fn new(sides: &'a Sides<'a>, panel: &'a Panel) -> View<'a> {
        let was = sides.passages.iter().map(|passage| passage.was.and_then(Anchor::span));
        let is = sides.passages.iter().map(|passage| passage.anchor.span());
        View {
            sides,
            panel,
            old: Column::new(true, sides.old, was.collect()),
            new: Column::new(false, sides.new, is.collect()),
            is_done: false,
        }
    }

    fn draw(&self, warning: Option<&str>, too: Option<String>) -> Element {
        let Sides { passages, new, rows, .. } = self.sides;
        let passages = Tally::of(passages.iter().map(|passage| passage.anchor)).sentence();
        let lines = [passages, Some(blocks_sentence(rows)), too].into_iter().flatten().enumerate();
        let lines = lines.map(|(index, line)| el("p").key(index.to_string()).text(line));
        let mut drawn = el("div").class("versions");
        if !new.title.is_empty() {
            drawn = drawn.with(el("p").key("title").class("about").text(&*new.title));
        }
        if let Some(warning) = warning {
            drawn = drawn.with(el("p").key("warning").class("trouble").text(warning));
        }
        drawn
            .with(el("div").key("counts").class("counts").with_all(lines))
            .with_all(self.unsettled())
            .with(self.table())
    }

    /// The number that a field has.
    fn number(&self, field: &str, at_first: usize) -> usize {
        self.panel.field(field).parse().unwrap_or(at_first)
    }
}

/// How many blocks changed, in words.
fn blocks_sentence(rows: &[Row]) -> String {
    let count = |kind: RowKind| {
        let rows = rows.iter().filter(|row| row.kind == kind);
        rows.map(|row| if kind == RowKind::Deleted { row.old.len() } else { row.new.len() }).sum::<usize>()
    };
    let counts = [
        (count(RowKind::Changed), "changed"),
        (count(RowKind::Inserted), "added"),
        (count(RowKind::Deleted), "removed"),
        (count(RowKind::Moved), "moved"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0).enumerate();
    let counts = counts.map(|(index, (count, what))| match index {
        0 => format!("{} {what}", paragraphs(*count)),
        _ => format!("{count} {what}"),
    });
    let parts: Vec<String> = counts.collect();
    if parts.is_empty() {
        return "The words are the same; only headings, links or emphasis are others.".to_owned();
    }
    format!("{}, {} unchanged.", parts.join(", "), count(RowKind::Equal))
}

fn paragraphs(count: usize) -> String {
    if count == 1 { "1 paragraph".to_owned() } else { format!("{count} paragraphs") }
}

/// The passages that are not where they were for sure.
impl View<'_> {
    fn unsettled(&self) -> Option<Element> {
        let unsettled = self.sides.passages.iter().filter(|passage| state(passage.anchor).is_some());
        let unsettled: Vec<&Passage> = unsettled.collect();
        let listed = self.number("listed", LISTED);
        let left = unsettled.len().saturating_sub(listed);
        let list =
            el("ul").with_all(unsettled.iter().take(listed).map(|passage| self.unsettled_one(passage)));
        let more = (left > 0).then(|| {
            let more = Act::Set("listed".to_owned(), (listed + 5 * LISTED).to_string());
            el("p").with(button(&format!("Show {} more", left.min(5 * LISTED)), &more))
        });
        let title = el("h3").text(match self.is_done {
            true => "To look at",
            false => "To look at after the update",
        });
        (!unsettled.is_empty())
            .then(|| el("div").key("unsettled").class("unsettled").with(title).with(list).with_all(more))
    }

    fn unsettled_one(&self, passage: &Passage) -> Element {
        let (words, class) = state(passage.anchor).unwrap_or_default();
        let words = match passage.was {
            Some(Anchor::Orphaned { .. }) if class == "lost" => "still not found",
            _ => words,
        };
        let quote = passage.anchor.quote(None);
        let span = passage.anchor.span();
        let mut drawn = el("li")
            .key(passage.annotation.id.as_str())
            .class(class)
            .with(el("small").class("state").text(words))
            .text(" ")
            .with_all(self.chips(passage.annotation))
            .with(quotation(self.sides.old, &quote.exact));
        if let Some(span) = span {
            let proposal = quotation(self.sides.new, self.sides.new.text.slice(span));
            drawn = drawn.with(el("span").class("now").text("now ").with(proposal));
        }
        if self.is_done && span.is_some() {
            drawn = drawn.with(button("Go there", &Act::GoTo(passage.annotation.id.clone())));
        }
        drawn
    }

    fn chips(&self, annotation: &Annotation) -> Vec<Element> {
        let items = annotation.items.iter().filter_map(|id| self.sides.project.item(id));
        let chips = items.map(|item| el("span").class("chip").coloured(&item.id).text(&*item.title));
        let chips: Vec<Element> = chips.collect();
        if chips.is_empty() { vec![el("span").class("chip plain").text("highlight")] } else { chips }
    }
}

/// The beginning of a quotation.
fn quotation(article: &Article, words: &str) -> Element {
    let end = words.char_indices().nth(QUOTED).map_or(words.len(), |(at, _)| at);
    let cut = if end < words.len() { "…" } else { "" };
    of_article(el("q"), article).text(format!("{}{cut}", &words[..end]))
}

/// With the language and the direction of an article.
fn of_article(element: Element, article: &Article) -> Element {
    let element = match &article.language {
        Some(language) => element.set("lang", &**language),
        None => element,
    };
    element.set("dir", article.direction.map_or("auto", Direction::name))
}

/// The table: its lines, and how many of them are drawn.
impl View<'_> {
    fn table(&self) -> Element {
        let shown = self.number("shown", SHOWN);
        let lines = self.lines();
        let mut body = el("tbody");
        let mut rows_left = shown;
        let mut segments_left = shown * SEGMENTS;
        let mut lines = lines.iter();
        let mut is_whole = true;
        while let Some(line) = lines.as_slice().first() {
            let counts = self.counts(line);
            if (counts && rows_left == 0) || segments_left == 0 {
                break;
            }
            rows_left -= usize::from(counts);
            lines.next();
            body = match line {
                Line::Row(row) => {
                    let (drawn, whole) = self.row(*row, &mut segments_left);
                    is_whole &= whole;
                    body.with(drawn)
                }
                Line::Left(row) => body.with(self.left(*row)),
                Line::Folded(rows) => body.with_all(self.folded(rows, &mut segments_left)),
            };
        }
        let is_whole = is_whole && lines.len() == 0;
        let left = lines.filter(|line| self.counts(line)).count();
        if !is_whole {
            body = body.with(more_lines(shown, left));
        }
        let head = |words: &str| el("th").set("scope", "col").text(words);
        let head = el("tr").with(head("Before")).with(head("After"));
        el("table").key("table").class("compare").with(el("thead").with(head)).with(body)
    }

    /// Whether a line is one of a change.
    fn counts(&self, line: &Line) -> bool {
        match line {
            Line::Row(row) => !self.is_plain(&self.sides.rows[*row]),
            Line::Left(_) => true,
            Line::Folded(_) => false,
        }
    }

    /// Whether there is nothing to see in a row: the same words in the same form, and nothing to decide of any passage.
    fn is_plain(&self, row: &Row) -> bool {
        let unsettled = |passage: &u32| state(self.sides.passages[*passage as usize].anchor).is_some();
        let column = |column: &Column, blocks: &Range<usize>| {
            blocks.clone().any(|block| column.touching[block].iter().any(unsettled))
        };
        row.kind == RowKind::Equal
            && self.new_form(row).is_none()
            && !column(&self.old, &row.old)
            && !column(&self.new, &row.new)
    }

    /// What an unchanged paragraph is now, if it is a paragraph no longer.
    fn new_form(&self, row: &Row) -> Option<&'static str> {
        let kind = |column: &Column, blocks: &Range<usize>| {
            column.text().blocks().get(blocks.start).map(|block| block.kind)
        };
        let (old, new) = (kind(&self.old, &row.old)?, kind(&self.new, &row.new)?);
        (row.kind == RowKind::Equal && old != new).then(|| form(new))
    }

    /// The rows in their order, each place that was left, and long stretches without change as one.
    fn lines(&self) -> Vec<Line> {
        let rows = self.sides.rows;
        let mut moved: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].kind == RowKind::Moved).collect();
        moved.sort_by_key(|row| rows[*row].old.start);
        let mut moved = moved.into_iter().peekable();
        let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
        let mut plain = 0;
        for (index, row) in rows.iter().enumerate() {
            let stays = row.kind != RowKind::Moved && !row.old.is_empty();
            while let Some(left) = moved.next_if(|moved| stays && rows[*moved].old.start < row.old.start) {
                plain = 0;
                lines.push(Line::Left(left));
            }
            plain = if self.is_plain(row) { plain + 1 } else { 0 };
            match lines.last_mut() {
                Some(Line::Folded(folded)) if plain > UNCHANGED => folded.end += 1,
                _ if plain > UNCHANGED => {
                    lines.truncate(lines.len() - UNCHANGED);
                    lines.push(Line::Folded(index - UNCHANGED..index + 1));
                }
                _ => lines.push(Line::Row(index)),
            }
        }
        lines.extend(moved.map(Line::Left));
        lines
    }

    /// An unchanged stretch, which can be unfolded.
    fn folded(&self, rows: &Range<usize>, left: &mut usize) -> Vec<Element> {
        let field = format!("fold-{}", rows.start);
        let unfolded = self.number(&field, 0);
        let set = |to: String| Act::Set(field.clone(), to);
        let line = |key: &str, button: Element| {
            let cell = el("td").set("colspan", "2").with(button);
            el("tr").key(format!("{field}-{key}")).class("folded").with(cell)
        };
        let words = format!("{} unchanged{}", paragraphs(rows.len()), self.passages_in(rows));
        let is_open = unfolded > 0;
        let toggle = button(&words, &set(if is_open { String::new() } else { UNFOLDED.to_string() }))
            .set("aria-expanded", if is_open { "true" } else { "false" });
        let mut drawn = vec![line("all", toggle)];
        let end = rows.end.min(rows.start + unfolded);
        drawn.extend((rows.start..end).map(|row| self.row(row, left).0));
        if is_open && end < rows.end {
            let more = (rows.end - end).min(UNFOLDED);
            drawn.push(line(
                "more",
                button(&format!("Show {more} more"), &set((unfolded + UNFOLDED).to_string())),
            ));
        }
        drawn
    }

    /// How many passages are in unchanged rows, in words.
    fn passages_in(&self, rows: &Range<usize>) -> String {
        let blocks = self.sides.rows[rows.start].new.start..self.sides.rows[rows.end - 1].new.end;
        let mut found: Vec<u32> = self.new.touching[blocks].concat();
        found.sort_unstable();
        found.dedup();
        match found.len() {
            0 => String::new(),
            1 => ", with 1 passage".to_owned(),
            count => format!(", with {count} passages"),
        }
    }
}

/// What stands below the lines when there are more.
fn more_lines(shown: usize, left: usize) -> Element {
    let words = match left {
        0 => "There is more.".to_owned(),
        1 => "1 more change.".to_owned(),
        count => format!("{count} more changes."),
    };
    let more = Act::Set("shown".to_owned(), (shown + SHOWN).to_string());
    let label = format!("Show {} more", if left == 0 { SHOWN } else { left.min(SHOWN) });
    let cell = el("td").set("colspan", "2").text(format!("{words} ")).with(button(&label, &more));
    el("tr").key("more").class("more").with(cell)
}

/// A line of the table.
impl View<'_> {
    /// A row, and whether it is whole. It takes what it draws from the segments that are left.
    fn row(&self, index: usize, left: &mut usize) -> (Element, bool) {
        let row = &self.sides.rows[index];
        let (was, is) = self.labels(index);
        let most = left.div_ceil(2);
        let (old, old_left) = self.cell(&self.old, &row.old, &row.marked, was, most);
        let (new, new_left) = self.cell(&self.new, &row.new, &row.marked, is, most);
        let drawn = [old_left, new_left].map(|left| most - left.unwrap_or(0)).iter().sum();
        *left = left.saturating_sub(drawn);
        let drawn = el("tr").key(index.to_string()).class(class_of(row.kind)).with(old).with(new);
        (drawn, old_left.is_some() && new_left.is_some())
    }

    /// What is said of both sides of a row.
    fn labels(&self, index: usize) -> (Option<String>, Option<String>) {
        let row = &self.sides.rows[index];
        let words = |words: &str| Some(words.to_owned());
        match row.kind {
            RowKind::Equal => (None, self.new_form(row).map(|form| format!("now {form}"))),
            RowKind::Deleted => (words("removed"), None),
            RowKind::Inserted => (None, words("added")),
            RowKind::Moved => {
                let from = format!("{}, from {}", self.moved(index), numbered(&row.old));
                (Some(numbered(&row.old)), Some(from))
            }
            RowKind::Changed => match (row.old.len(), row.new.len()) {
                (1, 1) => (None, None),
                (1, parts) => (None, Some(format!("split into {parts}"))),
                (parts, 1) => (None, Some(format!("{parts} paragraphs put together"))),
                (olds, news) => (None, Some(format!("{olds} paragraphs became {news}"))),
            },
        }
    }

    /// Which way the blocks of a row went.
    fn moved(&self, index: usize) -> &'static str {
        let row = &self.sides.rows[index];
        // Up, if it is before something now that it was after.
        let rest = self.sides.rows[index..].iter().filter(|row| row.kind != RowKind::Moved);
        let is_up = rest.filter(|after| !after.old.is_empty()).map(|after| after.old.start).next();
        if is_up.is_some_and(|next| next < row.old.start) { "moved up" } else { "moved down" }
    }

    /// The place that a row has left: its first words, and where it went.
    fn left(&self, index: usize) -> Element {
        let row = &self.sides.rows[index];
        let to = format!("{}, to {}", self.moved(index), numbered(&row.new));
        let block = &self.old.text().blocks()[row.old.start];
        let words = self.old.text().slice(block.span);
        let end = words.char_indices().nth(80).map_or(words.len(), |(at, _)| at);
        let cut = if end < words.len() { "…" } else { "" };
        let words = paragraph(block).text(format!("{}{cut}", &words[..end]));
        let old = self.old.cell().with(aside("what", to)).with(words);
        el("tr").key(format!("left-{index}")).class("left").with(old).with(self.new.cell())
    }

    /// One side of a row, and how many segments of those that it may have are left; none if there were too few.
    fn cell(
        &self,
        column: &Column,
        blocks: &Range<usize>,
        marked: &[Marked],
        what: Option<String>,
        most: usize,
    ) -> (Element, Option<usize>) {
        let marks = column.marks(marked);
        let mut cell = column.cell();
        if let Some(what) = what {
            cell = cell.with(aside("what", what));
        }
        let mut left = Some(most);
        for index in blocks.clone() {
            let Some(most) = left.filter(|left| *left > 0) else { return (cell, None) };
            let block;
            (block, left) = self.block(column, index, &marks, most);
            cell = cell.with(block);
        }
        (cell, left)
    }

    /// A block with its passages and what changed in it, in segments; and how many are left, as for a cell.
    fn block(
        &self,
        column: &Column,
        index: usize,
        marks: &[(Span, Mark)],
        most: usize,
    ) -> (Element, Option<usize>) {
        let block = &column.text().blocks()[index];
        let passages = &column.touching[index];
        let first = marks.partition_point(|(span, _)| span.end() <= block.span.start());
        let marks = marks[first..].iter().take_while(|(span, _)| span.start() < block.span.end());
        let marks: Vec<_> = marks.collect();
        let spans = passages.iter().map(|passage| column.spans[*passage as usize]);
        let spans: Vec<_> = spans.chain(marks.iter().map(|(span, _)| Some(*span))).collect();
        let segments = segments(column.text(), block.span, &spans);
        let mut drawn = paragraph(block);
        for segment in segments.iter().take(most) {
            let (covering, mark) = segment
                .covering
                .split_at(segment.covering.partition_point(|index| (*index as usize) < passages.len()));
            let covering: Vec<u32> = covering.iter().map(|index| passages[*index as usize]).collect();
            let mark = mark.first().map(|index| marks[*index as usize - passages.len()].1);
            drawn = self.segment(column, drawn, segment, &covering, mark);
        }
        if segments.len() > most {
            drawn = drawn.with(aside("cut", " … the rest is left out here"));
        }
        (drawn, most.checked_sub(segments.len()))
    }

    fn segment(
        &self,
        column: &Column,
        into: Element,
        segment: &Segment,
        covering: &[u32],
        mark: Option<Mark>,
    ) -> Element {
        let words = column.text().slice(segment.span);
        let changed = mark.map(|mark| column.changed(mark));
        if covering.is_empty() {
            return match changed {
                Some(changed) => into.with(run(changed, words, LONGEST[1])),
                None => run(into, words, LONGEST[0]),
            };
        }
        let marked = self.mark(covering);
        let mut into = into.with(match changed {
            Some(changed) => marked.with(run(changed, words, LONGEST[1])),
            None => run(marked, words, LONGEST[0]),
        });
        for passage in covering {
            let ends = column.spans[*passage as usize].is_some_and(|span| span.end() == segment.span.end());
            if let Some((words, _)) = state(self.sides.passages[*passage as usize].anchor).filter(|_| ends) {
                into = into.with(aside("state", words));
            }
        }
        into
    }

    /// The mark of some words that passages cover.
    fn mark(&self, covering: &[u32]) -> Element {
        let passages = || covering.iter().map(|passage| &self.sides.passages[*passage as usize]);
        let items = passages().flat_map(|passage| &passage.annotation.items);
        let mut items: Vec<_> = items.filter_map(|id| self.sides.project.item(id)).collect();
        let first = items.first().copied();
        items.sort_by(|one, other| one.id.cmp(&other.id));
        items.dedup();
        let titles: Vec<&str> = items.iter().map(|item| &*item.title).collect();
        let title = if titles.is_empty() { "highlight".to_owned() } else { listed(&titles) };
        let mut states: Vec<_> = passages().filter_map(|passage| state(passage.anchor)).collect();
        states.sort_unstable();
        states.dedup();
        let said: Vec<&str> = states.iter().map(|(words, _)| *words).collect();
        let said = if said.is_empty() { title } else { format!("{title}: {}", listed(&said)) };
        let class = states.iter().map(|(_, class)| *class);
        let class: Vec<&str> = [if first.is_some() { "n1" } else { "n0" }].into_iter().chain(class).collect();
        let mark = el("mark").class(&class.join(" ")).set("title", said);
        first.map_or(mark.clone(), |item| mark.coloured(&item.id))
    }
}

impl<'a> Column<'a> {
    fn new(is_old: bool, article: &'a Article, spans: Vec<Option<Span>>) -> Column<'a> {
        let text = &article.text;
        let mut touching = vec![Vec::new(); text.blocks().len()];
        for (passage, span) in spans.iter().enumerate() {
            for block in span.map_or(0..0, |span| text.blocks_of(span)) {
                touching[block].push(passage as u32);
            }
        }
        Column { is_old, article, spans, touching }
    }

    fn text(&self) -> &'a Text {
        &self.article.text
    }

    fn cell(&self) -> Element {
        of_article(el("td"), self.article)
    }

    /// What changed in this text, in its order.
    fn marks(&self, marked: &[Marked]) -> Vec<(Span, Mark)> {
        let span = |marked: &Marked| if self.is_old { marked.old } else { marked.new };
        let mut marks: Vec<_> =
            marked.iter().filter_map(|marked| Some((span(marked)?, marked.mark))).collect();
        marks.sort_by_key(|(span, _)| span.start());
        marks
    }

    /// What words are drawn as that changed.
    fn changed(&self, mark: Mark) -> Element {
        let tag = if self.is_old { "del" } else { "ins" };
        match (mark, self.is_old) {
            (Mark::Moved, true) => el(tag).class("moved").set("title", "moved to another paragraph"),
            (Mark::Moved, false) => el(tag).class("moved").set("title", "moved from another paragraph"),
            _ => el(tag),
        }
    }
}

fn class_of(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Equal => "equal",
        RowKind::Changed => "changed",
        RowKind::Deleted => "removed",
        RowKind::Inserted => "added",
        RowKind::Moved => "moved",
    }
}

fn form(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "a heading",
        BlockKind::Standfirst => "a standfirst",
        BlockKind::Paragraph => "a paragraph",
        BlockKind::Quotation => "a quotation",
        BlockKind::ListItem => "a list item",
        BlockKind::Preformatted => "preformatted",
        BlockKind::Caption => "a caption",
    }
}

/// The element of a block. It looks like what it is, but it is no heading or list of the panel.
fn paragraph(block: &Block) -> Element {
    let class = match block.kind {
        BlockKind::Heading => "heading",
        BlockKind::Standfirst => "standfirst",
        BlockKind::Paragraph => return el("p"),
        BlockKind::Quotation => "quotation",
        BlockKind::ListItem => "list-item",
        BlockKind::Preformatted => "preformatted",
        BlockKind::Caption => "caption",
    };
    el("p").class(class)
}

/// Blocks by their numbers.
fn numbered(blocks: &Range<usize>) -> String {
    match blocks.len() {
        1 => format!("paragraph {}", blocks.start + 1),
        _ => format!("paragraphs {} to {}", blocks.start + 1, blocks.end),
    }
}

/// Puts words into an element; of very long ones, the beginning and the end.
fn run(into: Element, words: &str, longest: usize) -> Element {
    if words.len() <= longest || words.chars().count() <= longest {
        return into.text(words);
    }
    let kept = longest * 2 / 5;
    let head = words.char_indices().nth(kept).map_or(words.len(), |(at, _)| at);
    let tail = words.char_indices().rev().nth(kept - 1).map_or(0, |(at, _)| at);
    let left_out = words[head..tail].chars().count();
    let cut = aside("cut", format!(" … {left_out} characters … "));
    into.text(&words[..head]).with(cut).text(&words[tail..])
}

/// What is said in an article's column, but is not of the article.
fn aside(class: &str, words: impl Into<String>) -> Element {
    el("small").class(class).set("lang", "en").set("dir", "ltr").text(words)
}
