//! Calls on a system, by each of the three async models, and the creation of systems.

use std::future::{Future, IntoFuture};
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use hcs::{Call, ComputeSystem, EventOptions};
use hcs_sys::ComputeCore;
use hcs_testkit::null;
use serde_json::Value;

use crate::backend::{Backend, Kind};
use crate::pair::{Pair, Rounds};
use crate::raw::{Completion, Function, System, wide};

/// What a system is created with.
pub(crate) const DOCUMENT: &str =
    r#"{"VirtualMachine":{},"ShouldTerminateOnLastHandleClosed":true}"#;
/// An id of the usual form.
pub(crate) const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";
/// What the call with documents sends.
const QUERY: &str = r#"{"PropertyTypes":["Memory"]}"#;
/// What the null backend answers to it.
const PROPERTIES: &str = r#"{"Id":"01234567-89ab-cdef-0123-456789abcdef","SystemType":"VirtualMachine","Owner":"Sample","RuntimeId":"01234567-89ab-cdef-0123-456789abcdef","State":"Running"}"#;

/// The ways to wait for a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Model {
    Wait,
    Callback,
    Event,
}

pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for kind in Kind::ALL {
        for (number, model) in [(1, Model::Wait), (2, Model::Callback), (3, Model::Event)] {
            let name = |call| format!("model {number}/{}/{call}", kind.name());
            let mut pair = |pair: Pair| {
                pairs.push(match kind {
                    Kind::Null => pair.counted(),
                    Kind::Mock => pair,
                });
            };
            pair(Pair::new(
                name("without documents"),
                move || hcs(kind, model, None, ComputeSystem::save),
                move || {
                    let save = |table: &ComputeCore| table.HcsSaveComputeSystem;
                    raw(kind, model, None, save, drop)
                },
            ));
            pair(Pair::new(
                name("document there and back"),
                move || {
                    let properties = |system: &ComputeSystem| system.properties_with(QUERY);
                    hcs(kind, model, Some(PROPERTIES), properties)
                },
                move || {
                    let properties = |table: &ComputeCore| table.HcsGetComputeSystemProperties;
                    raw(kind, model, Some(QUERY), properties, parse)
                },
            ));
        }
    }
    for kind in Kind::ALL {
        let name = |how| format!("creation/{}/{how}", kind.name());
        let counted = |pair: Pair| match kind {
            Kind::Null => pair.counted(),
            Kind::Mock => pair,
        };
        pairs.push(counted(Pair::new(
            name("create, wait, close"),
            move || create(kind, Model::Wait),
            move || create_raw(kind, Model::Wait),
        )));
        pairs.push(counted(Pair::new(
            name("create, await, close"),
            move || create(kind, Model::Callback),
            move || create_raw(kind, Model::Callback),
        )));
    }
}

/// A backend with a system on which `save` succeeds, again and again.
fn system(kind: Kind, answer: Option<&str>) -> (Backend, ComputeSystem) {
    let backend = kind.make();
    let system = backend.host().create(ID, DOCUMENT).wait().expect("created");
    system.start().wait().expect("started");
    system.pause().wait().expect("paused");
    if let (Kind::Null, Some(answer)) = (kind, answer) {
        // Pairs are few, and a process has an end.
        null::answer(Some(wide(answer).leak()));
    }
    (backend, system)
}

/// Polls a future to its end, as an executor with one thread would do.
pub(crate) struct Executor {
    flag: Arc<Flag>,
    waker: Waker,
}

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl Executor {
    pub(crate) fn new() -> Self {
        let flag = Arc::<Flag>::default();
        let waker = Waker::from(Arc::clone(&flag));
        Self { flag, waker }
    }

    /// Polls; where that was too early, has the backend complete what is due, and polls again.
    pub(crate) fn run<T>(&self, backend: &Backend, future: impl Future<Output = T>) -> T {
        let mut context = Context::from_waker(&self.waker);
        let mut future = pin!(future);
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        backend.complete();
        assert!(self.flag.0.swap(false, Ordering::Acquire), "it was woken");
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("what was woken is ready"),
        }
    }
}

fn hcs<T: 'static>(
    kind: Kind,
    model: Model,
    answer: Option<&str>,
    call: impl Fn(&ComputeSystem) -> Call<T> + 'static,
) -> Rounds {
    let (backend, system) = system(kind, answer);
    if model == Model::Wait {
        return Box::new(move |rounds| {
            let _backend = &backend;
            for _ in 0..rounds {
                black_box(call(&system).wait().expect("completed"));
            }
        });
    }
    let subscription = (model == Model::Event).then(|| {
        let subscription = system.subscribe(EventOptions::OPERATION_CALLBACKS, |_| {});
        subscription.expect("registered")
    });
    backend.defer();
    let executor = Executor::new();
    Box::new(move |rounds| {
        let _subscription = &subscription;
        for _ in 0..rounds {
            let output = executor.run(&backend, call(&system).into_future());
            black_box(output.expect("completed"));
        }
    })
}

fn parse(document: Option<String>) {
    let document = document.expect("a document");
    black_box(serde_json::from_str::<Value>(&document).expect("JSON"));
}

fn raw(
    kind: Kind,
    model: Model,
    query: Option<&'static str>,
    function: fn(&ComputeCore) -> Function,
    receive: fn(Option<String>),
) -> Rounds {
    let (backend, first) = system(kind, query.map(|_| PROPERTIES));
    let function = function(backend.table());
    let system = System::open(backend.table(), &wide(ID));
    drop(first);
    let completion = Box::new(Completion::new(backend.table()));
    if model == Model::Event {
        system.register(&completion);
    }
    if model != Model::Wait {
        backend.defer();
    }
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let document = query.map(wide);
            let document = document.as_deref();
            if model == Model::Wait {
                receive(system.wait(function, document));
                continue;
            }
            match model {
                Model::Event => system.submit_by_event(function, document),
                _ => system.submit(function, document, &completion),
            }
            backend.complete();
            receive(completion.outcome());
        }
    })
}

fn create(kind: Kind, model: Model) -> Rounds {
    let backend = kind.make();
    let host = backend.host();
    if model == Model::Wait {
        return Box::new(move |rounds| {
            let _backend = &backend;
            for _ in 0..rounds {
                let system = host.create(ID, DOCUMENT).wait().expect("created");
                system.close().expect("closed");
            }
        });
    }
    backend.defer();
    let executor = Executor::new();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let create = host.create(ID, DOCUMENT).into_future();
            let system = executor.run(&backend, create).expect("created");
            system.close().expect("closed");
        }
    })
}

fn create_raw(kind: Kind, model: Model) -> Rounds {
    let backend = kind.make();
    let table = backend.table();
    if model == Model::Wait {
        return Box::new(move |rounds| {
            let _backend = &backend;
            for _ in 0..rounds {
                drop(System::create(table, &wide(ID), &wide(DOCUMENT)));
            }
        });
    }
    backend.defer();
    let completion = Box::new(Completion::new(table));
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let (id, document) = (wide(ID), wide(DOCUMENT));
            let system = System::submit_create(table, &id, &document, &completion);
            backend.complete();
            completion.outcome();
            drop(system);
        }
    })
}
