//! Processes: created at once, so that another operation asks for what the creation would have given, and closed.

use std::sync::Arc;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::{backend, model, open};
use crate::{ComputeSystem, EventOptions, Process};

/// The operations of a creation: itself, and the one that asks.
const CREATION: usize = 0;
const QUESTION: usize = 1;

const PARAMETERS: &str = r#"{"CommandLine":"any","CreateStdOutPipe":true}"#;

/// A process of the system.
fn process(system: &ComputeSystem) -> Process {
    system.open_process(7).expect("opened")
}

/// What was created is given to whoever waits.
fn check(process: crate::Result<Process>) {
    let process = process.expect("created");
    assert_eq!(process.id(), 7);
    assert!(process.stdout.is_some());
}

/// The question is answered, and the creation called back all the same: before its call returns, later, or meanwhile.
fn told_of_nothing(options: EventOptions) {
    model(move || {
        let system = open();
        let events = system.events(options).expect("registered");
        let service = thread::spawn(|| {
            assert_eq!(backend::complete(), QUESTION);
            backend::call_back(QUESTION);
        });
        let pending = system.create_process(PARAMETERS).submit();
        let late = thread::spawn(|| {
            backend::call_back(CREATION);
            backend::event_for(CREATION);
        });
        check(pending.expect("submitted").wait());
        late.join().expect("no panic");
        service.join().expect("no panic");
        drop((events, system));
        backend::assert_clean();
    });
}

#[test]
fn p3_a_process_is_asked_for_and_its_creation_called_back_late() {
    told_of_nothing(EventOptions::NONE);
}

#[test]
fn p3_a_process_is_asked_for_and_its_creation_an_event_late() {
    told_of_nothing(EventOptions::OPERATION_CALLBACKS);
}

/// The future is dropped while the process is asked: what the answer has is closed, and so is the process.
#[test]
fn p3_p2_a_future_is_dropped_while_its_process_is_asked() {
    model(|| {
        let system = open();
        let service = thread::spawn(|| {
            assert_eq!(backend::complete(), QUESTION);
            backend::call_back(QUESTION);
        });
        drop(
            system
                .create_process(PARAMETERS)
                .submit()
                .expect("submitted"),
        );
        drop(system);
        service.join().expect("no panic");
        backend::assert_clean();
    });
}

/// The service goes away while the process is asked: the answer comes first, or its loss does.
#[test]
fn p3_e8_the_service_goes_while_a_process_is_asked() {
    model(|| {
        let system = open();
        let service = thread::spawn(|| {
            assert_eq!(backend::complete(), QUESTION);
            let gone = thread::spawn(backend::disconnect);
            backend::call_back(QUESTION);
            gone.join().expect("no panic");
        });
        let pending = system
            .create_process(PARAMETERS)
            .submit()
            .expect("submitted");
        match pending.wait() {
            Err(error) => assert!(error.is_service_gone()),
            created => check(created),
        }
        service.join().expect("no panic");
        drop(system);
        backend::assert_clean();
    });
}

/// A system's last reference goes together with its process: the process's handle is closed first.
#[test]
fn p1_a_process_is_closed_before_its_system() {
    model(|| {
        let system = open();
        let process = process(&system);
        let other = thread::spawn(move || drop(system));
        drop(process);
        other.join().expect("no panic");
        backend::assert_clean();
    });
}

/// The last references go while the process's handler runs, and inside of it.
#[test]
fn p1_s6_a_process_is_dropped_under_its_handler() {
    model(|| {
        let system = open();
        let process = process(&system);
        let handler = |_: &crate::Event| {};
        let subscription = process.subscribe(EventOptions::NONE, handler);
        let service = thread::spawn(|| backend::process_event(1));
        drop((process, system));
        service.join().expect("no panic");
        backend::until_closed();
        subscription
            .expect("subscribed")
            .unsubscribe()
            .expect("unsubscribed");
        backend::assert_clean();
    });
}

/// Nothing of a process runs any more when its handle is closed, by name.
#[test]
fn p1_s5_no_handler_of_a_process_runs_after_close_has_returned() {
    model(|| {
        let system = open();
        let process = process(&system);
        let closed = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&closed);
        let subscription = process
            .subscribe(EventOptions::NONE, move |_| {
                assert_eq!(seen.load(Ordering::SeqCst), 0, "it runs before the close");
            })
            .expect("subscribed");
        let service = thread::spawn(|| backend::process_event(1));
        process.close().expect("closed");
        closed.store(1, Ordering::SeqCst);
        service.join().expect("no panic");
        // Passes on the panic of a handler that ran too late.
        subscription.unsubscribe().expect("unsubscribed");
        drop(system);
        backend::assert_clean();
    });
}

/// A call on a process is pending while its handle is closed, by name: the close waits for it.
#[test]
fn p1_s7_close_meets_a_pending_call() {
    model(|| {
        let system = open();
        let process = process(&system);
        let service = thread::spawn(|| backend::call_back(backend::complete()));
        let pending = process.terminate().submit().expect("submitted");
        let closer = thread::spawn(move || process.close().expect("closed"));
        drop(pending);
        closer.join().expect("no panic");
        service.join().expect("no panic");
        drop(system);
        backend::assert_clean();
    });
}
