#![allow(unsafe_code)] // Hands paths to the C ABI, and takes a string from it.
//! The files in which virtual machines keep their state.

use std::path::Path;

use hcs_sys::{PCWSTR, PWSTR};
use serde_json::Value;

use super::Host;
use super::service::done;
use crate::document;
use crate::error::{Error, Result};
use crate::path::WidePath;
use crate::trace;

/// The path of a file that is to be made, for the call `name`.
///
/// # Errors
/// There is one already: the state of a virtual machine must not be lost.
fn free(name: &'static str, path: &Path) -> Result<WidePath> {
    let wide = WidePath::new(name, path)?;
    // Nobody says what the host does about a file that is there (H2).
    match path.try_exists() {
        Ok(true) => Err(Error::file_exists(name, path)),
        // Where it can't be known, the host will say.
        Ok(false) | Err(_) => Ok(wide),
    }
}

impl Host {
    /// Creates an empty guest-state file (`.vmgs`), in which a virtual machine keeps what outlives its restarts:
    /// [`HcsCreateEmptyGuestStateFile`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateemptygueststatefile).
    ///
    /// The configuration names it in `VirtualMachine/GuestState/GuestStateFilePath`, and the virtual machine needs access
    /// to it: see [`vm_access`](Self::vm_access). Give the full path.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let directory = std::env::temp_dir().join(format!("hcs-guest-state-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory).unwrap();
    /// let path = directory.join("vm.vmgs");
    /// host.create_empty_guest_state_file(&path)?;
    /// assert!(path.exists());
    ///
    /// let error = host.create_empty_guest_state_file(&path).unwrap_err();
    /// assert!(error.is_file_exists());
    /// assert_eq!(error.path(), Some(&*path));
    /// # std::fs::remove_dir_all(&directory).unwrap();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_file_exists`]: a file that is there is never written over. [`is_file_not_found`](Error::is_file_not_found)
    /// for a directory that isn't there, [`is_access_denied`](Error::is_access_denied); a path that can't be passed on.
    #[doc(alias = "HcsCreateEmptyGuestStateFile")]
    pub fn create_empty_guest_state_file(&self, path: impl AsRef<Path>) -> Result<()> {
        const NAME: &str = "HcsCreateEmptyGuestStateFile";
        let path = path.as_ref();
        let wide = free(NAME, path)?;
        let traced = trace::plain(NAME).path(path).begin();
        // SAFETY: the path is NUL-terminated and lives here.
        let code = unsafe { (self.core.HcsCreateEmptyGuestStateFile)(wide.as_ptr()) };
        traced.ended(code);
        done(NAME, code).map_err(|error| error.for_path(path))
    }

    /// Creates an empty runtime-state file (`.vmrs`), to which a paused virtual machine can be saved:
    /// [`HcsCreateEmptyRuntimeStateFile`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateemptyruntimestatefile).
    ///
    /// [`ComputeSystem::save_with`](crate::ComputeSystem::save_with) names it as `SaveStateFilePath`, and the virtual machine
    /// needs access to it: see [`vm_access`](Self::vm_access). Give the full path.
    ///
    /// # Errors
    /// As [`create_empty_guest_state_file`](Self::create_empty_guest_state_file).
    #[doc(alias = "HcsCreateEmptyRuntimeStateFile")]
    pub fn create_empty_runtime_state_file(&self, path: impl AsRef<Path>) -> Result<()> {
        const NAME: &str = "HcsCreateEmptyRuntimeStateFile";
        let path = path.as_ref();
        let wide = free(NAME, path)?;
        let traced = trace::plain(NAME).path(path).begin();
        // SAFETY: the path is NUL-terminated and lives here.
        let code = unsafe { (self.core.HcsCreateEmptyRuntimeStateFile)(wide.as_ptr()) };
        traced.ended(code);
        done(NAME, code).map_err(|error| error.for_path(path))
    }

    /// What the processor must have for a virtual machine that was saved to a file to go on:
    /// [`HcsGetProcessorCompatibilityFromSavedState`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessorcompatibilityfromsavedstate),
    /// since build 20348. See Microsoft's
    /// [`VmProcessorRequirements`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VmProcessorRequirements).
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let directory = std::env::temp_dir().join(format!("hcs-saved-state-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory).unwrap();
    /// let path = directory.join("vm.vmrs");
    /// host.create_empty_runtime_state_file(&path)?;
    /// let access = host.vm_access("Test", [&path])?;
    /// let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
    /// system.start().wait()?;
    /// system.pause().wait()?;
    /// system.save_with(json!({ "SaveType": "ToFile", "SaveStateFilePath": path })).wait()?;
    ///
    /// let needs = host.processor_compatibility(&path)?;
    /// println!("{}", needs["ProcessorFeatures"]);
    /// # access.revoke()?;
    /// # std::fs::remove_dir_all(&directory).unwrap();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_file_not_found`], a code of Windows for a file to which nothing was saved,
    /// [`is_unsupported`](Error::is_unsupported) before build 20348; a path that can't be passed on.
    #[doc(alias = "HcsGetProcessorCompatibilityFromSavedState")]
    pub fn processor_compatibility(&self, saved_state: impl AsRef<Path>) -> Result<Value> {
        const NAME: &str = "HcsGetProcessorCompatibilityFromSavedState";
        let function = self
            .core
            .optional(NAME, |core| core.HcsGetProcessorCompatibilityFromSavedState)?;
        let path = saved_state.as_ref();
        let wide = WidePath::new(NAME, path)?;
        let traced = trace::plain(NAME).path(path);
        let answer = self.answer(NAME, traced, |result: *mut PWSTR| {
            // A text that is declared to be read only is the caller's all the same, and freed with `LocalFree`.
            // SAFETY: the path is NUL-terminated and lives here; the place for the answer is exclusive.
            unsafe { function(wide.as_ptr(), result.cast::<PCWSTR>()) }
        });
        let answer = answer.map_err(|error| error.for_path(path))?;
        document::value(NAME, answer)
    }
}
