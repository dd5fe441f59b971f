//! Paths on their way to Windows.

use std::path::{Path, PathBuf};

use hcs_sys::PCWSTR;

use crate::error::Error;

/// A path in UTF-16 with a terminating NUL.
pub(crate) struct WidePath(Vec<u16>);

/// Why a path can't be passed on.
#[derive(Clone, Debug)]
pub(crate) enum PathMistake {
    /// A NUL would end it early (T1); the position is in units of the system's encoding.
    Nul { position: usize },
    /// Off Windows a path is any bytes; what is passed on is Unicode.
    NotUnicode,
}

impl WidePath {
    /// The path for the call `name`.
    ///
    /// # Errors
    /// It has a NUL inside, or off Windows is no UTF-8.
    pub(crate) fn new(name: &'static str, path: &Path) -> Result<Self, Error> {
        let bad = |mistake| Error::bad_path(name, path, mistake);
        let mut units = units(path).ok_or_else(|| bad(PathMistake::NotUnicode))?;
        if let Some(position) = units.iter().position(|&unit| unit == 0) {
            return Err(bad(PathMistake::Nul { position }));
        }
        units.push(0);
        Ok(Self(units))
    }

    /// Valid as long as `self` lives.
    pub(crate) fn as_ptr(&self) -> PCWSTR {
        self.0.as_ptr()
    }
}

/// The path in UTF-16 that Windows has returned.
#[cfg(windows)]
pub(crate) fn path_of(units: &[u16]) -> PathBuf {
    use std::os::windows::ffi::OsStringExt as _;
    std::ffi::OsString::from_wide(units).into()
}

/// The path in UTF-16 that a double has returned.
#[cfg(not(windows))]
pub(crate) fn path_of(units: &[u16]) -> PathBuf {
    String::from_utf16_lossy(units).into()
}

/// On Windows any path will do: also one that isn't well-formed UTF-16.
#[cfg(windows)]
fn units(path: &Path) -> Option<Vec<u16>> {
    use std::os::windows::ffi::OsStrExt as _;
    Some(path.as_os_str().encode_wide().collect())
}

#[cfg(not(windows))]
fn units(path: &Path) -> Option<Vec<u16>> {
    Some(path.to_str()?.encode_utf16().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(path: &Path) -> String {
        match WidePath::new("HcsGrantVmAccess", path) {
            Ok(_) => panic!("{path:?} can be passed on"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn t1_a_nul_inside_a_path_is_an_error_that_names_both() {
        let error = error(Path::new("disks/a\0b.vhdx"));
        assert!(error.contains(r#""disks/a\0b.vhdx""#), "{error}");
        assert!(error.contains("NUL character at position 7"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_unicode_is_an_error_off_windows() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = std::ffi::OsStr::from_bytes(b"disks/\xFF.vhdx");
        let error = error(Path::new(path));
        assert!(error.contains("is not Unicode"), "{error}");
    }

    #[cfg(windows)]
    #[test]
    fn on_windows_each_path_can_be_passed_on() {
        use std::os::windows::ffi::OsStringExt as _;
        let path = std::ffi::OsString::from_wide(&[u16::from(b'a'), 0xD800]);
        let wide = WidePath::new("HcsGrantVmAccess", Path::new(&path));
        assert_eq!(wide.ok().map(|wide| wide.0), Some(vec![97, 0xD800, 0]));
    }
}
