#![allow(unsafe_code)] // Takes raw handles on trust.
//! Systems and processes as raw handles, and the other way.

use hcs_sys::{E_POINTER, HCS_PROCESS, HCS_SYSTEM};

use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::operation::ProcessInformation;
use crate::text::WideId;
use crate::{ComputeSystem, Host, Process};

impl ComputeSystem {
    /// Owns a handle that somebody else has created or opened, and closes it in the end. `id` is the id of the system, for
    /// [`id`](Self::id) and for error messages; no call is made.
    ///
    /// ```
    /// # #![allow(unsafe_code)]
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
    /// let handle = system.into_raw()?; // for code that calls the C ABI itself
    /// // SAFETY: the handle is open, this host's, and nobody else's.
    /// let system = unsafe { hcs::ComputeSystem::from_raw(&host, "Test", handle) }?;
    /// system.start().wait()?;
    /// # drop(system);
    /// # mock.finish();
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Safety
    /// The handle is NULL or open, and of this host's functions. From now on nobody else closes it, or registers an event
    /// callback on it: one that is registered already was unregistered before (E1).
    ///
    /// # Errors
    /// The id has a NUL, or the handle is NULL: then nothing has been taken over.
    pub unsafe fn from_raw(host: &Host, id: &str, handle: HCS_SYSTEM) -> Result<Self> {
        const NAME: &str = "ComputeSystem::from_raw";
        let id = WideId::new(NAME, id)?;
        if handle.is_null() {
            return Err(Error::code_of(NAME, E_POINTER, None));
        }
        Ok(Self::new(Handle::new(host.core(), id, handle)))
    }

    /// The handle, which stays this object's; NULL once it is closed or given away.
    ///
    /// Use it no longer than this object or a clone of it lives, and while nobody calls [`close`](Self::close): a handle
    /// that is closed while another thread is inside a call with it brings the process down (S7).
    /// [`with_raw`](Self::with_raw) rules that out. Don't close it, and don't register an event callback on it, as there is
    /// one of this crate's (E1): [`subscribe`](Self::subscribe) is there for that.
    #[must_use]
    pub fn as_raw(&self) -> HCS_SYSTEM {
        self.handle().raw()
    }

    /// Lends the handle to a function. It stays open meanwhile: [`close`](Self::close) waits for the function to return, and so
    /// must not be called in it.
    ///
    /// # Errors
    /// [`Error::is_closed`] once it is closed or given away.
    pub fn with_raw<R>(&self, function: impl FnOnce(HCS_SYSTEM) -> R) -> Result<R> {
        self.handle().with_raw("ComputeSystem::with_raw", function)
    }

    /// Gives the handle away, and the duty to close it with
    /// [`HcsCloseComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsclosecomputesystem) of the
    /// host's [table](Host::table).
    ///
    /// All is as with [`close`](Self::close), but for the closing itself: it holds for all clones, whose later calls are
    /// refused; calls in flight and running handlers are waited for; subscriptions and event streams end, and the event
    /// callback is unregistered, so that the new owner can register his own. Should Windows refuse that, since the service
    /// is gone, the handle is given away all the same; the callback finds nothing then.
    ///
    /// A [`TimedOut`](crate::TimedOut) is not waited for: it keeps its operation, which needs the handle no more.
    ///
    /// # Errors
    /// [`Error::is_in_callback`] inside a callback of the Host Compute System, where it would wait for itself;
    /// [`Error::is_closed`] when a clone was closed or given away before.
    pub fn into_raw(self) -> Result<HCS_SYSTEM> {
        self.handle().take_raw("ComputeSystem::into_raw")
    }
}

impl Process {
    /// Owns the handle of a process that somebody else has created or opened, and closes it in the end. `id` is the
    /// process's id in its system. No call is made.
    ///
    /// It has no streams: set [`stdin`](Self::stdin), [`stdout`](Self::stdout) and [`stderr`](Self::stderr) if you have them
    /// ([`Stdin::from_raw`](crate::Stdin::from_raw)). The system's handle stays open as long as this one.
    ///
    /// # Safety
    /// The handle is NULL or open, of a process in this system, and of the functions of the system's host. From now on
    /// nobody else closes it, or registers an event callback on it: one that is registered already was unregistered before
    /// (E1, P1).
    ///
    /// # Errors
    /// The handle is NULL: then nothing has been taken over.
    pub unsafe fn from_raw(system: &ComputeSystem, id: u32, handle: HCS_PROCESS) -> Result<Self> {
        if handle.is_null() {
            return Err(Error::code_of("Process::from_raw", E_POINTER, None));
        }
        let handle = Handle::of_process(system.handle().clone(), handle);
        let information = ProcessInformation {
            id,
            stdin: None,
            stdout: None,
            stderr: None,
        };
        Ok(Self::new(handle, information))
    }

    /// The handle, which stays this object's: as [`ComputeSystem::as_raw`].
    #[must_use]
    pub fn as_raw(&self) -> HCS_PROCESS {
        self.handle().raw()
    }

    /// Lends the handle to a function: as [`ComputeSystem::with_raw`].
    ///
    /// # Errors
    /// As there.
    pub fn with_raw<R>(&self, function: impl FnOnce(HCS_PROCESS) -> R) -> Result<R> {
        self.handle().with_raw("Process::with_raw", function)
    }

    /// Gives the handle away, and the duty to close it with
    /// [`HcsCloseProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscloseprocess) of the host's
    /// [table](Host::table), before the handle of its system: as [`ComputeSystem::into_raw`].
    ///
    /// The ends of its streams that are still here are closed: take them before. The system's handle may close, if nobody
    /// else keeps it.
    ///
    /// # Errors
    /// As there.
    pub fn into_raw(self) -> Result<HCS_PROCESS> {
        self.handle().take_raw("Process::into_raw")
    }
}
