//! Marking and tagging: the tag menu, the reading cursor, and walking through what is tagged.

use std::rc::Rc;

use super::view::{AgendaRow, Field, Menu, Scene, Several, Sheet, Target, View};
use super::{App, fresh_annotation, fresh_item};
use crate::browser::segmenter::Native;
use crate::browser::selection::{Rect, Settled};
use crate::browser::{measure, page, selection};
use crate::format::view::SnapTo;
use crate::model::article_span::ArticleSpan;
use crate::model::project::{Annotation, AnnotationId, Article, Hotkey, ItemId};
use crate::model::segmenter::Segmenter;
use crate::model::session::{AnnotationEdit, Command};
use crate::model::snap::{self, Snap};
use crate::model::text::{Pos, Span, Text};

/// An entry of the tag menu.
#[derive(Clone, PartialEq)]
pub enum Entry {
    /// The item that was used last, apart from the others.
    Again(AgendaRow),
    /// An item of the agenda, and whether the passage has it.
    Item(AgendaRow, bool),
    /// A new item with this title.
    New(Rc<str>),
}

/// The entries of the tag menu for a passage that has some items: the one used last, unless the passage has it, apart from the
/// others; the agenda in its order, as far as the filter lets it through; a new item where no title is the filter's.
pub fn entries(scene: &Scene, has: &[ItemId]) -> Vec<Entry> {
    let Some(menu) = &scene.view.menu else { return Vec::new() };
    let filter = page::lower_case(menu.filter.trim());
    let matches =
        |row: &&AgendaRow| !menu.creating && page::includes(&page::lower_case(&row.item.title), &filter);
    let rows: Vec<_> = scene.agenda.iter().filter(matches).cloned().collect();
    let last = scene.view.settings.recent.first().filter(|_| filter.is_empty());
    let is_last = |row: &&AgendaRow| last.is_some_and(|last| row.item.id.as_str() == last);
    // The first of all needs no second place.
    let again = rows.iter().skip(1).find(is_last).filter(|row| !has.contains(&row.item.id)).cloned();
    let named = rows.iter().any(|row| page::lower_case(&row.item.title) == filter);
    let items = rows.into_iter().map(|row| {
        let has = has.contains(&row.item.id);
        Entry::Item(row, has)
    });
    let mut entries: Vec<_> = again.map(Entry::Again).into_iter().chain(items).collect();
    if !filter.is_empty() && !named {
        entries.push(Entry::New(menu.filter.trim().into()));
    }
    entries
}

/// What to move the reading cursor by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A block.
    Block,
}

/// An end of a passage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Its start.
    Start,
    /// Its end.
    End,
}

impl App {
    pub(super) fn article(&self) -> Option<Rc<Article>> {
        let view = self.view();
        self.with(|project| view.article.as_ref().and_then(|id| project.article(id)).cloned())
    }

    /// The annotation that is looked at.
    pub fn active(&self) -> Option<Rc<Annotation>> {
        let view = self.view();
        self.with(|project| view.active.as_ref().and_then(|id| project.annotation(id)).cloned())
    }

    /// What the tag menu is open for, if that is an annotation.
    pub fn menu_annotation(&self) -> Option<Rc<Annotation>> {
        match &self.view().menu.as_ref()?.target {
            Target::Annotation(id) => self.with(|project| project.annotation(id).cloned()),
            Target::Passage(_) => None,
        }
    }

    /// The items that what the tag menu is open for has already: a passage, or words that are exactly those of one.
    pub fn menu_items(&self) -> Vec<ItemId> {
        let Some(target) = self.view().menu.as_ref().map(|menu| menu.target.clone()) else {
            return Vec::new();
        };
        let Some(article) = self.article() else { return Vec::new() };
        match &target {
            Target::Annotation(id) => {
                self.with(|project| project.annotation(id).map(|it| it.items.clone())).unwrap_or_default()
            }
            Target::Passage(passage) => passage.span_in(&article).map_or_else(Vec::new, |span| {
                self.with(|project| {
                    let twins = project.annotations_at(&article.id, span);
                    twins.flat_map(|twin| twin.items.iter().cloned()).collect()
                })
            }),
        }
    }

    /// Takes up the native selection once it has settled: opens the tag menu at it, or closes the menu where
    /// nothing is selected any more.
    pub fn selected(&self, how: Settled) {
        let Some(article) = self.article() else { return };
        let snap = match self.view().settings.snap {
            // Firefox takes “India” of “India’s” for a word, and other browsers do not.
            SnapTo::Character if how.double_click => Snap::Word,
            SnapTo::Character => Snap::Grapheme,
            SnapTo::Word => Snap::Word,
            SnapTo::Sentence => Snap::Sentence,
        };
        let selected = selection::read(&article.text, how);
        let span = selected
            .and_then(|selected| snap::snapped(&article.text, selected.span, snap, &segmenter_of(&article)));
        let Some((span, selected)) = span.zip(selected) else {
            let view = self.view();
            let idle = |menu: &Menu| menu.field == Field::None && matches!(menu.target, Target::Passage(_));
            match view.menu.as_ref().filter(|menu| view.cursor.is_none() && idle(menu)) {
                Some(menu) if menu.touch => self.change_menu(|menu| menu.unselected = true),
                // A selection that is about to be given back is not gone.
                Some(_) if selection::is_pending() => {}
                Some(_) => self.close_menu(),
                // A click beside the menu: what is written in it is saved.
                None if view.menu.as_ref().is_some_and(Menu::has_unsaved_note)
                    && !page::within("#tag-menu") =>
                {
                    self.close_menu();
                }
                None => {}
            }
            return;
        };
        // What is seen to be selected is what is tagged.
        if selected.seen_otherwise || (how.double_click && span != selected.span) {
            selection::set(&article.text, span);
        }
        if selected.several {
            self.say("Only one place can be tagged at a time: the one you selected last.");
        }
        let passage = ArticleSpan::new(&article, span);
        self.leave_suggestion();
        if let Some(id) = self.view().relocating.clone() {
            return self.put_at(&id, &passage);
        }
        let target = Target::Passage(passage);
        if self.tag_at_once(target.clone()) {
            return;
        }
        let same = |menu: &Menu| menu.target == target;
        if !self.view().menu.as_ref().is_some_and(same) {
            self.update(|view| {
                view.cursor = None;
                view.active = None;
                view.several = None;
            });
            self.open_menu(target, how.touch);
        }
    }

    /// With an item that every selection is tagged with: tags, instead of asking.
    fn tag_at_once(&self, target: Target) -> bool {
        let (Some(item), Target::Passage(passage)) = (self.view().sticky.clone(), target) else {
            return false;
        };
        self.annotate(&passage, vec![item.clone()], Vec::new());
        self.used(&item);
        true
    }

    /// Has every selection be tagged with the item that was used last, or no longer.
    pub fn stick_to_last(&self) {
        let last = self.view().settings.recent.first().and_then(|id| ItemId::new(id));
        let last = last.or_else(|| self.scene().agenda.first().map(|row| row.item.id.clone()));
        self.stick(last.filter(|_| self.view().sticky.is_none()));
    }

    /// Opens the tag menu without taking the focus.
    pub fn open_menu(&self, target: Target, touch: bool) {
        let Some(article) = self.article() else { return };
        // One picker at a time.
        self.leave_suggestion();
        let span = self.span_of(&target, &article);
        let Some(lines) = span.and_then(|span| selection::lines(&article.text, span)) else { return };
        let note = match &target {
            Target::Annotation(id) => {
                self.with(|project| project.annotation(id).map(|annotation| annotation.note.clone()))
            }
            Target::Passage(_) => None,
        };
        let note: Rc<str> = note.unwrap_or_else(|| "".into());
        let menu = Menu {
            target,
            lines,
            filter: "".into(),
            field: Field::None,
            chosen: 0,
            saved_note: note.clone(),
            note,
            by_keys: false,
            creating: false,
            unselected: false,
            touch: touch || page::is_narrow(),
        };
        let (is_sheet, last) = (menu.touch, menu.lines.1.bottom);
        self.update(|view| {
            view.several = None;
            view.menu = Some(menu);
        });
        if is_sheet {
            self.when_drawn(move || measure::show_above("tag-menu", last));
        }
    }

    /// Opens the tag menu on a passage that has been tagged, by a button. Its list takes the focus from the button, which would
    /// go on answering to Enter and Tab otherwise; on a touch screen there is nothing to be typed.
    pub fn open_tags(&self, id: AnnotationId) {
        self.open_menu(Target::Annotation(id), false);
        self.change_menu(|menu| menu.by_keys = !menu.touch);
    }

    /// Closes the tag menu. What is written in its note is saved.
    pub fn close_menu(&self) {
        let view = self.view();
        let Some(menu) = &view.menu else { return };
        self.update(|view| view.menu = None);
        // Who opened it by a key goes on from the passage.
        if let (Some(active), true) = (&view.active, menu.by_keys) {
            self.focus_passage(active.clone());
        }
    }

    fn focus_passage(&self, id: AnnotationId) {
        let place = self.article().and_then(|article| {
            let annotation = self.with(|project| project.annotation(&id).cloned())?;
            Some(article.text.blocks_of(annotation.span_in(&article)?).start)
        });
        if let Some(block) = place {
            self.when_drawn(move || measure::show_passage(block, Some(id.as_str()), true, true));
        }
    }

    /// Saves what was written in the note of the tag menu, if that was just closed or opened for something else.
    pub(super) fn save_left_note(&self, before: &View) {
        let Some(menu) = before.menu.as_ref().filter(|menu| menu.has_unsaved_note()) else { return };
        if self.view().menu.as_ref().is_some_and(|now| now.target == menu.target) {
            return;
        }
        let article =
            before.article.as_ref().and_then(|id| self.with(|project| project.article(id).cloned()));
        let command = match (&menu.target, article) {
            (Target::Annotation(id), _) => {
                let edit = AnnotationEdit { note: Some(menu.note.to_string()), ..AnnotationEdit::default() };
                Some(Command::EditAnnotation(id.clone(), edit))
            }
            (Target::Passage(passage), Some(article)) => {
                passage.span_in(&article).map(|span| Command::Annotate {
                    id: fresh_annotation(),
                    article: article.id.clone(),
                    span,
                    items: Vec::new(),
                    note: menu.note.to_string(),
                })
            }
            (Target::Passage(_), None) => None,
        };
        match command {
            Some(command) => {
                if self.attempt(command) {
                    self.say_done("Your note is saved with its passage. Undo takes it back.");
                }
            }
            None => {
                self.trouble(&format!("The text has changed, so this note has no place: “{}”", menu.note))
            }
        }
    }

    /// Escape in the tag menu: out of a field, with the selection given back; else out of the menu.
    pub fn leave_menu(&self) {
        let Some(menu) = self.view().menu.clone() else { return };
        if menu.has_unsaved_note() {
            return self.keep_note();
        }
        if menu.field == Field::None {
            selection::clear();
            self.close_menu();
            return;
        }
        page::blur();
        self.change_menu(|menu| {
            menu.field = Field::None;
            menu.filter = "".into();
            menu.creating = false;
            menu.chosen = 0;
        });
        if let (Target::Passage(passage), true) = (menu.target, self.view().cursor.is_none()) {
            self.give_selection_back(passage);
        }
    }

    /// Selects the passage of the menu once its pending mark is gone: drawing the block anew would empty the selection.
    /// On a busy machine that may take more than a frame.
    fn give_selection_back(&self, passage: ArticleSpan) {
        let app = self.clone();
        self.when_drawn(move || {
            let (view, article) = (app.view(), app.article());
            let waits = |menu: &Menu| {
                menu.field == Field::None && matches!(&menu.target, Target::Passage(it) if *it == passage)
            };
            let Some(article) = article.filter(|_| view.menu.as_ref().is_some_and(waits)) else { return };
            if selection::is_pending() {
                app.give_selection_back(passage);
            } else if let Some(span) = passage.span_in(&article) {
                selection::set(&article.text, span);
            }
        });
    }

    /// Where a target is, in the article that is given.
    fn span_of(&self, target: &Target, article: &Article) -> Option<Span> {
        match target {
            Target::Passage(passage) => passage.span_in(article),
            Target::Annotation(id) => self.with(|project| project.annotation(id)?.span_in(article)),
        }
    }

    /// Where the reading cursor is, in the article that is given.
    fn cursor_in(&self, article: &Article) -> Option<Span> {
        self.view().cursor.as_ref().and_then(|cursor| cursor.span_in(article))
    }

    /// Where the annotation is that is looked at, in the article that is given.
    pub fn active_in(&self, article: &Article) -> Option<Span> {
        self.active().and_then(|active| active.span_in(article))
    }

    /// Keeps the tag menu at its passage while the page scrolls.
    pub fn follow(&self) {
        let (Some(menu), Some(article)) = (self.view().menu.clone(), self.article()) else { return };
        let span = self.span_of(&menu.target, &article);
        if let Some(lines) = span.and_then(|span| selection::lines(&article.text, span)) {
            self.change_menu(|menu| menu.lines = lines);
        }
    }

    /// Changes the open tag menu.
    pub fn change_menu(&self, change: impl FnOnce(&mut Menu)) {
        self.update(|view| {
            if let Some(menu) = &mut view.menu {
                change(menu);
            }
        });
    }

    /// Moves the choice in the tag menu, around its ends.
    pub fn choose_next(&self, forwards: bool) {
        let count = entries(&self.scene(), &self.menu_items()).len().max(1);
        self.change_menu(|menu| {
            menu.by_keys = true;
            menu.chosen = (menu.chosen + if forwards { 1 } else { count - 1 }) % count;
        });
    }

    /// Takes the chosen entry of the tag menu.
    pub fn confirm(&self) {
        let chosen = self.view().menu.as_ref().map_or(0, |menu| menu.chosen);
        let entry = entries(&self.scene(), &self.menu_items()).into_iter().nth(chosen);
        match entry {
            Some(Entry::Item(row, _) | Entry::Again(row)) => self.tag(&row.item.id),
            Some(Entry::New(title)) => self.tag_with_new(&title),
            None => {}
        }
    }

    /// Tags with the item that has this hotkey: the passage of the menu, or the active one, or what the reading
    /// cursor is on. An annotation that has the item already loses it.
    pub fn tag_by_hotkey(&self, hotkey: Hotkey) {
        let item = self.with(|project| project.item_of_hotkey(hotkey).map(|item| item.id.clone()));
        match item {
            Some(item) => self.tag(&item),
            None => self.say(&format!("No agenda item has the key {}.", hotkey.digit())),
        }
    }

    /// Tags what is to be tagged with an item.
    pub fn tag(&self, item: &ItemId) {
        match self.target() {
            Some(Target::Passage(passage)) => self.annotate(&passage, vec![item.clone()], Vec::new()),
            Some(Target::Annotation(id)) => self.toggle(&id, item),
            None => self.say("Select some words first, or move the reading cursor with j."),
        }
        self.used(item);
    }

    /// Creates an item and tags with it, in one step.
    pub fn tag_with_new(&self, title: &str) {
        let id = fresh_item();
        let add = Command::AddItem {
            id: id.clone(),
            title: title.to_owned(),
            colour: None,
            description: String::new(),
        };
        match self.target() {
            Some(Target::Passage(passage)) => self.annotate(&passage, vec![id.clone()], vec![add]),
            Some(Target::Annotation(annotation)) => {
                let had = self.with(|project| project.annotation(&annotation).map(|it| it.items.clone()));
                let items = had.unwrap_or_default().into_iter().chain([id.clone()]).collect();
                let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
                let commands = vec![add, Command::EditAnnotation(annotation, edit)];
                self.attempt(Command::All(format!("tagged as {}", title.trim()), commands));
                self.leave_menu();
            }
            None => {
                self.attempt(add);
            }
        }
        self.used(&id);
    }

    /// Marks the passage of the menu without an item.
    pub fn highlight_only(&self) {
        if let Some(Target::Passage(passage)) = self.target() {
            self.annotate(&passage, Vec::new(), Vec::new());
        }
    }

    /// Keeps the note of the menu: on the annotation, or on a new one without item.
    pub fn keep_note(&self) {
        let Some(menu) = self.view().menu.clone() else { return };
        match menu.target {
            Target::Passage(passage) => self.annotate(&passage, Vec::new(), Vec::new()),
            Target::Annotation(id) => {
                let edit = AnnotationEdit { note: Some(menu.note.to_string()), ..AnnotationEdit::default() };
                if self.attempt(Command::EditAnnotation(id, edit)) {
                    self.change_menu(|menu| menu.saved_note = menu.note.clone());
                    page::blur();
                    self.close_menu();
                    self.hear("Note saved.");
                }
            }
        }
        self.note_closed();
    }

    /// A note was closed by a key: what is typed right after it is no command.
    pub fn note_closed(&self) {
        self.with_rhythm(|rhythm, now| rhythm.note_closed(now));
    }

    pub(super) fn target(&self) -> Option<Target> {
        let view = self.view();
        let menu = view.menu.as_ref().map(|menu| menu.target.clone());
        let active = || view.active.clone().map(Target::Annotation);
        menu.or_else(active).or_else(|| view.cursor.clone().map(Target::Passage))
    }

    fn annotate(&self, passage: &ArticleSpan, items: Vec<ItemId>, before: Vec<Command>) {
        let article = self.article();
        let Some((article, span)) = article.and_then(|it| Some((it.id.clone(), passage.span_in(&it)?)))
        else {
            return self.say("The text has changed meanwhile. Select the words again.");
        };
        let id = fresh_annotation();
        let note = self.view().menu.as_ref().map(|menu| menu.note.to_string()).unwrap_or_default();
        let known = self.with(|project| project.passage_at(&article, span, &items).cloned());
        let is_nothing_new = known.as_ref().is_some_and(|known| {
            !items.is_empty() && items.iter().all(|item| known.items.contains(item)) && note.trim().is_empty()
        });
        let name = before.iter().find_map(|command| match command {
            Command::AddItem { title, .. } => Some(format!("tagged as {}", title.trim())),
            _ => None,
        });
        let annotate = Command::Annotate {
            id: id.clone(),
            article: article.clone(),
            span,
            items: items.clone(),
            note: note.clone(),
        };
        let command = match name {
            Some(name) => Command::All(name, before.into_iter().chain([annotate]).collect()),
            None => annotate,
        };
        selection::clear();
        page::blur();
        if !self.attempt(command) {
            return;
        }
        let titles = self.titles(&items);
        // Words that are a passage already are that one.
        let id = self.with(|project| match project.annotation(&id) {
            Some(_) => id.clone(),
            None => project.passage_at(&article, span, &items).map_or(id.clone(), |known| known.id.clone()),
        });
        self.update(|view| {
            if let Some(menu) = &mut view.menu {
                menu.saved_note = menu.note.clone();
            }
        });
        let by_keys = self.view().menu.as_ref().is_some_and(|menu| menu.by_keys);
        self.update(|view| {
            view.menu = None;
            view.active = Some(id.clone());
        });
        if by_keys {
            self.focus_passage(id);
        }
        match (is_nothing_new, &titles[..]) {
            (true, _) => self.say(&format!("Already tagged as {titles}. Choose it once more to remove it.")),
            (false, "") if note.trim().is_empty() => self.hear("Marked without an item."),
            (false, "") => self.hear("Marked, with your note."),
            (false, _) => self.hear(&format!("Tagged as {titles}.")),
        }
    }

    /// The titles of items, with commas between.
    fn titles(&self, items: &[ItemId]) -> String {
        let titles = self.with(|project| {
            let found = items.iter().filter_map(|id| project.item(id));
            found.map(|item| item.title.to_string()).collect::<Vec<_>>()
        });
        titles.join(", ")
    }

    /// Tags an annotation with an item, or takes that from it.
    pub(super) fn toggle(&self, id: &AnnotationId, item: &ItemId) {
        let Some(had) = self.with(|project| project.annotation(id).map(|it| it.items.clone())) else {
            return;
        };
        let is_had = had.contains(item);
        let items = if is_had {
            had.into_iter().filter(|had| had != item).collect()
        } else {
            had.into_iter().chain([item.clone()]).collect()
        };
        let edit = AnnotationEdit { items: Some(items), ..AnnotationEdit::default() };
        if self.attempt(Command::EditAnnotation(id.clone(), edit)) {
            let title = self.titles(std::slice::from_ref(item));
            let said = if is_had { "No longer tagged as" } else { "Tagged as" };
            self.hear(&format!("{said} {title}."));
        }
    }

    fn used(&self, item: &ItemId) {
        self.set(|settings| {
            settings.recent.retain(|recent| recent != item.as_str());
            settings.recent.insert(0, item.to_string());
            settings.recent.truncate(10);
        });
    }

    /// A click where these annotations lie: looks at the one, or lists them all.
    pub fn clicked(&self, ids: Vec<AnnotationId>, at: Rect) {
        let known = |id: &AnnotationId| self.with(|project| project.annotation(id).is_some());
        let ids: Vec<_> = ids.into_iter().filter(known).collect();
        match ids.as_slice() {
            [] if self.suggestion_at(at) => {}
            [] => self.update(|view| {
                view.active = None;
                view.several = None;
                if view.sheet == Sheet::Passage {
                    view.sheet = Sheet::Article;
                }
            }),
            [one] => self.activate(one),
            _ => self.update(|view| {
                view.menu = None;
                view.several = Some(Several { ids, at });
            }),
        }
    }

    fn suggestion_at(&self, at: Rect) -> bool {
        let Some(article) = self.article() else { return false };
        let pos = selection::at_point(&article.text, at.left, (at.top + at.bottom) / 2.0);
        pos.is_some_and(|pos| self.look_at_suggestion(&article, pos))
    }

    /// Looks at an annotation: its card stands out, digits and Delete are for it.
    pub fn activate(&self, id: &AnnotationId) {
        self.update(|view| {
            view.active = Some(id.clone());
            view.several = None;
            view.cursor = None;
            view.menu = None;
            if page::is_narrow() {
                view.sheet = Sheet::Passage;
            }
        });
    }

    /// Scrolls so that the words of the passage that is looked at are above a sheet.
    pub fn show_active_above(&self, sheet: &str) {
        let lines = self.article().and_then(|article| {
            let span = self.active_in(&article)?;
            selection::lines(&article.text, span)
        });
        if let Some((first, last)) = lines {
            measure::show_between(sheet, first.top, last.bottom);
        }
    }

    /// Goes to an annotation's passage and looks at it, in whichever article it is.
    pub fn go_to(&self, id: &AnnotationId) {
        let Some(annotation) = self.with(|project| project.annotation(id).cloned()) else { return };
        self.open_to_go(&annotation.article);
        self.update(|view| {
            view.active = Some(id.clone());
            view.several = None;
            view.cursor = None;
            view.menu = None;
            view.sheet = Sheet::Article;
        });
        let block =
            self.article().and_then(|article| Some(article.text.blocks_of(annotation.span_in(&article)?)));
        if let Some(block) = block {
            let id = id.clone();
            self.when_drawn(move || measure::show_passage(block.start, Some(id.as_str()), true, true));
        }
    }

    /// Goes to the next or previous passage of the open article, of the one item alone if that is set.
    pub fn walk(&self, forwards: bool) {
        let view = self.view();
        let Some(article) = self.article() else { return };
        let shown = |annotation: &&Rc<Annotation>| {
            annotation.anchor.span().is_some()
                && view.only.as_ref().is_none_or(|only| annotation.items.contains(only))
        };
        let passages: Vec<_> =
            self.with(|project| project.annotations_of(&article.id).filter(shown).cloned().collect());
        if passages.is_empty() {
            self.say("Nothing is tagged yet.");
            return;
        }
        let at = passages.iter().position(|annotation| Some(&annotation.id) == view.active.as_ref());
        let next = match at {
            Some(at) if forwards => (at + 1) % passages.len(),
            Some(at) => (at + passages.len() - 1) % passages.len(),
            None => self.beside(&article, &passages, forwards),
        };
        let found = &passages[next];
        self.go_to(&found.id);
        let tags = match &self.titles(&found.items)[..] {
            "" => "Marked without an item".to_owned(),
            titles => format!("Tagged {titles}"),
        };
        let note = if found.note.is_empty() { String::new() } else { format!(" Note: {}", found.note) };
        self.hear(&format!("Passage {} of {}. {tags}.{note}", next + 1, passages.len()));
    }

    /// The passage that is next to the cursor, or to the top of the view.
    fn beside(&self, article: &Article, passages: &[Rc<Annotation>], forwards: bool) -> usize {
        let text = &article.text;
        let top = || text.blocks().get(measure::top_block(text.blocks().len()).0).map(|block| block.span);
        let from = self.cursor_in(article).or_else(top).map(Span::start);
        let starts = |annotation: &Annotation| annotation.anchor.span().map(Span::start);
        let next = passages.partition_point(|annotation| starts(annotation) < from);
        if forwards { next % passages.len() } else { (next + passages.len() - 1) % passages.len() }
    }

    /// Removes the active passage.
    pub fn remove_active(&self) {
        if let Some(annotation) = self.active() {
            self.remove(&annotation.id);
        }
    }

    /// Removes a passage.
    pub fn remove(&self, id: &AnnotationId) {
        if self.attempt(Command::RemoveAnnotations(vec![id.clone()])) {
            self.close_menu();
            self.say_done("Passage deleted. Undo brings it back.");
        }
    }

    /// Takes the proposal for a passage that is in review: it is placed there.
    pub fn accept(&self, id: &AnnotationId) {
        let proposed = self.with(|project| {
            let annotation = project.annotation(id)?;
            let article = project.article(&annotation.article)?;
            Some(ArticleSpan::new(article, annotation.span_in(article)?))
        });
        if let Some(proposed) = proposed {
            self.set_extent(id, &proposed, Some("passage accepted"));
        }
    }

    /// The words that are selected next are where a passage is; with `None`, no longer.
    pub fn relocate(&self, id: Option<AnnotationId>) {
        selection::clear();
        self.update(|view| {
            view.relocating = id;
            view.message = None;
            view.menu = None;
            view.cursor = None;
            view.sheet = Sheet::Article;
        });
        // By keys: what was pressed has Enter no longer.
        page::focus("article");
    }

    fn put_at(&self, id: &AnnotationId, passage: &ArticleSpan) {
        self.relocate(None);
        self.set_extent(id, passage, Some("passage moved"));
        self.update(|view| view.active = Some(id.clone()));
    }

    /// Moves an end of the active passage by a word.
    pub fn nudge(&self, end: End, forwards: bool) {
        let (Some(annotation), Some(article)) = (self.active(), self.article()) else { return };
        let Some(span) = annotation.span_in(&article) else { return };
        let text = &article.text;
        let segmenter = segmenter_of(&article);
        let to = |pos: Pos| {
            let mut moved = snap::step(text, pos, Snap::Word, forwards, &segmenter);
            // Steps over white space, so that every press moves to or from a word.
            let blank = |from: Pos, to: Pos| {
                text.between(from, to).is_none_or(|span| text.slice(span).trim().is_empty())
            };
            if blank(pos, moved) {
                moved = snap::step(text, moved, Snap::Word, forwards, &segmenter);
            }
            moved
        };
        let (start, last) = match end {
            End::Start => (to(span.start()), span.end()),
            End::End => (span.start(), to(span.end())),
        };
        let moved = (start < last).then(|| text.between(start, last)).flatten();
        if let Some(moved) = moved.and_then(|moved| snap::trimmed(text, moved)) {
            self.set_extent(&annotation.id, &ArticleSpan::new(&article, moved), None);
        }
    }

    /// While an end of the active passage is dragged: draws it up to a point of the screen.
    pub fn drag_end(&self, end: End, x: f64, y: f64) {
        let (Some(annotation), Some(article)) = (self.active(), self.article()) else { return };
        let Some(span) = annotation.span_in(&article) else { return };
        let Some(pos) = selection::at_point(&article.text, x, y) else { return };
        let fixed = if end == End::Start { span.end() } else { span.start() };
        let dragged = article.text.between(fixed, pos);
        let dragged = dragged
            .and_then(|span| snap::snapped(&article.text, span, Snap::Grapheme, &segmenter_of(&article)));
        if let Some(dragged) = dragged {
            self.update(|view| view.adjusting = Some(ArticleSpan::new(&article, dragged)));
        }
    }

    /// The end was let go: the passage has the extent that was drawn.
    pub fn drop_end(&self) {
        let view = self.view();
        self.update(|view| view.adjusting = None);
        if let (Some(id), Some(extent)) = (&view.active, &view.adjusting) {
            self.set_extent(id, extent, None);
        }
    }

    /// Gives an annotation another extent in its article, if that has the text for which the extent was chosen.
    fn set_extent(&self, id: &AnnotationId, extent: &ArticleSpan, name: Option<&str>) {
        let span = self.with(|project| {
            let article = project.article(&project.annotation(id)?.article)?;
            extent.span_in(article)
        });
        let Some(span) = span else { return };
        let edit = AnnotationEdit { span: Some(span), ..AnnotationEdit::default() };
        let command = Command::EditAnnotation(id.clone(), edit);
        self.attempt(match name {
            Some(name) => Command::All(name.to_owned(), vec![command]),
            None => command,
        });
    }

    /// Moves the reading cursor, or extends it.
    pub fn move_cursor(&self, unit: Unit, forwards: bool, extend: bool) {
        let Some(article) = self.article() else { return };
        let text = &article.text;
        let segmenter = segmenter_of(&article);
        let moved = match self.cursor_in(&article) {
            Some(cursor) => {
                let from = if forwards { cursor.end() } else { cursor.start() };
                let next = neighbour(text, from, unit, forwards, &segmenter);
                if extend { next.map(|next| cursor.union(next)) } else { next.or(Some(cursor)) }
            }
            None => {
                let top = measure::top_block(text.blocks().len()).0;
                let active = self.active_in(&article);
                let block = active.map_or(top, |span| text.blocks_of(span).start);
                let here = |unit: &Span| active.is_none_or(|active| unit.end() > active.start());
                units(text, block, unit, &segmenter).into_iter().find(here)
            }
        };
        let Some(moved) = moved else { return };
        let cursor = ArticleSpan::new(&article, moved);
        selection::clear();
        let is_at_end = self.view().cursor.as_ref() == Some(&cursor);
        self.update(|view: &mut View| {
            view.cursor = Some(cursor.clone());
            view.active = None;
            view.several = None;
            view.menu = None;
        });
        self.hear_cursor(&article, moved, is_at_end);
        let blocks = text.blocks_of(moved);
        let block = if forwards { blocks.end.saturating_sub(1) } else { blocks.start };
        self.when_drawn(move || measure::show_cursor(block));
        self.suggest_at_cursor(&article, moved);
    }

    /// Says where the reading cursor is, what is tagged there, and the words.
    fn hear_cursor(&self, article: &Article, span: Span, is_at_end: bool) {
        let text = &article.text;
        let blocks = text.blocks_of(span);
        let sentences = units(text, blocks.start, Unit::Sentence, &segmenter_of(article));
        let within = sentences.iter().filter(|sentence| sentence.intersection(span).is_some()).count();
        let place = sentences.iter().position(|sentence| sentence.start() == span.start());
        let sentence = match place {
            Some(place) if within == 1 && sentences.len() > 1 => {
                format!(", sentence {} of {}", place + 1, sentences.len())
            }
            _ => String::new(),
        };
        let items = self.with(|project| {
            let here = project.annotations_of(&article.id);
            let here =
                here.filter(|it| it.span_in(article).is_some_and(|it| it.intersection(span).is_some()));
            let mut items: Vec<ItemId> = Vec::new();
            for item in here.flat_map(|it| it.items.iter()) {
                if !items.contains(item) {
                    items.push(item.clone());
                }
            }
            items
        });
        let tags = self.titles(&items);
        let tags = if tags.is_empty() { String::new() } else { format!(" Tagged {tags}.") };
        let end = if is_at_end { "Nothing further this way. " } else { "" };
        let (block, count) = (blocks.start + 1, text.blocks().len());
        let words = shortened(text, span, HEARD);
        self.hear(&format!("{end}Paragraph {block} of {count}{sentence}.{tags} {words}"));
    }

    /// Enter: opens the tag menu on the active passage or on what the reading cursor is on.
    pub fn open_here(&self) {
        let view = self.view();
        if let Some((id, passage)) = view.relocating.as_ref().zip(view.cursor.as_ref()) {
            return self.put_at(id, passage);
        }
        if let Some(target) = self.target().filter(|target| !self.tag_at_once(target.clone())) {
            self.open_menu(target, false);
            self.change_menu(|menu| menu.by_keys = true);
        }
    }

    /// Opens the tag menu on the active passage or the reading cursor, ready for a note.
    pub fn open_note(&self) {
        if let Some(target) = self.target() {
            self.open_menu(target, false);
        }
        self.change_menu(|menu| {
            menu.field = Field::Note;
            menu.by_keys = true;
        });
    }

    /// Escape, from the innermost out.
    pub fn escape(&self) {
        let view = self.view();
        let lies_over = view.several.is_some() || view.sheet != Sheet::Article;
        if view.menu.is_some() {
            self.leave_menu();
        } else if !lies_over && self.has_beside() {
            self.leave_beside();
        } else {
            self.update(|view| {
                if view.several.is_some() {
                    view.several = None;
                } else if view.sheet != Sheet::Article {
                    view.sheet = Sheet::Article;
                } else if view.relocating.is_some() {
                    view.relocating = None;
                } else if view.active.is_some() || view.cursor.is_some() {
                    view.active = None;
                    view.cursor = None;
                } else if view.only.is_some() {
                    view.only = None;
                } else {
                    view.sticky = None;
                }
            });
        }
    }

    /// Shows only one item's passages in the margin, and goes to its first; or all again.
    pub fn show_only(&self, item: &ItemId) {
        let again = self.view().only.as_ref() == Some(item);
        self.update(|view| {
            view.only = (!again).then(|| item.clone());
            view.active = None;
        });
        if !again {
            let none = self.article().is_none_or(|article| {
                self.with(|project| {
                    !project.tagged_with(item).any(|annotation| annotation.article == article.id)
                })
            });
            if !none {
                self.walk(true);
            }
        }
    }
}

/// How many characters of a passage are read out at most.
const HEARD: usize = 300;

/// The first words of a passage, on one line.
pub fn shortened(text: &Text, span: Span, most: usize) -> String {
    let words = text.slice(span);
    let cut = match words.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", words[..at].trim_end()),
        None => words.to_owned(),
    };
    cut.replace('\n', " ")
}

/// The units of an article's text.
fn segmenter_of(article: &Article) -> Segmenter<'_> {
    Segmenter::of(article).with_dictionary(&Native)
}

/// The sentences of a block, or the block itself.
fn units(text: &Text, block: usize, unit: Unit, segmenter: &Segmenter<'_>) -> Vec<Span> {
    match unit {
        Unit::Sentence => snap::sentences(text, block, segmenter),
        Unit::Block => {
            text.blocks().get(block).and_then(|block| snap::trimmed(text, block.span)).into_iter().collect()
        }
    }
}

/// The unit that begins after a position, or ends before it.
fn neighbour(text: &Text, pos: Pos, unit: Unit, forwards: bool, segmenter: &Segmenter<'_>) -> Option<Span> {
    let mut block = text.block_at(pos)?;
    if !forwards && text.blocks()[block].span.start() > pos {
        block = block.checked_sub(1)?;
    }
    loop {
        let units = units(text, block, unit, segmenter);
        let found = if forwards {
            units.into_iter().find(|unit| unit.start() >= pos)
        } else {
            units.into_iter().rev().find(|unit| unit.end() <= pos)
        };
        if found.is_some() {
            return found;
        }
        block = if forwards { block + 1 } else { block.checked_sub(1)? };
        text.blocks().get(block)?;
    }
}
