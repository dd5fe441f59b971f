//! Runs the built example.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program of an example: cargo puts them beside the directory of the tests.
fn program(example: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let directory = test.parent().and_then(|deps| deps.parent());
    let directory = directory.expect("the directory that cargo builds into");
    let file = format!("{example}{}", std::env::consts::EXE_SUFFIX);
    let program = directory.join("examples").join(file);
    assert!(
        program.is_file(),
        "there is no {}: build it with `cargo build -p hcs-testkit --example {example}`, for the same target and profile",
        program.display()
    );
    program
}

/// The program with these arguments, and nothing else that it could go by.
pub(crate) fn hcsctl<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    example("hcsctl", arguments)
}

/// An example with these arguments.
pub(crate) fn example<S: AsRef<OsStr>>(
    name: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program(name));
    command.args(arguments).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "HCS_RECORD"] {
        command.env_remove(variable);
    }
    command
}

/// How it has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what it writes is text");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// What it told people: lines with its name, one of them at most.
    pub(crate) fn sentence(&self) -> Option<&str> {
        let mut lines = self.stderr.lines();
        let mut told = lines
            .by_ref()
            .filter_map(|line| line.strip_prefix("hcsctl: "));
        let first = told.next();
        assert_eq!(told.next(), None, "more than one sentence: {self:?}");
        first
    }

    /// Checks that everything was closed and freed, as the mock has seen it: `--ledger` was asked for.
    #[track_caller]
    pub(crate) fn all_closed(self) -> Self {
        let clean = self.stderr.lines().any(|line| line == "ledger: clean");
        assert!(clean, "{self:?}");
        self
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let mut output = hcsctl(arguments).output();
    if output.as_ref().is_err_and(is_of_wine) {
        output = hcsctl(arguments).output();
    }
    Ran::of(output.expect("it can be started"))
}

/// Whether it is what Wine answers now and then to who starts programs on several threads: it says nothing of the program.
fn is_of_wine(error: &io::Error) -> bool {
    const ERROR_INTERNAL_ERROR: i32 = 1359;
    cfg!(windows) && error.raw_os_error() == Some(ERROR_INTERNAL_ERROR)
}

/// The same, with a look at the ledger.
#[track_caller]
pub(crate) fn run_clean(arguments: &[&str]) -> Ran {
    // Before the command: what follows `exec` is not for hcsctl.
    let arguments: Vec<&str> = ["--ledger"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    run(&arguments).all_closed()
}
