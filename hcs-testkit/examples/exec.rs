//! Runs a command in a compute system, with this program's own standard streams for its.
//!
//! ```text
//! echo hello | cargo run -p hcs-testkit --example exec -- cat            # on the mock: any machine
//! cargo run -p hcs-testkit --example exec -- --host ID cmd /c dir        # in the container or VM with this id
//! ```
//!
//! The mock knows a few commands: `cat`, `echo`, `true`, `false`, `exit N`, `sleep`. What went through, and how fast, is on
//! the standard error in the end, beside what a bare pipe carries on this machine. The exit code is the command's.

use std::fmt;
use std::io::{self, IsTerminal as _, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use hcs::{ComputeSystem, ExitStatus, Host, Stdin};
use hcs_testkit::MockHost;
use serde_json::json;

const USAGE: &str = "usage: exec [--host ID] [--] COMMAND [ARGUMENT]...
  (nothing)   run the command in a container of the mock: on any machine, without Hyper-V
  --host ID   run it in this machine's compute system with this id";

/// A container that ends with its handle.
const CONTAINER: &str = r#"{
    "SchemaVersion": { "Major": 2, "Minor": 1 },
    "Owner": "Sample",
    "Container": {},
    "ShouldTerminateOnLastHandleClosed": true
}"#;

/// How much is copied at once, in bytes.
const CHUNK: usize = 256 << 10;

/// The exit code of this program when the command could not be run: what a shell answers then.
const NOT_RUN: u8 = 126;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (id, command) = match &all[..] {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        ["--host", id, "--", command @ ..] | ["--host", id, command @ ..] => (Some(*id), command),
        ["--", command @ ..] | command => (None, command),
    };
    if command.is_empty() || id.is_some_and(|id| id.starts_with('-')) {
        eprintln!("exec: there is no command\n{USAGE}");
        return ExitCode::from(2);
    }
    let command = command.join(" ");
    let outcome = match id {
        Some(id) => on_the_host(id, &command),
        None => on_the_mock(&command),
    };
    match outcome {
        // A process of Windows has a code of 32 bits, of which a shell sees the lowest 8.
        Ok(status) => ExitCode::from(status.code().map_or(NOT_RUN, |code| code as u8)),
        Err(failure) => {
            eprintln!("exec: {failure}");
            ExitCode::from(NOT_RUN)
        }
    }
}

fn on_the_host(id: &str, command: &str) -> Result<ExitStatus, Failure> {
    let system = Host::new()?.open(id)?;
    run(&system, command)
}

fn on_the_mock(command: &str) -> Result<ExitStatus, Failure> {
    let mock = MockHost::new();
    let system = mock.host().create("exec", CONTAINER).wait()?;
    system.start().wait()?;
    let outcome = run(&system, command);
    system.close()?;
    mock.finish();
    outcome
}

/// Runs a command with this program's standard streams.
fn run(system: &ComputeSystem, command: &str) -> Result<ExitStatus, Failure> {
    let mut process = system
        .create_process(json!({
            "CommandLine": command,
            "CreateStdInPipe": true,
            "CreateStdOutPipe": true,
            "CreateStdErrPipe": true,
        }))
        .wait()?;
    let began = Instant::now();
    let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
    let (notify, notices) = mpsc::channel();
    let (enough, input) = read_input();
    match process.stdin.take() {
        Some(stdin) => {
            let notify = notify.clone();
            thread::spawn(move || {
                // It is listened to until all is over.
                let _ = notify.send(Notice::Fed(feed(&input, stdin)));
            });
        }
        None => drop(input),
    }
    let exited = process.exited();
    thread::spawn(move || {
        let _ = notify.send(Notice::Over(exited.wait()));
    });
    // Both outputs at the same time: a process that fills one of them stands still until it is read.
    let errors = thread::spawn(|| copy(stderr, Some(io::stderr())));
    let outputs = thread::spawn(|| copy(stdout, Some(io::stdout())));

    let mut ended_input = Ok(());
    let mut status = None;
    for notice in &notices {
        match notice {
            Notice::Fed(stdin) if status.is_none() => {
                // It has all of it: what it reads next is the end.
                process.stdin = Some(stdin);
                ended_input = match process.close_stdin().wait() {
                    Err(error) if !error.is_already_stopped() => Err(error),
                    _ => Ok(()),
                };
            }
            Notice::Fed(stdin) => drop(stdin),
            Notice::Over(exit) => {
                status = Some(exit);
                // Somebody at a terminal who is asked for nothing need not end his input.
                let _ = enough.send(None);
            }
        }
    }
    let outputs = outputs.join().unwrap_or(Ok(0));
    let errors = errors.join().unwrap_or(Ok(0));
    let written = *outputs.as_ref().unwrap_or(&0);
    report(written, began.elapsed());
    process.close()?;
    outputs?;
    errors?;
    ended_input?;
    match status {
        Some(status) => Ok(status?),
        None => Err(io::Error::other("nobody has waited for the exit").into()),
    }
}

/// What the threads have to tell.
enum Notice {
    /// There is no more input, or nobody wants it: the pipe that it went through.
    Fed(Stdin),
    Over(hcs::Result<ExitStatus>),
}

/// A part of the input; none at its end.
type Part = Option<Vec<u8>>;

/// Reads this program's input, part by part, on a thread that may stay, as it may wait for somebody at a terminal: it holds
/// nothing that would have to be closed. What is sent besides comes between the parts.
fn read_input() -> (SyncSender<Part>, Receiver<Part>) {
    let (sender, receiver) = mpsc::sync_channel(1);
    let besides = sender.clone();
    thread::spawn(move || {
        let mut chunk = vec![0; CHUNK];
        loop {
            let part = match io::stdin().read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Ok(length @ 1..) => Some(chunk[..length].to_vec()),
                // An input that fails has no more to give.
                Ok(0) | Err(_) => None,
            };
            let ends = part.is_none();
            if sender.send(part).is_err() || ends {
                return;
            }
        }
    });
    (besides, receiver)
}

/// Hands the input on, until its end, or until nobody reads it.
fn feed(input: &Receiver<Part>, mut stdin: Stdin) -> Stdin {
    while let Ok(Some(part)) = input.recv() {
        if stdin.write_all(&part).is_err() {
            break;
        }
    }
    stdin
}

/// Copies all of one stream to another; the number of bytes.
fn copy(from: Option<impl Read>, to: Option<impl Write>) -> io::Result<u64> {
    let (Some(mut from), Some(mut to)) = (from, to) else {
        return Ok(0);
    };
    let mut chunk = vec![0; CHUNK];
    let mut copied = 0;
    loop {
        let length = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        match to.write_all(&chunk[..length]) {
            // Nobody wants the rest: neither `head` nor a process that has ended is to be complained about.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
        copied += length as u64;
    }
    to.flush()?;
    Ok(copied)
}

/// Says how fast it went, where that means something.
fn report(bytes: u64, took: Duration) {
    if bytes < 1 << 20 && !io::stderr().is_terminal() {
        return;
    }
    let bare = bare_pipe(bytes.max(64 << 20));
    let here = Rate { bytes, took };
    match bare {
        Ok(bare) => eprintln!("exec: {here}; a bare pipe here: {bare}"),
        Err(_) => eprintln!("exec: {here}"),
    }
}

/// The same amount from one thread of this program to another.
fn bare_pipe(bytes: u64) -> io::Result<Rate> {
    let (mut reader, mut writer) = io::pipe()?;
    let began = Instant::now();
    thread::scope(|scope| {
        scope.spawn(move || {
            let chunk = vec![0; CHUNK];
            let mut left = bytes;
            while left > 0 {
                let length = left.min(CHUNK as u64);
                if writer.write_all(&chunk[..length as usize]).is_err() {
                    break;
                }
                left -= length;
            }
        });
        let mut chunk = vec![0; CHUNK];
        while reader.read(&mut chunk)? > 0 {}
        Ok(Rate {
            bytes,
            took: began.elapsed(),
        })
    })
}

/// So much in so much time.
struct Rate {
    bytes: u64,
    took: Duration,
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mebibytes = self.bytes as f64 / f64::from(1 << 20);
        let seconds = self.took.as_secs_f64();
        write!(
            f,
            "{} bytes in {seconds:.2} s, {:.0} MiB/s",
            self.bytes,
            mebibytes / seconds
        )
    }
}

/// Why the command could not be run to its end.
enum Failure {
    Hcs(hcs::Error),
    Stream(io::Error),
}

impl From<hcs::Error> for Failure {
    fn from(error: hcs::Error) -> Self {
        Self::Hcs(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hcs(error) => error.fmt(f),
            Self::Stream(error) => write!(f, "a standard stream failed: {error}"),
        }
    }
}
