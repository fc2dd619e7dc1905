//! Other programs: starting them, asking them, finding them.

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of the project could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// Sentences for whoever called it: what failed, and what to do.
    Because(String),
    /// The program that failed has said all there is to say.
    Said,
}

impl Failure {
    /// A failure for the reason given.
    pub fn because(sentences: impl Into<String>) -> Self {
        Failure::Because(sentences.into())
    }
}

/// What a step of a command gives, or why it failed.
pub type Result<T> = std::result::Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Because(sentences) => out.write_str(sentences),
            Failure::Said => Ok(()),
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Failure::because(format!("{error}. `cargo xtask help` lists the commands."))
    }
}

/// The folder of the repository.
pub fn root() -> PathBuf {
    // Cargo says where the package is now; where it was compiled is only right as long as nobody has moved it.
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    xtask.parent().expect("the package lies inside the repository").to_owned()
}

/// The cargo that runs this.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// Runs `command` with its output shown, after printing it. `advice` says what to do when it fails.
pub fn run(command: &mut Command, advice: &str) -> Result<()> {
    let line = shown(command);
    eprintln!("\n$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::because(format!("`{line}` failed ({status}). {advice}"))),
        Err(error) => Err(Failure::because(format!("`{line}` could not be started: {error}. {advice}"))),
    }
}

/// Runs a test runner, which has the last word whether it fails or not.
pub fn run_tests(command: &mut Command) -> Result<()> {
    run(command, "").map_err(|_| Failure::Said)
}

/// What `command` prints to its standard output, trimmed; `None` when there is no such program or it fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where on the path the program `name` is.
pub fn find(name: &str) -> Option<PathBuf> {
    find_in(&env::var_os("PATH")?, name)
}

fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    // npm and what it installs are batch files on Windows.
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    env::split_paths(path)
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// The command as one would type it, the program without its folder.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The error of a file operation, with what was being done.
pub(crate) fn doing(what: impl fmt::Display) -> impl FnOnce(io::Error) -> Failure {
    move |error| Failure::because(format!("{what}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(shown(&command), "cargo fmt --check");
    }

    #[test]
    fn a_failing_command_is_named_with_the_advice() {
        let error = run(&mut Command::new("no-such-program"), "Install it.").unwrap_err().to_string();
        assert!(error.contains("`no-such-program` could not be started"), "{error}");
        assert!(error.ends_with("Install it."), "{error}");
    }

    #[test]
    fn programs_are_looked_for_in_every_folder_of_the_path() {
        assert!(find_in(OsStr::new(""), "cargo").is_none());
        assert!(find("cargo").is_some());
    }
}
