//! Documents that a host hands out: whose they are, and what is in those about failures.

use hcs_sys::*;
use serde_json::Value;

use super::super::case::{Case, Need};
use super::super::host::{Host, OPERATIONS, Outcome, Stop, accepted, new_id};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("documents.ownership", &["T2"], &[Need::Service], ownership),
    Case::new(
        "documents.missing",
        &["T3"],
        &[Need::VirtualMachines],
        missing,
    ),
    Case::new(
        "documents.error_codes",
        &["T3", "T4"],
        &[Need::VirtualMachines],
        error_codes,
    ),
    Case::new(
        "documents.of_a_refused_call",
        &["O4", "T5"],
        &[Need::VirtualMachines],
        of_a_refused_call,
    ),
];

/// Enumerating hands out a document, `LocalFree` frees it, and who passes NULL gets none.
fn ownership(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let code = abi.enumerate(operation.handle(), None);
    accepted("HcsEnumerateComputeSystems", code)?;
    operation.wait()?;
    let without = abi.result_without_document(operation.handle());
    host.code("T2", "a result without its document", without, &[S_OK]);

    let (_, first) = abi.result_kept(operation.handle());
    if !host.judge(
        "T2",
        first != 0,
        match first {
            0 => "enumerating succeeded, and handed out no document",
            _ => "enumerating handed out a document",
        },
    ) {
        return Ok(());
    }
    let (_, second) = abi.result_kept(operation.handle());
    if second == first {
        host.contradict("T2", "the same memory was handed out twice");
    } else if second != 0 {
        host.confirm("T2", "asked again: another copy");
        let left = abi.free(second);
        host.judge("T2", left == 0, freed(left));
    } else {
        host.confirm("T2", "asked again: nothing");
    }
    let left = abi.free(first);
    host.judge("T2", left == 0, freed(left));
    Ok(())
}

fn freed(left: usize) -> &'static str {
    match left {
        0 => "LocalFree took the document",
        _ => "LocalFree refused the document",
    }
}

/// Success may come without a document.
fn missing(host: &Host) -> Result<(), Stop> {
    let (outcome, system) = host.try_create(&new_id(), &host.virtual_machine())?;
    let with = |document: &Option<String>| match document {
        None => "without a document",
        Some(_) => "with a document",
    };
    host.code("T3", "creating", outcome.code, &[S_OK]);
    host.confirm("T3", format!("creating {}", with(&outcome.document)));
    let outcome =
        host.outcome(|operation| host.abi.properties(system.handle(), operation, None))?;
    host.code("T3", "asking for properties", outcome.code, &[S_OK]);
    host.confirm(
        "T3",
        format!("asking for properties {}", with(&outcome.document)),
    );
    Ok(())
}

/// A failure's document is a `ResultError`, whose code is the failure's but for one bit.
fn error_codes(host: &Host) -> Result<(), Stop> {
    let first = host.created()?;
    let (outcome, _second) = host.try_create(&first.id, &host.virtual_machine())?;
    let (outcome_of_broken, _third) = host.try_create(&new_id(), "{}")?;
    for (what, outcome) in [("a taken id", outcome), ("no kind", outcome_of_broken)] {
        if outcome.code == S_OK {
            return Err(Stop::Failed(format!("{what} was accepted")));
        }
        error_document(host, what, &outcome);
    }
    Ok(())
}

fn error_document(host: &Host, what: &str, outcome: &Outcome) {
    let Some(text) = &outcome.document else {
        host.confirm("T3", format!("{what} failed without a document"));
        host.unseen("T4", format!("{what} failed without a document"));
        return;
    };
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let error = document["Error"].as_i64();
    let Some(error) = error.and_then(|error| HRESULT::try_from(error).ok()) else {
        host.contradict(
            "T3",
            format!("{what} failed with a document that is no ResultError: {text}"),
        );
        return;
    };
    host.confirm("T3", format!("{what} failed with a ResultError"));
    const NT: HRESULT = 0x4000_0000;
    let form = match error & NT == 0 {
        true => "as in the HRESULT",
        false => "with the bit 0x40000000",
    };
    host.judge(
        "T4",
        error & !NT == outcome.code & !NT,
        format!(
            "{what}: {error:#010X} in the document of {:#010X}, {form}",
            outcome.code
        ),
    );
}

/// A call that is refused runs no callback, and the operation can be asked for a document.
fn of_a_refused_call(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.created()?;
    let _events = host.events(&system, OPERATIONS, drop)?;
    let (operation, told) = host.operation_telling(|_| ())?;
    let code = abi.start(system.handle(), operation.handle());
    if code == S_OK {
        operation.gone();
        return Err(Stop::Failed(
            "an operation with a callback was accepted by a handle whose events tell of completions"
                .to_owned(),
        ));
    }
    let (answer, document) = abi.result(operation.handle());
    let left = match &document {
        None => "left no document",
        Some(_) => "left a document",
    };
    host.judge(
        "T5",
        answer == HCS_E_OPERATION_NOT_STARTED || answer == code,
        format!(
            "a refused call {left}; its operation says {}",
            hresult::name(answer)
        ),
    );
    let called = host.within_quiet(&told, |()| true).len();
    host.judge(
        "O4",
        called == 0,
        match called {
            0 => "a refused call ran no callback",
            _ => "a refused call ran the callback",
        },
    );
    Ok(())
}
