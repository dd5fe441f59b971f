//! The three async models through the safe crate, on every schedule.

use std::sync::mpsc;

use crate::common::{VM, block_on, on, with};
use hcs::{EventKind, EventOptions};
use hcs_testkit::{Missed, OperationEventData, Profile, Schedule};
use rstest::rstest;

#[rstest]
fn model_1_waits_for_the_operation(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    let mock = on(schedule);
    let system = mock.host().create("Test", VM).wait().expect("created");
    system.start().wait().expect("started");
    assert_eq!(
        system.properties_value().wait().expect("properties")["State"],
        "Running"
    );
    system.close().expect("closed");
    mock.finish();
}

#[rstest]
fn model_2_is_completed_by_the_operations_callback(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    let mock = on(schedule);
    let system = block_on(&mock, mock.host().create("Test", VM)).expect("created");
    block_on(&mock, system.start()).expect("started");
    let (sender, receiver) = mpsc::channel();
    system
        .pause()
        .on_complete(move |result| sender.send(result).expect("the test waits"))
        .expect("started");
    mock.run_until_idle();
    receiver.recv().expect("run once").expect("paused");
    assert!(
        receiver.recv().is_err(),
        "the closure is gone after its run"
    );
    drop(system);
    mock.finish();
}

/// It runs when the creation is complete and its call has returned, whichever is later.
#[rstest]
fn a_closure_is_given_what_was_created(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    let mock = on(schedule);
    let (sender, receiver) = mpsc::channel();
    mock.host()
        .create("Test", VM)
        .on_complete(move |created| sender.send(created).expect("the test waits"))
        .expect("submitted");
    mock.run_until_idle();
    let system = receiver.recv().expect("run once").expect("created");
    system.start().wait().expect("started");
    drop(system);
    mock.finish();
}

/// Whichever of E5's and E4's behaviours the host shows.
#[rstest]
fn e4_e5_model_3_completes_the_creation_by_the_event_callback(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(Missed::Delivered, Missed::Lost)] missed: Missed,
    #[values(OperationEventData::Absent, OperationEventData::Result)] data: OperationEventData,
) {
    let mut profile = Profile::documented();
    profile.completed_before_registration = missed;
    profile.operation_event_data = data;
    let mock = with(schedule, profile);
    let creation = mock
        .host()
        .create("Test", VM)
        .with_events_stream(EventOptions::OPERATION_CALLBACKS);
    let (system, mut events) = block_on(&mock, creation).expect("created");
    assert_eq!(
        mock.ledger().operation_callbacks,
        0,
        "no operation has a callback of its own"
    );
    block_on(&mock, system.start()).expect("started");
    let failure = block_on(&mock, system.start()).expect_err("it runs");
    assert!(failure.is_invalid_state(), "{failure}");
    assert_eq!(mock.ledger().operation_callbacks, 0);
    mock.run_until_idle();
    assert_eq!(
        events.recv().expect("may wait").map(|event| event.kind()),
        Some(EventKind::OPERATION_CALLBACK)
    );
    system.close().expect("closed");
    mock.finish();
}

#[rstest]
fn model_1_works_on_a_handle_of_model_3(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    let mock = on(schedule);
    let (system, subscription) = mock
        .host()
        .create("Test", VM)
        .with_handler(EventOptions::OPERATION_CALLBACKS, |_| {})
        .wait()
        .expect("created");
    system.start().wait().expect("started");
    block_on(&mock, system.pause()).expect("paused");
    system.save().wait().expect("saved");
    // The registration outlives its subscribers.
    drop(subscription);
    block_on(&mock, system.resume()).expect("resumed");
    drop(system);
    mock.finish();
}

#[rstest]
fn a_handle_can_be_switched_to_model_3_while_operations_are_pending(
    #[values(Schedule::Threaded, Schedule::Stepped)] schedule: Schedule,
) {
    let mock = on(schedule);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let start = system.start().submit().expect("submitted");
    let events = system
        .events(EventOptions::OPERATION_CALLBACKS)
        .expect("registered");
    let pause = system.pause().submit().expect("submitted");
    block_on(&mock, start).expect("started");
    block_on(&mock, pause).expect("paused");
    drop(events);
    drop(system);
    mock.finish();
}

#[test]
fn s4_the_id_is_free_when_close_returns() {
    let mock = on(Schedule::Threaded);
    for _ in 0..20 {
        let system = mock.host().create("Test", VM).wait().expect("id is free");
        system.close().expect("closed");
    }
    mock.finish();
}
