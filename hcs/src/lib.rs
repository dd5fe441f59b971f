#![doc = include_str!("../README.md")]

mod answer;
mod block;
mod callback;
mod document;
mod error;
mod event;
mod exit;
pub mod guide;
mod handle;
mod host;
#[cfg(feature = "windows-core")]
mod interop;
#[cfg(all(test, loom))]
mod models;
#[cfg(doctest)]
mod must_not_compile;
mod namespace;
mod operation;
mod path;
mod process;
pub mod raw;
#[cfg(feature = "record")]
pub mod record;
#[cfg(feature = "schema")]
pub mod schema;
mod schema_version;
#[cfg(any(feature = "record", feature = "tracing"))]
mod scrub;
mod stdio;
pub mod storage;
mod support;
mod sync;
mod system;
mod text;
#[cfg(feature = "tracing")]
pub mod trace;
#[cfg(not(feature = "tracing"))]
mod trace;

pub use document::Document;
pub use error::{Error, ErrorEvent, HResult, Result};
#[cfg(feature = "schema")]
pub use event::EventDetail;
pub use event::{Event, EventKind, EventOptions, EventStream, Subscription};
pub use exit::{ExitStatus, Exited, SystemExit};
pub use host::{Host, VmAccess};
pub use namespace::Namespace;
pub use operation::{
    Call, CallFuture, Cancellation, OwnedHandle, Pending, ProcessInformation, ResourceKind,
    TimedOut,
};
pub use process::{Output, Process};
pub use schema_version::SchemaVersion;
#[cfg(all(feature = "tokio", any(unix, windows)))]
pub use stdio::{AsyncStderr, AsyncStdin, AsyncStdout};
pub use stdio::{Stderr, Stdin, Stdout};
pub use support::{Build, Feature};
pub use system::ComputeSystem;

use support::Core;
