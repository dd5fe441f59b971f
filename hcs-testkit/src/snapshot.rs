//! The state of the ledger at a moment, for whoever keeps watch over a mock.

use crate::MockHost;
use crate::ledger::Ledger;
use crate::violation::Violation;
use crate::world::World;

/// As much of the ledger as costs next to nothing to ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pulse {
    /// How many calls and callbacks crossed the ABI.
    pub crossings: u64,
    /// How many things the program still owns, of all kinds.
    pub open: u64,
    /// How many times a rule was broken.
    pub violations: u64,
}

/// The ledger and what was violated, of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// What went through, and what the program owns.
    pub ledger: Ledger,
    /// The rules that it broke; the first few dozen.
    pub violations: Vec<Violation>,
}

impl MockHost {
    /// Whether it is worth looking at the whole.
    ///
    /// ```
    /// let mock = hcs_testkit::MockHost::new();
    /// let before = mock.pulse();
    /// mock.host().enumerate().wait()?;
    /// let after = mock.pulse();
    /// assert!(after.crossings > before.crossings);
    /// assert_eq!((after.open, after.violations), (0, 0));
    /// # Ok::<(), hcs::Error>(())
    /// ```
    pub fn pulse(&self) -> Pulse {
        let world = self.instance.lock();
        let counts = &world.counts;
        let strings = match world.strings.memory.is_observed() {
            true => counts.strings.open() + counts.handles.open(),
            false => 0,
        };
        Pulse {
            crossings: world.recorder.count(),
            open: counts.operations.open()
                + counts.systems.open()
                + counts.processes.open()
                + strings,
            violations: counts.violations,
        }
    }

    /// The ledger and the violations, of one moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.instance.lock())
    }

    /// The same without waiting: `None` while a call is being worked on. For the end of a process, where a thread that
    /// was ended may have been in the middle of one.
    pub fn try_snapshot(&self) -> Option<Snapshot> {
        self.instance.try_lock().map(|world| Snapshot::of(&world))
    }
}

impl Snapshot {
    fn of(world: &World) -> Self {
        Self {
            ledger: Ledger::of(world),
            violations: world.violations.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_had_without_waiting_only_while_nobody_is_busy() {
        let mock = MockHost::new();
        assert_eq!(mock.try_snapshot(), Some(mock.snapshot()));
        let busy = mock.instance.lock();
        assert_eq!(mock.try_snapshot(), None);
        drop(busy);
        mock.finish();
    }
}
