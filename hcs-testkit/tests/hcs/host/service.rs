//! What the service says of itself, its settings, and the reports that it takes.

use hcs::{Document, EventKind, EventOptions, SchemaVersion};
use hcs_sys::{E_ACCESSDENIED, HCS_E_SERVICE_NOT_AVAILABLE, S_OK};
use hcs_testkit::{Fault, MockHost, Profile};
use serde_json::{Value, json};

use super::{nothing_was_called, of_build};
use crate::common::VM;

#[test]
fn h1_the_versions_of_the_schema_are_those_of_the_build() {
    for build in [17763, 18362, 19041, 20348, 22000, 22621, 26100] {
        let mock = of_build(build);
        let versions = mock.host().supported_schema_versions().expect("it tells");
        let newest = SchemaVersion::of_build(build).expect("each of them has HCS");
        assert_eq!(versions, [SchemaVersion::new(1, 0), newest], "{build}");
        mock.finish();
    }
    assert_eq!(SchemaVersion::of_build(17134), None);
}

#[test]
fn h1_a_query_names_the_properties_that_are_wanted() {
    let mock = MockHost::new();
    let host = mock.host();
    let basic = host.service_properties_value().expect("properties");
    assert!(basic["Properties"][0]["SupportedSchemaVersions"].is_array());
    let query = json!({ "PropertyTypes": ["ProcessorTopology"] });
    let answer = host.service_properties_with(query).expect("properties");
    assert_eq!(answer["Properties"][0]["LogicalProcessorCount"], 4);
    let query = json!({ "PropertyQueries": { "Weather": {} } });
    let answer = host
        .service_properties_with(query)
        .expect("an error inside");
    let inside = &answer["PropertyResponses"]["Weather"]["Error"];
    assert!(inside["ErrorMessage"].is_string(), "{answer}");
    mock.finish();
}

#[test]
fn h1_what_an_older_build_does_not_know_is_refused_with_the_place() {
    let mock = of_build(20348);
    let query = json!({ "PropertyQueries": { "ProcessorCapabilities": {} } });
    let error = mock.host().service_properties_with(query).unwrap_err();
    assert!(error.is_invalid_json());
    assert_eq!(error.call(), "HcsGetServiceProperties");
    let sentence = error.to_string();
    assert!(
        sentence.contains("$.PropertyQueries.ProcessorCapabilities"),
        "{sentence}"
    );
    mock.finish();
}

#[test]
fn h1_t3_a_probe_says_why_nothing_will_work() {
    for (code, document) in [
        (HCS_E_SERVICE_NOT_AVAILABLE, None),
        (
            E_ACCESSDENIED,
            Some(r#"{"Error":-2147024891,"ErrorMessage":"Access is denied."}"#),
        ),
    ] {
        let mock = MockHost::new();
        let fault = Fault::call("HcsGetServiceProperties");
        mock.fail(match document {
            None => fault.answers(code),
            Some(document) => fault.answers_with_document(code, document),
        });
        let error = mock.host().service_properties().unwrap_err();
        assert_eq!(error.code().map(i32::from), Some(code));
        assert_eq!(error.is_service_gone(), code == HCS_E_SERVICE_NOT_AVAILABLE);
        assert_eq!(error.is_access_denied(), code == E_ACCESSDENIED);
        assert_eq!(error.document(), document);
        mock.finish();
    }
}

#[test]
fn t2_an_answer_that_is_not_what_the_page_says_is_an_error_and_freed() {
    for (answer, told) in [
        ("{", "is not JSON"),
        ("{}", "has no SupportedSchemaVersions"),
        (
            r#"{"Properties":[{"SupportedSchemaVersions":{}}]}"#,
            "has no SupportedSchemaVersions",
        ),
        (
            r#"{"Properties":[{"SupportedSchemaVersions":[{"Major":2,"Minor":-1}]}]}"#,
            "has no SupportedSchemaVersions",
        ),
    ] {
        let mock = MockHost::new();
        let fault = Fault::call("HcsGetServiceProperties");
        mock.fail(fault.answers_with_document(S_OK, answer));
        let error = mock.host().supported_schema_versions().unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_eq!(error.document(), Some(answer));
        mock.finish();
    }
}

#[test]
fn t3_an_answer_without_a_document_is_null() {
    let mock = MockHost::new();
    mock.fail(Fault::call("HcsGetServiceProperties").answers(S_OK));
    assert_eq!(
        mock.host().service_properties_value().expect("S_OK"),
        Value::Null
    );
    mock.finish();
}

#[test]
fn h1_settings_are_changed_or_refused_with_the_place() {
    let mock = MockHost::new();
    let host = mock.host();
    let group = json!({
        "GroupId": "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001", "LogicalProcessorCount": 1, "LogicalProcessors": [3],
    });
    let request = json!({
        "PropertyType": "CpuGroup",
        "Settings": { "Operation": "CreateGroup", "OperationDetails": group },
    });
    host.modify_service_settings(&request).expect("a new group");
    assert_eq!(mock.service_settings(), [request]);
    let query = json!({ "PropertyTypes": ["CpuGroup"] });
    let groups = host.service_properties_with(query).expect("groups");
    let group = &groups["Properties"][0]["CpuGroups"][0];
    assert_eq!(group["Affinity"]["LogicalProcessors"], json!([3]));

    let error = host
        .modify_service_settings(json!({ "PropertyType": "CpuGroup" }))
        .unwrap_err();
    assert!(error.is_invalid_json());
    assert!(error.to_string().contains("'$.Settings'"), "{error}");
    mock.finish();
}

#[test]
fn h1_the_report_of_a_crash_is_handed_on() {
    let mock = MockHost::new();
    let host = mock.host();
    let system = host.create("Test", VM).wait().expect("a system");
    let mut events = system.events(EventOptions::NONE).expect("events");
    system.start().wait().expect("it starts");
    assert!(mock.crash_system("Test"));
    let report = loop {
        let event = events.recv().expect("not in a callback").expect("an event");
        if event.kind() == EventKind::SYSTEM_CRASH_REPORT {
            break event.data().expect("a report").to_owned();
        }
    };
    host.submit_crash_report(report.as_str())
        .expect("submitted");
    assert_eq!(mock.crash_reports(), [report]);
    drop((events, system));
    mock.finish();
}

#[test]
fn t1_what_is_no_document_reaches_nobody() {
    let mock = MockHost::new();
    let host = mock.host();
    for text in ["{ nonsense", "{}\0"] {
        let document = || Document::from(text);
        let errors = [
            host.service_properties_with(document()).unwrap_err(),
            host.modify_service_settings(document()).unwrap_err(),
            host.submit_crash_report(document()).unwrap_err(),
        ];
        for (error, call) in errors.iter().zip([
            "HcsGetServiceProperties",
            "HcsModifyServiceSettings",
            "HcsSubmitWerReport",
        ]) {
            assert_eq!(error.call(), call);
            assert!(error.is_invalid_json());
            assert!(error.to_string().contains("line 1, column 3"), "{error}");
        }
    }
    nothing_was_called(&mock);
    mock.finish();
}

#[test]
fn e8_without_the_service_each_of_them_fails() {
    let mock = MockHost::builder().profile(Profile::documented()).build();
    let host = mock.host();
    mock.disconnect_service();
    let settings = json!({ "PropertyType": "ContainerCredentialGuard", "Settings": {} });
    assert!(host.service_properties().unwrap_err().is_service_gone());
    assert!(
        host.modify_service_settings(settings)
            .unwrap_err()
            .is_service_gone()
    );
    assert!(
        host.submit_crash_report("{}")
            .unwrap_err()
            .is_service_gone()
    );
    mock.finish();
}
