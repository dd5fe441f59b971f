#![allow(unsafe_code)] // Threads that Rust's standard library doesn't start.
//! Threads of others: Windows' thread pool, and elsewhere such as C code starts.

use std::ffi::c_void;

/// What such a thread is to call.
type Work<'a> = &'a mut (dyn FnMut() + Send);

/// Runs this on such a thread, and waits until it is done. It doesn't panic.
pub(crate) fn on_a_foreign_thread(work: impl FnOnce() + Send) {
    let mut work = Some(work);
    let mut once = || {
        if let Some(work) = work.take() {
            work();
        }
    };
    let mut once: Work<'_> = &mut once;
    system::call((&raw mut once).cast());
}

/// # Safety
/// This points to a [`Work`] that lives meanwhile, and that nobody else uses.
unsafe fn call(work: *mut c_void) {
    // SAFETY: as the caller promises.
    let work = unsafe { &mut *work.cast::<Work<'_>>() };
    work();
}

#[cfg(windows)]
mod system {
    //! Both ways in which Windows' thread pool is given work, in turn.

    use std::ffi::c_void;
    use std::ptr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use windows_sys::Win32::Foundation::CloseHandle;
    use windows_sys::Win32::System::Threading::{
        CloseThreadpoolWork, CreateEventW, CreateThreadpoolWork, INFINITE, PTP_CALLBACK_INSTANCE,
        PTP_WORK, QueueUserWorkItem, SetEvent, SubmitThreadpoolWork, WT_EXECUTEDEFAULT,
        WaitForSingleObject, WaitForThreadpoolWorkCallbacks,
    };

    /// The work lives until this returns.
    pub(super) fn call(work: *mut c_void) {
        static TURN: AtomicUsize = AtomicUsize::new(0);
        match TURN.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => work_object(work),
            _ => queued_item(work),
        }
    }

    fn work_object(work: *mut c_void) {
        // SAFETY: `work` lives until its callback is over, which is waited for.
        unsafe {
            let object = CreateThreadpoolWork(Some(run_object), work, ptr::null());
            assert_ne!(object, 0);
            SubmitThreadpoolWork(object);
            WaitForThreadpoolWorkCallbacks(object, 0);
            CloseThreadpoolWork(object);
        }
    }

    /// # Safety
    /// The context is a `Work`.
    unsafe extern "system" fn run_object(_: PTP_CALLBACK_INSTANCE, work: *mut c_void, _: PTP_WORK) {
        // SAFETY: as the caller promises.
        unsafe { super::call(work) };
    }

    /// Work, and the event that says that it is done.
    struct Item {
        work: *mut c_void,
        done: *mut c_void,
    }

    fn queued_item(work: *mut c_void) {
        // SAFETY: `item` lives until its event is set, which is the last that is done with it.
        unsafe {
            let done = CreateEventW(ptr::null(), 1, 0, ptr::null());
            assert!(!done.is_null());
            let item = Item { work, done };
            let context = (&raw const item).cast();
            assert_ne!(
                QueueUserWorkItem(Some(run_item), context, WT_EXECUTEDEFAULT),
                0
            );
            assert_eq!(WaitForSingleObject(done, INFINITE), 0);
            CloseHandle(done);
        }
    }

    /// # Safety
    /// The context is an [`Item`].
    unsafe extern "system" fn run_item(item: *mut c_void) -> u32 {
        // SAFETY: as the caller promises. Nothing of it is used once its event is set.
        unsafe {
            let Item { work, done } = item.cast::<Item>().read();
            super::call(work);
            SetEvent(done);
        }
        0
    }
}

#[cfg(unix)]
mod system {
    //! A thread for each, without a name and without anything of Rust's. It ends at once, and so does what it keeps.

    use std::ffi::{c_int, c_void};
    use std::ptr;

    /// A word on each Unix that Rust knows.
    type Thread = usize;

    // SAFETY: as POSIX has them.
    unsafe extern "C" {
        fn pthread_create(
            thread: *mut Thread,
            attributes: *const c_void,
            start: extern "C" fn(*mut c_void) -> *mut c_void,
            argument: *mut c_void,
        ) -> c_int;
        fn pthread_join(thread: Thread, result: *mut *mut c_void) -> c_int;
    }

    /// The work lives until this returns.
    pub(super) fn call(work: *mut c_void) {
        let mut thread = 0;
        // SAFETY: `work` lives until the thread has ended, which is waited for.
        unsafe {
            assert_eq!(pthread_create(&raw mut thread, ptr::null(), start, work), 0);
            assert_eq!(pthread_join(thread, ptr::null_mut()), 0);
        }
    }

    extern "C" fn start(work: *mut c_void) -> *mut c_void {
        // SAFETY: the thread was started with a `Work`.
        unsafe { super::call(work) };
        ptr::null_mut()
    }
}
