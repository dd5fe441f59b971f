//! What the host did by itself in a recording, done by the mock where the recording has it: work, exits, crashes.

use hcs_sys::{HCS_E_INVALID_JSON, HCS_E_SERVICE_DISCONNECT};
use serde_json::Value;

use super::mock::Driver;
use super::plan;
use super::processes;
use super::read::What;
use crate::document::{self, Exit, ExitType};
use crate::schedule::{Change, Lane, Task, What as Due};
use crate::text::Input;
use crate::world::{Life, Outcome, Progress, World};

impl Driver<'_> {
    /// The service goes away, as the host's did. What had been done by then is done first.
    pub(super) fn disconnect(&mut self) {
        if !self.instance.lock().connected {
            return;
        }
        self.settle_where(|_, at| self.plan.outcomes.get(at).is_some_and(|it| it.code >= 0));
        self.out.by_itself += 1;
        self.instance.cause(World::disconnect);
    }

    /// Has the system of this handle stop, as the host's has.
    pub(super) fn exit(&mut self, handle: usize, data: &Value) {
        self.settle(self.recording.lines.len(), handle);
        let Some(system) = self.system_of(handle) else {
            return;
        };
        self.changes(system);
        let world = self.instance.lock();
        let alive = world
            .systems
            .get(&system)
            .is_some_and(|it| it.life.exists() && it.life != Life::Stopped);
        drop(world);
        if alive {
            let exit_type = match data["json"]["ExitType"].as_str() {
                Some("ForcedExit") => ExitType::ForcedExit,
                Some("UnexpectedExit") => ExitType::UnexpectedExit,
                _ => ExitType::GracefulExit,
            };
            self.out.by_itself += 1;
            self.befall(system, Change::Exit(Exit::by_guest(exit_type)));
        }
    }

    pub(super) fn crash(&mut self, handle: usize) {
        self.settle(self.recording.lines.len(), handle);
        let Some(system) = self.system_of(handle) else {
            return;
        };
        self.changes(system);
        let world = self.instance.lock();
        let alive = world
            .systems
            .get(&system)
            .is_some_and(|it| matches!(it.life, Life::Running | Life::Paused));
        drop(world);
        if alive {
            self.out.by_itself += 1;
            self.befall(system, Change::Crash);
        }
    }

    pub(super) fn befall(&self, system: u64, change: Change) {
        let mut world = self.instance.lock();
        let origin = world.background();
        world.befall(system, &change, origin);
    }

    /// Runs what is due to happen to a system.
    pub(super) fn changes(&self, system: u64) {
        let is_change =
            |task: &Task| matches!(&task.what, Due::Change { system: of, .. } if *of == system);
        let mut world = self.instance.lock();
        for task in world.queue.drain_where(is_change) {
            world = self.instance.run(world, task);
        }
    }

    /// The mock's system behind a handle of its own.
    pub(super) fn system_of(&self, handle: usize) -> Option<u64> {
        let world = self.instance.lock();
        let label = world.handles.label(handle)?;
        world.holders.get(&label)?.of.system()
    }

    /// Does the work of what was begun on a system before the call at this index, and succeeded on the host.
    pub(super) fn settle(&mut self, before: usize, handle: usize) {
        let Some(system) = self.system_of(handle) else {
            return;
        };
        let done =
            |at: &usize| *at < before && self.plan.outcomes.get(at).is_some_and(|it| it.code >= 0);
        let of = |task: &Task| task.lane.is_some_and(|lane| lane.system == system);
        self.settle_where(|task, at| of(task) && done(at));
    }

    pub(super) fn settle_creations(&mut self, args: &Value) {
        let lines = &self.recording.lines;
        let same = |at: &usize| matches!(&lines[*at].what, What::Call { function, args: of } if function.starts_with("HcsCreateComputeSystem") && of["id"] == args["id"]);
        self.settle_where(|_, at| same(at));
    }

    pub(super) fn settle_where(&self, wanted: impl Fn(&Task, &usize) -> bool) {
        let numbers: Vec<u64> = {
            let world = self.instance.lock();
            let works = world.queue.iter().filter_map(|task| match &task.what {
                Due::Work { operation, run, .. } => {
                    let at = self.runs.get(&(*operation, *run))?;
                    wanted(task, at).then_some(*operation)
                }
                _ => None,
            });
            works.collect()
        };
        // The borrow of the plan ends here, and what is noted there is not changed by the work.
        for number in numbers {
            self.work_for(number);
        }
    }

    /// Has an operation finish the call that it tracks, and be called back, so that it can take the next one.
    pub(super) fn finish(&mut self, number: u64) {
        self.complete(number);
        let due = |task: &Task| matches!(&task.what, Due::OperationCallback(due) if due.operation == number);
        self.run_one(due, |world| world.counts.operation_callbacks);
    }

    /// Does the work of an operation, after all that was to be done to its system before, and compares what came of it.
    pub(super) fn complete(&mut self, number: u64) {
        let gone = |outcome: &plan::Outcome| outcome.code == HCS_E_SERVICE_DISCONNECT;
        if self.outcome_of(number).is_some_and(|it| gone(&it)) {
            self.disconnect();
        }
        for (call, expected, mock) in self.work_for(number) {
            let line = expected.line;
            self.compare(
                Some(call),
                line,
                "the result of the call",
                expected.code,
                mock,
            );
            self.diverged.push(call);
        }
    }

    /// How the call that an operation tracks ended on the host.
    fn outcome_of(&self, number: u64) -> Option<plan::Outcome> {
        let run = self.instance.lock().operations.get(&number)?.run;
        let call = self.runs.get(&(number, run))?;
        self.plan.outcomes.get(call).copied()
    }

    /// Does the work of an operation and of what comes before it; where that ends otherwise than on the host.
    pub(super) fn work_for(&self, number: u64) -> Vec<(usize, plan::Outcome, i32)> {
        let mut differences = Vec::new();
        loop {
            let mut world = self.instance.lock();
            let own = |task: &Task| matches!(&task.what, Due::Work { operation, .. } if *operation == number);
            let Some(wanted) = world.queue.iter().find(|task| own(task)) else {
                return differences;
            };
            let lane = wanted.lane;
            let mut first = true;
            let next = |task: &Task| {
                let before = |lane: Lane| task.lane.is_some_and(|earlier| lane.waits_for(earlier));
                let meant = first && (own(task) || lane.is_some_and(before));
                first &= !meant;
                meant
            };
            let Some(task) = world.queue.drain_where(next).pop() else {
                return differences;
            };
            let id = match &task.what {
                Due::Work { operation, run, .. } => Some((*operation, *run)),
                _ => None,
            };
            let call = id.and_then(|id| self.runs.get(&id).copied());
            let expected = call.and_then(|call| self.plan.outcomes.get(&call).copied());
            drop(world);
            self.before_work(&task, expected.map(|it| it.code));
            let mut world = self.instance.lock();
            let before = world.systems.clone();
            let lives = processes::lives(&world);
            let create = processes::creates(&task);
            world = self.instance.run(world, task);
            let (Some(id), Some(call), Some(expected)) = (id, call, expected) else {
                continue;
            };
            let Some(it) = world.operations.get_mut(&id.0).filter(|it| it.run == id.1) else {
                continue;
            };
            let Progress::Done(outcome) = &it.progress else {
                continue;
            };
            let mock = outcome.code;
            if mock == expected.code {
                continue;
            }
            it.progress = Progress::Done(Outcome {
                code: expected.code,
                document: None,
            });
            match expected.code < 0 {
                true if mock >= 0 => {
                    world.systems = before;
                    processes::bring_back(&mut world, &lives);
                }
                true => {}
                false if create => {}
                false => follow(&mut world, lane, self.function(call)),
            }
            differences.push((call, expected, mock));
        }
    }

    pub(super) fn function(&self, call: usize) -> &str {
        match &self.recording.lines[call].what {
            What::Call { function, .. } => function,
            _ => "",
        }
    }
}

/// Brings a system to where this call has brought the host's.
fn follow(world: &mut World, lane: Option<Lane>, function: &str) {
    let system = lane.filter(|lane| lane.process.is_none());
    let Some(it) = system.and_then(|lane| world.systems.get_mut(&lane.system)) else {
        return;
    };
    let configuration = || {
        let minimal = Input::Text(r#"{"VirtualMachine":{}}"#.to_owned());
        document::configuration(&minimal, HCS_E_INVALID_JSON).ok()
    };
    it.configuration = it.configuration.take().or_else(configuration);
    it.life = match function {
        "HcsStartComputeSystem" | "HcsResumeComputeSystem" => Life::Running,
        "HcsPauseComputeSystem" => Life::Paused,
        "HcsTerminateComputeSystem" => {
            it.exit = Some(Exit::TERMINATED);
            Life::Stopped
        }
        _ if function.starts_with("HcsCreateComputeSystem") => Life::Created,
        _ => return,
    };
}
