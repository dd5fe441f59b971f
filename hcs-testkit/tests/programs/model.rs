//! The reference model: what a program may have, and how far its systems may be. It says which steps make sense next.

use std::fmt;

use crate::life::{Life, Lives};
use crate::setting::Setting;
use crate::step::{
    Act, Code, Config, Doing, Events, Fate, Finish, Fut, Id, Line, Of, Pipe, Proc, Step, Str,
    Streams, Sub, Sys, Verb, Wakes,
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
    processes: [bool; Proc::COUNT],
    pipes: [bool; Pipe::COUNT],
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
            processes: [false; Proc::COUNT],
            pipes: [false; Pipe::COUNT],
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
            processes: full(&self.processes, Proc),
            pipes: full(&self.pipes, Pipe),
        }
    }

    /// The places of systems that may have processes.
    pub(crate) fn hosts(&self) -> Vec<Sys> {
        let runs =
            |id: Option<Id>| id.is_some_and(|id| self.lives[id.index()].contains(Life::Running));
        full(&self.systems.map(runs), Sys)
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
        let process = |place: Proc| self.processes[place.index()];
        match act {
            Act::Create { .. } | Act::Raise { .. } | Act::Open { .. } | Act::Enumerate(_) => true,
            Act::Call { on, .. } | Act::CreateProcess { on, .. } => system(*on),
            Act::OpenProcess { on, of, .. } => system(*on) && process(*of),
            Act::CallProcess { on: place, .. }
            | Act::DropProcess(place)
            | Act::CloseProcess(place)
            | Act::LookForExit(place)
            | Act::Output(place) => process(*place),
            Act::Subscribe { on, .. } | Act::Listen { on, .. } | Act::AwaitExit(on, _) => {
                match on {
                    Of::OfSystem(place) => system(*place),
                    Of::OfProcess(place) => process(*place),
                }
            }
            Act::UsePipe(place) | Act::DropPipe(place) => self.pipes[place.index()],
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
            | Act::Cancel(place)
            | Act::AskOperation(place)
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
            Fate::ExitProcess(_) | Fate::EmitOfProcess(..) => {}
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
            Act::Raise { id, into } => {
                self.systems[into.index()] = Some(*id);
                let running = Lives::just(Life::Running);
                self.now(*id, |lives| match lives.is_empty() {
                    true => running,
                    false => lives.or(running),
                });
            }
            Act::CreateProcess {
                guest,
                streams,
                into,
                finish,
                ..
            } => {
                let created = !matches!(guest, Doing::Denied | Doing::Garbled | Doing::Nameless);
                self.processes[into.index()] |= created;
                let pipes = match streams {
                    _ if !created => 0,
                    Streams::Mute | Streams::Talking | Streams::Piped => 0,
                    Streams::TalkingAlone => 1,
                    Streams::PipedAlone => 3,
                };
                for place in 0..pipes {
                    self.pipes[Pipe(into.0 + place).index()] = true;
                }
                self.finish(finish);
            }
            Act::OpenProcess { into, .. } => self.processes[into.index()] = true,
            Act::CallProcess { finish, .. } => self.finish(finish),
            Act::DropProcess(place) | Act::CloseProcess(place) => {
                if surely {
                    self.processes[place.index()] = false;
                }
            }
            // It is done only if it can't take for ever.
            Act::LookForExit(_) | Act::Output(_) | Act::UsePipe(_) => {}
            Act::AwaitExit(_, into) => self.futures[into.index()] = true,
            Act::DropPipe(place) => {
                if surely {
                    self.pipes[place.index()] = false;
                }
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
            Act::WaitTimeout(..) | Act::Cancel(_) | Act::AskOperation(_) => {}
        }
    }

    fn finish(&mut self, finish: &Finish) {
        match finish {
            Finish::Waited => {}
            Finish::WaitedFor(_, place)
            | Finish::Submitted(place)
            | Finish::Awaited(place)
            | Finish::WithResource(place) => {
                self.futures[place.index()] = true;
            }
            Finish::WithProgress(place, stream) => {
                self.futures[place.index()] = true;
                self.streams[stream.index()] = true;
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
    pub(crate) processes: Vec<Proc>,
    pub(crate) pipes: Vec<Pipe>,
}

fn full<T>(places: &[bool], name: impl Fn(u8) -> T) -> Vec<T> {
    (0..)
        .zip(places)
        .filter(|(_, full)| **full)
        .map(|(index, _)| name(index))
        .collect()
}
