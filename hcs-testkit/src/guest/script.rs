//! What a guest does, step by step: without a thread as far as nothing has to be waited for, and on one from there on.

use std::collections::VecDeque;
use std::fmt;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::io::GuestIo;
use super::streams::{Streams, Which};

/// As much as is copied at once, in bytes: more than a pipe holds, so that it never limits.
const COPIED: usize = 1 << 18;
/// What a process exits with whose code has panicked.
const PANICKED: u32 = 101;

/// One thing that a guest does.
#[derive(Debug)]
pub(super) enum Step {
    Write(Which, Vec<u8>),
    ReadInput,
    CopyInput,
}

/// How it ends.
pub(super) enum Last {
    Exit(u32),
    Never,
    After(Duration, u32),
    Run(Box<dyn FnOnce(GuestIo) -> u32 + Send>),
}

impl fmt::Debug for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "Exit({code})"),
            Self::Never => f.write_str("Never"),
            Self::After(time, code) => write!(f, "After({time:?}, {code})"),
            Self::Run(_) => f.write_str("Run"),
        }
    }
}

/// What a guest has left to do.
#[derive(Debug)]
pub(crate) struct Script {
    pub(super) steps: VecDeque<Step>,
    pub(super) last: Last,
}

/// How a guest has come to the end of its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Exit(u32),
    /// It goes on until it is killed.
    Never,
    After(Duration, u32),
}

impl Default for Script {
    fn default() -> Self {
        Self {
            steps: VecDeque::new(),
            last: Last::Exit(0),
        }
    }
}

impl Script {
    /// Does what needs no waiting: how it ended, or what is left for a thread. Nobody has the other ends of its pipes yet.
    pub(crate) fn begin(mut self, streams: &Streams) -> Result<Ending, Self> {
        while let Some(step) = self.steps.pop_front() {
            let left = match step {
                Step::Write(which, bytes) => {
                    let written = streams.write_at_once(which, &bytes);
                    let left = &bytes[written..];
                    (!left.is_empty()).then(|| Step::Write(which, left.to_vec()))
                }
                Step::ReadInput | Step::CopyInput if !streams.has_input() => None,
                waits => Some(waits),
            };
            if let Some(left) = left {
                self.steps.push_front(left);
                return Err(self);
            }
        }
        match self.last {
            Last::Exit(code) => Ok(Ending::Exit(code)),
            Last::Never => Ok(Ending::Never),
            Last::After(time, code) => Ok(Ending::After(time, code)),
            Last::Run(_) => Err(self),
        }
    }

    /// Does all of it, on a thread that may wait.
    pub(crate) fn go_on(mut self, streams: &Arc<Streams>) -> Ending {
        for step in self.steps.drain(..) {
            match step {
                // Nobody reads on: as with many a program, the rest is lost.
                Step::Write(which, bytes) => drop(write_all(streams, which, &bytes)),
                Step::ReadInput => copy(streams, None),
                Step::CopyInput => copy(streams, Some(Which::Output)),
            }
        }
        match self.last {
            Last::Exit(code) => Ending::Exit(code),
            Last::Never => Ending::Never,
            Last::After(time, code) => Ending::After(time, code),
            Last::Run(code) => {
                let io = GuestIo::new(streams);
                // The test's own: what it leaves half done is its own affair.
                let code = catch_unwind(AssertUnwindSafe(|| code(io)));
                Ending::Exit(code.unwrap_or(PANICKED))
            }
        }
    }
}

fn write_all(streams: &Streams, which: Which, mut bytes: &[u8]) -> Result<(), ErrorKind> {
    while !bytes.is_empty() {
        let written = streams.write(which, bytes).map_err(|error| error.kind())?;
        bytes = &bytes[written..];
    }
    Ok(())
}

/// Reads the input to its end, or as long as somebody wants it.
fn copy(streams: &Streams, to: Option<Which>) {
    let mut buffer = vec![0; COPIED];
    while let Ok(count @ 1..) = streams.read(&mut buffer) {
        if let Some(to) = to
            && write_all(streams, to, &buffer[..count]).is_err()
        {
            return;
        }
    }
}
