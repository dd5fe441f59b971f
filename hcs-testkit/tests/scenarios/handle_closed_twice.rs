//! Two parts of a program think that a handle is theirs: the one that closes it when the container is removed, and the
//! one that does when the process ends, or a garbage collector's finaliser. Mostly the second close fails and nobody
//! looks ("The handle is invalid": microsoft/hcsshim#83, moby/moby#25849). Now and then the address belongs to another
//! handle already, and an innocent system is closed. S1.

use hcs_sys::{E_HANDLE, S_OK};
use hcs_testkit::{Profile, State};

use crate::raw::{Abi, VM};
use crate::{assert_broken, stepped};

/// A host that uses the addresses of closed handles again.
fn thrifty() -> Profile {
    let mut profile = Profile::documented();
    profile.reuse_addresses = true;
    profile
}

#[test]
fn s1_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    hcs.close_system(vm);
    hcs.close_system(vm);
    assert_broken(&mock, "S1", "HcsCloseComputeSystem");
}

#[test]
fn s1_as_they_had_it_where_addresses_are_used_again() {
    let mock = stepped(thrifty());
    let hcs = Abi::of(&mock);
    let vm = hcs.create("Test", VM);
    let creation = hcs.operation();
    hcs.close_system(vm);
    let (_, innocent) = hcs.create_with("Innocent", VM, creation);
    assert_eq!(innocent, vm);
    assert_eq!(hcs.wait(creation).0, S_OK);
    hcs.close_operation(creation);

    // The finaliser runs.
    hcs.close_system(vm);
    assert_eq!(
        mock.system_state("Innocent"),
        None,
        "its last handle is closed"
    );
    let operation = hcs.operation();
    assert_eq!(hcs.pause(innocent, operation), E_HANDLE);
    hcs.close_operation(operation);
    // And the innocent one is blamed.
    assert_broken(&mock, "S1", "HcsPauseComputeSystem");
}

#[test]
fn s1_through_hcs() {
    let mock = stepped(thrifty());
    let vm = mock.host().create("Test", VM).wait().unwrap();
    let (remover, finaliser) = (vm.clone(), vm.clone());
    remover.close().unwrap();
    let innocent = mock.host().create("Innocent", VM).wait().unwrap();
    innocent.start().wait().unwrap();

    // Whoever comes second finds it closed, and is told so where that matters.
    let error = vm.start().wait().expect_err("closed");
    assert!(error.is_closed());
    finaliser.close().unwrap();
    drop(vm);

    assert_eq!(mock.system_state("Innocent"), Some(State::Running));
    innocent.close().unwrap();
    mock.finish();
}
