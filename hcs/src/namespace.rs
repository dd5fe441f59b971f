#![allow(unsafe_code)] // Opens systems.
//! Namespaces: compute systems apart from those of others, with ids of their own.

use std::fmt;

use hcs_sys::{GENERIC_ALL, HCS_SYSTEM};
use serde_json::Value;

use crate::Core;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::operation::Call;
#[cfg(feature = "schema")]
use crate::schema;
use crate::system::ComputeSystem;
use crate::text::WideId;
use crate::trace;

/// The compute systems of a namespace: [`Host::namespace`](crate::Host::namespace). Windows build 19041 and later.
///
/// ```
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// let ours = host.namespace("Sample");
/// let system = ours.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
/// assert!(host.open("Test").unwrap_err().is_not_found());
/// assert_eq!(ours.open("Test")?.id(), "Test");
/// system.terminate().wait()?;
/// # Ok::<(), hcs::Error>(())
/// ```
#[derive(Clone)]
pub struct Namespace {
    core: Core,
    name: String,
}

impl Namespace {
    pub(crate) fn new(core: Core, name: &str) -> Self {
        let name = name.to_owned();
        Self { core, name }
    }

    /// The namespace's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Creates a compute system, as [`Host::create`](crate::Host::create) does:
    /// `HcsCreateComputeSystemInNamespace`.
    ///
    /// # Errors
    /// As there; [`Error::is_unsupported`] on builds before 19041.
    #[doc(alias = "HcsCreateComputeSystemInNamespace")]
    pub fn create(&self, id: &str, configuration: impl Into<Document>) -> Call<ComputeSystem> {
        Call::create(self.core, Some(&self.name), id, configuration.into())
    }

    /// Opens an existing compute system:
    /// `HcsOpenComputeSystemInNamespace`.
    ///
    /// # Errors
    /// As [`Host::open`](crate::Host::open); [`Error::is_unsupported`] on builds before 19041.
    #[doc(alias = "HcsOpenComputeSystemInNamespace")]
    pub fn open(&self, id: &str) -> Result<ComputeSystem> {
        const NAME: &str = "HcsOpenComputeSystemInNamespace";
        let open = self
            .core
            .optional(NAME, |table| table.HcsOpenComputeSystemInNamespace)?;
        let namespace = WideId::new(NAME, &self.name)?;
        let id = WideId::new(NAME, id)?;
        let mut system: HCS_SYSTEM = std::ptr::null_mut();
        let (name, wide) = (namespace.as_ptr(), id.as_ptr());
        let traced = trace::plain(NAME).system(&id).namespace(&namespace).begin();
        // SAFETY: both names are NUL-terminated and live here; `system` is a valid out pointer.
        let code = unsafe { open(name, wide, GENERIC_ALL, &raw mut system) };
        traced.ended(code);
        if code < 0 {
            return Err(Error::code_of(NAME, code, None));
        }
        Ok(ComputeSystem::new(Handle::new(self.core, id, system)))
    }

    /// Lists the compute systems of the namespace:
    /// `HcsEnumerateComputeSystemsInNamespace`.
    ///
    /// # Errors
    /// As [`Host::enumerate`](crate::Host::enumerate); [`Error::is_unsupported`] on builds before 19041.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsEnumerateComputeSystemsInNamespace")]
    pub fn enumerate(&self) -> Call<Vec<schema::Properties>> {
        Call::enumerate(self.core, Some(&self.name), None)
    }

    /// [`enumerate`](Self::enumerate) as a JSON value: without the feature `schema`, the only way.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsEnumerateComputeSystemsInNamespace")]
    pub fn enumerate_value(&self) -> Call<Value> {
        Call::enumerate(self.core, Some(&self.name), None)
    }

    /// Lists the compute systems of the namespace that a query asks for.
    ///
    /// # Errors
    /// As [`enumerate`](Self::enumerate).
    #[doc(alias = "HcsEnumerateComputeSystemsInNamespace")]
    pub fn enumerate_with(&self, query: impl Into<Document>) -> Call<Value> {
        Call::enumerate(self.core, Some(&self.name), Some(query.into()))
    }
}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Namespace").field(&self.name).finish()
    }
}
