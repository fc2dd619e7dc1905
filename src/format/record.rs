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

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde_json::value::RawValue;

use super::json::{inline_kind, inline_name};
use super::raw::{self, FromJson, Object};
use super::write::{self, Object as Record};
use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Colour, Direction, Hotkey, ItemId, Published,
    Rank, Time,
};
use crate::model::sorted::Map;
use crate::model::text::{self, BlockKind, Span, Text, TextHash};

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

/// Defines what records are made of: fields with their names, each left out when it says nothing, and those that are
/// not known. One type for all kinds, since reading each is kilobytes of code.
macro_rules! stored {
    ($($field:ident $key:literal: $type:ty,)*) => {
        #[derive(Clone, Default, Debug)]
        struct Fields {
            $($field: $type,)*
            more: Map<String, Box<RawValue>>,
        }

        impl PartialEq for Fields {
            fn eq(&self, other: &Self) -> bool {
                $(self.$field == other.$field &&)* same_fields(&self.more, &other.more)
            }
        }

        impl Names {
            /// Takes a field of the record; an unknown one is kept as it is. `None` if it is of another type.
            fn take(self, found: &mut Fields, name: &str, value: &RawValue) -> Option<()> {
                match self.0.iter().find(|known| **known == name).copied() {
                    $(Some($key) => found.$field = <$type>::from_json(value)?,)*
                    Some(_) => {}
                    None => {
                        found.more.insert(name.to_owned(), value.to_owned());
                    }
                }
                Some(())
            }
        }
    };
}

// The names are short: a typical annotation takes at most 300 characters, key included. Records are written in this
// order.
stored! {
    version "v": u32,
    revision "r": u64,
    gone "gone": Option<i64>,
    kind "kind": String,
    level "level": u8,
    title "title": Rc<str>,
    colour "colour": String,
    description "description": Rc<str>,
    hotkey "hotkey": Option<char>,
    parent "parent": String,
    rank "rank": String,
    source "source": Option<Rc<str>>,
    language "language": Option<Rc<str>>,
    byline "byline": Option<Rc<str>>,
    published "published": String,
    direction "direction": String,
    article "in": String,
    span "at": Option<[u32; 2]>,
    text "text": String,
    blocks "blocks": Vec<Block>,
    inlines "inlines": Vec<Block>,
    ends "ends": Vec<String>,
    quote "quote": Option<[String; 3]>,
    items "items": Vec<String>,
    note "note": Rc<str>,
    creator "by": Option<Rc<str>>,
    made "made": i64,
    edited "edited": Option<i64>,
    view "view": String,
}

/// The fields that one kind of record has; for it, all others are unknown.
#[derive(Clone, Copy)]
struct Names(&'static [&'static str]);

const PROJECT: Names = Names(&["v", "r", "gone"]);
const ITEM: Names = Names(&[
    "v",
    "r",
    "gone",
    "title",
    "colour",
    "description",
    "hotkey",
    "parent",
    "rank",
    "made",
    "edited",
]);
const ARTICLE: Names = Names(&[
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
]);
const ANNOTATION: Names =
    Names(&["v", "r", "gone", "in", "at", "text", "ends", "quote", "items", "note", "by", "made", "edited"]);
const TEXT: Names = Names(&["v", "text", "blocks", "inlines"]);
const BLOCK: Names = Names(&["kind", "level", "at"]);
const VIEW: Names = Names(&["v", "r", "view"]);
/// What of every record decides which state of it is the newer.
const HEAD: Names = Names(&["v", "r", "gone", "made", "edited"]);

impl Names {
    fn read(self, raw: &str) -> Result<Fields, Unreadable> {
        let Object(object) = object(raw)?;
        let mut found = Fields::default();
        for (name, value) in object {
            if self.take(&mut found, &name, value).is_none() {
                return Err(why_unreadable(raw, &name));
            }
        }
        Ok(found)
    }
}

fn object(raw: &str) -> Result<Object<'_>, Unreadable> {
    serde_json::from_str(raw).map_err(|why| Unreadable::Damaged(why.to_string()))
}

/// A block or an inline within the record of a text. Where a link leads (`href`) stands among what is not known, so that
/// both are of one type.
#[derive(Clone, PartialEq, Default, Debug)]
struct Block(Fields);

impl FromJson for Block {
    fn from_json(raw: &RawValue) -> Option<Block> {
        BLOCK.read(raw.get()).ok().map(Block)
    }
}

fn same_fields(one: &Map<String, Box<RawValue>>, other: &Map<String, Box<RawValue>>) -> bool {
    one.iter()
        .map(|(name, value)| (name, value.get()))
        .eq(other.iter().map(|(name, value)| (name, value.get())))
}

/// Adds unknown fields as they are stored. One whose name has a meaning in records gets a dot before it.
fn add_extra(record: &mut Record, extra: &Extra, Names(names): Names) {
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

fn extra(fields: Map<String, Box<RawValue>>) -> Extra {
    if fields.is_empty() {
        return Extra::default();
    }
    let plain = |name: String| name.strip_prefix('.').map(str::to_owned).unwrap_or(name);
    Extra::new(fields.into_iter().map(|(name, value)| (plain(name), value.get().to_owned())).collect())
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
fn write_text(text: &Text) -> String {
    let blocks = text
        .blocks()
        .iter()
        .map(|block| part(kind_name(block.kind), block.level, block.span, None, &block.extra));
    let blocks: Vec<String> = blocks.collect();
    let inlines = text.inlines().iter().map(|inline| {
        let (kind, href) = inline_name(&inline.kind);
        part(kind, 0, inline.span, href, &inline.extra)
    });
    let inlines: Vec<String> = inlines.collect();
    let mut record = Record::default();
    record.number("v", SCHEMA.into()).text("text", text.as_str());
    record.list("blocks", &blocks).list("inlines", &inlines).end()
}

/// A block or an inline.
fn part(kind: &str, level: u8, span: Span, href: Option<&str>, extra: &Extra) -> String {
    let mut record = Record::default();
    record.text("kind", kind).number("level", level.into()).json("at", &stored_span(span));
    record.optional(HREF, href);
    add_extra(&mut record, extra, BLOCK);
    record.end()
}

/// What the address of a link is stored as.
const HREF: &str = "href";

/// Reads a text.
pub fn read_text(raw: &str) -> Result<Text, Unreadable> {
    let fields = TEXT.read(raw)?;
    known_version(fields.version, 0)?;
    let mut blocks = Vec::with_capacity(fields.blocks.len());
    for block in fields.blocks {
        blocks.push(read_block(block)?);
    }
    let text = Text::new(fields.text, blocks).map_err(|why| Unreadable::Damaged(why.to_string()))?;
    if fields.inlines.is_empty() {
        return Ok(text);
    }
    let inlines = fields.inlines.into_iter().filter_map(|inline| read_inline(inline, &text)).collect();
    // Without them it can still be read.
    Ok(text.with_inlines(inlines).unwrap_or(text))
}

fn read_inline(Block(mut fields): Block, text: &Text) -> Option<text::Inline> {
    let href = fields.more.remove(HREF).and_then(|href| String::from_json(&href));
    let [start, end] = fields.span?;
    Some(text::Inline {
        kind: inline_kind(&fields.kind, href.as_deref())?,
        span: text.span(start as usize..end as usize)?,
        extra: extra(fields.more),
    })
}

fn read_block(Block(fields): Block) -> Result<(BlockKind, u8, Range<usize>, Extra), Unreadable> {
    let kind = KINDS.iter().find(|(name, _)| *name == fields.kind);
    let (_, kind) = kind.ok_or_else(|| Unreadable::Damaged(format!("a block is a “{}”", fields.kind)))?;
    let [start, end] = fields.span.unwrap_or_default();
    Ok((*kind, fields.level, start as usize..end as usize, extra(fields.more)))
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
    let read = |raw: &str| VIEW.read(raw).ok().filter(|view| view.version == SCHEMA);
    let views = [one, other].into_iter().flatten().filter_map(read);
    views.max_by_key(|view| view.revision).map(|view| view.view)
}

/// Reads a record.
pub fn read(key: &Key, raw: &str) -> Result<Stored, Unreadable> {
    let names = match key {
        Key::Project => PROJECT,
        Key::Item(_) => ITEM,
        Key::Article(_) => ARTICLE,
        Key::Annotation(_) => ANNOTATION,
    };
    let fields = names.read(raw)?;
    let version = version_of(fields.version, fields.revision, fields.gone, fields.made, fields.edited)?;
    if !version.live {
        return Ok(Stored { version, body: Body::Gone });
    }
    let body = match key {
        Key::Project => Body::Project(extra(fields.more)),
        Key::Item(id) => Body::Item(Rc::new(item(id, version.modified, fields)?)),
        Key::Article(id) => Body::Article(article(id, version.modified, fields)?),
        Key::Annotation(_) => Body::Annotation(annotation(fields)?),
    };
    Ok(Stored { version, body })
}

/// How new a record is, without reading the rest of it.
pub fn version(raw: &str) -> Result<Version, Unreadable> {
    let head = HEAD.read(raw)?;
    version_of(head.version, head.revision, head.gone, head.made, head.edited)
}

/// Which of two states of a record is the newer; one that cannot be read is older than all others.
pub fn newer(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    (version(one).ok(), one).cmp(&(version(other).ok(), other))
}

fn version_of(
    version: u32,
    revision: u64,
    gone: Option<i64>,
    made: i64,
    edited: Option<i64>,
) -> Result<Version, Unreadable> {
    known_version(version, revision)?;
    Ok(Version { revision, live: gone.is_none(), modified: Time(gone.or(edited).unwrap_or(made)) })
}

fn known_version(version: u32, revision: u64) -> Result<(), Unreadable> {
    match version {
        0 => Err(Unreadable::Damaged("it has no version".to_owned())),
        SCHEMA => Ok(()),
        newer => Err(Unreadable::Newer(newer, revision)),
    }
}

/// Where a newer version gave a field another type, that it is newer is the better reason.
fn why_unreadable(raw: &str, field: &str) -> Unreadable {
    let mut head = Fields::default();
    let Object(fields) = object(raw).unwrap_or(Object(Vec::new()));
    for (name, value) in fields {
        // What of the head cannot be read either, is as if it were not there.
        let _ = Names(&["v", "r"]).take(&mut head, &name, value);
    }
    if head.version > SCHEMA {
        return Unreadable::Newer(head.version, head.revision);
    }
    Unreadable::Damaged(format!("its field “{field}” is not of the right type"))
}

fn damaged(what: &str) -> Unreadable {
    Unreadable::Damaged(what.to_owned())
}

fn item(id: &ItemId, modified: Time, fields: Fields) -> Result<AgendaItem, Unreadable> {
    let parent = ItemId::new(&fields.parent);
    Ok(AgendaItem {
        id: id.clone(),
        title: fields.title,
        colour: Colour::parse(&fields.colour).ok_or_else(|| damaged("its colour is none"))?,
        description: fields.description,
        hotkey: fields.hotkey.and_then(Hotkey::new),
        parent,
        rank: Rank::parse(&fields.rank).ok_or_else(|| damaged("it has no place in the agenda"))?,
        created: Time(fields.made),
        modified,
        extra: extra(fields.more),
    })
}

fn article(id: &ArticleId, modified: Time, fields: Fields) -> Result<StoredArticle, Unreadable> {
    if fields.text.is_empty() {
        return Err(damaged("it names no text"));
    }
    let empty = Text::new("", []).expect("an empty text has no block that could be wrong");
    let article = Article {
        id: id.clone(),
        title: fields.title,
        source: fields.source,
        language: fields.language,
        byline: fields.byline,
        published: Published::new(&fields.published),
        direction: Direction::parse(&fields.direction),
        text: empty,
        created: Time(fields.made),
        modified,
        extra: extra(fields.more),
    };
    Ok(StoredArticle { text: format!("{PREFIX}text/{id}/{}", fields.text), article })
}

fn annotation(fields: Fields) -> Result<StoredAnnotation, Unreadable> {
    let article = ArticleId::new(&fields.article).ok_or_else(|| damaged("it names no article"))?;
    if fields.span.is_none() && fields.quote.is_none() {
        return Err(damaged("it has no passage"));
    }
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
            created: Time(fields.made),
            modified: Time(fields.edited.unwrap_or(fields.made)),
            extra: extra(fields.more.clone()),
        })
    }

    fn anchor(&self, text: Option<&Text>, elsewhere: impl FnOnce(&str) -> Option<Text>) -> Option<Anchor> {
        let fields = &self.fields;
        let quote = fields.quote.clone().map(|[exact, prefix, suffix]| Quote { exact, prefix, suffix });
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
        let Object(fields) = object(raw).ok()?;
        let mut marker = Marker::default();
        for (name, value) in fields {
            match &*name {
                "v" => marker.v = u32::from_json(value)?,
                "n" => marker.n = u64::from_json(value)?,
                "put" => marker.put = Vec::from_json(value)?,
                "gone" => marker.gone = tombstones(value)?,
                _ => {}
            }
        }
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
    let Object(fields) = object(raw.get()).ok()?;
    let of = |(key, value): (std::borrow::Cow<'_, str>, &RawValue)| {
        let (revision, at) =
            raw::list(value)?.split_first().map(|(first, rest)| (*first, rest.first().copied()))?;
        Some((key.into_owned(), (u64::from_json(revision)?, i64::from_json(at?)?)))
    };
    fields.into_iter().map(of).collect()
}
