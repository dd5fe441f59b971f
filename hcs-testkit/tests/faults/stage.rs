//! What a scenario plays on: a mock, and ways to finish calls that note every error and never hang by themselves.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use hcs::{
    Call, Error, Event, EventKind, EventStream, ExitStatus, Host, Output, Pending, Result,
    SystemExit, TimedOut,
};
use hcs_testkit::{MockHost, Schedule};

use crate::processes::guest;

/// How long a thread sleeps before it looks for a step again, which another thread may have brought about.
const NAP: Duration = Duration::from_micros(200);

/// What a wait for an exit may call.
pub(crate) const EXIT: &str = "HcsWaitForComputeSystemExit, HcsGetComputeSystemProperties, HcsWaitForProcessExit, \
                               HcsGetProcessProperties";
/// One that closes a process's standard input first.
pub(crate) const WAIT: &str = "HcsModifyProcess, HcsWaitForProcessExit, HcsGetProcessProperties";

/// How a call is finished: the three models, and their variants.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Finish {
    Wait,
    WaitTimeout,
    Await,
    Submit,
    OnComplete,
}

pub(crate) struct Stage {
    pub(crate) mock: MockHost,
    pub(crate) host: Host,
    schedule: Schedule,
    seen: Mutex<Vec<Seen>>,
    /// What was told of exits, if anything.
    exits: AtomicU8,
    /// Goes along with all that the scenario hands to the crate: closures, handlers, wakers.
    token: Arc<()>,
}

/// An exit was told.
const TOLD: u8 = 1;
/// One was told, and nothing about it.
const DARK: u8 = 2;

/// What the wait for an exit gives.
pub(crate) trait Told {
    /// Whether it says no more than that there was an exit.
    fn nothing(&self) -> bool;
}

impl Told for ExitStatus {
    fn nothing(&self) -> bool {
        self.document().is_none()
    }
}

impl Told for Option<ExitStatus> {
    fn nothing(&self) -> bool {
        self.as_ref().is_some_and(Told::nothing)
    }
}

impl Told for Output {
    fn nothing(&self) -> bool {
        self.status.nothing()
    }
}

impl Told for SystemExit {
    fn nothing(&self) -> bool {
        self.document().is_none()
    }
}

/// An error that the scenario saw.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What it was making, as a call shows itself.
    pub(crate) making: String,
    pub(crate) error: Error,
}

impl Stage {
    pub(crate) fn new(mock: MockHost, schedule: Schedule) -> Self {
        mock.on_process(guest);
        Self {
            host: mock.host(),
            mock,
            schedule,
            seen: Mutex::default(),
            exits: AtomicU8::new(0),
            token: Arc::new(()),
        }
    }

    /// The errors so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// To be owned by something that the crate is given, and has to let go.
    pub(crate) fn token(&self) -> Arc<()> {
        Arc::clone(&self.token)
    }

    /// How many of those there are.
    pub(crate) fn tokens(&self) -> usize {
        Arc::strong_count(&self.token) - 1
    }

    /// Notes the error, if it is one.
    pub(crate) fn note<T>(&self, making: &str, result: Result<T>) -> Result<T> {
        result.inspect_err(|error| {
            let (making, error) = (making.to_owned(), error.clone());
            self.seen.lock().unwrap().push(Seen { making, error });
        })
    }

    /// Finishes a call.
    pub(crate) fn finish<T: Send + 'static>(&self, how: Finish, call: Call<T>) -> Result<T> {
        match how {
            Finish::Wait => self.wait(call),
            Finish::WaitTimeout => match self.wait_timeout(call, Duration::ZERO)? {
                Ok(result) => Ok(result),
                Err(late) => self.late(late),
            },
            Finish::Await => self.block_on(call),
            Finish::Submit => {
                let pending = self.submit(call)?;
                self.block_on(pending)
            }
            Finish::OnComplete => self.on_complete(call)?.result(),
        }
    }

    pub(crate) fn wait<T>(&self, call: Call<T>) -> Result<T> {
        let making = format!("{call:?}");
        self.note(&making, call.wait())
    }

    pub(crate) fn wait_timeout<T>(
        &self,
        call: Call<T>,
        limit: Duration,
    ) -> Result<Result<T, TimedOut<T>>> {
        let making = format!("{call:?}");
        self.note(&making, call.wait_timeout(limit))
    }

    pub(crate) fn late<T>(&self, late: TimedOut<T>) -> Result<T> {
        let making = format!("{late:?}");
        self.note(&making, late.wait())
    }

    pub(crate) fn submit<T>(&self, call: Call<T>) -> Result<Pending<T>> {
        let making = format!("{call:?}");
        self.note(&making, call.submit())
    }

    pub(crate) fn submit_with_progress<T>(
        &self,
        call: Call<T>,
    ) -> Result<(Pending<T>, EventStream)> {
        let making = format!("{call:?}, HcsCreateOperationWithNotifications");
        self.note(&making, call.submit_with_progress())
    }

    /// Runs a future to its end, and the mock's steps if there are any.
    pub(crate) fn block_on<T, F>(&self, future: F) -> Result<T>
    where
        F: IntoFuture<Output = Result<T>> + std::fmt::Debug,
    {
        let making = format!("{future:?}");
        self.note(&making, self.output(future))
    }

    /// Awaits an exit.
    pub(crate) fn exit<T: Told>(&self, exited: impl Future<Output = Result<T>>) -> Result<T> {
        self.ended(EXIT, self.output(exited))
    }

    /// Notes how the wait for an exit went.
    pub(crate) fn ended<T: Told>(&self, making: &str, told: Result<T>) -> Result<T> {
        if let Ok(told) = &told {
            let told = if told.nothing() { DARK } else { TOLD };
            self.exits.fetch_max(told, Ordering::Relaxed);
        }
        self.note(making, told)
    }

    /// Whether the failure of a call may be nobody's affair, as it was made to find an exit that was told: the call was
    /// overtaken by the event (`look`), or it was to say more than that.
    pub(crate) fn overtaken(&self, look: bool) -> bool {
        let told = if look { TOLD } else { DARK };
        self.exits.load(Ordering::Relaxed) >= told
    }

    /// Polls an exit that has not come: whatever comes of it from now on wakes the waker.
    pub(crate) fn early<T, F>(&self, mut exited: F) -> Result<F>
    where
        F: Future<Output = Result<T>> + Unpin,
    {
        let waker = self.waker();
        match pin!(&mut exited).poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Ok(exited),
            Poll::Ready(told) => {
                self.note(EXIT, told)?;
                panic!("there was no exit");
            }
        }
    }

    /// Runs any future to its end.
    pub(crate) fn output<F: IntoFuture>(&self, future: F) -> F::Output {
        let mut future = pin!(future.into_future());
        let waker = self.waker();
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            self.rest();
        }
    }

    /// Wakes this thread.
    pub(crate) fn waker(&self) -> Waker {
        struct Unpark(Thread, #[expect(dead_code, reason = "is counted")] Arc<()>);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        Waker::from(Arc::new(Unpark(thread::current(), self.token())))
    }

    /// A step, if there is one; else this thread sleeps until it is woken.
    fn rest(&self) {
        if self.mock.step() {
            return;
        }
        match self.schedule {
            // Another thread's step may have left one for this thread.
            Schedule::Stepped => thread::park_timeout(NAP),
            _ => thread::park(),
        }
    }

    /// Has a closure receive the result.
    pub(crate) fn on_complete<T: Send + 'static>(&self, call: Call<T>) -> Result<Due<'_, T>> {
        let making = format!("{call:?}");
        let (sender, receiver) = mpsc::channel();
        let token = self.token();
        let submitted = call.on_complete(move |result| {
            let _ = sender.send(result);
            drop(token);
        });
        self.note(&making, submitted)?;
        Ok(Due {
            stage: self,
            making,
            receiver,
        })
    }

    /// Does something that waits for the mock on another thread, while this one runs the mock's steps.
    pub(crate) fn aside<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        thread::scope(|scope| {
            let working = scope.spawn(work);
            while !working.is_finished() {
                if !self.mock.step() {
                    thread::sleep(NAP / 4);
                }
            }
            working.join().unwrap()
        })
    }

    /// A handler that does nothing.
    pub(crate) fn handler(&self) -> impl Fn(&Event) + Send + Sync + 'static {
        let token = self.token();
        move |_| {
            let _ = &token;
        }
    }

    /// All that happens, and the kinds of events that have arrived then.
    pub(crate) fn kinds(&self, events: &mut EventStream) -> Vec<EventKind> {
        self.mock.run_until_idle();
        std::iter::from_fn(|| events.try_recv())
            .map(|event| event.kind())
            .collect()
    }
}

/// A closure's result, which is due.
pub(crate) struct Due<'a, T> {
    stage: &'a Stage,
    making: String,
    receiver: mpsc::Receiver<Result<T>>,
}

impl<T> Due<'_, T> {
    pub(crate) fn result(self) -> Result<T> {
        loop {
            match self.receiver.recv_timeout(NAP) {
                Ok(result) => {
                    // It ran once, and is gone.
                    assert!(self.receiver.recv().is_err(), "the closure ran twice");
                    return self.stage.note(&self.making, result);
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    self.stage.mock.step();
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    panic!("{}: the closure was dropped, and never ran", self.making)
                }
            }
        }
    }
}
