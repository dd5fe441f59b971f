//! The handles of virtual disks, which are lent for a call.

use hcs_sys::HANDLE;

/// The handle of a virtual disk, borrowed for a call: `std`'s
/// [`BorrowedHandle`](https://doc.rust-lang.org/std/os/windows/io/struct.BorrowedHandle.html), as `AsHandle::as_handle`
/// gives it.
#[cfg(windows)]
pub type VhdHandle<'a> = std::os::windows::io::BorrowedHandle<'a>;

/// What stands for the handle of a virtual disk on Unix, where there are doubles only: the descriptor of an open file,
/// as `AsFd::as_fd` gives it. On Windows it is `std`'s `BorrowedHandle`.
#[cfg(unix)]
pub type VhdHandle<'a> = std::os::fd::BorrowedFd<'a>;

/// What stands for the handle of a virtual disk where there are none.
#[cfg(not(any(unix, windows)))]
#[derive(Clone, Copy, Debug)]
pub struct VhdHandle<'a>(core::convert::Infallible, core::marker::PhantomData<&'a ()>);

/// The handle as the C ABI has it.
pub(super) fn raw(handle: VhdHandle<'_>) -> HANDLE {
    #[cfg(windows)]
    return std::os::windows::io::AsRawHandle::as_raw_handle(&handle);
    #[cfg(unix)]
    return std::ptr::without_provenance_mut(
        std::os::fd::AsRawFd::as_raw_fd(&handle).cast_unsigned() as usize,
    );
    #[cfg(not(any(unix, windows)))]
    match handle.0 {}
}
