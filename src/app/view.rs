//! What the page shows of a project: never saved with it, never undone. Values only.

use std::rc::Rc;

use crate::browser::handed::Handed;
use crate::browser::selection::Rect;
use crate::format::panel::Panel;
use crate::format::view::Settings;
use crate::model::article_span::ArticleSpan;
use crate::model::highlight::Marks;
use crate::model::project::{AgendaItem, Annotation, AnnotationId, Article, ArticleId, ItemId};

/// The state of the page beside the project.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct View {
    /// The open article.
    pub article: Option<ArticleId>,
    /// The tag menu, when it is open.
    pub menu: Option<Menu>,
    /// The annotation that is looked at.
    pub active: Option<AnnotationId>,
    /// Annotations that lie where the reader clicked, to choose from.
    pub several: Option<Several>,
    /// Where the reading cursor is.
    pub cursor: Option<ArticleSpan>,
    /// The extent of the active passage while one of its ends is dragged.
    pub adjusting: Option<ArticleSpan>,
    /// The annotation that gets the passage that is selected next.
    pub relocating: Option<AnnotationId>,
    /// The item whose passages alone are shown in the margin.
    pub only: Option<ItemId>,
    /// On a narrow window: what has the screen.
    pub sheet: Sheet,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// What was just done or went wrong, in a sentence.
    pub message: Option<Message>,
    /// The announcement for screen readers alone: where the reading cursor is, what a key did.
    pub heard: Option<Heard>,
    /// The item that selections are tagged with at once.
    pub sticky: Option<ItemId>,
    /// Whether a file is held over the page.
    pub dropping: bool,
    /// Whether something of this page is dragged as the browser drags.
    pub dragging: bool,
    /// Files that are being read.
    pub opening: Option<Progress>,
    /// Whether the worker takes long for something.
    pub slow: bool,
    /// What the reader set.
    pub settings: Settings,
}

/// The tag menu.
#[derive(Clone, PartialEq, Debug)]
pub struct Menu {
    /// What is tagged.
    pub target: Target,
    /// The first and the last line of the passage on the screen; the menu stands below or above them.
    pub lines: (Rect, Rect),
    /// What stands in the filter.
    pub filter: Rc<str>,
    /// Which field has the focus.
    pub field: Field,
    /// Which entry Enter takes, from 0.
    pub chosen: usize,
    /// What stands in the note.
    pub note: Rc<str>,
    /// What of it is saved already.
    pub saved_note: Rc<str>,
    /// Whether it was opened by a key or a button: then its list has the focus, as nothing is selected that this could disturb.
    pub by_keys: bool,
    /// Whether the filter takes the title of a new item.
    pub creating: bool,
    /// Whether the native selection went away under it, as a tap on the menu does on some phones.
    pub unselected: bool,
    /// Whether it came from a touch, and is a sheet at the bottom.
    pub touch: bool,
}

impl Menu {
    /// Whether something is written in the note that is nowhere else.
    pub fn has_unsaved_note(&self) -> bool {
        self.note.trim() != self.saved_note.trim()
    }
}

/// What the tag menu is about.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// A passage to be.
    Passage(ArticleSpan),
    /// An annotation that is there.
    Annotation(AnnotationId),
}

/// Where the keys go while the tag menu is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Field {
    /// To the menu: digits tag, arrows choose. The native selection is untouched.
    #[default]
    None,
    /// Into the filter.
    Filter,
    /// Into the note.
    Note,
}

/// Annotations that lie at one point.
#[derive(Clone, PartialEq, Debug)]
pub struct Several {
    /// Which.
    pub ids: Vec<AnnotationId>,
    /// Where.
    pub at: Rect,
}

/// What has a narrow window's screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sheet {
    /// The article.
    #[default]
    Article,
    /// The agenda, over it.
    Agenda,
    /// The notes, over it.
    Notes,
    /// The card of the passage that was tapped on, over it.
    Passage,
}

/// The dialogs.
#[derive(Clone, PartialEq, Debug)]
pub enum Dialog {
    /// Open an article, perhaps from an address that is known; or a new version of the one with the id.
    Open(Option<Rc<str>>, Option<ArticleId>),
    /// A page that is handed over, before it is taken.
    Handed(Rc<Handed>),
    /// A panel that the desk draws.
    Panel(Rc<Shown>),
    /// Export.
    Export,
    /// What an import did.
    Report(Rc<str>, Rc<Vec<String>>),
    /// Text size, colours, keys, storage.
    Settings,
    /// Delete everything.
    Erase,
}

/// How far reading files has come.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// How many are read.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// How many files in folders are none that can be opened.
    pub left: usize,
    /// Whether it takes long enough to be shown.
    pub shown: bool,
}

/// A panel, and what was drawn last; that is of the panel before while the next one is being drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// The panel.
    pub panel: Panel,
    /// The name of the panel that was drawn.
    pub of: Rc<str>,
    /// Its title.
    pub title: Rc<str>,
    /// What is in it, as JsonML; empty until it is drawn.
    pub drawing: Rc<str>,
    /// Whether it can be seen: from when it is drawn, or if that takes long.
    pub visible: bool,
}

/// Where a panel is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Over the page.
    Dialog,
    /// Beside the article, which stays in use.
    Beside,
}

/// A sentence for the reader.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// Tells this message from the one before, though it may say the same.
    pub number: u64,
    /// What it says.
    pub text: Rc<str>,
    /// Whether something went wrong; then it stays until it is closed.
    pub trouble: bool,
    /// Whether it is about the last step, which can be undone. It goes when another step is taken.
    pub undoes: bool,
}

/// A sentence for a screen reader.
#[derive(Clone, PartialEq, Debug)]
pub struct Heard {
    /// Tells this sentence from the one before, though it may be the same.
    pub number: u64,
    /// What it says.
    pub text: Rc<str>,
}

/// Everything that is drawn, as values that are cheap to clone and to compare.
#[derive(Clone, PartialEq)]
pub struct Scene {
    /// The state of the page.
    pub view: Rc<View>,
    /// The panel beside the article.
    pub beside: Option<Rc<Shown>>,
    /// The open article.
    pub article: Option<Rc<Article>>,
    /// Its marks.
    pub marks: Shared<Marks>,
    /// How many articles there are.
    pub articles: usize,
    /// The passages of the open article that need review, in reading order, then those that are orphaned.
    pub unplaced: Rc<Vec<Rc<Annotation>>>,
    /// The agenda in order.
    pub agenda: Rc<Vec<AgendaRow>>,
    /// The passages of the open article.
    pub passages: usize,
    /// Whether there is any annotation in any article.
    pub tagged: bool,
    /// What undo would undo.
    pub undo: Option<Rc<str>>,
    /// What redo would do.
    pub redo: Option<Rc<str>>,
    /// How saving goes.
    pub keeping: Rc<Keeping>,
}

impl Scene {
    /// Whether the article and its notes look the same: they do not when only the state of saving, or what can be
    /// undone, is another.
    pub fn shows_same_article(&self, other: &Scene) -> bool {
        self.marks == other.marks
            && self.article == other.article
            && self.view == other.view
            && self.agenda == other.agenda
            && self.passages == other.passages
            && self.unplaced == other.unplaced
    }
}

/// An item of the agenda as it is drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct AgendaRow {
    /// The item.
    pub item: Rc<AgendaItem>,
    /// Its depth, from 0.
    pub depth: usize,
    /// The number of its colour's class.
    pub class: usize,
    /// Its passages in the open article.
    pub passages: usize,
    /// Their length, as a share (0 to 1) of the longest item's.
    pub share: f64,
}

/// How saving goes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Keeping {
    /// What stands in the header: "Saved".
    pub state: &'static str,
    /// A calm line: one of the two stores does not work.
    pub line: Option<String>,
    /// A banner: neither works.
    pub banner: Option<String>,
}

/// About how full the store is.
#[derive(Clone, PartialEq, Debug)]
pub struct Gauge {
    /// How much of a hundred is used, where it is known.
    pub share: Option<u64>,
    /// The same in a sentence.
    pub text: String,
}

/// A shared value that is equal only to itself, so that comparing costs nothing.
#[derive(Debug)]
pub struct Shared<T>(pub Rc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
