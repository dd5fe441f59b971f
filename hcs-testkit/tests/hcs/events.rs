//! Subscriptions and streams.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use crate::common::{VM, block_on, calls, counter, on, with};
use futures_core::Stream as _;
use hcs::{ComputeSystem, EventKind, EventOptions, Subscription};
use hcs_testkit::{Chance, MockHost, Profile, Schedule};

fn running(mock: &MockHost) -> ComputeSystem {
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.start().wait().expect("started");
    system
}

#[test]
fn e3_handlers_and_streams_receive_the_same_events() {
    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let system = running(&mock);
        let (sender, receiver) = mpsc::channel();
        let subscription = system
            .subscribe(EventOptions::NONE, move |event| {
                sender.send(event.clone()).expect("the test waits");
            })
            .expect("subscribed");
        let mut stream = system.events(EventOptions::NONE).expect("subscribed");
        system.terminate().wait().expect("terminated");
        mock.run_until_idle();
        let handled = receiver.recv().expect("handled");
        let queued = stream.recv().expect("may wait").expect("open");
        for event in [handled, queued] {
            assert_eq!(event.kind(), EventKind::SYSTEM_EXITED);
            assert_eq!(event.value().expect("JSON")["ExitType"], "ForcedExit");
        }
        subscription.unsubscribe().expect("unsubscribed");
        assert!(receiver.recv().is_err(), "the handler is gone");
        system.close().expect("closed");
        assert!(
            stream.recv().expect("may wait").is_none(),
            "the stream has ended"
        );
        assert!(pollster::block_on(stream.next()).is_none());
        mock.finish();
    }
}

#[test]
fn a_stream_is_waited_for_no_longer_than_the_limit() {
    let mock = on(Schedule::Stepped);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    let nothing = stream.recv_timeout(Duration::from_millis(1));
    let error = nothing.expect_err("nothing has happened");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.call(), "EventStream::recv_timeout");
    for kind in [7, 8] {
        assert!(mock.emit_event("Test", kind, None));
    }
    mock.run_until_idle();
    system.close().expect("closed");
    let mut kinds = Vec::new();
    while let Some(event) = stream
        .recv_timeout(Duration::from_secs(3600))
        .expect("in time")
    {
        kinds.push(event.kind());
    }
    kinds.sort_by_key(|kind| kind.0);
    assert_eq!(kinds, [EventKind(7), EventKind(8)]);
    mock.finish();
}

#[test]
fn a_stream_can_be_polled_and_ends_with_the_handle() {
    let mock = on(Schedule::Stepped);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    let (wakes, waker) = counter();
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    assert!(mock.emit_event("Test", 7, None));
    mock.run_until_idle();
    assert_eq!(wakes.count(), 1);
    let Poll::Ready(Some(event)) = Pin::new(&mut stream).poll_next(&mut context) else {
        panic!("it has arrived");
    };
    assert_eq!(event.kind(), EventKind(7));
    assert!(mock.emit_event("Test", 8, None));
    mock.run_until_idle();
    let event = block_on(&mock, async { stream.next().await });
    assert_eq!(event.expect("the handle is open").kind(), EventKind(8));
    assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    system.close().expect("closed");
    assert_eq!(wakes.count(), 2);
    assert!(matches!(
        Pin::new(&mut stream).poll_next(&mut context),
        Poll::Ready(None)
    ));
    mock.finish();
}

#[test]
fn of_a_dropped_stream_nothing_is_left() {
    let mock = on(Schedule::Stepped);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    let (wakes, waker) = counter();
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    assert_eq!(Arc::strong_count(&wakes), 3, "the stream has one, too");
    drop(stream);
    assert_eq!(Arc::strong_count(&wakes), 2);
    assert!(mock.emit_event("Test", 7, None));
    mock.run_until_idle();
    system.close().expect("closed");
    assert_eq!(wakes.count(), 0);
    mock.finish();
}

#[test]
fn a_stream_is_woken_by_events_alone() {
    let mock = on(Schedule::Stepped);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    let (wakes, waker) = counter();
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    let other = system.events(EventOptions::OPERATION_CALLBACKS);
    drop(other.expect("the registration has changed"));
    mock.run_until_idle();
    assert_eq!(wakes.count(), 0);
    system.close().expect("closed");
    assert_eq!(wakes.count(), 1, "it has ended");
    mock.finish();
}

#[test]
fn e2_an_event_may_come_without_its_data() {
    let mut profile = Profile::documented();
    profile.event_data_missing = Chance::ALWAYS;
    let mock = with(Schedule::Threaded, profile);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    system.terminate().wait().expect("terminated");
    let event = stream.recv().expect("may wait").expect("open");
    assert_eq!(event.kind(), EventKind::SYSTEM_EXITED);
    assert_eq!(event.data(), None);
    drop(system);
    mock.finish();
}

#[test]
fn e7_an_unknown_event_is_passed_on() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    mock.emit_event("Test", 0x4242, Some(r#"{"New":true}"#));
    let event = stream.recv().expect("may wait").expect("open");
    assert_eq!(event.kind(), EventKind(0x4242));
    assert_eq!(event.value().expect("JSON")["New"], true);
    drop(system);
    mock.finish();
}

#[test]
fn e1_any_number_of_subscribers_share_the_one_registration() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let count = Arc::new(AtomicUsize::new(0));
    let subscriptions: Vec<Subscription> = (0..10)
        .map(|_| {
            let count = Arc::clone(&count);
            system
                .subscribe(EventOptions::NONE, move |_| {
                    count.fetch_add(1, Ordering::SeqCst);
                })
                .expect("subscribed")
        })
        .collect();
    assert_eq!(calls(&mock, "HcsSetComputeSystemCallback"), 1);
    let mut last = system.events(EventOptions::NONE).expect("subscribed");
    system.terminate().wait().expect("terminated");
    last.recv().expect("may wait").expect("open");
    assert_eq!(count.load(Ordering::SeqCst), 10);
    drop(subscriptions);
    drop(system);
    mock.finish();
}

#[test]
fn more_options_change_the_registration_once() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let plain = system.events(EventOptions::NONE).expect("subscribed");
    let mut lifecycle = system
        .events(EventOptions::VM_LIFECYCLE)
        .expect("subscribed");
    // The first registration, its withdrawal, the second.
    assert_eq!(calls(&mock, "HcsSetComputeSystemCallback"), 3);
    drop(
        system
            .events(EventOptions::VM_LIFECYCLE)
            .expect("subscribed"),
    );
    assert_eq!(calls(&mock, "HcsSetComputeSystemCallback"), 3);
    mock.emit_event("Test", EventKind::VM_LIFECYCLE.0, None);
    let event = lifecycle.recv().expect("may wait").expect("open");
    assert_eq!(event.kind(), EventKind::VM_LIFECYCLE);
    let mut plain = plain;
    assert!(plain.try_recv().is_none(), "it did not ask for these");
    drop(system);
    mock.finish();
}

#[test]
fn a_handler_cannot_wait_for_itself() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let slot: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let (sender, receiver) = mpsc::channel();
    let (inner, other) = (Arc::clone(&slot), Mutex::new(Some(system.clone())));
    let subscription = system
        .subscribe(EventOptions::NONE, move |_| {
            let mine = inner.lock().expect("lock").take();
            let system = other.lock().expect("lock").take();
            if let (Some(mine), Some(system)) = (mine, system) {
                // O14: waits are refused.
                sender
                    .send(system.properties().wait().map(drop))
                    .expect("sent");
                let pending = system.properties().submit().expect("submitted");
                sender.send(pending.wait().map(drop)).expect("sent");
                // The handler's own subscription; and S6.
                sender.send(mine.unsubscribe()).expect("sent");
                sender.send(system.close()).expect("sent");
            }
        })
        .expect("subscribed");
    *slot.lock().expect("lock") = Some(subscription);
    system.terminate().wait().expect("terminated");
    for _ in 0..4 {
        let error = receiver.recv().expect("refused").expect_err("refused");
        assert!(error.is_in_callback(), "{error}");
    }
    drop(system);
    mock.finish();
}

#[test]
fn no_handler_runs_after_unsubscribe_has_returned() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let (entered, wait_entered) = mpsc::channel();
    let (leave, wait_leave) = mpsc::channel::<()>();
    let wait_leave = Mutex::new(wait_leave);
    let left = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&left);
    let subscription = system
        .subscribe(EventOptions::NONE, move |_| {
            entered.send(()).expect("the test waits");
            wait_leave
                .lock()
                .expect("lock")
                .recv()
                .expect("the test sends");
            count.fetch_add(1, Ordering::SeqCst);
        })
        .expect("subscribed");
    mock.emit_event("Test", 0x4242, None);
    wait_entered.recv().expect("the handler runs");
    let waiting = thread::spawn(move || subscription.unsubscribe());
    thread::sleep(Duration::from_millis(20));
    assert!(!waiting.is_finished(), "it waits for the running handler");
    leave.send(()).expect("the handler waits");
    waiting.join().expect("no panic").expect("unsubscribed");
    assert_eq!(left.load(Ordering::SeqCst), 1);
    mock.emit_event("Test", 0x4243, None);
    system.close().expect("closed");
    assert_eq!(left.load(Ordering::SeqCst), 1);
    mock.finish();
}

#[test]
fn a_handlers_panic_is_handed_to_unsubscribe() {
    let mock = on(Schedule::Threaded);
    let system = running(&mock);
    let subscription = system
        .subscribe(EventOptions::NONE, |_| panic!("the handler panics"))
        .expect("subscribed");
    let mut stream = system.events(EventOptions::NONE).expect("subscribed");
    mock.emit_event("Test", 0x4242, None);
    stream
        .recv()
        .expect("may wait")
        .expect("the others are served");
    let panic = catch_unwind(AssertUnwindSafe(|| subscription.unsubscribe()))
        .expect_err("the panic goes on");
    assert_eq!(panic.downcast_ref(), Some(&"the handler panics"));
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn e8_a_lost_service_answers_everything_that_is_pending() {
    for model_3 in [false, true] {
        for answers in [
            hcs_testkit::Disconnected::Complete,
            hcs_testkit::Disconnected::Never,
        ] {
            let mut profile = Profile::documented();
            profile.disconnected = answers;
            let mock = with(Schedule::Stepped, profile);
            let system = running(&mock);
            let mut events = system
                .events(if model_3 {
                    EventOptions::OPERATION_CALLBACKS
                } else {
                    EventOptions::NONE
                })
                .expect("subscribed");
            let pending = system.pause().submit().expect("submitted");
            mock.disconnect_service();
            let error = block_on(&mock, pending).expect_err("the service is gone");
            assert!(error.is_service_gone(), "{error}");
            mock.run_until_idle();
            let kinds: Vec<EventKind> = std::iter::from_fn(|| events.try_recv())
                .map(|event| event.kind())
                .collect();
            assert!(kinds.contains(&EventKind::SERVICE_DISCONNECT), "{kinds:?}");
            let error = system.resume().wait().expect_err("the service is gone");
            assert!(error.is_service_gone(), "{error}");
            let error = system
                .resume()
                .submit()
                .map(drop)
                .expect_err("the service is gone");
            assert!(error.is_service_gone(), "{error}");
            drop(system);
            mock.finish();
        }
    }
}
