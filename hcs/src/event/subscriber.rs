//! One receiver of a handle's events, as the trampolines see it.

use std::collections::VecDeque;
use std::task::Waker;

use super::{Event, EventKind, EventOptions};
use crate::callback::panic::{Payload, caught, discard, shielded};
use crate::operation::Wakes;
use crate::sync::{AtomicUsize, Condvar, Mutex, Ordering};

/// The runs of a handler: bit 0 says that none starts any more, bit 1 that somebody waits for the last one, the rest counts them.
const STOPPED: usize = 1;
const AWAITED: usize = 2;
const RUN: usize = 4;

type Handler = Box<dyn Fn(&Event) + Send + Sync>;

/// A handler or a queue, and whether events may still go there.
pub(crate) struct Subscriber {
    options: EventOptions,
    /// The kinds that it takes; none for all.
    only: Option<[EventKind; 2]>,
    handler: Option<Handler>,
    runs: AtomicUsize,
    state: Mutex<State>,
    /// The last handler has returned, or an event has arrived.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Nothing is queued any more.
    stopped: bool,
    /// The handle is closed: no event follows those in the queue.
    ended: bool,
    /// The registration has changed: an event may have come while there was none.
    missed: bool,
    panic: Option<Payload>,
    queue: VecDeque<Event>,
    waker: Wakes,
    /// Threads that sleep on `changed`: nobody is notified when there are none.
    sleepers: usize,
}

/// What is next in a queue.
pub(super) enum Next {
    Event(Event),
    Nothing,
    End,
}

impl Subscriber {
    pub(crate) fn handler(
        options: EventOptions,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Self {
        Self::new(options, None, Some(Box::new(handler)))
    }

    pub(crate) fn queue(options: EventOptions) -> Self {
        Self::new(options, None, None)
    }

    /// A queue for events of these kinds.
    pub(crate) fn queue_of(options: EventOptions, kinds: [EventKind; 2]) -> Self {
        Self::new(options, Some(kinds), None)
    }

    fn new(options: EventOptions, only: Option<[EventKind; 2]>, handler: Option<Handler>) -> Self {
        Self {
            options,
            only,
            handler,
            runs: AtomicUsize::new(0),
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
        }
    }

    pub(crate) fn options(&self) -> EventOptions {
        self.options
    }

    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.options.contains(EventOptions::needed_for(kind))
            && self.only.is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Runs the handler, or queues the event. Threads may be here at the same time (E3).
    pub(crate) fn deliver(&self, event: &Event) {
        match &self.handler {
            Some(handler) => self.run(handler, event),
            None => self.push(event),
        }
    }

    #[inline]
    fn run(&self, handler: &Handler, event: &Event) {
        let mut runs = self.runs.load(Ordering::Relaxed);
        loop {
            if runs & STOPPED != 0 {
                return;
            }
            match self.runs.compare_exchange_weak(
                runs,
                runs + RUN,
                Ordering::SeqCst,
                Ordering::Relaxed,
            ) {
                Ok(_) => break,
                Err(now) => runs = now,
            }
        }
        // Before the run is over: who waits for it asks for the panic then.
        let spare = match caught(|| handler(event)) {
            Ok(()) => None,
            Err(payload) => self.panicked(payload),
        };
        let before = self.runs.fetch_sub(RUN, Ordering::SeqCst);
        if before & AWAITED != 0 && before < 2 * RUN {
            // The lock keeps one from missing it between its look and its sleep.
            drop(self.state.lock());
            self.changed.notify_all();
        }
        if let Some(payload) = spare {
            discard(payload);
        }
    }

    /// Keeps the first panic, and gives any other one back.
    #[cold]
    fn panicked(&self, payload: Payload) -> Option<Payload> {
        crate::trace::panicked();
        let mut state = self.state.lock();
        if state.panic.is_some() {
            return Some(payload);
        }
        state.panic = Some(payload);
        None
    }

    fn push(&self, event: &Event) {
        let mut state = self.state.lock();
        if state.stopped || state.ended {
            return;
        }
        state.queue.push_back(event.clone());
        self.wake(state);
    }

    /// The handle is closed: handlers are over, a queue ends after what is in it.
    pub(crate) fn end(&self) {
        let mut state = self.state.lock();
        state.ended = true;
        self.wake(state);
    }

    fn wake(&self, mut state: crate::sync::MutexGuard<'_, State>) {
        let waker = std::mem::take(&mut state.waker);
        let sleepers = state.sleepers > 0;
        drop(state);
        if sleepers {
            self.changed.notify_all();
        }
        waker.wake();
    }

    /// Whether this is a queue for certain events, which somebody waits for.
    pub(crate) fn waits(&self) -> bool {
        self.only.is_some()
    }

    /// The registration has changed. Who waits for certain events looks whether one has come meanwhile.
    pub(crate) fn may_have_missed(&self) {
        let mut state = self.state.lock();
        state.missed = true;
        self.wake(state);
    }

    /// Whether an event may have been missed since this was asked.
    pub(super) fn take_missed(&self) -> bool {
        std::mem::take(&mut self.state.lock().missed)
    }

    /// From now on no handler starts and nothing is queued.
    pub(crate) fn stop(&self) {
        self.runs.fetch_or(STOPPED, Ordering::SeqCst);
        let mut state = self.state.lock();
        state.stopped = true;
        let queue = std::mem::take(&mut state.queue);
        let waker = std::mem::take(&mut state.waker);
        drop(state);
        drop(queue);
        drop(waker);
    }

    /// Waits until no handler runs; the first panic of one, if there was any.
    pub(super) fn join(&self) -> Option<Payload> {
        self.runs.fetch_or(AWAITED, Ordering::SeqCst);
        let mut state = self.state.lock();
        while self.runs.load(Ordering::SeqCst) >= RUN {
            state = self.changed.wait(state);
        }
        state.panic.take()
    }

    /// Takes the next event; when there is none and the stream goes on, remembers `waker`.
    pub(super) fn next(&self, waker: Option<&Waker>) -> Next {
        // The user's waker is cloned outside the lock, and the queue looked at again.
        let mut fresh = None;
        loop {
            let mut state = self.state.lock();
            if let Some(event) = state.queue.pop_front() {
                return Next::Event(event);
            }
            if state.ended {
                return Next::End;
            }
            let Some(wanted) = waker else {
                return Next::Nothing;
            };
            let old = state.waker.get();
            if old.is_some_and(|old| old.will_wake(wanted)) {
                return Next::Nothing;
            }
            match fresh.take() {
                Some(new) => {
                    let old = std::mem::replace(&mut state.waker, new);
                    drop(state);
                    drop(old);
                    return Next::Nothing;
                }
                None => {
                    drop(state);
                    fresh = Some(Wakes::new(wanted.clone()));
                }
            }
        }
    }

    /// Waits for an event, until `deadline` if there is one.
    pub(super) fn wait(&self, deadline: Option<std::time::Instant>) -> Next {
        let mut state = self.state.lock();
        loop {
            if let Some(event) = state.queue.pop_front() {
                return Next::Event(event);
            }
            if state.ended {
                return Next::End;
            }
            let left = deadline.map(|at| at.saturating_duration_since(std::time::Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Next::Nothing;
            }
            state.sleepers += 1;
            state = match left {
                Some(left) => self.changed.wait_timeout(state, left),
                None => self.changed.wait(state),
            };
            state.sleepers -= 1;
        }
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        let payload = self.state.lock().panic.take();
        if let Some(payload) = payload {
            discard(payload);
        }
        if let Some(handler) = self.handler.take() {
            shielded(move || drop(handler));
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::panic::{catch_unwind, panic_any};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn event(kind: i32) -> Event {
        Event::new(EventKind(kind), None)
    }

    struct PanicsOnDrop;

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            panic_any("dropped");
        }
    }

    #[test]
    fn a_handler_runs_until_it_is_stopped() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let handler = move |_: &Event| _ = counted.fetch_add(1, Ordering::SeqCst);
        let subscriber = Subscriber::handler(EventOptions::NONE, handler);
        subscriber.deliver(&event(1));
        subscriber.stop();
        subscriber.deliver(&event(2));
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        assert!(subscriber.join().is_none());
    }

    #[test]
    fn a_queue_takes_nothing_after_it_was_stopped() {
        let subscriber = Subscriber::queue(EventOptions::NONE);
        subscriber.deliver(&event(1));
        subscriber.stop();
        subscriber.deliver(&event(2));
        assert!(matches!(subscriber.next(None), Next::Nothing));
    }

    #[test]
    fn a_queue_ends_after_what_was_in_it() {
        let subscriber = Subscriber::queue(EventOptions::NONE);
        subscriber.deliver(&event(1));
        subscriber.end();
        subscriber.deliver(&event(2));
        let Next::Event(first) = subscriber.next(None) else {
            panic!("it was in the queue");
        };
        assert_eq!(first.kind(), EventKind(1));
        assert!(matches!(subscriber.next(None), Next::End));
    }

    #[test]
    fn the_first_panic_is_the_one_that_is_told() {
        let handler = |event: &Event| panic_any(event.kind().0);
        let subscriber = Subscriber::handler(EventOptions::NONE, handler);
        for kind in [1, 2, 3] {
            subscriber.deliver(&event(kind));
        }
        let payload = subscriber.join().expect("it panicked");
        assert_eq!(payload.downcast_ref(), Some(&1));
        assert!(subscriber.join().is_none());
    }

    #[test]
    fn what_a_handler_has_captured_may_panic_when_it_is_dropped() {
        let captured = PanicsOnDrop;
        let handler = move |_: &Event| _ = &captured;
        let subscriber = Subscriber::handler(EventOptions::NONE, handler);
        assert!(catch_unwind(std::panic::AssertUnwindSafe(move || drop(subscriber))).is_ok());
    }

    #[test]
    fn what_a_panic_carried_may_panic_when_it_is_dropped() {
        let handler = |_: &Event| panic_any(PanicsOnDrop);
        let subscriber = Subscriber::handler(EventOptions::NONE, handler);
        subscriber.deliver(&event(1));
        assert!(catch_unwind(std::panic::AssertUnwindSafe(move || drop(subscriber))).is_ok());
    }
}
