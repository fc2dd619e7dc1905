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

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::json::{inline_kind, inline_name};
use super::raw::{self, FromJson, Object};
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
/// not known. One type for all kinds, since reading and writing each are kilobytes of code. Written out rather than
/// derived with `flatten`, which would copy every record twice and cannot carry unknown numbers through digit by
/// digit.
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

        impl Serialize for Fields {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(if self.$field != <$type>::default() {
                    map.serialize_entry($key, &self.$field)?;
                })*
                for (name, value) in self.more.iter() {
                    map.serialize_entry(name, value)?;
                }
                map.end()
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
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
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

/// Unknown fields as they are stored. One whose name has a meaning in records gets a dot before it.
fn stored_extra(extra: &Extra, Names(names): Names) -> Map<String, Box<RawValue>> {
    let fields = extra.iter().filter_map(|(name, value)| {
        let taken = names.contains(&name) || name.starts_with('.');
        let name = if taken { format!(".{name}") } else { name.to_owned() };
        let value = RawValue::from_string(value.to_owned());
        Some((name, value.or_else(|_| serde_json::value::to_raw_value("")).ok()?))
    });
    fields.collect()
}

fn extra(fields: Map<String, Box<RawValue>>) -> Extra {
    if fields.is_empty() {
        return Extra::default();
    }
    let plain = |name: String| name.strip_prefix('.').map(str::to_owned).unwrap_or(name);
    Extra::new(fields.into_iter().map(|(name, value)| (plain(name), value.get().to_owned())).collect())
}

fn json(fields: &impl Serialize) -> String {
    serde_json::to_string(fields).expect("records have only text for keys")
}

/// When it was changed last, left out when that is when it was made.
fn edited(created: Time, modified: Time) -> Option<i64> {
    (created != modified).then_some(modified.0)
}

/// The tombstone of a record that was deleted at a time.
pub fn write_gone(revision: u64, at: Time) -> String {
    json(&Fields { version: SCHEMA, revision, gone: Some(at.0), ..Fields::default() })
}

/// The record of the project's own fields.
pub fn write_project(revision: u64, extra: &Extra) -> String {
    let more = stored_extra(extra, PROJECT);
    json(&Fields { version: SCHEMA, revision, more, ..Fields::default() })
}

/// The record of an agenda item.
pub fn write_item(revision: u64, item: &AgendaItem) -> String {
    json(&Fields {
        version: SCHEMA,
        revision,
        title: item.title.clone(),
        colour: item.colour.to_string(),
        description: item.description.clone(),
        hotkey: item.hotkey.map(Hotkey::digit),
        parent: item.parent.as_ref().map(ItemId::to_string).unwrap_or_default(),
        rank: item.rank.to_string(),
        made: item.created.0,
        edited: edited(item.created, item.modified),
        more: stored_extra(&item.extra, ITEM),
        ..Fields::default()
    })
}

/// The record of an article, with the key of its text.
pub fn write_article(revision: u64, article: &Article, text_key: &str) -> String {
    let hash = text_key.rsplit('/').next().unwrap_or_default();
    json(&Fields {
        version: SCHEMA,
        revision,
        title: article.title.clone(),
        source: article.source.clone(),
        language: article.language.clone(),
        byline: article.byline.clone(),
        published: article.published.as_ref().map_or("", Published::as_str).to_owned(),
        direction: article.direction.map_or("", Direction::name).to_owned(),
        text: hash.to_owned(),
        made: article.created.0,
        edited: edited(article.created, article.modified),
        more: stored_extra(&article.extra, ARTICLE),
        ..Fields::default()
    })
}

/// The record of an annotation; `text` is its article's, which a placed one needs.
pub fn write_annotation(revision: u64, annotation: &Annotation, text: Option<&Text>) -> String {
    let quote = match &annotation.anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote } => Some(quote),
    };
    let span = annotation.anchor.span();
    let placed = span.filter(|_| quote.is_none()).zip(text);
    json(&Fields {
        version: SCHEMA,
        revision,
        article: annotation.article.to_string(),
        span: span.map(stored_span),
        text: span.and(text).map(|text| text.hash().to_string()).unwrap_or_default(),
        ends: placed.map(|(span, text)| ends(text.slice(span))).unwrap_or_default(),
        quote: quote.map(|quote| [quote.exact.clone(), quote.prefix.clone(), quote.suffix.clone()]),
        items: annotation.items.iter().map(ItemId::to_string).collect(),
        note: annotation.note.clone(),
        creator: annotation.creator.clone(),
        made: annotation.created.0,
        edited: edited(annotation.created, annotation.modified),
        more: stored_extra(&annotation.extra, ANNOTATION),
        ..Fields::default()
    })
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

/// Where it begins and ends. A text has less than 4 GiB.
fn stored_span(span: Span) -> [u32; 2] {
    [span.start().byte() as u32, span.end().byte() as u32]
}

/// A text as it is stored.
fn write_text(text: &Text) -> String {
    let mut blocks = Vec::new();
    for block in text.blocks() {
        blocks.push(part(kind_name(block.kind), block.level, block.span, &block.extra));
    }
    let mut inlines = Vec::new();
    for inline in text.inlines() {
        let (kind, href) = inline_name(&inline.kind);
        let mut inline = part(kind, 0, inline.span, &inline.extra);
        if let Some(href) = href.and_then(|href| serde_json::value::to_raw_value(href).ok()) {
            inline.0.more.insert(HREF.to_owned(), href);
        }
        inlines.push(inline);
    }
    json(&Fields { version: SCHEMA, text: text.as_str().to_owned(), blocks, inlines, ..Fields::default() })
}

/// A block or an inline.
fn part(kind: &str, level: u8, span: Span, more: &Extra) -> Block {
    let more = stored_extra(more, BLOCK);
    Block(Fields { kind: kind.to_owned(), level, span: Some(stored_span(span)), more, ..Fields::default() })
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
    let revision = now.0.unsigned_abs();
    json(&Fields { version: SCHEMA, revision, view: view.to_owned(), ..Fields::default() })
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
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Marker {
    /// The schema version.
    pub v: u32,
    /// Counts the tab's markers, so that each differs from the one before.
    pub n: u64,
    /// The keys (without [`PREFIX`]) that the batch wrote.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub put: Vec<String>,
    /// The keys that it deleted, and all deleted earlier that IndexedDB does not know of yet: each with its
    /// revision and the time.
    #[serde(serialize_with = "super::map::serialize", skip_serializing_if = "Map::is_empty")]
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
        json(self)
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
