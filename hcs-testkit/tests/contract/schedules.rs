//! When things happen, and on which thread.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hcs_sys::*;
use hcs_testkit::{Drain, MockHost, Profile, Schedule};

use crate::raw::{Abi, VM};

#[test]
fn o5_inline_the_callback_runs_inside_the_call_on_its_thread() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let hcs = Abi::of(&mock);
    let (told, when_told) = mpsc::channel();
    let operation = hcs.operation_with(move |operation| {
        hcs.close_operation(operation);
        told.send(thread::current().id()).unwrap();
    });
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(when_told.try_recv(), Ok(thread::current().id()));
    let calls = mock.history().calls;
    let create = calls
        .iter()
        .find(|call| call.name == "HcsCreateComputeSystem");
    let callback = calls.iter().find(|call| call.callback);
    assert!(create.unwrap().number < callback.unwrap().number);
    assert_eq!(calls.last().unwrap().name, "HcsCloseOperation");
    assert_eq!(calls.last().unwrap().depth, 1);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o5_before_return_the_callback_runs_during_the_call_on_another_thread() {
    let mock = MockHost::builder().schedule(Schedule::BeforeReturn).build();
    let hcs = Abi::of(&mock);
    let (told, when_told) = mpsc::channel();
    let operation = hcs.operation_with(move |operation| {
        hcs.close_operation(operation);
        let thread = thread::current();
        told.send((thread.id(), thread.name().map(str::to_owned)))
            .unwrap();
    });
    let (_, system) = hcs.create_with("Test", VM, operation);
    let (id, name) = when_told.try_recv().unwrap();
    assert_ne!(id, thread::current().id());
    assert!(name.unwrap().starts_with("hcs-mock-"));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn o5_the_handle_is_written_after_the_callbacks_have_run() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn] {
        let mock = MockHost::builder().schedule(schedule).build();
        let hcs = Abi::of(&mock);
        let seen = hcs.place_during_creation();
        assert_eq!(seen.0, 0, "nothing was written yet");
        assert_ne!(seen.1, 0);
        hcs.close_system(seen.1);
        mock.finish();
    }
}

/// A program with some choice; its history.
fn program(schedule: Schedule, profile: Profile, seed: u64) -> String {
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(profile)
        .seed(seed)
        .build();
    let hcs = Abi::of(&mock);
    let systems = ["A", "B", "C"].map(|id| {
        let (_, system) = hcs.create_with(id, VM, hcs.operation_with(|_| {}));
        system
    });
    for system in systems {
        hcs.subscribe(system, HcsEventOptionEnableOperationCallbacks, |_| {});
        hcs.start(system, hcs.operation());
        hcs.terminate(system, hcs.operation());
    }
    let operation = hcs.operation();
    hcs.enumerate(operation, None);
    hcs.wait_for(operation, 5);
    mock.step();
    hcs.close_system(systems[1]);
    mock.run_until_idle();
    mock.history().to_string()
}

#[test]
fn stepped_the_same_seed_gives_the_same_history() {
    for seed in 0..50 {
        for profile in [Profile::documented(), Profile::adversarial(seed)] {
            let run = || program(Schedule::Stepped, profile.clone(), seed);
            assert_eq!(run(), run(), "seed {seed}");
        }
    }
}

#[test]
fn stepped_other_seeds_give_other_histories() {
    let histories: std::collections::HashSet<_> = (0..50)
        .map(|seed| program(Schedule::Stepped, Profile::documented(), seed))
        .collect();
    assert!(histories.len() > 25, "{}", histories.len());
}

#[test]
fn stepped_nothing_happens_by_itself() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation_with(|_| {});
    let (_, system) = hcs.create_with("Test", VM, operation);
    assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_PENDING);
    assert!(mock.step(), "the work");
    assert_eq!(hcs.result(operation).0, S_OK);
    assert_eq!(mock.ledger().operation_callbacks, 0);
    assert!(mock.step(), "the callback");
    assert_eq!(mock.ledger().operation_callbacks, 1);
    assert!(!mock.step());
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn stepped_a_wait_does_work_before_it_calls_back() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let (told, when_told) = mpsc::channel();
    let first = hcs.operation_with(move |_| told.send(()).unwrap());
    let second = hcs.operation();
    assert_eq!(hcs.enumerate(first, None), S_OK);
    assert_eq!(hcs.enumerate(second, None), S_OK);
    assert_eq!(hcs.wait(second).0, S_OK);
    assert!(when_told.try_recv().is_err());
    mock.run_until_idle();
    assert!(when_told.try_recv().is_ok());
    hcs.close_operation(first);
    hcs.close_operation(second);
    mock.finish();
}

#[test]
fn stepped_a_wait_for_what_a_callback_brings_about_calls_back() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    let operation = hcs.operation_with(move |operation| {
        hcs.close_operation(operation);
        let next = hcs.operation();
        assert_eq!(hcs.terminate(system, next), S_OK);
        hcs.close_operation(next);
    });
    assert_eq!(hcs.start(system, operation), S_OK);
    assert_eq!(hcs.wait_for_exit(system, INFINITE).0, S_OK);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn stepped_a_finite_wait_for_nothing_ends_at_once() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", VM);
    // An hour, if it were a real one.
    assert_eq!(
        hcs.wait_for_exit(system, 3_600_000).0,
        HCS_E_OPERATION_TIMEOUT
    );
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn a_wait_without_end_for_what_never_comes_is_given_up() {
    for schedule in [Schedule::Threaded, Schedule::Stepped] {
        let mock = MockHost::builder()
            .schedule(schedule)
            .patience(Duration::from_millis(50))
            .build();
        let hcs = Abi::of(&mock);
        mock.fail(hcs_testkit::Fault::call("HcsEnumerateComputeSystems").never_completes());
        let operation = hcs.operation();
        assert_eq!(hcs.enumerate(operation, None), S_OK);
        assert_eq!(hcs.wait(operation).0, HCS_E_OPERATION_TIMEOUT);
        hcs.close_operation(operation);
        mock.finish();
    }
}

#[test]
fn s5_a_close_may_deliver_what_is_queued_first_on_another_thread() {
    for schedule in [Schedule::Stepped, Schedule::Threaded] {
        let mut profile = Profile::documented();
        profile.drain = Drain::DeliversQueued;
        profile.longest_delay = Duration::from_secs(3600);
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(profile)
            .build();
        let hcs = Abi::of(&mock);
        // Opened only: with such delays nothing else completes in time.
        let system = match schedule {
            Schedule::Stepped => hcs.create("Test", VM),
            _ => hcs.create_with("Test", VM, hcs.operation()).1,
        };
        let (told, when_told) = mpsc::channel();
        hcs.subscribe(system, HcsEventOptionNone, move |_| {
            told.send(thread::current().id()).unwrap();
        });
        mock.emit_event("Test", 7, None);
        hcs.close_system(system);
        let told = when_told.try_recv();
        if schedule == Schedule::Stepped {
            assert_ne!(told.unwrap(), thread::current().id());
            mock.finish();
        }
    }
}

#[test]
fn threads_end_with_their_mock() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let (told, when_told) = mpsc::channel();
    let system = hcs.create("Test", VM);
    let code = hcs.subscribe(system, HcsEventOptionNone, move |_| {
        thread_local!(static LAST: std::cell::RefCell<Option<Guard>> = const { std::cell::RefCell::new(None) });
        struct Guard(mpsc::Sender<()>);
        impl Drop for Guard {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        LAST.set(Some(Guard(told.clone())));
    });
    assert_eq!(code, S_OK);
    mock.emit_event("Test", 7, None);
    mock.run_until_idle();
    hcs.close_system(system);
    assert!(when_told.try_recv().is_err(), "the thread lives");
    drop(mock);
    assert!(when_told.try_recv().is_ok(), "the thread has ended");
}

#[test]
fn a_mock_can_be_dropped_inside_its_own_callback() {
    for schedule in Schedule::ALL {
        let mock = std::sync::Arc::new(std::sync::Mutex::new(None));
        let built = MockHost::builder().schedule(schedule).build();
        let hcs = Abi::of(&built);
        let (told, when_told) = mpsc::channel();
        let inside = std::sync::Arc::clone(&mock);
        let operation = hcs.operation_with(move |_| {
            let dropped: Option<MockHost> = inside.lock().unwrap().take();
            drop(dropped);
            told.send(()).unwrap();
        });
        *mock.lock().unwrap() = Some(built);
        hcs.enumerate(operation, None);
        if schedule == Schedule::Stepped {
            // Waiting for another operation does not help here; this one's wait calls back in the end.
            assert_eq!(hcs.wait(operation).0, S_OK);
            let built = mock.lock().unwrap().take();
            drop(built);
        } else {
            when_told.recv().unwrap();
        }
    }
}

#[test]
fn all_workers_may_be_stuck_in_callbacks_that_wait_for_another() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.create("Test", VM);
    let (proceed, may_proceed) = mpsc::channel::<()>();
    let may_proceed = std::sync::Mutex::new(may_proceed);
    let last = 12;
    let code = hcs.subscribe(system, HcsEventOptionNone, move |event| {
        if event.kind == last {
            (0..last).for_each(|_| proceed.send(()).unwrap());
        } else {
            may_proceed.lock().unwrap().recv().unwrap();
        }
    });
    assert_eq!(code, S_OK);
    for kind in 0..=last {
        mock.emit_event("Test", kind, None);
    }
    mock.run_until_idle();
    assert_eq!(mock.ledger().events, last as u64 + 1);
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn many_operations_need_few_threads() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let threads = std::sync::Arc::new(std::sync::Mutex::new(std::collections::HashSet::new()));
    for _ in 0..1000 {
        let threads = std::sync::Arc::clone(&threads);
        let operation = hcs.operation_with(move |operation| {
            hcs.close_operation(operation);
            threads.lock().unwrap().insert(thread::current().id());
        });
        assert_eq!(hcs.enumerate(operation, None), S_OK);
    }
    mock.run_until_idle();
    assert!(threads.lock().unwrap().len() <= 64);
    assert_eq!(mock.ledger().operation_callbacks, 1000);
    mock.finish();
}
