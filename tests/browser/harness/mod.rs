//! A browser for tests: synchronous, driven by real input events, patient without sleeping.
//!
//! A test is one [`scenario`], which serves the bundle on an origin of its own, starts a browser with a fresh profile,
//! and opens the article:
//!
//! ```ignore
//! #[test]
//! fn a_digit_tags_the_selection() {
//!     scenario(|browser, _| {
//!         browser.select("the misuse of asylum");
//!         browser.press("1");
//!         browser.wait_until("the words are marked", || browser.marks().len() == 1);
//!         browser.reload();
//!         assert_eq!(browser.marks()[0].text, "the misuse of asylum");
//!     });
//! }
//! ```
//!
//! - Whatever points ([`Browser::click`], [`Browser::tap`], [`Browser::drag`] …) takes a CSS selector, [`named`] (a
//!   control by its accessible name), [`words`] (a place in the article by what it says) or a [`Point`], waits until
//!   it is there, once, and can be reached, and scrolls to it as a reader would.
//! - [`Browser::wait_until`], [`Browser::wait_equal`] and [`Browser::wait_for`] are the only ways to wait. What fails
//!   tells what was awaited, what the page says, and where a picture of it is.
//! - [`Browser::crash`] and [`Browser::start_again`] are the power cut; [`Browser::new_tab`] and [`Browser::show`] are
//!   the second tab.
//! - At the end of a scenario the console must have been silent and no request have left the origin.
//!
//! Environment: `AGENDUM_DIST` (the folder of the bundle; else `dist`), `AGENDUM_ENGINE` (`chromium`, `firefox` or
//! `webkit`), `AGENDUM_CHROMIUM` (a binary other than the driver's own choice), `AGENDUM_BROWSERS` (how many scenarios
//! run at a time; else 2), `AGENDUM_AXE` (the script of axe-core; else where `cargo xtask` keeps it).
//!
//! What an engine or its driver cannot do is said by [`not_in`], with the reason, which is printed when the scenario is
//! left out. All else is the same in every engine.

mod browser;
mod devtools;
mod driver;
mod engine;
mod folder;
mod input;
mod logs;
mod look;
mod site;
mod stranger;
mod target;

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Condvar, Mutex, PoisonError},
};

pub use self::{
    browser::{Browser, Tab},
    engine::Engine,
    folder::Folder,
    site::Site,
    stranger::{Answer, Stranger},
    target::{Point, Target, named, named_in, words, words_in},
};

/// Why scenarios are left out in an engine.
pub mod reasons {
    /// Of WebKitGTK's driver, which takes touches and does nothing.
    pub const NO_TOUCH: &str = "its driver cannot touch";
    /// Of geckodriver without a window: the page hears of fingers, but is not moved by them.
    pub const NO_PANNING: &str = "no page is scrolled by its driver's touches";
    /// Of WebKitGTK: neither colour schemes nor printing.
    pub const NO_MEDIA: &str = "its driver cannot emulate media, print, or run a script before a page's own";
    /// Of all but Chromium.
    pub const NO_LIMIT: &str = "its driver cannot limit what an origin stores";
    /// Of MiniBrowser when it is driven.
    pub const NOTHING_STAYS: &str = "its driven browser keeps nothing on the disk";
    /// Of all but Chromium.
    pub const NO_FOLDERS: &str = "its driver cannot drop a folder";
    /// Of all but Chromium.
    pub const NO_SCRIPTS_OFF: &str = "its driver cannot turn scripts off";
    /// Of all but Firefox.
    pub const ONE_PLACE: &str = "only one place can be selected";
    /// Of all but Firefox.
    pub const NO_FIND_BAR: &str = "its own search cannot be driven";
    /// Of all but Chromium.
    pub const NO_REFUSAL: &str = "its driver cannot refuse the clipboard";
}

/// Runs a test on the release bundle: the article is open when it begins.
pub fn scenario(test: impl FnOnce(&mut Browser, &Site)) {
    Scenario::default().scenario(test);
}

/// Runs a test on another site, on an empty tab of a fresh profile.
pub fn scenario_on(site: impl FnOnce() -> Site, test: impl FnOnce(&mut Browser, &Site)) {
    Scenario::default().scenario_on(site, test);
}

/// A scenario that is left out in an engine, and why: what the engine or its driver cannot do.
pub fn not_in(engine: Engine, why: &'static str) -> Scenario {
    Scenario::default().not_in(engine, why)
}

/// A scenario that is still to be told what happens in it.
#[derive(Default)]
pub struct Scenario(Vec<(Engine, &'static str)>);

impl Scenario {
    /// As [`not_in`].
    pub fn not_in(mut self, engine: Engine, why: &'static str) -> Scenario {
        self.0.push((engine, why));
        self
    }

    /// As [`scenario`].
    pub fn scenario(self, test: impl FnOnce(&mut Browser, &Site)) {
        self.scenario_on(Site::bundle, |browser, site| {
            browser.open(&site.address());
            test(browser, site);
        });
    }

    /// As [`scenario_on`].
    pub fn scenario_on(self, site: impl FnOnce() -> Site, test: impl FnOnce(&mut Browser, &Site)) {
        let engine = Engine::chosen();
        if let Some((_, why)) = self.0.iter().find(|(left_out, _)| *left_out == engine) {
            let thread = std::thread::current();
            let name = thread.name().unwrap_or_default();
            // Not by `eprintln!`, of which the test runner shows only what failed.
            let _ = writeln!(std::io::stderr(), "left out in {engine:?}: {name}: {why}");
            return;
        }
        let _turn = Turn::wait();
        let site = site();
        let mut browser = Browser::start(None);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            test(&mut browser, &site);
            browser.assert_clean(&site.origin());
        }));
        if let Err(panic) = outcome {
            eprintln!("{}", browser.describe());
            let console = browser.console();
            if !console.is_empty() {
                eprintln!("--- the console says:\n{}", console.join("\n"));
            }
            resume_unwind(panic);
        }
    }
}

/// A scenario's turn: browsers are heavy, and too many at a time make one another slow.
struct Turn;

static TAKEN: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

impl Turn {
    fn wait() -> Turn {
        let most = std::env::var("AGENDUM_BROWSERS").ok().and_then(|most| most.parse().ok()).unwrap_or(2);
        let taken = TAKEN.0.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = TAKEN.1.wait_while(taken, |taken| *taken >= most);
        *turn.unwrap_or_else(PoisonError::into_inner) += 1;
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        TAKEN.1.notify_one();
    }
}
