//! The ways in: files and folders, what is pasted or dropped, an address, and a page that is handed over. What comes is
//! read by the worker; the page goes on meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Blob, DataTransfer, File, HtmlInputElement};

use super::App;
use super::view::{Dialog, Place, Progress};
use crate::browser::address::{self, Fetched};
use crate::browser::handed::{self, Handed};
use crate::browser::slot::Slot;
use crate::browser::{files, page};
use crate::format::handover::{ADDRESS, BOOKMARKLET, Errand};
use crate::format::panel::{OPEN, Outcome};
use crate::model::project::ArticleId;

/// The endings of what is taken out of a folder; of the rest, most are pictures and scripts that belong to a page.
const ENDINGS: [&str; 7] = [".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"];

/// How long one file may take until it is shown that it is being read, in milliseconds.
const SOON: i32 = 300;

/// What is being opened.
#[derive(Default)]
pub(super) struct Opening {
    waiting: Slot<Vec<Incoming>>,
    running: Cell<bool>,
    cancelled: Cell<bool>,
    /// How many dialogs were closed: what was asked in one is not for another.
    pub(super) closed: Cell<u32>,
}

/// Something that may be an article.
struct Incoming {
    errand: Errand,
    blob: Blob,
}

/// What is told why something was not opened.
pub type Failed = Box<dyn Fn(String)>;

/// A text that was pasted: with its formatting, if it came with that.
#[derive(Clone, PartialEq, Debug)]
pub struct Pasted {
    /// The text alone.
    pub plain: String,
    /// The same as HTML.
    pub html: Option<String>,
}

impl App {
    /// Offers what is pasted while no field has the focus: files are read, an address or a text comes into the dialog for
    /// opening one, where the reader decides. Whether there was anything.
    pub fn take_pasted(&self, data: &DataTransfer) -> bool {
        if files::carries(data, "Files") {
            self.take_dropped(data);
            return true;
        }
        let plain = files::text_of(data, "text/plain").unwrap_or_default();
        let html = files::text_of(data, "text/html");
        let line = plain.trim();
        let is_address = line.starts_with("https://") || line.starts_with("http://");
        if is_address && !line.contains(char::is_whitespace) {
            self.show_dialog(Dialog::Open(Some(line.into()), None));
            return true;
        }
        if plain.is_empty() && html.is_none() {
            return false;
        }
        self.0.pasted.replace(Some(Pasted { plain, html }));
        self.show_dialog(Dialog::Open(None, None));
        true
    }

    /// Takes the content pasted on the page, once: the dialog that was opened for it takes it.
    pub fn pasted(&self) -> Option<Pasted> {
        self.0.pasted.take()
    }

    /// Puts the bookmarklet's address on the link with this id. The worker has it; so that one is there by now when
    /// something is opened.
    pub fn offer_bookmarklet(&self, id: &'static str) {
        let app = self.clone();
        page::spawn(async move {
            if let Ok(address) = app.ask(BOOKMARKLET, "").await {
                page::set_attribute(id, "href", &address);
            }
            // What is opened next is compared with what is here: meanwhile the desk is told of that.
            app.tell_desk().await;
        });
    }

    /// Asks the worker about this page and something else.
    async fn ask(&self, task: &str, about: &str) -> Result<String, String> {
        let asked = format!("{}\n{about}", page::own_address());
        self.0.desk.worker.ask(task, &asked, None).1.await.map_err(|why| why.to_string())
    }

    /// Takes the files that were chosen in an input.
    pub fn take_chosen(&self, input: &HtmlInputElement) {
        self.take_all(files::take_chosen(input), 0);
    }

    /// Takes what was dropped: files, folders, a link, or a part of another page.
    pub fn take_dropped(&self, data: &DataTransfer) {
        if files::carries(data, "Files") {
            let (app, dropped) = (self.clone(), files::Dropped::of(data));
            page::spawn(async move {
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
            let link = link.lines().next().unwrap_or_default();
            self.show_dialog(Dialog::Open(Some(link.into()), self.updating()));
        } else if let Some(kind) =
            ["text/html", "text/plain"].into_iter().find(|kind| files::carries(data, kind))
        {
            let part = files::text_of(data, kind).unwrap_or_default();
            self.open_part(&part, kind, Errand { chosen: true, ..Errand::default() }, self.telling());
        }
    }

    /// Opens what was pasted: a text of a media type.
    pub fn open_pasted(
        &self,
        text: &str,
        kind: &str,
        title: Option<String>,
        source: Option<String>,
        failed: Failed,
    ) {
        let errand = Errand { title, address: source, chosen: true, ..Errand::default() };
        self.open_part(text, kind, errand, failed);
    }

    /// The article that what is opened now is a new version of.
    fn updating(&self) -> Option<ArticleId> {
        match &self.view().dialog {
            Some(Dialog::Open(_, updating)) => updating.clone(),
            _ => None,
        }
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
        let (app, closed) = (self.clone(), self.0.opening.closed.get());
        page::spawn(async move {
            let fetched = match app.ask(ADDRESS, &address).await {
                Ok(address) => address::fetch(&address).await,
                Err(why) => Err(why),
            };
            if app.0.opening.closed.get() != closed {
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
        page::spawn(async move {
            let read = app.read(&incoming).await;
            if let Err(why) = read.and_then(|outcome| app.carry_out(Place::Dialog, outcome)) {
                failed(why);
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
        let update = self.updating().map(|id| id.to_string());
        if update.is_some() && list.len() > 1 {
            return self.trouble("Several files were chosen. Choose one, the new text of this article.");
        }
        self.close_dialog();
        let opening = &self.0.opening;
        let count = list.len();
        let files = list.into_iter().map(|file| {
            let words = |text: String| Some(text).filter(|text| !text.is_empty());
            let (name, media_type) = (words(file.name()), words(file.type_()));
            let update = update.clone();
            Incoming { errand: Errand { name, media_type, update, ..Errand::default() }, blob: file.into() }
        });
        let files: Vec<_> = files.collect();
        opening.waiting.change(|waiting| waiting.extend(files));
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
            page::spawn(async move { app.open_waiting().await });
        }
    }

    fn progress(&self, change: impl Fn(&mut Progress)) {
        self.update(|view| view.opening.iter_mut().for_each(change));
    }

    /// Reads what waits, one after another, and opens it all as one step.
    async fn open_waiting(&self) {
        let opening = &self.0.opening;
        let mut read = Read::default();
        while let Some(next) = self.next_incoming() {
            let name = next.errand.name.as_deref().unwrap_or_default();
            let outcome = self.read(&next).await;
            if opening.cancelled.get() {
                break;
            }
            read.take(name, outcome);
            self.progress(|progress| {
                progress.done += 1;
                progress.shown |= progress.of > 1;
            });
        }
        opening.running.set(false);
        let progress = self.view().opening.clone().unwrap_or_default();
        self.update(|view| view.opening = None);
        if progress.left > 0 {
            read.report.push(format!("{} files of other types were skipped.", progress.left));
        }
        self.settle(read, progress.of);
    }

    fn next_incoming(&self) -> Option<Incoming> {
        let next = |waiting: &mut Vec<_>| if waiting.is_empty() { None } else { Some(waiting.remove(0)) };
        self.0.opening.waiting.change(next)
    }

    /// Opens what was read of several files, and says what came of them.
    fn settle(&self, mut read: Read, of: usize) {
        let count = read.count;
        if count > 1 {
            read.all.step = format!("{count} articles opened");
        }
        // Who is typing, or tagging, is left where they are.
        let stays = count > 0 && (page::typing() || self.view().menu.is_some());
        if stays {
            read.all.open.clear();
        }
        if let Err(why) = self.apply(&read.all) {
            read.report.push(why);
        }
        let place = if stays { ", and in the list of articles" } else { "" };
        let title = format!("{count} of {of} opened{place}");
        if let Some((name, about)) = read.panel() {
            // What else is to be said stands behind it, until it is closed.
            if !read.report.is_empty() {
                self.trouble(&read.report.join(" "));
            }
            return self.show_panel(&name, &about);
        }
        if read.report.is_empty() {
            match (self.0.opening.cancelled.get(), of) {
                (true, _) => self.say(&format!("Stopped: {title}.")),
                (false, 1) if !stays => {}
                (false, _) => self.say(&format!("{title}.")),
            }
        } else if stays {
            self.trouble(&format!("{title}. {}", read.report.join(" ")));
        } else if of > 1 {
            self.show_dialog(Dialog::Report(title.into(), Rc::new(read.report)));
        } else {
            self.message(&read.report.join(" "), count == 0, false);
        }
    }

    /// Cancels what is being opened: what was read so far is opened, the rest is not.
    pub fn cancel_opening(&self) {
        let opening = &self.0.opening;
        opening.cancelled.set(true);
        opening.waiting.take();
        self.0.desk.worker.cancel(self.0.desk.asked.get());
    }

    async fn read(&self, incoming: &Incoming) -> Result<Outcome, String> {
        let mut errand = incoming.errand.clone();
        let updating = || self.updating().map(|id| id.to_string());
        errand.update = errand.update.or_else(updating);
        let answer = self.ask_desk(OPEN, &errand.to_json(), Some(&incoming.blob)).await;
        answer.map(|answer| Outcome::read(&answer)).map_err(|why| why.to_string())
    }
}

/// What came of several files.
#[derive(Default)]
struct Read {
    /// What opens all articles at once, the first of them to be seen.
    all: Outcome,
    count: usize,
    report: Vec<String>,
    /// Which panels are to be shown for what is to be decided.
    panels: Vec<Vec<String>>,
}

impl Read {
    fn take(&mut self, name: &str, outcome: Result<Outcome, String>) {
        let named = |what: String| {
            if page::includes(&what, name) { what } else { format!("“{name}”: {what}") }
        };
        match outcome {
            Ok(outcome) => {
                self.count += usize::from(!outcome.entries.is_empty());
                self.all.entries.push_str(&outcome.entries);
                self.report.extend(outcome.notes.into_iter().map(named));
                self.panels.extend(Some(outcome.panel).filter(|panel| panel.len() == 2));
                if self.all.open.is_empty() {
                    (self.all.open, self.all.step) = (outcome.open, outcome.step);
                }
            }
            Err(why) => self.report.push(named(why)),
        }
    }

    /// The panel that is to be shown, and what it is about: all that are like the first, if it takes several.
    fn panel(&mut self) -> Option<(String, String)> {
        let first = self.panels.first()?[0].clone();
        if first == "import" && self.panels.len() > 1 {
            self.report
                .push("Agendum exports are imported one at a time. Open the others one by one.".to_owned());
        }
        let like: Vec<&str> =
            self.panels.iter().filter(|it| it[0] == first).map(|it| it[1].as_str()).collect();
        let about = if first == "known" { like.join(",") } else { like[0].to_owned() };
        Some((first, about))
    }
}
