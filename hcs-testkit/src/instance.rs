//! An instance: its state behind a lock, and the threads that work on it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crate::history;
use crate::pipe;
use crate::process::Waiting;
use crate::profile::Profile;
use crate::schedule::{Origin, Runner, Schedule, Task, What};
use crate::service::Work;
use crate::text::Memory;
use crate::world::World;

/// So many workers are there for work that is waiting.
const USUAL_WORKERS: usize = 4;
/// So many may be there when all of them are stuck in callbacks.
const MOST_WORKERS: usize = 64;

/// Holds the lock of an instance.
pub(crate) type Guard<'a> = MutexGuard<'a, World>;

#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) slot: usize,
    /// How long the mock waits for the program before it gives up and says so.
    pub(crate) patience: Duration,
    world: Mutex<World>,
    /// Something that threads of the program wait for may have happened.
    changed: Condvar,
    /// There may be work for the workers.
    work: Condvar,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    Changed,
    /// The time given was up.
    Over,
}

impl Instance {
    pub(crate) fn new(
        number: u64,
        slot: usize,
        profile: Profile,
        schedule: Schedule,
        seed: u64,
        patience: Duration,
        memory: Memory,
    ) -> Self {
        Self {
            slot,
            patience,
            world: Mutex::new(World::new(number, profile, schedule, seed, memory)),
            changed: Condvar::new(),
            work: Condvar::new(),
        }
    }

    pub(crate) fn lock(&self) -> Guard<'_> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`lock`](Self::lock), unless some thread holds it.
    pub(crate) fn try_lock(&self) -> Option<Guard<'_>> {
        match self.world.try_lock() {
            Ok(world) => Some(world),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Waits until something changes, at most until the deadline.
    pub(crate) fn wait<'a>(
        &'a self,
        mut world: Guard<'a>,
        deadline: Option<Instant>,
    ) -> (Guard<'a>, Waited) {
        world.watchers += 1;
        let (mut world, waited) = match deadline {
            None => {
                let woken = self.changed.wait(world);
                (
                    woken.unwrap_or_else(PoisonError::into_inner),
                    Waited::Changed,
                )
            }
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                let woken = self.changed.wait_timeout(world, left);
                let (world, _) = woken.unwrap_or_else(PoisonError::into_inner);
                let waited = match Instant::now() >= deadline {
                    true => Waited::Over,
                    false => Waited::Changed,
                };
                (world, waited)
            }
        };
        world.watchers -= 1;
        (world, waited)
    }

    /// The state has changed: wakes who waits for it, and sees to it that there are workers for what was queued.
    pub(crate) fn announce(self: &Arc<Self>, world: &mut World) {
        if world.watchers > 0 {
            self.changed.notify_all();
        }
        for guest in std::mem::take(&mut world.waiting) {
            self.start_guest(world, guest);
        }
        let waiting = world.waiting_for_workers();
        if waiting == 0 || world.gone {
            return;
        }
        let workers = &mut world.workers;
        for _ in 0..waiting.min(workers.idle) {
            self.work.notify_one();
        }
        // A worker in a callback may wait for something that only another one can bring about.
        let all_stuck = world.running.callbacks >= workers.alive;
        let usual = match world.schedule {
            Schedule::Threaded => USUAL_WORKERS,
            _ => 1,
        };
        let wanted = waiting > workers.idle
            && (workers.alive < usual || all_stuck && workers.alive < MOST_WORKERS);
        if wanted {
            self.hire(world);
        }
    }

    fn hire(self: &Arc<Self>, world: &mut World) {
        let workers = &mut world.workers;
        let name = format!("hcs-mock-{}-{}", self.slot, workers.threads.len());
        let instance = Arc::clone(self);
        let thread = thread::Builder::new()
            .name(name)
            .spawn(move || instance.labour());
        // Where there is no thread to be had, the work waits for the next occasion.
        if let Ok(thread) = thread {
            workers.threads.push(thread);
            workers.alive += 1;
        }
    }

    /// Gives a guest a thread.
    fn start_guest(self: &Arc<Self>, world: &mut World, guest: Waiting) {
        if world.gone {
            return;
        }
        for over in world
            .guests
            .threads
            .extract_if(.., |thread| thread.is_finished())
        {
            // What can panic on it was caught there.
            let _ = over.join();
        }
        let process = guest.process;
        let name = format!("hcs-mock-{}-guest-{process}", self.slot);
        let instance = Arc::clone(self);
        let thread = thread::Builder::new()
            .name(name)
            .spawn(move || instance.live(guest));
        match thread {
            Ok(thread) => {
                world.guests.threads.push(thread);
                world.guests.alive += 1;
            }
            Err(_) => {
                let origin = world.background();
                world.no_thread(process, origin);
            }
        }
    }

    /// What a guest's thread does.
    fn live(self: Arc<Self>, guest: Waiting) {
        pipe::calm();
        let Waiting {
            process,
            script,
            streams,
        } = guest;
        let ending = script.go_on(&streams);
        drop(streams);
        let mut world = self.lock();
        world.guests.alive -= 1;
        let origin = world.background();
        world.guest_ended(process, ending, origin);
        self.announce(&mut world);
        self.changed.notify_all();
    }

    /// Asks the test what it has to say about some work, if it wants to be asked. The lock is not held meanwhile.
    pub(crate) fn consult<'a>(&'a self, world: Guard<'a>, mut work: Work) -> (Guard<'a>, Work) {
        let Some(question) = world.question(&work) else {
            return (world, work);
        };
        drop(world);
        question.ask(&mut work);
        (self.lock(), work)
    }

    /// What a worker does until the instance goes.
    fn labour(self: Arc<Self>) {
        let mut world = self.lock();
        if world.schedule == Schedule::Stepped {
            // Which of them does it is not repeatable.
            history::count_as_one_thread();
        }
        while !world.gone {
            match world.task_for_worker() {
                Ok(task) => world = self.run(world, task),
                Err(next) => {
                    world.workers.idle += 1;
                    world = match next {
                        None => self
                            .work
                            .wait(world)
                            .unwrap_or_else(PoisonError::into_inner),
                        Some(due) => {
                            let left = due.saturating_duration_since(Instant::now());
                            let woken = self.work.wait_timeout(world, left);
                            woken.unwrap_or_else(PoisonError::into_inner).0
                        }
                    };
                    world.workers.idle -= 1;
                }
            }
        }
        world.workers.alive -= 1;
        self.changed.notify_all();
    }

    /// Runs a task that was taken out of the queue. The lock is not held while the program is called.
    pub(crate) fn run<'a>(self: &'a Arc<Self>, mut world: Guard<'a>, task: Task) -> Guard<'a> {
        let origin = task.origin;
        world.running.begin(origin.group);
        let delivery = match task.what {
            What::Work {
                operation,
                run,
                work,
            } => {
                let (held, work) = self.consult(world, work);
                world = held;
                world.carry_out(operation, run, work, origin);
                None
            }
            What::Ended { process, code } | What::Timer { process, code } => {
                world.process_ends(process, code, origin);
                None
            }
            What::Change { system, change } => {
                world.befall(system, &change, origin);
                None
            }
            What::OperationCallback(due) => world.begin_operation_callback(&due, origin),
            What::Event(due) => world.begin_event(&due, origin),
        };
        if let Some(delivery) = delivery {
            self.announce(&mut world);
            drop(world);
            delivery.call();
            world = self.lock();
            world.end_callback(&delivery);
        }
        world.running.end(origin.group);
        self.announce(&mut world);
        world
    }

    /// Brings about what the call with this origin has to bring about before it returns (O5). `call` is its name.
    pub(crate) fn drive(self: &Arc<Self>, origin: Origin, call: &'static str) {
        let group = origin.group;
        if group == 0 {
            return;
        }
        let mut world = self.lock();
        match origin.runner {
            Runner::Caller => {
                while !world.gone {
                    if let Some(task) = world.queue.take_for_caller(group) {
                        world = self.run(world, task);
                    } else if world.queue.has_group(group) {
                        world = self.wait(world, None).0;
                    } else {
                        break;
                    }
                }
            }
            Runner::Workers | Runner::Steps => {
                let deadline = Instant::now() + self.patience;
                while !world.gone
                    && (world.queue.has_group(group) || world.running.has_group(group))
                {
                    let (woken, waited) = self.wait(world, Some(deadline));
                    world = woken;
                    if waited == Waited::Over {
                        let message = "a callback waits for this call to return, or for something that its caller holds";
                        world.violate("O5", call, 0, message);
                        break;
                    }
                }
            }
        }
    }

    /// Queues something that no call asked for, and brings it about as the schedule has it.
    pub(crate) fn cause(self: &Arc<Self>, cause: impl FnOnce(&mut World, Origin)) {
        let mut world = self.lock();
        let origin = world.origin();
        cause(&mut world, origin);
        self.announce(&mut world);
        drop(world);
        self.drive(origin, "the test");
    }

    /// One step of the stepped schedule; whether there was one.
    pub(crate) fn step(self: &Arc<Self>) -> bool {
        self.step_with(self.lock()).1
    }

    /// Steps until there is nothing to be done, and hands on the lock under which that was seen: who waits with it misses
    /// nothing that another thread brings about.
    pub(crate) fn step_through(self: &Arc<Self>) -> Guard<'_> {
        let mut world = self.lock();
        loop {
            let (held, stepped) = self.step_with(world);
            world = held;
            if !stepped {
                return world;
            }
        }
    }

    /// A step with the lock, and whether there was something to be done.
    fn step_with<'a>(self: &'a Arc<Self>, mut world: Guard<'a>) -> (Guard<'a>, bool) {
        let World { queue, rng, .. } = &mut *world;
        match queue.take_for_step(rng, |_| true) {
            Some(task) => (self.run(world, task), true),
            None => (world, false),
        }
    }

    /// A step for a thread that waits for something: work first, and a callback only if there is nothing else.
    pub(crate) fn step_for_wait<'a>(
        self: &'a Arc<Self>,
        mut world: Guard<'a>,
    ) -> (Guard<'a>, bool) {
        let World { queue, rng, .. } = &mut *world;
        let task = queue
            .take_for_step(rng, |task| !task.what.calls_back())
            .or_else(|| queue.take_for_step(rng, |_| true));
        match task {
            Some(task) => (self.run(world, task), true),
            None => (world, false),
        }
    }

    /// Nothing happens any more, and the workers go; waits for them, but not for ever.
    pub(crate) fn shut(self: &Arc<Self>) {
        let mut world = self.lock();
        world.gone = true;
        world.queue.clear();
        world.waiting.clear();
        let streams = world
            .processes
            .values()
            .filter_map(|it| it.streams.as_ref());
        streams.for_each(|streams| streams.kill());
        // What the program has not closed outlives this.
        drop(std::mem::take(&mut world.kernel));
        self.work.notify_all();
        self.changed.notify_all();
        let mut threads = std::mem::take(&mut world.workers.threads);
        threads.append(&mut world.guests.threads);
        let own = thread::current().id();
        let expected = usize::from(threads.iter().any(|thread| thread.thread().id() == own));
        let deadline = Instant::now() + self.patience;
        while world.workers.alive + world.guests.alive > expected {
            let (woken, waited) = self.wait(world, Some(deadline));
            world = woken;
            if waited == Waited::Over {
                break;
            }
        }
        let all_done = world.workers.alive + world.guests.alive <= expected;
        drop(world);
        for thread in threads {
            // One that is stuck in a callback of the program's stays behind.
            let stuck = !all_done && !thread.is_finished();
            if !stuck && thread.thread().id() != own {
                // It runs no code of the program's outside of callbacks that can't unwind.
                let _ = thread.join();
            }
        }
    }
}
