#![allow(unsafe_code)] // Loads the library, and calls functions of the C ABI.

//! When the report is written: what a program can rely on that reads it while another one runs.

use std::path::Path;
use std::time::{Duration, Instant};

use hcs_sys::{ComputeCore, HRESULT, S_OK};
use serde_json::{Value, json};

use crate::built::library;
use crate::client::{Scratch, Surroundings, report};

/// How long a slow machine may take for what takes milliseconds.
const LONG: Duration = Duration::from_secs(60);

fn load() -> &'static ComputeCore {
    // SAFETY: the library is the mock's, whose functions have computecore's signatures.
    unsafe { ComputeCore::load_from(&library("computecore")) }.unwrap()
}

fn file() -> std::path::PathBuf {
    std::env::var_os("HCS_MOCK_REPORT").unwrap().into()
}

/// Waits until the report is like this.
fn wait_for(file: &Path, is_it: impl Fn(&Value) -> bool) {
    let deadline = Instant::now() + LONG;
    loop {
        let report = report(file);
        if is_it(&report) {
            return;
        }
        assert!(Instant::now() < deadline, "{report:#}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn what_is_open_is_told_soon_and_what_is_closed_at_once() {
    let scratch = Scratch::new();
    let test = "written::what_is_open_is_told_soon_and_what_is_closed_at_once";
    let surroundings = Surroundings::default().report(&scratch.file("report.json"));
    surroundings.fork(test, || {
        let core = load();
        for made in 1..=3 {
            // SAFETY: no callback, so that nothing has to stay alive.
            let operation = unsafe { (core.HcsCreateOperation)(std::ptr::null(), None) };
            wait_for(&file(), |report| {
                report["ledger"]["open"] == json!([format!("op#{made}")])
            });
            assert_eq!(report(&file())["result"], "open");
            // SAFETY: it is open, and nobody else uses it.
            unsafe { (core.HcsCloseOperation)(operation) };
            let report = report(&file());
            assert_eq!(report["result"], "clean", "{report:#}");
        }
    });
}

#[test]
fn a_program_that_opens_and_closes_all_the_time_is_told_of_in_the_end() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let test = "written::a_program_that_opens_and_closes_all_the_time_is_told_of_in_the_end";
    let output = Surroundings::default().report(&file).fork(test, || {
        let core = load();
        for _ in 0..10_000 {
            // SAFETY: no callback, so that nothing has to stay alive; the operation is closed once.
            unsafe { (core.HcsCloseOperation)((core.HcsCreateOperation)(std::ptr::null(), None)) };
        }
    });
    if output.is_some() {
        let report = report(&file);
        assert_eq!(report["ledger"]["operations"]["closed"], 10_000);
        assert_eq!(report["result"], "clean");
        assert_eq!(report["written"], "exit");
        let lock = scratch.file("report.json.lock");
        assert!(
            !lock.exists(),
            "a process that ends in order leaves the report only"
        );
    }
}

#[test]
fn the_report_is_current_when_it_was_asked_for() {
    let scratch = Scratch::new();
    let test = "written::the_report_is_current_when_it_was_asked_for";
    let surroundings = Surroundings::default().report(&scratch.file("report.json"));
    surroundings.fork(test, || {
        let core = load();
        let write = report_function();
        for made in 1..=100 {
            // SAFETY: no callback, so that nothing has to stay alive. It is never closed.
            let operation = unsafe { (core.HcsCreateOperation)(std::ptr::null(), None) };
            assert!(!operation.is_null());
            // SAFETY: it asks for nothing.
            assert_eq!(unsafe { write() }, S_OK);
            assert_eq!(report(&file())["ledger"]["operations"]["made"], made);
        }
    });
}

#[test]
fn without_a_report_there_is_nothing_to_write() {
    let test = "written::without_a_report_there_is_nothing_to_write";
    Surroundings::default().fork(test, || {
        load();
        let write = report_function();
        // SAFETY: it asks for nothing.
        assert_eq!(unsafe { write() }, 1, "S_FALSE");
    });
}

/// A process that is forked has the mock's memory, and none of its threads.
#[cfg(unix)]
#[test]
fn a_process_that_is_forked_leaves_the_report_alone() {
    // SAFETY: the declarations are those of POSIX.
    unsafe extern "C" {
        fn fork() -> i32;
        fn exit(code: i32) -> !;
        fn waitpid(process: i32, status: *mut i32, options: i32) -> i32;
    }
    let scratch = Scratch::new();
    let test = "written::a_process_that_is_forked_leaves_the_report_alone";
    let surroundings = Surroundings::default().report(&scratch.file("report.json"));
    surroundings.fork(test, || {
        let core = load();
        // SAFETY: no callback, so that nothing has to stay alive.
        let operation = unsafe { (core.HcsCreateOperation)(std::ptr::null(), None) };
        wait_for(&file(), |report| report["result"] == "open");
        // SAFETY: the new process does nothing but end in order.
        let child = unsafe { fork() };
        if child == 0 {
            // SAFETY: as above.
            unsafe { exit(0) }
        }
        assert!(child > 0);
        let mut status = -1;
        // SAFETY: there is a place for the status.
        assert_eq!(unsafe { waitpid(child, &raw mut status, 0) }, child);
        assert_eq!(status, 0);
        let here = report(&file());
        assert_eq!(here["written"], "running", "{here:#}");
        assert!(file().with_extension("json.lock").exists());
        // SAFETY: it is open, and nobody else uses it.
        unsafe { (core.HcsCloseOperation)(operation) };
        assert_eq!(report(&file())["result"], "clean");
    });
}

/// The mock's own export, which is in no table.
fn report_function() -> unsafe extern "system" fn() -> HRESULT {
    // SAFETY: the library was loaded before, and runs no code now.
    let library = unsafe { libloading::Library::new(library("computecore")) }.unwrap();
    // SAFETY: this is the function's signature.
    let function =
        unsafe { library.get::<unsafe extern "system" fn() -> HRESULT>("HcsMockReport") };
    let function = *function.unwrap();
    std::mem::forget(library);
    function
}
