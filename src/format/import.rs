//! Taking up what a file holds: beside what is here, or in its place.
//!
//! Working out and doing are two things: what is worked out here is a [`Plan`], one undo step for a session.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use serde::{Serialize, Serializer};

use super::read::{Bundle, Claim, Claimed};
use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Hotkey, ItemId, Project, Rank, Time,
};
use crate::model::text::Text;

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
    /// Its offsets are not those of a passage of the text.
    OutOfRange,
    /// The text has other words at its offsets.
    OtherWords,
    /// Its article is neither here nor in the file.
    NoArticle,
    /// The newer text of its article has other words at its place.
    Displaced,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Older => "left as here, where the change is newer",
            Why::SameTime => "left as here; the file has something else of the same time",
            Why::SameTitle => "kept beside another of the same title",
            Why::HotkeyTaken => "the hotkey is taken already and was dropped",
            Why::UnknownItem => "tagged with an unknown agenda item; that tag was dropped",
            Why::UnknownParent => "part of an unknown agenda item; now at the top",
            Why::BelowItself => "would be part of itself; now at the top",
            Why::OutOfRange => "the offsets are not in the text; kept with the quotation, without a place",
            Why::OtherWords => "the text has other words there; kept with the quotation, without a place",
            Why::NoArticle => "the article is unknown; kept with the quotation, without a place",
            Why::Displaced => {
                "the article's newer text has other words there; kept with the quotation, without a place"
            }
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
    merge.extra();
    merge.plan
}

/// Puts what a file holds in the place of all that is here.
pub fn replace(project: &Project, bundle: &Bundle) -> Plan {
    let Plan { changes, report } = merge(&Project::default(), bundle);
    let mut report = Report { added: Ids::default(), unchanged: 0, ..report };
    let mut found = BTreeSet::new();
    for change in &changes {
        let (kind, id, same) = match change {
            Change::Article(id, now) => {
                let same = project.article(id).map(|was| Some(was) == now.as_ref());
                (Kind::Article, id.to_string(), same)
            }
            Change::Item(id, now) => {
                let same = |was: &Rc<AgendaItem>| now.as_ref().is_some_and(|now| same_item(was, now));
                (Kind::Item, id.to_string(), project.item(id).map(same))
            }
            Change::Annotation(id, now) => {
                let same = project.annotation(id).map(|was| Some(was) == now.as_ref());
                (Kind::Annotation, id.to_string(), same)
            }
            Change::Extra(_) => continue,
        };
        match same {
            None => report.added.of(kind).push(id.clone()),
            Some(false) => report.updated.of(kind).push(id.clone()),
            Some(true) => report.unchanged += 1,
        }
        found.insert((kind, id));
    }
    let mut plan = Plan { changes, report };
    plan.changes.retain(|change| !matches!(change, Change::Extra(_)));
    plan.remove_others(project, &found);
    if project.extra() != &bundle.extra {
        plan.changes.push(Change::Extra(bundle.extra.clone()));
    }
    plan
}

impl Plan {
    /// Removes what is here but was not found in the file.
    fn remove_others(&mut self, project: &Project, found: &BTreeSet<(Kind, String)>) {
        let other = |kind: Kind, id: &str| !found.contains(&(kind, id.to_owned()));
        for annotation in project.annotations().filter(|found| other(Kind::Annotation, found.id.as_str())) {
            self.report.removed.annotations.push(annotation.id.to_string());
            self.changes.push(Change::Annotation(annotation.id.clone(), None));
        }
        for (_, item) in project.agenda().into_iter().filter(|(_, item)| other(Kind::Item, item.id.as_str()))
        {
            self.report.removed.items.push(item.id.to_string());
            self.changes.push(Change::Item(item.id.clone(), None));
        }
        for article in project.articles().into_iter().filter(|found| other(Kind::Article, found.id.as_str()))
        {
            self.report.removed.articles.push(article.id.to_string());
            self.changes.push(Change::Article(article.id.clone(), None));
        }
    }
}

/// A merge under way. Articles come first, since annotations are placed in the texts that win; then the items,
/// since annotations name them.
struct Merge<'a> {
    here: &'a Project,
    file: &'a Bundle,
    /// The file's articles.
    theirs: BTreeMap<&'a ArticleId, &'a Rc<Article>>,
    /// The articles taken from the file, if their text is new here.
    brought: BTreeMap<&'a ArticleId, &'a Rc<Article>>,
    /// The file's items.
    items: BTreeSet<&'a ItemId>,
    /// The annotations that are taken from the file, or have their place from there.
    taken: BTreeSet<&'a AnnotationId>,
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
            theirs: file.articles.iter().map(|article| (&article.id, article)).collect(),
            brought: BTreeMap::new(),
            items: file.agenda.iter().map(|item| &item.id).collect(),
            taken: BTreeSet::new(),
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
        let mut titles: BTreeSet<&str> = here.articles().into_iter().map(|article| &*article.title).collect();
        titles.remove("");
        for article in &self.file.articles {
            let was = here.article(&article.id);
            let verdict = was.map(|was| {
                let same = Article { modified: article.modified, ..Article::clone(was) } == **article;
                Verdict::of(was.modified, article.modified, same)
            });
            let id = article.id.as_str();
            if !self.is_taken(Kind::Article, id, verdict) {
                continue;
            }
            if was.is_none() && titles.contains(&*article.title) {
                self.notice(Kind::Article, id, Why::SameTitle);
            }
            if was.is_none_or(|was| was.text != article.text) {
                self.brought.insert(&article.id, article);
            }
            self.plan.changes.push(Change::Article(article.id.clone(), Some(article.clone())));
        }
    }

    /// The text that an article has in the end.
    fn text(&self, article: &ArticleId) -> Option<&'a Text> {
        let found = self.brought.get(article).copied().or_else(|| self.here.article(article));
        found.map(|article| &article.text)
    }

    fn agenda(&mut self) {
        let here = self.here;
        let titles: BTreeSet<&str> = here.agenda().into_iter().map(|(_, item)| &*item.title).collect();
        let mut taken: Vec<AgendaItem> = Vec::new();
        for item in &self.file.agenda {
            let was = here.item(&item.id);
            let verdict =
                was.map(|was| Verdict::of(was.modified, item.modified, same_item_but_time(was, item)));
            let id = item.id.as_str();
            if self.is_taken(Kind::Item, id, verdict) {
                if was.is_none() && titles.contains(&*item.title) {
                    self.notice(Kind::Item, id, Why::SameTitle);
                }
                taken.push(item.clone());
            }
        }
        self.drop_parents(&mut taken);
        self.drop_hotkeys(&mut taken);
        rank(here, &self.file.agenda, &mut taken);
        let changes = taken.into_iter().map(|item| Change::Item(item.id.clone(), Some(Rc::new(item))));
        self.plan.changes.extend(changes);
    }

    /// Drops parents that are unknown, and those that would close a circle.
    fn drop_parents(&mut self, taken: &mut [AgendaItem]) {
        let here = self.here.agenda().into_iter();
        let mut parents: BTreeMap<ItemId, ItemId> =
            here.filter_map(|(_, item)| Some((item.id.clone(), item.parent.clone()?))).collect();
        for item in taken.iter() {
            match &item.parent {
                Some(parent) => parents.insert(item.id.clone(), parent.clone()),
                None => parents.remove(&item.id),
            };
        }
        for item in taken {
            let Some(parent) = &item.parent else { continue };
            let why = if self.here.item(parent).is_none() && !self.items.contains(parent) {
                Why::UnknownParent
            } else if is_below_itself(&item.id, &parents) {
                Why::BelowItself
            } else {
                continue;
            };
            item.parent = None;
            parents.remove(&item.id);
            self.notice(Kind::Item, item.id.as_str(), why);
        }
    }

    fn drop_hotkeys(&mut self, taken: &mut [AgendaItem]) {
        let ids: BTreeSet<&ItemId> = taken.iter().map(|item| &item.id).collect();
        let stay = self.here.agenda().into_iter().filter(|(_, item)| !ids.contains(&item.id));
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

    fn annotations(&mut self) {
        for claimed in &self.file.annotations {
            let id = &claimed.annotation.id;
            let (annotation, notices) = self.settled(claimed);
            let was = self.here.annotation(id).map(|was| self.carried(was, Some(&annotation)));
            let verdict = was.as_ref().map(|was| {
                let same = Annotation { modified: annotation.modified, ..was.clone() } == annotation;
                Verdict::of(was.modified, annotation.modified, same)
            });
            if self.is_taken(Kind::Annotation, id.as_str(), verdict) {
                for why in notices {
                    self.notice(Kind::Annotation, id.as_str(), why);
                }
                self.taken.insert(id);
                self.plan.changes.push(Change::Annotation(id.clone(), Some(Rc::new(annotation))));
            } else if let Some(was) = was
                && was.anchor.span().is_some()
                && self.brought.contains_key(&was.article)
            {
                // What stays as it is here stands where the file says in the text that the file brings.
                self.taken.insert(id);
                self.plan.changes.push(Change::Annotation(id.clone(), Some(Rc::new(was))));
            }
        }
    }

    /// An annotation of the file where it stands in the end, with the items that there are.
    fn settled(&self, claimed: &Claimed) -> (Annotation, Vec<Why>) {
        let mut annotation = claimed.annotation.clone();
        let mut notices = Vec::new();
        if let Some(claim) = claimed.claim {
            let theirs = self.theirs.get(&annotation.article).map(|article| &article.text);
            let (anchor, why) = settle(claim, &annotation.anchor, theirs, self.text(&annotation.article));
            annotation.anchor = anchor;
            notices.extend(why);
        }
        let named = annotation.items.len();
        annotation.items.retain(|item| self.items.contains(item) || self.here.item(item).is_some());
        if annotation.items.len() < named {
            notices.push(Why::UnknownItem);
        }
        (annotation, notices)
    }

    /// An annotation of here, carried into the text that its article has in the end. If it loses its place, and the
    /// file has the same words in a place, that one is taken.
    fn carried(&self, was: &Annotation, theirs: Option<&Annotation>) -> Annotation {
        let Some(article) = self.brought.get(&was.article) else { return was.clone() };
        let before = self.here.article(&was.article).map(|article| &article.text);
        let anchor =
            before.map_or_else(|| was.anchor.clone(), |text| was.anchor.carried(text, &article.text));
        let found = theirs.filter(|theirs| {
            let words = |annotation: &Annotation| annotation.anchor.quote(Some(&article.text)).exact.clone();
            theirs.article == was.article
                && matches!(theirs.anchor, Anchor::Placed { .. })
                && matches!(&anchor, Anchor::Orphaned { quote } if quote.exact == words(theirs))
        });
        Annotation { anchor: found.map_or(anchor, |theirs| theirs.anchor.clone()), ..was.clone() }
    }

    /// Says which annotations of here lose their place where the file brings a newer text.
    fn carry_along(&mut self) {
        let here = self.here;
        let brought: Vec<&ArticleId> = self.brought.keys().copied().collect();
        for article in brought {
            for was in here.annotations_of(article).filter(|was| was.anchor.span().is_some()) {
                if self.taken.contains(&was.id) {
                    continue;
                }
                let now = self.carried(was, None);
                if now.anchor.span().is_none() {
                    self.notice(Kind::Annotation, was.id.as_str(), Why::Displaced);
                }
                self.plan.changes.push(Change::Annotation(was.id.clone(), Some(Rc::new(now))));
            }
        }
    }

    /// Adds the unknown fields of the project that are not here.
    fn extra(&mut self) {
        let fields = self.file.extra.iter().chain(self.here.extra().iter());
        let extra = Extra::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
        if extra != *self.here.extra() {
            self.plan.changes.push(Change::Extra(extra));
        }
    }
}

/// Where a claim stands: what the file says of its own text must be so in the text that is there in the end.
fn settle(
    claim: Claim,
    orphaned: &Anchor,
    theirs: Option<&Text>,
    text: Option<&Text>,
) -> (Anchor, Option<Why>) {
    let Anchor::Orphaned { quote } = orphaned else { return (orphaned.clone(), None) };
    let span_in = |text: &Text| {
        let range = usize::try_from(claim.start).ok()?..usize::try_from(claim.end).ok()?;
        text.span_of_code_points(range)
    };
    let words_in = |text: &Text| span_in(text).map(|span| text.slice(span).to_owned());
    let span = text.and_then(span_in);
    let meant = theirs.or(text);
    let quote = match meant.filter(|_| !claim.quoted) {
        Some(meant) => Rc::new(Quote { exact: nearest_words(claim, meant), ..Quote::clone(quote) }),
        None => quote.clone(),
    };
    let lost = |why: Why| (Anchor::Orphaned { quote: quote.clone() }, Some(why));
    match (text, span) {
        (None, _) => lost(Why::NoArticle),
        (_, None) => lost(Why::OutOfRange),
        (Some(text), Some(span)) if claim.proposed => {
            // A proposal made for another text says nothing of this one, unless the words are the same.
            let same = meant.and_then(words_in).is_some_and(|words| words == text.slice(span));
            if same { (Anchor::NeedsReview { span, quote }, None) } else { lost(Why::OtherWords) }
        }
        (Some(text), Some(span)) if text.slice(span) == quote.exact => (Anchor::Placed { span }, None),
        _ => lost(Why::OtherWords),
    }
}

/// The words of a text that a claim reaches.
fn nearest_words(claim: Claim, text: &Text) -> String {
    let length = text.len_code_points();
    let within = |offset: i64| usize::try_from(offset.max(0)).unwrap_or(length).min(length);
    let span = text.span_of_code_points(within(claim.start)..within(claim.end));
    span.map_or_else(String::new, |span| text.slice(span).to_owned())
}

/// Whether the way up from an item leads to the item again.
fn is_below_itself(item: &ItemId, parents: &BTreeMap<ItemId, ItemId>) -> bool {
    let mut above = parents.get(item);
    for _ in 0..=parents.len() {
        match above {
            Some(found) if found == item => return true,
            Some(found) => above = parents.get(found),
            None => return false,
        }
    }
    false
}

/// Gives the items that are taken from a file their places. Among each other they are in the file's order; what has
/// its place keeps it, and the new stand before the item they stand before in the file, or else at the end.
fn rank(here: &Project, file: &[AgendaItem], taken: &mut [AgendaItem]) {
    let indices: BTreeMap<ItemId, usize> =
        taken.iter().enumerate().map(|(index, item)| (item.id.clone(), index)).collect();
    let mut groups: BTreeMap<Option<ItemId>, Vec<(&ItemId, Option<usize>)>> = BTreeMap::new();
    for item in file {
        let index = indices.get(&item.id).copied();
        let parent = match (index, here.item(&item.id)) {
            (Some(index), _) => taken[index].parent.clone(),
            (None, Some(was)) => here.parent_of(was).cloned(),
            (None, None) => continue,
        };
        groups.entry(parent).or_default().push((&item.id, index));
    }
    let mut lines: BTreeMap<Option<ItemId>, Vec<(ItemId, Rank)>> = BTreeMap::new();
    for (_, item) in here.agenda() {
        let line = lines.entry(here.parent_of(item).cloned()).or_default();
        line.push((item.id.clone(), item.rank.clone()));
    }
    for (parent, group) in groups {
        let line = lines.remove(&parent).unwrap_or_default();
        rank_group(&group, line, taken);
    }
}

/// Ranks the items of one parent: `group` in the file's order, with the index of those that are taken; `line` as
/// they stand here.
fn rank_group(group: &[(&ItemId, Option<usize>)], mut line: Vec<(ItemId, Rank)>, taken: &mut [AgendaItem]) {
    let ranks: BTreeMap<ItemId, Rank> = line.iter().cloned().collect();
    // From the end: which item that stays where it is comes next in the file.
    let mut next_fixed: Vec<Option<&Rank>> = Vec::with_capacity(group.len());
    let mut next = None;
    for (id, index) in group.iter().rev() {
        next_fixed.push(next);
        next = ranks.get(*id).filter(|_| index.is_none()).or(next);
    }
    next_fixed.reverse();
    let mut last: Option<&Rank> = None;
    let mut moving = Vec::new();
    for ((id, index), next) in group.iter().zip(&next_fixed) {
        let rank = ranks.get(*id);
        let fits =
            |rank: &&Rank| last.is_none_or(|last| last <= *rank) && next.is_none_or(|next| *rank <= next);
        let stays = index.is_none() || rank.as_ref().is_some_and(fits);
        last = rank.filter(|_| stays).or(last);
        moving.push(!stays);
    }
    let gone: BTreeSet<&ItemId> =
        group.iter().zip(&moving).filter(|(_, moving)| **moving).map(|((id, _), _)| *id).collect();
    line.retain(|(id, _)| !gone.contains(id));
    for (at, (id, index)) in group.iter().enumerate() {
        let Some(index) = *index else { continue };
        if !moving[at] {
            taken[index].rank = ranks.get(*id).expect("what stays was here").clone();
            continue;
        }
        let follower = (at + 1..group.len()).find(|next| !moving[*next]).map(|next| group[next].0);
        let place = follower.and_then(|next| line.iter().position(|(id, _)| id == next));
        let place = place.unwrap_or(line.len());
        let before = place.checked_sub(1).map(|before| &line[before].1);
        let rank = Rank::between(before, line.get(place).map(|(_, rank)| rank));
        taken[index].rank = rank.clone();
        line.insert(place, ((*id).clone(), rank));
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
            sentences.push("Nothing was added or changed.".to_owned());
        }
        let mut counts: BTreeMap<(&Why, Kind), usize> = BTreeMap::new();
        for remark in self.kept.iter().chain(&self.notices) {
            *counts.entry((&remark.why, remark.kind)).or_default() += 1;
        }
        let remarks =
            counts.into_iter().map(|((why, kind), count)| format!("{}: {why}.", kind.counted(count)));
        sentences.extend(remarks);
        sentences
    }
}

#[cfg(test)]
mod tests;
