#![allow(unsafe_code)] // Hands paths and documents to the C ABI.
//! The filters that show a stack of layers as one file system.

use std::path::Path;

use super::{Storage, done};
use crate::document::Document;
use crate::error::Result;
use crate::path::WidePath;
use crate::text::pointer_or_null;
use crate::trace;

impl Storage {
    /// Shows a layer and those below it as one file system:
    /// [`HcsAttachLayerStorageFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsattachlayerstoragefilter).
    ///
    /// `layer` is the root of the layer that can be written to; `data` says what it stands on. It lasts until it is
    /// [detached](Self::detach_layer_storage_filter).
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer).
    #[doc(alias = "HcsAttachLayerStorageFilter")]
    pub fn attach_layer_storage_filter(
        &self,
        layer: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsAttachLayerStorageFilter";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(layer).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe {
            (self.table.HcsAttachLayerStorageFilter)(wide.as_ptr(), pointer_or_null(&data))
        };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Takes the filter from a layer:
    /// [`HcsDetachLayerStorageFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsdetachlayerstoragefilter).
    ///
    /// # Errors
    /// There is none; a path that can't be passed on.
    #[doc(alias = "HcsDetachLayerStorageFilter")]
    pub fn detach_layer_storage_filter(&self, layer: impl AsRef<Path>) -> Result<()> {
        const NAME: &str = "HcsDetachLayerStorageFilter";
        let layer = layer.as_ref();
        let wide = WidePath::new(NAME, layer)?;
        let traced = trace::plain(NAME).path(layer).begin();
        // SAFETY: the path is NUL-terminated and lives here.
        let code = unsafe { (self.table.HcsDetachLayerStorageFilter)(wide.as_ptr()) };
        traced.ended(code);
        done(NAME, code, layer)
    }

    /// Shows the layers of a volume as one file system, by a filter of a kind that is chosen: `HcsAttachOverlayFilter`,
    /// since build 26100.
    ///
    /// `volume` is where the layer that can be written to is mounted; `data` says what it stands on, and which kind of
    /// filter it is to be ([`LayerData::with_filter`](super::LayerData::with_filter)). Microsoft has no page about it;
    /// hcsshim calls it so.
    ///
    /// # Errors
    /// As [`import_layer`](Self::import_layer); [`Error::is_unsupported`](crate::Error::is_unsupported) before build 26100.
    #[doc(alias = "HcsAttachOverlayFilter")]
    pub fn attach_overlay_filter(
        &self,
        volume: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsAttachOverlayFilter";
        let function = self
            .table
            .optional(NAME, |table| table.HcsAttachOverlayFilter)?;
        let volume = volume.as_ref();
        let wide = WidePath::new(NAME, volume)?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(volume).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe { function(wide.as_ptr(), pointer_or_null(&data)) };
        traced.ended(code);
        done(NAME, code, volume)
    }

    /// Takes a filter of this kind from a volume: `HcsDetachOverlayFilter`, since build 26100.
    ///
    /// The kind of filter is all that `data` needs.
    ///
    /// # Errors
    /// There is none; [`Error::is_unsupported`](crate::Error::is_unsupported) before build 26100; a path that can't be passed
    /// on.
    #[doc(alias = "HcsDetachOverlayFilter")]
    pub fn detach_overlay_filter(
        &self,
        volume: impl AsRef<Path>,
        data: impl Into<Document>,
    ) -> Result<()> {
        const NAME: &str = "HcsDetachOverlayFilter";
        let function = self
            .table
            .optional(NAME, |table| table.HcsDetachOverlayFilter)?;
        let volume = volume.as_ref();
        let wide = WidePath::new(NAME, volume)?;
        let data = data.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).path(volume).document(&data).begin();
        // SAFETY: the texts are NUL-terminated and live here.
        let code = unsafe { function(wide.as_ptr(), pointer_or_null(&data)) };
        traced.ended(code);
        done(NAME, code, volume)
    }
}
