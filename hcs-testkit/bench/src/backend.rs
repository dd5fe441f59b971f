#![allow(unsafe_code)] // Tables on trust.
//! The two backends that the work is done on.

use hcs::Host;
use hcs_sys::ComputeCore;
use hcs_testkit::{MockHost, Schedule, null};

/// Who answers the calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Functions that return at once. Completions wait until they are asked for.
    Null,
    /// The double, whose completions come inside the starting call.
    Mock,
}

/// A backend that is there.
pub(crate) enum Backend {
    Null,
    Mock(MockHost),
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Null, Self::Mock];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Mock => "mock",
        }
    }

    /// Makes the backend. Operations of the null backend that have a callback wait for [`Backend::complete`].
    pub(crate) fn make(self) -> Backend {
        match self {
            Self::Null => {
                null::defer(false);
                null::answer(None);
                Backend::Null
            }
            Self::Mock => Backend::Mock(MockHost::builder().schedule(Schedule::Inline).build()),
        }
    }
}

impl Backend {
    pub(crate) fn table(&self) -> &'static ComputeCore {
        match self {
            Self::Null => null::table(),
            Self::Mock(mock) => mock.table(),
        }
    }

    pub(crate) fn host(&self) -> Host {
        match self {
            // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
            Self::Null => unsafe { Host::from_table(null::table()) },
            Self::Mock(mock) => mock.host(),
        }
    }

    /// From now on completions don't come inside the starting call, where that can be chosen.
    pub(crate) fn defer(&self) {
        if matches!(self, Self::Null) {
            null::defer(true);
        }
    }

    /// Completes what waits for it.
    pub(crate) fn complete(&self) {
        if matches!(self, Self::Null) {
            null::complete();
        }
    }
}
