//! Waiting: for a call, or for anything that is a future, until it is done, the time is over, or Ctrl-C was pressed.

use std::future::{Future, IntoFuture as _};
use std::io::{IsTerminal as _, stderr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use hcs::Call;
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::{Ending, Failure, Kind};
use crate::interrupt;
use crate::output::printable;

/// Nobody is told that something takes its time before it has.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long an operation may take that was asked to end.
const CANCELLING: Duration = Duration::from_secs(2);

/// How long an answer may take.
static TIMEOUT: OnceLock<Duration> = OnceLock::new();

/// Has answers that take longer given up, from here to the program's end. Before they may take for ever.
pub(crate) fn give_up_after(timeout: Duration) {
    let _ = TIMEOUT.set(timeout);
}

/// How a wait has ended.
pub(crate) enum Waited<T> {
    Done(T),
    TimeIsOver,
    Interrupted,
}

/// Waits for a future on this thread.
pub(crate) fn until<F: Future + Unpin>(
    future: &mut F,
    deadline: Option<Instant>,
) -> Waited<F::Output> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(done) = Pin::new(&mut *future).poll(&mut context) {
            return Waited::Done(done);
        }
        if interrupt::take(&waker) {
            return Waited::Interrupted;
        }
        let Some(deadline) = deadline else {
            thread::park();
            continue;
        };
        match deadline.checked_duration_since(Instant::now()) {
            None | Some(Duration::ZERO) => return Waited::TimeIsOver,
            Some(left) => thread::park_timeout(left),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Makes a call and waits until its operation is complete.
///
/// # Errors
/// Ctrl-C; that it takes too long.
pub(crate) fn call<T>(what: &str, call: Call<T>) -> Ending<hcs::Result<T>> {
    match answer(what, call) {
        Waited::Done(result) => Ok(result),
        Waited::Interrupted => Err(interrupted(what)),
        Waited::TimeIsOver => {
            let late = late(what);
            let sentence = format!(
                "{late}: `--timeout SECONDS` waits for longer, `doctor` looks for the reason"
            );
            Err(Failure::new(Kind::Unavailable, sentence))
        }
    }
}

pub(crate) fn interrupted(what: &str) -> Failure {
    Failure::interrupted(format!("interrupted while {what}"))
}

/// Says that the time is over.
pub(crate) fn late(what: &str) -> String {
    let seconds = timeout().as_secs_f32();
    format!("the Host Compute System has not answered for {seconds} s while {what}")
}

/// Makes a call and waits until its operation is complete; if that takes its time, a spinner says what is going on. An
/// operation that is interrupted, or takes too long, is cancelled, where the host can do that.
pub(crate) fn answer<T>(what: &str, call: Call<T>) -> Waited<hcs::Result<T>> {
    let mut pending = match call.submit() {
        Ok(pending) => pending.into_future(),
        Err(error) => return Waited::Done(Err(error)),
    };
    let waited = with_spinner(what, &mut pending);
    if !matches!(waited, Waited::Done(_)) {
        let _ = pending.cancel();
        // What it comes to doesn't matter any more.
        let _ = until(&mut pending, Instant::now().checked_add(CANCELLING));
    }
    waited
}

fn timeout() -> Duration {
    TIMEOUT.get().copied().unwrap_or(Duration::MAX)
}

/// Waits for a future with a spinner, from when it takes its time.
fn with_spinner<F: Future + Unpin>(what: &str, future: &mut F) -> Waited<F::Output> {
    let (now, timeout) = (Instant::now(), timeout());
    match until(future, now.checked_add(PATIENCE.min(timeout))) {
        Waited::TimeIsOver => {}
        ended => return ended,
    }
    let _spinner = Spinner::turn(what);
    until(future, now.checked_add(timeout))
}

/// A spinner on the standard error, if that is a terminal. It is gone when this is dropped.
struct Spinner(ProgressBar);

impl Spinner {
    fn turn(what: &str) -> Self {
        let bar = match stderr().is_terminal() {
            true => ProgressBar::new_spinner(),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg} ({elapsed}; Ctrl-C ends it)")
        {
            bar.set_style(style);
        }
        bar.set_message(printable(what));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A bar on the standard error that says how much of something is done, if that is a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn of(steps: usize) -> Self {
        let bar = match stderr().is_terminal() {
            true => ProgressBar::new(steps as u64),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template("[{bar:20}] {pos}/{len} {wide_msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// The next step begins, which is this.
    pub(crate) fn step(&self, what: &str) {
        self.0.set_message(what.to_owned());
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
