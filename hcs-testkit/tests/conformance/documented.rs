//! What the suite says of each rule on a mock as documented, and that the contract's page says the same.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use hcs_testkit::Schedule;
use hcs_testkit::conformance::{CaseEnd, Observation, Verdict, cases, hidden, rules};

use crate::{SHORT, documented, options, run, side_by_side};

const CONTRACT: &str = include_str!("../../src/contract.md");
/// The part of the page that this test writes stands between these.
const BEGIN: &str = "<!-- conformance: written by the test of this table -->\n";
const END: &str = "<!-- conformance: end -->\n";

/// How long a case waits for what may never come, where what comes is to be seen for certain.
fn quiet(case: &str) -> Duration {
    match case {
        "closing.waits_for_callbacks" => Duration::from_secs(3),
        "events.at_the_same_time" => Duration::from_secs(10),
        "events.completed_before" | "events.exited_before" => Duration::from_secs(3),
        "closing.pending_operation_with_callback" => Duration::from_secs(1),
        _ => SHORT,
    }
}

/// What was found out about each rule, case by case.
fn verdicts() -> Vec<(&'static str, Verdict)> {
    let observations = Mutex::new(Vec::new());
    let all: Vec<_> = cases().collect();
    for some in all.chunks(12) {
        side_by_side(some, |case| {
            let seen = observe(case.name);
            observations.lock().unwrap().extend(seen);
        });
    }
    let observations = observations.into_inner().unwrap();
    let verdict = |rule: &'static str| {
        let mut seen = observations.iter().filter(|it| it.rule == rule);
        let seen = seen.any(|it| it.verdict == Verdict::Confirmed);
        match seen {
            true => Verdict::Confirmed,
            false => Verdict::NotObservable,
        }
    };
    rules().map(|rule| (rule.id, verdict(rule.id))).collect()
}

/// What a case sees, which passes.
fn observe(name: &str) -> Vec<Observation> {
    let mut profile = documented();
    profile.longest_delay = Duration::from_millis(30);
    let report = run(Schedule::Threaded, profile, options(name, quiet(name)));
    // One name may begin another.
    let result = report.cases.iter().find(|it| it.name == name);
    let result = result.expect("it was chosen");
    assert_eq!(result.end, CaseEnd::Passed, "{report}");
    result.observations.clone()
}

/// The table, as the page has to have it.
fn table() -> String {
    let mut table = String::from(
        "| rule | on the mock | on a real host | looked at by, or why by nobody |\n|---|---|---|---|\n",
    );
    for (rule, verdict) in verdicts() {
        let looking: Vec<_> = cases()
            .filter(|case| case.rules.contains(&rule))
            .map(|case| format!("`{}`", case.name))
            .collect();
        let (mock, host, by) = match (hidden(rule), verdict) {
            (Some(reason), _) => ("", "not observable", reason.to_owned()),
            (None, Verdict::NotObservable) => ("nothing to see", "observable", looking.join(", ")),
            (None, verdict) => (verdict.name(), "observable", looking.join(", ")),
        };
        let _ = writeln!(table, "| {rule} | {mock} | {host} | {by} |");
    }
    table
}

/// `HCS_UPDATE_CONTRACT=1` has it written anew.
#[test]
fn the_contract_says_what_the_suite_sees() {
    let page = CONTRACT.replace("\r\n", "\n");
    let (before, rest) = page.split_once(BEGIN).expect("the page has the table");
    let (is, after) = rest.split_once(END).expect("the table has an end");
    let should = format!("\n{}\n", table());
    if std::env::var_os("HCS_UPDATE_CONTRACT").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/contract.md");
        let page = [before, BEGIN, &should, END, after].concat();
        std::fs::write(path, page).expect("the page can be written");
        return;
    }
    assert_eq!(
        is, should,
        "run this test with HCS_UPDATE_CONTRACT=1 to write the table anew"
    );
}
