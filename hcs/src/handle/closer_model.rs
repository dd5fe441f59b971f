//! The closer thread in models: one for each handle, since a model ends when all its threads have.

use super::Shared;
use crate::sync::{Arc, Mutex};

crate::sync::lazy_static! {
    static ref CLOSERS: Mutex<Vec<loom::thread::JoinHandle<()>>> = Mutex::new(Vec::new());
}

/// Hands `handle` over to be closed soon.
pub(super) fn close_later(handle: Arc<Shared>) {
    let closer = loom::thread::spawn(move || {
        handle.close_now();
    });
    CLOSERS.lock().push(closer);
}

/// Waits for them: what is static in a model goes when its first thread ends.
pub(super) fn join() {
    let closers = std::mem::take(&mut *CLOSERS.lock());
    for closer in closers {
        closer.join().expect("no panic");
    }
}
