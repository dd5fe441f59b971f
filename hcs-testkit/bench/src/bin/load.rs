#![allow(unsafe_code)] // Loads a library, and looks functions up in it.
//! Loads the double as a library, once, and says how long that took: what hcs-sys does, or the system's bare calls.
//!
//! ```text
//! hcs-bench-load hcs|raw LIBRARY     # nanoseconds
//! ```
//!
//! A process loads it once only: the second time it is there already.

use std::ffi::{CString, OsStr, c_void};
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hcs_sys::ComputeCore;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [side, library] = arguments.as_slice() else {
        eprintln!("usage: hcs-bench-load hcs|raw LIBRARY");
        return ExitCode::from(2);
    };
    let took = match side.to_str() {
        Some("hcs") => with_hcs(Path::new(library)),
        Some("raw") => with_the_systems_calls(library),
        _ => Err("the side is `hcs` or `raw`".to_owned()),
    };
    match took {
        Ok(took) => {
            println!("{}", took.as_nanos());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("hcs-bench-load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn with_hcs(library: &Path) -> Result<Duration, String> {
    let begin = Instant::now();
    // SAFETY: the library is the mock's, as its user says, with computecore's signatures.
    let table = unsafe { ComputeCore::load_from(library) }.map_err(|error| error.to_string())?;
    black_box(table);
    Ok(begin.elapsed())
}

/// The names that a table has, and the two of other libraries that the mock has, too.
fn names() -> Vec<CString> {
    let functions = ComputeCore::FUNCTIONS.iter().map(|function| function.name);
    let names = functions.chain(["LocalFree", "CloseHandle"]);
    names
        .map(|name| CString::new(name).expect("a name has no NUL"))
        .collect()
}

fn with_the_systems_calls(library: &OsStr) -> Result<Duration, String> {
    let names = names();
    let mut table = Vec::with_capacity(names.len());
    let path = system::path(library)?;
    let begin = Instant::now();
    let handle = system::load(&path);
    if handle.is_null() {
        return Err("it can't be loaded".to_owned());
    }
    table.extend(names.iter().map(|name| system::find(handle, name)));
    let took = begin.elapsed();
    match table
        .iter()
        .position(|address: &*const c_void| address.is_null())
    {
        Some(absent) => Err(format!("it has no {:?}", names[absent])),
        None => Ok(took),
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::{CStr, CString, OsStr, c_void};
    use std::os::unix::ffi::OsStrExt as _;

    pub(crate) fn path(library: &OsStr) -> Result<CString, String> {
        CString::new(library.as_bytes()).map_err(|error| error.to_string())
    }

    pub(crate) fn load(path: &CString) -> *mut c_void {
        // SAFETY: the library is the mock's, as the user says: its initialisation is sound.
        unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) }
    }

    pub(crate) fn find(handle: *mut c_void, name: &CStr) -> *const c_void {
        // SAFETY: the library stays loaded; the address is looked at only.
        unsafe { libc::dlsym(handle, name.as_ptr()) }
    }
}

#[cfg(windows)]
mod system {
    use std::ffi::{CStr, OsStr, c_void};
    use std::os::windows::ffi::OsStrExt as _;

    use windows_sys::Win32::System::LibraryLoader::{
        GetProcAddress, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR, LOAD_LIBRARY_SEARCH_SYSTEM32,
        LoadLibraryExW,
    };

    pub(crate) fn path(library: &OsStr) -> Result<Vec<u16>, String> {
        // The flags want one that doesn't depend on where the process is.
        let absolute = std::path::absolute(library).map_err(|error| error.to_string())?;
        Ok(absolute.as_os_str().encode_wide().chain([0]).collect())
    }

    pub(crate) fn load(path: &[u16]) -> *mut c_void {
        let flags = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
        // SAFETY: the library is the mock's, as the user says: its initialisation is sound; the path ends with a NUL.
        unsafe { LoadLibraryExW(path.as_ptr(), std::ptr::null_mut(), flags) }
    }

    pub(crate) fn find(handle: *mut c_void, name: &CStr) -> *const c_void {
        // SAFETY: the library stays loaded; the address is looked at only.
        let address = unsafe { GetProcAddress(handle, name.as_ptr().cast()) };
        address.map_or(std::ptr::null(), |address| address as *const c_void)
    }
}

#[cfg(not(any(unix, windows)))]
mod system {
    use std::ffi::{CStr, OsStr, c_void};

    pub(crate) fn path(_: &OsStr) -> Result<(), String> {
        Err("libraries are loaded on Unix and on Windows".to_owned())
    }

    pub(crate) fn load((): &()) -> *mut c_void {
        std::ptr::null_mut()
    }

    pub(crate) fn find(_: *mut c_void, _: &CStr) -> *const c_void {
        std::ptr::null()
    }
}
