//! Agendum in a real browser: the release bundle, driven by what a reader does.

#![cfg(not(target_arch = "wasm32"))]

mod harness;
mod harness_tests;
mod programs;
mod reading;
mod smoke;
mod steps;
mod tagging;
