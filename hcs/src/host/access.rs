#![allow(unsafe_code)] // Hands ids and paths to the C ABI.
//! The access of virtual machines to files: granted, revoked, or lent for as long as a guard lives.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Host;
use super::service::done;
use crate::Core;
use crate::error::Result;
use crate::path::WidePath;
use crate::text::WideId;
use crate::trace;

const GRANT: &str = "HcsGrantVmAccess";
const REVOKE: &str = "HcsRevokeVmAccess";
const GRANT_ALL: &str = "HcsGrantVmGroupAccess";
const REVOKE_ALL: &str = "HcsRevokeVmGroupAccess";

impl Host {
    /// Lets a virtual machine use a file or directory, until that is [revoked](Self::revoke_vm_access):
    /// [`HcsGrantVmAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgrantvmaccess).
    ///
    /// Each virtual machine has an account of its own, which follows from its id; the system need not exist yet. A
    /// differencing disk is of no use without its parents: they need access, too. [`vm_access`](Self::vm_access) grants
    /// several, and takes them back by itself.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let disk = std::env::temp_dir().join(format!("hcs-grant-{}.vhdx", std::process::id()));
    /// # std::fs::write(&disk, "").unwrap();
    /// host.grant_vm_access("Test", &disk)?;
    /// host.revoke_vm_access("Test", &disk)?;
    /// # std::fs::remove_file(&disk).unwrap();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_file_not_found`](crate::Error::is_file_not_found), [`is_access_denied`](crate::Error::is_access_denied) for
    /// a user who may not change the file's permissions; an id or a path that can't be passed on.
    #[doc(alias = "HcsGrantVmAccess")]
    pub fn grant_vm_access(&self, vm_id: &str, path: impl AsRef<Path>) -> Result<()> {
        let who = Who::Vm(WideId::new(GRANT, vm_id)?);
        who.grant(self.core, path.as_ref())
    }

    /// Takes the access of a virtual machine to a file or directory back:
    /// [`HcsRevokeVmAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsrevokevmaccess).
    ///
    /// # Errors
    /// As [`grant_vm_access`](Self::grant_vm_access).
    #[doc(alias = "HcsRevokeVmAccess")]
    pub fn revoke_vm_access(&self, vm_id: &str, path: impl AsRef<Path>) -> Result<()> {
        let who = Who::Vm(WideId::new(REVOKE, vm_id)?);
        who.revoke(self.core, path.as_ref())
    }

    /// Lets all virtual machines use a file or directory, until that is [revoked](Self::revoke_vm_group_access):
    /// [`HcsGrantVmGroupAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgrantvmgroupaccess), since
    /// build 19041.
    ///
    /// # Errors
    /// As [`grant_vm_access`](Self::grant_vm_access); [`Error::is_unsupported`](crate::Error::is_unsupported) before build
    /// 19041.
    #[doc(alias = "HcsGrantVmGroupAccess")]
    pub fn grant_vm_group_access(&self, path: impl AsRef<Path>) -> Result<()> {
        Who::All.grant(self.core, path.as_ref())
    }

    /// Takes the access that all virtual machines have to a file or directory back:
    /// [`HcsRevokeVmGroupAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsrevokevmgroupaccess), since
    /// build 19041.
    ///
    /// # Errors
    /// As [`grant_vm_group_access`](Self::grant_vm_group_access).
    #[doc(alias = "HcsRevokeVmGroupAccess")]
    pub fn revoke_vm_group_access(&self, path: impl AsRef<Path>) -> Result<()> {
        Who::All.revoke(self.core, path.as_ref())
    }

    /// Lets a virtual machine use these files, as long as the guard lives.
    ///
    /// Name each file that the virtual machine uses, and the parents of differencing disks. All are granted or none: what
    /// was granted is revoked when a later one fails. Dropping the guard revokes all; [`VmAccess::revoke`] also says
    /// whether that went well.
    ///
    /// Access isn't counted: when two guards grant the same, the first one that goes takes it back, and so does a guard, or
    /// the failure to make one, with what was granted before by a plain call.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let directory = std::env::temp_dir().join(format!("hcs-access-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory).unwrap();
    /// # for name in ["base.vhdx", "vm.vhdx"] { std::fs::write(directory.join(name), "").unwrap(); }
    /// let (base, disk) = (directory.join("base.vhdx"), directory.join("vm.vhdx"));
    /// let access = host.vm_access("Test", [&disk, &base])?;
    /// let system = host
    ///     .create("Test", json!({
    ///         "VirtualMachine": {
    ///             "Devices": { "Scsi": { "0": { "Attachments": { "0": { "Type": "VirtualDisk", "Path": disk } } } } },
    ///         },
    ///     }))
    ///     .wait()?;
    /// system.start().wait()?;
    /// system.terminate().wait()?;
    /// system.close()?;
    /// access.revoke()?;
    /// # std::fs::remove_dir_all(&directory).unwrap();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`grant_vm_access`](Self::grant_vm_access), of the first file that can't be granted.
    #[doc(alias = "HcsGrantVmAccess")]
    pub fn vm_access<P: AsRef<Path>>(
        &self,
        vm_id: &str,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<VmAccess> {
        let who = Who::Vm(WideId::new(GRANT, vm_id)?);
        VmAccess::new(self.core, who, paths)
    }

    /// Lets all virtual machines use these files, as long as the guard lives: see [`vm_access`](Self::vm_access). Since build
    /// 19041.
    ///
    /// # Errors
    /// As [`grant_vm_group_access`](Self::grant_vm_group_access), of the first file that can't be granted.
    #[doc(alias = "HcsGrantVmGroupAccess")]
    pub fn vm_group_access<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<VmAccess> {
        // What can't be revoked is not granted.
        self.core
            .optional(REVOKE_ALL, |core| core.HcsRevokeVmGroupAccess)?;
        VmAccess::new(self.core, Who::All, paths)
    }
}

/// Who is granted access.
enum Who {
    Vm(WideId),
    All,
}

impl Who {
    fn grant(&self, core: Core, path: &Path) -> Result<()> {
        match self {
            Self::Vm(id) => {
                let wide = WidePath::new(GRANT, path)?;
                let traced = trace::plain(GRANT).system(id).path(path).begin();
                // SAFETY: both texts are NUL-terminated and live during the call.
                let code = unsafe { (core.HcsGrantVmAccess)(id.as_ptr(), wide.as_ptr()) };
                traced.ended(code);
                done(GRANT, code)
            }
            Self::All => {
                let grant = core.optional(GRANT_ALL, |core| core.HcsGrantVmGroupAccess)?;
                let wide = WidePath::new(GRANT_ALL, path)?;
                let traced = trace::plain(GRANT_ALL).path(path).begin();
                // SAFETY: the path is NUL-terminated and lives here.
                let code = unsafe { grant(wide.as_ptr()) };
                traced.ended(code);
                done(GRANT_ALL, code)
            }
        }
        .map_err(|error| error.for_path(path))
    }

    fn revoke(&self, core: Core, path: &Path) -> Result<()> {
        match self {
            Self::Vm(id) => {
                let wide = WidePath::new(REVOKE, path)?;
                let traced = trace::plain(REVOKE).system(id).path(path).begin();
                // SAFETY: both texts are NUL-terminated and live during the call.
                let code = unsafe { (core.HcsRevokeVmAccess)(id.as_ptr(), wide.as_ptr()) };
                traced.ended(code);
                done(REVOKE, code)
            }
            Self::All => {
                let revoke = core.optional(REVOKE_ALL, |core| core.HcsRevokeVmGroupAccess)?;
                let wide = WidePath::new(REVOKE_ALL, path)?;
                let traced = trace::plain(REVOKE_ALL).path(path).begin();
                // SAFETY: the path is NUL-terminated and lives here.
                let code = unsafe { revoke(wide.as_ptr()) };
                traced.ended(code);
                done(REVOKE_ALL, code)
            }
        }
        .map_err(|error| error.for_path(path))
    }
}

/// The access of one virtual machine, or of all, to some files: revoked when this is dropped.
///
/// See [`Host::vm_access`].
#[must_use = "the access is revoked when the guard is dropped"]
pub struct VmAccess {
    core: Core,
    who: Who,
    /// Those that are granted, in the order in which they were.
    paths: Vec<PathBuf>,
}

impl VmAccess {
    fn new<P: AsRef<Path>>(
        core: Core,
        who: Who,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self> {
        let mut access = Self {
            core,
            who,
            paths: Vec::new(),
        };
        for path in paths {
            let path = path.as_ref();
            // The current directory may be another one when the guard goes. What has no full path is for Windows to judge.
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            if !access.paths.contains(&path) {
                // When it fails, dropping the guard revokes the earlier ones.
                access.who.grant(core, &path)?;
                access.paths.push(path);
            }
        }
        Ok(access)
    }

    /// The id of the virtual machine; none when it is for all.
    #[must_use]
    pub fn vm_id(&self) -> Option<String> {
        match &self.who {
            Who::Vm(id) => Some(id.to_string()),
            Who::All => None,
        }
    }

    /// The full paths of the files, each once.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().map(PathBuf::as_path)
    }

    /// Revokes the access now, to each of the files.
    ///
    /// # Errors
    /// The first failure; the others were revoked all the same. [`Error::is_file_not_found`](crate::Error::is_file_not_found) of
    /// a file that is gone, and its permissions with it.
    pub fn revoke(mut self) -> Result<()> {
        self.revoke_all()
    }

    /// Leaves the access granted, for somebody else to revoke.
    pub fn keep(mut self) {
        self.paths.clear();
    }

    fn revoke_all(&mut self) -> Result<()> {
        let mut first = Ok(());
        for path in std::mem::take(&mut self.paths).into_iter().rev() {
            let revoked = self.who.revoke(self.core, &path);
            first = first.and(revoked);
        }
        first
    }
}

impl Drop for VmAccess {
    fn drop(&mut self) {
        // Nobody asked, and there is nobody to tell: a file that is gone has no permissions any more (H3).
        let _ = self.revoke_all();
    }
}

impl fmt::Debug for VmAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VmAccess")
            .field("vm_id", &self.vm_id())
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}
