//! The documents of the example `documents`, as JSON.
#![cfg(feature = "schema")]

#[path = "../examples/documents.rs"]
mod example;

use hcs::SchemaVersion;
use hcs::schema::{
    ComputeSystem, ModificationRequest, ModifySettingRequest, ProcessParameters, Schema,
};
use serde_json::{Value, json};

/// What the example prints, as it was reviewed.
const PRINTED: &str = include_str!("documents.txt");

#[test]
fn each_document_is_as_it_was_reviewed() {
    let mut printed = PRINTED.split("\n\n").filter(|part| !part.trim().is_empty());
    for (name, document) in example::documents() {
        assert!(
            document.check().is_ok(),
            "{name}: {:?}",
            document.problems()
        );
        let expected = printed.next().unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(format!("{name}:\n{document}"), expected.trim_end());
    }
    assert_eq!(printed.next(), None);
}

#[test]
fn the_first_one_is_that_of_microsofts_sample() {
    let (_, document) = &example::documents()[0];
    let document: Value = serde_json::from_str(&document.to_string()).unwrap();
    let sample = json!({
        "SchemaVersion": { "Major": 2, "Minor": 1 },
        "Owner": "Sample",
        "VirtualMachine": {
            "Chipset": { "Uefi": {} },
            "ComputeTopology": {
                "Memory": { "Backing": "Physical", "SizeInMB": 1024 },
                "Processor": { "Count": 2 }
            }
        },
        "ShouldTerminateOnLastHandleClosed": true
    });
    assert_eq!(document, sample);
}

#[test]
fn hosts_of_their_schema_version_know_all_that_is_in_them() {
    let mut systems = 0;
    for (name, document) in example::documents() {
        let Ok(system) = ComputeSystem::from_json(&document.to_string()) else {
            continue;
        };
        let Some(version) = &system.schema_version else {
            continue;
        };
        if system.unknown.get("Layers").is_some() {
            continue;
        }
        let version = SchemaVersion::try_from(version).unwrap();
        assert_eq!(system.check(version), [], "{name}");
        systems += 1;
    }
    assert_eq!(systems, 8);
}

#[test]
fn documents_are_read_as_what_they_are() {
    let documents = example::documents();
    let find = |wanted: &str| {
        let found = documents.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, document)| document.to_string()).unwrap()
    };
    let process = ProcessParameters::from_json(&find("a command in Linux")).unwrap();
    assert_eq!(process.console_size, Some(vec![25, 80]));
    assert!(process.unknown.is_empty());
    let modify = ModifySettingRequest::from_json(&find("another disk")).unwrap();
    assert_eq!(modify.settings.unwrap()["Type"], "VirtualDisk");
    let group = ModificationRequest::from_json(&find("a group of processors")).unwrap();
    assert_eq!(
        group.settings.unwrap()["OperationDetails"]["LogicalProcessorCount"],
        2
    );
}
