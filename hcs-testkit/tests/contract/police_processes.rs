//! The violators of the rules about processes: each program here breaks exactly one rule, and is reported with exactly
//! this rule.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;

use hcs_sys::*;
use hcs_testkit::{Borrowed, Chance, Profile, Schedule};

use crate::police::{breaks, breaks_for_ever, breaks_on, wait_for_call};
use crate::processes::command;
use crate::raw::{Abi, CONTAINER, Handle};

/// A process that runs, and its system.
fn sleeping(hcs: Abi) -> (Handle, Handle) {
    let system = hcs.running("Test", CONTAINER);
    let (process, _) = hcs.process(system, &command("sleep"));
    (system, process)
}

#[test]
fn p1_closing_a_process_twice() {
    breaks("P1", |_, hcs| {
        let (system, process) = sleeping(hcs);
        hcs.close_process(process);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p1_using_a_process_after_it_was_closed() {
    breaks("P1", |_, hcs| {
        let (system, process) = sleeping(hcs);
        hcs.close_process(process);
        let operation = hcs.operation();
        assert_eq!(hcs.terminate_process(process, operation), E_HANDLE);
        assert_eq!(hcs.signal_process(process, operation, None), E_HANDLE);
        assert_eq!(hcs.process_info(process, operation), E_HANDLE);
        assert_eq!(hcs.process_properties(process, operation, None), E_HANDLE);
        assert_eq!(hcs.modify_process(process, operation, Some("{}")), E_HANDLE);
        assert_eq!(hcs.subscribe_process(process, 0, |_| {}), E_HANDLE);
        assert_eq!(hcs.unsubscribe_process(process), E_HANDLE);
        assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, E_HANDLE);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn p1_using_something_else_as_a_process() {
    breaks("P1", |_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        assert_eq!(hcs.terminate_process(system, operation), E_HANDLE);
        hcs.close_process(operation);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
    breaks("P1", |_, hcs| {
        hcs.close_process(0x1234);
    });
}

#[test]
fn s1_using_a_process_as_a_system() {
    breaks("S1", |_, hcs| {
        let (system, process) = sleeping(hcs);
        let operation = hcs.operation();
        assert_eq!(hcs.terminate(process, operation), E_HANDLE);
        let created = hcs.create_process(process, &command("true"), operation);
        assert_eq!(created.0, E_HANDLE);
        assert_eq!(hcs.open_process(process, 1000).0, E_HANDLE);
        hcs.close_system(process);
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p1_closing_a_process_inside_its_own_event_callback() {
    breaks("P1", |mock, hcs| {
        let (system, process) = sleeping(hcs);
        let (done, when_done) = mpsc::channel();
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |_| {
            hcs.close_process(process);
            done.send(()).unwrap();
        });
        assert_eq!(code, S_OK);
        let id = mock.processes()[0].id;
        assert!(mock.emit_process_event("Test", id, 7, None));
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_system(system);
    });
}

#[test]
fn p1_closing_a_process_while_holding_what_its_callback_needs() {
    breaks_for_ever(Schedule::Threaded, "P1", |mock, hcs| {
        let (system, process) = sleeping(hcs);
        let lock = Arc::new(Mutex::new(()));
        let (entered, when_entered) = mpsc::channel();
        let theirs = Arc::clone(&lock);
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |_| {
            entered.send(()).unwrap();
            drop(theirs.lock().unwrap());
        });
        assert_eq!(code, S_OK);
        let held = lock.lock().unwrap();
        let id = mock.processes()[0].id;
        assert!(mock.exit_process("Test", id, 0));
        when_entered.recv().unwrap();
        hcs.close_process(process);
        drop(held);
        hcs.close_system(system);
    });
}

#[test]
fn p1_closing_other_handles_inside_a_callback_is_allowed() {
    crate::models::on_each_schedule(|mock, hcs| {
        let (system, process) = sleeping(hcs);
        let id = mock.processes()[0].id;
        let (_, second) = hcs.open_process(system, id);
        let (done, when_done) = mpsc::channel();
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |event| {
            // The process ends with its system, and that is an event, too.
            if event.kind == 7 {
                hcs.close_process(second);
                hcs.close_system(system);
                done.send(()).unwrap();
            }
        });
        assert_eq!(code, S_OK);
        assert!(mock.emit_process_event("Test", id, 7, None));
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_process(process);
    });
}

#[test]
fn p1_closing_a_process_under_a_call_in_flight() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn] {
        breaks_on(schedule, Profile::documented(), "P1", |_, hcs| {
            let (system, process) = sleeping(hcs);
            let operation = hcs.operation_with(move |operation| {
                hcs.close_operation(operation);
                // The call that started this hasn't returned yet.
                hcs.close_process(process);
            });
            assert_eq!(hcs.process_properties(process, operation, None), S_OK);
            hcs.close_system(system);
        });
    }
}

#[test]
fn p1_closing_a_process_that_a_thread_waits_for() {
    let profile = Profile::documented();
    breaks_on(Schedule::Threaded, profile, "P1", |mock, hcs| {
        let (system, process) = sleeping(hcs);
        let waiter = thread::spawn(move || hcs.wait_for_process_exit(process, INFINITE).0);
        wait_for_call(mock, "HcsWaitForProcessExit");
        hcs.close_process(process);
        assert_eq!(waiter.join().unwrap(), E_HANDLE);
        hcs.close_system(system);
    });
}

#[test]
fn s7_closing_a_system_under_the_creation_of_a_process() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn] {
        breaks_on(schedule, Profile::documented(), "S7", |_, hcs| {
            let system = hcs.running("Test", CONTAINER);
            let operation = hcs.operation_with(move |operation| {
                hcs.close_operation(operation);
                hcs.close_system(system);
            });
            let (code, process) = hcs.create_process(system, &command("true"), operation);
            assert_eq!(code, S_OK);
            hcs.close_process(process);
        });
    }
}

#[test]
fn p1_using_a_process_that_is_being_closed() {
    let profile = Profile::documented();
    breaks_on(Schedule::Threaded, profile, "P1", |mock, hcs| {
        let (system, process) = sleeping(hcs);
        let (entered, when_entered) = mpsc::channel();
        let (proceed, may_proceed) = mpsc::channel();
        let may_proceed = Mutex::new(may_proceed);
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |_| {
            entered.send(()).unwrap();
            may_proceed.lock().unwrap().recv().unwrap();
        });
        assert_eq!(code, S_OK);
        let id = mock.processes()[0].id;
        assert!(mock.emit_process_event("Test", id, 7, None));
        when_entered.recv().unwrap();
        let closer = thread::spawn(move || hcs.close_process(process));
        while mock.blocked_calls() == 0 {
            thread::yield_now();
        }
        let operation = hcs.operation();
        assert_eq!(hcs.terminate_process(process, operation), E_HANDLE);
        hcs.close_operation(operation);
        proceed.send(()).unwrap();
        closer.join().unwrap();
        hcs.close_system(system);
    });
}

#[test]
fn e6_believing_an_event_at_a_process_that_names_a_closed_operation() {
    let mut profile = Profile::documented();
    profile.stale_events = Chance::ALWAYS;
    for schedule in Schedule::ALL {
        breaks_on(schedule, profile.clone(), "E6", |mock, hcs| {
            let (system, process) = sleeping(hcs);
            let options = HcsEventOptionEnableOperationCallbacks;
            let (told, when_told) = mpsc::channel();
            let code = hcs.subscribe_process(process, options, move |event| {
                let (code, _) = hcs.result(event.operation);
                told.send(code).unwrap();
                if code == S_OK {
                    hcs.close_operation(event.operation);
                }
            });
            assert_eq!(code, S_OK);
            let code = hcs.process_properties(process, hcs.operation(), None);
            assert_eq!(code, S_OK);
            mock.run_until_idle();
            let mut codes = [when_told.recv().unwrap(), when_told.recv().unwrap()];
            codes.sort_unstable();
            assert_eq!(codes, [E_HANDLE, S_OK]);
            hcs.close_process(process);
            hcs.close_system(system);
        });
    }
}

#[test]
fn o12_closing_a_process_that_was_borrowed() {
    let mut profile = Profile::documented();
    profile.borrowed = Borrowed::Distinct;
    for schedule in Schedule::ALL {
        breaks_on(schedule, profile.clone(), "O12", |mock, hcs| {
            let system = hcs.running("Test", CONTAINER);
            let operation = hcs.operation();
            let (_, process) = hcs.create_process(system, &command("sleep"), operation);
            assert_eq!(hcs.wait(operation).0, S_OK);
            let borrowed = hcs.process_of(operation);
            assert_ne!(borrowed, process);
            assert_eq!(hcs.process_of(operation), borrowed);
            assert_eq!(hcs.terminate_process(borrowed, operation), S_OK);
            assert_eq!(hcs.wait(operation).0, S_OK);
            assert!(mock.violations().is_empty());
            hcs.close_process(borrowed);
            assert_eq!(mock.processes()[0].handles, 1, "not closed by that");
            hcs.close_operation(operation);
            hcs.close_process(process);
            hcs.close_system(system);
        });
    }
}

/// A process with an output.
fn talking(hcs: Abi) -> (Handle, Handle, Handle) {
    let system = hcs.running("Test", CONTAINER);
    let parameters = r#"{"CommandLine":"sleep","CreateStdOutPipe":true}"#;
    let (process, information) = hcs.process(system, parameters);
    (system, process, information.stdout)
}

#[test]
fn p2_closing_a_stream_twice() {
    breaks("P2", |mock, hcs| {
        let (system, process, stdout) = talking(hcs);
        assert_eq!(hcs.close_handle(stdout), 1);
        assert_eq!(hcs.close_handle(stdout), 0);
        let message = &mock.violations()[0].message;
        let id = mock.processes()[0].id;
        assert_eq!(
            message,
            &format!("stdout of process {id} was closed before")
        );
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p2_a_value_that_is_used_again_is_the_new_handle() {
    let mock = hcs_testkit::MockHost::new();
    let hcs = Abi::of(&mock);
    // The system gives the lowest number that is free: the old ones come again.
    for _ in 0..200 {
        let (system, process, stdout) = talking(hcs);
        assert_eq!(hcs.close_handle(stdout), 1);
        hcs.close_process(process);
        hcs.close_system(system);
    }
    mock.finish();
}

#[test]
fn p2_closing_another_kind_of_handle() {
    breaks("P2", |_, hcs| {
        let (system, process, stdout) = talking(hcs);
        assert_eq!(hcs.close_handle(process), 0);
        assert_eq!(hcs.close_handle(stdout), 1);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p2_closing_a_stream_behind_the_tables_back() {
    breaks("P2", |mock, hcs| {
        let (system, process, stdout) = talking(hcs);
        crate::ends::close_behind(stdout);
        assert_eq!(hcs.close_handle(stdout), 0);
        let ledger = mock.ledger();
        assert_eq!(ledger.handles.open(), 0, "{ledger}");
        hcs.close_process(process);
        hcs.close_system(system);
    });
}
