//! The scenarios that have processes in them: on hosts of each kind of creation (P3).

use std::io::{Read as _, Write as _};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Context;
use std::time::Duration;

use hcs::{ComputeSystem, EventOptions, ExitStatus, Process, Result};
use hcs_testkit::{ExitType, Guest, ProcessParameters};
use serde_json::{Value, json};

use crate::stage::{EXIT, Finish, Stage, Told as _, WAIT};
use crate::table::{BY_EVENT, CONTAINER, Scenario, closed, scenario};

/// A scenario with processes.
const fn processes(name: &'static str, play: fn(&Stage) -> Result<()>) -> Scenario {
    Scenario {
        processes: true,
        ..scenario(name, play)
    }
}

/// One that lets go of results.
const fn careless(name: &'static str, play: fn(&Stage) -> Result<()>) -> Scenario {
    Scenario {
        unseen: true,
        ..processes(name, play)
    }
}

pub(crate) const SCENARIOS: &[Scenario] = &[
    processes("a process, model 1", |s| life(s, Finish::Wait)),
    processes("a process, model 1 with limits", |s| {
        life(s, Finish::WaitTimeout)
    }),
    processes("a process, model 2", |s| life(s, Finish::Await)),
    processes("a process, model 2, closures", |s| {
        life(s, Finish::OnComplete)
    }),
    processes("a process, model 3", |s| life_by_event(s, Finish::Await)),
    processes("a process, model 3, closures", |s| {
        life_by_event(s, Finish::OnComplete)
    }),
    processes("a process, model 1 on handles of model 3", |s| {
        life_by_event(s, Finish::Wait)
    }),
    processes("the whole output", whole_output),
    processes("input that comes out again", input_comes_out_again),
    processes("exits that come before they are waited for", exits_before),
    processes("exits that come later", exits_later),
    processes("waiting with limits", waiting_with_limits),
    processes("opening a process by its id", opening),
    processes("several processes in one system", several),
    processes("the system's exit", exit_of_the_system),
    processes("closing with calls of a process in flight", closing),
    careless("streams that are dropped", dropped_streams),
    careless("exits that nobody waits for any more", dropped_exits),
    careless("creations that nobody waits for", |s| {
        dropped_creations(s, EventOptions::NONE)
    }),
    careless("creations that nobody waits for, model 3", |s| {
        dropped_creations(s, BY_EVENT)
    }),
    careless(
        "a process dropped in its own handler",
        dropped_in_its_handler,
    ),
    careless("a process dropped in its creation's closure", |s| {
        dropped_in_a_closure(s)
    }),
    careless("mistakes with processes", mistakes),
];

/// What the processes of scenarios do, by their commands. None of it needs a thread but `cat`.
pub(crate) fn guest(parameters: &ProcessParameters) -> Guest {
    match parameters.command() {
        "serve" => Guest::new().stdout("ready").until_killed(),
        "talk" => Guest::new().stdout("out").stderr("err").exit(3),
        _ => Guest::builtin(parameters),
    }
}

/// The parameters of a process with all its streams.
fn piped(command: &str) -> Value {
    json!({
        "CommandLine": command,
        "CreateStdInPipe": true,
        "CreateStdOutPipe": true,
        "CreateStdErrPipe": true,
    })
}

/// The parameters of a process on a console.
fn console(command: &str) -> Value {
    json!({ "CommandLine": command, "EmulateConsole": true, "CreateStdOutPipe": true })
}

/// A container that runs.
fn container(s: &Stage) -> Result<ComputeSystem> {
    let system = s.wait(s.host.create("Test", CONTAINER))?;
    s.wait(system.start())?;
    Ok(system)
}

fn created(s: &Stage, system: &ComputeSystem, command: &str) -> Result<Process> {
    s.block_on(system.create_process(piped(command)))
}

fn closed_process(s: &Stage, process: Process) -> Result<()> {
    s.note("HcsCloseProcess", s.aside(|| process.close()))
}

/// The code of an exit, if anything is known of it.
fn exited_with(exit: &ExitStatus, code: u32) {
    assert!(exit.nothing() || exit.code() == Some(code), "{exit:?}");
}

fn life(s: &Stage, how: Finish) -> Result<()> {
    let system = container(s)?;
    let process = s.finish(how, system.create_process(console("serve")))?;
    through_its_life(s, process, how)?;
    closed(s, system)
}

fn life_by_event(s: &Stage, how: Finish) -> Result<()> {
    let system = container(s)?;
    let events = s.note("events", system.events(BY_EVENT))?;
    let process = s.finish(how, system.create_process(console("serve")))?;
    let mut own = s.note("events", process.events(BY_EVENT))?;
    through_its_life(s, process, how)?;
    s.kinds(&mut own);
    let end = s.note("recv", own.recv())?;
    assert!(end.is_none(), "the stream goes on after the close: {end:?}");
    drop(events);
    closed(s, system)
}

fn through_its_life(s: &Stage, mut process: Process, how: Finish) -> Result<()> {
    assert!(process.id() > 0 && process.stdin.is_none() && process.stderr.is_none());
    s.finish(how, process.properties())?;
    s.finish(how, process.information())?;
    s.finish(how, process.resize_console(80, 25))?;
    s.finish(how, process.signal(json!({ "Signal": "CtrlC" })))?;
    let mut said = String::new();
    let mut stdout = process.stdout.take().expect("it was asked for");
    s.aside(|| stdout.read_to_string(&mut said)).expect("text");
    assert_eq!(said, "ready");
    let exit = s.exit(process.exited())?;
    exited_with(&exit, 0xC000_013A);
    closed_process(s, process)
}

fn whole_output(s: &Stage) -> Result<()> {
    let system = container(s)?;
    for _ in 0..2 {
        let process = created(s, &system, "talk")?;
        // Where it was over before it could be asked for its streams, there are none (P3).
        let streams = process.stdout.is_some();
        let output = s.ended(WAIT, s.aside(|| process.wait_with_output()))?;
        exited_with(&output.status, 3);
        let expected = if streams { ["out", "err"] } else { ["", ""] };
        assert_eq!(output.stdout, expected[0].as_bytes());
        assert_eq!(output.stderr, expected[1].as_bytes());
    }
    closed(s, system)
}

fn input_comes_out_again(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let mut process = created(s, &system, "cat")?;
    let stdin = process.stdin.as_mut().expect("it was asked for");
    // Where the service is gone, nobody reads it.
    let written = stdin.write_all(b"to and fro");
    let output = s.ended(WAIT, s.aside(|| process.wait_with_output()))?;
    if written.is_ok() && output.status.success() {
        assert_eq!(output.stdout, b"to and fro");
    }
    closed(s, system)
}

fn exits_before(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let mut process = created(s, &system, "talk")?;
    s.mock.run_until_idle();
    let looked = s.ended(EXIT, s.aside(|| process.try_wait()))?;
    exited_with(&looked.expect("it is over"), 3);
    let exit = s.ended(WAIT, s.aside(|| process.wait()))?;
    exited_with(&exit, 3);
    s.exit(process.exited())?;
    s.wait(system.terminate())?;
    s.mock.run_until_idle();
    let exit = s.exit(system.exited())?;
    assert!(
        exit.nothing() || exit.exit_type() == Some("ForcedExit"),
        "{exit:?}"
    );
    drop(process);
    closed(s, system)
}

fn exits_later(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let process = created(s, &system, "serve")?;
    let of_process = s.early(process.exited())?;
    let of_system = s.early(system.exited())?;
    s.block_on(process.terminate())?;
    let exit = s.exit(of_process)?;
    exited_with(&exit, 1067);
    assert!(s.mock.exit_system("Test", ExitType::GracefulExit));
    let exit = s.exit(of_system)?;
    assert!(
        exit.nothing() || exit.exit_type() == Some("GracefulExit"),
        "{exit:?}"
    );
    drop(process);
    closed(s, system)
}

fn waiting_with_limits(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let mut process = created(s, &system, "serve")?;
    let early = s.ended(WAIT, s.aside(|| process.wait_timeout(Duration::ZERO)))?;
    assert_eq!(early, None);
    let looked = s.ended(EXIT, s.aside(|| process.try_wait()))?;
    assert_eq!(looked, None);
    let exited = process.exited();
    let exited = s.note(EXIT, s.aside(|| exited.wait_timeout(Duration::ZERO)))?;
    let exited = exited.expect_err("it runs");
    s.block_on(process.terminate())?;
    s.ended(EXIT, s.aside(|| exited.wait()))?;
    drop(process);
    closed(s, system)
}

fn opening(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let first = created(s, &system, "serve")?;
    let second = s.note("HcsOpenProcess", system.open_process(first.id()))?;
    assert_eq!(second.id(), first.id());
    let told = s.block_on(second.information())?;
    assert_eq!(told.id, first.id());
    closed_process(s, first)?;
    let mut events = s.note("events", second.events(EventOptions::NONE))?;
    s.wait(second.terminate())?;
    s.kinds(&mut events);
    s.exit(second.exited())?;
    drop((second, events));
    closed(s, system)
}

fn several(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let creations = ["serve", "talk", "true"]
        .map(|command| s.submit(system.create_process(piped(command))))
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    let processes = creations
        .into_iter()
        .map(|creation| s.block_on(creation))
        .collect::<Result<Vec<_>>>()?;
    s.block_on(processes[0].terminate())?;
    for process in processes.iter().rev() {
        s.exit(process.exited())?;
    }
    drop(processes);
    closed(s, system)
}

fn exit_of_the_system(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let process = created(s, &system, "serve")?;
    let exited = s.early(process.exited())?;
    s.block_on(system.terminate())?;
    s.exit(exited)?;
    drop(system);
    // It keeps its system's handle.
    s.exit(process.exited())?;
    closed_process(s, process)
}

fn closing(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let process = created(s, &system, "serve")?;
    let properties = s.submit(process.properties())?;
    let information = s.on_complete(process.information())?;
    let exited = process.exited();
    // It waits for both.
    closed_process(s, process)?;
    s.block_on(properties)?;
    information.result()?;
    let refused = s.output(exited).expect_err("closed");
    assert!(refused.is_closed(), "{refused}");
    closed(s, system)
}

fn dropped_streams(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let mut first = created(s, &system, "serve")?;
    drop((first.stdin.take(), first.stderr.take()));
    let mut part = [0; 2];
    if let Some(stdout) = &mut first.stdout {
        // It is killed with the service, before or after it has said something.
        let _ = s.aside(|| stdout.read(&mut part));
    }
    drop(first.stdout.take());
    let second = created(s, &system, "cat")?;
    drop(second);
    let mut third = created(s, &system, "cat")?;
    let ended = s.submit(third.close_stdin())?;
    drop((ended, third));
    s.block_on(first.terminate())?;
    drop(first);
    closed(s, system)
}

fn dropped_exits(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let process = created(s, &system, "serve")?;
    drop(process.exited());
    let polled = s.early(process.exited())?;
    let kept = s.early(system.exited())?;
    drop(polled);
    s.block_on(process.terminate())?;
    drop(process);
    drop(system);
    // The last reference to the system.
    drop(kept);
    Ok(())
}

fn dropped_creations(s: &Stage, options: EventOptions) -> Result<()> {
    let system = container(s)?;
    let events = s.note("events", system.events(options))?;
    let waker = s.waker();
    for command in ["serve", "talk"] {
        drop(s.submit(system.create_process(piped(command)))?);
        let mut polled = pin!(system.create_process(piped(command)).into_future());
        let _ = polled.as_mut().poll(&mut Context::from_waker(&waker));
    }
    let late = s.wait_timeout(system.create_process(piped("serve")), Duration::ZERO)?;
    drop(late);
    s.mock.run_until_idle();
    drop(s.submit(system.create_process(piped("serve")))?);
    drop((system, events));
    Ok(())
}

fn dropped_in_its_handler(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let process = created(s, &system, "serve")?;
    let slot = Arc::new(Mutex::new(None));
    let (inner, token) = (Arc::clone(&slot), s.token());
    let handler = move |_: &_| {
        let _ = &token;
        let last: Option<Process> = inner.lock().unwrap().take();
        if let Some(mut last) = last {
            let refused = last.wait().expect_err("inside a callback");
            assert!(refused.is_in_callback(), "{refused}");
        }
    };
    let subscription = process.subscribe(EventOptions::NONE, handler);
    let subscription = s.note("subscribe", subscription)?;
    let terminate = s.submit(process.terminate())?;
    *slot.lock().unwrap() = Some(process);
    // The process has the last reference to its system, too.
    drop(system);
    let terminated = s.block_on(terminate);
    s.mock.run_until_idle();
    // Where the event didn't come.
    let left = slot.lock().unwrap().take();
    drop(left);
    drop(subscription);
    terminated
}

fn dropped_in_a_closure(s: &Stage) -> Result<()> {
    let system = container(s)?;
    let token = s.token();
    let create = system.create_process(piped("serve"));
    let submitted = create.on_complete(move |created| {
        if let Ok(process) = created {
            let refused = process.close().expect_err("inside a callback");
            assert!(refused.is_in_callback(), "{refused}");
        }
        drop(token);
    });
    drop(system);
    s.note("Call(\"HcsCreateProcess\")", submitted)?;
    s.mock.run_until_idle();
    Ok(())
}

/// What callers get wrong: each is answered, whatever else goes wrong.
fn mistakes(s: &Stage) -> Result<()> {
    let system = s.wait(s.host.create("Test", CONTAINER))?;
    let _ = s.wait(system.create_process(piped("serve")));
    s.wait(system.start())?;
    let _ = s.wait(system.create_process(json!({})));
    let _ = s.block_on(system.create_process(piped("nobody-knows-this")));
    let _ = s.note("HcsOpenProcess", system.open_process(4711));
    let process = created(s, &system, "serve")?;
    let _ = s.wait(process.signal(json!({ "Signal": "Wave" })));
    let _ = s.finish(Finish::OnComplete, process.modify(json!(17)));
    let _ = s.wait(process.terminate());
    s.mock.run_until_idle();
    let _ = s.block_on(process.signal(json!({ "Signal": "CtrlC" })));
    let _ = s.wait(process.information());
    let _ = s.block_on(process.resize_console(80, 25));
    drop(process);
    closed(s, system)
}
