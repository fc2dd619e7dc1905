//! Taking a page that the bookmarklet hands over. The other side is `src/format/bookmarklet.js`.
//!
//! The bookmarklet opens Agendum with a nonce in the fragment of its address, and offers until it is answered. Only a
//! tab that was opened so listens at all, only to the window that opened it, and only to messages with the nonce. Any
//! site can open Agendum so; so the reader is asked before anything is taken, and told the origin, which the browser
//! vouches for.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, Window};

use super::page::{Listener, window};
use crate::browser::slot::Slot;

/// How the fragment begins.
const FRAGMENT: &str = "#take=";

/// A page that is handed over.
#[derive(Clone, PartialEq, Debug)]
pub struct Handed {
    /// The site that it comes from, as the browser says.
    pub origin: String,
    /// Its title.
    pub title: String,
    /// Its address, if it is one of that site.
    pub address: Option<String>,
    /// Its HTML.
    pub html: String,
}

/// Calls `take` with the page that is handed over, once, if this tab was opened to take one.
pub fn listen(take: impl Fn(Handed) + 'static) {
    let Some((opener, nonce)) = expected() else { return };
    let listener: Rc<Slot<Option<Listener>>> = Rc::default();
    let slot = listener.clone();
    let hear = move |event: Event| {
        let event: MessageEvent = event.unchecked_into();
        // Neither another window nor a frame of this one; and no page without an origin, which nobody could be told.
        if event.source().is_none_or(|source| JsValue::from(source) != *AsRef::<JsValue>::as_ref(&opener))
            || !event.origin().starts_with("http")
        {
            return;
        }
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).ok().and_then(|value| value.as_string());
        if !data.is_object() || field("nonce").as_ref() != Some(&nonce) {
            return;
        }
        match field("agendum").as_deref() {
            Some("offer") => answer(&opener, "ready", &nonce, &event.origin()),
            Some("page") => {
                let Some(html) = field("html") else { return };
                // It is taken once: what comes after is nobody's answer.
                let Some(listener) = slot.take() else { return };
                answer(&opener, "taken", &nonce, &event.origin());
                let within = format!("{}/", event.origin());
                let address = field("address").filter(|address| address.starts_with(&within));
                let title = field("title").unwrap_or_default();
                take(Handed { origin: event.origin(), title, address, html });
                // The closure that is running belongs to it.
                super::page::after(0, move || drop(listener));
            }
            _ => {}
        }
    };
    listener.set(Some(Listener::new(&window(), "message", hear)));
}

/// Who opened this tab to hand over a page, and the nonce. It is taken out of the address, so that the page is not
/// expected again when it is loaded anew.
fn expected() -> Option<(Window, String)> {
    let location = window().location();
    let nonce = location.hash().ok()?.strip_prefix(FRAGMENT)?.to_owned();
    let clean = location.href().ok()?;
    let clean = clean.split('#').next();
    let history = window().history().ok()?;
    // Refused only where the page may not touch its own address; it stays then.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", clean);
    let opener: Window = window().opener().ok().filter(JsValue::is_object)?.unchecked_into();
    Some((opener, nonce)).filter(|(_, nonce)| !nonce.is_empty())
}

fn answer(opener: &Window, what: &str, nonce: &str, origin: &str) {
    let message = Object::new();
    for (name, value) in [("agendum", what), ("nonce", nonce)] {
        // A plain object takes any property.
        let _ = Reflect::set(&message, &name.into(), &value.into());
    }
    // It fails only for an origin that is none, and this one comes from the browser.
    let _ = opener.post_message(&message, origin);
}
