#![allow(unsafe_code)] // A table on trust.
//! Many operations pending at once, as futures.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use hcs::{CallFuture, ComputeSystem, EventOptions, Host, Subscription};
use hcs_bench::Counting;
use hcs_testkit::null;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::threads;

/// As many operations at least are looked at, in runs one after the other.
const AT_LEAST: usize = 300_000;

/// How long each step took, of all operations of a run.
struct Times {
    submit: Duration,
    complete: Duration,
}

pub(crate) fn run(model: &str, count: usize) -> Value {
    // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
    let host = unsafe { Host::from_table(null::table()) };
    let system = host.create("Test", "{}").wait().expect("created");
    let _events = by_event(model, &system);
    null::defer(true);
    reserve(count);
    let bytes = in_a_vector(&system, count);

    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let runs = AT_LEAST.div_ceil(count);
    let mut threads = None;
    let times: Vec<_> = (0..runs)
        .map(|_| on_an_executor(&runtime, &system, count, &mut threads))
        .collect();
    let nanoseconds = |step: fn(&Times) -> Duration| {
        let fastest = times.iter().map(step).min().unwrap_or_default();
        fastest.as_nanos() as f64 / count as f64
    };
    json!({
        "model": model,
        "pending": count,
        "bytes": bytes as f64 / count as f64,
        "future": size_of::<CallFuture<()>>(),
        "threads": threads,
        "submit": nanoseconds(|times| times.submit),
        "complete": nanoseconds(|times| times.complete),
    })
}

fn by_event(model: &str, system: &ComputeSystem) -> Option<Subscription> {
    let by_event = model == "3";
    by_event.then(|| {
        let subscription = system.subscribe(EventOptions::OPERATION_CALLBACKS, |_| {});
        subscription.expect("registered")
    })
}

/// Has the null backend make so many operations of its own before: it keeps them, and they are none of hcs's memory.
fn reserve(count: usize) {
    let table = null::table();
    let operations = (0..count).map(|_| {
        // SAFETY: without a callback nothing has to live; the operation is new.
        unsafe {
            let operation = (table.HcsCreateOperation)(std::ptr::null(), None);
            (table.HcsEnumerateComputeSystems)(std::ptr::null(), operation);
            operation
        }
    });
    let operations: Vec<_> = operations.collect();
    assert_eq!(null::complete(), count);
    for operation in operations {
        // SAFETY: it is complete, and closed once.
        unsafe { (table.HcsCloseOperation)(operation) };
    }
}

/// The bytes that the operations take, the futures included, while all are pending. No executor takes any.
fn in_a_vector(system: &ComputeSystem, count: usize) -> u64 {
    let mut context = Context::from_waker(Waker::noop());
    let before = Counting::bytes();
    let mut futures: Vec<CallFuture<()>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut future = system.save().into_future();
        assert!(Pin::new(&mut future).poll(&mut context).is_pending());
        futures.push(future);
    }
    let bytes = Counting::bytes() - before;
    assert_eq!(null::complete(), count);
    for mut future in futures {
        assert!(Pin::new(&mut future).poll(&mut context).is_ready());
    }
    bytes
}

/// A task for each operation, on tokio's executor for one thread.
fn on_an_executor(
    runtime: &Runtime,
    system: &ComputeSystem,
    count: usize,
    threads: &mut Option<usize>,
) -> Times {
    runtime.block_on(async {
        let begin = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            tasks.spawn(system.save().into_future());
        }
        // Each of them runs until it waits.
        while null::due() < count {
            tokio::task::yield_now().await;
        }
        let submit = begin.elapsed();
        *threads = threads::count();

        let begin = Instant::now();
        assert_eq!(null::complete(), count, "all are pending");
        while let Some(ended) = tasks.join_next().await {
            ended.expect("no panic").expect("completed");
        }
        let complete = begin.elapsed();
        Times { submit, complete }
    })
}
