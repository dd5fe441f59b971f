//! When things happen: the tasks of an instance, and who runs them.

use std::collections::HashSet;
use std::time::Instant;

use crate::event::{EventTask, OperationCallback};
use crate::service::Work;

/// When, and on which thread, the mock does its work and calls back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Schedule {
    /// Everything that a call brings about happens inside of it: its callbacks run re-entrantly on the calling thread,
    /// before the call has returned and before it has written the handle that it makes (O5).
    Inline,
    /// Everything that a call brings about happens on another thread, before the call returns (O5).
    BeforeReturn,
    /// Worker threads do it in real time. The default.
    #[default]
    Threaded,
    /// Nothing happens until the test says so: [`MockHost::step`](crate::MockHost::step). What happens next is chosen
    /// by the seed. A wait for an operation or for an exit makes progress by itself: it does the work that is queued,
    /// on its own thread, and calls back only when there is nothing else left to do.
    Stepped,
}

impl Schedule {
    /// All of them, for tests that hold on each.
    pub const ALL: [Self; 4] = [
        Self::Inline,
        Self::BeforeReturn,
        Self::Threaded,
        Self::Stepped,
    ];
}

/// Who runs a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// The thread whose call brought it about.
    Caller,
    Workers,
    /// Whoever steps.
    Steps,
}

/// Where a task comes from; what it brings about comes from there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The call that waits for it, 0 for none.
    pub(crate) group: u64,
    pub(crate) runner: Runner,
}

/// What something is done to. What is done to one system, or to one process, is done in the order of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lane {
    pub(crate) system: u64,
    /// What is done to a process waits for what is done to its system, such as the creation of the process, but not the
    /// other way round.
    pub(crate) process: Option<u64>,
}

impl Lane {
    pub(crate) fn system(system: u64) -> Self {
        Self {
            system,
            process: None,
        }
    }

    /// Whether this waits for what was begun earlier.
    pub(crate) fn waits_for(self, earlier: Self) -> bool {
        self.system == earlier.system
            && (earlier.process.is_none() || earlier.process == self.process)
    }
}

/// Something that is due.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) due: Option<Instant>,
    /// What it is done to.
    pub(crate) lane: Option<Lane>,
    pub(crate) origin: Origin,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    /// Does the work of an operation.
    Work {
        operation: u64,
        run: u64,
        work: Work,
    },
    /// Does something to a system that nobody called for.
    Change { system: u64, change: Change },
    /// A process has exited by itself.
    Ended { process: u64, code: u32 },
    /// A process exits when it is time.
    Timer { process: u64, code: u32 },
    /// Calls an operation's callback.
    OperationCallback(OperationCallback),
    /// Calls an event callback.
    Event(EventTask),
}

#[derive(Clone, Debug)]
pub(crate) enum Change {
    Exit(crate::document::Exit),
    Crash,
}

impl What {
    /// Whether running it runs code of the program's.
    pub(crate) fn calls_back(&self) -> bool {
        matches!(self, Self::OperationCallback(_) | Self::Event(_))
    }

    /// Whether it only waits for its time. Nobody waits for that, as it may be long.
    pub(crate) fn is_timer(&self) -> bool {
        matches!(self, Self::Timer { .. })
    }
}

/// The tasks that are due, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    tasks: Vec<Task>,
}

impl Queue {
    pub(crate) fn push(&mut self, task: Task) {
        self.tasks.push(task);
    }

    /// Whether nothing is due, but for what only waits for its time.
    pub(crate) fn is_idle(&self) -> bool {
        self.tasks.iter().all(|task| task.what.is_timer())
    }

    pub(crate) fn clear(&mut self) {
        self.tasks.clear();
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter()
    }

    /// Drops the tasks for which this says no.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Task) -> bool) {
        self.tasks.retain(keep);
    }

    /// Takes out the tasks for which this says yes, in their order.
    pub(crate) fn drain_where(&mut self, mut wanted: impl FnMut(&Task) -> bool) -> Vec<Task> {
        self.tasks.extract_if(.., |task| wanted(task)).collect()
    }

    /// Whether something is to be done before this that this group doesn't bring about.
    pub(crate) fn holds_up(&self, lane: Lane, group: u64) -> bool {
        let earlier = |task: &Task| task.lane.is_some_and(|earlier| lane.waits_for(earlier));
        self.tasks
            .iter()
            .any(|task| task.origin.group != group && earlier(task))
    }

    /// Whether tasks of this group are queued.
    pub(crate) fn has_group(&self, group: u64) -> bool {
        self.tasks.iter().any(|task| task.origin.group == group)
    }

    /// The places of the tasks for which this says yes, and which no earlier task holds up.
    fn ready(&self, mut wanted: impl FnMut(&Task) -> bool) -> Vec<usize> {
        let mut lanes = HashSet::new();
        let mut ready = Vec::new();
        for (index, task) in self.tasks.iter().enumerate() {
            let held_up = task.lane.is_some_and(|lane| {
                let held_up = lanes.contains(&lane) || lanes.contains(&Lane::system(lane.system));
                lanes.insert(lane);
                held_up
            });
            if !held_up && wanted(task) {
                ready.push(index);
            }
        }
        ready
    }

    /// The next task of a group for the thread that made the call: work first, so that no callback, which may wait for
    /// another thread, holds up what that thread waits for.
    pub(crate) fn take_for_caller(&mut self, group: u64) -> Option<Task> {
        let mut ready = self.ready(|task| task.origin.group == group);
        ready.sort_by_key(|&index| self.tasks[index].what.calls_back());
        Some(self.tasks.remove(*ready.first()?))
    }

    /// The next task for a worker that is due at this time and whose group may run, or else the time when one will be.
    pub(crate) fn take_for_worker(
        &mut self,
        now: Instant,
        mut may_run: impl FnMut(u64) -> bool,
    ) -> Result<Task, Option<Instant>> {
        let ready =
            self.ready(|task| task.origin.runner == Runner::Workers && may_run(task.origin.group));
        let due = |&&index: &&usize| self.tasks[index].due.is_none_or(|due| due <= now);
        match ready.iter().find(due) {
            Some(&index) => Ok(self.tasks.remove(index)),
            None => Err(ready
                .iter()
                .filter_map(|&index| self.tasks[index].due)
                .min()),
        }
    }

    /// How many tasks wait for a worker, of groups that may run.
    pub(crate) fn for_workers(&self, mut may_run: impl FnMut(u64) -> bool) -> usize {
        self.tasks
            .iter()
            .filter(|task| task.origin.runner == Runner::Workers && may_run(task.origin.group))
            .count()
    }

    /// A task for a step, chosen at random.
    pub(crate) fn take_for_step(
        &mut self,
        rng: &mut fastrand::Rng,
        mut wanted: impl FnMut(&Task) -> bool,
    ) -> Option<Task> {
        let ready = self.ready(|task| task.origin.runner == Runner::Steps && wanted(task));
        let index = match ready[..] {
            [] => return None,
            [only] => only,
            _ => ready[rng.usize(..ready.len())],
        };
        Some(self.tasks.remove(index))
    }
}
