//! Processes in a replay: on the mock they do nothing by themselves, and exit where the recording has it.

use std::sync::{Arc, Mutex, PoisonError};

use hcs_sys::*;
use serde_json::Value;

use super::check::holder;
use super::mock::Driver;
use super::read::{What, name};
use crate::MockHost;
use crate::guest::Guest;
use crate::label::Kind;
use crate::process::{Process, ProcessLife};
use crate::schedule::{Task, What as Due};
use crate::service::Work;
use crate::world::World;

/// How the next process that is created fails, if the host's failed for a reason of its guest's.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusal(Arc<Mutex<Option<HRESULT>>>);

impl Refusal {
    /// Has the processes of this mock run until the recording says that they exit, or fail as it says.
    pub(super) fn direct(&self, mock: &MockHost) {
        let refusal = self.clone();
        mock.on_process(move |_| {
            let code = refusal.lock().take();
            match code {
                Some(code) => Guest::refused(code),
                None => Guest::new().until_killed().on_signal(|_| None),
            }
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<HRESULT>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next creation ends with this code on the host.
    pub(super) fn expect(&self, code: Option<HRESULT>) {
        *self.lock() = code.filter(|code| *code < 0);
    }
}

/// The process that some work is done to.
fn subject(task: &Task) -> Option<u64> {
    match &task.what {
        Due::Work {
            work: Work::Process { process, .. },
            ..
        } => Some(*process),
        _ => None,
    }
}

/// Whether some work creates a process.
pub(super) fn creates(task: &Task) -> bool {
    let Due::Work { work, .. } = &task.what else {
        return false;
    };
    matches!(work, Work::CreateProcess { .. })
}

impl<'a> Driver<'a> {
    /// The mock's process behind a handle of its own.
    fn process_of(&self, handle: usize) -> Option<u64> {
        let world = self.instance.lock();
        let label = world.handles.label(handle)?;
        world.holders.get(&label)?.of.process()
    }

    /// Has the process of this handle exit, as the host's has.
    pub(super) fn exit_process(&self, handle: usize, data: &Value) {
        let Some(process) = self.process_of(handle) else {
            return;
        };
        let of = |task: &Task| task.lane.is_some_and(|lane| lane.process == Some(process));
        self.settle_where(|task, at| {
            of(task) && self.plan.outcomes.get(at).is_some_and(|it| it.code >= 0)
        });
        let code = data["json"]["ExitCode"].as_u64().unwrap_or(0);
        self.end_process(process, code as u32);
    }

    fn end_process(&self, process: u64, code: u32) {
        let mut world = self.instance.lock();
        let origin = world.background();
        if world.process_ends(process, code, origin) {
            self.exits.set(self.exits.get() + 1);
        }
    }

    /// Some work is about to be done to a process, and ended so on the host: what the process had done by then, it does now.
    pub(super) fn before_work(&self, task: &Task, expected: Option<HRESULT>) {
        if creates(task) {
            self.refusal.expect(expected);
        }
        let Some(process) = subject(task) else {
            return;
        };
        let denied = expected == Some(E_ACCESSDENIED);
        if expected == Some(HCS_E_PROCESS_ALREADY_STOPPED) || denied {
            self.end_process(process, 0);
        }
    }

    /// A call about a process's handle returns that wasn't made at its beginning; whether it was one.
    pub(super) fn returned_of_process(
        &mut self,
        line: usize,
        function: &str,
        args: &'a Value,
        host: i32,
        result: &'a Value,
        out: &'a Value,
    ) -> bool {
        match function {
            "HcsCloseProcess" => {
                if let Some(process) = self.system(args) {
                    self.raw.close_process(process);
                }
            }
            "HcsOpenProcess" => self.opened_process(line, args, host, out),
            "HcsGetProcessFromOperation" => {
                let Some(operation) = self.operation(args) else {
                    return true;
                };
                let lent = self.raw.lent_process(operation);
                self.lent(line, function, lent, result);
            }
            "HcsSetProcessCallback" => {
                let Some(process) = self.system(args) else {
                    return true;
                };
                let mock = self.raw.unregister_process(process);
                self.compare(None, line, function, host, mock);
            }
            "HcsWaitForProcessExit" => {
                let Some(process) = self.system(args) else {
                    return true;
                };
                if host >= 0 {
                    self.exit_process(process, &out["result"]);
                }
                let (mock, document) = self.raw.wait_for_process(process);
                if self.compare(None, line, function, host, mock)
                    && let Some(told) = out.get("result")
                {
                    self.documents(None, line, function, told, document.as_deref(), false);
                }
            }
            _ => return false,
        }
        true
    }

    /// A process that this recording has not created is unknown to the mock.
    fn opened_process(&mut self, line: usize, args: &'a Value, host: i32, out: &'a Value) {
        let Some(system) = self.system(args) else {
            return;
        };
        let id = args["processid"].as_u64().unwrap_or(0) as u32;
        let found = {
            let world = self.instance.lock();
            let label = world.handles.label(system);
            let of = label.and_then(|label| world.holders.get(&label)?.of.system());
            of.and_then(|of| world.find_process(of, id))
        };
        let Some(process) = found else {
            return;
        };
        if host == HCS_E_PROCESS_ALREADY_STOPPED || host == crate::hresult::ERROR_NOT_FOUND {
            self.end_process(process, 0);
            return;
        }
        let taken = self.raw.open_process(system, id);
        self.compare(None, line, "HcsOpenProcess", host, taken.code);
        self.bind(name(&out["process"]), taken.system);
    }

    /// The information about a process was told: from now on the mock's has the host's id.
    pub(super) fn informed(&mut self, line: usize, number: u64, out: &Value) {
        let told = &out["processinformation"];
        let Some(id) = told["ProcessId"].as_u64().and_then(|id| id.try_into().ok()) else {
            return;
        };
        let asked = {
            let mut world = self.instance.lock();
            let World {
                operations,
                processes,
                ..
            } = &mut *world;
            let Some((process, known)) = operations
                .get_mut(&number)
                .and_then(|it| it.information.as_mut())
            else {
                return;
            };
            *known = id;
            let Some(it) = processes.get_mut(process) else {
                return;
            };
            it.id = id;
            it.asked()
        };
        let streams = [
            ("StdInput", asked[0]),
            ("StdOutput", asked[1]),
            ("StdError", asked[2]),
        ];
        for (stream, asked) in streams {
            self.out.compared += 1;
            let there = name(&told[stream]).is_some();
            // They are handed out once; a host may do so more than once.
            if there && !asked {
                let (host, mock) = ("a handle".to_owned(), "none".to_owned());
                self.differ(None, line, stream, host, mock);
            }
        }
    }

    /// What is expected of a call that creates a process at once (P3).
    pub(super) fn before_call(&self, at: usize, function: &str) {
        if function == "HcsCreateProcess" {
            self.refusal.expect(self.plan.answer(at));
        }
    }

    /// Closes a handle that the mock has made and the host hasn't.
    pub(super) fn close_made(&self, handle: usize) {
        let label = self.instance.lock().handles.label(handle);
        match label.map(|label| label.kind) {
            Some(Kind::Process) => self.raw.close_process(handle),
            _ => self.raw.close_system(handle),
        }
    }

    /// Takes the callback back that the mock has registered and the host hasn't.
    pub(super) fn forget_callback(&self, of: usize, function: &str) {
        let What::Call { args, .. } = &self.recording.lines[of].what else {
            return;
        };
        let handle = holder(args).and_then(|name| self.systems.get(name).copied());
        match (function, handle) {
            ("HcsSetComputeSystemCallback", Some(system)) => {
                self.raw.unregister(system);
            }
            ("HcsSetProcessCallback", Some(process)) => {
                self.raw.unregister_process(process);
            }
            _ => {}
        }
    }
}

impl Process {
    /// Which streams were asked for.
    fn asked(&self) -> [bool; 3] {
        let Some(parameters) = &self.parameters else {
            return [false; 3];
        };
        let error = parameters.create_stderr && !parameters.emulate_console;
        [parameters.create_stdin, parameters.create_stdout, error]
    }
}

/// The lives of all processes, to be brought back.
pub(super) fn lives(world: &World) -> Vec<(u64, ProcessLife)> {
    let lives = world.processes.iter();
    lives.map(|(number, it)| (*number, it.life)).collect()
}

/// Brings the processes back to these lives: what was done, the host has refused.
pub(super) fn bring_back(world: &mut World, lives: &[(u64, ProcessLife)]) {
    for (number, life) in lives {
        if let Some(it) = world.processes.get_mut(number) {
            it.life = match it.life {
                // It was created, and must not be there.
                ProcessLife::Running if *life == ProcessLife::Nascent => ProcessLife::Stillborn,
                _ => *life,
            };
        }
    }
}
