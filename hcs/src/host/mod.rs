#![allow(unsafe_code)] // Takes function tables on trust, and opens systems.
//! The Host Compute System of this machine, or a double of it.

mod access;
mod files;
mod service;

use std::fmt;
use std::path::Path;

pub use access::VmAccess;

use hcs_sys::{ComputeCore, GENERIC_ALL, HCS_SYSTEM, LoadError};
use serde_json::Value;

use crate::Core;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::namespace::Namespace;
use crate::operation::Call;
#[cfg(feature = "schema")]
use crate::schema;
use crate::support::{Build, Feature};
use crate::system::ComputeSystem;
use crate::text::WideId;
use crate::trace;

/// The entry point: the Host Compute System of this machine.
///
/// Cheap to clone and to share: it is a reference to the functions of `computecore.dll`, which stays
/// loaded.
///
/// ```no_run
/// let host = hcs::Host::new()?;
/// for system in host.enumerate().wait()? {
///     println!("{:?} is {:?}", system.id, system.state);
/// }
/// # Ok::<(), hcs::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Host {
    core: Core,
}

impl Host {
    /// Loads `computecore.dll` from System32, once per process; it is never unloaded.
    ///
    /// # Errors
    /// The library or one of its required functions isn't there, with what to do about it:
    /// [`Error::is_unsupported`]. Everywhere but on Windows. With the feature `record`, also when `HCS_RECORD` asks for a
    /// recording whose file can't be made.
    pub fn new() -> Result<Self> {
        Self::loaded(ComputeCore::load(), true)
    }

    /// Loads a library that offers computecore's functions from a path of your choice.
    ///
    /// # Safety
    /// The library's initialisation is safe to run, and its functions have the signatures and obey the rules of
    /// `computecore.dll`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub unsafe fn load_from(path: impl AsRef<Path>) -> Result<Self> {
        // SAFETY: the caller's promise is the one that the loader asks for.
        Self::loaded(unsafe { ComputeCore::load_from(path.as_ref()) }, false)
    }

    /// The host behind a library that was just loaded, Windows' own (`system`) or another, with a recorder in front of it where the environment asks for one.
    fn loaded(core: Result<&'static ComputeCore, LoadError>, system: bool) -> Result<Self> {
        let core = core.map_err(Error::load)?;
        #[cfg(feature = "record")]
        let core = crate::record::in_front_of(core, system)?;
        let host = Self {
            core: Core::new(core),
        };
        // What Windows says of itself holds for its own library only.
        let build = Build::of_this_machine().filter(|_| system);
        Ok(build.map_or(host, |build| host.on(build)))
    }

    /// Uses a table of functions: a test double, or a recorder in front of the real library.
    ///
    /// # Safety
    /// The functions have the signatures of `computecore.dll` and obey its rules.
    #[must_use]
    pub unsafe fn from_table(table: &'static ComputeCore) -> Self {
        Self {
            core: Core::new(table),
        }
    }

    /// The same host, said to be of this build of Windows: for doubles, whose build nobody can ask for.
    ///
    /// Errors tell it; which functions there are is the table's affair.
    #[must_use]
    pub fn with_build(self, build: u32) -> Self {
        self.on(Build::Exactly(build))
    }

    fn on(self, build: Build) -> Self {
        Self {
            core: self.core.with_build(build),
        }
    }

    /// The build of Windows that this host has. It is known exactly of the machine's own library ([`new`](Self::new)), and
    /// where [`with_build`](Self::with_build) told it; otherwise its functions give a lower limit.
    #[must_use]
    pub fn build(&self) -> Build {
        self.core.build()
    }

    /// Whether this host has the functions that something takes.
    ///
    /// Calls that need a function which is not there fail with an error of their own: see [`require`](Self::require).
    ///
    /// ```
    /// use hcs::Feature;
    /// use hcs_testkit::{MockHost, Profile};
    ///
    /// let mock = MockHost::builder().profile(Profile::for_build(19041)).build();
    /// let host = mock.host();
    /// assert!(host.supports(Feature::Namespaces));
    /// assert!(!host.supports(Feature::LiveMigration));
    /// ```
    #[must_use]
    pub fn supports(&self, feature: Feature) -> bool {
        self.require(feature).is_ok()
    }

    /// Checks that this host has the functions that something takes.
    ///
    /// # Errors
    /// It lacks one: [`Error::is_unsupported`], with the function's name, the build that it needs and this host's.
    ///
    /// ```
    /// use hcs::Feature;
    /// use hcs_testkit::{MockHost, Profile};
    ///
    /// let mock = MockHost::builder().profile(Profile::for_build(17763)).build();
    /// let error = mock.host().require(Feature::Crash).unwrap_err();
    /// assert!(error.is_unsupported());
    /// assert_eq!(
    ///     error.to_string(),
    ///     "HcsCrashComputeSystem was not called: it needs Windows build 19041; this host has 17763. \
    ///      Host::supports says beforehand what a host has."
    /// );
    /// ```
    pub fn require(&self, feature: Feature) -> Result<()> {
        let there = |name: &&&'static str| !self.core.has(name);
        match feature.functions().iter().find(there) {
            None => Ok(()),
            Some(name) => Err(self.core.missing(name)),
        }
    }

    /// The table of functions that this host calls.
    #[must_use]
    pub fn table(&self) -> &'static ComputeCore {
        self.core.functions()
    }

    pub(crate) fn core(&self) -> Core {
        self.core
    }

    /// Creates a compute system from its configuration:
    /// [`HcsCreateComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreatecomputesystem).
    ///
    /// The configuration has `SchemaVersion` and exactly one of `Container`, `VirtualMachine` and
    /// `HostedSystem`. The new system is not started. Of a creation that fails nothing is left. One whose future is
    /// dropped goes on: a system without `ShouldTerminateOnLastHandleClosed` then exists without a handle.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_exists`], [`Error::is_invalid_json`],
    /// [`Error::is_access_denied`], and what the configuration's parts give.
    #[doc(alias = "HcsCreateComputeSystem")]
    pub fn create(&self, id: &str, configuration: impl Into<Document>) -> Call<ComputeSystem> {
        Call::create(self.core, None, id, configuration.into())
    }

    /// The compute systems of a namespace, whose ids are apart from those of others: Windows build 19041 and later.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Namespace {
        Namespace::new(self.core, name)
    }

    /// Opens an existing compute system, with all rights that the caller has:
    /// [`HcsOpenComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsopencomputesystem).
    ///
    /// # Errors
    /// [`Error::is_not_found`] when there is none with this id, [`Error::is_access_denied`].
    #[doc(alias = "HcsOpenComputeSystem")]
    pub fn open(&self, id: &str) -> Result<ComputeSystem> {
        const NAME: &str = "HcsOpenComputeSystem";
        let id = WideId::new(NAME, id)?;
        let mut system: HCS_SYSTEM = std::ptr::null_mut();
        let traced = trace::plain(NAME).system(&id).begin();
        // SAFETY: the id is NUL-terminated and lives here; `system` is a valid out pointer.
        let code =
            unsafe { (self.core.HcsOpenComputeSystem)(id.as_ptr(), GENERIC_ALL, &raw mut system) };
        traced.ended(code);
        if code < 0 {
            return Err(Error::code_of(NAME, code, None));
        }
        Ok(ComputeSystem::new(Handle::new(self.core, id, system)))
    }

    /// Lists the compute systems that the caller may see, as an array of their basic properties:
    /// [`HcsEnumerateComputeSystems`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsenumeratecomputesystems).
    ///
    /// The systems of other owners are among them: the virtual machines of Hyper-V Manager, for example.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_access_denied`], [`Error::is_service_gone`].
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsEnumerateComputeSystems")]
    pub fn enumerate(&self) -> Call<Vec<schema::Properties>> {
        Call::enumerate(self.core, None, None)
    }

    /// [`enumerate`](Self::enumerate) as a JSON value: without the feature `schema`, the only way.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsEnumerateComputeSystems")]
    pub fn enumerate_value(&self) -> Call<Value> {
        Call::enumerate(self.core, None, None)
    }

    /// Lists the compute systems that a query asks for, such as `{"Owners":["Sample"]}`.
    ///
    /// # Errors
    /// As [`enumerate`](Self::enumerate); [`Error::is_invalid_json`] for a query that the service does not
    /// understand.
    #[doc(alias = "HcsEnumerateComputeSystems")]
    pub fn enumerate_with(&self, query: impl Into<Document>) -> Call<Value> {
        Call::enumerate(self.core, None, Some(query.into()))
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}
