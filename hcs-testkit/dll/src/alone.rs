#![allow(unsafe_code)] // Calls a function of C's.

//! A mark that a process has, and that ends with it, however it ends: its first double makes it, and a second one finds it.
//!
//! On Linux it is a file without a name, among what the process has open; on Windows one that is deleted when it is
//! closed. Elsewhere there is none, and a second double without a report isn't noticed.

/// Makes the mark; whether this is the first double of the process. Where no mark can be made, it is taken to be.
pub(crate) fn is_first() -> bool {
    imp::is_first()
}

#[cfg(target_os = "linux")]
mod imp {
    use std::ffi::{CStr, c_char, c_int, c_uint};
    use std::fs;

    const NAME: &CStr = c"hcs-testkit-computecore";
    /// `MFD_CLOEXEC`: what the process starts has no part in it.
    const CLOSE_ON_EXEC: c_uint = 1;

    // SAFETY: the declaration is that of Linux' sys/mman.h.
    unsafe extern "C" {
        fn memfd_create(name: *const c_char, flags: c_uint) -> c_int;
    }

    pub(super) fn is_first() -> bool {
        if is_there() {
            return false;
        }
        // SAFETY: the name ends with a NUL. The descriptor stays open until the process ends.
        let _ = unsafe { memfd_create(NAME.as_ptr(), CLOSE_ON_EXEC) };
        true
    }

    fn is_there() -> bool {
        let Ok(open) = fs::read_dir("/proc/self/fd") else {
            return false;
        };
        let name = NAME.to_string_lossy();
        open.flatten().any(|file| {
            let target = fs::read_link(file.path());
            target.is_ok_and(|target| {
                let target = target.to_string_lossy();
                target.starts_with("/memfd:") && target.contains(&*name)
            })
        })
    }
}

#[cfg(windows)]
mod imp {
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt as _;

    /// `FILE_FLAG_DELETE_ON_CLOSE`.
    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    /// `ERROR_SHARING_VIOLATION`.
    const IN_USE: i32 = 32;

    pub(super) fn is_first() -> bool {
        let name = format!("hcs-testkit-computecore-{}.mark", std::process::id());
        let mark = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .share_mode(0)
            .custom_flags(DELETE_ON_CLOSE)
            .open(std::env::temp_dir().join(name));
        match mark {
            Ok(mark) => {
                // Until the process ends.
                std::mem::forget(mark);
                true
            }
            Err(error) => error.raw_os_error() != Some(IN_USE),
        }
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod imp {
    pub(super) fn is_first() -> bool {
        true
    }
}
