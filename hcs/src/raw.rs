#![allow(unsafe_code)] // Hands out raw handles, and takes them over.
//! Operations by hand, for calls at the C ABI that this crate doesn't make.
//!
//! Systems and processes go there and back as well: [`ComputeSystem::from_raw`](crate::ComputeSystem::from_raw) owns a handle,
//! [`as_raw`](crate::ComputeSystem::as_raw) and [`with_raw`](crate::ComputeSystem::with_raw) lend it,
//! [`into_raw`](crate::ComputeSystem::into_raw) gives it away; a [`Process`](crate::Process) has the same, and so have the ends
//! of its streams, such as [`Stdin`](crate::Stdin::from_raw).
//!
//! [`Host::table`](crate::Host::table) has the functions themselves. An [`Operation`] owns the handle that such a call is
//! given: it is closed when this is dropped, and its result document is freed.
//!
//! ```
//! use hcs::raw::{Operation, OperationKind};
//!
//! # let mock = hcs_testkit::MockHost::new();
//! # let host = mock.host();
//! let operation = Operation::new(&host)?;
//! assert_eq!(operation.kind(), OperationKind::NONE);
//! let enumerate = host.table().HcsEnumerateComputeSystems;
//! // SAFETY: no query; the operation is open.
//! let code = unsafe { enumerate(std::ptr::null(), operation.as_raw()) };
//! assert_eq!(code, hcs_sys::S_OK);
//! assert_eq!(operation.wait("HcsEnumerateComputeSystems")?.as_deref(), Some("[]"));
//! assert_eq!(operation.kind(), OperationKind::ENUMERATE);
//! # Ok::<(), hcs::Error>(())
//! ```

mod handles;

use std::ffi::c_void;
use std::fmt;

use hcs_sys::{self as sys, HCS_OPERATION, HCS_OPERATION_COMPLETION, HCS_PROCESS, HCS_SYSTEM};

use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::text::Returned;
use crate::{Core, Host};

/// What an operation was used for (O11): Microsoft's
/// [`HCS_OPERATION_TYPE`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcs_operation_type).
///
/// A number with names, since newer builds of Windows have more kinds than these (O11).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationKind(pub i32);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $value:path;)*) => {
        impl OperationKind {
            $($(#[$doc])* pub const $name: Self = Self($value);)*
        }

        impl fmt::Debug for OperationKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$name => f.write_str(stringify!($name)),)*
                    Self(value) => write!(f, "OperationKind({value})"),
                }
            }
        }
    };
}

kinds! {
    /// It was not used yet.
    NONE = sys::HcsOperationTypeNone;
    /// Systems were listed.
    ENUMERATE = sys::HcsOperationTypeEnumerate;
    /// A system was created.
    CREATE = sys::HcsOperationTypeCreate;
    /// A system was started.
    START = sys::HcsOperationTypeStart;
    /// A system was asked to shut down.
    SHUT_DOWN = sys::HcsOperationTypeShutdown;
    /// A system was paused.
    PAUSE = sys::HcsOperationTypePause;
    /// A system was resumed.
    RESUME = sys::HcsOperationTypeResume;
    /// A system was saved.
    SAVE = sys::HcsOperationTypeSave;
    /// A system or process was terminated.
    TERMINATE = sys::HcsOperationTypeTerminate;
    /// A system was modified.
    MODIFY = sys::HcsOperationTypeModify;
    /// A system's properties were asked for.
    GET_PROPERTIES = sys::HcsOperationTypeGetProperties;
    /// A process was created.
    CREATE_PROCESS = sys::HcsOperationTypeCreateProcess;
    /// A process was sent a signal.
    SIGNAL_PROCESS = sys::HcsOperationTypeSignalProcess;
    /// A process was asked for its id and streams.
    GET_PROCESS_INFO = sys::HcsOperationTypeGetProcessInfo;
    /// A process's properties were asked for.
    GET_PROCESS_PROPERTIES = sys::HcsOperationTypeGetProcessProperties;
    /// A process was modified.
    MODIFY_PROCESS = sys::HcsOperationTypeModifyProcess;
    /// A guest was made to crash.
    CRASH = sys::HcsOperationTypeCrash;
    /// A step of a live migration.
    LIVE_MIGRATION = sys::HcsOperationTypeLiveMigration;
}

/// An operation of the caller's own: see the [module](self). When it is dropped, it is closed:
/// [`HcsCloseOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscloseoperation).
#[doc(alias = "HcsCloseOperation")]
pub struct Operation {
    core: Core,
    raw: HCS_OPERATION,
}

// SAFETY: operation handles may be used from any thread.
unsafe impl Send for Operation {}
// SAFETY: what can be done through a shared reference, any thread may do at any time.
unsafe impl Sync for Operation {}

impl Operation {
    /// Creates an operation without callback:
    /// [`HcsCreateOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateoperation).
    ///
    /// # Errors
    /// Windows has run out of something.
    #[doc(alias = "HcsCreateOperation")]
    pub fn new(host: &Host) -> Result<Self> {
        const CREATE: &str = "HcsCreateOperation";
        let core = host.core();
        // SAFETY: no context and no callback: nothing is referred to.
        let raw = unsafe { (core.HcsCreateOperation)(std::ptr::null(), None) };
        if raw.is_null() {
            return Err(Error::no_operation(CREATE, CREATE));
        }
        Ok(Self { core, raw })
    }

    /// Owns an operation that somebody else has created.
    ///
    /// # Safety
    /// It is open, was created by this host's functions, and nobody else closes it. What its callback uses, if it has one,
    /// outlives the operation and, should it be closed while it is pending, the callback's last call (O8).
    #[must_use]
    pub unsafe fn from_raw(host: &Host, raw: HCS_OPERATION) -> Self {
        let core = host.core();
        Self { core, raw }
    }

    /// The handle, which stays this object's.
    #[must_use]
    pub fn as_raw(&self) -> HCS_OPERATION {
        self.raw
    }

    /// Gives the handle away, and the duty to close it.
    #[must_use]
    pub fn into_raw(self) -> HCS_OPERATION {
        std::mem::ManuallyDrop::new(self).raw
    }

    /// The number of the operation in its process:
    /// [`HcsGetOperationId`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationid).
    #[doc(alias = "HcsGetOperationId")]
    #[must_use]
    pub fn id(&self) -> u64 {
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { (self.core.HcsGetOperationId)(self.raw) }
    }

    /// What it was used for:
    /// [`HcsGetOperationType`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationtype).
    #[doc(alias = "HcsGetOperationType")]
    #[must_use]
    pub fn kind(&self) -> OperationKind {
        // SAFETY: the operation is open, as `self` owns it. Any number: newer builds have more kinds (O11).
        OperationKind(unsafe { (self.core.HcsGetOperationType)(self.raw) })
    }

    /// The handle of the system that it was used with, NULL if there was none:
    /// [`HcsGetComputeSystemFromOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetcomputesystemfromoperation).
    /// It is borrowed: whoever owns it closes it (O12).
    #[doc(alias = "HcsGetComputeSystemFromOperation")]
    #[must_use]
    pub fn system(&self) -> HCS_SYSTEM {
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { (self.core.HcsGetComputeSystemFromOperation)(self.raw) }
    }

    /// The handle of the process that it was used with, NULL if there was none:
    /// [`HcsGetProcessFromOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessfromoperation).
    /// It is borrowed: whoever owns it closes it (O12).
    #[doc(alias = "HcsGetProcessFromOperation")]
    #[must_use]
    pub fn process(&self) -> HCS_PROCESS {
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { (self.core.HcsGetProcessFromOperation)(self.raw) }
    }

    /// The context that was set last:
    /// [`HcsGetOperationContext`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationcontext).
    #[doc(alias = "HcsGetOperationContext")]
    #[must_use]
    pub fn context(&self) -> *mut c_void {
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { (self.core.HcsGetOperationContext)(self.raw) }
    }

    /// Sets the context:
    /// [`HcsSetOperationContext`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetoperationcontext).
    ///
    /// # Errors
    /// What Windows answers; hosts may refuse it while the operation is pending (O9).
    ///
    /// # Safety
    /// The operation's callback, if it has one, can be called with this context, at any time until the operation is
    /// closed or, if it is pending then, until its last call (O8).
    #[doc(alias = "HcsSetOperationContext")]
    pub unsafe fn set_context(&self, context: *const c_void) -> Result<()> {
        // SAFETY: the operation is open, as `self` owns it; the caller vouches for the context.
        let code = unsafe { (self.core.HcsSetOperationContext)(self.raw, context) };
        self.told("HcsSetOperationContext", code)
    }

    /// Sets the callback and its context:
    /// [`HcsSetOperationCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetoperationcallback).
    ///
    /// # Errors
    /// What Windows answers; hosts may refuse it while the operation is pending (O9).
    ///
    /// # Safety
    /// The callback can be called with this context, on any thread, at any time until the operation is closed or, if it is
    /// pending then, until its last call (O8). It doesn't unwind, and doesn't close what this object owns.
    #[doc(alias = "HcsSetOperationCallback")]
    pub unsafe fn set_callback(
        &self,
        context: *const c_void,
        callback: HCS_OPERATION_COMPLETION,
    ) -> Result<()> {
        // SAFETY: the operation is open, as `self` owns it; the caller vouches for the callback and its context.
        let code = unsafe { (self.core.HcsSetOperationCallback)(self.raw, context, callback) };
        self.told("HcsSetOperationCallback", code)
    }

    fn told(&self, name: &'static str, code: i32) -> Result<()> {
        match code {
            code if code < 0 => Err(Error::code_of(name, code, None)),
            _ => Ok(()),
        }
    }

    /// Blocks this thread until the operation is complete; its result document, if there is one. `call` is the function
    /// that it was given to, for the error.
    ///
    /// # Errors
    /// What the operation failed with; [`Error::is_in_callback`] inside a callback of the Host Compute System.
    #[doc(alias = "HcsWaitForOperationResult")]
    pub fn wait(&self, call: &'static str) -> Result<Option<String>> {
        if in_callback() {
            return Err(Error::in_callback(call));
        }
        let mut document = Returned::new(self.core);
        let code = document.fill(|out| {
            // SAFETY: the operation is open, as `self` owns it; `out` is a valid out pointer.
            unsafe { (self.core.HcsWaitForOperationResult)(self.raw, sys::INFINITE, out) }
        });
        let document = document.text();
        match code {
            code if code < 0 => Err(Error::code_of(call, code, document)),
            _ => Ok(document),
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        // SAFETY: ours, and closed once: `into_raw` doesn't come here (O1, O7).
        unsafe { (self.core.HcsCloseOperation)(self.raw) };
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Operation").field(&self.raw).finish()
    }
}
