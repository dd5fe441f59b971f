//! Many mocks in one process, and what is left of one that is gone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use hcs_sys::*;
use hcs_testkit::{MockHost, Profile, Schedule, strays};

use crate::raw::{Abi, VM};

#[test]
fn instances_side_by_side_do_not_know_of_each_other() {
    let (one, two) = (MockHost::new(), MockHost::new());
    let (first, second) = (Abi::of(&one), Abi::of(&two));
    let system = first.running("Test", VM);
    assert_eq!(second.open("Test").0, HCS_E_SYSTEM_NOT_FOUND);
    let same_id = second.running("Test", VM);
    one.disconnect_service();
    second.done(|operation| second.pause(same_id, operation));
    first.close_system(system);
    second.close_system(same_id);
    one.finish();
    two.finish();
}

#[test]
fn more_than_64_instances_wait_for_each_other() {
    let threads: Vec<_> = (0..96)
        .map(|number| {
            thread::spawn(move || {
                for schedule in Schedule::ALL {
                    let mock = MockHost::builder().schedule(schedule).build();
                    let hcs = Abi::of(&mock);
                    let id = format!("Test {number}");
                    let system = hcs.running(&id, VM);
                    assert_eq!(mock.systems().len(), 1);
                    assert_eq!(mock.systems()[0].id, id);
                    hcs.close_system(system);
                    mock.finish();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn thousands_of_instances_can_be_made_one_after_the_other() {
    for seed in 0..3000 {
        let mock = MockHost::builder()
            .schedule(Schedule::Stepped)
            .seed(seed)
            .build();
        let hcs = Abi::of(&mock);
        hcs.close_system(hcs.create("Test", VM));
        mock.finish();
    }
}

/// How many strays of this kind there are.
fn strays_of(call: &str, thread: &str) -> usize {
    strays()
        .iter()
        .filter(|stray| stray.call == call && stray.thread.as_deref() == Some(thread))
        .count()
}

#[test]
fn a_late_call_does_no_harm_and_is_nobody_elses_fault() {
    let name = "instances::a_late_call_does_no_harm_and_is_nobody_elses_fault";
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    let operation = hcs.operation();
    drop(mock);
    hcs.close_operation(operation);
    hcs.close_system(system);
    assert_eq!(hcs.start(system, operation), E_HANDLE);
    assert_eq!(strays_of("HcsCloseOperation", name), 1);
    assert_eq!(strays_of("HcsCloseComputeSystem", name), 1);
    assert_eq!(strays_of("HcsStartComputeSystem", name), 1);
    assert!(strays().iter().all(|stray| !stray.to_string().is_empty()));
}

#[test]
fn a_handle_of_another_instance_is_not_held_against_this_one() {
    let name = "instances::a_handle_of_another_instance_is_not_held_against_this_one";
    let gone = MockHost::new();
    let operation = Abi::of(&gone).operation();
    drop(gone);
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    hcs.close_operation(operation);
    assert_eq!(hcs.enumerate(operation, None), E_HANDLE);
    assert_eq!(strays_of("HcsCloseOperation", name), 1);
    mock.finish();
}

#[test]
fn t2_a_string_outlives_its_mock_until_it_is_freed() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), S_OK);
    assert_eq!(hcs.wait(operation).0, S_OK);
    let (_, string) = hcs.result_kept(operation);
    hcs.close_operation(operation);
    drop(mock);
    assert_eq!(hcs.free(string), 0);
}

#[test]
fn values_of_handles_are_used_again_where_the_profile_says_so() {
    let mut profile = Profile::documented();
    profile.reuse_addresses = true;
    let mock = MockHost::builder().profile(profile).build();
    let hcs = Abi::of(&mock);
    let first = hcs.operation();
    hcs.close_operation(first);
    assert_eq!(hcs.operation(), first);
    hcs.close_operation(first);
    mock.finish();
}

#[test]
fn the_ledger_names_what_is_open() {
    let mock = MockHost::builder()
        .schedule(Schedule::Inline)
        .patience(Duration::from_millis(10))
        .build();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), S_OK);
    let (_, string) = hcs.result_kept(operation);
    let ledger = mock.ledger();
    assert!(!ledger.is_clean());
    assert_eq!(
        ledger.to_string(),
        "operations: 2 made, 1 closed\n\
         systems: 1 made, 0 closed\n\
         strings: 1 made, 0 closed\n\
         callbacks: 0 of operations, 0 events\n\
         ledger: open: 1 operation, 1 system, 1 string (op#2, sys#1, string from HcsGetOperationResult of op#2)"
    );
    let story = catch_unwind(AssertUnwindSafe(|| mock.assert_clean())).unwrap_err();
    let story = story.downcast_ref::<String>().unwrap();
    assert!(story.contains("ledger: open: 1 operation"));
    assert!(story.contains("HcsEnumerateComputeSystems(op#2) = S_OK"));
    hcs.close_operation(operation);
    hcs.close_system(system);
    assert_eq!(hcs.free(string), 0);
    assert!(mock.ledger().to_string().ends_with("\nledger: clean"));
    mock.finish();
}

#[test]
fn a_test_that_fails_already_is_not_ended_twice() {
    let outcome = catch_unwind(|| {
        struct AtTheEnd(MockHost);
        impl Drop for AtTheEnd {
            fn drop(&mut self) {
                self.0.assert_clean();
            }
        }
        let mock = MockHost::builder().patience(Duration::ZERO).build();
        let end = AtTheEnd(mock);
        Abi::of(&end.0).operation();
        panic!("the first reason");
    });
    let reason = outcome.unwrap_err();
    assert_eq!(reason.downcast_ref(), Some(&"the first reason"));
}

#[test]
fn finishing_waits_for_what_other_threads_still_close() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    let (closing, may_close) = std::sync::mpsc::channel::<()>();
    let closer = thread::spawn(move || {
        may_close.recv().unwrap();
        hcs.close_system(system);
    });
    thread::scope(|scope| {
        scope.spawn(|| closing.send(()).unwrap());
        mock.finish();
    });
    closer.join().unwrap();
}

#[test]
fn a_mock_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&MockHost::new());
}

#[test]
fn a_program_can_run_for_long_and_the_mock_does_not_grow() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let hcs = Abi::of(&mock);
    for _ in 0..5000 {
        let system = hcs.running("Test", VM);
        hcs.subscribe(system, HcsEventOptionEnableOperationCallbacks, |_| {});
        hcs.done(|operation| hcs.properties(system, operation, None));
        hcs.close_system(system);
    }
    let history = mock.history();
    assert!(history.calls.len() <= 1024 && history.forgotten > 70_000);
    assert_eq!(mock.ledger().systems.created, 5000);
    assert_eq!(mock.ledger().strings.closed, 5000);
    assert_eq!(mock.systems(), []);
    mock.finish();
}
