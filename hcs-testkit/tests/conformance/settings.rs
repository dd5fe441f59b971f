//! Each setting of what nobody promises, by itself: the whole suite conforms, and the case that looks says which of the
//! plausible behaviours it saw.

use std::time::Duration;

use hcs_testkit::conformance::Conclusion;
use hcs_testkit::{
    AbsentStream, Borrowed, Cancel, Chance, ClosedHandle, ClosedPending, Drain, ErrorForm,
    LateSetting, Missed, NotJson, NullNamespace, OperationEventData, ProcessCreation, Profile,
    Schedule, SecondTerminate,
};

use crate::{LONG, SHORT, assert_seen, contradicted, documented, options, run, side_by_side};

/// Runs the whole suite, and the one case with more time for what has to come.
#[track_caller]
fn shows(set: impl Fn(&mut Profile), case: &str, quiet: Duration, rule: &str, words: &str) {
    let mut profile = documented();
    set(&mut profile);
    profile.longest_delay = Duration::from_millis(1);
    let report = run(Schedule::Threaded, profile.clone(), options("", SHORT));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    // What is to be seen pending must be.
    profile.longest_delay = Duration::from_millis(50);
    let report = run(Schedule::Threaded, profile, options(case, quiet));
    assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
    assert_seen(&report, rule, words);
}

#[test]
fn t3_failures_with_and_without_a_document() {
    let case = "documents.error_codes";
    let without = |it: &mut Profile| it.failure_without_document = Chance::ALWAYS;
    shows(without, case, SHORT, "T3", "failed without a document");
    shows(|_| {}, case, SHORT, "T3", "failed with a ResultError");
}

#[test]
fn t4_both_forms_of_a_code() {
    side_by_side(
        [
            (ErrorForm::Nt, "with the bit 0x40000000"),
            (ErrorForm::Hresult, "as in the HRESULT"),
        ],
        |(form, words)| {
            let set = |it: &mut Profile| it.error_form = form;
            shows(set, "documents.error_codes", SHORT, "T4", words);
        },
    );
}

#[test]
fn t5_refused_calls_with_and_without_a_document() {
    side_by_side(
        [(true, "left a document"), (false, "left no document")],
        |(left, words)| {
            let set = |it: &mut Profile| it.document_of_refused_call = left;
            shows(set, "documents.of_a_refused_call", SHORT, "T5", words);
        },
    );
}

#[test]
fn o5_calls_that_are_over_before_they_return() {
    let set = |it: &mut Profile| it.early_completion = Chance::ALWAYS;
    shows(set, "callbacks.once", SHORT, "O5", "on the caller's thread");
}

#[test]
fn o6_handles_that_are_used_again_at_once() {
    let set = |it: &mut Profile| it.reuse_addresses = true;
    let words = "the same handle 9 times";
    shows(set, "callbacks.close_inside", SHORT, "O6", words);
}

#[test]
fn o8_what_becomes_of_a_closed_operation_with_a_callback() {
    side_by_side(
        [
            (
                ClosedPending::CallbackRuns,
                2000,
                "ran once, and the work was done",
            ),
            (
                ClosedPending::CallbackNever,
                2000,
                "never ran, and the work was done",
            ),
            (
                ClosedPending::Cancelled,
                40,
                "never ran, and the work was cancelled",
            ),
            (
                ClosedPending::CancelledWithCallback,
                2000,
                "ran once, and the work was cancelled",
            ),
        ],
        |(setting, quiet, words)| {
            let set = |it: &mut Profile| it.closed_pending = setting;
            let case = "closing.pending_operation_with_callback";
            shows(set, case, Duration::from_millis(quiet), "O8", words);
        },
    );
}

#[test]
fn o9_a_callback_that_is_set_late() {
    side_by_side(
        [
            (LateSetting::Refused, SHORT, "refused with ALREADY_STARTED"),
            (LateSetting::TooLate, SHORT, "too late for this call"),
            (LateSetting::InTime, LONG, "accepted, and in time"),
        ],
        |(setting, quiet, words)| {
            let set = |it: &mut Profile| it.late_setting = setting;
            shows(set, "callbacks.late_setting", quiet, "O9", words);
        },
    );
}

#[test]
fn o10_cancelling() {
    side_by_side(
        [
            (Cancel::NotImplemented, "E_NOTIMPL"),
            (Cancel::Cancelled, "HCS_E_OPERATION_ALREADY_CANCELLED"),
            (Cancel::Aborted, "E_ABORT"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.cancel = setting;
            shows(set, "operations.cancel", SHORT, "O10", words);
        },
    );
}

#[test]
fn o12_borrowed_handles() {
    side_by_side(
        [
            (Borrowed::Same, "the very handle"),
            (Borrowed::Distinct, "a value of its own"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.borrowed = setting;
            shows(set, "operations.borrowed_handle", SHORT, "O12", words);
        },
    );
}

#[test]
fn s2_both_codes_for_what_is_no_json() {
    side_by_side(
        [
            (
                NotJson::InvalidJson,
                "no JSON, through the operation: HCS_E_INVALID_JSON",
            ),
            (
                NotJson::InvalidData,
                "no JSON, through the operation: ERROR_INVALID_DATA",
            ),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.not_json = setting;
            shows(set, "systems.refused_configurations", SHORT, "S2", words);
        },
    );
}

#[test]
fn s5_events_on_their_way_when_a_handle_is_closed() {
    side_by_side([Drain::DropsQueued, Drain::DeliversQueued], |setting| {
        let set = |it: &mut Profile| it.drain = setting;
        let quiet = Duration::from_secs(3);
        let words = "the close waited for the callback";
        shows(set, "closing.waits_for_callbacks", quiet, "S5", words);
    });
}

#[test]
fn s8_operations_of_a_closed_handle() {
    side_by_side(
        [
            (ClosedHandle::Complete, "HCS_E_SYSTEM_ALREADY_STOPPED"),
            (ClosedHandle::Fail, "E_ABORT"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.closed_handle = setting;
            let case = "closing.handle_with_pending_operation";
            shows(set, case, SHORT, "S8", words);
        },
    );
}

#[test]
fn e1_events_after_unregistering() {
    let set = |it: &mut Profile| it.events_after_unregister = Chance::ALWAYS;
    shows(
        set,
        "events.one_callback",
        SHORT,
        "E1",
        "registering NULL: S_OK",
    );
}

#[test]
fn e2_events_with_and_without_data() {
    let missing = |it: &mut Profile| it.event_data_missing = Chance::ALWAYS;
    shows(missing, "events.exit", SHORT, "E2", "without a document");
    shows(|_| {}, "events.exit", SHORT, "E2", "ForcedExit");
}

#[test]
fn e4_the_data_of_completions() {
    let case = "events.completions";
    side_by_side(
        [
            (OperationEventData::Absent, "the event has no data"),
            (OperationEventData::Result, "a copy of the result"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.operation_event_data = setting;
            shows(set, case, SHORT, "E4", words);
        },
    );
    let twice = |it: &mut Profile| it.duplicate_events = Chance::ALWAYS;
    shows(
        twice,
        case,
        SHORT,
        "E4",
        "the result inside the callback: S_OK",
    );
}

#[test]
fn e5_completions_before_the_registration() {
    side_by_side(
        [
            (Missed::Delivered, LONG, "told upon the registration"),
            (Missed::Lost, SHORT, "lost"),
        ],
        |(setting, quiet, words)| {
            let set = |it: &mut Profile| it.completed_before_registration = setting;
            shows(set, "events.completed_before", quiet, "E5", words);
        },
    );
}

#[test]
fn e6_events_about_closed_operations() {
    let set = |it: &mut Profile| it.stale_events = Chance::ALWAYS;
    let words = "an event named an operation that was closed";
    shows(set, "events.completions", LONG, "E6", words);
}

#[test]
fn e9_a_null_namespace() {
    side_by_side(
        [
            (
                NullNamespace::Default,
                "a NULL namespace is the default one",
            ),
            (NullNamespace::Refused, "a NULL namespace is refused"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.null_namespace = setting;
            shows(set, "events.at_creation", SHORT, "E9", words);
        },
    );
}

#[test]
fn e10_an_exit_before_the_registration() {
    side_by_side(
        [
            (Missed::Delivered, LONG, "is told of it"),
            (Missed::Lost, SHORT, "is never told"),
        ],
        |(setting, quiet, words)| {
            let set = |it: &mut Profile| it.exited_before_registration = setting;
            shows(set, "events.exited_before", quiet, "E10", words);
        },
    );
}

#[test]
fn e11_the_order_of_exit_and_completion() {
    // In the order in which they are due, on one thread: the caller's own.
    side_by_side(
        [
            (Chance::NEVER, "after the completion"),
            (Chance::ALWAYS, "before the completion"),
        ],
        |(chance, words)| {
            let mut profile = documented();
            profile.exit_event_first = chance;
            let report = run(
                Schedule::Inline,
                profile.clone(),
                options("events.exit", SHORT),
            );
            assert_seen(&report, "E11", words);
            let report = run(Schedule::Threaded, profile, options("", SHORT));
            assert_eq!(report.conclusion, Conclusion::Conforms, "{report}");
        },
    );
}

#[test]
fn p2_each_value_of_an_absent_stream() {
    side_by_side(
        [
            (AbsentStream::Null, "asked for: 0"),
            (AbsentStream::Invalid, "asked for: INVALID_HANDLE_VALUE"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.absent_stream = setting;
            shows(set, "processes.streams", SHORT, "P2", words);
        },
    );
}

#[test]
fn p3_processes_that_are_created_at_once_and_later() {
    side_by_side(
        [
            (ProcessCreation::Asynchronous, "through its operation"),
            (ProcessCreation::Synchronous, "over at once"),
            (ProcessCreation::SynchronousAndTold, "over at once"),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.process_creation = setting;
            shows(set, "processes.creation", SHORT, "P3", words);
        },
    );
}

#[test]
fn p5_each_answer_to_a_second_terminate() {
    side_by_side(
        [
            (
                SecondTerminate::AlreadyStopped,
                "terminating a process that has exited: HCS_E_PROCESS_ALREADY_STOPPED",
            ),
            (
                SecondTerminate::AccessDenied,
                "terminating a process that has exited: E_ACCESSDENIED",
            ),
        ],
        |(setting, words)| {
            let set = |it: &mut Profile| it.second_terminate = setting;
            shows(set, "processes.after_exit", SHORT, "P5", words);
        },
    );
}

#[test]
fn p6_what_closing_the_pipe_does() {
    side_by_side(
        [
            (true, LONG, "closing the pipe alone ends the input"),
            (false, SHORT, "closing the pipe alone doesn't end the input"),
        ],
        |(ends, quiet, words)| {
            let set = |it: &mut Profile| it.closed_pipe_ends_input = ends;
            shows(set, "processes.input", quiet, "P6", words);
        },
    );
}

#[test]
fn l1_each_build() {
    side_by_side(Profile::BUILDS, |build| {
        let set = |it: &mut Profile| it.build = build;
        let words = format!("as expected of build {build}");
        shows(set, "library.exports", SHORT, "L1", &words);
    });
}

/// No rule allows it: a host that does it is told.
#[test]
fn o4_a_callback_that_runs_twice_is_a_contradiction() {
    let mut profile = documented();
    profile.duplicate_callbacks = Chance::ALWAYS;
    let report = run(
        Schedule::Threaded,
        profile,
        options("callbacks.once", Duration::from_secs(1)),
    );
    assert_eq!(contradicted(&report), ["O4"], "{report}");
    assert_seen(&report, "O4", "a callback ran 2 times");
}
