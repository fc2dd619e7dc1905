//! Bytes to text, whatever the encoding.
//!
//! What says most goes first: a byte-order mark; UTF-8 that holds, since text in other encodings hardly ever does;
//! UTF-16, known by its zeros; what the server or the page names; and at last what chardetng (Firefox's detector)
//! makes of the bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text that was decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The text, with U+FFFD for each thing that is none in its encoding.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
    /// How many things could not be decoded.
    pub lost: usize,
    /// The line on which the first of them is, from 1; 0 if there is none.
    pub first_lost: usize,
}

/// Decodes bytes. `label` is what whoever sent them calls the encoding; `html` says that they may name it themselves.
pub fn decode(bytes: &[u8], label: Option<&str>, html: bool) -> Decoded {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => encoding_of(bytes, label, html),
    };
    decode_as(encoding, bytes)
}

fn encoding_of(bytes: &[u8], label: Option<&str>, html: bool) -> &'static Encoding {
    if let Some(encoding) = utf_16(bytes) {
        return encoding;
    }
    if is_utf_8(bytes) {
        return UTF_8;
    }
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let named = named.or_else(|| named_in(bytes).filter(|_| html));
    // Bytes that are no UTF-8 were decided on above, and zeros there are none.
    let named = named.filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding));
    named.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Deny)
    })
}

/// UTF-16 without a byte-order mark: spaces and line ends are a byte and a zero, on the same side throughout.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    /// As much is looked at.
    const SAMPLE: usize = 8192;
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // Of text at least one character in 20 is such; of what is not text both sides have zeros.
    let enough = (sample.len() / 2 / 20).max(2);
    if first.max(second) <= enough || first.min(second) * 20 > first.max(second) {
        return None;
    }
    Some(if first > second { UTF_16BE } else { UTF_16LE })
}

/// Whether bytes are UTF-8, with a mistake here and there at most: text in another encoding is hardly ever UTF-8 by
/// chance, and for each place where it is there are several where it is not.
fn is_utf_8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|byte| byte & 0b1100_0000 == 0b1100_0000).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    wrong == 0 || wrong * 2 <= right
}

/// What a page calls its encoding: near its beginning, in `<meta charset>`, in `<meta http-equiv>` or in an XML
/// declaration; all of them write `charset=` or `encoding=`.
fn named_in(bytes: &[u8]) -> Option<&'static Encoding> {
    /// HTML asks for 1024 bytes; pages take more.
    const SAMPLE: usize = 4096;
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let lower = sample.to_ascii_lowercase();
    let after = |word: &[u8]| {
        let at = lower.windows(word.len()).position(|window| window == word)? + word.len();
        let label = lower[at..]
            .iter()
            .skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\''));
        let label: Vec<u8> = label
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.+".contains(byte))
            .copied()
            .collect();
        Encoding::for_label(&label)
    };
    after(b"charset").or_else(|| after(b"encoding").filter(|_| lower.starts_with(b"<?xml")))
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let mut decoder = encoding.new_decoder();
    let mut text = String::new();
    let (mut lost, mut first) = (0, 0);
    let mut rest = bytes;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(rest.len());
        text.reserve(room.unwrap_or(rest.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                if lost == 0 {
                    first = text.len();
                }
                lost += 1;
                text.push('\u{fffd}');
            }
        }
    }
    text.shrink_to_fit();
    let first_lost = if lost == 0 { 0 } else { line_of(&text, first) };
    let name = if encoding == WINDOWS_1252 { "windows-1252" } else { encoding.name() };
    Decoded { text, encoding: name, lost, first_lost }
}

/// The line that a byte is on, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte];
    let line_feeds = before.iter().filter(|byte| **byte == b'\n').count();
    let returns = before.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count();
    1 + line_feeds + returns
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "“Smörgås” costs €5.\nMore of it — “free”.\n";

    #[track_caller]
    fn check(bytes: &[u8], html: bool, encoding: &str, text: &str) {
        let decoded = decode(bytes, None, html);
        assert_eq!((decoded.encoding, decoded.text.as_str(), decoded.lost), (encoding, text, 0));
    }

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn encodings_are_found() {
        check(WORDS.as_bytes(), false, "UTF-8", WORDS);
        check(&[b"\xef\xbb\xbf", WORDS.as_bytes()].concat(), false, "UTF-8", WORDS);
        check(&encoded(WINDOWS_1252, WORDS), false, "windows-1252", WORDS);
        let russian = "Гавань закрыта до весны. Об этом сообщил совет.\n";
        for text in [WORDS, russian] {
            for (little, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
                check(&utf_16(text, little), false, name, text);
                check(&utf_16(&format!("\u{feff}{text}"), little), false, name, text);
            }
        }
        check(&encoded(encoding_rs::WINDOWS_1251, russian), false, "windows-1251", russian);
        check(
            &encoded(encoding_rs::SHIFT_JIS, "港は春まで閉鎖される。"),
            false,
            "Shift_JIS",
            "港は春まで閉鎖される。",
        );
        check(b"", false, "UTF-8", "");
        check(b"plain", false, "UTF-8", "plain");
    }

    #[test]
    fn pages_name_their_encoding() {
        let latin2 = encoding_rs::ISO_8859_2;
        for start in [
            "<meta charset=iso-8859-2>",
            "<META http-equiv=x content=\"text/html; charset = 'ISO-8859-2'\">",
            "<?xml version='1.0' encoding='iso-8859-2'?>",
        ] {
            let page = format!("{start}<p>Łódź, Žižka");
            check(&encoded(latin2, &page), true, "ISO-8859-2", &page);
        }
        // A page that was saved anew as UTF-8 still says what it was.
        let page = "<meta charset=iso-8859-2><p>Łódź";
        check(page.as_bytes(), true, "UTF-8", page);
        let decoded = decode(&encoded(latin2, "Łódź, Žižka"), Some("iso-8859-2"), false);
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Łódź, Žižka", "ISO-8859-2"));
    }

    #[test]
    fn what_cannot_be_decoded_is_reported() {
        let check = |bytes: &[u8], text: &str, lost, first_lost| {
            let decoded = decode(bytes, None, false);
            assert_eq!((decoded.text.as_str(), decoded.lost, decoded.first_lost), (text, lost, first_lost));
        };
        let good = "Smörgås ".repeat(10);
        let bad = [good.as_bytes(), b"\r\n\rone \xff\n two \xc3"].concat();
        check(&bad, &format!("{good}\r\n\rone \u{fffd}\n two \u{fffd}"), 2, 3);
        let mut half = utf_16("\u{feff}a b c d\n", true);
        half.extend([0x3d, 0xd8, b'e', 0, b'f']);
        check(&half, "a b c d\n\u{fffd}e\u{fffd}", 2, 2);
    }
}
