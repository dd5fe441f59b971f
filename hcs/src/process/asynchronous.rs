//! A process's output, whole, on Tokio.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

use super::{Output, Process};
use crate::error::{Error, Result};

const NAME: &str = "Process::output";

/// So much is read at once, in bytes: what a pipe holds on most systems.
const CHUNK: usize = 64 << 10;

impl Process {
    /// Waits until the process has exited, and reads what it writes meanwhile, as
    /// [`wait_with_output`](Self::wait_with_output) does, without blocking a thread: any number of processes can be waited
    /// for on one. For programs on Tokio, whose runtime has to have input and output enabled.
    ///
    /// # Errors
    /// As [`Exited`](crate::Exited); when a stream can't be read, or there is no Tokio runtime here.
    pub async fn output(mut self) -> Result<Output> {
        if self.stdin.is_some() {
            match self.close_stdin().await {
                // A process that is gone reads nothing (P5), whatever the host calls that.
                Err(error) if !error.is_already_stopped() => match self.exited().seen().await {
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return Err(error),
                },
                _ => {}
            }
        }
        let told = |error| Error::io(NAME, error);
        let stdout = self.stdout.take().map(crate::Stdout::into_async);
        let stderr = self.stderr.take().map(crate::Stderr::into_async);
        let mut stdout = Collect::of(stdout.transpose().map_err(told)?);
        let mut stderr = Collect::of(stderr.transpose().map_err(told)?);
        // Both at the same time: a process that fills one of them stands still until it is read (P4).
        let both = poll_fn(|context| {
            let out = stdout.poll(context)?;
            let err = stderr.poll(context)?;
            match (out, err) {
                (Poll::Ready(()), Poll::Ready(())) => Poll::Ready(Ok(())),
                _ => Poll::Pending,
            }
        });
        both.await.map_err(told)?;
        let status = self.exited().await?;
        Ok(Output {
            status,
            stdout: stdout.all,
            stderr: stderr.all,
        })
    }
}

/// What is read of a stream until its end.
struct Collect<T> {
    stream: Option<T>,
    chunk: Vec<u8>,
    all: Vec<u8>,
}

impl<T: AsyncRead + Unpin> Collect<T> {
    fn of(stream: Option<T>) -> Self {
        Self {
            stream,
            chunk: Vec::new(),
            all: Vec::new(),
        }
    }

    /// Reads on; ready at the end. Errors are ready, too.
    fn poll(&mut self, context: &mut Context<'_>) -> io::Result<Poll<()>> {
        while let Some(stream) = &mut self.stream {
            self.chunk.resize(CHUNK, 0);
            let mut chunk = ReadBuf::new(&mut self.chunk);
            match Pin::new(stream).poll_read(context, &mut chunk) {
                Poll::Pending => return Ok(Poll::Pending),
                Poll::Ready(read) => read?,
            }
            if chunk.filled().is_empty() {
                self.stream = None;
                self.chunk = Vec::new();
                self.all.shrink_to_fit();
            } else {
                self.all.extend_from_slice(chunk.filled());
            }
        }
        Ok(Poll::Ready(()))
    }
}
