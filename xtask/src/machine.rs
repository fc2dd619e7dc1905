//! What the machine has to have: Rust, a C linker, Node; and what rustup can add to it.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::run::{Failure, Result, ask, find, run};

/// The oldest Rust that compiles the project, as in `Cargo.toml`'s `rust-version`.
pub const RUST: (u32, u32) = (1, 95);

/// The oldest Node that runs wasm-opt.
pub const NODE: u32 = 20;

/// The target of the bundle.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What of Node there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Node and npm, new enough.
    Usable,
    /// Not usable, and why, as a sentence.
    Missing(String),
}

/// Looks at what must be there before anything else is tried. A missing Rust or linker is an error that names all
/// that is missing; a missing Node is for the caller to judge.
pub fn look() -> Result<Node> {
    let node = node(ask(Command::new("node").arg("--version")).as_deref(), find("npm").is_some());
    let mut missing = Vec::new();
    missing.extend(rust_missing(ask(Command::new("rustc").arg("--version")).as_deref()));
    missing.extend(linker_missing());
    if missing.is_empty() {
        return Ok(node);
    }
    if let Node::Missing(why) = node {
        missing.push(why);
    }
    Err(Failure::because(missing.join("\n")))
}

fn rust_missing(answer: Option<&str>) -> Option<String> {
    let (major, minor) = RUST;
    let wanted = format!("Rust {major}.{minor} or newer is needed");
    match answer.and_then(version) {
        Some(found) if (found.0, found.1) >= RUST => None,
        Some(found) => {
            Some(format!("{wanted}, and this is {}.{}: run `rustup update stable`.", found.0, found.1))
        }
        None => Some(format!("{wanted}: install it from https://rustup.rs.")),
    }
}

fn linker_missing() -> Option<String> {
    // On Windows rustc itself finds the linker of the Visual Studio build tools.
    let there = cfg!(windows) || env::var_os("CC").is_some() || find("cc").is_some();
    (!there).then(|| {
        let how = if cfg!(target_os = "macos") {
            "run `xcode-select --install`"
        } else {
            "install `build-essential` on Debian and Ubuntu, `gcc` elsewhere"
        };
        format!("A C compiler and linker (`cc`) is needed: {how}.")
    })
}

fn node(answer: Option<&str>, npm: bool) -> Node {
    let wanted = format!("Node {NODE} or newer with npm (https://nodejs.org) is needed for wasm-opt");
    match answer.and_then(version) {
        Some((major, ..)) if major >= NODE && npm => Node::Usable,
        Some((major, ..)) if major >= NODE => Node::Missing(format!("{wanted}, and npm is not there.")),
        Some((major, ..)) => Node::Missing(format!("{wanted}, and this is Node {major}.")),
        None => Node::Missing(format!("{wanted}, and Node is not there.")),
    }
}

/// The first version in what a program says of itself: `rustc 1.95.0 (…)`, `v20.1.0`, `wasm-opt version 132 (…)`.
/// Numbers that are not given are 0.
pub(crate) fn version(answer: &str) -> Option<(u32, u32, u32)> {
    let word = answer
        .split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let mut numbers = word.split(['.', '-', '+']).map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    Some((next(), next(), next()))
}

/// Adds the WebAssembly target to the Rust in use, if it is not there.
pub fn add_wasm_target() -> Result<()> {
    let library = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    run(
        Command::new("rustup").args(["target", "add", WASM]),
        "The WebAssembly target is needed: without rustup, install it from where Rust came from.",
    )
}

/// Adds rustfmt and clippy to the Rust in use, if they are not there.
pub fn add_lints() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if ask(Command::new("cargo").args([subcommand, "--version"])).is_none() {
            run(
                Command::new("rustup").args(["component", "add", component]),
                "It is needed for the tests: without rustup, install it from where Rust came from.",
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95, 0)));
        assert_eq!(version("v20.20.2"), Some((20, 20, 2)));
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some((132, 0, 0)));
        assert_eq!(version("trunk 0.21.14"), Some((0, 21, 14)));
        assert_eq!(version("rustc 1.97.0-nightly (x)"), Some((1, 97, 0)));
        assert_eq!(version("no number here"), None);
    }

    #[test]
    fn an_old_or_absent_rust_is_named() {
        assert_eq!(rust_missing(Some("rustc 1.95.0 (x)")), None);
        assert_eq!(rust_missing(Some("rustc 2.0.0")), None);
        assert!(rust_missing(Some("rustc 1.94.1 (x)")).unwrap().contains("rustup update"));
        assert!(rust_missing(None).unwrap().contains("rustup.rs"));
    }

    #[test]
    fn node_must_be_new_enough_and_come_with_npm() {
        assert_eq!(node(Some("v20.0.0"), true), Node::Usable);
        let why = |answer, npm| match node(answer, npm) {
            Node::Missing(why) => why,
            Node::Usable => panic!("taken for usable"),
        };
        assert!(why(Some("v18.20.0"), true).ends_with("this is Node 18."));
        assert!(why(Some("v22.1.0"), false).ends_with("npm is not there."));
        assert!(why(None, false).ends_with("Node is not there."));
    }
}
