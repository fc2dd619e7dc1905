//! What a panel shows, as a value: elements with attributes and children. The desk makes it, beside the page; the page
//! turns it into elements of its own, of which it knows every tag and attribute (`ui/drawing.rs`). So a view is a pure
//! function of the project, and its tests need no browser.
//!
//! As text it is [JsonML](http://www.jsonml.org): `["tag", {"attribute": "value"}, child, …]`, where a child is a text or
//! another element.
//!
//! Some attributes have a meaning of their own: `key` tells an element from its siblings when the drawing is another;
//! `data-act` is an [`Act`], done by a click, or for a form when it is sent; a field's `name` says under which name the
//! panel has what is in it; `data-item` gives the element the colour of an agenda item.

use crate::format::act::Act;
use crate::format::document::docx::escape;
use crate::format::icons::Icon;
use crate::format::write;
use crate::model::project::ItemId;

/// An element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Element {
    tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

/// What is in an element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// A text.
    Text(String),
}

/// An element with nothing in it.
pub fn el(tag: &'static str) -> Element {
    Element { tag, attributes: Vec::new(), children: Vec::new() }
}

/// A button that does something.
pub fn button(text: &str, act: &Act) -> Element {
    el("button").set("type", "button").act(act).text(text)
}

/// An icon, which says nothing by itself.
pub fn icon(icon: Icon) -> Element {
    let path = el("path").set("d", icon.path());
    el("svg").class("icon").set("viewBox", Icon::VIEW_BOX).set("aria-hidden", "true").with(path)
}

impl Element {
    /// An attribute. A second of the same name takes the place of the first.
    pub fn set(mut self, name: &'static str, value: impl Into<String>) -> Element {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, value.into()));
        self
    }

    /// Its classes.
    pub fn class(self, class: &str) -> Element {
        self.set("class", class)
    }

    /// What tells it from its siblings.
    pub fn key(self, key: impl Into<String>) -> Element {
        self.set("key", key)
    }

    /// What a click on it does.
    pub fn act(self, act: &Act) -> Element {
        self.set("data-act", act.write())
    }

    /// Gives it the colour of an agenda item.
    pub fn coloured(self, item: &ItemId) -> Element {
        self.set("data-item", item.as_str())
    }

    /// Adds a text.
    pub fn text(mut self, text: impl Into<String>) -> Element {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds an element.
    pub fn with(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds elements.
    pub fn with_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// The element as JsonML.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    fn write(&self, json: &mut String) {
        json.push('[');
        json.push_str(&write::quoted(self.tag));
        if !self.attributes.is_empty() {
            let mut attributes = write::Object::default();
            for (name, value) in &self.attributes {
                attributes.json(name, &write::quoted(value));
            }
            json.push(',');
            json.push_str(&attributes.end());
        }
        for child in &self.children {
            json.push(',');
            match child {
                Node::Element(element) => element.write(json),
                Node::Text(text) => json.push_str(&write::quoted(text)),
            }
        }
        json.push(']');
    }

    /// The element as XML, as a file has it: with a line for each element, since a chart is read and compared by lines.
    pub fn to_xml(&self) -> String {
        let mut xml = String::new();
        self.write_xml(&mut xml);
        xml
    }

    fn write_xml(&self, xml: &mut String) {
        xml.push('<');
        xml.push_str(self.tag);
        for (name, value) in &self.attributes {
            xml.push(' ');
            xml.push_str(name);
            xml.push_str("=\"");
            escape(xml, value);
            xml.push('"');
        }
        if self.children.is_empty() {
            return xml.push_str("/>");
        }
        xml.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => {
                    xml.push('\n');
                    element.write_xml(xml);
                }
                Node::Text(text) => escape(xml, text),
            }
        }
        xml.push_str(&format!("</{}>", self.tag));
    }

    /// An attribute's value, for tests.
    #[cfg(test)]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The first element in it, or itself, that has an attribute with this value, for tests.
    #[cfg(test)]
    pub fn having(&self, name: &str, value: &str) -> Option<&Element> {
        if self.attribute(name) == Some(value) {
            return Some(self);
        }
        self.children.iter().find_map(|child| match child {
            Node::Element(element) => element.having(name, value),
            Node::Text(_) => None,
        })
    }

    /// The first element in it, or itself, in which fields would be made anew when something comes or goes beside them, for
    /// tests: siblings of which only some have keys are told from each other by their place. A field that is made anew loses
    /// the focus.
    #[cfg(test)]
    pub fn unsteady(&self) -> Option<&Element> {
        let elements = || {
            self.children.iter().filter_map(|child| match child {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })
        };
        let keyed = elements().filter(|element| element.attribute("key").is_some()).count();
        if self.has_field() && keyed > 0 && keyed < self.children.len() {
            return Some(self);
        }
        elements().find_map(Element::unsteady)
    }

    #[cfg(test)]
    fn has_field(&self) -> bool {
        let is_field = matches!(self.tag, "input" | "select" | "textarea");
        is_field
            || self
                .children
                .iter()
                .any(|child| matches!(child, Node::Element(element) if element.has_field()))
    }

    /// The words in it, for tests: those of elements with a line of their own on lines of their own.
    #[cfg(test)]
    pub fn words(&self) -> String {
        fn add(element: &Element, words: &mut String) {
            let own_line = !matches!(
                element.tag,
                "b" | "i"
                    | "mark"
                    | "span"
                    | "small"
                    | "em"
                    | "a"
                    | "ins"
                    | "del"
                    | "button"
                    | "time"
                    | "kbd"
            );
            for child in &element.children {
                match child {
                    Node::Text(text) => words.push_str(text),
                    Node::Element(element) => add(element, words),
                }
            }
            if own_line && !words.is_empty() && !words.ends_with('\n') {
                words.push('\n');
            }
        }
        let mut words = String::new();
        add(self, &mut words);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_json_ml() {
        let drawn = el("p").class("a").text("one \"two\"").with(el("b").text("three")).class("b");
        assert_eq!(drawn.to_json(), r#"["p",{"class":"b"},"one \"two\"",["b","three"]]"#);
        assert_eq!(el("br").to_json(), r#"["br"]"#);
    }
}
