#![cfg_attr(unix, allow(unsafe_code))] // Lends the end of a pipe.
//! Standard streams: a pipe whose end is hcs's, beside the same pipe as the standard library has it.
//!
//! On Unix only: Windows' pipes of this kind are opened for overlapped input and output, which the standard library can't read
//! soundly, so that there is nothing to compare with.

use crate::pair::Pair;

#[cfg(not(unix))]
pub(crate) fn add(_: &mut Vec<Pair>) {}

#[cfg(unix)]
pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for (name, size) in [("64 B", 64), ("4 KiB", 1 << 12), ("64 KiB", 1 << 16)] {
        let pair = |what: &str, hcs: fn(usize) -> _, raw: fn(usize) -> _| {
            let name = format!("stdio/pipe/{what}, {name} at a time");
            Pair::new(name, move || hcs(size), move || raw(size)).bytes(size)
        };
        pairs.push(pair("stdout", unix::stdout, unix::raw_reader));
        pairs.push(pair("stdin", unix::stdin, unix::raw_writer));
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{PipeReader, PipeWriter, Read, Write, pipe};
    use std::os::fd::AsRawFd;

    use hcs::{Stdin, Stdout};

    use crate::backend::Kind;
    use crate::pair::Rounds;

    /// What the other side of a pipe handles at a time: as much as a pipe holds.
    const CHUNK: usize = 1 << 16;

    /// An end to read at, with a thread that writes.
    fn source() -> PipeReader {
        let (reader, mut writer) = pipe().expect("a pipe");
        // It ends when nobody can read any more.
        std::thread::spawn(move || while writer.write_all(&[7; CHUNK]).is_ok() {});
        reader
    }

    /// An end to write at, with a thread that reads.
    fn sink() -> PipeWriter {
        let (mut reader, writer) = pipe().expect("a pipe");
        // It ends when nobody can write any more.
        std::thread::spawn(move || {
            let mut buffer = [0; CHUNK];
            while reader.read(&mut buffer).is_ok_and(|count| count > 0) {}
        });
        writer
    }

    fn handle(end: &impl AsRawFd) -> hcs_sys::HANDLE {
        std::ptr::without_provenance_mut(end.as_raw_fd() as usize)
    }

    fn read(mut from: impl Read + 'static, size: usize) -> Rounds {
        let mut buffer = vec![0; size];
        Box::new(move |rounds| {
            for _ in 0..rounds {
                from.read_exact(&mut buffer).expect("it goes on");
            }
        })
    }

    fn write(mut to: impl Write + 'static, size: usize) -> Rounds {
        let buffer = vec![7; size];
        Box::new(move |rounds| {
            for _ in 0..rounds {
                to.write_all(&buffer).expect("it is read");
            }
        })
    }

    /// One of hcs's, and the end of the pipe, which the null backend's `CloseHandle` doesn't close.
    struct Lent<T, End>(T, #[allow(dead_code, reason = "closes the pipe")] End);

    impl<T: Read, End> Read for Lent<T, End> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl<T: Write, End> Write for Lent<T, End> {
        fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
            self.0.write(buffer)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            self.0.flush()
        }
    }

    pub(super) fn stdout(size: usize) -> Rounds {
        let host = Kind::Null.make().host();
        let end = source();
        // SAFETY: it is the end of a pipe, which lives longer, and which nobody else uses.
        let stdout = unsafe { Stdout::from_raw(&host, handle(&end)) };
        read(Lent(stdout.expect("it is there"), end), size)
    }

    pub(super) fn raw_reader(size: usize) -> Rounds {
        read(source(), size)
    }

    pub(super) fn stdin(size: usize) -> Rounds {
        let host = Kind::Null.make().host();
        let end = sink();
        // SAFETY: it is the end of a pipe, which lives longer, and which nobody else uses.
        let stdin = unsafe { Stdin::from_raw(&host, handle(&end)) };
        write(Lent(stdin.expect("it is there"), end), size)
    }

    pub(super) fn raw_writer(size: usize) -> Rounds {
        write(sink(), size)
    }
}
