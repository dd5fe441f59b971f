#![allow(unsafe_code)] // Calls the raw C ABI through a recorder.

//! Callbacks and contexts: the program has its own, whatever the host is given.
//!
//! # Safety
//! The callbacks are for the mock to call; their contexts are numbers.

use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};

use hcs_sys::*;
use hcs_testkit::{Chance, LateSetting, MockHost, Profile, Schedule};

use crate::recorder;

/// What a callback was called with, and on which thread.
type Told = (usize, usize, ThreadId);

/// The calls of callbacks with contexts from a hundred numbers, which one test has for itself.
static TOLD: Mutex<Vec<Told>> = Mutex::new(Vec::new());

fn told(hundred: usize) -> Vec<(usize, usize)> {
    let told = TOLD.lock().unwrap();
    let own = told.iter().filter(|it| it.1 / 100 == hundred);
    own.map(|&(operation, context, _)| (operation, context))
        .collect()
}

unsafe extern "system" fn on_operation(operation: HCS_OPERATION, context: *const c_void) {
    let call = (operation as usize, context as usize, thread::current().id());
    TOLD.lock().unwrap().push(call);
}

unsafe extern "system" fn on_event(event: *const HCS_EVENT, context: *const c_void) {
    // SAFETY: the event lives until this returns.
    let kind = unsafe { (*event).Type };
    let call = (kind as usize, context as usize, thread::current().id());
    TOLD.lock().unwrap().push(call);
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Calls an export.
macro_rules! call {
    ($function:expr, $($argument:expr),* $(,)?) => {
        // SAFETY: texts end with a NUL, places can be written to, contexts are numbers.
        unsafe { ($function)($($argument),*) }
    };
}

fn inline(profile: Profile) -> MockHost {
    MockHost::builder()
        .schedule(Schedule::Inline)
        .profile(profile)
        .build()
}

#[test]
fn an_operation_has_the_context_that_the_program_gave_it() {
    let mock = inline(Profile::documented());
    let (recorder, text) = recorder(mock.table());
    let hcs = recorder.table();
    let operation = call!(hcs.HcsCreateOperation, 100 as _, Some(on_operation as _));
    let context = || call!(hcs.HcsGetOperationContext, operation) as usize;
    assert_eq!(context(), 100);
    assert_eq!(call!(hcs.HcsSetOperationContext, operation, 101 as _), S_OK);
    assert_eq!(context(), 101);
    call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
    assert_eq!(told(1), [(operation as usize, 101)]);
    let thread = TOLD
        .lock()
        .unwrap()
        .iter()
        .find(|it| it.1 == 101)
        .unwrap()
        .2;
    assert_eq!(thread, thread::current().id(), "inside of the call");
    // Without a callback the context is passed on as it is, and with the same one again.
    let none: HCS_OPERATION_COMPLETION = None;
    call!(hcs.HcsSetOperationCallback, operation, 102 as _, none);
    assert_eq!(context(), 102);
    call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
    assert_eq!(call!(hcs.HcsSetOperationContext, operation, 103 as _), S_OK);
    assert_eq!(context(), 103);
    let some: HCS_OPERATION_COMPLETION = Some(on_operation);
    call!(hcs.HcsSetOperationCallback, operation, ptr::null(), some);
    assert_eq!(context(), 0);
    call!(hcs.HcsSetOperationContext, operation, 104 as _);
    call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
    assert_eq!(told(1).last(), Some(&(operation as usize, 104)));
    assert_eq!(told(1).len(), 2);
    call!(hcs.HcsCloseOperation, operation);
    // After the close the host answers what it answers: nothing.
    assert_eq!(context(), 0);
    recorder.finish();
    let lines = text.lines();
    let callbacks = lines.iter().filter(|line| line["callback"].is_string());
    assert_eq!(callbacks.count(), 2);
    assert_eq!(lines.last().unwrap()["end"], "finished");
}

#[test]
fn a_context_that_is_set_too_late_is_the_hosts_choice() {
    for (late, expected) in [
        (LateSetting::TooLate, 200),
        (LateSetting::InTime, 201),
        (LateSetting::Refused, 200),
    ] {
        let mut profile = Profile::documented();
        profile.late_setting = late;
        let mock = MockHost::builder()
            .schedule(Schedule::Stepped)
            .profile(profile)
            .build();
        let (recorder, _) = recorder(mock.table());
        let hcs = recorder.table();
        let operation = call!(hcs.HcsCreateOperation, 200 as _, Some(on_operation as _));
        call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
        let code = call!(hcs.HcsSetOperationContext, operation, 201 as _);
        assert_eq!(code < 0, late == LateSetting::Refused);
        while mock.step() {}
        assert_eq!(
            told(2).last(),
            Some(&(operation as usize, expected)),
            "{late:?}"
        );
        call!(hcs.HcsCloseOperation, operation);
    }
}

/// The callback comes after the close, and twice.
#[test]
fn callbacks_that_come_late_and_twice_come_to_the_program() {
    let mut profile = Profile::documented();
    profile.duplicate_callbacks = Chance::ALWAYS;
    let mock = MockHost::builder()
        .schedule(Schedule::Stepped)
        .profile(profile)
        .build();
    let (recorder, _) = recorder(mock.table());
    let hcs = recorder.table();
    let operation = call!(hcs.HcsCreateOperation, 300 as _, Some(on_operation as _));
    call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
    call!(hcs.HcsCloseOperation, operation);
    // The recording is over, too: the callbacks still come.
    recorder.finish();
    while mock.step() {}
    assert_eq!(told(3), [(operation as usize, 300); 2]);
    mock.finish();
}

#[test]
fn events_come_with_the_programs_context_also_of_a_creation_with_options() {
    let mock = inline(Profile::documented());
    let (recorder, text) = recorder(mock.table());
    let hcs = recorder.table();
    let (id, namespace, vm) = (wide("Test"), wide(""), wide(r#"{"VirtualMachine":{}}"#));
    let operation = call!(hcs.HcsCreateOperation, ptr::null(), None);
    let options = HCS_CREATE_OPTIONS_1 {
        Version: HcsCreateOptions_1,
        CallbackOptions: HcsEventOptionEnableOperationCallbacks,
        CallbackContext: 400 as _,
        Callback: Some(on_event),
        ..HCS_CREATE_OPTIONS_1::default()
    };
    let create = hcs.HcsCreateComputeSystemInNamespace.unwrap();
    let mut system = ptr::null_mut();
    let code = call!(
        create,
        namespace.as_ptr(),
        id.as_ptr(),
        vm.as_ptr(),
        operation,
        (&raw const options).cast(),
        &raw mut system
    );
    assert_eq!(code, S_OK);
    assert_eq!(told(4), [(HcsEventOperationCallback as usize, 400)]);
    assert_eq!(
        options.CallbackContext as usize, 400,
        "the program's own structure stays"
    );
    let register = |context: usize, callback: HCS_EVENT_CALLBACK| {
        let function = hcs.HcsSetComputeSystemCallback;
        call!(function, system, 0, context as _, callback)
    };
    assert_eq!(
        register(401, Some(on_event)),
        HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET
    );
    assert_eq!(register(0, None), S_OK);
    assert_eq!(register(402, Some(on_event)), S_OK);
    call!(
        hcs.HcsTerminateComputeSystem,
        system,
        operation,
        ptr::null()
    );
    assert_eq!(told(4)[1..], [(HcsEventSystemExited as usize, 402)]);
    call!(hcs.HcsCloseOperation, operation);
    call!(hcs.HcsCloseComputeSystem, system);
    recorder.finish();
    mock.finish();
    let lines = text.lines();
    let create = lines
        .iter()
        .find(|line| line["args"]["options"].is_object());
    let told = &create.unwrap()["args"]["options"];
    assert_eq!(
        (&told["context"], &told["callbackoptions"]),
        (&"0x190".into(), &1.into())
    );
    assert!(told["callback"].is_string());
}

/// Callbacks of many threads at the same time, with operations that come and go.
#[test]
fn many_threads_have_their_own_callbacks() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    unsafe extern "system" fn count(_: HCS_OPERATION, context: *const c_void) {
        COUNT.fetch_add(context as usize, Ordering::Relaxed);
    }
    let mut profile = Profile::documented();
    profile.reuse_addresses = true;
    let mock = MockHost::builder().profile(profile).build();
    let (recorder, text) = recorder(mock.table());
    let hcs = recorder.table();
    thread::scope(|scope| {
        for number in 1..=4_usize {
            scope.spawn(move || {
                for _ in 0..200 {
                    let operation = call!(hcs.HcsCreateOperation, number as _, Some(count as _));
                    call!(hcs.HcsEnumerateComputeSystems, ptr::null(), operation);
                    call!(hcs.HcsCloseOperation, operation);
                }
            });
        }
    });
    mock.finish();
    assert_eq!(COUNT.load(Ordering::Relaxed), 200 * (1 + 2 + 3 + 4));
    recorder.finish();
    let lines = text.lines();
    let made = lines
        .iter()
        .filter(|line| line["function"] == "HcsCreateOperation");
    let names: std::collections::HashSet<_> =
        made.map(|line| line["result"]["handle"].as_str()).collect();
    assert_eq!(names.len(), 800, "each has a name, whatever its address");
}
