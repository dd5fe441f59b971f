//! The service goes away (E8).

use std::sync::mpsc;
use std::thread;

use hcs_sys::*;
use hcs_testkit::{Disconnected, MockHost, Profile, Schedule};

use crate::models::on_each_schedule;
use crate::raw::{Abi, VM};

fn stepped(disconnected: Disconnected) -> (MockHost, Abi) {
    let mut profile = Profile::documented();
    profile.disconnected = disconnected;
    let mock = MockHost::builder()
        .schedule(Schedule::Stepped)
        .profile(profile)
        .build();
    let hcs = Abi::of(&mock);
    (mock, hcs)
}

#[test]
fn e8_every_later_call_fails_and_what_needs_no_service_works() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", VM);
        mock.disconnect_service();
        mock.disconnect_service();
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), HCS_E_SERVICE_DISCONNECT);
        assert_eq!(hcs.enumerate(operation, None), HCS_E_SERVICE_DISCONNECT);
        assert_eq!(hcs.open("Test").0, HCS_E_SERVICE_DISCONNECT);
        assert_eq!(hcs.subscribe(system, 0, |_| {}), HCS_E_SERVICE_DISCONNECT);
        let exit = hcs.wait_for_exit(system, INFINITE);
        assert_eq!(exit, (HCS_E_SERVICE_DISCONNECT, None));
        let (code, created) = hcs.create_with("Other", VM, operation);
        assert_eq!((code, created), (HCS_E_SERVICE_DISCONNECT, 0));
        assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_NOT_STARTED);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn e8_the_event_callbacks_are_told_once() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", VM);
        let (sender, received) = mpsc::channel();
        let code = hcs.subscribe(system, 0, move |event| sender.send(event.kind).unwrap());
        assert_eq!(code, S_OK);
        mock.disconnect_service();
        mock.disconnect_service();
        mock.run_until_idle();
        hcs.close_system(system);
        let told: Vec<_> = received.try_iter().collect();
        assert_eq!(told, [HcsEventServiceDisconnect]);
    });
}

#[test]
fn e8_what_is_pending_completes_with_the_disconnect() {
    let (mock, hcs) = stepped(Disconnected::Complete);
    let system = hcs.create("Test", VM);
    let (sender, received) = mpsc::channel();
    let options = HcsEventOptionEnableOperationCallbacks;
    let code = hcs.subscribe(system, options, move |event| {
        sender.send((event.kind, event.operation)).unwrap();
    });
    assert_eq!(code, S_OK);
    let (start, list) = (hcs.operation(), hcs.operation());
    assert_eq!(hcs.start(system, start), S_OK);
    assert_eq!(hcs.enumerate(list, None), S_OK);
    mock.disconnect_service();
    mock.run_until_idle();
    for operation in [start, list] {
        assert_eq!(hcs.result(operation).0, HCS_E_SERVICE_DISCONNECT);
        hcs.close_operation(operation);
    }
    let mut told: Vec<_> = received.try_iter().collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (HcsEventOperationCallback, start),
            (HcsEventServiceDisconnect, 0)
        ]
    );
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn e8_what_is_pending_on_a_handle_with_a_callback_may_never_complete() {
    let (mock, hcs) = stepped(Disconnected::Never);
    let system = hcs.create("Test", VM);
    let (_, silent) = hcs.open("Test");
    assert_eq!(hcs.subscribe(system, 0, |_| {}), S_OK);
    let never = hcs.operation_with(|_| panic!("it must not run"));
    let other = hcs.operation();
    let waited = hcs.operation();
    assert_eq!(hcs.start(system, never), S_OK);
    assert_eq!(hcs.pause(system, waited), S_OK);
    assert_eq!(hcs.pause(silent, other), S_OK);
    mock.disconnect_service();
    mock.run_until_idle();
    assert_eq!(hcs.result(never).0, HCS_E_OPERATION_PENDING);
    assert_eq!(hcs.result(other).0, HCS_E_SERVICE_DISCONNECT);
    // An explicit wait ends all the same.
    assert_eq!(hcs.wait(waited).0, HCS_E_SERVICE_DISCONNECT);
    for operation in [never, other, waited] {
        hcs.close_operation(operation);
    }
    hcs.close_system(system);
    hcs.close_system(silent);
    mock.finish();
}

#[test]
fn e8_waits_that_are_under_way_end() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", VM);
    mock.fail(hcs_testkit::Fault::call("HcsPauseComputeSystem").never_completes());
    let operation = hcs.operation();
    assert_eq!(hcs.pause(system, operation), S_OK);
    let waits = [
        thread::spawn(move || hcs.wait(operation).0),
        thread::spawn(move || hcs.wait_for_exit(system, INFINITE).0),
    ];
    while mock.blocked_calls() < 2 {
        thread::yield_now();
    }
    mock.disconnect_service();
    for wait in waits {
        assert_eq!(wait.join().unwrap(), HCS_E_SERVICE_DISCONNECT);
    }
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}
