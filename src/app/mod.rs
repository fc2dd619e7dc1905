//! The application: the one handle that components and the JavaScript interface act through. It owns the
//! session, the view and the stores; there is one way in, and whoever subscribed is told after each change.

mod desk;
mod intent;
mod keep;
mod opening;
pub mod rescue;
mod tagging;
mod transfer;
pub mod view;

use std::cell::Cell;
use std::rc::Rc;

pub use intent::Intent;
pub use opening::{Failed, Pasted};
pub use tagging::{End, Entry, Unit, entries, shortened};
use view::{AgendaRow, Heard, Message, Scene, Shared, Sheet, View};

use crate::browser::slot::Slot;
use crate::browser::{colours, measure, page};
use crate::format::rhythm::{Rhythm, Stroke};
use crate::format::view::Settings;
use crate::model::colours::repeats;
use crate::model::highlight::Marks;
use crate::model::project::{Annotation, AnnotationId, ArticleId, Change, Colour, ItemId, Project};
use crate::model::session::{Applied, Command, Diff, Edit, Refused, Session};
use crate::model::sorted::Map;
use crate::model::tally::Tally;
use crate::sample::Sample;

/// A handle on the application. Clones are the same application.
#[derive(Clone)]
pub struct App(Rc<Inner>);

struct Inner {
    session: Slot<Session>,
    view: Slot<Rc<View>>,
    drawn: Slot<Drawn>,
    legend: Slot<Legend>,
    keeper: keep::Keeper,
    desk: desk::Desk,
    opening: opening::Opening,
    /// The content pasted on the page, until the dialog has it.
    pasted: Slot<Option<Pasted>>,
    messages: Cell<u64>,
    /// How single keys followed each other lately.
    rhythm: Cell<Rhythm>,
    /// Whether the article that is being opened is opened to go to a place in it.
    goes: Cell<bool>,
    /// The sample, once it was asked for.
    sample: Slot<Option<Rc<Sample>>>,
    subscribers: Slot<Vec<Rc<dyn Fn()>>>,
    /// What is to be done once the page is drawn.
    then: Slot<Vec<Box<dyn FnOnce()>>>,
    observers: Slot<Vec<Observer>>,
}

/// Told of every change of the project, after it is made.
type Observer = Rc<dyn Fn(&Applied, Origin)>;

/// Where a change comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// From the reader, or a program, in this tab.
    Here,
    /// From another tab.
    Tab,
    /// From a file.
    Import,
}

/// What is derived from the project and the open article, kept up to date change by change.
#[derive(Clone)]
struct Drawn {
    marks: Rc<Marks>,
    tally: Option<Rc<Tally>>,
    agenda: Rc<Vec<AgendaRow>>,
    articles: usize,
    unplaced: Rc<Vec<Rc<Annotation>>>,
}

/// What a mark has to know of an agenda item.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// Its title.
    pub title: Rc<str>,
    /// The number of its colour's class.
    pub class: usize,
}

/// Titles and colour classes of the agenda items. A class once given stays with its item.
#[derive(Clone, Default)]
struct Legend {
    labels: Map<ItemId, Label>,
    /// By class, each with how often an item before has it.
    colours: Vec<(Colour, usize)>,
    unused: Map<ItemId, usize>,
}

impl PartialEq for App {
    fn eq(&self, other: &App) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl App {
    fn new(project: Project, sample: Option<Rc<Sample>>, settings: Settings, keeper: keep::Keeper) -> App {
        let view = View { settings, ..View::default() };
        let app = App(Rc::new(Inner {
            session: Slot::new(Session::new(project)),
            view: Slot::new(Rc::new(view)),
            drawn: Slot::new(Drawn {
                marks: Rc::new(Marks::default()),
                tally: None,
                agenda: Rc::default(),
                articles: 0,
                unplaced: Rc::default(),
            }),
            legend: Slot::default(),
            keeper,
            desk: desk::Desk::default(),
            opening: opening::Opening::default(),
            pasted: Slot::default(),
            messages: Cell::new(0),
            rhythm: Cell::default(),
            goes: Cell::new(false),
            sample: Slot::new(sample),
            subscribers: Slot::default(),
            then: Slot::default(),
            observers: Slot::default(),
        }));
        let observer = Rc::downgrade(&app.0);
        app.0.desk.worker.observe(move |slow| {
            if let Some(inner) = observer.upgrade() {
                App(inner).update(|view| view.slow = slow);
            }
        });
        app.read_legend();
        let last = app.view().settings.article.as_deref().and_then(ArticleId::new);
        let last = last.filter(|id| app.with(|project| project.article(id).is_some()));
        let first = || app.with(|project| project.articles().last().map(|article| article.id.clone()));
        app.open(last.or_else(first));
        app
    }

    /// Looks at the project.
    pub fn with<T>(&self, look: impl FnOnce(&Project) -> T) -> T {
        look(&self.project())
    }

    /// The project as it is now. It is shared: what is done to it later is not seen in it.
    fn project(&self) -> Rc<Project> {
        self.0.session.with(Session::shared)
    }

    /// The state of the page.
    pub fn view(&self) -> Rc<View> {
        self.0.view.get()
    }

    /// Everything that is drawn.
    pub fn scene(&self) -> Scene {
        let (project, drawn, view) = (self.project(), self.0.drawn.get(), self.view());
        let step = |name: Option<&str>| name.map(Rc::from);
        let steps = |session: &Session| (step(session.undo_name()), step(session.redo_name()));
        let (undo, redo) = self.0.session.with(steps);
        let article = view.article.as_ref().and_then(|id| project.article(id)).cloned();
        Scene {
            article,
            marks: Shared(drawn.marks),
            articles: drawn.articles,
            unplaced: drawn.unplaced,
            agenda: drawn.agenda,
            passages: drawn.tally.map_or(0, |tally| tally.passages()),
            tagged: project.annotation_count() > 0,
            undo,
            redo,
            keeping: self.keeping(),
            beside: self.0.desk.beside.get(),
            view,
        }
    }

    /// Title and colour class of an agenda item.
    pub fn label(&self, item: &ItemId) -> Option<Label> {
        self.0.legend.with(|legend| legend.labels.get(item).cloned())
    }

    /// The colour of a class.
    pub fn colour(&self, class: usize) -> Option<Colour> {
        self.0.legend.with(|legend| legend.colours.get(class).map(|(colour, _)| *colour))
    }

    /// Calls `changed` after every change of what is drawn, for as long as the page lives.
    pub fn subscribe(&self, changed: impl Fn() + 'static) {
        self.0.subscribers.change(|all| all.push(Rc::new(changed)));
    }

    /// Calls `observer` after every change of the project.
    pub fn observe(&self, observer: impl Fn(&Applied, Origin) + 'static) {
        self.0.observers.change(|all| all.push(Rc::new(observer)));
    }

    /// Carries out a command; the only way in which this tab changes the project.
    pub fn dispatch(&self, command: Command) -> Result<Applied, Refused> {
        self.dispatch_from(command, Origin::Here)
    }

    fn dispatch_from(&self, command: Command, origin: Origin) -> Result<Applied, Refused> {
        let now = page::now();
        let applied = self.0.session.change(|session| session.dispatch(command, now))?;
        self.took_place(&applied, origin);
        Ok(applied)
    }

    /// Carries out a command for the reader, who is told if it is refused. `true` if it was done.
    pub fn attempt(&self, command: Command) -> bool {
        match self.dispatch(command) {
            Ok(_) => true,
            Err(refused) => {
                self.trouble(&format!("Not done: {refused}."));
                false
            }
        }
    }

    /// Takes back the last step; `false` if there is none.
    pub fn undo(&self) -> bool {
        let now = page::now();
        let undone = self.0.session.change(|session| session.undo(now));
        self.stepped("Undone", undone)
    }

    /// Does again what was undone last; `false` if there is nothing.
    pub fn redo(&self) -> bool {
        let now = page::now();
        let redone = self.0.session.change(|session| session.redo(now));
        self.stepped("Redone", redone)
    }

    fn stepped(&self, verb: &str, step: Option<(String, Applied)>) -> bool {
        let Some((name, applied)) = step else { return false };
        self.close_menu();
        self.took_place(&applied, Origin::Here);
        if applied.left.is_empty() {
            self.say(&format!("{verb}: {name}."));
        } else {
            let left = applied.left.join(", ");
            self.trouble(&format!(
                "{verb}: {name}. Another tab has since changed {left}, which stays as it is."
            ));
        }
        true
    }

    /// Takes up what another tab changed.
    fn receive(&self, changes: Vec<Change>) {
        let received = self.0.session.change(|session| session.receive(changes));
        match received {
            Ok(applied) => self.took_place(&applied, Origin::Tab),
            Err(rejected) => self.trouble(&format!(
                "A change from another tab could not be applied: {rejected}. Reload this tab."
            )),
        }
    }

    /// Brings everything that follows from the project up to date, saves, and tells whoever wants to know.
    fn took_place(&self, applied: &Applied, origin: Origin) {
        if applied.edits.is_empty() {
            return;
        }
        self.quietly(|view| drop(view.message.take_if(|message| message.undoes)));
        // Before anything is drawn of it, so that nothing is lost should that fail.
        if origin != Origin::Tab {
            self.save(applied);
        }
        self.redraw(applied);
        self.0.desk.note(applied);
        if origin != Origin::Tab {
            self.ask_to_persist();
        }
        self.follow_at_desk();
        let observers = self.0.observers.get();
        observers.iter().for_each(|observer| observer(applied, origin));
        self.changed();
    }

    fn redraw(&self, applied: &Applied) {
        let items = applied.edits.iter().any(|edit| matches!(edit, Edit::Item(_)));
        if items {
            self.read_legend();
        }
        self.follow_joined(applied);
        self.leave_what_is_gone();
        applied.edits.iter().for_each(|edit| self.rescale_read(edit));
        let open = self.view().article.clone();
        let texts = applied.edits.iter().any(|edit| matches!(edit, Edit::Article(_)));
        // Many changes at once, or another text: all is drawn anew in one go.
        let anew = texts || applied.edits.len() > 1_000;
        if anew {
            self.draw(open.as_ref());
        } else {
            self.draw_changes(&applied.edits, open.as_ref());
        }
        self.list(anew || applied.edits.iter().any(is_unplaced));
    }

    /// What was read of an article is another share of it when its text is longer than before.
    fn rescale_read(&self, edit: &Edit) {
        let Edit::Article(Diff { was: Some(was), now: Some(now) }) = edit else { return };
        let (was, length) = (was.text.as_str().len() as u64, now.text.as_str().len() as u64);
        let share = self.view().settings.read.get(now.id.as_str()).copied();
        if let Some(share) = share.filter(|_| was != length) {
            let share = (u64::from(share) * was / length.max(1)).min(1000) as u32;
            self.set(|settings| {
                settings.read.insert(now.id.to_string(), share);
            });
        }
    }

    fn draw(&self, article: Option<&ArticleId>) {
        let (project, mut drawn) = (self.project(), self.0.drawn.get());
        drawn.marks = Rc::new(article.map_or_else(Marks::default, |id| Marks::new(&project, id)));
        drawn.tally = article.map(|id| Rc::new(Tally::new(&project, id)));
        self.0.drawn.set(drawn);
    }

    fn draw_changes(&self, edits: &[Edit], article: Option<&ArticleId>) {
        if article.is_none_or(|id| self.with(|project| project.article(id).is_none())) {
            return;
        }
        let mut drawn = self.0.drawn.get();
        let marks = Rc::make_mut(&mut drawn.marks);
        for edit in edits {
            match edit {
                Edit::Annotation(diff) => {
                    marks.update(diff.was.as_deref(), diff.now.as_ref());
                    if let Some(tally) = &mut drawn.tally {
                        Rc::make_mut(tally).update(diff.was.as_deref(), diff.now.as_deref());
                    }
                }
                Edit::Item(diff) => {
                    let item = diff.was.as_ref().or(diff.now.as_ref()).map(|item| &item.id);
                    marks.refresh(|annotation| item.is_some_and(|item| annotation.items.contains(item)));
                }
                Edit::Article(_) | Edit::Extra { .. } => {}
            }
        }
        self.0.drawn.set(drawn);
    }

    /// Draws up the lists: the agenda with its counts, and if they may be others, the passages that are not placed.
    fn list(&self, unplaced: bool) {
        let (project, mut drawn) = (self.project(), self.0.drawn.get());
        let class = |item: &ItemId| self.label(item).map_or(0, |label| label.class);
        let count = |item: &ItemId| drawn.tally.as_ref().map(|tally| tally.of(item)).unwrap_or_default();
        let agenda = project.agenda();
        let longest = agenda.iter().map(|(_, item)| count(&item.id).bytes).max().unwrap_or(0).max(1);
        let rows = agenda.iter().map(|(depth, item)| AgendaRow {
            item: (*item).clone(),
            depth: *depth,
            class: class(&item.id),
            passages: count(&item.id).passages,
            share: count(&item.id).bytes as f64 / longest as f64,
        });
        let rows: Vec<_> = rows.collect();
        if *drawn.agenda != rows {
            drawn.agenda = Rc::new(rows);
        }
        drawn.articles = project.articles().len();
        if unplaced {
            let open = self.view().article.clone();
            let unplaced = open.iter().flat_map(|open| project.annotations_of(open));
            let unplaced: Vec<_> =
                unplaced.filter(|annotation| !annotation.anchor.is_placed()).cloned().collect();
            if *drawn.unplaced != unplaced {
                drawn.unplaced = Rc::new(unplaced);
            }
        }
        self.0.drawn.set(drawn);
    }

    /// Reads titles and colours of the agenda, and gives each new item a class for its colour.
    fn read_legend(&self) {
        let (project, mut legend) = (self.project(), self.0.legend.get());
        let gone: Vec<_> = std::mem::take(&mut legend.labels).into_iter().collect();
        legend.unused.extend(gone.into_iter().map(|(item, label)| (item, label.class)));
        let agenda = project.agenda();
        let shown: Vec<Colour> = agenda.iter().map(|(_, item)| item.colour).collect();
        for ((_, item), repeats) in agenda.iter().zip(repeats(&shown)) {
            let class = legend.unused.remove(&item.id).unwrap_or_else(|| {
                legend.colours.push((item.colour, 0));
                legend.colours.len() - 1
            });
            legend.colours[class] = (item.colour, repeats);
            legend.labels.insert(item.id.clone(), Label { title: item.title.clone(), class });
        }
        colours::set(&legend.colours);
        self.0.legend.set(legend);
    }

    /// Goes on looking at a passage that was joined with one on the same words.
    fn follow_joined(&self, applied: &Applied) {
        let Some(active) = self.view().active.clone() else { return };
        let was = applied.edits.iter().find_map(|edit| match edit {
            Edit::Annotation(Diff { was: Some(was), now: None }) => Some(was).filter(|was| was.id == active),
            _ => None,
        });
        let joined = was.and_then(|was| {
            let span = was.anchor.span().filter(|_| was.anchor.is_placed())?;
            let is_changed = |it: &&Annotation| {
                let is_it = |edit: &Edit| matches!(edit, Edit::Annotation(diff) if diff.now.as_ref().is_some_and(|now| now.id == it.id));
                applied.edits.iter().any(is_it)
            };
            self.with(|project| {
                let twin = project.passage_at(&was.article, span, &was.items).map(|it| &**it);
                twin.filter(is_changed).map(|twin| twin.id.clone())
            })
        });
        if joined.is_some() {
            self.quietly(|view| view.active = joined);
        }
    }

    /// Leaves the article, passage and item that were removed just now.
    fn leave_what_is_gone(&self) {
        let view = self.view();
        let project = self.project();
        let gone = view.article.as_ref().is_some_and(|id| project.article(id).is_none());
        let next = project.articles().last().map(|article| article.id.clone());
        let inactive = view.active.as_ref().is_some_and(|id| project.annotation(id).is_none());
        let placed = |id: &AnnotationId| project.annotation(id).is_none_or(|it| it.anchor.is_placed());
        let settled = view.relocating.as_ref().is_some_and(placed);
        let gone_item = |id: &Option<ItemId>| id.as_ref().is_some_and(|id| project.item(id).is_none());
        let (no_item, no_sticky) = (gone_item(&view.only), gone_item(&view.sticky));
        let unknown = gone || (view.article.is_none() && next.is_some());
        if inactive || no_item || no_sticky || settled {
            self.update(|view| {
                view.relocating.take_if(|_| settled);
                view.sticky.take_if(|_| no_sticky);
                view.active.take_if(|_| inactive);
                if inactive && view.sheet == Sheet::Passage {
                    view.sheet = Sheet::Article;
                }
                view.only.take_if(|_| no_item);
            });
        }
        if unknown {
            self.open(next);
        }
    }

    /// Opens an article, where it was left.
    pub fn open(&self, article: Option<ArticleId>) {
        // What is written in the tag menu belongs to the article that is left.
        self.close_menu();
        self.remember_place();
        self.draw(article.as_ref());
        self.quietly(|view| {
            view.settings.article = article.as_ref().map(ArticleId::to_string);
            *view = View {
                article,
                settings: view.settings.clone(),
                message: view.message.take(),
                only: view.only.take(),
                sticky: view.sticky.take(),
                dialog: view.dialog.take(),
                opening: view.opening.take(),
                slow: view.slow,
                ..View::default()
            };
        });
        self.list(true);
        self.save_settings();
        self.changed();
        self.draw_panel();
    }

    /// Opens an article, unless it is open, to go to a place in it: it is not scrolled to where it was left.
    fn open_to_go(&self, article: &ArticleId) {
        if self.view().article.as_ref() != Some(article) {
            self.0.goes.set(true);
            self.open(Some(article.clone()));
        }
    }

    /// Scrolls to where the open article was left; called once it is drawn.
    pub fn restore_place(&self) {
        if self.0.goes.take() {
            return;
        }
        let view = self.view();
        let place = view.article.as_ref().and_then(|id| view.settings.places.get(id.as_str())).copied();
        let (block, share) = place.unwrap_or((0, 0.0));
        measure::show_block(block, share);
    }

    /// Notes where the open article is scrolled to.
    pub fn remember_place(&self) {
        let view = self.view();
        let blocks = self.with(|project| {
            view.article
                .as_ref()
                .and_then(|id| project.article(id))
                .map(|article| article.text.blocks().len())
        });
        let (Some(article), Some(blocks)) = (&view.article, blocks) else { return };
        if measure::block_drawn(0) {
            let place = measure::top_block(blocks);
            let read = self.share_read(blocks).max(view.settings.read.get(article.as_str()).copied());
            let changed = self.quietly(|view| {
                let id = article.to_string();
                view.settings.places.insert(id.clone(), place);
                view.settings.read.extend(read.map(|read| (id, read)));
            });
            if changed {
                self.save_settings();
            }
        }
    }

    /// How much of the open article is above the end of the view, in thousandths of its text.
    fn share_read(&self, blocks: usize) -> Option<u32> {
        let article = self.article()?;
        let last = measure::blocks_in_view(blocks, 0.0).end.checked_sub(1)?;
        let end = article.text.blocks().get(last)?.span.end().byte();
        Some((1000 * end as u64 / (article.text.as_str().len() as u64).max(1)) as u32)
    }

    /// Changes what the reader set, and keeps it.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.update(|view| change(&mut view.settings));
        self.save_settings();
    }

    /// Tells the reader something.
    pub fn say(&self, text: &str) {
        self.message(text, false, false);
    }

    /// Tells the reader what the step that was just taken did.
    fn say_done(&self, text: &str) {
        self.message(text, false, true);
    }

    /// Tells the reader something that can wait until what was just said is gone, and no dialog is open.
    fn say_next(&self, text: &'static str) {
        if self.view().message.is_none() && self.view().dialog.is_none() {
            return self.say(text);
        }
        let app = self.clone();
        page::after(1_000, move || app.say_next(text));
    }

    /// Tells the reader what went wrong, until they close it.
    pub fn trouble(&self, text: &str) {
        self.message(text, true, false);
    }

    fn message(&self, text: &str, trouble: bool, undoes: bool) {
        let number = self.0.messages.get() + 1;
        self.0.messages.set(number);
        self.update(|view| view.message = Some(Message { number, text: text.into(), trouble, undoes }));
        if !trouble {
            let app = self.clone();
            page::after(6_000, move || app.close_message(number));
        }
    }

    /// Tells a screen reader something that everybody else sees.
    pub fn hear(&self, text: &str) {
        let number = self.0.messages.get() + 1;
        self.0.messages.set(number);
        self.update(|view| view.heard = Some(Heard { number, text: text.into() }));
    }

    /// Whether a single key that is pressed now does what it would do, or is part of words.
    pub fn is_command(&self, stroke: Stroke) -> bool {
        self.with_rhythm(|rhythm, now| rhythm.is_command(stroke, now))
    }

    /// Takes note of what single keys have to do with each other, and with what comes between them.
    pub fn with_rhythm<T>(&self, look: impl FnOnce(&mut Rhythm, f64) -> T) -> T {
        let mut rhythm = self.0.rhythm.get();
        let result = look(&mut rhythm, page::now().0 as f64);
        self.0.rhythm.set(rhythm);
        result
    }

    /// Closes a message, unless another has come since.
    pub fn close_message(&self, number: u64) {
        if self.view().message.as_ref().is_some_and(|message| message.number == number) {
            self.update(|view| view.message = None);
        }
    }

    /// Changes the state of the page, and draws it if that made a difference.
    pub fn update(&self, change: impl FnOnce(&mut View)) {
        let before = self.view();
        if self.quietly(change) {
            self.save_left_note(&before);
            self.changed();
        }
    }

    /// Changes the state of the page without drawing it.
    fn quietly(&self, change: impl FnOnce(&mut View)) -> bool {
        let before = self.view();
        let mut view = View::clone(&before);
        change(&mut view);
        let differs = view != *before;
        if differs {
            self.0.view.set(Rc::new(view));
        }
        differs
    }

    /// Does something once everything that has changed until now is in the page: what is to be measured, shown or
    /// focused must be there. Drawing may take several turns of the event loop, and frames in between.
    pub fn when_drawn(&self, then: impl FnOnce() + 'static) {
        self.0.then.change(|all| all.push(Box::new(then)));
        self.changed();
    }

    /// The page is drawn.
    pub fn drawn(&self) {
        self.repaint();
        self.0.then.take().into_iter().for_each(|then| then());
    }

    fn changed(&self) {
        let subscribers = self.0.subscribers.get();
        subscribers.iter().for_each(|subscriber| subscriber());
    }
}

/// Whether a passage was not placed, or is not.
fn is_unplaced(edit: &Edit) -> bool {
    let Edit::Annotation(diff) = edit else { return false };
    diff.was.iter().chain(&diff.now).any(|annotation| !annotation.anchor.is_placed())
}

/// A fresh annotation id.
pub fn fresh_annotation() -> AnnotationId {
    AnnotationId::new(&page::fresh_id()).expect("a UUID is an id")
}

/// A fresh item id.
pub fn fresh_item() -> ItemId {
    ItemId::new(&page::fresh_id()).expect("a UUID is an id")
}
