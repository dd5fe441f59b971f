//! The one idle thread that closes handles which can't be closed where they were dropped.
//!
//! Closing drains (S5): it waits for the handle's running callbacks. A handle whose last reference goes
//! inside a callback, or while a handler of its runs elsewhere, is closed here. A handle arrives only
//! when no handler or closure of its can run any more, so this thread never waits for a user's lock before or in a close.
//! After it, it wakes the tasks that wait for the end of an event stream: a waker that blocks is against what std asks of one,
//! and would keep later handles from being closed.

use std::collections::VecDeque;

use super::Shared;
use crate::sync::{Arc, Condvar, Mutex};

struct Queue {
    handles: VecDeque<Arc<Shared>>,
    running: bool,
}

static QUEUE: Mutex<Queue> = Mutex::new(Queue {
    handles: VecDeque::new(),
    running: false,
});
static ARRIVED: Condvar = Condvar::new();

/// Hands `handle` over to be closed soon.
pub(super) fn close_later(handle: Arc<Shared>) {
    let start = {
        let mut queue = QUEUE.lock();
        queue.handles.push_back(handle);
        !std::mem::replace(&mut queue.running, true)
    };
    if start {
        let spawned = std::thread::Builder::new()
            .name("hcs-closer".to_owned())
            .spawn(run);
        if spawned.is_err() {
            // No thread to be had now: the handle waits in the queue for the next one to try.
            QUEUE.lock().running = false;
        }
    } else {
        ARRIVED.notify_one();
    }
}

fn run() {
    let mut queue = QUEUE.lock();
    loop {
        match queue.handles.pop_front() {
            Some(handle) => {
                drop(queue);
                handle.close_now();
                drop(handle);
                queue = QUEUE.lock();
            }
            None => queue = ARRIVED.wait(queue),
        }
    }
}
