//! The guest's ends of a process's pipes, and how they are taken from it.

use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::pipe::{End, Latch, Moved};

/// A stream that a guest writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Output,
    Error,
}

/// One of the guest's ends.
#[derive(Clone, Debug)]
enum Slot {
    /// The program didn't ask for it.
    Absent,
    Open(Arc<End>),
    Closed,
}

impl From<Option<Arc<End>>> for Slot {
    fn from(end: Option<Arc<End>>) -> Self {
        end.map_or(Self::Absent, Self::Open)
    }
}

/// What threads that are blocked at an end are woken by.
#[derive(Debug)]
struct Latches {
    killed: Latch,
    ended: Latch,
}

/// The guest's ends of the pipes of one process.
#[derive(Debug)]
pub(crate) struct Streams {
    input: Mutex<Slot>,
    output: Mutex<Slot>,
    error: Mutex<Slot>,
    /// There as soon as a thread may be blocked here.
    latches: OnceLock<Latches>,
    killed: AtomicBool,
    /// The program has said that there is no more input.
    ended: AtomicBool,
    /// Input ends only when the program has said so, not when it closes its end of the pipe (P6).
    waits_for_word: bool,
    read: AtomicU64,
    written: AtomicU64,
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Streams {
    /// `waits_for_word`: that the program closes its end doesn't end the input.
    pub(crate) fn new(
        input: Option<End>,
        output: Option<Arc<End>>,
        error: Option<Arc<End>>,
        waits_for_word: bool,
    ) -> Self {
        Self {
            input: Mutex::new(input.map(Arc::new).into()),
            output: Mutex::new(output.into()),
            error: Mutex::new(error.into()),
            latches: OnceLock::new(),
            killed: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            waits_for_word,
            read: AtomicU64::new(0),
            written: AtomicU64::new(0),
        }
    }

    fn outlet(&self, which: Which) -> &Mutex<Slot> {
        match which {
            Which::Output => &self.output,
            Which::Error => &self.error,
        }
    }

    /// A thread is about to use this.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        let latches = Latches {
            killed: Latch::new()?,
            ended: Latch::new()?,
        };
        // Only the first ones count.
        let latches = self.latches.get_or_init(|| latches);
        if self.killed.load(Ordering::SeqCst) {
            latches.killed.set();
        }
        if self.ended.load(Ordering::SeqCst) {
            latches.ended.set();
        }
        Ok(())
    }

    pub(crate) fn has_input(&self) -> bool {
        !matches!(*lock(&self.input), Slot::Absent)
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.killed.load(Ordering::SeqCst)
    }

    /// How many bytes the guest has read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::SeqCst)
    }

    /// How many bytes the guest has written, to its output and its errors.
    pub(crate) fn bytes_written(&self) -> u64 {
        self.written.load(Ordering::SeqCst)
    }

    /// The process is over: what is blocked here returns, and the ends are closed.
    pub(crate) fn kill(&self) {
        self.killed.store(true, Ordering::SeqCst);
        if let Some(latches) = self.latches.get() {
            latches.killed.set();
        }
        self.close();
    }

    /// Closes the ends. One that a thread is busy with closes when that is done.
    pub(crate) fn close(&self) {
        for slot in [&self.input, &self.output, &self.error] {
            Self::shut(slot);
        }
    }

    pub(crate) fn close_input(&self) {
        Self::shut(&self.input);
    }

    pub(crate) fn close_output(&self, which: Which) {
        Self::shut(self.outlet(which));
    }

    fn shut(slot: &Mutex<Slot>) {
        let mut slot = lock(slot);
        if matches!(*slot, Slot::Open(_)) {
            *slot = Slot::Closed;
        }
    }

    /// There is no more input than what is in the pipe (P6).
    pub(crate) fn end_input(&self) {
        self.ended.store(true, Ordering::SeqCst);
        if let Some(latches) = self.latches.get() {
            latches.ended.set();
        }
    }

    /// Writes what there is room for, and takes what nobody wants. As [`End::write_at_once`].
    pub(crate) fn write_at_once(&self, which: Which, bytes: &[u8]) -> usize {
        let written = match &*lock(self.outlet(which)) {
            Slot::Absent | Slot::Closed => return bytes.len(),
            // What couldn't be written is left to a thread, which meets the same error.
            Slot::Open(end) => end.write_at_once(bytes).unwrap_or(0),
        };
        self.written.fetch_add(written as u64, Ordering::SeqCst);
        written
    }

    /// Waits for input; 0 at its end.
    pub(crate) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Slot::Open(end) = lock(&self.input).clone() else {
                return Ok(0);
            };
            let Some(latches) = self.latches.get() else {
                return Ok(0);
            };
            let stops = [&latches.killed, &latches.ended];
            match end.read(buffer, &stops)? {
                Moved::Bytes(count) => {
                    self.read.fetch_add(count as u64, Ordering::SeqCst);
                    return Ok(count);
                }
                Moved::Over if self.waits_for_word && !stops.iter().any(|stop| stop.is_set()) => {
                    Latch::wait(&stops);
                }
                Moved::Over | Moved::Stopped => {
                    // What the program writes from now on is refused.
                    Self::shut(&self.input);
                    return Ok(0);
                }
            }
        }
    }

    /// Waits until somebody has taken some of it, or there is room for it.
    pub(crate) fn write(&self, which: Which, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        // Whoever has seen the end of its input, because it was killed, finds its outputs gone, too.
        if self.is_killed() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let end = match lock(self.outlet(which)).clone() {
            Slot::Absent => return Ok(bytes.len()),
            Slot::Closed => return Err(ErrorKind::BrokenPipe.into()),
            Slot::Open(end) => end,
        };
        let Some(latches) = self.latches.get() else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        match end.write(bytes, &[&latches.killed])? {
            Moved::Bytes(count) => {
                self.written.fetch_add(count as u64, Ordering::SeqCst);
                Ok(count)
            }
            Moved::Over | Moved::Stopped => Err(ErrorKind::BrokenPipe.into()),
        }
    }
}
