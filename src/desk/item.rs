//! One item of the agenda: what is said of it, and what can be done with it as a whole.

use std::rc::Rc;

use self::form::Form;
use super::draft::Draft;
use super::drawing::el;
use super::library::one_line;
use super::{Desk, Drawn, GONE, Outside};
use crate::format::document::counted;
use crate::format::highlights::Highlights;
use crate::format::panel::{Outcome, Panel};
use crate::format::rejected;
use crate::model::project::{AgendaItem, Annotation, AnnotationId, Change, Colour, Hotkey, ItemId, Project};
use crate::model::session::{AnnotationEdit, Command, ItemEdit};

mod form;
#[cfg(test)]
pub(super) mod tests;

/// The panel; it is about the item's id, and so is everything that is done in it.
pub const PANEL: &str = "item";

/// Keeps what stands in the fields.
pub const KEEP: &str = "item-keep";

/// Puts the item into the one that the field `merge` has.
pub const MERGE: &str = "item-merge";

/// Moves the passages that are ticked to another item.
pub const SPLIT: &str = "item-split";

/// Makes a second one of it.
pub const DUPLICATE: &str = "item-duplicate";

/// Deletes it.
pub const DELETE: &str = "item-delete";

/// What the field `colour` has when the colour is the one in the field `own`.
const OWN: &str = "own";

/// What a field has for yes, and for no.
const YES: &str = "yes";
const NO: &str = "no";

/// What is said where a title is to be and there is none.
const BLANK: &str = "An agenda item needs a title.";

/// What the form has that the item has not.
#[derive(Default)]
struct Typed {
    edit: ItemEdit,
    /// Which item it is to be part of, if that is another.
    parent: Option<Option<ItemId>>,
}

impl Desk {
    /// Draws the editor of an item.
    pub(super) fn draw_item(&self, panel: &Panel) -> Result<Drawn, String> {
        let item = self.item(&panel.about)?;
        let form = Form { project: &self.project, item, panel };
        // Another item's fields are other fields.
        let content = el("div").key(item.id.as_str()).class("item-editor");
        let content = content.with(form.draw()).with(form.draw_actions());
        Ok(Drawn { title: "Agenda item".to_owned(), content, paint: Highlights::default() })
    }

    /// Does something with the item.
    pub(super) fn act_on_item(
        &self,
        name: &str,
        about: &str,
        panel: &Panel,
        outside: &dyn Outside,
    ) -> Result<Outcome, String> {
        let item = self.item(about)?;
        let mut draft = Draft::new(&self.project, outside.now());
        if name == DELETE {
            return delete(draft, item);
        }
        let typed = match typed(&self.project, item, panel) {
            Ok(typed) => typed,
            // The form says why.
            Err(_) if name == KEEP => return Ok(staying(panel)),
            Err(why) => return Err(why),
        };
        let step = keep(&mut draft, item, typed)?;
        match name {
            KEEP => Ok(draft.outcome(&step, String::new())),
            MERGE => merge(draft, item, panel),
            SPLIT => split(draft, item, panel, outside),
            DUPLICATE => duplicate(draft, item, panel, outside),
            other => Err(super::other_version(other)),
        }
    }

    fn item(&self, about: &str) -> Result<&Rc<AgendaItem>, String> {
        ItemId::new(about).and_then(|id| self.project.item(&id)).ok_or_else(|| GONE.to_owned())
    }
}

/// What differs in the fields from the item.
fn typed(project: &Project, item: &AgendaItem, panel: &Panel) -> Result<Typed, String> {
    let field = |name: &str| panel.fields.get(name).map(String::as_str);
    let title = field("title").map(one_line).filter(|title| **title != *item.title);
    if title.as_deref() == Some("") {
        return Err(BLANK.to_owned());
    }
    let words = |name: &str, was: &Option<Rc<str>>| {
        let typed = Some(one_line(field(name)?)).filter(|words| !words.is_empty());
        (typed.as_deref() != was.as_deref()).then_some(typed)
    };
    let hotkey = field("hotkey").map(|digit| digit.chars().next().and_then(Hotkey::new));
    let parent = field("parent").map(ItemId::new);
    Ok(Typed {
        edit: ItemEdit {
            title,
            colour: Some(chosen_colour(item, panel)).filter(|colour| *colour != item.colour),
            description: field("description")
                .map(|typed| typed.trim().replace("\r\n", "\n"))
                .filter(|typed| **typed != *item.description),
            hotkey: hotkey.filter(|hotkey| *hotkey != item.hotkey),
            status: words("status", &item.status),
            raised_by: words("raised", &item.raised_by),
        },
        parent: parent.filter(|parent| parent.as_ref() != project.parent_of(item)),
    })
}

/// Does what was typed, if anything was. Returns what the step is called.
fn keep(draft: &mut Draft<'_>, item: &AgendaItem, typed: Typed) -> Result<String, String> {
    let Typed { edit, parent } = typed;
    let is_edited = edit != ItemEdit::default();
    if is_edited {
        draft.run(Command::EditItem(item.id.clone(), edit))?;
    }
    let Some(parent) = parent else { return Ok(draft.name().unwrap_or_default().to_owned()) };
    draft.run(Command::MoveItem { id: item.id.clone(), parent, before: None })?;
    Ok(if is_edited { format!("{} edited", item.title) } else { format!("{} moved", item.title) })
}

fn delete(mut draft: Draft<'_>, item: &AgendaItem) -> Result<Outcome, String> {
    draft.run(Command::RemoveItem(item.id.clone()))?;
    let note =
        format!("“{}” deleted. Its passages stay, without this item. Undo brings it back.", item.title);
    Ok(draft.outcome(&format!("{} deleted", item.title), note))
}

/// Puts an item into another: passages, sub-items, description, and what else the other has not.
fn merge(mut draft: Draft<'_>, item: &AgendaItem, panel: &Panel) -> Result<Outcome, String> {
    let into = ItemId::new(panel.field("merge")).filter(|into| *into != item.id);
    let into = into.and_then(|into| draft.project().item(&into).cloned());
    let into = into.ok_or("Choose the item to merge it with.")?;
    let id = item.id.clone();
    let mine = draft.project().item(&id).cloned().ok_or(GONE)?;
    if is_below(draft.project(), &into.id, &id) {
        // It would go with what it takes in.
        let parent = draft.project().parent_of(&mine).cloned();
        draft.run(Command::MoveItem { id: into.id.clone(), parent, before: Some(id.clone()) })?;
    }
    // Below the other already, they move up to this one's place when it is removed.
    let is_within = draft.project().parent_of(&mine) == Some(&into.id);
    let children = if is_within { Vec::new() } else { children_of(draft.project(), Some(&id)) };
    for child in children {
        draft.run(Command::MoveItem { id: child, parent: Some(into.id.clone()), before: None })?;
    }
    let counts = Shared::of(draft.project(), &id, &into.id);
    let passages: Vec<_> = draft.project().tagged_with(&id).cloned().collect();
    for annotation in passages {
        retag(&mut draft, &annotation.id, &id, &into.id)?;
    }
    draft.run(Command::RemoveItem(id))?;
    draft.run(Command::EditItem(into.id.clone(), taken_in(&mine, &into)))?;
    let kept = draft.project().item(&into.id).cloned();
    if let Some((kept, extra)) = kept.and_then(|kept| Some((kept.clone(), rejected::joined(&kept, &mine)?))) {
        let kept = Rc::new(AgendaItem { extra, ..AgendaItem::clone(&kept) });
        draft.run(Command::Changes(String::new(), vec![Change::Item(kept.id.clone(), Some(kept))]))?;
    }
    let step = format!("{} merged into {}", item.title, into.title);
    let note = format!(
        "“{}” merged into “{}”: {}. Undo separates them.",
        item.title,
        into.title,
        counts.in_words("moved")
    );
    Ok(draft.outcome(&step, note))
}

/// What the one that an item is merged into has from it.
fn taken_in(item: &AgendaItem, into: &AgendaItem) -> ItemEdit {
    let adds = |mine: &str, theirs: &str| !mine.is_empty() && !theirs.contains(mine);
    let joined = |mine: &str, theirs: &str, between: &str| match theirs {
        "" => mine.to_owned(),
        theirs => [theirs, between, mine].concat(),
    };
    let (mine, theirs) = (item.raised_by.as_deref(), into.raised_by.as_deref().unwrap_or_default());
    let raised = mine.filter(|mine| adds(mine, theirs)).map(|mine| Some(joined(mine, theirs, ", ")));
    let is_described = adds(&item.description, &into.description);
    ItemEdit {
        description: is_described.then(|| joined(&item.description, &into.description, "\n\n")),
        hotkey: item.hotkey.filter(|_| into.hotkey.is_none()).map(Some),
        status: item
            .status
            .as_deref()
            .filter(|_| into.status.is_none())
            .map(|status| Some(status.to_owned())),
        raised_by: raised,
        ..ItemEdit::default()
    }
}

/// Moves the passages that are ticked to a new item, right after this one, or to one that is there.
fn split(
    mut draft: Draft<'_>,
    item: &AgendaItem,
    panel: &Panel,
    outside: &dyn Outside,
) -> Result<Outcome, String> {
    let ticked: Vec<_> =
        draft.project().tagged_with(&item.id).filter(|it| is_ticked(panel, it)).cloned().collect();
    if ticked.is_empty() {
        return Err("Tick the passages to move.".to_owned());
    }
    let (to, title, is_new) = match ItemId::new(panel.field("split-to")) {
        Some(to) => {
            let there = draft.project().item(&to).filter(|there| there.id != item.id);
            let title = there.ok_or(GONE)?.title.clone();
            (to, title, false)
        }
        None => {
            let title = one_line(panel.field("split-title"));
            if title.is_empty() {
                return Err("Give the new item a title.".to_owned());
            }
            (add_after(&mut draft, item, &title, outside)?, title.into(), true)
        }
    };
    for annotation in &ticked {
        retag(&mut draft, &annotation.id, &item.id, &to)?;
    }
    let moved = counted(ticked.len(), "passage");
    let went = if ticked.len() == 1 { "is" } else { "are" };
    let note = format!("{moved} of “{}” {went} with “{title}” now. Undo takes it back.", item.title);
    let outcome = draft.outcome(&format!("{} split", item.title), note);
    // What is new is likely to want more than a title.
    let panel = if is_new { vec![PANEL.to_owned(), to.to_string()] } else { Vec::new() };
    Ok(Outcome { panel, ..outcome })
}

/// Makes a second item like this one, right after it.
fn duplicate(
    mut draft: Draft<'_>,
    item: &AgendaItem,
    panel: &Panel,
    outside: &dyn Outside,
) -> Result<Outcome, String> {
    let now = draft.project().item(&item.id).cloned().ok_or(GONE)?;
    let below = match panel.field("copy-below") {
        NO => Vec::new(),
        _ => below(draft.project(), &now.id),
    };
    let copy = add_after(&mut draft, &now, &format!("{} (copy)", now.title), outside)?;
    let mut copies = vec![(now.clone(), copy.clone())];
    for original in below {
        let copied = |id: &ItemId| copies.iter().find(|(of, _)| of.id == *id).map(|(_, copy)| copy.clone());
        let parent = draft.project().parent_of(&original).and_then(copied);
        let id = fresh(outside)?;
        let title = original.title.to_string();
        draft.run(Command::AddItem { id: id.clone(), title, colour: None, description: String::new() })?;
        draft.run(Command::MoveItem { id: id.clone(), parent, before: None })?;
        copies.push((original, id));
    }
    for (of, id) in &copies {
        let words = |words: &Option<Rc<str>>| Some(words.as_deref().map(str::to_owned));
        let edit = ItemEdit {
            description: Some(of.description.to_string()),
            // Digits are few, and a copy is not what one tags with most.
            hotkey: Some(None),
            status: words(&of.status),
            raised_by: words(&of.raised_by),
            ..ItemEdit::default()
        };
        draft.run(Command::EditItem(id.clone(), edit))?;
        if panel.field("copy-passages") == YES {
            let passages: Vec<_> = draft.project().tagged_with(&of.id).cloned().collect();
            for annotation in passages {
                // Of several on the same words only one may be left.
                let Some(now) = draft.project().annotation(&annotation.id) else { continue };
                let items = [&now.items[..], std::slice::from_ref(id)].concat();
                draft.run(retagged(&annotation.id, items))?;
            }
        }
    }
    let note = format!("“{}” duplicated; this is the copy. Undo removes it.", now.title);
    let outcome = draft.outcome(&format!("{} duplicated", now.title), note);
    Ok(Outcome { panel: vec![PANEL.to_owned(), copy.to_string()], ..outcome })
}

/// Adds an item right after another.
fn add_after(
    draft: &mut Draft<'_>,
    item: &AgendaItem,
    title: &str,
    outside: &dyn Outside,
) -> Result<ItemId, String> {
    let id = fresh(outside)?;
    let title = title.to_owned();
    draft.run(Command::AddItem { id: id.clone(), title, colour: None, description: String::new() })?;
    let project = draft.project();
    let item = project.item(&item.id).ok_or(GONE)?;
    let parent = project.parent_of(item).cloned();
    let siblings: Vec<_> = children_of(project, parent.as_ref());
    let at = siblings.iter().position(|sibling| *sibling == item.id);
    let next = at.and_then(|at| siblings[at + 1..].iter().find(|next| **next != id)).cloned();
    draft.run(Command::MoveItem { id: id.clone(), parent, before: next })?;
    Ok(id)
}

fn fresh(outside: &dyn Outside) -> Result<ItemId, String> {
    ItemId::new(&outside.fresh_id()).ok_or_else(|| "The item could not be created. Try again.".to_owned())
}

/// Gives an annotation one item in the place of another, unless it was joined with one on the same words.
fn retag(draft: &mut Draft<'_>, id: &AnnotationId, from: &ItemId, to: &ItemId) -> Result<(), String> {
    let Some(annotation) = draft.project().annotation(id) else { return Ok(()) };
    let items = annotation.items.iter().map(|item| if item == from { to } else { item });
    // Repeats are left out by the session.
    let items = items.cloned().collect();
    draft.run(retagged(id, items))
}

fn retagged(id: &AnnotationId, items: Vec<ItemId>) -> Command {
    let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
    Command::EditAnnotation(id.clone(), edit)
}

/// The items right below one, or at the top, in order.
fn children_of(project: &Project, parent: Option<&ItemId>) -> Vec<ItemId> {
    let agenda = project.agenda().into_iter().map(|(_, item)| item);
    agenda.filter(|item| project.parent_of(item) == parent).map(|item| item.id.clone()).collect()
}

/// Whether an item is somewhere below another.
fn is_below(project: &Project, item: &ItemId, above: &ItemId) -> bool {
    item != above && !project.descends(item, above)
}

/// All items below one, in order.
fn below(project: &Project, id: &ItemId) -> Vec<Rc<AgendaItem>> {
    let agenda = project.agenda().into_iter().map(|(_, item)| item);
    agenda.filter(|item| is_below(project, &item.id, id)).cloned().collect()
}

/// How many passages of an item another has too.
struct Shared {
    alone: usize,
    both: usize,
}

impl Shared {
    fn of(project: &Project, item: &ItemId, other: &ItemId) -> Shared {
        let (mut alone, mut both) = (0, 0);
        for annotation in project.tagged_with(item) {
            let count = if annotation.items.contains(other) { &mut both } else { &mut alone };
            *count += 1;
        }
        Shared { alone, both }
    }

    fn in_words(&self, go: &str) -> String {
        let went = format!("{} {go}", counted(self.alone, "passage"));
        match self.both {
            0 => went,
            1 => format!("{went}, 1 had both already"),
            both => format!("{went}, {both} had both already"),
        }
    }
}

fn staying(panel: &Panel) -> Outcome {
    Outcome { panel: vec![panel.name.clone(), panel.about.clone()], ..Outcome::default() }
}

fn is_ticked(panel: &Panel, annotation: &Annotation) -> bool {
    panel.field(&tick(annotation)) == YES
}

/// The field that says whether a passage is ticked.
fn tick(annotation: &Annotation) -> String {
    format!("tick:{}", annotation.id)
}

/// The colour that the fields have.
fn chosen_colour(item: &AgendaItem, panel: &Panel) -> Colour {
    let chosen = match panel.field("colour") {
        OWN | "" => panel.field(OWN),
        colour => colour,
    };
    Colour::parse(chosen).unwrap_or(item.colour)
}
