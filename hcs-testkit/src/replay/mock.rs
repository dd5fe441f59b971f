#![allow(non_upper_case_globals)] // C's own names.

//! Replays a recording on the mock, in the order of its lines, and notes where the mock answers otherwise.
//!
//! One thread makes all calls. What the host did by itself, completions and events, the mock does where the recording
//! has it. After a difference the mock is brought to where the host was, so that one difference doesn't cause others.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hcs::HResult;
use hcs_sys::*;
use serde_json::Value;

use super::calls::{Raw, Taken};
use super::check::{gets_result, holder, is_outcome, starts};
use super::plan::Plan;
use super::processes::Refusal;
use super::read::{Line, Recording, What, code, name};
use super::report::Difference;
use super::shape;
use crate::MockHost;
use crate::coverage::modelled;
use crate::instance::Instance;
use crate::label::Label;
use crate::profile::{Chance, Drain, Profile};
use crate::schedule::{Schedule, Task, What as Due};
use crate::world::{Progress, World};

/// What came of a replay.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    pub(super) differences: Vec<Difference>,
    /// Differences that the order of calls under way at the same time may explain.
    pub(super) undecided: Vec<Difference>,
    /// How often functions were called whose answers the mock can't be asked for: see [`compared`].
    pub(super) not_compared: BTreeMap<String, u64>,
    /// How many answers were compared.
    pub(super) compared: u64,
    /// How many things happened on the host that no call had asked for: exits, crashes, events.
    pub(super) by_itself: u64,
}

/// The functions that are about files and settings of the machine that was recorded. The mock's are of another one.
const OF_THE_MACHINE: [&str; 10] = [
    "HcsGetServiceProperties",
    "HcsModifyServiceSettings",
    "HcsSubmitWerReport",
    "HcsCreateEmptyGuestStateFile",
    "HcsCreateEmptyRuntimeStateFile",
    "HcsGrantVmAccess",
    "HcsRevokeVmAccess",
    "HcsGrantVmGroupAccess",
    "HcsRevokeVmGroupAccess",
    "HcsGetProcessorCompatibilityFromSavedState",
];

/// Whether the mock can be asked what the host was asked.
fn compared(function: &str) -> bool {
    modelled(function) && !OF_THE_MACHINE.contains(&function)
}

/// Whether this function registers an event callback.
fn registers(function: &str) -> bool {
    matches!(
        function,
        "HcsSetComputeSystemCallback" | "HcsSetProcessCallback"
    )
}

/// Replays a recording on a mock of this profile.
pub(super) fn replay(recording: &Recording, profile: &Profile) -> Replayed {
    let mut mock = MockHost::builder().schedule(Schedule::Stepped);
    for export in recording.absent() {
        mock = mock.without(export);
    }
    let mock = mock.profile(directed(profile)).build();
    let mut driver = Driver {
        recording,
        plan: Plan::of(recording),
        profile: profile.clone(),
        raw: Raw::of(&mock),
        instance: Arc::clone(&mock.instance),
        operations: HashMap::new(),
        systems: HashMap::new(),
        callbacks: HashMap::new(),
        issued: HashMap::new(),
        runs: HashMap::new(),
        diverged: Vec::new(),
        refusal: Refusal::default(),
        exits: Cell::new(0),
        out: Replayed::default(),
    };
    driver.refusal.direct(&mock);
    for (at, line) in recording.lines.iter().enumerate() {
        driver.line(at, line);
    }
    driver.out.by_itself += driver.exits.get();
    driver.out
}

/// The profile without what is left to chance: the recording says when that happens.
fn directed(profile: &Profile) -> Profile {
    let mut profile = profile.clone();
    profile.build = 26_100;
    profile.reuse_addresses = false;
    profile.early_completion = Chance::NEVER;
    profile.duplicate_callbacks = Chance::NEVER;
    profile.duplicate_events = Chance::NEVER;
    profile.stale_events = Chance::NEVER;
    profile.event_data_missing = Chance::NEVER;
    profile.events_after_unregister = Chance::ALWAYS;
    profile.failure_without_document = Chance::NEVER;
    profile.drain = Drain::DropsQueued;
    profile.longest_delay = std::time::Duration::ZERO;
    profile
}

pub(super) struct Driver<'a> {
    pub(super) recording: &'a Recording,
    pub(super) plan: Plan,
    pub(super) profile: Profile,
    pub(super) raw: Raw,
    pub(super) instance: Arc<Instance>,
    /// The mock's handles for those of the recording, by their names.
    pub(super) operations: HashMap<&'a str, usize>,
    pub(super) systems: HashMap<&'a str, usize>,
    /// The systems of event callbacks, by the callbacks' names; of those that came with a creation, its line.
    pub(super) callbacks: HashMap<&'a str, Target<'a>>,
    /// The calls that were made at their beginning: what was answered.
    pub(super) issued: HashMap<usize, Taken>,
    /// The lines of the calls that the mock's operations track, by the operations' and the runs' numbers.
    pub(super) runs: HashMap<(u64, u64), usize>,
    pub(super) refusal: Refusal,
    /// How many processes have exited by themselves.
    pub(super) exits: Cell<u64>,
    /// Calls that went another way on the mock: no more is said about them.
    pub(super) diverged: Vec<usize>,
    pub(super) out: Replayed,
}

#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    System(&'a str),
    Creation(usize),
}

impl<'a> Driver<'a> {
    fn line(&mut self, at: usize, line: &'a Line) {
        match &line.what {
            What::Call { function, args } => self.call(at, line.number, function, args),
            What::Return {
                of,
                function,
                result,
                out,
            } => {
                let What::Call { args, .. } = &self.recording.lines[*of].what else {
                    return;
                };
                self.returned(*of, line.number, function, args, result, out);
            }
            What::Callback { callback, args } => match &args["event"] {
                Value::Null => self.operation_callback(line.number, args),
                event => self.event(line.number, callback, event),
            },
            What::Done { .. } | What::End => {}
        }
    }

    pub(super) fn operation(&self, args: &'a Value) -> Option<usize> {
        self.operations.get(name(&args["operation"])?).copied()
    }

    /// The handle of the system, or else of the process, that a call is about.
    pub(super) fn system(&self, args: &'a Value) -> Option<usize> {
        self.systems.get(holder(args)?).copied()
    }

    pub(super) fn differ(
        &mut self,
        call: Option<usize>,
        line: usize,
        what: &str,
        host: String,
        mock: String,
    ) {
        let difference = Difference {
            line,
            what: what.to_owned(),
            host,
            mock,
        };
        match call.is_some_and(|call| self.plan.overlaps(call)) {
            true => self.out.undecided.push(difference),
            false => self.out.differences.push(difference),
        }
    }

    pub(super) fn compare(
        &mut self,
        call: Option<usize>,
        line: usize,
        what: &str,
        host: i32,
        mock: i32,
    ) -> bool {
        self.out.compared += 1;
        if host != mock {
            let text = |code| match code {
                S_OK => "S_OK".to_owned(),
                code => HResult(code).to_string(),
            };
            self.differ(call, line, what, text(host), text(mock));
        }
        host == mock
    }

    /// Calls that have effects before they return are made at their beginning.
    fn call(&mut self, at: usize, line: usize, function: &'a str, args: &'a Value) {
        if !compared(function) {
            if !matches!(function, "LocalFree" | "CloseHandle") {
                *self
                    .out
                    .not_compared
                    .entry(function.to_owned())
                    .or_default() += 1;
            }
            return;
        }
        let early = starts(function, args) || registers(function) && !args["callback"].is_null();
        if !early {
            return;
        }
        if let Some(callback) = args["callback"].as_str()
            && let Some(system) = holder(args)
        {
            self.callbacks.insert(callback, Target::System(system));
        }
        if let Some(callback) = args["options"]["callback"].as_str() {
            self.callbacks.insert(callback, Target::Creation(at));
        }
        let needs_system = holder(args).is_some();
        let (operation, system) = (self.operation(args), self.system(args));
        if needs_system && system.is_none() || starts(function, args) && operation.is_none() {
            // The handle was made by a function that isn't modelled, or by nobody.
            return;
        }
        if self.plan.disconnected.contains(&at) {
            self.disconnect();
        }
        let number = operation.and_then(|value| self.number(value));
        if let Some(number) = number
            && self.plan.outcomes.contains_key(&at)
        {
            // It takes the next call, so that it has finished the last one.
            self.finish(number);
        }
        self.before_call(at, function);
        let taken = self.raw.start(
            function,
            args,
            operation.unwrap_or_default(),
            system.unwrap_or_default(),
        );
        let Some(taken) = taken else { return };
        if let (Some(number), true) = (number, taken.code >= 0) {
            let run = self
                .instance
                .lock()
                .operations
                .get(&number)
                .map_or(0, |it| it.run);
            self.runs.insert((number, run), at);
        }
        self.issued.insert(at, taken);
        let _ = line;
    }

    /// The number of the mock's operation with this handle.
    fn number(&self, value: usize) -> Option<u64> {
        self.label(value).map(|label| label.number)
    }

    fn label(&self, value: usize) -> Option<Label> {
        self.instance.lock().handles.label(value)
    }

    fn returned(
        &mut self,
        of: usize,
        line: usize,
        function: &'a str,
        args: &'a Value,
        result: &'a Value,
        out: &'a Value,
    ) {
        if !compared(function) {
            return;
        }
        if let Some(taken) = self.issued.get(&of).copied() {
            self.started(of, line, function, taken, result, out);
            return;
        }
        if self.plan.disconnected.contains(&of) {
            self.disconnect();
        }
        let host = code(result).unwrap_or(0);
        match function {
            "HcsCreateOperation" => self.new_operation(line, args, result),
            "HcsCloseOperation" => {
                if let Some(operation) = self.operation(args) {
                    self.raw.close_operation(operation);
                }
            }
            "HcsCloseComputeSystem" => {
                if let Some(system) = self.system(args) {
                    self.settle(of, system);
                    self.raw.close_system(system);
                }
            }
            "HcsOpenComputeSystem" | "HcsOpenComputeSystemInNamespace" => {
                if host >= 0 {
                    self.settle_creations(args);
                }
                let Some(taken) = self.raw.open(args) else {
                    return;
                };
                self.compare(None, line, function, host, taken.code);
                self.bind(name(&out["computesystem"]), taken.system);
            }
            "HcsGetComputeSystemFromOperation" => {
                let Some(operation) = self.operation(args) else {
                    return;
                };
                let lent = self.raw.lent(operation);
                self.lent(line, function, lent, result);
            }
            "HcsGetOperationType" => {
                let Some(operation) = self.operation(args) else {
                    return;
                };
                let kind = self.raw.kind(operation);
                self.out.compared += 1;
                if result["number"] != kind {
                    let host = result["number"].to_string();
                    self.differ(None, line, function, host, kind.to_string());
                }
            }
            "HcsSetOperationCallback" | "HcsSetOperationContext" | "HcsCancelOperation" => {
                let Some(operation) = self.operation(args) else {
                    return;
                };
                let mock = self.raw.set(function, args, operation);
                // When the last call of an operation was over, the recording doesn't tell.
                let timing = host >= 0 && mock == HCS_E_OPERATION_ALREADY_STARTED;
                if !timing {
                    self.compare(None, line, function, host, mock);
                }
            }
            "HcsSetComputeSystemCallback" => {
                let Some(system) = self.system(args) else {
                    return;
                };
                let mock = self.raw.unregister(system);
                self.compare(None, line, function, host, mock);
            }
            "HcsWaitForComputeSystemExit" => self.waited_for_exit(line, args, host, out),
            _ if gets_result(function) => self.result(line, function, args, host, out),
            _ => {
                self.returned_of_process(line, function, args, host, result, out);
            }
        }
    }

    /// An operation has lent a handle.
    pub(super) fn lent(&mut self, line: usize, function: &str, lent: usize, result: &'a Value) {
        self.out.compared += 1;
        if (lent == 0) != result.is_null() {
            let text = |null| if null { "NULL" } else { "a handle" }.to_owned();
            let (host, mock) = (text(result.is_null()), text(lent == 0));
            self.differ(None, line, function, host, mock);
        }
        self.bind(name(result), lent);
    }

    pub(super) fn bind(&mut self, name: Option<&'a str>, value: usize) {
        if let Some(name) = name
            && value != 0
        {
            self.systems.entry(name).or_insert(value);
        }
    }

    fn new_operation(&mut self, line: usize, args: &'a Value, result: &'a Value) {
        match name(result) {
            Some(name) => {
                let value = self.raw.new_operation(!args["callback"].is_null());
                self.operations.insert(name, value);
                self.out.compared += 1;
            }
            None => {
                let (host, mock) = ("NULL".to_owned(), "a handle".to_owned());
                self.differ(None, line, "HcsCreateOperation", host, mock);
            }
        }
    }

    /// A call returns that was made at its beginning.
    fn started(
        &mut self,
        of: usize,
        line: usize,
        function: &str,
        taken: Taken,
        result: &'a Value,
        out: &'a Value,
    ) {
        let host = code(result).unwrap_or(0);
        let made = name(&out["computesystem"]).or_else(|| name(&out["process"]));
        self.bind(made, taken.system);
        if self.compare(Some(of), line, function, host, taken.code) {
            return;
        }
        self.diverged.push(of);
        if taken.code < 0 || host >= 0 {
            return;
        }
        // The host has refused what the mock has begun: it hasn't.
        let mut world = self.instance.lock();
        let run = self.runs.iter().find(|(_, at)| **at == of);
        if let Some((&(number, run), _)) = run {
            let is_work = |task: &Task| matches!(&task.what, Due::Work { operation, run: of, .. } if (*operation, *of) == (number, run));
            drop(world.queue.drain_where(is_work));
            if let Some(it) = world.operations.get_mut(&number) {
                it.progress = Progress::Idle;
            }
        }
        drop(world);
        if taken.system != 0 {
            self.close_made(taken.system);
        }
        self.forget_callback(of, function);
    }

    /// The result of an operation, at once or after a wait.
    fn result(&mut self, line: usize, function: &str, args: &'a Value, host: i32, out: &'a Value) {
        let Some(operation) = self.operation(args) else {
            return;
        };
        let number = self.number(operation);
        if let (true, Some(number)) = (is_outcome(host), number) {
            self.complete(number);
        }
        let (mock, document) = self.raw.result(function, operation);
        let call = number.and_then(|number| {
            let run = self.instance.lock().operations.get(&number)?.run;
            self.runs.get(&(number, run)).copied()
        });
        if call.is_some_and(|call| self.diverged.contains(&call)) {
            return;
        }
        let pending = [HCS_E_OPERATION_PENDING, HCS_E_OPERATION_TIMEOUT];
        if pending.contains(&host) && is_outcome(mock) {
            // It was completed for another one's sake: only the time differs.
            return;
        }
        if !self.compare(call, line, function, host, mock) {
            self.diverged.extend(call);
            return;
        }
        if let (true, Some(number)) = (host >= 0, number) {
            self.informed(line, number, out);
        }
        if let Some(told) = out.get("resultdocument") {
            let lenient = host < 0 && self.profile.failure_without_document != Chance::NEVER;
            self.documents(call, line, function, told, document.as_deref(), lenient);
        }
    }

    /// Compares two documents. `lenient`: the host may leave its own out.
    pub(super) fn documents(
        &mut self,
        call: Option<usize>,
        line: usize,
        what: &str,
        host: &Value,
        mock: Option<&str>,
        lenient: bool,
    ) {
        if !host["unchanged"].is_null() {
            return;
        }
        self.out.compared += 1;
        let presence = |there: bool| if there { "a document" } else { "no document" }.to_owned();
        let (there, mocked) = (!host.is_null(), mock.is_some());
        if there != mocked {
            if !lenient || there {
                self.differ(call, line, what, presence(there), presence(mocked));
            }
            return;
        }
        let Some(mock) = mock else { return };
        let parsed = serde_json::from_str::<Value>(mock).unwrap_or_default();
        let found = match host.get("json") {
            Some(host) => shape::difference(host, &parsed),
            None => Some("the document: the host's is not JSON".to_owned()),
        };
        if let Some(found) = found {
            let host = format!("another shape: {found}");
            self.differ(
                call,
                line,
                what,
                host,
                "the shape that the mock has".to_owned(),
            );
        }
    }

    fn waited_for_exit(&mut self, line: usize, args: &'a Value, host: i32, out: &'a Value) {
        let Some(system) = self.system(args) else {
            return;
        };
        if host >= 0 {
            self.exit(system, &out["result"]);
        }
        let (mock, document) = self.raw.wait_for_exit(system);
        let what = "HcsWaitForComputeSystemExit";
        if self.compare(None, line, what, host, mock)
            && let Some(told) = out.get("result")
        {
            self.documents(None, line, what, told, document.as_deref(), false);
        }
    }

    fn operation_callback(&mut self, line: usize, args: &'a Value) {
        let Some(number) = self.operation(args).and_then(|it| self.number(it)) else {
            return;
        };
        let run = self
            .instance
            .lock()
            .operations
            .get(&number)
            .map_or(0, |it| it.run);
        let call = self.runs.get(&(number, run)).copied();
        self.complete(number);
        let due = |task: &Task| matches!(&task.what, Due::OperationCallback(due) if due.operation == number);
        let delivered = |world: &World| world.counts.operation_callbacks;
        let ran = self.run_one(due, delivered);
        let twice = self.profile.duplicate_callbacks != Chance::NEVER;
        let diverged = call.is_some_and(|call| self.diverged.contains(&call));
        self.out.compared += 1;
        if !ran && !twice && !diverged {
            let (host, mock) = ("called back".to_owned(), "not called back".to_owned());
            self.differ(call, line, "an operation's callback", host, mock);
        }
    }

    /// Runs the first task for which this says yes; whether it came to the call that this counts.
    pub(super) fn run_one(
        &self,
        due: impl FnMut(&Task) -> bool,
        count: impl Fn(&World) -> u64,
    ) -> bool {
        let mut world = self.instance.lock();
        let before = count(&world);
        let mut tasks = world.queue.drain_where(due).into_iter();
        if let Some(task) = tasks.next() {
            // The others keep their order; nothing else is queued of their kind.
            tasks.for_each(|task| world.queue.push(task));
            world = self.instance.run(world, task);
        }
        count(&world) > before
    }

    fn event(&mut self, line: usize, callback: &str, event: &'a Value) {
        let system = match self.callbacks.get(callback) {
            Some(Target::System(name)) => self.systems.get(name).copied(),
            Some(Target::Creation(at)) => self.issued.get(at).map(|taken| taken.system),
            None => None,
        };
        let kind = event["type"].as_i64().and_then(|kind| kind.try_into().ok());
        let (Some(system), Some(kind)) = (system, kind) else {
            return;
        };
        let Some(holder) = self.label(system) else {
            return;
        };
        let operation = self.operation(event).and_then(|it| self.number(it));
        match kind {
            HcsEventOperationCallback => {
                let Some(number) = operation else { return };
                // Operations may be closed, and their values used again, while such an event is on its way (E6).
                let stale =
                    name(&event["operation"]).is_some_and(|it| self.recording.is_reused(it));
                if stale || !self.is_open(number) {
                    return;
                }
                self.complete(number);
            }
            HcsEventSystemExited => self.exit(system, &event["data"]),
            HcsEventProcessExited => self.exit_process(system, &event["data"]),
            HcsEventServiceDisconnect => self.disconnect(),
            HcsEventSystemCrashInitiated => self.crash(system),
            _ => {}
        }
        let mut told = None;
        let mut due = |task: &Task| match &task.what {
            Due::Event(due) if due.holder == holder && due.kind == kind => {
                let meant = due.operation.map(|(number, ..)| number) == operation;
                if meant && told.is_none() {
                    told = Some(due.data.clone());
                }
                meant
            }
            _ => false,
        };
        let ran = self.run_one(&mut due, |world| world.counts.events);
        self.told(
            line,
            kind,
            operation,
            event,
            told.filter(|_| ran).flatten(),
            ran,
            holder,
        );
    }

    fn is_open(&self, number: u64) -> bool {
        let world = self.instance.lock();
        world.operations.get(&number).is_some_and(|it| it.open)
    }

    /// An event was delivered on the host, and on the mock as well if it was due.
    #[expect(clippy::too_many_arguments, reason = "the event and what came of it")]
    fn told(
        &mut self,
        line: usize,
        kind: HCS_EVENT_TYPE,
        operation: Option<u64>,
        event: &Value,
        data: Option<String>,
        ran: bool,
        holder: Label,
    ) {
        let what = format!("an event of type {kind:#010x}");
        if ran {
            let lenient = self.profile.event_data_missing != Chance::NEVER;
            self.documents(None, line, &what, &event["data"], data.as_deref(), lenient);
            return;
        }
        let again = self.profile.duplicate_events != Chance::NEVER
            || self.profile.stale_events != Chance::NEVER && operation.is_some()
            || self.profile.events_after_unregister != Chance::NEVER;
        let own = matches!(
            kind,
            HcsEventOperationCallback
                | HcsEventSystemExited
                | HcsEventProcessExited
                | HcsEventServiceDisconnect
        );
        if own && !again {
            let (host, mock) = ("told".to_owned(), "not told".to_owned());
            self.differ(None, line, &what, host, mock);
        } else if !own {
            // Something of the host's own that no call has caused.
            self.out.by_itself += 1;
            let data = event["data"].get("json").map(ToString::to_string);
            let mut world = self.instance.lock();
            let origin = world.background();
            world.tell(holder, kind, data.as_deref(), None, origin);
            drop(world);
            let due = |task: &Task| matches!(&task.what, Due::Event(due) if due.holder == holder && due.kind == kind);
            self.run_one(due, |world| world.counts.events);
        }
    }
}
