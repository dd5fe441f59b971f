//! `cargo xtask miri`: the tests that Miri can run, under it.
//!
//! Miri interprets: it sees undefined behaviour that no sanitizer sees, thousands of times slower than a processor. It
//! knows neither the dynamic loader nor other programs, so the tests that load libraries or compile C stay out, and so do
//! those that take many runs.

use std::process::{Command, Stdio};

use crate::{Result, Unavailable, root};

/// What is run: a package, and which of its tests.
const SELECTIONS: [(&str, &[&str]); 4] = [
    ("hcs-sys", &["--test", "layout"]),
    ("hcs", &["--lib"]),
    ("hcs-testkit", &["--lib"]),
    (
        "hcs-testkit",
        &[
            "--test",
            "hcs",
            "--",
            "closing::",
            "events::",
            "futures::",
            "lifecycle::",
            "models::",
        ],
    ),
];

/// Files and the clock of the machine may be seen: the tests are given time limits.
const MIRIFLAGS: &str = "-Zmiri-disable-isolation";

/// Runs them.
pub(crate) fn run() -> Result {
    let mut miri = Command::new("cargo");
    miri.args(["+nightly", "miri", "--version"]);
    miri.stdout(Stdio::null()).stderr(Stdio::null());
    if !miri.status().is_ok_and(|status| status.success()) {
        let told =
            "Miri is not there: `rustup toolchain install nightly --component miri,rust-src`";
        return Err(Unavailable(told.to_owned()).into());
    }
    for (package, tests) in SELECTIONS {
        let status = Command::new("cargo")
            .args(["+nightly", "miri", "test", "--package", package])
            .args(tests)
            .current_dir(root())
            .env("CARGO_TARGET_DIR", root().join("target/miri"))
            .env("MIRIFLAGS", MIRIFLAGS)
            .status()?;
        if !status.success() {
            return Err(format!("{package} fails under Miri").into());
        }
    }
    println!("miri: clean");
    Ok(())
}
