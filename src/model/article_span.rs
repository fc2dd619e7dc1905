//! Spans that are held on to: in the state of the page, in a message, in a field of a panel. The article that is open, and
//! its text, may be others by the time such a span is used; so it can be read only by giving the article.

use std::fmt;

use super::project::{Annotation, Article, ArticleId};
use super::text::{Span, TextHash};

/// One version of one article's text: positions in it mean nothing in another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextVersion {
    article: ArticleId,
    hash: TextHash,
}

impl TextVersion {
    /// The version that an article has.
    pub fn of(article: &Article) -> TextVersion {
        TextVersion { article: article.id.clone(), hash: article.text.hash() }
    }

    /// Whether it is the version that an article has.
    pub fn is_of(&self, article: &Article) -> bool {
        self.article == article.id && self.hash == article.text.hash()
    }

    /// The article.
    pub fn article(&self) -> &ArticleId {
        &self.article
    }

    /// Reads what `Display` wrote.
    pub fn parse(written: &str) -> Option<TextVersion> {
        let (article, hash) = written.split_once(' ')?;
        let hash = TextHash(u64::from_str_radix(hash, 16).ok().filter(|_| hash.len() == 16)?);
        Some(TextVersion { article: ArticleId::new(article)?, hash })
    }
}

/// The article's id and the hash of its text, parted by a space.
impl fmt::Display for TextVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.article, self.hash)
    }
}

/// A span of one version of one article's text. Only that article, with that text, gives it out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArticleSpan {
    version: TextVersion,
    start: usize,
    end: usize,
}

impl ArticleSpan {
    /// A span of an article as it is now.
    pub fn new(article: &Article, span: Span) -> ArticleSpan {
        let range = span.range();
        ArticleSpan { version: TextVersion::of(article), start: range.start, end: range.end }
    }

    /// The span, if the article is the one that it is of and has the same text; `None` for every other.
    pub fn span_in(&self, article: &Article) -> Option<Span> {
        article.text.span(self.start..self.end).filter(|_| self.version.is_of(article))
    }

    /// The article that it is of.
    pub fn article(&self) -> &ArticleId {
        self.version.article()
    }

    /// Where it begins and ends, in bytes of that text: good for ordering, not for reading.
    pub fn bytes(&self) -> (usize, usize) {
        (self.start, self.end)
    }

    /// Reads what `Display` wrote.
    pub fn parse(written: &str) -> Option<ArticleSpan> {
        let (rest, end) = written.rsplit_once(' ')?;
        let (version, start) = rest.rsplit_once(' ')?;
        let version = TextVersion::parse(version)?;
        Some(ArticleSpan { version, start: start.parse().ok()?, end: end.parse().ok()? })
    }
}

/// The version, the start and the end, parted by spaces.
impl fmt::Display for ArticleSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.version, self.start, self.end)
    }
}

impl Annotation {
    /// Where its passage is or may be, in the article that is given; `None` if it is in another or has lost its place.
    pub fn span_in(&self, article: &Article) -> Option<Span> {
        let span = self.anchor.span().filter(|_| self.article == article.id)?;
        article.text.span(span.range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::extra::Extra;
    use crate::model::project::Time;
    use crate::model::text::Text;

    fn article(id: &str, text: &str) -> Article {
        Article {
            id: ArticleId::new(id).expect("an id"),
            title: id.into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text: Text::plain(text, Some("t")).0,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        }
    }

    /// Marks a part of one article, and reads it in another.
    #[track_caller]
    fn check(from: &Article, marked: &str, to: &Article, expected: Option<&str>) {
        let start = from.text.as_str().find(marked).expect("it is in the text");
        let span = from.text.span(start..start + marked.len()).expect("a span");
        let held = ArticleSpan::new(from, span);
        let read = held.span_in(to).map(|span| to.text.slice(span));
        assert_eq!(read, expected);
        assert_eq!(ArticleSpan::parse(&held.to_string()), Some(held));
    }

    #[test]
    fn a_span_is_read_in_its_own_text_alone() {
        let english = article("a", "It is “quoted” – here");
        let changed = article("a", "It was “quoted” – here");
        let other = article("b", "It is “quoted” – here");
        let hindi = article("c", "यह वाक्य हिन्दी में है। और यह भी");
        check(&english, "“quoted”", &english, Some("“quoted”"));
        check(&english, "“quoted”", &article("a", "It is “quoted” – here"), Some("“quoted”"));
        check(&english, "“quoted”", &changed, None);
        check(&english, "“quoted”", &other, None);
        check(&english, "– here", &hindi, None);
        check(&hindi, "भी", &english, None);
        check(&hindi, "भी", &article("c", ""), None);
    }

    #[test]
    fn what_is_no_span_is_not_read_as_one() {
        let english = article("a", "“q”");
        let version = TextVersion::of(&english);
        for wrong in ["", "a", "a 1 2", "a 00 1 2", "a zzzzzzzzzzzzzzzz 1 2"] {
            assert_eq!(ArticleSpan::parse(wrong), None, "{wrong:?}");
        }
        for wrong in ["1", "1 x", "-1 2", "1 2 3"] {
            assert_eq!(ArticleSpan::parse(&format!("{version} {wrong}")), None, "{wrong:?}");
        }
        // The ends are within characters, behind the text, or the wrong way round.
        for wrong in ["1 4", "0 2", "0 99", "4 3", "3 3", "0 18446744073709551615"] {
            let read = ArticleSpan::parse(&format!("{version} {wrong}"));
            assert_eq!(read.expect("it is written as one").span_in(&english), None, "{wrong:?}");
        }
    }
}
