//! `HcsCreateProcess` returns S_OK, and its operation is waited for, as with each other call. The wait says
//! `E_INVALIDARG`. So the creation has failed? No: on Windows Server 2022 a process may be there when the call returns, and
//! then the operation has nothing to do with it. Who closes the handle and tries again has two processes, and the streams of
//! neither. Who has given the operation a callback waits for it for ever. hcsshim asks the process itself, when the wait
//! says this. P3.

use std::sync::mpsc;

use hcs_sys::{E_INVALIDARG, INFINITE, S_OK};
use hcs_testkit::{Guest, MockHost, ProcessCreation, Profile, Schedule};

use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str = r#"{"CommandLine":"serve","CreateStdOutPipe":true}"#;

fn host(schedule: Schedule, creation: ProcessCreation) -> MockHost {
    let mut profile = Profile::documented();
    profile.process_creation = creation;
    let mock = MockHost::builder().schedule(schedule).profile(profile);
    mock.on_process(|_| Guest::new().stdout("ready\n").until_killed())
        .build()
}

#[test]
fn p3_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = host(schedule, ProcessCreation::Synchronous);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        for _attempt in 0..2 {
            let operation = hcs.operation();
            let (code, process) = hcs.create_process(system, PARAMETERS, operation);
            assert_eq!(code, S_OK);
            let (code, information, _) = hcs.wait_for_information(operation, INFINITE);
            assert_eq!((code, information.is_some()), (E_INVALIDARG, false));
            // "It has failed."
            hcs.close_operation(operation);
            hcs.close_process(process);
        }
        let running = mock.processes();
        assert_eq!(running.len(), 2, "and nobody can reach them");
        assert!(
            running
                .iter()
                .all(|it| it.exit_code.is_none() && it.handles == 0)
        );
        hcs.close_system(system);
    }
}

#[test]
fn p3_as_they_had_it_with_a_callback() {
    for schedule in Schedule::ALL {
        let mock = host(schedule, ProcessCreation::Synchronous);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (done, when_done) = mpsc::channel();
        let operation = hcs.operation_with(move |_| done.send(()).unwrap());
        let (code, process) = hcs.create_process(system, PARAMETERS, operation);
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        // Nothing is left that could happen: the wait would never end.
        when_done.try_recv().expect_err("it was never told");
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    }
}

/// In each model, on each kind of host: a process, with its streams.
#[test]
fn p3_through_hcs() {
    for schedule in [Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded] {
        for creation in [
            ProcessCreation::Asynchronous,
            ProcessCreation::Synchronous,
            ProcessCreation::SynchronousAndTold,
        ] {
            let mock = host(schedule, creation);
            let system = mock.host().create("Test", CONTAINER).wait().unwrap();
            system.start().wait().unwrap();
            let first = system.create_process(PARAMETERS).wait().unwrap();
            let create = system.create_process(PARAMETERS).into_future();
            let second = pollster::block_on(create).unwrap();
            assert_eq!(mock.processes().len(), 2);
            for process in [first, second] {
                assert!(process.id() > 0 && process.stdout.is_some());
                process.terminate().wait().unwrap();
                let output = process.wait_with_output().unwrap();
                assert_eq!(output.stdout, b"ready\n");
            }
            drop(system);
            mock.finish();
        }
    }
}
