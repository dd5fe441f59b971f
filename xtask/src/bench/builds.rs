//! Cold builds of the crates, with each feature, and of windows-sys with the same declarations as hcs-sys.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use super::output;
use super::results::{Build, WINDOWS_SYS};
use crate::{Result, root};

/// What `--filter` knows it by.
pub(super) const NAME: &str = "builds";

/// The crates that are built.
const CRATES: [&str; 3] = ["hcs-sys", "hcs", "hcs-testkit"];
/// What windows-sys has of HCS and HCN needs these features: without the last two it leaves functions out.
const FEATURES: [&str; 4] = [
    "Win32_System_HostComputeSystem",
    "Win32_System_HostComputeNetwork",
    "Win32_Foundation",
    "Win32_Security",
];
/// As many builds of each are compared, in turn.
const ROUNDS: usize = 5;

pub(super) fn measure() -> Result<Vec<Build>> {
    let metadata = crate::metadata(&[])?;
    let mut builds = compared(&metadata)?;
    for name in CRATES {
        let features = features(&metadata, name);
        let is_default = |set: &&String| set.as_str() == "default";
        let mut sets = vec![String::new()];
        sets.extend(features.iter().find(is_default).cloned());
        sets.extend(features.iter().filter(|set| !is_default(set)).cloned());
        for set in sets {
            println!("building {name}, features: {set}");
            let cargo = Cargo {
                directory: root().to_owned(),
                package: name,
                features: &set,
            };
            let (time, crates) = cargo.cold()?;
            builds.push(Build {
                what: name.to_owned(),
                features: set,
                time,
                crates,
                compared: false,
            });
        }
    }
    Ok(builds)
}

/// hcs-sys and windows-sys, in turn; the fastest build of each.
fn compared(metadata: &Value) -> Result<Vec<Build>> {
    let project = project(&version(metadata)?)?;
    let sides = [("hcs-sys", root()), (WINDOWS_SYS, project.as_path())];
    let mut builds: Vec<Build> = Vec::new();
    for round in 0..ROUNDS {
        for (what, directory) in sides {
            println!("building {what}, round {} of {ROUNDS}", round + 1);
            let cargo = Cargo {
                directory: directory.to_owned(),
                package: what,
                features: "",
            };
            let (time, crates) = cargo.cold()?;
            match builds.iter_mut().find(|build| build.what == what) {
                Some(build) => build.time = build.time.min(time),
                None => builds.push(Build {
                    what: what.to_owned(),
                    features: match what {
                        WINDOWS_SYS => FEATURES.join(", "),
                        _ => String::new(),
                    },
                    time,
                    crates,
                    compared: true,
                }),
            }
        }
    }
    Ok(builds)
}

/// A build of one package.
struct Cargo<'a> {
    directory: PathBuf,
    package: &'a str,
    features: &'a str,
}

impl Cargo<'_> {
    /// Builds with nothing there from before: the seconds, and how many crates that were.
    fn cold(&self) -> Result<(f64, usize)> {
        let target = root().join("target/bench/cold");
        match fs::remove_dir_all(&target) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut cargo = Command::new(crate::cargo());
        cargo
            .current_dir(&self.directory)
            .args([
                "build",
                "--quiet",
                "--message-format=json-render-diagnostics",
            ])
            .args(["--package", self.package])
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_INCREMENTAL", "0");
        // Cargo takes features of members of a workspace only: those of windows-sys are in its project.
        if self.package != WINDOWS_SYS {
            cargo.args(["--no-default-features", "--features", self.features]);
        }
        let begin = Instant::now();
        let messages = output(&mut cargo)?;
        let time = begin.elapsed().as_secs_f64();
        fs::remove_dir_all(&target)?;
        Ok((time, crates(&messages)))
    }
}

/// How many packages were built. A build script is no crate of its own.
fn crates(messages: &str) -> usize {
    let mut packages: Vec<String> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| Some(message["package_id"].as_str()?.to_owned()))
        .collect();
    packages.sort();
    packages.dedup();
    packages.len()
}

/// A package that depends on windows-sys and is of no workspace.
fn project(version: &str) -> Result<PathBuf> {
    let directory = root().join("target/bench/windows-sys");
    fs::create_dir_all(directory.join("src"))?;
    let features: Vec<_> = FEATURES.iter().map(|name| format!("{name:?}")).collect();
    let features = features.join(", ");
    fs::write(
        directory.join("Cargo.toml"),
        format!(
            "[package]\nname = \"beside\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nwindows-sys = {{ version = \"={version}\", features = [{features}] }}\n"
        ),
    )?;
    fs::write(directory.join("src/lib.rs"), "")?;
    // The time of a download is none of a build.
    fetch(&directory)?;
    Ok(directory)
}

fn fetch(directory: &Path) -> Result {
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(directory).args(["fetch", "--quiet"]);
    match cargo.status()?.success() {
        true => Ok(()),
        false => Err("`cargo fetch` failed".into()),
    }
}

fn packages<'a>(metadata: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter(move |package| package["name"] == name)
}

/// The features of a package, in the order of their names.
fn features(metadata: &Value, name: &str) -> Vec<String> {
    let packages = packages(metadata, name);
    let features = packages.filter_map(|package| package["features"].as_object());
    features
        .flat_map(|features| features.keys().cloned())
        .collect()
}

/// The version of windows-sys that this workspace uses itself.
fn version(metadata: &Value) -> Result<String> {
    let versions = packages(metadata, WINDOWS_SYS);
    let versions = versions.filter_map(|package| package["version"].as_str());
    let version = versions.max().ok_or("the workspace uses no windows-sys")?;
    Ok(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once() {
        let artifact = |id| format!(r#"{{"reason":"compiler-artifact","package_id":"{id}"}}"#);
        let script = r#"{"reason":"build-script-executed","package_id":"c"}"#;
        let messages = [
            artifact("a"),
            artifact("b"),
            artifact("a"),
            script.to_owned(),
        ];
        assert_eq!(crates(&messages.join("\n")), 2);
    }

    #[test]
    fn features_and_versions_are_read() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "hcs", "version": "0.1.0", "features": { "default": ["schema"], "schema": [] } },
            { "name": "windows-sys", "version": "0.61.2", "features": {} },
        ] });
        assert_eq!(features(&metadata, "hcs"), ["default", "schema"]);
        assert_eq!(version(&metadata).unwrap(), "0.61.2");
        assert!(version(&serde_json::json!({})).is_err());
    }
}
