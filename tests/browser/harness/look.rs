//! What a person sees and a program hears: reading the page.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{browser::Browser, target::Target};

/// One `<mark>` of the article.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Mark {
    /// The words it covers.
    pub text: String,
    /// The ids of the annotations that cover it.
    pub annotations: Vec<String>,
}

/// Where something is in the window, in CSS pixels from its upper left.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Area {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From the upper to the lower edge.
    pub height: f64,
}

impl Browser {
    /// How many elements a CSS selector finds, seen or not.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.script("return document.querySelectorAll(arguments[0]).length", json!([css]))
    }

    /// Whether a target is there once and can be seen, without waiting for it.
    #[track_caller]
    pub fn sees(&self, target: impl Into<Target>) -> bool {
        let target = target.into().0;
        self.ask(
            "((target) => target.words ? !boxesOf(target).why : elementsOf(target).length === 1)(arguments[0])",
            json!([target]),
        )
    }

    /// The text of an element as it is drawn, waiting for the element.
    #[track_caller]
    pub fn text(&self, target: impl Into<Target>) -> String {
        self.of(target, "element.innerText")
    }

    /// The text of every element that a CSS selector finds and that can be seen.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        // What of the article is not laid out yet has no inner text in WebKit and Firefox.
        let text = "element.innerText || (element.closest('.chunk') ? element.textContent : '')";
        self.ask(&format!("elementsOf({{ css: arguments[0] }}).map((element) => {text})"), json!([css]))
    }

    /// What is in a field, waiting for the field.
    #[track_caller]
    pub fn value(&self, field: impl Into<Target>) -> String {
        self.of(field, "element.value")
    }

    /// An attribute of an element, waiting for the element.
    #[track_caller]
    pub fn attribute(&self, target: impl Into<Target>, name: &str) -> Option<String> {
        self.of(target, &format!("element.getAttribute({})", json!(name)))
    }

    /// The computed style of an element, one property of it, waiting for the element.
    #[track_caller]
    pub fn style(&self, target: impl Into<Target>, property: &str) -> String {
        self.of(target, &format!("getComputedStyle(element).getPropertyValue({})", json!(property)))
    }

    /// Where an element is, waiting for the element.
    #[track_caller]
    pub fn area(&self, target: impl Into<Target>) -> Area {
        self.of(target, "element.getBoundingClientRect().toJSON()")
    }

    /// What a JavaScript expression about `element` gives, once there is that element.
    #[track_caller]
    pub fn of<T: DeserializeOwned>(&self, target: impl Into<Target>, expression: &str) -> T {
        let target = target.into().0;
        let script = format!(
            "((found) => found.length === 1 ? {{ value: (([element]) => {expression})(found) }} : found.length)\
             (elementsOf(arguments[0]))"
        );
        let value: Value = self.wait_for(&format!("{target} is seen"), || {
            let mut found: Value = self.ask(&script, json!([target]));
            match found.get_mut("value") {
                Some(value) => Ok(value.take()),
                None => Err(format!("it is there {found} times, not once")),
            }
        });
        serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("{expression} is {value}: {error}"))
    }

    /// The name of the control that has the focus, or its tag where it has none.
    #[track_caller]
    pub fn focused(&self) -> String {
        self.ask(
            "nameOf(document.activeElement).slice(0, 200) || document.activeElement.localName",
            json!([]),
        )
    }

    /// The names of the elements that a CSS selector finds within those of another, and that can be seen.
    #[track_caller]
    pub fn names(&self, within: &str, css: &str) -> Vec<String> {
        self.ask(
            "elementsOf({ css: arguments[0] }).flatMap((root) => [...root.querySelectorAll(arguments[1])]) \
             .filter(isVisible).map(nameOf)",
            json!([within, css]),
        )
    }

    /// Whether the focus is on an element that a CSS selector finds, or inside it.
    #[track_caller]
    pub fn focus_is_in(&self, css: &str) -> bool {
        self.script("return document.activeElement?.closest(arguments[0]) != null", json!([css]))
    }

    /// The words that are selected.
    #[track_caller]
    pub fn selection(&self) -> String {
        self.script("return getSelection().toString()", json!([]))
    }

    /// The marks of the article in order.
    #[track_caller]
    pub fn marks(&self) -> Vec<Mark> {
        self.ask(
            "[...document.querySelectorAll('article mark')].map((mark) => ({ text: mark.textContent, \
             annotations: (mark.dataset.annotations ?? '').split(' ').filter(Boolean) }))",
            json!([]),
        )
    }

    /// What the JavaScript interface gives for a call: `agendum("annotations('all')")`; a promise is waited for.
    #[track_caller]
    pub fn agendum<T: DeserializeOwned>(&self, call: &str) -> T {
        self.script(&format!("return window.agendum.{call}"), json!([]))
    }

    /// What an expression gives that may use what `page.js` defines.
    #[track_caller]
    pub(super) fn ask<T: DeserializeOwned>(&self, expression: &str, arguments: Value) -> T {
        self.script(&format!("{}\nreturn {expression}", include_str!("page.js")), arguments)
    }
}
