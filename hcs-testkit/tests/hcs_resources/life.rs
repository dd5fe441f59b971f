//! The life of a system, in one of several ways.

use hcs::{EventOptions, Host};
use hcs_testkit::MockHost;

/// Says it at each creation; ends with its last handle.
pub(crate) const VM: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","VirtualMachine":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// Creates, uses and closes a system, with some of everything that a program can hold meanwhile. The number picks the way.
pub(crate) fn live(host: Host, number: u32) {
    // Each is as long as any other.
    let id = format!("Test-{number:08}");
    match number % 4 {
        // Model 1, and what fails.
        0 => {
            let system = host.create(&id, VM).wait().expect("created");
            host.create(&id, VM).wait().expect_err("it exists");
            host.open("nobody").map(drop).expect_err("unknown");
            let again = host.open(&id).expect("opened");
            system.start().wait().expect("started");
            again.properties().wait().expect("properties");
            system.save().wait().expect_err("not paused");
            drop(again);
            system.close().expect("closed");
        }
        // Model 2, with operations that nobody waits for.
        1 => {
            let system = pollster::block_on(host.create(&id, VM).into_future()).expect("created");
            system.start().submit().map(drop).expect("submitted");
            system
                .properties()
                .on_complete(|properties| drop(properties.expect("properties")))
                .expect("submitted");
            pollster::block_on(system.pause().into_future()).expect("paused");
            host.enumerate()
                .submit()
                .expect("submitted")
                .wait()
                .expect("listed");
        }
        // Model 3, with a handler and a stream that end with the system.
        2 => {
            let create = host.create(&id, VM);
            let (system, subscription) = create
                .with_handler(EventOptions::OPERATION_CALLBACKS, |event| {
                    drop(event.value())
                })
                .wait()
                .expect("created");
            let mut events = system
                .events(EventOptions::OPERATION_CALLBACKS)
                .expect("registered");
            pollster::block_on(system.start().into_future()).expect("started");
            pollster::block_on(system.terminate().into_future()).expect("terminated");
            while let Some(event) = events.recv().expect("not in a callback") {
                if event.kind() == hcs::EventKind::SYSTEM_EXITED {
                    break;
                }
            }
            subscription.unsubscribe().expect("unsubscribed");
            system.close().expect("closed");
        }
        // Events without model 3, and a system that is dropped with everything open.
        _ => {
            let system = host.create(&id, VM).wait().expect("created");
            let subscription = system.subscribe(EventOptions::NONE, |_| ());
            let subscription = subscription.expect("registered");
            system.start().wait().expect("started");
            system.terminate().submit().map(drop).expect("submitted");
            drop(system);
            drop(subscription);
        }
    }
}

/// Waits until what was dropped is closed: the last reference may go on another thread.
pub(crate) fn wait_until_closed(mock: &MockHost) {
    while !mock.systems().is_empty() || !mock.ledger().to_string().ends_with("ledger: clean") {
        mock.run_until_idle();
        std::thread::yield_now();
    }
}
