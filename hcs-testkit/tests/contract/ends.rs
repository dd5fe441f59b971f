#![allow(unsafe_code)] // Ends of pipes are taken on trust.

//! The streams of processes, as the safe crate reads and writes them: a handle is another thing on each system.

use hcs::{Stderr, Stdin, Stdout};
use hcs_sys::HANDLE;
use hcs_testkit::MockHost;

/// Owns an end that was handed out.
pub(crate) fn stdin(mock: &MockHost, handle: usize) -> Stdin {
    // SAFETY: the mock has handed it out, and nobody else uses it.
    unsafe { Stdin::from_raw(&mock.host(), handle as HANDLE) }.expect("it was asked for")
}

/// Owns an end that was handed out.
pub(crate) fn stdout(mock: &MockHost, handle: usize) -> Stdout {
    // SAFETY: the mock has handed it out, and nobody else uses it.
    unsafe { Stdout::from_raw(&mock.host(), handle as HANDLE) }.expect("it was asked for")
}

/// Owns an end that was handed out.
pub(crate) fn stderr(mock: &MockHost, handle: usize) -> Stderr {
    // SAFETY: the mock has handed it out, and nobody else uses it.
    unsafe { Stderr::from_raw(&mock.host(), handle as HANDLE) }.expect("it was asked for")
}

/// Closes an end by the system's own means.
pub(crate) fn close_behind(handle: usize) {
    #[cfg(unix)]
    let end = {
        use std::os::fd::{FromRawFd as _, OwnedFd, RawFd};
        // SAFETY: the mock has handed it out, and nobody else uses it.
        unsafe { OwnedFd::from_raw_fd(handle as RawFd) }
    };
    #[cfg(windows)]
    let end = {
        use std::os::windows::io::{FromRawHandle as _, OwnedHandle};
        // SAFETY: the mock has handed it out, and nobody else uses it.
        unsafe { OwnedHandle::from_raw_handle(handle as HANDLE) }
    };
    drop(end);
}
