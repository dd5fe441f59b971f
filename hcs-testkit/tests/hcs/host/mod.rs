//! The host through the safe crate: the service, the files of virtual machines, and who may use them.

mod access;
mod files;
mod query;
mod random;
mod service;

use hcs_testkit::{MockHost, Profile};

/// A host of a build of Windows.
fn of_build(build: u32) -> MockHost {
    MockHost::builder()
        .profile(Profile::for_build(build))
        .build()
}

/// No call of this mock has reached the C ABI.
#[track_caller]
fn nothing_was_called(mock: &MockHost) {
    let calls = mock.history().calls;
    assert!(calls.is_empty(), "{calls:?}");
}
