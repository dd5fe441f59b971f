#![allow(unsafe_code)] // Puts a recorder in front of a backend.

//! What a recorder costs: reported, as it depends on the machine.

use std::fs::File;
use std::time::{Duration, Instant};

use hcs::Host;
use hcs::record::{Keep, Recorder};
use hcs_sys::ComputeCore;
use hcs_testkit::null;

const ROUNDS: u32 = 2000;

/// The time of one wait for a start: four calls of the table, of which a recorder makes eight lines.
fn time(table: &'static ComputeCore) -> Duration {
    // SAFETY: the functions are those of the backend that does nothing.
    let host = unsafe { Host::from_table(table) };
    let system = host.create("Test", "{}").wait().unwrap();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        system.start().wait().unwrap();
    }
    start.elapsed() / ROUNDS
}

#[test]
fn the_cost_is_reported() {
    let without = time(null::table());
    let to = |recorder: Recorder| time(recorder.table());
    let sink = Recorder::to_writer(null::table(), std::io::sink(), Keep::default()).unwrap();
    let sink = to(sink);
    let path = std::env::temp_dir().join(format!("hcs-record-cost-{}", std::process::id()));
    let file = File::create(&path).unwrap();
    let recorder = Recorder::to_writer(null::table(), file, Keep::default()).unwrap();
    let file = to(recorder);
    let size = std::fs::metadata(&path).unwrap().len();
    std::fs::remove_file(&path).unwrap();
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    println!(
        "report: recorder, {build}: start().wait() takes {without:?} without, {sink:?} with lines that go nowhere, \
         {file:?} with a file, {} bytes each",
        size / u64::from(ROUNDS)
    );
}
