//! A backend in which every step is one that loom can interleave: one system, its operations, its callbacks.
//!
//! # Safety
//! The functions of the ABI are called as the ABI demands: a place that is given can be written to until the call
//! returns, and a callback can be called with its context until the operation or the system is closed.

use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

use hcs_sys::{
    ComputeCore, E_NOTIMPL, HCS_E_OPERATION_NOT_STARTED, HCS_E_OPERATION_PENDING,
    HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS,
    HCS_OPERATION, HCS_OPERATION_COMPLETION, HCS_SYSTEM, HRESULT, HcsEventOperationCallback,
    HcsEventOptionEnableOperationCallbacks, HcsEventServiceDisconnect, PCWSTR, PWSTR, S_OK,
};

use crate::Host;
use crate::sync::{Condvar, Mutex, MutexGuard};

/// Every system's handle. It is never followed.
const SYSTEM: HCS_SYSTEM = std::ptr::without_provenance_mut(0x5753);

crate::sync::lazy_static! {
    static ref WORLD: Mutex<World> = Mutex::new(World::default());
    static ref CHANGED: Condvar = Condvar::new();
}

#[derive(Default)]
struct World {
    operations: Vec<Operation>,
    registration: Option<(usize, HCS_EVENT_CALLBACK)>,
    options: HCS_EVENT_OPTIONS,
    running: usize,
    closed: u32,
    /// The first rule that was broken. A panic couldn't leave a C function.
    broken: Option<&'static str>,
}

struct Operation {
    context: usize,
    callback: HCS_OPERATION_COMPLETION,
    started: bool,
    complete: bool,
    closed: bool,
}

impl World {
    fn completes_by_event(&self) -> bool {
        self.registration.is_some() && self.options & HcsEventOptionEnableOperationCallbacks != 0
    }

    fn operation(&mut self, handle: HCS_OPERATION) -> &mut Operation {
        let index = handle.addr() - 1;
        if self.operations[index].closed {
            self.broken
                .get_or_insert("an operation is used after its close");
        }
        &mut self.operations[index]
    }
}

fn world() -> MutexGuard<'static, World> {
    WORLD.lock()
}

/// The safe crate on this backend.
pub(super) fn host() -> Host {
    static TABLE: OnceLock<ComputeCore> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        // SAFETY: `symbol` gives each name that is called a function with its C signature.
        unsafe { ComputeCore::from_symbols(symbol) }.expect("every name has a function")
    });
    // SAFETY: the functions do what the rules ask of them.
    unsafe { Host::from_table(table) }
}

/// The service: waits until an operation was started, and completes it. Tells nobody yet.
pub(super) fn complete() -> usize {
    let mut world = world();
    loop {
        let started = |operation: &Operation| operation.started && !operation.complete;
        if let Some(index) = world.operations.iter().position(started) {
            world.operations[index].complete = true;
            return index;
        }
        world = CHANGED.wait(world);
    }
}

/// Runs the callback of the operation `index`.
pub(super) fn call_back(index: usize) {
    let (context, callback) = {
        let world = world();
        let operation = &world.operations[index];
        (operation.context, operation.callback)
    };
    if let Some(callback) = callback {
        // SAFETY: callback and context were given together.
        unsafe { callback(handle(index), std::ptr::without_provenance(context)) };
    }
}

/// Runs the event callback, if one is registered for this, with an event of completion for the operation `index`.
pub(super) fn event_for(index: usize) {
    if world().completes_by_event() {
        event(HcsEventOperationCallback, handle(index));
    }
}

/// Tells the event callback that the service is gone.
pub(super) fn disconnect() {
    event(HcsEventServiceDisconnect, std::ptr::null_mut());
}

/// Runs the event callback, if one is registered.
pub(super) fn event(kind: i32, operation: HCS_OPERATION) {
    let (context, callback) = {
        let mut world = world();
        let Some(registration) = world.registration else {
            return;
        };
        world.running += 1;
        registration
    };
    let event = HCS_EVENT {
        Type: kind,
        EventData: std::ptr::null(),
        Operation: operation,
    };
    if let Some(callback) = callback {
        // SAFETY: callback and context were given together; the event lives during the call.
        unsafe { callback(&raw const event, std::ptr::without_provenance(context)) };
    }
    world().running -= 1;
    CHANGED.notify_all();
}

/// Waits until the system's handle is closed.
pub(super) fn until_closed() {
    let mut world = world();
    while world.closed == 0 {
        world = CHANGED.wait(world);
    }
}

/// At the end of a model: everything was closed once, and no rule was broken.
pub(super) fn assert_clean() {
    crate::handle::join_closers();
    let world = world();
    assert_eq!(world.broken, None);
    assert_eq!(world.closed, 1, "the system's handle is closed once");
    assert!(
        world.operations.iter().all(|operation| operation.closed),
        "every operation is closed"
    );
}

fn handle(index: usize) -> HCS_OPERATION {
    std::ptr::without_provenance_mut(index + 1)
}

fn symbol(name: &CStr) -> Option<NonNull<c_void>> {
    let function = match name.to_bytes() {
        b"HcsCreateOperation" => create_operation as *const c_void,
        b"HcsCloseOperation" => close_operation as *const c_void,
        b"HcsGetOperationResult" => get_result as *const c_void,
        b"HcsOpenComputeSystem" => open_system as *const c_void,
        b"HcsCloseComputeSystem" => close_system as *const c_void,
        b"HcsSetComputeSystemCallback" => set_callback as *const c_void,
        b"HcsStartComputeSystem" => start as *const c_void,
        _ => not_modelled as *const c_void,
    };
    NonNull::new(function.cast_mut())
}

unsafe extern "system" fn create_operation(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let mut world = world();
    world.operations.push(Operation {
        context: context.addr(),
        callback,
        started: false,
        complete: false,
        closed: false,
    });
    handle(world.operations.len() - 1)
}

unsafe extern "system" fn close_operation(operation: HCS_OPERATION) {
    world().operation(operation).closed = true;
}

unsafe extern "system" fn get_result(operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { document.write(std::ptr::null_mut()) };
    let mut world = world();
    let operation = world.operation(operation);
    if operation.complete {
        S_OK
    } else if operation.started {
        HCS_E_OPERATION_PENDING
    } else {
        HCS_E_OPERATION_NOT_STARTED
    }
}

unsafe extern "system" fn open_system(_: PCWSTR, _: u32, system: *mut HCS_SYSTEM) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { system.write(SYSTEM) };
    S_OK
}

unsafe extern "system" fn close_system(_: HCS_SYSTEM) {
    let mut world = world();
    world.registration = None;
    while world.running > 0 {
        world = CHANGED.wait(world);
    }
    world.closed += 1;
    drop(world);
    CHANGED.notify_all();
}

unsafe extern "system" fn start(_: HCS_SYSTEM, operation: HCS_OPERATION, _: PCWSTR) -> HRESULT {
    let mut world = world();
    if world.closed > 0 {
        world
            .broken
            .get_or_insert("a system is used after its close");
    }
    let refused = world.completes_by_event();
    let operation = world.operation(operation);
    if refused && operation.callback.is_some() {
        return HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
    }
    operation.started = true;
    drop(world);
    CHANGED.notify_all();
    S_OK
}

unsafe extern "system" fn set_callback(
    _: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let mut world = world();
    if callback.is_some() && world.registration.is_some() {
        return HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
    }
    world.options = options;
    world.registration = callback.map(|callback| (context.addr(), Some(callback)));
    drop(world);
    CHANGED.notify_all();
    S_OK
}

unsafe extern "system" fn not_modelled() -> HRESULT {
    E_NOTIMPL
}
