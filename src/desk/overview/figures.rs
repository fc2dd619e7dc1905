//! The charts of the overview, each with its numbers: what a mark stands for and what a row of the table says are one
//! entry.

use std::cmp::Reverse;

use super::Scope;
use crate::desk::chart::{Anchor, Chart, Fill, Mark, Shape, fitted, wide};
use crate::desk::library::titled;
use crate::desk::outline;
use crate::desk::passages::{named, number, shortened};
use crate::format::act::Act;
use crate::format::document::counted;
use crate::model::article_span::ArticleSpan;
use crate::model::overview::{Counted, Meeting, Overview, Row, Untagged};
use crate::model::project::{Colour, ItemId};

/// How wide charts are, except those that have more columns than fit: as wide as a dialog's inside on a telephone, so that
/// their text is as large there, and two or three beside each other in a wide window.
pub const WIDTH: f64 = 328.0;

/// How wide a chart is that stands alone in a wide window.
pub const ALONE: f64 = 760.0;

/// How many items a chart shows at most.
const ITEMS: usize = 200;

/// How many items the matrix shows at most.
const MATRIX: usize = 60;

/// How many characters of a stretch stand for it.
const QUOTED: usize = 60;

/// The size of most text.
const SIZE: f64 = 13.0;

/// The size of numbers in marks.
const SMALL: f64 = 12.0;

/// How much of an item's colour there is in what has a number on it, which is to be read.
const PART: f64 = 0.5;

/// A chart with its numbers.
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// How it is drawn.
    pub chart: Chart,
    /// What the columns of its table are called.
    pub columns: Vec<&'static str>,
    /// Its marks, which are the rows of its table.
    pub entries: Vec<Entry>,
    /// How many articles or stretches are left that could be shown, if some are.
    pub more: Option<usize>,
}

/// A mark of a chart, and a row of its table.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// What the row is called.
    pub name: String,
    /// What the mark is called, with its numbers.
    pub label: String,
    /// What a click does.
    pub act: Option<Act>,
    /// Whose colour it has.
    pub item: Option<ItemId>,
    /// What is in the further columns.
    pub cells: Vec<String>,
}

impl Entry {
    fn mark(&self, shapes: Vec<Shape>) -> Shape {
        let Entry { label, act, item, .. } = self.clone();
        Shape::Mark(Mark { label, act, item, shapes })
    }
}

/// What charts are made from.
pub struct Figures<'a> {
    scope: &'a Scope<'a>,
    overview: &'a Overview<'a>,
    /// How wide the charts are.
    width: f64,
    /// The number of each item in the agenda, as `2.1`.
    numbers: Vec<String>,
}

impl<'a> Figures<'a> {
    /// The charts of some articles, and what was counted in them.
    pub fn new(scope: &'a Scope<'a>, overview: &'a Overview<'a>, width: f64) -> Figures<'a> {
        let mut at: Vec<usize> = Vec::new();
        let numbers = overview.rows.iter().map(|row| {
            at.resize(row.depth + 1, 0);
            at[row.depth] += 1;
            at.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
        });
        Figures { scope, overview, width, numbers: numbers.collect() }
    }

    /// How much of the text each item has.
    pub fn shares(&self) -> Figure {
        let overview = self.overview;
        let (share, passages) = (self.share(overview.tagged), overview.passages);
        let label = format!("All items together: {}, {share} of the text", counted(passages, "passage"));
        let cells = vec![share.clone(), number(overview.tagged), number(passages)];
        let all = plain_entry("All items together", label, cells);
        let mut bars = vec![Bar { entry: all, amount: overview.tagged, colour: None, depth: 0 }];
        bars.extend(self.rows().map(|row| {
            let cells = vec![self.share(row.characters), number(row.characters), number(row.passages)];
            self.item_bar(row, row.characters, cells)
        }));
        let characters = number(overview.characters);
        let about = format!(
            "{share} of {characters} characters are tagged. A full bar would be all of the text. Overlapping words count \
             for each item."
        );
        let columns = vec!["Agenda item", "Share of the text", "Characters", "Passages"];
        self.bar_chart("Share of the text", about + &self.left_out(), columns, bars, overview.characters)
    }

    /// How many passages each item has.
    pub fn passages(&self) -> Figure {
        let overview = self.overview;
        let bar = |row: &Row<'_>| {
            let cells = vec![number(row.passages), self.share(row.characters)];
            self.item_bar(row, row.passages, cells)
        };
        let mut bars: Vec<Bar> = self.rows().map(bar).collect();
        if overview.plain > 0 {
            let label = format!("Without an item: {}", counted(overview.plain, "passage"));
            let entry = plain_entry("Without an item", label, vec![number(overview.plain), "–".to_owned()]);
            bars.push(Bar { entry, amount: overview.plain, colour: None, depth: 0 });
        }
        let passages = counted(overview.passages, "tagged passage");
        let about =
            format!("{passages}. One with several items counts for each. A full bar would be all of them.");
        let columns = vec!["Agenda item", "Passages", "Share of the text"];
        self.bar_chart("Passages", about + &self.left_out(), columns, bars, overview.passages)
    }

    /// The longest stretches that have no item, at most so many.
    pub fn untagged(&self, most: usize) -> Figure {
        let overview = self.overview;
        let (stretches, rest) = overview.untagged(most);
        let bars = stretches.iter().map(|stretch| self.stretch(stretch)).collect();
        let about = match stretches.len() + rest {
            0 => "Everything is tagged.".to_owned(),
            count => {
                let share = self.share(overview.characters - overview.tagged);
                let stretches =
                    if count == 1 { "1 stretch" } else { &format!("{} stretches", number(count)) };
                let more =
                    if rest > 0 { format!(" There are {} more.", number(rest)) } else { String::new() };
                format!(
                    "{share} of the text has no agenda item: {stretches}, the longest first. A full bar would be all of \
                     it.{more}"
                )
            }
        };
        let mut columns = vec!["Words without an item", "Characters"];
        columns.extend(self.is_of_several().then_some("Article"));
        let more = Some(rest).filter(|rest| *rest > 0);
        let whole = overview.characters - overview.tagged;
        Figure { more, ..self.bar_chart("Still untagged", about, columns, bars, whole) }
    }

    fn stretch(&self, stretch: &Untagged<'_>) -> Bar {
        let words = stretch.article.text.slice(stretch.span);
        let name = format!("“{}”", beginning(words));
        let mut cells = vec![number(stretch.characters)];
        let mut label = format!("{name}: {} characters", number(stretch.characters));
        if self.is_of_several() {
            let article = titled(stretch.article);
            label = format!("{label}, in “{article}”");
            cells.push(article.to_owned());
        }
        let act = Some(Act::Find(ArticleSpan::new(stretch.article, stretch.span)));
        let entry = Entry { name, label, act, item: None, cells };
        Bar { entry, amount: stretch.characters, colour: None, depth: 0 }
    }

    /// How many passages of each item there are in each article; those with most come first.
    pub fn by_article(&self, most: usize) -> Figure {
        let mut articles: Vec<&Counted<'_>> =
            self.overview.articles.iter().filter(|it| it.passages > 0).collect();
        articles.sort_by_key(|counted| Reverse(counted.passages));
        let without = self.overview.articles.len() - articles.len();
        let rest = articles.len().saturating_sub(most);
        articles.truncate(most);
        let (mut entries, mut shapes) = (Vec::new(), Vec::new());
        let tags = |it: &Counted<'_>| it.shares.iter().map(|share| share.passages).sum::<usize>();
        let longest = articles.iter().map(|it| tags(it)).max().unwrap_or(0);
        let mut y = 0.0;
        for counted in &articles {
            self.article_bar(counted, y, longest, &mut entries, &mut shapes);
            y += 50.0;
        }
        let height = self.legend(y + 4.0, &mut shapes);
        let without = match without {
            0 => String::new(),
            1 => " 1 article has none.".to_owned(),
            count => format!(" {} articles have none.", number(count)),
        };
        let about = format!(
            "Each part of a bar is an item’s passages in that article; one with several items counts for each.{without}"
        );
        let chart = chart("Passages by article", about, self.width, height, shapes);
        let columns = vec!["Article and item", "Passages"];
        Figure { name: "", chart, columns, entries, more: Some(rest).filter(|rest| *rest > 0) }
    }

    /// An article's title, and its bar below that, with a part for each item.
    fn article_bar(
        &self,
        article: &Counted<'_>,
        y: f64,
        longest: usize,
        entries: &mut Vec<Entry>,
        shapes: &mut Vec<Shape>,
    ) {
        let count = counted(article.passages, "passage");
        let title = titled(article.article);
        let room = self.width - wide(&count, SIZE) - 12.0;
        shapes.push(Shape::text(0.0, y + 14.0, SIZE, fitted(title, room, SIZE)));
        shapes.push(Shape::text(self.width, y + 14.0, SIZE, count).anchored(Anchor::End).soft());
        let mut x = 0.0;
        for share in &article.shares {
            let row = &self.overview.rows[share.row];
            let width = self.width * share.passages as f64 / longest as f64;
            let name = format!("{title}, {}", named(row.item));
            let label = format!("{name}: {}", counted(share.passages, "passage"));
            let about = format!("item:{} article:{}", row.item.id, article.article.id);
            let act = Some(Act::Panel(outline::PANEL.to_owned(), about));
            let cells = vec![number(share.passages)];
            let entry = Entry { name, label, act, item: Some(row.item.id.clone()), cells };
            // The parts stand apart by a hair, so that two of like colours are two.
            let mut drawn =
                vec![rect(x, y + 20.0, (width - 1.0).max(1.0), 20.0, Some(row.item.colour), PART)];
            let number = &self.numbers[share.row];
            if wide(number, SMALL) + 4.0 <= width {
                let middle = x + (width - 1.0) / 2.0;
                drawn.push(Shape::text(middle, y + 34.0, SMALL, number).anchored(Anchor::Middle));
            }
            shapes.push(entry.mark(drawn));
            entries.push(entry);
            x += width;
        }
    }

    /// Which number and colour is which item, in two columns. Returns where it ends.
    fn legend(&self, y: f64, shapes: &mut Vec<Shape>) -> f64 {
        const LINE: f64 = 22.0;
        let half = self.width / 2.0;
        let present: Vec<_> =
            self.overview.rows.iter().enumerate().filter(|(_, row)| row.passages > 0).take(ITEMS).collect();
        let lines = present.len().div_ceil(2);
        for (index, (place, row)) in present.into_iter().enumerate() {
            let (x, y) = ((index / lines) as f64 * half, y + (index % lines) as f64 * LINE);
            let label = self.numbered(place);
            let chip = rect(x, y + 3.0, 12.0, 12.0, Some(row.item.colour), PART);
            let text = Shape::text(x + 18.0, y + 14.0, SIZE - 1.0, fitted(&label, half - 26.0, SIZE - 1.0));
            let item = Some(row.item.id.clone());
            shapes.push(Shape::Mark(Mark { label, act: None, item, shapes: vec![chip, text] }));
        }
        y + lines as f64 * LINE
    }

    /// How often items meet: a matrix, of which the half below its diagonal is enough.
    pub fn together(&self, meeting: Meeting) -> Figure {
        let meetings = self.overview.meetings(meeting);
        let rows = &self.overview.rows;
        let mut present: Vec<usize> = (0..rows.len()).filter(|place| rows[*place].passages > 0).collect();
        present.sort_by_key(|place| Reverse(rows[*place].passages));
        let rest = present.len().saturating_sub(MATRIX);
        present.truncate(MATRIX);
        present.sort_unstable();
        let count = |one: usize, other: usize| meetings.get(&(one, other)).copied().unwrap_or(0);
        let mut cells = Vec::new();
        for (line, place) in present.iter().enumerate() {
            let met =
                present[..line].iter().enumerate().map(|(column, other)| (column, count(*other, *place)));
            let met = met.filter(|(_, count)| *count > 0);
            cells.extend(met.map(|(column, count)| Cell { line, column, count }));
        }
        let (what, rule) = match meeting {
            Meeting::Passage => (
                "passage",
                "Counts passages that have both items, or have one and overlap a passage with the other.",
            ),
            Meeting::Paragraph => ("paragraph", "Counts paragraphs in which both items have passages."),
        };
        let entries: Vec<Entry> = cells.iter().map(|cell| self.meeting_entry(&present, cell, what)).collect();
        let left_out = match rest {
            0 => String::new(),
            rest => format!(" Only the {MATRIX} items with the most passages are shown; {rest} are not."),
        };
        let about = if cells.is_empty() {
            format!("No two items occur in the same {what} yet.")
        } else {
            format!("{rule}{left_out}")
        };
        let chart = self.matrix(about, &present, &cells, &entries);
        let columns = vec!["Agenda items", if what == "passage" { "Passages" } else { "Paragraphs" }];
        let mut figure = Figure { name: "", chart, columns, entries, more: None };
        // A table is read from its top, and there those are looked for that meet most.
        let mut order: Vec<_> = cells.iter().map(|cell| Reverse(cell.count)).zip(figure.entries).collect();
        order.sort_by_key(|(count, _)| *count);
        figure.entries = order.into_iter().map(|(_, entry)| entry).collect();
        figure
    }

    fn meeting_entry(&self, present: &[usize], cell: &Cell, what: &str) -> Entry {
        let [one, other] = [cell.column, cell.line].map(|at| &self.overview.rows[present[at]].item);
        let name = format!("{} and {}", named(one), named(other));
        let label = format!("{name}: {}", counted(cell.count, what));
        let kind = if what == "passage" { "items" } else { "paragraph" };
        let act = self.outline(&format!("{kind}:{},{}", one.id, other.id));
        Entry { name, label, act: Some(act), item: None, cells: vec![number(cell.count)] }
    }

    fn matrix(&self, about: String, present: &[usize], cells: &[Cell], entries: &[Entry]) -> Chart {
        /// The line above the matrix, for the numbers of its columns.
        const HEAD: f64 = 20.0;
        let most = cells.iter().map(|cell| cell.count).max().unwrap_or(1);
        let numbers = present.iter().map(|place| wide(&self.numbers[*place], SMALL));
        let widest = numbers.chain([wide(&number(most), SMALL)]).fold(0.0, f64::max);
        let longest = present.iter().map(|place| wide(&self.numbered(*place), SIZE)).fold(0.0, f64::max);
        let names = (longest + 10.0).min(self.width * 0.42);
        let size = ((self.width - names) / present.len().max(1) as f64).clamp(22.0, 34.0).max(widest + 6.0);
        let at = |place: usize| place as f64 * size;
        let mut shapes = Vec::new();
        for (line, place) in present.iter().enumerate() {
            let row = &self.overview.rows[*place];
            let (y, label) = (HEAD + at(line), self.numbered(*place));
            let name = Shape::text(0.0, y + size / 2.0 + 4.5, SIZE, fitted(&label, names - 8.0, SIZE));
            let own = rect(names + at(line), y + 1.0, size - 1.0, size - 1.0, Some(row.item.colour), PART);
            let number =
                centred(names + at(line), HEAD / 2.0 - size / 2.0, size, &self.numbers[*place]).soft();
            let item = Some(row.item.id.clone());
            let named = Shape::Mark(Mark { label, act: None, item, shapes: vec![name, own, number] });
            if line > 0 {
                shapes.push(rect(names, y + 1.0, at(line) - 1.0, size - 1.0, None, 0.05));
            }
            shapes.push(named);
        }
        for (cell, entry) in cells.iter().zip(entries) {
            let (x, y) = (names + at(cell.column), HEAD + at(cell.line));
            let strength = 0.1 + 0.35 * cell.count as f64 / most as f64;
            let ground = rect(x, y + 1.0, size - 1.0, size - 1.0, None, strength);
            shapes.push(entry.mark(vec![ground, centred(x, y, size, &number(cell.count))]));
        }
        let width = (names + at(present.len())).max(self.width);
        chart("Items that occur together", about, width, HEAD + at(present.len()) + 1.0, shapes)
    }

    /// The order in which items are first mentioned, beside that of the agenda.
    pub fn order(&self) -> Figure {
        let rows = &self.overview.rows;
        let mentions = self.overview.mentions();
        let mut mentioned = vec![None; rows.len()];
        mentions.iter().enumerate().for_each(|(turn, place)| mentioned[*place] = Some(turn));
        let place_of = |place: usize| format!("{} of {} in the agenda", ordinal(place + 1), rows.len());
        let entry = |(place, row): (usize, &Row<'_>)| {
            let (said, cell, act) = match mentioned[place] {
                Some(turn) => {
                    let act = self.outline(&format!("item:{}", row.item.id));
                    (format!("mentioned {}", ordinal(turn + 1)), (turn + 1).to_string(), Some(act))
                }
                None => ("not mentioned".to_owned(), "–".to_owned(), None),
            };
            Entry {
                name: named(row.item).to_owned(),
                label: format!("{}: {}, {said}", named(row.item), place_of(place)),
                act,
                item: Some(row.item.id.clone()),
                cells: vec![(place + 1).to_string(), cell],
            }
        };
        let entries: Vec<Entry> = rows.iter().enumerate().take(ITEMS).map(entry).collect();
        let missing = rows.len() - mentions.len();
        let missing = match missing {
            0 => String::new(),
            1 => " 1 item is not mentioned.".to_owned(),
            count => format!(" {count} items are not mentioned."),
        };
        let about = format!(
            "Left: the agenda. Right: the order in which its items first appear in the text.{missing}{}",
            self.left_out()
        );
        let chart = self.slopes(about, &entries, &mentioned);
        let columns = vec!["Agenda item", "Place in the agenda", "First mention"];
        Figure { name: "", chart, columns, entries, more: None }
    }

    fn slopes(&self, about: String, entries: &[Entry], mentioned: &[Option<usize>]) -> Chart {
        const LINE: f64 = 26.0;
        let names = (self.width * 0.4).min(280.0);
        let right = self.width - names;
        let mut shapes = vec![
            Shape::text(0.0, 14.0, SIZE - 1.0, "In the agenda").bold().soft(),
            Shape::text(right, 14.0, SIZE - 1.0, "First mention").bold().soft(),
        ];
        let (known, missing): (Vec<usize>, Vec<usize>) =
            (0..entries.len()).partition(|place| mentioned[*place].is_some());
        // Of those that are shown, since there may be more than are.
        let mut turns = known.clone();
        turns.sort_by_key(|place| mentioned[*place]);
        for (turn, place) in turns.iter().enumerate() {
            let line = known.partition_point(|known| known < place);
            let [from, to] = [line, turn].map(|at| 34.0 + at as f64 * LINE);
            let colour = Some(self.overview.rows[*place].item.colour);
            let room = names - 14.0;
            let rank = mentioned[*place].map_or(0, |turn| turn + 1);
            let title = named(self.overview.rows[*place].item);
            let left = fitted(&self.numbered(*place), room, SIZE);
            let slope = Shape::Line { from: (names, from), to: (right - 14.0, to), thickness: 2.5, colour };
            shapes.push(entries[*place].mark(vec![
                hit(0.0, from - LINE / 2.0, names, LINE),
                hit(right - 14.0, to - LINE / 2.0, names + 14.0, LINE),
                slope,
                dot(names, from, colour),
                dot(right - 14.0, to, colour),
                Shape::text(0.0, from + 4.5, SIZE, left),
                Shape::text(right, to + 4.5, SIZE, fitted(&format!("{rank} {title}"), names, SIZE)),
            ]));
        }
        let mut y = 34.0 + known.len() as f64 * LINE;
        if !missing.is_empty() {
            shapes.push(Shape::text(0.0, y + 8.0, SIZE - 1.0, "Not mentioned").bold().soft());
            y += 28.0;
        }
        for place in missing {
            let text =
                Shape::text(0.0, y + 4.5, SIZE, fitted(&self.numbered(place), self.width, SIZE)).soft();
            shapes.push(entries[place].mark(vec![text]));
            y += LINE - 4.0;
        }
        chart("Order of first mention", about, self.width, y, shapes)
    }

    /// The items that are shown.
    fn rows(&self) -> impl Iterator<Item = &'a Row<'a>> {
        self.overview.rows.iter().take(ITEMS)
    }

    /// What is said if some are not.
    fn left_out(&self) -> String {
        match self.overview.rows.len() {
            count if count > ITEMS => format!(" The first {ITEMS} of {} items are shown.", number(count)),
            _ => String::new(),
        }
    }

    fn item_bar(&self, row: &Row<'_>, amount: usize, cells: Vec<String>) -> Bar {
        let title = named(row.item);
        let share = self.share(row.characters);
        let entry = Entry {
            name: title.to_owned(),
            label: format!("{title}: {}, {share} of the text", counted(row.passages, "passage")),
            act: Some(self.outline(&format!("item:{}", row.item.id))),
            item: Some(row.item.id.clone()),
            cells,
        };
        Bar { entry, amount, colour: Some(row.item.colour), depth: row.depth }
    }

    /// The passages of items in what was counted.
    fn outline(&self, items: &str) -> Act {
        let about = match self.scope.only {
            Some(article) => format!("{items} article:{}", article.id),
            None if self.is_of_several() => format!("{items} all"),
            None => items.to_owned(),
        };
        Act::Panel(outline::PANEL.to_owned(), about)
    }

    fn numbered(&self, place: usize) -> String {
        format!("{} {}", self.numbers[place], named(self.overview.rows[place].item))
    }

    fn share(&self, characters: usize) -> String {
        percent(characters, self.overview.characters)
    }

    fn is_of_several(&self) -> bool {
        self.overview.articles.len() > 1
    }
}

/// A pair of items that occur together, by their places in the matrix; the line is below the column.
struct Cell {
    line: usize,
    column: usize,
    count: usize,
}

/// A bar: the first cell of its entry stands at its end.
struct Bar {
    entry: Entry,
    amount: usize,
    colour: Option<Colour>,
    depth: usize,
}

/// An entry that is no item's.
fn plain_entry(name: &str, label: String, cells: Vec<String>) -> Entry {
    Entry { name: name.to_owned(), label, act: None, item: None, cells }
}

impl Figures<'_> {
    /// Bars below their names, each on a track that stands for all of something.
    fn bar_chart(
        &self,
        title: &str,
        about: String,
        columns: Vec<&'static str>,
        bars: Vec<Bar>,
        whole: usize,
    ) -> Figure {
        const LINE: f64 = 36.0;
        const INDENT: f64 = 14.0;
        const DEEPEST: usize = 5;
        // Bars begin where their names do, and are as long as they would be without that.
        let indent = |bar: &Bar| bar.depth.min(DEEPEST) as f64 * INDENT;
        let room = self.width - bars.iter().map(indent).fold(0.0, f64::max);
        let mut shapes = Vec::with_capacity(bars.len());
        for (index, bar) in bars.iter().enumerate() {
            let (x, y) = (indent(bar), index as f64 * LINE);
            let value = bar.entry.cells.first().map_or("", String::as_str);
            let name = fitted(&bar.entry.name, self.width - x - wide(value, SIZE) - 12.0, SIZE);
            let mut drawn = vec![
                hit(0.0, y, self.width, LINE - 2.0),
                Shape::text(x, y + 14.0, SIZE, name),
                Shape::text(self.width, y + 14.0, SIZE, value).anchored(Anchor::End).soft(),
                rect(x, y + 20.0, room, 8.0, None, 0.1),
            ];
            if bar.amount > 0 {
                let width = (room * bar.amount as f64 / whole.max(bar.amount) as f64).max(2.0);
                let opacity = if bar.colour.is_some() { 1.0 } else { 0.4 };
                drawn.push(rect(x, y + 20.0, width, 8.0, bar.colour, opacity));
            }
            shapes.push(bar.entry.mark(drawn));
        }
        let chart = chart(title, about, self.width, bars.len() as f64 * LINE, shapes);
        let entries = bars.into_iter().map(|bar| bar.entry).collect();
        Figure { name: "", chart, columns, entries, more: None }
    }
}

fn chart(title: &str, about: String, width: f64, height: f64, shapes: Vec<Shape>) -> Chart {
    Chart { title: title.to_owned(), about, width, height, shapes }
}

fn rect(x: f64, y: f64, width: f64, height: f64, colour: Option<Colour>, opacity: f64) -> Shape {
    Shape::Rect { x, y, width, height, radius: 2.0, fill: Fill::of(colour, opacity) }
}

/// Room that belongs to a mark and shows nothing.
fn hit(x: f64, y: f64, width: f64, height: f64) -> Shape {
    Shape::Rect { x, y, width, height, radius: 0.0, fill: Fill::NOTHING }
}

fn dot(x: f64, y: f64, colour: Option<Colour>) -> Shape {
    Shape::Rect { x: x - 4.0, y: y - 4.0, width: 8.0, height: 8.0, radius: 4.0, fill: Fill::of(colour, 1.0) }
}

/// A number in the middle of a square.
fn centred(x: f64, y: f64, size: f64, text: &str) -> Shape {
    Shape::text(x + (size - 1.0) / 2.0, y + size / 2.0 + 4.5, SMALL, text).anchored(Anchor::Middle)
}

/// The beginning of a text, on one line.
fn beginning(words: &str) -> String {
    let range = shortened(words, 0..words.len(), QUOTED);
    let rest = if range.end < words.len() { " …" } else { "" };
    words[range].split_whitespace().collect::<Vec<_>>().join(" ") + rest
}

/// A share, as `8.4 %`.
pub fn percent(part: usize, whole: usize) -> String {
    let tenths = (part * 1_000 + whole / 2).checked_div(whole).unwrap_or(0);
    match tenths {
        0 if part > 0 => "under 0.1 %".to_owned(),
        1_000 if part < whole => "over 99.9 %".to_owned(),
        0 | 1_000 => format!("{} %", tenths / 10),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// A number in a row, as `3rd`.
fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
