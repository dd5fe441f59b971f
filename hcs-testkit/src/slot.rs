//! Where the instances are: each in a slot of its own, as the functions of the C ABI don't say whom they are for.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::instance::Instance;

/// How many instances there can be at a time.
pub(crate) const SLOTS: usize = 64;
/// How long a new instance waits for a slot.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many strays are remembered.
const STRAYS: usize = 64;

struct Slots {
    instances: [Mutex<Option<Arc<Instance>>>; SLOTS],
    /// The one that has been free for the longest time is the next, so that a late call is unlikely to meet a
    /// successor.
    free: Mutex<VecDeque<usize>>,
    freed: Condvar,
    strays: Mutex<VecDeque<Stray>>,
}

static ALL: LazyLock<Slots> = LazyLock::new(|| Slots {
    instances: [const { Mutex::new(None) }; SLOTS],
    free: Mutex::new((0..SLOTS).collect()),
    freed: Condvar::new(),
    strays: Mutex::new(VecDeque::new()),
});

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a free slot and takes it.
pub(crate) fn take() -> usize {
    let deadline = Instant::now() + PATIENCE;
    let mut free = lock(&ALL.free);
    loop {
        if let Some(slot) = free.pop_front() {
            return slot;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        assert!(
            !left.is_zero(),
            "{SLOTS} mocks are alive already, and none was dropped in {PATIENCE:?}: drop one before making the next"
        );
        let woken = ALL.freed.wait_timeout(free, left);
        free = woken.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Puts an instance into its slot: calls reach it from now on.
pub(crate) fn occupy(instance: &Arc<Instance>) {
    *lock(&ALL.instances[instance.slot]) = Some(Arc::clone(instance));
}

/// Takes the instance out of its slot: calls don't reach it any more.
pub(crate) fn vacate(slot: usize) {
    // Dropped outside the lock.
    let instance = lock(&ALL.instances[slot]).take();
    drop(instance);
    lock(&ALL.free).push_back(slot);
    ALL.freed.notify_one();
}

/// The instance in a slot.
pub(crate) fn instance(slot: usize) -> Option<Arc<Instance>> {
    lock(&ALL.instances[slot]).clone()
}

/// A call that reached no living instance: its mock had been dropped, or its handle was another mock's.
///
/// It does no harm, and no other instance is blamed for it. See [`strays`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stray {
    /// The exported function.
    pub call: &'static str,
    /// What was wrong.
    pub message: &'static str,
    /// The thread that called, if it has a name.
    pub thread: Option<String>,
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, self.message)?;
        match &self.thread {
            Some(thread) => write!(f, " (thread {thread})"),
            None => Ok(()),
        }
    }
}

/// The calls of this process that reached no living instance; the last few dozen.
///
/// A call without a handle, through the table of a mock that was dropped, can't be told from a call of the mock that
/// has its slot now. Slots are given out in turn, so that this takes some dozens of mocks in between.
pub fn strays() -> Vec<Stray> {
    lock(&ALL.strays).iter().cloned().collect()
}

pub(crate) fn record_stray(call: &'static str, message: &'static str) {
    let thread = std::thread::current().name().map(str::to_owned);
    let mut strays = lock(&ALL.strays);
    if strays.len() == STRAYS {
        strays.pop_front();
    }
    strays.push_back(Stray {
        call,
        message,
        thread,
    });
}
