//! What newer builds know about operations: progress, resources, properties. And crashes, which an operation asks for.

use std::io::Write as _;
use std::time::Duration;

use crate::common::{VM, block_on, on, with};
use hcs::{EventKind, EventOptions, HResult, ResourceKind};
use hcs_sys::HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
use hcs_testkit::{ClosedPending, Fault, MockHost, Profile, Schedule};
use rstest::rstest;

fn handle() -> hcs::OwnedHandle {
    let file = std::fs::File::open(env!("CARGO_MANIFEST_PATH"));
    file.expect("this package's manifest").into()
}

#[rstest]
fn o15_progress_comes_before_the_result_and_ends_with_it(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(0, 3)] updates: usize,
) {
    let mut profile = Profile::documented();
    profile.progress_updates = updates;
    let mock = with(schedule, profile);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let submitted = system.start().submit_with_progress();
    let (pending, mut progress) = submitted.expect("submitted");
    let told = block_on(&mock, async {
        let mut told = Vec::new();
        while let Some(event) = progress.next().await {
            assert_eq!(event.kind(), EventKind::OPERATION_INFO);
            told.push(event.value().expect("JSON")["Progress"].as_u64());
        }
        told
    });
    let all = [Some(33), Some(66), Some(100)];
    assert_eq!(told, all[..updates]);
    block_on(&mock, pending).expect("started");
    drop((progress, system));
    mock.finish();
}

#[test]
fn o15_an_operation_without_a_handle_tells_of_its_progress_too() {
    let mock = on(Schedule::Threaded);
    let (pending, mut progress) = mock
        .host()
        .create("Test", VM)
        .submit_with_progress()
        .expect("submitted");
    let system = pending.wait().expect("created");
    assert!(progress.recv().expect("outside").is_some());
    drop((progress, system));
    mock.finish();
}

#[rstest]
fn o15_o8_both_halves_may_be_dropped_at_any_time(
    #[values(
        ClosedPending::CallbackRuns,
        ClosedPending::CallbackNever,
        ClosedPending::Cancelled
    )]
    closed: ClosedPending,
    #[values(Schedule::Threaded, Schedule::Stepped)] schedule: Schedule,
) {
    let mut profile = Profile::documented();
    profile.closed_pending = closed;
    let mock = with(schedule, profile);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let (pending, progress) = system.start().submit_with_progress().expect("submitted");
    drop(progress);
    mock.run_until_idle();
    pending.wait().expect("started");
    let (pending, mut progress) = system.pause().submit_with_progress().expect("submitted");
    drop(pending);
    mock.run_until_idle();
    while progress.recv().expect("outside").is_some() {}
    drop((progress, system));
    mock.finish();
}

#[test]
fn o15_e4_a_handle_in_model_3_refuses_progress_and_says_why() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system
        .events(EventOptions::OPERATION_CALLBACKS)
        .expect("subscribed");
    let refused = system.start().submit_with_progress().map(drop);
    let error = refused.expect_err("refused");
    let code = HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
    assert_eq!(error.code(), Some(HResult(code)));
    // A handle of its own has no such callback.
    let other = mock.host().open("Test").expect("opened");
    let (pending, progress) = other.start().submit_with_progress().expect("submitted");
    pending.wait().expect("started");
    drop((events, progress, other, system));
    mock.finish();
}

#[test]
fn o15_e8_a_lost_service_ends_it() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let (pending, mut progress) = system.start().submit_with_progress().expect("submitted");
    mock.disconnect_service();
    assert!(pending.wait().expect_err("lost").is_service_gone());
    while progress.recv().expect("outside").is_some() {}
    drop((progress, system));
    mock.finish();
}

#[test]
fn o1_the_function_that_gave_no_operation_is_named() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsCreateOperationWithNotifications"));
    let error = system.start().submit_with_progress().map(drop);
    let error = error.expect_err("as planned");
    assert_eq!(error.call(), "HcsStartComputeSystem");
    let text = error.to_string();
    assert!(
        text.contains("HcsCreateOperationWithNotifications gave no operation"),
        "{text}"
    );
    mock.fail(Fault::call("HcsCreateOperation"));
    let text = system.start().wait().expect_err("as planned").to_string();
    assert!(
        text.contains("HcsCreateOperation gave no operation"),
        "{text}"
    );
    mock.fail(Fault::call("HcsCreateOperation"));
    let error = hcs::raw::Operation::new(&mock.host()).expect_err("as planned");
    let text = error.to_string();
    assert!(
        text.starts_with("HcsCreateOperation gave no operation"),
        "{text}"
    );
    drop(system);
    mock.finish();
}

#[rstest]
fn o16_resources_come_with_their_call(#[values(1, 2, 3)] model: u8) {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = (model == 3).then(|| {
        let events = system.events(EventOptions::OPERATION_CALLBACKS);
        events.expect("subscribed")
    });
    let call = system
        .start()
        .with_resource(ResourceKind::FILE, "disk", handle())
        .with_resource(ResourceKind::JOB, "job", handle());
    match model {
        1 => call.wait(),
        _ => pollster::block_on(call.into_future()),
    }
    .expect("started");
    let given = mock.given_resources();
    let given: Vec<_> = given
        .iter()
        .map(|it| (it.call, ResourceKind(it.kind), it.uri.as_str()))
        .collect();
    let call = "HcsStartComputeSystem";
    assert_eq!(
        given,
        [
            (call, ResourceKind::FILE, "disk"),
            (call, ResourceKind::JOB, "job")
        ]
    );
    drop((events, system));
    mock.finish();
}

#[rstest]
fn o16_a_resource_stays_open_until_its_operation_is_complete(
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(options).expect("subscribed");
    let (resource, mut other_end) = std::io::pipe().expect("a pipe");
    let call = system.start();
    let call = call.with_resource(ResourceKind::FILE, "disk", resource);
    let pending = call.submit().expect("submitted");
    other_end.write_all(b"1").expect("it is open");
    mock.run_until_idle();
    pending.wait().expect("started");
    other_end.write_all(b"2").expect_err("it is closed");
    drop((events, system));
    mock.finish();
}

#[test]
fn o16_a_resource_that_is_refused_stops_the_call() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let unknown = system
        .start()
        .with_resource(ResourceKind(77), "disk", handle());
    let error = unknown.wait().expect_err("refused");
    assert_eq!(error.call(), "HcsAddResourceToOperation");
    let nul = system
        .start()
        .with_resource(ResourceKind::FILE, "di\0sk", handle());
    let error = nul.submit().map(drop).expect_err("refused").to_string();
    assert!(error.contains("di\\0sk"), "{error}");
    let history = mock.history().to_string();
    assert!(!history.contains("HcsStartComputeSystem"), "{history}");
    drop(system);
    mock.finish();
}

#[test]
fn o17_a_pending_operation_tells_of_itself() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let pending = system.start().submit().expect("submitted");
    let properties = pending.properties().expect("it is pending");
    assert_eq!(properties["OperationType"], hcs_sys::HcsOperationTypeStart);
    let error = pending.properties_with("{").expect_err("no JSON");
    assert!(error.is_invalid_json(), "{error}");
    mock.run_until_idle();
    let over = pending.properties().expect("it is over");
    assert!(over.is_null());
    pending.wait().expect("started");
    drop(system);
    mock.finish();
}

#[test]
fn o17_so_does_one_whose_wait_ran_out() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let late = system.start().wait_timeout(Duration::ZERO).expect("begun");
    let late = late.expect_err("nothing has happened");
    for properties in [late.properties(), late.properties_with("{}")] {
        let properties = properties.expect("it is pending");
        assert_eq!(properties["OperationType"], hcs_sys::HcsOperationTypeStart);
    }
    let error = late.properties_with("{").expect_err("no JSON");
    assert!(error.is_invalid_json(), "{error}");
    mock.run_until_idle();
    late.wait().expect("started");
    drop(system);
    mock.finish();
}

#[test]
fn l1_older_builds_say_what_they_lack() {
    let mut profile = Profile::documented();
    profile.build = 20348;
    let mock = with(Schedule::Threaded, profile);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let pending = system.properties().submit().expect("submitted");
    for (error, build) in [
        (
            system.start().submit_with_progress().map(drop),
            "build 22621",
        ),
        (
            system
                .start()
                .with_resource(ResourceKind::FILE, "disk", handle())
                .wait(),
            "build 22621",
        ),
        (pending.properties().map(drop), "build 26100"),
        (system.initialize_live_migration("{}").wait(), "build 26100"),
    ] {
        let error = error.expect_err("too old");
        assert!(error.is_unsupported(), "{error}");
        assert!(error.to_string().contains(build), "{error}");
    }
    pending.wait().expect("properties");
    drop(system);
    mock.finish();
}

#[test]
fn e7_a_crash_is_told_as_events_and_ends_the_system() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let mut events = system.events(EventOptions::NONE).expect("subscribed");
    let early = system.crash().wait().expect_err("not started");
    assert!(early.is_invalid_state(), "{early}");
    system.start().wait().expect("started");
    system.crash_with("{}").wait().expect("begun");
    let mut kinds = Vec::new();
    // In any order: each event has a thread of its own (E3).
    while ![EventKind::SYSTEM_CRASH_REPORT, EventKind::SYSTEM_EXITED]
        .iter()
        .all(|kind| kinds.contains(kind))
    {
        let event = events.recv_timeout(Duration::from_secs(60));
        kinds.push(event.expect("it comes").expect("open").kind());
    }
    assert!(system.exited().wait().expect("exited").is_unexpected());
    drop((events, system));
    mock.finish();
}

fn migrating() -> (MockHost, hcs::ComputeSystem, hcs::EventStream) {
    // One thing after the other: the events of threads come in any order (E3).
    let mock = on(Schedule::Inline);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let events = system.events(EventOptions::LIVE_MIGRATION);
    let events = events.expect("subscribed");
    system.start().wait().expect("started");
    (mock, system, events)
}

/// The names of the steps that were told.
fn steps(events: &mut hcs::EventStream, until: &str) -> Vec<String> {
    let mut steps = Vec::new();
    while steps.last().is_none_or(|step| step != until) {
        let event = events.recv().expect("outside").expect("open");
        assert_eq!(event.kind(), EventKind::LIVE_MIGRATION);
        let document = event.value().expect("JSON");
        steps.push(document["Event"].as_str().expect("a name").to_owned());
    }
    steps
}

#[test]
fn e7_a_live_migration_goes_step_by_step() {
    let (mock, system, mut events) = migrating();
    let out_of_turn = system.start_live_migration("{}").wait();
    assert!(out_of_turn.expect_err("not yet").is_invalid_state());
    let options = r#"{"Origin":"Source","MemoryTransport":"TCP"}"#;
    system
        .initialize_live_migration(options)
        .wait()
        .expect("initialized");
    system.start_live_migration("{}").wait().expect("started");
    system
        .start_live_migration_transfer("{}")
        .wait()
        .expect("transferred");
    let told = steps(&mut events, "MigrationDone");
    assert_eq!(told.first().map(String::as_str), Some("SetupDone"));
    system
        .finalize_live_migration(r#"{"Origin":"Source","FinalizedOperation":"Stop"}"#)
        .wait()
        .expect("finalized");
    system.exited().wait().expect("it goes on elsewhere");
    drop((events, system));
    mock.finish();
}

#[test]
fn e7_a_live_migration_can_be_given_up() {
    let (mock, system, mut events) = migrating();
    for _ in 0..2 {
        system
            .initialize_live_migration("{}")
            .wait()
            .expect("initialized");
        system.start_live_migration("{}").wait().expect("started");
        system.cancel_live_migration("{}").wait().expect("given up");
        steps(&mut events, "MigrationDone");
    }
    let nothing = system.cancel_live_migration("{}").wait();
    assert!(nothing.expect_err("none is under way").is_invalid_state());
    system.pause().wait().expect("it goes on here");
    drop((events, system));
    mock.finish();
}

#[test]
fn a_change_may_be_made_with_somebody_elses_rights() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let request =
        r#"{"ResourcePath":"VirtualMachine/ComputeTopology/Memory/SizeInMB","Settings":512}"#;
    system
        .modify_as(request, handle())
        .wait()
        .expect("modified");
    let pending = system.modify_as(request, handle()).submit();
    pending.expect("submitted").wait().expect("modified");
    drop(system);
    mock.finish();
}
