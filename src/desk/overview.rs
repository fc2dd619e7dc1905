//! The overview: what an article, or all of them, say on each item of the agenda, in charts. The numbers of each are there as a
//! table too, and each mark leads to its passages.

mod figures;

use std::rc::Rc;

use self::figures::{Entry, Figure, percent};
use super::chart::{self, Picture};
use super::drawing::{Element, button, el};
use super::library::titled;
use super::passages::number;
use super::{Desk, Drawn, GONE, article_id};
use crate::format::act::Act;
use crate::format::document::file_name;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::model::overview::{Meeting, Overview};
use crate::model::project::{Article, Project};

/// The panel. Of the page's own fields, `open` is the id of the article that is open.
pub const PANEL: &str = "overview";

/// Makes a file of SVG of a chart: its name, and after a space the id of the article that it is of, if it is of one alone.
pub const SVG: &str = "chart-svg";

/// Makes a file of PNG of a chart, in the same way.
pub const PNG: &str = "chart-png";

/// What the charts are of: the field, and what it has if that is all articles, or only the one that is open.
const SCOPE: &str = "scope";
const ALL: &str = "all";
const ARTICLE: &str = "article";

/// The chart that is shown alone, if one is.
const CHART: &str = "chart";

/// Set by the page where its window is wide.
const WIDE: &str = "wide";

/// Set while there are tables in the place of charts.
const TABLE: &str = "table";

/// Where items are to meet: [`PARAGRAPH`], or else in a passage.
const MEETING: &str = "meeting";
const PARAGRAPH: &str = "paragraph";

/// How many articles have a bar of their own: the field, and how many at first, and more for each time that more are asked for.
const ARTICLES: (&str, usize) = ("shown", 8);

/// How many untagged stretches are shown, likewise.
const STRETCHES: (&str, usize) = ("stretches", 20);

/// The charts: their names in the field, and in words.
const CHARTS: [(&str, &str); 6] = [
    ("share", "Share of the text"),
    ("passages", "Passages"),
    ("articles", "By article"),
    ("together", "Items that occur together"),
    ("order", "First mention"),
    ("untagged", "Still untagged"),
];

/// What the charts are of.
struct Scope<'a> {
    project: &'a Project,
    /// The articles, those opened first before the others.
    articles: Vec<&'a Rc<Article>>,
    /// The article, if it is one of several.
    only: Option<&'a Rc<Article>>,
}

impl<'a> Scope<'a> {
    /// All articles, or only one.
    fn of(project: &'a Project, only: Option<&'a Rc<Article>>) -> Scope<'a> {
        let all = project.articles();
        let only = only.filter(|_| all.len() > 1);
        Scope { project, articles: only.map_or(all, |only| vec![only]), only }
    }

    /// What it is called.
    fn name(&self) -> String {
        match &self.articles[..] {
            [article] => titled(article).to_owned(),
            articles => format!("All {} articles", articles.len()),
        }
    }

    /// One of [`CHARTS`], as the panel's fields say; `None` if there is no such chart of this.
    fn figure(&self, overview: &Overview<'_>, name: &str, panel: &Panel) -> Option<Figure> {
        let is_alone = !panel.field(CHART).is_empty() && !panel.field(WIDE).is_empty();
        let width = if is_alone { figures::ALONE } else { figures::WIDTH };
        let figures = figures::Figures::new(self, overview, width);
        let mut figure = match name {
            "share" => figures.shares(),
            "passages" => figures.passages(),
            "articles" if self.articles.len() > 1 => figures.by_article(shown(panel, ARTICLES)),
            "together" => figures.together(meeting(panel)),
            "order" => figures.order(),
            "untagged" => figures.untagged(shown(panel, STRETCHES)),
            _ => return None,
        };
        figure.name = CHARTS.iter().map(|(known, _)| *known).find(|known| *known == name)?;
        Some(figure)
    }
}

fn meeting(panel: &Panel) -> Meeting {
    if panel.field(MEETING) == PARAGRAPH { Meeting::Paragraph } else { Meeting::Passage }
}

/// How many of something are shown.
fn shown(panel: &Panel, (field, at_first): (&str, usize)) -> usize {
    panel.field(field).parse().unwrap_or(0).max(at_first)
}

impl Desk {
    /// Draws the overview.
    pub(super) fn draw_overview(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let open = article_id(panel.field("open")).ok().and_then(|id| self.project.article(&id));
        let scope = Scope::of(&self.project, open.filter(|_| panel.field(SCOPE) != ALL));
        let content = el("div").class("overview");
        let title = "Overview".to_owned();
        if scope.articles.is_empty() {
            let content = content.with_all(missing(NO_ARTICLE, Some(("Open an article…", Act::Choose))));
            return Ok(Drawn { title, content, paint: Highlights::default() });
        }
        let overview = Overview::of(&self.project, scope.articles.iter().copied());
        let content = content.with_all(open.and_then(|open| scopes(&scope, open)));
        let why = if overview.rows.is_empty() {
            Some(NO_ITEM)
        } else if overview.passages == 0 {
            Some(NO_PASSAGE)
        } else {
            None
        };
        let content = match why {
            Some(why) => content.with_all(missing(why, None)),
            None => content.with(totals(&overview)).with_all(draw_figures(&scope, &overview, panel)),
        };
        Ok(Drawn { title, content, paint: Highlights::default() })
    }

    /// Makes a file of a chart: see [`SVG`] and [`PNG`].
    pub(super) fn hand_over_chart(
        &mut self,
        kind: &str,
        about: &str,
        panel: &Panel,
    ) -> Result<Outcome, String> {
        let (name, id) = about.split_once(' ').unwrap_or((about, ""));
        let only = match id {
            "" => None,
            id => Some(self.project.article(&article_id(id)?).ok_or(GONE)?),
        };
        let scope = Scope::of(&self.project, only);
        let overview = Overview::of(&self.project, scope.articles.iter().copied());
        let figure = scope.figure(&overview, name, panel).ok_or(GONE)?;
        let of = scope.name();
        let ending = if kind == SVG { "svg" } else { "png" };
        let mut outcome = Outcome {
            file_name: format!("{}.{ending}", file_name(&format!("{} {of}", figure.chart.title))),
            panel: vec![panel.name.clone(), panel.about.clone()],
            ..Outcome::default()
        };
        if kind == SVG {
            outcome.media_type = chart::MEDIA_TYPE.to_owned();
            outcome.content = figure.chart.svg(&of);
        } else {
            outcome.media_type = chart::PNG.to_owned();
            self.picture = Some(figure.chart.picture(&of, outcome.clone()));
        }
        Ok(outcome)
    }

    /// The picture that what was asked last is still to be answered with: [`Picture::handed_over`] is the answer. A canvas,
    /// which draws it, only a browser has.
    pub fn take_picture(&mut self) -> Option<Picture> {
        self.picture.take()
    }
}

/// What is said where there is nothing to be shown.
const NO_ARTICLE: &str =
    "No articles yet. Open one and tag passages in it; then this shows what it says on each item.";
const NO_ITEM: &str = "The agenda has no item yet. Add one beside the article and tag passages with it; then this shows how much \
     of the text each item has.";
const NO_PASSAGE: &str = "No passage is tagged here yet. Mark some words in the article and choose an item for them; then this shows \
     how much of the text each item has.";

fn missing(why: &str, act: Option<(&str, Act)>) -> Vec<Element> {
    let buttons = act.map(|(words, act)| {
        el("div").key("buttons").class("buttons").with(button(words, &act).class("solid"))
    });
    [el("p").key("missing").text(why)].into_iter().chain(buttons).collect()
}

/// A button of several, of which one is pressed.
fn choice(words: &str, field: &str, value: &str, is_chosen: bool) -> Element {
    button(words, &Act::Set(field.to_owned(), value.to_owned()))
        .key(format!("{field} {value}"))
        .class("tab")
        .set("aria-pressed", if is_chosen { "true" } else { "false" })
}

fn group(key: &str, label: &str, choices: impl IntoIterator<Item = Element>) -> Element {
    el("div").key(key).class("tabs").set("role", "group").set("aria-label", label).with_all(choices)
}

/// The choice between the open article and all, if there are several.
fn scopes(scope: &Scope<'_>, open: &Article) -> Option<Element> {
    let count = scope.project.articles().len();
    let is_all = scope.only.is_none();
    let this = choice("This article", SCOPE, ARTICLE, !is_all).set("title", titled(open));
    let all = choice(&format!("All {count} articles"), SCOPE, ALL, is_all);
    (count > 1).then(|| group(SCOPE, "Articles counted", [this, all]))
}

/// The most important numbers.
fn totals(overview: &Overview<'_>) -> Element {
    let items = overview.rows.iter().filter(|row| row.passages > 0).count();
    let total =
        |count: String, what: &str| el("div").key(what).with(el("dt").text(what)).with(el("dd").text(count));
    el("dl")
        .key("totals")
        .class("totals")
        .with(total(percent(overview.tagged, overview.characters), "Text tagged"))
        .with(total(number(overview.passages), "Tagged passages"))
        .with(total(format!("{items} of {}", overview.rows.len()), "Items mentioned"))
}

/// The choice of a chart, and the charts.
fn draw_figures(scope: &Scope<'_>, overview: &Overview<'_>, panel: &Panel) -> Vec<Element> {
    let has = |name: &str| name != "articles" || scope.articles.len() > 1;
    let charts: Vec<_> = CHARTS.into_iter().filter(|(name, _)| has(name)).collect();
    let chosen = panel.field(CHART);
    let chosen = if charts.iter().any(|(name, _)| *name == chosen) { chosen } else { "" };
    let choices = charts.iter().map(|(name, words)| choice(words, CHART, name, chosen == *name));
    let all = choice("All charts", CHART, "", chosen.is_empty());
    let is_table = !panel.field(TABLE).is_empty();
    let table = choice("Show the numbers as a table", TABLE, if is_table { "" } else { "1" }, is_table);
    let table = table.key(TABLE).class("toggle").set("data-key", "t").set("title", "T");
    let tools = el("div").key("tools").class("tools");
    let tools = tools.with(group(CHART, "Charts", [all].into_iter().chain(choices))).with(table);
    let figures = charts.iter().filter(|(name, _)| chosen.is_empty() || chosen == *name);
    let figures = figures.filter_map(|(name, _)| scope.figure(overview, name, panel));
    let figures = figures.map(|figure| draw_figure(&figure, scope, panel, is_table));
    let charts = el("div").key("charts").class(if chosen.is_empty() { "charts" } else { "charts alone" });
    vec![tools, charts.with_all(figures)]
}

/// A chart, or its table, below its title and what can be done with it.
fn draw_figure(figure: &Figure, scope: &Scope<'_>, panel: &Panel, is_table: bool) -> Element {
    let chart = &figure.chart;
    let (title, about) = (format!("overview-{}", figure.name), format!("overview-{}-about", figure.name));
    let drawn = el("section").key(figure.name).class("figure").set("aria-labelledby", &*title);
    let head = el("div").key("head").class("headed").with(el("h3").set("id", &*title).text(&*chart.title));
    let head = if figure.entries.is_empty() { head } else { head.with(files(figure, scope)) };
    let drawn =
        drawn.with(head).with(el("p").key("about").set("id", &*about).class("about").text(&*chart.about));
    let drawn = drawn.with_all((figure.name == "together").then(|| meetings(panel)));
    let drawn = if figure.entries.is_empty() {
        drawn
    } else if is_table {
        drawn.with(el("div").key("table").class("scrolls").with(table(figure)))
    } else {
        let svg = chart.draw(&title, &about);
        let scrolls = el("div").key("chart").class("scrolls");
        // What is too wide is not drawn smaller, but scrolled by itself, also by keys.
        let room = if panel.field(WIDE).is_empty() { figures::WIDTH } else { figures::ALONE };
        drawn.with(if chart.width > room {
            let scrolls = scrolls.set("tabindex", "0").set("role", "group").set("aria-labelledby", &*title);
            scrolls.with(svg.class("chart wide"))
        } else {
            scrolls.with(svg)
        })
    };
    drawn.with_all(figure.more.map(|rest| {
        let (field, step) = if figure.name == "untagged" { STRETCHES } else { ARTICLES };
        let next = shown(panel, (field, step)).saturating_add(step);
        let more =
            button(&format!("Show {} more", rest.min(step)), &Act::Set(field.to_owned(), next.to_string()));
        el("div").key("more").class("buttons").with(more)
    }))
}

fn meetings(panel: &Panel) -> Element {
    let is_paragraph = meeting(panel) == Meeting::Paragraph;
    let passage = choice("In the same passage", MEETING, "", !is_paragraph);
    let paragraph = choice("In the same paragraph", MEETING, PARAGRAPH, is_paragraph);
    group(MEETING, "Count", [passage, paragraph])
}

fn files(figure: &Figure, scope: &Scope<'_>) -> Element {
    let about = match scope.only {
        Some(article) => format!("{} {}", figure.name, article.id),
        None => figure.name.to_owned(),
    };
    let file = |words: &str, kind: &str| {
        button(words, &Act::Do(kind.to_owned(), about.clone()))
            .set("aria-label", format!("Download “{}” as {words}", figure.chart.title))
    };
    el("span").class("files").with(file("SVG", SVG)).with(file("PNG", PNG))
}

/// The numbers of a chart: a row for each of its marks.
fn table(figure: &Figure) -> Element {
    let column = |name: &&str| el("th").set("scope", "col").text(*name);
    let head = el("thead").with(el("tr").with_all(figure.columns.iter().map(column)));
    let body = el("tbody").with_all(figure.entries.iter().map(row));
    el("table").with(el("caption").text(&*figure.chart.title)).with(head).with(body)
}

fn row(entry: &Entry) -> Element {
    let name = el("th").set("scope", "row").set("dir", "auto");
    let name = match &entry.act {
        Some(act) => name.with(button(&entry.name, act)),
        None => name.text(&*entry.name),
    };
    let name = entry.item.iter().fold(name, |name, item| name.coloured(item));
    el("tr").with(name).with_all(entry.cells.iter().map(|cell| el("td").set("dir", "auto").text(&**cell)))
}

#[cfg(test)]
mod tests;
