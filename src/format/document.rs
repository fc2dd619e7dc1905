//! Agenda document: what is put before a meeting. The agenda's items in order, each with what it is about, the passages
//! that were chosen as quotations with where they are from, and notes; then the articles.
//!
//! A [`Document`] is a value made of a project and a [`Choice`]; it has its words ready, so that those who write it
//! ([`markdown`], [`html`], [`docx`]) and the preview only say how a heading or a quotation looks in theirs.

pub mod docx;
pub mod html;
pub mod markdown;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::time;
use crate::model::anchor::Anchor;
use crate::model::paragraphs::{Paragraphs, points};
use crate::model::project::{
    Annotation, AnnotationId, Article, ArticleId, Colour, Direction, ItemId, Project, Time,
};
use crate::model::script::begins_right_to_left;
use crate::model::session::join;
use crate::model::table::{Slot, Table};
use crate::model::text::{Address, BlockKind, Marker, Span, Text, with_line_feeds};

/// Contentsto a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What it is called; [`UNTITLED`] if that is empty.
    pub title: String,
    /// The day that stands below the title, in words; may be empty.
    pub date: String,
    /// Whether items have their descriptions.
    pub descriptions: bool,
    /// Whether passages are quoted; else they are counted.
    pub quotations: bool,
    /// Whether passages that are quoted have their notes.
    pub notes: bool,
    /// Whether each item has a line for what is decided.
    pub decisions: bool,
    /// Whether passages without an item are there too, after the agenda.
    pub untagged: bool,
    /// Whether the articles are listed at the end.
    pub sources: bool,
    /// Items that are left out, with all that is below them.
    pub without_items: HashSet<ItemId>,
    /// Passages that are left out, each below one item, or where it stands without any.
    pub without_passages: HashSet<(Option<ItemId>, AnnotationId)>,
    /// Articles that are left out, with all their passages.
    pub without_articles: HashSet<ArticleId>,
    /// By how many minutes the reader's clocks were ahead of UTC when articles were opened, unless they showed UTC.
    pub offsets: HashMap<ArticleId, i32>,
}

/// What a document is called that was not given a title.
pub const UNTITLED: &str = "Agenda";

/// The heading above the passages that have no item.
pub const UNTAGGED: &str = "Other passages";

/// The heading above the articles.
pub const ARTICLES: &str = "Articles";

/// What stands before the line for what is decided.
pub const DECISION: &str = "Decision:";

/// What stands before a note.
pub const NOTE: &str = "Note:";

/// How many levels of items are told apart, as many as a word processor has headings. What is deeper stands on the last.
pub const LEVELS: usize = 9;

/// A document, with its words ready: without control characters, in lines that end where they are to end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// The day, in words; may be empty.
    pub date: String,
    /// How much there is in it, in words.
    pub summary: String,
    /// The items in order, a parent before its children.
    pub items: Vec<Item>,
    /// Passages without an item.
    pub untagged: Vec<Passage>,
    /// How many of them there are, in words, where that is to be said.
    pub untagged_count: Option<String>,
    /// Whether each item has a line for what is decided.
    pub decisions: bool,
    /// The articles that passages are from.
    pub articles: Vec<Source>,
}

/// An item of the agenda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its number among those that are in the document, as `2.1`; empty if it is left out.
    pub number: String,
    /// How many items are above it, less than [`LEVELS`].
    pub depth: usize,
    /// Its title.
    pub title: String,
    /// Its colour.
    pub colour: Colour,
    /// What becomes of it, if that is known.
    pub status: Option<String>,
    /// Who raised it, if that is known.
    pub raised_by: Option<String>,
    /// What it is about.
    pub description: Vec<Paragraph>,
    /// How many passages it has, in words, where that is to be said.
    pub count: Option<String>,
    /// Its passages, by article and in reading order.
    pub passages: Vec<Passage>,
    /// Whether it is in the document. One in which all are is what files are made of.
    pub is_in: bool,
}

/// A passage as a quotation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Its annotation.
    pub id: AnnotationId,
    /// What it says.
    pub quote: Vec<Paragraph>,
    /// The language of that, as a BCP 47 tag.
    pub language: Option<Rc<str>>,
    /// Which way it is written, if the article says so.
    pub direction: Option<Direction>,
    /// The article it is from, as the reference names it.
    pub article: Cited,
    /// Where in the article, in words.
    pub place: String,
    /// What the reader says of it.
    pub note: Vec<Paragraph>,
    /// Whether it is in the document.
    pub is_in: bool,
}

/// An article as the references to it name it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Cited {
    /// Not at all: it is the only one, and listed below.
    Only,
    /// By its number in the list of articles.
    Number(usize),
    /// By its title, where it is not listed.
    Title(String),
}

/// An article as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its number, if references have it.
    pub number: Option<usize>,
    /// What it is called.
    pub name: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Where it is from.
    pub origin: Option<Origin>,
    /// When it was published, or opened, in words.
    pub date: String,
}

/// Where an article is from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A place that can be gone to.
    Address(Address),
    /// A credit.
    Words(String),
}

/// A paragraph: lines, of which none has a line end in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paragraph {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether all white space in them counts.
    pub is_preformatted: bool,
    /// Marker of the list item that begins with it: a bullet or a number.
    pub marker: Option<Marker>,
    /// Cells of a table. The lines have them too, with bars between them.
    pub cells: Option<Cells>,
}

/// A part of a table: as many cells in each row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cells {
    /// What stands above the columns; nothing if the table does not say.
    pub head: Vec<String>,
    /// The rows below that.
    pub rows: Vec<Vec<Quoted>>,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quoted {
    /// Its words, on one line.
    pub words: String,
    /// Whether it is the header of its row.
    pub is_header: bool,
}

impl Paragraph {
    /// Lines that are no list item and no table.
    pub fn of_lines(lines: Vec<String>) -> Paragraph {
        Paragraph { lines, ..Paragraph::default() }
    }

    /// What stands before its first line, as `2.`; empty for bullets, which look otherwise in each format.
    pub fn number(&self) -> String {
        self.marker.and_then(Marker::label).unwrap_or_default()
    }
}

impl Default for Choice {
    /// Everything that belongs to the agenda, and no lines for decisions.
    fn default() -> Choice {
        Choice {
            title: String::new(),
            date: String::new(),
            descriptions: true,
            quotations: true,
            notes: true,
            decisions: false,
            untagged: false,
            sources: true,
            without_items: HashSet::new(),
            without_passages: HashSet::new(),
            without_articles: HashSet::new(),
            offsets: HashMap::new(),
        }
    }
}

impl Document {
    /// The document of a choice: what files are made of.
    pub fn new(project: &Project, choice: &Choice) -> Document {
        let mut document = Document::preview(project, choice);
        document.items.retain(|item| item.is_in);
        document.items.iter_mut().for_each(|item| item.passages.retain(|passage| passage.is_in));
        document.untagged.retain(|passage| passage.is_in);
        document
    }

    /// The document with what is left out, each marked as that, so that it can be taken in again. Passages of articles
    /// that are left out are not in it.
    pub fn preview(project: &Project, choice: &Choice) -> Document {
        let mut gathered = Gathered::new(project, choice);
        gathered.list();
        let mut items = gathered.items();
        let mut untagged = if choice.untagged { gathered.passages(None, true) } else { Vec::new() };
        let untagged_count = gathered.in_numbers(&untagged).filter(|_| !choice.quotations);
        let sources = gathered.sources();
        let summary = gathered.summary(items.iter().filter(|item| item.is_in).count());
        if !choice.quotations {
            items.iter_mut().for_each(|item| item.passages.clear());
            untagged.clear();
        }
        Document {
            title: Some(one_line(&choice.title))
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| UNTITLED.to_owned()),
            date: one_line(&choice.date),
            summary,
            items,
            untagged,
            untagged_count,
            decisions: choice.decisions,
            articles: sources,
        }
    }

    /// The name of a file for it, without what comes after the dot.
    pub fn file_name(&self) -> String {
        let name = file_name(&self.title);
        if name.is_empty() { UNTITLED.to_lowercase() } else { name }
    }
}

/// A title as the name of a file, without an ending: its first words in lower case, as many as are no longer than 60
/// characters; empty if it has none.
pub fn file_name(title: &str) -> String {
    const LONGEST: usize = 60;
    let mut name = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if !name.is_empty() {
            if name.chars().count() + 1 + word.chars().count() > LONGEST {
                break;
            }
            name.push('-');
        }
        name.extend(word.chars().take(LONGEST));
    }
    name
}

impl Item {
    /// What is known of it besides its title, in words: what becomes of it, and who raised it.
    pub fn particulars(&self) -> Vec<(&'static str, &str)> {
        let status = self.status.as_deref().map(|status| ("Status:", status));
        let raised_by = self.raised_by.as_deref().map(|name| ("Raised by:", name));
        status.into_iter().chain(raised_by).collect()
    }
}

/// The passages of a project that are to be in a document, by item.
struct Gathered<'a> {
    project: &'a Project,
    choice: &'a Choice,
    articles: Vec<Known<'a>>,
    /// The places of the articles that are listed, in order.
    listed: Vec<usize>,
    /// Whether all passages that are in the document are of one article, which is listed.
    is_one: bool,
    /// By item, `None` for those without one: the places of articles, beyond the last for an unknown one.
    passages: HashMap<Option<&'a ItemId>, Vec<(usize, Rc<Annotation>)>>,
}

/// An article as references to it need it.
struct Known<'a> {
    article: &'a Article,
    name: String,
    paragraphs: Paragraphs,
    /// Tables that were quoted from, with their blocks.
    tables: RefCell<Vec<(Range<usize>, Rc<Table>)>>,
}

impl<'a> Gathered<'a> {
    fn new(project: &'a Project, choice: &'a Choice) -> Gathered<'a> {
        let mut names = HashMap::new();
        let articles =
            project.articles().into_iter().map(|article| Known::new(article, &mut names)).collect();
        let mut gathered = Gathered {
            project,
            choice,
            articles,
            listed: Vec::new(),
            is_one: false,
            passages: HashMap::new(),
        };
        for place in 0..gathered.articles.len() {
            let id = &gathered.articles[place].article.id;
            if !choice.without_articles.contains(id) {
                project.annotations_of(id).for_each(|annotation| gathered.add(place, annotation));
            }
        }
        let nowhere = gathered.articles.len();
        let is_lost = |annotation: &&Rc<Annotation>| project.article(&annotation.article).is_none();
        project.annotations().filter(is_lost).for_each(|annotation| gathered.add(nowhere, annotation));
        gathered
    }

    fn add(&mut self, place: usize, annotation: &'a Rc<Annotation>) {
        let mut items = annotation.items.iter().filter(|item| self.project.item(item).is_some()).peekable();
        if items.peek().is_none() {
            self.put(None, place, annotation);
        }
        for item in items {
            self.put(Some(item), place, annotation);
        }
    }

    /// Adds a passage to those of an item. One on the same words as another is that one, with the notes of both.
    fn put(&mut self, item: Option<&'a ItemId>, place: usize, annotation: &Rc<Annotation>) {
        let found = self.passages.entry(item).or_default();
        let span = annotation.anchor.span();
        let near = found.iter_mut().rev().take_while(|(at, it)| *at == place && it.anchor.span() == span);
        let is_same = |it: &Annotation| it.anchor.is_placed() && annotation.anchor.is_placed();
        match { near }.find(|(_, it)| is_same(it)) {
            Some((_, known)) => *known = Rc::new(join(Annotation::clone(known), annotation)),
            None => found.push((place, annotation.clone())),
        }
    }

    fn items(&self) -> Vec<Item> {
        let mut numbers = [0_usize; LEVELS];
        // The depth of the item that is left out with all below it.
        let mut out: Option<usize> = None;
        let agenda = self.project.agenda();
        let mut items = Vec::with_capacity(agenda.len());
        for (index, (depth, item)) in agenda.iter().enumerate() {
            out = out.filter(|above| depth > above);
            if out.is_none() && self.choice.without_items.contains(&item.id) {
                out = Some(*depth);
            }
            let is_in = out.is_none();
            let level = (*depth).min(LEVELS - 1);
            if is_in {
                numbers[level] += 1;
                numbers[level + 1..].fill(0);
            }
            let number = numbers[..=level].iter().map(usize::to_string).collect::<Vec<_>>().join(".");
            let passages = self.passages(Some(&item.id), is_in);
            let has_children = agenda.get(index + 1).is_some_and(|(next, _)| next > depth);
            let words = |field: &Option<Rc<str>>| field.as_deref().map(one_line).filter(|it| !it.is_empty());
            let title = Some(one_line(&item.title)).filter(|title| !title.is_empty());
            let description =
                if self.choice.descriptions { paragraphs(&item.description) } else { Vec::new() };
            items.push(Item {
                id: item.id.clone(),
                number: if is_in { number } else { String::new() },
                depth: level,
                title: title.unwrap_or_else(|| "Untitled".to_owned()),
                colour: item.colour,
                status: words(&item.status),
                raised_by: words(&item.raised_by),
                description,
                count: self.count(&item.id, &passages, has_children),
                passages,
                is_in,
            });
        }
        items
    }

    /// How many passages an item has, where that is to be said: where they are not quoted, or where there is none.
    fn count(&self, item: &ItemId, passages: &[Passage], has_children: bool) -> Option<String> {
        let has_none = !has_children && self.project.tagged_with(item).next().is_none();
        let none = has_none.then(|| "No passage is tagged with this.".to_owned());
        if self.choice.quotations { none } else { self.in_numbers(passages).or(none) }
    }

    /// How many of the passages are in the document, in words; `None` if none is.
    fn in_numbers(&self, passages: &[Passage]) -> Option<String> {
        let kept: Vec<_> = passages.iter().filter(|it| it.is_in).map(|it| &it.article).collect();
        let articles: HashSet<&Cited> = kept.iter().copied().collect();
        let words =
            || format!("{} from {}.", counted(kept.len(), "passage"), counted(articles.len(), "article"));
        (!kept.is_empty()).then(words)
    }

    /// The passages of an item, or those without one.
    fn passages(&self, item: Option<&ItemId>, is_in: bool) -> Vec<Passage> {
        let Some(found) = self.passages.get(&item) else { return Vec::new() };
        let passage = |(place, annotation): &(usize, Rc<Annotation>)| {
            let is_in = is_in && self.has(item, annotation);
            let passage = bare_passage(annotation, self.cited(*place), self.choice, is_in);
            match self.articles.get(*place) {
                Some(known) => known.passage(annotation, passage),
                None => passage,
            }
        };
        found.iter().map(passage).collect()
    }

    fn has(&self, item: Option<&ItemId>, annotation: &Annotation) -> bool {
        let out = &self.choice.without_passages;
        out.is_empty() || !out.contains(&(item.cloned(), annotation.id.clone()))
    }

    /// The places of the articles and the annotations of all passages that are in the document.
    fn kept(&self) -> impl Iterator<Item = (usize, &Annotation)> {
        let mut out = HashSet::new();
        for (depth, item) in self.project.agenda() {
            let is_out = self.choice.without_items.contains(&item.id)
                || depth > 0 && self.project.parent_of(item).is_some_and(|parent| out.contains(parent));
            if is_out {
                out.insert(item.id.clone());
            }
        }
        let untagged = self.choice.untagged;
        self.passages.iter().flat_map(move |(item, found)| {
            let is_in = item.map_or(untagged, |item| !out.contains(item));
            let found = found.iter().filter(move |_| is_in);
            let found = found.filter(move |(_, annotation)| self.has(*item, annotation));
            found.map(|(place, annotation)| (*place, &**annotation))
        })
    }

    /// Finds which articles are listed, if any are to be.
    fn list(&mut self) {
        if !self.choice.sources {
            return;
        }
        let mut places: Vec<usize> = self.kept().map(|(place, _)| place).collect();
        places.sort_unstable();
        places.dedup();
        let all = places.len();
        places.retain(|place| *place < self.articles.len());
        self.is_one = all == 1 && places.len() == 1;
        self.listed = places;
    }

    /// The number of an article in the list, from 1; `None` if it is not listed.
    fn number(&self, place: usize) -> Option<usize> {
        self.listed.binary_search(&place).ok().map(|index| index + 1)
    }

    /// The article at a place as references name it.
    fn cited(&self, place: usize) -> Cited {
        match (self.number(place), self.articles.get(place)) {
            (Some(_), _) if self.is_one => Cited::Only,
            (Some(number), _) => Cited::Number(number),
            (None, Some(known)) => Cited::Title(known.name.clone()),
            (None, None) => Cited::Title("A deleted article".to_owned()),
        }
    }

    fn sources(&self) -> Vec<Source> {
        let number = |place: usize| self.number(place).filter(|_| !self.is_one);
        let source = |place: &usize| self.articles[*place].source(number(*place), self.choice);
        self.listed.iter().map(source).collect()
    }

    fn summary(&self, items: usize) -> String {
        let (articles, passages): (HashSet<_>, HashSet<_>) =
            self.kept().map(|(_, annotation)| (&annotation.article, words_of(annotation))).unzip();
        let items = counted(items, "item");
        match passages.len() {
            0 => items,
            count => {
                format!("{items}, {} from {}", counted(count, "passage"), counted(articles.len(), "article"))
            }
        }
    }
}

impl<'a> Known<'a> {
    /// An article, which is called by its title; the second of a title is called so.
    fn new(article: &'a Article, names: &mut HashMap<String, usize>) -> Known<'a> {
        let title = one_line(&article.title);
        let title = if title.is_empty() { "Untitled article".to_owned() } else { title };
        let count = names.entry(title.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { title } else { format!("{title} ({count})") };
        let paragraphs = Paragraphs::of(&article.text);
        Known { article, name, paragraphs, tables: RefCell::default() }
    }

    /// A passage with what it says in this article, and where.
    fn passage(&self, annotation: &Annotation, passage: Passage) -> Passage {
        let (quote, place) = match &annotation.anchor {
            Anchor::Placed { span } => (self.quotation(*span), self.place(*span)),
            Anchor::NeedsReview { span, quote } => {
                (paragraphs(&quote.exact), format!("perhaps {}; needs review", self.place(*span)))
            }
            Anchor::Orphaned { quote } => (paragraphs(&quote.exact), "no longer in the text".to_owned()),
        };
        Passage {
            quote,
            place,
            language: self.article.language.clone().filter(|tag| is_language(tag)),
            direction: self.article.direction,
            ..passage
        }
    }

    /// Where a span is, in words: the paragraph, with the numbers that the text gives its points, or the row and column
    /// of a table.
    fn place(&self, span: Span) -> String {
        let text = &self.article.text;
        let blocks = text.blocks_of(span);
        let mut place = self.paragraphs.place(&blocks).in_short();
        if let Some(points) = points(text, &blocks) {
            place.push_str(&format!(", {points}"));
        }
        if let Some(table) = self.table(blocks.start)
            && let Some((row, slot)) = table.find(blocks.start)
            && slot.blocks.end >= blocks.end
        {
            let (beside, above) = table.headers(row, slot);
            for (what, headers, number) in
                [("row", beside, row + 1), ("column", above, usize::from(slot.column) + 1)]
            {
                let words: Vec<String> =
                    headers.into_iter().map(|header| cell_words(text, header, None)).collect();
                match words.is_empty() {
                    // In a head its own words say where it is.
                    true if slot.header.is_some() => {}
                    true => place.push_str(&format!(", {what} {number}")),
                    false => place.push_str(&format!(", {what} “{}”", words.join(", "))),
                }
            }
        }
        place
    }

    /// The table that a block is in.
    fn table(&self, block: usize) -> Option<Rc<Table>> {
        let text = &self.article.text;
        text.blocks().get(block)?.cell?;
        let mut tables = self.tables.borrow_mut();
        let known = tables.iter().find(|(blocks, _)| blocks.contains(&block));
        if let Some((_, table)) = known {
            return Some(table.clone());
        }
        let blocks = text.table_of(block)?;
        let table = Rc::new(Table::new(text, blocks.clone()));
        tables.push((blocks, table.clone()));
        Some(table)
    }

    /// What a span of the text says: a paragraph for each block, and one for cells of a table.
    fn quotation(&self, span: Span) -> Vec<Paragraph> {
        let text = &self.article.text;
        let mut found = Vec::new();
        let blocks = text.blocks_of(span);
        let mut at = blocks.start;
        while at < blocks.end {
            let end = text.table_of(at).map_or(at + 1, |table| table.end.min(blocks.end));
            let cells = self.table(at).and_then(|table| cells(text, span, &table, at..end));
            match cells {
                Some(cells) => found.push(cells.into_paragraph()),
                None => found.extend((at..end).filter_map(|block| quoted_block(text, span, block))),
            }
            at = end;
        }
        if found.is_empty() { paragraphs(text.slice(span)) } else { found }
    }

    fn source(&self, number: Option<usize>, choice: &Choice) -> Source {
        let article = self.article;
        let origin = article.source.as_deref().map(one_line).filter(|source| !source.is_empty());
        let origin =
            origin.map(|source| Address::new(&source).map_or(Origin::Words(source), Origin::Address));
        let byline = article.byline.as_deref().map(one_line).filter(|byline| !byline.is_empty());
        let date = match &article.published {
            Some(published) => format!("published {}", time::shown(published.day())),
            None => {
                let offset = choice.offsets.get(&article.id).copied().unwrap_or_default();
                let there = Time(article.created.0.saturating_add(i64::from(offset) * 60_000));
                format!("opened {}", time::day(there))
            }
        };
        Source { number, name: self.name.clone(), byline, origin, date }
    }
}

/// What a passage is counted by: its words, or where it has no place, itself.
fn words_of(annotation: &Annotation) -> (&ArticleId, Result<Span, &AnnotationId>) {
    let span = annotation.anchor.span().filter(|_| annotation.anchor.is_placed());
    (&annotation.article, span.ok_or(&annotation.id))
}

/// A passage with what is known of it without its article.
fn bare_passage(annotation: &Annotation, article: Cited, choice: &Choice, is_in: bool) -> Passage {
    let note = if choice.notes { paragraphs(&annotation.note) } else { Vec::new() };
    Passage {
        id: annotation.id.clone(),
        quote: paragraphs(&annotation.anchor.quote(None).exact),
        language: None,
        direction: None,
        article,
        place: String::new(),
        note,
        is_in,
    }
}

/// What a span has of a block, as a paragraph; `None` if that is nothing but white space. Line ends within a block are the
/// author's.
fn quoted_block(text: &Text, span: Span, index: usize) -> Option<Paragraph> {
    let block = &text.blocks()[index];
    let part = span.intersection(block.span)?;
    let words = with_line_feeds(text.slice(part));
    let is_preformatted = block.kind == BlockKind::Preformatted;
    let lines: Vec<String> = match is_preformatted {
        true => words.split('\n').map(plain_line).collect(),
        false => words.split(LINE_ENDS).map(one_line).filter(|line| !line.is_empty()).collect(),
    };
    let is_blank = lines.iter().all(|line| line.trim().is_empty());
    // What begins in the middle of an item is none.
    let begins = part.start() == block.span.start() && block.is_listed();
    let marker =
        Some(block.marker).filter(|marker| begins && !matches!(marker, Marker::None | Marker::Continues));
    (!is_blank).then_some(Paragraph { lines, is_preformatted, marker, cells: None })
}

/// What ends a line of plain text.
const LINE_ENDS: [char; 5] = ['\n', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}'];

/// What a span has of the blocks of a table, with the headers that say what it is; `None` if that is a single cell.
fn cells(text: &Text, span: Span, table: &Table, blocks: Range<usize>) -> Option<Cells> {
    let (first, slot) = table.find(blocks.start)?;
    if slot.blocks.end >= blocks.end {
        return None;
    }
    let (last, _) = table.find(blocks.end - 1)?;
    // The head of the table is the head of the quotation.
    let first = if first < table.heads && table.heads <= last { table.heads } else { first };
    let is_quoted = |slot: &Slot| slot.blocks.start < blocks.end && blocks.start < slot.blocks.end;
    let mut columns: Vec<u16> = Vec::new();
    let mut beside: Vec<Vec<&Slot>> = Vec::new();
    for (at, row) in table.rows.iter().enumerate().take(last + 1).skip(first) {
        let mut quoted = row.cells.iter().filter(|slot| is_quoted(slot));
        columns.extend(quoted.clone().map(|slot| slot.column));
        let headers = quoted.next_back().map_or_else(Vec::new, |slot| table.headers(at, slot).0);
        columns.extend(headers.iter().map(|header| header.column));
        beside.push(headers);
    }
    columns.sort_unstable();
    columns.dedup();
    let place = |column: u16| columns.binary_search(&column).ok();
    let mut rows = Vec::new();
    for (row, headers) in table.rows[first..=last].iter().zip(beside) {
        let mut drawn = vec![Quoted { words: String::new(), is_header: false }; columns.len()];
        for header in headers {
            if let Some(place) = place(header.column) {
                drawn[place] = Quoted { words: cell_words(text, header, None), is_header: true };
            }
        }
        for slot in row.cells.iter().filter(|slot| is_quoted(slot)) {
            if let Some(place) = place(slot.column) {
                let is_header = slot.header.is_some();
                drawn[place] = Quoted { words: cell_words(text, slot, Some(span)), is_header };
            }
        }
        rows.push(drawn);
    }
    let head = columns.iter().map(|column| {
        let at = Slot { column: *column, columns: 1, rows: 1, blocks: 0..0, header: None };
        let above = table.headers(first, &at).1;
        above.into_iter().map(|header| cell_words(text, header, None)).collect::<Vec<_>>().join(", ")
    });
    let head: Vec<String> = head.collect();
    let head = if head.iter().all(String::is_empty) { Vec::new() } else { head };
    Some(Cells { head, rows })
}

/// The words of a cell on one line, or what a span has of them.
fn cell_words(text: &Text, slot: &Slot, span: Option<Span>) -> String {
    let blocks = text.blocks()[slot.blocks.clone()].iter();
    let words = blocks.filter_map(|block| {
        let part = span.map_or(Some(block.span), |span| span.intersection(block.span))?;
        let marker = block.marker.label().filter(|_| part.start() == block.span.start());
        let gap = if marker.is_some() { " " } else { "" };
        Some(format!("{}{gap}{}", marker.unwrap_or_default(), text.slice(part)))
    });
    one_line(&words.collect::<Vec<_>>().join(" "))
}

impl Cells {
    fn into_paragraph(self) -> Paragraph {
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| cell.words.as_str()).collect());
        let head =
            Some(self.head.iter().map(String::as_str).collect()).filter(|head: &Vec<_>| !head.is_empty());
        let lines = head.into_iter().chain(rows).map(|row: Vec<&str>| row.join(" | "));
        Paragraph { lines: lines.collect(), cells: Some(self), ..Paragraph::default() }
    }
}

/// Paragraphs of what somebody wrote, which blank lines part; other line ends stay.
fn paragraphs(words: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for line in with_line_feeds(words).split('\n') {
        let line = one_line(line);
        if line.is_empty() {
            is_open = false;
            continue;
        }
        match found.last_mut().filter(|_| is_open) {
            Some(paragraph) => paragraph.lines.push(line),
            None => found.push(Paragraph::of_lines(vec![line])),
        }
        is_open = true;
    }
    found
}

/// Words on one line, with one space where there is white space, but for spaces that do not break between words.
fn one_line(words: &str) -> String {
    let parts = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    let mut line = String::with_capacity(words.len());
    for word in words.split(parts) {
        let start = line.len();
        if start > 0 {
            line.push(' ');
        }
        let gap = line.len();
        line.extend(word.chars().filter(|c| is_plain(*c)));
        if line.len() == gap {
            line.truncate(start);
        }
    }
    let mut line = line.trim().to_owned();
    close_directions(&mut line);
    line
}

/// A line as it is, with spaces for tabs.
fn plain_line(words: &str) -> String {
    let mut line: String = words.trim_end().replace('\t', "    ").chars().filter(|c| is_plain(*c)).collect();
    close_directions(&mut line);
    line
}

/// Whether a character may stand in a document: XML 1.0 knows no others, and control characters are not read.
fn is_plain(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}')
}

/// Closes what sets the direction of what follows, so that it does not reach beyond its line (Unicode, UAX #9, 2.1 to 2.5).
fn close_directions(line: &mut String) {
    let mut open = Vec::new();
    for character in line.chars() {
        match character {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.last() == Some(&character) => drop(open.pop()),
            _ => {}
        }
    }
    line.extend(open.into_iter().rev());
}

/// Whether a language tag has only what such tags have.
fn is_language(tag: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !tag.is_empty() && tag.len() <= 35 && tag.bytes().all(letter)
}

/// Which way words are written: as the first letter that has a direction (Unicode, UAX #9, rule P2).
pub fn direction_of(words: &str) -> Direction {
    if begins_right_to_left(words) { Direction::Rtl } else { Direction::Ltr }
}

/// So many of something.
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
pub(crate) mod tests;
