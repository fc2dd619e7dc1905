//! Taking up an agenda: in the place of the one that is here, or beside it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::desk::draft::Draft;
use crate::desk::folded::Folded;
use crate::format::agenda::Agenda;
use crate::format::document::counted;
use crate::format::statuses;
use crate::model::project::{AgendaItem, Change, Hotkey, ItemId, Project, Rank, Time};
use crate::model::session::{AnnotationEdit, Command, later, next_colour};

/// What taking up an agenda does, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Items of the agenda that are here already.
    pub same: usize,
    /// Items of the agenda that are not.
    pub new: usize,
    /// Items here that the agenda has not.
    pub others: usize,
    /// Passages of which no item goes, if the agenda takes the place of this one.
    pub keep: usize,
    /// Passages that lose an item then.
    pub lose: usize,
}

impl Counts {
    pub fn of(project: &Project, agenda: &Agenda) -> Counts {
        let matched = Matched::new(project, agenda);
        let stay: HashSet<&ItemId> = matched.here.iter().flatten().collect();
        let tagged = project.annotations().filter(|it| it.items.iter().any(|id| project.item(id).is_some()));
        let loses =
            |items: &[ItemId]| items.iter().any(|id| project.item(id).is_some() && !stay.contains(id));
        let (lose, keep): (Vec<_>, Vec<_>) = tagged.partition(|annotation| loses(&annotation.items));
        Counts {
            same: stay.len(),
            new: matched.here.len() - stay.len(),
            others: project.agenda().len() - stay.len(),
            keep: keep.len(),
            lose: lose.len(),
        }
    }

    /// What the button says that puts the agenda in the place of the one here.
    pub fn replacing(&self) -> String {
        let items = counted(self.same + self.others, "item");
        let passages = match (self.keep, self.lose) {
            (0, 0) => return format!("Replace {items}"),
            (keep, 0) => format!("{} {} tags", counted(keep, "passage"), verb(keep, "keep")),
            (0, lose) => format!("{} {} a tag", counted(lose, "passage"), verb(lose, "lose")),
            (keep, lose) => format!(
                "{} {} tags, {lose} {} a tag",
                counted(keep, "passage"),
                verb(keep, "keep"),
                verb(lose, "lose")
            ),
        };
        let passages =
            passages.replace("keep tags", "keep their tags").replace("keeps tags", "keeps its tags");
        format!("Replace {items}; {passages}")
    }
}

fn verb(count: usize, verb: &str) -> String {
    if count == 1 { format!("{verb}s") } else { verb.to_owned() }
}

/// Which item here is which of an agenda: that of the same title, folded. Each is one at most.
struct Matched {
    /// For each item of the agenda, in order.
    here: Vec<Option<ItemId>>,
}

impl Matched {
    fn new(project: &Project, agenda: &Agenda) -> Matched {
        let mut titles: HashMap<String, Vec<ItemId>> = HashMap::new();
        for (_, item) in project.agenda().into_iter().rev() {
            titles.entry(folded(&item.title)).or_default().push(item.id.clone());
        }
        let here = agenda.items().into_iter().map(|(_, item)| {
            let title = folded(&item.title);
            let same = titles.get_mut(&title).filter(|_| !title.is_empty())?;
            // Of several with the title, the same item if it is one of them, or else the first.
            let at = same.iter().position(|id| *id == item.id).or(same.len().checked_sub(1))?;
            Some(same.remove(at))
        });
        Matched { here: here.collect() }
    }

    /// The ids that the items of the agenda have from now on. Those that are new keep theirs unless it is taken.
    fn ids(
        &self,
        project: &Project,
        agenda: &Agenda,
        fresh: impl Fn() -> Option<ItemId>,
    ) -> Result<Vec<ItemId>, String> {
        let ids = self.here.iter().zip(agenda.items()).map(|(here, (_, item))| match here {
            Some(id) => Some(id.clone()),
            None if project.item(&item.id).is_none() => Some(item.id.clone()),
            None => fresh(),
        });
        ids.collect::<Option<_>>().ok_or_else(|| "The item could not be created. Try again.".to_owned())
    }
}

/// A title without case, accents and typography.
fn folded(title: &str) -> String {
    Folded::of(title).words().trim().to_owned()
}

/// Puts an agenda in the place of the one here. Items of the same title stay, with their passages, and have what the agenda
/// says of them; where it says nothing, what is said here stays. Passages lose the items that go.
pub fn replace(
    draft: &mut Draft<'_>,
    agenda: &Agenda,
    fresh: impl Fn() -> Option<ItemId>,
) -> Result<(), String> {
    let here = draft.project().clone();
    let matched = Matched::new(&here, agenda);
    let ids = matched.ids(&here, agenda, fresh)?;
    let stay: HashSet<&ItemId> = ids.iter().collect();
    let gone: HashSet<ItemId> = here.agenda().into_iter().map(|(_, item)| item.id.clone()).collect();
    let gone: HashSet<ItemId> = gone.into_iter().filter(|id| !stay.contains(id)).collect();
    draft.run(Command::All(String::new(), without(&here, &gone)))?;
    let mut changes: Vec<Change> = gone.into_iter().map(|id| Change::Item(id, None)).collect();
    let taken = Taken::new(&here, agenda, &ids, draft);
    changes.extend(taken.items().map(|item| Change::Item(item.id.clone(), Some(item))));
    changes.extend(agenda.statuses().map(|set| statuses::set(&here, set.iter().map(|status| &**status))));
    draft.run(Command::Changes(String::new(), changes))
}

/// The commands that take items from all passages.
fn without(project: &Project, gone: &HashSet<ItemId>) -> Vec<Command> {
    let loses = project.annotations().filter(|it| it.items.iter().any(|id| gone.contains(id)));
    let commands = loses.map(|annotation| {
        let items = annotation.items.iter().filter(|id| !gone.contains(id)).cloned().collect();
        let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
        Command::EditAnnotation(annotation.id.clone(), edit)
    });
    commands.collect()
}

/// The items of an agenda as they are to be here.
struct Taken {
    items: Vec<AgendaItem>,
    was: Vec<Option<Rc<AgendaItem>>>,
    now: Time,
}

impl Taken {
    fn new(here: &Project, agenda: &Agenda, ids: &[ItemId], draft: &Draft<'_>) -> Taken {
        let known: HashMap<&ItemId, &ItemId> =
            agenda.items().into_iter().zip(ids).map(|((_, item), id)| (&item.id, id)).collect();
        let was: Vec<_> = ids.iter().map(|id| here.item(id).cloned()).collect();
        let mut hotkeys: Vec<Hotkey> = Vec::new();
        // Which colours are had: those of the items that stay, and of the new ones as they come.
        let mut coloured = Project::default();
        let colour = |coloured: &mut Project, item: &AgendaItem| {
            // An item depends on nothing, and is never rejected.
            let _ = coloured.apply(Change::Item(item.id.clone(), Some(Rc::new(item.clone()))));
        };
        was.iter().flatten().for_each(|was| colour(&mut coloured, was));
        let items = agenda.items().into_iter().zip(ids).zip(&was).zip(Rank::ascending());
        let items = items.map(|((((_, theirs), id), was), rank)| {
            let mut item = match was {
                Some(was) => AgendaItem::clone(was),
                None => AgendaItem { created: draft.now(), ..AgendaItem::clone(theirs) },
            };
            if was.is_some() {
                overwrite(&mut item, theirs, agenda.is_list);
            } else if agenda.is_list {
                item.colour = next_colour(&coloured);
            }
            item.hotkey = item.hotkey.filter(|hotkey| !hotkeys.contains(hotkey));
            hotkeys.extend(item.hotkey);
            item.parent =
                agenda.parent_of(theirs).and_then(|parent| known.get(parent)).map(|id| (*id).clone());
            (item.id, item.rank) = (id.clone(), rank);
            colour(&mut coloured, &item);
            item
        });
        let mut items: Vec<AgendaItem> = items.collect();
        if agenda.is_list {
            give_hotkeys(&mut items, &was);
        }
        keep_ranks(here, &mut items);
        Taken { items, was, now: draft.now() }
    }

    /// Those that are not as they were, with the time of the change.
    fn items(&self) -> impl Iterator<Item = Rc<AgendaItem>> {
        self.items.iter().zip(&self.was).filter_map(|(item, was)| match was {
            Some(was) if **was == *item => None,
            Some(was) => {
                Some(Rc::new(AgendaItem { modified: later(was.modified, self.now), ..item.clone() }))
            }
            None => Some(Rc::new(AgendaItem { modified: self.now, ..item.clone() })),
        })
    }
}

/// Gives an item what an agenda says of it. A list says nothing but titles.
fn overwrite(item: &mut AgendaItem, theirs: &AgendaItem, is_list: bool) {
    item.title = theirs.title.clone();
    if is_list {
        return;
    }
    item.colour = theirs.colour;
    item.hotkey = theirs.hotkey;
    if !theirs.description.is_empty() {
        item.description = theirs.description.clone();
    }
    item.status = theirs.status.clone().or(item.status.take());
    item.raised_by = theirs.raised_by.clone().or(item.raised_by.take());
}

/// Gives the hotkeys that are left to the items that are new.
fn give_hotkeys(items: &mut [AgendaItem], was: &[Option<Rc<AgendaItem>>]) {
    let taken: Vec<Hotkey> = items.iter().filter_map(|item| item.hotkey).collect();
    let free = Hotkey::ALL.into_iter().filter(|hotkey| !taken.contains(hotkey));
    let new = items.iter_mut().zip(was).filter(|(_, was)| was.is_none());
    new.zip(free).for_each(|((item, _), hotkey)| item.hotkey = Some(hotkey));
}

/// Leaves the ranks as they are if the order is: then what is the same is not changed at all.
fn keep_ranks(here: &Project, items: &mut [AgendaItem]) {
    let agenda = here.agenda();
    let is_same = agenda.len() == items.len()
        && agenda
            .iter()
            .zip(items.iter())
            .all(|((_, was), item)| was.id == item.id && here.parent_of(was) == item.parent.as_ref());
    if is_same {
        for ((_, was), item) in agenda.into_iter().zip(items) {
            item.rank = was.rank.clone();
            item.parent = was.parent.clone();
        }
    }
}

/// Adds the items of an agenda whose titles are not here, below those that they are part of.
pub fn add(draft: &mut Draft<'_>, agenda: &Agenda, fresh: impl Fn() -> Option<ItemId>) -> Result<(), String> {
    let here = draft.project().clone();
    let matched = Matched::new(&here, agenda);
    let ids = matched.ids(&here, agenda, fresh)?;
    let known: HashMap<&ItemId, &ItemId> =
        agenda.items().into_iter().zip(&ids).map(|((_, item), id)| (&item.id, id)).collect();
    let mut hotkeys: Vec<Hotkey> = here.agenda().into_iter().filter_map(|(_, item)| item.hotkey).collect();
    let mut last: HashMap<Option<ItemId>, Rank> = HashMap::new();
    for (_, item) in here.agenda() {
        // The last of those with the same parent stays.
        last.insert(here.parent_of(item).cloned(), item.rank.clone());
    }
    for ((_, theirs), (id, was)) in agenda.items().into_iter().zip(ids.iter().zip(&matched.here)) {
        if was.is_some() {
            continue;
        }
        let parent = agenda.parent_of(theirs).and_then(|parent| known.get(parent)).map(|id| (*id).clone());
        let rank = Rank::between(last.get(&parent), None);
        last.insert(parent.clone(), rank.clone());
        let hotkey = match theirs.hotkey {
            None if agenda.is_list => Hotkey::ALL.into_iter().find(|hotkey| !hotkeys.contains(hotkey)),
            theirs => theirs.filter(|hotkey| !hotkeys.contains(hotkey)),
        };
        hotkeys.extend(hotkey);
        let colour = if agenda.is_list { next_colour(draft.project()) } else { theirs.colour };
        let (created, modified) = (draft.now(), draft.now());
        let item = AgendaItem {
            id: id.clone(),
            colour,
            hotkey,
            parent,
            rank,
            created,
            modified,
            ..AgendaItem::clone(theirs)
        };
        let change = Change::Item(id.clone(), Some(Rc::new(item)));
        draft.run(Command::Changes(String::new(), vec![change]))?;
    }
    let Some(set) = agenda.statuses() else { return Ok(()) };
    let known = statuses::of(&here);
    let added: Vec<Rc<str>> = set.into_iter().filter(|status| !known.contains(status)).collect();
    if added.is_empty() {
        return Ok(());
    }
    let change = statuses::set(&here, known.iter().chain(&added).map(|status| &**status));
    draft.run(Command::Changes(String::new(), vec![change]))
}
