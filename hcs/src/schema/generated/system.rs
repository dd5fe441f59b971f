// Written by `cargo xtask codegen` from hcs/schema/system.txt: change that and run the command again.

//! Compute systems: what they are made of, what can be asked of them, what can be done with them.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What a system is to be made of: the document of `HcsCreateComputeSystem`.
///
/// [`ComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ComputeSystem) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ComputeSystem {
    /// Who it belongs to: a name that the owner chooses, and can look for later. (`Owner`, schema 2.0)
    pub owner: Option<String>,
    /// The schema version that this document is written in. (`SchemaVersion`, schema 2.0)
    pub schema_version: Option<Version>,
    /// The id of the system in which a hosted one is to run. That one exists already. (`HostingSystemId`, schema 2.0)
    pub hosting_system_id: Option<String>,
    /// What is to run inside another system. (`HostedSystem`, schema 2.0)
    pub hosted_system: Option<HostedSystem>,
    /// A container of Windows Server. (`Container`, schema 2.0)
    pub container: Option<Container>,
    /// A virtual machine. (`VirtualMachine`, schema 2.0)
    pub virtual_machine: Option<VirtualMachine>,
    /// Whether it ends with its last open handle. (`ShouldTerminateOnLastHandleClosed`, schema 2.0)
    pub should_terminate_on_last_handle_closed: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ComputeSystem "ComputeSystem" W1809.v(2, 0), true &[Group { required: true, names: &["HostedSystem", "Container", "VirtualMachine"] }];
    0 owner: Leaf(String) "Owner" W1809.v(2, 0), None, None;
    1 schema_version: Record(Version) "SchemaVersion" W1809.v(2, 0), None, None;
    2 hosting_system_id: Leaf(String) "HostingSystemId" W1809.v(2, 0), None, None;
    3 hosted_system: Record(HostedSystem) "HostedSystem" W1809.v(2, 0), None, None;
    4 container: Record(Container) "Container" W1809.v(2, 0), None, None;
    5 virtual_machine: Record(VirtualMachine) "VirtualMachine" W1809.v(2, 0), None, None;
    6 should_terminate_on_last_handle_closed: Leaf(bool) "ShouldTerminateOnLastHandleClosed" W1809.v(2, 0), None, None;
}

document!(ComputeSystem);

/// A container that runs inside another system, which may know another schema version.
///
/// [`HostedSystem`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HostedSystem) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct HostedSystem {
    /// The schema version of what is below. (`SchemaVersion`, schema 2.0)
    pub schema_version: Option<Version>,
    /// The container. (`Container`, schema 2.0)
    pub container: Option<Container>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HostedSystem "HostedSystem" W1809.v(2, 0), false &[];
    0 schema_version: Record(Version) "SchemaVersion" W1809.v(2, 0), None, None;
    1 container: Record(Container) "Container" W1809.v(2, 0), None, None;
}

/// A schema version. A document of 2.1 can be read by whoever knows 2.3, but not the other way round, nor across majors.
///
/// [`Version`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Version) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Version {
    /// Before the point. (`Major`, schema 2.0)
    pub major: Option<u32>,
    /// Behind the point. (`Minor`, schema 2.0)
    pub minor: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Version "Version" W1809.v(2, 0), false &[];
    0 major: Leaf(u32) "Major" W1809.v(2, 0), None, None;
    1 minor: Leaf(u32) "Minor" W1809.v(2, 0), None, None;
}

/// What a system is.
///
/// [`SystemType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SystemType {
    /// A container. (schema 2.1)
    Container,
    /// A virtual machine. (schema 2.1)
    VirtualMachine,
    /// The host itself. (since Windows 10, version 1809, until Windows 10, version 2004)
    Host,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SystemType "SystemType" W1809.v(2, 1);
    Container "Container" W1809.v(2, 1);
    VirtualMachine "VirtualMachine" W1809.v(2, 1);
    Host "Host" W1809.until(Release::W2004);
}

/// The operating system of a guest.
///
/// [`OsType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OsType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OsType {
    /// Not known. (schema 2.1)
    Unknown,
    /// Windows. (schema 2.1)
    Windows,
    /// Linux. (schema 2.1)
    Linux,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    OsType "OsType" W1809.v(2, 1);
    Unknown "" W1809.v(2, 1);
    Windows "Windows" W1809.v(2, 1);
    Linux "Linux" W1809.v(2, 1);
}

/// What a system does.
///
/// [`State`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#State) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum State {
    /// Created, not started. (schema 2.1)
    Created,
    /// Running. (schema 2.1)
    Running,
    /// Paused; also while and after it is saved. (schema 2.1)
    Paused,
    /// At its end. (schema 2.1)
    Stopped,
    /// A template for clones. (schema 2.1)
    SavedAsTemplate,
    /// Not known. (schema 2.1)
    Unknown,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    State "State" W1809.v(2, 1);
    Created "Created" W1809.v(2, 1);
    Running "Running" W1809.v(2, 1);
    Paused "Paused" W1809.v(2, 1);
    Stopped "Stopped" W1809.v(2, 1);
    SavedAsTemplate "SavedAsTemplate" W1809.v(2, 1);
    Unknown "Unknown" W1809.v(2, 1);
}

/// Which systems `HcsEnumerateComputeSystems` is to list: those that fit in each list given.
///
/// [`SystemQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemQuery) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SystemQuery {
    /// With one of these ids. (`Ids`, schema 2.1)
    pub ids: Option<Vec<String>>,
    /// With one of these names. (`Names`, schema 2.1)
    pub names: Option<Vec<String>>,
    /// Of one of these types. (`Types`, schema 2.1)
    pub types: Option<Vec<SystemType>>,
    /// Of one of these owners. (`Owners`, schema 2.1)
    pub owners: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemQuery "SystemQuery" W1809.v(2, 1), true &[];
    0 ids: Leaves(String) "Ids" W1809.v(2, 1), None, None;
    1 names: Leaves(String) "Names" W1809.v(2, 1), None, None;
    2 types: Leaves(SystemType) "Types" W1809.v(2, 1), None, None;
    3 owners: Leaves(String) "Owners" W1809.v(2, 1), None, None;
}

document!(SystemQuery);

/// What is to be told of a system, beside the basics.
///
/// [`System_PropertyQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#System_PropertyQuery) of Microsoft's reference; first published for Windows 10, version 1809 as `PropertyQuery_2`; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SystemPropertyQuery {
    /// The properties asked for. (`PropertyTypes`, schema 2.1)
    pub property_types: Option<Vec<SystemPropertyType>>,
    /// Properties asked for by name, each with what its query takes. (`Queries`, schema 2.5)
    pub queries: Option<BTreeMap<String, Value>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemPropertyQuery "System_PropertyQuery" W1809.v(2, 1), true &[];
    0 property_types: Leaves(SystemPropertyType) "PropertyTypes" W1809.v(2, 1), None, None;
    1 queries: AnyMap(Value) "Queries" W2104.v(2, 5), None, None;
}

document!(SystemPropertyQuery);

/// What can be asked of a system.
///
/// [`System_PropertyType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#System_PropertyType) of Microsoft's reference; first published for Windows 10, version 1809 as `PropertyType_2`; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SystemPropertyType {
    /// A virtual machine's memory: [`MemoryInformationForVm`]. (schema 2.1)
    Memory,
    /// A container's use of resources: [`Statistics`]. (schema 2.1)
    Statistics,
    /// The processes in a container: [`ProcessDetails`]. (schema 2.1)
    ProcessList,
    /// Whether it ends with its last handle. (schema 2.1)
    TerminateOnLastHandleClosed,
    /// Where shared memory lies in the guest: [`SharedMemoryRegionInfo`]. (schema 2.1)
    SharedMemoryRegion,
    /// What is known of the guest: [`GuestConnectionInfo`]. (schema 2.1)
    GuestConnection,
    /// Memory as the guest has it. (since Windows 10, version 1809, until Windows 10, version 2004)
    GuestMemory,
    /// The heartbeat of the guest: [`IntegrationComponentStatus`]. (since Windows 10, version 2004, until Windows 10, version 2004)
    ICHeartbeatStatus,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SystemPropertyType "System_PropertyType" W1809.v(2, 1);
    Memory "Memory" W1809.v(2, 1);
    Statistics "Statistics" W1809.v(2, 1);
    ProcessList "ProcessList" W1809.v(2, 1);
    TerminateOnLastHandleClosed "TerminateOnLastHandleClosed" W1809.v(2, 1);
    SharedMemoryRegion "SharedMemoryRegion" W1809.v(2, 1);
    GuestConnection "GuestConnection" W1809.v(2, 1);
    GuestMemory "GuestMemory" W1809.until(Release::W2004);
    ICHeartbeatStatus "ICHeartbeatStatus" W2004.until(Release::W2004);
}

/// What is known of a system. Only the basics come without being asked for; much is left out once it has stopped.
///
/// [`Properties`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Properties) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct Properties {
    /// The id it was created with. (`Id`, schema 2.1)
    pub id: Option<String>,
    /// Container or virtual machine. A virtual machine that has stopped is told as a container by some builds. (`SystemType`, schema 2.1)
    pub system_type: Option<SystemType>,
    /// The guest's operating system. (`RuntimeOsType`, schema 2.1)
    pub runtime_os_type: Option<OsType>,
    /// Its name, where it has one besides its id. (`Name`, schema 2.1)
    pub name: Option<String>,
    /// Who it belongs to. (`Owner`, schema 2.1)
    pub owner: Option<String>,
    /// The GUID that the hypervisor and its sockets know it by. (`RuntimeId`, schema 2.1)
    pub runtime_id: Option<Guid>,
    /// The template it was cloned from. (`RuntimeTemplateId`, schema 2.1)
    pub runtime_template_id: Option<String>,
    /// What it does; not there before it was started, nor once it has stopped. (`State`, schema 2.1)
    pub state: Option<State>,
    /// Whether it has stopped. (`Stopped`, schema 2.1)
    pub stopped: Option<bool>,
    /// How it has ended. (`ExitType`, schema 2.1)
    pub exit_type: Option<NotificationType>,
    /// The memory of a virtual machine. (`Memory`, schema 2.1)
    pub memory: Option<Box<MemoryInformationForVm>>,
    /// What a container has used. (`Statistics`, schema 2.1)
    pub statistics: Option<Box<Statistics>>,
    /// The processes in a container. (`ProcessList`, schema 2.1)
    pub process_list: Option<Vec<ProcessDetails>>,
    /// Whether it ends with its last open handle. (`TerminateOnLastHandleClosed`, schema 2.1)
    pub terminate_on_last_handle_closed: Option<bool>,
    /// The system inside which it runs. (`HostingSystemId`, schema 2.1)
    pub hosting_system_id: Option<String>,
    /// Where shared memory lies in the guest. (`SharedMemoryRegionInfo`, schema 2.1)
    pub shared_memory_region_info: Option<Vec<SharedMemoryRegionInfo>>,
    /// What is known of the guest. (`GuestConnectionInfo`, schema 2.1)
    pub guest_connection_info: Option<Box<GuestConnectionInfo>>,
    /// The answers to what was asked for by name: each a value, or an error of its own. (`PropertyResponses`, schema 2.5)
    pub property_responses: Option<BTreeMap<String, PropertyResponse>>,
    /// The heartbeat of the guest. (`ICHeartbeatStatus`, since Windows 10, version 2004, until Windows 10, version 2004)
    pub ic_heartbeat_status: Option<Box<IntegrationComponentStatus>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Properties "Properties" W1809.v(2, 1), false &[];
    0 id: Leaf(String) "Id" W1809.v(2, 1), None, None;
    1 system_type: Leaf(SystemType) "SystemType" W1809.v(2, 1), None, None;
    2 runtime_os_type: Leaf(OsType) "RuntimeOsType" W1809.v(2, 1), None, None;
    3 name: Leaf(String) "Name" W1809.v(2, 1), None, None;
    4 owner: Leaf(String) "Owner" W1809.v(2, 1), None, None;
    5 runtime_id: Leaf(Guid) "RuntimeId" W1809.v(2, 1), None, None;
    6 runtime_template_id: Leaf(String) "RuntimeTemplateId" W1809.v(2, 1), None, None;
    7 state: Leaf(State) "State" W1809.v(2, 1), None, None;
    8 stopped: Leaf(bool) "Stopped" W1809.v(2, 1), None, None;
    9 exit_type: Leaf(NotificationType) "ExitType" W1809.v(2, 1), None, None;
    10 memory: Record(MemoryInformationForVm) "Memory" W1809.v(2, 1), None, None;
    11 statistics: Record(Statistics) "Statistics" W1809.v(2, 1), None, None;
    12 process_list: Records(ProcessDetails) "ProcessList" W1809.v(2, 1), None, None;
    13 terminate_on_last_handle_closed: Leaf(bool) "TerminateOnLastHandleClosed" W1809.v(2, 1), None, None;
    14 hosting_system_id: Leaf(String) "HostingSystemId" W1809.v(2, 1), None, None;
    15 shared_memory_region_info: Records(SharedMemoryRegionInfo) "SharedMemoryRegionInfo" W1809.v(2, 1), None, None;
    16 guest_connection_info: Record(GuestConnectionInfo) "GuestConnectionInfo" W1809.v(2, 1), None, None;
    17 property_responses: RecordMap(PropertyResponse) "PropertyResponses" W2104.v(2, 5), None, None;
    18 ic_heartbeat_status: Record(IntegrationComponentStatus) "ICHeartbeatStatus" W2004.until(Release::W2004), None, None;
}

/// The answer to one property that was asked for by name.
///
/// [`PropertyResponse`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PropertyResponse) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct PropertyResponse {
    /// Why there is no answer. The call itself has succeeded then. (`Error`, schema 2.5)
    pub error: Option<ResultError>,
    /// The answer, in the form that belongs to the property. (`Response`, schema 2.5)
    pub response: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    PropertyResponse "PropertyResponse" W2104.v(2, 5), false &[Group { required: false, names: &["Error", "Response"] }];
    0 error: Record(ResultError) "Error" W2104.v(2, 5), None, None;
    1 response: Any(Value) "Response" W2104.v(2, 5), None, None;
}

/// The basics of a system.
///
/// [`ComputeSystemProperties`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ComputeSystemProperties) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ComputeSystemProperties {
    /// The id it was created with. (`Id`, schema 2.5)
    pub id: Option<String>,
    /// Its name, where it has one besides its id. (`Name`, schema 2.5)
    pub name: Option<String>,
    /// Container or virtual machine. (`SystemType`, schema 2.5)
    pub system_type: Option<SystemType>,
    /// What it does. (`State`, schema 2.5)
    pub state: Option<State>,
    /// Who it belongs to. (`Owner`, schema 2.5)
    pub owner: Option<String>,
    /// The GUID that the hypervisor and its sockets know it by. (`RuntimeId`, schema 2.5)
    pub runtime_id: Option<Guid>,
    /// The guest's operating system. (`RuntimeOsType`, schema 2.5)
    pub runtime_os_type: Option<OsType>,
    /// The system inside which it runs. (`HostingSystemId`, schema 2.5)
    pub hosting_system_id: Option<String>,
    /// See [`ComputeSystemProperties`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ComputeSystemProperties). (`IsDummy`, schema 2.5)
    pub is_dummy: Option<bool>,
    /// See [`ComputeSystemProperties`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ComputeSystemProperties). (`ObRoot`, schema 2.5)
    pub ob_root: Option<String>,
    /// The template it was cloned from. (`RuntimeTemplateId`, schema 2.5)
    pub runtime_template_id: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ComputeSystemProperties "ComputeSystemProperties" W2104.v(2, 5), false &[];
    0 id: Leaf(String) "Id" W2104.v(2, 5), None, None;
    1 name: Leaf(String) "Name" W2104.v(2, 5), None, None;
    2 system_type: Leaf(SystemType) "SystemType" W2104.v(2, 5), None, None;
    3 state: Leaf(State) "State" W2104.v(2, 5), None, None;
    4 owner: Leaf(String) "Owner" W2104.v(2, 5), None, None;
    5 runtime_id: Leaf(Guid) "RuntimeId" W2104.v(2, 5), None, None;
    6 runtime_os_type: Leaf(OsType) "RuntimeOsType" W2104.v(2, 5), None, None;
    7 hosting_system_id: Leaf(String) "HostingSystemId" W2104.v(2, 5), None, None;
    8 is_dummy: Leaf(bool) "IsDummy" W2104.v(2, 5), None, None;
    9 ob_root: Leaf(String) "ObRoot" W2104.v(2, 5), None, None;
    10 runtime_template_id: Leaf(String) "RuntimeTemplateId" W2104.v(2, 5), None, None;
}

/// How `HcsPauseComputeSystem` is to pause.
///
/// [`PauseOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PauseOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct PauseOptions {
    /// How deep the pause is. (`SuspensionLevel`, schema 2.0)
    pub suspension_level: Option<PauseSuspensionLevel>,
    /// What the components inside are told. (`HostedNotification`, schema 2.1)
    pub hosted_notification: Option<PauseNotification>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    PauseOptions "PauseOptions" W1809.v(2, 0), true &[];
    0 suspension_level: Leaf(PauseSuspensionLevel) "SuspensionLevel" W1809.v(2, 0), None, None;
    1 hosted_notification: Record(PauseNotification) "HostedNotification" W1809.v(2, 1), None, None;
}

document!(PauseOptions);

/// What the components inside a virtual machine are told about a pause.
///
/// [`PauseNotification`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PauseNotification) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct PauseNotification {
    /// Why it is paused. (`Reason`, schema 2.1)
    pub reason: Option<PauseReason>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    PauseNotification "PauseNotification" W1809.v(2, 1), false &[];
    0 reason: Leaf(PauseReason) "Reason" W1809.v(2, 1), None, None;
}

/// Why a virtual machine is paused.
///
/// [`PauseReason`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PauseReason) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PauseReason {
    /// For no reason told. (schema 2.1)
    None,
    /// To be saved. (schema 2.1)
    Save,
    /// To become a template. (schema 2.1)
    Template,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    PauseReason "PauseReason" W1809.v(2, 1);
    None "None" W1809.v(2, 1);
    Save "Save" W1809.v(2, 1);
    Template "Template" W1809.v(2, 1);
}

/// How deep a pause is: what of the memory stays.
///
/// [`PauseSuspensionLevel`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PauseSuspensionLevel) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PauseSuspensionLevel {
    /// Only the processors stop. (schema 2.0)
    Suspend,
    /// A little memory is given back. (schema 2.0)
    MemoryLow,
    /// More memory is given back. (schema 2.0)
    MemoryMedium,
    /// As much memory as possible is given back. (schema 2.0)
    MemoryHigh,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    PauseSuspensionLevel "PauseSuspensionLevel" W1809.v(2, 0);
    Suspend "Suspend" W1809.v(2, 0);
    MemoryLow "MemoryLow" W1809.v(2, 0);
    MemoryMedium "MemoryMedium" W1809.v(2, 0);
    MemoryHigh "MemoryHigh" W1809.v(2, 0);
}

/// How `HcsSaveComputeSystem` is to save.
///
/// [`SaveOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SaveOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SaveOptions {
    /// Into a file, or as a template. (`SaveType`, schema 2.1)
    pub save_type: Option<SaveType>,
    /// The file that the state goes into. (`SaveStateFilePath`, schema 2.1)
    pub save_state_file_path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SaveOptions "SaveOptions" W1809.v(2, 1), true &[];
    0 save_type: Leaf(SaveType) "SaveType" W1809.v(2, 1), None, None;
    1 save_state_file_path: Leaf(String) "SaveStateFilePath" W1809.v(2, 1), None, None;
}

document!(SaveOptions);

/// What a system is saved as.
///
/// [`SaveType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SaveType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SaveType {
    /// A file, to go on from. (schema 2.1)
    ToFile,
    /// A template, to clone from. (schema 2.1)
    AsTemplate,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SaveType "SaveType" W1809.v(2, 1);
    ToFile "ToFile" W1809.v(2, 1);
    AsTemplate "AsTemplate" W1809.v(2, 1);
}

/// How `HcsShutDownComputeSystem` is to end a system. Virtual machines need it; containers take none.
///
/// [`ShutdownOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ShutdownOptions) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ShutdownOptions {
    /// Who tells the guest. (`Mechanism`, schema 2.5)
    pub mechanism: Option<ShutdownMechanism>,
    /// What the guest is to do. (`Type`, schema 2.5)
    pub r#type: Option<ShutdownType>,
    /// Whether the guest may not refuse. (`Force`, schema 2.5)
    pub force: Option<bool>,
    /// A reason that the guest may write down. (`Reason`, schema 2.5)
    pub reason: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ShutdownOptions "ShutdownOptions" W2104.v(2, 5), true &[];
    0 mechanism: Leaf(ShutdownMechanism) "Mechanism" W2104.v(2, 5), None, None;
    1 r#type: Leaf(ShutdownType) "Type" W2104.v(2, 5), None, None;
    2 force: Leaf(bool) "Force" W2104.v(2, 5), None, None;
    3 reason: Leaf(String) "Reason" W2104.v(2, 5), None, None;
}

document!(ShutdownOptions);

/// Who tells a guest that it is to shut down.
///
/// [`ShutdownMechanism`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ShutdownMechanism) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ShutdownMechanism {
    /// The guest's compute service, over the guest connection. (schema 2.5)
    GuestConnection,
    /// Hyper-V's integration service for shutting down. (schema 2.5)
    IntegrationService,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ShutdownMechanism "ShutdownMechanism" W2104.v(2, 5);
    GuestConnection "GuestConnection" W2104.v(2, 5);
    IntegrationService "IntegrationService" W2104.v(2, 5);
}

/// What a guest is to do.
///
/// [`ShutdownType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ShutdownType) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ShutdownType {
    /// Shut down. (schema 2.5)
    Shutdown,
    /// Hibernate. (schema 2.5)
    Hibernate,
    /// Start anew. (schema 2.5)
    Reboot,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ShutdownType "ShutdownType" W2104.v(2, 5);
    Shutdown "Shutdown" W2104.v(2, 5);
    Hibernate "Hibernate" W2104.v(2, 5);
    Reboot "Reboot" W2104.v(2, 5);
}

/// How `HcsCrashComputeSystem` is to crash a guest.
///
/// [`CrashOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CrashOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct CrashOptions {
    /// The way to do it. (`Type`, schema 2.3)
    pub r#type: Option<CrashType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CrashOptions "CrashOptions" W1809.v(2, 3), true &[];
    0 r#type: Leaf(CrashType) "Type" W2004.v(2, 3), None, None;
}

document!(CrashOptions);

/// A way to crash a guest.
///
/// [`CrashType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CrashType) of Microsoft's reference; first published for Windows 10, version 2004; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CrashType {
    /// As the processor's architecture provides for it. (schema 2.3)
    CrashGuest,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    CrashType "CrashType" W2004.v(2, 3);
    CrashGuest "CrashGuest" W2004.v(2, 3);
}

/// What `HcsModifyComputeSystem` is to change. `Modify` makes those that fit together.
///
/// [`ModifySettingRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifySettingRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ModifySettingRequest {
    /// What is to be changed, as a path into the document of the system. (`ResourcePath`, schema 2.1)
    pub resource_path: Option<String>,
    /// Add, remove or update. (`RequestType`, schema 2.0)
    pub request_type: Option<ModifyRequestType>,
    /// The new settings, in the form that belongs to the path. (`Settings`, schema 2.0)
    pub settings: Option<Value>,
    /// What the guest is to do about it. (`GuestRequest`, schema 2.1)
    pub guest_request: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ModifySettingRequest "ModifySettingRequest" W1809.v(2, 0), true &[];
    0 resource_path: Leaf(String) "ResourcePath" W1809.v(2, 1), None, None;
    1 request_type: Leaf(ModifyRequestType) "RequestType" W1809.v(2, 0), None, None;
    2 settings: Any(Value) "Settings" W1809.v(2, 0), None, None;
    3 guest_request: Any(Value) "GuestRequest" W1809.v(2, 1), None, None;
}

document!(ModifySettingRequest);

/// What is to be done with a resource.
///
/// [`ModifyRequestType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifyRequestType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModifyRequestType {
    /// Add it. (schema 2.0)
    Add,
    /// Remove it. (schema 2.0)
    Remove,
    /// Change its settings. (schema 2.0)
    Update,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ModifyRequestType "ModifyRequestType" W1809.v(2, 0);
    Add "Add" W1809.v(2, 0);
    Remove "Remove" W1809.v(2, 0);
    Update "Update" W1809.v(2, 0);
}

/// What a guest is to change.
///
/// [`GuestModifySettingRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestModifySettingRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct GuestModifySettingRequest {
    /// What it is to change. (`ResourceType`, schema 2.1)
    pub resource_type: Option<ModifyResourceType>,
    /// Add, remove or update. (`RequestType`, schema 2.1)
    pub request_type: Option<ModifyRequestType>,
    /// The settings, in the form that belongs to the resource. (`Settings`, schema 2.1)
    pub settings: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestModifySettingRequest "GuestModifySettingRequest" W1809.v(2, 1), false &[];
    0 resource_type: Leaf(ModifyResourceType) "ResourceType" W1809.v(2, 1), None, None;
    1 request_type: Leaf(ModifyRequestType) "RequestType" W1809.v(2, 1), None, None;
    2 settings: Any(Value) "Settings" W1809.v(2, 1), None, None;
}

/// What a guest can change.
///
/// [`ModifyResourceType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifyResourceType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModifyResourceType {
    /// Its memory. (schema 2.0)
    Memory,
    /// A directory of the host's. (schema 2.0)
    MappedDirectory,
    /// A pipe of the host's. (schema 2.0)
    MappedPipe,
    /// A virtual disk. (schema 2.0)
    MappedVirtualDisk,
    /// Layers put together: [`CombinedLayers`]. (schema 2.0)
    CombinedLayers,
    /// A network namespace. (schema 2.1)
    NetworkNamespace,
    /// A mounted image: [`CimMount`]. (schema 2.3)
    CimMount,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ModifyResourceType "ModifyResourceType" W1809.v(2, 0);
    Memory "Memory" W1809.v(2, 0);
    MappedDirectory "MappedDirectory" W1809.v(2, 0);
    MappedPipe "MappedPipe" W1809.v(2, 0);
    MappedVirtualDisk "MappedVirtualDisk" W1809.v(2, 0);
    CombinedLayers "CombinedLayers" W1809.v(2, 0);
    NetworkNamespace "NetworkNamespace" W1809.v(2, 1);
    CimMount "CimMount" W2004.v(2, 3);
}

/// What the guest's compute service has said of itself.
///
/// [`GuestConnectionInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestConnectionInfo) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct GuestConnectionInfo {
    /// The schema versions that it knows: of each major the highest minor. (`SupportedSchemaVersions`, schema 2.1)
    pub supported_schema_versions: Option<Vec<Version>>,
    /// The version of the protocol between host and guest. (`ProtocolVersion`, schema 2.1)
    pub protocol_version: Option<u32>,
    /// What else it can do, in a form of its own. (`GuestDefinedCapabilities`, schema 2.1)
    pub guest_defined_capabilities: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestConnectionInfo "GuestConnectionInfo" W1809.v(2, 1), false &[];
    0 supported_schema_versions: Records(Version) "SupportedSchemaVersions" W1809.v(2, 1), None, None;
    1 protocol_version: Leaf(u32) "ProtocolVersion" W1809.v(2, 1), None, None;
    2 guest_defined_capabilities: Any(Value) "GuestDefinedCapabilities" W1809.v(2, 1), None, None;
}

/// How an integration component of Hyper-V fares.
///
/// [`IntegrationComponentStatus`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#IntegrationComponentStatus) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct IntegrationComponentStatus {
    /// Whether the system has it. (`IsEnabled`, schema 2.5)
    pub is_enabled: Option<bool>,
    /// How it fares. (`State`, schema 2.5)
    pub state: Option<IntegrationComponentOperationalState>,
    /// Why. (`Reason`, schema 2.5)
    pub reason: Option<IntegrationComponentOperatingStateReason>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    IntegrationComponentStatus "IntegrationComponentStatus" W1809.v(2, 5), false &[];
    0 is_enabled: Leaf(bool) "IsEnabled" W2004.v(2, 5), None, None;
    1 state: Leaf(IntegrationComponentOperationalState) "State" W2004.v(2, 5), None, None;
    2 reason: Leaf(IntegrationComponentOperatingStateReason) "Reason" W2004.v(2, 5), None, None;
}

/// How an integration component fares.
///
/// [`IntegrationComponentOperationalState`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#IntegrationComponentOperationalState) of Microsoft's reference; first published for Windows 10, version 2004; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum IntegrationComponentOperationalState {
    /// `Unknown`. (schema 2.5)
    Unknown,
    /// `Degraded`. (schema 2.5)
    Degraded,
    /// `Dormant`. (schema 2.5)
    Dormant,
    /// `Error`. (schema 2.5)
    Error,
    /// `LostCommunication`. (schema 2.5)
    LostCommunication,
    /// `NonRecoverableError`. (schema 2.5)
    NonRecoverableError,
    /// `NoContact`. (schema 2.5)
    NoContact,
    /// `Ok`. (schema 2.5)
    Ok,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    IntegrationComponentOperationalState "IntegrationComponentOperationalState" W2004.v(2, 5);
    Unknown "Unknown" W2004.v(2, 5);
    Degraded "Degraded" W2004.v(2, 5);
    Dormant "Dormant" W2004.v(2, 5);
    Error "Error" W2004.v(2, 5);
    LostCommunication "LostCommunication" W2004.v(2, 5);
    NonRecoverableError "NonRecoverableError" W2004.v(2, 5);
    NoContact "NoContact" W2004.v(2, 5);
    Ok "Ok" W2004.v(2, 5);
}

/// Why an integration component fares as it does.
///
/// [`IntegrationComponentOperatingStateReason`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#IntegrationComponentOperatingStateReason) of Microsoft's reference; first published for Windows 10, version 2004; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum IntegrationComponentOperatingStateReason {
    /// `Unknown`. (schema 2.5)
    Unknown,
    /// `AppsInCriticalState`. (schema 2.5)
    AppsInCriticalState,
    /// `CommunicationTimedOut`. (schema 2.5)
    CommunicationTimedOut,
    /// `FailedCommunication`. (schema 2.5)
    FailedCommunication,
    /// `HealthyApps`. (schema 2.5)
    HealthyApps,
    /// `ProtocolMismatch`. (schema 2.5)
    ProtocolMismatch,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    IntegrationComponentOperatingStateReason "IntegrationComponentOperatingStateReason" W2004.v(2, 5);
    Unknown "Unknown" W2004.v(2, 5);
    AppsInCriticalState "AppsInCriticalState" W2004.v(2, 5);
    CommunicationTimedOut "CommunicationTimedOut" W2004.v(2, 5);
    FailedCommunication "FailedCommunication" W2004.v(2, 5);
    HealthyApps "HealthyApps" W2004.v(2, 5);
    ProtocolMismatch "ProtocolMismatch" W2004.v(2, 5);
}

/// What is known of an operation on a system, of a call or of its exit or crash.
///
/// [`OperationInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationInfo) of Microsoft's reference; first published for Windows 11, version 21H2; schema 2.6.
#[derive(Clone, Default, PartialEq)]
pub struct OperationInfo {
    /// What kind of operation it is. (`Operation`, schema 2.6)
    pub operation: Option<OperationType>,
    /// When it began. (`StartTimestamp`, schema 2.6)
    pub start_timestamp: Option<Timestamp>,
    /// When it ended. (`EndTimestamp`, schema 2.6)
    pub end_timestamp: Option<Timestamp>,
    /// Why it failed; not there when it succeeded. (`FailureInfo`, schema 2.6)
    pub failure_info: Option<OperationFailureInfo>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationInfo "OperationInfo" W21H2.v(2, 6), false &[];
    0 operation: Leaf(OperationType) "Operation" W21H2.v(2, 6), None, None;
    1 start_timestamp: Leaf(Timestamp) "StartTimestamp" W21H2.v(2, 6), None, None;
    2 end_timestamp: Leaf(Timestamp) "EndTimestamp" W21H2.v(2, 6), None, None;
    3 failure_info: Record(OperationFailureInfo) "FailureInfo" W21H2.v(2, 6), None, None;
}

/// The failure of an operation.
///
/// [`OperationFailureInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationFailureInfo) of Microsoft's reference; first published for Windows 11, version 21H2; schema 2.6.
#[derive(Clone, Default, PartialEq)]
pub struct OperationFailureInfo {
    /// Its code. (`Result`, schema 2.6)
    pub result: Option<HResult>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationFailureInfo "OperationFailureInfo" W21H2.v(2, 6), false &[];
    0 result: Leaf(HResult) "Result" W21H2.v(2, 6), None, None;
}

/// A kind of operation, by name.
///
/// [`OperationType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationType) of Microsoft's reference; first published for Windows 11, version 21H2; schema 2.6.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OperationType {
    /// `None`. (schema 2.6)
    None,
    /// `Construct`. (schema 2.6)
    Construct,
    /// `Start`. (schema 2.6)
    Start,
    /// `Pause`. (schema 2.6)
    Pause,
    /// `Resume`. (schema 2.6)
    Resume,
    /// `Shutdown`. (schema 2.6)
    Shutdown,
    /// `Terminate`. (schema 2.6)
    Terminate,
    /// `Save`. (schema 2.6)
    Save,
    /// `GetProperties`. (schema 2.6)
    GetProperties,
    /// `Modify`. (schema 2.6)
    Modify,
    /// `Crash`. (schema 2.6)
    Crash,
    /// `ExecuteProcess`. (schema 2.6)
    ExecuteProcess,
    /// `GetProcessInfo`. (schema 2.6)
    GetProcessInfo,
    /// `SignalProcess`. (schema 2.6)
    SignalProcess,
    /// `ModifyProcess`. (schema 2.6)
    ModifyProcess,
    /// `CancelOperation`. (schema 2.6)
    CancelOperation,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    OperationType "OperationType" W21H2.v(2, 6);
    None "None" W21H2.v(2, 6);
    Construct "Construct" W21H2.v(2, 6);
    Start "Start" W21H2.v(2, 6);
    Pause "Pause" W21H2.v(2, 6);
    Resume "Resume" W21H2.v(2, 6);
    Shutdown "Shutdown" W21H2.v(2, 6);
    Terminate "Terminate" W21H2.v(2, 6);
    Save "Save" W21H2.v(2, 6);
    GetProperties "GetProperties" W21H2.v(2, 6);
    Modify "Modify" W21H2.v(2, 6);
    Crash "Crash" W21H2.v(2, 6);
    ExecuteProcess "ExecuteProcess" W21H2.v(2, 6);
    GetProcessInfo "GetProcessInfo" W21H2.v(2, 6);
    SignalProcess "SignalProcess" W21H2.v(2, 6);
    ModifyProcess "ModifyProcess" W21H2.v(2, 6);
    CancelOperation "CancelOperation" W21H2.v(2, 6);
}

/// What is told of an operation while it goes on; without properties so far.
///
/// [`OperationNotificationInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationNotificationInfo) of Microsoft's reference, never published otherwise.
#[derive(Clone, Default, PartialEq)]
pub struct OperationNotificationInfo {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationNotificationInfo "OperationNotificationInfo" ADDED, false &[];
}

/// How far an operation has come; without properties so far.
///
/// [`OperationProgress`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OperationProgress) of Microsoft's reference, never published otherwise.
#[derive(Clone, Default, PartialEq)]
pub struct OperationProgress {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationProgress "OperationProgress" ADDED, false &[];
}

/// Where a region of shared memory lies in the guest.
///
/// [`SharedMemoryRegionInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SharedMemoryRegionInfo) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SharedMemoryRegionInfo {
    /// The name of the host's section. (`SectionName`, schema 2.1)
    pub section_name: Option<String>,
    /// The guest's physical address of it. (`GuestPhysicalAddress`, schema 2.1)
    pub guest_physical_address: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SharedMemoryRegionInfo "SharedMemoryRegionInfo" W1809.v(2, 1), false &[];
    0 section_name: Leaf(String) "SectionName" W1809.v(2, 1), None, None;
    1 guest_physical_address: Leaf(u64) "GuestPhysicalAddress" W1809.v(2, 1), None, None;
}

/// Asks for a picture of a virtual machine's screen.
///
/// [`ConsoleImageQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ConsoleImageQuery) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ConsoleImageQuery {
    /// The picture's width in pixels. (`Width`, schema 2.5)
    pub width: Option<u16>,
    /// The picture's height in pixels. (`Height`, schema 2.5)
    pub height: Option<u16>,
    /// Bit 0: the picture comes as an octet string of the DMTF, with its length in four bytes, big-endian, before it. (`Flags`, schema 2.5)
    pub flags: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ConsoleImageQuery "ConsoleImageQuery" W2104.v(2, 5), false &[];
    0 width: Leaf(u16) "Width" W2104.v(2, 5), None, None;
    1 height: Leaf(u16) "Height" W2104.v(2, 5), None, None;
    2 flags: Leaf(u32) "Flags" W2104.v(2, 5), None, None;
}

/// A picture of a virtual machine's screen.
///
/// [`ConsoleImage`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ConsoleImage) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ConsoleImage {
    /// Its bytes. (`Image`, schema 2.5)
    pub image: Option<Bytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ConsoleImage "ConsoleImage" W2104.v(2, 5), false &[];
    0 image: Leaf(Bytes) "Image" W2104.v(2, 5), None, None;
}

/// Asks for pairs of keys and values that host and guest exchange.
///
/// [`KvpQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#KvpQuery) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct KvpQuery {
    /// Which of the lists. (`Source`, schema 2.5)
    pub source: Option<KvpSource>,
    /// The keys asked for. (`Keys`, schema 2.5)
    pub keys: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    KvpQuery "KvpQuery" W2104.v(2, 5), false &[];
    0 source: Leaf(KvpSource) "Source" W2104.v(2, 5), None, None;
    1 keys: Leaves(String) "Keys" W2104.v(2, 5), None, None;
}

/// A list of pairs of keys and values.
///
/// [`KvpSource`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#KvpSource) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KvpSource {
    /// What the host has set. (schema 2.5)
    KvpSetByHost,
    /// What the guest has set. (schema 2.5)
    KvpSetByGuest,
    /// What the guest tells of its operating system. (schema 2.5)
    GuestOSInfo,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    KvpSource "KvpSource" W2104.v(2, 5);
    KvpSetByHost "KvpSetByHost" W2104.v(2, 5);
    KvpSetByGuest "KvpSetByGuest" W2104.v(2, 5);
    GuestOSInfo "GuestOSInfo" W2104.v(2, 5);
}
