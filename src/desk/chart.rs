//! Charts, as values: a few kinds of shapes, of which come the elements of a panel, a file of SVG, and what a canvas draws
//! for a file of PNG.
//!
//! Where a chart stands on the page, what can be clicked is a button with a label, and colours of agenda items are the
//! page's; ink is the colour of the text around it, so that light and dark are the page's too. A file is on white.

use super::drawing::{Element, el};
use crate::format::act::Act;
use crate::format::panel::Outcome;
use crate::model::project::{Colour, ItemId};

/// The media type of SVG.
pub const MEDIA_TYPE: &str = "image/svg+xml";

/// The media type of PNG.
pub const PNG: &str = "image/png";

/// What is ink in a file.
const INK: Colour = Colour([0x21, 0x1f, 0x1b]);

/// The ground of a file.
const GROUND: Colour = Colour([0xff, 0xff, 0xff]);

/// How much room there is around a chart in a file.
const MARGIN: f64 = 24.0;

/// How much room the title and what is below it have there.
const HEAD: f64 = 58.0;

/// A chart. Lengths are in CSS pixels, from the upper left corner.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// What it is called.
    pub title: String,
    /// What it says, in a sentence or two.
    pub about: String,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is drawn, the later over the earlier.
    pub shapes: Vec<Shape>,
}

/// What a chart is drawn with.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Its left edge.
        x: f64,
        /// Its upper edge.
        y: f64,
        /// How wide it is.
        width: f64,
        /// How high it is.
        height: f64,
        /// How round its corners are.
        radius: f64,
        /// What it is filled with.
        fill: Fill,
    },
    /// A straight line.
    Line {
        /// Where it begins.
        from: (f64, f64),
        /// Where it ends.
        to: (f64, f64),
        /// How thick it is.
        thickness: f64,
        /// Its colour; without one it is ink.
        colour: Option<Colour>,
    },
    /// A line of text.
    Text {
        /// Where it is anchored.
        x: f64,
        /// The line on which it stands.
        y: f64,
        /// How large it is.
        size: f64,
        /// Whether it is bold.
        is_bold: bool,
        /// What of it is at `x`.
        anchor: Anchor,
        /// What it is drawn with.
        fill: Fill,
        /// What it says.
        text: String,
    },
    /// Shapes that stand for one thing.
    Mark(Mark),
}

/// Shapes that stand for one thing, which is said in words and perhaps can be clicked.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// What it is, in words.
    pub label: String,
    /// What a click does.
    pub act: Option<Act>,
    /// The agenda item whose colour it has.
    pub item: Option<ItemId>,
    /// What it is drawn with.
    pub shapes: Vec<Shape>,
}

/// What is drawn with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fill {
    /// A colour; without one it is ink.
    pub colour: Option<Colour>,
    /// How much of it, from 0 to 1.
    pub opacity: f64,
}

/// What of a text is where it is anchored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Fill {
    /// Ink, as text has it.
    pub const INK: Fill = Fill { colour: None, opacity: 1.0 };

    /// Less important text.
    pub const SOFT: Fill = Fill { colour: None, opacity: 0.72 };

    /// Nothing to be seen, but it can be clicked.
    pub const NOTHING: Fill = Fill { colour: None, opacity: 0.0 };

    /// As much of something.
    pub fn of(colour: Option<Colour>, opacity: f64) -> Fill {
        Fill { colour, opacity }
    }

    /// The colour as it is in a file.
    pub fn on_white(self) -> Colour {
        self.colour.unwrap_or(INK)
    }
}

impl Shape {
    /// A text that begins at a place.
    pub fn text(x: f64, y: f64, size: f64, text: impl Into<String>) -> Shape {
        let (anchor, fill) = (Anchor::Start, Fill::INK);
        Shape::Text { x, y, size, is_bold: false, anchor, fill, text: text.into() }
    }

    /// A text with another anchor.
    pub fn anchored(self, to: Anchor) -> Shape {
        match self {
            Shape::Text { x, y, size, is_bold, fill, text, .. } => {
                Shape::Text { x, y, size, is_bold, anchor: to, fill, text }
            }
            other => other,
        }
    }

    /// A text in soft ink.
    pub fn soft(self) -> Shape {
        match self {
            Shape::Text { x, y, size, is_bold, anchor, text, .. } => {
                Shape::Text { x, y, size, is_bold, anchor, fill: Fill::SOFT, text }
            }
            other => other,
        }
    }

    /// A text in bold.
    pub fn bold(self) -> Shape {
        match self {
            Shape::Text { x, y, size, anchor, fill, text, .. } => {
                Shape::Text { x, y, size, is_bold: true, anchor, fill, text }
            }
            other => other,
        }
    }

    fn moved(self, by: (f64, f64)) -> Shape {
        let (right, down) = by;
        match self {
            Shape::Rect { x, y, width, height, radius, fill } => {
                Shape::Rect { x: x + right, y: y + down, width, height, radius, fill }
            }
            Shape::Line { from, to, thickness, colour } => {
                let moved = |(x, y): (f64, f64)| (x + right, y + down);
                Shape::Line { from: moved(from), to: moved(to), thickness, colour }
            }
            Shape::Text { x, y, size, is_bold, anchor, fill, text } => {
                Shape::Text { x: x + right, y: y + down, size, is_bold, anchor, fill, text }
            }
            Shape::Mark(mark) => {
                let shapes = mark.shapes.into_iter().map(|shape| shape.moved(by)).collect();
                Shape::Mark(Mark { shapes, ..mark })
            }
        }
    }
}

impl Chart {
    /// The chart as part of a panel, which has its title and what it is about in elements of these ids.
    pub fn draw(&self, title: &str, about: &str) -> Element {
        let pen = Pen { on_page: true, item: None };
        // What has the role of a picture hides what is in it from those who do not see it, buttons and all.
        // As large as the text around it.
        let rem = |pixels: f64| format!("{}rem", number(pixels / 16.0));
        self.outer()
            .set("width", rem(self.width))
            .set("height", rem(self.height))
            .class("chart")
            .set("role", "graphics-document document")
            .set("aria-labelledby", title)
            .set("aria-describedby", about)
            .with_all(self.shapes.iter().filter_map(|shape| pen.draw(shape)))
    }

    /// The chart as a file of SVG, with its title, and below it what it is of.
    pub fn svg(&self, of: &str) -> String {
        let framed = self.framed(of);
        let pen = Pen { on_page: false, item: None };
        let drawn = framed.outer().set("xmlns", "http://www.w3.org/2000/svg");
        let drawn = drawn.set("font-family", "sans-serif").set("role", "graphics-document document");
        let drawn = drawn.with(el("title").text(format!("{} · {of}", self.title)));
        let drawn = drawn.with(el("desc").text(&*self.about));
        let drawn = drawn.with_all(framed.shapes.iter().filter_map(|shape| pen.draw(shape)));
        drawn.to_xml() + "\n"
    }

    /// The chart as a picture that is still to be drawn, and to be handed over as `outcome` says.
    pub fn picture(&self, of: &str, outcome: Outcome) -> Picture {
        Picture { chart: self.framed(of), outcome }
    }

    fn outer(&self) -> Element {
        let (width, height) = (number(self.width), number(self.height));
        let view = format!("0 0 {width} {height}");
        el("svg").set("viewBox", view).set("width", width).set("height", height)
    }

    /// The chart by itself: on a ground of its own, below its title.
    fn framed(&self, of: &str) -> Chart {
        let (width, height) = (self.width + 2.0 * MARGIN, self.height + HEAD + 2.0 * MARGIN);
        let ground = Fill::of(Some(GROUND), 1.0);
        let ground = Shape::Rect { x: 0.0, y: 0.0, width, height, radius: 0.0, fill: ground };
        let title = Shape::text(MARGIN, MARGIN + 18.0, 18.0, fitted(&self.title, self.width, 18.0)).bold();
        let of = Shape::text(MARGIN, MARGIN + 38.0, 13.0, fitted(of, self.width, 13.0)).soft();
        let moved = self.shapes.iter().cloned().map(|shape| shape.moved((MARGIN, MARGIN + HEAD)));
        let shapes = [ground, title, of].into_iter().chain(moved).collect();
        Chart { title: self.title.clone(), about: self.about.clone(), width, height, shapes }
    }
}

/// How shapes become elements.
struct Pen<'a> {
    /// Whether for the page, where things can be clicked and have the page's colours.
    on_page: bool,
    /// The item of the mark that the shape is part of.
    item: Option<&'a ItemId>,
}

impl Pen<'_> {
    fn draw(&self, shape: &Shape) -> Option<Element> {
        Some(match shape {
            // It is there to be clicked.
            Shape::Rect { fill, .. } if fill.opacity == 0.0 && !self.on_page => return None,
            Shape::Rect { x, y, width, height, radius, fill } => {
                let place = [("x", *x), ("y", *y), ("width", *width), ("height", *height)];
                let rect = placed(el("rect"), &place);
                let rect = if *radius > 0.0 { rect.set("rx", number(*radius)) } else { rect };
                self.filled(rect, "fill", *fill)
            }
            Shape::Line { from, to, thickness, colour } => {
                let place = [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)];
                let line = placed(el("line"), &place).set("stroke-width", number(*thickness));
                self.filled(line, "stroke", Fill::of(*colour, 1.0))
            }
            Shape::Text { x, y, size, is_bold, anchor, fill, text } => {
                let line = placed(el("text"), &[("x", *x), ("y", *y), ("font-size", *size)]);
                let line = if *is_bold { line.set("font-weight", "600") } else { line };
                let line = match anchor {
                    Anchor::Start => line,
                    Anchor::Middle => line.set("text-anchor", "middle"),
                    Anchor::End => line.set("text-anchor", "end"),
                };
                self.filled(line, "fill", *fill).text(&**text)
            }
            Shape::Mark(mark) => self.mark(mark),
        })
    }

    fn mark(&self, mark: &Mark) -> Element {
        let within = Pen { item: mark.item.as_ref(), ..*self };
        let mut group = el("g");
        if self.on_page {
            group = match &mark.act {
                Some(act) => {
                    let group = group.class("mark").set("role", "button").set("tabindex", "0");
                    group.set("aria-label", &*mark.label).act(act)
                }
                None => group.set("role", "img").set("aria-label", &*mark.label),
            };
            group = mark.item.iter().fold(group, |group, item| group.coloured(item));
        }
        // It is shown where the pointer rests, and has what was too long for the chart.
        let group = group.with(el("title").text(&*mark.label));
        // A button says its label. What of that is written on it stands beside it, unheard, or it would be a second name.
        let (words, others): (Vec<&Shape>, Vec<&Shape>) = mark
            .shapes
            .iter()
            .partition(|shape| self.on_page && mark.act.is_some() && matches!(shape, Shape::Text { .. }));
        let group = group.with_all(others.into_iter().filter_map(|shape| within.draw(shape)));
        if words.is_empty() {
            return group;
        }
        let words = words.into_iter().filter_map(|shape| within.draw(shape));
        el("g").with(group).with(el("g").set("aria-hidden", "true").with_all(words))
    }

    /// Gives an element what it is drawn with, in `fill` or `stroke`.
    fn filled(&self, element: Element, what: &'static str, fill: Fill) -> Element {
        let colour = match fill.colour {
            None if self.on_page => "currentColor".to_owned(),
            _ => fill.on_white().to_string(),
        };
        let element = element.set(what, colour);
        let is_own = self.on_page && self.item.is_some() && fill.colour.is_some();
        let element = if is_own { element.class("own") } else { element };
        if fill.opacity < 1.0 { element.set("fill-opacity", number(fill.opacity)) } else { element }
    }
}

fn placed(element: Element, place: &[(&'static str, f64)]) -> Element {
    place.iter().fold(element, |element, (name, value)| element.set(name, number(*value)))
}

/// A number with no more than two places behind the point.
fn number(value: f64) -> String {
    // Adding 0 makes 0 of what would be written as -0.
    ((value * 100.0).round() / 100.0 + 0.0).to_string()
}

/// A chart for a canvas to draw.
pub struct Picture {
    chart: Chart,
    outcome: Outcome,
}

impl Picture {
    /// How wide and high it is.
    pub fn size(&self) -> (f64, f64) {
        (self.chart.width, self.chart.height)
    }

    /// What is drawn, without marks, the later over the earlier.
    pub fn shapes(&self) -> Vec<&Shape> {
        let mut flat = Vec::new();
        let mut waiting: Vec<&Shape> = self.chart.shapes.iter().rev().collect();
        while let Some(shape) = waiting.pop() {
            match shape {
                Shape::Mark(mark) => waiting.extend(mark.shapes.iter().rev()),
                Shape::Rect { fill, .. } if fill.opacity == 0.0 => {}
                shape => flat.push(shape),
            }
        }
        flat
    }

    /// What the page is told when it is drawn: the file is `png`, in base64.
    pub fn handed_over(&self, png: String) -> String {
        Outcome { bytes_base64: png, ..self.outcome.clone() }.write()
    }
}

/// As much of a text as is no wider than `width`, on one line.
///
/// There is no font to measure with, so that it is estimated from the usual widths in sans-serif fonts, rather too wide.
pub fn fitted(text: &str, width: f64, size: f64) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = width / size;
    let (mut wide, mut end) = (0.0, 0);
    for (at, character) in line.char_indices() {
        wide += ems(character);
        if wide > room {
            return format!("{}…", line[..end].trim_end());
        }
        if wide + ems('…') <= room {
            end = at + character.len_utf8();
        }
    }
    line
}

/// How wide a text is, by the same estimate.
pub fn wide(text: &str, size: f64) -> f64 {
    text.chars().map(ems).sum::<f64>() * size
}

/// How wide a character is, in shares of the font's size.
fn ems(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '!' | '|' | ' ' => 0.31,
        'f' | 'r' | 't' | '(' | ')' | '-' | '“' | '”' => 0.4,
        'm' | 'w' | 'M' | 'W' | '…' | '—' | '%' | '@' => 0.95,
        '0'..='9' => 0.6,
        c if c.is_ascii_lowercase() => 0.58,
        c if c.is_uppercase() => 0.72,
        // From Hangul on, scripts are written in squares, and most signs beyond are pictures.
        '\u{1100}'..='\u{11ff}' | '\u{2600}'..='\u{ffff}' | '\u{1f000}'.. => 1.05,
        _ => 0.65,
    }
}

#[cfg(test)]
mod tests;
