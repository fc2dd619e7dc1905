//! A project: articles, one agenda and the annotations; and the changes that are made to it.

use crate::model::sorted::{Map, Set, sort_by};
use std::cmp::Reverse;
use std::fmt;
use std::rc::Rc;

use fractional_index::FractionalIndex;

use super::anchor::Anchor;
use super::extra::Extra;
use super::text::{Span, Text};

/// Defines the id of one kind of record.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Rc<str>);

        impl $name {
            /// The longest id, in bytes.
            pub const LONGEST: usize = 200;

            /// An id as it came: not empty, at most [`Self::LONGEST`] bytes, without white space or control characters.
            pub fn new(id: &str) -> Option<Self> {
                let plain = !id.contains(|c: char| c.is_whitespace() || c.is_control());
                (plain && !id.is_empty() && id.len() <= Self::LONGEST).then(|| Self(id.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// The id of an article.
    ArticleId
);
id!(
    /// The id of an agenda item.
    ItemId
);
id!(
    /// The id of an annotation.
    AnnotationId
);

/// A moment, in milliseconds since 1970 began, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(pub i64);

/// A colour without transparency, written `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub [u8; 3]);

/// A digit that tags: `1` to `9`, then `0`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hotkey(char);

/// A place in an order, between any two others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rank(FractionalIndex);

/// What is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its title; may be empty.
    pub title: Rc<str>,
    /// Where it is from: an address or a credit.
    pub source: Option<Rc<str>>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<Rc<str>>,
    /// Who wrote it, as it says.
    pub byline: Option<Rc<str>>,
    /// When it was published, as it says.
    pub published: Option<Published>,
    /// Which way it is written, if it says so.
    pub direction: Option<Direction>,
    /// What it says.
    pub text: Text,
    /// When it was opened here first.
    pub created: Time,
    /// When it was changed last.
    pub modified: Time,
    /// Fields of a newer version.
    pub extra: Extra,
}

/// A day, or less or more of a moment, as an article gives it: `2026`, `2026-11`, `2026-11-24`, or a day and a time, as
/// `2026-11-24T09:30:00+01:00`, of which seconds and offset may be missing (ISO 8601's extended format). It is checked for
/// its shape alone: nothing is counted with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published(Rc<str>);

/// Which way lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

/// What a passage is tagged with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgendaItem {
    /// Its id.
    pub id: ItemId,
    /// Its title.
    pub title: Rc<str>,
    /// Its colour.
    pub colour: Colour,
    /// What belongs to it; may be empty.
    pub description: Rc<str>,
    /// The key that tags with it.
    pub hotkey: Option<Hotkey>,
    /// Where it stands: on the agenda, done. The words are the reader's own.
    pub status: Option<Rc<str>>,
    /// Who raised it.
    pub raised_by: Option<Rc<str>>,
    /// The item it is part of.
    pub parent: Option<ItemId>,
    /// Its place among the items with the same parent.
    pub rank: Rank,
    /// When it was created.
    pub created: Time,
    /// When it was changed last.
    pub modified: Time,
    /// Fields of a newer version.
    pub extra: Extra,
}

/// A passage with its agenda items and note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Annotation {
    /// Its id.
    pub id: AnnotationId,
    /// The article it is in; it may be unknown here if the annotation is orphaned.
    pub article: ArticleId,
    /// Where its passage is.
    pub anchor: Anchor,
    /// What it is tagged with, without repeats; items may be unknown here, and come later.
    pub items: Vec<ItemId>,
    /// What the reader says of it; may be empty.
    pub note: Rc<str>,
    /// Who made it.
    pub creator: Option<Rc<str>>,
    /// When it was made.
    pub created: Time,
    /// When it was changed last.
    pub modified: Time,
    /// Fields of a newer version.
    pub extra: Extra,
}

/// Articles, one agenda and the annotations; what is exported and imported whole.
///
/// Invariant: an annotation that is placed or in review has its article here, and its span is a span of
/// that article's text.
#[derive(Clone, Default, Debug)]
pub struct Project {
    articles: Map<ArticleId, Rc<Article>>,
    items: Map<ItemId, Rc<AgendaItem>>,
    annotations: Map<AnnotationId, Rc<Annotation>>,
    places: Map<ArticleId, Set<Place>>,
    tagged: Map<ItemId, Set<AnnotationId>>,
    extra: Extra,
}

/// One atomic edit: a record as it is to be from now on, or its removal. Applying one returns its inverse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// An article.
    Article(ArticleId, Option<Rc<Article>>),
    /// An agenda item.
    Item(ItemId, Option<Rc<AgendaItem>>),
    /// An annotation.
    Annotation(AnnotationId, Option<Rc<Annotation>>),
    /// The project's own unknown fields.
    Extra(Extra),
}

/// Why a change was not applied. The project is as it was.
#[derive(Clone, PartialEq, Eq)]
pub enum Rejected {
    /// The record has another id than the change.
    OtherId(String),
    /// The annotation is placed in an article that is not here.
    NoArticle(AnnotationId, ArticleId),
    /// The annotation's span is not in its article's text.
    NotInText(AnnotationId),
    /// The article, or its text, cannot go while annotations are placed in it.
    InUse(ArticleId),
}

/// In words too: what the standard library would derive brings its builders into the bundle, for this type alone.
impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejected::OtherId(id) => write!(f, "the record of {id} carries another id"),
            Rejected::NoArticle(id, article) => {
                write!(f, "annotation {id} is placed in article {article}, which is not here")
            }
            Rejected::NotInText(id) => {
                write!(f, "the passage of annotation {id} is not in its article's text")
            }
            Rejected::InUse(id) => write!(f, "annotations are still placed in article {id}"),
        }
    }
}

impl Project {
    /// Applies a change and returns its inverse; applying that restores the project.
    pub fn apply(&mut self, change: Change) -> Result<Change, Rejected> {
        self.check(&change)?;
        Ok(match change {
            Change::Article(id, to) => {
                let was = replace(&mut self.articles, &id, to);
                Change::Article(id, was)
            }
            Change::Item(id, to) => {
                let was = replace(&mut self.items, &id, to);
                Change::Item(id, was)
            }
            Change::Annotation(id, to) => {
                if let Some(now) = &to {
                    self.index(now);
                }
                let kept = to.clone();
                let was = replace(&mut self.annotations, &id, to);
                if let Some(was) = &was {
                    self.unindex(was, kept.as_deref());
                }
                Change::Annotation(id, was)
            }
            Change::Extra(extra) => Change::Extra(std::mem::replace(&mut self.extra, extra)),
        })
    }

    /// Applies all changes or none. Returns the inverses in the order in which they are to be applied.
    pub fn apply_all(&mut self, changes: impl IntoIterator<Item = Change>) -> Result<Vec<Change>, Rejected> {
        let mut inverses = Vec::new();
        for change in changes {
            match self.apply(change) {
                Ok(inverse) => inverses.push(inverse),
                Err(rejected) => {
                    for inverse in inverses.into_iter().rev() {
                        self.apply(inverse).expect("an inverse applies to what its change made");
                    }
                    return Err(rejected);
                }
            }
        }
        inverses.reverse();
        Ok(inverses)
    }

    /// Changes of several records in an order in which they apply: what is removed first, what refers to others
    /// last. An annotation whose article changes its text, and that has no change of its own, is carried along;
    /// if its words are not there any more, or its article goes, it is orphaned.
    pub fn in_order(&self, changes: Vec<Change>) -> Vec<Change> {
        let mut mentioned = Set::default();
        mentioned.extend(changes.iter().filter_map(annotation_of));
        let mut carried = Vec::new();
        let mut lifted = Vec::new();
        for (article, to) in changes.iter().filter_map(|change| self.replaced_text(change)) {
            let placed = self.annotations_of(&article.id).take_while(|found| found.anchor.span().is_some());
            for annotation in placed {
                if mentioned.contains(&annotation.id) {
                    // It is put back by a change of its own, and needs no quotation until then.
                    lifted.push(annotation.moved_to(Anchor::Orphaned { quote: Rc::default() }));
                    continue;
                }
                let quote = annotation.anchor.quote(Some(&article.text));
                lifted.push(annotation.moved_to(Anchor::Orphaned { quote }));
                if let Some(to) = to {
                    carried.push(annotation.moved_to(annotation.anchor.carried(&article.text, to)));
                }
            }
        }
        let removed = |change: &Change| matches!(change, Change::Annotation(_, None));
        let (mut ordered, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(removed);
        let mut gone = Set::default();
        gone.extend(ordered.iter().filter_map(annotation_of));
        let stays = |change: &Change| annotation_of(change).is_none_or(|id| !gone.contains(&id));
        ordered.extend(lifted.into_iter().filter(stays));
        let (last, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|c| annotation_of(c).is_some());
        ordered.extend(rest);
        ordered.extend(carried);
        ordered.extend(last);
        ordered
    }

    /// For a change that takes an article's text away: the article, and the text that is to come.
    fn replaced_text<'a>(&'a self, change: &'a Change) -> Option<(&'a Rc<Article>, Option<&'a Text>)> {
        let Change::Article(id, to) = change else { return None };
        let article = self.articles.get(id)?;
        let to = to.as_ref().map(|to| &to.text);
        (to != Some(&article.text)).then_some((article, to))
    }

    /// The article with this id.
    pub fn article(&self, id: &ArticleId) -> Option<&Rc<Article>> {
        self.articles.get(id)
    }

    /// The articles, the one opened first before the others.
    pub fn articles(&self) -> Vec<&Rc<Article>> {
        let mut articles: Vec<_> = self.articles.values().collect();
        sort_by(&mut articles, |one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        articles
    }

    /// The agenda item with this id.
    pub fn item(&self, id: &ItemId) -> Option<&Rc<AgendaItem>> {
        self.items.get(id)
    }

    /// The agenda in order, a parent before its children, each with its depth from 0. An item whose parent
    /// is unknown, or is below it, stands at the top.
    pub fn agenda(&self) -> Vec<(usize, &Rc<AgendaItem>)> {
        let mut children: Map<Option<&ItemId>, Vec<&Rc<AgendaItem>>> = Map::default();
        for item in self.items.values() {
            children.or_default(self.parent_of(item)).push(item);
        }
        for siblings in children.values_mut() {
            sort_by(siblings, |one, other| (&one.rank, &one.id).cmp(&(&other.rank, &other.id)));
        }
        let mut found = Vec::with_capacity(self.items.len());
        let mut waiting: Vec<(usize, &Rc<AgendaItem>)> = Vec::new();
        let roots = children.remove(&None).unwrap_or_default();
        waiting.extend(roots.into_iter().rev().map(|item| (0, item)));
        while let Some((depth, item)) = waiting.pop() {
            found.push((depth, item));
            let below = children.remove(&Some(&item.id)).unwrap_or_default();
            waiting.extend(below.into_iter().rev().map(|item| (depth + 1, item)));
        }
        found
    }

    /// The item that an item stands below in the agenda: its parent, unless that is unknown or below it.
    pub fn parent_of<'a>(&self, item: &'a AgendaItem) -> Option<&'a ItemId> {
        item.parent.as_ref().filter(|parent| self.descends(parent, &item.id))
    }

    /// The item that a hotkey tags with: the first in the agenda, should two have it.
    pub fn item_of_hotkey(&self, hotkey: Hotkey) -> Option<&Rc<AgendaItem>> {
        self.agenda().into_iter().map(|(_, item)| item).find(|item| item.hotkey == Some(hotkey))
    }

    /// The annotation with this id.
    pub fn annotation(&self, id: &AnnotationId) -> Option<&Rc<Annotation>> {
        self.annotations.get(id)
    }

    /// All annotations, by id.
    pub fn annotations(&self) -> impl DoubleEndedIterator<Item = &Rc<Annotation>> {
        self.annotations.values()
    }

    /// How many annotations there are.
    pub fn annotation_count(&self) -> usize {
        self.annotations.len()
    }

    /// The annotations of an article in reading order: by start, the longer first, then by id; last the
    /// orphaned.
    pub fn annotations_of(&self, article: &ArticleId) -> impl DoubleEndedIterator<Item = &Rc<Annotation>> {
        let places = self.places.get(article).into_iter().flat_map(Set::iter);
        places.filter_map(|place| self.annotations.get(&place.id))
    }

    /// The annotations whose passages are exactly these words, by id.
    pub fn annotations_at(&self, article: &ArticleId, span: Span) -> impl Iterator<Item = &Rc<Annotation>> {
        let here = (span.start().byte(), Reverse(span.bytes()));
        let at = |place: &Place| (place.start, place.length);
        let places = self.places.get(article).into_iter();
        let places = places.flat_map(move |places| places.iter_after(move |place| at(place) < here));
        let places = places.take_while(move |place| at(place) == here);
        let found = places.filter_map(|place| self.annotations.get(&place.id));
        found.filter(|annotation| annotation.anchor.is_placed())
    }

    /// The annotation that words are one passage with when they are to have some items: the first that is exactly there
    /// and has one of them, or else the first that is exactly there.
    pub fn passage_at(&self, article: &ArticleId, span: Span, items: &[ItemId]) -> Option<&Rc<Annotation>> {
        let shares = |annotation: &&Rc<Annotation>| items.iter().any(|item| annotation.items.contains(item));
        let shared = self.annotations_at(article, span).find(shares);
        shared.or_else(|| self.annotations_at(article, span).next())
    }

    /// How many annotations an article has.
    pub fn count_of(&self, article: &ArticleId) -> usize {
        self.places.get(article).map_or(0, Set::len)
    }

    /// The annotations that are tagged with an item, by id.
    pub fn tagged_with(&self, item: &ItemId) -> impl Iterator<Item = &Rc<Annotation>> {
        self.tagged.get(item).into_iter().flat_map(Set::iter).filter_map(|id| self.annotations.get(id))
    }

    /// The project's own unknown fields.
    pub fn extra(&self) -> &Extra {
        &self.extra
    }

    /// Whether an item may stand below `parent`: the parent is here, and is not the item or below it.
    pub fn descends(&self, parent: &ItemId, item: &ItemId) -> bool {
        let mut above = Some(parent);
        let mut steps = 0;
        while let Some(id) = above {
            if id == item {
                return false;
            }
            if steps > self.items.len() {
                // The items above go round in a circle that this one is not part of.
                return true;
            }
            let Some(found) = self.items.get(id) else { return steps > 0 };
            above = found.parent.as_ref();
            steps += 1;
        }
        true
    }

    /// Whether the indices are those of the annotations.
    #[cfg(test)]
    pub(super) fn is_indexed(&self) -> bool {
        let mut anew = Project::default();
        self.annotations.values().for_each(|annotation| anew.index(annotation));
        self.places == anew.places && self.tagged == anew.tagged
    }

    fn check(&self, change: &Change) -> Result<(), Rejected> {
        match change {
            Change::Article(id, Some(article)) if article.id != *id => Err(Rejected::OtherId(id.to_string())),
            Change::Article(id, to) => {
                let same = |was: &Rc<Article>| to.as_ref().is_some_and(|to| to.text == was.text);
                let kept = self.articles.get(id).is_none_or(same);
                let placed = || self.annotations_of(id).any(|annotation| annotation.anchor.span().is_some());
                if kept || !placed() { Ok(()) } else { Err(Rejected::InUse(id.clone())) }
            }
            Change::Item(id, Some(item)) if item.id != *id => Err(Rejected::OtherId(id.to_string())),
            Change::Annotation(id, Some(annotation)) => self.check_annotation(id, annotation),
            Change::Item(..) | Change::Annotation(_, None) | Change::Extra(_) => Ok(()),
        }
    }

    fn check_annotation(&self, id: &AnnotationId, annotation: &Annotation) -> Result<(), Rejected> {
        if annotation.id != *id {
            return Err(Rejected::OtherId(id.to_string()));
        }
        let Some(span) = annotation.anchor.span() else { return Ok(()) };
        let article = &annotation.article;
        let found = self.articles.get(article);
        let found = found.ok_or_else(|| Rejected::NoArticle(id.clone(), article.clone()))?;
        let fits = found.text.span(span.range()).is_some();
        if fits { Ok(()) } else { Err(Rejected::NotInText(id.clone())) }
    }

    fn index(&mut self, annotation: &Annotation) {
        self.places.or_default(annotation.article.clone()).insert(Place::of(annotation));
        for item in &annotation.items {
            self.tagged.or_default(item.clone()).insert(annotation.id.clone());
        }
    }

    /// Takes an annotation out of the indices, but for where `kept`, its next state, is.
    fn unindex(&mut self, was: &Annotation, kept: Option<&Annotation>) {
        let place = Place::of(was);
        if kept.is_none_or(|kept| kept.article != was.article || Place::of(kept) != place)
            && let Some(places) = self.places.get_mut(&was.article)
        {
            places.remove(&place);
            if places.is_empty() {
                self.places.remove(&was.article);
            }
        }
        for item in &was.items {
            if kept.is_none_or(|kept| !kept.items.contains(item))
                && let Some(tagged) = self.tagged.get_mut(item)
            {
                tagged.remove(&was.id);
                if tagged.is_empty() {
                    self.tagged.remove(item);
                }
            }
        }
    }
}

impl PartialEq for Project {
    /// Equal when the records are; the indices follow from them.
    fn eq(&self, other: &Project) -> bool {
        self.articles == other.articles
            && self.items == other.items
            && self.annotations == other.annotations
            && self.extra == other.extra
    }
}

impl Annotation {
    /// The change that gives it another anchor.
    fn moved_to(&self, anchor: Anchor) -> Change {
        Change::Annotation(self.id.clone(), Some(Rc::new(Annotation { anchor, ..self.clone() })))
    }
}

/// The annotation that a change is of.
fn annotation_of(change: &Change) -> Option<AnnotationId> {
    match change {
        Change::Annotation(id, _) => Some(id.clone()),
        _ => None,
    }
}

fn replace<K: Ord + Clone, V>(map: &mut Map<K, V>, key: &K, to: Option<V>) -> Option<V> {
    match to {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    }
}

/// Where an annotation stands among those of its article.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Place {
    start: usize,
    length: Reverse<usize>,
    id: AnnotationId,
}

impl Place {
    fn of(annotation: &Annotation) -> Place {
        let span = annotation.anchor.span();
        Place {
            start: span.map_or(usize::MAX, |span| span.start().byte()),
            length: Reverse(span.map_or(0, |span| span.bytes())),
            id: annotation.id.clone(),
        }
    }
}

impl Colour {
    /// Reads `#rrggbb`, in either case.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Colour([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Published {
    /// What has the shape of a date, as it came.
    pub fn new(text: &str) -> Option<Published> {
        is_date(text).then(|| Published(text.into()))
    }

    /// The date as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its day, or what is known of it.
    pub fn day(&self) -> &str {
        &self.0[..self.0.len().min(10)]
    }
}

/// Whether a text is written as a date is. Whether there is such a day is for those to say who read it from a page.
fn is_date(text: &str) -> bool {
    const DATE: &str = "0000-00-00T00:00:00";
    const LONGEST: usize = 35;
    let like = |(byte, like): &(u8, u8)| if *like == b'0' { byte.is_ascii_digit() } else { byte == like };
    let known = text.bytes().zip(DATE.bytes()).take_while(like).count();
    let rest = &text.as_bytes()[known..];
    match known {
        4 | 7 | 10 => rest.is_empty(),
        16 | 19 => {
            text.len() <= LONGEST && rest.iter().all(|it| it.is_ascii_digit() || b".:+-Z".contains(it))
        }
        _ => false,
    }
}

impl Direction {
    /// What it is called in HTML and in files.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    /// The direction of a name.
    pub fn parse(name: &str) -> Option<Direction> {
        [Direction::Ltr, Direction::Rtl].into_iter().find(|direction| direction.name() == name)
    }
}

impl Hotkey {
    /// All of them in the order in which they are given out.
    pub const ALL: [Hotkey; 10] = [
        Hotkey('1'),
        Hotkey('2'),
        Hotkey('3'),
        Hotkey('4'),
        Hotkey('5'),
        Hotkey('6'),
        Hotkey('7'),
        Hotkey('8'),
        Hotkey('9'),
        Hotkey('0'),
    ];

    /// The hotkey of an ASCII digit.
    pub fn new(digit: char) -> Option<Hotkey> {
        digit.is_ascii_digit().then_some(Hotkey(digit))
    }

    /// The digit.
    pub fn digit(self) -> char {
        self.0
    }
}

impl fmt::Debug for Hotkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Rank {
    /// A rank after one and before another, either of which may be missing. Where the two are equal, or the
    /// wrong way round, it is right after the first.
    pub fn between(after: Option<&Rank>, before: Option<&Rank>) -> Rank {
        Rank(match (after, before) {
            (None, None) => FractionalIndex::default(),
            (Some(after), None) => FractionalIndex::new_after(&after.0),
            (None, Some(before)) => FractionalIndex::new_before(&before.0),
            (Some(after), Some(before)) => FractionalIndex::new_between(&after.0, &before.0)
                .unwrap_or_else(|| FractionalIndex::new_after(&after.0)),
        })
    }

    /// Ranks in ascending order, as for a list that is read from a file.
    pub fn ascending() -> impl Iterator<Item = Rank> {
        std::iter::successors(Some(Rank::between(None, None)), |rank| Some(Rank::between(Some(rank), None)))
    }

    /// Reads what [`Rank`] writes with `to_string`.
    pub fn parse(text: &str) -> Option<Rank> {
        FractionalIndex::from_string(text).ok().map(Rank)
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, parent: Option<&str>, rank: &Rank) -> Change {
        let id = ItemId::new(id).expect("id");
        let item = AgendaItem {
            id: id.clone(),
            title: id.as_str().into(),
            colour: Colour([0; 3]),
            description: "".into(),
            hotkey: None,
            status: None,
            raised_by: None,
            parent: parent.and_then(ItemId::new),
            rank: rank.clone(),
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        };
        Change::Item(id, Some(Rc::new(item)))
    }

    /// Items are drawn `name<parent`, in the order of their ranks.
    #[track_caller]
    fn check_agenda(drawn: &str, expected: &str) {
        let mut project = Project::default();
        for (drawn, rank) in drawn.split(' ').zip(Rank::ascending()) {
            let (id, parent) = drawn.split_once('<').map_or((drawn, None), |(id, parent)| (id, Some(parent)));
            project.apply(item(id, parent, &rank)).expect("applies");
        }
        let agenda = project.agenda().into_iter().map(|(depth, item)| "-".repeat(depth) + item.id.as_str());
        assert_eq!(agenda.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn the_agenda_is_in_order() {
        check_agenda("a b c", "a b c");
        check_agenda("b<a a c<b d<a", "a -b --c -d");
        check_agenda("a<gone b", "a b");
        check_agenda("a<b b<a c<a", "a -c b");
        check_agenda("a<a", "a");
    }

    #[test]
    fn colours_are_checked() {
        assert_eq!(Colour::parse("#0072B2").map(|colour| colour.to_string()).as_deref(), Some("#0072b2"));
        for wrong in ["0072b2", "#0072b", "#0072bg", "#+072b2", "red", "#0072b2;", ""] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_checked() {
        for right in ["2026", "2026-11", "2026-11-24", "2026-11-24T09:30", "2026-11-24T09:30:15.250-03:30"] {
            assert_eq!(Published::new(right).as_ref().map(Published::as_str), Some(right));
        }
        for wrong in
            ["", "26", "2026-", "2026-1", "24.11.2026", "2026-11-24T9:30", "2026-11-24T09:30 x", "２０２６"]
        {
            assert_eq!(Published::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ids_are_checked() {
        for wrong in ["", "a b", "a\n", &"x".repeat(201)] {
            assert_eq!(ItemId::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ranks_are_between() {
        let first = Rank::between(None, None);
        let second = Rank::between(Some(&first), None);
        let middle = Rank::between(Some(&first), Some(&second));
        let before = Rank::between(None, Some(&first));
        assert!(before < first && first < middle && middle < second);
        assert_eq!(Rank::parse(&middle.to_string()), Some(middle));
    }
}
