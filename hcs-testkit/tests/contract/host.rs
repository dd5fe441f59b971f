//! What is the whole host's: what the service says of itself, its settings, files and who may use them (H1 to H3).

use std::path::{Path, PathBuf};

use hcs_sys::*;
use hcs_testkit::{ExistingStateFile, Fault, MockHost, Profile, RevokeUngranted, Schedule};
use serde_json::{Value, json};

use crate::raw::{Abi, LASTING_VM};

const FILE_NOT_FOUND: HRESULT = 0x8007_0002_u32 as i32;
const PATH_NOT_FOUND: HRESULT = 0x8007_0003_u32 as i32;
const INVALID_DATA: HRESULT = 0x8007_000D_u32 as i32;
const FILE_EXISTS: HRESULT = 0x8007_0050_u32 as i32;

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

/// A directory of one test's own.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new(test: &str) -> Self {
        let name = format!("hcs-contract-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, "").unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn parse(document: Option<String>) -> Value {
    serde_json::from_str(&document.expect("a document")).expect("JSON")
}

#[test]
fn h1_each_build_tells_the_versions_of_its_schema() {
    let minors = [1, 3, 5, 7, 7];
    for (build, minor) in Profile::BUILDS.into_iter().zip(minors) {
        let (mock, hcs) = with(|profile| *profile = Profile::for_build(build));
        for query in [None, Some(r#"{"PropertyTypes":["Basic"]}"#)] {
            let (code, document) = hcs.service_properties(query);
            assert_eq!(code, S_OK);
            let versions = json!([{"Major":1,"Minor":0},{"Major":2,"Minor":minor}]);
            let expected = json!({"Properties":[{"SupportedSchemaVersions":versions}]});
            assert_eq!(parse(document), expected, "{build}");
        }
        mock.finish();
    }
}

#[test]
fn h1_properties_come_in_the_order_of_the_query() {
    let (mock, hcs) = with(|_| {});
    let query =
        r#"{"PropertyTypes":["QoSCapabilities","ProcessorTopology","ContainerCredentialGuard"]}"#;
    let (code, document) = hcs.service_properties(Some(query));
    assert_eq!(code, S_OK);
    let properties = &parse(document)["Properties"];
    assert_eq!(properties[0]["ProcessorQoSSupported"], true);
    assert_eq!(properties[1]["LogicalProcessorCount"], 4);
    assert_eq!(properties[2]["Instances"], json!([]));
    mock.finish();
}

#[test]
fn h1_a_property_that_a_build_does_not_know() {
    let unknown = r#"{"PropertyQueries":{"Weather":{},"Basic":{}}}"#;
    let known = r#"{"PropertyQueries":{"ProcessorCapabilities":{}}}"#;
    for build in Profile::BUILDS {
        let (mock, hcs) = with(|profile| *profile = Profile::for_build(build));
        let (code, document) = hcs.service_properties(Some(unknown));
        let document = parse(document);
        if build < 22621 {
            assert_eq!(code, HCS_E_INVALID_JSON, "{build}");
            let place = match build {
                ..20348 => "'$.PropertyQueries'",
                _ => "'$.PropertyQueries.Weather'",
            };
            assert!(document["ErrorEvents"][0].to_string().contains(place));
            assert_eq!(hcs.service_properties(Some(known)).0, HCS_E_INVALID_JSON);
        } else {
            assert_eq!(code, S_OK, "{build}");
            let responses = &document["PropertyResponses"];
            assert!(responses["Weather"]["Error"]["Error"].is_i64());
            assert!(responses["Basic"]["Response"].is_object());
            let (_, answer) = hcs.service_properties(Some(known));
            let answer = &parse(answer)["PropertyResponses"]["ProcessorCapabilities"];
            assert_eq!(answer["Response"]["ProcessorFeatures"][0], "NestedVirt");
        }
        let types = r#"{"PropertyTypes":["Basic","Weather"]}"#;
        let (code, document) = hcs.service_properties(Some(types));
        assert_eq!(code, HCS_E_INVALID_JSON);
        assert!(document.unwrap().contains("'$.PropertyTypes[1]'"));
        mock.finish();
    }
}

#[test]
fn h1_settings_are_kept_or_refused_with_a_document() {
    let (mock, hcs) = with(|_| {});
    let request = json!({ "PropertyType": "ContainerCredentialGuard", "Settings": { "Operation": "AddInstance" } });
    assert_eq!(hcs.modify_service(Some(&request.to_string())), (S_OK, None));
    assert_eq!(mock.service_settings(), [request]);
    let (code, document) = hcs.modify_service(Some(r#"{"PropertyType":"Weather"}"#));
    assert_eq!(code, HCS_E_INVALID_JSON);
    assert!(document.unwrap().contains("'$.PropertyType'"));
    let (code, document) = hcs.modify_service(Some("nonsense"));
    assert_eq!((code, document.is_some()), (HCS_E_INVALID_JSON, true));
    assert_eq!(hcs.modify_service(None).0, E_INVALIDARG);
    assert_eq!(mock.service_settings().len(), 1);
    mock.finish();
}

#[test]
fn h1_reports_of_crashes_are_kept() {
    let (mock, hcs) = with(|_| {});
    let report = r#"{"SystemId":"Test","Status":0}"#;
    assert_eq!(hcs.submit_report(Some(report)), S_OK);
    assert_eq!(mock.crash_reports().len(), 1);
    assert_eq!(hcs.submit_report(Some("[]")), HCS_E_INVALID_JSON);
    assert_eq!(hcs.submit_report(None), E_INVALIDARG);
    assert_eq!(mock.crash_reports(), [report]);
    mock.finish();
}

#[test]
fn h1_e8_without_the_service_nothing_is_told() {
    let (mock, hcs) = with(|_| {});
    mock.disconnect_service();
    assert_eq!(
        hcs.service_properties(None),
        (HCS_E_SERVICE_DISCONNECT, None)
    );
    let settings = r#"{"PropertyType":"ContainerCredentialGuard","Settings":{}}"#;
    assert_eq!(
        hcs.modify_service(Some(settings)).0,
        HCS_E_SERVICE_DISCONNECT
    );
    assert_eq!(hcs.submit_report(Some("{}")), HCS_E_SERVICE_DISCONNECT);
    mock.finish();
}

#[test]
fn t3_a_fault_may_leave_a_document_where_there_is_no_operation() {
    let (mock, hcs) = with(|_| {});
    let document = r#"{"Error":-2147024891}"#;
    let fault = Fault::call("HcsGetServiceProperties");
    mock.fail(fault.answers_with_document(E_ACCESSDENIED, document));
    let expected = (E_ACCESSDENIED, Some(document.to_owned()));
    assert_eq!(hcs.service_properties(None), expected);
    mock.finish();
}

#[test]
fn t2_a_program_that_wants_no_document_gets_none() {
    let (mock, hcs) = with(|_| {});
    assert_eq!(hcs.service_properties_without_place(), E_POINTER);
    assert_eq!(
        hcs.modify_service_without_place("nonsense"),
        HCS_E_INVALID_JSON
    );
    assert_eq!(mock.ledger().strings.created, 0);
    mock.finish();
}

#[test]
fn h2_a_state_file_is_made_and_none_is_written_over() {
    let directory = Directory::new("state");
    let (mock, hcs) = with(|_| {});
    for name in ["vm.vmgs", "vm.vmrs"] {
        let create = |path: &str| match name {
            "vm.vmgs" => hcs.create_guest_state_file(path),
            _ => hcs.create_runtime_state_file(path),
        };
        let path = directory.path(name);
        assert_eq!(create(&path), S_OK);
        let content = std::fs::read(&path).unwrap();
        assert_eq!(create(&path), FILE_EXISTS);
        assert_eq!(std::fs::read(&path).unwrap(), content);
        let nowhere = directory.path("none");
        let nowhere = Path::new(&nowhere).join(name);
        assert_eq!(create(nowhere.to_str().unwrap()), PATH_NOT_FOUND);
        assert_eq!(create(""), E_INVALIDARG);
    }
    mock.finish();
}

#[test]
fn h2_a_host_may_write_over_a_file() {
    let directory = Directory::new("over");
    let (mock, hcs) = with(|it| it.existing_state_file = ExistingStateFile::Overwritten);
    let path = directory.file("vm.vmgs");
    assert_eq!(hcs.create_guest_state_file(&path), S_OK);
    assert_ne!(std::fs::read(&path).unwrap(), b"");
    mock.finish();
}

#[test]
fn h3_a_host_may_refuse_to_revoke_what_is_not_granted() {
    let directory = Directory::new("revoke");
    let (mock, hcs) = with(|it| it.revoke_ungranted = RevokeUngranted::Refused);
    let disk = directory.file("vm.vhdx");
    assert_eq!(hcs.grant("Test", &disk), S_OK);
    assert_eq!(hcs.grant("Test", &disk), S_OK, "granting isn't counted");
    assert_eq!(hcs.revoke("Test", &disk), S_OK);
    let not_found = 0x8007_0490_u32 as i32;
    assert_eq!(hcs.revoke("Test", &disk), not_found);
    assert_eq!(hcs.revoke_all(&disk), not_found);
    mock.finish();
}

#[test]
fn h2_what_was_saved_tells_what_processor_it_needs() {
    let directory = Directory::new("saved");
    let (mock, hcs) = with(|_| {});
    let path = directory.path("vm.vmrs");
    assert_eq!(hcs.processor_compatibility(&path), (FILE_NOT_FOUND, None));
    assert_eq!(hcs.create_runtime_state_file(&path), S_OK);
    assert_eq!(hcs.processor_compatibility(&path), (INVALID_DATA, None));

    let system = hcs.running("Test", LASTING_VM);
    hcs.done(|operation| hcs.pause(system, operation));
    let options = json!({ "SaveType": "ToFile", "SaveStateFilePath": path }).to_string();
    hcs.done(|operation| hcs.save_with(system, operation, &options));
    let (code, document) = hcs.processor_compatibility(&path);
    assert_eq!(code, S_OK);
    assert!(parse(document)["ProcessorFeatures"].is_array());

    let other = directory.file("other.vmrs");
    let options = json!({ "SaveStateFilePath": other }).to_string();
    let (code, _) = hcs.outcome(|operation| hcs.save_with(system, operation, &options));
    assert_eq!(code, INVALID_DATA, "it was not made for that");
    hcs.done(|operation| hcs.terminate(system, operation));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn h3_access_is_granted_until_it_is_revoked() {
    let directory = Directory::new("access");
    let (mock, hcs) = with(|_| {});
    let disk = directory.file("vm.vhdx");
    assert_eq!(hcs.grant("Test", &disk), S_OK);
    assert_eq!(hcs.grant("Test", &disk), S_OK);
    assert_eq!(hcs.grant("Other", &disk), S_OK);
    assert_eq!(hcs.grant_all(&disk), S_OK);
    let who: Vec<_> = mock.grants().into_iter().map(|grant| grant.vm_id).collect();
    assert_eq!(
        who,
        [None, Some("Other".to_owned()), Some("Test".to_owned())]
    );
    assert_eq!(hcs.revoke("Test", &disk), S_OK);
    assert_eq!(hcs.revoke("Test", &disk), S_OK);
    assert_eq!(hcs.revoke_all(&disk), S_OK);
    assert_eq!(mock.grants().len(), 1);

    let missing = directory.path("none.vhdx");
    assert_eq!(hcs.grant("Test", &missing), FILE_NOT_FOUND);
    assert_eq!(hcs.revoke("Test", &missing), FILE_NOT_FOUND);
    assert_eq!(hcs.grant_all(&missing), FILE_NOT_FOUND);
    assert_eq!(hcs.grant("", &disk), E_INVALIDARG);
    assert_eq!(hcs.grant("Test", ""), E_INVALIDARG);
    std::fs::remove_file(&disk).unwrap();
    assert!(mock.grants().is_empty(), "permissions go with their file");
    mock.finish();
}

/// The configuration of a virtual machine with a disk.
fn machine(disk: &str) -> String {
    let attachments = json!({ "0": { "Type": "VirtualDisk", "Path": disk } });
    let devices = json!({ "Scsi": { "0": { "Attachments": attachments } } });
    json!({ "VirtualMachine": { "Devices": devices } }).to_string()
}

#[test]
fn h3_a_virtual_machine_starts_with_disks_that_it_may_use() {
    let directory = Directory::new("start");
    let (mock, hcs) = with(|profile| profile.checks_files = true);
    let (disk, base) = (directory.file("vm.vhdx"), directory.file("base.vhdx"));
    mock.set_parent_disk(&disk, &base);
    let system = hcs.create("Test", &machine(&disk));
    let refused = |path: &str| {
        let (code, document) = hcs.outcome(|operation| hcs.start(system, operation));
        assert_eq!(code, E_ACCESSDENIED);
        let document = parse(document);
        assert_eq!(document["ErrorEvents"][0]["EventId"], 12030);
        assert_eq!(document["ErrorEvents"][2]["Data"][1]["Value"], path);
    };
    refused(&disk);
    assert_eq!(hcs.grant("Other", &disk), S_OK);
    refused(&disk);
    assert_eq!(hcs.grant("Test", &disk), S_OK);
    let parent = std::fs::canonicalize(&base).unwrap();
    refused(parent.to_str().unwrap());
    assert_eq!(hcs.grant_all(&base), S_OK);
    hcs.done(|operation| hcs.start(system, operation));
    hcs.done(|operation| hcs.terminate(system, operation));
    hcs.close_system(system);

    let system = hcs.create("Test", &machine(&directory.path("none.vhdx")));
    let (code, _) = hcs.outcome(|operation| hcs.start(system, operation));
    assert_eq!(code, FILE_NOT_FOUND);
    hcs.done(|operation| hcs.terminate(system, operation));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn h3_unless_files_are_looked_at_any_path_will_do() {
    let (mock, hcs) = with(|_| {});
    let system = hcs.running("Test", &machine("C:\\no\\such\\disk.vhdx"));
    hcs.done(|operation| hcs.terminate(system, operation));
    hcs.close_system(system);
    mock.finish();
}

#[test]
fn s2_a_configuration_of_a_later_schema_than_the_builds_is_refused() {
    for build in Profile::BUILDS {
        let (mock, hcs) = with(|profile| *profile = Profile::for_build(build));
        let supported = match build {
            17763 => 1,
            19041 => 3,
            20348 => 5,
            _ => 7,
        };
        for minor in [0, 1, supported, supported + 1] {
            let version = json!({ "Major": 2, "Minor": minor });
            let document = json!({ "SchemaVersion": version, "VirtualMachine": {} }).to_string();
            let operation = hcs.operation();
            let (code, system) = hcs.create_with("Test", &document, operation);
            assert_eq!(code, S_OK);
            let (code, error) = hcs.wait(operation);
            hcs.close_operation(operation);
            if minor <= supported {
                assert_eq!(code, S_OK, "2.{minor} on {build}");
                hcs.done(|operation| hcs.terminate(system, operation));
            } else {
                assert_eq!(code, HCS_E_INVALID_JSON, "2.{minor} on {build}");
                assert!(error.unwrap().contains("'$.SchemaVersion'"));
            }
            hcs.close_system(system);
        }
        mock.finish();
    }
}
