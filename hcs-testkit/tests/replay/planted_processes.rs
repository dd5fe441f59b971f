//! What doesn't fit is found of processes, too: recordings with a line that was changed or added.

use hcs_sys::{E_INVALIDARG, HcsEventProcessExited};
use hcs_testkit::replay::{Recording, Verdict};
use hcs_testkit::{ProcessCreation, Profile, Schedule, SecondTerminate};
use serde_json::{Value, json};

use crate::planted::{Lines, broken, contradicted};
use crate::{check, programs, record};

#[test]
fn p1_a_double_close_of_a_process() {
    let mut lines = Lines::of(programs::processes);
    let close = lines.call("HcsCloseProcess");
    lines.again(close);
    let found = broken(&lines.check(), "P1");
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("closed a second time"), "{found:?}");
}

#[test]
fn p1_p2_handles_that_are_never_closed() {
    let mut lines = Lines::of(programs::processes);
    lines.remove(lines.call("HcsCloseProcess"));
    let found = broken(&lines.check(), "P1");
    assert!(found[0].1.ends_with("is never closed"), "{found:?}");
    let mut lines = Lines::of(programs::processes);
    lines.remove(lines.call("CloseHandle"));
    let found = broken(&lines.check(), "P2");
    assert!(found[0].1.ends_with("is never closed"), "{found:?}");
}

/// The index of the first event of the exit of a process.
fn exit_event(lines: &Lines) -> usize {
    lines.find(|line| line["args"]["event"]["type"] == HcsEventProcessExited)
}

#[test]
fn p1_a_close_inside_the_handles_own_event_callback() {
    let mut lines = Lines::of(programs::process_events);
    let event = exit_event(&lines);
    let of_first = |line: &Value| {
        line["call"] == "HcsCloseProcess" && line["args"]["process"]["handle"] == "proc#1"
    };
    let close = lines.find(of_first);
    let end = lines.end(close);
    let (end, close) = (lines.0.remove(end), lines.0.remove(close));
    for (at, mut line) in [(event + 1, close), (event + 2, end)] {
        line["thread"] = lines.0[event]["thread"].clone();
        lines.0.insert(at, line);
    }
    let found = broken(&lines.check(), "P1");
    assert!(
        found
            .iter()
            .any(|(_, what)| what.contains("inside its own")),
        "{found:?}"
    );
}

#[test]
fn p1_an_exit_that_is_told_with_something_else() {
    let mut lines = Lines::of(programs::process_events);
    let event = exit_event(&lines);
    lines.0[event]["args"]["event"]["data"]["json"] = json!({ "Other": 1 });
    let found = contradicted(&lines.check(), "P1");
    assert!(found[0].1.contains("Other"), "{found:?}");
}

/// The result of a call that was made with this function, and is a failure or not.
fn result_of(lines: &Lines, function: &str, fails: bool) -> usize {
    let mut current: Option<Value> = None;
    for (at, line) in lines.0.iter().enumerate() {
        if line["call"] == function {
            current = Some(line["args"]["operation"]["handle"].clone());
        }
        let result = line["function"]
            .as_str()
            .is_some_and(|name| name.contains("OperationResult"));
        let code = line["result"]["code"].as_i64();
        if result && code.is_some_and(|code| (code < 0) == fails) {
            let call = lines.find(|it| it["seq"] == line["return"]);
            if current.as_ref() == Some(&lines.0[call]["args"]["operation"]["handle"]) {
                return at;
            }
        }
    }
    panic!("no {function} has ended so");
}

#[test]
fn p5_a_call_after_the_exit_that_is_answered_otherwise() {
    let mut lines = Lines::of(programs::processes);
    let second = result_of(&lines, "HcsTerminateProcess", true);
    lines.0[second]["result"]["code"] = json!(-1);
    let found = contradicted(&lines.check(), "P5");
    assert!(found[0].1.contains("HcsTerminateProcess"), "{found:?}");
}

#[test]
fn p3_a_creation_that_was_over_at_once_is_known_as_one() {
    for creation in [
        ProcessCreation::Synchronous,
        ProcessCreation::SynchronousAndTold,
    ] {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        for schedule in Schedule::ALL {
            let text = record(schedule, profile.clone(), 1, programs::processes);
            let report = check(&text);
            assert_eq!(report.verdict(), Verdict::Consistent, "{report}\n{text}");
            let p3 = report.rule("P3").expect("it was seen");
            assert!(p3.confirmed > 0, "{report}");
            assert!(text.contains(&E_INVALIDARG.to_string()));
        }
    }
}

#[test]
fn what_a_recording_shows_of_processes_is_told() {
    for second in [
        SecondTerminate::AlreadyStopped,
        SecondTerminate::AccessDenied,
    ] {
        let mut profile = Profile::documented();
        profile.second_terminate = second;
        let text = record(Schedule::Threaded, profile, 1, programs::processes);
        let report = Recording::read(text.as_bytes()).unwrap().check();
        assert_eq!(report.verdict(), Verdict::Consistent, "{report}\n{text}");
        for rule in ["P1", "P2", "P5", "P6"] {
            let shown = report.rule(rule).is_some_and(|it| it.confirmed > 0);
            assert!(shown, "{rule}: {report}");
        }
    }
}

#[test]
fn another_result_of_a_call_on_a_process_is_a_difference_at_its_line() {
    for function in [
        "HcsCreateProcess",
        "HcsModifyProcess",
        "HcsSignalProcess",
        "HcsGetProcessProperties",
    ] {
        let mut lines = Lines::of(programs::processes);
        let at = result_of(&lines, function, false);
        lines.0[at]["result"]["code"] = json!(-2147467259);
        let report = lines.check();
        let found = report.differences();
        let expected = match function {
            // Why a process can't be created is its guest's affair.
            "HcsCreateProcess" => false,
            _ => true,
        };
        let there = found.iter().any(|it| it.line == at + 1);
        assert_eq!(there, expected, "{function}: {report}");
    }
}

#[test]
fn an_answer_to_the_opening_of_a_process_is_compared() {
    let mut lines = Lines::of(programs::processes);
    let open = lines.call("HcsOpenProcess");
    let end = lines.end(open);
    lines.0[end]["result"]["code"] = json!(-1);
    let report = lines.check();
    assert!(
        report.differences().iter().any(|it| it.line == end + 1),
        "{report}"
    );
}
