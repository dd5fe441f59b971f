// Written by `cargo xtask codegen` from hcs/schema/outcome.txt: change that and run the command again.

//! Failures, ends and crashes, and who has caused them.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What Windows writes about a failure.
///
/// [`ResultError`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ResultError) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ResultError {
    /// The code. It may be 0xC037xxxx where the call's is 0x8037xxxx. (`Error`, schema 2.1)
    pub error: Option<HResult>,
    /// A sentence, in the host's language. (`ErrorMessage`, schema 2.1)
    pub error_message: Option<String>,
    /// What has led to it, the nearest cause first. (`ErrorEvents`, schema 2.4)
    pub error_events: Option<Vec<ErrorEvent>>,
    /// Who or what has caused it. (`Attribution`, schema 2.4)
    pub attribution: Option<Vec<AttributionRecord>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ResultError "ResultError" W1809.v(2, 1), false &[];
    0 error: Leaf(HResult) "Error" W1809.v(2, 1), None, None;
    1 error_message: Leaf(String) "ErrorMessage" W1809.v(2, 1), None, None;
    2 error_events: Records(ErrorEvent) "ErrorEvents" W1809.v(2, 4), None, None;
    3 attribution: Records(AttributionRecord) "Attribution" W2104.v(2, 4), None, None;
}

/// One of the events that have led to a failure.
///
/// [`ErrorEvent`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ErrorEvent) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ErrorEvent {
    /// A sentence with everything filled in, in the host's language. (`Message`, schema 2.1)
    pub message: Option<String>,
    /// The stack, as text. (`StackTrace`, schema 2.1)
    pub stack_trace: Option<String>,
    /// The GUID of the component that reports it. (`Provider`, schema 2.1)
    pub provider: Option<Guid>,
    /// Its number among those of the component. (`EventId`, schema 2.1)
    pub event_id: Option<u16>,
    /// Flags. (`Flags`, schema 2.1)
    pub flags: Option<u32>,
    /// Where it comes from. (`Source`, schema 2.1)
    pub source: Option<String>,
    /// What was filled into the message. (`Data`, schema 2.1)
    pub data: Option<Vec<EventData>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ErrorEvent "ErrorEvent" W1809.v(2, 1), false &[];
    0 message: Leaf(String) "Message" W1809.v(2, 1), None, None;
    1 stack_trace: Leaf(String) "StackTrace" W1809.v(2, 1), None, None;
    2 provider: Leaf(Guid) "Provider" W1809.v(2, 1), None, None;
    3 event_id: Leaf(u16) "EventId" W1809.v(2, 1), None, None;
    4 flags: Leaf(u32) "Flags" W1809.v(2, 1), None, None;
    5 source: Leaf(String) "Source" W1809.v(2, 1), None, None;
    6 data: Records(EventData) "Data" W1809.v(2, 1), None, None;
}

/// An argument of an event's message.
///
/// [`EventData`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#EventData) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct EventData {
    /// The type that its value has. (`Type`, schema 2.1)
    pub r#type: Option<EventDataType>,
    /// The value, as text. (`Value`, schema 2.1)
    pub value: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    EventData "EventData" W1809.v(2, 1), false &[];
    0 r#type: Leaf(EventDataType) "Type" W1809.v(2, 1), None, None;
    1 value: Leaf(String) "Value" W1809.v(2, 1), None, None;
}

/// The type of an event's argument.
///
/// [`EventDataType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#EventDataType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventDataType {
    /// None. (schema 2.1)
    Empty,
    /// Text. (schema 2.1)
    String,
    /// Text of single bytes. (schema 2.1)
    AnsiString,
    /// A signed number of 8 bits. (schema 2.1)
    SByte,
    /// A number of 8 bits. (schema 2.1)
    Byte,
    /// A signed number of 16 bits. (schema 2.1)
    Int16,
    /// A number of 16 bits. (schema 2.1)
    UInt16,
    /// A signed number of 32 bits. (schema 2.1)
    Int32,
    /// A number of 32 bits. (schema 2.1)
    UInt32,
    /// A signed number of 64 bits. (schema 2.1)
    Int64,
    /// A number of 64 bits. (schema 2.1)
    UInt64,
    /// A floating-point number of 32 bits. (schema 2.1)
    Single,
    /// A floating-point number of 64 bits. (schema 2.1)
    Double,
    /// A truth value. (schema 2.1)
    Boolean,
    /// Bytes. (schema 2.1)
    Binary,
    /// A GUID. (schema 2.1)
    Guid,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    EventDataType "EventDataType" W1809.v(2, 1);
    Empty "Empty" W1809.v(2, 1);
    String "String" W1809.v(2, 1);
    AnsiString "AnsiString" W1809.v(2, 1);
    SByte "SByte" W1809.v(2, 1);
    Byte "Byte" W1809.v(2, 1);
    Int16 "Int16" W1809.v(2, 1);
    UInt16 "UInt16" W1809.v(2, 1);
    Int32 "Int32" W1809.v(2, 1);
    UInt32 "UInt32" W1809.v(2, 1);
    Int64 "Int64" W1809.v(2, 1);
    UInt64 "UInt64" W1809.v(2, 1);
    Single "Single" W1809.v(2, 1);
    Double "Double" W1809.v(2, 1);
    Boolean "Boolean" W1809.v(2, 1);
    Binary "Binary" W1809.v(2, 1);
    Guid "Guid" W1809.v(2, 1);
}

/// Who or what has caused something: one of these.
///
/// [`AttributionRecord`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#AttributionRecord) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct AttributionRecord {
    /// The worker process of the virtual machine has ended. (`WorkerExit`, schema 2.4)
    pub worker_exit: Option<WorkerExit>,
    /// The guest has crashed. (`GuestCrash`, schema 2.4)
    pub guest_crash: Option<GuestCrash>,
    /// The guest's processor has met a triple fault. (`TripleFault`, schema 2.4)
    pub triple_fault: Option<TripleFault>,
    /// Somebody has sent a non-maskable interrupt. (`InjectNonMaskableInterrupt`, schema 2.4)
    pub inject_non_maskable_interrupt: Option<InjectNonMaskableInterrupt>,
    /// An operation has failed. (`OperationFailure`, schema 2.4)
    pub operation_failure: Option<OperationFailure>,
    /// The system has ended. (`SystemExit`, schema 2.4)
    pub system_exit: Option<SystemExit>,
    /// A virtual device has failed. (`VirtualDeviceFailure`, schema 2.4)
    pub virtual_device_failure: Option<VirtualDeviceFailure>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    AttributionRecord "AttributionRecord" W2104.v(2, 4), false &[Group { required: false, names: &["WorkerExit", "GuestCrash", "TripleFault", "InjectNonMaskableInterrupt", "OperationFailure", "SystemExit", "VirtualDeviceFailure"] }];
    0 worker_exit: Record(WorkerExit) "WorkerExit" W2104.v(2, 4), None, None;
    1 guest_crash: Record(GuestCrash) "GuestCrash" W2104.v(2, 4), None, None;
    2 triple_fault: Record(TripleFault) "TripleFault" W2104.v(2, 4), None, None;
    3 inject_non_maskable_interrupt: Record(InjectNonMaskableInterrupt) "InjectNonMaskableInterrupt" W2104.v(2, 4), None, None;
    4 operation_failure: Record(OperationFailure) "OperationFailure" W2104.v(2, 4), None, None;
    5 system_exit: Record(SystemExit) "SystemExit" W2104.v(2, 4), None, None;
    6 virtual_device_failure: Record(VirtualDeviceFailure) "VirtualDeviceFailure" W2104.v(2, 4), None, None;
}

/// The end of a virtual machine's worker process.
///
/// [`WorkerExit`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WorkerExit) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct WorkerExit {
    /// Its exit code. (`ExitCode`, schema 2.4)
    pub exit_code: Option<u32>,
    /// What kind of end it was. (`Type`, schema 2.4)
    pub r#type: Option<WorkerExitType>,
    /// What exactly has happened. (`Detail`, schema 2.4)
    pub detail: Option<WorkerExitDetail>,
    /// Who wanted it. (`Initiator`, schema 2.4)
    pub initiator: Option<ExitInitiator>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    WorkerExit "WorkerExit" W2104.v(2, 4), false &[];
    0 exit_code: Leaf(u32) "ExitCode" W2104.v(2, 4), None, None;
    1 r#type: Leaf(WorkerExitType) "Type" W2104.v(2, 4), None, None;
    2 detail: Leaf(WorkerExitDetail) "Detail" W2104.v(2, 4), None, None;
    3 initiator: Leaf(ExitInitiator) "Initiator" W2104.v(2, 4), None, None;
}

/// What kind of end a worker process has found.
///
/// [`WorkerExitType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WorkerExitType) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WorkerExitType {
    /// `None`. (schema 2.4)
    None,
    /// `InitializationFailed`. (schema 2.4)
    InitializationFailed,
    /// `Stopped`. (schema 2.4)
    Stopped,
    /// `Saved`. (schema 2.4)
    Saved,
    /// `StoppedOnReset`. (schema 2.4)
    StoppedOnReset,
    /// `UnexpectedStop`. (schema 2.4)
    UnexpectedStop,
    /// `ResetFailed`. (schema 2.4)
    ResetFailed,
    /// `UnrecoverableError`. (schema 2.4)
    UnrecoverableError,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    WorkerExitType "WorkerExitType" W2104.v(2, 4);
    None "None" W2104.v(2, 4);
    InitializationFailed "InitializationFailed" W2104.v(2, 4);
    Stopped "Stopped" W2104.v(2, 4);
    Saved "Saved" W2104.v(2, 4);
    StoppedOnReset "StoppedOnReset" W2104.v(2, 4);
    UnexpectedStop "UnexpectedStop" W2104.v(2, 4);
    ResetFailed "ResetFailed" W2104.v(2, 4);
    UnrecoverableError "UnrecoverableError" W2104.v(2, 4);
}

/// What exactly has ended a virtual machine.
///
/// [`WorkerExitDetail`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WorkerExitDetail) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WorkerExitDetail {
    /// `Invalid`. (schema 2.4)
    Invalid,
    /// `PowerOff`. (schema 2.4)
    PowerOff,
    /// `PowerOffCritical`. (schema 2.4)
    PowerOffCritical,
    /// `Reset`. (schema 2.4)
    Reset,
    /// `GuestCrash`. (schema 2.4)
    GuestCrash,
    /// `GuestFirmwareCrash`. (schema 2.4)
    GuestFirmwareCrash,
    /// `TripleFault`. (schema 2.4)
    TripleFault,
    /// `DeviceFatalApicRequest`. (schema 2.4)
    DeviceFatalApicRequest,
    /// `DeviceFatalMsrRequest`. (schema 2.4)
    DeviceFatalMsrRequest,
    /// `DeviceFatalException`. (schema 2.4)
    DeviceFatalException,
    /// `DeviceFatalError`. (schema 2.4)
    DeviceFatalError,
    /// `DeviceMachineCheck`. (schema 2.4)
    DeviceMachineCheck,
    /// `EmulatorError`. (schema 2.4)
    EmulatorError,
    /// `VidTerminate`. (schema 2.4)
    VidTerminate,
    /// `ProcessUnexpectedExit`. (schema 2.4)
    ProcessUnexpectedExit,
    /// `InitializationFailure`. (schema 2.4)
    InitializationFailure,
    /// `InitializationStartTimeout`. (schema 2.4)
    InitializationStartTimeout,
    /// `ColdStartFailure`. (schema 2.4)
    ColdStartFailure,
    /// `ResetStartFailure`. (schema 2.4)
    ResetStartFailure,
    /// `FastRestoreStartFailure`. (schema 2.4)
    FastRestoreStartFailure,
    /// `RestoreStartFailure`. (schema 2.4)
    RestoreStartFailure,
    /// `FastSavePreservePartition`. (schema 2.4)
    FastSavePreservePartition,
    /// `FastSavePreservePartitionHandleTransfer`. (schema 2.4)
    FastSavePreservePartitionHandleTransfer,
    /// `FastSave`. (schema 2.4)
    FastSave,
    /// `CloneTemplate`. (schema 2.4)
    CloneTemplate,
    /// `Save`. (schema 2.4)
    Save,
    /// `Migrate`. (schema 2.4)
    Migrate,
    /// `MigrateFailure`. (schema 2.4)
    MigrateFailure,
    /// `CannotReferenceVm`. (schema 2.4)
    CannotReferenceVm,
    /// `MgotUnregister`. (schema 2.4)
    MgotUnregister,
    /// `FastSavePreservePartitionHandleTransferStorage`. (schema 2.5)
    FastSavePreservePartitionHandleTransferStorage,
    /// `FastSavePreservePartitionHandleTransferNetworking`. (schema 2.5)
    FastSavePreservePartitionHandleTransferNetworking,
    /// `FastSavePreservePartitionHandleTransferStorageAndNetworking`. (schema 2.5)
    FastSavePreservePartitionHandleTransferStorageAndNetworking,
    /// `FastSavePreservePartitionHsr`. (schema 2.5)
    FastSavePreservePartitionHsr,
    /// `FastSaveWithHandleTransfer`. (schema 2.5)
    FastSaveWithHandleTransfer,
    /// `FastSavePreservePartitionWithHandleTransfer`. (schema 2.5)
    FastSavePreservePartitionWithHandleTransfer,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    WorkerExitDetail "WorkerExitDetail" W2104.v(2, 4);
    Invalid "Invalid" W2104.v(2, 4);
    PowerOff "PowerOff" W2104.v(2, 4);
    PowerOffCritical "PowerOffCritical" W2104.v(2, 4);
    Reset "Reset" W2104.v(2, 4);
    GuestCrash "GuestCrash" W2104.v(2, 4);
    GuestFirmwareCrash "GuestFirmwareCrash" W2104.v(2, 4);
    TripleFault "TripleFault" W2104.v(2, 4);
    DeviceFatalApicRequest "DeviceFatalApicRequest" W2104.v(2, 4);
    DeviceFatalMsrRequest "DeviceFatalMsrRequest" W2104.v(2, 4);
    DeviceFatalException "DeviceFatalException" W2104.v(2, 4);
    DeviceFatalError "DeviceFatalError" W2104.v(2, 4);
    DeviceMachineCheck "DeviceMachineCheck" W2104.v(2, 4);
    EmulatorError "EmulatorError" W2104.v(2, 4);
    VidTerminate "VidTerminate" W2104.v(2, 4);
    ProcessUnexpectedExit "ProcessUnexpectedExit" W2104.v(2, 4);
    InitializationFailure "InitializationFailure" W2104.v(2, 4);
    InitializationStartTimeout "InitializationStartTimeout" W2104.v(2, 4);
    ColdStartFailure "ColdStartFailure" W2104.v(2, 4);
    ResetStartFailure "ResetStartFailure" W2104.v(2, 4);
    FastRestoreStartFailure "FastRestoreStartFailure" W2104.v(2, 4);
    RestoreStartFailure "RestoreStartFailure" W2104.v(2, 4);
    FastSavePreservePartition "FastSavePreservePartition" W2104.v(2, 4);
    FastSavePreservePartitionHandleTransfer "FastSavePreservePartitionHandleTransfer" W2104.v(2, 4);
    FastSave "FastSave" W2104.v(2, 4);
    CloneTemplate "CloneTemplate" W2104.v(2, 4);
    Save "Save" W2104.v(2, 4);
    Migrate "Migrate" W2104.v(2, 4);
    MigrateFailure "MigrateFailure" W2104.v(2, 4);
    CannotReferenceVm "CannotReferenceVm" W2104.v(2, 4);
    MgotUnregister "MgotUnregister" W2104.v(2, 4);
    FastSavePreservePartitionHandleTransferStorage "FastSavePreservePartitionHandleTransferStorage" W2104.v(2, 5);
    FastSavePreservePartitionHandleTransferNetworking "FastSavePreservePartitionHandleTransferNetworking" W2104.v(2, 5);
    FastSavePreservePartitionHandleTransferStorageAndNetworking "FastSavePreservePartitionHandleTransferStorageAndNetworking" W2104.v(2, 5);
    FastSavePreservePartitionHsr "FastSavePreservePartitionHsr" W2104.v(2, 5);
    FastSaveWithHandleTransfer "FastSaveWithHandleTransfer" ADDED.v(2, 5);
    FastSavePreservePartitionWithHandleTransfer "FastSavePreservePartitionWithHandleTransfer" ADDED.v(2, 5);
}

/// Who wanted an end.
///
/// [`ExitInitiator`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ExitInitiator) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExitInitiator {
    /// Nobody. (schema 2.4)
    None,
    /// The guest. (schema 2.4)
    GuestOS,
    /// A program that manages the system. (schema 2.4)
    Client,
    /// The virtual machine or the service itself, as after an error. (schema 2.4)
    Internal,
    /// It is not known. (schema 2.4)
    Unknown,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ExitInitiator "ExitInitiator" W2104.v(2, 4);
    None "None" W2104.v(2, 4);
    GuestOS "GuestOS" W2104.v(2, 4);
    Client "Client" W2104.v(2, 4);
    Internal "Internal" W2104.v(2, 4);
    Unknown "Unknown" W2104.v(2, 4);
}

/// A crash of the guest.
///
/// [`GuestCrash`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestCrash) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct GuestCrash {
    /// Its parameters, as the guest has told them. (`CrashParameters`, schema 2.4)
    pub crash_parameters: Option<Vec<u64>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestCrash "GuestCrash" W2104.v(2, 4), false &[];
    0 crash_parameters: Leaves(u64) "CrashParameters" W2104.v(2, 4), None, None;
}

/// A triple fault of the guest's processor.
///
/// [`TripleFault`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#TripleFault) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct TripleFault {
    /// What kind it was. (`ErrorType`, schema 2.4)
    pub error_type: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    TripleFault "TripleFault" W2104.v(2, 4), false &[];
    0 error_type: Leaf(u64) "ErrorType" W2104.v(2, 4), None, None;
}

/// A non-maskable interrupt that a program has sent to the guest.
///
/// [`InjectNonMaskableInterrupt`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#InjectNonMaskableInterrupt) of Microsoft's reference; first published for Windows Server 2022.
#[derive(Clone, Default, PartialEq)]
pub struct InjectNonMaskableInterrupt {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    InjectNonMaskableInterrupt "InjectNonMaskableInterrupt" W2104, false &[];
}

/// An operation that has failed.
///
/// [`OperationFailure`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationFailure) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct OperationFailure {
    /// Which operation, or what in it. (`Detail`, schema 2.4)
    pub detail: Option<OperationFailureDetail>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationFailure "OperationFailure" W2104.v(2, 4), false &[];
    0 detail: Leaf(OperationFailureDetail) "Detail" W2104.v(2, 4), None, None;
}

/// Which operation has failed.
///
/// [`OperationFailureDetail`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationFailureDetail) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OperationFailureDetail {
    /// `Invalid`. (schema 2.4)
    Invalid,
    /// `CreateInternalError`. (schema 2.4)
    CreateInternalError,
    /// `ConstructStateError`. (schema 2.4)
    ConstructStateError,
    /// `RuntimeOsTypeMismatch`. (schema 2.4)
    RuntimeOsTypeMismatch,
    /// `Construct`. (schema 2.4)
    Construct,
    /// `Start`. (schema 2.4)
    Start,
    /// `Pause`. (schema 2.4)
    Pause,
    /// `Resume`. (schema 2.4)
    Resume,
    /// `Shutdown`. (schema 2.4)
    Shutdown,
    /// `Terminate`. (schema 2.4)
    Terminate,
    /// `Save`. (schema 2.4)
    Save,
    /// `GetProperties`. (schema 2.4)
    GetProperties,
    /// `Modify`. (schema 2.4)
    Modify,
    /// `Crash`. (schema 2.4)
    Crash,
    /// `GuestCrash`. (schema 2.4)
    GuestCrash,
    /// `LifecycleNotify`. (schema 2.4)
    LifecycleNotify,
    /// `ExecuteProcess`. (schema 2.4)
    ExecuteProcess,
    /// `GetProcessInfo`. (schema 2.4)
    GetProcessInfo,
    /// `WaitForProcess`. (schema 2.4)
    WaitForProcess,
    /// `SignalProcess`. (schema 2.4)
    SignalProcess,
    /// `ModifyProcess`. (schema 2.4)
    ModifyProcess,
    /// `PrepareForHosting`. (schema 2.4)
    PrepareForHosting,
    /// `RegisterHostedSystem`. (schema 2.4)
    RegisterHostedSystem,
    /// `UnregisterHostedSystem`. (schema 2.4)
    UnregisterHostedSystem,
    /// `PrepareForClone`. (schema 2.4)
    PrepareForClone,
    /// `GetCloneTemplate`. (schema 2.4)
    GetCloneTemplate,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    OperationFailureDetail "OperationFailureDetail" W2104.v(2, 4);
    Invalid "Invalid" W2104.v(2, 4);
    CreateInternalError "CreateInternalError" W2104.v(2, 4);
    ConstructStateError "ConstructStateError" W2104.v(2, 4);
    RuntimeOsTypeMismatch "RuntimeOsTypeMismatch" W2104.v(2, 4);
    Construct "Construct" W2104.v(2, 4);
    Start "Start" W2104.v(2, 4);
    Pause "Pause" W2104.v(2, 4);
    Resume "Resume" W2104.v(2, 4);
    Shutdown "Shutdown" W2104.v(2, 4);
    Terminate "Terminate" W2104.v(2, 4);
    Save "Save" W2104.v(2, 4);
    GetProperties "GetProperties" W2104.v(2, 4);
    Modify "Modify" W2104.v(2, 4);
    Crash "Crash" W2104.v(2, 4);
    GuestCrash "GuestCrash" W2104.v(2, 4);
    LifecycleNotify "LifecycleNotify" W2104.v(2, 4);
    ExecuteProcess "ExecuteProcess" W2104.v(2, 4);
    GetProcessInfo "GetProcessInfo" W2104.v(2, 4);
    WaitForProcess "WaitForProcess" W2104.v(2, 4);
    SignalProcess "SignalProcess" W2104.v(2, 4);
    ModifyProcess "ModifyProcess" W2104.v(2, 4);
    PrepareForHosting "PrepareForHosting" W2104.v(2, 4);
    RegisterHostedSystem "RegisterHostedSystem" W2104.v(2, 4);
    UnregisterHostedSystem "UnregisterHostedSystem" W2104.v(2, 4);
    PrepareForClone "PrepareForClone" W2104.v(2, 4);
    GetCloneTemplate "GetCloneTemplate" W2104.v(2, 4);
}

/// The end of a system.
///
/// [`SystemExit`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemExit) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct SystemExit {
    /// What has ended it. (`Detail`, schema 2.4)
    pub detail: Option<SystemExitDetail>,
    /// Who wanted it. (`Initiator`, schema 2.4)
    pub initiator: Option<ExitInitiator>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemExit "SystemExit" W2104.v(2, 4), false &[];
    0 detail: Leaf(SystemExitDetail) "Detail" W2104.v(2, 4), None, None;
    1 initiator: Leaf(ExitInitiator) "Initiator" W2104.v(2, 4), None, None;
}

/// What has ended a system.
///
/// [`SystemExitDetail`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemExitDetail) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SystemExitDetail {
    /// `Invalid`. (schema 2.4)
    Invalid,
    /// An error in the service. (schema 2.4)
    HcsApiFatalError,
    /// The service was stopped. (schema 2.4)
    ServiceStop,
    /// It was shut down. (schema 2.4)
    Shutdown,
    /// It was terminated. (schema 2.4)
    Terminate,
    /// Something unexpected. (schema 2.4)
    UnexpectedExit,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SystemExitDetail "SystemExitDetail" W2104.v(2, 4);
    Invalid "Invalid" W2104.v(2, 4);
    HcsApiFatalError "HcsApiFatalError" W2104.v(2, 4);
    ServiceStop "ServiceStop" W2104.v(2, 4);
    Shutdown "Shutdown" W2104.v(2, 4);
    Terminate "Terminate" W2104.v(2, 4);
    UnexpectedExit "UnexpectedExit" W2104.v(2, 4);
}

/// A virtual device that has failed.
///
/// [`VirtualDeviceFailure`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualDeviceFailure) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualDeviceFailure {
    /// What it was doing. (`Detail`, schema 2.4)
    pub detail: Option<VirtualDeviceFailureDetail>,
    /// Its name. (`Name`, schema 2.4)
    pub name: Option<String>,
    /// The GUID of its kind. (`DeviceId`, schema 2.4)
    pub device_id: Option<Guid>,
    /// Its own GUID. (`InstanceId`, schema 2.4)
    pub instance_id: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualDeviceFailure "VirtualDeviceFailure" W2104.v(2, 4), false &[];
    0 detail: Leaf(VirtualDeviceFailureDetail) "Detail" W2104.v(2, 4), None, None;
    1 name: Leaf(String) "Name" W2104.v(2, 4), None, None;
    2 device_id: Leaf(Guid) "DeviceId" W2104.v(2, 4), None, None;
    3 instance_id: Leaf(Guid) "InstanceId" W2104.v(2, 4), None, None;
}

/// What a virtual device was doing when it failed.
///
/// [`VirtualDeviceFailureDetail`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualDeviceFailureDetail) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VirtualDeviceFailureDetail {
    /// `None`. (schema 2.4)
    None,
    /// `Create`. (schema 2.4)
    Create,
    /// `Initialize`. (schema 2.4)
    Initialize,
    /// `StartReservingResources`. (schema 2.4)
    StartReservingResources,
    /// `FinishReservingResources`. (schema 2.4)
    FinishReservingResources,
    /// `FreeReservedResources`. (schema 2.4)
    FreeReservedResources,
    /// `SaveReservedResources`. (schema 2.4)
    SaveReservedResources,
    /// `PowerOnCold`. (schema 2.4)
    PowerOnCold,
    /// `PowerOnRestore`. (schema 2.4)
    PowerOnRestore,
    /// `PowerOff`. (schema 2.4)
    PowerOff,
    /// `Save`. (schema 2.4)
    Save,
    /// `Resume`. (schema 2.4)
    Resume,
    /// `Pause`. (schema 2.4)
    Pause,
    /// `EnableOptimizations`. (schema 2.4)
    EnableOptimizations,
    /// `StartDisableOptimizations`. (schema 2.4)
    StartDisableOptimizations,
    /// `FinishDisableOptimizations`. (schema 2.4)
    FinishDisableOptimizations,
    /// `Reset`. (schema 2.4)
    Reset,
    /// `PostReset`. (schema 2.4)
    PostReset,
    /// `Teardown`. (schema 2.4)
    Teardown,
    /// `SaveCompatibilityInfo`. (schema 2.4)
    SaveCompatibilityInfo,
    /// `MetricRestore`. (schema 2.4)
    MetricRestore,
    /// `MetricEnumerate`. (schema 2.4)
    MetricEnumerate,
    /// `MetricEnumerateForSave`. (schema 2.4)
    MetricEnumerateForSave,
    /// `MetricReset`. (schema 2.4)
    MetricReset,
    /// `MetricEnable`. (schema 2.4)
    MetricEnable,
    /// `MetricDisable`. (schema 2.4)
    MetricDisable,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    VirtualDeviceFailureDetail "VirtualDeviceFailureDetail" W2104.v(2, 4);
    None "None" W2104.v(2, 4);
    Create "Create" W2104.v(2, 4);
    Initialize "Initialize" W2104.v(2, 4);
    StartReservingResources "StartReservingResources" W2104.v(2, 4);
    FinishReservingResources "FinishReservingResources" W2104.v(2, 4);
    FreeReservedResources "FreeReservedResources" W2104.v(2, 4);
    SaveReservedResources "SaveReservedResources" W2104.v(2, 4);
    PowerOnCold "PowerOnCold" W2104.v(2, 4);
    PowerOnRestore "PowerOnRestore" W2104.v(2, 4);
    PowerOff "PowerOff" W2104.v(2, 4);
    Save "Save" W2104.v(2, 4);
    Resume "Resume" W2104.v(2, 4);
    Pause "Pause" W2104.v(2, 4);
    EnableOptimizations "EnableOptimizations" W2104.v(2, 4);
    StartDisableOptimizations "StartDisableOptimizations" W2104.v(2, 4);
    FinishDisableOptimizations "FinishDisableOptimizations" W2104.v(2, 4);
    Reset "Reset" W2104.v(2, 4);
    PostReset "PostReset" W2104.v(2, 4);
    Teardown "Teardown" W2104.v(2, 4);
    SaveCompatibilityInfo "SaveCompatibilityInfo" W2104.v(2, 4);
    MetricRestore "MetricRestore" W2104.v(2, 4);
    MetricEnumerate "MetricEnumerate" W2104.v(2, 4);
    MetricEnumerateForSave "MetricEnumerateForSave" W2104.v(2, 4);
    MetricReset "MetricReset" W2104.v(2, 4);
    MetricEnable "MetricEnable" W2104.v(2, 4);
    MetricDisable "MetricDisable" W2104.v(2, 4);
}

/// How a system has ended: what its exit event tells.
///
/// [`SystemExitStatus`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemExitStatus) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SystemExitStatus {
    /// The code of its end. (`Status`, schema 2.1)
    pub status: Option<HResult>,
    /// What kind of end it was. (`ExitType`, schema 2.2)
    pub exit_type: Option<NotificationType>,
    /// Who or what has caused it. (`Attribution`, schema 2.4)
    pub attribution: Option<Vec<AttributionRecord>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemExitStatus "SystemExitStatus" W1809.v(2, 1), false &[];
    0 status: Leaf(HResult) "Status" W1809.v(2, 1), None, None;
    1 exit_type: Leaf(NotificationType) "ExitType" W1903.v(2, 2), None, None;
    2 attribution: Records(AttributionRecord) "Attribution" W2104.v(2, 4), None, None;
}

/// How a system has ended.
///
/// [`NotificationType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NotificationType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NotificationType {
    /// It hasn't. (schema 2.1)
    None,
    /// The guest, or a shutdown, has ended it. (schema 2.1)
    GracefulExit,
    /// It was terminated. (schema 2.1)
    ForcedExit,
    /// Nobody wanted it. (schema 2.1)
    UnexpectedExit,
    /// It is not known. (schema 2.1)
    Unknown,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    NotificationType "NotificationType" W1809.v(2, 1);
    None "None" W1809.v(2, 1);
    GracefulExit "GracefulExit" W1809.v(2, 1);
    ForcedExit "ForcedExit" W1809.v(2, 1);
    UnexpectedExit "UnexpectedExit" W1809.v(2, 1);
    Unknown "Unknown" W1809.v(2, 1);
}

/// What is known of a guest's crash: what two events tell, and `HcsSubmitWerReport` takes.
///
/// [`CrashReport`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CrashReport) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CrashReport {
    /// The id of the system. (`SystemId`, schema 2.1)
    pub system_id: Option<String>,
    /// What the host's traces know it by. (`ActivityId`, schema 2.1)
    pub activity_id: Option<Guid>,
    /// More about a Windows guest, once its dump was written. (`WindowsCrashInfo`, schema 2.1)
    pub windows_crash_info: Option<WindowsCrashReport>,
    /// The parameters that the guest has told; on Windows the bug check's code and its four parameters. (`CrashParameters`, schema 2.3)
    pub crash_parameters: Option<Vec<u64>>,
    /// What the guest has written about it: Linux does. (`CrashLog`, schema 2.3)
    pub crash_log: Option<String>,
    /// Whether the reporting itself has succeeded. (`Status`, schema 2.4)
    pub status: Option<HResult>,
    /// An id of the guest's own. (`PreOSId`, schema 2.4)
    pub pre_os_id: Option<u32>,
    /// Whether the guest had no means to write a dump. (`CrashStackUnavailable`, schema 2.4)
    pub crash_stack_unavailable: Option<bool>,
    /// The guest's state, if it was saved. (`GuestCrashSaveInfo`, known from wsl)
    pub guest_crash_save_info: Option<GuestErrorSaveReport>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CrashReport "CrashReport" W1809.v(2, 1), true &[];
    0 system_id: Leaf(String) "SystemId" W1809.v(2, 1), None, None;
    1 activity_id: Leaf(Guid) "ActivityId" W1809.v(2, 1), None, None;
    2 windows_crash_info: Record(WindowsCrashReport) "WindowsCrashInfo" W1809.v(2, 1), None, None;
    3 crash_parameters: Leaves(u64) "CrashParameters" W1809.v(2, 3), None, None;
    4 crash_log: Leaf(String) "CrashLog" W1809.v(2, 3), None, None;
    5 status: Leaf(HResult) "Status" W2104.v(2, 4), None, None;
    6 pre_os_id: Leaf(u32) "PreOSId" W2104.v(2, 4), None, None;
    7 crash_stack_unavailable: Leaf(bool) "CrashStackUnavailable" W2104.v(2, 4), None, None;
    8 guest_crash_save_info: Record(GuestErrorSaveReport) "GuestCrashSaveInfo" ADDED, None, None;
}

document!(CrashReport);

/// A guest's state that was saved because of an error.
///
/// `GuestErrorSaveReport`, known from [Windows Subsystem for Linux](https://github.com/microsoft/WSL/blob/master/src/windows/common/hcs_schema.h).
#[derive(Clone, Default, PartialEq)]
pub struct GuestErrorSaveReport {
    /// The file. (`SaveStateFile`, known from wsl)
    pub save_state_file: Option<String>,
    /// Whether the saving has succeeded. (`Status`, known from wsl)
    pub status: Option<HResult>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestErrorSaveReport "GuestErrorSaveReport" ADDED, false &[];
    0 save_state_file: Leaf(String) "SaveStateFile" ADDED, None, None;
    1 status: Leaf(HResult) "Status" ADDED, None, None;
}

/// More about the crash of a Windows guest.
///
/// [`WindowsCrashReport`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WindowsCrashReport) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct WindowsCrashReport {
    /// The dump's file on the host. (`DumpFile`, schema 2.1)
    pub dump_file: Option<String>,
    /// The guest's major version. (`OsMajorVersion`, schema 2.1)
    pub os_major_version: Option<u32>,
    /// The guest's minor version. (`OsMinorVersion`, schema 2.1)
    pub os_minor_version: Option<u32>,
    /// The guest's build. (`OsBuildNumber`, schema 2.1)
    pub os_build_number: Option<u32>,
    /// The major version of the guest's service pack. (`OsServicePackMajorVersion`, schema 2.1)
    pub os_service_pack_major_version: Option<u32>,
    /// The minor version of the guest's service pack. (`OsServicePackMinorVersion`, schema 2.1)
    pub os_service_pack_minor_version: Option<u32>,
    /// The suites of the guest, as bits. (`OsSuiteMask`, schema 2.1)
    pub os_suite_mask: Option<u32>,
    /// The product type of the guest. (`OsProductType`, schema 2.1)
    pub os_product_type: Option<u32>,
    /// Whether the dump has succeeded. (`Status`, schema 2.1)
    pub status: Option<HResult>,
    /// How far it came. (`FinalPhase`, schema 2.1)
    pub final_phase: Option<WindowsCrashPhase>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    WindowsCrashReport "WindowsCrashReport" W1809.v(2, 1), false &[];
    0 dump_file: Leaf(String) "DumpFile" W1809.v(2, 1), None, None;
    1 os_major_version: Leaf(u32) "OsMajorVersion" W1809.v(2, 1), None, None;
    2 os_minor_version: Leaf(u32) "OsMinorVersion" W1809.v(2, 1), None, None;
    3 os_build_number: Leaf(u32) "OsBuildNumber" W1809.v(2, 1), None, None;
    4 os_service_pack_major_version: Leaf(u32) "OsServicePackMajorVersion" W1809.v(2, 1), None, None;
    5 os_service_pack_minor_version: Leaf(u32) "OsServicePackMinorVersion" W1809.v(2, 1), None, None;
    6 os_suite_mask: Leaf(u32) "OsSuiteMask" W1809.v(2, 1), None, None;
    7 os_product_type: Leaf(u32) "OsProductType" W1809.v(2, 1), None, None;
    8 status: Leaf(HResult) "Status" W1809.v(2, 1), None, None;
    9 final_phase: Leaf(WindowsCrashPhase) "FinalPhase" W1809.v(2, 1), None, None;
}

/// How far a dump of a Windows guest has come.
///
/// [`WindowsCrashPhase`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WindowsCrashPhase) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WindowsCrashPhase {
    /// Not begun. (schema 2.1)
    Inactive,
    /// The parameters have come. (schema 2.1)
    CrashValues,
    /// It is about to begin. (schema 2.1)
    Starting,
    /// It has begun. (schema 2.1)
    Started,
    /// It is being written. (schema 2.1)
    Writing,
    /// It is complete. (schema 2.1)
    Complete,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    WindowsCrashPhase "WindowsCrashPhase" W1809.v(2, 1);
    Inactive "Inactive" W1809.v(2, 1);
    CrashValues "CrashValues" W1809.v(2, 1);
    Starting "Starting" W1809.v(2, 1);
    Started "Started" W1809.v(2, 1);
    Writing "Writing" W1809.v(2, 1);
    Complete "Complete" W1809.v(2, 1);
}
