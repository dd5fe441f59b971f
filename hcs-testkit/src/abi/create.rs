#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! Creating, opening and enumerating systems (S1, S2, E9).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a text is NULL or ends with a NUL, options
//! are NULL or the structure of the version that they begin with, a place is NULL or can be written to until the call
//! returns, and a callback can be called with its context, on any thread, until the new handle is closed.

use hcs_sys::*;

use super::enter::{Call, Out, fallible};
use super::operation::read;
use super::system::{Start, startable};
use crate::document::{self, SystemQuery};
use crate::hresult::ERROR_INVALID_DATA;
use crate::profile::{NotJson, NullNamespace};
use crate::service::Work;
use crate::text::Input;
use crate::world::{EventTarget, Registration, Subject, World};

/// The namespace of the functions without one.
const DEFAULT_NAMESPACE: &str = "";

pub(crate) unsafe fn HcsCreateComputeSystem(
    slot: usize,
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    _security_descriptor: *const SECURITY_DESCRIPTOR,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, and its place can be written to, as the ABI demands.
    let (id, configuration, system) = unsafe { (read(id), read(configuration), Out::new(system)) };
    let operation = operation as usize;
    fallible(slot, "HcsCreateComputeSystem", [operation, 0], |call| {
        let new = New {
            namespace: DEFAULT_NAMESPACE,
            id: &id,
            configuration: &configuration,
            registration: None,
        };
        create(call, &new, operation, &system)
    })
}

pub(crate) unsafe fn HcsCreateComputeSystemInNamespace(
    slot: usize,
    namespace: PCWSTR,
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    options: *const HCS_CREATE_OPTIONS,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, and its place can be written to, as the ABI demands.
    let (namespace, id, configuration, system) = unsafe {
        (
            read(namespace),
            read(id),
            read(configuration),
            Out::new(system),
        )
    };
    // SAFETY: the options are absent, or begin with their version, which says what they are.
    let options = unsafe { CreateOptions::read(options) };
    let operation = operation as usize;
    fallible(
        slot,
        "HcsCreateComputeSystemInNamespace",
        [operation, 0],
        |call| {
            let namespace = match namespace_of(&call.lock(), &namespace) {
                Ok(namespace) => namespace,
                Err(code) => return code,
            };
            let registration = match options {
                CreateOptions::Absent => None,
                CreateOptions::Unknown => return E_INVALIDARG,
                CreateOptions::One(options) => options.Callback.map(|callback| Registration {
                    number: 1,
                    options: options.CallbackOptions,
                    target: EventTarget {
                        callback: Some(callback),
                        context: options.CallbackContext as usize,
                    },
                }),
            };
            let new = New {
                namespace: &namespace,
                id: &id,
                configuration: &configuration,
                registration,
            };
            create(call, &new, operation, &system)
        },
    )
}

/// What `HCS_CREATE_OPTIONS` points to.
enum CreateOptions {
    Absent,
    One(HCS_CREATE_OPTIONS_1),
    Unknown,
}

impl CreateOptions {
    /// # Safety
    /// `options` is NULL, or points to a version, and to the structure of that version if it is 1.
    unsafe fn read(options: *const HCS_CREATE_OPTIONS) -> Self {
        if options.is_null() {
            return Self::Absent;
        }
        // SAFETY: each structure begins with its version.
        match unsafe { options.read() } {
            #[allow(non_upper_case_globals)] // C's own name.
            HcsCreateOptions_1 => {
                // SAFETY: this is the version of that structure.
                Self::One(unsafe { options.cast::<HCS_CREATE_OPTIONS_1>().read() })
            }
            _ => Self::Unknown,
        }
    }
}

/// A system to be created.
struct New<'a> {
    namespace: &'a str,
    id: &'a Input,
    configuration: &'a Input,
    registration: Option<Registration>,
}

fn create(call: &Call, new: &New<'_>, operation: usize, system: &Out<HCS_SYSTEM>) -> HRESULT {
    if system.is_absent() {
        return E_POINTER;
    }
    let id = match new.id.text() {
        Some(id) if !id.is_empty() => id,
        _ => return call.refuse(operation, E_INVALIDARG),
    };
    if *new.configuration == Input::Absent {
        return call.refuse(operation, E_INVALIDARG);
    }
    let mut world = call.lock();
    let events = new.registration.is_some_and(|registration| {
        registration.options & HcsEventOptionEnableOperationCallbacks != 0
    });
    let number = match startable(&mut world, call.name, operation, events) {
        Ok(number) => number,
        Err(code) => {
            drop(world);
            return call.refuse(operation, code);
        }
    };
    let not_json = match world.profile.not_json {
        NotJson::InvalidJson => HCS_E_INVALID_JSON,
        NotJson::InvalidData => ERROR_INVALID_DATA,
    };
    let made = world.new_system(new.namespace, id);
    let holder = world.new_holder(Subject::System(made));
    call.made(&mut world, holder);
    let mut value = 0;
    if let Some(it) = world.holders.get_mut(&holder) {
        value = it.value;
        it.registrations = 1;
        it.registration = new.registration;
    }
    let work = Work::Create {
        system: made,
        configuration: document::configuration(new.configuration, not_json),
    };
    let start = Start {
        kind: HcsOperationTypeCreate,
        operation: number,
        holder: Some(holder),
        process: None,
        work,
    };
    start.issue(call, world);
    // Not before its callbacks have run, if they run before this returns (O5).
    system.write(value as HCS_SYSTEM);
    S_OK
}

/// The namespace that is meant (E9).
fn namespace_of(world: &World, namespace: &Input) -> Result<String, HRESULT> {
    match namespace {
        Input::Text(namespace) => Ok(namespace.clone()),
        Input::Broken => Err(E_INVALIDARG),
        Input::Absent => match world.profile.null_namespace {
            NullNamespace::Default => Ok(DEFAULT_NAMESPACE.to_owned()),
            NullNamespace::Refused => Err(E_INVALIDARG),
        },
    }
}

pub(crate) unsafe fn HcsOpenComputeSystem(
    slot: usize,
    id: PCWSTR,
    _requested_access: u32,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (id, system) = unsafe { (read(id), Out::new(system)) };
    fallible(slot, "HcsOpenComputeSystem", [0, 0], |call| {
        open(call, DEFAULT_NAMESPACE, &id, &system)
    })
}

pub(crate) unsafe fn HcsOpenComputeSystemInNamespace(
    slot: usize,
    namespace: PCWSTR,
    id: PCWSTR,
    _requested_access: u32,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, and its place can be written to, as the ABI demands.
    let (namespace, id, system) = unsafe { (read(namespace), read(id), Out::new(system)) };
    fallible(slot, "HcsOpenComputeSystemInNamespace", [0, 0], |call| {
        let namespace = match namespace_of(&call.lock(), &namespace) {
            Ok(namespace) => namespace,
            Err(code) => return code,
        };
        open(call, &namespace, &id, &system)
    })
}

fn open(call: &Call, namespace: &str, id: &Input, system: &Out<HCS_SYSTEM>) -> HRESULT {
    if system.is_absent() {
        return E_POINTER;
    }
    let Some(id) = id.text() else {
        return E_INVALIDARG;
    };
    let mut world = call.lock();
    if !world.connected {
        return HCS_E_SERVICE_DISCONNECT;
    }
    let Some(found) = world.find_system(namespace, id) else {
        return HCS_E_SYSTEM_NOT_FOUND;
    };
    let holder = world.new_holder(Subject::System(found));
    call.made(&mut world, holder);
    let value = world.holders.get(&holder).map_or(0, |it| it.value);
    system.write(value as HCS_SYSTEM);
    S_OK
}

pub(crate) unsafe fn HcsEnumerateComputeSystems(
    slot: usize,
    query: PCWSTR,
    operation: HCS_OPERATION,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let query = unsafe { read(query) };
    let operation = operation as usize;
    fallible(slot, "HcsEnumerateComputeSystems", [operation, 0], |call| {
        enumerate(call, DEFAULT_NAMESPACE, &query, operation)
    })
}

pub(crate) unsafe fn HcsEnumerateComputeSystemsInNamespace(
    slot: usize,
    namespace: PCWSTR,
    query: PCWSTR,
    operation: HCS_OPERATION,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (namespace, query) = unsafe { (read(namespace), read(query)) };
    let operation = operation as usize;
    fallible(
        slot,
        "HcsEnumerateComputeSystemsInNamespace",
        [operation, 0],
        |call| {
            let namespace = match namespace_of(&call.lock(), &namespace) {
                Ok(namespace) => namespace,
                Err(code) => return code,
            };
            enumerate(call, &namespace, &query, operation)
        },
    )
}

fn enumerate(call: &Call, namespace: &str, query: &Input, operation: usize) -> HRESULT {
    let mut world = call.lock();
    let number = match startable(&mut world, call.name, operation, false) {
        Ok(number) => number,
        Err(code) => {
            drop(world);
            return call.refuse(operation, code);
        }
    };
    let work = Work::Enumerate {
        namespace: namespace.to_owned(),
        query: SystemQuery::read(query),
    };
    let start = Start {
        kind: HcsOperationTypeEnumerate,
        operation: number,
        holder: None,
        process: None,
        work,
    };
    start.issue(call, world);
    S_OK
}
