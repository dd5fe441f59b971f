//! The wrapper of an operation owns the operation and the closure that is its callback's context. When the wrapper goes
//! out of scope while the call is pending, because a future was dropped, an error returned early, a time limit ran out,
//! it closes the one and frees the other. Nothing says that the callback doesn't come then, and nothing says that it
//! isn't running just now on another thread. Crates that wrap this API are built like this (hcs-rs 0.9 frees operation
//! and closure, zlayer-hcs 0.14 closes the operation of a dropped future while its callback reads the result). What the
//! callback is given must outlive everything: O4, O8.

use std::sync::{Mutex, mpsc};
use std::thread;

use hcs_sys::S_OK;
use hcs_testkit::{ClosedPending, MockHost, Profile};

use crate::raw::{Abi, VM};
use crate::{Memory, assert_broken, stepped};

#[test]
fn o8_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);

    let closure = Memory::default();
    let context = closure.clone();
    let operation = hcs.operation_with(move |operation| {
        context.follow();
        hcs.result(operation);
    });
    assert_eq!(hcs.start(vm, operation), S_OK);
    // The wrapper is dropped.
    hcs.close_operation(operation);
    closure.free();

    mock.run_until_idle();
    assert!(closure.was_used_after_free());
    assert_broken(&mock, "O1", "HcsGetOperationResult");
    hcs.close_system(vm);
}

/// What the callback is given may be another operation by then.
#[test]
fn o8_as_they_had_it_where_addresses_are_used_again() {
    let mut profile = Profile::documented();
    profile.reuse_addresses = true;
    let mock = stepped(profile);
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);

    let operation = hcs.operation_with(move |operation| hcs.close_operation(operation));
    assert_eq!(hcs.start(vm, operation), S_OK);
    hcs.close_operation(operation);

    let innocent = hcs.operation();
    assert_eq!(innocent, operation);
    mock.run_until_idle();
    // The late callback has closed it: nobody blames the callback for that, but its owner.
    assert!(mock.violations().is_empty());
    hcs.close_operation(innocent);
    assert_broken(&mock, "O1", "HcsCloseOperation");
    hcs.close_system(vm);
}

#[test]
fn o8_as_they_had_it_while_the_callback_runs() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let (inside, when_inside) = mpsc::channel();
    let (go_on, when_to_go_on) = mpsc::channel();
    let when_to_go_on = Mutex::new(when_to_go_on);

    let closure = Memory::default();
    let context = closure.clone();
    let operation = hcs.operation_with(move |operation| {
        // Anywhere between its first instruction and its last.
        inside.send(()).unwrap();
        when_to_go_on.lock().unwrap().recv().unwrap();
        context.follow();
        hcs.result(operation);
    });
    assert_eq!(hcs.start(vm, operation), S_OK);
    when_inside.recv().unwrap();
    // The future is dropped.
    hcs.close_operation(operation);
    closure.free();
    go_on.send(()).unwrap();

    assert_broken(&mock, "O1", "HcsGetOperationResult");
    assert!(closure.was_used_after_free());
    hcs.close_system(vm);
}

#[test]
fn o8_through_hcs() {
    for closed_pending in [
        ClosedPending::CallbackRuns,
        ClosedPending::CallbackNever,
        ClosedPending::Cancelled,
        ClosedPending::CancelledWithCallback,
    ] {
        for reuse_addresses in [false, true] {
            let mut profile = Profile::documented();
            profile.closed_pending = closed_pending;
            profile.reuse_addresses = reuse_addresses;
            let mock = stepped(profile);
            let vm = mock.host().create("Test", VM).wait().unwrap();

            let pending = vm.start().submit().unwrap();
            // The operation goes on, and belongs to its callback now.
            drop(pending);
            assert_eq!(mock.ledger().operations.open(), 1);
            let innocent = vm.properties().submit().unwrap();
            mock.run_until_idle();
            innocent.wait().unwrap();
            drop(vm);

            mock.finish();
        }
    }
}

/// Futures dropped at the very moment when their callbacks run.
#[test]
fn o8_through_hcs_while_the_callback_runs() {
    for _ in 0..200 {
        let mock = MockHost::new();
        let vm = mock.host().create("Test", VM).wait().unwrap();
        let start = vm.start().submit().unwrap();
        let properties = vm.properties().submit().unwrap();
        let dropping = thread::spawn(move || drop(start));
        drop(properties);
        drop(vm);
        dropping.join().unwrap();
        mock.finish();
    }
}
