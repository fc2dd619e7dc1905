//! A place for a value that changes, in what is shared.

use std::cell::{Ref, RefCell, RefMut};

/// A `RefCell` that does not tell where it was misused: every place that borrows one would be named in the bundle, and
/// looked after by code of its own.
///
/// # Panics
/// Borrowing panics while the value is being changed, as that of `RefCell` does.
#[derive(Default, Debug)]
pub struct Slot<T>(RefCell<T>);

impl<T> Slot<T> {
    /// A slot with a value in it.
    pub fn new(value: T) -> Slot<T> {
        Slot(RefCell::new(value))
    }

    /// Looks at the value.
    #[inline(never)]
    pub fn borrow(&self) -> Ref<'_, T> {
        self.0.borrow()
    }

    /// Changes the value.
    #[inline(never)]
    pub fn borrow_mut(&self) -> RefMut<'_, T> {
        self.0.borrow_mut()
    }

    /// Looks at the value, unless it was being changed when the application stopped.
    pub fn try_with<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.try_borrow().ok().map(|value| look(&value))
    }

    /// Puts another value in, and gives the one that was there.
    pub fn replace(&self, value: T) -> T {
        std::mem::replace(&mut *self.borrow_mut(), value)
    }
}

impl<T: Default> Slot<T> {
    /// Takes the value out, and leaves nothing.
    pub fn take(&self) -> T {
        self.replace(T::default())
    }
}
