//! The memory that a process's output takes: that of the output. A program of its own, as the whole process is measured.

mod common;

use std::io::Write as _;

use common::on;
use hcs_testkit::{Guest, Schedule};

/// How many MiB the process writes; more where `HCS_OUTPUT_MIB` says so.
const MEBIBYTES: usize = 128;
/// What else may come and go meanwhile: chunks, threads, the pages that the allocator keeps.
const SPARE: usize = 24;

const CONTAINER: &str =
    r#"{"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// The most memory that this process has had, in MiB.
#[cfg(target_os = "linux")]
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024)
}

#[cfg(not(target_os = "linux"))]
fn most_memory() -> Option<usize> {
    None
}

#[test]
fn p4_the_memory_of_an_output_is_that_of_the_output() {
    let wanted = std::env::var("HCS_OUTPUT_MIB").ok();
    let mebibytes = wanted.map_or(MEBIBYTES, |text| text.parse().expect("a number of MiB"));
    let mock = on(Schedule::Threaded);
    mock.on_process(move |_| {
        Guest::run(move |mut io| {
            let chunk = vec![7; 1 << 20];
            for _ in 0..mebibytes {
                io.stdout.write_all(&chunk).expect("somebody reads");
            }
            0
        })
    });
    let system = mock.host().create("Test", CONTAINER).wait();
    let system = system.expect("created");
    system.start().wait().expect("started");
    let parameters = r#"{"CommandLine":"x","CreateStdOutPipe":true,"CreateStdErrPipe":true}"#;
    let process = system.create_process(parameters).wait().expect("created");
    let before = most_memory();
    let output = process.wait_with_output().expect("output");
    let after = most_memory();
    // A sanitizer keeps freed memory back.
    let sanitized = ["ASAN_OPTIONS", "TSAN_OPTIONS"].map(std::env::var_os) != [None, None];
    assert_eq!(output.stdout.len(), mebibytes << 20);
    assert!(output.stdout.iter().all(|&byte| byte == 7));
    assert!(output.stdout.capacity() < output.stdout.len() + (1 << 20));
    if let (Some(before), Some(after)) = (before, after) {
        println!(
            "report: an output of {mebibytes} MiB took {} MiB",
            after - before
        );
        assert!(
            sanitized || after - before < mebibytes + SPARE,
            "{before} to {after} MiB"
        );
    }
    drop(system);
    mock.finish();
}
