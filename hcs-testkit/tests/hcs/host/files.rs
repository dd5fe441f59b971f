//! The files in which virtual machines keep their state.

use std::path::Path;

use hcs::{Error, Host};
use serde_json::json;

use super::{nothing_was_called, of_build};
use crate::common::{VM, calls};
use crate::directory::Directory;
use hcs_testkit::{Fault, MockHost};

type Create = fn(&Host, &Path) -> Result<(), Error>;

const KINDS: [(&str, Create); 2] = [
    ("HcsCreateEmptyGuestStateFile", |host, path| {
        host.create_empty_guest_state_file(path)
    }),
    ("HcsCreateEmptyRuntimeStateFile", |host, path| {
        host.create_empty_runtime_state_file(path)
    }),
];

#[test]
fn h2_a_state_file_that_is_there_is_not_written_over() {
    let directory = Directory::new();
    for (call, create) in KINDS {
        let mock = MockHost::new();
        let path = directory.path(call);
        create(&mock.host(), &path).expect("a new file");
        let content = std::fs::read(&path).expect("it is there");
        let error = create(&mock.host(), &path).unwrap_err();
        assert!(error.is_file_exists());
        assert_eq!((error.call(), error.path()), (call, Some(&*path)));
        let sentence = error.to_string();
        let name = format!("\"{}\"", path.display());
        assert!(sentence.contains(&name), "{sentence}");
        assert!(sentence.contains("was not called"), "{sentence}");
        assert_eq!(calls(&mock, call), 1, "what it does then, nobody says");
        assert_eq!(std::fs::read(&path).expect("it is there"), content);
        mock.finish();
    }
}

/// Between the look and the call somebody else may make it.
#[test]
fn h2_a_host_may_say_that_the_file_is_there() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let fault = Fault::call("HcsCreateEmptyGuestStateFile");
    mock.fail(fault.answers(0x8007_0050_u32.cast_signed()));
    let path = directory.path("vm.vmgs");
    let error = mock
        .host()
        .create_empty_guest_state_file(&path)
        .unwrap_err();
    assert!(error.is_file_exists());
    assert!(
        error.to_string().contains("there is such a file already"),
        "{error}"
    );
    mock.finish();
}

#[test]
fn h2_a_state_file_needs_a_directory() {
    let directory = Directory::new();
    for (call, create) in KINDS {
        let mock = MockHost::new();
        let path = directory.path("none").join("vm");
        let error = create(&mock.host(), &path).unwrap_err();
        assert!(error.is_file_not_found());
        assert_eq!((error.call(), error.path()), (call, Some(&*path)));
        mock.finish();
    }
}

#[test]
fn t1_a_path_with_a_nul_reaches_nobody() {
    let mock = MockHost::new();
    let host = mock.host();
    let path = Path::new("vm\0.vmrs");
    let errors = [
        host.create_empty_guest_state_file(path).unwrap_err(),
        host.create_empty_runtime_state_file(path).unwrap_err(),
        host.processor_compatibility(path).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.path(), Some(path));
        let sentence = error.to_string();
        assert!(sentence.contains(r#""vm\0.vmrs" has a NUL"#), "{sentence}");
    }
    nothing_was_called(&mock);
    mock.finish();
}

#[test]
fn h2_t2_what_was_saved_tells_what_it_needs() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let host = mock.host();
    let path = directory.path("vm.vmrs");
    assert!(
        host.processor_compatibility(&path)
            .unwrap_err()
            .is_file_not_found()
    );
    host.create_empty_runtime_state_file(&path)
        .expect("a new file");
    let error = host.processor_compatibility(&path).unwrap_err();
    assert_eq!(error.path(), Some(&*path));
    assert_eq!(
        error.code().and_then(|code| code.name()),
        Some("ERROR_INVALID_DATA")
    );

    let system = host.create("Test", VM).wait().expect("a system");
    system.start().wait().expect("it starts");
    system.pause().wait().expect("it pauses");
    let options = json!({ "SaveType": "ToFile", "SaveStateFilePath": path });
    system.save_with(options).wait().expect("it is saved");
    system.close().expect("it closes");
    let needs = host.processor_compatibility(&path).expect("it was saved");
    assert!(needs["ProcessorFeatures"].is_array(), "{needs}");
    mock.finish();
}

#[test]
fn l1_an_older_build_does_not_read_saved_states() {
    for build in [17763, 19041] {
        let mock = of_build(build);
        let error = mock
            .host()
            .processor_compatibility("C:\\vm.vmrs")
            .unwrap_err();
        assert!(error.is_unsupported());
        assert_eq!(error.needs_build(), Some(20348));
        let sentence = error.to_string();
        let told = format!("needs Windows build 20348; this host has {build}");
        assert!(sentence.contains(&told), "{sentence}");
        nothing_was_called(&mock);
        mock.finish();
    }
}
