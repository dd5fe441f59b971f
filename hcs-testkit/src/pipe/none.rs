//! Where there are neither a Unix's pipes nor Windows': processes have no streams.

use std::io::{self, ErrorKind};
use std::sync::{Condvar, Mutex, PoisonError};

use super::Moved;

/// There is none.
#[derive(Debug)]
pub(crate) enum Handed {}

impl Handed {
    pub(crate) fn value(&self) -> usize {
        match *self {}
    }

    pub(crate) fn is_intact(&self) -> bool {
        match *self {}
    }

    pub(crate) fn forget(self) {
        match self {}
    }
}

/// Nothing was ever handed out.
///
/// # Safety
/// There is nothing to ask for.
#[allow(unsafe_code)] // The other systems' functions are.
pub(crate) unsafe fn close(_: usize) {}

/// There is none.
#[derive(Debug)]
pub(crate) enum End {}

pub(crate) fn to_guest() -> io::Result<(Handed, End)> {
    Err(ErrorKind::Unsupported.into())
}

pub(crate) fn from_guest() -> io::Result<(Handed, End)> {
    Err(ErrorKind::Unsupported.into())
}

impl End {
    pub(crate) fn read(&self, _: &mut [u8], _: &[&Latch]) -> io::Result<Moved> {
        match *self {}
    }

    pub(crate) fn write(&self, _: &[u8], _: &[&Latch]) -> io::Result<Moved> {
        match *self {}
    }

    pub(crate) fn write_at_once(&self, _: &[u8]) -> io::Result<usize> {
        match *self {}
    }
}

/// Something that happens once, and that threads wait for.
#[derive(Debug, Default)]
pub(crate) struct Latch {
    set: Mutex<bool>,
    happened: Condvar,
}

impl Latch {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self::default())
    }

    pub(crate) fn set(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.happened.notify_all();
    }

    pub(crate) fn is_set(&self) -> bool {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until one of them is set; the first one is what is waited for, as long as no end is.
    pub(crate) fn wait(latches: &[&Self]) {
        let Some(latch) = latches.first() else {
            return;
        };
        let mut set = latch.set.lock().unwrap_or_else(PoisonError::into_inner);
        while !*set {
            set = latch
                .happened
                .wait(set)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

pub(crate) fn calm() {}
