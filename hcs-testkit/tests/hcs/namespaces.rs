//! Systems in namespaces, and event callbacks that are registered at creation.

use crate::common::{VM, on, with};
use hcs::{EventKind, EventOptions};
use hcs_testkit::{NullNamespace, Profile, Schedule};
use rstest::rstest;

#[rstest]
fn e9_a_system_in_a_namespace_has_events_from_its_creation(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
) {
    let mock = on(schedule);
    let ours = mock.host().namespace("Ours");
    assert_eq!(ours.name(), "Ours");
    let pending = ours.create("Test", VM).with_events_stream(options).submit();
    let pending = pending.expect("submitted");
    mock.run_until_idle();
    let (system, mut events) = pending.wait().expect("created");
    assert_eq!(mock.systems()[0].namespace, "Ours");
    let listed = ours.enumerate_value().wait().expect("listed");
    assert_eq!(listed[0]["Id"], "Test");
    let none = ours
        .enumerate_with(r#"{"Ids":["Other"]}"#)
        .wait()
        .expect("listed");
    assert_eq!(none.as_array().map(Vec::len), Some(0));
    assert!(
        mock.host().open("Test").is_err(),
        "it is not in the default one"
    );
    let opened = ours.open("Test").expect("opened");
    opened.terminate().wait().expect("terminated");
    mock.run_until_idle();
    let mut kinds = Vec::new();
    while let Some(event) = events.try_recv() {
        kinds.push(event.kind());
    }
    assert!(kinds.contains(&EventKind::SYSTEM_EXITED), "{kinds:?}");
    let history = mock.history().to_string();
    assert!(
        !history.contains("HcsSetComputeSystemCallback"),
        "{history}"
    );
    drop((opened, system, events));
    mock.finish();
}

/// A host that takes no namespace for the default one registers nothing at creation: the crate does it afterwards.
#[rstest]
fn e9_a_host_that_refuses_the_default_namespace_gets_the_callback_after_the_creation(
    #[values(Schedule::Inline, Schedule::Threaded)] schedule: Schedule,
    #[values(EventOptions::NONE, EventOptions::OPERATION_CALLBACKS)] options: EventOptions,
    #[values(false, true)] waits: bool,
) {
    for build in [17763, 26100] {
        let mut profile = Profile::documented();
        profile.build = build;
        profile.null_namespace = NullNamespace::Refused;
        let mock = with(schedule, profile);
        let create = mock.host().create("Test", VM).with_events_stream(options);
        let created = match waits {
            true => create.wait(),
            false => create.submit().and_then(|pending| pending.wait()),
        };
        let (system, mut events) = created.expect("created");
        system.start().wait().expect("started");
        system.terminate().wait().expect("terminated");
        loop {
            let event = events.recv().expect("outside").expect("the handle is open");
            if event.kind() == EventKind::SYSTEM_EXITED {
                break;
            }
        }
        let calls = mock.history().to_string();
        assert!(calls.contains("HcsSetComputeSystemCallback"), "{calls}");
        assert_eq!(
            calls.contains("HcsCreateComputeSystemInNamespace"),
            build > 17763
        );
        drop((system, events));
        mock.finish();
    }
}

#[test]
fn l1_a_build_without_namespaces_says_which_has_them() {
    let mut profile = Profile::documented();
    profile.build = 17763;
    let mock = with(Schedule::Threaded, profile);
    let ours = mock.host().namespace("Ours");
    for error in [
        ours.create("Test", VM).wait().map(drop),
        ours.enumerate().wait().map(drop),
        ours.open("Test").map(drop),
    ] {
        let error = error.expect_err("too old");
        assert!(error.is_unsupported(), "{error}");
        let text = error.to_string();
        assert!(text.contains("19041") && text.contains("17763"), "{text}");
    }
    mock.finish();
}

#[test]
fn t1_a_namespace_with_a_nul_is_refused() {
    let mock = on(Schedule::Threaded);
    let ours = mock.host().namespace("O\0urs");
    for error in [
        ours.create("Test", VM).wait().map(drop),
        ours.enumerate().wait().map(drop),
        ours.open("Test").map(drop),
    ] {
        let text = error.expect_err("refused").to_string();
        assert!(text.contains("O\\0urs") && text.contains("NUL"), "{text}");
    }
    assert!(mock.history().calls.is_empty());
    mock.finish();
}
