//! Tag all occurrences: the other occurrences of some words, to be looked through and tagged as one step.

use std::collections::HashMap;

use super::drawing::{Element, button, el};
use super::library::titled;
use super::tagging::{Passages, place};
use super::{Desk, Drawn, GONE, Outside};
use crate::format::act::Act;
use crate::format::document::counted;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::model::alike::{self, Occurrence};
use crate::model::project::{AgendaItem, Annotation, AnnotationId, Article, ArticleId, ItemId, Project};
use crate::model::text::Span;

/// The panel. It is about an article and two bytes of it, which are the selected words, or about an annotation.
///
/// Its fields: `item` has the ids of the items that are to be tagged with, parted by blanks; `in` is [`ALL`] for all articles. What
/// is left out is in `left` and what goes with that: see [`Ticks`].
pub const PANEL: &str = "alike";

/// Tags what is ticked.
pub const TAG: &str = "alike-tag";

/// What the field `in` has for all articles.
const ALL: &str = "all";

/// How many occurrences are drawn at most.
const DRAWN: usize = 500;

/// The occurrences that were searched for last, while they are the same.
#[derive(Default)]
pub(super) struct Found {
    /// The state of the project, what the panel was about, and whether all articles were searched.
    of: Option<(u32, String, bool)>,
    occurrences: Vec<Occurrence>,
}

/// What is to be tagged.
struct Task {
    article: ArticleId,
    selected: Span,
    /// With these.
    items: Vec<ItemId>,
    /// These, of which each has at least one of the items not yet; the selection is one of them, unless it has all.
    open: Vec<Open>,
    /// How many others have all of the items.
    done: usize,
}

/// An occurrence that is to be tagged.
struct Open {
    occurrence: Occurrence,
    /// The items that it has not.
    items: Vec<ItemId>,
    is_selected: bool,
}

/// Which occurrences are ticked. All are, or none, as the field `left` says; and those that differ from that have a field each. What
/// `left` has is a number and [`OUT`] or nothing: the number is another each time that all are ticked or none, so that fields
/// of before say nothing any more.
struct Ticks<'a> {
    panel: &'a Panel,
    round: u32,
    is_in: bool,
}

const IN: &str = "in";
const OUT: &str = "out";

impl<'a> Ticks<'a> {
    fn of(panel: &'a Panel) -> Ticks<'a> {
        let (round, rest) = panel.field("left").split_once(' ').unwrap_or_default();
        Ticks { panel, round: round.parse().unwrap_or(0), is_in: rest != OUT }
    }

    fn name(&self, occurrence: &Occurrence) -> String {
        format!("left:{}:{}:{}", self.round, occurrence.span.start().byte(), occurrence.article)
    }

    fn has(&self, occurrence: &Occurrence) -> bool {
        match self.panel.field(&self.name(occurrence)) {
            "" => self.is_in,
            value => value == IN,
        }
    }

    /// Ticks one, or not any more.
    fn toggle(&self, occurrence: &Occurrence) -> Act {
        let value = if self.has(occurrence) { OUT } else { IN };
        Act::Set(self.name(occurrence), value.to_owned())
    }

    /// Ticks all, or none.
    fn all(&self, is_in: bool) -> Act {
        let value = format!("{} {}", self.round.wrapping_add(1), if is_in { IN } else { OUT });
        Act::Set("left".to_owned(), value)
    }
}

impl Desk {
    /// Draws the occurrences, to be chosen from.
    pub(super) fn draw_alike(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let task = self.alike(panel)?;
        let ticks = Ticks::of(panel);
        let article = self.project.article(&task.article).ok_or(GONE)?;
        let content = el("div").class("alike");
        let quote = el("blockquote").key("words").set("dir", "auto");
        let content = content.with(quote.text(format!("“{}”", article.text.slice(task.selected))));
        let content = content.with(self.draw_alike_choices(panel, &task));
        let content =
            content.with(el("p").key("said").class("about").set("role", "status").text(said(&task)));
        let content =
            if task.open.is_empty() { content } else { content.with(self.draw_occurrences(&task, &ticks)) };
        let content = content.with(foot(&task, &ticks));
        Ok(Drawn { title: "Tag all occurrences".to_owned(), content, paint: Highlights::default() })
    }

    /// Tags what is ticked.
    pub(super) fn tag_alike(&mut self, panel: &Panel, outside: &dyn Outside) -> Result<Outcome, String> {
        let task = self.alike(panel)?;
        let ticks = Ticks::of(panel);
        let mut passages: HashMap<&ArticleId, Passages<'_>> = HashMap::new();
        let mut changes = Vec::new();
        for open in task.open.iter().filter(|open| ticks.has(&open.occurrence)) {
            let Occurrence { article, span, .. } = &open.occurrence;
            let here = passages.entry(article).or_insert_with(|| Passages::of(&self.project, article));
            changes.extend(here.tagged(*span, &open.items, outside));
        }
        if task.items.is_empty() {
            return Err("Choose an agenda item to tag them with.".to_owned());
        }
        if changes.is_empty() {
            return Err("Nothing is ticked. Tick the passages to tag.".to_owned());
        }
        let titles: Vec<_> = task.items.iter().filter_map(|item| self.project.item(item)).collect();
        let titles: Vec<_> = titles.into_iter().map(|item| format!("“{}”", title(item))).collect();
        let are = if changes.len() == 1 { "is" } else { "are" };
        let note = format!("{} {are} tagged {}.", counted(changes.len(), "passage"), titles.join(" and "));
        Ok(Outcome { notes: vec![note], ..Outcome::of("all occurrences tagged", &self.project, &changes) })
    }

    /// What the panel is to tag, by its fields.
    fn alike(&mut self, panel: &Panel) -> Result<Task, String> {
        let annotation = AnnotationId::new(&panel.about).and_then(|id| self.project.annotation(&id)).cloned();
        let (article, selected) = match &annotation {
            Some(annotation) => {
                let span = annotation.anchor.span().ok_or(
                    "This passage is no longer in the text. Move it to the right words first, then look for the same words elsewhere.",
                )?;
                (annotation.article.clone(), span)
            }
            None => place(&self.project, &panel.about).ok_or(GONE)?,
        };
        let items = self.items_alike(panel, annotation.as_deref(), &article, selected);
        self.follow_alike(panel, &article, selected);
        let mut task = Task { article, selected, items, open: Vec::new(), done: 0 };
        let tags: Vec<Tags> = task.items.iter().map(|item| Tags::of(&self.project, item)).collect();
        for occurrence in &self.alike.occurrences {
            let is_selected = occurrence.article == task.article && occurrence.span == selected;
            let items = task.items.iter().zip(&tags).filter(|(_, tags)| !tags.touch(occurrence));
            let items: Vec<_> = items.map(|(item, _)| item.clone()).collect();
            if items.is_empty() && !task.items.is_empty() {
                task.done += usize::from(!is_selected);
            } else {
                task.open.push(Open { occurrence: occurrence.clone(), items, is_selected });
            }
        }
        Ok(task)
    }

    /// Searches, unless that is what was searched for last. The selection is among what is found, in its place.
    fn follow_alike(&mut self, panel: &Panel, article: &ArticleId, selected: Span) {
        let of = Some((self.step, panel.about.clone(), panel.field("in") == ALL));
        if self.alike.of == of {
            return;
        }
        let project = &self.project;
        let mut occurrences = alike::alike(project, article, selected, None, panel.field("in") == ALL);
        let order: HashMap<_, _> =
            project.articles().into_iter().enumerate().map(|(at, article)| (&article.id, at)).collect();
        let key = |article: &ArticleId, span: Span| (order.get(article).copied(), span.start());
        let at = occurrences.partition_point(|it| key(&it.article, it.span) < key(article, selected));
        let context = project.article(article).map_or(selected, |article| alike::context(article, selected));
        occurrences.insert(at, Occurrence { article: article.clone(), span: selected, context });
        self.alike = Found { of, occurrences };
    }

    /// The items that are chosen; before any were, those of the passage.
    fn items_alike(
        &self,
        panel: &Panel,
        annotation: Option<&Annotation>,
        article: &ArticleId,
        selected: Span,
    ) -> Vec<ItemId> {
        let known = |id: &ItemId| self.project.item(id).is_some();
        if panel.fields.get("item").is_some() {
            return panel.field("item").split(' ').filter_map(ItemId::new).filter(known).collect();
        }
        preselected(&self.project, annotation, article, selected).into_iter().filter(known).collect()
    }

    /// The item that is tagged with, and where.
    fn draw_alike_choices(&self, panel: &Panel, task: &Task) -> Element {
        let agenda = self.project.agenda();
        let chosen = task.items.iter().map(ItemId::as_str).collect::<Vec<_>>().join(" ");
        let option = |value: &str, words: String| {
            let option = el("option").key(format!("o{value}")).set("value", value).text(words);
            if value == chosen { option.set("selected", "") } else { option }
        };
        let annotation = AnnotationId::new(&panel.about).and_then(|id| self.project.annotation(&id));
        let several = preselected(&self.project, annotation.map(|it| &**it), &task.article, task.selected);
        let several: Vec<_> = several.iter().filter_map(|id| self.project.item(id)).collect();
        let several = (several.len() > 1).then(|| {
            let ids: Vec<_> = several.iter().map(|item| item.id.as_str()).collect();
            let titles: Vec<_> = several.iter().map(|item| title(item)).collect();
            option(&ids.join(" "), titles.join(" and "))
        });
        let items = agenda.iter().map(|(depth, item)| {
            option(item.id.as_str(), format!("{}{}", "\u{2003}".repeat(*depth), title(item)))
        });
        let item = el("select").set("name", "item").with(option("", "Choose an item…".to_owned()));
        let item = item.with_all(several).with_all(items);
        let item = el("label").key("item").text("Tag with").with(item);
        let choices = el("div").key("choices").class("choices").with(item);
        if self.project.articles().len() < 2 {
            return choices;
        }
        let is_all = panel.field("in") == ALL;
        let choice = |words: &str, value: &str| {
            button(words, &Act::Set("in".to_owned(), value.to_owned()))
                .key(words)
                .class("tab")
                .set("aria-pressed", if (value == ALL) == is_all { "true" } else { "false" })
        };
        let places = el("div").key("in").class("tabs").set("role", "group").set("aria-label", "Look in");
        choices.with(places.with(choice("This article", "")).with(choice("All articles", ALL)))
    }

    /// What is to be tagged, by article.
    fn draw_occurrences(&self, task: &Task, ticks: &Ticks<'_>) -> Element {
        let ways = el("div").key("ways").class("buttons");
        let ways = ways.with(button("Tick all", &ticks.all(true)).key("all"));
        let ways = ways.with(button("Tick none", &ticks.all(false)).key("none"));
        let drawn = &task.open[..task.open.len().min(DRAWN)];
        let groups = drawn.chunk_by(|one, other| one.occurrence.article == other.occurrence.article);
        let groups = groups.filter_map(|group| {
            let article = self.project.article(&group[0].occurrence.article)?;
            let heading = el("h3").set("dir", "auto").text(titled(article));
            let rows = group.iter().map(|open| draw_occurrence(article, open, ticks));
            let list = el("ul").class("occurrences").with_all(rows);
            Some(el("section").key(format!("a{}", article.id)).with(heading).with(list))
        });
        let list = el("div").key("list").class("list").with(ways).with_all(groups);
        let rest = task.open.len() - drawn.len();
        let rest = (rest > 0).then(|| {
            let said = format!("and {}; “Tick all” includes them.", counted(rest, "more passage"));
            el("p").key("rest").class("about").text(said)
        });
        list.with_all(rest)
    }
}

/// The items that are chosen before the reader chooses: those of the annotation, or of the passage that has all of the
/// selected words.
fn preselected(
    project: &Project,
    annotation: Option<&Annotation>,
    article: &ArticleId,
    selected: Span,
) -> Vec<ItemId> {
    if let Some(annotation) = annotation {
        return annotation.items.clone();
    }
    let around = project.annotations_of(article).filter(|annotation| {
        let shared = annotation.anchor.span().and_then(|span| span.intersection(selected));
        shared == Some(selected) && !annotation.items.is_empty()
    });
    let narrowest = around.min_by_key(|annotation| annotation.anchor.span().map_or(0, Span::bytes));
    narrowest.map(|annotation| annotation.items.clone()).unwrap_or_default()
}

/// Where passages with an item are.
struct Tags(HashMap<ArticleId, Vec<Span>>);

impl Tags {
    fn of(project: &Project, item: &ItemId) -> Tags {
        let mut tags: HashMap<ArticleId, Vec<Span>> = HashMap::new();
        for annotation in project.tagged_with(item) {
            if let Some(span) = annotation.anchor.span() {
                tags.entry(annotation.article.clone()).or_default().push(span);
            }
        }
        Tags(tags)
    }

    /// Whether one has a part of an occurrence.
    fn touch(&self, occurrence: &Occurrence) -> bool {
        let here = self.0.get(&occurrence.article).map_or(&[][..], Vec::as_slice);
        here.iter().any(|span| span.intersection(occurrence.span).is_some())
    }
}

/// What was found, in words.
fn said(task: &Task) -> String {
    let open = task.open.len();
    let others = task.open.iter().filter(|open| !open.is_selected).count();
    let own = if others < open { ", this one included" } else { "" };
    let done = match task.done {
        0 => String::new(),
        1 => " 1 is already tagged.".to_owned(),
        done => format!(" {done} are already tagged."),
    };
    match (others, task.done) {
        (0, 0) => {
            "These words occur nowhere else. Whole words within one paragraph are compared; capitals and \
                   endings do not matter."
                .to_owned()
        }
        (0, _) => format!("All other occurrences are tagged.{done}"),
        _ => format!("{}{own}.{done}", counted(open, "occurrence")),
    }
}

fn draw_occurrence(article: &Article, open: &Open, ticks: &Ticks<'_>) -> Element {
    let Occurrence { span, context, .. } = &open.occurrence;
    let is_in = ticks.has(&open.occurrence);
    let (range, around) = (span.range(), context.union(*span).range());
    let text = article.text.as_str();
    let block = article.text.block_at(span.start()).map(|block| article.text.blocks()[block].span.range());
    let block = block.unwrap_or(around.clone());
    let before = if block.start < around.start { "… " } else { "" };
    let after = if around.end < block.end { " …" } else { "" };
    let words = el("span")
        .set("dir", "auto")
        .text(format!("{before}{}", &text[around.start..range.start]))
        .with(el("mark").text(&text[range.clone()]))
        .text(format!("{}{after}", &text[range.end..around.end]));
    let button = el("button").set("type", "button").class("toggle occurrence");
    let button = button.act(&ticks.toggle(&open.occurrence));
    let button = button.set("aria-pressed", if is_in { "true" } else { "false" }).with(words);
    let selected = open.is_selected.then(|| el("small").text(" selected"));
    let key = format!("{} {} {}", article.id, span.start().byte(), span.end().byte());
    el("li").key(key).with(button.with_all(selected))
}

/// The button that tags.
fn foot(task: &Task, ticks: &Ticks<'_>) -> Element {
    let count = task.open.iter().filter(|open| ticks.has(&open.occurrence)).count();
    let tag = el("button").key("tag").set("type", "button").class("solid");
    let tag = tag.text(format!("Tag {}", counted(count, "passage")));
    let tag = match count > 0 && !task.items.is_empty() {
        true => tag.act(&Act::Do(TAG.to_owned(), String::new())),
        false => tag.set("disabled", ""),
    };
    let cancel = button("Cancel", &Act::Close).key("cancel");
    el("div").key("foot").class("buttons foot").with(cancel).with(tag)
}

fn title(item: &AgendaItem) -> &str {
    if item.title.trim().is_empty() { "Untitled" } else { &item.title }
}

#[cfg(test)]
mod tests;
