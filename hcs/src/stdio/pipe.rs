#![allow(unsafe_code)] // Takes a handle on trust, and closes it once.
//! One end of a pipe, and the duty to close it.

use std::fmt;
use std::io;
use std::mem::ManuallyDrop;

use hcs_sys::{HANDLE, INVALID_HANDLE_VALUE};

use super::system::End;
use crate::Core;

/// The most that is asked of the kernel at once, in bytes. For each larger write it would need as much memory of its own
/// while the reader is slow, which it may refuse; a call for this much costs nothing beside its copying.
pub(super) const MOST: usize = 1 << 20;

/// An end of a pipe. It is closed by the table that it came from, so that whoever handed it out knows (P2).
pub(super) struct Pipe {
    core: Core,
    end: End,
}

// SAFETY: a kernel handle is valid on each thread of its process; nothing is kept for the thread that made it.
unsafe impl Send for Pipe {}
// SAFETY: a shared end can only be asked for its value; reading and writing takes it exclusively.
unsafe impl Sync for Pipe {}

impl Pipe {
    /// Owns `handle`; none when it stands for a stream that is absent: 0 or `INVALID_HANDLE_VALUE` (P2).
    ///
    /// # Safety
    /// `handle` is absent, or an end of a pipe that was opened for overlapped input and output (on Unix: a file
    /// descriptor), which nobody else closes or reads and writes, and which this table's `CloseHandle` closes.
    pub(super) unsafe fn from_raw(core: Core, handle: HANDLE) -> Option<Self> {
        if handle.is_null() || handle == INVALID_HANDLE_VALUE {
            return None;
        }
        // SAFETY: as the caller promises.
        let end = unsafe { End::new(handle) };
        Some(Self { core, end })
    }

    pub(super) fn as_raw(&self) -> HANDLE {
        self.end.handle()
    }

    pub(super) fn into_raw(self) -> HANDLE {
        let mut this = ManuallyDrop::new(self);
        let handle = this.end.handle();
        // SAFETY: `this` is never used again, nor dropped: what the end has beside the handle goes here, once.
        unsafe { std::ptr::drop_in_place(&raw mut this.end) };
        handle
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Nothing is asked for; a call for nothing would wait until there is something.
        if buffer.is_empty() {
            return Ok(0);
        }
        let most = buffer.len().min(MOST);
        self.end.read(&mut buffer[..most])
    }

    pub(super) fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        // A reader may take the arrival of nothing for the end.
        if buffer.is_empty() {
            return Ok(0);
        }
        self.end.write(&buffer[..buffer.len().min(MOST)])
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // SAFETY: the handle is ours, and nothing that was begun with it is still under way, as each call waits for its
        // end. It is closed once: `into_raw` doesn't come here.
        unsafe { (self.core.CloseHandle)(self.end.handle()) };
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_raw(), f)
    }
}
