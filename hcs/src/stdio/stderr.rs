#![allow(unsafe_code)] // Its owner vouches for the handle.
//! What a process writes to its standard error.

use std::io::{self, Read};

use hcs_sys::HANDLE;

use super::pipe::Pipe;
use crate::{Core, Host};

/// The standard error of a process. It is read as [`Stdout`](crate::Stdout) is, and at the same time (P4).
#[derive(Debug)]
pub struct Stderr(Pipe);

impl Stderr {
    /// Owns the end of a pipe that HCS handed out, as `StdError` of an `HCS_PROCESS_INFORMATION`.
    ///
    /// None when the stream is absent, for which 0 and `INVALID_HANDLE_VALUE` both stand (P2).
    ///
    /// # Safety
    /// The handle is absent, or it is an end of a pipe that was opened for overlapped input and output (on Unix: a file
    /// descriptor), and that `CloseHandle` of this host's table closes. Nobody else closes it, nor transfers data with
    /// it, from now on.
    #[must_use]
    pub unsafe fn from_raw(host: &Host, handle: HANDLE) -> Option<Self> {
        // SAFETY: as the caller promises.
        unsafe { Pipe::from_raw(host.core(), handle) }.map(Self)
    }

    /// [`from_raw`](Self::from_raw), for a handle that a call has just handed out.
    ///
    /// # Safety
    /// As there.
    pub(crate) unsafe fn owned(core: Core, handle: HANDLE) -> Option<Self> {
        // SAFETY: as the caller promises.
        unsafe { Pipe::from_raw(core, handle) }.map(Self)
    }

    /// The handle, which stays this object's. It is never absent.
    #[must_use]
    pub fn as_raw(&self) -> HANDLE {
        self.0.as_raw()
    }

    /// The end itself.
    #[cfg(all(feature = "tokio", any(unix, windows)))]
    pub(super) fn into_pipe(self) -> Pipe {
        self.0
    }

    /// Gives the handle away, and the duty to close it with `CloseHandle` of the host's table.
    #[must_use]
    pub fn into_raw(self) -> HANDLE {
        self.0.into_raw()
    }
}

impl Read for Stderr {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
