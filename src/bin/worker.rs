//! The worker's side of what `browser::worker` asks: a request comes in as a message, its answer goes out as one.
//!
//! A request is `[number, task, json, blob or undefined]`; its answer `[number, true, text]` or `[number, false, why]`.
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
    use js_sys::{Array, Uint8Array};
    use wasm_bindgen::prelude::*;
    use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

    /// Answers whatever is asked, one request after another, for as long as the worker lives.
    pub fn listen() {
        // A panic ends the worker: the page hears of that as an error event, and this is for whoever looks for the cause.
        std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let replies = scope.clone();
        let asked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let request: Array = event.data().unchecked_into();
            let answer = answer(&request);
            tell(&replies, &request.get(0), answer);
        });
        scope.set_onmessage(Some(asked.into_js_value().unchecked_ref()));
        tell(&scope, &0.into(), Ok(String::new()));
    }

    fn answer(request: &Array) -> Result<String, String> {
        let word = |index| request.get(index).as_string().unwrap_or_default();
        let bytes = request.get(3).dyn_ref::<Blob>().map_or_else(|| Ok(Vec::new()), bytes)?;
        agendum::worker::answer(&word(1), &word(2), &bytes)
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
}
