//! Formulas of a page, each written once as a line of text in its place.
//!
//! Programs put a formula on a page twice or three times: drawn with boxes or as a picture, as MathML for those who
//! listen, and as the TeX that it was made of; and they hide all but one. So the whole of it is found first, hidden or
//! not, and then one text is chosen: words that the author gave (`alttext`) unless they are TeX, else the MathML in one
//! line, else the TeX in one line, else what describes the picture.

use std::collections::HashMap;

use super::linear::{self, Kind, Piece};
use super::tree::{DOCUMENT, Element, Id, Tree, What};
use super::{is_block, lists, tex};

/// Longest text of a picture or of a drawing that is taken for a formula.
const LONGEST: usize = 1000;

/// Classes of what holds all forms of one formula.
const HOSTS: [&str; 17] = [
    "katex",
    "katex-display",
    "katex-block",
    "mwe-math-element",
    "MathJax",
    "MathJax_Display",
    "MathJax_CHTML",
    "MathJax_SVG",
    "MathJax_SVG_Display",
    "MathJax_MathML",
    "MathJax_PHTML",
    "MathJax_Preview",
    "MJXc-display",
    "mjx-chtml",
    "MathJax_CHTML_Display",
    "tml-display",
    "wp-katex-eq",
];

/// Classes of formulas that stand on lines of their own.
const DISPLAYED: [&str; 10] = [
    "katex-display",
    "katex-block",
    "mwe-math-element-block",
    "MathJax_Display",
    "MathJax_SVG_Display",
    "MathJax_CHTML_Display",
    "MJXc-display",
    "tml-display",
    "display",
    "displaymath",
];

/// A formula as it will stand in the text.
#[derive(Default)]
struct Formula {
    text: String,
    is_displayed: bool,
}

/// Writes every formula as text in its place.
pub fn write_out(tree: &mut Tree) {
    let mut next = Some(DOCUMENT);
    while let Some(node) = next {
        let found = formula(tree, node);
        next = match found {
            None => tree.next(node, DOCUMENT, true),
            Some(formula) => {
                let whole = whole(tree, node);
                drop_other_forms(tree, whole, &formula.text);
                let after = tree.next(whole, DOCUMENT, false);
                put(tree, whole, formula);
                after
            }
        };
    }
}

/// Puts a formula in the place of all its forms.
fn put(tree: &mut Tree, node: Id, formula: Formula) {
    tree.replace_by_text(node, String::new());
    let holder = tree.parent(node).and_then(|holder| tree.element(holder)).map_or("", Element::any_name);
    // What is right within a table or the root would not be drawn.
    if formula.text.is_empty() || matches!(holder, "" | "html" | "head") {
        return;
    }
    if formula.is_displayed {
        tree.make_element(node, "div");
        tree.insert(node, None, What::Text(formula.text));
    } else {
        tree.replace_by_text(node, formula.text);
    }
}

/// The formula that a node begins, as text; `None` if it begins none.
fn formula(tree: &Tree, node: Id) -> Option<Formula> {
    let element = tree.element(node)?;
    let is_displayed = || {
        lists::is_exactly(element, &DISPLAYED)
            || matches!(element.get("display"), Some("block" | "true"))
            || element.get("mode") == Some("display")
    };
    let inline = |text: String| Some(Formula { text, is_displayed: false });
    match element.any_name() {
        "math" => {
            let text = of_math(tree, node).or_else(|| tex_within(tree, node)).unwrap_or_default();
            Some(Formula { text, is_displayed: is_displayed() })
        }
        "script" => of_script(tree, node, element),
        "img" => inline(of_picture(tree, node, element)?),
        "svg" if element.name().is_empty() => inline(of_drawing(tree, node, element)?),
        "mjx-container" | "math-renderer" | "tex-math" => {
            Some(Formula { is_displayed: is_displayed(), ..of_host(tree, node)? })
        }
        "span" | "div" | "p" | "code" | "figure" => {
            if lists::is_exactly(element, &HOSTS) {
                if has_source_beside(tree, node) {
                    return Some(Formula::default());
                }
                let host = of_host(tree, node)?;
                return Some(Formula { is_displayed: is_displayed() || host.is_displayed, ..host });
            }
            if lists::is_exactly(element, &["math", "arithmatex", "MathJax_Source", "tex2jax_process"])
                || element.get("role") == Some("math")
            {
                return of_marked(tree, node, element);
            }
            None
        }
        _ => None,
    }
}

/// A formula of a node that holds all its forms; `None` if there is nothing that could be one.
fn of_host(tree: &Tree, top: Id) -> Option<Formula> {
    /// A formula has no more nodes than this, in all its forms.
    const MOST: usize = 20_000;
    const PROSE: [&str; 12] =
        ["p", "h1", "h2", "h3", "h4", "li", "article", "section", "main", "blockquote", "pre", "figure"];
    if tree.walk(top).nth(MOST).is_some() {
        return None;
    }
    let mut found = Formula::default();
    let mut math = None;
    for (node, element) in tree.elements(top) {
        if node != top && PROSE.contains(&element.name()) {
            return None;
        }
        found.is_displayed |= lists::is_exactly(element, &DISPLAYED)
            || (element.any_name() == "math" && element.get("display") == Some("block"));
        if math.is_none() && element.any_name() == "math" {
            math = Some(node);
        }
    }
    let sources = || tree.elements(top);
    let from = |name: &str, read: &dyn Fn(&str) -> Option<String>| {
        sources().find_map(|(_, it)| it.get(name).and_then(read))
    };
    let text = math
        .and_then(|math| of_math(tree, math))
        .or_else(|| from("data-mathml", &of_mathml))
        .or_else(|| sources().find_map(|(node, it)| of_script(tree, node, it)).map(|it| it.text))
        .or_else(|| tex_within(tree, top))
        .or_else(|| from("data-latex", &tex_line))
        .or_else(|| from("alt", &tex_line))
        .or_else(|| Some(drawn(tree, top)).filter(|text| !text.is_empty()))
        .or_else(|| tree.element(top)?.get("aria-label").map(collapsed));
    found.text = text.filter(|text| !text.is_empty())?;
    Some(found)
}

/// What is written in an element that is named as a formula: TeX between its signs, or else nothing is changed.
fn of_marked(tree: &Tree, node: Id, element: &Element) -> Option<Formula> {
    /// What is written as one has no more nodes than this.
    const MOST: usize = 500;
    if tree.walk(node).nth(MOST).is_some() {
        return None;
    }
    let holds = |name| tree.elements(node).any(|(_, it)| it.any_name() == name);
    let text = tree.text(node, LONGEST);
    if text.is_empty() && element.get("role") == Some("math") && !holds("math") && !holds("img") {
        let text = collapsed(element.get("aria-label")?);
        return Some(Formula { text, is_displayed: false });
    }
    let (tex, is_displayed) = tex::between_signs(&text)?;
    (!holds("math") && !holds("script") && !holds("img"))
        .then(|| Formula { text: tex::line(tex), is_displayed })
}

/// The source of a formula in a script, as MathJax 2 and others keep it.
fn of_script(tree: &Tree, node: Id, element: &Element) -> Option<Formula> {
    let kind = element.get("type").filter(|_| element.name() == "script")?.to_ascii_lowercase();
    let source = kind.strip_prefix("math/")?;
    let is_displayed = source.contains("display");
    let words = words_within(tree, node);
    let text = match source.split(';').next()?.trim() {
        "tex" | "latex" => tex::line(&words),
        "mml" => of_mathml(&words)?,
        "asciimath" => collapsed(&words),
        _ => return None,
    };
    Some(Formula { text, is_displayed })
}

/// Whether what is drawn is followed by its source, which is the formula then.
fn has_source_beside(tree: &Tree, node: Id) -> bool {
    const NEAR: usize = 4;
    let after = std::iter::successors(tree.next_sibling(node), |node| tree.next_sibling(*node));
    let elements = after.take(2 * NEAR).take_while(|node| match tree.what(*node) {
        What::Text(words) => words.trim().is_empty(),
        What::Element(_) | What::Other => true,
    });
    let is_preview = tree.element(node).is_some_and(|it| lists::is_exactly(it, &["MathJax_Preview"]));
    for element in elements.filter_map(|node| tree.element(node)).take(NEAR) {
        if element.name() == "script" {
            return element.get("type").is_some_and(|it| it.to_ascii_lowercase().starts_with("math/"));
        }
        if !lists::is_exactly(element, &HOSTS) {
            return false;
        }
        if is_preview && !lists::is_exactly(element, &["MathJax_Preview"]) {
            return true;
        }
    }
    false
}

/// The text of a `math` element: words that its author gave, or its content in a line.
fn of_math(tree: &Tree, node: Id) -> Option<String> {
    let given = tree.element(node)?.get("alttext").map(collapsed).filter(|text| !text.is_empty());
    let plain = given.as_ref().filter(|text| !text.contains(['\\', '{', '$']));
    if let Some(plain) = plain {
        return Some(plain.clone());
    }
    let text = in_a_line(tree, node);
    Some(text).filter(|text| !text.is_empty()).or_else(|| given.map(|tex| tex::line(&tex)))
}

/// MathML given as a string, in a line.
fn of_mathml(markup: &str) -> Option<String> {
    let tree = Tree::parse(markup);
    let math = tree.elements(DOCUMENT).find(|(_, it)| it.any_name() == "math").map(|(node, _)| node)?;
    of_math(&tree, math)
}

/// The TeX that is noted within a formula.
fn tex_within(tree: &Tree, top: Id) -> Option<String> {
    let is_tex = |it: &Element| {
        it.any_name() == "annotation"
            && it.get("encoding").is_some_and(|it| it.to_ascii_lowercase().contains("tex"))
    };
    let (node, _) = tree.elements(top).find(|(_, it)| is_tex(it))?;
    tex_line(&words_within(tree, node))
}

fn tex_line(source: &str) -> Option<String> {
    Some(tex::line(source)).filter(|text| !text.is_empty())
}

/// MathML in a line. From the last node to the first, so that what is within an element is known before the element.
fn in_a_line(tree: &Tree, top: Id) -> String {
    let nodes: Vec<Id> = tree.walk(top).collect();
    let mut known: HashMap<Id, Piece> = HashMap::new();
    for node in nodes.into_iter().rev() {
        let piece = match tree.what(node) {
            What::Text(words) if words.trim().is_empty() => continue,
            What::Text(words) => Piece::new(Kind::Text, linear::plain_letters(words)),
            What::Element(element) => {
                let children = tree.children(node).filter_map(|child| known.remove(&child)).collect();
                linear::element(element, children)
            }
            What::Other => continue,
        };
        known.insert(node, piece);
    }
    known.remove(&top).map(|piece| collapsed(&piece.text)).unwrap_or_default()
}

/// What is drawn of a formula, with a raised part as such where the markup says that it is.
fn drawn(tree: &Tree, top: Id) -> String {
    let mut text = String::new();
    // Where the raised part begins in the text, and the node after it.
    let mut raised: Option<(usize, Option<Id>)> = None;
    let end = |text: &mut String, from: usize| {
        let part = text.split_off(from);
        *text = linear::raised(std::mem::take(text), &part);
    };
    let mut next = Some(top);
    while let Some(node) = next {
        if let Some((from, _)) = raised.filter(|(_, after)| *after == Some(node)) {
            end(&mut text, from);
            raised = None;
        }
        match tree.what(node) {
            What::Text(words) => {
                text.extend(words.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}'))
            }
            What::Element(element) => {
                let is_raised = element.any_name() == "mjx-script" || is_katex_exponent(tree, node, element);
                if is_raised && raised.is_none() {
                    raised = Some((text.len(), tree.next(node, top, false)));
                }
                text.extend(drawn_character(element));
            }
            What::Other => {}
        }
        next = tree.next(node, top, true);
    }
    if let Some((from, _)) = raised {
        end(&mut text, from);
    }
    linear::plain_letters(&text)
}

/// Whether it is what KaTeX raises: an index has a second row below.
fn is_katex_exponent(tree: &Tree, node: Id, element: &Element) -> bool {
    let is_index = |node: Id| tree.element(node).is_some_and(|it| lists::is_exactly(it, &["vlist-t2"]));
    lists::is_exactly(element, &["msupsub"]) && !tree.children(node).any(is_index)
}

/// The character that MathJax 3 draws by a style, named by its number.
fn drawn_character(element: &Element) -> Option<char> {
    let named = element.get("data-c").or_else(|| {
        let class = element.get("class").filter(|_| element.any_name() == "mjx-c")?;
        class.split_ascii_whitespace().find_map(|class| class.strip_prefix("mjx-c"))
    })?;
    char::from_u32(u32::from_str_radix(named, 16).ok()?)
}

/// What describes a picture, if that is of a formula, or of one character in a sentence.
fn of_picture(tree: &Tree, node: Id, element: &Element) -> Option<String> {
    let text = collapsed(element.get("alt")?);
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    const NAMES: [&str; 9] =
        ["tex", "latex", "math", "maths", "mathml", "equation", "formula", "mathimg", "asciimath"];
    const PLACES: [&str; 8] =
        ["latex", "codecogs", "mathtex", "mimetex", "math/render", "/math/", "equation", "formula"];
    let source = element.get("src").unwrap_or_default();
    // Pictures written into the page have no name.
    let source = if source.starts_with("data:") { "" } else { source }.to_ascii_lowercase();
    let named = element.get("role") == Some("math")
        || lists::has_any(element, &NAMES)
        || PLACES.iter().any(|place| source.contains(place));
    let generic = ["equation", "formula", "math", "image", "latex"].contains(&&*text.to_ascii_lowercase());
    let is_formula = !generic && (named || looks_like_tex(&text));
    if is_formula || (looks_like_formula(&text) && is_in_a_line(tree, node)) {
        return Some(if looks_like_tex(&text) { tex::line(&text) } else { text });
    }
    let follows = || tree.next_sibling(node).and_then(|next| first_character(tree, next));
    let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    let is_initial = is_letter && follows().is_some_and(char::is_lowercase);
    ((is_symbol(&text) && is_in_a_line(tree, node)) || is_initial).then_some(text)
}

fn looks_like_tex(text: &str) -> bool {
    text.contains(['\\', '$']) && tex::between_signs(text).is_some()
        || text.contains("^{")
        || text.contains("_{")
        || text.split('\\').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a description reads as a formula: a sign of calculating, and hardly a word.
fn looks_like_formula(text: &str) -> bool {
    const SIGNS: &str = "=<>+±×÷√∑∏∫^≤≥≠≈∞∂∈→·²³⁻¹";
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3).count();
    text.contains(|c: char| SIGNS.contains(c)) && words <= 1
}

/// Whether a description is a picture's character, as of a face.
fn is_symbol(text: &str) -> bool {
    text.chars().count() <= 8
        && text.chars().all(|c| !c.is_alphanumeric() && !c.is_ascii() && !c.is_whitespace())
}

/// The words that a drawing within a sentence has.
fn of_drawing(tree: &Tree, node: Id, element: &Element) -> Option<String> {
    const MOST: usize = 200;
    let is_math =
        element.get("role") == Some("math") || lists::has_any(element, &["math", "formula", "latex"]);
    if !is_math && !is_in_a_line(tree, node) {
        return None;
    }
    let mut words = String::new();
    let mut texts = tree.elements(node).filter(|(_, it)| it.any_name() == "text");
    for (text, _) in texts.by_ref().take(MOST) {
        words.push_str(&words_within(tree, text));
        words.push(' ');
    }
    let words = collapsed(&words);
    if words.is_empty() {
        let title = || tree.elements(node).find(|(_, it)| it.any_name() == "title").map(|(node, _)| node);
        let label = element.get("aria-label").map(collapsed);
        return label.or_else(|| Some(collapsed(&words_within(tree, title()?)))).filter(|_| is_math);
    }
    Some(words).filter(|words| words.len() <= MOST)
}

/// Whether words stand right before or after it, in the same block.
fn is_in_a_line(tree: &Tree, node: Id) -> bool {
    const WRAPPERS: usize = 6;
    let mut at = node;
    for _ in 0..WRAPPERS {
        let before = std::iter::successors(tree.previous_sibling(at), |node| tree.previous_sibling(*node));
        let after = std::iter::successors(tree.next_sibling(at), |node| tree.next_sibling(*node));
        let (mut before, mut after) = (before.take(WRAPPERS), after.take(WRAPPERS));
        let beside = [
            before.find_map(|node| words_in_line(tree, node)),
            after.find_map(|node| words_in_line(tree, node)),
        ];
        if beside.contains(&Some(true)) {
            return true;
        }
        let Some(holder) = tree.parent(at) else { return false };
        if beside.contains(&Some(false)) || tree.element(holder).is_none_or(|it| is_block(it.name())) {
            return false;
        }
        at = holder;
    }
    false
}

/// Whether a node has words in a line; `None` if it has nothing that is seen.
fn words_in_line(tree: &Tree, node: Id) -> Option<bool> {
    match tree.what(node) {
        What::Text(words) if words.trim().is_empty() => None,
        What::Text(_) => Some(true),
        What::Element(element) if element.name() == "br" || is_block(element.name()) => Some(false),
        What::Element(element) if matches!(element.name(), "script" | "style" | "img") => None,
        What::Element(_) => (!tree.text(node, 8).is_empty()).then_some(true),
        What::Other => None,
    }
}

fn first_character(tree: &Tree, node: Id) -> Option<char> {
    match tree.what(node) {
        What::Text(words) => words.chars().next(),
        _ => None,
    }
}

/// The outermost element in a line that holds this formula and nothing else that is read.
fn whole(tree: &Tree, node: Id) -> Id {
    const WRAPPERS: usize = 8;
    let mut at = node;
    for _ in 0..WRAPPERS {
        let Some(holder) = tree.parent(at) else { break };
        let inline = tree.element(holder).is_some_and(|it| {
            !is_block(it.name()) && !matches!(it.name(), "" | "a" | "sup" | "sub" | "td" | "th")
        });
        let before = std::iter::successors(tree.previous_sibling(at), |node| tree.previous_sibling(*node));
        let after = std::iter::successors(tree.next_sibling(at), |node| tree.next_sibling(*node));
        if !inline || !before.chain(after).all(|node| is_other_form(tree, node)) {
            break;
        }
        at = holder;
    }
    at
}

/// Whether a node beside a formula says nothing of its own: space, or another form of the formula.
fn is_other_form(tree: &Tree, node: Id) -> bool {
    match tree.what(node) {
        What::Text(words) => words.trim().is_empty(),
        What::Element(element) => {
            matches!(element.any_name(), "img" | "svg" | "canvas" | "object" | "noscript")
                || (element.get("aria-hidden") == Some("true") && element.name() != "math")
        }
        What::Other => true,
    }
}

/// Takes out what stands right beside a formula and is the same, drawn for those who see it or as a picture.
fn drop_other_forms(tree: &mut Tree, node: Id, text: &str) {
    const NEAR: usize = 3;
    let key = |text: &str| -> String {
        linear::without_scripts(text).chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let wanted = key(text);
    let before = std::iter::successors(tree.previous_sibling(node), |node| tree.previous_sibling(*node));
    let after = std::iter::successors(tree.next_sibling(node), |node| tree.next_sibling(*node));
    let near = |row: &mut dyn Iterator<Item = Id>| -> Vec<Id> {
        row.take_while(|node| is_other_form(tree, *node)).take(NEAR).collect()
    };
    let beside = [near(&mut before.into_iter()), near(&mut after.into_iter())].concat();
    for other in beside {
        let Some(element) = tree.element(other) else { continue };
        let same = match element.name() {
            "img" => {
                key(element.get("alt").unwrap_or_default()) == wanted
                    || element.get("aria-hidden") == Some("true")
            }
            _ => key(&tree.text(other, LONGEST)) == wanted,
        };
        if same && !wanted.is_empty() {
            tree.remove(other);
        }
    }
}

/// All text within a node, as it is written.
fn words_within(tree: &Tree, top: Id) -> String {
    let texts = tree.walk(top).filter_map(|node| match tree.what(node) {
        What::Text(words) => Some(words.as_str()),
        _ => None,
    });
    texts.collect()
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
