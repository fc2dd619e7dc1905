//! Agendum in a real browser: the release bundle, driven by what a reader does.

#![cfg(not(target_arch = "wasm32"))]

mod agenda;
mod axe;
mod document;
mod everywhere;
mod exchange;
mod harness;
mod harness_tests;
mod inlines;
mod items;
mod keeping;
mod keyboard;
mod library;
mod library_of_scripts;
mod margins;
mod notes;
mod opening;
mod phone;
mod programs;
mod reading;
mod safety;
mod same_words;
mod scripts;
mod seeing;
mod sentences;
mod smoke;
mod soak;
mod steps;
mod structure;
mod suggesting;
mod surviving;
mod tagging;
mod versions;
mod writing;
