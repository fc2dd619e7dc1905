//! What several panels say of passages and of the items that they are tagged with.

use std::collections::HashSet;
use std::rc::Rc;

use super::drawing::{Element, el};
use crate::model::anchor::Anchor;
use crate::model::project::{AgendaItem, Annotation, ItemId, Project};

/// An item with all that is below it in the agenda, each with its depth below the item. Nothing if there is no such item.
pub fn with_below<'a>(project: &'a Project, item: &ItemId) -> Vec<(usize, &'a Rc<AgendaItem>)> {
    let mut agenda = project.agenda().into_iter().skip_while(|(_, other)| other.id != *item);
    let Some((top, first)) = agenda.next() else { return Vec::new() };
    let below = agenda.take_while(|(depth, _)| *depth > top).map(|(depth, item)| (depth - top, item));
    std::iter::once((0, first)).chain(below).collect()
}

/// The items of an annotation that there are.
pub fn items_of<'a>(
    project: &'a Project,
    annotation: &'a Annotation,
) -> impl Iterator<Item = &'a Rc<AgendaItem>> {
    annotation.items.iter().filter_map(|id| project.item(id))
}

/// The items as small signs in their colours, each once.
pub fn chips<'a>(items: impl IntoIterator<Item = &'a Rc<AgendaItem>>) -> Option<Element> {
    let mut seen = HashSet::new();
    let items: Vec<_> = items.into_iter().filter(|item| seen.insert(&item.id)).collect();
    let chip = |item: &Rc<AgendaItem>| {
        el("span").key(item.id.as_str()).class("chip").coloured(&item.id).set("dir", "auto").text(named(item))
    };
    let chips = el("span").key("items").class("chips");
    (!items.is_empty()).then(|| items.iter().fold(chips, |chips, item| chips.with(chip(item)).text(" ")))
}

/// The title of an item, or what stands for it.
pub fn named(item: &AgendaItem) -> &str {
    if item.title.trim().is_empty() { "Untitled" } else { &item.title }
}

/// What is said of a passage that is not where it was marked.
pub fn state(annotation: &Annotation) -> Option<&'static str> {
    match annotation.anchor {
        Anchor::Placed { .. } => None,
        Anchor::NeedsReview { .. } => Some("Needs review"),
        Anchor::Orphaned { .. } => Some("Orphaned"),
    }
}

/// A number with its thousands parted.
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::document::tests::{item, project};
    use crate::model::project::Rank;

    #[test]
    fn what_is_below_an_item_comes_with_it() {
        let mut ranks = Rank::ascending();
        let mut rank = || ranks.next().expect("there is always one more");
        let items = [("a", None), ("b", Some("a")), ("c", Some("b")), ("d", Some("a")), ("e", None)];
        let project = project(items.map(|(id, parent)| item(id, parent, rank())), [], []);
        let below = |id: &str| {
            let found = with_below(&project, &ItemId::new(id).expect("an id"));
            found.into_iter().map(|(depth, item)| format!("{depth}{}", item.id)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(below("a"), "0a 1b 2c 1d");
        assert_eq!(below("b"), "0b 1c");
        assert_eq!(below("e"), "0e");
        assert_eq!(below("nobody"), "");
    }

    #[test]
    fn thousands_are_parted() {
        let written = [0, 7, 999, 1_000, 12_345, 1_234_567].map(number);
        assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
    }
}
