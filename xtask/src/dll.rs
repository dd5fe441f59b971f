//! `cargo xtask dll`: builds the mock's libraries, and beside them the examples in C.
//!
//! Cargo doesn't build a `cdylib` for the tests of it, and knows no C: this does both, for `test-mock` too.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Result, flags, root, test_windows};

/// Tells the tests of the libraries where they are, as [`Build::run`] says it: without it they build them.
pub(crate) const DIRECTORY: &str = "HCS_DLL_DIR";

/// The packages of the libraries.
const PACKAGES: [&str; 3] = [
    "hcs-testkit-dll",
    "hcs-testkit-dll-network",
    "hcs-testkit-dll-storage",
];

/// Where the examples in C are.
const SOURCES: &str = "hcs-testkit/examples/c";
/// The examples in C.
const CLIENTS: [&str; 2] = ["async_models", "broken_rule"];

/// Says in the directory why there are no programs in it.
const NO_COMPILER: &str = "no-c-compiler.txt";

/// Builds, and says where it all is.
pub(crate) fn run(flags: &flags::Dll) -> Result {
    let mut build = Build::new(crate::cargo());
    build.release = flags.release;
    build.target = flags.target.clone();
    let for_windows = flags.target.as_deref().is_some_and(is_windows);
    if let Some(cargo) =
        std::env::var_os(test_windows::CARGO).filter(|_| for_windows && !cfg!(windows))
    {
        build.cargo = cargo;
        // It is another compiler: in one directory each would undo what the other has done.
        build.target_dir = Some(root().join("target/windows"));
    }
    let directory = build.run()?;
    if let Ok(reason) = fs::read_to_string(directory.join(NO_COMPILER)) {
        println!("{}", reason.trim_end());
    }
    println!("dll: {}", directory.display());
    Ok(())
}

/// What is to be built.
#[derive(Debug)]
pub(crate) struct Build {
    /// The cargo that builds.
    pub(crate) cargo: OsString,
    /// The target, if not the machine's own.
    pub(crate) target: Option<String>,
    pub(crate) release: bool,
    /// Where cargo builds, if not where it does by itself.
    pub(crate) target_dir: Option<PathBuf>,
    /// With the tests of these crates, as cargo is told to take them: they want other features of the dependencies than the
    /// libraries alone, and each crate that would be built twice is built once.
    pub(crate) beside_tests_of: &'static [&'static str],
}

impl Build {
    /// With this cargo, for this machine.
    pub(crate) fn new(cargo: OsString) -> Self {
        Self {
            cargo,
            target: None,
            release: false,
            target_dir: None,
            beside_tests_of: &[],
        }
    }

    /// Builds the libraries and the programs: the directory that they are in, beside what cargo has built.
    pub(crate) fn run(&self) -> Result<PathBuf> {
        let libraries = self.libraries()?;
        let directory = libraries
            .iter()
            .find_map(|library| Some(library.parent()?.join("dll")));
        let directory = directory.ok_or("cargo has built no library of the mock's")?;
        fs::create_dir_all(&directory)
            .map_err(|error| format!("can't make `{}`: {error}", directory.display()))?;
        for library in &libraries {
            copy(library, &directory)?;
        }
        let mut absent = None;
        for client in CLIENTS {
            absent = absent.or(self.client(client, &directory)?);
        }
        let note = directory.join(NO_COMPILER);
        match absent {
            Some(reason) => fs::write(note, reason + "\n")?,
            None => match fs::remove_file(note) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            },
        }
        Ok(directory)
    }

    /// The files of the libraries, as cargo has built them: for Windows, what programs are linked with is among them.
    fn libraries(&self) -> Result<Vec<PathBuf>> {
        let mut cargo = Command::new(&self.cargo);
        cargo
            .current_dir(root())
            .args(["build", "--message-format=json-render-diagnostics"])
            .stdout(Stdio::piped());
        match self.beside_tests_of {
            [] => cargo.args(PACKAGES.iter().flat_map(|package| ["--package", package])),
            // Examples have what tests have, and no harness.
            crates => cargo.args(crates).args(["--lib", "--examples"]),
        };
        if self.release {
            cargo.arg("--release");
        }
        if let Some(directory) = &self.target_dir {
            cargo.arg("--target-dir").arg(directory);
        }
        if let Some(target) = &self.target {
            cargo.args(["--target", target]);
        }
        let mut child = cargo
            .spawn()
            .map_err(|error| format!("can't run cargo: {error}"))?;
        let mut files = Vec::new();
        if let Some(messages) = child.stdout.take() {
            for line in BufReader::new(messages).lines() {
                files.extend(artifacts(&line?));
            }
        }
        match child.wait()?.success() {
            true => Ok(files),
            false => Err("the libraries don't build".into()),
        }
    }

    /// Compiles an example into this directory, where the library is; or says why there is no compiler for it.
    fn client(&self, name: &str, directory: &Path) -> Result<Option<String>> {
        let sources = root().join(SOURCES);
        let windows = match &self.target {
            None => cfg!(windows),
            Some(target) => is_windows(target),
        };
        let program = directory.join(match windows {
            true => format!("{name}.exe"),
            false => name.to_owned(),
        });
        // A program from before must not pass for one that was compiled now.
        match fs::remove_file(&program) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let compilers = self.compilers();
        for compiler in &compilers {
            let mut command = Command::new(compiler);
            command
                .args([
                    "-std=c11",
                    "-Wall",
                    "-Wextra",
                    "-Wpedantic",
                    "-Werror",
                    "-O1",
                ])
                .arg("-I")
                .arg(&sources)
                .arg(sources.join(format!("{name}.c")))
                .arg("-o")
                .arg(&program);
            if windows {
                command.arg(directory.join("computecore.dll"));
            } else {
                let origin = match cfg!(target_vendor = "apple") {
                    true => "-Wl,-rpath,@loader_path",
                    false => "-Wl,-rpath,$ORIGIN",
                };
                command
                    .args(["-pthread", origin, "-lcomputecore", "-L"])
                    .arg(directory);
            }
            match command.status() {
                Ok(status) if status.success() => return Ok(None),
                Ok(_) => return Err(format!("`{name}.c` doesn't compile").into()),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(format!("can't run `{}`: {error}", compiler.display()).into());
                }
            }
        }
        let looked_for: Vec<_> = compilers.iter().map(|it| it.to_string_lossy()).collect();
        Ok(Some(format!(
            "the examples in C were not built: no C compiler ({})",
            match (&self.target, looked_for.is_empty()) {
                (Some(target), true) => format!("none is known for {target}"),
                _ => format!("looked for {}", looked_for.join(", ")),
            }
        )))
    }

    /// The C compilers that may be there, in the order in which they are tried.
    fn compilers(&self) -> Vec<OsString> {
        let named = |names: &[&str]| names.iter().map(OsString::from).collect();
        match self.target.as_deref() {
            None => match std::env::var_os("CC") {
                Some(compiler) => vec![compiler],
                // What it compiles finds the library by the library's file itself, as no other compiler there does.
                None if cfg!(windows) => named(&["gcc"]),
                None => named(&["cc", "gcc", "clang"]),
            },
            Some("x86_64-pc-windows-gnu") => named(&["x86_64-w64-mingw32-gcc"]),
            Some("i686-pc-windows-gnu") => named(&["i686-w64-mingw32-gcc"]),
            Some("x86_64-unknown-linux-gnu") if cfg!(target_arch = "x86_64") => {
                named(&["cc", "gcc", "clang"])
            }
            Some(_) => Vec::new(),
        }
    }
}

fn is_windows(target: &str) -> bool {
    target.contains("-windows-")
}

/// The files of a library that one of cargo's messages is about.
fn artifacts(line: &str) -> Vec<PathBuf> {
    let Ok(message) = serde_json::from_str::<Value>(line) else {
        return Vec::new();
    };
    if message["target"]["kind"][0] != "cdylib" {
        return Vec::new();
    }
    let files = message["filenames"].as_array().into_iter().flatten();
    files.filter_map(Value::as_str).map(PathBuf::from).collect()
}

/// Copies a file. One that is there may be in use: it goes out of the way first, and is not written to.
fn copy(file: &Path, directory: &Path) -> Result {
    let Some(name) = file.file_name() else {
        return Ok(());
    };
    let copy = directory.join(name);
    match fs::remove_file(&copy) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => fs::copy(file, &copy),
    }
    .map_err(|error| format!("can't write `{}`: {error}", copy.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_libraries_are_told_apart() {
        let message = |kind: &str| {
            serde_json::json!({
                "reason": "compiler-artifact",
                "target": { "kind": [kind], "name": "computecore" },
                "filenames": ["/target/debug/libcomputecore.so"],
            })
            .to_string()
        };
        assert_eq!(
            artifacts(&message("cdylib")),
            [PathBuf::from("/target/debug/libcomputecore.so")]
        );
        assert!(artifacts(&message("lib")).is_empty());
        assert!(artifacts("not a message").is_empty());
    }

    #[test]
    fn each_example_has_its_source() {
        for client in CLIENTS {
            let source = root().join(SOURCES).join(format!("{client}.c"));
            assert!(source.is_file(), "{}", source.display());
        }
    }

    #[test]
    fn without_a_compiler_it_is_said_why_there_are_no_examples() {
        let mut build = Build::new(crate::cargo());
        build.target = Some("x86_64-pc-windows-msvc".to_owned());
        let reason = build.client("async_models", Path::new(".")).unwrap();
        assert_eq!(
            reason.unwrap(),
            "the examples in C were not built: no C compiler (none is known for x86_64-pc-windows-msvc)"
        );
    }
}
