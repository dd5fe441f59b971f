#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! What is done with a system's handle (S3–S8, E1, E4).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a text is NULL or ends with a NUL, and a
//! callback can be called with its context, on any thread, until the handle is closed.

use core::ffi::c_void;

use hcs_sys::*;

use super::enter::{Call, Twist, fallible, infallible};
use super::holder::{self, leave};
use super::operation::read;
use crate::document::{self, PropertyQuery, QUERIES};
use crate::history::Answer;
use crate::instance::Guard;
use crate::label::{Kind, Label};
use crate::migration::Step;
use crate::schedule::What;
use crate::service::{Verb, Work};
use crate::text::Input;
use crate::world::{EventTarget, Progress, World};

/// A call that an operation tracks and that nothing speaks against.
pub(super) struct Start {
    pub(super) kind: HCS_OPERATION_TYPE,
    pub(super) operation: u64,
    pub(super) holder: Option<Label>,
    /// The handle of the process that it is about.
    pub(super) process: Option<Label>,
    pub(super) work: Work,
}

/// The operation that a caller means, if it can track a call now (O2). `events`: completions on this handle are told by
/// its event callback (E4).
pub(super) fn startable(
    world: &mut World,
    call: &'static str,
    operation: usize,
    events: bool,
) -> Result<u64, HRESULT> {
    let number = world.operation(call, operation)?;
    if !world.connected {
        return Err(HCS_E_SERVICE_DISCONNECT);
    }
    let Some(it) = world.operations.get(&number) else {
        return Err(E_HANDLE);
    };
    if it.busy() {
        return Err(HCS_E_OPERATION_ALREADY_STARTED);
    }
    if events && it.callback.is_some() {
        return Err(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
    }
    Ok(number)
}

impl Start {
    /// Issues the call. The handle that it is made with is in use until this returns (S7).
    pub(super) fn issue(self, call: &Call, mut world: Guard<'_>) {
        let lane = self.work.lane();
        let origin = world.origin();
        let mut run = 0;
        let mut given = Vec::new();
        if let Some(it) = world.operations.get_mut(&self.operation) {
            it.kind = self.kind;
            it.run += 1;
            run = it.run;
            it.progress = Progress::Pending;
            it.holder = self.holder;
            it.process = self.process;
            it.information = None;
            it.armed = (it.callback, it.context);
            given = std::mem::take(&mut it.resources);
            it.taken = false;
            it.silenced = false;
            it.forced = match &call.twist {
                Some(Twist::Complete(outcome)) => Some(outcome.clone()),
                Some(Twist::NeverComplete) | None => None,
            };
        }
        world.given(call.name, given);
        if call.twist != Some(Twist::NeverComplete) {
            let what = What::Work {
                operation: self.operation,
                run,
                work: self.work,
            };
            world.push(origin, lane, what);
        }
        let busy = self.holder;
        if let Some(it) = busy.and_then(|holder| world.holders.get_mut(&holder)) {
            it.calls += 1;
        }
        call.instance.announce(&mut world);
        drop(world);
        call.instance.drive(origin, call.name);
        if let Some(holder) = busy {
            leave(&mut call.lock(), holder);
        }
    }
}

/// A call on a system. `work` is told which one.
fn on_system(
    slot: usize,
    name: &'static str,
    kind: HCS_OPERATION_TYPE,
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    work: impl FnOnce(u64) -> Result<Work, HRESULT>,
) -> HRESULT {
    let (system, operation) = (system as usize, operation as usize);
    fallible(slot, name, [system, operation], |call| {
        let mut world = call.lock();
        let checked = world.holder(Kind::System, name, system).and_then(|holder| {
            let it = world.holders.get(&holder);
            let events = it.is_some_and(|it| it.operation_events());
            let of = it.and_then(|it| it.of.system()).unwrap_or(0);
            Ok(Start {
                kind,
                operation: startable(&mut world, name, operation, events)?,
                holder: Some(holder),
                process: None,
                work: work(of)?,
            })
        });
        issue(call, world, operation, checked)
    })
}

/// Issues a call of `operation` that nothing speaks against, or refuses it.
pub(super) fn issue(
    call: &Call,
    world: Guard<'_>,
    operation: usize,
    checked: Result<Start, HRESULT>,
) -> HRESULT {
    match checked {
        Ok(start) => {
            start.issue(call, world);
            S_OK
        }
        Err(code) => {
            drop(world);
            call.refuse(operation, code)
        }
    }
}

macro_rules! verbs {
    ($($name:ident: $verb:ident, $kind:ident;)*) => {$(
        pub(crate) unsafe fn $name(
            slot: usize,
            system: HCS_SYSTEM,
            operation: HCS_OPERATION,
            options: PCWSTR,
        ) -> HRESULT {
            // SAFETY: the caller's string ends with a NUL, as the ABI demands.
            let options = unsafe { read(options) };
            on_system(slot, stringify!($name), $kind, system, operation, |system| {
                Ok(Work::Change {
                    system,
                    verb: Verb::$verb,
                    options: document::options(&options),
                })
            })
        }
    )*};
}

verbs! {
    HcsStartComputeSystem: Start, HcsOperationTypeStart;
    HcsShutDownComputeSystem: ShutDown, HcsOperationTypeShutdown;
    HcsTerminateComputeSystem: Terminate, HcsOperationTypeTerminate;
    HcsPauseComputeSystem: Pause, HcsOperationTypePause;
    HcsResumeComputeSystem: Resume, HcsOperationTypeResume;
    HcsSaveComputeSystem: Save, HcsOperationTypeSave;
    HcsCrashComputeSystem: Crash, HcsOperationTypeCrash;
}

macro_rules! steps {
    ($($name:ident: $step:ident;)*) => {$(
        pub(crate) unsafe fn $name(
            slot: usize,
            system: HCS_SYSTEM,
            operation: HCS_OPERATION,
            options: PCWSTR,
        ) -> HRESULT {
            // SAFETY: the caller's string ends with a NUL, as the ABI demands.
            let options = unsafe { read(options) };
            let kind = HcsOperationTypeLiveMigration;
            on_system(slot, stringify!($name), kind, system, operation, |system| {
                Ok(Work::Migrate {
                    system,
                    step: Step::$step,
                    options: document::required(&options),
                })
            })
        }
    )*};
}

steps! {
    HcsInitializeLiveMigrationOnSource: Initialize;
    HcsStartLiveMigrationOnSource: Start;
    HcsStartLiveMigrationTransfer: Transfer;
    HcsFinalizeLiveMigration: Finalize;
    HcsCancelLiveMigration: Cancel;
}

pub(crate) unsafe fn HcsGetComputeSystemProperties(
    slot: usize,
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    query: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let query = unsafe { read(query) };
    let name = "HcsGetComputeSystemProperties";
    let kind = HcsOperationTypeGetProperties;
    on_system(slot, name, kind, system, operation, |system| {
        Ok(Work::Properties {
            system,
            query: PropertyQuery::read(&query, QUERIES),
        })
    })
}

pub(crate) unsafe fn HcsModifyComputeSystem(
    slot: usize,
    system: HCS_SYSTEM,
    operation: HCS_OPERATION,
    configuration: PCWSTR,
    _identity: HANDLE,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let configuration = unsafe { read(configuration) };
    let name = "HcsModifyComputeSystem";
    let kind = HcsOperationTypeModify;
    on_system(slot, name, kind, system, operation, |system| {
        if configuration == Input::Absent {
            return Err(E_INVALIDARG);
        }
        Ok(Work::Modify {
            system,
            settings: document::required(&configuration),
        })
    })
}

pub(crate) unsafe fn HcsSetComputeSystemCallback(
    slot: usize,
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let value = system as usize;
    let name = "HcsSetComputeSystemCallback";
    fallible(slot, name, [value, 0], |call| {
        let target = EventTarget {
            callback,
            context: context as usize,
        };
        holder::listen(call, Kind::System, value, options, target)
    })
}

pub(crate) unsafe fn HcsCloseComputeSystem(slot: usize, system: HCS_SYSTEM) {
    let value = system as usize;
    let name = "HcsCloseComputeSystem";
    infallible(slot, name, [value, 0], false, |call| {
        if value != 0 {
            holder::close(call, Kind::System, value);
        }
        ((), Answer::Done)
    });
}
