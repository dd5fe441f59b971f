// Written by `cargo xtask codegen` from hcs/schema/migration.txt: change that and run the command again.

//! Live migration.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// How `HcsStartComputeSystem` is to start a virtual machine.
///
/// `StartOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct StartOptions {
    /// The live migration that it arrives by. (`DestinationMigrationOptions`, known from hcsshim)
    pub destination_migration_options: Option<MigrationStartOptions>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    StartOptions "StartOptions" ADDED, true &[];
    0 destination_migration_options: Record(MigrationStartOptions) "DestinationMigrationOptions" ADDED, None, None;
}

document!(StartOptions);

/// How a live migration is prepared, on either side.
///
/// `MigrationInitializeOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationInitializeOptions {
    /// Which side this is. (`Origin`, known from hcsshim)
    pub origin: Option<MigrationOrigin>,
    /// How memory travels. (`MemoryTransport`, known from hcsshim)
    pub memory_transport: Option<MigrationMemoryTransport>,
    /// How the guest is slowed down meanwhile. (`MemoryTransferThrottleParams`, known from hcsshim)
    pub memory_transfer_throttle_params: Option<MemoryMigrationTransferThrottleParams>,
    /// How memory is compressed. (`CompressionSettings`, known from hcsshim)
    pub compression_settings: Option<MigrationCompressionSettings>,
    /// Whether memory is checked by sums. (`ChecksumVerification`, known from hcsshim)
    pub checksum_verification: Option<bool>,
    /// Whether it is traced. (`PerfTracingEnabled`, known from hcsshim)
    pub perf_tracing_enabled: Option<bool>,
    /// Whether it is cancelled when the guest would stand still for too long. (`CancelIfBlackoutThresholdExceeds`, known from hcsshim)
    pub cancel_if_blackout_threshold_exceeds: Option<bool>,
    /// Whether there is more time, as between hosts of different versions. (`PrepareMemoryTransferMode`, known from hcsshim)
    pub prepare_memory_transfer_mode: Option<bool>,
    /// What the other side must be able to do. (`CompatibilityData`, known from hcsshim)
    pub compatibility_data: Option<CompatibilityInfo>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationInitializeOptions "MigrationInitializeOptions" ADDED, true &[];
    0 origin: Leaf(MigrationOrigin) "Origin" ADDED, None, None;
    1 memory_transport: Leaf(MigrationMemoryTransport) "MemoryTransport" ADDED, None, None;
    2 memory_transfer_throttle_params: Record(MemoryMigrationTransferThrottleParams) "MemoryTransferThrottleParams" ADDED, None, None;
    3 compression_settings: Record(MigrationCompressionSettings) "CompressionSettings" ADDED, None, None;
    4 checksum_verification: Leaf(bool) "ChecksumVerification" ADDED, None, None;
    5 perf_tracing_enabled: Leaf(bool) "PerfTracingEnabled" ADDED, None, None;
    6 cancel_if_blackout_threshold_exceeds: Leaf(bool) "CancelIfBlackoutThresholdExceeds" ADDED, None, None;
    7 prepare_memory_transfer_mode: Leaf(bool) "PrepareMemoryTransferMode" ADDED, None, None;
    8 compatibility_data: Record(CompatibilityInfo) "CompatibilityData" ADDED, None, None;
}

document!(MigrationInitializeOptions);

/// How a live migration is started.
///
/// `MigrationStartOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationStartOptions {
    /// The connection between both sides. (`NetworkSettings`, known from hcsshim)
    pub network_settings: Option<MigrationNetworkSettings>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationStartOptions "MigrationStartOptions" ADDED, true &[];
    0 network_settings: Record(MigrationNetworkSettings) "NetworkSettings" ADDED, None, None;
}

document!(MigrationStartOptions);

/// How the transfer of a live migration is started.
///
/// `MigrationTransferOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationTransferOptions {
    /// Which side this is. (`Origin`, known from hcsshim)
    pub origin: Option<MigrationOrigin>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationTransferOptions "MigrationTransferOptions" ADDED, true &[];
    0 origin: Leaf(MigrationOrigin) "Origin" ADDED, None, None;
}

document!(MigrationTransferOptions);

/// How a live migration is ended.
///
/// `MigrationFinalizedOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationFinalizedOptions {
    /// Which side this is. (`Origin`, known from hcsshim)
    pub origin: Option<MigrationOrigin>,
    /// What becomes of the virtual machine here. (`FinalizedOperation`, known from hcsshim)
    pub finalized_operation: Option<MigrationFinalOperation>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationFinalizedOptions "MigrationFinalizedOptions" ADDED, true &[];
    0 origin: Leaf(MigrationOrigin) "Origin" ADDED, None, None;
    1 finalized_operation: Leaf(MigrationFinalOperation) "FinalizedOperation" ADDED, None, None;
}

document!(MigrationFinalizedOptions);

/// Cancels a live migration.
///
/// `MigrationCancelOptions`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationCancelOptions {
    /// Which side this is. (`Origin`, known from hcsshim)
    pub origin: Option<MigrationOrigin>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationCancelOptions "MigrationCancelOptions" ADDED, true &[];
    0 origin: Leaf(MigrationOrigin) "Origin" ADDED, None, None;
}

document!(MigrationCancelOptions);

/// A side of a live migration.
///
/// `MigrationOrigin`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MigrationOrigin {
    /// Where the virtual machine is. (known from hcsshim)
    Source,
    /// Where it goes. (known from hcsshim)
    Destination,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MigrationOrigin "MigrationOrigin" ADDED;
    Source "Source" ADDED;
    Destination "Destination" ADDED;
}

/// How memory travels in a live migration.
///
/// `MigrationMemoryTransport`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MigrationMemoryTransport {
    /// Over TCP. (known from hcsshim)
    Tcp,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MigrationMemoryTransport "MigrationMemoryTransport" ADDED;
    Tcp "TCP" ADDED;
}

/// What becomes of a virtual machine after its live migration.
///
/// `MigrationFinalOperation`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MigrationFinalOperation {
    /// It goes on here. (known from hcsshim)
    Resume,
    /// It ends here. (known from hcsshim)
    Stop,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MigrationFinalOperation "MigrationFinalOperation" ADDED;
    Resume "Resume" ADDED;
    Stop "Stop" ADDED;
}

/// The connection of a live migration.
///
/// `MigrationNetworkSettings`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationNetworkSettings {
    /// The number of the session. (`SessionId`, known from hcsshim)
    pub session_id: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationNetworkSettings "MigrationNetworkSettings" ADDED, false &[];
    0 session_id: Leaf(u32) "SessionId" ADDED, None, None;
}

/// How memory is compressed on its way.
///
/// `MigrationCompressionSettings`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationCompressionSettings {
    /// How many threads do it: at least 1. (`ThrottleWorkerCount`, known from hcsshim)
    pub throttle_worker_count: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationCompressionSettings "MigrationCompressionSettings" ADDED, false &[];
    0 throttle_worker_count: Leaf(u32) "ThrottleWorkerCount" ADDED, None, None;
}

/// How a guest is slowed down, so that its memory can be copied faster than it changes.
///
/// `MemoryMigrationTransferThrottleParams`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MemoryMigrationTransferThrottleParams {
    /// Whether it isn't. (`SkipThrottling`, known from hcsshim)
    pub skip_throttling: Option<bool>,
    /// How much, in percent: 1 to 100. (`ThrottlingScale`, known from hcsshim)
    pub throttling_scale: Option<f64>,
    /// The least that it is slowed down to, in percent. (`MinimumThrottlePercentage`, known from hcsshim)
    pub minimum_throttle_percentage: Option<u8>,
    /// After how many passes it is to stand still. (`TargetNumberOfBrownoutTransferPasses`, known from hcsshim)
    pub target_number_of_brownout_transfer_passes: Option<u32>,
    /// The pass in which slowing down begins. (`StartingBrownoutPassNumberForThrottling`, known from hcsshim)
    pub starting_brownout_pass_number_for_throttling: Option<u32>,
    /// After how many passes it has to stand still. (`MaximumNumberOfBrownoutTransferPasses`, known from hcsshim)
    pub maximum_number_of_brownout_transfer_passes: Option<u32>,
    /// How long it is to stand still. (`TargetBlackoutTransferTime`, known from hcsshim)
    pub target_blackout_transfer_time: Option<u32>,
    /// How long it may stand still before the migration is cancelled. (`BlackoutTimeThresholdForCancellingMigration`, known from hcsshim)
    pub blackout_time_threshold_for_cancelling_migration: Option<u32>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MemoryMigrationTransferThrottleParams "MemoryMigrationTransferThrottleParams" ADDED, false &[];
    0 skip_throttling: Leaf(bool) "SkipThrottling" ADDED, None, None;
    1 throttling_scale: Leaf(f64) "ThrottlingScale" ADDED, Some((1, 100)), None;
    2 minimum_throttle_percentage: Leaf(u8) "MinimumThrottlePercentage" ADDED, Some((0, 100)), None;
    3 target_number_of_brownout_transfer_passes: Leaf(u32) "TargetNumberOfBrownoutTransferPasses" ADDED, None, None;
    4 starting_brownout_pass_number_for_throttling: Leaf(u32) "StartingBrownoutPassNumberForThrottling" ADDED, None, None;
    5 maximum_number_of_brownout_transfer_passes: Leaf(u32) "MaximumNumberOfBrownoutTransferPasses" ADDED, None, None;
    6 target_blackout_transfer_time: Leaf(u32) "TargetBlackoutTransferTime" ADDED, None, None;
    7 blackout_time_threshold_for_cancelling_migration: Leaf(u32) "BlackoutTimeThresholdForCancellingMigration" ADDED, None, None;
}

/// What a virtual machine needs of a host, in a form of Windows' own.
///
/// `CompatibilityInfo`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct CompatibilityInfo {
    /// Its bytes. (`Data`, known from hcsshim)
    pub data: Option<Bytes>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    CompatibilityInfo "CompatibilityInfo" ADDED, false &[];
    0 data: Leaf(Bytes) "Data" ADDED, None, None;
}

/// How far a live migration has come: what its event tells.
///
/// `OperationSystemMigrationNotificationInfo`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct OperationSystemMigrationNotificationInfo {
    /// Which side this is. (`Origin`, known from hcsshim)
    pub origin: Option<MigrationOrigin>,
    /// What has happened. (`Event`, known from hcsshim)
    pub event: Option<MigrationEvent>,
    /// How it went, once it is over. (`Result`, known from hcsshim)
    pub result: Option<MigrationResult>,
    /// More, in a form that belongs to the event. (`AdditionalDetails`, known from hcsshim)
    pub additional_details: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    OperationSystemMigrationNotificationInfo "OperationSystemMigrationNotificationInfo" ADDED, false &[];
    0 origin: Leaf(MigrationOrigin) "Origin" ADDED, None, None;
    1 event: Leaf(MigrationEvent) "Event" ADDED, None, None;
    2 result: Leaf(MigrationResult) "Result" ADDED, None, None;
    3 additional_details: Any(Value) "AdditionalDetails" ADDED, None, None;
}

/// What can happen in a live migration.
///
/// `MigrationEvent`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MigrationEvent {
    /// `Unknown`. (known from hcsshim)
    Unknown,
    /// It is done. (known from hcsshim)
    MigrationDone,
    /// The virtual machine stands still. (known from hcsshim)
    BlackoutStarted,
    /// It was taken offline. (known from hcsshim)
    OfflineDone,
    /// The virtual machine runs again. (known from hcsshim)
    BlackoutExited,
    /// It is prepared. (known from hcsshim)
    SetupDone,
    /// Memory is still on its way. (known from hcsshim)
    TransferInProgress,
    /// It was undone. (known from hcsshim)
    MigrationRecoveryDone,
    /// It has failed. (known from hcsshim)
    MigrationFailed,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MigrationEvent "MigrationEvent" ADDED;
    Unknown "Unknown" ADDED;
    MigrationDone "MigrationDone" ADDED;
    BlackoutStarted "BlackoutStarted" ADDED;
    OfflineDone "OfflineDone" ADDED;
    BlackoutExited "BlackoutExited" ADDED;
    SetupDone "SetupDone" ADDED;
    TransferInProgress "TransferInProgress" ADDED;
    MigrationRecoveryDone "MigrationRecoveryDone" ADDED;
    MigrationFailed "MigrationFailed" ADDED;
}

/// How a live migration went.
///
/// `MigrationResult`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MigrationResult {
    /// `Invalid`. (known from hcsshim)
    Invalid,
    /// It has succeeded. (known from hcsshim)
    Success,
    /// It was cancelled. (known from hcsshim)
    MigrationCancelled,
    /// The guest has cancelled it. (known from hcsshim)
    GuestInitiatedCancellation,
    /// It has failed where the virtual machine was. (known from hcsshim)
    SourceMigrationFailed,
    /// It has failed where it was going. (known from hcsshim)
    DestinationMigrationFailed,
    /// It could not be undone. (known from hcsshim)
    MigrationRecoveryFailed,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    MigrationResult "MigrationResult" ADDED;
    Invalid "Invalid" ADDED;
    Success "Success" ADDED;
    MigrationCancelled "MigrationCancelled" ADDED;
    GuestInitiatedCancellation "GuestInitiatedCancellation" ADDED;
    SourceMigrationFailed "SourceMigrationFailed" ADDED;
    DestinationMigrationFailed "DestinationMigrationFailed" ADDED;
    MigrationRecoveryFailed "MigrationRecoveryFailed" ADDED;
}

/// More about the end of a blackout.
///
/// `MigrationBlackoutExitedEventDetails`, known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
#[derive(Clone, Default, PartialEq)]
pub struct MigrationBlackoutExitedEventDetails {
    /// How long the virtual machine stood still, in milliseconds. (`BlackoutDurationMilliseconds`, known from hcsshim)
    pub blackout_duration_milliseconds: Option<u64>,
    /// When it went on. (`BlackoutStopTimestamp`, known from hcsshim)
    pub blackout_stop_timestamp: Option<Timestamp>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    MigrationBlackoutExitedEventDetails "MigrationBlackoutExitedEventDetails" ADDED, false &[];
    0 blackout_duration_milliseconds: Leaf(u64) "BlackoutDurationMilliseconds" ADDED, None, None;
    1 blackout_stop_timestamp: Leaf(Timestamp) "BlackoutStopTimestamp" ADDED, None, None;
}
