//! Text to project and back, one file per format. Pure; serde lives here.

pub mod ledger;
pub mod record;
