//! The commands that maintain this workspace: `cargo xtask <command>`. [`flags`] is the reference of the command line.

mod bench;
mod ci;
mod codegen;
mod coverage;
mod dll;
mod features;
mod figures;
mod flags;
mod lex;
mod miri;
mod models;
mod mutants;
mod replay;
mod sanitize;
mod schema;
mod test_host;
mod test_mock;
mod test_windows;
mod tidy;

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// What a command ends with: an error is a sentence for the person who ran it.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The error of a command that has said already what is wrong, in its own closing lines.
#[derive(Debug)]
struct Told;

impl std::error::Error for Told {}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed: see above")
    }
}

/// The error of a command whose exit codes mean something, and which has said already what.
#[derive(Debug)]
struct Ended(u8);

impl std::error::Error for Ended {}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ended with exit code {}", self.0)
    }
}

/// The error of a command that this machine lacks the means for: nothing was found wrong, as nothing was looked at.
#[derive(Debug)]
struct Unavailable(String);

impl Unavailable {
    /// Neither a failure, 1, nor a mistake in the command line, 2.
    const EXIT_CODE: u8 = 3;
}

impl std::error::Error for Unavailable {}

impl std::fmt::Display for Unavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn main() -> ExitCode {
    let flags = match flags::Xtask::from_env() {
        Ok(flags) => flags,
        Err(error) if !error.is_help() && test_host::is_meant() => {
            eprintln!("error: {error}");
            return ExitCode::from(test_host::BAD_USAGE);
        }
        Err(error) => error.exit(),
    };
    let done = match flags.subcommand {
        flags::XtaskCmd::Bench(flags) => bench::run(&flags),
        flags::XtaskCmd::Ci(_) => ci::run(),
        flags::XtaskCmd::Codegen(flags) => codegen::run(&flags),
        flags::XtaskCmd::Coverage(flags) => coverage::run(&flags),
        flags::XtaskCmd::Dll(flags) => dll::run(&flags),
        flags::XtaskCmd::Figures(flags) => figures::run(&flags),
        flags::XtaskCmd::Features(flags) => features::run(&flags),
        flags::XtaskCmd::Miri(_) => miri::run(),
        flags::XtaskCmd::Models(_) => models::run(),
        flags::XtaskCmd::Mutants(flags) => mutants::run(&flags),
        flags::XtaskCmd::Replay(flags) => replay::run(&flags),
        flags::XtaskCmd::Sanitize(flags) => sanitize::run(&flags),
        flags::XtaskCmd::Schema(flags) => schema::run(&flags),
        flags::XtaskCmd::TestHost(flags) => test_host::run(&flags),
        flags::XtaskCmd::TestMock(flags) => test_mock::run(&flags),
        flags::XtaskCmd::TestWindows(flags) => test_windows::run(&flags),
        flags::XtaskCmd::Tidy(flags) => tidy::run(&flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(Ended(code)) = error.downcast_ref() {
                return ExitCode::from(*code);
            }
            if !error.is::<Told>() {
                eprintln!("error: {error}");
            }
            match error.is::<Unavailable>() {
                true => Unavailable::EXIT_CODE.into(),
                false => ExitCode::FAILURE,
            }
        }
    }
}

/// The root of the workspace, wherever cargo was called.
fn root() -> &'static Path {
    let this = Path::new(env!("CARGO_MANIFEST_DIR"));
    this.parent().unwrap_or(this)
}

/// The cargo that runs this program, else the one that is found.
fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// What `cargo metadata` says of the workspace, with these options.
fn metadata(options: &[&str]) -> Result<serde_json::Value> {
    let mut cargo = Command::new(cargo());
    cargo
        .args(["metadata", "--format-version=1", "--locked"])
        .args(options)
        .current_dir(root())
        .stderr(Stdio::inherit());
    let output = cargo.output()?;
    if !output.status.success() {
        return Err("`cargo metadata` failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
