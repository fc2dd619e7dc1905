//! The strip at the edge: one canvas that shows the whole article.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::page::{document, window};
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

/// Draws the passages, and the part of the article that is in view as shares from 0 to 1.
pub fn draw(id: &str, ticks: &[Tick], view: (f64, f64)) {
    let canvas = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlCanvasElement>().ok());
    let Some(canvas) = canvas else { return };
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let density = window().device_pixel_ratio();
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    canvas.set_width((width * density) as u32);
    canvas.set_height((height * density) as u32);
    let _ = context.scale(density, density);
    let style = window().get_computed_style(&canvas).ok().flatten();
    // Colours that follow the theme come resolved from properties that the canvas does not use otherwise.
    let colour =
        |name: &str| style.as_ref().and_then(|it| it.get_property_value(name).ok()).unwrap_or_default();
    context.set_fill_style_str(&colour("color"));
    context.fill_rect(0.0, view.0 * height, width, ((view.1 - view.0) * height).max(2.0));
    let plain = colour("outline-color");
    for tick in ticks {
        match tick.colour {
            Some(colour) => context.set_fill_style_str(&colour.to_string()),
            None => context.set_fill_style_str(&plain),
        }
        let top = tick.start * height;
        context.fill_rect(3.0, top, width - 6.0, ((tick.end - tick.start) * height).max(3.0));
    }
}
