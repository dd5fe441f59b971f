//! Panics that nobody was to see: in callbacks they go no further than to the crate's boundary.

use std::cell::Cell;
use std::panic;
use std::sync::{Mutex, Once};

/// What panics have said, other than those that are expected.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// From now on each panic of any thread is noted.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            usual(panic);
            if !EXPECTED.get() {
                PANICS.lock().unwrap().push(panic.to_string());
            }
        }));
    });
}

/// Runs something whose panics are no news.
pub(crate) fn expecting_panics<R>(work: impl FnOnce() -> R) -> R {
    EXPECTED.set(true);
    let result = work();
    EXPECTED.set(false);
    result
}

/// The panics since this was last asked.
pub(crate) fn take() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().unwrap())
}
