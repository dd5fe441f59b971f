//! Waiting for a system's exit: none is missed, whenever it comes, and no wait outlives what could end it.

use std::future::Future as _;
use std::task::Context;
use std::time::Duration;

use crate::common::{VM, block_on, counter, on, with};
use hcs::{EventOptions, HResult};
use hcs_sys::{HCS_E_GUEST_CRITICAL_ERROR, HCS_E_UNEXPECTED_EXIT};
use hcs_testkit::{Chance, ExitType, Fault, Missed, MockHost, Profile, Schedule};
use rstest::rstest;

/// Hosts that differ in how an exit can be learned of.
fn hosts() -> impl Iterator<Item = Profile> {
    let builds = Profile::BUILDS.into_iter();
    builds.flat_map(|build| {
        [Missed::Delivered, Missed::Lost].map(|missed| {
            let mut profile = Profile::documented();
            profile.build = build;
            profile.exited_before_registration = missed;
            profile
        })
    })
}

#[rstest]
fn e10_an_exit_before_the_wait_is_found(
    #[values(Schedule::Inline, Schedule::Threaded, Schedule::Stepped)] schedule: Schedule,
) {
    for profile in hosts() {
        let mock = with(schedule, profile);
        let system = mock.host().create("Test", VM).wait().expect("created");
        system.start().wait().expect("started");
        system.terminate().wait().expect("terminated");
        mock.run_until_idle();
        let exit = block_on(&mock, system.exited()).expect("it has exited");
        assert_eq!(exit.exit_type(), Some("ForcedExit"));
        assert!(!exit.is_unexpected());
        drop(system);
        mock.finish();
    }
}

#[rstest]
fn e11_an_exit_while_the_registration_changes_is_found(
    #[values(ExitType::GracefulExit, ExitType::UnexpectedExit)] how: ExitType,
) {
    for mut profile in hosts() {
        // What is on its way to a callback that is taken back is lost.
        profile.events_after_unregister = Chance::NEVER;
        let mock = with(Schedule::Stepped, profile);
        let system = block_on(&mock, mock.host().create("Test", VM)).expect("created");
        block_on(&mock, system.start()).expect("started");
        let (counter, waker) = counter();
        let mut exited = Box::pin(system.exited());
        let mut context = Context::from_waker(&waker);
        assert!(exited.as_mut().poll(&mut context).is_pending());
        mock.run_until_idle();
        assert!(exited.as_mut().poll(&mut context).is_pending());
        assert!(mock.exit_system("Test", how));
        assert!(mock.step(), "it exits, and the event is on its way");
        let woken = counter.count();
        let events = system.events(EventOptions::OPERATION_CALLBACKS);
        assert!(counter.count() > woken, "it is to look again");
        let exit = block_on(&mock, exited).expect("it has exited");
        assert_eq!(exit.is_unexpected(), how == ExitType::UnexpectedExit);
        drop((events, system));
        mock.finish();
    }
}

#[rstest]
fn e10_an_exit_after_the_wait_has_begun_ends_it(
    #[values(Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded)] schedule: Schedule,
) {
    for profile in hosts() {
        let mock = with(schedule, profile);
        let system = mock.host().create("Test", VM).wait().expect("created");
        system.start().wait().expect("started");
        let exited = system.exited();
        let early = exited.wait_timeout(Duration::ZERO).expect("asked");
        let exited = early.expect_err("it runs");
        std::thread::scope(|scope| {
            let waiter = scope.spawn(move || exited.wait());
            assert!(mock.exit_system("Test", ExitType::UnexpectedExit));
            let exit = waiter.join().expect("no panic").expect("it has exited");
            assert_eq!(exit.exit_type(), Some("UnexpectedExit"));
            assert_eq!(exit.status(), Some(HResult(HCS_E_UNEXPECTED_EXIT)));
            assert!(exit.is_unexpected());
        });
        drop(system);
        mock.finish();
    }
}

#[test]
fn e2_an_exit_whose_event_has_no_data_is_looked_up() {
    for build in Profile::BUILDS {
        let mut profile = Profile::documented();
        profile.build = build;
        profile.event_data_missing = Chance::ALWAYS;
        let mock = with(Schedule::Threaded, profile);
        let system = mock.host().create("Test", VM).wait().expect("created");
        system.start().wait().expect("started");
        let exited = system.exited();
        let exited = exited
            .wait_timeout(Duration::ZERO)
            .expect("asked")
            .expect_err("it runs");
        assert!(mock.crash_system("Test"));
        let exit = exited.wait().expect("it has exited");
        assert_eq!(exit.exit_type(), Some("UnexpectedExit"));
        // The properties of an older build don't tell the status.
        let status = (build >= 20348).then_some(HResult(HCS_E_GUEST_CRITICAL_ERROR));
        assert_eq!(exit.status(), status);
        drop(system);
        mock.finish();
    }
}

#[test]
fn s4_a_wait_keeps_the_handle_open() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.start().wait().expect("started");
    let exited = system.exited();
    drop(system);
    assert!(mock.exit_system("Test", ExitType::GracefulExit), "it lives");
    let exit = exited.wait().expect("it has exited");
    assert_eq!(exit.exit_type(), Some("GracefulExit"));
    mock.finish();
}

#[test]
fn s5_a_close_ends_the_wait_with_an_error() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let exited = system.exited();
    let exited = exited
        .wait_timeout(Duration::ZERO)
        .expect("asked")
        .expect_err("it lives");
    std::thread::scope(|scope| {
        let waiter = scope.spawn(move || exited.wait());
        system.close().expect("closed");
        let error = waiter.join().expect("no panic").expect_err("closed");
        assert!(error.is_closed(), "{error}");
    });
    mock.finish();
}

#[test]
fn e8_a_lost_service_ends_the_wait_with_an_error() {
    for profile in hosts() {
        let mock = with(Schedule::Threaded, profile);
        let system = mock.host().create("Test", VM).wait().expect("created");
        let exited = system.exited();
        let exited = exited
            .wait_timeout(Duration::ZERO)
            .expect("asked")
            .expect_err("it lives");
        mock.disconnect_service();
        let error = exited.wait().expect_err("nobody will tell");
        assert!(error.is_service_gone(), "{error}");
        let error = system.exited().wait().expect_err("nobody will tell");
        assert!(error.is_service_gone(), "{error}");
        drop(system);
        mock.finish();
    }
}

#[test]
fn o14_a_wait_inside_a_callback_is_refused() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let (sender, receiver) = std::sync::mpsc::channel();
    let inside = system.clone();
    let subscription = system.subscribe(EventOptions::NONE, move |_| {
        let refused = inside.exited().wait().map(drop);
        let _ = sender.send(refused);
    });
    let subscription = subscription.expect("subscribed");
    system.start().wait().expect("started");
    system.terminate().wait().expect("terminated");
    let error = receiver.recv().expect("the exit").expect_err("refused");
    assert!(error.is_in_callback(), "{error}");
    subscription.unsubscribe().expect("unsubscribed");
    drop(system);
    mock.finish();
}

#[test]
fn a_look_that_fails_is_told() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let name = "HcsWaitForComputeSystemExit";
    mock.fail(Fault::call(name).answers(hcs_sys::E_OUTOFMEMORY));
    let error = system.exited().wait().expect_err("as planned");
    assert_eq!(error.call(), name);
    drop(system);
    mock.finish();
}

#[test]
fn other_events_don_t_end_the_wait() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.start().wait().expect("started");
    let mut exited = system.exited();
    for kind in [hcs_sys::HcsEventSystemCrashReport, 0x77] {
        let early = exited.wait_timeout(Duration::ZERO).expect("asked");
        exited = early.expect_err("it runs");
        assert!(mock.emit_event("Test", kind, Some("{}")));
        mock.run_until_idle();
    }
    let early = exited.wait_timeout(Duration::ZERO).expect("asked");
    drop(early.expect_err("it runs"));
    drop(system);
    mock.finish();
}

#[test]
fn a_future_of_an_exit_is_polled_once_it_is_ready_no_more() {
    let mock = MockHost::new();
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.terminate().wait().expect("terminated");
    let mut exited = system.exited();
    pollster::block_on(&mut exited).expect("exited");
    let again = pollster::block_on(&mut exited).expect_err("it has told all");
    assert_eq!(again.call(), "HcsWaitForComputeSystemExit");
    drop((exited, system));
    mock.finish();
}
