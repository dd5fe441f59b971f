#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! Processes: creating and opening them, and what is done with a process's handle (P1–P6).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a text is NULL or ends with a NUL, a place is
//! NULL or can be written to until the call returns, and a callback can be called with its context, on any thread, until
//! the handle is closed.

use core::ffi::c_void;

use hcs_sys::*;

use super::enter::{Call, Out, fallible, infallible};
use super::holder::{self, leave};
use super::operation::read;
use super::system::{Start, issue, startable};
use crate::document::{self, PropertyQuery, QUERIES};
use crate::event::OperationCallback;
use crate::guest::Signal;
use crate::history::Answer;
use crate::hresult::ERROR_NOT_FOUND;
use crate::instance::Guard;
use crate::label::{Kind, Label};
use crate::parameters::ProcessParameters;
use crate::process::{Process, ProcessChange, ProcessVerb};
use crate::profile::ProcessCreation;
use crate::schedule::{Origin, What};
use crate::service::Work;
use crate::text::Input;
use crate::world::{EventTarget, Subject, World};

pub(crate) unsafe fn HcsCreateProcess(
    slot: usize,
    system: HCS_SYSTEM,
    parameters: PCWSTR,
    operation: HCS_OPERATION,
    _security_descriptor: *const SECURITY_DESCRIPTOR,
    process: *mut HCS_PROCESS,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (parameters, process) = unsafe { (read(parameters), Out::new(process)) };
    let (system, operation) = (system as usize, operation as usize);
    fallible(slot, "HcsCreateProcess", [system, operation], |call| {
        if process.is_absent() {
            return E_POINTER;
        }
        if parameters == Input::Absent {
            return call.refuse(operation, E_INVALIDARG);
        }
        let mut world = call.lock();
        let checked = world
            .holder(Kind::System, call.name, system)
            .and_then(|holder| {
                let it = world.holders.get(&holder);
                let events = it.is_some_and(|it| it.operation_events());
                let of = it.and_then(|it| it.of.system()).ok_or(E_HANDLE)?;
                let number = startable(&mut world, call.name, operation, events)?;
                Ok((holder, of, number))
            });
        let (holder, of, number) = match checked {
            Ok(checked) => checked,
            Err(code) => {
                drop(world);
                return call.refuse(operation, code);
            }
        };
        let id = world.systems.get(&of).map(|it| it.id.clone());
        let parameters = ProcessParameters::read(&parameters, &id.unwrap_or_default());
        let made = world.new_process(of);
        let work = Work::CreateProcess {
            system: of,
            process: made,
            parameters: parameters.map(Box::new),
            guest: None,
        };
        let new = New {
            holder,
            operation: number,
            process: made,
            work,
        };
        // What a fault does to the operation, it does to one that tracks the call.
        let creation = match call.twist {
            Some(_) => ProcessCreation::Asynchronous,
            None => world.profile.process_creation,
        };
        let created = match creation {
            ProcessCreation::Asynchronous => Ok(new.issue(call, world)),
            ProcessCreation::Synchronous => new.create(call, world, false),
            ProcessCreation::SynchronousAndTold => new.create(call, world, true),
        };
        match created {
            Ok(value) => {
                // Not before its callbacks have run, if they run before this returns (O5).
                process.write(value as HCS_PROCESS);
                S_OK
            }
            Err(code) => call.refuse(operation, code),
        }
    })
}

/// A process to be created.
struct New {
    /// The handle of the system.
    holder: Label,
    operation: u64,
    process: u64,
    work: Work,
}

impl New {
    /// Has it created through the operation; the value of its handle.
    fn issue(self, call: &Call, mut world: Guard<'_>) -> usize {
        let (label, value) = make_holder(call, &mut world, self.process);
        let start = Start {
            kind: HcsOperationTypeCreateProcess,
            operation: self.operation,
            holder: Some(self.holder),
            process: Some(label),
            work: self.work,
        };
        start.issue(call, world);
        value
    }

    /// Creates it now, and leaves the operation alone (P3); the value of its handle.
    fn create(self, call: &Call, mut world: Guard<'_>, told: bool) -> Result<usize, HRESULT> {
        let Self {
            holder,
            operation,
            process,
            work,
        } = self;
        if let Some(it) = world.holders.get_mut(&holder) {
            it.calls += 1;
        }
        let (mut world, work) = call.instance.consult(world, work);
        let (outcome, aftermath) = world.attempt(work);
        if outcome.code < 0 {
            leave(&mut world, holder);
            return Err(outcome.code);
        }
        let (_, value) = make_holder(call, &mut world, process);
        // What the process does from now on is not this call's doing.
        let background = world.background();
        world.follow_up(aftermath, background);
        let origin = world.origin();
        if told {
            tell_of_nothing(&mut world, operation, holder, origin);
        }
        call.instance.announce(&mut world);
        drop(world);
        call.instance.drive(origin, call.name);
        leave(&mut call.lock(), holder);
        Ok(value)
    }
}

/// Makes a handle to a process: its name and its value.
fn make_holder(call: &Call, world: &mut World, process: u64) -> (Label, usize) {
    let label = world.new_holder(Subject::Process(process));
    call.made(world, label);
    (
        label,
        world.holders.get(&label).map_or(0, |holder| holder.value),
    )
}

/// Tells of the completion of an operation that tracks nothing (P3).
fn tell_of_nothing(world: &mut World, number: u64, holder: Label, origin: Origin) {
    let Some(it) = world.operations.get_mut(&number) else {
        return;
    };
    it.run += 1;
    let (run, value) = (it.run, it.value);
    if !it.callback.is_some() {
        if world
            .holders
            .get(&holder)
            .is_some_and(|it| it.operation_events())
        {
            let operation = Some((number, run, value));
            world.tell(holder, HcsEventOperationCallback, None, operation, origin);
        }
        return;
    }
    it.armed = (it.callback, it.context);
    it.silenced = false;
    it.callback_due = true;
    let due = OperationCallback {
        operation: number,
        run,
        value,
        callback: it.callback,
        context: it.context,
        updates: (0, 0),
        again: false,
    };
    world.push(origin, None, What::OperationCallback(due));
}

pub(crate) unsafe fn HcsOpenProcess(
    slot: usize,
    system: HCS_SYSTEM,
    id: u32,
    _requested_access: u32,
    process: *mut HCS_PROCESS,
) -> HRESULT {
    // SAFETY: the caller's place can be written to, as the ABI demands.
    let process = unsafe { Out::new(process) };
    let value = system as usize;
    fallible(slot, "HcsOpenProcess", [value, 0], |call| {
        if process.is_absent() {
            return E_POINTER;
        }
        let mut world = call.lock();
        let found = match world.holder(Kind::System, call.name, value) {
            Ok(holder) => find(&world, holder, id),
            Err(code) => Err(code),
        };
        match found {
            Ok(found) => {
                let (_, value) = make_holder(call, &mut world, found);
                process.write(value as HCS_PROCESS);
                S_OK
            }
            Err(code) => code,
        }
    })
}

/// The process with this id in the system of this handle.
fn find(world: &World, holder: Label, id: u32) -> Result<u64, HRESULT> {
    if !world.connected {
        return Err(HCS_E_SERVICE_DISCONNECT);
    }
    let of = world.holders.get(&holder).and_then(|it| it.of.system());
    let system = of.ok_or(E_HANDLE)?;
    world.alive(system)?;
    let found = world.find_process(system, id).ok_or(ERROR_NOT_FOUND)?;
    match world.processes.get(&found).map(Process::alive) {
        Some(alive) => alive.map(|()| found),
        None => Err(ERROR_NOT_FOUND),
    }
}

/// A call on a process. `verb` is told which one.
fn on_process(
    slot: usize,
    name: &'static str,
    kind: HCS_OPERATION_TYPE,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    verb: impl FnOnce(&Process) -> Result<ProcessVerb, HRESULT>,
) -> HRESULT {
    let (process, operation) = (process as usize, operation as usize);
    fallible(slot, name, [process, operation], |call| {
        let mut world = call.lock();
        let checked = world
            .holder(Kind::Process, name, process)
            .and_then(|holder| {
                let it = world.holders.get(&holder);
                let events = it.is_some_and(|it| it.operation_events());
                let of = it.and_then(|it| it.of.process()).ok_or(E_HANDLE)?;
                let number = startable(&mut world, name, operation, events)?;
                let it = world.processes.get(&of).ok_or(E_HANDLE)?;
                Ok(Start {
                    kind,
                    operation: number,
                    holder: Some(holder),
                    process: Some(holder),
                    work: Work::Process {
                        lane: it.lane(of),
                        process: of,
                        verb: verb(it)?,
                    },
                })
            });
        issue(call, world, operation, checked)
    })
}

pub(crate) unsafe fn HcsTerminateProcess(
    slot: usize,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let options = unsafe { read(options) };
    let name = "HcsTerminateProcess";
    // It has no number of its own.
    let kind = HcsOperationTypeTerminate;
    on_process(slot, name, kind, process, operation, |_| {
        Ok(ProcessVerb::Terminate {
            options: document::options(&options).map(|_| ()),
        })
    })
}

pub(crate) unsafe fn HcsSignalProcess(
    slot: usize,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let options = unsafe { read(options) };
    let name = "HcsSignalProcess";
    let kind = HcsOperationTypeSignalProcess;
    on_process(slot, name, kind, process, operation, |it| {
        Ok(ProcessVerb::Signal {
            signal: Signal::read(&options, it.linux),
            reaction: None,
        })
    })
}

pub(crate) unsafe fn HcsGetProcessInfo(
    slot: usize,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
) -> HRESULT {
    let name = "HcsGetProcessInfo";
    let kind = HcsOperationTypeGetProcessInfo;
    on_process(slot, name, kind, process, operation, |_| {
        Ok(ProcessVerb::Info)
    })
}

pub(crate) unsafe fn HcsGetProcessProperties(
    slot: usize,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    query: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let query = unsafe { read(query) };
    let name = "HcsGetProcessProperties";
    let kind = HcsOperationTypeGetProcessProperties;
    on_process(slot, name, kind, process, operation, |_| {
        Ok(ProcessVerb::Properties {
            query: PropertyQuery::read(&query, QUERIES).map(|_| ()),
        })
    })
}

pub(crate) unsafe fn HcsModifyProcess(
    slot: usize,
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    settings: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let settings = unsafe { read(settings) };
    let name = "HcsModifyProcess";
    let kind = HcsOperationTypeModifyProcess;
    on_process(slot, name, kind, process, operation, |_| {
        if settings == Input::Absent {
            return Err(E_INVALIDARG);
        }
        Ok(ProcessVerb::Modify {
            change: ProcessChange::read(&settings),
        })
    })
}

pub(crate) unsafe fn HcsSetProcessCallback(
    slot: usize,
    process: HCS_PROCESS,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let value = process as usize;
    fallible(slot, "HcsSetProcessCallback", [value, 0], |call| {
        let target = EventTarget {
            callback,
            context: context as usize,
        };
        holder::listen(call, Kind::Process, value, options, target)
    })
}

pub(crate) unsafe fn HcsCloseProcess(slot: usize, process: HCS_PROCESS) {
    let value = process as usize;
    infallible(slot, "HcsCloseProcess", [value, 0], false, |call| {
        if value != 0 {
            holder::close(call, Kind::Process, value);
        }
        ((), Answer::Done)
    });
}
