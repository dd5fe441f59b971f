//! "The virtual machine or container JSON document is invalid", and not a word about where. "Access is denied", and not
//! to which disk. HCS writes it down, in the result document of the operation that failed, or of the one whose call was
//! refused at once; a caller that looks at the code and closes the operation throws it away, and its users come with
//! bug reports that can't be answered (microsoft/hcsshim#191, #598, #1472, #2526). T3, T5.

use hcs_sys::{HCS_E_INVALID_JSON, HCS_E_INVALID_STATE, S_OK};
use hcs_testkit::{Fault, MockHost};

use crate::raw::{Abi, VM};

const NEITHER: &str = r#"{"Owner":"Test","VirtualMachin":{}}"#;
const DENIED: &str = r#"{"Error":-2147024891,"ErrorMessage":"","ErrorEvents":[{"Message":"'Test': the disk C:\\parent.vhdx may not be opened.","Provider":"51ddfa29-d5c8-4803-be4b-2ecb715570fe","EventId":12010}],"Attribution":[{"OperationFailure":{"Detail":"Construct"}}]}"#;

#[test]
fn t3_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let operation = hcs.operation();
    let (code, vm) = hcs.create_with("Test", NEITHER, operation);
    assert_eq!(code, S_OK);
    mock.run_until_idle();

    // All that the user is told.
    let code = hcs.result_without_document(operation);
    assert_eq!(code, HCS_E_INVALID_JSON);
    // What they could have been told, until this.
    let (_, document) = hcs.result(operation);
    assert!(document.unwrap().contains("Invalid JSON document '$"));
    hcs.close_operation(operation);
    hcs.close_system(vm);
    mock.finish();
}

/// A call that fails at once has an operation too, and it isn't as empty as it looks.
#[test]
fn t5_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let refused = Fault::call("HcsStartComputeSystem");
    mock.fail(refused.answers_with_document(HCS_E_INVALID_STATE, DENIED));

    let operation = hcs.operation();
    assert_eq!(hcs.start(vm, operation), HCS_E_INVALID_STATE);
    // `if (FAILED(code)) return code;`, and the operation is closed. It said:
    let (_, document) = hcs.result(operation);
    assert_eq!(document.as_deref(), Some(DENIED));
    hcs.close_operation(operation);
    hcs.close_system(vm);
    mock.finish();
}

#[test]
fn t3_through_hcs() {
    let mock = MockHost::new();
    let error = mock.host().create("Test", NEITHER).wait();
    let error = error.expect_err("no virtual machine");
    assert!(error.is_invalid_json());
    let text = error.to_string();
    assert!(text.contains("HcsCreateComputeSystem"), "{text}");
    assert!(text.contains("exactly one of Container"), "{text}");
    mock.finish();
}

#[test]
fn t5_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    for at_once in [true, false] {
        for awaited in [true, false] {
            let fault = Fault::call("HcsStartComputeSystem");
            mock.fail(match at_once {
                true => fault.answers_with_document(hcs_sys::E_ACCESSDENIED, DENIED),
                false => fault.completes(hcs_sys::E_ACCESSDENIED, Some(DENIED)),
            });
            let result = match awaited {
                true => pollster::block_on(vm.start().into_future()),
                false => vm.start().wait(),
            };
            let error = result.expect_err("denied");
            assert!(error.is_access_denied());
            assert!(error.to_string().contains("parent.vhdx"), "{error}");
            assert_eq!(error.events()[0].event_id, Some(12010));
            assert_eq!(error.attribution().len(), 1);
            assert_eq!(error.document(), Some(DENIED));
            assert!(error.remedy().is_some());
        }
    }
    drop(vm);
    mock.finish();
}
