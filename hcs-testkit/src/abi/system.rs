#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! What is done with a system's handle (S3–S8, E1, E4).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a text is NULL or ends with a NUL, and a
//! callback can be called with its context, on any thread, until the handle is closed.

use core::ffi::c_void;
use std::time::Instant;

use hcs_sys::*;

use super::enter::{Call, Twist, fallible, infallible};
use super::operation::{is_lent, read};
use crate::document::{self, PropertyQuery};
use crate::history::Answer;
use crate::instance::{Guard, Waited};
use crate::label::Label;
use crate::police;
use crate::profile::{ClosedHandle, Drain};
use crate::schedule::{Origin, Runner, Task, What};
use crate::service::{Verb, Work};
use crate::text::Input;
use crate::world::{EventTarget, Outcome, Progress, Registration, Subject, World};

/// A call that an operation tracks and that nothing speaks against.
pub(super) struct Start {
    pub(super) kind: HCS_OPERATION_TYPE,
    pub(super) operation: u64,
    pub(super) holder: Option<Label>,
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
        if let Some(it) = world.operations.get_mut(&self.operation) {
            it.kind = self.kind;
            it.run += 1;
            run = it.run;
            it.progress = Progress::Pending;
            it.holder = self.holder;
            it.armed = (it.callback, it.context);
            it.taken = false;
            it.silenced = false;
            it.forced = match &call.twist {
                Some(Twist::Complete(outcome)) => Some(outcome.clone()),
                Some(Twist::NeverComplete) | None => None,
            };
        }
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

/// A call with this handle returns.
pub(super) fn leave(world: &mut World, holder: Label) {
    if let Some(it) = world.holders.get_mut(&holder) {
        it.calls -= 1;
        world.forget_holder(holder);
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
        let checked = world.holder(name, system).and_then(|holder| {
            let it = world.holders.get(&holder);
            let events = it.is_some_and(|it| it.operation_events());
            let of = it.and_then(|it| it.of.system()).unwrap_or(0);
            let number = startable(&mut world, name, operation, events)?;
            Ok((holder, number, work(of)?))
        });
        let (holder, number, work) = match checked {
            Ok(checked) => checked,
            Err(code) => {
                drop(world);
                return call.refuse(operation, code);
            }
        };
        let start = Start {
            kind,
            operation: number,
            holder: Some(holder),
            work,
        };
        start.issue(call, world);
        S_OK
    })
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
            query: PropertyQuery::read(&query),
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
        let mut world = call.lock();
        let holder = match world.holder(name, value) {
            Ok(holder) => holder,
            Err(code) => return code,
        };
        if callback.is_none() {
            unregister(&mut world, holder);
            call.instance.announce(&mut world);
            return S_OK;
        }
        if !world.connected {
            return HCS_E_SERVICE_DISCONNECT;
        }
        let target = EventTarget {
            callback,
            context: context as usize,
        };
        let origin = world.origin();
        if let Some(it) = world.holders.get_mut(&holder) {
            if it.registration.is_some() {
                return HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
            }
            it.registrations += 1;
            it.registration = Some(Registration {
                number: it.registrations,
                options,
                target,
            });
            it.calls += 1;
        }
        world.catch_up(holder, origin);
        call.instance.announce(&mut world);
        drop(world);
        call.instance.drive(origin, name);
        leave(&mut call.lock(), holder);
        S_OK
    })
}

/// Ends a registration. What is on its way may still arrive, where the host has it so.
fn unregister(world: &mut World, holder: Label) {
    let registration = match world.holders.get_mut(&holder) {
        Some(it) => it.registration.take(),
        None => None,
    };
    let Some(registration) = registration else {
        return;
    };
    let queued = world.queue.drain_where(|task| is_for(task, holder));
    for mut task in queued {
        let late = world.profile.events_after_unregister;
        if let What::Event(event) = &mut task.what
            && event.late.is_none()
        {
            if !late.happens(&mut world.rng) {
                continue;
            }
            event.late = Some(registration.target);
        }
        world.queue.push(task);
    }
}

/// Whether a task is an event for this handle.
fn is_for(task: &Task, handle: Label) -> bool {
    matches!(&task.what, What::Event(event) if event.holder == handle)
}

pub(crate) unsafe fn HcsCloseComputeSystem(slot: usize, system: HCS_SYSTEM) {
    let value = system as usize;
    let name = "HcsCloseComputeSystem";
    infallible(slot, name, [value, 0], false, |call| {
        if value != 0 {
            close(call, value);
        }
        ((), Answer::Done)
    });
}

fn close(call: &Call, value: usize) {
    let mut world = call.lock();
    let Ok(label) = world.holder(call.name, value) else {
        return;
    };
    if is_lent(&world, value) {
        let message = "this handle was borrowed from an operation: it is its owner's to close";
        world.violate("O12", call.name, value, message);
        return;
    }
    let inside = police::is_inside(world.instance, label);
    let busy = world.holders.get(&label).is_some_and(|it| it.calls > 0);
    if inside {
        let message = "closed inside its own event callback, which the close waits for";
        world.violate("S6", call.name, value, message);
    } else if busy {
        let message = "closed while a call with it hasn't returned";
        world.violate("S7", call.name, value, message);
    }
    let Some(it) = world.holders.get_mut(&label) else {
        return;
    };
    it.closing = true;
    let registration = it.registration.take();
    let target = registration.map(|registration| registration.target);
    fail_pending(&mut world, label);
    let deliver = world.profile.drain == Drain::DeliversQueued && !inside;
    let group = deliver_last(&mut world, label, target, deliver);
    call.instance.announce(&mut world);
    if !inside {
        world = drain(call, world, label, group);
    }
    finish(call, &mut world, label);
}

/// Operations that are pending on a handle which is being closed (S8).
fn fail_pending(world: &mut World, holder: Label) {
    if world.profile.closed_handle == ClosedHandle::Complete {
        return;
    }
    for it in world.operations.values_mut() {
        if it.holder == Some(holder) && it.progress == Progress::Pending {
            it.forced = Some(Outcome {
                code: E_ABORT,
                document: None,
            });
        }
    }
}

/// Takes the events for this handle off the queue, or has workers deliver them now. The group to wait for.
fn deliver_last(
    world: &mut World,
    holder: Label,
    target: Option<EventTarget>,
    deliver: bool,
) -> u64 {
    let group = world.new_group();
    for mut task in world.queue.drain_where(|task| is_for(task, holder)) {
        if !deliver {
            continue;
        }
        if let What::Event(event) = &mut task.what {
            event.late = event.late.or(target);
        }
        task.due = None;
        task.origin = Origin {
            group,
            runner: Runner::Workers,
        };
        world.queue.push(task);
    }
    group
}

/// Waits until no callback of this handle runs (S5).
fn drain<'a>(call: &'a Call, mut world: Guard<'a>, holder: Label, group: u64) -> Guard<'a> {
    let deadline = Instant::now() + call.instance.patience;
    loop {
        let running = world.holders.get(&holder).map_or(0, |it| it.running);
        if world.gone || running == 0 && !world.queue.has_group(group) {
            return world;
        }
        world.blocked += 1;
        let (woken, waited) = call.instance.wait(world, Some(deadline));
        world = woken;
        world.blocked -= 1;
        if waited == Waited::Over {
            let value = world.holders.get(&holder).map_or(0, |it| it.value);
            let message = "a callback of this handle doesn't return: it waits for something that the closer holds";
            world.violate("S6", call.name, value, message);
            return world;
        }
    }
}

/// The handle is closed, and perhaps its system ends with it (S4).
fn finish(call: &Call, world: &mut World, label: Label) {
    world.queue.retain(|task| !is_for(task, label));
    let Some(it) = world.holders.get_mut(&label) else {
        return;
    };
    it.open = false;
    let (value, of) = (it.value, it.of);
    let lent = std::mem::take(&mut it.lent);
    world.handles.close(value);
    for value in lent {
        world.handles.close(value);
    }
    match of {
        Subject::System(system) => {
            world.counts.systems.closed += 1;
            if let Some(system) = world.systems.get_mut(&system) {
                system.holders -= 1;
            }
            world.leave_unheld(system);
        }
    }
    world.forget_holder(label);
    call.instance.announce(world);
}
