//! Compute systems: virtual machines and containers.

mod migration;

use std::fmt;

use hcs_sys::ComputeCore;
use serde_json::Value;

use crate::document::Document;
use crate::error::Result;
use crate::event::{Event, EventOptions, EventStream, Subscriber, Subscription};
use crate::exit::{Exited, SystemExit};
use crate::handle::Handle;
use crate::operation::{Call, Function, OwnedHandle};
use crate::process::Process;
#[cfg(feature = "schema")]
use crate::schema;

/// A virtual machine or container of the Host Compute System, by an open handle.
///
/// Cloning gives another reference to the same handle, from any thread. The handle closes when the last
/// reference is gone and no call of it is in flight: soon, and never in a way that could deadlock with
/// your handlers or locks. Use [`close`](Self::close) where "when" matters.
///
/// Each method that returns a [`Call`] makes its call when that is finished: with
/// [`wait`](Call::wait), `.await` or another of its finishes.
///
/// ```
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// let system = host
///     .create("Test", r#"{ "VirtualMachine": {}, "ShouldTerminateOnLastHandleClosed": true }"#)
///     .wait()?;
/// system.start().wait()?;
/// assert_eq!(system.properties().wait()?.state, Some(hcs::schema::State::Running));
/// system.close()?;
/// # Ok::<(), hcs::Error>(())
/// ```
#[derive(Clone)]
pub struct ComputeSystem {
    handle: Handle,
}

impl ComputeSystem {
    pub(crate) fn new(handle: Handle) -> Self {
        Self { handle }
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The id that the system was created or opened with.
    #[must_use]
    pub fn id(&self) -> String {
        self.handle
            .id()
            .map_or_else(String::new, ToString::to_string)
    }

    /// Starts the system:
    /// [`HcsStartComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsstartcomputesystem).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when it was started before,
    /// [`is_already_stopped`](crate::Error::is_already_stopped) after its exit,
    /// [`is_access_denied`](crate::Error::is_access_denied) when a disk was not granted to it.
    #[doc(alias = "HcsStartComputeSystem")]
    pub fn start(&self) -> Call<()> {
        Call::without_result(Function::Start, &self.handle, None)
    }

    /// Starts the system with options.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    #[doc(alias = "HcsStartComputeSystem")]
    pub fn start_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Start, &self.handle, Some(options.into()))
    }

    /// Asks the guest to shut down:
    /// [`HcsShutDownComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsshutdowncomputesystem).
    ///
    /// The operation is complete when the request is on its way; the exit comes later, as an event. A virtual
    /// machine needs options: see [`shut_down_with`](Self::shut_down_with).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when the system doesn't run,
    /// [`is_already_stopped`](crate::Error::is_already_stopped) after its exit, `ERROR_NOT_SUPPORTED` for a virtual
    /// machine without options.
    #[doc(alias = "HcsShutDownComputeSystem")]
    pub fn shut_down(&self) -> Call<()> {
        Call::without_result(Function::ShutDown, &self.handle, None)
    }

    /// Asks the guest to shut down, with options such as
    /// `{"Mechanism":"IntegrationService","Type":"Shutdown"}`.
    ///
    /// # Errors
    /// As [`shut_down`](Self::shut_down).
    #[doc(alias = "HcsShutDownComputeSystem")]
    pub fn shut_down_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::ShutDown, &self.handle, Some(options.into()))
    }

    /// Ends the system at once, as cutting its power would:
    /// [`HcsTerminateComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsterminatecomputesystem).
    ///
    /// The exit event may come after the operation has completed (E11): keep the handle open as long as you
    /// want to see it.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_already_stopped`](crate::Error::is_already_stopped) after its exit.
    #[doc(alias = "HcsTerminateComputeSystem")]
    pub fn terminate(&self) -> Call<()> {
        Call::without_result(Function::Terminate, &self.handle, None)
    }

    /// Ends the system at once, with options.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate).
    #[doc(alias = "HcsTerminateComputeSystem")]
    pub fn terminate_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Terminate, &self.handle, Some(options.into()))
    }

    /// Pauses the running system:
    /// [`HcsPauseComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcspausecomputesystem).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when it doesn't run.
    #[doc(alias = "HcsPauseComputeSystem")]
    pub fn pause(&self) -> Call<()> {
        Call::without_result(Function::Pause, &self.handle, None)
    }

    /// Pauses the running system with options.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    #[doc(alias = "HcsPauseComputeSystem")]
    pub fn pause_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Pause, &self.handle, Some(options.into()))
    }

    /// Lets the paused system run again:
    /// [`HcsResumeComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsresumecomputesystem).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when it isn't paused.
    #[doc(alias = "HcsResumeComputeSystem")]
    pub fn resume(&self) -> Call<()> {
        Call::without_result(Function::Resume, &self.handle, None)
    }

    /// Lets the paused system run again, with options.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    #[doc(alias = "HcsResumeComputeSystem")]
    pub fn resume_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Resume, &self.handle, Some(options.into()))
    }

    /// Saves the paused system's state:
    /// [`HcsSaveComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssavecomputesystem).
    /// It stays paused.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when it isn't paused.
    #[doc(alias = "HcsSaveComputeSystem")]
    pub fn save(&self) -> Call<()> {
        Call::without_result(Function::Save, &self.handle, None)
    }

    /// Saves the paused system's state, with options that say where to: see Microsoft's
    /// [`SaveOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SaveOptions).
    ///
    /// # Errors
    /// As [`save`](Self::save).
    #[doc(alias = "HcsSaveComputeSystem")]
    pub fn save_with(&self, options: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Save, &self.handle, Some(options.into()))
    }

    /// Has the guest crash, so that it writes a dump:
    /// [`HcsCrashComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscrashcomputesystem),
    /// Windows build 19041 and later. The exit comes later, as an event.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_unsupported`](crate::Error::is_unsupported) on older builds,
    /// [`is_invalid_state`](crate::Error::is_invalid_state) when the system doesn't run.
    #[doc(alias = "HcsCrashComputeSystem")]
    pub fn crash(&self) -> Call<()> {
        self.crash_call(None)
    }

    /// Has the guest crash, with options.
    ///
    /// # Errors
    /// As [`crash`](Self::crash).
    #[doc(alias = "HcsCrashComputeSystem")]
    pub fn crash_with(&self, options: impl Into<Document>) -> Call<()> {
        self.crash_call(Some(options.into()))
    }

    fn crash_call(&self, options: Option<Document>) -> Call<()> {
        let export = |table: &ComputeCore| table.HcsCrashComputeSystem;
        Call::optional(Function::Crash, export, &self.handle, options)
    }

    /// Creates a process in the running system:
    /// [`HcsCreateProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateprocess).
    ///
    /// The parameters have the command, and the streams that are wanted:
    /// `{"CommandLine":"cmd /c dir","CreateStdOutPipe":true}`; see Microsoft's
    /// [`ProcessParameters`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessParameters).
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_state`](crate::Error::is_invalid_state) when the system doesn't run,
    /// [`is_invalid_json`](crate::Error::is_invalid_json) for parameters without a command, and what the guest answers when
    /// it can't start it.
    #[doc(alias = "HcsCreateProcess")]
    pub fn create_process(&self, parameters: impl Into<Document>) -> Call<Process> {
        Call::create_process(&self.handle, parameters.into())
    }

    /// Opens a process of the system by its id:
    /// [`HcsOpenProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsopenprocess). It comes without
    /// streams; [`Process::information`] gets hold of them.
    ///
    /// # Errors
    /// [`Error::is_not_found`](crate::Error::is_not_found) when there is none with this id.
    #[doc(alias = "HcsOpenProcess")]
    pub fn open_process(&self, id: u32) -> Result<Process> {
        Process::open(&self.handle, id)
    }

    /// The system's exit, to be awaited or waited for. An exit that has come already is found, too. Builds that have it are
    /// asked with
    /// [`HcsWaitForComputeSystemExit`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforcomputesystemexit).
    ///
    /// # Errors
    /// Of the wait or future: as [`Exited::wait`].
    #[doc(alias = "HcsWaitForComputeSystemExit")]
    pub fn exited(&self) -> Exited<SystemExit> {
        Exited::new(&self.handle)
    }

    /// Asks for the basic properties:
    /// [`HcsGetComputeSystemProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetcomputesystemproperties).
    ///
    /// A system that has exited still answers while a handle is open: `"Stopped": true`, and no `"State"`. A system
    /// that was not started has neither.
    ///
    /// # Errors
    /// Of the finished call: what the service answers.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsGetComputeSystemProperties")]
    pub fn properties(&self) -> Call<schema::Properties> {
        Call::properties(&self.handle, None)
    }

    /// [`properties`](Self::properties) as a JSON value: without the feature `schema`, the only way.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsGetComputeSystemProperties")]
    pub fn properties_value(&self) -> Call<Value> {
        Call::properties(&self.handle, None)
    }

    /// Asks a question about the system, or several in a tuple: what is asked for decides what the answer is. See
    /// [`query`](crate::schema::query).
    ///
    /// ```
    /// use hcs::schema::query;
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
    /// # system.start().wait()?;
    /// let ends = system.query(query::TerminateOnLastHandleClosed).wait()?;
    /// println!("ends with its last handle: {ends}");
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// Of the finished call: as [`properties`](Self::properties), and [`Error::unanswered`](crate::Error::unanswered) when
    /// the answer lacks what was asked for, as that of a system which doesn't run may, or has an error in its place.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsGetComputeSystemProperties")]
    pub fn query<Q: schema::query::Question>(&self, question: Q) -> Call<Q::Answer> {
        Call::query(&self.handle, question)
    }

    /// Asks for the properties that a query names, such as `{"PropertyTypes":["Memory"]}`.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_json`](crate::Error::is_invalid_json) for a query that the service
    /// does not understand.
    #[doc(alias = "HcsGetComputeSystemProperties")]
    pub fn properties_with(&self, query: impl Into<Document>) -> Call<Value> {
        Call::properties(&self.handle, Some(query.into()))
    }

    /// Changes the system's configuration:
    /// [`HcsModifyComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem),
    /// with a request such as
    /// `{"ResourcePath":"VirtualMachine/ComputeTopology/Memory/SizeInMB","RequestType":"Update","Settings":2048}`.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_invalid_json`](crate::Error::is_invalid_json) for a request that the service
    /// does not understand, [`is_already_stopped`](crate::Error::is_already_stopped) after the exit.
    #[doc(alias = "HcsModifyComputeSystem")]
    pub fn modify(&self, request: impl Into<Document>) -> Call<()> {
        Call::without_result(Function::Modify, &self.handle, Some(request.into()))
    }

    /// [`modify`](Self::modify) with the rights of somebody else: `identity` is a handle to his token. It is closed when the
    /// operation is complete.
    ///
    /// # Errors
    /// As [`modify`](Self::modify).
    #[doc(alias = "HcsModifyComputeSystem")]
    pub fn modify_as(
        &self,
        request: impl Into<Document>,
        identity: impl Into<OwnedHandle>,
    ) -> Call<()> {
        self.modify(request).with_identity(identity.into())
    }

    /// Receives the system's events with a handler:
    /// [`HcsSetComputeSystemCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetcomputesystemcallback).
    /// Any number of handlers and streams may be there at the same time.
    ///
    /// The handler runs on threads of Windows, on several of them at once, until the [`Subscription`] is
    /// dropped or the handle is closed. Calls that would wait are refused in it; futures and
    /// [`Call::on_complete`] are fine. A panic in it goes no further than to
    /// [`Subscription::unsubscribe`]. A handler that holds a clone of the system keeps the handle open: a
    /// cycle, which only [`close`](Self::close) or dropping the subscription ends.
    ///
    /// With [`EventOptions::OPERATION_CALLBACKS`] the operations of this handle complete by event: model 3.
    ///
    /// The first subscriber registers with Windows, and one that asks for more options than those before does so
    /// again. Windows may deliver events meanwhile, on this thread, and closures of operations that have completed may
    /// run here: hold no lock that handlers or closures need. An event that happens at the very moment of a change is lost
    /// on hosts that don't deliver it later: ask for all options with the first subscription, or at creation
    /// ([`Call::with_handler`]).
    ///
    /// # Errors
    /// What the registration failed with; [`Error::is_closed`](crate::Error::is_closed) after
    /// [`close`](Self::close); [`Error::is_in_callback`](crate::Error::is_in_callback) when the registration had to
    /// be changed for the options, inside a callback.
    #[doc(alias = "HcsSetComputeSystemCallback")]
    pub fn subscribe(
        &self,
        options: EventOptions,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Result<Subscription> {
        self.handle.handler(options, handler)
    }

    /// Receives the system's events as a stream, which keeps them until they are taken.
    ///
    /// ```
    /// use hcs::{EventKind, EventOptions};
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
    /// let mut events = system.events(EventOptions::NONE)?;
    /// system.start().wait()?;
    /// system.terminate().wait()?;
    /// let event = events.recv()?.expect("the handle is open");
    /// assert_eq!(event.kind(), EventKind::SYSTEM_EXITED);
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    #[doc(alias = "HcsSetComputeSystemCallback")]
    pub fn events(&self, options: EventOptions) -> Result<EventStream> {
        self.handle.stream(Subscriber::queue(options))
    }

    /// Closes the handle now, for all its clones:
    /// [`HcsCloseComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsclosecomputesystem).
    ///
    /// Later calls are refused ([`Error::is_closed`](crate::Error::is_closed)). Those in flight are waited
    /// for, as are running handlers: don't hold a lock here that a handler needs. When this returns, the handle is
    /// closed; a system with `ShouldTerminateOnLastHandleClosed` has ended then, and its id is free, unless
    /// other handles are open. Event streams end.
    ///
    /// A [`TimedOut`](crate::TimedOut) is not waited for: it keeps its operation.
    ///
    /// # Errors
    /// [`Error::is_in_callback`](crate::Error::is_in_callback) inside a callback of the Host Compute System, where it
    /// would wait for itself. Drop the system there instead.
    #[doc(alias = "HcsCloseComputeSystem")]
    pub fn close(self) -> Result<()> {
        self.handle.close("HcsCloseComputeSystem")
    }
}

impl fmt::Debug for ComputeSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ComputeSystem")
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}
