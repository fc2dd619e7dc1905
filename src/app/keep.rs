//! Keeping: what was changed goes to the stores, and the reader is told how that goes.

use std::rc::Rc;

use super::App;
use super::view::Keeping;
use crate::model::session::Applied;

/// The stores, and what is known of them.
#[derive(Default)]
pub(super) struct Keeper {}

impl App {
    pub(super) fn keeping(&self) -> Rc<Keeping> {
        Rc::default()
    }
    pub(super) fn save(&self, _applied: &Applied) {}
    pub(super) fn save_settings(&self) {}
    /// Starts.
    pub async fn start() -> App {
        App::new(crate::sample::project(), Default::default(), Keeper::default())
    }
}
