//! What several panels say of passages and of the items that they are tagged with.

use std::collections::HashSet;
use std::ops::Range;
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

/// A range of a text with no more than so many characters, if it can be cut between words.
pub fn shortened(whole: &str, range: Range<usize>, longest: usize) -> Range<usize> {
    let words = &whole[range.clone()];
    let Some((end, _)) = words.char_indices().nth(longest) else { return range };
    let kept =
        words[..end].rfind(char::is_whitespace).map_or(&words[..end], |space| words[..space].trim_end());
    range.start..range.start + if kept.is_empty() { end } else { kept.len() }
}

/// Stretches of a text with what they belong to, for asking which of them hold another.
pub struct Stretches<T> {
    /// Ascending by start.
    all: Vec<(Range<usize>, T)>,
    /// For each, how far it and those before it reach.
    reach: Vec<usize>,
}

impl<T> Stretches<T> {
    /// Of ranges that ascend by start.
    pub fn new(ascending: impl Iterator<Item = (Range<usize>, T)>) -> Stretches<T> {
        let all: Vec<_> = ascending.collect();
        let mut furthest = 0;
        let reach = all.iter().map(|(range, _)| {
            furthest = range.end.max(furthest);
            furthest
        });
        let reach = reach.collect();
        Stretches { all, reach }
    }

    /// How many begin at a place or before it.
    fn begun(&self, at: usize) -> usize {
        self.all.partition_point(|(range, _)| range.start <= at)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one of them holds all of a range.
    pub fn hold(&self, range: &Range<usize>) -> bool {
        let begun = self.begun(range.start);
        begun > 0 && self.reach[begun - 1] >= range.end
    }

    /// Whether one of them holds some of a range.
    pub fn meet(&self, range: &Range<usize>) -> bool {
        let begun = self.begun(range.end.saturating_sub(1));
        begun > 0 && self.reach[begun - 1] > range.start
    }

    /// Those that hold some of a range.
    pub fn over(&self, range: &Range<usize>) -> Vec<&T> {
        let begun = self.begun(range.end.saturating_sub(1));
        let near = (0..begun).rev().take_while(|at| self.reach[*at] > range.start);
        let mut over: Vec<&T> =
            near.map(|at| &self.all[at]).filter(|it| it.0.end > range.start).map(|it| &it.1).collect();
        over.reverse();
        over
    }
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

    #[test]
    fn stretches_know_what_they_hold() {
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for _ in 0..200 {
            let mut ranges: Vec<_> = (0..random(8)).map(|_| (random(20), 1 + random(9))).collect();
            ranges.sort_unstable();
            let ranges: Vec<_> = ranges.into_iter().map(|(start, length)| start..start + length).collect();
            let stretches = Stretches::new(ranges.iter().cloned().zip(0..));
            for start in 0..30 {
                for end in start + 1..31 {
                    let holds = ranges.iter().any(|range| range.start <= start && range.end >= end);
                    assert_eq!(stretches.hold(&(start..end)), holds, "{ranges:?} {start}..{end}");
                    let meets = |(_, range): &(usize, &Range<usize>)| range.start < end && range.end > start;
                    assert_eq!(stretches.meet(&(start..end)), ranges.iter().enumerate().any(|it| meets(&it)));
                    let over: Vec<usize> =
                        ranges.iter().enumerate().filter(meets).map(|(at, _)| at).collect();
                    let found: Vec<usize> = stretches.over(&(start..end)).into_iter().copied().collect();
                    assert_eq!(found, over, "{ranges:?} {start}..{end}");
                }
            }
        }
    }
}
