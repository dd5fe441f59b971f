#![allow(unsafe_code)] // Takes function tables on trust.
//! Container layers: `computestorage.dll`.
//!
//! A Windows container's file system is a stack of layers: directories, the lowest of which has a Windows, and the top one
//! of which can be written to. A [`Storage`] makes them, out of what was downloaded or of a virtual disk, sets up the
//! filter that shows the stack as one, and takes all of it apart again. It knows nothing of the service, and of compute
//! systems.
//!
//! Documents are the small types of this module, those of the schema with the same names, text, or
//! [`Value`](serde_json::Value).
//!
//! Each method is one call of Windows, which blocks until it is done: importing a layer takes as long as copying it. Most
//! of them need an elevated process. Give full paths. The feature `record` is about computecore, and records none of them.
//!
//! ```
//! use hcs::storage::{ExportLayerOptions, Layer, LayerData};
//!
//! # let mock = hcs_testkit::MockHost::new();
//! # let directory = std::env::temp_dir().join(format!("hcs-storage-{}", std::process::id()));
//! # std::fs::create_dir_all(directory.join("downloaded/Files")).unwrap();
//! # std::fs::create_dir_all(directory.join("base-downloaded/Files")).unwrap();
//! # std::fs::create_dir_all(directory.join("exported")).unwrap();
//! # let path = |name: &str| directory.join(name);
//! let storage = mock.storage(); // on Windows: hcs::storage::Storage::new()?
//! storage.import_layer(path("base"), path("base-downloaded"), LayerData::default())?;
//!
//! let below = LayerData::new([Layer::new("6f1a52a9-8f0b-4b1c-9d4a-2f3f5d2ca001", path("base"))]);
//! storage.import_layer(path("app"), path("downloaded"), &below)?;
//! storage.export_layer(path("app"), path("exported"), &below, ExportLayerOptions::default())?;
//! storage.destroy_layer(path("app"))?;
//! # std::fs::remove_dir_all(&directory).unwrap();
//! mock.finish();
//! # Ok::<(), hcs::Error>(())
//! ```

mod base;
mod feature;
mod filter;
mod handle;
mod layer;
mod layer_data;
mod options;

use std::fmt;
use std::path::Path;

use hcs_sys::{ComputeStorage, Function, HRESULT};

pub use feature::Feature;
pub use handle::VhdHandle;
pub use layer_data::{FilterType, Layer, LayerData};
pub use options::{ExportLayerOptions, OsLayerOptions, OsLayerType};

use crate::error::{Error, Result};
use crate::support::{Build, Functions, Table};

/// The container layers of this machine: the functions of `computestorage.dll`.
///
/// Cheap to clone and to share.
///
/// ```no_run
/// let storage = hcs::storage::Storage::new()?;
/// storage.destroy_layer(r"C:\layers\app")?;
/// # Ok::<(), hcs::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Storage {
    table: Table<ComputeStorage>,
}

impl Functions for ComputeStorage {
    const LIBRARY: &'static str = ComputeStorage::LIBRARY;

    fn each(&self) -> impl Iterator<Item = (&'static Function, bool)> {
        self.functions()
    }
}

impl Storage {
    /// Loads `computestorage.dll` from System32, once per process; it is never unloaded.
    ///
    /// # Errors
    /// The library or one of its required functions isn't there, with what to do about it:
    /// [`Error::is_unsupported`]. Everywhere but on Windows.
    pub fn new() -> Result<Self> {
        let table = ComputeStorage::load().map_err(Error::load)?;
        let table = Table::new(table);
        Ok(Self {
            table: Build::of_this_machine().map_or(table, |build| table.with_build(build)),
        })
    }

    /// Loads a library that offers computestorage's functions from a path of your choice.
    ///
    /// # Safety
    /// The library's initialisation is safe to run, and its functions have the signatures and obey the rules of
    /// `computestorage.dll`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub unsafe fn load_from(path: impl AsRef<Path>) -> Result<Self> {
        // SAFETY: the caller's promise is the one that the loader asks for.
        let table = unsafe { ComputeStorage::load_from(path.as_ref()) }.map_err(Error::load)?;
        Ok(Self {
            table: Table::new(table),
        })
    }

    /// Uses a table of functions: a test double's.
    ///
    /// # Safety
    /// The functions have the signatures of `computestorage.dll` and obey its rules.
    #[must_use]
    pub unsafe fn from_table(table: &'static ComputeStorage) -> Self {
        Self {
            table: Table::new(table),
        }
    }

    /// The same, said to be of this build of Windows: for doubles, whose build nobody can ask for.
    #[must_use]
    pub fn with_build(self, build: u32) -> Self {
        Self {
            table: self.table.with_build(Build::Exactly(build)),
        }
    }

    /// The table of functions that this calls.
    #[must_use]
    pub fn table(&self) -> &'static ComputeStorage {
        self.table.functions()
    }

    /// The build of Windows, as far as it is known: see [`Host::build`](crate::Host::build).
    #[must_use]
    pub fn build(&self) -> Build {
        self.table.build()
    }

    /// Whether this host has the functions that something takes.
    ///
    /// ```
    /// use hcs::storage::Feature;
    /// use hcs_testkit::{MockHost, Profile};
    ///
    /// let mock = MockHost::builder().profile(Profile::for_build(20348)).build();
    /// assert!(mock.storage().supports(Feature::BaseOsVolume));
    /// assert!(!mock.storage().supports(Feature::OverlayFilters));
    /// ```
    #[must_use]
    pub fn supports(&self, feature: Feature) -> bool {
        self.require(feature).is_ok()
    }

    /// Checks that this host has the functions that something takes.
    ///
    /// # Errors
    /// It lacks one: [`Error::is_unsupported`], with the function's name, the build that it needs and this host's.
    pub fn require(&self, feature: Feature) -> Result<()> {
        let there = |name: &&&'static str| !self.table.has(name);
        match feature.functions().iter().find(there) {
            None => Ok(()),
            Some(name) => Err(self.table.missing(name)),
        }
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").finish_non_exhaustive()
    }
}

/// What a call about the layer at this path came to.
fn done(name: &'static str, code: HRESULT, layer: &Path) -> Result<()> {
    match code {
        0.. => Ok(()),
        _ => Err(Error::code_of(name, code, None).for_path(layer)),
    }
}
