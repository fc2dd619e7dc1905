//! Text and bytes to project and back; one file for each format. Pure; serde lives here.

pub mod fields;
pub mod import;
pub mod json;
pub mod ledger;
mod map;
mod raw;
pub mod read;
pub mod record;
pub mod time;
pub mod view;
