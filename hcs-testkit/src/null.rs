#![allow(unsafe_code)] // Functions of the C ABI, which follow the pointers that they gave out themselves.
//! A backend that does nothing, at once: what a call costs on top of it is the binding's own cost.
//!
//! Every starting call succeeds and is complete when it returns; systems are one and the same handle, documents
//! are never returned. Operations and their callbacks behave: an operation with a callback is called
//! back, inside the starting call or, after [`defer`], when [`complete`] is called; on a system registered for operation
//! callbacks the event callback is called. Nothing is checked. State is kept per thread.
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

use hcs_sys::{
    ComputeCore, E_NOTIMPL, HANDLE, HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS,
    HCS_OPERATION, HCS_OPERATION_COMPLETION, HCS_SYSTEM, HRESULT, HcsEventOperationCallback,
    HcsEventOptionEnableOperationCallbacks, PCWSTR, PWSTR, S_OK, SECURITY_DESCRIPTOR,
};

/// An operation; freed ones are kept for the next.
struct Operation {
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
}

thread_local! {
    static FREE: RefCell<Vec<HCS_OPERATION>> = RefCell::new(Vec::with_capacity(64));
    static DUE: RefCell<VecDeque<HCS_OPERATION>> = RefCell::new(VecDeque::with_capacity(64));
    static DEFERRED: Cell<bool> = const { Cell::new(false) };
    static EVENTS: Cell<(*const c_void, HCS_EVENT_CALLBACK)> =
        const { Cell::new((std::ptr::null(), None)) };
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

fn symbol(name: &CStr) -> Option<NonNull<c_void>> {
    let function = match name.to_bytes() {
        b"HcsCreateOperation" => create_operation as *const c_void,
        b"HcsCloseOperation" => close_operation as *const c_void,
        b"HcsGetOperationResult" => get_result as *const c_void,
        b"HcsWaitForOperationResult" => wait_for_result as *const c_void,
        b"HcsCreateComputeSystem" => create_system as *const c_void,
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
fn begin(operation: HCS_OPERATION) -> HRESULT {
    if DEFERRED.get() {
        DUE.with_borrow_mut(|due| due.push_back(operation));
    } else {
        deliver(operation);
    }
    S_OK
}

fn deliver(operation: HCS_OPERATION) {
    // SAFETY: operations are `Operation`s that `create_operation` made; they are never freed.
    let Operation { context, callback } = unsafe { operation.cast::<Operation>().read() };
    if let Some(callback) = callback {
        // SAFETY: the callback and its context belong together, as the program promised.
        unsafe { callback(operation, context) };
    } else if let (context, Some(callback)) = EVENTS.get() {
        let event = HCS_EVENT {
            Type: HcsEventOperationCallback,
            EventData: std::ptr::null(),
            Operation: operation,
        };
        // SAFETY: as above; the event lives during the call.
        unsafe { callback(&raw const event, context) };
    }
}

unsafe extern "system" fn create_operation(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let new = Operation { context, callback };
    match FREE.with_borrow_mut(Vec::pop) {
        Some(operation) => {
            // SAFETY: `operation` was made below and closed: nobody else uses it.
            unsafe { operation.cast::<Operation>().write(new) };
            operation
        }
        None => Box::into_raw(Box::new(new)).cast(),
    }
}

unsafe extern "system" fn close_operation(operation: HCS_OPERATION) {
    FREE.with_borrow_mut(|free| free.push(operation));
}

unsafe extern "system" fn get_result(_: HCS_OPERATION, document: *mut PWSTR) -> HRESULT {
    if !document.is_null() {
        // SAFETY: an out pointer is NULL or valid.
        unsafe { document.write(std::ptr::null_mut()) };
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
    // SAFETY: the program passes a valid out pointer.
    unsafe { system.write(SYSTEM) };
    begin(operation)
}

/// Every system's handle. It is never followed.
const SYSTEM: HCS_SYSTEM = std::ptr::without_provenance_mut(0x5753);

unsafe extern "system" fn open_system(_: PCWSTR, _: u32, system: *mut HCS_SYSTEM) -> HRESULT {
    // SAFETY: the program passes a valid out pointer.
    unsafe { system.write(SYSTEM) };
    S_OK
}

unsafe extern "system" fn close_system(_: HCS_SYSTEM) {
    EVENTS.set((std::ptr::null(), None));
}

unsafe extern "system" fn enumerate(_: PCWSTR, operation: HCS_OPERATION) -> HRESULT {
    begin(operation)
}

unsafe extern "system" fn start(_: HCS_SYSTEM, operation: HCS_OPERATION, _: PCWSTR) -> HRESULT {
    begin(operation)
}

unsafe extern "system" fn modify(
    _: HCS_SYSTEM,
    operation: HCS_OPERATION,
    _: PCWSTR,
    _: HANDLE,
) -> HRESULT {
    begin(operation)
}

unsafe extern "system" fn set_callback(
    _: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let completes = options & HcsEventOptionEnableOperationCallbacks != 0;
    EVENTS.set((context, callback.filter(|_| completes)));
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
