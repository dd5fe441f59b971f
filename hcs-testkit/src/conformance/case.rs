//! A case: what it is called, what it is about, what it needs, and the code that looks.

use super::host::{Host, Stop};

/// What a host must have for a case to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// The service answers, and this user may ask it.
    Service,
    /// Virtual machines can be created.
    VirtualMachines,
    /// A virtual machine can be started: there is a hypervisor.
    RunningVirtualMachines,
    /// A container can be created without an image, and started.
    Containers,
    /// A process can be created in such a container: `cmd.exe`, which runs until its input ends.
    Processes,
    /// The process is elevated.
    Elevation,
    /// A build of Windows, or a later one.
    Build(u32),
    /// An export that not every build has.
    Export(&'static str),
}

/// One case of the suite: a question to a host, about one rule or a few.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Case {
    /// Its name: the family, a dot, and what it is about.
    pub name: &'static str,
    /// The ids of the rules that it can say something about.
    pub rules: &'static [&'static str],
    /// What the host must have.
    pub needs: &'static [Need],
    pub(crate) run: fn(&Host) -> Result<(), Stop>,
}

impl Case {
    pub(crate) const fn new(
        name: &'static str,
        rules: &'static [&'static str],
        needs: &'static [Need],
        run: fn(&Host) -> Result<(), Stop>,
    ) -> Self {
        Self {
            name,
            rules,
            needs,
            run,
        }
    }
}
