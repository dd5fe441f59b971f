#![allow(unsafe_code)] // The backend of the models is made of C functions.
//! The small hard parts, in every order of their steps.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test -p hcs --lib --release --no-default-features models
//! ```

mod backend;
mod processes;
mod users;

use std::sync::Arc as StdArc;
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use crate::callback::Table;
use crate::operation::Pending;
use crate::{ComputeSystem, EventOptions};

fn model(work: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    // Bugs of this kind show with two or three preemptions; each more multiplies the orders.
    builder.preemption_bound = builder.preemption_bound.or(Some(3));
    builder.check(work);
}

fn open() -> ComputeSystem {
    backend::host().open("Test").expect("opened")
}

/// Counts its wakes, and panics after each when told so.
struct CountingWaker {
    wakes: AtomicUsize,
    panics: bool,
}

impl Wake for CountingWaker {
    fn wake(self: StdArc<Self>) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics, "the waker panics");
    }
}

fn counting(panics: bool) -> (StdArc<CountingWaker>, Waker) {
    let wakes = AtomicUsize::new(0);
    let counting = StdArc::new(CountingWaker { wakes, panics });
    (StdArc::clone(&counting), Waker::from(counting))
}

fn poll(pending: &mut Pending<()>, waker: &Waker) -> Poll<crate::Result<()>> {
    std::pin::Pin::new(pending).poll(&mut Context::from_waker(waker))
}

#[test]
fn an_entry_is_removed_once_and_a_late_look_up_finds_nothing() {
    model(|| {
        let table = StdArc::new(Table::new());
        let first = table.insert(StdArc::new(1)).expect("room");
        let late = {
            let table = StdArc::clone(&table);
            thread::spawn(move || {
                let seen = table.get(first);
                assert!(seen.is_none_or(|value| *value == 1));
                table.remove(first).is_some()
            })
        };
        let removed = table.remove(first).is_some();
        let second = table.insert(StdArc::new(2)).expect("room");
        let removed_late = late.join().expect("no panic");
        assert!(removed ^ removed_late, "one of them removes it");
        assert!(table.get(first).is_none());
        assert_eq!(table.get(second).as_deref(), Some(&2));
    });
}

#[test]
fn o5_return_and_completion_meet_in_any_order() {
    model(|| {
        let system = open();
        let service = thread::spawn(|| {
            backend::complete();
            backend::call_back(0);
        });
        let pending = system.start().submit().expect("submitted");
        pending.wait().expect("completed");
        service.join().expect("no panic");
        drop(system);
        backend::assert_clean();
    });
}

#[test]
fn a_dropped_future_and_a_duplicated_callback_harm_nobody() {
    model(|| {
        let system = open();
        let service = thread::spawn(|| {
            backend::complete();
            let twin = thread::spawn(|| backend::call_back(0));
            backend::call_back(0);
            twin.join().expect("no panic");
        });
        drop(system.start().submit().expect("submitted"));
        drop(system);
        service.join().expect("no panic");
        backend::assert_clean();
    });
}

fn replace_wakers(panics: bool) {
    model(move || {
        let system = open();
        let service = thread::spawn(|| {
            backend::complete();
            backend::call_back(0);
        });
        let mut pending = system.start().submit().expect("submitted");
        let (_, first) = counting(panics);
        let (last, last_waker) = counting(panics);
        let ready =
            poll(&mut pending, &first).is_ready() || poll(&mut pending, &last_waker).is_ready();
        service.join().expect("no panic");
        if !ready {
            let wakes = last.wakes.load(Ordering::SeqCst);
            assert_eq!(wakes, 1, "the last waker is woken, once");
            assert!(poll(&mut pending, &last_waker).is_ready());
        }
        drop(pending);
        drop(system);
        backend::assert_clean();
    });
}

#[test]
fn a_waker_is_replaced_while_the_operation_completes() {
    replace_wakers(false);
}

#[test]
fn a_waker_that_panics_is_replaced_while_the_operation_completes() {
    // loom prints no panic of a waker: it is caught in the trampoline.
    std::panic::set_hook(Box::new(|_| {}));
    replace_wakers(true);
}

#[test]
fn e6_a_stale_event_races_the_real_one() {
    model(|| {
        let system = open();
        let events = system
            .events(EventOptions::OPERATION_CALLBACKS)
            .expect("registered");
        let service = thread::spawn(|| {
            let stale = thread::spawn(|| backend::event_for(0));
            backend::complete();
            backend::event_for(0);
            stale.join().expect("no panic");
        });
        let pending = system.start().submit().expect("submitted");
        pending.wait().expect("completed");
        service.join().expect("no panic");
        drop(events);
        drop(system);
        backend::assert_clean();
    });
}

#[test]
fn e5_an_operation_that_completes_before_the_registration_is_not_lost() {
    model(|| {
        let system = open();
        let service = thread::spawn(backend::complete_and_tell);
        let other = system.clone();
        let switch = thread::spawn(move || {
            let events = other.events(EventOptions::OPERATION_CALLBACKS);
            drop(events.expect("registered"));
        });
        let pending = system.start().submit().expect("submitted");
        pending.wait().expect("completed");
        service.join().expect("no panic");
        switch.join().expect("no panic");
        drop(system);
        backend::assert_clean();
    });
}

fn disconnect_against_completion(options: EventOptions) {
    model(move || {
        let system = open();
        let events = system.events(options).expect("registered");
        let service = thread::spawn(|| {
            backend::complete();
            let gone = thread::spawn(backend::disconnect);
            backend::call_back(0);
            backend::event_for(0);
            gone.join().expect("no panic");
        });
        let pending = system.start().submit().expect("submitted");
        let result = pending.wait();
        assert!(result.is_ok() || result.is_err_and(|error| error.is_service_gone()));
        service.join().expect("no panic");
        drop(events);
        drop(system);
        backend::assert_clean();
    });
}

#[test]
fn e8_a_disconnect_races_the_callback() {
    disconnect_against_completion(EventOptions::NONE);
}

#[test]
fn e8_a_disconnect_races_the_event() {
    disconnect_against_completion(EventOptions::OPERATION_CALLBACKS);
}

#[test]
fn s6_a_drop_races_the_running_handler() {
    model(|| {
        let system = open();
        let runs = StdArc::new(AtomicUsize::new(0));
        let count = StdArc::clone(&runs);
        let subscription = system
            .subscribe(EventOptions::NONE, move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            })
            .expect("subscribed");
        let service = thread::spawn(|| backend::event(1, std::ptr::null_mut()));
        drop(system);
        service.join().expect("no panic");
        backend::until_closed();
        subscription.unsubscribe().expect("unsubscribed");
        assert!(runs.load(Ordering::SeqCst) <= 1);
        backend::assert_clean();
    });
}

#[test]
fn s5_no_handler_runs_after_close_has_returned() {
    model(|| {
        let system = open();
        let closed = StdArc::new(AtomicUsize::new(0));
        let seen = StdArc::clone(&closed);
        let subscription = system
            .subscribe(EventOptions::NONE, move |_| {
                assert_eq!(seen.load(Ordering::SeqCst), 0, "it runs before the close");
            })
            .expect("subscribed");
        let service = thread::spawn(|| backend::event(1, std::ptr::null_mut()));
        system.close().expect("closed");
        closed.store(1, Ordering::SeqCst);
        service.join().expect("no panic");
        // Passes on the panic of a handler that ran too late.
        subscription.unsubscribe().expect("unsubscribed");
        backend::assert_clean();
    });
}

#[test]
fn s7_close_races_a_call() {
    model(|| {
        let system = open();
        let other = system.clone();
        let caller = thread::spawn(move || match other.start().submit() {
            Ok(pending) => {
                backend::complete();
                backend::call_back(0);
                pending.wait().expect("completed");
            }
            Err(error) => assert!(error.is_closed()),
        });
        system.close().expect("closed");
        caller.join().expect("no panic");
        backend::assert_clean();
    });
}
