//! The desk as the page has it: its project is kept the same as the one here, it draws panels, and what it works out is
//! carried out.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::view::{Dialog, Shown};
use super::{App, Origin};
use crate::browser::slot::Slot;
use crate::browser::worker::Worker;
use crate::browser::{files, measure, page};
use crate::format::act::Act;
use crate::format::panel::{ACT, DRAW, KEEP, OUT_OF_STEP, Outcome, Panel, WHOLE, changes};
use crate::format::record::Key;
use crate::format::write;
use crate::model::project::ArticleId;
use crate::model::session::{Applied, Command, Edit};
use crate::model::sorted::Map;

/// What is known of the desk.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) worker: Worker,
    /// The number of the request that was asked last.
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
}

/// How much it is told in one go, in bytes, so that the page has time for the reader in between.
const SLICE: usize = 200_000;

/// How long a panel may take until it is seen that it is being drawn, in milliseconds.
const SOON: i32 = 300;

/// How often something is asked again, when the project changed meanwhile or the desk had to be started anew.
const TRIES: usize = 4;

impl Desk {
    /// Takes note of what was changed.
    pub(super) fn note(&self, applied: &Applied) {
        if self.step.get() == 0 {
            return;
        }
        let mut behind = self.behind.borrow_mut();
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

    /// Asks the desk, when it has the project as it is. Errors are in words.
    pub(super) async fn ask_desk(
        &self,
        task: &str,
        asked: &str,
        blob: Option<&Blob>,
    ) -> Result<String, String> {
        let desk = &self.0.desk;
        let mut answer = Err(OUT_OF_STEP.to_owned());
        for _ in 0..TRIES {
            self.settled().await;
            match self.fill().await {
                Ok(()) => self.catch_up(),
                Err(why) if why == OUT_OF_STEP => continue,
                Err(why) => return Err(why),
            }
            let life = desk.lives.get();
            let (number, answering) = desk.worker.ask(task, &format!("{}\n{asked}", desk.step.get()), blob);
            desk.asked.set(number);
            answer = answering.await;
            if answer.as_ref().err().is_none_or(|why| why != OUT_OF_STEP) {
                break;
            }
            if desk.lives.get() == life {
                desk.step.set(0);
            }
        }
        answer
    }

    /// Tells the desk everything, unless it was told. Errors are in words.
    async fn fill(&self) -> Result<(), String> {
        let desk = &self.0.desk;
        let filling = desk.filling.borrow().clone();
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
        filled.map(drop).map_err(|why| why.as_string().unwrap_or_default())
    }

    async fn tell_everything(&self) -> Result<(), String> {
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
            spawn_local(async move { drop(told.await) });
        }
    }

    fn tell(&self, message: &str) -> impl Future<Output = Result<String, String>> + use<> {
        let desk = &self.0.desk;
        let step = desk.step.get();
        desk.step.set(step + 1);
        desk.worker.ask(KEEP, &format!("{step}\n{message}"), None).1
    }

    /// Shows a panel.
    pub fn show_panel(&self, name: &str, about: &str) {
        self.remember_place();
        let before = match self.view().dialog.clone() {
            // What stands there stays until the other is drawn.
            Some(Dialog::Panel(shown)) => Shown::clone(&shown),
            _ => Shown { of: name.into(), ..Shown::default() },
        };
        self.show_dialog(Dialog::Panel(Rc::new(Shown { panel: Panel::new(name, about), ..before })));
        self.draw_panel();
        let app = self.clone();
        page::after(SOON, move || app.change_panel(|shown| shown.visible = true));
    }

    /// Something was written or chosen in a field of the panel.
    pub fn set_field(&self, name: &str, value: &str) {
        self.change_panel(|shown| drop(shown.panel.fields.insert(name.to_owned(), value.to_owned())));
        self.draw_panel();
    }

    fn change_panel(&self, change: impl FnOnce(&mut Shown)) {
        self.update(|view| {
            if let Some(Dialog::Panel(shown)) = &mut view.dialog {
                change(Rc::make_mut(shown));
            }
        });
    }

    fn panel(&self) -> Option<Panel> {
        match &self.view().dialog {
            Some(Dialog::Panel(shown)) => Some(shown.panel.clone()),
            _ => None,
        }
    }

    /// Has the panel that is open drawn anew, if there is one. While it is being drawn, only the last state that is asked
    /// for waits.
    pub(super) fn draw_panel(&self) {
        if self.panel().is_none() || self.0.desk.drawing.get() {
            return self.0.desk.again.set(true);
        }
        self.0.desk.drawing.set(true);
        let app = self.clone();
        spawn_local(async move {
            let desk = &app.0.desk;
            loop {
                desk.again.set(false);
                let Some(panel) = app.panel() else { break };
                let drawn = app.ask_desk(DRAW, &app.told_of(&panel), None).await;
                app.drawn_panel(&panel, drawn);
                app.print_if_whole(&panel);
                if !desk.again.get() {
                    break;
                }
            }
            desk.drawing.set(false);
        });
    }

    /// A panel with what the page alone knows.
    fn told_of(&self, panel: &Panel) -> String {
        let mut panel = panel.clone();
        let view = self.view();
        let open = view.article.as_ref().map_or_else(String::new, ArticleId::to_string);
        panel.fields.insert("open".to_owned(), open);
        let read = view.settings.read.iter().map(|(id, share)| format!("{id} {share}"));
        panel.fields.insert("read".to_owned(), read.collect::<Vec<_>>().join("\n"));
        panel.write()
    }

    fn drawn_panel(&self, panel: &Panel, drawn: Result<String, String>) {
        let mut parts = drawn.as_deref().unwrap_or_default().splitn(3, '\n');
        let mut part = || parts.next().unwrap_or_default();
        let (title, _paint, drawing) = (part(), part(), part());
        self.change_panel(|shown| {
            if (&shown.panel.name, &shown.panel.about) != (&panel.name, &panel.about) {
                return;
            }
            shown.visible = true;
            shown.of = (&*panel.name).into();
            match &drawn {
                Ok(_) => (shown.title, shown.drawing) = (title.into(), drawing.into()),
                Err(why) => shown.drawing = trouble(why).into(),
            }
        });
    }

    /// Does what was clicked on in a panel.
    pub fn act_in_panel(&self, line: &str) {
        let Some(act) = Act::parse(line) else { return };
        match act {
            Act::Open(id) => self.open_listed(id),
            Act::GoTo(id) => {
                self.close_dialog();
                self.go_to(&id);
            }
            Act::Find(id, start, end) => self.find(id, start, end),
            Act::Remove(id) => self.remove_article(id),
            Act::Update(id) => self.choose_update(id),
            Act::Panel(name, about) => self.show_panel(&name, &about),
            Act::Set(name, value) => self.set_field(&name, &value),
            Act::Do(name, about) => self.have_done(name, about),
            Act::Choose => self.show_dialog(Dialog::Open(None, None)),
            Act::Sample => self.open_sample(),
            Act::Undo => drop(self.undo()),
            Act::Close => self.close_dialog(),
        }
    }

    /// Asks for the new text of an article. If it is from an address, that is where it may be.
    pub(super) fn choose_update(&self, id: ArticleId) {
        let source = self.with(|project| project.article(&id).and_then(|article| article.source.clone()));
        let address = source.filter(|source| source.starts_with("https://") || source.starts_with("http://"));
        self.show_dialog(Dialog::Open(address, Some(id)));
    }

    /// Goes to a place in an article.
    fn find(&self, id: ArticleId, start: usize, end: usize) {
        self.open_listed(id);
        let Some(article) = self.article() else { return };
        let Some(span) = article.text.span(start..end) else { return };
        self.update(|view| view.cursor = Some(span));
        let block = article.text.blocks_of(span).start;
        self.when_drawn(move || measure::show_cursor(block));
    }

    /// Has the desk do something for the panel that is open. If the project changes meanwhile, it is worked out again.
    fn have_done(&self, name: String, about: String) {
        let Some(panel) = self.panel() else { return };
        let app = self.clone();
        spawn_local(async move {
            let asked = format!("{name}\n{about}\n{}", panel.write());
            let done = app.worked_out(ACT, &asked).await.and_then(|outcome| app.carry_out(outcome));
            done.unwrap_or_else(|why| app.trouble(&why));
        });
    }

    /// Asks the desk for what is to be done, and again if the project changes meanwhile: it is for the project as it is.
    pub(super) async fn worked_out(&self, task: &str, asked: &str) -> Result<Outcome, String> {
        for _ in 0..TRIES {
            let outcome = self.ask_desk(task, asked, None).await?;
            if self.0.desk.behind.borrow().is_empty() {
                return Ok(Outcome::read(&outcome));
            }
        }
        Err("The project kept changing meanwhile. Try again.".to_owned())
    }

    /// Carries out what the desk worked out: all of it or nothing. Errors are in words.
    pub(super) fn carry_out(&self, outcome: Outcome) -> Result<(), String> {
        self.apply(&outcome)?;
        self.hand_over(&outcome)?;
        if let [name, about] = &outcome.panel[..] {
            // The same panel goes on with what is in its fields.
            match self.panel().filter(|panel| panel.name == *name && panel.about == *about) {
                Some(_) => self.draw_panel(),
                None => self.show_panel(name, about),
            }
        } else if !outcome.title.is_empty() {
            self.show_dialog(Dialog::Report((&*outcome.title).into(), Rc::new(outcome.notes)));
            return Ok(());
        } else {
            self.close_dialog();
        }
        if !outcome.notes.is_empty() {
            self.say(&outcome.notes.join(" "));
        }
        Ok(())
    }

    /// Gives the reader the file that the desk made, or prints what it draws.
    fn hand_over(&self, outcome: &Outcome) -> Result<(), String> {
        let Outcome { file_name, media_type, content, bytes_base64, .. } = outcome;
        if outcome.prints {
            self.0.desk.prints.set(true);
            self.set_field(WHOLE, "1");
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
            app.set_field(WHOLE, "");
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
            self.dispatch_from(command, origin)
                .map_err(|refused| format!("That was not done: {refused}."))?;
        }
        if let Some(open) = ArticleId::new(&outcome.open) {
            self.open(Some(open));
        }
        Ok(())
    }
}

/// A drawing of what went wrong.
fn trouble(why: &str) -> String {
    format!("[\"p\",{{\"class\":\"trouble\",\"role\":\"alert\"}},{}]", write::quoted(why))
}
