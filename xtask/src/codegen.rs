//! `cargo xtask codegen`: writes the generated files, or checks that they are what it would write.

mod bindings;
mod schema;
pub(crate) mod surface;
mod tables;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::schema::catalogue::Catalogue;
use crate::{Result, flags, root};

/// Generates every file, then writes or checks them one by one.
pub(crate) fn run(flags: &flags::Codegen) -> Result {
    let mut stale = Vec::new();
    for (path, text) in generate()? {
        if !write_or_check(&root().join(&path), &rustfmt(&text)?, flags.check)? {
            stale.push(path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "stale: {}; run `cargo xtask codegen` and commit the result",
        stale.join(", ")
    )
    .into())
}

/// Each generated file, as a path from the root of the workspace, and its text before it is formatted.
fn generate() -> Result<Vec<(String, String)>> {
    let dir = root().join("hcs-sys");
    let surface = surface::Surface::read(&dir.join("bindings.txt"))?;
    let extra = fs::read_to_string(dir.join("src/extra.rs"))?;
    let mut files = vec![
        (
            "hcs-sys/src/bindings.rs".to_owned(),
            bindings::generate(&surface, &extra)?,
        ),
        (
            "hcs-sys/src/tables.rs".to_owned(),
            tables::generate(&surface),
        ),
    ];
    let catalogue = Catalogue::load(&crate::schema::directory())?;
    files.extend(schema::generate(&catalogue)?);
    Ok(files)
}

/// Writes `text` unless the file has it already; when checking, writes nothing and answers whether it has.
///
/// Line ends are no difference: a checkout on Windows may have its own.
fn write_or_check(path: &Path, text: &str, check: bool) -> Result<bool> {
    let there = fs::read_to_string(path).unwrap_or_default();
    if there.replace("\r\n", "\n") == text {
        return Ok(true);
    }
    if !check {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        fs::write(path, text)
            .map_err(|error| format!("can't write {}: {error}", path.display()))?;
        println!("wrote {}", path.display());
    }
    Ok(!check)
}

/// The first lines of a generated file.
fn preamble(source: &str) -> String {
    format!(
        "// Written by `cargo xtask codegen` from {source}: change that and run the command again.\n\n"
    )
}

/// Formats as `cargo fmt` would, so that the two commands never undo each other.
fn rustfmt(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--quiet", "--config-path"])
        .arg(root().join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("can't run rustfmt (`rustup component add rustfmt`): {error}"))?;
    // rustfmt reads all of its input before it writes: the pipes can't block each other.
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err("rustfmt refused the generated text".into());
    }
    Ok(String::from_utf8(output.stdout)?.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once_and_then_found_fresh() {
        let path = std::env::temp_dir().join(format!("xtask-codegen-{}.rs", std::process::id()));
        assert!(
            !write_or_check(&path, "one\n", true).unwrap(),
            "a missing file is stale"
        );
        assert!(!path.exists(), "a check writes nothing");
        assert!(write_or_check(&path, "one\n", false).unwrap());
        assert!(write_or_check(&path, "one\n", true).unwrap());
        assert!(
            !write_or_check(&path, "two\n", true).unwrap(),
            "another text is stale"
        );
        fs::write(&path, "one\r\n").unwrap();
        assert!(
            write_or_check(&path, "one\n", true).unwrap(),
            "line ends are no difference"
        );
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn the_generated_files_are_fresh() {
        run(&flags::Codegen { check: true }).unwrap();
    }
}
