//! The service: what it does for a call, and what comes of it. The state machine of compute systems is here.

use std::path::Path;

use hcs_sys::*;
use serde_json::Value;

use crate::document::{
    self, Configuration, Exit, Invalid, Object, PropertyQuery, SystemQuery, SystemType, Unusable,
};
use crate::files;
use crate::guest::Guest;
use crate::hresult::{ERROR_FILE_NOT_FOUND, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND};
use crate::migration::Step;
use crate::parameters::ProcessParameters;
use crate::process::{ProcessLife, ProcessVerb};
use crate::schedule::{Change, Lane, Origin, What};
use crate::world::{Life, Outcome, Progress, World};

/// What a call asks the service to do.
#[derive(Debug)]
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
    Migrate {
        system: u64,
        step: Step,
        options: Result<Value, Unusable>,
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
    CreateProcess {
        system: u64,
        process: u64,
        parameters: Result<Box<ProcessParameters>, Unusable>,
        /// What the test says that it does; the mock knows some commands itself.
        guest: Option<Guest>,
    },
    Process {
        lane: Lane,
        process: u64,
        verb: ProcessVerb,
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
    /// What it is done to.
    pub(crate) fn lane(&self) -> Option<Lane> {
        match self {
            Self::Nothing | Self::Enumerate { .. } => None,
            Self::Create { system, .. }
            | Self::Change { system, .. }
            | Self::Migrate { system, .. }
            | Self::Properties { system, .. }
            | Self::Modify { system, .. }
            | Self::CreateProcess { system, .. } => Some(Lane::system(*system)),
            Self::Process { lane, .. } => Some(*lane),
        }
    }
}

/// What the work brings about beside the completion of its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aftermath {
    Nothing,
    /// A process was created: its guest begins.
    Began(u64),
    /// A process has exited: tell it.
    ProcessExited(u64),
    /// The system has exited: tell it.
    Exited(u64, Exit),
    /// The guest is shutting down.
    ShuttingDown(u64),
    Crashing(u64),
    /// A step of a live migration is done: tell it.
    Migrates(u64, Step),
}

pub(crate) type Done = Result<(Option<String>, Aftermath), Failure>;

pub(crate) enum Failure {
    Code(HRESULT),
    Invalid(Invalid, Unusable),
    /// A disk of this system can't be used.
    Disk {
        code: HRESULT,
        system: String,
        path: String,
    },
}

impl Failure {
    /// The parameters of a process can't be used.
    pub(crate) fn process(unusable: Unusable) -> Self {
        Self::Invalid(Invalid::Process, unusable)
    }

    /// Options or a query can't be used.
    pub(crate) fn query(unusable: Unusable) -> Self {
        Self::Invalid(Invalid::Query, unusable)
    }
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
        let informs = match &work {
            Work::CreateProcess { process, .. }
            | Work::Process {
                process,
                verb: ProcessVerb::Info,
                ..
            } => Some(*process),
            _ => None,
        };
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
        self.inform(operation, informs.filter(|_| outcome.code >= 0));
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
        match work {
            Work::Create { system, .. } => self.stillborn(*system),
            Work::CreateProcess { process, .. } => self.stillborn_process(*process),
            _ => {}
        }
    }

    /// The information about this process is to be had from the operation.
    fn inform(&mut self, operation: u64, process: Option<u64>) {
        let id = process.and_then(|process| self.processes.get(&process).map(|it| it.id));
        if let Some(it) = self.operations.get_mut(&operation) {
            it.information = process.zip(id);
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

    pub(crate) fn attempt(&mut self, work: Work) -> (Outcome, Aftermath) {
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
            Work::Migrate {
                system,
                step,
                options,
            } => self.migrate(system, step, options),
            Work::Properties { system, query } => self.properties(system, query),
            Work::Modify { system, settings } => self.modify(system, settings),
            Work::Enumerate { namespace, query } => self.enumerate(&namespace, query),
            Work::CreateProcess {
                process,
                parameters,
                guest,
                ..
            } => self.create_process(process, parameters, guest),
            Work::Process { process, verb, .. } => self.do_to_process(process, verb),
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
    pub(crate) fn alive(&self, system: u64) -> Result<Life, HRESULT> {
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
        let by_name = query
            .queries
            .map(|queries| self.responses(&queries, &basic));
        let mut answer = match by_name.is_some() && query.types.is_empty() {
            true => Object::new(),
            false => basic,
        };
        for wanted in &query.types {
            if let Some(property) = self.property(system, wanted) {
                answer = answer.raw(wanted, &property);
            }
        }
        if let Some(responses) = by_name {
            answer = answer.raw("PropertyResponses", &responses);
        }
        Ok((Some(answer.end()), Aftermath::Nothing))
    }

    /// The answers to what was asked for by name: those that nobody knows are errors.
    fn responses(&self, queries: &[String], basic: &Object) -> String {
        let form = self.profile.error_form;
        let mut responses = Object::new();
        for name in queries {
            let response = match name.as_str() {
                "Basic" => Object::new().raw("Response", &basic.clone().end()),
                _ => Object::new().raw("Error", &document::error(ERROR_NOT_SUPPORTED, form)),
            };
            responses = responses.raw(name, &response.end());
        }
        responses.end()
    }

    /// A property beside the basic ones, as JSON; none where such a system has it not, or not now.
    fn property(&self, system: u64, name: &str) -> Option<String> {
        let it = self.systems.get(&system)?;
        let configuration = it.configuration.as_ref()?;
        let container = configuration.system_type == SystemType::Container;
        let runs = matches!(it.life, Life::Running | Life::Paused);
        Some(match name {
            "TerminateOnLastHandleClosed" if it.life != Life::Stopped => {
                configuration.terminate_on_last_handle_closed.to_string()
            }
            "Memory" if runs && !container => Object::new().raw("VirtualNodeCount", "1").end(),
            "ProcessList" if runs && container => {
                let running = self.processes.values().filter(|process| {
                    process.system == system && process.life == ProcessLife::Running
                });
                let details = running.map(|process| {
                    let words = process.parameters.iter().flat_map(|it| &it.words);
                    let program = words.map(String::as_str).next().unwrap_or_default();
                    let file = program.rsplit(['\\', '/']).next().unwrap_or_default();
                    Object::new()
                        .raw("ProcessId", &process.id.to_string())
                        .text("ImageName", file)
                        .end()
                });
                format!("[{}]", details.collect::<Vec<_>>().join(","))
            }
            _ => return None,
        })
    }

    /// The basic properties of a system. `owner_of_container`: a container tells its owner only when asked for more.
    fn describe(&self, system: u64, owner_of_container: bool) -> Option<Object> {
        let it = self.systems.get(&system)?;
        let configuration = it.configuration.as_ref()?;
        if let (Life::Stopped, Some(exit)) = (it.life, it.exit) {
            // Whatever it was.
            let stopped = Object::new()
                .text("Id", &it.id)
                .text("SystemType", SystemType::Container.name())
                .raw("Stopped", "true")
                .text("ExitType", exit.exit_type.name());
            return Some(stopped);
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
        Some(object)
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
            .map(Object::end)
            .collect();
        Ok((Some(format!("[{}]", listed.join(","))), Aftermath::Nothing))
    }

    pub(crate) fn follow_up(&mut self, aftermath: Aftermath, origin: Origin) {
        match aftermath {
            Aftermath::Nothing => {}
            Aftermath::Began(process) => self.begin_guest(process, origin),
            Aftermath::ProcessExited(process) => {
                self.tell_exit(process, origin);
                self.forget_process(process);
            }
            Aftermath::Exited(system, exit) => {
                // Its processes have ended with it. Who is told first is open.
                let ended = self.end_processes(system);
                let status = exit.document();
                let first =
                    !ended.is_empty() && self.profile.system_exit_first.happens(&mut self.rng);
                if !first {
                    self.tell_exits(&ended, origin);
                }
                self.tell_system(system, HcsEventSystemExited, Some(&status), origin);
                if first {
                    self.tell_exits(&ended, origin);
                }
            }
            Aftermath::ShuttingDown(system) => {
                let change = Change::Exit(Exit::SHUT_DOWN);
                let lane = Lane::system(system);
                self.push(origin, Some(lane), What::Change { system, change });
            }
            Aftermath::Migrates(system, step) => self.tell_migration(system, step, origin),
            Aftermath::Crashing(system) => {
                let change = Change::Crash;
                let lane = Lane::system(system);
                self.push(origin, Some(lane), What::Change { system, change });
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
            let origin = self.background();
            let ended = self.end_processes(system);
            self.tell_exits(&ended, origin);
        }
    }
}
