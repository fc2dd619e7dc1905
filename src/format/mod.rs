//! Text and bytes to project and back; one file for each format. Pure; serde lives here.

pub mod act;
mod address;
pub mod agenda;
pub mod bookmarklet;
pub mod decode;
pub mod document;
pub mod fields;
mod flow;
pub mod handover;
pub mod highlights;
pub mod html;
pub mod import;
pub mod json;
pub mod jsonml;
pub mod keys;
pub mod ledger;
pub mod markdown;
pub mod panel;
mod raw;
pub mod read;
pub mod record;
pub mod rejected;
pub mod source;
pub mod statuses;
pub mod time;
pub mod view;
pub(crate) mod write;
