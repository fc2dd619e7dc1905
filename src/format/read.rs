//! Reading the JSON of an export: all of it or nothing, with the place of what is wrong.
//!
//! What is wrong with the file itself refuses it whole. Whether what it says of places in texts holds is only known
//! when it is put beside a project: in a file every annotation is a quotation and a claim where that stands.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use serde_json::value::RawValue;

use super::fields::Fields;
pub use super::fields::Refusal;
use super::json::{
    self, FORMAT, HEADERS, INLINES, KINDS, NEEDS_REVIEW, ORPHANED, SUBJECTS, VERSION, inline_kind,
};
use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Colour, Direction, Hotkey, ItemId, Published,
    Rank, Time,
};
use crate::model::text::{BlockSpec, Cell, Inline, Marker, Subject, Text, TextError};

/// What a file holds.
#[derive(Debug)]
pub struct Bundle {
    /// When it was exported.
    pub exported: Option<Time>,
    pub(super) articles: Vec<Rc<Article>>,
    pub(super) agenda: Vec<AgendaItem>,
    pub(super) annotations: Vec<Claimed>,
    pub(super) extra: Extra,
}

/// An annotation as a file has it.
#[derive(Debug)]
pub(super) struct Claimed {
    /// The annotation, orphaned for now, with its quotation.
    pub annotation: Annotation,
    /// Where its passage is said to be.
    pub claim: Option<Claim>,
}

/// Where a passage is said to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// In code points; a file may say anything.
    pub start: i64,
    /// In code points.
    pub end: i64,
    /// Whether it is only a proposal.
    pub proposed: bool,
    /// Whether the file has the words too.
    pub quoted: bool,
}

/// What a file holds, for the reader who is to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// The titles of its articles.
    pub articles: Vec<String>,
    /// The titles of its agenda items, in order.
    pub agenda: Vec<String>,
    /// How many annotations it has.
    pub annotations: usize,
    /// When it was exported.
    pub exported: Option<Time>,
}

/// Reads an export. Never panics, whatever the text.
pub fn read(text: &str) -> Result<Bundle, Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut file = Fields::of_file(text)?;
    check_format(&mut file)?;
    let bundle = Bundle {
        exported: file.optional("exported")?.map(|raw| file.time_of("exported", raw)).transpose()?,
        articles: file.records("articles", article)?,
        agenda: file.records("agenda", |fields| item(fields, None))?,
        annotations: file.records("annotations", annotation)?,
        extra: file.rest()?,
    };
    let ranked = bundle.agenda.into_iter().zip(Rank::ascending());
    Ok(Bundle { agenda: ranked.map(|(item, rank)| AgendaItem { rank, ..item }).collect(), ..bundle })
}

impl Bundle {
    /// What it holds, in short.
    pub fn summary(&self) -> Summary {
        Summary {
            articles: self.articles.iter().map(|article| article.title.to_string()).collect(),
            agenda: self.agenda.iter().map(|item| item.title.to_string()).collect(),
            annotations: self.annotations.len(),
            exported: self.exported,
        }
    }
}

fn check_format(file: &mut Fields<'_>) -> Result<(), Refusal> {
    let format = file.take("format").map(|raw| serde_json::from_str::<Cow<'_, str>>(raw.get()));
    if !matches!(&format, Some(Ok(format)) if format == FORMAT) {
        return Err(Refusal(format!("This is not an Agendum file: \"format\" is not \"{FORMAT}\".")));
    }
    match file.whole("version")? {
        version if version == i64::from(VERSION) => Ok(()),
        version if version > i64::from(VERSION) => Err(Refusal(format!(
            "A newer version of Agendum made this file: \"version\" is {version}, and {VERSION} is the newest that \
             can be read here."
        ))),
        version => Err(Refusal(format!("\"version\" is {version}, which no version of Agendum writes."))),
    }
}

fn article(mut fields: Fields<'_>) -> Result<Rc<Article>, Refusal> {
    let id = fields.id("id", ArticleId::new)?;
    let title = fields.optional_string("title")?.unwrap_or_default();
    let source = fields.optional_string("source")?;
    let language = fields.optional_string("language")?;
    let byline = fields.optional_string("byline")?;
    let published = checked(&mut fields, "published", A_DATE, Published::new)?;
    let direction = checked(&mut fields, "direction", "\"ltr\" or \"rtl\"", Direction::parse)?;
    let string = fields.string("text")?;
    let blocks = fields.take("blocks");
    let blocks = parts("blocks", fields.required("blocks", blocks)?, &fields, &KINDS.map(|(_, name)| name))?;
    let ranges: Vec<_> = blocks.iter().map(|block| block.range.clone()).collect();
    let ranges = byte_ranges(&string, &ranges);
    let blocks = blocks.into_iter().zip(ranges);
    let blocks = blocks.map(|(block, range)| BlockSpec {
        kind: KINDS[block.kind].0,
        level: block.level,
        range,
        marker: block.marker,
        cell: block.cell,
        subject: block.subject,
        extra: block.extra,
    });
    let text = Text::structured(string, blocks).map_err(|error| fields.refusal(&error.to_string()))?;
    let text = with_inlines(text, &mut fields)?;
    let (created, modified) = (fields.time("created")?, fields.time("modified")?);
    let [source, language, byline] = [source, language, byline].map(|words| words.map(Rc::from));
    let (title, extra) = (title.into(), fields.rest()?);
    Ok(Rc::new(Article {
        id,
        title,
        source,
        language,
        byline,
        published,
        direction,
        text,
        created,
        modified,
        extra,
    }))
}

const A_DATE: &str = "a date as \"2026-11-23\" or \"2026-11-23T09:30:00+01:00\"";

/// What a string says, if it is there.
fn checked<T>(
    fields: &mut Fields<'_>,
    name: &str,
    expected: &str,
    new: fn(&str) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let Some(text) = fields.optional_string(name)? else { return Ok(None) };
    let found = new(&text);
    found.map(Some).ok_or_else(|| fields.refusal(&format!("\"{name}\" must be {expected}")))
}

/// Inlines may be left out. A link that must not be one is plain words.
fn with_inlines(text: Text, fields: &mut Fields<'_>) -> Result<Text, Refusal> {
    let Some(raw) = fields.optional("inlines")? else { return Ok(text) };
    let mut inlines = Vec::new();
    for (index, part) in parts("inlines", raw, fields, &INLINES)?.into_iter().enumerate() {
        let range = usize::try_from(part.range.start).ok().zip(usize::try_from(part.range.end).ok());
        let span = range.and_then(|(start, end)| text.span_of_code_points(start..end));
        let span = span.ok_or_else(|| fields.refusal(&TextError::Inline(index).to_string()))?;
        let kind = inline_kind(INLINES[part.kind], part.href.as_deref(), part.note.as_deref());
        inlines.extend(kind.map(|kind| Inline { kind, span, extra: part.extra }));
    }
    text.with_inlines(inlines).map_err(|error| fields.refusal(&error.to_string()))
}

/// A block or an inline.
struct Part {
    /// Which of the names of kinds it has.
    kind: usize,
    level: u8,
    marker: Marker,
    cell: Option<Cell>,
    subject: Option<Subject>,
    range: Range<i64>,
    href: Option<String>,
    note: Option<String>,
    extra: Extra,
}

fn parts(list: &str, raw: &RawValue, within: &Fields<'_>, kinds: &[&str]) -> Result<Vec<Part>, Refusal> {
    within.entries_of(list, raw, |mut fields| {
        let kind = fields.string("kind")?;
        let kind = kinds.iter().position(|name| *name == kind);
        let kind = kind.ok_or_else(|| fields.one_of("kind", kinds))?;
        let level = fields.optional_whole("level")?;
        let level = u8::try_from(level.unwrap_or(0));
        let level = level.map_err(|_| fields.refusal("\"level\" must be from 0 to 255"))?;
        let (marker, cell, subject) = (marker(&mut fields)?, cell(&mut fields)?, subject(&mut fields)?);
        let range = fields.whole("start")?..fields.whole("end")?;
        let (href, note) = (fields.optional_string("href")?, fields.optional_string("note")?);
        Ok(Part { kind, level, marker, cell, subject, range, href, note, extra: fields.rest()? })
    })
}

/// The marker of a list item.
fn marker(fields: &mut Fields<'_>) -> Result<Marker, Refusal> {
    let (name, value) = (fields.optional_string("marker")?, number(fields, "value", i32::MIN..=i32::MAX)?);
    let Some(name) = name else { return Ok(Marker::Bullet) };
    json::marker(&name, value).ok_or_else(|| fields.one_of("marker", &json::marker_names()))
}

/// What a caption is of.
fn subject(fields: &mut Fields<'_>) -> Result<Option<Subject>, Refusal> {
    let Some(name) = fields.optional_string("of")? else { return Ok(None) };
    let names = SUBJECTS.map(|(_, name)| name);
    json::subject(&name).map(Some).ok_or_else(|| fields.one_of("of", &names))
}

/// The position in a table.
fn cell(fields: &mut Fields<'_>) -> Result<Option<Cell>, Refusal> {
    let (row, column) =
        (number(fields, "row", 0..=u32::MAX)?, number(fields, "column", 0..=Cell::MOST_COLUMNS - 1)?);
    let rows = number(fields, "rowSpan", 1..=u16::MAX)?.unwrap_or(1);
    let columns = number(fields, "columnSpan", 1..=Cell::MOST_COLUMNS)?.unwrap_or(1);
    let header = fields.optional_string("header")?.map(|name| {
        let header = HEADERS.iter().find(|(_, known)| *known == name).map(|(header, _)| *header);
        header.ok_or_else(|| fields.one_of("header", &HEADERS.map(|(_, name)| name)))
    });
    let header = header.transpose()?;
    match (row, column) {
        (Some(row), Some(column)) => Ok(Some(Cell { row, column, rows, columns, header })),
        (None, None) => Ok(None),
        _ => Err(fields.refusal("a block in a table needs both \"row\" and \"column\"")),
    }
}

/// A number in a range, if it is there.
fn number<T: TryFrom<i64> + PartialOrd + Display>(
    fields: &mut Fields<'_>,
    name: &str,
    range: RangeInclusive<T>,
) -> Result<Option<T>, Refusal> {
    let Some(value) = fields.optional_whole(name)? else { return Ok(None) };
    let value = T::try_from(value).ok().filter(|value| range.contains(value));
    let wrong = || format!("\"{name}\" must be from {} to {}", range.start(), range.end());
    value.map(Some).ok_or_else(|| fields.refusal(&wrong()))
}

/// Ascending ranges of code points as ranges of bytes, in one walk. What is not ascending or out of bounds becomes a
/// range that no text has.
fn byte_ranges(string: &str, ranges: &[Range<i64>]) -> Vec<Range<usize>> {
    let bytes = string.as_bytes();
    let (mut counted, mut byte) = (0, 0);
    let mut byte_of = |count: i64| {
        while counted < count && byte < bytes.len() {
            byte += 1;
            // The rest of the character.
            while byte < bytes.len() && !string.is_char_boundary(byte) {
                byte += 1;
            }
            counted += 1;
        }
        if counted == count { byte } else { usize::MAX }
    };
    ranges.iter().map(|range| byte_of(range.start)..byte_of(range.end)).collect()
}

/// An agenda item. Times may be left out if there is one that stands for them.
pub(super) fn item(mut fields: Fields<'_>, undated: Option<Time>) -> Result<AgendaItem, Refusal> {
    let id = fields.id("id", ItemId::new)?;
    let title = fields.string("title")?;
    let colour = fields.string("colour")?;
    let colour = Colour::parse(&colour);
    let colour = colour.ok_or_else(|| fields.refusal("\"colour\" must be written as \"#rrggbb\""))?;
    let description = fields.optional_string("description")?.unwrap_or_default();
    let hotkey = fields.optional_string("hotkey")?.map(|digit| match digit.as_bytes() {
        [digit] => Hotkey::new(char::from(*digit)),
        _ => None,
    });
    let hotkey = hotkey.map(|hotkey| hotkey.ok_or_else(|| fields.refusal("\"hotkey\" must be one digit")));
    let time = |fields: &mut Fields<'_>, name: &str| match undated {
        None => fields.time(name),
        Some(time) => fields.optional(name)?.map_or(Ok(time), |raw| fields.time_of(name, raw)),
    };
    Ok(AgendaItem {
        id,
        title: title.into(),
        colour,
        description: description.into(),
        hotkey: hotkey.transpose()?,
        status: fields.optional_string("status")?.filter(|it| !it.trim().is_empty()).map(Rc::from),
        raised_by: fields.optional_string("raisedBy")?.filter(|it| !it.trim().is_empty()).map(Rc::from),
        parent: fields.optional_id("parent", ItemId::new)?,
        rank: Rank::between(None, None),
        created: time(&mut fields, "created")?,
        modified: time(&mut fields, "modified")?,
        extra: fields.rest()?,
    })
}

fn annotation(mut fields: Fields<'_>) -> Result<Claimed, Refusal> {
    let id = fields.id("id", AnnotationId::new)?;
    let article = fields.id("article", ArticleId::new)?;
    let state = fields.optional_string("state")?;
    let exact = fields.optional_string("exact")?;
    let quoted = exact.is_some();
    let (start, end) = (fields.take("start"), fields.take("end"));
    let claim = match state.as_deref() {
        Some(ORPHANED) => None,
        None | Some(NEEDS_REVIEW) => Some(Claim {
            start: fields.whole_of("start", fields.required("start", start)?)?,
            end: fields.whole_of("end", fields.required("end", end)?)?,
            proposed: state.is_some(),
            quoted,
        }),
        Some(_) => {
            return Err(fields.refusal(&format!(
                "\"state\" must be \"{NEEDS_REVIEW}\" or \"{ORPHANED}\", or be left out"
            )));
        }
    };
    let quote = Rc::new(Quote {
        exact: exact.unwrap_or_default(),
        prefix: fields.optional_string("prefix")?.unwrap_or_default(),
        suffix: fields.optional_string("suffix")?.unwrap_or_default(),
    });
    let annotation = Annotation {
        id,
        article,
        anchor: Anchor::Orphaned { quote },
        items: items(&mut fields)?,
        note: fields.optional_string("note")?.unwrap_or_default().into(),
        creator: fields.optional_string("creator")?.map(Rc::from),
        created: fields.time("created")?,
        modified: fields.time("modified")?,
        extra: fields.rest()?,
    };
    Ok(Claimed { annotation, claim })
}

/// The agenda items of an annotation, without repeats.
fn items(fields: &mut Fields<'_>) -> Result<Vec<ItemId>, Refusal> {
    let mut items = Vec::new();
    for (index, raw) in fields.array("items")?.into_iter().enumerate() {
        let name = format!("items[{index}]");
        let item = fields.id_of(&name, &fields.string_of(&name, raw)?, ItemId::new)?;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(items)
}
