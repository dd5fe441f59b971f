//! What cargo has built: which file is whose test program.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Result, root};

/// A test program, an example, or the doctests of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suite {
    /// The crate, by its directory.
    pub(crate) package: String,
    /// What of it.
    pub(crate) name: String,
}

/// The programs that cargo has built, by the names of their files, which are unique.
#[derive(Default)]
pub(crate) struct Targets {
    tests: HashMap<String, Suite>,
    examples: HashMap<String, PathBuf>,
    /// The crates of the libraries, by their names in code.
    libraries: HashMap<String, String>,
}

impl Targets {
    /// Builds what this `cargo test` is to run.
    pub(crate) fn build(&mut self, mut cargo: Command) -> Result {
        cargo.arg("--no-run");
        match self.read(cargo)? {
            true => Ok(()),
            false => Err("the tests don't build".into()),
        }
    }

    /// Runs cargo, and reads what it says about what it builds; whether it could.
    pub(crate) fn read(&mut self, mut cargo: Command) -> Result<bool> {
        cargo
            .arg("--message-format=json-render-diagnostics")
            .stdout(Stdio::piped());
        let mut child = cargo
            .spawn()
            .map_err(|error| format!("can't run cargo: {error}"))?;
        if let Some(messages) = child.stdout.take() {
            for line in BufReader::new(messages).lines() {
                self.message(&line?);
            }
        }
        Ok(child.wait()?.success())
    }

    /// Reads one of cargo's messages: those about libraries and programs matter.
    fn message(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            return;
        };
        let (target, manifest) = (&message["target"], &message["manifest_path"]);
        let (Some(name), Some(kind)) = (target["name"].as_str(), target["kind"][0].as_str()) else {
            return;
        };
        let package = package(Path::new(manifest.as_str().unwrap_or_default()));
        if kind == "lib" {
            let name = name.replace('-', "_");
            self.libraries.insert(name, package.clone());
        }
        let Some(executable) = message["executable"].as_str().map(Path::new) else {
            return;
        };
        if message["profile"]["test"] == true {
            let suite = Suite {
                package,
                name: match kind {
                    "test" => format!("tests/{name}"),
                    "lib" => "unit tests".to_owned(),
                    _ => format!("unit tests of the {kind} {name}"),
                },
            };
            self.tests.insert(file_name(executable), suite);
        } else if kind == "example" {
            self.examples.insert(name.to_owned(), executable.to_owned());
        }
    }

    /// What cargo means when it runs this file.
    pub(crate) fn suite(&self, file: &str) -> Suite {
        let name = file_name(Path::new(file));
        let suite = self.tests.get(&name).cloned();
        suite.unwrap_or(Suite {
            package: "?".to_owned(),
            name,
        })
    }

    /// The doctests of a library, which is named as it is in code.
    pub(crate) fn doctests(&self, library: &str) -> Suite {
        let package = self.libraries.get(library).map(String::as_str);
        Suite {
            package: package.unwrap_or(library).to_owned(),
            name: "doctests".to_owned(),
        }
    }

    /// The program of an example.
    pub(crate) fn example(&self, name: &str) -> Option<&Path> {
        self.examples.get(name).map(PathBuf::as_path)
    }
}

/// The directory of a crate in this workspace.
fn package(manifest: &Path) -> String {
    let dir = manifest.parent().unwrap_or(manifest);
    let dir = dir.strip_prefix(root()).unwrap_or(dir);
    dir.to_string_lossy().replace('\\', "/")
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &str, name: &str, test: bool) -> String {
        let manifest = root().join("hcs-sys/Cargo.toml");
        serde_json::json!({
            "reason": "compiler-artifact",
            "manifest_path": manifest,
            "target": { "kind": [kind], "name": name },
            "profile": { "test": test },
            "executable": format!("/target/debug/deps/{name}-0123"),
        })
        .to_string()
    }

    #[test]
    fn a_program_is_known_by_its_file() {
        let mut targets = Targets::default();
        targets.message(&message("lib", "hcs_sys", true));
        targets.message(&message("test", "load", true));
        targets.message(&message("example", "show", false));
        targets.message("not a message");
        targets.message(r#"{"reason":"build-finished","success":true}"#);

        let suite = |name: &str| Suite {
            package: "hcs-sys".to_owned(),
            name: name.to_owned(),
        };
        assert_eq!(
            targets.suite("target/debug/deps/load-0123"),
            suite("tests/load")
        );
        assert_eq!(
            targets.suite("/elsewhere/deps/hcs_sys-0123"),
            suite("unit tests")
        );
        assert_eq!(targets.doctests("hcs_sys"), suite("doctests"));
        assert_eq!(targets.suite("deps/new-0123").package, "?");
        assert!(targets.example("show").is_some() && targets.example("other").is_none());
    }
}
