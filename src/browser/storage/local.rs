//! Local storage, which may be missing, forbidden or full.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{Pairs, failure, words};
use crate::browser::page::window;
use crate::format::ledger::{Failure, LocalStore};

/// Local storage, asked for anew each time it is used while it is not there.
#[derive(Default)]
pub(super) struct Local {
    area: Option<web_sys::Storage>,
    /// About how many characters it held when a write did not fit: the only way to learn what it takes.
    pub capacity_seen: Option<usize>,
}

impl Local {
    /// The area, or why there is none.
    fn area(&mut self) -> Result<web_sys::Storage, Failure> {
        if let Some(area) = &self.area {
            return Ok(area.clone());
        }
        // A browser that keeps nothing for this page throws, or says that there is none.
        match window().local_storage() {
            Ok(Some(area)) => Ok(self.area.insert(area).clone()),
            Ok(None) => Err(Failure::Blocked("the browser offers none".to_owned())),
            Err(why) => Err(Failure::Blocked(words(&why))),
        }
    }

    /// Whether it can be used at all.
    pub fn check(&mut self) -> Result<(), Failure> {
        self.area().map(drop)
    }

    /// All keys and values, in one pass.
    pub fn pairs(&mut self) -> Result<Pairs, Failure> {
        let entries = Object::entries(self.area()?.unchecked_ref());
        let pairs = entries.iter().map(|pair| pair.unchecked_into::<Array>());
        Ok(pairs.map(|pair| (pair.get(0), pair.get(1))).collect())
    }

    /// How many characters it holds, keys included, whoever's they are: all share one room.
    pub fn characters(&mut self) -> usize {
        let length =
            |value: JsValue| value.dyn_into::<js_sys::JsString>().map_or(0, |text| text.length() as usize);
        let pairs = self.pairs().unwrap_or_default();
        pairs.into_iter().map(|(key, value)| length(key) + length(value)).sum()
    }
}

impl LocalStore for Local {
    fn get(&self, key: &str) -> Option<String> {
        self.area.as_ref()?.get_item(key).ok()?
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        let taken = self.area()?.set_item(key, value).map_err(|why| failure(&why));
        if taken == Err(Failure::Full) && self.capacity_seen.is_none() {
            let did_not_fit = key.encode_utf16().count() + value.encode_utf16().count();
            self.capacity_seen = Some(self.characters() + did_not_fit);
        }
        taken
    }

    fn remove(&mut self, key: &str) -> Result<(), Failure> {
        self.area()?.remove_item(key).map_err(|why| failure(&why))
    }
}
