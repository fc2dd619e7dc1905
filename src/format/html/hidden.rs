//! Tells what of a page is not seen, and finds the story where it is in that.

use std::collections::HashSet;

use super::styles::Styles;
use super::tree::{DOCUMENT, Element, Id, Tree, What, is_never_shown};
use super::{lists, property};

/// Decides what of a page is seen.
pub struct Sight<'t> {
    tree: &'t Tree,
    styles: Styles,
    /// The ids of what can be opened.
    controlled: HashSet<&'t str>,
    /// Elements that are taken although they are not seen.
    revealed: HashSet<Id>,
}

impl<'t> Sight<'t> {
    /// Sees a page as a browser shows it.
    pub fn new(tree: &'t Tree) -> Sight<'t> {
        let controlled = tree.elements(DOCUMENT).filter_map(|(_, element)| element.get("aria-controls"));
        let controlled = controlled.flat_map(str::split_ascii_whitespace).collect();
        Sight { tree, styles: Styles::of(tree), controlled, revealed: HashSet::new() }
    }

    /// Takes an element that is not seen.
    pub fn reveal(&mut self, node: Id) {
        self.revealed.insert(node);
    }

    /// Whether an element is left out with all that is in it.
    pub fn hides(&self, node: Id, element: &Element) -> bool {
        (is_never_shown(element) || (self.is_hidden(node, element) && !self.can_be_opened(node, element)))
            && !self.revealed.contains(&node)
    }

    /// Whether the reader of the page opens it with a button, and there are sentences in it: then it is text, as the answer
    /// under a question is.
    fn can_be_opened(&self, node: Id, element: &Element) -> bool {
        /// The button is among so many nodes before, and the sentence among so many within.
        const NEAR: usize = 8;
        const FIRST: usize = 40;
        let is_button =
            |node: Id| self.tree.element(node).is_some_and(|it| it.get("aria-expanded").is_some());
        let before =
            std::iter::successors(self.tree.previous_sibling(node), |node| self.tree.previous_sibling(*node));
        let before = before.take(NEAR).find(|node| self.tree.element(*node).is_some());
        let opens = element.get("id").is_some_and(|id| self.controlled.contains(id))
            || before.is_some_and(|before| self.within(before).take(NEAR).any(is_button));
        opens && self.within(node).take(FIRST).any(|node| {
            let linked = self
                .tree
                .parent(node)
                .and_then(|it| self.tree.element(it))
                .is_some_and(|it| it.name() == "a");
            matches!(self.tree.what(node), What::Text(words) if !linked && super::content::has_stop(words))
        })
    }

    /// The nodes within a node, and itself before them.
    fn within(&self, top: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(top), move |node| self.tree.next(*node, top, true))
    }

    fn is_hidden(&self, node: Id, element: &Element) -> bool {
        let has_words = || {
            let mut content = self.tree.children(node);
            content
                .any(|child| matches!(self.tree.what(child), What::Text(words) if !words.trim().is_empty()))
        };
        element.get("hidden").is_some_and(|it| !it.trim().eq_ignore_ascii_case("until-found"))
            || element.get("style").and_then(|style| property(style, "mso-list")).is_some_and(|it| it == "ignore")
            || (lists::is_exactly(element, lists::UNSEEN) && !is_shown_on_wide_screens(element))
            // What is only drawn, and not read aloud, says something, unless it is the name of an icon.
            || (element.get("aria-hidden") == Some("true") && lists::is_exactly(element, lists::ICON_FONTS))
            || self.styles.style(element).hides(has_words)
    }

    /// Whether there may be a story in an element that is not seen: pages keep theirs there until a script shows it.
    pub fn may_hold_story(&self, node: Id, element: &Element) -> bool {
        let kept = matches!(element.name(), "template" | "noscript" | "textarea" | "iframe" | "script");
        // Where it is text still, it is none.
        let text =
            |node| matches!(self.tree.what(node), What::Text(_)) && self.tree.next_sibling(node).is_none();
        let content = self.tree.first_child(node);
        content.is_some_and(|first| !is_never_shown(element) || (kept && !text(first)))
    }
}

/// Whether classes that hide an element on a narrow screen show it on a wide one, as `hidden md:block` does.
fn is_shown_on_wide_screens(element: &Element) -> bool {
    const SHOWN: [&str; 9] =
        ["block", "flex", "grid", "inline", "inline-block", "inline-flex", "table", "contents", "initial"];
    const WIDTHS: [&str; 6] = ["sm", "md", "lg", "xl", "xxl", "2xl"];
    element.get("class").unwrap_or_default().split_ascii_whitespace().take(64).any(|class| {
        let tailwind = class.split_once(':');
        let bootstrap = class.strip_prefix("d-").and_then(|rest| rest.split_once('-'));
        tailwind.or(bootstrap).is_some_and(|(width, shown)| WIDTHS.contains(&width) && SHOWN.contains(&shown))
    })
}

/// The parents of hidden stretches of a page, and what is in each.
pub struct Hidden {
    /// The element that hides them.
    pub node: Id,
    /// The hidden element around it, by its place among all of these.
    pub within: Option<usize>,
    /// Letters of prose that are seen once it is shown.
    pub prose: usize,
    /// Blocks of it that hold a sentence.
    pub sentences: usize,
    /// Whether it has the title of the page or is marked up as an article.
    pub is_article: bool,
    /// Whether it is named as something that is not the article.
    pub is_other: bool,
}

impl Hidden {
    /// Whether it is much beside what is seen.
    pub fn may_be_missed(&self, seen: usize) -> bool {
        const LEAST: usize = 200;
        let much = self.prose >= LEAST && self.prose * 2 >= seen && self.sentences > 1;
        much && !self.is_other && self.within.is_none()
    }
}

/// Where on a page the story is, if what is seen of it is not the story.
///
/// `seen` is how many letters of prose the article has that is seen.
pub fn story(hidden: &[Hidden], seen: usize) -> Vec<usize> {
    /// An article of more than this is one, whatever else the page hides.
    const ENOUGH: usize = 300;
    /// Less is no story.
    const LEAST: usize = 40;
    let may_be = |it: &&Hidden| it.sentences > 0 && it.prose >= LEAST && (!it.is_other || seen == 0);
    let Some(most) = hidden.iter().filter(may_be).map(|it| it.prose).max() else { return Vec::new() };
    let enough = seen >= ENOUGH;
    let is_story = |it: &&Hidden| {
        may_be(it)
            && it.prose * 4 >= most
            && if enough { it.is_article && most >= seen * 4 } else { most > seen }
    };
    let mut taken = vec![false; hidden.len()];
    for (place, _) in hidden.iter().enumerate().filter(|(_, it)| is_story(it)) {
        let mut around = Some(place);
        while let Some(place) = around.filter(|place| !taken[*place]) {
            taken[place] = true;
            around = hidden[place].within;
        }
    }
    (0..hidden.len()).filter(|place| taken[*place]).collect()
}
