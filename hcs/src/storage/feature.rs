//! What not every build's `computestorage.dll` can do.

use std::fmt;

use hcs_sys::ComputeStorage;

/// Something that not every build's `computestorage.dll` can do: see [`Storage::supports`](super::Storage::supports).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Setting up a layer with a Windows on a volume that is mounted.
    BaseOsVolume,
    /// Filters of a chosen kind.
    OverlayFilters,
}

impl Feature {
    /// Each of them, those that came first in the first places.
    pub const ALL: &'static [Self] = &[Self::BaseOsVolume, Self::OverlayFilters];

    /// The functions of `computestorage.dll` that it takes.
    #[must_use]
    pub fn functions(self) -> &'static [&'static str] {
        match self {
            Self::BaseOsVolume => &["HcsSetupBaseOSVolume"],
            Self::OverlayFilters => &["HcsAttachOverlayFilter", "HcsDetachOverlayFilter"],
        }
    }

    /// The first release build of Windows that has it.
    #[must_use]
    pub fn needs_build(self) -> u32 {
        let functions = ComputeStorage::FUNCTIONS.iter();
        let its = functions.filter(|function| self.functions().contains(&function.name));
        its.map(|function| function.since_build).max().unwrap_or(0)
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BaseOsVolume => "setting up a base layer on a volume",
            Self::OverlayFilters => "overlay filters",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_that_not_every_build_has_is_a_features() {
        let of_features = Feature::ALL.iter().flat_map(|feature| feature.functions());
        let of_features: Vec<&str> = of_features.copied().collect();
        let functions = ComputeStorage::FUNCTIONS.iter();
        let later = functions.filter(|function| !function.required());
        let later: Vec<&str> = later.map(|function| function.name).collect();
        assert_eq!(of_features, later);
        let needs = Feature::ALL.iter().map(|feature| feature.needs_build());
        assert_eq!(needs.collect::<Vec<_>>(), [20348, 26100]);
    }
}
