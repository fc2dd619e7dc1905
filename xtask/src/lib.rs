//! The project's commands: what `cargo xtask …` does, and the parts of it that the browser tests and the bench use
//! as well.
//!
//! - [`machine`]: what the machine has to have before anything else is tried.
//! - [`tools`]: trunk, wasm-bindgen, wasm-opt and geckodriver, each of one version, got when missing.
//! - [`browsers`]: the browsers that Agendum is tested in, got when missing where that is possible.
//! - [`bundle`]: the release bundle in `dist/`.
//! - [`server`]: serves the bundle, or any folder, on this machine.
//! - [`check`]: formatting, lints and tests.
//! - [`mod@bench`]: sizes and times, as a table.
//! - [`run`]: other programs, and errors that name the command that failed.

pub mod bench;
pub mod browsers;
pub mod bundle;
pub mod check;
pub mod engines;
pub mod machine;
pub mod run;
pub mod server;
pub mod tools;
