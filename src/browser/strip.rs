//! The strip at the edge: one canvas that shows the whole article.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::page::{document, window};
use crate::browser::slot::Slot;
use crate::model::project::Colour;

/// One passage on the strip: where it begins and ends as shares (0 to 1) of the article, and its colour.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tick {
    /// Where it begins.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Its colour; `None` for a passage without agenda item.
    pub colour: Option<Colour>,
}

/// The passages as a picture, painted when it is first drawn, so that scrolling costs the same however many there are.
pub struct Picture {
    ticks: Vec<Tick>,
    painted: Slot<Option<Painted>>,
}

struct Painted {
    canvas: HtmlCanvasElement,
    width: u32,
    height: u32,
    plain: String,
}

/// The least height of a passage, and how far the passages are from the sides, in CSS pixels.
const LEAST: f64 = 3.0;
const SIDE: f64 = 3.0;

impl Picture {
    /// A picture of passages; of two in one place the later is seen.
    pub fn new(ticks: Vec<Tick>) -> Picture {
        Picture { ticks, painted: Slot::default() }
    }

    /// Draws the passages over the part of the article that is in view, given as shares from 0 to 1.
    pub fn draw(&self, id: &str, view: (f64, f64)) {
        let found = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlCanvasElement>().ok());
        let Some((canvas, context)) = found.and_then(|canvas| Some((canvas.clone(), context(&canvas)?)))
        else {
            return;
        };
        let density = window().device_pixel_ratio();
        let pixels = |length: i32| (f64::from(length) * density) as u32;
        let (width, height) = (pixels(canvas.client_width()), pixels(canvas.client_height()));
        // Setting a size, even the same, makes the browser start anew with the canvas.
        if (canvas.width(), canvas.height()) != (width, height) {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        // Colours that follow the theme come resolved from properties that the canvas does not use otherwise.
        let style = window().get_computed_style(&canvas).ok().flatten();
        let colour =
            |name: &str| style.as_ref().and_then(|it| it.get_property_value(name).ok()).unwrap_or_default();
        let (whole_width, whole_height) = (f64::from(width), f64::from(height));
        context.clear_rect(0.0, 0.0, whole_width, whole_height);
        context.set_fill_style_str(&colour("color"));
        let seen = ((view.1 - view.0) * whole_height).max(2.0 * density);
        context.fill_rect(0.0, view.0 * whole_height, whole_width, seen);
        if width == 0 || height == 0 || self.ticks.is_empty() {
            return;
        }
        let plain = colour("outline-color");
        let same = |it: &Painted| (it.width, it.height) == (width, height) && it.plain == plain;
        let painted = self.painted.take().filter(same);
        let painted = painted.or_else(|| paint(&self.ticks, width, height, density, plain.clone()));
        if let Some(painted) = &painted {
            // Fails only for a picture without a size, which is none.
            let _ = context.draw_image_with_html_canvas_element(&painted.canvas, 0.0, 0.0);
        }
        self.painted.set(painted);
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

fn paint(ticks: &[Tick], width: u32, height: u32, density: f64, plain: String) -> Option<Painted> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = context(&canvas)?;
    // The canvas writes any colour of CSS that covers as `#rrggbb`.
    context.set_fill_style_str(&plain);
    let of_plain = context.fill_style().as_string().and_then(|colour| Colour::parse(&colour));
    let side = (SIDE * density).round() as usize;
    let pixels = pixels(&rows(ticks, height as usize, LEAST * density), width as usize, side, of_plain);
    // All in one call: thousands of rectangles are as many calls out of WebAssembly.
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height).ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()?;
    Some(Painted { canvas, width, height, plain })
}

/// The rows as bytes of red, green, blue and opacity; nothing on the sides.
fn pixels(rows: &[Row], width: usize, side: usize, plain: Option<Colour>) -> Vec<u8> {
    let mut pixels = vec![0; rows.len() * width * 4];
    for (row, line) in rows.iter().zip(pixels.chunks_exact_mut(width * 4)) {
        let Some(Colour([red, green, blue])) = row.and_then(|colour| colour.or(plain)) else { continue };
        let across = side.min(width) * 4..width.saturating_sub(side).max(side.min(width)) * 4;
        for pixel in line[across].chunks_exact_mut(4) {
            pixel.copy_from_slice(&[red, green, blue, 255]);
        }
    }
    pixels
}

/// What is seen in each row of pixels: nothing, or a passage's colour.
type Row = Option<Option<Colour>>;

/// The rows of pixels: of thousands of passages only so many can be seen.
fn rows(ticks: &[Tick], height: usize, least: f64) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![None; height];
    for tick in ticks {
        let top = tick.start * height as f64;
        let bottom = (tick.end * height as f64).max(top + least).round() as usize;
        let bottom = bottom.min(height);
        let top = (top.round() as usize).min(bottom);
        rows[top..bottom].fill(Some(tick.colour));
    }
    rows
}
