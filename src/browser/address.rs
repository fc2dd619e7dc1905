//! Fetching what is at an address: the one thing for which Agendum ever asks the network after its start, and only
//! when the reader gives the address.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, Response, Url};

use super::page::{self, window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn ask(address: &str, options: &Object) -> Promise;
}

/// How long a site may take, in milliseconds.
const PATIENCE: i32 = 30_000;

/// What a site answered.
pub struct Fetched {
    /// Its bytes.
    pub blob: Blob,
    /// What kind of bytes the site says they are.
    pub mime: String,
    /// Where they were in the end.
    pub address: String,
}

/// What can be opened, by the beginning of its media type.
const READABLE: [&str; 3] = ["text/html", "application/xhtml+xml", "text/"];

/// Fetches what is at an address, if it is text of at most so many bytes. Nothing goes along: no cookie, no password,
/// no word of where the question comes from. Errors are sentences for the reader.
pub async fn fetch(address: &str, most: u32) -> Result<Fetched, String> {
    let url =
        parsed(address).ok_or("That is not the address of a page on the web. One begins with https://.")?;
    let host = url.host();
    let response = answer(&url).await.map_err(|late| {
        if late {
            format!("{host} did not answer within {} seconds. Try again, or save the page in your browser and open the file.", PATIENCE / 1_000)
        } else {
            format!("{host} cannot be reached, or does not let other pages read it; most sites do not. Open the address in a tab of its own and use the bookmark below there, or save the page and open the file.")
        }
    })?;
    if !response.ok() {
        return Err(format!("{host} answered with an error ({}). Is the address right?", response.status()));
    }
    let header = |name: &str| response.headers().get(name).ok().flatten().unwrap_or_default();
    let mime = header("content-type");
    if !READABLE.iter().any(|kind| mime.starts_with(kind)) {
        let kind = mime.split(';').next().filter(|kind| !kind.is_empty()).unwrap_or("of no known kind");
        return Err(format!("What is there is no text ({kind}). Pages and text files can be opened."));
    }
    let too_large =
        || "What is there is larger than 100 MB, which is the most that can be opened.".to_owned();
    if header("content-length").parse::<u32>().is_ok_and(|length| length > most) {
        return Err(too_large());
    }
    let broken = |_| format!("{host} stopped in the middle of its answer. Try again.");
    let blob: Blob = JsFuture::from(response.blob().map_err(broken)?).await.map_err(broken)?.unchecked_into();
    if blob.size() > f64::from(most) {
        return Err(too_large());
    }
    Ok(Fetched { blob, mime, address: response.url() })
}

/// The answer of a site, as far as its beginning. The error says whether the site took too long.
async fn answer(url: &Url) -> Result<Response, bool> {
    let controller = AbortController::new().map_err(|_| false)?;
    let signal = controller.signal();
    // Stops the body too, should it never end.
    page::after(PATIENCE, move || controller.abort());
    let options = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&options, &name.into(), value);
    let settings = [("credentials", "omit"), ("referrerPolicy", "no-referrer"), ("mode", "cors")];
    for (name, value) in settings {
        // A plain object takes any property.
        let _ = set(name, &value.into());
    }
    let _ = set("signal", &signal);
    let response = JsFuture::from(ask(&url.href(), &options)).await.map_err(|_| signal.aborted())?;
    Ok(response.unchecked_into())
}

/// The address as the web knows it: with https where it says http or nothing, but on this machine itself.
fn parsed(address: &str) -> Option<Url> {
    let address = address.trim();
    let starts = |scheme: &str| address.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    let url = if starts("https://") || starts("http://") {
        Url::new(address).ok()?
    } else {
        Url::new(&format!("https://{address}")).ok()?
    };
    let host = url.hostname();
    let here = window().location().hostname().is_ok_and(|own| own == host) || host == "localhost";
    if !here {
        url.set_protocol("https:");
    }
    // One word alone is not meant as an address.
    (here || host.contains(['.', ':'])).then_some(url)
}
