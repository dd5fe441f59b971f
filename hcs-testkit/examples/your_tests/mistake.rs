//! Mistakes that the service can be given, to see its tests fail: for the show, nothing that a service has.

use std::sync::OnceLock;

static MADE: OnceLock<Mistake> = OnceLock::new();

/// A mistake that a program could have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A handle stays open where something has failed.
    LostHandle,
    /// A container outlives its job.
    LostContainer,
    /// A command that has failed counts as one that has not.
    LostExitCode,
    /// A job may take longer than it was given.
    NoLimit,
}

impl Mistake {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lost-handle" => Self::LostHandle,
            "lost-container" => Self::LostContainer,
            "lost-exit-code" => Self::LostExitCode,
            "no-limit" => Self::NoLimit,
            _ => return None,
        })
    }

    /// Makes it, for the life of the program; the first one counts.
    pub(crate) fn make(self) {
        MADE.get_or_init(|| self);
    }

    pub(crate) fn is_made(self) -> bool {
        MADE.get() == Some(&self)
    }
}
