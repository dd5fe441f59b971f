//! The book of what was asked, in the order of asking, and of what was answered.

use std::sync::{Arc, Mutex};

use crate::life::{Lives, Told, Word};
use crate::step::{Asks, Config, Doing, Id, Verb};
use crate::tally::lock;

/// A call whose answer is to be seen once.
pub(crate) type Ticket = usize;

/// A system, or a process, that somebody asked for: its number among those of its kind.
pub(crate) type Number = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Create(Number, Config),
    Enumerate,
    /// The system is unknown when several ones with this id may be meant.
    Verb(Option<Number>, Id, Verb),
    /// A process in a system.
    Process(Option<Number>, Doing),
    /// Something of a process, which is unknown when several ones may be meant.
    OfProcess(Option<Number>, Asks),
    /// The exit of a system, or of a process.
    Exit,
}

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// A thread, in the call itself.
    Thread,
    /// Whoever polls, waits for or drops the future.
    Future,
    Closure,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Word(Word),
    AlreadyExists,
    InvalidJson,
    NotFound,
    ServiceGone,
    /// The handle was closed before.
    Closed,
    /// It would have blocked inside a callback.
    InCallback,
    /// `E_ABORT`: its handle was closed meanwhile.
    Aborted,
    /// What this build of Windows hasn't got.
    Unsupported,
    AccessDenied,
    Cancelled,
    /// An operation that has a callback, on a handle whose completions are events.
    NoCallbacks,
    /// A fault that the program has planned.
    Struck,
    Other(String),
}

/// What was so when the call was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Began {
    pub(crate) service_gone: bool,
    pub(crate) closed: bool,
    pub(crate) inside: bool,
}

/// What is special about a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Special {
    /// Its build lacks what it needs.
    pub(crate) lacking: bool,
    /// It tells of its progress.
    pub(crate) progress: bool,
}

/// What the clones of one reference have in common.
#[derive(Debug)]
pub(crate) struct Family {
    /// The id of the system.
    pub(crate) id: Id,
    /// The number of the system.
    pub(crate) number: Option<Number>,
    /// The process, if it is one.
    pub(crate) process: Option<OfProcess>,
    state: Mutex<Closing>,
}

/// A process, as its handles know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfProcess {
    pub(crate) id: u32,
    pub(crate) number: Option<Number>,
    pub(crate) guest: Doing,
}

/// How far the closing of a handle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Closing {
    No,
    Begun,
    Done,
}

impl Family {
    pub(crate) fn new(id: Id, number: Option<Number>) -> Arc<Self> {
        Arc::new(Self {
            id,
            number,
            process: None,
            state: Mutex::new(Closing::No),
        })
    }

    /// Of a handle to a process in this system.
    pub(crate) fn of_process(system: &Self, process: OfProcess) -> Arc<Self> {
        Arc::new(Self {
            id: system.id,
            number: system.number,
            process: Some(process),
            state: Mutex::new(Closing::No),
        })
    }

    pub(crate) fn closing(&self) -> Closing {
        *lock(&self.state)
    }

    /// The closing goes on; whether that is news.
    pub(crate) fn advance(&self, to: Closing) -> bool {
        let mut state = lock(&self.state);
        let news = *state < to;
        *state = to.max(*state);
        news
    }
}

pub(crate) struct Waiter {
    pub(crate) asked: Asked,
    pub(crate) waits: Waits,
    pub(crate) family: Option<Arc<Family>>,
    pub(crate) began: Option<Began>,
    /// A wait for it ran out.
    pub(crate) late: bool,
    /// Somebody has asked for it to be cancelled.
    pub(crate) cancelled: bool,
    pub(crate) special: Special,
    pub(crate) state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Answered(Said),
    /// Nobody wants to know any more.
    Dropped,
}

/// What has an effect on a system, in the order in which it was asked for.
enum Entry {
    Call(Ticket),
    /// An exit or a crash.
    End(Option<Number>, Id, bool),
    Closed(Option<Number>),
    Nothing,
}

/// A system that somebody asked for.
struct System {
    id: Id,
    config: Config,
    /// Where in the book it was asked for.
    from: usize,
    fortune: Fortune,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fortune {
    Unknown,
    Made,
    Failed,
    Gone,
}

#[derive(Default)]
pub(crate) struct Book {
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    waiters: Vec<Waiter>,
    log: Vec<Entry>,
    systems: Vec<System>,
    processes: Number,
    disconnected: bool,
}

impl Book {
    /// A system is going to be asked for.
    pub(crate) fn new_system(&self, id: Id, config: Config) -> Number {
        let mut pages = lock(&self.pages);
        let from = pages.log.len();
        pages.systems.push(System {
            id,
            config,
            from,
            fortune: Fortune::Unknown,
        });
        pages.systems.len() - 1
    }

    /// There is a new process.
    pub(crate) fn new_process(&self) -> Number {
        let mut pages = lock(&self.pages);
        pages.processes += 1;
        pages.processes - 1
    }

    /// A call is going to be made.
    pub(crate) fn ask(
        &self,
        asked: Asked,
        waits: Waits,
        family: Option<Arc<Family>>,
        special: Special,
    ) -> Ticket {
        let mut pages = lock(&self.pages);
        pages.waiters.push(Waiter {
            asked,
            waits,
            family,
            began: None,
            late: false,
            cancelled: false,
            special,
            state: State::Open,
        });
        pages.waiters.len() - 1
    }

    /// The call is made now.
    pub(crate) fn begin(&self, ticket: Ticket, began: Began) {
        let mut pages = lock(&self.pages);
        pages.waiters[ticket].began = Some(began);
        pages.log.push(Entry::Call(ticket));
    }

    pub(crate) fn late(&self, ticket: Ticket) {
        lock(&self.pages).waiters[ticket].late = true;
    }

    /// Its operation is going to be asked to end.
    pub(crate) fn cancelled(&self, ticket: Ticket) {
        lock(&self.pages).waiters[ticket].cancelled = true;
    }

    /// The call is answered. `judge` says what is wrong with the answer.
    pub(crate) fn answer(
        &self,
        ticket: Ticket,
        said: Said,
        judge: impl FnOnce(&Waiter, &Said) -> Option<String>,
    ) -> Option<String> {
        let mut pages = lock(&self.pages);
        let waiter = &mut pages.waiters[ticket];
        if waiter.state != State::Open {
            return Some(format!(
                "{:?} is answered with {said:?}, and was {:?} before",
                waiter.asked, waiter.state
            ));
        }
        let wrong = judge(waiter, &said);
        let asked = waiter.asked;
        waiter.state = State::Answered(said.clone());
        if let Asked::Create(number, _) = asked {
            let system = &mut pages.systems[number];
            system.fortune = match said {
                Said::Word(Word::Ok) => Fortune::Made,
                Said::ServiceGone | Said::Struck => Fortune::Unknown,
                _ => Fortune::Failed,
            };
        }
        wrong
    }

    /// Nobody will see the answer.
    pub(crate) fn dropped(&self, ticket: Ticket) {
        let mut pages = lock(&self.pages);
        let waiter = &mut pages.waiters[ticket];
        if waiter.state != State::Open {
            return;
        }
        waiter.state = State::Dropped;
    }

    /// The call failed at once: its closure was dropped, and didn't run. The error will tell why.
    pub(crate) fn refused(&self, ticket: Ticket) {
        let mut pages = lock(&self.pages);
        let waiter = &mut pages.waiters[ticket];
        waiter.waits = Waits::Future;
        if waiter.state == State::Dropped {
            waiter.state = State::Open;
        }
    }

    /// Which system has this id, if that is certain.
    pub(crate) fn number_of(&self, id: Id) -> Option<Number> {
        let pages = lock(&self.pages);
        let mut with_id = pages.systems.iter().enumerate().filter(|(_, system)| {
            system.id == id && !matches!(system.fortune, Fortune::Failed | Fortune::Gone)
        });
        let (number, _) = with_id.next()?;
        with_id.next().is_none().then_some(number)
    }

    /// No system has this id.
    pub(crate) fn is_free(&self, id: Id) {
        let mut pages = lock(&self.pages);
        for system in &mut pages.systems {
            if system.id == id && system.fortune == Fortune::Made {
                system.fortune = Fortune::Gone;
            }
        }
    }

    /// A system is going to exit, or to crash; what the entry is.
    pub(crate) fn ends(&self, number: Option<Number>, id: Id, crash: bool) -> usize {
        let mut pages = lock(&self.pages);
        pages.log.push(Entry::End(number, id, crash));
        pages.log.len() - 1
    }

    /// It has not come to what the entry says.
    pub(crate) fn strike_out(&self, entry: usize) {
        lock(&self.pages).log[entry] = Entry::Nothing;
    }

    pub(crate) fn closed(&self, number: Option<Number>) {
        lock(&self.pages).log.push(Entry::Closed(number));
    }

    pub(crate) fn disconnected(&self) {
        lock(&self.pages).disconnected = true;
    }

    /// A waiter that was never answered.
    pub(crate) fn unanswered(&self) -> Option<String> {
        let pages = lock(&self.pages);
        pages
            .waiters
            .iter()
            .find(|waiter| match waiter.state {
                State::Open => true,
                State::Dropped => waiter.waits == Waits::Closure,
                State::Answered(_) => false,
            })
            .map(|waiter| format!("{:?} was never answered ({:?})", waiter.asked, waiter.waits))
    }

    /// An answer that doesn't agree with the others, in the order in which the calls were made. `in_turn`: so are processes
    /// created, and not at once.
    pub(crate) fn contradiction(&self, in_turn: bool) -> Option<String> {
        let pages = lock(&self.pages);
        let mut systems = 0..pages.systems.len();
        let mut processes = 0..pages.processes;
        systems
            .find_map(|number| pages.contradiction_of(number, in_turn))
            .or_else(|| processes.find_map(|number| pages.resurrection_of(number)))
    }
}

impl Pages {
    /// A process that is alive after it was over.
    fn resurrection_of(&self, number: Number) -> Option<String> {
        let mut over = None;
        for (index, entry) in self.log.iter().enumerate() {
            let Entry::Call(ticket) = *entry else {
                continue;
            };
            let waiter = &self.waiters[ticket];
            let (Asked::OfProcess(Some(of), asks), State::Answered(said)) =
                (waiter.asked, &waiter.state)
            else {
                continue;
            };
            if of != number {
                continue;
            }
            let ends = asks == Asks::Kill && *said == Said::Word(Word::Ok);
            match said {
                Said::Word(Word::Ok | Word::Seen(Told::Running)) => {
                    if let Some(before) = over {
                        return Some(format!(
                            "{asks:?} found process {number} alive ({index}), and it was over before ({before})"
                        ));
                    }
                }
                Said::Word(Word::AlreadyStopped | Word::Seen(Told::Stopped))
                | Said::AccessDenied => {
                    over.get_or_insert(index);
                }
                _ => {}
            }
            if ends {
                over = Some(index);
            }
        }
        None
    }

    fn contradiction_of(&self, number: Number, in_turn: bool) -> Option<String> {
        let system = &self.systems[number];
        if !matches!(system.fortune, Fortune::Made | Fortune::Gone) {
            return None;
        }
        let vm = system.config != Config::Container;
        let mut lives = Lives::just(crate::life::Life::Created);
        for (index, entry) in self.log.iter().enumerate().skip(system.from) {
            lives = match *entry {
                Entry::Call(ticket) => {
                    let waiter = &self.waiters[ticket];
                    match waiter.asked {
                        Asked::Verb(Some(of), _, verb) if of == number => {
                            let closed_later = || {
                                self.log[index..].iter().any(|entry| {
                                    matches!(entry, Entry::Closed(of) if *of == Some(number))
                                })
                            };
                            let uncertain = waiter.late && closed_later();
                            let next = self.after(lives, waiter, verb, vm, uncertain);
                            if next.is_empty() {
                                return Some(format!(
                                    "{verb:?} can't have been answered with {:?} by system {} \
                                     (the stages that it could have been in: {lives:?})",
                                    waiter.state,
                                    system.id.name(),
                                ));
                            }
                            next
                        }
                        Asked::Verb(None, id, verb) if id == system.id => {
                            lives.or(lives.after_call(verb, vm))
                        }
                        Asked::Process(Some(of), _) if of == number && in_turn => {
                            let next = match &waiter.state {
                                State::Answered(Said::Word(word)) => lives.hosting(*word),
                                _ => lives,
                            };
                            if next.is_empty() {
                                return Some(format!(
                                    "a process can't have been answered with {:?} by system {} ({lives:?})",
                                    waiter.state,
                                    system.id.name(),
                                ));
                            }
                            next
                        }
                        _ => lives,
                    }
                }
                Entry::End(Some(of), _, crash) if of == number => match self.disconnected {
                    true => lives.or(lives.after_end(crash)),
                    false => lives.after_end(crash),
                },
                Entry::End(None, id, crash) if id == system.id => lives.or(lives.after_end(crash)),
                Entry::End(..) | Entry::Closed(_) | Entry::Nothing => lives,
            };
        }
        None
    }

    fn after(&self, lives: Lives, waiter: &Waiter, verb: Verb, vm: bool, uncertain: bool) -> Lives {
        match &waiter.state {
            State::Answered(Said::Word(_)) if uncertain => lives.or(lives.after_call(verb, vm)),
            State::Answered(Said::Word(word)) => lives.after_answer(verb, vm, *word),
            // It never reached the service.
            State::Answered(Said::Closed | Said::InCallback | Said::InvalidJson) => lives,
            State::Dropped if !self.disconnected && !waiter.late && !waiter.cancelled => {
                lives.after_call(verb, vm)
            }
            _ => lives.or(lives.after_call(verb, vm)),
        }
    }
}
