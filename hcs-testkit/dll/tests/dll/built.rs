//! Where the built libraries are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Names the directory, when somebody has just built it. As xtask has it.
const DIRECTORY: &str = "HCS_DLL_DIR";

/// The directory with the libraries and the programs in C: `cargo xtask dll` makes it, unless it was made for this run.
pub(crate) fn directory() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| match env::var_os(DIRECTORY) {
        Some(directory) => directory.into(),
        None => build(),
    })
}

fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .args(["xtask", "dll"])
        .current_dir(&root)
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!(
            "no cargo here to build the libraries with: run `cargo xtask dll` for this target, and name the directory \
             that it says in {DIRECTORY}: {error}"
        )
    });
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`cargo xtask dll` failed: {told}");
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("dll: "));
    last.expect("the last line names the directory").into()
}

/// The file of a library.
pub(crate) fn library(name: &str) -> PathBuf {
    let (prefix, suffix) = (env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let file = directory().join(format!("{prefix}{name}{suffix}"));
    assert!(file.is_file(), "there is no {}", file.display());
    file
}

/// The program of an example in C, or why there is none.
pub(crate) fn program(name: &str) -> Result<PathBuf, String> {
    let file = directory().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if file.is_file() {
        return Ok(file);
    }
    let note = directory().join("no-c-compiler.txt");
    let reason = std::fs::read_to_string(note);
    Err(reason.expect("a program, or the reason why there is none"))
}
