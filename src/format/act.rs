//! What a click in a panel does, as one line of text: a word, and what it is about.

use crate::model::article_span::ArticleSpan;
use crate::model::project::{AnnotationId, ArticleId};

/// What a click does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Open an article, and close the panel.
    Open(ArticleId),
    /// Go to an annotation, and close the panel.
    GoTo(AnnotationId),
    /// Go to a place in an article, and close the panel.
    Find(ArticleSpan),
    /// Delete an article with its passages.
    Remove(ArticleId),
    /// Choose the new text of an article.
    Update(ArticleId),
    /// Show another panel: its name, and what it is about.
    Panel(String, String),
    /// Set a field of the panel, and draw it anew.
    Set(String, String),
    /// Have the desk do something: its name, and what it is about. What is in the panel's fields goes with it.
    Do(String, String),
    /// Have these own keys: [`super::keys::write`].
    Keys(String),
    /// Choose an article to open.
    Choose,
    /// Open the sample.
    Sample,
    /// Take back the last step.
    Undo,
    /// Have the panel drawn once more, after that failed.
    Retry,
    /// Close the panel.
    Close,
}

impl Act {
    /// The line.
    pub fn write(&self) -> String {
        match self {
            Act::Open(id) => format!("open {id}"),
            Act::GoTo(id) => format!("go {id}"),
            Act::Find(passage) => format!("find {passage}"),
            Act::Remove(id) => format!("remove {id}"),
            Act::Update(id) => format!("update {id}"),
            Act::Panel(name, about) => format!("panel {name} {about}"),
            Act::Set(name, value) => format!("set {name} {value}"),
            Act::Do(name, about) => format!("do {name} {about}"),
            Act::Keys(own) => format!("keys {own}"),
            Act::Choose => "choose".to_owned(),
            Act::Sample => "sample".to_owned(),
            Act::Undo => "undo".to_owned(),
            Act::Retry => "retry".to_owned(),
            Act::Close => "close".to_owned(),
        }
    }

    /// Reads a line.
    pub fn parse(line: &str) -> Option<Act> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let two = |make: fn(String, String) -> Act| {
            let (name, about) = rest.split_once(' ').unwrap_or((rest, ""));
            make(name.to_owned(), about.to_owned())
        };
        Some(match word {
            "open" => Act::Open(ArticleId::new(rest)?),
            "go" => Act::GoTo(AnnotationId::new(rest)?),
            "find" => Act::Find(ArticleSpan::parse(rest)?),
            "remove" => Act::Remove(ArticleId::new(rest)?),
            "update" => Act::Update(ArticleId::new(rest)?),
            "panel" => two(Act::Panel),
            "set" => two(Act::Set),
            "do" => two(Act::Do),
            "keys" => Act::Keys(rest.to_owned()),
            "choose" => Act::Choose,
            "sample" => Act::Sample,
            "undo" => Act::Undo,
            "retry" => Act::Retry,
            "close" => Act::Close,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let article = ArticleId::new("a-1").expect("id");
        let acts = [
            Act::Open(article.clone()),
            Act::GoTo(AnnotationId::new("n").expect("id")),
            Act::Find(ArticleSpan::parse("a-1 00000000000000ff 3 70").expect("a span")),
            Act::Remove(article.clone()),
            Act::Update(article),
            Act::Panel("changes".into(), "a-1".into()),
            Act::Set("sort".into(), "by title".into()),
            Act::Do("rename".into(), String::new()),
            Act::Keys("export= next-sentence=w".into()),
            Act::Choose,
            Act::Sample,
            Act::Undo,
            Act::Retry,
            Act::Close,
        ];
        for act in acts {
            assert_eq!(Act::parse(&act.write()), Some(act));
        }
        for wrong in
            ["", "open", "open a b", "find a 1", "find a 1 2", "find a 00000000000000ff x 2", "dance a"]
        {
            assert_eq!(Act::parse(wrong), None, "{wrong}");
        }
    }
}
