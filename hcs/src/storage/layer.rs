#![allow(unsafe_code)] // Hands paths and documents to the C ABI.
//! Layers that are made, copied and deleted.

use std::path::Path;

use super::{Storage, done};
use crate::document::Document;
use crate::error::Result;
use crate::path::WidePath;
use crate::text::pointer_or_null;
use crate::trace;

impl Storage {
    /// Makes a layer of what was downloaded:
    /// [`HcsImportLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsimportlayer).
    ///
    /// `layer` is the directory of the new layer, which is made if it isn't there; `source` has the files in the form in
    /// which layers are transported; `data` says what the layer stands on.
    ///
    /// # Errors
    /// [`Error::is_file_not_found`](crate::Error::is_file_not_found), `HCS_E_INVALID_LAYER` for what is no layer,
    /// [`is_invalid_json`](crate::Error::is_invalid_json), [`is_access_denied`](crate::Error::is_access_denied) without
    /// the privileges to back up and restore files; a path that can't be passed on.
    #[doc(alias = "HcsImportLayer")]
    pub fn import_layer(
        &self,
        layer: impl AsRef<Path>,
        source: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsImportLayer";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let source = WidePath::new(NAME, source.as_ref())?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(layer).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe {
            (self.table.HcsImportLayer)(wide.as_ptr(), source.as_ptr(), pointer_or_null(&data))
        };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Copies a layer into a directory, in the form in which layers are transported:
    /// [`HcsExportLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsexportlayer).
    ///
    /// `destination` is a directory that is there; `data` says what the layer stands on.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsExportLayer")]
    pub fn export_layer(
        &self,
        layer: impl AsRef<Path>,
        destination: impl AsRef<Path>,
        data: impl Into<Document>,
        options: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsExportLayer";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let destination = WidePath::new(NAME, destination.as_ref())?;
        let data = data.into().into_wide(NAME)?;
        let options = options.into().into_wide(NAME)?;
        let traced = trace::plain(NAME)
            .path(layer)
            .document(&data)
            .document(&options)
            .begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe {
            (self.table.HcsExportLayer)(
                wide.as_ptr(),
                destination.as_ptr(),
                pointer_or_null(&data),
                pointer_or_null(&options),
            )
        };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Copies a layer that could be written to, as older versions of Windows made it, into a directory:
    /// [`HcsExportLegacyWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsexportlegacywritablelayer).
    ///
    /// `mount` is where the layer is mounted, `folder` the directory with its registry.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsExportLegacyWritableLayer")]
    pub fn export_legacy_writable_layer(
        &self,
        mount: impl AsRef<Path>,
        folder: impl AsRef<Path>,
        destination: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsExportLegacyWritableLayer";
        let mount = mount.as_ref();
        let wide = WidePath::new(NAME, mount)?;
        let folder = WidePath::new(NAME, folder.as_ref())?;
        let destination = WidePath::new(NAME, destination.as_ref())?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(mount).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe {
            (self.table.HcsExportLegacyWritableLayer)(
                wide.as_ptr(),
                folder.as_ptr(),
                destination.as_ptr(),
                pointer_or_null(&data),
            )
        };
        traced.ended(code);
        done(NAME, code, mount)
    }

    /// Deletes a layer:
    /// [`HcsDestroyLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsdestroylayer).
    ///
    /// It deletes the directory with all that is in it, with privileges that get past the files' permissions, and asks
    /// nobody whether it is a layer: look twice at the path.
    ///
    /// # Errors
    /// [`Error::is_file_not_found`](crate::Error::is_file_not_found), [`is_file_in_use`](crate::Error::is_file_in_use) while
    /// a container runs on it, [`is_access_denied`](crate::Error::is_access_denied); a path that can't be passed on.
    #[doc(alias = "HcsDestroyLayer")]
    pub fn destroy_layer(&self, layer: impl AsRef<Path>) -> Result<()> {
        const NAME: &str = "HcsDestroyLayer";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        // Nothing is looked at before: what is a layer, the host knows (F3).
        let traced = trace::plain(NAME).path(layer).begin();
        // SAFETY: the path is NUL-terminated and lives here.
        let code = unsafe { (self.table.HcsDestroyLayer)(wide.as_ptr()) };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Prepares the layer that a container writes to:
    /// [`HcsInitializeWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsinitializewritablelayer).
    ///
    /// `layer` is its root, usually the volume of a virtual disk ([`layer_vhd_mount_path`](Self::layer_vhd_mount_path));
    /// `data` says what it stands on.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsInitializeWritableLayer")]
    pub fn initialize_writable_layer(
        &self,
        layer: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsInitializeWritableLayer";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(layer).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here; there are no options yet, and none may be passed.
        let code = unsafe {
            (self.table.HcsInitializeWritableLayer)(
                wide.as_ptr(),
                pointer_or_null(&data),
                std::ptr::null(),
            )
        };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Prepares the layer that a container writes to, as older versions of Windows did:
    /// [`HcsInitializeLegacyWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsinitializelegacywritablelayer).
    ///
    /// `mount` is where the layer is mounted, `folder` the directory for its registry.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsInitializeLegacyWritableLayer")]
    pub fn initialize_legacy_writable_layer(
        &self,
        mount: impl AsRef<Path>,
        folder: impl AsRef<Path>,
        data: impl Into<Document>,
        options: Option<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsInitializeLegacyWritableLayer";
        let mount = mount.as_ref();
        let wide = WidePath::new(NAME, mount)?;
        let folder = WidePath::new(NAME, folder.as_ref())?;
        let data = data.into().into_wide(NAME)?;
        let options = match options {
            Some(options) => options.into_wide(NAME)?,
            None => Vec::new(),
        };
        let traced = trace::plain(NAME).path(mount).document(&data).begin();
        // SAFETY: the texts are NUL-terminated or NULL and live here.
        let code = unsafe {
            (self.table.HcsInitializeLegacyWritableLayer)(
                wide.as_ptr(),
                folder.as_ptr(),
                pointer_or_null(&data),
                pointer_or_null(&options),
            )
        };
        traced.ended(code);
        done(NAME, code, mount)
    }
}
