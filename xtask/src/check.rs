//! Formatting, lints and tests.

use std::env::consts::OS;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bundle;
use crate::machine::{self, Node, WASM};
use crate::run::{Failure, Result, ask, cargo, find, run, run_tests};

/// The test target that drives browsers. It is told where the bundle is by `AGENDUM_DIST`.
const BROWSER_TESTS: &str = "browser";

/// Runs everything that a change has to pass. Prints nothing after what the test runner says.
pub fn test(node: &Node) -> Result<()> {
    if let Node::Missing(why) = node {
        return Err(Failure::because(format!("{why} The tests are of the bundle as it is released.")));
    }
    machine::add_lints()?;
    machine::add_wasm_target()?;
    have_browser()?;
    lint()?;
    run_tests(cargo().args(["test", "--workspace"]))?;
    let dist = bundle::build(node, bundle::Profile::Release)?;
    run_tests(cargo().args(["test", "--test", BROWSER_TESTS]).env("AGENDUM_DIST", dist))
}

fn lint() -> Result<()> {
    let mend = "Mend what it names above: warnings are errors here.";
    run(cargo().args(["fmt", "--all", "--check"]), "Run `cargo fmt --all`.")?;
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run(cargo().args(native), mend)?;
    // Not among all targets, because a plain `cargo test` leaves it out.
    run(cargo().args(["clippy", "--test", BROWSER_TESTS, "--", "-D", "warnings"]), mend)?;
    run(cargo().args(["clippy", "--package", "agendum", "--target", WASM, "--", "-D", "warnings"]), mend)?;
    let document = ["doc", "--no-deps", "--document-private-items"];
    run(cargo().args(document).arg("--workspace").env("RUSTDOCFLAGS", "-D warnings"), mend)?;
    run(cargo().args(document).args(["--target", WASM]).env("RUSTDOCFLAGS", "-D warnings"), mend)
}

/// Sees to it that there are Chromium and chromedriver.
pub fn have_browser() -> Result<()> {
    if browser_is_there() {
        return Ok(());
    }
    let root_user = ask(Command::new("id").arg("-u")).as_deref() == Some("0");
    let debian = fs::read_to_string("/etc/os-release").is_ok_and(|about| is_debian(&about));
    if !(root_user && debian) {
        return Err(Failure::because(format!(
            "The browser tests need Chromium and chromedriver: {}.",
            packages()
        )));
    }
    let advice = "Install the packages `chromium` and `chromium-driver`.";
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    run(apt().arg("update"), advice)?;
    run(apt().args(["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"]), advice)
}

fn browser_is_there() -> bool {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    let browser = names.iter().any(|name| find(name).is_some()) || mac.is_file() || cfg!(windows);
    browser && find("chromedriver").is_some()
}

fn packages() -> &'static str {
    match OS {
        "macos" => "`brew install --cask google-chrome chromedriver`",
        "windows" => "install Chrome, and put the chromedriver of its version on the path",
        _ => {
            "install the packages `chromium` and `chromium-driver` (Debian's names; elsewhere `chromium` and \
              `chromedriver`)"
        }
    }
}

fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| line == "ID=debian" || line == "ID=\"debian\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_is_told_from_what_is_like_it() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\n"));
        assert!(!is_debian("ID=ubuntu\nID_LIKE=debian\n"));
    }
}
