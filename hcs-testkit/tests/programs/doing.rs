//! What the processes of the programs are, and what is asked of them.

use hcs_sys::E_ACCESSDENIED;
use hcs_testkit::{Guest, ProcessParameters};
use std::time::Duration;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Runs until it is ended, by a signal too.
    Idles,
    /// The same, but knows no signals.
    Ignores,
    Ends,
    EndsLater,
    /// Reads its input to the end, which takes a thread.
    ReadsAll,
    /// Writes more to both of its outputs than they hold, which takes a thread.
    Floods,
    /// Can't be created.
    Denied,
    /// Its document isn't JSON.
    Garbled,
    /// Its document is JSON, but none of a process.
    Nameless,
}

impl Doing {
    pub(crate) const ALL: [Self; 9] = [
        Self::Idles,
        Self::Ignores,
        Self::Ends,
        Self::EndsLater,
        Self::ReadsAll,
        Self::Floods,
        Self::Denied,
        Self::Garbled,
        Self::Nameless,
    ];

    fn command(self) -> String {
        format!("{self:?}")
    }

    /// What it is created with.
    pub(crate) fn document(self, streams: Streams) -> String {
        let (input, output) = match streams {
            Streams::Mute => (false, false),
            Streams::Talking | Streams::TalkingAlone => (false, true),
            Streams::Piped | Streams::PipedAlone => (true, true),
        };
        match self {
            Self::Garbled => "{".to_owned(),
            Self::Nameless => "{}".to_owned(),
            _ => format!(
                r#"{{"CommandLine":"{}","CreateStdInPipe":{input},"CreateStdOutPipe":{output},"CreateStdErrPipe":{input}}}"#,
                self.command()
            ),
        }
    }

    /// What the host is told about such a process.
    pub(crate) fn guest(parameters: &ProcessParameters) -> Guest {
        let named = |doing: &Self| doing.command() == parameters.command();
        let Some(doing) = Self::ALL.into_iter().find(named) else {
            return Guest::builtin(parameters);
        };
        let guest = match doing {
            Self::Denied => return Guest::refused(E_ACCESSDENIED),
            _ => Guest::new().stdout(OUT).stderr(ERR),
        };
        match doing {
            Self::Ignores => guest.until_killed().on_signal(|_| None),
            Self::Ends => guest.exit(CODE),
            Self::EndsLater => guest.exit_after(Duration::from_millis(1), CODE),
            Self::ReadsAll => guest.read_stdin().exit(CODE),
            Self::Floods => {
                let much = || vec![b'.'; MUCH];
                guest.stdout(much()).stderr(much()).exit(CODE)
            }
            _ => guest.until_killed(),
        }
    }

    /// Whether it comes to its end when somebody takes what it writes, and ends its input.
    pub(crate) fn comes_to_an_end(self) -> bool {
        matches!(
            self,
            Self::Ends | Self::EndsLater | Self::ReadsAll | Self::Floods
        )
    }
}

/// What a process writes first.
pub(crate) const OUT: &[u8] = b"out";
pub(crate) const ERR: &[u8] = b"err";
/// How much it writes to each output when it floods them, in bytes.
const MUCH: usize = 80_000;
/// What it exits with by itself.
const CODE: u32 = 3;

/// Whether a process can have ended with this code: by itself, told by the test, terminated, or by a signal.
pub(crate) fn may_exit_with(code: Option<u32>) -> bool {
    matches!(
        code,
        None | Some(CODE | TOLD | 137 | 1067 | 143 | 0xC000_013A)
    )
}

/// What the test has it exit with.
pub(crate) const TOLD: u32 = 9;

/// The streams that a process is created with, and what becomes of the program's ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Streams {
    Mute,
    /// An output, which stays with the process.
    Talking,
    /// All of them, which stay with the process.
    Piped,
    /// An output, which goes to a place of its own.
    TalkingAlone,
    /// All of them, which go to places of their own.
    PipedAlone,
}

impl Streams {
    pub(crate) fn stay(self) -> bool {
        !matches!(self, Self::TalkingAlone | Self::PipedAlone)
    }
}

/// What is asked of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Kill,
    Signal,
    /// Not JSON.
    SignalWithMistake,
    Information,
    Status,
    Resize,
    EndInput,
}
