// Written by `cargo xtask codegen` from hcs/schema/resources.txt: change that and run the command again.

//! What can be changed in a running system: a function for each request.

use super::super::modify::{Modify, Path, Settings};
#[allow(clippy::wildcard_imports)] // The settings are of any types.
use crate::schema::*;

impl Modify {
    /// Gives a virtual machine another size of memory.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Memory/SizeInMB`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn memory(settings: MegaBytes) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Memory/SizeInMB"),
            Settings::leaf(&settings),
        )
    }

    /// Moves a virtual machine to another group of processors.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Processor/CpuGroup`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn cpu_group(settings: CpuGroup) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Processor/CpuGroup"),
            Settings::record(settings),
        )
    }

    /// Has some processors of a virtual machine idle.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Processor/IdledProcessors`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn idle_processors(settings: IdleProcessorsRequest) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Processor/IdledProcessors"),
            Settings::record(settings),
        )
    }

    /// Limits the frequency of a virtual machine's processors.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Processor/CpuFrequencyPowerCap`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn frequency_cap(settings: u32) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Processor/CpuFrequencyPowerCap"),
            Settings::leaf(&settings),
        )
    }

    /// Limits what a virtual machine uses of the host's processors.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Processor/Limits`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn processor_limits(settings: ProcessorLimits) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Processor/Limits"),
            Settings::record(settings),
        )
    }

    /// Gives a virtual machine graphics processors of the host.
    ///
    /// `Update` at `VirtualMachine/ComputeTopology/Gpu`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn gpu(settings: GpuConfiguration) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/ComputeTopology/Gpu"),
            Settings::record(settings),
        )
    }

    /// Attaches a disk to a SCSI controller.
    ///
    /// `Add` at `VirtualMachine/Devices/Scsi/{controller}/Attachments/{lun:0..63}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn attach_scsi(controller: &str, lun: u32, settings: Attachment) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/Scsi/")
                .name(controller)
                .text("/Attachments/")
                .number(lun.into(), Some((0, 63))),
            Settings::record(settings),
        )
    }

    /// Changes a disk on a SCSI controller: exchanges the image in a drive.
    ///
    /// `Update` at `VirtualMachine/Devices/Scsi/{controller}/Attachments/{lun:0..63}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_scsi(controller: &str, lun: u32, settings: Attachment) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default()
                .text("VirtualMachine/Devices/Scsi/")
                .name(controller)
                .text("/Attachments/")
                .number(lun.into(), Some((0, 63))),
            Settings::record(settings),
        )
    }

    /// Detaches a disk from a SCSI controller.
    ///
    /// `Remove` at `VirtualMachine/Devices/Scsi/{controller}/Attachments/{lun:0..63}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn detach_scsi(controller: &str, lun: u32) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/Scsi/")
                .name(controller)
                .text("/Attachments/")
                .number(lun.into(), Some((0, 63))),
            Settings::None,
        )
    }

    /// Adds a network adapter.
    ///
    /// `Add` at `VirtualMachine/Devices/NetworkAdapters/{adapter}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_network_adapter(adapter: &str, settings: NetworkAdapter) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/NetworkAdapters/")
                .name(adapter),
            Settings::record(settings),
        )
    }

    /// Changes a network adapter: connects it, or disconnects it.
    ///
    /// `Update` at `VirtualMachine/Devices/NetworkAdapters/{adapter}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_network_adapter(adapter: &str, settings: NetworkAdapter) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default()
                .text("VirtualMachine/Devices/NetworkAdapters/")
                .name(adapter),
            Settings::record(settings),
        )
    }

    /// Removes a network adapter, which the settings name again.
    ///
    /// `Remove` at `VirtualMachine/Devices/NetworkAdapters/{adapter}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_network_adapter(adapter: &str, settings: NetworkAdapter) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/NetworkAdapters/")
                .name(adapter),
            Settings::record(settings),
        )
    }

    /// Shares a directory by the protocol of Plan 9.
    ///
    /// `Add` at `VirtualMachine/Devices/Plan9/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_plan9_share(settings: Plan9Share) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default().text("VirtualMachine/Devices/Plan9/Shares"),
            Settings::record(settings),
        )
    }

    /// Changes a share by the protocol of Plan 9.
    ///
    /// `Update` at `VirtualMachine/Devices/Plan9/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_plan9_share(settings: Plan9Share) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/Devices/Plan9/Shares"),
            Settings::record(settings),
        )
    }

    /// Ends a share by the protocol of Plan 9: names and port tell which.
    ///
    /// `Remove` at `VirtualMachine/Devices/Plan9/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_plan9_share(settings: Plan9Share) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default().text("VirtualMachine/Devices/Plan9/Shares"),
            Settings::record(settings),
        )
    }

    /// Shares a directory by SMB.
    ///
    /// `Add` at `VirtualMachine/Devices/VirtualSmb/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_smb_share(settings: VirtualSmbShare) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default().text("VirtualMachine/Devices/VirtualSmb/Shares"),
            Settings::record(settings),
        )
    }

    /// Changes a share by SMB: the files that are allowed.
    ///
    /// `Update` at `VirtualMachine/Devices/VirtualSmb/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_smb_share(settings: VirtualSmbShare) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/Devices/VirtualSmb/Shares"),
            Settings::record(settings),
        )
    }

    /// Ends a share by SMB: its name tells which.
    ///
    /// `Remove` at `VirtualMachine/Devices/VirtualSmb/Shares`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_smb_share(settings: VirtualSmbShare) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default().text("VirtualMachine/Devices/VirtualSmb/Shares"),
            Settings::record(settings),
        )
    }

    /// Puts a file into a device of persistent memory.
    ///
    /// `Add` at `VirtualMachine/Devices/VirtualPMem/Devices/{device:u32}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_vpmem(device: u32, settings: VirtualPMemDevice) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPMem/Devices/")
                .number(device.into(), None),
            Settings::record(settings),
        )
    }

    /// Takes the file out of a device of persistent memory.
    ///
    /// `Remove` at `VirtualMachine/Devices/VirtualPMem/Devices/{device:u32}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_vpmem(device: u32) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPMem/Devices/")
                .number(device.into(), None),
            Settings::None,
        )
    }

    /// Puts one of several files into a device of persistent memory.
    ///
    /// `Add` at `VirtualMachine/Devices/VirtualPMem/Devices/{device:u32}/Mappings/{offset:u64}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_vpmem_mapping(device: u32, offset: u64, settings: VirtualPMemMapping) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPMem/Devices/")
                .number(device.into(), None)
                .text("/Mappings/")
                .number(offset, None),
            Settings::record(settings),
        )
    }

    /// Takes one of several files out of a device of persistent memory.
    ///
    /// `Remove` at `VirtualMachine/Devices/VirtualPMem/Devices/{device:u32}/Mappings/{offset:u64}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_vpmem_mapping(device: u32, offset: u64) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPMem/Devices/")
                .number(device.into(), None)
                .text("/Mappings/")
                .number(offset, None),
            Settings::None,
        )
    }

    /// Adds a serial port.
    ///
    /// `Add` at `VirtualMachine/Devices/ComPorts/{port:0..1}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_com_port(port: u32, settings: ComPort) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/ComPorts/")
                .number(port.into(), Some((0, 1))),
            Settings::record(settings),
        )
    }

    /// Connects a serial port with another pipe.
    ///
    /// `Update` at `VirtualMachine/Devices/ComPorts/{port:0..1}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_com_port(port: u32, settings: ComPort) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default()
                .text("VirtualMachine/Devices/ComPorts/")
                .number(port.into(), Some((0, 1))),
            Settings::record(settings),
        )
    }

    /// Removes a serial port.
    ///
    /// `Remove` at `VirtualMachine/Devices/ComPorts/{port:0..1}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_com_port(port: u32, settings: ComPort) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/ComPorts/")
                .number(port.into(), Some((0, 1))),
            Settings::record(settings),
        )
    }

    /// Shares memory with a virtual machine.
    ///
    /// `Add` at `VirtualMachine/Devices/SharedMemory/Regions`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_shared_memory(settings: SharedMemoryRegion) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default().text("VirtualMachine/Devices/SharedMemory/Regions"),
            Settings::record(settings),
        )
    }

    /// Changes memory that is shared with a virtual machine.
    ///
    /// `Update` at `VirtualMachine/Devices/SharedMemory/Regions`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn update_shared_memory(settings: SharedMemoryRegion) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("VirtualMachine/Devices/SharedMemory/Regions"),
            Settings::record(settings),
        )
    }

    /// Ends sharing memory with a virtual machine.
    ///
    /// `Remove` at `VirtualMachine/Devices/SharedMemory/Regions`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_shared_memory(settings: SharedMemoryRegion) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default().text("VirtualMachine/Devices/SharedMemory/Regions"),
            Settings::record(settings),
        )
    }

    /// Has a virtual machine see a pipe of the host's.
    ///
    /// `Add` at `VirtualMachine/Devices/MappedPipes/{pipe}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_mapped_pipe(pipe: &str) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/MappedPipes/")
                .name(pipe),
            Settings::None,
        )
    }

    /// Has a virtual machine see a pipe of the host's no more.
    ///
    /// `Remove` at `VirtualMachine/Devices/MappedPipes/{pipe}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn remove_mapped_pipe(pipe: &str) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/MappedPipes/")
                .name(pipe),
            Settings::None,
        )
    }

    /// Gives a virtual machine a device of the host's.
    ///
    /// `Add` at `VirtualMachine/Devices/VirtualPci/{device}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn assign_pci(device: &str, settings: VirtualPciDevice) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPci/")
                .name(device),
            Settings::record(settings),
        )
    }

    /// Takes a device of the host's back.
    ///
    /// `Remove` at `VirtualMachine/Devices/VirtualPci/{device}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn unassign_pci(device: &str) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/VirtualPci/")
                .name(device),
            Settings::None,
        )
    }

    /// Adds a device that a process of one's own emulates.
    ///
    /// `Add` at `VirtualMachine/Devices/FlexibleIov/{device}`. Known from [Microsoft's page of HcsModifyComputeSystem](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem).
    #[must_use]
    pub fn add_flexible_iov(device: &str, settings: FlexibleIoDevice) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default()
                .text("VirtualMachine/Devices/FlexibleIov/")
                .name(device),
            Settings::record(settings),
        )
    }

    /// Removes a device that a process of one's own emulates. Not every build can.
    ///
    /// `Remove` at `VirtualMachine/Devices/FlexibleIov/{device}`. Known from [Windows Subsystem for Linux](https://github.com/microsoft/WSL/blob/master/src/windows/common/hcs_schema.h).
    #[must_use]
    pub fn remove_flexible_iov(device: &str, settings: FlexibleIoDevice) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/FlexibleIov/")
                .name(device),
            Settings::record(settings),
        )
    }

    /// Changes who may use a service on the sockets of a virtual machine.
    ///
    /// `Update` at `VirtualMachine/Devices/HvSocket/HvSocketConfig/ServiceTable/{service}`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn update_hv_socket_service(service: &str, settings: HvSocketServiceConfig) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default()
                .text("VirtualMachine/Devices/HvSocket/HvSocketConfig/ServiceTable/")
                .name(service),
            Settings::record(settings),
        )
    }

    /// Forgets who may use a service on the sockets of a virtual machine.
    ///
    /// `Remove` at `VirtualMachine/Devices/HvSocket/HvSocketConfig/ServiceTable/{service}`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn remove_hv_socket_service(service: &str) -> Self {
        Self::new(
            ModifyRequestType::Remove,
            Path::default()
                .text("VirtualMachine/Devices/HvSocket/HvSocketConfig/ServiceTable/")
                .name(service),
            Settings::None,
        )
    }

    /// Gives a container another limit of memory.
    ///
    /// `Update` at `Container/Memory/SizeInMB`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn container_memory(settings: MegaBytes) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("Container/Memory/SizeInMB"),
            Settings::leaf(&settings),
        )
    }

    /// Gives a container other limits of processors.
    ///
    /// `Update` at `Container/Processor`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn container_processor(settings: ContainerProcessor) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("Container/Processor"),
            Settings::record(settings),
        )
    }

    /// Has a container see a directory of the host's.
    ///
    /// `Add` at `Container/MappedDirectories`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn add_mapped_directory(settings: MappedDirectory) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default().text("Container/MappedDirectories"),
            Settings::record(settings),
        )
    }

    /// Has a container see a pipe of the host's.
    ///
    /// `Add` at `Container/MappedPipes`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn add_container_pipe(settings: MappedPipe) -> Self {
        Self::new(
            ModifyRequestType::Add,
            Path::default().text("Container/MappedPipes"),
            Settings::record(settings),
        )
    }

    /// Has a container's registry flushed to its files, or not.
    ///
    /// `Update` at `Container/RegistryFlushState`. Known from [Microsoft's client for containers](https://github.com/microsoft/hcsshim/tree/main/internal/hcs/schema2).
    #[must_use]
    pub fn registry_flush(settings: RegistryFlushState) -> Self {
        Self::new(
            ModifyRequestType::Update,
            Path::default().text("Container/RegistryFlushState"),
            Settings::record(settings),
        )
    }
}
