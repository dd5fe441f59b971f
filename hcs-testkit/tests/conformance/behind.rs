#![allow(unsafe_code)] // Copies a table, and vouches for what stands in front of a mock.
//! A table in front of a mock's, with a few functions that do something else.

use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hcs_sys::ComputeCore;
use hcs_testkit::MockHost;
use hcs_testkit::conformance::{self, Options, Report};

/// The table behind, of the one mock that has another in front of it at a time: a function of the C ABI doesn't know
/// which table it was called through.
static BEHIND: AtomicPtr<ComputeCore> = AtomicPtr::new(std::ptr::null_mut());

/// The mock's own functions.
pub(crate) fn behind() -> &'static ComputeCore {
    let table = BEHIND.load(Ordering::SeqCst);
    // SAFETY: it was stored from a reference that is good for ever, before anything was called through a front.
    unsafe { &*table }
}

/// A table with other functions in front of a mock's.
pub(crate) struct Front {
    table: &'static ComputeCore,
    _alone: MutexGuard<'static, ()>,
}

impl Front {
    /// Waits until there is no other one.
    pub(crate) fn of(mock: &MockHost, put: fn(&mut ComputeCore)) -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        BEHIND.store(
            std::ptr::from_ref(mock.table()).cast_mut(),
            Ordering::SeqCst,
        );
        // They stay: a thread that hangs may call through its table at any time.
        static TABLES: Mutex<Vec<&'static ComputeCore>> = Mutex::new(Vec::new());
        let mut table = *mock.table();
        put(&mut table);
        let table: &'static ComputeCore = Box::leak(Box::new(table));
        TABLES.lock().unwrap().push(table);
        Self {
            table,
            _alone: alone,
        }
    }

    /// Runs the suite on it.
    pub(crate) fn run(&self, options: &Options) -> Report {
        // SAFETY: the functions are the mock's, or pass on to them. What they change are codes, handles that nobody
        // looks behind, and texts in place.
        unsafe { conformance::run(self.table, options) }
    }
}
