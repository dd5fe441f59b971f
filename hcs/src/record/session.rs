//! What one recording consists of: the file, the names in it, and how a line comes about.

use std::collections::HashMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hcs_sys::ComputeCore;
use serde_json::{Map, Value, json};

use super::FORMAT;
use super::names::Names;
use crate::scrub::{Keep, Scrubber};
use crate::support::Build;

/// Where the lines go.
pub(super) type Out = Box<dyn Write + Send>;

/// A recording. Calls on all threads write to it, a line at a time.
pub(super) struct Session {
    /// What the recording is called in messages.
    title: String,
    recording: AtomicBool,
    start: Instant,
    scrubber: Scrubber,
    state: Mutex<State>,
}

/// What lines are made from, behind one lock: the lines of a file are in the order of their numbers.
struct State {
    out: Out,
    lines: u64,
    names: Names,
    failure: Option<String>,
    contexts: Contexts,
}

/// The contexts that Windows was given in the place of the program's, by the handles that they are for.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    /// All that an operation was given since it was made, the last one being that which counts.
    pub(super) operations: HashMap<usize, Operation>,
    /// Those of the event callbacks of systems and processes.
    pub(super) events: HashMap<usize, Vec<usize>>,
}

#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) tokens: Vec<usize>,
    pub(super) current: Option<usize>,
}

/// What is at hand while a line is made.
pub(super) struct Scribe<'a> {
    pub(super) names: &'a mut Names,
    pub(super) scrubber: &'a Scrubber,
}

impl Session {
    /// Begins a recording with its header. `system`: the table is that of Windows' own library.
    pub(super) fn begin(
        title: String,
        out: Out,
        keep: Keep,
        table: &ComputeCore,
        system: bool,
    ) -> Self {
        let session = Self {
            title,
            recording: AtomicBool::new(true),
            start: Instant::now(),
            scrubber: Scrubber::new(keep),
            state: Mutex::new(State {
                out,
                lines: 0,
                names: Names::default(),
                failure: None,
                contexts: Contexts::default(),
            }),
        };
        let header = header(keep, table, system);
        session.write(&mut session.lock(), &header.to_string());
        session
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line, if the recording goes on, and gives its number; 0 where there is none.
    pub(super) fn line(&self, fill: impl FnOnce(&mut Scribe<'_>, &mut Line)) -> u64 {
        if !self.recording.load(Ordering::Acquire) {
            return 0;
        }
        let mut state = self.lock();
        let number = state.lines + 1;
        let mut line = Line::new(number, self.start.elapsed().as_micros());
        let mut scribe = Scribe {
            names: &mut state.names,
            scrubber: &self.scrubber,
        };
        fill(&mut scribe, &mut line);
        let text = line.end();
        if self.write(&mut state, &text) {
            state.lines = number;
        }
        number
    }

    /// Writes a text as a line, and at once, so that a crash loses nothing before it. Whether that went well; if not,
    /// the recording is over, and the program goes on.
    fn write(&self, state: &mut State, text: &str) -> bool {
        if !self.recording.load(Ordering::Acquire) {
            return false;
        }
        let out = &mut state.out;
        let bytes = [text.as_bytes(), b"\n"].concat();
        // A panic would end the program: its callers are C.
        let written = catch_unwind(AssertUnwindSafe(|| {
            out.write_all(&bytes).and_then(|()| out.flush())
        }));
        let failure = match written {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the writer panicked".to_owned(),
        };
        self.recording.store(false, Ordering::Release);
        let title = &self.title;
        let message = format!(
            "hcs: recording to {title} has stopped after a line could not be written: {failure}"
        );
        // Where nobody can be told, nobody is.
        let _ = writeln!(io::stderr(), "{message}");
        state.failure = Some(message);
        false
    }

    /// Ends the recording. What is called from now on is passed on, and not written down.
    pub(super) fn end(&self) {
        self.line(|_, line| line.field("end", &json!("finished")));
        self.recording.store(false, Ordering::Release);
        self.lock().out = Box::new(io::sink());
    }

    /// Why the recording has stopped.
    pub(super) fn failure(&self) -> Option<String> {
        self.lock().failure.clone()
    }

    /// Whether lines are written.
    pub(super) fn is_recording(&self) -> bool {
        self.recording.load(Ordering::Acquire)
    }

    pub(super) fn contexts<R>(&self, ask: impl FnOnce(&mut Contexts) -> R) -> R {
        ask(&mut self.lock().contexts)
    }
}

/// A line in the making: a JSON object whose members stay in their order.
pub(super) struct Line(String);

impl Line {
    fn new(number: u64, micros: u128) -> Self {
        let thread = thread_number();
        Self(format!(
            r#"{{"seq":{number},"us":{micros},"thread":{thread}"#
        ))
    }

    pub(super) fn field(&mut self, name: &str, value: &Value) {
        self.0.push_str(",\"");
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(&value.to_string());
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Threads are numbered in the order in which they first cross the ABI.
fn thread_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.try_with(|number| *number).unwrap_or(0)
}

fn header(keep: Keep, table: &ComputeCore, system: bool) -> Value {
    let (mut exports, mut absent) = (Vec::new(), Vec::new());
    for (function, there) in table.functions() {
        match there {
            true => exports.push(function.name),
            false => absent.push(function.name),
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let mut header = Map::new();
    let mut add = |name: &str, value: Value| header.insert(name.to_owned(), value);
    add("hcs-record", json!(FORMAT));
    add("crate", json!(env!("CARGO_PKG_VERSION")));
    add("os", json!(std::env::consts::OS));
    add("arch", json!(std::env::consts::ARCH));
    add("build", json!(Build::of_this_machine().map(Build::number)));
    add("system", json!(system));
    add("pid", json!(std::process::id()));
    add("time", json!(utc(now.map_or(0, |now| now.as_secs()))));
    add("keep", json!(keep.words()));
    add("exports", json!(exports));
    add("absent", json!(absent));
    Value::Object(header)
}

/// Seconds since 1970 as RFC 3339 writes them.
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years of 365.2425 days that begin in March, so that the day that may be missing is the last one.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_a_date() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(utc(1_735_689_600), "2025-01-01T00:00:00Z");
    }
}
