#![allow(unsafe_code)] // This is the raw C ABI of computestorage, made short for tests.

//! The mock's C ABI for container layers, as a C program uses it.

use std::fs::File;
use std::ptr;

use hcs_sys::*;
use hcs_testkit::MockHost;

use crate::raw::{pointer, wide};

/// The functions of a host.
#[derive(Clone, Copy)]
pub(crate) struct Layers(&'static ComputeStorage);

/// Calls an export.
macro_rules! call {
    ($function:expr, $($argument:expr),* $(,)?) => {
        // SAFETY: strings end with a NUL, places can be written to, and handles are NULL or those of open files.
        unsafe { ($function)($($argument),*) }
    };
}

fn handle(file: Option<&File>) -> HANDLE {
    let Some(file) = file else {
        return ptr::null_mut();
    };
    #[cfg(unix)]
    return ptr::without_provenance_mut(std::os::fd::AsRawFd::as_raw_fd(file) as usize);
    #[cfg(windows)]
    return std::os::windows::io::AsRawHandle::as_raw_handle(file);
}

impl Layers {
    pub(crate) fn of(mock: &MockHost) -> Self {
        Self(mock.storage_table())
    }

    pub(crate) fn import(self, layer: &str, source: &str, data: &str) -> HRESULT {
        let [layer, source, data] = [layer, source, data].map(wide);
        call!(
            self.0.HcsImportLayer,
            layer.as_ptr(),
            source.as_ptr(),
            data.as_ptr()
        )
    }

    pub(crate) fn export(
        self,
        layer: &str,
        destination: &str,
        data: &str,
        options: Option<&str>,
    ) -> HRESULT {
        let [layer, destination, data] = [layer, destination, data].map(wide);
        let options = options.map(wide);
        call!(
            self.0.HcsExportLayer,
            layer.as_ptr(),
            destination.as_ptr(),
            data.as_ptr(),
            pointer(&options)
        )
    }

    pub(crate) fn export_legacy(
        self,
        mount: &str,
        folder: &str,
        destination: &str,
        data: &str,
    ) -> HRESULT {
        let [mount, folder, destination, data] = [mount, folder, destination, data].map(wide);
        call!(
            self.0.HcsExportLegacyWritableLayer,
            mount.as_ptr(),
            folder.as_ptr(),
            destination.as_ptr(),
            data.as_ptr()
        )
    }

    pub(crate) fn destroy(self, layer: &str) -> HRESULT {
        let layer = wide(layer);
        call!(self.0.HcsDestroyLayer, layer.as_ptr())
    }

    pub(crate) fn set_up(self, layer: &str, vhd: Option<&File>, options: Option<&str>) -> HRESULT {
        let (layer, options) = (wide(layer), options.map(wide));
        call!(
            self.0.HcsSetupBaseOSLayer,
            layer.as_ptr(),
            handle(vhd),
            pointer(&options)
        )
    }

    pub(crate) fn set_up_volume(self, layer: &str, volume: &str, options: Option<&str>) -> HRESULT {
        let (layer, volume, options) = (wide(layer), wide(volume), options.map(wide));
        call!(
            self.0.HcsSetupBaseOSVolume.unwrap(),
            layer.as_ptr(),
            volume.as_ptr(),
            pointer(&options)
        )
    }

    pub(crate) fn initialize(self, layer: &str, data: &str, options: Option<&str>) -> HRESULT {
        let (layer, data, options) = (wide(layer), wide(data), options.map(wide));
        call!(
            self.0.HcsInitializeWritableLayer,
            layer.as_ptr(),
            data.as_ptr(),
            pointer(&options)
        )
    }

    pub(crate) fn initialize_legacy(
        self,
        mount: &str,
        folder: &str,
        data: &str,
        options: Option<&str>,
    ) -> HRESULT {
        let [mount, folder, data] = [mount, folder, data].map(wide);
        let options = options.map(wide);
        call!(
            self.0.HcsInitializeLegacyWritableLayer,
            mount.as_ptr(),
            folder.as_ptr(),
            data.as_ptr(),
            pointer(&options)
        )
    }

    pub(crate) fn attach(self, layer: &str, data: &str) -> HRESULT {
        let (layer, data) = (wide(layer), wide(data));
        call!(
            self.0.HcsAttachLayerStorageFilter,
            layer.as_ptr(),
            data.as_ptr()
        )
    }

    pub(crate) fn detach(self, layer: &str) -> HRESULT {
        let layer = wide(layer);
        call!(self.0.HcsDetachLayerStorageFilter, layer.as_ptr())
    }

    pub(crate) fn attach_overlay(self, volume: &str, data: &str) -> HRESULT {
        let (volume, data) = (wide(volume), wide(data));
        let function = self.0.HcsAttachOverlayFilter.unwrap();
        call!(function, volume.as_ptr(), data.as_ptr())
    }

    pub(crate) fn detach_overlay(self, volume: &str, data: &str) -> HRESULT {
        let (volume, data) = (wide(volume), wide(data));
        let function = self.0.HcsDetachOverlayFilter.unwrap();
        call!(function, volume.as_ptr(), data.as_ptr())
    }

    pub(crate) fn format(self, vhd: Option<&File>) -> HRESULT {
        call!(self.0.HcsFormatWritableLayerVhd, handle(vhd))
    }

    /// The path of a disk's volume, which is freed.
    pub(crate) fn mount_path(self, vhd: Option<&File>) -> (HRESULT, Option<String>) {
        let mut path = ptr::null_mut();
        let code = call!(self.0.HcsGetLayerVhdMountPath, handle(vhd), &raw mut path);
        if path.is_null() {
            return (code, None);
        }
        // SAFETY: it is a text of the mock's, and was not freed.
        let units = (0..).map(|index| unsafe { *path.add(index) });
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        self.free(path as usize);
        (code, String::from_utf16(&units).ok())
    }

    pub(crate) fn mount_path_kept(self, vhd: &File) -> usize {
        let mut path = ptr::null_mut();
        let code = call!(
            self.0.HcsGetLayerVhdMountPath,
            handle(Some(vhd)),
            &raw mut path
        );
        assert_eq!(code, S_OK);
        path as usize
    }

    pub(crate) fn mount_path_without_place(self, vhd: &File) -> HRESULT {
        let function = self.0.HcsGetLayerVhdMountPath;
        call!(function, handle(Some(vhd)), ptr::null_mut())
    }

    pub(crate) fn free(self, string: usize) -> usize {
        call!(self.0.LocalFree, string as *mut core::ffi::c_void) as usize
    }
}
