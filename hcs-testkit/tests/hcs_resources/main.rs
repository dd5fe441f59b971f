//! What a program holds doesn't grow with what it does: memory, handles and threads, counted over ten thousand systems.

mod allocator;
mod count;
#[path = "../hcs_stdio/ends.rs"]
mod ends;
mod life;

use std::io::{Read as _, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use count::Count;
use hcs_testkit::{Fault, MockHost, Profile, Schedule};
use rstest::rstest;

/// Until then buffers and tables find their size: histories and lists of what was closed hold a thousand entries.
const WARM_UP: u32 = 1_500;

/// How many lives are counted.
const CYCLES: u32 = 10_000;

/// What may be there more than before, after so many lives. Histories and queues don't hold the same things each time they
/// are looked at; a leak of one block in ten lives, of eight bytes in each, or of one handle in a hundred, is more.
const fn slack(cycles: u32) -> Count {
    let cycles = cycles as isize;
    Count {
        blocks: cycles / 10,
        bytes: cycles * 8,
        handles: cycles / 100,
        threads: 8,
        heap_blocks: cycles / 10,
        heap_bytes: cycles * 8,
    }
}

/// The tests count what is the whole process's, and take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lives one life after the other, and compares what is held after the warm-up with what is held in the end.
#[track_caller]
fn lives(name: &str, cycles: u32, mut live: impl FnMut(u32), quiet: impl Fn()) {
    (0..WARM_UP).for_each(&mut live);
    quiet();
    let before = Count::now();
    let start = Instant::now();
    (WARM_UP..WARM_UP + cycles).for_each(live);
    let seconds = start.elapsed().as_secs_f64();
    quiet();
    let more = Count::now() - before;
    println!(
        "report: {name}: {cycles} lives, {:.0} a second; after {WARM_UP} there were {before}; then {more} more",
        f64::from(cycles) / seconds
    );
    assert!(
        more.is_within(slack(cycles)),
        "{more} more after {cycles} lives"
    );
}

/// The counting itself: each of the numbers tells when something stays.
#[test]
fn what_is_left_behind_is_counted() {
    let _turn = turn();
    let before = Count::now();
    let left: Vec<_> = (0..CYCLES / 5).map(|_| Box::new([0_u64; 8])).collect();
    let more = Count::now() - before;
    assert!(!more.is_within(slack(CYCLES)), "{more}");
    drop(left);
    let more = Count::now() - before;
    assert!(more.is_within(slack(CYCLES)), "{more}");

    let left: Vec<_> = (0..CYCLES / 80).map(|_| ends::stdout()).collect();
    let more = Count::now() - before;
    // Only Linux and Windows tell.
    if before.handles > 0 {
        assert!(more.handles > slack(CYCLES).handles, "{more}");
    }
    assert!(before.handles > 0 || !cfg!(any(windows, target_os = "linux")));
    drop(left);
    let more = Count::now() - before;
    assert!(more.is_within(slack(CYCLES)), "{more}");
}

#[rstest]
fn systems_operations_and_subscriptions_leave_nothing_behind(
    #[values(Schedule::Inline, Schedule::Threaded)] schedule: Schedule,
) {
    let _turn = turn();
    let mock = MockHost::builder()
        .schedule(schedule)
        .profile(Profile::documented())
        .build();
    let host = mock.host();
    lives(
        &format!("systems, {schedule:?}"),
        CYCLES,
        |number| life::live(host, number),
        // What was dropped may be closed by another thread.
        || life::wait_until_closed(&mock),
    );
    mock.finish();
}

#[test]
fn refused_calls_leave_nothing_behind() {
    let _turn = turn();
    let mock = MockHost::builder()
        .schedule(Schedule::Inline)
        .profile(Profile::documented())
        .build();
    let system = mock.host().create("Test", life::VM).wait();
    let system = system.expect("created");
    let live = |_| {
        mock.fail(Fault::call("HcsStartComputeSystem"));
        system.start().submit().map(drop).expect_err("refused");
    };
    lives("refused calls", CYCLES, live, || ());
    drop(system);
    mock.finish();
}

/// Each system on a host of its own, as tests have them. A host has threads, which take a while to start.
#[test]
fn hosts_leave_nothing_behind() {
    let _turn = turn();
    let live = |number| {
        let mock = MockHost::new();
        life::live(mock.host(), number);
        mock.finish();
    };
    lives("hosts", CYCLES / 5, live, || ());
}

#[test]
fn streams_leave_nothing_behind() {
    let _turn = turn();
    let live = |number: u32| {
        let (mut stdin, _, mut process_in) = ends::stdin();
        let (mut stdout, _, mut process_out) = ends::stdout();
        let text = number.to_le_bytes();
        stdin.write_all(&text).expect("written");
        let mut buffer = [0; 4];
        process_in.read_exact(&mut buffer).expect("read");
        if number.is_multiple_of(2) {
            // Nobody reads, and the stream is given up with something in it.
            drop(process_in);
            stdin.write_all(&text).expect_err("nobody reads");
        }
        process_out.write_all(&buffer).expect("written");
        drop(process_out);
        stdout.read_exact(&mut buffer).expect("read");
        assert_eq!(stdout.read(&mut buffer).expect("the end"), 0);
        assert_eq!(u32::from_le_bytes(buffer), number);
    };
    lives("streams", CYCLES, live, || ());
    assert_eq!(ends::wrong_closes(), 0);
}

/// How many MiB go through a pipe: a gibibyte where `HCS_CASES` asks for more than 10,000 programs.
fn mebibytes() -> u64 {
    let asked = std::env::var("HCS_CASES").ok();
    let asked: u64 = asked.and_then(|asked| asked.parse().ok()).unwrap_or(0);
    if asked > 10_000 { 1024 } else { 64 }
}

#[test]
fn any_amount_goes_through_a_pipe_in_little_memory() {
    /// More than this is not needed for it.
    const MOST: isize = 512 << 10;
    const CHUNK: usize = 64 << 10;
    /// What is sent repeats itself so often, in bytes: never at the end of a chunk.
    const PERIOD: usize = 251;

    let _turn = turn();
    let total = mebibytes() << 20;
    let (mut stdout, _, mut process) = ends::stdout();
    let start = Instant::now();
    let before = allocator::live().bytes;
    allocator::forget_peak();
    let sent: Vec<u8> = (0..CHUNK + PERIOD).map(|at| (at % PERIOD) as u8).collect();
    let mut received = 0;
    thread::scope(|scope| {
        let sent = &sent;
        scope.spawn(move || {
            let mut done = 0;
            while done < total {
                let length = (total - done).min(CHUNK as u64);
                let from = (done % PERIOD as u64) as usize;
                let chunk = &sent[from..from + length as usize];
                process.write_all(chunk).expect("written");
                done += length;
            }
        });
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = stdout.read(&mut buffer).expect("read");
            let from = (received % PERIOD as u64) as usize;
            assert!(buffer[..read] == sent[from..from + read], "other bytes");
            received += read as u64;
            if read == 0 {
                break;
            }
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let peak = allocator::peak() - before;
    println!(
        "report: {} MiB through a pipe, {:.0} MiB a second, {} KiB at most",
        total >> 20,
        (total >> 20) as f64 / seconds,
        peak >> 10
    );
    assert_eq!(received, total);
    assert!(peak < MOST, "{peak} bytes");
}
