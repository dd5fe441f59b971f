// Written by `cargo xtask codegen` from hcs/schema/silo.txt: change that and run the command again.

//! The namespaces of a container, and what devices bring along.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// The namespaces of a container.
///
/// [`ContainersDef_Container`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainersDef_Container) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct ContainerDefinition {
    /// The namespaces. (`namespace`, schema 2.3)
    pub namespace: Option<Namespace>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ContainerDefinition "ContainersDef_Container" W2104.v(2, 3), false &[];
    0 namespace: Record(Namespace) "namespace" W2104.v(2, 3), None, None;
}

/// The namespaces of a container, one for each kind of object.
///
/// [`Namespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Namespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct Namespace {
    /// Processors, memory and processes. (`job`, schema 2.3)
    pub job: Option<JobNamespace>,
    /// Files. (`filesystem`, schema 2.3)
    pub filesystem: Option<FilesystemNamespace>,
    /// Mount points. (`mountmgr`, schema 2.3)
    pub mountmgr: Option<MountManagerNamespace>,
    /// Named pipes. (`namedpipe`, schema 2.3)
    pub namedpipe: Option<NamedPipeNamespace>,
    /// Objects of the kernel. (`ob`, schema 2.3)
    pub ob: Option<ObjectNamespace>,
    /// The registry. (`registry`, schema 2.3)
    pub registry: Option<RegistryNamespace>,
    /// The network. (`network`, schema 2.3)
    pub network: Option<NetworkNamespace>,
    /// Devices. (`device`, schema 2.3)
    pub device: Option<DeviceNamespace>,
    /// Files of the host. (`hostfiles`, schema 2.3)
    pub hostfiles: Option<HostFiles>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Namespace "Namespace" W2104.v(2, 3), false &[];
    0 job: Record(JobNamespace) "job" W2104.v(2, 3), None, None;
    1 filesystem: Record(FilesystemNamespace) "filesystem" W2104.v(2, 3), None, None;
    2 mountmgr: Record(MountManagerNamespace) "mountmgr" W2104.v(2, 3), None, None;
    3 namedpipe: Record(NamedPipeNamespace) "namedpipe" W2104.v(2, 3), None, None;
    4 ob: Record(ObjectNamespace) "ob" W2104.v(2, 3), None, None;
    5 registry: Record(RegistryNamespace) "registry" W2104.v(2, 3), None, None;
    6 network: Record(NetworkNamespace) "network" W2104.v(2, 3), None, None;
    7 device: Record(DeviceNamespace) "device" W2104.v(2, 3), None, None;
    8 hostfiles: Record(HostFiles) "hostfiles" W2104.v(2, 3), None, None;
}

/// A file that appears in several places.
///
/// [`ContainersDef_BatchedBinding`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ContainersDef_BatchedBinding) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct BatchedBinding {
    /// The file. (`filepath`, schema 2.3)
    pub filepath: Option<String>,
    /// Where it appears. (`bindingroots`, schema 2.3)
    pub bindingroots: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    BatchedBinding "ContainersDef_BatchedBinding" W2104.v(2, 3), false &[];
    0 filepath: Leaf(String) "filepath" W2104.v(2, 3), None, None;
    1 bindingroots: Leaves(String) "bindingroots" W2104.v(2, 3), None, None;
}

/// An extension that brings devices, and what they need.
///
/// [`DeviceExtension`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeviceExtension) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct DeviceExtension {
    /// The devices. (`device_category`, schema 2.3)
    pub device_category: Option<DeviceCategory>,
    /// What else they need. (`namespace`, schema 2.3)
    pub namespace: Option<Namespace>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DeviceExtension "DeviceExtension" W2104.v(2, 3), false &[];
    0 device_category: Record(DeviceCategory) "device_category" W2104.v(2, 3), None, None;
    1 namespace: Record(Namespace) "namespace" W2104.v(2, 3), None, None;
}

/// Devices with a common name.
///
/// [`DeviceCategory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeviceCategory) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct DeviceCategory {
    /// The name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Their classes of interfaces. (`interface_class`, schema 2.3)
    pub interface_class: Option<Vec<InterfaceClass>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DeviceCategory "DeviceCategory" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 interface_class: Records(InterfaceClass) "interface_class" W2104.v(2, 3), None, None;
}

/// A single device.
///
/// [`DeviceInstance`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeviceInstance) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct DeviceInstance {
    /// Its id. (`id`, schema 2.3)
    pub id: Option<String>,
    /// Where it is plugged in. (`location_path`, schema 2.3)
    pub location_path: Option<String>,
    /// The name of its port. (`port_name`, schema 2.3)
    pub port_name: Option<String>,
    /// Its classes of interfaces. (`interface_class`, schema 2.3)
    pub interface_class: Option<Vec<InterfaceClass>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DeviceInstance "DeviceInstance" W2104.v(2, 3), false &[];
    0 id: Leaf(String) "id" W2104.v(2, 3), None, None;
    1 location_path: Leaf(String) "location_path" W2104.v(2, 3), None, None;
    2 port_name: Leaf(String) "port_name" W2104.v(2, 3), None, None;
    3 interface_class: Records(InterfaceClass) "interface_class" W2104.v(2, 3), None, None;
}

/// The devices of a container.
///
/// [`DeviceNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#DeviceNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct DeviceNamespace {
    /// Whether it needs the host's drivers. (`requires_driverstore`, schema 2.3)
    pub requires_driverstore: Option<bool>,
    /// Devices by category. (`device_category`, schema 2.3)
    pub device_category: Option<Vec<DeviceCategory>>,
    /// Single devices. (`device_instance`, schema 2.3)
    pub device_instance: Option<Vec<DeviceInstance>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DeviceNamespace "DeviceNamespace" W2104.v(2, 3), false &[];
    0 requires_driverstore: Leaf(bool) "requires_driverstore" W2104.v(2, 3), None, None;
    1 device_category: Records(DeviceCategory) "device_category" W2104.v(2, 3), None, None;
    2 device_instance: Records(DeviceInstance) "device_instance" W2104.v(2, 3), None, None;
}

/// A class of device interfaces.
///
/// [`InterfaceClass`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#InterfaceClass) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct InterfaceClass {
    /// How it is meant. (`type`, schema 2.3)
    pub r#type: Option<InterfaceClassType>,
    /// The GUID of the class. (`identifier`, schema 2.3)
    pub identifier: Option<Guid>,
    /// Whether devices below count. (`recurse`, schema 2.3)
    pub recurse: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    InterfaceClass "InterfaceClass" W2104.v(2, 3), false &[];
    0 r#type: Leaf(InterfaceClassType) "type" W2104.v(2, 3), None, None;
    1 identifier: Leaf(Guid) "identifier" W2104.v(2, 3), None, None;
    2 recurse: Leaf(bool) "recurse" W2104.v(2, 3), None, None;
}

/// How a class of device interfaces is meant.
///
/// [`InterfaceClassType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#InterfaceClassType) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InterfaceClassType {
    /// As the one that has brought the extension along. (schema 2.3)
    Inherit,
    /// For one device. (schema 2.3)
    DeviceInstance,
    /// For all devices of the class. (schema 2.3)
    ClassGuid,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    InterfaceClassType "InterfaceClassType" W2104.v(2, 3);
    Inherit "Inherit" W2104.v(2, 3);
    DeviceInstance "DeviceInstance" W2104.v(2, 3);
    ClassGuid "ClassGuid" W2104.v(2, 3);
}

/// The files of a container.
///
/// [`FilesystemNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FilesystemNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct FilesystemNamespace {
    /// Where they are. (`path`, schema 2.3)
    pub path: Option<String>,
    /// How strictly they are apart. (`isolation`, schema 2.3)
    pub isolation: Option<FilesystemIsolationMode>,
    /// Whether there is another namespace around. (`nesting`, schema 2.3)
    pub nesting: Option<FilesystemNestingMode>,
    /// The layers. (`layer`, schema 2.3)
    pub layer: Option<Vec<FilesystemLayer>>,
    /// Files that appear in several places. (`bindings`, schema 2.3)
    pub bindings: Option<Vec<BatchedBinding>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    FilesystemNamespace "FilesystemNamespace" W2104.v(2, 3), false &[];
    0 path: Leaf(String) "path" W2104.v(2, 3), None, None;
    1 isolation: Leaf(FilesystemIsolationMode) "isolation" W2104.v(2, 3), None, None;
    2 nesting: Leaf(FilesystemNestingMode) "nesting" W2104.v(2, 3), None, None;
    3 layer: Records(FilesystemLayer) "layer" W2104.v(2, 3), None, None;
    4 bindings: Records(BatchedBinding) "bindings" W2104.v(2, 3), None, None;
}

/// A layer of files.
///
/// [`FilesystemLayer`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FilesystemLayer) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct FilesystemLayer {
    /// Its GUID. (`identifier`, schema 2.3)
    pub identifier: Option<Guid>,
    /// Where it is. (`path`, schema 2.3)
    pub path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    FilesystemLayer "FilesystemLayer" W2104.v(2, 3), false &[];
    0 identifier: Leaf(Guid) "identifier" W2104.v(2, 3), None, None;
    1 path: Leaf(String) "path" W2104.v(2, 3), None, None;
}

/// How strictly files are apart.
///
/// [`FilesystemIsolationMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FilesystemIsolationMode) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FilesystemIsolationMode {
    /// `hard`. (schema 2.3)
    Hard,
    /// `soft`. (schema 2.3)
    Soft,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    FilesystemIsolationMode "FilesystemIsolationMode" W2104.v(2, 3);
    Hard "hard" W2104.v(2, 3);
    Soft "soft" W2104.v(2, 3);
}

/// Whether a namespace of files is inside or around another.
///
/// [`FilesystemNestingMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FilesystemNestingMode) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FilesystemNestingMode {
    /// `inner`. (schema 2.3)
    Inner,
    /// `outer`. (schema 2.3)
    Outer,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    FilesystemNestingMode "FilesystemNestingMode" W2104.v(2, 3);
    Inner "inner" W2104.v(2, 3);
    Outer "outer" W2104.v(2, 3);
}

/// Files of the host that a container uses.
///
/// [`HostFiles`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HostFiles) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct HostFiles {
    /// The image. (`base_image_path`, schema 2.3)
    pub base_image_path: Option<String>,
    /// Where changes go. (`sandbox_path`, schema 2.3)
    pub sandbox_path: Option<String>,
    /// The files. (`file`, schema 2.3)
    pub file: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HostFiles "HostFiles" W2104.v(2, 3), false &[];
    0 base_image_path: Leaf(String) "base_image_path" W2104.v(2, 3), None, None;
    1 sandbox_path: Leaf(String) "sandbox_path" W2104.v(2, 3), None, None;
    2 file: Leaves(String) "file" W2104.v(2, 3), None, None;
}

/// The job object of a container.
///
/// [`JobNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#JobNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct JobNamespace {
    /// Limits of its processors. (`cpu`, schema 2.3)
    pub cpu: Option<JobCpu>,
    /// Limits of its memory. (`memory`, schema 2.3)
    pub memory: Option<JobMemory>,
    /// Its system directory. (`systemroot`, schema 2.3)
    pub systemroot: Option<JobSystemRoot>,
    /// What ends it. (`terminationpolicy`, schema 2.3)
    pub terminationpolicy: Option<JobTerminationPolicy>,
    /// Whether threads may act in its name. (`threadimpersonation`, schema 2.3)
    pub threadimpersonation: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    JobNamespace "JobNamespace" W2104.v(2, 3), false &[];
    0 cpu: Record(JobCpu) "cpu" W2104.v(2, 3), None, None;
    1 memory: Record(JobMemory) "memory" W2104.v(2, 3), None, None;
    2 systemroot: Record(JobSystemRoot) "systemroot" W2104.v(2, 3), None, None;
    3 terminationpolicy: Leaf(JobTerminationPolicy) "terminationpolicy" W2104.v(2, 3), None, None;
    4 threadimpersonation: Leaf(bool) "threadimpersonation" W2104.v(2, 3), None, None;
}

/// Limits of a job's processors.
///
/// [`JobCpu`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#JobCpu) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct JobCpu {
    /// Its share of the cycles. (`rate`, schema 2.3)
    pub rate: Option<u32>,
    /// Its weight against others. (`weight`, schema 2.3)
    pub weight: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    JobCpu "JobCpu" W2104.v(2, 3), false &[];
    0 rate: Leaf(u32) "rate" W2104.v(2, 3), None, None;
    1 weight: Leaf(u32) "weight" W2104.v(2, 3), None, None;
}

/// Limits of a job's memory.
///
/// [`JobMemory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#JobMemory) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct JobMemory {
    /// The most. (`limit`, schema 2.3)
    pub limit: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    JobMemory "JobMemory" W2104.v(2, 3), false &[];
    0 limit: Leaf(u64) "limit" W2104.v(2, 3), None, None;
}

/// The system directory of a job.
///
/// [`JobSystemRoot`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#JobSystemRoot) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct JobSystemRoot {
    /// The directory. (`path`, schema 2.3)
    pub path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    JobSystemRoot "JobSystemRoot" W2104.v(2, 3), false &[];
    0 path: Leaf(String) "path" W2104.v(2, 3), None, None;
}

/// What ends a job.
///
/// [`JobTerminationPolicy`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#JobTerminationPolicy) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JobTerminationPolicy {
    /// That nothing runs in it any more. (schema 2.3)
    PermanentQuiescent,
    /// That its last handle is closed. (schema 2.3)
    KillOnHandleClose,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    JobTerminationPolicy "JobTerminationPolicy" W2104.v(2, 3);
    PermanentQuiescent "PermanentQuiescent" W2104.v(2, 3);
    KillOnHandleClose "KillOnHandleClose" W2104.v(2, 3);
}

/// The mount points of a container.
///
/// [`MountManagerNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MountManagerNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct MountManagerNamespace {
    /// The mount points. (`mount_point`, schema 2.3)
    pub mount_point: Option<Vec<MountManagerMountPoint>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MountManagerNamespace "MountManagerNamespace" W2104.v(2, 3), false &[];
    0 mount_point: Records(MountManagerMountPoint) "mount_point" W2104.v(2, 3), None, None;
}

/// A mount point.
///
/// [`MountManagerMountPoint`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MountManagerMountPoint) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct MountManagerMountPoint {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Where it leads. (`path`, schema 2.3)
    pub path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MountManagerMountPoint "MountManagerMountPoint" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 path: Leaf(String) "path" W2104.v(2, 3), None, None;
}

/// The named pipes of a container.
///
/// [`NamedPipeNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NamedPipeNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct NamedPipeNamespace {
    /// The pipes that lead elsewhere. (`symlink`, schema 2.3)
    pub symlink: Option<Vec<NamedPipeSymlink>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NamedPipeNamespace "NamedPipeNamespace" W2104.v(2, 3), false &[];
    0 symlink: Records(NamedPipeSymlink) "symlink" W2104.v(2, 3), None, None;
}

/// A pipe that leads elsewhere.
///
/// [`NamedPipeSymlink`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NamedPipeSymlink) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct NamedPipeSymlink {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Where it leads. (`path`, schema 2.3)
    pub path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NamedPipeSymlink "NamedPipeSymlink" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 path: Leaf(String) "path" W2104.v(2, 3), None, None;
}

/// The network of a container.
///
/// [`NetworkNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NetworkNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct NetworkNamespace {
    /// Its compartment. (`compartment`, schema 2.3)
    pub compartment: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NetworkNamespace "NetworkNamespace" W2104.v(2, 3), false &[];
    0 compartment: Leaf(String) "compartment" W2104.v(2, 3), None, None;
}

/// The kernel's objects that a container sees.
///
/// [`ObjectNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ObjectNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct ObjectNamespace {
    /// Whether those of the host show through. (`shadow`, schema 2.3)
    pub shadow: Option<ObjectDirectoryShadow>,
    /// Links. (`symlink`, schema 2.3)
    pub symlink: Option<Vec<ObjectSymlink>>,
    /// Directories. (`objdir`, schema 2.3)
    pub objdir: Option<Vec<ObjectDirectory>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ObjectNamespace "ObjectNamespace" W2104.v(2, 3), false &[];
    0 shadow: Leaf(ObjectDirectoryShadow) "shadow" W2104.v(2, 3), None, None;
    1 symlink: Records(ObjectSymlink) "symlink" W2104.v(2, 3), None, None;
    2 objdir: Records(ObjectDirectory) "objdir" W2104.v(2, 3), None, None;
}

/// A directory of kernel objects.
///
/// [`ObjectDirectory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ObjectDirectory) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct ObjectDirectory {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// The object whose security descriptor it takes over. (`clonesd`, schema 2.3)
    pub clonesd: Option<String>,
    /// Whether that of the host shows through. (`shadow`, schema 2.3)
    pub shadow: Option<ObjectDirectoryShadow>,
    /// The links in it. (`symlink`, schema 2.3)
    pub symlink: Option<Vec<ObjectSymlink>>,
    /// The directories in it. (`objdir`, schema 2.3)
    pub objdir: Option<Vec<ObjectDirectory>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ObjectDirectory "ObjectDirectory" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 clonesd: Leaf(String) "clonesd" W2104.v(2, 3), None, None;
    2 shadow: Leaf(ObjectDirectoryShadow) "shadow" W2104.v(2, 3), None, None;
    3 symlink: Records(ObjectSymlink) "symlink" W2104.v(2, 3), None, None;
    4 objdir: Records(ObjectDirectory) "objdir" W2104.v(2, 3), None, None;
}

/// A link among kernel objects.
///
/// [`ObjectSymlink`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ObjectSymlink) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct ObjectSymlink {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Where it leads. (`path`, schema 2.3)
    pub path: Option<String>,
    /// Where it holds. (`scope`, schema 2.3)
    pub scope: Option<ObjectSymlinkScope>,
    /// What it is a copy of. (`pathtoclone`, schema 2.3)
    pub pathtoclone: Option<String>,
    /// The rights of whoever follows it. (`access_mask`, schema 2.3)
    pub access_mask: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ObjectSymlink "ObjectSymlink" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 path: Leaf(String) "path" W2104.v(2, 3), None, None;
    2 scope: Leaf(ObjectSymlinkScope) "scope" W2104.v(2, 3), None, None;
    3 pathtoclone: Leaf(String) "pathtoclone" W2104.v(2, 3), None, None;
    4 access_mask: Leaf(u32) "access_mask" W2104.v(2, 3), None, None;
}

/// Whether objects of the host show through. The values are words, not truth values.
///
/// [`ObjectDirectoryShadow`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ObjectDirectoryShadow) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ObjectDirectoryShadow {
    /// No. (schema 2.3)
    False,
    /// Yes. (schema 2.3)
    True,
    /// Where the host has them. (schema 2.3)
    IfExists,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ObjectDirectoryShadow "ObjectDirectoryShadow" W2104.v(2, 3);
    False "false" W2104.v(2, 3);
    True "true" W2104.v(2, 3);
    IfExists "ifexists" W2104.v(2, 3);
}

/// Where a link holds.
///
/// [`ObjectSymlinkScope`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ObjectSymlinkScope) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ObjectSymlinkScope {
    /// In the container. (schema 2.3)
    Local,
    /// Everywhere. (schema 2.3)
    Global,
    /// `GlobalDropSilo`. (schema 2.3)
    GlobalDropSilo,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ObjectSymlinkScope "ObjectSymlinkScope" W2104.v(2, 3);
    Local "Local" W2104.v(2, 3);
    Global "Global" W2104.v(2, 3);
    GlobalDropSilo "GlobalDropSilo" W2104.v(2, 3);
}

/// The registry of a container.
///
/// [`RegistryNamespace`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryNamespace) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryNamespace {
    /// Links. (`symlink`, schema 2.3)
    pub symlink: Option<Vec<RegistrySymlink>>,
    /// Keys that lead elsewhere. (`redirectionnode`, schema 2.3)
    pub redirectionnode: Option<Vec<RegistryRedirectionNode>>,
    /// Hives on top of each other. (`hivestack`, schema 2.3)
    pub hivestack: Option<Vec<RegistryHiveStack>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryNamespace "RegistryNamespace" W2104.v(2, 3), false &[];
    0 symlink: Records(RegistrySymlink) "symlink" W2104.v(2, 3), None, None;
    1 redirectionnode: Records(RegistryRedirectionNode) "redirectionnode" W2104.v(2, 3), None, None;
    2 hivestack: Records(RegistryHiveStack) "hivestack" W2104.v(2, 3), None, None;
}

/// A link in a registry.
///
/// [`RegistrySymlink`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistrySymlink) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistrySymlink {
    /// The key. (`key`, schema 2.3)
    pub key: Option<String>,
    /// Where it leads. (`target`, schema 2.3)
    pub target: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistrySymlink "RegistrySymlink" W2104.v(2, 3), false &[];
    0 key: Leaf(String) "key" W2104.v(2, 3), None, None;
    1 target: Leaf(String) "target" W2104.v(2, 3), None, None;
}

/// A key that leads elsewhere.
///
/// [`RegistryRedirectionNode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryRedirectionNode) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryRedirectionNode {
    /// The key in the container. (`containerpath`, schema 2.3)
    pub containerpath: Option<String>,
    /// The key of the host that it leads to. (`hostpath`, schema 2.3)
    pub hostpath: Option<String>,
    /// The hives that it leads to. (`hivestack`, schema 2.3)
    pub hivestack: Option<String>,
    /// The rights of whoever follows it. (`access_mask`, schema 2.3)
    pub access_mask: Option<u32>,
    /// Whether the hive can be trusted. (`trustedhive`, schema 2.3)
    pub trustedhive: Option<bool>,
    /// Whether it leads out of the container. (`exitnode`, schema 2.3)
    pub exitnode: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryRedirectionNode "RegistryRedirectionNode" W2104.v(2, 3), false &[];
    0 containerpath: Leaf(String) "containerpath" W2104.v(2, 3), None, None;
    1 hostpath: Leaf(String) "hostpath" W2104.v(2, 3), None, None;
    2 hivestack: Leaf(String) "hivestack" W2104.v(2, 3), None, None;
    3 access_mask: Leaf(u32) "access_mask" W2104.v(2, 3), None, None;
    4 trustedhive: Leaf(bool) "trustedhive" W2104.v(2, 3), None, None;
    5 exitnode: Leaf(bool) "exitnode" W2104.v(2, 3), None, None;
}

/// Hives on top of each other.
///
/// [`RegistryHiveStack`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryHiveStack) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryHiveStack {
    /// The hive that they make. (`hive`, schema 2.3)
    pub hive: Option<String>,
    /// The layers. (`layer`, schema 2.3)
    pub layer: Option<Vec<RegistryLayer>>,
    /// Keys to be made. (`mkkey`, schema 2.3)
    pub mkkey: Option<Vec<RegistryMakeKey>>,
    /// Keys to be deleted. (`delkey`, schema 2.3)
    pub delkey: Option<Vec<RegistryDeleteKey>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryHiveStack "RegistryHiveStack" W2104.v(2, 3), false &[];
    0 hive: Leaf(String) "hive" W2104.v(2, 3), None, None;
    1 layer: Records(RegistryLayer) "layer" W2104.v(2, 3), None, None;
    2 mkkey: Records(RegistryMakeKey) "mkkey" W2104.v(2, 3), None, None;
    3 delkey: Records(RegistryDeleteKey) "delkey" W2104.v(2, 3), None, None;
}

/// A layer of a registry.
///
/// [`RegistryLayer`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryLayer) of Microsoft's reference; first published for Windows Server 2022; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryLayer {
    /// The host's hive that it is. (`hosthive`, schema 2.3)
    pub hosthive: Option<String>,
    /// The file of the hive. (`filepath`, schema 2.3)
    pub filepath: Option<String>,
    /// Its GUID. (`identifier`, schema 2.3)
    pub identifier: Option<Guid>,
    /// Whether it is only read. (`readonly`, schema 2.3)
    pub readonly: Option<bool>,
    /// Whether it never changes. (`immutable`, schema 2.3)
    pub immutable: Option<bool>,
    /// Whether it is trusted as the hive below. (`inherittrustclass`, schema 2.3)
    pub inherittrustclass: Option<bool>,
    /// Whether it can be trusted. (`trustedhive`, schema 2.0)
    pub trustedhive: Option<bool>,
    /// Whether writes go to the disk at once. (`writethrough`, schema 2.3)
    pub writethrough: Option<bool>,
    /// A handle of whoever opens the file. It has a meaning in memory only. (`fileaccesstoken`, schema 2.3)
    pub fileaccesstoken: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryLayer "RegistryLayer" W2104.v(2, 0), false &[];
    0 hosthive: Leaf(String) "hosthive" W2104.v(2, 3), None, None;
    1 filepath: Leaf(String) "filepath" W2104.v(2, 3), None, None;
    2 identifier: Leaf(Guid) "identifier" W2104.v(2, 3), None, None;
    3 readonly: Leaf(bool) "readonly" W2104.v(2, 3), None, None;
    4 immutable: Leaf(bool) "immutable" W2104.v(2, 3), None, None;
    5 inherittrustclass: Leaf(bool) "inherittrustclass" W2104.v(2, 3), None, None;
    6 trustedhive: Leaf(bool) "trustedhive" W2104.v(2, 0), None, None;
    7 writethrough: Leaf(bool) "writethrough" W2104.v(2, 3), None, None;
    8 fileaccesstoken: Leaf(u64) "fileaccesstoken" W2104.v(2, 3), None, None;
}

/// A key to be made.
///
/// [`RegistryMakeKey`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryMakeKey) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryMakeKey {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// The key whose security descriptor it takes over. (`clonesd`, schema 2.3)
    pub clonesd: Option<String>,
    /// The keys to be made in it. (`mkkey`, schema 2.3)
    pub mkkey: Option<Vec<RegistryMakeKey>>,
    /// The values to be made in it. (`mkvalue`, schema 2.3)
    pub mkvalue: Option<Vec<RegistryMakeValue>>,
    /// Whether it is forgotten with the system. (`volatile`, schema 2.3)
    pub volatile: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryMakeKey "RegistryMakeKey" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 clonesd: Leaf(String) "clonesd" W2104.v(2, 3), None, None;
    2 mkkey: Records(RegistryMakeKey) "mkkey" W2104.v(2, 3), None, None;
    3 mkvalue: Records(RegistryMakeValue) "mkvalue" W2104.v(2, 3), None, None;
    4 volatile: Leaf(bool) "volatile" W2104.v(2, 3), None, None;
}

/// A value to be made.
///
/// [`RegistryMakeValue`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryMakeValue) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryMakeValue {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Its content as several texts. (`data_multistring`, schema 2.3)
    pub data_multistring: Option<String>,
    /// Its content as a number of 32 bits. (`data_dword`, schema 2.3)
    pub data_dword: Option<u32>,
    /// Its content as text. (`data_string`, schema 2.3)
    pub data_string: Option<String>,
    /// Its content as bytes. (`data_binary`, schema 2.3)
    pub data_binary: Option<Bytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryMakeValue "RegistryMakeValue" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
    1 data_multistring: Leaf(String) "data_multistring" W2104.v(2, 3), None, None;
    2 data_dword: Leaf(u32) "data_dword" W2104.v(2, 3), None, None;
    3 data_string: Leaf(String) "data_string" W2104.v(2, 3), None, None;
    4 data_binary: Leaf(Bytes) "data_binary" W2104.v(2, 3), None, None;
}

/// A key to be deleted.
///
/// [`RegistryDeleteKey`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryDeleteKey) of Microsoft's reference; first published for Windows Server 2022; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryDeleteKey {
    /// Its name. (`name`, schema 2.3)
    pub name: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryDeleteKey "RegistryDeleteKey" W2104.v(2, 3), false &[];
    0 name: Leaf(String) "name" W2104.v(2, 3), None, None;
}
