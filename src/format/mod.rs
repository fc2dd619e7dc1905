//! Text to project and back, one file per format. Pure; serde lives here.

pub mod import;
pub mod json;
pub mod read;
