#![allow(unsafe_code)] // Functions of the C ABI that pass their arguments on, and callbacks that others wait for.
//! A table in front of a mock's: its callbacks run on threads of others, as those of Windows do, while the mock's own
//! thread waits. So the mock sees them begin and end where it expects it.
//!
//! # Safety
//! Each function is called as the mock's function of that name may be called, which gets the arguments as they are.

use std::ffi::c_void;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use hcs::Host;
use hcs_sys::{
    ComputeCore, HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_OPERATION,
    HCS_OPERATION_COMPLETION, HCS_SYSTEM, HRESULT,
};
use hcs_testkit::MockHost;

use crate::pool::on_a_foreign_thread;

/// Tables that this program can have.
const FRONTS: usize = 12;

/// A function of the C ABI knows nothing of the table that it was called through: each table has functions of its own.
const FUNCTIONS: [fn(&mut ComputeCore); FRONTS] = [
    functions::<0>,
    functions::<1>,
    functions::<2>,
    functions::<3>,
    functions::<4>,
    functions::<5>,
    functions::<6>,
    functions::<7>,
    functions::<8>,
    functions::<9>,
    functions::<10>,
    functions::<11>,
];

static PLACES: [Front; FRONTS] = [const { Front::new() }; FRONTS];

/// See the module's documentation.
pub(crate) struct Front {
    table: OnceLock<ComputeCore>,
    behind: OnceLock<&'static ComputeCore>,
    callbacks: AtomicUsize,
}

type Completion = unsafe extern "system" fn(HCS_OPERATION, *const c_void);
type OnEvent = unsafe extern "system" fn(*const HCS_EVENT, *const c_void);

/// The callbacks of the program, which are the same each time: what differs is their context.
static COMPLETION: OnceLock<Completion> = OnceLock::new();
static EVENT: OnceLock<OnEvent> = OnceLock::new();

impl Front {
    const fn new() -> Self {
        Self {
            table: OnceLock::new(),
            behind: OnceLock::new(),
            callbacks: AtomicUsize::new(0),
        }
    }

    /// Puts a table in front of this mock's. It is there for ever, as the mock's is.
    pub(crate) fn of(mock: &MockHost) -> &'static Self {
        static USED: AtomicUsize = AtomicUsize::new(0);
        let place = USED.fetch_add(1, Ordering::Relaxed);
        assert!(place < FRONTS, "more tables than there are functions for");
        let front = &PLACES[place];
        front.behind.get_or_init(|| mock.table());
        front.table.get_or_init(|| {
            let mut table = *mock.table();
            FUNCTIONS[place](&mut table);
            table
        });
        front
    }

    /// The host, through this table.
    pub(crate) fn host(&'static self) -> Host {
        let table = self.table.get().expect("it was made with its table");
        // SAFETY: the functions are the mock's, some of them after a detour.
        unsafe { Host::from_table(table) }
    }

    /// How many callbacks have come from threads of others.
    pub(crate) fn callbacks(&self) -> usize {
        self.callbacks.load(Ordering::SeqCst)
    }

    fn behind(&self) -> &'static ComputeCore {
        self.behind
            .get()
            .expect("its functions are in no other table")
    }

    /// Calls back, and waits until that is done.
    fn call_back(&self, callback: impl FnOnce() + Send) {
        self.callbacks.fetch_add(1, Ordering::SeqCst);
        on_a_foreign_thread(callback);
    }
}

fn functions<const PLACE: usize>(table: &mut ComputeCore) {
    // Event callbacks are registered by the function below only.
    table.HcsCreateComputeSystemInNamespace = None;
    table.HcsCreateOperation = create_operation::<PLACE>;
    table.HcsSetComputeSystemCallback = set_callback::<PLACE>;
}

unsafe extern "system" fn create_operation<const PLACE: usize>(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let callback = callback.map(|callback| {
        COMPLETION.get_or_init(|| callback);
        complete::<PLACE> as Completion
    });
    // SAFETY: as the caller promises; `complete` does what its callback would.
    unsafe { (PLACES[PLACE].behind().HcsCreateOperation)(context, callback) }
}

unsafe extern "system" fn set_callback<const PLACE: usize>(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let callback = callback.map(|callback| {
        EVENT.get_or_init(|| callback);
        tell::<PLACE> as OnEvent
    });
    // SAFETY: as the caller promises; `tell` does what its callback would.
    unsafe {
        (PLACES[PLACE].behind().HcsSetComputeSystemCallback)(system, options, context, callback)
    }
}

/// A pointer that another thread uses while this one waits for it.
struct Lent<T>(*const T);

// SAFETY: who gave it waits until the other thread is done with it.
unsafe impl<T> Send for Lent<T> {}

impl<T> Lent<T> {
    fn get(&self) -> *const T {
        self.0
    }
}

unsafe extern "system" fn complete<const PLACE: usize>(
    operation: HCS_OPERATION,
    context: *const c_void,
) {
    let (operation, context) = (Lent(operation.cast_const()), Lent(context));
    PLACES[PLACE].call_back(move || {
        let callback = COMPLETION.get().expect("an operation was given one");
        // SAFETY: as the caller promises, who waits until this is done.
        unsafe { callback(operation.get().cast_mut(), context.get()) };
    });
}

unsafe extern "system" fn tell<const PLACE: usize>(
    event: *const HCS_EVENT,
    context: *const c_void,
) {
    let (event, context) = (Lent(event), Lent(context));
    PLACES[PLACE].call_back(move || {
        let callback = EVENT.get().expect("a system was given one");
        // SAFETY: as above; the event and its text live until this is done.
        unsafe { callback(event.get(), context.get()) };
    });
}
