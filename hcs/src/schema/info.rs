//! What is known of the schema itself: names, types, and when everything came.

use std::fmt;

use super::record::Record;
use crate::schema_version::SchemaVersion;

/// A structure.
#[non_exhaustive]
pub struct Type {
    /// Its name in Microsoft's reference.
    pub name: &'static str,
    /// When it came.
    pub since: Since,
    /// Whether some call takes it as its document.
    pub document: bool,
    /// Its properties, in the order in which they are written.
    pub properties: &'static [Property],
    pub(super) groups: &'static [Group],
    /// An empty one.
    pub(super) make: fn() -> Box<dyn Record>,
    /// What is tested of each structure.
    #[cfg(test)]
    pub(super) round_trip: fn(&serde_json::Value),
}

/// A property of a structure.
#[derive(Debug)]
#[non_exhaustive]
pub struct Property {
    /// Its name in JSON.
    pub name: &'static str,
    /// When it came.
    pub since: Since,
    /// Its type.
    pub kind: Kind,
    /// The numbers that are allowed, both ends included, where that is known.
    pub range: Option<(u64, u64)>,
    /// Of what is kept by numbers, the numbers that are allowed.
    pub keys: Option<(u64, u64)>,
}

/// Properties that exclude each other.
#[derive(Debug)]
pub(super) struct Group {
    /// One has to be there.
    pub(super) required: bool,
    pub(super) names: &'static [&'static str],
}

/// An enumeration: a text for which Microsoft's reference lists values. Others are allowed, as new ones come.
#[derive(Debug)]
#[non_exhaustive]
pub struct Enumeration {
    /// Its name in Microsoft's reference.
    pub name: &'static str,
    /// When it came.
    pub since: Since,
    /// Its values, and when each of them came.
    pub values: &'static [(&'static str, Since)],
}

/// The type of a property.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// A truth value.
    Bool,
    /// A whole number.
    Integer {
        /// How many bits it has.
        bits: u8,
        /// Whether it may be negative.
        signed: bool,
    },
    /// A number.
    Float,
    /// Text: a [`Guid`](super::Guid).
    Guid,
    /// Text: a [`MacAddress`](super::MacAddress).
    MacAddress,
    /// Text: a [`Timestamp`](super::Timestamp).
    Timestamp,
    /// Text: [`Bytes`](super::Bytes) in base 64.
    Bytes,
    /// A number: an [`HResult`](crate::HResult).
    HResult,
    /// A number: [`MegaBytes`](super::MegaBytes).
    MegaBytes,
    /// A number: [`Ticks`](super::Ticks).
    Ticks,
    /// Text: one of these, or another.
    Enum(&'static Enumeration),
    /// Any JSON.
    Any,
    /// A structure, told by a function, as some contain themselves.
    Record(fn() -> &'static Type),
    /// A list.
    List(&'static Kind),
    /// An object with any names.
    Map(&'static Kind),
}

/// When something came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Since {
    /// The first release of Windows whose published schema has it; none for what is known from other sources.
    pub release: Option<Release>,
    /// The last release whose published schema has it, if it is gone.
    pub until: Option<Release>,
    /// The schema version that has introduced it, where Microsoft's reference tells.
    pub version: Option<SchemaVersion>,
}

impl Since {
    /// In all releases from this one on; none for what is known from other sources.
    pub(super) const fn release(release: Option<Release>) -> Self {
        Self {
            release,
            until: None,
            version: None,
        }
    }

    /// The same, but with a schema version.
    pub(super) const fn v(self, major: u32, minor: u32) -> Self {
        Self {
            version: Some(SchemaVersion { major, minor }),
            ..self
        }
    }

    /// The same, but gone after a release.
    pub(super) const fn until(self, last: Release) -> Self {
        Self {
            until: Some(last),
            ..self
        }
    }

    /// The schema version from which on it is known: the one that has introduced it, else the newest one that the release
    /// knew which has published it. None where nothing is known.
    #[must_use]
    pub fn known_from(&self) -> Option<SchemaVersion> {
        self.version.or(self.release.map(Release::schema_version))
    }
}

impl From<SchemaVersion> for super::Version {
    fn from(version: SchemaVersion) -> Self {
        Self {
            major: Some(version.major),
            minor: Some(version.minor),
            ..Self::default()
        }
    }
}

/// Not every [`Version`](super::Version) has both numbers.
impl TryFrom<&super::Version> for SchemaVersion {
    type Error = VersionIncomplete;

    fn try_from(version: &super::Version) -> Result<Self, VersionIncomplete> {
        match (version.major, version.minor) {
            (Some(major), Some(minor)) => Ok(Self { major, minor }),
            _ => Err(VersionIncomplete),
        }
    }
}

/// A [`Version`](super::Version) without its major or its minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionIncomplete;

impl fmt::Display for VersionIncomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the schema version lacks its major or its minor number: it takes both, as in 2.1",
        )
    }
}

impl std::error::Error for VersionIncomplete {}

impl Kind {
    /// What a value of this type is, in words.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Bool => "true or false",
            Self::Integer { bits: 8, .. } => "a whole number from 0 to 255",
            Self::Integer { bits: 16, .. } => "a whole number from 0 to 65535",
            Self::Integer {
                bits: 32,
                signed: false,
            } => "a whole number from 0 to 4294967295",
            Self::Integer {
                bits: 32,
                signed: true,
            } => "a whole number of 32 bits with a sign",
            Self::Integer { signed: false, .. } | Self::MegaBytes | Self::Ticks => {
                "a whole number, not negative"
            }
            Self::Integer { .. } => "a whole number",
            Self::Float => "a number",
            Self::Guid => "a GUID such as \"17103e3f-3c6e-4677-bb17-3b267eb5be57\"",
            Self::MacAddress => "an address such as \"00-15-5D-01-02-03\"",
            Self::Timestamp => "a date and time such as \"2021-03-04T05:06:07Z\"",
            Self::Bytes => "bytes in base 64",
            Self::HResult => "a code, as a number of 32 bits",
            Self::Enum(_) => "a text, one of those that are listed",
            Self::Any => "anything",
            Self::Record(_) | Self::Map(_) => "an object",
            Self::List(_) => "a list",
        }
    }
}

/// Ends at the name of a structure: some contain themselves.
impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(kind) => f.write_str(kind().name),
            Self::Enum(kind) => f.write_str(kind.name),
            Self::List(kind) => write!(f, "[{kind:?}]"),
            Self::Map(kind) => write!(f, "{{{kind:?}}}"),
            kind => f.write_str(kind.words()),
        }
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Type")
            .field("name", &self.name)
            .field("since", &self.since)
            .field("properties", &self.properties)
            .finish_non_exhaustive()
    }
}

pub use super::generated::Release;
