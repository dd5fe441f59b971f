//! The result of a process's creation has up to three handles, which are the caller's: nobody else closes them, not the
//! operation, not the process's handle. A wrapper closes both of those in its destructors, and takes what it needs of the
//! three: the output. Or its user gives up on the creation, and nobody takes any. Each process leaves handles behind, until
//! the program that runs for months has none to spare (leaks of handles: microsoft/hcsshim#1574, #2188, #2217;
//! containerd/containerd#7375). P2.

use hcs_sys::S_OK;
use hcs_testkit::{Guest, MockHost, ProcessCreation, Profile, Schedule};

use crate::raw::{Abi, CONTAINER};
use crate::stepped;

const PARAMETERS: &str = r#"{"CommandLine":"top","CreateStdInPipe":true,"CreateStdOutPipe":true,"CreateStdErrPipe":true}"#;

#[test]
fn p2_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        mock.on_process(|_| Guest::new().until_killed());
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, PARAMETERS);
        assert_eq!(hcs.close_handle(information.stdout), 1);
        hcs.close_process(process);
        hcs.close_system(system);
        mock.run_until_idle();

        let ledger = mock.ledger();
        assert_eq!(ledger.handles.open(), 2, "{ledger}");
        assert!(!ledger.is_clean());
        // It says which.
        let said = ledger.to_string();
        assert!(
            said.contains("stdin of process") && said.contains("stderr of process"),
            "{said}"
        );
        for end in [information.stdin, information.stderr] {
            assert_eq!(hcs.close_handle(end), 1);
        }
    }
}

/// The creation is given up before its result was looked at: its callback takes the result all the same.
#[test]
fn p2_as_they_had_it_with_a_future_that_is_dropped() {
    let mock = stepped(Profile::documented());
    mock.on_process(|_| Guest::new().until_killed());
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", CONTAINER);
    let operation = hcs.operation_with(move |operation| {
        // The future is gone: what is left to do, it seems, is to close the operation.
        let (code, information, _) = hcs.information(operation);
        assert_eq!((code, information.is_some()), (S_OK, true));
        hcs.close_operation(operation);
    });
    let (code, process) = hcs.create_process(system, PARAMETERS, operation);
    assert_eq!(code, S_OK);
    mock.run_until_idle();
    hcs.close_process(process);
    hcs.close_system(system);
    mock.run_until_idle();
    assert_eq!(mock.ledger().handles.open(), 3);
}

/// A process owns its ends, and whoever takes one owns that.
#[test]
fn p2_through_hcs() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        mock.on_process(|_| Guest::new().until_killed());
        let system = mock.host().create("Test", CONTAINER).wait().unwrap();
        system.start().wait().unwrap();
        let mut process = system.create_process(PARAMETERS).wait().unwrap();
        let output = process.stdout.take().unwrap();
        assert_eq!(mock.ledger().handles.open(), 3);
        drop(process);
        assert_eq!(mock.ledger().handles.open(), 1);
        drop((output, system));
        mock.finish();
    }
}

/// A creation that nobody waits for any more is finished, and what it gives is closed.
#[test]
fn p2_through_hcs_a_dropped_future() {
    for creation in [
        ProcessCreation::Asynchronous,
        ProcessCreation::Synchronous,
        ProcessCreation::SynchronousAndTold,
    ] {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = stepped(profile);
        mock.on_process(|_| Guest::new().until_killed());
        let system = mock.host().create("Test", CONTAINER).wait().unwrap();
        system.start().wait().unwrap();
        drop(system.create_process(PARAMETERS).submit().unwrap());
        mock.run_until_idle();
        let handles = mock.ledger().handles;
        assert_eq!((handles.created, handles.open()), (3, 0));
        // The process's own handle is closed by a thread of its own: the end of the mock waits for it.
        drop(system);
        mock.finish();
    }
}

/// The same with a wait that ran out.
#[test]
fn p2_through_hcs_a_wait_that_ran_out() {
    let mock = stepped(Profile::documented());
    mock.on_process(|_| Guest::new().until_killed());
    let system = mock.host().create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let late = system.create_process(PARAMETERS);
    let late = late.wait_timeout(std::time::Duration::ZERO).unwrap();
    drop(late.expect_err("nothing has happened yet"));
    mock.run_until_idle();
    // The operation was closed before it had a result: nothing was handed out to anybody (O7).
    assert_eq!(mock.ledger().handles.created, 0);
    drop(system);
    mock.finish();
}
