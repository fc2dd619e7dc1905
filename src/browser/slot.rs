//! A place for a value that changes, in what is shared.

use std::cell::RefCell;

/// A `RefCell` without guards: no borrow outlives a look or a change, so that none is held while something else is called,
/// waited for or fails. What is looked at for longer is cloned, which for shared values costs nothing.
///
/// # Panics
/// If it is looked at while it is being changed. What runs within [`Slot::change`] calls nothing that could.
#[derive(Default, Debug)]
pub struct Slot<T>(RefCell<T>);

impl<T> Slot<T> {
    /// A slot with a value in it.
    pub fn new(value: T) -> Slot<T> {
        Slot(RefCell::new(value))
    }

    /// Looks at the value.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.borrow())
    }

    /// Changes the value where it is.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.borrow_mut())
    }

    /// Looks at the value, unless it was being changed when the application stopped.
    pub fn try_with<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.try_borrow().ok().map(|value| look(&value))
    }

    /// Puts another value in. The one that was there ends afterwards.
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    /// Puts another value in, and gives the one that was there.
    pub fn replace(&self, value: T) -> T {
        self.0.replace(value)
    }
}

impl<T: Clone> Slot<T> {
    /// The value, shared or copied.
    pub fn get(&self) -> T {
        self.0.borrow().clone()
    }
}

impl<T: Default> Slot<T> {
    /// Takes the value out, and leaves nothing.
    pub fn take(&self) -> T {
        self.0.take()
    }
}
