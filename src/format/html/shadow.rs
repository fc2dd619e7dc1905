//! Puts into the tree what a page keeps beside it: shadow roots that are declared in templates, and markup that is kept as
//! text where scripts do not run. Buttons that are words of the text become text.

use std::collections::{HashMap, HashSet};

use super::tree::{DOCUMENT, Element, Id, Tree, What};

/// Arranges a tree as a browser draws it.
pub fn compose(tree: &mut Tree) {
    let mut templates = Vec::new();
    let mut stores = Vec::new();
    let (mut buttons, mut headings) = (Vec::new(), HashMap::new());
    for (node, element) in tree.elements(DOCUMENT) {
        match element.name() {
            "template" if shadow_mode(element).is_some() => templates.push(node),
            "noscript" | "textarea" | "script" => stores.extend(kept_markup(tree, node, element)),
            "button" => buttons.extend(worded_button(tree, node, &mut headings)),
            "iframe" => stores.extend(element.get("srcdoc").map(|it| (node, it.to_owned()))),
            _ => {}
        }
    }
    for (button, name) in buttons {
        tree.rename(button, name);
    }
    let mut hosts = HashSet::new();
    for template in templates {
        if let Some(host) = tree.parent(template)
            && host != DOCUMENT
            && hosts.insert(host)
        {
            attach_shadow(tree, host, template);
        }
    }
    for (node, markup) in stores {
        while let Some(text) = tree.first_child(node) {
            tree.remove(text);
        }
        tree.graft(node, &markup);
    }
}

/// A button that is a heading or a word in a sentence, and the name of the element that it is to be instead.
fn worded_button(tree: &Tree, button: Id, headings: &mut HashMap<Id, bool>) -> Option<(Id, &'static str)> {
    /// So many elements at most are between a button and the heading that it is or has.
    const NEAR: usize = 4;
    let level = |node: &Id| tree.element(*node).is_some_and(|it| super::heading_level(it.name()).is_some());
    let heading =
        std::iter::successors(tree.parent(button), |node| tree.parent(*node)).take(NEAR).find(level);
    if let Some(heading) = heading {
        // What is beside other words of a heading copies its address, or edits it.
        let alone = *headings.entry(heading).or_insert_with(|| tree.text(heading, 1).is_empty());
        return alone.then_some((button, "span"));
    }
    let within = std::iter::successors(tree.first_child(button), |node| tree.next(*node, button, true));
    if within.take(NEAR).any(|node| level(&node)) {
        return Some((button, "div"));
    }
    let text = |node: Option<Id>| match node.map(|node| tree.what(node)) {
        Some(What::Text(words)) => words.as_str(),
        _ => "",
    };
    let (before, after) = (text(tree.previous_sibling(button)), text(tree.next_sibling(button)));
    let has_words = |words: &str| words.contains(char::is_alphabetic);
    let goes_on = after.trim_start().starts_with(|c: char| c.is_lowercase() || ".,;:!?)’”".contains(c));
    let in_sentence = has_words(after) && (has_words(before) || goes_on) || has_words(before) && goes_on;
    in_sentence.then_some((button, "span"))
}

fn shadow_mode(element: &Element) -> Option<&str> {
    // The attribute had another name in Chromium at first, and pages still have it.
    element.get("shadowrootmode").or_else(|| element.get("shadowroot"))
}

/// Puts the content of a declared shadow root in the place of its host's, and that into its slots.
fn attach_shadow(tree: &mut Tree, host: Id, template: Id) {
    let children = |tree: &Tree, node| -> Vec<Id> { tree.children(node).collect() };
    let light: Vec<Id> = children(tree, host).into_iter().filter(|node| *node != template).collect();
    let shadow = children(tree, template);
    // The first slot of each name counts; those of shadow roots further in are theirs.
    let mut slots: HashMap<String, Id> = HashMap::new();
    let mut next = tree.first_child(template);
    while let Some(node) = next {
        let element = tree.element(node);
        if let Some(slot) = element.filter(|it| it.name() == "slot") {
            slots.entry(slot.get("name").unwrap_or_default().trim().to_owned()).or_insert(node);
        }
        let inside = element.is_none_or(|it| it.name() != "template");
        next = tree.next(node, template, inside);
    }
    let mut filled = HashSet::new();
    for node in light {
        let name = match tree.what(node) {
            What::Element(element) => element.get("slot").unwrap_or_default().trim().to_owned(),
            What::Text(words) if !words.trim().is_empty() => String::new(),
            What::Text(_) | What::Other => continue,
        };
        match slots.get(&name).copied() {
            Some(slot) => {
                if filled.insert(slot) {
                    // What stands in a slot is drawn only while nothing is assigned to it.
                    children(tree, slot).into_iter().for_each(|fallback| tree.remove(fallback));
                }
                tree.append(slot, node);
            }
            // Nobody sees it, unless it is all there is: then it is found in the template.
            None => tree.append(template, node),
        }
    }
    shadow.into_iter().for_each(|node| tree.append(host, node));
}

/// Markup that an element holds as text, if it may be more than a picture or a line.
fn kept_markup(tree: &Tree, node: Id, element: &Element) -> Option<(Id, String)> {
    /// Less is no story.
    const LEAST: usize = 100;
    if element.name() == "script" {
        let kind = element.get("type")?.trim().to_ascii_lowercase();
        if !["text/html", "text/template", "text/x-template"].contains(&&*kind) {
            return None;
        }
    }
    let child = tree.first_child(node).filter(|child| tree.next_sibling(*child).is_none())?;
    let What::Text(text) = tree.what(child) else { return None };
    if text.len() < LEAST {
        return None;
    }
    if element.name() == "textarea" && !text.contains("<p") && !text.contains("<div") {
        let paragraphs = text.replace('&', "&amp;").replace('<', "&lt;");
        let paragraphs = paragraphs.replace("\r\n", "\n");
        let parts = paragraphs.split("\n\n").map(|part| format!("<p>{part}</p>"));
        return Some((node, parts.collect()));
    }
    Some((node, text.clone()))
}
