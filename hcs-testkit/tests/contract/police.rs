//! The violators: each program here breaks exactly one rule, and is reported with exactly this rule. The programs of
//! the other files break none, and are not reported.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hcs_sys::*;
use hcs_testkit::{
    Borrowed, Chance, LateSetting, MockHost, MockHostBuilder, POLICED, Profile, Schedule,
};

use crate::raw::{Abi, CONTAINER, VM};

/// The rules that were broken on this mock, each once.
#[track_caller]
fn broken(mock: &MockHost) -> Vec<&'static str> {
    mock.run_until_idle();
    let violations = mock.violations();
    assert_eq!(violations.len() as u64, mock.ledger().violations);
    let mut rules: Vec<_> = violations.iter().map(|it| it.rule).collect();
    rules.dedup();
    assert!(rules.iter().all(|rule| POLICED.contains(rule)));
    rules
}

/// A program on each schedule that breaks this rule alone.
pub(crate) fn breaks(rule: &str, program: impl Fn(&MockHost, Abi)) {
    for schedule in Schedule::ALL {
        breaks_on(schedule, Profile::documented(), rule, &program);
    }
}

pub(crate) fn breaks_on(
    schedule: Schedule,
    profile: Profile,
    rule: &str,
    program: impl FnOnce(&MockHost, Abi),
) {
    let mock = MockHost::builder().schedule(schedule).profile(profile);
    breaks_in(mock, rule, program);
}

/// A program that the mock has to give up on: it isn't patient for longer than a busy machine takes for everything else.
pub(crate) fn breaks_for_ever(
    schedule: Schedule,
    rule: &str,
    program: impl FnOnce(&MockHost, Abi),
) {
    let mock = MockHost::builder().schedule(schedule);
    breaks_in(mock.patience(Duration::from_secs(2)), rule, program);
}

fn breaks_in(mock: MockHostBuilder, rule: &str, program: impl FnOnce(&MockHost, Abi)) {
    let told = format!("{mock:?}");
    let mock = mock.build();
    program(&mock, Abi::of(&mock));
    assert_eq!(broken(&mock), [rule], "{told}");
    assert!(!mock.ledger().is_clean());
}

#[test]
fn o1_closing_an_operation_twice() {
    breaks("O1", |_, hcs| {
        let operation = hcs.operation();
        hcs.close_operation(operation);
        hcs.close_operation(operation);
    });
}

#[test]
fn o1_using_an_operation_after_it_was_closed() {
    let uses: [fn(Abi, usize); 8] = [
        |hcs, it| assert_eq!(hcs.result(it).0, E_HANDLE),
        |hcs, it| assert_eq!(hcs.wait(it).0, E_HANDLE),
        |hcs, it| assert_eq!(hcs.enumerate(it, None), E_HANDLE),
        |hcs, it| assert_eq!(hcs.context(it), 0),
        |hcs, it| assert_eq!(hcs.set_context(it, 1), E_HANDLE),
        |hcs, it| assert_eq!(hcs.operation_type(it), HcsOperationTypeNone),
        |hcs, it| assert_eq!(hcs.cancel(it), E_HANDLE),
        |hcs, it| assert_eq!(hcs.system_of(it), 0),
    ];
    for use_it in uses {
        breaks("O1", |_, hcs| {
            let operation = hcs.operation();
            hcs.close_operation(operation);
            use_it(hcs, operation);
        });
    }
}

#[test]
fn o1_a_violation_says_what_was_wrong_with_the_handle() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    hcs.close_operation(operation);
    assert_eq!(hcs.result(operation).0, E_HANDLE);
    hcs.close_operation(operation);
    let violations = mock.violations();
    let messages: Vec<_> = violations.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        ["used after it was closed", "closed a second time"]
    );
}

#[test]
fn o1_using_something_else_as_an_operation() {
    breaks("O1", |_, hcs| {
        let system = hcs.create("Test", VM);
        assert_eq!(hcs.enumerate(system, None), E_HANDLE);
        hcs.close_system(system);
    });
    breaks("O1", |_, hcs| {
        assert_eq!(hcs.enumerate(0x1234, None), E_HANDLE);
    });
}

#[test]
fn o1_an_operation_that_was_closed_long_ago() {
    breaks("O1", |_, hcs| {
        let first = hcs.operation();
        hcs.close_operation(first);
        for _ in 0..1000 {
            hcs.close_operation(hcs.operation());
        }
        hcs.close_operation(first);
    });
}

#[test]
fn o5_a_callback_that_waits_for_the_starting_call_to_return() {
    breaks_for_ever(Schedule::BeforeReturn, "O5", |_, hcs| {
        let (returned, when_returned) = mpsc::channel();
        let when_returned = Mutex::new(when_returned);
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation_with(move |operation| {
            when_returned.lock().unwrap().recv().unwrap();
            hcs.close_operation(operation);
            done.send(()).unwrap();
        });
        let (code, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(code, S_OK);
        returned.send(()).unwrap();
        when_done.recv().unwrap();
        hcs.close_system(system);
    });
}

#[test]
fn e6_believing_an_event_that_names_an_operation_which_was_closed() {
    let mut profile = Profile::documented();
    profile.stale_events = Chance::ALWAYS;
    for schedule in Schedule::ALL {
        breaks_on(schedule, profile.clone(), "E6", |mock, hcs| {
            let system = hcs.create("Test", VM);
            let options = HcsEventOptionEnableOperationCallbacks;
            let (told, when_told) = mpsc::channel();
            // The first event is for the operation; the second one names it again, closed.
            let code = hcs.subscribe(system, options, move |event| {
                let (code, _) = hcs.result(event.operation);
                // Before the close, which the second event may come right after.
                told.send(code).unwrap();
                if code == S_OK {
                    hcs.close_operation(event.operation);
                }
            });
            assert_eq!(code, S_OK);
            assert_eq!(hcs.start(system, hcs.operation()), S_OK);
            mock.run_until_idle();
            // Where callbacks run at the same time (E3), the second one may be over first.
            let mut codes = [when_told.recv().unwrap(), when_told.recv().unwrap()];
            codes.sort_unstable();
            assert_eq!(codes, [E_HANDLE, S_OK]);
            hcs.close_system(system);
        });
    }
}

#[test]
fn o6_touching_an_operation_that_its_own_callback_closed() {
    breaks("O6", |mock, hcs| {
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation_with(move |operation| {
            hcs.close_operation(operation);
            done.send(()).unwrap();
        });
        let (_, system) = hcs.create_with("Test", VM, operation);
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn o9_setting_the_callback_or_the_context_of_a_pending_operation() {
    for (late, expected) in [
        (LateSetting::Refused, HCS_E_OPERATION_ALREADY_STARTED),
        (LateSetting::TooLate, S_OK),
        (LateSetting::InTime, S_OK),
    ] {
        for callback in [false, true] {
            let mut profile = Profile::documented();
            profile.late_setting = late;
            breaks_on(Schedule::Stepped, profile, "O9", |mock, hcs| {
                let operation = hcs.operation();
                let (_, system) = hcs.create_with("Test", VM, operation);
                let code = if callback {
                    hcs.set_callback(operation, |_| {})
                } else {
                    hcs.set_context(operation, 7)
                };
                assert_eq!(code, expected);
                mock.run_until_idle();
                let ran = callback && late == LateSetting::InTime;
                assert_eq!(mock.ledger().operation_callbacks, u64::from(ran));
                hcs.close_operation(operation);
                hcs.close_system(system);
            });
        }
    }
}

#[test]
fn o9_is_not_recorded_where_the_profile_says_so() {
    let mut profile = Profile::documented();
    profile.police_late_setting = false;
    let mock = MockHost::builder()
        .schedule(Schedule::Stepped)
        .profile(profile)
        .build();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(
        hcs.set_context(operation, 7),
        HCS_E_OPERATION_ALREADY_STARTED
    );
    assert_eq!(hcs.wait(operation).0, S_OK);
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o12_closing_a_handle_that_was_borrowed() {
    let mut profile = Profile::documented();
    profile.borrowed = Borrowed::Distinct;
    for schedule in Schedule::ALL {
        breaks_on(schedule, profile.clone(), "O12", |mock, hcs| {
            let operation = hcs.operation();
            let (_, system) = hcs.create_with("Test", VM, operation);
            assert_eq!(hcs.wait(operation).0, S_OK);
            let borrowed = hcs.system_of(operation);
            assert_ne!(borrowed, system);
            assert_eq!(hcs.system_of(operation), borrowed);
            // It is as good as the other, for as long as that one is open.
            assert_eq!(hcs.start(borrowed, operation), S_OK);
            assert_eq!(hcs.wait(operation).0, S_OK);
            assert!(mock.violations().is_empty());
            hcs.close_system(borrowed);
            assert_eq!(mock.systems()[0].handles, 1, "it was not closed by that");
            hcs.close_operation(operation);
            hcs.close_system(system);
        });
    }
}

#[test]
fn o12_closing_a_borrowed_handle_shows_as_s1_where_it_has_no_value_of_its_own() {
    breaks("S1", |_, hcs| {
        let operation = hcs.operation();
        let (_, system) = hcs.create_with("Test", VM, operation);
        assert_eq!(hcs.wait(operation).0, S_OK);
        hcs.close_system(hcs.system_of(operation));
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn o14_waiting_for_a_pending_operation_inside_a_callback() {
    for schedule in [Schedule::Stepped, Schedule::Threaded] {
        breaks_on(schedule, Profile::documented(), "O14", |mock, hcs| {
            let system = hcs.create("Test", VM);
            let (done, when_done) = mpsc::channel();
            mock.fail(hcs_testkit::Fault::call("HcsPauseComputeSystem").never_completes());
            let operation = hcs.operation_with(move |operation| {
                let inner = hcs.operation();
                assert_eq!(hcs.pause(system, inner), S_OK);
                assert_eq!(hcs.wait_for(inner, 1).0, HCS_E_OPERATION_TIMEOUT);
                hcs.close_operation(inner);
                hcs.close_operation(operation);
                done.send(()).unwrap();
            });
            assert_eq!(hcs.start(system, operation), S_OK);
            mock.run_until_idle();
            when_done.recv().unwrap();
            hcs.close_system(system);
        });
    }
}

#[test]
fn o14_asking_for_what_is_there_already_is_no_wait() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation_with(move |operation| {
        assert_eq!(hcs.wait(operation).0, S_OK);
        hcs.close_operation(operation);
    });
    let (_, system) = hcs.create_with("Test", VM, operation);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn s1_closing_a_system_twice() {
    breaks("S1", |_, hcs| {
        let system = hcs.create("Test", VM);
        hcs.close_system(system);
        hcs.close_system(system);
    });
}

#[test]
fn s1_using_a_system_after_it_was_closed() {
    breaks("S1", |_, hcs| {
        let system = hcs.create("Test", VM);
        hcs.close_system(system);
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), E_HANDLE);
        assert_eq!(hcs.properties(system, operation, None), E_HANDLE);
        assert_eq!(hcs.subscribe(system, 0, |_| {}), E_HANDLE);
        assert_eq!(hcs.unsubscribe(system), E_HANDLE);
        assert_eq!(hcs.wait_for_exit(system, INFINITE).0, E_HANDLE);
        hcs.close_operation(operation);
    });
}

#[test]
fn s1_using_something_else_as_a_system() {
    breaks("S1", |_, hcs| {
        let (operation, other) = (hcs.operation(), hcs.operation());
        assert_eq!(hcs.start(other, operation), E_HANDLE);
        hcs.close_system(other);
        hcs.close_operation(other);
        hcs.close_operation(operation);
    });
}

#[test]
fn s6_closing_a_system_inside_its_own_event_callback() {
    breaks("S6", |mock, hcs| {
        let system = hcs.running("Test", VM);
        let (done, when_done) = mpsc::channel();
        let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
            hcs.close_system(system);
            done.send(()).unwrap();
        });
        assert_eq!(code, S_OK);
        mock.emit_event("Test", 7, None);
        mock.run_until_idle();
        when_done.recv().unwrap();
    });
}

#[test]
fn s6_closing_a_system_while_holding_what_its_callback_needs() {
    breaks_for_ever(Schedule::Threaded, "S6", |mock, hcs| {
        let system = hcs.running("Test", VM);
        let lock = Arc::new(Mutex::new(()));
        let (entered, when_entered) = mpsc::channel();
        let theirs = Arc::clone(&lock);
        let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
            entered.send(()).unwrap();
            drop(theirs.lock().unwrap());
        });
        assert_eq!(code, S_OK);
        let held = lock.lock().unwrap();
        mock.emit_event("Test", 7, None);
        when_entered.recv().unwrap();
        hcs.close_system(system);
        drop(held);
    });
}

#[test]
fn s6_closing_another_handle_inside_a_callback_is_allowed() {
    crate::models::on_each_schedule(|mock, hcs| {
        let (one, two) = (hcs.running("One", VM), hcs.running("Two", CONTAINER));
        let (done, when_done) = mpsc::channel();
        let code = hcs.subscribe(one, HcsEventOptionNone, move |_| {
            hcs.close_system(two);
            done.send(()).unwrap();
        });
        assert_eq!(code, S_OK);
        mock.emit_event("One", 7, None);
        mock.run_until_idle();
        when_done.recv().unwrap();
        hcs.close_system(one);
    });
}

#[test]
fn s7_closing_a_system_under_a_call_in_flight() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn] {
        breaks_on(schedule, Profile::documented(), "S7", |_, hcs| {
            let system = hcs.create("Test", VM);
            let operation = hcs.operation_with(move |operation| {
                hcs.close_operation(operation);
                // The call that started this hasn't returned yet.
                hcs.close_system(system);
            });
            assert_eq!(hcs.start(system, operation), S_OK);
        });
    }
}

#[test]
fn s7_closing_a_system_that_a_thread_waits_for() {
    let profile = Profile::documented();
    breaks_on(Schedule::Threaded, profile, "S7", |mock, hcs| {
        let system = hcs.running("Test", VM);
        let waiter = thread::spawn(move || hcs.wait_for_exit(system, INFINITE).0);
        wait_for_call(mock, "HcsWaitForComputeSystemExit");
        hcs.close_system(system);
        assert_eq!(waiter.join().unwrap(), E_HANDLE);
    });
}

#[test]
fn s7_closing_an_operation_that_a_thread_waits_for() {
    let profile = Profile::documented();
    breaks_on(Schedule::Threaded, profile, "S7", |mock, hcs| {
        let system = hcs.create("Test", VM);
        mock.fail(hcs_testkit::Fault::call("HcsStartComputeSystem").never_completes());
        let operation = hcs.operation();
        assert_eq!(hcs.start(system, operation), S_OK);
        let waiter = thread::spawn(move || hcs.wait(operation).0);
        wait_for_call(mock, "HcsWaitForOperationResult");
        hcs.close_operation(operation);
        assert_eq!(waiter.join().unwrap(), E_HANDLE);
        hcs.close_system(system);
    });
}

/// Until a call of this function is under way and blocks.
pub(crate) fn wait_for_call(mock: &MockHost, name: &str) {
    let blocks = || {
        let calls = mock.history().calls;
        calls
            .iter()
            .any(|call| call.name == name && call.answer.is_none())
    };
    while !blocks() {
        thread::yield_now();
    }
    // It is written down before it takes the handle.
    while mock.blocked_calls() == 0 {
        thread::yield_now();
    }
}

#[test]
fn s7_using_a_system_that_is_being_closed() {
    let profile = Profile::documented();
    breaks_on(Schedule::Threaded, profile, "S7", |mock, hcs| {
        let system = hcs.running("Test", VM);
        let (entered, when_entered) = mpsc::channel();
        let (proceed, may_proceed) = mpsc::channel();
        let may_proceed = Mutex::new(may_proceed);
        let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
            entered.send(()).unwrap();
            may_proceed.lock().unwrap().recv().unwrap();
        });
        assert_eq!(code, S_OK);
        mock.emit_event("Test", 7, None);
        when_entered.recv().unwrap();
        let closer = thread::spawn(move || hcs.close_system(system));
        while mock.blocked_calls() == 0 {
            thread::yield_now();
        }
        let operation = hcs.operation();
        assert_eq!(hcs.pause(system, operation), E_HANDLE);
        hcs.close_operation(operation);
        proceed.send(()).unwrap();
        closer.join().unwrap();
    });
}

#[test]
fn t2_freeing_a_string_twice() {
    breaks("T2", |_, hcs| {
        let operation = hcs.operation();
        assert_eq!(hcs.enumerate(operation, None), S_OK);
        assert_eq!(hcs.wait(operation).0, S_OK);
        let (_, string) = hcs.result_kept(operation);
        assert_eq!(hcs.free(string), 0);
        assert_eq!(hcs.free(string), string);
        hcs.close_operation(operation);
    });
}

#[test]
fn t2_freeing_what_was_never_a_string() {
    breaks("T2", |_, hcs| {
        let operation = hcs.operation();
        assert_eq!(hcs.free(operation), operation);
        hcs.close_operation(operation);
    });
}

#[test]
fn p2_closing_what_was_never_a_kernel_handle() {
    breaks("P2", |_, hcs| {
        assert_eq!(hcs.close_handle(0), 0, "absent");
        assert_eq!(hcs.close_handle(usize::MAX), 0, "absent");
        assert_eq!(hcs.close_handle(0x1234), 0);
    });
}

#[test]
fn a_violation_tells_the_story_of_the_handle() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), S_OK);
    hcs.close_operation(operation);
    hcs.close_operation(operation);
    let violation = &mock.violations()[0];
    assert_eq!(violation.call, "HcsCloseOperation");
    assert_eq!(
        violation.to_string(),
        "O1 broken in HcsCloseOperation (op#1): closed a second time\n    \
         \u{20}  1 thread 0 HcsCreateOperation() = done, op#1\n    \
         \u{20}  2 thread 0 HcsEnumerateComputeSystems(op#1) = S_OK\n    \
         \u{20}  3 thread 0 HcsCloseOperation(op#1) = done\n    \
         \u{20}  4 thread 0 HcsCloseOperation(op#1) …"
    );
}

#[test]
fn violations_are_kept_up_to_a_bound_and_counted_beyond() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    for _ in 0..1000 {
        hcs.close_operation(0x1234);
    }
    assert_eq!(mock.ledger().violations, 1000);
    assert!(mock.violations().len() < 100);
}
