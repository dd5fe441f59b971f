#![allow(unsafe_code)] // A table on trust.
//! Waiting for the thread that closes what can't be closed where it was dropped.
//!
//! It closes one handle after the other. So one more handle, of a backend that does nothing, is handed to it, and when
//! that one is closed, so are those before. This also shows that it never waits for what a program does.

use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use hcs::{EventOptions, Host};
use hcs_testkit::null;

use crate::tally::lock;

/// How long it may take on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name of that thread.
pub(crate) const NAME: &str = "hcs-closer";

/// Whether this is that thread: wakers of streams run there, and what handlers have captured is dropped there.
pub(crate) fn is_here() -> bool {
    std::thread::current().name() == Some(NAME)
}

struct Signal(Mutex<Sender<()>>);

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        // Who waits may have given up.
        let _ = lock(&self.0).send(());
    }
}

/// Waits until all that was handed to the closer thread before is closed; whether it was.
pub(crate) fn flush() -> bool {
    static HOST: LazyLock<Host> = LazyLock::new(|| {
        // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
        unsafe { Host::from_table(null::table()) }
    });
    let host = &*HOST;
    let (Ok(trigger), Ok(marker)) = (host.open("trigger"), host.open("marker")) else {
        return false;
    };
    let Ok(mut stream) = marker.events(EventOptions::NONE) else {
        return false;
    };
    let (sender, closed) = channel();
    let waker = Waker::from(Arc::new(Signal(Mutex::new(sender))));
    let mut context = Context::from_waker(&waker);
    let mut end = pin!(stream.next());
    if end.as_mut().poll(&mut context).is_ready() {
        return false;
    }
    // Its last reference goes inside a callback.
    if trigger.start().on_complete(move |_| drop(marker)).is_err() {
        return false;
    }
    closed.recv_timeout(PATIENCE).is_ok()
}
