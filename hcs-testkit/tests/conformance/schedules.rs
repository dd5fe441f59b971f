//! On every schedule the mock conforms.

use hcs_testkit::Schedule;
use hcs_testkit::conformance::Conclusion;

use crate::{SHORT, assert_seen, documented, options, run};

fn conforms(schedule: Schedule) -> hcs_testkit::conformance::Report {
    let report = run(schedule, documented(), options("", SHORT));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    assert_eq!(report.swept_after.ended, Vec::<String>::new(), "{report}");
    report
}

#[test]
fn inline_callbacks_run_inside_their_calls() {
    let report = conforms(Schedule::Inline);
    assert_seen(&report, "O5", "on the caller's thread: 10 times");
    assert_seen(&report, "O3", "HCS_E_OPERATION_PENDING 0 of 10 times");
}

#[test]
fn before_return_callbacks_run_on_another_thread() {
    let report = conforms(Schedule::BeforeReturn);
    assert_seen(
        &report,
        "O5",
        "before the call had returned, on another thread: 10 times",
    );
}

#[test]
fn threaded() {
    conforms(Schedule::Threaded);
}

#[test]
fn stepped_by_another_thread() {
    conforms(Schedule::Stepped);
}
