//! Readers that go away, as `head` does, and outputs that can't be written.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::tool::{Ran, hcsctl};

/// Runs it with a reader that goes away after so many lines.
fn read_lines(arguments: &[&str], lines: usize) -> (Vec<String>, Ran) {
    let mut child = hcsctl(["--ledger"].iter().chain(arguments))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut read = Vec::new();
    for _ in 0..lines {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        read.push(line);
    }
    drop(reader);
    (read, Ran::of(child.wait_with_output().unwrap()))
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_nothing_to_talk_about() {
    for arguments in [
        &["events", "--follow", "--json"][..],
        &["events", "--follow"],
        // It writes until nobody reads any more.
        &["exec", "web-frontend", "yes"],
    ] {
        let (read, ran) = read_lines(arguments, 2);
        assert!(read.iter().all(|line| line.ends_with('\n')), "{read:?}");
        let ran = ran.ends_with(0).all_closed();
        assert_eq!(ran.sentence(), None, "{ran:?}");
    }
}

#[test]
fn a_reader_that_never_was_is_none_either() {
    for arguments in [
        &["--help"][..],
        &["list"],
        &["list", "--json"],
        &["inspect", "orders-db"],
        &["doctor"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = hcsctl(arguments).stdout(writer).output();
        let ran = Ran::of(output.unwrap()).ends_with(0);
        assert_eq!(ran.stderr, "", "{ran:?}");
    }
}

#[test]
fn nobody_need_read_what_is_wrong() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = hcsctl(["inspect", "nobody"]).stderr(writer).output();
    Ran::of(output.unwrap()).ends_with(5);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_a_failure() {
    for arguments in [
        &["list"][..],
        &["events", "--follow"],
        &["exec", "web-frontend", "hostname"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = hcsctl(["--ledger"].iter().chain(arguments))
            .stdout(full)
            .output();
        let code = if arguments[0] == "exec" { 125 } else { 1 };
        let ran = Ran::of(output.unwrap()).ends_with(code).all_closed();
        let sentence = ran.sentence().expect("a sentence");
        assert!(
            sentence.starts_with("the standard output failed: "),
            "{ran:?}"
        );
    }
}
