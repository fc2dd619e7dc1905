//! How much of an article each agenda item has.

use std::collections::BTreeMap;

use super::project::{Annotation, ArticleId, ItemId, Project};
use crate::model::sorted::Map;

/// Passages and characters of one article, for each agenda item. Kept up to date change by change. Passages on exactly the
/// same words count as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    article: ArticleId,
    counts: Map<ItemId, Count>,
    /// How often each stretch of the text is marked, and with which items.
    marked: BTreeMap<(usize, usize), Marked>,
    passages: usize,
}

/// The passages on the same words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Marked {
    passages: usize,
    items: BTreeMap<ItemId, usize>,
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
        let mut tally = Tally {
            article: article.clone(),
            counts: Map::default(),
            marked: BTreeMap::default(),
            passages: 0,
        };
        for annotation in project.annotations_of(article) {
            tally.update(None, Some(annotation));
        }
        tally
    }

    /// Takes up what became of an annotation.
    pub fn update(&mut self, was: Option<&Annotation>, now: Option<&Annotation>) {
        let here = |annotation: &&Annotation| annotation.article == self.article;
        let (was, now) = (was.filter(here), now.filter(here));
        if let Some(was) = was {
            self.remove(was);
        }
        if let Some(now) = now {
            self.add(now);
        }
    }

    fn add(&mut self, annotation: &Annotation) {
        let (placed, bytes) = measured(annotation);
        let marked = placed.map(|placed| self.marked.entry(placed).or_default());
        let Some(marked) = marked else {
            self.passages += 1;
            annotation.items.iter().for_each(|item| self.counts.or_default(item.clone()).grow(bytes));
            return;
        };
        self.passages += usize::from(marked.passages == 0);
        marked.passages += 1;
        for item in &annotation.items {
            let times = marked.items.entry(item.clone()).or_default();
            *times += 1;
            if *times == 1 {
                self.counts.or_default(item.clone()).grow(bytes);
            }
        }
    }

    fn remove(&mut self, annotation: &Annotation) {
        let (placed, bytes) = measured(annotation);
        let marked = placed.and_then(|placed| self.marked.get_mut(&placed));
        let Some(marked) = marked else {
            self.passages = self.passages.saturating_sub(1);
            annotation.items.iter().for_each(|item| self.counts.or_default(item.clone()).shrink(bytes));
            return;
        };
        marked.passages = marked.passages.saturating_sub(1);
        for item in &annotation.items {
            let times = marked.items.entry(item.clone()).or_default();
            *times = times.saturating_sub(1);
            if *times == 0 {
                marked.items.remove(item);
                self.counts.or_default(item.clone()).shrink(bytes);
            }
        }
        if marked.passages == 0 {
            self.passages = self.passages.saturating_sub(1);
            placed.map(|placed| self.marked.remove(&placed));
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

impl Count {
    fn grow(&mut self, bytes: usize) {
        self.passages += 1;
        self.bytes += bytes;
    }

    fn shrink(&mut self, bytes: usize) {
        self.passages = self.passages.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// Where a passage is, if it is where it was marked, and how long it is or may be.
fn measured(annotation: &Annotation) -> (Option<(usize, usize)>, usize) {
    let span = annotation.anchor.span();
    let placed =
        span.filter(|_| annotation.anchor.is_placed()).map(|span| (span.range().start, span.range().end));
    (placed, span.map_or(0, |span| span.bytes()))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::extra::Extra;
    use crate::model::project::{AnnotationId, Article, Change, Time};
    use crate::model::session::{Command, Session};
    use crate::model::text::Text;

    fn article() -> Article {
        Article {
            id: ArticleId::new("t").expect("an id"),
            title: "T".into(),
            source: None,
            language: None,
            byline: None,
            published: None,
            direction: None,
            text: Text::plain("Who pays the fees?", Some("t")).0,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        }
    }

    fn passage(id: &AnnotationId, text: &Article, words: &str, items: &str) -> Annotation {
        let start = text.text.as_str().find(words).expect("is in the text");
        let span = text.text.span(start..start + words.len()).expect("a span");
        Annotation {
            id: id.clone(),
            article: text.id.clone(),
            anchor: Anchor::Placed { span },
            items: items.chars().filter_map(|item| ItemId::new(&item.to_string())).collect(),
            note: "".into(),
            creator: None,
            created: Time(0),
            modified: Time(0),
            extra: Extra::default(),
        }
    }

    /// Passages as `words:items`, and what is counted of them: all, then of each item; `-` takes the first away again.
    #[track_caller]
    fn check(passages: &str, expected: &str) {
        let text = article();
        let mut session = Session::default();
        let items = ["a", "b"].map(|id| Command::AddItem {
            id: ItemId::new(id).expect("an id"),
            title: id.to_owned(),
            colour: None,
            description: String::new(),
        });
        for command in [Command::AddArticle(text.clone())].into_iter().chain(items) {
            session.dispatch(command, Time(0)).expect("it is done");
        }
        let mut project = session.project().clone();
        let mut tally = Tally::new(&project, &text.id);
        for (number, drawn) in passages.split(' ').enumerate() {
            let id = AnnotationId::new(&number.to_string()).expect("an id");
            let (id, now) = match drawn.split_once(':') {
                Some((words, items)) => (id.clone(), Some(passage(&id, &text, words, items))),
                None => (project.annotations().next().expect("one").id.clone(), None),
            };
            let was = project.annotation(&id).cloned();
            let now = now.map(Rc::new);
            tally.update(was.as_deref(), now.as_deref());
            project.apply(Change::Annotation(id, now)).expect("it applies");
        }
        let found = ["a", "b"].map(|id| tally.of(&ItemId::new(id).expect("an id")));
        let found = found.map(|count| format!("{}/{}", count.passages, count.bytes));
        assert_eq!(format!("{} {}", tally.passages(), found.join(" ")), expected);
        let anew = Tally::new(&project, &text.id);
        assert_eq!(anew.passages(), tally.passages());
        assert!(["a", "b"].iter().all(|id| {
            let id = ItemId::new(id).expect("an id");
            anew.of(&id) == tally.of(&id)
        }));
    }

    #[test]
    fn the_same_words_count_once() {
        check("pays:a", "1 1/4 0/0");
        check("pays:a pays:a", "1 1/4 0/0");
        check("pays:a pays:b pays:", "1 1/4 1/4");
        check("pays:a fees:a pays:ab", "2 2/8 1/4");
        check("pays:a pays:a -", "1 1/4 0/0");
        check("pays:a pays:b -", "1 0/0 1/4");
        check("pays:a pays:a - -", "0 0/0 0/0");
    }
}
