//! Microsoft's sample of the asynchronous model makes the operation inside the call's own argument list, and closes it
//! in the callback: "we don't store anywhere the returned HCS_OPERATION handle … since it can be closed from within the
//! callback". That is right as long as the callback runs. It doesn't run when the call is refused at once, as a start is
//! on a handle whose completions come as events; then the operation, and what its context points to, has no owner any
//! more. O4, E4.

use std::sync::Arc;

use hcs::EventOptions;
use hcs_sys::{
    E_ACCESSDENIED, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET,
    HcsEventOptionEnableOperationCallbacks, S_OK,
};
use hcs_testkit::{Fault, MockHost};

use crate::raw::{Abi, VM};

#[test]
fn o4_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let options = HcsEventOptionEnableOperationCallbacks;
    assert_eq!(hcs.subscribe(vm, options, |_| {}), S_OK);

    let code = hcs.start(
        vm,
        hcs.operation_with(move |operation| {
            hcs.result(operation);
            hcs.close_operation(operation);
        }),
    );
    assert_eq!(code, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
    hcs.close_system(vm);
    mock.run_until_idle();

    let ledger = mock.ledger();
    assert_eq!(ledger.operation_callbacks, 0);
    assert_eq!(ledger.operations.open(), 1);
    assert!(ledger.violations == 0 && !ledger.is_clean());
}

/// The crate knows how a handle's operations complete, and makes them accordingly.
#[test]
fn e4_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let events = vm.events(EventOptions::OPERATION_CALLBACKS).unwrap();
    pollster::block_on(vm.start().into_future()).unwrap();
    drop(events);
    drop(vm);
    assert_eq!(mock.ledger().operation_callbacks, 0);
    mock.finish();
}

/// And a call that is refused for any other reason takes its operation and its closure with it.
#[test]
fn o4_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let context = Arc::new(());
    let inside = Arc::clone(&context);
    mock.fail(Fault::call("HcsStartComputeSystem").answers(E_ACCESSDENIED));
    let refused = vm.start().on_complete(move |_| drop(inside));
    assert!(refused.expect_err("refused").is_access_denied());
    assert_eq!(Arc::strong_count(&context), 1);
    drop(vm);
    mock.finish();
}
