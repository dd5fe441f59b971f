//! The book of what was asked, in the order of asking, and of what was answered.

use std::sync::{Arc, Mutex};

use crate::life::{Lives, Word};
use crate::step::{Config, Id, Verb};
use crate::tally::lock;

/// A call whose answer is to be seen once.
pub(crate) type Ticket = usize;

/// A system that somebody asked for: its number.
pub(crate) type Number = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Create(Number, Config),
    Enumerate,
    /// The system is unknown when several ones with this id may be meant.
    Verb(Option<Number>, Id, Verb),
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

/// What the clones of one reference have in common.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) id: Id,
    pub(crate) number: Option<Number>,
    state: Mutex<Closing>,
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

    /// A call is going to be made.
    pub(crate) fn ask(&self, asked: Asked, waits: Waits, family: Option<Arc<Family>>) -> Ticket {
        let mut pages = lock(&self.pages);
        pages.waiters.push(Waiter {
            asked,
            waits,
            family,
            began: None,
            late: false,
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

    /// An answer that doesn't agree with the others, in the order in which the calls were made.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let pages = lock(&self.pages);
        (0..pages.systems.len()).find_map(|number| pages.contradiction_of(number))
    }
}

impl Pages {
    fn contradiction_of(&self, number: Number) -> Option<String> {
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
            State::Dropped if !self.disconnected && !waiter.late => lives.after_call(verb, vm),
            _ => lives.or(lives.after_call(verb, vm)),
        }
    }
}
