//! What is stored: one record to a key, the same string in local storage and in IndexedDB.
//!
//! | key | record |
//! |---|---|
//! | `agendum/1/annotation/<id>` | an annotation |
//! | `agendum/1/item/<id>` | an agenda item |
//! | `agendum/1/article/<id>` | an article without its text |
//! | `agendum/1/project` | the project's own unknown fields; its presence says that something was stored once |
//! | `agendum/1/text/<article>/<hash>` | a text with its blocks, never changed (in IndexedDB; in local storage only while that is absent) |
//! | `agendum/1/tab/<tab>` | a tab's marker: its last batch |
//! | `agendum/1/view` | what the reader looks at, as the application wrote it |
//! | `agendum/1/aside/…` | what could not be read, before its key was written anew |
//!
//! A record is compact JSON: `v` the schema version, `r` the revision, then its fields; those that say nothing
//! are left out, those that are not known are carried through. Positions are **UTF-8 bytes** of the article's
//! text: the text is stored beside them and named by its hash, so nothing has to be counted at the start.
//! Times are milliseconds since 1970 began. A deleted record is a tombstone in IndexedDB (`gone` says when)
//! and a lost key in local storage.
//!
//! Version 1 is the first. When a second comes, [`read`] turns a first into it; the golden files of every
//! version stay, and are read by the tests.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use serde_json::value::RawValue;

use super::json::{
    HEADERS, InlineName, header_name, inline_kind, inline_name, marker, marker_name, subject, subject_name,
};
use super::raw::{self, FromJson, Object};
use super::write::{self, Object as Record};
use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Colour, Direction, Hotkey, ItemId, Published,
    Rank, Time,
};
use crate::model::sorted::Map;
use crate::model::text::{self, BlockKind, BlockSpec, Cell, Span, Text, TextHash};

/// What all keys begin with.
pub const PREFIX: &str = "agendum/1/";

/// The schema version that is written.
pub const SCHEMA: u32 = 1;

/// Which record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    /// The project's own unknown fields.
    Project,
    /// An agenda item.
    Item(ItemId),
    /// An article.
    Article(ArticleId),
    /// An annotation.
    Annotation(AnnotationId),
}

/// What a key of a store is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Slot {
    /// A record.
    Record(Key),
    /// A text.
    Text,
    /// The marker of the tab with this id.
    Tab(String),
    /// What the reader looks at.
    View,
    /// Something that was set aside, or not ours.
    Other,
}

/// Which of two states of a record is the newer: the higher revision; then the one that is not deleted; then
/// the later time; then the greater string. The last makes every tab choose the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Version {
    /// Counts the changes of this record.
    pub revision: u64,
    /// Whether it is there; `false` for a tombstone.
    pub live: bool,
    /// When it was changed last.
    pub modified: Time,
}

/// A record as it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Stored {
    /// How new it is.
    pub version: Version,
    /// What it says.
    pub body: Body,
}

/// What a record says.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// It was deleted.
    Gone,
    /// The project's own unknown fields.
    Project(Extra),
    /// An agenda item.
    Item(Rc<AgendaItem>),
    /// An article that has yet to get its text.
    Article(StoredArticle),
    /// An annotation that has yet to find its text.
    Annotation(StoredAnnotation),
}

/// An article without its text.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredArticle {
    /// The key of its text.
    pub text: String,
    article: Article,
}

/// An annotation before it meets its article's text.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredAnnotation {
    /// The article that it is in.
    pub article: ArticleId,
    fields: Box<Fields>,
}

/// What else an annotation's record says.
#[derive(Clone, PartialEq, Debug)]
struct Fields {
    span: Option<[u32; 2]>,
    /// The hash of the text that it was marked in.
    text: Rc<str>,
    ends: Vec<String>,
    quote: Option<Quote>,
    items: Vec<String>,
    note: Rc<str>,
    creator: Option<Rc<str>>,
    created: Time,
    modified: Time,
    extra: Extra,
}

/// Why a record could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// A newer Agendum wrote it: its schema version and its revision.
    Newer(u32, u64),
    /// It is damaged: what is wrong with it.
    Damaged(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Newer(version, _) => {
                write!(f, "a newer Agendum wrote it (version {version}; this one knows {SCHEMA})")
            }
            Unreadable::Damaged(why) => write!(f, "it is damaged: {why}"),
        }
    }
}

impl Key {
    /// The record that an id of this kind is of; used for reading keys.
    fn of(kind: &str, id: &str) -> Option<Key> {
        match kind {
            "annotation" => AnnotationId::new(id).map(Key::Annotation),
            "item" => ItemId::new(id).map(Key::Item),
            "article" => ArticleId::new(id).map(Key::Article),
            _ => None,
        }
    }

    /// Reads what follows [`PREFIX`].
    pub fn parse_short(short: &str) -> Option<Key> {
        match short.split_once('/') {
            Some((kind, id)) => Key::of(kind, id),
            None => (short == "project").then_some(Key::Project),
        }
    }

    /// The key without [`PREFIX`].
    pub fn short(&self) -> String {
        match self {
            Key::Project => "project".to_owned(),
            Key::Item(id) => format!("item/{id}"),
            Key::Article(id) => format!("article/{id}"),
            Key::Annotation(id) => format!("annotation/{id}"),
        }
    }

    /// Where the record is put when it cannot be read and its key is needed.
    pub fn aside(&self) -> String {
        format!("{PREFIX}aside/{}", self.short())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.short())
    }
}

impl Slot {
    /// What a key is for; `None` if it is not one of Agendum's.
    pub fn parse(key: &str) -> Option<Slot> {
        let short = key.strip_prefix(PREFIX)?;
        if let Some(key) = Key::parse_short(short) {
            return Some(Slot::Record(key));
        }
        Some(match short.split_once('/') {
            Some(("text", _)) => Slot::Text,
            Some(("tab", tab)) => Slot::Tab(tab.to_owned()),
            None if short == "view" => Slot::View,
            _ => Slot::Other,
        })
    }
}

impl Slot {
    /// The record's key, if it is one.
    pub fn record(self) -> Option<Key> {
        match self {
            Slot::Record(key) => Some(key),
            _ => None,
        }
    }
}

/// The key of an article's text, and the text as it is stored.
pub fn text_record(article: &ArticleId, text: &Text) -> (String, String) {
    let value = write_text(text);
    (text_key(article, &value), value)
}

fn text_key(article: &ArticleId, value: &str) -> String {
    format!("{PREFIX}text/{article}/{}", TextHash::of(value))
}

/// How long each kept end of a quotation is: enough to see what it was, short enough for a small record.
const ENDS: usize = 8;

/// The fields that one kind of record has: an unknown one of such a name is stored under another.
type Names = &'static [&'static str];

const PROJECT: Names = &["v", "r", "gone"];
const ITEM: Names = &[
    "v",
    "r",
    "gone",
    "title",
    "colour",
    "description",
    "hotkey",
    "status",
    "raised",
    "parent",
    "rank",
    "made",
    "edited",
];
const ARTICLE: Names = &[
    "v",
    "r",
    "gone",
    "title",
    "source",
    "language",
    "byline",
    "published",
    "direction",
    "text",
    "made",
    "edited",
];
const ANNOTATION: Names =
    &["v", "r", "gone", "in", "at", "text", "ends", "quote", "items", "note", "by", "made", "edited"];
const BLOCK: Names = &["kind", "level", "at", "marker", "value", "cell", "header", "of", "note"];

/// A record as it is read, field by field; what nobody asked for is unknown.
struct Reader<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Reader<'a> {
    fn of(raw: &'a str) -> Result<Reader<'a>, Unreadable> {
        match serde_json::from_str(raw) {
            Ok(Object(fields)) => Ok(Reader(fields)),
            Err(why) => Err(Unreadable::Damaged(why.to_string())),
        }
    }

    /// A field's value.
    fn get<T: FromJson>(&mut self, name: &str) -> Result<Option<T>, Unreadable> {
        let Some(value) = self.raw(name) else { return Ok(None) };
        let wrong = || Unreadable::Damaged(format!("its field “{name}” is not of the right type"));
        T::from_json(value).ok_or_else(wrong).map(Some)
    }

    /// A field's value as it is; the last, should there be several.
    fn raw(&mut self, name: &str) -> Option<&'a RawValue> {
        let mut found = None;
        while let Some(at) = self.0.iter().position(|(field, _)| field == name) {
            found = Some(self.0.remove(at).1);
        }
        found
    }

    /// A text; empty where there is none.
    fn text(&mut self, name: &str) -> Result<Rc<str>, Unreadable> {
        Ok(self.get(name)?.unwrap_or_default())
    }

    /// A text, if there is one.
    fn optional(&mut self, name: &str) -> Result<Option<Rc<str>>, Unreadable> {
        Ok(self.get::<Option<Rc<str>>>(name)?.flatten())
    }

    /// Refuses what another version wrote, and gives the revision. It comes first: that a record is newer is a better
    /// reason than that one of its fields has another type.
    fn revision(&mut self) -> Result<u64, Unreadable> {
        let version: u32 = self.get("v")?.unwrap_or_default();
        let revision = self.get("r");
        match version {
            0 => Err(damaged("it has no version")),
            SCHEMA => Ok(revision?.unwrap_or_default()),
            newer => Err(Unreadable::Newer(newer, revision.ok().flatten().unwrap_or_default())),
        }
    }

    /// How new it is, and when it was made.
    fn version(&mut self) -> Result<(Version, Time), Unreadable> {
        let revision = self.revision()?;
        let mut time = |name: &str| Ok(self.get::<Option<i64>>(name)?.flatten());
        let (gone, made, edited) = (time("gone")?, time("made")?.unwrap_or_default(), time("edited")?);
        let modified = Time(gone.or(edited).unwrap_or(made));
        Ok((Version { revision, live: gone.is_none(), modified }, Time(made)))
    }

    /// What is left.
    fn extra(self) -> Extra {
        let plain =
            |name: Cow<'_, str>| name.strip_prefix('.').map(str::to_owned).unwrap_or(name.into_owned());
        let fields = self.0.into_iter().map(|(name, value)| (plain(name), value.get().to_owned()));
        Extra::new(fields.collect())
    }
}

/// Adds unknown fields as they are stored. One whose name has a meaning in records gets a dot before it.
fn add_extra(record: &mut Record, extra: &Extra, names: Names) {
    let fields = extra.iter().map(|(name, value)| {
        let taken = names.contains(&name) || name.starts_with('.');
        let name = if taken { format!(".{name}") } else { name.to_owned() };
        // What is not JSON cannot come from a file; an empty text keeps the rest of the record.
        let is_json = serde_json::from_str::<&RawValue>(value).is_ok();
        (name, if is_json { value } else { "\"\"" })
    });
    let fields: Map<String, &str> = fields.collect();
    for (name, value) in fields.iter() {
        record.json(name, value);
    }
}

/// A record with what all of them begin with.
fn begun(revision: u64) -> Record {
    let mut record = Record::default();
    record.number("v", SCHEMA.into());
    if revision > 0 {
        record.json("r", &revision.to_string());
    }
    record
}

/// When it was made, and when it was changed last; that is left out when it is the same.
fn add_times(record: &mut Record, created: Time, modified: Time) {
    record.number("made", created.0).whole("edited", (created != modified).then_some(modified.0));
}

/// The tombstone of a record that was deleted at a time.
pub fn write_gone(revision: u64, at: Time) -> String {
    begun(revision).whole("gone", Some(at.0)).end()
}

/// The record of the project's own fields.
pub fn write_project(revision: u64, extra: &Extra) -> String {
    let mut record = begun(revision);
    add_extra(&mut record, extra, PROJECT);
    record.end()
}

/// The record of an agenda item.
pub fn write_item(revision: u64, item: &AgendaItem) -> String {
    let mut record = begun(revision);
    record.text("title", &item.title).text("colour", &item.colour.to_string());
    record.text("description", &item.description);
    record.optional("hotkey", item.hotkey.map(|hotkey| hotkey.digit().to_string()).as_deref());
    record.optional("status", item.status.as_deref()).optional("raised", item.raised_by.as_deref());
    record.optional("parent", item.parent.as_ref().map(ItemId::as_str)).text("rank", &item.rank.to_string());
    add_times(&mut record, item.created, item.modified);
    add_extra(&mut record, &item.extra, ITEM);
    record.end()
}

/// The record of an article, with the key of its text.
pub fn write_article(revision: u64, article: &Article, text_key: &str) -> String {
    let hash = text_key.rsplit('/').next().unwrap_or_default();
    let mut record = begun(revision);
    record.text("title", &article.title).optional("source", article.source.as_deref());
    record.optional("language", article.language.as_deref()).optional("byline", article.byline.as_deref());
    record.optional("published", article.published.as_ref().map(Published::as_str));
    record.optional("direction", article.direction.map(Direction::name)).text("text", hash);
    add_times(&mut record, article.created, article.modified);
    add_extra(&mut record, &article.extra, ARTICLE);
    record.end()
}

/// The record of an annotation; `text` is its article's, which a placed one needs.
pub fn write_annotation(revision: u64, annotation: &Annotation, text: Option<&Text>) -> String {
    let quote = match &annotation.anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote } => Some(quote),
    };
    let span = annotation.anchor.span();
    let mut record = begun(revision);
    record.text("in", annotation.article.as_str());
    if let Some(span) = span {
        record.json("at", &stored_span(span));
    }
    if let Some(text) = text.filter(|_| span.is_some()) {
        record.text("text", &text.hash().to_string());
    }
    if let Some((span, text)) = span.filter(|_| quote.is_none()).zip(text) {
        record.texts("ends", &ends(text.slice(span)));
    }
    if let Some(quote) = quote {
        let parts = [&quote.exact, &quote.prefix, &quote.suffix].map(|part| write::quoted(part));
        record.list("quote", &parts);
    }
    let items: Vec<String> = annotation.items.iter().map(ItemId::to_string).collect();
    record.texts("items", &items).text("note", &annotation.note);
    record.optional("by", annotation.creator.as_deref());
    add_times(&mut record, annotation.created, annotation.modified);
    add_extra(&mut record, &annotation.extra, ANNOTATION);
    record.end()
}

/// The ends of a quotation, each of at most [`ENDS`] characters as JSON writes them; the whole when it is that
/// short.
fn ends(quotation: &str) -> Vec<String> {
    let cost = |c: char| match c {
        '"' | '\\' | '\n' | '\t' | '\r' => 2,
        c if c.is_ascii_control() => 6,
        c => c.len_utf16(),
    };
    let fitting = |characters: &mut dyn Iterator<Item = char>| {
        let mut left = ENDS;
        let fits = |c: &char| {
            let enough = left >= cost(*c);
            left = left.saturating_sub(cost(*c));
            enough
        };
        characters.take_while(fits).map(char::len_utf8).sum::<usize>()
    };
    let first = fitting(&mut quotation.chars());
    if first == quotation.len() {
        return vec![quotation.to_owned()];
    }
    let last = fitting(&mut quotation.chars().rev());
    vec![quotation[..first].to_owned(), quotation[quotation.len() - last..].to_owned()]
}

/// Where it begins and ends.
fn stored_span(span: Span) -> String {
    format!("[{},{}]", span.start().byte(), span.end().byte())
}

/// A text as it is stored.
pub fn write_text(text: &Text) -> String {
    let blocks: Vec<String> = text.blocks().iter().map(write_block).collect();
    let inlines = text.inlines().iter().map(|inline| {
        let InlineName { kind, href, note } = inline_name(&inline.kind);
        let mut record = begun_part(kind, 0, inline.span);
        record.optional(HREF, href).optional(NOTE, note);
        add_extra(&mut record, &inline.extra, BLOCK);
        record.end()
    });
    let inlines: Vec<String> = inlines.collect();
    let mut record = Record::default();
    record.number("v", SCHEMA.into()).text("text", text.as_str());
    record.list("blocks", &blocks).list("inlines", &inlines).end()
}

/// A block, its number and its position in a table where it has such.
fn write_block(block: &text::Block) -> String {
    let mut record = begun_part(kind_name(block.kind), block.level, block.span);
    if let Some((name, value)) = marker_name(block.marker) {
        record.text("marker", name).whole("value", value.map(i64::from));
    }
    if let Some(cell) = &block.cell {
        let Cell { row, column, rows, columns, header } = cell;
        record.json("cell", &format!("[{row},{column},{rows},{columns}]"));
        record.optional("header", header.map(header_name));
    }
    record.optional("of", block.subject.map(subject_name));
    add_extra(&mut record, &block.extra, BLOCK);
    record.end()
}

/// What blocks and inlines begin with.
fn begun_part(kind: &str, level: u8, span: Span) -> Record {
    let mut record = Record::default();
    record.text("kind", kind).number("level", level.into()).json("at", &stored_span(span));
    record
}

/// What the address of a link is stored as.
const HREF: &str = "href";

/// What the note is stored as that a marker or a label belongs to.
const NOTE: &str = "note";

/// Reads a text.
pub fn read_text(raw: &str) -> Result<Text, Unreadable> {
    let mut record = Reader::of(raw)?;
    record.revision()?;
    let string = record.text("text")?;
    let blocks: Option<&RawValue> = record.raw("blocks");
    let blocks = blocks.map_or_else(
        || Ok(Vec::new()),
        |raw| raw::list(raw).ok_or_else(|| damaged("it has no list of blocks")),
    );
    let blocks = blocks?.into_iter().map(read_block).collect::<Result<Vec<_>, _>>()?;
    let text = Text::structured(&*string, blocks).map_err(|why| Unreadable::Damaged(why.to_string()))?;
    let inlines = record.raw("inlines").and_then(raw::list).unwrap_or_default();
    if inlines.is_empty() {
        return Ok(text);
    }
    let inlines = inlines.into_iter().filter_map(|inline| read_inline(inline, &text)).collect();
    // Without them it can still be read.
    Ok(text.with_inlines(inlines).unwrap_or(text))
}

fn read_inline(raw: &RawValue, text: &Text) -> Option<text::Inline> {
    let mut fields = Reader::of(raw.get()).ok()?;
    let kind = fields.text("kind").ok()?;
    let [start, end] = fields.get::<[u32; 2]>("at").ok()??;
    let (href, note) = (fields.optional(HREF).ok()?, fields.optional(NOTE).ok()?);
    Some(text::Inline {
        kind: inline_kind(&kind, href.as_deref(), note.as_deref())?,
        span: text.span(start as usize..end as usize)?,
        extra: fields.extra(),
    })
}

fn read_block(raw: &RawValue) -> Result<BlockSpec, Unreadable> {
    let mut fields = Reader::of(raw.get())?;
    let name = fields.text("kind")?;
    let kind = KINDS.iter().find(|(known, _)| *known == &*name);
    let (_, kind) = kind.ok_or_else(|| Unreadable::Damaged(format!("a block is a “{name}”")))?;
    let level: Option<u8> = fields.get("level")?;
    let [start, end] = fields.get::<[u32; 2]>("at")?.unwrap_or_default();
    // What a newer version wrote otherwise is drawn without number and table: the words are all there.
    let name = fields.optional("marker")?;
    let value = fields.get::<i64>("value")?.and_then(|value| i32::try_from(value).ok());
    let marker = name.and_then(|name| marker(&name, value)).unwrap_or_default();
    let cell = fields.get::<[u32; 4]>("cell")?;
    let header = fields.optional("header")?;
    let of = fields.optional("of")?;
    Ok(BlockSpec {
        kind: *kind,
        level: level.unwrap_or_default(),
        range: start as usize..end as usize,
        marker,
        cell: cell.and_then(|cell| read_cell(cell, header.as_deref())),
        subject: of.and_then(|name| subject(&name)),
        extra: fields.extra(),
    })
}

fn read_cell([row, column, rows, columns]: [u32; 4], header: Option<&str>) -> Option<Cell> {
    let [column, rows, columns] = [column, rows, columns].map(|number| u16::try_from(number).ok());
    let header = header.and_then(|name| HEADERS.iter().find(|(_, known)| *known == name));
    let header = header.map(|(header, _)| *header);
    Some(Cell { row, column: column?, rows: rows?, columns: columns?, header })
}

const KINDS: [(&str, BlockKind); 7] = [
    ("heading", BlockKind::Heading),
    ("standfirst", BlockKind::Standfirst),
    ("paragraph", BlockKind::Paragraph),
    ("quotation", BlockKind::Quotation),
    ("list-item", BlockKind::ListItem),
    ("preformatted", BlockKind::Preformatted),
    ("caption", BlockKind::Caption),
];

fn kind_name(kind: BlockKind) -> &'static str {
    KINDS.iter().find(|(_, other)| *other == kind).map_or("paragraph", |(name, _)| name)
}

/// What the reader looks at, as it is stored. The revision is the time, as every tab writes its own.
pub fn write_view(now: Time, view: &str) -> String {
    begun(now.0.unsigned_abs()).text("view", view).end()
}

/// The newer of what the stores have for the view; what cannot be read is forgotten.
pub fn newer_view(one: Option<&str>, other: Option<&str>) -> Option<String> {
    let read = |raw: &str| {
        let mut record = Reader::of(raw).ok()?;
        Some((record.revision().ok()?, record.text("view").ok()?))
    };
    let views = [one, other].into_iter().flatten().filter_map(read);
    views.max_by_key(|(revision, _)| *revision).map(|(_, view)| view.to_string())
}

/// Reads a record.
pub fn read(key: &Key, raw: &str) -> Result<Stored, Unreadable> {
    let mut record = Reader::of(raw)?;
    let (version, made) = record.version()?;
    if !version.live {
        return Ok(Stored { version, body: Body::Gone });
    }
    let body = match key {
        Key::Project => Body::Project(record.extra()),
        Key::Item(id) => Body::Item(Rc::new(item(id, made, version.modified, record)?)),
        Key::Article(id) => Body::Article(article(id, made, version.modified, record)?),
        Key::Annotation(_) => Body::Annotation(annotation(made, version.modified, record)?),
    };
    Ok(Stored { version, body })
}

/// How new a record is, without reading the rest of it.
pub fn version(raw: &str) -> Result<Version, Unreadable> {
    Reader::of(raw)?.version().map(|(version, _)| version)
}

/// Which of two states of a record is the newer; one that cannot be read is older than all others.
pub fn newer(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    (version(one).ok(), one).cmp(&(version(other).ok(), other))
}

fn damaged(what: &str) -> Unreadable {
    Unreadable::Damaged(what.to_owned())
}

fn item(
    id: &ItemId,
    created: Time,
    modified: Time,
    mut record: Reader<'_>,
) -> Result<AgendaItem, Unreadable> {
    Ok(AgendaItem {
        id: id.clone(),
        title: record.text("title")?,
        colour: Colour::parse(&record.text("colour")?).ok_or_else(|| damaged("its colour is none"))?,
        description: record.text("description")?,
        hotkey: record.get::<Option<char>>("hotkey")?.flatten().and_then(Hotkey::new),
        status: record.optional("status")?,
        raised_by: record.optional("raised")?,
        parent: ItemId::new(&record.text("parent")?),
        rank: Rank::parse(&record.text("rank")?)
            .ok_or_else(|| damaged("it has no position in the agenda"))?,
        created,
        modified,
        extra: record.extra(),
    })
}

fn article(
    id: &ArticleId,
    created: Time,
    modified: Time,
    mut record: Reader<'_>,
) -> Result<StoredArticle, Unreadable> {
    let text = record.text("text")?;
    if text.is_empty() {
        return Err(damaged("it names no text"));
    }
    let empty = Text::new("", []).expect("an empty text has no block that could be wrong");
    let article = Article {
        id: id.clone(),
        title: record.text("title")?,
        source: record.optional("source")?,
        language: record.optional("language")?,
        byline: record.optional("byline")?,
        published: Published::new(&record.text("published")?),
        direction: Direction::parse(&record.text("direction")?),
        text: empty,
        created,
        modified,
        extra: record.extra(),
    };
    Ok(StoredArticle { text: format!("{PREFIX}text/{id}/{text}"), article })
}

fn annotation(created: Time, modified: Time, mut record: Reader<'_>) -> Result<StoredAnnotation, Unreadable> {
    let article = ArticleId::new(&record.text("in")?).ok_or_else(|| damaged("it names no article"))?;
    let span = record.get::<Option<[u32; 2]>>("at")?.flatten();
    let quote = record.get::<Option<[String; 3]>>("quote")?.flatten();
    if span.is_none() && quote.is_none() {
        return Err(damaged("it has no passage"));
    }
    let fields = Fields {
        span,
        text: record.text("text")?,
        ends: record.get("ends")?.unwrap_or_default(),
        quote: quote.map(|[exact, prefix, suffix]| Quote { exact, prefix, suffix }),
        items: record.get("items")?.unwrap_or_default(),
        note: record.text("note")?,
        creator: record.optional("by")?,
        created,
        modified,
        extra: record.extra(),
    };
    Ok(StoredAnnotation { article, fields: Box::new(fields) })
}

impl StoredArticle {
    /// What it is called.
    pub fn title(&self) -> &str {
        &self.article.title
    }

    /// The article with its text.
    pub fn with(self, text: Text) -> Article {
        Article { text, ..self.article }
    }
}

impl StoredAnnotation {
    /// The annotation on its article's text. `None` while that is not here, unless it needs none.
    ///
    /// `elsewhere` finds another text of the article by its hash, for a passage that was marked in one.
    pub fn on(
        &self,
        id: &AnnotationId,
        text: Option<&Text>,
        elsewhere: impl FnOnce(&str) -> Option<Text>,
    ) -> Option<Annotation> {
        let fields = &self.fields;
        Some(Annotation {
            id: id.clone(),
            article: self.article.clone(),
            anchor: self.anchor(text, elsewhere)?,
            items: fields.items.iter().filter_map(|item| ItemId::new(item)).collect(),
            note: fields.note.clone(),
            creator: fields.creator.clone(),
            created: fields.created,
            modified: fields.modified,
            extra: fields.extra.clone(),
        })
    }

    fn anchor(&self, text: Option<&Text>, elsewhere: impl FnOnce(&str) -> Option<Text>) -> Option<Anchor> {
        let fields = &self.fields;
        let quote = fields.quote.clone();
        let Some([start, end]) = fields.span else {
            return Some(Anchor::Orphaned { quote: Rc::new(quote?) });
        };
        let text = text?;
        let range = start as usize..end as usize;
        let span = text.span(range.clone());
        if u64::from_str_radix(&fields.text, 16) == Ok(text.hash().0) {
            match (span, quote) {
                (Some(span), Some(quote)) => {
                    return Some(Anchor::NeedsReview { span, quote: Rc::new(quote) });
                }
                (Some(span), None) if self.ends_fit(text.slice(span)) => {
                    return Some(Anchor::Placed { span });
                }
                (_, Some(quote)) => return Some(Anchor::Orphaned { quote: Rc::new(quote) }),
                (_, None) => return Some(self.orphaned()),
            }
        }
        // It was marked in another text: found again where the same words are at the same place.
        let quote = quote.or_else(|| {
            let was = elsewhere(&fields.text)?;
            Some(Quote::of(&was, was.span(range)?))
        });
        let Some(quote) = quote else { return Some(self.orphaned()) };
        let found = span.filter(|span| text.slice(*span) == quote.exact);
        Some(found.map_or_else(|| Anchor::Orphaned { quote: Rc::new(quote) }, |span| Anchor::Placed { span }))
    }

    fn ends_fit(&self, quotation: &str) -> bool {
        match self.fields.ends.as_slice() {
            [whole] => quotation == whole,
            [first, last] => quotation.starts_with(first) && quotation.ends_with(last),
            _ => true,
        }
    }

    /// Orphaned with what is left of its quotation.
    fn orphaned(&self) -> Anchor {
        Anchor::Orphaned {
            quote: Rc::new(Quote { exact: self.fields.ends.join(" … "), ..Quote::default() })
        }
    }
}

/// A tab's marker: the last thing that it writes for a batch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marker {
    /// The schema version.
    pub v: u32,
    /// Counts the tab's markers, so that each differs from the one before.
    pub n: u64,
    /// The keys (without [`PREFIX`]) that the batch wrote.
    pub put: Vec<String>,
    /// The keys that it deleted, and all deleted earlier that IndexedDB does not know of yet: each with its
    /// revision and the time.
    pub gone: Map<String, (u64, i64)>,
}

impl Marker {
    /// The key of a tab's marker.
    pub fn key(tab: &str) -> String {
        format!("{PREFIX}tab/{tab}")
    }

    /// Reads a marker; one that cannot be read says nothing.
    pub fn read(raw: &str) -> Option<Marker> {
        let mut record = Reader::of(raw).ok()?;
        let marker = Marker {
            v: record.get("v").ok()??,
            n: record.get("n").ok()?.unwrap_or_default(),
            put: record.get("put").ok()?.unwrap_or_default(),
            gone: record.raw("gone").map_or_else(|| Some(Map::default()), tombstones)?,
        };
        Some(marker).filter(|marker| marker.v == SCHEMA)
    }

    /// The marker as it is stored.
    pub fn write(&self) -> String {
        let mut gone = Record::default();
        for (key, (revision, at)) in self.gone.iter() {
            gone.json(key, &write::listed(&[revision.to_string(), at.to_string()]));
        }
        let mut marker = Record::default();
        marker.number("v", self.v.into()).json("n", &self.n.to_string()).texts("put", &self.put);
        if !self.gone.is_empty() {
            marker.json("gone", &gone.end());
        }
        marker.end()
    }

    /// What was deleted, as tombstones.
    pub fn tombstones(&self) -> impl Iterator<Item = (Key, String)> {
        self.gone.iter().filter_map(|(short, (revision, at))| {
            Some((Key::parse_short(short)?, write_gone(*revision, Time(*at))))
        })
    }
}

/// The revision and the time of each key that a marker says to be deleted.
fn tombstones(raw: &RawValue) -> Option<Map<String, (u64, i64)>> {
    let Reader(fields) = Reader::of(raw.get()).ok()?;
    let of = |(key, value): (Cow<'_, str>, &RawValue)| match raw::list(value)?.as_slice() {
        [revision, at] => Some((key.into_owned(), (u64::from_json(revision)?, i64::from_json(at)?))),
        _ => None,
    };
    fields.into_iter().map(of).collect()
}
