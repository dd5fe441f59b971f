//! The one place where panics of user code stop.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic carried.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Runs user code; a panic is returned instead of unwinding.
///
/// Unwind safety is asserted: nothing of ours is borrowed mutably while user code runs, and what the
/// user's own code sees after its panic is what it would see after catching it itself.
pub(crate) fn caught<R>(user_code: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(user_code))
}

/// Runs user code whose panic nobody waits for. The payload's own destructor may panic too: it is
/// dropped under a second catch, as is what that one throws.
pub(crate) fn shielded(user_code: impl FnOnce()) {
    if let Err(payload) = caught(user_code) {
        crate::trace::panicked();
        discard(payload);
    }
}

/// How many payloads are dropped one after the other, each of them thrown by the destructor of the one before.
const PAYLOADS: usize = 16;

/// Drops a panic's payload, which may panic itself.
pub(crate) fn discard(payload: Payload) {
    let mut payload = payload;
    for _ in 0..PAYLOADS {
        match caught(move || drop(payload)) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    // It would never end.
    std::mem::forget(payload);
}

#[cfg(test)]
mod tests {
    use super::*;

    struct PanicsOnDrop;

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            std::panic::panic_any(PanicsOnDrop);
        }
    }

    #[test]
    fn a_payload_that_panics_when_dropped_goes_no_further() {
        shielded(|| std::panic::panic_any(PanicsOnDrop));
    }
}
