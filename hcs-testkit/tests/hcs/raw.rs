#![allow(unsafe_code)] // Makes calls at the C ABI with operations of its own.
//! Operations by hand: owned, asked, and handed over.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use crate::common::{VM, block_on, calls, on, with};
use hcs::raw::{Operation, OperationKind};
use hcs::{ComputeSystem, EventOptions, HResult, Host, Process};
use hcs_sys::{HCS_EVENT, HCS_OPERATION, HCS_SYSTEM};
use hcs_testkit::{Borrowed, Profile, Schedule};
use rstest::rstest;

static CALLS: AtomicUsize = AtomicUsize::new(0);

/// # Safety
/// None is needed: nothing is followed.
unsafe extern "system" fn count(_: HCS_OPERATION, context: *const c_void) {
    CALLS.fetch_add(context as usize, Ordering::SeqCst);
}

#[test]
fn o11_o12_an_operation_by_hand_tells_what_it_was_used_for() {
    for borrowed in [Borrowed::Same, Borrowed::Distinct] {
        let mut profile = Profile::documented();
        profile.borrowed = borrowed;
        let mock = with(Schedule::Threaded, profile);
        let host = mock.host();
        let system = host.create("Test", VM).wait().expect("created");
        let operation = Operation::new(&host).expect("an operation");
        assert_eq!(operation.kind(), OperationKind::NONE);
        assert!(operation.system().is_null() && operation.process().is_null());
        let id = "Test\0".encode_utf16().collect::<Vec<_>>();
        let mut raw = ptr::null_mut();
        let table = host.table();
        // SAFETY: the id ends with a NUL, `raw` is a valid out pointer.
        let code = unsafe { (table.HcsOpenComputeSystem)(id.as_ptr(), 0, &raw mut raw) };
        assert_eq!(code, 0);
        // SAFETY: the handle and the operation are open; there are no options.
        let code = unsafe { (table.HcsStartComputeSystem)(raw, operation.as_raw(), ptr::null()) };
        assert_eq!(code, 0);
        let name = "HcsStartComputeSystem";
        assert_eq!(operation.wait(name).expect("started"), None);
        assert_eq!(operation.kind(), OperationKind::START);
        let lent = operation.system();
        assert_eq!(lent == raw, borrowed == Borrowed::Same);
        assert!(operation.id() > 0);
        // SAFETY: as above; the operation is complete.
        let code = unsafe { (table.HcsStartComputeSystem)(raw, operation.as_raw(), ptr::null()) };
        assert_eq!(code, 0);
        let error = operation.wait(name).expect_err("it runs");
        assert!(error.is_invalid_state() && error.call() == name, "{error}");
        // SAFETY: it is ours, and closed once.
        unsafe { (table.HcsCloseComputeSystem)(raw) };
        drop((operation, system));
        mock.finish();
    }
}

#[test]
fn o9_an_operation_by_hand_takes_a_callback_and_can_be_handed_over() {
    let mock = on(Schedule::Stepped);
    let host = mock.host();
    let operation = Operation::new(&host).expect("an operation");
    // SAFETY: the callback follows nothing.
    unsafe {
        operation
            .set_callback(7 as *const c_void, Some(count))
            .expect("it is idle");
        operation
            .set_context(8 as *const c_void)
            .expect("it is idle");
    }
    assert_eq!(operation.context() as usize, 8);
    let raw = operation.into_raw();
    // SAFETY: it was just given away.
    let operation = unsafe { Operation::from_raw(&host, raw) };
    // SAFETY: the operation is open; there is no query.
    let code = unsafe { (host.table().HcsEnumerateComputeSystems)(ptr::null(), raw) };
    assert_eq!(code, 0);
    mock.run_until_idle();
    assert_eq!(CALLS.load(Ordering::SeqCst), 8);
    assert_eq!(
        operation.wait("HcsEnumerateComputeSystems").expect("told"),
        Some("[]".to_owned())
    );
    drop(operation);
    mock.finish();
}

/// A handle that the program has opened itself.
fn open_raw(host: &Host, id: &str) -> HCS_SYSTEM {
    let id: Vec<u16> = id.encode_utf16().chain([0]).collect();
    let mut raw = ptr::null_mut();
    // SAFETY: the id ends with a NUL, `raw` is a valid out pointer.
    let code = unsafe { (host.table().HcsOpenComputeSystem)(id.as_ptr(), 0, &raw mut raw) };
    assert_eq!(code, 0);
    raw
}

#[test]
fn a_system_is_taken_over_and_closed_once() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let system = host.create("Test", VM).wait().expect("created");
    let raw = open_raw(&host, "Test");
    // SAFETY: nothing is taken over, as the error says.
    let refused = unsafe { ComputeSystem::from_raw(&host, "a\0b", raw) };
    assert!(refused.expect_err("a NUL").to_string().contains("NUL"));
    // SAFETY: NULL is allowed, and refused.
    let refused = unsafe { ComputeSystem::from_raw(&host, "Test", ptr::null_mut()) };
    let refused = refused.expect_err("NULL");
    assert_eq!(refused.code(), Some(HResult(hcs_sys::E_POINTER)));
    // SAFETY: the handle is open, and nobody else's.
    let taken = unsafe { ComputeSystem::from_raw(&host, "Test", raw) }.expect("taken over");
    assert_eq!((taken.id().as_str(), taken.as_raw()), ("Test", raw));
    assert_eq!(taken.with_raw(|lent| lent).expect("open"), raw);
    block_on(&mock, taken.start()).expect("started");
    let other = taken.clone();
    taken.close().expect("closed");
    assert!(other.as_raw().is_null());
    assert!(other.with_raw(|_| ()).expect_err("closed").is_closed());
    assert!(other.into_raw().expect_err("closed").is_closed());
    drop(system);
    mock.finish();
}

#[rstest]
fn s7_e1_a_handle_is_given_away_when_nothing_of_it_is_left(
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let create = host.create("Test", VM).with_events_stream(options);
    let (system, mut events) = create.wait().expect("created");
    let other = system.clone();
    let pending = system.start().submit().expect("started");
    let raw = system.into_raw().expect("given away");
    // It has waited for the call in flight.
    let started = pending.wait_timeout(Duration::ZERO).expect("outside");
    assert!(started.is_ok(), "complete");
    while events.recv().expect("outside").is_some() {}
    assert!(other.start().wait().expect_err("given away").is_closed());
    assert!(other.into_raw().expect_err("given away").is_closed());
    assert!(mock.system_state("Test").is_some(), "it was not closed");

    let set = host.table().HcsSetComputeSystemCallback;
    // SAFETY: the handle is ours now; the callback follows nothing.
    let code = unsafe { set(raw, 0, ptr::null(), Some(ignore)) };
    assert_eq!(code, 0, "there is no callback any more (E1)");
    // SAFETY: it is ours, and closed once.
    unsafe { (host.table().HcsCloseComputeSystem)(raw) };
    mock.finish();
}

#[test]
fn e1_of_a_handle_without_events_nothing_is_taken_back() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let system = host.create("Test", VM).wait().expect("created");
    let raw = system.into_raw().expect("given away");
    assert_eq!(calls(&mock, "HcsSetComputeSystemCallback"), 0);
    // SAFETY: it is ours, and closed once.
    unsafe { (host.table().HcsCloseComputeSystem)(raw) };
    mock.finish();
}

#[test]
fn s6_a_handle_is_not_given_away_inside_a_callback() {
    let mock = on(Schedule::Inline);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let inside = system.clone();
    let (sender, receiver) = mpsc::channel();
    let start = system.start().on_complete(move |result| {
        result.expect("started");
        let given = inside.into_raw().map(|raw| raw.addr());
        sender.send(given).expect("the test waits");
    });
    start.expect("issued");
    let error = receiver.recv().expect("run").expect_err("in a callback");
    assert!(error.is_in_callback(), "{error}");
    system.pause().wait().expect("it is still here");
    drop(system);
    mock.finish();
}

#[test]
fn p1_a_process_is_given_away_and_taken_over() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let system = host
        .create(
            "Test",
            r#"{"Container":{},"ShouldTerminateOnLastHandleClosed":true}"#,
        )
        .wait()
        .expect("created");
    system.start().wait().expect("started");
    let parameters = r#"{"CommandLine":"cat","CreateStdInPipe":true,"CreateStdOutPipe":true}"#;
    let mut process = system.create_process(parameters).wait().expect("created");
    let (id, stdin) = (process.id(), process.stdin.take());
    let mut events = process.events(EventOptions::NONE).expect("registered");
    let raw = process.into_raw().expect("given away");
    assert!(
        events.recv().expect("outside").is_none(),
        "the stream has ended"
    );

    // SAFETY: NULL is allowed, and refused.
    let refused = unsafe { Process::from_raw(&system, id, ptr::null_mut()) };
    refused.expect_err("NULL");
    // SAFETY: the handle was just given away.
    let mut process = unsafe { Process::from_raw(&system, id, raw) }.expect("taken over");
    assert_eq!((process.id(), process.as_raw()), (id, raw));
    assert_eq!(process.with_raw(|lent| lent).expect("open"), raw);
    assert!(process.stdin.is_none() && process.stdout.is_none());
    process.stdin = stdin;
    // With the end of its input the process ends.
    assert!(process.wait().expect("it exits").success());
    drop((process, system));
    mock.finish();
}

/// # Safety
/// None is needed: nothing is followed.
unsafe extern "system" fn ignore(_: *const HCS_EVENT, _: *const c_void) {}

#[test]
fn an_unknown_kind_is_a_number() {
    assert_eq!(format!("{:?}", OperationKind(77)), "OperationKind(77)");
    assert_eq!(format!("{:?}", OperationKind::CRASH), "CRASH");
}
