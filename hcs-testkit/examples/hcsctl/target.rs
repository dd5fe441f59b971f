//! The host that a command is about: this machine's, or a mock.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hcs::{ComputeSystem, Host};

use crate::doctor::Machine;
use crate::failure::{Ending, Failure};
use crate::scene::Scene;

/// Where a command works.
pub(crate) enum Place {
    /// On this machine.
    Host,
    /// On a mock.
    Mock(MockPlace),
}

/// What the mock is to be like.
#[derive(Default)]
pub(crate) struct MockPlace {
    pub(crate) build: Option<u32>,
    pub(crate) broken: Vec<Broken>,
    pub(crate) slow: Option<Duration>,
}

/// What can be wrong with the mock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    NoLibrary,
    NoHypervisor,
    NoService,
    NoRights,
    Hangs,
}

impl Broken {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("no-library", Self::NoLibrary),
        ("no-hypervisor", Self::NoHypervisor),
        ("no-service", Self::NoService),
        ("no-rights", Self::NoRights),
        ("hangs", Self::Hangs),
    ];
}

/// The host, and what is known of the machine that has it.
pub(crate) enum Target {
    Host(hcs::Result<Host>),
    Mock(Scene),
}

impl Target {
    /// # Errors
    /// There is nothing like a Host Compute System here. A Windows that lacks one is still worth a look at.
    pub(crate) fn choose(place: Place) -> Ending<Self> {
        match place {
            Place::Mock(mock) => Ok(Self::Mock(Scene::set(&mock)?)),
            Place::Host => match Host::new() {
                Err(error) if cfg!(not(windows)) => Err(error.into()),
                host => Ok(Self::Host(host)),
            },
        }
    }

    pub(crate) fn is_mock(&self) -> bool {
        matches!(self, Self::Mock(_))
    }

    /// The host itself.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn host(&self) -> Ending<Host> {
        match self {
            Self::Host(host) => Ok(host.clone()?),
            Self::Mock(scene) => scene.host(),
        }
    }

    /// Opens a system.
    ///
    /// # Errors
    /// There is none with this id, and whatever else the host answers.
    pub(crate) fn open(&self, id: &str) -> Ending<ComputeSystem> {
        let opened = self.host()?.open(id);
        opened.map_err(|error| Failure::of_system(&error, id))
    }

    /// Does something with a system, and closes its handle then, however that has ended.
    ///
    /// # Errors
    /// As [`open`](Self::open), and what `work` has failed with.
    pub(crate) fn with_system<T>(
        &self,
        id: &str,
        work: impl FnOnce(&ComputeSystem) -> Ending<T>,
    ) -> Ending<T> {
        let system = self.open(id)?;
        let done = work(&system);
        let closed = system.close();
        let done = done?;
        closed?;
        Ok(done)
    }

    /// The machine, as far as the Host Compute System doesn't tell of it.
    pub(crate) fn machine(&self) -> &dyn Machine {
        match self {
            #[cfg(windows)]
            Self::Host(_) => &crate::doctor::Windows,
            #[cfg(not(windows))]
            Self::Host(_) => &crate::doctor::Elsewhere,
            Self::Mock(scene) => scene,
        }
    }

    /// The disk that a differencing disk stands on; none if it is none.
    ///
    /// # Errors
    /// The file can't be read: why.
    pub(crate) fn parent_disk(&self, disk: &Path) -> Result<Option<PathBuf>, String> {
        self.machine().parent_disk(disk)
    }

    /// The end: on a mock, everything was closed. `ledger`: says what crossed the ABI.
    ///
    /// # Errors
    /// Something was not: a mistake of this program's.
    pub(crate) fn finish(self, ledger: bool) -> Ending<()> {
        match self {
            Self::Host(_) => Ok(()),
            Self::Mock(scene) => scene.finish(ledger),
        }
    }
}
