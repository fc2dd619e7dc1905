//! What the reader does not want suggested, as it is kept: in the agenda item's own record, in a field that this program's
//! page carries along like any that it does not know. It is a list of texts, each an article and a sentence of it:
//! `"rejected": ["<article> <hash of the sentence, 16 hexadecimal digits>", …]`, the newest last.

use serde_json::value::RawValue;

use super::raw::FromJson;
use super::write;
use crate::model::extra::Extra;
use crate::model::project::{AgendaItem, ArticleId, Project};
use crate::model::suggest::{Rejection, Sentence};

/// The field.
pub const FIELD: &str = "rejected";

/// How many there are of one item at most; the oldest are dropped.
pub const MOST: usize = 500;

/// All that is kept of a project.
pub fn of(project: &Project) -> Vec<Rejection> {
    project.agenda().into_iter().flat_map(|(_, item)| of_item(item)).collect()
}

/// What is kept of an item. What cannot be read is left out.
fn of_item(item: &AgendaItem) -> Vec<Rejection> {
    let read = |written: String| {
        let (article, sentence) = written.split_once(' ')?;
        let sentence = Sentence(u64::from_str_radix(sentence, 16).ok()?);
        Some(Rejection { article: ArticleId::new(article)?, sentence, item: item.id.clone() })
    };
    listed(item).unwrap_or_default().into_iter().filter_map(read).collect()
}

/// The further fields of an item with one more rejection; `None` if what is there is no list of texts, and so not ours.
pub fn added(item: &AgendaItem, rejection: &Rejection) -> Option<Extra> {
    with(item, [format!("{} {:016x}", rejection.article, rejection.sentence.0)])
}

/// The further fields of an item that takes in another, with what was rejected of that; `None` if that is nothing.
pub fn joined(item: &AgendaItem, other: &AgendaItem) -> Option<Extra> {
    let theirs = listed(other).filter(|theirs| !theirs.is_empty())?;
    with(item, theirs)
}

fn with(item: &AgendaItem, more: impl IntoIterator<Item = String>) -> Option<Extra> {
    let mut all = listed(item)?;
    for one in more {
        all.retain(|known| *known != one);
        all.push(one);
    }
    let all: Vec<String> =
        all[all.len().saturating_sub(MOST)..].iter().map(|one| write::quoted(one)).collect();
    Some(item.extra.with(FIELD, Some(write::listed(&all))))
}

fn listed(item: &AgendaItem) -> Option<Vec<String>> {
    let Some(json) = item.extra.field(FIELD) else { return Some(Vec::new()) };
    let raw: &RawValue = serde_json::from_str(json).ok()?;
    Vec::from_json(raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::document::tests::{item, project};
    use crate::format::panel;
    use crate::model::project::{Change, Rank};

    fn agenda_item(json: Option<&str>) -> AgendaItem {
        let item = item("it", None, Rank::between(None, None));
        AgendaItem {
            extra: item.extra.with(FIELD, json.map(str::to_owned)).with("x", Some("1".into())),
            ..item
        }
    }

    fn rejection(sentence: u64) -> Rejection {
        let article = ArticleId::new("a;1").expect("an id");
        Rejection { article, sentence: Sentence(sentence), item: agenda_item(None).id }
    }

    /// What the field has, before one is added and after; and what is read of it.
    #[track_caller]
    fn check(before: Option<&str>, added: u64, after: &str, read: &[u64]) {
        let item = agenda_item(before);
        let extra = super::added(&item, &rejection(added)).expect("a list");
        assert_eq!(extra.field(FIELD), Some(after));
        assert_eq!(extra.field("x"), Some("1"));
        let expected: Vec<_> = read.iter().copied().map(rejection).collect();
        assert_eq!(of(&project([AgendaItem { extra, ..item }], [], [])), expected);
    }

    #[test]
    fn one_is_added_after_the_others() {
        check(None, 10, r#"["a;1 000000000000000a"]"#, &[10]);
        check(Some("[]"), u64::MAX, r#"["a;1 ffffffffffffffff"]"#, &[u64::MAX]);
        let one = r#"["a;1 0000000000000001","odd","a;1 x"]"#;
        check(Some(one), 2, r#"["a;1 0000000000000001","odd","a;1 x","a;1 0000000000000002"]"#, &[1, 2]);
        check(Some(one), 1, r#"["odd","a;1 x","a;1 0000000000000001"]"#, &[1]);
    }

    #[test]
    fn the_oldest_go() {
        let mut item = agenda_item(None);
        for sentence in 0..600 {
            item.extra = added(&item, &rejection(sentence)).expect("a list");
        }
        let kept = of(&project([item], [], []));
        assert_eq!(kept, (100..600).map(rejection).collect::<Vec<_>>());
    }

    #[test]
    fn an_item_that_takes_in_another_has_what_was_rejected_of_both() {
        let check = |one: Option<&str>, other: Option<&str>, expected: Option<&str>| {
            let extra = joined(&agenda_item(one), &agenda_item(other));
            assert_eq!(extra.as_ref().map(|extra| extra.field(FIELD)), expected.map(Some));
        };
        check(None, None, None);
        check(Some(r#"["a 1"]"#), Some("[]"), None);
        check(None, Some(r#"["a 1"]"#), Some(r#"["a 1"]"#));
        check(Some(r#"["a 1","a 2"]"#), Some(r#"["a 1","b 3"]"#), Some(r#"["a 2","a 1","b 3"]"#));
        check(Some("true"), Some(r#"["a 1"]"#), None);
    }

    #[test]
    fn what_is_not_ours_stays() {
        for other in [r#"{"a":1}"#, "[1]", "true"] {
            let item = agenda_item(Some(other));
            assert_eq!(added(&item, &rejection(1)), None, "{other}");
            assert_eq!(of(&project([item], [], [])), []);
        }
    }

    #[test]
    fn it_goes_to_the_page_and_back() {
        let item = agenda_item(None);
        let extra = added(&item, &rejection(7)).expect("a list");
        let before = project([item.clone()], [], []);
        let changed = std::rc::Rc::new(AgendaItem { extra, ..item });
        let changes = [Change::Item(changed.id.clone(), Some(changed))];
        assert_eq!(panel::changes(&before, &panel::entries(&before, &changes)), changes);
    }
}
