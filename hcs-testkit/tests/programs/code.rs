//! The program's own code that hcs runs: closures, handlers and wakers.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::task::Wake;

use crate::closer;
use crate::stage::{Kept, Stage};
use crate::step::{Code, End, Wakes};
use crate::tally::{Guard, Planned};

/// How many runs of a handler or waker do something: an event that brings about an event would go on for ever.
const RUNS: u32 = 2;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Whether this thread runs code that hcs has called.
pub(crate) fn inside() -> bool {
    DEPTH.get() > 0
}

struct Inside;

impl Inside {
    fn enter() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// What hcs is given.
pub(crate) struct Running {
    stage: Weak<Stage>,
    code: Code,
    runs: AtomicU32,
    _held: Option<Kept>,
    // Last, so that nothing is left when it panics.
    _guard: Guard,
}

impl Running {
    pub(crate) fn new(stage: &Arc<Stage>, what: &'static str, code: &Code) -> Self {
        Self {
            stage: Arc::downgrade(stage),
            runs: AtomicU32::new(0),
            _held: code.holds.and_then(|of| stage.get(of)),
            _guard: stage.tally.guard(what, code.drop_panics),
            code: code.clone(),
        }
    }

    /// Runs it: first what it is there for, then what else the program wants done here, then what it ends with.
    pub(crate) fn run(&self, first: impl FnOnce(&Arc<Stage>), last: impl FnOnce(&Arc<Stage>)) {
        let Some(stage) = self.stage.upgrade() else {
            return;
        };
        let _inside = Inside::enter();
        first(&stage);
        // The closer thread wakes who polls a stream that ends. Two threads at once would be nothing to repeat.
        let idle = stage.setting.is_stepped() && closer::is_here();
        if !idle && self.runs.fetch_add(1, Ordering::SeqCst) < RUNS {
            for act in &self.code.acts {
                stage.act(act);
            }
        }
        last(&stage);
        // The stage must not be dropped here.
        drop(stage);
        match self.code.end {
            End::Returns => {}
            End::Panics => Planned::panic(false),
            End::PanicsTwice => Planned::panic(true),
        }
    }
}

/// A waker, which counts how often it was woken.
pub(crate) struct Alarm {
    wakes: Arc<AtomicU32>,
    running: Running,
}

impl Alarm {
    pub(crate) fn new(stage: &Arc<Stage>, code: &Code) -> Arc<Self> {
        Arc::new(Self {
            wakes: Arc::default(),
            running: Running::new(stage, "a waker", code),
        })
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        Self::wake_by_ref(&self);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        self.running.run(|_| {}, |_| {});
    }
}

/// The waker that something was polled with last. It doesn't keep it alive: hcs may be the last to drop it.
#[derive(Default)]
pub(crate) struct Armed {
    alarm: Weak<Alarm>,
    wakes: Option<(Arc<AtomicU32>, u32)>,
}

impl Armed {
    /// The waker to poll with now.
    pub(crate) fn waker(&self, stage: &Arc<Stage>, wakes: &Wakes) -> Arc<Alarm> {
        match wakes {
            Wakes::With(code) => Alarm::new(stage, code),
            Wakes::Again => {
                let again = self.alarm.upgrade();
                again.unwrap_or_else(|| Alarm::new(stage, &Code::PLAIN))
            }
        }
    }

    /// A poll with this waker is going to be pending, perhaps.
    pub(crate) fn arm(alarm: &Arc<Alarm>) -> Self {
        Self {
            alarm: Arc::downgrade(alarm),
            wakes: Some((Arc::clone(&alarm.wakes), alarm.wakes.load(Ordering::SeqCst))),
        }
    }

    /// It was polled, was pending, and its waker hasn't been woken since.
    pub(crate) fn is_asleep(&self) -> bool {
        self.wakes
            .as_ref()
            .is_some_and(|(wakes, before)| wakes.load(Ordering::SeqCst) == *before)
    }
}
