//! The scenarios: what programs do with the safe crate. Each ends at its first error, as a program with `?` does, or
//! goes on, as one that cleans up.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Context;
use std::thread;
use std::time::Duration;

use hcs::{ComputeSystem, EventOptions, Result};
use hcs_testkit::ExitType;
use serde_json::json;

use crate::common::VM;
use crate::stage::{Finish, Stage};
use crate::{hosts, newer, processes};

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) play: fn(&Stage) -> Result<()>,
    /// Whether some results are for nobody: a fault may then go unseen.
    pub(crate) unseen: bool,
    /// Whether there are processes in it, so that it is played on hosts which create them in other ways, too.
    pub(crate) processes: bool,
}

pub(crate) const fn scenario(name: &'static str, play: fn(&Stage) -> Result<()>) -> Scenario {
    Scenario {
        name,
        play,
        unseen: false,
        processes: false,
    }
}

/// A scenario that lets go of results.
pub(crate) const fn careless(name: &'static str, play: fn(&Stage) -> Result<()>) -> Scenario {
    Scenario {
        unseen: true,
        ..scenario(name, play)
    }
}

/// All scenarios.
pub(crate) fn scenarios() -> impl Iterator<Item = &'static Scenario> {
    let all = [SCENARIOS, newer::SCENARIOS, processes::SCENARIOS];
    all.into_iter().flatten()
}

const SCENARIOS: &[Scenario] = &[
    scenario("model 1", |s| whole_life(s, Finish::Wait)),
    scenario("model 1 with limits", |s| {
        whole_life(s, Finish::WaitTimeout)
    }),
    scenario("model 2", |s| whole_life(s, Finish::Await)),
    scenario("model 2, submitted", |s| whole_life(s, Finish::Submit)),
    scenario("model 2, closures", |s| whole_life(s, Finish::OnComplete)),
    scenario("model 3", |s| whole_life_by_event(s, Finish::Await)),
    scenario("model 3, closures", |s| {
        whole_life_by_event(s, Finish::OnComplete)
    }),
    scenario("model 1 on a handle of model 3", |s| {
        whole_life_by_event(s, Finish::Wait)
    }),
    scenario("enumerating", enumerating),
    scenario("opening", opening),
    scenario("a handler from the start", |s| {
        handler_from_the_start(s, Finish::Wait)
    }),
    scenario("a handler from the start, awaited", |s| {
        handler_from_the_start(s, Finish::Await)
    }),
    scenario("a stream from the start", stream_from_the_start),
    scenario("switching to model 3", switching_to_model_3),
    scenario("widening the options", widening_the_options),
    scenario("many at once, model 2", |s| {
        many_at_once(s, EventOptions::NONE)
    }),
    scenario("many at once, model 3", |s| {
        many_at_once(s, EventOptions::OPERATION_CALLBACKS)
    }),
    scenario("threads", threads),
    scenario("subscriptions", subscriptions),
    scenario("closing with calls in flight", closing_with_calls_in_flight),
    scenario("the same id again", the_same_id_again),
    scenario("two systems", two_systems),
    scenario("systems that outlive their handles", lasting_systems),
    scenario("shutting down", shutting_down),
    scenario("the service", hosts::service),
    scenario("saved to a file", hosts::saved_to_a_file),
    scenario("access to files", hosts::access),
    scenario("layers", hosts::layers),
    scenario(
        "limits that outlive their systems",
        limits_that_outlive_their_systems,
    ),
    careless("going on after errors", going_on_after_errors),
    careless("giving up after a limit", giving_up_after_a_limit),
    careless("dropped futures", dropped_futures),
    careless("dropped futures, model 3", dropped_futures_by_event),
    careless("dropped on another thread", dropped_on_another_thread),
    careless(
        "the last reference in a completion",
        last_reference_in_a_completion,
    ),
    careless(
        "the last reference in a handler",
        last_reference_in_a_handler,
    ),
    careless(
        "the last reference in another's handler",
        last_reference_in_anothers_handler,
    ),
    careless("calls in a handler", calls_in_a_handler),
    careless("an exit while a call is pending", |s| {
        end_while_pending(s, false)
    }),
    careless("a crash while a call is pending", |s| {
        end_while_pending(s, true)
    }),
    careless("mistakes", mistakes),
];

pub(crate) const CONTAINER: &str =
    r#"{"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// It has to be terminated, or is left behind.
const LASTING: &str = r#"{"Owner":"Test","VirtualMachine":{}}"#;

pub(crate) const BY_EVENT: EventOptions = EventOptions::OPERATION_CALLBACKS;

pub(crate) fn created(s: &Stage) -> Result<ComputeSystem> {
    s.wait(s.host.create("Test", VM))
}

pub(crate) fn closed(s: &Stage, system: ComputeSystem) -> Result<()> {
    s.note("close", s.aside(|| system.close()))
}

fn whole_life(s: &Stage, how: Finish) -> Result<()> {
    let system = s.finish(how, s.host.create("Test", VM))?;
    life(s, &system, how)?;
    closed(s, system)
}

fn whole_life_by_event(s: &Stage, how: Finish) -> Result<()> {
    let call = s.host.create("Test", VM).with_events_stream(BY_EVENT);
    let (system, mut events) = s.finish(how, call)?;
    life(s, &system, how)?;
    s.kinds(&mut events);
    closed(s, system)?;
    // The stream has ended, and says so.
    s.kinds(&mut events);
    let end = s.note("recv", events.recv())?;
    assert!(end.is_none(), "the stream goes on after the close: {end:?}");
    Ok(())
}

fn life(s: &Stage, system: &ComputeSystem, how: Finish) -> Result<()> {
    s.finish(how, system.start())?;
    s.finish(how, system.properties())?;
    s.finish(how, system.pause())?;
    let options = json!({ "SaveType": "ToFile", "SaveStateFilePath": "C:\\vm.vmrs" });
    s.finish(how, system.save_with(options))?;
    s.finish(how, system.resume())?;
    let request = json!({ "ResourcePath": "VirtualMachine/X", "RequestType": "Update" });
    s.finish(how, system.modify(request))?;
    s.finish(
        how,
        system.properties_with(json!({ "PropertyTypes": ["Memory"] })),
    )?;
    s.finish(how, system.terminate())
}

fn shutting_down(s: &Stage) -> Result<()> {
    let system = s.wait(s.host.create("Test", CONTAINER))?;
    let mut events = s.note("events", system.events(EventOptions::NONE))?;
    s.block_on(system.start())?;
    s.block_on(system.shut_down())?;
    s.kinds(&mut events);
    s.block_on(system.properties())?;
    closed(s, system)
}

fn enumerating(s: &Stage) -> Result<()> {
    s.wait(s.host.enumerate())?;
    s.block_on(s.host.enumerate())?;
    s.finish(
        Finish::OnComplete,
        s.host.enumerate_with(json!({ "Owners": ["Test"] })),
    )?;
    s.finish(
        Finish::WaitTimeout,
        s.host.enumerate_with(json!({ "Types": ["Container"] })),
    )?;
    Ok(())
}

fn opening(s: &Stage) -> Result<()> {
    let first = created(s)?;
    let second = s.note("open", s.host.open("Test"))?;
    s.block_on(second.start())?;
    closed(s, first)?;
    let third = s.note("open", s.host.open("Test"))?;
    s.block_on(third.properties())?;
    closed(s, second)?;
    s.wait(third.terminate())
}

fn handler_from_the_start(s: &Stage, how: Finish) -> Result<()> {
    let call = s.host.create("Test", VM);
    let call = call.with_handler(EventOptions::NONE, s.handler());
    let (system, subscription) = s.finish(how, call)?;
    s.finish(how, system.start())?;
    s.finish(how, system.terminate())?;
    s.mock.run_until_idle();
    s.note("unsubscribe", subscription.unsubscribe())?;
    closed(s, system)
}

fn stream_from_the_start(s: &Stage) -> Result<()> {
    let call = s.host.create("Test", VM);
    let (system, mut events) = s.wait(call.with_events_stream(EventOptions::NONE))?;
    s.wait(system.start())?;
    s.mock.emit_event("Test", 0x4242, Some("{}"));
    s.wait(system.terminate())?;
    s.kinds(&mut events);
    closed(s, system)
}

fn switching_to_model_3(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let start = s.submit(system.start())?;
    let events = s.note("events", system.events(BY_EVENT))?;
    let pause = s.submit(system.pause())?;
    let resume = s.on_complete(system.resume())?;
    s.block_on(start)?;
    s.block_on(pause)?;
    resume.result()?;
    drop(events);
    s.block_on(system.pause())?;
    closed(s, system)
}

fn widening_the_options(s: &Stage) -> Result<()> {
    let call = s.host.create("Test", VM);
    let (system, subscription) = s.block_on(call.with_handler(BY_EVENT, s.handler()))?;
    let start = s.submit(system.start())?;
    let lifecycle = s.note("events", system.events(EventOptions::VM_LIFECYCLE));
    // Whatever became of the registration that is to complete it.
    s.block_on(start)?;
    let pause = s.submit(system.pause())?;
    drop((subscription, lifecycle?));
    let more = s.note(
        "subscribe",
        system.subscribe(EventOptions::NONE, s.handler()),
    )?;
    s.block_on(pause)?;
    s.note("unsubscribe", more.unsubscribe())?;
    closed(s, system)
}

fn many_at_once(s: &Stage, options: EventOptions) -> Result<()> {
    let system = created(s)?;
    let _events = s.note("events", system.events(options))?;
    let first = s.submit(system.properties())?;
    let second = s.on_complete(system.properties())?;
    let third = s.submit(system.start())?;
    let fourth = s.on_complete(system.pause())?;
    s.block_on(third)?;
    second.result()?;
    s.block_on(first)?;
    fourth.result()?;
    closed(s, system)
}

fn threads(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let results = thread::scope(|scope| {
        let working = [Finish::Wait, Finish::Await, Finish::OnComplete].map(|how| {
            let system = system.clone();
            scope.spawn(move || {
                s.finish(how, system.properties())?;
                s.finish(how, system.modify(json!({ "ResourcePath": "X" })))
            })
        });
        working.map(|thread| thread.join().unwrap())
    });
    results.into_iter().collect::<Result<()>>()?;
    s.wait(system.start())?;
    closed(s, system)
}

fn subscriptions(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let first = s.note(
        "subscribe",
        system.subscribe(EventOptions::NONE, s.handler()),
    )?;
    let mut stream = s.note("events", system.events(EventOptions::NONE))?;
    s.mock.emit_event("Test", 0x4242, Some("{}"));
    let second = s.note(
        "subscribe",
        system.subscribe(EventOptions::VM_LIFECYCLE, s.handler()),
    )?;
    s.mock.emit_event("Test", 0x4243, None);
    s.note("unsubscribe", first.unsubscribe())?;
    s.kinds(&mut stream);
    drop(second);
    s.wait(system.terminate())?;
    s.kinds(&mut stream);
    drop(stream);
    closed(s, system)
}

fn closing_with_calls_in_flight(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let start = s.submit(system.start())?;
    let properties = s.on_complete(system.properties())?;
    // It waits for both.
    closed(s, system.clone())?;
    s.block_on(start)?;
    properties.result()?;
    for refused in [system.start().wait(), system.start().submit().map(drop)] {
        let refused = refused.expect_err("closed");
        assert!(refused.is_closed(), "{refused}");
    }
    Ok(())
}

fn the_same_id_again(s: &Stage) -> Result<()> {
    for how in [Finish::Wait, Finish::Await, Finish::OnComplete] {
        let system = s.finish(how, s.host.create("Test", VM))?;
        closed(s, system)?;
    }
    let call = s.host.create("Test", VM).with_events_stream(BY_EVENT);
    let (system, _events) = s.block_on(call)?;
    closed(s, system)
}

fn two_systems(s: &Stage) -> Result<()> {
    let first = s.submit(s.host.create("Test", VM))?;
    let call = s
        .host
        .create("Other", CONTAINER)
        .with_events_stream(BY_EVENT);
    let second = s.submit(call)?;
    let first = s.block_on(first)?;
    let (second, _events) = s.block_on(second)?;
    let one = s.submit(first.start())?;
    let other = s.submit(second.start())?;
    s.block_on(other)?;
    s.block_on(one)?;
    closed(s, second)?;
    s.block_on(first.terminate())
}

/// An operation keeps its handle: whoever else lets go of the system changes nothing for it.
fn limits_that_outlive_their_systems(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let start = s.wait_timeout(system.start(), Duration::ZERO)?;
    let properties = s.wait_timeout(system.properties(), Duration::ZERO)?;
    drop(system);
    if let Err(late) = start {
        s.late(late)?;
    }
    if let Err(late) = properties {
        s.late(late)?;
    }
    Ok(())
}

/// A program that leaves none behind; neither does a creation that fails.
fn lasting_systems(s: &Stage) -> Result<()> {
    for how in [Finish::Wait, Finish::Await, Finish::OnComplete] {
        let system = s.finish(how, s.host.create("Test", LASTING))?;
        ended(s, system, how)?;
        let call = s.host.create("Test", LASTING).with_events_stream(BY_EVENT);
        let (system, _events) = s.finish(how, call)?;
        ended(s, system, how)?;
    }
    Ok(())
}

fn ended(s: &Stage, system: ComputeSystem, how: Finish) -> Result<()> {
    let terminated = s.finish(how, system.terminate());
    if terminated.is_err() {
        // It may be over all the same, and says so then.
        let _ = s.wait(system.terminate());
    }
    closed(s, system)?;
    terminated
}

fn going_on_after_errors(s: &Stage) -> Result<()> {
    let _ = s.block_on(s.host.enumerate());
    let system = match created(s) {
        Ok(system) => system,
        Err(_) => created(s)?,
    };
    let events = s.note("events", system.events(EventOptions::NONE));
    let _ = s.block_on(system.start());
    let more = s.note("events", system.events(BY_EVENT));
    let _ = s.block_on(system.pause());
    let _ = s.finish(Finish::OnComplete, system.resume());
    let _ = s.wait(system.properties());
    let _ = s.block_on(system.terminate());
    let _ = s.block_on(system.properties());
    drop((events, more));
    closed(s, system)
}

fn giving_up_after_a_limit(s: &Stage) -> Result<()> {
    let system = match s.wait_timeout(s.host.create("Test", VM), Duration::ZERO)? {
        Ok(system) => system,
        Err(late) => {
            // The system of a creation that was given up goes with it, sooner or later.
            drop(late);
            s.mock.run_until_idle();
            created(s)?
        }
    };
    let late = s.wait_timeout(system.start(), Duration::ZERO)?;
    let pending = s.submit(system.properties())?;
    let making = format!("{pending:?}");
    drop(s.note(&making, pending.wait_timeout(Duration::from_millis(1))));
    let properties = s.wait_timeout(system.properties(), Duration::from_millis(1))?;
    closed(s, system)?;
    if let Err(late) = late {
        let _ = s.late(late);
    }
    drop(properties);
    Ok(())
}

fn dropped_futures(s: &Stage) -> Result<()> {
    drop(s.submit(s.host.enumerate())?);
    let system = created(s)?;
    abandoned_calls(s, &system)?;
    drop(s.submit(s.host.create("Other", VM))?);
    let call = s.host.create("Third", VM);
    drop(s.submit(call.with_handler(EventOptions::NONE, s.handler()))?);
    drop(s.submit(system.properties())?);
    Ok(())
}

fn dropped_futures_by_event(s: &Stage) -> Result<()> {
    let call = s.host.create("Test", VM);
    let (system, events) = s.wait(call.with_events_stream(BY_EVENT))?;
    abandoned_calls(s, &system)?;
    let call = s.host.create("Other", VM);
    drop(s.submit(call.with_handler(BY_EVENT, s.handler()))?);
    drop(s.submit(system.properties())?);
    drop(system);
    drop(events);
    Ok(())
}

/// Futures dropped before they were polled, after it, and when they were ready.
fn abandoned_calls(s: &Stage, system: &ComputeSystem) -> Result<()> {
    drop(system.properties().into_future());
    let waker = s.waker();
    {
        let mut polled = pin!(system.start().into_future());
        let _ = polled.as_mut().poll(&mut Context::from_waker(&waker));
    }
    let mut pending = pin!(s.submit(system.properties())?);
    let _ = pending.as_mut().poll(&mut Context::from_waker(&waker));
    s.mock.run_until_idle();
    Ok(())
}

fn dropped_on_another_thread(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let mut start = s.submit(system.start())?;
    let waker = s.waker();
    let _ = pin!(&mut start).poll(&mut Context::from_waker(&waker));
    let pause = s.submit(system.pause())?;
    thread::scope(|scope| {
        scope.spawn(move || drop(start));
        scope.spawn(move || drop((pause, system)));
    });
    Ok(())
}

fn last_reference_in_a_completion(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let (mine, token) = (system.clone(), s.token());
    let submitted = system.start().on_complete(move |_| drop((mine, token)));
    drop(system);
    s.note("Call(\"HcsStartComputeSystem\")", submitted)?;
    s.mock.run_until_idle();
    Ok(())
}

fn last_reference_in_a_handler(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let slot = Arc::new(Mutex::new(None));
    let (inner, token) = (Arc::clone(&slot), s.token());
    let handler = move |_: &_| {
        let _ = &token;
        drop(inner.lock().unwrap().take());
    };
    let subscription = s.note("subscribe", system.subscribe(EventOptions::NONE, handler))?;
    let terminate = s.submit(system.terminate())?;
    *slot.lock().unwrap() = Some(system);
    let terminated = s.block_on(terminate);
    s.mock.run_until_idle();
    // Where the event didn't come.
    let left = slot.lock().unwrap().take();
    drop(left);
    drop(subscription);
    terminated
}

fn last_reference_in_anothers_handler(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let other = s.wait(s.host.create("Other", CONTAINER))?;
    let watched = s.note("events", other.events(EventOptions::NONE))?;
    let (slot, token) = (Mutex::new(Some((other, watched))), s.token());
    let handler = move |_: &_| {
        let _ = &token;
        let last = slot.lock().unwrap().take();
        drop(last);
    };
    let subscription = s.note("subscribe", system.subscribe(EventOptions::NONE, handler))?;
    let terminated = s.block_on(system.terminate());
    s.mock.run_until_idle();
    drop(subscription);
    terminated
}

fn calls_in_a_handler(s: &Stage) -> Result<()> {
    let call = s.host.create("Test", VM);
    // Its calls bring about further events: only two are answered with calls.
    let slot: Arc<Mutex<Vec<ComputeSystem>>> = Arc::default();
    let (inner, token) = (Arc::clone(&slot), s.token());
    let handler = move |_: &_| {
        let system = inner.lock().unwrap().pop();
        if let Some(system) = system {
            let mine = (system.clone(), Arc::clone(&token));
            let _ = system.properties().on_complete(move |_| drop(mine));
            drop(system.properties().submit());
            let refused = system.properties().wait().expect_err("inside a callback");
            assert!(refused.is_in_callback(), "{refused}");
            let refused = system.close().expect_err("inside a callback");
            assert!(refused.is_in_callback(), "{refused}");
        }
    };
    let (system, subscription) = s.wait(call.with_handler(BY_EVENT, handler))?;
    *slot.lock().unwrap() = vec![system.clone(), system.clone()];
    let started = s.block_on(system.start());
    let terminated = s.block_on(system.terminate());
    s.mock.run_until_idle();
    drop(std::mem::take(&mut *slot.lock().unwrap()));
    s.note("unsubscribe", subscription.unsubscribe())?;
    started.and(terminated)
}

fn end_while_pending(s: &Stage, crash: bool) -> Result<()> {
    let system = created(s)?;
    let mut events = s.note("events", system.events(EventOptions::NONE))?;
    s.block_on(system.start())?;
    let pause = s.submit(system.pause())?;
    match crash {
        true => s.mock.crash_system("Test"),
        false => s.mock.exit_system("Test", ExitType::GracefulExit),
    };
    let resume = s.submit(system.resume());
    let _ = s.block_on(pause);
    if let Ok(resume) = resume {
        let _ = s.block_on(resume);
    }
    s.kinds(&mut events);
    s.wait(system.properties())?;
    closed(s, system)
}

/// What callers get wrong: each is answered, whatever else goes wrong.
fn mistakes(s: &Stage) -> Result<()> {
    let _ = s.note("open", s.host.open("nobody"));
    let _ = s.wait(s.host.create("Test", json!({ "Owner": "Nobody" })));
    let system = created(s)?;
    let _ = s.wait(s.host.create("Test", VM));
    let _ = s.block_on(s.host.create("Test", VM));
    let call = s.host.create("Test", VM);
    let _ = s.block_on(call.with_events_stream(BY_EVENT));
    let _ = s.block_on(system.pause());
    let _ = s.wait(system.shut_down());
    let _ = s.finish(Finish::OnComplete, system.modify(json!(17)));
    let _ = s.wait(system.terminate());
    let _ = s.block_on(system.start());
    let _ = s.wait(system.terminate());
    closed(s, system)
}
