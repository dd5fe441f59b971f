//! A process's output, whole.

use std::io::{self, Read};
use std::thread;

use super::Process;
use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::exit::ExitStatus;

const NAME: &str = "Process::wait_with_output";

/// How a process ended, and all that it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to its standard output; empty where that wasn't here.
    pub stdout: Vec<u8>,
    /// What it wrote to its standard error; empty where that wasn't here.
    pub stderr: Vec<u8>,
}

impl Process {
    /// Waits until the process has exited, and reads what it writes meanwhile: both streams at the same time, as a process
    /// that fills one of them stands still until it is read (P4).
    ///
    /// As in [`std::process::Child::wait_with_output`], the standard input is [closed](Self::close_stdin) first. What the
    /// process has started may hold its streams for longer than it lives: then this waits for that, too. The memory needed
    /// is that of the output.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let system = host.create("Test", r#"{"Container":{},"ShouldTerminateOnLastHandleClosed":true}"#).wait()?;
    /// # system.start().wait()?;
    /// let output = system
    ///     .create_process(r#"{"CommandLine":"echo hello","CreateStdOutPipe":true,"CreateStdErrPipe":true}"#)
    ///     .wait()?
    ///     .wait_with_output()?;
    /// assert_eq!(output.stdout.trim_ascii(), b"hello");
    /// assert!(output.stderr.is_empty() && output.status.success());
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`wait`](Self::wait), and when a stream can't be read.
    pub fn wait_with_output(mut self) -> Result<Output> {
        if in_callback() {
            return Err(Error::in_callback(NAME));
        }
        self.end_input(NAME)?;
        let (stdout, stderr) = match (self.stdout.take(), self.stderr.take()) {
            (Some(stdout), Some(stderr)) => read_both(stdout, stderr),
            (stdout, stderr) => read(stdout).and_then(|out| Ok((out, read(stderr)?))),
        }
        .map_err(|error| Error::io(NAME, error))?;
        let status = self.exited().wait()?;
        Ok(Output {
            status,
            stdout,
            stderr,
        })
    }
}

/// All of a stream; nothing of one that isn't there.
fn read(stream: Option<impl Read>) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    if let Some(mut stream) = stream {
        stream.read_to_end(&mut all)?;
        all.shrink_to_fit();
    }
    Ok(all)
}

/// All of two streams, read at the same time.
fn read_both(stdout: impl Read, stderr: impl Read + Send) -> io::Result<(Vec<u8>, Vec<u8>)> {
    thread::scope(|scope| {
        let errors = thread::Builder::new().name("hcs-stderr".to_owned());
        let errors = errors.spawn_scoped(scope, || read(Some(stderr)))?;
        let out = read(Some(stdout));
        let errors = errors.join().unwrap_or_else(|_| {
            Err(io::Error::other(
                "the reader of the standard error panicked",
            ))
        });
        Ok((out?, errors?))
    })
}
