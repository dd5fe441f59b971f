//! Calls with a pending operation (its users), against whatever else happens to it.

use std::sync::Arc;

use loom::thread;

use super::{backend, model, open};
use crate::operation::Pending;
use crate::{Cancellation, EventOptions};

/// An operation, for several threads.
fn shared(system: &crate::ComputeSystem) -> Arc<Pending<()>> {
    Arc::new(system.start().submit().expect("submitted"))
}

/// One thread asks for the cancellation, another one completes the operation, and this one drops the future.
fn cancel_against_completion_and_drop(options: EventOptions) {
    model(move || {
        let system = open();
        let events = system.events(options).expect("registered");
        let service = thread::spawn(backend::complete_and_tell);
        let pending = shared(&system);
        let user = Arc::clone(&pending);
        let canceller = thread::spawn(move || {
            let cancellation = user.cancel().expect("asked");
            assert_ne!(cancellation, Cancellation::Requested);
        });
        drop(pending);
        canceller.join().expect("no panic");
        service.join().expect("no panic");
        drop((events, system));
        backend::assert_clean();
    });
}

#[test]
fn o10_o6_a_cancellation_meets_the_callback_and_the_drop() {
    cancel_against_completion_and_drop(EventOptions::NONE);
}

#[test]
fn o10_e4_a_cancellation_meets_the_event_and_the_drop() {
    cancel_against_completion_and_drop(EventOptions::OPERATION_CALLBACKS);
}

/// The completion comes while two threads have calls with the operation: the last of them takes it up, and whoever waits is
/// told.
fn two_users_and_a_waiter(options: EventOptions) {
    model(move || {
        let system = open();
        let events = system.events(options).expect("registered");
        let service = thread::spawn(backend::complete_and_tell);
        let pending = shared(&system);
        let user = Arc::clone(&pending);
        let asker = thread::spawn(move || {
            user.properties().expect("asked");
        });
        let cancellation = pending.cancel().expect("asked");
        assert_ne!(cancellation, Cancellation::Requested);
        asker.join().expect("no panic");
        let pending = Arc::into_inner(pending).expect("nobody else has it");
        pending.wait().expect("completed");
        service.join().expect("no panic");
        drop((events, system));
        backend::assert_clean();
    });
}

#[test]
fn o6_two_users_meet_the_callback() {
    two_users_and_a_waiter(EventOptions::NONE);
}

#[test]
fn o6_e4_two_users_meet_the_event() {
    two_users_and_a_waiter(EventOptions::OPERATION_CALLBACKS);
}

/// The call that cancels brings the completion about, inside of itself.
fn a_cancellation_that_completes(options: EventOptions) {
    model(move || {
        backend::cancel_at_once();
        let system = open();
        let events = system.events(options).expect("registered");
        let pending = shared(&system);
        let user = Arc::clone(&pending);
        let canceller = thread::spawn(move || {
            user.cancel().expect("asked");
        });
        let cancellation = pending.cancel().expect("asked");
        assert_ne!(cancellation, Cancellation::NotSupported);
        canceller.join().expect("no panic");
        let pending = Arc::into_inner(pending).expect("nobody else has it");
        pending.wait().expect("completed");
        drop((events, system));
        backend::assert_clean();
    });
}

#[test]
fn o10_a_cancellation_calls_back_before_it_returns() {
    a_cancellation_that_completes(EventOptions::NONE);
}

#[test]
fn o10_e4_a_cancellation_is_an_event_before_it_returns() {
    a_cancellation_that_completes(EventOptions::OPERATION_CALLBACKS);
}

/// The service goes away while the operation has a user: the operation is answered, and closed after the user.
fn disconnect_against_a_user(options: EventOptions) {
    model(move || {
        let system = open();
        let events = system.events(options).expect("registered");
        let pending = shared(&system);
        let user = Arc::clone(&pending);
        let asker = thread::spawn(move || {
            user.properties().expect("asked");
        });
        let service = thread::spawn(backend::disconnect);
        asker.join().expect("no panic");
        let pending = Arc::into_inner(pending).expect("nobody else has it");
        let error = pending.wait().expect_err("nobody completes it");
        assert!(error.is_service_gone());
        service.join().expect("no panic");
        drop((events, system));
        backend::assert_clean();
    });
}

#[test]
fn e8_a_disconnect_meets_a_user() {
    disconnect_against_a_user(EventOptions::NONE);
}

#[test]
fn e8_e4_a_disconnect_meets_a_user_of_an_operation_without_callback() {
    disconnect_against_a_user(EventOptions::OPERATION_CALLBACKS);
}
