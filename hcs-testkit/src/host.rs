//! The mock as tests see it: built, told what is to happen, asked what has happened, and finished.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hcs_sys::{ComputeCore, ComputeStorage, Function, HCS_EVENT_TYPE};

use crate::document::{Exit, ExitType};
use crate::fault::Fault;
use crate::guest::OnProcess;
use crate::history::History;
use crate::instance::{Instance, Waited};
use crate::ledger::Ledger;
use crate::process::{Process, ProcessLife};
use crate::profile::Profile;
use crate::schedule::{Change, Lane, Schedule, What};
use crate::text::Memory;
use crate::violation::Violation;
use crate::world::{Life, World};
use crate::{slot, thunk};

/// How long the mock waits for the program before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A Host Compute System without Hyper-V: what stands behind one table of `computecore`'s functions.
///
/// It keeps the contract, records whatever the program does against it, and counts what the program owns. Instances
/// don't know of each other: each test makes its own. There are at most 64 at a time in a process; making another one
/// waits until one is dropped.
///
/// ```
/// use std::ptr;
/// use hcs_sys::{INFINITE, S_OK};
/// use hcs_testkit::{MockHost, State};
///
/// let mock = MockHost::new();
/// let hcs = mock.table();
/// let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
/// let (id, document) = (wide("Test"), wide(r#"{"VirtualMachine":{}}"#));
/// let mut system = ptr::null_mut();
/// // SAFETY: the strings end with a NUL, the handles are used and closed as the contract has it.
/// unsafe {
///     let operation = (hcs.HcsCreateOperation)(ptr::null(), None);
///     let code = (hcs.HcsCreateComputeSystem)(
///         id.as_ptr(), document.as_ptr(), operation, ptr::null(), &mut system,
///     );
///     assert_eq!(code, S_OK);
///     assert_eq!((hcs.HcsWaitForOperationResult)(operation, INFINITE, ptr::null_mut()), S_OK);
///     assert_eq!(mock.system_state("Test"), Some(State::Created));
///     (hcs.HcsCloseOperation)(operation);
///     (hcs.HcsCloseComputeSystem)(system);
/// }
/// mock.finish();
/// ```
#[derive(Debug)]
pub struct MockHost {
    pub(crate) instance: Arc<Instance>,
    table: &'static ComputeCore,
    pub(crate) storage_table: &'static ComputeStorage,
}

/// Chooses what a [`MockHost`] is like.
///
/// ```
/// use hcs_testkit::{MockHost, Profile, Schedule};
///
/// let mock = MockHost::builder()
///     .schedule(Schedule::Stepped)
///     .profile(Profile::adversarial(7))
///     .seed(7)
///     .build();
/// assert!(!mock.step(), "nothing was called, so nothing is due");
/// ```
#[derive(Clone, Debug)]
pub struct MockHostBuilder {
    schedule: Schedule,
    profile: Profile,
    seed: u64,
    patience: Duration,
    absent: Vec<String>,
    memory: Memory,
    pub(crate) on_process: Option<OnProcess>,
}

/// The state of a compute system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Never started.
    Created,
    /// Started.
    Running,
    /// Paused; saving leaves it so.
    Paused,
    /// Over: it shut down, was terminated, or crashed.
    Stopped,
}

/// A compute system, as the mock sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SystemInfo {
    /// Its id.
    pub id: String,
    /// Its namespace; empty is the default one.
    pub namespace: String,
    /// Who created it, as its configuration says.
    pub owner: String,
    /// Its state.
    pub state: State,
    /// How many handles to it are open.
    pub handles: usize,
    /// How many processes run in it.
    pub processes: usize,
}

impl MockHostBuilder {
    /// When things happen. [`Schedule::Threaded`] unless set.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// What the host does where nothing is promised. [`Profile::documented`] unless set.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// What everything that is left to chance depends on: the steps' order, delays, the profile's chances.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How long the mock waits for the program: for a callback to return when a handle is closed, for everything to be
    /// closed in the end. 10 seconds unless set; tests that provoke such a thing set less.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Leaves an export out of the table, beside those that the profile's build doesn't have (L1). Functions that each
    /// build has can't be left out.
    pub fn without(mut self, export: &str) -> Self {
        self.absent.push(export.to_owned());
        self
    }

    /// Documents come from the allocator that programs in C know: `LocalAlloc` on Windows, where kernel32's `LocalFree`
    /// frees them, `malloc` elsewhere. On Windows the mock doesn't see them freed then: the ledger counts them as
    /// [`unobserved_strings`](Ledger::unobserved_strings), and T2 is not policed.
    pub fn local_memory(mut self) -> Self {
        self.memory = Memory::Local;
        self
    }

    /// Makes the mock. It waits while 64 others are alive.
    ///
    /// # Panics
    /// When none of them is dropped for a minute.
    pub fn build(self) -> MockHost {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let slot = slot::take();
        let build = self.profile.build;
        let wanted = |function: &Function| {
            function.since_build <= build && !self.absent.iter().any(|it| it == function.name)
        };
        let table = thunk::table(slot, wanted);
        let storage_table = thunk::storage_table(slot, wanted);
        let Self {
            schedule,
            profile,
            seed,
            patience,
            memory,
            on_process,
            ..
        } = self;
        let instance = Instance::new(number, slot, profile, schedule, seed, patience, memory);
        instance.lock().on_process = on_process;
        let instance = Arc::new(instance);
        slot::occupy(&instance);
        MockHost {
            instance,
            table,
            storage_table,
        }
    }
}

impl MockHost {
    /// A host as documented, with worker threads.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Chooses what the host is like.
    pub fn builder() -> MockHostBuilder {
        MockHostBuilder {
            schedule: Schedule::default(),
            profile: Profile::documented(),
            seed: 0,
            patience: PATIENCE,
            absent: Vec::new(),
            memory: Memory::default(),
            on_process: None,
        }
    }

    /// The functions of this host, as `computecore.dll` would export them.
    ///
    /// The table may be used for ever. A call after the mock was dropped does no harm: see
    /// [`strays`](crate::strays).
    pub fn table(&self) -> &'static ComputeCore {
        self.table
    }

    /// What went through, and what the program still owns.
    pub fn ledger(&self) -> Ledger {
        Ledger::of(&self.instance.lock())
    }

    /// The rules that the program broke, in the order in which it did; the first few dozen.
    pub fn violations(&self) -> Vec<Violation> {
        self.instance.lock().violations.clone()
    }

    /// The calls and callbacks that crossed the ABI.
    pub fn history(&self) -> History {
        self.instance.lock().recorder.history()
    }

    /// Has something go wrong.
    pub fn fail(&self, fault: Fault) {
        self.instance.lock().faults.add(fault);
    }

    /// How many faults haven't struck yet; lasting ones always count.
    pub fn faults_left(&self) -> usize {
        self.instance.lock().faults.left()
    }

    /// How many calls there were that could have failed: what [`Fault::any_call`] counts.
    pub fn failable_calls(&self) -> u64 {
        self.instance.lock().faults.calls
    }

    /// How many calls of the program's are blocked at the moment: in a wait, or in a close that waits for a callback.
    pub fn blocked_calls(&self) -> usize {
        self.instance.lock().blocked
    }

    /// Does one thing that is due, chosen by the seed, on this thread; whether there was one. For
    /// [`Schedule::Stepped`]; on the others there is never one.
    pub fn step(&self) -> bool {
        self.instance.step()
    }

    /// Until nothing is due any more: steps, or waits for the workers, but no longer than the mock's
    /// [`patience`](MockHostBuilder::patience).
    pub fn run_until_idle(&self) {
        let deadline = Instant::now() + self.instance.patience;
        loop {
            let world = self.instance.step_through();
            if world.is_idle() {
                return;
            }
            let (world, waited) = self.instance.wait(world, Some(deadline));
            drop(world);
            if waited == Waited::Over {
                return;
            }
        }
    }

    /// The service goes away, and doesn't come back (E8).
    pub fn disconnect_service(&self) {
        self.instance.cause(World::disconnect);
    }

    /// A system of the default namespace ends by itself; whether there was one that could.
    pub fn exit_system(&self, id: &str, exit_type: ExitType) -> bool {
        self.befall(id, Change::Exit(Exit::by_guest(exit_type)))
    }

    /// The guest of a system of the default namespace crashes: it reports that, and exits. Whether it could.
    pub fn crash_system(&self, id: &str) -> bool {
        self.befall(id, Change::Crash)
    }

    fn befall(&self, id: &str, change: Change) -> bool {
        let mut found = false;
        self.instance.cause(|world, origin| {
            let system = world.find_system("", id);
            let alive = |it: &crate::world::System| match change {
                Change::Exit(_) => it.life != Life::Stopped,
                Change::Crash => matches!(it.life, Life::Running | Life::Paused),
            };
            let system = system.filter(|system| world.systems.get(system).is_some_and(alive));
            if let Some(system) = system {
                found = true;
                let lane = Lane::system(system);
                world.push(origin, Some(lane), What::Change { system, change });
            }
        });
        found
    }

    /// Sends an event of any type, known or not, to each callback that is registered at a system of the default
    /// namespace (E7); whether there is such a system.
    pub fn emit_event(&self, id: &str, kind: HCS_EVENT_TYPE, data: Option<&str>) -> bool {
        let mut found = false;
        self.instance.cause(|world, origin| {
            if let Some(system) = world.find_system("", id) {
                found = true;
                world.tell_system(system, kind, data, origin);
            }
        });
        found
    }

    /// The state of a system of the default namespace, if there is one with this id.
    pub fn system_state(&self, id: &str) -> Option<State> {
        let world = self.instance.lock();
        let system = world.find_system("", id)?;
        state(world.systems.get(&system)?.life)
    }

    /// The systems of all namespaces, in the order of their creation.
    pub fn systems(&self) -> Vec<SystemInfo> {
        let world = self.instance.lock();
        let info = |(number, it): (&u64, &crate::world::System)| {
            let runs = |process: &&Process| {
                process.system == *number && process.life == ProcessLife::Running
            };
            Some(SystemInfo {
                id: it.id.clone(),
                namespace: it.namespace.clone(),
                owner: it.configuration.as_ref()?.owner.clone(),
                state: state(it.life)?,
                handles: it.holders,
                processes: world.processes.values().filter(runs).count(),
            })
        };
        world.systems.iter().filter_map(info).collect()
    }

    /// Asserts that the program has closed and freed everything, and broke no rule. It waits for what is still
    /// happening, but no longer than the mock's [`patience`](MockHostBuilder::patience). A thread that panics already
    /// gets the story on stderr instead of a second panic.
    ///
    /// # Panics
    /// When something is open or a rule was broken, with the whole story.
    #[track_caller]
    pub fn assert_clean(&self) {
        let Some(story) = self.settle() else {
            return;
        };
        if std::thread::panicking() {
            eprintln!("{story}");
        } else {
            panic!("{story}");
        }
    }

    /// [`assert_clean`](Self::assert_clean), as the end of a test.
    #[track_caller]
    pub fn finish(self) {
        self.assert_clean();
    }

    /// Waits until all is closed and nothing happens any more. What is wrong then.
    fn settle(&self) -> Option<Story> {
        let deadline = Instant::now() + self.instance.patience;
        loop {
            let world = self.instance.step_through();
            let ledger = Ledger::of(&world);
            if world.is_idle() && ledger.is_clean() {
                return None;
            }
            // A broken rule won't mend.
            let hopeless = ledger.violations > 0 && world.is_idle();
            let (world, waited) = match hopeless {
                true => (world, Waited::Over),
                false => self.instance.wait(world, Some(deadline)),
            };
            if waited == Waited::Over {
                let ledger = Ledger::of(&world);
                if ledger.is_clean() && world.is_idle() {
                    return None;
                }
                return Some(Story {
                    busy: !world.is_idle(),
                    violations: world.violations.clone(),
                    history: world.recorder.history(),
                    ledger,
                });
            }
        }
    }
}

/// What is wrong at the end, and how it came to that.
struct Story {
    ledger: Ledger,
    busy: bool,
    violations: Vec<Violation>,
    history: History,
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.ledger)?;
        if self.busy {
            writeln!(
                f,
                "something is still going on: a callback that doesn't return?"
            )?;
        }
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        write!(f, "history:\n{}", self.history)
    }
}

fn state(life: Life) -> Option<State> {
    Some(match life {
        Life::Nascent | Life::Stillborn => return None,
        Life::Created => State::Created,
        Life::Running => State::Running,
        Life::Paused => State::Paused,
        Life::Stopped => State::Stopped,
    })
}

impl Default for MockHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for MockHost {
    /// Nothing happens any more: queued callbacks are dropped, running ones are waited for.
    fn drop(&mut self) {
        self.instance.shut();
        slot::vacate(self.instance.slot);
    }
}
