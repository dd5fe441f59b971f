//! Events of systems: registering for them, what they carry, and the completions that arrive as events.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hcs_sys::*;
use serde_json::Value;

use super::super::case::{Case, Need};
use super::super::host::{Host, OPERATIONS, Stop, System, accepted, is_stopped, new_id, poll};
use super::super::raw::Event;
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "events.one_callback",
        &["E1"],
        &[Need::VirtualMachines],
        one_callback,
    ),
    Case::new(
        "events.exit",
        &["E2", "E11"],
        &[Need::VirtualMachines],
        exit,
    ),
    Case::new(
        "events.at_the_same_time",
        &["E3"],
        &[Need::VirtualMachines],
        at_the_same_time,
    ),
    Case::new(
        "events.completions",
        &["E4", "E6"],
        &[Need::VirtualMachines],
        completions,
    ),
    Case::new(
        "events.completed_before",
        &["E5"],
        &[Need::VirtualMachines],
        completed_before,
    ),
    Case::new(
        "events.at_creation",
        &["E9"],
        &[
            Need::VirtualMachines,
            Need::Export("HcsCreateComputeSystemInNamespace"),
        ],
        at_creation,
    ),
    Case::new(
        "events.exited_before",
        &["E10"],
        &[Need::VirtualMachines],
        exited_before,
    ),
];

/// A handle has one callback, until NULL is registered.
fn one_callback(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.created()?;
    let register = || abi.subscribe(system.handle(), HcsEventOptionNone, |_| {});
    host.code("E1", "registering", register(), &[S_OK]);
    let taken = [HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET];
    host.code("E1", "registering a second one", register(), &taken);
    let code = abi.unsubscribe(system.handle());
    host.code("E1", "registering NULL", code, &[S_OK]);
    host.code("E1", "registering again then", register(), &[S_OK]);
    Ok(())
}

/// The exit is told once it was caused, with or without a document, before or after the call that caused it.
fn exit(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.created()?;
    let order = Arc::new(AtomicUsize::new(0));
    let inside = Arc::clone(&order);
    let events = host.events(&system, HcsEventOptionNone, move |event| {
        (inside.fetch_add(1, Ordering::SeqCst), event)
    })?;
    let (operation, told) =
        host.operation_telling(move |_| order.fetch_add(1, Ordering::SeqCst))?;
    let code = abi.terminate(system.handle(), operation.handle());
    accepted("HcsTerminateComputeSystem", code)?;
    let Some(completed) = host.due(&told) else {
        operation.gone();
        return Err(Stop::Failed("the terminate was not complete".to_owned()));
    };
    let is_exit = |(_, event): &(usize, Event)| event.kind == HcsEventSystemExited;
    let Some((exited, event)) = host.due_where(&events, is_exit) else {
        host.contradict("E11", "no exit event came while the handle was open");
        return Ok(());
    };
    let text = match exited < completed {
        true => "the exit event came before the completion of the terminate",
        false => "the exit event came after the completion of the terminate",
    };
    host.confirm("E11", text);
    match event.data {
        None => host.confirm("E2", "the exit event came without a document"),
        Some(data) => {
            let is_json = serde_json::from_str::<Value>(&data).is_ok_and(|data| data.is_object());
            host.judge("E2", is_json, format!("the exit event's document: {data}"));
        }
    }
    Ok(())
}

/// The callback of one registration on several threads at the same time.
fn at_the_same_time(host: &Host) -> Result<(), Stop> {
    const CALLS: usize = 8;
    let abi = host.abi;
    let system = host.created()?;
    let patience = host.options.quiet / 2;
    let (inside, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let waited = AtomicBool::new(false);
    let _events = host.events(&system, OPERATIONS, move |_| {
        let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
        seen.fetch_max(now, Ordering::SeqCst);
        // The first one waits for another, the others for nobody.
        if !waited.swap(true, Ordering::SeqCst) {
            poll(patience, || seen.load(Ordering::SeqCst) >= 2);
        }
        inside.fetch_sub(1, Ordering::SeqCst);
    })?;
    let mut operations = Vec::new();
    for _ in 0..CALLS {
        let operation = host.operation()?;
        let code = abi.properties(system.handle(), operation.handle(), None);
        accepted("HcsGetComputeSystemProperties", code)?;
        operations.push(operation);
    }
    for operation in &operations {
        operation.wait()?;
    }
    poll(patience, || most.load(Ordering::SeqCst) >= 2);
    match most.load(Ordering::SeqCst) {
        0 => host.unseen("E3", "no event came"),
        1 => host.unseen("E3", "one callback after the other"),
        threads => host.confirm("E3", format!("{threads} callbacks at the same time")),
    }
    Ok(())
}

/// Completions arrive as events that name the program's own handle, which may be asked and closed in the callback.
fn completions(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.created()?;
    let operation = host.operation()?;
    let handle = operation.handle();
    // Whoever takes the handle out of here closes it.
    let mine = Arc::new(Mutex::new(Some(handle)));
    let claim = Arc::clone(&mine);
    let events = host.events(&system, OPERATIONS, move |event| {
        let mut claim = claim.lock().unwrap_or_else(PoisonError::into_inner);
        let is_named = event.kind == HcsEventOperationCallback && *claim == Some(event.operation);
        let result = is_named.then(|| abi.result(event.operation));
        // Without a result another operation was meant, which had this value before (E6).
        let idle = [HCS_E_OPERATION_PENDING, HCS_E_OPERATION_NOT_STARTED];
        let result = result.filter(|(code, _)| !idle.contains(code));
        if result.is_some() {
            *claim = None;
            abi.close_operation(event.operation);
        }
        (event, result)
    })?;
    let (with_callback, _told) = host.operation_telling(|_| ())?;
    let code = abi.properties(system.handle(), with_callback.handle(), None);
    let refused = [HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET];
    let what = "an operation with a callback of its own";
    if !host.code("E4", what, code, &refused) && code == S_OK {
        with_callback.gone();
    }

    let code = abi.properties(system.handle(), handle, None);
    accepted("HcsGetComputeSystemProperties", code)?;
    let told = host.due_where(&events, |(_, result)| result.is_some());
    let Some((event, Some((code, document)))) = told else {
        let mut mine = mine.lock().unwrap_or_else(PoisonError::into_inner);
        let text = match mine.take() {
            None => {
                operation.gone();
                "the completion was claimed, and never told"
            }
            Some(_) => "no event told of the completion",
        };
        host.contradict("E4", text);
        return Ok(());
    };
    operation.gone();
    host.code("E4", "the result inside the callback", code, &[S_OK]);
    match (event.data, document) {
        (None, _) => host.confirm("E4", "the event has no data"),
        (data, document) if data == document => {
            host.confirm("E4", "the event's data are a copy of the result");
        }
        (Some(data), _) => {
            let text = format!("the event's data are something else than the result: {data}");
            host.contradict("E4", text);
        }
    }

    let names_it = |(event, _): &(Event, _)| event.operation == handle;
    let later = host.within_quiet(&events, names_it);
    match later.iter().any(names_it) {
        true => host.confirm("E6", "an event named an operation that was closed"),
        false => host.unseen("E6", "no event named the operation after it was closed"),
    }
    Ok(())
}

/// An operation that was complete before the callback was registered.
fn completed_before(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let id = new_id();
    let (code, handle) = abi.create_with(&id, &host.virtual_machine(), operation.handle());
    accepted("HcsCreateComputeSystem", code)?;
    let system = System::of(abi, handle, &id);
    // Asking for the result might count as being told: that the system is there shows it as well.
    if !poll(host.options.call_limit, || is_there(host, &id)) {
        operation.gone();
        return Err(Stop::Failed("the new system can't be opened".to_owned()));
    }
    std::thread::sleep(host.options.quiet / 10);
    let own = operation.handle();
    let events = host.events(&system, OPERATIONS, move |event| event)?;
    let is_own = |event: &Event| event.kind == HcsEventOperationCallback && event.operation == own;
    let seen = host.within_quiet(&events, is_own);
    let text = match seen.iter().any(is_own) {
        true => "told upon the registration",
        false => "lost",
    };
    let outcome = operation.wait()?;
    let kept = outcome.code == S_OK;
    let code = hresult::name(outcome.code);
    host.judge("E5", kept, format!("{text}; the result is {code}"));
    Ok(())
}

fn is_there(host: &Host, id: &str) -> bool {
    let (code, handle) = host.abi.open(id);
    if code == S_OK {
        System::of(host.abi, handle, id).close();
    }
    code == S_OK
}

/// A callback that is registered as a system is created, in the namespace that NULL means.
fn at_creation(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let Some(function) = abi.0.HcsCreateComputeSystemInNamespace else {
        return Err(Stop::Unable("it isn't there".to_owned()));
    };
    let operation = host.operation()?;
    let own = operation.handle();
    let (sender, events) = std::sync::mpsc::channel();
    let options = abi.options(OPERATIONS, move |event: Event| {
        // Nobody listens any more: the case is over.
        let _ = sender.send(event);
    });
    let id = new_id();
    let texts = [id.as_str(), &host.virtual_machine()];
    let (code, handle) = abi.create_in_namespace(function, texts, None, own, Some(options));
    if code != S_OK {
        let name = hresult::name(code);
        host.confirm("E9", format!("a NULL namespace is refused: {name}"));
        return Ok(());
    }
    let system = System::of(abi, handle, &id);
    let is_own = |event: &Event| event.kind == HcsEventOperationCallback && event.operation == own;
    let told = host.due_where(&events, is_own).is_some();
    let outcome = operation.wait()?;
    if outcome.code != S_OK {
        let name = hresult::name(outcome.code);
        let text = format!("a NULL namespace is refused through the operation: {name}");
        host.confirm("E9", text);
        return Ok(());
    }
    let text = match told {
        true => "the creation's own completion was told to its callback",
        false => "the creation's own completion was not told to its callback",
    };
    host.judge("E9", told, text);
    let code = abi.subscribe(system.handle(), HcsEventOptionNone, |_| {});
    let what = "registering another callback";
    host.code(
        "E9",
        what,
        code,
        &[HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET],
    );
    let is_default = is_there(host, &id);
    let text = match is_default {
        true => "a NULL namespace is the default one",
        false => "a NULL namespace is accepted, and isn't the default one",
    };
    host.judge("E9", is_default, text);
    Ok(())
}

/// A callback that is registered after the exit is told at once, or never; the properties tell in any case.
fn exited_before(host: &Host) -> Result<(), Stop> {
    let system = host.created()?;
    host.terminate(&system)?;
    host.until(&system, is_stopped)?;
    std::thread::sleep(host.options.quiet / 10);
    let events = host.events(&system, HcsEventOptionNone, |event| event.kind)?;
    let is_exit = |kind: &HCS_EVENT_TYPE| *kind == HcsEventSystemExited;
    let seen = host.within_quiet(&events, is_exit);
    let text = match seen.iter().any(is_exit) {
        true => "a callback registered after the exit is told of it",
        false => "a callback registered after the exit is never told",
    };
    let properties = host.properties(&system)?;
    let kept = is_stopped(&properties);
    let stopped = match kept {
        true => "the properties say that it has stopped",
        false => "the properties don't say that it has stopped",
    };
    host.judge("E10", kept, format!("{text}; {stopped}"));
    Ok(())
}
