//! The commands that maintain this workspace: `cargo xtask <command>`. [`flags`] is the reference of the command line.

mod codegen;
mod flags;

use std::path::Path;
use std::process::ExitCode;

/// What a command ends with: an error is a sentence for the person who ran it.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let flags = flags::Xtask::from_env_or_exit();
    let done = match flags.subcommand {
        flags::XtaskCmd::Codegen(flags) => codegen::run(&flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace, wherever cargo was called.
fn root() -> &'static Path {
    let this = Path::new(env!("CARGO_MANIFEST_DIR"));
    this.parent().unwrap_or(this)
}
