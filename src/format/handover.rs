//! What the page asks of the worker when an article is to be read. The answer is that of [`source::Reading::to_json`],
//! which [`read::reading`](super::read::reading) takes.

use super::fields::{Fields, Refusal};
use super::source::{self, Hint};

/// The name of the task.
pub const READ: &str = "read";

/// The longest text that is opened, in UTF-8 bytes. The page has to draw it and keep it: at this length, that of five
/// long novels, it still does.
pub const LONGEST: usize = 5_000_000;

/// What the worker is to read. The bytes come beside it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Errand {
    /// The name of the file.
    pub name: Option<String>,
    /// The media type as it was said.
    pub media_type: Option<String>,
    /// Where the article is from.
    pub address: Option<String>,
    /// The title that it is to have, whatever it says.
    pub title: Option<String>,
    /// Whether it is a part that somebody chose, and not a whole page.
    pub chosen: bool,
}

impl Errand {
    /// The errand for the worker.
    pub fn to_json(&self) -> String {
        let mut json = String::from(if self.chosen { "{\"chosen\":true" } else { "{\"chosen\":false" });
        let mut field = |name: &str, text: &Option<String>| {
            if let Some(text) = text {
                json.push_str(",\"");
                json.push_str(name);
                json.push_str("\":");
                json.push_str(&serde_json::to_string(text).expect("a text is JSON"));
            }
        };
        field("name", &self.name);
        field("media_type", &self.media_type);
        field("address", &self.address);
        field("title", &self.title);
        json.push('}');
        json
    }

    fn of_json(json: &str) -> Result<Errand, Refusal> {
        let mut fields = Fields::of_call(READ, json)?;
        let chosen = fields.take("chosen").is_some_and(|raw| raw.get() == "true");
        let mut words = |name| fields.optional_string(name);
        let (name, media_type) = (words("name")?, words("media_type")?);
        Ok(Errand { name, media_type, address: words("address")?, title: words("title")?, chosen })
    }
}

/// Does an errand; the worker's side. Errors are sentences for the reader.
pub fn read(errand: &str, bytes: &[u8]) -> Result<String, String> {
    let errand = Errand::of_json(errand).map_err(|refusal| refusal.to_string())?;
    let hint = Hint {
        name: errand.name.as_deref(),
        media_type: errand.media_type.as_deref(),
        address: errand.address.as_deref(),
        chosen: errand.chosen,
    };
    let mut reading = source::read(bytes, &hint).map_err(|refusal| refusal.to_string())?;
    let length = reading.text.as_str().len();
    if length > LONGEST {
        return Err(format!(
            "The text has {:.1} million characters, and {} million are the most that can be opened. Split it.",
            length as f64 / 1e6,
            LONGEST / 1_000_000
        ));
    }
    if let Some(title) = errand.title.filter(|title| !title.trim().is_empty()) {
        reading.title = title;
    }
    Ok(reading.to_json())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::read::{self as record, Reading};
    use crate::model::project::{ArticleId, Time};

    #[track_caller]
    fn read_back(errand: &Errand, bytes: &[u8]) -> Result<Reading, String> {
        assert_eq!(Errand::of_json(&errand.to_json()).as_ref(), Ok(errand));
        let answer = read(&errand.to_json(), bytes)?;
        let id = ArticleId::new("a1").expect("an id");
        Ok(record::reading(&answer, id, Time(1_000)).expect("the worker's answer is read"))
    }

    #[test]
    fn an_article_comes_over_whole() {
        let errand = Errand {
            name: Some("\"odd\"\n.txt".to_owned()),
            address: Some("https://example.org/".to_owned()),
            ..Errand::default()
        };
        let read = read_back(&errand, "The budget\n\nIt is late. 🎈 Who pays?".as_bytes()).unwrap();
        let article = read.article;
        assert_eq!(
            (article.id.as_str(), article.created, article.modified),
            ("a1", Time(1_000), Time(1_000))
        );
        assert_eq!(
            (&*article.title, article.source.as_deref()),
            ("The budget", Some("https://example.org/"))
        );
        assert_eq!(article.text.as_str(), "The budget\n\nIt is late. 🎈 Who pays?");
        assert!(read.notes.is_empty());
    }

    #[test]
    fn a_title_that_was_given_is_taken() {
        let errand = Errand { title: Some("Given".to_owned()), chosen: true, ..Errand::default() };
        assert_eq!(&*read_back(&errand, b"<p>Some <b>words</b>.").unwrap().article.title, "Given");
        let errand = Errand { title: Some(" ".to_owned()), ..errand };
        assert_ne!(&*read_back(&errand, b"<p>Some <b>words</b>.").unwrap().article.title, " ");
    }

    #[test]
    fn what_is_no_article_is_refused_in_words() {
        for bytes in [&b""[..], b" \n ", b"\x50\x4b\x03\x04\x00\x01"] {
            assert!(read_back(&Errand::default(), bytes).unwrap_err().ends_with('.'));
        }
        let long = "A long line. ".repeat(LONGEST / 13 + 1);
        assert!(read_back(&Errand::default(), long.as_bytes()).unwrap_err().contains("5 million"));
        assert!(read("nonsense", b"words").is_err());
    }
}
