//! The release bundle.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::machine::Node;
use crate::run::{Failure, Result, cargo, doing, root, run};
use crate::{shorten, tools};

/// How much larger the WebAssembly file is without wasm-opt. Measured: 326 KiB gzipped instead of 257, most of the
/// difference being the names of functions, which wasm-opt removes.
const LARGER_WITHOUT_WASM_OPT: &str = "about a quarter larger to download";

/// Builds the release bundle, with what is missing for it, and gives the folder in which it is.
pub fn build(node: &Node) -> Result<PathBuf> {
    let tools = tools::set_up(node)?;
    run(
        cargo().args(["fetch", "--locked", "--target", crate::machine::WASM]),
        "When Cargo.lock is out of date, run `cargo check`; else look at the network.",
    )?;
    let mut trunk = tools.command("trunk")?;
    // Offline, so that trunk takes the tools that are there or fails, and downloads none.
    trunk.args(["build", "--offline", "--skip-version-check"]);
    trunk.env("CARGO_ENCODED_RUSTFLAGS", flags_without_paths());
    // trunk reads it as true or false, and people set it to 1.
    trunk.env_remove("NO_COLOR");
    if tools.no_wasm_opt.is_none() {
        trunk.arg("--release");
    } else {
        // The same without wasm-opt, which trunk calls only for what it takes to be a release.
        trunk.args(["--cargo-profile", "release"]);
    }
    run(&mut trunk, "The first error above says why.")?;
    if let Some(why) = tools.no_wasm_opt {
        eprintln!("\n{why} The bundle works without it and is {LARGER_WITHOUT_WASM_OPT}.");
    }
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(Failure::because(format!("trunk wrote no {}.", dist.join("index.html").display())));
    }
    shorten::shorten(&dist)?;
    Ok(dist)
}

/// The flags for rustc that the user has, and that the places of sources on this machine are not to be in the bundle,
/// where panics would name them.
fn flags_without_paths() -> String {
    /// How cargo parts the flags.
    const BETWEEN: char = '\u{1f}';
    let given = env::var("CARGO_ENCODED_RUSTFLAGS").or_else(|_| {
        env::var("RUSTFLAGS")
            .map(|flags| flags.split_whitespace().collect::<Vec<_>>().join(&BETWEEN.to_string()))
    });
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry").join("src")).ok());
    let folders = registries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.path().into_os_string().into_string().ok());
    let remapped = folders.map(|folder| format!("--remap-path-prefix={folder}=crates"));
    let flags: Vec<String> = given.into_iter().filter(|flags| !flags.is_empty()).chain(remapped).collect();
    flags.join(&BETWEEN.to_string())
}

/// The files that a first visit loads, as paths inside `dist`: the page and what it refers to.
pub fn first_visit(dist: &Path) -> Result<Vec<PathBuf>> {
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).map_err(doing(format!("Reading {}", page.display())))?;
    let mut files = vec![PathBuf::from("index.html")];
    for name in references(&text).map(PathBuf::from) {
        if !files.contains(&name) && dist.join(&name).is_file() {
            files.push(name);
        }
    }
    Ok(files)
}

/// The values of the attributes by which the page and its loader name files.
fn references(page: &str) -> impl Iterator<Item = &str> {
    let values = page.split_whitespace().filter_map(|word| {
        let (name, value) = word.split_once("=\"")?;
        let value = value.split('"').next()?;
        ["href", "src", "data-js", "data-wasm"].contains(&name).then_some(value)
    });
    values.map(|value| value.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_it_loads() {
        let page = r#"<link rel="icon" href="icon.svg"><script src="./boot.js" data-js="./a.js" data-wasm="./a.wasm" defer></script>"#;
        assert_eq!(references(page).collect::<Vec<_>>(), ["icon.svg", "boot.js", "a.js", "a.wasm"]);
    }
}
