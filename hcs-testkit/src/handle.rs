//! Handle values: what they are made of, and whose they are.
//!
//! A value is never an address that anyone could read from. All instances of a process draw from one counter, so that a
//! handle of another instance, or of an earlier one in the same slot, is recognised as such.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::history::HandleHistory;
use crate::label::Label;

/// The distance of two values: they look like addresses, as the real ones.
const STEP: usize = if usize::BITS > 32 { 16 } else { 4 };
/// How many values an instance draws at once.
const BLOCK: usize = 256;
/// The first value. Small numbers, which a confused caller may come up with, are nobody's handle.
const FIRST: usize = 0x10_0000;
/// How many closed handles an instance remembers.
const REMEMBERED: usize = 64;

/// The next value that no instance has drawn. It begins anew when it has gone through all there are, which on a 32-bit
/// system takes a thousand million handles.
static NEXT: AtomicUsize = AtomicUsize::new(FIRST);

fn draw() -> usize {
    let drawn = NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
        Some(next.checked_add(BLOCK * STEP).unwrap_or(FIRST))
    });
    drawn.unwrap_or(FIRST)
}

/// Whether some instance of this process may have made a handle with this value.
pub(crate) fn was_drawn(value: usize) -> bool {
    value >= FIRST && value < NEXT.load(Ordering::Relaxed) && value.is_multiple_of(STEP)
}

/// A handle that the table knows.
#[derive(Debug)]
struct Entry {
    label: Label,
    state: EntryState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryState {
    Open,
    /// A second value for an open handle, which was lent and is not to be closed.
    Lent,
    Closed,
    /// Closed, inside the callback of that very operation (O6).
    ClosedInside,
}

/// What a value is to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Known(Label, EntryState),
    /// Closed so long ago that nothing more is known.
    Forgotten,
    /// Another instance's, which may be gone.
    Foreign,
    /// Nobody's.
    Garbage,
}

/// The handles of one instance.
#[derive(Debug)]
pub(crate) struct HandleTable {
    entries: HashMap<usize, Entry>,
    histories: HashMap<Label, HandleHistory>,
    /// The values of the closed ones that are remembered, oldest first.
    closed: VecDeque<(usize, Label)>,
    /// Values to be used again.
    free: Vec<usize>,
    fresh: Range<usize>,
    blocks: Vec<usize>,
    reuse: bool,
}

impl HandleTable {
    /// With `reuse`, the value of a handle goes to the next one that is made after it was closed.
    pub(crate) fn new(reuse: bool) -> Self {
        Self {
            entries: HashMap::new(),
            histories: HashMap::new(),
            closed: VecDeque::new(),
            free: Vec::new(),
            fresh: 0..0,
            blocks: Vec::new(),
            reuse,
        }
    }

    /// Makes a handle.
    pub(crate) fn open(&mut self, label: Label) -> usize {
        self.histories.insert(label, HandleHistory::default());
        self.insert(label, EntryState::Open)
    }

    /// Makes a second value for an open handle.
    pub(crate) fn lend(&mut self, label: Label) -> usize {
        self.insert(label, EntryState::Lent)
    }

    fn insert(&mut self, label: Label, state: EntryState) -> usize {
        let value = self.next_value();
        self.entries.insert(value, Entry { label, state });
        value
    }

    fn next_value(&mut self) -> usize {
        if let Some(value) = self.free.pop() {
            return value;
        }
        if self.fresh.is_empty() {
            let start = draw();
            self.blocks.push(start);
            self.fresh = start..start + BLOCK * STEP;
        }
        let value = self.fresh.start;
        self.fresh.start += STEP;
        value
    }

    /// Marks a handle as closed. It is remembered for a while, unless its value is used again.
    pub(crate) fn close(&mut self, value: usize) {
        self.end(value, EntryState::Closed);
    }

    /// [`close`](Self::close), for an operation whose own callback does it.
    pub(crate) fn close_inside(&mut self, value: usize) {
        self.end(value, EntryState::ClosedInside);
    }

    fn end(&mut self, value: usize, state: EntryState) {
        let Some(entry) = self.entries.get_mut(&value) else {
            return;
        };
        entry.state = state;
        self.closed.push_back((value, entry.label));
        if self.reuse {
            self.free.push(value);
        }
        if self.closed.len() > REMEMBERED
            && let Some((value, label)) = self.closed.pop_front()
        {
            self.histories.remove(&label);
            // The value may belong to a later handle by now.
            let closed = |state| !matches!(state, EntryState::Open | EntryState::Lent);
            let old = |entry: &Entry| entry.label == label && closed(entry.state);
            if self.entries.get(&value).is_some_and(old) {
                self.entries.remove(&value);
            }
        }
    }

    /// What this value is.
    pub(crate) fn find(&self, value: usize) -> Found {
        if let Some(entry) = self.entries.get(&value) {
            return Found::Known(entry.label, entry.state);
        }
        if !was_drawn(value) {
            return Found::Garbage;
        }
        let own = |&start: &usize| (start..start + BLOCK * STEP).contains(&value);
        match self.blocks.iter().any(own) {
            true => Found::Forgotten,
            false => Found::Foreign,
        }
    }

    /// What was done with this handle, if it is open or still remembered.
    pub(crate) fn history(&mut self, label: Label) -> Option<&mut HandleHistory> {
        self.histories.get_mut(&label)
    }

    /// Whether the handle with this value is open.
    pub(crate) fn state(&self, value: usize) -> Option<EntryState> {
        self.entries.get(&value).map(|entry| entry.state)
    }

    /// How the handle with this value is called.
    pub(crate) fn label(&self, value: usize) -> Option<Label> {
        self.entries.get(&value).map(|entry| entry.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_not_used_again_by_default() {
        let mut table = HandleTable::new(false);
        let first = table.open(Label::operation(1));
        table.close(first);
        assert_ne!(table.open(Label::operation(2)), first);
        assert_eq!(
            table.find(first),
            Found::Known(Label::operation(1), EntryState::Closed)
        );
    }

    #[test]
    fn values_are_used_again_at_once_when_asked_for() {
        let mut table = HandleTable::new(true);
        let first = table.open(Label::operation(1));
        table.close(first);
        assert_eq!(table.open(Label::operation(2)), first);
        assert_eq!(
            table.find(first),
            Found::Known(Label::operation(2), EntryState::Open)
        );
    }

    #[test]
    fn handles_of_other_instances_are_recognised() {
        let mut one = HandleTable::new(false);
        let two = HandleTable::new(false);
        let value = one.open(Label::system(1));
        assert_eq!(two.find(value), Found::Foreign);
        assert_eq!(two.find(7), Found::Garbage);
        assert_eq!(two.find(usize::MAX), Found::Garbage);
    }

    #[test]
    fn a_handle_of_an_instance_that_drew_later_is_recognised() {
        let mut one = HandleTable::new(false);
        one.open(Label::operation(1));
        let mut two = HandleTable::new(false);
        let value = two.open(Label::operation(1));
        assert_eq!(one.find(value), Found::Foreign);
    }

    #[test]
    fn a_value_that_is_next_was_not_drawn() {
        loop {
            let next = NEXT.load(Ordering::SeqCst);
            let drawn = was_drawn(next);
            // Other tests draw meanwhile.
            if NEXT.load(Ordering::SeqCst) == next {
                assert!(!drawn);
                return;
            }
        }
    }

    #[test]
    fn a_block_has_its_values_one_after_the_other() {
        let mut table = HandleTable::new(false);
        for number in 0..2 * BLOCK {
            let value = table.open(Label::operation(number as u64));
            let start = table.blocks[number / BLOCK];
            assert_eq!(value, start + number % BLOCK * STEP);
        }
        assert_eq!(table.blocks.len(), 2);
    }

    #[test]
    fn what_is_forgotten_is_known_as_such_to_the_end_of_its_block() {
        let mut table = HandleTable::new(false);
        let values: Vec<_> = (0..BLOCK)
            .map(|number| table.open(Label::operation(number as u64)))
            .collect();
        for &value in &values {
            table.close(value);
        }
        for &value in &values[..BLOCK - REMEMBERED] {
            assert_eq!(table.find(value), Found::Forgotten);
        }
    }

    #[test]
    fn a_later_handle_of_the_same_value_is_remembered_for_its_own_time() {
        let mut table = HandleTable::new(true);
        let others: Vec<_> = (3..2 + REMEMBERED)
            .map(|number| table.open(Label::operation(number as u64)))
            .collect();
        let value = table.open(Label::operation(1));
        table.close(value);
        assert_eq!(table.open(Label::operation(2)), value);
        table.close(value);
        // The first of the two is forgotten now.
        for other in others {
            table.close(other);
        }
        assert_eq!(
            table.find(value),
            Found::Known(Label::operation(2), EntryState::Closed)
        );
    }

    #[test]
    fn what_was_done_with_a_handle_is_kept_while_it_is_open() {
        let mut table = HandleTable::new(false);
        let label = Label::operation(1);
        assert!(table.history(label).is_none());
        let value = table.open(label);
        let kept: *const HandleHistory = table.history(label).expect("open");
        assert_eq!(
            kept,
            std::ptr::from_ref(table.history(label).expect("open"))
        );
        table.close(value);
        assert!(table.history(label).is_some());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        for reuse in [false, true] {
            let mut table = HandleTable::new(reuse);
            let first = table.open(Label::operation(0));
            table.close(first);
            for number in 1..10_000 {
                let value = table.open(Label::operation(number));
                table.close(value);
            }
            assert!(table.entries.len() <= REMEMBERED + 1);
            assert!(table.histories.len() <= REMEMBERED + 1);
            if !reuse {
                assert_eq!(table.find(first), Found::Forgotten);
            }
        }
    }
}
