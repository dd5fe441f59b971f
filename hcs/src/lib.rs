#![doc = include_str!("../README.md")]

mod callback;
mod document;
mod error;
mod event;
mod handle;
mod host;
#[cfg(all(test, loom))]
mod models;
#[cfg(doctest)]
mod must_not_compile;
mod operation;
mod path;
#[cfg(feature = "record")]
pub mod record;
mod schema_version;
mod stdio;
mod support;
mod sync;
mod system;
mod text;

pub use document::Document;
pub use error::{Error, ErrorEvent, HResult, Result};
pub use event::{Event, EventKind, EventOptions, EventStream, Subscription};
pub use host::{Host, VmAccess};
pub use operation::{Call, CallFuture, Pending, TimedOut};
pub use schema_version::SchemaVersion;
pub use stdio::{Stderr, Stdin, Stdout};
pub use support::{Build, Feature};
pub use system::ComputeSystem;

use support::Core;
