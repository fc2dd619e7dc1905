//! What the page asks of the desk when an article is to be read.

use super::fields::{Fields, Refusal};
use super::source::{self, Hint, Reading};

/// The task of making an address whole. It is asked with the page's own, a line end, and what the reader gave.
pub const ADDRESS: &str = "address";

/// The task of making the bookmarklet. It is asked with the page's own address and a line end.
pub const BOOKMARKLET: &str = "bookmarklet";

/// The longest text that is opened, in characters (code points), so that it is as long in every script. The page has to
/// draw it and keep it: at this length, that of five long novels, it still does.
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
    /// The id of the article that it is a new version of.
    pub update: Option<String>,
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
        field("update", &self.update);
        json.push('}');
        json
    }

    /// Reads what [`Errand::to_json`] wrote.
    pub fn of_json(json: &str) -> Result<Errand, Refusal> {
        let mut fields = Fields::of_call("read", json)?;
        let chosen = fields.take("chosen").is_some_and(|raw| raw.get() == "true");
        let mut words = |name| fields.optional_string(name);
        let (name, media_type) = (words("name")?, words("media_type")?);
        let (address, title, update) = (words("address")?, words("title")?, words("update")?);
        Ok(Errand { name, media_type, address, title, chosen, update })
    }
}

/// Refuses a file for its size, in bytes, before it is taken into memory.
pub fn check_size(size: f64) -> Result<(), String> {
    if size <= source::MOST_BYTES as f64 {
        return Ok(());
    }
    let (has, most) = (size / f64::from(1 << 20), source::MOST_BYTES >> 20);
    Err(format!(
        "It has {has:.0} MB; the largest that can be opened has {most}. Open a part of it, or paste its text."
    ))
}

/// Does an errand; the desk's side. Errors are sentences for the reader.
pub fn read(errand: &Errand, bytes: &[u8]) -> Result<Reading, String> {
    let hint = Hint {
        name: errand.name.as_deref(),
        media_type: errand.media_type.as_deref(),
        address: errand.address.as_deref(),
        chosen: errand.chosen,
        title: errand.title.as_deref().filter(|title| !title.trim().is_empty()),
    };
    // A file says by its name what it is; what a site says, it should know.
    let kind = errand.media_type.as_deref().filter(|_| errand.address.is_some() && !errand.chosen);
    if let Some(kind) = kind.filter(|kind| !is_text(kind)) {
        let kind = kind.split(';').next().filter(|kind| !kind.is_empty()).unwrap_or("of an unknown type");
        return Err(format!("That address has no page or text ({kind}). Only those can be opened."));
    }
    let mut reading = source::read(bytes, &hint).map_err(|refusal| refusal.to_string())?;
    check_length(reading.text.as_str())?;
    if let Some(title) = errand.title.as_ref().filter(|title| !title.trim().is_empty()) {
        reading.title = title.clone();
    }
    Ok(reading)
}

/// Refuses a text that is too long.
fn check_length(text: &str) -> Result<(), String> {
    // There are no more characters than bytes.
    if text.len() <= LONGEST {
        return Ok(());
    }
    let length = text.chars().count();
    if length <= LONGEST {
        return Ok(());
    }
    // Upwards, so that what is just too long is not said to be as long as it may be.
    let tenths = length.div_ceil(100_000);
    Err(format!(
        "The text has {}.{} million characters; {} million is the most that can be opened. Split it.",
        tenths / 10,
        tenths % 10,
        LONGEST / 1_000_000
    ))
}

fn is_text(media_type: &str) -> bool {
    let kind = media_type.trim_start().to_ascii_lowercase();
    kind.starts_with("text/") || kind.starts_with("application/xhtml+xml")
}

/// Makes an address whole that the reader gave: with https where it says http or nothing, but on the page's own host and
/// on this machine itself, where there is nobody to listen in.
pub fn address(asked: &str) -> Result<String, String> {
    let (own, given) = asked.split_once('\n').unwrap_or_default();
    let given = given.trim();
    let wrong = || "That is not a web address. Web addresses begin with https://.".to_owned();
    let after = |scheme: &str| {
        let start = given.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &given[scheme.len()..])
    };
    let (scheme, rest) = match (after("https://"), after("http://")) {
        (Some(rest), _) => ("https", rest),
        (_, Some(rest)) => ("http", rest),
        _ => ("https", given),
    };
    let host = host(rest);
    let here = host == host_of(own) || ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    let port = rest[host.len()..]
        .strip_prefix(':')
        .map(|port| port.split(['/', '?', '#']).next().unwrap_or_default());
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | '"' | '\\');
    // One word alone is not meant as an address.
    let whole = here || host.contains('.') || (host.starts_with('[') && host.ends_with(']'));
    if !whole
        || host.contains(odd)
        || given.contains(char::is_control)
        || port.is_some_and(|it| it.parse::<u16>().is_err())
    {
        return Err(wrong());
    }
    let scheme = if here { scheme } else { "https" };
    Ok(format!("{scheme}://{rest}"))
}

fn host_of(address: &str) -> &str {
    host(address.split_once("://").map_or("", |(_, rest)| rest))
}

/// The host with which the rest of an address begins.
fn host(rest: &str) -> &str {
    let end =
        if rest.starts_with('[') { rest.find(']').map(|at| at + 1) } else { rest.find([':', '/', '?', '#']) };
    &rest[..end.unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read_back(errand: &Errand, bytes: &[u8]) -> Result<Reading, String> {
        assert_eq!(Errand::of_json(&errand.to_json()).as_ref(), Ok(errand));
        read(errand, bytes)
    }

    #[test]
    fn an_article_comes_over_whole() {
        let errand = Errand {
            name: Some("\"odd\"\n.txt".to_owned()),
            address: Some("https://example.org/".to_owned()),
            ..Errand::default()
        };
        let read = read_back(&errand, "The budget\n\nIt is late. 🎈 Who pays?".as_bytes()).unwrap();
        assert_eq!(
            (read.title.as_str(), read.source.as_deref()),
            ("The budget", Some("https://example.org/"))
        );
        assert_eq!(read.text.as_str(), "The budget\n\nIt is late. 🎈 Who pays?");
        assert!(read.notes.is_empty());
    }

    #[test]
    fn a_title_that_was_given_is_taken() {
        let errand = Errand { title: Some("Given".to_owned()), chosen: true, ..Errand::default() };
        assert_eq!(&*read_back(&errand, b"<p>Some <b>words</b>.").unwrap().title, "Given");
        let errand = Errand { title: Some(" ".to_owned()), ..errand };
        assert_ne!(&*read_back(&errand, b"<p>Some <b>words</b>.").unwrap().title, " ");
    }

    #[test]
    fn addresses_are_made_whole() {
        let whole = |given: &str| address(&format!("http://wiki.home:8000/agendum/\n{given}")).ok();
        for (given, expected) in [
            ("https://example.org/a b?c#d", Some("https://example.org/a b?c#d")),
            ("  example.org/a ", Some("https://example.org/a")),
            ("http://example.org", Some("https://example.org")),
            ("HTTP://Example.org:8080/a", Some("https://Example.org:8080/a")),
            ("http://wiki.home:8000/a", Some("http://wiki.home:8000/a")),
            ("http://localhost:9/a", Some("http://localhost:9/a")),
            ("http://[::1]:9/a", Some("http://[::1]:9/a")),
            ("[2001:db8::1]/a", Some("https://[2001:db8::1]/a")),
            ("https://пример.рф/ё", Some("https://пример.рф/ё")),
            ("javascript:alert(1)", None),
            ("data:text/html,x.y", None),
            ("file:///etc/passwd", None),
            ("ftp://example.org/", None),
            ("mailto:ada@example.org", None),
            ("https://me:secret@example.org/", None),
            ("two words", None),
            ("word", None),
            ("", None),
            ("https://", None),
            ("https:///a.b", None),
            ("é://x.y", None),
        ] {
            assert_eq!(whole(given).as_deref(), expected, "{given:?}");
        }
        assert_eq!(address("nonsense"), address("\n"));
    }

    #[test]
    fn what_a_site_says_is_no_text_is_none() {
        let errand = |media_type: &str| Errand {
            address: Some("https://example.org/a".to_owned()),
            media_type: Some(media_type.to_owned()),
            ..Errand::default()
        };
        assert!(read_back(&errand("text/html; charset=utf-8"), b"<p>Some words.").is_ok());
        assert!(read_back(&errand("Application/XHTML+xml"), b"<p>Some words.").is_ok());
        assert!(read_back(&errand("application/pdf"), b"%PDF").unwrap_err().contains("(application/pdf)"));
        assert!(read_back(&errand(""), b"words").unwrap_err().contains("unknown type"));
    }

    #[test]
    fn a_text_is_as_long_as_its_characters_are_many() {
        for character in ["a", "é", "港", "🎈"] {
            assert_eq!(check_length(&character.repeat(LONGEST)), Ok(()), "{character}");
            let refused = check_length(&character.repeat(LONGEST + 1)).unwrap_err();
            assert!(refused.starts_with("The text has 5.1 million characters; 5 million"), "{refused}");
        }
        assert!(check_length(&"港".repeat(6_320_000)).unwrap_err().starts_with("The text has 6.4 million"));
    }

    #[test]
    fn what_is_no_article_is_refused_in_words() {
        for bytes in [&b""[..], b" \n ", b"\x50\x4b\x03\x04\x00\x01"] {
            assert!(read_back(&Errand::default(), bytes).unwrap_err().ends_with('.'));
        }
        let long = "A long line. ".repeat(LONGEST / 13 + 1);
        assert!(read_back(&Errand::default(), long.as_bytes()).unwrap_err().contains("5 million"));
        assert!(Errand::of_json("nonsense").is_err());
        assert!(check_size(1e6).is_ok());
        assert!(check_size(50e6).unwrap_err().contains("48 MB"));
    }
}
