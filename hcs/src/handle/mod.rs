#![allow(unsafe_code)] // Owns the raw handles of systems and processes: registers their callbacks and closes them.
//! Handles are reference-counted and close last.
//!
//! Two counts guard a handle besides the number of its owners:
//!
//! * the **gate** counts the calls in flight: threads inside the backend with this handle, and operations
//!   whose completion is due (S7, S8). `close()` shuts the gate and waits until it is empty.
//! * the **visitors** are user code of this handle that runs inside a callback. A close drains (S5), so
//!   a handle isn't closed while there is one: the last visitor hands it to the closer thread.

#[cfg(not(loom))]
mod closer;
#[cfg(loom)]
#[path = "closer_model.rs"]
mod closer;
mod registry;

/// Waits for the closer threads of a model.
#[cfg(all(test, loom))]
pub(crate) fn join_closers() {
    closer::join();
}

use std::ffi::c_void;

use hcs_sys::{HCS_PROCESS, HCS_SYSTEM};

use crate::Core;
use crate::callback::{HANDLES, in_callback};
use crate::error::{Error, Result};
use crate::sync::{Arc, AtomicPtr, AtomicUsize, Condvar, Mutex, Ordering};
use crate::text::WideId;
use crate::trace;
use registry::Registry;

/// The gate: bit 0 says that it is shut, the rest counts the calls in flight.
const SHUT: usize = 1;
const IN_FLIGHT: usize = 2;

/// The visitors: bit 0 says that no new ones are let in, bit 1 that `close()` waits for the last one,
/// the rest counts them.
const STOPPED: usize = 1;
const AWAITED: usize = 2;
const VISITOR: usize = 4;

/// What a handle is of. The two kinds of handles have the same rules (P1), each with its own functions.
pub(crate) enum Subject {
    /// A compute system, by the id that it was created or opened with.
    System(WideId),
    /// A process. Its system's handle stays open until its own is closed.
    Process(Mutex<Option<Handle>>),
}

impl Subject {
    /// The function that registers the event callback of such a handle.
    fn register(&self) -> &'static str {
        match self {
            Self::System(_) => "HcsSetComputeSystemCallback",
            Self::Process(_) => "HcsSetProcessCallback",
        }
    }
}

/// A handle and what belongs to it.
pub(crate) struct Shared {
    core: Core,
    subject: Subject,
    raw: AtomicPtr<c_void>,
    owners: AtomicUsize,
    gate: AtomicUsize,
    visitors: AtomicUsize,
    registry: Mutex<Registry>,
    /// What the registry says of the registration: calls look at it without a lock.
    hint: AtomicUsize,
    /// Something that a thread waits for has changed: the gate, the visitors or the registry.
    changed: Condvar,
    /// The id of the process that this is a handle to, for those who trace.
    pub(crate) trace: trace::Identity,
}

/// One reference to a handle; the last one closes it.
pub(crate) struct Handle(Arc<Shared>);

/// A call in flight: keeps the handle alive and `close()` waiting.
pub(crate) struct InFlight(Handle);

/// The same, borrowed by a call that returns before its handle can go.
pub(crate) struct Entered<'a>(&'a Handle);

/// User code of this handle runs inside a callback.
pub(crate) struct Visit(Arc<Shared>);

/// The same, in a function that has the handle anyway.
struct Visiting<'a>(&'a Arc<Shared>);

impl Handle {
    /// Owns the handle `raw` of a system.
    pub(crate) fn new(core: Core, id: WideId, raw: HCS_SYSTEM) -> Self {
        Self::of(core, Subject::System(id), raw)
    }

    /// The handle of a system that is going to be created. It has none until the call that creates the system has returned.
    pub(crate) fn of_new(core: Core, id: WideId) -> Self {
        Self::new(core, id, std::ptr::null_mut())
    }

    /// Another one of the same system, which isn't created yet: for one more attempt to create it.
    pub(crate) fn another(&self) -> Self {
        match &self.0.subject {
            Subject::System(id) => Self::of_new(self.0.core, id.clone()),
            // A process is there.
            Subject::Process(_) => self.clone(),
        }
    }

    /// Owns the handle `raw` of a process in the system that `system` is a handle to.
    pub(crate) fn of_process(system: Handle, raw: HCS_PROCESS) -> Self {
        let core = system.core();
        Self::of(core, Subject::Process(Mutex::new(Some(system))), raw)
    }

    fn of(core: Core, subject: Subject, raw: *mut c_void) -> Self {
        Self(Arc::new(Shared {
            core,
            subject,
            raw: AtomicPtr::new(raw),
            owners: AtomicUsize::new(1),
            gate: AtomicUsize::new(0),
            visitors: AtomicUsize::new(0),
            registry: Mutex::new(Registry::new()),
            hint: AtomicUsize::new(0),
            changed: Condvar::new(),
            trace: trace::Identity::default(),
        }))
    }

    /// The call that creates the system has returned `raw`.
    pub(crate) fn set_raw(&self, raw: *mut c_void) {
        self.0.raw.store(raw, Ordering::Release);
    }

    pub(crate) fn core(&self) -> Core {
        self.0.core
    }

    /// The id of the system that this is a handle to; none for a process.
    pub(crate) fn id(&self) -> Option<&WideId> {
        match &self.0.subject {
            Subject::System(id) => Some(id),
            Subject::Process(_) => None,
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    /// The raw handle, valid as long as the gate is held.
    pub(crate) fn raw(&self) -> *mut c_void {
        self.0.raw.load(Ordering::Acquire)
    }

    /// Begins the call `name`, which is refused after `close()`.
    #[inline]
    pub(crate) fn enter(&self, name: &'static str) -> Result<Entered<'_>> {
        self.try_enter().ok_or_else(|| Error::closed(name))
    }

    /// The same for whoever knows what to say of a handle that is closed.
    #[inline]
    pub(crate) fn try_enter(&self) -> Option<Entered<'_>> {
        self.0.enter().then(|| Entered(self))
    }

    /// The same for a call that outlives its caller.
    #[inline]
    pub(crate) fn fly(&self, name: &'static str) -> Result<InFlight> {
        Ok(self.enter(name)?.fly())
    }

    /// Refuses later calls, waits for those in flight, closes, and returns when the id is free (S4).
    pub(crate) fn close(&self, name: &'static str) -> Result<()> {
        if self.shut(name)? {
            self.0.close_now();
            self.0.shut_down();
        }
        Ok(())
    }

    /// The same, without the closing: the raw handle is the caller's from now on.
    pub(crate) fn take_raw(&self, name: &'static str) -> Result<*mut c_void> {
        if !self.shut(name)? {
            return Err(Error::closed(name));
        }
        let raw = self.0.raw.swap(std::ptr::null_mut(), Ordering::AcqRel);
        self.unregister(raw);
        self.0.retire();
        self.0.shut_down();
        match raw.is_null() {
            true => Err(Error::closed(name)),
            false => Ok(raw),
        }
    }

    /// Lends the raw handle, which stays open meanwhile.
    pub(crate) fn with_raw<R>(
        &self,
        name: &'static str,
        function: impl FnOnce(*mut c_void) -> R,
    ) -> Result<R> {
        let _gate = self.enter(name)?;
        Ok(function(self.raw()))
    }

    /// Refuses later calls, waits for those in flight and for user code. True for the first one, when nothing can come any
    /// more; false when somebody else has shut it down.
    fn shut(&self, name: &'static str) -> Result<bool> {
        if in_callback() {
            return Err(Error::in_callback(name));
        }
        let shared = &self.0;
        shared.gate.fetch_or(SHUT, Ordering::SeqCst);
        let mut registry = shared.registry.lock();
        while shared.gate.load(Ordering::SeqCst) >= IN_FLIGHT {
            registry = shared.changed.wait(registry);
        }
        if registry.closing {
            while !registry.closed {
                registry = shared.changed.wait(registry);
            }
            return Ok(false);
        }
        registry.closing = true;
        shared
            .visitors
            .fetch_or(STOPPED | AWAITED, Ordering::SeqCst);
        while shared.visitors.load(Ordering::SeqCst) >= VISITOR {
            registry = shared.changed.wait(registry);
        }
        Ok(true)
    }
}

impl Clone for Handle {
    #[inline]
    fn clone(&self) -> Self {
        self.0.owners.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(&self.0))
    }
}

impl Drop for Handle {
    #[inline]
    fn drop(&mut self) {
        if self.0.owners.fetch_sub(1, Ordering::AcqRel) == 1 {
            Shared::release(&self.0);
        }
    }
}

impl Shared {
    /// The id of the system that this is a handle to, or to a process of; none for a process that is closed.
    #[cfg(feature = "tracing")]
    pub(crate) fn system_id(&self) -> Option<String> {
        match &self.subject {
            Subject::System(id) => Some(id.to_string()),
            Subject::Process(system) => system.lock().as_ref()?.0.system_id(),
        }
    }

    #[inline]
    fn enter(&self) -> bool {
        let mut gate = self.gate.load(Ordering::Relaxed);
        loop {
            if gate & SHUT != 0 {
                return false;
            }
            match self.gate.compare_exchange_weak(
                gate,
                gate + IN_FLIGHT,
                Ordering::SeqCst,
                Ordering::Relaxed,
            ) {
                Ok(_) => return true,
                Err(now) => gate = now,
            }
        }
    }

    #[inline]
    fn leave(&self) {
        let before = self.gate.fetch_sub(IN_FLIGHT, Ordering::SeqCst);
        if before == IN_FLIGHT | SHUT {
            self.announce();
        }
    }

    /// Begins user code inside a callback; none once the handle is about to close.
    #[inline]
    fn visit(self: &Arc<Self>) -> Option<Visit> {
        self.let_in().then(|| Visit(Arc::clone(self)))
    }

    /// The same, for as long as the caller borrows the handle.
    #[inline]
    fn visit_while(self: &Arc<Self>) -> Option<Visiting<'_>> {
        self.let_in().then(|| Visiting(self))
    }

    /// Counts a visitor.
    #[inline]
    fn let_in(&self) -> bool {
        let mut visitors = self.visitors.load(Ordering::Relaxed);
        loop {
            if visitors & STOPPED != 0 {
                return false;
            }
            match self.visitors.compare_exchange_weak(
                visitors,
                visitors + VISITOR,
                Ordering::SeqCst,
                Ordering::Relaxed,
            ) {
                Ok(_) => return true,
                Err(now) => visitors = now,
            }
        }
    }

    /// A visitor goes.
    #[inline]
    fn let_out(self: &Arc<Self>) {
        let before = self.visitors.fetch_sub(VISITOR, Ordering::SeqCst);
        if before & STOPPED != 0 && before < 2 * VISITOR {
            self.let_last_out(before);
        }
    }

    #[cold]
    fn let_last_out(self: &Arc<Self>, before: usize) {
        if before & AWAITED != 0 {
            self.announce();
        } else {
            closer::close_later(Arc::clone(self));
        }
    }

    /// Wakes the threads that wait for a change; the lock keeps one from missing it between its look
    /// and its sleep.
    #[cold]
    fn announce(&self) {
        drop(self.registry.lock());
        self.changed.notify_all();
    }

    /// The last owner is gone: stop new handlers, then close here if nothing of this handle runs and
    /// this thread is in no callback, else let the closer thread do it.
    #[inline(never)]
    fn release(self: &Arc<Self>) {
        let before = self.visitors.fetch_or(STOPPED, Ordering::SeqCst);
        if before & STOPPED != 0 {
            // `close()` has closed it.
            return;
        }
        if before >= VISITOR {
            // The last visitor hands it to the closer.
            return;
        }
        if in_callback() {
            closer::close_later(Arc::clone(self));
        } else {
            self.close_now();
        }
    }

    /// Closes the handle. No user code of it runs, none of our locks is held, no call is in flight.
    fn close_now(&self) {
        let raw = self.raw.swap(std::ptr::null_mut(), Ordering::AcqRel);
        if !raw.is_null() {
            let (name, close) = match &self.subject {
                Subject::System(_) => ("HcsCloseComputeSystem", self.core.HcsCloseComputeSystem),
                Subject::Process(_) => ("HcsCloseProcess", self.core.HcsCloseProcess),
            };
            let traced = trace::plain(name).handle(self).begin();
            // SAFETY: the handle is ours and nobody else's: its last owner is gone or `close()` has shut
            // the gate and seen it empty (S7). `swap` lets this happen once. This thread is in no callback and
            // no visitor can block the drain (S5, S6, P1).
            unsafe { close(raw) };
            traced.ended(hcs_sys::S_OK);
        }
        self.retire();
    }

    /// What began with [`Handle::shut`] is over.
    fn shut_down(&self) {
        self.registry.lock().closed = true;
        self.changed.notify_all();
    }

    /// No event follows, not even that of an exit which was due (E11).
    fn retire(&self) {
        let (token, subscribers) = self.registry.lock().retire();
        if let Some(token) = token {
            drop(HANDLES.remove(token));
        }
        for subscriber in subscribers.iter().flat_map(|list| list.iter()) {
            subscriber.end();
        }
        if let Subject::Process(system) = &self.subject {
            let system = system.lock().take();
            drop(system);
        }
    }
}

impl InFlight {
    pub(crate) fn handle(&self) -> &Handle {
        &self.0
    }

    /// Marks the user code that follows as this handle's, when this thread is inside a callback; to be
    /// called before the reference is released, so that the close can't come in between.
    #[inline]
    pub(crate) fn visit(&self) -> Option<Visit> {
        if in_callback() {
            self.0.0.visit()
        } else {
            None
        }
    }
}

impl Drop for InFlight {
    #[inline]
    fn drop(&mut self) {
        self.0.0.leave();
    }
}

impl Entered<'_> {
    pub(crate) fn handle(&self) -> &Handle {
        self.0
    }

    /// Begins a call that outlives its caller. It isn't refused: the gate is held, so that `close()` waits for it, too.
    #[inline]
    pub(crate) fn fly(&self) -> InFlight {
        self.0.0.gate.fetch_add(IN_FLIGHT, Ordering::SeqCst);
        InFlight(self.0.clone())
    }
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.0.leave();
    }
}

impl Drop for Visit {
    #[inline]
    fn drop(&mut self) {
        self.0.let_out();
    }
}

impl Drop for Visiting<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.let_out();
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle")
            .field("id", &self.id().map(ToString::to_string))
            .field("raw", &self.raw())
            .finish_non_exhaustive()
    }
}
