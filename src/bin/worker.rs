//! The worker's side of what `browser::worker` asks: a request comes in as a message, its answer goes out as one.
//!
//! A request is `[number, task, text, blob or undefined]`; its answer `[number, true, text]` or `[number, false, why]`.
//! `[0, true, ""]` says once that the worker is ready, `[0, false, why]` that it has failed for good.

#[cfg(target_arch = "wasm32")]
fn main() {
    wasm::listen();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This runs in a browser, beside Agendum: `cargo xtask serve` builds and serves both.");
    std::process::exit(2);
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use std::cell::Cell;

    use agendum::desk::chart::{Anchor, Fill, Picture, Shape};
    use agendum::desk::{Desk, Outside};
    use agendum::format::panel::{FAULT_HANG, FAULT_PANIC};
    use agendum::model::project::Time;
    use js_sys::{Array, Date, Reflect, Uint8Array};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{
        Blob, Crypto, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent, OffscreenCanvas,
        OffscreenCanvasRenderingContext2d,
    };

    /// Answers whatever is asked, one request after another, for as long as the worker lives.
    pub fn listen() {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let dying = scope.clone();
        // A panic ends the worker, which is told here: the browser tells the page of some only. The console is for whoever
        // looks for the cause.
        std::panic::set_hook(Box::new(move |panic| {
            web_sys::console::error_1(&panic.to_string().into());
            tell(&dying, &0.into(), Err(panic.to_string()));
        }));
        let replies = scope.clone();
        let desk = Cell::new(Desk::default());
        let asked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let request: Array = event.data().unchecked_into();
            let mut at_work = desk.take();
            let answer = answer(&mut at_work, &request);
            let picture = at_work.take_picture();
            desk.set(at_work);
            let number = request.get(0);
            match picture {
                // A canvas hands its picture over in its own time.
                Some(picture) => {
                    let replies = replies.clone();
                    spawn_local(async move { tell(&replies, &number, png(&picture).await) });
                }
                None => tell(&replies, &number, answer),
            }
        });
        scope.set_onmessage(Some(asked.into_js_value().unchecked_ref()));
        tell(&scope, &0.into(), Ok(String::new()));
    }

    fn answer(desk: &mut Desk, request: &Array) -> Result<String, String> {
        let word = |index| request.get(index).as_string().unwrap_or_default();
        match &*word(1) {
            FAULT_PANIC => panic!("a panic on purpose, in the worker"),
            FAULT_HANG => loop {
                std::hint::spin_loop();
            },
            _ => {}
        }
        let bytes = request.get(3).dyn_ref::<Blob>().map_or_else(|| Ok(Vec::new()), bytes)?;
        desk.answer(&word(1), &word(2), &bytes, &Browser)
    }

    fn bytes(blob: &Blob) -> Result<Vec<u8>, String> {
        agendum::format::handover::check_size(blob.size())?;
        let buffer = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(blob));
        let buffer = buffer.map_err(|_| "The file could not be read. Is it still there?".to_owned())?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// How many pixels of a picture there are to one of the page, along each side.
    const SCALE: f64 = 2.0;

    /// How long a side of a canvas may be in every browser.
    const LONGEST: f64 = 16_000.0;

    /// A picture as a file, in what the page is told of it.
    async fn png(picture: &Picture) -> Result<String, String> {
        let drawn = async {
            let blob: Blob = JsFuture::from(draw(picture)?.convert_to_blob()?).await?.dyn_into()?;
            FileReaderSync::new()?.read_as_data_url(&blob)
        };
        let address: Result<String, JsValue> = drawn.await;
        let file = address.ok().and_then(|address| Some(address.split_once(',')?.1.to_owned()));
        let file = file.ok_or("This browser cannot make a PNG of it. Download it as SVG instead.")?;
        Ok(picture.handed_over(file))
    }

    fn draw(picture: &Picture) -> Result<OffscreenCanvas, JsValue> {
        let (width, height) = picture.size();
        let scale = SCALE.min(LONGEST / width.max(height));
        let canvas = OffscreenCanvas::new((width * scale).ceil() as u32, (height * scale).ceil() as u32)?;
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context: OffscreenCanvasRenderingContext2d = context.dyn_into()?;
        // A canvas has whole pixels: what is drawn fills the last of them, too, so that no edge of a file is half clear.
        context.scale(f64::from(canvas.width()) / width, f64::from(canvas.height()) / height)?;
        picture.shapes().into_iter().try_for_each(|shape| draw_shape(&context, shape))?;
        Ok(canvas)
    }

    fn draw_shape(context: &OffscreenCanvasRenderingContext2d, shape: &Shape) -> Result<(), JsValue> {
        match shape {
            Shape::Rect { x, y, width, height, radius, fill } => {
                take(context, *fill);
                let (right, bottom) = (x + width, y + height);
                let radius = radius.min(width / 2.0).min(height / 2.0);
                context.begin_path();
                context.move_to(x + radius, *y);
                context.arc_to(right, *y, right, bottom, radius)?;
                context.arc_to(right, bottom, *x, bottom, radius)?;
                context.arc_to(*x, bottom, *x, *y, radius)?;
                context.arc_to(*x, *y, right, *y, radius)?;
                context.close_path();
                context.fill();
            }
            Shape::Line { from, to, thickness, colour } => {
                let fill = Fill::of(*colour, 1.0);
                context.set_global_alpha(fill.opacity);
                context.set_stroke_style_str(&fill.on_white().to_string());
                context.set_line_width(*thickness);
                context.begin_path();
                context.move_to(from.0, from.1);
                context.line_to(to.0, to.1);
                context.stroke();
            }
            Shape::Text { x, y, size, is_bold, anchor, fill, text } => {
                take(context, *fill);
                context.set_font(&format!("{} {size}px sans-serif", if *is_bold { 600 } else { 400 }));
                context.set_text_align(match anchor {
                    Anchor::Start => "left",
                    Anchor::Middle => "center",
                    Anchor::End => "right",
                });
                context.fill_text(text, *x, *y)?;
            }
            // A picture has what is in marks, and no marks.
            Shape::Mark(_) => {}
        }
        Ok(())
    }

    fn take(context: &OffscreenCanvasRenderingContext2d, fill: Fill) {
        context.set_global_alpha(fill.opacity);
        context.set_fill_style_str(&fill.on_white().to_string());
    }

    fn tell(scope: &DedicatedWorkerGlobalScope, number: &JsValue, answer: Result<String, String>) {
        let done = answer.is_ok();
        let text = answer.unwrap_or_else(|why| why);
        let message = Array::of3(number, &done.into(), &text.into());
        // Numbers, booleans and strings can always be cloned.
        scope.post_message(&message).expect("a list of plain values can be sent");
    }

    /// The clock and the chance of the browser.
    struct Browser;

    impl Outside for Browser {
        fn now(&self) -> Time {
            Time(Date::now() as i64)
        }

        fn offset(&self, at: Time) -> i32 {
            // A browser says how many minutes UTC is ahead; of a time that it does not know, NaN, which becomes 0.
            -Date::new(&(at.0 as f64).into()).get_timezone_offset() as i32
        }

        fn fresh_id(&self) -> String {
            let mut bytes = [0u8; 16];
            let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok();
            let crypto = crypto.and_then(|crypto| crypto.dyn_into::<Crypto>().ok());
            let filled = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
            if filled.is_none() {
                bytes.iter_mut().for_each(|byte| *byte = (js_sys::Math::random() * 256.0) as u8);
            }
            uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
        }
    }
}
