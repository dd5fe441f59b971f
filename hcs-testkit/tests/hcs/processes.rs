//! Processes through the safe crate: created on each kind of host, read, written to, signalled, and survived.

use std::io::{ErrorKind, Write as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::common::{block_on, calls, on, with};
use hcs::{ComputeSystem, EventKind, EventOptions, Process};
use hcs_sys::{
    E_ACCESSDENIED, E_INVALIDARG, E_OUTOFMEMORY, HCS_E_PROCESS_ALREADY_STOPPED,
    HCS_E_SYSTEM_NOT_FOUND, HRESULT,
};
use hcs_testkit::{AbsentStream, Fault, Guest, MockHost, ProcessCreation, Profile, Schedule};
use rstest::rstest;
use serde_json::json;

const CONTAINER: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

const CREATIONS: [ProcessCreation; 3] = [
    ProcessCreation::Asynchronous,
    ProcessCreation::Synchronous,
    ProcessCreation::SynchronousAndTold,
];

/// A container that runs.
fn container(mock: &MockHost) -> ComputeSystem {
    let system = mock.host().create("Test", CONTAINER).wait();
    let system = system.expect("created");
    system.start().wait().expect("started");
    system
}

/// Parameters of a process with all its streams.
fn piped(command: &str) -> serde_json::Value {
    json!({
        "CommandLine": command,
        "CreateStdInPipe": true,
        "CreateStdOutPipe": true,
        "CreateStdErrPipe": true,
    })
}

fn create(system: &ComputeSystem, command: &str) -> Process {
    let process = system.create_process(piped(command)).wait();
    process.expect("created")
}

fn text(stream: Option<impl std::io::Read>) -> String {
    let mut text = String::new();
    let mut stream = stream.expect("it was asked for");
    stream.read_to_string(&mut text).expect("read");
    text
}

#[rstest]
fn p3_p2_a_process_is_created_in_each_model_on_each_kind_of_host(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(1, 2, 3)] model: u8,
) {
    for creation in CREATIONS {
        for absent in [AbsentStream::Null, AbsentStream::Invalid] {
            let mut profile = Profile::documented();
            profile.process_creation = creation;
            profile.absent_stream = absent;
            let mock = with(schedule, profile);
            mock.on_process(|_| Guest::new().stdout("out").until_killed());
            let system = container(&mock);
            let events = (model == 3).then(|| {
                let events = system.events(EventOptions::OPERATION_CALLBACKS);
                events.expect("subscribed")
            });
            let call = system.create_process(r#"{"CommandLine":"x","CreateStdOutPipe":true}"#);
            let mut process = match model {
                1 => call.wait(),
                _ => block_on(&mock, call),
            }
            .expect("created");
            assert!(process.id() > 0);
            assert!(process.stdin.is_none() && process.stderr.is_none());
            block_on(&mock, process.terminate()).expect("terminated");
            assert_eq!(text(process.stdout.take()), "out");
            let exit = block_on(&mock, process.exited()).expect("exited");
            assert_eq!(exit.code(), Some(1067), "{exit}");
            drop((process, events, system));
            mock.finish();
        }
    }
}

/// Where a creation is over at once, the process may be over, too, when it is asked for its streams. It is no failure: there
/// was a process, and its exit can be had.
#[rstest]
fn p3_a_process_that_is_over_before_it_is_asked_is_still_one(
    #[values(Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded)] schedule: Schedule,
    #[values(1, 2, 3)] model: u8,
) {
    for creation in CREATIONS {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = with(schedule, profile);
        mock.on_process(|_| Guest::new().stdout("out").exit(3));
        let system = container(&mock);
        let events = (model == 3).then(|| {
            let events = system.events(EventOptions::OPERATION_CALLBACKS);
            events.expect("subscribed")
        });
        let call = system.create_process(piped("x"));
        let mut process = match model {
            1 => call.wait(),
            _ => pollster::block_on(call.into_future()),
        }
        .expect("created");
        assert!(process.id() > 0);
        if creation == ProcessCreation::Asynchronous {
            assert_eq!(text(process.stdout.take()), "out");
        }
        assert_eq!(process.wait().expect("exited").code(), Some(3));
        drop((process, events, system));
        mock.finish();
    }
}

/// No time is left for the answer of the process: the creation isn't over yet, and nothing of it is lost.
#[rstest]
fn p3_o3_a_creation_whose_wait_ran_out_can_be_waited_for_again(
    #[values(Schedule::Inline, Schedule::Threaded, Schedule::Stepped)] schedule: Schedule,
    #[values("serve", "gone")] command: &str,
) {
    for creation in CREATIONS {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = with(schedule, profile);
        mock.on_process(|parameters| match parameters.command() {
            "serve" => Guest::new().stdout("out").until_killed(),
            _ => Guest::new().exit(3),
        });
        let system = container(&mock);
        let create = system.create_process(piped(command));
        let mut waited = create.wait_timeout(Duration::ZERO).expect("begun");
        let process = loop {
            match waited {
                Ok(process) => break process,
                Err(late) => {
                    mock.step();
                    waited = late.wait_timeout(Duration::ZERO).expect("asked");
                }
            }
        };
        assert!(process.id() > 0);
        if command == "serve" {
            assert!(process.stdin.is_some() && process.stdout.is_some());
            assert_eq!(process.try_wait().expect("asked"), None, "it runs");
        }
        drop((process, system));
        mock.finish();
    }
}

/// Where a creation was over at once, what asking the process has failed with is the failure: its operation never knew.
#[rstest]
fn p3_a_failure_to_ask_the_process_is_told(#[values(1, 2, 3)] model: u8) {
    let ways = [
        ProcessCreation::Synchronous,
        ProcessCreation::SynchronousAndTold,
    ];
    for creation in ways {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = with(Schedule::Threaded, profile);
        let system = container(&mock);
        let events = (model == 3).then(|| {
            let events = system.events(EventOptions::OPERATION_CALLBACKS);
            events.expect("subscribed")
        });
        mock.fail(Fault::call("HcsGetProcessInfo").completes(E_ACCESSDENIED, None));
        let call = system.create_process(piped("sleep"));
        let created = match model {
            1 => call.wait(),
            _ => pollster::block_on(call.into_future()),
        };
        let error = created.expect_err("as planned");
        assert_eq!(error.call(), "HcsGetProcessInfo");
        assert!(error.is_access_denied(), "{error}");
        mock.run_until_idle();
        assert_eq!(mock.systems()[0].processes, 0, "it was terminated");
        drop((events, system));
        mock.finish();
    }
}

#[test]
fn a_process_that_copies_gives_back_what_it_is_given() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = create(&system, "cat");
    let mut stdin = process.stdin.take().expect("asked for");
    let writer = thread::spawn(move || {
        for number in 0..1000_u32 {
            stdin.write_all(&number.to_le_bytes()).expect("written");
        }
        stdin
    });
    let stdin = writer.join().expect("no panic");
    process.stdin = Some(stdin);
    let output = process.wait_with_output().expect("output");
    let expected: Vec<u8> = (0..1000_u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(output.stdout, expected);
    assert!(output.status.success() && output.stderr.is_empty());
    drop(system);
    mock.finish();
}

/// More than any pipe holds, on both streams, in turns.
#[test]
fn p4_a_process_that_fills_both_streams_is_read_to_its_end() {
    const LENGTH: usize = 1 << 20;
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| {
        Guest::run(|mut io| {
            for _ in 0..2 {
                io.stderr.write_all(&vec![b'e'; LENGTH]).expect("written");
                io.stdout.write_all(&vec![b'o'; LENGTH]).expect("written");
            }
            7
        })
    });
    let system = container(&mock);
    let output = create(&system, "x").wait_with_output().expect("output");
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(output.stdout, vec![b'o'; 2 * LENGTH]);
    assert_eq!(output.stderr, vec![b'e'; 2 * LENGTH]);
    drop(system);
    mock.finish();
}

#[rstest]
fn p6_the_end_of_the_input_reaches_the_process(#[values(false, true)] pipe_alone: bool) {
    let mut profile = Profile::documented();
    profile.closed_pipe_ends_input = pipe_alone;
    let mock = with(Schedule::Threaded, profile);
    let system = container(&mock);
    // By itself, ...
    let mut process = create(&system, "cat");
    let stdin = process.stdin.as_mut().expect("asked for");
    stdin.write_all(b"all").expect("written");
    process.close_stdin().wait().expect("closed");
    assert!(process.stdin.is_none());
    assert_eq!(text(process.stdout.take()), "all");
    assert!(process.wait().expect("exited").success());
    drop(process);
    // ... and as a part of the wait.
    let mut process = create(&system, "cat");
    assert!(process.wait().expect("exited").success());
    drop((process, system));
    mock.finish();
}

#[test]
fn p1_an_exit_before_the_wait_is_found_and_one_after_it_ends_it() {
    for build in Profile::BUILDS {
        let mut profile = Profile::documented();
        profile.build = build;
        let mock = with(Schedule::Threaded, profile);
        let system = container(&mock);
        let mut over = create(&system, "exit 9");
        mock.run_until_idle();
        let exit = over.wait().expect("exited");
        assert_eq!(exit.code(), Some(9), "{exit:?}, {}", mock.history());
        assert_eq!(
            over.try_wait().expect("asked").and_then(|exit| exit.code()),
            Some(9)
        );
        let mut runs = create(&system, "sleep");
        assert_eq!(runs.try_wait().expect("asked"), None);
        let early = runs.wait_timeout(Duration::from_millis(1));
        assert_eq!(early.expect("asked"), None);
        let exited = runs.exited();
        let waiter = thread::spawn(move || exited.wait());
        runs.terminate().wait().expect("terminated");
        let exit = waiter.join().expect("no panic").expect("exited");
        assert_eq!(exit.code(), Some(1067), "as Windows has it");
        drop((over, runs, system));
        mock.finish();
    }
}

#[test]
fn p5_calls_after_the_exit_say_that_it_has_stopped() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = create(&system, "true");
    process.wait().expect("exited");
    for (what, outcome) in [
        ("signal", process.signal(r#"{"Signal":"CtrlC"}"#).wait()),
        ("terminate", process.terminate().wait()),
        ("resize", process.resize_console(80, 25).wait()),
        ("close stdin", process.close_stdin().wait()),
        ("information", process.information().wait().map(drop)),
    ] {
        let error = outcome.expect_err(what);
        assert!(error.is_already_stopped(), "{what}: {error}");
    }
    // Its properties still tell.
    let properties = process
        .properties_value()
        .wait()
        .expect("there is a handle");
    assert_eq!(properties["Exited"], true);
    drop((process, system));
    mock.finish();
}

#[test]
fn p5_streams_of_a_process_that_is_gone_end_or_break() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = create(&system, "sleep");
    let mut stdin = process.stdin.take().expect("asked for");
    process.terminate().wait().expect("terminated");
    process.wait().expect("exited");
    mock.run_until_idle();
    assert_eq!(text(process.stdout.take()), "", "nothing was written");
    let error = loop {
        // The pipe may take a little before anybody notices.
        match stdin.write_all(b"anybody there?") {
            Ok(()) => thread::yield_now(),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    drop((process, stdin, system));
    mock.finish();
}

#[test]
fn a_signal_reaches_the_process() {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().until_killed().on_signal(|_| Some(42)));
    let system = container(&mock);
    let mut process = create(&system, "server");
    process
        .signal(r#"{"Signal":"CtrlC"}"#)
        .wait()
        .expect("signalled");
    assert_eq!(process.wait().expect("exited").code(), Some(42));
    let nonsense = create(&system, "server");
    let error = nonsense.signal(r#"{"Signal":"Wave"}"#).wait();
    assert!(error.expect_err("unknown").is_invalid_json());
    drop((process, nonsense, system));
    mock.finish();
}

#[test]
fn bad_parameters_are_told_apart() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let error = system.create_process("{}").wait().expect_err("no command");
    assert!(error.is_invalid_json(), "{error}");
    assert_eq!(error.call(), "HcsCreateProcess");
    let error = system.create_process("{").wait().expect_err("no JSON");
    assert!(error.is_invalid_json() && error.code().is_none(), "{error}");
    let error = system.create_process(piped("no-such-command")).wait();
    let error = error.expect_err("not there").to_string();
    assert!(error.contains("0x80070002"), "{error}");
    let error = system.open_process(4711).expect_err("not there");
    assert_eq!(error.call(), "HcsOpenProcess");
    assert!(error.is_not_found(), "{error}");
    let stopped = mock.host().create("Other", CONTAINER).wait();
    let stopped = stopped.expect("created");
    let error = stopped.create_process(piped("cat")).wait();
    assert!(error.expect_err("not started").is_invalid_state());
    drop((stopped, system));
    mock.finish();
}

#[test]
fn a_process_can_be_opened_by_its_id() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let first = create(&system, "cat");
    let mut again = system.open_process(first.id()).expect("opened");
    assert_eq!(again.id(), first.id());
    assert!(again.stdin.is_none());
    let information = again.information().wait().expect("told");
    assert_eq!(information.id, again.id());
    // They were handed out with the creation.
    assert!(information.stdin.is_none() && information.stdout.is_none());
    again.terminate().wait().expect("terminated");
    assert_eq!(again.wait().expect("exited").code(), Some(1067));
    drop((first, again, system));
    mock.finish();
}

/// The streams of a creation that nobody waits for are closed, and its handle.
#[rstest]
fn p2_nothing_is_left_of_a_creation_whose_future_was_dropped(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    for creation in CREATIONS {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = with(schedule, profile);
        let system = container(&mock);
        drop(
            system
                .create_process(piped("sleep"))
                .submit()
                .expect("begun"),
        );
        mock.run_until_idle();
        drop(system);
        mock.finish();
    }
}

/// The result is lost, and with it the handles that it would have given: the process is not.
#[rstest]
fn s1_p1_of_a_creation_that_fails_nothing_is_left(
    #[values("HcsGetOperationResultAndProcessInfo", "HcsGetProcessInfo")] name: &str,
    #[values(1, 2, 3)] model: u8,
) {
    for creation in CREATIONS {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = with(Schedule::Threaded, profile);
        let system = container(&mock);
        let events = (model == 3).then(|| {
            let events = system.events(EventOptions::OPERATION_CALLBACKS);
            events.expect("subscribed")
        });
        mock.fail(Fault::call(name).every().answers(E_OUTOFMEMORY));
        let call = system.create_process(piped("sleep"));
        let created = match model {
            1 => call.wait(),
            _ => pollster::block_on(call.into_future()),
        };
        drop(created);
        mock.run_until_idle();
        drop((events, system));
        mock.finish();
    }
}

/// Of the creation's failure and that of asking the process, the one that knows more.
#[rstest]
#[case::the_creation_has_a_document(
    Some(r#"{"ErrorMessage":"the command"}"#),
    E_ACCESSDENIED,
    true
)]
#[case::there_is_no_process(None, HCS_E_SYSTEM_NOT_FOUND, true)]
#[case::it_is_over(None, HCS_E_PROCESS_ALREADY_STOPPED, true)]
#[case::both_are_the_same(None, E_INVALIDARG, true)]
#[case::the_process_says_why(None, E_ACCESSDENIED, false)]
fn p3_the_failure_that_says_why_is_told(
    #[case] document: Option<&str>,
    #[case] asked: HRESULT,
    #[case] is_the_creations: bool,
    #[values(1, 2)] model: u8,
) {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    mock.fail(Fault::call("HcsCreateProcess").completes(E_INVALIDARG, document));
    for name in ["HcsGetProcessInfo", "HcsGetProcessProperties"] {
        mock.fail(Fault::call(name).completes(asked, None));
    }
    let call = system.create_process(piped("sleep"));
    let created = match model {
        1 => call.wait(),
        _ => pollster::block_on(call.into_future()),
    };
    let error = created.map(drop).expect_err("as planned");
    assert_eq!(error.call() == "HcsCreateProcess", is_the_creations);
    drop(system);
    mock.finish();
}

/// Only an answer that is about no process leaves open whether one was created at once.
#[rstest]
fn p3_of_a_creation_that_was_denied_no_process_is_asked(#[values(1, 2)] model: u8) {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    mock.fail(Fault::call("HcsCreateProcess").completes(E_ACCESSDENIED, None));
    let call = system.create_process(piped("sleep"));
    let created = match model {
        1 => call.wait(),
        _ => pollster::block_on(call.into_future()),
    };
    assert!(created.map(drop).expect_err("denied").is_access_denied());
    assert_eq!(calls(&mock, "HcsGetProcessInfo"), 0);
    drop(system);
    mock.finish();
}

#[test]
fn s7_a_process_keeps_its_system_open() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = create(&system, "sleep");
    drop(system);
    assert_eq!(mock.systems().len(), 1, "it ends with its last handle");
    process.terminate().wait().expect("the system is there");
    process.wait().expect("exited");
    drop(process);
    mock.run_until_idle();
    assert_eq!(mock.systems(), []);
    mock.finish();
}

#[test]
fn p1_the_exit_of_the_system_ends_its_processes() {
    for seed in 0..20 {
        let mock = MockHost::builder()
            .profile(Profile::documented())
            .seed(seed)
            .build();
        let system = container(&mock);
        let process = create(&system, "sleep");
        let mut events = process.events(EventOptions::NONE).expect("subscribed");
        system.terminate().wait().expect("terminated");
        process.exited().wait().expect("exited");
        let event = events.recv().expect("outside").expect("open");
        assert_eq!(event.kind(), EventKind::PROCESS_EXITED);
        drop((process, events, system));
        mock.finish();
    }
}

#[test]
fn s6_p1_a_process_may_be_dropped_inside_its_own_handler_and_closed_outside() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let process = create(&system, "sleep");
    let exited = process.exited();
    let (sender, receiver) = mpsc::channel();
    let inside = std::sync::Mutex::new(Some(system.open_process(process.id()).expect("opened")));
    let subscription = process.subscribe(EventOptions::NONE, move |_| {
        let other = inside.lock().expect("no panic").take();
        if let Some(other) = other {
            // A close would wait for itself; dropping is always right.
            let refused = other.close().expect_err("inside").is_in_callback();
            let _ = sender.send(refused);
        }
    });
    let subscription = subscription.expect("subscribed");
    process.terminate().wait().expect("terminated");
    assert!(receiver.recv().expect("called"));
    exited.wait().expect("exited");
    subscription.unsubscribe().expect("outside");
    process.close().expect("outside");
    drop(system);
    mock.finish();
}

#[test]
fn e8_a_lost_service_ends_each_wait() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let process = create(&system, "sleep");
    let exited = process.exited();
    let exited = exited.wait_timeout(Duration::ZERO).expect("asked");
    let exited = exited.expect_err("it runs");
    mock.disconnect_service();
    assert!(exited.wait().expect_err("gone").is_service_gone());
    assert!(
        process
            .terminate()
            .wait()
            .expect_err("gone")
            .is_service_gone()
    );
    drop((process, system));
    mock.finish();
}

#[test]
fn o14_waits_inside_a_callback_are_refused() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = create(&system, "sleep");
    let other = create(&system, "cat");
    let (sender, receiver) = mpsc::channel();
    system
        .properties()
        .on_complete(move |_| {
            let waited = process.wait().map(drop);
            let read = other.wait_with_output().map(drop);
            let _ = sender.send([waited, read]);
        })
        .expect("begun");
    for refused in receiver.recv().expect("called") {
        let error = refused.expect_err("refused");
        assert!(error.is_in_callback(), "{error}");
    }
    drop(system);
    mock.finish();
}
