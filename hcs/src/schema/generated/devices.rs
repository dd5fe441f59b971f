// Written by `cargo xtask codegen` from hcs/schema/devices.txt: change that and run the command again.

//! Devices of virtual machines.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What is attached to a virtual machine.
///
/// [`Devices`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Devices) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Devices {
    /// Serial ports, by number: `0` and `1`. (`ComPorts`, schema 2.1)
    pub com_ports: Option<BTreeMap<String, ComPort>>,
    /// Virtio's serial ports. (`VirtioSerial`, schema 2.2)
    pub virtio_serial: Option<VirtioSerial>,
    /// SCSI controllers, by a name that their ids are made from, or by their GUIDs. (`Scsi`, schema 2.0)
    pub scsi: Option<BTreeMap<String, Scsi>>,
    /// Persistent memory: read-only disks that the guest maps. (`VirtualPMem`, schema 2.0)
    pub virtual_pmem: Option<VirtualPMemController>,
    /// Network adapters, by a name that their ids are made from, or by their GUIDs. (`NetworkAdapters`, schema 2.0)
    pub network_adapters: Option<BTreeMap<String, NetworkAdapter>>,
    /// A monitor. (`VideoMonitor`, schema 2.0)
    pub video_monitor: Option<VideoMonitor>,
    /// A keyboard. (`Keyboard`, schema 2.0)
    pub keyboard: Option<Keyboard>,
    /// A mouse. (`Mouse`, schema 2.0)
    pub mouse: Option<Mouse>,
    /// Who may use the sockets between host and guest. (`HvSocket`, schema 2.1)
    pub hv_socket: Option<VirtualMachineHvSocket>,
    /// Video for enhanced sessions. (`EnhancedModeVideo`, schema 2.1)
    pub enhanced_mode_video: Option<EnhancedModeVideo>,
    /// Where a guest's crash dump goes. (`GuestCrashReporting`, schema 2.0)
    pub guest_crash_reporting: Option<GuestCrashReporting>,
    /// Shares of host directories, by SMB over VMBus. (`VirtualSmb`, schema 2.0)
    pub virtual_smb: Option<VirtualSmb>,
    /// Shares of host directories, by the protocol of Plan 9. (`Plan9`, schema 2.0)
    pub plan9: Option<Plan9>,
    /// A battery that shows the host's. (`Battery`, schema 2.0)
    pub battery: Option<Battery>,
    /// Devices that a process of one's own emulates, by a name that their ids are made from. (`FlexibleIov`, schema 2.1)
    pub flexible_iov: Option<BTreeMap<String, FlexibleIoDevice>>,
    /// Memory of the host's that the guest sees. (`SharedMemory`, schema 2.1)
    pub shared_memory: Option<SharedMemoryConfiguration>,
    /// Host devices that the guest is given, by the GUIDs of their VMBus channels. (`VirtualPci`, schema 2.3)
    pub virtual_pci: Option<BTreeMap<String, VirtualPciDevice>>,
    /// See [`KernelIntegration`]. (`KernelIntegration`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub kernel_integration: Option<KernelIntegration>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Devices "Devices" W1809.v(2, 0), false &[];
    0 com_ports: RecordMap(ComPort) "ComPorts" W1809.v(2, 1), None, Some((0, 1));
    1 virtio_serial: Record(VirtioSerial) "VirtioSerial" W1903.v(2, 2), None, None;
    2 scsi: RecordMap(Scsi) "Scsi" W1809.v(2, 0), None, None;
    3 virtual_pmem: Record(VirtualPMemController) "VirtualPMem" W1809.v(2, 0), None, None;
    4 network_adapters: RecordMap(NetworkAdapter) "NetworkAdapters" W1809.v(2, 0), None, None;
    5 video_monitor: Record(VideoMonitor) "VideoMonitor" W1809.v(2, 0), None, None;
    6 keyboard: Record(Keyboard) "Keyboard" W1809.v(2, 0), None, None;
    7 mouse: Record(Mouse) "Mouse" W1809.v(2, 0), None, None;
    8 hv_socket: Record(VirtualMachineHvSocket) "HvSocket" W1809.v(2, 1), None, None;
    9 enhanced_mode_video: Record(EnhancedModeVideo) "EnhancedModeVideo" W1809.v(2, 1), None, None;
    10 guest_crash_reporting: Record(GuestCrashReporting) "GuestCrashReporting" W1809.v(2, 0), None, None;
    11 virtual_smb: Record(VirtualSmb) "VirtualSmb" W1809.v(2, 0), None, None;
    12 plan9: Record(Plan9) "Plan9" W1809.v(2, 0), None, None;
    13 battery: Record(Battery) "Battery" W1809.v(2, 0), None, None;
    14 flexible_iov: RecordMap(FlexibleIoDevice) "FlexibleIov" W1809.v(2, 1), None, None;
    15 shared_memory: Record(SharedMemoryConfiguration) "SharedMemory" W1809.v(2, 1), None, None;
    16 virtual_pci: RecordMap(VirtualPciDevice) "VirtualPci" W2004.v(2, 3), None, None;
    17 kernel_integration: Record(KernelIntegration) "KernelIntegration" W1809.until(Release::W2004), None, None;
}

/// A serial port.
///
/// [`ComPort`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ComPort) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ComPort {
    /// The host's pipe that it is connected with; empty for none. (`NamedPipe`, schema 2.1)
    pub named_pipe: Option<String>,
    /// Whether it is tuned for a debugger. (`OptimizeForDebugger`, schema 2.1)
    pub optimize_for_debugger: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ComPort "ComPort" W1809.v(2, 1), false &[];
    0 named_pipe: Leaf(String) "NamedPipe" W1809.v(2, 1), None, None;
    1 optimize_for_debugger: Leaf(bool) "OptimizeForDebugger" W1809.v(2, 1), None, None;
}

/// Virtio's serial ports.
///
/// [`VirtioSerial`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtioSerial) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.2.
#[derive(Clone, Default, PartialEq)]
pub struct VirtioSerial {
    /// The ports, by number. (`Ports`, schema 2.2)
    pub ports: Option<BTreeMap<String, VirtioSerialPort>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtioSerial "VirtioSerial" W1809.v(2, 2), false &[];
    0 ports: RecordMap(VirtioSerialPort) "Ports" W1903.v(2, 2), None, None;
}

/// A serial port of virtio's.
///
/// [`VirtioSerialPort`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtioSerialPort) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.2.
#[derive(Clone, Default, PartialEq)]
pub struct VirtioSerialPort {
    /// The host's pipe that it is connected with. (`NamedPipe`, schema 2.2)
    pub named_pipe: Option<String>,
    /// Its name in the guest. (`Name`, schema 2.2)
    pub name: Option<String>,
    /// Whether the guest may use it as a console. (`ConsoleSupport`, since Windows 11, version 21H2)
    pub console_support: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtioSerialPort "VirtioSerialPort" W1809.v(2, 2), false &[];
    0 named_pipe: Leaf(String) "NamedPipe" W1903.v(2, 2), None, None;
    1 name: Leaf(String) "Name" W1903.v(2, 2), None, None;
    2 console_support: Leaf(bool) "ConsoleSupport" W21H2, None, None;
}

/// A SCSI controller.
///
/// [`Scsi`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Scsi) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Scsi {
    /// What is attached, by LUN: `0` to `63`. (`Attachments`, schema 2.0)
    pub attachments: Option<BTreeMap<String, Attachment>>,
    /// Whether each interrupt comes at once: faster, at a higher cost. (`DisableInterruptBatching`, schema 2.4)
    pub disable_interrupt_batching: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Scsi "Scsi" W1809.v(2, 0), false &[];
    0 attachments: RecordMap(Attachment) "Attachments" W1809.v(2, 0), None, Some((0, 63));
    1 disable_interrupt_batching: Leaf(bool) "DisableInterruptBatching" W2104.v(2, 4), None, None;
}

/// A disk or image on a SCSI controller.
///
/// [`Attachment`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Attachment) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Attachment {
    /// What kind it is. (`Type`, schema 2.0)
    pub r#type: Option<AttachmentType>,
    /// The file of the disk, or the path of the device. (`Path`, schema 2.0)
    pub path: Option<String>,
    /// What the host caches. (`CachingMode`, schema 2.1)
    pub caching_mode: Option<CachingMode>,
    /// Whether the guest may only read. (`ReadOnly`, schema 2.0)
    pub read_only: Option<bool>,
    /// Whether the file may lie on a compressed volume. (`SupportCompressedVolumes`, schema 2.3)
    pub support_compressed_volumes: Option<bool>,
    /// Whether the file may be sparse. (`AlwaysAllowSparseFiles`, schema 2.6)
    pub always_allow_sparse_files: Option<bool>,
    /// Whether the file may be encrypted. (`SupportEncryptedFiles`, schema 2.6)
    pub support_encrypted_files: Option<bool>,
    /// Whether the guest's flushes are ignored. (`IgnoreFlushes`, known from hcsshim)
    pub ignore_flushes: Option<bool>,
    /// Whether writes need not be on the disk before they are acknowledged. (`NoWriteHardening`, known from hcsshim)
    pub no_write_hardening: Option<bool>,
    /// Whether the file is expanded without optimisation. (`DisableExpansionOptimization`, known from hcsshim)
    pub disable_expansion_optimization: Option<bool>,
    /// Whether a parent disk is not searched for by its relative path. (`IgnoreRelativeLocator`, known from hcsshim)
    pub ignore_relative_locator: Option<bool>,
    /// Whether the host notes for whom it reads and writes. (`CaptureIoAttributionContext`, known from hcsshim)
    pub capture_io_attribution_context: Option<bool>,
    /// Which kind of extensible virtual disk it is. (`ExtensibleVirtualDiskType`, known from hcsshim)
    pub extensible_virtual_disk_type: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Attachment "Attachment" W1809.v(2, 0), false &[];
    0 r#type: Leaf(AttachmentType) "Type" W1809.v(2, 0), None, None;
    1 path: Leaf(String) "Path" W1809.v(2, 0), None, None;
    2 caching_mode: Leaf(CachingMode) "CachingMode" W1809.v(2, 1), None, None;
    3 read_only: Leaf(bool) "ReadOnly" W1809.v(2, 0), None, None;
    4 support_compressed_volumes: Leaf(bool) "SupportCompressedVolumes" W2004.v(2, 3), None, None;
    5 always_allow_sparse_files: Leaf(bool) "AlwaysAllowSparseFiles" W21H2.v(2, 6), None, None;
    6 support_encrypted_files: Leaf(bool) "SupportEncryptedFiles" W21H2.v(2, 6), None, None;
    7 ignore_flushes: Leaf(bool) "IgnoreFlushes" ADDED, None, None;
    8 no_write_hardening: Leaf(bool) "NoWriteHardening" ADDED, None, None;
    9 disable_expansion_optimization: Leaf(bool) "DisableExpansionOptimization" ADDED, None, None;
    10 ignore_relative_locator: Leaf(bool) "IgnoreRelativeLocator" ADDED, None, None;
    11 capture_io_attribution_context: Leaf(bool) "CaptureIoAttributionContext" ADDED, None, None;
    12 extensible_virtual_disk_type: Leaf(String) "ExtensibleVirtualDiskType" ADDED, None, None;
}

/// A kind of disk.
///
/// [`AttachmentType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#AttachmentType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AttachmentType {
    /// A VHD or VHDX file. (schema 2.0)
    VirtualDisk,
    /// An ISO image, in a drive. (schema 2.0)
    Iso,
    /// A disk of the host's. (schema 2.0)
    PassThru,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    AttachmentType "AttachmentType" W1809.v(2, 0);
    VirtualDisk "VirtualDisk" W1809.v(2, 0);
    Iso "Iso" W1809.v(2, 0);
    PassThru "PassThru" W1809.v(2, 0);
}

/// What the host caches of a virtual disk.
///
/// [`CachingMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CachingMode) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CachingMode {
    /// Nothing. (schema 2.1)
    Uncached,
    /// All its files. (schema 2.1)
    Cached,
    /// The files that are only read. (schema 2.1)
    ReadOnlyCached,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    CachingMode "CachingMode" W1809.v(2, 1);
    Uncached "Uncached" W1809.v(2, 1);
    Cached "Cached" W1809.v(2, 1);
    ReadOnlyCached "ReadOnlyCached" W1809.v(2, 1);
}

/// Persistent memory of a virtual machine.
///
/// [`VirtualPMemController`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPMemController) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualPMemController {
    /// The devices, by number. (`Devices`, schema 2.0)
    pub devices: Option<BTreeMap<String, VirtualPMemDevice>>,
    /// How many there are to be; those that are missing are added empty. (`MaximumCount`, schema 2.0)
    pub maximum_count: Option<u8>,
    /// How large an empty one may become, in bytes; 0 stands for 512 MB. (`MaximumSizeBytes`, schema 2.0)
    pub maximum_size_bytes: Option<u64>,
    /// What backs them. (`Backing`, schema 2.1)
    pub backing: Option<VirtualPMemBackingType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualPMemController "VirtualPMemController" W1809.v(2, 0), false &[];
    0 devices: RecordMap(VirtualPMemDevice) "Devices" W1809.v(2, 0), None, None;
    1 maximum_count: Leaf(u8) "MaximumCount" W1809.v(2, 0), None, None;
    2 maximum_size_bytes: Leaf(u64) "MaximumSizeBytes" W1809.v(2, 0), None, None;
    3 backing: Leaf(VirtualPMemBackingType) "Backing" W1809.v(2, 1), None, None;
}

/// A device of persistent memory.
///
/// [`VirtualPMemDevice`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPMemDevice) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualPMemDevice {
    /// The file on the host. (`HostPath`, schema 2.0)
    pub host_path: Option<String>,
    /// Whether the guest may only read. (`ReadOnly`, schema 2.0)
    pub read_only: Option<bool>,
    /// The format of the file. (`ImageFormat`, schema 2.0)
    pub image_format: Option<VirtualPMemImageFormat>,
    /// Its size, in bytes. (`SizeBytes`, schema 2.2)
    pub size_bytes: Option<u64>,
    /// Several files in one device, by offset. (`Mappings`, schema 2.2)
    pub mappings: Option<BTreeMap<String, VirtualPMemMapping>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualPMemDevice "VirtualPMemDevice" W1809.v(2, 0), false &[];
    0 host_path: Leaf(String) "HostPath" W1809.v(2, 0), None, None;
    1 read_only: Leaf(bool) "ReadOnly" W1809.v(2, 0), None, None;
    2 image_format: Leaf(VirtualPMemImageFormat) "ImageFormat" W1809.v(2, 0), None, None;
    3 size_bytes: Leaf(u64) "SizeBytes" W1903.v(2, 2), None, None;
    4 mappings: RecordMap(VirtualPMemMapping) "Mappings" W1903.v(2, 2), None, None;
}

/// A file in a device of persistent memory.
///
/// [`VirtualPMemMapping`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPMemMapping) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.2.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualPMemMapping {
    /// The file on the host. (`HostPath`, schema 2.2)
    pub host_path: Option<String>,
    /// The format of the file. (`ImageFormat`, schema 2.2)
    pub image_format: Option<VirtualPMemImageFormat>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualPMemMapping "VirtualPMemMapping" W1809.v(2, 2), false &[];
    0 host_path: Leaf(String) "HostPath" W1903.v(2, 2), None, None;
    1 image_format: Leaf(VirtualPMemImageFormat) "ImageFormat" W1903.v(2, 2), None, None;
}

/// What backs persistent memory.
///
/// [`VirtualPMemBackingType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPMemBackingType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VirtualPMemBackingType {
    /// Virtual memory of the host. (schema 2.1)
    Virtual,
    /// Physical memory. (schema 2.1)
    Physical,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    VirtualPMemBackingType "VirtualPMemBackingType" W1809.v(2, 1);
    Virtual "Virtual" W1809.v(2, 1);
    Physical "Physical" W1809.v(2, 1);
}

/// The format of an image in persistent memory.
///
/// [`VirtualPMemImageFormat`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPMemImageFormat) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VirtualPMemImageFormat {
    /// VHDX. (schema 2.0)
    Vhdx,
    /// VHD, the older format. (schema 2.0)
    Vhd1,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    VirtualPMemImageFormat "VirtualPMemImageFormat" W1809.v(2, 0);
    Vhdx "Vhdx" W1809.v(2, 0);
    Vhd1 "Vhd1" W1809.v(2, 0);
}

/// A network adapter of a virtual machine.
///
/// [`NetworkAdapter`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NetworkAdapter) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct NetworkAdapter {
    /// The endpoint of the host's network that it is connected with. (`EndpointId`, schema 2.0)
    pub endpoint_id: Option<Guid>,
    /// Its address. (`MacAddress`, schema 2.0)
    pub mac_address: Option<MacAddress>,
    /// The GUID of the device. (`InstanceId`, schema 2.4)
    pub instance_id: Option<Guid>,
    /// Whether each interrupt comes at once: faster, at a higher cost. (`DisableInterruptBatching`, schema 2.4)
    pub disable_interrupt_batching: Option<bool>,
    /// What of it the host's adapter does itself. (`IovSettings`, schema 2.4)
    pub iov_settings: Option<IovSettings>,
    /// Whether its cable is in. (`ConnectionState`, schema 2.4)
    pub connection_state: Option<StateOverride>,
    /// Whether its cable is in, as one client has it. (`IsConnected`, known from wsl)
    pub is_connected: Option<bool>,
    /// The virtual switch that it is connected with. (`SwitchId`, known from wsl)
    pub switch_id: Option<Guid>,
    /// The port of that switch. (`PortId`, known from wsl)
    pub port_id: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NetworkAdapter "NetworkAdapter" W1809.v(2, 0), false &[];
    0 endpoint_id: Leaf(Guid) "EndpointId" W1809.v(2, 0), None, None;
    1 mac_address: Leaf(MacAddress) "MacAddress" W1809.v(2, 0), None, None;
    2 instance_id: Leaf(Guid) "InstanceId" W2104.v(2, 4), None, None;
    3 disable_interrupt_batching: Leaf(bool) "DisableInterruptBatching" W2104.v(2, 4), None, None;
    4 iov_settings: Record(IovSettings) "IovSettings" W2104.v(2, 4), None, None;
    5 connection_state: Leaf(StateOverride) "ConnectionState" W2104.v(2, 4), None, None;
    6 is_connected: Leaf(bool) "IsConnected" ADDED, None, None;
    7 switch_id: Leaf(Guid) "SwitchId" ADDED, None, None;
    8 port_id: Leaf(Guid) "PortId" ADDED, None, None;
}

/// What the host's network adapter does itself, by I/O virtualization.
///
/// [`IovSettings`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#IovSettings) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct IovSettings {
    /// The weight of this port; 0 is off. (`OffloadWeight`, schema 2.4)
    pub offload_weight: Option<u32>,
    /// How many pairs of queues are asked for. (`QueuePairsRequested`, schema 2.4)
    pub queue_pairs_requested: Option<u32>,
    /// How interrupts are moderated. (`InterruptModeration`, schema 2.4)
    pub interrupt_moderation: Option<InterruptModerationMode>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    IovSettings "IovSettings" W2104.v(2, 4), false &[];
    0 offload_weight: Leaf(u32) "OffloadWeight" W2104.v(2, 4), None, None;
    1 queue_pairs_requested: Leaf(u32) "QueuePairsRequested" W2104.v(2, 4), None, None;
    2 interrupt_moderation: Leaf(InterruptModerationMode) "InterruptModeration" W2104.v(2, 4), None, None;
}

/// How interrupts are moderated.
///
/// [`InterruptModerationMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#InterruptModerationMode) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InterruptModerationMode {
    /// `Default`. (schema 2.4)
    Default,
    /// `Adaptive`. (schema 2.4)
    Adaptive,
    /// `Off`. (schema 2.4)
    Off,
    /// `Low`. (schema 2.4)
    Low,
    /// `Medium`. (schema 2.4)
    Medium,
    /// `High`. (schema 2.4)
    High,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    InterruptModerationMode "InterruptModerationMode" W2104.v(2, 4);
    Default "Default" W2104.v(2, 4);
    Adaptive "Adaptive" W2104.v(2, 4);
    Off "Off" W2104.v(2, 4);
    Low "Low" W2104.v(2, 4);
    Medium "Medium" W2104.v(2, 4);
    High "High" W2104.v(2, 4);
}

/// A monitor of a virtual machine.
///
/// [`VideoMonitor`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VideoMonitor) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VideoMonitor {
    /// Its width in pixels. (`HorizontalResolution`, schema 2.1)
    pub horizontal_resolution: Option<u16>,
    /// Its height in pixels. (`VerticalResolution`, schema 2.1)
    pub vertical_resolution: Option<u16>,
    /// Who may look at it, and through which pipe. (`ConnectionOptions`, schema 2.1)
    pub connection_options: Option<RdpConnectionOptions>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VideoMonitor "VideoMonitor" W1809.v(2, 1), false &[];
    0 horizontal_resolution: Leaf(u16) "HorizontalResolution" W1809.v(2, 1), None, None;
    1 vertical_resolution: Leaf(u16) "VerticalResolution" W1809.v(2, 1), None, None;
    2 connection_options: Record(RdpConnectionOptions) "ConnectionOptions" W1809.v(2, 1), None, None;
}

/// Video for enhanced sessions, by RDP.
///
/// [`EnhancedModeVideo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#EnhancedModeVideo) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct EnhancedModeVideo {
    /// Who may connect, and through which pipe. (`ConnectionOptions`, schema 2.1)
    pub connection_options: Option<RdpConnectionOptions>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    EnhancedModeVideo "EnhancedModeVideo" W1809.v(2, 1), false &[];
    0 connection_options: Record(RdpConnectionOptions) "ConnectionOptions" W1809.v(2, 1), None, None;
}

/// Who may connect by RDP.
///
/// [`RdpConnectionOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RdpConnectionOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct RdpConnectionOptions {
    /// The SIDs of those who may. (`AccessSids`, schema 2.1)
    pub access_sids: Option<Vec<String>>,
    /// The pipe on the host. (`NamedPipe`, schema 2.1)
    pub named_pipe: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RdpConnectionOptions "RdpConnectionOptions" W1809.v(2, 1), false &[];
    0 access_sids: Leaves(String) "AccessSids" W1809.v(2, 1), None, None;
    1 named_pipe: Leaf(String) "NamedPipe" W1809.v(2, 1), None, None;
}

/// A keyboard. It has no settings.
///
/// [`Keyboard`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Keyboard) of Microsoft's reference; first published for Windows 10, version 1809.
#[derive(Clone, Default, PartialEq)]
pub struct Keyboard {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Keyboard "Keyboard" W1809, false &[];
}

/// A mouse. It has no settings.
///
/// [`Mouse`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Mouse) of Microsoft's reference; first published for Windows 10, version 1809.
#[derive(Clone, Default, PartialEq)]
pub struct Mouse {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Mouse "Mouse" W1809, false &[];
}

/// A battery that shows the host's. It has no settings.
///
/// [`Battery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Battery) of Microsoft's reference; first published for Windows 10, version 1809.
#[derive(Clone, Default, PartialEq)]
pub struct Battery {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Battery "Battery" W1809, false &[];
}

/// Who may use the sockets between host and virtual machine.
///
/// [`VirtualMachine_HvSocket`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualMachine_HvSocket) of Microsoft's reference; first published for Windows 10, version 1809 as `HvSocket_2`; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualMachineHvSocket {
    /// The rules. (`HvSocketConfig`, schema 2.1)
    pub hv_socket_config: Option<HvSocketSystemConfig>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualMachineHvSocket "VirtualMachine_HvSocket" W1809.v(2, 1), false &[];
    0 hv_socket_config: Record(HvSocketSystemConfig) "HvSocketConfig" W1809.v(2, 1), None, None;
}

/// Who may use the sockets of a system.
///
/// [`HvSocketSystemConfig`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HvSocketSystemConfig) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct HvSocketSystemConfig {
    /// Who on the host may listen to it, in SDDL, for services that are not in the table. (`DefaultBindSecurityDescriptor`, schema 2.0)
    pub default_bind_security_descriptor: Option<String>,
    /// Who on the host may connect to it, in SDDL, for services that are not in the table. (`DefaultConnectSecurityDescriptor`, schema 2.0)
    pub default_connect_security_descriptor: Option<String>,
    /// The rules for single services, by their GUIDs. (`ServiceTable`, schema 2.0)
    pub service_table: Option<BTreeMap<String, HvSocketServiceConfig>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HvSocketSystemConfig "HvSocketSystemConfig" W1809.v(2, 0), false &[];
    0 default_bind_security_descriptor: Leaf(String) "DefaultBindSecurityDescriptor" W1809.v(2, 0), None, None;
    1 default_connect_security_descriptor: Leaf(String) "DefaultConnectSecurityDescriptor" W1809.v(2, 0), None, None;
    2 service_table: RecordMap(HvSocketServiceConfig) "ServiceTable" W1809.v(2, 0), None, None;
}

/// Who may use one service on the sockets of a system.
///
/// [`HvSocketServiceConfig`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HvSocketServiceConfig) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct HvSocketServiceConfig {
    /// Who on the host may listen, in SDDL; without it, as the system's default says. (`BindSecurityDescriptor`, schema 2.0)
    pub bind_security_descriptor: Option<String>,
    /// Who on the host may connect, in SDDL; without it, as the system's default says. (`ConnectSecurityDescriptor`, schema 2.0)
    pub connect_security_descriptor: Option<String>,
    /// Whether those count who listen to all systems. (`AllowWildcardBinds`, schema 2.0)
    pub allow_wildcard_binds: Option<bool>,
    /// Whether nobody may connect, and connections are cut. (`Disabled`, known from hcsshim)
    pub disabled: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HvSocketServiceConfig "HvSocketServiceConfig" W1809.v(2, 0), false &[];
    0 bind_security_descriptor: Leaf(String) "BindSecurityDescriptor" W1809.v(2, 0), None, None;
    1 connect_security_descriptor: Leaf(String) "ConnectSecurityDescriptor" W1809.v(2, 0), None, None;
    2 allow_wildcard_binds: Leaf(bool) "AllowWildcardBinds" W1809.v(2, 0), None, None;
    3 disabled: Leaf(bool) "Disabled" ADDED, None, None;
}

/// The addresses that a guest uses on the sockets. The guest is told each time it starts.
///
/// [`HvSocketAddress`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#HvSocketAddress) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct HvSocketAddress {
    /// Its own. (`LocalAddress`, schema 2.1)
    pub local_address: Option<Guid>,
    /// That of its host. (`ParentAddress`, schema 2.1)
    pub parent_address: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    HvSocketAddress "HvSocketAddress" W1809.v(2, 1), false &[];
    0 local_address: Leaf(Guid) "LocalAddress" W1809.v(2, 1), None, None;
    1 parent_address: Leaf(Guid) "ParentAddress" W1809.v(2, 1), None, None;
}

/// Where a guest's crash dump goes.
///
/// [`GuestCrashReporting`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestCrashReporting) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct GuestCrashReporting {
    /// The dump of a Windows guest. (`WindowsCrashSettings`, schema 2.0)
    pub windows_crash_settings: Option<WindowsCrashReporting>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestCrashReporting "GuestCrashReporting" W1809.v(2, 0), false &[];
    0 windows_crash_settings: Record(WindowsCrashReporting) "WindowsCrashSettings" W1809.v(2, 0), None, None;
}

/// The crash dump of a Windows guest.
///
/// [`WindowsCrashReporting`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#WindowsCrashReporting) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct WindowsCrashReporting {
    /// Its file on the host. (`DumpFileName`, schema 2.0)
    pub dump_file_name: Option<String>,
    /// The most it may have, in bytes. (`MaxDumpSize`, schema 2.0)
    pub max_dump_size: Option<i64>,
    /// How much is dumped. (`DumpType`, known from hcsshim)
    pub dump_type: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    WindowsCrashReporting "WindowsCrashReporting" W1809.v(2, 0), false &[];
    0 dump_file_name: Leaf(String) "DumpFileName" W1809.v(2, 0), None, None;
    1 max_dump_size: Leaf(i64) "MaxDumpSize" W1809.v(2, 0), None, None;
    2 dump_type: Leaf(String) "DumpType" ADDED, None, None;
}

/// Shares of host directories, by SMB over VMBus.
///
/// [`VirtualSmb`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualSmb) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualSmb {
    /// The shares. (`Shares`, schema 2.1)
    pub shares: Option<Vec<VirtualSmbShare>>,
    /// How much of the guest's address space is for directly mapped files, in megabytes. (`DirectFileMappingInMB`, schema 2.1)
    pub direct_file_mapping_in_mb: Option<i64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualSmb "VirtualSmb" W1809.v(2, 1), false &[];
    0 shares: Records(VirtualSmbShare) "Shares" W1809.v(2, 1), None, None;
    1 direct_file_mapping_in_mb: Leaf(i64) "DirectFileMappingInMB" W1809.v(2, 1), None, None;
}

/// A share, by SMB over VMBus.
///
/// [`VirtualSmbShare`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualSmbShare) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualSmbShare {
    /// Its name. (`Name`, schema 2.0)
    pub name: Option<String>,
    /// The directory on the host. (`Path`, schema 2.0)
    pub path: Option<String>,
    /// The only files that may be used, if the options restrict it to them. (`AllowedFiles`, schema 2.0)
    pub allowed_files: Option<Vec<String>>,
    /// How it is shared. (`Options`, schema 2.1)
    pub options: Option<VirtualSmbShareOptions>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualSmbShare "VirtualSmbShare" W1809.v(2, 0), false &[];
    0 name: Leaf(String) "Name" W1809.v(2, 0), None, None;
    1 path: Leaf(String) "Path" W1809.v(2, 0), None, None;
    2 allowed_files: Leaves(String) "AllowedFiles" W1809.v(2, 0), None, None;
    3 options: Record(VirtualSmbShareOptions) "Options" W1809.v(2, 1), None, None;
}

/// How a directory is shared by SMB.
///
/// [`VirtualSmbShareOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualSmbShareOptions) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualSmbShareOptions {
    /// The guest may only read. (`ReadOnly`, schema 2.1)
    pub read_only: Option<bool>,
    /// Who opens a file for itself shares it for reading. (`ShareRead`, schema 2.1)
    pub share_read: Option<bool>,
    /// All reading and writing is cached. (`CacheIo`, schema 2.1)
    pub cache_io: Option<bool>,
    /// There are no oplocks. (`NoOplocks`, schema 2.1)
    pub no_oplocks: Option<bool>,
    /// Files are opened with the privilege of backups. (`TakeBackupPrivilege`, schema 2.1)
    pub take_backup_privilege: Option<bool>,
    /// Files are opened in the name of whoever opened the share's root. (`UseShareRootIdentity`, schema 2.1)
    pub use_share_root_identity: Option<bool>,
    /// Files are not mapped directly. (`NoDirectmap`, schema 2.1)
    pub no_directmap: Option<bool>,
    /// Ranges of bytes can't be locked. (`NoLocks`, schema 2.1)
    pub no_locks: Option<bool>,
    /// Nobody is told of changes in directories. (`NoDirnotify`, schema 2.1)
    pub no_dirnotify: Option<bool>,
    /// The share is for shared memory. (`VmSharedMemory`, schema 2.1)
    pub vm_shared_memory: Option<bool>,
    /// Only the allowed files may be used. (`RestrictFileAccess`, schema 2.1)
    pub restrict_file_access: Option<bool>,
    /// There are oplocks of level II only. (`ForceLevelIIOplocks`, schema 2.1)
    pub force_level_ii_oplocks: Option<bool>,
    /// The host follows reparse points of this base layer. (`ReparseBaseLayer`, schema 2.1)
    pub reparse_base_layer: Option<bool>,
    /// Oplocks are granted for show. (`PseudoOplocks`, schema 2.1)
    pub pseudo_oplocks: Option<bool>,
    /// Nothing that is read or written is cached. (`NonCacheIo`, schema 2.1)
    pub non_cache_io: Option<bool>,
    /// Asking for changes in directories succeeds, for show. (`PseudoDirnotify`, schema 2.1)
    pub pseudo_dirnotify: Option<bool>,
    /// One file is shared: no listing, no renaming, no deleting. (`SingleFileMapping`, schema 2.1)
    pub single_file_mapping: Option<bool>,
    /// Cloud files can be used. (`SupportCloudFiles`, schema 2.3)
    pub support_cloud_files: Option<bool>,
    /// The guest doesn't see that files are encrypted. (`FilterEncryptionAttributes`, schema 2.4)
    pub filter_encryption_attributes: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualSmbShareOptions "VirtualSmbShareOptions" W1809.v(2, 1), false &[];
    0 read_only: Leaf(bool) "ReadOnly" W1809.v(2, 1), None, None;
    1 share_read: Leaf(bool) "ShareRead" W1809.v(2, 1), None, None;
    2 cache_io: Leaf(bool) "CacheIo" W1809.v(2, 1), None, None;
    3 no_oplocks: Leaf(bool) "NoOplocks" W1809.v(2, 1), None, None;
    4 take_backup_privilege: Leaf(bool) "TakeBackupPrivilege" W1809.v(2, 1), None, None;
    5 use_share_root_identity: Leaf(bool) "UseShareRootIdentity" W1809.v(2, 1), None, None;
    6 no_directmap: Leaf(bool) "NoDirectmap" W1809.v(2, 1), None, None;
    7 no_locks: Leaf(bool) "NoLocks" W1809.v(2, 1), None, None;
    8 no_dirnotify: Leaf(bool) "NoDirnotify" W1809.v(2, 1), None, None;
    9 vm_shared_memory: Leaf(bool) "VmSharedMemory" W1809.v(2, 1), None, None;
    10 restrict_file_access: Leaf(bool) "RestrictFileAccess" W1809.v(2, 1), None, None;
    11 force_level_ii_oplocks: Leaf(bool) "ForceLevelIIOplocks" W1809.v(2, 1), None, None;
    12 reparse_base_layer: Leaf(bool) "ReparseBaseLayer" W1809.v(2, 1), None, None;
    13 pseudo_oplocks: Leaf(bool) "PseudoOplocks" W1809.v(2, 1), None, None;
    14 non_cache_io: Leaf(bool) "NonCacheIo" W1809.v(2, 1), None, None;
    15 pseudo_dirnotify: Leaf(bool) "PseudoDirnotify" W1809.v(2, 1), None, None;
    16 single_file_mapping: Leaf(bool) "SingleFileMapping" W1809.v(2, 1), None, None;
    17 support_cloud_files: Leaf(bool) "SupportCloudFiles" W2004.v(2, 3), None, None;
    18 filter_encryption_attributes: Leaf(bool) "FilterEncryptionAttributes" W2104.v(2, 4), None, None;
}

/// Shares of host directories, by the protocol of Plan 9.
///
/// [`Plan9`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Plan9) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct Plan9 {
    /// The shares. (`Shares`, schema 2.1)
    pub shares: Option<Vec<Plan9Share>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Plan9 "Plan9" W1809.v(2, 1), false &[];
    0 shares: Records(Plan9Share) "Shares" W1809.v(2, 1), None, None;
}

/// A share, by the protocol of Plan 9.
///
/// [`Plan9Share`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Plan9Share) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Plan9Share {
    /// Its name. (`Name`, schema 2.0)
    pub name: Option<String>,
    /// The name that the guest asks for (`aname`). (`AccessName`, schema 2.1)
    pub access_name: Option<String>,
    /// The directory on the host. (`Path`, schema 2.0)
    pub path: Option<String>,
    /// The port that the server listens on. (`Port`, schema 2.0)
    pub port: Option<u32>,
    /// Bits: 1 read-only, 4 Linux metadata, 8 case-sensitive directories, 16 in the name of the share's root, 32 options allowed, 64 paths below allowed, 128 the allowed files only, 256 any number of connections. (`Flags`, known from hcsshim)
    pub flags: Option<u32>,
    /// The only files that may be used. (`AllowedFiles`, schema 2.2)
    pub allowed_files: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Plan9Share "Plan9Share" W1809.v(2, 0), false &[];
    0 name: Leaf(String) "Name" W1809.v(2, 0), None, None;
    1 access_name: Leaf(String) "AccessName" W1809.v(2, 1), None, None;
    2 path: Leaf(String) "Path" W1809.v(2, 0), None, None;
    3 port: Leaf(u32) "Port" W1809.v(2, 0), None, None;
    4 flags: Leaf(u32) "Flags" ADDED, None, None;
    5 allowed_files: Leaves(String) "AllowedFiles" W1903.v(2, 2), None, None;
}

/// A device that a process of one's own emulates.
///
/// [`FlexibleIoDevice`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FlexibleIoDevice) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct FlexibleIoDevice {
    /// The GUID of the emulator. (`EmulatorId`, schema 2.1)
    pub emulator_id: Option<Guid>,
    /// Where the emulator runs. (`HostingModel`, schema 2.1)
    pub hosting_model: Option<FlexibleIoDeviceHostingModel>,
    /// What the emulator is given. (`Configuration`, schema 2.1)
    pub configuration: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    FlexibleIoDevice "FlexibleIoDevice" W1809.v(2, 1), false &[];
    0 emulator_id: Leaf(Guid) "EmulatorId" W1809.v(2, 1), None, None;
    1 hosting_model: Leaf(FlexibleIoDeviceHostingModel) "HostingModel" W1809.v(2, 1), None, None;
    2 configuration: Leaves(String) "Configuration" W1809.v(2, 1), None, None;
}

/// Where the emulator of a device runs.
///
/// [`FlexibleIoDeviceHostingModel`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#FlexibleIoDeviceHostingModel) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FlexibleIoDeviceHostingModel {
    /// In the worker process of the virtual machine. (schema 2.1)
    Internal,
    /// In a process of its own. (schema 2.1)
    External,
    /// In a process of its own with few rights. (known from wsl)
    ExternalRestricted,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    FlexibleIoDeviceHostingModel "FlexibleIoDeviceHostingModel" W1809.v(2, 1);
    Internal "Internal" W1809.v(2, 1);
    External "External" W1809.v(2, 1);
    ExternalRestricted "ExternalRestricted" ADDED;
}

/// Memory of the host's that a guest sees.
///
/// [`SharedMemoryConfiguration`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SharedMemoryConfiguration) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SharedMemoryConfiguration {
    /// The regions. (`Regions`, schema 2.1)
    pub regions: Option<Vec<SharedMemoryRegion>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SharedMemoryConfiguration "SharedMemoryConfiguration" W1809.v(2, 1), false &[];
    0 regions: Records(SharedMemoryRegion) "Regions" W1809.v(2, 1), None, None;
}

/// A region of memory that host and guest share.
///
/// [`SharedMemoryRegion`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SharedMemoryRegion) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct SharedMemoryRegion {
    /// The name of the host's section. (`SectionName`, schema 2.0)
    pub section_name: Option<String>,
    /// Where in the section it begins, in bytes. (`StartOffset`, schema 2.0)
    pub start_offset: Option<u64>,
    /// How long it is, in bytes. (`Length`, schema 2.0)
    pub length: Option<u64>,
    /// Whether the guest may write. (`AllowGuestWrite`, schema 2.0)
    pub allow_guest_write: Option<bool>,
    /// Whether the guest is not told of it. (`HiddenFromGuest`, schema 2.0)
    pub hidden_from_guest: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SharedMemoryRegion "SharedMemoryRegion" W1809.v(2, 0), false &[];
    0 section_name: Leaf(String) "SectionName" W1809.v(2, 0), None, None;
    1 start_offset: Leaf(u64) "StartOffset" W1809.v(2, 0), None, None;
    2 length: Leaf(u64) "Length" W1809.v(2, 0), None, None;
    3 allow_guest_write: Leaf(bool) "AllowGuestWrite" W1809.v(2, 0), None, None;
    4 hidden_from_guest: Leaf(bool) "HiddenFromGuest" W1809.v(2, 0), None, None;
}

/// A host device that a guest is given.
///
/// [`VirtualPciDevice`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPciDevice) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualPciDevice {
    /// Its functions. (`Functions`, schema 2.3)
    pub functions: Option<Vec<VirtualPciFunction>>,
    /// Whether the guest sees which NUMA node it belongs to. (`PropagateNumaAffinity`, known from hcsshim)
    pub propagate_numa_affinity: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualPciDevice "VirtualPciDevice" W1809.v(2, 3), false &[];
    0 functions: Records(VirtualPciFunction) "Functions" W2004.v(2, 3), None, None;
    1 propagate_numa_affinity: Leaf(bool) "PropagateNumaAffinity" ADDED, None, None;
}

/// A function of a host device.
///
/// [`VirtualPciFunction`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualPciFunction) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualPciFunction {
    /// The path of the device on the host. (`DeviceInstancePath`, schema 2.3)
    pub device_instance_path: Option<String>,
    /// The number of the virtual function. (`VirtualFunction`, schema 2.3)
    pub virtual_function: Option<u16>,
    /// Whether devices may reach each other directly, with translated addresses. (`AllowDirectTranslatedP2P`, schema 2.4)
    pub allow_direct_translated_p2p: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualPciFunction "VirtualPciFunction" W1809.v(2, 3), false &[];
    0 device_instance_path: Leaf(String) "DeviceInstancePath" W2004.v(2, 3), None, None;
    1 virtual_function: Leaf(u16) "VirtualFunction" W2004.v(2, 3), None, None;
    2 allow_direct_translated_p2p: Leaf(bool) "AllowDirectTranslatedP2P" W2104.v(2, 4), None, None;
}
