//! A call answers 0x8037010F, its document says 0xC037010F, and both mean that the system exists already. HCS's codes
//! live in two spaces, which differ in one bit, and turn up from either in documents, exit statuses and logs
//! (jamesstringer90/appsandbox#151: -1070137075, 0xC037010D, inside; 0x8037010D outside). A client that compares a
//! document's code with the header's constants never matches; one that lists both, as hcsshim does for "not found" and
//! "already stopped", has to remember to list both each time, and didn't. T4.

use hcs_sys::{
    HCS_E_INVALID_STATE, HCS_E_SYSTEM_ALREADY_EXISTS, HCS_E_SYSTEM_ALREADY_STOPPED, HRESULT, S_OK,
};
use hcs_testkit::{ErrorForm, Fault, MockHost, Profile};
use serde_json::Value;

use crate::raw::{Abi, VM};

/// The code in a result document, as a client reads it.
fn error_of(document: &str) -> HRESULT {
    let document: Value = serde_json::from_str(document).unwrap();
    document["Error"].as_i64().unwrap() as HRESULT
}

#[test]
fn t4_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let first = hcs.create("Test", VM);
    let operation = hcs.operation();
    let (code, second) = hcs.create_with("Test", VM, operation);
    assert_eq!(code, S_OK);
    let (code, document) = hcs.wait(operation);
    assert_eq!(code, HCS_E_SYSTEM_ALREADY_EXISTS);

    let inside = error_of(&document.unwrap());
    assert_ne!(
        inside, HCS_E_SYSTEM_ALREADY_EXISTS,
        "so it is another error, isn't it?"
    );
    assert_eq!(
        inside | 0x4000_0000,
        HCS_E_SYSTEM_ALREADY_EXISTS | 0x4000_0000
    );
    hcs.close_operation(operation);
    hcs.close_system(second);
    hcs.close_system(first);
    mock.finish();
}

#[test]
fn t4_through_hcs() {
    for form in [ErrorForm::Nt, ErrorForm::Hresult] {
        let mut profile = Profile::documented();
        profile.error_form = form;
        let mock = MockHost::builder().profile(profile).build();
        let vm = mock.host().create("Test", VM).wait().unwrap();
        let exists = mock.host().create("Test", VM).wait().expect_err("exists");
        assert!(exists.is_already_exists());
        assert!(
            exists
                .code()
                .unwrap()
                .same_as(exists.document_code().unwrap())
        );

        vm.terminate().wait().unwrap();
        let stopped = vm.start().wait().expect_err("stopped");
        assert!(stopped.is_already_stopped());
        drop(vm);
        mock.finish();
    }
}

/// Wherever the code is, and in whichever space: the predicates know it.
#[test]
fn t4_through_hcs_in_each_place() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let stopped = HCS_E_SYSTEM_ALREADY_STOPPED;
    for code in [stopped, stopped | 0x4000_0000] {
        mock.fail(Fault::call("HcsStartComputeSystem").answers(code));
        let error = vm.start().wait().expect_err("outside");
        assert!(error.is_already_stopped(), "{error}");

        let document = format!(r#"{{"Error":{code}}}"#);
        let fault = Fault::call("HcsStartComputeSystem");
        mock.fail(fault.completes(hcs_sys::E_FAIL, Some(&document)));
        let error = vm.start().wait().expect_err("inside");
        assert!(error.is_already_stopped(), "{error}");
        assert!(
            !error.is_invalid_state(),
            "{HCS_E_INVALID_STATE} is another"
        );
    }
    drop(vm);
    mock.finish();
}
