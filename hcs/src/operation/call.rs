//! A call that has not been issued yet.

use std::fmt;
use std::future::IntoFuture;
use std::task::Waker;
use std::time::Duration;

use hcs_sys::ComputeCore;

use super::submit::Submitted;
use super::{
    CallFuture, Closure, Consumer, Function, Outcome, OwnedHandle, Pending, ProcessInformation,
    Request, Resource, ResourceKind, Target, TimedOut, Wakes,
};
use crate::Core;
use crate::answer::FromDocument;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::event::{Event, EventOptions, EventStream, Subscriber, Subscription};
use crate::handle::Handle;
use crate::process::Process;
#[cfg(feature = "schema")]
use crate::schema::query::Question;
use crate::stdio::Stdin;
use crate::sync::Arc;
use crate::system::ComputeSystem;
use crate::text::WideId;

/// A call that is ready to be made. How it is finished picks one of HCS's three async models.
///
/// | finish | model | on which thread the result is seen |
/// |---|---|---|
/// | [`wait`](Self::wait), [`wait_timeout`](Self::wait_timeout) | 1, the explicit wait | this one, which blocks |
/// | `.await`, [`submit`](Self::submit), [`on_complete`](Self::on_complete) | 2, a callback of the operation | the future's, the closure's: any |
/// | the same, on a system whose events are received with [`EventOptions::OPERATION_CALLBACKS`] | 3, the event callback of the system | the same |
///
/// Nothing happens until it is finished; a mistake in an argument is told then, before anything has reached
/// Windows.
///
/// ```
/// use hcs::Host;
///
/// # let mock = hcs_testkit::MockHost::new();
/// # let host: Host = mock.host();
/// let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
/// pollster::block_on(async {
///     system.start().await?;
///     let saved = system.pause().submit()?;
///     saved.await
/// })?;
/// # Ok::<(), hcs::Error>(())
/// ```
#[must_use = "a call does nothing until it is finished with `wait`, `.await`, `submit` or `on_complete`"]
pub struct Call<T> {
    request: Result<Request>,
    finish: fn(Outcome) -> Result<T>,
}

impl<T> Call<T> {
    /// A call of `function` on `target` with a document, if it takes one.
    fn new(
        core: Core,
        function: Function,
        target: Result<Target>,
        document: Option<Document>,
        finish: fn(Outcome) -> Result<T>,
    ) -> Self {
        let name = function.name();
        let request = target.and_then(|target| {
            let document = match document {
                Some(document) => document.into_wide(name)?,
                None => Vec::new(),
            };
            Ok(Request::new(core, function, target, document))
        });
        Self { request, finish }
    }

    /// A call on a handle.
    fn on(
        function: Function,
        handle: &Handle,
        document: Option<Document>,
        finish: fn(Outcome) -> Result<T>,
    ) -> Self {
        let target = Target::On(handle.clone());
        match document {
            None => {
                let request = Request::new(handle.core(), function, target, Vec::new());
                let request = Ok(request);
                Self { request, finish }
            }
            document => Self::new(handle.core(), function, Ok(target), document, finish),
        }
    }

    /// The same call, in a namespace if one is given.
    fn in_namespace(mut self, namespace: Option<WideId>) -> Self {
        if let (Ok(request), Some(namespace)) = (&mut self.request, namespace) {
            request.extras.get_or_insert_default().namespace = Some(namespace);
        }
        self
    }

    /// The function that is to be called, or that a mistake in an argument was found for.
    pub(super) fn name(&self) -> &'static str {
        match &self.request {
            Ok(request) => request.name(),
            Err(error) => error.call(),
        }
    }

    /// Makes the call and blocks this thread until it is complete, in
    /// [`HcsWaitForOperationResult`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforoperationresult):
    /// model 1.
    ///
    /// # Errors
    /// What the call or its operation failed with. [`Error::is_in_callback`] inside a callback of the Host
    /// Compute System, where the wait could be for the caller itself; nothing was called then.
    /// [`Error::is_closed`] after [`ComputeSystem::close`].
    #[doc(alias = "HcsWaitForOperationResult")]
    pub fn wait(mut self) -> Result<T> {
        match self.request {
            // Borrowed: moving it takes as long as what is done with it.
            Ok(ref mut request) => (self.finish)(request.complete()?),
            Err(error) => Err(error),
        }
    }

    /// Makes the call and blocks this thread until it is complete, for `limit` at most: model 1.
    ///
    /// When the time is over, the operation goes on, and the [`TimedOut`] can wait for it again or
    /// be dropped. It converts into an [`Error`]: `call.wait_timeout(limit)??` gives up.
    ///
    /// The limit is rounded up to whole milliseconds.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    #[doc(alias = "HcsWaitForOperationResult")]
    pub fn wait_timeout(self, limit: Duration) -> Result<Result<T, TimedOut<T>>> {
        match self.request?.wait(Some(limit))? {
            Ok(outcome) => (self.finish)(outcome).map(Ok),
            Err(waiting) => Ok(Err(TimedOut::new(waiting, self.finish))),
        }
    }

    /// Makes the call now, and receives its progress beside its result: as events, which end when the operation is
    /// complete. Windows build 22621 and later.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
    /// let (pending, mut progress) = system.start().submit_with_progress()?;
    /// while let Some(event) = progress.recv()? {
    ///     println!("{:?}: {}", event.kind(), event.data().unwrap_or_default());
    /// }
    /// pending.wait()?;
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_unsupported`] on older builds; what the call failed with at once, which is
    /// `HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET` on a handle whose events are received with
    /// [`EventOptions::OPERATION_CALLBACKS`] (E4): a handle of its own, from [`Host::open`](crate::Host::open), will do.
    #[doc(alias = "HcsCreateOperationWithNotifications")]
    pub fn submit_with_progress(self) -> Result<(Pending<T>, EventStream)> {
        let mut request = self.request?;
        request
            .core
            .optional("HcsCreateOperationWithNotifications", |table| {
                table.HcsCreateOperationWithNotifications
            })?;
        let progress = Arc::new(Subscriber::queue(EventOptions::NONE));
        request.extras.get_or_insert_default().progress = Some(Arc::clone(&progress));
        let stream = EventStream::of_operation(progress);
        let submitted = request.submit(Consumer::Future(Wakes::default()))?;
        Ok((Pending::new(submitted.operation, self.finish), stream))
    }

    /// Gives the operation a handle under a name, which the call's document can refer to: `HcsAddResourceToOperation`,
    /// Windows build 22621 and later. The handle is closed when the operation is complete. Can be repeated.
    ///
    /// # Errors
    /// Of the finished call: [`Error::is_unsupported`] on older builds, a NUL in the name, and what Windows answers.
    #[doc(alias = "HcsAddResourceToOperation")]
    pub fn with_resource(
        mut self,
        kind: ResourceKind,
        uri: &str,
        handle: impl Into<OwnedHandle>,
    ) -> Self {
        let handle = handle.into();
        self.request = self.request.and_then(|mut request| {
            request
                .core
                .optional("HcsAddResourceToOperation", |table| {
                    table.HcsAddResourceToOperation
                })?;
            let resource = Resource::new(kind, uri, handle)?;
            let extras = request.extras.get_or_insert_default();
            extras.resources.push(resource);
            Ok(request)
        });
        self
    }

    /// Makes the call now; its result can be awaited, waited for, or dropped: model 2, or 3.
    ///
    /// # Errors
    /// What the call failed with at once; a failure of the operation is the future's result.
    #[doc(alias = "HcsCreateOperation")]
    pub fn submit(self) -> Result<Pending<T>> {
        let consumer = Consumer::Future(Wakes::default());
        let submitted = self.request?.submit(consumer)?;
        Ok(Pending::new(submitted.operation, self.finish))
    }

    /// The same for a task, and whether that has nothing to look at until it is woken. To be called once.
    pub(super) fn submit_for(&mut self, waker: &Waker) -> Result<(Pending<T>, bool)> {
        match &mut self.request {
            // Borrowed: moving it takes longer.
            Ok(request) => {
                let consumer = Consumer::Future(Wakes::new(waker.clone()));
                let Submitted { operation, waits } = request.submit(consumer)?;
                Ok((Pending::new(operation, self.finish), waits))
            }
            Err(error) => Err(error.clone()),
        }
    }
}

impl<T: 'static> Call<T> {
    /// Makes the call now and runs `closure` with its result: model 2, or 3.
    ///
    /// The closure runs once: on a thread of Windows, on this one before this call returns, or on one that is subscribing
    /// to the system's events. A panic in it goes no further. It must not block for long: Windows delivers other callbacks on the same
    /// threads. Calls that would wait there are refused ([`Error::is_in_callback`]).
    ///
    /// # Errors
    /// What the call failed with at once: the closure is dropped then, and doesn't run. A panic of
    /// its destructor goes no further, either.
    #[doc(alias = "HcsSetOperationCallback")]
    pub fn on_complete(self, closure: impl FnOnce(Result<T>) + Send + 'static) -> Result<()> {
        let finish = self.finish;
        let closure = Closure::new(move |outcome| closure(finish(outcome)));
        self.request?.submit(Consumer::Closure(closure))?;
        Ok(())
    }
}

/// `.await` makes the call when it is first polled: model 2, or 3.
impl<T> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> CallFuture<T> {
        CallFuture::new(self)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.name()).finish()
    }
}

impl Call<()> {
    /// A call on a handle whose result has no document.
    pub(crate) fn without_result(
        function: Function,
        handle: &Handle,
        document: Option<Document>,
    ) -> Self {
        Self::on(function, handle, document, |outcome| {
            outcome.result.map(drop)
        })
    }

    /// The same for a function that not all builds have.
    pub(crate) fn optional<F>(
        function: Function,
        export: impl FnOnce(&ComputeCore) -> Option<F>,
        handle: &Handle,
        document: Option<Document>,
    ) -> Self {
        let core = handle.core();
        let target = core.optional(function.name(), export);
        let target = target.map(|_| Target::On(handle.clone()));
        Self::new(core, function, target, document, |outcome| {
            outcome.result.map(drop)
        })
    }
}

impl Call<()> {
    /// Makes the call with the rights of this token.
    pub(crate) fn with_identity(mut self, identity: OwnedHandle) -> Self {
        if let Ok(request) = &mut self.request {
            request.extras.get_or_insert_default().identity = Some(identity);
        }
        self
    }

    /// Closes this end of a pipe when the operation is complete.
    pub(crate) fn then_close(mut self, stdin: Stdin) -> Self {
        if let Ok(request) = &mut self.request {
            request.extras.get_or_insert_default().stdin = Some(stdin);
        }
        self
    }
}

#[cfg(feature = "schema")]
impl<T> Call<T> {
    /// Asks a question about a system.
    pub(crate) fn query<Q: Question<Answer = T>>(handle: &Handle, question: Q) -> Self {
        let (function, target) = (Function::GetProperties, Target::On(handle.clone()));
        let query = Some(question.query().into());
        Self::new(handle.core(), function, Ok(target), query, |outcome| {
            let mut properties = answer(Function::GetProperties, outcome)?;
            Q::take(&mut properties)
                .map_err(|why| Error::no_answer(Function::GetProperties.name(), why))
        })
    }
}

impl<T: FromDocument> Call<T> {
    pub(crate) fn properties(handle: &Handle, query: Option<Document>) -> Self {
        Self::on(Function::GetProperties, handle, query, |outcome| {
            answer(Function::GetProperties, outcome)
        })
    }

    pub(crate) fn process_properties(handle: &Handle, query: Option<Document>) -> Self {
        Self::on(Function::GetProcessProperties, handle, query, |outcome| {
            answer(Function::GetProcessProperties, outcome)
        })
    }

    /// The systems of a namespace, or of the default one.
    pub(crate) fn enumerate(core: Core, namespace: Option<&str>, query: Option<Document>) -> Self {
        let (function, namespace) = match namespace {
            None => (Function::Enumerate, Ok(None)),
            Some(namespace) => {
                let function = Function::EnumerateInNamespace;
                let there = core.optional(function.name(), |table| {
                    table.HcsEnumerateComputeSystemsInNamespace
                });
                let namespace = there.and_then(|_| WideId::new(function.name(), namespace));
                (function, namespace.map(Some))
            }
        };
        let mut known = None;
        let target = namespace.map(|namespace| {
            known = namespace;
            Target::Service
        });
        let call = Self::new(core, function, target, query, |outcome| {
            answer(Function::Enumerate, outcome)
        });
        call.in_namespace(known)
    }
}

impl Call<Process> {
    pub(crate) fn create_process(system: &Handle, parameters: Document) -> Self {
        let target = Target::NewProcess(system.clone());
        let function = Function::CreateProcess;
        Self::new(
            system.core(),
            function,
            Ok(target),
            Some(parameters),
            |outcome| {
                let process = outcome.result?.process;
                // A creation that succeeds leaves a handle (S1, P1).
                let created = outcome.created.ok_or_else(no_handle)?;
                let information = *process.ok_or_else(no_handle)?;
                Ok(Process::new(created.handle, information))
            },
        )
    }
}

impl Call<ProcessInformation> {
    pub(crate) fn process_information(process: &Handle) -> Self {
        Self::on(Function::GetProcessInfo, process, None, |outcome| {
            let process = outcome.result?.process;
            process.map(|process| *process).ok_or_else(no_handle)
        })
    }
}

impl Call<ComputeSystem> {
    /// A system of a namespace, or of the default one.
    pub(crate) fn create(
        core: Core,
        namespace: Option<&str>,
        id: &str,
        document: Document,
    ) -> Self {
        let (function, namespace) = match namespace {
            None => (Function::Create, Ok(None)),
            Some(namespace) => {
                let function = Function::CreateInNamespace;
                let there = core.optional(function.name(), |table| {
                    table.HcsCreateComputeSystemInNamespace
                });
                let namespace = there.and_then(|_| WideId::new(function.name(), namespace));
                (function, namespace.map(Some))
            }
        };
        let mut known = None;
        let target = namespace.and_then(|namespace| {
            known = namespace;
            let id = WideId::new(function.name(), id)?;
            Ok(Target::NewSystem(Handle::of_new(core, id)))
        });
        let call = Self::new(core, function, target, Some(document), |outcome| {
            Ok(system(outcome)?.0)
        });
        call.in_namespace(known)
    }

    /// Also receives the new system's events, from the moment when it exists, with a handler.
    ///
    /// With [`EventOptions::OPERATION_CALLBACKS`] and a finish other than an explicit wait, the operation that
    /// creates the system is itself completed by the event callback: model 3.
    ///
    /// See [`ComputeSystem::subscribe`] for what a handler may do.
    ///
    /// # Errors
    /// Of the finished call: as [`Host::create`](crate::Host::create), and what the registration failed with; nothing is left
    /// of the system then.
    pub fn with_handler(
        self,
        options: EventOptions,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Call<(ComputeSystem, Subscription)> {
        self.with_events(Subscriber::handler(options, handler), |outcome| {
            let (system, events) = system(outcome)?;
            let subscription = Subscription::new(
                Arc::clone(system.handle().shared()),
                events.ok_or_else(no_handle)?,
            );
            Ok((system, subscription))
        })
    }

    /// Also receives the new system's events, from the moment when it exists, as a stream.
    ///
    /// With [`EventOptions::OPERATION_CALLBACKS`] and a finish other than an explicit wait, the operation that
    /// creates the system is itself completed by the event callback: model 3.
    ///
    /// # Errors
    /// As [`with_handler`](Self::with_handler).
    pub fn with_events_stream(self, options: EventOptions) -> Call<(ComputeSystem, EventStream)> {
        self.with_events(Subscriber::queue(options), |outcome| {
            let (system, events) = system(outcome)?;
            let stream = EventStream::new(
                Arc::clone(system.handle().shared()),
                events.ok_or_else(no_handle)?,
            );
            Ok((system, stream))
        })
    }

    fn with_events<T>(
        self,
        subscriber: Subscriber,
        finish: fn(Outcome) -> Result<(ComputeSystem, T)>,
    ) -> Call<(ComputeSystem, T)> {
        let mut request = self.request;
        if let Ok(request) = &mut request {
            request.extras.get_or_insert_default().events = Some(Arc::new(subscriber));
        }
        Call { request, finish }
    }
}

/// The system that was created, and the receiver of its events if one was asked for.
fn system(outcome: Outcome) -> Result<(ComputeSystem, Option<Arc<Subscriber>>)> {
    outcome.result?;
    // A creation that succeeds leaves a handle (S1).
    let created = outcome.created.ok_or_else(no_handle)?;
    Ok((ComputeSystem::new(created.handle), created.events))
}

/// Not to be seen: the outcome lacks what was put into it.
fn no_handle() -> Error {
    Error::closed(Function::Create.name())
}

/// The result document.
fn answer<T: FromDocument>(function: Function, outcome: Outcome) -> Result<T> {
    T::read(function.name(), outcome.result?.document)
}
