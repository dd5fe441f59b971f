#![allow(unsafe_code)] // Functions of the C ABI, which follow the pointers that they gave out themselves.
//! A backend that does nothing, at once: what a call costs on top of it is the binding's own cost.
//!
//! Every starting call succeeds and is complete when it returns. Operations and their callbacks behave: an operation with
//! a callback is called back, inside the starting call or, after [`defer`], when [`complete`] is called; on a system
//! registered for operation callbacks the event callback is called. Operations have no result document until [`answer`]
//! gives them one, and systems no events but those of [`emit`]. Nothing is checked. State is kept per thread: what a thread
//! has opened, it alone should use.
//!
//! ```
//! # #![allow(unsafe_code)]
//! // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
//! let host = unsafe { hcs::Host::from_table(hcs_testkit::null::table()) };
//! let system = host.create("Test", "{}").wait()?;
//! system.start().wait()?;
//! # Ok::<(), hcs::Error>(())
//! ```

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use hcs_sys::{
    ComputeCore, E_NOTIMPL, HANDLE, HCS_CREATE_OPTIONS, HCS_CREATE_OPTIONS_1, HCS_EVENT,
    HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_EVENT_TYPE, HCS_OPERATION, HCS_OPERATION_COMPLETION,
    HCS_SYSTEM, HRESULT, HcsEventOperationCallback, HcsEventOptionEnableOperationCallbacks, PCWSTR,
    PWSTR, S_OK, SECURITY_DESCRIPTOR,
};

/// An operation; freed ones are kept for the next.
struct Operation {
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
    /// The system that it was started on, if there is one.
    system: HCS_SYSTEM,
}

/// A system's event callback.
#[derive(Clone, Copy, Debug)]
pub struct Registration {
    /// What the callback is called with.
    pub context: *const c_void,
    /// The callback; none when there is none.
    pub callback: HCS_EVENT_CALLBACK,
    /// What it was registered for.
    pub options: HCS_EVENT_OPTIONS,
}

impl Registration {
    const NONE: Self = Self {
        context: std::ptr::null(),
        callback: None,
        options: 0,
    };

    /// Calls the callback, on whatever thread.
    fn tell(self, kind: HCS_EVENT_TYPE, operation: HCS_OPERATION, data: PCWSTR) {
        let Some(callback) = self.callback else {
            return;
        };
        let event = HCS_EVENT {
            Type: kind,
            EventData: data,
            Operation: operation,
        };
        // SAFETY: the callback and its context belong together, as the program promised; the event lives during the call.
        unsafe { callback(&raw const event, self.context) };
    }
}

/// The systems of a thread: a handle is the thread's number and an index.
struct Systems {
    thread: usize,
    registrations: Vec<Registration>,
    free: Vec<usize>,
}

/// How many systems a thread has room for.
const SYSTEMS_BITS: u32 = 20;

impl Systems {
    fn new() -> Self {
        static THREADS: AtomicUsize = AtomicUsize::new(1);
        Self {
            thread: THREADS.fetch_add(1, Ordering::Relaxed),
            registrations: Vec::new(),
            free: Vec::new(),
        }
    }

    fn open(&mut self) -> HCS_SYSTEM {
        let index = self.free.pop().unwrap_or_else(|| {
            self.registrations.push(Registration::NONE);
            self.registrations.len() - 1
        });
        std::ptr::without_provenance_mut(self.thread << SYSTEMS_BITS | index)
    }

    /// Which one of this thread's it is.
    fn index(&self, system: HCS_SYSTEM) -> Option<usize> {
        let value = system.addr();
        (value >> SYSTEMS_BITS == self.thread).then_some(value & ((1 << SYSTEMS_BITS) - 1))
    }

    fn registration(&self, system: HCS_SYSTEM) -> Registration {
        let index = self.index(system);
        let registration = index.and_then(|index| self.registrations.get(index));
        registration.copied().unwrap_or(Registration::NONE)
    }

    fn register(&mut self, system: HCS_SYSTEM, registration: Registration) {
        let index = self.index(system);
        if let Some(place) = index.and_then(|index| self.registrations.get_mut(index)) {
            *place = registration;
        }
    }

    fn close(&mut self, system: HCS_SYSTEM) {
        self.register(system, Registration::NONE);
        self.free.extend(self.index(system));
    }
}

thread_local! {
    /// Closed operations, to be used again. Boxes, as a handle is an address that stays.
    #[allow(clippy::vec_box)]
    static FREE: RefCell<Vec<Box<Operation>>> = RefCell::new(Vec::with_capacity(64));
    static DUE: RefCell<VecDeque<HCS_OPERATION>> = RefCell::new(VecDeque::with_capacity(64));
    static DEFERRED: Cell<bool> = const { Cell::new(false) };
    static DOCUMENT: Cell<PCWSTR> = const { Cell::new(std::ptr::null()) };
    static SYSTEMS: RefCell<Systems> = RefCell::new(Systems::new());
}

/// The functions. Those that this backend lacks answer `E_NOTIMPL`.
#[must_use]
pub fn table() -> &'static ComputeCore {
    static TABLE: OnceLock<ComputeCore> = OnceLock::new();
    TABLE.get_or_init(|| {
        // SAFETY: `symbol` gives each name a function with its C signature, and `not_modelled`, whose
        // arguments are ignored, to those that nobody should call here.
        unsafe { ComputeCore::from_symbols(symbol) }.expect("every name has a function")
    })
}

/// From now on the completions of this thread wait for [`complete`].
pub fn defer(deferred: bool) {
    DEFERRED.set(deferred);
}

/// Completes what is due on this thread, oldest first; says how many operations that were.
pub fn complete() -> usize {
    let mut count = 0;
    while let Some(operation) = DUE.with_borrow_mut(VecDeque::pop_front) {
        deliver(operation);
        count += 1;
    }
    count
}

/// How many operations of this thread wait for [`complete`].
#[must_use]
pub fn due() -> usize {
    DUE.with_borrow(VecDeque::len)
}

/// From now on this is the result document of this thread's operations, in UTF-16.
///
/// # Panics
/// The document doesn't end with a NUL.
pub fn answer(document: Option<&'static [u16]>) {
    let pointer = document.map_or(std::ptr::null(), |units| {
        assert_eq!(units.last(), Some(&0), "a document ends with a NUL");
        units.as_ptr()
    });
    DOCUMENT.set(pointer);
}

/// Tells each system of this thread that is registered of an event, with a document in UTF-16 if it has one; says how many
/// that were.
///
/// # Panics
/// The document doesn't end with a NUL.
pub fn emit(kind: HCS_EVENT_TYPE, data: Option<&[u16]>) -> usize {
    let pointer = data.map_or(std::ptr::null(), |units| {
        assert_eq!(units.last(), Some(&0), "a document ends with a NUL");
        units.as_ptr()
    });
    let mut told = 0;
    let mut index = 0;
    // Not borrowed while a callback runs: it may come here.
    while let Some(registration) =
        SYSTEMS.with_borrow(|systems| systems.registrations.get(index).copied())
    {
        index += 1;
        if registration.callback.is_some() {
            registration.tell(kind, std::ptr::null_mut(), pointer);
            told += 1;
        }
    }
    told
}

/// The event callbacks of this thread's systems, in the order in which the systems were opened: for programs that call them
/// themselves, on other threads.
#[must_use]
pub fn registrations() -> Vec<Registration> {
    SYSTEMS.with_borrow(|systems| systems.registrations.clone())
}

fn symbol(name: &CStr) -> Option<NonNull<c_void>> {
    let function = match name.to_bytes() {
        b"HcsCreateOperation" => create_operation as *const c_void,
        b"HcsCloseOperation" => close_operation as *const c_void,
        b"HcsGetOperationResult" => get_result as *const c_void,
        b"HcsWaitForOperationResult" => wait_for_result as *const c_void,
        b"HcsCreateComputeSystem" => create_system as *const c_void,
        b"HcsCreateComputeSystemInNamespace" => create_in_namespace as *const c_void,
        b"HcsOpenComputeSystem" => open_system as *const c_void,
        b"HcsCloseComputeSystem" => close_system as *const c_void,
        b"HcsEnumerateComputeSystems" => enumerate as *const c_void,
        b"HcsSetComputeSystemCallback" => set_callback as *const c_void,
        b"HcsModifyComputeSystem" => modify as *const c_void,
        b"HcsStartComputeSystem"
        | b"HcsShutDownComputeSystem"
        | b"HcsTerminateComputeSystem"
        | b"HcsPauseComputeSystem"
        | b"HcsResumeComputeSystem"
        | b"HcsSaveComputeSystem"
        | b"HcsGetComputeSystemProperties" => start as *const c_void,
        b"LocalFree" => local_free as *const c_void,
        b"CloseHandle" => close_handle as *const c_void,
        _ => not_modelled as *const c_void,
    };
    NonNull::new(function.cast_mut())
}

/// Begins an operation: it is complete at once, or due.
fn begin(system: HCS_SYSTEM, operation: HCS_OPERATION) -> HRESULT {
    // SAFETY: operations are `Operation`s that `create_operation` made; they are never freed.
    unsafe { (*operation.cast::<Operation>()).system = system };
    if DEFERRED.get() {
        DUE.with_borrow_mut(|due| due.push_back(operation));
    } else {
        deliver(operation);
    }
    S_OK
}

fn deliver(operation: HCS_OPERATION) {
    // SAFETY: operations are `Operation`s that `create_operation` made; they are never freed.
    let Operation {
        context,
        callback,
        system,
    } = unsafe { operation.cast::<Operation>().read() };
    if let Some(callback) = callback {
        // SAFETY: the callback and its context belong together, as the program promised.
        unsafe { callback(operation, context) };
        return;
    }
    let registration = SYSTEMS.with_borrow(|systems| systems.registration(system));
    if registration.options & HcsEventOptionEnableOperationCallbacks != 0 {
        registration.tell(HcsEventOperationCallback, operation, std::ptr::null());
    }
}

unsafe extern "system" fn create_operation(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let new = Operation {
        context,
        callback,
        system: std::ptr::null_mut(),
    };
    let operation = match FREE.with_borrow_mut(Vec::pop) {
        Some(mut operation) => {
            *operation = new;
            operation
        }
        None => Box::new(new),
    };
    Box::into_raw(operation).cast()
}

unsafe extern "system" fn close_operation(operation: HCS_OPERATION) {
    // SAFETY: `create_operation` made it from a box, and its owner closes it once.
    let operation = unsafe { Box::from_raw(operation.cast::<Operation>()) };
    FREE.with_borrow_mut(|free| free.push(operation));
}

unsafe extern "system" fn get_result(_: HCS_OPERATION, document: *mut PWSTR) -> HRESULT {
    if !document.is_null() {
        // SAFETY: an out pointer is NULL or valid. Nobody writes to the document: it is freed, which does nothing.
        unsafe { document.write(DOCUMENT.get().cast_mut()) };
    }
    S_OK
}

unsafe extern "system" fn wait_for_result(
    operation: HCS_OPERATION,
    _: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the same arguments, under the same promise.
    unsafe { get_result(operation, document) }
}

unsafe extern "system" fn create_system(
    _: PCWSTR,
    _: PCWSTR,
    operation: HCS_OPERATION,
    _: *const SECURITY_DESCRIPTOR,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    let new = SYSTEMS.with_borrow_mut(Systems::open);
    // SAFETY: the program passes a valid out pointer.
    unsafe { system.write(new) };
    begin(new, operation)
}

unsafe extern "system" fn create_in_namespace(
    _: PCWSTR,
    _: PCWSTR,
    _: PCWSTR,
    operation: HCS_OPERATION,
    options: *const HCS_CREATE_OPTIONS,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    let new = SYSTEMS.with_borrow_mut(Systems::open);
    // SAFETY: the options are NULL, or of the one version that there is, and live during the call.
    if let Some(options) = unsafe { options.cast::<HCS_CREATE_OPTIONS_1>().as_ref() } {
        let registration = Registration {
            context: options.CallbackContext,
            callback: options.Callback,
            options: options.CallbackOptions,
        };
        SYSTEMS.with_borrow_mut(|systems| systems.register(new, registration));
    }
    // SAFETY: the program passes a valid out pointer.
    unsafe { system.write(new) };
    begin(new, operation)
}

unsafe extern "system" fn open_system(_: PCWSTR, _: u32, system: *mut HCS_SYSTEM) -> HRESULT {
    let new = SYSTEMS.with_borrow_mut(Systems::open);
    // SAFETY: the program passes a valid out pointer.
    unsafe { system.write(new) };
    S_OK
}

unsafe extern "system" fn close_system(system: HCS_SYSTEM) {
    SYSTEMS.with_borrow_mut(|systems| systems.close(system));
}

unsafe extern "system" fn enumerate(_: PCWSTR, operation: HCS_OPERATION) -> HRESULT {
    begin(std::ptr::null_mut(), operation)
}

unsafe extern "system" fn start(
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    _: PCWSTR,
) -> HRESULT {
    begin(system, operation)
}

unsafe extern "system" fn modify(
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    _: PCWSTR,
    _: HANDLE,
) -> HRESULT {
    begin(system, operation)
}

unsafe extern "system" fn set_callback(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let registration = Registration {
        context,
        callback,
        options,
    };
    SYSTEMS.with_borrow_mut(|systems| systems.register(system, registration));
    S_OK
}

unsafe extern "system" fn local_free(_: *mut c_void) -> *mut c_void {
    std::ptr::null_mut()
}

unsafe extern "system" fn close_handle(_: HANDLE) -> i32 {
    1
}

/// For the names that nobody calls here. No argument is looked at.
unsafe extern "system" fn not_modelled() -> HRESULT {
    E_NOTIMPL
}
