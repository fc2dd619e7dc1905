//! What the page and the desk say to each other: what a panel is to show, what is to be done, and what comes of it.
//!
//! The desk (`crate::desk`) runs beside the page and has a project of its own, which follows that of the page record by
//! record. What it works out comes back as records too, and the page applies them as one undo step.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::value::RawValue;

use super::ledger::{Entries, add_line, lines, read_message};
use super::raw::{FromJson, Object};
use super::record::{self, Body, Key, Slot};
use super::write;
use crate::model::project::{Annotation, ArticleId, Change, Project};
use crate::model::sorted::Map;
use crate::model::text::Text;

/// The task of keeping up with the page's project: a number and a line end, then [lines](super::ledger::lines). Number 0 begins
/// anew, each one after adds 1; what comes out of turn is answered with [`OUT_OF_STEP`].
pub const KEEP: &str = "keep";

/// The task of drawing a panel. It is asked with a [`Panel`], and answers with a title, a line end and the drawing. This and
/// all further tasks come with the number of the last [`KEEP`] and a line end before what they are asked.
pub const DRAW: &str = "draw";

/// The task of doing something in a panel: its name and a line end, what it is about and a line end, and the [`Panel`]. The
/// answer is an [`Outcome`].
pub const ACT: &str = "act";

/// The task of reading something that is to be opened. It is asked with an [`Errand`](super::handover::Errand), and bytes.
/// The answer is an [`Outcome`].
pub const OPEN: &str = "open";

/// The task of opening a text for a program: JSON with `text`, and perhaps `title`, `source` and `language`. The answer is
/// an [`Outcome`].
pub const TEXT: &str = "text";

/// The task of importing an export at once: `merge` or `replace`, and bytes. The answer is an [`Outcome`].
pub const IMPORT: &str = "import";

/// What the desk answers when it does not have the project of the page: it has been started anew.
pub const OUT_OF_STEP: &str = "out of step";

/// A panel, as the page has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Panel {
    /// Which.
    pub name: String,
    /// What it is about: an id, or a number.
    pub about: String,
    /// What stands in its fields, and what was set in it.
    pub fields: Map<String, String>,
}

impl Panel {
    /// A panel with nothing in its fields.
    pub fn new(name: &str, about: &str) -> Panel {
        Panel { name: name.to_owned(), about: about.to_owned(), fields: Map::default() }
    }

    /// What a field has; empty if nothing.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The panel as the desk is told of it.
    pub fn write(&self) -> String {
        let fields = self.fields.iter().flat_map(|(name, value)| [name.clone(), value.clone()]);
        let words: Vec<String> = [self.name.clone(), self.about.clone()].into_iter().chain(fields).collect();
        let words: Vec<String> = words.iter().map(|word| write::quoted(word)).collect();
        write::listed(&words)
    }

    /// Reads what [`Panel::write`] wrote.
    pub fn read(json: &str) -> Option<Panel> {
        let raw: &RawValue = serde_json::from_str(json).ok()?;
        let mut words = Vec::<String>::from_json(raw)?.into_iter();
        let (name, about) = (words.next()?, words.next()?);
        let mut fields = Map::default();
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            fields.insert(name, value);
        }
        Some(Panel { name, about, fields })
    }
}

/// What came of something that the desk did, for the page to carry out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outcome {
    /// What the undo step is called.
    pub step: String,
    /// The records that are to be from now on, with the texts of new articles.
    pub entries: Entries,
    /// Whether they come from an export.
    pub imported: bool,
    /// Whether the project as it was is to be put aside before.
    pub replaces: bool,
    /// The article to be opened.
    pub open: String,
    /// What the reader is told.
    pub notes: Vec<String>,
    /// Under which title that is shown, as a list to be read; without one, it is said in passing.
    pub title: String,
    /// Which panel is to be shown, and what it is about.
    pub panel: Vec<String>,
    /// What a program is told, as JSON.
    pub data: String,
    /// What a file is called that the reader is to have; empty if there is none.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in it, if that is text.
    pub content: String,
    /// What is in it, if that is bytes: in base64, with padding (RFC 4648, section 4).
    pub bytes_base64: String,
    /// Whether the panel is to be printed. It is drawn before with [`WHOLE`] set, and after without.
    pub prints: bool,
}

/// The field of a panel that says, if there is something in it, that all of it is to be drawn, for paper, and nothing to
/// click on.
pub const WHOLE: &str = "whole";

impl Outcome {
    /// An outcome that changes the project.
    pub fn of(step: &str, project: &Project, changes: &[Change]) -> Outcome {
        Outcome { step: step.to_owned(), entries: entries(project, changes), ..Outcome::default() }
    }

    /// The outcome as the page is told of it: JSON on the first line, then the entries.
    pub fn write(&self) -> String {
        let mut json = write::Object::default();
        json.text("step", &self.step)
            .number("imported", self.imported.into())
            .number("replaces", self.replaces.into())
            .number("prints", self.prints.into());
        json.text("open", &self.open).texts("notes", &self.notes).text("title", &self.title);
        json.texts("panel", &self.panel).text("data", &self.data);
        json.text("file_name", &self.file_name).text("media_type", &self.media_type);
        json.text("content", &self.content).text("bytes_base64", &self.bytes_base64);
        let mut outcome = json.end();
        outcome.push('\n');
        for (key, value) in &self.entries {
            add_line(&mut outcome, key, value);
        }
        outcome
    }

    /// Reads what [`Outcome::write`] wrote; of what is none, nothing.
    pub fn read(outcome: &str) -> Outcome {
        let (json, entries) = outcome.split_once('\n').unwrap_or((outcome, ""));
        let Ok(Object(fields)) = serde_json::from_str::<Object<'_>>(json) else { return Outcome::default() };
        let fields: Map<Cow<'_, str>, &RawValue> = fields.into_iter().collect();
        let text = |name: &str| fields.get(name).and_then(|raw| String::from_json(raw)).unwrap_or_default();
        let texts =
            |name: &str| fields.get(name).and_then(|raw| Vec::<String>::from_json(raw)).unwrap_or_default();
        Outcome {
            step: text("step"),
            entries: lines(entries).map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            imported: fields.contains_key("imported"),
            replaces: fields.contains_key("replaces"),
            open: text("open"),
            notes: texts("notes"),
            title: text("title"),
            panel: texts("panel"),
            data: text("data"),
            file_name: text("file_name"),
            media_type: text("media_type"),
            content: text("content"),
            bytes_base64: text("bytes_base64"),
            prints: fields.contains_key("prints"),
        }
    }
}

/// Changes to a project as records, in which an article comes with its text unless the project has that. Their revisions
/// say nothing: whoever takes them gives them new ones.
pub fn entries(project: &Project, changes: &[Change]) -> Entries {
    let mut entries = Entries::new();
    let mut texts: Map<ArticleId, Text> = Map::default();
    for change in changes {
        let Change::Article(id, to) = change else { continue };
        let Some(article) = to else {
            entries.push((Key::Article(id.clone()).to_string(), record::write_gone(0, Default::default())));
            continue;
        };
        let (key, value) = record::text_record(id, &article.text);
        entries.push((Key::Article(id.clone()).to_string(), record::write_article(0, article, &key)));
        if project.article(id).is_none_or(|was| was.text != article.text) {
            entries.push((key, value));
        }
        texts.insert(id.clone(), article.text.clone());
    }
    for change in changes {
        let (key, value) = match change {
            Change::Article(..) => continue,
            Change::Item(id, to) => {
                (Key::Item(id.clone()), to.as_ref().map(|item| record::write_item(0, item)))
            }
            Change::Annotation(id, to) => {
                let write = |annotation: &Rc<_>| write_annotation(annotation, &texts, project);
                (Key::Annotation(id.clone()), to.as_ref().map(write))
            }
            Change::Extra(extra) => (Key::Project, Some(record::write_project(0, extra))),
        };
        let value = value.unwrap_or_else(|| record::write_gone(0, Default::default()));
        entries.push((key.to_string(), value));
    }
    entries
}

fn write_annotation(annotation: &Annotation, texts: &Map<ArticleId, Text>, project: &Project) -> String {
    let known = || project.article(&annotation.article).map(|article| &article.text);
    record::write_annotation(0, annotation, texts.get(&annotation.article).or_else(known))
}

/// The changes that [`entries`] wrote, for the same project. What cannot be read is left out.
pub fn changes(project: &Project, entries: &[(String, String)]) -> Vec<Change> {
    let texts = entries.iter().filter(|(key, _)| matches!(Slot::parse(key), Some(Slot::Text)));
    let texts: Vec<_> = texts.filter_map(|(key, raw)| Some((key, record::read_text(raw).ok()?))).collect();
    let records = entries.iter().filter_map(|(key, raw)| {
        let key = Slot::parse(key)?.record()?;
        let body = record::read(&key, raw).ok()?.body;
        Some((key, body))
    });
    let mut changes = Vec::new();
    let mut new_texts: Map<ArticleId, Text> = Map::default();
    let (articles, others): (Vec<_>, Vec<_>) = records.partition(|(key, _)| matches!(key, Key::Article(_)));
    for (key, body) in articles.into_iter().chain(others) {
        changes.extend(match (key, body) {
            (Key::Article(id), Body::Article(stored)) => {
                let new = texts.iter().find(|(key, _)| **key == stored.text).map(|(_, text)| text.clone());
                let known = || project.article(&id).map(|article| article.text.clone());
                new.or_else(known).map(|text| {
                    new_texts.insert(id.clone(), text.clone());
                    Change::Article(id, Some(Rc::new(stored.with(text))))
                })
            }
            (Key::Article(id), _) => Some(Change::Article(id, None)),
            (Key::Item(id), Body::Item(item)) => Some(Change::Item(id, Some(item))),
            (Key::Item(id), _) => Some(Change::Item(id, None)),
            (Key::Annotation(id), Body::Annotation(stored)) => {
                let known = || project.article(&stored.article).map(|article| &article.text);
                let text = new_texts.get(&stored.article).or_else(known);
                stored
                    .on(&id, text, |_| None)
                    .map(|annotation| Change::Annotation(id, Some(Rc::new(annotation))))
            }
            (Key::Annotation(id), _) => Some(Change::Annotation(id, None)),
            (Key::Project, Body::Project(extra)) => Some(Change::Extra(extra)),
            (Key::Project, _) => None,
        });
    }
    changes
}

/// The changes of a message of the ledger, as [`changes`].
pub fn changes_of_message(project: &Project, message: &str) -> Vec<Change> {
    let (records, texts) = read_message(message);
    let entries = records.into_iter().map(|(key, raw)| (key.to_string(), raw)).chain(texts);
    changes(project, &entries.collect::<Entries>())
}
