//! Callbacks of operations: how often, when and where they run, and what may be done in them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop};
use super::operations::enumerate;
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("callbacks.once", &["O4", "O5"], &[Need::Service], once),
    Case::new(
        "callbacks.close_inside",
        &["O6"],
        &[Need::Service],
        close_inside,
    ),
    Case::new(
        "callbacks.late_setting",
        &["O9"],
        &[Need::Service],
        late_setting,
    ),
];

/// A call that was accepted runs its callback once; on which thread, and when, is the host's choice.
fn once(host: &Host) -> Result<(), Stop> {
    let caller = thread::current().id();
    let mut choices = BTreeMap::new();
    let mut counts = Vec::new();
    let mut last = None;
    for _ in 0..host.options.tries {
        let count = Arc::new(AtomicUsize::new(0));
        let returned = Arc::new(AtomicBool::new(false));
        let inside = (Arc::clone(&count), Arc::clone(&returned));
        let (operation, told) = host.operation_telling(move |_| {
            inside.0.fetch_add(1, Ordering::SeqCst);
            (inside.1.load(Ordering::SeqCst), thread::current().id())
        })?;
        enumerate(host, operation.handle())?;
        returned.store(true, Ordering::SeqCst);
        let Some((late, thread)) = host.due(&told) else {
            host.contradict("O4", "the callback of an accepted call never ran");
            operation.gone();
            return Ok(());
        };
        let choice = match (late, thread == caller) {
            (true, _) => "after the call had returned",
            (false, true) => "inside the call, on the caller's thread",
            (false, false) => "before the call had returned, on another thread",
        };
        *choices.entry(choice).or_insert(0) += 1;
        counts.push(count);
        last = Some(told);
    }
    for (choice, times) in choices {
        host.confirm("O5", format!("{choice}: {times} times"));
    }
    // A second time would come soon after the first.
    if let Some(told) = last {
        host.within_quiet(&told, |_| true);
    }
    let most = counts
        .iter()
        .map(|count| count.load(Ordering::SeqCst))
        .max();
    match most {
        Some(1) => host.confirm("O4", "each accepted call ran its callback once"),
        Some(most) => host.contradict("O4", format!("a callback ran {most} times")),
        None => host.unseen("O4", "no call was made"),
    }
    Ok(())
}

/// An operation is closed by its own callback.
fn close_inside(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let tries = host.options.tries;
    let mut again = 0;
    let mut before = 0;
    for _ in 0..tries {
        let closed = AtomicBool::new(false);
        let (operation, told) = host.operation_telling(move |handle| {
            // Only the first time: afterwards the handle is another's.
            if closed.swap(true, Ordering::SeqCst) {
                return None;
            }
            let (code, _) = abi.result(handle);
            abi.close_operation(handle);
            Some(code)
        })?;
        let handle = operation.handle();
        again += usize::from(handle == before);
        before = handle;
        enumerate(host, handle)?;
        operation.gone();
        let Some(Some(code)) = host.due_where(&told, Option::is_some) else {
            return Err(Stop::Failed("the callback never ran".to_owned()));
        };
        if code != S_OK {
            host.code("O6", "the result inside the callback", code, &[S_OK]);
            return Ok(());
        }
    }
    let text = format!(
        "{tries} operations were closed by their callbacks; the next one had the same handle {again} times"
    );
    host.confirm("O6", text);
    Ok(())
}

/// Setting the callback and the context of a pending operation.
fn late_setting(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let mut seen = None;
    for _ in 0..host.options.tries {
        let operation = host.operation()?;
        enumerate(host, operation.handle())?;
        let (sender, told) = std::sync::mpsc::channel();
        let code = abi.set_callback(operation.handle(), move |_| {
            // Nobody listens any more: the case is over.
            let _ = sender.send(());
        });
        // It still is: so it was.
        let pending = operation.is_pending();
        operation.wait()?;
        let answer = match code {
            HCS_E_OPERATION_ALREADY_STARTED => "refused with ALREADY_STARTED",
            S_OK if !pending => continue,
            S_OK if !host.within_quiet(&told, |()| true).is_empty() => "accepted, and in time",
            S_OK => "accepted, and too late for this call",
            _ => {
                let allowed = [S_OK, HCS_E_OPERATION_ALREADY_STARTED];
                host.code("O9", "setting the callback late", code, &allowed);
                return Ok(());
            }
        };
        // Once is enough: each further time may take the whole quiet time.
        seen = Some(answer);
        break;
    }
    match seen {
        Some(answer) => host.confirm("O9", format!("a late callback: {answer}")),
        None => host.unseen("O9", "no operation was seen pending: they are too fast"),
    }
    for _ in 0..host.options.tries {
        let operation = host.operation()?;
        enumerate(host, operation.handle())?;
        let code = abi.set_context(operation.handle(), 0x4444);
        let pending = operation.is_pending();
        let now = abi.context(operation.handle());
        operation.wait()?;
        if code == S_OK && !pending {
            continue;
        }
        let allowed = [S_OK, HCS_E_OPERATION_ALREADY_STARTED];
        let kept = allowed.contains(&code);
        let name = hresult::name(code);
        let text = format!("a late context: {name}, and the context is {now:#X} then");
        host.judge("O9", kept, text);
        break;
    }
    Ok(())
}
