//! Why a command has failed, and the exit code that says so.

use std::io;

use anstyle::{AnsiColor, Style};

use crate::output::printable;

/// How a command ends: with an exit code, or a failure that has one.
pub(crate) type Ending<T = i32> = Result<T, Failure>;

/// What `exec` ends with when the command could not be run, and why: as in a shell.
const EXEC_FAILED: i32 = 125;
const CANT_RUN: i32 = 126;
const NO_COMMAND: i32 = 127;

/// A failure: its kind, and a sentence for the user.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    sentence: String,
    /// Another exit code than the kind's.
    code: Option<i32>,
}

/// The kinds of failures. The help names their exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whatever has no kind of its own.
    Failed,
    /// The arguments are wrong.
    Usage,
    /// There is no Host Compute System here, it doesn't answer, or it lacks what was asked for.
    Unavailable,
    /// The user may not do this.
    NoRights,
    /// There is no such system, or no such file.
    NotFound,
    /// Somebody has pressed Ctrl-C.
    Interrupted,
    /// Nobody reads the output any more: nothing to tell, and nobody to tell it to.
    Unread,
}

impl Failure {
    pub(crate) fn new(kind: Kind, sentence: impl Into<String>) -> Self {
        Self {
            kind,
            sentence: sentence.into(),
            code: None,
        }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::new(Kind::Usage, sentence)
    }

    pub(crate) fn interrupted(sentence: impl Into<String>) -> Self {
        Self::new(Kind::Interrupted, sentence)
    }

    pub(crate) fn is_interrupt(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// What a call on the system `id` has failed with.
    pub(crate) fn of_system(error: &hcs::Error, id: &str) -> Self {
        match error.is_not_found() {
            true => Self::new(
                Kind::NotFound,
                format!(
                    "there is no compute system \"{id}\"; `hcsctl list` shows those that there are"
                ),
            ),
            false => error.into(),
        }
    }

    /// The standard output or input has failed.
    pub(crate) fn of_stream(name: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::Unread, ""),
            _ => Self::new(Kind::Failed, format!("the {name} failed: {error}")),
        }
    }

    /// The same failure, of `exec`: its exit codes are apart from those of commands, as far as that is possible.
    pub(crate) fn of_exec(mut self) -> Self {
        let keeps = matches!(self.kind, Kind::Usage | Kind::Interrupted | Kind::Unread);
        if self.code.is_none() && !keeps {
            self.code = Some(EXEC_FAILED);
        }
        self
    }

    /// A process could not be created.
    pub(crate) fn of_command(error: &hcs::Error, command: &str) -> Self {
        if error.is_file_not_found() {
            let sentence = format!("there is no command `{command}` in the system");
            return Self {
                code: Some(NO_COMMAND),
                ..Self::new(Kind::NotFound, sentence)
            };
        }
        Self {
            code: Some(CANT_RUN),
            ..error.into()
        }
    }

    pub(crate) fn code(&self) -> i32 {
        self.code.unwrap_or(match self.kind {
            Kind::Unread => 0,
            Kind::Failed => 1,
            Kind::Usage => 2,
            Kind::Unavailable => 3,
            Kind::NoRights => 4,
            Kind::NotFound => 5,
            Kind::Interrupted => 130,
        })
    }

    /// Tells it on the standard error, in one line.
    pub(crate) fn tell(&self) {
        let style = match self.kind {
            Kind::Unread => return,
            Kind::Interrupted => Style::new(),
            _ => AnsiColor::Red.on_default(),
        };
        crate::tell(style, &printable(&self.sentence));
    }
}

impl From<&hcs::Error> for Failure {
    fn from(error: &hcs::Error) -> Self {
        let kind = if error.is_access_denied() {
            Kind::NoRights
        } else if error.is_unsupported() || error.is_service_gone() {
            Kind::Unavailable
        } else if error.is_not_found() || error.is_file_not_found() {
            Kind::NotFound
        } else {
            Kind::Failed
        };
        Self::new(kind, error.to_string())
    }
}

impl From<hcs::Error> for Failure {
    fn from(error: hcs::Error) -> Self {
        Self::from(&error)
    }
}
