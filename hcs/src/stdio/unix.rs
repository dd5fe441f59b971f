#![allow(unsafe_code)] // A file descriptor that somebody else closes.
//! An end of a pipe on Unix, as a double of HCS hands it out.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd as _, FromRawFd as _, RawFd};

use hcs_sys::HANDLE;

/// A file descriptor in the place of a handle. It doesn't close it.
pub(super) struct End(ManuallyDrop<File>);

impl End {
    /// # Safety
    /// The handle has the value of a file descriptor that stays open as long as this is used.
    pub(super) unsafe fn new(handle: HANDLE) -> Self {
        // SAFETY: the descriptor is open, as the caller promises, and never closed from here.
        let file = unsafe { File::from_raw_fd(handle.addr() as RawFd) };
        Self(ManuallyDrop::new(file))
    }

    pub(super) fn handle(&self) -> HANDLE {
        std::ptr::without_provenance_mut(self.0.as_raw_fd() as usize)
    }

    /// Waits until there is something to read; 0 at the end of the pipe.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }

    /// Waits until the pipe has room for some of it.
    pub(super) fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write(buffer)
    }
}
