//! Subscriptions and streams, and what they may hear.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hcs::{Event, EventKind, EventOptions, EventStream, Subscription};
use hcs_testkit::State;

use crate::book::{Closing, Family};
use crate::code::{Armed, Running, inside};
use crate::stage::Stage;
use crate::step::{Code, Options, Wakes};
use crate::tally::lock;

/// What is known of one that hears events.
pub(crate) struct Listener {
    options: EventOptions,
    /// What it hears is the progress of an operation.
    progress: bool,
    family: Mutex<Option<Arc<Family>>>,
    /// `unsubscribe` has returned.
    silent: AtomicBool,
    /// The subscription was dropped.
    dropped: AtomicBool,
    exits: AtomicU32,
    /// It was there before the exit.
    awaits_exit: AtomicBool,
}

impl Listener {
    pub(crate) fn new(options: Options) -> Arc<Self> {
        Self::of(options, false)
    }

    /// Of the progress of an operation.
    pub(crate) fn of_progress() -> Arc<Self> {
        Self::of(Options::Plain, true)
    }

    fn of(options: Options, progress: bool) -> Arc<Self> {
        Arc::new(Self {
            options: options.value(),
            progress,
            family: Mutex::new(None),
            silent: AtomicBool::new(false),
            dropped: AtomicBool::new(false),
            exits: AtomicU32::new(0),
            awaits_exit: AtomicBool::new(false),
        })
    }

    /// It hears this handle's events from now on.
    pub(crate) fn attach(&self, stage: &Stage, family: &Arc<Family>) {
        *lock(&self.family) = Some(Arc::clone(family));
        if stage.setting.is_stepped() {
            let alive = match family.process {
                Some(_) => stage.is_running(family),
                None => {
                    let state = stage.mock.system_state(family.id.name());
                    state.is_some_and(|state| state != State::Stopped)
                }
            };
            self.awaits_exit.store(alive, Ordering::SeqCst);
        }
    }

    fn closing(&self) -> Closing {
        let family = lock(&self.family);
        family.as_ref().map_or(Closing::No, |it| it.closing())
    }

    /// An event is there.
    fn hear(&self, stage: &Stage, event: &Event) {
        let kind = event.kind();
        let needed = match kind {
            EventKind::OPERATION_CALLBACK => EventOptions::OPERATION_CALLBACKS,
            EventKind::VM_LIFECYCLE => EventOptions::VM_LIFECYCLE,
            _ => EventOptions::NONE,
        };
        if self.progress != (kind == EventKind::OPERATION_INFO) {
            stage.wrong(format!("{kind:?} was heard (progress: {})", self.progress));
        }
        if !self.options.contains(needed) {
            stage.wrong(format!(
                "{kind:?} was heard by one that hadn't asked for it"
            ));
        }
        if let Err(error) = event.value() {
            stage.wrong(format!("an event with data that is none: {error}"));
        }
        if kind == EventKind::SERVICE_DISCONNECT && !stage.so_far().disconnecting {
            stage.wrong("a disconnect was heard, and there was none");
        }
        if matches!(kind, EventKind::SYSTEM_EXITED | EventKind::PROCESS_EXITED) {
            self.exits.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn must_be_silent(&self, stage: &Stage, when: &str) {
        if self.silent.load(Ordering::SeqCst) {
            stage.wrong(format!(
                "{when}: a handler runs after unsubscribe has returned"
            ));
        }
        if self.dropped.load(Ordering::SeqCst) && stage.sequential && when == "begin" {
            stage.wrong("a handler starts after its subscription was dropped");
        }
        if self.closing() == Closing::Done {
            stage.wrong(format!("{when}: a handler runs after close has returned"));
        }
    }

    /// Everything has been delivered: what it should have heard.
    pub(crate) fn end(&self, stage: &Stage) {
        let family = lock(&self.family).clone();
        let Some(family) = family else {
            return;
        };
        let heard = self.exits.load(Ordering::SeqCst) > 0;
        let so_far = stage.so_far();
        if stage.hears_exits
            && !so_far.disconnecting
            && !so_far.faults
            && self.awaits_exit.load(Ordering::SeqCst)
            && family.closing() == Closing::No
            && stage.holds(&family)
            && match family.process {
                Some(_) => stage.is_over(&family),
                None => stage.mock.system_state(family.id.name()) == Some(State::Stopped),
            }
            && !heard
        {
            stage.wrong(format!(
                "the exit of {} ({:?}) was not heard by one that was there before",
                family.id.name(),
                family.process,
            ));
        }
    }
}

/// The handler of a subscription.
pub(crate) fn handler(
    stage: &Arc<Stage>,
    listener: &Arc<Listener>,
    code: &Code,
) -> impl Fn(&Event) + Send + Sync + 'static {
    let listener = Arc::clone(listener);
    let running = Running::new(stage, "a handler", code);
    move |event| {
        running.run(
            |stage| {
                listener.must_be_silent(stage, "begin");
                listener.hear(stage, event);
            },
            |stage| listener.must_be_silent(stage, "end"),
        );
    }
}

/// Says that its subscription is dropped.
struct Gone(Arc<Listener>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.dropped.store(true, Ordering::SeqCst);
    }
}

pub(crate) struct Subscribed {
    // First, so that it is dropped when the rest says so.
    subscription: Subscription,
    pub(crate) listener: Arc<Listener>,
    _gone: Gone,
}

impl Subscribed {
    pub(crate) fn new(subscription: Subscription, listener: Arc<Listener>) -> Self {
        Self {
            subscription,
            _gone: Gone(Arc::clone(&listener)),
            listener,
        }
    }

    pub(crate) fn unsubscribe(self, stage: &Stage) {
        let listener = self.listener;
        let subscription = self.subscription;
        // A handler's panic goes on here: then, too, it is silent.
        struct Silence<'a>(&'a Listener);
        impl Drop for Silence<'_> {
            fn drop(&mut self) {
                if !inside() {
                    self.0.silent.store(true, Ordering::SeqCst);
                }
            }
        }
        let _silence = Silence(&listener);
        match (subscription.unsubscribe(), inside()) {
            (Ok(()), false) => {}
            (Err(error), true) if error.is_in_callback() => {}
            (result, inside) => {
                stage.wrong(format!("unsubscribe (inside: {inside}) said {result:?}"));
            }
        }
    }
}

pub(crate) struct Listening {
    stream: EventStream,
    pub(crate) listener: Arc<Listener>,
    armed: Armed,
}

impl Listening {
    pub(crate) fn new(stream: EventStream, listener: Arc<Listener>) -> Self {
        Self {
            stream,
            listener,
            armed: Armed::default(),
        }
    }

    /// Polls for the next event; whether there was one, or the end.
    pub(crate) fn poll(&mut self, stage: &Arc<Stage>, wakes: &Wakes) -> bool {
        let alarm = self.armed.waker(stage, wakes);
        let armed = Armed::arm(&alarm);
        let waker = Waker::from(alarm);
        let mut polled = Poll::Pending;
        stage.planned(|| {
            polled = pin!(self.stream.next()).poll(&mut Context::from_waker(&waker));
            drop(waker);
        });
        match polled {
            Poll::Pending => {
                self.armed = armed;
                false
            }
            Poll::Ready(event) => {
                if stage.sequential && self.armed.is_asleep() {
                    stage.wrong("an event is there, and nobody was woken");
                }
                self.armed = Armed::default();
                if let Some(event) = event {
                    self.listener.hear(stage, &event);
                }
                true
            }
        }
    }

    pub(crate) fn try_recv(&mut self, stage: &Stage) -> bool {
        let event = self.stream.try_recv();
        if let Some(event) = &event {
            self.listener.hear(stage, event);
        }
        event.is_some()
    }

    /// What has ended has no more events.
    pub(crate) fn must_have_ended(&mut self, stage: &Stage) {
        if self.listener.progress && !matches!(self.stream.recv_timeout(Duration::ZERO), Ok(None)) {
            stage.wrong("the progress of an operation that is complete goes on");
        }
    }

    pub(crate) fn recv_timeout(&mut self, stage: &Stage) {
        match (self.stream.recv_timeout(Duration::ZERO), inside()) {
            (Ok(Some(event)), false) => self.listener.hear(stage, &event),
            (Ok(None), false) => {}
            (Err(error), false) if error.is_timeout() => {}
            (Err(error), true) if error.is_in_callback() => {}
            (result, inside) => stage.wrong(format!("recv (inside: {inside}) said {result:?}")),
        }
    }
}
