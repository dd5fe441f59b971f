//! Programs that have found something, as they were printed.

use hcs_testkit::Schedule;

use crate::run::again;
use crate::setting::{Manners::*, Setting};
use crate::step::Act::*;
use crate::step::Asks::Kill;
use crate::step::Config::*;
use crate::step::Emitted::*;
use crate::step::End::*;
use crate::step::Events::*;
use crate::step::Fate::*;
use crate::step::Finish::*;
use crate::step::Limit::*;
use crate::step::Of::*;
use crate::step::Options::*;
use crate::step::Step::*;
use crate::step::Verb::*;
use crate::step::Wakes::*;
use crate::step::{Code, Doing::*, Fut, Id, Line, Pipe, Proc, Str, Streams::*, Sub, Sys};

#[test]
fn a_waker_that_panics_when_a_new_stream_takes_its_place() {
    let setting = Setting {
        seed: 0,
        schedule: Schedule::Stepped,
        manners: Documented,
        threads: 1,
    };
    let program = [
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(0),
                config: Vm,
                events: Streamed(Plain, Str(0)),
                into: Sys(2),
                finish: Waited,
            }),
        },
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(1),
                config: Vm,
                events: Streamed(Plain, Str(0)),
                into: Sys(1),
                finish: Submitted(Fut(3)),
            }),
        },
        Line {
            thread: 0,
            step: Do(Next(
                Str(0),
                With(Code {
                    drop_panics: true,
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 0,
            step: Host(Idle),
        },
        Line {
            thread: 0,
            step: Do(Poll(Fut(3), Again)),
        },
    ];
    again(setting, &program);
}

#[test]
fn the_same_while_another_thread_polls() {
    let setting = Setting {
        seed: 0,
        schedule: Schedule::BeforeReturn,
        manners: Documented,
        threads: 2,
    };
    let program = [
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(0),
                config: Vm,
                events: Streamed(Plain, Str(1)),
                into: Sys(3),
                finish: Submitted(Fut(0)),
            }),
        },
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(2),
                config: Vm,
                events: Streamed(Plain, Str(1)),
                into: Sys(1),
                finish: Waited,
            }),
        },
        Line {
            thread: 0,
            step: Do(Next(
                Str(1),
                With(Code {
                    drop_panics: true,
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 0,
            step: Do(Poll(Fut(0), With(Code::PLAIN))),
        },
    ];
    again(setting, &program);
}

#[test]
fn handlers_and_wakers_that_bring_about_each_other_on_two_threads() {
    let setting = Setting {
        seed: 18255335156038809587,
        schedule: Schedule::Threaded,
        manners: Documented,
        threads: 2,
    };
    let program = [
        Line {
            thread: 1,
            step: Do(Create {
                id: Id(2),
                config: Vm,
                events: Streamed(Plain, Str(1)),
                into: Sys(3),
                finish: Completes(Code {
                    acts: vec![Create {
                        id: Id(1),
                        config: Vm,
                        events: Streamed(Plain, Str(1)),
                        into: Sys(1),
                        finish: Submitted(Fut(1)),
                    }],
                    ..Code::PLAIN
                }),
            }),
        },
        Line {
            thread: 1,
            step: Host(Idle),
        },
        Line {
            thread: 0,
            step: Do(Poll(
                Fut(1),
                With(Code {
                    acts: vec![
                        DropStream(Str(1)),
                        Call {
                            on: Sys(3),
                            verb: Properties,
                            finish: Submitted(Fut(2)),
                        },
                    ],
                    holds: Some(OfSystem(Sys(3))),
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 1,
            step: Do(Poll(Fut(1), With(Code::PLAIN))),
        },
        Line {
            thread: 1,
            step: Do(Call {
                on: Sys(3),
                verb: Start,
                finish: Completes(Code::PLAIN),
            }),
        },
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(0),
                config: Lasting,
                events: Unheard,
                into: Sys(3),
                finish: Completes(Code::PLAIN),
            }),
        },
        Line {
            thread: 1,
            step: Do(DropFuture(Fut(2))),
        },
        Line {
            thread: 1,
            step: Do(Subscribe {
                on: OfSystem(Sys(3)),
                options: Plain,
                handler: Code {
                    acts: vec![Call {
                        on: Sys(3),
                        verb: Start,
                        finish: Submitted(Fut(3)),
                    }],
                    ..Code::PLAIN
                },
                into: Sub(1),
            }),
        },
        Line {
            thread: 1,
            step: Host(Emit(Id(2), NamelessCompletion)),
        },
        Line {
            thread: 0,
            step: Do(DropSubscription(Sub(1))),
        },
        Line {
            thread: 0,
            step: Do(DropFuture(Fut(1))),
        },
        Line {
            thread: 1,
            step: Do(Poll(Fut(3), Again)),
        },
        Line {
            thread: 0,
            step: Do(Call {
                on: Sys(3),
                verb: Resume,
                finish: Submitted(Fut(2)),
            }),
        },
        Line {
            thread: 0,
            step: Host(Emit(Id(1), Stranger)),
        },
        Line {
            thread: 1,
            step: Host(Idle),
        },
        Line {
            thread: 0,
            step: Do(Poll(
                Fut(2),
                With(Code {
                    acts: vec![Call {
                        on: Sys(1),
                        verb: Start,
                        finish: Submitted(Fut(4)),
                    }],
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 1,
            step: Do(Call {
                on: Sys(1),
                verb: Properties,
                finish: Submitted(Fut(2)),
            }),
        },
        Line {
            thread: 0,
            step: Do(Call {
                on: Sys(1),
                verb: Save,
                finish: Submitted(Fut(2)),
            }),
        },
        Line {
            thread: 1,
            step: Do(DropSystem(Sys(1))),
        },
        Line {
            thread: 1,
            step: Do(DropFuture(Fut(2))),
        },
        Line {
            thread: 0,
            step: Do(Call {
                on: Sys(3),
                verb: Properties,
                finish: Waited,
            }),
        },
        Line {
            thread: 0,
            step: Do(Poll(
                Fut(4),
                With(Code {
                    acts: vec![Call {
                        on: Sys(3),
                        verb: Properties,
                        finish: Submitted(Fut(2)),
                    }],
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 0,
            step: Do(Call {
                on: Sys(3),
                verb: Resume,
                finish: Waited,
            }),
        },
        Line {
            thread: 0,
            step: Do(Poll(
                Fut(2),
                With(Code {
                    acts: vec![
                        Poll(
                            Fut(4),
                            With(Code {
                                acts: vec![Enumerate(Completes(Code::PLAIN))],
                                holds: Some(OfSystem(Sys(3))),
                                ..Code::PLAIN
                            }),
                        ),
                        Poll(Fut(4), Again),
                    ],
                    holds: Some(OfSystem(Sys(3))),
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 1,
            step: Do(Create {
                id: Id(1),
                config: Vm,
                events: Unheard,
                into: Sys(2),
                finish: Submitted(Fut(2)),
            }),
        },
        Line {
            thread: 1,
            step: Do(DropSystem(Sys(2))),
        },
        Line {
            thread: 1,
            step: Do(Subscribe {
                on: OfSystem(Sys(3)),
                options: Operations,
                handler: Code {
                    holds: Some(OfSystem(Sys(3))),
                    ..Code::PLAIN
                },
                into: Sub(2),
            }),
        },
        Line {
            thread: 0,
            step: Do(Next(
                Str(1),
                With(Code {
                    acts: vec![Call {
                        on: Sys(3),
                        verb: Save,
                        finish: Submitted(Fut(1)),
                    }],
                    end: Panics,
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 0,
            step: Do(Poll(
                Fut(4),
                With(Code {
                    drop_panics: true,
                    ..Code::PLAIN
                }),
            )),
        },
        Line {
            thread: 0,
            step: Do(Create {
                id: Id(2),
                config: Vm,
                events: Unheard,
                into: Sys(2),
                finish: WaitedFor(Long, Fut(4)),
            }),
        },
        Line {
            thread: 1,
            step: Do(Open {
                id: Id(0),
                into: Sys(0),
            }),
        },
        Line {
            thread: 0,
            step: Do(Call {
                on: Sys(2),
                verb: ShutDownWith,
                finish: Completes(Code::PLAIN),
            }),
        },
        Line {
            thread: 1,
            step: Host(Emit(Id(0), Stranger)),
        },
        Line {
            thread: 1,
            step: Do(Poll(
                Fut(4),
                With(Code {
                    holds: Some(OfSystem(Sys(3))),
                    ..Code::PLAIN
                }),
            )),
        },
    ];
    again(setting, &program);
}

/// The second process has the number and the system's name of the first one, whose system is gone.
#[test]
fn the_input_of_a_process_whose_namesake_runs_is_closed() {
    let setting = Setting {
        seed: 0,
        schedule: Schedule::Stepped,
        manners: Documented,
        threads: 1,
    };
    let raise = |into| Raise { id: Id(1), into };
    let idles = |on, streams, into| CreateProcess {
        on,
        guest: Idles,
        streams,
        into,
        finish: Waited,
    };
    let program = [
        raise(Sys(3)),
        idles(Sys(3), PipedAlone, Proc(1)),
        CloseProcess(Proc(1)),
        DropSystem(Sys(3)),
        raise(Sys(1)),
        idles(Sys(1), Mute, Proc(2)),
        UsePipe(Pipe(1)),
    ];
    let program = program.map(|act| Line {
        thread: 0,
        step: Do(act),
    });
    again(setting, &program);
}

/// Two processes have the same name: the second one's system has the name of the first one's.
#[test]
fn a_process_whose_namesake_runs_has_exited() {
    let setting = Setting {
        seed: 0,
        schedule: Schedule::Stepped,
        manners: Documented,
        threads: 1,
    };
    let idles = |on, into| CreateProcess {
        on,
        guest: Idles,
        streams: Mute,
        into,
        finish: Waited,
    };
    let program = [
        Raise {
            id: Id(1),
            into: Sys(0),
        },
        idles(Sys(0), Proc(0)),
        Close(Sys(0)),
        Raise {
            id: Id(1),
            into: Sys(1),
        },
        idles(Sys(1), Proc(1)),
        LookForExit(Proc(0)),
    ];
    let program = program.map(|act| Line {
        thread: 0,
        step: Do(act),
    });
    again(setting, &program);
}

/// A wait for an exit that runs out has polled, with a waker of its own.
#[test]
fn a_wait_for_an_exit_takes_the_place_of_the_waker() {
    let setting = Setting {
        seed: 0,
        schedule: Schedule::Stepped,
        manners: Documented,
        threads: 1,
    };
    let acts = [
        Raise {
            id: Id(0),
            into: Sys(3),
        },
        CreateProcess {
            on: Sys(3),
            guest: Idles,
            streams: Mute,
            into: Proc(2),
            finish: Waited,
        },
        AwaitExit(OfProcess(Proc(2)), Fut(0)),
        Poll(Fut(0), Again),
        CallProcess {
            on: Proc(2),
            asks: Kill,
            finish: Waited,
        },
        WaitTimeout(Fut(0), Zero),
    ];
    let steps = acts.into_iter().map(Do);
    let steps = steps.chain([Host(Idle), Do(Poll(Fut(0), Again))]);
    let program: Vec<Line> = steps.map(|step| Line { thread: 0, step }).collect();
    again(setting, &program);
}
