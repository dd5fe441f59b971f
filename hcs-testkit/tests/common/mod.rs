//! What the tests of the safe crate share.
#![allow(dead_code, unreachable_pub)] // Each test program uses a part of it.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use hcs_testkit::{MockHost, Profile, Schedule};

pub const VM: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","VirtualMachine":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// A host with the documented behaviour on a schedule.
pub fn on(schedule: Schedule) -> MockHost {
    with(schedule, Profile::documented())
}

pub fn with(schedule: Schedule, profile: Profile) -> MockHost {
    MockHost::builder()
        .schedule(schedule)
        .profile(profile)
        .build()
}

/// Runs a future to its end; on a stepped host its steps are run between the polls.
pub fn block_on<F: IntoFuture>(mock: &MockHost, future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = pin!(future.into_future());
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        if !mock.step() {
            thread::park();
        }
    }
}

/// How often the program has called an export.
pub fn calls(mock: &MockHost, name: &str) -> usize {
    let calls = mock.history().calls;
    calls
        .iter()
        .filter(|call| call.name == name && !call.callback)
        .count()
}

/// A waker that counts how often it was woken.
pub fn counter() -> (Arc<Counter>, Waker) {
    let counter = Arc::new(Counter(AtomicUsize::new(0)));
    (Arc::clone(&counter), Waker::from(counter))
}

pub struct Counter(AtomicUsize);

impl Counter {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls a future once with a waker.
pub fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(waker))
}
