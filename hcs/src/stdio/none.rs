#![allow(unsafe_code)] // What is unsafe elsewhere is declared so here, and does nothing.
//! An end of a pipe on a system that has neither handles nor file descriptors.

use std::io;

use hcs_sys::HANDLE;

/// Keeps the value.
pub(super) struct End(HANDLE);

impl End {
    /// # Safety
    /// Any value will do.
    pub(super) unsafe fn new(handle: HANDLE) -> Self {
        Self(handle)
    }

    pub(super) fn handle(&self) -> HANDLE {
        self.0
    }

    pub(super) fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(unsupported())
    }

    pub(super) fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(unsupported())
    }
}

fn unsupported() -> io::Error {
    io::Error::new(
        io::ErrorKind::Unsupported,
        "this system has no pipes of processes",
    )
}
