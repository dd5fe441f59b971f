#![allow(unsafe_code)] // Asks Windows about an exit without waiting.
//! Exits: how a system or a process ended, and waiting for that without missing it.
//!
//! An exit is told once, to whoever is registered then (E10, E11). So a wait registers first and looks at the state
//! afterwards: an exit before the registration is seen by the look, one after it comes as an event. When the registration
//! changes later, for the options of others, it looks again.

mod process;
mod system;

use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hcs_sys::{HCS_E_OPERATION_TIMEOUT, HRESULT, PWSTR};
use serde_json::Value;

use crate::Core;
use crate::block::block_on;
use crate::error::{Error, Result};
use crate::event::{EventKind, EventOptions, EventStream, Subscriber};
use crate::handle::Handle;
use crate::operation::{Call, Pending};
use crate::text::Returned;
use crate::trace;

pub use process::ExitStatus;
pub use system::SystemExit;

/// What can be waited for: the two kinds of exits. Nobody outside of this crate can name it.
pub trait Exit: Sized {
    /// The event that tells it.
    #[doc(hidden)]
    const KIND: EventKind;
    /// The function that waits for it.
    #[doc(hidden)]
    const WAIT: &'static str;

    /// That function, where the build has it.
    #[doc(hidden)]
    fn wait_function(core: &hcs_sys::ComputeCore) -> Option<WaitForExit>;
    /// What the event's document says, if there is one.
    #[doc(hidden)]
    fn told(document: Option<String>) -> Self;
    /// What the properties say: none as long as there was no exit.
    #[doc(hidden)]
    fn seen(properties: &Value) -> Option<Self>;
}

/// `HcsWaitForComputeSystemExit` or `HcsWaitForProcessExit`.
type WaitForExit = unsafe extern "system" fn(*mut std::ffi::c_void, u32, *mut PWSTR) -> HRESULT;

/// The exit of a [`ComputeSystem`](crate::ComputeSystem) or a [`Process`](crate::Process), to be awaited or waited for.
///
/// No exit is missed, whether it came before this was made or comes at any time after. It keeps the handle open, and can be
/// dropped at any time. It ends with an error when the handle is closed by `close()`, or the Host Compute Service goes away:
/// then nobody will ever tell.
///
/// ```
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
/// system.start().wait()?;
/// let exited = system.exited();
/// system.terminate().wait()?;
/// let exit = pollster::block_on(exited)?;
/// assert_eq!(exit.exit_type(), Some("ForcedExit"));
/// # Ok::<(), hcs::Error>(())
/// ```
#[must_use = "nothing is waited for unless this is awaited, or `wait` is called"]
pub struct Exited<T> {
    handle: Handle,
    events: Option<EventStream>,
    look: Look,
    /// The event has come, without a document (E2).
    told: bool,
    taken: bool,
    of: PhantomData<fn() -> T>,
}

/// How far the look at the state is, after the registration.
enum Look {
    Due,
    Asking(Pending<Value>),
    Done,
}

/// What a look has found.
enum Found<T> {
    Exit(T),
    NoExit,
    /// This build has no function that answers at once.
    Unknown,
}

impl<T: Exit> Exited<T> {
    pub(crate) fn new(handle: &Handle) -> Self {
        Self {
            handle: handle.clone(),
            events: None,
            look: Look::Due,
            told: false,
            taken: false,
            of: PhantomData,
        }
    }

    /// Blocks this thread until the exit.
    ///
    /// # Errors
    /// [`Error::is_closed`] when the handle is closed first, [`Error::is_service_gone`] when the service goes away,
    /// [`Error::is_in_callback`] inside a callback of the Host Compute System, and what looking at the state failed with.
    pub fn wait(self) -> Result<T> {
        match block_on(T::WAIT, self, None)? {
            Some(exit) => Ok(exit),
            // There is no limit that could be over.
            None => Err(Error::timed_out(T::WAIT)),
        }
    }

    /// Blocks this thread until the exit, for `limit` at most, and gives this back when the time is over.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_timeout(mut self, limit: Duration) -> Result<Result<T, Self>> {
        // A limit beyond the clock's range is none.
        let deadline = Instant::now().checked_add(limit);
        match block_on(T::WAIT, &mut self, deadline)? {
            Some(exit) => Ok(Ok(exit)),
            None => Ok(Err(self)),
        }
    }

    /// The exit, if there was one by now. It asks the host, and waits for the answer, but not for the exit.
    pub(crate) fn look(self) -> Result<Option<T>> {
        Ok(block_on(T::WAIT, self.seen(), None)?.flatten())
    }

    /// The same, as a future.
    pub(crate) async fn seen(mut self) -> Result<Option<T>> {
        poll_fn(|context| match self.poll_exit(context) {
            Poll::Pending if matches!(self.look, Look::Done) => Poll::Ready(Ok(None)),
            polled => polled.map_ok(Some),
        })
        .await
    }

    fn poll_exit(&mut self, context: &mut Context<'_>) -> Poll<Result<T>> {
        loop {
            let events = match &mut self.events {
                Some(events) => events,
                None => {
                    let events = self.handle.stream(Subscriber::exit(T::KIND))?;
                    self.events.insert(events)
                }
            };
            match events.poll_event(context) {
                Poll::Ready(None) => return Poll::Ready(Err(Error::closed(T::WAIT))),
                Poll::Ready(Some(event)) if event.kind() == T::KIND => {
                    if let Some(document) = event.data() {
                        return Poll::Ready(Ok(T::told(Some(document.to_owned()))));
                    }
                    // It has happened; the state may say more.
                    self.told = true;
                    self.look = Look::Due;
                }
                Poll::Ready(Some(_)) => {
                    let code = hcs_sys::HCS_E_SERVICE_DISCONNECT;
                    return Poll::Ready(Err(Error::code_of(T::WAIT, code, None)));
                }
                // On some hosts an event is lost that comes while the registration changes.
                Poll::Pending if events.take_missed() => {
                    self.handle.renew_delivery()?;
                    self.look = Look::Due;
                }
                Poll::Pending => {}
            }
            let found = match &mut self.look {
                Look::Done => return Poll::Pending,
                Look::Due => self.look_now(),
                Look::Asking(pending) => match Pin::new(pending).poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(answer) => answered(answer),
                },
            };
            match found {
                Ok(Found::Exit(exit)) => return Poll::Ready(Ok(exit)),
                Ok(Found::NoExit) | Err(_) if self.told => return Poll::Ready(Ok(T::told(None))),
                Ok(Found::NoExit) => self.look = Look::Done,
                Ok(Found::Unknown) => {
                    let call: Call<Value> = self.handle.ask_for_properties();
                    match call.submit() {
                        Ok(pending) => self.look = Look::Asking(pending),
                        Err(_) if self.told => return Poll::Ready(Ok(T::told(None))),
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Asks with a wait that doesn't wait.
    fn look_now(&self) -> Result<Found<T>> {
        let core: Core = self.handle.core();
        let Some(wait) = T::wait_function(&core) else {
            return Ok(Found::Unknown);
        };
        let _gate = self.handle.enter(T::WAIT)?;
        let traced = trace::plain(T::WAIT).handle(self.handle.shared()).begin();
        let mut document = Returned::new(core);
        let code = document.fill(|out| {
            // SAFETY: the gate keeps the handle open (S7), and it is of the kind that this function takes; `out` is a
            // valid out pointer.
            unsafe { wait(self.handle.raw(), 0, out) }
        });
        traced.ended(code);
        match code {
            code if TIME_IS_OVER.contains(&code) => Ok(Found::NoExit),
            code if code < 0 => Err(Error::code_of(T::WAIT, code, document.text())),
            _ => Ok(Found::Exit(T::told(document.text()))),
        }
    }
}

/// The answers to a wait that ran out. No page says which of Windows' codes it is: that of operations, or one of the codes
/// of other waits, as a result or as it is.
const TIME_IS_OVER: [HRESULT; 4] = [
    HCS_E_OPERATION_TIMEOUT,
    0x8007_05B4_u32 as i32, // ERROR_TIMEOUT
    0x8007_0102_u32 as i32, // WAIT_TIMEOUT
    0x102,
];

/// What the properties tell.
fn answered<T: Exit>(answer: Result<Value>) -> Result<Found<T>> {
    match answer {
        Ok(properties) => Ok(T::seen(&properties).map_or(Found::NoExit, Found::Exit)),
        // It is over, and nobody knows how.
        Err(error) if error.is_already_stopped() => Ok(Found::Exit(T::told(None))),
        Err(error) => Err(error),
    }
}

impl<T: Exit> Future for Exited<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let this = self.get_mut();
        if this.taken {
            return Poll::Ready(Err(Error::already_taken(T::WAIT)));
        }
        let polled = this.poll_exit(context);
        this.taken = polled.is_ready();
        polled
    }
}

impl<T> fmt::Debug for Exited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exited").field(&self.handle).finish()
    }
}

impl Subscriber {
    /// A queue for what ends the wait for an exit, and for nothing else.
    fn exit(kind: EventKind) -> Self {
        Self::queue_of(EventOptions::NONE, [kind, EventKind::SERVICE_DISCONNECT])
    }
}

impl Handle {
    /// The call that asks for the properties which tell of an exit.
    fn ask_for_properties(&self) -> Call<Value> {
        match self.id() {
            Some(_) => Call::properties(self, None),
            None => Call::process_properties(self, None),
        }
    }
}

/// A member of a document.
fn number(document: &Value, name: &str) -> Option<i64> {
    document.get(name)?.as_i64()
}
