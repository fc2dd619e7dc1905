//! What a test points at.

use serde_json::{Value, json};

/// Something on the page that a person can point at. A `&str` is a CSS selector.
///
/// It has to be there exactly once: a test that is served by the first of several is easily the wrong one's.
#[derive(Debug, Clone, PartialEq)]
pub struct Target(pub(super) Value);

impl From<&str> for Target {
    fn from(css: &str) -> Target {
        Target(json!({ "css": css }))
    }
}

impl From<&String> for Target {
    fn from(css: &String) -> Target {
        css.as_str().into()
    }
}

impl From<Point> for Target {
    fn from(point: Point) -> Target {
        Target(json!({ "at": point }))
    }
}

/// A button, link, field or other control by the name that a screen reader would say; if none is called exactly that,
/// one whose name contains it.
pub fn named(name: &str) -> Target {
    named_in("body", name)
}

/// A control by its name, inside the elements that a CSS selector finds.
pub fn named_in(within: &str, name: &str) -> Target {
    Target(json!({ "named": name, "within": within }))
}

/// Words in the article, which may go on from one block into the next.
pub fn words(words: &str) -> Target {
    words_in("article", words)
}

/// Words in the element that a CSS selector finds.
pub fn words_in(within: &str, words: &str) -> Target {
    Target(json!({ "words": words, "within": within }))
}

/// A place in the window, in CSS pixels from its upper left.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point this far away from it.
    pub fn moved(self, right: f64, down: f64) -> Point {
        Point { x: self.x + right, y: self.y + down }
    }

    /// The point at this part of the way to another.
    pub(super) fn towards(self, other: Point, part: f64) -> Point {
        self.moved((other.x - self.x) * part, (other.y - self.y) * part)
    }
}

/// Where a target can be reached.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
pub struct Reach {
    /// Just inside its first character; of a control, its middle.
    pub start: Point,
    /// In the middle of the first character; of a control, its middle.
    pub middle: Point,
    /// Just inside its last character; of a control, its middle.
    pub end: Point,
}
