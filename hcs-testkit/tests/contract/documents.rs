//! The documents that a real host gives.

use hcs_sys::*;
use hcs_testkit::{Chance, ErrorForm, ExitType, MockHost, NotJson, Profile, Schedule};

use crate::raw::{Abi, CONTAINER, VM};

fn inline() -> (MockHost, Abi) {
    with(|_| {})
}

fn with(set: impl FnOnce(&mut Profile)) -> (MockHost, Abi) {
    let mut profile = Profile::documented();
    set(&mut profile);
    let mock = MockHost::builder()
        .schedule(Schedule::Inline)
        .profile(profile)
        .build();
    let hcs = Abi::of(&mock);
    (mock, hcs)
}

#[test]
fn a_virtual_machine_tells_its_state_once_it_was_started() {
    let (mock, hcs) = inline();
    let system = hcs.create("6F9619FF-8B86-D011-B42D-00C04FC964FF", VM);
    let properties = || {
        hcs.outcome(|operation| hcs.properties(system, operation, None))
            .1
    };
    assert_eq!(
        properties().unwrap(),
        r#"{"Id":"6F9619FF-8B86-D011-B42D-00C04FC964FF","SystemType":"VirtualMachine","Owner":"Sample","RuntimeId":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}"#
    );
    hcs.done(|operation| hcs.start(system, operation));
    assert!(properties().unwrap().ends_with(r#","State":"Running"}"#));
    hcs.done(|operation| hcs.pause(system, operation));
    assert!(properties().unwrap().ends_with(r#","State":"Paused"}"#));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn s3_a_stopped_system_tells_no_state_and_calls_itself_a_container() {
    let (mock, hcs) = inline();
    let system = hcs.running("cowork-vm-8480bc00", VM);
    hcs.done(|operation| hcs.terminate(system, operation));
    let (code, properties) = hcs.outcome(|operation| hcs.properties(system, operation, None));
    assert_eq!(code, S_OK);
    assert_eq!(
        properties.unwrap(),
        r#"{"Id":"cowork-vm-8480bc00","SystemType":"Container","Stopped":true,"ExitType":"ForcedExit"}"#
    );
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn a_container_tells_its_owner_only_with_statistics() {
    let (mock, hcs) = inline();
    let system = hcs.running("Test", CONTAINER);
    let ask = |query| {
        let (code, properties) = hcs.outcome(|operation| hcs.properties(system, operation, query));
        assert_eq!(code, S_OK);
        properties.unwrap()
    };
    assert!(!ask(None).contains("Owner"));
    assert!(!ask(Some(r#"{"PropertyTypes":[]}"#)).contains("Owner"));
    assert!(ask(Some(r#"{"PropertyTypes":["Statistics"]}"#)).contains(r#""Owner":"Sample""#));
    assert!(ask(None).contains(r#""RuntimeOsType":"Windows""#));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn the_newer_form_of_query_has_errors_inside_a_success() {
    let (mock, hcs) = inline();
    let system = hcs.running("Test", VM);
    let query = r#"{"Queries":{"Basic":{},"Unheard":{}}}"#;
    let (code, document) = hcs.outcome(|operation| hcs.properties(system, operation, Some(query)));
    assert_eq!(code, S_OK);
    let document = document.unwrap();
    assert!(document.starts_with(r#"{"PropertyResponses":{"Basic":{"Response":{"Id":"Test""#));
    assert!(document.contains(r#""Unheard":{"Error":{"Error":-2147024846,"#));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn a_query_that_is_not_json_is_answered_with_its_own_event() {
    let (mock, hcs) = inline();
    let system = hcs.running("Test", VM);
    for query in ["nonsense", "[]", r#"{"PropertyTypes":7}"#] {
        let (code, document) =
            hcs.outcome(|operation| hcs.properties(system, operation, Some(query)));
        assert_eq!(code, HCS_E_INVALID_JSON);
        let document = document.unwrap();
        assert!(document.contains(r#""EventId":11001"#));
        assert!(document.contains("The specified property query is invalid: "));
        assert!(document.contains("%%3224830221"));
    }
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn systems_are_listed_and_filtered() {
    let (mock, hcs) = inline();
    let machine = hcs.running("Machine", VM);
    let container = hcs.create("Container", CONTAINER);
    let list = |query| {
        let (code, list) = hcs.outcome(|operation| hcs.enumerate(operation, query));
        assert_eq!(code, S_OK);
        list.unwrap()
    };
    for all in [None, Some("{}"), Some(r#"{"Owners":["Sample"]}"#)] {
        let listed = list(all);
        assert!(listed.starts_with(r#"[{"Id":"Machine","SystemType":"VirtualMachine","#));
        assert!(listed.contains(r#"},{"Id":"Container","#));
    }
    let listed = list(Some(r#"{"Types":["Container"]}"#));
    assert!(listed.starts_with(r#"[{"Id":"Container""#));
    assert!(list(Some(r#"{"Ids":["Machine"]}"#)).ends_with(r#""State":"Running"}]"#));
    assert_eq!(list(Some(r#"{"Owners":["Nobody"]}"#)), "[]");
    let (code, _) = hcs.outcome(|operation| hcs.enumerate(operation, Some("nonsense")));
    assert_eq!(code, HCS_E_INVALID_JSON);
    hcs.close_system(machine);
    hcs.close_system(container);
    mock.finish();
}

/// What a creation with a bad configuration says.
fn bad_configuration(set: impl FnOnce(&mut Profile)) -> (HRESULT, Option<String>) {
    let (mock, hcs) = with(set);
    let operation = hcs.operation();
    let (_, system) = hcs.create_with("Test", "nonsense", operation);
    let outcome = hcs.wait(operation);
    hcs.close_operation(operation);
    hcs.close_system(system);
    mock.finish();
    outcome
}

#[test]
fn t4_the_code_in_a_document_has_the_other_form_or_the_same() {
    let (code, document) = bad_configuration(|_| {});
    assert_eq!(code, HCS_E_INVALID_JSON);
    assert!(document.unwrap().starts_with(r#"{"Error":-1070137075,"#));
    let (code, document) = bad_configuration(|it| it.error_form = ErrorForm::Hresult);
    assert_eq!(code, HCS_E_INVALID_JSON);
    assert!(document.unwrap().starts_with(r#"{"Error":-2143878899,"#));
}

#[test]
fn t3_a_failure_may_come_without_a_document() {
    let outcome = bad_configuration(|it| it.failure_without_document = Chance::ALWAYS);
    assert_eq!(outcome, (HCS_E_INVALID_JSON, None));
}

#[test]
fn s2_older_builds_call_it_invalid_data() {
    let (code, document) = bad_configuration(|it| it.not_json = NotJson::InvalidData);
    assert_eq!(code as u32, 0x8007_000D);
    let document = document.unwrap();
    assert!(document.contains("(0x8007000D, 'Invalid JSON document '$'')."));
}

#[test]
fn ids_need_not_be_guids_and_are_quoted_where_they_must_be() {
    let (mock, hcs) = inline();
    let system = hcs.create("a \"quoted\" \\ id \u{1F980}", VM);
    let (_, properties) = hcs.outcome(|operation| hcs.properties(system, operation, None));
    assert!(
        properties
            .unwrap()
            .starts_with("{\"Id\":\"a \\\"quoted\\\" \\\\ id \u{1F980}\",")
    );
    mock.exit_system("a \"quoted\" \\ id \u{1F980}", ExitType::GracefulExit);
    hcs.close_system(system);
    mock.finish();
}
