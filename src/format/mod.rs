//! Text and bytes to project and back; one file for each format. Pure; serde lives here.

pub mod bookmarklet;
pub mod fields;
pub mod handover;
pub mod import;
pub mod json;
pub mod ledger;
mod map;
pub mod read;
pub mod record;
pub mod source;
pub mod time;
pub mod view;
