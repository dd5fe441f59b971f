#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! Operations (O1–O13).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a place is NULL or can be written to until
//! the call returns, and a callback can be called with its context, on any thread, until the operation is closed or, if
//! it was pending then, until its callback has run (O8).

use core::ffi::c_void;

use hcs_sys::*;

use super::enter::{Out, OutString, fallible, infallible};
use crate::handle::EntryState;
use crate::history::Answer;
use crate::instance::Guard;
use crate::label::{Kind, Label};
use crate::notice::Callback;
use crate::police;
use crate::profile::{Borrowed, ClosedPending, LateSetting};
use crate::schedule::What;
use crate::service::Work;
use crate::text::Input;
use crate::world::{Outcome, Progress, World};

pub(crate) unsafe fn HcsCreateOperation(
    slot: usize,
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let name = "HcsCreateOperation";
    let value = infallible(slot, name, [0, 0], true, |call| {
        let mut world = call.lock();
        let value = world.new_operation(context as usize, Callback::completion(callback));
        if let Some(label) = world.handles.label(value) {
            call.made(&mut world, label);
        }
        (value, Answer::Done)
    });
    value as HCS_OPERATION
}

pub(crate) unsafe fn HcsCloseOperation(slot: usize, operation: HCS_OPERATION) {
    let value = operation as usize;
    let name = "HcsCloseOperation";
    infallible(slot, name, [value, 0], false, |call| {
        if value != 0 {
            let mut world = call.lock();
            if let Ok(number) = world.operation(name, value) {
                close(&mut world, name, number);
            }
            call.instance.announce(&mut world);
        }
        ((), Answer::Done)
    });
}

fn close(world: &mut World, name: &'static str, number: u64) {
    let Some(it) = world.operations.get_mut(&number) else {
        return;
    };
    let value = it.value;
    if it.waits > 0 {
        world.violate("S7", name, value, "closed while a thread waits for it");
    }
    let Some(it) = world.operations.get_mut(&number) else {
        return;
    };
    it.open = false;
    let (run, holder) = (it.run, it.holder);
    let outstanding = it.busy() && it.armed.0.is_some();
    if outstanding {
        let closed_pending = world.profile.closed_pending;
        match closed_pending {
            ClosedPending::CallbackRuns => {}
            ClosedPending::CallbackNever => it.silenced = true,
            ClosedPending::Cancelled => {
                it.silenced = true;
                it.forced = Some(cancelled());
            }
            ClosedPending::CancelledWithCallback => it.forced = Some(cancelled()),
        }
    }
    world.counts.operations.closed += 1;
    if police::is_inside(world.instance, Label::operation(number)) {
        world.handles.close_inside(value);
    } else {
        world.handles.close(value);
    }
    if !outstanding && let Some(holder) = holder {
        world.haunt(number, run, value, holder);
    }
    world.forget_operation(number);
}

fn cancelled() -> Outcome {
    Outcome {
        code: HCS_E_OPERATION_ALREADY_CANCELLED,
        document: None,
    }
}

pub(crate) unsafe fn HcsGetOperationContext(slot: usize, operation: HCS_OPERATION) -> *mut c_void {
    let value = operation as usize;
    let name = "HcsGetOperationContext";
    let context = infallible(slot, name, [value, 0], false, |call| {
        let mut world = call.lock();
        let context = match world.operation(name, value) {
            Ok(number) => world.operations.get(&number).map_or(0, |it| it.context),
            Err(_) => 0,
        };
        (context, Answer::Done)
    });
    context as *mut c_void
}

pub(crate) unsafe fn HcsSetOperationContext(
    slot: usize,
    operation: HCS_OPERATION,
    context: *const c_void,
) -> HRESULT {
    set(
        slot,
        "HcsSetOperationContext",
        operation,
        context as usize,
        None,
    )
}

pub(crate) unsafe fn HcsSetOperationCallback(
    slot: usize,
    operation: HCS_OPERATION,
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HRESULT {
    set(
        slot,
        "HcsSetOperationCallback",
        operation,
        context as usize,
        Some(callback),
    )
}

/// Sets the context, and perhaps the callback (O9).
fn set(
    slot: usize,
    name: &'static str,
    operation: HCS_OPERATION,
    context: usize,
    callback: Option<HCS_OPERATION_COMPLETION>,
) -> HRESULT {
    let value = operation as usize;
    fallible(slot, name, [value, 0], |call| {
        let mut world = call.lock();
        let number = match world.operation(name, value) {
            Ok(number) => number,
            Err(code) => return code,
        };
        let busy = world.operations.get(&number).is_some_and(|it| it.busy());
        if busy && world.profile.police_late_setting {
            let message = "the operation is pending: whether this still counts is unknown";
            world.violate("O9", name, value, message);
        }
        let late = world.profile.late_setting;
        if busy && late == LateSetting::Refused {
            return HCS_E_OPERATION_ALREADY_STARTED;
        }
        if let Some(it) = world.operations.get_mut(&number) {
            it.context = context;
            if let Some(callback) = callback {
                it.callback = Callback::completion(callback);
            }
            if it.pending() && late == LateSetting::InTime {
                it.armed = (it.callback, it.context);
            }
        }
        S_OK
    })
}

pub(crate) unsafe fn HcsGetOperationType(
    slot: usize,
    operation: HCS_OPERATION,
) -> HCS_OPERATION_TYPE {
    let value = operation as usize;
    let name = "HcsGetOperationType";
    let kind = infallible(slot, name, [value, 0], false, |call| {
        let mut world = call.lock();
        let kind = match world.operation(name, value) {
            Ok(number) => world.operations.get(&number).map(|it| it.kind),
            Err(_) => None,
        };
        let kind = Type(kind.unwrap_or(HcsOperationTypeNone));
        (kind, Answer::Value(i64::from(kind.0)))
    });
    kind.0
}

/// An operation's type; none by default.
#[derive(Clone, Copy)]
struct Type(HCS_OPERATION_TYPE);

impl Default for Type {
    fn default() -> Self {
        Self(HcsOperationTypeNone)
    }
}

pub(crate) unsafe fn HcsGetOperationId(slot: usize, operation: HCS_OPERATION) -> u64 {
    let value = operation as usize;
    let name = "HcsGetOperationId";
    let id = infallible(slot, name, [value, 0], false, |call| {
        let mut world = call.lock();
        let id = Id(match world.operation(name, value) {
            Ok(number) => number,
            Err(_) => HCS_INVALID_OPERATION_ID,
        });
        (id, Answer::Value(id.0 as i64))
    });
    id.0
}

/// An operation's id; none by default.
#[derive(Clone, Copy)]
struct Id(u64);

impl Default for Id {
    fn default() -> Self {
        Self(HCS_INVALID_OPERATION_ID)
    }
}

pub(crate) unsafe fn HcsGetComputeSystemFromOperation(
    slot: usize,
    operation: HCS_OPERATION,
) -> HCS_SYSTEM {
    let value = operation as usize;
    let name = "HcsGetComputeSystemFromOperation";
    let lent = infallible(slot, name, [value, 0], false, |call| {
        let mut world = call.lock();
        let lent = match world.operation(name, value) {
            Ok(number) => {
                // The handle that the call was made with, if it is a system's.
                let holder = world.operations.get(&number).and_then(|it| it.holder);
                lend(&mut world, holder.filter(|it| it.kind == Kind::System))
            }
            Err(_) => 0,
        };
        let label = world.handles.label(lent);
        (lent, Answer::Handle(label))
    });
    lent as HCS_SYSTEM
}

/// A handle to be borrowed (O12); 0 without one.
fn lend(world: &mut World, label: Option<Label>) -> usize {
    let Some(label) = label.filter(|label| world.holders.contains_key(label)) else {
        return 0;
    };
    let value = match world.profile.borrowed {
        Borrowed::Same => None,
        Borrowed::Distinct => match world.holders.get(&label).and_then(|it| it.lent.first()) {
            Some(&lent) => Some(lent),
            None => Some(world.handles.lend(label)),
        },
    };
    let Some(it) = world.holders.get_mut(&label).filter(|it| it.open) else {
        return 0;
    };
    match value {
        None => it.value,
        Some(lent) => {
            if !it.lent.contains(&lent) {
                it.lent.push(lent);
            }
            lent
        }
    }
}

/// Whether this value is a borrowed one.
pub(super) fn is_lent(world: &World, value: usize) -> bool {
    world.handles.state(value) == Some(EntryState::Lent)
}

pub(crate) unsafe fn HcsGetProcessFromOperation(
    slot: usize,
    operation: HCS_OPERATION,
) -> HCS_PROCESS {
    let value = operation as usize;
    let name = "HcsGetProcessFromOperation";
    let process = infallible(slot, name, [value, 0], false, |call| {
        let mut world = call.lock();
        let lent = match world.operation(name, value) {
            Ok(number) => {
                let process = world.operations.get(&number).and_then(|it| it.process);
                lend(&mut world, process)
            }
            Err(_) => 0,
        };
        let label = world.handles.label(lent);
        (lent, Answer::Handle(label))
    });
    process as HCS_PROCESS
}

pub(crate) unsafe fn HcsGetOperationResult(
    slot: usize,
    operation: HCS_OPERATION,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's place for the document can be written to, as the ABI demands.
    let document = unsafe { OutString::new(document) };
    let name = "HcsGetOperationResult";
    let value = operation as usize;
    fallible(slot, name, [value, 0], |call| {
        document.write(std::ptr::null_mut());
        let mut world = call.lock();
        let number = match world.operation(name, value) {
            Ok(number) => number,
            Err(code) => return code,
        };
        result(&mut world, name, number, &document)
    })
}

pub(crate) unsafe fn HcsGetOperationResultAndProcessInfo(
    slot: usize,
    operation: HCS_OPERATION,
    information: *mut HCS_PROCESS_INFORMATION,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's places can be written to, as the ABI demands.
    let (information, document) = unsafe { (Out::new(information), OutString::new(document)) };
    let name = "HcsGetOperationResultAndProcessInfo";
    let value = operation as usize;
    fallible(slot, name, [value, 0], |call| {
        document.write(std::ptr::null_mut());
        let mut world = call.lock();
        match world.operation(name, value) {
            Ok(number) if !informs(&world, number) => E_INVALIDARG,
            Ok(number) => {
                result_with_information(&mut world, name, number, &information, &document)
            }
            Err(code) => code,
        }
    })
}

/// Whether an operation's result is about a process's id and streams (O13).
pub(super) fn informs(world: &World, number: u64) -> bool {
    let it = world.operations.get(&number);
    let kind = it.map_or(HcsOperationTypeNone, |it| it.kind);
    kind == HcsOperationTypeCreateProcess || kind == HcsOperationTypeGetProcessInfo
}

/// The result as it is now, and with it, where it is a success, the id of the process and its streams (P2).
pub(super) fn result_with_information(
    world: &mut World,
    name: &'static str,
    number: u64,
    information: &Out<HCS_PROCESS_INFORMATION>,
    document: &OutString,
) -> HRESULT {
    let code = result(world, name, number, document);
    let known = world.operations.get(&number).and_then(|it| it.information);
    if code >= 0
        && !information.is_absent()
        && let Some((process, id)) = known
    {
        information.write(world.hand_out_information(process, id, name));
    }
    code
}

/// The result as it is now (O3), with its document, if there is one, as the caller's (T2).
pub(super) fn result(
    world: &mut World,
    name: &'static str,
    number: u64,
    document: &OutString,
) -> HRESULT {
    let Some(it) = world.operations.get_mut(&number) else {
        return E_HANDLE;
    };
    match it.progress.clone() {
        Progress::Idle => HCS_E_OPERATION_NOT_STARTED,
        Progress::Pending | Progress::Abandoned => HCS_E_OPERATION_PENDING,
        Progress::Done(outcome) => {
            it.taken = true;
            if let Some(text) = outcome.document
                && !document.is_absent()
            {
                hand_out(world, name, number, &text, document);
            }
            outcome.code
        }
    }
}

fn hand_out(world: &mut World, name: &'static str, number: u64, text: &str, document: &OutString) {
    world.counts.strings.created += 1;
    let label = Some(Label::operation(number));
    document.write(world.strings.hand_out(text, name, label));
}

pub(crate) unsafe fn HcsCancelOperation(slot: usize, operation: HCS_OPERATION) -> HRESULT {
    let value = operation as usize;
    let name = "HcsCancelOperation";
    fallible(slot, name, [value, 0], |call| {
        let mut world = call.lock();
        let number = match world.operation(name, value) {
            Ok(number) => number,
            Err(code) => return code,
        };
        let Some(code) = world.profile.cancel.code() else {
            return E_NOTIMPL;
        };
        let origin = world.origin();
        let answer = cancel(&mut world, number, code, origin);
        call.instance.announce(&mut world);
        drop(world);
        call.instance.drive(origin, name);
        answer
    })
}

/// Has a pending operation complete with this code, through the usual path (O10).
fn cancel(
    world: &mut Guard<'_>,
    number: u64,
    code: HRESULT,
    origin: crate::schedule::Origin,
) -> HRESULT {
    let outcome = world.failed(code);
    let Some(it) = world.operations.get_mut(&number) else {
        return E_HANDLE;
    };
    match it.progress {
        Progress::Idle => HCS_E_OPERATION_NOT_STARTED,
        Progress::Done(_) | Progress::Abandoned => S_OK,
        Progress::Pending => {
            it.forced = Some(outcome);
            let run = it.run;
            let queued = |task: &crate::schedule::Task| matches!(&task.what, What::Work { operation, run: of, .. } if (*operation, *of) == (number, run));
            if !world.queue.iter().any(queued) {
                let what = What::Work {
                    operation: number,
                    run,
                    work: Work::Nothing,
                };
                world.push(origin, None, what);
            }
            S_OK
        }
    }
}

/// Reads a string of the caller's.
///
/// # Safety
/// As [`Input::read`].
pub(super) unsafe fn read(text: PCWSTR) -> Input {
    // SAFETY: as the caller promises.
    unsafe { Input::read(text) }
}
