#![allow(unsafe_code)] // Functions of the C ABI that pass their arguments on, and change what comes back.
#![allow(non_snake_case)] // The exports have their C names.
//! Functions that do something against the contract, each in one respect.
//!
//! # Safety
//! Each function is called as the mock's function of that name may be called, which gets the arguments.

use std::any::Any;
use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hcs_sys::*;

use crate::behind::behind;

/// Functions that pass on to the mock's.
macro_rules! functions {
    ($(
        $plant:ident($($argument:ident: $type:ty),* $(,)?) $(-> $answer:ty)?;
        $name:ident => |$passed:ident| $body:block
    )*) => {$(
        pub(crate) unsafe extern "system" fn $plant($($argument: $type),*) $(-> $answer)? {
            // SAFETY: as the caller promises.
            let $passed = unsafe { (behind().$name)($($argument),*) };
            $body
        }
    )*};
}

/// An event callback was registered.
static REGISTERED: AtomicBool = AtomicBool::new(false);

/// One code for another.
fn instead(code: HRESULT, of: HRESULT, by: HRESULT) -> HRESULT {
    if code == of { by } else { code }
}

functions! {
    taken_id_fails_otherwise(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { instead(code, HCS_E_SYSTEM_ALREADY_EXISTS, E_FAIL) }

    stopped_is_a_failure(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { instead(code, HCS_E_SYSTEM_ALREADY_STOPPED, E_FAIL) }

    fails_once_registered(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| {
        if REGISTERED.load(Ordering::SeqCst) { instead(code, S_OK, E_FAIL) } else { code }
    }

    registers(
        system: HCS_SYSTEM, options: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK
    ) -> HRESULT;
    HcsSetComputeSystemCallback => |code| { REGISTERED.store(true, Ordering::SeqCst); code }

    wait_changes_the_code(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { change(document, "\"Error\":-107", "\"Error\":-117"); code }

    wait_changes_the_member(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { change(document, "\"Error\":", "\"Other\":"); code }

    wait_says_not_stopped(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { change(document, "\"Stopped\":", "\"Running\":"); code }

    service_tells_no_versions(query: PCWSTR, document: *mut PWSTR) -> HRESULT;
    HcsGetServiceProperties => |code| { change(document, "Supported", "Forgotten"); code }

    state_file_fails(path: PCWSTR) -> HRESULT;
    HcsCreateEmptyGuestStateFile => |code| { instead(code, S_OK, E_FAIL) }

    grant_fails(vm_id: PCWSTR, path: PCWSTR) -> HRESULT;
    HcsGrantVmAccess => |code| { instead(code, S_OK, E_FAIL) }

    result_without_document(operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT;
    HcsGetOperationResult => |code| { drop_document(document); code }

    never_started_is_pending(operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT;
    HcsGetOperationResult => |code| { instead(code, HCS_E_OPERATION_NOT_STARTED, HCS_E_OPERATION_PENDING) }

    result_fails(operation: HCS_OPERATION, document: *mut PWSTR) -> HRESULT;
    HcsGetOperationResult => |code| { instead(code, S_OK, E_FAIL) }

    process_result_succeeds(
        operation: HCS_OPERATION, information: *mut HCS_PROCESS_INFORMATION, document: *mut PWSTR
    ) -> HRESULT;
    HcsGetOperationResultAndProcessInfo => |code| { instead(code, E_INVALIDARG, S_OK) }

    second_call_accepted(query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
    HcsEnumerateComputeSystems => |code| { instead(code, HCS_E_OPERATION_ALREADY_STARTED, S_OK) }

    unknown_id_fails_otherwise(id: PCWSTR, access: u32, system: *mut HCS_SYSTEM) -> HRESULT;
    HcsOpenComputeSystem => |code| { instead(code, HCS_E_SYSTEM_NOT_FOUND, E_FAIL) }

    second_callback_accepted(
        system: HCS_SYSTEM, options: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK
    ) -> HRESULT;
    HcsSetComputeSystemCallback => |code| { instead(code, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, S_OK) }

    process_without_output(
        operation: HCS_OPERATION, limit: u32, information: *mut HCS_PROCESS_INFORMATION, document: *mut PWSTR
    ) -> HRESULT;
    HcsWaitForOperationResultAndProcessInfo => |code| {
        if code == S_OK { take_streams(information, false); }
        code
    }

    creation_fails_in_vain(
        operation: HCS_OPERATION, limit: u32, information: *mut HCS_PROCESS_INFORMATION, document: *mut PWSTR
    ) -> HRESULT;
    HcsWaitForOperationResultAndProcessInfo => |code| {
        if code == S_OK { take_streams(information, true); }
        instead(code, S_OK, E_FAIL)
    }

    exited_is_a_failure(operation: HCS_OPERATION, limit: u32, document: *mut PWSTR) -> HRESULT;
    HcsWaitForOperationResult => |code| { instead(code, HCS_E_PROCESS_ALREADY_STOPPED, E_FAIL) }

    modify_process_fails(process: HCS_PROCESS, operation: HCS_OPERATION, settings: PCWSTR) -> HRESULT;
    HcsModifyProcess => |code| { instead(code, S_OK, E_FAIL) }

    cancel_fails(operation: HCS_OPERATION) -> HRESULT;
    HcsCancelOperation => |code| { instead(code, E_NOTIMPL, E_FAIL) }

    late_setting_fails_otherwise(
        operation: HCS_OPERATION, context: *const c_void, callback: HCS_OPERATION_COMPLETION
    ) -> HRESULT;
    HcsSetOperationCallback => |code| { instead(code, HCS_E_OPERATION_ALREADY_STARTED, E_FAIL) }

    type_is_create(operation: HCS_OPERATION) -> HCS_OPERATION_TYPE;
    HcsGetOperationType => |_kind| { HcsOperationTypeCreate }

    type_never_comes(operation: HCS_OPERATION) -> HCS_OPERATION_TYPE;
    HcsGetOperationType => |_kind| { loop { thread::park() } }

    lends_nothing(operation: HCS_OPERATION) -> HCS_SYSTEM;
    HcsGetComputeSystemFromOperation => |_lent| { ptr::null_mut() }

    forgets_the_context(operation: HCS_OPERATION) -> *mut c_void;
    HcsGetOperationContext => |_context| { ptr::null_mut() }

    refuses_the_document(memory: *mut c_void) -> *mut c_void;
    LocalFree => |_left| { memory }
}

/// Notifications for nobody.
pub(crate) unsafe extern "system" fn notifies_nobody(
    options: HCS_OPERATION_OPTIONS,
    context: *const c_void,
    _callback: HCS_EVENT_CALLBACK,
) -> HCS_OPERATION {
    let create = behind().HcsCreateOperationWithNotifications.unwrap();
    // SAFETY: without a callback the context is used by nobody; the rest is as the caller promises.
    unsafe { create(options, context, None) }
}

/// An operation without properties.
pub(crate) unsafe extern "system" fn properties_fail(
    _operation: HCS_OPERATION,
    _options: PCWSTR,
    document: *mut PWSTR,
) -> HRESULT {
    if !document.is_null() {
        // SAFETY: the place can be written to, as the caller promises.
        unsafe { document.write(ptr::null_mut()) };
    }
    E_FAIL
}

/// Closes the output that was handed out, or all streams, instead of passing it on.
fn take_streams(information: *mut HCS_PROCESS_INFORMATION, all: bool) {
    if information.is_null() {
        return;
    }
    // SAFETY: the place was written to just now.
    let information = unsafe { &mut *information };
    let mut streams = vec![&mut information.StdOutput];
    if all {
        streams.extend([&mut information.StdInput, &mut information.StdError]);
    }
    for stream in streams {
        let handle = std::mem::replace(stream, ptr::null_mut());
        // SAFETY: nobody else has it yet; what stands for none is allowed.
        unsafe { (behind().CloseHandle)(handle) };
    }
}

/// The process has exited by the time it is asked about.
pub(crate) unsafe extern "system" fn information_comes_late(
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
) -> HRESULT {
    let it = behind();
    // SAFETY: the caller promises that the process is open; the operation of the call in between is this function's own.
    unsafe {
        let terminate = (it.HcsCreateOperation)(ptr::null(), None);
        (it.HcsTerminateProcess)(process, terminate, ptr::null());
        (it.HcsWaitForOperationResult)(terminate, INFINITE, ptr::null_mut());
        (it.HcsCloseOperation)(terminate);
        (it.HcsGetProcessInfo)(process, operation)
    }
}

/// Nothing is registered.
pub(crate) unsafe extern "system" fn registers_nothing_at_processes(
    _process: HCS_PROCESS,
    _options: HCS_EVENT_OPTIONS,
    _context: *const c_void,
    _callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    S_OK
}

/// Changes a text of the mock's where it is: what is looked for and what takes its place are as long as each other.
fn change(document: *mut PWSTR, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    if document.is_null() {
        return;
    }
    // SAFETY: the place was written to just now.
    let start = unsafe { *document };
    if start.is_null() {
        return;
    }
    let mut length = 0;
    // SAFETY: the text ends with a NUL.
    while unsafe { *start.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: so many units were read just now, and nobody else has the text yet.
    let units = unsafe { std::slice::from_raw_parts_mut(start, length) };
    let from: Vec<u16> = from.encode_utf16().collect();
    if let Some(at) = units.windows(from.len()).position(|it| it == from) {
        for (unit, new) in units[at..].iter_mut().zip(to.encode_utf16()) {
            *unit = new;
        }
    }
}

/// Frees a document instead of handing it out.
fn drop_document(document: *mut PWSTR) {
    if document.is_null() {
        return;
    }
    // SAFETY: the place was written to just now, with NULL or a document that nobody has yet.
    unsafe {
        (behind().LocalFree)((*document).cast());
        document.write(ptr::null_mut());
    }
}

/// Keeps what callbacks use until the process ends.
fn keep<T: Send + Sync + 'static>(value: T) -> *const T {
    static KEPT: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());
    let value = Box::new(value);
    let address = &raw const *value;
    KEPT.lock().unwrap().push(value);
    address
}

/// An operation's callback, and how often it is called in the place of once.
struct Callback {
    callback: HCS_OPERATION_COMPLETION,
    context: usize,
    times: usize,
}

unsafe extern "system" fn call_back(operation: HCS_OPERATION, context: *const c_void) {
    // SAFETY: the context is one of `create_operation`'s, which are never freed.
    let it = unsafe { &*context.cast::<Callback>() };
    if let Some(callback) = it.callback {
        for _ in 0..it.times {
            // SAFETY: the program passed the callback together with this context.
            unsafe { callback(operation, it.context as *const c_void) };
        }
    }
}

/// # Safety
/// As `HcsCreateOperation`.
unsafe fn create_operation(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
    times: usize,
) -> HCS_OPERATION {
    if callback.is_none() {
        // SAFETY: as the caller promises.
        return unsafe { (behind().HcsCreateOperation)(context, callback) };
    }
    let it = keep(Callback {
        callback,
        context: context as usize,
        times,
    });
    // SAFETY: the context is kept for ever.
    unsafe { (behind().HcsCreateOperation)(it.cast(), Some(call_back)) }
}

pub(crate) unsafe extern "system" fn calls_back_twice(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    // SAFETY: as the caller promises.
    unsafe { create_operation(context, callback, 2) }
}

pub(crate) unsafe extern "system" fn calls_back_never(
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    // SAFETY: as the caller promises.
    unsafe { create_operation(context, callback, 0) }
}

pub(crate) unsafe extern "system" fn close_gives_up(operation: HCS_OPERATION) {
    // SAFETY: as the caller promises. The profile has it cancel.
    unsafe {
        (behind().HcsCancelOperation)(operation);
        (behind().HcsCloseOperation)(operation);
    }
}

/// Creations whose handles were not handed out: the mock's, to be closed in the end.
static KEPT_BACK: Mutex<Vec<usize>> = Mutex::new(Vec::new());

pub(crate) unsafe extern "system" fn create_writes_nothing(
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    descriptor: *const SECURITY_DESCRIPTOR,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    let create = behind().HcsCreateComputeSystem;
    // SAFETY: as the caller promises.
    let code = unsafe { create(id, configuration, operation, descriptor, system) };
    // SAFETY: the place can be written to, and has been.
    let handle = unsafe { system.replace(ptr::null_mut()) };
    if !handle.is_null() {
        KEPT_BACK.lock().unwrap().push(handle as usize);
    }
    code
}

/// Closes that go on after they have returned.
static CLOSING: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

pub(crate) unsafe extern "system" fn close_returns_early(system: HCS_SYSTEM) {
    let system = system as usize;
    let close = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        // SAFETY: nobody uses the handle any more, as the caller has promised.
        unsafe { (behind().HcsCloseComputeSystem)(system as HCS_SYSTEM) }
    });
    CLOSING.lock().unwrap().push(close);
}

/// Ends what the plants have begun.
pub(crate) fn end() {
    REGISTERED.store(false, Ordering::SeqCst);
    for system in KEPT_BACK.lock().unwrap().drain(..) {
        // SAFETY: nobody else has the handle.
        unsafe { (behind().HcsCloseComputeSystem)(system as HCS_SYSTEM) }
    }
    for close in CLOSING.lock().unwrap().drain(..) {
        close.join().unwrap();
    }
}

pub(crate) unsafe extern "system" fn completions_are_no_events(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let options = options & !HcsEventOptionEnableOperationCallbacks;
    // SAFETY: as the caller promises.
    unsafe { (behind().HcsSetComputeSystemCallback)(system, options, context, callback) }
}

pub(crate) unsafe extern "system" fn creation_registers_nothing(
    namespace: PCWSTR,
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    _options: *const HCS_CREATE_OPTIONS,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    let create = behind().HcsCreateComputeSystemInNamespace.unwrap();
    // SAFETY: as the caller promises; without options there is nothing to register.
    unsafe { create(namespace, id, configuration, operation, ptr::null(), system) }
}

/// An event callback, and what becomes of its events.
struct Events {
    callback: HCS_EVENT_CALLBACK,
    context: usize,
    /// Whether exits are passed on; then with data that are no JSON.
    exits: bool,
}

unsafe extern "system" fn event(event: *const HCS_EVENT, context: *const c_void) {
    // SAFETY: the context is one of `set_callback`'s, which are never freed; the event lives until this returns.
    let (it, mut event) = unsafe { (&*context.cast::<Events>(), *event) };
    let data: Vec<u16> = "no JSON".encode_utf16().chain([0]).collect();
    if event.Type == HcsEventSystemExited {
        if !it.exits {
            return;
        }
        event.EventData = data.as_ptr();
    }
    if let Some(callback) = it.callback {
        // SAFETY: the program passed the callback together with this context; the event lives until it returns.
        unsafe { callback(&raw const event, it.context as *const c_void) };
    }
}

/// # Safety
/// As `HcsSetComputeSystemCallback`.
unsafe fn set_callback(system: HCS_SYSTEM, options: HCS_EVENT_OPTIONS, it: Events) -> HRESULT {
    let set = behind().HcsSetComputeSystemCallback;
    if it.callback.is_none() {
        // SAFETY: as the caller promises.
        return unsafe { set(system, options, it.context as *const c_void, None) };
    }
    let it = keep(it);
    // SAFETY: the context is kept for ever.
    unsafe { set(system, options, it.cast(), Some(event)) }
}

pub(crate) unsafe extern "system" fn exits_are_not_told(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let it = Events {
        callback,
        context: context as usize,
        exits: false,
    };
    // SAFETY: as the caller promises.
    unsafe { set_callback(system, options, it) }
}

pub(crate) unsafe extern "system" fn exits_are_told_wrongly(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let it = Events {
        callback,
        context: context as usize,
        exits: true,
    };
    // SAFETY: as the caller promises.
    unsafe { set_callback(system, options, it) }
}
