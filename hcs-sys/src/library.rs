#![allow(unsafe_code)] // Loading a library runs its code; looking a symbol up is an unsafe call of libloading.

//! A loaded library: the little of it that the tables need, the same on each system.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;
use std::error::Error;
use std::path::Path;

#[cfg(unix)]
use libloading::os::unix::{Library as Os, RTLD_LOCAL, RTLD_NOW};
#[cfg(windows)]
use libloading::os::windows::{
    LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR, LOAD_LIBRARY_SEARCH_SYSTEM32, Library as Os,
};

/// Unloads when it is dropped, unless [`keep`](Library::keep) was called.
pub(crate) struct Library(Os);

/// What the system said.
type Refusal = Box<dyn Error + Send + Sync>;

impl Library {
    /// Loads a library of Windows, from System32 only (L2).
    #[cfg(windows)]
    pub(crate) fn system(name: &str) -> Result<Self, Refusal> {
        // SAFETY: what is in System32 is Windows' own, and made to be loaded.
        let library = unsafe { Os::load_with_flags(name, LOAD_LIBRARY_SEARCH_SYSTEM32) };
        library.map(Self).map_err(reason)
    }

    /// There is no System32 here.
    #[cfg(not(windows))]
    pub(crate) fn system(name: &str) -> Result<Self, Refusal> {
        Err(format!("{name} is a part of Windows").into())
    }

    /// Loads the library in this file. An absolute path is never searched for.
    ///
    /// # Safety
    /// The library's own code that runs when it is loaded must be sound.
    pub(crate) unsafe fn file(path: &Path) -> Result<Self, Refusal> {
        let path = std::path::absolute(path)?;
        // The library's own dependencies may lie beside it, and nowhere else that a user could write to.
        #[cfg(windows)]
        let flags = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
        // SAFETY: as the caller promises.
        #[cfg(windows)]
        let library = unsafe { Os::load_with_flags(&path, flags) };
        // Bound at once: a missing dependency is an error here, not an abort at its first call.
        // SAFETY: as the caller promises.
        #[cfg(unix)]
        let library = unsafe { Os::open(Some(&path), RTLD_NOW | RTLD_LOCAL) };
        library.map(Self).map_err(reason)
    }

    /// The address of an exported function.
    pub(crate) fn find(&self, name: &CStr) -> Option<NonNull<c_void>> {
        // SAFETY: the symbol is used as an address only.
        let symbol = unsafe { self.0.get::<*mut c_void>(name) }.ok()?;
        NonNull::new(symbol.as_raw_ptr())
    }

    /// The library, and a number that is the same whenever the same library is loaded.
    pub(crate) fn identify(self) -> (Self, usize) {
        let raw = self.0.into_raw();
        // SAFETY: this is the handle that was just taken out.
        (Self(unsafe { Os::from_raw(raw) }), raw as usize)
    }

    /// Leaves the library loaded for ever (L2).
    pub(crate) fn keep(self) {
        std::mem::forget(self.0);
    }
}

/// What the system said, without the name of the call that it said it to.
fn reason(error: libloading::Error) -> Refusal {
    match error {
        #[cfg(unix)]
        libloading::Error::DlOpen { source } => Box::new(source),
        #[cfg(windows)]
        libloading::Error::LoadLibraryExW { source } => Box::new(source),
        other => Box::new(other),
    }
}
