//! Processes, as the cases about them have them: closed by themselves, with their streams.

use std::cell::Cell;
use std::sync::mpsc::{self, Receiver};

use hcs_sys::*;
use serde_json::{Map, Value};

use super::host::{Host, OWNER, Outcome, Stop, System, accepted, failed, new_id, poll};
use super::raw::{Abi, Event, Handle, Information, is_absent};

/// The parameters of a process that each Windows has, and that runs until its input ends.
pub(crate) const IDLE: &str =
    r#"{"CommandLine":"cmd.exe","CreateStdInPipe":true,"CreateStdOutPipe":true}"#;

/// The end of a process's input.
pub(crate) const CLOSE_STDIN: &str =
    r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#;

/// A handle to a process, and its streams, which are closed when nobody needs them any more.
pub(crate) struct Process {
    abi: Abi,
    handle: Cell<Handle>,
    /// What the host said of it.
    pub(crate) information: Information,
    streams: [Cell<Handle>; 3],
    /// The call was over when it returned, and its operation had nothing to do with it.
    pub(crate) at_once: bool,
    /// What the operation of its creation lent.
    pub(crate) lent: Handle,
}

impl Process {
    pub(crate) fn handle(&self) -> Handle {
        self.handle.get()
    }

    /// Closes the handle now, and leaves the streams.
    pub(crate) fn close(&self) {
        let handle = self.handle.replace(0);
        if handle != 0 {
            self.abi.close_process(handle);
        }
    }

    /// Closes the end of its input.
    pub(crate) fn close_pipe(&self) {
        self.close_stream(&self.streams[0]);
    }

    fn close_stream(&self, stream: &Cell<Handle>) {
        let handle = stream.replace(0);
        if !is_absent(handle) {
            self.abi.close_handle(handle);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        for stream in &self.streams {
            self.close_stream(stream);
        }
        self.close();
    }
}

/// What came of creating a process.
pub(crate) enum Created {
    Process(Process),
    /// It isn't there.
    Refused(Outcome),
    /// Its operation failed, and the process was made all the same.
    Lost(Outcome),
}

/// What is behind the handle of a process whose creation didn't succeed.
enum State {
    Runs(Information),
    Exited,
    Absent,
}

impl Host {
    /// The document of a container, which ends with its last handle: the caller's own, in the suite's name, or one
    /// without layers.
    pub(crate) fn container(&self) -> String {
        let given = self.options.container.as_deref();
        let given = given.and_then(|text| serde_json::from_str(text).ok());
        let mut members: Map<String, Value> = given.unwrap_or_else(|| {
            let version = serde_json::json!({ "Major": 2, "Minor": 1 });
            Map::from_iter([
                ("SchemaVersion".to_owned(), version),
                ("Container".to_owned(), serde_json::json!({})),
            ])
        });
        members.insert("Owner".to_owned(), OWNER.into());
        members.insert("ShouldTerminateOnLastHandleClosed".to_owned(), true.into());
        Value::Object(members).to_string()
    }

    /// A container that runs.
    pub(crate) fn running_container(&self) -> Result<System, Stop> {
        let (outcome, system) = self.try_create(&new_id(), &self.container())?;
        if outcome.code != S_OK {
            return Err(failed("HcsCreateComputeSystem", &outcome));
        }
        self.done("HcsStartComputeSystem", |operation| {
            self.abi.start(system.handle(), operation)
        })?;
        Ok(system)
    }

    fn limit(&self) -> u32 {
        u32::try_from(self.options.call_limit.as_millis()).unwrap_or(u32::MAX - 1)
    }

    /// Creates a process. A failure leaves nothing behind.
    pub(crate) fn try_process(&self, system: &System, parameters: &str) -> Result<Created, Stop> {
        let abi = self.abi;
        let operation = self.operation()?;
        let (code, handle) = abi.create_process(system.handle(), parameters, operation.handle());
        let refused = |code, document, at_once| Outcome {
            code,
            document,
            at_once,
        };
        if code != S_OK {
            let (_, document) = abi.result(operation.handle());
            return Ok(Created::Refused(refused(code, document, true)));
        }
        let process = |information: Information, at_once| Process {
            abi,
            handle: Cell::new(handle),
            information,
            streams: [information.stdin, information.stdout, information.stderr].map(Cell::new),
            at_once,
            lent: abi.process_of(operation.handle()),
        };
        let (code, information, document) =
            abi.wait_for_information(operation.handle(), self.limit());
        match (code, information) {
            (S_OK, Some(information)) => Ok(Created::Process(process(information, false))),
            (HCS_E_OPERATION_TIMEOUT, _) => {
                operation.gone();
                let limit = self.options.call_limit.as_secs_f32();
                Err(Stop::Failed(format!(
                    "HcsCreateProcess was not complete after {limit} s, and was left open"
                )))
            }
            _ => {
                let outcome = refused(code, document, false);
                let state = self.information(handle)?;
                let information = match state {
                    State::Runs(information) => information,
                    State::Exited | State::Absent => Information::default(),
                };
                // It is closed at the end, also where nothing is behind the handle.
                let process = process(information, true);
                match state {
                    State::Runs(_) if code == E_INVALIDARG => Ok(Created::Process(process)),
                    State::Exited if code == E_INVALIDARG => Err(Stop::Unable(
                        "a process was over before its id and streams could be asked for"
                            .to_owned(),
                    )),
                    State::Runs(_) | State::Exited => Ok(Created::Lost(outcome)),
                    State::Absent => Ok(Created::Refused(outcome)),
                }
            }
        }
    }

    /// What `HcsGetProcessInfo` says of a process.
    fn information(&self, process: Handle) -> Result<State, Stop> {
        let operation = self.operation()?;
        if self.abi.process_info(process, operation.handle()) != S_OK {
            return Ok(State::Absent);
        }
        if operation.wait()?.code == HCS_E_PROCESS_ALREADY_STOPPED {
            return Ok(State::Exited);
        }
        let (_, information, _) = self.abi.information(operation.handle());
        Ok(information.map_or(State::Absent, State::Runs))
    }

    /// A process that runs until its input ends.
    pub(crate) fn idle_process(&self, system: &System) -> Result<Process, Stop> {
        match self.try_process(system, IDLE)? {
            Created::Process(process) => Ok(process),
            Created::Refused(outcome) | Created::Lost(outcome) => {
                Err(failed("HcsCreateProcess", &outcome))
            }
        }
    }

    /// What a process says of itself.
    pub(crate) fn status(&self, process: Handle) -> Result<Value, Stop> {
        let name = "HcsGetProcessProperties";
        let document = self.done(name, |operation| {
            self.abi.process_properties(process, operation, None)
        })?;
        let document =
            document.ok_or_else(|| Stop::Failed(format!("{name} succeeded without a document")))?;
        serde_json::from_str(&document)
            .map_err(|_| Stop::Failed(format!("{name}: the document is no JSON: {document}")))
    }

    /// Asks again and again until a process has exited, or time is up; its last status, and whether it has.
    pub(crate) fn until_exited(&self, process: Handle) -> Result<(Value, bool), Stop> {
        let mut last = Ok(Value::Null);
        let exited = poll(self.options.call_limit, || {
            last = self.status(process);
            last.as_ref().map_or(true, |it| it["Exited"] == true)
        });
        Ok((last?, exited))
    }

    /// Ends a process, and waits until it has exited.
    pub(crate) fn end(&self, process: &Process) -> Result<Value, Stop> {
        self.done("HcsTerminateProcess", |operation| {
            self.abi.terminate_process(process.handle(), operation)
        })?;
        match self.until_exited(process.handle())? {
            (status, true) => Ok(status),
            (status, false) => Err(Stop::Failed(format!(
                "a process that was terminated has not exited: {status}"
            ))),
        }
    }

    /// Registers an event callback that sends each event; where it arrives.
    pub(crate) fn process_events(&self, process: &Process) -> Result<Receiver<Event>, Stop> {
        let (sender, told) = mpsc::channel();
        let callback = move |event| {
            // Nobody listens any more: the case is over.
            let _ = sender.send(event);
        };
        let code = self
            .abi
            .subscribe_process(process.handle(), HcsEventOptionNone, callback);
        accepted("HcsSetProcessCallback", code)?;
        Ok(told)
    }
}
