//! Handles that have event callbacks, those of systems and those of processes: registering, and closing (S5–S8, E1, P1).

use std::time::Instant;

use hcs_sys::*;

use super::enter::Call;
use super::operation::is_lent;
use crate::instance::{Guard, Waited};
use crate::label::{Kind, Label};
use crate::police;
use crate::profile::{ClosedHandle, Drain};
use crate::schedule::{Origin, Runner, Task, What};
use crate::world::{EventTarget, Outcome, Progress, Registration, Subject, World};

/// A call with this handle returns.
pub(super) fn leave(world: &mut World, holder: Label) {
    if let Some(it) = world.holders.get_mut(&holder) {
        it.calls -= 1;
        world.forget_holder(holder);
    }
}

/// Registers an event callback, or, without one, takes the registered one back.
pub(super) fn listen(
    call: &Call,
    kind: Kind,
    value: usize,
    options: HCS_EVENT_OPTIONS,
    target: EventTarget,
) -> HRESULT {
    let mut world = call.lock();
    let holder = match world.holder(kind, call.name, value) {
        Ok(holder) => holder,
        Err(code) => return code,
    };
    if target.callback.is_none() {
        unregister(&mut world, holder);
        call.instance.announce(&mut world);
        return S_OK;
    }
    if !world.connected {
        return HCS_E_SERVICE_DISCONNECT;
    }
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
    call.instance.drive(origin, call.name);
    leave(&mut call.lock(), holder);
    S_OK
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

/// Closes a handle, once no callback of it runs.
pub(super) fn close(call: &Call, kind: Kind, value: usize) {
    let mut world = call.lock();
    let Ok(label) = world.holder(kind, call.name, value) else {
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
        match kind {
            Kind::Process => world.violate("P1", call.name, value, message),
            _ => world.violate("S6", call.name, value, message),
        }
    } else if busy {
        let message = "closed while a call with it hasn't returned";
        match kind {
            Kind::Process => world.violate("P1", call.name, value, message),
            _ => world.violate("S7", call.name, value, message),
        }
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
            match holder.kind {
                Kind::Process => world.violate("P1", call.name, value, message),
                _ => world.violate("S6", call.name, value, message),
            }
            return world;
        }
    }
}

/// The handle is closed, and perhaps its system ends with it (S4). A process doesn't (P5).
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
        Subject::Process(process) => {
            world.counts.processes.closed += 1;
            if let Some(process) = world.processes.get_mut(&process) {
                process.holders -= 1;
            }
            world.forget_process(process);
        }
    }
    world.forget_holder(label);
    call.instance.announce(world);
}
