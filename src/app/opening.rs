//! The ways in: files and folders, what is pasted or dropped, an address, and a page that is handed over. What comes is
//! read by the worker; the page goes on meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DataTransfer, File, HtmlInputElement};

use super::view::{Dialog, Progress};
use super::{App, fresh_article};
use crate::browser::address::{self, Fetched};
use crate::browser::handed::{self, Handed};
use crate::browser::slot::Slot;
use crate::browser::{files, page, worker::Worker};
use crate::format::handover::{ADDRESS, BOOKMARKLET, Errand, READ};
use crate::format::read::{self, Reading};
use crate::model::project::Article;
use crate::model::session::Command;

/// The endings of what is taken out of a folder; of the rest, most are pictures and scripts that belong to a page.
const ENDINGS: [&str; 7] = [".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"];

/// How long one file may take until it is shown that it is being read, in milliseconds.
const SOON: i32 = 300;

/// What is being opened.
#[derive(Default)]
pub(super) struct Opening {
    worker: Worker,
    waiting: Slot<Vec<Incoming>>,
    /// The request that is being answered.
    asked: Cell<u32>,
    running: Cell<bool>,
    cancelled: Cell<bool>,
}

/// Something that may be an article.
struct Incoming {
    errand: Errand,
    blob: Blob,
}

/// What is told why something was not opened.
pub type Failed = Box<dyn Fn(String)>;

impl App {
    /// Puts the bookmarklet's address on the link with this id. The worker has it; so that one is there by now when
    /// something is opened.
    pub fn offer_bookmarklet(&self, id: &'static str) {
        let app = self.clone();
        spawn_local(async move {
            if let Ok(address) = app.ask(BOOKMARKLET, "").await {
                page::set_attribute(id, "href", &address);
            }
        });
    }

    /// Asks the worker about this page and something else.
    async fn ask(&self, task: &str, about: &str) -> Result<String, String> {
        let asked = format!("{}\n{about}", page::own_address());
        self.0.opening.worker.ask(task, &asked, None).1.await
    }

    /// Takes the files that were chosen in an input.
    pub fn take_chosen(&self, input: &HtmlInputElement) {
        self.take_all(files::take_chosen(input), 0);
    }

    /// Takes what was dropped: files, folders, a link, or a part of another page.
    pub fn take_dropped(&self, data: &DataTransfer) {
        if files::carries(data, "Files") {
            let (app, dropped) = (self.clone(), files::Dropped::of(data));
            spawn_local(async move {
                let (mut list, inside) = dropped.files().await;
                let found = list.len() + inside.len();
                list.extend(inside.into_iter().filter(|file| {
                    let name = page::lower_case(&file.name());
                    !name.starts_with('.') && ENDINGS.iter().any(|ending| name.ends_with(ending))
                }));
                let left = found - list.len();
                app.take_all(list, left);
            });
        } else if let Some(link) = files::text_of(data, "text/uri-list") {
            self.show_dialog(Dialog::Open(Some(link.lines().next().unwrap_or_default().into())));
        } else if let Some(kind) =
            ["text/html", "text/plain"].into_iter().find(|kind| files::carries(data, kind))
        {
            let part = files::text_of(data, kind).unwrap_or_default();
            self.open_part(&part, kind, Errand { chosen: true, ..Errand::default() }, self.telling());
        }
    }

    /// Opens what was pasted, from its HTML.
    pub fn open_pasted(&self, html: &str, title: Option<String>, source: Option<String>, failed: Failed) {
        let errand = Errand { title, address: source, chosen: true, ..Errand::default() };
        self.open_part(html, "text/html", errand, failed);
    }

    /// Asks the reader about the page that this tab was opened to take, when it comes.
    pub(super) fn expect_page(&self) {
        let app = self.clone();
        handed::listen(move |page| app.show_dialog(Dialog::Handed(Rc::new(page))));
    }

    /// Opens the page that was handed over.
    pub fn take_handed(&self, handed: &Handed) {
        let address = handed.address.as_ref().unwrap_or(&handed.origin);
        let errand = Errand { address: Some(address.clone()), ..Errand::default() };
        self.close_dialog();
        self.open_part(&handed.html, "text/html", errand, self.telling());
    }

    /// Fetches the article at an address and opens it for the dialog; when that is closed, nobody waits any more.
    pub fn open_address(&self, address: String, failed: Failed) {
        let app = self.clone();
        spawn_local(async move {
            let fetched = match app.ask(ADDRESS, &address).await {
                Ok(address) => address::fetch(&address).await,
                Err(why) => Err(why),
            };
            if !matches!(app.view().dialog, Some(Dialog::Open(_))) {
                return;
            }
            match fetched {
                Ok(Fetched { blob, media_type, address }) => {
                    let (media_type, address) = (Some(media_type), Some(address));
                    let errand = Errand { media_type, address, ..Errand::default() };
                    app.open_one(Incoming { errand, blob }, failed);
                }
                Err(why) => failed(why),
            }
        });
    }

    /// Opens a text of a media type.
    fn open_part(&self, text: &str, kind: &str, errand: Errand, failed: Failed) {
        let media_type = Some(format!("{kind};charset=utf-8"));
        match files::of_text(text, kind) {
            Ok(blob) => self.open_one(Incoming { errand: Errand { media_type, ..errand }, blob }, failed),
            Err(why) => failed(why),
        }
    }

    /// Reads one thing and opens it, and closes the dialog from which it came.
    fn open_one(&self, incoming: Incoming, failed: Failed) {
        let app = self.clone();
        spawn_local(async move {
            let read = app.read(&incoming).await;
            let opened = read.and_then(|reading| app.add(vec![reading.article]).map(|()| reading.notes));
            match opened {
                Ok(notes) => {
                    app.close_dialog();
                    if !notes.is_empty() {
                        app.say(&notes.join(" "));
                    }
                }
                Err(why) => failed(why),
            }
        });
    }

    /// Tells the reader what was not opened, where there is no dialog to tell it.
    fn telling(&self) -> Failed {
        let app = self.clone();
        Box::new(move |why| app.trouble(&why))
    }

    /// Takes files, those that come while others are being read after these. `left` files of a folder are none that
    /// can be opened.
    fn take_all(&self, list: Vec<File>, left: usize) {
        self.close_dialog();
        let opening = &self.0.opening;
        let count = list.len();
        opening.waiting.borrow_mut().extend(list.into_iter().map(|file| {
            let words = |text: String| Some(text).filter(|text| !text.is_empty());
            let (name, media_type) = (words(file.name()), words(file.type_()));
            Incoming { errand: Errand { name, media_type, ..Errand::default() }, blob: file.into() }
        }));
        self.update(|view| {
            let progress = view.opening.get_or_insert_default();
            progress.of += count;
            progress.left += left;
        });
        if !opening.running.replace(true) {
            opening.cancelled.set(false);
            let app = self.clone();
            page::after(SOON, move || app.progress(|progress| progress.shown = true));
            let app = self.clone();
            spawn_local(async move { app.open_waiting().await });
        }
    }

    fn progress(&self, change: impl Fn(&mut Progress)) {
        self.update(|view| view.opening.iter_mut().for_each(change));
    }

    /// Reads what waits, one after another, and opens it all as one step.
    async fn open_waiting(&self) {
        let opening = &self.0.opening;
        let (mut articles, mut report, mut exports) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(next) = self.next_incoming() {
            let name = next.errand.name.as_deref().unwrap_or_default();
            if page::lower_case(name).ends_with(".json") {
                exports.push(next);
            } else {
                let read = self.read(&next).await;
                if opening.cancelled.get() {
                    break;
                }
                let named = |what: String| {
                    if page::includes(&what, name) { what } else { format!("“{name}”: {what}") }
                };
                match read {
                    Ok(reading) => {
                        articles.push(reading.article);
                        report.extend(reading.notes.into_iter().map(named));
                    }
                    Err(why) => report.push(named(why)),
                }
            }
            self.progress(|progress| {
                progress.done += 1;
                progress.shown |= progress.of > 1;
            });
        }
        opening.running.set(false);
        let progress = self.view().opening.clone().unwrap_or_default();
        self.update(|view| view.opening = None);
        let count = articles.len();
        if let Err(why) = self.add(articles) {
            report.push(why);
        }
        if exports.len() > 1 {
            report.push("Exports of Agendum are imported one at a time.".to_owned());
        } else if let Some(export) = exports.pop() {
            let text = files::read_text(&export.blob).await;
            if let Err(why) = text.and_then(|text| self.offer_import(text)) {
                report.push(format!("“{}” was not imported: {why}", export.errand.name.unwrap_or_default()));
            }
        }
        if progress.left > 0 {
            report.push(format!("{} files of other kinds were left out.", progress.left));
        }
        self.settle(count, progress.of, report);
    }

    fn next_incoming(&self) -> Option<Incoming> {
        let mut waiting = self.0.opening.waiting.borrow_mut();
        if waiting.is_empty() { None } else { Some(waiting.remove(0)) }
    }

    /// Says what came of several files.
    fn settle(&self, count: usize, of: usize, report: Vec<String>) {
        let title = format!("{count} of {of} opened");
        if report.is_empty() {
            match (self.0.opening.cancelled.get(), of) {
                (true, _) => self.say(&format!("Cancelled: {title}.")),
                (false, 1) => {}
                (false, _) => self.say(&format!("{title}.")),
            }
        } else if of > 1 {
            self.show_dialog(Dialog::Report(title.into(), Rc::new(report)));
        } else {
            self.message(&report.join(" "), count == 0);
        }
    }

    /// Cancels what is being opened: what was read so far is opened, the rest is not.
    pub fn cancel_opening(&self) {
        let opening = &self.0.opening;
        opening.cancelled.set(true);
        opening.waiting.take();
        opening.worker.cancel(opening.asked.get());
    }

    async fn read(&self, incoming: &Incoming) -> Result<Reading, String> {
        let opening = &self.0.opening;
        let (number, answer) = opening.worker.ask(READ, &incoming.errand.to_json(), Some(&incoming.blob));
        opening.asked.set(number);
        read::reading(&answer.await?, fresh_article(), page::now()).map_err(|refusal| refusal.to_string())
    }

    /// Adds articles as one step and opens the first.
    fn add(&self, articles: Vec<Article>) -> Result<(), String> {
        let first = articles.first().map(|article| article.id.clone());
        let name = format!("open {} articles", articles.len());
        let mut commands: Vec<_> = articles.into_iter().map(Command::AddArticle).collect();
        let command = match commands.len() {
            0 => return Ok(()),
            1 => commands.remove(0),
            _ => Command::All(name, commands),
        };
        self.dispatch(command).map_err(|refused| refused.to_string())?;
        self.open(first);
        Ok(())
    }
}
