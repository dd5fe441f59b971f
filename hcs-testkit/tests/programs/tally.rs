//! What a program leaves: what it captured must be dropped once, and the first thing that is wrong is kept.

use std::io::{ErrorKind, PipeWriter, Write as _};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A lock without poison: panics are planned here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
pub(crate) struct Tally {
    guards: Mutex<Vec<Counted>>,
    /// The other ends of what was lent to operations.
    lent: Mutex<Vec<PipeWriter>>,
    wrong: Mutex<Option<String>>,
    is_wrong: AtomicBool,
}

struct Counted {
    what: &'static str,
    drops: u32,
}

impl Tally {
    /// Something is wrong. The first is what counts; the rest may follow from it.
    pub(crate) fn wrong(&self, what: impl Into<String>) {
        lock(&self.wrong).get_or_insert_with(|| what.into());
        self.is_wrong.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.is_wrong.load(Ordering::SeqCst)
    }

    pub(crate) fn what_is_wrong(&self) -> Option<String> {
        lock(&self.wrong).clone()
    }

    /// Something to be captured by user code, which is to be dropped once.
    pub(crate) fn guard(self: &Arc<Self>, what: &'static str, panics: bool) -> Guard {
        let mut guards = lock(&self.guards);
        guards.push(Counted { what, drops: 0 });
        Guard {
            tally: Arc::clone(self),
            index: guards.len() - 1,
            panics,
        }
    }

    /// A handle for an operation, which is to be closed when that is complete.
    pub(crate) fn lend(&self) -> hcs::OwnedHandle {
        let (reader, writer) = std::io::pipe().expect("one more pipe");
        lock(&self.lent).push(writer);
        reader.into()
    }

    /// A handle that is still open although nothing needs it any more: somebody could still read from it.
    pub(crate) fn unclosed(&self) -> Option<String> {
        let lent = std::mem::take(&mut *lock(&self.lent));
        let open = |mut writer: PipeWriter| match writer.write(&[0]) {
            Err(error) => error.kind() != ErrorKind::BrokenPipe,
            Ok(_) => true,
        };
        let open = lent.into_iter().filter_map(|lent| open(lent).then_some(()));
        match open.count() {
            0 => None,
            count => Some(format!("{count} resources of operations are open")),
        }
    }

    /// What wasn't dropped once.
    pub(crate) fn undropped(&self) -> Option<String> {
        let guards = lock(&self.guards);
        let odd: Vec<String> = guards
            .iter()
            .enumerate()
            .filter(|(_, guard)| guard.drops != 1)
            .map(|(index, guard)| {
                format!("{} #{index} was dropped {} times", guard.what, guard.drops)
            })
            .collect();
        (!odd.is_empty()).then(|| odd.join(", "))
    }
}

/// Captured by user code.
pub(crate) struct Guard {
    tally: Arc<Tally>,
    index: usize,
    panics: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        lock(&self.tally.guards)[self.index].drops += 1;
        if self.panics && !std::thread::panicking() {
            Planned::panic(false);
        }
    }
}

/// What a panic carries that the program has planned. No hook hears of it.
pub(crate) struct Planned {
    /// Dropping it panics.
    again: bool,
}

impl Planned {
    pub(crate) fn panic(again: bool) -> ! {
        resume_unwind(Box::new(Self { again }))
    }
}

impl Drop for Planned {
    fn drop(&mut self) {
        if self.again && !std::thread::panicking() {
            Self::panic(false);
        }
    }
}
