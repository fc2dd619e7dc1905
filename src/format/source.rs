//! Whatever an article comes as: one way in for bytes, and one shape for what is read of them.
//!
//! What only opening articles needs is reached from here alone, so that it can be a program of its own that is loaded
//! when the first article is opened.
//!
//! ```
//! use agendum::format::source::{Hint, read};
//!
//! let page = b"<title>Harbour closed</title><p>The harbour is closed <em>until spring</em>.";
//! let reading = read(page, &Hint { name: Some("harbour.html"), ..Hint::default() }).expect("an article");
//! assert_eq!(reading.text.as_str(), "Harbour closed\n\nThe harbour is closed until spring.");
//! assert_eq!(reading.text.slice(reading.text.inlines()[0].span), "until spring");
//! ```

use std::fmt;
use std::rc::Rc;

use super::address::site as site_of;
use super::controls;
use super::decode::{Decoded, decode};
use super::html::{self, Page, plain_line};
use super::left_out::{self, Part};
use super::markdown;
use crate::model::extra::Extra;
use crate::model::project::{Article, ArticleId, Direction, Published, Time};
use crate::model::text::{Text, with_line_feeds};

/// What is known of bytes before they are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hint<'a> {
    /// The file's name.
    pub name: Option<&'a str>,
    /// The media type, with or without parameters: of a file, of an answer, or of what was pasted or dropped.
    pub media_type: Option<&'a str>,
    /// Where it is from.
    pub address: Option<&'a str>,
    /// Whether it is a part of something that the reader chose (pasted, dropped, selected): then all of it is the article.
    pub chosen: bool,
    /// The title that it is to have, so that a plain text's first line is none.
    pub title: Option<&'a str>,
}

/// What was read: an article that has no id and no times yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// Its title; may be empty only if there is nothing that could be one.
    pub title: String,
    /// Where it is from.
    pub source: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Which way it is written.
    pub direction: Option<Direction>,
    /// What it says.
    pub text: Text,
    /// What is left out of it that may be missed.
    pub left_out: Vec<Part>,
    /// What the reader should know: each a sentence.
    pub notes: Vec<String>,
}

/// Why nothing was read, in sentences: what happened, to what, and what can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// The most bytes that are read. A novel has one million, and a page with its pictures written into it ten.
pub const MOST_BYTES: usize = 32 << 20;

/// The formats that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Html,
    Markdown,
    Plain,
}

/// Reads an article from bytes of whatever format and encoding. Takes a time and a space proportional to their number,
/// and never panics.
pub fn read(bytes: &[u8], hint: &Hint<'_>) -> Result<Reading, Refusal> {
    check_size(bytes, hint)?;
    if let Some(kind) = known_binary(bytes) {
        return Err(not_text(&called(hint), kind));
    }
    let html = format_of(hint).is_none_or(|format| format == Format::Html);
    read_decoded(decode(bytes, parameter(hint.media_type, "charset"), html), hint)
}

/// Reads an article from text: as [`read`], of what needs no decoding.
pub fn read_text(text: &str, hint: &Hint<'_>) -> Result<Reading, Refusal> {
    check_size(text.as_bytes(), hint)?;
    read_decoded(Decoded { text: text.to_owned(), encoding: "UTF-8", lost: 0, first_lost: 0 }, hint)
}

fn read_decoded(decoded: Decoded, hint: &Hint<'_>) -> Result<Reading, Refusal> {
    let called = called(hint);
    if is_binary(&decoded.text) {
        return Err(not_text(&called, "not text"));
    }
    let looks = || if looks_like_html(&decoded.text) { Format::Html } else { Format::Plain };
    let format = format_of(hint).unwrap_or_else(looks);
    refuse_other_text(&called, &decoded.text, format)?;
    let page = match format {
        Format::Html if hint.chosen => html::fragment(&decoded.text, hint.address),
        Format::Html => html::page(&decoded.text, hint.address),
        Format::Markdown => markdown::read(&decoded.text, hint.address),
        Format::Plain => plain(&decoded.text, hint.title),
    };
    let advice = match format {
        Format::Html => {
            "If the page shows its text only with scripts, select the text there and paste it here."
        }
        Format::Markdown | Format::Plain => "Choose something with text in it.",
    };
    Reading::of(page, decoded, hint).ok_or_else(|| Refusal(format!("{called} has no text. {advice}")))
}

/// Refuses what is too much or nothing.
fn check_size(bytes: &[u8], hint: &Hint<'_>) -> Result<(), Refusal> {
    let called = called(hint);
    if bytes.len() > MOST_BYTES {
        return Err(Refusal(format!(
            "{called} has {} MB, and the largest that can be opened has {} MB. Open a part of it, or \
             paste its text.",
            bytes.len() >> 20,
            MOST_BYTES >> 20
        )));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal(format!("{called} is empty. Choose something with text in it.")));
    }
    Ok(())
}

impl Reading {
    fn of(page: Page, decoded: Decoded, hint: &Hint<'_>) -> Option<Reading> {
        let text = page.text?;
        let first = || Text::plain(text.as_str(), None).1;
        let title = plain_line(&page.title);
        let mut notes = Vec::new();
        if decoded.lost > 0 {
            let characters = if decoded.lost == 1 {
                "1 character".to_owned()
            } else {
                format!("{} characters", decoded.lost)
            };
            notes.push(format!(
                "{characters} could not be read as {} (the first on line {}); each is shown as \u{fffd}.",
                decoded.encoding, decoded.first_lost
            ));
        }
        if page.is_little {
            notes.push(
                "Only a line or two of this page could be read. If the page shows more, select it there and paste it here."
                    .to_owned(),
            );
        }
        Some(Reading {
            title: if title.is_empty() { plain_line(&first()) } else { title },
            source: source(page.source, hint.address),
            language: page.language,
            byline: page.byline.map(|byline| plain_line(&byline)).filter(|byline| !byline.is_empty()),
            published: page.published,
            direction: page.direction,
            text,
            left_out: page.left_out,
            notes,
        })
    }

    /// The article, with an id and a time.
    pub fn into_article(self, id: ArticleId, now: Time) -> Article {
        Article {
            id,
            title: self.title.into(),
            source: self.source.map(Rc::from),
            language: self.language.map(Rc::from),
            byline: self.byline.map(Rc::from),
            published: self.published,
            direction: self.direction,
            text: self.text,
            created: now,
            modified: now,
            extra: left_out::with(&Extra::default(), &self.left_out),
        }
    }
}

/// Where an article is from. The page may say under which address it is known, but not that it is another site's: where it
/// was read from the web, it is from there. What says nothing of the kind, as a file, is believed.
fn source(said: Option<String>, address: Option<&str>) -> Option<String> {
    let address = address.map(plain_line).filter(|address| !address.is_empty());
    let site = address.as_deref().and_then(site_of);
    said.filter(|said| site.is_none() || site_of(said) == site).or(address)
}

fn plain(text: &str, title: Option<&str>) -> Page {
    let readable = |c: char| matches!(c, '\n' | '\r' | '\t') || !c.is_control();
    let clean: String = controls::read(text, '\n')
        .chars()
        .map(|c| if c == '\x0c' { '\n' } else { c })
        .filter(|c| readable(*c))
        .collect();
    let running = super::lines::joined(&with_line_feeds(&clean));
    let (text, title) = Text::plain(&running, title);
    Page { title, text: Some(text).filter(|text| !text.blocks().is_empty()), ..Page::default() }
}

/// What the bytes are called in a sentence that begins with it.
fn called(hint: &Hint<'_>) -> String {
    let named = hint.name.or(hint.address).map(plain_line).filter(|name| !name.is_empty());
    match named {
        Some(name) => format!("“{name}”"),
        None if hint.chosen => "What was pasted".to_owned(),
        None => "The file".to_owned(),
    }
}

/// The format by name or by media type. What is sent as plain text may be named as something else.
fn format_of(hint: &Hint<'_>) -> Option<Format> {
    let by_name = hint.name.and_then(|name| {
        let (_, extension) = name.rsplit_once('.')?;
        match &*extension.to_ascii_lowercase() {
            "html" | "htm" | "xhtml" | "xht" | "shtml" => Some(Format::Html),
            "md" | "markdown" | "mkd" | "mdown" | "mdwn" => Some(Format::Markdown),
            "txt" | "text" => Some(Format::Plain),
            _ => None,
        }
    });
    by_name.or_else(|| {
        let kind = hint.media_type?.split(';').next()?.trim().to_ascii_lowercase();
        match &*kind {
            "text/html" | "application/xhtml+xml" => Some(Format::Html),
            "text/markdown" | "text/x-markdown" => Some(Format::Markdown),
            "text/plain" => Some(Format::Plain),
            _ => None,
        }
    })
}

/// A parameter of a media type, as `charset`.
fn parameter<'a>(media_type: Option<&'a str>, name: &str) -> Option<&'a str> {
    media_type?.split(';').skip(1).find_map(|parameter| {
        let (known, value) = parameter.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

fn looks_like_html(text: &str) -> bool {
    const SAMPLE: usize = 1024;
    const BEGINNINGS: [&str; 8] =
        ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<article", "<!--"];
    let start = text.trim_start();
    let start = &start[..start.floor_char_boundary(SAMPLE)];
    let lower = start.to_ascii_lowercase();
    BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
        || (lower.starts_with("<?xml") && lower.contains("<html"))
}

/// What begins as these bytes do.
const BINARIES: [(&[u8], &str); 15] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as Word documents, OpenDocument texts and e-books are"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office program"),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"\x00\x00\x00\x1cftyp", "a film or a recording"),
    (b"\x00\x00\x00\x20ftyp", "a film or a recording"),
    (b"ID3", "a recording"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x00asm", "a program"),
];

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    BINARIES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

fn not_text(called: &str, kind: &str) -> Refusal {
    Refusal(format!(
        "{called} is {kind}. Web pages, Markdown and plain text can be opened: save it as one of these, or copy its text \
         and paste it here."
    ))
}

/// Whether a text has more than a few characters that no text has.
fn is_binary(text: &str) -> bool {
    let odd = |c: &char| {
        let is_odd =
            c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c' | '\x1b') && !controls::is_meant(*c);
        is_odd || *c == '\u{fffd}'
    };
    let (mut count, mut wrong) = (0, 0);
    for character in text.chars() {
        count += 1;
        wrong += usize::from(odd(&character));
    }
    wrong * 10 > count
}

/// Refuses what is text, but not that of an article.
fn refuse_other_text(called: &str, text: &str, format: Format) -> Result<(), Refusal> {
    let start = text.trim_start();
    if format == Format::Plain
        && start.starts_with('{')
        && start.contains("\"format\"")
        && start.contains("\"agendum\"")
    {
        return Err(Refusal(format!("{called} is an export of Agendum, not an article. Import it instead.")));
    }
    let head = &start[..start.floor_char_boundary(2048)];
    if format == Format::Plain && head.contains("MIME-Version:") && head.contains("multipart/related") {
        return Err(Refusal(format!(
            "{called} is a web archive (MHTML). Save the page again, as “Webpage, HTML only”, and open that."
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page that says this of itself, at this address, is from.
    #[track_caller]
    fn check(markup: &str, address: Option<&str>, expected: Option<&str>) {
        let page = format!("{markup}<title>Harbour closed</title><p>The harbour is closed until spring.");
        for chosen in [false, true] {
            let hint = Hint { media_type: Some("text/html"), address, chosen, ..Hint::default() };
            let reading = read_text(&page, &hint).expect("an article");
            assert_eq!(reading.source.as_deref(), expected, "{markup} at {address:?}");
        }
    }

    fn canonical(address: &str) -> String {
        format!("<link rel=canonical href=\"{address}\">")
    }

    #[test]
    fn a_page_is_from_where_it_was_read() {
        let here = "https://www.example.org/news/7?from=home";
        for own in [
            "https://www.example.org/news/harbour",
            "https://example.org/news/harbour",
            "http://www.example.org/news/harbour",
            "https://www.EXAMPLE.org:443/news/harbour",
        ] {
            check(&canonical(own), Some(here), Some(own));
        }
        check(&canonical("/news/harbour"), Some(here), Some("https://www.example.org/news/harbour"));
        for others in [
            "https://www.bbc.com/news/harbour",
            "https://example.org.bbc.com/",
            "https://www.example.org@www.bbc.com/",
            "https://www.bbc.com#www.example.org/",
            "https://www.example.org:8443/news",
            "https://news.example.org/harbour",
            "//www.bbc.com/",
        ] {
            check(&canonical(others), Some(here), Some(here));
        }
        check("<meta property=og:url content=https://www.bbc.com/a>", Some(here), Some(here));
        check("<base href=https://www.bbc.com/><link rel=canonical href=/a>", Some(here), Some(here));
        let told = "{\"@type\":\"NewsArticle\",\"url\":\"https://www.bbc.com/a\"}";
        check(&format!("<script type=application/ld+json>{told}</script>"), Some(here), Some(here));
        check("", Some("https://www.org/"), Some("https://www.org/"));
        check(&canonical("https://org/"), Some("https://www.org/"), Some("https://www.org/"));
    }

    #[test]
    fn a_page_from_a_file_is_from_where_it_says() {
        let said = "https://www.bbc.com/news/harbour";
        check(&canonical(said), None, Some(said));
        check(&canonical(said), Some(""), Some(said));
        check(&canonical(said), Some("file:///home/ada/harbour.html"), Some(said));
        check("", None, None);
    }

    #[test]
    fn a_text_that_names_another_site_is_from_where_it_was_read() {
        let text = "---\ncanonical: https://www.bbc.com/a\n---\n\nThe harbour is closed.";
        let hint = |address| Hint { media_type: Some("text/markdown"), address, ..Hint::default() };
        let source = |address| read_text(text, &hint(address)).expect("an article").source;
        assert_eq!(source(Some("https://example.org/a.md")).as_deref(), Some("https://example.org/a.md"));
        assert_eq!(source(None).as_deref(), Some("https://www.bbc.com/a"));
    }
}
