//! The service: what it does for a call, and what comes of it. The state machine of compute systems is here.

use std::path::Path;

use hcs_sys::*;
use serde_json::Value;

use crate::document::{
    self, Configuration, Exit, Invalid, Object, PropertyQuery, SystemQuery, SystemType, Unusable,
};
use crate::event::{EventTask, OperationCallback};
use crate::files;
use crate::hresult::{ERROR_FILE_NOT_FOUND, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND};
use crate::label::Label;
use crate::profile::{Disconnected, Missed, OperationEventData};
use crate::schedule::{Change, Origin, What};
use crate::world::{Life, Outcome, Progress, Subject, World};

/// What a call asks the service to do.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// Nothing: the outcome is decided.
    Nothing,
    Create {
        system: u64,
        configuration: Result<Configuration, Unusable>,
    },
    Change {
        system: u64,
        verb: Verb,
        options: Result<Option<Value>, Unusable>,
    },
    Properties {
        system: u64,
        query: Result<PropertyQuery, Unusable>,
    },
    Modify {
        system: u64,
        settings: Result<Value, Unusable>,
    },
    Enumerate {
        namespace: String,
        query: Result<SystemQuery, Unusable>,
    },
}

/// What is to be done to a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Start,
    ShutDown,
    Terminate,
    Pause,
    Resume,
    Save,
    Crash,
}

impl Work {
    /// The system that it is done to.
    pub(crate) fn lane(&self) -> Option<u64> {
        match self {
            Self::Nothing | Self::Enumerate { .. } => None,
            Self::Create { system, .. }
            | Self::Change { system, .. }
            | Self::Properties { system, .. }
            | Self::Modify { system, .. } => Some(*system),
        }
    }
}

/// What the work brings about beside the completion of its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aftermath {
    Nothing,
    /// The system has exited: tell it.
    Exited(u64, Exit),
    /// The guest is shutting down.
    ShuttingDown(u64),
    Crashing(u64),
}

type Done = Result<(Option<String>, Aftermath), Failure>;

enum Failure {
    Code(HRESULT),
    Invalid(Invalid, Unusable),
    /// A disk of this system can't be used.
    Disk {
        code: HRESULT,
        system: String,
        path: String,
    },
}

impl From<HRESULT> for Failure {
    fn from(code: HRESULT) -> Self {
        Self::Code(code)
    }
}

impl World {
    /// Does the work of an operation and completes it.
    pub(crate) fn carry_out(&mut self, operation: u64, run: u64, work: Work, origin: Origin) {
        let Some(it) = self.operations.get_mut(&operation) else {
            return;
        };
        if it.run != run || it.progress != Progress::Pending {
            return;
        }
        let forced = it.forced.take();
        let failing = forced.as_ref().is_some_and(|outcome| outcome.code < 0);
        let (outcome, aftermath) = if failing {
            self.give_up(&work);
            (None, Aftermath::Nothing)
        } else {
            let (outcome, aftermath) = self.attempt(work);
            (Some(outcome), aftermath)
        };
        let Some(outcome) = forced.or(outcome) else {
            return;
        };
        let first =
            aftermath != Aftermath::Nothing && self.profile.exit_event_first.happens(&mut self.rng);
        if first {
            self.follow_up(aftermath, origin);
        }
        self.complete(operation, outcome, origin);
        if !first {
            self.follow_up(aftermath, origin);
        }
    }

    /// The work fails before it begins.
    fn give_up(&mut self, work: &Work) {
        if let Work::Create { system, .. } = work {
            self.stillborn(*system);
        }
    }

    fn stillborn(&mut self, system: u64) {
        if let Some(it) = self.systems.get_mut(&system) {
            it.life = Life::Stillborn;
            if it.holders == 0 {
                self.systems.remove(&system);
            }
        }
    }

    fn attempt(&mut self, work: Work) -> (Outcome, Aftermath) {
        let done = match work {
            Work::Nothing => Ok((None, Aftermath::Nothing)),
            Work::Create {
                system,
                configuration,
            } => self.create(system, configuration),
            Work::Change {
                system,
                verb,
                options,
            } => self.change(system, verb, options),
            Work::Properties { system, query } => self.properties(system, query),
            Work::Modify { system, settings } => self.modify(system, settings),
            Work::Enumerate { namespace, query } => self.enumerate(&namespace, query),
        };
        match done {
            Ok((document, aftermath)) => (
                Outcome {
                    code: S_OK,
                    document,
                },
                aftermath,
            ),
            Err(failure) => (self.failure(&failure), Aftermath::Nothing),
        }
    }

    /// An outcome with the document that belongs to it.
    fn failure(&mut self, failure: &Failure) -> Outcome {
        let form = self.profile.error_form;
        let (code, document) = match failure {
            Failure::Code(code) => (*code, document::error(*code, form)),
            Failure::Invalid(what, unusable) => (
                unusable.code,
                document::invalid(unusable.code, form, *what, &unusable.place),
            ),
            Failure::Disk { code, system, path } => {
                (*code, document::bad_disk(*code, form, system, path))
            }
        };
        let without = self.profile.failure_without_document.happens(&mut self.rng);
        Outcome {
            code,
            document: (!without).then_some(document),
        }
    }

    /// The failure of a call with a document that can't be used.
    pub(crate) fn unusable(&mut self, what: Invalid, unusable: Unusable) -> Outcome {
        self.failure(&Failure::Invalid(what, unusable))
    }

    /// A failure with this code.
    pub(crate) fn failed(&mut self, code: HRESULT) -> Outcome {
        self.failure(&Failure::Code(code))
    }

    fn create(&mut self, system: u64, configuration: Result<Configuration, Unusable>) -> Done {
        let Some(it) = self.systems.get(&system) else {
            return Err(HCS_E_SYSTEM_NOT_FOUND.into());
        };
        let failure = match &configuration {
            Err(unusable) => Some(Failure::Invalid(Invalid::Configuration, unusable.clone())),
            Ok(it) if !it.is_supported(self.profile.build) => Some(Failure::Invalid(
                Invalid::Configuration,
                Unusable::at("$.SchemaVersion"),
            )),
            Ok(_) if self.find_system(&it.namespace, &it.id).is_some() => {
                Some(HCS_E_SYSTEM_ALREADY_EXISTS.into())
            }
            Ok(_) => None,
        };
        if let Some(failure) = failure {
            self.stillborn(system);
            return Err(failure);
        }
        if let Some(it) = self.systems.get_mut(&system) {
            it.configuration = configuration.ok();
            it.life = Life::Created;
        }
        // Its handles may have been closed meanwhile.
        self.leave_unheld(system);
        Ok((None, Aftermath::Nothing))
    }

    fn change(
        &mut self,
        system: u64,
        verb: Verb,
        options: Result<Option<Value>, Unusable>,
    ) -> Done {
        let life = self.alive(system)?;
        let options = options.map_err(|unusable| Failure::Invalid(Invalid::Query, unusable))?;
        let (next, aftermath) = match (verb, life) {
            (Verb::Start, Life::Created) => (Life::Running, Aftermath::Nothing),
            (Verb::Pause, Life::Running) => (Life::Paused, Aftermath::Nothing),
            (Verb::Resume, Life::Paused) => (Life::Running, Aftermath::Nothing),
            (Verb::Save, Life::Paused) => (Life::Paused, Aftermath::Nothing),
            (Verb::Terminate, _) => (Life::Stopped, Aftermath::Exited(system, Exit::TERMINATED)),
            (Verb::ShutDown, Life::Running) => {
                // A virtual machine must be told how; without options there is no way that it supports.
                if options.is_none() && self.kind_of(system) == Some(SystemType::VirtualMachine) {
                    return Err(ERROR_NOT_SUPPORTED.into());
                }
                (Life::Running, Aftermath::ShuttingDown(system))
            }
            (Verb::Crash, Life::Running) => (Life::Running, Aftermath::Crashing(system)),
            _ => return Err(HCS_E_INVALID_STATE.into()),
        };
        match verb {
            Verb::Start => self.open_disks(system)?,
            Verb::Save => self.save_to_file(system, options.as_ref())?,
            _ => {}
        }
        if let Some(it) = self.systems.get_mut(&system) {
            it.life = next;
            if next == Life::Stopped {
                it.exit = Some(Exit::TERMINATED);
            }
        }
        self.leave_unheld(system);
        Ok((None, aftermath))
    }

    /// A virtual machine that starts opens its disks (H3).
    fn open_disks(&self, system: u64) -> Result<(), Failure> {
        let Some(it) = self.systems.get(&system) else {
            return Ok(());
        };
        if !self.profile.checks_files {
            return Ok(());
        }
        let disks = it.configuration.iter().flat_map(|it| &it.disks);
        for disk in disks {
            if let Err((code, path)) = self.files.check(&it.id, disk) {
                return Err(Failure::Disk {
                    code,
                    system: it.id.clone(),
                    path: path.display().to_string(),
                });
            }
        }
        Ok(())
    }

    /// A machine that is saved writes to the file that its options name, if one was made for it (H2).
    fn save_to_file(&self, system: u64, options: Option<&Value>) -> Result<(), Failure> {
        let path = options.and_then(|options| options.get("SaveStateFilePath")?.as_str());
        let Some((path, it)) = path.zip(self.systems.get(&system)) else {
            return Ok(());
        };
        if self.profile.checks_files {
            let checked = self.files.check(&it.id, path);
            checked.map_err(|(code, _)| code)?;
        }
        match files::save(Path::new(path)) {
            // Tests that don't look at files name whatever they like.
            Err(ERROR_FILE_NOT_FOUND | ERROR_PATH_NOT_FOUND) if !self.profile.checks_files => {
                Ok(())
            }
            saved => Ok(saved?),
        }
    }

    /// The state of a system that can still do something (S3).
    fn alive(&self, system: u64) -> Result<Life, HRESULT> {
        match self.systems.get(&system).map(|it| it.life) {
            // Its last handle was closed.
            None => Err(HCS_E_SYSTEM_ALREADY_STOPPED),
            Some(Life::Nascent | Life::Stillborn) => Err(HCS_E_SYSTEM_NOT_FOUND),
            Some(Life::Stopped) => Err(HCS_E_SYSTEM_ALREADY_STOPPED),
            Some(life) => Ok(life),
        }
    }

    fn kind_of(&self, system: u64) -> Option<SystemType> {
        let configuration = self.systems.get(&system)?.configuration.as_ref()?;
        Some(configuration.system_type)
    }

    fn properties(&mut self, system: u64, query: Result<PropertyQuery, Unusable>) -> Done {
        match self.alive(system) {
            Ok(_) | Err(HCS_E_SYSTEM_ALREADY_STOPPED) => {}
            Err(code) => return Err(code.into()),
        }
        let query = query.map_err(|unusable| Failure::Invalid(Invalid::Query, unusable))?;
        let statistics = query.types.iter().any(|wanted| wanted == "Statistics");
        let Some(basic) = self.describe(system, statistics) else {
            return Err(HCS_E_SYSTEM_ALREADY_STOPPED.into());
        };
        let Some(queries) = query.queries else {
            return Ok((Some(basic), Aftermath::Nothing));
        };
        let form = self.profile.error_form;
        let mut responses = Object::new();
        for name in queries {
            let response = match name.as_str() {
                "Basic" => Object::new().raw("Response", &basic),
                _ => Object::new().raw("Error", &document::error(ERROR_NOT_SUPPORTED, form)),
            };
            responses = responses.raw(&name, &response.end());
        }
        let answer = Object::new().raw("PropertyResponses", &responses.end());
        Ok((Some(answer.end()), Aftermath::Nothing))
    }

    /// The basic properties of a system. `owner_of_container`: a container tells its owner only when asked for more.
    fn describe(&self, system: u64, owner_of_container: bool) -> Option<String> {
        let it = self.systems.get(&system)?;
        let configuration = it.configuration.as_ref()?;
        if let (Life::Stopped, Some(exit)) = (it.life, it.exit) {
            // Whatever it was.
            let stopped = Object::new()
                .text("Id", &it.id)
                .text("SystemType", SystemType::Container.name())
                .raw("Stopped", "true")
                .text("ExitType", exit.exit_type.name());
            return Some(stopped.end());
        }
        let mut object = Object::new()
            .text("Id", &it.id)
            .text("SystemType", configuration.system_type.name());
        let container = configuration.system_type == SystemType::Container;
        if container {
            object = object.text("RuntimeOsType", "Windows");
        }
        if !configuration.owner.is_empty() && (!container || owner_of_container) {
            object = object.text("Owner", &configuration.owner);
        }
        object = object.text("RuntimeId", &document::runtime_id(&it.id));
        match it.life {
            Life::Running => object = object.text("State", "Running"),
            Life::Paused => object = object.text("State", "Paused"),
            // A system that was never started tells no state.
            Life::Nascent | Life::Stillborn | Life::Created | Life::Stopped => {}
        }
        Some(object.end())
    }

    fn modify(&mut self, system: u64, settings: Result<Value, Unusable>) -> Done {
        self.alive(system)?;
        settings.map_err(|unusable| Failure::Invalid(Invalid::Query, unusable))?;
        Ok((None, Aftermath::Nothing))
    }

    fn enumerate(&mut self, namespace: &str, query: Result<SystemQuery, Unusable>) -> Done {
        let query = query.map_err(|unusable| Failure::Invalid(Invalid::Query, unusable))?;
        let listed: Vec<String> = self
            .systems
            .iter()
            .filter(|(_, it)| it.namespace == namespace)
            .filter(|(_, it)| {
                it.configuration.as_ref().is_some_and(|configuration| {
                    query.matches(&it.id, &configuration.owner, configuration.system_type)
                })
            })
            .filter_map(|(number, _)| self.describe(*number, true))
            .collect();
        Ok((Some(format!("[{}]", listed.join(","))), Aftermath::Nothing))
    }

    fn follow_up(&mut self, aftermath: Aftermath, origin: Origin) {
        match aftermath {
            Aftermath::Nothing => {}
            Aftermath::Exited(system, exit) => {
                let status = exit.document();
                self.tell_system(system, HcsEventSystemExited, Some(&status), origin);
            }
            Aftermath::ShuttingDown(system) => {
                let change = Change::Exit(Exit::SHUT_DOWN);
                self.push(origin, Some(system), What::Change { system, change });
            }
            Aftermath::Crashing(system) => {
                let change = Change::Crash;
                self.push(origin, Some(system), What::Change { system, change });
            }
        }
    }

    /// Something happens to a system.
    pub(crate) fn befall(&mut self, system: u64, change: &Change, origin: Origin) {
        let Ok(life) = self.alive(system) else {
            return;
        };
        let exit = match change {
            Change::Exit(exit) => *exit,
            // Only what runs can crash.
            Change::Crash if life == Life::Created => return,
            Change::Crash => {
                let id = self.systems.get(&system).map(|it| it.id.clone());
                let report = document::crash_report(&id.unwrap_or_default());
                let report = Some(report.as_str());
                self.tell_system(system, HcsEventSystemCrashInitiated, report, origin);
                self.tell_system(system, HcsEventSystemCrashReport, report, origin);
                Exit::CRASHED
            }
        };
        if let Some(it) = self.systems.get_mut(&system) {
            it.life = Life::Stopped;
            it.exit = Some(exit);
            if it.holders == 0 {
                self.systems.remove(&system);
            }
        }
        self.follow_up(Aftermath::Exited(system, exit), origin);
    }

    /// A system may have no handles any more: it goes if it is over, or if it was to go then (S4).
    pub(crate) fn leave_unheld(&mut self, system: u64) {
        let Some(it) = self.systems.get(&system) else {
            return;
        };
        if it.holders > 0 {
            return;
        }
        let goes = match it.life {
            Life::Nascent => false,
            Life::Stillborn | Life::Stopped => true,
            Life::Created | Life::Running | Life::Paused => it
                .configuration
                .as_ref()
                .is_some_and(|configuration| configuration.terminate_on_last_handle_closed),
        };
        if goes {
            self.systems.remove(&system);
        }
    }

    /// An operation is complete: its result can be had from now on, and its owner is told.
    pub(crate) fn complete(&mut self, number: u64, outcome: Outcome, origin: Origin) {
        let Some(it) = self.operations.get_mut(&number) else {
            return;
        };
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
            Subject::System(system) => self.systems.get(&system).and_then(|it| it.exit),
        };
        if let Some(exit) = exit
            && self.profile.exited_before_registration == Missed::Delivered
        {
            let status = exit.document();
            self.tell(holder, HcsEventSystemExited, Some(&status), None, origin);
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
