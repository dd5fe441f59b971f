//! Where a program runs: a host, the places, and the book.

use std::array;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hcs::{ComputeSystem, Host};
use hcs_testkit::{Chance, Drain, ExitType, Fault, Missed, MockHost, ProcessCreation, Profile};

use crate::book::{Asked, Began, Book, Closing, Family, Said, Special, Ticket, Waits};
use crate::code::inside;
use crate::doing::TOLD;
use crate::judge::{STRUCK, SoFar, judge};
use crate::listener::{Listening, Subscribed};
use crate::pipes::Holds;
use crate::processes::HeldProcess;
use crate::setting::Setting;
use crate::step::{Emitted, Fate, Fut, Id, Line, Of, Pipe, Proc, Step, Str, Struck, Sub, Sys};
use crate::tally::{Planned, Tally, lock};
use crate::waiting::AnyWaiting;

/// Holds one thing at a time. No lock is held while anything is called or dropped.
pub(crate) struct Place<T>(Mutex<Option<T>>);

impl<T> Default for Place<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Place<T> {
    pub(crate) fn take(&self) -> Option<T> {
        lock(&self.0).take()
    }

    pub(crate) fn put(&self, new: T) {
        let old = lock(&self.0).replace(new);
        drop(old);
    }
}

impl<T: Clone> Place<T> {
    pub(crate) fn get(&self) -> Option<T> {
        lock(&self.0).clone()
    }
}

/// One reference to a system.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) system: ComputeSystem,
    pub(crate) family: Arc<Family>,
}

/// Anything with a handle, kept by user code.
#[allow(dead_code)] // It is there to be dropped.
pub(crate) enum Kept {
    System(Held),
    Process(HeldProcess),
}

pub(crate) struct Stage {
    pub(crate) setting: Setting,
    pub(crate) profile: Profile,
    /// Nothing ever happens on two threads at once.
    pub(crate) sequential: bool,
    /// Who is there before an exit hears of it.
    pub(crate) hears_exits: bool,
    pub(crate) host: Host,
    pub(crate) systems: [Place<Held>; Sys::COUNT],
    pub(crate) futures: [Place<AnyWaiting>; Fut::COUNT],
    pub(crate) subscriptions: [Place<Subscribed>; Sub::COUNT],
    pub(crate) streams: [Place<Listening>; Str::COUNT],
    pub(crate) processes: [Place<HeldProcess>; Proc::COUNT],
    pub(crate) pipes: [Place<Holds>; Pipe::COUNT],
    pub(crate) book: Book,
    pub(crate) tally: Arc<Tally>,
    /// How many callbacks there were when the closer thread was waited for.
    callbacks: AtomicU64,
    /// The service may be gone by now, and is certainly gone.
    pub(crate) disconnecting: AtomicBool,
    pub(crate) disconnected: AtomicBool,
    pub(crate) faults: AtomicBool,
    // Last: what is in the places is closed before the host goes.
    pub(crate) mock: MockHost,
}

impl Stage {
    pub(crate) fn new(setting: Setting) -> Arc<Self> {
        let profile = setting.profile();
        let mock = setting.mock(&profile);
        Arc::new(Self {
            setting,
            sequential: setting.is_stepped()
                && profile.early_completion == Chance::NEVER
                && profile.drain == Drain::DropsQueued,
            hears_exits: setting.is_stepped()
                && profile.exited_before_registration == Missed::Delivered,
            host: mock.host(),
            mock,
            profile,
            systems: array::from_fn(|_| Place::default()),
            futures: array::from_fn(|_| Place::default()),
            subscriptions: array::from_fn(|_| Place::default()),
            streams: array::from_fn(|_| Place::default()),
            processes: array::from_fn(|_| Place::default()),
            pipes: array::from_fn(|_| Place::default()),
            book: Book::default(),
            tally: Arc::default(),
            callbacks: AtomicU64::new(0),
            disconnecting: AtomicBool::new(false),
            disconnected: AtomicBool::new(false),
            faults: AtomicBool::new(false),
        })
    }

    pub(crate) fn system(&self, place: Sys) -> &Place<Held> {
        &self.systems[place.index()]
    }

    pub(crate) fn future(&self, place: Fut) -> &Place<AnyWaiting> {
        &self.futures[place.index()]
    }

    pub(crate) fn subscription(&self, place: Sub) -> &Place<Subscribed> {
        &self.subscriptions[place.index()]
    }

    pub(crate) fn stream(&self, place: Str) -> &Place<Listening> {
        &self.streams[place.index()]
    }

    pub(crate) fn process(&self, place: Proc) -> &Place<HeldProcess> {
        &self.processes[place.index()]
    }

    pub(crate) fn pipe(&self, place: Pipe) -> &Place<Holds> {
        &self.pipes[place.index()]
    }

    /// One more reference to what is there.
    pub(crate) fn get(&self, of: Of) -> Option<Kept> {
        match of {
            Of::OfSystem(place) => self.system(place).get().map(Kept::System),
            Of::OfProcess(place) => self.process(place).get().map(Kept::Process),
        }
    }

    /// Whether some place holds a reference to this handle.
    pub(crate) fn holds(&self, family: &Arc<Family>) -> bool {
        let systems = self.systems.iter().filter_map(Place::get);
        let processes = self.processes.iter().filter_map(Place::get);
        systems
            .map(|held| held.family)
            .chain(processes.map(|held| held.family))
            .any(|held| Arc::ptr_eq(&held, family))
    }

    /// Whether processes are created in the order of the calls.
    fn creates_in_turn(&self) -> bool {
        self.profile.process_creation == ProcessCreation::Asynchronous
    }

    /// Whether some answer contradicts another one.
    pub(crate) fn contradiction(&self) -> Option<String> {
        self.book.contradiction(self.creates_in_turn())
    }

    pub(crate) fn wrong(&self, what: impl Into<String>) {
        self.tally.wrong(what);
    }

    pub(crate) fn so_far(&self) -> SoFar {
        SoFar {
            disconnecting: self.disconnecting.load(Ordering::SeqCst),
            faults: self.faults.load(Ordering::SeqCst),
            cancel: self.profile.cancel,
        }
    }

    pub(crate) fn ask(
        &self,
        asked: Asked,
        waits: Waits,
        family: Option<Arc<Family>>,
        special: Special,
    ) -> Ticket {
        self.book.ask(asked, waits, family, special)
    }

    pub(crate) fn begin(&self, ticket: Ticket, family: Option<&Family>) {
        let closing = family.map_or(Closing::No, Family::closing);
        let began = Began {
            service_gone: self.disconnected.load(Ordering::SeqCst),
            closed: closing == Closing::Done,
            inside: inside(),
        };
        self.book.begin(ticket, began);
    }

    pub(crate) fn answer(&self, ticket: Ticket, said: Said) {
        let so_far = self.so_far();
        let judged = |waiter: &_, said: &_| judge(waiter, said, so_far);
        if let Some(wrong) = self.book.answer(ticket, said, judged) {
            self.wrong(wrong);
        }
    }

    /// What a look at the host tells about an id, where nothing happens at the same time.
    pub(crate) fn look(&self, id: Id) {
        if self.setting.is_stepped() && self.mock.system_state(id.name()).is_none() {
            self.book.is_free(id);
        }
    }

    /// Takes a step of the program.
    pub(crate) fn step(self: &Arc<Self>, line: &Line) {
        match &line.step {
            Step::Do(act) => self.act(act),
            Step::Host(fate) => {
                self.planned(|| self.fate(*fate));
                self.calm();
            }
        }
    }

    /// Lets the closer thread finish, so that a run can be repeated. Also inside callbacks: it must never wait for a
    /// program's code.
    pub(crate) fn calm(&self) {
        if self.setting.is_stepped() {
            // Only what happens in callbacks is left to that thread.
            let ledger = self.mock.ledger();
            let callbacks = ledger.operation_callbacks + ledger.events;
            if self.callbacks.swap(callbacks, Ordering::SeqCst) != callbacks {
                self.flush();
            }
        }
    }

    /// Waits for the closer thread.
    pub(crate) fn flush(&self) {
        if !crate::closer::flush() {
            self.wrong("the closer thread is stuck");
        }
    }

    /// Runs something from which planned panics may come, and no others.
    pub(crate) fn planned(&self, work: impl FnOnce()) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
            if !payload.is::<Planned>() {
                let text = payload.downcast_ref::<String>().cloned();
                let text = text.or_else(|| payload.downcast_ref::<&str>().map(|it| (*it).into()));
                self.wrong(format!("an unplanned panic: {text:?}"));
            }
            // What it carries may panic again, when it is dropped.
            let _ = catch_unwind(AssertUnwindSafe(move || drop(payload)));
        }
    }

    fn fate(&self, fate: Fate) {
        let mock = &self.mock;
        match fate {
            Fate::OneStep => {
                mock.step();
            }
            Fate::Idle => mock.run_until_idle(),
            Fate::Exit(id) => self.end(id, false),
            Fate::Crash(id) => self.end(id, true),
            Fate::Emit(id, emitted) => {
                mock.emit_event(id.name(), emitted.kind().0, Some(r#"{"Emitted":true}"#));
            }
            Fate::ExitProcess(place) => {
                if let Some((system, id)) = self.named(place) {
                    mock.exit_process(system, id, TOLD);
                }
            }
            Fate::EmitOfProcess(place, emitted) => {
                if let Some((system, id)) = self.named(place) {
                    self.emit(system, id, emitted);
                }
            }
            Fate::Disconnect => {
                self.disconnecting.store(true, Ordering::SeqCst);
                self.book.disconnected();
                mock.disconnect_service();
                self.disconnected.store(true, Ordering::SeqCst);
            }
            Fate::Strike(nth, struck) => {
                self.faults.store(true, Ordering::SeqCst);
                let fault = Fault::any_call().nth(nth.into());
                mock.fail(match struck {
                    Struck::Refused => fault.answers(STRUCK),
                    Struck::RefusedWithDocument => {
                        fault.answers_with_document(STRUCK, r#"{"Error":-2147024882}"#)
                    }
                    Struck::FailsLater => fault.completes(STRUCK, Some(r#"{"Error":-2147024882}"#)),
                    Struck::Disconnects => {
                        self.disconnecting.store(true, Ordering::SeqCst);
                        self.book.disconnected();
                        fault.disconnects()
                    }
                });
            }
        }
    }

    /// The names of a process: its system's, and its own.
    fn named(&self, place: Proc) -> Option<(&'static str, u32)> {
        let family = self.process(place).get()?.family;
        Some((family.id.name(), family.process?.id))
    }

    fn emit(&self, system: &str, process: u32, emitted: Emitted) {
        let data = Some(r#"{"Emitted":true}"#);
        self.mock
            .emit_process_event(system, process, emitted.kind().0, data);
    }

    fn end(&self, id: Id, crash: bool) {
        self.look(id);
        // The book first: callbacks may run at once.
        let entry = self.book.ends(self.book.number_of(id), id, crash);
        let hit = match crash {
            true => self.mock.crash_system(id.name()),
            false => self.mock.exit_system(id.name(), ExitType::UnexpectedExit),
        };
        if !hit {
            self.book.strike_out(entry);
        }
    }
}
