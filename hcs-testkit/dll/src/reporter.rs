//! Who keeps the report: after calls that matter at once, else in the background, and at the end.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use hcs_testkit::{MockHost, Pulse};
use serde_json::Value;

use crate::host::{self, say};
use crate::report::{self, Moment};

/// How often it is looked whether there is something to write.
const INTERVAL: Duration = Duration::from_millis(20);
/// How many reports may be written by calls, one after the other, before the background has to do; one more is allowed
/// after each interval. A program that closes its last handle a million times a second must not wait for a million
/// files.
const AT_ONCE: u32 = 64;
/// How often it is tried to put a report in its place, a millisecond apart.
const RENAMES: u32 = 20;
/// So many failures in a row, each followed by an interval, are worth a sentence.
const FAILURES: u32 = 25;
/// How often it is tried at the end, a millisecond apart, to get hold of what another thread is busy with.
const LAST_TRIES: u32 = 50;

/// The file for the report, which nobody else writes to.
pub(crate) struct ReportFile {
    path: PathBuf,
    /// Written first, then renamed: whoever reads the report reads a whole one.
    draft: PathBuf,
    lock: PathBuf,
    /// Locked as long as this process lives.
    _locked: File,
    /// The process that it is the report of.
    process: u32,
}

impl Drop for ReportFile {
    /// There is to be no report after all: only those that can't be begun are dropped.
    fn drop(&mut self) {
        for leftover in [&self.draft, &self.lock] {
            // It isn't there, or can't be helped.
            let _ = fs::remove_file(leftover);
        }
    }
}

impl ReportFile {
    /// Makes sure that this file can be written, and that it is nobody else's. An error is a sentence.
    pub(crate) fn open(path: &OsStr) -> Result<Self, String> {
        let path = with_process(path);
        let shown = path.display().to_string();
        // The program may change its directory.
        let path = std::path::absolute(&path)
            .map_err(|error| format!("`{shown}` is no path for the report: {error}"))?;
        if path.is_dir() {
            return Err(format!(
                "`{shown}` is a directory: name a file for the report"
            ));
        }
        let unwritable = |error: io::Error| {
            format!(
                "the report `{shown}` can't be written, name a file in a directory that is there and can be \
                 written to: {error}"
            )
        };
        let lock = beside(&path, ".lock");
        let locked = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(unwritable)?;
        match locked.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!(
                    "the report `{shown}` is being written by another computecore: load this library from one path \
                     only in a process, and have each process write its own report, with {{pid}} in the name"
                ));
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let file = Self {
            draft: beside(&path, ".tmp"),
            path,
            lock,
            _locked: locked,
            process: std::process::id(),
        };
        // What is there is an earlier run's.
        file.write("{}\n").map_err(unwritable)?;
        Ok(file)
    }

    /// Whether this is the process that has opened it, and none that was forked from it.
    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    /// Puts this text in the place of the report.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        self.replace(&self.draft, text)
    }

    /// The same at the end of the process. On Windows a thread that was ended while it wrote may have left its files open,
    /// so that nobody can rename them.
    fn write_last(&self, text: &str) -> io::Result<()> {
        let draft = beside(&self.path, ".end");
        let written = self.write(text).or_else(|_| self.replace(&draft, text));
        let written = written.or_else(|_| fs::write(&self.path, text));
        for leftover in [&self.draft, &draft, &self.lock] {
            // It isn't there, or can't be helped.
            let _ = fs::remove_file(leftover);
        }
        written
    }

    fn replace(&self, draft: &Path, text: &str) -> io::Result<()> {
        fs::write(draft, text)?;
        // On Windows a file that others look at, such as a scanner for viruses, can't be replaced for a moment.
        let mut tries = if cfg!(windows) { RENAMES } else { 1 };
        loop {
            tries -= 1;
            match fs::rename(draft, &self.path) {
                Err(_) if tries > 0 => thread::sleep(Duration::from_millis(1)),
                renamed => return renamed,
            }
        }
    }
}

/// The path with the number of this process in the place of `{pid}`.
fn with_process(path: &OsStr) -> PathBuf {
    match path.to_str() {
        Some(text) => text
            .replace("{pid}", &std::process::id().to_string())
            .into(),
        None => path.into(),
    }
}

/// The path with more at its end.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// Keeps the report of a mock.
pub(crate) struct Reporter {
    settings: Value,
    file: ReportFile,
    /// Held while the file is being written.
    kept: Mutex<Kept>,
    /// What the last call left open.
    open: AtomicU64,
    /// How many violations calls have seen.
    violations: AtomicU64,
    /// How many reports calls may write for now.
    allowance: AtomicU32,
    /// The process is about to end. What is called now, is called by what else ends with it: the report is written
    /// after each call.
    ended: AtomicBool,
}

#[derive(Default)]
struct Kept {
    /// What the report is of.
    pulse: Pulse,
    /// How often in a row the background couldn't write it.
    failures: u32,
}

impl Reporter {
    pub(crate) fn new(file: ReportFile, settings: Value) -> Self {
        Self {
            settings,
            file,
            kept: Mutex::default(),
            open: AtomicU64::new(0),
            violations: AtomicU64::new(0),
            allowance: AtomicU32::new(AT_ONCE),
            ended: AtomicBool::new(false),
        }
    }

    /// Writes the first report, and has a thread look after it from now on.
    pub(crate) fn begin(&self, mock: &MockHost) -> io::Result<()> {
        self.write(mock, Moment::Running)?;
        let thread = thread::Builder::new().name("hcs-mock-report".to_owned());
        // It runs as long as the process.
        thread.spawn(watch).map(drop)
    }

    /// A call is over. What is broken, and that nothing is open any more, is written before its caller goes on.
    pub(crate) fn after_call(&self, mock: &MockHost) {
        if self.ended.load(Ordering::Relaxed) {
            self.end(mock);
            return;
        }
        let now = mock.pulse();
        let known = self.violations.fetch_max(now.violations, Ordering::Relaxed);
        let all_closed = self.open.swap(now.open, Ordering::Relaxed) > 0 && now.open == 0;
        if (known < now.violations || all_closed) && self.may_write() {
            // If it can't be written, the background complains.
            let _ = self.write(mock, Moment::Running);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_write(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        let taken = self
            .allowance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        taken.is_ok()
    }

    /// Writes the report of this moment.
    pub(crate) fn write(&self, mock: &MockHost, moment: Moment) -> io::Result<()> {
        if !self.file.is_ours() {
            return Ok(());
        }
        let mut kept = self.kept();
        let pulse = mock.pulse();
        let snapshot = mock.snapshot();
        let text = report::of(&snapshot, &self.settings, moment);
        self.file.write(&text)?;
        // There may be more in the report by now, never less.
        kept.pulse = pulse;
        kept.failures = 0;
        Ok(())
    }

    /// Looks whether there is something to write.
    pub(crate) fn look(&self, mock: &MockHost) {
        if self.ended.load(Ordering::Relaxed) {
            return;
        }
        let more = |left: u32| (left < AT_ONCE).then_some(left + 1);
        // It was full.
        let _ = self
            .allowance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        if mock.pulse() == self.kept().pulse {
            return;
        }
        if let Err(error) = self.write(mock, Moment::Running) {
            let mut kept = self.kept();
            kept.failures = kept.failures.saturating_add(1);
            if kept.failures == FAILURES {
                let path = self.file.path.display();
                say(&format!(
                    "the report `{path}` can't be written, which is tried again and again: {error}"
                ));
            }
        }
    }

    /// Writes the last report. On Windows the other threads are gone by now, and may have left anything locked.
    pub(crate) fn end(&self, mock: &MockHost) {
        if !self.file.is_ours() {
            return;
        }
        self.ended.store(true, Ordering::Relaxed);
        let kept = patiently(|| match self.kept.try_lock() {
            Ok(kept) => Some(kept),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) => None,
        });
        // Without it only where whoever holds it is no more, and won't write.
        if kept.is_none() && cfg!(not(windows)) {
            return;
        }
        // Asked for second: what is written later is never older.
        if let Some(snapshot) = patiently(|| mock.try_snapshot()) {
            let text = report::of(&snapshot, &self.settings, Moment::Exit);
            // There is nobody left to tell.
            let _ = self.file.write_last(&text);
        }
    }
}

/// Tries again for a while.
fn patiently<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..LAST_TRIES {
        if let Some(done) = attempt() {
            return Some(done);
        }
        thread::sleep(Duration::from_millis(1));
    }
    attempt()
}

/// What the thread does that looks after the report.
fn watch() {
    // The first call may not have finished its beginning yet; it waits for nobody.
    while let Some(host) = host::host() {
        thread::sleep(INTERVAL);
        host.look();
    }
}
