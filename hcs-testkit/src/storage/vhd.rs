#![allow(unsafe_code)] // Looks into a file whose handle the program lends.
//! Virtual disks: any file that can be written to. One that was formatted begins with the GUID of its volume.

use std::fs::File;
use std::io;

use fastrand::Rng;
use hcs_sys::{E_ACCESSDENIED, E_HANDLE, HANDLE, HRESULT};

use crate::hresult::ERROR_NOT_FOUND;

/// What a formatted disk begins with.
const HEADER: &str = "hcs-testkit: virtual disk ";
/// The length of a GUID in characters.
const GUID: usize = 36;

/// A virtual disk, as long as the program lends its handle.
pub(crate) struct Vhd(File);

impl Vhd {
    /// # Safety
    /// The handle is absent, or that of an open file.
    pub(crate) unsafe fn lent(handle: HANDLE) -> Result<Self, HRESULT> {
        // Another handle to the same file, so that nothing here can close the program's.
        // SAFETY: as the caller promises.
        unsafe { another(handle) }.map(Self).ok_or(E_HANDLE)
    }

    /// The GUID of the disk's volume.
    pub(crate) fn volume(&self) -> Result<String, HRESULT> {
        let mut header = [0; HEADER.len() + GUID];
        let read = read_at_start(&self.0, &mut header);
        let text = read.ok().and_then(|()| std::str::from_utf8(&header).ok());
        let guid = text.and_then(|text| text.strip_prefix(HEADER));
        guid.map(str::to_owned).ok_or(ERROR_NOT_FOUND)
    }

    /// Formats the disk: its new volume.
    pub(crate) fn format(&self, rng: &mut Rng) -> Result<String, HRESULT> {
        let digits = format!("{:032x}", rng.u128(..));
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
        let guid = parts.join("-");
        let header = format!("{HEADER}{guid}");
        write_at_start(&self.0, header.as_bytes()).map_err(|_| E_ACCESSDENIED)?;
        Ok(guid)
    }
}

/// # Safety
/// As [`Vhd::lent`].
#[cfg(unix)]
unsafe fn another(handle: HANDLE) -> Option<File> {
    use std::os::fd::{BorrowedFd, RawFd};
    let number = RawFd::try_from(handle as usize).ok().filter(|fd| *fd > 0)?;
    // SAFETY: it is open, as the caller promises; whether it really is, the system says when it is asked for another.
    let lent = unsafe { BorrowedFd::borrow_raw(number) };
    lent.try_clone_to_owned().ok().map(File::from)
}

/// # Safety
/// As [`Vhd::lent`].
#[cfg(windows)]
unsafe fn another(handle: HANDLE) -> Option<File> {
    use std::os::windows::io::BorrowedHandle;
    if handle.is_null() || handle == hcs_sys::INVALID_HANDLE_VALUE {
        return None;
    }
    // SAFETY: it is open, as the caller promises; whether it really is, Windows says when it is asked for another.
    let lent = unsafe { BorrowedHandle::borrow_raw(handle) };
    lent.try_clone_to_owned().ok().map(File::from)
}

/// # Safety
/// None is needed: there are no files here.
#[cfg(not(any(unix, windows)))]
unsafe fn another(_: HANDLE) -> Option<File> {
    None
}

#[cfg(unix)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

#[cfg(unix)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, 0)
}

#[cfg(windows)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    match file.seek_read(bytes, 0)? {
        read if read == bytes.len() => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(windows)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    match file.seek_write(bytes, 0)? {
        written if written == bytes.len() => Ok(()),
        _ => Err(io::ErrorKind::WriteZero.into()),
    }
}

#[cfg(not(any(unix, windows)))]
fn read_at_start(_: &File, _: &mut [u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(any(unix, windows)))]
fn write_at_start(_: &File, _: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
