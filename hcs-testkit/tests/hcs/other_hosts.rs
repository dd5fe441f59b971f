//! Answers that no page promises and no page rules out: what the safe crate gives has to be right with each of them.

use std::fs::File;
use std::time::Duration;

use crate::common::{VM, block_on, calls, on, with};
use hcs::{ComputeSystem, EventOptions, HResult, Process, ResourceKind};
use hcs_sys::{E_ACCESSDENIED, E_INVALIDARG, E_NOTIMPL, E_POINTER};
use hcs_testkit::{Fault, Guest, MockHost, NullNamespace, ProcessCreation, Profile, Schedule};
use rstest::rstest;
use serde_json::json;

const CONTAINER: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// A container that runs.
fn container(mock: &MockHost) -> ComputeSystem {
    let system = mock.host().create("Test", CONTAINER).wait();
    let system = system.expect("created");
    system.start().wait().expect("started");
    system
}

fn create(system: &ComputeSystem) -> Process {
    let parameters =
        json!({ "CommandLine": "x", "CreateStdInPipe": true, "CreateStdOutPipe": true });
    let process = system.create_process(parameters).wait();
    process.expect("created")
}

fn hresult(code: u32) -> i32 {
    code.cast_signed()
}

/// The time of a wait may be over while the new process is asked for its id and streams. It is a time-out like any other: the
/// process goes on, and the next wait gets it with its streams.
#[rstest]
fn p3_o3_a_wait_may_run_out_while_the_new_process_is_asked(
    #[values(ProcessCreation::Synchronous, ProcessCreation::SynchronousAndTold)]
    creation: ProcessCreation,
) {
    let mut profile = Profile::documented();
    profile.process_creation = creation;
    let mock = with(Schedule::Stepped, profile);
    mock.on_process(|_| Guest::new().stdout("out").until_killed());
    let system = container(&mock);
    // It never completes: the first wait ends by its limit, however slow this machine is.
    mock.fail(Fault::call("HcsGetProcessInfo").never_completes());
    let call = system.create_process(r#"{"CommandLine":"x","CreateStdOutPipe":true}"#);
    let late = call
        .wait_timeout(Duration::from_millis(1))
        .expect("no error");
    let late = late.expect_err("time-out");
    let late = late
        .wait_timeout(Duration::from_millis(1))
        .expect("no error");
    drop(late.expect_err("time-out again"));
    assert_eq!(mock.processes().len(), 1);
    assert_eq!(mock.processes()[0].exit_code, None, "it was not ended");
    drop(system);
    mock.finish();
}

#[test]
fn p3_o3_a_process_that_answers_late_has_its_streams() {
    let mut profile = Profile::documented();
    profile.process_creation = ProcessCreation::Synchronous;
    let mock = MockHost::builder()
        .schedule(Schedule::Threaded)
        .profile(profile)
        .build();
    mock.on_process(|_| Guest::new().stdout("out").until_killed());
    let system = container(&mock);
    let call = system.create_process(r#"{"CommandLine":"x","CreateStdOutPipe":true}"#);
    // No time at all: whether it is over before the answer comes is up to the machine.
    let mut process = match call.wait_timeout(Duration::ZERO).expect("no error") {
        Ok(process) => process,
        Err(late) => late.wait().expect("created"),
    };
    process.terminate().wait().expect("terminated");
    let mut said = String::new();
    let stdout = process.stdout.as_mut().expect("it was asked for");
    std::io::Read::read_to_string(stdout, &mut said).expect("read");
    assert_eq!(said, "out");
    drop((process, system));
    mock.finish();
}

/// hcsshim knows three codes for a process that is gone.
#[test]
fn p5_p6_a_process_that_is_gone_gives_its_exit_whatever_closing_its_input_fails_with() {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().stdout("out").exit(3));
    let system = container(&mock);
    let not_found = Fault::call("HcsModifyProcess").answers(hresult(0x8007_0490));
    mock.fail(not_found.every());
    let mut waited = create(&system);
    waited.exited().wait().expect("exited");
    assert_eq!(waited.wait().expect("its exit").code(), Some(3));
    let read = create(&system);
    read.exited().wait().expect("exited");
    let output = read.wait_with_output().expect("its output");
    assert_eq!(
        (output.stdout.as_slice(), output.status.code()),
        (&b"out"[..], Some(3))
    );
    drop((waited, system));
    mock.finish();
}

#[test]
fn p6_a_process_that_runs_and_whose_input_stays_open_is_not_waited_for() {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().until_killed());
    let system = container(&mock);
    mock.fail(Fault::call("HcsModifyProcess").answers(hcs_sys::E_OUTOFMEMORY));
    let mut process = create(&system);
    let error = process.wait().expect_err("it could be for ever");
    assert_eq!(error.call(), "HcsModifyProcess");
    drop((process, system));
    mock.finish();
}

/// No page says with which code `HcsWaitForProcessExit` tells that its time is over.
#[rstest]
#[case::of_operations(hcs_sys::HCS_E_OPERATION_TIMEOUT)]
#[case::of_waits(hresult(0x8007_0102))]
#[case::of_calls(hresult(0x8007_05B4))]
#[case::as_it_is(258)]
fn e10_a_look_at_what_has_not_exited_yet(#[case] code: i32) {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().until_killed());
    let system = container(&mock);
    let process = create(&system);
    mock.fail(Fault::call("HcsWaitForProcessExit").answers(code));
    assert_eq!(process.try_wait().expect("it runs"), None);
    let exited = process.exited();
    process.terminate().wait().expect("terminated");
    assert_eq!(exited.wait().expect("exited").code(), Some(1067));
    drop((process, system));
    mock.finish();
}

/// No page says with which code a NULL namespace is refused.
#[rstest]
fn e9_a_null_namespace_that_is_refused_is_not_needed(
    #[values(
        E_INVALIDARG,
        E_POINTER,
        E_NOTIMPL,
        hresult(0x8007_0032),
        hresult(0x8007_007B)
    )]
    code: i32,
    #[values(1, 2)] model: u8,
) {
    let mock = on(Schedule::Threaded);
    let name = "HcsCreateComputeSystemInNamespace";
    mock.fail(Fault::call(name).answers(code).every());
    let call = mock.host().create("Test", VM);
    let call = call.with_events_stream(EventOptions::NONE);
    let created = match model {
        1 => call.wait(),
        _ => block_on(&mock, call),
    };
    drop(created.expect("created without it"));
    mock.finish();
}

/// The other way to create it is for what the first one was refused for, and for nothing else; and what that is refused for
/// is the answer.
#[rstest]
fn e9_another_way_is_tried_once_and_for_a_reason(
    #[values(E_ACCESSDENIED, E_INVALIDARG)] code: i32,
    #[values(1, 2)] model: u8,
) {
    let mock = on(Schedule::Threaded);
    let ways = [
        "HcsCreateComputeSystemInNamespace",
        "HcsCreateComputeSystem",
    ];
    for name in ways {
        mock.fail(Fault::call(name).answers(code).every());
    }
    let call = mock.host().create("Test", VM);
    let call = call.with_events_stream(EventOptions::NONE);
    let created = match model {
        1 => call.wait(),
        _ => block_on(&mock, call),
    };
    let error = created.map(drop).expect_err("refused");
    let other_way = code == E_INVALIDARG;
    assert_eq!(error.code(), Some(HResult(code)), "{error}");
    assert_eq!(error.call(), ways[usize::from(other_way)]);
    let tried = ways.map(|name| calls(&mock, name));
    assert_eq!(tried, [1, usize::from(other_way)]);
    mock.finish();
}

/// A resource belongs to one call, and the second creation is another one.
#[rstest]
fn o16_e9_each_way_to_create_gives_its_operation_the_resources_once(#[values(1, 2)] model: u8) {
    let mut profile = Profile::documented();
    profile.null_namespace = NullNamespace::Refused;
    let mock = with(Schedule::Threaded, profile);
    let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a file");
    let call = mock.host().create("Test", VM);
    let call = call.with_resource(ResourceKind::FILE, "disk", file);
    let call = call.with_events_stream(EventOptions::NONE);
    let created = match model {
        1 => call.wait(),
        _ => block_on(&mock, call),
    };
    assert_eq!(mock.given_resources().len(), 1);
    drop(created.expect("created"));
    mock.finish();
}

/// The operation that creates a system could complete by an event of that system. Its progress comes by a callback, and so
/// must its end.
#[rstest]
fn o15_e9_the_progress_of_a_creation_ends(
    #[values(NullNamespace::Default, NullNamespace::Refused)] null_namespace: NullNamespace,
) {
    let mut profile = Profile::documented();
    profile.null_namespace = null_namespace;
    profile.progress_updates = 2;
    let mock = with(Schedule::Threaded, profile);
    let call = mock.host().create("Test", VM);
    let call = call.with_events_stream(EventOptions::OPERATION_CALLBACKS);
    // It may be refused: such a handle takes no operation with a callback of its own (E4).
    if let Ok((pending, mut progress)) = call.submit_with_progress() {
        drop(pending.wait().expect("created"));
        let limit = Duration::from_secs(60);
        while progress.recv_timeout(limit).expect("its end").is_some() {}
    }
    mock.finish();
}
