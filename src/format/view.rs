//! What the reader set and where they were: the one stored record that is not part of the project.

use serde_json::value::RawValue;

use super::fields::Fields;
use super::raw::FromJson;
use super::write::{Object, quoted};
use crate::model::sorted::Map;

/// How the page looks and behaves, and where each article was left. What is missing or unknown is as at first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Settings {
    /// The id of the open article.
    pub article: Option<String>,
    /// Where each article was left: the block at the top of the view, and how much of it (0 to 1) was above.
    pub places: Map<String, (usize, f64)>,
    /// How far each article was read: how much of its text was in view, in thousandths.
    pub read: Map<String, u32>,
    /// The ids of the agenda items used last, the last first.
    pub recent: Vec<String>,
    /// The ids of the agenda items whose sub-items are not seen.
    pub folded: Vec<String>,
    /// What was chosen for the agenda document: the fields of its panel.
    pub document: Map<String, String>,
    /// Whether no items are suggested for sentences.
    pub suggestions_off: bool,
    /// Whether the reader was told what the lines under suggested sentences are.
    pub suggestions_explained: bool,
    /// Light or dark.
    pub theme: Theme,
    /// Steps of text size from the usual: -2 to 4.
    pub size: i8,
    /// The width of the column.
    pub width: Width,
    /// What selections snap to.
    pub snap: SnapTo,
    /// Keys other than the usual, by the action's name; an empty key switches one off.
    pub keys: Map<String, String>,
    /// Whether single keys do anything at all.
    pub keys_off: bool,
    /// Whether the reader closed the first-run hint.
    pub hint_closed: bool,
    /// Whether the browser was asked to keep the data for good, and what it said.
    pub persisted: Option<bool>,
    /// When the reader exported, or was reminded to, the last time: milliseconds since 1970.
    pub reminded: i64,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Match system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The width of the column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Width {
    /// About 58 characters.
    Narrow,
    /// About 68 characters.
    #[default]
    Usual,
    /// About 84 characters.
    Wide,
}

/// What selections snap to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SnapTo {
    /// Characters as a reader sees them.
    #[default]
    Character,
    /// Whole words.
    Word,
    /// Whole sentences.
    Sentence,
}

/// What the record calls them, each at its place.
const THEMES: [(&str, Theme); 3] =
    [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];
const WIDTHS: [(&str, Width); 3] =
    [("narrow", Width::Narrow), ("usual", Width::Usual), ("wide", Width::Wide)];
const SNAPS: [(&str, SnapTo); 3] =
    [("character", SnapTo::Character), ("word", SnapTo::Word), ("sentence", SnapTo::Sentence)];

impl Settings {
    /// Reads what [`Settings::write`] wrote. What cannot be read is as at first: nothing of the reader's work
    /// is in it.
    pub fn read(record: &str) -> Settings {
        let Ok(mut fields) = Fields::of_file(record) else { return Settings::default() };
        let yes = |raw: Option<&RawValue>| raw.map(|raw| raw.get() == "true");
        Settings {
            article: fields.optional_string("article").ok().flatten(),
            places: places(fields.take("places")),
            read: shares(fields.take("read")),
            recent: fields.optional_strings("recent").ok().flatten().unwrap_or_default(),
            folded: fields.optional_strings("folded").ok().flatten().unwrap_or_default(),
            suggestions_off: yes(fields.take("suggestions_off")) == Some(true),
            suggestions_explained: yes(fields.take("suggestions_explained")) == Some(true),
            theme: named(&THEMES, word(fields.take("theme"))),
            size: whole(&mut fields, "size").clamp(-2, 4) as i8,
            width: named(&WIDTHS, word(fields.take("width"))),
            snap: named(&SNAPS, word(fields.take("snap"))),
            keys: texts(fields.take("keys")),
            document: texts(fields.take("document")),
            keys_off: yes(fields.take("keys_off")) == Some(true),
            hint_closed: yes(fields.take("hint_closed")) == Some(true),
            persisted: yes(fields.take("persisted").filter(|raw| raw.get() != "null")),
            reminded: whole(&mut fields, "reminded"),
        }
    }

    /// The record to store.
    pub fn write(&self) -> String {
        let mut record = Object::default();
        record.optional("article", self.article.as_deref());
        let mut places = Object::default();
        for (article, (block, share)) in self.places.iter() {
            let thousandths = (share * 1000.0).round() as u32;
            places.json(article, &format!("[{block},0.{:03}]", thousandths.min(999)));
        }
        let mut read = Object::default();
        for (article, share) in self.read.iter() {
            read.number(article, (*share).into());
        }
        record.json("places", &places.end()).json("read", &read.end()).texts("recent", &self.recent);
        record.texts("folded", &self.folded);
        record.text("theme", name_of(&THEMES, self.theme)).number("size", self.size.into());
        record.text("width", name_of(&WIDTHS, self.width)).text("snap", name_of(&SNAPS, self.snap));
        for (name, texts) in [("keys", &self.keys), ("document", &self.document)] {
            let mut object = Object::default();
            for (name, text) in texts.iter() {
                object.json(name, &quoted(text));
            }
            record.json(name, &object.end());
        }
        let mut answer = |name, answer| {
            record.json(name, if answer { "true" } else { "false" });
        };
        answer("keys_off", self.keys_off);
        answer("suggestions_off", self.suggestions_off);
        answer("suggestions_explained", self.suggestions_explained);
        answer("hint_closed", self.hint_closed);
        if let Some(persisted) = self.persisted {
            answer("persisted", persisted);
        }
        record.number("reminded", self.reminded).end()
    }
}

fn named<T: Copy + Default>(names: &[(&str, T); 3], name: &str) -> T {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).unwrap_or_default()
}

fn name_of<T: PartialEq>(names: &[(&'static str, T); 3], value: T) -> &'static str {
    names.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

fn word(raw: Option<&RawValue>) -> &str {
    raw.map_or("", |raw| raw.get().trim_matches('"'))
}

fn whole(fields: &mut Fields<'_>, name: &str) -> i64 {
    fields.optional_whole(name).ok().flatten().unwrap_or_default()
}

fn places(raw: Option<&RawValue>) -> Map<String, (usize, f64)> {
    let mut places = Map::default();
    for (article, place) in object(raw) {
        let Some((block, share)) = place.get().trim_matches(['[', ']']).split_once(',') else { continue };
        if let (Ok(block), Some(share)) = (block.trim().parse(), thousandths(share)) {
            places.insert(article, (block, share));
        }
    }
    places
}

fn shares(raw: Option<&RawValue>) -> Map<String, u32> {
    object(raw).into_iter().filter_map(|(id, share)| Some((id, u32::from_json(share)?))).collect()
}

/// A share between 0 and 1, to the thousandth. What is written with an exponent is next to nothing.
fn thousandths(share: &str) -> Option<f64> {
    let share = share.trim();
    if share.contains(['e', 'E']) {
        return Some(0.0);
    }
    let (whole, rest) = share.split_once('.').unwrap_or((share, ""));
    let digits: String = rest.chars().chain("000".chars()).take(3).collect();
    let thousandths = whole.parse::<u32>().ok()?.min(1) * 1000 + digits.parse::<u32>().ok()?;
    Some(f64::from(thousandths.min(1000)) / 1000.0)
}

fn texts(raw: Option<&RawValue>) -> Map<String, String> {
    object(raw).into_iter().filter_map(|(name, text)| Some((name, String::from_json(text)?))).collect()
}

/// Names and values of an object; none if it is no object.
fn object(raw: Option<&RawValue>) -> Vec<(String, &RawValue)> {
    let fields = raw.and_then(|raw| Fields::of_file(raw.get()).ok());
    let fields = fields.map(Fields::into_all).unwrap_or_default().into_iter();
    fields.map(|(name, value)| (name.into_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_back() {
        let settings = Settings {
            article: Some("a".into()),
            places: [("a".to_owned(), (3, 0.5))].into(),
            read: [("a".to_owned(), 700)].into(),
            theme: Theme::Dark,
            size: -1,
            folded: vec!["i".into()],
            document: [("0:item:i".to_owned(), "out".to_owned())].into(),
            suggestions_off: true,
            suggestions_explained: true,
            ..Settings::default()
        };
        assert_eq!(Settings::read(&settings.write()), settings);
        assert_eq!(Settings::read("{\"size\":2,\"later\":true}").size, 2);
        let old = r#"{"places":{"a":[3,0.123456],"b":[0,1.0],"c":[2,1.5e-9]},"keys":{"open":"q"}}"#;
        let old = Settings::read(old);
        assert_eq!(
            old.places,
            [("a", (3, 0.123)), ("b", (0, 1.0)), ("c", (2, 0.0))].map(|(k, v)| (k.to_owned(), v)).into()
        );
        assert_eq!(old.keys.get("open").map(String::as_str), Some("q"));
        assert_eq!(Settings::read("nonsense"), Settings::default());
    }
}
