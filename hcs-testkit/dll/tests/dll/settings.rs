#![allow(unsafe_code)] // Loads the library, and calls functions of the C ABI.

//! What the settings bring about, and what is said, once, when they can't be used.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use hcs::Host;
use hcs_sys::{ComputeCore, HCS_INVALID_OPERATION_ID, HRESULT, S_OK};

use crate::built::library;
use crate::client::{Scratch, Surroundings, report, sentences};

/// `HRESULT_FROM_WIN32(ERROR_BAD_CONFIGURATION)`.
const BAD_SETTINGS: HRESULT = 0x8007_064A_u32 as i32;

fn load(path: &Path) -> &'static ComputeCore {
    // SAFETY: the library is the mock's, whose functions have computecore's signatures.
    unsafe { ComputeCore::load_from(path) }.unwrap()
}

/// Whether the functions answer that the settings are bad, each in its own way.
fn assert_that_nothing_works(core: &ComputeCore) {
    // SAFETY: NULL is a handle that isn't one, and the texts may be absent; the functions answer before they look.
    unsafe {
        assert!((core.HcsCreateOperation)(std::ptr::null(), None).is_null());
        let null = std::ptr::null_mut();
        assert_eq!(
            (core.HcsEnumerateComputeSystems)(std::ptr::null(), null),
            BAD_SETTINGS
        );
        assert_eq!((core.HcsGetOperationId)(null), HCS_INVALID_OPERATION_ID);
        assert_eq!(
            (core.HcsGetOperationType)(null),
            hcs_sys::HcsOperationTypeNone
        );
        (core.HcsCloseOperation)(null);
    }
}

/// Runs the library with these settings and this report, where nothing may work; the sentence that it says.
fn refusal(test: &str, surroundings: &Surroundings) -> Option<String> {
    let output = surroundings.fork(test, || {
        assert_that_nothing_works(load(&library("computecore")));
    })?;
    let said = sentences(&output);
    let [sentence] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert!(
        sentence.ends_with(" (until then every function fails)"),
        "{sentence}"
    );
    Some(sentence.clone())
}

#[test]
fn a_missing_file_is_named() {
    let scratch = Scratch::new();
    let (settings, file) = (scratch.file("missing.json"), scratch.file("report.json"));
    let surroundings = Surroundings::default().settings(&settings).report(&file);
    if let Some(sentence) = refusal("settings::a_missing_file_is_named", &surroundings) {
        assert!(sentence.starts_with("HCS_MOCK: `"), "{sentence}");
        assert!(
            sentence.contains("missing.json` can't be read, name a JSON file"),
            "{sentence}"
        );
        let report = report(&file);
        assert_eq!(report["result"], "bad-settings");
        assert!(sentence.starts_with(report["error"].as_str().unwrap()));
        assert_eq!(scratch.names(), ["report.json"], "nothing else is left");
    }
}

#[test]
fn a_report_in_the_place_of_the_settings_is_refused_and_they_stay() {
    let scratch = Scratch::new();
    let text = r#"{ "seed": 7 }"#;
    let settings = scratch.with("mock.json", text);
    let surroundings = Surroundings::default()
        .settings(&settings)
        .report(&settings);
    let test = "settings::a_report_in_the_place_of_the_settings_is_refused_and_they_stay";
    if let Some(sentence) = refusal(test, &surroundings) {
        let expected = "mock.json` has the settings, name another file";
        assert!(sentence.contains(expected), "{sentence}");
        assert_eq!(std::fs::read_to_string(&settings).unwrap(), text);
        assert_eq!(scratch.names(), ["mock.json"], "nothing else is left");
    }
}

#[test]
fn a_wrong_setting_is_named_with_its_file_and_the_right_ones() {
    let scratch = Scratch::new();
    let settings = scratch.with("mock.json", r#"{ "schedule": "sometimes" }"#);
    let file = scratch.file("report.json");
    let surroundings = Surroundings::default().settings(&settings).report(&file);
    let test = "settings::a_wrong_setting_is_named_with_its_file_and_the_right_ones";
    if let Some(sentence) = refusal(test, &surroundings) {
        let expected = "mock.json`: `schedule` is \"sometimes\", and must be one of \"inline\", \"before-return\", \
                        \"threaded\"";
        assert!(sentence.contains(expected), "{sentence}");
        assert_eq!(report(&file)["result"], "bad-settings");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_named() {
    let scratch = Scratch::new();
    let file = scratch.file("no-such-directory").join("report.json");
    let surroundings = Surroundings::default().report(&file);
    let test = "settings::a_report_that_cannot_be_written_is_named";
    if let Some(sentence) = refusal(test, &surroundings) {
        assert!(
            sentence.starts_with("HCS_MOCK_REPORT: the report `"),
            "{sentence}"
        );
        assert!(
            sentence.contains("report.json` can't be written, name a file in"),
            "{sentence}"
        );
    }
}

#[test]
fn a_directory_is_no_report() {
    let surroundings = Surroundings::default().report(&std::env::temp_dir());
    if let Some(sentence) = refusal("settings::a_directory_is_no_report", &surroundings) {
        assert!(
            sentence.contains("is a directory: name a file"),
            "{sentence}"
        );
    }
}

/// Loads the library and a copy of it: the first works, and the second doesn't.
fn load_it_twice() {
    let other = Scratch::new();
    let first = library("computecore");
    let second = other.file(&first.file_name().unwrap().to_string_lossy());
    std::fs::copy(&first, &second).unwrap();
    let (first, second) = (load(&first), load(&second));
    // SAFETY: no callback, so that nothing has to stay alive.
    let operation = unsafe { (first.HcsCreateOperation)(std::ptr::null(), None) };
    assert!(!operation.is_null());
    assert_that_nothing_works(second);
    // SAFETY: it is open, and nobody else uses it.
    unsafe { (first.HcsCloseOperation)(operation) };
}

#[test]
fn a_second_library_in_the_process_is_refused() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let test = "settings::a_second_library_in_the_process_is_refused";
    let output = Surroundings::default()
        .report(&file)
        .fork(test, load_it_twice);
    if let Some(output) = output {
        let said = sentences(&output);
        assert_eq!(said.len(), 1, "{said:?}");
        let expected = "report.json` is being written by another computecore: load this library from one path only";
        assert!(said[0].contains(expected), "{said:?}");
        let report = report(&file);
        assert_eq!(
            report["result"], "clean",
            "the first one's report stays: {report:#}"
        );
    }
}

#[cfg(any(target_os = "linux", windows))]
#[test]
fn a_second_library_is_refused_without_a_report_too() {
    let test = "settings::a_second_library_is_refused_without_a_report_too";
    let output = Surroundings::default().fork(test, load_it_twice);
    if let Some(output) = output {
        let said = sentences(&output);
        assert_eq!(said.len(), 1, "{said:?}");
        let expected =
            "has loaded another computecore of this kind: load this library from one path";
        assert!(said[0].contains(expected), "{said:?}");
    }
}

#[test]
fn each_process_can_have_a_report_of_its_own() {
    let scratch = Scratch::new();
    let file = scratch.file("report-{pid}.json");
    let test = "settings::each_process_can_have_a_report_of_its_own";
    let output = Surroundings::default().report(&file).fork(test, || {
        let core = load(&library("computecore"));
        // SAFETY: NULL is no handle, and may be closed.
        unsafe { (core.HcsCloseOperation)(std::ptr::null_mut()) };
        println!("process {}", std::process::id());
    });
    if let Some(output) = output {
        let said = String::from_utf8_lossy(&output.stdout);
        let id = said.lines().find_map(|line| line.strip_prefix("process "));
        let file = scratch.file(&format!("report-{}.json", id.unwrap().trim_end()));
        assert_eq!(report(&file)["result"], "clean");
    }
}

#[test]
fn faults_profile_and_guests_do_what_the_file_says() {
    let scratch = Scratch::new();
    let settings = scratch.with(
        "mock.json",
        r#"{
            "schedule": "before-return",
            "seed": 7,
            "profile": { "build": 17763, "not_json": "invalid-data" },
            "faults": [{ "call": "HcsPauseComputeSystem", "completes": "HCS_E_CONNECTION_TIMEOUT" }],
            "guests": [
                { "id": "Web", "state": "running" },
                { "id": "Batch", "exits": { "after_ms": 1, "type": "UnexpectedExit" } }
            ]
        }"#,
    );
    let file = scratch.file("report.json");
    let test = "settings::faults_profile_and_guests_do_what_the_file_says";
    let surroundings = Surroundings::default().settings(&settings).report(&file);
    let output = surroundings.fork(test, || {
        let core = load(&library("computecore"));
        // SAFETY: the table is the mock's, and stays.
        let host = unsafe { Host::from_table(core) };
        let web = host.open("Web").unwrap();
        let error = web.pause().wait().unwrap_err();
        assert_eq!(
            error.code(),
            Some(hcs::HResult(hcs_sys::HCS_E_CONNECTION_TIMEOUT)),
            "{error}"
        );
        web.close().unwrap();

        // Not of this build, though it is exported.
        let later = core.HcsCrashComputeSystem.unwrap();
        let null = std::ptr::null_mut();
        // SAFETY: the function answers before it looks at anything.
        let code = unsafe { later(null, null, std::ptr::null()) };
        assert_eq!(code, 0x8007_007F_u32 as i32);

        let batch = host
            .create("Batch", r#"{ "VirtualMachine": {} }"#)
            .wait()
            .unwrap();
        batch.start().wait().unwrap();
        // It ends by itself, soon: a slow machine is given time.
        let deadline = Instant::now() + Duration::from_secs(60);
        let properties = loop {
            let properties = batch.properties_value().wait().unwrap();
            if properties["Stopped"] == true {
                break properties;
            }
            assert!(Instant::now() < deadline, "{properties}");
            std::thread::sleep(Duration::from_millis(1));
        };
        assert_eq!(properties["ExitType"], "UnexpectedExit");
        batch.close().unwrap();
    });
    if output.is_some() {
        let report = report(&file);
        let settings = &report["settings"];
        assert_eq!(settings["schedule"], "before-return");
        assert_eq!(settings["seed"], 7);
        assert_eq!(settings["profile"]["build"], 17763);
        assert_eq!(
            report["ledger"]["operations"]["made"],
            report["ledger"]["operations"]["closed"]
        );
        assert_eq!(
            report["violations"].as_array().unwrap().len(),
            0,
            "{report:#}"
        );
    }
}

#[test]
fn processes_do_what_the_file_says() {
    let scratch = Scratch::new();
    let settings = scratch.with(
        "mock.json",
        r#"{
            "processes": [
                { "command": "report", "stdout": "all is well\n", "stderr": "or not\n", "exits": 3 },
                { "command": "upper", "system": "Other", "fails": "E_ACCESSDENIED" },
                { "command": "filter", "stdin": "copied", "exits": { "code": 4, "after_ms": 1 } },
                { "command": "serve", "runs_until_killed": true, "signals": 5 },
                { "command": "locked", "fails": "E_ACCESSDENIED" }
            ]
        }"#,
    );
    let file = scratch.file("report.json");
    let test = "settings::processes_do_what_the_file_says";
    let surroundings = Surroundings::default().settings(&settings).report(&file);
    let output = surroundings.fork(test, || {
        // SAFETY: the table is the mock's, and stays.
        let host = unsafe { Host::from_table(load(&library("computecore"))) };
        let system = host
            .create(
                "Test",
                r#"{ "Container": {}, "ShouldTerminateOnLastHandleClosed": true }"#,
            )
            .wait()
            .unwrap();
        system.start().wait().unwrap();
        let create = |command: &str| {
            let parameters = serde_json::json!({
                "CommandLine": command,
                "CreateStdInPipe": true,
                "CreateStdOutPipe": true,
                "CreateStdErrPipe": true,
            });
            system.create_process(parameters).wait()
        };
        let output = create(r"C:\tools\report.exe /all")
            .unwrap()
            .wait_with_output()
            .unwrap();
        assert_eq!(output.stdout, b"all is well\n");
        assert_eq!(output.stderr, b"or not\n");
        assert_eq!(output.status.code(), Some(3));

        let mut filter = create("filter").unwrap();
        filter
            .stdin
            .as_mut()
            .unwrap()
            .write_all(b"through")
            .unwrap();
        drop(filter.stdin.take());
        let output = filter.wait_with_output().unwrap();
        assert_eq!(
            (output.stdout.as_slice(), output.status.code()),
            (&b"through"[..], Some(4))
        );

        let serve = create("serve").unwrap();
        serve.signal(r#"{ "Signal": "CtrlC" }"#).wait().unwrap();
        assert_eq!(serve.wait_with_output().unwrap().status.code(), Some(5));

        assert!(create("locked").unwrap_err().is_access_denied());
        assert!(
            create("upper")
                .unwrap_err()
                .to_string()
                .contains("0x80070002")
        );
        let output = create("echo built in").unwrap().wait_with_output().unwrap();
        assert_eq!(output.stdout, b"built in\n");
        system.close().unwrap();
    });
    if output.is_some() {
        let report = report(&file);
        let ledger = &report["ledger"];
        assert_eq!(ledger["processes"]["made"], ledger["processes"]["closed"]);
        let handles = &ledger["kernel_handles"];
        assert_eq!(handles["made"], 12);
        if cfg!(windows) {
            assert_eq!(handles["closed"], "not observable");
        } else {
            assert_eq!(handles["closed"], 12);
        }
        assert_eq!(
            report["violations"].as_array().unwrap().len(),
            0,
            "{report:#}"
        );
    }
}

#[test]
fn the_exported_functions_answer_as_their_names_say_when_all_is_well() {
    let core = load(&library("computecore"));
    let here = std::ptr::from_ref(core).cast();
    // SAFETY: no callback, so that nothing has to stay alive; the operation is closed once.
    unsafe {
        let operation = (core.HcsCreateOperation)(here, None);
        let context = (core.HcsGetOperationContext)(operation);
        assert_eq!(context.cast_const(), here);
        assert_ne!(
            (core.HcsGetOperationId)(operation),
            HCS_INVALID_OPERATION_ID
        );
        assert_eq!(
            (core.HcsSetOperationContext)(operation, std::ptr::null()),
            S_OK
        );
        (core.HcsCloseOperation)(operation);
    }
}
