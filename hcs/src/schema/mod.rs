//! The documents of HCS as types: what every call takes and gives.
//!
//! There is a structure for each object that Microsoft's schema describes, and an enumeration for each list of values: all
//! that was published for Windows 10, version 1809 and later, what is known from Microsoft's reference or from programs
//! beside that, and when each of them came.
//!
//! ```
//! use hcs::SchemaVersion;
//! use hcs::schema::{ComputeSystem, MegaBytes, Topology, VirtualMachine};
//! use hcs::schema::{VirtualMachineMemory, VirtualMachineProcessor};
//!
//! let system = ComputeSystem {
//!     owner: Some("Sample".to_owned()),
//!     schema_version: Some(SchemaVersion::V2_1.into()),
//!     virtual_machine: Some(VirtualMachine {
//!         compute_topology: Some(Topology {
//!             memory: Some(VirtualMachineMemory {
//!                 size_in_mb: Some(MegaBytes(1024)),
//!                 ..Default::default()
//!             }),
//!             processor: Some(VirtualMachineProcessor {
//!                 count: Some(2),
//!                 ..Default::default()
//!             }),
//!             ..Default::default()
//!         }),
//!         ..Default::default()
//!     }),
//!     should_terminate_on_last_handle_closed: Some(true),
//!     ..Default::default()
//! };
//! assert!(system.check(SchemaVersion::V2_1).is_empty());
//!
//! # let mock = hcs_testkit::MockHost::new();
//! # let host = mock.host();
//! let system = host.create("Test", system).wait()?;
//! # system.close()?;
//! # mock.finish();
//! # Ok::<(), hcs::Error>(())
//! ```
//!
//! - **Every property is optional**, as in JSON. Names are Microsoft's in Rust's spelling: `SizeInMB` is `size_in_mb`.
//! - **Nothing is lost.** Values that an enumeration doesn't know are its `Other`; properties that a structure doesn't know,
//!   or whose value is of another type, are in its field `unknown`. Both are written again as they were read, but for numbers
//!   of more than 64 bits, of which `serde_json` keeps the leading digits.
//! - **Units are types**, or are told: [`MegaBytes`], [`Ticks`], [`Guid`], [`MacAddress`], [`Timestamp`], [`Bytes`],
//!   [`HResult`](crate::HResult).
//! - **What is wrong is told before the call**: see [`Problem`].
//!
//! What no published file has is known from [Microsoft's
//! reference](https://learn.microsoft.com/virtualization/api/hcs/schemareference), from
//! [hcsshim](https://github.com/microsoft/hcsshim), Microsoft's client for containers, and from
//! [WSL](https://github.com/microsoft/WSL).

mod bytes;
mod check;
mod document;
mod generated;
mod guid;
pub mod info;
mod leaf;
mod mac;
mod modify;
mod open;
pub mod query;
mod read;
mod record;
mod requests;
#[cfg(test)]
mod tests;
mod timestamp;
mod units;
mod unknown;
mod write;

pub use bytes::Bytes;
pub use check::{Problem, Wrong};
pub use document::TopLevel;
pub use generated::*;
pub use guid::{Guid, NotA};
pub use info::VersionIncomplete;
pub use mac::MacAddress;
pub use modify::Modify;
pub use record::Schema;
pub use timestamp::Timestamp;
pub use units::{MegaBytes, Ticks};
pub use unknown::Unknown;

/// What the generated files use.
mod prelude {
    pub(super) use std::collections::BTreeMap;

    pub(super) use serde_json::Value;

    pub(super) use super::check::Problem;
    pub(super) use super::document::{self, TopLevel};
    pub(super) use super::info::{Group, Kind, Property};
    pub(super) use super::leaf::{Leaf, Scalar, leaf_serde};
    pub(super) use super::open::open;
    pub(super) use super::record::{Get, Record, Schema, Slot, document, get, kind, record};
    #[cfg(test)]
    pub(super) use super::tests;
    pub(super) use super::{Bytes, Guid, MacAddress, MegaBytes, Ticks, Timestamp, Unknown};
    pub(super) use super::{read, write};
    pub(super) use crate::document::Document;
    pub(super) use crate::error::HResult;
}

/// Reads a structure, or a list of them, from JSON in UTF-16 as the C ABI has it; a NUL at the end is passed over.
///
/// ```
/// use hcs::schema::{Properties, State};
///
/// let answer: Vec<u16> = r#"[{"Id":"Test","State":"Running"}]"#.encode_utf16().collect();
/// let systems: Vec<Properties> = hcs::schema::from_utf16(&answer)?;
/// assert_eq!(systems[0].state, Some(State::Running));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// The text is no JSON, or of another form.
pub fn from_utf16<T: serde_core::de::DeserializeOwned>(
    json: &[u16],
) -> Result<T, serde_json::Error> {
    read::from_utf16(json)
}
