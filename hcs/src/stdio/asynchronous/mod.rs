//! The standard streams of a process on Tokio: a thousand of them need no thousand threads.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;

use super::pipe::Pipe;
use super::{Stderr, Stdin, Stdout};

/// An end of a pipe, and what has Tokio wait for it.
struct End<T> {
    /// Works on a duplicate of the handle, and is dropped first.
    inner: T,
    /// Closes the handle that was handed out, so that whoever did it knows (P2).
    pipe: Pipe,
}

impl<T> End<T> {
    fn new(pipe: Pipe, register: impl FnOnce(&Pipe) -> io::Result<T>) -> io::Result<Self> {
        if Handle::try_current().is_err() {
            // Tokio itself would panic.
            let why = "there is no Tokio runtime here: call this inside of one, such as in an async function that it runs";
            return Err(io::Error::other(why));
        }
        // The same for a runtime without input and output, which nobody can ask it for.
        let inner = catch_unwind(AssertUnwindSafe(|| register(&pipe))).unwrap_or_else(|_| {
            let why = "the Tokio runtime here has no input and output: build it with `enable_io` or `enable_all`";
            Err(io::Error::other(why))
        })?;
        Ok(Self { inner, pipe })
    }
}

impl<T> fmt::Debug for End<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pipe.fmt(f)
    }
}

/// A process's standard input as [`AsyncWrite`]: [`Stdin::into_async`].
///
/// On Windows, Tokio takes a write over before a full pipe has room for it: the last one may still be under way when it is
/// told to be complete. Who needs to know that all of it has arrived has the process tell.
#[derive(Debug)]
pub struct AsyncStdin(End<system::Sender>);

/// A process's standard output as [`AsyncRead`]: [`Stdout::into_async`].
#[derive(Debug)]
pub struct AsyncStdout(End<system::Receiver>);

/// A process's standard error as [`AsyncRead`]: [`Stderr::into_async`].
#[derive(Debug)]
pub struct AsyncStderr(End<system::Receiver>);

impl Stdin {
    /// Has Tokio wait for this end. Dropping what this gives closes the end, as dropping this does.
    ///
    /// # Errors
    /// There is no Tokio runtime with input and output here, or the system gives no second handle.
    pub fn into_async(self) -> io::Result<AsyncStdin> {
        End::new(self.into_pipe(), system::sender).map(AsyncStdin)
    }
}

impl Stdout {
    /// Has Tokio wait for this end.
    ///
    /// # Errors
    /// There is no Tokio runtime with input and output here, or the system gives no second handle.
    pub fn into_async(self) -> io::Result<AsyncStdout> {
        End::new(self.into_pipe(), system::receiver).map(AsyncStdout)
    }
}

impl Stderr {
    /// Has Tokio wait for this end.
    ///
    /// # Errors
    /// There is no Tokio runtime with input and output here, or the system gives no second handle.
    pub fn into_async(self) -> io::Result<AsyncStderr> {
        End::new(self.into_pipe(), system::receiver).map(AsyncStderr)
    }
}

impl AsyncWrite for AsyncStdin {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        // A reader may take the arrival of nothing for the end.
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        Pin::new(&mut self.0.inner).poll_write(context, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.inner).poll_shutdown(context)
    }
}

macro_rules! reads {
    ($($name:ident)*) => {$(
        impl AsyncRead for $name {
            fn poll_read(
                mut self: Pin<&mut Self>,
                context: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                match Pin::new(&mut self.0.inner).poll_read(context, buffer) {
                    // So a pipe of Windows says that the other end was closed, and all was read.
                    Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                        Poll::Ready(Ok(()))
                    }
                    read => read,
                }
            }
        }
    )*};
}

reads! { AsyncStdout AsyncStderr }
