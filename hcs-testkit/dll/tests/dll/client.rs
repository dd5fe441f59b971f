//! Programs that use the library: each a process of its own, as the library has one mock for a process.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// Set in a process that was started for the part of a test that it names.
const PART: &str = "HCS_DLL_TEST_PART";

/// A directory of a test's own, removed at its end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hcs-dll-{}-{number}", std::process::id());
        let dir = env::temp_dir().join(name);
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The names of the files in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.0).unwrap();
        let names = files.map(|file| file.unwrap().file_name());
        let mut names: Vec<_> = names
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// A file with this text.
    pub(crate) fn with(&self, name: &str, text: &str) -> PathBuf {
        let file = self.file(name);
        std::fs::write(&file, text).unwrap();
        file
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the directory for such things does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How a process is to find the library's settings and the report.
#[derive(Default)]
pub(crate) struct Surroundings(BTreeMap<&'static str, OsString>);

impl Surroundings {
    pub(crate) fn settings(mut self, file: &Path) -> Self {
        self.0.insert("HCS_MOCK", file.into());
        self
    }

    pub(crate) fn report(mut self, file: &Path) -> Self {
        self.0.insert("HCS_MOCK_REPORT", file.into());
        self
    }

    fn apply(&self, command: &mut Command) {
        command.env_remove("HCS_MOCK").env_remove("HCS_MOCK_REPORT");
        command.envs(&self.0);
    }

    /// Runs a program.
    pub(crate) fn run(&self, program: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        self.apply(command.args(arguments));
        let output = command.output();
        output.unwrap_or_else(|error| panic!("can't run {}: {error}", program.display()))
    }

    /// Runs this in a process of its own: this program again, which gets to the same place in the same test. `None`
    /// there, when it is done; what the process said here.
    pub(crate) fn fork(&self, test: &str, part: impl FnOnce()) -> Option<Output> {
        if env::var(PART).is_ok_and(|it| it == test) {
            part();
            return None;
        }
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .args(["--exact", test, "--nocapture"])
            .env(PART, test)
            .env("HCS_DLL_DIR", crate::built::directory());
        self.apply(&mut command);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("running 1 test"), "there is no test `{test}`");
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr);
            panic!(
                "the process of `{test}` ended with {}\n{said}{told}",
                output.status
            );
        }
        Some(output)
    }
}

/// What the library told the person who ran the program.
pub(crate) fn sentences(output: &Output) -> Vec<String> {
    let told = String::from_utf8_lossy(&output.stderr);
    let lines = told
        .lines()
        .filter_map(|line| line.strip_prefix("computecore (mock): "));
    lines.map(str::to_owned).collect()
}

/// The report in a file.
pub(crate) fn report(file: &Path) -> Value {
    let text = std::fs::read(file)
        .unwrap_or_else(|error| panic!("no report in {}: {error}", file.display()));
    serde_json::from_slice(&text).unwrap()
}

/// What the report says of a run in which all is well and documents were made: on Windows nobody sees them freed.
pub(crate) const CLEAN: &str = match cfg!(windows) {
    true => "strings-not-observable",
    false => "clean",
};
