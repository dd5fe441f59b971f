#![allow(unsafe_code)] // A table on trust.
//! Many systems open at once, each with a stream of its events, and a task that waits for the next one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use hcs::{EventOptions, Host};
use hcs_bench::Counting;
use hcs_sys::HcsEventSystemCrashReport;
use hcs_testkit::{MockHost, Schedule, null};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::threads;

const DOCUMENT: &str = r#"{"VirtualMachine":{}}"#;
const DATA: &str = r#"{"Status":-1070137055}"#;

pub(crate) fn run(backend: &str, count: usize) -> Value {
    match backend {
        "mock" => {
            let mock = MockHost::builder().schedule(Schedule::Inline).build();
            let told = |ids: &[String]| {
                let kind = HcsEventSystemCrashReport;
                let told = ids
                    .iter()
                    .filter(|id| mock.emit_event(id, kind, Some(DATA)));
                told.count()
            };
            let figures = figures(backend, mock.host(), count, told);
            mock.finish();
            figures
        }
        _ => {
            // SAFETY: the functions have computecore's signatures, and do what its rules ask of them.
            let host = unsafe { Host::from_table(null::table()) };
            let data: Vec<u16> = DATA.encode_utf16().chain([0]).collect();
            let told = |_: &[String]| null::emit(HcsEventSystemCrashReport, Some(&data));
            // The null backend's own room is none of hcs's: it is made before.
            figures(backend, host, count, told);
            figures(backend, host, count, told)
        }
    }
}

/// `tell` sends an event to each system, and says to how many.
fn figures(backend: &str, host: Host, count: usize, tell: impl Fn(&[String]) -> usize) -> Value {
    let ids: Vec<_> = (0..count)
        .map(|number| format!("system-{number}"))
        .collect();
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let before = Counting::bytes();
        let begin = Instant::now();
        let mut open = Vec::with_capacity(count);
        for id in &ids {
            let system = host.create(id, DOCUMENT).await.expect("created");
            let events = system.events(EventOptions::NONE).expect("registered");
            open.push((system, events));
        }
        let opened = begin.elapsed();
        let bytes = Counting::bytes() - before;

        let waiting = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for (system, mut events) in open {
            let waiting = Arc::clone(&waiting);
            tasks.spawn(async move {
                waiting.fetch_add(1, Ordering::Relaxed);
                let event = events.next().await.expect("the handle is open");
                assert_eq!(event.kind().0, HcsEventSystemCrashReport);
                system
            });
        }
        // Each of them runs until it waits.
        while waiting.load(Ordering::Relaxed) < count {
            tokio::task::yield_now().await;
        }
        let threads = threads::count();
        let begin = Instant::now();
        assert_eq!(tell(&ids), count);
        let mut systems = Vec::with_capacity(count);
        while let Some(ended) = tasks.join_next().await {
            systems.push(ended.expect("no panic"));
        }
        let told = begin.elapsed();
        drop(systems);
        let each = |time: std::time::Duration| time.as_nanos() as f64 / count as f64;
        json!({
            "backend": backend,
            "systems": count,
            "bytes": bytes as f64 / count as f64,
            "threads": threads,
            "open": each(opened),
            "event": each(told),
        })
    })
}
