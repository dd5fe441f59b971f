//! Goes through a recording and says of each rule of the contract what it shows of it.

use std::collections::HashMap;

use hcs_sys::*;
use serde_json::Value;

use super::findings::Findings;
use super::life::Lives;
use super::read::{Line, Recording, What, code, name};

/// What is known of a recording at one of its lines.
pub(crate) struct Checker<'a> {
    pub(super) recording: &'a Recording,
    pub(super) findings: Findings,
    pub(super) lives: Lives,
    pub(super) operations: HashMap<String, Operation>,
    pub(super) systems: HashMap<String, System>,
    /// What the callbacks of the recording are for.
    pub(super) callbacks: HashMap<String, Registered>,
    /// The systems that were created, by their ids.
    pub(super) ids: HashMap<String, Id>,
    /// The line of the event which said that the service is gone.
    pub(super) disconnected: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Operation {
    /// The callback of its own that it has now.
    pub(super) callback: Option<String>,
    pub(super) runs: Vec<Run>,
    /// Waits for it that haven't returned.
    pub(super) waits: usize,
    pub(super) closed: Option<usize>,
}

/// One call that an operation tracks.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The index of the line of the call.
    pub(super) at: usize,
    pub(super) line: usize,
    pub(super) function: String,
    pub(super) system: Option<String>,
    /// Whether the operation has a callback of its own for it.
    pub(super) calls_back: bool,
    pub(super) returned: Option<i32>,
    /// How often the operation was called back.
    pub(super) called_back: usize,
    /// It is known to be complete, since this line.
    pub(super) done: Option<usize>,
    /// An event has named its operation.
    pub(super) announced: bool,
    pub(super) outcome: Option<i32>,
    /// It was pending when the handle was closed.
    pub(super) orphaned: bool,
    /// The operation was closed before it was called back: whether it will be is open (O8).
    pub(super) given_up: bool,
}

#[derive(Debug, Default)]
pub(super) struct System {
    pub(super) id: Option<String>,
    /// The callback that is registered, with its options and the line of the call.
    pub(super) registration: Option<(String, i64, usize)>,
    /// Registering or taking back has begun and not returned.
    pub(super) registering: usize,
    pub(super) had_callback: bool,
    /// Event callbacks that are running.
    pub(super) running: usize,
    pub(super) calls: usize,
    pub(super) closed: bool,
    /// It is known to have stopped, since this line.
    pub(super) stopped: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Registered {
    pub(super) system: Option<String>,
    pub(super) options: i64,
    pub(super) line: usize,
    pub(super) exits: usize,
}

#[derive(Debug, Default)]
pub(super) struct Id {
    pub(super) ends_with_last_handle: bool,
    pub(super) handles: usize,
    /// It ended with its last handle, at this line.
    pub(super) ended: Option<usize>,
}

/// The handle of the system, or else of the process, that a call is about.
pub(crate) fn holder(args: &Value) -> Option<&str> {
    name(&args["computesystem"]).or_else(|| name(&args["process"]))
}

/// The rule about a handle with this name that is this one for the handles of systems.
pub(super) fn rule(name: &str, of_systems: &'static str) -> &'static str {
    match name.starts_with("proc#") {
        true => "P1",
        false => of_systems,
    }
}

/// The functions that ask about operations, and start nothing.
fn asks(function: &str) -> bool {
    function.starts_with("HcsGetOperation")
        || function.starts_with("HcsSetOperation")
        || function.starts_with("HcsWaitForOperation")
        || function.ends_with("FromOperation")
        || matches!(
            function,
            "HcsCloseOperation" | "HcsCancelOperation" | "HcsAddResourceToOperation"
        )
}

/// Whether a call of this function, with these arguments, is one that its operation tracks.
pub(crate) fn starts(function: &str, args: &Value) -> bool {
    !args["operation"].is_null() && !asks(function)
}

/// Whether this function gets the result of an operation, at once or after a wait.
pub(crate) fn gets_result(function: &str) -> bool {
    function.starts_with("HcsGetOperationResult")
        || function.starts_with("HcsWaitForOperationResult")
}

/// Whether a code that a function answers for an operation is about the operation, and not about its call.
pub(crate) fn is_outcome(answered: i32) -> bool {
    !matches!(
        answered,
        HCS_E_OPERATION_NOT_STARTED | HCS_E_OPERATION_PENDING | HCS_E_OPERATION_TIMEOUT | E_HANDLE
    )
}

/// Checks a whole recording.
pub(crate) fn check(recording: &Recording) -> Findings {
    let mut checker = Checker {
        recording,
        findings: Findings::default(),
        lives: Lives::default(),
        operations: HashMap::new(),
        systems: HashMap::new(),
        callbacks: HashMap::new(),
        ids: HashMap::new(),
        disconnected: None,
    };
    checker.exports();
    for (at, line) in recording.lines.iter().enumerate() {
        checker.line(at, line);
    }
    checker.end();
    checker.findings
}

impl Operation {
    /// The call that it tracks, or tracked last: calls that were refused aren't.
    pub(super) fn current(&mut self) -> Option<&mut Run> {
        let tracked = |run: &&mut Run| run.returned.is_none_or(|code| code >= 0);
        self.runs.iter_mut().rev().find(tracked)
    }
}

impl Checker<'_> {
    fn line(&mut self, at: usize, line: &Line) {
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
                let begun = &self.recording.lines[*of];
                let returned = Returned {
                    line: line.number,
                    begun: begun.number,
                    at: *of,
                    function,
                    args,
                    result,
                    out,
                };
                self.returned(&returned);
            }
            What::Callback { callback, args } => self.callback(line.number, callback, args),
            What::Done { of } => self.done(*of),
            What::End => {}
        }
    }

    /// The exports of a build are those that are known of it (L1).
    fn exports(&mut self) {
        // Of a double nobody knows which build it stands for.
        let system = self.recording.header["system"] == true;
        let Some(build) = self.recording.build().filter(|_| system) else {
            return;
        };
        let absent: Vec<&str> = self.recording.absent().collect();
        for function in ComputeCore::FUNCTIONS {
            let there = !absent.contains(&function.name);
            let known = function.since_build <= build;
            let what = match there {
                true => format!(
                    "build {build} has {}, known since {}",
                    function.name, function.since_build
                ),
                false => format!(
                    "build {build} lacks {}, known since {}",
                    function.name, function.since_build
                ),
            };
            self.findings.judge("L1", there == known, 1, what);
        }
    }

    fn call(&mut self, at: usize, line: usize, function: &str, args: &Value) {
        let closes = match function {
            "HcsCloseOperation" => Some("operation"),
            "HcsCloseComputeSystem" => Some("computesystem"),
            "HcsCloseProcess" => Some("process"),
            "LocalFree" => Some("memory"),
            "CloseHandle" => Some("handle"),
            _ => None,
        };
        for (member, value) in args.as_object().into_iter().flatten() {
            let Some(name) = name(value) else { continue };
            if closes == Some(member.as_str()) {
                let inside = self.is_inside_own(at, name);
                self.lives.closing(name, line, inside, &mut self.findings);
            } else {
                self.lives.used(name, line, function, &mut self.findings);
            }
        }
        let operation = name(&args["operation"]).map(str::to_owned);
        let system = holder(args).map(str::to_owned);
        if let (Some(callback), Some(_)) = (args["callback"].as_str(), &operation) {
            self.callbacks
                .insert(callback.to_owned(), Registered::default());
        }
        match function {
            "HcsCloseOperation" => {
                if let Some(operation) = operation {
                    self.close_operation(at, line, &operation);
                }
                return;
            }
            "HcsCloseComputeSystem" | "HcsCloseProcess" => {
                if let Some(system) = system {
                    self.close_system(at, line, &system);
                }
                return;
            }
            "HcsSetComputeSystemCallback" | "HcsSetProcessCallback" => self.registers(line, args),
            "HcsCreateComputeSystemInNamespace" => self.registers_early(line, &args["options"]),
            _ => {}
        }
        if let Some(system) = &system {
            self.systems.entry(system.clone()).or_default().calls += 1;
        }
        let Some(operation) = operation else { return };
        if starts(function, args) {
            let it = self.operations.entry(operation).or_default();
            it.runs.push(Run {
                at,
                line,
                function: function.to_owned(),
                system,
                calls_back: it.callback.is_some(),
                ..Run::default()
            });
        } else if function.starts_with("HcsWaitForOperation") {
            let inside = self
                .recording
                .around(at)
                .any(|line| matches!(line.what, What::Callback { .. }));
            let it = self.operations.entry(operation.clone()).or_default();
            it.waits += 1;
            let blocks = args["timeoutms"] != 0;
            let pending = |run: &mut Run| run.done.is_none() && !run.announced;
            if inside && blocks && it.current().is_some_and(pending) {
                let what = format!(
                    "{function} inside a callback, for {operation}, which isn't known to be complete"
                );
                self.findings.program("O14", line, what);
            }
        }
    }

    /// Whether this line is inside the callback of this very handle.
    pub(super) fn is_inside_own(&self, at: usize, name_of: &str) -> bool {
        self.recording.around(at).any(|line| {
            let What::Callback { callback, args } = &line.what else {
                return false;
            };
            let of = |it: &Registered| it.system.as_deref() == Some(name_of);
            name(&args["operation"]) == Some(name_of)
                || self.callbacks.get(callback).is_some_and(of)
        })
    }

    fn close_operation(&mut self, at: usize, line: usize, operation: &str) {
        let inside = self.is_inside_own(at, operation);
        let it = self.operations.entry(operation.to_owned()).or_default();
        if it.waits > 0 {
            let what = format!("{operation} is closed while a thread waits for it");
            self.findings.program("S7", line, what);
        }
        it.closed = Some(line);
        if let Some(run) = it.current() {
            run.given_up = !inside && run.called_back == 0;
        }
        let pending = it.current().filter(|run| run.done.is_none());
        match pending {
            _ if inside => self.findings.confirm("O6"),
            Some(run) if run.calls_back => self.findings.confirm("O8"),
            Some(_) => self.findings.confirm("O7"),
            None => {}
        }
    }

    fn close_system(&mut self, at: usize, line: usize, system: &str) {
        let inside = self.is_inside_own(at, system);
        let it = self.systems.entry(system.to_owned()).or_default();
        if inside {
            let what = format!("{system} is closed inside its own event callback");
            self.findings.program(rule(system, "S6"), line, what);
        } else if it.calls > 0 && !it.closed {
            let what = format!("{system} is closed while a call with it hasn't returned");
            self.findings.program(rule(system, "S7"), line, what);
        }
        for run in self.operations.values_mut().flat_map(|it| &mut it.runs) {
            let pending = run.returned.is_some_and(|code| code >= 0) && run.done.is_none();
            run.orphaned |= pending && run.system.as_deref() == Some(system);
        }
    }

    /// The end of the recording: what is still to come never came.
    fn end(&mut self) {
        let mut silent = Vec::new();
        for (name, it) in &self.operations {
            let lost = |run: &&Run| {
                let told = run.called_back > 0 || run.given_up;
                run.calls_back && !told && run.outcome.is_some()
            };
            silent.extend(it.runs.iter().filter(lost).map(|run| (run.line, name)));
            let once = |run: &&Run| run.calls_back && run.called_back == 1;
            for _ in it.runs.iter().filter(once) {
                self.findings.confirm("O4");
            }
        }
        silent.sort();
        for (line, name) in silent {
            let what = format!(
                "the call returned S_OK and {name} was completed, and its callback never ran"
            );
            self.findings.host("O4", line, what);
        }
        if self.recording.incomplete.is_none() {
            self.lives.end(&mut self.findings);
        }
    }
}

/// A call that has returned.
pub(super) struct Returned<'a> {
    pub(super) line: usize,
    /// The line of the call.
    pub(super) begun: usize,
    pub(super) at: usize,
    pub(super) function: &'a str,
    pub(super) args: &'a Value,
    pub(super) result: &'a Value,
    pub(super) out: &'a Value,
}

impl Returned<'_> {
    pub(super) fn code(&self) -> i32 {
        code(self.result).unwrap_or(0)
    }

    pub(super) fn operation(&self) -> Option<&str> {
        name(&self.args["operation"])
    }

    /// The handle of the system, or else of the process, that the call is about.
    pub(super) fn system(&self) -> Option<&str> {
        holder(self.args)
    }
}
