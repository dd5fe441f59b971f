//! Pipes between the program and a guest: the kernel's own, with one end that is handed out as a `HANDLE`.
//!
//! The guest's end can be waited for together with a [`Latch`], so that a guest which is blocked in it can be stopped.

#[cfg(not(any(unix, windows)))]
mod none;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(not(any(unix, windows)))]
use none as system;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use system::{End, Handed, Latch, calm, close, from_guest, to_guest};

/// What came of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    /// So many bytes, at least one.
    Bytes(usize),
    /// The other end is closed: there is nothing more to read, or nobody to write to.
    Over,
    /// A latch was set first.
    Stopped,
}

#[cfg(test)]
#[allow(unsafe_code)] // Closes a handle.
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    fn all(end: &End, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match end.write(bytes, &[]).expect("written") {
                Moved::Bytes(written) => bytes = &bytes[written..],
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_goes_in_at_one_end_comes_out_at_the_other_until_it_is_closed() {
        let (handed, guest) = to_guest().expect("a pipe");
        let mut buffer = [0; 16];
        assert_eq!(
            handed.write_for_test(b"input").expect("written"),
            5,
            "the program writes"
        );
        let read = guest.read(&mut buffer, &[]).expect("read");
        assert_eq!((read, &buffer[..5]), (Moved::Bytes(5), &b"input"[..]));
        drop(handed);
        let read = guest.read(&mut buffer, &[]).expect("read");
        assert_eq!(read, Moved::Over);

        let (handed, guest) = from_guest().expect("a pipe");
        all(&guest, b"output");
        drop(guest);
        assert_eq!(handed.read_for_test().expect("read"), b"output");
    }

    #[test]
    fn nobody_reads_what_is_written_to_a_closed_pipe() {
        let (handed, guest) = from_guest().expect("a pipe");
        drop(handed);
        calm();
        assert_eq!(guest.write(b"lost", &[]).expect("no error"), Moved::Over);
    }

    #[test]
    fn a_write_that_must_not_wait_takes_what_there_is_room_for() {
        let (handed, guest) = from_guest().expect("a pipe");
        let all = vec![7; 1 << 22];
        let mut written = guest.write_at_once(b"begin").expect("written");
        assert_eq!(written, 5);
        loop {
            match guest.write_at_once(&all).expect("written") {
                0 => break,
                more => written += more,
            }
        }
        assert!(written < all.len(), "{written}");
        drop(guest);
        assert_eq!(handed.read_for_test().expect("read").len(), written);
    }

    #[test]
    fn whoever_waits_at_an_end_is_stopped_by_a_latch() {
        let stop = Arc::new(Latch::new().expect("a latch"));
        let (_input, reads) = to_guest().expect("a pipe");
        let (_output, writes) = from_guest().expect("a pipe");
        let latch = Arc::clone(&stop);
        let reader = thread::spawn(move || reads.read(&mut [0; 16], &[&latch]).expect("stopped"));
        let latch = Arc::clone(&stop);
        let writer = thread::spawn(move || {
            loop {
                match writes.write(&[7; 1 << 16], &[&latch]).expect("stopped") {
                    Moved::Bytes(_) => {}
                    other => return other,
                }
            }
        });
        let latch = Arc::clone(&stop);
        let waiter = thread::spawn(move || Latch::wait(&[&latch]));
        stop.set();
        stop.set();
        assert_eq!(reader.join().expect("joined"), Moved::Stopped);
        assert_eq!(writer.join().expect("joined"), Moved::Stopped);
        waiter.join().expect("joined");
        assert!(stop.is_set());
    }

    #[test]
    fn what_is_there_is_read_although_the_latch_is_set() {
        let stop = Latch::new().expect("a latch");
        let (handed, guest) = to_guest().expect("a pipe");
        handed.write_for_test(b"late").expect("written");
        stop.set();
        let mut buffer = [0; 16];
        let read = guest.read(&mut buffer, &[&stop]).expect("read");
        assert_eq!(read, Moved::Bytes(4));
        let read = guest.read(&mut buffer, &[&stop]).expect("read");
        assert_eq!(read, Moved::Stopped);
    }

    #[test]
    fn a_handle_is_never_one_of_the_values_that_stand_for_none() {
        let ends: Vec<_> = (0..32).map(|_| to_guest().expect("a pipe")).collect();
        for (handed, _) in &ends {
            assert!(!matches!(handed.value(), 0 | usize::MAX));
            assert!(handed.is_intact());
        }
    }

    #[test]
    fn a_handle_that_was_closed_by_other_means_is_not_intact() {
        let (handed, _guest) = to_guest().expect("a pipe");
        // SAFETY: nobody but this test knows the handle.
        unsafe { close(handed.value()) };
        assert!(!handed.is_intact());
        handed.forget();
    }
}
