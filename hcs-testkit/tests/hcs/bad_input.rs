#![allow(unsafe_code)] // Loads libraries that are none.
//! What callers get wrong: each gets an error that names the call and the cause, and leaves the ledger clean.

use std::path::{Path, PathBuf};

use crate::common::{VM, on};
use hcs::{Error, Host};
use hcs_testkit::{Fault, MockHost, Schedule};
use serde_json::json;

fn mock() -> MockHost {
    on(Schedule::Threaded)
}

#[track_caller]
fn says(error: &Error, call: &str, words: &[&str]) {
    assert_eq!(error.call(), call);
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

#[test]
fn t1_an_interior_nul_in_the_id() {
    let mock = mock();
    let error = mock.host().create("a\0b", VM).wait().expect_err("refused");
    says(
        &error,
        "HcsCreateComputeSystem",
        &["NUL", r"a\0b", "byte 1"],
    );
    let error = mock.host().open("a\0b").expect_err("refused");
    says(&error, "HcsOpenComputeSystem", &["NUL"]);
    assert!(mock.history().calls.is_empty(), "nothing was called");
    mock.finish();
}

#[test]
fn t1_an_interior_nul_in_the_document() {
    let mock = mock();
    let error = mock
        .host()
        .create("Test", "{}\0")
        .wait()
        .expect_err("refused");
    says(
        &error,
        "HcsCreateComputeSystem",
        &["NUL", "line 1, column 3"],
    );
    assert!(mock.history().calls.is_empty(), "nothing was called");
    mock.finish();
}

#[test]
fn text_that_is_not_json() {
    let mock = mock();
    let host = mock.host();
    let error = host
        .create("Test", "{\n  'a': 1 }")
        .wait()
        .expect_err("refused");
    assert!(error.is_invalid_json());
    says(
        &error,
        "HcsCreateComputeSystem",
        &["not JSON", "line 2, column 3"],
    );
    let error = host
        .enumerate_with("nonsense")
        .submit()
        .expect_err("refused");
    says(&error, "HcsEnumerateComputeSystems", &["not JSON"]);
    assert!(mock.history().calls.is_empty(), "nothing was called");
    mock.finish();
}

#[test]
fn s2_an_id_that_exists() {
    let mock = mock();
    let first = mock.host().create("Test", VM).wait().expect("created");
    let error = mock.host().create("Test", VM).wait().expect_err("exists");
    assert!(error.is_already_exists());
    says(
        &error,
        "HcsCreateComputeSystem",
        &[
            "exists already",
            "HCS_E_SYSTEM_ALREADY_EXISTS",
            "0x8037010F",
            "another id",
        ],
    );
    let error =
        pollster::block_on(mock.host().create("Test", VM).into_future()).expect_err("exists");
    assert!(error.is_already_exists());
    first.start().wait().expect("the first one is unharmed");
    first.close().expect("closed");
    mock.finish();
}

#[test]
fn s2_both_container_and_virtual_machine() {
    let mock = mock();
    let document = json!({ "Container": {}, "VirtualMachine": {} });
    let error = mock
        .host()
        .create("Test", document)
        .wait()
        .expect_err("refused");
    assert!(error.is_invalid_json());
    says(
        &error,
        "HcsCreateComputeSystem",
        &[
            "HCS_E_INVALID_JSON",
            "exactly one of Container, VirtualMachine",
        ],
    );
    assert!(
        error.document().is_some(),
        "the document of the failure is kept"
    );
    let again = mock
        .host()
        .create("Test", VM)
        .wait()
        .expect("the id is free");
    drop(again);
    mock.finish();
}

#[test]
fn s2_an_unknown_id() {
    let mock = mock();
    let error = mock.host().open("nobody").expect_err("unknown");
    assert!(error.is_not_found());
    says(
        &error,
        "HcsOpenComputeSystem",
        &["no compute system with this id", "HCS_E_SYSTEM_NOT_FOUND"],
    );
    mock.finish();
}

#[test]
fn s3_a_call_on_a_stopped_system() {
    let mock = mock();
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.start().wait().expect("started");
    system.terminate().wait().expect("terminated");
    let error = system.pause().wait().expect_err("stopped");
    assert!(error.is_already_stopped());
    says(&error, "HcsPauseComputeSystem", &["has stopped already"]);
    let properties = system.properties_value().wait().expect("still answers");
    assert_eq!(properties["Stopped"], true);
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn s3_a_call_that_the_state_does_not_allow() {
    let mock = mock();
    let system = mock.host().create("Test", VM).wait().expect("created");
    for (call, name) in [
        (system.save(), "HcsSaveComputeSystem"),
        (system.shut_down_with(json!({})), "HcsShutDownComputeSystem"),
    ] {
        let error = call.wait().expect_err("not running");
        assert!(error.is_invalid_state(), "{error}");
        says(&error, name, &["state does not allow"]);
    }
    drop(system);
    mock.finish();
}

#[test]
fn o1_no_operation_to_be_had() {
    let mock = mock();
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsCreateOperation"));
    let error = system.start().wait().expect_err("no operation");
    says(&error, "HcsStartComputeSystem", &["HcsCreateOperation"]);
    mock.fail(Fault::call("HcsCreateOperation"));
    let error = system.start().submit().expect_err("no operation");
    says(&error, "HcsStartComputeSystem", &["HcsCreateOperation"]);
    drop(system);
    mock.finish();
}

#[cfg(not(windows))]
#[test]
fn l1_no_computecore_on_this_machine() {
    let error = hcs::Host::new().expect_err("not Windows");
    assert!(error.is_unsupported());
    assert!(error.to_string().contains("computecore.dll"), "{error}");
}

/// What [`Host::load_from`] says of this file.
fn load(path: &Path) -> Error {
    // SAFETY: what is loaded here is either no library or one of the system's own.
    unsafe { Host::load_from(path) }.expect_err("not computecore")
}

#[test]
fn l1_a_library_that_is_not_there() {
    let error = load(Path::new("no/such/library.dll"));
    assert!(error.is_unsupported());
    says(&error, "LoadLibraryExW", &["library.dll", "not"]);
}

#[test]
fn l1_a_file_that_is_no_library() {
    let error = load(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/Cargo.toml"
    )));
    assert!(error.is_unsupported());
    says(&error, "LoadLibraryExW", &["Cargo.toml", "not a library"]);
}

/// A library of the system, which has other exports.
fn other_library() -> Option<PathBuf> {
    if cfg!(windows) {
        let root = std::env::var_os("SystemRoot")?;
        return Some(Path::new(&root).join("System32/kernel32.dll"));
    }
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let path = maps
        .split_whitespace()
        .find(|word| word.contains("/libc.so"))?;
    Some(path.into())
}

#[test]
fn l1_a_library_without_the_exports() {
    // Elsewhere than on Windows and Linux none is found, and nothing shown.
    if let Some(library) = other_library() {
        let error = load(&library);
        assert!(error.is_unsupported());
        says(&error, "LoadLibraryExW", &["Hcs", "17763"]);
    }
}
