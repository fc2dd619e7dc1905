//! Taking up what a file holds: beside what is here, or in its place.
//!
//! Working out and doing are two things: what is worked out here is a [`Plan`], one undo step for a session.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::{Serialize, Serializer};

use self::placing::{Settled, Texts, change};
use super::read::{Bundle, Claimed};
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Hotkey, ItemId, Project, Rank, Time,
};
use crate::model::session::join;
use crate::model::sorted::Map;
use crate::model::text::Text;

mod placing;

/// What an import does, and what it says of it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes, for [`Command::Changes`](crate::model::session::Command::Changes).
    pub changes: Vec<Change>,
    /// What becomes of each record.
    pub report: Report,
}

/// What became of each record of a file.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize)]
pub struct Report {
    /// What was not here.
    pub added: Ids,
    /// What was here, and is now as in the file.
    pub updated: Ids,
    /// What was here and is no more; nothing in a merge.
    pub removed: Ids,
    /// What is here as it was, though the file has something else.
    pub kept: Vec<Remark>,
    /// What was taken from the file, but not quite as it is there; and passages here that lost their place.
    pub notices: Vec<Remark>,
    /// How many records were here just so.
    pub unchanged: usize,
}

/// Ids of each kind of record.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize)]
pub struct Ids {
    /// Of articles.
    pub articles: Vec<String>,
    /// Of agenda items.
    pub items: Vec<String>,
    /// Of annotations.
    pub annotations: Vec<String>,
}

/// Something to be said of one record.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Remark {
    /// What the record is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What is to be said.
    pub why: Why,
}

/// The kinds of record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An article.
    Article,
    /// An agenda item.
    Item,
    /// An annotation.
    Annotation,
}

/// Why a record is not as the file has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// What is here is newer.
    Older,
    /// Both are equally new and not the same.
    SameTime,
    /// Another record here has the same title.
    SameTitle,
    /// Another item has the hotkey.
    HotkeyTaken,
    /// It is tagged with an item that is neither here nor in the file.
    UnknownItem,
    /// The item it is part of is neither here nor in the file.
    UnknownParent,
    /// It would be part of itself.
    BelowItself,
    /// It is not where the file says, but elsewhere in the text.
    Elsewhere,
    /// It was orphaned, and was found in this text.
    FoundAgain,
    /// Something like it is in the text, or it may be in several places.
    Doubtful,
    /// Its offsets are not those of a passage of the text, and it is not elsewhere.
    OutOfRange,
    /// The text has other words at its offsets, and it is not elsewhere.
    OtherWords,
    /// Its article is neither here nor in the file.
    NoArticle,
    /// It is not in the newer text of its article.
    Displaced,
    /// A passage here has the same words and one of its items.
    SameWords,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Older => "not changed: the version here is newer",
            Why::SameTime => "not changed: the file differs but has the same time",
            Why::SameTitle => "added beside another item of the same title",
            Why::HotkeyTaken => "its hotkey is already in use and was dropped",
            Why::UnknownItem => "tagged with an unknown agenda item; that tag was dropped",
            Why::UnknownParent => "part of an unknown agenda item; now at the top",
            Why::BelowItself => "would be part of itself; now at the top",
            Why::Elsewhere => "not where the file says, but found elsewhere in the text",
            Why::FoundAgain => "was lost before, and found in this text",
            Why::Doubtful => "found, but not certainly; please review",
            Why::OutOfRange => {
                "the offsets are not in the text, and the words were not found; saved with the quotation, without a position"
            }
            Why::OtherWords => {
                "the text has other words there, and these were not found; saved with the quotation, without a position"
            }
            Why::NoArticle => "the article is unknown; saved with the quotation, without a position",
            Why::Displaced => "not in the article's newer text; saved with the quotation, without a position",
            Why::SameWords => "the same words have that item here already; items and notes were put together",
        })
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Puts what a file holds beside what is here. The newer of two records with the same id wins; nothing is
/// removed.
pub fn merge(project: &Project, bundle: &Bundle) -> Plan {
    let mut merge = Merge::new(project, bundle);
    merge.articles();
    merge.agenda();
    merge.annotations();
    merge.carry_along();
    merge.join_twins();
    merge.extra();
    merge.plan
}

/// Puts what a file holds in the place of all that is here.
pub fn replace(project: &Project, bundle: &Bundle) -> Plan {
    let Plan { mut changes, report } = merge(&Project::default(), bundle);
    keep_ranks(project, &mut changes);
    let mut report = Report { added: Ids::default(), unchanged: 0, ..report };
    let mut found = [Positions::default(), Positions::default(), Positions::default()];
    for change in &changes {
        let (kind, id, same) = match change {
            Change::Article(id, now) => {
                let same = project.article(id).map(|was| Some(was) == now.as_ref());
                (Kind::Article, id.as_str(), same)
            }
            Change::Item(id, now) => {
                let same = |was: &Rc<AgendaItem>| now.as_ref().is_some_and(|now| same_item(was, now));
                (Kind::Item, id.as_str(), project.item(id).map(same))
            }
            Change::Annotation(id, now) => {
                let same = project.annotation(id).map(|was| Some(was) == now.as_ref());
                (Kind::Annotation, id.as_str(), same)
            }
            Change::Extra(_) => continue,
        };
        match same {
            None => report.added.of(kind).push(id.to_owned()),
            Some(false) => report.updated.of(kind).push(id.to_owned()),
            Some(true) => report.unchanged += 1,
        }
        found[kind as usize].insert(id, 0);
    }
    let mut plan = Plan { changes: removed(project, &found, &mut report.removed), report };
    drop(found);
    plan.changes.extend(changes.into_iter().filter(|change| !matches!(change, Change::Extra(_))));
    if project.extra() != &bundle.extra {
        plan.changes.push(Change::Extra(bundle.extra.clone()));
    }
    plan
}

/// Leaves the agenda's ranks as they are if its order is: then what is the same is not changed at all.
fn keep_ranks(project: &Project, changes: &mut [Change]) {
    let agenda = project.agenda();
    let mut items: Vec<&mut Rc<AgendaItem>> = Vec::new();
    for change in changes {
        if let Change::Item(_, Some(item)) = change {
            items.push(item);
        }
    }
    let alike = |(item, (_, was)): (&&mut Rc<AgendaItem>, &(usize, &Rc<AgendaItem>))| {
        item.id == was.id && item.parent.as_ref() == project.parent_of(was)
    };
    if items.len() == agenda.len() && items.iter().zip(&agenda).all(alike) {
        for (item, (_, was)) in items.into_iter().zip(agenda) {
            Rc::make_mut(item).rank = was.rank.clone();
        }
    }
}

/// Removes what is here but was not found in the file.
fn removed(project: &Project, found: &[Positions<'_>; 3], removed: &mut Ids) -> Vec<Change> {
    let other = |kind: Kind, id: &str| !found[kind as usize].contains_key(id);
    let mut changes = Vec::new();
    for annotation in project.annotations().filter(|found| other(Kind::Annotation, found.id.as_str())) {
        removed.annotations.push(annotation.id.to_string());
        changes.push(Change::Annotation(annotation.id.clone(), None));
    }
    for (_, item) in project.agenda().into_iter().filter(|(_, item)| other(Kind::Item, item.id.as_str())) {
        removed.items.push(item.id.to_string());
        changes.push(Change::Item(item.id.clone(), None));
    }
    for article in project.articles().into_iter().filter(|found| other(Kind::Article, found.id.as_str())) {
        removed.articles.push(article.id.to_string());
        changes.push(Change::Article(article.id.clone(), None));
    }
    changes
}

/// Where a record stands in its list, by its id (or another text). The one kind of map here, since each further kind
/// is some kilobytes of the bundle.
type Positions<'a> = Map<&'a str, usize>;

fn positions<'a>(texts: impl Iterator<Item = &'a str>) -> Positions<'a> {
    let mut positions = Positions::default();
    positions.extend(texts.enumerate().map(|(at, text)| (text, at)));
    positions
}

/// A merge under way. Articles come first, since annotations are placed in the texts that win; then the items,
/// since annotations name them.
struct Merge<'a> {
    here: &'a Project,
    file: &'a Bundle,
    /// The file's articles.
    theirs: Positions<'a>,
    /// Those of the file's articles that are taken and have a text that is new here.
    brought: Positions<'a>,
    /// The texts of the articles of which passages were looked for.
    texts: Map<&'a str, Option<Rc<Texts<'a>>>>,
    /// The file's items.
    items: Positions<'a>,
    /// How many items there may be in the end.
    known: usize,
    /// The annotations that are taken from the file, or have their place from there.
    taken: Positions<'a>,
    plan: Plan,
}

/// What becomes of a record that is in both.
enum Verdict {
    Take,
    Same,
    Keep(Why),
}

impl Verdict {
    fn of(here: Time, file: Time, same: bool) -> Verdict {
        match file.cmp(&here) {
            std::cmp::Ordering::Greater => Verdict::Take,
            _ if same => Verdict::Same,
            std::cmp::Ordering::Equal => Verdict::Keep(Why::SameTime),
            std::cmp::Ordering::Less => Verdict::Keep(Why::Older),
        }
    }
}

impl<'a> Merge<'a> {
    fn new(here: &'a Project, file: &'a Bundle) -> Merge<'a> {
        Merge {
            here,
            file,
            theirs: positions(file.articles.iter().map(|article| article.id.as_str())),
            brought: Positions::default(),
            texts: Map::default(),
            items: positions(file.agenda.iter().map(|item| item.id.as_str())),
            known: file.agenda.len() + here.agenda().len(),
            taken: Positions::default(),
            plan: Plan::default(),
        }
    }

    fn keep(&mut self, kind: Kind, id: &str, why: Why) {
        self.plan.report.kept.push(Remark { kind, id: id.to_owned(), why });
    }

    fn notice(&mut self, kind: Kind, id: &str, why: Why) {
        self.plan.report.notices.push(Remark { kind, id: id.to_owned(), why });
    }

    fn count(&mut self, kind: Kind, id: &str, is_new: bool) {
        let report = &mut self.plan.report;
        let ids = if is_new { &mut report.added } else { &mut report.updated };
        ids.of(kind).push(id.to_owned());
    }

    /// Whether the file's record is taken; reports it if it is not.
    fn is_taken(&mut self, kind: Kind, id: &str, verdict: Option<Verdict>) -> bool {
        match verdict {
            None => self.count(kind, id, true),
            Some(Verdict::Take) => self.count(kind, id, false),
            Some(Verdict::Same) => self.plan.report.unchanged += 1,
            Some(Verdict::Keep(ref why)) => self.keep(kind, id, why.clone()),
        }
        matches!(verdict, None | Some(Verdict::Take))
    }

    fn articles(&mut self) {
        let here = self.here;
        let mut titles = positions(here.articles().into_iter().map(|article| &*article.title));
        titles.remove("");
        for (at, article) in self.file.articles.iter().enumerate() {
            let was = here.article(&article.id);
            let verdict = was.map(|was| {
                let same = Article { modified: article.modified, ..Article::clone(was) } == **article;
                Verdict::of(was.modified, article.modified, same)
            });
            let id = article.id.as_str();
            if !self.is_taken(Kind::Article, id, verdict) {
                continue;
            }
            if was.is_none() && titles.contains_key(&*article.title) {
                self.notice(Kind::Article, id, Why::SameTitle);
            }
            if was.is_none_or(|was| was.text != article.text) {
                self.brought.insert(article.id.as_str(), at);
            }
            self.plan.changes.push(Change::Article(article.id.clone(), Some(article.clone())));
        }
    }

    /// The article whose text comes from the file.
    fn brought(&self, article: &ArticleId) -> Option<&'a Rc<Article>> {
        self.brought.get(article.as_str()).map(|at| &self.file.articles[*at])
    }

    fn agenda(&mut self) {
        let here = self.here;
        let titles = positions(here.agenda().into_iter().map(|(_, item)| &*item.title));
        let mut taken: Vec<AgendaItem> = Vec::new();
        for item in &self.file.agenda {
            let was = here.item(&item.id);
            let verdict =
                was.map(|was| Verdict::of(was.modified, item.modified, same_item_but_time(was, item)));
            let id = item.id.as_str();
            if self.is_taken(Kind::Item, id, verdict) {
                if was.is_none() && titles.contains_key(&*item.title) {
                    self.notice(Kind::Item, id, Why::SameTitle);
                }
                taken.push(item.clone());
            }
        }
        let mut numbers: Vec<Option<usize>> = vec![None; self.file.agenda.len()];
        taken
            .iter()
            .enumerate()
            .for_each(|(number, item)| numbers[self.items[item.id.as_str()]] = Some(number));
        self.drop_parents(&mut taken, &numbers);
        self.drop_hotkeys(&mut taken, &numbers);
        self.rank(&mut taken, &numbers);
        let changes = taken.into_iter().map(|item| Change::Item(item.id.clone(), Some(Rc::new(item))));
        self.plan.changes.extend(changes);
    }

    /// Drops parents that are unknown, and those that would close a circle.
    fn drop_parents(&mut self, taken: &mut [AgendaItem], numbers: &[Option<usize>]) {
        for at in 0..taken.len() {
            let Some(parent) = &taken[at].parent else { continue };
            let why = if self.here.item(parent).is_none() && !self.items.contains_key(parent.as_str()) {
                Why::UnknownParent
            } else if self.is_below_itself(&taken[at], taken, numbers) {
                Why::BelowItself
            } else {
                continue;
            };
            taken[at].parent = None;
            self.notice(Kind::Item, taken[at].id.as_str(), why);
        }
    }

    /// Whether the way up from an item leads to the item again.
    fn is_below_itself(&self, item: &AgendaItem, taken: &[AgendaItem], numbers: &[Option<usize>]) -> bool {
        let parent = |id: &ItemId| match self.number(id, numbers) {
            Some(number) => taken[number].parent.clone(),
            None => self.here.item(id)?.parent.clone(),
        };
        let mut above = parent(&item.id);
        // A circle that the item is not part of is longer than there are items.
        for _ in 0..=self.known {
            match above {
                Some(found) if found == item.id => return true,
                Some(found) => above = parent(&found),
                None => return false,
            }
        }
        false
    }

    /// Which of the items that are taken an item is.
    fn number(&self, item: &ItemId, numbers: &[Option<usize>]) -> Option<usize> {
        self.items.get(item.as_str()).and_then(|at| numbers[*at])
    }

    fn drop_hotkeys(&mut self, taken: &mut [AgendaItem], numbers: &[Option<usize>]) {
        let stay =
            self.here.agenda().into_iter().filter(|(_, item)| self.number(&item.id, numbers).is_none());
        let mut held: Vec<Hotkey> = stay.filter_map(|(_, item)| item.hotkey).collect();
        for item in taken {
            let Some(hotkey) = item.hotkey else { continue };
            if held.contains(&hotkey) {
                item.hotkey = None;
                self.notice(Kind::Item, item.id.as_str(), Why::HotkeyTaken);
            } else {
                held.push(hotkey);
            }
        }
    }

    /// Gives the items that are taken from the file their places. Among each other they are in the file's order; what
    /// has its place keeps it, and the new stand before the item they stand before in the file, or else at the end.
    fn rank(&self, taken: &mut [AgendaItem], numbers: &[Option<usize>]) {
        let here = self.here;
        let parents = self.file.agenda.iter().zip(numbers).map(|(item, number)| match number {
            Some(number) => taken[*number].parent.clone(),
            None => here.item(&item.id).and_then(|was| here.parent_of(was)).cloned(),
        });
        let parents: Vec<Option<ItemId>> = parents.collect();
        let name = |parent: Option<&ItemId>| parent.map_or("", |parent| parent.as_str()).to_owned();
        let names: Vec<String> = parents.iter().map(|parent| name(parent.as_ref())).collect();
        let mut groups: Vec<Siblings<'_>> = Vec::new();
        let mut group_of = Positions::default();
        for (at, name) in names.iter().enumerate() {
            let group = *group_of.or_insert(name, groups.len());
            groups.resize_with(groups.len().max(group + 1), Siblings::default);
            groups[group].file.push(at);
        }
        for (_, item) in here.agenda() {
            if let Some(group) = group_of.get(name(here.parent_of(item)).as_str()) {
                groups[*group].line.push((item.id.as_str(), item.rank.clone()));
            }
        }
        groups.into_iter().for_each(|group| self.rank_group(group, taken, numbers));
    }

    fn rank_group(&self, mut group: Siblings<'a>, taken: &mut [AgendaItem], numbers: &[Option<usize>]) {
        let line = group.line.clone();
        let places = positions(line.iter().map(|(id, _)| *id));
        let id = |at: usize| self.file.agenda[at].id.as_str();
        let ranks: Vec<Option<&Rank>> =
            group.file.iter().map(|at| places.get(id(*at)).map(|place| &line[*place].1)).collect();
        let moving = group.moving(&ranks, numbers);
        let moved =
            positions(group.file.iter().zip(&moving).filter(|(_, moves)| **moves).map(|(at, _)| id(*at)));
        group.line.retain(|(id, _)| !moved.contains_key(id));
        // From the end: which item that does not move comes next.
        let mut followers = Vec::with_capacity(moving.len());
        let mut follower = None;
        for (at, moves) in group.file.iter().zip(&moving).rev() {
            followers.push(follower);
            follower = Some(*at).filter(|_| !moves).or(follower);
        }
        for (number, (at, follower)) in group.file.iter().zip(followers.into_iter().rev()).enumerate() {
            let Some(item) = numbers[*at] else { continue };
            if let Some(rank) = ranks[number].filter(|_| !moving[number]) {
                taken[item].rank = rank.clone();
                continue;
            }
            let line = &mut group.line;
            let place = follower.and_then(|next| line.iter().position(|(other, _)| *other == id(next)));
            let place = place.unwrap_or(line.len());
            let before = place.checked_sub(1).map(|before| &line[before].1);
            let rank = Rank::between(before, line.get(place).map(|(_, rank)| rank));
            taken[item].rank = rank.clone();
            line.insert(place, (id(*at), rank));
        }
    }

    fn annotations(&mut self) {
        for claimed in &self.file.annotations {
            let id = claimed.annotation.id.as_str();
            let here = self.here.annotation(&claimed.annotation.id);
            let mut theirs = self.settled(claimed, here);
            let mut ours = here.map(|was| self.followed(was));
            if let Some(ours) = &mut ours {
                self.agree(claimed, &mut theirs, ours);
            }
            let (annotation, notices) = self.with_known_items(claimed, theirs);
            let verdict = ours.as_ref().map(|was| {
                let same = Annotation { modified: annotation.modified, ..was.clone() } == annotation;
                Verdict::of(was.modified, annotation.modified, same)
            });
            if self.is_taken(Kind::Annotation, id, verdict) {
                for why in notices {
                    self.notice(Kind::Annotation, id, why);
                }
                self.taken.insert(id, 0);
                self.plan.changes.push(Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))));
            } else if let Some((was, now)) = here.zip(ours) {
                self.taken.insert(id, 0);
                self.follow(was, now);
            }
        }
    }

    /// The texts of an article; `None` if it is neither here nor in the file.
    fn texts(&mut self, article: &'a ArticleId) -> Option<Rc<Texts<'a>>> {
        let id = article.as_str();
        if self.texts.get(id).is_none() {
            let ours = self.here.article(article).map(|article| &article.text);
            let brought = self.brought(article).map(|article| &article.text);
            let texts = match (brought, ours) {
                (Some(text), ours) => Some(Texts::new(text, ours)),
                (None, Some(text)) => Some(Texts::new(text, self.text_in_file(article))),
                (None, None) => None,
            };
            self.texts.insert(id, texts.map(Rc::new));
        }
        self.texts.get(id).cloned().flatten()
    }

    fn text_in_file(&self, article: &ArticleId) -> Option<&'a Text> {
        self.theirs.get(article.as_str()).map(|at| &self.file.articles[*at].text)
    }

    /// Where an annotation of the file stands in the end. `here` is the same annotation as it is here.
    fn settled(&mut self, claimed: &'a Claimed, here: Option<&Rc<Annotation>>) -> Settled {
        let Annotation { article, anchor, .. } = &claimed.annotation;
        let as_said = || Settled { anchor: anchor.clone(), why: None, is_as_said: true };
        let Anchor::Orphaned { quote } = anchor else { return as_said() };
        let theirs = self.text_in_file(article);
        match (claimed.claim, self.texts(article)) {
            (Some(claim), Some(texts)) => texts.settle(claim, quote, theirs),
            (Some(_), None) => Settled { why: Some(Why::NoArticle), ..as_said() },
            // That it is not in the file's own text need not be tried again, nor what was tried here before.
            (None, Some(texts)) if theirs.is_none_or(|theirs| texts.gives_way(theirs)) => {
                let is_known = here.is_some_and(|here| here.anchor == *anchor);
                let found = if is_known { anchor.clone() } else { texts.found(quote, None) };
                Settled { why: change(anchor, &found), anchor: found, is_as_said: false }
            }
            (None, _) => as_said(),
        }
    }

    /// An annotation of here in the text that its article has in the end.
    fn followed(&mut self, was: &'a Annotation) -> Annotation {
        let texts = self.brought(&was.article).and_then(|_| self.texts(&was.article));
        let anchor = texts.map(|texts| texts.followed(&was.anchor));
        Annotation { anchor: anchor.unwrap_or_else(|| was.anchor.clone()), ..was.clone() }
    }

    /// Where the same annotation is here and in the file, and one of them had to be looked for and is not sure, it stands
    /// where the other does, if the words are the same there.
    fn agree(&mut self, claimed: &'a Claimed, theirs: &mut Settled, ours: &mut Annotation) {
        let article = &claimed.annotation.article;
        let Some(texts) = self.texts(article).filter(|_| *article == ours.article) else { return };
        match (&theirs.anchor, &ours.anchor) {
            (Anchor::Placed { span }, lost)
                if texts.is_of(*span, lost) && self.brought(article).is_some() =>
            {
                ours.anchor = theirs.anchor.clone();
            }
            (lost, Anchor::Placed { span }) if texts.is_of(*span, lost) && !theirs.is_as_said => {
                *theirs = Settled { anchor: ours.anchor.clone(), why: None, is_as_said: false };
            }
            _ => {}
        }
    }

    /// An annotation of the file with the items that there are, and what is to be said of it.
    fn with_known_items(&self, claimed: &Claimed, settled: Settled) -> (Annotation, Vec<Why>) {
        let mut annotation = Annotation { anchor: settled.anchor, ..claimed.annotation.clone() };
        let mut notices = Vec::from_iter(settled.why);
        let named = annotation.items.len();
        annotation
            .items
            .retain(|item| self.items.contains_key(item.as_str()) || self.here.item(item).is_some());
        if annotation.items.len() < named {
            notices.push(Why::UnknownItem);
        }
        (annotation, notices)
    }

    /// Takes the annotations along that are here but not in the file, where that brings a newer text.
    fn carry_along(&mut self) {
        let here = self.here;
        let brought: Vec<usize> = self.brought.values().copied().collect();
        for at in brought {
            for was in here.annotations_of(&self.file.articles[at].id) {
                if !self.taken.contains_key(was.id.as_str()) {
                    let now = self.followed(was);
                    self.follow(was, now);
                }
            }
        }
    }

    /// Gives an annotation of here its place in a text that the file brings, and says if that is not sure.
    fn follow(&mut self, was: &Annotation, now: Annotation) {
        let is_lost = was.anchor.span().is_none() && now.anchor.span().is_none();
        if self.brought(&was.article).is_none() || is_lost {
            return;
        }
        if let Some(why) = change(&was.anchor, &now.anchor) {
            self.notice(Kind::Annotation, was.id.as_str(), why);
        }
        self.plan.changes.push(Change::Annotation(was.id.clone(), Some(Rc::new(now))));
    }

    /// Makes one passage of one that is new and one of here, which the file does not have, on the same words and with an
    /// item in common. That of here stays. What a file has twice itself is left so.
    fn join_twins(&mut self) {
        let here = self.here;
        let mut is_in_file = Positions::default();
        let file = self.file;
        is_in_file.extend(file.annotations.iter().map(|claimed| (claimed.annotation.id.as_str(), 0)));
        // What becomes of each annotation that is touched, by its id.
        let mut touched: HashMap<AnnotationId, usize> = HashMap::new();
        let mut placed: HashMap<(ArticleId, Range<usize>), Vec<usize>> = HashMap::new();
        for (at, change) in self.plan.changes.iter().enumerate() {
            let Change::Annotation(id, Some(annotation)) = change else { continue };
            touched.insert(id.clone(), at);
            if let (Anchor::Placed { span }, true) = (&annotation.anchor, here.annotation(id).is_none()) {
                placed.entry((annotation.article.clone(), span.range())).or_default().push(at);
            }
        }
        if placed.is_empty() {
            return;
        }
        let mut gone: Vec<AnnotationId> = Vec::new();
        let others = here.annotations().filter(|was| !is_in_file.contains_key(was.id.as_str()));
        for was in others {
            let at = touched.get(&was.id).copied();
            let now = match at.map(|at| &self.plan.changes[at]) {
                Some(Change::Annotation(_, Some(now))) => now.clone(),
                _ => was.clone(),
            };
            let Anchor::Placed { span } = now.anchor else { continue };
            let Some(twins) = placed.get_mut(&(now.article.clone(), span.range())) else { continue };
            let mut joined = Annotation::clone(&now);
            let count = twins.len();
            twins.retain(|twin| {
                let Change::Annotation(id, Some(twin)) = &self.plan.changes[*twin] else { return false };
                let shares = twin.items.iter().any(|item| joined.items.contains(item));
                if shares {
                    joined = join(joined.clone(), twin);
                    gone.push(id.clone());
                }
                !shares
            });
            if (Annotation { modified: now.modified, ..joined.clone() }) == *now {
                self.plan.report.unchanged += count - twins.len();
                continue;
            }
            joined.modified = joined.modified.max(Time(now.modified.0 + 1));
            let id = now.id.clone();
            let change = Change::Annotation(id.clone(), Some(Rc::new(joined)));
            match at {
                Some(at) => self.plan.changes[at] = change,
                None => self.plan.changes.push(change),
            }
            self.count(Kind::Annotation, id.as_str(), false);
            self.notice(Kind::Annotation, id.as_str(), Why::SameWords);
        }
        let is_gone = |id: &str| gone.iter().any(|gone| gone.as_str() == id);
        self.plan.report.added.annotations.retain(|id| !is_gone(id));
        self.plan
            .changes
            .retain(|change| !matches!(change, Change::Annotation(id, _) if is_gone(id.as_str())));
    }

    /// Adds the unknown fields of the project that are not here.
    fn extra(&mut self) {
        let fields = self.file.extra.iter().chain(self.here.extra().iter());
        let mut both = Map::default();
        both.extend(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let extra = Extra::new(both);
        if extra != *self.here.extra() {
            self.plan.changes.push(Change::Extra(extra));
        }
    }
}

/// The items below one parent: where those of the file are in its agenda, and the line in which they stand here.
#[derive(Default)]
struct Siblings<'a> {
    file: Vec<usize>,
    line: Vec<(&'a str, Rank)>,
}

impl Siblings<'_> {
    /// Which of the file's items move: those that are taken and are not where the file has them. `ranks` are those
    /// of the file's items here.
    fn moving(&self, ranks: &[Option<&Rank>], taken: &[Option<usize>]) -> Vec<bool> {
        // From the end: the rank of the item that comes next in the file of those that stay where they are.
        let mut next_fixed = Vec::with_capacity(self.file.len());
        let mut next = None;
        for (at, rank) in self.file.iter().zip(ranks).rev() {
            next_fixed.push(next);
            next = rank.filter(|_| taken[*at].is_none()).or(next);
        }
        let mut last: Option<&Rank> = None;
        let mut moving = Vec::with_capacity(self.file.len());
        for ((at, rank), next) in self.file.iter().zip(ranks).zip(next_fixed.into_iter().rev()) {
            let after = |rank: &Rank| last.is_none_or(|last| last <= rank);
            let fits = |rank: &Rank| after(rank) && next.is_none_or(|next| rank <= next);
            let stays = taken[*at].is_none() || rank.is_some_and(fits);
            last = rank.filter(|_| stays).or(last);
            moving.push(!stays);
        }
        moving
    }
}

/// Whether two items are the same but for their ranks, which a file does not have.
fn same_item(one: &AgendaItem, other: &AgendaItem) -> bool {
    AgendaItem { rank: other.rank.clone(), ..one.clone() } == *other
}

/// Whether two items are the same but for their ranks and when they were changed.
fn same_item_but_time(one: &AgendaItem, other: &AgendaItem) -> bool {
    same_item(&AgendaItem { modified: other.modified, ..one.clone() }, other)
}

impl Ids {
    fn of(&mut self, kind: Kind) -> &mut Vec<String> {
        match kind {
            Kind::Article => &mut self.articles,
            Kind::Item => &mut self.items,
            Kind::Annotation => &mut self.annotations,
        }
    }

    /// As `1 article, 3 agenda items and 20 passages`; `None` if there are none.
    fn counted(&self) -> Option<String> {
        let counts = [
            (self.articles.len(), Kind::Article),
            (self.items.len(), Kind::Item),
            (self.annotations.len(), Kind::Annotation),
        ];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, kind)| kind.counted(count)).collect();
        let (last, before) = counts.split_last()?;
        Some(if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) })
    }
}

impl Kind {
    fn counted(self, count: usize) -> String {
        let name = match self {
            Kind::Article => "article",
            Kind::Item => "agenda item",
            Kind::Annotation => "passage",
        };
        format!("{count} {name}{}", if count == 1 { "" } else { "s" })
    }
}

impl Report {
    /// The report for a reader, a sentence or two to each entry, with counts.
    pub fn sentences(&self) -> Vec<String> {
        let done = [("Added", &self.added), ("Updated", &self.updated), ("Removed", &self.removed)];
        let done = done.into_iter().filter_map(|(verb, ids)| Some(format!("{verb} {}.", ids.counted()?)));
        let mut sentences: Vec<String> = done.collect();
        if sentences.is_empty() {
            sentences.push("Already up to date.".to_owned());
        }
        let mut counts: Map<(&Why, Kind), usize> = Map::default();
        for remark in self.kept.iter().chain(&self.notices) {
            *counts.or_default((&remark.why, remark.kind)) += 1;
        }
        let remarks =
            counts.into_iter().map(|((why, kind), count)| format!("{}: {why}.", kind.counted(count)));
        sentences.extend(remarks);
        sentences
    }
}

#[cfg(test)]
mod tests;
