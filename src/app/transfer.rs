//! Projects in and out: exporting and importing; the sample.

use std::rc::Rc;

use super::App;
use super::view::Dialog;
use crate::browser::{files, page};
use crate::format::json::{self, Scope};
use crate::format::panel::{IMPORT, TEXT};
use crate::format::time;
use crate::model::project::ArticleId;
use crate::model::session::Command;
use crate::sample::{self, Sample};

/// What is said before what was typed would be lost.
const TYPED: &str = "Unsaved text. Press again to discard it.";

impl App {
    /// Opens the sample article, bringing it back if it was deleted.
    pub fn open_sample(&self) {
        self.close_dialog();
        self.with_sample(|app, sample| {
            let Some(article) = sample.article() else { return };
            let id = article.id.clone();
            if app.with(|project| project.article(&id).is_some()) || app.attempt(Command::AddArticle(article))
            {
                app.open(Some(id));
            }
        });
    }

    /// Fills in the example tagging of the sample article.
    pub fn show_example_tags(&self) {
        self.with_sample(|app, sample| {
            let Some(article) = sample.article() else { return };
            let id = article.id.clone();
            // They are tags of the sample: whoever reads something else is taken there, and told.
            let is_elsewhere = app.view().article.as_ref() != Some(&id);
            if is_elsewhere {
                let is_here = app.with(|project| project.article(&id).is_some());
                if !is_here && !app.attempt(Command::AddArticle(article)) {
                    return;
                }
                app.open(Some(id));
            }
            app.tag_as_example(sample, is_elsewhere);
        });
    }

    fn tag_as_example(&self, sample: &Sample, is_elsewhere: bool) {
        match self.with(|project| sample.example_tags(project)) {
            Some(command) => {
                if !self.attempt(command) {
                    return;
                }
                if is_elsewhere {
                    self.say_done("This is the sample article, with example tags. Undo removes the tags.");
                } else {
                    self.say_done("These are example tags. Undo removes them.");
                }
            }
            None => self.say("The example tags are already there, or the sample’s text has changed."),
        }
    }

    fn with_sample(&self, then: fn(&App, &Sample)) {
        let app = self.clone();
        page::spawn(async move {
            let known = app.0.sample.get();
            let sample = match known {
                Some(known) => Ok(known),
                None => sample().await,
            };
            match sample {
                Ok(sample) => {
                    app.0.sample.replace(Some(sample.clone()));
                    then(&app, &sample);
                }
                Err(why) => app.trouble(&why),
            }
        });
    }

    /// The project, or one article with its annotations and the agenda, as JSON.
    pub fn export(&self, article: Option<ArticleId>) -> String {
        let scope = article.map_or(Scope::Project, Scope::Article);
        self.with(|project| json::export(project, &scope, page::now()))
    }

    /// Downloads the whole project, or the open article, and closes the dialog in which that was chosen.
    pub fn export_file(&self, whole: bool) {
        if self.download(whole) {
            self.close_dialog();
        }
    }

    /// Downloads the whole project, from wherever that is offered; what is open stays open.
    pub fn export_project_file(&self) {
        self.download(true);
    }

    fn download(&self, whole: bool) -> bool {
        let article = self.view().article.clone().filter(|_| !whole);
        let name = self.file_name(article.as_ref());
        let downloaded = files::download(&name, "application/json", &self.export(article));
        match &downloaded {
            Ok(()) => {
                self.exported();
                self.say(&format!("Exported as {name}."));
            }
            Err(why) => self.trouble(&format!("{why} Copy the export to the clipboard instead.")),
        }
        downloaded.is_ok()
    }

    /// Copies the whole project, or the open article, to the clipboard; where there is none, downloads it.
    pub fn export_clipboard(&self, whole: bool) {
        let app = self.clone();
        let article = self.view().article.clone().filter(|_| !whole);
        let json = self.export(article);
        page::spawn(async move {
            if files::copy(&json).await {
                app.close_dialog();
                app.exported();
                app.say("Export copied to the clipboard.");
            } else {
                app.export_file(whole);
                app.say("The clipboard is not available here, so the export was downloaded as a file.");
            }
        });
    }

    fn file_name(&self, article: Option<&ArticleId>) -> String {
        let title =
            article.and_then(|id| self.with(|project| project.article(id).map(|it| it.title.clone())));
        let date = time::written(page::now());
        let date = date.get(..10).unwrap_or_default();
        let words = title.as_deref().unwrap_or_default();
        let words: Vec<_> =
            words.split(parts_words).filter(|word| !word.is_empty()).take(6).map(page::lower_case).collect();
        if words.is_empty() {
            format!("agendum-{date}.json")
        } else {
            format!("{}-{date}.json", words.join("-"))
        }
    }

    /// Opens an article from what a program calls with, as JSON; gives its id. Errors are in words.
    pub async fn open_text(&self, call: &str) -> Result<String, String> {
        let outcome = self.worked_out(TEXT, call).await?;
        self.apply(&outcome)?;
        Ok(outcome.open)
    }

    /// Imports an export, as one undo step: `merge` puts its records beside those that are here, the newer wins;
    /// `replace` puts them in their place. Gives the report as JSON. Errors are in words, and then nothing has changed.
    pub async fn import(&self, text: &str, mode: &str) -> Result<String, String> {
        let outcome = self.worked_out(IMPORT, &format!("{mode}\n{text}")).await?;
        self.apply(&outcome)?;
        Ok(outcome.data)
    }

    /// Opens a dialog.
    pub fn show_dialog(&self, dialog: Dialog) {
        self.update(|view| {
            view.menu = None;
            view.several = None;
            view.dialog = Some(dialog);
        });
    }

    /// Whether what is open there may be left: if something is typed that would be lost, the reader is told first.
    pub fn may_leave(&self, within: &str) -> bool {
        let is_told = self.view().message.as_ref().is_some_and(|message| &*message.text == TYPED);
        if is_told || !page::has_typed(within) {
            return true;
        }
        self.say(TYPED);
        false
    }

    /// Closes whatever dialog is open, unless something is typed in it that would be lost; whether it did.
    pub fn leave_dialog(&self) -> bool {
        let may = self.may_leave("dialog[open]");
        if may {
            self.close_dialog();
        }
        may
    }

    /// Closes whatever dialog is open.
    pub fn close_dialog(&self) {
        page::close_dialogs();
        self.0.opening.closed.set(self.0.opening.closed.get() + 1);
        self.update(|view| view.dialog = None);
        self.draw_panel();
    }
}

/// Whether a character is between the words of a file's name. Which of the others are letters, Unicode says in two kilobytes of
/// tables; here it is enough that typographic signs (U+2000 to U+206F), quotation marks and spaces are not.
fn parts_words(character: char) -> bool {
    let is_plain = character.is_ascii_alphanumeric() || !character.is_ascii();
    !is_plain
        || character.is_whitespace()
        || matches!(character, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}')
}

/// Loads the sample. Errors are in words.
pub(super) async fn sample() -> Result<Rc<Sample>, String> {
    let file =
        files::fetch(sample::FILE).await.map_err(|why| format!("The sample article is missing: {why}"))?;
    Sample::read(&file).map(Rc::new).ok_or_else(|| "The sample article is damaged.".to_owned())
}
