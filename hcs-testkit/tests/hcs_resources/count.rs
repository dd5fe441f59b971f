//! What the process holds at a moment.

use std::fmt;
use std::ops::Sub;

use crate::allocator;

/// Numbers that must not grow.
#[derive(Clone, Copy)]
pub(crate) struct Count {
    /// What Rust code has allocated.
    pub(crate) blocks: isize,
    pub(crate) bytes: isize,
    /// Handles of Windows', or file descriptors; where there is no way to count them, 0.
    pub(crate) handles: isize,
    /// 0 where there is no way to count them. On Windows each has a handle.
    pub(crate) threads: isize,
    /// What everybody has allocated in the heaps of Windows', the system's own libraries among them.
    pub(crate) heap_blocks: isize,
    pub(crate) heap_bytes: isize,
}

impl Count {
    pub(crate) fn now() -> Self {
        let (handles, threads) = system::handles_and_threads();
        let (heap_blocks, heap_bytes) = system::heap();
        let allocator::Live { blocks, bytes } = allocator::live();
        Self {
            blocks,
            bytes,
            handles,
            threads,
            heap_blocks,
            heap_bytes,
        }
    }

    fn numbers(self) -> [(&'static str, isize); 6] {
        [
            ("blocks", self.blocks),
            ("bytes", self.bytes),
            ("handles", self.handles),
            ("threads", self.threads),
            ("heap blocks", self.heap_blocks),
            ("heap bytes", self.heap_bytes),
        ]
    }

    pub(crate) fn is_within(self, most: Self) -> bool {
        let pairs = self.numbers().into_iter().zip(most.numbers());
        pairs.into_iter().all(|((_, now), (_, most))| now <= most)
    }
}

impl Sub for Count {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            blocks: self.blocks - before.blocks,
            bytes: self.bytes - before.bytes,
            handles: self.handles - before.handles,
            threads: self.threads - before.threads,
            heap_blocks: self.heap_blocks - before.heap_blocks,
            heap_bytes: self.heap_bytes - before.heap_bytes,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.numbers();
        let known = numbers.iter().filter(|(_, number)| *number != 0);
        let words: Vec<String> = known.map(|(name, it)| format!("{it} {name}")).collect();
        match words.is_empty() {
            true => f.write_str("nothing"),
            false => f.write_str(&words.join(", ")),
        }
    }
}

#[cfg(not(windows))]
mod system {
    //! Linux says it in files; elsewhere nothing is counted.

    use std::fs;

    pub(super) fn handles_and_threads() -> (isize, isize) {
        let entries = |directory| fs::read_dir(directory).map_or(0, |it| it.count().cast_signed());
        (entries("/proc/self/fd"), entries("/proc/self/task"))
    }

    pub(super) fn heap() -> (isize, isize) {
        (0, 0)
    }
}

#[cfg(windows)]
mod system {
    #![allow(unsafe_code)] // Asks Windows.
    //! Windows' own counts.

    use std::ptr;

    use windows_sys::Win32::Foundation::{ERROR_NO_MORE_ITEMS, GetHandleInformation, GetLastError};
    use windows_sys::Win32::System::Memory::{
        GetProcessHeap, HeapLock, HeapUnlock, HeapWalk, PROCESS_HEAP_ENTRY,
    };
    use windows_sys::Win32::System::SystemServices::PROCESS_HEAP_ENTRY_BUSY;
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessHandleCount};

    pub(super) fn handles_and_threads() -> (isize, isize) {
        let mut count = 0;
        // SAFETY: this process may ask about itself; `count` is written to.
        let done = unsafe { GetProcessHandleCount(GetCurrentProcess(), &raw mut count) };
        assert_ne!(done, 0);
        // Each process has some; Wine counts none for whoever asks.
        match count {
            0 => (probe(), 0),
            count => (count as isize, 0),
        }
    }

    /// Tries each value that a handle may have: multiples of 4, small ones first.
    fn probe() -> isize {
        const MOST: usize = 1 << 17;
        let values = (4..MOST).step_by(4).map(ptr::without_provenance_mut);
        let mut flags = 0;
        // SAFETY: any value may be asked about; `flags` is written to.
        let open =
            values.filter(|&value| unsafe { GetHandleInformation(value, &raw mut flags) } != 0);
        open.count().cast_signed()
    }

    /// The busy blocks of the process's heap, which Rust's own allocator uses, and their bytes.
    pub(super) fn heap() -> (isize, isize) {
        let (mut blocks, mut bytes) = (0, 0);
        let mut entry = PROCESS_HEAP_ENTRY::default();
        // SAFETY: the heap is there for ever. Nothing is allocated while it is locked.
        unsafe {
            let heap = GetProcessHeap();
            assert_ne!(HeapLock(heap), 0);
            while HeapWalk(heap, &raw mut entry) != 0 {
                if u32::from(entry.wFlags) & PROCESS_HEAP_ENTRY_BUSY != 0 {
                    blocks += 1;
                    bytes += entry.cbData as isize;
                }
            }
            let ended = GetLastError();
            HeapUnlock(heap);
            assert_eq!(ended, ERROR_NO_MORE_ITEMS);
        }
        (blocks, bytes)
    }
}
