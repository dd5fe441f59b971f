//! Operations, and the strings that come out of them (O1–O13, T2, T3, T5).

use std::sync::mpsc;

use hcs_sys::*;
use hcs_testkit::{Fault, MockHost, Profile, Schedule};

use crate::models::on_each_schedule;
use crate::raw::{Abi, VM};

/// A mock whose calls complete when the test says so.
fn stepped() -> (MockHost, Abi) {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    (mock, hcs)
}

#[test]
fn o1_an_operation_is_closed_once_and_counted() {
    on_each_schedule(|mock, hcs| {
        let operation = hcs.operation();
        assert_ne!(operation, 0);
        assert_eq!(mock.ledger().operations.open(), 1);
        hcs.close_operation(operation);
        assert_eq!(mock.ledger().operations.open(), 0);
    });
}

#[test]
fn o1_without_resources_there_is_no_operation() {
    let (mock, hcs) = stepped();
    mock.fail(Fault::call("HcsCreateOperation"));
    assert_eq!(hcs.operation(), 0);
    let (code, system) = hcs.create_with("Test", VM, 0);
    assert_eq!((code, system), (E_INVALIDARG, 0));
    hcs.close_operation(0);
    mock.finish();
}

#[test]
fn o2_a_pending_operation_tracks_no_second_call_and_a_complete_one_does() {
    let (mock, hcs) = stepped();
    let operation = hcs.operation();
    let (code, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(code, S_OK);
    assert_eq!(
        hcs.start(system, operation),
        HCS_E_OPERATION_ALREADY_STARTED
    );
    assert_eq!(hcs.wait(operation).0, S_OK);
    assert_eq!(hcs.start(system, operation), S_OK);
    assert_eq!(hcs.wait(operation).0, S_OK);
    assert_eq!(hcs.operation_type(operation), HcsOperationTypeStart);
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o2_an_operation_can_be_used_again_inside_its_own_callback() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation_with(move |operation| {
            assert_eq!(hcs.result(operation).0, S_OK);
            if hcs.operation_type(operation) == HcsOperationTypeStart {
                assert_eq!(hcs.pause(system, operation), S_OK);
            } else {
                hcs.close_operation(operation);
                done.send(()).unwrap();
            }
        });
        assert_eq!(hcs.start(system, operation), S_OK);
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_system(system);
    });
}

/// However close the first call is to its end, also where a refused call leaves a document in its operation.
#[test]
fn o2_a_refused_call_leaves_the_first_one_its_result() {
    let mut profile = Profile::documented();
    profile.document_of_refused_call = true;
    let mock = MockHost::builder().profile(profile).build();
    let hcs = Abi::of(&mock);
    let ask = || {
        for _ in 0..2000 {
            let operation = hcs.operation();
            assert_eq!(hcs.enumerate(operation, None), S_OK);
            let second = hcs.enumerate(operation, None);
            assert!([S_OK, HCS_E_OPERATION_ALREADY_STARTED].contains(&second));
            assert_eq!(hcs.wait(operation).0, S_OK);
            hcs.close_operation(operation);
        }
    };
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(ask))));
    mock.finish();
}

#[test]
fn o3_a_result_is_not_started_then_pending_then_there() {
    let (mock, hcs) = stepped();
    let operation = hcs.operation();
    assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_NOT_STARTED);
    assert_eq!(hcs.wait(operation).0, HCS_E_OPERATION_NOT_STARTED);
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_PENDING);
    assert_eq!(hcs.wait_for(operation, 0).0, HCS_E_OPERATION_TIMEOUT);
    assert_eq!(hcs.wait(operation).0, S_OK);
    assert_eq!(hcs.result(operation).0, S_OK);
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o3_a_wait_that_runs_out_leaves_the_operation_pending() {
    for schedule in [Schedule::Stepped, Schedule::Threaded] {
        let mock = MockHost::builder().schedule(schedule).build();
        let hcs = Abi::of(&mock);
        let system = hcs.create("Test", VM);
        mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), S_OK);
        assert_eq!(hcs.wait_for(operation, 1).0, HCS_E_OPERATION_TIMEOUT);
        assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_PENDING);
        hcs.close_operation(operation);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn o4_a_call_that_fails_at_once_runs_no_callback() {
    on_each_schedule(|mock, hcs| {
        mock.fail(Fault::call("HcsCreateComputeSystem").answers(E_ACCESSDENIED));
        let operation = hcs.operation_with(|_| panic!("it must not run"));
        let (code, _) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, E_ACCESSDENIED);
        mock.run_until_idle();
        assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_NOT_STARTED);
        hcs.close_operation(operation);
        assert_eq!(mock.ledger().operation_callbacks, 0);
    });
}

#[test]
fn o4_a_call_that_succeeds_runs_the_callback_once_whatever_its_result() {
    on_each_schedule(|mock, hcs| {
        let first = hcs.create("Test", VM);
        let (told, results) = mpsc::channel();
        let operation = hcs.operation_with(move |operation| {
            told.send(hcs.result(operation).0).unwrap();
            hcs.close_operation(operation);
        });
        let (code, second) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        assert_eq!(results.recv(), Ok(HCS_E_SYSTEM_ALREADY_EXISTS));
        assert_eq!(
            results.try_recv(),
            Err(mpsc::TryRecvError::Disconnected).or(Err(mpsc::TryRecvError::Empty))
        );
        hcs.close_system(second);
        hcs.close_system(first);
        assert_eq!(mock.ledger().operation_callbacks, 1);
    });
}

#[test]
fn o7_a_pending_operation_without_callback_can_be_closed_and_the_work_goes_on() {
    let (mock, hcs) = stepped();
    let system = hcs.create("Test", VM);
    let operation = hcs.operation();
    assert_eq!(hcs.start(system, operation), S_OK);
    hcs.close_operation(operation);
    mock.run_until_idle();
    assert_eq!(mock.system_state("Test"), Some(hcs_testkit::State::Running));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o11_the_type_is_none_until_the_operation_is_used() {
    on_each_schedule(|_, hcs| {
        let operation = hcs.operation();
        assert_eq!(hcs.operation_type(operation), HcsOperationTypeNone);
        assert_eq!(hcs.enumerate(operation, None), S_OK);
        assert_eq!(hcs.operation_type(operation), HcsOperationTypeEnumerate);
        assert_eq!(hcs.wait(operation), (S_OK, Some("[]".to_owned())));
        hcs.close_operation(operation);
    });
}

#[test]
fn ids_of_operations_differ_and_contexts_are_kept() {
    let (mock, hcs) = stepped();
    let (one, two) = (hcs.operation_in(17), hcs.operation());
    assert_ne!(hcs.operation_id(one), hcs.operation_id(two));
    assert_eq!((hcs.context(one), hcs.context(two)), (17, 0));
    assert_eq!(hcs.set_context(two, 18), S_OK);
    assert_eq!(hcs.context(two), 18);
    hcs.close_operation(one);
    hcs.close_operation(two);
    mock.finish();
}

#[test]
fn a_callback_can_be_set_before_the_operation_is_used() {
    on_each_schedule(|mock, hcs| {
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation();
        let code = hcs.set_callback(operation, move |operation| {
            done.send(hcs.result(operation).0).unwrap();
        });
        assert_eq!(code, S_OK);
        let (_, system) = hcs.create_with("Test", VM, operation);
        mock.run_until_idle();
        assert_eq!(when_done.recv(), Ok(S_OK));
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn o12_an_operation_tells_the_handle_that_it_was_used_on() {
    let (mock, hcs) = stepped();
    let operation = hcs.operation();
    assert_eq!(hcs.system_of(operation), 0);
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(hcs.system_of(operation), system);
    assert_eq!(hcs.wait(operation).0, S_OK);
    hcs.close_system(system);
    assert_eq!(hcs.system_of(operation), 0, "it is gone");
    hcs.close_operation(operation);
    mock.finish();
}

#[test]
fn o13_an_operation_without_a_process_has_no_process_info() {
    on_each_schedule(|_, hcs| {
        let operation = hcs.operation();
        assert_eq!(hcs.process_result(operation), E_INVALIDARG);
        assert_eq!(
            hcs.wait_for_process_result(operation, INFINITE),
            E_INVALIDARG
        );
        let (_, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(hcs.wait(operation).0, S_OK);
        assert_eq!(hcs.process_result(operation), E_INVALIDARG);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn t2_a_document_is_the_callers_to_free_and_its_place_is_optional() {
    let (mock, hcs) = stepped();
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), S_OK);
    assert_eq!(hcs.wait(operation).0, S_OK);
    let (code, document) = hcs.result_kept(operation);
    assert_eq!(code, S_OK);
    assert_eq!(mock.ledger().strings.open(), 1);
    assert_eq!(hcs.free(document), 0);
    assert_eq!(hcs.result_without_document(operation), S_OK);
    assert_eq!(hcs.free(0), 0, "NULL may be freed");
    assert_eq!(mock.ledger().strings.created, 2);
    hcs.close_operation(operation);
    mock.finish();
}

#[test]
fn t3_a_failure_has_a_document_too() {
    on_each_schedule(|_, hcs| {
        let first = hcs.create("Test", VM);
        let operation = hcs.operation();
        let (_, second) = hcs.create_with("Test", VM, operation);
        let (code, document) = hcs.wait(operation);
        assert_eq!(code, HCS_E_SYSTEM_ALREADY_EXISTS);
        assert!(document.unwrap().contains("\"Error\":-1070137073"));
        hcs.close_operation(operation);
        hcs.close_system(second);
        hcs.close_system(first);
    });
}

#[test]
fn t5_a_refused_call_may_leave_a_document() {
    let mut profile = Profile::documented();
    profile.document_of_refused_call = true;
    let mock = MockHost::builder().profile(profile).build();
    let hcs = Abi::of(&mock);
    mock.disconnect_service();
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), HCS_E_SERVICE_DISCONNECT);
    let (code, document) = hcs.result(operation);
    assert_eq!(code, HCS_E_SERVICE_DISCONNECT);
    assert!(document.unwrap().contains("\"Error\""));
    hcs.close_operation(operation);
    mock.finish();
}

#[test]
fn t5_a_fault_may_leave_a_document() {
    let (mock, hcs) = stepped();
    mock.fail(Fault::call("HcsEnumerateComputeSystems").answers_with_document(E_FAIL, "{}"));
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), E_FAIL);
    assert_eq!(hcs.result(operation), (E_FAIL, Some("{}".to_owned())));
    hcs.close_operation(operation);
    mock.finish();
}
