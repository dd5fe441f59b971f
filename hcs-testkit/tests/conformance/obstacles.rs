//! Hosts that can't do everything, and cases that never end.

use std::time::Duration;

use hcs_sys::{E_ACCESSDENIED, HCS_E_HYPERV_NOT_INSTALLED, HCS_E_SERVICE_NOT_AVAILABLE};
use hcs_testkit::conformance::{CaseEnd, Conclusion, Report, on_mock};
use hcs_testkit::{Fault, MockHost};

use crate::{SHORT, assert_seen, documented, options};

/// The names of the cases that ended so.
fn cases(report: &Report, wanted: fn(&CaseEnd) -> bool) -> Vec<&'static str> {
    let cases = report.cases.iter().filter(|case| wanted(&case.end));
    cases.map(|case| case.name).collect()
}

fn skipped(end: &CaseEnd) -> bool {
    matches!(end, CaseEnd::Skipped(_))
}

fn with(fault: Fault) -> (MockHost, Report) {
    let mock = MockHost::builder().profile(documented()).build();
    mock.fail(fault);
    let mut options = options("", SHORT);
    options.call_limit = Duration::from_millis(500);
    let report = on_mock(&mock, &options);
    (mock, report)
}

#[test]
fn without_rights_nothing_is_asked_and_the_report_says_what_to_do() {
    let fault = Fault::call("HcsEnumerateComputeSystems").every();
    let (mock, report) = with(fault.answers(E_ACCESSDENIED));
    assert_eq!(report.conclusion, Conclusion::NoRights, "{report}");
    let reason = report.obstacle().unwrap();
    assert!(reason.contains("Hyper-V Administrators") && reason.contains("elevated"));
    let calls = mock.history().calls;
    assert!(
        !calls
            .iter()
            .any(|call| call.name.contains("Create") && call.name.contains("System"))
    );
    mock.finish();
}

#[test]
fn without_rights_to_create_there_is_more_to_ask_with_them() {
    let fault = Fault::call("HcsCreateComputeSystem").every();
    let (mock, report) = with(fault.completes(E_ACCESSDENIED, None));
    assert_eq!(report.conclusion, Conclusion::NoRights, "{report}");
    assert!(
        report
            .obstacle()
            .unwrap()
            .contains("Hyper-V Administrators")
    );
    assert!(cases(&report, |end| *end == CaseEnd::Passed).contains(&"operations.results"));
    mock.finish();
}

#[test]
fn without_a_service_there_is_no_host() {
    let fault = Fault::call("HcsEnumerateComputeSystems").every();
    let (mock, report) = with(fault.completes(HCS_E_SERVICE_NOT_AVAILABLE, None));
    assert_eq!(report.conclusion, Conclusion::NoHost, "{report}");
    assert!(report.to_string().contains("HCS_E_SERVICE_NOT_AVAILABLE"));
    assert_eq!(cases(&report, |end| !skipped(end)), ["library.exports"]);
    mock.finish();
}

#[test]
fn without_virtual_machines_the_rest_is_asked() {
    let fault = Fault::call("HcsCreateComputeSystem").every();
    let (mock, report) = with(fault.completes(HCS_E_HYPERV_NOT_INSTALLED, None));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    assert!(cases(&report, |end| *end == CaseEnd::Passed).contains(&"operations.results"));
    assert!(cases(&report, skipped).contains(&"states.life"));
    assert_seen(&report, "S3", "HCS_E_HYPERV_NOT_INSTALLED");
    mock.finish();
}

#[test]
fn without_a_hypervisor_virtual_machines_are_created_only() {
    let fault = Fault::call("HcsStartComputeSystem").every();
    let (mock, report) = with(fault.completes(HCS_E_HYPERV_NOT_INSTALLED, None));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    assert!(cases(&report, |end| *end == CaseEnd::Passed).contains(&"states.never_started"));
    assert!(cases(&report, skipped).contains(&"states.life"));
    assert!(cases(&report, skipped).contains(&"containers.life"));
    mock.finish();
}

#[test]
fn an_export_that_is_missing_skips_what_needs_it() {
    let export = "HcsCreateComputeSystemInNamespace";
    let mock = MockHost::builder()
        .profile(documented())
        .without(export)
        .build();
    let report = on_mock(&mock, &options("events.at_creation", SHORT));
    assert_eq!(cases(&report, skipped), ["events.at_creation"], "{report}");
    assert_seen(&report, "E9", export);
    assert_eq!(report.host.missing_exports, [export]);
    mock.finish();
}

#[test]
fn no_room_for_operations_is_a_failure_and_no_panic() {
    let mock = MockHost::builder().profile(documented()).build();
    // The first one is for the probe, so that there is something to fail.
    for nth in 5..60 {
        mock.fail(Fault::call("HcsCreateOperation").nth(nth));
    }
    let report = on_mock(&mock, &options("operations.", SHORT));
    assert_eq!(report.conclusion, Conclusion::Differs, "{report}");
    assert!(
        report
            .to_string()
            .contains("HcsCreateOperation returned NULL")
    );
    mock.finish();
}

#[test]
fn an_operation_that_never_ends_fails_its_case_and_stays_open() {
    let mock = MockHost::builder().profile(documented()).build();
    let mut options = options("systems.creation", SHORT);
    options.call_limit = Duration::from_millis(500);
    // The probe creates three systems before.
    let fault = Fault::call("HcsCreateComputeSystem").nth(4);
    mock.fail(fault.never_completes());
    let report = on_mock(&mock, &options);
    assert_eq!(report.conclusion, Conclusion::Differs, "{report}");
    let reason = "an operation was not complete after 0.5 s, and was left open";
    assert_eq!(
        report.cases[0].end,
        CaseEnd::Failed(reason.to_owned()),
        "{report}"
    );
    assert_eq!(mock.ledger().operations.open(), 1, "the one that was left");
    assert_eq!(mock.ledger().violations, 0);
}
