//! The commands that maintain this workspace: `cargo xtask <command>`. [`flags`] is the reference of the command line.

mod ci;
mod codegen;
mod coverage;
mod dll;
mod flags;
mod lex;
mod models;
mod mutants;
mod sanitize;
mod test_mock;
mod tidy;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

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

fn main() -> ExitCode {
    let flags = flags::Xtask::from_env_or_exit();
    let done = match flags.subcommand {
        flags::XtaskCmd::Ci(_) => ci::run(),
        flags::XtaskCmd::Codegen(flags) => codegen::run(&flags),
        flags::XtaskCmd::Coverage(flags) => coverage::run(&flags),
        flags::XtaskCmd::Dll(flags) => dll::run(&flags),
        flags::XtaskCmd::Models(_) => models::run(),
        flags::XtaskCmd::Mutants(flags) => mutants::run(&flags),
        flags::XtaskCmd::Sanitize(flags) => sanitize::run(&flags),
        flags::XtaskCmd::TestMock(flags) => test_mock::run(&flags),
        flags::XtaskCmd::Tidy(flags) => tidy::run(&flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !error.is::<Told>() {
                eprintln!("error: {error}");
            }
            ExitCode::FAILURE
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
