//! A program pipes a file into a process of the guest, closes its end of the pipe, and waits for the process to be done
//! with it. The process reads on: that this pipe is closed isn't the end of its input on each host, and nobody has told this
//! one that the file is over. hcsshim sends a request to close the input first, and closes the pipe then. P6.

use std::io::Write as _;

use hcs_sys::{HCS_E_OPERATION_TIMEOUT, S_OK};
use hcs_testkit::{Guest, MockHost, Profile, Schedule};

use crate::ends::stdin;
use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str = r#"{"CommandLine":"sort","CreateStdInPipe":true}"#;

/// A host that waits for the word.
fn host(schedule: Schedule) -> MockHost {
    let mut profile = Profile::documented();
    profile.closed_pipe_ends_input = false;
    let mock = MockHost::builder().schedule(schedule).profile(profile);
    mock.on_process(|_| Guest::new().read_stdin().exit(4))
        .build()
}

#[test]
fn p6_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = host(schedule);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, PARAMETERS);
        let mut input = stdin(&mock, information.stdin);
        input.write_all(b"b\na\n").unwrap();
        drop(input);

        // However long one waits.
        let (code, _) = hcs.wait_for_process_exit(process, 20);
        assert_eq!(code, HCS_E_OPERATION_TIMEOUT);
        assert_eq!(mock.processes()[0].exit_code, None, "it reads on");

        // The cure is one more call.
        let request = r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#;
        hcs.done(|operation| hcs.modify_process(process, operation, Some(request)));
        assert_eq!(
            hcs.wait_for_process_exit(process, hcs_sys::INFINITE).0,
            S_OK
        );
        assert_eq!(mock.processes()[0].bytes_read, 4);
        hcs.close_process(process);
        hcs.close_system(system);
        mock.finish();
    }
}

/// As with a child process of std's, waiting ends the input that is still here, in the way that each host understands.
#[test]
fn p6_through_hcs() {
    let mock = host(Schedule::Threaded);
    let system = mock.host().create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let mut process = system.create_process(PARAMETERS).wait().unwrap();
    let input = process.stdin.as_mut().unwrap();
    input.write_all(b"b\na\n").unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(4));
    assert_eq!(mock.processes()[0].bytes_read, 4, "nothing of it was lost");
    drop((process, system));
    mock.finish();
}

/// Who keeps the end for itself says when the input is over.
#[test]
fn p6_through_hcs_in_words() {
    let mock = host(Schedule::Threaded);
    let system = mock.host().create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let mut process = system.create_process(PARAMETERS).wait().unwrap();
    let mut input = process.stdin.take().unwrap();
    input.write_all(b"b\na\n").unwrap();
    process.close_stdin().wait().unwrap();
    assert_eq!(process.exited().wait().unwrap().code(), Some(4));
    drop((input, process, system));
    mock.finish();
}
