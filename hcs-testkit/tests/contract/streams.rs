//! The streams of processes: real pipes, whose one end is the program's (P2, P4, P6).

use std::io::{ErrorKind, Read as _, Write as _};
use std::sync::mpsc;
use std::thread;

use hcs_sys::*;
use hcs_testkit::{AbsentStream, Guest, MockHost, ProcessCreation, Profile, Schedule};

use crate::ends::{stderr, stdin, stdout};
use crate::models::on_each_schedule;
use crate::processes::status;
use crate::raw::{Abi, CONTAINER, Handle, Information, is_absent};

/// The parameters of a process with these streams.
fn with(command: &str, streams: &[&str]) -> String {
    let streams: Vec<_> = streams
        .iter()
        .map(|stream| format!(r#","{stream}":true"#))
        .collect();
    format!(r#"{{"CommandLine":"{command}"{}}}"#, streams.concat())
}

const STDIN: &str = "CreateStdInPipe";
const STDOUT: &str = "CreateStdOutPipe";
const STDERR: &str = "CreateStdErrPipe";

/// The end of the input, as `HcsModifyProcess` is told of it.
const CLOSE_STDIN: &str = r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#;

/// A process in a system of its own.
fn process(hcs: Abi, parameters: &str) -> (Handle, Handle, Information) {
    let system = hcs.running("Test", CONTAINER);
    let (process, information) = hcs.process(system, parameters);
    (system, process, information)
}

fn close(hcs: Abi, system: Handle, process: Handle) {
    hcs.close_process(process);
    hcs.close_system(system);
}

fn read(mut stream: impl std::io::Read) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn p2_a_process_has_the_streams_that_were_asked_for() {
    for absent in [AbsentStream::Null, AbsentStream::Invalid] {
        let mut profile = Profile::documented();
        profile.absent_stream = absent;
        let mock = MockHost::builder().profile(profile).build();
        let hcs = Abi::of(&mock);
        for (streams, expected) in [
            (&[][..], [false; 3]),
            (&[STDIN], [true, false, false]),
            (&[STDOUT, STDERR], [false, true, true]),
            (&["EmulateConsole", STDOUT, STDERR], [false, true, false]),
        ] {
            let (system, process, information) = process(hcs, &with("true", streams));
            let ends = [information.stdin, information.stdout, information.stderr];
            assert_eq!(ends.map(|end| !is_absent(end)), expected, "{streams:?}");
            let value = if absent == AbsentStream::Null {
                0
            } else {
                Handle::MAX
            };
            for end in ends {
                match is_absent(end) {
                    true => assert_eq!(end, value),
                    false => assert_eq!(hcs.close_handle(end), 1),
                }
            }
            close(hcs, system, process);
        }
        mock.finish();
    }
}

#[test]
fn p2_what_a_process_writes_is_read_and_what_is_written_it_reads() {
    on_each_schedule(|mock, hcs| {
        mock.on_process(|_| Guest::cat().stderr("done\n").exit(7));
        let parameters = with("cat", &[STDIN, STDOUT, STDERR]);
        let (system, process, information) = process(hcs, &parameters);
        assert_eq!(mock.ledger().handles.open(), 3);
        let mut input = stdin(mock, information.stdin);
        input.write_all(b"to and fro").unwrap();
        drop(input);
        assert_eq!(read(stdout(mock, information.stdout)), "to and fro");
        assert_eq!(read(stderr(mock, information.stderr)), "done\n");
        assert_eq!(mock.ledger().handles.open(), 0);
        let exit = hcs.wait_for_process_exit(process, INFINITE);
        assert_eq!(exit, (S_OK, Some(status(information.id, 7))));
        let seen = &mock.processes()[0];
        assert_eq!((seen.bytes_read, seen.bytes_written), (10, 15));
        close(hcs, system, process);
    });
}

#[test]
fn p2_a_console_has_one_output() {
    on_each_schedule(|mock, hcs| {
        mock.on_process(|_| Guest::new().stdout("out ").stderr("err"));
        let parameters = with("any", &["EmulateConsole", STDOUT, STDERR]);
        let (system, process, information) = process(hcs, &parameters);
        assert_eq!(read(stdout(mock, information.stdout)), "out err");
        close(hcs, system, process);
    });
}

#[test]
fn p2_the_streams_are_handed_out_once() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        let parameters = with("sleep", &[STDOUT]);
        let (_, process) = hcs.create_process(system, &parameters, operation);
        // Without a place for them, they stay where they are.
        assert_eq!(hcs.wait(operation).0, S_OK);
        assert_eq!(mock.ledger().handles.created, 0);
        let (code, first, _) = hcs.information(operation);
        assert_eq!(code, S_OK);
        let first = first.unwrap();
        assert!(!is_absent(first.stdout));
        let (code, second, _) = hcs.information(operation);
        assert_eq!(code, S_OK);
        let second = second.unwrap();
        assert_eq!(second.id, first.id);
        assert!(is_absent(second.stdout));
        assert_eq!(hcs.process_info(process, operation), S_OK);
        let (code, third, _) = hcs.wait_for_information(operation, INFINITE);
        assert_eq!(code, S_OK);
        assert!(is_absent(third.unwrap().stdout));
        assert_eq!(mock.ledger().handles.created, 1);
        assert_eq!(hcs.close_handle(first.stdout), 1);
        hcs.close_operation(operation);
        close(hcs, system, process);
    });
}

#[test]
fn p2_streams_that_nobody_asked_for_are_closed_with_the_process() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        let parameters = with("echo unheard", &[STDIN, STDOUT, STDERR]);
        let (_, process) = hcs.create_process(system, &parameters, operation);
        assert_eq!(hcs.wait(operation).0, S_OK);
        assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
        hcs.close_process(process);
        // The operation still knows of the process, and there are no streams to be had.
        let (code, information, _) = hcs.information(operation);
        assert_eq!(code, S_OK);
        assert!(is_absent(information.unwrap().stdout));
        assert_eq!(mock.ledger().handles.created, 0);
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn p2_the_output_of_a_process_that_has_exited_is_still_there() {
    on_each_schedule(|mock, hcs| {
        let parameters = with("echo last words", &[STDIN, STDOUT]);
        let (system, process, information) = process(hcs, &parameters);
        assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
        assert_eq!(read(stdout(mock, information.stdout)), "last words\n");
        let mut input = stdin(mock, information.stdin);
        let error = input.write_all(b"too late").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        drop(input);
        close(hcs, system, process);
    });
}

#[test]
fn p2_open_streams_are_in_the_ledger() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("true", &[STDOUT]));
    close(hcs, system, process);
    let ledger = mock.ledger();
    assert!(!ledger.is_clean());
    let id = information.id;
    assert!(
        ledger.to_string().ends_with(&format!(
            "ledger: open: 1 kernel handle (stdout of process {id})"
        )),
        "{ledger}"
    );
    assert_eq!(hcs.close_handle(information.stdout), 1);
    mock.finish();
}

#[test]
fn p2_streams_outlive_the_mock() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("echo kept", &[STDOUT]));
    let output = stdout(&mock, information.stdout);
    close(hcs, system, process);
    drop(mock);
    // Its end is closed through the table of a mock that is gone.
    assert_eq!(read(output), "kept\n");
}

#[test]
fn p3_the_streams_of_a_process_that_was_created_at_once_are_recovered() {
    for schedule in Schedule::ALL {
        let mut profile = Profile::documented();
        profile.process_creation = ProcessCreation::Synchronous;
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(profile)
            .build();
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        let parameters = with("cat", &[STDIN, STDOUT]);
        let (code, process) = hcs.create_process(system, &parameters, operation);
        assert_eq!(code, S_OK);
        assert_eq!(
            hcs.wait_for_information(operation, INFINITE).0,
            E_INVALIDARG
        );
        assert_eq!(hcs.process_info(process, operation), S_OK);
        let (_, information, _) = hcs.wait_for_information(operation, INFINITE);
        let information = information.unwrap();
        stdin(&mock, information.stdin)
            .write_all(b"recovered")
            .unwrap();
        assert_eq!(read(stdout(&mock, information.stdout)), "recovered");
        hcs.close_operation(operation);
        close(hcs, system, process);
        mock.finish();
    }
}

#[test]
fn p4_a_process_waits_for_whoever_reads_the_other_output_only() {
    const MANY: usize = 4 << 20;
    let mock = MockHost::new();
    mock.on_process(|_| Guest::new().stderr(vec![7; MANY]).stdout("at last"));
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("any", &[STDOUT, STDERR]));
    let output = stdout(&mock, information.stdout);
    let mut errors = stderr(&mock, information.stderr);
    // Whoever reads the one to its end first would wait for ever.
    let reader = thread::spawn(move || read(output));
    let mut all = Vec::new();
    errors.read_to_end(&mut all).unwrap();
    assert_eq!(all.len(), MANY);
    assert_eq!(reader.join().unwrap(), "at last");
    drop(errors);
    close(hcs, system, process);
    mock.finish();
}

#[test]
fn p4_a_process_that_nobody_reads_from_goes_no_further_than_its_pipe() {
    const MANY: usize = 4 << 20;
    let mock = MockHost::new();
    mock.on_process(|_| Guest::new().stdout(vec![7; MANY]));
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("any", &[STDOUT]));
    let mut output = stdout(&mock, information.stdout);
    output.read_exact(&mut [0; 1000]).unwrap();
    assert_eq!(
        hcs.wait_for_process_exit(process, 10).0,
        HCS_E_OPERATION_TIMEOUT
    );
    assert!(mock.processes()[0].bytes_written < MANY as u64);
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert_eq!(rest.len(), MANY - 1000);
    assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
    drop(output);
    close(hcs, system, process);
    mock.finish();
}

#[test]
fn p6_the_input_of_a_process_is_ended_by_a_call() {
    for ends in [false, true] {
        for schedule in Schedule::ALL {
            let mut profile = Profile::documented();
            profile.closed_pipe_ends_input = ends;
            let mock = MockHost::builder()
                .schedule(schedule)
                .profile(profile)
                .build();
            let hcs = Abi::of(&mock);
            let (system, process, information) = process(hcs, &with("cat", &[STDIN, STDOUT]));
            let mut input = stdin(&mock, information.stdin);
            input.write_all(b"all of it").unwrap();
            hcs.done(|operation| hcs.modify_process(process, operation, Some(CLOSE_STDIN)));
            // The pipe is still open.
            assert_eq!(read(stdout(&mock, information.stdout)), "all of it");
            assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
            let error = input.write_all(b"more").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BrokenPipe);
            drop(input);
            close(hcs, system, process);
            mock.finish();
        }
    }
}

#[test]
fn p6_closing_the_pipe_may_not_be_enough_to_end_the_input() {
    for schedule in Schedule::ALL {
        let mut profile = Profile::documented();
        profile.closed_pipe_ends_input = false;
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(profile)
            .build();
        let hcs = Abi::of(&mock);
        let (system, process, information) = process(hcs, &with("cat", &[STDIN, STDOUT]));
        stdin(&mock, information.stdin)
            .write_all(b"all of it")
            .unwrap();
        let mut output = stdout(&mock, information.stdout);
        let mut text = [0; 9];
        output.read_exact(&mut text).unwrap();
        assert_eq!(&text, b"all of it");
        assert_eq!(
            hcs.wait_for_process_exit(process, 10).0,
            HCS_E_OPERATION_TIMEOUT
        );
        hcs.done(|operation| hcs.modify_process(process, operation, Some(CLOSE_STDIN)));
        assert_eq!(read(output), "");
        assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
        close(hcs, system, process);
        mock.finish();
    }
}

#[test]
fn other_ends_are_closed_by_a_call_too() {
    on_each_schedule(|mock, hcs| {
        for (handle, stream) in [("StdOut", STDOUT), ("StdErr", STDERR), ("All", STDOUT)] {
            let (system, process, information) = process(hcs, &with("sleep", &[stream]));
            let change =
                format!(r#"{{"Operation":"CloseHandle","CloseHandle":{{"Handle":"{handle}"}}}}"#);
            hcs.done(|operation| hcs.modify_process(process, operation, Some(&change)));
            match stream {
                STDOUT => assert_eq!(read(stdout(mock, information.stdout)), ""),
                _ => assert_eq!(read(stderr(mock, information.stderr)), ""),
            }
            assert_eq!(mock.processes()[0].exit_code, None);
            close(hcs, system, process);
        }
    });
}

#[test]
fn a_process_that_is_killed_lets_its_pipes_go() {
    on_each_schedule(|mock, hcs| {
        let (system, process, information) = process(hcs, &with("cat", &[STDIN, STDOUT]));
        let output = stdout(mock, information.stdout);
        let reader = thread::spawn(move || read(output));
        hcs.done(|operation| hcs.terminate_process(process, operation));
        assert_eq!(reader.join().unwrap(), "");
        let mut input = stdin(mock, information.stdin);
        let kind = loop {
            // Its thread may be about to let go.
            match input.write_all(&[7; 4096]) {
                Ok(()) => thread::yield_now(),
                Err(error) => break error.kind(),
            }
        };
        assert_eq!(kind, ErrorKind::BrokenPipe);
        drop(input);
        let exit = hcs.wait_for_process_exit(process, INFINITE);
        assert_eq!(exit, (S_OK, Some(status(information.id, 1067))));
        close(hcs, system, process);
    });
}

#[test]
fn code_of_a_tests_own_is_a_process() {
    on_each_schedule(|mock, hcs| {
        mock.on_process(|parameters| {
            let words = parameters.arguments().to_vec();
            Guest::run(move |mut io| {
                let mut input = String::new();
                io.stdin.read_to_string(&mut input).unwrap();
                for word in words.iter().map(String::as_str).chain([input.as_str()]) {
                    writeln!(io.stdout, "{word}").unwrap();
                }
                writeln!(io.stderr, "lost: there is no such stream").unwrap();
                words.len() as u32
            })
        });
        let (system, process, information) = process(hcs, &with("any a b", &[STDIN, STDOUT]));
        stdin(mock, information.stdin).write_all(b"c").unwrap();
        assert_eq!(read(stdout(mock, information.stdout)), "a\nb\nc\n");
        let exit = hcs.wait_for_process_exit(process, INFINITE);
        assert_eq!(exit, (S_OK, Some(status(information.id, 2))));
        close(hcs, system, process);
    });
}

#[test]
fn code_of_a_tests_own_that_panics_is_a_process_that_exits() {
    let mock = MockHost::new();
    mock.on_process(|_| Guest::run(|_| panic!("as the test wants it")));
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("any", &[STDOUT]));
    assert_eq!(read(stdout(&mock, information.stdout)), "");
    let exit = hcs.wait_for_process_exit(process, INFINITE);
    assert_eq!(exit, (S_OK, Some(status(information.id, 101))));
    close(hcs, system, process);
    mock.finish();
}

#[test]
fn code_of_a_tests_own_learns_that_it_was_killed() {
    let mock = MockHost::new();
    let (seen, when_seen) = mpsc::channel();
    mock.on_process(move |_| {
        let seen = seen.clone();
        Guest::run(move |mut io| {
            assert_eq!(io.stdin.read(&mut [0; 16]).unwrap(), 0);
            let error = io.stdout.write(b"unheard").unwrap_err();
            seen.send((io.is_killed(), error.kind())).unwrap();
            0
        })
    });
    let hcs = Abi::of(&mock);
    let (system, process, information) = process(hcs, &with("any", &[STDIN, STDOUT]));
    hcs.done(|operation| hcs.terminate_process(process, operation));
    assert_eq!(when_seen.recv().unwrap(), (true, ErrorKind::BrokenPipe));
    let exit = hcs.wait_for_process_exit(process, INFINITE);
    assert_eq!(exit, (S_OK, Some(status(information.id, 1067))));
    assert_eq!(hcs.close_handle(information.stdin), 1);
    assert_eq!(hcs.close_handle(information.stdout), 1);
    close(hcs, system, process);
    mock.finish();
}

#[test]
fn a_mock_that_is_dropped_ends_the_processes_that_run() {
    let mock = MockHost::new();
    let (seen, when_seen) = mpsc::channel();
    mock.on_process(move |_| {
        let seen = seen.clone();
        Guest::run(move |mut io| {
            while io.stdout.write(&[7; 4096]).is_ok() {}
            seen.send(io.is_killed()).unwrap();
            0
        })
    });
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", crate::raw::LASTING_VM);
    let (process, information) = hcs.process(system, &with("any", &[STDOUT]));
    let output = stdout(&mock, information.stdout);
    close(hcs, system, process);
    drop(mock);
    assert_eq!(when_seen.try_recv(), Ok(true));
    drop(output);
}
