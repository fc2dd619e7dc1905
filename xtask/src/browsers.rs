//! The browsers that Agendum is tested in: which are there, and getting those that are not.

use std::env::consts::OS;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{Failure, Result, ask, find, run};
use crate::tools;

/// A browser, by its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chromium or Chrome, with chromedriver.
    Chromium,
    /// Firefox, with geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser with its driver, and a screen for it that nobody sees.
    WebKit,
}

impl Browser {
    /// All of them; the first is the one that everything is tried in.
    pub const ALL: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];

    /// The name by which commands and tests know it.
    pub fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::WebKit => "webkit",
        }
    }

    /// Reads `all`, or names with commas between them.
    ///
    /// # Errors
    /// When a name is none.
    pub fn list(names: &str) -> Result<Vec<Browser>> {
        if names == "all" {
            return Ok(Browser::ALL.to_vec());
        }
        let named = |name: &str| {
            let found = Browser::ALL.into_iter().find(|browser| browser.name() == name);
            found.ok_or_else(|| {
                Failure::because(format!(
                    "`--browsers` is `all` or some of `chromium,firefox,webkit`; there is no browser `{name}`."
                ))
            })
        };
        names.split(',').map(|name| named(name.trim())).collect()
    }

    /// Debian's packages that it takes.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Browser::Chromium => &["chromium", "chromium-driver"],
            Browser::Firefox => &["firefox-esr"],
            Browser::WebKit => &["webkit2gtk-driver", "xvfb", "xauth"],
        }
    }

    /// Whether this machine has it, whatever else its driver takes.
    pub fn is_there(self) -> bool {
        let any = |names: &[&str]| names.iter().any(|name| find(name).is_some());
        match self {
            Browser::Chromium => {
                let names =
                    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
                let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
                (any(&names) || mac.is_file() || cfg!(windows)) && any(&["chromedriver"])
            }
            Browser::Firefox => any(&["firefox", "firefox-esr"]),
            Browser::WebKit => any(&["WebKitWebDriver"]) && any(&["Xvfb"]),
        }
    }

    /// How to get it where this program does not.
    fn advice(self) -> &'static str {
        match (self, OS) {
            (Browser::Chromium, "macos") => "`brew install --cask google-chrome chromedriver`",
            (Browser::Chromium, "windows") => {
                "install Chrome, and put the chromedriver of its version on the path"
            }
            (Browser::Chromium, _) => {
                "install the packages `chromium` and `chromium-driver` (Debian's names; elsewhere `chromium` and \
                 `chromedriver`)"
            }
            (Browser::Firefox, "macos") => "`brew install --cask firefox`",
            (Browser::Firefox, "windows") => "install Firefox, and put its folder on the path",
            (Browser::Firefox, _) => "install the package `firefox-esr` (Debian's name; elsewhere `firefox`)",
            (Browser::WebKit, "macos" | "windows") => "it is only tried on Linux, in WebKitGTK",
            (Browser::WebKit, _) => {
                "install the packages `webkit2gtk-driver` and `xvfb` (Debian's names; elsewhere they are parts of \
                 WebKitGTK and of X.Org)"
            }
        }
    }
}

/// Sees to it that there are these browsers and their drivers: as root on Debian it installs what is missing.
///
/// # Errors
/// When one cannot be had, with how to get it.
pub fn have(browsers: &[Browser]) -> Result<()> {
    let missing: Vec<Browser> = browsers.iter().copied().filter(|browser| !browser.is_there()).collect();
    if !missing.is_empty() {
        if !can_install() {
            let said = |browser: &Browser| format!("no {}: {}", browser.name(), browser.advice());
            return Err(Failure::because(format!(
                "The browser tests need what is not here: {}.",
                missing.iter().map(said).collect::<Vec<_>>().join("; ")
            )));
        }
        install(&missing.iter().flat_map(|browser| browser.packages()).copied().collect::<Vec<_>>())?;
    }
    if browsers.contains(&Browser::Firefox) {
        tools::get_geckodriver()?;
    }
    Ok(())
}

/// The browsers of these that are there, with their drivers. What is not, and cannot be had, is said, and left out.
pub fn have_if_possible(browsers: &[Browser]) -> Vec<Browser> {
    let mut there = Vec::new();
    for &browser in browsers {
        match have(&[browser]) {
            Ok(()) => there.push(browser),
            Err(why) => eprintln!("\nNothing is tried in {}. {why}", browser.name()),
        }
    }
    there
}

/// Whether packages can be installed here without asking anybody.
fn can_install() -> bool {
    let root_user = ask(Command::new("id").arg("-u")).as_deref() == Some("0");
    root_user && fs::read_to_string("/etc/os-release").is_ok_and(|about| is_debian(&about))
}

fn install(packages: &[&str]) -> Result<()> {
    let advice = format!("Install the packages {}.", packages.join(" "));
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    run(apt().arg("update"), &advice)?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages), &advice)
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

    #[test]
    fn browsers_are_named_one_by_one_or_all() {
        assert_eq!(Browser::list("all").unwrap(), Browser::ALL);
        assert_eq!(Browser::list("webkit, firefox").unwrap(), [Browser::WebKit, Browser::Firefox]);
        for names in ["", "safari", "firefox,"] {
            assert!(Browser::list(names).unwrap_err().to_string().contains("there is no browser"), "{names}");
        }
    }
}
