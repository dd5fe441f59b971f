//! The kernel handles that the mock hands out: the program's ends of its processes' pipes (P2).

use std::collections::{HashMap, VecDeque};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use crate::pipe::Handed;

/// How many closed handles are remembered.
const REMEMBERED: usize = 64;

/// A handle that was handed out.
#[derive(Debug)]
struct Entry {
    end: Handed,
    name: String,
}

/// What came of closing a handle.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    Now,
    /// The program had closed it by other means than the table's function.
    Behind(String),
    Before(String),
    NotOurs,
}

/// The kernel handles of one instance that the program has to close.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    open: HashMap<usize, Entry>,
    /// The closed ones that are remembered, oldest first. The system uses their values again.
    closed: VecDeque<(usize, String)>,
}

impl Kernel {
    /// Hands an end out: its value, and the name of the handle that had it before and was closed behind the table's back.
    pub(crate) fn hand_out(&mut self, end: Handed, name: String) -> (usize, Option<String>) {
        let value = end.value();
        self.closed.retain(|(closed, _)| *closed != value);
        let before = self.open.insert(value, Entry { end, name });
        let behind = before.map(|before| {
            // The value is the new handle's now.
            before.end.forget();
            before.name
        });
        (value, behind)
    }

    /// The program closes the handle of this value.
    pub(crate) fn close(&mut self, value: usize) -> Closed {
        let Some(entry) = self.open.remove(&value) else {
            let before = self.closed.iter().find(|(closed, _)| *closed == value);
            return match before {
                Some((_, name)) => Closed::Before(name.clone()),
                None => Closed::NotOurs,
            };
        };
        self.closed.push_back((value, entry.name.clone()));
        if self.closed.len() > REMEMBERED {
            self.closed.pop_front();
        }
        if entry.end.is_intact() {
            Closed::Now
        } else {
            // Whatever has this value now is somebody else's.
            entry.end.forget();
            Closed::Behind(entry.name)
        }
    }

    /// The names of those that are open.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.open.values().map(|entry| entry.name.as_str())
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        // They are the program's: they outlive their instance, until it closes them.
        if !self.open.is_empty() {
            let open = self.open.drain().map(|(value, entry)| (value, entry.end));
            for (value, end) in open {
                if let Some(before) = orphans().insert(value, end) {
                    before.forget();
                }
            }
        }
    }
}

/// Handles that were open when their instance went away.
static ORPHANS: LazyLock<Mutex<HashMap<usize, Handed>>> = LazyLock::new(Mutex::default);

fn orphans() -> MutexGuard<'static, HashMap<usize, Handed>> {
    ORPHANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Closes a handle of an instance that is gone; whether there was one.
pub(crate) fn close_orphan(value: usize) -> bool {
    match orphans().remove(&value) {
        // The program has closed it by other means, and this is another one of the same value.
        Some(end) if !end.is_intact() => {
            end.forget();
            false
        }
        orphan => orphan.is_some(),
    }
}

#[cfg(all(test, any(unix, windows)))]
mod tests {
    use super::*;
    use crate::pipe::to_guest;

    fn hand_out(kernel: &mut Kernel, name: &str) -> (usize, crate::pipe::End) {
        let (handed, guest) = to_guest().expect("a pipe");
        let (value, behind) = kernel.hand_out(handed, name.to_owned());
        assert_eq!(behind, None);
        (value, guest)
    }

    #[test]
    fn a_handle_is_closed_once_and_for_real() {
        let mut kernel = Kernel::default();
        let (value, guest) = hand_out(&mut kernel, "stdin");
        assert_eq!(kernel.names().collect::<Vec<_>>(), ["stdin"]);
        assert_eq!(kernel.close(value), Closed::Now);
        assert_eq!(
            guest.read(&mut [0; 1], &[]).expect("read"),
            crate::pipe::Moved::Over
        );
        assert_eq!(kernel.close(value), Closed::Before("stdin".to_owned()));
        assert_eq!(kernel.close(1), Closed::NotOurs);
        assert_eq!(kernel.names().count(), 0);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut kernel = Kernel::default();
        for _ in 0..3 * REMEMBERED {
            let (value, _guest) = hand_out(&mut kernel, "stdin");
            assert_eq!(kernel.close(value), Closed::Now);
        }
        assert!(kernel.closed.len() <= REMEMBERED);
    }

    #[test]
    fn an_open_handle_outlives_its_instance_and_can_be_closed_then() {
        let mut kernel = Kernel::default();
        let (value, guest) = hand_out(&mut kernel, "stdin");
        drop(kernel);
        assert!(close_orphan(value));
        assert_eq!(
            guest.read(&mut [0; 1], &[]).expect("read"),
            crate::pipe::Moved::Over
        );
        assert!(!close_orphan(value));
    }
}
