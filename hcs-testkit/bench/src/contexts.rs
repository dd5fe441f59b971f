#![allow(unsafe_code)] // Calls event callbacks, as the threads of Windows do.
//! The table of contexts, used by several threads at the same time.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hcs::{ComputeSystem, EventOptions};
use hcs_sys::{HCS_EVENT, HcsEventGroupVmLifecycle, HcsEventOptionNone};
use hcs_testkit::null::{self, Registration};

use crate::backend::Kind;
use crate::calls::{DOCUMENT, Executor, ID};
use crate::crew::Crew;
use crate::pair::{Pair, Rounds};
use crate::raw::{Completion, System, wide};

/// As many threads, at most, as a backend is likely to call back on.
const MOST: usize = 8;

pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for threads in [1, 2, MOST] {
        let name = |what| {
            format!("contexts/null/{what}, {threads} threads").replace("1 threads", "1 thread")
        };
        pairs.push(Pair::new(
            name("look-up by events of systems of their own"),
            move || look_up(threads),
            move || raw_look_up(threads),
        ));
        pairs.push(Pair::new(
            name("enter and remove by operations"),
            move || operations(threads),
            move || raw_operations(threads),
        ));
    }
}

/// Where the backend would call.
#[derive(Clone, Copy)]
struct Callback(Registration);

// SAFETY: event callbacks are called on any thread, with a context that is made for that.
unsafe impl Send for Callback {}

impl Callback {
    /// Tells an event that no subscriber has asked for: nothing but the look-up is done.
    fn call(self) {
        let event = HCS_EVENT {
            Type: HcsEventGroupVmLifecycle,
            EventData: std::ptr::null(),
            Operation: std::ptr::null_mut(),
        };
        if let Some(callback) = self.0.callback {
            // SAFETY: they belong together; the event lives during the call.
            unsafe { callback(&raw const event, self.0.context) };
        }
    }
}

/// Threads that call one callback each.
fn callers(callbacks: Vec<Callback>) -> Crew {
    Crew::new(callbacks.len(), |number| {
        let callback = callbacks[number];
        Box::new(move || {
            Box::new(move |rounds| {
                for _ in 0..rounds {
                    callback.call();
                }
            })
        })
    })
}

fn look_up(threads: usize) -> Rounds {
    let backend = Kind::Null.make();
    // One thread opens them all, as the main thread of a service does.
    let open = |_| {
        let system = backend.host().open(ID).expect("opened");
        let events = system.events(EventOptions::NONE).expect("registered");
        (system, events)
    };
    let systems: Vec<(ComputeSystem, _)> = (0..threads).map(open).collect();
    let registrations = null::registrations();
    let used = registrations
        .into_iter()
        .filter(|one| one.callback.is_some());
    let crew = callers(used.map(Callback).collect());
    Box::new(move |rounds| {
        let _open = &systems;
        crew.work(rounds);
    })
}

/// A context that is an address: each on cache lines of its own.
#[repr(align(128))]
#[derive(Default)]
struct Counter(AtomicU64);

/// # Safety
/// The context is a [`Counter`] that lives.
unsafe extern "system" fn count(_: *const HCS_EVENT, context: *const c_void) {
    // SAFETY: as the caller promises.
    let counter = unsafe { &*context.cast::<Counter>() };
    counter.0.fetch_add(1, Ordering::Relaxed);
}

fn raw_look_up(threads: usize) -> Rounds {
    let counters: Arc<[Counter]> = (0..threads).map(|_| Counter::default()).collect();
    let callbacks = counters.iter().map(|counter| {
        Callback(Registration {
            context: std::ptr::from_ref(counter).cast(),
            callback: Some(count),
            options: HcsEventOptionNone,
        })
    });
    let crew = callers(callbacks.collect());
    Box::new(move |rounds| {
        let _live = &counters;
        crew.work(rounds);
    })
}

fn operations(threads: usize) -> Rounds {
    let crew = Crew::new(threads, |_| {
        Box::new(|| {
            let backend = Kind::Null.make();
            let system = backend.host().create(ID, DOCUMENT).wait().expect("created");
            backend.defer();
            let executor = Executor::new();
            Box::new(move |rounds| {
                for _ in 0..rounds {
                    let save = std::future::IntoFuture::into_future(system.save());
                    executor.run(&backend, save).expect("saved");
                }
            })
        })
    });
    Box::new(move |rounds| crew.work(rounds))
}

fn raw_operations(threads: usize) -> Rounds {
    let crew = Crew::new(threads, |_| {
        Box::new(|| {
            let backend = Kind::Null.make();
            let table = backend.table();
            let system = System::create(table, &wide(ID), &wide(DOCUMENT));
            backend.defer();
            let completion = Box::new(Completion::new(table));
            Box::new(move |rounds| {
                for _ in 0..rounds {
                    system.submit(table.HcsSaveComputeSystem, None, &completion);
                    backend.complete();
                    completion.outcome();
                }
            })
        })
    });
    Box::new(move |rounds| crew.work(rounds))
}
