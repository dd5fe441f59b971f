#![allow(unsafe_code)] // Sends signals.
//! Ctrl-C in the middle of something.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use crate::tool::{Ran, hcsctl};

/// Interrupts it after its first line.
fn interrupt(arguments: &[&str]) -> Ran {
    let mut child = hcsctl(["--ledger"].iter().chain(arguments))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut stdout = String::new();
    reader.read_line(&mut stdout).unwrap();
    signal(&child);
    reader.read_to_string(&mut stdout).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    Ran { stdout, ..ran }
}

fn signal(child: &Child) {
    let id = libc::pid_t::try_from(child.id()).unwrap();
    // SAFETY: the process is this one's child, and was not waited for: its id is nobody else's.
    assert_eq!(unsafe { libc::kill(id, libc::SIGINT) }, 0);
}

#[test]
fn a_process_is_told_and_its_end_is_waited_for() {
    let ran = interrupt(&["exec", "web-frontend", "serve"])
        .ends_with(130)
        .all_closed();
    assert_eq!(
        ran.sentence(),
        Some(r#"interrupted: `serve` in "web-frontend" has ended"#)
    );
    assert_eq!(ran.stdout, "serving\n");
}

#[test]
fn a_process_that_does_not_listen_is_killed() {
    let ran = interrupt(&["exec", "web-frontend", "stubborn"])
        .ends_with(130)
        .all_closed();
    let sentence = ran.sentence().expect("a sentence");
    assert!(
        sentence.ends_with("didn't end by itself and was killed"),
        "{ran:?}"
    );
}

#[test]
fn a_process_that_writes_all_the_time_is_ended_too() {
    let ran = interrupt(&["exec", "web-frontend", "yes"])
        .ends_with(130)
        .all_closed();
    assert!(
        ran.sentence()
            .is_some_and(|sentence| sentence.starts_with("interrupted: "))
    );
}

#[test]
fn events_end_with_each_handle_closed() {
    for arguments in [
        &["events", "--follow"][..],
        &["events", "--follow", "--json"],
        &["events", "--for", "1000"],
    ] {
        let ran = interrupt(arguments).ends_with(130).all_closed();
        assert_eq!(ran.sentence(), Some("interrupted; every handle is closed"));
        // What was written is whole.
        assert!(ran.stdout.ends_with('\n'), "{ran:?}");
    }
}
