//! The ways in: files and folders, what is pasted or dropped, an address, and a page that is handed over. What comes is
//! read by the worker; the page goes on meanwhile.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Blob, DataTransfer, File, HtmlInputElement};

use super::view::Dialog;
use super::{App, fresh_article};
use crate::browser::handed::{self, Handed};
use crate::browser::{address, files, page, worker::Worker};
use crate::format::bookmarklet::BOOKMARKLET;
use crate::format::handover::{Errand, READ};
use crate::format::read::{self, Reading};
use crate::model::project::Article;
use crate::model::session::Command;

/// The largest file that is read, in bytes: the worker's memory has to hold it several times over.
const LARGEST: u32 = 100_000_000;

/// The endings of what is taken out of a folder; of the rest, most are pictures and scripts that belong to a page.
const ENDINGS: [&str; 7] = [".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"];

/// How long one file may take until it is shown that it is being read, in milliseconds.
const SOON: i32 = 300;

/// What is being opened.
#[derive(Default)]
pub(super) struct Opening {
    worker: Worker,
    waiting: RefCell<Vec<Incoming>>,
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

/// What has come of several.
#[derive(Default)]
struct Outcome {
    articles: Vec<Article>,
    refused: Vec<String>,
    notices: Vec<String>,
    exports: Vec<(String, Blob)>,
}

impl App {
    /// Starts the worker, which is about to be needed.
    pub fn prepare_to_open(&self) {
        self.0.opening.worker.warm_up();
    }

    /// Puts the bookmarklet's address on the link with this id.
    pub fn offer_bookmarklet(&self, id: &'static str) {
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(address) = app.bookmarklet().await {
                page::set_attribute(id, "href", &address);
            }
        });
    }

    /// Copies the bookmarklet's address, and says whether that was possible.
    pub fn copy_bookmarklet(&self, then: impl Fn(bool) + 'static) {
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let address = app.bookmarklet().await.unwrap_or_default();
            then(!address.is_empty() && files::copy(&address).await);
        });
    }

    async fn bookmarklet(&self) -> Result<String, String> {
        self.0.opening.worker.ask(BOOKMARKLET, &page::own_address(), None).1.await
    }

    /// Takes the files that were chosen in an input.
    pub fn take_chosen(&self, input: &HtmlInputElement) {
        self.take_all(files::take_chosen(input), 0);
    }

    /// Takes what was dropped: files, folders, a link, or a part of another page.
    pub fn take_dropped(&self, data: &DataTransfer) {
        let app = self.clone();
        if files::carries(data, &["Files"]) {
            let dropped = files::Dropped::of(data);
            wasm_bindgen_futures::spawn_local(async move {
                let (mut list, inside) = dropped.files().await;
                let known = |file: &File| {
                    let name = page::lower_case(&file.name());
                    !name.starts_with('.') && ENDINGS.iter().any(|ending| name.ends_with(ending))
                };
                let found = inside.len();
                list.extend(inside.into_iter().filter(known));
                let left = found.saturating_sub(list.len());
                app.take_all(list, left);
            });
        } else if let Some(link) = files::text_of(data, "text/uri-list") {
            self.show_dialog(Dialog::Open(Some(link.lines().next().unwrap_or_default().into())));
        } else if let Some(html) = files::text_of(data, "text/html") {
            self.take_part(html);
        } else if let Some(text) = files::text_of(data, "text/plain") {
            let opened = self.open_text(&text, None, None, None);
            self.told(
                opened.map(|_| Vec::new()).map_err(|why| format!("What was dropped was not opened. {why}")),
            );
        }
    }

    /// Opens a part of another page that was dropped.
    fn take_part(&self, html: String) {
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = app.read_html(&html, Errand { chosen: true, ..Errand::default() }).await;
            let opened = opened.and_then(|opened| app.add_one(opened));
            app.told(opened.map_err(|why| format!("What was dropped was not opened. {why}")));
        });
    }

    /// Opens what was pasted: from its HTML where there is some, else from its plain text. If that cannot be, `failed`
    /// is told why.
    pub fn open_pasted(
        &self,
        html: Option<String>,
        plain: &str,
        title: Option<String>,
        source: Option<String>,
        failed: impl Fn(String) + 'static,
    ) {
        let Some(html) = html else {
            match self.open_text(plain, title.as_deref(), source.as_deref(), None) {
                Ok(_) => self.close_dialog(),
                Err(why) => failed(why),
            }
            return;
        };
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let errand = Errand { title, address: source, chosen: true, ..Errand::default() };
            app.finish(app.read_html(&html, errand).await, failed);
        });
    }

    /// Fetches the article at an address and opens it. If that cannot be, `failed` is told why.
    pub fn open_address(&self, address: String, failed: impl Fn(String) + 'static) {
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = match address::fetch(&address, LARGEST).await {
                Ok(fetched) => {
                    let (media_type, address) = (Some(fetched.mime), Some(fetched.address));
                    let errand = Errand { media_type, address, ..Errand::default() };
                    app.read(&Incoming { errand, blob: fetched.blob }).await
                }
                Err(why) => Err(why),
            };
            app.finish(opened, failed);
        });
    }

    /// Opens what was read for the dialog. When that is closed, nobody waits for it any more.
    fn finish(&self, opened: Result<Reading, String>, failed: impl Fn(String)) {
        if !matches!(self.view().dialog, Some(Dialog::Open(_))) {
            return;
        }
        match opened.and_then(|opened| self.add_one(opened)) {
            Ok(notices) => {
                self.close_dialog();
                self.told(Ok(notices));
            }
            Err(why) => failed(why),
        }
    }

    async fn read_html(&self, html: &str, errand: Errand) -> Result<Reading, String> {
        let media_type = Some("text/html;charset=utf-8".to_owned());
        let blob = files::of_text(html, "text/html")?;
        self.read(&Incoming { errand: Errand { media_type, ..errand }, blob }).await
    }

    /// Opens one article, and gives what the reader should know of how it was read.
    fn add_one(&self, opened: Reading) -> Result<Vec<String>, String> {
        self.add(vec![opened.article])?;
        Ok(opened.notes)
    }

    /// Tells what came of opening one thing.
    fn told(&self, opened: Result<Vec<String>, String>) {
        match opened {
            Ok(notices) if notices.is_empty() => {}
            Ok(notices) => self.say(&notices.join(" ")),
            Err(why) => self.trouble(&why),
        }
    }

    /// Asks the reader about the page that this tab was opened to take, when it comes.
    pub(super) fn expect_page(&self) {
        let app = self.clone();
        handed::listen(move |page| app.show_dialog(Dialog::Handed(Rc::new(page))));
    }

    /// Opens the page that was handed over.
    pub fn take_handed(&self, handed: &Handed) {
        let (app, html) = (self.clone(), handed.html.clone());
        let errand = Errand {
            address: Some(handed.address.clone().unwrap_or_else(|| handed.origin.clone())),
            ..Errand::default()
        };
        self.close_dialog();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = app.read_html(&html, errand).await.and_then(|opened| app.add_one(opened));
            app.told(opened.map_err(|why| format!("The page was not opened. {why}")));
        });
    }

    /// Takes files, those that come while others are being read after these. `left` files of a folder are none that
    /// can be opened.
    fn take_all(&self, list: Vec<File>, left: usize) {
        if list.is_empty() {
            if left > 0 {
                self.trouble("There is no text, Markdown or HTML file in it.");
            }
            return;
        }
        self.close_dialog();
        let opening = &self.0.opening;
        let count = list.len();
        opening.waiting.borrow_mut().extend(list.into_iter().map(|file| {
            let words = |text: String| Some(text).filter(|text| !text.is_empty());
            let errand =
                Errand { name: words(file.name()), media_type: words(file.type_()), ..Errand::default() };
            Incoming { errand, blob: file.into() }
        }));
        self.update(|view| {
            view.opening.get_or_insert_default().of += count;
        });
        if !opening.running.replace(true) {
            opening.cancelled.set(false);
            let app = self.clone();
            wasm_bindgen_futures::spawn_local(async move { app.open_waiting(left).await });
        }
    }

    async fn open_waiting(&self, left: usize) {
        let opening = &self.0.opening;
        let mut outcome = Outcome::default();
        if left > 0 {
            outcome.notices.push(format!("{left} files of other kinds were left out."));
        }
        let slow = self.clone();
        page::after(SOON, move || slow.update(|view| view.opening.iter_mut().for_each(|it| it.shown = true)));
        while let Some(next) = self.next_incoming() {
            let name = next.errand.name.clone().unwrap_or_default();
            if page::lower_case(&name).ends_with(".json") {
                outcome.exports.push((name, next.blob));
            } else {
                match self.read(&next).await {
                    Ok(opened) => outcome.add(&name, opened),
                    Err(_) if opening.cancelled.get() => break,
                    Err(why) if why.contains(&*name) => outcome.refused.push(why),
                    Err(why) => outcome.refused.push(format!("“{name}”: {why}")),
                }
            }
            self.update(|view| {
                view.opening.iter_mut().for_each(|progress| {
                    progress.done += 1;
                    progress.shown |= progress.of > 1;
                });
            });
        }
        opening.running.set(false);
        let of = self.view().opening.as_ref().map_or(0, |progress| progress.of);
        self.update(|view| view.opening = None);
        self.settle(outcome, of).await;
    }

    fn next_incoming(&self) -> Option<Incoming> {
        let mut waiting = self.0.opening.waiting.borrow_mut();
        if waiting.is_empty() { None } else { Some(waiting.remove(0)) }
    }

    /// Cancels what is being opened: what was read so far is opened, the rest is not.
    pub fn cancel_opening(&self) {
        let opening = &self.0.opening;
        opening.cancelled.set(true);
        opening.waiting.take();
        opening.worker.cancel(opening.asked.get());
    }

    async fn read(&self, incoming: &Incoming) -> Result<Reading, String> {
        if incoming.blob.size() > f64::from(LARGEST) {
            return Err("It is larger than 100 MB, which is the most that can be read.".to_owned());
        }
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

    /// Opens what was read of several files, and says what was refused.
    async fn settle(&self, mut outcome: Outcome, of: usize) {
        let count = outcome.articles.len();
        if let Err(why) = self.add(std::mem::take(&mut outcome.articles)) {
            return self.trouble(&format!("Nothing was opened: {why}."));
        }
        if let [(name, export)] = &*outcome.exports {
            let offered = match files::read_text(export).await {
                Ok(text) => self.offer_import(text),
                Err(why) => Err(why),
            };
            if let Err(why) = offered {
                outcome.refused.push(format!("“{name}” was not imported: {why}"));
            }
        } else {
            let names = outcome.exports.iter().map(|(name, _)| name);
            outcome
                .refused
                .extend(names.map(|name| format!("“{name}”: Exports are imported one at a time.")));
        }
        let lines = [outcome.refused, outcome.notices].concat();
        let cancelled = self.0.opening.cancelled.get();
        if lines.is_empty() {
            if cancelled {
                self.say(&format!("Cancelled. {count} of {of} articles are opened."));
            } else if count > 1 {
                self.say(&format!("{count} articles are opened."));
            }
        } else if of > 1 {
            let title = format!("{count} of {of} opened");
            self.show_dialog(Dialog::Report(title.into(), Rc::new(lines)));
        } else if count > 0 {
            self.say(&lines.join(" "));
        } else {
            self.trouble(&lines.join(" "));
        }
    }
}

impl Outcome {
    fn add(&mut self, name: &str, opened: Reading) {
        self.notices.extend(opened.notes.into_iter().map(|notice| format!("“{name}”: {notice}")));
        self.articles.push(opened.article);
    }
}
