#![allow(unsafe_code)] // Calls the system's allocator, and frees what it was given.

//! Memory as C programs know it: what `LocalFree` frees.

use core::ffi::c_void;

#[cfg(windows)]
#[link(name = "kernel32")]
// SAFETY: the declarations are those of Windows' winbase.h.
unsafe extern "system" {
    fn LocalAlloc(flags: u32, bytes: usize) -> *mut c_void;
    fn LocalFree(memory: *mut c_void) -> *mut c_void;
}

#[cfg(not(windows))]
// SAFETY: the declarations are those of C's stdlib.h.
unsafe extern "C" {
    fn malloc(bytes: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

/// A copy of these units: from `LocalAlloc` on Windows, from `malloc` elsewhere. Without memory the program ends, as it
/// does everywhere in Rust.
pub(crate) fn copy(units: &[u16]) -> *mut u16 {
    let bytes = size_of_val(units);
    #[cfg(windows)]
    // SAFETY: any size will do; 0 is `LMEM_FIXED`, memory whose handle is its address.
    let memory = unsafe { LocalAlloc(0, bytes) };
    #[cfg(not(windows))]
    // SAFETY: any size will do.
    let memory = unsafe { malloc(bytes) };
    let copy = memory.cast::<u16>();
    if copy.is_null() {
        std::alloc::handle_alloc_error(std::alloc::Layout::for_value(units));
    }
    // SAFETY: there is room for as many bytes, in a block of its own; both allocators align for any type.
    unsafe { copy.copy_from_nonoverlapping(units.as_ptr(), units.len()) };
    copy
}

/// Frees it again.
///
/// # Safety
/// [`copy`] made it, and nobody uses it any more.
pub(crate) unsafe fn release(copy: *mut u16) {
    #[cfg(windows)]
    // SAFETY: it comes from `LocalAlloc`, as the caller promises.
    let _ = unsafe { LocalFree(copy.cast()) };
    #[cfg(not(windows))]
    // SAFETY: it comes from `malloc`, as the caller promises.
    unsafe {
        free(copy.cast());
    }
}
