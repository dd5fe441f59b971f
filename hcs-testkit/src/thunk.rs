#![allow(unsafe_code)] // The functions of the C ABI are unsafe to call, each for its own reasons.
#![allow(non_snake_case)] // The exports have their C names.

//! The C ABI: for each slot a table of functions that know their slot and hand everything on.
//!
//! # Safety
//! What a function asks for is what the one in [`abi`] asks for that has its name.

use core::ffi::c_void;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hcs_sys::*;

use crate::abi;
use crate::slot::SLOTS;

/// Says of each export whether the table is to have it.
type Present<'a> = &'a dyn Fn(&str) -> bool;

macro_rules! field {
    (always, $present:ident, $name:ident, $slot:ident) => {
        thunk::$name::<$slot>
    };
    (later, $present:ident, $name:ident, $slot:ident) => {
        $present(stringify!($name)).then_some(thunk::$name::<$slot> as hcs_sys::$name)
    };
}

macro_rules! exports {
    ($($since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        mod thunk {
            use super::*;

            $(
                pub(super) unsafe extern "system" fn $name<const SLOT: usize>($($arg: $type),*) -> $answer {
                    // SAFETY: the caller keeps the promises of this function, which are those of the other.
                    unsafe { abi::$name(SLOT, $($arg),*) }
                }
            )*
        }

        /// The table of a slot.
        fn make<const SLOT: usize>(present: Present<'_>) -> ComputeCore {
            ComputeCore {
                $($name: field!($since, present, $name, SLOT),)*
            }
        }
    };
}

// `always`: each build has it. `later`: an `Option` in the table.
exports! {
    always HcsEnumerateComputeSystems(query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
    always HcsCreateOperation(context: *const c_void, callback: HCS_OPERATION_COMPLETION) -> HCS_OPERATION;
    always HcsCloseOperation(operation: HCS_OPERATION) -> ();
    always HcsGetOperationContext(operation: HCS_OPERATION) -> *mut c_void;
    always HcsSetOperationContext(operation: HCS_OPERATION, context: *const c_void) -> HRESULT;
    always HcsGetComputeSystemFromOperation(operation: HCS_OPERATION) -> HCS_SYSTEM;
    always HcsGetProcessFromOperation(operation: HCS_OPERATION) -> HCS_PROCESS;
    always HcsGetOperationType(operation: HCS_OPERATION) -> HCS_OPERATION_TYPE;
    always HcsGetOperationId(operation: HCS_OPERATION) -> u64;
    always HcsGetOperationResult(operation: HCS_OPERATION, resultdocument: *mut PWSTR) -> HRESULT;
    always HcsGetOperationResultAndProcessInfo(operation: HCS_OPERATION, processinformation: *mut HCS_PROCESS_INFORMATION, resultdocument: *mut PWSTR) -> HRESULT;
    always HcsWaitForOperationResult(operation: HCS_OPERATION, timeoutms: u32, resultdocument: *mut PWSTR) -> HRESULT;
    always HcsWaitForOperationResultAndProcessInfo(operation: HCS_OPERATION, timeoutms: u32, processinformation: *mut HCS_PROCESS_INFORMATION, resultdocument: *mut PWSTR) -> HRESULT;
    always HcsSetOperationCallback(operation: HCS_OPERATION, context: *const c_void, callback: HCS_OPERATION_COMPLETION) -> HRESULT;
    always HcsCancelOperation(operation: HCS_OPERATION) -> HRESULT;
    always HcsCreateComputeSystem(id: PCWSTR, configuration: PCWSTR, operation: HCS_OPERATION, securitydescriptor: *const SECURITY_DESCRIPTOR, computesystem: *mut HCS_SYSTEM) -> HRESULT;
    always HcsOpenComputeSystem(id: PCWSTR, requestedaccess: u32, computesystem: *mut HCS_SYSTEM) -> HRESULT;
    always HcsCloseComputeSystem(computesystem: HCS_SYSTEM) -> ();
    always HcsStartComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsShutDownComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsTerminateComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsPauseComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsResumeComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsSaveComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsGetComputeSystemProperties(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, propertyquery: PCWSTR) -> HRESULT;
    always HcsModifyComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, configuration: PCWSTR, identity: HANDLE) -> HRESULT;
    always HcsSetComputeSystemCallback(computesystem: HCS_SYSTEM, callbackoptions: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HRESULT;
    always HcsCreateProcess(computesystem: HCS_SYSTEM, processparameters: PCWSTR, operation: HCS_OPERATION, securitydescriptor: *const SECURITY_DESCRIPTOR, process: *mut HCS_PROCESS) -> HRESULT;
    always HcsOpenProcess(computesystem: HCS_SYSTEM, processid: u32, requestedaccess: u32, process: *mut HCS_PROCESS) -> HRESULT;
    always HcsCloseProcess(process: HCS_PROCESS) -> ();
    always HcsTerminateProcess(process: HCS_PROCESS, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsSignalProcess(process: HCS_PROCESS, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always HcsGetProcessInfo(process: HCS_PROCESS, operation: HCS_OPERATION) -> HRESULT;
    always HcsGetProcessProperties(process: HCS_PROCESS, operation: HCS_OPERATION, propertyquery: PCWSTR) -> HRESULT;
    always HcsModifyProcess(process: HCS_PROCESS, operation: HCS_OPERATION, settings: PCWSTR) -> HRESULT;
    always HcsSetProcessCallback(process: HCS_PROCESS, callbackoptions: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HRESULT;
    always HcsGetServiceProperties(propertyquery: PCWSTR, result: *mut PWSTR) -> HRESULT;
    always HcsModifyServiceSettings(settings: PCWSTR, result: *mut PWSTR) -> HRESULT;
    always HcsSubmitWerReport(settings: PCWSTR) -> HRESULT;
    always HcsCreateEmptyGuestStateFile(gueststatefilepath: PCWSTR) -> HRESULT;
    always HcsCreateEmptyRuntimeStateFile(runtimestatefilepath: PCWSTR) -> HRESULT;
    always HcsGrantVmAccess(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
    always HcsRevokeVmAccess(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
    later HcsEnumerateComputeSystemsInNamespace(idnamespace: PCWSTR, query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
    later HcsCreateComputeSystemInNamespace(idnamespace: PCWSTR, id: PCWSTR, configuration: PCWSTR, operation: HCS_OPERATION, options: *const HCS_CREATE_OPTIONS, computesystem: *mut HCS_SYSTEM) -> HRESULT;
    later HcsOpenComputeSystemInNamespace(idnamespace: PCWSTR, id: PCWSTR, requestedaccess: u32, computesystem: *mut HCS_SYSTEM) -> HRESULT;
    later HcsCrashComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    later HcsGrantVmGroupAccess(filepath: PCWSTR) -> HRESULT;
    later HcsRevokeVmGroupAccess(filepath: PCWSTR) -> HRESULT;
    later HcsGetProcessorCompatibilityFromSavedState(runtimefilename: PCWSTR, processorfeaturesstring: *mut PCWSTR) -> HRESULT;
    later HcsWaitForComputeSystemExit(computesystem: HCS_SYSTEM, timeoutms: u32, result: *mut PWSTR) -> HRESULT;
    later HcsWaitForProcessExit(computesystem: HCS_PROCESS, timeoutms: u32, result: *mut PWSTR) -> HRESULT;
    later HcsAddResourceToOperation(operation: HCS_OPERATION, kind: HCS_RESOURCE_TYPE, uri: PCWSTR, handle: HANDLE) -> HRESULT;
    later HcsCreateOperationWithNotifications(eventtypes: HCS_OPERATION_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HCS_OPERATION;
    later HcsGetOperationProperties(operation: HCS_OPERATION, options: PCWSTR, resultdocument: *mut PWSTR) -> HRESULT;
    later HcsInitializeLiveMigrationOnSource(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    later HcsStartLiveMigrationOnSource(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    later HcsStartLiveMigrationTransfer(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    later HcsFinalizeLiveMigration(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    later HcsCancelLiveMigration(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
    always LocalFree(memory: *mut c_void) -> *mut c_void;
    always CloseHandle(handle: HANDLE) -> i32;
}

macro_rules! makers {
    ($($slot:literal)*) => {
        [$(make::<$slot>),*]
    };
}

const MAKERS: [fn(Present<'_>) -> ComputeCore; SLOTS] = makers![
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
];

/// The tables that were made, by slot and by what they have: a table stays, as it may be called at any time.
static TABLES: Mutex<Option<HashMap<(usize, u64), &'static ComputeCore>>> = Mutex::new(None);

/// The table of a slot, without the exports for which this says no.
pub(crate) fn table(slot: usize, present: impl Fn(&str) -> bool) -> &'static ComputeCore {
    let mut mask = 0_u64;
    for (index, function) in ComputeCore::FUNCTIONS.iter().enumerate() {
        mask |= u64::from(present(function.name)) << index;
    }
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables
        .get_or_insert_default()
        .entry((slot, mask))
        .or_insert_with(|| Box::leak(Box::new(MAKERS[slot](&present))))
}
