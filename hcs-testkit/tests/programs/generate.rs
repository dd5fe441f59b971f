//! Drawing steps that make sense in a state of the model.

use fastrand::Rng;
use hcs_testkit::Schedule;

use crate::draw::weighted;
use crate::model::{Held, Model};
use crate::setting::{Manners, Setting};
use crate::step::{
    Act, Asks, Code, Config, Doing, Emitted, End, Events, Fate, Finish, Fut, Id, Limit, Line, Of,
    Options, Proc, Step, Str, Streams, Struck, Sub, Sys, Verb, Wakes,
};

/// How deep code may be nested: a handler that subscribes a handler.
const DEEPEST: u32 = 2;

pub(crate) fn stepped_setting(rng: &mut Rng) -> Setting {
    Setting {
        seed: rng.u64(..),
        schedule: Schedule::Stepped,
        manners: manners(rng),
        threads: 1,
    }
}

pub(crate) fn threaded_setting(rng: &mut Rng) -> Setting {
    Setting {
        seed: rng.u64(..),
        schedule: weighted! { rng;
            6 => Schedule::Threaded,
            2 => Schedule::BeforeReturn,
            2 => Schedule::Inline,
        },
        manners: manners(rng),
        threads: rng.u8(1..=4),
    }
}

fn manners(rng: &mut Rng) -> Manners {
    match rng.u8(..3) {
        0 => Manners::Documented,
        _ => Manners::Adversarial(rng.u64(..)),
    }
}

/// The next step of a program.
pub(crate) fn line(model: &Model, rng: &mut Rng) -> Line {
    let mut drawing = Drawing {
        held: model.held(),
        hosts: model.hosts(),
        model,
        rng,
    };
    Line {
        thread: drawing.rng.u8(..model.setting.threads),
        step: drawing.step(),
    }
}

struct Drawing<'a> {
    held: Held,
    /// The systems that may have processes.
    hosts: Vec<Sys>,
    model: &'a Model,
    rng: &'a mut Rng,
}

impl Drawing<'_> {
    fn step(&mut self) -> Step {
        let stepped = self.model.setting.is_stepped();
        let steps = if stepped { 40 } else { 0 };
        let idle = if stepped { 10 } else { 2 };
        let processes = u32::from(!self.held.processes.is_empty());
        let fate = weighted! { self.rng;
            150 => None,
            steps => Some(Fate::OneStep),
            idle => Some(Fate::Idle),
            5 => Some(Fate::Exit(self.id())),
            3 => Some(Fate::Crash(self.id())),
            8 => Some(Fate::Emit(self.id(), self.emitted())),
            6 * processes => Some(Fate::ExitProcess(pick(self.rng, &self.held.processes))),
            3 * processes => Some(Fate::EmitOfProcess(
                pick(self.rng, &self.held.processes),
                self.emitted(),
            )),
            1 => Some(Fate::Disconnect),
            1 => Some(Fate::Strike(self.rng.u8(1..8), self.struck())),
        };
        match fate {
            Some(fate) => Step::Host(fate),
            None => Step::Do(self.act(0)),
        }
    }

    fn act(&mut self, depth: u32) -> Act {
        if self.held.systems.is_empty() && self.rng.u8(..4) > 0 {
            return match self.is_about_processes() && self.rng.u8(..4) > 0 {
                true => Act::Raise {
                    id: self.id(),
                    into: self.place(),
                },
                false => self.create(depth),
            };
        }
        if self.is_about_processes()
            && self.rng.u8(..4) > 0
            && let Some(act) = self.process_act(depth)
        {
            return act;
        }
        // What isn't there can't be used.
        let if_any = |weight: u32, there: bool| if there { weight } else { 0 };
        let systems = |weight| if_any(weight, !self.held.systems.is_empty());
        let futures = |weight| if_any(weight, !self.held.futures.is_empty());
        let subscriptions = |weight| if_any(weight, !self.held.subscriptions.is_empty());
        let streams = |weight| if_any(weight, !self.held.streams.is_empty());
        let (call, clone, drop_system) = (systems(40), systems(4), systems(8));
        let (close, subscribe, listen) = (systems(3), systems(7), systems(6));
        let (unsubscribe, drop_subscription) = (subscriptions(4), subscriptions(3));
        let (next, receive, drop_stream) = (streams(6), streams(3), streams(3));
        let (poll, wait, drop_future) = (futures(22), futures(5), futures(7));
        let (cancel, ask) = (futures(4), futures(2));
        weighted! { self.rng;
            8 => self.create(depth),
            4 => Act::Open { id: self.id(), into: self.place() },
            2 => Act::Enumerate(self.finish(depth)),
            call => self.call(depth),
            clone => Act::CloneSystem { from: self.system(), into: self.place() },
            drop_system => Act::DropSystem(self.system()),
            close => Act::Close(self.system()),
            subscribe => Act::Subscribe {
                on: Of::OfSystem(self.system()),
                options: self.options(),
                handler: self.code(depth),
                into: Sub(self.rng.u8(..Sub::COUNT as u8)),
            },
            listen => Act::Listen {
                on: Of::OfSystem(self.system()),
                options: self.options(),
                into: Str(self.rng.u8(..Str::COUNT as u8)),
            },
            unsubscribe => Act::Unsubscribe(pick(self.rng, &self.held.subscriptions)),
            drop_subscription => Act::DropSubscription(pick(self.rng, &self.held.subscriptions)),
            next => Act::Next(pick(self.rng, &self.held.streams), self.wakes(depth)),
            receive => match self.rng.bool() {
                true => Act::TryRecv(pick(self.rng, &self.held.streams)),
                false => Act::RecvTimeout(pick(self.rng, &self.held.streams)),
            },
            drop_stream => Act::DropStream(pick(self.rng, &self.held.streams)),
            poll => Act::Poll(pick(self.rng, &self.held.futures), self.wakes(depth)),
            wait => match self.rng.bool() {
                true => Act::Wait(pick(self.rng, &self.held.futures)),
                false => Act::WaitTimeout(pick(self.rng, &self.held.futures), self.limit()),
            },
            drop_future => Act::DropFuture(pick(self.rng, &self.held.futures)),
            cancel => Act::Cancel(pick(self.rng, &self.held.futures)),
            ask => Act::AskOperation(pick(self.rng, &self.held.futures)),
            systems(2) => Act::AwaitExit(Of::OfSystem(self.system()), self.new_future()),
        }
    }

    /// Half of the programs are.
    fn is_about_processes(&self) -> bool {
        self.model.setting.seed.is_multiple_of(2)
    }

    /// Something with processes, if there can be any.
    fn process_act(&mut self, depth: u32) -> Option<Act> {
        let if_any = |weight: u32, there: bool| if there { weight } else { 0 };
        let hosts = !self.hosts.is_empty();
        let there = !self.held.processes.is_empty();
        let processes = |weight| if_any(weight, there);
        let pipes = |weight| if_any(weight, !self.held.pipes.is_empty());
        let create = if_any(if there { 12 } else { 60 }, hosts);
        let open = if_any(4, there && !self.held.systems.is_empty());
        let futures = |weight| if_any(weight, !self.held.futures.is_empty());
        if !hosts && !there && self.held.pipes.is_empty() {
            return None;
        }
        Some(weighted! { self.rng;
            create => Act::CreateProcess {
                on: pick(self.rng, &self.hosts),
                guest: self.doing(),
                streams: self.streams(),
                into: Proc(self.rng.u8(..Proc::COUNT as u8)),
                // Most steps need one that is there.
                finish: match depth == 0 && self.rng.bool() {
                    true => Finish::Waited,
                    false => self.finish(depth),
                },
            },
            open => Act::OpenProcess {
                on: self.system(),
                of: self.process(),
                into: Proc(self.rng.u8(..Proc::COUNT as u8)),
            },
            processes(30) => Act::CallProcess {
                on: self.process(),
                asks: self.asks(),
                finish: self.finish(depth),
            },
            processes(6) => Act::DropProcess(self.process()),
            processes(4) => Act::CloseProcess(self.process()),
            processes(5) => Act::LookForExit(self.process()),
            processes(5) => Act::Output(self.process()),
            processes(12) => Act::AwaitExit(Of::OfProcess(self.process()), self.new_future()),
            processes(7) => Act::Subscribe {
                on: Of::OfProcess(self.process()),
                options: self.options(),
                handler: self.code(depth),
                into: Sub(self.rng.u8(..Sub::COUNT as u8)),
            },
            processes(5) => Act::Listen {
                on: Of::OfProcess(self.process()),
                options: self.options(),
                into: Str(self.rng.u8(..Str::COUNT as u8)),
            },
            pipes(8) => Act::UsePipe(pick(self.rng, &self.held.pipes)),
            pipes(3) => Act::DropPipe(pick(self.rng, &self.held.pipes)),
            futures(20) => Act::Poll(pick(self.rng, &self.held.futures), self.wakes(depth)),
            futures(6) => Act::Wait(pick(self.rng, &self.held.futures)),
        })
    }

    fn process(&mut self) -> Proc {
        pick(self.rng, &self.held.processes)
    }

    fn doing(&mut self) -> Doing {
        let threads = if self.model.setting.is_stepped() {
            0
        } else {
            2
        };
        weighted! { self.rng;
            10 => Doing::Idles,
            2 => Doing::Ignores,
            6 => Doing::Ends,
            4 => Doing::EndsLater,
            threads => Doing::ReadsAll,
            threads / 2 => Doing::Floods,
            1 => Doing::Denied,
            1 => Doing::Garbled,
            1 => Doing::Nameless,
        }
    }

    fn streams(&mut self) -> Streams {
        weighted! { self.rng;
            6 => Streams::Mute,
            3 => Streams::Talking,
            2 => Streams::Piped,
            3 => Streams::TalkingAlone,
            2 => Streams::PipedAlone,
        }
    }

    fn asks(&mut self) -> Asks {
        weighted! { self.rng;
            5 => Asks::Kill,
            4 => Asks::Signal,
            1 => Asks::SignalWithMistake,
            3 => Asks::Information,
            4 => Asks::Status,
            2 => Asks::Resize,
            3 => Asks::EndInput,
        }
    }

    fn create(&mut self, depth: u32) -> Act {
        Act::Create {
            id: self.id(),
            config: weighted! { self.rng;
                10 => Config::Vm,
                4 => Config::Lasting,
                3 => Config::Container,
                1 => Config::Unusable,
                1 => Config::Mistake,
            },
            events: weighted! { self.rng;
                4 => Events::Unheard,
                3 => {
                    let place = Sub(self.rng.u8(..Sub::COUNT as u8));
                    Events::Handled(self.options(), self.code(depth), place)
                },
                3 => Events::Streamed(self.options(), Str(self.rng.u8(..Str::COUNT as u8))),
            },
            into: self.place(),
            finish: self.finish(depth),
        }
    }

    fn call(&mut self, depth: u32) -> Act {
        let on = self.system();
        let verb = match self.rng.u8(..4) {
            0 => pick(self.rng, &Verb::ALL),
            _ => pick(self.rng, self.model.promising(on)),
        };
        Act::Call {
            on,
            verb,
            finish: self.finish(depth),
        }
    }

    fn finish(&mut self, depth: u32) -> Finish {
        // Inside callbacks waits are refused: that needs no proof each time.
        let waits = if depth == 0 { 8 } else { 1 };
        weighted! { self.rng;
            waits => Finish::Waited,
            waits / 2 => Finish::WaitedFor(self.limit(), self.new_future()),
            12 => Finish::Submitted(self.new_future()),
            4 => Finish::Awaited(self.new_future()),
            8 => Finish::Completes(self.code(depth)),
            2 => Finish::WithProgress(self.new_future(), Str(self.rng.u8(..Str::COUNT as u8))),
            1 => Finish::WithResource(self.new_future()),
        }
    }

    fn wakes(&mut self, depth: u32) -> Wakes {
        match self.rng.u8(..3) {
            0 => Wakes::Again,
            _ => Wakes::With(self.code(depth)),
        }
    }

    fn code(&mut self, depth: u32) -> Code {
        let mut acts = Vec::new();
        if depth < DEEPEST {
            while acts.len() < 2 && self.rng.u8(..3) == 0 {
                acts.push(self.act(depth + 1));
            }
        }
        let holds = match self.rng.u8(..6) {
            0 if !self.held.systems.is_empty() => match self.held.processes.is_empty() {
                false if self.rng.bool() => Some(Of::OfProcess(self.process())),
                _ => Some(Of::OfSystem(self.system())),
            },
            _ => None,
        };
        Code {
            acts,
            end: weighted! { self.rng;
                16 => End::Returns,
                3 => End::Panics,
                1 => End::PanicsTwice,
            },
            holds,
            drop_panics: self.rng.u8(..12) == 0,
        }
    }

    fn id(&mut self) -> Id {
        Id(self.rng.u8(..Id::COUNT as u8))
    }

    fn place(&mut self) -> Sys {
        Sys(self.rng.u8(..Sys::COUNT as u8))
    }

    fn system(&mut self) -> Sys {
        pick(self.rng, &self.held.systems)
    }

    fn new_future(&mut self) -> Fut {
        Fut(self.rng.u8(..Fut::COUNT as u8))
    }

    fn options(&mut self) -> Options {
        weighted! { self.rng;
            4 => Options::Plain,
            4 => Options::Operations,
            1 => Options::Lifecycle,
            1 => Options::Both,
        }
    }

    fn limit(&mut self) -> Limit {
        weighted! { self.rng;
            3 => Limit::Zero,
            1 => Limit::Short,
            1 => Limit::Long,
        }
    }

    fn emitted(&mut self) -> Emitted {
        weighted! { self.rng;
            3 => Emitted::Stranger,
            1 => Emitted::LifecycleEvent,
            1 => Emitted::ConnectionClosed,
            1 => Emitted::NamelessCompletion,
        }
    }

    fn struck(&mut self) -> Struck {
        weighted! { self.rng;
            1 => Struck::Refused,
            1 => Struck::RefusedWithDocument,
            1 => Struck::FailsLater,
            1 => Struck::Disconnects,
        }
    }
}

fn pick<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.usize(..from.len())]
}
