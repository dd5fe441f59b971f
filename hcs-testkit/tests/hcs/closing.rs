//! When, where and by whom handles are closed.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use crate::common::{VM, block_on, calls, on};
use hcs::EventOptions;
use hcs_testkit::Schedule;

#[test]
fn s7_close_refuses_later_calls_and_waits_for_those_in_flight() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let other = system.clone();
    let pending = system.start().submit().expect("submitted");
    let closing = thread::spawn(move || system.close());
    while other.events(EventOptions::NONE).is_ok() {
        thread::yield_now();
    }
    assert!(!closing.is_finished(), "an operation is pending");
    assert_eq!(calls(&mock, "HcsCloseComputeSystem"), 0);
    mock.run_until_idle();
    closing.join().expect("no panic").expect("closed");
    pending.wait().expect("started before the close");
    for error in [
        other.start().wait().expect_err("closed"),
        other.properties().submit().map(drop).expect_err("closed"),
        other
            .events(EventOptions::NONE)
            .map(drop)
            .expect_err("closed"),
    ] {
        assert!(error.is_closed(), "{error}");
    }
    other.close().expect("closed already");
    mock.finish();
}

#[test]
fn s5_close_waits_for_a_closure_that_runs_inside_a_callback() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let (entered, when_entered) = mpsc::channel();
    let (go, when_go) = mpsc::channel::<()>();
    let closure = move |_| {
        entered.send(()).expect("the test waits for it");
        let _ = when_go.recv();
    };
    system.start().on_complete(closure).expect("submitted");
    thread::scope(|scope| {
        // Goes with a panic here, so that nobody is left waiting.
        let go = go;
        scope.spawn(|| mock.run_until_idle());
        when_entered.recv().expect("it runs");
        let closing = scope.spawn(|| system.close());
        // Time to go wrong in.
        thread::sleep(Duration::from_millis(100));
        assert!(!closing.is_finished(), "the closure is running");
        assert_eq!(calls(&mock, "HcsCloseComputeSystem"), 0);
        go.send(()).expect("the closure waits for it");
        closing.join().expect("no panic").expect("closed");
    });
    assert_eq!(calls(&mock, "HcsCloseComputeSystem"), 1);
    mock.finish();
}

#[test]
fn s7_a_call_on_a_closed_handle_reaches_nobody() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let other = system.clone();
    system.close().expect("closed");
    let crossings = mock.ledger().crossings;
    for error in [
        other.start().wait().expect_err("closed"),
        other.start().submit().map(drop).expect_err("closed"),
        other
            .events(EventOptions::NONE)
            .map(drop)
            .expect_err("closed"),
    ] {
        assert!(error.is_closed(), "{error}");
    }
    assert_eq!(mock.ledger().crossings, crossings, "{}", mock.history());
    mock.finish();
}

#[test]
fn s8_a_pending_operation_keeps_its_handle_open() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let start = system.start().submit().expect("submitted");
    drop(system);
    assert_eq!(mock.ledger().systems.open(), 1);
    block_on(&mock, start).expect("started");
    mock.finish();
}

#[test]
fn s6_the_last_reference_may_go_inside_its_own_handler() {
    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let slot = Arc::new(Mutex::new(None));
        let (inner, (sender, receiver)) = (Arc::clone(&slot), mpsc::channel());
        let subscription = system
            .subscribe(EventOptions::NONE, move |_| {
                drop(inner.lock().expect("lock").take());
                let _ = sender.send(());
            })
            .expect("subscribed");
        let terminate = system.terminate().submit().expect("submitted");
        *slot.lock().expect("lock") = Some(system);
        mock.run_until_idle();
        block_on(&mock, terminate).expect("terminated");
        if schedule != Schedule::Inline {
            receiver.recv().expect("the exit is seen");
        }
        drop(slot.lock().expect("lock").take());
        drop(subscription);
        mock.finish();
    }
}

/// The drop that holds a lock which the handler needs: closing in place would wait for the handler for ever.
#[test]
fn s6_a_drop_under_the_users_own_lock_waits_for_nobody() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let lock = Arc::new(Mutex::new(()));
    let (inner, (entered, wait_entered)) = (Arc::clone(&lock), mpsc::channel());
    let subscription = system
        .subscribe(EventOptions::NONE, move |_| {
            entered.send(()).expect("the test waits");
            drop(inner.lock().expect("lock"));
        })
        .expect("subscribed");
    let held = lock.lock().expect("lock");
    mock.emit_event("Test", 0x4242, None);
    wait_entered.recv().expect("the handler waits for the lock");
    drop(system);
    drop(held);
    subscription.unsubscribe().expect("unsubscribed");
    mock.finish();
}

#[test]
fn s6_the_last_reference_may_go_inside_a_completion() {
    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let mine = system.clone();
        system
            .start()
            .on_complete(move |result| {
                result.expect("started");
                drop(mine);
            })
            .expect("submitted");
        drop(system);
        mock.run_until_idle();
        mock.finish();
    }
}

#[test]
fn e11_no_event_comes_after_the_close() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let (sender, receiver) = mpsc::channel();
    let subscription = system
        .subscribe(EventOptions::NONE, move |event| {
            let _ = sender.send(event.kind());
        })
        .expect("subscribed");
    system.start().wait().expect("started");
    system.close().expect("closed");
    assert!(receiver.try_recv().is_err(), "a close is no exit");
    drop(subscription);
    mock.finish();
}
