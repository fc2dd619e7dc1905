//! The fields of JSON objects, read one by one, with the place of whatever is wrong.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde_json::value::RawValue;

use super::raw::{self, FromJson, Name, Object};
use super::time;
use crate::model::extra::Extra;
use crate::model::project::{ItemId, Time};
use crate::model::sorted::Map;

/// Why a file was refused, as a sentence with the path and the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub(super) String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// The fields of one object that were not read yet.
pub struct Fields<'a> {
    /// Where the object is, as `annotations[3] (id a7): `; empty for the file itself.
    place: Place<'a>,
    fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// Where an object is. Written out only when something is wrong.
#[derive(Clone, Copy)]
enum Place<'a> {
    File,
    Call(&'a str),
    Entry { within: &'a Place<'a>, list: &'a str, index: usize, id: Option<&'a RawValue> },
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (within, list, index, id) = match self {
            Place::File => return Ok(()),
            Place::Call(name) => return write!(f, "{name}: "),
            Place::Entry { within, list, index, id } => (within, list, index, id),
        };
        write!(f, "{within}{list}[{index}]")?;
        let id = id.and_then(String::from_json);
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
    /// The fields of a file that is one object.
    pub fn of_file(text: &'a str) -> Result<Fields<'a>, Refusal> {
        let object: Object<'a> = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Refusal(match error.classify() {
                serde_json::error::Category::Eof if text.trim().is_empty() => "The file is empty.".to_owned(),
                serde_json::error::Category::Eof => {
                    format!("The file is cut off: it ends at line {line}, column {column}, in the middle.")
                }
                serde_json::error::Category::Data => {
                    "This is not an Agendum file: it is JSON, but not an object.".to_owned()
                }
                _ => format!("The file is not JSON: {error}."),
            })
        })?;
        let fields = Fields { place: Place::File, fields: object.0 };
        fields.check_repeats()?;
        Ok(fields)
    }

    /// The fields of the object that a program gave to the function of this name.
    pub fn of_call(name: &'a str, json: &'a str) -> Result<Fields<'a>, Refusal> {
        let object: Result<Object<'a>, _> = serde_json::from_str(json);
        let object =
            object.map_err(|_| Refusal(format!("{name}: an object with the fields was expected.")))?;
        Ok(Fields { place: Place::Call(name), fields: object.0 })
    }

    /// Refuses the fields that nobody asked for: in a call they are mistakes.
    pub fn nothing_else(&self) -> Result<(), Refusal> {
        match self.fields.first() {
            Some((name, _)) => Err(self.refusal(&format!("there is no field \"{}\"", shortened(name)))),
            None => Ok(()),
        }
    }

    fn of_entry(place: Place<'a>, object: Object<'a>) -> Result<Fields<'a>, Refusal> {
        let id = object.0.iter().find(|(name, _)| name == "id").map(|(_, raw)| *raw);
        let place = match place {
            Place::Entry { within, list, index, .. } => Place::Entry { within, list, index, id },
            other => other,
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

    /// The refusal of a word that is none of those that there are.
    pub fn one_of(&self, name: &str, words: &[&str]) -> Refusal {
        self.refusal(&format!("\"{name}\" must be one of \"{}\"", words.join("\", \"")))
    }

    /// A refusal that begins with where this object is.
    pub fn refusal(&self, what: &str) -> Refusal {
        Refusal(format!("{}{what}.", self.place))
    }

    fn wrong(&self, name: &str, expected: &str, found: &RawValue) -> Refusal {
        self.refusal(&format!("\"{name}\" must be {expected}, not {}", kind_of(found)))
    }

    /// All fields that were not read yet.
    pub fn into_all(self) -> Vec<(Cow<'a, str>, &'a RawValue)> {
        self.fields
    }

    /// Takes a field, whatever it is.
    pub fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.fields.iter().position(|(field, _)| field == name)?;
        Some(self.fields.swap_remove(at).1)
    }

    /// What was taken, or the refusal for what is missing.
    pub fn required(&self, name: &str, raw: Option<&'a RawValue>) -> Result<&'a RawValue, Refusal> {
        raw.ok_or_else(|| self.refusal(&format!("\"{name}\" is missing")))
    }

    /// A field that may be left out, or be null.
    pub fn optional(&mut self, name: &str) -> Result<Option<&'a RawValue>, Refusal> {
        Ok(self.take(name).filter(|raw| raw.get() != "null"))
    }

    /// A string.
    pub fn string(&mut self, name: &str) -> Result<String, Refusal> {
        let raw = self.take(name);
        self.string_of(name, self.required(name, raw)?)
    }

    /// A string that may be left out, or be null.
    pub fn optional_string(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        self.optional(name)?.map(|raw| self.string_of(name, raw)).transpose()
    }

    /// A string that may be left out (`None`), or be null to say that there is to be none (`Some(None)`).
    pub fn clearable_string(&mut self, name: &str) -> Result<Option<Option<String>>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(raw) if raw.get() == "null" => Ok(Some(None)),
            Some(raw) => Ok(Some(Some(self.string_of(name, raw)?))),
        }
    }

    /// A list of strings that may be left out.
    pub fn optional_strings(&mut self, name: &str) -> Result<Option<Vec<String>>, Refusal> {
        if self.fields.iter().all(|(field, raw)| field != name || raw.get() == "null") {
            self.take(name);
            return Ok(None);
        }
        let mut strings = Vec::new();
        for (index, raw) in self.array(name)?.into_iter().enumerate() {
            strings.push(self.string_of(&format!("{name}[{index}]"), raw)?);
        }
        Ok(Some(strings))
    }

    /// A whole number that may be left out, or be null.
    pub fn optional_whole(&mut self, name: &str) -> Result<Option<i64>, Refusal> {
        self.optional(name)?.map(|raw| self.whole_of(name, raw)).transpose()
    }

    /// The string that a field is. Half of a surrogate pair becomes U+FFFD.
    pub fn string_of(&self, name: &str, raw: &RawValue) -> Result<String, Refusal> {
        let halves = || {
            let whole: Box<RawValue> = serde_json::from_str(&without_halves(raw.get())).ok()?;
            String::from_json(&whole)
        };
        String::from_json(raw).or_else(halves).ok_or_else(|| self.wrong(name, "a string", raw))
    }

    /// A whole number.
    pub fn whole(&mut self, name: &str) -> Result<i64, Refusal> {
        let raw = self.take(name);
        self.whole_of(name, self.required(name, raw)?)
    }

    /// A whole number, written in any way that JSON has for it. One that no offset reaches is cut off at what an
    /// `i64` holds.
    pub fn whole_of(&self, name: &str, raw: &RawValue) -> Result<i64, Refusal> {
        raw::whole(raw).ok_or_else(|| self.wrong(name, "a whole number", raw))
    }

    /// A moment.
    pub fn time(&mut self, name: &str) -> Result<Time, Refusal> {
        let raw = self.take(name);
        self.time_of(name, self.required(name, raw)?)
    }

    /// The moment that a field is.
    pub fn time_of(&self, name: &str, raw: &RawValue) -> Result<Time, Refusal> {
        let text = self.string_of(name, raw)?;
        let wrong = || self.refusal(&format!("\"{name}\" must be a time as \"2026-11-23T01:22:02.000Z\""));
        time::read(&text).ok_or_else(wrong)
    }

    /// An id, made by `new`.
    pub fn id<T>(&mut self, name: &str, new: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        let id = self.string(name)?;
        self.id_of(name, &id, new)
    }

    /// An id that may be left out, or be null.
    pub fn optional_id<T>(
        &mut self,
        name: &str,
        new: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        self.optional_string(name)?.map(|id| self.id_of(name, &id, new)).transpose()
    }

    /// The id that a text is.
    pub fn id_of<T>(&self, name: &str, id: &str, new: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        let longest = ItemId::LONGEST;
        let wrong = || {
            self.refusal(&format!("\"{name}\" must have 1 to {longest} bytes and no white space to be an id"))
        };
        new(id).ok_or_else(wrong)
    }

    /// A list, with each entry as it is.
    pub fn array(&mut self, name: &str) -> Result<Vec<&'a RawValue>, Refusal> {
        let raw = self.take(name);
        let raw = self.required(name, raw)?;
        raw::list(raw).ok_or_else(|| self.wrong(name, "an array", raw))
    }

    /// Reads each entry of a list.
    pub fn entries<T>(
        &mut self,
        list: &str,
        entry: impl Fn(Fields<'_>) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let raw = self.take(list);
        self.entries_of(list, self.required(list, raw)?, entry)
    }

    /// Reads each entry of the list that a field is.
    pub fn entries_of<T>(
        &self,
        list: &str,
        raw: &'a RawValue,
        entry: impl Fn(Fields<'_>) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let objects: Result<Vec<Object<'_>>, _> = serde_json::from_str(raw.get());
        let objects = objects.map_err(|_| self.not_objects(list, raw))?;
        let mut read = Vec::with_capacity(objects.len());
        for (index, object) in objects.into_iter().enumerate() {
            let place = Place::Entry { within: &self.place, list, index, id: None };
            read.push(entry(Fields::of_entry(place, object)?)?);
        }
        Ok(read)
    }

    /// Says which entry of a list is not an object, or that there is no list.
    fn not_objects(&self, list: &str, raw: &RawValue) -> Refusal {
        let Some(entries) = raw::list(raw) else {
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
    pub fn records<T>(
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
    pub fn rest(&mut self) -> Result<Extra, Refusal> {
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

/// A JSON string in which each half of a surrogate pair that stands alone is U+FFFD: JavaScript writes such halves,
/// and no text can hold them.
fn without_halves(json: &str) -> String {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut whole = String::with_capacity(json.len());
    let mut at = 0;
    while let Some(character) = json[at..].chars().next() {
        let length = match (unit(at), unit(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                whole.push('\u{fffd}');
                at += 6;
                continue;
            }
            _ if character == '\\' => 2,
            _ => character.len_utf8(),
        };
        let end = (at + length).min(json.len());
        whole.push_str(&json[at..end]);
        at = end;
    }
    whole
}

/// How deep an unknown field may be nested, so that everybody who reads it can do so with a small stack.
const DEEPEST: usize = 100;

/// JSON without the white space between its parts; `None` if it is nested too deeply.
pub fn compact(json: &str) -> Option<String> {
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
