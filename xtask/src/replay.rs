//! `cargo xtask replay`: what a recording of a real host shows. An example of hcs-testkit does the work: this program
//! doesn't depend on the crates.

use std::process::Command;

use crate::{Ended, Result, flags, root};

/// Builds the example and runs it on the file; ends with its exit code.
pub(crate) fn run(flags: &flags::Replay) -> Result {
    let status = Command::new(crate::cargo())
        .args(["run", "--quiet", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .args(["--package", "hcs-testkit", "--example", "replay", "--"])
        .arg(&flags.file)
        .status()?;
    match status.code() {
        Some(0) => Ok(()),
        Some(code @ 1..=3) => Err(Ended(code as u8).into()),
        _ => Err(format!("the example that checks recordings ended with {status}").into()),
    }
}
