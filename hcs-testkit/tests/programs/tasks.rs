//! The threads of this process, as Linux and Windows know them.

use std::time::{Duration, Instant};

/// How long a thread that was joined may still be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The names of the threads that a program has left behind. Those of the test harness are named after the tests.
pub(crate) fn left_behind() -> Vec<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let names = system::names().into_iter();
        let left: Vec<String> = names.filter(|name| !is_usual(name)).collect();
        if left.is_empty() || Instant::now() > deadline {
            return left;
        }
        std::thread::yield_now();
    }
}

fn is_usual(name: &str) -> bool {
    // Linux keeps 15 characters of a name, and names the first thread after the program.
    let main = std::env::current_exe().ok();
    let main = main.as_deref().and_then(|path| path.file_name()?.to_str());
    let is_main = main.is_some_and(|main| main.starts_with(name)) || name == "main";
    is_main
        || ["stepped::", "threaded::", "kept::", "life::"]
            .iter()
            .any(|module| name.starts_with(module))
        || [crate::closer::NAME, crate::watchdog::NAME].contains(&name)
}

/// A thread that stays is seen: else nothing that is said here means anything.
#[cfg(any(windows, target_os = "linux"))]
#[test]
fn a_thread_that_stays_is_seen() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (started, starts) = std::sync::mpsc::channel();
    // Usual for all others, who look as well.
    let thread = std::thread::Builder::new().name("life::stays".to_owned());
    let thread = thread.spawn(move || {
        let _ = started.send(());
        let _ = receiver.recv();
    });
    starts.recv().expect("it runs");
    let seen = || system::names().iter().any(|name| name == "life::stays");
    assert!(seen());
    drop(sender);
    thread.expect("a thread").join().expect("ended");
    let deadline = Instant::now() + PATIENCE;
    while seen() {
        assert!(Instant::now() < deadline, "it is still seen");
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! Linux lists them as files.

    pub(super) fn names() -> Vec<String> {
        let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
            return Vec::new();
        };
        tasks
            .flatten()
            // One that ends meanwhile has no name.
            .filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok())
            .map(|name| name.trim_end().to_owned())
            .collect()
    }
}

#[cfg(windows)]
mod system {
    #![allow(unsafe_code)] // Asks Windows.
    //! Windows lists those of all processes. Its own threads in this one have no name.

    use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
    use std::ptr;

    use windows_sys::Win32::Foundation::{INVALID_HANDLE_VALUE, LocalFree};
    use windows_sys::Win32::System::Diagnostics::ToolHelp::{
        CreateToolhelp32Snapshot, TH32CS_SNAPTHREAD, THREADENTRY32, Thread32First, Thread32Next,
    };
    use windows_sys::Win32::System::Threading::{
        GetThreadDescription, OpenThread, THREAD_QUERY_LIMITED_INFORMATION,
    };

    pub(super) fn names() -> Vec<String> {
        // SAFETY: nothing is passed but numbers.
        let list = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0) };
        assert_ne!(list, INVALID_HANDLE_VALUE);
        // SAFETY: it was just made, and is nobody else's.
        let list = unsafe { OwnedHandle::from_raw_handle(list) };
        let mut entry = THREADENTRY32 {
            dwSize: size_of::<THREADENTRY32>() as u32,
            ..THREADENTRY32::default()
        };
        let mut names = Vec::new();
        // SAFETY: the list is open, and the entry knows its size.
        let mut more = unsafe { Thread32First(list.as_raw_handle(), &raw mut entry) };
        while more != 0 {
            if entry.th32OwnerProcessID == std::process::id() {
                names.extend(name(entry.th32ThreadID));
            }
            // SAFETY: as above.
            more = unsafe { Thread32Next(list.as_raw_handle(), &raw mut entry) };
        }
        names
    }

    /// The name of a thread that has one. One that ends meanwhile has none.
    fn name(thread: u32) -> Option<String> {
        // SAFETY: nothing is passed but numbers.
        let handle = unsafe { OpenThread(THREAD_QUERY_LIMITED_INFORMATION, 0, thread) };
        if handle.is_null() {
            return None;
        }
        // SAFETY: it was just opened, and is nobody else's.
        let handle = unsafe { OwnedHandle::from_raw_handle(handle) };
        let mut text = ptr::null_mut();
        // SAFETY: the handle is open; `text` is written to.
        let code = unsafe { GetThreadDescription(handle.as_raw_handle(), &raw mut text) };
        if code < 0 || text.is_null() {
            return None;
        }
        // SAFETY: a text that was given ends with a NUL. It is freed once.
        let name = unsafe {
            let length = (0..).take_while(|&at| *text.add(at) != 0).count();
            let name = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
            LocalFree(text.cast());
            name
        };
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(not(any(windows, target_os = "linux")))]
mod system {
    pub(super) fn names() -> Vec<String> {
        Vec::new()
    }
}
