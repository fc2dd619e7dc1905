//! Tagging at the desk: what becomes of a place in an article that is to have some agenda items.

use std::ops::Range;
use std::rc::Rc;

use super::Outside;
use crate::format::act::Act;
use crate::model::anchor::Anchor;
use crate::model::article_span::ArticleSpan;
use crate::model::extra::Extra;
use crate::model::project::{Annotation, AnnotationId, Article, ArticleId, Change, ItemId, Project, Time};
use crate::model::text::Span;

/// The passages of an article.
pub struct Passages<'a> {
    project: &'a Project,
    article: &'a ArticleId,
}

impl<'a> Passages<'a> {
    /// Those of an article that are placed.
    pub fn of(project: &'a Project, article: &'a ArticleId) -> Passages<'a> {
        Passages { project, article }
    }

    /// The change by which a place has these items: a passage that is exactly there gets those that it has not, else there
    /// is a new one. `None` if it has all of them.
    pub fn tagged(&self, span: Span, items: &[ItemId], outside: &dyn Outside) -> Option<Change> {
        let now = outside.now();
        let annotation = match self.project.passage_at(self.article, span, items) {
            Some(known) => {
                let mut more = Annotation::clone(known);
                more.items.extend(items.iter().filter(|item| !known.items.contains(item)).cloned());
                if more.items == known.items {
                    return None;
                }
                Annotation { modified: now.max(Time(known.modified.0 + 1)), ..more }
            }
            None => Annotation {
                id: AnnotationId::new(&outside.fresh_id())?,
                article: self.article.clone(),
                anchor: Anchor::Placed { span },
                items: items.to_vec(),
                note: Rc::default(),
                creator: None,
                created: now,
                modified: now,
                extra: Extra::default(),
            },
        };
        Some(Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))))
    }
}

/// A place in an article, as it is written in fields and acts; none if the article has another text now.
pub fn place(project: &Project, written: &str) -> Option<(ArticleId, Span)> {
    let written = ArticleSpan::parse(written)?;
    let article = project.article(written.article())?;
    Some((article.id.clone(), written.span_in(article)?))
}

/// Going to some bytes of an article's text; `None` if they are no span of it.
pub fn go_to(article: &Article, bytes: Range<usize>) -> Option<Act> {
    let span = article.text.span(bytes)?;
    Some(Act::Find(ArticleSpan::new(article, span)))
}

/// Writes what [`place`] reads.
pub fn written(article: &Article, span: Span) -> String {
    ArticleSpan::new(article, span).to_string()
}
