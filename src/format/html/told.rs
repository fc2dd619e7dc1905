//! What is known of an article and stands on the page a second time: its title, who wrote it and when, in a line of its own
//! that no element holds.

use super::content::{Content, Entry};
use super::particulars::has_word;
use super::tree::{Element, Tree, What};
use super::{Page, date, is_block, lists};

/// What is known of an article, as it is recognised.
#[derive(Default)]
pub struct Told {
    /// The letters of the title.
    title: String,
    /// The letters of the byline.
    byline: String,
    /// The day of publication.
    day: Option<String>,
    /// Whether the text itself goes by dates, so that none of them is that of the article.
    timeline: bool,
}

/// What a part of a line is.
#[derive(PartialEq, Eq)]
enum Part {
    /// It says again what is known.
    Told,
    /// It joins such parts or introduces one.
    Joint,
    /// It says something else.
    Other,
}

/// What introduces a byline or a date, and what joins them.
const JOINTS: [&str; 27] = [
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "af",
    "av",
    "author",
    "written",
    "posted",
    "published",
    "updated",
    "last",
    "first",
    "modified",
    "on",
    "at",
    "am",
    "le",
    "el",
    "and",
    "und",
    "et",
    "y",
    "og",
    "och",
];

impl Told {
    /// What is known of the article of a page.
    pub fn of(page: &Page, tree: &Tree, content: &Content) -> Told {
        let is_time = |entry: &&Entry| tree.element(entry.node).is_some_and(|it| it.name() == "time");
        let times = content.row[content.body.clone()].iter().filter(is_time).take(3).count();
        Told {
            title: lists::letters(&page.title),
            byline: page.byline.as_deref().map(lists::letters).unwrap_or_default(),
            day: page.published.as_ref().map(|date| date.day().to_owned()),
            timeline: times == 3,
        }
    }

    /// Whether these are the words of the title.
    pub fn is_title(&self, words: &str) -> bool {
        !self.title.is_empty() && lists::letters(words) == self.title
    }

    /// Where the line ends that begins at a place, if it says only what is known. A line is what stands between two
    /// blocks, as a browser draws it.
    pub fn line_end(&self, tree: &Tree, content: &Content, place: usize) -> Option<usize> {
        /// The longest line, in characters and in elements and texts.
        const LONGEST: usize = 90;
        let row = &content.row;
        let parent = row[place].parent;
        let holder = tree.element(row[parent].node)?;
        let holds = ["div", "section", "article", "main", "header", "hgroup", "body", "center"];
        if place <= content.body.start || !holds.contains(&holder.name()) {
            return None;
        }
        let (mut at, mut length, mut told) = (place, 0, false);
        while at < row[parent].end && !is_at_block(tree, &row[at]) {
            let entry = &row[at];
            length += entry.text;
            if length > LONGEST || entry.end - place > LONGEST {
                return None;
            }
            match self.part(tree, row, at, holder) {
                Part::Told => told = true,
                Part::Joint => {}
                Part::Other => return None,
            }
            at = entry.end;
        }
        told.then_some(at)
    }

    /// Whether what an element holds, on whatever lines, is only the name and the date that are known, or a role or date
    /// that is marked as such, and what introduces them.
    pub fn is_only_told(&self, tree: &Tree, row: &[Entry], place: usize) -> bool {
        let mut told = false;
        let mut at = place;
        while at < row[place].end {
            let entry = &row[at];
            let part = match tree.what(entry.node) {
                _ if entry.text == 0 => Part::Joint,
                What::Text(words) if self.is_title(words) => Part::Other,
                What::Text(words) => self.words(words),
                What::Element(element) if self.is_person(tree, entry, element) => Part::Told,
                _ => {
                    at += 1;
                    continue;
                }
            };
            match part {
                Part::Told => told = true,
                Part::Joint => {}
                Part::Other => return false,
            }
            at = entry.end;
        }
        told
    }

    /// Whether an element is marked up as the author, or is a day; an hour alone is not when an article was published.
    fn is_person(&self, tree: &Tree, entry: &Entry, element: &Element) -> bool {
        if element.name() == "time" {
            let words = tree.text(entry.node, 100);
            let given = element.get("datetime").and_then(date).or_else(|| date(&words));
            return !self.timeline && !is_hour(&words) && given.is_some_and(|it| it.day().len() > 4);
        }
        has_word(element.get("rel"), "author")
            || ["author", "datePublished", "dateModified"]
                .iter()
                .any(|name| has_word(element.get("itemprop"), name))
    }

    fn part(&self, tree: &Tree, row: &[Entry], place: usize, holder: &Element) -> Part {
        const LONGEST: usize = 400;
        let entry = &row[place];
        if entry.text == 0 {
            return Part::Joint;
        }
        let mut within = (place..entry.end).filter_map(|place| {
            // What is only a part of it does not say what the rest is.
            let inner = &row[place];
            tree.element(inner.node).filter(|_| inner.text == entry.text).map(|element| (inner, element))
        });
        if within.clone().any(|(inner, _)| is_at_block(tree, inner)) {
            return Part::Other;
        }
        if within.any(|(inner, element)| self.tells(tree, inner, element, holder)) {
            return Part::Told;
        }
        match tree.what(entry.node) {
            What::Text(words) => self.words(words),
            _ => self.words(&tree.text(entry.node, LONGEST)),
        }
    }

    /// Whether an element says what it is, and is about the article.
    fn tells(&self, tree: &Tree, entry: &Entry, element: &Element, holder: &Element) -> bool {
        if element.name() == "time" {
            let words = tree.text(entry.node, 100);
            let given = element.get("datetime").and_then(date).or_else(|| date(&words));
            let known = given.is_some_and(|date| self.day.as_deref() == Some(date.day()));
            // The day of a revision is not that of publication, but stands with it.
            return (known && !self.timeline && !is_hour(&words)) || holder.name() == "header";
        }
        lists::is_named(element, lists::META)
            || has_word(element.get("rel"), "author")
            || ["author", "datePublished", "dateModified"]
                .iter()
                .any(|name| has_word(element.get("itemprop"), name))
    }

    fn words(&self, words: &str) -> Part {
        let joins = |word: &str| {
            let letters = lists::letters(word);
            letters.is_empty() || JOINTS.contains(&letters.as_str())
        };
        if words.split_whitespace().all(joins) {
            return Part::Joint;
        }
        // Before one of several authors stands "and", and before the first "by".
        let rest: Vec<&str> = words.split_whitespace().skip_while(|word| joins(word)).collect();
        let letters = lists::letters(&rest.concat());
        let named = letters.chars().count() > 2 && self.byline.contains(&letters);
        let day = date(rest.join(" ").trim_matches(|c: char| !c.is_alphanumeric()));
        let dated = !self.timeline && day.is_some_and(|date| self.day.as_deref() == Some(date.day()));
        if named || dated || self.is_title(words) { Part::Told } else { Part::Other }
    }
}

/// Whether words are an hour without a day: that is not when an article was published.
fn is_hour(words: &str) -> bool {
    words.len() <= 5 && words.contains(':')
}

fn is_at_block(tree: &Tree, entry: &Entry) -> bool {
    tree.element(entry.node).is_some_and(|element| is_block(element.name()))
}
