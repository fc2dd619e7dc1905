//! trunk, wasm-bindgen, wasm-opt and geckodriver: what is on the path at the right version is used; the rest is got into a folder
//! of this project's own in the user's cache, by version, so that no fresh clone builds it again and nobody's own
//! tools are replaced.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{self, Node};
use crate::run::{Failure, Result, ask, doing, find, root, run};

/// The newest trunk that Rust 1.95 builds.
pub const TRUNK: &str = "0.21.14";

/// The version of geckodriver, by which Firefox is driven.
pub const GECKODRIVER: &str = "0.37.1";

/// The version of npm's `binaryen`, which brings wasm-opt; its first number is wasm-opt's own version.
pub const BINARYEN: &str = "132.0.0";

/// The version of npm's `axe-core`, which looks for what keeps people out; in `tests/browser/axe.rs` too.
pub const AXE_CORE: &str = "4.14.1";

/// How the tools are compiled. They run for seconds, so only the time to build them counts. Measured on two cores with
/// the default features off: trunk 160 s, wasm-bindgen 45 s, against about ten minutes for both the ordinary way. Not
/// checking for overflow and not unwinding save 15 % of that, four units of code to a crate instead of sixteen 15 %
/// more; 45 s of trunk's are a single crate whose time no profile changes. Tools built so take half a second of a
/// build of the bundle.
const PROFILE: [(&str, &str); 8] = [
    ("CARGO_PROFILE_DEV_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_DEV_CODEGEN_UNITS", "4"),
    ("CARGO_PROFILE_DEV_DEBUG", "0"),
    ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
    ("CARGO_PROFILE_DEV_PANIC", "abort"),
    ("CARGO_PROFILE_DEV_STRIP", "symbols"),
    ("CARGO_INCREMENTAL", "0"),
];

/// The tools, ready to be called.
#[derive(Debug)]
pub struct Tools {
    /// Folders to be looked through before the path's own.
    folders: Vec<PathBuf>,
    /// Why there is no wasm-opt, as a sentence, if there is none.
    pub no_wasm_opt: Option<String>,
}

impl Tools {
    /// A command that finds the tools.
    pub fn command(&self, program: &str) -> Result<Command> {
        let path = path_after(&self.folders)?;
        let mut command = Command::new(find_first(&self.folders, program));
        command.current_dir(root()).env("PATH", path);
        Ok(command)
    }
}

/// The path, looked through after `folders`.
fn path_after(folders: &[PathBuf]) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&path)))
        .map_err(|error| Failure::because(format!("The path cannot be extended: {error}.")))
}

/// Windows looks for a program on the path of the caller, not of the command, so its whole name is given.
fn find_first(folders: &[PathBuf], program: &str) -> OsString {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let own = folders.iter().map(|folder| folder.join(&file)).find(|file| file.is_file());
    own.map_or_else(|| program.into(), PathBuf::into_os_string)
}

/// Gets what is missing of the WebAssembly target and the tools.
pub fn set_up(node: &Node) -> Result<Tools> {
    machine::add_wasm_target()?;
    let store = store()?;
    fs::create_dir_all(&store).map_err(doing(format!("Creating {}", store.display())))?;
    // Held until this returns: another run, of another clone perhaps, waits and then finds the tools.
    let _alone = alone(&store)?;
    let mut tools = Tools { folders: Vec::new(), no_wasm_opt: None };
    let lock = root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(doing(format!("Reading {}", lock.display())))?;
    let bindgen = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Failure::because("Cargo.lock names no wasm-bindgen."))?;
    tools.folders.extend(compiled(&store, &trunk())?);
    tools.folders.extend(compiled(&store, &wasm_bindgen(bindgen))?);
    match wasm_opt(&store, node)? {
        WasmOpt::OnPath => {}
        WasmOpt::In(folder) => tools.folders.push(folder),
        WasmOpt::Missing(why) => tools.no_wasm_opt = Some(why),
    }
    Ok(tools)
}

/// The folder of the tools for this run alone, as long as the file is kept open.
fn alone(store: &Path) -> Result<File> {
    let path = store.join("lock");
    let file = File::create(&path).map_err(doing(format!("Creating {}", path.display())))?;
    if file.try_lock().is_err() {
        eprintln!("Waiting for another run that is getting the tools.");
        file.lock().map_err(doing(format!("Locking {}", path.display())))?;
    }
    Ok(file)
}

/// A tool that cargo builds.
struct Crate<'a> {
    package: &'static str,
    program: &'static str,
    version: &'a str,
    options: &'static [&'static str],
    takes: &'static str,
}

fn trunk() -> Crate<'static> {
    Crate {
        package: "trunk",
        program: "trunk",
        version: TRUNK,
        // Without the default features it cannot download, and it has nothing to.
        options: &["--locked", "--no-default-features"],
        takes: "about three minutes on two cores",
    }
}

fn wasm_bindgen(version: &str) -> Crate<'_> {
    Crate {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        options: &["--no-default-features", "--bin", "wasm-bindgen"],
        takes: "about a minute on two cores",
    }
}

fn geckodriver_crate() -> Crate<'static> {
    Crate {
        package: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER,
        options: &["--locked"],
        takes: "about a minute on two cores",
    }
}

/// Gets geckodriver where it is missing.
pub fn get_geckodriver() -> Result<()> {
    let store = store()?;
    fs::create_dir_all(&store).map_err(doing(format!("Creating {}", store.display())))?;
    let _alone = alone(&store)?;
    compiled(&store, &geckodriver_crate()).map(drop)
}

/// Where geckodriver is, if it has been got or the path has it.
pub fn geckodriver() -> Option<PathBuf> {
    let tool = geckodriver_crate();
    is_on_path(&tool).then(|| find(tool.program)).flatten().or_else(|| {
        let program = program(&home(&store().ok()?, &tool), &tool);
        program.is_file().then_some(program)
    })
}

/// Whether the path has the tool at the right version.
fn is_on_path(tool: &Crate) -> bool {
    let wanted = machine::version(tool.version);
    ask(Command::new(tool.program).arg("--version")).is_some_and(|is| machine::version(&is) == wanted)
}

/// The folder of the tool where this program gets it.
fn home(store: &Path, tool: &Crate) -> PathBuf {
    store.join(format!("{}-{}", tool.program, tool.version))
}

/// The tool's program in its folder.
fn program(home: &Path, tool: &Crate) -> PathBuf {
    home.join("bin").join(format!("{}{}", tool.program, env::consts::EXE_SUFFIX))
}

/// The folder in which the tool is, unless the path has it at the right version; built first when it is nowhere.
fn compiled(store: &Path, tool: &Crate) -> Result<Option<PathBuf>> {
    if is_on_path(tool) {
        return Ok(None);
    }
    let home = home(store, tool);
    // Cargo puts the program there whole or not at all, so that its being there is enough.
    if !program(&home, tool).is_file() {
        compile(store, &home, tool)?;
    }
    Ok(Some(home.join("bin")))
}

fn compile(store: &Path, home: &Path, tool: &Crate) -> Result<()> {
    eprintln!(
        "Building {} {}, once for this machine: {}, and the download before it.",
        tool.program, tool.version, tool.takes
    );
    // Kept when the build is interrupted: it goes on from there next time.
    let work = store.join(format!("{}-{}.build", tool.program, tool.version));
    let mut install = Command::new("cargo");
    install.args(["install", tool.package, "--version", tool.version, "--debug"]).args(tool.options);
    install.arg("--root").arg(home).arg("--target-dir").arg(&work);
    install.current_dir(store).envs(PROFILE).env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    // Or cargo advises to put the folder there.
    install.env("PATH", path_after(&[home.join("bin")])?);
    run(
        &mut install,
        &format!(
            "Look at its first error above; when the network was the cause, run this again: it goes on from \
             where it was. A {} {} of your own on the path is used instead.",
            tool.program, tool.version
        ),
    )?;
    // Only space is lost when this fails.
    let _ = fs::remove_dir_all(&work);
    Ok(())
}

enum WasmOpt {
    OnPath,
    In(PathBuf),
    Missing(String),
}

fn wasm_opt(store: &Path, node: &Node) -> Result<WasmOpt> {
    let wanted = machine::version(BINARYEN);
    let on_path = find("wasm-opt").and_then(|program| ask(Command::new(program).arg("--version")));
    if on_path.is_some_and(|is| machine::version(&is) == wanted) {
        return Ok(WasmOpt::OnPath);
    }
    if let Node::Missing(why) = node {
        return Ok(WasmOpt::Missing(why.clone()));
    }
    Ok(WasmOpt::In(download(store, "binaryen", BINARYEN)?.join(".bin")))
}

/// Gets packages of npm, each as name and version, and gives the folder of each: what the bench compares with.
pub fn packages(wanted: &[(&str, &str)]) -> Result<Vec<PathBuf>> {
    let store = store()?;
    fs::create_dir_all(&store).map_err(doing(format!("Creating {}", store.display())))?;
    let _alone = alone(&store)?;
    wanted.iter().map(|(name, version)| Ok(download(&store, name, version)?.join(name))).collect()
}

/// Gets axe-core, and gives its script.
pub fn axe_core() -> Result<PathBuf> {
    let folders = packages(&[("axe-core", AXE_CORE)])?;
    Ok(folders.into_iter().collect::<PathBuf>().join("axe.min.js"))
}

/// The folder of modules that has a package of npm, which is got first where it is not there yet.
fn download(store: &Path, name: &str, version: &str) -> Result<PathBuf> {
    let home = store.join(format!("{name}-{version}"));
    if !home.is_dir() {
        install(store, name, version, &home)?;
    }
    Ok(home.join("node_modules"))
}

/// Installs into a folder that gets its name only when it is whole.
fn install(store: &Path, name: &str, version: &str, home: &Path) -> Result<()> {
    eprintln!("Downloading npm's {name} {version}, once for this machine: a few seconds.");
    let work = store.join(format!("{name}-{version}.build"));
    fs::create_dir_all(&work).map_err(doing(format!("Creating {}", work.display())))?;
    let mut npm = Command::new(find("npm").unwrap_or_else(|| "npm".into()));
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]);
    npm.arg(format!("{name}@{version}")).arg("--prefix").arg(&work).current_dir(&work);
    run(&mut npm, "Look at its error above; when the network was the cause, run this again.")?;
    fs::rename(&work, home).map_err(doing(format!("Naming {}", home.display())))
}

/// `agendum/tools` in the user's cache.
fn store() -> Result<PathBuf> {
    let cache = cache(|name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from));
    cache
        .map(|cache| cache.join("agendum").join("tools"))
        .ok_or_else(|| Failure::because("There is no folder for caches: set HOME, or XDG_CACHE_HOME."))
}

fn cache(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // The specification has relative paths ignored.
    let xdg = variable("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    xdg.or_else(|| match env::consts::OS {
        "windows" => variable("LOCALAPPDATA"),
        "macos" => variable("HOME").map(|home| home.join("Library").join("Caches")),
        _ => variable("HOME").map(|home| home.join(".cache")),
    })
}

/// The version that a `Cargo.lock` gives for the package `name`.
fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    // Cargo writes the file, one field to a line, the name before the version; no more of TOML is met.
    let value =
        |line: &'a str, field: &str| line.strip_prefix(field)?.strip_prefix(" = \"")?.strip_suffix('"');
    let mut lines = lock.lines();
    lines.find(|line| value(line, "name") == Some(name))?;
    lines.find_map(|line| value(line, "version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.53\"\n\
        dependencies = [\n \"wasm-bindgen\",\n]\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-futures"), Some("0.4.53"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version(&LOCK.replace('\n', "\r\n"), "wasm-bindgen"), Some("0.2.130"));
    }

    #[test]
    fn the_repository_locks_wasm_bindgen() {
        let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
        assert!(locked_version(&lock, "wasm-bindgen").is_some());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_cache_is_where_the_user_has_it() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/reader"));
        assert_eq!(cache(home), Some("/home/reader/.cache".into()));
        let both = |name: &str| Some(PathBuf::from(if name == "HOME" { "/home/reader" } else { "/caches" }));
        assert_eq!(cache(both), Some("/caches".into()));
        let relative =
            |name: &str| Some(PathBuf::from(if name == "HOME" { "/home/reader" } else { "caches" }));
        assert_eq!(cache(relative), Some("/home/reader/.cache".into()));
        assert_eq!(cache(|_| None), None);
    }
}
