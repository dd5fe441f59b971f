//! What each command is for.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::json;

use crate::tool::{Ran, hcsctl, run, run_clean};

#[test]
fn the_help_is_no_failure_and_names_each_command() {
    for arguments in [&["--help"][..], &["help"], &["list", "-h"]] {
        let help = run(arguments).ends_with(0);
        for command in [
            "list", "inspect", "events", "exec", "kill", "grant", "doctor",
        ] {
            assert!(help.stdout.contains(&format!("\n  {command} ")), "{help:?}");
        }
        assert_eq!(help.sentence(), None);
    }
}

#[test]
fn list_shows_each_system_in_a_row_without_colours_where_there_is_no_terminal() {
    let list = run_clean(&["list"]).ends_with(0);
    let lines: Vec<&str> = list.stdout.lines().collect();
    assert_eq!(lines.len(), 7, "{list:?}");
    assert!(lines[0].starts_with("ID "));
    let column = lines[0].find("STATE").expect("a column of states");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("orders-db ") && line[column..].starts_with("Paused "))
    );
    assert!(!list.stdout.contains('\u{1b}'), "{list:?}");
    assert_eq!(list.sentence(), None);
}

#[test]
fn list_for_programs_is_the_services_own_document() {
    let list = run_clean(&["list", "--json", "--owner", "shop"])
        .ends_with(0)
        .json();
    let ids: Vec<_> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["Id"])
        .collect();
    assert_eq!(ids, ["web-frontend", "orders-db"]);
    assert_eq!(list[1]["State"], "Paused");
}

#[test]
fn inspect_shows_the_properties_of_one_system() {
    let table = run_clean(&["inspect", "web-frontend"]).ends_with(0);
    assert!(
        table.stdout.contains("\nState          Running\n"),
        "{table:?}"
    );
    let json = run_clean(&["inspect", "web-frontend", "--json"])
        .ends_with(0)
        .json();
    assert_eq!(json["SystemType"], "Container");
    let created = run_clean(&["inspect", "build-agent"]).ends_with(0);
    assert!(created.stdout.contains(" Created\n"), "{created:?}");
}

#[test]
fn kill_ends_a_system_and_says_how() {
    let table = run_clean(&["kill", "flaky-worker"]).ends_with(0);
    assert_eq!(table.stdout, "flaky-worker: ended (ForcedExit)\n");
    let json = run_clean(&["--json", "kill", "flaky-worker"])
        .ends_with(0)
        .json();
    assert_eq!(
        json,
        json!({ "Id": "flaky-worker", "Stopped": true, "ExitType": "ForcedExit" })
    );
}

#[test]
fn grant_and_its_revocation_name_each_file() {
    let file = std::env::current_exe().unwrap();
    let file = file.to_str().unwrap();
    let granted = run_clean(&["grant", "build-agent", file, file]).ends_with(0);
    assert_eq!(
        granted.stdout,
        format!("build-agent may use {file}\n"),
        "each once"
    );
    let all = run_clean(&["grant", "--all", file, "--json"])
        .ends_with(0)
        .json();
    assert_eq!(all, json!({ "Vm": null, "Files": [file], "Granted": true }));
    let revoked = run_clean(&["grant", "--revoke", "build-agent", file]).ends_with(0);
    assert!(revoked.stdout.contains("may no longer use"));
}

#[test]
fn events_end_when_all_that_is_watched_has_ended() {
    let events =
        run_clean(&["events", "flaky-worker", "orders-db", "--follow", "--json"]).ends_with(0);
    let lines = events
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a document a line"));
    let lines: Vec<serde_json::Value> = lines.collect();
    let of = |id: &str| -> Vec<&str> {
        let its = lines.iter().filter(|event| event["Id"] == id);
        its.filter_map(|event| event["Event"].as_str()).collect()
    };
    let mut flaky = of("flaky-worker");
    assert_eq!(flaky.remove(0), "SYSTEM_GUEST_CONNECTION_CLOSED");
    // They are told at the same time.
    flaky.sort_unstable();
    assert_eq!(
        flaky,
        [
            "SYSTEM_CRASH_INITIATED",
            "SYSTEM_CRASH_REPORT",
            "SYSTEM_EXITED"
        ]
    );
    assert_eq!(of("orders-db"), ["SYSTEM_EXITED"]);
}

#[test]
fn events_without_a_choice_are_those_of_all_for_a_while() {
    let events = run_clean(&["events", "--for", "0.1"]).ends_with(0);
    assert_eq!(events.sentence(), None);
}

#[test]
fn exec_hands_the_streams_and_the_exit_code_on() {
    let hello = run_clean(&["exec", "web-frontend", "--", "echo", "a", "--json"]).ends_with(0);
    assert_eq!(hello.stdout, "a --json\n");
    assert_eq!(
        run_clean(&["exec", "web-frontend", "hostname"]).stdout,
        "web-frontend\n"
    );
    run_clean(&["exec", "web-frontend", "exit 7"]).ends_with(7);
    run_clean(&["exec", "web-frontend", "false"]).ends_with(1);
    // A shell would take 256 for a success.
    let code = if cfg!(windows) { 256 } else { 255 };
    run_clean(&["exec", "web-frontend", "exit", "256"]).ends_with(code);
    let complains = run_clean(&["exec", "web-frontend", "exit", "x"]).ends_with(2);
    assert!(
        complains
            .stderr
            .contains("exit: the code is not a number\n")
    );
}

#[test]
fn exec_passes_its_input_on_to_the_end() {
    let mut child = hcsctl(["--ledger", "exec", "web-frontend", "cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let sent: Vec<u8> = (0_u32..1 << 18)
        .flat_map(u32::to_le_bytes)
        .map(|byte| byte & 0x7F)
        .collect();
    let copy = sent.clone();
    let writer = std::thread::spawn(move || stdin.write_all(&copy));
    let ran = Ran::of(child.wait_with_output().unwrap())
        .ends_with(0)
        .all_closed();
    writer.join().unwrap().unwrap();
    assert!(ran.stdout.as_bytes() == sent, "it came back changed");
}

#[test]
fn exec_does_not_wait_for_an_input_that_nobody_wants() {
    let mut child = hcsctl(["--ledger", "exec", "web-frontend", "true"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Somebody at a keyboard: it stays open until the program has ended.
    let stdin = child.stdin.take();
    Ran::of(child.wait_with_output().unwrap())
        .ends_with(0)
        .all_closed();
    drop(stdin);
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let ran = run_clean(&["inspect", "\u{1b}[2Jx"]).ends_with(5);
    assert!(!ran.stderr.contains('\u{1b}'), "{ran:?}");
    assert!(ran.sentence().unwrap().contains(r"\u{1b}[2Jx"), "{ran:?}");
}
