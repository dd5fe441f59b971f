//! The standard streams of a process in a compute system, as blocking readers and writers.
//!
//! HCS hands out one end of a pipe for each stream that was asked for. The ends are opened for overlapped input and
//! output (P2): a call that passes no `OVERLAPPED` may report the end of something that is still under way, so that
//! `std::fs::File` is of no use for them. The ends here pass one with each call, and return when the kernel is done.
//!
//! Nothing here waits for a process. On Unix, where there is no HCS but a double of it, a handle is a file descriptor.

mod pipe;
mod stderr;
mod stdin;
mod stdout;

#[cfg(not(any(unix, windows)))]
mod none;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(all(feature = "tokio", any(unix, windows)))]
mod asynchronous;

#[cfg(not(any(unix, windows)))]
use none as system;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

#[cfg(all(feature = "tokio", any(unix, windows)))]
pub use asynchronous::{AsyncStderr, AsyncStdin, AsyncStdout};
pub use stderr::Stderr;
pub use stdin::Stdin;
pub use stdout::Stdout;
