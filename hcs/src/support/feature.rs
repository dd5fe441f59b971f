//! What not every build of Windows can do.

use std::fmt;

use hcs_sys::ComputeCore;

/// Something that not every build of Windows can do: see [`Host::supports`](crate::Host::supports).
///
/// ```
/// use hcs::Feature;
///
/// assert_eq!(Feature::Crash.needs_build(), 19041);
/// assert_eq!(Feature::LiveMigration.to_string(), "live migration");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Systems in namespaces of their own, and systems whose events are received from the moment when they exist.
    Namespaces,
    /// Having the guest of a virtual machine crash.
    Crash,
    /// Access to files for all virtual machines.
    GroupAccess,
    /// The processor that a saved virtual machine needs.
    ProcessorCompatibility,
    /// Waiting for exits without an event.
    ExitWaits,
    /// Resources, such as files and sockets, that are handed to an operation.
    OperationResources,
    /// Notifications of an operation: its progress.
    OperationNotifications,
    /// Properties of an operation.
    OperationProperties,
    /// Live migration.
    LiveMigration,
}

impl Feature {
    /// Each of them, those that came first in the first places.
    pub const ALL: &'static [Self] = &[
        Self::Namespaces,
        Self::Crash,
        Self::GroupAccess,
        Self::ProcessorCompatibility,
        Self::ExitWaits,
        Self::OperationResources,
        Self::OperationNotifications,
        Self::OperationProperties,
        Self::LiveMigration,
    ];

    /// The functions of `computecore.dll` that it takes.
    #[must_use]
    pub fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Namespaces => &[
                "HcsEnumerateComputeSystemsInNamespace",
                "HcsCreateComputeSystemInNamespace",
                "HcsOpenComputeSystemInNamespace",
            ],
            Self::Crash => &["HcsCrashComputeSystem"],
            Self::GroupAccess => &["HcsGrantVmGroupAccess", "HcsRevokeVmGroupAccess"],
            Self::ProcessorCompatibility => &["HcsGetProcessorCompatibilityFromSavedState"],
            Self::ExitWaits => &["HcsWaitForComputeSystemExit", "HcsWaitForProcessExit"],
            Self::OperationResources => &["HcsAddResourceToOperation"],
            Self::OperationNotifications => &["HcsCreateOperationWithNotifications"],
            Self::OperationProperties => &["HcsGetOperationProperties"],
            Self::LiveMigration => &[
                "HcsInitializeLiveMigrationOnSource",
                "HcsStartLiveMigrationOnSource",
                "HcsStartLiveMigrationTransfer",
                "HcsFinalizeLiveMigration",
                "HcsCancelLiveMigration",
            ],
        }
    }

    /// The first release build of Windows that has it.
    #[must_use]
    pub fn needs_build(self) -> u32 {
        let functions = ComputeCore::FUNCTIONS.iter();
        let its = functions.filter(|function| self.functions().contains(&function.name));
        its.map(|function| function.since_build).max().unwrap_or(0)
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Namespaces => "namespaces",
            Self::Crash => "crashing a guest",
            Self::GroupAccess => "access to files for all virtual machines",
            Self::ProcessorCompatibility => "the processor that a saved state needs",
            Self::ExitWaits => "waiting for exits",
            Self::OperationResources => "resources of operations",
            Self::OperationNotifications => "notifications of operations",
            Self::OperationProperties => "properties of operations",
            Self::LiveMigration => "live migration",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_that_not_every_build_has_is_a_features() {
        let mut of_features: Vec<&str> = Feature::ALL
            .iter()
            .flat_map(|feature| feature.functions())
            .copied()
            .collect();
        let later = ComputeCore::FUNCTIONS
            .iter()
            .filter(|function| !function.required());
        let mut later: Vec<&str> = later.map(|function| function.name).collect();
        of_features.sort_unstable();
        later.sort_unstable();
        assert_eq!(of_features, later);
    }

    #[test]
    fn the_functions_of_a_feature_came_together() {
        for feature in Feature::ALL {
            for function in ComputeCore::FUNCTIONS {
                if feature.functions().contains(&function.name) {
                    assert_eq!(function.since_build, feature.needs_build(), "{feature}");
                }
            }
        }
    }
}
