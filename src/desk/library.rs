//! The library: all articles in a list, or what is found in them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::drawing::{Element, button, el, icon};
use super::folded::Folded;
use super::known;
use super::search::{Excerpt, Hit, MOST, Query, Shown};
use super::tagging::go_to;
use super::{Desk, Drawn, GONE, Outside, article_id};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::icons::Icon;
use crate::format::panel::{Outcome, Panel};
use crate::format::time::{self, day};
use crate::model::paragraphs::points;
use crate::model::project::{AgendaItem, Article, Change, ItemId};

/// The panel. Of the page's own fields, `open` is the id of the article that is open, and `read` has a line for each article
/// that was looked at: its id, a space, and how much of it has been read, in thousandths.
pub const PANEL: &str = "library";

/// Gives an article another title, that of the form in the panel.
pub const RENAME: &str = "rename";

/// Closes the form.
pub const LEAVE_TITLE: &str = "rename-not";

/// How many articles are drawn at first, and more for each time that more are asked for.
const ROWS: usize = 50;

/// How many of those in which something was found.
const FOUND: usize = 20;

/// How many agenda items of an article are named.
const CHIPS: usize = 4;

/// The field with the article of which all items are shown.
const ITEMS: &str = "items";

/// The orders of the list: their names in the field, and in words. The first is that without a choice.
const ORDERS: [(&str, &str); 6] = [
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("title", "By title"),
    ("source", "By source"),
    ("passages", "Most passages"),
    ("read", "Most read"),
];

impl Desk {
    /// Draws the library.
    pub(super) fn draw_library(&mut self, panel: &Panel, outside: &dyn Outside) -> Result<Drawn, String> {
        // Before anything is typed, so that what is typed first does not wait for it.
        self.search.follow(&self.project, self.step);
        let content = el("div").class("library");
        let articles = self.project.articles();
        let content = if articles.is_empty() {
            content.with(empty())
        } else {
            let query = Query::read(panel.field("query"));
            let content = content.with(tools(panel, query.is_some()));
            match query {
                Some(query) => content.with(self.draw_found(&query, panel, outside)),
                None => content
                    .with(self.draw_totals(articles.len()))
                    .with(self.draw_list(articles, panel, outside)),
            }
        };
        let choose =
            if self.project.articles().is_empty() { "Open an article…" } else { "Open another…" };
        let choose = button(choose, &Act::Choose).class("solid");
        let buttons = el("div").key("buttons").class("buttons");
        let buttons = buttons.with(button("Sample article", &Act::Sample)).with(choose);
        Ok(Drawn {
            title: "Articles".to_owned(),
            content: content.with(buttons),
            paint: Highlights::default(),
        })
    }

    /// How much there is in all articles together, and of what.
    fn draw_totals(&self, articles: usize) -> Element {
        let agenda = self.project.agenda();
        let passages = self.project.annotation_count();
        let counts = [
            counted(articles, "article"),
            counted(passages, "passage"),
            counted(agenda.len(), "agenda item"),
        ];
        let summary = el("summary").text(counts.join(" · "));
        let chips = agenda.iter().map(|(_, item)| chip(item, self.project.tagged_with(&item.id).count()));
        let plain = self.project.annotations().filter(|annotation| annotation.items.is_empty()).count();
        let chip = || el("span").key("plain").class("chip plain").text("No item ");
        let plain = (plain > 0).then(|| chip().with(el("small").text(plain.to_string())));
        let chips = el("p").class("chips").with_all(chips).with_all(plain);
        el("details").key("totals").class("totals").with(summary).with(chips)
    }

    fn draw_list(&self, articles: Vec<&Rc<Article>>, panel: &Panel, outside: &dyn Outside) -> Element {
        let reading = Reading::of(panel);
        let articles = self.sorted(articles, panel.field("sort"), &reading);
        let agenda: HashMap<_, _> = self
            .project
            .agenda()
            .into_iter()
            .enumerate()
            .map(|(place, (_, item))| (&item.id, (place, item)))
            .collect();
        let shown = shown(panel, ROWS);
        let rows = articles
            .iter()
            .take(shown)
            .map(|article| self.draw_row(article, &agenda, &reading, panel, outside));
        let list = el("ul").class("articles").with_all(rows);
        el("div").key("list").class("list").with(list).with_all(more(articles.len(), shown, ROWS))
    }

    fn sorted<'a>(
        &self,
        mut articles: Vec<&'a Rc<Article>>,
        order: &str,
        reading: &Reading<'_>,
    ) -> Vec<&'a Rc<Article>> {
        if order == "oldest" {
            return articles;
        }
        articles.reverse();
        let folded = |text: &str| Folded::of(text).words().trim().to_owned();
        match order {
            "title" => articles.sort_by_cached_key(|article| folded(titled(article))),
            "source" => articles.sort_by_cached_key(|article| {
                let source = article.source.as_deref().map(|source| folded(&short(source)));
                (source.is_none(), source, folded(titled(article)))
            }),
            "passages" => articles.sort_by_cached_key(|article| Reverse(self.project.count_of(&article.id))),
            "read" => articles.sort_by_cached_key(|article| Reverse(reading.share(article))),
            _ => {}
        }
        articles
    }

    fn draw_row(
        &self,
        article: &Article,
        agenda: &HashMap<&ItemId, (usize, &Rc<AgendaItem>)>,
        reading: &Reading<'_>,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Element {
        let id = article.id.to_string();
        let row = el("li").key(&*id);
        let is_open = reading.open == id;
        let row = if is_open { row.class("current") } else { row };
        if panel.field("renaming") == self.renaming(&id) {
            return row.with(self.draw_renaming(article, panel));
        }
        let mut details = particulars(article, outside);
        details.push(el("span").text(match self.project.count_of(&article.id) {
            0 => "nothing tagged".to_owned(),
            count => counted(count, "passage"),
        }));
        details.extend(reading.share(article).map(|share| el("span").text(read_in_words(share))));
        let open = el("button").set("type", "button").class("article").act(&Act::Open(article.id.clone()));
        let open = if is_open { open.set("aria-current", "true") } else { open };
        let open = open.with(el("span").set("dir", "auto").text(titled(article))).with(dotted(details));
        let named = |text: &str, what: &str, act: Act| {
            button(text, &act).set("aria-label", format!("{what} “{}”", titled(article)))
        };
        let more = el("summary").set("aria-label", format!("More for “{}”", titled(article)));
        let more = more.set("title", "More").with(icon(Icon::More));
        let actions = el("span")
            .class("menu")
            .with(named("Rename", "Rename", Act::Set("renaming".to_owned(), self.renaming(&id))))
            .with(named("Update text…", "Update text… of", Act::Update(article.id.clone())))
            .with(named("Delete", "Delete", Act::Remove(article.id.clone())).class("danger"));
        // Of all rows, one is open at a time.
        let actions = el("details").class("actions").set("name", "row").with(more).with(actions);
        let below = el("div").class("below").with(self.draw_chips(article, agenda, panel)).with(actions);
        row.with(open).with(below)
    }

    /// The agenda items that an article has most of.
    fn draw_chips(
        &self,
        article: &Article,
        agenda: &HashMap<&ItemId, (usize, &Rc<AgendaItem>)>,
        panel: &Panel,
    ) -> Element {
        let mut counts: HashMap<&ItemId, usize> = HashMap::new();
        for annotation in self.project.annotations_of(&article.id) {
            annotation.items.iter().for_each(|item| *counts.entry(item).or_default() += 1);
        }
        let items = counts
            .into_iter()
            .filter_map(|(id, count)| agenda.get(id).map(|(place, item)| (count, *place, item)));
        let mut items: Vec<_> = items.collect();
        items.sort_unstable_by_key(|(count, place, _)| (Reverse(*count), *place));
        let rest = items.len().saturating_sub(CHIPS);
        let is_whole = panel.field(ITEMS) == article.id.as_str();
        let shown = if is_whole { items.len() } else { CHIPS };
        let chips = items.iter().take(shown).map(|(count, _, item)| chip(item, *count));
        let chips = el("span").class("chips").with_all(chips);
        if rest == 0 {
            return chips;
        }
        let words = if is_whole { "fewer".to_owned() } else { format!("+{rest}") };
        let about = if is_whole { "" } else { article.id.as_str() };
        let more = button(&words, &Act::Set(ITEMS.to_owned(), about.to_owned())).key("more");
        let more = more.class("more").set("aria-expanded", is_whole.to_string());
        chips.with(more.set("aria-label", format!("{words} items of “{}”", titled(article))))
    }

    /// What the panel's field has while this article is being given another title. It counts the forms, so that none is
    /// shown again that was done with.
    fn renaming(&self, id: &str) -> String {
        format!("{} {id}", self.renamings)
    }

    fn draw_renaming(&self, article: &Article, panel: &Panel) -> Element {
        let id = article.id.to_string();
        let field = self.title_field();
        let is_blank = panel.fields.get(&field).is_some_and(|title| title.trim().is_empty());
        let input = el("input")
            .set("type", "text")
            .set("name", field)
            .set("value", &*article.title)
            .set("aria-label", "Title of the article")
            .set("autocomplete", "off")
            .set("dir", "auto")
            .set("autofocus", "");
        let save = el("button").set("type", "submit").class("solid").text("Rename");
        let cancel = button("Cancel", &Act::Do(LEAVE_TITLE.to_owned(), id.clone()));
        let form = el("form").class("rename").act(&Act::Do(RENAME.to_owned(), id));
        let form = form.with(input).with(el("span").class("buttons").with(cancel).with(save));
        match is_blank {
            true => form.with(el("p").class("trouble").set("role", "alert").text(BLANK)),
            false => form,
        }
    }

    fn title_field(&self) -> String {
        format!("title {}", self.renamings)
    }

    /// Gives an article the title in the panel's form. A blank one is said to be none, in the form.
    pub(super) fn rename(
        &mut self,
        id: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let article = self.project.article(&article_id(id)?).ok_or(GONE)?;
        let typed = panel.fields.get(&self.title_field());
        let title = typed.map_or_else(|| article.title.to_string(), |typed| one_line(typed));
        let stay = Outcome { panel: vec![panel.name.clone(), panel.about.clone()], ..Outcome::default() };
        if title.is_empty() {
            return Ok(stay);
        }
        if *title == *article.title {
            return self.leave_title(panel);
        }
        let renamed = Article { title: title.into(), modified: outside.now(), ..(**article).clone() };
        let step = format!("“{}” renamed", titled(article));
        let change = Change::Article(article.id.clone(), Some(Rc::new(renamed)));
        let changed = Outcome::of(&step, &self.project, &[change]);
        self.renamings += 1;
        Ok(Outcome { panel: stay.panel, ..changed })
    }

    /// Closes the form and leaves the title as it is.
    pub(super) fn leave_title(&mut self, panel: &Panel) -> Result<Outcome, String> {
        self.renamings += 1;
        Ok(Outcome { panel: vec![panel.name.clone(), panel.about.clone()], ..Outcome::default() })
    }

    /// The articles in which something was found, with where.
    fn draw_found(&self, query: &Query, panel: &Panel, outside: &dyn Outside) -> Element {
        let hits = self.search.search(query);
        let found = el("div").key("found").class("list");
        let typed = panel.field("query").trim();
        let said = match hits.len() {
            0 => format!("Nothing found for “{typed}”."),
            1 => "Found in 1 article.".to_owned(),
            count => format!("Found in {count} articles."),
        };
        let found = found.with(el("p").key("said").class("about").set("role", "status").text(said));
        let shown = shown(panel, FOUND);
        let open = panel.field("open");
        let rows =
            hits.iter().take(shown).map(|hit| draw_hit(hit, &self.search.show(query, hit), open, outside));
        let list = el("ul").key("hits").class("articles").with_all(rows);
        found.with(list).with_all(more(hits.len(), shown, FOUND))
    }
}

/// What is said where a title is to be and there is none.
const BLANK: &str = "Give the article a title.";

/// What is shown when there is no article.
fn empty() -> Element {
    el("p")
        .key("empty")
        .text("No articles yet. Open a web page, a file, or pasted text; it stays in this browser.")
}

/// The field to search with, and the order of the list.
fn tools(panel: &Panel, is_searching: bool) -> Element {
    let query = el("input")
        .key("query")
        .set("type", "search")
        .set("name", "query")
        .set("placeholder", "Search titles, texts and notes")
        .set("aria-label", "Search titles, texts and notes")
        .set("autocomplete", "off")
        .set("autofocus", "");
    let chosen = Some(panel.field("sort")).filter(|sort| !sort.is_empty()).unwrap_or(ORDERS[0].0);
    let options = ORDERS.iter().map(|(name, words)| {
        let option = el("option").key(*name).set("value", *name).text(*words);
        if chosen == *name { option.set("selected", "") } else { option }
    });
    let order = el("select").key("sort").set("name", "sort").set("aria-label", "Order").with_all(options);
    let order = if is_searching { order.set("hidden", "") } else { order };
    el("div").key("tools").class("tools").with(query).with(order)
}

/// How many rows are to be drawn.
fn shown(panel: &Panel, at_first: usize) -> usize {
    panel.field("shown").parse().unwrap_or(0).max(at_first)
}

/// What there is to see, and a button for more of it.
fn more(all: usize, shown: usize, step: usize) -> Option<Element> {
    let rest = all.checked_sub(shown).filter(|rest| *rest > 0)?;
    let more = button(
        &format!("Show {} more", rest.min(step)),
        &Act::Set("shown".to_owned(), (shown + step).to_string()),
    );
    let said = el("small").text(format!("{shown} of {all}"));
    Some(el("div").key("more").class("buttons").with(said).with(more))
}

/// How much of the articles has been read, and which is open: what the page knows.
struct Reading<'a> {
    open: &'a str,
    shares: HashMap<&'a str, u32>,
}

impl<'a> Reading<'a> {
    fn of(panel: &'a Panel) -> Reading<'a> {
        let share = |line: &'a str| {
            let (id, share) = line.split_once(' ')?;
            Some((id, share.parse().ok()?))
        };
        Reading { open: panel.field("open"), shares: panel.field("read").lines().filter_map(share).collect() }
    }

    /// In thousandths; `None` if the article was not looked at.
    fn share(&self, article: &Article) -> Option<u32> {
        self.shares.get(article.id.as_str()).copied()
    }
}

fn read_in_words(share: u32) -> String {
    match share {
        995.. => "read".to_owned(),
        share => format!("{} % read", (share + 5) / 10),
    }
}

fn draw_hit(hit: &Hit, shown: &Shown<'_>, open: &str, outside: &dyn Outside) -> Element {
    let Shown { article, title, excerpts } = shown;
    let id = &article.id;
    let whole = titled(article);
    let words = el("span").set("dir", "auto");
    let words = if article.title.is_empty() {
        words.text(whole)
    } else {
        marked(words, whole, 0..whole.len(), title)
    };
    let mut details = particulars(article, outside);
    details.push(el("span").text(match hit.matches {
        MOST.. => format!("{MOST} or more matches"),
        1 => "1 match".to_owned(),
        matches => format!("{matches} matches"),
    }));
    let button = el("button").set("type", "button").class("article").act(&Act::Open(id.clone()));
    let button = button.with(words).with(dotted(details));
    let row = el("li").key(id.to_string()).with(button);
    let row = if open == id.as_str() { row.class("current") } else { row };
    row.with_all(
        excerpts
            .iter()
            .enumerate()
            .map(|(place, excerpt)| draw_excerpt(article, excerpt).key(place.to_string())),
    )
}

fn draw_excerpt(article: &Article, excerpt: &Excerpt<'_>) -> Element {
    let Excerpt { annotation, whole, range, marks } = excerpt;
    let first = marks.first().cloned().unwrap_or_default();
    let act = match annotation {
        Some(annotation) => Act::GoTo(annotation.id.clone()),
        None => go_to(article, first).unwrap_or_else(|| Act::Open(article.id.clone())),
    };
    let words = excerpted(whole, range.clone(), marks);
    let button = el("button").set("type", "button").class("excerpt").act(&act);
    match annotation {
        Some(_) => button.with(el("small").text("Note ")).with(words),
        None => button.with_all(point_at(article, range)).with(words),
    }
}

/// The number that the text gives to the point that a range of it is in, if it does.
pub(super) fn point_at(article: &Article, range: &Range<usize>) -> Option<Element> {
    let span = article.text.span(range.clone())?;
    let point = points(&article.text, &article.text.blocks_of(span))?;
    Some(el("small").text(format!("{}{} ", point[..1].to_uppercase(), &point[1..])))
}

/// A part of a text with its marks, and signs where a line goes on before or after it.
pub(super) fn excerpted(whole: &str, range: Range<usize>, marks: &[Range<usize>]) -> Element {
    // Cells of a table have tabs between them.
    let line_end = |text: &str, end: fn(&str) -> Option<char>| end(text).is_none_or(|it| "\n\t".contains(it));
    let blank = |it: char| it.is_whitespace() && !"\n\t".contains(it);
    let begins = line_end(whole[..range.start].trim_end_matches(blank), |text| text.chars().next_back());
    let ends = line_end(whole[range.end..].trim_start_matches(blank), |text| text.chars().next());
    let words = el("span").set("dir", "auto").text(if begins { "" } else { "… " });
    marked(words, whole, range, marks).text(if ends { "" } else { " …" })
}

/// Puts a range of a text into an element, with marks.
fn marked(into: Element, whole: &str, range: Range<usize>, marks: &[Range<usize>]) -> Element {
    let mut at = range.start;
    let mut into = into;
    for mark in marks {
        into = into.text(&whole[at..mark.start]).with(el("mark").text(&whole[mark.clone()]));
        at = mark.end;
    }
    into.text(&whole[at..range.end])
}

/// Where an article is from and when it was published; if that is not known, when it was opened.
fn particulars(article: &Article, outside: &dyn Outside) -> Vec<Element> {
    let source = article.source.as_deref().filter(|source| !source.is_empty());
    let source = source.map(|source| el("span").class("source").set("title", source).text(short(source)));
    let created = outside.local(article.created);
    let opened = format!("opened {}", day(created));
    let date = match &article.published {
        Some(published) => {
            let words = format!("published {}", time::shown(published.day()));
            el("time").set("datetime", published.as_str()).set("title", opened).text(words)
        }
        None => {
            let written = time::written(created);
            el("time").set("datetime", written.get(..10).unwrap_or_default()).text(opened)
        }
    };
    source.into_iter().chain([date]).collect()
}

/// A line of particulars with dots between.
fn dotted(particulars: Vec<Element>) -> Element {
    particulars.into_iter().enumerate().fold(el("small"), |line, (index, particular)| {
        (if index == 0 { line } else { line.text(" · ") }).with(particular)
    })
}

fn chip(item: &AgendaItem, count: usize) -> Element {
    let count = el("small").text(count.to_string());
    el("span")
        .key(item.id.as_str())
        .class("chip")
        .coloured(&item.id)
        .text(format!("{} ", item.title))
        .with(count)
}

/// A source in few words: of an address its host.
fn short(source: &str) -> String {
    known::parts(source).map_or_else(|| source.to_owned(), |(host, _)| host)
}

/// The title of an article, or what stands for it.
pub(super) fn titled(article: &Article) -> &str {
    if article.title.is_empty() { "Untitled" } else { &article.title }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Words on one line, without control characters.
pub(super) fn one_line(typed: &str) -> String {
    let plain = typed.replace(|c: char| c.is_control() && !c.is_whitespace(), "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::{Elsewhere, Still, annotation, article, desk_of};
    use crate::format::panel::{self, ACT, DRAW};
    use crate::model::project::{Annotation, ArticleId, Colour, Published, Rank, Time};

    /// 24 November 2026.
    const DAY: i64 = 1_795_500_000_000;

    fn item(id: &str, rank: Rank) -> Rc<AgendaItem> {
        Rc::new(AgendaItem {
            id: ItemId::new(id).expect("an id"),
            title: id.to_uppercase().into(),
            colour: Colour([1, 2, 3]),
            description: "".into(),
            hotkey: None,
            status: None,
            raised_by: None,
            parent: None,
            rank,
            created: Time(0),
            modified: Time(0),
            extra: Default::default(),
        })
    }

    /// Three articles, of which the second has most passages; items `a` to `f`.
    fn desk() -> Desk {
        let from = |source: &str, article: Rc<Article>| {
            Rc::new(Article { source: Some(source.into()), ..(*article).clone() })
        };
        let articles = [
            from("https://www.example.org/x", article("one", "The harbour", "Ships wait.", DAY)),
            from(
                "The Herald, page 3",
                article("two", "A budget", "The council met. It was late.", DAY + 86_400_000),
            ),
            article("three", "zürich", "Trams.", DAY + 2 * 86_400_000),
        ];
        let tag = |id: &str, items: &str, note: &str| {
            let items = items.chars().map(|id| ItemId::new(&id.to_string()).expect("an id")).collect();
            Rc::new(Annotation { items, ..(*annotation(id, "two", note)).clone() })
        };
        let mut desk =
            desk_of(articles, [tag("p", "abcde", ""), tag("q", "abf", "Ask the mayor."), tag("r", "b", "")]);
        for (id, rank) in ["a", "b", "c", "d", "e", "f"].into_iter().zip(Rank::ascending()) {
            let item = item(id, rank);
            desk.project.apply(Change::Item(item.id.clone(), Some(item))).expect("an item applies");
        }
        desk
    }

    fn panel(fields: &[(&str, &str)]) -> Panel {
        let mut panel = Panel::new(PANEL, "");
        for (name, value) in fields {
            panel.fields.insert((*name).to_owned(), (*value).to_owned());
        }
        panel
    }

    fn drawn(desk: &mut Desk, fields: &[(&str, &str)]) -> Element {
        let drawn = desk.draw_library(&panel(fields), &Still::default()).expect("is drawn").content;
        assert_eq!(drawn.unsteady(), None, "fields keep the focus");
        drawn
    }

    /// What is drawn has these words, one after the other, among others.
    #[track_caller]
    fn check(fields: &[(&str, &str)], expected: &[&str]) {
        let words = drawn(&mut desk(), fields).words();
        let mut rest = words.as_str();
        for expected in expected {
            let found = rest.split_once(expected);
            let found =
                found.unwrap_or_else(|| panic!("{expected:?} is not there, or not in its place:\n{words}"));
            rest = found.1;
        }
    }

    #[test]
    fn articles_stand_in_a_list() {
        check(
            &[("open", "one"), ("read", "one 624\ntwo 1000")],
            &[
                "3 articles · 3 passages · 6 agenda items",
                "A 2B 3C 1D 1E 1F 1\n",
                "zürichopened 26 Nov 2026 · nothing tagged",
                "A budgetThe Herald, page 3 · opened 25 Nov 2026 · 3 passages · ",
                "readB 3A 2C 1D 1+2\nRenameUpdate text…Delete",
                "The harbourexample.org · opened 24 Nov 2026 · nothing tagged · 62 % read",
                "Sample article",
            ],
        );
        let json = drawn(&mut desk(), &[("open", "one")]).to_json();
        assert_eq!(json.matches("aria-current").count(), 1);
        assert!(json.contains(r#""aria-current":"true"#) && json.contains("open one"));
    }

    #[test]
    fn all_items_of_an_article_are_seen_when_they_are_asked_for() {
        check(&[("items", "two")], &["passagesB 3A 2C 1D 1E 1F 1fewer\nRename"]);
        check(&[("items", "one")], &["passagesB 3A 2C 1D 1+2\nRename"]);
    }

    #[test]
    fn the_list_is_sorted() {
        let (harbour, budget, zurich) = ("The harbour", "A budget", "zürich");
        check(&[], &[zurich, budget, harbour]);
        check(&[("sort", "nonsense")], &[zurich, budget, harbour]);
        check(&[("sort", "oldest")], &[harbour, budget, zurich]);
        check(&[("sort", "title")], &[budget, harbour, zurich]);
        check(&[("sort", "source")], &[harbour, budget, zurich]);
        check(&[("sort", "passages")], &[budget, zurich, harbour]);
        check(&[("sort", "read"), ("read", "one 7\nthree 5\nnonsense\ntwo x")], &[harbour, zurich, budget]);
    }

    #[test]
    fn what_is_found_stands_in_its_words() {
        check(
            &[("query", "council late")],
            &[
                "Found in 1 article.",
                "A budgetThe Herald, page 3 · opened 25 Nov 2026 · 2 matchesThe council met. It was late.",
            ],
        );
        check(&[("query", "mayor")], &["A budget", "1 matchNote Ask the mayor."]);
        check(&[("query", "ZURICH")], &["zürichopened 26 Nov 2026 · 1 match"]);
        check(&[("query", "no such thing ")], &["Nothing found for “no such thing”."]);
        let json = drawn(&mut desk(), &[("query", "council")]).to_json();
        assert!(
            json.contains(r#"["mark","council"]"#) && json.contains("find two e448327fabbf644d 4 11"),
            "{json}"
        );
        let json = drawn(&mut desk(), &[("query", "mayor")]).to_json();
        assert!(json.contains("go q"), "{json}");
    }

    #[test]
    fn many_articles_come_in_parts() {
        let articles =
            (0..250).map(|number| article(&format!("x{number}"), "Some title", "Some text.", number));
        let mut desk = desk_of(articles, []);
        let mut rows = |fields: &[(&str, &str)]| {
            let json = drawn(&mut desk, fields).to_json();
            let more = json
                .split("set shown ")
                .nth(1)
                .map(|rest| rest.split('"').next().unwrap_or_default().to_owned());
            (json.matches("open x").count(), more)
        };
        assert_eq!(rows(&[]), (50, Some("100".to_owned())));
        assert_eq!(rows(&[("shown", "200")]), (200, Some("250".to_owned())));
        assert_eq!(rows(&[("shown", "250")]), (250, None));
        assert_eq!(rows(&[("query", "text")]), (20, Some("40".to_owned())));
    }

    #[test]
    fn the_page_is_given_a_title_and_json_ml() {
        let asked = format!("1\n{}", panel(&[]).write());
        let answer = desk().answer(DRAW, &asked, b"", &Still::default()).expect("is drawn");
        assert!(answer.starts_with("Articles\n\n[\"div\",{\"class\":\"library\"},"), "{answer}");
    }

    #[test]
    fn an_empty_library_says_what_to_do() {
        let words = drawn(&mut Desk::default(), &[]).words();
        assert!(words.contains("Open a web page") && words.contains("Sample article"), "{words}");
    }

    /// Gives the article `one` a title, and returns what it has then, and whether the form is gone.
    #[track_caller]
    fn check_rename(typed: &str, expected: &str, is_done: bool) {
        let mut desk = desk();
        let json = drawn(&mut desk, &[]).to_json();
        let renaming = "0 one";
        assert!(json.contains(&format!("set renaming {renaming}")));
        let fields = [("renaming", renaming), ("title 0", typed)];
        assert!(drawn(&mut desk, &fields).to_json().contains("do rename one"));
        let asked = format!("1\n{RENAME}\none\n{}", panel(&fields).write());
        let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered"));
        assert_eq!(outcome.panel, [PANEL, ""]);
        for change in panel::changes(&desk.project, &outcome.entries) {
            desk.project.apply(change).expect("an article applies");
        }
        let renamed = desk.project.article(&ArticleId::new("one").expect("id")).expect("is there");
        assert_eq!(&*renamed.title, expected);
        assert_eq!(renamed.modified == Time(1_000), !outcome.step.is_empty());
        assert_eq!(!drawn(&mut desk, &fields).to_json().contains("do rename one"), is_done);
    }

    #[test]
    fn an_article_gets_another_title() {
        check_rename("The  old\tharbour ", "The old harbour", true);
        check_rename("The harbour", "The harbour", true);
        check_rename("  ", "The harbour", false);
        check(&[("renaming", "0 one"), ("title 0", " ")], &[BLANK]);
        assert!(desk().rename("nobody", &panel(&[]), &Still::default()).is_err());
        let mut desk = desk();
        let asked = format!("1\n{LEAVE_TITLE}\none\n{}", panel(&[]).write());
        desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered");
        let left = [("renaming", "0 one"), ("title 0", "Typed before")];
        assert!(!drawn(&mut desk, &left).to_json().contains("do rename one"));
    }

    #[test]
    fn days_are_those_of_the_readers_clocks() {
        let opened = |offset: i32| {
            let mut desk = desk_of([article("a", "A", "Words", DAY)], []);
            let outside = Elsewhere(Time(0), offset);
            desk.draw_library(&panel(&[]), &outside).expect("is drawn").content.words()
        };
        // It was opened at 6 in the morning, UTC.
        for (offset, expected) in
            [(0, 24), (18 * 60 - 1, 24), (18 * 60, 25), (-6 * 60, 24), (-6 * 60 - 1, 23)]
        {
            let words = opened(offset);
            assert!(words.contains(&format!("opened {expected} Nov 2026")), "{offset}: {words}");
        }
    }

    #[test]
    fn an_article_has_the_day_on_which_it_was_published() {
        let check = |published: &str, expected: &str| {
            let one = (*article("a", "A", "Words", DAY)).clone();
            let one = Rc::new(Article { published: Published::new(published), ..one });
            let words = drawn(&mut desk_of([one], []), &[]).words();
            assert!(words.contains(&format!("A{expected} · ")), "{words}");
        };
        check("2025-03-09T23:30:00-08:00", "published 9 Mar 2025");
        check("2025-03-09", "published 9 Mar 2025");
        check("2025-03", "published Mar 2025");
        check("2025", "published 2025");
        check("", "opened 24 Nov 2026");
    }
}
