//! What a host is like: builds, and the settings of what nobody promises.

use std::sync::mpsc;

use hcs_sys::*;
use hcs_testkit::{Cancel, Chance, ClosedPending, MockHost, Profile, Schedule, State};

use crate::raw::{Abi, VM};

fn stepped(set: impl FnOnce(&mut Profile)) -> (MockHost, Abi) {
    let mut profile = Profile::documented();
    set(&mut profile);
    let mock = MockHost::builder()
        .schedule(Schedule::Stepped)
        .profile(profile)
        .build();
    let hcs = Abi::of(&mock);
    (mock, hcs)
}

/// Which of the later functions a table has.
fn later(table: &ComputeCore) -> [bool; 5] {
    [
        table.HcsCrashComputeSystem.is_some(),
        table.HcsWaitForComputeSystemExit.is_some(),
        table.HcsAddResourceToOperation.is_some(),
        table.HcsGetOperationProperties.is_some(),
        table.HcsCancelLiveMigration.is_some(),
    ]
}

#[test]
fn l1_a_build_lacks_what_came_later() {
    let expected = [
        [false, false, false, false, false],
        [true, false, false, false, false],
        [true, true, false, false, false],
        [true, true, true, false, false],
        [true, true, true, true, true],
    ];
    for (build, expected) in Profile::BUILDS.into_iter().zip(expected) {
        let mut profile = Profile::documented();
        profile.build = build;
        let mock = MockHost::builder().profile(profile).build();
        assert_eq!(later(crate::front::table(&mock)), expected, "{build}");
    }
}

#[test]
fn l1_a_single_export_can_be_left_out() {
    let mock = MockHost::builder().without("HcsCrashComputeSystem").build();
    assert_eq!(
        later(crate::front::table(&mock)),
        [false, true, true, true, true]
    );
    let mock = MockHost::new();
    assert_eq!(
        later(crate::front::table(&mock)),
        [true; 5],
        "the next one has it"
    );
}

#[test]
fn o5_a_call_may_be_over_before_it_returns() {
    for schedule in [Schedule::Stepped, Schedule::Threaded] {
        let mut profile = Profile::documented();
        profile.early_completion = Chance::ALWAYS;
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(profile)
            .build();
        let hcs = Abi::of(&mock);
        for _ in 0..20 {
            let operation = hcs.operation();
            let (_, system) = hcs.create_with("Test", VM, operation);
            assert_eq!(hcs.result(operation).0, S_OK);
            hcs.close_operation(operation);
            hcs.close_system(system);
        }
        mock.finish();
    }
}

#[test]
fn o8_a_pending_operation_with_a_callback_is_closed_from_outside() {
    for (setting, calls, state) in [
        (ClosedPending::CallbackRuns, 1, State::Running),
        (ClosedPending::CallbackNever, 0, State::Running),
        (ClosedPending::Cancelled, 0, State::Created),
        (ClosedPending::CancelledWithCallback, 1, State::Created),
    ] {
        let (mock, hcs) = stepped(|it| it.closed_pending = setting);
        let system = hcs.create("Test", VM);
        let (told, when_told) = mpsc::channel();
        // The context outlives the operation; the handle is nobody's any more.
        let operation = hcs.operation_with(move |operation| told.send(operation).unwrap());
        assert_eq!(hcs.start(system, operation), S_OK);
        hcs.close_operation(operation);
        mock.run_until_idle();
        let told: Vec<_> = when_told.try_iter().collect();
        assert_eq!(told, vec![operation; calls], "{setting:?}");
        assert_eq!(mock.system_state("Test"), Some(state), "{setting:?}");
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn o8_a_complete_operation_is_closed_before_its_callback_has_begun() {
    for (setting, calls) in [
        (ClosedPending::CallbackRuns, 1),
        (ClosedPending::CallbackNever, 0),
    ] {
        let (mock, hcs) = stepped(|it| it.closed_pending = setting);
        let operation = hcs.operation_with(|_| {});
        assert_eq!(hcs.enumerate(operation, None), S_OK);
        assert_eq!(hcs.wait(operation).0, S_OK);
        hcs.close_operation(operation);
        mock.run_until_idle();
        assert_eq!(mock.ledger().operation_callbacks, calls);
        mock.finish();
    }
}

#[test]
fn o10_cancelling_is_not_implemented_or_completes_the_operation() {
    for (setting, answer, result) in [
        (Cancel::NotImplemented, E_NOTIMPL, S_OK),
        (Cancel::Cancelled, S_OK, HCS_E_OPERATION_ALREADY_CANCELLED),
        (Cancel::Aborted, S_OK, E_ABORT),
    ] {
        let (mock, hcs) = stepped(|it| it.cancel = setting);
        let system = hcs.create("Test", VM);
        let operation = hcs.operation();
        let expected = match setting {
            Cancel::NotImplemented => E_NOTIMPL,
            _ => HCS_E_OPERATION_NOT_STARTED,
        };
        assert_eq!(hcs.cancel(operation), expected);
        assert_eq!(hcs.start(system, operation), S_OK);
        assert_eq!(hcs.cancel(operation), answer);
        assert_eq!(hcs.result(operation).0, HCS_E_OPERATION_PENDING);
        assert_eq!(hcs.wait(operation).0, result);
        assert_eq!(hcs.cancel(operation), answer, "too late, and no harm");
        hcs.close_operation(operation);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn o10_what_would_never_complete_can_be_cancelled() {
    let (mock, hcs) = stepped(|it| it.cancel = Cancel::Cancelled);
    mock.fail(hcs_testkit::Fault::call("HcsEnumerateComputeSystems").never_completes());
    let operation = hcs.operation();
    assert_eq!(hcs.enumerate(operation, None), S_OK);
    assert_eq!(hcs.cancel(operation), S_OK);
    assert_eq!(hcs.wait(operation).0, HCS_E_OPERATION_ALREADY_CANCELLED);
    hcs.close_operation(operation);
    mock.finish();
}
