//! Contexts are tokens: what crosses the C ABI as `void*` is an index and a generation, never an address.
//!
//! A pointer would have to stay valid until the backend has made its last call with it, and nothing
//! tells when that is (O5, O8, E6). A token can be looked up at any time, by anyone, as often as it
//! likes: once its entry was removed, every look-up answers "unknown".
//!
//! | | 64-bit | 32-bit |
//! |---|---|---|
//! | contexts alive at once | 2^32 | 2^20 (1,048,576) |
//! | uses of one slot before it is retired | 2^32 − 1 | 2^12 − 1 (4,095) |
//! | contexts in the life of a process | 2^64 − 2^32 | 2^32 − 2^20, about 4 billion |
//!
//! A slot whose generation would wrap is never used again, so a token is never given out twice.
//! When all slots are taken or retired, [`Table::insert`] fails.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize as StdAtomicUsize, Ordering};

use crate::sync::Mutex;

const SHARD_BITS: u32 = if cfg!(target_pointer_width = "64") {
    4
} else {
    3
};
/// Tests have few slots, to see what becomes of a table that is full.
const INDEX_BITS: u32 = if cfg!(test) {
    4
} else if cfg!(target_pointer_width = "64") {
    28
} else {
    17
};
const GENERATION_SHIFT: u32 = SHARD_BITS + INDEX_BITS;
const SHARDS: usize = 1 << SHARD_BITS;
const MAX_SLOTS: usize = 1 << INDEX_BITS;
const MAX_GENERATION: u32 = (usize::MAX >> GENERATION_SHIFT) as u32;
const NO_SLOT: u32 = u32::MAX;

/// The name of a table entry: never 0, and never given out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token(NonZeroUsize);

impl Token {
    fn new(generation: u32, index: usize, shard: usize) -> Option<Self> {
        let value = ((generation as usize) << GENERATION_SHIFT) | (index << SHARD_BITS) | shard;
        NonZeroUsize::new(value).map(Self)
    }

    /// The token in a value that came back from the C ABI; anything that no table gave out is
    /// simply unknown to it.
    pub(crate) fn from_ptr<P>(pointer: *const P) -> Option<Self> {
        NonZeroUsize::new(pointer.addr()).map(Self)
    }

    /// The token of this [value](Self::value); none is 0.
    pub(crate) fn from_value(value: usize) -> Option<Self> {
        NonZeroUsize::new(value).map(Self)
    }

    pub(crate) fn value(self) -> usize {
        self.0.get()
    }

    /// What is handed to the C ABI. It points nowhere.
    pub(crate) fn as_ptr<P>(self) -> *const P {
        std::ptr::without_provenance(self.0.get())
    }

    fn shard(self) -> usize {
        self.0.get() & (SHARDS - 1)
    }

    fn index(self) -> usize {
        (self.0.get() >> SHARD_BITS) & (MAX_SLOTS - 1)
    }

    fn generation(self) -> u32 {
        (self.0.get() >> GENERATION_SHIFT) as u32
    }
}

/// All slots are taken or retired.
#[derive(Debug)]
pub(crate) struct Exhausted;

/// A table of contexts, in shards so that threads don't meet at one lock.
#[derive(Debug)]
pub(crate) struct Table<T> {
    shards: [Shard<T>; SHARDS],
}

/// A cache line of its own for every lock.
#[derive(Debug)]
#[repr(align(64))]
struct Shard<T>(Mutex<Slots<T>>);

#[derive(Debug)]
struct Slots<T> {
    slots: Vec<Slot<T>>,
    /// The first free slot, [`NO_SLOT`] when there is none.
    free: u32,
}

/// Two words, where `T` is one.
#[derive(Debug)]
struct Slot<T> {
    generation: u32,
    /// The next free slot, if this one is free.
    next: u32,
    content: Option<T>,
}

impl<T: Clone> Table<T> {
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self {
            shards: [const { Shard(Mutex::new(Slots::new())) }; SHARDS],
        }
    }

    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self {
            shards: std::array::from_fn(|_| Shard(Mutex::new(Slots::new()))),
        }
    }

    /// Enters `value` and names it.
    pub(crate) fn insert(&self, value: T) -> Result<Token, Exhausted> {
        let home = home_shard();
        match self.insert_into(home, value) {
            Ok(token) => token.ok_or(Exhausted),
            Err(value) => self.insert_from(home, value),
        }
    }

    /// The same, where entries are looked up by any thread: one thread's entries are in shards of their own.
    pub(crate) fn insert_anywhere(&self, value: T) -> Result<Token, Exhausted> {
        static NEXT: StdAtomicUsize = StdAtomicUsize::new(0);
        self.insert_from(NEXT.fetch_add(1, Ordering::Relaxed), value)
    }

    /// Enters `value` into the first shard that has room for it.
    #[inline(never)]
    fn insert_from(&self, first: usize, mut value: T) -> Result<Token, Exhausted> {
        for offset in 0..SHARDS {
            match self.insert_into(first.wrapping_add(offset), value) {
                Ok(token) => return token.ok_or(Exhausted),
                Err(back) => value = back,
            }
        }
        Err(Exhausted)
    }

    /// Enters `value` into one shard, or gives it back where that is full.
    #[inline]
    fn insert_into(&self, shard: usize, value: T) -> Result<Option<Token>, T> {
        let shard = shard % SHARDS;
        let mut slots = self.shards[shard].0.lock();
        let (index, generation) = slots.insert(value)?;
        drop(slots);
        Ok(Token::new(generation, index, shard))
    }

    /// The entry that `token` names, which stays in the table.
    pub(crate) fn get(&self, token: Token) -> Option<T> {
        let slots = self.shards[token.shard()].0.lock();
        let slot = slots.slots.get(token.index())?;
        if slot.generation != token.generation() {
            return None;
        }
        slot.content.clone()
    }

    /// The entries that are `wanted`, which stay in the table. Looks at all there are.
    pub(crate) fn find(&self, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let mut found = Vec::new();
        for shard in &self.shards {
            let slots = shard.0.lock();
            let entries = slots.slots.iter().filter_map(|slot| slot.content.as_ref());
            found.extend(entries.filter(|entry| wanted(entry)).cloned());
        }
        found
    }

    /// Takes the entry that `token` names out of the table: the first caller gets it, later ones nothing.
    pub(crate) fn remove(&self, token: Token) -> Option<T> {
        let mut slots = self.shards[token.shard()].0.lock();
        slots.remove(token)
    }
}

impl<T> Slots<T> {
    const fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: NO_SLOT,
        }
    }

    #[inline]
    fn insert(&mut self, value: T) -> Result<(usize, u32), T> {
        // There is none at `NO_SLOT`.
        let index = self.free as usize;
        if let Some(slot) = self.slots.get_mut(index) {
            self.free = slot.next;
            let former = slot.content.replace(value);
            debug_assert!(former.is_none(), "a free slot is empty");
            // Nothing to drop.
            std::mem::forget(former);
            return Ok((index, slot.generation));
        }
        self.grow(value)
    }

    #[cold]
    fn grow(&mut self, value: T) -> Result<(usize, u32), T> {
        let index = self.slots.len();
        if index >= MAX_SLOTS {
            return Err(value);
        }
        // The generation starts at 1: with it a token is never 0.
        self.slots.push(Slot {
            generation: 1,
            next: NO_SLOT,
            content: Some(value),
        });
        Ok((index, 1))
    }

    #[inline]
    fn remove(&mut self, token: Token) -> Option<T> {
        let index = token.index();
        let slot = self.slots.get_mut(index)?;
        if slot.generation != token.generation() {
            return None;
        }
        let value = slot.content.take()?;
        // Else it is retired: empty, and on no list.
        if slot.generation != MAX_GENERATION {
            slot.generation += 1;
            slot.next = self.free;
            self.free = index as u32;
        }
        Some(value)
    }
}

/// The shard that this thread enters its contexts into: threads are dealt out round robin.
fn home_shard() -> usize {
    static NEXT: StdAtomicUsize = StdAtomicUsize::new(0);
    thread_local! {
        static HOME: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    HOME.with(|home| {
        if home.get() == usize::MAX {
            home.set(NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS);
        }
        home.get()
    })
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn an_entry_is_found_until_it_is_removed_once() {
        let table = Table::new();
        let token = table.insert(Arc::new(7)).expect("room");
        assert_eq!(table.get(token).as_deref(), Some(&7));
        assert_eq!(table.remove(token).as_deref(), Some(&7));
        assert!(table.remove(token).is_none());
        assert!(table.get(token).is_none());
    }

    #[test]
    fn a_late_look_up_of_a_reused_slot_finds_nothing() {
        let table = Table::new();
        let first = table.insert(Arc::new(1)).expect("room");
        table.remove(first);
        let second = table.insert(Arc::new(2)).expect("room");
        assert_eq!(first.index(), second.index(), "the slot is reused");
        assert!(table.get(first).is_none());
        assert!(table.remove(first).is_none());
        assert_eq!(table.get(second).as_deref(), Some(&2));
    }

    #[test]
    fn a_slot_is_retired_before_its_generation_wraps() {
        let mut slots = Slots::new();
        let (index, _) = slots.insert(1).expect("room");
        slots.slots[index].generation = MAX_GENERATION;
        let last = Token::new(MAX_GENERATION, index, 0).expect("not 0");
        assert_eq!(slots.remove(last), Some(1));
        assert!(slots.slots[index].content.is_none());
        let (other, _) = slots.insert(2).expect("room");
        assert_ne!(other, index);
        assert_eq!(slots.remove(last), None);
    }

    #[test]
    fn a_table_takes_all_that_it_has_room_for_and_says_when_it_is_full() {
        let table = Table::new();
        let tokens: Vec<_> = (0..SHARDS * MAX_SLOTS)
            .map(|number| table.insert(Arc::new(number)).expect("room"))
            .collect();
        assert!(table.insert(Arc::new(0)).is_err());
        for (number, &token) in tokens.iter().enumerate() {
            assert_eq!(table.get(token).as_deref(), Some(&number));
        }
        for (number, &token) in tokens.iter().enumerate() {
            assert!(table.remove(token).is_some());
            let next = table.insert(Arc::new(number)).expect("room for one");
            assert_eq!((next.shard(), next.index()), (token.shard(), token.index()));
            assert_eq!(next.generation(), token.generation() + 1);
            assert!(table.insert(Arc::new(0)).is_err());
        }
    }

    #[test]
    fn a_token_has_room_for_the_last_generation_and_none_to_spare() {
        let last = Token::new(MAX_GENERATION, MAX_SLOTS - 1, SHARDS - 1).expect("not 0");
        assert_eq!(last.generation(), MAX_GENERATION);
        assert_eq!((last.index(), last.shard()), (MAX_SLOTS - 1, SHARDS - 1));
        let room = usize::MAX >> GENERATION_SHIFT;
        assert!(MAX_GENERATION == u32::MAX || MAX_GENERATION as usize == room);
    }

    #[test]
    fn threads_begin_in_shards_of_their_own() {
        let table = Arc::new(Table::new());
        let shards: std::collections::HashSet<_> = (0..SHARDS)
            .map(|_| {
                let table = Arc::clone(&table);
                let insert = move || table.insert(Arc::new(0)).expect("room").shard();
                let thread = std::thread::spawn(insert);
                thread.join().expect("no panic")
            })
            .collect();
        // Other tests deal shards out meanwhile.
        assert!(shards.len() > SHARDS / 4, "{shards:?}");
        let again = (table.insert(Arc::new(1)), table.insert(Arc::new(2)));
        let shard = |token: Result<Token, Exhausted>| token.expect("room").shard();
        assert_eq!(shard(again.0), shard(again.1), "a thread stays in its own");
    }

    #[test]
    fn the_entries_of_one_thread_are_dealt_out_where_any_thread_looks_them_up() {
        let table = Table::new();
        let entries = (0..2 * SHARDS).map(|number| table.insert_anywhere(Arc::new(number)));
        let shards: Vec<_> = entries.map(|token| token.expect("room").shard()).collect();
        let different: std::collections::HashSet<_> = shards.iter().collect();
        // Other tests deal entries out meanwhile.
        assert!(different.len() > SHARDS / 4, "{shards:?}");
    }

    #[test]
    fn what_no_table_gave_out_is_unknown() {
        let table: Table<Arc<u8>> = Table::new();
        assert!(Token::from_ptr(std::ptr::null::<u8>()).is_none());
        for value in [1_usize, 0xFFFF_FFFF, usize::MAX, usize::MAX >> 1] {
            let token = Token::from_ptr(std::ptr::without_provenance::<u8>(value)).expect("not 0");
            assert!(table.get(token).is_none());
            assert!(table.remove(token).is_none());
        }
    }

    #[test]
    fn a_token_survives_the_trip_through_a_pointer() {
        let table = Table::new();
        let token = table.insert(Arc::new(3)).expect("room");
        assert_eq!(Token::from_ptr(token.as_ptr::<u8>()), Some(token));
    }
}
