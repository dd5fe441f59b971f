//! Blocking a thread until a future is ready.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Instant;

use crate::callback::in_callback;
use crate::error::{Error, Result};

/// Wakes a thread that waits.
struct Alarm {
    thread: Thread,
    rung: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Waits for a future, until `deadline` if there is one; none when the time is over. `name` is what is refused inside a
/// callback.
pub(crate) fn block_on<T>(
    name: &'static str,
    future: impl Future<Output = Result<T>>,
    deadline: Option<Instant>,
) -> Result<Option<T>> {
    if in_callback() {
        return Err(Error::in_callback(name));
    }
    let alarm = Arc::new(Alarm {
        thread: thread::current(),
        rung: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
            return outcome.map(Some);
        }
        // Others may unpark this thread, too.
        while !alarm.rung.swap(false, Ordering::Acquire) {
            match deadline {
                None => thread::park(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Ok(None);
                    }
                    thread::park_timeout(left);
                }
            }
        }
    }
}
