//! Notes of a page: their markers and their labels as text in one form, `2019[1]`, that is part of no word, whichever way
//! they are marked up; and raised numbers that are no markers, as `²`.
//!
//! A marker is a short number, letter or sign that is raised or leads to elsewhere on the page, behind a word. Its note is
//! where it leads; there the same label stands first. Notes that are written into a sentence, to be drawn in the margin
//! or when they are asked for, are put behind the block that they are in.

use std::collections::{HashMap, HashSet};

use super::tree::{DOCUMENT, Element, Id, Tree, What};
use super::{heading_level, is_block, linear, lists, property};
use crate::model::text::{InlineKind, NoteId};

/// Makes text of the markers and labels of notes, and of raised numbers.
pub fn write_out(tree: &mut Tree) {
    set_inner_notes_apart(tree);
    drop_back_arrows(tree);
    let found = Found::of(tree);
    let (markers, labels) = found.classify(tree);
    let (mut labelled, mut lists) = (HashSet::new(), Vec::new());
    for marker in &markers {
        let candidate = marker.candidate;
        put_marker(tree, candidate, marker.id.clone());
        let target = marker.target.filter(|target| labelled.insert(*target));
        if let (Some(target), Some(id)) = (target, &marker.id) {
            put_label(tree, target, &candidate.label, id);
            lists.extend(list_of(tree, target));
        }
    }
    for list in lists {
        unlist(tree, list);
    }
    for label in &labels {
        put_lone_label(tree, label);
    }
    raise_numbers(tree);
}

/// What is the marker of a note.
struct Marker<'a> {
    candidate: &'a Candidate,
    id: Option<NoteId>,
    /// Where the note is, if it is on the page.
    target: Option<Id>,
}

/// What may be a marker, where it stands.
struct Candidate {
    node: Id,
    /// Its place in the order of the page.
    place: usize,
    /// What it says, without brackets.
    label: String,
    /// What of the page it leads to.
    fragment: Option<String>,
    is_linked: bool,
    is_raised: bool,
    /// Whether it is named as the marker of a note.
    is_named: bool,
    is_bracketed: bool,
    /// The end of the text before it in its block.
    before: String,
    /// The first characters after it.
    after: String,
}

/// What is found on a page in one walk.
#[derive(Default)]
struct Found {
    candidates: Vec<Candidate>,
    /// Elements by their ids and names, with their places in the order of the page.
    ids: HashMap<String, (Id, usize)>,
}

/// How much of the text before a marker is looked at, in characters.
const BEFORE: usize = 40;

impl Found {
    fn of(tree: &Tree) -> Found {
        let mut found = Found::default();
        let mut before = String::new();
        let mut raised_until: Vec<Option<Id>> = Vec::new();
        let mut blocks: Vec<Option<Id>> = Vec::new();
        let mut next = Some(DOCUMENT);
        let mut place = 0;
        while let Some(node) = next {
            place += 1;
            while blocks.last().is_some_and(|end| *end == Some(node)) {
                blocks.pop();
                before.clear();
            }
            while raised_until.last().is_some_and(|end| *end == Some(node)) {
                raised_until.pop();
            }
            let mut inside = true;
            match tree.what(node) {
                What::Text(words) => push_end(&mut before, words),
                What::Element(element) => {
                    for id in [element.get("id"), element.get("name")].into_iter().flatten() {
                        found.ids.entry(id.to_owned()).or_insert((node, place));
                    }
                    let name = element.name();
                    if is_never_text(name) {
                        inside = false;
                    } else if name == "br" || is_block(name) {
                        before.clear();
                        if name != "br" {
                            blocks.push(tree.next(node, DOCUMENT, false));
                        }
                    } else if let Some(candidate) =
                        candidate(tree, node, element, place, &before, !raised_until.is_empty())
                    {
                        push_end(&mut before, &format!("[{}]", candidate.label));
                        for (within, element) in tree.elements(node) {
                            for id in [element.get("id"), element.get("name")].into_iter().flatten() {
                                found.ids.entry(id.to_owned()).or_insert((within, place));
                            }
                        }
                        found.candidates.push(candidate);
                        inside = false;
                    } else if name == "sup" {
                        raised_until.push(tree.next(node, DOCUMENT, false));
                    }
                }
                What::Other => {}
            }
            next = tree.next(node, DOCUMENT, inside);
        }
        found
    }

    /// Tells markers from labels of notes, and from what is neither.
    fn classify(&self, tree: &Tree) -> (Vec<Marker<'_>>, Vec<&Candidate>) {
        let (mut markers, mut labels) = (Vec::new(), Vec::new());
        // Markers that are no links, by what they say, until a paragraph begins with the same.
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut paired = 0;
        for candidate in &self.candidates {
            let target = candidate.fragment.as_ref().and_then(|fragment| self.ids.get(fragment));
            let leads_back = target.is_some_and(|(_, place)| *place < candidate.place);
            let starts = matches!(candidate.before.trim(), "" | "[" | "(");
            if starts && (leads_back || target.is_none()) {
                let of_label = waiting.remove(candidate.label.as_str()).filter(|_| !candidate.is_linked);
                paired += usize::from(of_label.is_some());
                for marker in of_label.into_iter().flatten() {
                    let marker: &mut Marker<'_> = &mut markers[marker];
                    marker.id = note_id(&format!("note-{paired}-{}", candidate.label));
                    marker.target = Some(candidate.node);
                }
                labels.push(candidate);
            } else if candidate.is_marker(tree, target.is_some()) {
                let id = candidate.fragment.as_deref().and_then(note_id);
                if id.is_none() {
                    waiting.entry(candidate.label.as_str()).or_default().push(markers.len());
                }
                let is_note =
                    |node: Id| tree.element(node).is_none_or(|it| heading_level(it.name()).is_none());
                let below = target.filter(|(node, place)| *place > candidate.place && is_note(*node));
                markers.push(Marker { candidate, id, target: below.map(|(node, _)| *node) });
            }
        }
        (markers, labels)
    }
}

/// Adds to the end of a text, of which only the end is kept.
fn push_end(end: &mut String, words: &str) {
    let more: Vec<char> = words.chars().rev().take(BEFORE).collect();
    end.extend(more.into_iter().rev());
    if end.len() > 8 * BEFORE {
        let start = end.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
        end.drain(..start);
    }
}

/// Whether nothing of an element is text of the page.
fn is_never_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "head" | "textarea" | "select" | "button" | "noscript" | "iframe")
}

/// The id of a note by the fragment, or another name, under which it is found.
pub fn note_id(fragment: &str) -> Option<NoteId> {
    let plain: String =
        fragment.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    NoteId::new(&plain)
}

/// Words by which markers of notes are named, in classes and ids.
const NAMES: [&str; 17] = [
    "footnote",
    "footnotes",
    "noteref",
    "fnref",
    "fn",
    "ftn",
    "ftnref",
    "edn",
    "ednref",
    "endnote",
    "sdfootnoteanc",
    "sdendnoteanc",
    "footnoteref",
    "citenote",
    "footnotereference",
    "notemark",
    "sidenote",
];

fn is_named(element: &Element) -> bool {
    matches!(element.get("role"), Some("doc-noteref"))
        || lists::is_exactly(
            element,
            &["reference", "MsoFootnoteReference", "MsoEndnoteReference", "ltx_note_mark"],
        )
        || lists::has_any(element, &NAMES)
}

/// Whether a fragment is named as a note.
fn names_note(fragment: &str) -> bool {
    let letters: String =
        fragment.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    let begins =
        ["fn", "ftn", "footnote", "note", "cite", "endnote", "edn", "sdfootnote", "sdendnote", "ref"];
    let begins = begins.iter().any(|name| letters.starts_with(name));
    (begins || letters.contains("footnote") || letters.contains("citenote"))
        && fragment.contains(|c: char| c.is_ascii_digit())
}

/// What an element is as a marker; `None` if it is none by its kind and its words.
fn candidate(
    tree: &Tree,
    node: Id,
    element: &Element,
    place: usize,
    before: &str,
    in_raised: bool,
) -> Option<Candidate> {
    let name = element.name();
    let may_wrap = matches!(name, "span" | "small" | "b" | "strong" | "i" | "em" | "cite" | "font" | "label");
    let is_raised_by_style = || {
        element
            .get("style")
            .and_then(|style| property(style, "vertical-align"))
            .is_some_and(|it| it == "super")
            || lists::is_exactly(element, &["superscript"])
    };
    if !(matches!(name, "a" | "sup") || (may_wrap && (is_named(element) || is_raised_by_style()))) {
        return None;
    }
    let short = short_text(tree, node)?;
    let (label, is_bracketed) = label_of(&short)?;
    let mut link: Option<&Element> = None;
    let (mut is_raised, mut named) = (in_raised || is_raised_by_style(), false);
    let mut links = 0;
    for (_, within) in tree.elements(node) {
        if within.name() == "a" && within.get("href").is_some() {
            link = link.or(Some(within));
            links += 1;
        }
        is_raised |= within.name() == "sup";
        named |= is_named(within);
    }
    // Several in one are looked at one by one.
    if links > 1 {
        return None;
    }
    let fragment = link.and_then(|link| link.get("href")).and_then(|href| href.split_once('#'));
    let fragment = fragment.map(|(_, fragment)| decoded(fragment)).filter(|fragment| !fragment.is_empty());
    Some(Candidate {
        node,
        place,
        label,
        is_named: named || fragment.as_deref().is_some_and(names_note),
        fragment,
        is_linked: link.is_some(),
        is_raised,
        is_bracketed,
        before: before.chars().rev().take(BEFORE).collect::<Vec<_>>().into_iter().rev().collect(),
        after: after(tree, node),
    })
}

impl Candidate {
    /// Whether it is the marker of a note, and not only a number.
    fn is_marker(&self, tree: &Tree, leads_somewhere: bool) -> bool {
        let is_number = self.label.chars().all(|c| c.is_ascii_digit());
        let is_glued = self.before.chars().next_back().is_some_and(|last| !last.is_whitespace());
        if !self.is_linked {
            let is_sign = !self.label.contains(char::is_alphanumeric);
            let letter = self.label.chars().all(char::is_alphabetic);
            return self.is_raised
                && !is_sign
                && (self.is_named
                    || self.is_bracketed
                    || (!letter && !is_exponent(&self.before, &self.label, &self.after)));
        }
        let Some(_) = &self.fragment else {
            // It may open the note by a script.
            let href = tree.elements(self.node).find_map(|(_, it)| it.get("href")).unwrap_or_default();
            return self.is_raised && is_number && (is_glued || href.starts_with("javascript:"));
        };
        self.is_raised
            || self.is_named
            || (self.is_bracketed && leads_somewhere)
            || (is_glued && is_number && (leads_somewhere || self.before.ends_with(char::is_alphanumeric)))
    }
}

/// The words of an element, if they are few.
pub fn short_text(tree: &Tree, node: Id) -> Option<String> {
    const MOST_NODES: usize = 24;
    const LONGEST: usize = 24;
    let mut text = String::new();
    for (index, within) in tree.walk(node).enumerate() {
        match tree.what(within) {
            What::Text(words) if words.len() <= 4 * LONGEST => text.push_str(words),
            What::Text(_) => return None,
            What::Element(element) if index > 0 && is_block(element.name()) => return None,
            _ => {}
        }
        if index > MOST_NODES || text.trim().len() > LONGEST {
            return None;
        }
    }
    Some(text.trim().to_owned())
}

/// What a marker says, without brackets, and whether it had such; `None` if it is too long for one.
fn label_of(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    let pairs = [('[', ']'), ('(', ')'), ('{', '}'), ('〔', '〕'), ('【', '】')];
    let within = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    let label: String = linear::without_scripts(within.unwrap_or(text).trim().trim_end_matches(['.', ')']));
    let digits = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let signs = |text: &str| {
        (1..=3).contains(&text.chars().count())
            && text.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶' | '‖' | '#' | '∗' | '⁎' | '※'))
    };
    let letters = label.len() <= 2 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = label.len() <= 5 && label.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let numbered = label.rsplit_once([' ', '\u{a0}']).is_some_and(|(word, number)| {
        within.is_some()
            && digits(number)
            && word.len() <= 8
            && word.chars().all(|c| c.is_alphabetic() || c == ' ')
    });
    let several = label.split([',', '–', '-', ' ']).filter(|part| !part.is_empty());
    let several = label.starts_with(|c: char| c.is_ascii_digit())
        && label.ends_with(|c: char| c.is_ascii_digit())
        && several.clone().count() > 1
        && several.clone().all(digits);
    let is_label =
        !label.is_empty() && (digits(&label) || signs(&label) || letters || roman || numbered || several);
    is_label.then(|| (label.replace('\u{a0}', " "), within.is_some()))
}

/// The first characters after an element, in its line.
fn after(tree: &Tree, node: Id) -> String {
    const NEAR: usize = 6;
    const MOST: usize = 4;
    let mut text = String::new();
    let mut next = tree.next(node, DOCUMENT, false);
    for _ in 0..NEAR {
        let Some(at) = next else { break };
        match tree.what(at) {
            What::Text(words) => text.extend(words.chars().take(MOST)),
            What::Element(element) if is_block(element.name()) || element.name() == "br" => break,
            _ => {}
        }
        if text.chars().count() >= MOST {
            break;
        }
        next = tree.next(at, DOCUMENT, true);
    }
    text
}

/// A fragment with what is written as `%20` decoded.
fn decoded(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let (mut decoded, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let hex = fragment.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| fragment.to_owned())
}

/// Whether a raised number belongs to the number, the unit or the letter before it, and is no marker.
fn is_exponent(before: &str, raised: &str, after: &str) -> bool {
    const UNITS: [&str; 27] = [
        "m", "cm", "mm", "km", "dm", "hm", "ft", "in", "yd", "mi", "s", "h", "kg", "mol", "nm", "µm", "μm",
        "px", "sin", "cos", "tan", "log", "chi", "м", "км", "см", "sec",
    ];
    let is_operator = |c: char| {
        matches!(c, '=' | '+' | '−' | '×' | '·' | '*' | '/' | '(' | '^' | '√' | '<' | '>' | '≤' | '≥' | '≈')
    };
    if after.starts_with(['⁄', '/', '∕']) {
        return true;
    }
    let token = before.split_whitespace().next_back().unwrap_or_default();
    let glued = before.chars().next_back().is_some_and(|last| !last.is_whitespace());
    if !glued {
        // As of an isotope.
        return after.starts_with(char::is_alphabetic);
    }
    let plain = linear::without_scripts(raised);
    if plain == "1" || plain.contains([',', ' ']) {
        return false;
    }
    let word: String =
        token.chars().rev().take_while(|c| c.is_alphabetic()).collect::<Vec<_>>().into_iter().rev().collect();
    let number: String =
        token.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    if !number.is_empty() {
        let power_of_ten = number == "10";
        let grouped = token
            .strip_suffix(&*number)
            .is_some_and(|rest| rest.ends_with([',', '.', '’', '/', ':', '-', '–']));
        return power_of_ten || (number.len() <= 3 && !grouped && plain.len() <= 2);
    }
    if word.is_empty() {
        return token.ends_with(')') && token.contains(is_operator);
    }
    let rest = token.strip_suffix(&*word).unwrap_or_default();
    let before_word = before.trim_end().strip_suffix(&*word).unwrap_or_default().trim_end();
    let calculated = rest.ends_with(is_operator) || before_word.ends_with(is_operator);
    let small = matches!(&*plain, "2" | "3");
    let measured = UNITS.contains(&&*word) && small;
    measured || calculated || (word.chars().count() == 1 && (small || rest.is_empty() && plain.len() == 1))
}

/// Puts a marker as text in the place of an element. In the title of a page there is none.
fn put_marker(tree: &mut Tree, marker: &Candidate, id: Option<NoteId>) {
    const WRAPPERS: usize = 6;
    let mut holders =
        std::iter::successors(tree.parent(marker.node), |node| tree.parent(*node)).take(WRAPPERS);
    if holders.any(|node| tree.element(node).is_some_and(|it| it.name() == "h1")) {
        return tree.replace_by_text(marker.node, String::new());
    }
    // The brackets may stand around the link.
    let is_within = marker.before.ends_with(['[', '(']) && marker.after.starts_with([']', ')']);
    let text = if is_within { marker.label.clone() } else { format!("[{}]", marker.label) };
    put(tree, marker.node, text, id.map(InlineKind::NoteReference));
}

fn put(tree: &mut Tree, node: Id, text: String, kind: Option<InlineKind>) {
    tree.replace_by_text(node, String::new());
    match kind {
        Some(kind) => {
            tree.make_inline(node, kind);
            tree.insert(node, None, What::Text(text));
        }
        None => tree.replace_by_text(node, text),
    }
}

/// Puts the label of a note before the first word of the note, in the place of the one that it has.
fn put_label(tree: &mut Tree, target: Id, label: &str, id: &NoteId) {
    take_own_label(tree, target, label);
    let Some(first) = texts_from(tree, target).next() else { return };
    let mut at = first;
    while let Some(holder) = tree.parent(at)
        && holder != target
        && tree.first_child(holder) == Some(at)
        && tree.element(holder).is_some_and(|it| !it.name().is_empty() && !is_block(it.name()))
    {
        at = holder;
    }
    let Some(holder) = tree.parent(at) else { return };
    let made = tree.insert(holder, Some(at), What::Text(String::new()));
    put(tree, made, format!("[{label}]"), Some(InlineKind::NoteLabel(id.clone())));
    tree.insert(holder, Some(at), What::Text(" ".to_owned()));
}

/// The texts that are not blank from a node on, the first few of them.
fn texts_from(tree: &Tree, target: Id) -> impl Iterator<Item = Id> {
    /// A note begins no further behind the place that is led to.
    const NEAR: usize = 60;
    let nodes = std::iter::successors(Some(target), |node| tree.next(*node, DOCUMENT, true));
    nodes.take(NEAR).filter(|node| matches!(tree.what(*node), What::Text(words) if !words.trim().is_empty()))
}

/// Takes out the label that a note has: its number in an element of its own, or with a stop or brackets.
fn take_own_label(tree: &mut Tree, target: Id, label: &str) {
    const PARTS: usize = 4;
    let parts: Vec<(Id, String)> = texts_from(tree, target)
        .take(PARTS)
        .filter_map(|node| match tree.what(node) {
            What::Text(words) => Some((node, words.clone())),
            _ => None,
        })
        .collect();
    let mut taken = String::new();
    for (index, (_, words)) in parts.iter().enumerate() {
        let rest = words.trim_start();
        let own = rest.trim_end();
        // All of a text may be part of the label, or its beginning.
        let whole = format!("{taken}{own}");
        let is_last = |text: &str| label_of(text).is_some_and(|(own, _)| own == label);
        let ends = whole.trim_end_matches(['.', ')', ':', ']']);
        if is_last(&whole) || is_last(ends) || is_last(ends.trim_start_matches(['[', '('])) {
            for (node, _) in &parts[..=index] {
                tree.replace_by_text(*node, String::new());
            }
            // A bracket or stop may follow by itself.
            if let Some((node, words)) = parts.get(index + 1) {
                let opened = whole.starts_with(['[', '(']) && !whole.ends_with([']', ')']);
                let left = words.trim_start();
                let left = if opened { left.trim_start_matches([']', ')']) } else { left };
                let left = left.strip_prefix(['.', ':', ')']).unwrap_or(left).trim_start();
                let left = left.to_owned();
                tree.replace_by_text(*node, left);
            }
            return;
        }
        let is_part = matches!(&*whole, "[" | "(") || whole.strip_prefix(['[', '(']) == Some(label);
        if is_part {
            taken = whole;
            continue;
        }
        let Some((node, _)) = parts.get(index) else { return };
        if let Some(left) = without_label(&taken, rest, label) {
            let left = left.to_owned();
            for (node, _) in &parts[..index] {
                tree.replace_by_text(*node, String::new());
            }
            tree.replace_by_text(*node, left);
        }
        return;
    }
}

/// The rest of a text that begins with a label that is ended by a stop or a bracket.
fn without_label<'a>(before: &str, text: &'a str, label: &str) -> Option<&'a str> {
    let opened = before.starts_with(['[', '(']) || text.starts_with(['[', '(']);
    let rest = if before.is_empty() { text.trim_start_matches(['[', '(']) } else { text };
    let rest = if before.ends_with(label) { rest } else { rest.trim_start().strip_prefix(label)? };
    let ended = if opened {
        rest.trim_start().strip_prefix([']', ')'])?
    } else {
        rest.strip_prefix(['.', ')', ':', ']'])?
    };
    let ended = ended.strip_prefix(['.', ':']).unwrap_or(ended);
    Some(ended.trim_start()).filter(|_| opened || ended.starts_with(char::is_whitespace) || ended.is_empty())
}

/// The list that a note is an item of.
fn list_of(tree: &Tree, target: Id) -> Option<Id> {
    const WRAPPERS: usize = 4;
    let mut holders = std::iter::successors(Some(target), |node| tree.parent(*node)).take(WRAPPERS);
    let name = |node: Id| tree.element(node).map_or("", Element::name);
    let item = holders.find(|node| name(*node) == "li")?;
    tree.parent(item).filter(|list| matches!(name(*list), "ol" | "ul"))
}

/// Makes paragraphs of the items of a list of notes, since the labels are their numbers. Those that nothing leads to get
/// theirs as text.
fn unlist(tree: &mut Tree, list: Id) {
    let Some(element) = tree.element(list).filter(|it| matches!(it.name(), "ol" | "ul")) else { return };
    let is_numbered = element.name() == "ol";
    let mut number = element.get("start").and_then(|it| it.trim().parse::<i32>().ok()).unwrap_or(1);
    let items: Vec<Id> = tree.children(list).collect();
    tree.rename(list, "div");
    for item in items {
        let Some(element) = tree.element(item).filter(|it| it.name() == "li") else { continue };
        number = element.get("value").and_then(|it| it.trim().parse().ok()).unwrap_or(number);
        tree.rename(item, "div");
        let first = texts_from(tree, item).next();
        let is_labelled =
            first.and_then(|text| tree.element(tree.parent(text)?)).is_some_and(|it| it.inline().is_some());
        if let Some(first) = first.filter(|_| is_numbered && !is_labelled)
            && let Some(holder) = tree.parent(first)
        {
            tree.insert(holder, Some(first), What::Text(format!("[{number}] ")));
        }
        number = number.saturating_add(1);
    }
}

/// Puts the label of a note that no marker leads to, as of a part of a page: in brackets if it was raised or had such.
fn put_lone_label(tree: &mut Tree, label: &Candidate) {
    let is_text = |node: Id| matches!(tree.what(node), What::Text(words) if !words.trim().is_empty());
    let is_number = label.label.chars().all(|c| c.is_ascii_digit());
    if !tree.walk(label.node).any(is_text) || label.after.is_empty() || !is_number {
        return;
    }
    let followed_by = |count: usize| label.after.chars().nth(count).is_some_and(char::is_alphabetic);
    let is_isotope = !label.is_linked && followed_by(0) && !(followed_by(1) && followed_by(2));
    if is_isotope || !(label.is_raised || label.is_bracketed) {
        return;
    }
    let gap = if label.after.starts_with(char::is_whitespace) { "" } else { " " };
    put(tree, label.node, format!("[{}]{gap}", label.label), None);
}

/// Writes raised numbers that are no markers as such, and lowered ones where they would become part of a number.
fn raise_numbers(tree: &mut Tree) {
    let mut before = ' ';
    let mut next = Some(DOCUMENT);
    while let Some(node) = next {
        let mut inside = true;
        let mut written = None;
        match tree.what(node) {
            What::Text(words) => before = words.chars().next_back().unwrap_or(before),
            What::Element(element) if is_never_text(element.name()) => inside = false,
            What::Element(element) if element.name() == "br" || is_block(element.name()) => before = ' ',
            What::Element(element) if matches!(element.name(), "sup" | "sub") => {
                let follows = after(tree, node).chars().next().unwrap_or(' ');
                let short = short_text(tree, node).unwrap_or_default();
                written = if element.name() == "sup" {
                    raised(&short, before, follows)
                } else {
                    let joins = before.is_ascii_digit() || follows.is_ascii_digit();
                    linear::subscript(&short).filter(|_| joins || matches!(before, '⁄' | '/' | '∕'))
                };
            }
            _ => {}
        }
        let after = tree.next(node, DOCUMENT, inside && written.is_none());
        if let Some(text) = written {
            before = text.chars().next_back().unwrap_or(before);
            tree.replace_by_text(node, text);
        }
        next = after;
    }
}

/// What is raised as text of its own, if it belongs to a number, a letter or a unit.
fn raised(short: &str, before: char, follows: char) -> Option<String> {
    let belongs = before.is_alphanumeric()
        || matches!(before, ')' | ']')
        || follows.is_alphabetic()
        || matches!(follows, '⁄' | '/' | '∕');
    if short.is_empty() || !belongs {
        return None;
    }
    if let Some(small) = linear::superscript(short) {
        return Some(small);
    }
    // `10` with `2n` raised is not `102n`. Of `1st` and the like only letters are raised.
    let is_number = short.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '+'));
    let is_one = !short.contains(char::is_whitespace);
    (before.is_ascii_digit() && is_number && is_one).then(|| format!("^({short})"))
}

/// Takes out what leads from a note back to its marker, but for the label of the note.
fn drop_back_arrows(tree: &mut Tree) {
    const ARROWS: &str = "↩↪↵⏎↑↟⇑⤴⮐⮌⬆⇧^⌃🔙🔝☝←⇐⟵▲△\u{fe0e}\u{fe0f}";
    const NAMES: [&str; 5] = ["backref", "backlink", "footnoteback", "footnotebackref", "reversefootnote"];
    let mut next = Some(DOCUMENT);
    while let Some(node) = next {
        let element = tree.element(node);
        let leads_within = || element.and_then(|it| it.get("href")).is_some_and(|href| href.contains('#'));
        let is_back = match element.map_or("", Element::name) {
            "span" => element.is_some_and(|it| lists::is_exactly(it, &["mw-cite-backlink"])),
            "a" if leads_within() => short_text(tree, node).is_some_and(|text| {
                let is_arrow =
                    !text.is_empty() && text.chars().all(|c| ARROWS.contains(c) || c.is_whitespace());
                let is_named = element
                    .is_some_and(|it| it.get("role") == Some("doc-backlink") || lists::has_any(it, &NAMES));
                is_arrow || (is_named && label_of(&text).is_none())
            }),
            _ => false,
        };
        let after = tree.next(node, DOCUMENT, !is_back);
        if is_back {
            tree.remove(node);
        }
        next = after;
    }
}

/// Puts notes that are written into a sentence behind the block that they are in, and makes links to them of their marks.
fn set_inner_notes_apart(tree: &mut Tree) {
    const INNER: [&str; 13] = [
        "ltx_note_content",
        "sidenote",
        "side-note",
        "marginnote",
        "margin-note",
        "footnote-content",
        "footnote-text",
        "footnote__content",
        "footnote__note",
        "footnote-body",
        "footnote_tooltip_text",
        "sidenote-content",
        "modern-footnotes-footnote__note",
    ];
    let is_inner = |element: &Element| {
        matches!(element.name(), "span" | "small" | "cite") && lists::is_exactly(element, &INNER)
    };
    let inner: Vec<Id> =
        tree.elements(DOCUMENT).filter(|(_, it)| is_inner(it)).map(|(node, _)| node).collect();
    // The last note that was put behind a block.
    let mut last: HashMap<Id, Id> = HashMap::new();
    let mut unnumbered = 0;
    for (index, note) in inner.into_iter().enumerate() {
        let Some(block) = block_around(tree, note) else { continue };
        let Some(holder) = tree.parent(block) else { continue };
        let (mark, label) = mark_of(tree, note);
        let label = label.unwrap_or_else(|| {
            unnumbered += 1;
            unnumbered.to_string()
        });
        let id = format!("inner-note-{index}");
        // The mark, in the place of the one that is there.
        let Some(line) = tree.parent(mark) else { continue };
        let raised = tree.insert_element(line, Some(mark), "sup", &[]);
        let link = tree.insert_element(raised, None, "a", &[("href", &format!("#{id}"))]);
        tree.insert(link, None, What::Text(label));
        let behind = last.get(&block).copied().unwrap_or(block);
        let next = tree.next_sibling(behind);
        let paragraph = tree.insert_element(holder, next, "p", &[("id", &id)]);
        last.insert(block, paragraph);
        let content: Vec<Id> = tree.children(note).collect();
        for part in content {
            let is_mark = tree
                .element(part)
                .is_some_and(|it| lists::is_exactly(it, &["ltx_note_mark", "ltx_tag_note", "ltx_note_type"]));
            if is_mark {
                tree.remove(part);
            } else {
                tree.relocate(part, paragraph, None);
            }
        }
        tree.remove(note);
        if mark != note {
            tree.remove(mark);
        }
    }
    let toggles = tree.elements(DOCUMENT).filter(|(_, it)| lists::is_exactly(it, &["margin-toggle"]));
    let toggles: Vec<Id> = toggles.map(|(node, _)| node).collect();
    toggles.into_iter().for_each(|node| tree.remove(node));
}

/// The block that a note is written into, or what that is a part of, so that a paragraph can stand behind it.
fn block_around(tree: &Tree, note: Id) -> Option<Id> {
    let mut block = None;
    let mut at = tree.parent(note);
    while let Some(node) = at {
        let name = tree.element(node)?.name();
        if matches!(name, "body" | "html" | "article" | "main" | "section" | "blockquote") {
            break;
        }
        let is_part = matches!(
            name,
            "li" | "ul"
                | "ol"
                | "td"
                | "th"
                | "tr"
                | "tbody"
                | "thead"
                | "table"
                | "dl"
                | "dt"
                | "dd"
                | "figcaption"
                | "figure"
                | "caption"
        );
        if (block.is_none() && is_block(name)) || is_part {
            block = Some(node);
        }
        at = tree.parent(node);
    }
    block
}

/// The mark of a note that is written into a sentence, or else the note itself; and what the mark says.
fn mark_of(tree: &Tree, note: Id) -> (Id, Option<String>) {
    const WRAPPERS: usize = 3;
    const NEAR: usize = 6;
    let is = |node: Id, class: &str| tree.element(node).is_some_and(|it| lists::is_exactly(it, &[class]));
    let holders = std::iter::successors(tree.parent(note), |node| tree.parent(*node)).take(WRAPPERS);
    if let Some(whole) = holders.into_iter().find(|node| is(*node, "ltx_note")) {
        let mark = tree.walk(whole).take(NEAR).find(|node| is(*node, "ltx_note_mark"));
        let label = mark.and_then(|mark| label_of(&short_text(tree, mark)?));
        return (whole, label.map(|(label, _)| label));
    }
    let before = std::iter::successors(tree.previous_sibling(note), |node| tree.previous_sibling(*node));
    for node in before.take(NEAR) {
        match tree.what(node) {
            What::Text(words) if words.trim().is_empty() => {}
            What::Element(element) if element.name() == "input" => {}
            What::Element(element) if matches!(element.name(), "label" | "sup" | "a" | "span") => {
                let short = short_text(tree, node).unwrap_or_default();
                return match label_of(&short) {
                    Some((label, _)) => (node, Some(label)),
                    None => (note, None),
                };
            }
            _ => break,
        }
    }
    (note, None)
}
