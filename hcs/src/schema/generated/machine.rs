// Written by `cargo xtask codegen` from hcs/schema/machine.txt: change that and run the command again.

//! Virtual machines: firmware, memory, processors.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What a virtual machine is made of.
///
/// [`VirtualMachine`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualMachine) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualMachine {
    /// The version of the virtual hardware. (`Version`, schema 2.5)
    pub version: Option<Version>,
    /// Whether a reset ends it. (`StopOnReset`, schema 2.0)
    pub stop_on_reset: Option<bool>,
    /// Firmware, boot order and board. (`Chipset`, schema 2.0)
    pub chipset: Option<Chipset>,
    /// Memory and processors. (`ComputeTopology`, schema 2.0)
    pub compute_topology: Option<Topology>,
    /// All that is attached. (`Devices`, schema 2.0)
    pub devices: Option<Devices>,
    /// The integration components of Hyper-V. (`Services`, schema 2.5)
    pub services: Option<Services>,
    /// The files in which firmware and runtime keep their state. (`GuestState`, schema 2.1)
    pub guest_state: Option<GuestState>,
    /// A saved state to go on from. (`RestoreState`, schema 2.0)
    pub restore_state: Option<RestoreState>,
    /// Changes of the guest's registry before it starts. (`RegistryChanges`, schema 2.0)
    pub registry_changes: Option<RegistryChanges>,
    /// Limits for its disks. (`StorageQoS`, schema 2.1)
    pub storage_qos: Option<StorageQoS>,
    /// Whether and how the host talks to a compute service in the guest. (`GuestConnection`, schema 2.1)
    pub guest_connection: Option<GuestConnection>,
    /// What is kept when the guest crashes. (`DebugOptions`, known from hcsshim)
    pub debug_options: Option<DebugOptions>,
    /// Trusted platform module and isolation. (`SecuritySettings`, known from hcsshim)
    pub security_settings: Option<SecuritySettings>,
    /// The resource partition that it belongs to. (`ResourcePartitionId`, known from hcsshim)
    pub resource_partition_id: Option<String>,
    /// How it comes here by live migration, on the destination. (`MigrationOptions`, known from hcsshim)
    pub migration_options: Option<MigrationInitializeOptions>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualMachine "VirtualMachine" W1809.v(2, 0), false &[];
    0 version: Record(Version) "Version" W2104.v(2, 5), None, None;
    1 stop_on_reset: Leaf(bool) "StopOnReset" W1809.v(2, 0), None, None;
    2 chipset: Record(Chipset) "Chipset" W1809.v(2, 0), None, None;
    3 compute_topology: Record(Topology) "ComputeTopology" W1809.v(2, 0), None, None;
    4 devices: Record(Devices) "Devices" W1809.v(2, 0), None, None;
    5 services: Record(Services) "Services" W2004.v(2, 5), None, None;
    6 guest_state: Record(GuestState) "GuestState" W1809.v(2, 1), None, None;
    7 restore_state: Record(RestoreState) "RestoreState" W1809.v(2, 0), None, None;
    8 registry_changes: Record(RegistryChanges) "RegistryChanges" W1809.v(2, 0), None, None;
    9 storage_qos: Record(StorageQoS) "StorageQoS" W1809.v(2, 1), None, None;
    10 guest_connection: Record(GuestConnection) "GuestConnection" W1809.v(2, 1), None, None;
    11 debug_options: Record(DebugOptions) "DebugOptions" ADDED, None, None;
    12 security_settings: Record(SecuritySettings) "SecuritySettings" ADDED, None, None;
    13 resource_partition_id: Leaf(String) "ResourcePartitionId" ADDED, None, None;
    14 migration_options: Record(MigrationInitializeOptions) "MigrationOptions" ADDED, None, None;
}

/// The board of a virtual machine.
///
/// [`Chipset`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Chipset) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Chipset {
    /// UEFI, and what it boots. (`Uefi`, schema 2.0)
    pub uefi: Option<Uefi>,
    /// Whether it starts without NumLock. (`IsNumLockDisabled`, schema 2.0)
    pub is_num_lock_disabled: Option<bool>,
    /// The serial number of the board that the guest sees. (`BaseBoardSerialNumber`, schema 2.0)
    pub base_board_serial_number: Option<String>,
    /// The serial number of the chassis that the guest sees. (`ChassisSerialNumber`, schema 2.0)
    pub chassis_serial_number: Option<String>,
    /// The asset tag of the chassis that the guest sees. (`ChassisAssetTag`, schema 2.0)
    pub chassis_asset_tag: Option<String>,
    /// Whether the guest can hibernate. (`EnableHibernation`, schema 2.5)
    pub enable_hibernation: Option<bool>,
    /// Whether the hardware clock shows UTC, as Linux expects, instead of local time. (`UseUtc`, schema 2.1)
    pub use_utc: Option<bool>,
    /// A Linux kernel that is booted without firmware. (`LinuxKernelDirect`, schema 2.2)
    pub linux_kernel_direct: Option<LinuxKernelDirect>,
    /// A firmware of one's own. (`FirmwareFile`, known from hcsshim)
    pub firmware_file: Option<FirmwareFile>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Chipset "Chipset" W1809.v(2, 0), false &[];
    0 uefi: Record(Uefi) "Uefi" W1809.v(2, 0), None, None;
    1 is_num_lock_disabled: Leaf(bool) "IsNumLockDisabled" W1809.v(2, 0), None, None;
    2 base_board_serial_number: Leaf(String) "BaseBoardSerialNumber" W1809.v(2, 0), None, None;
    3 chassis_serial_number: Leaf(String) "ChassisSerialNumber" W1809.v(2, 0), None, None;
    4 chassis_asset_tag: Leaf(String) "ChassisAssetTag" W1809.v(2, 0), None, None;
    5 enable_hibernation: Leaf(bool) "EnableHibernation" W2104.v(2, 5), None, None;
    6 use_utc: Leaf(bool) "UseUtc" W1809.v(2, 1), None, None;
    7 linux_kernel_direct: Record(LinuxKernelDirect) "LinuxKernelDirect" W1903.v(2, 2), None, None;
    8 firmware_file: Record(FirmwareFile) "FirmwareFile" ADDED, None, None;
}

/// UEFI firmware.
///
/// [`Uefi`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Uefi) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Uefi {
    /// Whether the firmware's debugger is on. (`EnableDebugger`, schema 2.0)
    pub enable_debugger: Option<bool>,
    /// Which keys secure boot trusts. (`SecureBootTemplateId`, schema 2.0)
    pub secure_boot_template_id: Option<Guid>,
    /// Whether these keys are written. (`ApplySecureBootTemplate`, schema 2.3)
    pub apply_secure_boot_template: Option<ApplySecureBootTemplateType>,
    /// What to boot, instead of searching for it. (`BootThis`, schema 2.0)
    pub boot_this: Option<UefiBootEntry>,
    /// Where the firmware writes its messages. (`Console`, schema 2.0)
    pub console: Option<SerialConsole>,
    /// Whether the machine stops when nothing can be booted. (`StopOnBootFailure`, schema 2.2)
    pub stop_on_boot_failure: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Uefi "Uefi" W1809.v(2, 0), false &[];
    0 enable_debugger: Leaf(bool) "EnableDebugger" W1809.v(2, 0), None, None;
    1 secure_boot_template_id: Leaf(Guid) "SecureBootTemplateId" W1809.v(2, 0), None, None;
    2 apply_secure_boot_template: Leaf(ApplySecureBootTemplateType) "ApplySecureBootTemplate" W2004.v(2, 3), None, None;
    3 boot_this: Record(UefiBootEntry) "BootThis" W1809.v(2, 0), None, None;
    4 console: Leaf(SerialConsole) "Console" W1809.v(2, 0), None, None;
    5 stop_on_boot_failure: Leaf(bool) "StopOnBootFailure" W1903.v(2, 2), None, None;
}

/// Something that UEFI can boot.
///
/// [`UefiBootEntry`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#UefiBootEntry) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct UefiBootEntry {
    /// The kind of device. (`DeviceType`, schema 2.1)
    pub device_type: Option<UefiBootDevice>,
    /// The path of a file or device, in the firmware's terms. (`DevicePath`, schema 2.1)
    pub device_path: Option<String>,
    /// The number of the disk. (`DiskNumber`, schema 2.1)
    pub disk_number: Option<u16>,
    /// What the boot loader is given: the command line of a kernel. (`OptionalData`, schema 2.1)
    pub optional_data: Option<String>,
    /// The host's directory that the guest boots from over VMBus. (`VmbFsRootPath`, schema 2.1)
    pub vmb_fs_root_path: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    UefiBootEntry "UefiBootEntry" W1809.v(2, 1), false &[];
    0 device_type: Leaf(UefiBootDevice) "DeviceType" W1809.v(2, 1), None, None;
    1 device_path: Leaf(String) "DevicePath" W1809.v(2, 1), None, None;
    2 disk_number: Leaf(u16) "DiskNumber" W1809.v(2, 1), None, None;
    3 optional_data: Leaf(String) "OptionalData" W1809.v(2, 1), None, None;
    4 vmb_fs_root_path: Leaf(String) "VmbFsRootPath" W1809.v(2, 1), None, None;
}

/// What UEFI can boot from.
///
/// [`UefiBootDevice`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#UefiBootDevice) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UefiBootDevice {
    /// A SCSI disk. (schema 2.0)
    ScsiDrive,
    /// A directory of the host's, over VMBus. (schema 2.0)
    VmbFs,
    /// The network. (schema 2.0)
    Network,
    /// A file. (schema 2.1)
    File,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    UefiBootDevice "UefiBootDevice" W1809.v(2, 0);
    ScsiDrive "ScsiDrive" W1809.v(2, 0);
    VmbFs "VmbFs" W1809.v(2, 0);
    Network "Network" W1809.v(2, 0);
    File "File" W1809.v(2, 1);
}

/// Whether the keys of secure boot are written.
///
/// [`ApplySecureBootTemplateType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ApplySecureBootTemplateType) of Microsoft's reference; first published for Windows 10, version 2004; schema 2.3.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ApplySecureBootTemplateType {
    /// They stay as they are. (schema 2.3)
    Skip,
    /// They are written. (schema 2.3)
    Apply,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ApplySecureBootTemplateType "ApplySecureBootTemplateType" W2004.v(2, 3);
    Skip "Skip" W2004.v(2, 3);
    Apply "Apply" W2004.v(2, 3);
}

/// Where firmware writes its messages.
///
/// [`SerialConsole`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SerialConsole) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SerialConsole {
    /// Where it does by itself. (schema 2.0)
    Default,
    /// Nowhere. (schema 2.0)
    Disabled,
    /// To the first serial port. (schema 2.0)
    ComPort1,
    /// To the second serial port. (schema 2.0)
    ComPort2,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    SerialConsole "SerialConsole" W1809.v(2, 0);
    Default "Default" W1809.v(2, 0);
    Disabled "Disabled" W1809.v(2, 0);
    ComPort1 "ComPort1" W1809.v(2, 0);
    ComPort2 "ComPort2" W1809.v(2, 0);
}

/// A Linux kernel that is booted without firmware.
///
/// [`LinuxKernelDirect`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#LinuxKernelDirect) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.2.
#[derive(Clone, Default, PartialEq)]
pub struct LinuxKernelDirect {
    /// The kernel's file on the host. (`KernelFilePath`, schema 2.2)
    pub kernel_file_path: Option<String>,
    /// The file of its initial RAM disk on the host. (`InitRdPath`, schema 2.2)
    pub init_rd_path: Option<String>,
    /// Its command line. (`KernelCmdLine`, schema 2.2)
    pub kernel_cmd_line: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    LinuxKernelDirect "LinuxKernelDirect" W1809.v(2, 2), false &[];
    0 kernel_file_path: Leaf(String) "KernelFilePath" W1903.v(2, 2), None, None;
    1 init_rd_path: Leaf(String) "InitRdPath" W1903.v(2, 2), None, None;
    2 kernel_cmd_line: Leaf(String) "KernelCmdLine" W1903.v(2, 2), None, None;
}

/// A firmware of one's own.
///
/// `FirmwareFile`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct FirmwareFile {
    /// Its parameters. Experimental, says the source. (`Parameters`, known from hcsshim)
    pub parameters: Option<Bytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    FirmwareFile "FirmwareFile" ADDED, false &[];
    0 parameters: Leaf(Bytes) "Parameters" ADDED, None, None;
}

/// Memory and processors of a virtual machine.
///
/// [`Topology`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Topology) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct Topology {
    /// Its memory. (`Memory`, schema 2.0)
    pub memory: Option<VirtualMachineMemory>,
    /// Its processors. (`Processor`, schema 2.0)
    pub processor: Option<VirtualMachineProcessor>,
    /// Its virtual NUMA nodes. (`Numa`, known from hcsshim)
    pub numa: Option<Numa>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Topology "Topology" W1809.v(2, 0), false &[];
    0 memory: Record(VirtualMachineMemory) "Memory" W1809.v(2, 0), None, None;
    1 processor: Record(VirtualMachineProcessor) "Processor" W1809.v(2, 0), None, None;
    2 numa: Record(Numa) "Numa" ADDED, None, None;
}

/// The memory of a virtual machine.
///
/// [`VirtualMachine_Memory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualMachine_Memory) of Microsoft's reference; first published for Windows 10, version 1809 as `Memory_2`; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualMachineMemory {
    /// How much it has, in megabytes. (`SizeInMB`, schema 2.1)
    pub size_in_mb: Option<MegaBytes>,
    /// What the host backs it with. (`Backing`, known from hcsshim)
    pub backing: Option<MemoryBackingType>,
    /// Whether the host backs it with its page file instead of setting physical memory aside. (`AllowOvercommit`, schema 2.1)
    pub allow_overcommit: Option<bool>,
    /// The size of the pages that back it. (`BackingPageSize`, schema 2.2)
    pub backing_page_size: Option<MemoryBackingPageSize>,
    /// How many pages a fault brings in, as a power of two. (`FaultClusterSizeShift`, schema 2.4)
    pub fault_cluster_size_shift: Option<u32>,
    /// The same for directly mapped memory. (`DirectMapFaultClusterSizeShift`, schema 2.4)
    pub direct_map_fault_cluster_size_shift: Option<u32>,
    /// Whether each page stays in physical memory once it was touched. (`PinBackingPages`, schema 2.2)
    pub pin_backing_pages: Option<bool>,
    /// Whether pages smaller than the backing size are avoided as long as possible. (`ForbidSmallBackingPages`, schema 2.2)
    pub forbid_small_backing_pages: Option<bool>,
    /// Whether the guest can ask for pages ahead. (`EnableHotHint`, schema 2.0)
    pub enable_hot_hint: Option<bool>,
    /// Whether the guest can give back pages of zeros. (`EnableColdHint`, schema 2.0)
    pub enable_cold_hint: Option<bool>,
    /// Whether the guest can give back pages whatever is in them. (`EnableColdDiscardHint`, schema 2.2)
    pub enable_cold_discard_hint: Option<bool>,
    /// Whether memory counts only once it is touched. (`EnableDeferredCommit`, schema 2.1)
    pub enable_deferred_commit: Option<bool>,
    /// Room for devices below 4 GB, in megabytes. (`LowMmioGapInMB`, schema 2.3)
    pub low_mmio_gap_in_mb: Option<MegaBytes>,
    /// Where room for devices above 4 GB begins, in megabytes. (`HighMmioBaseInMB`, schema 2.3)
    pub high_mmio_base_in_mb: Option<MegaBytes>,
    /// Room for devices above 4 GB, in megabytes. (`HighMmioGapInMB`, schema 2.3)
    pub high_mmio_gap_in_mb: Option<MegaBytes>,
    /// Which table of distances between NUMA nodes the guest sees. (`SlitType`, known from hcsshim)
    pub slit_type: Option<VirtualSlitType>,
    /// What the name of the process that holds the memory ends with. (`HostingProcessNameSuffix`, known from wsl)
    pub hosting_process_name_suffix: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualMachineMemory "VirtualMachine_Memory" W1809.v(2, 0), false &[];
    0 size_in_mb: Leaf(MegaBytes) "SizeInMB" W1809.v(2, 1), None, None;
    1 backing: Leaf(MemoryBackingType) "Backing" ADDED, None, None;
    2 allow_overcommit: Leaf(bool) "AllowOvercommit" W1809.v(2, 1), None, None;
    3 backing_page_size: Leaf(MemoryBackingPageSize) "BackingPageSize" W1903.v(2, 2), None, None;
    4 fault_cluster_size_shift: Leaf(u32) "FaultClusterSizeShift" W2004.v(2, 4), None, None;
    5 direct_map_fault_cluster_size_shift: Leaf(u32) "DirectMapFaultClusterSizeShift" W2004.v(2, 4), None, None;
    6 pin_backing_pages: Leaf(bool) "PinBackingPages" W1903.v(2, 2), None, None;
    7 forbid_small_backing_pages: Leaf(bool) "ForbidSmallBackingPages" W1903.v(2, 2), None, None;
    8 enable_hot_hint: Leaf(bool) "EnableHotHint" W1809.v(2, 0), None, None;
    9 enable_cold_hint: Leaf(bool) "EnableColdHint" W1809.v(2, 0), None, None;
    10 enable_cold_discard_hint: Leaf(bool) "EnableColdDiscardHint" W1903.v(2, 2), None, None;
    11 enable_deferred_commit: Leaf(bool) "EnableDeferredCommit" W1809.v(2, 1), None, None;
    12 low_mmio_gap_in_mb: Leaf(MegaBytes) "LowMmioGapInMB" W2004.v(2, 3), None, None;
    13 high_mmio_base_in_mb: Leaf(MegaBytes) "HighMmioBaseInMB" W2004.v(2, 3), None, None;
    14 high_mmio_gap_in_mb: Leaf(MegaBytes) "HighMmioGapInMB" W2004.v(2, 3), None, None;
    15 slit_type: Leaf(VirtualSlitType) "SlitType" ADDED, None, None;
    16 hosting_process_name_suffix: Leaf(String) "HostingProcessNameSuffix" ADDED, None, None;
}

/// The size of pages.
///
/// [`MemoryBackingPageSize`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MemoryBackingPageSize) of Microsoft's reference; first published for Windows 10, version 1903; schema 2.2.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MemoryBackingPageSize {
    /// 4 KB. (schema 2.2)
    Small,
    /// 2 MB. (schema 2.2)
    Large,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MemoryBackingPageSize "MemoryBackingPageSize" W1903.v(2, 2);
    Small "Small" W1903.v(2, 2);
    Large "Large" W1903.v(2, 2);
}

/// What backs the memory of a virtual machine.
///
/// `MemoryBackingType`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MemoryBackingType {
    /// Physical memory, set aside. (known from hcsshim)
    Physical,
    /// Virtual memory of the host. (known from hcsshim)
    Virtual,
    /// Both. (known from hcsshim)
    Hybrid,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MemoryBackingType "MemoryBackingType" ADDED;
    Physical "Physical" ADDED;
    Virtual "Virtual" ADDED;
    Hybrid "Hybrid" ADDED;
}

/// Which table of distances between NUMA nodes a guest sees.
///
/// `VirtualSlitType`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VirtualSlitType {
    /// None. (known from hcsshim)
    None,
    /// That of the host's firmware. (known from hcsshim)
    Firmware,
    /// Measured distances. (known from hcsshim)
    Measured,
    /// That of the firmware, else measured ones. (known from hcsshim)
    FirmwareFallbackMeasured,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    VirtualSlitType "VirtualSlitType" ADDED;
    None "None" ADDED;
    Firmware "Firmware" ADDED;
    Measured "Measured" ADDED;
    FirmwareFallbackMeasured "FirmwareFallbackMeasured" ADDED;
}

/// The processors of a virtual machine.
///
/// [`VirtualMachine_Processor`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualMachine_Processor) of Microsoft's reference; first published for Windows 10, version 1809 as `Processor_2`; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualMachineProcessor {
    /// How many. (`Count`, schema 2.0)
    pub count: Option<u32>,
    /// The most that it may use of the host's processors. See [`ProcessorLimits`]. (`Limit`, schema 2.1)
    pub limit: Option<u64>,
    /// Its weight against other virtual machines. See [`ProcessorLimits`]. (`Weight`, schema 2.1)
    pub weight: Option<u64>,
    /// What it gets of the host's processors in any case. See [`ProcessorLimits`]. (`Reservation`, schema 2.4)
    pub reservation: Option<u64>,
    /// The highest frequency aimed at, in MHz. (`MaximumFrequencyMHz`, schema 2.4)
    pub maximum_frequency_mhz: Option<u32>,
    /// Whether the guest can run virtual machines itself. (`ExposeVirtualizationExtensions`, schema 2.0)
    pub expose_virtualization_extensions: Option<bool>,
    /// Whether the guest sees performance counters. (`EnablePerfmonPmu`, schema 2.2)
    pub enable_perfmon_pmu: Option<bool>,
    /// Whether the guest can sample events precisely (PEBS). (`EnablePerfmonPebs`, schema 2.2)
    pub enable_perfmon_pebs: Option<bool>,
    /// Whether the guest sees records of the last branches (LBR). (`EnablePerfmonLbr`, schema 2.2)
    pub enable_perfmon_lbr: Option<bool>,
    /// Whether the guest can trace the processor (Intel PT). (`EnablePerfmonIpt`, schema 2.2)
    pub enable_perfmon_ipt: Option<bool>,
    /// The group of processors that it belongs to. (`CpuGroup`, schema 2.5)
    pub cpu_group: Option<CpuGroup>,
    /// Whether the guest sees architectural performance counters. (`EnablePerfmonArchPmu`, schema 2.5, until Windows Server 2022)
    pub enable_perfmon_arch_pmu: Option<bool>,
    /// Whether large pages are broken up, against CVE-2018-12207: worth it where guests can't be trusted. (`EnablePageShattering`, schema 2.5)
    pub enable_page_shattering: Option<bool>,
    /// Whether the controls of speculation are hidden, with which guests mitigate side channels at a cost. (`DisableSpeculationControls`, schema 2.5)
    pub disable_speculation_controls: Option<bool>,
    /// The processor features that the guest may see. (`ProcessorFeatureSet`, schema 2.5)
    pub processor_feature_set: Option<ProcessorFeatureSet>,
    /// How the processors are spread over virtual NUMA nodes. (`NumaProcessorsSettings`, known from hcsshim)
    pub numa_processors_settings: Option<NumaProcessors>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualMachineProcessor "VirtualMachine_Processor" W1809.v(2, 0), false &[];
    0 count: Leaf(u32) "Count" W1809.v(2, 0), None, None;
    1 limit: Leaf(u64) "Limit" W1809.v(2, 1), None, None;
    2 weight: Leaf(u64) "Weight" W1809.v(2, 1), None, None;
    3 reservation: Leaf(u64) "Reservation" W2104.v(2, 4), None, None;
    4 maximum_frequency_mhz: Leaf(u32) "MaximumFrequencyMHz" W2104.v(2, 4), None, None;
    5 expose_virtualization_extensions: Leaf(bool) "ExposeVirtualizationExtensions" W1809.v(2, 0), None, None;
    6 enable_perfmon_pmu: Leaf(bool) "EnablePerfmonPmu" W1903.v(2, 2), None, None;
    7 enable_perfmon_pebs: Leaf(bool) "EnablePerfmonPebs" W1903.v(2, 2), None, None;
    8 enable_perfmon_lbr: Leaf(bool) "EnablePerfmonLbr" W1903.v(2, 2), None, None;
    9 enable_perfmon_ipt: Leaf(bool) "EnablePerfmonIpt" W1903.v(2, 2), None, None;
    10 cpu_group: Record(CpuGroup) "CpuGroup" W2104.v(2, 5), None, None;
    11 enable_perfmon_arch_pmu: Leaf(bool) "EnablePerfmonArchPmu" W2104.until(Release::W2104).v(2, 5), None, None;
    12 enable_page_shattering: Leaf(bool) "EnablePageShattering" ADDED.v(2, 5), None, None;
    13 disable_speculation_controls: Leaf(bool) "DisableSpeculationControls" ADDED.v(2, 5), None, None;
    14 processor_feature_set: Record(ProcessorFeatureSet) "ProcessorFeatureSet" ADDED.v(2, 5), None, None;
    15 numa_processors_settings: Record(NumaProcessors) "NumaProcessorsSettings" ADDED, None, None;
}

/// Which group of processors a virtual machine belongs to.
///
/// [`CpuGroup`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#CpuGroup) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct CpuGroup {
    /// The group. (`Id`, schema 2.1)
    pub id: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CpuGroup "CpuGroup" W1809.v(2, 1), false &[];
    0 id: Leaf(Guid) "Id" W1809.v(2, 1), None, None;
}

/// How much of the host's processors a virtual machine may use, while it runs.
///
/// [`ProcessorLimits`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorLimits) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessorLimits {
    /// The most it may use, in thousandths of a percent of its processors: 0 to 100000. (`Limit`, schema 2.4)
    pub limit: Option<u64>,
    /// Its weight against other virtual machines: 0 to 10000. (`Weight`, schema 2.4)
    pub weight: Option<u64>,
    /// What it gets in any case, in thousandths of a percent of its processors: 0 to 100000. (`Reservation`, schema 2.4)
    pub reservation: Option<u64>,
    /// The highest frequency aimed at, in MHz. (`MaximumFrequencyMHz`, schema 2.4)
    pub maximum_frequency_mhz: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessorLimits "ProcessorLimits" W2104.v(2, 4), false &[];
    0 limit: Leaf(u64) "Limit" W2104.v(2, 4), None, None;
    1 weight: Leaf(u64) "Weight" W2104.v(2, 4), None, None;
    2 reservation: Leaf(u64) "Reservation" W2104.v(2, 4), None, None;
    3 maximum_frequency_mhz: Leaf(u32) "MaximumFrequencyMHz" W2104.v(2, 4), None, None;
}

/// How many processors of a virtual machine are to idle.
///
/// [`IdleProcessorsRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#IdleProcessorsRequest) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.3.
#[derive(Clone, Default, PartialEq)]
pub struct IdleProcessorsRequest {
    /// How many. (`IdleProcessorCount`, schema 2.3)
    pub idle_processor_count: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    IdleProcessorsRequest "IdleProcessorsRequest" W1809.v(2, 3), false &[];
    0 idle_processor_count: Leaf(u32) "IdleProcessorCount" W2004.v(2, 3), None, None;
}

/// Moves a virtual machine to another group of processors.
///
/// [`SystemProcessorModificationRequest`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemProcessorModificationRequest) of Microsoft's reference; first published for Windows Server 2022; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SystemProcessorModificationRequest {
    /// The group. (`GroupId`, schema 2.1)
    pub group_id: Option<Guid>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemProcessorModificationRequest "SystemProcessorModificationRequest" W2104.v(2, 1), false &[];
    0 group_id: Leaf(Guid) "GroupId" W2104.v(2, 1), None, None;
}

/// The virtual NUMA nodes of a virtual machine.
///
/// `Numa`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct Numa {
    /// How many nodes it has. (`VirtualNodeCount`, known from hcsshim)
    pub virtual_node_count: Option<u8>,
    /// The host's nodes to be used first. (`PreferredPhysicalNodes`, known from hcsshim)
    pub preferred_physical_nodes: Option<Vec<i64>>,
    /// What each node has. (`Settings`, known from hcsshim)
    pub settings: Option<Vec<NumaSetting>>,
    /// The most memory of a node, in megabytes. (`MaxSizePerNode`, known from hcsshim)
    pub max_size_per_node: Option<MegaBytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Numa "Numa" ADDED, false &[];
    0 virtual_node_count: Leaf(u8) "VirtualNodeCount" ADDED, None, None;
    1 preferred_physical_nodes: Leaves(i64) "PreferredPhysicalNodes" ADDED, None, None;
    2 settings: Records(NumaSetting) "Settings" ADDED, None, None;
    3 max_size_per_node: Leaf(MegaBytes) "MaxSizePerNode" ADDED, None, None;
}

/// A virtual NUMA node.
///
/// `NumaSetting`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct NumaSetting {
    /// Its number. (`VirtualNodeNumber`, known from hcsshim)
    pub virtual_node_number: Option<u32>,
    /// The number of the host's node that it lies on. (`PhysicalNodeNumber`, known from hcsshim)
    pub physical_node_number: Option<u32>,
    /// The number of the virtual socket that it is in. (`VirtualSocketNumber`, known from hcsshim)
    pub virtual_socket_number: Option<u32>,
    /// How many processors it has. (`CountOfProcessors`, known from hcsshim)
    pub count_of_processors: Option<u32>,
    /// How many blocks of memory it has. (`CountOfMemoryBlocks`, known from hcsshim)
    pub count_of_memory_blocks: Option<u64>,
    /// What backs its memory. (`MemoryBackingType`, known from hcsshim)
    pub memory_backing_type: Option<MemoryBackingType>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NumaSetting "NumaSetting" ADDED, false &[];
    0 virtual_node_number: Leaf(u32) "VirtualNodeNumber" ADDED, None, None;
    1 physical_node_number: Leaf(u32) "PhysicalNodeNumber" ADDED, None, None;
    2 virtual_socket_number: Leaf(u32) "VirtualSocketNumber" ADDED, None, None;
    3 count_of_processors: Leaf(u32) "CountOfProcessors" ADDED, None, None;
    4 count_of_memory_blocks: Leaf(u64) "CountOfMemoryBlocks" ADDED, None, None;
    5 memory_backing_type: Leaf(MemoryBackingType) "MemoryBackingType" ADDED, None, None;
}

/// How processors are spread over virtual NUMA nodes.
///
/// `NumaProcessors`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct NumaProcessors {
    /// How many processors a node may have. (`count_per_node`, known from hcsshim)
    pub count_per_node: Option<Range>,
    /// How many nodes are in a socket. (`node_per_socket`, known from hcsshim)
    pub node_per_socket: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NumaProcessors "NumaProcessors" ADDED, false &[];
    0 count_per_node: Record(Range) "count_per_node" ADDED, None, None;
    1 node_per_socket: Leaf(u32) "node_per_socket" ADDED, None, None;
}

/// A range of numbers.
///
/// `Range`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct Range {
    /// Its upper end. (`max`, known from hcsshim)
    pub max: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Range "Range" ADDED, false &[];
    0 max: Leaf(u32) "max" ADDED, None, None;
}

/// Which of the host's graphics processors a virtual machine may use.
///
/// [`GpuConfiguration`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GpuConfiguration) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct GpuConfiguration {
    /// None, one, some, or all. (`AssignmentMode`, schema 2.0)
    pub assignment_mode: Option<GpuAssignmentMode>,
    /// In list mode: of each device interface the partition, 0xFFFF for any that is free. (`AssignmentRequest`, schema 2.0)
    pub assignment_request: Option<BTreeMap<String, u16>>,
    /// Whether the vendor's extensions may be used. (`AllowVendorExtension`, schema 2.0)
    pub allow_vendor_extension: Option<bool>,
    /// Whether GDI is drawn without them. (`DisableGdiAcceleration`, schema 2.7, known from wsl)
    pub disable_gdi_acceleration: Option<bool>,
    /// Whether they draw nothing on a screen. (`DisablePresentation`, schema 2.7, known from wsl)
    pub disable_presentation: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GpuConfiguration "GpuConfiguration" W1809.v(2, 0), false &[];
    0 assignment_mode: Leaf(GpuAssignmentMode) "AssignmentMode" W1809.v(2, 0), None, None;
    1 assignment_request: LeafMap(u16) "AssignmentRequest" W1809.v(2, 0), None, None;
    2 allow_vendor_extension: Leaf(bool) "AllowVendorExtension" W1809.v(2, 0), None, None;
    3 disable_gdi_acceleration: Leaf(bool) "DisableGdiAcceleration" ADDED.v(2, 7), None, None;
    4 disable_presentation: Leaf(bool) "DisablePresentation" ADDED.v(2, 7), None, None;
}

/// Which graphics processors are given.
///
/// [`GpuAssignmentMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GpuAssignmentMode) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GpuAssignmentMode {
    /// None. (schema 2.0)
    Disabled,
    /// The host's default one. (schema 2.0)
    Default,
    /// Those listed. (schema 2.0)
    List,
    /// All that the host has, now and later. (schema 2.0)
    Mirror,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    GpuAssignmentMode "GpuAssignmentMode" W1809.v(2, 0);
    Disabled "Disabled" W1809.v(2, 0);
    Default "Default" W1809.v(2, 0);
    List "List" W1809.v(2, 0);
    Mirror "Mirror" W1809.v(2, 0);
}

/// The files in which a virtual machine keeps what outlives it. Without a path, or with an empty one, it is in memory only.
///
/// [`GuestState`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestState) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct GuestState {
    /// The file of the firmware's variables, which exists already. (`GuestStateFilePath`, schema 2.1)
    pub guest_state_file_path: Option<String>,
    /// What kind of file it is, which depends on the isolation. (`GuestStateFileType`, known from hcsshim)
    pub guest_state_file_type: Option<String>,
    /// The file of the running devices' state, which exists already. (`RuntimeStateFilePath`, schema 2.1)
    pub runtime_state_file_path: Option<String>,
    /// Whether the files are only read, and their contents then kept in memory. (`ForceTransientState`, schema 2.1)
    pub force_transient_state: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestState "GuestState" W1809.v(2, 1), false &[];
    0 guest_state_file_path: Leaf(String) "GuestStateFilePath" W1809.v(2, 1), None, None;
    1 guest_state_file_type: Leaf(String) "GuestStateFileType" ADDED, None, None;
    2 runtime_state_file_path: Leaf(String) "RuntimeStateFilePath" W1809.v(2, 1), None, None;
    3 force_transient_state: Leaf(bool) "ForceTransientState" W1809.v(2, 1), None, None;
}

/// Where a virtual machine is restored from.
///
/// [`RestoreState`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RestoreState) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct RestoreState {
    /// The file that [`SaveOptions`] has named. (`SaveStateFilePath`, schema 2.0)
    pub save_state_file_path: Option<String>,
    /// The id of the template to clone. (`TemplateSystemId`, schema 2.1)
    pub template_system_id: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RestoreState "RestoreState" W1809.v(2, 0), false &[];
    0 save_state_file_path: Leaf(String) "SaveStateFilePath" W1809.v(2, 0), None, None;
    1 template_system_id: Leaf(String) "TemplateSystemId" W1809.v(2, 1), None, None;
}

/// How the host talks to the compute service in the guest.
///
/// [`GuestConnection`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#GuestConnection) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct GuestConnection {
    /// Over vsock, as Linux knows it, instead of Hyper-V sockets. (`UseVsock`, schema 2.1)
    pub use_vsock: Option<bool>,
    /// Whether the connection outlives a pause. (`UseConnectedSuspend`, schema 2.1)
    pub use_connected_suspend: Option<bool>,
    /// Whether the guest takes over the host's time zone. (`UseHostTimeZone`, schema 2.4)
    pub use_host_time_zone: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    GuestConnection "GuestConnection" W1809.v(2, 1), false &[];
    0 use_vsock: Leaf(bool) "UseVsock" W1809.v(2, 1), None, None;
    1 use_connected_suspend: Leaf(bool) "UseConnectedSuspend" W1809.v(2, 1), None, None;
    2 use_host_time_zone: Leaf(bool) "UseHostTimeZone" W2104.v(2, 4), None, None;
}

/// The integration components of Hyper-V that a virtual machine has: those that are there are on.
///
/// [`Services`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Services) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct Services {
    /// The guest shows that it is alive. (`Heartbeat`, schema 2.5)
    pub heartbeat: Option<Heartbeat>,
    /// The host can shut the guest down. (`Shutdown`, schema 2.5)
    pub shutdown: Option<Shutdown>,
    /// The guest's clock follows the host's. (`Timesync`, schema 2.5)
    pub timesync: Option<Timesync>,
    /// Host and guest exchange keys and values. (`KvpExchange`, schema 2.5)
    pub kvp_exchange: Option<KvpExchange>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Services "Services" W1809.v(2, 5), false &[];
    0 heartbeat: Record(Heartbeat) "Heartbeat" W2004.v(2, 5), None, None;
    1 shutdown: Record(Shutdown) "Shutdown" W2104.v(2, 5), None, None;
    2 timesync: Record(Timesync) "Timesync" W2104.v(2, 5), None, None;
    3 kvp_exchange: Record(KvpExchange) "KvpExchange" W2104.v(2, 5), None, None;
}

/// The integration component that shows that a guest is alive. It has no settings.
///
/// [`Heartbeat`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Heartbeat) of Microsoft's reference; first published for Windows 10, version 1809.
#[derive(Clone, Default, PartialEq)]
pub struct Heartbeat {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Heartbeat "Heartbeat" W1809, false &[];
}

/// The integration component that shuts a guest down. It has no settings.
///
/// [`Shutdown`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Shutdown) of Microsoft's reference; first published for Windows Server 2022.
#[derive(Clone, Default, PartialEq)]
pub struct Shutdown {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Shutdown "Shutdown" W2104, false &[];
}

/// The integration component that keeps a guest's clock right. It has no settings.
///
/// [`Timesync`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Timesync) of Microsoft's reference; first published for Windows Server 2022.
#[derive(Clone, Default, PartialEq)]
pub struct Timesync {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Timesync "Timesync" W2104, false &[];
}

/// The integration component that exchanges keys and values.
///
/// [`KvpExchange`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#KvpExchange) of Microsoft's reference; first published for Windows Server 2022; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct KvpExchange {
    /// Whether the guest is told of the host's operating system. (`EnableHostOSInfoKvpItems`, schema 2.5)
    pub enable_host_os_info_kvp_items: Option<StateOverride>,
    /// Pairs of keys and values for the guest. (`EntriesToBeAdded`, schema 2.5)
    pub entries_to_be_added: Option<BTreeMap<String, String>>,
    /// Keys that the guest is to see no more. (`EntriesToBeRemoved`, schema 2.5)
    pub entries_to_be_removed: Option<Vec<String>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    KvpExchange "KvpExchange" W2104.v(2, 5), false &[];
    0 enable_host_os_info_kvp_items: Leaf(StateOverride) "EnableHostOSInfoKvpItems" W2104.v(2, 5), None, None;
    1 entries_to_be_added: LeafMap(String) "EntriesToBeAdded" W2104.v(2, 5), None, None;
    2 entries_to_be_removed: Leaves(String) "EntriesToBeRemoved" W2104.v(2, 5), None, None;
}

/// On, off, or as the system has it.
///
/// [`StateOverride`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#StateOverride) of Microsoft's reference; first published for Windows Server 2022; schema 2.4.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StateOverride {
    /// As the system has it. (schema 2.4)
    Default,
    /// Off. (schema 2.4)
    Disabled,
    /// On. (schema 2.4)
    Enabled,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    StateOverride "StateOverride" W2104.v(2, 4);
    Default "Default" W2104.v(2, 4);
    Disabled "Disabled" W2104.v(2, 4);
    Enabled "Enabled" W2104.v(2, 4);
}

/// Limits for storage.
///
/// [`StorageQoS`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#StorageQoS) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct StorageQoS {
    /// The most operations in a second. (`IopsMaximum`, schema 2.0)
    pub iops_maximum: Option<u64>,
    /// The most bytes in a second. (`BandwidthMaximum`, schema 2.0)
    pub bandwidth_maximum: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    StorageQoS "StorageQoS" W1809.v(2, 0), false &[];
    0 iops_maximum: Leaf(u64) "IopsMaximum" W1809.v(2, 0), None, None;
    1 bandwidth_maximum: Leaf(u64) "BandwidthMaximum" W1809.v(2, 0), None, None;
}

/// Changes of a guest's registry before it starts.
///
/// [`RegistryChanges`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryChanges) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryChanges {
    /// Values to be written. (`AddValues`, schema 2.0)
    pub add_values: Option<Vec<RegistryValue>>,
    /// Keys to be deleted. (`DeleteKeys`, schema 2.0)
    pub delete_keys: Option<Vec<RegistryKey>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryChanges "RegistryChanges" W1809.v(2, 0), false &[];
    0 add_values: Records(RegistryValue) "AddValues" W1809.v(2, 0), None, None;
    1 delete_keys: Records(RegistryKey) "DeleteKeys" W1809.v(2, 0), None, None;
}

/// A value in a registry. Of the properties for its content there is one.
///
/// [`RegistryValue`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryValue) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryValue {
    /// The key that it is in. (`Key`, schema 2.0)
    pub key: Option<RegistryKey>,
    /// Its name. (`Name`, schema 2.0)
    pub name: Option<String>,
    /// Its type. (`Type`, schema 2.0)
    pub r#type: Option<RegistryValueType>,
    /// Its content as text. (`StringValue`, schema 2.0)
    pub string_value: Option<String>,
    /// Its content as bytes. (`BinaryValue`, schema 2.0)
    pub binary_value: Option<Bytes>,
    /// Its content as a number of 32 bits. (`DWordValue`, schema 2.0)
    pub dword_value: Option<u32>,
    /// Its content as a number of 64 bits. (`QWordValue`, schema 2.0)
    pub qword_value: Option<u64>,
    /// The number of a type of one's own, whose content is bytes. (`CustomType`, schema 2.0)
    pub custom_type: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryValue "RegistryValue" W1809.v(2, 0), false &[Group { required: false, names: &["StringValue", "BinaryValue", "DWordValue", "QWordValue"] }];
    0 key: Record(RegistryKey) "Key" W1809.v(2, 0), None, None;
    1 name: Leaf(String) "Name" W1809.v(2, 0), None, None;
    2 r#type: Leaf(RegistryValueType) "Type" W1809.v(2, 0), None, None;
    3 string_value: Leaf(String) "StringValue" W1809.v(2, 0), None, None;
    4 binary_value: Leaf(Bytes) "BinaryValue" W1809.v(2, 0), None, None;
    5 dword_value: Leaf(u32) "DWordValue" W1809.v(2, 0), None, None;
    6 qword_value: Leaf(u64) "QWordValue" W1809.v(2, 0), None, None;
    7 custom_type: Leaf(u32) "CustomType" W1809.v(2, 0), None, None;
}

/// The type of a value in a registry.
///
/// [`RegistryValueType`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryValueType) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RegistryValueType {
    /// None: `REG_NONE`. (schema 2.0)
    None,
    /// Text: `REG_SZ`. (schema 2.0)
    String,
    /// Text with variables: `REG_EXPAND_SZ`. (schema 2.0)
    ExpandedString,
    /// Several texts: `REG_MULTI_SZ`. (schema 2.0)
    MultiString,
    /// Bytes: `REG_BINARY`. (schema 2.0)
    Binary,
    /// A number of 32 bits: `REG_DWORD`. (schema 2.0)
    DWord,
    /// A number of 64 bits: `REG_QWORD`. (schema 2.0)
    QWord,
    /// The one in `CustomType`. (schema 2.0)
    CustomType,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    RegistryValueType "RegistryValueType" W1809.v(2, 0);
    None "None" W1809.v(2, 0);
    String "String" W1809.v(2, 0);
    ExpandedString "ExpandedString" W1809.v(2, 0);
    MultiString "MultiString" W1809.v(2, 0);
    Binary "Binary" W1809.v(2, 0);
    DWord "DWord" W1809.v(2, 0);
    QWord "QWord" W1809.v(2, 0);
    CustomType "CustomType" W1809.v(2, 0);
}

/// A key of a registry.
///
/// [`RegistryKey`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryKey) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Default, PartialEq)]
pub struct RegistryKey {
    /// The hive that it is in. (`Hive`, schema 2.0)
    pub hive: Option<RegistryHive>,
    /// Its path in the hive. (`Name`, schema 2.0)
    pub name: Option<String>,
    /// Whether it is forgotten with the system. (`Volatile`, schema 2.0)
    pub volatile: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RegistryKey "RegistryKey" W1809.v(2, 0), false &[];
    0 hive: Leaf(RegistryHive) "Hive" W1809.v(2, 0), None, None;
    1 name: Leaf(String) "Name" W1809.v(2, 0), None, None;
    2 volatile: Leaf(bool) "Volatile" W1809.v(2, 0), None, None;
}

/// A hive of a registry.
///
/// [`RegistryHive`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#RegistryHive) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.0.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RegistryHive {
    /// `HKLM\SYSTEM`. (schema 2.0)
    System,
    /// `HKLM\SOFTWARE`. (schema 2.0)
    Software,
    /// `HKLM\SECURITY`. (schema 2.0)
    Security,
    /// `HKLM\SAM`. (schema 2.0)
    Sam,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    RegistryHive "RegistryHive" W1809.v(2, 0);
    System "System" W1809.v(2, 0);
    Software "Software" W1809.v(2, 0);
    Security "Security" W1809.v(2, 0);
    Sam "Sam" W1809.v(2, 0);
}

/// Where the state of a guest is kept that crashes.
///
/// `DebugOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct DebugOptions {
    /// The file for its state when it crashes. (`BugcheckSavedStateFileName`, known from hcsshim)
    pub bugcheck_saved_state_file_name: Option<String>,
    /// The file for its state when it crashes and can't write a dump itself, as early in its start. (`BugcheckNoCrashdumpSavedStateFileName`, known from hcsshim)
    pub bugcheck_no_crashdump_saved_state_file_name: Option<String>,
    /// The file for its state after a triple fault. (`TripleFaultSavedStateFileName`, known from hcsshim)
    pub triple_fault_saved_state_file_name: Option<String>,
    /// The file for a dump of its firmware. (`FirmwareDumpFileName`, known from hcsshim)
    pub firmware_dump_file_name: Option<String>,
    /// The file for its state when it shuts down or resets. (`ShutdownOrResetSavedStateFileName`, known from wsl)
    pub shutdown_or_reset_saved_state_file_name: Option<String>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    DebugOptions "DebugOptions" ADDED, false &[];
    0 bugcheck_saved_state_file_name: Leaf(String) "BugcheckSavedStateFileName" ADDED, None, None;
    1 bugcheck_no_crashdump_saved_state_file_name: Leaf(String) "BugcheckNoCrashdumpSavedStateFileName" ADDED, None, None;
    2 triple_fault_saved_state_file_name: Leaf(String) "TripleFaultSavedStateFileName" ADDED, None, None;
    3 firmware_dump_file_name: Leaf(String) "FirmwareDumpFileName" ADDED, None, None;
    4 shutdown_or_reset_saved_state_file_name: Leaf(String) "ShutdownOrResetSavedStateFileName" ADDED, None, None;
}

/// What protects a virtual machine.
///
/// `SecuritySettings`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct SecuritySettings {
    /// Whether it has a trusted platform module. (`EnableTpm`, known from hcsshim)
    pub enable_tpm: Option<bool>,
    /// How it is isolated from its host. (`Isolation`, known from hcsshim)
    pub isolation: Option<IsolationSettings>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SecuritySettings "SecuritySettings" ADDED, false &[];
    0 enable_tpm: Leaf(bool) "EnableTpm" ADDED, None, None;
    1 isolation: Record(IsolationSettings) "Isolation" ADDED, None, None;
}

/// How a virtual machine is isolated from its host.
///
/// `IsolationSettings`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct IsolationSettings {
    /// The kind of isolation. (`IsolationType`, known from hcsshim)
    pub isolation_type: Option<String>,
    /// Where a debugger of the isolation layer listens. (`DebugHost`, known from hcsshim)
    pub debug_host: Option<String>,
    /// The port of that debugger. (`DebugPort`, known from hcsshim)
    pub debug_port: Option<i64>,
    /// What an isolated guest is given when it starts. (`LaunchData`, known from hcsshim)
    pub launch_data: Option<String>,
    /// Whether the host compatibility layer is on. (`HclEnabled`, known from hcsshim)
    pub hcl_enabled: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    IsolationSettings "IsolationSettings" ADDED, false &[];
    0 isolation_type: Leaf(String) "IsolationType" ADDED, None, None;
    1 debug_host: Leaf(String) "DebugHost" ADDED, None, None;
    2 debug_port: Leaf(i64) "DebugPort" ADDED, None, None;
    3 launch_data: Leaf(String) "LaunchData" ADDED, None, None;
    4 hcl_enabled: Leaf(bool) "HclEnabled" ADDED, None, None;
}
