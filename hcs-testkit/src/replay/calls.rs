#![allow(unsafe_code)] // Calls the mock at the raw C ABI.

//! The calls of a replay, made with what a recording says of their arguments.

use core::ffi::c_void;
use std::ptr;

use hcs_sys::*;
use serde_json::Value;

use crate::MockHost;
use crate::text::{Input, wide};

/// What the mock has answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) code: HRESULT,
    /// The handle that the call has made; 0 if none.
    pub(super) system: usize,
}

/// The mock's functions.
#[derive(Clone, Copy)]
pub(super) struct Raw(&'static ComputeCore);

extern "system" fn no_operation(_: HCS_OPERATION, _: *const c_void) {}

extern "system" fn no_event(_: *const HCS_EVENT, _: *const c_void) {}

/// A text for the mock, or NULL.
struct Text(Option<Vec<u16>>);

impl Text {
    /// A document; one that was no JSON is replaced by one that isn't, either.
    fn document(value: &Value) -> Self {
        Self(match value {
            Value::Null => None,
            value => Some(match value.get("json") {
                Some(json) => wide(&json.to_string()),
                None => wide("not JSON"),
            }),
        })
    }

    fn id(value: &Value) -> Self {
        Self(match value {
            Value::Null => None,
            // An ill-formed one is replaced by one that is ill-formed, too.
            value => Some(value.as_str().map_or_else(|| vec![0xD800, 0], wide)),
        })
    }

    fn as_ptr(&self) -> PCWSTR {
        self.0.as_ref().map_or(ptr::null(), |text| text.as_ptr())
    }
}

/// Calls an export.
macro_rules! call {
    ($function:expr, $($argument:expr),* $(,)?) => {
        // SAFETY: texts end with a NUL, places can be written to, and the callbacks use no context. The mock checks
        // handles itself.
        unsafe { ($function)($($argument),*) }
    };
}

impl Raw {
    pub(super) fn of(mock: &MockHost) -> Self {
        Self(mock.table())
    }

    pub(super) fn new_operation(self, calls_back: bool) -> usize {
        let callback: HCS_OPERATION_COMPLETION = calls_back.then_some(no_operation as _);
        call!(self.0.HcsCreateOperation, ptr::null(), callback) as usize
    }

    pub(super) fn close_operation(self, operation: usize) {
        call!(self.0.HcsCloseOperation, operation as HCS_OPERATION);
    }

    pub(super) fn close_system(self, system: usize) {
        call!(self.0.HcsCloseComputeSystem, system as HCS_SYSTEM);
    }

    pub(super) fn lent(self, operation: usize) -> usize {
        call!(
            self.0.HcsGetComputeSystemFromOperation,
            operation as HCS_OPERATION
        ) as usize
    }

    pub(super) fn close_process(self, process: usize) {
        call!(self.0.HcsCloseProcess, process as HCS_PROCESS);
    }

    pub(super) fn lent_process(self, operation: usize) -> usize {
        call!(
            self.0.HcsGetProcessFromOperation,
            operation as HCS_OPERATION
        ) as usize
    }

    pub(super) fn unregister_process(self, process: usize) -> HRESULT {
        let function = self.0.HcsSetProcessCallback;
        call!(function, process as HCS_PROCESS, 0, ptr::null(), None)
    }

    pub(super) fn open_process(self, system: usize, id: u32) -> Taken {
        let mut process = ptr::null_mut();
        let function = self.0.HcsOpenProcess;
        let code = call!(
            function,
            system as HCS_SYSTEM,
            id,
            GENERIC_ALL,
            &raw mut process
        );
        Taken {
            code,
            system: process as usize,
        }
    }

    pub(super) fn wait_for_process(self, process: usize) -> (HRESULT, Option<String>) {
        let mut document = ptr::null_mut();
        let Some(function) = self.0.HcsWaitForProcessExit else {
            return (E_NOTIMPL, None);
        };
        let code = call!(function, process as HCS_PROCESS, 0, &raw mut document);
        (code, self.take(document))
    }

    pub(super) fn kind(self, operation: usize) -> HCS_OPERATION_TYPE {
        call!(self.0.HcsGetOperationType, operation as HCS_OPERATION)
    }

    pub(super) fn set(self, function: &str, args: &Value, operation: usize) -> HRESULT {
        let operation = operation as HCS_OPERATION;
        match function {
            "HcsSetOperationCallback" => {
                let calls_back = !args["callback"].is_null();
                let callback: HCS_OPERATION_COMPLETION = calls_back.then_some(no_operation as _);
                call!(
                    self.0.HcsSetOperationCallback,
                    operation,
                    ptr::null(),
                    callback
                )
            }
            "HcsSetOperationContext" => {
                call!(self.0.HcsSetOperationContext, operation, ptr::null())
            }
            _ => call!(self.0.HcsCancelOperation, operation),
        }
    }

    pub(super) fn unregister(self, system: usize) -> HRESULT {
        let function = self.0.HcsSetComputeSystemCallback;
        call!(function, system as HCS_SYSTEM, 0, ptr::null(), None)
    }

    /// Opens a system, in a namespace if the arguments have one. `None`: the mock lacks the function.
    pub(super) fn open(self, args: &Value) -> Option<Taken> {
        let id = Text::id(&args["id"]);
        let mut system = ptr::null_mut();
        let place = place(args, &mut system);
        let code = match args.get("idnamespace") {
            None => call!(self.0.HcsOpenComputeSystem, id.as_ptr(), GENERIC_ALL, place),
            Some(namespace) => {
                let namespace = Text::id(namespace);
                let open = self.0.HcsOpenComputeSystemInNamespace?;
                call!(open, namespace.as_ptr(), id.as_ptr(), GENERIC_ALL, place)
            }
        };
        Some(Taken {
            code,
            system: system as usize,
        })
    }

    /// Makes a call that takes effect before it returns. `None`: it is none that the mock has.
    pub(super) fn start(
        self,
        function: &str,
        args: &Value,
        operation: usize,
        system: usize,
    ) -> Option<Taken> {
        let hcs = self.0;
        let (operation, handle) = (operation as HCS_OPERATION, system as HCS_SYSTEM);
        let mut made = ptr::null_mut();
        let document = |member: &str| Text::document(&args[member]);
        let namespace = Text::id(&args["idnamespace"]);
        let verb = match function {
            "HcsStartComputeSystem" => Some(hcs.HcsStartComputeSystem),
            "HcsShutDownComputeSystem" => Some(hcs.HcsShutDownComputeSystem),
            "HcsTerminateComputeSystem" => Some(hcs.HcsTerminateComputeSystem),
            "HcsPauseComputeSystem" => Some(hcs.HcsPauseComputeSystem),
            "HcsResumeComputeSystem" => Some(hcs.HcsResumeComputeSystem),
            "HcsSaveComputeSystem" => Some(hcs.HcsSaveComputeSystem),
            "HcsCrashComputeSystem" => Some(hcs.HcsCrashComputeSystem?),
            "HcsTerminateProcess" => Some(hcs.HcsTerminateProcess),
            "HcsSignalProcess" => Some(hcs.HcsSignalProcess),
            _ => None,
        };
        if let Some(verb) = verb {
            let options = document("options");
            let code = call!(verb, handle, operation, options.as_ptr());
            return Some(Taken { code, system: 0 });
        }
        let code = match function {
            "HcsGetComputeSystemProperties" => {
                let query = document("propertyquery");
                let function = hcs.HcsGetComputeSystemProperties;
                call!(function, handle, operation, query.as_ptr())
            }
            "HcsModifyComputeSystem" => {
                let settings = document("configuration");
                let function = hcs.HcsModifyComputeSystem;
                call!(
                    function,
                    handle,
                    operation,
                    settings.as_ptr(),
                    ptr::null_mut()
                )
            }
            "HcsEnumerateComputeSystems" => {
                let query = document("query");
                call!(hcs.HcsEnumerateComputeSystems, query.as_ptr(), operation)
            }
            "HcsEnumerateComputeSystemsInNamespace" => {
                let query = document("query");
                let function = hcs.HcsEnumerateComputeSystemsInNamespace?;
                call!(function, namespace.as_ptr(), query.as_ptr(), operation)
            }
            "HcsSetComputeSystemCallback" => {
                let options = options(&args["callbackoptions"]);
                let function = hcs.HcsSetComputeSystemCallback;
                call!(function, handle, options, ptr::null(), Some(no_event as _))
            }
            "HcsCreateProcess" => {
                let parameters = document("processparameters");
                let place = match args["process"] == true {
                    true => &raw mut made,
                    false => ptr::null_mut(),
                };
                let function = hcs.HcsCreateProcess;
                let parameters = parameters.as_ptr();
                call!(function, handle, parameters, operation, ptr::null(), place)
            }
            "HcsGetProcessInfo" => call!(hcs.HcsGetProcessInfo, handle, operation),
            "HcsGetProcessProperties" => {
                let query = document("propertyquery");
                let function = hcs.HcsGetProcessProperties;
                call!(function, handle, operation, query.as_ptr())
            }
            "HcsModifyProcess" => {
                let settings = document("settings");
                let function = hcs.HcsModifyProcess;
                call!(function, handle, operation, settings.as_ptr())
            }
            "HcsSetProcessCallback" => {
                let options = options(&args["callbackoptions"]);
                let function = hcs.HcsSetProcessCallback;
                call!(function, handle, options, ptr::null(), Some(no_event as _))
            }
            "HcsCreateComputeSystem" => {
                let (id, configuration) = (Text::id(&args["id"]), document("configuration"));
                let place = place(args, &mut made);
                let (id, configuration) = (id.as_ptr(), configuration.as_ptr());
                let function = hcs.HcsCreateComputeSystem;
                call!(function, id, configuration, operation, ptr::null(), place)
            }
            "HcsCreateComputeSystemInNamespace" => {
                let (id, configuration) = (Text::id(&args["id"]), document("configuration"));
                let place = place(args, &mut made);
                let told = &args["options"];
                let structure = HCS_CREATE_OPTIONS_1 {
                    Version: self::options(&told["version"]),
                    CallbackOptions: self::options(&told["callbackoptions"]),
                    Callback: (!told["callback"].is_null()).then_some(no_event as _),
                    ..HCS_CREATE_OPTIONS_1::default()
                };
                let passed = match told.is_null() {
                    true => ptr::null(),
                    false => (&raw const structure).cast::<HCS_CREATE_OPTIONS>(),
                };
                let function = hcs.HcsCreateComputeSystemInNamespace?;
                let namespace = namespace.as_ptr();
                let (id, configuration) = (id.as_ptr(), configuration.as_ptr());
                call!(
                    function,
                    namespace,
                    id,
                    configuration,
                    operation,
                    passed,
                    place
                )
            }
            _ => return None,
        };
        Some(Taken {
            code,
            system: made as usize,
        })
    }

    /// The result of an operation as it is now, and its document.
    pub(super) fn result(self, function: &str, operation: usize) -> (HRESULT, Option<String>) {
        let hcs = self.0;
        let operation = operation as HCS_OPERATION;
        let mut document = ptr::null_mut();
        let mut information = HCS_PROCESS_INFORMATION::default();
        let code = match function {
            "HcsWaitForOperationResult" => {
                call!(
                    hcs.HcsWaitForOperationResult,
                    operation,
                    0,
                    &raw mut document
                )
            }
            "HcsGetOperationResult" => {
                call!(hcs.HcsGetOperationResult, operation, &raw mut document)
            }
            "HcsWaitForOperationResultAndProcessInfo" => {
                let function = hcs.HcsWaitForOperationResultAndProcessInfo;
                let (information, document) = (&raw mut information, &raw mut document);
                call!(function, operation, 0, information, document)
            }
            _ => {
                let function = hcs.HcsGetOperationResultAndProcessInfo;
                call!(function, operation, &raw mut information, &raw mut document)
            }
        };
        for end in [
            information.StdInput,
            information.StdOutput,
            information.StdError,
        ] {
            if !end.is_null() && end != INVALID_HANDLE_VALUE {
                call!(hcs.CloseHandle, end);
            }
        }
        (code, self.take(document))
    }

    pub(super) fn wait_for_exit(self, system: usize) -> (HRESULT, Option<String>) {
        let mut document = ptr::null_mut();
        let Some(function) = self.0.HcsWaitForComputeSystemExit else {
            return (E_NOTIMPL, None);
        };
        let code = call!(function, system as HCS_SYSTEM, 0, &raw mut document);
        (code, self.take(document))
    }

    /// Copies a document and frees it.
    fn take(self, document: PWSTR) -> Option<String> {
        // SAFETY: it is NULL, or a document that the mock has just handed out.
        let text = unsafe { Input::read(document) };
        call!(self.0.LocalFree, document.cast());
        text.text().map(str::to_owned)
    }
}

/// The place for a new handle, or NULL if the program had passed none.
fn place(args: &Value, place: &mut HCS_SYSTEM) -> *mut HCS_SYSTEM {
    match args["computesystem"] == true {
        true => place,
        false => ptr::null_mut(),
    }
}

fn options(value: &Value) -> i32 {
    value.as_i64().unwrap_or(0) as i32
}
