#![allow(unsafe_code)] // Ends of pipes are taken, and given away, on trust.
//! The standard streams of a process, over real pipes: overlapped ones on Windows, file descriptors elsewhere.
//!
//! The tests play the process.

mod ends;
#[cfg(windows)]
mod windows_only;

use std::io::{BufRead as _, BufReader, ErrorKind, Read, Write};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use ends::{host, stderr, stdin, stdout, wrong_closes};
use hcs::{Stderr, Stdin, Stdout};
use hcs_sys::INVALID_HANDLE_VALUE;

/// Bytes that differ from place to place, and don't come again at a power of two.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

#[test]
fn p2_both_values_of_an_absent_stream_give_none() {
    for absent in [ptr::null_mut(), INVALID_HANDLE_VALUE] {
        // SAFETY: an absent handle is allowed.
        assert!(unsafe { Stdin::from_raw(&host(), absent) }.is_none());
        // SAFETY: as above.
        assert!(unsafe { Stdout::from_raw(&host(), absent) }.is_none());
        // SAFETY: as above.
        assert!(unsafe { Stderr::from_raw(&host(), absent) }.is_none());
    }
    assert_eq!(wrong_closes(), 0);
}

#[test]
fn p2_each_stream_is_closed_once_by_the_table_it_came_from() {
    let (stdin, stdin_handle, _process) = stdin();
    let (stdout, stdout_handle, _process) = stdout();
    let (stderr, stderr_handle, _process) = stderr();
    for handed in [stdin_handle, stdout_handle, stderr_handle] {
        assert!(handed.is_open());
    }
    drop(stdin);
    assert!(!stdin_handle.is_open());
    drop(stdout);
    assert!(!stdout_handle.is_open());
    // Also by another thread than the one that made it.
    thread::spawn(move || drop(stderr)).join().expect("dropped");
    assert!(!stderr_handle.is_open());
    assert_eq!(wrong_closes(), 0);
}

#[test]
fn p2_a_handle_that_was_given_away_is_not_closed() {
    let (mut stdout, handed, mut process) = stdout();
    process.write_all(b"a").expect("written");
    assert_eq!(stdout.read(&mut [0; 1]).expect("read"), 1);
    let before = stdout.as_raw();
    let handle = stdout.into_raw();
    assert_eq!(handle, before);
    assert!(handed.is_open());
    // SAFETY: it was given back just now, with the duty to close it.
    let mut again = unsafe { Stdout::from_raw(&host(), handle) }.expect("present");
    process.write_all(b"b").expect("written");
    let mut buffer = [0; 1];
    assert_eq!(again.read(&mut buffer).expect("read"), 1);
    assert_eq!(&buffer, b"b");
    drop(again);
    assert!(!handed.is_open());
    assert_eq!(wrong_closes(), 0);
}

#[test]
fn what_was_written_is_read_and_then_comes_the_end() {
    let (mut stdout, _, mut process) = stdout();
    process.write_all(b"first ").expect("written");
    process.write_all(b"second").expect("written");
    drop(process);
    let mut text = String::new();
    stdout.read_to_string(&mut text).expect("read");
    assert_eq!(text, "first second");
    // The end stays the end.
    for _ in 0..3 {
        assert_eq!(stdout.read(&mut [0; 16]).expect("the end"), 0);
    }
}

#[test]
fn a_stream_that_nothing_was_written_to_ends_too() {
    let (mut stderr, _, process) = stderr();
    let reader = thread::spawn(move || stderr.read(&mut [0; 16]).expect("the end"));
    drop(process);
    assert_eq!(reader.join().expect("ended"), 0);
}

#[test]
fn each_side_waits_for_the_other() {
    const ROUNDS: u32 = 500;
    let (mut stdin, _, process_in) = stdin();
    let (mut stdout, _, mut process_out) = stdout();
    let process = thread::spawn(move || {
        for line in BufReader::new(process_in).lines() {
            let line = line.expect("a line");
            process_out
                .write_all(format!("{line}!\n").as_bytes())
                .expect("written");
        }
    });
    let mut answers = BufReader::new(&mut stdout).lines();
    for round in 0..ROUNDS {
        stdin
            .write_all(format!("{round}\n").as_bytes())
            .expect("written");
        stdin.flush().expect("nothing to do");
        let answer = answers.next().expect("an answer").expect("read");
        assert_eq!(answer, format!("{round}!"));
    }
    // The process sees the end of its input when this end is closed.
    drop(stdin);
    process.join().expect("ended");
    assert!(answers.next().is_none());
}

#[test]
fn reading_and_writing_nothing_does_not_wait_and_is_not_seen() {
    let (mut stdin, _, mut process_in) = stdin();
    let (mut stdout, _, process_out) = stdout();
    // Nobody has written anything.
    assert_eq!(stdout.read(&mut []).expect("nothing"), 0);
    assert_eq!(stdin.write(&[]).expect("nothing"), 0);
    stdin.write_all(b"x").expect("written");
    let mut buffer = [0; 4];
    assert_eq!(process_in.read(&mut buffer).expect("read"), 1);
    // Also at the end, and where nobody reads.
    drop((process_in, process_out));
    assert_eq!(stdout.read(&mut []).expect("nothing"), 0);
    assert_eq!(stdin.write(&[]).expect("nothing"), 0);
}

#[test]
fn a_write_that_nobody_will_read_is_a_broken_pipe() {
    let (mut stdin, _, process) = stdin();
    drop(process);
    for _ in 0..3 {
        let error = stdin.write(b"lost").expect_err("nobody reads");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error:?}");
    }
}

#[test]
fn a_write_that_waits_is_a_broken_pipe_when_the_reader_goes() {
    let (mut stdin, _, mut process) = stdin();
    let writer = thread::spawn(move || stdin.write_all(&pattern(16 << 20)));
    let mut some = vec![0; 10_000];
    process.read_exact(&mut some).expect("read");
    assert_eq!(some, pattern(10_000));
    // The pipe doesn't hold the rest.
    drop(process);
    let error = writer.join().expect("ended").expect_err("nobody reads");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error:?}");
}

#[test]
fn a_process_is_told_that_nobody_reads() {
    let (stdout, handed, mut process) = stdout();
    drop(stdout);
    assert!(!handed.is_open());
    let error = process.write_all(b"lost").expect_err("nobody reads");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error:?}");
}

#[test]
fn every_byte_arrives_in_its_place_however_it_is_cut() {
    let sent = pattern(600_000);
    for seed in 0..4 {
        let (mut stdout, _, mut process) = stdout();
        let sizes = move |seed| {
            let mut rng = fastrand::Rng::with_seed(seed);
            std::iter::repeat_with(move || {
                let most = 1 << rng.u32(0..=16);
                rng.usize(1..=most)
            })
        };
        let mut received = Vec::new();
        thread::scope(|scope| {
            let mut left = sent.as_slice();
            scope.spawn(move || {
                for size in sizes(seed) {
                    let (now, later) = left.split_at(size.min(left.len()));
                    process.write_all(now).expect("written");
                    left = later;
                    if left.is_empty() {
                        break;
                    }
                }
            });
            let mut buffer = vec![0; 1 << 16];
            for size in sizes(!seed) {
                let read = stdout.read(&mut buffer[..size]).expect("read");
                received.extend_from_slice(&buffer[..read]);
                if read == 0 {
                    break;
                }
            }
        });
        assert!(received == sent, "seed {seed}: other bytes");
    }
}

/// The same in the other direction, with the largest buffers: one call takes a part, and says how much.
#[test]
fn a_large_buffer_is_taken_in_parts() {
    const LENGTH: usize = 5 << 20;
    let (mut stdin, _, mut process) = stdin();
    let reader = thread::spawn(move || {
        let mut all = Vec::new();
        process.read_to_end(&mut all).expect("read");
        all
    });
    let sent = pattern(LENGTH);
    let (mut left, mut calls) = (sent.as_slice(), 0);
    while !left.is_empty() {
        let written = stdin.write(left).expect("written");
        assert!((1..=1 << 20).contains(&written), "{written}");
        left = &left[written..];
        calls += 1;
    }
    assert!(calls >= LENGTH >> 20);
    drop(stdin);
    assert!(reader.join().expect("read") == sent, "other bytes");

    let (mut stdout, _, mut process) = stdout();
    let writer = thread::spawn(move || process.write_all(&pattern(LENGTH)).expect("written"));
    let mut buffer = vec![0; LENGTH];
    let mut end = 0;
    while end < LENGTH {
        let read = stdout.read(&mut buffer[end..]).expect("read");
        assert!((1..=1 << 20).contains(&read), "{read}");
        end += read;
    }
    writer.join().expect("written");
    assert!(buffer == sent, "other bytes");
}

/// What the process is ahead of the reader by is what the pipe holds: it stands still until somebody reads.
#[test]
fn a_process_is_held_back_by_a_reader_that_is_slow() {
    const LENGTH: u64 = 8 << 20;
    const CHUNK: u64 = 512;
    let (mut stdout, _, mut process) = stdout();
    let written = AtomicU64::new(0);
    let mut read = 0;
    thread::scope(|scope| {
        let written = &written;
        scope.spawn(move || {
            let chunk = [7; CHUNK as usize];
            while written.load(Ordering::SeqCst) < LENGTH {
                process.write_all(&chunk).expect("written");
                written.fetch_add(CHUNK, Ordering::SeqCst);
            }
        });
        let mut buffer = vec![0; 3 * CHUNK as usize];
        loop {
            let ahead = written.load(Ordering::SeqCst).saturating_sub(read);
            assert!(ahead <= ends::HOLDS as u64, "{ahead} bytes ahead");
            match stdout.read(&mut buffer).expect("read") {
                0 => break,
                count => read += count as u64,
            }
        }
    });
    assert_eq!(read, LENGTH);
}

#[test]
fn p4_outputs_that_are_read_together_do_not_block_the_process() {
    let (mut stdout, _, mut process_out) = stdout();
    let (mut stderr, _, mut process_err) = stderr();
    let length = 4 * ends::HOLDS;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    thread::scope(|scope| {
        scope.spawn(move || {
            // Its errors don't fit into a pipe, and come first.
            process_err.write_all(&pattern(length)).expect("written");
            process_out.write_all(b"done").expect("written");
        });
        let errors = scope.spawn(|| stderr.read_to_end(&mut err));
        stdout.read_to_end(&mut out).expect("read");
        errors.join().expect("ended").expect("read");
    });
    assert_eq!(out, b"done");
    assert!(err == pattern(length), "other bytes");
}

#[test]
fn many_processes_are_served_at_the_same_time() {
    let (sender, receiver) = mpsc::channel();
    for number in 0..24_u8 {
        let (mut stdin, _, mut process_in) = stdin();
        let (mut stdout, _, mut process_out) = stdout();
        thread::spawn(move || std::io::copy(&mut process_in, &mut process_out));
        thread::spawn(move || {
            for _ in 0..100 {
                stdin.write_all(&[number; 1000]).expect("written");
            }
        });
        let sender = sender.clone();
        thread::spawn(move || {
            let mut all = Vec::new();
            stdout.read_to_end(&mut all).expect("read");
            sender.send((number, all)).expect("somebody listens");
        });
    }
    drop(sender);
    let results: Vec<_> = receiver.iter().collect();
    assert_eq!(results.len(), 24);
    for (number, all) in results {
        assert!(all == vec![number; 100_000], "other bytes than {number}");
    }
}

#[test]
fn the_streams_can_go_to_other_threads() {
    fn goes<T: Send + Sync + 'static>() {}
    goes::<Stdin>();
    goes::<Stdout>();
    goes::<Stderr>();
}

#[test]
fn a_stream_says_which_handle_it_has() {
    let (stdout, _, _process) = stdout();
    let said = format!("{stdout:?}");
    assert_eq!(said, format!("Stdout({:?})", stdout.as_raw()));
}
