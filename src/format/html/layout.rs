//! How a page lays out its words: what it draws as blocks and lines though its elements do not say so, and the other way
//! round. Elements are renamed and parted here, so that what comes after only has to know elements.

use super::styles::Styles;
use super::tree::{DOCUMENT, Element, Id, Tree, What};
use super::{heading_level, is_block, lists, notes, property};
use crate::model::text::Subject;

/// Makes elements say what the page draws.
pub fn write_out(tree: &mut Tree) {
    let styles = Styles::of(tree);
    drop_controls(tree);
    let nodes: Vec<Id> = tree.elements(DOCUMENT).map(|(node, _)| node).collect();
    for node in &nodes {
        name_caption(tree, *node);
        draw_code_table(tree, *node);
    }
    let mut next = Some(DOCUMENT);
    while let Some(node) = next {
        let is_done = keep_space(tree, &styles, node);
        next = tree.next(node, DOCUMENT, !is_done);
    }
    for node in &nodes {
        draw_as_declared(tree, &styles, *node);
    }
    part_neighbours(tree, &styles);
    write_lines_of_code(tree);
}

/// How many nodes of an element are looked at to know what kind of thing it is.
const NEAR: usize = 400;

/// Takes out what is there to be clicked: the marks by which headings are linked to, and what copies code.
fn drop_controls(tree: &mut Tree) {
    let mut next = Some(DOCUMENT);
    let mut heading_until: Option<Option<Id>> = None;
    while let Some(node) = next {
        if heading_until == Some(Some(node)) {
            heading_until = None;
        }
        let dropped = tree.element(node).is_some_and(|element| {
            (heading_until.is_some() && is_heading_mark(tree, node, element))
                || is_copy_button(tree, node, element)
        });
        if heading_until.is_none() && tree.element(node).is_some_and(|it| heading_level(it.name()).is_some())
        {
            heading_until = Some(tree.next(node, DOCUMENT, false));
        }
        next = tree.next(node, DOCUMENT, !dropped);
        if dropped {
            tree.remove(node);
        }
    }
}

fn is_heading_mark(tree: &Tree, node: Id, element: &Element) -> bool {
    const CLASSES: [&str; 13] = [
        "headerlink",
        "header-anchor",
        "heading-anchor",
        "heading-link",
        "anchor",
        "anchor-link",
        "anchorjs-link",
        "permalink",
        "hash-link",
        "direct-link",
        "deep-link",
        "section-link",
        "headline-anchor",
    ];
    const WORDS: [&str; 9] = ["#", "§", "¶", "🔗", "∞", "⚓", "link", "permalink", "copy link"];
    if element.name() != "a" || !element.get("href").is_some_and(|href| href.contains('#')) {
        return false;
    }
    let Some(text) = notes::short_text(tree, node) else { return false };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}').to_lowercase();
    let is_alone = tree.previous_sibling(node).is_none() && tree.next_sibling(node).is_none();
    let named = lists::is_exactly(element, &CLASSES) && !is_alone;
    WORDS.contains(&&*text)
        || (named && (text.is_empty() || text.contains("link") || text.contains("anchor")))
}

fn is_copy_button(tree: &Tree, node: Id, element: &Element) -> bool {
    const CLASSES: [&str; 9] = [
        "copy",
        "copybtn",
        "copybutton",
        "copycode",
        "clipboard",
        "btncopy",
        "codecopy",
        "copytoclipboard",
        "tocopy",
    ];
    let named = element.name() == "clipboard-copy"
        || (matches!(element.name(), "div" | "span" | "a" | "p") && lists::has_any(element, &CLASSES));
    named
        && notes::short_text(tree, node).is_some_and(|text| {
            let text = text.to_lowercase();
            ["", "copy", "copied", "kopieren", "copier", "copiar", "copia", "复制", "コピー"]
                .iter()
                .any(|word| text == *word || (!word.is_empty() && text.starts_with(word) && text.len() <= 20))
        })
}

/// Makes a caption of what is one only by its name.
fn name_caption(tree: &mut Tree, node: Id) {
    const CLASSES: [&str; 7] = [
        "wp-caption-text",
        "thumbcaption",
        "image-caption",
        "photo-caption",
        "figure-caption",
        "caption-text",
        "picture-caption",
    ];
    let is_one = tree.element(node).is_some_and(|element| {
        matches!(element.name(), "p" | "div" | "span") && lists::is_exactly(element, &CLASSES)
    });
    let holds_picture = |holder: Id| {
        tree.walk(holder)
            .take(NEAR)
            .filter_map(|node| tree.element(node))
            .any(|it| matches!(it.name(), "img" | "picture"))
    };
    let near = is_one && tree.parent(node).is_some_and(holds_picture) && is_short(tree, node);
    if near {
        tree.rename(node, "figcaption");
    }
}

/// What a caption is of: the table that it is in, or what else is in its figure.
pub fn subject_of(tree: &Tree, caption: Id) -> Option<Subject> {
    const FILMS: [&str; 7] = ["youtube", "youtu.be", "vimeo", "dailymotion", "player", "video", "/embed/"];
    if tree.element(caption).is_some_and(|it| it.name() == "caption") {
        return Some(Subject::Table);
    }
    let figure = tree.parent(caption)?;
    let figure = if tree.element(figure)?.name() == "figure" {
        figure
    } else {
        // It may be a part of what is said of the picture.
        const WRAPPERS: usize = 3;
        let around = std::iter::successors(Some(figure), |node| tree.parent(*node)).take(WRAPPERS);
        let is_figure = |node: &Id| tree.element(*node).is_some_and(|it| it.name() == "figure");
        around.into_iter().find(is_figure).unwrap_or(figure)
    };
    let mut subject = None;
    for (_, element) in tree.elements(figure).take(NEAR) {
        let source = || element.get("src").unwrap_or_default().to_ascii_lowercase();
        let found = match element.any_name() {
            "table" => Subject::Table,
            "pre" => Subject::Code,
            "video" => Subject::Video,
            "audio" => Subject::Audio,
            "iframe" | "embed" if FILMS.iter().any(|film| source().contains(film)) => Subject::Video,
            "img" | "picture" | "svg" | "canvas" | "amp-img" => Subject::Picture,
            _ => continue,
        };
        // A film may have a picture before it is played.
        if found != Subject::Picture {
            return Some(found);
        }
        subject = Some(found);
    }
    subject
}

fn is_short(tree: &Tree, node: Id) -> bool {
    tree.walk(node).nth(NEAR).is_none()
}

/// Classes of the numbers of lines of code, and of the cells that hold them.
const LINE_NUMBERS: [&str; 25] = [
    "blob-num",
    "code-line-number",
    "gutter",
    "hljs-ln-line-number",
    "hljs-ln-n",
    "hljs-ln-numbers",
    "js-line-number",
    "line-no",
    "line-num",
    "line-number",
    "line-numbers",
    "line-numbers-rows",
    "linenos",
    "lineno",
    "linenodiv",
    "linenumber",
    "linenumbers",
    "ln",
    "ln-num",
    "lnt",
    "lnum",
    "react-syntax-highlighter-line-number",
    "react-line-number",
    "rouge-gutter",
    "rowno",
];

/// Whether an element holds numbers of lines, or nothing.
fn is_line_number(tree: &Tree, node: Id, element: &Element) -> bool {
    lists::is_exactly(element, &LINE_NUMBERS) && is_of_numbers(tree, node)
}

fn is_of_numbers(tree: &Tree, node: Id) -> bool {
    const MOST: usize = 20_000;
    let mut nodes = tree.walk(node);
    let all = nodes.by_ref().take(MOST).all(|node| match tree.what(node) {
        What::Text(words) => {
            words.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ':' | '|'))
        }
        _ => true,
    });
    all && nodes.next().is_none()
}

/// Makes code of a table that has a line of it in each row, or its numbers beside it.
fn draw_code_table(tree: &mut Tree, table: Id) {
    const CELLS: usize = 4;
    if tree.element(table).is_none_or(|it| it.name() != "table") {
        return;
    }
    // The first row tells.
    let cells = tree.elements(table).take(NEAR).filter(|(_, it)| matches!(it.name(), "td" | "th"));
    let first: Vec<Id> = cells.take(CELLS).map(|(node, _)| node).collect();
    let holds_code =
        |node: &Id| tree.elements(*node).take(NEAR).any(|(_, it)| matches!(it.name(), "pre" | "code"));
    let is_number = |node: &Id| {
        tree.element(*node).is_some_and(|it| is_line_number(tree, *node, it))
            || tree.elements(*node).take(CELLS).any(|(node, it)| is_line_number(tree, node, it))
    };
    let numbered = first.first().is_some_and(|cell| {
        is_number(cell) || (is_of_numbers(tree, *cell) && first.get(1).is_some_and(holds_code))
    });
    let named = tree.element(table).is_some_and(|it| {
        let names = [
            "highlighttable",
            "rouge-table",
            "lntable",
            "hljs-ln",
            "js-file-line-container",
            "codehilitetable",
        ];
        lists::is_exactly(it, &names)
    });
    if !(numbered || (named && first.len() > 1)) {
        return;
    }
    let within: Vec<Id> = tree.elements(table).map(|(node, _)| node).collect();
    let mut column = 0;
    for node in within {
        let Some(element) = tree.element(node) else { continue };
        match element.name() {
            "table" if node == table => tree.rename(node, "pre"),
            "tr" => {
                column = 0;
                tree.rename(node, "div");
            }
            "td" | "th" => {
                column += 1;
                if column == 1 && is_of_numbers(tree, node) {
                    tree.remove(node);
                } else {
                    tree.rename(node, "span");
                }
            }
            "tbody" | "thead" | "tfoot" => tree.rename(node, "span"),
            "colgroup" | "col" => tree.remove(node),
            _ => {}
        }
    }
}

/// Where a style keeps the ends of lines, makes lines of them. Tells whether it did so.
fn keep_space(tree: &mut Tree, styles: &Styles, node: Id) -> bool {
    let Some(element) = tree.element(node) else { return false };
    let name = element.name();
    let style = styles.style(element);
    let Some(space) = style.get("white-space") else { return false };
    let is_code = matches!(name, "code" | "samp" | "kbd")
        || property(element.get("style").unwrap_or_default(), "font-family")
            .is_some_and(|font| font.contains("mono") || font.contains("courier"));
    let keeps_all = space == "pre" || (matches!(space, "pre-wrap" | "break-spaces" | "preserve") && is_code);
    if !matches!(space, "pre" | "pre-wrap" | "pre-line" | "break-spaces" | "preserve" | "preserve-breaks")
        || matches!(name, "" | "pre" | "textarea" | "body" | "html" | "article" | "main")
    {
        return false;
    }
    let has_prose = || {
        tree.elements(node).skip(1).any(|(_, it)| {
            heading_level(it.name()).is_some()
                || matches!(it.name(), "p" | "li" | "table" | "blockquote" | "pre" | "article")
        })
    };
    let has_lines = || {
        let is_line = |node: Id| match tree.what(node) {
            What::Text(words) => words.trim().contains('\n'),
            What::Element(element) => node != DOCUMENT && matches!(element.name(), "div" | "br"),
            What::Other => false,
        };
        tree.walk(node).skip(1).any(is_line)
    };
    if keeps_all && has_lines() && !has_prose() && (is_block(name) || is_alone(tree, node)) {
        tree.rename(node, "pre");
        return true;
    }
    let is_whole = !has_prose();
    if is_whole {
        break_lines(tree, node);
    }
    is_whole
}

/// Whether nothing else stands in the block that an element in a line is in.
fn is_alone(tree: &Tree, node: Id) -> bool {
    const WRAPPERS: usize = 4;
    let mut at = node;
    for _ in 0..WRAPPERS {
        let before = std::iter::successors(tree.previous_sibling(at), |node| tree.previous_sibling(*node));
        let after = std::iter::successors(tree.next_sibling(at), |node| tree.next_sibling(*node));
        let is_blank = |node: Id| match tree.what(node) {
            What::Text(words) => words.trim().is_empty(),
            What::Element(_) => false,
            What::Other => true,
        };
        if !before.chain(after).all(is_blank) {
            return false;
        }
        let Some(holder) = tree.parent(at) else { return true };
        if tree.element(holder).is_none_or(|it| is_block(it.name())) {
            return true;
        }
        at = holder;
    }
    false
}

/// Puts line breaks in the place of the ends of lines.
fn break_lines(tree: &mut Tree, top: Id) {
    let texts: Vec<Id> = tree
        .walk(top)
        .filter(|node| matches!(tree.what(*node), What::Text(words) if words.contains('\n') && !words.trim().is_empty()))
        .collect();
    for text in texts {
        let What::Text(words) = tree.what(text) else { continue };
        let words = words.clone();
        let Some(holder) = tree.parent(text) else { continue };
        let mut lines = words.split('\n');
        let first = lines.next().unwrap_or_default().to_owned();
        let next = tree.next_sibling(text);
        tree.replace_by_text(text, first);
        for line in lines {
            tree.insert_element(holder, next, "br", &[]);
            tree.insert(holder, next, What::Text(line.to_owned()));
        }
    }
}

/// Makes blocks of what is drawn as such, and lines of blocks that are drawn in a line.
fn draw_as_declared(tree: &mut Tree, styles: &Styles, node: Id) {
    let Some(element) = tree.element(node) else { return };
    let name = element.name().to_owned();
    if name.is_empty()
        || matches!(&*name, "html" | "body" | "br" | "img" | "pre" | "td" | "th" | "tr" | "table" | "li")
    {
        return;
    }
    let style = styles.style(element);
    let display = style.get("display").unwrap_or_default();
    let as_block = matches!(
        display,
        "block" | "flex" | "grid" | "table" | "list-item" | "flow-root" | "table-row" | "-webkit-box"
    );
    if is_block(&name) {
        if display == "inline" && matches!(&*name, "div" | "p" | "section") {
            tree.rename(node, "span");
        }
    } else if as_block || is_custom_block(tree, node, &name) {
        make_block(tree, node, &name);
    }
}

/// Makes a block of an element in a line. What it says of its words stays.
fn make_block(tree: &mut Tree, node: Id, name: &str) {
    if matches!(name, "span" | "label") || name.contains('-') {
        return tree.rename(node, "div");
    }
    let Some(holder) = tree.parent(node) else { return };
    let block = tree.insert_element(holder, Some(node), "div", &[]);
    tree.relocate(node, block, None);
}

/// Whether an element of the page's own making is a block: it holds such, or it holds a sentence and stands in none.
fn is_custom_block(tree: &Tree, node: Id, name: &str) -> bool {
    /// Words of a line are fewer.
    const LINE: usize = 24;
    if !name.contains('-') {
        return false;
    }
    let Some(holder) = tree.parent(node) else { return false };
    let is_words = |node: Id| matches!(tree.what(node), What::Text(words) if !words.trim().is_empty());
    let in_line = [tree.previous_sibling(node), tree.next_sibling(node)].into_iter().flatten().any(is_words);
    if in_line || tree.element(holder).is_some_and(|it| heading_level(it.name()).is_some()) {
        return false;
    }
    if tree.elements(node).skip(1).take(NEAR).any(|(_, it)| is_block(it.name())) {
        return true;
    }
    let text = tree.text(node, 200);
    text.chars().count() >= LINE || (text.ends_with(['.', '!', '?', '…', '。']) && text.contains(' '))
}

/// What parts neighbours that stand in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    /// Lines of their own, as in a caption.
    Lines,
    /// Gaps, as between the boxes of a layout.
    Boxes,
    /// Gaps between links, and where words would run into each other.
    Words,
}

/// Parts what stands side by side without a space between.
fn part_neighbours(tree: &mut Tree, styles: &Styles) {
    let holders: Vec<(Id, Row)> = {
        let mut caption_until: Option<Option<Id>> = None;
        let mut found = Vec::new();
        for (node, element) in tree.elements(DOCUMENT) {
            if caption_until == Some(Some(node)) {
                caption_until = None;
            }
            if matches!(element.name(), "figcaption" | "caption") {
                caption_until = caption_until.or(Some(tree.next(node, DOCUMENT, false)));
            }
            let style = styles.style(element);
            let display = style.get("display").unwrap_or_default();
            let row = if caption_until.is_some() && (is_block(element.name()) || element.name() == "span") {
                Row::Lines
            } else if display.contains("flex") || display.contains("grid") {
                Row::Boxes
            } else if is_block(element.name())
                && !matches!(element.name(), "pre" | "tr" | "table" | "ul" | "ol")
            {
                Row::Words
            } else {
                continue;
            };
            found.push((node, row));
        }
        found
    };
    for (holder, row) in holders {
        part_children(tree, holder, row);
    }
}

fn part_children(tree: &mut Tree, holder: Id, row: Row) {
    let children: Vec<Id> = tree.children(holder).collect();
    let is_words = |node: Id| matches!(tree.what(node), What::Text(words) if !words.trim().is_empty());
    let has_words = children.iter().any(|child| is_words(*child));
    if has_words && row == Row::Words {
        return;
    }
    let in_prose =
        tree.element(holder).is_some_and(|it| it.name() == "p" || heading_level(it.name()).is_some());
    let mut gaps = Vec::new();
    for pair in children.windows(2) {
        let name = |node: Id| tree.element(node).map_or("", Element::name);
        let (one, other) = (name(pair[0]), name(pair[1]));
        let is_inline = |name: &str, node: Id| {
            if name.is_empty() {
                is_words(node)
            } else {
                !is_block(name) && !matches!(name, "br" | "wbr" | "script" | "style" | "img")
            }
        };
        if !is_inline(one, pair[0]) || !is_inline(other, pair[1]) || (one.is_empty() && other.is_empty()) {
            continue;
        }
        let edges = edge(tree, pair[0], true).zip(edge(tree, pair[1], false));
        let Some((ends, begins)) =
            edges.filter(|(ends, begins)| !ends.is_whitespace() && !begins.is_whitespace())
        else {
            continue;
        };
        let inline_made = |node: Id| tree.element(node).is_some_and(|it| it.inline().is_some());
        if inline_made(pair[0]) || inline_made(pair[1]) {
            continue;
        }
        let runs_on = (ends.is_lowercase()
            || ends.is_ascii_digit()
            || matches!(ends, '.' | '!' | '?' | ':' | ')' | '”'))
            && begins.is_uppercase();
        let is_apart = match row {
            Row::Boxes => true,
            // A text and what stands out from it, or two things.
            Row::Lines if one.is_empty() || other.is_empty() => {
                runs_on && matches!(if one.is_empty() { other } else { one }, "cite" | "small" | "span")
            }
            Row::Lines => {
                has_several_letters(tree, pair[0])
                    && has_several_letters(tree, pair[1])
                    && (runs_on || !has_words)
            }
            Row::Words if one == "a" && other == "a" => !in_prose || runs_on,
            Row::Words => {
                runs_on
                    && has_several_letters(tree, pair[0])
                    && has_several_letters(tree, pair[1])
                    && (!in_prose
                        || tree.text(pair[0], 60).contains(' ')
                        || tree.text(pair[1], 60).contains(' '))
            }
        };
        if is_apart {
            gaps.push(pair[1]);
        }
    }
    for before in gaps {
        if row == Row::Lines {
            tree.insert_element(holder, Some(before), "br", &[]);
        } else {
            tree.insert(holder, Some(before), What::Text(" ".to_owned()));
        }
    }
}

fn has_several_letters(tree: &Tree, node: Id) -> bool {
    tree.text(node, 8).chars().filter(|c| c.is_alphanumeric()).nth(1).is_some()
}

/// The first or the last character of a node.
fn edge(tree: &Tree, node: Id, last: bool) -> Option<char> {
    const DEEP: usize = 16;
    let mut at = node;
    for _ in 0..DEEP {
        match tree.what(at) {
            What::Text(words) => return if last { words.chars().next_back() } else { words.chars().next() },
            What::Other => return None,
            What::Element(_) => {
                let mut children = tree.children(at);
                at = if last { tree.last_child(at) } else { children.next() }?;
            }
        }
    }
    None
}

/// Writes the ends of lines into what keeps its white space, where the page draws lines by other means; and takes the
/// numbers of the lines out.
fn write_lines_of_code(tree: &mut Tree) {
    let mut next = Some(DOCUMENT);
    while let Some(node) = next {
        let is_code = tree.element(node).is_some_and(|it| it.name() == "pre");
        let after = tree.next(node, DOCUMENT, !is_code);
        if is_code {
            Lines::default().write(tree, node);
        } else if tree.element(node).is_some_and(|it| is_block(it.name())) && holds_rows_of_code(tree, node) {
            tree.rename(node, "pre");
            let end = tree.next(node, DOCUMENT, false);
            Lines::default().write(tree, node);
            next = end;
            continue;
        }
        next = after;
    }
}

/// Whether an element holds nothing but elements of code, each a line.
fn holds_rows_of_code(tree: &Tree, node: Id) -> bool {
    let mut rows = 0;
    for child in tree.children(node) {
        match tree.what(child) {
            What::Text(words) if words.trim().is_empty() => {}
            What::Element(element) if element.name() == "code" && is_row(element) => rows += 1,
            What::Element(element) if element.name() == "div" => {
                let only = tree.first_child(child).filter(|only| tree.next_sibling(*only).is_none());
                let is_code = only
                    .and_then(|only| tree.element(only))
                    .is_some_and(|it| it.name() == "code" && is_row(it));
                if !is_code {
                    return false;
                }
                rows += 1;
            }
            What::Other => {}
            _ => return false,
        }
    }
    rows > 1
}

/// Whether an element is named as a line of code.
fn is_row(element: &Element) -> bool {
    lists::is_exactly(
        element,
        &["line", "code-line", "row", "view-line", "cl", "token-line", "CodeMirror-line"],
    )
}

/// The lines of a piece of code, as they are written.
#[derive(Default)]
struct Lines {
    /// Whether there is anything on the line so far.
    is_begun: bool,
    /// Whether a line ends before what comes next.
    is_due: bool,
    /// The elements that are lines, and the nodes after them; whether anything was in each.
    open: Vec<(Option<Id>, bool)>,
}

impl Lines {
    fn write(mut self, tree: &mut Tree, top: Id) {
        let end = tree.next(top, DOCUMENT, false);
        let by_name = lines_by_name(tree, top);
        let mut next = tree.first_child(top);
        while let Some(node) = next.filter(|node| Some(*node) != end) {
            while let Some((_, has_any)) = self.open.pop_if(|(after, _)| *after == Some(node)) {
                self.leave(tree, node, has_any);
            }
            match tree.what(node) {
                What::Text(words) => {
                    let words = words.clone();
                    self.text(tree, node, words);
                }
                What::Element(element) if is_line_number(tree, node, element) => {
                    let after = tree.next(node, DOCUMENT, false);
                    tree.remove(node);
                    next = after;
                    continue;
                }
                What::Element(element) if element.name() == "br" => {
                    if let Some(holder) = tree.parent(node).filter(|_| self.is_due) {
                        tree.insert(holder, Some(node), What::Text("\n".to_owned()));
                    }
                    (self.is_begun, self.is_due) = (false, false);
                    if let Some((_, has_any)) = self.open.last_mut() {
                        *has_any = true;
                    }
                }
                What::Element(element) => {
                    let name = element.name();
                    let is_line = is_block(name) || (by_name && is_row_or_code(element, tree, node, top));
                    if is_line {
                        let after = tree.next(node, DOCUMENT, false);
                        tree.rename(node, "span");
                        self.is_due |= self.is_begun;
                        self.open.push((after, false));
                    }
                }
                What::Other => {}
            }
            next = tree.next(node, DOCUMENT, true);
        }
    }

    /// A line ends with its element; one without words is an empty line.
    fn leave(&mut self, tree: &mut Tree, before: Id, has_any: bool) {
        if has_any {
            self.is_due |= self.is_begun;
            if let Some((_, outer)) = self.open.last_mut() {
                *outer = true;
            }
        } else if let Some(holder) = tree.parent(before) {
            let lines = if self.is_due { "\n\n" } else { "\n" };
            tree.insert(holder, Some(before), What::Text(lines.to_owned()));
            (self.is_begun, self.is_due) = (false, false);
        }
    }

    fn text(&mut self, tree: &mut Tree, node: Id, words: String) {
        if words.is_empty() {
            return;
        }
        let between = self.open.is_empty() && self.is_due && words.trim().is_empty();
        if between {
            // The end of a line that is drawn as one already.
            return tree.replace_by_text(node, String::new());
        }
        if let Some((_, has_any)) = self.open.last_mut() {
            *has_any = true;
        }
        let ends = words.ends_with('\n');
        if self.is_due && !words.starts_with('\n') {
            tree.replace_by_text(node, format!("\n{words}"));
        }
        self.is_due = false;
        self.is_begun = !ends;
    }
}

/// Whether the lines of code are elements that are named so, without the ends of lines between them.
fn lines_by_name(tree: &Tree, top: Id) -> bool {
    let rows = tree.elements(top).filter(|(node, it)| *node != top && (is_row(it) || it.name() == "code"));
    let mut count = 0;
    for (row, element) in rows {
        let holder_is_row = tree.parent(row).and_then(|it| tree.element(it)).is_some_and(is_row);
        if holder_is_row || (element.name() == "code" && !is_row(element) && tree.parent(row) != Some(top)) {
            continue;
        }
        let has_end = |node: Id| matches!(tree.what(node), What::Text(words) if words.contains('\n'));
        let ends = edge(tree, row, true) == Some('\n');
        if ends || tree.next_sibling(row).is_some_and(has_end) {
            return false;
        }
        count += 1;
    }
    count > 1
}

fn is_row_or_code(element: &Element, tree: &Tree, node: Id, top: Id) -> bool {
    is_row(element) || (element.name() == "code" && tree.parent(node) == Some(top))
}
