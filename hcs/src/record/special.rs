#![allow(unsafe_code)] // Passes calls of the C ABI on.
#![allow(non_snake_case)] // The functions have their C names.

//! The functions that are given callbacks or contexts, and those that close what has them: Windows gets the recorder's
//! own functions and tokens, and the program what it passed itself.
//!
//! # Safety
//! Each function asks for what the one of its name asks for.

use core::ffi::c_void;
use std::sync::Arc;

use hcs_sys::*;
use serde_json::{Value, json};

use super::callbacks::{self, Target, on_event, on_operation};
use super::kinds::{self, Answer, Argument, Code, address};
use super::session::{Operation, Scribe, Session};
use super::slot::Call;

/// A call of a function, between its two lines.
pub(super) fn crossing<A: Answer>(
    call: &Call,
    arguments: impl FnOnce(&mut Scribe<'_>) -> Value,
    make: impl FnOnce() -> A::Raw,
) -> A::Raw {
    let session = &call.session;
    let number = session.line(|scribe, line| {
        line.field("call", &json!(call.name));
        line.field("args", &arguments(scribe));
    });
    let answer = make();
    session.line(|scribe, line| {
        line.field("return", &json!(number));
        line.field("function", &json!(call.name));
        line.field("result", &A::value(answer, scribe));
    });
    answer
}

/// What stands in a line for a callback.
fn name(token: Option<usize>) -> Value {
    let callback = token.and_then(callbacks::find);
    callback.map_or(Value::Null, |callback| callback.name())
}

/// A callback's token and its context, in the place of what the program has passed.
fn wrap(session: &Arc<Session>, target: Option<Target>, context: *const c_void) -> Option<usize> {
    target.map(|target| callbacks::register(session, target, context as usize))
}

fn or_context(token: Option<usize>, context: *const c_void) -> *const c_void {
    token.map_or(context, |token| token as *const c_void)
}

fn give(session: &Session, operation: usize, token: usize) {
    session.contexts(|contexts| {
        let it = contexts.operations.entry(operation).or_default();
        it.tokens.push(token);
        it.current = Some(token);
    });
}

pub(super) unsafe fn HcsCreateOperation(
    call: &Call,
    real: HcsCreateOperation,
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION {
    let token = wrap(&call.session, callback.map(Target::Operation), context);
    let wrapped = callback.map(|_| on_operation as callbacks::OnOperation);
    new_operation(call, token, context, None, || {
        // SAFETY: as the caller promises; the token takes the place of the context.
        unsafe { real(or_context(token, context), wrapped) }
    })
}

pub(super) unsafe fn HcsCreateOperationWithNotifications(
    call: &Call,
    real: HcsCreateOperationWithNotifications,
    events: HCS_OPERATION_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HCS_OPERATION {
    let token = wrap(&call.session, callback.map(Target::Event), context);
    let wrapped = callback.map(|_| on_event as callbacks::OnEvent);
    new_operation(call, token, context, Some(events), || {
        // SAFETY: as the caller promises; the token takes the place of the context.
        unsafe { real(events, or_context(token, context), wrapped) }
    })
}

fn new_operation(
    call: &Call,
    token: Option<usize>,
    context: *const c_void,
    events: Option<i32>,
    make: impl FnOnce() -> HCS_OPERATION,
) -> HCS_OPERATION {
    let arguments = |_: &mut Scribe<'_>| {
        let mut arguments =
            json!({ "context": address(context as usize), "callback": name(token) });
        if let Some(events) = events {
            arguments["eventtypes"] = json!(events);
        }
        arguments
    };
    crossing::<kinds::NewOperation>(call, arguments, || {
        let operation = make();
        // A handle of the same value was closed long ago, or never by this program.
        let contexts =
            |it: &mut super::session::Contexts| it.operations.remove(&(operation as usize));
        let before = call.session.contexts(contexts);
        before
            .iter()
            .flat_map(|it| &it.tokens)
            .copied()
            .for_each(callbacks::retire);
        match token {
            Some(token) if operation.is_null() => callbacks::retire(token),
            Some(token) => give(&call.session, operation as usize, token),
            None => {}
        }
        operation
    })
}

pub(super) unsafe fn HcsCloseOperation(
    call: &Call,
    real: HcsCloseOperation,
    operation: HCS_OPERATION,
) {
    let arguments = |scribe: &mut Scribe<'_>| {
        // SAFETY: a handle is a number here.
        let operation = unsafe { kinds::ClosedOperation::before(operation, scribe) };
        json!({ "operation": operation })
    };
    crossing::<kinds::Nothing>(call, arguments, || {
        // Before the close: afterwards the value may be another operation's.
        let operations = call
            .session
            .contexts(|contexts| contexts.operations.remove(&(operation as usize)));
        // SAFETY: as the caller promises.
        unsafe { real(operation) };
        for token in operations.iter().flat_map(|it| &it.tokens) {
            callbacks::retire(*token);
        }
    });
}

pub(super) unsafe fn HcsGetOperationContext(
    call: &Call,
    real: HcsGetOperationContext,
    operation: HCS_OPERATION,
) -> *mut c_void {
    let arguments = |scribe: &mut Scribe<'_>| {
        // SAFETY: a handle is a number here.
        let operation = unsafe { kinds::Operation::before(operation, scribe) };
        json!({ "operation": operation })
    };
    crossing::<kinds::Address>(call, arguments, || {
        // SAFETY: as the caller promises.
        let found = unsafe { real(operation) };
        let is_token = call.session.contexts(|contexts| {
            let it = contexts.operations.get(&(operation as usize));
            it.is_some_and(|it| it.tokens.contains(&(found as usize)))
        });
        match callbacks::find(found as usize).filter(|_| is_token) {
            Some(callback) => callback.context as *mut c_void,
            None => found,
        }
    })
}

pub(super) unsafe fn HcsSetOperationContext(
    call: &Call,
    real: HcsSetOperationContext,
    operation: HCS_OPERATION,
    context: *const c_void,
) -> HRESULT {
    let session = &call.session;
    let current = session.contexts(|contexts| {
        let it = contexts.operations.get(&(operation as usize));
        it.and_then(|it| it.current)
    });
    // The same function with another context is another token: whether a pending call still gets it, Windows decides.
    let target = current.and_then(callbacks::find).map(|it| it.target);
    let token = wrap(session, target, context);
    set(call, operation, context, token, target.is_none(), || {
        // SAFETY: as the caller promises; the token takes the place of the context.
        unsafe { real(operation, or_context(token, context)) }
    })
}

pub(super) unsafe fn HcsSetOperationCallback(
    call: &Call,
    real: HcsSetOperationCallback,
    operation: HCS_OPERATION,
    context: *const c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HRESULT {
    let token = wrap(&call.session, callback.map(Target::Operation), context);
    let wrapped = callback.map(|_| on_operation as callbacks::OnOperation);
    set(call, operation, context, token, true, || {
        // SAFETY: as the caller promises; the token takes the place of the context.
        unsafe { real(operation, or_context(token, context), wrapped) }
    })
}

/// Sets the context of an operation, and perhaps its callback. `clears`: without a token there is no callback any more.
fn set(
    call: &Call,
    operation: HCS_OPERATION,
    context: *const c_void,
    token: Option<usize>,
    clears: bool,
    make: impl FnOnce() -> HRESULT,
) -> HRESULT {
    let session = &call.session;
    let arguments = |scribe: &mut Scribe<'_>| {
        // SAFETY: a handle is a number here.
        let operation = unsafe { kinds::Operation::before(operation, scribe) };
        json!({ "operation": operation, "context": address(context as usize), "callback": name(token) })
    };
    crossing::<Code>(call, arguments, || {
        let code = make();
        match token {
            Some(token) if code < 0 => callbacks::retire(token),
            Some(token) => give(session, operation as usize, token),
            None if code >= 0 && clears => session.contexts(|contexts| {
                if let Some(Operation { current, .. }) =
                    contexts.operations.get_mut(&(operation as usize))
                {
                    *current = None;
                }
            }),
            None => {}
        }
        code
    })
}

/// A registration of an event callback, of a system or a process.
macro_rules! registrations {
    ($($name:ident: $handle:ty, $kind:ident, $member:literal;)*) => {$(
        pub(super) unsafe fn $name(
            call: &Call,
            real: $name,
            handle: $handle,
            options: HCS_EVENT_OPTIONS,
            context: *const c_void,
            callback: HCS_EVENT_CALLBACK,
        ) -> HRESULT {
            let session = &call.session;
            let token = wrap(session, callback.map(Target::Event), context);
            let wrapped = callback.map(|_| on_event as callbacks::OnEvent);
            let arguments = |scribe: &mut Scribe<'_>| {
                // SAFETY: a handle is a number here.
                let handle = unsafe { kinds::$kind::before(handle, scribe) };
                json!({
                    $member: handle,
                    "callbackoptions": options,
                    "context": address(context as usize),
                    "callback": name(token),
                })
            };
            crossing::<Code>(call, arguments, || {
                // SAFETY: as the caller promises; the token takes the place of the context.
                let code = unsafe { real(handle, options, or_context(token, context), wrapped) };
                let value = handle as usize;
                match token {
                    Some(token) if code < 0 => callbacks::retire(token),
                    Some(token) => listen(session, value, token),
                    None if code >= 0 => forget(session, value),
                    None => {}
                }
                code
            })
        }
    )*};
}

registrations! {
    HcsSetComputeSystemCallback: HCS_SYSTEM, System, "computesystem";
    HcsSetProcessCallback: HCS_PROCESS, Process, "process";
}

fn listen(session: &Session, handle: usize, token: usize) {
    session.contexts(|contexts| contexts.events.entry(handle).or_default().push(token));
}

/// The callbacks of this handle aren't wanted any more.
fn forget(session: &Session, handle: usize) {
    let tokens = session.contexts(|contexts| contexts.events.remove(&handle));
    tokens.into_iter().flatten().for_each(callbacks::retire);
}

/// The end of a handle that may have an event callback.
macro_rules! closes {
    ($($name:ident: $handle:ty, $kind:ident, $member:literal;)*) => {$(
        pub(super) unsafe fn $name(call: &Call, real: $name, handle: $handle) {
            let arguments = |scribe: &mut Scribe<'_>| {
                // SAFETY: a handle is a number here.
                let told = unsafe { kinds::$kind::before(handle, scribe) };
                json!({ $member: told })
            };
            crossing::<kinds::Nothing>(call, arguments, || {
                let session = &call.session;
                let tokens = session.contexts(|contexts| contexts.events.remove(&(handle as usize)));
                // SAFETY: as the caller promises.
                unsafe { real(handle) };
                tokens.into_iter().flatten().for_each(callbacks::retire);
            });
        }
    )*};
}

closes! {
    HcsCloseComputeSystem: HCS_SYSTEM, ClosedSystem, "computesystem";
    HcsCloseProcess: HCS_PROCESS, ClosedProcess, "process";
}

#[expect(clippy::too_many_arguments, reason = "the function has six of its own")]
pub(super) unsafe fn HcsCreateComputeSystemInNamespace(
    call: &Call,
    real: HcsCreateComputeSystemInNamespace,
    namespace: PCWSTR,
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    options: *const HCS_CREATE_OPTIONS,
    system: *mut HCS_SYSTEM,
) -> HRESULT {
    let session = &call.session;
    // SAFETY: the options are NULL or begin with their version, as the caller promises.
    let version = (!options.is_null()).then(|| unsafe { options.read() });
    let known = version == Some(HcsCreateOptions_1);
    // SAFETY: this is the version of that structure.
    let mut copy = known.then(|| unsafe { options.cast::<HCS_CREATE_OPTIONS_1>().read() });
    let mut token = None;
    let mut told = version.map_or(Value::Null, |version| json!({ "version": version }));
    if let Some(copy) = &mut copy {
        let context = copy.CallbackContext.cast_const();
        token = wrap(session, copy.Callback.map(Target::Event), context.cast());
        told["callbackoptions"] = json!(copy.CallbackOptions);
        told["context"] = address(context as usize);
        told["callback"] = name(token);
        told["usertoken"] = json!(!copy.UserToken.is_null());
        told["securitydescriptor"] = json!(!copy.SecurityDescriptor.is_null());
        if let Some(token) = token {
            copy.Callback = Some(on_event);
            copy.CallbackContext = token as *mut c_void;
        }
    }
    // Without a callback the program's own structure is passed on.
    let passed = match (&copy, token) {
        (Some(copy), Some(_)) => (&raw const *copy).cast::<HCS_CREATE_OPTIONS>(),
        _ => options,
    };
    let number = session.line(|scribe, line| {
        // SAFETY: the arguments are what the ABI asks for, as the caller promises.
        let arguments = unsafe {
            json!({
                "idnamespace": kinds::Text::before(namespace, scribe),
                "id": kinds::Text::before(id, scribe),
                "configuration": kinds::Document::before(configuration, scribe),
                "operation": kinds::Operation::before(operation, scribe),
                "options": told,
                "computesystem": kinds::NewSystem::before(system, scribe),
            })
        };
        line.field("call", &json!(call.name));
        line.field("args", &arguments);
    });
    // SAFETY: as the caller promises; the copy of the options lives until the call has returned.
    let code = unsafe { real(namespace, id, configuration, operation, passed, system) };
    let succeeded = Code::succeeded(code);
    match token {
        Some(token) if !succeeded || system.is_null() => callbacks::retire(token),
        // SAFETY: a call that succeeds has written the handle to its place.
        Some(token) => listen(session, unsafe { system.read() } as usize, token),
        None => {}
    }
    session.line(|scribe, line| {
        // SAFETY: the call has just returned.
        let made = unsafe { kinds::NewSystem::after(system, (), succeeded, scribe) };
        line.field("return", &json!(number));
        line.field("function", &json!(call.name));
        line.field("result", &Code::value(code, scribe));
        line.field(
            "out",
            &made.map_or(json!({}), |made| json!({ "computesystem": made })),
        );
    });
    code
}
