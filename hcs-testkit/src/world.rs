//! What an instance of the mock consists of. Everything here is decided under one lock, and no code of the program's
//! ever runs under it.

use std::collections::BTreeMap;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fastrand::Rng;
use hcs_sys::{
    HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_OPERATION_TYPE, HCS_RESOURCE_TYPE, HRESULT,
    HcsEventOptionEnableOperationCallbacks, HcsOperationTypeNone,
};

use crate::document::{Configuration, Exit};
use crate::fault::Faults;
use crate::files::Files;
use crate::guest::OnProcess;
use crate::handle::HandleTable;
use crate::history::{Answer, Recorder};
use crate::kernel::Kernel;
use crate::label::Label;
use crate::ledger::Counts;
use crate::migration::Stage;
use crate::notice::{Callback, GivenResource};
use crate::process::{Process, Waiting};
use crate::profile::Profile;
use crate::properties::Service;
use crate::schedule::{Lane, Origin, Queue, Runner, Schedule, Task, What};
use crate::storage::Layers;
use crate::text::{Memory, Strings};
use crate::violation::Violation;

/// How many violations are kept; all are counted.
const VIOLATIONS: usize = 64;

/// The state of one instance.
#[derive(Debug)]
pub(crate) struct World {
    /// The instance that this is the state of.
    pub(crate) instance: u64,
    pub(crate) profile: Profile,
    pub(crate) schedule: Schedule,
    pub(crate) rng: Rng,
    pub(crate) handles: HandleTable,
    pub(crate) operations: BTreeMap<u64, Operation>,
    pub(crate) holders: BTreeMap<Label, Holder>,
    pub(crate) systems: BTreeMap<u64, System>,
    /// What the service was told that is the whole host's.
    pub(crate) service: Service,
    pub(crate) files: Files,
    pub(crate) processes: BTreeMap<u64, Process>,
    /// What the test says that processes do.
    pub(crate) on_process: Option<OnProcess>,
    /// The guests that are to get a thread.
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) guests: Guests,
    pub(crate) kernel: Kernel,
    pub(crate) layers: Layers,
    pub(crate) strings: Strings,
    pub(crate) queue: Queue,
    pub(crate) running: Running,
    pub(crate) workers: Workers,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) counts: Counts,
    pub(crate) violations: Vec<Violation>,
    pub(crate) given_resources: Vec<GivenResource>,
    /// Whether the service is there.
    pub(crate) connected: bool,
    /// The mock is being dropped.
    pub(crate) gone: bool,
    /// How many threads wait for something to change.
    pub(crate) watchers: usize,
    /// How many calls of the program's are among them.
    pub(crate) blocked: usize,
    next_system: u64,
    pub(crate) next_process: u64,
    next_group: u64,
}

/// An `HCS_OPERATION`.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) value: usize,
    pub(crate) open: bool,
    pub(crate) context: usize,
    pub(crate) callback: Callback,
    /// What the call that is tracked completes with: callback and context as they were when it began.
    pub(crate) armed: (Callback, usize),
    /// What it was given for its next call.
    pub(crate) resources: Vec<Resource>,
    pub(crate) kind: HCS_OPERATION_TYPE,
    /// Counts the calls that it tracked.
    pub(crate) run: u64,
    pub(crate) progress: Progress,
    /// The handle of the call.
    pub(crate) holder: Option<Label>,
    /// The handle of the process that it is about.
    pub(crate) process: Option<Label>,
    /// The process whose information there is to have, and its id.
    pub(crate) information: Option<(u64, u32)>,
    /// It is complete, and its callback hasn't begun.
    pub(crate) callback_due: bool,
    /// The callback must not run any more (O8).
    pub(crate) silenced: bool,
    /// What it completes with instead of doing its work.
    pub(crate) forced: Option<Outcome>,
    /// Somebody has got the result.
    pub(crate) taken: bool,
    /// Threads inside a wait for it.
    pub(crate) waits: usize,
}

/// A handle that was given to an operation under a name (O16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) kind: HCS_RESOURCE_TYPE,
    pub(crate) uri: String,
}

impl Operation {
    pub(crate) fn new(value: usize, context: usize, callback: Callback) -> Self {
        Self {
            value,
            open: true,
            context,
            callback,
            armed: (Callback::Nobody, 0),
            resources: Vec::new(),
            kind: HcsOperationTypeNone,
            run: 0,
            progress: Progress::Idle,
            holder: None,
            process: None,
            information: None,
            callback_due: false,
            silenced: false,
            forced: None,
            taken: false,
            waits: 0,
        }
    }

    /// Whether it still tracks a call: it can't be used for another one (O2).
    pub(crate) fn busy(&self) -> bool {
        self.pending() || self.callback_due
    }

    pub(crate) fn pending(&self) -> bool {
        matches!(self.progress, Progress::Pending | Progress::Abandoned)
    }
}

/// How far the call of an operation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Idle,
    Pending,
    /// Pending for ever: the service is gone, and the host doesn't complete it (E8).
    Abandoned,
    Done(Outcome),
}

/// The result of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: HRESULT,
    pub(crate) document: Option<String>,
}

/// What a handle is a handle to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    System(u64),
    Process(u64),
}

impl Subject {
    pub(crate) fn system(self) -> Option<u64> {
        match self {
            Self::System(system) => Some(system),
            Self::Process(_) => None,
        }
    }

    pub(crate) fn process(self) -> Option<u64> {
        match self {
            Self::Process(process) => Some(process),
            Self::System(_) => None,
        }
    }
}

/// An `HCS_SYSTEM` or `HCS_PROCESS`: a handle that event callbacks are registered at.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) value: usize,
    pub(crate) open: bool,
    /// A thread is closing it.
    pub(crate) closing: bool,
    pub(crate) of: Subject,
    pub(crate) registration: Option<Registration>,
    pub(crate) registrations: u64,
    /// Event callbacks of this handle that are running, those of earlier registrations too.
    pub(crate) running: usize,
    /// Calls with this handle that haven't returned.
    pub(crate) calls: usize,
    /// Operations that completed while nobody was told: for the next registration (E5).
    pub(crate) missed: Vec<(u64, u64)>,
    /// The values that were lent for it (O12).
    pub(crate) lent: Vec<usize>,
}

impl Holder {
    /// Whether completions of its operations arrive as events (E4).
    pub(crate) fn operation_events(&self) -> bool {
        self.registration.as_ref().is_some_and(|registration| {
            registration.options & HcsEventOptionEnableOperationCallbacks != 0
        })
    }
}

/// A registered event callback.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registration {
    pub(crate) number: u64,
    pub(crate) options: HCS_EVENT_OPTIONS,
    pub(crate) target: EventTarget,
}

/// Whom to tell of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventTarget {
    pub(crate) callback: HCS_EVENT_CALLBACK,
    pub(crate) context: usize,
}

/// A compute system.
#[derive(Clone, Debug)]
pub(crate) struct System {
    pub(crate) namespace: String,
    pub(crate) id: String,
    /// `None` until it was created.
    pub(crate) configuration: Option<Configuration>,
    pub(crate) life: Life,
    pub(crate) holders: usize,
    pub(crate) exit: Option<Exit>,
    /// How far its live migration is.
    pub(crate) migration: Option<Stage>,
    /// How many processes were created in it.
    pub(crate) processes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// Its creation is pending.
    Nascent,
    /// Its creation failed: there are handles, and nothing behind them (S1).
    Stillborn,
    Created,
    Running,
    Paused,
    Stopped,
}

impl Life {
    /// Whether its id is taken.
    pub(crate) fn exists(self) -> bool {
        !matches!(self, Self::Nascent | Self::Stillborn)
    }
}

/// The tasks that are running.
#[derive(Debug, Default)]
pub(crate) struct Running {
    groups: Vec<u64>,
    /// Those that are inside a callback.
    pub(crate) callbacks: usize,
}

impl Running {
    pub(crate) fn begin(&mut self, group: u64) {
        self.groups.push(group);
    }

    pub(crate) fn end(&mut self, group: u64) {
        if let Some(index) = self.groups.iter().position(|running| *running == group) {
            self.groups.swap_remove(index);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub(crate) fn has_group(&self, group: u64) -> bool {
        self.groups.contains(&group)
    }
}

/// The threads of guests.
#[derive(Debug, Default)]
pub(crate) struct Guests {
    pub(crate) threads: Vec<JoinHandle<()>>,
    pub(crate) alive: usize,
}

/// The worker threads.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    pub(crate) threads: Vec<JoinHandle<()>>,
    pub(crate) alive: usize,
    pub(crate) idle: usize,
}

impl World {
    pub(crate) fn new(
        instance: u64,
        profile: Profile,
        schedule: Schedule,
        seed: u64,
        memory: Memory,
    ) -> Self {
        Self {
            instance,
            rng: Rng::with_seed(seed),
            handles: HandleTable::new(profile.reuse_addresses),
            strings: Strings::new(profile.kept_strings, memory),
            profile,
            schedule,
            operations: BTreeMap::new(),
            holders: BTreeMap::new(),
            systems: BTreeMap::new(),
            service: Service::default(),
            files: Files::default(),
            processes: BTreeMap::new(),
            on_process: None,
            waiting: Vec::new(),
            guests: Guests::default(),
            kernel: Kernel::default(),
            layers: Layers::default(),
            queue: Queue::default(),
            running: Running::default(),
            workers: Workers::default(),
            faults: Faults::default(),
            recorder: Recorder::new(),
            counts: Counts::default(),
            violations: Vec::new(),
            given_resources: Vec::new(),
            connected: true,
            gone: false,
            watchers: 0,
            blocked: 0,
            next_system: 1,
            next_process: 1,
            next_group: 1,
        }
    }

    /// Where the tasks of the call that begins now belong.
    pub(crate) fn origin(&mut self) -> Origin {
        let runner = match self.schedule {
            Schedule::Inline => Some(Runner::Caller),
            Schedule::BeforeReturn => Some(Runner::Workers),
            Schedule::Threaded | Schedule::Stepped => {
                match self.profile.early_completion.happens(&mut self.rng) {
                    true if self.rng.bool() => Some(Runner::Caller),
                    true => Some(Runner::Workers),
                    false => None,
                }
            }
        };
        match runner {
            Some(runner) => Origin {
                group: self.new_group(),
                runner,
            },
            None => self.background(),
        }
    }

    /// Where tasks belong that no call waits for.
    pub(crate) fn background(&self) -> Origin {
        Origin {
            group: 0,
            runner: match self.schedule {
                Schedule::Stepped => Runner::Steps,
                _ => Runner::Workers,
            },
        }
    }

    pub(crate) fn new_group(&mut self) -> u64 {
        let group = self.next_group;
        self.next_group += 1;
        group
    }

    /// Queues a task.
    pub(crate) fn push(&mut self, origin: Origin, lane: Option<Lane>, what: What) {
        // What waits for a step can't be overtaken, and nobody may step while a call waits for this.
        let held_up = lane.is_some_and(|lane| self.queue.holds_up(lane, origin.group));
        let origin = match self.schedule {
            Schedule::Threaded | Schedule::Stepped if held_up => self.background(),
            _ => origin,
        };
        let longest = self.profile.longest_delay;
        let real_time = self.schedule != Schedule::Stepped && origin.runner == Runner::Workers;
        let delayed = real_time && longest > Duration::ZERO;
        let due = delayed.then(|| Instant::now() + longest.mul_f64(self.rng.f64()));
        self.queue.push(Task {
            due,
            lane,
            origin,
            what,
        });
    }

    /// Whether workers may run a task of this group now. Where a run is to be repeatable, the tasks of one call run one
    /// after the other.
    pub(crate) fn may_run(schedule: Schedule, running: &Running, group: u64) -> bool {
        schedule != Schedule::Stepped || !running.has_group(group)
    }

    /// Takes the next task for a worker out of the queue, or says when there will be one.
    pub(crate) fn task_for_worker(&mut self) -> Result<Task, Option<Instant>> {
        let Self {
            queue,
            running,
            schedule,
            ..
        } = self;
        queue.take_for_worker(Instant::now(), |group| {
            Self::may_run(*schedule, running, group)
        })
    }

    /// How many tasks wait for a worker.
    pub(crate) fn waiting_for_workers(&self) -> usize {
        self.queue
            .for_workers(|group| Self::may_run(self.schedule, &self.running, group))
    }

    /// Nothing is queued and nothing is running.
    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_idle() && self.running.is_empty()
    }

    /// Makes an operation.
    pub(crate) fn new_operation(&mut self, context: usize, callback: Callback) -> usize {
        self.counts.operations.created += 1;
        let number = self.counts.operations.created;
        let value = self.handles.open(Label::operation(number));
        self.operations
            .insert(number, Operation::new(value, context, callback));
        value
    }

    /// Makes a system that is about to be created.
    pub(crate) fn new_system(&mut self, namespace: &str, id: &str) -> u64 {
        let number = self.next_system;
        self.next_system += 1;
        self.systems.insert(
            number,
            System {
                namespace: namespace.to_owned(),
                id: id.to_owned(),
                configuration: None,
                life: Life::Nascent,
                holders: 0,
                exit: None,
                migration: None,
                processes: 0,
            },
        );
        number
    }

    /// Makes a handle to a system or a process.
    pub(crate) fn new_holder(&mut self, of: Subject) -> Label {
        let label = match of {
            Subject::System(_) => {
                self.counts.systems.created += 1;
                Label::system(self.counts.systems.created)
            }
            Subject::Process(_) => {
                self.counts.processes.created += 1;
                Label::process(self.counts.processes.created)
            }
        };
        let value = self.handles.open(label);
        self.holders.insert(
            label,
            Holder {
                value,
                open: true,
                closing: false,
                of,
                registration: None,
                registrations: 0,
                running: 0,
                calls: 0,
                missed: Vec::new(),
                lent: Vec::new(),
            },
        );
        match of {
            Subject::System(system) => {
                if let Some(system) = self.systems.get_mut(&system) {
                    system.holders += 1;
                }
            }
            Subject::Process(process) => {
                if let Some(process) = self.processes.get_mut(&process) {
                    process.holders += 1;
                }
            }
        }
        label
    }

    /// The system with this id.
    pub(crate) fn find_system(&self, namespace: &str, id: &str) -> Option<u64> {
        self.systems
            .iter()
            .find(|(_, system)| {
                system.life.exists() && system.id == id && system.namespace == namespace
            })
            .map(|(number, _)| *number)
    }

    /// Forgets an operation that is closed and has nothing left to do.
    pub(crate) fn forget_operation(&mut self, number: u64) {
        if let Some(operation) = self.operations.get(&number)
            && !operation.open
            && operation.progress != Progress::Pending
            && !operation.callback_due
        {
            self.operations.remove(&number);
        }
    }

    /// Forgets the handle of a system or process that is closed and that nothing is going on with.
    pub(crate) fn forget_holder(&mut self, label: Label) {
        if let Some(holder) = self.holders.get(&label)
            && !holder.open
            && holder.running == 0
            && holder.calls == 0
        {
            self.holders.remove(&label);
        }
    }

    /// Records a broken rule.
    pub(crate) fn violate(
        &mut self,
        rule: &'static str,
        call: &'static str,
        value: usize,
        message: impl Into<String>,
    ) {
        self.counts.violations += 1;
        if self.violations.len() == VIOLATIONS {
            return;
        }
        let subject = self.handles.label(value);
        let history = match subject {
            Some(label) => {
                let past = self.handles.history(label).map(|history| &*history);
                self.recorder.story(label, past)
            }
            None => Vec::new(),
        };
        self.violations.push(Violation {
            rule,
            call,
            subject,
            message: message.into(),
            history,
        });
    }

    /// A call has returned, or a callback has.
    pub(crate) fn end_crossing(&mut self, number: u64, answer: Answer) {
        let Some(call) = self.recorder.end(number, answer) else {
            return;
        };
        for label in call.labels() {
            if let Some(history) = self.handles.history(label) {
                history.push(call.clone());
            }
        }
    }
}
