//! Short ways to what would take many lines, and to structures whose parts depend on each other.

use super::{
    Attachment, AttachmentType, CloseHandle, ComPort, ComputeSystem, ConsoleSize, Container,
    ContainerCredentialGuardAddInstanceRequest, ContainerCredentialGuardModifyOperation,
    ContainerCredentialGuardOperationRequest, ContainerCredentialGuardRemoveInstanceRequest,
    CreateGroupOperation, DeleteGroupOperation, Devices, Guid, HostProcessorModificationRequest,
    HostedSystem, MegaBytes, ModificationRequest, ModifyOperation, ModifyPropertyType,
    ModifyServiceOperation, NetworkAdapter, Plan9Share, ProcessModifyRequest, ProcessParameters,
    Schema, SetPropertyOperation, ShutdownMechanism, ShutdownOptions, ShutdownType, StdHandle,
    VirtualMachine, VirtualSmbShare,
};
use crate::schema_version::SchemaVersion;

impl ComputeSystem {
    /// A virtual machine of this owner, in the schema version that every host knows: 2.1.
    ///
    /// ```
    /// use hcs::schema::{Attachment, ComputeSystem, MegaBytes, VirtualMachine};
    ///
    /// let system = ComputeSystem::of_virtual_machine(
    ///     "Sample",
    ///     VirtualMachine::default()
    ///         .with_memory(MegaBytes(2048))
    ///         .with_processors(2)
    ///         .with_disk("0", 0, Attachment::virtual_disk(r"C:\system.vhdx"))
    ///         .with_disk("0", 1, Attachment::iso(r"C:\seed.iso")),
    /// );
    /// assert!(system.check(hcs::SchemaVersion::V2_1).is_empty());
    /// ```
    #[must_use]
    pub fn of_virtual_machine(owner: impl Into<String>, machine: VirtualMachine) -> Self {
        Self {
            owner: Some(owner.into()),
            schema_version: Some(SchemaVersion::V2_1.into()),
            virtual_machine: Some(machine),
            ..Self::default()
        }
    }

    /// A container of this owner, in the schema version that every host knows: 2.1.
    #[must_use]
    pub fn of_container(owner: impl Into<String>, container: Container) -> Self {
        Self {
            owner: Some(owner.into()),
            schema_version: Some(SchemaVersion::V2_1.into()),
            container: Some(container),
            ..Self::default()
        }
    }

    /// A container of this owner that runs inside the virtual machine with this id.
    #[must_use]
    pub fn of_hosted_container(
        owner: impl Into<String>,
        hosting_system_id: impl Into<String>,
        container: Container,
    ) -> Self {
        let version = SchemaVersion::V2_1;
        Self {
            owner: Some(owner.into()),
            schema_version: Some(version.into()),
            hosting_system_id: Some(hosting_system_id.into()),
            hosted_system: Some(HostedSystem {
                schema_version: Some(version.into()),
                container: Some(container),
                ..HostedSystem::default()
            }),
            ..Self::default()
        }
    }

    /// The same, in another schema version.
    #[must_use]
    pub fn in_version(self, version: SchemaVersion) -> Self {
        Self {
            schema_version: Some(version.into()),
            ..self
        }
    }

    /// The same, but that it ends with its last open handle.
    #[must_use]
    pub fn ending_with_its_handle(self) -> Self {
        Self {
            should_terminate_on_last_handle_closed: Some(true),
            ..self
        }
    }
}

/// Short ways to what is deep inside. Each leaves everything else as it is.
impl VirtualMachine {
    /// The same with so much memory.
    #[must_use]
    pub fn with_memory(mut self, size: MegaBytes) -> Self {
        let topology = self.compute_topology.get_or_insert_default();
        topology.memory.get_or_insert_default().size_in_mb = Some(size);
        self
    }

    /// The same with so many processors.
    #[must_use]
    pub fn with_processors(mut self, count: u32) -> Self {
        let topology = self.compute_topology.get_or_insert_default();
        topology.processor.get_or_insert_default().count = Some(count);
        self
    }

    /// The same with UEFI firmware, which finds what it boots by itself.
    #[must_use]
    pub fn with_uefi(mut self) -> Self {
        let chipset = self.chipset.get_or_insert_default();
        chipset.uefi.get_or_insert_default();
        self
    }

    /// The same with a Linux kernel that is booted without firmware, from schema 2.2 on.
    #[must_use]
    pub fn with_linux_kernel(
        mut self,
        kernel: impl Into<String>,
        initial_ram_disk: impl Into<String>,
        command_line: impl Into<String>,
    ) -> Self {
        let chipset = self.chipset.get_or_insert_default();
        let direct = chipset.linux_kernel_direct.get_or_insert_default();
        direct.kernel_file_path = Some(kernel.into());
        direct.init_rd_path = Some(initial_ram_disk.into());
        direct.kernel_cmd_line = Some(command_line.into());
        self
    }

    /// The same with a disk on a SCSI controller, at this LUN.
    #[must_use]
    pub fn with_disk(mut self, controller: impl Into<String>, lun: u8, disk: Attachment) -> Self {
        let controllers = self.devices().scsi.get_or_insert_default();
        let controller = controllers.entry(controller.into()).or_default();
        let attachments = controller.attachments.get_or_insert_default();
        attachments.insert(lun.to_string(), disk);
        self
    }

    /// The same with a network adapter of this name.
    #[must_use]
    pub fn with_network_adapter(
        mut self,
        name: impl Into<String>,
        adapter: NetworkAdapter,
    ) -> Self {
        let adapters = self.devices().network_adapters.get_or_insert_default();
        adapters.insert(name.into(), adapter);
        self
    }

    /// The same with a serial port, 0 or 1, that is connected with a pipe of the host's.
    #[must_use]
    pub fn with_com_port(mut self, port: u8, pipe: impl Into<String>) -> Self {
        let ports = self.devices().com_ports.get_or_insert_default();
        let own = ComPort {
            named_pipe: Some(pipe.into()),
            ..ComPort::default()
        };
        ports.insert(port.to_string(), own);
        self
    }

    /// The same with a share by the protocol of Plan 9.
    #[must_use]
    pub fn with_plan9_share(mut self, share: Plan9Share) -> Self {
        let plan9 = self.devices().plan9.get_or_insert_default();
        plan9.shares.get_or_insert_default().push(share);
        self
    }

    /// The same with a share by SMB.
    #[must_use]
    pub fn with_smb_share(mut self, share: VirtualSmbShare) -> Self {
        let smb = self.devices().virtual_smb.get_or_insert_default();
        smb.shares.get_or_insert_default().push(share);
        self
    }

    fn devices(&mut self) -> &mut Devices {
        self.devices.get_or_insert_default()
    }
}

impl Attachment {
    /// The disk in a VHD or VHDX file.
    #[must_use]
    pub fn virtual_disk(path: impl Into<String>) -> Self {
        Self::of_type(AttachmentType::VirtualDisk, path)
    }

    /// An ISO image in a drive, which can only be read.
    #[must_use]
    pub fn iso(path: impl Into<String>) -> Self {
        Self::of_type(AttachmentType::Iso, path).read_only()
    }

    /// A disk of the host's.
    #[must_use]
    pub fn pass_through(path: impl Into<String>) -> Self {
        Self::of_type(AttachmentType::PassThru, path)
    }

    /// The same, but that the guest may only read.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self {
            read_only: Some(true),
            ..self
        }
    }

    fn of_type(kind: AttachmentType, path: impl Into<String>) -> Self {
        Self {
            r#type: Some(kind),
            path: Some(path.into()),
            ..Self::default()
        }
    }
}

impl ShutdownOptions {
    /// Has Hyper-V's integration service shut a virtual machine down.
    #[must_use]
    pub fn by_integration_service() -> Self {
        Self {
            mechanism: Some(ShutdownMechanism::IntegrationService),
            r#type: Some(ShutdownType::Shutdown),
            ..Self::default()
        }
    }
}

impl ProcessParameters {
    /// A command line, with pipes to and from all three standard streams.
    #[must_use]
    pub fn command_line(command_line: impl Into<String>) -> Self {
        Self {
            command_line: Some(command_line.into()),
            create_std_in_pipe: Some(true),
            create_std_out_pipe: Some(true),
            create_std_err_pipe: Some(true),
            ..Self::default()
        }
    }
}

impl ProcessModifyRequest {
    /// Changes the size of a process's console, in characters.
    #[must_use]
    pub fn console_size(height: u16, width: u16) -> Self {
        Self {
            operation: Some(ModifyOperation::ConsoleSize),
            console_size: Some(ConsoleSize {
                height: Some(height),
                width: Some(width),
                ..ConsoleSize::default()
            }),
            ..Self::default()
        }
    }

    /// Closes a standard stream of a process: of its input, the process sees the end then.
    #[must_use]
    pub fn close(stream: StdHandle) -> Self {
        Self {
            operation: Some(ModifyOperation::CloseHandle),
            close_handle: Some(CloseHandle {
                handle: Some(stream),
                ..CloseHandle::default()
            }),
            ..Self::default()
        }
    }
}

/// Changes of the service as a whole, each in the form that belongs to it.
impl ModificationRequest {
    /// Creates a group of processors.
    #[must_use]
    pub fn create_cpu_group(operation: CreateGroupOperation) -> Self {
        Self::cpu_group(ModifyServiceOperation::CreateGroup, operation)
    }

    /// Deletes a group of processors.
    #[must_use]
    pub fn delete_cpu_group(group: Guid) -> Self {
        let operation = DeleteGroupOperation {
            group_id: Some(group),
            ..DeleteGroupOperation::default()
        };
        Self::cpu_group(ModifyServiceOperation::DeleteGroup, operation)
    }

    /// Sets a property of a group of processors: see [`CpuGroupProperty`](super::CpuGroupProperty).
    #[must_use]
    pub fn set_cpu_group_property(group: Guid, code: u32, value: u64) -> Self {
        let operation = SetPropertyOperation {
            group_id: Some(group),
            property_code: Some(code),
            property_value: Some(value),
            ..SetPropertyOperation::default()
        };
        Self::cpu_group(ModifyServiceOperation::SetProperty, operation)
    }

    /// Adds an instance of container credential guard.
    #[must_use]
    pub fn add_credential_guard(request: ContainerCredentialGuardAddInstanceRequest) -> Self {
        let operation = ContainerCredentialGuardModifyOperation::AddInstance;
        Self::credential_guard(operation, request)
    }

    /// Removes the instance of container credential guard with this id.
    #[must_use]
    pub fn remove_credential_guard(id: impl Into<String>) -> Self {
        let request = ContainerCredentialGuardRemoveInstanceRequest {
            id: Some(id.into()),
            ..ContainerCredentialGuardRemoveInstanceRequest::default()
        };
        let operation = ContainerCredentialGuardModifyOperation::RemoveInstance;
        Self::credential_guard(operation, request)
    }

    fn cpu_group(operation: ModifyServiceOperation, details: impl Schema) -> Self {
        let settings = HostProcessorModificationRequest {
            operation: Some(operation),
            operation_details: Some(super::write::whole(&details)),
            ..HostProcessorModificationRequest::default()
        };
        Self {
            property_type: Some(ModifyPropertyType::CpuGroup),
            settings: Some(settings.into()),
            ..Self::default()
        }
    }

    fn credential_guard(
        operation: ContainerCredentialGuardModifyOperation,
        details: impl Schema,
    ) -> Self {
        let settings = ContainerCredentialGuardOperationRequest {
            operation: Some(operation),
            operation_details: Some(super::write::whole(&details)),
            ..ContainerCredentialGuardOperationRequest::default()
        };
        Self {
            property_type: Some(ModifyPropertyType::ContainerCredentialGuard),
            settings: Some(settings.into()),
            ..Self::default()
        }
    }
}
