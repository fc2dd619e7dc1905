//! A page as a tree of nodes in one vector, so that no walk has to call itself however deep the page is nested.
//!
//! html5ever does the parsing, as browsers do it. It has no bounds of its own: its time grows with the square of the
//! depth of nesting and of the number of attributes in a tag (its issue 788). So a start tag below [`DEEPEST`] open
//! elements is left out and its content goes to the element above, as browsers have it, and of a tag's attributes only
//! the first [`MOST_ATTRIBUTES`] are parsed.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TokenizerResult;
use html5ever::interface::tree_builder::Tracer;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use crate::model::text::InlineKind;

/// How many elements may be open in each other: what Chromium, Firefox and Safari allow.
const DEEPEST: usize = 512;

/// How many attributes of a tag are parsed.
const MOST_ATTRIBUTES: usize = 256;

/// The attributes that say something about an article.
const WANTED: [&str; 52] = [
    "alt",
    "alttext",
    "align",
    "aria-controls",
    "aria-expanded",
    "aria-hidden",
    "aria-label",
    "aria-modal",
    "class",
    "close",
    "colspan",
    "content",
    "data-c",
    "data-latex",
    "data-mathml",
    "datetime",
    "dir",
    "display",
    "encoding",
    "for",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemid",
    "itemprop",
    "itemtype",
    "lang",
    "linethickness",
    "media",
    "mode",
    "name",
    "open",
    "property",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "separators",
    "shadowroot",
    "shadowrootmode",
    "size",
    "slot",
    "src",
    "srcdoc",
    "start",
    "style",
    "title",
    "type",
    "value",
    "xml:lang",
];

/// A page.
pub struct Tree {
    nodes: Vec<Node>,
}

/// A node's place in its tree.
pub type Id = usize;

/// No node.
const NONE: Id = usize::MAX;

/// The root of every tree.
pub const DOCUMENT: Id = 0;

struct Node {
    parent: Id,
    first: Id,
    last: Id,
    next: Id,
    before: Id,
    what: What,
}

/// What a node is.
pub enum What {
    /// An element.
    Element(Element),
    /// Text.
    Text(String),
    /// The document, or a comment.
    Other,
}

/// An element: its name in lower case, and the attributes that are wanted here.
pub struct Element {
    name: Rc<QualName>,
    attributes: Vec<Attribute>,
    /// What was made of it, and is no matter of its name.
    inline: Option<InlineKind>,
}

impl Element {
    /// Its name if it is one of HTML, else nothing.
    pub fn name(&self) -> &str {
        if self.name.ns == ns!(html) { &self.name.local } else { "" }
    }

    /// Its name, of whatever kind it is.
    pub fn any_name(&self) -> &str {
        &self.name.local
    }

    /// The inline that was made of it.
    pub fn inline(&self) -> Option<&InlineKind> {
        self.inline.as_ref()
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| &*attribute.name.local == name)
            .map(|attribute| &*attribute.value)
    }
}

impl Tree {
    /// Parses a page or a part of one. Never fails: what browsers make of bad markup is made here too. Shadow roots are
    /// where a browser draws them, and markup that is kept as text is in the tree.
    pub fn parse(html: &str) -> Tree {
        let mut tree = Tree::parse_plainly(html);
        super::shadow::compose(&mut tree);
        tree
    }

    /// Parses markup and leaves the tree as it is.
    fn parse_plainly(html: &str) -> Tree {
        let sink = Sink { nodes: RefCell::new(vec![Node::new(What::Other)]) };
        let builder =
            TreeBuilder::new(sink, TreeBuilderOpts { drop_doctype: true, ..TreeBuilderOpts::default() });
        let tokenizer = Tokenizer::new(
            Shallow { builder, open: Cell::new(0), classes: RefCell::default() },
            TokenizerOpts::default(),
        );
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(&*with_few_attributes(html)));
        // It stops after scripts, which nobody runs, and where the page names its encoding.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.end();
        Tree { nodes: tokenizer.sink.builder.sink.nodes.into_inner() }
    }

    /// Puts a node, taken from where it was, at the end of another.
    pub fn append(&mut self, parent: Id, node: Id) {
        detach(&mut self.nodes, node);
        attach(&mut self.nodes, parent, NONE, node);
    }

    /// Gives an element of HTML another name.
    pub fn rename(&mut self, node: Id, name: &str) {
        if let What::Element(element) = &mut self.nodes[node].what {
            element.name = Rc::new(QualName::new(None, ns!(html), LocalName::from(name)));
        }
    }

    /// Parses markup and puts the content of its body at the end of a node.
    pub fn graft(&mut self, parent: Id, html: &str) {
        let grafted = Tree::parse_plainly(html);
        let body = grafted.elements(DOCUMENT).find(|(_, element)| element.name() == "body");
        let body = body.map_or(DOCUMENT, |(id, _)| id);
        let offset = self.nodes.len();
        let moved = |id: Id| if id == NONE { NONE } else { id + offset };
        self.nodes.extend(grafted.nodes.into_iter().map(|node| Node {
            parent: moved(node.parent),
            first: moved(node.first),
            last: moved(node.last),
            next: moved(node.next),
            before: moved(node.before),
            what: node.what,
        }));
        while let Some(child) = self.first_child(body + offset) {
            self.append(parent, child);
        }
    }

    /// What a node is.
    pub fn what(&self, node: Id) -> &What {
        &self.nodes[node].what
    }

    /// The node as an element.
    pub fn element(&self, node: Id) -> Option<&Element> {
        match self.what(node) {
            What::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The node before which a node's content begins.
    pub fn first_child(&self, node: Id) -> Option<Id> {
        some(self.nodes[node].first)
    }

    /// The last node right within a node.
    pub fn last_child(&self, node: Id) -> Option<Id> {
        some(self.nodes[node].last)
    }

    /// The next node with the same parent.
    pub fn next_sibling(&self, node: Id) -> Option<Id> {
        some(self.nodes[node].next)
    }

    /// The node that holds a node.
    pub fn parent(&self, node: Id) -> Option<Id> {
        some(self.nodes[node].parent)
    }

    /// The next node within `top` in the order of the page; without going into `node` unless `inside`.
    pub fn next(&self, node: Id, top: Id, inside: bool) -> Option<Id> {
        if inside && let Some(child) = self.first_child(node) {
            return Some(child);
        }
        let mut at = node;
        while at != top {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// All nodes within a node in the order of the page, and the node itself before them.
    pub fn walk(&self, top: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(top), move |node| self.next(*node, top, true))
    }

    /// The elements within a node.
    pub fn elements(&self, top: Id) -> impl Iterator<Item = (Id, &Element)> {
        self.walk(top).filter_map(|node| Some((node, self.element(node)?)))
    }

    /// Puts text in the place of a node and all within it.
    pub fn replace_by_text(&mut self, node: Id, text: String) {
        (self.nodes[node].first, self.nodes[node].last) = (NONE, NONE);
        self.nodes[node].what = What::Text(text);
    }

    /// Makes an element of HTML of a node, with the name that is given, without attributes; its content stays.
    pub fn make_element(&mut self, node: Id, name: &str) {
        let name = Rc::new(QualName::new(None, ns!(html), LocalName::from(name)));
        self.nodes[node].what = What::Element(Element { name, attributes: Vec::new(), inline: None });
    }

    /// Makes an inline of a node, which then holds nothing.
    pub fn make_inline(&mut self, node: Id, kind: InlineKind) {
        self.make_element(node, "span");
        if let What::Element(element) = &mut self.nodes[node].what {
            element.inline = Some(kind);
        }
        (self.nodes[node].first, self.nodes[node].last) = (NONE, NONE);
    }

    /// Puts a new element of HTML into a node, before one that is there already or else last.
    pub fn insert_element(
        &mut self,
        parent: Id,
        before: Option<Id>,
        name: &str,
        attributes: &[(&str, &str)],
    ) -> Id {
        let node = self.insert(parent, before, What::Other);
        self.make_element(node, name);
        if let What::Element(element) = &mut self.nodes[node].what {
            element.attributes.extend(attributes.iter().map(|(name, value)| Attribute {
                name: QualName::new(None, ns!(), LocalName::from(*name)),
                value: StrTendril::from(*value),
            }));
        }
        node
    }

    /// Puts a new node into a node, before one that is there already or else last.
    pub fn insert(&mut self, parent: Id, before: Option<Id>, what: What) -> Id {
        self.nodes.push(Node::new(what));
        let node = self.nodes.len() - 1;
        attach(&mut self.nodes, parent, before.unwrap_or(NONE), node);
        node
    }

    /// Moves a node, with all within it, into a node that is not within it.
    pub fn relocate(&mut self, node: Id, parent: Id, before: Option<Id>) {
        detach(&mut self.nodes, node);
        attach(&mut self.nodes, parent, before.unwrap_or(NONE), node);
    }

    /// Takes a node out, with all within it.
    pub fn remove(&mut self, node: Id) {
        detach(&mut self.nodes, node);
    }

    /// The node before a node with the same parent.
    pub fn previous_sibling(&self, node: Id) -> Option<Id> {
        some(self.nodes[node].before)
    }

    /// The nodes right within a node.
    pub fn children(&self, node: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.first_child(node), |child| self.next_sibling(*child))
    }

    /// Whether it is the mark beside a heading by which the heading can be linked to.
    pub fn is_permalink(&self, node: Id) -> bool {
        let marks = ["#", "§", "¶", "🔗", "∞"];
        let leads = self.element(node).filter(|it| it.name() == "a").and_then(|it| it.get("href"));
        let mut within = std::iter::successors(Some(node), |node| self.first_child(*node)).skip(1).take(3);
        leads.is_some_and(|href| href.starts_with('#'))
            && within
                .any(|node| matches!(self.what(node), What::Text(words) if marks.contains(&words.trim())))
    }

    /// The text within a node, white space collapsed, at most about `most` bytes of it.
    pub fn text(&self, top: Id, most: usize) -> String {
        let mut text = String::new();
        let mut walk = Some(top);
        while let Some(node) = walk {
            let mut inside = true;
            match self.what(node) {
                What::Text(words) => push_collapsed(&mut text, words, most),
                What::Element(element) => {
                    inside = !is_never_shown(element) && !self.is_permalink(node);
                    if is_gap(element.name()) && !text.ends_with(' ') && !text.is_empty() {
                        text.push(' ');
                    }
                }
                What::Other => {}
            }
            if text.len() >= most {
                break;
            }
            walk = self.next(node, top, inside);
        }
        text.truncate(text.trim_end().len());
        text
    }
}

fn push_collapsed(text: &mut String, words: &str, most: usize) {
    for character in crate::format::controls::read(words, ' ').chars() {
        if matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c') {
            if !text.ends_with(' ') && !text.is_empty() {
                text.push(' ');
            }
        } else if !super::super::flow::is_dropped(character) {
            text.push(character);
        }
        if text.len() >= most {
            return;
        }
    }
}

/// Whether words before and after an element are parted by it.
fn is_gap(name: &str) -> bool {
    name == "br" || super::is_block(name)
}

/// Whether nothing of an element is ever drawn as text.
pub fn is_never_shown(element: &Element) -> bool {
    let never = [
        "script", "style", "noscript", "template", "iframe", "object", "embed", "canvas", "video", "audio",
        "select", "textarea", "input", "button", "datalist", "title", "map", "progress", "meter", "applet",
        "frameset", "noframes", "noembed", "rt", "rp",
    ];
    match element.name() {
        "" => element.any_name() != "math",
        name => never.contains(&name),
    }
}

fn some(node: Id) -> Option<Id> {
    (node != NONE).then_some(node)
}

impl Node {
    fn new(what: What) -> Node {
        Node { parent: NONE, first: NONE, last: NONE, next: NONE, before: NONE, what }
    }
}

/// What html5ever knows a node by.
#[derive(Clone)]
struct Handle {
    id: Id,
    name: Rc<QualName>,
}

struct Sink {
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    fn create(&self, what: What, name: Rc<QualName>) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(what));
        Handle { id: nodes.len() - 1, name }
    }

    fn other(&self) -> Handle {
        self.create(What::Other, nameless())
    }

    /// Puts a node or text in, before a sibling or else last.
    fn insert(&self, parent: Id, sibling: Id, child: NodeOrText<Handle>) {
        let nodes = &mut *self.nodes.borrow_mut();
        let before = if sibling == NONE { nodes[parent].last } else { nodes[sibling].before };
        let child = match child {
            NodeOrText::AppendNode(handle) => {
                detach(nodes, handle.id);
                handle.id
            }
            NodeOrText::AppendText(text) => {
                if let Some(What::Text(words)) = some(before).map(|before| &mut nodes[before].what) {
                    words.push_str(&text);
                    return;
                }
                nodes.push(Node::new(What::Text(String::from(&*text))));
                nodes.len() - 1
            }
        };
        attach(nodes, parent, sibling, child);
    }
}

fn nameless() -> Rc<QualName> {
    Rc::new(QualName::new(None, ns!(), local_name!("")))
}

fn detach(nodes: &mut [Node], node: Id) {
    let Node { parent, before, next, .. } = nodes[node];
    if parent == NONE {
        return;
    }
    match some(before) {
        Some(before) => nodes[before].next = next,
        None => nodes[parent].first = next,
    }
    match some(next) {
        Some(next) => nodes[next].before = before,
        None => nodes[parent].last = before,
    }
    let it = &mut nodes[node];
    (it.parent, it.before, it.next) = (NONE, NONE, NONE);
}

fn attach(nodes: &mut [Node], parent: Id, sibling: Id, node: Id) {
    let before = if sibling == NONE { nodes[parent].last } else { nodes[sibling].before };
    let it = &mut nodes[node];
    (it.parent, it.before, it.next) = (parent, before, sibling);
    match some(before) {
        Some(before) => nodes[before].next = node,
        None => nodes[parent].first = node,
    }
    match some(sibling) {
        Some(sibling) => nodes[sibling].before = node,
        None => nodes[parent].last = node,
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = ();
    type ElemName<'a> = &'a QualName;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: DOCUMENT, name: nameless() }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, mut attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        attributes.retain(|attribute| WANTED.contains(&&*attribute.name.local));
        let name = Rc::new(name);
        self.create(What::Element(Element { name: name.clone(), attributes, inline: None }), name)
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[element.id].parent;
        match some(parent) {
            Some(parent) => self.insert(parent, element.id, child),
            None => self.insert(before.id, NONE, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's content is its own: nobody draws it.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    /// They stay templates, and are put in place when all of the page is there.
    fn allow_declarative_shadow_roots(&self, _: &Handle) -> bool {
        false
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id].parent;
        if parent != NONE {
            self.insert(parent, sibling.id, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let What::Element(element) = &mut self.nodes.borrow_mut()[target.id].what {
            for attribute in attributes {
                let known = element.attributes.iter().any(|it| it.name == attribute.name);
                if !known && WANTED.contains(&&*attribute.name.local) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        detach(&mut self.nodes.borrow_mut(), target.id);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let nodes = &mut *self.nodes.borrow_mut();
        while let Some(child) = some(nodes[node.id].first) {
            detach(nodes, child);
            attach(nodes, parent.id, NONE, child);
        }
    }
}

/// Hands tokens to the tree builder, and keeps it shallow.
struct Shallow {
    builder: TreeBuilder<Handle, Sink>,
    /// At least as many elements are open, or were when it was counted last.
    open: Cell<usize>,
    /// Classes of formatting elements.
    classes: RefCell<HashSet<StrTendril>>,
}

/// How many elements a start tag may open at most, usually: `<td>` opens `<tbody>` and `<tr>` too.
const OPENED: usize = 4;

/// Counts what the tree builder has open.
struct Counter(Cell<usize>);

impl Tracer for Counter {
    type Handle = Handle;
    fn trace_handle(&self, _: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

impl Shallow {
    /// Takes away the attributes of a formatting element but for those that say that it is not bold, not seen or
    /// laid out as lines, and for the first few classes.
    fn keep_few(&self, attributes: &mut Vec<Attribute>) {
        const CLASSES: usize = 16;
        let value =
            |name: &str| attributes.iter().find(|it| &*it.name.local == name).map(|it| it.value.clone());
        let style = value("style");
        let mut kept = Vec::new();
        let mut keep = |name: &str, value: StrTendril| {
            kept.push(Attribute { name: QualName::new(None, ns!(), LocalName::from(name)), value });
        };
        if value("hidden").is_some() || style.as_deref().is_some_and(super::styles::hides) {
            keep("hidden", StrTendril::new());
        } else {
            const LAID_OUT: [(&str, &str, &str); 3] = [
                ("white-space", "pre", "white-space:pre"),
                ("white-space", "pre-wrap", "white-space:pre-wrap"),
                ("display", "block", "display:block"),
            ];
            let style = style.as_deref().unwrap_or_default();
            let mut styles = Vec::new();
            if super::is_unstyled(style) {
                styles.push(super::UNSTYLED);
            }
            if style.contains("pre") || style.contains("block") {
                let is = |name: &str, value: &str| super::property(style, name).is_some_and(|it| it == value);
                styles.extend(
                    LAID_OUT.iter().filter(|(name, value, _)| is(name, value)).map(|(.., whole)| *whole),
                );
            }
            if !styles.is_empty() {
                keep("style", styles.join(";").as_str().into());
            }
        }
        if let Some(class) = value("class") {
            let mut classes = self.classes.borrow_mut();
            if classes.contains(&class) || classes.len() < CLASSES {
                classes.insert(class.clone());
                keep("class", class);
                if value("aria-hidden").is_some_and(|it| &*it == "true") {
                    keep("aria-hidden", "true".into());
                }
            }
        }
        *attributes = kept;
    }

    fn is_too_deep(&self) -> bool {
        self.open.set(self.open.get() + OPENED);
        if self.open.get() >= DEEPEST {
            let counter = Counter(Cell::new(0));
            self.builder.trace_handles(&counter);
            self.open.set(counter.0.get());
        }
        self.open.get() >= DEEPEST
    }
}

/// Elements that hold nothing, or text alone: they never hold another open.
const SHALLOW: [&str; 25] = [
    "area", "base", "br", "col", "embed", "hr", "iframe", "img", "input", "link", "meta", "noembed",
    "noframes", "noscript", "param", "script", "source", "style", "textarea", "title", "track", "wbr", "xmp",
    "bgsound", "basefont",
];

/// Elements that are opened again in every block until they are closed. With attributes each would be its own, and
/// there could be any number of them.
const FORMATTING: [&str; 13] =
    ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

impl TokenSink for Shallow {
    type Handle = Handle;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<Handle> {
        if let Token::TagToken(tag) = &mut token
            && tag.kind == TagKind::StartTag
        {
            if FORMATTING.contains(&&*tag.name) {
                self.keep_few(&mut tag.attrs);
            }
            if !SHALLOW.contains(&&*tag.name) && self.is_too_deep() {
                return TokenSinkResult::Continue;
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The page without the attributes that are too many for a tag.
fn with_few_attributes(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut few = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(tag) = find(bytes, at, b"<") {
        at = tag + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            // `<!-->` is a whole comment.
            at = find(bytes, at + 1, b"-->").unwrap_or(bytes.len());
            continue;
        }
        if !rest.strip_prefix(b"/").unwrap_or(rest).first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (end, whole) = after_attributes(bytes, at);
        if whole {
            at = end;
        } else {
            few.push_str(&html[copied..end]);
            few.push('>');
            let rest = bytes[end..].iter().position(|byte| matches!(byte, b'<' | b'>'));
            at = rest.map_or(bytes.len(), |rest| end + rest);
            at += usize::from(bytes.get(at) == Some(&b'>'));
            copied = at;
        }
        // What looks like a tag in there is none.
        for (raw, end) in [(&b"script"[..], &b"</script"[..]), (b"style", b"</style")] {
            if rest.get(..raw.len()).is_some_and(|name| name.eq_ignore_ascii_case(raw)) {
                at = find(bytes, at, end).unwrap_or(at);
            }
        }
    }
    if copied == 0 {
        return html.into();
    }
    few.push_str(&html[copied..]);
    few.into()
}

/// Where letters, in small or capital, stand next.
fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let found = bytes.get(from..)?.windows(what.len()).position(|window| window.eq_ignore_ascii_case(what));
    found.map(|found| from + found)
}

/// Where a tag ends, or where it has as many attributes as are parsed; whether it is the first.
fn after_attributes(bytes: &[u8], from: usize) -> (usize, bool) {
    let mut quote = None;
    let (mut parted, mut value, mut count) = (false, false, 0);
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(open), _) if open == *byte => (quote, parted) = (None, true),
            (Some(_), _) => {}
            (None, b'>') => return (at, true),
            (None, b'"' | b'\'') if value => quote = Some(*byte),
            (None, b'=') => (parted, value) = (false, true),
            (None, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c' | b'/') => parted = true,
            (None, _) => {
                if parted && !value {
                    count += 1;
                }
                (parted, value) = (false, false);
                if count > MOST_ATTRIBUTES {
                    return (at, false);
                }
            }
        }
        if quote.is_none() && matches!(byte, b'"' | b'\'') {
            value = false;
        }
    }
    (bytes.len(), true)
}
