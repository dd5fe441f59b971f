//! Records what passes between a program and the Host Compute System: every call, callback and document.
//!
//! One run on a real host, by anyone, becomes evidence that can be looked at anywhere: what this build of Windows
//! answers, in which order, on which threads. It takes the feature `record` of this crate, and the environment variable
//! `HCS_RECORD` with the name of a file:
//!
//! ```text
//! HCS_RECORD=run-%p.jsonl my-program
//! ```
//!
//! [`Host::new`](crate::Host::new) and [`Host::load_from`](crate::Host::load_from) then put a table of recording
//! functions in front of the library's own. Without the variable they use the library's table itself, so that nothing
//! costs anything; without the feature there is no code of this in the program. `hcs-testkit` has the other half, which
//! compares a recording with the rules of the Host Compute System and with its double.
//!
//! In code, a [`Recorder`] goes in front of any table:
//!
//! ```
//! # #![allow(unsafe_code)]
//! use hcs::Host;
//! use hcs::record::Recorder;
//!
//! let mock = hcs_testkit::MockHost::new();
//! # let directory = std::env::temp_dir().join(format!("hcs-record-{}", std::process::id()));
//! # std::fs::create_dir_all(&directory).unwrap();
//! let file = directory.join("run.jsonl");
//! let recorder = Recorder::to_file(mock.table(), &file)?;
//! // SAFETY: the recorder's functions are the mock's, with the same signatures and rules.
//! let host = unsafe { Host::from_table(recorder.table()) };
//! assert!(host.open("no-such-system").is_err());
//! recorder.finish();
//!
//! let text = std::fs::read_to_string(&file).unwrap();
//! assert!(text.lines().nth(1).unwrap().contains("HcsOpenComputeSystem"));
//! # std::fs::remove_dir_all(&directory).unwrap();
//! mock.finish();
//! # Ok::<(), hcs::Error>(())
//! ```
//!
//! # The environment variables
//!
//! - `HCS_RECORD`: the file. `%p` in it stands for the id of the process, `%%` for `%`. A file that is there already is
//!   never written over: it may be somebody's evidence. When a process loads a second library, its calls go to a file
//!   with `.2` behind the name, and so on.
//! - `HCS_RECORD_KEEP`: what is not scrubbed although it usually is: `command-lines`, or nothing.
//!
//! A file that can't be made is an error of `Host::new`, which names the variable and the path: who asks for a recording
//! wants to know before the run. A line that can't be written later, as the disk is full, ends the recording with a
//! sentence on standard error, and the program goes on as if nothing were.
//!
//! # The file
//!
//! JSON, a line each. The first one is the header: `hcs-record` is the version of the format (1), `crate` that of this
//! crate, then the system, the processor, the build of Windows, whether the library is Windows' own (`system`), the process,
//! the time, what was kept, and the exports that are there and that are absent. Each other line has a number `seq`, the
//! microseconds `us` since the beginning, and the `thread`, numbered by first appearance. There are five kinds:
//!
//! | member | the line says that |
//! |---|---|
//! | `call` | a function is about to be called, with `args` |
//! | `return` | the call with this `seq` has returned, with `result`, and `out` for what it wrote to places |
//! | `callback` | a callback is about to be made, with `args` |
//! | `done` | the callback with this `seq` has returned |
//! | `end` | the recorder was finished; a process that just ends has no such line |
//!
//! So calls that overlap, callbacks inside of calls, and calls that never return can all be told. Each line is written
//! at once: a crash loses no more than the last one.
//!
//! Handles have names, as in `{"handle":"op#1","value":"0x1f0"}`. Windows may give the value of a closed handle to the
//! next one; the name tells them apart. Documents are JSON: `{"json":…}`. One that isn't is `{"text":{"length":…,"hash":…}}`;
//! the hash is salted anew for each recording.
//!
//! # What is scrubbed
//!
//! In documents, by the names of their members, wherever they are nested: passwords, secrets, tokens, keys, credentials
//! (the whole `CredentialSpec`), environment variables (their names stay), names of users and accounts, command lines. In
//! each text: queries with a shared access signature, passwords in addresses and connection strings, private keys, and the
//! names of users' directories. Pairs of a name and a value are judged by the name; a text that has a part of a document in
//! it goes as a whole. What stays are ids and names of systems, owners, paths, sizes, states: look at a file before you
//! send it.
//!
//! # What the recorder does to a program
//!
//! Each call is passed on with its arguments, and answered with what the library answers; places are written by the
//! library only. Callbacks and their contexts are the exception that nobody sees: the library is given functions of the
//! recorder's, which call the program's on the same thread, with the program's context. `HcsGetOperationContext` answers
//! the program's context as well. Calls take longer, since a line is written before and after each of them.
//!
//! A place for a document that already holds a value before the call, and the same one afterwards, is recorded as
//! `unchanged`: whether the library wrote it can't be known.

mod callbacks;
mod kinds;
mod names;
mod session;
mod slot;
mod special;
mod thunk;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hcs_sys::ComputeCore;

pub use crate::scrub::Keep;

use crate::error::{Error, Result};
use session::{Out, Session};

/// The version of the file's format.
pub const FORMAT: u64 = 1;

/// The environment variable with the name of the file.
const FILE: &str = "HCS_RECORD";
/// The environment variable with what isn't scrubbed.
const KEEP: &str = "HCS_RECORD_KEEP";

/// A recording, and the table in front of another one that writes it.
///
/// When it is dropped the recording ends. The table can be called for ever: it passes calls on. When some dozen later
/// recorders have come and gone, it is theirs; by then nobody should call it any more.
pub struct Recorder {
    slot: usize,
    table: &'static ComputeCore,
    session: Arc<Session>,
}

impl Recorder {
    /// Records the calls through a table in a new file.
    ///
    /// # Errors
    /// The file is there already, or can't be made. Or there are 32 recorders, and none of them was dropped for a minute.
    pub fn to_file(real: &'static ComputeCore, path: impl AsRef<Path>) -> Result<Self> {
        Self::to_file_with(real, path, Keep::default())
    }

    /// Records the calls through a table in a new file, with more than usual.
    ///
    /// # Errors
    /// As [`to_file`](Self::to_file).
    pub fn to_file_with(
        real: &'static ComputeCore,
        path: impl AsRef<Path>,
        keep: Keep,
    ) -> Result<Self> {
        let path = path.as_ref();
        let file = create(path).map_err(|why| Error::record(why.sentence("", path)))?;
        Self::begin(
            real,
            path.display().to_string(),
            Box::new(file),
            keep,
            false,
        )
    }

    /// Records the calls through a table, written to this writer, a line at a time.
    ///
    /// The writer is called on all threads, one at a time, between the program and the library: it makes no calls through
    /// the table.
    ///
    /// # Errors
    /// There are 32 recorders, and none of them was dropped for a minute.
    pub fn to_writer(
        real: &'static ComputeCore,
        writer: impl Write + Send + 'static,
        keep: Keep,
    ) -> Result<Self> {
        Self::begin(real, "a writer".to_owned(), Box::new(writer), keep, false)
    }

    fn begin(
        real: &'static ComputeCore,
        title: String,
        out: Out,
        keep: Keep,
        system: bool,
    ) -> Result<Self> {
        let Some(slot) = slot::take() else {
            let many = "32 recorders are there already, and none was dropped for a minute";
            return Err(Error::record(many.to_owned()));
        };
        let session = Arc::new(Session::begin(title, out, keep, real, system));
        slot::occupy(slot, real, Arc::clone(&session));
        Ok(Self {
            slot,
            table: thunk::table(slot, real),
            session,
        })
    }

    /// The recording functions; those that the other table lacks are absent here, too.
    #[must_use]
    pub fn table(&self) -> &'static ComputeCore {
        self.table
    }

    /// Why the recording has stopped before its end, if it has.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.session.failure()
    }

    /// Ends the recording, as dropping the recorder does.
    pub fn finish(self) {}
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.session.end();
        slot::vacate(self.slot);
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("recording", &self.session.is_recording())
            .finish_non_exhaustive()
    }
}

/// The table that stands in front of this one if the environment asks for a recording, else the table itself.
///
/// [`Host::new`](crate::Host::new) and [`Host::load_from`](crate::Host::load_from) do this by themselves. It is for
/// programs that have their table from elsewhere, and use [`Host::from_table`](crate::Host::from_table). The same table
/// is recorded once, however often this is called.
///
/// # Errors
/// The file is there already or can't be made, or `HCS_RECORD_KEEP` has an unknown word: the error names the variable.
pub fn from_environment(real: &'static ComputeCore) -> Result<&'static ComputeCore> {
    in_front_of(real, false)
}

/// As [`from_environment`]; `system`: the table is that of Windows' own library.
pub(crate) fn in_front_of(
    real: &'static ComputeCore,
    system: bool,
) -> Result<&'static ComputeCore> {
    match std::env::var_os(FILE) {
        Some(file) if !file.is_empty() => recorded(real, &file, system),
        _ => Ok(real),
    }
}

#[cold]
fn recorded(
    real: &'static ComputeCore,
    file: &OsStr,
    system: bool,
) -> Result<&'static ComputeCore> {
    /// The tables that are recorded until the process ends: the real one, and the one in front of it.
    static RECORDED: Mutex<Vec<(&ComputeCore, &ComputeCore)>> = Mutex::new(Vec::new());
    let mut recorded = RECORDED.lock().unwrap_or_else(PoisonError::into_inner);
    let same = |&&(one, front): &&(&'static ComputeCore, &'static ComputeCore)| {
        std::ptr::eq(one, real) || std::ptr::eq(front, real)
    };
    if let Some((_, front)) = recorded.iter().find(same) {
        return Ok(front);
    }
    let keep = std::env::var_os(KEEP).unwrap_or_default();
    let keep = Keep::parse(&keep.to_string_lossy()).map_err(|word| {
        Error::record(format!(
            "{KEEP} has the unknown word \"{word}\": it can have command-lines, or nothing"
        ))
    })?;
    let path = expand(file, recorded.len() + 1);
    let out = create(&path).map_err(|why| Error::record(why.sentence(FILE, &path)))?;
    let recorder = Recorder::begin(
        real,
        path.display().to_string(),
        Box::new(out),
        keep,
        system,
    )?;
    let table = recorder.table();
    // It ends with the process.
    std::mem::forget(recorder);
    recorded.push((real, table));
    Ok(table)
}

/// The path of the n-th recording of this process.
fn expand(file: &OsStr, number: usize) -> PathBuf {
    let mut path = match file.to_str() {
        None => file.to_owned(),
        Some(text) => {
            let parts = text.split("%%");
            let process = std::process::id().to_string();
            let parts: Vec<String> = parts.map(|part| part.replace("%p", &process)).collect();
            OsString::from(parts.join("%"))
        }
    };
    if number > 1 {
        path.push(format!(".{number}"));
    }
    PathBuf::from(path)
}

/// Why there is no file.
struct NoFile(std::io::Error);

impl NoFile {
    fn sentence(&self, variable: &str, path: &Path) -> String {
        let (asks, path) = (
            match variable {
                "" => String::new(),
                name => format!("{name} asks for it: "),
            },
            path.display(),
        );
        match self.0.kind() {
            std::io::ErrorKind::AlreadyExists => format!(
                "can't record to {path}: {asks}the file is there already, and is not written over; name another one, with %p for the id of the process, or move it away"
            ),
            _ => format!(
                "can't record to {path}: {asks}the file can't be made: {}",
                self.0
            ),
        }
    }
}

fn create(path: &Path) -> Result<File, NoFile> {
    File::create_new(path).map_err(NoFile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_process_and_the_number_of_the_library() {
        let process = std::process::id();
        let expanded = |text: &str, number| expand(OsStr::new(text), number);
        assert_eq!(expanded("a.jsonl", 1), Path::new("a.jsonl"));
        assert_eq!(expanded("a.jsonl", 3), Path::new("a.jsonl.3"));
        let path = format!("a-{process}-%p.jsonl");
        assert_eq!(expanded("a-%p-%%p.jsonl", 1), Path::new(&path));
    }

    #[test]
    fn a_file_that_cannot_be_made_is_named() {
        let why = NoFile(std::io::ErrorKind::NotFound.into());
        let sentence = why.sentence(FILE, Path::new("no/where"));
        assert!(sentence.starts_with("can't record to no/where: HCS_RECORD asks for it"));
        let why = NoFile(std::io::ErrorKind::AlreadyExists.into());
        let sentence = why.sentence("", Path::new("a"));
        assert!(sentence.contains("not written over") && !sentence.contains("HCS_RECORD"));
    }
}
