#![allow(unsafe_code)] // Loads the library, and calls functions of the C ABI.

//! What a call through the library costs, beside the same call through the table of a mock in this process.
//!
//! ```text
//! cargo xtask dll --release
//! cargo run --release -p hcs-testkit-dll --example overhead -- target/release/dll/libcomputecore.so
//! HCS_MOCK_REPORT=report.json cargo run --release …       # with the report
//! ```

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hcs_sys::ComputeCore;
use hcs_testkit::MockHost;

/// How many times an operation is made and closed in a round.
const PAIRS: u32 = 200_000;
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [path] = arguments.as_slice() else {
        eprintln!("usage: overhead LIBRARY");
        return ExitCode::from(2);
    };
    // SAFETY: the library is the mock's, as its user says, with computecore's signatures.
    let loaded = match unsafe { ComputeCore::load_from(Path::new(path)) } {
        Ok(table) => table,
        Err(error) => {
            eprintln!("overhead: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mock = MockHost::builder().local_memory().build();
    // One after the other in turn, so that what slows the machine down slows both.
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| (round(mock.table()), round(loaded)))
        .collect();
    let table = fastest(rounds.iter().map(|(table, _)| *table));
    let library = fastest(rounds.iter().map(|(_, library)| *library));
    println!(
        "HcsCreateOperation and HcsCloseOperation, ns for each call, fastest of {ROUNDS} rounds of {PAIRS} pairs"
    );
    println!("through the table of a mock in the process: {table:7.1}");
    println!("through the loaded library:                 {library:7.1}");
    println!(
        "the library's own part:                     {:7.1}",
        library - table
    );
    ExitCode::SUCCESS
}

/// The time of a call, in nanoseconds.
fn round(core: &ComputeCore) -> f64 {
    let start = Instant::now();
    for _ in 0..PAIRS {
        // SAFETY: no callback, so that nothing has to stay alive; the operation is closed once.
        unsafe {
            let operation = (core.HcsCreateOperation)(std::ptr::null(), None);
            (core.HcsCloseOperation)(operation);
        }
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(2 * PAIRS)
}

fn fastest(times: impl Iterator<Item = f64>) -> f64 {
    times.fold(f64::INFINITY, f64::min)
}
