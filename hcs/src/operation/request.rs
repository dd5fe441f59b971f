#![allow(unsafe_code)] // Makes the starting call of an operation.
//! What is to be called, with its arguments ready: the part of a [`Call`](crate::Call) that doesn't
//! depend on its result type.

use std::ffi::c_void;

use hcs_sys::{
    E_NOTIMPL, HCS_CREATE_OPTIONS_1, HCS_OPERATION, HCS_SYSTEM, HRESULT, HcsCreateOptions_1,
};

use super::resource::raw;
use super::{OwnedHandle, Rare, Resource};
use crate::Core;
use crate::callback::{Token, event_occurred};
use crate::error::Error;
use crate::event::{EventOptions, Subscriber};
use crate::handle::Handle;
use crate::stdio::Stdin;
use crate::sync::Arc;
use crate::text::{WideId, pointer_or_null};
use crate::trace;

/// The functions that take an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Enumerate,
    EnumerateInNamespace,
    Create,
    CreateInNamespace,
    Start,
    ShutDown,
    Terminate,
    Pause,
    Resume,
    Save,
    Crash,
    GetProperties,
    Modify,
    InitializeLiveMigration,
    StartLiveMigration,
    StartLiveMigrationTransfer,
    FinalizeLiveMigration,
    CancelLiveMigration,
    CreateProcess,
    TerminateProcess,
    SignalProcess,
    GetProcessInfo,
    GetProcessProperties,
    ModifyProcess,
}

/// What the function works on.
pub(crate) enum Target {
    /// The service as a whole, or a namespace of it.
    Service,
    /// An open handle, of a system or of a process.
    On(Handle),
    /// A system to be created, by the handle that it is going to have.
    NewSystem(Handle),
    /// A process to be created in a system.
    NewProcess(Handle),
}

/// See the module's documentation.
pub(crate) struct Request {
    pub(crate) core: Core,
    pub(crate) function: Function,
    pub(crate) target: Target,
    /// UTF-16 with a NUL, empty for NULL.
    pub(crate) document: Vec<u16>,
    /// What few calls have, in a place of its own, as the others are moved around without it.
    pub(super) extras: Rare<Extras>,
    /// Who is told of the call, from when it is made.
    pub(super) trace: trace::Call,
}

/// What few calls have. It stays until the operation is complete.
#[derive(Default)]
pub(crate) struct Extras {
    /// The namespace that the call is about.
    pub(super) namespace: Option<WideId>,
    /// Who receives the events of the new system.
    pub(super) events: Option<Arc<Subscriber>>,
    /// Who receives the progress of the operation.
    pub(super) progress: Option<Arc<Subscriber>>,
    /// What the operation is given before the call (O16).
    pub(super) resources: Vec<Resource>,
    /// The end of a pipe that the call makes useless, to be closed afterwards.
    pub(super) stdin: Option<Stdin>,
    /// Whose rights the call is made with, if not the caller's.
    pub(super) identity: Option<OwnedHandle>,
}

/// A call that Windows refused at once: which, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    pub(super) call: &'static str,
    pub(super) code: HRESULT,
}

impl Refusal {
    pub(super) fn error(self, core: Core, document: Option<String>) -> Error {
        Error::code_of(self.call, self.code, document).on(core.build())
    }
}

impl Function {
    /// The export's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Enumerate => "HcsEnumerateComputeSystems",
            Self::EnumerateInNamespace => "HcsEnumerateComputeSystemsInNamespace",
            Self::Create => "HcsCreateComputeSystem",
            Self::CreateInNamespace => "HcsCreateComputeSystemInNamespace",
            Self::Start => "HcsStartComputeSystem",
            Self::ShutDown => "HcsShutDownComputeSystem",
            Self::Terminate => "HcsTerminateComputeSystem",
            Self::Pause => "HcsPauseComputeSystem",
            Self::Resume => "HcsResumeComputeSystem",
            Self::Save => "HcsSaveComputeSystem",
            Self::Crash => "HcsCrashComputeSystem",
            Self::GetProperties => "HcsGetComputeSystemProperties",
            Self::Modify => "HcsModifyComputeSystem",
            Self::InitializeLiveMigration => "HcsInitializeLiveMigrationOnSource",
            Self::StartLiveMigration => "HcsStartLiveMigrationOnSource",
            Self::StartLiveMigrationTransfer => "HcsStartLiveMigrationTransfer",
            Self::FinalizeLiveMigration => "HcsFinalizeLiveMigration",
            Self::CancelLiveMigration => "HcsCancelLiveMigration",
            Self::CreateProcess => "HcsCreateProcess",
            Self::TerminateProcess => "HcsTerminateProcess",
            Self::SignalProcess => "HcsSignalProcess",
            Self::GetProcessInfo => "HcsGetProcessInfo",
            Self::GetProcessProperties => "HcsGetProcessProperties",
            Self::ModifyProcess => "HcsModifyProcess",
        }
    }

    /// Whether its result is a process's id and standard handles (O13).
    pub(super) fn gives_process(self) -> bool {
        matches!(self, Self::CreateProcess | Self::GetProcessInfo)
    }
}

impl Target {
    /// The handle that the call is made with.
    pub(super) fn handle(&self) -> Option<&Handle> {
        match self {
            Self::Service | Self::NewSystem(_) => None,
            Self::On(handle) | Self::NewProcess(handle) => Some(handle),
        }
    }
}

impl Request {
    /// A call without extras.
    pub(crate) fn new(core: Core, function: Function, target: Target, document: Vec<u16>) -> Self {
        Self {
            core,
            function,
            target,
            document,
            extras: Rare::NONE,
            trace: trace::Call::default(),
        }
    }

    /// The namespace that the call is about.
    pub(crate) fn namespace(&self) -> Option<&WideId> {
        self.extras.as_ref()?.namespace.as_ref()
    }

    /// Who receives the events of the new system, from the start.
    pub(super) fn events(&self) -> Option<&Arc<Subscriber>> {
        self.extras.as_ref()?.events.as_ref()
    }

    /// Who receives the progress of the operation.
    pub(super) fn progress(&self) -> Option<&Arc<Subscriber>> {
        self.extras.as_ref()?.progress.as_ref()
    }

    pub(crate) fn name(&self) -> &'static str {
        self.function.name()
    }

    /// Gives the operation its resources and makes the starting call. `made` receives the handle that the function
    /// makes, if it makes one; a new system's events are received from the start where there is a `registration`.
    ///
    /// # Safety
    /// `operation` is open and not in use by another call; `subject` is the open handle of the request's
    /// target, kept open by its gate during this call. The registration's token is that of the new handle.
    #[inline(always)]
    pub(super) unsafe fn start(
        &self,
        function: Function,
        subject: *mut c_void,
        operation: HCS_OPERATION,
        made: &mut *mut c_void,
        registration: Option<(EventOptions, Token)>,
    ) -> Result<(), Refusal> {
        self.trace.starting(&self.document);
        if let Some(extras) = &*self.extras {
            // SAFETY: the caller vouches for the operation; the resources live in `self`, as long as the operation is pending.
            unsafe { add_resources(self.core, extras, operation) }?;
        }
        let code = match function {
            Function::Create | Function::CreateInNamespace => {
                // SAFETY: as the caller promises.
                unsafe { self.create(function, operation, made, registration) }
            }
            // SAFETY: as the caller promises.
            _ => unsafe { self.issue(function, subject, operation, made) },
        };
        self.trace.returned(function.name(), code);
        if code < 0 {
            let call = function.name();
            return Err(Refusal { call, code });
        }
        Ok(())
    }

    /// Makes the starting call of a function that creates no system.
    ///
    /// # Safety
    /// As [`start`](Self::start).
    #[inline(never)]
    unsafe fn issue(
        &self,
        function: Function,
        subject: *mut c_void,
        operation: HCS_OPERATION,
        made: &mut *mut c_void,
    ) -> HRESULT {
        let core = self.core;
        let document = pointer_or_null(&self.document);
        match function {
            Function::Enumerate => {
                // SAFETY: the document is NUL-terminated or NULL and lives in `self`; the caller vouches for
                // the operation. The same holds for each of the calls below, and for their handles.
                return unsafe { (core.HcsEnumerateComputeSystems)(document, operation) };
            }
            Function::EnumerateInNamespace => {
                let namespace = self.namespace().map_or(std::ptr::null(), WideId::as_ptr);
                return core
                    .HcsEnumerateComputeSystemsInNamespace
                    .map_or(E_NOTIMPL, |enumerate| {
                        // SAFETY: as above; the namespace is NUL-terminated and lives in `self`, too.
                        unsafe { enumerate(namespace, document, operation) }
                    });
            }
            Function::CreateProcess => {
                // SAFETY: as above; the out pointer is exclusive, no security descriptor is passed.
                return unsafe {
                    (core.HcsCreateProcess)(subject, document, operation, std::ptr::null(), made)
                };
            }
            Function::GetProcessInfo => {
                // SAFETY: as above.
                return unsafe { (core.HcsGetProcessInfo)(subject, operation) };
            }
            Function::Modify => {
                let extras = self.extras.as_ref();
                let identity = extras
                    .and_then(|extras| extras.identity.as_ref())
                    .map_or(std::ptr::null_mut(), raw);
                // SAFETY: as above; the identity is NULL, or an open handle that lives in `self`.
                return unsafe {
                    (core.HcsModifyComputeSystem)(subject, operation, document, identity)
                };
            }
            _ => {}
        }
        let usual: Usual = match function {
            Function::Start => core.HcsStartComputeSystem,
            Function::ShutDown => core.HcsShutDownComputeSystem,
            Function::Terminate => core.HcsTerminateComputeSystem,
            Function::Pause => core.HcsPauseComputeSystem,
            Function::Resume => core.HcsResumeComputeSystem,
            Function::Save => core.HcsSaveComputeSystem,
            Function::GetProperties => core.HcsGetComputeSystemProperties,
            Function::TerminateProcess => core.HcsTerminateProcess,
            Function::SignalProcess => core.HcsSignalProcess,
            Function::GetProcessProperties => core.HcsGetProcessProperties,
            Function::ModifyProcess => core.HcsModifyProcess,
            _ => {
                let later = match function {
                    Function::Crash => core.HcsCrashComputeSystem,
                    Function::InitializeLiveMigration => core.HcsInitializeLiveMigrationOnSource,
                    Function::StartLiveMigration => core.HcsStartLiveMigrationOnSource,
                    Function::StartLiveMigrationTransfer => core.HcsStartLiveMigrationTransfer,
                    Function::FinalizeLiveMigration => core.HcsFinalizeLiveMigration,
                    Function::CancelLiveMigration => core.HcsCancelLiveMigration,
                    _ => None,
                };
                match later {
                    Some(function) => function,
                    // Whoever made the request has seen that it is there.
                    None => return E_NOTIMPL,
                }
            }
        };
        // SAFETY: as above.
        unsafe { usual(subject, operation, document) }
    }

    /// # Safety
    /// As [`start`](Self::start).
    #[inline(never)]
    unsafe fn create(
        &self,
        function: Function,
        operation: HCS_OPERATION,
        made: &mut HCS_SYSTEM,
        registration: Option<(EventOptions, Token)>,
    ) -> HRESULT {
        let Target::NewSystem(handle) = &self.target else {
            unreachable!("only a new system is created");
        };
        let id = handle.id().map_or(std::ptr::null(), WideId::as_ptr);
        let document = pointer_or_null(&self.document);
        if function == Function::Create {
            let descriptor = std::ptr::null();
            // SAFETY: id and document are NUL-terminated (or NULL) and live in `self`; the out pointer
            // is exclusive; the caller vouches for the operation.
            return unsafe {
                (self.core.HcsCreateComputeSystem)(id, document, operation, descriptor, made)
            };
        }
        let Some(create) = self.core.HcsCreateComputeSystemInNamespace else {
            return E_NOTIMPL;
        };
        let namespace = self.namespace().map_or(std::ptr::null(), WideId::as_ptr);
        let options = registration.map(|(options, token)| HCS_CREATE_OPTIONS_1 {
            Version: HcsCreateOptions_1,
            UserToken: std::ptr::null_mut(),
            SecurityDescriptor: std::ptr::null_mut(),
            CallbackOptions: options.0,
            CallbackContext: token.as_ptr::<c_void>().cast_mut(),
            Callback: Some(event_occurred),
        });
        let options = options.as_ref().map_or(std::ptr::null(), |options| {
            std::ptr::from_ref(options).cast()
        });
        // SAFETY: as above; the namespace, too. The options are NULL, or live here and are of the version that they
        // begin with. The context is a token, which may outlive everything; the callback has the signature that the
        // reference gives, and looks the token up.
        unsafe { create(namespace, id, document, operation, options, made) }
    }
}

/// Gives an operation its resources.
///
/// # Safety
/// The operation is open and not in use; the extras stay until it is complete.
#[inline(never)]
unsafe fn add_resources(
    core: Core,
    extras: &Extras,
    operation: HCS_OPERATION,
) -> Result<(), Refusal> {
    for resource in &extras.resources {
        // SAFETY: as the caller promises.
        let (call, code) = unsafe { resource.add_to(core, operation) };
        if code < 0 {
            return Err(Refusal { call, code });
        }
    }
    Ok(())
}

/// A function on a handle that takes a document.
type Usual = unsafe extern "system" fn(*mut c_void, HCS_OPERATION, hcs_sys::PCWSTR) -> HRESULT;
