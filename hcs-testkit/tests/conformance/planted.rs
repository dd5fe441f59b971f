//! Planted differences: a host that does one thing otherwise contradicts the rule about it.

use std::time::Duration;

use hcs_sys::ComputeCore;
use hcs_testkit::conformance::{
    Ability, CaseEnd, Conclusion, Options, Report, Verdict, hidden, rules,
};
use hcs_testkit::{Cancel, Fault, MockHost, Profile};

use crate::behind::Front;
use crate::{contradicted, documented, options, plants};

/// Something that a host does otherwise.
struct Plant {
    /// The rule that it breaks.
    rule: &'static str,
    /// The cases that are run.
    cases: &'static str,
    put: fn(&mut ComputeCore),
}

const fn plant(rule: &'static str, cases: &'static str, put: fn(&mut ComputeCore)) -> Plant {
    Plant { rule, cases, put }
}

/// Differences that make a case see something else, and leave nothing open.
const PLANTS: &[Plant] = &[
    plant("T2", "documents.ownership", |it| {
        it.HcsGetOperationResult = plants::result_without_document
    }),
    plant("T2", "documents.ownership", |it| {
        it.LocalFree = plants::refuses_the_document
    }),
    plant("T3", "documents.error_codes", |it| {
        it.HcsWaitForOperationResult = plants::wait_changes_the_member
    }),
    plant("T4", "documents.error_codes", |it| {
        it.HcsWaitForOperationResult = plants::wait_changes_the_code
    }),
    plant("T5", "documents.of_a", |it| {
        it.HcsGetOperationResult = plants::never_started_is_pending
    }),
    plant("O1", "operations.lifetime", |it| {
        it.HcsGetOperationContext = plants::forgets_the_context
    }),
    plant("O2", "operations.one_call", |it| {
        it.HcsEnumerateComputeSystems = plants::second_call_accepted
    }),
    plant("O3", "operations.results", |it| {
        it.HcsGetOperationResult = plants::never_started_is_pending
    }),
    plant("O4", "callbacks.once", |it| {
        it.HcsCreateOperation = plants::calls_back_twice
    }),
    plant("O4", "callbacks.once", |it| {
        it.HcsCreateOperation = plants::calls_back_never
    }),
    plant("O6", "callbacks.close_inside", |it| {
        it.HcsGetOperationResult = plants::result_fails
    }),
    plant("O7", "closing.pending_operation", |it| {
        it.HcsCloseOperation = plants::close_gives_up
    }),
    plant("O8", "pending_operation_with", |it| {
        it.HcsCreateOperation = plants::calls_back_twice
    }),
    plant("O9", "callbacks.late", |it| {
        it.HcsSetOperationCallback = plants::late_setting_fails_otherwise
    }),
    plant("O10", "operations.cancel", |it| {
        it.HcsCancelOperation = plants::cancel_fails
    }),
    plant("O11", "operations.type", |it| {
        it.HcsGetOperationType = plants::type_is_create
    }),
    plant("O12", "operations.borrowed", |it| {
        it.HcsGetComputeSystemFromOperation = plants::lends_nothing
    }),
    plant("O13", "operations.process", |it| {
        it.HcsGetOperationResultAndProcessInfo = plants::process_result_succeeds
    }),
    plant("S1", "systems.taken_id", |it| {
        it.HcsCreateComputeSystem = plants::create_writes_nothing
    }),
    plant("S2", "systems.taken_id", |it| {
        it.HcsWaitForOperationResult = plants::taken_id_fails_otherwise
    }),
    plant("S2", "systems.unknown_id", |it| {
        it.HcsOpenComputeSystem = plants::unknown_id_fails_otherwise
    }),
    plant("S3", "states.life", |it| {
        it.HcsWaitForOperationResult = plants::stopped_is_a_failure
    }),
    plant("S4", "systems.last_handle", |it| {
        it.HcsCloseComputeSystem = plants::close_returns_early
    }),
    plant("S5", "closing.waits", |it| {
        it.HcsCloseComputeSystem = plants::close_returns_early
    }),
    plant("E1", "events.one_callback", |it| {
        it.HcsSetComputeSystemCallback = plants::second_callback_accepted
    }),
    plant("E2", "events.exit", |it| {
        it.HcsSetComputeSystemCallback = plants::exits_are_told_wrongly
    }),
    plant("E4", "events.completions", |it| {
        it.HcsSetComputeSystemCallback = plants::completions_are_no_events
    }),
    plant("E5", "events.completed_before", |it| {
        it.HcsSetComputeSystemCallback = plants::registers;
        it.HcsWaitForOperationResult = plants::fails_once_registered;
    }),
    plant("E9", "events.at_creation", |it| {
        it.HcsCreateComputeSystemInNamespace = Some(plants::creation_registers_nothing);
    }),
    plant("E10", "events.exited_before", |it| {
        it.HcsWaitForOperationResult = plants::wait_says_not_stopped
    }),
    plant("E11", "events.exit", |it| {
        it.HcsSetComputeSystemCallback = plants::exits_are_not_told
    }),
    plant("L1", "library.exports", |it| {
        it.HcsCrashComputeSystem = None
    }),
];

/// Rules that allow whatever can be seen.
const PERMISSIONS: &[&str] = &["O5", "E3", "E6"];
/// The rule that a test below is about.
const BELOW: &[&str] = &["S8"];

/// Operations take so long that they are seen pending, and a close is seen to return early.
fn slow() -> Profile {
    let mut profile = documented();
    profile.longest_delay = Duration::from_millis(10);
    profile
}

fn limits(cases: &str) -> Options {
    let quiet = match cases {
        "closing.waits" => 3000,
        "pending_operation_with" => 1000,
        _ => 60,
    };
    let mut options = options(cases, Duration::from_millis(quiet));
    options.call_limit = Duration::from_secs(2);
    options.facts.build = Some(slow().build);
    options
}

/// Runs these cases with something planted.
fn run(plant: &Plant) -> Report {
    let mut profile = slow();
    if plant.rule == "O7" {
        profile.cancel = Cancel::Cancelled;
    }
    let mock = MockHost::builder().profile(profile).build();
    let front = Front::of(&mock, plant.put);
    let report = front.run(&limits(plant.cases));
    plants::end();
    report
}

#[test]
fn each_difference_contradicts_its_rule() {
    for plant in PLANTS {
        let report = run(plant);
        let against = contradicted(&report);
        let rule = plant.rule;
        assert!(against.contains(&rule), "{rule}, {}: {report}", plant.cases);
        assert_eq!(report.conclusion, Conclusion::Differs, "{report}");
        let failed = |case: &hcs_testkit::conformance::CaseResult| {
            matches!(case.end, CaseEnd::Failed(_)) && case.rules.contains(&rule)
        };
        assert!(report.cases.iter().any(failed), "{report}");
    }
}

#[test]
fn s8_an_operation_that_is_never_answered() {
    let mock = MockHost::builder().profile(slow()).build();
    // The probe starts two systems before.
    let fault = Fault::call("HcsStartComputeSystem").nth(3);
    mock.fail(fault.never_completes());
    let report = Front::of(&mock, |_| {}).run(&limits("closing.handle_with"));
    assert_eq!(contradicted(&report), ["S8"], "{report}");
}

#[test]
fn every_rule_that_is_looked_at_can_be_contradicted() {
    for rule in rules().map(|rule| rule.id) {
        let planted = PLANTS.iter().any(|plant| plant.rule == rule);
        let known = [PERMISSIONS, BELOW].concat().contains(&rule);
        let contradictable = planted || known;
        assert_ne!(contradictable, hidden(rule).is_some(), "{rule}");
    }
}

#[test]
fn a_case_that_hangs_fails_and_ends_the_run() {
    let mock = MockHost::builder().profile(documented()).build();
    let front = Front::of(&mock, |it| {
        it.HcsGetOperationType = plants::type_never_comes
    });
    let mut options = limits("operations.");
    options.case_limit = Duration::from_secs(2);
    let report = front.run(&options);
    assert_eq!(report.conclusion, Conclusion::Differs);
    let stopped = "operations.type did not return";
    assert_eq!(report.stopped.as_deref(), Some(stopped), "{report}");
    let end = |name: &str| {
        let case = report.cases.iter().find(|case| case.name == name);
        &case.expect("a case").end
    };
    assert_eq!(*end("operations.lifetime"), CaseEnd::Passed);
    let reason = "did not return in 2 s".to_owned();
    assert_eq!(*end("operations.type"), CaseEnd::Failed(reason));
    let reason = "the run was stopped".to_owned();
    assert_eq!(*end("operations.reuse"), CaseEnd::Skipped(reason));
    let rule = report.rule("O11").unwrap();
    assert_eq!(rule.verdict, Verdict::NotObservable, "{report}");
    assert!(rule.seen[0].contains("did not return"), "{report}");
    assert_eq!(report.host.service, Ability::Yes);
}
