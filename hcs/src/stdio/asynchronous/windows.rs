#![allow(unsafe_code)] // Borrows the handle of a pipe, and gives Tokio a second one.
//! Ends of pipes on Windows.

use std::io;
use std::os::windows::io::{BorrowedHandle, IntoRawHandle as _};

use tokio::net::windows::named_pipe::NamedPipeClient;

use crate::stdio::pipe::Pipe;

pub(super) type Sender = NamedPipeClient;
pub(super) type Receiver = NamedPipeClient;

/// A second handle to the same end, registered with Tokio's completion port.
fn register(pipe: &Pipe) -> io::Result<NamedPipeClient> {
    // SAFETY: the pipe owns its handle, which stays open during this call.
    let end = unsafe { BorrowedHandle::borrow_raw(pipe.as_raw()) };
    let duplicate = end.try_clone_to_owned()?;
    // SAFETY: it is an end of a pipe that was opened for overlapped input and output (P2), and nobody else's.
    unsafe { NamedPipeClient::from_raw_handle(duplicate.into_raw_handle()) }
}

pub(super) fn sender(pipe: &Pipe) -> io::Result<Sender> {
    register(pipe)
}

pub(super) fn receiver(pipe: &Pipe) -> io::Result<Receiver> {
    register(pipe)
}
