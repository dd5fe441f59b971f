//! What cases are written in: operations and systems that are closed by themselves, waits that have an end, and notes.

use std::cell::Cell;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use hcs_sys::*;
use serde_json::Value;

use super::notes::Notes;
use super::options::Options;
use super::raw::{Abi, Event, Handle};
use crate::hresult;

/// Every system of the suite says that it is the suite's: this is the `Owner` in its configuration.
pub const OWNER: &str = "hcs-testkit conformance suite 6f1d2c84";
/// Every system of the suite has an id that begins so.
pub const ID_PREFIX: &str = "hcs-conformance-";

/// Completions are told to the event callback.
pub(crate) const OPERATIONS: HCS_EVENT_OPTIONS = HcsEventOptionEnableOperationCallbacks;

/// Why a case ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Something that isn't its question went wrong.
    Failed(String),
    /// This host can't do what it asks about.
    Unable(String),
}

/// What came of a call and its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: HRESULT,
    pub(crate) document: Option<String>,
    /// The call itself answered the code; its operation never began.
    pub(crate) at_once: bool,
}

impl Outcome {
    /// Where the code came from, for texts.
    pub(crate) fn path(&self) -> &'static str {
        match self.at_once {
            true => "by the call itself",
            false => "through its operation",
        }
    }
}

/// A host under test, as one case sees it.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    pub(crate) abi: Abi,
    pub(crate) options: Options,
    pub(crate) notes: Notes,
}

impl Deref for Host {
    type Target = Notes;

    fn deref(&self) -> &Notes {
        &self.notes
    }
}

/// A new id for a system of the suite.
pub(crate) fn new_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let time = time.map_or(0, |time| time.as_secs());
    format!("{ID_PREFIX}{}-{time:x}-{number}", std::process::id())
}

impl Host {
    /// The document of a virtual machine that needs no more than Virtual Machine Platform: firmware, a processor, some
    /// memory, no disk. It ends with its last handle.
    pub(crate) fn virtual_machine(&self) -> String {
        let megabytes = self.options.memory_mb.clamp(64, 1024);
        format!(
            r#"{{"SchemaVersion":{{"Major":2,"Minor":1}},"Owner":"{OWNER}","VirtualMachine":{{"StopOnReset":true,"Chipset":{{"Uefi":{{}}}},"ComputeTopology":{{"Memory":{{"SizeInMB":{megabytes}}},"Processor":{{"Count":1}}}}}},"ShouldTerminateOnLastHandleClosed":true}}"#
        )
    }

    /// A new operation without callback.
    pub(crate) fn operation(&self) -> Result<Operation, Stop> {
        self.owned(self.abi.operation())
    }

    /// A new operation with this callback.
    pub(crate) fn operation_with(
        &self,
        callback: impl Fn(Handle) + Send + Sync + 'static,
    ) -> Result<Operation, Stop> {
        self.owned(self.abi.operation_with(callback))
    }

    /// A new operation whose callback sends what this makes of each call; where it arrives.
    pub(crate) fn operation_telling<T: Send + 'static>(
        &self,
        tell: impl Fn(Handle) -> T + Send + Sync + 'static,
    ) -> Result<(Operation, Receiver<T>), Stop> {
        let (sender, told) = mpsc::channel();
        let operation = self.operation_with(move |handle| {
            // Nobody listens any more: the case is over.
            let _ = sender.send(tell(handle));
        })?;
        Ok((operation, told))
    }

    /// A new operation with notifications, which sends what this makes of each; where it arrives.
    pub(crate) fn operation_notifying<T: Send + 'static>(
        &self,
        options: HCS_OPERATION_OPTIONS,
        tell: impl Fn(Event) -> T + Send + Sync + 'static,
    ) -> Result<(Operation, Receiver<T>), Stop> {
        let (sender, told) = mpsc::channel();
        let handle = self.abi.operation_notifying(options, move |event| {
            // Nobody listens any more: the case is over.
            let _ = sender.send(tell(event));
        });
        Ok((self.owned(handle)?, told))
    }

    fn owned(&self, handle: Handle) -> Result<Operation, Stop> {
        match handle {
            0 => Err(Stop::Failed("HcsCreateOperation returned NULL".to_owned())),
            _ => Ok(Operation {
                abi: self.abi,
                handle: Cell::new(handle),
                limit: self.options.call_limit,
            }),
        }
    }

    /// Makes a call with an operation of its own, and waits for that.
    pub(crate) fn outcome(&self, call: impl FnOnce(Handle) -> HRESULT) -> Result<Outcome, Stop> {
        let operation = self.operation()?;
        let code = call(operation.handle());
        if code != S_OK {
            let (_, document) = self.abi.result(operation.handle());
            return Ok(Outcome {
                code,
                document,
                at_once: true,
            });
        }
        operation.wait()
    }

    /// Makes a call that is no question of the case's, but on its way.
    pub(crate) fn done(
        &self,
        name: &str,
        call: impl FnOnce(Handle) -> HRESULT,
    ) -> Result<Option<String>, Stop> {
        let outcome = self.outcome(call)?;
        match outcome.code {
            S_OK => Ok(outcome.document),
            _ => Err(failed(name, &outcome)),
        }
    }

    /// Creates a system with this configuration. A failure leaves nothing behind.
    pub(crate) fn try_create(
        &self,
        id: &str,
        configuration: &str,
    ) -> Result<(Outcome, System), Stop> {
        let operation = self.operation()?;
        let (code, handle) = self.abi.create_with(id, configuration, operation.handle());
        let system = System {
            abi: self.abi,
            handle: Cell::new(if code == S_OK { handle } else { 0 }),
            id: id.to_owned(),
        };
        let outcome = if code == S_OK {
            operation.wait()?
        } else {
            let (_, document) = self.abi.result(operation.handle());
            Outcome {
                code,
                document,
                at_once: true,
            }
        };
        Ok((outcome, system))
    }

    /// A new virtual machine that was never started.
    pub(crate) fn created(&self) -> Result<System, Stop> {
        let (outcome, system) = self.try_create(&new_id(), &self.virtual_machine())?;
        match outcome.code {
            S_OK => Ok(system),
            _ => Err(failed("HcsCreateComputeSystem", &outcome)),
        }
    }

    /// Terminates a system.
    pub(crate) fn terminate(&self, system: &System) -> Result<(), Stop> {
        self.done("HcsTerminateComputeSystem", |operation| {
            self.abi.terminate(system.handle(), operation)
        })?;
        Ok(())
    }

    /// What a system says of itself.
    pub(crate) fn properties(&self, system: &System) -> Result<Value, Stop> {
        let document = self.done("HcsGetComputeSystemProperties", |operation| {
            self.abi.properties(system.handle(), operation, None)
        })?;
        let name = "HcsGetComputeSystemProperties";
        let document =
            document.ok_or_else(|| Stop::Failed(format!("{name} succeeded without a document")))?;
        serde_json::from_str(&document)
            .map_err(|_| Stop::Failed(format!("{name}: the document is no JSON: {document}")))
    }

    /// Asks again and again for the properties until they are as wanted, or time is up; the last ones, and whether
    /// they are.
    pub(crate) fn until(
        &self,
        system: &System,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<(Value, bool), Stop> {
        let mut last = Ok(Value::Null);
        let there = poll(self.options.call_limit, || {
            last = self.properties(system);
            // What can't be asked won't change.
            last.as_ref().map_or(true, &wanted)
        });
        Ok((last?, there))
    }

    /// Registers an event callback that sends what this makes of each event; where it arrives.
    pub(crate) fn events<T: Send + 'static>(
        &self,
        system: &System,
        options: HCS_EVENT_OPTIONS,
        tell: impl Fn(Event) -> T + Send + Sync + 'static,
    ) -> Result<Receiver<T>, Stop> {
        let (sender, told) = mpsc::channel();
        let code = self.abi.subscribe(system.handle(), options, move |event| {
            // Nobody listens any more: the case is over.
            let _ = sender.send(tell(event));
        });
        accepted("HcsSetComputeSystemCallback", code)?;
        Ok(told)
    }

    /// Waits for something that has to come.
    pub(crate) fn due<T>(&self, told: &Receiver<T>) -> Option<T> {
        told.recv_timeout(self.options.call_limit).ok()
    }

    /// Waits for the first of these that is as wanted and has to come.
    pub(crate) fn due_where<T>(
        &self,
        told: &Receiver<T>,
        mut wanted: impl FnMut(&T) -> bool,
    ) -> Option<T> {
        while let Some(it) = self.due(told) {
            if wanted(&it) {
                return Some(it);
            }
        }
        None
    }

    /// What comes within the time in which something that may never come would have come; it ends early when this
    /// says that it is enough.
    pub(crate) fn within_quiet<T>(
        &self,
        told: &Receiver<T>,
        mut enough: impl FnMut(&T) -> bool,
    ) -> Vec<T> {
        let mut seen = Vec::new();
        let deadline = Instant::now() + self.options.quiet;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match told.recv_timeout(left) {
                Ok(it) => {
                    let over = enough(&it);
                    seen.push(it);
                    if over {
                        return seen;
                    }
                }
                Err(RecvTimeoutError::Timeout) => return seen,
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(left);
                    return seen;
                }
            }
        }
    }
}

/// Asks again and again whether it is so, every few milliseconds and once at least; whether it was before time was up.
pub(crate) fn poll(limit: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    loop {
        if is_so() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A starting call on a case's way must be accepted.
pub(crate) fn accepted(name: &str, code: HRESULT) -> Result<(), Stop> {
    match code {
        S_OK => Ok(()),
        _ => Err(Stop::Failed(format!("{name}: {}", hresult::name(code)))),
    }
}

/// A call on a case's way has failed.
pub(crate) fn failed(name: &str, outcome: &Outcome) -> Stop {
    let document = outcome.document.as_deref().unwrap_or("no document");
    let code = hresult::name(outcome.code);
    Stop::Failed(format!("{name}: {code} {}: {document}", outcome.path()))
}

/// Whether a system's properties say that it is over.
pub(crate) fn is_stopped(properties: &Value) -> bool {
    properties["Stopped"] == true
}

/// The state in a system's properties.
pub(crate) fn state(properties: &Value) -> &str {
    match is_stopped(properties) {
        true => "Stopped",
        false => properties["State"].as_str().unwrap_or("none"),
    }
}

/// An operation, which is closed when nobody needs it any more. One that isn't complete in time is left open: what a
/// host does with it is unknown then.
pub(crate) struct Operation {
    abi: Abi,
    handle: Cell<Handle>,
    limit: Duration,
}

impl Operation {
    pub(crate) fn handle(&self) -> Handle {
        self.handle.get()
    }

    /// Waits until it is complete.
    pub(crate) fn wait(&self) -> Result<Outcome, Stop> {
        let milliseconds = u32::try_from(self.limit.as_millis()).unwrap_or(u32::MAX - 1);
        let (code, document) = self.abi.wait_for(self.handle(), milliseconds);
        if code == HCS_E_OPERATION_TIMEOUT {
            self.gone();
            let limit = self.limit.as_secs_f32();
            return Err(Stop::Failed(format!(
                "an operation was not complete after {limit} s, and was left open"
            )));
        }
        Ok(Outcome {
            code,
            document,
            at_once: false,
        })
    }

    /// Whether it is pending now.
    pub(crate) fn is_pending(&self) -> bool {
        self.abi.result(self.handle()).0 == HCS_E_OPERATION_PENDING
    }

    /// Somebody else has closed it, or nobody may: it isn't closed any more.
    pub(crate) fn gone(&self) {
        self.handle.set(0);
    }

    /// Closes it now.
    pub(crate) fn close(&self) {
        let handle = self.handle.replace(0);
        if handle != 0 {
            self.abi.close_operation(handle);
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        self.close();
    }
}

/// A handle to a system, which is closed when nobody needs it any more: with the last one the system ends.
pub(crate) struct System {
    abi: Abi,
    handle: Cell<Handle>,
    pub(crate) id: String,
}

impl System {
    pub(crate) fn of(abi: Abi, handle: Handle, id: &str) -> Self {
        Self {
            abi,
            handle: Cell::new(handle),
            id: id.to_owned(),
        }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle.get()
    }

    /// Closes it now.
    pub(crate) fn close(&self) {
        let handle = self.handle.replace(0);
        if handle != 0 {
            self.abi.close_system(handle);
        }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.close();
    }
}
