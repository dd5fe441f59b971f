//! Compute systems (S1–S5, S8).

use std::sync::mpsc;

use hcs_sys::*;
use hcs_testkit::{ClosedHandle, ExitType, MockHost, NullNamespace, Profile, Schedule, State};

use crate::models::on_each_schedule;
use crate::raw::{Abi, CONTAINER, LASTING_VM, VM};

#[test]
fn s1_the_handle_is_the_callers_also_when_the_creation_fails() {
    on_each_schedule(|mock, hcs| {
        let operation = hcs.operation();
        let (code, system) = hcs.create_with("Test", "nonsense", operation);
        assert_eq!(code, S_OK);
        assert_ne!(system, 0);
        assert_eq!(hcs.wait(operation).0, HCS_E_INVALID_JSON);
        assert_eq!(mock.system_state("Test"), None);
        // What is there to terminate?
        assert_eq!(hcs.terminate(system, operation), S_OK);
        assert_eq!(hcs.wait(operation).0, HCS_E_SYSTEM_NOT_FOUND);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn s2_a_taken_id_is_refused_through_the_operation_and_its_system_is_not_touched() {
    on_each_schedule(|mock, hcs| {
        let first = hcs.running("Test", VM);
        let operation = hcs.operation();
        let (code, second) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        assert_eq!(hcs.wait(operation).0, HCS_E_SYSTEM_ALREADY_EXISTS);
        hcs.close_operation(operation);
        hcs.close_system(second);
        assert_eq!(mock.system_state("Test"), Some(State::Running));
        hcs.close_system(first);
    });
}

#[test]
fn s2_an_unknown_id_can_not_be_opened() {
    on_each_schedule(|_, hcs| {
        assert_eq!(hcs.open("Test"), (HCS_E_SYSTEM_NOT_FOUND, 0));
        let system = hcs.create("Test", VM);
        let (code, opened) = hcs.open("Test");
        assert_eq!(code, S_OK);
        assert_ne!(opened, system);
        hcs.done(|operation| hcs.start(opened, operation));
        hcs.close_system(opened);
        hcs.close_system(system);
    });
}

#[test]
fn s2_a_configuration_that_does_not_name_one_kind_is_invalid() {
    on_each_schedule(|_, hcs| {
        for configuration in [
            "",
            "{",
            "{}",
            "[]",
            r#"{"Container":{},"VirtualMachine":{}}"#,
            r#"{"VirtualMachine":7}"#,
        ] {
            let operation = hcs.operation();
            let (code, system) = hcs.create_with("Test", configuration, operation);
            assert_eq!(code, S_OK, "{configuration}");
            let (code, document) = hcs.wait(operation);
            assert_eq!(code, HCS_E_INVALID_JSON, "{configuration}");
            assert!(document.unwrap().contains("\"EventId\":11000"));
            hcs.close_operation(operation);
            hcs.close_system(system);
        }
    });
}

#[test]
fn s3_a_system_goes_through_its_states() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let state = || mock.system_state("Test").unwrap();
        assert_eq!(state(), State::Created);
        hcs.done(|operation| hcs.start(system, operation));
        assert_eq!(state(), State::Running);
        hcs.done(|operation| hcs.pause(system, operation));
        assert_eq!(state(), State::Paused);
        hcs.done(|operation| hcs.save(system, operation));
        assert_eq!(state(), State::Paused, "saving leaves it paused");
        hcs.done(|operation| hcs.resume(system, operation));
        assert_eq!(state(), State::Running);
        hcs.done(|operation| hcs.modify(system, operation, Some("{}")));
        hcs.done(|operation| hcs.terminate(system, operation));
        assert_eq!(state(), State::Stopped);
        hcs.close_system(system);
        assert_eq!(mock.system_state("Test"), None);
    });
}

#[test]
fn s3_what_a_state_does_not_allow_is_refused_through_the_operation() {
    on_each_schedule(|_, hcs| {
        let system = hcs.create("Test", VM);
        let refused = |call: &dyn Fn(usize) -> HRESULT| {
            let (code, document) = hcs.outcome(call);
            assert_eq!(code, HCS_E_INVALID_STATE);
            assert!(document.unwrap().starts_with("{\"Error\":-1070137083,"));
        };
        refused(&|operation| hcs.pause(system, operation));
        refused(&|operation| hcs.resume(system, operation));
        refused(&|operation| hcs.save(system, operation));
        refused(&|operation| hcs.shut_down(system, operation, Some("{}")));
        refused(&|operation| hcs.crash(system, operation));
        hcs.done(|operation| hcs.start(system, operation));
        refused(&|operation| hcs.start(system, operation));
        refused(&|operation| hcs.resume(system, operation));
        refused(&|operation| hcs.save(system, operation));
        hcs.done(|operation| hcs.pause(system, operation));
        refused(&|operation| hcs.pause(system, operation));
        refused(&|operation| hcs.shut_down(system, operation, Some("{}")));
        hcs.close_system(system);
    });
}

#[test]
fn s3_after_the_exit_everything_but_a_query_is_refused_through_the_operation() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", VM);
        hcs.done(|operation| hcs.terminate(system, operation));
        let refused = |call: &dyn Fn(usize) -> HRESULT| {
            assert_eq!(hcs.outcome(call).0, HCS_E_SYSTEM_ALREADY_STOPPED);
        };
        refused(&|operation| hcs.start(system, operation));
        refused(&|operation| hcs.pause(system, operation));
        refused(&|operation| hcs.resume(system, operation));
        refused(&|operation| hcs.save(system, operation));
        refused(&|operation| hcs.terminate(system, operation));
        refused(&|operation| hcs.shut_down(system, operation, None));
        refused(&|operation| hcs.modify(system, operation, Some("{}")));
        refused(&|operation| hcs.crash(system, operation));
        hcs.done(|operation| hcs.properties(system, operation, None));
        hcs.close_system(system);
    });
}

#[test]
fn s3_a_system_that_was_never_started_can_be_terminated() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        hcs.done(|operation| hcs.terminate(system, operation));
        assert_eq!(mock.system_state("Test"), Some(State::Stopped));
        hcs.close_system(system);
    });
}

#[test]
fn s3_calls_on_one_system_take_effect_in_their_order() {
    for seed in 0..20 {
        let mock = MockHost::builder()
            .schedule(Schedule::Stepped)
            .seed(seed)
            .build();
        let hcs = Abi::of(&mock);
        let operations = [(); 4].map(|()| hcs.operation());
        let (_, system) = hcs.create_with("Test", VM, operations[0]);
        assert_eq!(hcs.start(system, operations[1]), S_OK);
        assert_eq!(hcs.pause(system, operations[2]), S_OK);
        assert_eq!(hcs.terminate(system, operations[3]), S_OK);
        for operation in operations {
            assert_eq!(hcs.wait(operation).0, S_OK);
            hcs.close_operation(operation);
        }
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn a_virtual_machine_is_told_how_to_shut_down_and_a_container_is_not() {
    on_each_schedule(|mock, hcs| {
        let machine = hcs.running("Machine", VM);
        let (code, _) = hcs.outcome(|operation| hcs.shut_down(machine, operation, None));
        assert_eq!(code as u32, 0x8007_0032);
        let (code, _) = hcs.outcome(|operation| hcs.shut_down(machine, operation, Some("{")));
        assert_eq!(code, HCS_E_INVALID_JSON);
        let options = r#"{"Mechanism":"IntegrationService","Type":"Shutdown"}"#;
        hcs.done(|operation| hcs.shut_down(machine, operation, Some(options)));
        let container = hcs.running("Container", CONTAINER);
        hcs.done(|operation| hcs.shut_down(container, operation, Some("")));
        mock.run_until_idle();
        for (id, system) in [("Machine", machine), ("Container", container)] {
            assert_eq!(mock.system_state(id), Some(State::Stopped));
            hcs.close_system(system);
        }
    });
}

#[test]
fn s4_closing_the_last_handle_terminates_where_asked_for_and_frees_the_id() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", VM);
        let (_, second) = hcs.open("Test");
        hcs.close_system(system);
        assert_eq!(mock.system_state("Test"), Some(State::Running));
        hcs.close_system(second);
        assert_eq!(mock.system_state("Test"), None);
    });
}

#[test]
fn s4_a_system_that_is_not_to_terminate_outlives_its_handles() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", LASTING_VM);
        hcs.close_system(system);
        assert_eq!(mock.system_state("Test"), Some(State::Running));
        assert_eq!(mock.systems()[0].handles, 0);
        let (code, system) = hcs.open("Test");
        assert_eq!(code, S_OK);
        hcs.done(|operation| hcs.terminate(system, operation));
        hcs.close_system(system);
        assert_eq!(mock.systems(), []);
    });
}

#[test]
fn s4_an_id_is_taken_as_long_as_a_handle_of_the_stopped_system_is_open() {
    on_each_schedule(|_, hcs| {
        let first = hcs.create("Test", VM);
        hcs.done(|operation| hcs.terminate(first, operation));
        let operation = hcs.operation();
        let (_, second) = hcs.create_with("Test", VM, operation);
        assert_eq!(hcs.wait(operation).0, HCS_E_SYSTEM_ALREADY_EXISTS);
        hcs.close_operation(operation);
        hcs.close_system(second);
        hcs.close_system(first);
        let third = hcs.create("Test", VM);
        hcs.close_system(third);
    });
}

#[test]
fn s4_a_handle_can_be_closed_while_the_creation_is_pending() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    let (_, system) = hcs.create_with("Test", VM, operation);
    hcs.close_system(system);
    assert_eq!(hcs.wait(operation).0, S_OK);
    assert_eq!(mock.systems(), [], "created, and gone with its last handle");
    hcs.close_operation(operation);
    mock.finish();
}

#[test]
fn s5_a_close_delivers_no_final_event_and_drops_what_is_queued() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", VM);
    let code = hcs.subscribe(system, HcsEventOptionNone, |_| panic!("it must not run"));
    assert_eq!(code, S_OK);
    mock.exit_system("Test", ExitType::GracefulExit);
    hcs.close_system(system);
    mock.run_until_idle();
    assert_eq!(mock.ledger().events, 0);
    mock.finish();
}

#[test]
fn s5_a_close_waits_for_the_callback_that_is_running() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", VM);
    let (entered, when_entered) = mpsc::channel();
    let (proceed, may_proceed) = mpsc::channel::<()>();
    let may_proceed = std::sync::Mutex::new(may_proceed);
    let (left, when_left) = mpsc::channel();
    let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
        entered.send(()).unwrap();
        may_proceed.lock().unwrap().recv().unwrap();
        left.send(()).unwrap();
    });
    assert_eq!(code, S_OK);
    mock.emit_event("Test", HcsEventSystemSiloJobCreated, None);
    when_entered.recv().unwrap();
    let closer = std::thread::spawn(move || {
        hcs.close_system(system);
        when_left.try_recv()
    });
    proceed.send(()).unwrap();
    let told = closer.join().unwrap();
    assert_eq!(told, Ok(()), "the callback had returned when the close did");
    mock.finish();
}

#[test]
fn s8_an_operation_of_a_closed_handle_completes_normally_or_fails() {
    for (setting, expected) in [
        (ClosedHandle::Complete, S_OK),
        (ClosedHandle::Fail, E_ABORT),
    ] {
        let mut profile = Profile::documented();
        profile.closed_handle = setting;
        let mock = MockHost::builder()
            .schedule(Schedule::Stepped)
            .profile(profile)
            .build();
        let hcs = Abi::of(&mock);
        let system = hcs.create("Test", LASTING_VM);
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), S_OK);
        hcs.close_system(system);
        assert_eq!(hcs.wait(operation).0, expected);
        hcs.close_operation(operation);
        mock.finish();
    }
}

#[test]
fn the_exit_of_a_system_can_be_waited_for() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", VM);
        assert_eq!(
            hcs.wait_for_exit(system, 1),
            (HCS_E_OPERATION_TIMEOUT, None)
        );
        mock.exit_system("Test", ExitType::UnexpectedExit);
        let (code, status) = hcs.wait_for_exit(system, INFINITE);
        assert_eq!(code, S_OK);
        assert!(status.unwrap().contains("UnexpectedExit"));
        hcs.close_system(system);
    });
}

#[test]
fn arguments_that_are_missing_are_refused_and_break_no_rule() {
    on_each_schedule(|_, hcs| {
        let operation = hcs.operation();
        assert_eq!(hcs.create_with("", VM, operation).0, E_INVALIDARG);
        assert_eq!(hcs.start(0, operation), E_INVALIDARG);
        let system = hcs.create("Test", VM);
        assert_eq!(hcs.start(system, 0), E_INVALIDARG);
        assert_eq!(hcs.modify(system, operation, None), E_INVALIDARG);
        assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_NOT_STARTED);
        assert_eq!(hcs.create_without_place("Other", operation), E_POINTER);
        hcs.close_system(0);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

/// The ids of the systems in a namespace.
fn ids_in(hcs: Abi, namespace: Option<&str>) -> Vec<String> {
    let (code, listed) = hcs.outcome(|operation| hcs.enumerate_in(namespace, operation));
    assert_eq!(code, S_OK);
    let listed: serde_json::Value = serde_json::from_str(&listed.unwrap()).unwrap();
    let listed = listed.as_array().unwrap().iter();
    let ids = listed.map(|system| system["Id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[test]
fn e9_a_system_is_found_in_its_own_namespace_only() {
    for refused in [false, true] {
        let mut profile = Profile::documented();
        profile.null_namespace = match refused {
            true => NullNamespace::Refused,
            false => NullNamespace::Default,
        };
        let mock = MockHost::builder().profile(profile).build();
        let hcs = Abi::of(&mock);
        let operation = hcs.operation();
        let (code, system) = hcs.create_in(Some("N"), "Test", operation, None);
        assert_eq!(code, S_OK);
        assert_eq!(hcs.wait(operation).0, S_OK);
        hcs.close_operation(operation);

        let (code, same) = hcs.open_in(Some("N"), "Test");
        assert_eq!(code, S_OK);
        hcs.close_system(same);
        assert_eq!(hcs.open_in(Some("Other"), "Test").0, HCS_E_SYSTEM_NOT_FOUND);
        assert_eq!(ids_in(hcs, Some("N")), ["Test"]);
        assert!(ids_in(hcs, Some("Other")).is_empty());
        match refused {
            true => {
                assert_eq!(hcs.open_in(None, "Test").0, E_INVALIDARG);
                let operation = hcs.operation();
                assert_eq!(hcs.enumerate_in(None, operation), E_INVALIDARG);
                hcs.close_operation(operation);
            }
            false => {
                assert_eq!(hcs.open_in(None, "Test").0, HCS_E_SYSTEM_NOT_FOUND);
                assert!(ids_in(hcs, None).is_empty());
            }
        }
        hcs.close_system(system);
        mock.finish();
    }
}
