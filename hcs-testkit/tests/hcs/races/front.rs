#![allow(unsafe_code)] // Functions of the C ABI that pass their arguments on, and an event of their own making.
//! A table in front of a mock's: it lets a test act in the middle of a call, at a moment that no schedule hits each time.
//!
//! # Safety
//! Each function is called as the mock's function of that name may be called, which gets the arguments as they are.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use hcs::Host;
use hcs_sys::{
    ComputeCore, HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_OPERATION,
    HCS_OPERATION_COMPLETION, HCS_SYSTEM, HRESULT, HcsEventOperationCallback, PCWSTR, PWSTR,
};
use hcs_testkit::MockHost;

/// Tables that this program can have.
const FRONTS: usize = 16;

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
    functions::<12>,
    functions::<13>,
    functions::<14>,
    functions::<15>,
];

static PLACES: [OnceLock<Front>; FRONTS] = [const { OnceLock::new() }; FRONTS];

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The event callback is about to be set, or withdrawn.
    BeforeRegistering,
    /// An operation is about to be created.
    BeforeCreatingAnOperation,
    /// A system is about to be started.
    BeforeStarting,
    /// The start was accepted, or refused, and hasn't returned yet.
    AfterStarting,
    /// An operation is about to be asked for its result.
    BeforeAsking,
}

/// The value of an operation's handle.
pub(crate) type Operation = usize;

type Act = Box<dyn FnOnce(Operation) + Send>;

/// See the module's documentation.
pub(crate) struct Front {
    table: ComputeCore,
    behind: &'static ComputeCore,
    plans: Mutex<Vec<(Moment, Act)>>,
    registration: Mutex<Option<Registration>>,
}

/// What the event callback was last set to.
#[derive(Clone, Copy)]
struct Registration {
    options: HCS_EVENT_OPTIONS,
    context: usize,
    callback: HCS_EVENT_CALLBACK,
}

impl Front {
    /// Puts a table in front of this mock's. It is there for ever, as the mock's is.
    pub(crate) fn of(mock: &MockHost) -> &'static Self {
        static USED: AtomicUsize = AtomicUsize::new(0);
        let place = USED.fetch_add(1, Ordering::Relaxed);
        assert!(place < FRONTS, "more tables than there are functions for");
        PLACES[place].get_or_init(|| {
            let mut table = *mock.table();
            FUNCTIONS[place](&mut table);
            Self {
                table,
                behind: mock.table(),
                plans: Mutex::new(Vec::new()),
                registration: Mutex::new(None),
            }
        })
    }

    /// The host, through this table.
    pub(crate) fn host(&'static self) -> Host {
        // SAFETY: the functions are the mock's, some of them after a detour.
        unsafe { Host::from_table(&self.table) }
    }

    /// Does this when the moment comes next, once: on another thread, while the call waits for it.
    pub(crate) fn at(&self, moment: Moment, act: impl FnOnce(Operation) + Send + 'static) {
        let mut plans = self.plans.lock().expect("plans");
        plans.push((moment, Box::new(act)));
    }

    /// The moment has come.
    fn comes(&self, moment: Moment, operation: HCS_OPERATION) {
        let mut plans = self.plans.lock().expect("plans");
        let due = plans.iter().position(|(planned, _)| *planned == moment);
        let due = due.map(|index| plans.remove(index));
        drop(plans);
        if let Some((_, act)) = due {
            let operation = operation.expose_provenance();
            // What it panics with is printed, and stays on its side of the ABI.
            let _ = thread::spawn(move || act(operation)).join();
        }
    }

    /// The options that the event callback was last registered with.
    pub(crate) fn options(&self) -> Option<HCS_EVENT_OPTIONS> {
        let registration = *self.registration.lock().expect("registration");
        registration.map(|it| it.options)
    }

    /// Delivers an event that names this operation to the callback that is registered, on this thread.
    pub(crate) fn deliver_completion(&self, operation: Operation) {
        let registration = *self.registration.lock().expect("registration");
        let registration = registration.expect("a registration");
        let callback = registration.callback.expect("a callback");
        let event = HCS_EVENT {
            Type: HcsEventOperationCallback,
            EventData: ptr::null(),
            Operation: ptr::with_exposed_provenance_mut(operation),
        };
        let context = ptr::with_exposed_provenance(registration.context);
        // SAFETY: the callback was registered with this context, and the event lives until it returns.
        unsafe { callback(&raw const event, context) };
    }
}

fn functions<const PLACE: usize>(table: &mut ComputeCore) {
    table.HcsSetComputeSystemCallback = set_callback::<PLACE>;
    table.HcsCreateOperation = create_operation::<PLACE>;
    table.HcsStartComputeSystem = start::<PLACE>;
    table.HcsGetOperationResult = get_result::<PLACE>;
}

fn front<const PLACE: usize>() -> &'static Front {
    let front = PLACES[PLACE].get();
    front.expect("its functions are in no other table")
}

unsafe extern "system" fn set_callback<const PLACE: usize>(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let front = front::<PLACE>();
    front.comes(Moment::BeforeRegistering, ptr::null_mut());
    // SAFETY: as the caller promises.
    let code =
        unsafe { (front.behind.HcsSetComputeSystemCallback)(system, options, context, callback) };
    if code >= 0 {
        *front.registration.lock().expect("registration") = callback.map(|_| Registration {
            options,
            context: context.expose_provenance(),
            callback,
        });
    }
    code
}

unsafe extern "system" fn create_operation<const PLACE: usize>(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let front = front::<PLACE>();
    front.comes(Moment::BeforeCreatingAnOperation, ptr::null_mut());
    // SAFETY: as the caller promises.
    unsafe { (front.behind.HcsCreateOperation)(context, callback) }
}

unsafe extern "system" fn start<const PLACE: usize>(
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT {
    let front = front::<PLACE>();
    front.comes(Moment::BeforeStarting, operation);
    // SAFETY: as the caller promises.
    let code = unsafe { (front.behind.HcsStartComputeSystem)(system, operation, options) };
    front.comes(Moment::AfterStarting, operation);
    code
}

unsafe extern "system" fn get_result<const PLACE: usize>(
    operation: HCS_OPERATION,
    document: *mut PWSTR,
) -> HRESULT {
    let front = front::<PLACE>();
    front.comes(Moment::BeforeAsking, operation);
    // SAFETY: as the caller promises.
    unsafe { (front.behind.HcsGetOperationResult)(operation, document) }
}
