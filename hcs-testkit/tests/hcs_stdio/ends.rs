#![allow(unsafe_code)] // Takes the ends of pipes apart into raw handles, and closes them for real.
#![allow(dead_code)] // Two test programs use it, each a part.
//! Pipes as HCS makes them: one end is a raw handle, which it hands out, the other one is the process's.

use std::collections::HashMap;
use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use hcs::{Host, Stderr, Stdin, Stdout};
use hcs_sys::{ComputeCore, HANDLE};
use hcs_testkit::null;

#[cfg(unix)]
pub(crate) use self::unix::{close, from_process, to_process};
#[cfg(windows)]
pub(crate) use self::windows::{close, from_process, to_process};

/// As much as a pipe holds at most, in bytes. On Windows it may be more than was asked for, and a write that waits is counted
/// with it; a Unix decides for itself.
pub(crate) const HOLDS: usize = if cfg!(windows) { 1 << 18 } else { 1 << 20 };

/// The handles that were handed out and are open, each with a number that no other ever had: values come again.
static OPEN: LazyLock<Mutex<HashMap<usize, u64>>> = LazyLock::new(Mutex::default);

/// Closes of what isn't open.
static WRONG: AtomicU64 = AtomicU64::new(0);

fn open() -> MutexGuard<'static, HashMap<usize, u64>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A host whose `CloseHandle` closes, and remembers it.
pub(crate) fn host() -> Host {
    static TABLE: OnceLock<ComputeCore> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = *null::table();
        table.CloseHandle = close_handle;
        table
    });
    // SAFETY: the functions are those of a backend that does nothing, and one that closes what is handed out here.
    unsafe { Host::from_table(table) }
}

/// # Safety
/// Any value will do: it is looked up.
unsafe extern "system" fn close_handle(handle: HANDLE) -> i32 {
    let Some(_) = open().remove(&handle.addr()) else {
        WRONG.fetch_add(1, Ordering::SeqCst);
        return 0;
    };
    close(handle);
    1
}

/// How often something was closed that wasn't open.
pub(crate) fn wrong_closes() -> u64 {
    WRONG.load(Ordering::SeqCst)
}

/// A handle that was handed out.
#[derive(Clone, Copy)]
pub(crate) struct Handed(u64);

impl Handed {
    pub(crate) fn new(handle: HANDLE) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let before = open().insert(handle.addr(), number);
        assert!(before.is_none(), "closed behind the table's back");
        Self(number)
    }

    /// Whether it wasn't closed through the table yet.
    pub(crate) fn is_open(self) -> bool {
        open().values().any(|&number| number == self.0)
    }
}

/// The stream, what is known of its handle, and the process's end.
pub(crate) type Ends<S> = (S, Handed, File);

pub(crate) fn stdin() -> Ends<Stdin> {
    let (handle, process) = to_process();
    let handed = Handed::new(handle);
    // SAFETY: it is a new end of a pipe, which the host's table closes.
    let stdin = unsafe { Stdin::from_raw(&host(), handle) };
    (stdin.expect("it is there"), handed, process)
}

pub(crate) fn stdout() -> Ends<Stdout> {
    let (handle, process) = from_process();
    let handed = Handed::new(handle);
    // SAFETY: as above.
    let stdout = unsafe { Stdout::from_raw(&host(), handle) };
    (stdout.expect("it is there"), handed, process)
}

pub(crate) fn stderr() -> Ends<Stderr> {
    let (handle, process) = from_process();
    let handed = Handed::new(handle);
    // SAFETY: as above.
    let stderr = unsafe { Stderr::from_raw(&host(), handle) };
    (stderr.expect("it is there"), handed, process)
}

#[cfg(unix)]
mod unix {
    //! File descriptors.

    use std::fs::File;
    use std::os::fd::{FromRawFd as _, IntoRawFd as _, OwnedFd, RawFd};
    use std::ptr;

    use hcs_sys::HANDLE;

    fn handle(end: impl Into<OwnedFd>) -> HANDLE {
        let fd = end.into().into_raw_fd();
        assert!(fd > 2, "a standard stream of this process was closed");
        ptr::without_provenance_mut(fd as usize)
    }

    pub(crate) fn to_process() -> (HANDLE, File) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        (handle(writer), File::from(OwnedFd::from(reader)))
    }

    pub(crate) fn from_process() -> (HANDLE, File) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        (handle(reader), File::from(OwnedFd::from(writer)))
    }

    pub(crate) fn close(handle: HANDLE) {
        // SAFETY: it was open, and the caller's to close.
        drop(unsafe { OwnedFd::from_raw_fd(handle.addr() as RawFd) });
    }
}

#[cfg(windows)]
pub(crate) mod windows {
    //! Named pipes, whose one end is overlapped.

    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::os::windows::io::{
        AsRawHandle as _, FromRawHandle as _, IntoRawHandle as _, OwnedHandle,
    };
    use std::ptr;
    use std::sync::atomic::{AtomicU32, Ordering};

    use hcs_sys::HANDLE;
    use windows_sys::Win32::Foundation::INVALID_HANDLE_VALUE;
    use windows_sys::Win32::Storage::FileSystem::{
        FILE_FLAG_OVERLAPPED, FILE_FLAGS_AND_ATTRIBUTES, PIPE_ACCESS_INBOUND, PIPE_ACCESS_OUTBOUND,
    };
    use windows_sys::Win32::System::Pipes::{
        CreateNamedPipeW, DisconnectNamedPipe, PIPE_READMODE_MESSAGE, PIPE_TYPE_BYTE,
        PIPE_TYPE_MESSAGE,
    };

    /// As much as a pipe is asked to hold, in bytes.
    const BUFFER: u32 = 4096;

    /// An overlapped end, and a name for the other one.
    fn create(access: FILE_FLAGS_AND_ATTRIBUTES, mode: u32) -> (HANDLE, String) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!(r"\\.\pipe\hcs-stdio-{}-{number}", std::process::id());
        let wide: Vec<u16> = name.encode_utf16().chain([0]).collect();
        let access = access | FILE_FLAG_OVERLAPPED;
        let (name_, none) = (wide.as_ptr(), ptr::null());
        // SAFETY: the name ends with a NUL; no attributes are given.
        let handle = unsafe { CreateNamedPipeW(name_, access, mode, 1, BUFFER, BUFFER, 0, none) };
        assert_ne!(
            handle,
            INVALID_HANDLE_VALUE,
            "{}",
            io::Error::last_os_error()
        );
        (handle, name)
    }

    pub(crate) fn to_process() -> (HANDLE, File) {
        let (handle, name) = create(PIPE_ACCESS_OUTBOUND, PIPE_TYPE_BYTE);
        (handle, File::open(name).expect("the process's end"))
    }

    pub(crate) fn from_process() -> (HANDLE, File) {
        from_process_in(PIPE_TYPE_BYTE)
    }

    /// A pipe that keeps what is written at once together.
    pub(crate) fn messages_from_process() -> (HANDLE, File) {
        from_process_in(PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE)
    }

    fn from_process_in(mode: u32) -> (HANDLE, File) {
        let (handle, name) = create(PIPE_ACCESS_INBOUND, mode);
        let process = OpenOptions::new().write(true).open(name);
        (handle, process.expect("the process's end"))
    }

    /// The server's end of a pipe, which can throw the client out.
    pub(crate) struct Server(OwnedHandle);

    impl Server {
        pub(crate) fn disconnect(&self) {
            // SAFETY: the handle is open, and the server's.
            let done = unsafe { DisconnectNamedPipe(self.0.as_raw_handle()) };
            assert_ne!(done, 0, "{}", io::Error::last_os_error());
        }
    }

    /// An overlapped end for writing, and the server's.
    pub(crate) fn client_of_a_server() -> (HANDLE, Server) {
        let (server, name) = create(PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE);
        let mut client = OpenOptions::new();
        let client = client.write(true).custom_flags(FILE_FLAG_OVERLAPPED);
        let client = client.open(name).expect("the client's end");
        // SAFETY: it was just made, and is nobody else's.
        let server = Server(unsafe { OwnedHandle::from_raw_handle(server) });
        (client.into_raw_handle(), server)
    }

    pub(crate) fn close(handle: HANDLE) {
        // SAFETY: it was open, and the caller's to close.
        drop(unsafe { OwnedHandle::from_raw_handle(handle) });
    }
}
