//! The desk as the page has it: its project is kept the same as the one here, it draws panels, and what it works out is
//! carried out.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::view::{Dialog, Place, Sheet, Shown, Target};
use super::{App, Origin};
use crate::browser::slot::Slot;
use crate::browser::worker::{Failure, Worker};
use crate::browser::{files, measure, page, paint, selection};
use crate::format::act::Act;
use crate::format::highlights::Highlights;
use crate::format::keys;
use crate::format::panel::{
    ACT, AGAIN, DRAW, KEEP, OPEN, OUT_OF_STEP, Outcome, Panel, SUGGEST, WHOLE, changes,
};
use crate::format::record::Key;
use crate::format::write;
use crate::model::article_span::ArticleSpan;
use crate::model::project::{Article, ArticleId};
use crate::model::session::{Applied, Command, Edit};
use crate::model::sorted::Map;
use crate::model::text::{Pos, Span};

/// What is known of the desk.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) worker: Worker,
    /// The number of the last request to read something.
    pub(super) asked: Cell<u32>,
    /// How many messages it was told since it was told everything; 0 before.
    step: Cell<u32>,
    /// How often it was told everything.
    lives: Cell<u32>,
    /// While it is being told everything.
    filling: Slot<Option<Promise>>,
    /// What it has yet to be told, each with whether an article's text is another.
    behind: Slot<Map<Key, bool>>,
    /// Whether a panel is being drawn, and whether it is to be drawn again then.
    drawing: Cell<bool>,
    again: Cell<bool>,
    /// Whether the panel is printed when it is drawn whole.
    prints: Cell<bool>,
    /// The panel beside the article.
    pub(super) beside: Slot<Option<Rc<Shown>>>,
    /// What is painted over the article, and where one is; whether it is about to be painted, and whether anything is.
    paint: Slot<Rc<Highlights>>,
    current: Slot<Option<ArticleSpan>>,
    painting: Cell<bool>,
    painted: Cell<bool>,
    /// Whether the desk is about to be told everything, for what it can suggest.
    soon: Cell<bool>,
    /// The last panel that the worker failed to draw, and how often.
    failed: Slot<Option<(Panel, u32)>>,
}

/// How much it is told in one go, in bytes, so that the page has time for the reader in between.
const SLICE: usize = 200_000;

/// How long a panel may take until it is seen that it is being drawn, in milliseconds.
const SOON: i32 = 300;

/// The panels that stand beside the article; all others lie over the page.
const BESIDE: [&str; 3] = ["find", "outline", SUGGESTION];
const SUGGESTION: &str = "suggestion";

/// The panel of which it is remembered what was chosen: what goes into the agenda document.
const DOCUMENT: &str = "document";

/// The field of a panel beside the article that says where the reader is.
const AT: &str = "at";

/// After how long the desk is told everything at the latest, for what it can suggest, in milliseconds.
const IDLE: u32 = 2_000;

/// What the reader is told where even that does not help.
const NOT_FOLLOWING: &str =
    "Part of Agendum could not be started. Nothing is lost: reload the page and try again.";

/// How often the worker may fail at one and the same drawing until it is not asked for any more.
const DEATHS: u32 = 2;

/// How often something is asked again, when the project changed meanwhile or the desk had to be started anew.
const TRIES: usize = 4;

impl Desk {
    /// Takes note of what was changed.
    pub(super) fn note(&self, applied: &Applied) {
        if self.step.get() == 0 {
            return;
        }
        let mut behind = self.behind.take();
        for edit in &applied.edits {
            let (key, text) = match edit {
                Edit::Article(diff) => {
                    let text =
                        diff.was.as_ref().map(|was| &was.text) != diff.now.as_ref().map(|now| &now.text);
                    (diff.was.as_ref().or(diff.now.as_ref()).map(|it| Key::Article(it.id.clone())), text)
                }
                Edit::Item(diff) => {
                    (diff.was.as_ref().or(diff.now.as_ref()).map(|it| Key::Item(it.id.clone())), false)
                }
                Edit::Annotation(diff) => {
                    (diff.was.as_ref().or(diff.now.as_ref()).map(|it| Key::Annotation(it.id.clone())), false)
                }
                Edit::Extra { .. } => (Some(Key::Project), false),
            };
            if let Some(key) = key {
                *behind.or_default(key) |= text;
            }
        }
        self.behind.set(behind);
    }
}

impl App {
    /// Has the desk be there soon: something is about to be asked.
    pub fn wake_desk(&self) {
        // What goes wrong is said when it is asked.
        let _ = self.0.desk.worker.wake();
    }

    /// Tells the desk everything already, since something is about to be asked that needs it.
    pub(super) async fn tell_desk(&self) {
        self.settled().await;
        // What goes wrong is said when it is asked.
        let _ = self.fill().await;
    }

    /// Asks the desk, when it has the project as it is.
    pub(super) async fn ask_desk(
        &self,
        task: &str,
        asked: &str,
        blob: Option<&Blob>,
    ) -> Result<String, Failure> {
        let desk = &self.0.desk;
        let is_behind = |why: &Failure| matches!(why, Failure::Refused(why) if why == OUT_OF_STEP);
        for _ in 0..TRIES {
            self.settled().await;
            match self.fill().await {
                Ok(()) => self.catch_up(),
                Err(why) if is_behind(&why) => continue,
                Err(why) => return Err(why),
            }
            let life = desk.lives.get();
            let (number, answering) = desk.worker.ask(task, &format!("{}\n{asked}", desk.step.get()), blob);
            if task == OPEN {
                desk.asked.set(number);
            }
            let answer = answering.await;
            if !answer.as_ref().is_err_and(is_behind) {
                return answer;
            }
            if desk.lives.get() == life {
                desk.step.set(0);
            }
        }
        Err(Failure::Refused(NOT_FOLLOWING.to_owned()))
    }

    /// Tells the desk everything, unless it was told.
    async fn fill(&self) -> Result<(), Failure> {
        let desk = &self.0.desk;
        let filling = desk.filling.get();
        let filling = match filling {
            Some(filling) => filling,
            None if desk.step.get() > 0 => return Ok(()),
            None => {
                let app = self.clone();
                let filling = page::promise(async move {
                    let filled = app.tell_everything().await;
                    app.0.desk.filling.take();
                    filled.map(|()| JsValue::UNDEFINED).map_err(JsValue::from)
                });
                desk.filling.replace(Some(filling.clone()));
                filling
            }
        };
        let filled = JsFuture::from(filling).await;
        filled.map(drop).map_err(Failure::from)
    }

    async fn tell_everything(&self) -> Result<(), Failure> {
        let desk = &self.0.desk;
        desk.lives.set(desk.lives.get() + 1);
        desk.behind.take();
        let keys: Vec<_> = self.storage().keys().into_iter().map(|key| (key, true)).collect();
        desk.step.set(0);
        let told = async {
            let (mut left, mut before) = (&keys[..], None);
            while desk.step.get() == 0 || !left.is_empty() {
                let (message, count) = self.storage().message(left, SLICE);
                // The desk has one message while the next is written.
                let telling = self.tell(&message);
                if let Some(before) = before.replace(telling) {
                    before.await?;
                }
                left = &left[count..];
            }
            match before {
                Some(last) => last.await.map(drop),
                None => Ok(()),
            }
        };
        let told = told.await;
        if told.is_err() {
            desk.step.set(0);
        }
        told
    }

    /// Tells the desk what has changed.
    fn catch_up(&self) {
        let behind: Vec<_> = self.0.desk.behind.take().into_iter().collect();
        if !behind.is_empty() {
            let (message, _) = self.storage().message(&behind, usize::MAX);
            let told = self.tell(&message);
            // What went wrong is heard with the next question.
            page::spawn(async move { drop(told.await) });
        }
    }

    fn tell(&self, message: &str) -> impl Future<Output = Result<String, Failure>> + use<> {
        let desk = &self.0.desk;
        let step = desk.step.get();
        desk.step.set(step + 1);
        desk.worker.ask(KEEP, &format!("{step}\n{message}"), None).1
    }

    /// Shows a panel: over the page, or beside the article.
    pub fn show_panel(&self, name: &str, about: &str) {
        let place = if BESIDE.contains(&name) { Place::Beside } else { Place::Dialog };
        if place == Place::Beside && !self.may_leave("#beside") {
            return;
        }
        self.remember_place();
        let mut shown = match self.shown(place) {
            // What stands there stays until the other is drawn.
            Some(shown) => Shown::clone(&shown),
            None => Shown { of: name.into(), ..Shown::default() },
        };
        // The same panel goes on with what is in its fields.
        if (&*shown.panel.name, &*shown.panel.about) != (name, about) {
            shown.panel = Panel::new(name, about);
            if name == DOCUMENT {
                shown.panel.fields = self.view().settings.document.clone();
            }
        }
        let shown = Rc::new(shown);
        match place {
            Place::Dialog => self.show_dialog(Dialog::Panel(shown)),
            Place::Beside => {
                self.close_dialog();
                if !self.has_beside() {
                    page::remember_focus();
                }
                self.update(|view| {
                    view.sheet = Sheet::Article;
                    view.menu = None;
                });
                self.0.desk.beside.replace(Some(shown));
                self.changed();
                self.when_drawn(page::focus_beside);
            }
        }
        // The reader asks for it, however it went before.
        self.0.desk.failed.take();
        self.draw_panel();
        let app = self.clone();
        page::after(SOON, move || app.change_panel(place, |shown| shown.visible = true));
    }

    /// Something was written or chosen in a field of a panel.
    pub fn set_field(&self, place: Place, name: &str, value: &str) {
        let mut is_kept = false;
        self.change_panel(place, |shown| {
            shown.panel.fields.insert(name.to_owned(), value.to_owned());
            is_kept = shown.panel.name == DOCUMENT && ![WHOLE, "date", "shown"].contains(&name);
        });
        if is_kept {
            self.set(|settings| drop(settings.document.insert(name.to_owned(), value.to_owned())));
        }
        self.draw_panel();
    }

    fn shown(&self, place: Place) -> Option<Rc<Shown>> {
        match (place, &self.view().dialog) {
            (Place::Dialog, Some(Dialog::Panel(shown))) => Some(shown.clone()),
            (Place::Dialog, _) => None,
            (Place::Beside, _) => self.0.desk.beside.get(),
        }
    }

    fn change_panel(&self, place: Place, change: impl FnOnce(&mut Shown)) {
        let Some(mut shown) = self.shown(place) else { return };
        change(Rc::make_mut(&mut shown));
        match place {
            Place::Dialog => self.update(|view| view.dialog = Some(Dialog::Panel(shown))),
            Place::Beside => {
                self.0.desk.beside.replace(Some(shown));
                self.changed();
            }
        }
    }

    /// Closes the panel beside the article, unless something is typed there that would be lost.
    pub fn leave_beside(&self) {
        if self.may_leave("#beside") {
            self.close_beside();
        }
    }

    /// Closes the panel beside the article.
    pub fn close_beside(&self) {
        if self.0.desk.beside.take().is_some() {
            page::give_focus_back("#beside");
            self.changed();
            self.draw_panel();
        }
    }

    /// What the desk is to draw now: the panel over the page, else the one beside the article, else only what it suggests.
    fn wanted(&self) -> Option<(Place, Panel)> {
        let panel = |place| self.shown(place).map(|shown| (place, shown.panel.clone()));
        panel(Place::Dialog).or_else(|| panel(Place::Beside)).or_else(|| {
            let view = self.view();
            let article = view.article.as_ref().filter(|_| self.0.desk.step.get() > 0 && self.suggests())?;
            Some((Place::Beside, Panel::new("", article.as_str())))
        })
    }

    /// Has what is wanted drawn anew. While that is being done, only the last state that is asked for waits.
    pub(super) fn draw_panel(&self) {
        if self.0.desk.drawing.get() {
            return self.0.desk.again.set(true);
        }
        if self.wanted().is_none() {
            return self.set_paint(Highlights::default());
        }
        self.0.desk.drawing.set(true);
        let app = self.clone();
        page::spawn(async move {
            let desk = &app.0.desk;
            loop {
                desk.again.set(false);
                let Some((place, panel)) = app.wanted() else {
                    app.set_paint(Highlights::default());
                    break;
                };
                if app.failures_of(&panel) >= DEATHS {
                    app.set_paint(Highlights::default());
                } else if panel.name.is_empty() {
                    let suggested = app.ask_desk(SUGGEST, &panel.about, None).await;
                    if app.note_failure(&panel, suggested.as_ref().err()) {
                        app.say("Looking for suggestions failed. Your saved work is not affected.");
                    }
                    app.paint(&panel.about, &suggested.unwrap_or_default());
                } else {
                    let open = app.view().article.as_ref().map_or_else(String::new, ArticleId::to_string);
                    let drawn = app.ask_desk(DRAW, &app.told_of(&panel, &open), None).await;
                    app.drawn_panel(place, &panel, &open, drawn);
                    app.print_if_whole(&panel);
                }
                if !desk.again.get() {
                    break;
                }
            }
            desk.drawing.set(false);
        });
    }

    /// The project has changed: what the desk draws is drawn anew. With the first passage, it is told of them, for what it
    /// can suggest.
    pub(super) fn follow_at_desk(&self) {
        self.draw_panel();
        if self.0.desk.step.get() == 0 {
            self.suggest_soon();
        }
    }

    /// Has the desk suggest items before long, unless nothing is tagged from which it could learn.
    pub(super) fn suggest_soon(&self) {
        if !self.suggests() || self.0.desk.soon.replace(true) {
            return;
        }
        let app = self.clone();
        page::when_idle(IDLE, move || {
            app.0.desk.soon.set(false);
            if app.suggests() {
                page::spawn(async move {
                    app.tell_desk().await;
                    app.draw_panel();
                });
            }
        });
    }

    /// Whether anything is to be suggested: the reader has not turned that off, and there are passages to learn from.
    fn suggests(&self) -> bool {
        !self.view().settings.suggestions_off && self.with(|project| project.annotation_count() > 0)
    }

    /// Words were selected: that is no time for what is suggested.
    pub(super) fn leave_suggestion(&self) {
        if self.is_beside(SUGGESTION) {
            self.close_beside();
        }
    }

    /// Turns suggestions off, or on.
    pub fn turn_suggestions(&self) {
        self.set(|settings| settings.suggestions_off = !settings.suggestions_off);
        if self.view().settings.suggestions_off {
            self.leave_suggestion();
        }
        self.draw_panel();
        self.suggest_soon();
    }

    pub(super) fn has_beside(&self) -> bool {
        self.0.desk.beside.with(Option::is_some)
    }

    fn is_beside(&self, name: &str) -> bool {
        self.shown(Place::Beside).is_some_and(|shown| shown.panel.name == name)
    }

    /// A panel with what the page alone knows.
    fn told_of(&self, panel: &Panel, open: &str) -> String {
        let mut panel = panel.clone();
        let view = self.view();
        panel.fields.insert("open".to_owned(), open.to_owned());
        let read = view.settings.read.iter().map(|(id, share)| format!("{id} {share}"));
        panel.fields.insert("read".to_owned(), read.collect::<Vec<_>>().join("\n"));
        panel.fields.insert("wide".to_owned(), if page::is_narrow() { "" } else { "1" }.to_owned());
        panel.fields.insert("keys".to_owned(), keys::write(&view.settings.keys));
        panel.write()
    }

    /// How often the worker failed at a panel as it is.
    fn failures_of(&self, panel: &Panel) -> u32 {
        let failed = self.0.desk.failed.get();
        failed.filter(|(failed, _)| failed == panel).map_or(0, |(_, times)| times)
    }

    /// Takes note of how a drawing went, and says whether the worker failed at it.
    fn note_failure(&self, panel: &Panel, failure: Option<&Failure>) -> bool {
        let is_failure = failure == Some(&Failure::Crashed);
        let times = self.failures_of(panel);
        if is_failure {
            self.0.desk.failed.replace(Some((panel.clone(), times + 1)));
        } else if times > 0 {
            self.0.desk.failed.take();
        }
        is_failure
    }

    fn drawn_panel(&self, place: Place, panel: &Panel, open: &str, drawn: Result<String, Failure>) {
        self.note_failure(panel, drawn.as_ref().err());
        let goes_on = self.failures_of(panel) < DEATHS;
        let mut parts = drawn.as_deref().unwrap_or_default().splitn(3, '\n');
        let mut part = || parts.next().unwrap_or_default();
        let (title, paint, drawing) = (part(), part(), part());
        let mut is_it = false;
        self.change_panel(place, |shown| {
            is_it = (&shown.panel.name, &shown.panel.about) == (&panel.name, &panel.about);
            if !is_it {
                return;
            }
            shown.visible = true;
            shown.of = (&*panel.name).into();
            match &drawn {
                Ok(_) => (shown.title, shown.drawing) = (title.into(), drawing.into()),
                Err(why) => {
                    shown.drawing = trouble(why, goes_on).into();
                    if shown.title.is_empty() {
                        shown.title = "Something went wrong".into();
                    }
                }
            }
        });
        if is_it && place == Place::Beside {
            self.paint(open, paint);
        }
    }

    /// Paints what the desk says over the article, if it is still the one that is open; and goes to where one is.
    fn paint(&self, article: &str, line: &str) {
        let Some(article) = self.article().filter(|open| open.id.as_str() == article) else { return };
        let mut paint = Highlights::read(line, &article);
        let current = paint.layer(&article, "current").first().copied();
        let at = current.map(|current| ArticleSpan::new(&article, current));
        let was = self.0.desk.current.replace(at.clone());
        // A sentence that is suggested has the reading cursor, so that any digit tags it.
        let is_suggestion = self.is_beside(SUGGESTION);
        if is_suggestion {
            paint.remove("current");
        }
        self.set_paint(paint);
        let Some(current) = current.filter(|_| at != was) else { return };
        // Drawing the cursor would empty a selection that was begun meanwhile, by a second click on the sentence.
        if is_suggestion && self.view().menu.is_none() && !page::has_selection() {
            self.update(|view| {
                view.cursor = at;
                view.active = None;
            });
        }
        self.when_drawn(move || measure::show_span(&article.text, current));
    }

    fn set_paint(&self, paint: Highlights) {
        if *self.highlights() != paint {
            self.0.desk.paint.replace(Rc::new(paint));
            self.repaint();
            if self.explains_suggestions() {
                if page::is_narrow() {
                    self.say("Dotted lines mark sentences that may belong to an item. Tap one to see which, and why.");
                    self.set(|settings| settings.suggestions_explained = true);
                } else {
                    self.changed();
                }
            }
        }
    }

    /// Whether lines under suggested sentences are there whose meaning the reader has not been told yet.
    pub fn explains_suggestions(&self) -> bool {
        let is_explained = self.view().settings.suggestions_explained;
        !is_explained
            && self
                .article()
                .is_some_and(|article| !self.highlights().layer(&article, "suggested").is_empty())
    }

    /// The height of the first suggested sentence in view, from the top of the columns, as long as suggestions are to be
    /// explained beside it.
    pub fn unexplained_suggestion(&self, article: &Article) -> Option<f64> {
        if !self.explains_suggestions() {
            return None;
        }
        let text = &article.text;
        let blocks = measure::blocks_in_view(text.blocks().len(), 0.0);
        let highlights = self.highlights();
        let suggested = highlights.layer(article, "suggested");
        let seen = suggested.iter().find(|span| blocks.contains(&text.blocks_of(**span).start))?;
        selection::lines(text, *seen).map(|(first, _)| measure::in_columns(0.0, first.top).1)
    }

    fn highlights(&self) -> Rc<Highlights> {
        self.0.desk.paint.get()
    }

    /// Paints what is in view anew, before the next frame: blocks may be other elements now.
    pub(super) fn repaint(&self) {
        let desk = &self.0.desk;
        if desk.painting.get() || (self.highlights().is_empty() && !desk.painted.get()) {
            return;
        }
        desk.painting.set(true);
        let app = self.clone();
        page::before_frame(move || {
            let desk = &app.0.desk;
            desk.painting.set(false);
            let highlights = app.highlights();
            desk.painted.set(!highlights.is_empty());
            if let Some(article) = app.article() {
                paint::show(&article, &highlights);
            }
        });
    }

    /// A place in the article was pressed on: if an item is suggested for the sentence there, that is shown.
    pub(super) fn look_at_suggestion(&self, article: &Article, pos: Pos) -> bool {
        let highlights = self.highlights();
        let at = highlights.layer(article, "suggested").iter().find(|span| span.contains(pos));
        at.is_some_and(|at| self.show_suggestion(Some(ArticleSpan::new(article, *at))))
    }

    /// Shows what is suggested for a sentence, or for the next one that something is suggested for.
    pub fn show_suggestion(&self, at: Option<ArticleSpan>) -> bool {
        let view = self.view();
        if view.article.is_none() {
            return false;
        }
        if view.settings.suggestions_off {
            self.turn_suggestions();
            self.say("Suggestions are on again. The switch is below the agenda.");
        }
        let at = at.or_else(|| view.cursor.clone());
        if !self.is_beside(SUGGESTION) {
            self.show_panel(SUGGESTION, "");
        }
        if let Some(at) = at.filter(|_| self.is_beside(SUGGESTION)) {
            self.set_field(Place::Beside, AT, &at.to_string());
        }
        true
    }

    /// The reading cursor has moved. The panel of suggestions goes along if it is open, and is left where nothing is
    /// suggested; it never opens by itself while somebody reads.
    pub(super) fn suggest_at_cursor(&self, article: &Article, cursor: Span) {
        if !self.is_beside(SUGGESTION) {
            return;
        }
        if self.highlights().layer(article, "suggested").contains(&cursor) {
            self.show_suggestion(Some(ArticleSpan::new(article, cursor)));
        } else {
            self.leave_suggestion();
        }
    }

    /// "Tag all occurrences": of what is selected, or of the passage that is looked at.
    pub fn show_alike(&self) {
        let about = match self.target() {
            Some(Target::Passage(passage)) => passage.to_string(),
            Some(Target::Annotation(id)) => id.to_string(),
            None => return self.say("Select some words first, or go to a passage."),
        };
        self.show_panel("alike", &about);
    }

    /// Does what a key does in the panel that is open, if it does something there.
    pub fn press_in_panel(&self, key: &str) -> bool {
        let place = if self.view().dialog.is_some() { Place::Dialog } else { Place::Beside };
        let within = if place == Place::Dialog { "dialog[open]" } else { "#beside" };
        let act = self.shown(place).and_then(|_| page::act_of_key(within, key));
        act.as_deref().inspect(|act| self.act_in_panel(place, act)).is_some()
    }

    /// Does what was clicked on in a panel.
    pub fn act_in_panel(&self, place: Place, line: &str) {
        let Some(act) = Act::parse(line) else { return };
        match act {
            Act::Open(id) => self.open_listed(id),
            Act::GoTo(id) => {
                self.close_dialog();
                self.go_to(&id);
                self.is_at(place, id.as_str());
            }
            Act::Find(passage) => {
                self.is_at(place, &passage.to_string());
                self.find(place, &passage);
            }
            Act::Remove(id) => self.remove_article(id),
            Act::Update(id) => self.choose_update(id),
            Act::Panel(name, about) => self.show_panel(&name, &about),
            Act::Set(name, value) => self.set_field(place, &name, &value),
            Act::Do(name, _) if name == "suggestions-off" => self.turn_suggestions(),
            Act::Do(name, about) => self.have_done(place, name, about),
            Act::Keys(own) => {
                self.set(|settings| settings.keys = keys::read(&own));
                self.change_panel(place, |shown| shown.panel.fields = Map::default());
                self.draw_panel();
            }
            Act::Choose => self.show_dialog(Dialog::Open(None, None)),
            Act::Sample => self.open_sample(),
            Act::Undo => drop(self.undo()),
            Act::Retry => self.draw_panel(),
            Act::Close if place == Place::Beside => self.close_beside(),
            Act::Close => self.close_dialog(),
        }
    }

    /// A panel beside the article is told where the reader is.
    fn is_at(&self, place: Place, at: &str) {
        if place == Place::Beside {
            self.set_field(place, AT, at);
        }
    }

    /// Asks for the new text of an article. If it is from an address, that is where it may be.
    pub(super) fn choose_update(&self, id: ArticleId) {
        let source = self.with(|project| project.article(&id).and_then(|article| article.source.clone()));
        let address = source.filter(|source| source.starts_with("https://") || source.starts_with("http://"));
        self.show_dialog(Dialog::Open(address, Some(id)));
    }

    /// Goes to a place in an article. What stands beside it paints the place itself.
    fn find(&self, place: Place, passage: &ArticleSpan) {
        self.close_dialog();
        self.open_to_go(passage.article());
        if place == Place::Beside {
            return;
        }
        let Some(article) = self.article() else { return };
        let Some(span) = passage.span_in(&article) else {
            return self.say("The text of this article has changed. Search for the words again.");
        };
        self.update(|view| view.cursor = Some(passage.clone()));
        let block = article.text.blocks_of(span).start;
        self.when_drawn(move || measure::show_cursor(block));
    }

    /// Has the desk do something for the panel that is open. If the project changes meanwhile, it is worked out again.
    fn have_done(&self, place: Place, name: String, about: String) {
        let Some(panel) = self.shown(place).map(|shown| shown.panel.clone()) else { return };
        let app = self.clone();
        page::spawn(async move {
            let asked = format!("{name}\n{about}\n{}", panel.write());
            let done = app.worked_out(ACT, &asked).await.and_then(|outcome| app.carry_out(place, outcome));
            done.unwrap_or_else(|why| app.trouble(&why));
        });
    }

    /// Asks the desk for what is to be done, and again if the project changes meanwhile: it is for the project as it is.
    pub(super) async fn worked_out(&self, task: &str, asked: &str) -> Result<Outcome, String> {
        let mut task = task;
        for _ in 0..TRIES {
            let outcome = self.ask_desk(task, asked, None).await.map_err(|why| why.to_string())?;
            if self.0.desk.behind.with(|it| it.is_empty()) {
                return Ok(Outcome::read(&outcome));
            }
            if task == ACT {
                task = AGAIN;
            }
        }
        Err("The project changed while this was being worked out. Try again.".to_owned())
    }

    /// Carries out what the desk worked out: all of it or nothing. Errors are in words.
    pub(super) fn carry_out(&self, place: Place, outcome: Outcome) -> Result<(), String> {
        self.apply(&outcome)?;
        self.hand_over(&outcome)?;
        if let [name, about] = &outcome.panel[..] {
            self.show_panel(name, about);
        } else if !outcome.title.is_empty() {
            self.show_dialog(Dialog::Report((&*outcome.title).into(), Rc::new(outcome.notes)));
            return Ok(());
        } else if place == Place::Dialog {
            self.close_dialog();
        }
        match &outcome.notes.join(" ")[..] {
            "" => {}
            notes if outcome.entries.is_empty() => self.say(notes),
            notes => self.say_done(notes),
        }
        Ok(())
    }

    /// Gives the reader the file that the desk made, or prints what it draws.
    fn hand_over(&self, outcome: &Outcome) -> Result<(), String> {
        let Outcome { file_name, media_type, content, bytes_base64, .. } = outcome;
        if outcome.prints {
            self.0.desk.prints.set(true);
            self.set_field(Place::Dialog, WHOLE, "1");
        }
        if file_name.is_empty() {
            return Ok(());
        }
        if bytes_base64.is_empty() {
            files::download(file_name, media_type, content)?;
        } else {
            files::download_bytes(file_name, media_type, bytes_base64)?;
        }
        self.say(&format!("Downloaded as {file_name}."));
        Ok(())
    }

    /// The panel is in the page: printed, if that was wanted of it whole, and then no longer whole.
    fn print_if_whole(&self, panel: &Panel) {
        if panel.field(WHOLE) != "1" || !self.0.desk.prints.take() {
            return;
        }
        let app = self.clone();
        self.when_drawn(move || {
            page::print();
            app.set_field(Place::Dialog, WHOLE, "");
        });
    }

    /// Changes the project as the desk worked it out, as one step, and opens the article that it says.
    pub(super) fn apply(&self, outcome: &Outcome) -> Result<(), String> {
        if !outcome.entries.is_empty() {
            if outcome.replaces {
                self.put_aside();
            }
            let changes = self.with(|project| changes(project, &outcome.entries));
            let origin = if outcome.imported { Origin::Import } else { Origin::Here };
            let command = Command::Changes(outcome.step.clone(), changes);
            self.dispatch_from(command, origin).map_err(|refused| format!("Not done: {refused}."))?;
        }
        if let Some(open) = ArticleId::new(&outcome.open) {
            self.open(Some(open));
        }
        Ok(())
    }
}

/// A drawing of what went wrong. Where that is not the panel's own answer, with ways on: to try again, unless that went wrong
/// too, and to close the panel.
fn trouble(why: &Failure, goes_on: bool) -> String {
    let p = |words: &str| format!("[\"p\",{}]", write::quoted(words));
    let button = |act: &Act, words: &str| {
        let act = write::quoted(&act.write());
        format!("[\"button\",{{\"type\":\"button\",\"data-act\":{act}}},{}]", write::quoted(words))
    };
    let (more, again) = match why {
        Failure::Refused(_) => (String::new(), String::new()),
        _ if goes_on => (String::new(), button(&Act::Retry, "Try again")),
        _ => {
            (p("It failed again, and is not tried any more. Reload the page if you need it."), String::new())
        }
    };
    let close = if matches!(why, Failure::Refused(_)) { String::new() } else { button(&Act::Close, "Close") };
    let buttons: Vec<String> = [again, close].into_iter().filter(|button| !button.is_empty()).collect();
    let buttons = match &buttons[..] {
        [] => String::new(),
        buttons => format!("[\"div\",{{\"class\":\"buttons\"}},{}]", buttons.join(",")),
    };
    let parts = [p(&why.to_string()), more, buttons];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("[\"div\",{{\"class\":\"trouble\",\"role\":\"alert\"}},{}]", parts.join(","))
}
