// Written by `cargo xtask codegen` from hcs/schema/catalogue.txt: change that and run the command again.

//! The types of the documents, and the releases that they came with.

mod container;
mod devices;
mod machine;
mod migration;
mod modify;
mod outcome;
mod process;
mod processor;
mod retired;
mod service;
mod silo;
mod statistics;
mod system;

use std::fmt;

use super::info::{Enumeration, Since, Type};
use crate::schema_version::SchemaVersion;

pub use container::*;
pub use devices::*;
pub use machine::*;
pub use migration::*;
pub use outcome::*;
pub use process::*;
pub use processor::*;
pub use retired::*;
pub use service::*;
pub use silo::*;
pub use statistics::*;
pub use system::*;

/// A release of Windows whose schema Microsoft has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Release {
    /// Windows 10, version 1809.
    W1809,
    /// Windows 10, version 1903.
    W1903,
    /// Windows 10, version 2004.
    W2004,
    /// Windows Server 2022.
    W2104,
    /// Windows 11, version 21H2.
    W21H2,
}

impl Release {
    /// The build of Windows.
    #[must_use]
    pub const fn build(self) -> u32 {
        match self {
            Self::W1809 => 17763,
            Self::W1903 => 18362,
            Self::W2004 => 19041,
            Self::W2104 => 20348,
            Self::W21H2 => 22000,
        }
    }

    /// The newest schema version that it knows.
    #[must_use]
    pub const fn schema_version(self) -> SchemaVersion {
        match self {
            Self::W1809 => SchemaVersion::new(2, 1),
            Self::W1903 => SchemaVersion::new(2, 2),
            Self::W2004 => SchemaVersion::new(2, 3),
            Self::W2104 => SchemaVersion::new(2, 5),
            Self::W21H2 => SchemaVersion::new(2, 6),
        }
    }

    /// Its name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::W1809 => "Windows 10, version 1809",
            Self::W1903 => "Windows 10, version 1903",
            Self::W2004 => "Windows 10, version 2004",
            Self::W2104 => "Windows Server 2022",
            Self::W21H2 => "Windows 11, version 21H2",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

const W1809: Since = Since::release(Some(Release::W1809));
const W1903: Since = Since::release(Some(Release::W1903));
const W2004: Since = Since::release(Some(Release::W2004));
const W2104: Since = Since::release(Some(Release::W2104));
const W21H2: Since = Since::release(Some(Release::W21H2));
/// Never published.
const ADDED: Since = Since::release(None);

use super::record::Schema as _;

/// Every structure.
pub static TYPES: &[&Type] = &[
    ComputeSystem::TYPE,
    HostedSystem::TYPE,
    Version::TYPE,
    SystemQuery::TYPE,
    SystemPropertyQuery::TYPE,
    Properties::TYPE,
    PropertyResponse::TYPE,
    ComputeSystemProperties::TYPE,
    PauseOptions::TYPE,
    PauseNotification::TYPE,
    SaveOptions::TYPE,
    ShutdownOptions::TYPE,
    CrashOptions::TYPE,
    ModifySettingRequest::TYPE,
    GuestModifySettingRequest::TYPE,
    GuestConnectionInfo::TYPE,
    IntegrationComponentStatus::TYPE,
    OperationInfo::TYPE,
    OperationFailureInfo::TYPE,
    OperationNotificationInfo::TYPE,
    OperationProgress::TYPE,
    SharedMemoryRegionInfo::TYPE,
    ConsoleImageQuery::TYPE,
    ConsoleImage::TYPE,
    KvpQuery::TYPE,
    VirtualMachine::TYPE,
    Chipset::TYPE,
    Uefi::TYPE,
    UefiBootEntry::TYPE,
    LinuxKernelDirect::TYPE,
    FirmwareFile::TYPE,
    Topology::TYPE,
    VirtualMachineMemory::TYPE,
    VirtualMachineProcessor::TYPE,
    CpuGroup::TYPE,
    ProcessorLimits::TYPE,
    IdleProcessorsRequest::TYPE,
    SystemProcessorModificationRequest::TYPE,
    Numa::TYPE,
    NumaSetting::TYPE,
    NumaProcessors::TYPE,
    Range::TYPE,
    GpuConfiguration::TYPE,
    GuestState::TYPE,
    RestoreState::TYPE,
    GuestConnection::TYPE,
    Services::TYPE,
    Heartbeat::TYPE,
    Shutdown::TYPE,
    Timesync::TYPE,
    KvpExchange::TYPE,
    StorageQoS::TYPE,
    RegistryChanges::TYPE,
    RegistryValue::TYPE,
    RegistryKey::TYPE,
    DebugOptions::TYPE,
    SecuritySettings::TYPE,
    IsolationSettings::TYPE,
    ProcessorFeatureSet::TYPE,
    ProcessorCapabilitiesInfo::TYPE,
    VmProcessorRequirements::TYPE,
    Devices::TYPE,
    ComPort::TYPE,
    VirtioSerial::TYPE,
    VirtioSerialPort::TYPE,
    Scsi::TYPE,
    Attachment::TYPE,
    VirtualPMemController::TYPE,
    VirtualPMemDevice::TYPE,
    VirtualPMemMapping::TYPE,
    NetworkAdapter::TYPE,
    IovSettings::TYPE,
    VideoMonitor::TYPE,
    EnhancedModeVideo::TYPE,
    RdpConnectionOptions::TYPE,
    Keyboard::TYPE,
    Mouse::TYPE,
    Battery::TYPE,
    VirtualMachineHvSocket::TYPE,
    HvSocketSystemConfig::TYPE,
    HvSocketServiceConfig::TYPE,
    HvSocketAddress::TYPE,
    GuestCrashReporting::TYPE,
    WindowsCrashReporting::TYPE,
    VirtualSmb::TYPE,
    VirtualSmbShare::TYPE,
    VirtualSmbShareOptions::TYPE,
    Plan9::TYPE,
    Plan9Share::TYPE,
    FlexibleIoDevice::TYPE,
    SharedMemoryConfiguration::TYPE,
    SharedMemoryRegion::TYPE,
    VirtualPciDevice::TYPE,
    VirtualPciFunction::TYPE,
    Container::TYPE,
    GuestOs::TYPE,
    ContainerMemory::TYPE,
    ContainerProcessor::TYPE,
    ContainerHvSocket::TYPE,
    Storage::TYPE,
    Layer::TYPE,
    MappedDirectory::TYPE,
    MappedPipe::TYPE,
    MappedVirtualDisk::TYPE,
    CombinedLayers::TYPE,
    CimMount::TYPE,
    Networking::TYPE,
    Device::TYPE,
    ContainerDefinitionDevice::TYPE,
    ContainerCredentialGuardState::TYPE,
    RegistryFlushState::TYPE,
    LayerData::TYPE,
    ExportLayerOptions::TYPE,
    OsLayerOptions::TYPE,
    ContainerDefinition::TYPE,
    Namespace::TYPE,
    BatchedBinding::TYPE,
    DeviceExtension::TYPE,
    DeviceCategory::TYPE,
    DeviceInstance::TYPE,
    DeviceNamespace::TYPE,
    InterfaceClass::TYPE,
    FilesystemNamespace::TYPE,
    FilesystemLayer::TYPE,
    HostFiles::TYPE,
    JobNamespace::TYPE,
    JobCpu::TYPE,
    JobMemory::TYPE,
    JobSystemRoot::TYPE,
    MountManagerNamespace::TYPE,
    MountManagerMountPoint::TYPE,
    NamedPipeNamespace::TYPE,
    NamedPipeSymlink::TYPE,
    NetworkNamespace::TYPE,
    ObjectNamespace::TYPE,
    ObjectDirectory::TYPE,
    ObjectSymlink::TYPE,
    RegistryNamespace::TYPE,
    RegistrySymlink::TYPE,
    RegistryRedirectionNode::TYPE,
    RegistryHiveStack::TYPE,
    RegistryLayer::TYPE,
    RegistryMakeKey::TYPE,
    RegistryMakeValue::TYPE,
    RegistryDeleteKey::TYPE,
    ProcessParameters::TYPE,
    ProcessStatus::TYPE,
    ProcessModifyRequest::TYPE,
    ConsoleSize::TYPE,
    CloseHandle::TYPE,
    SignalProcessOptions::TYPE,
    ProcessDetails::TYPE,
    ServiceProperties::TYPE,
    ServicePropertyQuery::TYPE,
    BasicInformation::TYPE,
    CpuGroupConfigurations::TYPE,
    CpuGroupConfig::TYPE,
    CpuGroupAffinity::TYPE,
    CpuGroupProperty::TYPE,
    ProcessorTopology::TYPE,
    LogicalProcessor::TYPE,
    Subnode::TYPE,
    QoSCapabilities::TYPE,
    ModificationRequest::TYPE,
    HostProcessorModificationRequest::TYPE,
    CreateGroupOperation::TYPE,
    DeleteGroupOperation::TYPE,
    SetPropertyOperation::TYPE,
    ContainerCredentialGuardSystemInfo::TYPE,
    ContainerCredentialGuardInstance::TYPE,
    ContainerCredentialGuardHvSocketServiceConfig::TYPE,
    ContainerCredentialGuardOperationRequest::TYPE,
    ContainerCredentialGuardAddInstanceRequest::TYPE,
    ContainerCredentialGuardRemoveInstanceRequest::TYPE,
    ResultError::TYPE,
    ErrorEvent::TYPE,
    EventData::TYPE,
    AttributionRecord::TYPE,
    WorkerExit::TYPE,
    GuestCrash::TYPE,
    TripleFault::TYPE,
    InjectNonMaskableInterrupt::TYPE,
    OperationFailure::TYPE,
    SystemExit::TYPE,
    VirtualDeviceFailure::TYPE,
    SystemExitStatus::TYPE,
    CrashReport::TYPE,
    GuestErrorSaveReport::TYPE,
    WindowsCrashReport::TYPE,
    Statistics::TYPE,
    ProcessorStats::TYPE,
    MemoryStats::TYPE,
    StorageStats::TYPE,
    MemoryInformationForVm::TYPE,
    VmMemory::TYPE,
    VirtualNodeInfo::TYPE,
    TimeZoneInformation::TYPE,
    SystemTime::TYPE,
    StartOptions::TYPE,
    MigrationInitializeOptions::TYPE,
    MigrationStartOptions::TYPE,
    MigrationTransferOptions::TYPE,
    MigrationFinalizedOptions::TYPE,
    MigrationCancelOptions::TYPE,
    MigrationNetworkSettings::TYPE,
    MigrationCompressionSettings::TYPE,
    MemoryMigrationTransferThrottleParams::TYPE,
    CompatibilityInfo::TYPE,
    OperationSystemMigrationNotificationInfo::TYPE,
    MigrationBlackoutExitedEventDetails::TYPE,
    KernelIntegration::TYPE,
    FilteredPropertyQuery::TYPE,
    NetworkModifySettingRequest::TYPE,
    Rs4NetworkModifySettingRequest::TYPE,
    RuntimeState::TYPE,
    RuntimeStateDevice::TYPE,
    Nvram::TYPE,
    NvramVendor::TYPE,
    NvramVariable::TYPE,
];

/// Every enumeration.
pub static ENUMERATIONS: &[&Enumeration] = &[
    SystemType::TYPE,
    OsType::TYPE,
    State::TYPE,
    SystemPropertyType::TYPE,
    PauseReason::TYPE,
    PauseSuspensionLevel::TYPE,
    SaveType::TYPE,
    ShutdownMechanism::TYPE,
    ShutdownType::TYPE,
    CrashType::TYPE,
    ModifyRequestType::TYPE,
    ModifyResourceType::TYPE,
    IntegrationComponentOperationalState::TYPE,
    IntegrationComponentOperatingStateReason::TYPE,
    OperationType::TYPE,
    KvpSource::TYPE,
    UefiBootDevice::TYPE,
    ApplySecureBootTemplateType::TYPE,
    SerialConsole::TYPE,
    MemoryBackingPageSize::TYPE,
    MemoryBackingType::TYPE,
    VirtualSlitType::TYPE,
    GpuAssignmentMode::TYPE,
    StateOverride::TYPE,
    RegistryValueType::TYPE,
    RegistryHive::TYPE,
    ProcessorFeatureSetMode::TYPE,
    NonArchitecturalCoreSharing::TYPE,
    EnlightenmentModifications::TYPE,
    ProcessorFeature::TYPE,
    XsaveProcessorFeature::TYPE,
    AttachmentType::TYPE,
    CachingMode::TYPE,
    VirtualPMemBackingType::TYPE,
    VirtualPMemImageFormat::TYPE,
    InterruptModerationMode::TYPE,
    FlexibleIoDeviceHostingModel::TYPE,
    IsolationType::TYPE,
    PathType::TYPE,
    CacheMode::TYPE,
    MappedPipePathType::TYPE,
    FileSystemFilterType::TYPE,
    DeviceType::TYPE,
    ContainerCredentialGuardTransport::TYPE,
    OsLayerType::TYPE,
    InterfaceClassType::TYPE,
    FilesystemIsolationMode::TYPE,
    FilesystemNestingMode::TYPE,
    JobTerminationPolicy::TYPE,
    ObjectDirectoryShadow::TYPE,
    ObjectSymlinkScope::TYPE,
    ModifyOperation::TYPE,
    StdHandle::TYPE,
    ProcessSignal::TYPE,
    GetPropertyType::TYPE,
    SubnodeType::TYPE,
    ModifyPropertyType::TYPE,
    ModifyServiceOperation::TYPE,
    ContainerCredentialGuardModifyOperation::TYPE,
    EventDataType::TYPE,
    WorkerExitType::TYPE,
    WorkerExitDetail::TYPE,
    ExitInitiator::TYPE,
    OperationFailureDetail::TYPE,
    SystemExitDetail::TYPE,
    VirtualDeviceFailureDetail::TYPE,
    NotificationType::TYPE,
    WindowsCrashPhase::TYPE,
    MigrationOrigin::TYPE,
    MigrationMemoryTransport::TYPE,
    MigrationFinalOperation::TYPE,
    MigrationEvent::TYPE,
    MigrationResult::TYPE,
    NetworkModifyRequestType::TYPE,
];
