//! The life of a system, as documents and answers show it.

use crate::common::{VM, on};
use hcs_testkit::Schedule;
use serde_json::json;

#[test]
fn s3_a_system_lives_from_creation_to_exit() {
    for schedule in Schedule::ALL {
        let mock = on(schedule);
        let host = mock.host();
        let system = host.create("Test", VM).wait().expect("created");
        let state = || system.properties_value().wait().expect("properties")["State"].clone();
        assert_ne!(state(), "Created", "there is no such state");
        system.start().wait().expect("started");
        assert_eq!(state(), "Running");
        system.pause().wait().expect("paused");
        assert_eq!(state(), "Paused");
        system
            .save_with(json!({ "SaveType": "ToFile", "SaveStateFilePath": "C:\\vm.vmrs" }))
            .wait()
            .expect("saved");
        assert_eq!(state(), "Paused");
        system.resume().wait().expect("resumed");
        system
            .modify(json!({
                "ResourcePath": "VirtualMachine/ComputeTopology/Memory/SizeInMB",
                "RequestType": "Update",
                "Settings": 2048
            }))
            .wait()
            .expect("modified");
        system
            .shut_down_with(json!({ "Mechanism": "IntegrationService", "Type": "Shutdown" }))
            .wait()
            .expect("shut down");
        mock.run_until_idle();
        system.close().expect("closed");
        mock.finish();
    }
}

#[test]
fn an_open_handle_is_another_reference_to_the_same_system() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let first = host.create("Test", VM).wait().expect("created");
    let second = host.open("Test").expect("opened");
    assert_eq!(second.id(), "Test");
    first.start().wait().expect("started");
    first.close().expect("closed");
    assert_eq!(
        second.properties_value().wait().expect("there")["State"],
        "Running"
    );
    second.close().expect("closed");
    assert!(host.open("Test").expect_err("gone").is_not_found());
    mock.finish();
}

#[test]
fn systems_are_listed() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let systems: Vec<_> = (0..3)
        .map(|n| {
            host.create(&format!("Test-{n}"), VM)
                .wait()
                .expect("created")
        })
        .collect();
    systems[1].start().wait().expect("started");
    let list = host.enumerate_value().wait().expect("listed");
    let ids: Vec<&str> = list
        .as_array()
        .expect("an array")
        .iter()
        .map(|system| system["Id"].as_str().expect("a string"))
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.contains(&"Test-1"));
    let query = json!({ "Owners": ["Nobody"] });
    let none = host.enumerate_with(query).wait().expect("listed");
    assert_eq!(none, json!([]));
    drop(systems);
    mock.finish();
}
