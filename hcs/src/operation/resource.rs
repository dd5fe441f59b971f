#![allow(unsafe_code)] // Hands a kernel handle to Windows.
//! What an operation is given beside its document: files, jobs and sockets by handle.

use std::fmt;

use hcs_sys::{
    E_NOTIMPL, HANDLE, HCS_OPERATION, HCS_RESOURCE_TYPE, HRESULT, HcsResourceTypeComObject,
    HcsResourceTypeFile, HcsResourceTypeJob, HcsResourceTypeSocket,
};

use super::process::OwnedHandle;
use crate::Core;
use crate::error::Result;
use crate::text::WideId;

const NAME: &str = "HcsAddResourceToOperation";

/// What kind of handle a resource is: Microsoft's
/// [`HCS_RESOURCE_TYPE`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcs_resource_type).
///
/// A number with names, since newer builds of Windows may know more kinds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResourceKind(pub i32);

impl ResourceKind {
    /// A handle to a file.
    pub const FILE: Self = Self(HcsResourceTypeFile);
    /// A handle to a job object.
    pub const JOB: Self = Self(HcsResourceTypeJob);
    /// A COM object: Windows build 26100 and later.
    pub const COM_OBJECT: Self = Self(HcsResourceTypeComObject);
    /// A socket: Windows build 26100 and later.
    pub const SOCKET: Self = Self(HcsResourceTypeSocket);
}

impl fmt::Debug for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::FILE => f.write_str("FILE"),
            Self::JOB => f.write_str("JOB"),
            Self::COM_OBJECT => f.write_str("COM_OBJECT"),
            Self::SOCKET => f.write_str("SOCKET"),
            Self(value) => write!(f, "ResourceKind({value})"),
        }
    }
}

/// A handle that a call's operation is given under a name. It stays open until the operation is complete.
pub(crate) struct Resource {
    kind: HCS_RESOURCE_TYPE,
    uri: WideId,
    handle: OwnedHandle,
}

impl Resource {
    /// # Errors
    /// A NUL in the name.
    pub(super) fn new(kind: ResourceKind, uri: &str, handle: OwnedHandle) -> Result<Self> {
        let uri = WideId::new(NAME, uri)?;
        let kind = kind.0;
        Ok(Self { kind, uri, handle })
    }

    /// The function that is called, and what it answered.
    ///
    /// # Safety
    /// The operation is open, and this outlives it or its completion.
    pub(super) unsafe fn add_to(
        &self,
        core: Core,
        operation: HCS_OPERATION,
    ) -> (&'static str, HRESULT) {
        let Some(add) = core.HcsAddResourceToOperation else {
            // Whoever made the resource has seen that it is there.
            return (NAME, E_NOTIMPL);
        };
        // SAFETY: the name is NUL-terminated and lives in `self`, as does the open handle; the caller vouches for the
        // operation.
        let code = unsafe { add(operation, self.kind, self.uri.as_ptr(), raw(&self.handle)) };
        (NAME, code)
    }
}

/// The handle as Windows takes it; on Unix, where a double of HCS is, the file descriptor.
pub(super) fn raw(handle: &OwnedHandle) -> HANDLE {
    #[cfg(windows)]
    {
        use std::os::windows::io::AsRawHandle as _;
        handle.as_raw_handle()
    }
    #[cfg(unix)]
    {
        use std::os::fd::AsRawFd as _;
        std::ptr::without_provenance_mut(handle.as_raw_fd() as usize)
    }
    #[cfg(not(any(unix, windows)))]
    {
        match *handle {}
    }
}
