#![allow(unsafe_code)] // Takes over the standard handles that a result came with.
//! What the operations about processes give beside a document: an id, and the ends of pipes.

use std::fmt;

use hcs_sys::HCS_PROCESS_INFORMATION;

use crate::Core;
use crate::stdio::{Stderr, Stdin, Stdout};

/// A kernel handle that this program owns: std's `OwnedHandle` on Windows, its `OwnedFd` on Unix.
#[cfg(windows)]
pub type OwnedHandle = std::os::windows::io::OwnedHandle;
/// A kernel handle that this program owns: std's `OwnedHandle` on Windows, its `OwnedFd` on Unix.
#[cfg(unix)]
pub type OwnedHandle = std::os::fd::OwnedFd;
/// A kernel handle that this program owns: there are none here.
#[cfg(not(any(unix, windows)))]
pub type OwnedHandle = std::convert::Infallible;

/// A process's id and the ends of its standard streams: Microsoft's
/// [`HCS_PROCESS_INFORMATION`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcs_process_information).
///
/// It comes with the result of the operation, from
/// [`HcsGetOperationResultAndProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationresultandprocessinfo)
/// or, in an explicit wait, from
/// [`HcsWaitForOperationResultAndProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforoperationresultandprocessinfo).
///
/// The ends are the caller's, and are closed when they are dropped (P2). A stream that the process was not created with is
/// `None`.
#[doc(alias = "HcsGetOperationResultAndProcessInfo")]
#[doc(alias = "HcsWaitForOperationResultAndProcessInfo")]
pub struct ProcessInformation {
    /// The process's id in the guest.
    pub id: u32,
    /// Where the process reads from.
    pub stdin: Option<Stdin>,
    /// Where the process writes to.
    pub stdout: Option<Stdout>,
    /// Where the process writes errors to.
    pub stderr: Option<Stderr>,
}

impl ProcessInformation {
    /// Owns what a result has handed out.
    ///
    /// # Safety
    /// A call of this table has succeeded and filled `raw`, whose handles belong to nobody yet (P2).
    pub(super) unsafe fn new(core: Core, raw: &HCS_PROCESS_INFORMATION) -> Self {
        // SAFETY: the same in each case: the handle is absent or a pipe's end, ours from now on (P2).
        let (stdin, stdout, stderr) = unsafe {
            (
                Stdin::owned(core, raw.StdInput),
                Stdout::owned(core, raw.StdOutput),
                Stderr::owned(core, raw.StdError),
            )
        };
        Self {
            id: raw.ProcessId,
            stdin,
            stdout,
            stderr,
        }
    }
}

impl fmt::Debug for ProcessInformation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessInformation")
            .field("id", &self.id)
            .field("stdin", &self.stdin)
            .field("stdout", &self.stdout)
            .field("stderr", &self.stderr)
            .finish()
    }
}
