//! `HCS_OPERATION`, `HCS_SYSTEM` and `HCS_PROCESS` are all `void*`. So is the handle of the older `vmcompute.dll`, whose
//! functions have the same names. The compiler lets every one of them through for every other: arguments swapped, a
//! system closed as an operation, a system that was made by the old library started by the new one, which took a
//! release to find (microsoft/hcsshim#2729). O1, S1, L3.

use hcs_sys::{E_HANDLE, S_OK};
use hcs_testkit::MockHost;

use crate::assert_broken;
use crate::raw::{Abi, VM};

#[test]
fn o1_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    // One slip of the pen: a generic `close(handle)` that calls the wrong function.
    hcs.close_operation(vm);
    assert_broken(&mock, "O1", "HcsCloseOperation");
    assert_eq!(mock.ledger().systems.open(), 1, "and it is still open");
}

#[test]
fn s1_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let operation = hcs.operation();
    // Two arguments that the compiler can't tell apart.
    assert_eq!(hcs.start(operation, vm), E_HANDLE);
    assert_broken(&mock, "S1", "HcsStartComputeSystem");
    hcs.close_operation(operation);
    hcs.close_system(vm);
}

/// "The same compute system was created using HCS V1."
#[test]
fn l3_as_they_had_it() {
    let mock = MockHost::new();
    let hcs = Abi::of(&mock);
    // Somewhere in the memory of vmcompute.dll.
    let vm = 0x7F12_3450;
    let operation = hcs.operation();
    assert_ne!(hcs.start(vm, operation), S_OK);
    assert_broken(&mock, "S1", "HcsStartComputeSystem");
    hcs.close_operation(operation);
}

/// Each kind of handle is a type of its own, made by one library and closed by its own function. None can be taken out
/// of it: there is nothing to mix up.
#[test]
fn o1_s1_through_hcs() {
    let mock = MockHost::new();
    let vm: hcs::ComputeSystem = mock.host().create("Test", VM).wait().unwrap();
    let start: hcs::Pending<()> = vm.start().submit().unwrap();
    start.wait().unwrap();
    vm.close().unwrap();
    mock.finish();
}
