//! What programs do with the host as a whole: its service, its files, and its container layers.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use hcs::storage::{
    ExportLayerOptions, Feature, FilterType, Layer, LayerData, OsLayerOptions, OsLayerType,
    VhdHandle,
};
use hcs::{Feature as HostFeature, Result};
use serde_json::json;

use crate::common::VM;
use crate::stage::Stage;

/// A directory of one run's own, which goes with it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hcs-faults-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary directory");
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn file(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, "").expect("a temporary file");
        path
    }

    fn directory(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).expect("a temporary directory");
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn service(s: &Stage) -> Result<()> {
    const ASK: &str = "HcsGetServiceProperties";
    s.note(ASK, s.host.service_properties())?;
    s.note(ASK, s.host.supported_schema_versions())?;
    let query = json!({ "PropertyTypes": ["CpuGroup", "ProcessorTopology"] });
    s.note(ASK, s.host.service_properties_with(query))?;
    let request = json!({ "PropertyType": "ContainerCredentialGuard", "Settings": {} });
    let modified = s.host.modify_service_settings(request);
    s.note("HcsModifyServiceSettings", modified)?;
    let submitted = s.host.submit_crash_report(json!({ "SystemId": "Test" }));
    s.note("HcsSubmitWerReport", submitted)
}

/// A virtual machine is saved to a file that it was granted.
pub(crate) fn saved_to_a_file(s: &Stage) -> Result<()> {
    let directory = Directory::new();
    let (guest, runtime) = (directory.path("vm.vmgs"), directory.path("vm.vmrs"));
    let created = s.host.create_empty_guest_state_file(&guest);
    s.note("HcsCreateEmptyGuestStateFile", created)?;
    let created = s.host.create_empty_runtime_state_file(&runtime);
    s.note("HcsCreateEmptyRuntimeStateFile", created)?;
    let access = s.host.vm_access("Test", [&guest, &runtime]);
    let access = s.note("HcsGrantVmAccess", access)?;
    let system = s.wait(s.host.create("Test", VM))?;
    s.wait(system.start())?;
    s.wait(system.pause())?;
    s.wait(system.save_with(json!({ "SaveType": "ToFile", "SaveStateFilePath": runtime })))?;
    s.note("close", s.aside(|| system.close()))?;
    if s.host.supports(HostFeature::ProcessorCompatibility) {
        let needs = s.host.processor_compatibility(&runtime);
        s.note("HcsGetProcessorCompatibilityFromSavedState", needs)?;
    }
    s.note("HcsRevokeVmAccess", access.revoke())
}

/// What was granted is granted no more in the end, unless revoking failed.
pub(crate) fn access(s: &Stage) -> Result<()> {
    let directory = Directory::new();
    let disks = ["vm", "parent", "grandparent"].map(|name| directory.file(name));
    let result = lend(s, &disks);
    let revoking = s.mock.history().calls.into_iter();
    let mut revoking = revoking.filter(|call| call.name.starts_with("HcsRevoke"));
    let succeeded = hcs_testkit::Answer::Code(hcs_sys::S_OK);
    if revoking.all(|call| call.answer == Some(succeeded)) {
        let left = s.mock.grants();
        assert!(left.is_empty(), "still granted: {left:?}");
    }
    result
}

fn lend(s: &Stage, disks: &[PathBuf]) -> Result<()> {
    let [first, ..] = disks else { return Ok(()) };
    let access = s.note("HcsGrantVmAccess", s.host.vm_access("Test", disks))?;
    let granted = s.host.grant_vm_access("Other", first);
    s.note("HcsGrantVmAccess", granted)?;
    let revoked = s.host.revoke_vm_access("Other", first);
    if revoked.is_err() {
        // Once more: whoever granted it plainly takes care of it.
        let _ = s.host.revoke_vm_access("Other", first);
    }
    s.note("HcsRevokeVmAccess", revoked)?;
    s.note("HcsRevokeVmAccess", access.revoke())?;
    if !s.host.supports(HostFeature::GroupAccess) {
        return Ok(());
    }
    let all = s.note("HcsGrantVmGroupAccess", s.host.vm_group_access(disks))?;
    s.note("HcsRevokeVmGroupAccess", all.revoke())
}

fn lent(file: &File) -> VhdHandle<'_> {
    #[cfg(unix)]
    return std::os::fd::AsFd::as_fd(file);
    #[cfg(windows)]
    return std::os::windows::io::AsHandle::as_handle(file);
}

/// A container's layers: what was downloaded, and a disk to write to.
pub(crate) fn layers(s: &Stage) -> Result<()> {
    let directory = Directory::new();
    directory.directory("downloaded/Files");
    let (base, source) = (directory.path("base"), directory.path("downloaded"));
    let storage = s.mock.storage();
    let imported = storage.import_layer(&base, &source, LayerData::default());
    s.note("HcsImportLayer", imported)?;
    let container = OsLayerOptions::new(OsLayerType::Container);
    let set_up = storage.set_up_base_os_layer(&base, None, container);
    s.note("HcsSetupBaseOSLayer", set_up)?;
    let below = LayerData::new([Layer::new("2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001", &base)]);

    let mut options = File::options();
    let options = options.read(true).write(true).create_new(true);
    let disk = options.open(directory.path("disk.vhdx")).expect("a file");
    let formatted = storage.format_writable_layer_vhd(lent(&disk));
    s.note("HcsFormatWritableLayerVhd", formatted)?;
    let volume = storage.layer_vhd_mount_path(lent(&disk));
    let volume = s.note("HcsGetLayerVhdMountPath", volume)?;
    let prepared = storage.initialize_writable_layer(&volume, &below);
    s.note("HcsInitializeWritableLayer", prepared)?;
    let attached = storage.attach_layer_storage_filter(&volume, &below);
    s.note("HcsAttachLayerStorageFilter", attached)?;
    let detached = storage.detach_layer_storage_filter(&volume);
    s.note("HcsDetachLayerStorageFilter", detached)?;
    let exported = directory.directory("exported");
    let writable = ExportLayerOptions::default().writable_layer(true);
    let done = storage.export_layer(&volume, &exported, &below, writable);
    s.note("HcsExportLayer", done)?;
    s.note("HcsDestroyLayer", storage.destroy_layer(&volume))?;

    let (mount, folder) = (directory.directory("mount"), directory.directory("folder"));
    let prepared = storage.initialize_legacy_writable_layer(&mount, &folder, &below, None);
    s.note("HcsInitializeLegacyWritableLayer", prepared)?;
    let done = storage.export_legacy_writable_layer(&mount, &folder, &exported, &below);
    s.note("HcsExportLegacyWritableLayer", done)?;
    if storage.supports(Feature::BaseOsVolume) {
        directory.directory("other/Files");
        let set_up = storage.set_up_base_os_volume(directory.path("other"), &mount, container);
        s.note("HcsSetupBaseOSVolume", set_up)?;
    }
    if !storage.supports(Feature::OverlayFilters) {
        return Ok(());
    }
    let union = below.with_filter(FilterType::UnionFs);
    let attached = storage.attach_overlay_filter(&mount, &union);
    s.note("HcsAttachOverlayFilter", attached)?;
    let detached = storage.detach_overlay_filter(&mount, &union);
    s.note("HcsDetachOverlayFilter", detached)
}
