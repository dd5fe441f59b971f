//! A thousand compute systems on one thread: each is created, started, and watched until it exits.
//!
//! ```text
//! cargo run -p hcs-testkit --example watch_many            # on the mock: any machine
//! cargo run -p hcs-testkit --example watch_many -- 5000    # more of them
//! cargo run -p hcs-testkit --example watch_many -- --host  # watches this machine's systems, for ten seconds
//! ```
//!
//! The futures of `hcs` need no runtime and no threads. Here Tokio runs each as a task, all on this thread. What it costs is
//! printed at the end: time, and threads, whoever has made them.

use std::cell::Cell;
use std::fmt;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hcs::{EventKind, EventOptions, EventStream, Host};
use hcs_testkit::{ExitType, MockHost};
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

const USAGE: &str = "usage: watch_many [COUNT] | --host [SECONDS]
  COUNT             so many systems, on the mock: 1000 unless told otherwise
  --host [SECONDS]  this machine's systems, for so long: 10 seconds unless told otherwise";

/// A virtual machine with nothing in it.
const VM: &str = r#"{
    "SchemaVersion": { "Major": 2, "Minor": 1 },
    "Owner": "watch_many",
    "VirtualMachine": {},
    "ShouldTerminateOnLastHandleClosed": true
}"#;

/// More than anybody has the memory for.
const MOST: usize = 1_000_000;
/// A day, in seconds.
const LONGEST: u64 = 86_400;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => on_the_mock(1000),
        ["--host"] => on_the_host(10),
        ["--host", seconds] => match seconds.parse() {
            Ok(seconds @ 1..=LONGEST) => on_the_host(seconds),
            _ => return misused(seconds),
        },
        [count] => match count.parse() {
            Ok(count @ 1..=MOST) => on_the_mock(count),
            _ => return misused(count),
        },
        [_, argument, ..] => return misused(argument),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("watch_many: {error}");
            ExitCode::from(if error.is_unsupported() { 2 } else { 1 })
        }
    }
}

fn misused(argument: &str) -> ExitCode {
    eprintln!("watch_many: {argument:?} is no number that will do\n{USAGE}");
    ExitCode::from(2)
}

/// What the tasks have seen.
#[derive(Default)]
struct Seen {
    /// How many systems run by now.
    running: Cell<usize>,
    events: Cell<usize>,
    exits: Cell<usize>,
    /// The threads that there were when all were running.
    threads: Cell<Option<Threads>>,
}

fn on_the_mock(count: usize) -> hcs::Result<ExitCode> {
    let mock = Rc::new(MockHost::new());
    let host = mock.host();
    let seen = Rc::new(Seen::default());
    let began = Instant::now();
    let tasks = LocalSet::new();
    let mut watchers = Vec::new();
    for number in 0..count {
        let (mock, seen) = (Rc::clone(&mock), Rc::clone(&seen));
        watchers.push(tasks.spawn_local(async move {
            let id = format!("vm-{number}");
            let create = host.create(&id, VM).with_events_stream(EventOptions::NONE);
            let (system, events) = create.await?;
            system.start().await?;
            seen.running.set(seen.running.get() + 1);
            if seen.running.get() == count {
                seen.threads.set(threads());
                // Everything runs and is watched: now their guests shut down, one after the other.
                for number in 0..count {
                    mock.exit_system(&format!("vm-{number}"), ExitType::GracefulExit);
                }
            }
            watch(events, &seen).await;
            system.close()
        }));
    }
    let finished: hcs::Result<()> = runtime().block_on(tasks.run_until(async {
        for watcher in watchers {
            // A task that has panicked has said so.
            if let Ok(done) = watcher.await {
                done?;
            }
        }
        Ok(())
    }));
    let took = began.elapsed();
    drop(tasks);
    finished?;

    let Seen { events, exits, .. } = &*seen;
    println!(
        "{count} systems were created, started and watched until their exits, on one thread: {} events, {} exits",
        events.get(),
        exits.get()
    );
    println!(
        "time: {:.2} s, {:.0} microseconds a system, the mock's work among them",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / count as f64
    );
    match seen.threads.get() {
        Some(threads) => println!("threads while all of them ran: {threads}"),
        None => println!("threads: nobody can count them on this system"),
    }
    mock.run_until_idle();
    let ledger = mock.ledger();
    println!("{ledger}");
    Ok(match exits.get() == count && ledger.is_clean() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Counts the events of a system, until its exit.
async fn watch(mut events: EventStream, seen: &Seen) {
    while let Some(event) = events.next().await {
        seen.events.set(seen.events.get() + 1);
        if event.kind() == EventKind::SYSTEM_EXITED {
            seen.exits.set(seen.exits.get() + 1);
            return;
        }
    }
}

fn on_the_host(seconds: u64) -> hcs::Result<ExitCode> {
    let host = Host::new()?;
    let seen = Rc::new(Seen::default());
    let tasks = LocalSet::new();
    let mut systems = Vec::new();
    for properties in host.enumerate().wait()? {
        let Some(id) = properties.id else {
            continue;
        };
        // One that went meanwhile, or is somebody else's, is left out.
        if let Ok(system) = host.open(&id)
            && let Ok(events) = system.events(EventOptions::NONE)
        {
            let seen = Rc::clone(&seen);
            tasks.spawn_local(async move { watch(events, &seen).await });
            systems.push(system);
        }
    }
    let count = systems.len();
    println!("watching {count} systems on one thread, for {seconds} seconds");
    runtime().block_on(async {
        // The tasks end when all have exited; whatever comes first.
        let _ = tokio::time::timeout(Duration::from_secs(seconds), tasks).await;
    });
    println!("{} events, {} exits", seen.events.get(), seen.exits.get());
    if let Some(threads) = threads() {
        println!("threads: {threads}, with those of Windows that bring the events");
    }
    for system in systems {
        system.close()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Tokio, without threads of its own.
fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime without threads and sockets takes nothing that could be missing")
}

/// The threads of this process.
#[derive(Clone, Copy)]
struct Threads {
    all: usize,
    /// How many of them are the mock's, where their names can be read.
    of_mock: Option<usize>,
}

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { all, of_mock } = *self;
        match of_mock {
            None => write!(f, "{all}"),
            Some(mocks) => write!(f, "{all}, of which {mocks} are workers of the mock"),
        }
    }
}

/// The threads of this process; none where there is no way to know.
#[cfg(not(windows))]
fn threads() -> Option<Threads> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?.flatten();
    let names: Vec<String> = tasks
        .map(|task| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default())
        .collect();
    let of_mock = names.iter().filter(|name| name.starts_with("hcs-mock-"));
    Some(Threads {
        all: names.len(),
        of_mock: Some(of_mock.count()),
    })
}

/// The threads of this process.
#[cfg(windows)]
#[allow(unsafe_code)] // Asks Windows for a list of all threads.
fn threads() -> Option<Threads> {
    use windows_sys::Win32::Foundation::{CloseHandle, INVALID_HANDLE_VALUE};
    use windows_sys::Win32::System::Diagnostics::ToolHelp::{
        CreateToolhelp32Snapshot, TH32CS_SNAPTHREAD, THREADENTRY32, Thread32First, Thread32Next,
    };

    // SAFETY: a list of threads is of no process: the number means nothing.
    let list = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0) };
    if list == INVALID_HANDLE_VALUE {
        return None;
    }
    let mut thread = THREADENTRY32 {
        dwSize: size_of::<THREADENTRY32>() as u32,
        ..THREADENTRY32::default()
    };
    let mut count = 0;
    // SAFETY: the list is open, and the structure says how large it is.
    let mut more = unsafe { Thread32First(list, &raw mut thread) };
    while more != 0 {
        count += usize::from(thread.th32OwnerProcessID == std::process::id());
        // SAFETY: as above.
        more = unsafe { Thread32Next(list, &raw mut thread) };
    }
    // SAFETY: it is open, and nobody else closes it.
    unsafe { CloseHandle(list) };
    Some(Threads {
        all: count,
        of_mock: None,
    })
}
