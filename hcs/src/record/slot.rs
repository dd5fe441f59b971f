//! Where the tables are: each in a slot of its own, as the functions of the C ABI don't say whose they are.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use hcs_sys::ComputeCore;

use super::session::Session;

/// How many tables can be recorded at a time.
pub(super) const SLOTS: usize = 32;
/// How long a new recorder waits for a slot.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone)]
struct Occupant {
    real: &'static ComputeCore,
    session: Arc<Session>,
}

static OCCUPANTS: [RwLock<Option<Occupant>>; SLOTS] = [const { RwLock::new(None) }; SLOTS];

/// The free slots; the one that has been free for the longest time is the next, so that a late call through a table is
/// unlikely to meet a successor.
static FREE: LazyLock<(Mutex<VecDeque<usize>>, Condvar)> =
    LazyLock::new(|| (Mutex::new((0..SLOTS).collect()), Condvar::new()));

/// A call through a table.
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) real: &'static ComputeCore,
    pub(super) session: Arc<Session>,
}

impl Call {
    /// A call begins. `None`: nobody has ever made the table that it came through.
    pub(super) fn begin(slot: usize, name: &'static str) -> Option<Self> {
        let occupant = OCCUPANTS[slot]
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let Occupant { real, session } = occupant.as_ref()?.clone();
        Some(Self {
            name,
            real,
            session,
        })
    }
}

/// Waits for a free slot and takes it; `None` when there is none for a minute.
pub(super) fn take() -> Option<usize> {
    let (free, freed) = &*FREE;
    let deadline = Instant::now() + PATIENCE;
    let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(slot) = free.pop_front() {
            return Some(slot);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        let woken = freed.wait_timeout(free, left);
        free = woken.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Calls through the table of this slot go there from now on.
pub(super) fn occupy(slot: usize, real: &'static ComputeCore, session: Arc<Session>) {
    let mut occupant = OCCUPANTS[slot]
        .write()
        .unwrap_or_else(PoisonError::into_inner);
    *occupant = Some(Occupant { real, session });
}

/// The slot may be used again. Calls go where they went until it is.
pub(super) fn vacate(slot: usize) {
    let (free, freed) = &*FREE;
    free.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push_back(slot);
    freed.notify_one();
}
