//! The styles of a page, so far as they say what of it is seen, and on which lines: of the style sheets that are written into
//! it the rules with simple selectors (element, id, classes, and several of these at once), and `style` attributes.
//!
//! What a screen of usual width shows counts. Rules with other selectors are not followed, but where one of them may show
//! what a simple one hides, it counts as shown: `.panel { display: none }` beside `.open .panel { display: block }`.

use std::collections::HashMap;

use cssparser::{ParseError, Parser, Token};

use super::tree::{DOCUMENT, Element, Id, Tree, What};

/// The properties that are asked for.
const PROPERTIES: [&str; 22] = [
    "display",
    "visibility",
    "white-space",
    "opacity",
    "font-size",
    "position",
    "clip",
    "clip-path",
    "width",
    "height",
    "overflow",
    "left",
    "right",
    "top",
    "text-indent",
    "margin-left",
    "transform",
    "transition",
    "animation",
    "content-visibility",
    "list-style-type",
    "list-style",
];

/// The width of the screen, in pixels.
const SCREEN: f32 = 1280.0;

/// So many rules of a page are read, and so many of those that have a name in common. Pages have fewer that matter here.
const MOST_RULES: usize = 20_000;
const MOST_ALIKE: usize = 64;

/// The rules of a page.
#[derive(Default)]
pub struct Styles {
    rules: Vec<Rule>,
    /// The places of rules by what their selectors have: `#id`, `.class`, or the name of an element.
    index: HashMap<String, Vec<usize>>,
}

struct Rule {
    selector: Selector,
    /// Whether the selector has more than is known of it.
    partial: bool,
    declarations: Vec<Declaration>,
}

/// A compound of simple selectors.
#[derive(Default, Clone)]
struct Selector {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
}

#[derive(Clone)]
struct Declaration {
    property: usize,
    value: String,
    important: bool,
}

/// What of the properties is declared for an element.
#[derive(Default)]
pub struct Style {
    values: [Option<Value>; PROPERTIES.len()],
    /// Properties that a rule gives another value that may hold or not.
    open: [bool; PROPERTIES.len()],
}

struct Value {
    /// What outweighs what: `!important`, a `style` attribute, then the specificity of the selector, then the order.
    weight: (bool, bool, [usize; 3], usize),
    value: String,
}

impl Styles {
    /// Reads the style sheets of a page.
    pub fn of(tree: &Tree) -> Styles {
        let mut styles = Styles::default();
        for (node, element) in tree.elements(DOCUMENT) {
            if element.name() == "style" && element.get("media").is_none_or(applies) {
                let sheet: String = tree.children(node).map(|text| text_of(tree, text)).collect();
                styles.read(&mut Parser::new(&sheet), 0);
            }
        }
        styles
    }

    fn read(&mut self, input: &mut Parser<'_>, depth: usize) {
        /// Groups of rules within groups are read so deep.
        const DEEPEST: usize = 4;
        loop {
            // With it goes a block that was not read.
            input.skip_whitespace();
            let start = input.position();
            let group = match input.next() {
                Ok(Token::AtKeyword(name)) => Some(name.to_ascii_lowercase()),
                Ok(Token::Semicolon | Token::CDO | Token::CDC | Token::CurlyBracketBlock) => continue,
                Ok(_) => None,
                Err(_) => return,
            };
            // What stands before the block.
            let prelude = loop {
                match input.next() {
                    Ok(Token::CurlyBracketBlock) => break input.slice_from(start).trim_end_matches('{'),
                    Ok(Token::Semicolon) if group.is_some() => break "",
                    Ok(_) => {}
                    Err(_) => return,
                }
            };
            let Some(group) = group else {
                let selectors = selectors(prelude);
                let declarations =
                    input.parse_nested_block(|block| Ok::<_, ParseError<()>>(declarations(block)));
                self.add(selectors, &declarations.unwrap_or_default());
                continue;
            };
            let taken = match &*group {
                "media" => applies(prelude.trim_start().get(1 + group.len()..).unwrap_or_default()),
                "supports" | "layer" => true,
                _ => false,
            };
            if taken && !prelude.is_empty() && depth < DEEPEST {
                let _ = input.parse_nested_block(|block| {
                    self.read(block, depth + 1);
                    Ok::<_, ParseError<()>>(())
                });
            }
        }
    }

    fn add(&mut self, selectors: Vec<(Selector, bool)>, declarations: &[Declaration]) {
        if declarations.is_empty() {
            return;
        }
        for (selector, partial) in selectors {
            let first = selector.classes.first().map(|class| format!(".{class}"));
            let key = selector.id.as_ref().map(|id| format!("#{id}")).or(first).or(selector.name.clone());
            let Some(key) = key.filter(|_| self.rules.len() < MOST_RULES) else { continue };
            let alike = self.index.entry(key).or_default();
            if alike.len() < MOST_ALIKE {
                alike.push(self.rules.len());
                self.rules.push(Rule { selector, partial, declarations: declarations.to_vec() });
            }
        }
    }

    /// What is declared for an element.
    pub fn style(&self, element: &Element) -> Style {
        let mut style = Style::default();
        if !self.rules.is_empty() {
            let id = element.get("id").map(|id| format!("#{id}"));
            let classes = classes(element).map(|class| format!(".{class}"));
            let keys = id.into_iter().chain(classes).chain([element.name().to_owned()]);
            for order in keys.filter_map(|key| self.index.get(&key)).flatten() {
                let rule = &self.rules[*order];
                if rule.selector.is_for(element) {
                    style.take(rule, *order);
                }
            }
        }
        if let Some(own) = element.get("style") {
            style.take_attribute(own);
        }
        style
    }
}

impl Style {
    fn take(&mut self, rule: &Rule, order: usize) {
        for declaration in &rule.declarations {
            if rule.partial {
                self.open[declaration.property] |= shows(declaration);
                continue;
            }
            let weight = (declaration.important, false, rule.selector.specificity(), order);
            self.put(declaration.property, declaration.value.clone(), weight);
        }
    }

    fn take_attribute(&mut self, style: &str) {
        for declaration in attribute(style) {
            self.put(declaration.property, declaration.value, (declaration.important, true, [0; 3], 0));
        }
    }

    fn put(&mut self, property: usize, value: String, weight: (bool, bool, [usize; 3], usize)) {
        let known = &mut self.values[property];
        if known.as_ref().is_none_or(|known| known.weight <= weight) {
            *known = Some(Value { weight, value });
        }
    }

    /// The value of a property, in small letters, if it is declared.
    pub fn get(&self, property: &str) -> Option<&str> {
        let place = PROPERTIES.iter().position(|known| *known == property)?;
        self.values[place].as_ref().map(|value| value.value.as_str())
    }

    /// Whether a property is declared to be something, and no other rule may make it something else.
    fn is(&self, property: &str, is_so: impl Fn(&str) -> bool) -> bool {
        let Some(place) = PROPERTIES.iter().position(|known| *known == property) else { return false };
        let value = self.values[place].as_ref();
        // A `style` attribute outweighs what other rules might say.
        value.is_some_and(|value| is_so(&value.value) && (value.weight.1 || !self.open[place]))
    }

    /// Whether it hides an element. `has_words` says whether words stand right in the element.
    pub fn hides(&self, has_words: impl Fn() -> bool) -> bool {
        let starts = |start: &'static str| move |value: &str| value.starts_with(start);
        self.is("display", starts("none"))
            || self.is("visibility", |it| it.starts_with("hidden") || it.starts_with("collapse"))
            || self.is("content-visibility", starts("hidden"))
            || (self.is("opacity", is_zero) && !self.moves())
            || (self.is("font-size", is_zero) && has_words())
            || self.is("clip-path", clips_all)
            || (self.is_lifted() && (self.is_clipped() || self.is_outside()))
            || (self.is("text-indent", is_far) && has_words())
    }

    /// Whether it is taken out of the flow of the page.
    fn is_lifted(&self) -> bool {
        self.is("position", |it| it.starts_with("absolute") || it.starts_with("fixed"))
    }

    /// Whether nothing of it is left by its size or its clip.
    fn is_clipped(&self) -> bool {
        let tiny = |value: &str| pixels(value).is_some_and(|it| it.abs() <= 1.0);
        let small = self.is("width", tiny) && self.is("height", tiny);
        (small && self.is("overflow", |it| it.starts_with("hidden") || it.starts_with("clip")))
            || self.is("clip", clips_all)
    }

    /// Whether it is put beside the screen.
    fn is_outside(&self) -> bool {
        ["left", "right", "top", "margin-left"].iter().any(|side| self.is(side, is_far))
    }

    /// Whether what is invisible now is made to come into view.
    fn moves(&self) -> bool {
        ["transition", "animation", "transform"].iter().any(|it| self.is(it, |value| value != "none"))
    }
}

/// Whether a declaration lets an element be seen.
fn shows(declaration: &Declaration) -> bool {
    let value = declaration.value.as_str();
    match PROPERTIES[declaration.property] {
        "display" => !value.starts_with("none"),
        "visibility" => value.starts_with("visible"),
        "opacity" | "font-size" => !is_zero(value),
        "clip-path" | "clip" => !clips_all(value),
        _ => true,
    }
}

fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|it| it.abs() < 0.01)
}

/// A length in pixels.
fn pixels(value: &str) -> Option<f32> {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let size: f32 = number.parse().ok()?;
    match &value[number.len()..] {
        "" if size != 0.0 => None,
        "em" | "rem" | "ch" | "ex" | "vw" | "vh" => Some(16.0 * size),
        _ => Some(size),
    }
}

/// Whether a length leads beyond the edge of every screen.
fn is_far(value: &str) -> bool {
    pixels(value).is_some_and(|it| it <= -900.0)
}

/// Whether a clip leaves nothing.
fn clips_all(value: &str) -> bool {
    let Some((shape, rest)) = value.split_once('(') else { return false };
    let sizes: Vec<&str> = rest.trim_end_matches(')').split([' ', ',']).filter(|it| !it.is_empty()).collect();
    let all = |is_so: &dyn Fn(&&str) -> bool| !sizes.is_empty() && sizes.iter().all(is_so);
    match shape.trim() {
        "rect" => all(&|size| pixels(size).is_some_and(|it| (0.0..=1.0).contains(&it))),
        "inset" => all(&|size| {
            let share = size.strip_suffix('%').and_then(|it| it.parse::<f32>().ok());
            share.is_some_and(|it| it >= 50.0) || pixels(size).is_some_and(|it| it >= 900.0)
        }),
        "circle" => sizes.first().is_some_and(|it| is_zero(it)),
        "polygon" => all(&|size| is_zero(size)),
        _ => false,
    }
}

impl Selector {
    fn is_for(&self, element: &Element) -> bool {
        self.name.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(element.any_name()))
            && self.id.as_ref().is_none_or(|id| element.get("id") == Some(id))
            && self.classes.iter().all(|class| classes(element).any(|it| it == class))
    }

    fn specificity(&self) -> [usize; 3] {
        [usize::from(self.id.is_some()), self.classes.len(), usize::from(self.name.is_some())]
    }
}

fn classes(element: &Element) -> impl Iterator<Item = &str> {
    /// No element has more that matter.
    const MOST: usize = 64;
    element.get("class").into_iter().flat_map(str::split_ascii_whitespace).take(MOST)
}

/// The last compound of each selector of a list, and whether that is only a part of it. What has no name is left out.
fn selectors(prelude: &str) -> Vec<(Selector, bool)> {
    const MOST: usize = 8;
    let mut list = Vec::new();
    let (mut selector, mut partial, mut ended) = (Selector::default(), false, false);
    let mut input = Parser::new(prelude);
    loop {
        let token = input.next_including_whitespace().cloned();
        let combines = matches!(token, Ok(Token::Delim('>' | '+' | '~')));
        // A space between two compounds relates them; one at the end of a selector does not.
        if ended && !matches!(token, Err(_) | Ok(Token::Comma | Token::WhiteSpace(_))) {
            let any = selector.name.is_some() || selector.id.is_some() || !selector.classes.is_empty();
            partial |= any || combines;
            selector = Selector::default();
            ended = false;
        }
        match token {
            Err(_) | Ok(Token::Comma) => {
                let known = selector.name.is_some() || selector.id.is_some() || !selector.classes.is_empty();
                if known && selector.classes.len() <= MOST {
                    list.push((std::mem::take(&mut selector), partial));
                }
                (selector, partial, ended) = (Selector::default(), false, false);
                if token.is_err() {
                    return list;
                }
            }
            Ok(Token::WhiteSpace(_)) => ended = true,
            Ok(Token::Ident(name)) => selector.name = Some(name.to_ascii_lowercase()),
            Ok(Token::IDHash(id) | Token::Hash(id)) => selector.id = Some(id.to_string()),
            Ok(Token::Delim('.')) => match input.next_including_whitespace() {
                Ok(Token::Ident(class)) => selector.classes.push(class.to_string()),
                _ => partial = true,
            },
            Ok(Token::Delim('*')) => {}
            Ok(Token::Colon) => {
                partial = true;
                // The name of what comes after it is not one of an element; a second colon is of a part of one.
                let mut rest = input.next_including_whitespace().cloned();
                if matches!(rest, Ok(Token::Colon)) {
                    rest = input.next_including_whitespace().cloned();
                    selector = Selector::default();
                }
                if rest.is_err() {
                    return list;
                }
            }
            Ok(_) if combines => {
                partial = true;
                ended = true;
            }
            Ok(_) => partial = true,
        }
    }
}

/// The declarations of a block that are asked for.
fn declarations(input: &mut Parser<'_>) -> Vec<Declaration> {
    let mut found = Vec::new();
    loop {
        let name = match input.next() {
            Ok(Token::Ident(name)) => name.to_ascii_lowercase(),
            Ok(_) => continue,
            Err(_) => return found,
        };
        if input.try_parse(Parser::expect_colon).is_err() {
            continue;
        }
        let start = input.position();
        while !matches!(input.next(), Ok(Token::Semicolon) | Err(_)) {}
        found.extend(declaration(&name, input.slice_from(start).trim_end_matches(';')));
    }
}

/// Whether a `style` attribute hides the element that has it, and words in it.
pub fn hides(style: &str) -> bool {
    let mut own = Style::default();
    own.take_attribute(style);
    own.hides(|| true)
}

/// The declarations of a `style` attribute that are asked for.
fn attribute(style: &str) -> impl Iterator<Item = Declaration> {
    const MOST: usize = 64;
    style.split(';').take(MOST).filter_map(|part| {
        let (name, value) = part.split_once(':')?;
        declaration(&name.trim().to_ascii_lowercase(), value)
    })
}

fn declaration(name: &str, value: &str) -> Option<Declaration> {
    const LONGEST: usize = 200;
    let name = if name == "animation-name" { "animation" } else { name };
    let property = PROPERTIES.iter().position(|known| *known == name)?;
    let value = value.get(..LONGEST).unwrap_or(value).trim().to_ascii_lowercase();
    let (value, important) = match value.rsplit_once('!') {
        Some((value, flag)) if flag.trim() == "important" => (value.trim_end().to_owned(), true),
        _ => (value, false),
    };
    Some(Declaration { property, value, important })
}

/// Whether a list of media queries holds on a screen.
fn applies(queries: &str) -> bool {
    let queries = queries.trim().to_ascii_lowercase();
    queries.is_empty() || queries.split(',').any(query_applies)
}

fn query_applies(query: &str) -> bool {
    let parts =
        query.split(" and ").flat_map(|part| part.split('(')).map(|part| part.trim_matches([' ', ')']));
    parts.filter(|part| !part.is_empty()).all(|part| {
        let Some((name, value)) = part.split_once(':') else {
            return matches!(part, "all" | "screen" | "only screen" | "only all" | "not print" | "and");
        };
        let width = pixels(value.trim()).unwrap_or(0.0);
        match name.trim() {
            "min-width" => width <= SCREEN,
            "max-width" => width >= SCREEN,
            "orientation" => value.trim() == "landscape",
            "hover" | "any-hover" => value.trim() == "hover",
            "pointer" | "any-pointer" => value.trim() == "fine",
            _ => false,
        }
    })
}

fn text_of(tree: &Tree, node: Id) -> &str {
    match tree.what(node) {
        What::Text(text) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which elements of a page with these styles are hidden, by their ids.
    #[track_caller]
    fn check(sheet: &str, markup: &str, expected: &[&str]) {
        let tree = Tree::parse(&format!("<style>{sheet}</style>{markup}"));
        let styles = Styles::of(&tree);
        let hidden: Vec<&str> = tree
            .elements(DOCUMENT)
            .filter(|(_, element)| styles.style(element).hides(|| true))
            .filter_map(|(_, element)| element.get("id"))
            .collect();
        let start = &sheet[..sheet.len().min(100)];
        assert_eq!(hidden, expected, "{start} {}", &markup[..markup.len().min(100)]);
    }

    #[test]
    fn simple_selectors_hide() {
        let page = "<p id=a class='x y'>A</p><p id=b class=x>B</p><div id=c class=y>C</div>";
        check(".x{display:none}", page, &["a", "b"]);
        check("#c { display : none !important }", page, &["c"]);
        check("div{visibility:hidden}", page, &["c"]);
        check(".x.y{display:none}", page, &["a"]);
        check("p.x, div{display:none}", page, &["a", "b", "c"]);
        check("P.x#b{display:NONE}", page, &["b"]);
        check(".\\78{display:none}", page, &["a", "b"]);
        check("/* .x{} */ .x /* all */ {color:red; display/**/:none;}", page, &["a", "b"]);
        for none in [".x::before{display:none}", "* {display:none}", "[x]{display:none}", ".z{display:none}"]
        {
            check(none, page, &[]);
        }
    }

    #[test]
    fn what_outweighs_what() {
        let page = "<p id=a class='x y'>A</p><p id=b class=x style=display:block>B</p>";
        check(".x{display:none} .x{display:block}", page, &[]);
        check(".x{display:block} .x{display:none}", page, &["a"]);
        check(".x.y{display:block} .x{display:none}", page, &[]);
        check("#a{display:block} .x.y{display:none}", page, &[]);
        check("p{display:none!important} .x{display:block}", page, &["a", "b"]);
        check(".x{display:none!important}", page, &["a", "b"]);
        check(".x{display:block!important}", "<p id=a class=x style=display:none>A</p>", &[]);
    }

    #[test]
    fn what_another_rule_may_show_is_shown() {
        let page = "<div class=open><p id=a class=panel>A</p></div>";
        for shown in [
            ".open .panel{display:block}",
            ".open>.panel{display:block}",
            ".open > .panel{display:block}",
            "input:checked ~ .panel{display:block}",
            ".panel:target{display:block}",
            ".panel[open]{display:block}",
        ] {
            check(&format!(".panel{{display:none}} {shown}"), page, &[]);
        }
        check(".panel{display:none} .open .panel{color:red} .other .x{display:block}", page, &["a"]);
        check(".panel{display:none} .panel::after{display:block}", page, &["a"]);
    }

    #[test]
    fn only_what_the_screen_shows_counts() {
        let page = "<p id=a class=x>A</p>";
        for no in [
            "@media print{.x{display:none}}",
            "@media (max-width: 600px){.x{display:none}}",
            "@media screen and (max-width: 40em){.x{display:none}}",
            "@media (prefers-color-scheme: dark){.x{display:none}}",
            "@font-face{src:url(x)}",
            "@import 'x'; @charset 'y';",
            "@keyframes x{from{display:none}}",
        ] {
            check(no, page, &[]);
        }
        for yes in [
            "@media screen{.x{display:none}}",
            "@media all and (min-width:600px){.x{display:none}}",
            "@media print, screen{.x{display:none}}",
            "@supports (display:grid){@media screen{.x{display:none}}}",
            "@layer base{.x{display:none}}",
            "@import 'x'; @media print{.y{}} .x{display:none}",
        ] {
            check(yes, page, &["a"]);
        }
    }

    #[test]
    fn the_idioms_of_hiding() {
        let hidden = [
            "visibility:collapse",
            "opacity:0",
            "opacity: 0.0",
            "font-size:0",
            "font-size:0px",
            "position:absolute;clip:rect(0 0 0 0)",
            "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
            "clip-path:inset(50%)",
            "clip-path: inset(100%)",
            "clip-path:circle(0)",
            "clip-path: polygon(0 0, 0 0, 0 0)",
            "position:absolute;width:1px;height:1px;overflow:hidden",
            "position:absolute;left:-9999px",
            "position:fixed;top:-100em",
            "text-indent:-9999px",
            "content-visibility:hidden",
        ];
        let shown = [
            "opacity:0.5",
            "opacity:0;transition:opacity 1s",
            "opacity:0;transform:translateY(20px)",
            "font-size:12px",
            "clip-path:inset(10%)",
            "width:1px;height:1px",
            "left:-9999px",
            "position:absolute;left:-20px",
            "position:relative;top:-2em",
            "height:0;overflow:hidden",
            "clip:rect(0 0 0 0)",
            "text-indent:-2em",
        ];
        for (styles, expected) in [(&hidden[..], &["a"][..]), (&shown, &[])] {
            for style in styles {
                check(&format!(".x{{{style}}}"), "<p id=a class=x>A</p>", expected);
                check("", &format!("<p id=a style=\"{style}\">A</p>"), expected);
            }
        }
    }

    #[test]
    fn hostile_sheets_are_read_in_time() {
        let deep = "@media screen{".repeat(100_000);
        check(&deep, "<p id=a class=x>A</p>", &[]);
        let alike: String = (0..50_000).map(|n| format!(".x.y{n}{{display:none}}")).collect();
        let elements = "<b class='x'>A</b>".repeat(20_000);
        check(&alike, &elements, &[]);
        for broken in
            ["}}}{{{", ".x{", ".x{display", ".x{display:none", "@media", "\\", ".x{display:none;;}}"]
        {
            Styles::of(&Tree::parse(&format!("<style>{broken}</style><p class=x>A</p>")));
        }
    }
}
