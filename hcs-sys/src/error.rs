//! Why there is no table: what was to be loaded, what was wrong with it, and what to do about it.

use core::ffi::CStr;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use crate::load::OLDEST_BUILD;

/// Why a table of functions can't be had. Its text says what to do about it.
#[derive(Debug)]
pub struct LoadError {
    kind: LoadErrorKind,
    /// What was to be loaded.
    library: &'static str,
    /// Where from; System32 or addresses without it.
    file: Option<PathBuf>,
    export: Option<&'static str>,
    /// The export is another library's on Windows.
    helper: bool,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The kinds of [`LoadError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// There is no such library: the Windows feature is off, or the path is wrong.
    NotFound,
    /// The file is not a library of this system.
    NotALibrary,
    /// The file is a library, and the system refuses to load it.
    Refused,
    /// The library lacks a required function.
    MissingExport,
    /// There is no Host Compute System on this operating system.
    Unsupported,
}

impl LoadError {
    pub(crate) fn new(kind: LoadErrorKind, library: &'static str) -> Self {
        Self {
            kind,
            library,
            file: None,
            export: None,
            helper: false,
            source: None,
        }
    }

    pub(crate) fn export(mut self, export: &'static CStr) -> Self {
        self.export = export.to_str().ok();
        self
    }

    pub(crate) fn of_windows(mut self) -> Self {
        self.helper = true;
        self
    }

    pub(crate) fn file(mut self, file: PathBuf) -> Self {
        self.file = Some(file);
        self
    }

    pub(crate) fn because(mut self, source: Box<dyn Error + Send + Sync>) -> Self {
        self.source = Some(source);
        self
    }

    /// What went wrong, for a program to decide on.
    pub fn kind(&self) -> LoadErrorKind {
        self.kind
    }

    /// The required function that is missing, if that is the reason.
    pub fn missing_export(&self) -> Option<&'static str> {
        self.export
    }
}

impl Error for LoadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let library = self.library;
        match (&self.file, self.export) {
            (Some(file), _) => write!(f, "`{}` ", file.display())?,
            (None, Some(_)) => write!(f, "the given `{library}` ")?,
            (None, None) => write!(f, "`{library}` ")?,
        }
        match self.kind {
            LoadErrorKind::NotFound if self.file.is_some() => f.write_str("does not exist: check the path"),
            LoadErrorKind::NotFound => f.write_str(
                "is not in Windows' System32 directory: turn on the Windows feature \"Hyper-V\", \"Containers\" or \
                 \"Virtual Machine Platform\" (a Home edition has only the last one) and restart Windows",
            ),
            LoadErrorKind::NotALibrary => f.write_str("is not a library of this system: check the path"),
            LoadErrorKind::Refused => f.write_str(
                "can't be loaded: it may be built for another processor, need a library that is missing, or be \
                 closed to this user",
            ),
            LoadErrorKind::MissingExport if self.helper => {
                let export = self.export.unwrap_or("?");
                write!(
                    f,
                    "comes without `{export}`, which frees what it hands out: a stand-in for `{library}` needs it, too"
                )
            }
            LoadErrorKind::MissingExport => {
                let export = self.export.unwrap_or("?");
                write!(
                    f,
                    "has no `{export}`, which a `{library}` has since Windows build {OLDEST_BUILD}: update Windows, \
                     or load a complete library"
                )
            }
            LoadErrorKind::Unsupported => f.write_str(
                "is missing, since this is not Windows: run on Windows 10 or Windows Server of build 17763 or later with \
                 the feature Hyper-V, Containers or Virtual Machine Platform turned on, or use a stand-in (the crate \
                 hcs-testkit is one that runs anywhere)",
            ),
        }
    }
}
