//! What the page and the worker hand each other when an article is read: the errand one way, the article the other, in
//! the shape that it has in an export.

use std::rc::Rc;

use serde::Serialize;

use super::fields::{Fields, Refusal};
use super::json;
use super::source::{self, Hint, Reading};
use super::time;
use crate::model::extra::Extra;
use crate::model::project::{Article, ArticleId, Time};

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
    pub mime: Option<String>,
    /// Where the article is from.
    pub address: Option<String>,
    /// What it is called there, for want of a better title.
    pub title: Option<String>,
    /// Whether it is a part that somebody copied, and not a whole page.
    pub pasted: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Opened {
    /// The article.
    pub article: Rc<Article>,
    /// What the reader should know of how it was read, in sentences.
    pub notices: Vec<String>,
}

impl Errand {
    /// The errand for the worker, with the id that the article is to have, and the time.
    pub fn to_json(&self, id: &ArticleId, now: Time) -> String {
        let mut json = String::from(if self.pasted { "{\"pasted\":true" } else { "{\"pasted\":false" });
        let mut field = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                json.push_str(",\"");
                json.push_str(name);
                json.push_str("\":");
                json.push_str(&serde_json::to_string(text).expect("a text is JSON"));
            }
        };
        field("id", Some(id.as_str()));
        field("now", Some(&time::written(now)));
        field("name", self.name.as_deref());
        field("mime", self.mime.as_deref());
        field("address", self.address.as_deref());
        field("title", self.title.as_deref());
        json.push('}');
        json
    }
}

impl Opened {
    /// What the worker answered.
    pub fn of_json(answer: &str) -> Result<Opened, Refusal> {
        let mut fields = Fields::of_file(answer)?;
        let notices = fields.optional_strings("notices")?.unwrap_or_default();
        Ok(Opened { article: super::read::article(fields)?, notices })
    }
}

/// Does an errand; the worker's side. Errors are sentences for the reader.
pub fn read(errand: &str, bytes: &[u8]) -> Result<String, String> {
    let said = |refusal: Refusal| refusal.to_string();
    let mut fields = Fields::of_call(READ, errand).map_err(said)?;
    let id = fields.id("id", ArticleId::new).map_err(said)?;
    let now = fields.time("now").map_err(said)?;
    let mut words = |name| fields.optional_string(name).map_err(said);
    let [name, mime, address, title] = [words("name")?, words("mime")?, words("address")?, words("title")?];
    let pasted = fields.take("pasted").is_some_and(|raw| raw.get() == "true");
    let hint = Hint { name: name.as_deref(), mime: mime.as_deref(), address: address.as_deref(), pasted };
    let reading = source::read(bytes, hint).map_err(|refusal| refusal.to_string())?;
    let length = reading.text.as_str().len();
    if length > LONGEST {
        return Err(format!(
            "Its text has {:.0} million characters, and {} million are the most that can be opened. Split it.",
            length as f64 / 1e6,
            LONGEST / 1_000_000
        ));
    }
    Ok(answer(reading, title, id, now))
}

fn answer(reading: Reading, title: Option<String>, id: ArticleId, now: Time) -> String {
    #[derive(Serialize)]
    struct Answer<'a> {
        notices: &'a [String],
        #[serde(flatten)]
        article: json::Article<'a>,
    }
    let title = Some(reading.title).filter(|title| !title.is_empty()).or(title).unwrap_or_default();
    let article = Article {
        id,
        title: title.into(),
        source: reading.source.map(Rc::from),
        language: reading.language.map(Rc::from),
        text: reading.text,
        created: now,
        modified: now,
        extra: Extra::default(),
    };
    let answer = Answer { notices: &reading.notices, article: json::Article::of(&article) };
    serde_json::to_string(&answer).expect("an article has only text for keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Text;

    #[track_caller]
    fn read_back(errand: &Errand, bytes: &[u8]) -> Result<Opened, String> {
        let id = ArticleId::new("a1").expect("an id");
        let answer = read(&errand.to_json(&id, Time(1_000)), bytes)?;
        Ok(Opened::of_json(&answer).expect("the worker's answer is read"))
    }

    #[test]
    fn an_article_comes_over_whole() {
        let errand = Errand {
            name: Some("\"odd\"\n.txt".to_owned()),
            address: Some("https://example.org/".to_owned()),
            ..Errand::default()
        };
        let opened = read_back(&errand, "The budget\n\nIt is late. 🎈 Who pays?".as_bytes()).unwrap();
        let article = opened.article;
        assert_eq!(
            (article.id.as_str(), article.created, article.modified),
            ("a1", Time(1_000), Time(1_000))
        );
        assert_eq!(
            (&*article.title, article.source.as_deref()),
            ("The budget", Some("https://example.org/"))
        );
        assert_eq!(article.text, Text::plain("The budget\n\nIt is late. 🎈 Who pays?", None).0);
        assert!(opened.notices.is_empty() && article.extra == Extra::default());
    }

    #[test]
    fn what_was_lost_is_said() {
        let opened = read_back(&Errand::default(), b"The budget\n\nIt is \xff\xfe late.").unwrap();
        assert!(!opened.notices.is_empty());
    }

    #[test]
    fn what_is_no_article_is_refused_in_words() {
        for bytes in [&b""[..], b" \n ", b"\x50\x4b\x03\x00\x00\x01"] {
            assert!(read_back(&Errand::default(), bytes).unwrap_err().ends_with('.'));
        }
        let long = "A long line. ".repeat(LONGEST / 13 + 1);
        assert!(read_back(&Errand::default(), long.as_bytes()).unwrap_err().contains("5 million"));
        assert!(read("nonsense", b"words").is_err());
    }
}
