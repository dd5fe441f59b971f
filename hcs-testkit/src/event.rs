#![allow(unsafe_code)] // Calls the program's callbacks.

//! Calling back: what is delivered, whether it still may be, and the call itself.

use core::ffi::c_void;
use std::ptr;

use hcs_sys::{
    HCS_EVENT, HCS_EVENT_OPTIONS, HCS_EVENT_TYPE, HcsEventGroupLiveMigration,
    HcsEventGroupOperationInfo, HcsEventGroupVmLifecycle, HcsEventOperationCallback,
    HcsEventProcessExited, HcsEventServiceDisconnect, HcsEventSystemCrashInitiated,
    HcsEventSystemCrashReport, HcsEventSystemExited, HcsEventSystemGuestConnectionClosed,
    HcsEventSystemRdpEnhancedModeStateChanged, HcsEventSystemSiloJobCreated,
};

use crate::label::Label;
use crate::notice::{Callback, progress};
use crate::police::{self, Frame};
use crate::schedule::{Origin, What};
use crate::text::wide;
use crate::world::{EventTarget, Subject, World};

/// An operation's callback that is due.
#[derive(Clone, Debug)]
pub(crate) struct OperationCallback {
    pub(crate) operation: u64,
    pub(crate) run: u64,
    pub(crate) value: usize,
    pub(crate) callback: Callback,
    pub(crate) context: usize,
    /// How many times it has told of its progress, and how many times it will before it says that it is complete.
    pub(crate) updates: (usize, usize),
    /// The second time.
    pub(crate) again: bool,
}

/// An event that is due at one registration.
#[derive(Clone, Debug)]
pub(crate) struct EventTask {
    pub(crate) holder: Label,
    pub(crate) registration: u64,
    pub(crate) kind: HCS_EVENT_TYPE,
    pub(crate) data: Option<String>,
    /// The completed operation: its number, the run that completed, the value of its handle.
    pub(crate) operation: Option<(u64, u64, usize)>,
    /// It is delivered although its operation is closed (E6).
    pub(crate) stale: bool,
    /// It is delivered although its registration is gone.
    pub(crate) late: Option<EventTarget>,
    /// The second time.
    pub(crate) again: bool,
}

/// A callback that is to run now, outside the lock.
#[derive(Debug)]
pub(crate) struct Delivery {
    frame: Frame,
    number: u64,
    call: DeliveryCall,
    /// What follows when this is done.
    next: Option<(OperationCallback, Origin)>,
}

#[derive(Debug)]
enum DeliveryCall {
    Operation {
        callback: Callback,
        value: usize,
        context: usize,
        /// What kind of event it is, and its data, where it is told by events.
        kind: HCS_EVENT_TYPE,
        data: Option<String>,
    },
    Event {
        target: EventTarget,
        holder: Label,
        kind: HCS_EVENT_TYPE,
        data: Option<String>,
        operation: usize,
    },
}

impl Delivery {
    /// Calls the program. No lock of the mock's is held.
    pub(crate) fn call(&self) {
        let _inside = police::enter(self.frame);
        match &self.call {
            DeliveryCall::Operation {
                callback,
                value,
                context,
                kind,
                data,
            } => match callback {
                Callback::Completion(Some(callback)) => {
                    // SAFETY: the program passed this callback and context together, to be called like this.
                    unsafe { callback(*value as *mut c_void, *context as *const c_void) }
                }
                Callback::Notifications(_, Some(callback)) => {
                    let data = data.as_deref().map(wide);
                    let event = HCS_EVENT {
                        Type: *kind,
                        EventData: data.as_ref().map_or(ptr::null(), |data| data.as_ptr()),
                        Operation: *value as *mut c_void,
                    };
                    // SAFETY: as above. The event lives until the callback returns (E2).
                    unsafe { callback(&raw const event, *context as *const c_void) }
                }
                Callback::Nobody
                | Callback::Completion(None)
                | Callback::Notifications(_, None) => {}
            },
            DeliveryCall::Event {
                target,
                kind,
                data,
                operation,
                ..
            } => {
                let data = data.as_deref().map(wide);
                let event = HCS_EVENT {
                    Type: *kind,
                    EventData: data.as_ref().map_or(ptr::null(), |data| data.as_ptr()),
                    Operation: *operation as *mut c_void,
                };
                if let Some(callback) = target.callback {
                    // SAFETY: the program passed this callback and context together, to be called like this. The event
                    // lives until the callback returns (E2).
                    unsafe { callback(&raw const event, target.context as *const c_void) }
                }
            }
        }
    }
}

impl World {
    /// An operation's callback begins, if it still may.
    pub(crate) fn begin_operation_callback(
        &mut self,
        due: &OperationCallback,
        origin: Origin,
    ) -> Option<Delivery> {
        let (done, all) = due.updates;
        if done < all {
            return self.begin_update(due, origin);
        }
        if !due.again {
            let operation = self.operations.get_mut(&due.operation)?;
            if operation.run != due.run || !operation.callback_due {
                return None;
            }
            operation.callback_due = false;
            if operation.silenced {
                self.forget_operation(due.operation);
                return None;
            }
        }
        if !due.again && self.profile.duplicate_callbacks.happens(&mut self.rng) {
            let again = OperationCallback {
                again: true,
                ..due.clone()
            };
            self.push(origin, None, What::OperationCallback(again));
        }
        self.counts.operation_callbacks += 1;
        let label = Label::operation(due.operation);
        let number = self.begin_callback("of an operation", [Some(label), None]);
        self.forget_operation(due.operation);
        Some(Delivery {
            frame: Frame {
                instance: self.instance,
                label,
                stale: 0,
            },
            number,
            call: DeliveryCall::Operation {
                callback: due.callback,
                value: due.value,
                context: due.context,
                kind: HcsEventOperationCallback,
                data: None,
            },
            next: None,
        })
    }

    /// An operation's callback is told of progress; what comes after it comes when it has returned (O15).
    fn begin_update(&mut self, due: &OperationCallback, origin: Origin) -> Option<Delivery> {
        let next = OperationCallback {
            updates: (due.updates.0 + 1, due.updates.1),
            ..due.clone()
        };
        let operation = self.operations.get(&due.operation)?;
        if operation.run != due.run {
            return None;
        }
        if operation.silenced {
            self.push(origin, None, What::OperationCallback(next));
            return None;
        }
        self.counts.operation_callbacks += 1;
        let label = Label::operation(due.operation);
        let number = self.begin_callback("of progress", [Some(label), None]);
        Some(Delivery {
            frame: Frame {
                instance: self.instance,
                label,
                stale: 0,
            },
            number,
            call: DeliveryCall::Operation {
                callback: due.callback,
                value: due.value,
                context: due.context,
                kind: HcsEventGroupOperationInfo,
                data: Some(progress(next.updates.0, next.updates.1)),
            },
            next: Some((next, origin)),
        })
    }

    /// An event's callback begins, if it still may.
    pub(crate) fn begin_event(&mut self, due: &EventTask, origin: Origin) -> Option<Delivery> {
        let holder = self.holders.get(&due.holder).filter(|it| it.open)?;
        let registered = holder
            .registration
            .filter(|registration| registration.number == due.registration)
            .map(|registration| registration.target);
        let target = due.late.or(registered)?;
        let mut stale = due.stale;
        if let Some((number, run, _)) = due.operation {
            let current = |it: &&crate::world::Operation| it.open && it.run == run;
            match self.operations.get(&number).filter(current) {
                Some(_) => stale = false,
                // Its owner has closed it, or uses it for the next call: nobody needs this any more.
                None if stale || due.again => stale = true,
                None => return None,
            }
        }
        if !due.again && self.profile.duplicate_events.happens(&mut self.rng) {
            let again = EventTask {
                again: true,
                ..due.clone()
            };
            self.push(origin, None, What::Event(again));
        }
        self.counts.events += 1;
        if let Some(holder) = self.holders.get_mut(&due.holder) {
            holder.running += 1;
        }
        let label = due.holder;
        let operation = due.operation.map(|(number, ..)| Label::operation(number));
        let number = self.begin_callback(name(due.kind), [Some(label), operation]);
        let value = due.operation.map_or(0, |(.., value)| value);
        Some(Delivery {
            frame: Frame {
                instance: self.instance,
                label,
                stale: if stale { value } else { 0 },
            },
            number,
            call: DeliveryCall::Event {
                target,
                holder: due.holder,
                kind: due.kind,
                data: due.data.clone(),
                operation: value,
            },
            next: None,
        })
    }

    fn begin_callback(&mut self, name: &'static str, subjects: [Option<Label>; 2]) -> u64 {
        self.running.callbacks += 1;
        self.recorder.begin(name, subjects, true, police::depth())
    }

    /// A callback has returned.
    pub(crate) fn end_callback(&mut self, delivery: &Delivery) {
        self.running.callbacks -= 1;
        self.end_crossing(delivery.number, crate::history::Answer::Done);
        if let DeliveryCall::Event { holder, .. } = delivery.call
            && let Some(it) = self.holders.get_mut(&holder)
        {
            it.running -= 1;
            self.forget_holder(holder);
        }
        if let Some((next, origin)) = &delivery.next {
            self.push(*origin, None, What::OperationCallback(next.clone()));
        }
    }

    /// Queues an event for each registration at this system that asked for its kind.
    pub(crate) fn tell_who_asked(
        &mut self,
        system: u64,
        option: HCS_EVENT_OPTIONS,
        kind: HCS_EVENT_TYPE,
        data: Option<&str>,
        origin: Origin,
    ) {
        let asked = |holder: &crate::world::Holder| {
            let options = holder
                .registration
                .map_or(0, |registration| registration.options);
            holder.of == Subject::System(system) && options & option != 0
        };
        let told: Vec<Label> = self
            .holders
            .iter()
            .filter(|(_, holder)| asked(holder))
            .map(|(label, _)| *label)
            .collect();
        for holder in told {
            self.tell(holder, kind, data, None, origin);
        }
    }

    /// Queues an event for each registration at this process.
    pub(crate) fn tell_process(
        &mut self,
        process: u64,
        kind: HCS_EVENT_TYPE,
        data: Option<&str>,
        origin: Origin,
    ) {
        self.tell_all(Subject::Process(process), kind, data, origin);
    }

    /// Queues an event for each registration at this system.
    pub(crate) fn tell_system(
        &mut self,
        system: u64,
        kind: HCS_EVENT_TYPE,
        data: Option<&str>,
        origin: Origin,
    ) {
        self.tell_all(Subject::System(system), kind, data, origin);
    }

    fn tell_all(&mut self, of: Subject, kind: HCS_EVENT_TYPE, data: Option<&str>, origin: Origin) {
        let told: Vec<Label> = self
            .holders
            .iter()
            .filter(|(_, holder)| holder.of == of)
            .map(|(label, _)| *label)
            .collect();
        for holder in told {
            self.tell(holder, kind, data, None, origin);
        }
    }

    /// Queues an event for this handle, if a callback is registered there.
    pub(crate) fn tell(
        &mut self,
        holder: Label,
        kind: HCS_EVENT_TYPE,
        data: Option<&str>,
        operation: Option<(u64, u64, usize)>,
        origin: Origin,
    ) {
        let Some(registration) = self.holders.get(&holder).and_then(|it| it.registration) else {
            return;
        };
        let missing = data.is_some() && self.profile.event_data_missing.happens(&mut self.rng);
        let event = EventTask {
            holder,
            registration: registration.number,
            kind,
            data: data.filter(|_| !missing).map(str::to_owned),
            operation,
            stale: false,
            late: None,
            again: false,
        };
        self.push(origin, None, What::Event(event));
    }
}

/// The name of an event type in histories.
fn name(kind: HCS_EVENT_TYPE) -> &'static str {
    #[allow(non_upper_case_globals)] // C's own names.
    match kind {
        HcsEventSystemExited => "of event SystemExited",
        HcsEventSystemCrashInitiated => "of event SystemCrashInitiated",
        HcsEventSystemCrashReport => "of event SystemCrashReport",
        HcsEventSystemRdpEnhancedModeStateChanged => "of event SystemRdpEnhancedModeStateChanged",
        HcsEventSystemSiloJobCreated => "of event SystemSiloJobCreated",
        HcsEventSystemGuestConnectionClosed => "of event SystemGuestConnectionClosed",
        HcsEventProcessExited => "of event ProcessExited",
        HcsEventOperationCallback => "of event OperationCallback",
        HcsEventServiceDisconnect => "of event ServiceDisconnect",
        HcsEventGroupVmLifecycle => "of event GroupVmLifecycle",
        HcsEventGroupLiveMigration => "of event GroupLiveMigration",
        HcsEventGroupOperationInfo => "of event GroupOperationInfo",
        _ => "of an event",
    }
}
