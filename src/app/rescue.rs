//! Saving work when the application has stopped. Any cell may be borrowed for good by what failed, so nothing here takes
//! that for granted.

use super::App;
use crate::browser::page;
use crate::format::json::{self, Scope};

impl App {
    /// The whole project as an export, unless all that was done is surely in a store.
    pub fn unstored(&self) -> Option<String> {
        let keeper = &self.0.keeper;
        let is_handed_over = keeper.waiting.try_with(Vec::is_empty) == Some(true);
        if is_handed_over && keeper.storage.is_stored() == Some(true) {
            return None;
        }
        let project = self.0.session.try_with(|session| session.project().clone());
        // What failed was changing it: the stores' ledger has all that was done before.
        let project = project.or_else(|| keeper.storage.project())?;
        Some(json::export(&project, &Scope::Project, page::now()))
    }
}

/// Ways to stop on purpose, for tests. They are offered to programs only where the page's address ends in
/// [`FRAGMENT`](faults::FRAGMENT), which no link of Agendum has.
pub mod faults {
    use std::hint::black_box;

    use super::App;
    use crate::browser::page;
    use crate::browser::worker::Fault;

    /// The end of the address of a page that can be made to fail.
    pub const FRAGMENT: &str = "#faults-on-purpose";

    /// Whether the page can be made to fail.
    pub fn are_offered() -> bool {
        page::window().location().hash().is_ok_and(|hash| hash == FRAGMENT)
    }

    /// Fails in the way that is named; `false` if there is no such way.
    pub fn cause(app: &App, name: &str, times: u32) -> bool {
        match name {
            "panic" => panic!("a panic on purpose"),
            "panic in a change" => app.0.session.change(|_| panic!("a panic on purpose, in a change")),
            "panic in a store" => app.0.keeper.storage.panic_on_purpose(),
            "panic later" => page::after(0, || panic!("a panic on purpose, later")),
            "panic in a future" => page::spawn(async { panic!("a panic on purpose, in a future") }),
            "trap" => trap(),
            "overflow" => drop(overflow(0)),
            "worker panics" => app.0.desk.worker.fail_next(Fault::Panic, times),
            "worker hangs" => app.0.desk.worker.fail_next(Fault::Hang, times),
            _ => return false,
        }
        true
    }

    #[cfg(target_arch = "wasm32")]
    fn trap() -> ! {
        std::arch::wasm32::unreachable()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn trap() -> ! {
        std::process::abort()
    }

    /// Calls itself until there is no room left.
    #[expect(unconditional_recursion, reason = "that is what it is for")]
    fn overflow(depth: u32) -> u32 {
        let room = black_box([depth; 256]);
        overflow(black_box(depth.wrapping_add(1))).wrapping_add(black_box(&room)[7])
    }
}
