#![allow(unsafe_code)] // Loads the libraries, and calls functions of the C ABI.

//! Programs on the libraries: those in C, and the safe crate.

use hcs::{EventOptions, Host};
use hcs_sys::{ComputeCore, ComputeNetwork, E_NOTIMPL, HCS_OPERATION, S_OK};
use serde_json::{Value, json};

use crate::built::{library, program};
use crate::client::{CLEAN, Scratch, Surroundings, report, sentences};

const VM: &str = r#"{ "VirtualMachine": {}, "ShouldTerminateOnLastHandleClosed": true }"#;

/// Runs an example in C, and says how the process ended; `None` where there is no C compiler.
fn run(
    name: &str,
    arguments: &[&str],
    surroundings: &Surroundings,
) -> Option<std::process::Output> {
    match program(name) {
        Ok(program) => Some(surroundings.run(&program, arguments)),
        Err(reason) => {
            println!("report: skipped {name}: {}", reason.trim_end());
            None
        }
    }
}

#[test]
fn the_three_models_in_c_leave_nothing_behind() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let surroundings = Surroundings::default().report(&file);
    for (arguments, written) in [(&[][..], "exit"), (&["--abrupt"][..], "running")] {
        let Some(output) = run("async_models", arguments, &surroundings) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        for model in 1..=3 {
            assert!(said.contains(&format!("model {model}: ")), "{said}");
        }
        assert!(said.contains(r#""Id":"Test""#), "{said}");
        let report = report(&file);
        assert_eq!(report["result"], CLEAN, "{report:#}");
        // TerminateProcess and _Exit run no code of the library's.
        assert_eq!(report["written"], written, "{report:#}");
        let ledger = &report["ledger"];
        assert_eq!(ledger["operations"], json!({ "made": 4, "closed": 4 }));
        assert_eq!(ledger["systems"], json!({ "made": 3, "closed": 3 }));
        assert_eq!(ledger["strings"]["made"], 1);
        assert_eq!(ledger["operation_callbacks"], 1);
        assert_eq!(ledger["events"], 1);
    }
}

#[test]
fn a_rule_that_a_program_in_c_breaks_is_in_the_report_of_a_process_that_ends_at_once() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let surroundings = Surroundings::default().report(&file);
    let Some(output) = run("broken_rule", &[], &surroundings) else {
        return;
    };
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let report = report(&file);
    assert_eq!(report["result"], "violations", "{report:#}");
    let [violation] = report["violations"].as_array().unwrap().as_slice() else {
        panic!("{report:#}");
    };
    assert_eq!(violation["rule"], "O1");
    assert_eq!(violation["call"], "HcsCloseOperation");
    assert_eq!(violation["handle"], "op#1");
}

#[test]
fn without_settings_and_report_it_works_and_says_nothing() {
    let Some(output) = run("async_models", &[], &Surroundings::default()) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn the_safe_crate_loads_it_and_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let test = "programs::the_safe_crate_loads_it_and_leaves_nothing_behind";
    let output = Surroundings::default().report(&file).fork(test, || {
        // SAFETY: the library is the mock's, whose functions have computecore's signatures and obey its rules.
        let host = unsafe { Host::load_from(library("computecore")) }.unwrap();

        let system = host.create("Test", VM).wait().unwrap();
        assert!(
            system
                .properties_value()
                .wait()
                .unwrap()
                .to_string()
                .contains("Test")
        );
        system.close().unwrap();

        let (sender, receiver) = std::sync::mpsc::channel();
        let create = host.create("Test", VM);
        create
            .on_complete(move |result| sender.send(result).unwrap())
            .unwrap();
        let system = receiver.recv().unwrap().unwrap();
        system.start().wait().unwrap();
        system.close().unwrap();

        let create = host
            .create("Test", VM)
            .with_handler(EventOptions::OPERATION_CALLBACKS, |_| {});
        let (system, subscription) = create.submit().unwrap().wait().unwrap();
        subscription.unsubscribe().unwrap();
        system.close().unwrap();
        let error = host.open("Test").unwrap_err();
        assert!(error.is_not_found(), "{error}");
    });
    if let Some(output) = output {
        assert_eq!(sentences(&output), [""; 0]);
        let report = report(&file);
        assert_eq!(report["result"], CLEAN, "{report:#}");
        assert_eq!(report["ledger"]["systems"]["made"], 3);
        assert_eq!(report["written"], "exit");
    }
}

#[test]
fn layers_are_made_and_destroyed_through_the_library() {
    use hcs::storage::{LayerData, Storage};
    let scratch = Scratch::new();
    // SAFETY: the library is the mock's, whose functions have the signatures of Windows' own.
    let storage = unsafe { Storage::load_from(library("computestorage")) }.unwrap();
    assert!(storage.table().functions().all(|(_, there)| there));
    let (source, layer) = (scratch.file("downloaded"), scratch.file("layer"));
    std::fs::create_dir_all(source.join("Files")).unwrap();
    storage
        .import_layer(&layer, &source, LayerData::default())
        .unwrap();
    assert!(layer.join("Files").is_dir());
    storage.destroy_layer(&layer).unwrap();
    assert!(!layer.exists());
    let error = storage.destroy_layer(&layer).unwrap_err();
    assert!(error.is_file_not_found(), "{error}");

    let disk = std::fs::File::create_new(scratch.file("disk.vhdx")).unwrap();
    #[cfg(unix)]
    let vhd = std::os::fd::AsFd::as_fd(&disk);
    #[cfg(windows)]
    let vhd = std::os::windows::io::AsHandle::as_handle(&disk);
    storage.format_writable_layer_vhd(vhd).unwrap();
    let volume = storage.layer_vhd_mount_path(vhd).unwrap();
    assert!(volume.to_str().unwrap().starts_with(r"\\?\Volume{"));
}

#[test]
fn the_network_library_answers_that_it_is_not_modelled() {
    // SAFETY: the library is the mock's, whose functions have the signatures of Windows' own.
    let network = unsafe { ComputeNetwork::load_from(&library("computenetwork")) }.unwrap();
    let text = [0_u16];
    let mut document = std::ptr::NonNull::<u16>::dangling().as_ptr();
    // SAFETY: there is a place for the document; the other may be NULL.
    let code = unsafe {
        (network.HcnEnumerateNetworks)(text.as_ptr(), &raw mut document, std::ptr::null_mut())
    };
    assert_eq!(code, E_NOTIMPL);
    assert!(document.is_null(), "there is no document");
    assert!(network.functions().all(|(_, there)| there));
}

#[test]
fn a_document_is_freed_by_the_function_that_c_programs_free_it_with() {
    let scratch = Scratch::new();
    let file = scratch.file("report.json");
    let test = "programs::a_document_is_freed_by_the_function_that_c_programs_free_it_with";
    let output = Surroundings::default().report(&file).fork(test, || {
        // SAFETY: as in the tests above.
        let core = unsafe { ComputeCore::load_from(&library("computecore")) }.unwrap();
        let query = [0_u16];
        let mut documents = Vec::new();
        for _ in 0..3 {
            let mut document = std::ptr::null_mut();
            // SAFETY: the text ends with a NUL, there is a place for the document, the operation is used as the rules
            // have it.
            unsafe {
                let operation: HCS_OPERATION = (core.HcsCreateOperation)(std::ptr::null(), None);
                let code = (core.HcsEnumerateComputeSystems)(query.as_ptr(), operation);
                assert_eq!(code, S_OK);
                let code = (core.HcsWaitForOperationResult)(operation, u32::MAX, &raw mut document);
                assert_eq!(code, S_OK);
                (core.HcsCloseOperation)(operation);
            }
            assert!(!document.is_null());
            documents.push(document);
        }
        // One stays.
        for document in documents.into_iter().skip(1) {
            // SAFETY: it was handed out, and is used no more. On Windows this is kernel32's own function.
            assert!(unsafe { (core.LocalFree)(document.cast()) }.is_null());
        }
        // SAFETY: NULL is allowed.
        assert!(unsafe { (core.LocalFree)(std::ptr::null_mut()) }.is_null());
    });
    if output.is_some() {
        let report = report(&file);
        let (result, closed) = match cfg!(windows) {
            true => ("strings-not-observable", Value::from("not observable")),
            false => ("open", Value::from(2)),
        };
        assert_eq!(report["result"], result, "{report:#}");
        let expected = json!({ "made": 3, "closed": closed });
        assert_eq!(report["ledger"]["strings"], expected);
    }
}
