#![allow(unsafe_code)] // Calls functions of C and of Windows.

//! The library and the process: one stays as long as the other.

/// Keeps this library loaded until the process ends: its threads run on, and callbacks may be on their way through its
/// code. Elsewhere than on Windows the linker was told so; macOS unloads nothing that has thread-local variables, as this has.
pub(crate) fn forever() {
    #[cfg(windows)]
    {
        use core::ffi::c_void;

        #[link(name = "kernel32")]
        // SAFETY: the declaration is that of Windows' libloaderapi.h.
        unsafe extern "system" {
            fn GetModuleHandleExW(flags: u32, name: *const u16, module: *mut *mut c_void) -> i32;
        }
        // GET_MODULE_HANDLE_EX_FLAG_PIN, GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
        const FLAGS: u32 = 1 | 4;
        let mut module = core::ptr::null_mut();
        let here = forever as fn() as *const u16;
        // SAFETY: with these flags the name is any address inside of the module, and there is a place for the answer.
        // If it fails, the library stays as long as its user keeps it.
        let _ = unsafe { GetModuleHandleExW(FLAGS, here, &raw mut module) };
    }
}

/// Has this called when the process ends in order: by a return from `main`, or by `exit`.
pub(crate) fn at_exit(end: extern "C" fn()) {
    // SAFETY: the declaration is that of C's stdlib.h.
    unsafe extern "C" {
        fn atexit(end: extern "C" fn()) -> core::ffi::c_int;
    }
    // SAFETY: the library stays loaded, and the function with it. If there is no room for it, the report is as current
    // as that of a process that is killed.
    let _ = unsafe { atexit(end) };
}
