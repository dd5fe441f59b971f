//! Compute systems: creating, opening, and what is refused.

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, System, new_id};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("systems.unknown_id", &["S2"], &[Need::Service], unknown_id),
    Case::new(
        "systems.creation",
        &["S1"],
        &[Need::VirtualMachines],
        creation,
    ),
    Case::new(
        "systems.taken_id",
        &["S1", "S2"],
        &[Need::VirtualMachines],
        taken_id,
    ),
    Case::new(
        "systems.refused_configurations",
        &["S1", "S2"],
        &[Need::VirtualMachines],
        refused_configurations,
    ),
    Case::new(
        "systems.last_handle",
        &["S4"],
        &[Need::VirtualMachines],
        last_handle,
    ),
];

/// Opening an id that nobody has.
fn unknown_id(host: &Host) -> Result<(), Stop> {
    let (code, handle) = host.abi.open(&new_id());
    if code == S_OK && handle != 0 {
        host.abi.close_system(handle);
    }
    let what = "opening an unknown id, by the call itself";
    host.code("S2", what, code, &[HCS_E_SYSTEM_NOT_FOUND]);
    Ok(())
}

/// An accepted creation has written a handle, which is good for calls, and so is one that was opened.
fn creation(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let id = new_id();
    let configuration = host.virtual_machine();
    let (code, handle) = abi.create_with(&id, &configuration, operation.handle());
    if code != S_OK {
        host.code("S1", "creating", code, &[S_OK]);
        return Ok(());
    }
    let system = System::of(abi, handle, &id);
    host.judge(
        "S1",
        handle != 0,
        match handle {
            0 => "an accepted creation wrote no handle",
            _ => "an accepted creation wrote a handle before it returned",
        },
    );
    let outcome = operation.wait()?;
    host.code("S1", "the creation", outcome.code, &[S_OK]);
    let (code, opened) = abi.open(&id);
    if host.code("S1", "opening it", code, &[S_OK]) {
        host.judge("S1", opened != 0, "opening wrote a handle");
        System::of(abi, opened, &id).close();
    }
    // The first handle is still good.
    host.properties(&system)?;
    Ok(())
}

/// Creating with an id that is taken. The handle of a creation that fails later is the program's all the same.
fn taken_id(host: &Host) -> Result<(), Stop> {
    let first = host.created()?;
    refused(
        host,
        "a taken id",
        &first.id,
        &host.virtual_machine(),
        &[HCS_E_SYSTEM_ALREADY_EXISTS],
    )?;
    // The one that has it is untouched.
    host.properties(&first)?;
    Ok(())
}

/// `HRESULT_FROM_WIN32(ERROR_INVALID_DATA)`, which older builds say of what is no JSON.
const INVALID_DATA: HRESULT = hresult::ERROR_INVALID_DATA;

/// Configurations that are no JSON, or have no kind of system, or two.
fn refused_configurations(host: &Host) -> Result<(), Stop> {
    let invalid = &[HCS_E_INVALID_JSON][..];
    let kinds = r#"{"SchemaVersion":{"Major":2,"Minor":1},"VirtualMachine":{},"Container":{}}"#;
    for (what, configuration, codes) in [
        (
            "no JSON",
            "no JSON",
            &[HCS_E_INVALID_JSON, INVALID_DATA][..],
        ),
        (
            "no kind",
            r#"{"SchemaVersion":{"Major":2,"Minor":1}}"#,
            invalid,
        ),
        ("two kinds", kinds, invalid),
    ] {
        refused(host, what, &new_id(), configuration, codes)?;
    }
    Ok(())
}

/// Creates what has to be refused.
fn refused(
    host: &Host,
    what: &str,
    id: &str,
    configuration: &str,
    codes: &[HRESULT],
) -> Result<(), Stop> {
    let abi = host.abi;
    let operation = host.operation()?;
    let (code, handle) = abi.create_with(id, configuration, operation.handle());
    if code != S_OK {
        host.code("S2", &format!("{what}, by the call itself"), code, codes);
        return Ok(());
    }
    let system = System::of(abi, handle, id);
    let outcome = operation.wait()?;
    let what = format!("{what}, through the operation");
    host.code("S2", &what, outcome.code, codes);
    if outcome.code != S_OK {
        host.judge(
            "S1",
            handle != 0,
            match handle {
                0 => "a creation that failed later wrote no handle",
                _ => "a creation that failed later wrote a handle, which was closed",
            },
        );
    }
    system.close();
    Ok(())
}

/// The last handle ends a system that asks for it, and its id is free when the close returns.
fn last_handle(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let id = new_id();
    for time in 1..=3 {
        let (outcome, system) = host.try_create(&id, &host.virtual_machine())?;
        let what = format!("creating the same id, time {time}");
        if !host.code("S4", &what, outcome.code, &[S_OK]) {
            return Ok(());
        }
        let (code, second) = abi.open(&id);
        if code == S_OK {
            System::of(abi, second, &id).close();
            // Another handle is still there.
            host.properties(&system)?;
        }
        system.close();
    }
    let (code, handle) = abi.open(&id);
    if code == S_OK && handle != 0 {
        abi.close_system(handle);
    }
    let what = "opening it after the last close";
    host.code("S4", what, code, &[HCS_E_SYSTEM_NOT_FOUND]);
    Ok(())
}
