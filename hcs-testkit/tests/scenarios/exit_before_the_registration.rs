//! A program creates a system, starts it, and then registers the callback that is to tell of its exit. The system exits
//! in between. The callback is registered in time for nothing: the exit happens once, it has been, and whoever waits
//! for it waits for ever. hcsshim knows waits whose notification "is not going to be delivered", gives HCS a second, and
//! then closes the handle to wake them (microsoft/hcsshim#571, #489; microsoft/opengcs#157). Whether a late registration
//! is told is nobody's promise: E10.

use std::sync::mpsc;

use hcs::{EventKind, EventOptions};
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{ExitType, Missed, MockHost, Profile, Schedule, State};

use crate::raw::{Abi, VM};
use crate::stepped;

/// A host that tells nobody twice.
fn lossy() -> Profile {
    let mut profile = Profile::documented();
    profile.exited_before_registration = Missed::Lost;
    profile
}

#[test]
fn e10_as_they_had_it() {
    let mock = stepped(lossy());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    // The guest has nothing to do, and shuts down.
    assert!(mock.exit_system("Test", ExitType::GracefulExit));
    mock.run_until_idle();

    let (exited, exit) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        exited.send(event.kind).unwrap();
    });
    assert_eq!(code, S_OK);

    mock.run_until_idle();
    // Nothing is left that could happen: the wait would never end.
    exit.try_recv().expect_err("it was never told");
    assert_eq!(mock.ledger().events, 0);
    assert_eq!(mock.system_state("Test"), Some(State::Stopped));
    hcs.close_system(vm);
}

/// The system's first event is received from the moment when it exists: there is no "in between".
#[test]
fn e10_through_hcs() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(lossy())
            .build();
        let creation = mock.host().create("Test", VM);
        let creation = creation.with_events_stream(EventOptions::NONE);
        let (vm, mut events) = creation.wait().unwrap();
        vm.start().wait().unwrap();
        assert!(mock.exit_system("Test", ExitType::GracefulExit));
        mock.run_until_idle();

        let exit = events.try_recv().expect("it was told");
        assert_eq!(exit.kind(), EventKind::SYSTEM_EXITED);
        vm.close().unwrap();
        mock.finish();
    }
}

/// Who comes late, by opening a system that others have made, registers first and looks at the state then: between
/// the two nothing is lost.
#[test]
fn e10_through_hcs_for_those_who_come_late() {
    let mock = stepped(lossy());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    vm.terminate().wait().unwrap();
    mock.run_until_idle();

    let late = mock.host().open("Test").unwrap();
    let mut events = late.events(EventOptions::NONE).unwrap();
    let state = late.properties_value().wait().unwrap();
    assert_eq!(
        state["Stopped"], true,
        "no event will come, and none is needed"
    );
    mock.run_until_idle();
    assert!(events.try_recv().is_none());

    // A wait that began all the same ends with the handle.
    late.close().unwrap();
    assert!(events.recv().unwrap().is_none());
    drop(vm);
    mock.finish();
}
