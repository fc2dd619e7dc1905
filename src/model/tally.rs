//! How much of an article each agenda item has.

use super::project::{Annotation, ArticleId, ItemId, Project};
use crate::model::sorted::Map;

/// Passages and characters of one article, for each agenda item. Kept up to date change by change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    article: ArticleId,
    counts: Map<ItemId, Count>,
    passages: usize,
}

/// What one item has in an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Passages.
    pub passages: usize,
    /// Their lengths added up, in bytes of UTF-8; good for comparing items, not for showing.
    pub bytes: usize,
}

impl Tally {
    /// The tally of an article as it is.
    pub fn new(project: &Project, article: &ArticleId) -> Tally {
        let mut tally = Tally { article: article.clone(), counts: Map::default(), passages: 0 };
        for annotation in project.annotations_of(article) {
            tally.update(None, Some(annotation));
        }
        tally
    }

    /// Takes up what became of an annotation.
    pub fn update(&mut self, was: Option<&Annotation>, now: Option<&Annotation>) {
        let here = |annotation: &&Annotation| annotation.article == self.article;
        let (was, now) = (was.filter(here), now.filter(here));
        for (annotation, one) in was.map(|was| (was, -1)).into_iter().chain(now.map(|now| (now, 1))) {
            self.passages = self.passages.saturating_add_signed(one);
            let bytes = annotation.anchor.span().map_or(0, |span| span.bytes() as isize);
            for item in &annotation.items {
                let count = self.counts.or_default(item.clone());
                count.passages = count.passages.saturating_add_signed(one);
                count.bytes = count.bytes.saturating_add_signed(one * bytes);
            }
        }
    }

    /// What an item has.
    pub fn of(&self, item: &ItemId) -> Count {
        self.counts.get(item).copied().unwrap_or_default()
    }

    /// All passages of the article, with or without items.
    pub fn passages(&self) -> usize {
        self.passages
    }
}
