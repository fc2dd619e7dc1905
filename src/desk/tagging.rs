//! Tagging at the desk: what becomes of a place in an article that is to have some agenda items.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::Outside;
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{Annotation, AnnotationId, ArticleId, Change, ItemId, Project, Time};
use crate::model::text::Span;

/// The passages of an article, by where they are.
pub struct Passages<'a> {
    article: &'a ArticleId,
    exact: HashMap<Range<usize>, &'a Rc<Annotation>>,
}

impl<'a> Passages<'a> {
    /// Those of an article that are placed. Of several in the same place it is the first.
    pub fn of(project: &'a Project, article: &'a ArticleId) -> Passages<'a> {
        let mut exact = HashMap::new();
        for annotation in project.annotations_of(article) {
            if let Anchor::Placed { span } = &annotation.anchor {
                exact.entry(span.range()).or_insert(annotation);
            }
        }
        Passages { article, exact }
    }

    /// The change by which a place has these items: a passage that is exactly there gets those that it has not, else there
    /// is a new one. `None` if it has all of them.
    pub fn tagged(&self, span: Span, items: &[ItemId], outside: &dyn Outside) -> Option<Change> {
        let now = outside.now();
        let annotation = match self.exact.get(&span.range()) {
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

/// A place in an article, as it is written in fields and acts: the article, and two bytes of its text.
pub fn place(project: &Project, written: &str) -> Option<(ArticleId, Span)> {
    let mut parts = written.split(' ');
    let article = ArticleId::new(parts.next()?)?;
    let (start, end) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let span = project.article(&article)?.text.span(start..end)?;
    parts.next().is_none().then_some((article, span))
}

/// Writes what [`place`] reads.
pub fn written(article: &ArticleId, span: Span) -> String {
    format!("{article} {} {}", span.start().byte(), span.end().byte())
}
