//! Where on a page the article is.
//!
//! The elements that can be drawn are put in a row, in the order of the page, each knowing where its content ends: then
//! what is within an element is a range, and what it has is a sum. Prose is what counts: words outside of links, in
//! blocks that have more than a few of them. First goes what the page itself names as something else, unless most of
//! the prose is in it; then the article is what the page names so and holds the most, or else the smallest element
//! that holds nearly all that is left.

use std::collections::BTreeMap;

use super::hidden::{self, Hidden, Sight};
use super::particulars::{Particulars, has_word};
use super::tree::{DOCUMENT, Element, Id, Tree, What};
use super::{heading_level, is_block, lists};

/// What can be drawn of a page, and where on it the article is.
pub struct Content {
    /// Elements and texts in the order of the page.
    pub row: Vec<Entry>,
    /// The places of the row that the article's text is in.
    pub body: std::ops::Range<usize>,
    /// Where the title is, if it is before the text: from there on there may be a summary.
    pub head: Option<usize>,
    /// What of the page is not seen, and is much beside what is: its elements and texts.
    pub hidden: Vec<Vec<Entry>>,
}

/// An element or a text.
#[derive(Clone)]
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
    /// Blocks within it that hold a sentence outside of links.
    pub sentences: usize,
    /// Points of lists within it that are more than a link.
    pub points: usize,
    /// Fields within it that can be filled in.
    pub fields: usize,
    /// Whether it is left out, with all that is within.
    pub out: bool,
    /// Whether it may be missed, where it is left out.
    pub doubt: bool,
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
    let mut sight = Sight::new(tree);
    let (mut row, hidden) = row(tree, top, &sight);
    let seen = row.first().map_or(0, |entry| entry.prose);
    if reveal_story(tree, &mut sight, hidden, seen, None).0 {
        row = self::row(tree, top, &sight).0;
    }
    let body = 0..row.len();
    Content { row, body, head: None, hidden: Vec::new() }
}

/// The article of a page.
pub fn find(tree: &Tree, page: &Particulars) -> Content {
    let top =
        tree.elements(DOCUMENT).find(|(_, element)| element.name() == "body").map_or(DOCUMENT, |(id, _)| id);
    let mut sight = Sight::new(tree);
    let (row, mut hidden) = row(tree, top, &sight);
    let mut content = article(tree, row, page);
    let seen = content.row.get(content.body.start).map_or(0, |entry| entry.prose);
    // Templates may stand before the body, too.
    let head = tree.elements(DOCUMENT).find(|(_, element)| element.name() == "head").map(|(id, _)| id);
    let first = head.and_then(|head| tree.first_child(head));
    let holds = |node: &Id| tree.element(*node).is_some_and(|it| sight.may_hold_story(*node, it));
    hidden.extend(std::iter::successors(first, |node| tree.next_sibling(*node)).filter(holds));
    let (revealed, missed) = reveal_story(tree, &mut sight, hidden, seen, page.heading);
    if revealed {
        return article(tree, self::row(tree, DOCUMENT, &sight).0, page);
    }
    content.hidden = missed.into_iter().map(|node| self::row(tree, node, &sight).0).collect();
    content
}

/// The article among what can be drawn.
fn article(tree: &Tree, mut row: Vec<Entry>, page: &Particulars) -> Content {
    let title = page.heading.and_then(|heading| row.iter().position(|entry| entry.node == heading));
    leave_out(tree, &mut row, title);
    sum(tree, &mut row);
    let root = named_root(tree, &row).unwrap_or_else(|| narrow_root(tree, &row, title));
    let body = root..row.get(root).map_or(0, |entry| entry.end);
    let head = title.filter(|title| *title < body.end && !row[*title].out);
    Content { row, body, head, hidden: Vec::new() }
}

/// Reveals what holds the story if nothing that is seen does. Tells whether there is such a thing, and what else may be
/// missed. `seen` is how many letters of prose are.
fn reveal_story(
    tree: &Tree,
    sight: &mut Sight<'_>,
    roots: Vec<Id>,
    seen: usize,
    title: Option<Id>,
) -> (bool, Vec<Id>) {
    let mut hidden: Vec<Hidden> = Vec::new();
    let mut waiting: Vec<(Id, Option<usize>)> = roots.into_iter().map(|node| (node, None)).collect();
    let sections = Sections::default();
    while let Some((node, within)) = waiting.pop() {
        // What is hidden within is measured by itself.
        let (row, inner) = row(tree, node, sight);
        waiting.extend(inner.into_iter().map(|inner| (inner, Some(hidden.len()))));
        let Some(entry) = row.first() else { continue };
        let marked = |it: &Entry| {
            Some(it.node) == title
                || tree.element(it.node).is_some_and(|it| matches!(it.name(), "article" | "main" | "h1"))
        };
        hidden.push(Hidden {
            node,
            within,
            prose: entry.prose,
            sentences: entry.sentences,
            is_article: row.iter().any(marked),
            is_other: tree.element(node).is_some_and(|it| other(it, 0, None, &sections, false).is_some()),
        });
    }
    let story = hidden::story(&hidden, seen);
    story.iter().for_each(|place| sight.reveal(hidden[*place].node));
    let missed = hidden.iter().filter(|it| it.may_be_missed(seen)).map(|it| it.node).collect();
    (!story.is_empty(), missed)
}

/// What can be drawn, in a row; and the elements that are not seen.
fn row(tree: &Tree, top: Id, sight: &Sight<'_>) -> (Vec<Entry>, Vec<Id>) {
    let mut row: Vec<Entry> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut hidden = Vec::new();
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
            What::Element(element) if node != top && sight.hides(node, element) => {
                inside = false;
                if sight.may_hold_story(node, element) {
                    hidden.push(node);
                }
                let field = match element.name() {
                    "input" => !matches!(element.get("type"), Some("hidden")),
                    "select" | "textarea" => true,
                    _ => false,
                };
                if let Some(holder) = row.get_mut(holder).filter(|_| field) {
                    holder.fields += 1;
                }
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
    for place in (1..row.len()).rev() {
        let Entry { parent, fields, .. } = row[place];
        row[parent].fields += fields;
    }
    sum(tree, &mut row);
    super::structure::mark_layout(tree, &mut row);
    (row, hidden)
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
            sentences: 0,
            points: 0,
            fields: 0,
            out: false,
            doubt: false,
            layout: false,
            heads: false,
        }
    }

    /// Whether it, at this place, has so few elements that they can be looked at for each element around them.
    pub fn is_small(&self, place: usize) -> bool {
        const MOST: usize = 200;
        self.end - place <= MOST
    }

    /// Whether it has sentences or lists that are no links.
    pub fn says(&self) -> bool {
        (self.sentences > 0 || self.points >= 2) && !self.is_linked()
    }

    /// Whether nearly all of its text is links.
    pub fn is_linked(&self) -> bool {
        self.linked * 4 >= self.text * 3 && self.text > 0
    }
}

/// Sums up what is within each, without what is left out.
fn sum(tree: &Tree, row: &mut [Entry]) {
    // For each place: the block that its text belongs to, whether it is in a link, and the heading that it is in.
    let mut held: Vec<(usize, bool, Option<usize>)> = Vec::with_capacity(row.len());
    let mut own = vec![Own::default(); row.len()];
    let mut titles: Vec<usize> = Vec::new();
    for (place, entry) in row.iter_mut().enumerate() {
        let (mut block, mut in_link, mut heading) = held.get(entry.parent).copied().unwrap_or_default();
        (entry.text, entry.linked, entry.links, entry.prose, entry.titles) = (0, 0, 0, 0, 0);
        (entry.sentences, entry.points) = (0, 0);
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
                own[block].text += entry.text;
                own[block].linked += entry.linked;
                own[block].stops |= !in_link && has_stop(words);
            }
            _ => {}
        }
        held.push((block, in_link, heading));
    }
    titles.dedup();
    for place in (0..row.len()).rev() {
        let Own { text, linked, .. } = own[place];
        if text >= PROSE {
            row[place].prose += (text - linked) * worth(tree, row[place].node) / 2;
        }
        if text > 0 {
            let name = tree.element(row[place].node).map_or("", Element::name);
            row[place].sentences += usize::from(own[place].is_said(name));
        }
        if tree.element(row[place].node).is_some_and(|it| it.name() == "li") {
            let Entry { text, linked, .. } = row[place];
            row[place].points += usize::from(text >= 4 && linked * 2 < text);
        }
        if titles.pop_if(|title| *title >= place) == Some(place) && row[place].is_linked() {
            row[place].titles += 1;
        }
        let Entry { parent, text, linked, links, prose, titles, sentences, points, .. } = row[place];
        if place > 0 {
            let holder = &mut row[parent];
            holder.text += text;
            holder.linked += linked;
            holder.links += links;
            holder.prose += prose;
            holder.titles += titles;
            holder.sentences += sentences;
            holder.points += points;
        }
    }
}

/// The text of a block that is in no block within it.
#[derive(Clone, Copy, Default)]
struct Own {
    text: usize,
    linked: usize,
    /// Whether a sentence ends in it outside of a link.
    stops: bool,
}

impl Own {
    /// Whether it says something, in a sentence or at length. Not every script has full stops.
    fn is_said(&self, name: &str) -> bool {
        const SENTENCE: usize = 12;
        const PARAGRAPH: usize = 20;
        const LENGTH: usize = 100;
        let own = self.text - self.linked;
        let linked = self.linked * 2 > self.text;
        heading_level(name).is_none()
            && !linked
            && ((self.stops && own >= SENTENCE) || (name == "p" && own >= PARAGRAPH) || own >= LENGTH)
    }
}

/// Whether a sentence ends in a text.
pub fn has_stop(text: &str) -> bool {
    let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।' | '։');
    let closes = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』');
    let mut characters = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        if is_stop(character) && (before.is_alphanumeric() || closes(before)) {
            let after = characters.peek().copied();
            let wide = !character.is_ascii() && character != '…';
            if wide || after.is_none_or(|it| it.is_whitespace() || closes(it)) {
                return true;
            }
        }
        before = character;
    }
    false
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
    /// What readers say of it; whether that is its whole name.
    Comments { whole: bool },
    /// A dialog, or what asks for a consent.
    Dialog,
    /// Around the article, by the kind of element that it is.
    Chrome,
    /// Around the article, by these of its names; whether one of them is all of a name.
    Named { words: Vec<&'static str>, whole: bool },
}

/// Leaves out what is named as something else.
fn leave_out(tree: &Tree, row: &mut [Entry], title: Option<usize>) {
    /// An article has at least as much prose as this without the comments on it; else they are what there is to read.
    const LEAST: usize = 140;
    /// With so much prose it is one without a doubt.
    const ARTICLE: usize = 600;
    /// Pictures of so many things are no illustration.
    const GALLERY: usize = 8;
    let sections = Sections::of(tree, row, title);
    let inner = within_sections(tree, row);
    let spans = chrome_spans(tree, row);
    let other = |(place, entry): (usize, &Entry)| {
        let element = tree.element(entry.node)?;
        if matches!(element.name(), "span" | "a") && !spans[place] {
            return None;
        }
        other(element, place, title, &sections, inner[place])
    };
    let others: Vec<Option<Other>> = row.iter().enumerate().map(other).collect();
    // Whether there is a second sign, besides a name, that it is not the author's.
    let signed = |place: usize| {
        let entry = &row[place];
        let Some(element) = tree.element(entry.node) else { return false };
        let aside = element.get("aria-hidden") == Some("true");
        let silent = !is_part(element.name()) && entry.sentences == 0 && entry.points < 2;
        silent || entry.is_linked() || entry.fields > 0 || aside
    };
    let prose = row.first().map_or(0, |entry| entry.prose);
    let comments = outermost(row, |place| match others[place] {
        Some(Other::Comments { whole }) => whole || signed(place),
        _ => false,
    });
    let rest = prose - comments.iter().map(|place| row[*place].prose).sum::<usize>();
    let mut out: Vec<usize> = if rest >= LEAST { comments } else { Vec::new() };
    let rest = if out.is_empty() { prose } else { rest };
    let usual = usual_words(row, &others, rest);
    let dialogs = dialogs(row, &others);
    out.extend(outermost(row, |place| {
        let entry = &row[place];
        let titled = title.is_some_and(|title| (place..entry.end).contains(&title));
        // Beside an article under the page's title there may be more of other things than of it.
        let beside = title.is_some() && !titled && rest >= entry.prose + ARTICLE;
        let small = match &others[place] {
            Some(Other::Dialog) => return dialogs,
            Some(Other::Chrome) => entry.prose * 2 <= rest || beside,
            Some(Other::Named { words, whole }) => {
                (*whole || signed(place))
                    && !is_much(entry.prose, rest)
                    && !words.iter().all(|word| usual.contains(word))
            }
            Some(Other::Comments { .. }) | None => false,
        };
        small && !titled
    }));
    for heading in sections.headings {
        row[heading].heads = true;
    }
    for place in &out {
        row[*place].doubt = others[*place]
            .as_ref()
            .is_some_and(|other| may_be_missed(tree, row, *place, other, inner[*place]));
    }
    take_out(row, out);
    sum(tree, row);
    // What is left of what is not named may still be something else beside the article.
    let rest = row.first().map_or(0, |entry| entry.prose);
    let others = outermost(row, |place| {
        let entry = &row[place];
        let titled = title.is_none_or(|title| (place..entry.end).contains(&title));
        let is_gallery = entry.points >= GALLERY
            && tree.element(entry.node).is_some_and(|it| lists::is_wholly_named(it, lists::GALLERY));
        !titled && rest >= entry.prose + ARTICLE && (is_gallery || is_feed(entry))
    });
    for place in &others {
        row[*place].doubt = !is_feed(&row[*place]);
    }
    take_out(row, others);
}

/// Whether what is left out for what it is named as may be the author's: it says something, and not what every page says.
fn may_be_missed(tree: &Tree, row: &[Entry], place: usize, other: &Other, inner: bool) -> bool {
    let entry = &row[place];
    let name = tree.element(entry.node).map_or("", Element::name);
    let says = entry.says() && entry.fields == 0;
    let has = |names: &[&str]| {
        let found = |it: &Entry| tree.element(it.node).is_some_and(|it| names.contains(&it.name()));
        row[place + 1..entry.end].iter().any(found)
    };
    match other {
        Other::Comments { whole } => says && !whole,
        Other::Dialog => says && has(&["h1", "article"]),
        Other::Chrome => says && (inner || name == "aside") && !matches!(name, "nav" | "search"),
        Other::Named { words, .. } => {
            let never = words.iter().any(|word| lists::NEVER_MISSED.contains(word));
            let often = words.iter().any(|word| lists::OFTEN_MISSED.contains(word));
            says && !never && (often || entry.links == 0)
        }
    }
}

/// Leaves out what is at these places, with all that is within.
fn take_out(row: &mut [Entry], places: Vec<usize>) {
    for place in places {
        let end = row[place].end;
        row[place..end].iter_mut().for_each(|entry| entry.out = true);
    }
}

/// Whether it announces other articles: headings that lead there, with a few lines under each.
fn is_feed(entry: &Entry) -> bool {
    const TITLES: usize = 4;
    const LINES: usize = 420;
    entry.titles >= TITLES && entry.text <= entry.titles * LINES
}

/// Whether there is anything to read outside of dialogs: then no dialog is the article.
fn dialogs(row: &[Entry], others: &[Option<Other>]) -> bool {
    /// Less than this is the name of a site.
    const LEAST: usize = 30;
    let Some(all) = row.first() else { return false };
    let dialogs = outermost(row, |place| others[place] == Some(Other::Dialog));
    let unlinked = |entry: &Entry| entry.text - entry.linked;
    let within = |of: &dyn Fn(&Entry) -> usize| dialogs.iter().map(|place| of(&row[*place])).sum::<usize>();
    all.prose > within(&|it| it.prose) || unlinked(all) >= within(&unlinked) + LEAST
}

/// For each place, whether it is within a part of the page that has headings of its own.
fn within_sections(tree: &Tree, row: &[Entry]) -> Vec<bool> {
    let mut inner = vec![false; row.len()];
    for place in 1..row.len() {
        let parent = row[place].parent;
        let name = tree.element(row[parent].node).map_or("", Element::name);
        inner[place] =
            inner[parent] || matches!(name, "article" | "section" | "main" | "blockquote" | "figure");
    }
    inner
}

/// For each place, whether it is a `<span>`, or a link within the page, that stands for a block: it holds one, or all that is beside it in its block are
/// such, so that it is no word of a sentence.
fn chrome_spans(tree: &Tree, row: &[Entry]) -> Vec<bool> {
    let name = |place: usize| tree.element(row[place].node).map_or("", Element::name);
    let inline = |place: usize| {
        let element = tree.element(row[place].node);
        element.is_some_and(|it| match it.name() {
            "span" => true,
            "a" => it.get("href").is_some_and(|href| href.starts_with('#')),
            _ => false,
        })
    };
    let mut spans = vec![false; row.len()];
    // Letters of each element that stand in none of the elements right within it.
    let mut loose: Vec<usize> = row.iter().map(|entry| entry.text).collect();
    let mut holds = vec![false; row.len()];
    for place in (1..row.len()).rev() {
        let Entry { parent, text, .. } = row[place];
        if inline(place) {
            loose[parent] -= text;
        }
        holds[parent] |= holds[place] || is_block(name(place));
    }
    for place in 1..row.len() {
        let parent = row[place].parent;
        let divides =
            matches!(name(parent), "div" | "section" | "header" | "footer" | "aside" | "nav" | "body");
        spans[place] = inline(place)
            && (holds[place] || (divides && loose[parent] == 0) || is_beside(tree, &row[place]));
    }
    spans
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
        let Some(Other::Named { words, .. }) = other else { continue };
        for word in words {
            let (prose, end) = known.entry(word).or_default();
            if place >= *end {
                (*prose, *end) = (*prose + row[place].prose, row[place].end);
            }
        }
    }
    known.into_iter().filter(|(_, (prose, _))| prose * 3 > rest * 2).map(|(word, _)| word).collect()
}

/// Whether a `<span>` is a mark beside the words of its line, as the link by which a section is edited.
fn is_beside(tree: &Tree, span: &Entry) -> bool {
    const LONGEST: usize = 40;
    let named = || tree.element(span.node).is_some_and(|it| lists::is_wholly_named(it, lists::BESIDE));
    span.text <= LONGEST && span.linked * 2 >= span.text && named()
}

/// What an element is named as. A `<header>` is the page's if the title is somewhere else, and it heads no part of it.
fn other(
    element: &Element,
    place: usize,
    title: Option<usize>,
    sections: &Sections,
    inner: bool,
) -> Option<Other> {
    let name = element.name();
    let role = element.get("role").unwrap_or_default();
    // What a heading or a paragraph is named as is what it is about.
    let says_itself = heading_level(name).is_some() || name == "p";
    let is_part = is_part(name);
    let holds = is_block(name) && !is_part;
    let by_id =
        |list| lists::whole_id(element, list).filter(|_| holds && !says_itself && !sections.is_one(place));
    let is_dialog = name == "dialog"
        || matches!(role, "dialog" | "alertdialog")
        || element.get("aria-modal") == Some("true")
        || by_id(lists::CONSENT).is_some()
        || (holds && lists::is_wholly_named(element, lists::CONSENT));
    if is_dialog {
        return Some(Other::Dialog);
    }
    let is_comment = element.get("itemtype").is_some_and(|it| it.ends_with("/Comment"));
    let by_class = !says_itself && !lists::words_of_classes(element, lists::COMMENTS).is_empty();
    if is_comment || by_class || by_id(lists::COMMENTS_IDS).is_some() {
        let whole = is_comment
            || by_id(lists::COMMENTS_IDS).is_some()
            || lists::is_wholly_named(element, lists::COMMENTS);
        return Some(Other::Comments { whole });
    }
    let chrome = matches!(name, "nav" | "aside" | "footer" | "form" | "search" | "fieldset" | "menu")
        || matches!(
            role,
            "navigation"
                | "complementary"
                | "banner"
                | "contentinfo"
                | "search"
                | "menu"
                | "menubar"
                | "toolbar"
                | "alert"
                | "form"
        );
    if chrome || (title.is_some() && name == "header" && !inner) {
        return Some(Other::Chrome);
    }
    if says_itself || !(is_block(name) || matches!(name, "span" | "a")) {
        return None;
    }
    let mut words = lists::words_of_classes(element, lists::CHROME);
    let id = by_id(lists::CHROME_IDS);
    let whole = id.is_some() || (!is_part && lists::is_wholly_named(element, lists::CHROME));
    words.extend(id);
    (!words.is_empty()).then_some(Other::Named { words, whole })
}

/// Whether elements are parts of something that the author wrote, so that their names may be what they say.
fn is_part(name: &str) -> bool {
    matches!(
        name,
        "li" | "dt" | "dd" | "pre" | "blockquote" | "figure" | "figcaption" | "td" | "th" | "tr" | "tbody"
    )
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
        let best = best.filter(|best| {
            row[*best].prose * 5 >= prose * 2 && second * 4 <= row[*best].prose && row[*best].prose > 0
        })?;
        Some(whole_body(tree, row, best).unwrap_or(best))
    })
}

/// What holds all parts of a text that is divided into several of the same name, where they are all that it holds.
fn whole_body(tree: &Tree, row: &[Entry], best: usize) -> Option<usize> {
    const HIGHEST: usize = 3;
    let class =
        tree.element(row[best].node)?.get("class").and_then(|it| it.split_ascii_whitespace().next())?;
    let is_part = |place: usize| {
        let named = tree.element(row[place].node).and_then(|it| it.get("class"));
        !row[place].out
            && row[place].sentences > 0
            && named.is_some_and(|it| it.split_ascii_whitespace().next() == Some(class))
    };
    let around = std::iter::successors(Some(row[best].parent), |place| Some(row[*place].parent));
    around.take(HIGHEST).take_while(|place| *place > 0).find(|holder| {
        let parts = outermost(row, |place| place > *holder && place < row[*holder].end && is_part(place));
        let prose: usize = parts.iter().map(|place| row[*place].prose).sum();
        parts.len() > 1 && prose * 10 >= row[*holder].prose * 9
    })
}

/// The smallest element that holds nearly all of the prose.
fn narrow_root(tree: &Tree, row: &[Entry], title: Option<usize>) -> usize {
    let mut at = 0;
    loop {
        let Some(entry) = row.get(at) else { return 0 };
        let mut child = at + 1;
        let mut within = None;
        while child < entry.end {
            let it = &row[child];
            // What stands beside the title with all its text in links is a column of the page.
            let titled = title.is_some_and(|title| (child..it.end).contains(&title))
                && (entry.linked - it.linked) * 5 >= (entry.text - it.text) * 2;
            let most = if titled { 85 } else { 92 };
            if it.prose * 100 >= entry.prose * most && it.prose > 0 {
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
