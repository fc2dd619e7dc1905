//! Where on a page the article is.
//!
//! The elements that can be drawn are put in a row, in the order of the page, each knowing where its content ends: then
//! what is within an element is a range, and what it has is a sum. Prose is what counts: words outside of links, in
//! blocks that have more than a few of them. First goes what the page itself names as something else, unless most of
//! the prose is in it; then the article is what the page names so and holds the most, or else the smallest element
//! that holds nearly all that is left.

use super::particulars::{Particulars, has_word};
use super::tree::{DOCUMENT, Element, Id, Tree, What, is_never_shown};
use super::{heading_level, is_block, lists, property};

/// What can be drawn of a page, and where on it the article is.
pub struct Content {
    /// Elements and texts in the order of the page.
    pub row: Vec<Entry>,
    /// The places of the row that the article's text is in.
    pub body: std::ops::Range<usize>,
    /// Where the title is, if it is before the text: from there on there may be a summary.
    pub head: Option<usize>,
}

/// An element or a text.
pub struct Entry {
    /// Its node.
    pub node: Id,
    /// The place after its content.
    pub end: usize,
    /// What holds it.
    pub parent: usize,
    /// Characters of text within it, without white space.
    pub text: usize,
    /// Those of them that are in links.
    pub linked: usize,
    /// Links within it.
    pub links: usize,
    /// Those characters of text that are prose.
    pub prose: usize,
    /// Headings within it that are links to other pages: the titles of other articles.
    pub titles: usize,
    /// Whether it is left out, with all that is within.
    pub out: bool,
    /// For a table, whether it is there for the layout.
    pub layout: bool,
}

/// Less text than this in a block is no prose.
const PROSE: usize = 24;

impl Content {
    /// What holds the article.
    pub fn root(&self) -> Id {
        self.row.get(self.body.start).map_or(DOCUMENT, |entry| entry.node)
    }

    /// The elements of the article and those right before it, from the title on.
    pub fn around<'t>(&'t self, tree: &'t Tree) -> impl Iterator<Item = (Id, &'t Element)> {
        let from = self.head.unwrap_or(self.body.start).min(self.body.start);
        let entries = self.row.get(from..self.body.end).unwrap_or_default();
        entries.iter().filter_map(|entry| Some((entry.node, tree.element(entry.node)?)))
    }
}

/// All of what can be drawn of a page.
pub fn all(tree: &Tree, top: Id) -> Content {
    let row = row(tree, top);
    let body = 0..row.len();
    Content { row, body, head: None }
}

/// The article of a page.
pub fn find(tree: &Tree, page: &Particulars) -> Content {
    let top =
        tree.elements(DOCUMENT).find(|(_, element)| element.name() == "body").map_or(DOCUMENT, |(id, _)| id);
    let mut row = row(tree, top);
    let title = page.heading.and_then(|heading| row.iter().position(|entry| entry.node == heading));
    leave_out(tree, &mut row, title);
    sum(tree, &mut row);
    let root = named_root(tree, &row).unwrap_or_else(|| narrow_root(tree, &row));
    let body = root..row.get(root).map_or(0, |entry| entry.end);
    let head = title.filter(|title| *title < body.end && !row[*title].out);
    Content { row, body, head }
}

/// What can be drawn, in a row.
fn row(tree: &Tree, top: Id) -> Vec<Entry> {
    let mut row: Vec<Entry> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut next = Some(top);
    while let Some(node) = next {
        let parent = tree.parent(node).filter(|_| node != top);
        while open.last().is_some_and(|place| Some(row[*place].node) != parent) {
            let place = open.pop().expect("there is a last one");
            row[place].end = row.len();
        }
        let holder = open.last().copied().unwrap_or(0);
        let mut inside = true;
        match tree.what(node) {
            What::Element(element) if node != top && (is_never_shown(element) || is_hidden(element)) => {
                inside = false
            }
            What::Element(element) if element.name().is_empty() => {
                row.push(Entry::new(node, row.len() + 1, holder));
                inside = false;
            }
            What::Other if node != top => inside = false,
            What::Element(_) | What::Other => {
                open.push(row.len());
                row.push(Entry::new(node, 0, holder));
            }
            What::Text(_) => row.push(Entry::new(node, row.len() + 1, holder)),
        }
        next = tree.next(node, top, inside);
    }
    let end = row.len();
    open.into_iter().for_each(|place| row[place].end = end);
    sum(tree, &mut row);
    mark_layout(tree, &mut row);
    row
}

impl Entry {
    fn new(node: Id, end: usize, parent: usize) -> Entry {
        Entry {
            node,
            end,
            parent,
            text: 0,
            linked: 0,
            links: 0,
            prose: 0,
            titles: 0,
            out: false,
            layout: false,
        }
    }

    /// Whether it, at this place, has so few elements that they can be looked at for each element around them.
    pub fn is_small(&self, place: usize) -> bool {
        const MOST: usize = 200;
        self.end - place <= MOST
    }

    /// Whether nearly all of its text is links.
    pub fn is_linked(&self) -> bool {
        self.linked * 4 >= self.text * 3 && self.text > 0
    }
}

fn is_hidden(element: &Element) -> bool {
    let gone = |name| element.get("style").and_then(|style| property(style, name));
    element.get("hidden").is_some()
        || (element.get("aria-hidden") == Some("true") && element.name() != "body")
        || element.get("style").is_some_and(|style| {
            // Most styles have neither word in them.
            (style.contains("none")
                || style.contains("hidden")
                || style.contains("ignore")
                || style.contains("Ignore"))
                && (gone("display").is_some_and(|it| it.starts_with("none"))
                    || gone("visibility").is_some_and(|it| it.starts_with("hidden"))
                    || gone("mso-list").is_some_and(|it| it == "ignore"))
        })
        || lists::is_exactly(element, lists::UNSEEN)
}

/// Sums up what is within each, without what is left out.
fn sum(tree: &Tree, row: &mut [Entry]) {
    // For each place: the block that its text belongs to, whether it is in a link, and the heading that it is in.
    let mut held: Vec<(usize, bool, Option<usize>)> = Vec::with_capacity(row.len());
    let mut own = vec![[0_usize; 2]; row.len()];
    let mut titles: Vec<usize> = Vec::new();
    for (place, entry) in row.iter_mut().enumerate() {
        let (mut block, mut in_link, mut heading) = held.get(entry.parent).copied().unwrap_or_default();
        (entry.text, entry.linked, entry.links, entry.prose, entry.titles) = (0, 0, 0, 0, 0);
        match tree.what(entry.node) {
            What::Element(element) => {
                if is_block(element.name()) {
                    block = place;
                }
                if heading_level(element.name()).is_some() {
                    heading = Some(place);
                    titles.extend(heading.filter(|_| in_link && !entry.out));
                }
                if let Some(href) = element.get("href").filter(|_| element.name() == "a") {
                    titles.extend(heading.filter(|_| !href.starts_with('#') && !entry.out));
                    (in_link, entry.links) = (true, usize::from(!entry.out));
                }
            }
            What::Text(words) if !entry.out => {
                entry.text = words.chars().filter(|c| !c.is_whitespace()).count();
                entry.linked = if in_link { entry.text } else { 0 };
                own[block][0] += entry.text;
                own[block][1] += entry.linked;
            }
            _ => {}
        }
        held.push((block, in_link, heading));
    }
    titles.dedup();
    for place in (0..row.len()).rev() {
        let [text, linked] = own[place];
        if text >= PROSE {
            row[place].prose += (text - linked) * worth(tree, row[place].node) / 2;
        }
        if titles.pop_if(|title| *title >= place) == Some(place) && row[place].is_linked() {
            row[place].titles += 1;
        }
        let Entry { parent, text, linked, links, prose, titles, .. } = row[place];
        if place > 0 {
            let holder = &mut row[parent];
            holder.text += text;
            holder.linked += linked;
            holder.links += links;
            holder.prose += prose;
            holder.titles += titles;
        }
    }
}

/// How much a block's own text is worth as prose, in halves.
fn worth(tree: &Tree, node: Id) -> usize {
    match tree.element(node).map_or("", Element::name) {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "address" | "summary" | "legend" | "caption"
        | "figcaption" => 0,
        "li" | "th" | "td" | "footer" => 1,
        _ => 2,
    }
}

/// What an element is that is not the article.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    Comments,
    Chrome,
}

/// Leaves out what is named as something else.
fn leave_out(tree: &Tree, row: &mut [Entry], title: Option<usize>) {
    /// An article has at least as much prose as this without the comments on it; else they are what there is to read.
    const LEAST: usize = 140;
    let others: Vec<Option<Other>> =
        row.iter().map(|entry| other(tree.element(entry.node)?, title.is_some())).collect();
    let outermost = |what: Other| {
        let mut places = Vec::new();
        let mut place = 1;
        while place < row.len() {
            if others[place] == Some(what) {
                places.push(place);
                place = row[place].end;
            } else {
                place += 1;
            }
        }
        places
    };
    let prose = row.first().map_or(0, |entry| entry.prose);
    let comments = outermost(Other::Comments);
    let rest = prose - comments.iter().map(|place| row[*place].prose).sum::<usize>();
    let mut out: Vec<usize> = if rest >= LEAST { comments } else { Vec::new() };
    let rest = if out.is_empty() { prose } else { rest };
    let mut place = 1;
    while place < row.len() {
        let entry = &row[place];
        let titled = title.is_some_and(|title| (place..entry.end).contains(&title));
        if others[place] == Some(Other::Chrome) && entry.prose * 2 <= rest && !titled {
            out.push(place);
            place = entry.end;
        } else {
            place += 1;
        }
    }
    for place in out {
        let end = row[place].end;
        row[place..end].iter_mut().for_each(|entry| entry.out = true);
    }
}

/// What an element is named as. A `<header>` is the page's if the title is somewhere else.
fn other(element: &Element, is_titled: bool) -> Option<Other> {
    let role = element.get("role").unwrap_or_default();
    let is_comment = element.get("itemtype").is_some_and(|it| it.ends_with("/Comment"));
    if is_comment || lists::has_any(element, lists::COMMENTS) {
        return Some(Other::Comments);
    }
    let chrome = matches!(
        element.name(),
        "nav" | "aside" | "footer" | "form" | "dialog" | "search" | "fieldset" | "menu"
    ) || matches!(
        role,
        "navigation"
            | "complementary"
            | "banner"
            | "contentinfo"
            | "search"
            | "dialog"
            | "alertdialog"
            | "menu"
            | "menubar"
            | "toolbar"
            | "alert"
            | "form"
    );
    let chrome = chrome || (is_titled && element.name() == "header");
    let inline = !is_block(element.name()) && element.name() != "span";
    (chrome || (!inline && lists::has_any(element, lists::CHROME))).then_some(Other::Chrome)
}

/// What the page names as the article, or as its text.
fn named_root(tree: &Tree, row: &[Entry]) -> Option<usize> {
    let prose = row.first()?.prose;
    let named: [&dyn Fn(&Element) -> bool; 3] = [
        &|it| has_word(it.get("itemprop"), "articleBody") || lists::has_any(it, lists::BODY),
        &|it| it.name() == "article" || it.get("role") == Some("article"),
        &|it| it.name() == "main" || it.get("role") == Some("main"),
    ];
    named.into_iter().find_map(|is_named| {
        let (mut best, mut second) = (None::<usize>, 0);
        let mut place = 0;
        while place < row.len() {
            let entry = &row[place];
            if !entry.out && tree.element(entry.node).is_some_and(is_named) {
                match best {
                    Some(known) if row[known].prose >= entry.prose => second = second.max(entry.prose),
                    _ => {
                        second = best.map_or(0, |known| row[known].prose);
                        best = Some(place);
                    }
                }
                place = entry.end;
            } else {
                place += 1;
            }
        }
        // Several of about a size are a thread, or a page of summaries.
        best.filter(|best| {
            row[*best].prose * 5 >= prose * 2 && second * 4 <= row[*best].prose && row[*best].prose > 0
        })
    })
}

/// The smallest element that holds nearly all of the prose.
fn narrow_root(tree: &Tree, row: &[Entry]) -> usize {
    let mut at = 0;
    loop {
        let Some(entry) = row.get(at) else { return 0 };
        let mut child = at + 1;
        let mut within = None;
        while child < entry.end {
            let it = &row[child];
            if it.prose * 100 >= entry.prose * 92 && it.prose > 0 {
                within = Some(child);
            }
            child = it.end;
        }
        let holds = |name: &str| {
            matches!(
                name,
                "div"
                    | "section"
                    | "article"
                    | "main"
                    | "center"
                    | "table"
                    | "tbody"
                    | "tr"
                    | "td"
                    | "form"
                    | "body"
                    | "html"
                    | "span"
            )
        };
        match within {
            Some(child) if tree.element(row[child].node).is_some_and(|it| holds(it.name())) => at = child,
            _ => return at,
        }
    }
}

/// Tells tables that arrange a page from those that have something to say in rows and columns.
fn mark_layout(tree: &Tree, row: &mut [Entry]) {
    /// A cell of more than this is no datum.
    const LONGEST: usize = 400;
    #[derive(Default)]
    struct Table {
        place: usize,
        rows: usize,
        cells: usize,
        longest: usize,
        nested: bool,
        headed: bool,
    }
    let finished = |table: &Table, row: &mut [Entry], tree: &Tree| {
        let role = tree.element(row[table.place].node).and_then(|it| it.get("role"));
        let columns = table.cells > table.rows || table.headed;
        let data = columns && table.rows > 1 && !table.nested && table.longest <= LONGEST;
        row[table.place].layout = !data || matches!(role, Some("presentation" | "none"));
    };
    let mut open: Vec<Table> = Vec::new();
    for place in 0..row.len() {
        while let Some(table) = open.pop_if(|table| row[table.place].end <= place) {
            finished(&table, row, tree);
        }
        let name = tree.element(row[place].node).map_or("", Element::name);
        if name == "table" {
            open.iter_mut().rev().take(1).for_each(|table| table.nested = true);
            open.push(Table { place, ..Table::default() });
        } else if let Some(table) = open.last_mut() {
            match name {
                "tr" => table.rows += 1,
                "td" | "th" => {
                    table.cells += 1;
                    table.longest = table.longest.max(row[place].text);
                    table.headed |= name == "th";
                }
                "caption" => table.headed = true,
                // Nothing of the kind stands in a row of data.
                _ if heading_level(name).is_some()
                    || matches!(name, "article" | "main" | "pre" | "blockquote") =>
                {
                    table.nested = true
                }
                _ => {}
            }
        }
    }
    while let Some(table) = open.pop() {
        finished(&table, row, tree);
    }
}
