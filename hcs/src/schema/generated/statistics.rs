// Written by `cargo xtask codegen` from hcs/schema/statistics.txt: change that and run the command again.

//! Numbers about running systems.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// What a container has used.
///
/// [`Statistics`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Statistics) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct Statistics {
    /// When that was. (`Timestamp`, schema 2.1)
    pub timestamp: Option<Timestamp>,
    /// When the container was started. (`ContainerStartTime`, schema 2.1)
    pub container_start_time: Option<Timestamp>,
    /// How long it has run, in units of 100 ns. (`Uptime100ns`, schema 2.1)
    pub uptime_100ns: Option<Ticks>,
    /// Its processor time. (`Processor`, schema 2.1)
    pub processor: Option<ProcessorStats>,
    /// Its memory. (`Memory`, schema 2.1)
    pub memory: Option<MemoryStats>,
    /// What it has read and written. (`Storage`, schema 2.1)
    pub storage: Option<StorageStats>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Statistics "Statistics" W1809.v(2, 1), false &[];
    0 timestamp: Leaf(Timestamp) "Timestamp" W1809.v(2, 1), None, None;
    1 container_start_time: Leaf(Timestamp) "ContainerStartTime" W1809.v(2, 1), None, None;
    2 uptime_100ns: Leaf(Ticks) "Uptime100ns" W1809.v(2, 1), None, None;
    3 processor: Record(ProcessorStats) "Processor" W1809.v(2, 1), None, None;
    4 memory: Record(MemoryStats) "Memory" W1809.v(2, 1), None, None;
    5 storage: Record(StorageStats) "Storage" W1809.v(2, 1), None, None;
}

/// Processor time of a container.
///
/// [`ProcessorStats`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorStats) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessorStats {
    /// All of it, in units of 100 ns. (`TotalRuntime100ns`, schema 2.1)
    pub total_runtime_100ns: Option<Ticks>,
    /// In user mode, in units of 100 ns. (`RuntimeUser100ns`, schema 2.1)
    pub runtime_user_100ns: Option<Ticks>,
    /// In kernel mode, in units of 100 ns. (`RuntimeKernel100ns`, schema 2.1)
    pub runtime_kernel_100ns: Option<Ticks>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessorStats "ProcessorStats" W1809.v(2, 1), false &[];
    0 total_runtime_100ns: Leaf(Ticks) "TotalRuntime100ns" W1809.v(2, 1), None, None;
    1 runtime_user_100ns: Leaf(Ticks) "RuntimeUser100ns" W1809.v(2, 1), None, None;
    2 runtime_kernel_100ns: Leaf(Ticks) "RuntimeKernel100ns" W1809.v(2, 1), None, None;
}

/// Memory of a container.
///
/// [`MemoryStats`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MemoryStats) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct MemoryStats {
    /// Committed, in bytes. (`MemoryUsageCommitBytes`, schema 2.1)
    pub memory_usage_commit_bytes: Option<u64>,
    /// The most that was committed, in bytes. (`MemoryUsageCommitPeakBytes`, schema 2.1)
    pub memory_usage_commit_peak_bytes: Option<u64>,
    /// The private working set, in bytes. (`MemoryUsagePrivateWorkingSetBytes`, schema 2.1)
    pub memory_usage_private_working_set_bytes: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MemoryStats "MemoryStats" W1809.v(2, 1), false &[];
    0 memory_usage_commit_bytes: Leaf(u64) "MemoryUsageCommitBytes" W1809.v(2, 1), None, None;
    1 memory_usage_commit_peak_bytes: Leaf(u64) "MemoryUsageCommitPeakBytes" W1809.v(2, 1), None, None;
    2 memory_usage_private_working_set_bytes: Leaf(u64) "MemoryUsagePrivateWorkingSetBytes" W1809.v(2, 1), None, None;
}

/// What a container has read and written.
///
/// [`StorageStats`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#StorageStats) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct StorageStats {
    /// Reads, counted in units of one size. (`ReadCountNormalized`, schema 2.1)
    pub read_count_normalized: Option<u64>,
    /// Bytes that were read. (`ReadSizeBytes`, schema 2.1)
    pub read_size_bytes: Option<u64>,
    /// Writes, counted in units of one size. (`WriteCountNormalized`, schema 2.1)
    pub write_count_normalized: Option<u64>,
    /// Bytes that were written. (`WriteSizeBytes`, schema 2.1)
    pub write_size_bytes: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    StorageStats "StorageStats" W1809.v(2, 1), false &[];
    0 read_count_normalized: Leaf(u64) "ReadCountNormalized" W1809.v(2, 1), None, None;
    1 read_size_bytes: Leaf(u64) "ReadSizeBytes" W1809.v(2, 1), None, None;
    2 write_count_normalized: Leaf(u64) "WriteCountNormalized" W1809.v(2, 1), None, None;
    3 write_size_bytes: Leaf(u64) "WriteSizeBytes" W1809.v(2, 1), None, None;
}

/// The memory of a virtual machine that runs.
///
/// [`MemoryInformationForVm`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#MemoryInformationForVm) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct MemoryInformationForVm {
    /// How many virtual NUMA nodes it has. (`VirtualNodeCount`, schema 2.1)
    pub virtual_node_count: Option<u8>,
    /// The memory as a whole. (`VirtualMachineMemory`, schema 2.1)
    pub virtual_machine_memory: Option<VmMemory>,
    /// The memory of each node. (`VirtualNodes`, schema 2.1)
    pub virtual_nodes: Option<Vec<VirtualNodeInfo>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MemoryInformationForVm "MemoryInformationForVm" W1809.v(2, 1), false &[];
    0 virtual_node_count: Leaf(u8) "VirtualNodeCount" W1809.v(2, 1), None, None;
    1 virtual_machine_memory: Record(VmMemory) "VirtualMachineMemory" W1809.v(2, 1), None, None;
    2 virtual_nodes: Records(VirtualNodeInfo) "VirtualNodes" W1809.v(2, 1), None, None;
}

/// How a virtual machine's memory fares.
///
/// [`VmMemory`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VmMemory) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VmMemory {
    /// What is available to the guest. (`AvailableMemory`, schema 2.1)
    pub available_memory: Option<i32>,
    /// What is left of the buffer. (`AvailableMemoryBuffer`, schema 2.1)
    pub available_memory_buffer: Option<i32>,
    /// What is reserved. (`ReservedMemory`, schema 2.1)
    pub reserved_memory: Option<u64>,
    /// What is assigned. (`AssignedMemory`, schema 2.1)
    pub assigned_memory: Option<u64>,
    /// Whether smart paging is active. (`SlpActive`, schema 2.1)
    pub slp_active: Option<bool>,
    /// Whether memory is balanced. (`BalancingEnabled`, schema 2.1)
    pub balancing_enabled: Option<bool>,
    /// Whether dynamic memory is at work. (`DmOperationInProgress`, schema 2.1)
    pub dm_operation_in_progress: Option<bool>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VmMemory "VmMemory" W1809.v(2, 1), false &[];
    0 available_memory: Leaf(i32) "AvailableMemory" W1809.v(2, 1), None, None;
    1 available_memory_buffer: Leaf(i32) "AvailableMemoryBuffer" W1809.v(2, 1), None, None;
    2 reserved_memory: Leaf(u64) "ReservedMemory" W1809.v(2, 1), None, None;
    3 assigned_memory: Leaf(u64) "AssignedMemory" W1809.v(2, 1), None, None;
    4 slp_active: Leaf(bool) "SlpActive" W1809.v(2, 1), None, None;
    5 balancing_enabled: Leaf(bool) "BalancingEnabled" W1809.v(2, 1), None, None;
    6 dm_operation_in_progress: Leaf(bool) "DmOperationInProgress" W1809.v(2, 1), None, None;
}

/// The memory of a virtual NUMA node.
///
/// [`VirtualNodeInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VirtualNodeInfo) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct VirtualNodeInfo {
    /// Its number. (`VirtualNodeIndex`, schema 2.1)
    pub virtual_node_index: Option<u8>,
    /// The number of the host's node. (`PhysicalNodeNumber`, schema 2.1)
    pub physical_node_number: Option<u8>,
    /// How many virtual processors it has. (`VirtualProcessorCount`, schema 2.1)
    pub virtual_processor_count: Option<u32>,
    /// What it uses, in pages. (`MemoryUsageInPages`, schema 2.1)
    pub memory_usage_in_pages: Option<u64>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VirtualNodeInfo "VirtualNodeInfo" W1809.v(2, 1), false &[];
    0 virtual_node_index: Leaf(u8) "VirtualNodeIndex" W1809.v(2, 1), None, None;
    1 physical_node_number: Leaf(u8) "PhysicalNodeNumber" W1809.v(2, 1), None, None;
    2 virtual_processor_count: Leaf(u32) "VirtualProcessorCount" W1809.v(2, 1), None, None;
    3 memory_usage_in_pages: Leaf(u64) "MemoryUsageInPages" W1809.v(2, 1), None, None;
}

/// A time zone, as Windows describes one.
///
/// [`TimeZoneInformation`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#TimeZoneInformation) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct TimeZoneInformation {
    /// UTC less local time, in minutes. (`Bias`, schema 2.1)
    pub bias: Option<i32>,
    /// The name of standard time. (`StandardName`, schema 2.1)
    pub standard_name: Option<String>,
    /// When standard time begins. (`StandardDate`, schema 2.1)
    pub standard_date: Option<SystemTime>,
    /// What standard time adds to the bias, in minutes. (`StandardBias`, schema 2.1)
    pub standard_bias: Option<i32>,
    /// The name of daylight saving time. (`DaylightName`, schema 2.1)
    pub daylight_name: Option<String>,
    /// When daylight saving time begins. (`DaylightDate`, schema 2.1)
    pub daylight_date: Option<SystemTime>,
    /// What daylight saving time adds to the bias, in minutes. (`DaylightBias`, schema 2.1)
    pub daylight_bias: Option<i32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    TimeZoneInformation "TimeZoneInformation" W1809.v(2, 1), false &[];
    0 bias: Leaf(i32) "Bias" W1809.v(2, 1), None, None;
    1 standard_name: Leaf(String) "StandardName" W1809.v(2, 1), None, None;
    2 standard_date: Record(SystemTime) "StandardDate" W1809.v(2, 1), None, None;
    3 standard_bias: Leaf(i32) "StandardBias" W1809.v(2, 1), None, None;
    4 daylight_name: Leaf(String) "DaylightName" W1809.v(2, 1), None, None;
    5 daylight_date: Record(SystemTime) "DaylightDate" W1809.v(2, 1), None, None;
    6 daylight_bias: Leaf(i32) "DaylightBias" W1809.v(2, 1), None, None;
}

/// A date and time, as Windows' `SYSTEMTIME`.
///
/// [`SystemTime`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemTime) of Microsoft's reference; first published for Windows 10, version 1809; schema 2.1.
#[derive(Clone, Default, PartialEq)]
pub struct SystemTime {
    /// The year; 0 for a rule of each year. (`Year`, schema 2.1)
    pub year: Option<u16>,
    /// The month, from 1. (`Month`, schema 2.1)
    pub month: Option<u16>,
    /// The day of the week, 0 for Sunday. (`DayOfWeek`, schema 2.1)
    pub day_of_week: Option<u16>,
    /// The day of the month; in a rule, which of that day of the week, 5 for the last. (`Day`, schema 2.1)
    pub day: Option<u16>,
    /// The hour. (`Hour`, schema 2.1)
    pub hour: Option<u16>,
    /// The minute. (`Minute`, schema 2.1)
    pub minute: Option<u16>,
    /// The second. (`Second`, schema 2.1)
    pub second: Option<u16>,
    /// The milliseconds. (`Milliseconds`, schema 2.1)
    pub milliseconds: Option<u16>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    SystemTime "SystemTime" W1809.v(2, 1), false &[];
    0 year: Leaf(u16) "Year" W1809.v(2, 1), None, None;
    1 month: Leaf(u16) "Month" W1809.v(2, 1), None, None;
    2 day_of_week: Leaf(u16) "DayOfWeek" W1809.v(2, 1), None, None;
    3 day: Leaf(u16) "Day" W1809.v(2, 1), None, None;
    4 hour: Leaf(u16) "Hour" W1809.v(2, 1), None, None;
    5 minute: Leaf(u16) "Minute" W1809.v(2, 1), None, None;
    6 second: Leaf(u16) "Second" W1809.v(2, 1), None, None;
    7 milliseconds: Leaf(u16) "Milliseconds" W1809.v(2, 1), None, None;
}
