//! Reads a recording: lines of JSON, and which call or callback each of them belongs to.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, BufRead, Read as _};

use hcs::record::FORMAT;
use serde_json::Value;

/// A longer line is no recording's.
const LONGEST: u64 = 64 << 20;

/// A recording, read from its file: see [`hcs::record`] for the format.
#[derive(Debug)]
pub struct Recording {
    pub(crate) header: Value,
    pub(crate) lines: Vec<Line>,
    pub(super) incomplete: Option<usize>,
    /// The operations whose handles have values that closed ones had before.
    reused: HashSet<String>,
}

/// A line after the header.
#[derive(Debug)]
pub(crate) struct Line {
    /// In the file, counted from 1.
    pub(crate) number: usize,
    pub(crate) what: What,
    /// The call or callback of the same thread that this one is inside of, as an index.
    pub(crate) parent: Option<usize>,
}

/// What a line says. `of` is the index of the line that began what ends here.
#[derive(Debug)]
pub(crate) enum What {
    Call {
        function: String,
        args: Value,
    },
    Return {
        of: usize,
        function: String,
        result: Value,
        out: Value,
    },
    Callback {
        callback: String,
        args: Value,
    },
    Done {
        of: usize,
    },
    End,
}

/// Why a file can't be read as a recording.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file can't be read.
    Io(io::Error),
    /// There is nothing in it.
    Empty,
    /// It doesn't begin with a recording's header.
    NotARecording,
    /// It is a recording in another version of the format.
    Version(Value),
    /// A line, by its number, which is not the last one, isn't a recording's.
    Line(usize, &'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "can't be read: {error}"),
            Self::Empty => f.write_str("is empty: nothing was recorded"),
            Self::NotARecording => f.write_str(
                "is no recording: it doesn't begin with the header that HCS_RECORD writes",
            ),
            Self::Version(version) => write!(
                f,
                "has version {version} of the format, and this program reads version {FORMAT}"
            ),
            Self::Line(number, why) => write!(f, "is damaged: line {number} {why}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl Recording {
    /// Reads a recording. Its last line may be cut off: see [`incomplete`](Self::incomplete).
    ///
    /// # Errors
    /// It is no recording, or is damaged elsewhere than at its end.
    pub fn read(mut from: impl BufRead) -> Result<Self, ReadError> {
        let mut reader = Reader::default();
        let mut header = None;
        let mut number = 0;
        loop {
            let mut bytes = Vec::new();
            let length = (&mut from)
                .take(LONGEST)
                .read_until(b'\n', &mut bytes)
                .map_err(ReadError::Io)?;
            if length == 0 {
                break;
            }
            number += 1;
            let ended = bytes.last() == Some(&b'\n');
            let value = serde_json::from_slice::<Value>(&bytes).ok();
            let Some(lines) = &mut header else {
                header = Some(read_header(value, ended)?);
                continue;
            };
            let _: &mut Value = lines;
            if !ended && length as u64 == LONGEST {
                return Err(ReadError::Line(number, "is longer than any recording's"));
            }
            if !ended || value.is_none() {
                // Only the last line can be cut off.
                if from.fill_buf().map_err(ReadError::Io)?.is_empty() {
                    reader.incomplete = Some(number);
                    break;
                }
                return Err(ReadError::Line(number, "is not JSON"));
            }
            let value = value.unwrap_or_default();
            reader
                .add(number, value)
                .map_err(|why| ReadError::Line(number, why))?;
        }
        Ok(Self {
            header: header.ok_or(ReadError::Empty)?,
            reused: reused(&reader.lines),
            lines: reader.lines,
            incomplete: reader.incomplete,
        })
    }

    /// The number of the line at the end that is cut off, if one is.
    #[must_use]
    pub fn incomplete(&self) -> Option<usize> {
        self.incomplete
    }

    /// The build of Windows that it was made on, where that was known.
    #[must_use]
    pub fn build(&self) -> Option<u32> {
        self.header["build"]
            .as_u64()
            .and_then(|build| build.try_into().ok())
    }

    /// The exports that the recorded library lacked.
    pub(crate) fn absent(&self) -> impl Iterator<Item = &str> {
        let names = self.header["absent"].as_array();
        names.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether an event that names this operation may mean an earlier one, which had the same value (E6).
    pub(crate) fn is_reused(&self, operation: &str) -> bool {
        self.reused.contains(operation)
    }

    /// The lines that those at these indices are inside of, from the inside out.
    pub(crate) fn around(&self, index: usize) -> impl Iterator<Item = &Line> {
        let parent = |at: usize| self.lines[at].parent;
        std::iter::successors(parent(index), move |&at| parent(at)).map(|at| &self.lines[at])
    }
}

fn reused(lines: &[Line]) -> HashSet<String> {
    let mut values = HashSet::new();
    let mut reused = HashSet::new();
    for line in lines {
        if let What::Return {
            function, result, ..
        } = &line.what
            && function.starts_with("HcsCreateOperation")
            && let (Some(name), Some(value)) = (name(result), result["value"].as_str())
            && !values.insert(value)
        {
            reused.insert(name.to_owned());
        }
    }
    reused
}

fn read_header(value: Option<Value>, ended: bool) -> Result<Value, ReadError> {
    let Some(value) = value.filter(|value| ended && value.is_object()) else {
        return Err(ReadError::NotARecording);
    };
    match &value["hcs-record"] {
        Value::Null => Err(ReadError::NotARecording),
        version if version.as_u64() == Some(FORMAT) => Ok(value),
        version => Err(ReadError::Version(version.clone())),
    }
}

#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    incomplete: Option<usize>,
    /// The calls and callbacks that haven't ended, by the numbers of their lines.
    open: HashMap<u64, usize>,
    /// What each thread is inside of.
    threads: HashMap<u64, Vec<usize>>,
}

impl Reader {
    fn add(&mut self, number: usize, mut value: Value) -> Result<(), &'static str> {
        let index = self.lines.len();
        let line = value["seq"].as_u64().ok_or("has no number `seq`")?;
        let thread = value["thread"].as_u64().ok_or("has no `thread`")?;
        let stack = self.threads.entry(thread).or_default();
        let parent = stack.last().copied();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let what = if let Some(function) = text(&value["call"]) {
            What::Call {
                function,
                args: value["args"].take(),
            }
        } else if let Some(callback) = text(&value["callback"]) {
            What::Callback {
                callback,
                args: value["args"].take(),
            }
        } else if let Some(of) = value["return"].as_u64() {
            let of = self
                .open
                .remove(&of)
                .ok_or("ends a call that is not there")?;
            let What::Call { function, .. } = &self.lines[of].what else {
                return Err("ends a callback as if it were a call");
            };
            What::Return {
                of,
                function: function.clone(),
                result: value["result"].take(),
                out: value["out"].take(),
            }
        } else if let Some(of) = value["done"].as_u64() {
            let of = self
                .open
                .remove(&of)
                .ok_or("ends a callback that is not there")?;
            What::Done { of }
        } else if value["end"].is_string() {
            What::End
        } else {
            return Err("is of no kind that is known");
        };
        match &what {
            What::Call { .. } | What::Callback { .. } => {
                self.open.insert(line, index);
                stack.push(index);
            }
            What::Return { of, .. } | What::Done { of } => stack.retain(|open| open != of),
            What::End => {}
        }
        self.lines.push(Line {
            number,
            what,
            parent,
        });
        Ok(())
    }
}

/// The name of a handle, such as `op#1`.
pub(crate) fn name(value: &Value) -> Option<&str> {
    value["handle"].as_str()
}

/// The code that a call has answered.
pub(crate) fn code(result: &Value) -> Option<i32> {
    result["code"]
        .as_i64()
        .and_then(|code| code.try_into().ok())
}
