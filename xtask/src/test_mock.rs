//! `cargo xtask test-mock`: builds and runs every test of the workspace, and the examples that are tests by themselves.
//!
//! Cargo builds, and runs the test programs; this reads what they print, shows it, and counts.

pub(crate) mod example;
mod libtest;
pub(crate) mod report;
pub(crate) mod targets;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::io::{BufRead as _, BufReader, Write as _};
use std::num::NonZeroU32;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use libtest::{Reader, Seen};
use report::Report;
use targets::Targets;

use crate::{Result, dll, flags, root};

/// The crates but [`THIS`] one. Built with them, it would be another than the one that is running: the features that they
/// choose for its dependencies differ, and its heaviest would be compiled again.
pub(crate) const CRATES: &[&str] = &["--workspace", "--exclude", "xtask"];
const THIS: &[&str] = &["--package", "xtask"];

/// The crates again, optimized: it takes minutes longer to build them, and programs run several times as fast. What a debug
/// build checks of itself is checked here, too.
const OPTIMIZED: &[&str] = &[
    "--workspace",
    "--exclude",
    "xtask",
    "--config=profile.dev.opt-level=1",
];
/// From so many random programs on, the tests are over sooner with that.
const MANY: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

/// The line after the last one of cargo's. Nothing that is a text has it.
const END: &[u8] = b"\n\0end\n";

/// Runs the tests and prints the summary, whose last line has the numbers.
pub(crate) fn run(flags: &flags::TestMock) -> Result {
    let start = Instant::now();
    println!("building the tests and examples of the workspace");
    let crates = match flags.cases.is_some_and(|cases| cases >= MANY) {
        true => OPTIMIZED,
        false => CRATES,
    };
    let mut libraries = dll::Build::new(crate::cargo());
    libraries.beside_tests_of = crates;
    let libraries = libraries.run()?;
    let library = libraries.join(format!("{DLL_PREFIX}computecore{DLL_SUFFIX}"));
    let cargo = |selection| cargo(flags, selection, &libraries);
    let mut targets = Targets::default();
    for selection in [crates, THIS] {
        targets.build(cargo(selection))?;
    }
    let built = start.elapsed();

    let mut report = Report::new("test-mock");
    for selection in [crates, THIS] {
        tests(cargo(selection), &targets, &mut report)?;
    }
    for example in example::EXAMPLES {
        report.one(example.suite(), || {
            let program = targets.example(example.name).ok_or("was not built")?;
            example.run(&mut Command::new(program), &library)
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
        make_up(&mut cargo, cases);
    }
    cargo
}

/// Tells the tests how many programs to make up.
pub(crate) fn make_up(cargo: &mut Command, cases: NonZeroU32) {
    let cases = cases.to_string();
    cargo.env("HCS_CASES", &cases).env("PROPTEST_CASES", &cases);
}

/// Runs each test program and each crate's doctests, and shows what they say while they say it.
pub(crate) fn tests(mut cargo: Command, targets: &Targets, report: &mut Report) -> Result {
    // One pipe for both streams keeps the lines in order: cargo announces on one what the tests say on the other.
    let (reader, mut writer) = std::io::pipe()?;
    cargo
        .args(["--no-fail-fast", "--color=never", "--", "--show-output"])
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer.try_clone()?);
    let mut child = cargo.spawn()?;
    // The pipe has no end as long as somebody could write to it, and it outlives cargo in what the tests leave running:
    // Wine's services do. So the end is written into it.
    let waiting = thread::spawn(move || {
        let status = child.wait();
        let _ = writer.write_all(END);
        status
    });

    let mut tests = Reader::default();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        if END.trim_ascii() == line {
            break;
        }
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
    let status = waiting.join().map_err(|_| "can't wait for cargo")??;
    report.cargo_says(status.success());
    Ok(())
}
