//! The programs of the package `hcs-bench`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::results::{Pair, Sides};
use super::{objects, output};
use crate::{Result, root};

/// Where they are.
#[derive(Debug)]
pub(super) struct Programs {
    found: Vec<(String, PathBuf)>,
}

impl Programs {
    /// Builds them all, optimised.
    pub(super) fn build() -> Result<Self> {
        println!("building the benchmarks");
        let mut cargo = Command::new(crate::cargo());
        cargo
            .current_dir(root())
            .args(["build", "--release", "--package", "hcs-bench"])
            .args(["--features", "criterion", "--bins", "--bench", "pairs"])
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit());
        let messages = output(&mut cargo)?;
        let found: Vec<_> = messages.lines().filter_map(program).collect();
        match found.is_empty() {
            true => Err("cargo has built no benchmark".into()),
            false => Ok(Self { found }),
        }
    }

    /// A command that runs one of them.
    pub(super) fn command(&self, name: &str) -> Result<Command> {
        let found = self.found.iter().find(|(known, _)| known == name);
        let (_, path) = found.ok_or_else(|| format!("cargo has not built `{name}`"))?;
        let mut command = Command::new(path);
        command.current_dir(root());
        Ok(command)
    }

    /// The same, under another program.
    pub(super) fn under(&self, tool: &str, arguments: &[&str], name: &str) -> Result<Command> {
        let program = self.command(name)?;
        let mut command = Command::new(tool);
        command
            .args(arguments)
            .arg(program.get_program())
            .current_dir(root());
        Ok(command)
    }

    /// Enters the allocations of a round of each small pair.
    pub(super) fn allocations(&self, pairs: &mut [Pair]) -> Result {
        let figures = objects(self.command("hcs-bench-memory")?.arg("allocations"))?;
        for pair in pairs {
            let figures = figures.iter().find(|one| one["name"] == *pair.name);
            pair.allocations = figures.map(|one| Sides {
                hcs: number(&one["hcs"]),
                raw: number(&one["raw"]),
            });
        }
        Ok(())
    }
}

/// A number that one of the programs has printed.
pub(super) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The program that one of cargo's messages is about.
fn program(line: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(line).ok()?;
    let path = message["executable"].as_str()?;
    let name = message["target"]["name"].as_str()?;
    Some((name.to_owned(), PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_other_artifacts() {
        let line =
            r#"{"reason":"compiler-artifact","target":{"name":"pairs"},"executable":"/t/pairs-1"}"#;
        let found = program(line).unwrap();
        assert_eq!(found, ("pairs".to_owned(), PathBuf::from("/t/pairs-1")));
        let library = r#"{"reason":"compiler-artifact","target":{"name":"hcs"},"executable":null}"#;
        assert!(program(library).is_none() && program("Compiling").is_none());
    }
}
