//! A small service that uses the Host Compute System, and its tests, which need none: to be copied.
//!
//! ```text
//! cargo run -p hcs-testkit --example your_tests                          # runs the tests, on any machine
//! cargo test -p hcs-testkit --example your_tests                         # the same tests, by cargo's own harness
//! cargo run -p hcs-testkit --example your_tests -- --mistake lost-handle # with a mistake in the service: they fail
//! cargo run -p hcs-testkit --example your_tests -- --host COMMAND        # the service itself, on this machine
//! ```
//!
//! In a crate of your own `service.rs` is your code, as it ships, and `tests.rs` a module behind `#[cfg(test)]`, or a file in
//! `tests/`; `hcs-testkit` is a dev-dependency. `mistake.rs` and this file are for the show.

mod mistake;
mod service;
mod tests;

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::Duration;

use hcs::Host;

use mistake::Mistake;
use service::{Job, Jobs};

const USAGE: &str = "usage: your_tests [--mistake NAME | --host COMMAND]
  (nothing)         run the tests
  --mistake NAME    run them with a mistake in the service: lost-handle, lost-container, lost-exit-code or no-limit
  --host COMMAND    run this command by the service, on this machine";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => run_tests(),
        ["--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        ["--mistake", name] => match Mistake::named(name) {
            Some(mistake) => {
                mistake.make();
                run_tests()
            }
            None => misused(),
        },
        ["--host", command] => run_on_the_host(command),
        _ => misused(),
    }
}

fn misused() -> ExitCode {
    eprintln!("your_tests: these arguments mean nothing\n{USAGE}");
    ExitCode::from(2)
}

/// What `cargo test` does with the same functions.
fn run_tests() -> ExitCode {
    let mut failed = 0;
    for (name, test) in tests::ALL {
        // A failing test says on the standard error why.
        let passed = catch_unwind(test).is_ok();
        failed += usize::from(!passed);
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
    }
    let passed = tests::ALL.len() - failed;
    println!("your_tests: {passed} passed, {failed} failed");
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn run_on_the_host(command: &str) -> ExitCode {
    let job = Job {
        name: "your-tests",
        command,
        limit: Duration::from_secs(60),
    };
    let report = match Host::new() {
        Ok(host) => Jobs::new(host).run(&job),
        Err(error) => {
            eprintln!("your_tests: {error}");
            return ExitCode::from(2);
        }
    };
    match report {
        Ok(report) => {
            println!("{report:?}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("your_tests: {error}");
            ExitCode::FAILURE
        }
    }
}
