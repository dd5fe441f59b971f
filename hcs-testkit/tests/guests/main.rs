//! What the double's processes cost: threads, descriptors and time. A program of its own, as it counts what the whole
//! process has.

#[path = "../contract/ends.rs"]
#[allow(dead_code)] // A part of it is used here.
mod ends;
#[path = "../contract/raw.rs"]
#[allow(dead_code)] // A part of it is used here.
mod raw;

/// What [`raw`] calls: the functions of the mock, as they are.
mod front {
    use hcs_sys::ComputeCore;
    use hcs_testkit::MockHost;

    pub(crate) fn table(mock: &MockHost) -> &'static ComputeCore {
        mock.table()
    }
}

use std::io::{Read as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ends::{stderr, stdin, stdout};
use hcs_sys::*;
use hcs_testkit::{Guest, MockHost, Schedule};
use raw::{Abi, CONTAINER};

/// One test at a time: they count what all of them have.
static ALONE: Mutex<()> = Mutex::new(());

/// How many threads this process has, and how many descriptors or handles are open; nothing where there is no way to
/// count them that costs no more than a look.
fn held() -> Option<(usize, usize)> {
    let entries = |directory| std::fs::read_dir(directory).ok().map(Iterator::count);
    Some((entries("/proc/self/task")?, entries("/proc/self/fd")?))
}

fn parameters(command: &str, streams: &[&str]) -> String {
    let streams: String = streams
        .iter()
        .map(|stream| format!(r#","Create{stream}Pipe":true"#))
        .collect();
    format!(r#"{{"CommandLine":"{command}"{streams}}}"#)
}

#[test]
fn a_thousand_processes_that_wait_for_nothing_need_no_threads() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for schedule in Schedule::ALL {
        let before = held();
        let mock = MockHost::builder().schedule(schedule).build();
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let sleep = parameters("sleep", &[]);
        let sleeping: Vec<_> = (0..1000).map(|_| hcs.process(system, &sleep)).collect();
        let echo = parameters("echo a few bytes", &["StdOut"]);
        for _ in 0..1000 {
            let (process, information) = hcs.process(system, &echo);
            let mut text = String::new();
            stdout(&mock, information.stdout)
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, "a few bytes\n");
            assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
            hcs.close_process(process);
        }
        assert_eq!(mock.systems()[0].processes, 1000);
        if let Some((before, now)) = before.zip(held()) {
            // The workers, which are few.
            assert!(now.0 <= before.0 + 8, "{schedule:?}: {before:?}, {now:?}");
        }
        for (process, _) in sleeping {
            hcs.done(|operation| hcs.terminate_process(process, operation));
            hcs.close_process(process);
        }
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn nothing_is_left_of_processes_however_they_ended() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let lives = || {
        for schedule in Schedule::ALL {
            let mock = MockHost::builder().schedule(schedule).build();
            mock.on_process(|parameters| match parameters.command() {
                "chatter" => Guest::new().stdout(vec![7; 1 << 20]).until_killed(),
                _ => Guest::builtin(parameters),
            });
            let hcs = Abi::of(&mock);
            let system = hcs.running("Test", CONTAINER);
            for command in ["cat", "echo hi", "chatter", "sleep", "sleep 100"] {
                let all = parameters(command, &["StdIn", "StdOut", "StdErr"]);
                // Ended by a call, by its system, and by the mock; with streams that were handed out, and without.
                let (killed, information) = hcs.process(system, &all);
                let ends = [information.stdin, information.stdout, information.stderr];
                for end in ends {
                    assert_eq!(hcs.close_handle(end), 1);
                }
                let operation = hcs.operation();
                assert_eq!(hcs.terminate_process(killed, operation), S_OK);
                hcs.wait(operation);
                hcs.close_operation(operation);
                hcs.close_process(killed);
                let operation = hcs.operation();
                let (code, left) = hcs.create_process(system, &all, operation);
                assert_eq!(code, S_OK);
                assert_eq!(hcs.wait(operation).0, S_OK);
                hcs.close_operation(operation);
                hcs.close_process(left);
            }
            if schedule == Schedule::Threaded {
                hcs.close_system(system);
                mock.finish();
            } else {
                // Its container runs, and its processes.
                hcs.close_system(system);
                drop(mock);
            }
        }
    };
    lives();
    let before = held();
    for _ in 0..20 {
        lives();
    }
    if before.is_none() {
        return;
    }
    // A thread that was joined is still listed for a moment.
    for _ in 0..1000 {
        if held() == before {
            return;
        }
        thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(held(), before);
}

/// Bytes that differ from place to place.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

#[test]
fn a_process_copies_as_much_as_it_is_given() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    const PIECES: usize = 64;
    let piece = pattern(1 << 20);
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", CONTAINER);
    let cat = parameters("cat", &["StdIn", "StdOut", "StdErr"]);
    let (process, information) = hcs.process(system, &cat);
    let mut input = stdin(&mock, information.stdin);
    let mut output = stdout(&mock, information.stdout);
    let errors = stderr(&mock, information.stderr);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..PIECES {
                input.write_all(&piece).unwrap();
            }
            drop(input);
        });
        let mut copied = vec![0; piece.len()];
        for _ in 0..PIECES {
            output.read_exact(&mut copied).unwrap();
            assert!(copied == piece);
        }
        assert_eq!(output.read(&mut copied).unwrap(), 0);
    });
    assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
    let seen = &mock.processes()[0];
    let all = (PIECES * piece.len()) as u64;
    assert_eq!((seen.bytes_read, seen.bytes_written), (all, all));
    drop((output, errors));
    hcs.close_process(process);
    hcs.close_system(system);
    mock.finish();
}
