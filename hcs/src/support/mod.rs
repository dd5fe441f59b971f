//! What the host supports: the functions that everything calls, and the build of Windows behind them.

mod build;
mod feature;
mod version;

use std::ops::Deref;

use hcs_sys::{ComputeCore, Function};

pub use build::Build;
pub use feature::Feature;

use crate::error::{Error, Result};

/// The functions of `computecore.dll`, as everything in this crate holds them.
pub(crate) type Core = Table<ComputeCore>;

/// A library's functions, for the life of the process, and what is known of the host that has them.
pub(crate) struct Table<T: 'static> {
    functions: &'static T,
    build: Build,
}

/// What the tables of all libraries have.
pub(crate) trait Functions: Sized {
    /// The library's file name.
    const LIBRARY: &'static str;

    /// The library's functions, oldest first, and whether this table has them.
    fn each(&self) -> impl Iterator<Item = (&'static Function, bool)>;
}

impl Functions for ComputeCore {
    const LIBRARY: &'static str = ComputeCore::LIBRARY;

    fn each(&self) -> impl Iterator<Item = (&'static Function, bool)> {
        self.functions()
    }
}

impl<T: Functions> Table<T> {
    /// A table of a host of which nothing else is known.
    pub(crate) fn new(functions: &'static T) -> Self {
        let there = functions.each().filter(|(_, there)| *there);
        let newest = there.map(|(function, _)| function.since_build).max();
        let build = Build::AtLeast(newest.unwrap_or(Build::OLDEST));
        Self { functions, build }
    }

    /// The same table, on a host of this build.
    pub(crate) fn with_build(self, build: Build) -> Self {
        Self { build, ..self }
    }

    /// The table itself.
    pub(crate) fn functions(self) -> &'static T {
        self.functions
    }

    pub(crate) fn build(self) -> Build {
        self.build
    }

    /// A function that not every build has: `core.optional("HcsX", |table| table.HcsX)?` (L1).
    ///
    /// # Errors
    /// This host lacks it. The error names it, the build that brought it, and this host's.
    pub(crate) fn optional<F>(
        self,
        name: &'static str,
        function: impl FnOnce(&T) -> Option<F>,
    ) -> Result<F> {
        function(self.functions).ok_or_else(|| self.missing(name))
    }

    #[cold]
    pub(crate) fn missing(self, name: &'static str) -> Error {
        let known = self.functions.each().map(|(function, _)| function);
        let function = known.into_iter().find(|function| function.name == name);
        let needs = function.map_or(0, |function| function.since_build);
        Error::no_function(name, T::LIBRARY, needs, self.build)
    }
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Table<T> {}

impl<T> Deref for Table<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.functions
    }
}
