//! A backend in which every step is one that loom can interleave: one system, a process in it, their operations, their
//! callbacks.
//!
//! # Safety
//! The functions of the ABI are called as the ABI demands: a place that is given can be written to until the call
//! returns, and a callback can be called with its context until the operation or the system is closed.

use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

use hcs_sys::{
    ComputeCore, E_INVALIDARG, E_NOTIMPL, HANDLE, HCS_E_OPERATION_NOT_STARTED,
    HCS_E_OPERATION_PENDING, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_E_SERVICE_DISCONNECT,
    HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_OPERATION, HCS_OPERATION_COMPLETION,
    HCS_PROCESS, HCS_PROCESS_INFORMATION, HCS_SYSTEM, HRESULT, HcsEventOperationCallback,
    HcsEventOptionEnableOperationCallbacks, HcsEventServiceDisconnect, PCWSTR, PWSTR, S_OK,
    SECURITY_DESCRIPTOR,
};

use crate::Host;
use crate::callback::{HANDLES, OPERATIONS};
use crate::sync::{Condvar, Mutex, MutexGuard};

/// The handle of the system. It is never followed.
const SYSTEM: HCS_SYSTEM = std::ptr::without_provenance_mut(0x5753);
/// That of the process.
const PROCESS: HCS_PROCESS = std::ptr::without_provenance_mut(0x7250);
/// The end of its standard output, which nobody reads.
const OUTPUT: HANDLE = std::ptr::without_provenance_mut(0x754f);

crate::sync::lazy_static! {
    static ref WORLD: Mutex<World> = Mutex::new(World::default());
    static ref CHANGED: Condvar = Condvar::new();
}

#[derive(Default)]
struct World {
    operations: Vec<Operation>,
    system: Subject,
    process: Subject,
    /// So many ends of streams are the program's.
    ends: i32,
    /// The service is gone: nothing is started any more.
    gone: bool,
    /// `HcsCancelOperation` completes the operation, and calls back, before it returns.
    cancels: bool,
    /// The first rule that was broken. A panic couldn't leave a C function.
    broken: Option<&'static str>,
}

/// What a handle is of.
#[derive(Default)]
struct Subject {
    made: u32,
    registration: Option<(usize, HCS_EVENT_CALLBACK)>,
    options: HCS_EVENT_OPTIONS,
    running: usize,
    closed: u32,
}

struct Operation {
    context: usize,
    callback: HCS_OPERATION_COMPLETION,
    started: bool,
    complete: bool,
    /// So many calls with it haven't returned.
    users: usize,
    /// What it was started for.
    purpose: Purpose,
    closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Other,
    /// A process that was created at once: it has nothing to do with it (P3).
    CreatedAtOnce,
    Information,
}

impl Subject {
    fn completes_by_event(&self) -> bool {
        self.registration.is_some() && self.options & HcsEventOptionEnableOperationCallbacks != 0
    }
}

impl World {
    fn subject(&mut self, handle: *mut c_void) -> &mut Subject {
        if handle == PROCESS {
            &mut self.process
        } else {
            &mut self.system
        }
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
    if world().system.completes_by_event() {
        event(HcsEventOperationCallback, handle(index));
    }
}

/// Completes an operation and tells: with its callback (model 2), or an event if that is registered for by now (model 3).
pub(super) fn complete_and_tell() {
    let index = complete();
    call_back(index);
    event_for(index);
}

/// From now on a cancelled operation completes before the call that cancels it returns.
pub(super) fn cancel_at_once() {
    world().cancels = true;
}

/// Tells the event callbacks that the service is gone.
pub(super) fn disconnect() {
    world().gone = true;
    event(HcsEventServiceDisconnect, std::ptr::null_mut());
    event_of(PROCESS, HcsEventServiceDisconnect, std::ptr::null_mut());
}

/// Runs the system's event callback, if one is registered.
pub(super) fn event(kind: i32, operation: HCS_OPERATION) {
    event_of(SYSTEM, kind, operation);
}

/// Runs the process's event callback, if one is registered.
pub(super) fn process_event(kind: i32) {
    event_of(PROCESS, kind, std::ptr::null_mut());
}

fn event_of(subject: *mut c_void, kind: i32, operation: HCS_OPERATION) {
    let (context, callback) = {
        let mut world = world();
        let of = world.subject(subject);
        let Some(registration) = of.registration else {
            return;
        };
        of.running += 1;
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
    world().subject(subject).running -= 1;
    CHANGED.notify_all();
}

/// Waits until the system's handle is closed.
pub(super) fn until_closed() {
    let mut world = world();
    while world.system.closed == 0 {
        world = CHANGED.wait(world);
    }
}

/// At the end of a model: everything is closed, was so once, and no rule was broken.
pub(super) fn assert_clean() {
    until_closed();
    crate::handle::join_closers();
    let world = world();
    assert_eq!(world.broken, None);
    assert_eq!(world.system.closed, 1, "the system's handle is closed once");
    let process = &world.process;
    assert_eq!(process.closed, process.made, "so is the process's");
    assert_eq!(world.ends, 0, "and so are the ends of its streams");
    assert!(
        world.operations.iter().all(|operation| operation.closed),
        "every operation is closed"
    );
    drop(world);
    let left = OPERATIONS.find(|_| true).len() + HANDLES.find(|_| true).len();
    assert_eq!(left, 0, "the tables of contexts are empty");
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
        b"HcsCancelOperation" => cancel as *const c_void,
        b"HcsGetOperationProperties" => properties as *const c_void,
        b"HcsGetOperationResultAndProcessInfo" => get_information as *const c_void,
        b"HcsCreateProcess" => create_process as *const c_void,
        b"HcsOpenProcess" => open_process as *const c_void,
        b"HcsCloseProcess" => close_process as *const c_void,
        b"HcsSetProcessCallback" => set_process_callback as *const c_void,
        b"HcsGetProcessInfo" => ask_process as *const c_void,
        b"HcsTerminateProcess" => start_on_process as *const c_void,
        b"CloseHandle" => close_handle as *const c_void,
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
        users: 0,
        purpose: Purpose::Other,
        closed: false,
    });
    handle(world.operations.len() - 1)
}

unsafe extern "system" fn close_operation(operation: HCS_OPERATION) {
    let mut world = world();
    let it = world.operation(operation);
    it.closed = true;
    let used = it.users > 0;
    if used {
        let broken = "an operation is closed under a call";
        world.broken.get_or_insert(broken);
    }
}

unsafe extern "system" fn get_result(operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { document.write(std::ptr::null_mut()) };
    result(&mut world(), operation)
}

fn result(world: &mut World, operation: HCS_OPERATION) -> HRESULT {
    let operation = world.operation(operation);
    if operation.purpose == Purpose::CreatedAtOnce {
        E_INVALIDARG
    } else if operation.complete {
        S_OK
    } else if operation.started {
        HCS_E_OPERATION_PENDING
    } else {
        HCS_E_OPERATION_NOT_STARTED
    }
}

unsafe extern "system" fn get_information(
    operation: HCS_OPERATION,
    information: *mut HCS_PROCESS_INFORMATION,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { document.write(std::ptr::null_mut()) };
    let mut world = world();
    let code = result(&mut world, operation);
    if code == S_OK && world.operation(operation).purpose == Purpose::Information {
        world.ends += 1;
        let told = HCS_PROCESS_INFORMATION {
            ProcessId: 7,
            StdOutput: OUTPUT,
            ..HCS_PROCESS_INFORMATION::default()
        };
        // SAFETY: the out pointer is valid.
        unsafe { information.write(told) };
    }
    code
}

unsafe extern "system" fn close_handle(_: HANDLE) -> i32 {
    world().ends -= 1;
    1
}

/// A call with a pending operation, which takes its time.
fn visit(operation: HCS_OPERATION, work: impl FnOnce()) {
    world().operation(operation).users += 1;
    work();
    world().operation(operation).users -= 1;
}

unsafe extern "system" fn cancel(operation: HCS_OPERATION) -> HRESULT {
    let mut code = E_NOTIMPL;
    visit(operation, || {
        let mut world = world();
        if !world.cancels {
            return;
        }
        code = S_OK;
        let it = world.operation(operation);
        let completes = it.started && !it.complete;
        it.complete = true;
        drop(world);
        if completes {
            CHANGED.notify_all();
            let index = operation.addr() - 1;
            call_back(index);
            event_for(index);
        }
    });
    code
}

unsafe extern "system" fn properties(
    operation: HCS_OPERATION,
    _: PCWSTR,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { document.write(std::ptr::null_mut()) };
    visit(operation, || {});
    S_OK
}

unsafe extern "system" fn open_system(_: PCWSTR, _: u32, system: *mut HCS_SYSTEM) -> HRESULT {
    // SAFETY: the out pointer is valid.
    unsafe { system.write(SYSTEM) };
    world().system.made += 1;
    S_OK
}

/// The process is there when this returns, and the operation was never started (P3).
unsafe extern "system" fn create_process(
    _: HCS_SYSTEM,
    _: PCWSTR,
    operation: HCS_OPERATION,
    _: *const SECURITY_DESCRIPTOR,
    process: *mut HCS_PROCESS,
) -> HRESULT {
    let mut world = world();
    world.operation(operation).purpose = Purpose::CreatedAtOnce;
    world.process.made += 1;
    // SAFETY: the out pointer is valid.
    unsafe { process.write(PROCESS) };
    S_OK
}

unsafe extern "system" fn open_process(
    _: HCS_SYSTEM,
    _: u32,
    _: u32,
    process: *mut HCS_PROCESS,
) -> HRESULT {
    world().process.made += 1;
    // SAFETY: the out pointer is valid.
    unsafe { process.write(PROCESS) };
    S_OK
}

unsafe extern "system" fn close_system(_: HCS_SYSTEM) {
    close(SYSTEM);
}

unsafe extern "system" fn close_process(_: HCS_PROCESS) {
    close(PROCESS);
}

/// Drains, and closes.
fn close(subject: *mut c_void) {
    let mut world = world();
    world.subject(subject).registration = None;
    while world.subject(subject).running > 0 {
        world = CHANGED.wait(world);
    }
    if subject == PROCESS && world.system.closed > 0 {
        let broken = "a system is closed before its process";
        world.broken.get_or_insert(broken);
    }
    world.subject(subject).closed += 1;
    drop(world);
    CHANGED.notify_all();
}

unsafe extern "system" fn start(_: HCS_SYSTEM, operation: HCS_OPERATION, _: PCWSTR) -> HRESULT {
    begin(SYSTEM, operation, Purpose::Other)
}

unsafe extern "system" fn start_on_process(
    _: HCS_PROCESS,
    operation: HCS_OPERATION,
    _: PCWSTR,
) -> HRESULT {
    begin(PROCESS, operation, Purpose::Other)
}

unsafe extern "system" fn ask_process(_: HCS_PROCESS, operation: HCS_OPERATION) -> HRESULT {
    begin(PROCESS, operation, Purpose::Information)
}

fn begin(subject: *mut c_void, operation: HCS_OPERATION, purpose: Purpose) -> HRESULT {
    let mut world = world();
    if world.subject(subject).closed > 0 {
        world
            .broken
            .get_or_insert("a handle is used after its close");
    }
    if world.gone {
        return HCS_E_SERVICE_DISCONNECT;
    }
    let refused = world.subject(subject).completes_by_event();
    let operation = world.operation(operation);
    if refused && operation.callback.is_some() {
        return HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
    }
    operation.started = true;
    operation.purpose = purpose;
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
    register(SYSTEM, options, context, callback)
}

unsafe extern "system" fn set_process_callback(
    _: HCS_PROCESS,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    register(PROCESS, options, context, callback)
}

fn register(
    subject: *mut c_void,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let mut world = world();
    let of = world.subject(subject);
    if callback.is_some() && of.registration.is_some() {
        return HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
    }
    of.options = options;
    of.registration = callback.map(|callback| (context.addr(), Some(callback)));
    drop(world);
    CHANGED.notify_all();
    S_OK
}

unsafe extern "system" fn not_modelled() -> HRESULT {
    E_NOTIMPL
}
