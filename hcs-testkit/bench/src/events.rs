#![allow(unsafe_code)] // An event callback at the C ABI.
//! Events of a system, to a handler and into a stream.

use std::collections::VecDeque;
use std::ffi::c_void;
use std::hint::black_box;
use std::sync::{Mutex, PoisonError};

use hcs::{ComputeSystem, EventOptions};
use hcs_sys::{HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_TYPE, HcsEventSystemCrashReport};
use hcs_testkit::null;

use crate::backend::Kind;
use crate::calls::{DOCUMENT, ID};
use crate::pair::{Pair, Rounds};
use crate::raw::{System, text, wide};

/// The data of an event that has some.
const DATA: &str = r#"{"Status":-1070137055,"ExitType":"UnexpectedExit","Attribution":[{"SystemExit":{"Detail":"GuestCrash"}}]}"#;
const KIND: HCS_EVENT_TYPE = HcsEventSystemCrashReport;

/// How many events wait in the stream at the same time, where they come in bursts.
const BURST: u64 = 1000;

pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for (what, data) in [("without data", None), ("with data", Some(DATA))] {
        let name = |how: &str| format!("events/null/{how}, {what}");
        let pair =
            |how, hcs: fn(Option<Vec<u16>>) -> Rounds, raw: fn(Option<Vec<u16>>) -> Rounds| {
                Pair::new(
                    name(how),
                    move || hcs(data.map(wide)),
                    move || raw(data.map(wide)),
                )
            };
        pairs.push(pair("to a handler", handler, raw_handler).counted());
        pairs.push(pair("into a stream and out", stream, raw_queue).counted());
        pairs.push(pair("into a stream in bursts", bursts, raw_bursts));
    }
}

fn system() -> ComputeSystem {
    let backend = Kind::Null.make();
    backend.host().create(ID, DOCUMENT).wait().expect("created")
}

fn emit(data: Option<&[u16]>) {
    assert_eq!(null::emit(KIND, data), 1);
}

fn handler(data: Option<Vec<u16>>) -> Rounds {
    let system = system();
    let subscription = system.subscribe(EventOptions::NONE, |event| {
        black_box((event.kind(), event.data()));
    });
    let subscription = subscription.expect("registered");
    Box::new(move |rounds| {
        let _registered = (&system, &subscription);
        for _ in 0..rounds {
            emit(data.as_deref());
        }
    })
}

fn stream(data: Option<Vec<u16>>) -> Rounds {
    let system = system();
    let mut events = system.events(EventOptions::NONE).expect("registered");
    Box::new(move |rounds| {
        let _open = &system;
        for _ in 0..rounds {
            emit(data.as_deref());
            black_box(events.try_recv().expect("it has come"));
        }
    })
}

fn bursts(data: Option<Vec<u16>>) -> Rounds {
    let system = system();
    let mut events = system.events(EventOptions::NONE).expect("registered");
    Box::new(move |rounds| {
        let _open = &system;
        in_bursts(rounds, |burst| {
            for _ in 0..burst {
                emit(data.as_deref());
            }
            for _ in 0..burst {
                black_box(events.try_recv().expect("it has come"));
            }
        });
    })
}

/// So many rounds, a number of them at a time.
fn in_bursts(rounds: u64, mut burst: impl FnMut(u64)) {
    let mut left = rounds;
    while left > 0 {
        let size = left.min(BURST);
        burst(size);
        left -= size;
    }
}

/// A system whose events go to this callback.
fn registered(callback: HCS_EVENT_CALLBACK, context: *const c_void) -> System {
    let backend = Kind::Null.make();
    let system = System::create(backend.table(), &wide(ID), &wide(DOCUMENT));
    // SAFETY: the context is what the callback takes it for, and outlives the system, as each caller sees to it.
    let code =
        unsafe { (system.core.HcsSetComputeSystemCallback)(system.handle, 0, context, callback) };
    assert!(code >= 0, "{code:#x}");
    system
}

/// Copies the data, as whoever uses it later has to.
///
/// # Safety
/// The event is one of the backend's.
unsafe extern "system" fn use_event(event: *const HCS_EVENT, _: *const c_void) {
    // SAFETY: as the caller promises.
    let event = unsafe { &*event };
    // SAFETY: the data is NULL, or ends with a NUL.
    black_box((event.Type, unsafe { text(event.EventData) }));
}

/// An event as a program at the C ABI keeps it.
type Kept = (HCS_EVENT_TYPE, Option<String>);

/// Events come on any thread.
type Queue = Mutex<VecDeque<Kept>>;

/// # Safety
/// The event is one of the backend's, the context a [`Queue`] that lives.
unsafe extern "system" fn keep(event: *const HCS_EVENT, context: *const c_void) {
    // SAFETY: as the caller promises.
    let (event, queue) = unsafe { (&*event, &*context.cast::<Queue>()) };
    // SAFETY: the data is NULL, or ends with a NUL.
    let kept = (event.Type, unsafe { text(event.EventData) });
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.push_back(kept);
}

fn take(queue: &Queue) -> Option<Kept> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.pop_front()
}

fn raw_handler(data: Option<Vec<u16>>) -> Rounds {
    let system = registered(Some(use_event), std::ptr::null());
    Box::new(move |rounds| {
        let _registered = &system;
        for _ in 0..rounds {
            emit(data.as_deref());
        }
    })
}

fn raw_queue(data: Option<Vec<u16>>) -> Rounds {
    let queue = Box::<Queue>::default();
    let system = registered(Some(keep), (&raw const *queue).cast());
    Box::new(move |rounds| {
        let _registered = &system;
        for _ in 0..rounds {
            emit(data.as_deref());
            black_box(take(&queue).expect("it has come"));
        }
    })
}

fn raw_bursts(data: Option<Vec<u16>>) -> Rounds {
    let queue = Box::<Queue>::default();
    let system = registered(Some(keep), (&raw const *queue).cast());
    Box::new(move |rounds| {
        let _registered = &system;
        in_bursts(rounds, |burst| {
            for _ in 0..burst {
                emit(data.as_deref());
            }
            for _ in 0..burst {
                black_box(take(&queue).expect("it has come"));
            }
        });
    })
}
