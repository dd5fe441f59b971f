//! Closing early: what a close waits for, and what becomes of what is pending. No page promises that all of this is
//! harmless, which is why it comes last.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, accepted, poll, state};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "closing.waits_for_callbacks",
        &["S5"],
        &[Need::VirtualMachines],
        waits_for_callbacks,
    ),
    Case::new(
        "closing.pending_operation",
        &["O7"],
        &[Need::RunningVirtualMachines],
        pending_operation,
    ),
    Case::new(
        "closing.pending_operation_with_callback",
        &["O8"],
        &[Need::RunningVirtualMachines],
        pending_operation_with_callback,
    ),
    Case::new(
        "closing.handle_with_pending_operation",
        &["S8"],
        &[Need::RunningVirtualMachines],
        handle_with_pending_operation,
    ),
];

/// How often a case that needs a new system each time tries to be faster than the host.
const TRIES: usize = 3;

/// A close returns when no callback of the handle runs, and none runs afterwards. The callback doesn't wait for the
/// close: it ends by itself.
fn waits_for_callbacks(host: &Host) -> Result<(), Stop> {
    let system = host.created()?;
    let patience = host.options.quiet / 4;
    let (began, begins) = mpsc::channel();
    let closing = Arc::new(AtomicBool::new(false));
    let running = Arc::new(AtomicUsize::new(0));
    let closed = Arc::new(AtomicBool::new(false));
    let late = Arc::new(AtomicUsize::new(0));
    let inside = (
        Arc::clone(&closing),
        Arc::clone(&running),
        Arc::clone(&closed),
        Arc::clone(&late),
    );
    let code = host
        .abi
        .subscribe(system.handle(), HcsEventOptionNone, move |_| {
            let (closing, running, closed, late) = &inside;
            if closed.load(Ordering::SeqCst) {
                late.fetch_add(1, Ordering::SeqCst);
                return;
            }
            running.fetch_add(1, Ordering::SeqCst);
            // Nobody listens any more: the case is over.
            let _ = began.send(());
            poll(patience, || closing.load(Ordering::SeqCst));
            std::thread::sleep(patience / 4);
            running.fetch_sub(1, Ordering::SeqCst);
        });
    accepted("HcsSetComputeSystemCallback", code)?;
    host.terminate(&system)?;
    if host.due(&begins).is_none() {
        host.unseen("S5", "no event came that a close could wait for");
        return Ok(());
    }
    let before = running.load(Ordering::SeqCst);
    closing.store(true, Ordering::SeqCst);
    system.close();
    let after = running.load(Ordering::SeqCst);
    closed.store(true, Ordering::SeqCst);
    match (before, after) {
        (_, 1..) => host.contradict("S5", "a callback was still running when the close returned"),
        (0, _) => host.unseen("S5", "the callback was over before the close began"),
        _ => host.confirm("S5", "the close waited for the callback that was running"),
    }
    std::thread::sleep(host.options.quiet / 2);
    if late.load(Ordering::SeqCst) > 0 {
        host.contradict("S5", "a callback ran after the close had returned");
    }
    Ok(())
}

/// An operation without callback is closed while its call is pending: the work goes on.
fn pending_operation(host: &Host) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let system = host.created()?;
        let operation = host.operation()?;
        start(host, system.handle(), operation.handle())?;
        let pending = operation.is_pending();
        operation.close();
        let (properties, running) = host.until(&system, |it| state(it) == "Running")?;
        if !running {
            let state = state(&properties);
            let text = format!("the start was given up: the state is {state}");
            host.judge("O7", false, text);
            return Ok(());
        }
        if pending {
            host.confirm("O7", "the start went on without its operation");
            return Ok(());
        }
    }
    host.unseen(
        "O7",
        "each start was complete before its operation was closed",
    );
    Ok(())
}

/// An operation with a callback is closed while its call is pending.
fn pending_operation_with_callback(host: &Host) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let system = host.created()?;
        let (operation, told) = host.operation_telling(|_| ())?;
        start(host, system.handle(), operation.handle())?;
        let pending = operation.is_pending();
        operation.close();
        if !pending {
            host.within_quiet(&told, |()| true);
            continue;
        }
        let called = host.within_quiet(&told, |()| false).len();
        let properties = host.properties(&system)?;
        let ran = match called {
            0 => "never ran",
            1 => "ran once",
            _ => "ran more than once",
        };
        let work = match state(&properties) {
            "Running" => "done",
            _ => "cancelled",
        };
        let text = format!("the callback {ran}, and the work was {work}");
        host.judge("O8", called <= 1, text);
        return Ok(());
    }
    host.unseen(
        "O8",
        "each start was complete before its operation was closed",
    );
    Ok(())
}

/// The handle of a system is closed while an operation on it is pending.
fn handle_with_pending_operation(host: &Host) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let system = host.created()?;
        let operation = host.operation()?;
        start(host, system.handle(), operation.handle())?;
        let pending = operation.is_pending();
        system.close();
        let limit = host.options.call_limit;
        let milliseconds = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX - 1);
        let (code, _) = host.abi.wait_for(operation.handle(), milliseconds);
        if code == HCS_E_OPERATION_TIMEOUT {
            operation.gone();
            let limit = limit.as_secs_f32();
            host.contradict("S8", format!("the operation was not answered in {limit} s"));
            return Ok(());
        }
        if pending {
            let name = hresult::name(code);
            host.confirm("S8", format!("the operation was answered with {name}"));
            return Ok(());
        }
    }
    host.unseen("S8", "each start was complete before the handle was closed");
    Ok(())
}

fn start(host: &Host, system: usize, operation: usize) -> Result<(), Stop> {
    accepted("HcsStartComputeSystem", host.abi.start(system, operation))
}
