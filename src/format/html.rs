//! HTML: a page, of which the article is found; or a part of one, as it is copied from a page or a word processor, which
//! is taken whole.
//!
//! Markup is read, never kept: what comes out is words, blocks and inlines. All of it is one walk after another over a
//! vector of nodes; nothing calls itself, and nothing looks at the content of an element once for every element
//! around it.

mod content;
mod date;
mod formulas;
mod hidden;
mod layout;
mod linear;
mod lists;
mod notes;
mod particulars;
mod shadow;
mod structure;
mod styles;
pub(super) mod tex;
mod told;
pub(super) mod tree;
mod write;

use self::tree::{DOCUMENT, Tree};
use super::address::Base;
use super::flow::Flow;
use super::left_out::Part;
use crate::model::project::{Direction, Published};
use crate::model::text::Text;

pub use self::date::date;
pub use self::notes::note_id;
pub use self::particulars::language;

/// What a page says, of itself and otherwise.
#[derive(Debug, Default)]
pub struct Page {
    /// Its title; may be empty.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The address that it gives as its own.
    pub source: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Which way it is written.
    pub direction: Option<Direction>,
    /// The article; `None` if there are no words.
    pub text: Option<Text>,
    /// What is left out of it that may be missed.
    pub left_out: Vec<Part>,
    /// Whether it is a line or two of a long page.
    pub is_little: bool,
}

/// Reads a page: its article, without what is around it.
pub fn page(html: &str, address: Option<&str>) -> Page {
    let tree = parse(html);
    let base = Base::new(address, particulars::base(&tree));
    let mut page = particulars::of(&tree, &base);
    page.entitle();
    let content = content::find(&tree, &page);
    page.complete(&tree, &content);
    if let Some((text, left_out)) = write::article(&tree, &content, &page.page, &base) {
        page.page.is_little = is_little(&text, html);
        (page.page.text, page.page.left_out) = (Some(text), left_out);
    }
    page.page
}

/// Whether a text is a line or two, and the page that it is from has room for more.
fn is_little(text: &Text, html: &str) -> bool {
    const LINES: usize = 200;
    const PAGE: usize = 10_000;
    let title = text.blocks().first().map_or(0, |block| block.span.end().byte());
    text.as_str().len() - title < LINES && html.len() > PAGE
}

/// Reads a part of a page, all of it.
pub fn fragment(html: &str, address: Option<&str>) -> Page {
    let html = without_clipboard_header(html);
    let tree = parse(html);
    let base = Base::new(address, particulars::base(&tree));
    let mut page = particulars::of(&tree, &base);
    let content = content::all(&tree, DOCUMENT);
    page.complete_fragment(&tree);
    page.page.text = write::everything(&tree, &content, &base);
    page.page
}

/// Parses a page, and makes plain words of what it says by other means.
fn parse(html: &str) -> Tree {
    let mut tree = Tree::parse(html);
    formulas::write_out(&mut tree);
    layout::write_out(&mut tree);
    notes::write_out(&mut tree);
    let copied: Vec<_> =
        tree.elements(DOCUMENT).filter(|(_, it)| is_copied_space(it)).map(|(id, _)| id).collect();
    for node in copied {
        let words = tree.text(node, 8);
        if words.chars().all(char::is_whitespace) {
            tree.replace_by_text(node, " ".to_owned());
        }
    }
    tree
}

/// Whether an element stands for a space that WebKit met beside another element when it copied a part of a page. It
/// writes one that does not break, so that whoever pastes it does not lose it.
fn is_copied_space(element: &tree::Element) -> bool {
    let class = element.get("class").unwrap_or_default();
    element.name() == "span" && class.split_ascii_whitespace().any(|it| it == "Apple-converted-space")
}

/// Reads a part of a page to where a text is being made.
pub fn append(html: &str, base: &Base, flow: &mut Flow) {
    let tree = parse(html);
    let content = content::all(&tree, DOCUMENT);
    write::append(&tree, &content, base, flow);
}

/// The words of a text that may have markup in it, on one line.
pub fn line(text: &str) -> String {
    const LONGEST: usize = 1000;
    if text.contains(['<', '&']) {
        let tree = Tree::parse(text);
        return plain_line(&tree.text(DOCUMENT, LONGEST));
    }
    plain_line(text)
}

/// A text on one line, without what cannot be seen and what changes the writing direction.
pub fn plain_line(text: &str) -> String {
    let mut line = String::new();
    for word in super::controls::read(text, ' ').split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !super::flow::is_dropped(*c) && !super::flow::is_direction(*c)));
    }
    line
}

/// What Windows puts before a part of a page in its clipboard.
fn without_clipboard_header(html: &str) -> &str {
    let is_header = html.starts_with("Version:") && html.contains("StartHTML:");
    html.find('<').filter(|_| is_header).map_or(html, |start| &html[start..])
}

/// Whether a kind of element is drawn as a block of its own, by HTML's standard style sheet.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// The level of a heading, 1 to 6.
fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The style of `<b>` that is not bold: Google Docs puts everything that is copied from it into one.
const UNSTYLED: &str = "font-weight:normal";

/// Whether a style says that the words are no bolder than usual.
fn is_unstyled(style: &str) -> bool {
    property(style, "font-weight").is_some_and(|weight| weight == "normal" || weight == "400")
}

/// A property of a `style` attribute, in small letters.
fn property(style: &str, name: &str) -> Option<String> {
    style.split(';').find_map(|part| {
        let (property, value) = part.split_once(':')?;
        property.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
    })
}
