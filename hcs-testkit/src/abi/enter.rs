#![allow(unsafe_code)] // Writes to the caller's out pointers.

//! What each call has in common: it finds its instance, is written down, and may be struck by a fault.

use std::sync::Arc;

use hcs_sys::{E_HANDLE, HCS_E_OPERATION_ALREADY_STARTED, HRESULT, PWSTR};

use crate::fault::Consequence;
use crate::history::Answer;
use crate::instance::{Guard, Instance};
use crate::label::{Kind, Label};
use crate::police;
use crate::slot;
use crate::world::{Outcome, Progress, World};

/// A place of the caller's that a result is written to; it may be NULL.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// # Safety
    /// The pointer is NULL, or can be written to until the call returns.
    pub(crate) unsafe fn new(place: *mut T) -> Self {
        Self(place)
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.0.is_null()
    }

    pub(crate) fn write(&self, value: T) {
        if !self.0.is_null() {
            // SAFETY: it can be written to, as was promised when it was made.
            unsafe { self.0.write(value) }
        }
    }
}

/// A call that reached its instance.
pub(crate) struct Call {
    pub(crate) instance: Arc<Instance>,
    pub(crate) name: &'static str,
    number: u64,
    /// What the operation of this call completes with, or whether it doesn't.
    pub(crate) twist: Option<Twist>,
    /// The document of a fault that no operation has taken.
    left: Option<String>,
}

/// What a fault does to the operation of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Twist {
    Complete(Outcome),
    NeverComplete,
}

impl Call {
    /// A call begins. `None`: its mock is gone.
    fn begin(slot: usize, name: &'static str, handles: [usize; 2]) -> Option<Self> {
        let Some(instance) = slot::instance(slot) else {
            slot::record_stray(name, "the mock was dropped before this call");
            return None;
        };
        let mut world = instance.lock();
        let subjects = handles.map(|value| match value {
            0 => None,
            value => world.handles.label(value),
        });
        let number = world.recorder.begin(name, subjects, false, police::depth());
        drop(world);
        Some(Self {
            instance,
            name,
            number,
            twist: None,
            left: None,
        })
    }

    /// The call has made a handle.
    pub(crate) fn made(&self, world: &mut World, label: Label) {
        world.recorder.made(self.number, label);
    }

    fn end(self, answer: Answer) {
        self.instance.lock().end_crossing(self.number, answer);
    }

    pub(crate) fn lock(&self) -> Guard<'_> {
        self.instance.lock()
    }

    /// A call that can fail: what strikes it. `Some` is what it answers instead of doing anything.
    fn struck(&mut self, operation: usize) -> Option<HRESULT> {
        let mut world = self.lock();
        let consequence = world.faults.strike(self.name)?;
        match consequence {
            Consequence::Answer { code, document } => {
                // Not every call has an operation, and whose handle this is doesn't matter: nothing is done.
                if document.is_some()
                    && let Some(label) = world.handles.label(operation)
                    && let Some(it) = world.operations.get_mut(&label.number)
                    && label.kind == Kind::Operation
                    && it.open
                    && !it.busy()
                {
                    it.progress = Progress::Done(Outcome { code, document });
                } else {
                    drop(world);
                    self.left = document;
                }
                Some(code)
            }
            Consequence::Complete { code, document } => {
                drop(world);
                self.twist = Some(Twist::Complete(Outcome { code, document }));
                None
            }
            Consequence::NeverComplete => {
                drop(world);
                self.twist = Some(Twist::NeverComplete);
                None
            }
            Consequence::Disconnect => {
                drop(world);
                self.instance
                    .cause(|world, origin| world.disconnect(origin));
                None
            }
        }
    }

    /// Refuses a call. Where a host leaves a document for a refused call, its operation gets one (T5).
    pub(crate) fn refuse(&self, operation: usize, code: HRESULT) -> HRESULT {
        let mut world = self.lock();
        // An operation that tracks another call keeps the result of that one, which may have come meanwhile (O2).
        if !world.profile.document_of_refused_call || code == HCS_E_OPERATION_ALREADY_STARTED {
            return code;
        }
        let Some(label) = world.handles.label(operation) else {
            return code;
        };
        let outcome = world.failed(code);
        if let Some(it) = world.operations.get_mut(&label.number)
            && label.kind == Kind::Operation
            && it.open
            && !it.busy()
        {
            it.progress = Progress::Done(outcome);
        }
        code
    }
}

/// A call that answers an `HRESULT`, and so can fail.
pub(crate) fn fallible(
    slot: usize,
    name: &'static str,
    handles: [usize; 2],
    body: impl FnOnce(&mut Call) -> HRESULT,
) -> HRESULT {
    let Some(mut call) = Call::begin(slot, name, handles) else {
        return E_HANDLE;
    };
    // Where there are two handles, the second one is the operation.
    let operation = if handles[1] == 0 {
        handles[0]
    } else {
        handles[1]
    };
    let code = match call.struck(operation) {
        Some(code) => code,
        None => body(&mut call),
    };
    call.end(Answer::Code(code));
    code
}

/// A call that answers an `HRESULT` and perhaps a text, which is the caller's to free: after a failure, too (T3).
pub(crate) fn fallible_with_answer(
    slot: usize,
    name: &'static str,
    answer: &OutString,
    body: impl FnOnce(&mut Call) -> (HRESULT, Option<String>),
) -> HRESULT {
    let Some(mut call) = Call::begin(slot, name, [0, 0]) else {
        return E_HANDLE;
    };
    answer.write(std::ptr::null_mut());
    let (code, text) = match call.struck(0) {
        Some(code) => (code, call.left.take()),
        None => body(&mut call),
    };
    if let Some(text) = text.filter(|_| !answer.is_absent()) {
        let mut world = call.lock();
        world.counts.strings.created += 1;
        answer.write(world.strings.hand_out(&text, name, None));
    }
    call.end(Answer::Code(code));
    code
}

/// A call that answers something else. `failable`: a fault can make it answer nothing.
pub(crate) fn infallible<R: Default>(
    slot: usize,
    name: &'static str,
    handles: [usize; 2],
    failable: bool,
    body: impl FnOnce(&mut Call) -> (R, Answer),
) -> R {
    let Some(mut call) = Call::begin(slot, name, handles) else {
        return R::default();
    };
    if failable && call.struck(0).is_some() {
        call.end(Answer::Handle(None));
        return R::default();
    }
    let (result, answer) = body(&mut call);
    call.end(answer);
    result
}

/// A place for a result document.
pub(crate) type OutString = Out<PWSTR>;
