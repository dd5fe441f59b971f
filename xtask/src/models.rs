//! `cargo xtask models`: the small hard parts of hcs, in every order of their steps, by loom.

use std::process::Command;

use crate::{Result, root};

/// Runs the models. They are another build of hcs, with loom's locks: it has a target directory of its own.
pub(crate) fn run() -> Result {
    let mut flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    flags.push_str(" --cfg loom");
    let status = Command::new(crate::cargo())
        .args(["test", "--package", "hcs", "--lib", "--release"])
        // The types of documents, which take minutes to optimise, have no part in it.
        .args(["--no-default-features", "models"])
        .current_dir(root())
        .env("RUSTFLAGS", flags.trim())
        .env("CARGO_TARGET_DIR", root().join("target/models"))
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err("a model fails; LOOM_LOG=trace shows its steps".into()),
    }
}
