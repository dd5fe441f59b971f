//! `cargo xtask test-host`: the conformance suite on this machine's own Host Compute System.
//!
//! The suite is an example of hcs-testkit: cargo builds it, and this runs it.

use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::test_mock::targets::Targets;
use crate::{Ended, Result, flags, root};

/// The example that runs the suite.
const SUITE: &str = "conformance";

/// A case failed, or a rule was contradicted.
const DIFFERS: u8 = 1;
/// The arguments are wrong, or there is nothing to run.
pub(crate) const BAD_USAGE: u8 = 4;
/// The exit codes of the suite itself; each has been explained by it.
const CODES: std::ops::RangeInclusive<i32> = 0..=BAD_USAGE as i32;

/// Whether this is the command that was called, however it was called.
pub(crate) fn is_meant() -> bool {
    std::env::args_os()
        .nth(1)
        .is_some_and(|it| it == "test-host")
}

/// Builds the suite and runs it. How it ended is this command's exit code.
pub(crate) fn run(flags: &flags::TestHost) -> Result {
    let mut targets = Targets::default();
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(root());
    cargo.args(["build", "--quiet", "--package", "hcs-testkit"]);
    cargo.args(["--example", SUITE]);
    let built = targets.read(cargo)?;
    let Some(program) = targets.example(SUITE).filter(|_| built) else {
        eprintln!("error: the conformance suite doesn't build: see above");
        return Err(Ended(BAD_USAGE).into());
    };
    let status = command(program, flags).status();
    let status = status.map_err(|error| format!("can't run {}: {error}", program.display()))?;
    judge(status)
}

/// The suite, in the directory that this command was called in: the file's name may be relative to it.
fn command(program: &Path, flags: &flags::TestHost) -> Command {
    let mut command = Command::new(program);
    command.arg("--host");
    if let Some(file) = &flags.json {
        command.arg("--json").arg(file);
    }
    if let Some(name) = &flags.filter {
        command.arg("--filter").arg(name);
    }
    if let Some(file) = &flags.container {
        command.arg("--container").arg(file);
    }
    command
}

fn judge(status: ExitStatus) -> Result {
    match status.code() {
        Some(0) => Ok(()),
        Some(code) if CODES.contains(&code) => {
            Err(Ended(u8::try_from(code).unwrap_or(DIFFERS)).into())
        }
        _ => {
            eprintln!(
                "error: the suite ended in the middle of the case that it named last ({status}): tell us of it"
            );
            Err(Ended(DIFFERS).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_reaches_the_suite() {
        let flags = flags::TestHost {
            json: Some("report.json".into()),
            filter: Some("events.".to_owned()),
            container: Some("container.json".into()),
        };
        let command = command(Path::new("suite"), &flags);
        let args: Vec<_> = command.get_args().collect();
        assert_eq!(
            args,
            [
                "--host",
                "--json",
                "report.json",
                "--filter",
                "events.",
                "--container",
                "container.json"
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_of_the_suite_is_passed_on() {
        use std::os::unix::process::ExitStatusExt as _;

        let code = |raw| {
            let ended = judge(ExitStatus::from_raw(raw)).err();
            ended.map(|error| error.downcast_ref::<Ended>().map(|ended| ended.0))
        };
        assert_eq!(code(0), None);
        for ended in 1..=4 {
            assert_eq!(code(ended << 8), Some(u8::try_from(ended).ok()));
        }
        assert_eq!(code(101 << 8), Some(Some(1)));
        assert_eq!(code(6), Some(Some(1)), "killed by a signal");
    }
}
