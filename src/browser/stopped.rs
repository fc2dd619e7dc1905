//! The end of the application by a panic. It is told to the page's loader (`static/boot.js`), which needs nothing of the
//! application to show it: whatever panicked may have left anything half done.

use std::cell::Cell;
use std::panic::PanicHookInfo;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, console};

use super::page::window;

/// The event that tells of it.
const STOPPED: &str = "agendum:stopped";

thread_local! {
    static HAS_STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the application has stopped: what still runs of it must not go on as if it had not.
pub fn has_stopped() -> bool {
    HAS_STOPPED.get()
}

/// Takes note that the application has stopped.
pub fn stop() {
    HAS_STOPPED.set(true);
}

/// Tells the loader of a panic, and writes it to the console.
pub fn report(panic: &PanicHookInfo<'_>) {
    stop();
    console::error_1(&panic.to_string().into());
    // What is refused by the browser here is heard of as an error of the page.
    let _ = tell(panic);
}

fn tell(panic: &PanicHookInfo<'_>) -> Result<(), JsValue> {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let detail = Object::new();
    Reflect::set(&detail, &"message".into(), &panic.payload_as_str().unwrap_or_default().into())?;
    Reflect::set(&detail, &"place".into(), &place.into())?;
    let init = CustomEventInit::new();
    init.set_detail(&detail);
    let event = CustomEvent::new_with_event_init_dict(STOPPED, &init)?;
    window().dispatch_event(event.unchecked_ref()).map(drop)
}
