//! `cargo xtask ci`: the checks of continuous integration, on any machine.

use std::io::ErrorKind;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::{Result, Told, codegen, coverage, figures, flags, models, root, test_mock, tidy};

/// A check: its name, and what it does.
type Step = (&'static str, fn() -> Result);

const STEPS: &[Step] = &[
    ("fmt", || cargo(&["fmt", "--all", "--check"], &[])),
    ("clippy", || {
        let lints = ["--", "-D", "warnings"];
        let clippy = ["clippy", "--workspace", "--all-targets", "--locked"];
        cargo(&[&clippy[..], &lints].concat(), &[])
    }),
    ("actionlint", actionlint),
    ("codegen", || codegen::run(&flags::Codegen { check: true })),
    ("docs", || {
        let docs = ["doc", "--workspace", "--no-deps", "--locked"];
        cargo(&docs, &[("RUSTDOCFLAGS", "-D warnings")])
    }),
    ("coverage", || {
        coverage::run(&flags::Coverage { list: false })
    }),
    ("figures", || figures::run(&flags::Figures { check: true })),
    ("tidy", || tidy::run(&flags::Tidy { list: false })),
    ("models", models::run),
    ("test-mock", || {
        test_mock::run(&flags::TestMock { cases: None })
    }),
];

/// Runs every step and prints how each ended.
pub(crate) fn run() -> Result {
    let ended = run_all(STEPS);
    println!();
    for (name, failure, time) in &ended {
        let outcome = match failure {
            None => "ok",
            Some(_) => "FAILED",
        };
        println!("{name:<10} {outcome:<7} {:>7.1} s", time.as_secs_f32());
    }
    let failed = ended.iter().filter(|(_, failure, _)| failure.is_some());
    let failed = failed.count();
    println!("ci: {} passed, {failed} failed", ended.len() - failed);
    match failed {
        0 => Ok(()),
        _ => Err(Told.into()),
    }
}

/// The name of a step, why it failed if it did, and how long it took.
type Ended = (&'static str, Option<String>, Duration);

/// Runs every step, also after one that failed: one run shows all that is to be mended.
fn run_all(steps: &[Step]) -> Vec<Ended> {
    let ended = steps.iter().map(|(name, step)| {
        println!("\n== {name} ==");
        let start = Instant::now();
        let failure = step().err().map(|error| error.to_string());
        if let Some(failure) = &failure {
            println!("{name}: {failure}");
        }
        (*name, failure, start.elapsed())
    });
    ended.collect()
}

/// The workflows of GitHub, where the tool for them is installed: <https://github.com/rhysd/actionlint>.
fn actionlint() -> Result {
    match Command::new("actionlint").current_dir(root()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the workflows have mistakes".into()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            println!("actionlint is not installed: skipped");
            Ok(())
        }
        Err(error) => Err(format!("actionlint can't be run: {error}").into()),
    }
}

/// Runs cargo in the workspace.
fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result {
    let mut cargo = Command::new(crate::cargo());
    cargo.args(args).envs(env.iter().copied());
    match cargo.current_dir(root()).status()?.success() {
        true => Ok(()),
        false => Err(format!("`cargo {}` failed", args.join(" ")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_runs_and_failures_are_kept() {
        let ended = run_all(&[
            ("good", || Ok(())),
            ("bad", || Err("not well".into())),
            ("last", || Ok(())),
        ]);
        let ended: Vec<_> = ended
            .iter()
            .map(|(name, failure, _)| (*name, failure.as_deref()))
            .collect();
        assert_eq!(
            ended,
            [("good", None), ("bad", Some("not well")), ("last", None)]
        );
    }
}
