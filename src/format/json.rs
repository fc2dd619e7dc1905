//! The JSON of an export, and the same shapes for other programs.
//!
//! `static/agendum.schema.json` is generated from the types here and describes what is written and what
//! [`super::read`] takes. Offsets count Unicode code points; times are RFC 3339, UTC, in milliseconds; fields
//! that have nothing are left out; fields that this version does not know are written as they came.
//!
//! ```
//! use agendum::format::json::{export, Scope};
//! use agendum::format::{import, read};
//! use agendum::model::project::{Project, Time};
//! use agendum::model::session::{Command, Session};
//!
//! let file = r##"{"format":"agendum","version":1,"articles":[],"annotations":[],"agenda":[
//!     {"id":"a","title":"Venue","colour":"#0072b2","created":"2026-11-23T02:22:02+01:00",
//!      "modified":"2026-11-23T01:22:02Z"}]}"##;
//! let bundle = read::read(file)?;
//! let plan = import::replace(&Project::default(), &bundle);
//! let mut session = Session::default();
//! session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
//! let json = export(session.project(), &Scope::Project, Time(0));
//! assert!(json.contains(r#""created": "2026-11-23T01:22:02.000Z""#));
//! # Ok::<(), read::Refusal>(())
//! ```

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{self, ArticleId, ItemId, Project, Time};
use crate::model::sorted::sort_by;
use crate::model::text::{self, Address, BlockKind, Header, InlineKind, Marker, NoteId, Numbering, Subject};

/// What every export calls itself.
pub const FORMAT: &str = "agendum";

/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// What is exported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// All of the project.
    Project,
    /// One article with its annotations, and the whole agenda.
    Article(ArticleId),
}

/// The export as pretty JSON that ends with a line feed. The same project gives the same bytes, whatever
/// happened before; `exported` is written into it.
pub fn export(project: &Project, scope: &Scope, exported: Time) -> String {
    let export = Export::of(project, scope, exported);
    let mut json = serde_json::to_string_pretty(&export).expect("an export has only text for keys");
    json.push('\n');
    json
}

/// A project or an article, exported from Agendum.
#[derive(serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(title = "Agendum export"))]
pub struct Export<'a> {
    /// Always `agendum`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("const" = FORMAT)))]
    pub format: &'static str,
    /// The version of this format.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// When it was exported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exported: Option<Stamp>,
    /// The articles, the one opened first before the others.
    pub articles: Vec<Article<'a>>,
    /// The agenda in order, a parent before its children.
    pub agenda: Vec<Item<'a>>,
    /// The annotations, by article, then in reading order; last in each article those that are orphaned.
    pub annotations: Vec<Annotation<'a>>,
    /// Fields of a newer version.
    #[serde(flatten)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub extra: Fields<'a>,
}

/// An article: what is read.
#[derive(serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(transform = schema::with_text))]
pub struct Article<'a> {
    /// Its id.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::id"))]
    pub id: &'a str,
    /// Its title.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub title: &'a str,
    /// Where it is from: an address or a credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// Its language, as a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'a str>,
    /// Who wrote it, as it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<&'a str>,
    /// When it was published, as it says: a year, a month, a day, or a day and a time, as ISO 8601 writes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(regex(pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[-+0-9:.Z]+)?)?)?$"))
    )]
    pub published: Option<&'a str>,
    /// Which way it is written, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::direction"))]
    pub direction: Option<&'static str>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// The parts of the text that are drawn as one: ascending and disjoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<Block<'a>>>,
    /// Stretches of blocks that are more than plain words: ascending; of those with the same start the longer first;
    /// each in one block, and wholly within or beside every other; none within one of its own kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(default, with = "Vec<schema::Inline>"))]
    pub inlines: Vec<Block<'a>>,
    /// When it was opened first.
    pub created: Stamp,
    /// When it was changed last.
    pub modified: Stamp,
    /// Fields of a newer version.
    #[serde(flatten)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub extra: Fields<'a>,
}

/// A block: a heading, a paragraph or the like.
#[derive(serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(transform = schema::both_or_neither))]
pub struct Block<'a> {
    /// What it is.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::kind"))]
    pub kind: &'static str,
    /// 1 to 6 for headings, the depth from 1 for list items; left out for the others.
    #[serde(skip_serializing_if = "is_zero")]
    pub level: u8,
    /// How the number of a list item is written, `none` where that is in its words, or `continues` for a block that goes on
    /// with the item before it; left out for bullets. A block of another kind that begins a numbered item has the marker
    /// of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::marker"))]
    pub marker: Option<&'static str>,
    /// The number of a list item. It is not part of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = i32::MIN, max = i32::MAX)))]
    pub value: Option<i32>,
    /// Of a block in a table: the number of rows above it. Consecutive blocks are one table while row and column ascend;
    /// those with the same are in one cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = u32::MAX)))]
    pub row: Option<u32>,
    /// Of a block in a table: the number of columns before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = 999)))]
    pub column: Option<u16>,
    /// How many rows its cell spans; left out for one.
    #[serde(rename = "rowSpan", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub row_span: Option<u16>,
    /// How many columns its cell spans; left out for one.
    #[serde(rename = "columnSpan", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1000)))]
    pub column_span: Option<u16>,
    /// What its cell is the header of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::header"))]
    pub header: Option<&'static str>,
    /// What a caption is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::subject"))]
    pub of: Option<&'static str>,
    /// Code points of the text before it.
    pub start: usize,
    /// Code points of the text before its end.
    pub end: usize,
    /// Of an inline: where it leads. Both are of one type, since writing each would be kilobytes of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub href: Option<&'a str>,
    /// Of an inline: the note that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub note: Option<&'a str>,
    /// Fields of a newer version.
    #[serde(flatten)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub extra: Fields<'a>,
}

/// An agenda item: what passages are tagged with. What the reader rejected as a suggestion is in a further field, `rejected`:
/// see `docs/suggestions.md`.
#[derive(serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Item<'a> {
    /// Its id.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::id"))]
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its colour, `#rrggbb`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = "^#[0-9a-fA-F]{6}$")))]
    pub colour: String,
    /// What belongs to it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    /// The digit that tags with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::hotkey"))]
    pub hotkey: Option<char>,
    /// Where it stands, in the reader's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'a str>,
    /// Who raised it.
    #[serde(rename = "raisedBy", skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<&'a str>,
    /// The item it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::id"))]
    pub parent: Option<&'a str>,
    /// When it was created.
    pub created: Stamp,
    /// When it was changed last.
    pub modified: Stamp,
    /// Fields of a newer version.
    #[serde(flatten)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub extra: Fields<'a>,
}

/// An annotation: a passage with its agenda items and note.
///
/// Without `state`, the article's text from `start` to `end` is `exact`. In review, `start` and `end` are a proposal
/// and `exact` is what was marked. Orphaned, there is no `start` and no `end`.
#[derive(serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(transform = schema::placed_unless_orphaned))]
pub struct Annotation<'a> {
    /// Its id.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::id"))]
    pub id: &'a str,
    /// The id of its article.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::id"))]
    pub article: &'a str,
    /// Code points of the article's text before the passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Code points of the article's text before the passage's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// The words that were marked.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub exact: &'a str,
    /// Up to 32 code points before them.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub prefix: &'a str,
    /// Up to 32 code points after them.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub suffix: &'a str,
    /// The ids of its agenda items.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::ids"))]
    pub items: Vec<&'a str>,
    /// What the reader says of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: &'a str,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<&'a str>,
    /// When it was made.
    pub created: Stamp,
    /// When it was changed last.
    pub modified: Stamp,
    /// Left out where the passage is placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(schema_with = "schema::state"))]
    pub state: Option<&'static str>,
    /// Fields of a newer version.
    #[serde(flatten)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub extra: Fields<'a>,
}

/// The states of an annotation that is not placed.
pub(super) const NEEDS_REVIEW: &str = "needs-review";
/// See [`NEEDS_REVIEW`].
pub(super) const ORPHANED: &str = "orphaned";

/// The names of the kinds of block.
pub(super) const KINDS: [(BlockKind, &str); 7] = [
    (BlockKind::Heading, "heading"),
    (BlockKind::Standfirst, "standfirst"),
    (BlockKind::Paragraph, "paragraph"),
    (BlockKind::Quotation, "quotation"),
    (BlockKind::ListItem, "list-item"),
    (BlockKind::Preformatted, "preformatted"),
    (BlockKind::Caption, "caption"),
];

/// The names of the ways in which numbers of list items are written.
pub(super) const NUMBERINGS: [(Numbering, &str); 5] = [
    (Numbering::Decimal, "decimal"),
    (Numbering::LowerAlpha, "lower-alpha"),
    (Numbering::UpperAlpha, "upper-alpha"),
    (Numbering::LowerRoman, "lower-roman"),
    (Numbering::UpperRoman, "upper-roman"),
];

/// The names of the markers that are nothing to be seen.
pub(super) const NO_MARKERS: [(Marker, &str); 2] = [(Marker::None, "none"), (Marker::Continues, "continues")];

/// The names of all markers but bullets.
pub(super) fn marker_names() -> Vec<&'static str> {
    let numbers = NUMBERINGS.iter().map(|(_, name)| *name);
    numbers.chain(NO_MARKERS.iter().map(|(_, name)| *name)).collect()
}

/// What header cells are headers of.
pub(super) const HEADERS: [(Header, &str); 2] = [(Header::Column, "column"), (Header::Row, "row")];

/// The name of a marker, and its number; `None` for bullets.
pub(super) fn marker_name(marker: Marker) -> Option<(&'static str, Option<i32>)> {
    let (numbering, value) = match marker {
        Marker::Bullet => return None,
        Marker::None => return Some((NO_MARKERS[0].1, None)),
        Marker::Continues => return Some((NO_MARKERS[1].1, None)),
        Marker::Number(numbering, value) => (numbering, value),
    };
    let name = NUMBERINGS.iter().find(|(known, _)| *known == numbering).map(|(_, name)| *name);
    Some((name.expect("every numbering has a name"), Some(value)))
}

/// The marker with a name and a number, which is 1 if it is left out; `None` if there is none of that name.
pub(super) fn marker(name: &str, value: Option<i32>) -> Option<Marker> {
    if let Some((marker, _)) = NO_MARKERS.iter().find(|(_, known)| *known == name) {
        return Some(*marker);
    }
    let numbering = NUMBERINGS.iter().find(|(_, known)| *known == name)?.0;
    Some(Marker::Number(numbering, value.unwrap_or(1)))
}

/// The name of what a header cell is the header of.
pub(super) fn header_name(header: Header) -> &'static str {
    match header {
        Header::Column => HEADERS[0].1,
        Header::Row => HEADERS[1].1,
    }
}

/// Names of what captions are of.
pub(super) const SUBJECTS: [(Subject, &str); 5] = [
    (Subject::Picture, "picture"),
    (Subject::Table, "table"),
    (Subject::Video, "video"),
    (Subject::Audio, "audio"),
    (Subject::Code, "code"),
];

/// Name of what a caption is of.
pub(super) fn subject_name(subject: Subject) -> &'static str {
    match subject {
        Subject::Picture => SUBJECTS[0].1,
        Subject::Table => SUBJECTS[1].1,
        Subject::Video => SUBJECTS[2].1,
        Subject::Audio => SUBJECTS[3].1,
        Subject::Code => SUBJECTS[4].1,
    }
}

/// Finds what a caption is of by its name.
pub(super) fn subject(name: &str) -> Option<Subject> {
    SUBJECTS.iter().find(|(_, known)| *known == name).map(|(subject, _)| *subject)
}

/// The names of the kinds of inline.
pub(super) const INLINES: [&str; 6] = ["emphasis", "strong", "code", "link", "note-reference", "note-label"];

/// A kind of inline as it is written.
#[derive(Default)]
pub(super) struct InlineName<'a> {
    /// Its name.
    pub kind: &'static str,
    /// Where a link leads.
    pub href: Option<&'a str>,
    /// The note that it belongs to.
    pub note: Option<&'a str>,
}

/// The name of a kind of inline, and where it leads.
pub(super) fn inline_name(kind: &InlineKind) -> InlineName<'_> {
    let plain = |kind| InlineName { kind, ..InlineName::default() };
    match kind {
        InlineKind::Emphasis => plain(INLINES[0]),
        InlineKind::Strong => plain(INLINES[1]),
        InlineKind::Code => plain(INLINES[2]),
        InlineKind::Link(address) => InlineName { href: Some(address.as_str()), ..plain(INLINES[3]) },
        InlineKind::NoteReference(note) => InlineName { note: Some(note.as_str()), ..plain(INLINES[4]) },
        InlineKind::NoteLabel(note) => InlineName { note: Some(note.as_str()), ..plain(INLINES[5]) },
    }
}

/// The kind of inline that has a name and leads somewhere; `None` if there is none, or it must not lead there.
pub(super) fn inline_kind(name: &str, href: Option<&str>, note: Option<&str>) -> Option<InlineKind> {
    match INLINES.iter().position(|known| *known == name)? {
        0 => Some(InlineKind::Emphasis),
        1 => Some(InlineKind::Strong),
        2 => Some(InlineKind::Code),
        3 => href.and_then(Address::new).map(InlineKind::Link),
        4 => note.and_then(NoteId::new).map(InlineKind::NoteReference),
        _ => note.and_then(NoteId::new).map(InlineKind::NoteLabel),
    }
}

impl<'a> Export<'a> {
    /// What is exported of a project.
    pub fn of(project: &'a Project, scope: &Scope, exported: Time) -> Export<'a> {
        let wanted = |id: &ArticleId| match scope {
            Scope::Project => true,
            Scope::Article(article) => article == id,
        };
        let articles = project.articles().into_iter().filter(|article| wanted(&article.id));
        Export {
            format: FORMAT,
            version: VERSION,
            exported: Some(Stamp(exported)),
            articles: articles.map(|article| Article::of(article)).collect(),
            agenda: agenda(project),
            annotations: annotations(project, scope),
            extra: Fields(project.extra()),
        }
    }
}

/// The agenda in order. An item that stands at the top has no parent here, whatever it says; of two with the same
/// hotkey only the first has it: what is written is what is shown, and is read again as the same.
pub fn agenda(project: &Project) -> Vec<Item<'_>> {
    let mut hotkeys = Vec::new();
    let items = project.agenda().into_iter().map(|(depth, item)| {
        let mut item = Item::of(item);
        item.parent = item.parent.filter(|_| depth > 0);
        item.hotkey = item.hotkey.filter(|hotkey| !hotkeys.contains(hotkey));
        hotkeys.extend(item.hotkey);
        item
    });
    items.collect()
}

/// The annotations by article, then in reading order; last those whose article is not here.
pub fn annotations<'a>(project: &'a Project, scope: &Scope) -> Vec<Annotation<'a>> {
    let of = |article: &'a project::Article| {
        let annotations = project.annotations_of(&article.id);
        annotations.map(move |annotation| Annotation::of(annotation, Some(&article.text), project))
    };
    match scope {
        Scope::Article(id) => project.article(id).into_iter().flat_map(|article| of(article)).collect(),
        Scope::Project => {
            let mut found: Vec<_> = project.articles().into_iter().flat_map(|article| of(article)).collect();
            let lost = project.annotations().filter(|found| project.article(&found.article).is_none());
            let mut lost: Vec<_> = lost.collect();
            sort_by(&mut lost, |one, other| (&one.article, &one.id).cmp(&(&other.article, &other.id)));
            found.extend(lost.into_iter().map(|annotation| Annotation::of(annotation, None, project)));
            found
        }
    }
}

impl<'a> Article<'a> {
    /// An article with its text.
    pub fn of(article: &'a project::Article) -> Article<'a> {
        let text = &article.text;
        let blocks = text.blocks().iter().map(|block| Block::of(block, text)).collect();
        let inlines = text.inlines().iter().map(|inline| Block::inline(inline, text)).collect();
        Article { text: Some(text.as_str()), blocks: Some(blocks), inlines, ..Article::without_text(article) }
    }

    /// An article without its text and blocks.
    pub fn without_text(article: &'a project::Article) -> Article<'a> {
        Article {
            id: article.id.as_str(),
            title: &article.title,
            source: article.source.as_deref(),
            language: article.language.as_deref(),
            byline: article.byline.as_deref(),
            published: article.published.as_ref().map(project::Published::as_str),
            direction: article.direction.map(project::Direction::name),
            text: None,
            blocks: None,
            inlines: Vec::new(),
            created: Stamp(article.created),
            modified: Stamp(article.modified),
            extra: Fields(&article.extra),
        }
    }
}

impl<'a> Block<'a> {
    fn of(block: &'a text::Block, text: &text::Text) -> Block<'a> {
        let range = text.code_point_range(block.span);
        let name = KINDS.iter().find(|(kind, _)| *kind == block.kind);
        let (_, kind) = name.expect("every kind of block has a name");
        let (marker, value) = marker_name(block.marker).unzip();
        let cell = block.cell.as_ref();
        Block {
            kind,
            level: block.level,
            marker,
            value: value.flatten(),
            row: cell.map(|cell| cell.row),
            column: cell.map(|cell| cell.column),
            row_span: cell.map(|cell| cell.rows).filter(|rows| *rows != 1),
            column_span: cell.map(|cell| cell.columns).filter(|columns| *columns != 1),
            header: cell.and_then(|cell| cell.header).map(header_name),
            of: block.subject.map(subject_name),
            start: range.start,
            end: range.end,
            href: None,
            note: None,
            extra: Fields(&block.extra),
        }
    }

    fn inline(inline: &'a text::Inline, text: &text::Text) -> Block<'a> {
        let range = text.code_point_range(inline.span);
        let InlineName { kind, href, note } = inline_name(&inline.kind);
        Block {
            kind,
            level: 0,
            marker: None,
            value: None,
            row: None,
            column: None,
            row_span: None,
            column_span: None,
            header: None,
            of: None,
            start: range.start,
            end: range.end,
            href,
            note,
            extra: Fields(&inline.extra),
        }
    }
}

impl<'a> Item<'a> {
    /// An agenda item as it is.
    pub fn of(item: &'a project::AgendaItem) -> Item<'a> {
        Item {
            id: item.id.as_str(),
            title: &item.title,
            colour: item.colour.to_string(),
            description: &item.description,
            hotkey: item.hotkey.map(project::Hotkey::digit),
            status: item.status.as_deref(),
            raised_by: item.raised_by.as_deref(),
            parent: item.parent.as_ref().map(ItemId::as_str),
            created: Stamp(item.created),
            modified: Stamp(item.modified),
            extra: Fields(&item.extra),
        }
    }
}

impl<'a> Annotation<'a> {
    /// An annotation, its article's text, and the project for the agenda items: those that are not in the agenda
    /// (yet) are left out.
    pub fn of(
        annotation: &'a project::Annotation,
        text: Option<&'a text::Text>,
        project: &Project,
    ) -> Annotation<'a> {
        let anchor = &annotation.anchor;
        let range = anchor.span().zip(text).map(|(span, text)| text.code_point_range(span));
        let (exact, prefix, suffix) = match (anchor, text) {
            (Anchor::Placed { span }, Some(text)) => {
                let (prefix, suffix) = Quote::context(text, *span);
                (text.slice(*span), prefix, suffix)
            }
            (Anchor::Placed { .. }, None) => ("", "", ""),
            (Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote }, _) => {
                (quote.exact.as_str(), quote.prefix.as_str(), quote.suffix.as_str())
            }
        };
        let known = annotation.items.iter().filter(|item| project.item(item).is_some());
        Annotation {
            id: annotation.id.as_str(),
            article: annotation.article.as_str(),
            start: range.as_ref().map(|range| range.start),
            end: range.map(|range| range.end),
            exact,
            prefix,
            suffix,
            items: known.map(ItemId::as_str).collect(),
            note: &annotation.note,
            creator: annotation.creator.as_deref(),
            created: Stamp(annotation.created),
            modified: Stamp(annotation.modified),
            state: match anchor {
                Anchor::Placed { .. } => None,
                Anchor::NeedsReview { .. } => Some(NEEDS_REVIEW),
                Anchor::Orphaned { .. } => Some(ORPHANED),
            },
            extra: Fields(&annotation.extra),
        }
    }
}

/// A moment, written as RFC 3339 in UTC with milliseconds.
#[derive(Clone, Copy)]
pub struct Stamp(pub Time);

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::time::written(self.0))
    }
}

/// The unknown fields of a record, written as they came.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a Extra);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter() {
            // What is not JSON cannot come from a file; `null` keeps the rest of the export.
            let value: Option<&RawValue> = serde_json::from_str(value).ok();
            map.serialize_entry(name, &value)?;
        }
        map.end()
    }
}

fn is_zero(level: &u8) -> bool {
    *level == 0
}

/// What a JSON Schema says beyond the types of Rust.
#[cfg(not(target_arch = "wasm32"))]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{HEADERS, INLINES, KINDS, NEEDS_REVIEW, ORPHANED, SUBJECTS, Stamp};

    impl JsonSchema for Stamp {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Moment".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A moment as RFC 3339 has it; written in UTC with milliseconds, read with any offset.",
                "type": "string",
                "format": "date-time",
            })
        }
    }

    pub fn id(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^[^\s\p{Cc}]{1,200}$" })
    }

    pub fn ids(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": id(generator) })
    }

    pub fn hotkey(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]$" })
    }

    pub fn kind(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": KINDS.map(|(_, name)| name) })
    }

    pub fn marker(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": super::marker_names() })
    }

    pub fn subject(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": SUBJECTS.map(|(_, name)| name) })
    }

    pub fn header(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": HEADERS.map(|(_, name)| name) })
    }

    /// A stretch of a block that is more than plain words.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "it is only described; what is written is a `Block`")]
    pub struct Inline {
        /// What it is.
        #[schemars(schema_with = "inline_kind")]
        pub kind: (),
        /// Code points of the text before it.
        pub start: usize,
        /// Code points of the text before its end.
        pub end: usize,
        /// Where a link leads: `https:`, `http:` or `mailto:`. A link that leads elsewhere is read as plain words.
        #[schemars(skip_serializing_if = "Option::is_none")]
        pub href: Option<&'static str>,
        /// What the marker of a note (`note-reference`) and the label with which the note begins (`note-label`) share.
        /// One without it is read as plain words.
        #[schemars(skip_serializing_if = "Option::is_none", length(min = 1, max = 200))]
        pub note: Option<&'static str>,
    }

    fn inline_kind(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": INLINES })
    }

    pub fn direction(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": ["ltr", "rtl"] })
    }

    pub fn state(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": [NEEDS_REVIEW, ORPHANED] })
    }

    /// In a file an article has its text.
    pub fn with_text(schema: &mut Schema) {
        if let Some(serde_json::Value::Array(required)) = schema.get_mut("required") {
            required.extend(["text".into(), "blocks".into()]);
        }
    }

    /// A block in a table has both a row and a column.
    pub fn both_or_neither(schema: &mut Schema) {
        let both = json_schema!({ "row": ["column"], "column": ["row"] });
        schema.insert("dependentRequired".to_owned(), both.to_value());
    }

    /// An annotation has both offsets, or is orphaned and has neither.
    pub fn placed_unless_orphaned(schema: &mut Schema) {
        let orphaned =
            json_schema!({ "required": ["state"], "properties": { "state": { "const": ORPHANED } } });
        let neither = json_schema!({ "properties": { "start": false, "end": false } });
        let both = json_schema!({ "required": ["start", "end"] });
        for (word, part) in [("if", orphaned), ("then", neither), ("else", both)] {
            schema.insert(word.to_owned(), part.to_value());
        }
    }
}

#[cfg(test)]
mod tests;
