//! The three ways to complete an operation, as Microsoft's sample has them, on each schedule.

use std::sync::mpsc;

use hcs_sys::*;
use hcs_testkit::{MockHost, Schedule};

use crate::raw::{Abi, VM};

/// A mock of each schedule.
pub(crate) fn on_each_schedule(mut test: impl FnMut(&MockHost, Abi)) {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        test(&mock, Abi::of(&mock));
        mock.finish();
    }
}

#[test]
fn model_1_an_explicit_wait() {
    on_each_schedule(|_, hcs| {
        let operation = hcs.operation();
        let (code, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        assert_eq!(hcs.wait(operation), (S_OK, None));
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn model_2_the_callback_of_the_operation_which_closes_it() {
    on_each_schedule(|mock, hcs| {
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation_with(move |operation| {
            assert_eq!(hcs.operation_type(operation), HcsOperationTypeCreate);
            assert_eq!(hcs.result(operation), (S_OK, None));
            hcs.close_operation(operation);
            done.send(()).unwrap();
        });
        let (code, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_system(system);
        assert_eq!(mock.ledger().operation_callbacks, 1);
    });
}

#[test]
fn model_3_the_event_callback_of_the_system() {
    on_each_schedule(|mock, hcs| {
        let (done, when_done) = mpsc::channel();
        let (code, system) = hcs.create_with("Test", VM, hcs.operation());
        assert_eq!(code, S_OK);
        let options = HcsEventOptionEnableOperationCallbacks;
        let code = hcs.subscribe(system, options, move |event| {
            assert_eq!(event.kind, HcsEventOperationCallback);
            assert_eq!(hcs.result(event.operation), (S_OK, None));
            hcs.close_operation(event.operation);
            done.send(()).unwrap();
        });
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_system(system);
        assert_eq!(mock.ledger().events, 1);
    });
}

#[test]
fn s4_the_sample_creates_the_same_id_three_times_in_a_row() {
    on_each_schedule(|mock, hcs| {
        for _ in 0..3 {
            let system = hcs.running("Test", VM);
            hcs.close_system(system);
            assert_eq!(mock.system_state("Test"), None);
        }
    });
}
