//! The worker's side of what `browser::worker` asks: a request comes in as a message, its answer goes out as one.
//!
//! A request is `[number, task, text, blob or undefined]`; its answer `[number, true, text]` or `[number, false, why]`.
//! `[0, true, ""]` says once that the worker is ready.

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
    use std::cell::RefCell;

    use agendum::desk::{Desk, Outside};
    use agendum::model::project::Time;
    use js_sys::{Array, Date, Reflect, Uint8Array};
    use wasm_bindgen::prelude::*;
    use web_sys::{Blob, Crypto, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

    /// Answers whatever is asked, one request after another, for as long as the worker lives.
    pub fn listen() {
        // A panic ends the worker: the page hears of that as an error event, and this is for whoever looks for the cause.
        std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let replies = scope.clone();
        let desk = RefCell::new(Desk::default());
        let asked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let request: Array = event.data().unchecked_into();
            let answer = answer(&mut desk.borrow_mut(), &request);
            tell(&replies, &request.get(0), answer);
        });
        scope.set_onmessage(Some(asked.into_js_value().unchecked_ref()));
        tell(&scope, &0.into(), Ok(String::new()));
    }

    fn answer(desk: &mut Desk, request: &Array) -> Result<String, String> {
        let word = |index| request.get(index).as_string().unwrap_or_default();
        let bytes = request.get(3).dyn_ref::<Blob>().map_or_else(|| Ok(Vec::new()), bytes)?;
        desk.answer(&word(1), &word(2), &bytes, &Browser)
    }

    fn bytes(blob: &Blob) -> Result<Vec<u8>, String> {
        agendum::format::handover::check_size(blob.size())?;
        let buffer = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(blob));
        let buffer = buffer.map_err(|_| "It could not be read. Is it still there?".to_owned())?;
        Ok(Uint8Array::new(&buffer).to_vec())
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
