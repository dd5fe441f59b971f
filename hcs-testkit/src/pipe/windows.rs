#![allow(unsafe_code)] // Overlapped input and output: the kernel writes to our memory until it says that it is done.

//! Pipes of Windows: named ones, as an anonymous pipe's ends can't be overlapped.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, IntoRawHandle as _, OwnedHandle};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use hcs_sys::HANDLE;
use windows_sys::Win32::Foundation::{
    ERROR_BROKEN_PIPE, ERROR_HANDLE_EOF, ERROR_IO_PENDING, ERROR_NO_DATA, ERROR_OPERATION_ABORTED,
    ERROR_PIPE_NOT_CONNECTED, INVALID_HANDLE_VALUE, STATUS_PENDING, WAIT_OBJECT_0,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_FIRST_PIPE_INSTANCE, FILE_FLAG_OVERLAPPED, FILE_FLAGS_AND_ATTRIBUTES, FILE_TYPE_PIPE,
    FileNameInfo, GetFileInformationByHandleEx, GetFileType, PIPE_ACCESS_INBOUND,
    PIPE_ACCESS_OUTBOUND, ReadFile, WriteFile,
};
use windows_sys::Win32::System::IO::{CancelIoEx, GetOverlappedResult, OVERLAPPED};
use windows_sys::Win32::System::Pipes::{
    CreateNamedPipeW, PIPE_REJECT_REMOTE_CLIENTS, PIPE_TYPE_BYTE, PIPE_WAIT, PeekNamedPipe,
};
use windows_sys::Win32::System::Threading::{
    CreateEventW, INFINITE, SetEvent, WaitForMultipleObjects, WaitForSingleObject,
};

use super::Moved;

/// As much as a pipe is asked to hold, in bytes.
const ROOM: usize = 1 << 16;

/// The program's end of a pipe, to be handed out: opened for overlapped input and output (P2).
#[derive(Debug)]
pub(crate) struct Handed {
    handle: OwnedHandle,
    /// The name of the pipe, as the system has it: what this handle stands for as long as nobody closes it behind our back.
    /// None where the system doesn't tell.
    name: Option<Vec<u16>>,
}

impl Handed {
    /// The value that the program gets.
    pub(crate) fn value(&self) -> usize {
        self.handle.as_raw_handle() as usize
    }

    /// Whether the value still stands for a handle: the program may have closed it without the mock's table.
    pub(crate) fn is_intact(&self) -> bool {
        // SAFETY: it only looks whether there is a handle of this value, and what of.
        let kind = unsafe { GetFileType(self.handle.as_raw_handle()) };
        let same = match (name_of(&self.handle), &self.name) {
            (Some(now), Some(name)) => now == *name,
            // A pipe that was closed at its other end may have no name any more.
            _ => true,
        };
        kind == FILE_TYPE_PIPE && same
    }

    /// Gives it up without closing it.
    pub(crate) fn forget(self) {
        let _ = self.handle.into_raw_handle();
    }

    #[cfg(test)]
    pub(crate) fn write_for_test(&self, bytes: &[u8]) -> io::Result<usize> {
        let end = End::new(self.handle.try_clone()?);
        match end.write(bytes, &[])? {
            Moved::Bytes(count) => Ok(count),
            other => Err(io::Error::other(format!("{other:?}"))),
        }
    }

    #[cfg(test)]
    pub(crate) fn read_for_test(&self) -> io::Result<Vec<u8>> {
        let end = End::new(self.handle.try_clone()?);
        let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
        while let Moved::Bytes(count) = end.read(&mut buffer, &[])? {
            all.extend_from_slice(&buffer[..count]);
        }
        Ok(all)
    }
}

/// Closes a handle that was handed out and given up by [`Handed::forget`].
///
/// # Safety
/// It is open, and nobody uses it any more.
pub(crate) unsafe fn close(value: usize) {
    // SAFETY: as the caller promises.
    drop(unsafe { OwnedHandle::from_raw_handle(value as HANDLE) });
}

/// The guest's end of a pipe. Reading and writing never wait longer than they are told to.
#[derive(Debug)]
pub(crate) struct End {
    handle: OwnedHandle,
    /// How much can be written before anybody reads.
    room: AtomicUsize,
}

/// A pipe that the guest reads from.
pub(crate) fn to_guest() -> io::Result<(Handed, End)> {
    let (end, name) = create(PIPE_ACCESS_INBOUND)?;
    Ok((open(OpenOptions::new().write(true), &name)?, end))
}

/// A pipe that the guest writes to.
pub(crate) fn from_guest() -> io::Result<(Handed, End)> {
    let (end, name) = create(PIPE_ACCESS_OUTBOUND)?;
    Ok((open(OpenOptions::new().read(true), &name)?, end))
}

/// The guest's end of a new pipe, and a name for the other one that nobody guesses.
fn create(access: FILE_FLAGS_AND_ATTRIBUTES) -> io::Result<(End, String)> {
    let number = fastrand::Rng::new().u128(..);
    let name = format!(r"\\.\pipe\hcs-mock-{}-{number:032x}", std::process::id());
    let wide: Vec<u16> = OsStr::new(&name).encode_wide().chain([0]).collect();
    let access = access | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE;
    let mode = PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
    let (room, none) = (ROOM as u32, ptr::null());
    // SAFETY: the name ends with a NUL; no attributes are given.
    let handle = unsafe { CreateNamedPipeW(wide.as_ptr(), access, mode, 1, room, room, 0, none) };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it was just made, and is nobody else's.
    let end = End::new(unsafe { OwnedHandle::from_raw_handle(handle) });
    Ok((end, name))
}

fn open(how: &mut OpenOptions, name: &str) -> io::Result<Handed> {
    let file = how.custom_flags(FILE_FLAG_OVERLAPPED).open(name)?;
    let handle = OwnedHandle::from(file);
    let name = name_of(&handle);
    Ok(Handed { handle, name })
}

/// The name of a pipe.
fn name_of(handle: &OwnedHandle) -> Option<Vec<u16>> {
    // Its length in bytes, and then the name itself, which has some 60 characters.
    let mut information = [0_u32; 128];
    let (place, length) = (information.as_mut_ptr(), size_of_val(&information) as u32);
    // SAFETY: the place has this length, and suits the structure.
    let told = unsafe {
        GetFileInformationByHandleEx(handle.as_raw_handle(), FileNameInfo, place.cast(), length)
    };
    let units = information[0] as usize / 2;
    let halves = |word: &u32| [*word as u16, (*word >> 16) as u16];
    (told != 0).then(|| {
        information[1..]
            .iter()
            .flat_map(halves)
            .take(units)
            .collect()
    })
}

impl End {
    fn new(handle: OwnedHandle) -> Self {
        let room = AtomicUsize::new(ROOM);
        Self { handle, room }
    }

    fn raw(&self) -> HANDLE {
        self.handle.as_raw_handle()
    }

    /// Waits until there is something to read, the other end is closed, or one of the latches is set. What is there is
    /// read first.
    pub(crate) fn read(&self, buffer: &mut [u8], stops: &[&Latch]) -> io::Result<Moved> {
        loop {
            let (start, length) = (buffer.as_mut_ptr(), clipped(buffer.len()));
            let moved = self.transfer(stops, |handle, overlapped| {
                // SAFETY: the buffer has this length, and is borrowed until the transfer is over, as is the `OVERLAPPED`.
                unsafe { ReadFile(handle, start, length, ptr::null_mut(), overlapped) }
            })?;
            match moved {
                // The program wrote nothing at all, which is not the end.
                Moved::Bytes(0) if self.is_connected() => {}
                Moved::Bytes(0) => return Ok(Moved::Over),
                moved => return Ok(moved),
            }
        }
    }

    /// Waits until the other end has taken it, or the pipe has room for it; or until the other end is closed, or one of
    /// the latches is set.
    pub(crate) fn write(&self, buffer: &[u8], stops: &[&Latch]) -> io::Result<Moved> {
        let (start, length) = (buffer.as_ptr(), clipped(buffer.len()));
        self.transfer(stops, |handle, overlapped| {
            // SAFETY: as for reading; the kernel only reads from this buffer.
            unsafe { WriteFile(handle, start, length, ptr::null_mut(), overlapped) }
        })
    }

    /// Writes what there is room for. Nobody has closed the other end, or read from it.
    pub(crate) fn write_at_once(&self, buffer: &[u8]) -> io::Result<usize> {
        let room = self.room.load(Ordering::Relaxed);
        let now = &buffer[..buffer.len().min(room)];
        if now.is_empty() {
            return Ok(0);
        }
        let stop = Latch::new()?;
        stop.set();
        // Were there less room than the pipe was asked for, the write would be called back, whole, as nobody reads.
        match self.write(now, &[&stop])? {
            Moved::Bytes(count) => {
                self.room.store(room - count, Ordering::Relaxed);
                Ok(count)
            }
            Moved::Over | Moved::Stopped => {
                self.room.store(0, Ordering::Relaxed);
                Ok(0)
            }
        }
    }

    /// Begins a transfer and waits for its end, or calls it back when a latch is set.
    ///
    /// What `begin` passes to the kernel stays borrowed by the caller during this call.
    fn transfer(
        &self,
        stops: &[&Latch],
        begin: impl FnOnce(HANDLE, *mut OVERLAPPED) -> i32,
    ) -> io::Result<Moved> {
        let event = event()?;
        let mut overlapped = OVERLAPPED {
            hEvent: event.as_raw_handle(),
            ..OVERLAPPED::default()
        };
        let overlapped = &raw mut overlapped;
        if begin(self.raw(), overlapped) == 0 {
            let error = io::Error::last_os_error();
            if code(&error) != Some(ERROR_IO_PENDING) {
                return over_or(error);
            }
        }
        if !wait_for(Some(&event), stops) {
            // SAFETY: both belong to this transfer. It may be over by now, and then there is nothing to call back.
            unsafe { CancelIoEx(self.raw(), overlapped) };
        }
        let mut count = 0;
        loop {
            // SAFETY: the transfer was begun with both; `count` is written to before this returns.
            let done = unsafe { GetOverlappedResult(self.raw(), overlapped, &raw mut count, 1) };
            if done != 0 {
                return Ok(Moved::Bytes(count as usize));
            }
            let error = io::Error::last_os_error();
            // When the wait itself is what failed, the kernel still has this memory: there is nothing but to wait on.
            if is_over(overlapped) {
                return match code(&error) {
                    Some(ERROR_OPERATION_ABORTED) => Ok(Moved::Stopped),
                    _ => over_or(error),
                };
            }
            std::thread::yield_now();
        }
    }

    /// Whether the other end may still send something.
    fn is_connected(&self) -> bool {
        let (buffer, count) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: nothing is asked for; the handle is open.
        unsafe { PeekNamedPipe(self.raw(), buffer, 0, count, count, count) != 0 }
    }
}

/// Whether the kernel is done with a transfer.
fn is_over(overlapped: *const OVERLAPPED) -> bool {
    // SAFETY: the `OVERLAPPED` lives, as its only user is the caller.
    let status = unsafe { (&raw const (*overlapped).Internal).read_volatile() };
    status != STATUS_PENDING as usize
}

/// The end of the pipe is an answer, anything else an error.
fn over_or(error: io::Error) -> io::Result<Moved> {
    match code(&error) {
        Some(ERROR_BROKEN_PIPE | ERROR_HANDLE_EOF | ERROR_NO_DATA | ERROR_PIPE_NOT_CONNECTED) => {
            Ok(Moved::Over)
        }
        _ => Err(error),
    }
}

fn code(error: &io::Error) -> Option<u32> {
    error.raw_os_error().map(i32::cast_unsigned)
}

/// A buffer's length as the system takes it.
fn clipped(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// An event without a name, reset by hand.
fn event() -> io::Result<OwnedHandle> {
    // SAFETY: nobody inherits it, and it has no name.
    let event = unsafe { CreateEventW(ptr::null(), 1, 0, ptr::null()) };
    if event.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it was just made, and is nobody else's.
    Ok(unsafe { OwnedHandle::from_raw_handle(event) })
}

/// Waits for an event, if there is one, or one of the latches; whether it was the event.
fn wait_for(event: Option<&OwnedHandle>, stops: &[&Latch]) -> bool {
    let stops = stops.iter().map(|stop| stop.0.as_raw_handle());
    let first = event.map(|event| event.as_raw_handle());
    let handles: Vec<HANDLE> = first.into_iter().chain(stops).collect();
    // SAFETY: the array has so many handles, which are open; the first one that is set is what it answers.
    let woken =
        unsafe { WaitForMultipleObjects(handles.len() as u32, handles.as_ptr(), 0, INFINITE) };
    woken == WAIT_OBJECT_0 && event.is_some()
}

/// Something that happens once, and that threads wait for.
#[derive(Debug)]
pub(crate) struct Latch(OwnedHandle);

impl Latch {
    pub(crate) fn new() -> io::Result<Self> {
        event().map(Self)
    }

    pub(crate) fn set(&self) {
        // SAFETY: the handle is open, and an event's.
        unsafe { SetEvent(self.0.as_raw_handle()) };
    }

    pub(crate) fn is_set(&self) -> bool {
        // SAFETY: the handle is open. Nothing is waited for.
        unsafe { WaitForSingleObject(self.0.as_raw_handle(), 0) == WAIT_OBJECT_0 }
    }

    /// Waits until one of them is set.
    pub(crate) fn wait(latches: &[&Self]) {
        if !latches.is_empty() {
            wait_for(None, latches);
        }
    }
}

/// There are no signals here.
pub(crate) fn calm() {}
