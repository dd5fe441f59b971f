//! Things that go wrong on purpose.

use std::sync::mpsc;

use hcs_sys::*;
use hcs_testkit::{Fault, MockHost, Schedule, State};

use crate::models::on_each_schedule;
use crate::raw::{Abi, VM};

#[test]
fn a_call_fails_at_its_nth_time() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        mock.fail(Fault::call("HcsStartComputeSystem").nth(2).answers(E_ABORT));
        hcs.done(|operation| hcs.start(system, operation));
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), E_ABORT);
        assert_eq!(mock.faults_left(), 0);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn an_operation_completes_with_a_failure_of_the_tests_choice_and_nothing_is_done() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        mock.fail(Fault::call("HcsStartComputeSystem").completes(E_ACCESSDENIED, Some("{}")));
        let outcome = hcs.outcome(|operation| hcs.start(system, operation));
        assert_eq!(outcome, (E_ACCESSDENIED, Some("{}".to_owned())));
        assert_eq!(mock.system_state("Test"), Some(State::Created));
        hcs.close_system(system);
    });
}

#[test]
fn an_operation_completes_with_a_document_of_the_tests_choice_and_the_work_is_done() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.create("Test", VM);
        mock.fail(Fault::call("HcsStartComputeSystem").completes(S_OK, Some("\"odd\"")));
        let outcome = hcs.outcome(|operation| hcs.start(system, operation));
        assert_eq!(outcome, (S_OK, Some("\"odd\"".to_owned())));
        assert_eq!(mock.system_state("Test"), Some(State::Running));
        hcs.close_system(system);
    });
}

#[test]
fn a_creation_that_fails_leaves_a_handle_to_nothing() {
    on_each_schedule(|mock, hcs| {
        mock.fail(Fault::call("HcsCreateComputeSystem").completes(E_ACCESSDENIED, None));
        let operation = hcs.operation();
        let (code, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        assert_eq!(hcs.wait(operation), (E_ACCESSDENIED, None));
        assert_eq!(
            hcs.wait_for_exit(system, INFINITE).0,
            HCS_E_SYSTEM_NOT_FOUND
        );
        assert_eq!(mock.systems(), []);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn the_nth_call_of_any_function_fails_for_each_n() {
    let scenario = |hcs: Abi| -> Result<(), HRESULT> {
        let check = |code| if code < 0 { Err(code) } else { Ok(()) };
        let operation = hcs.operation();
        if operation == 0 {
            return Err(E_OUTOFMEMORY);
        }
        let (code, system) = hcs.create_with("Test", VM, operation);
        let end = check(code)
            .and_then(|()| check(hcs.wait(operation).0))
            .and_then(|()| check(hcs.start(system, operation)))
            .and_then(|()| check(hcs.wait(operation).0));
        hcs.close_operation(operation);
        hcs.close_system(system);
        end
    };
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        assert_eq!(scenario(Abi::of(&mock)), Ok(()));
        let calls = mock.failable_calls();
        assert_eq!(calls, 5);
        for nth in 1..=calls {
            let mock = MockHost::builder().schedule(schedule).build();
            mock.fail(Fault::any_call().nth(nth).answers(E_OUTOFMEMORY));
            assert_eq!(scenario(Abi::of(&mock)), Err(E_OUTOFMEMORY), "call {nth}");
            assert_eq!(mock.faults_left(), 0);
            mock.finish();
        }
        for nth in 2..=calls {
            let mock = MockHost::builder().schedule(schedule).build();
            mock.fail(Fault::any_call().nth(nth).disconnects());
            // Before the last one all is done already: it only asks for what is there.
            let end = scenario(Abi::of(&mock));
            assert!(
                matches!(end, Ok(()) | Err(HCS_E_SERVICE_DISCONNECT)),
                "call {nth}: {end:?}"
            );
            mock.finish();
        }
    }
}

#[test]
fn a_lasting_fault_strikes_each_time() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    mock.fail(
        Fault::call("HcsOpenComputeSystem")
            .every()
            .answers(E_ACCESSDENIED),
    );
    for _ in 0..3 {
        assert_eq!(hcs.open("Test").0, E_ACCESSDENIED);
    }
    assert_eq!(mock.faults_left(), 1);
    mock.finish();
}

#[test]
fn an_operation_that_never_completes_can_still_be_closed_and_cut_off() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    mock.fail(
        Fault::call("HcsStartComputeSystem")
            .every()
            .never_completes(),
    );
    let (told, when_told) = mpsc::channel();
    let with_callback = hcs.operation_with(move |operation| {
        told.send(hcs.result(operation).0).unwrap();
        hcs.close_operation(operation);
    });
    let without = hcs.operation();
    assert_eq!(hcs.start(system, with_callback), S_OK);
    assert_eq!(hcs.start(system, without), S_OK);
    mock.run_until_idle();
    assert!(when_told.try_recv().is_err());
    hcs.close_operation(without);
    mock.disconnect_service();
    mock.run_until_idle();
    assert_eq!(when_told.recv(), Ok(HCS_E_SERVICE_DISCONNECT));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn each_export_that_can_fail_does_so_when_told() {
    let cant_fail = [
        "HcsCloseOperation",
        "HcsGetOperationContext",
        "HcsGetComputeSystemFromOperation",
        "HcsGetProcessFromOperation",
        "HcsGetOperationType",
        "HcsGetOperationId",
        "HcsCloseComputeSystem",
        "HcsCloseProcess",
    ];
    for function in ComputeCore::FUNCTIONS {
        let refused = std::panic::catch_unwind(|| Fault::call(function.name)).is_err();
        assert_eq!(refused, cant_fail.contains(&function.name));
    }
    // These are no failable calls: they are not counted.
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    hcs.operation_type(operation);
    hcs.operation_id(operation);
    hcs.context(operation);
    hcs.system_of(operation);
    hcs.close_operation(operation);
    assert_eq!(mock.failable_calls(), 1);
    mock.finish();
}
