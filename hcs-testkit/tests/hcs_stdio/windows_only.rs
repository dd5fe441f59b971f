#![allow(unsafe_code)] // Functions of Windows that a process may call on its end.
//! What can happen to a pipe of Windows' only.

use std::io::{ErrorKind, Read as _, Write as _};
use std::os::windows::io::AsRawHandle as _;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hcs::{Stdin, Stdout};
use hcs_sys::HANDLE;
use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, ERROR_OPERATION_ABORTED, GetLastError};
use windows_sys::Win32::Storage::FileSystem::WriteFile;
use windows_sys::Win32::System::IO::CancelIoEx;

use crate::ends::windows::{client_of_a_server, messages_from_process};
use crate::ends::{Handed, host, stdin, stdout};

/// A program that writes an empty text does this; it goes on writing.
#[test]
fn a_process_that_writes_nothing_has_not_ended() {
    let (mut stdout, _, process) = stdout();
    let handle = process.as_raw_handle();
    let nothing = || {
        let mut count = 0;
        // SAFETY: the handle is open, and was opened for synchronous output; no byte is read.
        let done = unsafe { WriteFile(handle, b"".as_ptr(), 0, &raw mut count, ptr::null_mut()) };
        assert_eq!((done, count), (1, 0));
    };
    nothing();
    (&process).write_all(b"a").expect("written");
    nothing();
    nothing();
    (&process).write_all(b"b").expect("written");
    nothing();
    drop(process);
    let mut text = String::new();
    stdout.read_to_string(&mut text).expect("read");
    assert_eq!(text, "ab");
}

#[test]
fn a_message_that_is_longer_than_the_buffer_comes_in_parts() {
    let (handle, mut process) = messages_from_process();
    let _handed = Handed::new(handle);
    // SAFETY: it is a new end of a pipe, which the host's table closes.
    let mut stdout = unsafe { Stdout::from_raw(&host(), handle) }.expect("present");
    process.write_all(b"one message").expect("written");
    process.write_all(b"another").expect("written");
    let mut buffer = [0; 4];
    let mut parts = Vec::new();
    for _ in 0..5 {
        let read = stdout.read(&mut buffer).expect("read");
        parts.push(String::from_utf8_lossy(&buffer[..read]).into_owned());
    }
    assert_eq!(parts, ["one ", "mess", "age", "anot", "her"]);
}

/// The service that made the pipe may do that instead of closing it.
#[test]
fn a_pipe_that_was_disconnected_breaks_for_the_writer() {
    let (handle, server) = client_of_a_server();
    let _handed = Handed::new(handle);
    // SAFETY: it is a new end of a pipe, which the host's table closes.
    let mut stdin = unsafe { Stdin::from_raw(&host(), handle) }.expect("present");
    stdin.write_all(b"arrives").expect("written");
    server.disconnect();
    let error = stdin.write(b"lost").expect_err("nobody reads");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error:?}");
}

/// Cancels whatever is under way with this handle, again and again, until it is over.
fn cancel_until(over: &AtomicBool, handle: usize) {
    let handle: HANDLE = ptr::with_exposed_provenance_mut(handle);
    while !over.load(Ordering::SeqCst) {
        // SAFETY: the handle is open; no `OVERLAPPED` means all of them.
        if unsafe { CancelIoEx(handle, ptr::null()) } == 0 {
            // SAFETY: the last error is this thread's own.
            assert_eq!(unsafe { GetLastError() }, ERROR_NOT_FOUND);
        }
        thread::yield_now();
    }
}

/// Ends when its scope is left in any way.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn a_read_that_is_cancelled_from_outside_fails_and_the_next_one_reads() {
    let (mut stdout, _, mut process) = stdout();
    let handle = stdout.as_raw().expose_provenance();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| cancel_until(&over, handle));
        let _over = Over(&over);
        let error = stdout.read(&mut [0; 16]).expect_err("cancelled");
        let code = error.raw_os_error().map(i32::cast_unsigned);
        assert_eq!(code, Some(ERROR_OPERATION_ABORTED), "{error:?}");
    });
    process.write_all(b"later").expect("written");
    let mut buffer = [0; 16];
    let read = stdout.read(&mut buffer).expect("read");
    assert_eq!(&buffer[..read], b"later");
}

/// A part of it may have gone already, which is no failure of that write.
#[test]
fn a_write_that_is_cancelled_from_outside_fails() {
    let (mut stdin, _, process) = stdin();
    let handle = stdin.as_raw().expose_provenance();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| cancel_until(&over, handle));
        let _over = Over(&over);
        let error = stdin.write_all(&vec![7; 4 << 20]).expect_err("cancelled");
        let code = error.raw_os_error().map(i32::cast_unsigned);
        assert_eq!(code, Some(ERROR_OPERATION_ABORTED), "{error:?}");
    });
    drop(process);
}
