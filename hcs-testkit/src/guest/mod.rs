//! Guests: what the processes in the mock's systems do, as a test says.

mod builtin;
mod io;
mod question;
mod script;
mod signal;
mod streams;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hcs_sys::HRESULT;

pub use io::{GuestInput, GuestIo, GuestOutput};
pub(crate) use script::{Ending, Script};
pub use signal::Signal;
pub(crate) use streams::{Streams, Which};

use script::{Last, Step};

use crate::parameters::ProcessParameters;

/// What a guest does about a signal: the code to exit with, or nothing.
#[derive(Clone)]
pub(crate) struct Reaction(Arc<OnSignal>);

type OnSignal = dyn Fn(&Signal) -> Option<u32> + Send + Sync;

impl fmt::Debug for Reaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reaction")
    }
}

/// What a process does: given by the function that is passed to [`MockHost::on_process`](crate::MockHost::on_process).
///
/// It is a list of what the process does one after the other, and how it ends:
///
/// ```
/// use hcs_testkit::Guest;
///
/// // Writes, reads its input to the end, complains, and exits with 3.
/// Guest::new().stdout("ready\n").read_stdin().stderr("no luck\n").exit(3);
/// // Writes, and runs until somebody ends it; it takes Ctrl+C for a reason to exit with 5.
/// Guest::new().stdout("serving\n").until_killed().on_signal(|_| Some(5));
/// // Anything else is code of the test's own, on a thread of its own.
/// Guest::run(|mut io| match std::io::copy(&mut io.stdin, &mut io.stdout) {
///     Ok(0) => 1,
///     _ => 0,
/// });
/// ```
///
/// A process that has nothing to wait for needs no thread. One that reads its input does, and so does one that writes
/// more than its pipe holds before anybody reads.
///
/// A stream that the program didn't ask for is there for the guest all the same: its input is empty, its output goes
/// nowhere.
#[must_use]
pub struct Guest {
    pub(crate) script: Script,
    pub(crate) reaction: Option<Reaction>,
    /// It can't be created.
    pub(crate) refused: Option<HRESULT>,
}

impl Guest {
    /// Exits with 0 at once, unless something else is said.
    pub fn new() -> Self {
        Self {
            script: Script::default(),
            reaction: None,
            refused: None,
        }
    }

    /// Copies its input to its output, byte for byte, and exits with 0 when the input ends.
    pub fn cat() -> Self {
        Self::new().step(Step::CopyInput)
    }

    /// Runs this on a thread of its own and exits with what it returns.
    ///
    /// When the process is killed, the ends of its pipes are closed: whatever it waits for there returns, its input has
    /// ended, and writing fails with [`BrokenPipe`](std::io::ErrorKind::BrokenPipe). A function that goes on for long
    /// looks at [`GuestIo::is_killed`]. A panic in it ends the process with the code 101.
    pub fn run(code: impl FnOnce(GuestIo) -> u32 + Send + 'static) -> Self {
        let mut guest = Self::new();
        guest.script.last = Last::Run(Box::new(code));
        guest
    }

    /// What the mock makes of a command when no test says anything: `cat`, `echo WORDS`, `true`, `false`, `exit CODE`,
    /// `sleep`, until it is killed, or `sleep SECONDS`, `cmd`, which runs until its input ends, and `cmd /c` before any of
    /// these. Another command can't be found.
    pub fn builtin(parameters: &ProcessParameters) -> Self {
        builtin::guest(parameters)
    }

    /// Can't be created: the operation fails with this code.
    pub fn refused(code: HRESULT) -> Self {
        let mut guest = Self::new();
        guest.refused = Some(code);
        guest
    }

    fn step(mut self, step: Step) -> Self {
        self.script.steps.push_back(step);
        self
    }

    /// Writes this to its standard output.
    pub fn stdout(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.step(Step::Write(Which::Output, bytes.into()))
    }

    /// Writes this to its standard error. Where a console is emulated, that is its standard output.
    pub fn stderr(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.step(Step::Write(Which::Error, bytes.into()))
    }

    /// Reads its standard input to the end.
    pub fn read_stdin(self) -> Self {
        self.step(Step::ReadInput)
    }

    /// Copies its standard input to its standard output, to the end.
    pub fn copy_stdin(self) -> Self {
        self.step(Step::CopyInput)
    }

    /// Exits with this code, when all of the above is done.
    pub fn exit(mut self, code: u32) -> Self {
        self.script.last = Last::Exit(code);
        self
    }

    /// Exits with this code so long after all of the above is done. On the [stepped](crate::Schedule::Stepped) schedule
    /// time is made up: it exits in some later step.
    pub fn exit_after(mut self, time: Duration, code: u32) -> Self {
        self.script.last = Last::After(time, code);
        self
    }

    /// Doesn't exit, but by being killed or by a signal.
    pub fn until_killed(mut self) -> Self {
        self.script.last = Last::Never;
        self
    }

    /// What it does about a signal: exit with a code, or, for `None`, nothing. Unless said, a signal ends it:
    /// `CtrlC` and its like with 0xC000013A, a number *n* of Linux's with 128 + *n*; signals that a Linux process isn't ended
    /// by do nothing.
    ///
    /// It is called on a thread of the mock's, which holds no lock.
    pub fn on_signal(
        mut self,
        reaction: impl Fn(&Signal) -> Option<u32> + Send + Sync + 'static,
    ) -> Self {
        self.reaction = Some(Reaction(Arc::new(reaction)));
        self
    }
}

impl Default for Guest {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest")
            .field("script", &self.script)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}

/// What a test says that processes do.
#[derive(Clone)]
pub(crate) struct OnProcess(pub(crate) Arc<dyn Fn(&ProcessParameters) -> Guest + Send + Sync>);

impl fmt::Debug for OnProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProcess")
    }
}
