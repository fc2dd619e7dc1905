//! Addresses as pages write them, made whole.

use iri_string::types::{IriAbsoluteString, IriReferenceStr, IriStr};

use crate::model::text::Address;

/// What the addresses of a page are relative to.
#[derive(Default)]
pub struct Base(Option<IriAbsoluteString>);

impl Base {
    /// The page's own address, and what it names as the base of others.
    pub fn new(address: Option<&str>, base: Option<&str>) -> Base {
        let own = Base(address.and_then(absolute));
        let named = base.and_then(|base| own.resolve(base));
        named.as_deref().and_then(absolute).map_or(own, |base| Base(Some(base)))
    }

    /// Where a link leads; `None` if nowhere, only within its page, or where no link may lead.
    pub fn link(&self, href: &str) -> Option<Address> {
        let href = href.trim_matches(|c: char| c <= ' ');
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        Address::new(&self.resolve(href)?)
    }

    /// An address of the web, made whole.
    pub fn web(&self, href: &str) -> Option<String> {
        self.link(href)
            .map(|address| address.as_str().to_owned())
            .filter(|address| !address.starts_with("mailto:"))
    }

    fn resolve(&self, href: &str) -> Option<String> {
        let href = tidy(href);
        if let Some(address) = Address::new(&href) {
            return Some(address.as_str().to_owned());
        }
        let reference = IriReferenceStr::new(&href).ok()?;
        Some(reference.resolve_against(self.0.as_ref()?).to_string())
    }
}

fn absolute(address: &str) -> Option<IriAbsoluteString> {
    let address = tidy(address);
    Address::new(&address)?;
    let whole = IriStr::new(&address).ok()?;
    whole.to_absolute().to_string().try_into().ok()
}

/// An address as the URL standard reads it: without line ends and tabs, and with escapes for what cannot stand in one.
fn tidy(href: &str) -> String {
    let mut tidy = String::with_capacity(href.len());
    for character in href.trim_matches(|c: char| c <= ' ').chars() {
        match character {
            '\t' | '\n' | '\r' => {}
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => escape(&mut tidy, character),
            _ if character.is_control()
                || character.is_whitespace()
                || super::flow::is_dropped(character) =>
            {
                escape(&mut tidy, character);
            }
            _ if super::flow::is_direction(character) => escape(&mut tidy, character),
            _ => tidy.push(character),
        }
    }
    tidy
}

fn escape(tidy: &mut String, character: char) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        tidy.push('%');
        tidy.push(char::from(DIGITS[usize::from(byte >> 4)]));
        tidy.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The site that an address of the web is on: its host and its port, without `www.` and the scheme's own port; `None` of
/// what is no such address.
pub fn site(address: &str) -> Option<String> {
    let after = |scheme: &str| {
        let start = address.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &address[scheme.len()..])
    };
    let (rest, port) = match (after("https://"), after("http://")) {
        (Some(rest), _) => (rest, ":443"),
        (_, Some(rest)) => (rest, ":80"),
        _ => return None,
    };
    // Browsers read a backslash as they read a slash.
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default().to_lowercase();
    let host = host.strip_suffix(port).unwrap_or(&host);
    let host = host.strip_prefix("www.").filter(|host| host.contains('.')).unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, href: &str, expected: Option<&str>) {
        let base = Base::new(Some(page), None);
        assert_eq!(base.link(href).as_ref().map(Address::as_str), expected, "{href}");
    }

    #[test]
    fn links_are_made_whole() {
        let page = "https://example.org/news/today.html?p=1#top";
        check(page, "https://example.com/a b", Some("https://example.com/a%20b"));
        check(page, "HTTPS://example.com/", Some("HTTPS://example.com/"));
        check(page, "//example.com/x", Some("https://example.com/x"));
        check(page, "../about", Some("https://example.org/about"));
        check(page, "/a?q=ü#f", Some("https://example.org/a?q=ü#f"));
        check(page, "next.html", Some("https://example.org/news/next.html"));
        check(page, "?p=2", Some("https://example.org/news/today.html?p=2"));
        check(page, " mailto:ada@example.org ", Some("mailto:ada@example.org"));
        check(page, "\u{202e}x", Some("https://example.org/news/%E2%80%AEx"));
    }

    #[test]
    fn other_links_lead_nowhere() {
        let page = "https://example.org/";
        let wrong = [
            "#top",
            "",
            " ",
            "javascript:alert(1)",
            "JaVa\nScript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc",
            "blob:https://example.org/1",
            "about:blank",
            "tel:1",
        ];
        for wrong in wrong {
            check(page, wrong, None);
        }
        check("file:///home/page.html", "next.html", None);
        check("nonsense", "next.html", None);
    }
}
