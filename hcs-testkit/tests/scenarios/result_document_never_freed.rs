//! Every result can come with a document, and every document is the caller's to free with `LocalFree`: also that of a
//! failure, also that of a success which nobody wants to read. A service that asks for the statistics of its virtual
//! machines once a second loses a few kilobytes a second. (zlayer-hcs 0.14 frees none of its result documents;
//! microsoft/hcsshim#1574, #2217 and #2188 are other leaks of the same kind.) WSL and hcsshim free theirs with
//! `CoTaskMemFree`: another heap's function, as far as the pages say; in the ledger that is the same as not at all. T2,
//! T3.

use hcs_sys::{HCS_E_INVALID_STATE, S_OK};
use hcs_testkit::{MockHost, Profile};

use crate::raw::{Abi, VM};
use crate::stepped;

#[test]
fn t2_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);

    let mut lost = Vec::new();
    for _ in 0..60 {
        let operation = hcs.operation();
        assert_eq!(hcs.properties(vm, operation, None), S_OK);
        mock.run_until_idle();
        let (code, document) = hcs.result_kept(operation);
        assert_eq!(code, S_OK);
        // It is read here, and then forgotten.
        lost.push(document);
        hcs.close_operation(operation);
    }
    hcs.close_system(vm);

    let ledger = mock.ledger();
    assert_eq!(ledger.strings.open(), 60);
    assert!(!ledger.is_clean());
    let report = ledger.to_string();
    assert!(
        report.contains("string from HcsGetOperationResult of op#"),
        "{report}"
    );
}

/// `if (FAILED(code)) return code;` comes before the line that would have freed the document.
#[test]
fn t3_as_they_had_it_when_something_failed() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let operation = hcs.operation();
    assert_eq!(hcs.save(vm, operation), S_OK);
    mock.run_until_idle();
    let (code, document) = hcs.result_kept(operation);
    assert_eq!(code, HCS_E_INVALID_STATE);
    assert_ne!(document, 0, "it says why");
    hcs.close_operation(operation);
    hcs.close_system(vm);

    assert_eq!(mock.ledger().strings.open(), 1);
    assert!(!mock.ledger().is_clean());
}

#[test]
fn t2_t3_through_hcs() {
    let mut profile = Profile::documented();
    // Even a call that is refused leaves a document (T5).
    profile.document_of_refused_call = true;
    let mock = stepped(profile);
    let vm = mock.host().create("Test", VM).wait().unwrap();
    vm.start().wait().unwrap();
    for _ in 0..60 {
        vm.properties().wait().unwrap();
        vm.save().wait().expect_err("it runs");
        drop(vm.properties().submit().unwrap());
    }
    mock.run_until_idle();
    mock.disconnect_service();
    vm.properties().wait().expect_err("refused at once");
    drop(vm);

    assert!(mock.ledger().strings.created >= 180);
    mock.finish();
}
