//! What newer builds know about operations (O15–O17), at the C ABI.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

use hcs_sys::*;
use hcs_testkit::{ClosedPending, MockHost, Profile, Schedule};
use rstest::rstest;

use crate::raw::{Abi, Event, Handle, VM};

/// An operation that tells of its progress, and what it tells.
fn notifying(abi: Abi, options: HCS_OPERATION_OPTIONS) -> (Handle, Receiver<Event>) {
    let (sender, told) = channel();
    let sender = Mutex::new(sender);
    let operation = abi.operation_notifying(options, move |event| {
        let sender = sender.lock().unwrap();
        let _gone = sender.send(event);
    });
    assert_ne!(operation, 0);
    (operation, told)
}

#[rstest]
fn o15_progress_comes_before_the_completion_and_nothing_after_it(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(HcsOperationOptionNone, HcsOperationOptionProgressUpdate)]
    options: HCS_OPERATION_OPTIONS,
) {
    let mock = MockHost::builder().schedule(schedule).build();
    let abi = Abi::of(&mock);
    let system = abi.create("Test", VM);
    let (operation, told) = notifying(abi, options);
    assert_eq!(abi.start(system, operation), S_OK);
    mock.run_until_idle();
    let told: Vec<_> = told.try_iter().collect();
    let kinds: Vec<_> = told.iter().map(|event| event.kind).collect();
    let info = HcsEventGroupOperationInfo;
    let expected = if options == HcsOperationOptionNone {
        vec![HcsEventOperationCallback]
    } else {
        vec![info, info, HcsEventOperationCallback]
    };
    assert_eq!(kinds, expected);
    assert!(told.iter().all(|event| event.operation == operation));
    assert_eq!(abi.result(operation), (S_OK, None));
    abi.close_operation(operation);
    abi.close_system(system);
    mock.finish();
}

#[test]
fn o15_e4_it_counts_as_an_operation_with_a_callback() {
    let mock = MockHost::new();
    let abi = Abi::of(&mock);
    let system = abi.create("Test", VM);
    let code = abi.subscribe(system, HcsEventOptionEnableOperationCallbacks, |_| {});
    assert_eq!(code, S_OK);
    let (operation, told) = notifying(abi, HcsOperationOptionProgressUpdate);
    let refused = abi.start(system, operation);
    assert_eq!(refused, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
    mock.run_until_idle();
    assert_eq!(
        told.try_iter().count(),
        0,
        "a refused call calls nobody (O4)"
    );
    abi.close_operation(operation);
    abi.close_system(system);
    mock.finish();
}

#[rstest]
fn o15_o8_one_that_is_closed_while_it_is_pending_may_still_tell(
    #[values(ClosedPending::CallbackRuns, ClosedPending::CallbackNever)] closed: ClosedPending,
) {
    let mut profile = Profile::documented();
    profile.closed_pending = closed;
    let mock = MockHost::builder()
        .schedule(Schedule::Stepped)
        .profile(profile)
        .build();
    let abi = Abi::of(&mock);
    let system = abi.create("Test", VM);
    let (operation, told) = notifying(abi, HcsOperationOptionProgressUpdate);
    assert_eq!(abi.start(system, operation), S_OK);
    abi.close_operation(operation);
    mock.run_until_idle();
    let told = told.try_iter().count();
    assert_eq!(told > 0, closed == ClosedPending::CallbackRuns);
    abi.close_system(system);
    mock.finish();
}

#[test]
fn o16_a_resource_belongs_to_the_next_call() {
    let mock = MockHost::new();
    let abi = Abi::of(&mock);
    let system = abi.create("Test", VM);
    let operation = abi.operation();
    let file = HcsResourceTypeFile;
    for (kind, uri, handle) in [
        (99, Some("disk"), 4),
        (file, None, 4),
        (file, Some(""), 4),
        (file, Some("disk"), 0),
        (file, Some("disk"), usize::MAX),
    ] {
        let code = abi.add_resource(operation, kind, uri, handle);
        assert_eq!(code, E_INVALIDARG, "{kind} {uri:?} {handle}");
    }
    assert_eq!(abi.add_resource(operation, file, Some("disk"), 4), S_OK);
    assert_eq!(abi.start(system, operation), S_OK);
    abi.wait(operation);
    let given = mock.given_resources();
    assert_eq!(given.len(), 1);
    assert_eq!(
        (given[0].call, &*given[0].uri),
        ("HcsStartComputeSystem", "disk")
    );
    assert_eq!(abi.pause(system, operation), S_OK);
    abi.wait(operation);
    assert_eq!(mock.given_resources().len(), 1, "the second call had none");
    abi.close_operation(operation);
    abi.close_system(system);
    mock.finish();
}

#[test]
fn o16_o2_a_pending_operation_takes_no_resource() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let abi = Abi::of(&mock);
    let operation = abi.operation();
    assert_eq!(abi.enumerate(operation, None), S_OK);
    let code = abi.add_resource(operation, HcsResourceTypeFile, Some("disk"), 4);
    assert_eq!(code, HCS_E_OPERATION_ALREADY_STARTED);
    mock.run_until_idle();
    abi.close_operation(operation);
    mock.finish();
}

#[test]
fn o17_an_operation_tells_of_itself_once_it_is_started() {
    let mock = MockHost::builder().schedule(Schedule::Stepped).build();
    let abi = Abi::of(&mock);
    let operation = abi.operation();
    let (code, document) = abi.operation_properties(operation, None);
    assert_eq!((code, document), (HCS_E_OPERATION_NOT_STARTED, None));
    assert_eq!(abi.enumerate(operation, None), S_OK);
    for state in ["Pending", "Completed"] {
        let (code, document) = abi.operation_properties(operation, Some("{}"));
        assert_eq!(code, S_OK);
        let document = document.expect("properties");
        assert!(document.contains(state), "{document}");
        mock.run_until_idle();
    }
    let (code, document) = abi.operation_properties(operation, Some("["));
    assert_eq!((code, document), (HCS_E_INVALID_JSON, None));
    abi.close_operation(operation);
    mock.finish();
}
