//! The versions of the schema of documents.

use std::fmt;

/// A version of the schema that documents are written in, such as 2.1.
///
/// A minor version can do all that the lower ones of its major version can.
///
/// ```
/// use hcs::SchemaVersion;
///
/// let version = SchemaVersion::new(2, 5);
/// assert_eq!(version.to_string(), "2.5");
/// assert!(version.includes(SchemaVersion::new(2, 1)));
/// assert!(!version.includes(SchemaVersion::new(1, 0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaVersion {
    /// The major version: 2 for everything that this crate is about.
    pub major: u32,
    /// The minor version.
    pub minor: u32,
}

/// The builds of Windows that brought a minor version of the schema's second version, the newest first:
/// [Schema Version Map](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Schema-Version-Map).
const MINORS: [(u32, u32); 6] = [
    // Later than the map; of multipass's sources.
    (22545, 7),
    (22000, 6),
    (20348, 5),
    (19041, 3),
    (18362, 2),
    (17763, 1),
];

impl SchemaVersion {
    /// That of Windows 10, version 1809, and Windows Server 2019.
    pub const V2_1: Self = Self::new(2, 1);
    /// That of Windows 10, version 1903.
    pub const V2_2: Self = Self::new(2, 2);
    /// That of Windows 10, version 2004.
    pub const V2_3: Self = Self::new(2, 3);
    /// That of Windows Server 2022.
    pub const V2_5: Self = Self::new(2, 5);
    /// That of Windows 11, version 21H2.
    pub const V2_6: Self = Self::new(2, 6);
    /// That of Windows 11, version 22H2.
    pub const V2_7: Self = Self::new(2, 7);

    /// The version `major.minor`.
    #[must_use]
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// The newest version that a build of Windows is known to understand, if it has the Host Compute System at all. A
    /// newer build than this crate knows of may understand more: [`Host::supported_schema_versions`] asks it.
    ///
    /// [`Host::supported_schema_versions`]: crate::Host::supported_schema_versions
    ///
    /// ```
    /// use hcs::SchemaVersion;
    ///
    /// assert_eq!(SchemaVersion::of_build(19045), Some(SchemaVersion::new(2, 3)));
    /// assert_eq!(SchemaVersion::of_build(9200), None);
    /// ```
    #[must_use]
    pub fn of_build(build: u32) -> Option<Self> {
        let (_, minor) = MINORS.into_iter().find(|(since, _)| *since <= build)?;
        Some(Self::new(2, minor))
    }

    /// Whether a host that supports this version supports the other one, too.
    #[must_use]
    pub const fn includes(self, other: Self) -> bool {
        self.major == other.major && other.minor <= self.minor
    }
}

impl fmt::Display for SchemaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
