//! The reference model: what a program may have, and how far its systems may be. It says which steps make sense next.

use std::fmt;

use crate::life::{Life, Lives};
use crate::setting::Setting;
use crate::step::{
    Act, Code, Config, Events, Fate, Finish, Fut, Id, Line, Step, Str, Sub, Sys, Verb, Wakes,
};

/// What is known without running the program: a place that may hold something, and the stages that a system may be in.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) setting: Setting,
    /// The id of the system that the place may hold a reference to.
    systems: [Option<Id>; Sys::COUNT],
    futures: [bool; Fut::COUNT],
    subscriptions: [bool; Sub::COUNT],
    streams: [bool; Str::COUNT],
    lives: [Lives; Id::COUNT],
}

/// Of a model, a failure shows the setting: the rest is the same at each beginning.
impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.setting.fmt(f)
    }
}

impl Model {
    pub(crate) fn new(setting: Setting) -> Self {
        Self {
            setting,
            systems: [None; Sys::COUNT],
            futures: [false; Fut::COUNT],
            subscriptions: [false; Sub::COUNT],
            streams: [false; Str::COUNT],
            lives: [Lives::NONE; Id::COUNT],
        }
    }

    /// The places that may hold something.
    pub(crate) fn held(&self) -> Held {
        Held {
            systems: full(&self.systems.map(|id| id.is_some()), Sys),
            futures: full(&self.futures, Fut),
            subscriptions: full(&self.subscriptions, Sub),
            streams: full(&self.streams, Str),
        }
    }

    /// Verbs that get somewhere with the system in this place.
    pub(crate) fn promising(&self, place: Sys) -> &'static [Verb] {
        let Some(id) = self.systems[place.index()] else {
            return &Verb::ALL;
        };
        let lives = self.lives[id.index()];
        if lives == Lives::just(Life::Created) {
            &[Verb::Start, Verb::Start, Verb::Properties, Verb::Terminate]
        } else if lives == Lives::just(Life::Running) {
            &[
                Verb::Pause,
                Verb::Pause,
                Verb::ShutDownWith,
                Verb::Terminate,
                Verb::Properties,
                Verb::Start,
            ]
        } else if lives == Lives::just(Life::Paused) {
            &[Verb::Save, Verb::Resume, Verb::Resume, Verb::ShutDownWith]
        } else {
            &Verb::ALL
        }
    }

    /// Whether the step may find what it needs. In a program of several threads nobody can tell.
    pub(crate) fn allows(&self, line: &Line) -> bool {
        if self.setting.threads > 1 {
            return line.thread < self.setting.threads;
        }
        match &line.step {
            Step::Do(act) => self.may_do(act),
            Step::Host(_) => true,
        }
    }

    fn may_do(&self, act: &Act) -> bool {
        let system = |place: Sys| self.systems[place.index()].is_some();
        match act {
            Act::Create { .. } | Act::Open { .. } | Act::Enumerate(_) => true,
            Act::Call { on, .. } | Act::Subscribe { on, .. } | Act::Listen { on, .. } => {
                system(*on)
            }
            Act::CloneSystem { from, .. } => system(*from),
            Act::DropSystem(place) | Act::Close(place) => system(*place),
            Act::Unsubscribe(place) | Act::DropSubscription(place) => {
                self.subscriptions[place.index()]
            }
            Act::Next(place, _)
            | Act::TryRecv(place)
            | Act::RecvTimeout(place)
            | Act::DropStream(place) => self.streams[place.index()],
            Act::Poll(place, _)
            | Act::Wait(place)
            | Act::WaitTimeout(place, _)
            | Act::DropFuture(place) => self.futures[place.index()],
        }
    }

    /// What may be so after the step.
    pub(crate) fn take(&mut self, line: &Line) {
        match &line.step {
            Step::Do(act) => self.act(act, true),
            Step::Host(fate) => self.fate(*fate),
        }
    }

    fn fate(&mut self, fate: Fate) {
        match fate {
            Fate::Exit(id) => self.now(id, |lives| lives.after_end(false)),
            Fate::Crash(id) => self.now(id, |lives| lives.after_end(true)),
            Fate::OneStep | Fate::Idle | Fate::Emit(..) | Fate::Disconnect | Fate::Strike(..) => {}
        }
    }

    fn now(&mut self, id: Id, next: impl FnOnce(Lives) -> Lives) {
        let lives = &mut self.lives[id.index()];
        *lives = next(*lives);
    }

    /// `surely`: it is done now, not some time later in a callback.
    fn act(&mut self, act: &Act, surely: bool) {
        match act {
            Act::Create {
                id,
                config,
                events,
                into,
                finish,
            } => {
                if *config != Config::Mistake && *config != Config::Unusable {
                    self.systems[into.index()] = Some(*id);
                    let created = Lives::just(Life::Created);
                    self.now(*id, |lives| match lives.is_empty() {
                        true => created,
                        false => lives.or(created),
                    });
                }
                match events {
                    Events::Unheard => {}
                    Events::Handled(_, code, place) => {
                        self.subscriptions[place.index()] = true;
                        self.code(code);
                    }
                    Events::Streamed(_, place) => self.streams[place.index()] = true,
                }
                self.finish(finish);
            }
            Act::Open { id, into } => self.systems[into.index()] = Some(*id),
            Act::Enumerate(finish) => self.finish(finish),
            Act::Call { on, verb, finish } => {
                if let Some(id) = self.systems[on.index()] {
                    self.now(id, |lives| match surely {
                        true => lives.after_call(*verb, true),
                        false => lives.or(lives.after_call(*verb, true)),
                    });
                }
                self.finish(finish);
            }
            Act::CloneSystem { from, into } => {
                self.systems[into.index()] = self.systems[from.index()];
            }
            Act::DropSystem(place) | Act::Close(place) => {
                if surely {
                    self.systems[place.index()] = None;
                }
            }
            Act::Subscribe { handler, into, .. } => {
                self.subscriptions[into.index()] = true;
                self.code(handler);
            }
            Act::Listen { into, .. } => self.streams[into.index()] = true,
            Act::Unsubscribe(place) | Act::DropSubscription(place) => {
                if surely {
                    self.subscriptions[place.index()] = false;
                }
            }
            Act::Next(_, wakes) | Act::Poll(_, wakes) => {
                if let Wakes::With(code) = wakes {
                    self.code(code);
                }
            }
            Act::TryRecv(_) | Act::RecvTimeout(_) => {}
            Act::DropStream(place) => {
                if surely {
                    self.streams[place.index()] = false;
                }
            }
            Act::Wait(place) | Act::DropFuture(place) => {
                if surely {
                    self.futures[place.index()] = false;
                }
            }
            Act::WaitTimeout(..) => {}
        }
    }

    fn finish(&mut self, finish: &Finish) {
        match finish {
            Finish::Waited => {}
            Finish::WaitedFor(_, place) | Finish::Submitted(place) | Finish::Awaited(place) => {
                self.futures[place.index()] = true;
            }
            Finish::Completes(code) => self.code(code),
        }
    }

    fn code(&mut self, code: &Code) {
        for act in &code.acts {
            self.act(act, false);
        }
    }
}

/// The places that may hold something.
pub(crate) struct Held {
    pub(crate) systems: Vec<Sys>,
    pub(crate) futures: Vec<Fut>,
    pub(crate) subscriptions: Vec<Sub>,
    pub(crate) streams: Vec<Str>,
}

fn full<T>(places: &[bool], name: impl Fn(u8) -> T) -> Vec<T> {
    (0..)
        .zip(places)
        .filter(|(_, full)| **full)
        .map(|(index, _)| name(index))
        .collect()
}
