//! What is known of a machine beside what its Host Compute System tells.

use std::path::{Path, PathBuf};

use hcs_sys::{ComputeCore, ComputeNetwork, ComputeStorage, Function};

/// A machine, real or not. What can't be found out has a reason for that.
pub(crate) trait Machine {
    /// What it is, for people.
    fn name(&self) -> String;
    /// The build of its Windows; 0 where there is none.
    fn build(&self) -> u32;
    /// Its libraries of the Host Compute System, `computecore.dll` first.
    fn libraries(&self) -> Vec<Library>;
    /// The state of its Host Compute Service.
    fn service(&self) -> Result<Service, String>;
    /// Whether a hypervisor of Microsoft's runs.
    fn hypervisor(&self) -> Result<bool, String>;
    /// What this user is.
    fn rights(&self) -> Result<Rights, String>;
    /// The disks of a virtual machine, where somebody knows them.
    fn disks_of(&self, vm: &str) -> Option<Vec<PathBuf>>;
    /// The parent of a differencing disk; none for other disks.
    fn parent_disk(&self, disk: &Path) -> Result<Option<PathBuf>, String>;
    /// Whether a virtual machine may use a file. `runtime_id`: a GUID that its account has its name from.
    fn may_use(&self, vm: &str, runtime_id: Option<&str>, file: &Path) -> Result<bool, String>;
}

/// A library, and its functions: those that are known, and whether they are there.
pub(crate) struct Library {
    pub(crate) name: &'static str,
    pub(crate) functions: Result<Vec<(&'static Function, bool)>, String>,
}

impl Library {
    /// The three libraries, in the order of [`Machine::libraries`].
    pub(crate) fn all(found: [Result<Vec<(&'static Function, bool)>, String>; 3]) -> Vec<Self> {
        let names = [
            ComputeCore::LIBRARY,
            ComputeStorage::LIBRARY,
            ComputeNetwork::LIBRARY,
        ];
        let each = names.into_iter().zip(found);
        each.map(|(name, functions)| Self { name, functions })
            .collect()
    }

    pub(crate) fn all_missing(reason: &str) -> Vec<Self> {
        Self::all([(); 3].map(|()| Err(reason.to_owned())))
    }
}

/// The state of the Host Compute Service, `vmcompute`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Running,
    /// It isn't running, or only about to be.
    Stopped,
    /// There is no such service.
    Absent,
}

/// What gives a user the right to use the Host Compute System.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rights {
    pub(crate) elevated: bool,
    /// Of the group Hyper-V Administrators.
    pub(crate) member: bool,
}

/// A machine without Windows: nothing can be found out. Nobody gets here, as nothing but the mock can be chosen then.
#[cfg(not(windows))]
pub(crate) struct Elsewhere;

#[cfg(not(windows))]
impl Machine for Elsewhere {
    fn name(&self) -> String {
        std::env::consts::OS.to_owned()
    }

    fn build(&self) -> u32 {
        0
    }

    fn libraries(&self) -> Vec<Library> {
        Library::all_missing(NOT_WINDOWS)
    }

    fn service(&self) -> Result<Service, String> {
        Err(NOT_WINDOWS.to_owned())
    }

    fn hypervisor(&self) -> Result<bool, String> {
        Err(NOT_WINDOWS.to_owned())
    }

    fn rights(&self) -> Result<Rights, String> {
        Err(NOT_WINDOWS.to_owned())
    }

    fn disks_of(&self, _: &str) -> Option<Vec<PathBuf>> {
        None
    }

    fn parent_disk(&self, _: &Path) -> Result<Option<PathBuf>, String> {
        Err(NOT_WINDOWS.to_owned())
    }

    fn may_use(&self, _: &str, _: Option<&str>, _: &Path) -> Result<bool, String> {
        Err(NOT_WINDOWS.to_owned())
    }
}

#[cfg(not(windows))]
const NOT_WINDOWS: &str = "this is not Windows";
