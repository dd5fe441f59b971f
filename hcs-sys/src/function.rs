//! What is known of an exported function before any library is loaded.

use crate::load::OLDEST_BUILD;

/// A function that a library of the Host Compute System exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    /// The exported name.
    pub name: &'static str,
    /// The first release build of Windows whose library exports it.
    pub since_build: u32,
}

impl Function {
    pub(crate) const fn new(name: &'static str, since_build: u32) -> Self {
        Self { name, since_build }
    }

    /// Whether every supported Windows has it: its build is 17763 (Windows 10 1809, Windows Server 2019) or earlier.
    pub const fn required(&self) -> bool {
        self.since_build <= OLDEST_BUILD
    }
}
