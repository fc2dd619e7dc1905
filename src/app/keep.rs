//! Keeping: what was changed goes to the stores, and the reader is told how that goes.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::view::{Gauge, Keeping};
use super::{App, transfer};
use crate::browser::page::{self, Later, Listener, window};
use crate::browser::slot::Slot;
use crate::browser::storage::{Notice, Opened, Status, Storage, Store};
use crate::format::view::Settings;
use crate::model::project::Project;
use crate::model::session::{Applied, Diff, Edit};

/// The stores, and what is known of them.
pub(super) struct Keeper {
    pub(super) storage: Storage,
    keeping: Slot<Rc<Keeping>>,
    /// What was changed and not yet handed to the stores: large changes wait until they are painted.
    pub(super) waiting: Slot<Vec<Applied>>,
    /// The old project being put aside before a replace; until it is, nothing is handed over.
    aside: Slot<Option<Promise>>,
    /// Counts scrolling, to tell when it has stopped.
    scrolls: Cell<u64>,
    leaving: Slot<Vec<Listener>>,
    /// Whether the browser was asked in this visit to keep the data for good.
    asking: Cell<bool>,
}

/// A change of more records than this is painted first and saved then.
const LARGE: usize = 100;

/// How long the article must be still before its place is noted, in milliseconds.
const STILL: i32 = 400;

/// How long after an export, or a reminder, the reader is reminded again, in milliseconds: a week.
const REMIND: i64 = 7 * 24 * 3600 * 1000;

impl App {
    /// Opens the stores and what is in them; at the very first start, the sample.
    pub async fn start() -> App {
        let slot: Rc<Slot<Option<App>>> = Rc::default();
        let early: Rc<Slot<Vec<Notice>>> = Rc::default();
        let notify = {
            let (slot, early) = (slot.clone(), early.clone());
            move |notice| {
                let app = slot.get();
                match app {
                    Some(app) => app.noticed(notice),
                    None => early.change(|early| early.push(notice)),
                }
            }
        };
        let (storage, Opened { project, view, report }) = Storage::open(notify).await;
        let first = project.is_none();
        let settings = view.as_deref().map(Settings::read).unwrap_or_default();
        let keeping = Slot::new(Rc::new(keeping_of(&storage.status())));
        let keeper = Keeper {
            storage,
            keeping,
            waiting: Slot::default(),
            aside: Slot::default(),
            scrolls: Cell::new(0),
            leaving: Slot::default(),
            asking: Cell::default(),
        };
        let (sample, trouble) = match first.then(transfer::sample) {
            Some(sample) => sample.await.map_or_else(|why| (None, Some(why)), |sample| (Some(sample), None)),
            None => (None, None),
        };
        let project = project.or_else(|| sample.as_ref().map(|sample| sample.project())).unwrap_or_default();
        // Without the sample nothing is stored, so that the next start is the first again.
        let is_new = sample.is_some();
        let app = App::new(project, sample, settings, keeper);
        if is_new {
            let applied = app.with(whole);
            app.save(&applied);
        }
        slot.set(Some(app.clone()));
        early.take().into_iter().for_each(|notice| app.noticed(notice));
        app.0.keeper.leaving.set(app.leaving_and_coming_back());
        let report: Vec<_> = report.into_iter().chain(trouble).collect();
        if !report.is_empty() {
            app.trouble(&report.join(" "));
        }
        app.expect_page();
        app.suggest_soon();
        app
    }

    /// When the reader goes elsewhere, the page may be put aside as it is, and shown again when they come back.
    fn leaving_and_coming_back(&self) -> Vec<Listener> {
        let (leaving, back) = (self.clone(), self.clone());
        let leave = Listener::new(&window(), "pagehide", move |event| {
            leaving.flush();
            if is_put_aside(&event) {
                leaving.storage().leave();
            }
            leaving.remember_place();
        });
        let come_back = Listener::new(&window(), "pageshow", move |event| {
            if is_put_aside(&event) {
                back.storage().come_back();
            }
        });
        vec![leave, come_back]
    }

    fn noticed(&self, notice: Notice) {
        match notice {
            Notice::Status(status) => {
                let keeping = keeping_of(&status);
                if *self.keeping() != keeping {
                    self.0.keeper.keeping.set(Rc::new(keeping));
                    self.changed();
                }
            }
            Notice::Remote(changes) => self.receive(changes),
        }
    }

    pub(super) fn keeping(&self) -> Rc<Keeping> {
        self.0.keeper.keeping.get()
    }

    /// Hands a change to the stores: a small one at once, a large one when it is painted.
    pub(super) fn save(&self, applied: &Applied) {
        let large = applied.edits.len() > LARGE;
        let applied = applied.clone();
        self.0.keeper.waiting.change(|waiting| waiting.push(applied));
        if large {
            let app = self.clone();
            page::after_frame(move || app.flush());
        } else {
            self.flush();
        }
    }

    /// Hands over what still waits.
    fn flush(&self) {
        if self.0.keeper.aside.with(Option::is_some) {
            return;
        }
        for applied in self.0.keeper.waiting.take() {
            self.with(|project| self.0.keeper.storage.save(project, &applied));
        }
    }

    pub(super) fn storage(&self) -> Storage {
        self.0.keeper.storage.clone()
    }

    /// Waits until the stores have been handed all that was done until now.
    pub(super) fn settled(&self) -> Later<'_, ()> {
        Box::pin(async {
            let aside = self.0.keeper.aside.get();
            if let Some(aside) = aside {
                // It never rejects: what went wrong was told by then.
                let _ = JsFuture::from(aside).await;
            }
            self.flush();
        })
    }

    /// Resolves when all that was done until now will outlive the browser. Errors are in words.
    pub async fn durable(&self) -> Result<(), String> {
        self.settled().await;
        let storage = self.0.keeper.storage.clone();
        storage.durable().await
    }

    /// Puts the whole project aside, as it is before a replace. What is changed then is handed to the stores only
    /// when that is done.
    pub(super) fn put_aside(&self) {
        let (app, json) = (self.clone(), self.export(None));
        let aside = page::promise(async move {
            let storage = app.0.keeper.storage.clone();
            let put = storage.snapshot(&json).await;
            app.0.keeper.aside.take();
            app.flush();
            if let Err(why) = put {
                // The old project is still in this tab, and undo brings it back; only a crash would lose it.
                app.say(&why);
            }
            Ok(JsValue::UNDEFINED)
        });
        self.0.keeper.aside.set(Some(aside));
    }

    pub(super) fn save_settings(&self) {
        self.0.keeper.storage.save_view(&self.view().settings.write());
    }

    /// The article was scrolled: notes its place once it is still.
    pub fn scrolled(&self) {
        self.repaint();
        let keeper = &self.0.keeper;
        let number = keeper.scrolls.get() + 1;
        keeper.scrolls.set(number);
        let app = self.clone();
        page::after(STILL, move || {
            if app.0.keeper.scrolls.get() == number {
                app.remember_place();
            }
        });
    }

    /// After the first tag: asks the browser to keep the data for good. If it refuses, says so, and reminds to
    /// export now and then.
    pub(super) fn ask_to_persist(&self) {
        if self.with(|project| project.annotation_count() == 0) {
            return;
        }
        match self.view().settings.persisted {
            // Some browsers ask the reader, who may take their time, or not answer at all: then they are asked again at
            // another visit.
            None if self.0.keeper.asking.replace(true) => {}
            None => {
                let app = self.clone();
                page::spawn(async move {
                    let storage = app.0.keeper.storage.clone();
                    let granted = storage.persist().await;
                    let now = page::now().0;
                    app.set(|settings| {
                        settings.persisted = Some(granted == Some(true));
                        settings.reminded = now;
                    });
                    if granted != Some(true) {
                        app.say_next(
                            "This browser may clear stored data when it runs short of space. Export your work now \
                             and then.",
                        );
                    }
                });
            }
            Some(true) => {}
            Some(false) => {
                let now = page::now().0;
                if now - self.view().settings.reminded > REMIND {
                    self.set(|settings| settings.reminded = now);
                    self.say(
                        "It has been a while since the last export. This browser may clear stored data.",
                    );
                }
            }
        }
    }

    /// The work was exported: no need to remind for a while.
    pub(super) fn exported(&self) {
        let now = page::now().0;
        self.set(|settings| settings.reminded = now);
    }

    /// About how full the store is.
    pub async fn gauge(&self) -> Gauge {
        let storage = self.0.keeper.storage.clone();
        let usage = storage.usage().await;
        let characters = kilo(usage.local_characters as u64);
        let mut text = match usage.local_capacity_seen {
            Some(room) => format!("Local storage: {characters} of about {} characters.", kilo(room as u64)),
            None => format!("Local storage: {characters} characters; storage has never run out."),
        };
        let share =
            usage.local_capacity_seen.map(|room| 100 * usage.local_characters as u64 / room.max(1) as u64);
        let disk = usage.quota.filter(|quota| *quota > 0).zip(usage.indexed_bytes);
        if let Some((quota, bytes)) = disk {
            text.push_str(&format!(
                " On disk: {} of up to {}.",
                bytes_in_words(bytes),
                bytes_in_words(quota)
            ));
        }
        text.push_str(match self.view().settings.persisted {
            Some(true) => " The browser has agreed to keep it for good.",
            Some(false) => " The browser may clear it when it runs short of space: export now and then.",
            None => "",
        });
        Gauge { share: share.or_else(|| disk.map(|(quota, bytes)| 100 * bytes / quota)), text }
    }

    /// Deletes everything, and begins anew with the sample.
    pub fn erase(&self) {
        let app = self.clone();
        page::spawn(async move {
            let storage = app.0.keeper.storage.clone();
            app.0.keeper.waiting.take();
            match storage.erase().await {
                Ok(()) => {
                    // What is left in memory must not be written again on the way out.
                    app.0.keeper.leaving.take();
                    page::reload();
                }
                Err(why) => app.trouble(&format!("Some data could not be deleted: {why}")),
            }
        });
    }
}

/// Whether a page that is left is put aside rather than ended, or one that is shown was put aside. It is all that is
/// wanted of a `PageTransitionEvent`.
fn is_put_aside(event: &web_sys::Event) -> bool {
    js_sys::Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy())
}

/// A project as if it had just been made.
fn whole(project: &Project) -> Applied {
    let items =
        project.agenda().into_iter().map(|(_, item)| Edit::Item(Diff { was: None, now: Some(item.clone()) }));
    let articles = project
        .articles()
        .into_iter()
        .map(|article| Edit::Article(Diff { was: None, now: Some(article.clone()) }));
    Applied { edits: items.chain(articles).collect(), left: Vec::new() }
}

/// How saving goes, in words.
fn keeping_of(status: &Status) -> Keeping {
    let trouble = |store: &Store| match store {
        Store::Working => None,
        Store::Full => Some("is full".to_owned()),
        Store::Blocked(why) => Some(format!("does not work ({why})")),
    };
    let (local, indexed) = (trouble(&status.local), trouble(&status.indexed));
    match (local, indexed) {
        (None, None) => {
            let state = if status.saving { "Saving…" } else { "Saved" };
            Keeping { state, line: None, banner: None }
        }
        (Some(local), None) => Keeping {
            state: if status.saving { "Saving…" } else { "Saved on disk" },
            line: Some(format!("Local storage {local}. Your work is saved in the browser's database only.")),
            banner: None,
        },
        (None, Some(indexed)) => Keeping {
            state: "Saved for now",
            line: Some(format!(
                "The browser's database {indexed}. Your work is kept in local storage alone, which a crash of the \
                 browser can take back by a minute."
            )),
            banner: None,
        },
        (Some(local), Some(indexed)) => Keeping {
            state: "Not saved",
            line: None,
            banner: Some(format!(
                "Nothing can be saved: local storage {local}, and the browser's database {indexed}. You can go on \
                 working, but what you do now is lost when this tab closes. Export it; saving resumes by itself when \
                 there is room again."
            )),
        },
    }
}

/// A count as "950", "12 thousand" or "3.4 million".
fn kilo(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{} thousand", (count + 500) / 1_000),
        _ => format!("{} million", tenths(count, 1_000_000)),
    }
}

fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(bytes, 1_000_000)),
        _ => format!("{} GB", (bytes + 500_000_000) / 1_000_000_000),
    }
}

/// So many of a unit, to the tenth.
fn tenths(count: u64, unit: u64) -> String {
    let tenths = (10 * count + unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}
