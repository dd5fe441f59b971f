// Written by `cargo xtask codegen` from hcs/schema/service.txt: change that and run the command again.

//! The service as a whole: what it knows, and groups of processors.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What `HcsGetServiceProperties` answers.
///
/// [`ServiceProperties`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ServiceProperties) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ServiceProperties {
    /// The properties that were asked for by type, in the order of the question. (`Properties`, schema 2.1)
    pub properties: Option<Vec<Value>>,
    /// The answers to what was asked for by name: each a value, or an error of its own. (`PropertyResponses`, schema 2.5)
    pub property_responses: Option<BTreeMap<String, PropertyResponse>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ServiceProperties "ServiceProperties" W1809.v(2, 1), false &[];
    0 properties: Anys(Value) "Properties" W1809.v(2, 1), None, None;
    1 property_responses: RecordMap(PropertyResponse) "PropertyResponses" W2104.v(2, 5), None, None;
}

/// What is to be told of the service.
///
/// [`Service_PropertyQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Service_PropertyQuery) of Microsoft's reference; first published for Windows 10, version 1809 as `PropertyQuery`; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ServicePropertyQuery {
    /// The properties asked for. (`PropertyTypes`, schema 2.1)
    pub property_types: Option<Vec<GetPropertyType>>,
    /// Properties asked for by name, each with what its query takes. (`PropertyQueries`, schema 2.5)
    pub property_queries: Option<BTreeMap<String, Value>>,
    /// Properties asked for with a filter. (`FilteredQueries`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub filtered_queries: Option<Vec<FilteredPropertyQuery>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ServicePropertyQuery "Service_PropertyQuery" W1809.v(2, 1), true &[];
    0 property_types: Leaves(GetPropertyType) "PropertyTypes" W1809.v(2, 1), None, None;
    1 property_queries: AnyMap(Value) "PropertyQueries" W2104.v(2, 5), None, None;
    2 filtered_queries: Records(FilteredPropertyQuery) "FilteredQueries" W1809.until(Release::W2004), None, None;
}

document!(ServicePropertyQuery);

/// What can be asked of the service.
///
/// [`GetPropertyType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GetPropertyType) of Microsoft's reference; first published for Windows 10, version 1809 as `PropertyType`; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GetPropertyType {
    /// The schema versions: [`BasicInformation`]. (schema 2.1)
    Basic,
    /// The groups of processors: [`CpuGroupConfigurations`]. (schema 2.1)
    CpuGroup,
    /// The host's processors: [`ProcessorTopology`]. (schema 2.1)
    ProcessorTopology,
    /// The instances of container credential guard: [`ContainerCredentialGuardSystemInfo`]. (schema 2.1)
    ContainerCredentialGuard,
    /// What of quality of service there is: [`QoSCapabilities`]. (schema 2.1)
    QoSCapabilities,
    /// The host's memory. (since Windows 10, version 1809, until Windows 10, version 2004)
    Memory,
    /// How processor caches are allotted. (since Windows 10, version 1809, until Windows 10, version 2004)
    CacheAllocation,
    /// How processor caches are used. (since Windows 10, version 1809, until Windows 10, version 2004)
    CacheMonitoring,
    /// How memory bandwidth is allotted. (since Windows 10, version 1809, until Windows 10, version 2004)
    MemoryBwAllocation,
    /// None. (since Windows 10, version 1809, until Windows 10, version 2004)
    Undefined,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    GetPropertyType "GetPropertyType" W1809.v(2, 1);
    Basic "Basic" W1809.v(2, 1);
    CpuGroup "CpuGroup" W1809.v(2, 1);
    ProcessorTopology "ProcessorTopology" W1809.v(2, 1);
    ContainerCredentialGuard "ContainerCredentialGuard" W1809.v(2, 1);
    QoSCapabilities "QoSCapabilities" W1809.v(2, 1);
    Memory "Memory" W1809.until(Release::W2004);
    CacheAllocation "CacheAllocation" W1809.until(Release::W2004);
    CacheMonitoring "CacheMonitoring" W1809.until(Release::W2004);
    MemoryBwAllocation "MemoryBwAllocation" W1809.until(Release::W2004);
    Undefined "Undefined" W1809.until(Release::W2004);
}

/// What the service knows.
///
/// [`BasicInformation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#BasicInformation) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct BasicInformation {
    /// The schema versions: of each major the highest minor. (`SupportedSchemaVersions`, schema 2.1)
    pub supported_schema_versions: Option<Vec<Version>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    BasicInformation "BasicInformation" W1809.v(2, 1), false &[];
    0 supported_schema_versions: Records(Version) "SupportedSchemaVersions" W1809.v(2, 1), None, None;
}

/// The groups of processors of a host.
///
/// [`CpuGroupConfigurations`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CpuGroupConfigurations) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CpuGroupConfigurations {
    /// The groups. (`CpuGroups`, schema 2.1)
    pub cpu_groups: Option<Vec<CpuGroupConfig>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CpuGroupConfigurations "CpuGroupConfigurations" W2104.v(2, 1), false &[];
    0 cpu_groups: Records(CpuGroupConfig) "CpuGroups" W2104.v(2, 1), None, None;
}

/// A group of processors.
///
/// [`CpuGroupConfig`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CpuGroupConfig) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CpuGroupConfig {
    /// Its GUID. (`GroupId`, schema 2.1)
    pub group_id: Option<Guid>,
    /// Its processors. (`Affinity`, schema 2.1)
    pub affinity: Option<CpuGroupAffinity>,
    /// Its properties. (`GroupProperties`, schema 2.1)
    pub group_properties: Option<Vec<CpuGroupProperty>>,
    /// Its number in the hypervisor. (`HypervisorGroupId`, schema 2.5)
    pub hypervisor_group_id: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CpuGroupConfig "CpuGroupConfig" W2104.v(2, 1), false &[];
    0 group_id: Leaf(Guid) "GroupId" W2104.v(2, 1), None, None;
    1 affinity: Record(CpuGroupAffinity) "Affinity" W2104.v(2, 1), None, None;
    2 group_properties: Records(CpuGroupProperty) "GroupProperties" W2104.v(2, 1), None, None;
    3 hypervisor_group_id: Leaf(u64) "HypervisorGroupId" W2104.v(2, 5), None, None;
}

/// The processors of a group.
///
/// [`CpuGroupAffinity`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CpuGroupAffinity) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CpuGroupAffinity {
    /// How many. (`LogicalProcessorCount`, schema 2.1)
    pub logical_processor_count: Option<u32>,
    /// Their numbers. (`LogicalProcessors`, schema 2.1)
    pub logical_processors: Option<Vec<u32>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CpuGroupAffinity "CpuGroupAffinity" W2104.v(2, 1), false &[];
    0 logical_processor_count: Leaf(u32) "LogicalProcessorCount" W2104.v(2, 1), None, None;
    1 logical_processors: Leaves(u32) "LogicalProcessors" W2104.v(2, 1), None, None;
}

/// A property of a group of processors.
///
/// [`CpuGroupProperty`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CpuGroupProperty) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CpuGroupProperty {
    /// Which: 0x10000 is the most that its virtual machines may use. (`PropertyCode`, schema 2.1)
    pub property_code: Option<u32>,
    /// Its value. (`PropertyValue`, schema 2.1)
    pub property_value: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CpuGroupProperty "CpuGroupProperty" W2104.v(2, 1), false &[];
    0 property_code: Leaf(u32) "PropertyCode" W2104.v(2, 1), None, None;
    1 property_value: Leaf(u64) "PropertyValue" W2104.v(2, 1), None, None;
}

/// The processors of a host.
///
/// [`ProcessorTopology`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorTopology) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessorTopology {
    /// How many there are. (`LogicalProcessorCount`, schema 2.1)
    pub logical_processor_count: Option<u32>,
    /// The processors. (`LogicalProcessors`, schema 2.1)
    pub logical_processors: Option<Vec<LogicalProcessor>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessorTopology "ProcessorTopology" W2104.v(2, 1), false &[];
    0 logical_processor_count: Leaf(u32) "LogicalProcessorCount" W2104.v(2, 1), None, None;
    1 logical_processors: Records(LogicalProcessor) "LogicalProcessors" W2104.v(2, 1), None, None;
}

/// A logical processor of a host.
///
/// [`LogicalProcessor`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#LogicalProcessor) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct LogicalProcessor {
    /// Its number. (`LpIndex`, schema 2.1)
    pub lp_index: Option<u32>,
    /// The number of its NUMA node. (`NodeNumber`, schema 2.1)
    pub node_number: Option<u8>,
    /// The number of its package. (`PackageId`, schema 2.1)
    pub package_id: Option<u32>,
    /// The number of its core. (`CoreId`, schema 2.1)
    pub core_id: Option<u32>,
    /// The number of the root partition's virtual processor on it. (`RootVpIndex`, schema 2.1)
    pub root_vp_index: Option<i32>,
    /// The parts of the node that it is in. (`Subnodes`, schema 2.4)
    pub subnodes: Option<Vec<Subnode>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    LogicalProcessor "LogicalProcessor" W2104.v(2, 1), false &[];
    0 lp_index: Leaf(u32) "LpIndex" W2104.v(2, 1), None, None;
    1 node_number: Leaf(u8) "NodeNumber" W2104.v(2, 1), None, None;
    2 package_id: Leaf(u32) "PackageId" W2104.v(2, 1), None, None;
    3 core_id: Leaf(u32) "CoreId" W2104.v(2, 1), None, None;
    4 root_vp_index: Leaf(i32) "RootVpIndex" W2104.v(2, 1), None, None;
    5 subnodes: Records(Subnode) "Subnodes" W2104.v(2, 4), None, None;
}

/// A part of a NUMA node.
///
/// [`Subnode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Subnode) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct Subnode {
    /// What kind of part. (`Type`, schema 2.4)
    pub r#type: Option<SubnodeType>,
    /// Its number. (`Id`, schema 2.4)
    pub id: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Subnode "Subnode" W2104.v(2, 4), false &[];
    0 r#type: Leaf(SubnodeType) "Type" W2104.v(2, 4), None, None;
    1 id: Leaf(u64) "Id" W2104.v(2, 4), None, None;
}

/// A kind of part of a NUMA node.
///
/// [`SubnodeType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SubnodeType) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SubnodeType {
    /// Any. (schema 2.4)
    Any,
    /// A socket. (schema 2.4)
    Socket,
    /// A cluster. (schema 2.4)
    Cluster,
    /// What shares a cache of level 3. (schema 2.4)
    L3,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SubnodeType "SubnodeType" W2104.v(2, 4);
    Any "Any" W2104.v(2, 4);
    Socket "Socket" W2104.v(2, 4);
    Cluster "Cluster" W2104.v(2, 4);
    L3 "L3" W2104.v(2, 4);
}

/// What of quality of service a host has.
///
/// [`QoSCapabilities`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#QoSCapabilities) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct QoSCapabilities {
    /// Whether it has any for processors. (`ProcessorQoSSupported`, schema 2.1)
    pub processor_qos_supported: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    QoSCapabilities "QoSCapabilities" W1809.v(2, 1), false &[];
    0 processor_qos_supported: Leaf(bool) "ProcessorQoSSupported" W1809.v(2, 1), None, None;
}

/// What `HcsModifyServiceSettings` is to change.
///
/// [`ModificationRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModificationRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ModificationRequest {
    /// What is to be changed. (`PropertyType`, schema 2.1)
    pub property_type: Option<ModifyPropertyType>,
    /// The change, in the form that belongs to the property. (`Settings`, schema 2.1)
    pub settings: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ModificationRequest "ModificationRequest" W1809.v(2, 1), true &[];
    0 property_type: Leaf(ModifyPropertyType) "PropertyType" W1809.v(2, 1), None, None;
    1 settings: Any(Value) "Settings" W1809.v(2, 1), None, None;
}

document!(ModificationRequest);

/// What can be changed of the service.
///
/// [`ModifyPropertyType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifyPropertyType) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModifyPropertyType {
    /// The groups of processors: [`HostProcessorModificationRequest`]. (schema 2.1)
    CpuGroup,
    /// The instances of container credential guard: [`ContainerCredentialGuardOperationRequest`]. (schema 2.1)
    ContainerCredentialGuard,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ModifyPropertyType "ModifyPropertyType" W2104.v(2, 1);
    CpuGroup "CpuGroup" W2104.v(2, 1);
    ContainerCredentialGuard "ContainerCredentialGuard" W2104.v(2, 1);
}

/// Changes a host's groups of processors.
///
/// [`HostProcessorModificationRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HostProcessorModificationRequest) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct HostProcessorModificationRequest {
    /// What to do. (`Operation`, schema 2.1)
    pub operation: Option<ModifyServiceOperation>,
    /// What that takes: the structure with the operation's name. (`OperationDetails`, schema 2.1)
    pub operation_details: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HostProcessorModificationRequest "HostProcessorModificationRequest" W2104.v(2, 1), false &[];
    0 operation: Leaf(ModifyServiceOperation) "Operation" W2104.v(2, 1), None, None;
    1 operation_details: Any(Value) "OperationDetails" W2104.v(2, 1), None, None;
}

/// What can be done with groups of processors.
///
/// [`ModifyServiceOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ModifyServiceOperation) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModifyServiceOperation {
    /// Create one: [`CreateGroupOperation`]. (schema 2.1)
    CreateGroup,
    /// Delete one: [`DeleteGroupOperation`]. (schema 2.1)
    DeleteGroup,
    /// Set a property of one: [`SetPropertyOperation`]. (schema 2.1)
    SetProperty,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ModifyServiceOperation "ModifyServiceOperation" W2104.v(2, 1);
    CreateGroup "CreateGroup" W2104.v(2, 1);
    DeleteGroup "DeleteGroup" W2104.v(2, 1);
    SetProperty "SetProperty" W2104.v(2, 1);
}

/// Creates a group of processors.
///
/// [`CreateGroupOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CreateGroupOperation) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CreateGroupOperation {
    /// The GUID that it is to have. (`GroupId`, schema 2.1)
    pub group_id: Option<Guid>,
    /// How many processors it has. (`LogicalProcessorCount`, schema 2.1)
    pub logical_processor_count: Option<u32>,
    /// Their numbers. (`LogicalProcessors`, schema 2.1)
    pub logical_processors: Option<Vec<u32>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CreateGroupOperation "CreateGroupOperation" W2104.v(2, 1), false &[];
    0 group_id: Leaf(Guid) "GroupId" W2104.v(2, 1), None, None;
    1 logical_processor_count: Leaf(u32) "LogicalProcessorCount" W2104.v(2, 1), None, None;
    2 logical_processors: Leaves(u32) "LogicalProcessors" W2104.v(2, 1), None, None;
}

/// Deletes a group of processors.
///
/// [`DeleteGroupOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeleteGroupOperation) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct DeleteGroupOperation {
    /// The group. (`GroupId`, schema 2.1)
    pub group_id: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DeleteGroupOperation "DeleteGroupOperation" W2104.v(2, 1), false &[];
    0 group_id: Leaf(Guid) "GroupId" W2104.v(2, 1), None, None;
}

/// Sets a property of a group of processors.
///
/// [`SetPropertyOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SetPropertyOperation) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SetPropertyOperation {
    /// The group. (`GroupId`, schema 2.1)
    pub group_id: Option<Guid>,
    /// Which property: see [`CpuGroupProperty`]. (`PropertyCode`, schema 2.1)
    pub property_code: Option<u32>,
    /// Its new value. (`PropertyValue`, schema 2.1)
    pub property_value: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SetPropertyOperation "SetPropertyOperation" W2104.v(2, 1), false &[];
    0 group_id: Leaf(Guid) "GroupId" W2104.v(2, 1), None, None;
    1 property_code: Leaf(u32) "PropertyCode" W2104.v(2, 1), None, None;
    2 property_value: Leaf(u64) "PropertyValue" W2104.v(2, 1), None, None;
}

/// The instances of container credential guard on a host.
///
/// [`ContainerCredentialGuardSystemInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardSystemInfo) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardSystemInfo {
    /// The instances. (`Instances`, schema 2.1)
    pub instances: Option<Vec<ContainerCredentialGuardInstance>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardSystemInfo "ContainerCredentialGuardSystemInfo" W1809.v(2, 1), false &[];
    0 instances: Records(ContainerCredentialGuardInstance) "Instances" W1809.v(2, 1), None, None;
}

/// An instance of container credential guard: the credentials of one container.
///
/// [`ContainerCredentialGuardInstance`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardInstance) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardInstance {
    /// Its id. (`Id`, schema 2.1)
    pub id: Option<String>,
    /// What the container's document takes over. (`CredentialGuard`, schema 2.1)
    pub credential_guard: Option<ContainerCredentialGuardState>,
    /// The socket service that it needs, if it talks over Hyper-V sockets. (`HvSocketConfig`, schema 2.1)
    pub hv_socket_config: Option<ContainerCredentialGuardHvSocketServiceConfig>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardInstance "ContainerCredentialGuardInstance" W1809.v(2, 1), false &[];
    0 id: Leaf(String) "Id" W1809.v(2, 1), None, None;
    1 credential_guard: Record(ContainerCredentialGuardState) "CredentialGuard" W1809.v(2, 1), None, None;
    2 hv_socket_config: Record(ContainerCredentialGuardHvSocketServiceConfig) "HvSocketConfig" W1809.v(2, 1), None, None;
}

/// The socket service of an instance of container credential guard.
///
/// [`ContainerCredentialGuardHvSocketServiceConfig`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardHvSocketServiceConfig) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardHvSocketServiceConfig {
    /// The service's GUID. (`ServiceId`, schema 2.1)
    pub service_id: Option<Guid>,
    /// Who may use it. (`ServiceConfig`, schema 2.1)
    pub service_config: Option<HvSocketServiceConfig>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardHvSocketServiceConfig "ContainerCredentialGuardHvSocketServiceConfig" W1809.v(2, 1), false &[];
    0 service_id: Leaf(Guid) "ServiceId" W1809.v(2, 1), None, None;
    1 service_config: Record(HvSocketServiceConfig) "ServiceConfig" W1809.v(2, 1), None, None;
}

/// Adds or removes an instance of container credential guard.
///
/// [`ContainerCredentialGuardOperationRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardOperationRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardOperationRequest {
    /// What to do. (`Operation`, schema 2.1)
    pub operation: Option<ContainerCredentialGuardModifyOperation>,
    /// What that takes. (`OperationDetails`, schema 2.1)
    pub operation_details: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardOperationRequest "ContainerCredentialGuardOperationRequest" W1809.v(2, 1), false &[];
    0 operation: Leaf(ContainerCredentialGuardModifyOperation) "Operation" W1809.v(2, 1), None, None;
    1 operation_details: Any(Value) "OperationDetails" W1809.v(2, 1), None, None;
}

/// What can be done with instances of container credential guard.
///
/// [`ContainerCredentialGuardModifyOperation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardModifyOperation) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ContainerCredentialGuardModifyOperation {
    /// Add one: [`ContainerCredentialGuardAddInstanceRequest`]. (schema 2.1)
    AddInstance,
    /// Remove one: [`ContainerCredentialGuardRemoveInstanceRequest`]. (schema 2.1)
    RemoveInstance,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ContainerCredentialGuardModifyOperation "ContainerCredentialGuardModifyOperation" W1809.v(2, 1);
    AddInstance "AddInstance" W1809.v(2, 1);
    RemoveInstance "RemoveInstance" W1809.v(2, 1);
}

/// Adds an instance of container credential guard.
///
/// [`ContainerCredentialGuardAddInstanceRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardAddInstanceRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardAddInstanceRequest {
    /// The id that it is to have. (`Id`, schema 2.1)
    pub id: Option<String>,
    /// Which account it is for, as JSON. (`CredentialSpec`, schema 2.1)
    pub credential_spec: Option<String>,
    /// How it is talked to. (`Transport`, schema 2.1)
    pub transport: Option<ContainerCredentialGuardTransport>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardAddInstanceRequest "ContainerCredentialGuardAddInstanceRequest" W1809.v(2, 1), false &[];
    0 id: Leaf(String) "Id" W1809.v(2, 1), None, None;
    1 credential_spec: Leaf(String) "CredentialSpec" W1809.v(2, 1), None, None;
    2 transport: Leaf(ContainerCredentialGuardTransport) "Transport" W1809.v(2, 1), None, None;
}

/// Removes an instance of container credential guard.
///
/// [`ContainerCredentialGuardRemoveInstanceRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardRemoveInstanceRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardRemoveInstanceRequest {
    /// Its id. (`Id`, schema 2.1)
    pub id: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardRemoveInstanceRequest "ContainerCredentialGuardRemoveInstanceRequest" W1809.v(2, 1), false &[];
    0 id: Leaf(String) "Id" W1809.v(2, 1), None, None;
}
