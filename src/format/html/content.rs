//! Where on a page the article is.
//!
//! The elements that can be drawn are put in a row, in the order of the page, each knowing where its content ends: then
//! what is within an element is a range, and what it has is a sum. Prose is what counts: words outside of links, in
//! blocks that have more than a few of them. First goes what the page itself names as something else, unless most of
//! the prose is in it; then the article is what the page names so and holds the most, or else the smallest element
//! that holds nearly all that is left.

use std::collections::BTreeMap;

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
    /// For a heading, whether an id was made of it: then it is the author's, whatever it says.
    pub heads: bool,
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
            What::Element(_) if tree.is_permalink(node) => inside = false,
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
            heads: false,
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
#[derive(Clone, PartialEq, Eq)]
enum Other {
    Comments,
    /// Around the article, by the kind of element that it is.
    Chrome,
    /// Around the article, by these of its names.
    Named(Vec<&'static str>),
}

/// Leaves out what is named as something else.
fn leave_out(tree: &Tree, row: &mut [Entry], title: Option<usize>) {
    /// An article has at least as much prose as this without the comments on it; else they are what there is to read.
    const LEAST: usize = 140;
    let sections = Sections::of(tree, row, title);
    let other = |(place, entry): (usize, &Entry)| other(tree.element(entry.node)?, place, title, &sections);
    let others: Vec<Option<Other>> = row.iter().enumerate().map(other).collect();
    let prose = row.first().map_or(0, |entry| entry.prose);
    let comments = outermost(row, |place| others[place] == Some(Other::Comments));
    let rest = prose - comments.iter().map(|place| row[*place].prose).sum::<usize>();
    let mut out: Vec<usize> = if rest >= LEAST { comments } else { Vec::new() };
    let rest = if out.is_empty() { prose } else { rest };
    let usual = usual_words(row, &others, rest);
    out.extend(outermost(row, |place| {
        let entry = &row[place];
        let titled = title.is_some_and(|title| (place..entry.end).contains(&title));
        let small = match &others[place] {
            Some(Other::Chrome) => entry.prose * 2 <= rest,
            Some(Other::Named(words)) => {
                !is_much(entry.prose, rest) && !words.iter().all(|word| usual.contains(word))
            }
            Some(Other::Comments) | None => false,
        };
        small && !titled
    }));
    for heading in sections.headings {
        row[heading].heads = true;
    }
    for place in out {
        let end = row[place].end;
        row[place..end].iter_mut().for_each(|entry| entry.out = true);
    }
}

/// The places that are so, without those within others that are.
fn outermost(row: &[Entry], is_so: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut places = Vec::new();
    let mut place = 1;
    while place < row.len() {
        if is_so(place) {
            places.push(place);
            place = row[place].end;
        } else {
            place += 1;
        }
    }
    places
}

/// Whether it is more than names can say is not the article: a third of the prose, and half of it where all of it is
/// so little that a notice about cookies may be a third.
fn is_much(prose: usize, rest: usize) -> bool {
    /// Notices have no more than this.
    const NOTICE: usize = 280;
    prose * 2 > rest || (prose * 3 > rest && prose > NOTICE)
}

/// The words by which the page names most of its prose. Where everything is a "widget", the article is, too.
fn usual_words(row: &[Entry], others: &[Option<Other>], rest: usize) -> Vec<&'static str> {
    // For each word: how much prose it names, and where the last element ends that it names.
    let mut known: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for (place, other) in others.iter().enumerate() {
        let Some(Other::Named(words)) = other else { continue };
        for word in words {
            let (prose, end) = known.entry(word).or_default();
            if place >= *end {
                (*prose, *end) = (*prose + row[place].prose, row[place].end);
            }
        }
    }
    known.into_iter().filter(|(_, (prose, _))| prose * 3 > rest * 2).map(|(word, _)| word).collect()
}

/// What an element is named as. A `<header>` is the page's if the title is somewhere else.
fn other(element: &Element, place: usize, title: Option<usize>, sections: &Sections) -> Option<Other> {
    let name = element.name();
    let role = element.get("role").unwrap_or_default();
    // What a heading or a paragraph is named as is what it is about.
    let says_itself = heading_level(name).is_some() || name == "p";
    let holds = is_block(name) && !matches!(name, "li" | "dt" | "dd" | "pre" | "blockquote" | "figure");
    let by_id =
        |list| lists::whole_id(element, list).filter(|_| holds && !says_itself && !sections.is_one(place));
    let is_comment = element.get("itemtype").is_some_and(|it| it.ends_with("/Comment"));
    let by_class = !says_itself && !lists::words_of_classes(element, lists::COMMENTS).is_empty();
    if is_comment || by_class || by_id(lists::COMMENTS_IDS).is_some() {
        return Some(Other::Comments);
    }
    let chrome =
        matches!(name, "nav" | "aside" | "footer" | "form" | "dialog" | "search" | "fieldset" | "menu")
            || matches!(
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
    if chrome || (title.is_some() && name == "header") {
        return Some(Other::Chrome);
    }
    if says_itself || !(is_block(name) || name == "span") {
        return None;
    }
    let mut words = lists::words_of_classes(element, lists::CHROME);
    words.extend(by_id(lists::CHROME_IDS));
    (!words.is_empty()).then_some(Other::Named(words))
}

/// The sections of a text that is divided into them by a program, as Sphinx, Docutils and pandoc do it: the id of each
/// is its heading, so that `comments` or `search` is only what it is about.
#[derive(Default)]
struct Sections {
    /// The places of the sections.
    places: Vec<usize>,
    /// The places of the headings that are the id of a section, or their own.
    headings: Vec<usize>,
}

impl Sections {
    fn of(tree: &Tree, row: &[Entry], title: Option<usize>) -> Sections {
        const LONGEST: usize = 200;
        let slug = |words: &str| lists::letters(words).trim_start_matches(char::is_numeric).to_owned();
        let (mut sections, mut own, mut others) = (Sections::default(), Vec::new(), 0);
        // Backwards, so that the first heading within each element is the last that was met.
        let mut heading: Option<(usize, String)> = None;
        for (place, entry) in row.iter().enumerate().rev() {
            let Some(element) = tree.element(entry.node) else { continue };
            let is_heading = heading_level(element.name()).is_some();
            if is_heading {
                heading = Some((place, slug(&tree.text(entry.node, LONGEST))));
            }
            let id = element.get("id").filter(|id| id.len() <= LONGEST).map(slug);
            let first = heading.as_ref().filter(|(place, _)| *place < entry.end);
            let Some((first, _)) = first.filter(|(_, words)| !words.is_empty() && id.as_ref() == Some(words))
            else {
                continue;
            };
            if is_heading {
                own.push(place);
                others += usize::from(!is_of_others(element));
            } else if matches!(element.name(), "section" | "div" | "article") {
                sections.places.push(place);
                sections.headings.push(*first);
            }
        }
        sections.places.reverse();
        if !sections.divide(tree, row, title) {
            sections = Sections::default();
        }
        // One may be by hand; two are by the program that makes the text.
        if others >= 2 {
            sections.headings.extend(own);
        }
        sections
    }

    /// Whether the text is divided by them: a part of it is in such sections that are named as nothing else, or the
    /// title heads one. Where the only ones are "Comments" and "Most read", they are not the author's.
    fn divide(&self, tree: &Tree, row: &[Entry], title: Option<usize>) -> bool {
        let is_other = |place: usize| tree.element(row[place].node).is_some_and(is_of_others);
        let titled = |place: usize| title.is_some_and(|title| (place..row[place].end).contains(&title));
        let plain = outermost(row, |place| self.is_one(place) && (titled(place) || !is_other(place)));
        let prose: usize = plain.iter().map(|place| row[*place].prose).sum();
        prose * 4 >= row.first().map_or(0, |entry| entry.prose) && prose > 0
    }

    fn is_one(&self, place: usize) -> bool {
        self.places.binary_search(&place).is_ok()
    }
}

/// Whether an id is one of those that name what is not the article.
fn is_of_others(element: &Element) -> bool {
    [lists::CHROME_IDS, lists::COMMENTS_IDS].iter().any(|list| lists::whole_id(element, list).is_some())
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
