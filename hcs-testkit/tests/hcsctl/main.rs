//! The example `hcsctl`, run as people run it: what it prints, how it ends, and that it leaves nothing behind.
//!
//! Cargo builds examples with the tests of their package: `cargo test -p hcs-testkit`. With `--test hcsctl` alone it doesn't.

mod commands;
mod doctor;
#[cfg(unix)]
mod interrupts;
mod mistakes;
mod pipes;
#[cfg(unix)]
mod terminal;
mod tool;
