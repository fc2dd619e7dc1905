//! What the reader set and where they were: the one stored record that is not part of the project.

use crate::model::sorted::Map;
use serde::{Deserialize, Serialize};

/// How the page looks and behaves, and where each article was left. What is missing or unknown is as at first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The id of the open article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Where each article was left: the block at the top of the view, and how much of it (0 to 1) was above.
    #[serde(with = "super::map", skip_serializing_if = "Map::is_empty")]
    pub places: Map<String, (usize, f64)>,
    /// The ids of the agenda items used last, the last first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Steps of text size from the usual: -2 to 4.
    pub size: i8,
    /// The width of the column.
    pub width: Width,
    /// What selections snap to.
    pub snap: SnapTo,
    /// Keys other than the usual, by the action's name; an empty key switches one off.
    #[serde(with = "super::map", skip_serializing_if = "Map::is_empty")]
    pub keys: Map<String, String>,
    /// Whether single keys do anything at all.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keys_off: bool,
    /// Whether the reader closed the first-run hint.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hint_closed: bool,
    /// Whether the browser was asked to keep the data for good, and what it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persisted: Option<bool>,
    /// When the reader exported, or was reminded to, the last time: milliseconds since 1970.
    pub reminded: i64,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The width of the column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SnapTo {
    /// Characters as a reader sees them.
    #[default]
    Character,
    /// Whole words.
    Word,
    /// Whole sentences.
    Sentence,
}

impl Settings {
    /// Reads what [`Settings::write`] wrote. What cannot be read is as at first: nothing of the reader's work
    /// is in it.
    pub fn read(record: &str) -> Settings {
        serde_json::from_str(record).unwrap_or_default()
    }

    /// The record to store.
    pub fn write(&self) -> String {
        serde_json::to_string(self).expect("settings have no key or value that JSON lacks")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_back() {
        let settings = Settings {
            article: Some("a".into()),
            places: [("a".to_owned(), (3, 0.5))].into(),
            theme: Theme::Dark,
            size: -1,
            ..Settings::default()
        };
        assert_eq!(Settings::read(&settings.write()), settings);
        assert_eq!(Settings::read("{\"size\":2,\"later\":true}").size, 2);
        assert_eq!(Settings::read("nonsense"), Settings::default());
    }
}
