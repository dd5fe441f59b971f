// Written by `cargo xtask codegen` from hcs/schema/container.txt: change that and run the command again.

//! Containers, and the layers of their storage.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What a container of Windows Server is made of.
///
/// [`Container`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Container) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Container {
    /// Settings of the operating system in it. (`GuestOs`, schema 2.0)
    pub guest_os: Option<GuestOs>,
    /// Its layers and its scratch space. (`Storage`, schema 2.0)
    pub storage: Option<Storage>,
    /// The host's directories that it sees. (`MappedDirectories`, schema 2.0)
    pub mapped_directories: Option<Vec<MappedDirectory>>,
    /// The host's pipes that it sees. (`MappedPipes`, schema 2.0)
    pub mapped_pipes: Option<Vec<MappedPipe>>,
    /// How much memory it may use. (`Memory`, schema 2.0)
    pub memory: Option<ContainerMemory>,
    /// How much of the processors it may use. (`Processor`, schema 2.0)
    pub processor: Option<ContainerProcessor>,
    /// Its network. (`Networking`, schema 2.0)
    pub networking: Option<Networking>,
    /// Who may use the sockets between host and container. (`HvSocket`, schema 2.0)
    pub hv_socket: Option<ContainerHvSocket>,
    /// The account of a group (gMSA) that it uses. (`ContainerCredentialGuard`, schema 2.1)
    pub container_credential_guard: Option<ContainerCredentialGuardState>,
    /// Changes of its registry before it starts. (`RegistryChanges`, schema 2.0)
    pub registry_changes: Option<RegistryChanges>,
    /// The host's devices that it is given. (`AssignedDevices`, schema 2.1)
    pub assigned_devices: Option<Vec<Device>>,
    /// Further devices, as a definition of its namespaces has them. (`AdditionalDeviceNamespace`, schema 2.3)
    pub additional_device_namespace: Option<ContainerDefinitionDevice>,
    /// Another kind of isolation than usual. (`IsolationType`, known from hcsshim)
    pub isolation_type: Option<IsolationType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Container "Container" W1809.v(2, 0), false &[];
    0 guest_os: Record(GuestOs) "GuestOs" W1809.v(2, 0), None, None;
    1 storage: Record(Storage) "Storage" W1809.v(2, 0), None, None;
    2 mapped_directories: Records(MappedDirectory) "MappedDirectories" W1809.v(2, 0), None, None;
    3 mapped_pipes: Records(MappedPipe) "MappedPipes" W1809.v(2, 0), None, None;
    4 memory: Record(ContainerMemory) "Memory" W1809.v(2, 0), None, None;
    5 processor: Record(ContainerProcessor) "Processor" W1809.v(2, 0), None, None;
    6 networking: Record(Networking) "Networking" W1809.v(2, 0), None, None;
    7 hv_socket: Record(ContainerHvSocket) "HvSocket" W1809.v(2, 0), None, None;
    8 container_credential_guard: Record(ContainerCredentialGuardState) "ContainerCredentialGuard" W1809.v(2, 1), None, None;
    9 registry_changes: Record(RegistryChanges) "RegistryChanges" W1809.v(2, 0), None, None;
    10 assigned_devices: Records(Device) "AssignedDevices" W1809.v(2, 1), None, None;
    11 additional_device_namespace: Record(ContainerDefinitionDevice) "AdditionalDeviceNamespace" W2104.v(2, 3), None, None;
    12 isolation_type: Leaf(IsolationType) "IsolationType" ADDED, None, None;
}

/// Settings of the operating system in a container.
///
/// [`GuestOs`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestOs) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct GuestOs {
    /// The name that it gives itself. (`HostName`, schema 2.0)
    pub host_name: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestOs "GuestOs" W1809.v(2, 0), false &[];
    0 host_name: Leaf(String) "HostName" W1809.v(2, 0), None, None;
}

/// How much memory a container may use.
///
/// [`Container_Memory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Container_Memory) of Microsoft's reference; first published for Windows 10, version 1809 as `Memory`; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerMemory {
    /// The most, in megabytes. (`SizeInMB`, schema 2.1)
    pub size_in_mb: Option<MegaBytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerMemory "Container_Memory" W1809.v(2, 1), false &[];
    0 size_in_mb: Leaf(MegaBytes) "SizeInMB" W1809.v(2, 1), None, None;
}

/// How much of the host's processors a container may use. Of the three limits there is one.
///
/// [`Container_Processor`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Container_Processor) of Microsoft's reference; first published for Windows 10, version 1809 as `Processor`; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerProcessor {
    /// As a number of processors, which sets its share of the host's. (`Count`, schema 2.0)
    pub count: Option<u32>,
    /// As a weight against other work: 0 to 10000. (`Weight`, schema 2.0)
    pub weight: Option<i64>,
    /// As a share of all processors, in hundredths of a percent: 10000 is all of it. (`Maximum`, schema 2.0)
    pub maximum: Option<i64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerProcessor "Container_Processor" W1809.v(2, 0), false &[Group { required: false, names: &["Count", "Weight", "Maximum"] }];
    0 count: Leaf(u32) "Count" W1809.v(2, 0), None, None;
    1 weight: Leaf(i64) "Weight" W1809.v(2, 0), Some((0, 10000)), None;
    2 maximum: Leaf(i64) "Maximum" W1809.v(2, 0), Some((0, 10000)), None;
}

/// Who may use the sockets between host and container.
///
/// [`Container_HvSocket`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Container_HvSocket) of Microsoft's reference; first published for Windows 10, version 1809 as `HvSocket`; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerHvSocket {
    /// The rules. (`Config`, schema 2.0)
    pub config: Option<HvSocketSystemConfig>,
    /// Whether PowerShell Direct may use them. (`EnablePowerShellDirect`, schema 2.0)
    pub enable_power_shell_direct: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerHvSocket "Container_HvSocket" W1809.v(2, 0), false &[];
    0 config: Record(HvSocketSystemConfig) "Config" W1809.v(2, 0), None, None;
    1 enable_power_shell_direct: Leaf(bool) "EnablePowerShellDirect" W1809.v(2, 0), None, None;
}

/// A kind of isolation.
///
/// `IsolationType`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum IsolationType {
    /// Hardly any: its processes run in the host's namespaces. (known from hcsshim)
    HostProcess,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    IsolationType "IsolationType" ADDED;
    HostProcess "HostProcess" ADDED;
}

/// The storage of a container.
///
/// [`Storage`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Storage) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Storage {
    /// Its layers, which are only read: the newest first. (`Layers`, schema 2.0)
    pub layers: Option<Vec<Layer>>,
    /// The scratch space, where changes go. (`Path`, schema 2.0)
    pub path: Option<String>,
    /// Limits. (`QoS`, schema 2.0)
    pub qos: Option<StorageQoS>,
    /// Where a container with rights on the host sees its files. (`PrivilegedContainerRootPath`, known from hcsshim)
    pub privileged_container_root_path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Storage "Storage" W1809.v(2, 0), false &[];
    0 layers: Records(Layer) "Layers" W1809.v(2, 0), None, None;
    1 path: Leaf(String) "Path" W1809.v(2, 0), None, None;
    2 qos: Record(StorageQoS) "QoS" W1809.v(2, 0), None, None;
    3 privileged_container_root_path: Leaf(String) "PrivilegedContainerRootPath" ADDED, None, None;
}

/// A layer of a container's storage.
///
/// [`Layer`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Layer) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Layer {
    /// Its GUID. (`Id`, schema 2.0)
    pub id: Option<Guid>,
    /// Where it is. (`Path`, schema 2.0)
    pub path: Option<String>,
    /// What kind of path that is. (`PathType`, schema 2.1)
    pub path_type: Option<PathType>,
    /// How it is cached. (`Cache`, schema 2.0)
    pub cache: Option<CacheMode>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Layer "Layer" W1809.v(2, 0), false &[];
    0 id: Leaf(Guid) "Id" W1809.v(2, 0), None, None;
    1 path: Leaf(String) "Path" W1809.v(2, 0), None, None;
    2 path_type: Leaf(PathType) "PathType" W1809.v(2, 1), None, None;
    3 cache: Leaf(CacheMode) "Cache" W1809.v(2, 0), None, None;
}

/// A kind of path.
///
/// [`PathType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#PathType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PathType {
    /// A path on the host. (schema 2.1)
    AbsolutePath,
    /// The name of a share by SMB. (schema 2.1)
    VirtualSmbShareName,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    PathType "PathType" W1809.v(2, 1);
    AbsolutePath "AbsolutePath" W1809.v(2, 1);
    VirtualSmbShareName "VirtualSmbShareName" W1809.v(2, 1);
}

/// How a layer is cached.
///
/// [`CacheMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CacheMode) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CacheMode {
    /// As it is by default, which is mostly enabled. (schema 2.0)
    Unspecified,
    /// It isn't. (schema 2.0)
    Disabled,
    /// In the memory partition of the system. (schema 2.0)
    Enabled,
    /// In a private memory partition. (schema 2.0)
    Private,
    /// In a private memory partition that others may use, too. (schema 2.0)
    PrivateAllowSharing,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    CacheMode "CacheMode" W1809.v(2, 0);
    Unspecified "" W1809.v(2, 0);
    Disabled "Disabled" W1809.v(2, 0);
    Enabled "Enabled" W1809.v(2, 0);
    Private "Private" W1809.v(2, 0);
    PrivateAllowSharing "PrivateAllowSharing" W1809.v(2, 0);
}

/// A directory of the host's that a container sees.
///
/// [`MappedDirectory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MappedDirectory) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct MappedDirectory {
    /// The directory on the host. (`HostPath`, schema 2.0)
    pub host_path: Option<String>,
    /// What kind of path that is. (`HostPathType`, schema 2.1)
    pub host_path_type: Option<PathType>,
    /// Where the container sees it. (`ContainerPath`, schema 2.0)
    pub container_path: Option<String>,
    /// Whether the container may only read. (`ReadOnly`, schema 2.0)
    pub read_only: Option<bool>,
    /// Whether cloud files can be used. (`SupportCloudFiles`, schema 2.3)
    pub support_cloud_files: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MappedDirectory "MappedDirectory" W1809.v(2, 0), false &[];
    0 host_path: Leaf(String) "HostPath" W1809.v(2, 0), None, None;
    1 host_path_type: Leaf(PathType) "HostPathType" W1809.v(2, 1), None, None;
    2 container_path: Leaf(String) "ContainerPath" W1809.v(2, 0), None, None;
    3 read_only: Leaf(bool) "ReadOnly" W1809.v(2, 0), None, None;
    4 support_cloud_files: Leaf(bool) "SupportCloudFiles" W2004.v(2, 3), None, None;
}

/// A pipe of the host's that a container sees.
///
/// [`MappedPipe`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MappedPipe) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct MappedPipe {
    /// The name that the container sees. (`ContainerPipeName`, schema 2.0)
    pub container_pipe_name: Option<String>,
    /// The pipe on the host. (`HostPath`, schema 2.0)
    pub host_path: Option<String>,
    /// What kind of path that is. (`HostPathType`, schema 2.1)
    pub host_path_type: Option<MappedPipePathType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MappedPipe "MappedPipe" W1809.v(2, 0), false &[];
    0 container_pipe_name: Leaf(String) "ContainerPipeName" W1809.v(2, 0), None, None;
    1 host_path: Leaf(String) "HostPath" W1809.v(2, 0), None, None;
    2 host_path_type: Leaf(MappedPipePathType) "HostPathType" W1809.v(2, 1), None, None;
}

/// A kind of path of a pipe.
///
/// [`MappedPipePathType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MappedPipePathType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MappedPipePathType {
    /// A path on the host. (schema 2.1)
    AbsolutePath,
    /// The name of a pipe by SMB. (schema 2.1)
    VirtualSmbPipeName,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MappedPipePathType "MappedPipePathType" W1809.v(2, 1);
    AbsolutePath "AbsolutePath" W1809.v(2, 1);
    VirtualSmbPipeName "VirtualSmbPipeName" W1809.v(2, 1);
}

/// A virtual disk that a container inside a virtual machine sees.
///
/// [`MappedVirtualDisk`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MappedVirtualDisk) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct MappedVirtualDisk {
    /// Where the container sees it. (`ContainerPath`, schema 2.1)
    pub container_path: Option<String>,
    /// Its LUN. (`Lun`, schema 2.1)
    pub lun: Option<u8>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MappedVirtualDisk "MappedVirtualDisk" W1809.v(2, 1), false &[];
    0 container_path: Leaf(String) "ContainerPath" W1809.v(2, 1), None, None;
    1 lun: Leaf(u8) "Lun" W1809.v(2, 1), None, None;
}

/// Layers that are put together in a guest to one file system.
///
/// [`CombinedLayers`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CombinedLayers) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct CombinedLayers {
    /// The layers, which are only read. (`Layers`, schema 2.0)
    pub layers: Option<Vec<Layer>>,
    /// Where changes go, in a Linux guest. (`ScratchPath`, schema 2.0)
    pub scratch_path: Option<String>,
    /// Where the file system appears; in a Windows guest, changes go there too. (`ContainerRootPath`, schema 2.0)
    pub container_root_path: Option<String>,
    /// How they are put together. (`FilterType`, known from hcsshim)
    pub filter_type: Option<FileSystemFilterType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CombinedLayers "CombinedLayers" W1809.v(2, 0), false &[];
    0 layers: Records(Layer) "Layers" W1809.v(2, 0), None, None;
    1 scratch_path: Leaf(String) "ScratchPath" W1809.v(2, 0), None, None;
    2 container_root_path: Leaf(String) "ContainerRootPath" W1809.v(2, 0), None, None;
    3 filter_type: Leaf(FileSystemFilterType) "FilterType" ADDED, None, None;
}

/// How layers are put together.
///
/// `FileSystemFilterType`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FileSystemFilterType {
    /// By the newer filter. (known from hcsshim)
    UnionFS,
    /// By the older filter. (known from hcsshim)
    Wcifs,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    FileSystemFilterType "FileSystemFilterType" ADDED;
    UnionFS "UnionFS" ADDED;
    Wcifs "WCIFS" ADDED;
}

/// An image of a file system (CIM) to be mounted in a guest.
///
/// [`CimMount`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CimMount) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct CimMount {
    /// The directory with the image. (`ImagePath`, schema 2.3)
    pub image_path: Option<String>,
    /// The file system's name in it. (`FileSystemName`, schema 2.3)
    pub file_system_name: Option<String>,
    /// The volume that it appears as. (`VolumeGuid`, schema 2.3)
    pub volume_guid: Option<Guid>,
    /// Flags for `CimMountImage`. (`MountFlags`, schema 2.5)
    pub mount_flags: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CimMount "CimMount" W1809.v(2, 3), false &[];
    0 image_path: Leaf(String) "ImagePath" W2004.v(2, 3), None, None;
    1 file_system_name: Leaf(String) "FileSystemName" W2004.v(2, 3), None, None;
    2 volume_guid: Leaf(Guid) "VolumeGuid" W2004.v(2, 3), None, None;
    3 mount_flags: Leaf(u32) "MountFlags" W2104.v(2, 5), None, None;
}

/// The network of a container.
///
/// [`Networking`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Networking) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Networking {
    /// Whether short names are looked up, too. (`AllowUnqualifiedDnsQuery`, schema 2.0)
    pub allow_unqualified_dns_query: Option<bool>,
    /// What short names are completed with, with commas between. (`DnsSearchList`, schema 2.0)
    pub dns_search_list: Option<String>,
    /// The container whose network it shares. (`NetworkSharedContainerName`, schema 2.0)
    pub network_shared_container_name: Option<String>,
    /// Its network namespace: a GUID on Windows. (`Namespace`, schema 2.0)
    pub namespace: Option<String>,
    /// The endpoints that it is connected with. (`NetworkAdapters`, schema 2.0)
    pub network_adapters: Option<Vec<Guid>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Networking "Networking" W1809.v(2, 0), false &[];
    0 allow_unqualified_dns_query: Leaf(bool) "AllowUnqualifiedDnsQuery" W1809.v(2, 0), None, None;
    1 dns_search_list: Leaf(String) "DnsSearchList" W1809.v(2, 0), None, None;
    2 network_shared_container_name: Leaf(String) "NetworkSharedContainerName" W1809.v(2, 0), None, None;
    3 namespace: Leaf(String) "Namespace" W1809.v(2, 0), None, None;
    4 network_adapters: Leaves(Guid) "NetworkAdapters" W1809.v(2, 0), None, None;
}

/// A device of the host's that a container is given.
///
/// [`Device`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Device) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct Device {
    /// How it is chosen. (`Type`, schema 2.2)
    pub r#type: Option<DeviceType>,
    /// The class of its interfaces, if it is chosen by class. (`InterfaceClassGuid`, schema 2.1)
    pub interface_class_guid: Option<Guid>,
    /// Where it is plugged in, if it is chosen by instance. (`LocationPath`, schema 2.2)
    pub location_path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Device "Device" W1809.v(2, 1), false &[];
    0 r#type: Leaf(DeviceType) "Type" W1903.v(2, 2), None, None;
    1 interface_class_guid: Leaf(Guid) "InterfaceClassGuid" W1809.v(2, 1), None, None;
    2 location_path: Leaf(String) "LocationPath" W1903.v(2, 2), None, None;
}

/// How a device is chosen.
///
/// [`DeviceType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeviceType) of Microsoft's reference; first published for Windows 10, version 1903; schema 2.2.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DeviceType {
    /// By the class of its interfaces. (schema 2.2)
    ClassGuid,
    /// By where it is plugged in. (schema 2.2)
    DeviceInstance,
    /// All graphics processors of the host. (schema 2.2)
    GpuMirror,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    DeviceType "DeviceType" W1903.v(2, 2);
    ClassGuid "ClassGuid" W1903.v(2, 2);
    DeviceInstance "DeviceInstance" W1903.v(2, 2);
    GpuMirror "GpuMirror" W1903.v(2, 2);
}

/// Further devices of a container.
///
/// [`ContainersDef_Device`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainersDef_Device) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerDefinitionDevice {
    /// The extensions that bring them. (`device_extension`, schema 2.3)
    pub device_extension: Option<Vec<DeviceExtension>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerDefinitionDevice "ContainersDef_Device" W2104.v(2, 3), false &[];
    0 device_extension: Records(DeviceExtension) "device_extension" W2104.v(2, 3), None, None;
}

/// How a container comes to the account of a group (gMSA).
///
/// [`ContainerCredentialGuardState`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardState) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerCredentialGuardState {
    /// What it shows to the service that has the credentials. (`Cookie`, schema 2.1)
    pub cookie: Option<Bytes>,
    /// Where that service listens. (`RpcEndpoint`, schema 2.1)
    pub rpc_endpoint: Option<String>,
    /// How it is talked to. (`Transport`, schema 2.1)
    pub transport: Option<ContainerCredentialGuardTransport>,
    /// Which account it is, as JSON. (`CredentialSpec`, schema 2.1)
    pub credential_spec: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerCredentialGuardState "ContainerCredentialGuardState" W1809.v(2, 1), false &[];
    0 cookie: Leaf(Bytes) "Cookie" W1809.v(2, 1), None, None;
    1 rpc_endpoint: Leaf(String) "RpcEndpoint" W1809.v(2, 1), None, None;
    2 transport: Leaf(ContainerCredentialGuardTransport) "Transport" W1809.v(2, 1), None, None;
    3 credential_spec: Leaf(String) "CredentialSpec" W1809.v(2, 1), None, None;
}

/// How a container talks to the service that has its credentials.
///
/// [`ContainerCredentialGuardTransport`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainerCredentialGuardTransport) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ContainerCredentialGuardTransport {
    /// By a local remote procedure call. (schema 2.1)
    Lrpc,
    /// By a remote procedure call over Hyper-V sockets. (schema 2.1)
    HvSocket,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ContainerCredentialGuardTransport "ContainerCredentialGuardTransport" W1809.v(2, 1);
    Lrpc "LRPC" W1809.v(2, 1);
    HvSocket "HvSocket" W1809.v(2, 1);
}

/// Whether what a container writes into its registry is flushed to its files.
///
/// [`RegistryFlushState`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryFlushState) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryFlushState {
    /// Whether it is. (`Enabled`, schema 2.1)
    pub enabled: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryFlushState "RegistryFlushState" W1809.v(2, 1), false &[];
    0 enabled: Leaf(bool) "Enabled" W1809.v(2, 1), None, None;
}

/// The layers that a function of `computestorage.dll` works with.
///
/// [`LayerData`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#LayerData) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct LayerData {
    /// The schema version of this document. (`SchemaVersion`, schema 2.1)
    pub schema_version: Option<Version>,
    /// The layers, the newest first. (`Layers`, schema 2.1)
    pub layers: Option<Vec<Layer>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    LayerData "LayerData" W1809.v(2, 1), true &[];
    0 schema_version: Record(Version) "SchemaVersion" W1809.v(2, 1), None, None;
    1 layers: Records(Layer) "Layers" W1809.v(2, 1), None, None;
}

document!(LayerData);

/// How `HcsExportLayer` is to export.
///
/// [`ExportLayerOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ExportLayerOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ExportLayerOptions {
    /// Whether it is the layer that changes have gone into. (`IsWritableLayer`, schema 2.1)
    pub is_writable_layer: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ExportLayerOptions "ExportLayerOptions" W1809.v(2, 1), true &[];
    0 is_writable_layer: Leaf(bool) "IsWritableLayer" W1809.v(2, 1), None, None;
}

document!(ExportLayerOptions);

/// How `HcsSetupBaseOSLayer` is to set a layer up.
///
/// [`OsLayerOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OsLayerOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct OsLayerOptions {
    /// For containers, or for virtual machines. (`Type`, schema 2.1)
    pub r#type: Option<OsLayerType>,
    /// Whether the cache of code integrity is left as it is. (`DisableCiCacheOptimization`, schema 2.1)
    pub disable_ci_cache_optimization: Option<bool>,
    /// Whether the boot configuration is left as it is. (`SkipUpdateBcdForBoot`, schema 2.5)
    pub skip_update_bcd_for_boot: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OsLayerOptions "OsLayerOptions" W1809.v(2, 1), true &[];
    0 r#type: Leaf(OsLayerType) "Type" W1809.v(2, 1), None, None;
    1 disable_ci_cache_optimization: Leaf(bool) "DisableCiCacheOptimization" W1809.v(2, 1), None, None;
    2 skip_update_bcd_for_boot: Leaf(bool) "SkipUpdateBcdForBoot" W2104.v(2, 5), None, None;
}

document!(OsLayerOptions);

/// What a layer of an operating system is for.
///
/// [`OsLayerType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OsLayerType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OsLayerType {
    /// Containers. (schema 2.1)
    Container,
    /// Virtual machines. (schema 2.1)
    Vm,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    OsLayerType "OsLayerType" W1809.v(2, 1);
    Container "Container" W1809.v(2, 1);
    Vm "Vm" W1809.v(2, 1);
}
