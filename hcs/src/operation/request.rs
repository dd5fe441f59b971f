#![allow(unsafe_code)] // Makes the starting call of an operation.
//! What is to be called, with its arguments ready: the part of a [`Call`](crate::Call) that doesn't
//! depend on its result type.

use hcs_sys::{HCS_OPERATION, HCS_SYSTEM, HRESULT};

use crate::Core;
use crate::event::Subscriber;
use crate::handle::Handle;
use crate::sync::Arc;
use crate::text::{WideId, pointer_or_null};

/// The functions that take an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Enumerate,
    Create,
    Start,
    ShutDown,
    Terminate,
    Pause,
    Resume,
    Save,
    GetProperties,
    Modify,
}

/// What the function works on.
pub(crate) enum Target {
    /// The service as a whole.
    Service,
    /// An open system.
    System(Handle),
    /// A system to be created, perhaps with a receiver of its events.
    New {
        id: WideId,
        events: Option<Arc<Subscriber>>,
    },
}

/// See the module's documentation.
pub(crate) struct Request {
    pub(crate) core: Core,
    pub(crate) function: Function,
    pub(crate) target: Target,
    /// UTF-16 with a NUL, empty for NULL.
    pub(crate) document: Vec<u16>,
}

impl Function {
    /// The export's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Enumerate => "HcsEnumerateComputeSystems",
            Self::Create => "HcsCreateComputeSystem",
            Self::Start => "HcsStartComputeSystem",
            Self::ShutDown => "HcsShutDownComputeSystem",
            Self::Terminate => "HcsTerminateComputeSystem",
            Self::Pause => "HcsPauseComputeSystem",
            Self::Resume => "HcsResumeComputeSystem",
            Self::Save => "HcsSaveComputeSystem",
            Self::GetProperties => "HcsGetComputeSystemProperties",
            Self::Modify => "HcsModifyComputeSystem",
        }
    }
}

impl Request {
    pub(crate) fn name(&self) -> &'static str {
        self.function.name()
    }

    /// Makes the starting call. `created` receives the new system's handle, if the function creates one.
    ///
    /// # Safety
    /// `operation` is open and not in use by another call; `system` is the open handle of the request's
    /// target, kept open by its gate during this call.
    pub(crate) unsafe fn start(
        &self,
        system: HCS_SYSTEM,
        operation: HCS_OPERATION,
        created: &mut HCS_SYSTEM,
    ) -> HRESULT {
        let core = self.core;
        let document = pointer_or_null(&self.document);
        match self.function {
            Function::Create => {
                let Target::New { id, .. } = &self.target else {
                    unreachable!("only a new system is created");
                };
                // SAFETY: id and document are NUL-terminated (or NULL) and live in `self`; the out pointer
                // is exclusive; the caller vouches for the operation.
                unsafe {
                    (core.HcsCreateComputeSystem)(
                        id.as_ptr(),
                        document,
                        operation,
                        std::ptr::null(),
                        created,
                    )
                }
            }
            // SAFETY: the document is NUL-terminated or NULL and lives in `self`; the caller vouches for
            // the operation. The same holds for the handle in each of the calls below.
            Function::Enumerate => unsafe {
                (core.HcsEnumerateComputeSystems)(document, operation)
            },
            // SAFETY: as above.
            Function::Start => unsafe { (core.HcsStartComputeSystem)(system, operation, document) },
            // SAFETY: as above.
            Function::ShutDown => unsafe {
                (core.HcsShutDownComputeSystem)(system, operation, document)
            },
            // SAFETY: as above.
            Function::Terminate => unsafe {
                (core.HcsTerminateComputeSystem)(system, operation, document)
            },
            // SAFETY: as above.
            Function::Pause => unsafe { (core.HcsPauseComputeSystem)(system, operation, document) },
            // SAFETY: as above.
            Function::Resume => unsafe {
                (core.HcsResumeComputeSystem)(system, operation, document)
            },
            // SAFETY: as above.
            Function::Save => unsafe { (core.HcsSaveComputeSystem)(system, operation, document) },
            // SAFETY: as above.
            Function::GetProperties => unsafe {
                (core.HcsGetComputeSystemProperties)(system, operation, document)
            },
            // SAFETY: as above; no identity is passed.
            Function::Modify => unsafe {
                (core.HcsModifyComputeSystem)(system, operation, document, std::ptr::null_mut())
            },
        }
    }
}
