//! What is worked out of each article once, and kept while the article is the same.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::project::{Article, ArticleId, Project};

/// A value for each article of a project, the one opened first before the others.
pub struct Kept<T> {
    step: Option<u32>,
    articles: Vec<(Rc<Article>, T)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { step: None, articles: Vec::new() }
    }
}

impl<T> Kept<T> {
    /// Makes values for what is new or has changed, and forgets what is gone. `step` tells states of the project apart:
    /// while it is the same, nothing is looked at. Returns whether it was another.
    pub fn follow(&mut self, project: &Project, step: u32, make: impl Fn(&Article) -> T) -> bool {
        if self.step.replace(step) == Some(step) {
            return false;
        }
        let before = std::mem::take(&mut self.articles).into_iter();
        let mut before: HashMap<ArticleId, (Rc<Article>, T)> =
            before.map(|kept| (kept.0.id.clone(), kept)).collect();
        let articles = project.articles().into_iter().map(|article| {
            let same = before.remove(&article.id).filter(|(kept, _)| Rc::ptr_eq(kept, article));
            same.unwrap_or_else(|| (article.clone(), make(article)))
        });
        self.articles = articles.collect();
        true
    }

    /// The articles with their values.
    pub fn articles(&self) -> &[(Rc<Article>, T)] {
        &self.articles
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::desk::tests::article;
    use crate::model::project::Change;

    #[test]
    fn only_what_has_changed_is_made_again() {
        let made = RefCell::new(Vec::new());
        let mut kept = Kept::default();
        let mut project = Project::default();
        let mut step = 0;
        let mut check = |changes: &[(&str, Option<&str>)], expected: &[&str], all: &[&str]| {
            for (id, title) in changes {
                let to = title.map(|title| article(id, title, "Some text.", 0));
                let id = ArticleId::new(id).expect("an id");
                project.apply(Change::Article(id, to)).expect("applies");
            }
            step += u32::from(!changes.is_empty());
            kept.follow(&project, step, |article| {
                made.borrow_mut().push(article.title.to_string());
                article.title.to_string()
            });
            assert_eq!(made.take(), expected);
            assert_eq!(kept.articles().iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>(), all);
        };
        check(&[("a", Some("A")), ("b", Some("B")), ("c", Some("C"))], &["A", "B", "C"], &["A", "B", "C"]);
        check(&[], &[], &["A", "B", "C"]);
        check(&[("b", Some("Other")), ("c", None)], &["Other"], &["A", "Other"]);
        check(&[("c", Some("C"))], &["C"], &["A", "Other", "C"]);
    }
}
