#![allow(unsafe_code)] // Programs at the C ABI.
//! How a program at the C ABI does it that takes care of nothing but the rules: each of HCS's three async models, with its
//! state where the compiler puts it, and a pointer to that as the context.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;

use hcs_sys::{
    ComputeCore, HCS_EVENT, HCS_OPERATION, HCS_SYSTEM, HRESULT, HcsEventOperationCallback,
    HcsEventOptionEnableOperationCallbacks, INFINITE, PCWSTR, PWSTR,
};

/// A text in UTF-16, with the NUL at its end.
pub(crate) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// The text of a string that the backend owns; NULL is none.
///
/// # Safety
/// It is NULL, or ends with a NUL and doesn't change.
pub(crate) unsafe fn text(string: PCWSTR) -> Option<String> {
    if string.is_null() {
        return None;
    }
    let mut length = 0;
    // SAFETY: there is a NUL, where this ends.
    while unsafe { *string.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: so many units were just read.
    let units = unsafe { std::slice::from_raw_parts(string, length) };
    Some(String::from_utf16_lossy(units))
}

/// Takes a result document over: copies its text and frees it.
///
/// # Safety
/// It is NULL, or was just handed out by this table's functions.
unsafe fn take(core: &ComputeCore, document: PWSTR) -> Option<String> {
    if document.is_null() {
        return None;
    }
    // SAFETY: a document ends with a NUL, and is ours.
    let text = unsafe { text(document) };
    // SAFETY: it is ours, and freed once.
    unsafe { (core.LocalFree)(document.cast()) };
    text
}

/// A function on a system that takes a document.
pub(crate) type Function = unsafe extern "system" fn(HCS_SYSTEM, HCS_OPERATION, PCWSTR) -> HRESULT;

/// How an operation ended.
type Ended = (HRESULT, Option<String>);

/// What the program keeps until an operation is complete.
pub(crate) struct Completion {
    core: &'static ComputeCore,
    ended: Cell<bool>,
    outcome: RefCell<Ended>,
}

impl Completion {
    pub(crate) fn new(core: &'static ComputeCore) -> Self {
        Self {
            core,
            ended: Cell::new(false),
            outcome: RefCell::default(),
        }
    }

    /// Gets the result, and closes the operation.
    fn complete(&self, operation: HCS_OPERATION) {
        let mut document: PWSTR = std::ptr::null_mut();
        // SAFETY: the operation is complete, and closed here only; the document is ours.
        let outcome = unsafe {
            let code = (self.core.HcsGetOperationResult)(operation, &raw mut document);
            let document = take(self.core, document);
            (self.core.HcsCloseOperation)(operation);
            (code, document)
        };
        *self.outcome.borrow_mut() = outcome;
        self.ended.set(true);
    }

    /// What the operation gave, which has ended.
    pub(crate) fn outcome(&self) -> Option<String> {
        assert!(self.ended.take(), "the operation is complete");
        let (code, document) = self.outcome.take();
        assert!(code >= 0, "{code:#x}");
        document
    }
}

/// The callback of model 2.
///
/// # Safety
/// The context is a [`Completion`] that lives.
pub(crate) unsafe extern "system" fn completed(operation: HCS_OPERATION, context: *const c_void) {
    // SAFETY: as the caller promises.
    let completion = unsafe { &*context.cast::<Completion>() };
    completion.complete(operation);
}

/// The callback of model 3.
///
/// # Safety
/// The context is a [`Completion`] that lives, the event one of the backend's.
pub(crate) unsafe extern "system" fn told(event: *const HCS_EVENT, context: *const c_void) {
    // SAFETY: as the caller promises.
    let (event, completion) = unsafe { (&*event, &*context.cast::<Completion>()) };
    if event.Type == HcsEventOperationCallback {
        completion.complete(event.Operation);
    }
}

/// A system that a program has a handle to.
pub(crate) struct System {
    pub(crate) core: &'static ComputeCore,
    pub(crate) handle: HCS_SYSTEM,
}

impl System {
    /// Creates a system: model 1.
    pub(crate) fn create(core: &'static ComputeCore, id: &[u16], document: &[u16]) -> Self {
        let mut handle = std::ptr::null_mut();
        wait(core, |operation| {
            // SAFETY: id and document end with a NUL; the operation is new; `handle` can be written to.
            unsafe {
                (core.HcsCreateComputeSystem)(
                    id.as_ptr(),
                    document.as_ptr(),
                    operation,
                    std::ptr::null(),
                    &raw mut handle,
                )
            }
        });
        Self { core, handle }
    }

    /// Opens a system.
    pub(crate) fn open(core: &'static ComputeCore, id: &[u16]) -> Self {
        let mut handle = std::ptr::null_mut();
        // SAFETY: the id ends with a NUL; `handle` can be written to.
        let code = unsafe {
            (core.HcsOpenComputeSystem)(id.as_ptr(), hcs_sys::GENERIC_ALL, &raw mut handle)
        };
        assert!(code >= 0, "{code:#x}");
        Self { core, handle }
    }

    /// Creates a system: model 2. It is there when the completion is.
    pub(crate) fn submit_create(
        core: &'static ComputeCore,
        id: &[u16],
        document: &[u16],
        completion: &Completion,
    ) -> Self {
        let context = std::ptr::from_ref(completion).cast();
        let mut handle = std::ptr::null_mut();
        // SAFETY: the completion lives until the operation is complete, as the program here waits for it; id and document
        // end with a NUL; `handle` can be written to.
        let code = unsafe {
            let operation = (core.HcsCreateOperation)(context, Some(completed));
            (core.HcsCreateComputeSystem)(
                id.as_ptr(),
                document.as_ptr(),
                operation,
                std::ptr::null(),
                &raw mut handle,
            )
        };
        assert!(code >= 0, "{code:#x}");
        Self { core, handle }
    }

    /// Model 1: starts the call and waits.
    pub(crate) fn wait(&self, function: Function, document: Option<&[u16]>) -> Option<String> {
        wait(self.core, |operation| {
            self.call(function, operation, document)
        })
    }

    /// Model 2: starts the call with a callback.
    pub(crate) fn submit(
        &self,
        function: Function,
        document: Option<&[u16]>,
        completion: &Completion,
    ) {
        let context = std::ptr::from_ref(completion).cast();
        // SAFETY: the completion lives until the operation is complete, as each program here waits for it.
        let operation = unsafe { (self.core.HcsCreateOperation)(context, Some(completed)) };
        let code = self.call(function, operation, document);
        assert!(code >= 0, "{code:#x}");
    }

    /// Model 3: starts the call, which the event callback completes.
    pub(crate) fn submit_by_event(&self, function: Function, document: Option<&[u16]>) {
        // SAFETY: without a callback nothing has to live.
        let operation = unsafe { (self.core.HcsCreateOperation)(std::ptr::null(), None) };
        let code = self.call(function, operation, document);
        assert!(code >= 0, "{code:#x}");
    }

    /// Has completions told as events.
    pub(crate) fn register(&self, completion: &Completion) {
        let context = std::ptr::from_ref(completion).cast();
        let options = HcsEventOptionEnableOperationCallbacks;
        let set = self.core.HcsSetComputeSystemCallback;
        // SAFETY: the completion lives as long as the system, as each program here sees to it.
        let code = unsafe { set(self.handle, options, context, Some(told)) };
        assert!(code >= 0, "{code:#x}");
    }

    fn call(
        &self,
        function: Function,
        operation: HCS_OPERATION,
        document: Option<&[u16]>,
    ) -> HRESULT {
        let document = document.map_or(std::ptr::null(), <[u16]>::as_ptr);
        // SAFETY: the handle is open, the operation new; the document ends with a NUL, or there is none.
        unsafe { function(self.handle, operation, document) }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        // SAFETY: it is ours, and nothing of it is under way.
        unsafe { (self.core.HcsCloseComputeSystem)(self.handle) };
    }
}

/// Makes a call with a new operation and waits for it: what the result document says.
pub(crate) fn wait(
    core: &ComputeCore,
    call: impl FnOnce(HCS_OPERATION) -> HRESULT,
) -> Option<String> {
    // SAFETY: without a callback nothing has to live.
    let operation = unsafe { (core.HcsCreateOperation)(std::ptr::null(), None) };
    let mut code = call(operation);
    let mut document: PWSTR = std::ptr::null_mut();
    if code >= 0 {
        // SAFETY: the operation is ours, and was started.
        code = unsafe { (core.HcsWaitForOperationResult)(operation, INFINITE, &raw mut document) };
    }
    // SAFETY: the document is ours, and so is the operation, which is complete.
    let text = unsafe {
        let text = take(core, document);
        (core.HcsCloseOperation)(operation);
        text
    };
    assert!(code >= 0, "{code:#x}");
    text
}

/// Asks for the systems there are.
pub(crate) fn enumerate(core: &ComputeCore, operation: HCS_OPERATION) -> HRESULT {
    // SAFETY: no query; the operation is new.
    unsafe { (core.HcsEnumerateComputeSystems)(std::ptr::null(), operation) }
}
