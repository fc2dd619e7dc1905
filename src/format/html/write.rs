//! The article's elements as blocks and inlines, without what pages put between them.

use super::content::Content;
use super::structure::{Grid, List, marker_of, word_label};
use super::told::Told;
use super::tree::{Element, Id, Tree, What};
use super::{Page, heading_level, is_block, layout, lists, property};
use crate::format::address::Base;
use crate::format::flow::{Flow, Style};
use crate::format::left_out::Part;
use crate::model::text::{BlockKind, InlineKind, Marker, Text};

/// The article under its title, and what of it is left out that may be missed; `None` if it has no words.
pub fn article(tree: &Tree, content: &Content, page: &Page, base: &Base) -> Option<(Text, Vec<Part>)> {
    // A page that has nothing but what is usually left out is left whole.
    [true, false].into_iter().find_map(|strict| {
        let mut writer = Writer::new(tree, content, base);
        writer.strict = strict;
        writer.title(page);
        let titled = writer.flow.count();
        writer.head();
        writer.body();
        writer.drop_bare_heading();
        writer.beside();
        writer.flow.end();
        (writer.flow.count() > titled).then(|| (writer.flow.finish(), writer.left_out))
    })
}

/// All that can be drawn; `None` if that has no words.
pub fn everything(tree: &Tree, content: &Content, base: &Base) -> Option<Text> {
    let mut writer = Writer::new(tree, content, base);
    writer.body();
    writer.flow.end();
    (writer.flow.count() > 0).then(|| writer.flow.finish())
}

/// All that can be drawn, put to what there is already.
pub fn append(tree: &Tree, content: &Content, base: &Base, flow: &mut Flow) {
    let mut writer = Writer::new(tree, content, base);
    std::mem::swap(&mut writer.flow, flow);
    writer.body();
    writer.flow.end();
    std::mem::swap(&mut writer.flow, flow);
}

struct Writer<'a> {
    tree: &'a Tree,
    content: &'a Content,
    base: &'a Base,
    flow: Flow,
    /// Whether what is not the article's is left out.
    strict: bool,
    /// What is known of the article already.
    told: Told,
    /// The last place of the row that holds a sentence.
    last_said: usize,
    /// How much was written in paragraphs.
    written: usize,
    /// Whether the text has begun: what says who wrote it and when stands before.
    begun: bool,
    /// Whether a line that promises links was left out, and they come next.
    promised: bool,
    /// How many blocks there were when something was left out right after a heading.
    bare_heading: Option<usize>,
    /// What is open, each within the one before.
    open: Vec<Open>,
    /// The lists that are open.
    lists: Vec<List>,
    /// The table of data that is open: there is none within one.
    grid: Grid,
    /// The last marker on each level of Word's lists.
    word_markers: Vec<Option<Marker>>,
    /// What is left out that may be missed.
    left_out: Vec<Part>,
    /// Whether such a part is being written, so that what is left out is taken.
    takes_all: bool,
}

/// An element whose content is being written.
struct Open {
    end: usize,
    style: Style,
    /// How many lists it is in.
    depth: u8,
    /// How many inlines it opened.
    inlines: u8,
    /// Whether a block of its own ends with it.
    is_block: bool,
    closing_quote: bool,
    /// Whether it is in a table of data, and where there.
    table: Table,
    /// What else ends with it.
    ends: Ends,
}

/// Where in a table of data something is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    /// In none.
    None,
    /// Between its cells.
    Between,
    /// In a cell.
    Cell,
}

/// What ends with an element besides its block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    List,
    Item,
    Cell,
}

impl<'a> Writer<'a> {
    fn new(tree: &'a Tree, content: &'a Content, base: &'a Base) -> Self {
        let says = |place: &usize| !content.row[*place].out && content.row[*place].sentences > 0;
        Writer {
            tree,
            content,
            base,
            flow: Flow::default(),
            strict: false,
            told: Told::default(),
            last_said: content.body.clone().rev().find(says).unwrap_or(0),
            written: 0,
            begun: false,
            promised: false,
            bare_heading: None,
            open: Vec::new(),
            lists: Vec::new(),
            grid: Grid::default(),
            word_markers: Vec::new(),
            left_out: Vec::new(),
            takes_all: false,
        }
    }

    /// Begins with the title.
    fn title(&mut self, page: &Page) {
        self.told = Told::of(page, self.tree, self.content);
        self.flow.begin(Style { kind: BlockKind::Heading, level: 1, keeps_space: false });
        self.flow.words(&page.title);
        self.flow.end();
    }

    /// Writes what belongs to the article between its title and its text: a summary, and the words under a picture.
    fn head(&mut self) {
        let Some(head) = self.content.head else { return };
        let row = &self.content.row;
        let mut place = row[head].end;
        while place < self.content.body.start {
            let entry = &row[place];
            let element = self.tree.element(entry.node);
            let whole = entry.end <= self.content.body.start;
            let kind = element.filter(|_| whole && !entry.out).and_then(|element| {
                let summary = self.is_summary(element, place);
                if element.name() == "figcaption" {
                    Some(BlockKind::Caption)
                } else {
                    summary.then_some(BlockKind::Standfirst)
                }
            });
            if let Some(kind) = kind {
                let style = Style { kind, level: 0, keeps_space: false };
                self.flow.end();
                self.flow.caption_of(layout::subject_of(self.tree, entry.node));
                self.flow.begin(style);
                self.open.push(Open::new(entry.end, style));
                self.range(place + 1..entry.end);
                self.leave(usize::MAX);
                self.flow.end();
                place = entry.end;
            } else {
                place = if whole { self.keep_said(place) } else { place + 1 };
            }
        }
    }

    /// Whether an element is the summary above the text: it is named so, or stands with the title.
    fn is_summary(&self, element: &Element, place: usize) -> bool {
        const LONGEST: usize = 600;
        let row = &self.content.row;
        let entry = &row[place];
        let is_text = is_block(element.name()) && (12..=LONGEST).contains(&entry.text) && !entry.is_linked();
        if !is_text || lists::is_named(element, lists::META) {
            return false;
        }
        let named = lists::is_named(element, lists::STANDFIRST)
            || super::particulars::has_word(element.get("itemprop"), "description")
            || element.get("role") == Some("doc-subtitle");
        let holder = self.tree.element(row[entry.parent].node).map_or("", Element::name);
        let with_title = matches!(holder, "header" | "hgroup")
            && self.content.head.is_some_and(|head| head > entry.parent);
        named || (with_title && matches!(element.name(), "p" | "h2") && !self.is_meta(element, place))
    }

    fn body(&mut self) {
        self.range(self.content.body.clone());
        self.leave(usize::MAX);
    }

    /// Writes a part of the row.
    fn range(&mut self, range: std::ops::Range<usize>) {
        let mut place = range.start;
        while place < range.end {
            self.leave(place);
            if let Some(end) = self.told_line(place) {
                place = end;
                continue;
            }
            let entry = &self.content.row[place];
            let promised = self.promised;
            place = match self.tree.what(entry.node) {
                _ if entry.out && !self.takes_all => {
                    if entry.doubt {
                        self.keep_left_out(place);
                    }
                    entry.end
                }
                What::Text(words) => {
                    self.flow.words(words);
                    if self.around().0.kind == BlockKind::Paragraph {
                        self.written += words.trim().len();
                    }
                    self.begun |= self.written > 120;
                    entry.end
                }
                What::Element(element) if self.is_title(element, place) => entry.end,
                What::Element(element)
                    if self.strict && self.around().2 == Table::None && self.is_left_out(element, place) =>
                {
                    // Between what the author says, it may be the author's.
                    let known = !self.begun && self.is_meta(element, place);
                    let says = entry.says() || entry.links >= 3;
                    if says && !known && !promised && !self.promised && place < self.last_said {
                        self.keep_left_out(place);
                    }
                    self.note_left_out();
                    entry.end
                }
                What::Element(element) => {
                    self.enter(element, place);
                    place + 1
                }
                What::Other => place + 1,
            };
        }
    }

    /// Leaves the elements that end before a place.
    fn leave(&mut self, place: usize) {
        while let Some(open) = self.open.pop_if(|open| open.end <= place) {
            if open.closing_quote {
                self.flow.words("”");
            }
            (0..open.inlines).for_each(|_| self.flow.close());
            match open.ends {
                Ends::Nothing => {}
                Ends::List => drop(self.lists.pop()),
                Ends::Item => self.flow.end_item(),
                Ends::Cell => self.flow.enter_cell(None),
            }
            if open.is_block {
                self.end_block(open.style);
            }
        }
    }

    /// The style of what is open.
    fn around(&self) -> (Style, u8, Table) {
        self.open
            .last()
            .map_or((Style::default(), 0, Table::None), |open| (open.style, open.depth, open.table))
    }

    /// After a block: what follows is of the style around it.
    fn end_block(&mut self, ended: Style) {
        let (style, _, table) = self.around();
        match (ended.kind, style.kind) {
            (BlockKind::Caption, BlockKind::Preformatted) => self.flow.begin(style),
            // Paragraphs in a point of a list and in a cell are lines of it.
            _ if table == Table::Cell && ended == style => self.flow.new_line(),
            (BlockKind::ListItem, BlockKind::ListItem) if ended == style => self.flow.new_line(),
            (BlockKind::Caption, BlockKind::Caption) => self.flow.new_line(),
            _ => self.flow.begin(style),
        }
    }

    fn enter(&mut self, element: &Element, place: usize) {
        let entry = &self.content.row[place];
        let name = element.name();
        let (around, depth, table) = self.around();
        let mut open = Open { depth, table, ..Open::new(entry.end, around) };
        match name {
            "br" if table == Table::Cell && !around.keeps_space => self.flow.new_line(),
            "br" => self.flow.line_break(),
            "" => {
                if let Some(text) = element.get("alttext") {
                    self.flow.words(text);
                }
            }
            "a" => {
                if let Some(address) = element.get("href").and_then(|href| self.base.link(href)) {
                    open.inline(&mut self.flow, InlineKind::Link(address));
                }
            }
            "q" => {
                self.flow.words("“");
                open.closing_quote = true;
            }
            _ if is_block(name) => self.enter_block(name, element, place, &mut open),
            _ => {}
        }
        if !is_block(name) {
            self.open_inlines(name, element, &mut open);
        }
        self.open.push(open);
    }

    /// Opens what an element, or the style that is written into it, makes of its words.
    fn open_inlines(&mut self, name: &str, element: &Element, open: &mut Open) {
        if let Some(kind) = element.inline() {
            return open.inline(&mut self.flow, kind.clone());
        }
        let style = element.get("style").unwrap_or_default();
        let weight = property(style, "font-weight");
        let slant = property(style, "font-style");
        let bold = weight
            .as_deref()
            .is_some_and(|it| it == "bold" || it == "bolder" || it.parse::<u16>().is_ok_and(|it| it >= 600));
        let is_bold = bold || (matches!(name, "b" | "strong") && !super::is_unstyled(style));
        let slanted =
            slant.as_deref().is_some_and(|it| it.starts_with("italic") || it.starts_with("oblique"));
        let is_slanted = slanted
            || (matches!(name, "em" | "i" | "cite" | "dfn" | "var") && slant.as_deref() != Some("normal"));
        let in_heading = open.style.kind == BlockKind::Heading;
        if is_bold && !in_heading {
            open.inline(&mut self.flow, InlineKind::Strong);
        }
        if is_slanted {
            open.inline(&mut self.flow, InlineKind::Emphasis);
        }
        if matches!(name, "code" | "kbd" | "samp" | "tt") && open.style.kind != BlockKind::Preformatted {
            open.inline(&mut self.flow, InlineKind::Code);
        }
    }

    fn enter_block(&mut self, name: &str, element: &Element, place: usize, open: &mut Open) {
        match open.table {
            Table::Between => return self.enter_cell(name, element, place, open),
            Table::Cell if matches!(name, "td" | "th") => return self.flow.space(),
            Table::None | Table::Cell => {}
        }
        let around = open.style;
        let kept = around.keeps_space;
        let plain = |kind| Style { kind, level: 0, keeps_space: false };
        let mut label = None;
        match name {
            "ul" | "ol" | "menu" | "dir" => {
                open.depth = open.depth.saturating_add(1).min(MOST_DEPTH);
                open.ends = Ends::List;
                self.lists.push(List::new(element, self.tree, self.content, place));
            }
            "li" => {
                open.style = Style { level: open.depth.max(1), ..plain(BlockKind::ListItem) };
                let list = self.lists.last_mut().filter(|_| open.depth > 0);
                let marker = list.map(|list| list.marker(element, self.tree, self.content, place));
                open.ends = Ends::Item;
                self.flow.begin_item(marker.unwrap_or_default());
            }
            "blockquote" if open.table != Table::Cell => open.style = plain(BlockKind::Quotation),
            "pre" | "listing" | "xmp" | "plaintext" => {
                open.style = Style { keeps_space: true, ..plain(BlockKind::Preformatted) };
            }
            "figcaption" | "caption" => {
                open.style = plain(BlockKind::Caption);
                self.flow.end();
                self.flow.caption_of(layout::subject_of(self.tree, self.content.row[place].node));
            }
            "table" if !self.content.row[place].layout && open.table == Table::None => {
                open.table = Table::Between;
                self.grid = Grid::default();
            }
            _ => {
                if let Some(level) = heading_level(name).filter(|_| open.table == Table::None) {
                    open.style = Style { level, ..plain(BlockKind::Heading) };
                } else if let Some(level) = element.get("style").and_then(word_list_level) {
                    open.style = Style { level, ..plain(BlockKind::ListItem) };
                    label = self.begin_word_item(level, self.content.row[place].node);
                    open.ends = Ends::Item;
                } else if self.strict && !self.begun && self.is_summary(element, place) {
                    open.style = plain(BlockKind::Standfirst);
                }
            }
        }
        open.is_block = true;
        if open.style.kind == BlockKind::Heading {
            self.drop_bare_heading();
        }
        // Within a point of a list, under a picture and in what keeps its white space, blocks are lines.
        let lines = match around.kind {
            BlockKind::ListItem | BlockKind::Caption => name != "li",
            _ => open.table == Table::Cell || kept && name != "pre",
        };
        if lines && open.style == around {
            self.flow.new_line();
        } else {
            self.flow.begin(open.style);
        }
        if let Some(label) = label {
            self.flow.words(&label);
            self.flow.space();
        }
        if name == "dt" {
            open.inline(&mut self.flow, InlineKind::Strong);
        }
    }

    /// Begins a list item of Word, which has its number in words. Gives back what stays in the text of it.
    fn begin_word_item(&mut self, level: u8, node: Id) -> Option<String> {
        let level = usize::from(level);
        self.word_markers.resize(level + 1, None);
        let label = word_label(self.tree, node);
        let marker = label.as_deref().map(|label| marker_of(label, self.word_markers[level]));
        self.word_markers[level] = marker.flatten();
        match marker {
            Some(None) => {
                self.flow.begin_item(Marker::None);
                label
            }
            marker => {
                self.flow.begin_item(marker.flatten().unwrap_or_default());
                None
            }
        }
    }

    /// Enters what a table of data has between its cells.
    fn enter_cell(&mut self, name: &str, element: &Element, place: usize, open: &mut Open) {
        match name {
            "thead" | "tbody" | "tfoot" => self.grid.group(name),
            "tr" => self.grid.row(self.tree, self.content, place),
            "td" | "th" => {
                let cell = self.grid.cell(element, self.tree, self.content, place);
                self.flow.enter_cell(Some(cell));
                open.style = Style::default();
                (open.table, open.depth, open.ends, open.is_block) = (Table::Cell, 0, Ends::Cell, true);
                self.flow.begin(open.style);
            }
            "caption" => {
                open.style = Style { kind: BlockKind::Caption, level: 0, keeps_space: false };
                (open.table, open.is_block) = (Table::None, true);
                self.flow.end();
                self.flow.caption_of(layout::subject_of(self.tree, self.content.row[place].node));
                self.flow.begin(open.style);
            }
            _ => self.flow.space(),
        }
    }

    /// Where the line ends that begins here, if it stands before the text and says only what is known already.
    fn told_line(&self, place: usize) -> Option<usize> {
        let begins = self.strict && !self.begun && !self.flow.has_words();
        if begins { self.told.line_end(self.tree, self.content, place) } else { None }
    }

    /// Whether it is the title, which is written already: as a heading, or as a line before the text begins.
    fn is_title(&self, element: &Element, place: usize) -> bool {
        const LONGEST: usize = 500;
        let entry = &self.content.row[place];
        let heading = heading_level(element.name()).is_some();
        /// So much at most stands between a title and the same title: who wrote it and when.
        const NEAR: usize = 60;
        let line = self.strict
            && self.written < NEAR
            && matches!(element.name(), "p" | "div" | "center" | "header" | "hgroup")
            && (1..=LONGEST).contains(&entry.text)
            && entry.is_small(place);
        (heading || line) && self.told.is_title(&self.tree.text(entry.node, LONGEST))
    }

    /// Whether an element within the article is something that pages put there.
    fn is_left_out(&mut self, element: &Element, place: usize) -> bool {
        let row = &self.content.row;
        let entry = &row[place];
        if !is_block(element.name()) || place <= self.content.body.start {
            return false;
        }
        if self.content.head.is_some_and(|head| place < head && head < entry.end) {
            return false;
        }
        let heading = heading_level(element.name());
        let whole = row[self.content.body.start].text;
        let list = matches!(element.name(), "ul" | "ol" | "dl" | "table");
        let promised = self.promised
            && entry.linked * 2 > entry.text
            && (list || !matches!(element.name(), "p") || self.is_bare_row(place));
        // A line promises one list, or links line by line.
        if heading.is_some() || (entry.text > 0 && (!promised || list)) {
            self.promised = false;
        }
        if promised
            || self.is_link_list(element, place, whole)
            || (!self.begun && self.is_meta(element, place))
        {
            return true;
        }
        if !entry.heads
            && entry.text > 0
            && entry.text <= 90
            && entry.text * 2 < whole
            && entry.is_small(place)
        {
            let line = self.tree.text(entry.node, 200);
            if lists::is_label(&line, entry.linked * 5 >= entry.text * 2) {
                self.promised = true;
                return true;
            }
        }
        false
    }

    /// Whether it is links and little else, or the titles of other articles: several of them, and not what the page is
    /// there for. What is written as a sentence, or stands under a heading or a colon of the text, is the author's.
    fn is_link_list(&self, element: &Element, place: usize, whole: usize) -> bool {
        let entry = &self.content.row[place];
        let holds = matches!(
            element.name(),
            "ul" | "ol" | "dl" | "div" | "section" | "aside" | "table" | "p" | "menu" | "footer" | "header"
        );
        /// What is said of another article beside its title, at most.
        const TEASER: usize = 250;
        let links = entry.links >= 3 && entry.is_linked();
        let teasers = entry.titles >= 2 && entry.text <= entry.titles * TEASER;
        if !holds || !(links || teasers) || entry.text * 2 >= whole {
            return false;
        }
        match element.name() {
            "p" => teasers || self.is_bare_row(place),
            "ol" | "dl" => false,
            "ul" | "menu" => !self.is_announced() && (teasers || place > self.last_said),
            _ => !self.is_announced() && (teasers || self.is_bare_row(place)),
        }
    }

    /// Whether the text of a place stands nearly all in links, with nothing between them that makes a sentence of them.
    fn is_bare_row(&self, place: usize) -> bool {
        let row = &self.content.row;
        let mut at = place;
        let mut in_link = 0;
        while at < row[place].end {
            let entry = &row[at];
            match self.tree.what(entry.node) {
                What::Element(element) if element.name() == "a" && element.get("href").is_some() => {
                    in_link = in_link.max(entry.end);
                }
                What::Text(words) if at >= in_link => {
                    let joins =
                        |c: char| c.is_alphabetic() || matches!(c, ',' | ';' | '.' | '、' | '،' | '。');
                    if words.contains(joins) {
                        return false;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        true
    }

    /// Whether what was written last announces what comes: a heading, or a paragraph that ends with a colon.
    fn is_announced(&self) -> bool {
        let ends = |words: &str| words.trim_end().ends_with([':', '：']);
        if self.flow.has_words() {
            return ends(self.flow.words_so_far());
        }
        self.flow.count() > 1
            && self.flow.last().is_some_and(|(kind, words)| kind == BlockKind::Heading || ends(words))
    }

    /// Whether it is a line that says who wrote the article, when, or what it is filed under, and nothing else.
    fn is_meta(&self, element: &Element, place: usize) -> bool {
        const LONGEST: usize = 250;
        let row = &self.content.row;
        let entry = &row[place];
        if entry.text == 0 || entry.text > LONGEST || !entry.is_small(place) {
            return false;
        }
        let name = element.name();
        if heading_level(name).is_some()
            || matches!(name, "figure" | "figcaption" | "li" | "tr" | "td" | "th")
        {
            return false;
        }
        let mut lines = 0;
        for within in &row[place..entry.end] {
            let Some(element) = self.tree.element(within.node) else { continue };
            let name = element.name();
            let says_more = heading_level(name).is_some()
                || matches!(name, "ul" | "ol" | "table" | "blockquote" | "pre" | "figure");
            if says_more {
                return false;
            }
            lines += usize::from(within.text > 0 && matches!(name, "p" | "dt" | "dd"));
        }
        if name == "address" || lists::is_named(element, lists::META) {
            // A sentence is text, whatever it is named as.
            return !lists::is_sentence(&self.tree.text(entry.node, 2 * LONGEST));
        }
        lines <= 1 && self.told.is_only_told(self.tree, row, place)
    }

    /// Keeps what stands beside the text in the part of the page that is the article, and what of the page is not seen.
    fn beside(&mut self) {
        self.flow.end();
        let row = &self.content.row;
        let around = std::iter::successors(Some(self.content.body.start), |place| {
            (*place > 0).then(|| row[*place].parent)
        });
        let holds = |place: &usize| {
            self.tree.element(row[*place].node).is_some_and(|it| matches!(it.name(), "article" | "main"))
        };
        let end = around.filter(holds).last().map_or(0, |place| row[place].end);
        let mut place = self.content.body.end;
        while place < end {
            place = self.keep_said(place);
        }
        for row in &self.content.hidden {
            let content = Content { row: row.clone(), body: 0..row.len(), head: None, hidden: Vec::new() };
            if let Some(text) = everything(self.tree, &content, self.base) {
                self.left_out.push(Part { at: self.flow.count(), text });
            }
        }
    }

    /// Keeps a part beside the text if it says something; the place after it, or else the next.
    fn keep_said(&mut self, place: usize) -> usize {
        let entry = &self.content.row[place];
        if entry.out {
            return entry.end;
        }
        let name = self.tree.element(entry.node).map_or("", Element::name);
        let holds = matches!(name, "p" | "ul" | "ol" | "dl" | "blockquote" | "pre");
        if !holds || entry.sentences == 0 || entry.is_linked() {
            return place + 1;
        }
        let end = entry.end;
        self.keep_left_out(place);
        end
    }

    /// Keeps a part that is left out, so that the reader can have it.
    fn keep_left_out(&mut self, place: usize) {
        let mut writer = Writer::new(self.tree, self.content, self.base);
        writer.takes_all = true;
        writer.range(place..self.content.row[place].end);
        writer.leave(usize::MAX);
        let text = writer.flow.finish();
        if !text.blocks().is_empty() {
            let at = self.flow.count() + usize::from(self.flow.has_words());
            self.left_out.push(Part { at, text });
        }
    }

    /// Notes that something was left out, which a heading may have announced.
    fn note_left_out(&mut self) {
        if self.flow.last().is_some_and(|(kind, _)| kind == BlockKind::Heading)
            && !self.flow.has_words()
            && self.flow.count() > 1
        {
            self.bare_heading = Some(self.flow.count());
        }
    }

    /// Takes a heading back if all that was under it was left out.
    fn drop_bare_heading(&mut self) {
        let bare = self.bare_heading.take();
        if bare == Some(self.flow.count()) && !self.flow.has_words() {
            self.flow.take_back();
            let count = self.flow.count();
            self.left_out.iter_mut().for_each(|part| part.at = part.at.min(count));
        }
    }
}

/// Lists within more lists than this are drawn as if in no more.
const MOST_DEPTH: u8 = 12;

impl Open {
    fn new(end: usize, style: Style) -> Open {
        Open {
            end,
            style,
            depth: 0,
            inlines: 0,
            is_block: false,
            closing_quote: false,
            table: Table::None,
            ends: Ends::Nothing,
        }
    }

    fn inline(&mut self, flow: &mut Flow, kind: InlineKind) {
        flow.open(kind);
        self.inlines += 1;
    }
}

/// The level of a point of a list as Word has it: `mso-list:l0 level2 lfo1`.
fn word_list_level(style: &str) -> Option<u8> {
    let list = property(style, "mso-list")?;
    let level = list.split(' ').find_map(|word| word.strip_prefix("level"))?;
    level.parse().ok().map(|level: u8| level.clamp(1, MOST_DEPTH))
}
