//! Documents for virtual machines, containers, processes and the service, written as types: prints them as JSON.
//!
//! `cargo run -p hcs --example documents`

use std::collections::BTreeMap;

use hcs::schema::{
    Attachment, Chipset, ComPort, ComputeSystem, Container, ContainerProcessor, CpuGroup,
    CreateGroupOperation, Device, DeviceType, Devices, EnhancedModeVideo, GpuAssignmentMode,
    GpuConfiguration, GuestConnection, GuestOs, GuestState, Guid, Heartbeat, HvSocketServiceConfig,
    HvSocketSystemConfig, Keyboard, Layer, LayerData, MacAddress, MappedDirectory, MappedPipe,
    MegaBytes, MemoryBackingPageSize, MemoryBackingType, ModificationRequest, Modify, Mouse,
    NetworkAdapter, Networking, OsLayerOptions, OsLayerType, PauseOptions, PauseSuspensionLevel,
    Plan9Share, ProcessModifyRequest, ProcessParameters, RdpConnectionOptions, RestoreState,
    SaveOptions, SaveType, Scsi, Services, Shutdown, ShutdownOptions, StdHandle, Storage,
    StorageQoS, SystemQuery, SystemType, Topology, Uefi, UefiBootDevice, UefiBootEntry,
    VideoMonitor, VirtualMachine, VirtualMachineHvSocket, VirtualMachineMemory,
    VirtualMachineProcessor, VirtualPMemController, VirtualPMemDevice, VirtualPMemImageFormat,
    VirtualPciDevice, VirtualPciFunction, VirtualSmbShare, VirtualSmbShareOptions,
};
use hcs::{Document, SchemaVersion};

#[allow(dead_code)] // The test of the same name only takes the documents.
fn main() {
    for (name, document) in documents() {
        println!("{name}:\n{document}\n");
    }
}

/// Each document by its name.
pub(crate) fn documents() -> Vec<(&'static str, Document)> {
    vec![
        (
            "a virtual machine that boots nothing",
            empty_machine().into(),
        ),
        (
            "a virtual machine with a Linux kernel",
            linux_machine().into(),
        ),
        ("a virtual machine with Windows", windows_machine().into()),
        (
            "a virtual machine with persistent memory",
            pmem_machine().into(),
        ),
        ("a virtual machine that goes on", restored_machine().into()),
        ("a container", container().into()),
        (
            "a container in a virtual machine",
            hosted_container().into(),
        ),
        (
            "a container with devices of the host",
            device_container().into(),
        ),
        ("a command", command().into()),
        ("a command in Linux", linux_command().into()),
        (
            "another size of a console",
            ProcessModifyRequest::console_size(50, 132).into(),
        ),
        (
            "the end of the input",
            ProcessModifyRequest::close(StdHandle::StdIn).into(),
        ),
        ("the owner's systems", own_systems().into()),
        (
            "a shutdown",
            ShutdownOptions::by_integration_service().into(),
        ),
        ("a pause", pause().into()),
        ("a saved state", save().into()),
        ("another disk", another_disk().into()),
        ("a cable that is out", cable_out().into()),
        ("all graphics processors", graphics().into()),
        ("a shared directory", shared_directory().into()),
        ("a device of the host's", assigned_device().into()),
        ("a group of processors", cpu_group().into()),
        ("the layers of a container", layers().into()),
        ("the setup of a layer", layer_setup().into()),
    ]
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// The document of Microsoft's sample of the three async models.
fn empty_machine() -> ComputeSystem {
    ComputeSystem {
        schema_version: Some(SchemaVersion::V2_1.into()),
        owner: text("Sample"),
        virtual_machine: Some(VirtualMachine {
            chipset: Some(Chipset {
                uefi: Some(Uefi::default()),
                ..Default::default()
            }),
            compute_topology: Some(Topology {
                memory: Some(VirtualMachineMemory {
                    backing: Some(MemoryBackingType::Physical),
                    size_in_mb: Some(MegaBytes(1024)),
                    ..Default::default()
                }),
                processor: Some(VirtualMachineProcessor {
                    count: Some(2),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            ..Default::default()
        }),
        should_terminate_on_last_handle_closed: Some(true),
        ..Default::default()
    }
}

/// A kernel and its initial RAM disk, no firmware: the short way.
fn linux_machine() -> ComputeSystem {
    let machine = VirtualMachine::default()
        .with_memory(MegaBytes::from_gb(2))
        .with_processors(4)
        .with_linux_kernel(
            r"C:\vm\vmlinux",
            r"C:\vm\initrd.img",
            "console=ttyS0 panic=-1",
        )
        .with_com_port(0, r"\\.\pipe\vm-console")
        .with_disk("0", 0, Attachment::virtual_disk(r"C:\vm\root.vhdx"))
        .with_disk(
            "0",
            1,
            Attachment::virtual_disk(r"C:\vm\tools.vhd").read_only(),
        )
        .with_plan9_share(Plan9Share {
            name: text("home"),
            access_name: text("home"),
            path: text(r"C:\Users\me"),
            port: Some(564),
            ..Default::default()
        });
    ComputeSystem::of_virtual_machine("Sample", machine)
        .in_version(SchemaVersion::V2_2)
        .ending_with_its_handle()
}

/// Screen, keyboard and mouse, a network adapter, integration components, and a group of processors.
fn windows_machine() -> ComputeSystem {
    let devices = Devices {
        scsi: Some(BTreeMap::from([(
            "primary".to_owned(),
            Scsi {
                attachments: Some(BTreeMap::from([
                    (
                        "0".to_owned(),
                        Attachment::virtual_disk(r"D:\VMs\windows.vhdx"),
                    ),
                    ("1".to_owned(), Attachment::iso(r"D:\ISO\drivers.iso")),
                ])),
                ..Default::default()
            },
        )])),
        network_adapters: Some(BTreeMap::from([(
            "Default".to_owned(),
            NetworkAdapter {
                endpoint_id: Some(Guid::from_u128(0x0f2a3b4c_5d6e_4f80_91a2_b3c4d5e6f708)),
                mac_address: Some(MacAddress([0x00, 0x15, 0x5D, 0x01, 0x02, 0x03])),
                ..Default::default()
            },
        )])),
        video_monitor: Some(VideoMonitor {
            horizontal_resolution: Some(1280),
            vertical_resolution: Some(1024),
            ..Default::default()
        }),
        enhanced_mode_video: Some(EnhancedModeVideo {
            connection_options: Some(RdpConnectionOptions {
                access_sids: texts(&["S-1-5-32-544"]),
                named_pipe: text(r"\\.\pipe\vm-video"),
                ..Default::default()
            }),
            ..Default::default()
        }),
        keyboard: Some(Keyboard::default()),
        mouse: Some(Mouse::default()),
        hv_socket: Some(VirtualMachineHvSocket {
            hv_socket_config: Some(HvSocketSystemConfig {
                default_bind_security_descriptor: text("D:P(A;;FA;;;SY)(A;;FA;;;BA)"),
                service_table: Some(BTreeMap::from([(
                    "00000400-facb-11e6-bd58-64006a7986d3".to_owned(),
                    HvSocketServiceConfig {
                        allow_wildcard_binds: Some(true),
                        ..Default::default()
                    },
                )])),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let machine = VirtualMachine {
        stop_on_reset: Some(false),
        chipset: Some(Chipset {
            uefi: Some(Uefi {
                boot_this: Some(UefiBootEntry {
                    device_type: Some(UefiBootDevice::ScsiDrive),
                    device_path: text("Scsi(0,0)"),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            enable_hibernation: Some(true),
            ..Default::default()
        }),
        compute_topology: Some(Topology {
            memory: Some(VirtualMachineMemory {
                size_in_mb: Some(MegaBytes::from_gb(8)),
                allow_overcommit: Some(true),
                backing_page_size: Some(MemoryBackingPageSize::Small),
                ..Default::default()
            }),
            processor: Some(VirtualMachineProcessor {
                count: Some(8),
                expose_virtualization_extensions: Some(true),
                cpu_group: Some(CpuGroup {
                    id: Some(Guid::from_u128(0x1)),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            ..Default::default()
        }),
        devices: Some(devices),
        services: Some(Services {
            heartbeat: Some(Heartbeat::default()),
            shutdown: Some(Shutdown::default()),
            ..Default::default()
        }),
        guest_state: Some(GuestState {
            guest_state_file_path: text(r"D:\VMs\windows.vmgs"),
            runtime_state_file_path: text(r"D:\VMs\windows.vmrs"),
            ..Default::default()
        }),
        ..Default::default()
    };
    ComputeSystem::of_virtual_machine("Sample", machine).in_version(SchemaVersion::V2_5)
}

/// Read-only disks as persistent memory, and a connection with the guest's compute service.
fn pmem_machine() -> ComputeSystem {
    let mut machine = VirtualMachine::default()
        .with_memory(MegaBytes(512))
        .with_processors(1)
        .with_uefi();
    machine.guest_connection = Some(GuestConnection {
        use_vsock: Some(true),
        use_connected_suspend: Some(true),
        ..Default::default()
    });
    machine.devices = Some(Devices {
        virtual_pmem: Some(VirtualPMemController {
            devices: Some(BTreeMap::from([(
                "0".to_owned(),
                VirtualPMemDevice {
                    host_path: text(r"C:\layers\base.vhdx"),
                    read_only: Some(true),
                    image_format: Some(VirtualPMemImageFormat::Vhdx),
                    ..Default::default()
                },
            )])),
            maximum_count: Some(64),
            ..Default::default()
        }),
        com_ports: Some(BTreeMap::from([("1".to_owned(), ComPort::default())])),
        ..Default::default()
    });
    ComputeSystem::of_virtual_machine("Sample", machine)
}

/// What was saved goes on.
fn restored_machine() -> ComputeSystem {
    let machine = VirtualMachine {
        restore_state: Some(RestoreState {
            save_state_file_path: text(r"D:\VMs\saved.vmrs"),
            ..Default::default()
        }),
        storage_qos: Some(StorageQoS {
            iops_maximum: Some(5000),
            ..Default::default()
        }),
        ..Default::default()
    };
    ComputeSystem::of_virtual_machine("Sample", machine.with_memory(MegaBytes(1024)))
}

/// Layers, a directory and a pipe of the host's, a share of the processors.
fn container() -> ComputeSystem {
    ComputeSystem::of_container(
        "Sample",
        Container {
            guest_os: Some(GuestOs {
                host_name: text("web-1"),
                ..Default::default()
            }),
            storage: Some(storage()),
            mapped_directories: Some(vec![MappedDirectory {
                host_path: text(r"C:\site"),
                container_path: text(r"C:\inetpub"),
                read_only: Some(true),
                ..Default::default()
            }]),
            mapped_pipes: Some(vec![MappedPipe {
                host_path: text(r"\\.\pipe\log"),
                container_pipe_name: text("log"),
                ..Default::default()
            }]),
            processor: Some(ContainerProcessor {
                maximum: Some(2500),
                ..Default::default()
            }),
            networking: Some(Networking {
                allow_unqualified_dns_query: Some(true),
                network_adapters: Some(vec![Guid::from_u128(0x2)]),
                ..Default::default()
            }),
            ..Default::default()
        },
    )
}

fn storage() -> Storage {
    Storage {
        path: text(r"\\?\Volume{0c0ffee0-0000-0000-0000-100000000000}"),
        layers: Some(vec![Layer {
            id: Some(Guid::from_u128(0x3)),
            path: text(r"C:\layers\servercore"),
            ..Default::default()
        }]),
        ..Default::default()
    }
}

/// A container with a kernel of its own.
fn hosted_container() -> ComputeSystem {
    let container = Container {
        storage: Some(storage()),
        ..Default::default()
    };
    ComputeSystem::of_hosted_container("Sample", "utility-vm", container)
}

/// All graphics processors, and the devices of a class.
fn device_container() -> ComputeSystem {
    let by_class = Device {
        r#type: Some(DeviceType::ClassGuid),
        interface_class_guid: Some(Guid::from_u128(0x5B45201D_F2F2_4F3B_85BB_30FF1F953599)),
        ..Default::default()
    };
    let graphics = Device {
        r#type: Some(DeviceType::GpuMirror),
        ..Default::default()
    };
    let container = Container {
        storage: Some(storage()),
        assigned_devices: Some(vec![by_class, graphics]),
        ..Default::default()
    };
    ComputeSystem::of_container("Sample", container).in_version(SchemaVersion::V2_2)
}

fn command() -> ProcessParameters {
    ProcessParameters {
        working_directory: text(r"C:\"),
        environment: Some(BTreeMap::from([("LANG".to_owned(), "en".to_owned())])),
        ..ProcessParameters::command_line("cmd /c ver")
    }
}

fn linux_command() -> ProcessParameters {
    ProcessParameters {
        command_args: texts(&["/bin/sh", "-c", "uname -a"]),
        emulate_console: Some(true),
        console_size: Some(vec![25, 80]),
        create_std_out_pipe: Some(true),
        ..Default::default()
    }
}

fn own_systems() -> SystemQuery {
    SystemQuery {
        owners: texts(&["Sample"]),
        types: Some(vec![SystemType::VirtualMachine]),
        ..Default::default()
    }
}

fn pause() -> PauseOptions {
    PauseOptions {
        suspension_level: Some(PauseSuspensionLevel::MemoryLow),
        ..Default::default()
    }
}

fn save() -> SaveOptions {
    SaveOptions {
        save_type: Some(SaveType::ToFile),
        save_state_file_path: text(r"D:\VMs\saved.vmrs"),
        ..Default::default()
    }
}

fn another_disk() -> Modify {
    Modify::attach_scsi("primary", 2, Attachment::virtual_disk(r"D:\VMs\data.vhdx"))
}

fn cable_out() -> Modify {
    Modify::update_network_adapter(
        "Default",
        NetworkAdapter {
            endpoint_id: Some(Guid::from_u128(0x0f2a3b4c_5d6e_4f80_91a2_b3c4d5e6f708)),
            connection_state: Some(hcs::schema::StateOverride::Disabled),
            ..Default::default()
        },
    )
}

fn graphics() -> Modify {
    Modify::gpu(GpuConfiguration {
        assignment_mode: Some(GpuAssignmentMode::Mirror),
        allow_vendor_extension: Some(true),
        ..Default::default()
    })
}

fn shared_directory() -> Modify {
    Modify::add_smb_share(VirtualSmbShare {
        name: text("layers"),
        path: text(r"C:\layers"),
        options: Some(VirtualSmbShareOptions {
            read_only: Some(true),
            share_read: Some(true),
            cache_io: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    })
}

fn assigned_device() -> Modify {
    Modify::assign_pci(
        "b0a1c2d3-0000-4000-8000-000000000001",
        VirtualPciDevice {
            functions: Some(vec![VirtualPciFunction {
                device_instance_path: text(r"PCIP\VEN_10DE&DEV_1EB8"),
                ..Default::default()
            }]),
            ..Default::default()
        },
    )
}

fn cpu_group() -> ModificationRequest {
    ModificationRequest::create_cpu_group(CreateGroupOperation {
        group_id: Some(Guid::from_u128(0x1)),
        logical_processor_count: Some(2),
        logical_processors: Some(vec![0, 1]),
        ..Default::default()
    })
}

fn layers() -> LayerData {
    LayerData {
        schema_version: Some(SchemaVersion::V2_1.into()),
        layers: storage().layers,
        ..Default::default()
    }
}

fn layer_setup() -> OsLayerOptions {
    OsLayerOptions {
        r#type: Some(OsLayerType::Container),
        ..Default::default()
    }
}
