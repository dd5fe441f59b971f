//! Planted differences: a host that does one thing otherwise contradicts the rule about it.

use std::time::Duration;

use hcs_sys::ComputeCore;
use hcs_testkit::conformance::{Ability, CaseEnd, Conclusion, Options, Verdict, hidden, rules};
use hcs_testkit::{Cancel, Fault, MockHost, Profile};

use crate::behind::Front;
use crate::{contradicted, documented, options, plants};

/// A test for each difference: the rule that it breaks, the cases that are run, and the functions that are planted.
macro_rules! plants {
    ($(
        $name:ident: $rule:literal, $cases:literal, $($function:ident = $plant:expr),+;
    )*) => {
        /// The rules that are broken by what is planted.
        const PLANTED: &[&str] = &[$($rule),*];

        $(
            #[test]
            fn $name() {
                contradicts($rule, $cases, |it| { $(it.$function = $plant;)+ });
            }
        )*
    };
}

plants! {
    t2_a_document_that_is_missing: "T2", "documents.ownership",
        HcsGetOperationResult = plants::result_without_document;
    t2_a_document_that_can_not_be_freed: "T2", "documents.ownership",
        LocalFree = plants::refuses_the_document;
    t3_a_failure_with_some_other_document: "T3", "documents.error_codes",
        HcsWaitForOperationResult = plants::wait_changes_the_member;
    t4_another_code_in_the_document: "T4", "documents.error_codes",
        HcsWaitForOperationResult = plants::wait_changes_the_code;
    t5_a_refused_call_that_seems_pending: "T5", "documents.of_a",
        HcsGetOperationResult = plants::never_started_is_pending;
    o1_a_context_that_is_lost: "O1", "operations.lifetime",
        HcsGetOperationContext = plants::forgets_the_context;
    o2_a_second_call_that_is_accepted: "O2", "operations.one_call",
        HcsEnumerateComputeSystems = plants::second_call_accepted;
    o3_an_idle_operation_that_seems_pending: "O3", "operations.results",
        HcsGetOperationResult = plants::never_started_is_pending;
    o4_a_callback_that_runs_twice: "O4", "callbacks.once",
        HcsCreateOperation = plants::calls_back_twice;
    o4_a_callback_that_never_runs: "O4", "callbacks.once",
        HcsCreateOperation = plants::calls_back_never;
    o6_no_result_inside_the_callback: "O6", "callbacks.close_inside",
        HcsGetOperationResult = plants::result_fails;
    o7_a_call_that_ends_with_its_operation: "O7", "closing.pending_operation",
        HcsCloseOperation = plants::close_gives_up;
    o8_a_closed_operation_that_is_told_twice: "O8", "pending_operation_with",
        HcsCreateOperation = plants::calls_back_twice;
    o9_a_late_setting_that_fails_otherwise: "O9", "callbacks.late",
        HcsSetOperationCallback = plants::late_setting_fails_otherwise;
    o10_a_cancel_that_fails_otherwise: "O10", "operations.cancel",
        HcsCancelOperation = plants::cancel_fails;
    o11_a_type_before_the_first_call: "O11", "operations.type",
        HcsGetOperationType = plants::type_is_create;
    o12_no_handle_to_borrow: "O12", "operations.borrowed",
        HcsGetComputeSystemFromOperation = plants::lends_nothing;
    o13_a_process_of_an_enumeration: "O13", "operations.process",
        HcsGetOperationResultAndProcessInfo = plants::process_result_succeeds;
    o15_a_completion_that_is_never_told: "O15", "notices.completion",
        HcsCreateOperationWithNotifications = Some(plants::notifies_nobody);
    o17_an_operation_that_tells_nothing: "O17", "notices.properties",
        HcsGetOperationProperties = Some(plants::properties_fail);
    s1_a_creation_that_writes_no_handle: "S1", "systems.taken_id",
        HcsCreateComputeSystem = plants::create_writes_nothing;
    s2_a_taken_id_with_another_code: "S2", "systems.taken_id",
        HcsWaitForOperationResult = plants::taken_id_fails_otherwise;
    s2_an_unknown_id_with_another_code: "S2", "systems.unknown_id",
        HcsOpenComputeSystem = plants::unknown_id_fails_otherwise;
    s3_a_stopped_system_with_another_code: "S3", "states.life",
        HcsWaitForOperationResult = plants::stopped_is_a_failure;
    s4_an_id_that_is_taken_after_the_close: "S4", "systems.last_handle",
        HcsCloseComputeSystem = plants::close_returns_early;
    s5_a_close_that_does_not_wait: "S5", "closing.waits",
        HcsCloseComputeSystem = plants::close_returns_early;
    e1_a_second_callback_that_is_accepted: "E1", "events.one_callback",
        HcsSetComputeSystemCallback = plants::second_callback_accepted;
    e2_event_data_that_are_no_json: "E2", "events.exit",
        HcsSetComputeSystemCallback = plants::exits_are_told_wrongly;
    e4_completions_that_are_no_events: "E4", "events.completions",
        HcsSetComputeSystemCallback = plants::completions_are_no_events;
    e5_a_completion_that_turns_into_a_failure: "E5", "events.completed_before",
        HcsSetComputeSystemCallback = plants::registers,
        HcsWaitForOperationResult = plants::fails_once_registered;
    e9_a_callback_that_is_not_registered: "E9", "events.at_creation",
        HcsCreateComputeSystemInNamespace = Some(plants::creation_registers_nothing);
    e10_properties_without_the_exit: "E10", "events.exited_before",
        HcsWaitForOperationResult = plants::wait_says_not_stopped;
    e11_an_exit_that_is_not_told: "E11", "events.exit",
        HcsSetComputeSystemCallback = plants::exits_are_not_told;
    p1_a_callback_of_a_process_that_is_not_registered: "P1", "processes.exit",
        HcsSetProcessCallback = plants::registers_nothing_at_processes;
    p2_an_output_that_is_missing: "P2", "processes.streams",
        HcsWaitForOperationResultAndProcessInfo = plants::process_without_output;
    p3_a_creation_that_succeeds_and_fails: "P3", "processes.creation",
        HcsWaitForOperationResultAndProcessInfo = plants::creation_fails_in_vain;
    p3_a_creation_that_succeeds_and_fails_while_the_process_exits: "P3", "processes.creation",
        HcsWaitForOperationResultAndProcessInfo = plants::creation_fails_in_vain,
        HcsGetProcessInfo = plants::information_comes_late;
    p5_a_process_that_has_exited_with_another_code: "P5", "processes.after_exit",
        HcsWaitForOperationResult = plants::exited_is_a_failure;
    p6_an_input_that_can_not_be_closed: "P6", "processes.input",
        HcsModifyProcess = plants::modify_process_fails;
    h1_a_service_that_tells_no_versions: "H1", "service.properties",
        HcsGetServiceProperties = plants::service_tells_no_versions;
    h2_a_state_file_that_is_made_and_not: "H2", "files.state",
        HcsCreateEmptyGuestStateFile = plants::state_file_fails;
    h3_access_that_is_not_granted: "H3", "files.access",
        HcsGrantVmAccess = plants::grant_fails;
    l1_a_function_that_the_build_should_have: "L1", "library.exports",
        HcsCrashComputeSystem = None;
}

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

/// Runs these cases on a host with something planted: they have to find it.
#[track_caller]
fn contradicts(rule: &'static str, cases: &str, put: fn(&mut ComputeCore)) {
    let mut profile = slow();
    if rule == "O7" {
        profile.cancel = Cancel::Cancelled;
    }
    let mock = MockHost::builder().profile(profile).build();
    let front = Front::of(&mock, put);
    let report = front.run(&limits(cases));
    plants::end();
    assert!(contradicted(&report).contains(&rule), "{report}");
    assert_eq!(report.conclusion, Conclusion::Differs, "{report}");
    let mut cases = report.cases.iter();
    let failed =
        cases.any(|case| matches!(case.end, CaseEnd::Failed(_)) && case.rules.contains(&rule));
    assert!(failed, "{report}");
}

#[test]
fn s8_an_operation_that_is_never_answered() {
    let mock = MockHost::builder().profile(slow()).build();
    // The probe starts three systems before.
    let fault = Fault::call("HcsStartComputeSystem").nth(4);
    mock.fail(fault.never_completes());
    let report = Front::of(&mock, |_| {}).run(&limits("closing.handle_with"));
    assert_eq!(contradicted(&report), ["S8"], "{report}");
}

#[test]
fn every_rule_that_is_looked_at_can_be_contradicted() {
    for rule in rules().map(|rule| rule.id) {
        let known = [PLANTED, PERMISSIONS, BELOW].concat().contains(&rule);
        assert_ne!(known, hidden(rule).is_some(), "{rule}");
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
