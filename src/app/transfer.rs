//! Articles and projects in and out: opening, exporting, importing.

use super::view::Dialog;
use super::{App, fresh_article};
use crate::browser::page;
use crate::model::extra::Extra;
use crate::model::project::{Article, ArticleId};
use crate::model::session::{Command, Refused};
use crate::model::text::Text;
use crate::sample;

/// What becomes of the project when another is imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The records of both, by id; the newer wins.
    Merge,
    /// The imported one alone.
    Replace,
}

impl App {
    /// Opens an article from plain text. Errors are in words.
    pub fn open_text(
        &self,
        text: &str,
        title: Option<&str>,
        source: Option<&str>,
        language: Option<&str>,
    ) -> Result<ArticleId, String> {
        if text.trim().is_empty() {
            return Err("There is no text in it. Paste or choose an article with some words.".to_owned());
        }
        let (text, title) = Text::plain(text, title);
        let words = |words: Option<&str>| {
            words.map(str::trim).filter(|words| !words.is_empty()).map(std::rc::Rc::from)
        };
        let now = page::now();
        let id = fresh_article();
        let article = Article {
            id: id.clone(),
            title: title.into(),
            source: words(source),
            language: words(language),
            text,
            created: now,
            modified: now,
            extra: Extra::default(),
        };
        self.dispatch(Command::AddArticle(article)).map_err(|refused: Refused| refused.to_string())?;
        self.open(Some(id.clone()));
        Ok(id)
    }

    /// Fills in the example tagging of the sample article.
    pub fn show_example_tags(&self) {
        let command = self.with(sample::example_tags);
        match command {
            Some(command) => {
                if self.attempt(command) {
                    self.say("These are example tags. Undo takes them away again.");
                }
            }
            None => self.say("The example tags are there already."),
        }
    }

    /// Opens the sample article, bringing it back if it was deleted.
    pub fn open_sample(&self) {
        let article = sample::article();
        let id = article.id.clone();
        if self.with(|project| project.article(&id).is_some()) || self.attempt(Command::AddArticle(article)) {
            self.open(Some(id));
        }
    }
    /// To come.
    pub fn export_project_file(&self) {}
    /// To come.
    pub fn export_file(&self, _w: bool) {}
    /// To come.
    pub fn export_clipboard(&self, _w: bool) {}
    /// To come.
    pub fn take_import(&self, _m: Mode) {}
    /// To come.
    pub fn take_files(&self, _f: Option<web_sys::FileList>) {}
    /// To come.
    pub fn take_chosen(&self, _f: &web_sys::HtmlInputElement) {}
    /// To come.
    pub async fn gauge(&self) -> super::view::Gauge {
        super::view::Gauge { share: None, text: String::new() }
    }
    /// To come.
    pub fn erase(&self) {}
    /// To come.
    pub fn scrolled(&self) {}

    /// Opens a dialog.
    pub fn show_dialog(&self, dialog: Dialog) {
        self.update(|view| {
            view.menu = None;
            view.several = None;
            view.dialog = Some(dialog);
        });
    }

    /// Closes whatever dialog is open.
    pub fn close_dialog(&self) {
        self.update(|view| view.dialog = None);
    }
}
