//! Reading the JSON of an export: all of it or nothing, with the place of what is wrong.
//!
//! What is wrong with the file itself refuses it whole. Whether what it says of places in texts holds is only known
//! when it is put beside a project: in a file every annotation is a quotation and a claim where that stands.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{FORMAT, KINDS, NEEDS_REVIEW, ORPHANED, VERSION};
use super::time;
use crate::model::anchor::{Anchor, Quote};
use crate::model::extra::Extra;
use crate::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Colour, Hotkey, ItemId, Rank, Time,
};
use crate::model::sorted::Map;
use crate::model::text::{BlockKind, Text};

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

/// Why a file was refused, as a sentence with the path and the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Reads an export. Never panics, whatever the text.
pub fn read(text: &str) -> Result<Bundle, Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut file = Fields::of_file(text)?;
    check_format(&mut file)?;
    let bundle = Bundle {
        exported: file.optional("exported")?.map(|raw| file.time_of("exported", raw)).transpose()?,
        articles: file.records("articles", article)?,
        agenda: file.records("agenda", item)?,
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
        return Err(Refusal(format!("This is not a file of Agendum: \"format\" is not \"{FORMAT}\".")));
    }
    match file.whole("version")? {
        version if version == i64::from(VERSION) => Ok(()),
        version if version > i64::from(VERSION) => Err(Refusal(format!(
            "A newer version of Agendum made this file: \"version\" is {version}, and {VERSION} is the newest that \
             can be read here."
        ))),
        version => Err(Refusal(format!("\"version\" is {version}, which Agendum never wrote."))),
    }
}

fn article(mut fields: Fields<'_>) -> Result<Rc<Article>, Refusal> {
    let id = fields.id("id", ArticleId::new)?;
    let title = fields.optional_string("title")?.unwrap_or_default();
    let source = fields.optional_string("source")?;
    let language = fields.optional_string("language")?;
    let string = fields.string("text")?;
    let blocks = fields.entries("blocks", block)?;
    let (blocks, rest): (Vec<_>, Vec<_>) =
        blocks.into_iter().map(|block| (block.range, (block.kind, block.level, block.extra))).unzip();
    let ranges = byte_ranges(&string, &blocks);
    let blocks =
        ranges.into_iter().zip(rest).map(|(range, (kind, level, extra))| (kind, level, range, extra));
    let text = Text::new(string, blocks).map_err(|error| fields.refusal(&error.to_string()))?;
    let (created, modified) = (fields.time("created")?, fields.time("modified")?);
    let (title, source, language) = (title.into(), source.map(Rc::from), language.map(Rc::from));
    Ok(Rc::new(Article { id, title, source, language, text, created, modified, extra: fields.rest()? }))
}

struct ReadBlock {
    kind: BlockKind,
    level: u8,
    range: Range<i64>,
    extra: Extra,
}

fn block(mut fields: Fields<'_>) -> Result<ReadBlock, Refusal> {
    let kind = fields.string("kind")?;
    let kind = KINDS.iter().find(|(_, name)| *name == kind).map(|(kind, _)| *kind);
    let kind = kind.ok_or_else(|| {
        let names = KINDS.map(|(_, name)| format!("\"{name}\"")).join(", ");
        fields.refusal(&format!("\"kind\" must be one of {names}"))
    })?;
    let level = fields.optional("level")?.map(|raw| fields.whole_of("level", raw)).transpose()?;
    let level = u8::try_from(level.unwrap_or(0));
    let level = level.map_err(|_| fields.refusal("\"level\" must be from 0 to 255"))?;
    let range = fields.whole("start")?..fields.whole("end")?;
    Ok(ReadBlock { kind, level, range, extra: fields.rest()? })
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

fn item(mut fields: Fields<'_>) -> Result<AgendaItem, Refusal> {
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
    Ok(AgendaItem {
        id,
        title: title.into(),
        colour,
        description: description.into(),
        hotkey: hotkey.transpose()?,
        parent: fields.optional_id("parent", ItemId::new)?,
        rank: Rank::between(None, None),
        created: fields.time("created")?,
        modified: fields.time("modified")?,
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

/// The fields of one object that were not read yet.
struct Fields<'a> {
    /// Where the object is, as `annotations[3] (id a7): `; empty for the file itself.
    place: Place<'a>,
    fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// Where an object is. Written out only when something is wrong.
#[derive(Clone, Copy)]
enum Place<'a> {
    File,
    Entry { within: &'a Place<'a>, list: &'a str, index: usize, id: Option<&'a RawValue> },
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place::Entry { within, list, index, id } = self else { return Ok(()) };
        write!(f, "{within}{list}[{index}]")?;
        let id: Option<String> = id.and_then(|id| serde_json::from_str(id.get()).ok());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            write!(f, " (id {})", shortened(&id))?;
        }
        f.write_str(": ")
    }
}

/// An id as it can stand in a sentence.
fn shortened(id: &str) -> String {
    const MOST: usize = 60;
    let plain: String = id.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if id.chars().nth(MOST).is_some() { plain + "…" } else { plain }
}

impl<'a> Fields<'a> {
    fn of_file(text: &'a str) -> Result<Fields<'a>, Refusal> {
        let object: Object<'a> = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Refusal(match error.classify() {
                serde_json::error::Category::Eof if text.trim().is_empty() => "The file is empty.".to_owned(),
                serde_json::error::Category::Eof => {
                    format!("The file is cut off: it ends at line {line}, column {column}, in the middle.")
                }
                serde_json::error::Category::Data => {
                    "This is not a file of Agendum: it is JSON, but not an object.".to_owned()
                }
                _ => format!("The file is not JSON: {error}."),
            })
        })?;
        let fields = Fields { place: Place::File, fields: object.0 };
        fields.check_repeats()?;
        Ok(fields)
    }

    fn of_entry(place: Place<'a>, object: Object<'a>) -> Result<Fields<'a>, Refusal> {
        let id = object.0.iter().find(|(name, _)| name == "id").map(|(_, raw)| *raw);
        let place = match place {
            Place::Entry { within, list, index, .. } => Place::Entry { within, list, index, id },
            Place::File => Place::File,
        };
        let fields = Fields { place, fields: object.0 };
        fields.check_repeats()?;
        Ok(fields)
    }

    /// Refuses an object that has a name twice.
    fn check_repeats(&self) -> Result<(), Refusal> {
        /// With so few names it is quicker to compare each with each than to sort them.
        const FEW: usize = 24;
        let names = || self.fields.iter().map(|(name, _)| name.as_ref());
        let twice = if self.fields.len() <= FEW {
            names().enumerate().find(|(at, name)| names().take(*at).any(|other| other == *name))
        } else {
            let mut seen = Map::default();
            names().enumerate().find(|(at, name)| seen.insert(*name, *at).is_some())
        };
        let wrong = |(_, name)| self.refusal(&format!("\"{}\" is there twice", shortened(name)));
        twice.map_or(Ok(()), |twice| Err(wrong(twice)))
    }

    /// A refusal that begins with where this object is.
    fn refusal(&self, what: &str) -> Refusal {
        Refusal(format!("{}{what}.", self.place))
    }

    fn wrong(&self, name: &str, expected: &str, found: &RawValue) -> Refusal {
        self.refusal(&format!("\"{name}\" must be {expected}, not {}", kind_of(found)))
    }

    fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.fields.iter().position(|(field, _)| field == name)?;
        Some(self.fields.swap_remove(at).1)
    }

    fn required(&self, name: &str, raw: Option<&'a RawValue>) -> Result<&'a RawValue, Refusal> {
        raw.ok_or_else(|| self.refusal(&format!("\"{name}\" is missing")))
    }

    /// A field that may be left out, or be null.
    fn optional(&mut self, name: &str) -> Result<Option<&'a RawValue>, Refusal> {
        Ok(self.take(name).filter(|raw| raw.get() != "null"))
    }

    fn string(&mut self, name: &str) -> Result<String, Refusal> {
        let raw = self.take(name);
        self.string_of(name, self.required(name, raw)?)
    }

    fn optional_string(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        self.optional(name)?.map(|raw| self.string_of(name, raw)).transpose()
    }

    fn string_of(&self, name: &str, raw: &RawValue) -> Result<String, Refusal> {
        serde_json::from_str(raw.get()).map_err(|_| {
            if raw.get().starts_with('"') {
                self.refusal(&format!("\"{name}\" has half of a surrogate pair"))
            } else {
                self.wrong(name, "a string", raw)
            }
        })
    }

    fn whole(&mut self, name: &str) -> Result<i64, Refusal> {
        let raw = self.take(name);
        self.whole_of(name, self.required(name, raw)?)
    }

    /// A whole number, written in any way that JSON has for it. One that no offset reaches is cut off at what an
    /// `i64` holds.
    fn whole_of(&self, name: &str, raw: &RawValue) -> Result<i64, Refusal> {
        if let Ok(whole) = serde_json::from_str(raw.get()) {
            return Ok(whole);
        }
        let number: Option<f64> = serde_json::from_str(raw.get()).ok();
        let whole = number.filter(|number| number.fract() == 0.0);
        whole.map(|whole| whole as i64).ok_or_else(|| self.wrong(name, "a whole number", raw))
    }

    fn time(&mut self, name: &str) -> Result<Time, Refusal> {
        let raw = self.take(name);
        self.time_of(name, self.required(name, raw)?)
    }

    fn time_of(&self, name: &str, raw: &RawValue) -> Result<Time, Refusal> {
        let text = self.string_of(name, raw)?;
        let wrong = || self.refusal(&format!("\"{name}\" must be a time as \"2026-11-23T01:22:02.000Z\""));
        time::read(&text).ok_or_else(wrong)
    }

    fn id<T>(&mut self, name: &str, new: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        let id = self.string(name)?;
        self.id_of(name, &id, new)
    }

    fn optional_id<T>(&mut self, name: &str, new: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
        self.optional_string(name)?.map(|id| self.id_of(name, &id, new)).transpose()
    }

    fn id_of<T>(&self, name: &str, id: &str, new: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        let longest = ItemId::LONGEST;
        let wrong = || {
            self.refusal(&format!("\"{name}\" must have 1 to {longest} bytes and no white space to be an id"))
        };
        new(id).ok_or_else(wrong)
    }

    fn array(&mut self, name: &str) -> Result<Vec<&'a RawValue>, Refusal> {
        let raw = self.take(name);
        let raw = self.required(name, raw)?;
        serde_json::from_str(raw.get()).map_err(|_| self.wrong(name, "an array", raw))
    }

    /// Reads each entry of a list.
    fn entries<T>(
        &mut self,
        list: &str,
        entry: impl Fn(Fields<'_>) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let raw = self.take(list);
        let raw = self.required(list, raw)?;
        let objects: Result<Vec<Object<'_>>, _> = serde_json::from_str(raw.get());
        let objects = objects.map_err(|_| self.not_objects(list, raw))?.into_iter().enumerate();
        let read = objects.map(|(index, object)| {
            let place = Place::Entry { within: &self.place, list, index, id: None };
            entry(Fields::of_entry(place, object)?)
        });
        read.collect()
    }

    /// Says which entry of a list is not an object, or that there is no list.
    fn not_objects(&self, list: &str, raw: &RawValue) -> Refusal {
        let Ok(entries) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            return self.wrong(list, "an array", raw);
        };
        let mut entries = entries.iter().enumerate();
        match entries.find(|(_, entry)| serde_json::from_str::<Object<'_>>(entry.get()).is_err()) {
            Some((index, entry)) => {
                self.refusal(&format!("{list}[{index}] must be an object, not {}", kind_of(entry)))
            }
            None => self.refusal(&format!("\"{list}\" cannot be read")),
        }
    }

    /// Reads each entry of a list; their ids must differ.
    fn records<T>(
        &mut self,
        list: &str,
        entry: impl Fn(Fields<'_>) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let ids = RefCell::new(Map::default());
        self.entries(list, |fields| {
            if let Place::Entry { id: Some(id), index, .. } = fields.place
                && let Ok(Name(id)) = serde_json::from_str::<Name<'_>>(id.get())
                && let Some(first) = ids.borrow_mut().insert(id.into_owned(), index)
            {
                return Err(fields.refusal(&format!("{list}[{first}] has the same \"id\"")));
            }
            entry(fields)
        })
    }

    /// The fields that nobody asked for.
    fn rest(&mut self) -> Result<Extra, Refusal> {
        let mut rest = Map::default();
        for (name, raw) in std::mem::take(&mut self.fields) {
            let value = compact(raw.get()).ok_or_else(|| {
                self.refusal(&format!("\"{}\" is nested deeper than {DEEPEST} levels", shortened(&name)))
            })?;
            rest.insert(name.into_owned(), value);
        }
        Ok(Extra::new(rest))
    }
}

/// The fields of an object, in order, with each value as its text.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<'a>, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                // An annotation with everything has 13.
                let mut fields = Vec::with_capacity(13);
                while let Some((Name(name), value)) = map.next_entry()? {
                    fields.push((name, value));
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

/// A field's name, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// What a value is, for a message.
fn kind_of(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ if raw.get().contains(['.', 'e', 'E']) => "a fraction",
        _ => "a number",
    }
}

/// How deep an unknown field may be nested, so that everybody who reads it can do so with a small stack.
const DEEPEST: usize = 100;

/// JSON without the white space between its parts; `None` if it is nested too deeply.
pub(super) fn compact(json: &str) -> Option<String> {
    let mut compact = String::with_capacity(json.len());
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
    for character in json.chars() {
        if quoted {
            quoted = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else {
            match character {
                ' ' | '\t' | '\n' | '\r' => continue,
                '"' => quoted = true,
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return None;
            }
        }
        compact.push(character);
    }
    Some(compact)
}
