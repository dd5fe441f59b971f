#![allow(unsafe_code)] // Finds functions in loaded libraries by name.

//! From a library, or any other source of addresses, to the members of a table.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::library::Library;
use crate::{LoadError, LoadErrorKind};

/// The last build whose functions every supported Windows has.
pub(crate) const OLDEST_BUILD: u32 = 17763;

/// The address of a function.
type Symbol = NonNull<c_void>;

/// A source of addresses, and the name of the library that they are said to come from.
pub(crate) struct Source<F> {
    library: &'static str,
    find: F,
}

impl<F: FnMut(&CStr) -> Option<Symbol>> Source<F> {
    pub(crate) fn new(library: &'static str, find: F) -> Self {
        Self { library, find }
    }

    /// The function with this name, if there is one (L1).
    ///
    /// # Safety
    /// `P` is the type of the function pointer that the source gives for this name.
    pub(crate) unsafe fn optional<P: Copy>(&mut self, name: &CStr) -> Option<P> {
        const { assert!(size_of::<P>() == size_of::<Symbol>()) };
        let symbol = (self.find)(name)?;
        // SAFETY: the sizes are equal, and the address is that of a `P`, as the caller promises.
        Some(unsafe { core::mem::transmute_copy::<Symbol, P>(&symbol) })
    }

    /// The function with this name, which each library since build 17763 has.
    ///
    /// # Safety
    /// As [`optional`](Self::optional).
    pub(crate) unsafe fn required<P: Copy>(&mut self, name: &'static CStr) -> Result<P, LoadError> {
        // SAFETY: as the caller promises.
        match unsafe { self.optional(name) } {
            Some(function) => Ok(function),
            None => Err(self.missing(name)),
        }
    }

    /// A function of another library, which frees what this one hands out.
    ///
    /// # Safety
    /// As [`optional`](Self::optional).
    pub(crate) unsafe fn helper<P: Copy>(&mut self, name: &'static CStr) -> Result<P, LoadError> {
        // SAFETY: as the caller promises.
        match unsafe { self.optional(name) } {
            Some(function) => Ok(function),
            None => Err(self.missing(name).of_windows()),
        }
    }

    #[cold]
    fn missing(&self, name: &'static CStr) -> LoadError {
        LoadError::new(LoadErrorKind::MissingExport, self.library).export(name)
    }
}

/// [`Source::find`] of a loaded library.
type Find<'a> = &'a mut dyn FnMut(&CStr) -> Option<Symbol>;

/// The tables of one library that this process has loaded. A library stays loaded for ever: a callback may be on its
/// way through its code at any time. So its table stays, too.
pub(crate) struct Loaded<T: 'static> {
    /// The file name of the library that the tables are of.
    library: &'static str,
    /// Functions of other libraries that belong to a table, and where Windows has them.
    helpers: &'static [(&'static CStr, &'static str)],
    system: OnceLock<T>,
    files: Mutex<Vec<(usize, &'static T)>>,
}

impl<T: Sync> Loaded<T> {
    pub(crate) const fn new(
        library: &'static str,
        helpers: &'static [(&'static CStr, &'static str)],
    ) -> Self {
        Self {
            library,
            helpers,
            system: OnceLock::new(),
            files: Mutex::new(Vec::new()),
        }
    }

    /// The table of Windows' own library.
    pub(crate) fn system(
        &self,
        build: impl FnOnce(Find<'_>) -> Result<T, LoadError>,
    ) -> Result<&T, LoadError> {
        if let Some(table) = self.system.get() {
            return Ok(table);
        }
        let library = self.open_system()?;
        let table = build(&mut |name| self.find(&library, name))?;
        // Two threads may come this far together: both tables are the same, and the library was loaded twice.
        library.keep();
        Ok(self.system.get_or_init(|| table))
    }

    /// The table of the library in this file.
    ///
    /// # Safety
    /// As [`Library::file`].
    pub(crate) unsafe fn file(
        &self,
        path: &Path,
        build: impl FnOnce(Find<'_>) -> Result<T, LoadError>,
    ) -> Result<&'static T, LoadError> {
        let locate = |error: LoadError| error.file(path.to_owned());
        // SAFETY: as the caller promises.
        let library = unsafe { Library::file(path) }.map_err(|refusal| {
            locate(LoadError::new(judge(path), self.library).because(refusal))
        })?;
        // Not locked while the library is loaded or asked: either may run code of its own, which may come here.
        let (library, id) = library.identify();
        if let Some(table) = known(&self.lock(), id) {
            return Ok(table);
        }
        let table = build(&mut |name| self.find(&library, name)).map_err(locate)?;
        let mut files = self.lock();
        if let Some(table) = known(&files, id) {
            return Ok(table);
        }
        library.keep();
        let table: &'static T = Box::leak(Box::new(table));
        files.push((id, table));
        Ok(table)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(usize, &'static T)>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_system(&self) -> Result<Library, LoadError> {
        if cfg!(not(windows)) {
            return Err(LoadError::new(LoadErrorKind::Unsupported, self.library));
        }
        Library::system(self.library).map_err(|refusal| {
            let root = std::env::var_os("SystemRoot").unwrap_or_default();
            let path = Path::new(&root).join("System32").join(self.library);
            match judge(&path) {
                LoadErrorKind::NotFound => LoadError::new(LoadErrorKind::NotFound, self.library),
                // A damaged Windows, or a library of another processor's.
                kind => LoadError::new(kind, self.library).file(path),
            }
            .because(refusal)
        })
    }

    /// A function of this library, or the helper of Windows that it doesn't have itself.
    fn find(&self, library: &Library, name: &CStr) -> Option<Symbol> {
        library.find(name).or_else(|| self.find_helper(name))
    }

    fn find_helper(&self, name: &CStr) -> Option<Symbol> {
        let &(_, dll) = self.helpers.iter().find(|&&(helper, _)| helper == name)?;
        let library = Library::system(dll).ok()?;
        let symbol = library.find(name);
        library.keep();
        symbol
    }
}

/// The table of the library with this id.
fn known<T>(files: &[(usize, &'static T)], id: usize) -> Option<&'static T> {
    files
        .iter()
        .find(|(known, _)| *known == id)
        .map(|&(_, table)| table)
}

/// Why the system would not load this file.
fn judge(path: &Path) -> LoadErrorKind {
    if cfg!(not(any(unix, windows))) {
        return LoadErrorKind::Unsupported;
    }
    if !path.try_exists().unwrap_or(true) {
        return LoadErrorKind::NotFound;
    }
    if path.is_dir() {
        return LoadErrorKind::NotALibrary;
    }
    let mut start = Vec::new();
    let Ok(file) = File::open(path) else {
        return LoadErrorKind::Refused;
    };
    match file.take(4).read_to_end(&mut start) {
        Ok(_) if MAGIC.iter().any(|magic| start.starts_with(magic)) => LoadErrorKind::Refused,
        Ok(_) => LoadErrorKind::NotALibrary,
        Err(_) => LoadErrorKind::Refused,
    }
}

/// What the files of programs and libraries start with on this system.
const MAGIC: &[&[u8]] = if cfg!(windows) {
    &[b"MZ"]
} else if cfg!(target_vendor = "apple") {
    &[
        b"\xcf\xfa\xed\xfe",
        b"\xce\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ]
} else {
    &[b"\x7fELF"]
};
