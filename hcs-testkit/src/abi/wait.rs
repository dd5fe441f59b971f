#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! The functions that block (O3, O13, O14).
//!
//! # Safety
//! A handle may be any value. A place is NULL or can be written to until the call returns, as the ABI demands.

use std::time::{Duration, Instant};

use hcs_sys::*;

use super::enter::{Call, Out, OutString, fallible};
use super::holder::leave;
use super::operation::{informs, result, result_with_information};
use crate::hresult::ERROR_NOT_FOUND;
use crate::instance::{Guard, Waited};
use crate::label::{Kind, Label};
use crate::police;
use crate::process::ProcessLife;
use crate::schedule::Schedule;
use crate::world::{Life, Progress, Subject, World};

pub(crate) unsafe fn HcsWaitForOperationResult(
    slot: usize,
    operation: HCS_OPERATION,
    timeout: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's place for the document can be written to, as the ABI demands.
    let document = unsafe { OutString::new(document) };
    let name = "HcsWaitForOperationResult";
    let value = operation as usize;
    fallible(slot, name, [value, 0], |call| {
        document.write(std::ptr::null_mut());
        let mut world = call.lock();
        match world.operation(name, value) {
            Ok(number) => wait_for_operation(call, world, number, timeout, |world| {
                result(world, name, number, &document)
            }),
            Err(code) => code,
        }
    })
}

pub(crate) unsafe fn HcsWaitForOperationResultAndProcessInfo(
    slot: usize,
    operation: HCS_OPERATION,
    timeout: u32,
    information: *mut HCS_PROCESS_INFORMATION,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's places can be written to, as the ABI demands.
    let (information, document) = unsafe { (Out::new(information), OutString::new(document)) };
    let name = "HcsWaitForOperationResultAndProcessInfo";
    let value = operation as usize;
    fallible(slot, name, [value, 0], |call| {
        document.write(std::ptr::null_mut());
        let mut world = call.lock();
        match world.operation(name, value) {
            Ok(number) if !informs(&world, number) => E_INVALIDARG,
            Ok(number) => wait_for_operation(call, world, number, timeout, |world| {
                result_with_information(world, name, number, &information, &document)
            }),
            Err(code) => code,
        }
    })
}

fn wait_for_operation<'a>(
    call: &'a Call,
    mut world: Guard<'a>,
    number: u64,
    timeout: u32,
    result: impl FnOnce(&mut World) -> HRESULT,
) -> HRESULT {
    let Some(it) = world.operations.get_mut(&number) else {
        return E_HANDLE;
    };
    if it.progress == Progress::Pending && timeout > 0 {
        let value = it.value;
        it.waits += 1;
        if police::depth() > 0 && world.profile.police_waits_in_callbacks {
            let message = "a wait for a pending operation inside a callback";
            world.violate("O14", call.name, value, message);
        }
        let over = |world: &World| {
            let it = world.operations.get(&number);
            it.is_none_or(|it| !it.open || it.progress != Progress::Pending)
        };
        world = block(call, world, timeout, GiveUp::WhenIdle, over);
        if let Some(it) = world.operations.get_mut(&number) {
            it.waits -= 1;
        }
    }
    let open = world.operations.get(&number).is_some_and(|it| it.open);
    match world.operations.get(&number).map(|it| &it.progress) {
        _ if !open => E_HANDLE,
        None => E_HANDLE,
        Some(Progress::Pending) => HCS_E_OPERATION_TIMEOUT,
        Some(Progress::Abandoned) => HCS_E_SERVICE_DISCONNECT,
        Some(Progress::Idle | Progress::Done(_)) => result(&mut world),
    }
}

pub(crate) unsafe fn HcsWaitForComputeSystemExit(
    slot: usize,
    system: HCS_SYSTEM,
    timeout: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's place for the document can be written to, as the ABI demands.
    let document = unsafe { OutString::new(document) };
    let name = "HcsWaitForComputeSystemExit";
    let value = system as usize;
    fallible(slot, name, [value, 0], |call| {
        wait_for_exit(call, Kind::System, value, timeout, &document)
    })
}

pub(crate) unsafe fn HcsWaitForProcessExit(
    slot: usize,
    process: HCS_PROCESS,
    timeout: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's place for the document can be written to, as the ABI demands.
    let document = unsafe { OutString::new(document) };
    let name = "HcsWaitForProcessExit";
    let value = process as usize;
    fallible(slot, name, [value, 0], |call| {
        wait_for_exit(call, Kind::Process, value, timeout, &document)
    })
}

/// Waits until what a handle is a handle to has exited.
fn wait_for_exit(
    call: &Call,
    kind: Kind,
    value: usize,
    timeout: u32,
    document: &OutString,
) -> HRESULT {
    document.write(std::ptr::null_mut());
    let mut world = call.lock();
    let holder = match world.holder(kind, call.name, value) {
        Ok(holder) => holder,
        Err(code) => return code,
    };
    if let Some(it) = world.holders.get_mut(&holder) {
        it.calls += 1;
    }
    if timeout > 0 {
        let over = |world: &World| exit_of(world, holder).is_some();
        world = block(call, world, timeout, GiveUp::Never, over);
    }
    let answer = match exit_of(&world, holder) {
        None => HCS_E_OPERATION_TIMEOUT,
        Some(Err(code)) => code,
        Some(Ok(status)) => {
            if !document.is_absent() {
                world.counts.strings.created += 1;
                document.write(world.strings.hand_out(&status, call.name, Some(holder)));
            }
            S_OK
        }
    };
    leave(&mut world, holder);
    answer
}

/// How the system or process of a handle ended, or why that will never be known.
fn exit_of(world: &World, holder: Label) -> Option<Result<String, HRESULT>> {
    let Some(it) = world.holders.get(&holder).filter(|it| it.open) else {
        return Some(Err(E_HANDLE));
    };
    match it.of {
        Subject::System(system) => match world.systems.get(&system) {
            Some(system) => {
                if let Some(exit) = system.exit {
                    return Some(Ok(exit.document()));
                }
                if system.life == Life::Stillborn {
                    return Some(Err(HCS_E_SYSTEM_NOT_FOUND));
                }
            }
            None => return Some(Err(HCS_E_SYSTEM_NOT_FOUND)),
        },
        Subject::Process(process) => match world.processes.get(&process) {
            Some(it) => match it.life {
                ProcessLife::Exited(_) => return Some(Ok(it.status())),
                ProcessLife::Stillborn | ProcessLife::Lost => {
                    return it.alive().err().map(Err);
                }
                ProcessLife::Nascent | ProcessLife::Running => {}
            },
            None => return Some(Err(ERROR_NOT_FOUND)),
        },
    }
    (!world.connected).then_some(Err(HCS_E_SERVICE_DISCONNECT))
}

/// Whether a wait without limit ends when nothing is left that could end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GiveUp {
    /// After a while: what it waits for would never come.
    WhenIdle,
    /// The program may bring it about at any time.
    Never,
}

/// Blocks until this says that it is over, or the time is.
fn block<'a>(
    call: &'a Call,
    mut world: Guard<'a>,
    timeout: u32,
    give_up: GiveUp,
    mut over: impl FnMut(&World) -> bool,
) -> Guard<'a> {
    let limited = timeout != INFINITE;
    let deadline = limited.then(|| Instant::now() + Duration::from_millis(timeout.into()));
    let stepped = world.schedule == Schedule::Stepped;
    // On the stepped schedule the time that passes is made up, so that a run can be repeated.
    let mut passed = 0;
    while !over(&world) && !world.gone {
        if stepped {
            if limited && passed >= timeout {
                break;
            }
            let (woken, progress) = call.instance.step_for_wait(world);
            world = woken;
            if progress {
                passed += world.rng.u32(..=2);
                continue;
            }
            if limited && world.running.is_empty() {
                break;
            }
        }
        let patience = Instant::now() + call.instance.patience * 6;
        world.blocked += 1;
        let (woken, waited) = call
            .instance
            .wait(world, Some(deadline.unwrap_or(patience)));
        world = woken;
        world.blocked -= 1;
        if waited == Waited::Over && (limited || give_up == GiveUp::WhenIdle && world.is_idle()) {
            break;
        }
    }
    world
}
