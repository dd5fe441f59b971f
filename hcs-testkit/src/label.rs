//! Names of handles that are the same in each run.

use std::fmt;

/// What a handle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// An `HCS_OPERATION`.
    Operation,
    /// An `HCS_SYSTEM`: one handle to a compute system, not the system itself.
    System,
    /// An `HCS_PROCESS`: one handle to a process, not the process itself.
    Process,
}

/// The name of a handle in histories and violations.
///
/// It is the same in each run of the same program, which a handle's value isn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Label {
    /// What the handle stands for.
    pub kind: Kind,
    /// Counts the handles of this kind from 1, in the order of their making.
    pub number: u64,
}

impl Label {
    pub(crate) const fn operation(number: u64) -> Self {
        Self {
            kind: Kind::Operation,
            number,
        }
    }

    pub(crate) const fn system(number: u64) -> Self {
        Self {
            kind: Kind::System,
            number,
        }
    }

    pub(crate) const fn process(number: u64) -> Self {
        Self {
            kind: Kind::Process,
            number,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Operation => write!(f, "op#{}", self.number),
            Kind::System => write!(f, "sys#{}", self.number),
            Kind::Process => write!(f, "proc#{}", self.number),
        }
    }
}
