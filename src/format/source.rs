//! Reading articles from the files and pages that people have.

use std::fmt;

use crate::model::text::Text;

/// What is known of bytes beside them.
#[derive(Clone, Copy, Default, Debug)]
pub struct Hint<'a> {
    /// The file's name.
    pub name: Option<&'a str>,
    /// The media type, perhaps with the character set, as a server or browser said it.
    pub mime: Option<&'a str>,
    /// Where it is from.
    pub address: Option<&'a str>,
    /// Whether it is a part that somebody copied, and not a whole page.
    pub pasted: bool,
}

/// What was read.
#[derive(Debug)]
pub struct Reading {
    /// The title.
    pub title: String,
    /// Where it is from.
    pub source: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// What it says.
    pub text: Text,
    /// What the reader should know of how it was read, in sentences.
    pub notices: Vec<String>,
}

/// Why nothing was read, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads an article from bytes.
pub fn read(bytes: &[u8], hint: Hint<'_>) -> Result<Reading, Refusal> {
    let decoded = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    if decoded.contains('\0') {
        return Err(Refusal("It is not a text file.".to_owned()));
    }
    if decoded.trim().is_empty() {
        return Err(Refusal("There is no text in it.".to_owned()));
    }
    let lost = decoded.matches('\u{fffd}').count();
    let notices =
        if lost > 0 { vec![format!("{lost} characters could not be decoded.")] } else { Vec::new() };
    let (text, title) = Text::plain(&decoded, None);
    Ok(Reading { title, source: hint.address.map(str::to_owned), language: None, text, notices })
}

fn utf16(bytes: &[u8], decode: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| decode([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
