#![allow(unsafe_code)] // Overlapped input and output: the kernel writes to our memory until it says that it is done.
//! An end of a pipe on Windows.

use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use hcs_sys::HANDLE;
use windows_sys::Win32::Foundation::{
    ERROR_BROKEN_PIPE, ERROR_HANDLE_EOF, ERROR_IO_PENDING, ERROR_MORE_DATA,
    ERROR_PIPE_NOT_CONNECTED, STATUS_PENDING,
};
use windows_sys::Win32::Storage::FileSystem::{ReadFile, WriteFile};
use windows_sys::Win32::System::IO::{CancelIoEx, GetOverlappedResult, OVERLAPPED};
use windows_sys::Win32::System::Pipes::PeekNamedPipe;
use windows_sys::Win32::System::Threading::CreateEventW;

/// A handle that was opened with `FILE_FLAG_OVERLAPPED`. It doesn't close it.
pub(super) struct End {
    handle: HANDLE,
    /// What a call waits for: the handle itself is signalled by every call's end. Made when it is first needed.
    event: Option<OwnedHandle>,
}

impl End {
    /// # Safety
    /// The handle stays open as long as this is used, and was opened for overlapped input and output.
    pub(super) unsafe fn new(handle: HANDLE) -> Self {
        let event = None;
        Self { handle, event }
    }

    pub(super) fn handle(&self) -> HANDLE {
        self.handle
    }

    /// Waits until there is something to read; 0 at the end of the pipe. The buffer isn't empty.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let (start, length) = (buffer.as_mut_ptr(), clipped(buffer.len()));
            let read = self.transfer(|handle, overlapped| {
                // SAFETY: the buffer has this length, and is borrowed until the transfer is over, as is the `OVERLAPPED`.
                unsafe { ReadFile(handle, start, length, ptr::null_mut(), overlapped) }
            });
            match read {
                // The other end wrote nothing at all, which is not the end: that is an error. What isn't a pipe, such as
                // a socket, can't be peeked at, and ends in this way.
                Ok(0) if self.is_connected() => {}
                Err(error) if is_end(&error) => return Ok(0),
                read => return read,
            }
        }
    }

    /// Waits until the other end has taken some of it, or the pipe has room for it. The buffer isn't empty.
    pub(super) fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let (start, length) = (buffer.as_ptr(), clipped(buffer.len()));
        let written = self.transfer(|handle, overlapped| {
            // SAFETY: as for reading; the kernel only reads from this buffer.
            unsafe { WriteFile(handle, start, length, ptr::null_mut(), overlapped) }
        });
        written.map_err(|error| match code(&error) {
            // The standard library knows the other codes of a reader that is gone.
            Some(ERROR_PIPE_NOT_CONNECTED) => io::Error::new(io::ErrorKind::BrokenPipe, error),
            _ => error,
        })
    }

    /// Begins a transfer and waits for its end; the number of bytes.
    ///
    /// What `begin` passes to the kernel stays borrowed by the caller during this call.
    fn transfer(
        &mut self,
        begin: impl FnOnce(HANDLE, *mut OVERLAPPED) -> i32,
    ) -> io::Result<usize> {
        let mut overlapped = OVERLAPPED {
            hEvent: self.event()?,
            ..OVERLAPPED::default()
        };
        let overlapped = &raw mut overlapped;
        let begun = begin(self.handle, overlapped);
        if begun == 0 {
            let error = io::Error::last_os_error();
            // The latter is the first part of a message, read already.
            if !matches!(code(&error), Some(ERROR_IO_PENDING | ERROR_MORE_DATA)) {
                return Err(error);
            }
        }
        // SAFETY: the transfer was begun with this handle and this `OVERLAPPED`, which lives until the end of this function.
        let transfer = unsafe { Transfer::begun(self.handle, overlapped) };
        transfer.wait()
    }

    /// The event of this end's transfers, of which there is one at a time.
    fn event(&mut self) -> io::Result<HANDLE> {
        if self.event.is_none() {
            // SAFETY: nobody inherits it, and it has no name. Reset by hand, as a transfer resets it when it begins.
            let event = unsafe { CreateEventW(ptr::null(), 1, 0, ptr::null()) };
            if event.is_null() {
                return Err(io::Error::last_os_error());
            }
            // SAFETY: it was just made, and is nobody else's.
            self.event = Some(unsafe { OwnedHandle::from_raw_handle(event) });
        }
        let event = self.event.as_ref();
        Ok(event.map_or(ptr::null_mut(), |event| event.as_raw_handle()))
    }

    /// Whether this is a pipe whose other end may still send something.
    fn is_connected(&self) -> bool {
        let (buffer, count) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: nothing is asked for; the handle is open.
        unsafe { PeekNamedPipe(self.handle, buffer, 0, count, count, count) != 0 }
    }
}

/// A transfer that was begun. The kernel may write to its `OVERLAPPED`, and to the buffer of a read, until it is over:
/// dropping this cancels it and waits for that.
struct Transfer {
    handle: HANDLE,
    overlapped: *mut OVERLAPPED,
}

impl Transfer {
    /// # Safety
    /// The kernel was given both in one call, which began a transfer. `overlapped` and the transfer's buffer stay
    /// where they are, and `overlapped` is used by nothing but this, as long as this lives.
    unsafe fn begun(handle: HANDLE, overlapped: *mut OVERLAPPED) -> Self {
        Self { handle, overlapped }
    }

    /// Waits for the end; the number of bytes.
    fn wait(&self) -> io::Result<usize> {
        let mut count = 0;
        // SAFETY: both belong to this transfer. `count` is written to before this returns.
        let done = unsafe { GetOverlappedResult(self.handle, self.overlapped, &raw mut count, 1) };
        if done == 0 {
            let error = io::Error::last_os_error();
            // A part of a message; the rest of it comes next.
            if code(&error) != Some(ERROR_MORE_DATA) {
                return Err(error);
            }
        }
        Ok(count as usize)
    }

    fn is_over(&self) -> bool {
        // SAFETY: the `OVERLAPPED` lives, as the maker promised.
        let status = unsafe { &raw mut (*self.overlapped).Internal };
        // SAFETY: it is aligned, and nobody but the kernel writes to it meanwhile.
        let status = unsafe { AtomicUsize::from_ptr(status) };
        status.load(Ordering::Acquire) != STATUS_PENDING as usize
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        if self.is_over() {
            return;
        }
        // SAFETY: both belong to this transfer. It may be over by now, and then there is nothing to cancel.
        unsafe { CancelIoEx(self.handle, self.overlapped) };
        // Cancelling only asks for it. Nor is there another way than to go on when the wait itself is what fails: the
        // memory is the caller's, and is gone once this returns.
        while !self.is_over() {
            let _ = self.wait();
            thread::yield_now();
        }
    }
}

/// A buffer's length as the system takes it; what is beyond that is not asked for.
fn clipped(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn code(error: &io::Error) -> Option<u32> {
    error.raw_os_error().map(i32::cast_unsigned)
}

/// Whether this is how a pipe says that the other end was closed, and all was read.
fn is_end(error: &io::Error) -> bool {
    matches!(code(error), Some(ERROR_BROKEN_PIPE | ERROR_HANDLE_EOF))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs::{File, OpenOptions};
    use std::io::{Read as _, Write as _};
    use std::sync::atomic::AtomicU32;

    use windows_sys::Win32::Foundation::INVALID_HANDLE_VALUE;
    use windows_sys::Win32::Storage::FileSystem::{FILE_FLAG_OVERLAPPED, PIPE_ACCESS_DUPLEX};
    use windows_sys::Win32::System::Pipes::{CreateNamedPipeW, PIPE_TYPE_BYTE, PIPE_WAIT};

    use super::*;

    /// An overlapped end, and the other one.
    fn pipe() -> (OwnedHandle, File) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!(r"\\.\pipe\hcs-transfer-{}-{number}", std::process::id());
        let wide = crate::text::wide(&name);
        let (access, mode) = (
            PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
            PIPE_TYPE_BYTE | PIPE_WAIT,
        );
        let handle =
            // SAFETY: the name ends with a NUL; no attributes are given.
            unsafe { CreateNamedPipeW(wide.as_ptr(), access, mode, 1, 4096, 4096, 0, ptr::null()) };
        assert_ne!(
            handle,
            INVALID_HANDLE_VALUE,
            "{}",
            io::Error::last_os_error()
        );
        // SAFETY: it was just made, and is nobody else's.
        let ours = unsafe { OwnedHandle::from_raw_handle(handle) };
        let name = OsString::from(name);
        let theirs = OpenOptions::new().read(true).write(true).open(name);
        (ours, theirs.expect("the other end"))
    }

    /// Begins a read of the whole buffer, which has nothing to read yet.
    fn begin(end: &mut End, overlapped: *mut OVERLAPPED, buffer: &mut [u8]) -> Transfer {
        let (start, length) = (buffer.as_mut_ptr(), clipped(buffer.len()));
        // SAFETY: both outlive the transfer, in the tests below.
        let begun = unsafe { ReadFile(end.handle, start, length, ptr::null_mut(), overlapped) };
        assert_eq!(begun, 0);
        let error = io::Error::last_os_error();
        assert_eq!(code(&error), Some(ERROR_IO_PENDING), "{error}");
        // SAFETY: it was begun just now.
        unsafe { Transfer::begun(end.handle, overlapped) }
    }

    #[test]
    fn a_transfer_that_is_dropped_leaves_its_buffer_alone_from_then_on() {
        let (ours, mut theirs) = pipe();
        // SAFETY: it is open until the end of the test.
        let mut end = unsafe { End::new(ours.as_raw_handle()) };
        for round in 0..200_u8 {
            let mut buffer = [0xAA; 16];
            let mut overlapped = OVERLAPPED {
                hEvent: end.event().expect("an event"),
                ..OVERLAPPED::default()
            };
            let transfer = begin(&mut end, &raw mut overlapped, &mut buffer);
            assert!(!transfer.is_over());
            drop(transfer);
            assert_ne!(overlapped.Internal, STATUS_PENDING as usize);
            // Had it gone on, it would take these, and the next read would wait for ever.
            theirs.write_all(&[round; 4]).expect("written");
            let mut next = [0; 16];
            assert_eq!(end.read(&mut next).expect("read"), 4);
            assert_eq!(next[..4], [round; 4]);
            assert_eq!(buffer, [0xAA; 16]);
        }
    }

    /// Whatever comes first, nothing is taken twice.
    #[test]
    fn a_transfer_that_ends_while_it_is_dropped_harms_nobody() {
        let (ours, theirs) = pipe();
        // SAFETY: it is open until the end of the test.
        let mut end = unsafe { End::new(ours.as_raw_handle()) };
        for _ in 0..200 {
            let mut buffer = [0; 1];
            let mut overlapped = OVERLAPPED {
                hEvent: end.event().expect("an event"),
                ..OVERLAPPED::default()
            };
            let transfer = begin(&mut end, &raw mut overlapped, &mut buffer);
            thread::scope(|scope| {
                scope.spawn(|| (&theirs).write_all(&[1]).expect("written"));
                drop(transfer);
            });
            // It was read, or is still there.
            let read = overlapped.Internal == 0;
            assert_eq!(buffer, [u8::from(read)]);
            if !read {
                assert_eq!(end.read(&mut buffer).expect("read"), 1);
                assert_eq!(buffer, [1]);
            }
        }
    }

    /// A wait for the handle itself would end with the other direction's transfers.
    #[test]
    fn a_read_is_not_ended_by_a_write_of_the_same_handle() {
        const LENGTH: usize = 1 << 20;
        let (ours, mut theirs) = pipe();
        // SAFETY: the handle is open until both are done.
        let [mut reads, mut writes] =
            [(); 2].map(|()| Shared(unsafe { End::new(ours.as_raw_handle()) }));
        thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut buffer = [0; 16];
                let read = reads.end().read(&mut buffer).expect("read");
                buffer[..read].to_vec()
            });
            let writer = scope.spawn(move || {
                let mut left = LENGTH;
                while left > 0 {
                    left -= writes.end().write(&vec![7; left]).expect("written");
                }
            });
            let mut all = vec![0; LENGTH];
            theirs.read_exact(&mut all).expect("all of it");
            writer.join().expect("written");
            theirs.write_all(b"answer").expect("written");
            assert_eq!(reader.join().expect("read"), b"answer");
        });
    }

    /// An end for another thread.
    struct Shared(End);

    impl Shared {
        fn end(&mut self) -> &mut End {
            &mut self.0
        }
    }

    // SAFETY: a kernel handle is valid on each thread.
    unsafe impl Send for Shared {}

    #[test]
    fn a_length_beyond_what_the_system_can_count_is_cut() {
        assert_eq!(clipped(3), 3);
        assert_eq!(clipped(usize::MAX), u32::MAX);
    }
}
