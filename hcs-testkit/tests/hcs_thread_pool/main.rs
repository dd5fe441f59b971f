//! Callbacks arrive on threads that Rust knows nothing of, as those of Windows do: of its thread pool under Windows.

#[path = "../common/mod.rs"]
mod common;
mod front;
mod pool;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use common::{VM, on};
use front::Front;
use hcs::{EventKind, EventOptions};
use hcs_testkit::{MockHost, Schedule};
use rstest::rstest;

/// A kind of event that no build of Windows has sent yet.
const UNKNOWN: i32 = 0x1234;

/// A mock, and the table in front of it through which callbacks come from such threads.
fn mock(schedule: Schedule) -> (MockHost, &'static Front) {
    let mock = on(schedule);
    let front = Front::of(&mock);
    (mock, front)
}

#[rstest]
fn o5_futures_are_woken_by_foreign_threads(
    #[values(Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded)] schedule: Schedule,
) {
    let (mock, front) = mock(schedule);
    let host = front.host();
    for _ in 0..50 {
        let before = front.callbacks();
        let system = pollster::block_on(host.create("Test", VM).into_future()).expect("created");
        pollster::block_on(system.start().into_future()).expect("started");
        let error = pollster::block_on(system.resume().into_future()).expect_err("not paused");
        assert!(error.is_invalid_state());
        let pending = system.properties().submit().expect("submitted");
        pending.wait().expect("properties");
        assert!(front.callbacks() >= before + 4, "one for each operation");
        system.close().expect("closed");
    }
    mock.finish();
}

#[rstest]
fn e4_events_complete_operations_on_foreign_threads(
    #[values(Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded)] schedule: Schedule,
) {
    let (mock, front) = mock(schedule);
    let host = front.host();
    for _ in 0..50 {
        let create = host.create("Test", VM);
        let create = create.with_events_stream(EventOptions::OPERATION_CALLBACKS);
        let before = front.callbacks();
        let (system, mut events) = pollster::block_on(create.into_future()).expect("created");
        pollster::block_on(system.start().into_future()).expect("started");
        pollster::block_on(system.terminate().into_future()).expect("terminated");
        while let Some(event) = pollster::block_on(events.next()) {
            if event.kind() == EventKind::SYSTEM_EXITED {
                break;
            }
        }
        // That of the creation may have come before anybody listened.
        assert!(
            front.callbacks() >= before + 3,
            "two completions and the exit"
        );
        system.close().expect("closed");
    }
    mock.finish();
}

#[test]
fn the_code_of_the_program_runs_on_a_thread_without_a_name() {
    let (mock, front) = mock(Schedule::Threaded);
    let host = front.host();
    let (sender, receiver) = mpsc::channel();
    let told = sender.clone();
    let system = host.create("Test", VM).wait().expect("created");
    let subscription = system.subscribe(EventOptions::NONE, move |_| {
        let _ = told.send(thread::current().name().map(str::to_owned));
    });
    let subscription = subscription.expect("registered");
    assert!(mock.emit_event("Test", UNKNOWN, None));
    // Those that Rust starts for the mock have one.
    assert_eq!(receiver.recv(), Ok(None));
    subscription.unsubscribe().expect("unsubscribed");
    system
        .start()
        .on_complete(move |_| {
            let _ = sender.send(thread::current().name().map(str::to_owned));
        })
        .expect("submitted");
    // When the callback is sooner than the call's return, the thread that called runs the closure.
    let here = thread::current().name().map(str::to_owned);
    let ran_in = receiver.recv().expect("it ran");
    assert!(ran_in.is_none() || ran_in == here, "{ran_in:?}");
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn panics_end_at_the_callback() {
    let (mock, front) = mock(Schedule::Threaded);
    let host = front.host();
    let system = host.create("Test", VM).wait().expect("created");
    for _ in 0..20 {
        let (sender, receiver) = mpsc::channel::<()>();
        let call = system.properties();
        let submitted = call.on_complete(move |_| {
            let _goes_with_the_panic = sender;
            // As `panic!`, but nothing is printed where no test harness would catch it.
            resume_unwind(Box::new("a closure of the program's"));
        });
        submitted.expect("submitted");
        receiver.recv().expect_err("it panicked");
    }
    let (sender, receiver) = mpsc::channel();
    let subscription = system.subscribe(EventOptions::NONE, move |_| {
        let _ = sender.send(());
        resume_unwind(Box::new("a handler of the program's"));
    });
    let subscription = subscription.expect("registered");
    assert!(mock.emit_event("Test", UNKNOWN, None));
    receiver.recv().expect("it was told");
    let unsubscribed = catch_unwind(AssertUnwindSafe(|| subscription.unsubscribe()));
    assert!(unsubscribed.is_err(), "the panic goes on here");
    system.properties().wait().expect("it works as before");
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn o14_s6_a_wait_or_a_close_inside_is_refused() {
    let (mock, front) = mock(Schedule::Threaded);
    let host = front.host();
    let system = host.create("Test", VM).wait().expect("created");
    let (sender, receiver) = mpsc::channel();
    let inside = system.clone();
    system
        .start()
        .on_complete(move |_| {
            let waited = inside.properties().wait().expect_err("a wait inside");
            let closed = inside.close().expect_err("a close inside");
            let _ = sender.send([waited, closed]);
        })
        .expect("submitted");
    for error in receiver.recv().expect("told") {
        assert!(error.is_in_callback(), "{error}");
    }
    system.close().expect("closed");
    mock.finish();
}

/// The last reference goes inside a callback: the handle is closed by a thread that is in none.
#[test]
fn s6_the_last_reference_may_be_dropped_inside() {
    let (mock, front) = mock(Schedule::Threaded);
    let host = front.host();
    for _ in 0..50 {
        let system = host.create("Test", VM).wait().expect("created");
        let (sender, receiver) = mpsc::channel();
        let inside = system.clone();
        let submitted = system.start().on_complete(move |started| {
            started.expect("started");
            drop(inside);
            let _ = sender.send(());
        });
        submitted.expect("submitted");
        drop(system);
        receiver.recv().expect("told");
        // The id is free when the handle is closed, which another thread does soon.
        while !mock.systems().is_empty() {
            thread::yield_now();
        }
    }
    mock.finish();
}

#[test]
fn e3_many_systems_call_back_at_the_same_time() {
    const SYSTEMS: usize = 16;
    const EVENTS: usize = 50;
    let (mock, front) = mock(Schedule::Threaded);
    let host = front.host();
    let told = Arc::new(AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..SYSTEMS {
            let (told, mock, wrong) = (Arc::clone(&told), &mock, &wrong);
            scope.spawn(move || {
                let id = format!("Test-{number}");
                let create = host.create(&id, VM).with_handler(
                    EventOptions::OPERATION_CALLBACKS,
                    move |event| {
                        if event.kind() == EventKind(UNKNOWN) {
                            told.fetch_add(1, Ordering::SeqCst);
                        }
                    },
                );
                let (system, subscription) =
                    pollster::block_on(create.into_future()).expect("created");
                for _ in 0..EVENTS {
                    assert!(mock.emit_event(&id, UNKNOWN, Some("{}")));
                    let properties = pollster::block_on(system.properties().into_future());
                    if let Err(error) = properties {
                        wrong.lock().expect("no panic").push(error.to_string());
                    }
                }
                mock.run_until_idle();
                subscription.unsubscribe().expect("unsubscribed");
                system.close().expect("closed");
            });
        }
    });
    assert_eq!(*wrong.lock().expect("no panic"), [""; 0]);
    assert_eq!(told.load(Ordering::SeqCst), SYSTEMS * EVENTS);
    mock.finish();
}
