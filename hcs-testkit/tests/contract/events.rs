//! Events (E1–E11).

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Barrier};

use hcs_sys::*;
use hcs_testkit::{
    Chance, ExitType, Missed, MockHost, NullNamespace, OperationEventData, Profile, Schedule,
};

use crate::models::on_each_schedule;
use crate::raw::{Abi, Event, Handle, VM};

const OPERATIONS: HCS_EVENT_OPTIONS = HcsEventOptionEnableOperationCallbacks;

fn with(schedule: Schedule, set: impl FnOnce(&mut Profile)) -> (MockHost, Abi) {
    let mut profile = Profile::documented();
    set(&mut profile);
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(profile)
        .build();
    let hcs = Abi::of(&mock);
    (mock, hcs)
}

/// Subscribes; what is delivered.
fn events(hcs: Abi, system: Handle, options: HCS_EVENT_OPTIONS) -> Receiver<Event> {
    let (sender, receiver) = mpsc::channel();
    let code = hcs.subscribe(system, options, move |event| {
        let _ = sender.send(event);
    });
    assert_eq!(code, S_OK);
    receiver
}

#[test]
fn e1_a_handle_has_one_callback_until_it_is_unregistered() {
    on_each_schedule(|_, hcs| {
        let system = hcs.create("Test", VM);
        let _first = events(hcs, system, HcsEventOptionNone);
        let again = hcs.subscribe(system, HcsEventOptionNone, |_| {});
        assert_eq!(again, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
        assert_eq!(hcs.unsubscribe(system), S_OK);
        assert_eq!(hcs.unsubscribe(system), S_OK, "once more does no harm");
        let _second = events(hcs, system, HcsEventOptionNone);
        hcs.close_system(system);
    });
}

#[test]
fn e1_each_handle_has_a_callback_of_its_own() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", VM);
        let (_, second) = hcs.open("Test");
        let received = [system, second].map(|it| events(hcs, it, HcsEventOptionNone));
        hcs.done(|operation| hcs.terminate(system, operation));
        mock.run_until_idle();
        for events in received {
            assert_eq!(events.recv().unwrap().kind, HcsEventSystemExited);
        }
        hcs.close_system(system);
        hcs.close_system(second);
    });
}

#[test]
fn an_exit_is_told_with_how_it_came() {
    on_each_schedule(|mock, hcs| {
        for (exit_type, name) in [
            (ExitType::GracefulExit, "GracefulExit"),
            (ExitType::UnexpectedExit, "UnexpectedExit"),
        ] {
            let system = hcs.running("Test", VM);
            let received = events(hcs, system, HcsEventOptionNone);
            assert!(mock.exit_system("Test", exit_type));
            mock.run_until_idle();
            let event = received.recv().unwrap();
            assert_eq!(event.kind, HcsEventSystemExited);
            assert!(event.data.unwrap().contains(name));
            assert_eq!(event.operation, 0);
            assert!(!mock.exit_system("Test", exit_type), "it has exited");
            hcs.close_system(system);
        }
    });
}

#[test]
fn a_crash_is_told_and_reported_and_ends_the_system() {
    on_each_schedule(|mock, hcs| {
        assert!(!mock.crash_system("Test"));
        for by_call in [false, true] {
            let system = hcs.running("Test", VM);
            let received = events(hcs, system, HcsEventOptionNone);
            if by_call {
                hcs.done(|operation| hcs.crash(system, operation));
            } else {
                assert!(mock.crash_system("Test"));
            }
            mock.run_until_idle();
            let mut kinds: Vec<_> = (0..3).map(|_| received.recv().unwrap().kind).collect();
            kinds.sort_unstable();
            assert_eq!(
                kinds,
                [
                    HcsEventSystemExited,
                    HcsEventSystemCrashInitiated,
                    HcsEventSystemCrashReport
                ]
            );
            hcs.close_system(system);
        }
    });
}

#[test]
fn e2_event_data_may_be_missing() {
    let (mock, hcs) = with(Schedule::Inline, |it| {
        it.event_data_missing = Chance::ALWAYS;
    });
    let system = hcs.running("Test", VM);
    let received = events(hcs, system, HcsEventOptionNone);
    mock.exit_system("Test", ExitType::GracefulExit);
    assert_eq!(received.recv().unwrap().data, None);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn e3_callbacks_of_one_registration_run_at_the_same_time() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", VM);
    let both = Arc::new(Barrier::new(2));
    let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
        both.wait();
    });
    assert_eq!(code, S_OK);
    mock.emit_event("Test", 1000, None);
    mock.emit_event("Test", 1001, None);
    mock.run_until_idle();
    hcs.close_system(system);
    assert_eq!(mock.ledger().events, 2);
    mock.finish();
}

#[test]
fn e4_completions_arrive_as_events_with_the_clients_own_handle() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let received = events(hcs, system, OPERATIONS);
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), S_OK);
        mock.run_until_idle();
        let event = received.recv().unwrap();
        assert_eq!(event.kind, HcsEventOperationCallback);
        assert_eq!(event.operation, operation);
        assert_eq!(event.data, None);
        assert_eq!(hcs.result(operation), (S_OK, None));
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn e4_an_operation_with_its_own_callback_is_refused_and_stays_the_callers() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let _events = events(hcs, system, OPERATIONS);
        let operation = hcs.operation_with(|_| panic!("it must not run"));
        assert_eq!(
            hcs.start(system, operation),
            HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET
        );
        mock.run_until_idle();
        assert_eq!(mock.ledger().open, ["op#2", "sys#1"]);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn e4_without_the_option_completions_are_no_events() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let received = events(hcs, system, HcsEventOptionNone);
        hcs.done(|operation| hcs.start(system, operation));
        mock.run_until_idle();
        assert!(received.try_recv().is_err());
        hcs.close_system(system);
    });
}

#[test]
fn e4_the_event_may_carry_a_copy_of_the_result() {
    let (mock, hcs) = with(Schedule::Inline, |it| {
        it.operation_event_data = OperationEventData::Result;
    });
    let system = hcs.create("Test", VM);
    let received = events(hcs, system, OPERATIONS);
    let operation = hcs.operation();
    assert_eq!(hcs.properties(system, operation, None), S_OK);
    let data = received.recv().unwrap().data;
    assert!(data.is_some());
    assert_eq!(hcs.result(operation), (S_OK, data));
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}

/// A creation that completed before the callback was registered; whether its event comes then.
fn completed_before(missed: Missed) -> bool {
    let (mock, hcs) = with(Schedule::Inline, |it| {
        it.completed_before_registration = missed;
    });
    let operation = hcs.operation();
    let (_, system) = hcs.create_with("Test", VM, operation);
    let received = events(hcs, system, OPERATIONS);
    let told = received.try_recv();
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
    match told {
        Ok(event) => {
            assert_eq!(event.operation, operation);
            true
        }
        Err(_) => false,
    }
}

#[test]
fn e5_what_completed_before_the_registration_is_told_then_or_never() {
    assert!(completed_before(Missed::Delivered));
    assert!(!completed_before(Missed::Lost));
}

#[test]
fn e5_what_was_waited_for_already_is_not_told() {
    on_each_schedule(|mock, hcs| {
        let operation = hcs.operation();
        let (_, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(hcs.wait(operation).0, S_OK);
        let received = events(hcs, system, OPERATIONS);
        mock.run_until_idle();
        assert!(received.try_recv().is_err());
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn e6_an_event_may_name_an_operation_that_is_closed_and_its_address_anothers() {
    let (mock, hcs) = with(Schedule::Stepped, |it| {
        it.stale_events = Chance::ALWAYS;
        it.reuse_addresses = true;
    });
    let system = hcs.create("Test", VM);
    let received = events(hcs, system, OPERATIONS);
    let first = hcs.operation();
    assert_eq!(hcs.start(system, first), S_OK);
    assert_eq!(hcs.wait(first).0, S_OK);
    hcs.close_operation(first);
    let second = hcs.operation();
    assert_eq!(second, first, "the address was used again");
    assert_eq!(hcs.pause(system, second), S_OK);
    // The event for the first is still under way, and names what is now the second.
    while received.try_recv().is_err() {
        assert!(mock.step());
    }
    let code = hcs.result(second).0;
    assert!(code == HCS_E_OPERATION_PENDING || code == S_OK);
    mock.run_until_idle();
    hcs.close_operation(second);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn e7_events_of_unknown_types_are_delivered() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let received = events(hcs, system, HcsEventOptionNone);
        assert!(mock.emit_event("Test", 0x7777, Some("{\"New\":true}")));
        assert!(!mock.emit_event("Other", 0x7777, None));
        mock.run_until_idle();
        let event = received.recv().unwrap();
        assert_eq!(event.kind, 0x7777);
        assert_eq!(event.data.as_deref(), Some("{\"New\":true}"));
        hcs.close_system(system);
    });
}

#[test]
fn e9_the_event_callback_can_be_registered_at_creation() {
    on_each_schedule(|mock, hcs| {
        let (sender, received) = mpsc::channel();
        let options = hcs.options(OPERATIONS, move |event: Event| sender.send(event).unwrap());
        let operation = hcs.operation();
        let (code, system) = hcs.create_in(Some("space"), "Test", operation, Some(options));
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        assert_eq!(received.recv().unwrap().operation, operation);
        assert_eq!(mock.systems()[0].namespace, "space");
        assert_eq!(mock.system_state("Test"), None, "not in the default one");
        assert_eq!(hcs.open("Test").0, HCS_E_SYSTEM_NOT_FOUND);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn e9_an_operation_with_its_own_callback_is_refused_there_too() {
    let (mock, hcs) = with(Schedule::Inline, |_| {});
    let options = hcs.options(OPERATIONS, |_| {});
    let operation = hcs.operation_with(|_| panic!("it must not run"));
    let (code, system) = hcs.create_in(Some("space"), "Test", operation, Some(options));
    assert_eq!(code, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
    assert_eq!(system, 0);
    hcs.close_operation(operation);
    mock.finish();
}

#[test]
fn e9_no_namespace_is_the_default_one_or_refused() {
    for (setting, expected) in [
        (NullNamespace::Default, S_OK),
        (NullNamespace::Refused, E_INVALIDARG),
    ] {
        let (mock, hcs) = with(Schedule::Inline, |it| it.null_namespace = setting);
        let operation = hcs.operation();
        let (code, system) = hcs.create_in(None, "Test", operation, None);
        assert_eq!(code, expected);
        assert_eq!(mock.system_state("Test").is_some(), code == S_OK);
        hcs.close_operation(operation);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn e10_an_exit_before_the_registration_is_told_then_or_never() {
    for (setting, told) in [(Missed::Delivered, true), (Missed::Lost, false)] {
        let (mock, hcs) = with(Schedule::Inline, |it| {
            it.exited_before_registration = setting;
        });
        let system = hcs.running("Test", VM);
        mock.exit_system("Test", ExitType::GracefulExit);
        let received = events(hcs, system, HcsEventOptionNone);
        assert_eq!(received.try_recv().is_ok(), told);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn e11_the_exit_may_be_told_before_the_terminate_that_caused_it_is_complete() {
    let mut orders = Vec::new();
    for chance in [Chance::NEVER, Chance::ALWAYS] {
        let (mock, hcs) = with(Schedule::Inline, |it| it.exit_event_first = chance);
        let system = hcs.running("Test", VM);
        let received = events(hcs, system, OPERATIONS);
        let operation = hcs.operation();
        assert_eq!(hcs.terminate(system, operation), S_OK);
        orders.push([received.recv().unwrap().kind, received.recv().unwrap().kind]);
        hcs.close_operation(operation);
        hcs.close_system(system);
        mock.finish();
    }
    let (done, exited) = (HcsEventOperationCallback, HcsEventSystemExited);
    assert_eq!(orders, [[done, exited], [exited, done]]);
}

#[test]
fn after_unregistering_an_event_may_still_arrive_where_the_host_has_it_so() {
    for (chance, expected) in [(Chance::NEVER, 0), (Chance::ALWAYS, 1)] {
        let (mock, hcs) = with(Schedule::Stepped, |it| it.events_after_unregister = chance);
        let system = hcs.create("Test", VM);
        let received = events(hcs, system, HcsEventOptionNone);
        mock.emit_event("Test", 7, None);
        assert_eq!(hcs.unsubscribe(system), S_OK);
        mock.run_until_idle();
        assert_eq!(received.try_iter().count(), expected);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn events_and_callbacks_may_be_doubled() {
    let (mock, hcs) = with(Schedule::Stepped, |it| {
        it.duplicate_events = Chance::ALWAYS;
        it.duplicate_callbacks = Chance::ALWAYS;
    });
    let operation = hcs.operation_with(|_| {});
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(hcs.wait(operation).0, S_OK);
    mock.run_until_idle();
    assert_eq!(mock.ledger().operation_callbacks, 2);
    let received = events(hcs, system, HcsEventOptionNone);
    mock.emit_event("Test", 7, None);
    mock.run_until_idle();
    assert_eq!(received.try_iter().count(), 2);
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}
