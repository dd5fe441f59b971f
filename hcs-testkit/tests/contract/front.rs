//! What the tests call: the functions of the mock, as they are.

use hcs_sys::ComputeCore;
use hcs_testkit::MockHost;

pub(crate) fn table(mock: &MockHost) -> &'static ComputeCore {
    mock.table()
}

/// Whether programs may be played through it in any number.
pub(crate) const IS_FAST: bool = true;
