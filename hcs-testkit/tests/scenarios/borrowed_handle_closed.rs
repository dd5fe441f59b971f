//! An operation knows the system that it works on, and `HcsGetComputeSystemFromOperation` gives its handle. The pages of
//! the functions that create and open a handle say that it is the caller's to close; the page of this one doesn't, and
//! a wrapper whose type closes what it holds closes it all the same (hcs-rs 0.9). The owner's handle is gone from under
//! its owner, who goes on using it, and closes it a second time. O12.

use hcs_sys::{E_HANDLE, S_OK};
use hcs_testkit::{Borrowed, Profile};

use crate::raw::{Abi, VM};
use crate::{assert_broken, stepped};

/// A type that closes what it holds.
struct OwnedSystem(Abi, usize);

impl Drop for OwnedSystem {
    fn drop(&mut self) {
        self.0.close_system(self.1);
    }
}

/// What is borrowed may be the handle itself.
#[test]
fn o12_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = OwnedSystem(hcs, hcs.create("Test", VM));
    let operation = hcs.operation();
    assert_eq!(hcs.start(vm.1, operation), S_OK);
    assert_eq!(hcs.wait(operation).0, S_OK);

    // Only to write a line into a log.
    let of_operation = OwnedSystem(hcs, hcs.system_of(operation));
    drop(of_operation);
    hcs.close_operation(operation);

    let operation = hcs.operation();
    assert_eq!(hcs.pause(vm.1, operation), E_HANDLE);
    hcs.close_operation(operation);
    drop(vm);
    assert_broken(&mock, "S1", "HcsPauseComputeSystem");
    assert_eq!(mock.violations()[1].message, "closed a second time");
}

/// Or another value for it, which was never there to be closed.
#[test]
fn o12_as_they_had_it_where_the_handle_is_another_one() {
    let mut profile = Profile::documented();
    profile.borrowed = Borrowed::Distinct;
    let mock = stepped(profile);
    let hcs = Abi::of(&mock);
    let vm = OwnedSystem(hcs, hcs.create("Test", VM));
    let operation = hcs.operation();
    assert_eq!(hcs.start(vm.1, operation), S_OK);
    assert_eq!(hcs.wait(operation).0, S_OK);

    drop(OwnedSystem(hcs, hcs.system_of(operation)));
    hcs.close_operation(operation);
    assert_broken(&mock, "O12", "HcsCloseComputeSystem");
    drop(vm);
}

/// A clone is one more reference to the one handle, which closes when the last one goes.
#[test]
fn o12_through_hcs() {
    for borrowed in [Borrowed::Same, Borrowed::Distinct] {
        let mut profile = Profile::documented();
        profile.borrowed = borrowed;
        let mock = stepped(profile);
        let vm = mock.host().create("Test", VM).wait().unwrap();
        let of_operation = vm.clone();
        vm.start()
            .on_complete(move |result| {
                result.unwrap();
                assert_eq!(of_operation.id(), "Test");
            })
            .unwrap();
        mock.run_until_idle();
        vm.pause().wait().unwrap();
        vm.close().unwrap();
        mock.finish();
    }
}
