#![allow(unsafe_code)] // Reads the caller's UTF-16, and hands out and takes back memory of the mock's own.

//! Strings that cross the ABI.

use std::collections::{HashMap, VecDeque};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use hcs_sys::PCWSTR;

use crate::label::Label;
use crate::local;

/// A string that the caller passed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// NULL.
    Absent,
    /// Well-formed UTF-16.
    Text(String),
    /// Ill-formed UTF-16.
    Broken,
}

impl Input {
    /// Copies a string of the caller's.
    ///
    /// # Safety
    /// `text` is NULL, or points to UTF-16 that ends with a NUL and isn't written to meanwhile.
    pub(crate) unsafe fn read(text: PCWSTR) -> Self {
        if text.is_null() {
            return Self::Absent;
        }
        let mut length = 0;
        // SAFETY: every unit up to the NUL may be read, as the caller promises, and this stops there.
        while unsafe { *text.add(length) } != 0 {
            length += 1;
        }
        // SAFETY: so many units were read just now.
        let units = unsafe { std::slice::from_raw_parts(text, length) };
        String::from_utf16(units).map_or(Self::Broken, Self::Text)
    }

    /// The text, unless it is absent or ill-formed.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Broken => None,
        }
    }
}

/// UTF-16 with its NUL.
pub(crate) fn wide(text: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len() + 1);
    units.extend(text.encode_utf16());
    units.push(0);
    units
}

/// Where the memory of strings comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Memory {
    /// From Rust's allocator: only the mock can free it.
    #[default]
    Rust,
    /// From the allocator that C programs know, so that Windows' own `LocalFree` frees it.
    Local,
}

impl Memory {
    /// Whether freeing a string passes the mock. What kernel32 frees doesn't.
    pub(crate) fn is_observed(self) -> bool {
        self == Self::Rust || cfg!(not(windows))
    }
}

/// A string that was handed out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handed {
    memory: Memory,
    /// In units of UTF-16, with the NUL.
    length: usize,
    /// The call that handed it out.
    pub(crate) by: &'static str,
    /// The handle that it came from.
    pub(crate) of: Option<Label>,
}

/// What came of freeing a string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Freed {
    Now,
    Before(Option<Label>),
    NotOurs,
}

/// The strings of one instance that the caller has to free.
#[derive(Debug)]
pub(crate) struct Strings {
    pub(crate) memory: Memory,
    open: HashMap<usize, Handed>,
    /// Freed ones, whose memory is kept back for a while: a second free finds its address here.
    freed: VecDeque<(usize, Handed)>,
    keep: usize,
}

impl Strings {
    pub(crate) fn new(keep: usize, memory: Memory) -> Self {
        Self {
            memory,
            open: HashMap::new(),
            freed: VecDeque::new(),
            keep,
        }
    }

    /// A new string for the caller.
    pub(crate) fn hand_out(&mut self, text: &str, by: &'static str, of: Option<Label>) -> *mut u16 {
        let units = wide(text);
        let memory = self.memory;
        let length = units.len();
        let address = match memory {
            Memory::Rust => Box::into_raw(units.into_boxed_slice()).cast::<u16>(),
            Memory::Local => local::copy(&units),
        };
        if memory.is_observed() {
            let handed = Handed {
                memory,
                length,
                by,
                of,
            };
            self.open.insert(address as usize, handed);
        }
        address
    }

    /// The caller frees the string at this address.
    pub(crate) fn free(&mut self, address: usize) -> Freed {
        if let Some(handed) = self.open.remove(&address) {
            // SAFETY: the block was handed out and is still allocated. The caller gave it back, so nobody reads it.
            let units =
                unsafe { std::slice::from_raw_parts_mut(address as *mut u16, handed.length) };
            // Whoever reads on reads this, and comes to an end.
            units[..handed.length - 1].fill(0xFFFD);
            self.freed.push_back((address, handed));
            while self.freed.len() > self.keep {
                if let Some((address, handed)) = self.freed.pop_front() {
                    release(address, handed);
                }
            }
            return Freed::Now;
        }
        match self.freed.iter().find(|(freed, _)| *freed == address) {
            Some((_, handed)) => Freed::Before(handed.of),
            None => Freed::NotOurs,
        }
    }

    /// The strings that the caller hasn't freed.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Handed> {
        self.open.values()
    }
}

impl Drop for Strings {
    fn drop(&mut self) {
        for (address, handed) in self.freed.drain(..) {
            release(address, handed);
        }
        // The program may still read these: they outlive their instance, until it frees them.
        if !self.open.is_empty() {
            orphans().extend(self.open.drain());
        }
    }
}

/// Frees a block for good.
fn release(address: usize, handed: Handed) {
    let start = address as *mut u16;
    match handed.memory {
        Memory::Rust => {
            let units = std::ptr::slice_from_raw_parts_mut(start, handed.length);
            // SAFETY: `hand_out` made this block as a box of so many units, and the last list that knew it has let it go.
            drop(unsafe { Box::from_raw(units) });
        }
        // SAFETY: `hand_out` made this block so, and the last list that knew it has let it go.
        Memory::Local => unsafe { local::release(start) },
    }
}

/// Strings that were open when their instance went away.
static ORPHANS: LazyLock<Mutex<HashMap<usize, Handed>>> = LazyLock::new(Mutex::default);

fn orphans() -> MutexGuard<'static, HashMap<usize, Handed>> {
    ORPHANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Frees a string of an instance that is gone; whether there was one.
pub(crate) fn free_orphan(address: usize) -> bool {
    let orphan = orphans().remove(&address);
    if let Some(handed) = orphan {
        release(address, handed);
    }
    orphan.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_freed_twice_is_known_to_be() {
        for memory in [Memory::Rust, Memory::Local] {
            if !memory.is_observed() {
                continue;
            }
            let mut strings = Strings::new(4, memory);
            let address = strings.hand_out("text", "HcsGetOperationResult", None) as usize;
            assert_eq!(strings.free(address), Freed::Now);
            assert_eq!(strings.free(address), Freed::Before(None));
            assert_eq!(strings.free(1), Freed::NotOurs);
        }
    }

    #[test]
    fn local_memory_is_a_copy_that_can_be_freed() {
        let copy = local::copy(&wide("text"));
        // SAFETY: it was never freed.
        assert_eq!(unsafe { Input::read(copy) }.text(), Some("text"));
        // SAFETY: it is the copy, and nobody uses it after this.
        unsafe { local::release(copy) };
    }

    #[test]
    fn an_open_string_outlives_its_instance_and_can_be_freed_then() {
        let mut strings = Strings::new(4, Memory::Rust);
        let address = strings.hand_out("text", "HcsGetOperationResult", None);
        drop(strings);
        // SAFETY: it was never freed.
        let text = unsafe { Input::read(address) };
        assert_eq!(text.text(), Some("text"));
        assert!(free_orphan(address as usize));
        assert!(!free_orphan(address as usize));
    }

    #[test]
    fn ill_formed_utf_16_is_told_apart() {
        let units = [0xD800, 0];
        // SAFETY: it ends with a NUL.
        assert_eq!(unsafe { Input::read(units.as_ptr()) }, Input::Broken);
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { Input::read(std::ptr::null()) }, Input::Absent);
    }
}
