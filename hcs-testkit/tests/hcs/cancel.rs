//! Cancelling operations, on hosts that can and on those that can't.

use std::time::Duration;

use crate::common::{VM, with};
use hcs::{Cancellation, EventOptions};
use hcs_sys::E_ABORT;
use hcs_testkit::{Cancel, Fault, MockHost, Profile, Schedule};
use rstest::rstest;

fn host(cancel: Cancel) -> MockHost {
    let mut profile = Profile::documented();
    profile.cancel = cancel;
    with(Schedule::Stepped, profile)
}

#[rstest]
fn o10_a_host_that_cancels_nothing_says_so_and_goes_on(
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mock = host(Cancel::NotImplemented);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(options).expect("subscribed");
    let pending = system.start().submit().expect("submitted");
    assert_eq!(pending.cancel().expect("asked"), Cancellation::NotSupported);
    mock.run_until_idle();
    pending.wait().expect("started");
    drop((events, system));
    mock.finish();
}

#[rstest]
fn o10_a_cancelled_operation_ends_by_the_usual_path(
    #[values(Cancel::Cancelled, Cancel::Aborted)] cancel: Cancel,
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mock = host(cancel);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(options).expect("subscribed");
    let pending = system.start().submit().expect("submitted");
    assert_eq!(pending.cancel().expect("asked"), Cancellation::Requested);
    mock.run_until_idle();
    assert_eq!(
        pending.cancel().expect("asked"),
        Cancellation::AlreadyDone,
        "it is over"
    );
    let error = pending.wait().expect_err("cancelled");
    match cancel {
        Cancel::Aborted => assert_eq!(error.code().map(i32::from), Some(E_ABORT)),
        _ => assert!(error.is_cancelled(), "{error}"),
    }
    system.start().wait().expect("it can be started again");
    drop((events, system));
    mock.finish();
}

/// The completion comes while the call that cancels is in progress, on its thread: nobody closes the operation under it.
#[rstest]
fn o10_o6_a_cancellation_that_completes_at_once_closes_nothing_under_its_own_call(
    #[values(Schedule::Inline, Schedule::BeforeReturn)] schedule: Schedule,
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mut profile = Profile::documented();
    profile.cancel = Cancel::Cancelled;
    let mock = with(schedule, profile);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(options).expect("subscribed");
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let pending = system.start().submit().expect("submitted");
    assert_eq!(pending.cancel().expect("asked"), Cancellation::Requested);
    assert!(pending.wait().expect_err("cancelled").is_cancelled());
    drop((events, system));
    mock.finish();
}

#[test]
fn o10_o3_a_wait_that_ran_out_can_be_cancelled() {
    let mock = host(Cancel::Cancelled);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let late = system.start().wait_timeout(Duration::from_millis(1));
    let late = late.expect("asked").expect_err("it never ends");
    assert_eq!(late.cancel().expect("asked"), Cancellation::Requested);
    assert!(late.wait().expect_err("cancelled").is_cancelled());
    drop(system);
    mock.finish();
}

#[test]
fn o10_a_request_that_fails_is_an_error() {
    let mock = host(Cancel::Cancelled);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let pending = system.start().submit().expect("submitted");
    mock.fail(Fault::call("HcsCancelOperation").answers(hcs_sys::E_OUTOFMEMORY));
    let error = pending.cancel().expect_err("as planned");
    assert_eq!(error.call(), "HcsCancelOperation");
    mock.run_until_idle();
    pending.wait().expect("started");
    drop(system);
    mock.finish();
}

/// Each of many operations is cancelled while it completes.
#[test]
fn o10_a_cancellation_may_meet_the_completion() {
    for seed in 0..200 {
        let mut profile = Profile::adversarial(seed);
        profile.cancel = match seed % 3 {
            0 => Cancel::NotImplemented,
            1 => Cancel::Cancelled,
            _ => Cancel::Aborted,
        };
        let mock = MockHost::builder()
            .profile(profile)
            .seed(seed)
            .schedule(Schedule::Threaded)
            .build();
        let Ok(system) = mock.host().create("Test", VM).wait() else {
            continue;
        };
        let options = match seed % 2 {
            0 => EventOptions::NONE,
            _ => EventOptions::OPERATION_CALLBACKS,
        };
        let events = system.events(options).expect("subscribed");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let pending = system.properties().submit().expect("submitted");
                scope.spawn(move || {
                    let first = pending.cancel().expect("asked");
                    let second = pending.cancel().expect("asked");
                    if first == Cancellation::AlreadyDone {
                        assert_eq!(second, first);
                    }
                    let _outcome = pending.wait();
                });
            }
        });
        drop((events, system));
        mock.finish();
    }
}
