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
use crate::model::paragraphs::{Paragraphs, Place};
use crate::model::project::{Annotation, Article, Direction, Project};
use crate::model::text::{Block, BlockKind, Pos, Span, Text};

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

/// How many changed rows are drawn at first, so that the page has them at once, and how many more each time.
const SHOWN: usize = 50;
const MORE: usize = 200;

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
    paragraphs: Paragraphs,
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
        return "The words are the same; only headings, links or emphasis differ.".to_owned();
    }
    match count(RowKind::Equal) {
        0 => format!("{}.", parts.join(", ")),
        equal => format!("{}, {equal} unchanged.", parts.join(", ")),
    }
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
            true => "To review",
            false => "To review after the update",
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
            drawn = drawn.with(button("Show", &Act::GoTo(passage.annotation.id.clone())));
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

    /// The new kind of unchanged words, if it is another: a paragraph, or a point with another number.
    fn new_form(&self, row: &Row) -> Option<String> {
        let old = self.old.text().blocks().get(row.old.start)?;
        let new = self.new.text().blocks().get(row.new.start)?;
        let (old_form, new_form) = (form(old), form(new));
        let number = || match (old.marker.label(), new.marker.label()) {
            (old, Some(new)) if old.as_ref() != Some(&new) => Some(format!("number {new}")),
            (Some(_), None) => Some("without a number".to_owned()),
            _ => None,
        };
        let changed = if old_form == new_form { number() } else { Some(new_form.to_owned()) };
        changed.filter(|_| row.kind == RowKind::Equal)
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
    let more = Act::Set("shown".to_owned(), (shown + MORE).to_string());
    let label = format!("Show {} more", if left == 0 { MORE } else { left.min(MORE) });
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
                let from = format!("{}, from {}", self.moved(index), self.old.place(&row.old));
                (Some(self.old.place(&row.old)), Some(from))
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
        let to = format!("{}, to {}", self.moved(index), self.new.place(&row.new));
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
        let passages_of =
            |segment: &Segment| segment.covering.partition_point(|of| (*of as usize) < passages.len());
        let covering = |segment: &Segment| -> Vec<u32> {
            let covering = segment.covering[..passages_of(segment)].iter();
            covering.map(|of| passages[*of as usize]).collect()
        };
        let mark = |segment: &Segment| {
            let mark = segment.covering.get(passages_of(segment));
            mark.map(|of| marks[*of as usize - passages.len()].1)
        };
        let mut drawn = paragraph(block);
        let shown = &segments[..segments.len().min(most)];
        for run in shown.chunk_by(|one, other| covering(one) == covering(other)) {
            let covering = covering(&run[0]);
            let words = |into: Element| {
                run.iter().fold(into, |into, segment| column.words(into, segment, mark(segment)))
            };
            drawn = if covering.is_empty() { words(drawn) } else { drawn.with(words(self.mark(&covering))) };
            let end = run[run.len() - 1].span.end();
            let ending = covering.iter().filter(|of| column.ends(**of, end));
            drawn = drawn.with_all(self.states(ending));
        }
        if segments.len() > most {
            drawn = drawn.with(aside("cut", " … rest omitted here"));
        }
        (drawn, most.checked_sub(segments.len()))
    }

    /// What becomes of passages, in words that stand where they end.
    fn states<'a>(&self, passages: impl Iterator<Item = &'a u32>) -> Vec<Element> {
        let states = passages.filter_map(|passage| state(self.sides.passages[*passage as usize].anchor));
        let mut states: Vec<_> = states.collect();
        states.sort_unstable();
        let said = states.chunk_by(|one, other| one == other).map(|same| match (same.len(), same[0].1) {
            (1, _) => same[0].0.to_owned(),
            (count, "review") => format!("{count} need review"),
            (count, _) => format!("{count} not found"),
        });
        said.map(|words| aside("state", words)).collect()
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
        let title = if titles.is_empty() { "marked without item".to_owned() } else { listed(&titles) };
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
        Column { is_old, article, spans, touching, paragraphs: Paragraphs::of(text) }
    }

    /// Where blocks are, in words.
    fn place(&self, blocks: &Range<usize>) -> String {
        match self.paragraphs.place(blocks) {
            // Beside its own column, “its” would be said of nothing.
            Place::Title => "the title".to_owned(),
            place => place.to_string(),
        }
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

    /// Whether a passage ends at a position.
    fn ends(&self, passage: u32, end: Pos) -> bool {
        self.spans[passage as usize].is_some_and(|span| span.end() == end)
    }

    /// Puts the words of a segment into an element, as changed if they are.
    fn words(&self, into: Element, segment: &Segment, mark: Option<Mark>) -> Element {
        let words = self.text().slice(segment.span);
        match mark {
            Some(mark) => into.with(run(self.changed(mark), words, LONGEST[1])),
            None => run(into, words, LONGEST[0]),
        }
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

fn form(block: &Block) -> &'static str {
    if block.cell.is_some() {
        return "a cell of a table";
    }
    match block.kind {
        BlockKind::Heading => "a heading",
        BlockKind::Standfirst => "a standfirst",
        BlockKind::Paragraph => "a paragraph",
        BlockKind::Quotation => "a quotation",
        BlockKind::ListItem => "a list item",
        BlockKind::Preformatted => "preformatted",
        BlockKind::Caption => "a caption",
    }
}

/// The element of a block, with its number. It looks like what it is, but it is no heading or list of the panel.
fn paragraph(block: &Block) -> Element {
    let number = block.marker.label().map(|label| el("span").class("number").text(format!("{label} ")));
    let class = match block.kind {
        _ if block.cell.is_some() => "cell",
        BlockKind::Heading => "heading",
        BlockKind::Standfirst => "standfirst",
        BlockKind::Paragraph => return el("p").with_all(number),
        BlockKind::ListItem if number.is_some() => "numbered",
        BlockKind::Quotation => "quotation",
        BlockKind::ListItem => "list-item",
        BlockKind::Preformatted => "preformatted",
        BlockKind::Caption => "caption",
    };
    el("p").class(class).with_all(number)
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::update::tests::{article_id, desk, project, version};
    use super::*;
    use crate::desk::Desk;
    use crate::model::extra::Extra;
    use crate::model::project::Change;
    use crate::model::text::{BlockSpec, Cell, Marker, Numbering};

    /// The panel of a drawn article's update, with some fields set.
    fn offered(old: &str, new: &str, fields: &[(&str, &str)]) -> (Desk, Element) {
        let mut desk = desk(&project(old, None));
        let outcome = desk.offer_update(article_id(), version(new)).expect("offered");
        let mut panel = Panel::new(&outcome.panel[0], &outcome.panel[1]);
        for (name, value) in fields {
            panel.fields.insert((*name).to_owned(), (*value).to_owned());
        }
        let drawn = desk.draw_update(&panel).expect("drawn");
        assert_eq!(drawn.title, "Update the text");
        (desk, drawn.content)
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: Expect) {
        expected.assert_eq(&offered(old, new, &[]).1.words());
    }

    fn numbered(count: usize) -> Vec<String> {
        (1..=count)
            .map(|number| format!("Paragraph {number} tells of the {number}th ship in the harbour."))
            .collect()
    }

    /// A point has its number in both columns, and it is said where it has another now.
    #[test]
    fn another_number_is_a_change() {
        let text = |numbers: [i32; 2], is_table: bool| {
            let string = "Nobody is to moor at the steps.\nThe fee is paid in May.\nThat is all of it.";
            let mut at = 0;
            let blocks = string.split('\n').enumerate().map(|(index, line)| {
                let start = at;
                at += line.len() + 1;
                let kind = if index < 2 { BlockKind::ListItem } else { BlockKind::Paragraph };
                let spec = BlockSpec::from((kind, 1, start..start + line.len(), Extra::default()));
                let number = numbers.get(index).map(|value| Marker::Number(Numbering::Decimal, *value));
                let cell = (is_table && index == 2).then(|| Cell::at(0, 0));
                BlockSpec { marker: number.unwrap_or_default(), cell, ..spec }
            });
            Text::structured(string, blocks.collect::<Vec<_>>()).expect("a text")
        };
        let old = project("Old words", None);
        let article = old.article(&article_id()).expect("is there");
        let mut old = old.clone();
        let kept = Article { text: text([1, 2], false), ..Article::clone(article) };
        old.apply(Change::Article(article_id(), Some(Rc::new(kept)))).expect("applies");
        let mut desk = desk(&old);
        let new = Article { text: text([1, 4], true), ..version("Nobody is to moor at the steps.") };
        let outcome = desk.offer_update(article_id(), new).expect("offered");
        let panel = Panel::new(&outcome.panel[0], &outcome.panel[1]);
        let words = desk.draw_update(&panel).expect("drawn").content.words();
        for said in
            ["1. Nobody", "2. The fee", "now number 4.", "4. The fee", "now a cell of a table", "That is all"]
        {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(!words.contains("now number 1."), "{words}");
    }

    #[test]
    fn both_texts_stand_side_by_side() {
        let (old, mut new) = (numbered(9), numbered(9));
        let old =
            old.join("\n\n").replace("the 2th ship", "the [2th {ship]}").replace("the 5th", "(the 5th)");
        new.remove(6);
        new[1] = new[1].replace("ship in", "vessel of");
        new.insert(0, "News".into());
        check(
            &format!("News\n\n{old}"),
            &new.join("\n\n"),
            expect![[r#"
                News
                1 passage is placed, 1 needs review, 1 was not found.
                1 paragraph changed, 1 removed, 8 unchanged.
                To review after the update
                needs review Item a2th ship
                now 2th vessel
                not found Item bship
                Before
                After
                News
                News
                Paragraph 1 tells of the 1th ship in the harbour.
                Paragraph 1 tells of the 1th ship in the harbour.
                Paragraph 2 tells of the 2th shipneeds reviewnot found in the harbour.
                Paragraph 2 tells of the 2th vesselneeds review of the harbour.
                4 paragraphs unchanged, with 1 passage
                removedParagraph 7 tells of the 7th ship in the harbour.
                Paragraph 8 tells of the 8th ship in the harbour.
                Paragraph 8 tells of the 8th ship in the harbour.
                Paragraph 9 tells of the 9th ship in the harbour.
                Paragraph 9 tells of the 9th ship in the harbour.
                CancelUpdate
            "#]],
        );
    }

    #[test]
    fn what_was_moved_is_shown_where_it_was_and_where_it_is() {
        let old = "First, the weather of the week in the north.\n\nSecond, a museum of clocks has opened by the river.\n\n\
            Third, the council decided about the bridge.\n\nFourth, all the ships have left the harbour.";
        let new = "Second, a museum of clocks has opened by the river.\n\nThird, the council decided about the bridge.\n\n\
            Fourth, all the ships have left the harbour.\n\nFirst, the weather of the week in the north.";
        check(
            old,
            new,
            expect![[r#"
                Second, a museum of clocks has opened by the river.
                1 paragraph moved, 3 unchanged.
                The title changes too.
                Before
                After
                moved down, to paragraph 3First, the weather of the week in the north.
                Second, a museum of clocks has opened by the river.
                now a headingSecond, a museum of clocks has opened by the river.
                Third, the council decided about the bridge.
                Third, the council decided about the bridge.
                Fourth, all the ships have left the harbour.
                Fourth, all the ships have left the harbour.
                the titleFirst, the weather of the week in the north.
                moved down, from the titleFirst, the weather of the week in the north.
                CancelUpdate
            "#]],
        );
        check(
            new,
            old,
            expect![[r#"
                First, the weather of the week in the north.
                1 paragraph moved, 3 unchanged.
                The title changes too.
                Before
                After
                paragraph 3First, the weather of the week in the north.
                moved up, from paragraph 3First, the weather of the week in the north.
                Second, a museum of clocks has opened by the river.
                now a paragraphSecond, a museum of clocks has opened by the river.
                Third, the council decided about the bridge.
                Third, the council decided about the bridge.
                Fourth, all the ships have left the harbour.
                Fourth, all the ships have left the harbour.
                moved up, to the titleFirst, the weather of the week in the north.
                CancelUpdate
            "#]],
        );
    }

    #[test]
    fn a_drawing_is_json_ml() {
        let (_, drawn) = offered(
            "The [quick {brown] fox} jumps over the dog of my neighbour.\n\n(A sentence that goes away.)",
            "The quick brown cat jumps over the dog of my neighbour.",
            &[],
        );
        expect![[r#"
            ["div",{"class":"versions"},["p",{"key":"title","class":"about"},"The quick brown cat jumps over the dog of my neighbour."],
            ["div",{"key":"counts","class":"counts"},["p",{"key":"0"},"1 passage is placed, 1 needs review, 1 was not found."],
            ["p",{"key":"1"},"1 paragraph changed, 1 removed."],
            ["p",{"key":"2"},"The title changes too."]],
            ["div",{"key":"unsettled","class":"unsettled"},["h3","To review after the update"],
            ["ul",["li",{"key":"b","class":"review"},["small",{"class":"state"},"needs review"]," ",["span",{"class":"chip","data-item":"b"},"Item b"],
            ["q",{"dir":"auto"},"brown fox"],
            ["span",{"class":"now"},"now ",["q",{"dir":"auto"},"brown cat"]]],
            ["li",{"key":"c","class":"lost"},["small",{"class":"state"},"not found"]," ",["span",{"class":"chip","data-item":"c"},"Item c"],
            ["q",{"dir":"auto"},"A sentence that goes away."]]]],
            ["table",{"key":"table","class":"compare"},["thead",["tr",["th",{"scope":"col"},"Before"],
            ["th",{"scope":"col"},"After"]]],
            ["tbody",["tr",{"key":"0","class":"changed"},["td",{"dir":"auto"},["p",{"class":"heading"},"The ",["mark",{"class":"n1","title":"Item a","data-item":"a"},"quick "],
            ["mark",{"class":"n1 review","title":"Item a and Item b: needs review","data-item":"a"},"brown"],
            ["mark",{"class":"n1 review","title":"Item b: needs review","data-item":"b"}," ",["del","fox"]],
            ["small",{"class":"state","lang":"en","dir":"ltr"},"needs review"]," jumps over the dog of my neighbour."]],
            ["td",{"dir":"auto"},["p","The ",["mark",{"class":"n1","title":"Item a","data-item":"a"},"quick "],
            ["mark",{"class":"n1 review","title":"Item a and Item b: needs review","data-item":"a"},"brown"],
            ["mark",{"class":"n1 review","title":"Item b: needs review","data-item":"b"}," ",["ins","cat"]],
            ["small",{"class":"state","lang":"en","dir":"ltr"},"needs review"]," jumps over the dog of my neighbour."]]],
            ["tr",{"key":"1","class":"removed"},["td",{"dir":"auto"},["small",{"class":"what","lang":"en","dir":"ltr"},"removed"],
            ["p",["mark",{"class":"n1 lost","title":"Item c: not found","data-item":"c"},["del","A sentence that goes away."]],
            ["small",{"class":"state","lang":"en","dir":"ltr"},"not found"]]],
            ["td",{"dir":"auto"}]]]],
            ["div",{"class":"buttons foot","key":"foot"},["button",{"type":"button","data-act":"close"},"Cancel"],
            ["button",{"type":"button","data-act":"do update 0","class":"solid","autofocus":""},"Update"]]]"#]].assert_eq(&drawn.to_json().replace("],[", "],\n["));
    }

    #[test]
    fn columns_have_the_language_and_direction_of_their_article() {
        let project = project("Eins [zwei] drei.", None);
        let (mut old, mut new) = (Article::clone(project.articles()[0]), version("أربعة خمسة"));
        (old.language, new.direction) = (Some("de".into()), Some(Direction::Rtl));
        let mut desk = desk(&project);
        desk.project.apply(Change::Article(article_id(), Some(Rc::new(old)))).expect("applies");
        let outcome = desk.offer_update(article_id(), new).expect("offered");
        let drawn = desk.draw_update(&Panel::new(&outcome.panel[0], &outcome.panel[1])).expect("drawn");
        let json = drawn.content.to_json();
        assert!(json.contains(r#"["td",{"lang":"de","dir":"auto"}"#), "{json}");
        assert!(json.contains(r#"["td",{"lang":"de","dir":"rtl"}"#), "{json}");
        assert!(json.contains("almost nothing in common"), "{json}");
    }

    #[test]
    fn unchanged_paragraphs_are_unfolded() {
        let old = numbered(120);
        let mut new = old.clone();
        new[119] = "Another end.".into();
        let (old, new) = (old.join("\n\n"), new.join("\n\n"));
        let words = |fields: &[(&str, &str)]| offered(&old, &new, fields).1.words();
        let folded = words(&[]);
        assert!(folded.contains("119 paragraphs unchanged\n"), "{folded}");
        assert!(!folded.contains("the 7th ship"), "{folded}");
        let unfolded = words(&[("fold-0", "50")]);
        assert_eq!(unfolded.matches("Paragraph 50 ").count(), 2, "{unfolded}");
        assert_eq!(unfolded.matches("Paragraph 51 ").count(), 0, "{unfolded}");
        assert!(unfolded.contains("Show 50 more"), "{unfolded}");
        let all = words(&[("fold-0", "150")]);
        assert_eq!(all.matches("Paragraph 119 ").count(), 2, "{all}");
        assert!(!all.contains("more"), "{all}");
    }

    #[test]
    fn a_drawing_does_not_grow_with_the_text() {
        let old = numbered(900);
        let changed: Vec<String> = old.iter().map(|words| words.replace("the harbour", "a port")).collect();
        let drawn = |fields: &[(&str, &str)]| {
            let text = |paragraphs: &[String]| format!("News\n\n{}", paragraphs.join("\n\n"));
            offered(&text(&old), &text(&changed), fields).1
        };
        let words = drawn(&[]).words();
        assert_eq!(words.matches("a port").count(), SHOWN);
        assert!(words.contains("850 more changes. Show 200 more"), "{words}");
        let words = drawn(&[("shown", "800")]).words();
        assert_eq!(words.matches("a port").count(), 800);
        assert!(words.contains("100 more changes. Show 100 more"), "{words}");
        assert!(!drawn(&[("shown", "1000")]).words().contains("more"));
        // The same text as one paragraph.
        let one = offered(&old.join(" "), &changed.join(" "), &[]).1;
        assert!(one.to_json().len() < 150_000, "{}", one.to_json().len());
        let longer = |count: usize| {
            let old = old.join(" ").repeat(count);
            offered(&old, &old.replace("the harbour", "a port"), &[]).1
        };
        let words = longer(12).words();
        assert!(words.contains("rest omitted here") && words.contains("There is more. Show 200"));
        assert!(longer(12).to_json().len() < 1_000_000, "{}", longer(12).to_json().len());
        // And a single paragraph that is gone.
        let (_, gone) = offered(&format!("News\n\n{}\n\nEnd.", old.join(" ")), "News\n\nEnd.", &[]);
        assert!(gone.words().contains(" characters … "));
        assert!(gone.to_json().len() < 10_000, "{}", gone.to_json().len());
    }

    #[test]
    fn what_has_changed_is_shown_afterwards() {
        let old = "The weather is fine in the north.\n\n[The harbour is closed until spring.]\n\nA {museum} has opened.";
        let new = "The weather is fine in the north.\n\nThe harbour stays closed until May.\n\nA museum has opened.";
        let mut desk = desk(&project(old, None));
        let panel = Panel::new("changes", article_id().as_str());
        let words = |desk: &mut Desk| desk.draw_changes(&panel).expect("drawn").content.words();
        assert!(words(&mut desk).contains("has not been updated since"));
        let outcome = desk.offer_update(article_id(), version(new)).expect("offered");
        let before = desk.project.clone();
        let outcome = desk.apply_update(&outcome.panel[1]).expect("applied");
        assert!(words(&mut desk).contains("was undone"));
        let apply = |desk: &mut Desk, changes: Vec<Change>| {
            let changes = desk.project.in_order(changes);
            desk.project.apply_all(changes).expect("applies")
        };
        let changes = crate::format::panel::changes(&before, &outcome.entries);
        let inverse = apply(&mut desk, changes);
        expect![[r#"
            The weather is fine in the north.
            1 passage is placed, 1 needs review.
            1 paragraph changed, 2 unchanged.
            To review
            needs review Item aThe harbour is closed until spring.
            now The harbour stays closed until May.
            Show
            Before
            After
            The weather is fine in the north.
            The weather is fine in the north.
            The harbour is closed until spring.needs review
            The harbour stays closed until May.needs review
            A museum has opened.
            A museum has opened.
            Close
        "#]]
        .assert_eq(&words(&mut desk));
        // The reader goes on: one passage is deleted, and the text is changed once more.
        let id = before.annotations_of(&article_id()).next().expect("an annotation").id.clone();
        apply(&mut desk, vec![Change::Annotation(id, None)]);
        let mut article = Article::clone(desk.project.article(&article_id()).expect("the article"));
        article.text = Text::plain(&new.replace("fine", "bad"), Some("t")).0;
        apply(&mut desk, vec![Change::Article(article_id(), Some(Rc::new(article)))]);
        expect![[r#"
            The weather is fine in the north.
            1 passage was not found.
            2 paragraphs changed, 1 unchanged.
            To review
            not found Item bmuseum
            Before
            After
            The weather is fine in the north.
            The weather is bad in the north.
            The harbour is closed until spring.
            The harbour stays closed until May.
            A museumnot found has opened.
            A museum has opened.
            Close
        "#]]
        .assert_eq(&words(&mut desk));
        desk.project = before;
        assert!(words(&mut desk).contains("was undone"));
        assert!(!inverse.is_empty());
    }
}
