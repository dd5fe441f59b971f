#![allow(unsafe_code)] // Opens processes.
//! Processes in compute systems.

#[cfg(all(feature = "tokio", any(unix, windows)))]
mod asynchronous;
mod output;

use std::fmt;
use std::time::Duration;

use hcs_sys::{GENERIC_ALL, HCS_PROCESS};
use serde_json::{Value, json};

use crate::document::Document;
use crate::error::{Error, Result};
use crate::event::{Event, EventOptions, EventStream, Subscriber, Subscription};
use crate::exit::{ExitStatus, Exited};
use crate::handle::Handle;
use crate::operation::{Call, Function, ProcessInformation};
#[cfg(feature = "schema")]
use crate::schema;
use crate::stdio::{Stderr, Stdin, Stdout};
use crate::trace;

pub use output::Output;

/// A process in a compute system, by an open handle.
///
/// As in [`std::process::Child`], the ends of its standard streams are fields to be taken. Dropping it closes the handle
/// and the ends that are still there; that doesn't end the process. Its system's handle stays open as long as this one.
/// The handle closes when this is dropped and no call of it is in flight: soon, and never in a way that could deadlock
/// with your handlers or locks.
///
/// ```
/// use std::io::Read as _;
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// # let system = host.create("Test", r#"{"Container":{},"ShouldTerminateOnLastHandleClosed":true}"#).wait()?;
/// # system.start().wait()?;
/// let mut process = system
///     .create_process(r#"{ "CommandLine": "echo hello", "CreateStdOutPipe": true }"#)
///     .wait()?;
/// let mut said = String::new();
/// process.stdout.take().expect("it was asked for").read_to_string(&mut said).expect("text");
/// assert_eq!(said.trim_end(), "hello");
/// assert!(process.wait()?.success());
/// # Ok::<(), hcs::Error>(())
/// ```
pub struct Process {
    /// What is written here, the process reads: if `CreateStdInPipe` was asked for.
    pub stdin: Option<Stdin>,
    /// What the process writes: if `CreateStdOutPipe` was asked for.
    pub stdout: Option<Stdout>,
    /// What the process writes to its standard error: if `CreateStdErrPipe` was asked for, and no console is emulated.
    pub stderr: Option<Stderr>,
    id: u32,
    handle: Handle,
}

impl Process {
    pub(crate) fn new(handle: Handle, information: ProcessInformation) -> Self {
        let ProcessInformation {
            id,
            stdin,
            stdout,
            stderr,
        } = information;
        handle.shared().trace.is(id);
        Self {
            stdin,
            stdout,
            stderr,
            id,
            handle,
        }
    }

    /// Opens a process of the system that `system` is a handle to.
    pub(crate) fn open(system: &Handle, id: u32) -> Result<Self> {
        const NAME: &str = "HcsOpenProcess";
        let _gate = system.enter(NAME)?;
        let mut process: HCS_PROCESS = std::ptr::null_mut();
        let open = system.core().HcsOpenProcess;
        let traced = trace::plain(NAME)
            .handle(system.shared())
            .process(id)
            .begin();
        // SAFETY: the gate keeps the system's handle open; `process` is a valid out pointer.
        let code = unsafe { open(system.raw(), id, GENERIC_ALL, &raw mut process) };
        traced.ended(code);
        if code < 0 {
            return Err(Error::code_of(NAME, code, None));
        }
        let handle = Handle::of_process(system.clone(), process);
        handle.shared().trace.is(id);
        Ok(Self {
            stdin: None,
            stdout: None,
            stderr: None,
            id,
            handle,
        })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The process's id in its system.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Ends the process at once:
    /// [`HcsTerminateProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsterminateprocess).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`] after its exit; some hosts answer a second terminate with
    /// [`Error::is_access_denied`].
    #[doc(alias = "HcsTerminateProcess")]
    #[doc(alias = "kill")]
    pub fn terminate(&self) -> Call<()> {
        Call::without_result(Function::TerminateProcess, &self.handle, None)
    }

    /// Ends the process at once, with options.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate).
    #[doc(alias = "HcsTerminateProcess")]
    pub fn terminate_with(&self, options: impl Into<Document>) -> Call<()> {
        let options = Some(options.into());
        Call::without_result(Function::TerminateProcess, &self.handle, options)
    }

    /// Sends the process a signal, such as `{"Signal":"CtrlC"}` for one of Windows, `{"Signal":15}` for one of Linux:
    /// [`HcsSignalProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssignalprocess).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`] after its exit, [`Error::is_invalid_json`] for a signal that the
    /// system doesn't know.
    #[doc(alias = "HcsSignalProcess")]
    pub fn signal(&self, signal: impl Into<Document>) -> Call<()> {
        let signal = Some(signal.into());
        Call::without_result(Function::SignalProcess, &self.handle, signal)
    }

    /// Asks for the id, and for ends of the standard streams once more:
    /// [`HcsGetProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessinfo). It is how a
    /// program that has opened a process gets hold of its streams, where the host hands them out (again).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`] after its exit.
    #[doc(alias = "HcsGetProcessInfo")]
    pub fn information(&self) -> Call<ProcessInformation> {
        Call::process_information(&self.handle)
    }

    /// Asks for the process's status:
    /// [`HcsGetProcessProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessproperties).
    /// A process that has exited still answers while a handle is open.
    ///
    /// # Errors
    /// Of the finished call: what the service answers.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsGetProcessProperties")]
    pub fn properties(&self) -> Call<schema::ProcessStatus> {
        Call::process_properties(&self.handle, None)
    }

    /// [`properties`](Self::properties) as a JSON value: without the feature `schema`, the only way.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsGetProcessProperties")]
    pub fn properties_value(&self) -> Call<Value> {
        Call::process_properties(&self.handle, None)
    }

    /// Asks for the properties that a query names.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_json`] for a query that the service does not understand.
    #[doc(alias = "HcsGetProcessProperties")]
    pub fn properties_with(&self, query: impl Into<Document>) -> Call<Value> {
        Call::process_properties(&self.handle, Some(query.into()))
    }

    /// Changes the process's console or standard streams:
    /// [`HcsModifyProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifyprocess).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`] after its exit, [`Error::is_invalid_json`] for a request that
    /// the service does not understand.
    #[doc(alias = "HcsModifyProcess")]
    pub fn modify(&self, request: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::ModifyProcess, &self.handle, Some(request.into()))
    }

    /// Tells the process, which was created with `EmulateConsole`, that its console has this size now, in characters.
    ///
    /// # Errors
    /// As [`modify`](Self::modify).
    #[doc(alias = "HcsModifyProcess")]
    pub fn resize_console(&self, width: u16, height: u16) -> Call<()> {
        self.modify(json!({
            "Operation": "ConsoleSize",
            "ConsoleSize": { "Height": height, "Width": width },
        }))
    }

    /// Tells the process that nothing more comes on its standard input, and closes [`stdin`](Self::stdin) if it is still
    /// here. Closing the pipe alone may not be enough on each host (P6).
    ///
    /// What was written before is read by the process first.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`] after its exit.
    #[doc(alias = "HcsModifyProcess")]
    pub fn close_stdin(&mut self) -> Call<()> {
        // The request first, and the pipe after it (P6).
        let call = self.modify(json!({
            "Operation": "CloseHandle",
            "CloseHandle": { "Handle": "StdIn" },
        }));
        match self.stdin.take() {
            Some(stdin) => call.then_close(stdin),
            None => call,
        }
    }

    /// The process's exit, to be awaited or waited for. An exit that has come already is found, too.
    ///
    /// Unlike [`wait`](Self::wait) it leaves the standard streams alone.
    ///
    /// # Errors
    /// Of the wait or future: as [`Exited::wait`].
    #[doc(alias = "HcsWaitForProcessExit")]
    pub fn exited(&self) -> Exited<ExitStatus> {
        Exited::new(&self.handle)
    }

    /// Waits until the process has exited:
    /// [`HcsWaitForProcessExit`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforprocessexit).
    ///
    /// As in [`std::process::Child::wait`], the standard input is [closed](Self::close_stdin) first if it is still here, so
    /// that a process which reads to the end comes to one. One that writes more than its pipes hold waits for somebody who
    /// reads: [`wait_with_output`](Self::wait_with_output) does.
    ///
    /// # Errors
    /// As [`Exited::wait`].
    #[doc(alias = "HcsWaitForProcessExit")]
    pub fn wait(&mut self) -> Result<ExitStatus> {
        self.end_input("HcsWaitForProcessExit")?;
        self.exited().wait()
    }

    /// [`wait`](Self::wait), for `limit` at most: none when the time is over.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsWaitForProcessExit")]
    pub fn wait_timeout(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        self.end_input("HcsWaitForProcessExit")?;
        Ok(self.exited().wait_timeout(limit)?.ok())
    }

    /// The process's exit, if it has exited: asks the host, and doesn't wait for the exit.
    ///
    /// # Errors
    /// As [`Exited::wait`].
    #[doc(alias = "HcsWaitForProcessExit")]
    pub fn try_wait(&self) -> Result<Option<ExitStatus>> {
        self.exited().look()
    }

    /// Closes the standard input if it is still here.
    fn end_input(&mut self, name: &'static str) -> Result<()> {
        if self.stdin.is_none() {
            return Ok(());
        }
        if crate::callback::in_callback() {
            return Err(Error::in_callback(name));
        }
        match self.close_stdin().wait() {
            // A process that is gone reads nothing (P5), whatever the host calls that.
            Err(error) if !error.is_already_stopped() => match self.try_wait() {
                Ok(Some(_)) => Ok(()),
                Ok(None) | Err(_) => Err(error),
            },
            _ => Ok(()),
        }
    }

    /// Receives the process's events with a handler:
    /// [`HcsSetProcessCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetprocesscallback).
    ///
    /// All that [`ComputeSystem::subscribe`](crate::ComputeSystem::subscribe) says holds here.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsSetProcessCallback")]
    pub fn subscribe(
        &self,
        options: EventOptions,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Result<Subscription> {
        self.handle.handler(options, handler)
    }

    /// Receives the process's events as a stream, which keeps them until they are taken.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    #[doc(alias = "HcsSetProcessCallback")]
    pub fn events(&self, options: EventOptions) -> Result<EventStream> {
        self.handle.stream(Subscriber::queue(options))
    }

    /// Closes the handle now:
    /// [`HcsCloseProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscloseprocess). The process goes
    /// on; the ends of its streams that are still here are closed.
    ///
    /// Calls in flight are waited for, as are running handlers: don't hold a lock here that a handler needs.
    ///
    /// # Errors
    /// [`Error::is_in_callback`] inside a callback of the Host Compute System, where it would wait for itself. Drop the
    /// process there instead.
    #[doc(alias = "HcsCloseProcess")]
    pub fn close(self) -> Result<()> {
        self.handle.close("HcsCloseProcess")
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process")
            .field("id", &self.id)
            .field("stdin", &self.stdin)
            .field("stdout", &self.stdout)
            .field("stderr", &self.stderr)
            .finish_non_exhaustive()
    }
}
