//! Fetching what is at an address: the one thing for which Agendum ever asks the network after its start, and only
//! when the reader gives the address.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, Response};

use super::page;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn ask(address: &str, options: &Object) -> Promise;
}

/// How long a site may take for the whole of its answer, in milliseconds.
const PATIENCE: i32 = 30_000;

/// What a site answered.
pub struct Fetched {
    /// Its bytes.
    pub blob: Blob,
    /// What kind of bytes the site says they are.
    pub media_type: String,
    /// Where they were in the end.
    pub address: String,
}

/// Fetches what is at an address. Nothing goes along: no cookie, no password, no word of where the question comes from.
/// Errors are sentences for the reader.
pub async fn fetch(address: &str) -> Result<Fetched, String> {
    let options = Object::new();
    let set = |name: &str, value: &JsValue| {
        // A plain object takes any property.
        let _ = Reflect::set(&options, &name.into(), value);
    };
    set("credentials", &"omit".into());
    set("referrerPolicy", &"no-referrer".into());
    let controller = AbortController::new().expect("a browser that runs this has one");
    let signal = controller.signal();
    set("signal", &signal);
    page::after(PATIENCE, move || controller.abort());
    let failed = |_| {
        if signal.aborted() {
            "The site did not answer within 30 seconds. Try again, or save the page in your browser and open the file."
        } else {
            "The site cannot be reached, or does not let other pages read it; most sites do not. Open the address in a \
             tab of its own and use the bookmark below there, or save the page and open the file."
        }
    };
    let response: Response = JsFuture::from(ask(address, &options)).await.map_err(failed)?.unchecked_into();
    if !response.ok() {
        return Err(format!("The site answered with the error {}. Is the address right?", response.status()));
    }
    let media_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let blob = response.blob().map_err(failed)?;
    let blob = JsFuture::from(blob).await.map_err(failed)?.unchecked_into();
    Ok(Fetched { blob, media_type, address: response.url() })
}
