//! The scenarios about what newer builds of Windows know: cancelling, progress, resources and properties of operations,
//! namespaces, crashes, live migration. And operations by hand.

use std::pin::pin;
use std::task::Context;
use std::time::Duration;

use hcs::raw::{Operation, OperationKind};
use hcs::{
    Cancellation, ComputeSystem, EventKind, EventOptions, Feature, OwnedHandle, Pending,
    ResourceKind, Result,
};

use crate::common::VM;
use crate::stage::{Finish, Stage, Told as _};
use crate::table::{BY_EVENT, Scenario, careless, closed, created, scenario};

pub(crate) const SCENARIOS: &[Scenario] = &[
    careless("cancelling", |s| cancelling(s, EventOptions::NONE)),
    careless("cancelling, model 3", |s| cancelling(s, BY_EVENT)),
    careless("cancelling after a limit", cancelling_after_a_limit),
    scenario("properties of operations", properties_of_operations),
    scenario("progress", progress),
    scenario("progress of a creation", progress_of_a_creation),
    careless("progress that nobody follows", dropped_progress),
    careless("progress and cancelling", progress_and_cancelling),
    scenario("resources, model 1", |s| {
        resources(s, Finish::Wait, EventOptions::NONE)
    }),
    scenario("resources, model 2", |s| {
        resources(s, Finish::Await, EventOptions::NONE)
    }),
    scenario("resources, model 3", |s| {
        resources(s, Finish::OnComplete, BY_EVENT)
    }),
    scenario("a namespace, model 1", |s| namespace(s, Finish::Wait)),
    scenario("a namespace, model 2", |s| namespace(s, Finish::Await)),
    scenario("a namespace, model 3", |s| {
        namespace_with_events(s, BY_EVENT)
    }),
    scenario("events from a namespace", |s| {
        namespace_with_events(s, EventOptions::NONE)
    }),
    scenario("a crash", crash),
    scenario("live migration, model 1", |s| migration(s, Finish::Wait)),
    scenario("live migration, model 2", |s| migration(s, Finish::Await)),
    scenario("live migration that is given up", migration_given_up),
    careless("an operation by hand", by_hand),
];

fn cancelled<T>(s: &Stage, pending: &Pending<T>) -> Result<Cancellation> {
    s.note("HcsCancelOperation", pending.cancel())
}

fn cancelling(s: &Stage, options: EventOptions) -> Result<()> {
    let system = created(s)?;
    let events = s.note("events", system.events(options))?;
    let start = s.submit(system.start())?;
    let _ = cancelled(s, &start);
    let _ = cancelled(s, &start);
    let _ = s.block_on(start);
    let first = s.submit(system.properties())?;
    let second = s.submit(system.properties())?;
    let waker = s.waker();
    let mut polled = pin!(second);
    let _ = polled.as_mut().poll(&mut Context::from_waker(&waker));
    let _ = cancelled(s, &first);
    let _ = cancelled(s, &polled);
    drop(first);
    drop(s.output(polled));
    drop(events);
    closed(s, system)
}

fn cancelling_after_a_limit(s: &Stage) -> Result<()> {
    let system = created(s)?;
    for _ in 0..2 {
        if let Err(late) = s.wait_timeout(system.properties(), Duration::ZERO)? {
            let _ = s.note("HcsCancelOperation", late.cancel());
            let _ = s.late(late);
        }
    }
    closed(s, system)
}

fn properties_of_operations(s: &Stage) -> Result<()> {
    const ASK: &str = "HcsGetOperationProperties";
    let system = created(s)?;
    let start = s.submit(system.start())?;
    s.note(ASK, start.properties())?;
    s.block_on(start)?;
    if let Err(late) = s.wait_timeout(system.properties(), Duration::ZERO)? {
        s.note(ASK, late.properties_with("{}"))?;
        s.late(late)?;
    }
    closed(s, system)
}

fn progress(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let (start, mut progress) = s.submit_with_progress(system.start())?;
    s.block_on(start)?;
    // It has ended by now.
    while let Some(event) = s.output(progress.next()) {
        assert_eq!(event.kind(), EventKind::OPERATION_INFO);
    }
    let (pause, mut progress) = s.submit_with_progress(system.pause())?;
    while s.output(progress.next()).is_some() {}
    s.block_on(pause)?;
    closed(s, system)
}

fn progress_of_a_creation(s: &Stage) -> Result<()> {
    let (create, mut progress) = s.submit_with_progress(s.host.create("Test", VM))?;
    while s.output(progress.next()).is_some() {}
    let system = s.block_on(create)?;
    let call = s.host.create("Other", VM);
    let call = call.with_handler(EventOptions::NONE, s.handler());
    let (create, progress) = s.submit_with_progress(call)?;
    let (other, subscription) = s.block_on(create)?;
    drop((progress, subscription, other));
    closed(s, system)
}

fn dropped_progress(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let (start, progress) = s.submit_with_progress(system.start())?;
    drop(progress);
    s.block_on(start)?;
    let (pause, mut progress) = s.submit_with_progress(system.pause())?;
    drop(pause);
    while s.output(progress.next()).is_some() {}
    drop(s.submit_with_progress(system.resume())?);
    drop(s.submit_with_progress(s.host.create("Other", VM))?);
    let (_, progress) = s.submit_with_progress(system.properties())?;
    drop(system);
    drop(progress);
    Ok(())
}

fn progress_and_cancelling(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let (start, mut progress) = s.submit_with_progress(system.start())?;
    let _ = cancelled(s, &start);
    while s.output(progress.next()).is_some() {}
    let _ = cancelled(s, &start);
    let _ = s.block_on(start);
    closed(s, system)
}

/// Any handle will do.
fn handle() -> OwnedHandle {
    let file = std::fs::File::open(env!("CARGO_MANIFEST_PATH"));
    file.expect("this package's manifest").into()
}

fn resources(s: &Stage, how: Finish, options: EventOptions) -> Result<()> {
    let system = created(s)?;
    let events = s.note("events", system.events(options))?;
    let call = system.start();
    let call = call.with_resource(ResourceKind::FILE, "disk", handle());
    let call = call.with_resource(ResourceKind::JOB, "job", handle());
    s.finish(how, call)?;
    s.finish(how, system.pause())?;
    let given = s.mock.given_resources();
    assert_eq!(given.len(), 2, "{given:?}");
    drop(events);
    closed(s, system)
}

fn namespace(s: &Stage, how: Finish) -> Result<()> {
    let ours = s.host.namespace("Ours");
    let system = s.finish(how, ours.create("Test", VM))?;
    s.finish(how, ours.enumerate())?;
    s.finish(how, system.start())?;
    let again = s.note("HcsOpenComputeSystemInNamespace", ours.open("Test"))?;
    s.finish(how, again.terminate())?;
    drop(again);
    closed(s, system)
}

fn namespace_with_events(s: &Stage, options: EventOptions) -> Result<()> {
    let ours = s.host.namespace("Ours");
    let call = ours.create("Test", VM).with_events_stream(options);
    let (system, mut events) = s.block_on(call)?;
    let call = ours.create("Other", VM);
    let (other, subscription) = s.wait(call.with_handler(options, s.handler()))?;
    s.block_on(system.start())?;
    s.block_on(system.terminate())?;
    s.kinds(&mut events);
    drop((subscription, other));
    closed(s, system)
}

fn crash(s: &Stage) -> Result<()> {
    let system = created(s)?;
    let mut events = s.note("events", system.events(EventOptions::NONE))?;
    s.wait(system.start())?;
    if !s.host.supports(Feature::Crash) {
        return closed(s, system);
    }
    let exited = s.early(system.exited())?;
    s.block_on(system.crash())?;
    let exit = s.exit(exited)?;
    assert!(exit.nothing() || exit.is_unexpected(), "{exit:?}");
    s.kinds(&mut events);
    closed(s, system)
}

/// A virtual machine that is about to be migrated.
fn migrating(s: &Stage, how: Finish) -> Result<ComputeSystem> {
    let system = created(s)?;
    s.finish(how, system.start())?;
    s.finish(how, system.initialize_live_migration("{}"))?;
    s.finish(how, system.start_live_migration("{}"))?;
    Ok(system)
}

fn migration(s: &Stage, how: Finish) -> Result<()> {
    let system = migrating(s, how)?;
    let events = system.events(EventOptions::LIVE_MIGRATION);
    let mut events = s.note("events", events)?;
    s.finish(how, system.start_live_migration_transfer("{}"))?;
    let options = r#"{"FinalizedOperation":"Stop"}"#;
    s.finish(how, system.finalize_live_migration(options))?;
    s.kinds(&mut events);
    s.exit(system.exited())?;
    closed(s, system)
}

fn migration_given_up(s: &Stage) -> Result<()> {
    let system = migrating(s, Finish::OnComplete)?;
    s.wait(system.cancel_live_migration("{}"))?;
    s.block_on(system.pause())?;
    closed(s, system)
}

#[allow(unsafe_code)] // Makes a call of its own.
fn by_hand(s: &Stage) -> Result<()> {
    const LIST: &str = "HcsEnumerateComputeSystems";
    let operation = s.note("HcsCreateOperation", Operation::new(&s.host))?;
    let enumerate = s.host.table().HcsEnumerateComputeSystems;
    for _ in 0..2 {
        // SAFETY: no query; the operation is open.
        let code = unsafe { enumerate(std::ptr::null(), operation.as_raw()) };
        if code < 0 {
            // The program's own affair.
            return Ok(());
        }
        s.note(LIST, s.aside(|| operation.wait(LIST)))?;
        assert_eq!(operation.kind(), OperationKind::ENUMERATE);
    }
    // What is pending may be closed.
    // SAFETY: as above.
    let _ = unsafe { enumerate(std::ptr::null(), operation.as_raw()) };
    drop(operation);
    Ok(())
}
