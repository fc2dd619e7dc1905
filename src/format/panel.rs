//! What the page and the desk say to each other: what a panel is to show, what is to be done, and what comes of it.
//!
//! The desk (`crate::desk`) runs beside the page and has a project of its own, which follows that of the page record by
//! record. What it works out comes back as records too, and the page applies them as one undo step.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::value::RawValue;

use super::ledger::{add_line, lines};
use super::raw::{FromJson, Object};
use super::record::{self, Body, Key, Slot};
use super::write;
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{Annotation, AnnotationId, ArticleId, Change, ItemId, Project, Time};
use crate::model::sorted::Map;
use crate::model::text::Text;

/// The task of keeping up with the page's project: a number and a line end, then [`lines`]. Number 0 begins
/// anew, each one after adds 1; what comes out of turn is answered with [`OUT_OF_STEP`].
pub const KEEP: &str = "keep";

/// The task of drawing a panel. It is asked with a [`Panel`], and answers with a title, what is painted over
/// the open article, and the drawing, each but the last with a line end. This and
/// all further tasks come with the number of the last [`KEEP`] and a line end before what they are asked.
pub const DRAW: &str = "draw";

/// The task of doing something in a panel: its name and a line end, what it is about and a line end, and the [`Panel`]. The
/// answer is an [`Outcome`].
pub const ACT: &str = "act";

/// The task of finding what is suggested in an article. It is asked with the article's id, and answers with what is painted over its
/// text.
pub const SUGGEST: &str = "suggest";

/// The same once more, since the project changed before the outcome could be carried out: what was taken from a list for it
/// is there again.
pub const AGAIN: &str = "again";

/// The task of reading something that is to be opened. It is asked with an [`Errand`](super::handover::Errand), and bytes.
/// The answer is an [`Outcome`].
pub const OPEN: &str = "open";

/// The task of opening a text for a program: JSON with `text`, and perhaps `title`, `source` and `language`. The answer is
/// an [`Outcome`].
pub const TEXT: &str = "text";

/// The task of importing an export at once: `merge` or `replace`, a line end, and the export. The answer is an [`Outcome`].
pub const IMPORT: &str = "import";

/// The tasks of panicking, and of never answering: for tests of what the page does then.
pub const FAULT_PANIC: &str = "fault: panic";
/// See [`FAULT_PANIC`].
pub const FAULT_HANG: &str = "fault: hang";

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
    /// The records that are to be from now on, with the texts of new articles: [`entries`].
    pub entries: String,
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
        [&json.end(), "\n", &self.entries].concat()
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
            entries: entries.to_owned(),
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

/// Changes to a project as records in [`lines`], in which an article comes after its text unless the project has that, and
/// what refers to others comes last. Their revisions say nothing: whoever takes them gives them new ones.
pub fn entries(project: &Project, changes: &[Change]) -> String {
    let mut entries = String::new();
    let mut texts: Map<ArticleId, Text> = Map::default();
    let gone = || record::write_gone(0, Default::default());
    for change in changes {
        let Change::Article(id, to) = change else { continue };
        let value = match to {
            Some(article) => {
                let (key, text) = record::text_record(id, &article.text);
                if project.article(id).is_none_or(|was| was.text != article.text) {
                    add_line(&mut entries, &key, &text);
                }
                texts.insert(id.clone(), article.text.clone());
                record::write_article(0, article, &key)
            }
            None => gone(),
        };
        add_line(&mut entries, &Key::Article(id.clone()).to_string(), &value);
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
        add_line(&mut entries, &key.to_string(), &value.unwrap_or_else(gone));
    }
    entries
}

fn write_annotation(annotation: &Annotation, texts: &Map<ArticleId, Text>, project: &Project) -> String {
    let known = || project.article(&annotation.article).map(|article| &article.text);
    let text = texts.get(&annotation.article).or_else(known);
    let plain = text.and_then(|text| write_plain(annotation, text));
    plain.unwrap_or_else(|| record::write_annotation(0, annotation, text))
}

/// What parts the fields of a plain annotation. A record, which is JSON, does not begin with it.
const BETWEEN: char = '\t';

/// An annotation that is placed and has nothing that would have to be escaped, which is nearly all of them: its fields in
/// a row. Ten thousand are read four times as fast as records.
fn write_plain(annotation: &Annotation, text: &Text) -> Option<String> {
    let Annotation { article, anchor: Anchor::Placed { span }, items, note, creator, .. } = annotation else {
        return None;
    };
    let creator = creator.as_deref();
    let escapes = |words: &str| words.contains(|c: char| c.is_control());
    let is_odd = creator.is_some_and(|creator| creator.is_empty() || escapes(creator));
    if is_odd || escapes(note) || annotation.extra.iter().next().is_some() {
        return None;
    }
    let items: Vec<&str> = items.iter().map(ItemId::as_str).collect();
    let numbers =
        [span.start().byte() as i64, span.end().byte() as i64, annotation.created.0, annotation.modified.0];
    let [start, end, created, modified] = numbers.map(|number| number.to_string());
    let fields = [
        "",
        article.as_str(),
        &text.hash().to_string(),
        &start,
        &end,
        &created,
        &modified,
        &items.join(" "),
        creator.unwrap_or_default(),
        note,
    ];
    Some(fields.join("\t"))
}

/// Reads what [`write_plain`] wrote, for the text that is given for its article.
fn read_plain(id: &AnnotationId, raw: &str, text: impl Fn(&ArticleId) -> Option<Text>) -> Option<Annotation> {
    let mut fields = raw.split(BETWEEN).skip(1);
    let article = ArticleId::new(fields.next()?)?;
    let text = text(&article)?;
    let hash = fields.next()?;
    let mut number = || fields.next()?.parse::<i64>().ok();
    let (start, end, created, modified) = (number()?, number()?, number()?, number()?);
    let span = text.span(usize::try_from(start).ok()?..usize::try_from(end).ok()?);
    Some(Annotation {
        id: id.clone(),
        anchor: Anchor::Placed { span: span.filter(|_| u64::from_str_radix(hash, 16) == Ok(text.hash().0))? },
        article,
        created: Time(created),
        modified: Time(modified),
        items: fields.next()?.split(' ').filter_map(ItemId::new).collect(),
        creator: fields.next().filter(|creator| !creator.is_empty()).map(Rc::from),
        note: fields.next()?.into(),
        extra: Extra::default(),
    })
}

/// The changes that [`entries`] wrote, for the same project. What cannot be read is left out.
pub fn changes(project: &Project, entries: &str) -> Vec<Change> {
    changes_of(project, &mut lines(entries))
}

/// The changes of a list of keys and values, as JSON; else as [`changes`].
pub fn changes_of_json(project: &Project, json: &str) -> Vec<Change> {
    let list: Option<&RawValue> = serde_json::from_str(json).ok();
    let list: Vec<[String; 2]> = list.and_then(Vec::from_json).unwrap_or_default();
    changes_of(project, &mut list.iter().map(|[key, value]| (&**key, &**value)))
}

/// One function for both, and not one for each: it is large.
fn changes_of<'a>(project: &Project, entries: &mut dyn Iterator<Item = (&'a str, &'a str)>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut new: Map<ArticleId, Text> = Map::default();
    let mut last_text = None;
    for (key, raw) in entries {
        let key = match Slot::parse(key) {
            Some(Slot::Record(key)) => key,
            Some(Slot::Text) => {
                last_text = record::read_text(raw).ok().map(|text| (key, text));
                continue;
            }
            _ => continue,
        };
        let text = |new: &Map<ArticleId, Text>, id: &ArticleId| {
            new.get(id).or_else(|| project.article(id).map(|article| &article.text)).cloned()
        };
        if let Key::Annotation(id) = &key
            && raw.starts_with(BETWEEN)
        {
            let annotation = read_plain(id, raw, |article| text(&new, article));
            changes.extend(annotation.map(|it| Change::Annotation(id.clone(), Some(Rc::new(it)))));
            continue;
        }
        let Ok(stored) = record::read(&key, raw) else { continue };
        changes.extend(match (key, stored.body) {
            (Key::Article(id), Body::Article(stored)) => {
                if let Some((_, text)) = last_text.take_if(|(key, _)| *key == stored.text) {
                    new.insert(id.clone(), text);
                }
                text(&new, &id).map(|text| Change::Article(id, Some(Rc::new(stored.with(text)))))
            }
            (Key::Article(id), _) => Some(Change::Article(id, None)),
            (Key::Item(id), Body::Item(item)) => Some(Change::Item(id, Some(item))),
            (Key::Item(id), _) => Some(Change::Item(id, None)),
            (Key::Annotation(id), Body::Annotation(stored)) => {
                let annotation = stored.on(&id, text(&new, &stored.article).as_ref(), |_| None);
                annotation.map(|annotation| Change::Annotation(id, Some(Rc::new(annotation))))
            }
            (Key::Annotation(id), _) => Some(Change::Annotation(id, None)),
            (Key::Project, Body::Project(extra)) => Some(Change::Extra(extra)),
            (Key::Project, _) => None,
        });
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::Quote;

    /// An article whose text is the words, and annotations on it.
    fn project() -> (Project, Vec<Change>) {
        let id = ArticleId::new("a").expect("id");
        let (text, _) = Text::plain("The quick brown fox. नमस्ते", Some("t"));
        let span = |start, end| text.span(start..end).expect("span");
        let annotation = |name: &str, anchor: Anchor, note: &str| {
            let annotation = Annotation {
                id: AnnotationId::new(name).expect("id"),
                article: id.clone(),
                anchor,
                items: ["i1", "i2"].into_iter().filter_map(ItemId::new).collect(),
                note: note.into(),
                creator: None,
                created: Time(1),
                modified: Time(2),
                extra: Extra::default(),
            };
            Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation)))
        };
        let quote = Rc::new(Quote { exact: "gone".to_owned(), ..Quote::default() });
        let article = Rc::new(crate::model::project::Article {
            id: id.clone(),
            title: "t".into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text: text.clone(),
            created: Time(1),
            modified: Time(1),
            extra: Extra::default(),
        });
        let changes = vec![
            Change::Article(id.clone(), Some(article)),
            annotation("plain", Anchor::Placed { span: span(4, 9) }, "A note, with \"marks\"."),
            annotation("bare", Anchor::Placed { span: span(0, 3) }, ""),
            annotation("lines", Anchor::Placed { span: span(4, 9) }, "One\nand\tanother"),
            annotation("review", Anchor::NeedsReview { span: span(4, 9), quote: quote.clone() }, ""),
            annotation("lost", Anchor::Orphaned { quote }, ""),
            Change::Annotation(AnnotationId::new("gone").expect("id"), None),
        ];
        (Project::default(), changes)
    }

    #[test]
    fn changes_come_over_as_they_are() {
        let (nothing, expected) = project();
        let outcome =
            Outcome { notes: vec!["One.\nTwo.".to_owned()], ..Outcome::of("step", &nothing, &expected) };
        assert!(
            outcome.entries.contains("\t") && outcome.entries.contains("{\"v\":1"),
            "both ways are taken"
        );
        let read = Outcome::read(&outcome.write());
        assert_eq!(read, outcome);
        assert_eq!(changes(&nothing, &read.entries), expected);
    }

    #[test]
    fn a_passage_is_not_put_on_another_text() {
        let (nothing, expected) = project();
        let entries = entries(&nothing, &expected);
        let mut other = nothing;
        let Some(Change::Article(id, Some(article))) = expected.first() else {
            panic!("the article comes first")
        };
        let (text, _) = Text::plain("Other words are here instead", Some("t"));
        let article = crate::model::project::Article { text, ..(**article).clone() };
        other.apply(Change::Article(id.clone(), Some(Rc::new(article)))).expect("it applies");
        let without: String = lines(&entries)
            .filter(|(key, _)| key.contains("/annotation/"))
            .flat_map(|(key, value)| [key, "\n", value, "\n"])
            .collect();
        let placed = changes(&other, &without).into_iter().filter(|change| {
            matches!(change, Change::Annotation(_, Some(it)) if matches!(it.anchor, Anchor::Placed { .. }))
        });
        assert_eq!(placed.count(), 0);
    }

    #[test]
    fn a_panel_is_read_as_it_was_written() {
        let mut panel = Panel::new("library", "a,b");
        panel.fields.insert("query".to_owned(), "two \"words\"\n".to_owned());
        assert_eq!(Panel::read(&panel.write()), Some(panel));
        assert_eq!(Panel::read("{}"), None);
    }
}
