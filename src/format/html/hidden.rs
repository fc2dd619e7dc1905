//! Tells what of a page is not seen, and finds the story where it is in that.

use std::collections::HashSet;

use super::tree::{Element, Id, Tree, What, is_never_shown};
use super::{lists, property};

/// Decides what of a page is seen.
pub struct Sight<'t> {
    tree: &'t Tree,
    /// Elements that are taken although they are not seen.
    revealed: HashSet<Id>,
}

impl<'t> Sight<'t> {
    /// Sees a page as a browser shows it.
    pub fn new(tree: &'t Tree) -> Sight<'t> {
        Sight { tree, revealed: HashSet::new() }
    }

    /// Takes an element that is not seen.
    pub fn reveal(&mut self, node: Id) {
        self.revealed.insert(node);
    }

    /// Whether an element is left out with all that is in it.
    pub fn hides(&self, node: Id, element: &Element) -> bool {
        (is_never_shown(element) || is_hidden(element)) && !self.revealed.contains(&node)
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

fn is_hidden(element: &Element) -> bool {
    element.get("hidden").is_some_and(|it| !it.trim().eq_ignore_ascii_case("until-found"))
            || element.get("style").is_some_and(is_hidden_by_style)
            || (lists::is_exactly(element, lists::UNSEEN) && !is_shown_on_wide_screens(element))
            // What is only drawn, and not read aloud, says something, unless it is the name of an icon.
            || (element.get("aria-hidden") == Some("true") && lists::is_exactly(element, lists::ICON_FONTS))
}

/// Whether the style that is written into an element hides it.
pub fn is_hidden_by_style(style: &str) -> bool {
    let gone = |name| property(style, name);
    // Most styles have none of these words in them.
    (style.contains("none")
        || style.contains("hidden")
        || style.contains("collapse")
        || style.contains("ignore")
        || style.contains("Ignore"))
        && (gone("display").is_some_and(|it| it.starts_with("none"))
            || gone("visibility").is_some_and(|it| it.starts_with("hidden") || it.starts_with("collapse"))
            || gone("mso-list").is_some_and(|it| it == "ignore"))
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
