//! `cargo xtask test-mock`: builds and runs every test of the workspace, and the examples that are tests by themselves.
//!
//! Cargo builds, and runs the test programs; this reads what they print, shows it, and counts.

mod example;
mod libtest;
mod report;
mod targets;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use libtest::{Reader, Seen};
use report::Report;
use targets::{Suite, Targets};

use crate::{Result, dll, flags, root};

/// The crates, in two runs of cargo. Built with the others, this one would be another than the one that is running: the
/// features that they choose for its dependencies differ, and its heaviest would be compiled again.
const SELECTIONS: [&[&str]; 2] = [
    &["--workspace", "--exclude", "xtask"],
    &["--package", "xtask"],
];

/// Runs the tests and prints the summary, whose last line has the numbers.
pub(crate) fn run(flags: &flags::TestMock) -> Result {
    let start = Instant::now();
    println!("building the tests and examples of the workspace");
    let libraries = dll::Build::new(crate::cargo()).run()?;
    let cargo = |selection| cargo(flags, selection, &libraries);
    let mut targets = Targets::default();
    for selection in SELECTIONS {
        targets.build(cargo(selection))?;
    }
    let built = start.elapsed();

    let mut report = Report::default();
    for selection in SELECTIONS {
        tests(cargo(selection), &targets, &mut report)?;
    }
    for example in example::EXAMPLES {
        let suite = Suite {
            package: "hcs-testkit".to_owned(),
            name: example.title(),
        };
        report.one(suite, || {
            example.run(targets.example(example.name), &libraries)
        });
    }
    println!("\n{}", report.summary(built));
    report.verdict()
}

/// `cargo test` of some crates, which tells the tests how many programs to make up, and where the libraries are.
fn cargo(flags: &flags::TestMock, selection: &[&str], libraries: &Path) -> Command {
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(root()).arg("test").args(selection);
    cargo.env(dll::DIRECTORY, libraries);
    if let Some(cases) = flags.cases {
        let cases = cases.to_string();
        cargo.env("HCS_CASES", &cases).env("PROPTEST_CASES", &cases);
    }
    cargo
}

/// Runs each test program and each crate's doctests, and shows what they say while they say it.
fn tests(mut cargo: Command, targets: &Targets, report: &mut Report) -> Result {
    // One pipe for both streams keeps the lines in order: cargo announces on one what the tests say on the other.
    let (reader, writer) = std::io::pipe()?;
    cargo
        .args(["--no-fail-fast", "--color=never", "--", "--show-output"])
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut child = cargo.spawn()?;
    // It holds the pipe's other end, and the reading would have no end.
    drop(cargo);

    let mut tests = Reader::default();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        match tests.read(line.trim_end()) {
            Seen::Program(file) => report.begin(targets.suite(file)),
            Seen::Doctests(library) => report.begin(targets.doctests(library)),
            Seen::Counts(counts) => report.count(counts),
            Seen::Failed(name) => report.failed(name),
            Seen::Shown(line) => println!("  {line}"),
            Seen::Nothing => {}
        }
    }
    report.end();
    report.cargo_says(child.wait()?.success());
    Ok(())
}
