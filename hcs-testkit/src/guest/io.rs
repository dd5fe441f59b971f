//! A guest's standard streams, for code of a test's own.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::streams::{Streams, Which};

/// The standard streams of a process, as the process has them. They can be used on threads of their own. Dropping one
/// closes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct GuestIo {
    /// What the program writes. Empty when it didn't ask for this stream.
    pub stdin: GuestInput,
    /// What the program reads. When it didn't ask for this stream, what is written here goes nowhere.
    pub stdout: GuestOutput,
    /// The same for errors. Where a console is emulated, they go to the standard output.
    pub stderr: GuestOutput,
    streams: Arc<Streams>,
}

impl GuestIo {
    pub(super) fn new(streams: &Arc<Streams>) -> Self {
        let output = |which| GuestOutput {
            streams: Arc::clone(streams),
            which,
        };
        Self {
            stdin: GuestInput(Arc::clone(streams)),
            stdout: output(Which::Output),
            stderr: output(Which::Error),
            streams: Arc::clone(streams),
        }
    }

    /// Whether the process was ended from outside: it is over already, and whatever this does, nobody sees.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        self.streams.is_killed()
    }
}

/// A guest's standard input: it ends when the program says so, or closes its end, or the process is killed.
#[derive(Debug)]
pub struct GuestInput(Arc<Streams>);

impl Read for GuestInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// A guest's standard output, or its standard error. A write waits while the pipe is full; it fails with
/// [`BrokenPipe`](io::ErrorKind::BrokenPipe) when the program has closed its end, and when the process is killed.
#[derive(Debug)]
pub struct GuestOutput {
    streams: Arc<Streams>,
    which: Which,
}

impl Write for GuestOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.streams.write(self.which, bytes)
    }

    /// Nothing is kept back here.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for GuestInput {
    /// The program can't write any more.
    fn drop(&mut self) {
        self.0.close_input();
    }
}

impl Drop for GuestOutput {
    /// The program's reads come to an end.
    fn drop(&mut self) {
        self.streams.close_output(self.which);
    }
}
