//! Completions: who is told that an operation is complete, when nobody was there to be told, and the loss of the service.

use hcs_sys::{
    HCS_E_SERVICE_DISCONNECT, HcsEventOperationCallback, HcsEventOptionEnableOperationCallbacks,
    HcsEventProcessExited, HcsEventServiceDisconnect, HcsEventSystemExited,
};

use crate::event::{EventTask, OperationCallback};
use crate::label::Label;
use crate::process::ProcessLife;
use crate::profile::{Disconnected, Missed, OperationEventData};
use crate::schedule::{Origin, What};
use crate::service::Work;
use crate::world::{Life, Outcome, Progress, Subject, World};

impl World {
    /// An operation is complete: its result can be had from now on, and its owner is told.
    pub(crate) fn complete(&mut self, number: u64, outcome: Outcome, origin: Origin) {
        let Some(it) = self.operations.get_mut(&number) else {
            return;
        };
        let updates = self.profile.progress_updates;
        let document = outcome.document.clone();
        it.progress = Progress::Done(outcome);
        let (run, value, open) = (it.run, it.value, it.open);
        let (callback, context) = it.armed;
        let holder = it.holder;
        if callback.is_some() {
            if it.silenced {
                self.forget_operation(number);
                return;
            }
            it.callback_due = true;
            let due = OperationCallback {
                operation: number,
                run,
                value,
                callback,
                context,
                updates: (0, callback.updates(updates)),
                again: false,
            };
            self.push(origin, None, What::OperationCallback(due));
            return;
        }
        if open && let Some(holder) = holder {
            self.tell_completion(holder, number, run, value, document.as_deref(), origin);
        }
        self.forget_operation(number);
    }

    /// Tells of the completion of an operation without a callback of its own (E4), or keeps it for later (E5).
    fn tell_completion(
        &mut self,
        holder: Label,
        number: u64,
        run: u64,
        value: usize,
        document: Option<&str>,
        origin: Origin,
    ) {
        let data = match self.profile.operation_event_data {
            OperationEventData::Absent => None,
            OperationEventData::Result => document,
        };
        let Some(it) = self.holders.get_mut(&holder) else {
            return;
        };
        if it.operation_events() {
            let operation = Some((number, run, value));
            self.tell(holder, HcsEventOperationCallback, data, operation, origin);
        } else if self.profile.completed_before_registration == Missed::Delivered {
            let operations = &self.operations;
            it.missed
                .retain(|(missed, _)| operations.get(missed).is_some_and(|it| it.open));
            it.missed.push((number, run));
        }
    }

    /// An event callback was registered: what it has missed is told now (E5, E10).
    pub(crate) fn catch_up(&mut self, holder: Label, origin: Origin) {
        let Some(it) = self.holders.get_mut(&holder) else {
            return;
        };
        let of = it.of;
        if it.operation_events() {
            for (number, run) in std::mem::take(&mut it.missed) {
                let Some(operation) = self.operations.get(&number) else {
                    continue;
                };
                let Progress::Done(outcome) = &operation.progress else {
                    continue;
                };
                if operation.open && operation.run == run && !operation.taken {
                    let (value, document) = (operation.value, outcome.document.clone());
                    self.tell_completion(holder, number, run, value, document.as_deref(), origin);
                }
            }
        }
        let exit = match of {
            Subject::System(system) => {
                let exit = self.systems.get(&system).and_then(|it| it.exit);
                exit.map(|exit| (HcsEventSystemExited, exit.document()))
            }
            Subject::Process(process) => {
                let it = self.processes.get(&process);
                it.filter(|it| matches!(it.life, ProcessLife::Exited(_)))
                    .map(|it| (HcsEventProcessExited, it.status()))
            }
        };
        if let Some((kind, status)) = exit
            && self.profile.exited_before_registration == Missed::Delivered
        {
            self.tell(holder, kind, Some(&status), None, origin);
        }
    }

    /// An operation was closed: an event that names it may still be on its way (E6).
    pub(crate) fn haunt(&mut self, number: u64, run: u64, value: usize, holder: Label) {
        let Some(registration) = self.holders.get(&holder).and_then(|it| it.registration) else {
            return;
        };
        if registration.options & HcsEventOptionEnableOperationCallbacks == 0
            || !self.profile.stale_events.happens(&mut self.rng)
        {
            return;
        }
        let event = EventTask {
            holder,
            registration: registration.number,
            kind: HcsEventOperationCallback,
            data: None,
            operation: Some((number, run, value)),
            stale: true,
            late: None,
            again: false,
        };
        let origin = self.background();
        self.push(origin, None, What::Event(event));
    }

    /// The service goes away (E8).
    pub(crate) fn disconnect(&mut self, origin: Origin) {
        if !std::mem::replace(&mut self.connected, false) {
            return;
        }
        let lost = self.failed(HCS_E_SERVICE_DISCONNECT);
        let pending: Vec<u64> = self
            .operations
            .iter()
            .filter(|(_, it)| it.progress == Progress::Pending)
            .map(|(number, _)| *number)
            .collect();
        // What nobody had begun isn't done any more.
        self.queue.retain(|task| task.what.calls_back());
        for number in pending {
            let holder = self.operations.get(&number).and_then(|it| it.holder);
            let registered = holder
                .and_then(|holder| self.holders.get(&holder))
                .is_some_and(|holder| holder.registration.is_some());
            let Some(it) = self.operations.get_mut(&number) else {
                continue;
            };
            if registered && self.profile.disconnected == Disconnected::Never {
                it.progress = Progress::Abandoned;
                self.forget_operation(number);
                continue;
            }
            it.forced = Some(lost.clone());
            let run = it.run;
            let work = Work::Nothing;
            self.push(
                origin,
                None,
                What::Work {
                    operation: number,
                    run,
                    work,
                },
            );
        }
        self.lose_processes();
        let holders: Vec<Label> = self.holders.keys().copied().collect();
        for holder in holders {
            self.tell(holder, HcsEventServiceDisconnect, None, None, origin);
        }
        for system in self.systems.values_mut() {
            if !system.life.exists() {
                system.life = Life::Stillborn;
            }
        }
    }
}
