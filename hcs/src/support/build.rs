//! The build of Windows that a host has, as far as it can be known.

use std::fmt;

use super::version;

/// The build of Windows that a host has, such as 26100, as far as it is known.
///
/// Which functions a host has depends on it. Two editions of Windows that are one build have the same functions.
///
/// ```
/// use hcs::Build;
///
/// assert_eq!(Build::Exactly(26100).to_string(), "26100");
/// assert_eq!(Build::AtLeast(20348).to_string(), "20348 or later");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Build {
    /// It is this one.
    Exactly(u32),
    /// It is this one or a later one: the newest function that the host's library has came with it. Nobody has said more,
    /// as is so with a library that was loaded from a path, and with a table of functions.
    AtLeast(u32),
}

impl Build {
    /// The first build that has the Host Compute System as this crate knows it: Windows 10 1809, Windows Server 2019.
    pub const OLDEST: u32 = 17763;

    /// The build of Windows that this program runs on; none elsewhere than on Windows.
    ///
    /// It is what Windows says of itself, whatever the program's manifest says.
    #[must_use]
    pub fn of_this_machine() -> Option<Self> {
        version::build().map(Self::Exactly)
    }

    /// The number, which may be the lowest of several.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Exactly(number) | Self::AtLeast(number) => number,
        }
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(number) => write!(f, "{number}"),
            Self::AtLeast(number) => write!(f, "{number} or later"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_knows_its_build_and_no_other_system_has_one() {
        let build = Build::of_this_machine();
        assert_eq!(build.is_some(), cfg!(windows));
        assert!(build.is_none_or(|build| build.number() > 7000));
    }
}
