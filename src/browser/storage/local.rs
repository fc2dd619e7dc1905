//! Local storage, which may be missing, forbidden or full.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{failure, words};
use crate::browser::page::window;
use crate::format::ledger::{Entries, Failure, LocalStore};
use crate::format::record::PREFIX;

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

    /// Everything that is Agendum's, in one pass.
    pub fn read(&mut self) -> Result<Entries, Failure> {
        let entries = Object::entries(self.area()?.unchecked_ref());
        let text = |pair: &Array, at| pair.get(at).as_string();
        let pairs = entries.iter().map(|pair| pair.unchecked_into::<Array>());
        let ours = |pair: Array| {
            let key = text(&pair, 0).filter(|key| key.starts_with(PREFIX))?;
            Some((key, text(&pair, 1)?))
        };
        Ok(pairs.filter_map(ours).collect())
    }

    /// How many characters it holds, keys included, whoever's they are: all share one room.
    pub fn characters(&mut self) -> usize {
        let Ok(area) = self.area() else { return 0 };
        let length =
            |value: JsValue| value.dyn_into::<js_sys::JsString>().map_or(0, |text| text.length() as usize);
        let entries = Object::entries(area.unchecked_ref());
        let pairs = entries.iter().map(|pair| pair.unchecked_into::<Array>());
        pairs.map(|pair| length(pair.get(0)) + length(pair.get(1))).sum()
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
