//! Operations: making, using, asking and waiting for them.

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, accepted};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("operations.lifetime", &["O1"], &[Need::Service], lifetime),
    Case::new("operations.type", &["O11"], &[Need::Service], kind),
    Case::new(
        "operations.one_call",
        &["O2"],
        &[Need::Service],
        one_call_at_a_time,
    ),
    Case::new("operations.reuse", &["O2"], &[Need::Service], reuse),
    Case::new("operations.results", &["O3"], &[Need::Service], results),
    Case::new("operations.cancel", &["O10"], &[Need::Service], cancel),
    Case::new(
        "operations.process_information",
        &["O13"],
        &[Need::Service],
        process_information,
    ),
    Case::new(
        "operations.borrowed_handle",
        &["O12"],
        &[Need::VirtualMachines],
        borrowed_handle,
    ),
];

/// Operations are made and closed, and each has a handle and a context of its own.
fn lifetime(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let [one, other] = [abi.operation_in(0x1111), abi.operation_in(0x2222)];
    host.judge(
        "O1",
        one != 0 && other != 0 && one != other,
        "two operations that are open have two handles",
    );
    for (operation, context) in [(one, 0x1111), (other, 0x2222)] {
        if operation == 0 {
            continue;
        }
        host.judge(
            "O1",
            abi.context(operation) == context,
            "an operation keeps its context",
        );
        let code = abi.set_context(operation, 0x3333);
        host.code("O1", "setting the context of an idle one", code, &[S_OK]);
        host.judge(
            "O1",
            abi.context(operation) == 0x3333,
            "an operation has the context that was set",
        );
        abi.close_operation(operation);
    }
    Ok(())
}

/// The type is none before the first call, and then tells the function.
fn kind(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let is = |what: &str, expected: HCS_OPERATION_TYPE| {
        let kind = abi.operation_type(operation.handle());
        host.judge("O11", kind == expected, format!("the type {what}: {kind}"));
    };
    is("of an operation that was never used", HcsOperationTypeNone);
    enumerate(host, operation.handle())?;
    operation.wait()?;
    is("after enumerating", HcsOperationTypeEnumerate);
    Ok(())
}

/// The second call is refused while the first is pending, and the first goes on.
fn one_call_at_a_time(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let mut accepted = 0;
    for _ in 0..host.options.tries {
        let operation = host.operation()?;
        enumerate(host, operation.handle())?;
        let pending = operation.is_pending();
        let second = abi.enumerate(operation.handle(), None);
        let outcome = operation.wait()?;
        match second {
            HCS_E_OPERATION_ALREADY_STARTED => {
                let what = "a second call while the first is pending";
                host.code("O2", what, second, &[HCS_E_OPERATION_ALREADY_STARTED]);
                host.code("O2", "the first call then", outcome.code, &[S_OK]);
                return Ok(());
            }
            // It may have become complete just before.
            S_OK => accepted += usize::from(pending),
            _ => {
                let allowed = [S_OK, HCS_E_OPERATION_ALREADY_STARTED];
                host.code("O2", "a second call", second, &allowed);
                return Ok(());
            }
        }
    }
    let tries = host.options.tries;
    let text =
        format!("{accepted} of {tries} calls were accepted by an operation just seen pending");
    if accepted * 4 >= tries * 3 {
        host.contradict("O2", text);
    } else {
        host.unseen("O2", format!("too fast to be seen pending: {text}"));
    }
    Ok(())
}

/// An operation that is complete serves for the next call.
fn reuse(host: &Host) -> Result<(), Stop> {
    let operation = host.operation()?;
    enumerate(host, operation.handle())?;
    operation.wait()?;
    let code = host.abi.enumerate(operation.handle(), None);
    if host.code("O2", "using a complete operation again", code, &[S_OK]) {
        let outcome = operation.wait()?;
        host.code("O2", "the second use", outcome.code, &[S_OK]);
    }
    Ok(())
}

/// What there is to be had before, during and after a call.
fn results(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let (code, _) = abi.result(operation.handle());
    let what = "asking before the first call";
    host.code("O3", what, code, &[HCS_E_OPERATION_NOT_STARTED]);

    let (mut pending, mut timeouts) = (0, 0);
    for _ in 0..host.options.tries {
        let operation = host.operation()?;
        enumerate(host, operation.handle())?;
        let (asked, _) = abi.result(operation.handle());
        let (waited, _) = abi.wait_for(operation.handle(), 0);
        let outcome = operation.wait()?;
        let during = [HCS_E_OPERATION_PENDING, S_OK];
        if !during.contains(&asked) {
            host.code("O3", "asking during a call", asked, &during);
        }
        let over = [HCS_E_OPERATION_TIMEOUT, S_OK];
        if !over.contains(&waited) {
            host.code("O3", "a wait whose time is over", waited, &over);
        }
        if outcome.code != S_OK {
            host.code("O3", "waiting again", outcome.code, &[S_OK]);
        }
        pending += usize::from(asked == HCS_E_OPERATION_PENDING);
        timeouts += usize::from(waited == HCS_E_OPERATION_TIMEOUT);
    }
    let tries = host.options.tries;
    for (seen, code, what) in [
        (pending, HCS_E_OPERATION_PENDING, "asked during a call"),
        (timeouts, HCS_E_OPERATION_TIMEOUT, "waited for no time"),
    ] {
        let text = format!("{what}: {} {seen} of {tries} times", hresult::name(code));
        match seen {
            0 => host.unseen("O3", text),
            _ => host.confirm("O3", text),
        }
    }
    Ok(())
}

/// Cancelling isn't implemented, or completes the operation.
fn cancel(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let tries = host.options.tries;
    for _ in 0..tries {
        let operation = host.operation()?;
        enumerate(host, operation.handle())?;
        let answer = abi.cancel(operation.handle());
        let outcome = operation.wait()?;
        let allowed = [E_NOTIMPL, S_OK];
        if answer == E_NOTIMPL || !allowed.contains(&answer) {
            host.code("O10", "cancelling", answer, &allowed);
            host.code("O10", "the call then", outcome.code, &[S_OK]);
            return Ok(());
        }
        if outcome.code != S_OK {
            let codes = [HCS_E_OPERATION_ALREADY_CANCELLED, E_ABORT];
            host.code("O10", "a call that was cancelled", outcome.code, &codes);
            return Ok(());
        }
    }
    let text = format!("accepted, and without effect on {tries} calls, which may have been over");
    host.confirm("O10", text);
    Ok(())
}

/// An enumeration has no process.
fn process_information(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    enumerate(host, operation.handle())?;
    operation.wait()?;
    let code = abi.process_result(operation.handle());
    let what = "HcsGetOperationResultAndProcessInfo of an enumeration";
    host.code("O13", what, code, &[E_INVALIDARG]);
    let code = abi.wait_for_process_result(operation.handle(), 1000);
    let what = "HcsWaitForOperationResultAndProcessInfo of an enumeration";
    host.code("O13", what, code, &[E_INVALIDARG]);
    Ok(())
}

/// The handle that an operation lends: the very one of the call, or a value of its own. It isn't closed here.
fn borrowed_handle(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.created()?;
    let operation = host.operation()?;
    let code = abi.properties(system.handle(), operation.handle(), None);
    accepted("HcsGetComputeSystemProperties", code)?;
    operation.wait()?;
    let lent = abi.system_of(operation.handle());
    let text = match lent {
        0 => "an operation on a system lends no handle",
        _ if lent == system.handle() => "the very handle of the call",
        _ => "a value of its own",
    };
    host.judge("O12", lent != 0, text);
    Ok(())
}

/// Enumerates all systems with this operation, which asks nothing of a host but its service.
pub(super) fn enumerate(host: &Host, operation: usize) -> Result<(), Stop> {
    accepted(
        "HcsEnumerateComputeSystems",
        host.abi.enumerate(operation, None),
    )
}
