//! What the reader wants, as buttons say it: one type for all of them, and the one place that does it.

use std::rc::Rc;

use super::view::{Dialog, Field, Place, Sheet};
use super::{App, End};
use crate::browser::{page, selection};
use crate::format::left_out;
use crate::format::view::Settings;
use crate::model::project::{AnnotationId, Article, ArticleId, Change, ItemId};
use crate::model::session::Command;

/// Something that the reader wants done.
#[derive(Clone)]
pub enum Intent {
    /// Take back the last step.
    Undo,
    /// Do it again.
    Redo,
    /// See a dialog.
    Show(Dialog),
    /// Be done with the dialog.
    CloseDialog,
    /// On a narrow window: see the article, the agenda or the notes.
    Sheet(Sheet),
    /// Be done with the message of this number.
    CloseMessage(u64),
    /// Be done with the hint of the first visit.
    CloseHint,
    /// See the sample as it could be tagged.
    ShowExampleTags,
    /// Read an article.
    OpenArticle(ArticleId),
    /// Read the sample.
    OpenSample,
    /// See a panel, and what it is about.
    Panel(&'static str, Rc<str>),
    /// End what the worker does, which takes long.
    StopWorker,
    /// Do what a panel's line says: be done with the panel beside the article, for one.
    InPanel(Place, &'static str),
    /// Give an article another version of its text.
    UpdateText(ArticleId),
    /// Have an article say no more that parts of its page were left out.
    DismissLeftOut(ArticleId),
    /// See what has changed in an article's text.
    Changes(ArticleId),
    /// Have the whole project as a file, whatever is open.
    Rescue,
    /// Have the whole project, or only the open article, as a file.
    Export(bool),
    /// Have it in the clipboard.
    Copy(bool),
    /// Be rid of everything.
    Erase,
    /// Change a setting.
    Set(fn(&mut Settings)),
    /// See only one item's passages in the margin, or all again.
    ShowOnly(ItemId),
    /// Tag every selection with an item from now on, or no longer.
    Stick(Option<ItemId>),
    /// Have items suggested, or no longer.
    TurnSuggestions,
    /// Be done with what is said of suggestions at first.
    ExplainedSuggestions,
    /// Tag all that is like what is selected, or like a passage.
    Alike,
    /// See what is below an item, or fold it away.
    Fold(ItemId),
    /// Go to the next passage, or the one before.
    Walk(bool),
    /// Go to a passage.
    GoTo(AnnotationId),
    /// Look at a passage where it is.
    Activate(AnnotationId),
    /// Choose the items of a passage.
    Tags(AnnotationId),
    /// Take an item off a passage.
    TakeOff(AnnotationId, ItemId),
    /// Move an end of the active passage by a word.
    Nudge(End, bool),
    /// Be rid of a passage.
    Remove(AnnotationId),
    /// Take the proposal for a passage that is in review.
    Accept(AnnotationId),
    /// Put a passage where the words that are selected next are; or no longer.
    Relocate(Option<AnnotationId>),
    /// Take the entry of the tag menu at this place.
    Take(usize),
    /// Name a new item in the tag menu, or create it under the name that is there.
    NewItem,
    /// Write a note in the tag menu.
    WriteNote,
    /// Keep that note.
    KeepNote,
    /// Mark the passage without an item.
    HighlightOnly,
    /// Be done with the tag menu and the selection.
    CloseMenu,
}

impl App {
    /// Does what the reader wants.
    pub fn act(&self, intent: Intent) {
        match intent {
            Intent::Undo => drop(self.undo()),
            Intent::Redo => drop(self.redo()),
            Intent::Show(dialog) => self.show_dialog(dialog),
            Intent::CloseDialog => self.close_dialog(),
            Intent::Sheet(sheet) => self.show_sheet(sheet),
            Intent::CloseMessage(number) => self.close_message(number),
            Intent::CloseHint => self.set(|settings| settings.hint_closed = true),
            Intent::ShowExampleTags => self.show_example_tags(),
            Intent::OpenArticle(id) => self.open_listed(id),
            Intent::OpenSample => self.open_sample(),
            Intent::Panel(name, about) => self.show_panel(name, &about),
            Intent::StopWorker => self.0.desk.worker.stop(),
            Intent::InPanel(place, line) => self.act_in_panel(place, line),
            Intent::UpdateText(id) => self.choose_update(id),
            Intent::DismissLeftOut(id) => self.dismiss_left_out(&id),
            Intent::Changes(id) => self.show_panel("changes", id.as_str()),
            Intent::Rescue => self.export_project_file(),
            Intent::Export(whole) => self.export_file(whole),
            Intent::Copy(whole) => self.export_clipboard(whole),
            Intent::Erase => self.erase(),
            Intent::Set(change) => self.set(change),
            Intent::ShowOnly(item) => self.show_only(&item),
            Intent::Stick(item) => self.stick(item),
            Intent::TurnSuggestions => self.turn_suggestions(),
            Intent::ExplainedSuggestions => self.set(|settings| settings.suggestions_explained = true),
            Intent::Alike => self.show_alike(),
            Intent::Fold(item) => self.fold(item),
            Intent::Walk(forwards) => self.walk(forwards),
            Intent::GoTo(id) => self.go_to(&id),
            Intent::Activate(id) => self.activate(&id),
            Intent::Tags(id) => self.open_tags(id),
            Intent::TakeOff(id, item) => self.take_off(id, &item),
            Intent::Nudge(end, forwards) => self.nudge(end, forwards),
            Intent::Remove(id) => self.remove(&id),
            Intent::Accept(id) => self.accept(&id),
            Intent::Relocate(id) => self.relocate(id),
            Intent::Take(index) => self.take_entry(index),
            Intent::NewItem => self.new_item_of_menu(),
            Intent::WriteNote => self.change_menu(|menu| menu.field = Field::Note),
            Intent::KeepNote => self.keep_note(),
            Intent::HighlightOnly => self.highlight_only(),
            Intent::CloseMenu => self.close_menu_and_selection(),
        }
    }

    fn show_sheet(&self, sheet: Sheet) {
        self.update(|view| {
            view.sheet = sheet;
            view.menu = None;
        });
    }

    pub(super) fn open_listed(&self, id: ArticleId) {
        self.close_dialog();
        self.open(Some(id));
    }

    /// Has every selection be tagged with an item at once; again, or with none, no longer.
    pub fn stick(&self, item: Option<ItemId>) {
        self.update(|view| {
            let again = view.sticky == item;
            view.sticky = item.filter(|_| !again);
            view.menu = None;
        });
    }

    fn fold(&self, item: ItemId) {
        self.set(|settings| {
            let count = settings.folded.len();
            settings.folded.retain(|folded| folded != item.as_str());
            if settings.folded.len() == count {
                settings.folded.push(item.to_string());
            }
        });
    }

    fn take_entry(&self, index: usize) {
        self.change_menu(|menu| menu.chosen = index);
        self.confirm();
    }

    fn close_menu_and_selection(&self) {
        selection::clear();
        self.close_menu();
    }

    pub(super) fn remove_article(&self, id: ArticleId) {
        let title = self.with(|project| project.article(&id).map(|article| article.title.clone()));
        if self.attempt(Command::RemoveArticle(id)) {
            let title = title.unwrap_or_default();
            self.say_done(&format!("“{title}” and its passages deleted. Undo brings them back."));
        }
    }

    /// Forgets what was left out of an article.
    fn dismiss_left_out(&self, id: &ArticleId) {
        let Some(article) = self.with(|project| project.article(id).cloned()) else { return };
        let extra = left_out::with(&article.extra, &[]);
        let change =
            Change::Article(id.clone(), Some(Rc::new(Article { extra, ..Article::clone(&article) })));
        if self.attempt(Command::Changes("notice dismissed".to_owned(), vec![change])) {
            self.say_done("The notice is gone. Undo brings it back.");
            self.when_drawn(|| page::focus("article"));
        }
    }

    fn take_off(&self, id: AnnotationId, item: &ItemId) {
        let Some(items) = self.with(|project| project.annotation(&id).map(|it| it.items.clone())) else {
            return;
        };
        if items.contains(item) {
            self.toggle(&id, item);
        }
    }

    /// With a name in the filter, creates the item; without one, asks for it.
    fn new_item_of_menu(&self) {
        let title = self.view().menu.as_ref().map(|menu| menu.filter.trim().to_owned()).unwrap_or_default();
        if title.is_empty() {
            self.change_menu(|menu| {
                menu.field = Field::Filter;
                menu.creating = true;
                menu.chosen = 0;
            });
        } else {
            self.tag_with_new(&title);
        }
    }
}
