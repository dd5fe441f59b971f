#![allow(unsafe_code)] // `poll`, the flag for not waiting, and the mask of signals.

//! Pipes of a Unix. A handle is the number of a file descriptor.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, FromRawFd as _, IntoRawFd as _, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt as _;
use std::sync::{Mutex, PoisonError};

use super::Moved;

/// The program's end of a pipe, to be handed out.
#[derive(Debug)]
pub(crate) struct Handed {
    file: File,
    /// The pipe itself: what this descriptor stands for as long as nobody closes it behind our back.
    pipe: (u64, u64),
}

impl Handed {
    fn new(end: OwnedFd) -> io::Result<Self> {
        // The first three are taken for absent, or for streams of the program's own.
        let end = match end.as_raw_fd() {
            0..=2 => end.try_clone()?,
            _ => end,
        };
        let file = File::from(end);
        let pipe = identity(&file)?;
        Ok(Self { file, pipe })
    }

    /// The value that the program gets.
    pub(crate) fn value(&self) -> usize {
        self.file.as_raw_fd() as usize
    }

    /// Whether the value still stands for this pipe: the program may have closed it without the mock's table.
    pub(crate) fn is_intact(&self) -> bool {
        identity(&self.file).is_ok_and(|pipe| pipe == self.pipe)
    }

    /// Gives it up without closing it.
    pub(crate) fn forget(self) {
        let _ = self.file.into_raw_fd();
    }

    #[cfg(test)]
    pub(crate) fn write_for_test(&self, bytes: &[u8]) -> io::Result<usize> {
        (&self.file).write(bytes)
    }

    #[cfg(test)]
    pub(crate) fn read_for_test(&self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        (&self.file).read_to_end(&mut all)?;
        Ok(all)
    }
}

fn identity(file: &File) -> io::Result<(u64, u64)> {
    let metadata = file.metadata()?;
    Ok((metadata.dev(), metadata.ino()))
}

/// Closes a handle that was handed out and given up by [`Handed::forget`].
///
/// # Safety
/// It is open, and nobody uses it any more.
pub(crate) unsafe fn close(value: usize) {
    // SAFETY: as the caller promises.
    drop(unsafe { OwnedFd::from_raw_fd(value as RawFd) });
}

/// The guest's end of a pipe. Reading and writing never wait longer than they are told to.
#[derive(Debug)]
pub(crate) struct End(File);

/// A pipe that the guest reads from.
pub(crate) fn to_guest() -> io::Result<(Handed, End)> {
    let (reader, writer) = io::pipe()?;
    Ok((Handed::new(writer.into())?, End::new(reader.into())?))
}

/// A pipe that the guest writes to.
pub(crate) fn from_guest() -> io::Result<(Handed, End)> {
    let (reader, writer) = io::pipe()?;
    Ok((Handed::new(reader.into())?, End::new(writer.into())?))
}

impl End {
    fn new(end: OwnedFd) -> io::Result<Self> {
        let fd = end.as_raw_fd();
        // SAFETY: the descriptor is open, and both calls take nothing but numbers. The two ends of a pipe have flags of
        // their own, so that the program's end goes on waiting.
        let done = unsafe {
            match libc::fcntl(fd, libc::F_GETFL) {
                -1 => -1,
                flags => libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK),
            }
        };
        if done == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self(File::from(end)))
    }

    /// Waits until there is something to read, the other end is closed, or one of the latches is set. What is there is
    /// read first.
    pub(crate) fn read(&self, buffer: &mut [u8], stops: &[&Latch]) -> io::Result<Moved> {
        self.transfer(libc::POLLIN, stops, |mut file| file.read(buffer))
    }

    /// Waits until there is room for some of it, the other end is closed, or one of the latches is set.
    pub(crate) fn write(&self, buffer: &[u8], stops: &[&Latch]) -> io::Result<Moved> {
        self.transfer(libc::POLLOUT, stops, |mut file| file.write(buffer))
    }

    /// Writes what there is room for. Nobody has closed the other end.
    pub(crate) fn write_at_once(&self, buffer: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < buffer.len() {
            match (&self.0).write(&buffer[written..]) {
                Ok(more) => written += more,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }

    fn transfer(
        &self,
        wanted: i16,
        stops: &[&Latch],
        mut transfer: impl FnMut(&File) -> io::Result<usize>,
    ) -> io::Result<Moved> {
        let mut stopped = false;
        loop {
            match transfer(&self.0) {
                Ok(0) => return Ok(Moved::Over),
                Ok(count) => return Ok(Moved::Bytes(count)),
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => continue,
                    ErrorKind::BrokenPipe => return Ok(Moved::Over),
                    ErrorKind::WouldBlock => {}
                    _ => return Err(error),
                },
            }
            if stopped {
                return Ok(Moved::Stopped);
            }
            wait(Some((self.0.as_fd(), wanted)), stops)?;
            // What came in just before is not lost.
            stopped = stops.iter().any(|stop| stop.is_set());
        }
    }
}

/// Something that happens once, and that threads wait for.
#[derive(Debug)]
pub(crate) struct Latch {
    /// Closed when it happens, which whoever waits at the other end sees from then on.
    open: Mutex<Option<io::PipeWriter>>,
    end: io::PipeReader,
}

impl Latch {
    pub(crate) fn new() -> io::Result<Self> {
        let (end, writer) = io::pipe()?;
        let open = Mutex::new(Some(writer));
        Ok(Self { open, end })
    }

    pub(crate) fn set(&self) {
        drop(
            self.open
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }

    pub(crate) fn is_set(&self) -> bool {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    /// Waits until one of them is set.
    pub(crate) fn wait(latches: &[&Self]) {
        while !latches.iter().any(|latch| latch.is_set()) {
            if wait(None, latches).is_err() {
                // There is no memory for it: the state is looked at again and again.
                std::thread::yield_now();
            }
        }
    }
}

/// Waits until something can be done with this descriptor, or one of the latches is set.
fn wait(wanted: Option<(BorrowedFd<'_>, i16)>, latches: &[&Latch]) -> io::Result<()> {
    let latches = latches
        .iter()
        .map(|latch| (latch.end.as_fd(), libc::POLLIN));
    let mut polled: Vec<_> = wanted
        .into_iter()
        .chain(latches)
        .map(|(fd, events)| libc::pollfd {
            fd: fd.as_raw_fd(),
            events,
            revents: 0,
        })
        .collect();
    let count = polled.len() as libc::nfds_t;
    // SAFETY: the array has so many entries, whose descriptors are borrowed until this returns.
    let ready = unsafe { libc::poll(polled.as_mut_ptr(), count, -1) };
    if ready == -1 {
        let error = io::Error::last_os_error();
        if error.kind() != ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(())
}

/// From now on a write of this thread to a pipe that nobody reads is an error, and nothing more: in a program that isn't
/// written in Rust, the signal would end the process.
pub(crate) fn calm() {
    // SAFETY: the set is made empty before anything else is done with it, and the mask is this thread's own.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGPIPE);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
    }
}
