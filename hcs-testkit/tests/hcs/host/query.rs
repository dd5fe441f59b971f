//! Typed questions: what is asked for decides what the answer is.

use hcs::schema::query::{self, Named, NamedProperty, service};
use hcs::schema::{State, SystemType};
use hcs_testkit::{Guest, MockHost};
use serde_json::{Value, json};

use super::of_build;
use crate::common::VM;

/// A property that nobody knows.
#[derive(Clone, Copy)]
struct Weather;

impl NamedProperty for Weather {
    const NAME: &'static str = "Weather";
    type Answer = Value;
}

#[test]
fn a_question_about_a_system_gives_its_answer_in_each_model() {
    let mock = MockHost::new();
    let system = mock.host().create("Test", VM).wait().expect("created");
    let ends = system.query(query::TerminateOnLastHandleClosed).wait();
    assert!(ends.expect("answered"));
    system.start().wait().expect("started");
    let question = (
        query::Memory,
        query::TerminateOnLastHandleClosed,
        query::Basic,
    );
    let (memory, ends, basic) = system.query(question).submit().unwrap().wait().unwrap();
    assert_eq!(memory.virtual_node_count, Some(1));
    assert!(ends);
    assert_eq!(basic.state, Some(State::Running));
    assert_eq!(basic.system_type, Some(SystemType::VirtualMachine));
    let memory = pollster::block_on(system.query(query::Memory).into_future());
    assert_eq!(memory.expect("answered").virtual_node_count, Some(1));
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn what_a_system_does_not_have_is_told_by_name() {
    let mock = MockHost::new();
    let system = mock.host().create("Test", VM).wait().expect("created");
    let error = system
        .query(query::Memory)
        .wait()
        .expect_err("it doesn't run");
    assert_eq!(error.call(), "HcsGetComputeSystemProperties");
    assert_eq!(error.code(), None);
    let unanswered = error.unanswered().expect("the call has succeeded");
    assert_eq!(unanswered.property(), "Memory");
    assert_eq!(
        error.to_string(),
        "HcsGetComputeSystemProperties succeeded, but the answer has no Memory: systems that don't run, or of another \
         type, leave it out"
    );
    drop(system);
    mock.finish();
}

#[test]
fn t3_an_error_in_the_place_of_an_answer_is_an_error_with_its_code() {
    let mock = MockHost::new();
    let host = mock.host();
    let system = host.create("Test", VM).wait().expect("created");
    let of_system = system.query((query::Basic, Named(Weather))).wait();
    let of_service = host.query((service::Basic, Named(Weather)));
    for error in [of_system.unwrap_err(), of_service.unwrap_err()] {
        let code = error.code().expect("that of the answer");
        assert_eq!(code.0 as u32, 0x8007_0032, "{error}");
        let unanswered = error.unanswered().expect("the call has succeeded");
        assert_eq!(unanswered.property(), "Weather");
        assert!(
            error
                .to_string()
                .contains("Weather was answered with an error")
        );
        assert!(error.message().is_some());
    }
    drop(system);
    mock.finish();
}

#[test]
fn processes_of_a_container_are_listed() {
    let mock = MockHost::new();
    mock.on_process(|_| Guest::new().until_killed());
    let container = mock
        .host()
        .create("Test", json!({ "Container": {} }))
        .wait();
    let container = container.expect("created");
    container.start().wait().expect("started");
    let parameters = json!({ "CommandLine": r"C:\tools\serve.exe --port 80" });
    let process = container
        .create_process(parameters)
        .wait()
        .expect("created");
    let list = container.query(query::ProcessList).wait().expect("listed");
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].process_id, Some(process.id()));
    assert_eq!(list[0].image_name.as_deref(), Some("serve.exe"));
    process.terminate().wait().expect("terminated");
    process.exited().wait().expect("it tells");
    let list = container.query(query::ProcessList).wait().expect("listed");
    assert!(list.is_empty(), "{list:?}");
    drop((process, container));
    mock.finish();
}

#[test]
fn h1_questions_about_the_service_are_answered_in_their_order() {
    let mock = MockHost::new();
    let question = (service::ProcessorTopology, service::QoS, service::Basic);
    let (topology, qos, basic) = mock.host().query(question).expect("answered");
    assert_eq!(topology.logical_processor_count, Some(4));
    assert_eq!(qos.processor_qos_supported, Some(true));
    assert!(
        basic
            .supported_schema_versions
            .is_some_and(|versions| !versions.is_empty())
    );
    mock.finish();
    let mock = of_build(17763);
    let error = mock
        .host()
        .query(Named(Weather))
        .expect_err("not known yet");
    assert!(
        error.is_invalid_json() && error.unanswered().is_none(),
        "{error}"
    );
    mock.finish();
}
