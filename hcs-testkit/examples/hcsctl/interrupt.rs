//! Ctrl-C: a request to come to an end, which whoever waits finds out about at once.

use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use crate::failure::{Ending, Failure, Kind};

/// What has come and was not noticed yet.
struct Interrupts {
    count: u32,
    /// Whoever waits at the moment.
    waker: Option<Waker>,
}

static INTERRUPTS: Mutex<Interrupts> = Mutex::new(Interrupts {
    count: 0,
    waker: None,
});

/// The exit code of a command that was interrupted, as a shell has it.
const INTERRUPTED: i32 = 130;
/// So many that nobody has noticed mean that a call is stuck.
const STUCK: u32 = 3;

fn interrupts() -> MutexGuard<'static, Interrupts> {
    INTERRUPTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on Ctrl-C doesn't kill the program, but is noticed by what waits.
pub(crate) fn install() -> Ending<()> {
    ctrlc::set_handler(|| {
        let mut interrupts = interrupts();
        interrupts.count += 1;
        let (count, waker) = (interrupts.count, interrupts.waker.take());
        drop(interrupts);
        if count >= STUCK {
            // Nothing is on the terminal that would have to be taken back: a spinner turns only while somebody waits.
            exit(INTERRUPTED);
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    })
    .map_err(|error| Failure::new(Kind::Failed, format!("Ctrl-C can't be handled: {error}")))
}

/// Takes note of one interrupt, if there was one; otherwise the next one wakes this up.
pub(crate) fn take(waker: &Waker) -> bool {
    let mut interrupts = interrupts();
    if interrupts.count > 0 {
        interrupts.count -= 1;
        return true;
    }
    interrupts.waker = Some(waker.clone());
    false
}
