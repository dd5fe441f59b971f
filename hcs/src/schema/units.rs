//! Numbers with their units.

use std::fmt;
use std::time::Duration;

use super::info::Kind;
use super::leaf::{Leaf, Scalar, leaf_serde};

/// A size in megabytes: 2^20 bytes each.
///
/// ```
/// use hcs::schema::MegaBytes;
///
/// assert_eq!(MegaBytes::from_gb(4), MegaBytes(4096));
/// assert_eq!(MegaBytes(1).to_bytes(), Some(1_048_576));
/// assert_eq!(MegaBytes(512).to_string(), "512 MB");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MegaBytes(pub u64);

impl MegaBytes {
    /// So many gigabytes: 1024 megabytes each.
    #[must_use]
    pub const fn from_gb(gigabytes: u32) -> Self {
        Self(gigabytes as u64 * 1024)
    }

    /// The number of bytes; none if it has more than 64 bits.
    #[must_use]
    pub const fn to_bytes(self) -> Option<u64> {
        self.0.checked_mul(1 << 20)
    }
}

impl From<u64> for MegaBytes {
    fn from(megabytes: u64) -> Self {
        Self(megabytes)
    }
}

impl fmt::Display for MegaBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB", self.0)
    }
}

impl Leaf for MegaBytes {
    const KIND: Kind = Kind::MegaBytes;

    fn read(value: Scalar<'_>) -> Option<Self> {
        u64::read(value).map(Self)
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Unsigned(self.0)
    }
}

/// A length of time in units of 100 nanoseconds, as Windows counts it.
///
/// ```
/// use std::time::Duration;
///
/// use hcs::schema::Ticks;
///
/// let ticks = Ticks(15_000_000);
/// assert_eq!(ticks.to_duration(), Duration::from_millis(1500));
/// assert_eq!(Ticks::try_from(Duration::from_millis(1500)), Ok(ticks));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(pub u64);

impl Ticks {
    const PER_SECOND: u64 = 10_000_000;

    /// The same length.
    #[must_use]
    pub const fn to_duration(self) -> Duration {
        let rest = (self.0 % Self::PER_SECOND) as u32;
        Duration::new(self.0 / Self::PER_SECOND, rest * 100)
    }
}

/// Rounds down to whole units. More than 58,000 years don't fit.
impl TryFrom<Duration> for Ticks {
    type Error = std::num::TryFromIntError;

    fn try_from(duration: Duration) -> Result<Self, Self::Error> {
        u64::try_from(duration.as_nanos() / 100).map(Self)
    }
}

impl fmt::Display for Ticks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_duration(), f)
    }
}

impl Leaf for Ticks {
    const KIND: Kind = Kind::Ticks;

    fn read(value: Scalar<'_>) -> Option<Self> {
        u64::read(value).map(Self)
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Unsigned(self.0)
    }
}

leaf_serde!(MegaBytes, Ticks);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(MegaBytes(u64::MAX).to_bytes(), None);
        assert!(Ticks::try_from(Duration::MAX).is_err());
        let longest = Ticks(u64::MAX).to_duration();
        assert_eq!(Ticks::try_from(longest), Ok(Ticks(u64::MAX)));
        assert_eq!(Ticks(15_000_000).to_string(), "1.5s");
    }
}
