//! Live migration, at the C ABI: which step may follow which, and who is told.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use hcs_sys::*;
use hcs_testkit::{MockHost, Schedule, State};

use crate::raw::{Abi, CONTAINER, Handle, VM};

/// The calls of a migration, by name.
fn steps(table: &ComputeCore) -> [HcsCancelLiveMigration; 5] {
    [
        table.HcsInitializeLiveMigrationOnSource.unwrap(),
        table.HcsStartLiveMigrationOnSource.unwrap(),
        table.HcsStartLiveMigrationTransfer.unwrap(),
        table.HcsFinalizeLiveMigration.unwrap(),
        table.HcsCancelLiveMigration.unwrap(),
    ]
}

/// Makes a call of a migration; what its operation ends with.
fn step(abi: Abi, function: HcsCancelLiveMigration, system: Handle, options: &str) -> HRESULT {
    let operation = abi.operation();
    let code = abi.verb(function, system, operation, Some(options));
    assert_eq!(code, S_OK);
    let (code, _) = abi.wait(operation);
    assert_eq!(abi.operation_type(operation), HcsOperationTypeLiveMigration);
    abi.close_operation(operation);
    code
}

#[test]
fn a_migration_goes_step_by_step_and_is_told_to_who_asked() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let abi = Abi::of(&mock);
    let system = abi.running("Test", VM);
    let other = abi.open("Test").1;
    let [asked, not_asked] = [
        (system, HcsEventOptionEnableLiveMigrationEvents),
        (other, HcsEventOptionNone),
    ]
    .map(|(handle, options)| {
        let (sender, told) = channel();
        let sender = Mutex::new(sender);
        let code = abi.subscribe(handle, options, move |event| {
            let sender = sender.lock().unwrap();
            let _gone = sender.send((event.kind, event.data));
        });
        assert_eq!(code, S_OK);
        told
    });
    let [initialize, start, transfer, finalize, cancel] = steps(crate::front::table(&mock));
    let state = HCS_E_INVALID_STATE;
    for (function, options, code) in [
        (start, "{}", state),
        (cancel, "{}", state),
        (initialize, "[]", HCS_E_INVALID_JSON),
        (initialize, r#"{"Origin":"Source"}"#, S_OK),
        (initialize, "{}", state),
        (transfer, "{}", state),
        (start, "{}", S_OK),
        (finalize, "{}", state),
        (transfer, "{}", S_OK),
        (
            finalize,
            r#"{"FinalizedOperation":"Wave"}"#,
            HCS_E_INVALID_JSON,
        ),
        (finalize, r#"{"FinalizedOperation":"Resume"}"#, S_OK),
        (initialize, "{}", S_OK),
        (cancel, "{}", S_OK),
    ] {
        let told = step(abi, function, system, options);
        assert_eq!(told, code, "{options}");
    }
    assert_eq!(mock.system_state("Test"), Some(State::Running));
    let told: Vec<_> = asked.try_iter().collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told.iter()
            .all(|(kind, _)| *kind == HcsEventGroupLiveMigration)
    );
    assert_eq!(not_asked.try_iter().count(), 0);
    abi.close_system(other);
    abi.close_system(system);
    mock.finish();
}

#[test]
fn a_container_does_not_migrate() {
    let mock = MockHost::new();
    let abi = Abi::of(&mock);
    let system = abi.running("Test", CONTAINER);
    let [initialize, ..] = steps(crate::front::table(&mock));
    let code = step(abi, initialize, system, "{}");
    assert_eq!(code, HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION);
    abi.close_system(system);
    mock.finish();
}

#[test]
fn a_system_that_has_migrated_is_over_here() {
    let mock = MockHost::new();
    let abi = Abi::of(&mock);
    let system = abi.running("Test", VM);
    let [initialize, start, transfer, finalize, _] = steps(crate::front::table(&mock));
    for function in [initialize, start, transfer, finalize] {
        assert_eq!(step(abi, function, system, "{}"), S_OK);
    }
    assert_eq!(mock.system_state("Test"), Some(State::Stopped));
    abi.close_system(system);
    mock.finish();
}
