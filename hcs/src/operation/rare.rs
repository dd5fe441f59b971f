//! What few have.

use std::ops::{Deref, DerefMut};

/// What few have, in a place of its own. One that is empty is dropped by a look at it, where the compiler would call a
/// function.
pub(crate) struct Rare<T>(Option<Box<T>>);

impl<T> Rare<T> {
    pub(crate) const NONE: Self = Self(None);
}

impl<T> From<Option<Box<T>>> for Rare<T> {
    fn from(content: Option<Box<T>>) -> Self {
        Self(content)
    }
}

impl<T> Deref for Rare<T> {
    type Target = Option<Box<T>>;

    #[inline]
    fn deref(&self) -> &Option<Box<T>> {
        &self.0
    }
}

impl<T> DerefMut for Rare<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Option<Box<T>> {
        &mut self.0
    }
}

impl<T> Drop for Rare<T> {
    #[inline]
    fn drop(&mut self) {
        #[cold]
        fn discard<T>(content: Box<T>) {
            drop(content);
        }

        if let Some(content) = self.0.take() {
            discard(content);
        }
    }
}
