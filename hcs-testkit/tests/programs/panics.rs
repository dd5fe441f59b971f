//! Panics that nobody has planned. hcs stops panics in callbacks, its own as well: they must not go unseen.

use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};

use crate::tally::lock;

static WATCHING: AtomicBool = AtomicBool::new(false);
static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on panics are collected. Planned ones call no hook.
pub(crate) fn watch(watching: bool) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if WATCHING.load(Ordering::SeqCst) {
                lock(&SEEN).push(info.to_string());
            } else {
                before(info);
            }
        }));
    });
    WATCHING.store(watching, Ordering::SeqCst);
}

/// The panics since the last time that this was asked.
pub(crate) fn take() -> Vec<String> {
    std::mem::take(&mut *lock(&SEEN))
}
