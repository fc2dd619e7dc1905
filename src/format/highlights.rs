//! Words of an article that are painted over, without an element of the page being changed: what was searched for, what a
//! panel is at, what is suggested. The desk says which, the page paints them.

use std::fmt::Write;

use crate::model::article_span::TextVersion;
use crate::model::project::Article;
use crate::model::text::Span;

/// Layers of spans, each with a name, of one version of one article's text. They are given out for that alone: for another
/// article, or when its text has changed meanwhile, there are none.
///
/// "found" are words that were searched for, "current" is the place that one is at, and is scrolled to when it is another;
/// "dimmed" are passages that are left out; "suggested" are sentences.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Highlights {
    of: Option<TextVersion>,
    layers: Vec<Layer>,
}

/// A name, and spans in ascending order.
pub type Layer = (String, Vec<Span>);

impl Highlights {
    /// No highlights in an article yet.
    pub fn of(article: &Article) -> Highlights {
        Highlights { of: Some(TextVersion::of(article)), layers: Vec::new() }
    }

    /// Adds a layer over those that there are. What is no span of the article's text is left out, and so are all spans if
    /// it is not the article of the others.
    pub fn add(&mut self, article: &Article, name: &str, spans: impl IntoIterator<Item = Span>) {
        let is_it = self.is_of(article);
        let fits = |span: Span| article.text.span(span.range()).filter(|_| is_it);
        self.layers.push((name.to_owned(), spans.into_iter().filter_map(fits).collect()));
    }

    /// Takes a layer away.
    pub fn remove(&mut self, name: &str) {
        self.layers.retain(|(known, _)| known != name);
    }

    fn is_of(&self, article: &Article) -> bool {
        self.of.as_ref().is_some_and(|of| of.is_of(article))
    }

    /// The layers, if they are of this article with this text; else none.
    pub fn layers(&self, article: &Article) -> &[Layer] {
        if self.is_of(article) { &self.layers } else { &[] }
    }

    /// The spans of a layer, if they are of this article with this text; else none.
    pub fn layer(&self, article: &Article, name: &str) -> &[Span] {
        let layer = self.layers(article).iter().find(|(known, _)| known == name);
        layer.map_or(&[], |(_, spans)| spans)
    }

    /// Whether there is nothing in it for any article.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// One line: the version of the text, then names, each with starts and ends in bytes, parted by semicolons:
    /// `article 0123456789abcdef;found 3 10 20 25;current 3 10`.
    pub fn write(&self) -> String {
        let mut line = self.of.as_ref().map(TextVersion::to_string).unwrap_or_default();
        for (name, spans) in &self.layers {
            line.push(';');
            line.push_str(name);
            for span in spans {
                // Writing into a string does not fail.
                let _ = write!(line, " {} {}", span.start().byte(), span.end().byte());
            }
        }
        line
    }

    /// Reads a line that was written of this article; nothing if it is of another one, or of another version of its text.
    pub fn read(line: &str, article: &Article) -> Highlights {
        // An id may have semicolons; what comes after the version has none.
        let version = TextVersion::of(article);
        let rest = line.strip_prefix(&version.to_string());
        let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(';')) else {
            return Highlights::default();
        };
        let mut highlights = Highlights::of(article);
        for layer in rest.split(';').filter(|layer| !layer.is_empty()) {
            let mut words = layer.split(' ');
            let name = words.next().unwrap_or_default();
            let mut spans = Vec::new();
            while let (Some(start), Some(end)) = (words.next(), words.next()) {
                let ends = start.parse::<usize>().ok().zip(end.parse::<usize>().ok());
                spans.extend(ends.and_then(|(start, end)| article.text.span(start..end)));
            }
            highlights.add(article, name, spans);
        }
        highlights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::tests::article;

    const CURLY: &str = "She said: “It’s here – for good.” And she went.";
    const HINDI: &str = "भारत शरण के दुरुपयोग की बात करना चाहता है। अमेरिका में अपराध होते हैं।";

    /// Highlights parts of one article and reads the line that is written of it in another.
    #[track_caller]
    fn check(from: &Article, marked: &[&str], to: &Article, expected: &[&str]) {
        let mut highlights = Highlights::of(from);
        let spans = marked.iter().filter_map(|words| {
            let start = from.text.as_str().find(words)?;
            from.text.span(start..start + words.len())
        });
        highlights.add(from, "suggested", spans);
        for read in [highlights.clone(), Highlights::read(&highlights.write(), to)] {
            let words = read.layer(to, "suggested").iter().map(|span| to.text.slice(*span));
            assert_eq!(words.collect::<Vec<_>>(), expected);
            assert_eq!(read.layer(to, "found"), []);
        }
    }

    #[test]
    fn highlights_are_of_one_text() {
        let [one, same, changed, other, hindi, odd] = [
            ("a", CURLY),
            ("a", CURLY),
            ("a", "She said: “It’s here – for good”. And she went."),
            ("b", CURLY),
            ("h", HINDI),
            ("a;b", CURLY),
        ]
        .map(|(id, text)| article(id, "T", text, 0));
        check(&one, &["“It’s here", "And she"], &one, &["“It’s here", "And she"]);
        check(&one, &["“It’s here", "And she"], &same, &["“It’s here", "And she"]);
        check(&one, &["“It’s here", "And she"], &changed, &[]);
        check(&one, &["“It’s here"], &other, &[]);
        check(&one, &["“It’s here"], &hindi, &[]);
        check(&hindi, &["शरण के दुरुपयोग", "अमेरिका"], &one, &[]);
        check(&hindi, &["शरण के दुरुपयोग", "अमेरिका"], &hindi, &["शरण के दुरुपयोग", "अमेरिका"]);
        check(&odd, &["And she"], &odd, &["And she"]);
        check(&odd, &["And she"], &one, &[]);
        check(&one, &[], &one, &[]);
    }

    #[test]
    fn spans_of_another_text_are_not_taken() {
        let (curly, hindi) = (article("a", "T", CURLY, 0), article("h", "T", HINDI, 0));
        let foreign = hindi.text.blocks()[0].span;
        let mut highlights = Highlights::of(&curly);
        highlights.add(&curly, "found", [foreign]);
        highlights.add(&hindi, "found", [foreign]);
        assert!(highlights.layers(&curly).iter().all(|(_, spans)| spans.is_empty()));
        assert_eq!(highlights.layers(&hindi), []);
    }

    #[test]
    fn a_line_that_does_not_fit_is_harmless() {
        let curly = article("a", "T", CURLY, 0);
        let version = TextVersion::of(&curly);
        // Within a quotation mark, behind the end, the wrong way round, and no numbers.
        for ends in ["11 12", "0 9999", "9 3", "x y", "1", "", "-1 4"] {
            let read = Highlights::read(&format!("{version};found {ends}"), &curly);
            assert_eq!(read.layer(&curly, "found"), [], "{ends:?}");
        }
        for line in ["", ";found 0 3", "a;found 0 3", &format!("{version}0;found 0 3")] {
            assert!(Highlights::read(line, &curly).is_empty(), "{line:?}");
        }
    }
}
