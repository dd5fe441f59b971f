#![allow(unsafe_code)] // Its owner vouches for the handle.
//! What a process writes to its standard output.

use std::io::{self, Read};

use hcs_sys::HANDLE;

use super::pipe::Pipe;
use crate::{Core, Host};

/// The standard output of a process.
///
/// A read waits until the process has written something; 0 says that all was read and that nobody can write any more. That
/// is not the exit of the process: what it has started may hold the other end for longer. [`read`](Read::read) gives at
/// most 1 MiB at a time.
///
/// A process that writes to [`Stderr`](crate::Stderr) stands still when nobody reads there and the pipe is full: read both
/// at the same time (P4).
///
/// ```no_run
/// use std::io::Read as _;
///
/// fn both(mut stdout: hcs::Stdout, mut stderr: hcs::Stderr) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
///     let (mut out, mut err) = (Vec::new(), Vec::new());
///     std::thread::scope(|scope| {
///         let errors = scope.spawn(|| stderr.read_to_end(&mut err));
///         stdout.read_to_end(&mut out)?;
///         errors.join().expect("reading does not panic")
///     })?;
///     Ok((out, err))
/// }
/// ```
///
/// A read that waits ends by what the process does. On Windows another thread can give it up for the reader: it calls
/// `CancelIoEx` with the handle, and the read fails with `ERROR_OPERATION_ABORTED`. What comes later can still be read.
///
/// Dropping it closes this end of the pipe; a process that goes on writing gets an error then.
#[derive(Debug)]
pub struct Stdout(Pipe);

impl Stdout {
    /// Owns the end of a pipe that HCS handed out, as `StdOutput` of an `HCS_PROCESS_INFORMATION`.
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

impl Read for Stdout {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
