//! The anchoring engine and those that it is compared with, in a folder to be served to a browser.

use std::fs;
use std::path::{Path, PathBuf};

use crate::machine::{Node, WASM};
use crate::run::{Result, cargo, doing, root, run};
use crate::tools::{self, Tools};

/// The package that has the engine by itself.
const PACKAGE: &str = "anchoring-bench";

/// How the engine is compiled: for every browser, and for those that have SIMD.
const KINDS: [(&str, &str); 2] = [("plain", ""), ("simd", "-Ctarget-feature=+simd128")];

/// What it is compared with: package of npm, version, and the file of it that a page loads.
const PEERS: [(&str, &str, &str); 2] =
    [("approx-string-match", "2.0.0", "build/src/index.js"), ("diff-match-patch", "1.0.5", "index.js")];

/// Builds the engines, gets the others where there is npm, and gives the folder that has a folder for each.
pub fn build(node: &Node) -> Result<PathBuf> {
    let tools = tools::set_up(node)?;
    let folder = root().join("target").join("engines");
    for (kind, flags) in KINDS {
        compile(&tools, &folder.join(kind), kind, flags)?;
    }
    if let Node::Missing(why) = node {
        eprintln!("\n{why} So anchoring is not compared with that of others.");
        return Ok(folder);
    }
    let homes = tools::packages(&PEERS.map(|(name, version, _)| (name, version)))?;
    for ((name, _, file), home) in PEERS.iter().zip(homes) {
        let copy = folder.join(format!("{name}.js"));
        fs::copy(home.join(file), &copy).map_err(doing(format!("Copying {}", copy.display())))?;
    }
    Ok(folder)
}

/// Compiles the engine and packs it as a module that a page imports.
fn compile(tools: &Tools, folder: &Path, kind: &str, flags: &str) -> Result<()> {
    let target = root().join("target").join(format!("engine-{kind}"));
    let mut build = cargo();
    build.args(["build", "--locked", "--profile", "worker", "--package", PACKAGE, "--target", WASM]);
    build.arg("--target-dir").arg(&target).env("RUSTFLAGS", flags);
    run(&mut build, "The first error above says why.")?;
    let wasm = target.join(WASM).join("worker").join(format!("{}.wasm", PACKAGE.replace('-', "_")));
    let mut pack = tools.command("wasm-bindgen")?;
    pack.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"])
        .arg(folder)
        .arg(wasm);
    run(&mut pack, "The error above says why.")
}
