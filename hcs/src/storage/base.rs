#![allow(unsafe_code)] // Hands paths, documents and borrowed handles to the C ABI, and takes a string from it.
//! Layers with a Windows, and the virtual disks of layers.

use std::path::{Path, PathBuf};

use super::handle::raw;
use super::{Storage, VhdHandle, done};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::path::{WidePath, path_of};
use crate::text::{Returned, pointer_or_null};
use crate::trace;

impl Storage {
    /// Sets a layer with a Windows up for use on this host:
    /// [`HcsSetupBaseOSLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetupbaseoslayer).
    ///
    /// A layer [for containers](super::OsLayerType::Container) takes no virtual disk; one for utility virtual machines takes
    /// the handle of the disk that is attached for it.
    ///
    /// # Errors
    /// `E_INVALIDARG` for a virtual disk with a layer for containers (F1); else as
    /// [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsSetupBaseOSLayer")]
    pub fn set_up_base_os_layer(
        &self,
        layer: impl AsRef<Path>,
        vhd: Option<VhdHandle<'_>>,
        options: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsSetupBaseOSLayer";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let options = options.into().into_wide(NAME)?;
        // None is NULL, which a layer for containers demands (F1).
        let vhd = vhd.map_or(std::ptr::null_mut(), raw);
        let traced = trace::plain(NAME).path(layer).document(&options).begin();
        // SAFETY: the texts are NUL-terminated and live here; the handle is NULL, or borrowed for this call.
        let code = unsafe {
            (self.table.HcsSetupBaseOSLayer)(wide.as_ptr(), vhd, pointer_or_null(&options))
        };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Sets a layer with a Windows up on a volume that is mounted:
    /// [`HcsSetupBaseOSVolume`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetupbaseosvolume), since
    /// build 20348.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer); [`Error::is_unsupported`] before build 20348.
    #[doc(alias = "HcsSetupBaseOSVolume")]
    pub fn set_up_base_os_volume(
        &self,
        layer: impl AsRef<Path>,
        volume: impl AsRef<Path>,
        options: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsSetupBaseOSVolume";
        let function = self
            .table
            .optional(NAME, |table| table.HcsSetupBaseOSVolume)?;
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let volume = WidePath::new(NAME, volume.as_ref())?;
        let options = options.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(layer).document(&options).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe { function(wide.as_ptr(), volume.as_ptr(), pointer_or_null(&options)) };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Makes a partition on a virtual disk, formatted for a layer that a container writes to:
    /// [`HcsFormatWritableLayerVhd`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsformatwritablelayervhd).
    ///
    /// What was on the disk is lost. On build 17763 the handle is that of the file (`CreateFile`), later that of the disk
    /// (`OpenVirtualDisk`), as hcsshim found (F2).
    ///
    /// # Errors
    /// What Windows answers for the handle.
    #[doc(alias = "HcsFormatWritableLayerVhd")]
    pub fn format_writable_layer_vhd(&self, vhd: VhdHandle<'_>) -> Result<()> {
        const NAME: &str = "HcsFormatWritableLayerVhd";
        let traced = trace::plain(NAME).begin();
        // SAFETY: the handle is borrowed for this call.
        let code = unsafe { (self.table.HcsFormatWritableLayerVhd)(raw(vhd)) };
        traced.ended(code);
        match code {
            0.. => Ok(()),
            _ => Err(Error::code_of(NAME, code, None)),
        }
    }

    /// The volume of a virtual disk that is attached, such as `\\?\Volume{…}`:
    /// [`HcsGetLayerVhdMountPath`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetlayervhdmountpath).
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let storage = mock.storage();
    /// # let path = std::env::temp_dir().join(format!("hcs-mount-path-{}.vhdx", std::process::id()));
    /// # let disk = std::fs::File::create_new(&path).unwrap();
    /// # #[cfg(unix)] use std::os::fd::AsFd as _;
    /// # #[cfg(windows)] use std::os::windows::io::AsHandle as _;
    /// # trait Lent { fn lent(&self) -> hcs::storage::VhdHandle<'_>; }
    /// # #[cfg(unix)] impl Lent for std::fs::File { fn lent(&self) -> hcs::storage::VhdHandle<'_> { self.as_fd() } }
    /// # #[cfg(windows)] impl Lent for std::fs::File { fn lent(&self) -> hcs::storage::VhdHandle<'_> { self.as_handle() } }
    /// let vhd = disk.lent(); // on Windows: `disk.as_handle()`, on Unix, for a double, `disk.as_fd()`
    /// storage.format_writable_layer_vhd(vhd)?;
    /// let volume = storage.layer_vhd_mount_path(vhd)?;
    /// assert!(volume.to_string_lossy().starts_with(r"\\?\Volume{"));
    /// # std::fs::remove_file(&path).unwrap();
    /// # mock.finish();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// What Windows answers for the handle.
    #[doc(alias = "HcsGetLayerVhdMountPath")]
    pub fn layer_vhd_mount_path(&self, vhd: VhdHandle<'_>) -> Result<PathBuf> {
        const NAME: &str = "HcsGetLayerVhdMountPath";
        // Freed when this returns (F2).
        let mut path = Returned::freed_by(self.table.LocalFree);
        let traced = trace::plain(NAME).begin();
        // SAFETY: the handle is borrowed for this call, and the place for the path is exclusive.
        let code = path.fill(|out| unsafe { (self.table.HcsGetLayerVhdMountPath)(raw(vhd), out) });
        traced.ended(code);
        if code < 0 {
            return Err(Error::code_of(NAME, code, None));
        }
        let path = path.units().map(path_of);
        path.ok_or_else(|| Error::unexpected_result(NAME, "path", String::new()))
    }
}
