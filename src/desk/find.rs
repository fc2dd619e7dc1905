//! Finding words in the article, its notes and its passages, and going from one place to the next. Filters say which
//! passages count; with any of them on, words outside of those are not looked at.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::drawing::{Element, button, el, icon};
use super::folded::Folded;
use super::library::{excerpted, point_at, titled};
use super::passages::{Stretches, chips, items_of, named, number, shortened, state, with_below};
use super::search::{Index, LENGTH, Query, Volume, around, lines, lost_words};
use super::tagging::go_to;
use super::{Desk, Drawn};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::icons::Icon;
use crate::format::panel::Panel;
use crate::format::statuses;
use crate::model::anchor::Anchor;
use crate::model::article_span::ArticleSpan;
use crate::model::project::{Annotation, AnnotationId, Article, ArticleId, ItemId, Project};

/// The panel. Of the page's own fields, `open` is the id of the article that is open, and `at` is where one is: an [`ArticleSpan`]
/// or an annotation.
pub const PANEL: &str = "find";

/// How many of the places are listed at once.
const LISTED: usize = 60;

/// What the field for the item has for passages without one; an id has no space in it.
const NO_ITEM: &str = "no item";

/// What the field for where to look has for all articles.
const ALL: &str = "all";

/// How the name of one article begins there.
const ONE: &str = "article:";

/// How many articles there are to choose from.
const CHOICES: usize = 200;

/// The choices for notes: what the field has, and what they are called.
const NOTES: [(&str, &str); 2] = [("with", "With a note"), ("without", "Without a note")];

/// The choices for the state of a passage: what the field has, and what they are called.
const STATES: [(&str, &str); 3] =
    [("review", "Needs review"), ("orphaned", "Orphaned"), ("placed", "Unchanged")];

impl Desk {
    /// Draws the search, and what it marks in the article.
    pub(super) fn draw_find(&mut self, panel: &Panel) -> Result<Drawn, String> {
        self.search.follow(&self.project, self.step);
        let asked = Asked::of(panel, &self.project);
        let start = self.first_article(&asked);
        let search = Search { project: &self.project, index: &self.search, asked: &asked };
        let found = Found::new(&search, start.as_ref());
        let content = el("div")
            .class("find")
            .with(draw_form(&asked, &found))
            .with(draw_filters(&asked, &self.project))
            .with(search.draw_found(&found));
        let paint = search.paint(&found);
        self.found_from = start;
        Ok(Drawn { title: "Search".to_owned(), content, paint })
    }

    /// The article that comes first: the one that was open when the walk began, so that places keep their numbers while
    /// one goes through several articles.
    fn first_article(&self, asked: &Asked<'_>) -> Option<ArticleId> {
        let known = |id: &ArticleId| self.project.article(id).is_some();
        let open = asked.open.clone().filter(known);
        let went = asked.at.article(&self.project);
        let is_walking = went.is_some_and(|went| Some(&went) == open.as_ref() || !known(&went));
        self.found_from.clone().filter(|first| is_walking && known(first)).or(open)
    }
}

/// What is asked for in the panel's fields.
struct Asked<'a> {
    panel: &'a Panel,
    /// How often the filters have been cleared. Each time their fields get other names, so that the page shows them empty.
    cleared: u32,
    query: Option<Query>,
    filter: Filter,
    open: Option<ArticleId>,
    at: At,
}

impl<'a> Asked<'a> {
    fn of(panel: &'a Panel, project: &Project) -> Asked<'a> {
        let cleared = panel.field("cleared").parse().unwrap_or(0);
        Asked {
            panel,
            cleared,
            query: Query::read(panel.field("query")),
            filter: Filter::of(panel, cleared, project),
            open: ArticleId::new(panel.field("open")),
            at: At::read(panel.field("at")),
        }
    }

    /// Whether all articles are looked at: when that is asked for, or when none is open.
    fn is_everywhere(&self, project: &Project) -> bool {
        self.article(project).is_none()
    }

    /// The one article that is searched: the one that was chosen, or else the one that is open; `None` for all.
    fn article(&self, project: &Project) -> Option<ArticleId> {
        let known = |id: &ArticleId| project.article(id).is_some();
        let place = self.panel.field("in");
        let chosen = place.strip_prefix(ONE).and_then(ArticleId::new).filter(known);
        chosen.or_else(|| self.open.clone().filter(|open| place != ALL && known(open)))
    }

    fn is_nothing(&self) -> bool {
        self.query.is_none() && !self.filter.is_on()
    }
}

/// The name of a filter's field.
fn field_name(name: &str, cleared: u32) -> String {
    if cleared == 0 { name.to_owned() } else { format!("{name} {cleared}") }
}

/// Where one is.
enum At {
    Nowhere,
    Words(ArticleSpan),
    Passage(AnnotationId),
}

impl At {
    fn read(field: &str) -> At {
        match ArticleSpan::parse(field) {
            Some(words) => At::Words(words),
            None => AnnotationId::new(field).map_or(At::Nowhere, At::Passage),
        }
    }

    fn article(&self, project: &Project) -> Option<ArticleId> {
        match self {
            At::Nowhere => None,
            At::Words(words) => Some(words.article().clone()),
            At::Passage(id) => project.annotation(id).map(|annotation| annotation.article.clone()),
        }
    }
}

/// Which passages count.
#[derive(Default)]
struct Filter {
    /// Those that are tagged with one of these.
    items: Option<HashSet<ItemId>>,
    /// Those without an item.
    is_untagged: bool,
    /// Those with a note, or without.
    has_note: Option<bool>,
    /// Those in a state, one of [`STATES`].
    state: Option<&'static str>,
    /// What each filter that is on asks for, in words.
    said: Vec<String>,
}

impl Filter {
    fn of(panel: &Panel, cleared: u32, project: &Project) -> Filter {
        let mut filter = Filter::default();
        let field = |name: &str| panel.field(&field_name(name, cleared)).to_owned();
        filter.set_item(&field("item"), project);
        filter.set_status(&field("status"), project);
        let chosen =
            |choices: &'static [(&str, &str)], value: String| choices.iter().find(|(name, _)| *name == value);
        if let Some((name, words)) = chosen(&NOTES, field("note")) {
            filter.has_note = Some(*name == "with");
            filter.said.push(words.to_lowercase());
        }
        if let Some((name, words)) = chosen(&STATES, field("review")) {
            filter.state = Some(name);
            filter.said.push(words.to_lowercase());
        }
        filter
    }

    fn set_item(&mut self, value: &str, project: &Project) {
        if value == NO_ITEM {
            self.is_untagged = true;
            self.said.push(NO_ITEM.to_owned());
        }
        let Some(item) = ItemId::new(value).and_then(|id| project.item(&id)) else { return };
        self.said.push(format!("item “{}”", named(item)));
        self.items = Some(with_below(project, &item.id).into_iter().map(|(_, it)| it.id.clone()).collect());
    }

    fn set_status(&mut self, value: &str, project: &Project) {
        if value.is_empty() {
            return;
        }
        let with_status = project.agenda().into_iter().map(|(_, item)| item);
        let with_status = with_status.filter(|item| item.status.as_deref() == Some(value));
        let with_status = with_status.map(|item| item.id.clone());
        let kept = |id: &ItemId| self.items.as_ref().is_none_or(|items| items.contains(id));
        self.items = Some(with_status.filter(kept).collect());
        self.said.push(format!("status “{value}”"));
    }

    fn is_on(&self) -> bool {
        !self.said.is_empty()
    }

    /// Whether a passage counts.
    fn passes(&self, annotation: &Annotation, project: &Project) -> bool {
        let state = match annotation.anchor {
            Anchor::Placed { .. } => "placed",
            Anchor::NeedsReview { .. } => "review",
            Anchor::Orphaned { .. } => "orphaned",
        };
        self.items.as_ref().is_none_or(|items| annotation.items.iter().any(|item| items.contains(item)))
            && (!self.is_untagged || items_of(project, annotation).next().is_none())
            && self.has_note.is_none_or(|has_note| has_note != annotation.note.trim().is_empty())
            && self.state.is_none_or(|asked| asked == state)
    }
}

/// A search: what is asked, and of what.
struct Search<'a> {
    project: &'a Project,
    index: &'a Index,
    asked: &'a Asked<'a>,
}

/// What is found in one article, in reading order.
struct Group<'a> {
    /// The article; without one, the passages of articles that are not here any more.
    article: Option<(&'a Rc<Article>, &'a Volume)>,
    places: Vec<Place<'a>>,
}

/// A place that is found.
enum Place<'a> {
    /// Words in the text, as a range of the folded text.
    Words(Range<usize>),
    /// A passage that the filters ask for, or in whose note or lost quotation the words are.
    Passage(&'a Rc<Annotation>),
}

/// What is found, in the order in which one goes through it, and where one is.
struct Found<'a> {
    groups: Vec<Group<'a>>,
    all: usize,
    /// The number of the place that one is at, from 0; without meaning if there is none.
    current: usize,
    /// Whether the page shows it.
    is_shown: bool,
}

impl<'a> Found<'a> {
    fn new(search: &Search<'a>, start: Option<&ArticleId>) -> Found<'a> {
        let groups = search.groups(start);
        let all = groups.iter().map(|group| group.places.len()).sum();
        let mut found = Found { groups, all, current: 0, is_shown: false };
        let is_exact = found.find_current(search);
        let is_open = |group: &Group<'_>| {
            let id = group.article.map(|(article, _)| &article.id);
            id.is_some() && id == search.asked.open.as_ref()
        };
        found.is_shown = found.at(found.current).is_some_and(|(group, place)| {
            let has_place = match place {
                Place::Words(_) => true,
                Place::Passage(annotation) => annotation.anchor.span().is_some(),
            };
            is_exact || has_place && is_open(group)
        });
        found
    }

    /// Finds where one is: at the place that was gone to, or if that is none any more, at the next one. Returns whether it
    /// is that very place.
    fn find_current(&mut self, search: &Search<'_>) -> bool {
        let (asked, project) = (search.asked, search.project);
        let went = asked.at.article(project);
        let is_here =
            went.as_ref().is_some_and(|it| Some(it) == asked.open.as_ref() || project.article(it).is_none());
        let mut before = 0;
        for group in self.groups.iter().filter(|_| is_here) {
            let id = group.article.map(|(article, _)| &article.id);
            let is_it = match id {
                Some(id) => went.as_ref() == Some(id),
                None => went.as_ref().is_some_and(|went| project.article(went).is_none()),
            };
            if is_it {
                let (index, is_exact) = group.look_for(&asked.at, project);
                self.current = (before + index) % self.all.max(1);
                return is_exact;
            }
            before += group.places.len();
        }
        false
    }

    /// A place by its number.
    fn at(&self, mut number: usize) -> Option<(&Group<'a>, &Place<'a>)> {
        for group in &self.groups {
            match group.places.get(number) {
                Some(place) => return Some((group, place)),
                None => number -= group.places.len(),
            }
        }
        None
    }

    /// What goes to the next place, or to the one before, round and round.
    fn go(&self, forwards: bool) -> Option<Act> {
        let steps = match (forwards, self.is_shown) {
            (true, true) => 1,
            (true, false) => 0,
            (false, _) => self.all.checked_sub(1)?,
        };
        let (group, place) = self.at((self.current + steps) % self.all.max(1))?;
        group.go(place)
    }
}

impl<'a> Group<'a> {
    /// Where in the text a place is, in the folded text, and what comes first of those that begin together.
    fn order(&self, place: &Place<'_>) -> (usize, bool) {
        match place {
            Place::Words(range) => (range.start, false),
            Place::Passage(annotation) => (self.folded_start(annotation), true),
        }
    }

    fn folded_start(&self, annotation: &Annotation) -> usize {
        let at = |span: crate::model::text::Span| {
            self.article.map(|(_, volume)| volume.text.at(span.start().byte()))
        };
        annotation.anchor.span().and_then(at).unwrap_or(usize::MAX)
    }

    /// The first place that is where one was or after that, and whether it is that very place.
    fn look_for(&self, at: &At, project: &Project) -> (usize, bool) {
        let order = match at {
            At::Nowhere => return (0, false),
            // Where the text is another by now, that is near enough to go on from.
            At::Words(words) => {
                (self.article.map_or(0, |(_, volume)| volume.text.at(words.bytes().0)), false)
            }
            At::Passage(id) => {
                let annotation = project.annotation(id);
                if let Some(index) = self
                    .places
                    .iter()
                    .position(|place| matches!(place, Place::Passage(found) if found.id == *id))
                {
                    return (index, true);
                }
                (annotation.map_or(0, |annotation| self.folded_start(annotation)), true)
            }
        };
        let index = self.places.partition_point(|place| self.order(place) < order);
        let bytes = self.places.get(index).and_then(|place| self.bytes(place));
        let went = match (at, self.article) {
            (At::Words(words), Some((article, _))) => words.span_in(article),
            _ => None,
        };
        let is_exact = went.is_some_and(|went| bytes == Some(went.range()));
        (index, is_exact)
    }

    /// The bytes of the text that words are.
    fn bytes(&self, place: &Place<'_>) -> Option<Range<usize>> {
        let (article, volume) = self.article?;
        match place {
            Place::Words(range) => Some(volume.text.bytes(article.text.as_str(), range.clone())),
            Place::Passage(_) => None,
        }
    }

    fn go(&self, place: &Place<'_>) -> Option<Act> {
        if let Place::Passage(annotation) = place {
            return Some(Act::GoTo(annotation.id.clone()));
        }
        let bytes = self.bytes(place)?;
        self.article.and_then(|(article, _)| go_to(article, bytes))
    }
}

impl<'a> Search<'a> {
    /// What is found, an article after the other: the first, those that come after it in the library, and round to it again.
    fn groups(&self, start: Option<&ArticleId>) -> Vec<Group<'a>> {
        if self.asked.is_nothing() {
            return Vec::new();
        }
        // The library has the newest first.
        let mut volumes: Vec<_> = self.index.volumes().iter().rev().collect();
        let is_everywhere = self.asked.is_everywhere(self.project);
        if is_everywhere {
            let first = volumes.iter().position(|(article, _)| Some(&article.id) == start);
            volumes.rotate_left(first.unwrap_or(0));
        } else {
            let one = self.asked.article(self.project);
            volumes.retain(|(article, _)| Some(&article.id) == one.as_ref());
        }
        let mut groups: Vec<_> =
            volumes.into_iter().map(|(article, volume)| self.group(article, volume)).collect();
        if is_everywhere {
            groups.push(self.group_of_lost());
        }
        groups
    }

    fn group(&self, article: &'a Rc<Article>, volume: &'a Volume) -> Group<'a> {
        let mut places = Vec::new();
        if let Some(query) = &self.asked.query {
            places = self.words(query, article, volume);
        }
        let passages = self.passages(&article.id, self.project.annotations_of(&article.id));
        let is_mixed = !places.is_empty() && !passages.is_empty();
        places.extend(passages.into_iter().map(Place::Passage));
        let mut group = Group { article: Some((article, volume)), places: Vec::new() };
        if is_mixed {
            places.sort_by_key(|place| group.order(place));
        }
        group.places = places;
        group
    }

    /// Where the words are in the text of an article; with filters on, in its passages.
    fn words(&self, query: &Query, article: &'a Rc<Article>, volume: &'a Volume) -> Vec<Place<'a>> {
        let passages = self.asked.filter.is_on().then(|| {
            let passing = self.project.annotations_of(&article.id);
            let passing = passing.filter(|it| self.asked.filter.passes(it, self.project));
            let placed = passing.filter(|it| it.anchor.is_placed()).filter_map(|it| it.anchor.span());
            let at = |pos: crate::model::text::Pos| volume.text.at(pos.byte());
            Stretches::new(placed.map(|span| (at(span.start())..at(span.end()), ())))
        });
        if passages.as_ref().is_some_and(|passages| passages.is_empty()) {
            return Vec::new();
        }
        let mut is_in_block = volume.within_blocks();
        let fits = |range: &Range<usize>| {
            is_in_block(range) && passages.as_ref().is_none_or(|passages| passages.hold(range))
        };
        let found = query.stretches(article.text.as_str(), &volume.text, fits);
        found.into_iter().map(Place::Words).collect()
    }

    /// The passages of an article that the filters ask for, and that say the words beside the text.
    fn passages(
        &self,
        article: &ArticleId,
        annotations: impl Iterator<Item = &'a Rc<Annotation>>,
    ) -> Vec<&'a Rc<Annotation>> {
        let filter = &self.asked.filter;
        let passes = |annotation: &&Rc<Annotation>| filter.passes(annotation, self.project);
        let Some(query) = &self.asked.query else { return annotations.filter(passes).collect() };
        let said = self.index.notes_of(article).chain(self.index.lost_of(article));
        let said = said.filter(|saying| query.is_in(&saying.words)).map(|saying| &saying.annotation.id);
        let said: HashSet<&AnnotationId> = said.collect();
        if said.is_empty() {
            return Vec::new();
        }
        annotations.filter(|annotation| said.contains(&annotation.id)).filter(passes).collect()
    }

    /// The passages of articles that are not here any more.
    fn group_of_lost(&self) -> Group<'a> {
        let lost = self.project.annotations().filter(|it| self.project.article(&it.article).is_none());
        let articles: HashSet<&ArticleId> = lost.map(|annotation| &annotation.article).collect();
        let mut articles: Vec<_> = articles.into_iter().collect();
        articles.sort_unstable();
        let passages = articles.into_iter().flat_map(|id| self.passages(id, self.project.annotations_of(id)));
        Group { article: None, places: passages.map(Place::Passage).collect() }
    }

    /// What the page paints over the article.
    fn paint(&self, found: &Found<'a>) -> Highlights {
        let Some(open) = self.asked.open.as_ref().and_then(|open| self.project.article(open)) else {
            return Highlights::default();
        };
        let mut paint = Highlights::of(open);
        let is_open = |group: &&Group<'_>| group.article.is_some_and(|(article, _)| article.id == open.id);
        if let Some(group) = found.groups.iter().find(is_open) {
            let marks = group.places.iter().flat_map(|place| self.marks(group, place));
            paint.add(open, "found", marks.filter_map(|mark| open.text.span(mark)));
        }
        if let Some((group, place)) = found.at(found.current).filter(|(group, _)| is_open(group)) {
            let marks = self.marks(group, place).into_iter().filter_map(|mark| open.text.span(mark));
            let passage = match place {
                Place::Passage(annotation) => annotation.span_in(open),
                Place::Words(_) => None,
            };
            paint.add(open, "current", marks.chain(passage));
        }
        if self.asked.filter.is_on() {
            let placed = self.project.annotations_of(&open.id).filter(|it| it.anchor.is_placed());
            let others = placed.filter(|annotation| !self.asked.filter.passes(annotation, self.project));
            paint.add(open, "dimmed", others.filter_map(|annotation| annotation.span_in(open)));
        }
        paint
    }

    /// The words of a place in the text, as bytes of that.
    fn marks(&self, group: &Group<'_>, place: &Place<'_>) -> Vec<Range<usize>> {
        let (Some((article, volume)), Place::Words(range), Some(query)) =
            (group.article, place, &self.asked.query)
        else {
            return Vec::new();
        };
        query.marks_in(article.text.as_str(), &volume.text, range)
    }

    /// The places in a list, or why there is none.
    fn draw_found(&self, found: &Found<'a>) -> Element {
        let drawn = el("div").key("found").class("found");
        if self.asked.is_nothing() {
            return drawn.with_all(HINTS.map(|words| el("p").class("about").text(words)));
        }
        if found.all == 0 {
            return drawn.with_all(self.draw_nothing());
        }
        let from = found.current / LISTED * LISTED;
        let groups: Vec<_> = found.groups.iter().filter(|group| !group.places.is_empty()).collect();
        let mut before = 0;
        let mut drawn = drawn;
        for group in &groups {
            let first = from.saturating_sub(before).min(group.places.len());
            let last = (from + LISTED).saturating_sub(before).min(group.places.len());
            if first < last {
                let heading = groups.len() > 1 || !group.is_open(self.asked);
                drawn = drawn.with(self.draw_group(
                    group,
                    first..last,
                    found.current.checked_sub(before),
                    heading,
                ));
            }
            before += group.places.len();
        }
        let earlier = (from > 0).then(|| format!("{} before these", number(from)));
        let later = found.all.saturating_sub(from + LISTED);
        let later = (later > 0).then(|| format!("and {} more: type more letters", number(later)));
        let rest: Vec<_> = [earlier, later].into_iter().flatten().collect();
        let rest = (!rest.is_empty()).then(|| el("p").key("rest").class("about").text(rest.join(", ")));
        drawn.with_all(rest)
    }

    /// What is said when nothing is found, and what can be done then.
    fn draw_nothing(&self) -> Vec<Element> {
        let asked = self.asked;
        let is_everywhere = asked.is_everywhere(self.project);
        let chosen = asked.article(self.project).filter(|chosen| Some(chosen) != asked.open.as_ref());
        let place = match chosen.as_ref().and_then(|chosen| self.project.article(chosen)) {
            Some(chosen) => format!(" in “{}”", titled(chosen)),
            None if is_everywhere => String::new(),
            None => " in this article".to_owned(),
        };
        let typed = asked.panel.field("query").trim();
        let said = match &asked.query {
            Some(_) => format!("Nothing found for “{typed}”{place}."),
            None => format!("No passage matches{place}."),
        };
        let mut drawn = vec![el("p").key("said").text(said)];
        let filters = &asked.filter.said;
        if !filters.is_empty() {
            let on = if filters.len() == 1 { "This filter is" } else { "These filters are" };
            drawn.push(el("p").key("on").class("about").text(format!("{on} on: {}.", filters.join(", "))));
        }
        let everywhere = (!is_everywhere && self.project.articles().len() > 1)
            .then(|| button("Search all articles", &Act::Set("in".to_owned(), ALL.to_owned())));
        let buttons: Vec<_> = asked.clear_button().into_iter().chain(everywhere).collect();
        if !buttons.is_empty() {
            drawn.push(el("div").key("buttons").class("buttons").with_all(buttons));
        }
        drawn
    }

    fn draw_group(
        &self,
        group: &Group<'a>,
        listed: Range<usize>,
        current: Option<usize>,
        has_heading: bool,
    ) -> Element {
        let id = group.article.map_or("", |(article, _)| article.id.as_str());
        let heading = has_heading.then(|| {
            let title = group.article.map_or("Deleted articles", |(article, _)| titled(article));
            let count = el("small").text(number(group.places.len()));
            el("h3").key("title").with(el("span").set("dir", "auto").text(title)).text(" ").with(count)
        });
        let passages = group.article.map(|(article, _)| {
            let placed = self.project.annotations_of(&article.id);
            Stretches::new(placed.filter_map(|it| Some((it.anchor.span()?.range(), it))))
        });
        let rows = listed.filter_map(|index| {
            let place = group.places.get(index)?;
            let row = match place {
                Place::Words(range) => {
                    self.draw_words(group, range, passages.as_ref()?)?.key(format!("w{}", range.start))
                }
                Place::Passage(annotation) => {
                    self.draw_passage(group, annotation).key(format!("p{}", annotation.id))
                }
            };
            Some(if current == Some(index) { row.class("current").set("aria-current", "true") } else { row })
        });
        let list = el("ul").key("places").class("places").with_all(rows);
        el("section").key(format!("a{id}")).class("group").with_all(heading).with(list)
    }

    /// Words in the text, with some around them and the items of the passages that they are in.
    fn draw_words(
        &self,
        group: &Group<'a>,
        folded: &Range<usize>,
        passages: &Stretches<&'a Rc<Annotation>>,
    ) -> Option<Element> {
        let (article, volume) = group.article?;
        let whole = article.text.as_str();
        let bytes = volume.text.bytes(whole, folded.clone());
        let over = passages.over(&bytes);
        let short = shortened(whole, bytes.clone(), LENGTH);
        let range = around(whole, lines(&article.text, &short), &short);
        let marks = self.asked.query.as_ref()?.marks_in(whole, &volume.text, folded);
        let marks: Vec<_> = marks
            .into_iter()
            .map(|mark| mark.start..mark.end.min(range.end))
            .filter(|mark| !mark.is_empty())
            .collect();
        let act = go_to(article, bytes.clone())?;
        let point = point_at(article, &short);
        let go = place_button(&act).with_all(point).with(excerpted(whole, range, &marks));
        let items = over.into_iter().flat_map(|annotation| items_of(self.project, annotation));
        Some(el("li").with(go.text(" ").with_all(chips(items))))
    }

    /// A passage, with its note if the words are in that.
    fn draw_passage(&self, group: &Group<'a>, annotation: &'a Annotation) -> Element {
        let lost = lost_words(annotation);
        let query = self.asked.query.as_ref();
        let excerpt = |words: &str| {
            let query = query.filter(|query| query.is_in(&Folded::of(words)))?;
            let excerpt = query.excerpt(words, &Folded::of(words))?;
            Some(excerpted(words, excerpt.range, &excerpt.marks))
        };
        let beginning = |whole: &str, range: Range<usize>| {
            let shown = shortened(whole, range.clone(), QUOTED);
            let more = if shown.end < range.end { " …" } else { "" };
            el("span").set("dir", "auto").text(whole[shown].trim()).text(more)
        };
        let quotation = match (&annotation.anchor, group.article) {
            (Anchor::Placed { span }, Some((article, _))) => beginning(article.text.as_str(), span.range()),
            _ => excerpt(lost).unwrap_or_else(|| beginning(lost, 0..lost.len())),
        };
        let note = excerpt(&annotation.note);
        let note = note.map(|note| el("span").class("note").with(el("small").text("Note ")).with(note));
        let state = state(annotation).map(|state| el("small").class("state").text(state));
        let items = chips(items_of(self.project, annotation));
        let go = place_button(&Act::GoTo(annotation.id.clone())).with(quotation);
        let go = [note, state, items].into_iter().flatten().fold(go, |go, part| go.text(" ").with(part));
        el("li").with(go)
    }
}

impl Group<'_> {
    fn is_open(&self, asked: &Asked<'_>) -> bool {
        self.article.is_some_and(|(article, _)| Some(&article.id) == asked.open.as_ref())
    }
}

/// What can be searched, for those who have typed nothing yet.
const HINTS: [&str; 2] = [
    "Type words to find them in the article, in notes and in passages. Words in “quotation marks” are found as they stand \
     together; accents and capitals do not matter.",
    "Filters list passages by item, note and state, with or without words.",
];

/// How many characters of a passage are listed.
const QUOTED: usize = 160;

fn place_button(act: &Act) -> Element {
    el("button").set("type", "button").class("place").act(act)
}

/// The field to type in, how many places there are, and the buttons to go to the next ones.
fn draw_form(asked: &Asked<'_>, found: &Found<'_>) -> Element {
    let query = el("input")
        .key("query")
        .set("type", "search")
        .set("name", "query")
        .set("value", asked.panel.field("query"))
        .set("placeholder", "Search")
        .set("aria-label", "Search the article, notes and passages")
        .set("autocomplete", "off")
        .set("autofocus", "");
    let said = match found.all {
        _ if asked.is_nothing() => String::new(),
        0 => "No matches".to_owned(),
        all => format!("{} of {}", number(found.current + 1), number(all)),
    };
    let count = el("span").key("count").class("count").set("aria-live", "polite").text(said);
    let sign = |button: Element, sign: Icon, label: &str| {
        button.set("title", label).set("aria-label", label).with(icon(sign))
    };
    let idle = |button: Element| if found.all == 0 { button.set("disabled", "") } else { button };
    let before = el("button").key("before").set("type", "button").set("data-key", "Shift+Enter");
    let before = match found.go(false) {
        Some(act) => before.act(&act),
        None => before,
    };
    let before = idle(sign(before, Icon::Up, "Previous match"));
    let next = idle(sign(el("button").key("next").set("type", "submit"), Icon::Down, "Next match"));
    let close = sign(
        el("button").key("close").set("type", "button").act(&Act::Close),
        Icon::Close,
        "Close the search",
    );
    let form = el("form").key("form").class("finder").set("role", "search");
    let form = match found.go(true) {
        Some(act) => form.act(&act),
        None => form,
    };
    form.with(query).with(count).with(before).with(next).with(close)
}

/// What says which passages count.
fn draw_filters(asked: &Asked<'_>, project: &Project) -> Element {
    let count = asked.filter.said.len();
    let summary = el("summary").key("summary").text("Filters");
    let summary =
        if count == 0 { summary } else { summary.text(" ").with(el("small").text(format!("{count} on"))) };
    let choices = |choices: &'static [(&str, &str)], any: &str| {
        let any = std::iter::once((String::new(), any.to_owned()));
        any.chain(choices.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())))
            .collect::<Vec<_>>()
    };
    let has_status = project.agenda().iter().any(|(_, item)| item.status.is_some());
    let statuses = std::iter::once((String::new(), "Any status".to_owned()))
        .chain(statuses_of(project).into_iter().map(|status| (status.clone(), status)));
    let places = [("", "This article"), (ALL, "All articles")]
        .map(|(name, words)| (name.to_owned(), words.to_owned()));
    // The newest first, as in the library.
    let others = project.articles().into_iter().rev().filter(|it| Some(&it.id) != asked.open.as_ref());
    let others = others.take(CHOICES).map(|it| (format!("{ONE}{}", it.id), titled(it).to_owned()));
    let places = places.into_iter().chain(others);
    let place = match asked.article(project) {
        None => ALL.to_owned(),
        Some(article) if Some(&article) == asked.open.as_ref() => String::new(),
        Some(article) => format!("{ONE}{article}"),
    };
    let fields = el("div")
        .key(format!("fields {}", asked.cleared))
        .class("fields")
        .with(asked.select("item", "Item", item_choices(project)))
        .with_all(has_status.then(|| asked.select("status", "Status", statuses)))
        .with(select("in", "Where", places, &place))
        .with(asked.select("note", "Note", choices(&NOTES, "With or without")))
        .with(asked.select("review", "State", choices(&STATES, "Any state")));
    let filters = el("details").key("filters").class("filters").with(summary).with(fields);
    filters.with_all(asked.clear_button())
}

impl Asked<'_> {
    /// A filter of passages.
    fn select(
        &self,
        name: &str,
        label: &str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Element {
        let name = field_name(name, self.cleared);
        select(&name, label, choices, self.panel.field(&name))
    }

    /// A button that takes all filters off, if any is on.
    fn clear_button(&self) -> Option<Element> {
        let act = Act::Set("cleared".to_owned(), self.cleared.wrapping_add(1).to_string());
        self.filter.is_on().then(|| button("Clear filters", &act).key("clear"))
    }
}

fn select(
    name: &str,
    label: &str,
    choices: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Element {
    let options = choices.into_iter().map(|(value, words)| {
        let option = el("option").key(&*value).set("value", &*value).text(words);
        if chosen == value { option.set("selected", "") } else { option }
    });
    let select = el("select").set("name", name).with_all(options);
    el("label").key(name).text(label).with(select)
}

/// The statuses that there are to choose from, and those that items have besides.
fn statuses_of(project: &Project) -> Vec<String> {
    let mut statuses: Vec<String> = statuses::of(project).iter().map(|status| status.to_string()).collect();
    for status in project.agenda().into_iter().filter_map(|(_, item)| item.status.as_deref()) {
        if statuses.iter().all(|known| known != status) {
            statuses.push(status.to_owned());
        }
    }
    statuses
}

/// The items, each as deep as it is in the agenda.
fn item_choices(project: &Project) -> Vec<(String, String)> {
    let agenda = project.agenda();
    let mut choices =
        vec![(String::new(), "Any item".to_owned()), (NO_ITEM.to_owned(), "No item".to_owned())];
    for (index, (depth, item)) in agenda.iter().enumerate() {
        let has_below = agenda.get(index + 1).is_some_and(|(next, _)| next > depth);
        let below = if has_below { ", with sub-items" } else { "" };
        choices.push((item.id.to_string(), format!("{}{}{below}", "\u{2003}".repeat(*depth), named(item))));
    }
    choices
}

#[cfg(test)]
mod tests;
