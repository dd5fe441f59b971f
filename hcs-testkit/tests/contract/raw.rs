#![allow(unsafe_code)] // This is the raw C ABI, made short for tests.

//! The mock's C ABI as a C program uses it, with the mistakes that a test makes on purpose.
//!
//! These functions are safe to call with the table of a mock: it never looks behind a handle, and the strings and
//! callbacks that they pass are what the ABI asks for.

use core::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use hcs_sys::*;
use hcs_testkit::MockHost;

/// What the conformance suite stands on, too.
#[macro_use]
#[path = "../../src/conformance/raw.rs"]
mod base;

pub(crate) use base::*;

pub(crate) const VM: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Sample","VirtualMachine":{"Chipset":{"Uefi":{}}},"ShouldTerminateOnLastHandleClosed":true}"#;
pub(crate) const LASTING_VM: &str = r#"{"Owner":"Lasting","VirtualMachine":{}}"#;
pub(crate) const CONTAINER: &str =
    r#"{"Owner":"Sample","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

impl Abi {
    pub(crate) fn of(mock: &MockHost) -> Self {
        Self(crate::front::table(mock))
    }

    /// Gives an operation a handle under a name, on builds that have that.
    pub(crate) fn add_resource(
        self,
        operation: Handle,
        kind: HCS_RESOURCE_TYPE,
        uri: Option<&str>,
        handle: Handle,
    ) -> HRESULT {
        let Some(add) = self.0.HcsAddResourceToOperation else {
            return E_NOTIMPL;
        };
        let uri = uri.map(wide);
        call!(
            add,
            operation as HCS_OPERATION,
            kind,
            pointer(&uri),
            handle as HANDLE
        )
    }

    pub(crate) fn operation_id(self, operation: Handle) -> u64 {
        call!(self.0.HcsGetOperationId, operation as HCS_OPERATION)
    }

    /// The result when it is there, with its document, which is freed.
    pub(crate) fn wait(self, operation: Handle) -> (HRESULT, Option<String>) {
        self.wait_for(operation, INFINITE)
    }

    pub(crate) fn create_without_place(self, id: &str, operation: Handle) -> HRESULT {
        let (id, configuration) = (wide(id), wide(VM));
        call!(
            self.0.HcsCreateComputeSystem,
            id.as_ptr(),
            configuration.as_ptr(),
            operation as HCS_OPERATION,
            ptr::null(),
            ptr::null_mut()
        )
    }

    /// Creates a system; what its callback saw in the place for the handle, and what was there in the end.
    pub(crate) fn place_during_creation(self) -> (Handle, Handle) {
        let place = Arc::new(AtomicPtr::<c_void>::new(ptr::null_mut()));
        let seen = Arc::new(AtomicUsize::new(1));
        let inside = (Arc::clone(&place), Arc::clone(&seen));
        let operation = self.operation_with(move |operation| {
            let (place, seen) = &inside;
            seen.store(place.load(Ordering::SeqCst) as usize, Ordering::SeqCst);
            self.close_operation(operation);
        });
        let (id, configuration) = (wide("Test"), wide(VM));
        let code = call!(
            self.0.HcsCreateComputeSystem,
            id.as_ptr(),
            configuration.as_ptr(),
            operation as HCS_OPERATION,
            ptr::null(),
            place.as_ptr()
        );
        assert_eq!(code, S_OK);
        let system = place.load(Ordering::SeqCst);
        (seen.load(Ordering::SeqCst), system as Handle)
    }

    /// A new system, whose creation was waited for.
    pub(crate) fn create(self, id: &str, configuration: &str) -> Handle {
        let operation = self.operation();
        let (code, system) = self.create_with(id, configuration, operation);
        assert_eq!(code, S_OK);
        assert_eq!(self.wait(operation), (S_OK, None));
        self.close_operation(operation);
        system
    }

    /// A new system that runs.
    pub(crate) fn running(self, id: &str, configuration: &str) -> Handle {
        let system = self.create(id, configuration);
        self.done(|operation| self.start(system, operation));
        system
    }

    pub(crate) fn create_in(
        self,
        namespace: Option<&str>,
        id: &str,
        operation: Handle,
        options: Option<HCS_CREATE_OPTIONS_1>,
    ) -> (HRESULT, Handle) {
        let function = self.0.HcsCreateComputeSystemInNamespace.unwrap();
        self.create_in_namespace(function, [id, VM], namespace, operation, options)
    }

    pub(crate) fn open_in(self, namespace: Option<&str>, id: &str) -> (HRESULT, Handle) {
        let (namespace, id) = (namespace.map(wide), wide(id));
        let mut system: HCS_SYSTEM = ptr::null_mut();
        let code = call!(
            self.0.HcsOpenComputeSystemInNamespace.unwrap(),
            pointer(&namespace),
            id.as_ptr(),
            GENERIC_ALL,
            &raw mut system
        );
        (code, system as Handle)
    }

    pub(crate) fn enumerate_in(self, namespace: Option<&str>, operation: Handle) -> HRESULT {
        let namespace = namespace.map(wide);
        call!(
            self.0.HcsEnumerateComputeSystemsInNamespace.unwrap(),
            pointer(&namespace),
            ptr::null(),
            operation as HCS_OPERATION
        )
    }

    pub(crate) fn crash(self, system: Handle, operation: Handle) -> HRESULT {
        self.verb(
            self.0.HcsCrashComputeSystem.unwrap(),
            system,
            operation,
            None,
        )
    }

    pub(crate) fn modify(
        self,
        system: Handle,
        operation: Handle,
        settings: Option<&str>,
    ) -> HRESULT {
        let settings = settings.map(wide);
        call!(
            self.0.HcsModifyComputeSystem,
            system as HCS_SYSTEM,
            operation as HCS_OPERATION,
            pointer(&settings),
            ptr::null_mut()
        )
    }

    pub(crate) fn wait_for_process_exit(
        self,
        process: Handle,
        timeout: u32,
    ) -> (HRESULT, Option<String>) {
        let function = self.0.HcsWaitForProcessExit.unwrap();
        self.wait_for_process(function, process, timeout)
    }

    /// A new process, whose creation was waited for: its handle, its id and its streams.
    pub(crate) fn process(self, system: Handle, parameters: &str) -> (Handle, Information) {
        let operation = self.operation();
        let (code, process) = self.create_process(system, parameters, operation);
        assert_eq!(code, S_OK);
        let (code, information, document) = self.wait_for_information(operation, INFINITE);
        assert_eq!((code, &document), (S_OK, &None));
        self.close_operation(operation);
        (process, information.unwrap())
    }

    pub(crate) fn wait_for_exit(self, system: Handle, timeout: u32) -> (HRESULT, Option<String>) {
        self.document(|place| {
            call!(
                self.0.HcsWaitForComputeSystemExit.unwrap(),
                system as HCS_SYSTEM,
                timeout,
                place
            )
        })
    }

    pub(crate) fn save_with(self, system: Handle, operation: Handle, options: &str) -> HRESULT {
        let function = self.0.HcsSaveComputeSystem;
        self.verb(function, system, operation, Some(options))
    }

    pub(crate) fn service_properties_without_place(self) -> HRESULT {
        call!(self.0.HcsGetServiceProperties, ptr::null(), ptr::null_mut())
    }

    pub(crate) fn modify_service(self, request: Option<&str>) -> (HRESULT, Option<String>) {
        let request = request.map(wide);
        let function = self.0.HcsModifyServiceSettings;
        self.document(|place| call!(function, pointer(&request), place))
    }

    pub(crate) fn modify_service_without_place(self, request: &str) -> HRESULT {
        let request = wide(request);
        let function = self.0.HcsModifyServiceSettings;
        call!(function, request.as_ptr(), ptr::null_mut())
    }

    pub(crate) fn submit_report(self, report: Option<&str>) -> HRESULT {
        let report = report.map(wide);
        call!(self.0.HcsSubmitWerReport, pointer(&report))
    }

    pub(crate) fn grant_all(self, path: &str) -> HRESULT {
        let path = wide(path);
        call!(self.0.HcsGrantVmGroupAccess.unwrap(), path.as_ptr())
    }

    pub(crate) fn revoke_all(self, path: &str) -> HRESULT {
        let path = wide(path);
        call!(self.0.HcsRevokeVmGroupAccess.unwrap(), path.as_ptr())
    }

    pub(crate) fn processor_compatibility(self, path: &str) -> (HRESULT, Option<String>) {
        let path = wide(path);
        let function = self.0.HcsGetProcessorCompatibilityFromSavedState.unwrap();
        self.document(|place| call!(function, path.as_ptr(), place.cast::<PCWSTR>()))
    }

    /// Makes a call with a new operation, which is waited for and closed: what the operation said.
    pub(crate) fn outcome(self, call: impl FnOnce(Handle) -> HRESULT) -> (HRESULT, Option<String>) {
        let operation = self.operation();
        assert_eq!(call(operation), S_OK, "the starting call");
        let outcome = self.wait(operation);
        self.close_operation(operation);
        outcome
    }

    /// Makes a call that succeeds, and waits for it.
    pub(crate) fn done(self, call: impl FnOnce(Handle) -> HRESULT) {
        let (code, document) = self.outcome(call);
        assert_eq!(code, S_OK, "{document:?}");
    }
}
