//! Mistakes of users, and hosts on which nothing works: the right exit code, one sentence, nothing left behind.

use crate::tool::{Ran, run, run_clean};

/// Each command, in a form that works.
const COMMANDS: [&[&str]; 6] = [
    &["list"],
    &["inspect", "web-frontend"],
    &["events", "--for", "0"],
    &["exec", "web-frontend", "true"],
    &["kill", "web-frontend"],
    &["grant", "build-agent", "."],
];

/// Checks that it has failed, in a sentence that has this in it.
#[track_caller]
fn fails(ran: &Ran, has: &str) {
    let sentence = ran
        .sentence()
        .unwrap_or_else(|| panic!("no sentence: {ran:?}"));
    assert!(sentence.contains(has), "{has:?} is not in {sentence:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
}

#[test]
fn wrong_arguments_end_with_2_and_say_what_is_wrong() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "which command?"),
        (&["frobnicate"], "no command `frobnicate`"),
        (&["--json"], "which command?"),
        (&["list", "everything"], "`list` takes no `everything`"),
        (&["list", "--all"], "`list` has no option --all"),
        (&["list", "--owner"], "--owner lacks its value"),
        (&["list", "-x"], "no option -x"),
        (&["list", "--json=yes"], "yes"),
        (&["list", "--build", "new"], "--build new"),
        (&["list", "--build", "0"], "--build 0"),
        (
            &["list", "--broken", "everything"],
            "--broken everything: there are no-library",
        ),
        (&["list", "--slow", "-1"], "--slow -1"),
        (&["list", "--slow", "NaN"], "--slow NaN"),
        (
            &["list", "--host", "--build", "17763"],
            "--build is about the mock",
        ),
        (
            &["list", "--ledger", "--host"],
            "--ledger is about the mock",
        ),
        (&["inspect"], "`inspect` lacks the id"),
        (&["inspect", "a", "b"], "`inspect` takes no `b`"),
        (&["kill"], "`kill` lacks the id"),
        (&["kill", "a", "b"], "`kill` takes no `b`"),
        (&["kill", "a", "--follow"], "`kill` has no option --follow"),
        (&["events", "--follow", "--for", "1"], "exclude each other"),
        (&["events", "--for", "soon"], "--for soon"),
        (&["events", "--for", "1e99"], "--for 1e99"),
        (&["exec"], "`exec` lacks the id"),
        (&["exec", "web-frontend"], "lacks the command"),
        (&["exec", "web-frontend", "--"], "lacks the command"),
        (&["exec", "web-frontend", ""], "is empty"),
        (
            &["exec", "--json", "web-frontend", "true"],
            "--json means nothing",
        ),
        (&["grant"], "lacks the id of a virtual machine"),
        (&["grant", "build-agent"], "lacks a file"),
        (&["grant", "--all"], "lacks a file"),
        (&["doctor", "me"], "`doctor` takes no `me`"),
        (&["doctor", "--disk", "a.vhdx"], "--vm ID"),
        (&["doctor", "--vm"], "--vm lacks its value"),
    ];
    for (arguments, has) in cases {
        let ran = run(arguments).ends_with(2);
        fails(&ran, has);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_a_wrong_argument() {
    use std::os::unix::ffi::OsStrExt as _;
    let strange = std::ffi::OsStr::from_bytes(b"\xFF");
    let output = crate::tool::hcsctl([std::ffi::OsStr::new("inspect"), strange]).output();
    let ran = Ran::of(output.unwrap()).ends_with(2);
    assert!(ran.sentence().is_some());
}

#[test]
fn an_unknown_system_ends_with_5() {
    for arguments in [
        &["inspect", "nobody"][..],
        &["events", "nobody"],
        &["events", "--follow", "web-frontend", "nobody"],
        &["kill", "nobody"],
    ] {
        fails(
            &run_clean(arguments).ends_with(5),
            "no compute system \"nobody\"",
        );
    }
    let ran = run_clean(&["exec", "nobody", "true"]).ends_with(125);
    fails(&ran, "no compute system \"nobody\"");
}

#[test]
fn a_file_that_is_not_there_ends_with_5_and_nothing_is_granted() {
    fails(
        &run_clean(&["grant", "build-agent", "no-such.vhdx"]).ends_with(5),
        "no-such.vhdx",
    );
    let ran = run_clean(&["grant", "--all", ".", "no-such.vhdx"]).ends_with(5);
    fails(&ran, "no-such.vhdx");
    let ran =
        run_clean(&["doctor", "--vm", "build-agent", "--config", "no-such.json"]).ends_with(5);
    fails(&ran, "no-such.json");
}

#[test]
fn a_command_that_is_not_there_or_cannot_run_ends_as_in_a_shell() {
    fails(
        &run_clean(&["exec", "web-frontend", "no-such"]).ends_with(127),
        "no command `no-such`",
    );
    // It is paused.
    fails(
        &run_clean(&["exec", "orders-db", "true"]).ends_with(126),
        "HCS_E_INVALID_STATE",
    );
}

#[test]
fn what_has_ended_cannot_be_ended() {
    let ran = run_clean(&["kill", "nightly-import"]).ends_with(1);
    fails(&ran, "has stopped already");
}

/// Runs each command on a mock that is broken like this.
#[track_caller]
fn each_on(broken: &str, code: i32, has: &str) {
    for command in COMMANDS {
        let arguments = [&["--broken", broken], command].concat();
        let ran = run_clean(&arguments);
        // Its own codes are those of commands, too.
        let code = if command[0] == "exec" { 125 } else { code };
        fails(&ran.ends_with(code), has);
    }
}

#[test]
fn without_rights_each_command_ends_with_4() {
    each_on("no-rights", 4, "the user may not do this");
}

#[test]
fn without_the_library_each_command_ends_with_3() {
    each_on("no-library", 3, "turn on the Windows feature");
}

#[test]
fn without_the_service_each_command_that_asks_it_ends_with_3() {
    for command in &COMMANDS[..5] {
        let ran = run_clean(&[&["--broken", "no-service"], *command].concat());
        let code = if command[0] == "exec" { 125 } else { 3 };
        fails(&ran.ends_with(code), "Host Compute Service");
    }
}

#[test]
fn a_host_that_does_not_answer_is_given_up() {
    // `grant` is no operation.
    for command in COMMANDS.into_iter().filter(|it| it[0] != "grant") {
        let hangs = ["--broken", "hangs", "--timeout", "0.3"];
        let ran = run_clean(&[&hangs[..], command].concat());
        let code = if command[0] == "exec" { 125 } else { 3 };
        fails(&ran.ends_with(code), "has not answered for 0.3 s while");
    }
}

#[test]
fn a_function_that_the_build_lacks_ends_with_3() {
    let ran = run_clean(&["grant", "--all", ".", "--build", "17763"]).ends_with(3);
    fails(&ran, "needs Windows build 19041; this host has 17763");
}

/// There can be none.
#[cfg(not(windows))]
#[test]
fn where_there_is_no_windows_each_command_says_so_in_one_sentence() {
    for command in COMMANDS.into_iter().chain([&["doctor"][..]]) {
        let ran = run(&[&["--host"], command].concat());
        let code = if command[0] == "exec" { 125 } else { 3 };
        fails(&ran.ends_with(code), "this is not Windows");
    }
}
