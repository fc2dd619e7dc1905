//! Agendum turns an article into an agenda: a reader marks passages, tags each with agenda items, and leaves
//! with the tagged article as data.
//!
//! The modules in reading order, and the arrows between them that must never exist:
//! 1. `model` to anything. Ids and times come in as arguments.
//! 2. `format` to `browser`, `app` or `ui`.
//! 3. `browser` to `app`, `ui` or `yew`.
//! 4. `ui` to storage, files or JSON. A component handles events; `browser` measures and focuses, `app` acts.
//! 5. `desk` to anything but `model` and `format`: it runs beside the page and knows nothing of it.
//! 6. `derive(Serialize)` outside `format` and `host`.

pub mod desk;
pub mod format;
pub mod model;
pub mod sample;

#[cfg(target_arch = "wasm32")]
pub mod browser;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod host;
#[cfg(target_arch = "wasm32")]
pub mod ui;
