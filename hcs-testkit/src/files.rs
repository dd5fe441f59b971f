//! The files of virtual machines: which of them the host lets which machine use, and what is in those that it makes.
//!
//! They are files of the machine that the mock runs on, at the paths that the program gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use hcs_sys::{E_ACCESSDENIED, E_FAIL, E_INVALIDARG, HRESULT};

use crate::MockHost;
use crate::hresult::{
    ERROR_FILE_EXISTS, ERROR_FILE_NOT_FOUND, ERROR_INVALID_DATA, ERROR_PATH_NOT_FOUND,
};
use crate::profile::ExistingStateFile;

/// What a guest-state file of the mock's has in it.
pub(crate) const GUEST_STATE: &str = "hcs-testkit: guest state\n";
/// What a runtime-state file of the mock's begins with. The rest was saved.
pub(crate) const RUNTIME_STATE: &str = "hcs-testkit: runtime state\n";

/// What a saved machine needs of a processor: `VmProcessorRequirements`.
const REQUIREMENTS: &str = r#"{"ProcessorFeatures":["Sse3","Ssse3","Sse4_1","Sse4_2","Popcnt","Cmpxchg16b"],"XsaveProcessorFeatures":["XsaveSupport","AvxSupport"],"CacheLineFlushSize":8,"ImplementedPhysicalAddressBits":46,"NonArchitecturalCoreSharing":"Off"}"#;

/// A grant of access to a file, as the mock sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Grant {
    /// The id of the virtual machine; none for all of them.
    pub vm_id: Option<String>,
    /// The file or directory, without links on its path.
    pub path: PathBuf,
}

/// What a host knows of files.
#[derive(Debug, Default)]
pub(crate) struct Files {
    grants: BTreeSet<Grant>,
    /// The parents of differencing disks.
    parents: BTreeMap<PathBuf, PathBuf>,
}

impl Files {
    /// Grants access, whether or not it was granted before.
    pub(crate) fn grant(&mut self, vm_id: Option<&str>, path: &Path) -> bool {
        self.grants.insert(Grant::new(vm_id, path));
        true
    }

    /// Takes a grant back; whether there was one.
    pub(crate) fn revoke(&mut self, vm_id: Option<&str>, path: &Path) -> bool {
        self.grants.remove(&Grant::new(vm_id, path))
    }

    /// Whether a machine can use a disk: it is there, and the machine was granted access to it and to all its parents.
    /// Otherwise the code, and the file that is to blame.
    pub(crate) fn check(&self, vm_id: &str, path: &str) -> Result<(), (HRESULT, PathBuf)> {
        let mut next = Some(PathBuf::from(path));
        let mut seen = BTreeSet::new();
        while let Some(path) = next {
            let file = resolve(&path).map_err(|code| (code, path.clone()))?;
            if !self.may_use(vm_id, &file) {
                return Err((E_ACCESSDENIED, path));
            }
            next = self.parents.get(&file).cloned();
            if !seen.insert(file) {
                break;
            }
        }
        Ok(())
    }

    /// A directory's permissions are those of what is in it.
    fn may_use(&self, vm_id: &str, file: &Path) -> bool {
        file.ancestors().any(|path| {
            [None, Some(vm_id)]
                .iter()
                .any(|who| self.grants.contains(&Grant::new(*who, path)))
        })
    }
}

impl Grant {
    fn new(vm_id: Option<&str>, path: &Path) -> Self {
        Self {
            vm_id: vm_id.map(str::to_owned),
            path: path.to_owned(),
        }
    }
}

/// The file that a path leads to.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, HRESULT> {
    fs::canonicalize(path).map_err(|error| code_of(&error, path))
}

/// Makes a file that isn't there yet; one that is, too, where that is what the host does (H2).
pub(crate) fn create(
    path: &Path,
    content: &str,
    existing: ExistingStateFile,
) -> Result<(), HRESULT> {
    let file = match existing {
        ExistingStateFile::Refused => fs::File::create_new(path),
        ExistingStateFile::Overwritten => fs::File::create(path),
    };
    file.and_then(|mut file| file.write_all(content.as_bytes()))
        .map_err(|error| code_of(&error, path))
}

/// Saves a machine to a runtime-state file.
pub(crate) fn save(path: &Path) -> Result<(), HRESULT> {
    let text = fs::read_to_string(path).map_err(|error| code_of(&error, path))?;
    if !text.starts_with(RUNTIME_STATE) {
        return Err(ERROR_INVALID_DATA);
    }
    fs::write(path, format!("{RUNTIME_STATE}{REQUIREMENTS}")).map_err(|error| code_of(&error, path))
}

/// What a machine that was saved to a file needs of a processor.
pub(crate) fn requirements(path: &Path) -> Result<String, HRESULT> {
    let text = fs::read_to_string(path).map_err(|error| code_of(&error, path))?;
    match text.strip_prefix(RUNTIME_STATE) {
        Some(saved) if !saved.is_empty() => Ok(saved.to_owned()),
        _ => Err(ERROR_INVALID_DATA),
    }
}

/// The code that Windows has for a failure with a file.
pub(crate) fn code_of(error: &io::Error, path: &Path) -> HRESULT {
    // On Windows a failure has its code already: `HRESULT_FROM_WIN32`.
    if cfg!(windows)
        && let Some(code @ 1..=0xFFFF) = error.raw_os_error()
    {
        return (0x8007_0000_u32 | code as u32) as HRESULT;
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    match error.kind() {
        io::ErrorKind::NotFound if parent.is_none_or(Path::is_dir) => ERROR_FILE_NOT_FOUND,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ERROR_PATH_NOT_FOUND,
        io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => ERROR_FILE_EXISTS,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => E_ACCESSDENIED,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename => E_INVALIDARG,
        io::ErrorKind::InvalidData => ERROR_INVALID_DATA,
        _ => E_FAIL,
    }
}

impl MockHost {
    /// The access that is granted at the moment, to files that are still there.
    ///
    /// ```
    /// let mock = hcs_testkit::MockHost::new();
    /// # let disk = std::env::temp_dir().join(format!("hcs-grants-{}.vhdx", std::process::id()));
    /// # std::fs::write(&disk, "").unwrap();
    /// let access = mock.host().vm_access("Test", [&disk])?;
    /// let grants = mock.grants();
    /// assert_eq!(grants.len(), 1);
    /// assert_eq!(grants[0].vm_id.as_deref(), Some("Test"));
    /// access.revoke()?;
    /// assert!(mock.grants().is_empty());
    /// # std::fs::remove_file(&disk).unwrap();
    /// mock.finish();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    pub fn grants(&self) -> Vec<Grant> {
        let world = self.instance.lock();
        let there = world.files.grants.iter().filter(|it| it.path.exists());
        there.cloned().collect()
    }

    /// Says that a disk is a differencing disk of another one: a virtual machine that is started with it needs both, where
    /// [`Profile::checks_files`](crate::Profile::checks_files) says that its access is looked at. The files are there
    /// already; what is in them doesn't matter.
    ///
    /// # Panics
    /// One of them isn't there.
    #[track_caller]
    pub fn set_parent_disk(&self, disk: impl AsRef<Path>, parent: impl AsRef<Path>) {
        let [disk, parent] = [disk.as_ref(), parent.as_ref()].map(|path| {
            fs::canonicalize(path).unwrap_or_else(|error| panic!("no disk {path:?}: {error}"))
        });
        self.instance.lock().files.parents.insert(disk, parent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_disks_that_leads_back_to_itself_has_an_end() {
        let path = std::env::current_exe().unwrap();
        let path = resolve(&path).unwrap();
        let mut files = Files::default();
        files.parents.insert(path.clone(), path.clone());
        let text = path.to_str().unwrap();
        let refused = files.check("Test", text);
        assert_eq!(refused, Err((E_ACCESSDENIED, path.clone())));
        files.grant(Some("Test"), &path);
        assert_eq!(files.check("Test", text), Ok(()));
        assert!(files.check("Other", text).is_err());
        files.grant(None, path.parent().unwrap());
        assert_eq!(files.check("Other", text), Ok(()));
    }

    #[test]
    fn failures_have_the_codes_of_windows() {
        let directory = std::env::temp_dir();
        let missing = directory.join("hcs-testkit-no-such-directory");
        assert_eq!(resolve(&missing), Err(ERROR_FILE_NOT_FOUND));
        assert_eq!(resolve(&missing.join("file")), Err(ERROR_PATH_NOT_FOUND));
        assert_eq!(requirements(&missing), Err(ERROR_FILE_NOT_FOUND));
        let there = std::env::current_exe().unwrap();
        let refused = create(&there, "", ExistingStateFile::Refused);
        assert_eq!(refused, Err(ERROR_FILE_EXISTS));
    }
}
