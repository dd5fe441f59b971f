#![allow(unsafe_code)] // Borrows the descriptor of a pipe.
//! Ends of pipes on Unix, as a double of HCS hands them out.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};

pub(super) use tokio::net::unix::pipe::{Receiver, Sender};

use crate::stdio::pipe::Pipe;

/// A second descriptor of the same end.
fn duplicate(pipe: &Pipe) -> io::Result<OwnedFd> {
    // SAFETY: the pipe owns its descriptor, which stays open during this call.
    let end = unsafe { BorrowedFd::borrow_raw(pipe.as_raw().addr() as RawFd) };
    end.try_clone_to_owned()
}

pub(super) fn sender(pipe: &Pipe) -> io::Result<Sender> {
    Sender::from_owned_fd(duplicate(pipe)?)
}

pub(super) fn receiver(pipe: &Pipe) -> io::Result<Receiver> {
    Receiver::from_owned_fd(duplicate(pipe)?)
}
