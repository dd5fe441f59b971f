#![allow(unsafe_code)] // This is the raw C ABI, made short.

//! The C ABI as a C program uses it: handles are plain values, and nothing keeps the caller from a mistake.
//!
//! The cases of this suite stand on it, and so do the tests of the contract, which make the mistakes on purpose: on the
//! mock, which never looks behind a handle. On a real host the caller keeps the rules. The strings and callbacks that
//! these functions pass are what the ABI asks for.
//!
//! # Safety
//! The callbacks are for the host to call: with the context that they were registered with, which is kept for ever, and
//! with an event that lives until they return.

use core::ffi::c_void;
use std::any::Any;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use hcs_sys::*;

/// A handle, as a number: it can be sent to another thread.
pub(crate) type Handle = usize;

/// Calls an export.
macro_rules! call {
    ($function:expr, $($argument:expr),* $(,)?) => {
        // SAFETY: strings end with a NUL, out pointers can be written to, and callbacks fit their contexts. The mock
        // checks handles itself; elsewhere the caller passes open ones.
        unsafe { ($function)($($argument),*) }
    };
}

/// The functions of a host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Abi(pub(crate) &'static ComputeCore);

/// An event, copied out of the callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: HCS_EVENT_TYPE,
    pub(crate) data: Option<String>,
    pub(crate) operation: Handle,
}

pub(crate) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

pub(crate) fn pointer(text: &Option<Vec<u16>>) -> PCWSTR {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

/// Keeps what callbacks use until the process ends: a callback may come as late as it likes.
pub(crate) fn keep<T: Send + Sync + 'static>(value: T) -> *const T {
    static KEPT: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());
    let value = Box::new(value);
    let address = &raw const *value;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push(value);
    address
}

unsafe extern "system" fn on_operation<F: Fn(Handle)>(
    operation: HCS_OPERATION,
    context: *const c_void,
) {
    // SAFETY: the context is a closure of this type, which is kept.
    unsafe { (*context.cast::<F>())(operation as Handle) }
}

pub(crate) unsafe extern "system" fn on_event<F: Fn(Event)>(
    event: *const HCS_EVENT,
    context: *const c_void,
) {
    // SAFETY: the event lives as long as this callback.
    let event = unsafe { &*event };
    let event = Event {
        kind: event.Type,
        // SAFETY: so do its data.
        data: unsafe { text(event.EventData) },
        operation: event.Operation as Handle,
    };
    // SAFETY: the context is a closure of this type, which is kept.
    unsafe { (*context.cast::<F>())(event) }
}

/// Copies a string of the host's.
///
/// # Safety
/// It is NULL or ends with a NUL.
unsafe fn text(start: PCWSTR) -> Option<String> {
    if start.is_null() {
        return None;
    }
    let mut length = 0;
    // SAFETY: the host's strings end with a NUL.
    while unsafe { *start.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: as just measured.
    let units = unsafe { std::slice::from_raw_parts(start, length) };
    Some(String::from_utf16_lossy(units))
}

impl Abi {
    /// An operation without callback.
    pub(crate) fn operation(self) -> Handle {
        self.operation_in(0)
    }

    pub(crate) fn operation_in(self, context: usize) -> Handle {
        call!(self.0.HcsCreateOperation, context as *const c_void, None) as Handle
    }

    /// An operation that calls this back.
    pub(crate) fn operation_with<F: Fn(Handle) + Send + Sync + 'static>(
        self,
        callback: F,
    ) -> Handle {
        let context = keep(callback).cast();
        call!(self.0.HcsCreateOperation, context, Some(on_operation::<F>)) as Handle
    }

    /// An operation that tells this of its progress and its completion, on builds that have them.
    pub(crate) fn operation_notifying<F: Fn(Event) + Send + Sync + 'static>(
        self,
        options: HCS_OPERATION_OPTIONS,
        callback: F,
    ) -> Handle {
        let Some(create) = self.0.HcsCreateOperationWithNotifications else {
            return 0;
        };
        let context = keep(callback).cast();
        call!(create, options, context, Some(on_event::<F>)) as Handle
    }

    /// An operation's properties, on builds that have them.
    pub(crate) fn operation_properties(
        self,
        operation: Handle,
        options: Option<&str>,
    ) -> (HRESULT, Option<String>) {
        let Some(get) = self.0.HcsGetOperationProperties else {
            return (E_NOTIMPL, None);
        };
        let options = options.map(wide);
        self.document(|place| call!(get, operation as HCS_OPERATION, pointer(&options), place))
    }

    pub(crate) fn close_operation(self, operation: Handle) {
        call!(self.0.HcsCloseOperation, operation as HCS_OPERATION)
    }

    pub(crate) fn context(self, operation: Handle) -> usize {
        call!(self.0.HcsGetOperationContext, operation as HCS_OPERATION) as usize
    }

    pub(crate) fn set_context(self, operation: Handle, context: usize) -> HRESULT {
        call!(
            self.0.HcsSetOperationContext,
            operation as HCS_OPERATION,
            context as *const c_void
        )
    }

    pub(crate) fn set_callback<F: Fn(Handle) + Send + Sync + 'static>(
        self,
        operation: Handle,
        callback: F,
    ) -> HRESULT {
        let context = keep(callback).cast();
        call!(
            self.0.HcsSetOperationCallback,
            operation as HCS_OPERATION,
            context,
            Some(on_operation::<F>)
        )
    }

    pub(crate) fn operation_type(self, operation: Handle) -> HCS_OPERATION_TYPE {
        call!(self.0.HcsGetOperationType, operation as HCS_OPERATION)
    }

    pub(crate) fn system_of(self, operation: Handle) -> Handle {
        call!(
            self.0.HcsGetComputeSystemFromOperation,
            operation as HCS_OPERATION
        ) as Handle
    }

    pub(crate) fn cancel(self, operation: Handle) -> HRESULT {
        call!(self.0.HcsCancelOperation, operation as HCS_OPERATION)
    }

    /// The result now, with its document, which is freed.
    pub(crate) fn result(self, operation: Handle) -> (HRESULT, Option<String>) {
        self.document(|place| {
            call!(
                self.0.HcsGetOperationResult,
                operation as HCS_OPERATION,
                place
            )
        })
    }

    pub(crate) fn wait_for(self, operation: Handle, timeout: u32) -> (HRESULT, Option<String>) {
        self.document(|place| {
            call!(
                self.0.HcsWaitForOperationResult,
                operation as HCS_OPERATION,
                timeout,
                place
            )
        })
    }

    pub(crate) fn result_without_document(self, operation: Handle) -> HRESULT {
        call!(
            self.0.HcsGetOperationResult,
            operation as HCS_OPERATION,
            ptr::null_mut()
        )
    }

    pub(crate) fn process_result(self, operation: Handle) -> HRESULT {
        let mut information = HCS_PROCESS_INFORMATION::default();
        call!(
            self.0.HcsGetOperationResultAndProcessInfo,
            operation as HCS_OPERATION,
            &mut information,
            ptr::null_mut()
        )
    }

    pub(crate) fn wait_for_process_result(self, operation: Handle, timeout: u32) -> HRESULT {
        let mut information = HCS_PROCESS_INFORMATION::default();
        call!(
            self.0.HcsWaitForOperationResultAndProcessInfo,
            operation as HCS_OPERATION,
            timeout,
            &mut information,
            ptr::null_mut()
        )
    }

    /// The result, whose document stays the caller's.
    pub(crate) fn result_kept(self, operation: Handle) -> (HRESULT, usize) {
        let mut place = ptr::null_mut();
        let code = call!(
            self.0.HcsGetOperationResult,
            operation as HCS_OPERATION,
            &mut place
        );
        (code, place as usize)
    }

    pub(crate) fn free(self, string: usize) -> usize {
        call!(self.0.LocalFree, string as *mut c_void) as usize
    }

    /// What the service says of itself.
    pub(crate) fn service_properties(self, query: Option<&str>) -> (HRESULT, Option<String>) {
        let query = query.map(wide);
        let function = self.0.HcsGetServiceProperties;
        self.document(|place| call!(function, pointer(&query), place))
    }

    pub(crate) fn create_guest_state_file(self, path: &str) -> HRESULT {
        let path = wide(path);
        call!(self.0.HcsCreateEmptyGuestStateFile, path.as_ptr())
    }

    pub(crate) fn create_runtime_state_file(self, path: &str) -> HRESULT {
        let path = wide(path);
        call!(self.0.HcsCreateEmptyRuntimeStateFile, path.as_ptr())
    }

    pub(crate) fn grant(self, vm_id: &str, path: &str) -> HRESULT {
        let (vm_id, path) = (wide(vm_id), wide(path));
        call!(self.0.HcsGrantVmAccess, vm_id.as_ptr(), path.as_ptr())
    }

    pub(crate) fn revoke(self, vm_id: &str, path: &str) -> HRESULT {
        let (vm_id, path) = (wide(vm_id), wide(path));
        call!(self.0.HcsRevokeVmAccess, vm_id.as_ptr(), path.as_ptr())
    }

    /// The answer of a call that may hand out a document, which is freed.
    pub(crate) fn document(
        self,
        call: impl FnOnce(*mut PWSTR) -> HRESULT,
    ) -> (HRESULT, Option<String>) {
        let mut place = ptr::dangling_mut();
        let code = call(&raw mut place);
        if place == ptr::dangling_mut() {
            // The call failed before it wrote anything.
            return (code, None);
        }
        // SAFETY: what was written is NULL or a string of the host's.
        let document = unsafe { text(place) };
        self.free(place as usize);
        (code, document)
    }

    pub(crate) fn create_with(
        self,
        id: &str,
        configuration: &str,
        operation: Handle,
    ) -> (HRESULT, Handle) {
        let (id, configuration) = (wide(id), wide(configuration));
        let mut system = ptr::null_mut();
        let code = call!(
            self.0.HcsCreateComputeSystem,
            id.as_ptr(),
            configuration.as_ptr(),
            operation as HCS_OPERATION,
            ptr::null(),
            &mut system
        );
        (code, system as Handle)
    }

    /// Creates a system with a function that only later builds have.
    pub(crate) fn create_in_namespace(
        self,
        function: HcsCreateComputeSystemInNamespace,
        [id, configuration]: [&str; 2],
        namespace: Option<&str>,
        operation: Handle,
        options: Option<HCS_CREATE_OPTIONS_1>,
    ) -> (HRESULT, Handle) {
        let (namespace, id, configuration) = (namespace.map(wide), wide(id), wide(configuration));
        let mut system = ptr::null_mut();
        let code = call!(
            function,
            pointer(&namespace),
            id.as_ptr(),
            configuration.as_ptr(),
            operation as HCS_OPERATION,
            options
                .as_ref()
                .map_or(ptr::null(), |options| ptr::from_ref(options).cast()),
            &mut system
        );
        (code, system as Handle)
    }

    /// Options that register this event callback at creation.
    pub(crate) fn options<F: Fn(Event) + Send + Sync + 'static>(
        self,
        options: HCS_EVENT_OPTIONS,
        callback: F,
    ) -> HCS_CREATE_OPTIONS_1 {
        HCS_CREATE_OPTIONS_1 {
            Version: HcsCreateOptions_1,
            UserToken: ptr::null_mut(),
            SecurityDescriptor: ptr::null_mut(),
            CallbackOptions: options,
            CallbackContext: keep(callback).cast_mut().cast(),
            Callback: Some(on_event::<F>),
        }
    }

    pub(crate) fn open(self, id: &str) -> (HRESULT, Handle) {
        let id = wide(id);
        let mut system = ptr::null_mut();
        let code = call!(
            self.0.HcsOpenComputeSystem,
            id.as_ptr(),
            GENERIC_ALL,
            &mut system
        );
        (code, system as Handle)
    }

    pub(crate) fn close_system(self, system: Handle) {
        call!(self.0.HcsCloseComputeSystem, system as HCS_SYSTEM)
    }

    pub(crate) fn start(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsStartComputeSystem, system, operation, None)
    }

    pub(crate) fn shut_down(
        self,
        system: Handle,
        operation: Handle,
        options: Option<&str>,
    ) -> HRESULT {
        self.verb(self.0.HcsShutDownComputeSystem, system, operation, options)
    }

    pub(crate) fn terminate(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsTerminateComputeSystem, system, operation, None)
    }

    pub(crate) fn pause(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsPauseComputeSystem, system, operation, None)
    }

    pub(crate) fn resume(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsResumeComputeSystem, system, operation, None)
    }

    pub(crate) fn save(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsSaveComputeSystem, system, operation, None)
    }

    pub(crate) fn properties(
        self,
        system: Handle,
        operation: Handle,
        query: Option<&str>,
    ) -> HRESULT {
        self.verb(
            self.0.HcsGetComputeSystemProperties,
            system,
            operation,
            query,
        )
    }

    pub(crate) fn verb(
        self,
        function: unsafe extern "system" fn(HCS_SYSTEM, HCS_OPERATION, PCWSTR) -> HRESULT,
        system: Handle,
        operation: Handle,
        options: Option<&str>,
    ) -> HRESULT {
        let options = options.map(wide);
        call!(
            function,
            system as HCS_SYSTEM,
            operation as HCS_OPERATION,
            pointer(&options)
        )
    }

    pub(crate) fn enumerate(self, operation: Handle, query: Option<&str>) -> HRESULT {
        let query = query.map(wide);
        call!(
            self.0.HcsEnumerateComputeSystems,
            pointer(&query),
            operation as HCS_OPERATION
        )
    }

    pub(crate) fn subscribe<F: Fn(Event) + Send + Sync + 'static>(
        self,
        system: Handle,
        options: HCS_EVENT_OPTIONS,
        callback: F,
    ) -> HRESULT {
        let context = keep(callback).cast();
        call!(
            self.0.HcsSetComputeSystemCallback,
            system as HCS_SYSTEM,
            options,
            context,
            Some(on_event::<F>)
        )
    }

    pub(crate) fn unsubscribe(self, system: Handle) -> HRESULT {
        call!(
            self.0.HcsSetComputeSystemCallback,
            system as HCS_SYSTEM,
            HcsEventOptionNone,
            ptr::null(),
            None
        )
    }
}

// Wherever this file is included from, the other one is beside it.
#[path = "raw_process.rs"]
mod process;

pub(crate) use process::*;
