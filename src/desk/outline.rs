//! The outline of an agenda item: its passages one after the other, each to be read with some words around it, noted, tagged
//! otherwise, gone to or deleted. There are outlines of two items together, and of what has no item, too.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::draft::Draft;
use super::drawing::{Element, button, el, icon};
use super::library::titled;
use super::passages::{Stretches, chips, items_of, named, number, shortened, state, with_below};
use super::search::lost_words;
use super::{Desk, Drawn, GONE, Outside};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::icons::Icon;
use crate::format::panel::{Outcome, Panel};
use crate::model::anchor::Anchor;
use crate::model::paragraphs::{Paragraphs, Place, points};
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, ItemId, Project, Time,
};
use crate::model::segmenter::Segmenter;
use crate::model::session::{AnnotationEdit, Command};
use crate::model::snap::Snap;
use crate::model::text::{Span, TextHash};

/// The panel. What it is about is one of
/// - `item:` and an item's id: what is tagged with it, and below that with the items below it;
/// - `items:` and two ids with a comma between: what is tagged with both, and where passages of one overlap those of the other;
/// - `paragraph:` and two ids: the passages of either in paragraphs that have both;
/// - `none`: the passages without an item;
///
/// and after that perhaps ` article:` and the id of the article that counts as this one, and ` all` for all articles at first.
/// Of the page's own fields, `open` is the article that is open, and `at` the annotation that was gone to.
pub const PANEL: &str = "outline";

/// Writes the note of an annotation: what stands in the field of [`note_field`].
pub const NOTE: &str = "outline-note";

/// Tags an annotation with an item, or takes that from it: both ids, with a space between.
pub const TAG: &str = "outline-tag";

/// Deletes an annotation.
pub const DELETE: &str = "outline-delete";

/// How many passages are drawn at first, and more for each time that more are asked for.
const SHOWN: usize = 100;

/// How many characters of a passage are drawn before all of it is asked for.
const QUOTED: usize = 400;

/// What the field `in` has for all articles, and for this one.
const ALL: &str = "all";
const THIS: &str = "this";

impl Desk {
    /// Draws an outline, and marks in the article the passage that was gone to.
    pub(super) fn draw_outline(&mut self, panel: &Panel) -> Result<Drawn, String> {
        let about = About::read(&panel.about, &self.project).ok_or(GONE)?;
        let mut outline = Outline::new(&self.project, panel, about);
        outline.focus = self.outlined.follow(outline.rows(), panel, self.step);
        outline.given = self.outlined.given.clone();
        // A panel without a field has the focus itself, so that it is read out and Escape closes it.
        let content =
            el("div").key(&*panel.about).class("outline").set("tabindex", "-1").set("autofocus", "");
        let content = content.with(outline.draw_head()).with_all(outline.draw_passages());
        Ok(Drawn { title: outline.about.what.title(&self.project), content, paint: outline.paint() })
    }

    /// Writes the note that stands in the panel's field.
    pub(super) fn note_in_outline(
        &self,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let annotation = self.annotation(about)?;
        let typed = panel.fields.get(&note_field(annotation));
        let note = typed.map_or(&*annotation.note, |typed| typed.trim());
        let noted = Annotation { note: note.into(), ..(**annotation).clone() };
        Ok(self.edited("note edit", noted, panel, outside.now()))
    }

    /// Tags an annotation with an item, or takes that from it.
    pub(super) fn tag_in_outline(
        &mut self,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let (annotation, item) = about.split_once(' ').ok_or(GONE)?;
        let annotation = &self.annotation(annotation)?.clone();
        let item = ItemId::new(item).filter(|item| self.project.item(item).is_some()).ok_or(GONE)?;
        let mut items = annotation.items.clone();
        if items.contains(&item) {
            items.retain(|had| *had != item);
        } else {
            items.push(item);
        }
        self.outlined.may_lose(annotation.id.clone(), self.step);
        // The session joins passages on the same words.
        let mut draft = Draft::new(&self.project, outside.now());
        let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
        draft.run(Command::EditAnnotation(annotation.id.clone(), edit))?;
        let changes = draft.changes();
        let stay = vec![panel.name.clone(), panel.about.clone()];
        Ok(Outcome { panel: stay, ..Outcome::of("tag change", &self.project, &changes) })
    }

    /// Deletes an annotation.
    pub(super) fn delete_in_outline(&mut self, about: &str, panel: &Panel) -> Result<Outcome, String> {
        let id = self.annotation(about)?.id.clone();
        self.outlined.may_lose(id.clone(), self.step);
        let change = Change::Annotation(id, None);
        let outcome = Outcome::of("passage deleted", &self.project, &[change]);
        Ok(Outcome { panel: vec![panel.name.clone(), panel.about.clone()], ..outcome })
    }

    fn annotation(&self, id: &str) -> Result<&Rc<Annotation>, String> {
        let found = AnnotationId::new(id).and_then(|id| self.project.annotation(&id));
        found.ok_or_else(|| GONE.to_owned())
    }

    /// The outcome that makes an annotation this one, and leaves the panel where it is.
    fn edited(&self, step: &str, mut annotation: Annotation, panel: &Panel, now: Time) -> Outcome {
        let stay = vec![panel.name.clone(), panel.about.clone()];
        let was = self.project.annotation(&annotation.id);
        if was.is_some_and(|was| **was == annotation) {
            return Outcome { panel: stay, ..Outcome::default() };
        }
        // The newer wins where two are merged, even if the clock went back.
        annotation.modified = now.max(Time(annotation.modified.0 + 1));
        let change = Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation)));
        Outcome { panel: stay, ..Outcome::of(step, &self.project, &[change]) }
    }
}

/// A row: the item whose part of the outline it is in, and its passage.
type Row = (Option<ItemId>, AnnotationId);

/// The rows of the outline that was drawn last: where the focus goes when the row that has it goes.
#[derive(Default)]
pub(super) struct Rows {
    now: Vec<Row>,
    left: Option<Left>,
    /// How often a row was given the focus. Each time it has another button for that, since the page gives the focus to what is
    /// new.
    given: HashMap<Row, u32>,
}

/// A passage that an act may take from the outline.
struct Left {
    passage: AnnotationId,
    /// The rows that there were.
    rows: Vec<Row>,
    /// The step at which it was asked for.
    step: u32,
    /// The panel, the step and the focus when the row was gone for the first time: with another panel or step, it is not asked
    /// for any more.
    gone: Option<(Panel, u32, Focus)>,
}

/// What is given the focus, after a row has gone.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Focus {
    Row(Row),
    /// There is no row any more.
    Nothing,
}

impl Rows {
    /// An act is about to change a passage, or to delete it.
    fn may_lose(&mut self, passage: AnnotationId, step: u32) {
        self.left = Some(Left { passage, rows: self.now.clone(), step, gone: None });
    }

    /// Takes up the rows as they are now; what gets the focus, if one has just gone.
    fn follow(&mut self, rows: Vec<Row>, panel: &Panel, step: u32) -> Option<Focus> {
        self.now = rows;
        let left = self.left.as_mut()?;
        let is_gone = |row: &Row| row.1 == left.passage && !self.now.contains(row);
        let Some(at) = left.rows.iter().position(is_gone) else {
            // If the act has been carried out, no row has gone by it; whatever takes one later is something else.
            self.left = self.left.take().filter(|left| left.step == step);
            return None;
        };
        if let Some((with, at, focus)) = &left.gone {
            let focus = (with == panel && *at == step).then(|| focus.clone());
            self.left = self.left.take().filter(|_| focus.is_some());
            return focus;
        }
        let (before, after) = left.rows.split_at(at);
        let next = after.iter().chain(before.iter().rev()).find(|row| self.now.contains(row));
        let focus = next.map_or(Focus::Nothing, |row| Focus::Row(row.clone()));
        if let Focus::Row(row) = &focus {
            *self.given.entry(row.clone()).or_default() += 1;
        }
        left.gone = Some((panel.clone(), step, focus.clone()));
        Some(focus)
    }
}

/// The field for the note of an annotation. It is another for each note, so that a note that was changed elsewhere is shown,
/// and nothing that was typed before is taken for it.
fn note_field(annotation: &Annotation) -> String {
    format!("note-{} {}", annotation.id, TextHash::of(&annotation.note))
}

/// What an outline is about.
struct About {
    what: What,
    article: Option<ArticleId>,
    is_everywhere: bool,
}

/// Which passages are in it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum What {
    Item(ItemId),
    Both(ItemId, ItemId),
    Paragraph(ItemId, ItemId),
    Untagged,
}

impl About {
    fn read(about: &str, project: &Project) -> Option<About> {
        let mut parts = about.split(' ');
        let what = What::read(parts.next()?, project)?;
        let mut read = About { what, article: None, is_everywhere: false };
        for part in parts {
            match part.strip_prefix("article:") {
                Some(id) => read.article = ArticleId::new(id),
                None => read.is_everywhere |= part == ALL,
            }
        }
        Some(read)
    }
}

impl What {
    fn read(word: &str, project: &Project) -> Option<What> {
        let known = |id: &str| ItemId::new(id).filter(|id| project.item(id).is_some());
        // Ids may have commas in them; so the comma between is one with known ids on both sides.
        let two = |ids: &str| {
            let ends = ids.match_indices(',').map(|(at, _)| (&ids[..at], &ids[at + 1..]));
            ends.filter_map(|(one, other)| Some((known(one)?, known(other)?))).next()
        };
        match word.split_once(':') {
            None if word == "none" => Some(What::Untagged),
            Some(("item", id)) => known(id).map(What::Item),
            Some(("items", ids)) => two(ids).map(|(one, other)| What::Both(one, other)),
            Some(("paragraph", ids)) => two(ids).map(|(one, other)| What::Paragraph(one, other)),
            _ => None,
        }
    }

    fn title(&self, project: &Project) -> String {
        let title = |id: &ItemId| {
            let words = project.item(id).map_or("", |item| named(item));
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        match self {
            What::Item(item) => title(item),
            What::Both(one, other) => format!("{} and {}", title(one), title(other)),
            What::Paragraph(one, other) => format!("{} and {} in one paragraph", title(one), title(other)),
            What::Untagged => "Passages without an item".to_owned(),
        }
    }

    /// The items whose passages are in it, where that is all there is to say.
    fn items(&self, project: &Project) -> HashSet<ItemId> {
        let What::Item(item) = self else { return HashSet::new() };
        with_below(project, item).into_iter().map(|(_, item)| item.id.clone()).collect()
    }
}

/// Passages that have both items, or have one and overlap a passage that has the other.
fn together<'a>(
    annotations: Vec<&'a Rc<Annotation>>,
    one: &ItemId,
    other: &ItemId,
) -> Vec<&'a Rc<Annotation>> {
    let placed = |item: &ItemId| {
        let tagged = annotations.iter().filter(|it| it.items.contains(item));
        Stretches::new(tagged.filter_map(|it| Some((placed(it)?.range(), ()))))
    };
    let (ones, others) = (placed(one), placed(other));
    let is_in = |annotation: &&Rc<Annotation>| {
        let has = |item: &ItemId| annotation.items.contains(item);
        let meets = |stretches: &Stretches<()>| {
            self::placed(annotation).is_some_and(|span| stretches.meet(&span.range()))
        };
        has(one) && has(other) || has(one) && meets(&others) || has(other) && meets(&ones)
    };
    annotations.iter().copied().filter(|annotation| is_in(annotation)).collect()
}

/// Passages of either item in blocks that have passages of both.
fn in_one_paragraph<'a>(
    annotations: Vec<&'a Rc<Annotation>>,
    article: Option<&Article>,
    one: &ItemId,
    other: &ItemId,
) -> Vec<&'a Rc<Annotation>> {
    let Some(article) = article else { return Vec::new() };
    let mut has = vec![(false, false); article.text.blocks().len()];
    let blocks =
        |annotation: &Annotation| placed(annotation).map_or(0..0, |span| article.text.blocks_of(span));
    for annotation in &annotations {
        let (is_one, is_other) = (annotation.items.contains(one), annotation.items.contains(other));
        for (has_one, has_other) in has.get_mut(blocks(annotation)).into_iter().flatten() {
            *has_one |= is_one;
            *has_other |= is_other;
        }
    }
    let is_in = |annotation: &&Rc<Annotation>| {
        let is_of_either = annotation.items.contains(one) || annotation.items.contains(other);
        is_of_either && has.get(blocks(annotation)).is_some_and(|has| has.contains(&(true, true)))
    };
    annotations.into_iter().filter(is_in).collect()
}

/// The span of a passage that is where it was marked.
fn placed(annotation: &Annotation) -> Option<Span> {
    annotation.anchor.span().filter(|_| annotation.anchor.is_placed())
}

/// A passage with its article, if that is here.
type Entry<'a> = (Option<&'a Rc<Article>>, &'a Rc<Annotation>);

/// A part of an outline: the item that heads it, with its depth, if one does; and its passages.
type Section<'a> = (Option<(usize, &'a Rc<AgendaItem>)>, Vec<Entry<'a>>);

/// An outline of what there is now.
struct Outline<'a> {
    project: &'a Project,
    panel: &'a Panel,
    about: About,
    /// The article that counts as this one.
    here: Option<&'a Rc<Article>>,
    is_everywhere: bool,
    /// How many passages there are here, and in all articles.
    counts: (usize, usize),
    /// The passages that are in it, by article and in reading order.
    entries: Vec<Entry<'a>>,
    focus: Option<Focus>,
    given: HashMap<Row, u32>,
}

impl<'a> Outline<'a> {
    fn new(project: &'a Project, panel: &'a Panel, about: About) -> Outline<'a> {
        let open = ArticleId::new(panel.field("open"));
        let here = about.article.as_ref().or(open.as_ref()).and_then(|id| project.article(id));
        let is_everywhere = match panel.field("in") {
            ALL => true,
            THIS => false,
            _ => about.is_everywhere,
        } || here.is_none();
        let mut outline = Outline {
            project,
            panel,
            about,
            here,
            is_everywhere,
            counts: (0, 0),
            entries: Vec::new(),
            focus: None,
            given: HashMap::new(),
        };
        let all = outline.gathered();
        let is_here = |entry: &Entry<'_>| entry.0.is_some_and(|it| here.is_some_and(|here| it.id == here.id));
        outline.counts = (all.iter().filter(|entry| is_here(entry)).count(), all.len());
        outline.entries = all.into_iter().filter(|entry| is_everywhere || is_here(entry)).collect();
        outline
    }

    /// The passages of all articles: this one first, then the others as the library has them, the newest first.
    fn gathered(&self) -> Vec<Entry<'a>> {
        let mut articles = self.project.articles();
        articles.reverse();
        articles.sort_by_key(|article| self.here.is_none_or(|here| here.id != article.id));
        let items = self.about.what.items(self.project);
        let mut entries = Vec::new();
        for article in articles {
            let annotations = self.project.annotations_of(&article.id).collect();
            let kept = self.kept(annotations, Some(article), &items);
            entries.extend(kept.into_iter().map(|annotation| (Some(article), annotation)));
        }
        let lost = self.project.annotations().filter(|it| self.project.article(&it.article).is_none());
        let lost = self.kept(lost.collect(), None, &items);
        entries.extend(lost.into_iter().map(|annotation| (None, annotation)));
        entries
    }

    /// The passages of an article that are in the outline, of those that it has.
    fn kept(
        &self,
        annotations: Vec<&'a Rc<Annotation>>,
        article: Option<&Article>,
        items: &HashSet<ItemId>,
    ) -> Vec<&'a Rc<Annotation>> {
        let mut annotations = annotations;
        match &self.about.what {
            What::Item(_) => annotations.retain(|it| it.items.iter().any(|item| items.contains(item))),
            What::Both(one, other) => return together(annotations, one, other),
            What::Paragraph(one, other) => return in_one_paragraph(annotations, article, one, other),
            What::Untagged => annotations.retain(|it| items_of(self.project, it).next().is_none()),
        }
        annotations
    }

    /// The parts of the outline: the passages of the item itself need no heading.
    fn sections(&self) -> Vec<Section<'a>> {
        let What::Item(item) = &self.about.what else { return vec![(None, self.entries.clone())] };
        let mut tagged: HashMap<&ItemId, Vec<Entry<'a>>> = HashMap::new();
        for entry in &self.entries {
            entry.1.items.iter().for_each(|item| tagged.entry(item).or_default().push(*entry));
        }
        let sections = with_below(self.project, item).into_iter().map(|(depth, item)| {
            ((depth > 0).then_some((depth, item)), tagged.remove(&item.id).unwrap_or_default())
        });
        sections.filter(|(_, entries)| !entries.is_empty()).collect()
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (item, entries) in self.sections() {
            let own = self.own(item);
            rows.extend(entries.into_iter().map(|(_, passage)| (own.cloned(), passage.id.clone())));
        }
        rows
    }

    /// The item whose passages are in a part of the outline.
    fn own<'b>(&'b self, heading: Option<(usize, &'b Rc<AgendaItem>)>) -> Option<&'b ItemId> {
        match (&self.about.what, heading) {
            (_, Some((_, item))) => Some(&item.id),
            (What::Item(item), None) => Some(item),
            _ => None,
        }
    }

    fn paint(&self) -> Highlights {
        let at = AnnotationId::new(self.panel.field("at"));
        let at = at.and_then(|id| self.project.annotation(&id));
        let open = ArticleId::new(self.panel.field("open")).and_then(|id| self.project.article(&id));
        let Some((open, span)) = open.and_then(|open| Some((open, at?.span_in(open)?))) else {
            return Highlights::default();
        };
        let mut paint = Highlights::of(open);
        paint.add(open, "current", [span]);
        paint
    }

    /// What the outline is of, and where it looks.
    fn draw_head(&self) -> Element {
        let head = el("div").key("head").class("head");
        let buttons = el("div").key("buttons").class("buttons");
        let head = match &self.about.what {
            What::Item(id) => match self.project.item(id) {
                Some(item) => head
                    .coloured(id)
                    .with_all(particulars(item))
                    .with(buttons.with_all(self.neighbours(id)).with(edit(item))),
                None => head,
            },
            What::Both(one, other) | What::Paragraph(one, other) => {
                let items = [one, other].into_iter().filter_map(|id| self.project.item(id));
                head.with_all(chips(items))
            }
            What::Untagged => head,
        };
        head.with(self.draw_places())
    }

    /// The buttons that choose where to look, with how many passages there are.
    fn draw_places(&self) -> Element {
        let choice = |words: &str, value: &str, count: usize, is_on: bool| {
            button(words, &Act::Set("in".to_owned(), value.to_owned()))
                .key(value)
                .class("tab")
                .set("aria-pressed", if is_on { "true" } else { "false" })
                .text(" ")
                .with(el("small").text(number(count)))
        };
        let this = self.here.map(|here| {
            let is_open = here.id.as_str() == self.panel.field("open");
            let words = if is_open { "This article" } else { titled(here) };
            choice(words, THIS, self.counts.0, !self.is_everywhere).set("dir", "auto")
        });
        let all = choice("All articles", ALL, self.counts.1, self.is_everywhere);
        let places = el("div").key("places").class("tabs").set("role", "group");
        places.set("aria-label", "Where").with_all(this).with(all)
    }

    /// The buttons that go to the items before and after this one in the agenda.
    fn neighbours(&self, id: &ItemId) -> Vec<Element> {
        let agenda = self.project.agenda();
        let at = agenda.iter().position(|(_, item)| item.id == *id);
        let go = |place: Option<usize>, key: &str, sign: Icon, what: &str| {
            let item = place.and_then(|place| agenda.get(place)).map(|(_, item)| item);
            let words = match item {
                Some(item) => format!("{what} item: {}", named(item)),
                None => format!("{what} item"),
            };
            let go = el("button")
                .key(key)
                .set("type", "button")
                .set("aria-label", &*words)
                .set("title", words)
                .with(icon(sign));
            match item {
                Some(item) => {
                    go.set("data-key", key).act(&Act::Panel(PANEL.to_owned(), self.about_item(&item.id)))
                }
                None => go.set("disabled", ""),
            }
        };
        let before = at.and_then(|at| at.checked_sub(1));
        vec![go(before, "[", Icon::Previous, "Previous"), go(at.map(|at| at + 1), "]", Icon::Next, "Next")]
    }

    /// What the outline of another item is about that looks where this one does.
    fn about_item(&self, item: &ItemId) -> String {
        let article = self.about.article.as_ref().map(|id| format!(" article:{id}")).unwrap_or_default();
        let all = if self.is_everywhere { " all" } else { "" };
        format!("item:{item}{article}{all}")
    }

    /// The passages, or what to do where there is none.
    fn draw_passages(&self) -> Vec<Element> {
        if self.entries.is_empty() {
            let said = el("p").key("empty").text(self.nothing());
            let is_focus = self.focus == Some(Focus::Nothing);
            return vec![if is_focus { said.set("tabindex", "-1").set("autofocus", "") } else { said }];
        }
        let shown = self.panel.field("shown").parse().unwrap_or(0).max(SHOWN);
        let sections = self.sections();
        let all: usize = sections.iter().map(|(_, entries)| entries.len()).sum();
        let mut left = shown;
        let mut drawn = Vec::new();
        for (item, entries) in sections {
            if left == 0 {
                break;
            }
            let kept = &entries[..entries.len().min(left)];
            left -= kept.len();
            drawn.push(self.draw_section(item, kept, entries.len()));
        }
        drawn.extend(all.checked_sub(shown).filter(|rest| *rest > 0).map(|rest| {
            let act = Act::Set("shown".to_owned(), (shown + SHOWN).to_string());
            let said = el("small").text(format!("{} of {}", number(shown), number(all)));
            let more = button(&format!("Show {} more", rest.min(SHOWN)), &act);
            el("div").key("more").class("buttons").with(said).with(more)
        }));
        drawn
    }

    fn nothing(&self) -> String {
        let place = if self.is_everywhere { "" } else { " in this article" };
        let elsewhere = if self.counts.1 > 0 { " “All articles” has those of the others." } else { "" };
        let said = match &self.about.what {
            What::Item(_) => {
                let none = format!("No passage{place} is tagged with this.");
                let how = " Select words in the article, and choose it.";
                return [&*none, if elsewhere.is_empty() { how } else { elsewhere }].concat();
            }
            What::Both(..) => "The two never occur in one passage",
            What::Paragraph(..) => "The two never occur in one paragraph",
            What::Untagged => "Every passage has an item",
        };
        format!("{said}{place}.{elsewhere}")
    }

    fn draw_section(
        &self,
        item: Option<(usize, &Rc<AgendaItem>)>,
        entries: &[Entry<'a>],
        count: usize,
    ) -> Element {
        let id = item.map_or("", |(_, item)| item.id.as_str());
        let section = el("section").key(format!("s{id}")).class("part");
        let section = match item {
            Some((depth, item)) => {
                let heading = el(if depth == 1 { "h3" } else { "h4" }).key("title");
                let words = el("span").set("dir", "auto").text(named(item));
                let heading = heading.with(words).text(" ").with(el("small").text(number(count)));
                section.coloured(&item.id).with(heading)
            }
            None => match &self.about.what {
                What::Item(item) => section.coloured(item),
                _ => section,
            },
        };
        let own = self.own(item);
        let rows = entries.iter().map(|entry| self.draw_entry(entry, own));
        section.with(el("ol").key("passages").class("passages").with_all(rows))
    }

    /// A passage, in an outline of an item that need not be said again.
    fn draw_entry(&self, entry: &Entry<'a>, own: Option<&ItemId>) -> Element {
        let annotation = entry.1;
        let row = el("li").key(format!("p{}", annotation.id));
        let is_current = self.panel.field("at") == annotation.id.as_str();
        let row = if is_current { row.class("current").set("aria-current", "true") } else { row };
        let others = items_of(self.project, annotation).filter(|item| own.is_none_or(|own| *own != item.id));
        let note = (!annotation.note.trim().is_empty()).then(|| {
            let words = paragraphs(annotation.note.trim());
            el("div").key("note").class("note").set("dir", "auto").with_all(words)
        });
        row.with(self.draw_quotation(entry))
            .with_all(self.draw_state(entry))
            .with(self.draw_reference(entry).text(" ").with_all(chips(others)))
            .with_all(note)
            .with_all(self.draw_actions(annotation, own))
    }

    /// What a passage says, with some words around it.
    fn draw_quotation(&self, (article, annotation): &Entry<'a>) -> Element {
        let quotation = el("blockquote").key("quotation");
        let (words, before, after) = match (&annotation.anchor, article) {
            (Anchor::Placed { span }, Some(article)) => {
                (article.text.slice(*span), before(article, *span), after(article, *span))
            }
            _ => (lost_words(annotation), String::new(), String::new()),
        };
        let context = |words: String| (!words.is_empty()).then(|| el("span").class("context").text(words));
        let shown = shortened(words, 0..words.len(), QUOTED);
        let is_whole = shown.end == words.len();
        let quoted = |line: &str| el("span").class("quoted").text(line);
        let lines: Vec<&str> = lines(&words[shown]).collect();
        let last = lines.len().saturating_sub(1);
        let paragraph = |(index, line): (usize, &&str)| {
            let paragraph = el("p").set("dir", "auto");
            let paragraph = paragraph.with_all(context(before.clone()).filter(|_| index == 0));
            match (index == last, is_whole) {
                (true, true) => paragraph.with(quoted(line)).with_all(context(after.clone())),
                (true, false) => paragraph.with(quoted(line)).text(" …"),
                _ => paragraph.with(quoted(line)),
            }
        };
        let quotation = quotation.with_all(lines.iter().enumerate().map(paragraph));
        let whole = || {
            let whole = el("details").key("whole").with(el("summary").text("Whole passage"));
            whole.with_all(paragraphs(words))
        };
        quotation.with_all((!is_whole).then(whole))
    }

    /// What is said of a passage that is not where it was marked.
    fn draw_state(&self, (article, annotation): &Entry<'a>) -> Option<Element> {
        let said = state(annotation)?;
        let drawn = el("p").key("state").class("state").with(el("b").text(said)).text(": ");
        Some(match (annotation.anchor.span(), article) {
            (Some(span), Some(article)) => {
                let words = article.text.slice(span);
                let shown = shortened(words, 0..words.len(), QUOTED);
                let more = if shown.end < words.len() { " …" } else { "" };
                let words = el("q").set("dir", "auto").text(words[shown].trim()).text(more);
                drawn.text("the text has changed; perhaps this is meant: ").with(words)
            }
            (_, Some(_)) => drawn.text("the words are no longer in the text."),
            _ => drawn.text("the article was deleted."),
        })
    }

    /// Where a passage is.
    fn draw_reference(&self, (article, annotation): &Entry<'a>) -> Element {
        let reference = el("small").key("reference").class("reference");
        let Some(article) = article else { return reference };
        let title = self.is_everywhere.then(|| el("span").set("dir", "auto").text(titled(article)));
        let reference = reference.with_all(title);
        let Some(span) = annotation.anchor.span() else { return reference };
        let place = Paragraphs::of(&article.text).place(&article.text.blocks_of(span));
        let reference = if self.is_everywhere { reference.text(" · ") } else { reference };
        let points = points(&article.text, &article.text.blocks_of(span));
        let points = points.map(|points| format!(", {points}")).unwrap_or_default();
        let sign = match place {
            Place::Paragraphs(first, last) if first == last => format!("¶ {first}{points}"),
            Place::Paragraphs(first, last) => format!("¶ {first}–{last}{points}"),
            // There is no sign for a heading.
            Place::Title | Place::Heading(_) => return reference.with(el("span").text(place.to_string())),
        };
        reference.with(el("span").set("title", format!("{place}{points}")).text(sign))
    }

    /// What can be done with a passage, and what is being done.
    fn draw_actions(&self, annotation: &'a Annotation, own: Option<&ItemId>) -> Vec<Element> {
        let id = &annotation.id;
        let words = match (annotation.anchor.span(), self.project.article(&annotation.article)) {
            (Some(span), Some(article)) => article.text.slice(span),
            _ => lost_words(annotation),
        };
        let start = words[shortened(words, 0..words.len(), 40)].trim();
        let labelled = |button: Element, what: &str| button.set("aria-label", format!("{what} “{start}”"));
        let editing = self.panel.field("editing");
        let opens = |words: &str, form: &str, what: &str| {
            let is_open = editing == form;
            let act = Act::Set("editing".to_owned(), if is_open { String::new() } else { form.to_owned() });
            let opens = button(words, &act).set("aria-expanded", if is_open { "true" } else { "false" });
            labelled(opens, what)
        };
        let (noting, tagging) = (noting(annotation), format!("items {id}"));
        let go = button("Go to", &Act::GoTo(id.clone()));
        let delete = button("Delete", &Act::Do(DELETE.to_owned(), id.to_string())).class("danger");
        let note = if annotation.note.is_empty() { "Add a note" } else { "Note" };
        let go = annotation.anchor.span().map(|_| labelled(go, "Go to").key("go"));
        let rest = [
            opens(note, &noting, &format!("{note} on")).key("note"),
            opens("Items", &tagging, "Items of").key("items"),
            labelled(delete, "Delete").key("delete"),
        ];
        let mut buttons: Vec<_> = go.into_iter().chain(rest).collect();
        buttons[0] = self.focused(&(own.cloned(), id.clone()), buttons[0].clone());
        let buttons = el("div").key("actions").class("actions").with_all(buttons);
        let form = match editing {
            _ if editing == noting => Some(self.draw_noting(annotation)),
            _ if editing == tagging => Some(self.draw_tagging(annotation)),
            _ => None,
        };
        std::iter::once(buttons).chain(form).collect()
    }

    /// The first button of a row: it has the focus if the row is to have it.
    fn focused(&self, row: &Row, button: Element) -> Element {
        let button = match self.given.get(row) {
            Some(count) => button.key(format!("focus {count}")),
            None => button,
        };
        let is_focus = matches!(&self.focus, Some(Focus::Row(focus)) if focus == row);
        if is_focus { button.set("autofocus", "") } else { button }
    }

    fn draw_noting(&self, annotation: &Annotation) -> Element {
        let field = note_field(annotation);
        let words = el("textarea")
            .key(&*field)
            .set("name", field)
            .set("rows", "3")
            .set("value", &*annotation.note)
            .set("aria-label", "Note")
            .set("dir", "auto")
            .set("autofocus", "");
        let cancel = button("Cancel", &Act::Set("editing".to_owned(), String::new()));
        let save = el("button").set("type", "submit").class("solid").text("Save");
        let form = el("form").key("noting").class("noting");
        let form = form.act(&Act::Do(NOTE.to_owned(), annotation.id.to_string()));
        form.with(words).with(el("div").key("buttons").class("buttons").with(cancel).with(save))
    }

    fn draw_tagging(&self, annotation: &Annotation) -> Element {
        let toggle = |(_, item): &(usize, &Rc<AgendaItem>)| {
            let is_on = annotation.items.contains(&item.id);
            button(named(item), &Act::Do(TAG.to_owned(), format!("{} {}", annotation.id, item.id)))
                .key(item.id.as_str())
                .class("toggle")
                .coloured(&item.id)
                .set("dir", "auto")
                .set("aria-pressed", if is_on { "true" } else { "false" })
        };
        let toggles = el("div").key("tagging").class("toggles tagging").set("role", "group");
        toggles.set("aria-label", "Items").with_all(self.project.agenda().iter().map(toggle))
    }
}

/// What the field `editing` has while the note of an annotation is written: another word for each note, so that the form is
/// gone when the note is another.
fn noting(annotation: &Annotation) -> String {
    note_field(annotation).replacen("note-", "note ", 1)
}

/// What is known of an item besides its title.
fn particulars(item: &AgendaItem) -> Vec<Element> {
    let words = |words: &Option<Rc<str>>| {
        words.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned)
    };
    let said: Vec<_> = [
        words(&item.status).map(|status| el("span").class("status").text(status)),
        words(&item.raised_by).map(|name| el("span").class("raised").text(format!("raised by {name}"))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut drawn = Vec::new();
    if !said.is_empty() {
        let line =
            said.into_iter().enumerate().fold(el("p").key("about").class("about"), |line, (index, part)| {
                (if index == 0 { line } else { line.text(" · ") }).with(part)
            });
        drawn.push(line);
    }
    let description = item.description.trim();
    if !description.is_empty() {
        drawn.push(
            el("div")
                .key("description")
                .class("description")
                .set("dir", "auto")
                .with_all(paragraphs(description)),
        );
    }
    drawn
}

fn edit(item: &AgendaItem) -> Element {
    let label = format!("Edit “{}”", named(item));
    button("Edit", &Act::Panel("item".to_owned(), item.id.to_string())).key("edit").set("aria-label", label)
}

/// The lines of some words that have something in them.
fn lines(words: &str) -> impl Iterator<Item = &str> {
    words.split(['\n', '\r', '\u{2028}', '\u{2029}']).map(str::trim).filter(|line| !line.is_empty())
}

fn paragraphs(words: &str) -> impl Iterator<Item = Element> + '_ {
    lines(words).map(|line| el("p").set("dir", "auto").text(line))
}

/// How many characters stand around a passage, and how far a sentence may go on beyond that.
const AROUND: usize = 80;
const NEAR: usize = 120;

/// Where sentences end near a passage, in the bytes of the text: in its block, or in its first and its last one.
fn sentence_ends(article: &Article, span: Span) -> Vec<usize> {
    /// In bytes; a block may be a million characters long.
    const WIDE: usize = 4096;
    let text = &article.text;
    let blocks = text.blocks_of(span);
    let mut ends = Vec::new();
    for (block, near) in [(blocks.start, span.start()), (blocks.end.saturating_sub(1), span.end())] {
        let Some(block) = text.blocks().get(block) else { continue };
        let range = block.span.range();
        let mut from = near.byte().saturating_sub(WIDE).max(range.start);
        let mut to = (near.byte() + WIDE).min(range.end).max(from);
        while !text.as_str().is_char_boundary(from) {
            from += 1;
        }
        while !text.as_str().is_char_boundary(to) {
            to -= 1;
        }
        let found = Segmenter::of(article).ends(&text.as_str()[from..to], Snap::Sentence, block.kind);
        ends.extend(found.into_iter().map(|end| from + end).filter(|end| *end < to || to == range.end));
    }
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Some words that stand before a passage in its block: from the beginning of a sentence if one is near.
fn before(article: &Article, span: Span) -> String {
    let text = &article.text;
    let block = text.block_at(span.start()).map_or(span, |block| text.blocks()[block].span);
    let all = &text.as_str()[block.start().byte().min(span.start().byte())..span.start().byte()];
    let from = |count: usize| all.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    let near = &all[from(NEAR)..];
    // Where sentences begin, as how many bytes are left then.
    let mut starts: Vec<usize> = sentence_ends(article, span)
        .into_iter()
        .filter_map(|end| span.start().byte().checked_sub(end))
        .filter(|left| *left > 0 && *left <= near.len())
        .collect();
    if from(NEAR) == 0 {
        starts.insert(0, near.len());
    }
    let room = all.len() - from(AROUND);
    let best = starts.iter().find(|left| **left <= room).or(starts.last());
    match best {
        Some(left) => all[all.len() - left..].trim_start().to_owned(),
        None => {
            let cut = &all[from(AROUND)..];
            let first = cut.find(char::is_whitespace).map_or(cut, |space| cut[space..].trim_start());
            format!("… {first}")
        }
    }
}

/// Some words that stand after a passage in its block: to the end of a sentence if one is near.
fn after(article: &Article, span: Span) -> String {
    let text = &article.text;
    let block = text.blocks_of(span).next_back().map_or(span, |block| text.blocks()[block].span);
    let all = &text.as_str()[span.end().byte()..block.end().byte().max(span.end().byte())];
    let to = |count: usize| all.char_indices().nth(count).map_or(all.len(), |(at, _)| at);
    let near = &all[..to(NEAR)];
    let ends: Vec<usize> = sentence_ends(article, span)
        .into_iter()
        .filter_map(|end| end.checked_sub(span.end().byte()))
        .filter(|end| (1..=near.len()).contains(end))
        .collect();
    let best = ends.iter().rev().find(|end| **end <= to(AROUND)).or(ends.first());
    match best {
        Some(end) => all[..*end].trim_end().to_owned(),
        None => {
            let cut = &all[..to(AROUND)];
            let last = cut.rfind(char::is_whitespace).map_or(cut, |space| cut[..space].trim_end());
            if all.is_empty() { String::new() } else { format!("{last} …") }
        }
    }
}

#[cfg(test)]
mod tests;
