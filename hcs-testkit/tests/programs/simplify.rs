//! What a step that makes a program fail is replaced with, in the hope that it still does.

use crate::draw::Simpler;
use crate::setting::{Manners, Setting};
use crate::step::{
    Act, Asks, Code, Config, Doing, Emitted, End, Events, Fate, Finish, Limit, Line, Options, Step,
    Streams, Verb, Wakes,
};

impl Simpler for Line {
    fn simpler(&self) -> Vec<Self> {
        let steps: Vec<Step> = match &self.step {
            Step::Do(act) => acts(act).into_iter().map(Step::Do).collect(),
            Step::Host(fate) => fates(*fate).into_iter().map(Step::Host).collect(),
        };
        let steps = steps.into_iter();
        let mut simpler: Vec<Self> = steps.map(|step| Self { step, ..*self }).collect();
        if self.thread > 0 {
            simpler.push(Self {
                thread: 0,
                ..self.clone()
            });
        }
        simpler
    }
}

impl Simpler for Setting {
    fn simpler(&self) -> Vec<Self> {
        let mut simpler = Vec::new();
        if self.manners != Manners::Documented {
            simpler.push(Self {
                manners: Manners::Documented,
                ..*self
            });
        }
        if self.seed > 4 {
            simpler.extend((0..4).map(|seed| Self { seed, ..*self }));
        }
        simpler
    }
}

fn fates(fate: Fate) -> Vec<Fate> {
    match fate {
        Fate::OneStep => vec![Fate::Idle],
        Fate::Crash(id) => vec![Fate::Exit(id)],
        Fate::Emit(id, emitted) if emitted != Emitted::Stranger => {
            vec![Fate::Emit(id, Emitted::Stranger)]
        }
        Fate::EmitOfProcess(place, emitted) if emitted != Emitted::Stranger => {
            vec![Fate::EmitOfProcess(place, Emitted::Stranger)]
        }
        Fate::Strike(nth, struck) if nth > 1 => vec![Fate::Strike(nth - 1, struck)],
        _ => Vec::new(),
    }
}

fn acts(act: &Act) -> Vec<Act> {
    match act.clone() {
        Act::Create {
            id,
            config,
            events,
            into,
            finish,
        } => {
            let with = |config, events, finish| Act::Create {
                id,
                config,
                events,
                into,
                finish,
            };
            let mut simpler = Vec::new();
            if config != Config::Vm {
                simpler.push(with(Config::Vm, events.clone(), finish.clone()));
            }
            let heard = receptions(&events).into_iter();
            simpler.extend(heard.map(|events| with(config, events, finish.clone())));
            let finished = finishes(&finish).into_iter();
            simpler.extend(finished.map(|finish| with(config, events.clone(), finish)));
            simpler
        }
        Act::Enumerate(finish) => finishes(&finish).into_iter().map(Act::Enumerate).collect(),
        Act::Call { on, verb, finish } => {
            let mut simpler: Vec<Act> = finishes(&finish)
                .into_iter()
                .map(|finish| Act::Call { on, verb, finish })
                .collect();
            if verb != Verb::Start {
                simpler.push(Act::Call {
                    on,
                    verb: Verb::Start,
                    finish,
                });
            }
            simpler
        }
        Act::CreateProcess {
            on,
            guest,
            streams,
            into,
            finish,
        } => {
            let with = |guest, streams, finish| Act::CreateProcess {
                on,
                guest,
                streams,
                into,
                finish,
            };
            let mut simpler = Vec::new();
            if guest != Doing::Idles {
                simpler.push(with(Doing::Idles, streams, finish.clone()));
            }
            if streams != Streams::Mute {
                simpler.push(with(guest, Streams::Mute, finish.clone()));
            }
            let finished = finishes(&finish).into_iter();
            simpler.extend(finished.map(|finish| with(guest, streams, finish)));
            simpler
        }
        Act::CallProcess { on, asks, finish } => {
            let mut simpler: Vec<Act> = finishes(&finish)
                .into_iter()
                .map(|finish| Act::CallProcess { on, asks, finish })
                .collect();
            if asks != Asks::Kill {
                let asks = Asks::Kill;
                simpler.push(Act::CallProcess { on, asks, finish });
            }
            simpler
        }
        Act::Subscribe {
            on,
            options,
            handler,
            into,
        } => {
            let with = |options, handler| Act::Subscribe {
                on,
                options,
                handler,
                into,
            };
            let mut simpler: Vec<Act> = codes(&handler)
                .into_iter()
                .map(|handler| with(options, handler))
                .collect();
            let fewer = fewer_options(options).into_iter();
            simpler.extend(fewer.map(|options| with(options, handler.clone())));
            simpler
        }
        Act::Listen { on, options, into } => fewer_options(options)
            .into_iter()
            .map(|options| Act::Listen { on, options, into })
            .collect(),
        Act::Next(place, wakes) => wakings(&wakes)
            .into_iter()
            .map(|wakes| Act::Next(place, wakes))
            .collect(),
        Act::Poll(place, wakes) => wakings(&wakes)
            .into_iter()
            .map(|wakes| Act::Poll(place, wakes))
            .collect(),
        Act::WaitTimeout(place, limit) if limit != Limit::Zero => {
            vec![Act::Wait(place), Act::WaitTimeout(place, Limit::Zero)]
        }
        _ => Vec::new(),
    }
}

fn receptions(events: &Events) -> Vec<Events> {
    match events {
        Events::Unheard => Vec::new(),
        Events::Handled(options, code, place) => {
            let mut simpler = vec![Events::Unheard];
            let codes = codes(code).into_iter();
            simpler.extend(codes.map(|code| Events::Handled(*options, code, *place)));
            let fewer = fewer_options(*options).into_iter();
            simpler.extend(fewer.map(|options| Events::Handled(options, code.clone(), *place)));
            simpler
        }
        Events::Streamed(options, place) => {
            let mut simpler = vec![Events::Unheard];
            let fewer = fewer_options(*options).into_iter();
            simpler.extend(fewer.map(|options| Events::Streamed(options, *place)));
            simpler
        }
    }
}

fn finishes(finish: &Finish) -> Vec<Finish> {
    match finish {
        Finish::Waited => Vec::new(),
        Finish::WaitedFor(limit, place) if *limit != Limit::Zero => {
            vec![Finish::Waited, Finish::WaitedFor(Limit::Zero, *place)]
        }
        Finish::WaitedFor(..) => vec![Finish::Waited],
        Finish::Submitted(_) => vec![Finish::Waited],
        Finish::WithProgress(place, _) | Finish::WithResource(place) => {
            vec![Finish::Waited, Finish::Submitted(*place)]
        }
        Finish::Awaited(place) => vec![Finish::Waited, Finish::Submitted(*place)],
        Finish::Completes(code) => {
            let mut simpler = vec![Finish::Waited];
            simpler.extend(codes(code).into_iter().map(Finish::Completes));
            simpler
        }
    }
}

fn wakings(wakes: &Wakes) -> Vec<Wakes> {
    match wakes {
        Wakes::Again => Vec::new(),
        Wakes::With(code) => codes(code).into_iter().map(Wakes::With).collect(),
    }
}

fn fewer_options(options: Options) -> Vec<Options> {
    match options {
        Options::Plain => Vec::new(),
        Options::Operations | Options::Lifecycle => vec![Options::Plain],
        Options::Both => vec![Options::Plain, Options::Operations, Options::Lifecycle],
    }
}

fn codes(code: &Code) -> Vec<Code> {
    let mut simpler = Vec::new();
    if *code != Code::PLAIN {
        simpler.push(Code::PLAIN);
    }
    for index in 0..code.acts.len() {
        let mut fewer = code.clone();
        fewer.acts.remove(index);
        simpler.push(fewer);
    }
    for index in 0..code.acts.len() {
        for act in acts(&code.acts[index]) {
            let mut other = code.clone();
            other.acts[index] = act;
            simpler.push(other);
        }
    }
    if code.end != End::Returns {
        simpler.push(Code {
            end: End::Returns,
            ..code.clone()
        });
    }
    if code.end == End::PanicsTwice {
        simpler.push(Code {
            end: End::Panics,
            ..code.clone()
        });
    }
    if code.holds.is_some() {
        simpler.push(Code {
            holds: None,
            ..code.clone()
        });
    }
    if code.drop_panics {
        simpler.push(Code {
            drop_panics: false,
            ..code.clone()
        });
    }
    simpler
}
