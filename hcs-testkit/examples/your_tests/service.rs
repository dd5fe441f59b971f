//! The service: it runs jobs, each in a container of its own, with a limit of time, and leaves nothing behind.
//!
//! It is given its [`Host`], so that its tests can give it another one. Nothing else in it knows of tests, but for the lines
//! about mistakes.

use std::fmt;
use std::io::{self, Read};
use std::thread;
use std::time::Duration;

use hcs::{ComputeSystem, ExitStatus, Host};
use serde_json::json;

use crate::mistake::Mistake;

/// A job: a command, and how long it may take.
pub(crate) struct Job<'a> {
    pub(crate) name: &'a str,
    pub(crate) command: &'a str,
    pub(crate) limit: Duration,
}

/// What became of a job.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) end: End,
    /// What the command wrote, up to its end.
    pub(crate) output: String,
}

/// How a job has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The command ended by itself, with this code.
    Exited(u32),
    /// It took too long, and was killed.
    TimedOut,
    /// Its container ended before it did.
    ContainerEnded,
}

/// Why a job could not be run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A job of this name is running.
    Busy,
    /// This user may not run jobs: what he can do about it.
    NotAllowed(String),
    /// Something else went wrong.
    Other(hcs::Error),
}

/// Runs jobs.
pub(crate) struct Jobs {
    host: Host,
}

impl Jobs {
    pub(crate) fn new(host: Host) -> Self {
        Self { host }
    }

    /// Runs a job to its end.
    pub(crate) fn run(&self, job: &Job<'_>) -> Result<Report, Failure> {
        let container = json!({
            "SchemaVersion": { "Major": 2, "Minor": 1 },
            "Owner": "jobs",
            "Container": {},
            // However this program ends, its containers end with it.
            "ShouldTerminateOnLastHandleClosed": !Mistake::LostContainer.is_made(),
        });
        let id = format!("job-{}", job.name);
        let system = self.host.create(&id, container).wait()?;
        let report = run_in(&system, job);
        if report.is_err() && Mistake::LostHandle.is_made() {
            std::mem::forget(system);
            return Ok(report?);
        }
        // Now, and not some time later: the id is free when this returns, and the same job can run again.
        let closed = system.close();
        let report = report?;
        closed?;
        Ok(report)
    }
}

fn run_in(system: &ComputeSystem, job: &Job<'_>) -> hcs::Result<Report> {
    system.start().wait()?;
    let mut process = system
        .create_process(json!({ "CommandLine": job.command, "CreateStdOutPipe": true }))
        .wait()?;
    let stdout = process.stdout.take();
    // It is read while the command runs: one that fills its pipe would stand still.
    let reader = thread::spawn(|| read(stdout));
    let limit = match Mistake::NoLimit.is_made() {
        true => job.limit * 1000,
        false => job.limit,
    };
    let end = match process.wait_timeout(limit)? {
        Some(status) => end(system, &status)?,
        None => {
            match process.terminate().wait() {
                // It has ended at that very moment.
                Err(error) if !error.is_already_stopped() => return Err(error),
                _ => {}
            }
            End::TimedOut
        }
    };
    process.close()?;
    // What can't be read any more, nobody has written.
    let output = reader.join().unwrap_or_default();
    Ok(Report { end, output })
}

fn end(system: &ComputeSystem, status: &ExitStatus) -> hcs::Result<End> {
    match status.code() {
        Some(_) if Mistake::LostExitCode.is_made() => Ok(End::Exited(0)),
        Some(0) => Ok(End::Exited(0)),
        // A command that was ended together with its container has a code, too.
        Some(code) => match system.properties().wait()?.stopped {
            Some(true) => Ok(End::ContainerEnded),
            _ => Ok(End::Exited(code)),
        },
        None => Ok(End::ContainerEnded),
    }
}

/// All of a stream, as text.
fn read(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        let read: io::Result<usize> = stream.read_to_end(&mut bytes);
        // What came before a failure counts.
        drop(read);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl From<hcs::Error> for Failure {
    fn from(error: hcs::Error) -> Self {
        if error.is_already_exists() {
            return Self::Busy;
        }
        match error.remedy() {
            Some(remedy) if error.is_access_denied() => Self::NotAllowed(remedy.to_owned()),
            _ => Self::Other(error),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("a job of this name is running"),
            Self::NotAllowed(remedy) => write!(f, "this user may not run jobs. {remedy}"),
            Self::Other(error) => error.fmt(f),
        }
    }
}
