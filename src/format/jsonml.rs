//! [JsonML](http://www.jsonml.org), as which drawings go from the desk to the page: `["tag", {"name": "value"}, child, …]`,
//! where a child is a text or another element.

use serde_json::value::RawValue;

use super::raw::{self, FromJson, Object};

/// An element or a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// An element.
    Element {
        /// Its tag.
        tag: String,
        /// Its attributes, in order.
        attributes: Vec<(String, String)>,
        /// What is in it.
        children: Vec<Node>,
    },
    /// A text.
    Text(String),
}

/// Reads JsonML; `None` if it is none. What is none within it is left out.
pub fn read(json: &str) -> Option<Node> {
    node(serde_json::from_str(json).ok()?)
}

fn node(raw: &RawValue) -> Option<Node> {
    let Some(parts) = raw::list(raw) else { return String::from_json(raw).map(Node::Text) };
    let mut parts = parts.into_iter().peekable();
    let tag = String::from_json(parts.next()?)?;
    let object = parts.peek().and_then(|raw| serde_json::from_str::<Object<'_>>(raw.get()).ok());
    let mut attributes = Vec::new();
    if let Some(Object(fields)) = object {
        parts.next();
        let fields = fields.into_iter();
        attributes
            .extend(fields.filter_map(|(name, value)| Some((name.into_owned(), String::from_json(value)?))));
    }
    Some(Node::Element { tag, attributes, children: parts.filter_map(node).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read() {
        let text = |text: &str| Node::Text(text.to_owned());
        let element = |tag: &str, attributes: &[(&str, &str)], children: Vec<Node>| {
            let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Node::Element { tag: tag.to_owned(), attributes: attributes.collect(), children }
        };
        let bold = element("b", &[], vec![text("one")]);
        assert_eq!(
            read(r#"["p",{"class":"a \"b\""},["b","one"]," two",7]"#),
            Some(element("p", &[("class", "a \"b\"")], vec![bold, text(" two")]))
        );
        assert_eq!(read(r#"["br"]"#), Some(element("br", &[], vec![])));
        for wrong in ["", "[]", "7", "{}", "[7]", "[\"p\""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
