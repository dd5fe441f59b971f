#![allow(unsafe_code)] // The functions of the C ABI are unsafe to call, each for its own reasons.
#![allow(non_snake_case)] // The functions have their C names.

//! The C ABI: for each slot a table of functions that write down what passes.
//!
//! Each function of the table is here, with what its arguments are: a table can't be made without one of them, and not
//! with another type.
//!
//! # Safety
//! Each function asks for what the one of its name asks for.

use core::ffi::c_void;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hcs_sys::*;
use serde_json::{Map, Value, json};

use super::kinds::{
    Address, Answer, Argument, ClosedKernel, Code, Context, Document, FreedDocument, Information,
    Int, LentProcess, LentSystem, Long, NewDocument, NewProcess, NewSystem, NewText, Number,
    Opaque, OpaqueHandle, Operation, Options, Process, System, Text,
};
use super::session::Scribe;
use super::slot::{Call, SLOTS};
use super::special;

/// An argument, and what was seen of it before the call.
struct Noted<K: Argument> {
    raw: K::Raw,
    seen: K::Seen,
}

impl<K: Argument> Noted<K> {
    /// # Safety
    /// As [`Argument::before`].
    unsafe fn new(raw: K::Raw) -> Self {
        // SAFETY: as the caller promises.
        let seen = unsafe { K::look(raw) };
        Self { raw, seen }
    }

    /// # Safety
    /// As [`Argument::before`].
    unsafe fn before(
        &self,
        name: &str,
        scribe: &mut Scribe<'_>,
        arguments: &mut Map<String, Value>,
    ) {
        // SAFETY: as the caller promises.
        let value = unsafe { K::before(self.raw, scribe) };
        arguments.insert(name.to_owned(), value);
    }

    /// # Safety
    /// As [`Argument::after`].
    unsafe fn after(
        &self,
        name: &str,
        succeeded: bool,
        scribe: &mut Scribe<'_>,
        out: &mut Map<String, Value>,
    ) {
        // SAFETY: as the caller promises.
        if let Some(value) = unsafe { K::after(self.raw, self.seen, succeeded, scribe) } {
            out.insert(name.to_owned(), value);
        }
    }
}

/// The function of the real table.
macro_rules! real {
    (always, $real:ident, $name:ident, $absent:expr) => {
        $real.$name
    };
    (later, $real:ident, $name:ident, $absent:expr) => {
        match $real.$name {
            Some(real) => real,
            // A late call through the table of a recorder that had this slot before.
            None => return $absent,
        }
    };
}

/// The function of a recording table.
macro_rules! field {
    (always, $real:ident, $name:ident, $slot:ident) => {
        thunk::$name::<$slot>
    };
    (later, $real:ident, $name:ident, $slot:ident) => {
        $real.$name.map(|_| thunk::$name::<$slot> as hcs_sys::$name)
    };
}

/// Passes a call on.
macro_rules! forward {
    (special, $call:ident, $real:ident, $name:ident, $answer:ty, $($arg:ident: $kind:ty),*) => {
        // SAFETY: the caller keeps the promises of this function, which are those of the other.
        unsafe { special::$name(&$call, $real, $($arg),*) }
    };
    (plain, $call:ident, $real:ident, $name:ident, $answer:ty, $($arg:ident: $kind:ty),*) => {{
        // SAFETY: the arguments are what the ABI asks for, as the caller promises.
        $(let $arg = unsafe { Noted::<$kind>::new($arg) };)*
        let number = $call.session.line(|_scribe, line| {
            let mut arguments = Map::new();
            // SAFETY: as above.
            $(unsafe { $arg.before(stringify!($arg), _scribe, &mut arguments) };)*
            line.field("call", &json!($call.name));
            line.field("args", &Value::Object(arguments));
        });
        // SAFETY: these are the caller's own arguments.
        let answer = unsafe { $real($($arg.raw),*) };
        let succeeded = <$answer as Answer>::succeeded(answer);
        $call.session.line(|scribe, line| {
            let mut out = Map::new();
            // SAFETY: as above, and the call has just returned.
            $(unsafe { $arg.after(stringify!($arg), succeeded, scribe, &mut out) };)*
            line.field("return", &json!(number));
            line.field("function", &json!($call.name));
            line.field("result", &<$answer as Answer>::value(answer, scribe));
            if !out.is_empty() {
                line.field("out", &Value::Object(out));
            }
        });
        answer
    }};
}

macro_rules! exports {
    ($($since:ident $style:ident $name:ident($($arg:ident: $kind:ty),*) -> $answer:ty;)*) => {
        mod thunk {
            use super::*;

            $(
                pub(super) unsafe extern "system" fn $name<const SLOT: usize>(
                    $($arg: <$kind as Argument>::Raw),*
                ) -> <$answer as Answer>::Raw {
                    // SAFETY: the caller keeps the promises of this function, which are those of the other.
                    unsafe { pass::$name(SLOT, $($arg),*) }
                }
            )*
        }

        mod pass {
            use super::*;

            $(
                pub(super) unsafe fn $name(
                    slot: usize,
                    $($arg: <$kind as Argument>::Raw),*
                ) -> <$answer as Answer>::Raw {
                    let Some(call) = Call::begin(slot, stringify!($name)) else {
                        return <$answer as Answer>::ABSENT;
                    };
                    let table = call.real;
                    let real = real!($since, table, $name, <$answer as Answer>::ABSENT);
                    forward!($style, call, real, $name, $answer, $($arg: $kind),*)
                }
            )*
        }

        /// The table of a slot in front of this one.
        fn make<const SLOT: usize>(real: &ComputeCore) -> ComputeCore {
            ComputeCore {
                $($name: field!($since, real, $name, SLOT),)*
            }
        }
    };
}

/// An event callback that [`special`] wraps.
struct EventCallback;
/// An operation's callback that [`special`] wraps.
struct OperationCallback;
/// The options of a creation, which may have an event callback that [`special`] wraps.
struct CreateOptions;

/// Arguments that only [`special`] functions have, which write them down themselves.
macro_rules! wrapped {
    ($($kind:ty: $raw:ty;)*) => {$(
        impl Argument for $kind {
            type Raw = $raw;
            type Seen = ();

            unsafe fn before(_: $raw, _: &mut Scribe<'_>) -> Value {
                Value::Null
            }
        }
    )*};
}

wrapped! {
    EventCallback: HCS_EVENT_CALLBACK;
    OperationCallback: HCS_OPERATION_COMPLETION;
    CreateOptions: *const HCS_CREATE_OPTIONS;
}

type NewOperation = super::kinds::NewOperation;
type Nothing = super::kinds::Nothing;
type Security = Opaque<SECURITY_DESCRIPTOR>;

// `always`: each build has it. `later`: an `Option` in the table. `special`: callbacks, contexts, or their end.
exports! {
    always plain HcsEnumerateComputeSystems(query: Document, operation: Operation) -> Code;
    always special HcsCreateOperation(context: Context, callback: OperationCallback) -> NewOperation;
    always special HcsCloseOperation(operation: Operation) -> Nothing;
    always special HcsGetOperationContext(operation: Operation) -> Address;
    always special HcsSetOperationContext(operation: Operation, context: Context) -> Code;
    always plain HcsGetComputeSystemFromOperation(operation: Operation) -> LentSystem;
    always plain HcsGetProcessFromOperation(operation: Operation) -> LentProcess;
    always plain HcsGetOperationType(operation: Operation) -> Int;
    always plain HcsGetOperationId(operation: Operation) -> Long;
    always plain HcsGetOperationResult(operation: Operation, resultdocument: NewDocument) -> Code;
    always plain HcsGetOperationResultAndProcessInfo(operation: Operation, processinformation: Information, resultdocument: NewDocument) -> Code;
    always plain HcsWaitForOperationResult(operation: Operation, timeoutms: Number, resultdocument: NewDocument) -> Code;
    always plain HcsWaitForOperationResultAndProcessInfo(operation: Operation, timeoutms: Number, processinformation: Information, resultdocument: NewDocument) -> Code;
    always special HcsSetOperationCallback(operation: Operation, context: Context, callback: OperationCallback) -> Code;
    always plain HcsCancelOperation(operation: Operation) -> Code;
    always plain HcsCreateComputeSystem(id: Text, configuration: Document, operation: Operation, securitydescriptor: Security, computesystem: NewSystem) -> Code;
    always plain HcsOpenComputeSystem(id: Text, requestedaccess: Number, computesystem: NewSystem) -> Code;
    always special HcsCloseComputeSystem(computesystem: System) -> Nothing;
    always plain HcsStartComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsShutDownComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsTerminateComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsPauseComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsResumeComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsSaveComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain HcsGetComputeSystemProperties(computesystem: System, operation: Operation, propertyquery: Document) -> Code;
    always plain HcsModifyComputeSystem(computesystem: System, operation: Operation, configuration: Document, identity: OpaqueHandle) -> Code;
    always special HcsSetComputeSystemCallback(computesystem: System, callbackoptions: Options, context: Context, callback: EventCallback) -> Code;
    always plain HcsCreateProcess(computesystem: System, processparameters: Document, operation: Operation, securitydescriptor: Security, process: NewProcess) -> Code;
    always plain HcsOpenProcess(computesystem: System, processid: Number, requestedaccess: Number, process: NewProcess) -> Code;
    always special HcsCloseProcess(process: Process) -> Nothing;
    always plain HcsTerminateProcess(process: Process, operation: Operation, options: Document) -> Code;
    always plain HcsSignalProcess(process: Process, operation: Operation, options: Document) -> Code;
    always plain HcsGetProcessInfo(process: Process, operation: Operation) -> Code;
    always plain HcsGetProcessProperties(process: Process, operation: Operation, propertyquery: Document) -> Code;
    always plain HcsModifyProcess(process: Process, operation: Operation, settings: Document) -> Code;
    always special HcsSetProcessCallback(process: Process, callbackoptions: Options, context: Context, callback: EventCallback) -> Code;
    always plain HcsGetServiceProperties(propertyquery: Document, result: NewDocument) -> Code;
    always plain HcsModifyServiceSettings(settings: Document, result: NewDocument) -> Code;
    always plain HcsSubmitWerReport(settings: Document) -> Code;
    always plain HcsCreateEmptyGuestStateFile(gueststatefilepath: Text) -> Code;
    always plain HcsCreateEmptyRuntimeStateFile(runtimestatefilepath: Text) -> Code;
    always plain HcsGrantVmAccess(vmid: Text, filepath: Text) -> Code;
    always plain HcsRevokeVmAccess(vmid: Text, filepath: Text) -> Code;
    later plain HcsEnumerateComputeSystemsInNamespace(idnamespace: Text, query: Document, operation: Operation) -> Code;
    later special HcsCreateComputeSystemInNamespace(idnamespace: Text, id: Text, configuration: Document, operation: Operation, options: CreateOptions, computesystem: NewSystem) -> Code;
    later plain HcsOpenComputeSystemInNamespace(idnamespace: Text, id: Text, requestedaccess: Number, computesystem: NewSystem) -> Code;
    later plain HcsCrashComputeSystem(computesystem: System, operation: Operation, options: Document) -> Code;
    later plain HcsGrantVmGroupAccess(filepath: Text) -> Code;
    later plain HcsRevokeVmGroupAccess(filepath: Text) -> Code;
    later plain HcsGetProcessorCompatibilityFromSavedState(runtimefilename: Text, processorfeaturesstring: NewText) -> Code;
    later plain HcsWaitForComputeSystemExit(computesystem: System, timeoutms: Number, result: NewDocument) -> Code;
    later plain HcsWaitForProcessExit(computesystem: Process, timeoutms: Number, result: NewDocument) -> Code;
    later plain HcsAddResourceToOperation(operation: Operation, kind: Options, uri: Text, handle: OpaqueHandle) -> Code;
    later special HcsCreateOperationWithNotifications(eventtypes: Options, context: Context, callback: EventCallback) -> NewOperation;
    later plain HcsGetOperationProperties(operation: Operation, options: Document, resultdocument: NewDocument) -> Code;
    later plain HcsInitializeLiveMigrationOnSource(computesystem: System, operation: Operation, options: Document) -> Code;
    later plain HcsStartLiveMigrationOnSource(computesystem: System, operation: Operation, options: Document) -> Code;
    later plain HcsStartLiveMigrationTransfer(computesystem: System, operation: Operation, options: Document) -> Code;
    later plain HcsFinalizeLiveMigration(computesystem: System, operation: Operation, options: Document) -> Code;
    later plain HcsCancelLiveMigration(computesystem: System, operation: Operation, options: Document) -> Code;
    always plain LocalFree(memory: FreedDocument) -> Address;
    always plain CloseHandle(handle: ClosedKernel) -> Int;
}

macro_rules! makers {
    ($($slot:literal)*) => {
        [$(make::<$slot>),*]
    };
}

const MAKERS: [fn(&ComputeCore) -> ComputeCore; SLOTS] = makers![
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
];

/// The tables that were made, by slot and by what they have: a table stays, as it may be called at any time.
static TABLES: Mutex<Option<HashMap<(usize, u64), &'static ComputeCore>>> = Mutex::new(None);

/// The table of a slot, with the functions that this one has.
pub(super) fn table(slot: usize, real: &ComputeCore) -> &'static ComputeCore {
    let mut mask = 0_u64;
    for (index, (_, there)) in real.functions().enumerate() {
        mask |= u64::from(there) << index;
    }
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables
        .get_or_insert_default()
        .entry((slot, mask))
        .or_insert_with(|| Box::leak(Box::new(MAKERS[slot](real))))
}

/// Contexts are numbers of the program's, which nobody here looks behind.
const _: () = assert!(size_of::<*const c_void>() == size_of::<usize>());
