//! What a page says of itself: title, byline, date, address, language and direction, from what is meant for machines
//! (JSON-LD, Open Graph, `<meta>`) and, where that is silent, from what is meant for people.

use serde_json::Value;

use super::content::Content;
use super::tree::{DOCUMENT, Element, Id, Tree, What};
use super::{Page, date, heading_level, line, lists, plain_line};
use crate::format::address::Base;
use crate::model::project::Direction;

/// What is known of a page before its article is found, and after.
#[derive(Default)]
pub struct Particulars {
    /// What will be known of the page.
    pub page: Page,
    /// What machines are told is the title, the most telling first.
    titles: Vec<String>,
    /// The name of what published it.
    site: Option<String>,
    /// Its first headings of level 1 and 2, with their words.
    headings: Vec<(Id, u8, String)>,
    /// The heading that is the title.
    pub heading: Option<Id>,
}

/// The longest title, byline and name, in bytes.
const LONGEST_TITLE: usize = 400;
const LONGEST_BYLINE: usize = 160;

/// What a page names as the base of its addresses.
pub fn base(tree: &Tree) -> Option<&str> {
    tree.elements(DOCUMENT).find(|(_, it)| it.name() == "base")?.1.get("href")
}

/// What a page tells machines.
pub fn of(tree: &Tree, base: &Base) -> Particulars {
    /// How many headings of level 1 are looked at.
    const MOST: usize = 50;
    let mut known = Known::default();
    let mut found = Particulars::default();
    for (id, element) in tree.elements(DOCUMENT) {
        match element.name() {
            "meta" => known.meta(element),
            "link" if has_word(element.get("rel"), "canonical") => {
                put(&mut known.canonical, element.get("href"))
            }
            "script"
                if element
                    .get("type")
                    .is_some_and(|it| it.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                known.json(&content(tree, id));
            }
            "title" => put(&mut known.title, Some(&plain_line(&content(tree, id)))),
            "html" | "body" => {
                put(&mut known.language, element.get("lang").or_else(|| element.get("xml:lang")));
                found.page.direction = direction(element).or(found.page.direction);
            }
            name @ ("h1" | "h2") if found.headings.len() < MOST && !is_aside(tree, id) => {
                let words = tree.text(id, LONGEST_TITLE);
                found.headings.push((id, heading_level(name).unwrap_or_default(), words));
            }
            _ => {}
        }
    }
    known.tell(&mut found, base);
    found
}

/// What machines are told, by who tells it.
#[derive(Default)]
struct Known {
    title: Option<String>,
    canonical: Option<String>,
    language: Option<String>,
    /// Names of `<meta>` that are asked for, in small letters, and what they say.
    metas: Vec<(String, String)>,
    json: Json,
}

/// What JSON-LD says of the article.
#[derive(Default)]
struct Json {
    headline: Option<String>,
    author: Option<String>,
    published: Option<String>,
    language: Option<String>,
    url: Option<String>,
}

const TITLES: [&str; 4] = ["og:title", "twitter:title", "dc.title", "citation_title"];
const AUTHORS: [&str; 8] = [
    "author",
    "article:author",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
];
const DATES: [&str; 14] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "pubdate",
    "publish_date",
    "parsely-pub-date",
];
const LANGUAGES: [&str; 4] = ["content-language", "dc.language", "dcterms.language", "og:locale"];

impl Known {
    fn meta(&mut self, element: &Element) {
        /// Pages have no more of these than a few; a page may have millions.
        const MOST: usize = 200;
        let name =
            ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|name| element.get(name));
        let (Some(name), Some(content)) = (name, element.get("content")) else { return };
        let name = name.trim().to_ascii_lowercase();
        let other = ["og:url", "og:site_name", "title"];
        let asked = [&TITLES[..], &AUTHORS, &DATES, &LANGUAGES, &other].concat().contains(&&*name);
        let content = line(content);
        if asked && !content.is_empty() && self.metas.len() < MOST {
            self.metas.push((name, content));
        }
    }

    /// What a `<meta>` says; of those named, the first that says anything.
    fn of(&self, names: &[&'static str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, content)| &**content)
    }

    fn json(&mut self, text: &str) {
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let Ok(value) = serde_json::from_str::<Value>(text) else { return };
        let graph = value.get("@graph").and_then(Value::as_array);
        let things: Vec<&Value> = match (&value, graph) {
            (_, Some(graph)) => graph.iter().collect(),
            (Value::Array(things), None) => things.iter().collect(),
            _ => vec![&value],
        };
        let article = things.iter().find(|thing| is_article(thing));
        let Some(article) = article else { return };
        let words =
            |name: &str| article.get(name).and_then(Value::as_str).map(line).filter(|it| !it.is_empty());
        put(&mut self.json.headline, words("headline").or_else(|| words("name")).as_deref());
        put(&mut self.json.published, words("datePublished").as_deref());
        put(&mut self.json.url, words("url").as_deref());
        let language = article.get("inLanguage");
        let language = language.and_then(|it| it.as_str().or_else(|| it.get("alternateName")?.as_str()));
        put(&mut self.json.language, language);
        let mut names: Vec<String> = Vec::new();
        article.get("author").iter().for_each(|author| push_names(author, &things, &mut names));
        if !names.is_empty() {
            put(&mut self.json.author, Some(&listed(&names)));
        }
    }

    fn tell(self, found: &mut Particulars, base: &Base) {
        let titles = [self.json.headline.clone()].into_iter().flatten();
        let titles = titles.chain(TITLES.iter().flat_map(|name| self.all(name).map(str::to_owned)));
        found.titles = titles.chain(self.title.clone()).filter(|title| !title.is_empty()).collect();
        found.site = self.of(&["og:site_name"]).map(str::to_owned);
        let page = &mut found.page;
        let named: Vec<String> = AUTHORS
            .iter()
            .map(|name| self.all(name).filter_map(byline).collect())
            .find(|names: &Vec<_>| !names.is_empty())
            .unwrap_or_default();
        page.byline = self.json.author.as_deref().and_then(byline);
        page.byline = page
            .byline
            .take()
            .or_else(|| (!named.is_empty()).then(|| listed(&named)).as_deref().and_then(byline));
        let dates =
            self.json.published.as_deref().into_iter().chain(DATES.iter().flat_map(|name| self.all(name)));
        page.published = dates.into_iter().find_map(date);
        let addresses = [self.canonical.as_deref(), self.of(&["og:url"]), self.json.url.as_deref()];
        page.source = addresses.into_iter().flatten().find_map(|address| base.web(address));
        let languages = [self.language.as_deref(), self.of(&LANGUAGES), self.json.language.as_deref()];
        page.language = languages.into_iter().flatten().find_map(language);
    }
}

impl Particulars {
    /// Takes what people are told, once it is known where the article is.
    pub fn complete(&mut self, tree: &Tree, content: &Content) {
        if self.page.byline.is_none() {
            self.page.byline = written_byline(tree, content);
        }
        if self.page.published.is_none() {
            self.page.published = written_date(tree, content);
        }
        let around = std::iter::successors(Some(content.root()), |node| tree.parent(*node));
        let around = around.filter_map(|node| tree.element(node));
        let (mut spoken, mut written) = (None, None);
        for element in around {
            spoken = spoken.or_else(|| element.get("lang").and_then(language));
            written = written.or_else(|| direction(element));
        }
        self.page.language = spoken.or(self.page.language.take());
        self.page.direction = written.or(self.page.direction).or_else(|| self.usual_direction());
    }

    /// Takes what a part of a page says of itself: less than a page does.
    pub fn complete_fragment(&mut self, tree: &Tree) {
        let first =
            tree.elements(DOCUMENT).find(|(_, it)| it.get("dir").is_some() || it.get("lang").is_some());
        if let Some((_, element)) = first {
            self.page.language = self.page.language.take().or_else(|| element.get("lang").and_then(language));
            self.page.direction = self.page.direction.or_else(|| direction(element));
        }
        self.page.direction = self.page.direction.or_else(|| self.usual_direction());
        self.page.title = self.titles.first().cloned().unwrap_or_default();
    }

    /// The direction that the language is written in, said only where it is not the usual one.
    fn usual_direction(&self) -> Option<Direction> {
        let language = self.page.language.as_deref()?.split('-').next()?;
        let known = ["ar", "arc", "ckb", "dv", "fa", "ha", "he", "khw", "ks", "ps", "sd", "ug", "ur", "yi"];
        // Hausa and Kashmiri are written both ways.
        let known =
            known.iter().any(|it| it.eq_ignore_ascii_case(language)) && !matches!(language, "ha" | "ks");
        known.then_some(Direction::Rtl)
    }

    /// The title: the heading, where it says what machines are told; else what they are told, without the site's name.
    pub fn entitle(&mut self) {
        let main = || self.headings.iter().filter(|(_, level, words)| *level == 1 && !words.is_empty());
        // A site's name is often a heading too, but stands above the article's; and is a part of the title in its turn.
        let parts: Vec<String> =
            self.titles.iter().flat_map(|title| parts(title)).map(|part| lists::letters(&part)).collect();
        let site = self.site.as_deref().map(lists::letters);
        let is_part = |words: &str| {
            let letters = lists::letters(words);
            letters.len() >= 3 && parts.contains(&letters) && site.as_ref() != Some(&letters)
        };
        let mut heading = self.headings.iter().rfind(|(_, _, words)| is_part(words));
        // Else the longest of those that are within what machines are told.
        let is_within = |words: &str| {
            let letters = lists::letters(words);
            letters.len() >= 3 && self.titles.iter().any(|title| lists::letters(title).contains(&letters))
        };
        heading =
            heading.or_else(|| main().filter(|it| is_within(&it.2)).max_by_key(|(_, _, words)| words.len()));
        if heading.is_none() && main().count() == 1 && self.titles.len() <= 1 {
            heading = main().next();
        }
        self.heading = heading.map(|(id, ..)| *id);
        self.page.title = match (heading, self.titles.first()) {
            (Some((_, _, words)), _) => words.clone(),
            (None, Some(title)) => without_site(title, self.site.as_deref()),
            (None, None) => main().next().map(|(_, _, words)| words.clone()).unwrap_or_default(),
        };
        self.page.title.truncate(self.page.title.floor_char_boundary(LONGEST_TITLE));
    }
}

/// What parts a title from the name of its site.
const BARS: [&str; 8] = [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • "];

/// A title whole, and what there is before and after each bar.
fn parts(title: &str) -> Vec<String> {
    let mut parts = vec![title.to_owned()];
    for bar in BARS {
        parts.extend(title.split(bar).filter(|part| part.len() < title.len()).map(str::to_owned));
        let ends =
            [title.split_once(bar).map(|(_, rest)| rest), title.rsplit_once(bar).map(|(rest, _)| rest)];
        parts.extend(ends.into_iter().flatten().map(str::to_owned));
    }
    parts
}

/// Whether an element is in what a page has beside its article.
fn is_aside(tree: &Tree, node: Id) -> bool {
    let mut around = std::iter::successors(tree.parent(node), |node| tree.parent(*node));
    around.any(|node| tree.element(node).is_some_and(|it| matches!(it.name(), "footer" | "nav" | "aside")))
}

/// A title without the name of the site before or after it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let is_site = |part: &str| site.is_some_and(|site| lists::letters(site) == lists::letters(part));
    for bar in BARS {
        if let Some((rest, last)) = title.rsplit_once(bar) {
            let short = last.split(' ').count() <= 4 && rest.split(' ').count() >= 3;
            if is_site(last) || (site.is_none() && short) {
                return rest.trim().to_owned();
            }
            if let Some((first, rest)) = title.split_once(bar)
                && is_site(first)
            {
                return rest.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

/// The byline that people read.
fn written_byline(tree: &Tree, content: &Content) -> Option<String> {
    let telling = |element: &Element| {
        let role = has_word(element.get("rel"), "author") || has_word(element.get("itemprop"), "author");
        role || lists::has_any(element, &["byline", "bylines"])
            || lists::is_exactly(element, &["author", "authors", "author-name"])
    };
    let found = content.around(tree).filter(|(_, element)| telling(element));
    found
        .filter_map(|(id, _)| {
            let words = tree.text(id, LONGEST_BYLINE + 1);
            // Where a date stands beside the name, the name is a link.
            let dated = words.contains(|c: char| c.is_ascii_digit());
            let link = tree.elements(id).find(|(_, it)| dated && it.name() == "a");
            byline(&link.map_or(words, |(link, _)| tree.text(link, LONGEST_BYLINE + 1)))
        })
        .next()
}

/// The date that people read.
fn written_date(tree: &Tree, content: &Content) -> Option<crate::model::project::Published> {
    /// So many elements at most are between a date and the point of a list that it is in.
    const NEAR: usize = 4;
    let first = |telling: &dyn Fn(&Element) -> bool| {
        content.around(tree).filter(|(_, element)| telling(element)).find_map(|(id, element)| {
            let given = element.get("datetime").or_else(|| element.get("content")).and_then(date);
            given.or_else(|| date(&tree.text(id, 100)))
        })
    };
    first(&|it| has_word(it.get("itemprop"), "datePublished"))
        .or_else(|| {
            // In a list or a table it is the day of something else.
            let is_part = |id: Id| {
                let mut around = std::iter::successors(tree.parent(id), |node| tree.parent(*node)).take(NEAR);
                around
                    .any(|node| tree.element(node).is_some_and(|it| matches!(it.name(), "li" | "td" | "th")))
            };
            let times = content.around(tree).filter(|(id, it)| it.name() == "time" && !is_part(*id));
            times
                .into_iter()
                .find_map(|(id, it)| it.get("datetime").and_then(date).or_else(|| date(&tree.text(id, 100))))
        })
        .or_else(|| {
            first(&|it| {
                lists::has_any(
                    it,
                    &["dateline", "pubdate", "publishdate", "publisheddate", "postdate", "entrydate"],
                )
            })
        })
}

/// A byline without what introduces it; `None` if it is none.
fn byline(text: &str) -> Option<String> {
    const INTRODUCTIONS: [&str; 12] = [
        "by ",
        "by: ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "af ",
        "av ",
        "written by ",
        "posted by ",
        "author: ",
    ];
    let mut words = plain_line(text);
    // The longest first.
    for introduction in INTRODUCTIONS.iter().rev() {
        if words.get(..introduction.len()).is_some_and(|start| start.eq_ignore_ascii_case(introduction)) {
            words.drain(..introduction.len());
            break;
        }
    }
    let words = words.trim_matches([' ', ',', '|', '·', '-', '–']);
    let right =
        words.chars().any(char::is_alphabetic) && words.len() <= LONGEST_BYLINE && !words.contains("://");
    right.then(|| words.to_owned())
}

fn is_article(thing: &Value) -> bool {
    let is = |name: &str| {
        name.ends_with("Article")
            || matches!(name, "BlogPosting" | "Report" | "DiscussionForumPosting" | "LiveBlogPosting")
    };
    match thing.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// The names of authors: of one or several, given whole or by a reference to another thing of the page.
fn push_names(author: &Value, things: &[&Value], names: &mut Vec<String>) {
    const MOST: usize = 20;
    let authors = author.as_array().map_or_else(|| vec![author], |authors| authors.iter().collect());
    for author in authors.into_iter().take(MOST) {
        let id = author.get("@id").filter(|_| author.get("name").is_none());
        let author =
            id.and_then(|id| things.iter().find(|it| it.get("@id") == Some(id))).copied().unwrap_or(author);
        let name = author.as_str().or_else(|| author.get("name")?.as_str()).map(line);
        names.extend(name.and_then(|name| byline(&name)));
    }
}

/// Several names as one.
fn listed(names: &[String]) -> String {
    names.join(", ")
}

/// A language as a BCP 47 tag: checked only for its shape.
pub fn language(text: &str) -> Option<String> {
    const LONGEST: usize = 35;
    let tag = text.split(',').next().unwrap_or_default().trim().replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts
        .next()
        .is_some_and(|it| (2..=3).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphabetic()));
    let rest = parts.all(|it| (1..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric()));
    (first && rest && tag.len() <= LONGEST).then_some(tag)
}

fn direction(element: &Element) -> Option<Direction> {
    Direction::parse(&element.get("dir")?.trim().to_ascii_lowercase())
}

/// Whether a list of words, as `rel` is one, has a word.
pub fn has_word(list: Option<&str>, word: &str) -> bool {
    list.is_some_and(|list| list.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(word)))
}

fn put(place: &mut Option<String>, words: Option<&str>) {
    if place.is_none() {
        *place = words.map(str::to_owned).filter(|words| !words.is_empty());
    }
}

/// The text of an element that holds nothing else.
fn content(tree: &Tree, node: Id) -> String {
    let mut text = String::new();
    for child in tree.walk(node) {
        if let What::Text(words) = tree.what(child) {
            text.push_str(words);
        }
    }
    text
}
