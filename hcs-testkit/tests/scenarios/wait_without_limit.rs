//! `HcsWaitForOperationResult(operation, INFINITE, …)`: and the platform never answers. The program hangs until somebody
//! kills it, holding whatever it holds (microsoft/hcsshim#152, #763, #1056, #1751; docker/compose#5504). The first cure
//! that comes to mind, to leave the call behind, is the story of the abandoned call. O3, O7.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hcs_sys::{HCS_E_OPERATION_TIMEOUT, S_OK};
use hcs_testkit::{Fault, MockHost};

use crate::raw::{Abi, VM};

#[test]
fn o3_as_they_had_it() {
    // How long nothing has to happen before this is a hang.
    let patience = Duration::from_millis(50);
    let mock = MockHost::builder().patience(patience).build();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let operation = hcs.operation();
    assert_eq!(hcs.start(vm, operation), S_OK);

    let (code, _) = hcs.wait(operation);
    // No wait without limit ends like this. The mock has given it up, as nothing is left that could end it.
    assert_eq!(code, HCS_E_OPERATION_TIMEOUT);
    hcs.close_operation(operation);
    hcs.close_system(vm);
}

#[test]
fn o3_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let late = vm.start().wait_timeout(Duration::from_millis(5)).unwrap();
    // The operation is still ours: to wait for again, or to give up. Nothing else is held up by it.
    let late = late.expect_err("it is stuck");
    let late = late.wait_timeout(Duration::from_millis(5)).unwrap();
    let error = hcs::Error::from(late.expect_err("it still is"));
    assert!(error.is_timeout());
    assert_eq!(error.call(), "HcsStartComputeSystem");
    vm.properties().wait().unwrap();
    vm.close().unwrap();
    mock.finish();
}

/// A future can be raced with a timer, and dropped: that is safe at any time.
#[test]
fn o7_through_hcs_a_dropped_future() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let mut start = Box::pin(vm.start().into_future());
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(start.as_mut().poll(&mut context), Poll::Pending));
    drop(start);
    vm.properties().wait().unwrap();
    drop(vm);

    // The operation and its handle are kept for the callback that may still come. Only the end of the service ends
    // that.
    assert_eq!(mock.ledger().operations.open(), 1);
    mock.disconnect_service();
    mock.finish();
}
