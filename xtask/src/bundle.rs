//! The release bundle.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::machine::Node;
use crate::run::{Failure, Result, cargo, doing, root, run};
use crate::tools;

/// How much larger the WebAssembly file of the page is without wasm-opt.
const LARGER_WITHOUT_WASM_OPT: &str = "about a fifth larger to download";

/// How a bundle is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As it is released: small, the worker fast, after some minutes.
    Release,
    /// For trying a change at once: Cargo's profile `quick`, and no wasm-opt. Larger and slower.
    Quick,
}

/// Builds the bundle, with what is missing for it, and gives the folder in which it is.
pub fn build(node: &Node, profile: Profile) -> Result<PathBuf> {
    let tools = tools::set_up(node)?;
    run(
        cargo().args(["fetch", "--locked", "--target", crate::machine::WASM]),
        "When Cargo.lock is out of date, run `cargo check`; else look at the network.",
    )?;
    let mut trunk = tools.command("trunk")?;
    // Offline, so that trunk takes the tools that are there or fails, and downloads none.
    trunk.args(["build", "--offline", "--skip-version-check"]);
    trunk.env("CARGO_ENCODED_RUSTFLAGS", rustflags());
    // trunk reads it as true or false, and people set it to 1.
    trunk.env_remove("NO_COLOR");
    match (profile, &tools.no_wasm_opt) {
        (Profile::Quick, _) => trunk.args(["--cargo-profile", "quick"]),
        (Profile::Release, None) => trunk.arg("--release"),
        // The same without wasm-opt, which trunk calls only for what it takes to be a release.
        (Profile::Release, Some(_)) => trunk.args(["--cargo-profile", "release"]),
    };
    run(&mut trunk, "The first error above says why.")?;
    if let (Profile::Release, Some(why)) = (profile, tools.no_wasm_opt) {
        eprintln!("\n{why} The bundle works without it and is {LARGER_WITHOUT_WASM_OPT}.");
    }
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(Failure::because(format!("trunk wrote no {}.", dist.join("index.html").display())));
    }
    name_worker(&dist)?;
    Ok(dist)
}

/// The flags for rustc: those of the user, and that the bundle does not name the places of sources on this machine,
/// which messages of panics would give.
fn rustflags() -> String {
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
    let flags = given.into_iter().filter(|flags| !flags.is_empty());
    let flags: Vec<String> = flags.chain(remapped).collect();
    flags.join(&BETWEEN.to_string())
}

/// Gives the files of the worker names with a hash of what is in them, as trunk does with all others: so no cache can
/// bring the worker of another version. Without this they work too, under the names that trunk gave them.
fn name_worker(dist: &Path) -> Result<()> {
    let (code, module, loader) = ("agendum-worker_bg.wasm", "agendum-worker.js", "worker.js");
    let read = |name: &str| fs::read(dist.join(name)).map_err(doing(format!("Reading {name}")));
    let mut hasher = DefaultHasher::new();
    for name in [code, module, loader] {
        hasher.write(&read(name)?);
    }
    let hash = hasher.finish();
    let named = [(code, "_bg.wasm"), (module, ".js"), (loader, ".js")].map(|(name, ending)| {
        let stem = name.strip_suffix(ending).expect("each ends so");
        (name, format!("{stem}-{hash:016x}{ending}"))
    });
    // Each file names the one before it, and the loader both.
    let [first, second, third] = &named;
    for (naming, (old, new)) in [(module, first), (loader, first), (loader, second), ("index.html", third)] {
        let text = String::from_utf8_lossy(&read(naming)?).into_owned();
        if !text.contains(old) {
            return Err(Failure::because(format!("{naming} does not name {old}, as it should.")));
        }
        let renamed = text.replace(old, new);
        fs::write(dist.join(naming), renamed).map_err(doing(format!("Writing {naming}")))?;
    }
    for (old, new) in named {
        fs::rename(dist.join(old), dist.join(new)).map_err(doing(format!("Renaming {old}")))?;
    }
    Ok(())
}

/// The WebAssembly file of the worker, as a path inside `dist`. It is loaded when it is first needed.
pub fn worker(dist: &Path) -> Result<PathBuf> {
    let names = fs::read_dir(dist).map_err(doing(format!("Listing {}", dist.display())))?;
    let mut names = names.flatten().map(|entry| PathBuf::from(entry.file_name()));
    let found = names.find(|name| {
        let name = name.to_string_lossy();
        name.starts_with("agendum-worker") && name.ends_with(".wasm")
    });
    found.ok_or_else(|| Failure::because(format!("There is no worker in {}.", dist.display())))
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

    #[test]
    fn the_files_of_the_worker_get_a_name_of_their_own() {
        let dist = std::env::temp_dir().join(format!("agendum-worker-names-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        let write = |name: &str, text: &str| fs::write(dist.join(name), text).unwrap();
        write("agendum-worker_bg.wasm", "\0asm");
        write("agendum-worker.js", "new URL('agendum-worker_bg.wasm', import.meta.url)");
        write("worker.js", "import(\"./agendum-worker.js\"); fetch(\"./agendum-worker_bg.wasm\")");
        write("index.html", "<script data-worker=\"./worker.js\">");
        name_worker(&dist).unwrap();
        let name = worker(&dist).unwrap().to_string_lossy().into_owned();
        let hash = name.strip_prefix("agendum-worker-").unwrap().strip_suffix("_bg.wasm").unwrap();
        let read = |name: &str| fs::read_to_string(dist.join(name)).unwrap();
        assert!(read("index.html").contains(&format!("\"./worker-{hash}.js\"")));
        let loader = read(&format!("worker-{hash}.js"));
        assert!(
            loader.contains(&format!("./agendum-worker-{hash}.js")) && loader.contains(&format!("./{name}"))
        );
        assert!(read(&format!("agendum-worker-{hash}.js")).contains(&format!("'{name}'")));
        assert!(name_worker(&dist).is_err(), "they are named already");
        let _ = fs::remove_dir_all(&dist);
    }
}
