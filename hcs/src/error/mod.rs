//! Errors: which call, which code, what Windows said about it, what to do.

mod codes;
mod document;
mod shorten;

use std::fmt;

use hcs_sys as sys;
use serde_json::Value;

pub use codes::HResult;
pub use document::ErrorEvent;

use crate::document::Mistake;
use crate::support::Build;
use codes::meaning;
use document::ResultError;
use shorten::Shortened;

/// How many characters of an identifier are shown. A GUID has 36.
const ID: usize = 80;

/// How many characters of what Windows wrote are shown: its sentences have a few hundred at most.
const SAID: usize = 800;

/// What the calls of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
///
/// Its [`Display`](fmt::Display) is a sentence that a person can act on: the call, the cause, the code,
/// what Windows added, and the remedy where one is known. Programs ask the predicates, which know
/// both spaces of codes that Windows uses.
///
/// ```
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// let error = host.open("no-such-system").unwrap_err();
/// assert!(error.is_not_found());
/// assert_eq!(error.call(), "HcsOpenComputeSystem");
/// assert!(error.to_string().contains("there is no compute system with this id"));
/// ```
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    call: &'static str,
    cause: Cause,
}

#[derive(Clone, Debug)]
enum Cause {
    /// Windows answered with a code, and perhaps a document.
    Code {
        code: HResult,
        document: Option<ResultError>,
    },
    /// The caller's text is no document.
    NotADocument(Mistake),
    /// An identifier holds a NUL.
    NulInId { id: String, position: usize },
    /// `HcsCreateOperation` returned NULL (O1).
    NoOperation,
    /// No room in the table of contexts.
    NoContext,
    /// The handle was closed with `close()`.
    Closed,
    /// A blocking call inside a callback of HCS (O14, S6).
    InCallback,
    /// The future was polled again after it had given its result.
    AlreadyTaken,
    /// The result document is not JSON.
    BadResult { why: String, text: String },
    /// A wait for an operation ran out, told as an error.
    TimedOut,
    /// The host's library lacks a function (L1).
    NoFunction {
        library: &'static str,
        /// The first release build that has it.
        needs: u32,
        host: Build,
    },
    /// The library could not be loaded.
    Load(std::sync::Arc<sys::LoadError>),
    /// The recording that somebody asked for can't be made: why, in a sentence.
    #[cfg(feature = "record")]
    Record(String),
}

impl Error {
    fn new(call: &'static str, cause: Cause) -> Self {
        Self(Box::new(Inner { call, cause }))
    }

    pub(crate) fn code_of(call: &'static str, code: i32, document: Option<String>) -> Self {
        let document = document.map(ResultError::parse);
        let code = HResult(code);
        Self::new(call, Cause::Code { code, document })
    }

    /// The same failure as that of another call, which it came of.
    pub(crate) fn of_call(&self, call: &'static str) -> Self {
        Self::new(call, self.0.cause.clone())
    }

    pub(crate) fn not_a_document(call: &'static str, mistake: &Mistake) -> Self {
        Self::new(call, Cause::NotADocument(mistake.clone()))
    }

    pub(crate) fn nul_in_id(call: &'static str, id: &str, position: usize) -> Self {
        let id = id.escape_debug().to_string();
        Self::new(call, Cause::NulInId { id, position })
    }

    pub(crate) fn no_operation(call: &'static str) -> Self {
        Self::new(call, Cause::NoOperation)
    }

    pub(crate) fn no_context(call: &'static str) -> Self {
        Self::new(call, Cause::NoContext)
    }

    pub(crate) fn closed(call: &'static str) -> Self {
        Self::new(call, Cause::Closed)
    }

    pub(crate) fn in_callback(call: &'static str) -> Self {
        Self::new(call, Cause::InCallback)
    }

    pub(crate) fn already_taken(call: &'static str) -> Self {
        Self::new(call, Cause::AlreadyTaken)
    }

    pub(crate) fn bad_result(call: &'static str, why: &serde_json::Error, text: &str) -> Self {
        let (why, text) = (why.to_string(), text.to_owned());
        Self::new(call, Cause::BadResult { why, text })
    }

    pub(crate) fn timed_out(call: &'static str) -> Self {
        Self::new(call, Cause::TimedOut)
    }

    pub(crate) fn no_function(
        call: &'static str,
        library: &'static str,
        needs: u32,
        host: Build,
    ) -> Self {
        let cause = Cause::NoFunction {
            library,
            needs,
            host,
        };
        Self::new(call, cause)
    }

    pub(crate) fn load(error: sys::LoadError) -> Self {
        Self::new("LoadLibraryExW", Cause::Load(std::sync::Arc::new(error)))
    }

    #[cfg(feature = "record")]
    pub(crate) fn record(why: String) -> Self {
        Self::new("Recorder", Cause::Record(why))
    }

    /// The name of the function that failed, as Microsoft's reference has it, or that would have been
    /// called next.
    #[must_use]
    pub fn call(&self) -> &'static str {
        self.0.call
    }

    /// The HRESULT that Windows answered with; none when the call never reached Windows.
    #[must_use]
    pub fn code(&self) -> Option<HResult> {
        match &self.0.cause {
            Cause::Code { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// The code inside the result document, which may be of the other space, or another code altogether.
    #[must_use]
    pub fn document_code(&self) -> Option<HResult> {
        self.result_error()?.code
    }

    /// The text that Windows wrote about the failure, in the language of the host.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.result_error()?.message.as_deref()
    }

    /// The events that Windows attached to the failure, the first being the nearest cause.
    #[must_use]
    pub fn events(&self) -> &[ErrorEvent] {
        self.result_error().map_or(&[], |error| &error.events)
    }

    /// Who caused the failure, as Windows has it: objects such as `{"OperationFailure":{"Detail":"Construct"}}`.
    #[must_use]
    pub fn attribution(&self) -> &[Value] {
        self.result_error().map_or(&[], |error| &error.attribution)
    }

    /// The result document as it came, also where it isn't what the reference describes.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::BadResult { text, .. } => Some(text),
            _ => self.result_error().map(|error| error.text.as_str()),
        }
    }

    /// What can be done about it, where that is known.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match &self.0.cause {
            Cause::Code { code, .. } => meaning(*code)
                .and_then(|meaning| meaning.remedy)
                .or_else(|| meaning(self.document_code()?)?.remedy),
            Cause::NoOperation => Some(
                "Memory or handles ran out: look for operations that are started and never \
                     finished.",
            ),
            Cause::NoContext => Some(
                "Too many operations are pending at once: wait for some before more are started.",
            ),
            Cause::Closed => Some("Open the system again by its id."),
            Cause::InCallback => Some(
                "Hand the work to another thread, or use the futures: `.await` and \
                     `on_complete` are fine there.",
            ),
            Cause::AlreadyTaken => {
                Some("Poll a future no more once it is ready, as `.await` does.")
            }
            Cause::TimedOut => Some(
                "Wait again with the `TimedOut` value, or for longer: the operation goes on \
                     meanwhile.",
            ),
            Cause::NoFunction { .. } => Some("Host::supports says beforehand what a host has."),
            Cause::NotADocument(_)
            | Cause::NulInId { .. }
            | Cause::BadResult { .. }
            | Cause::Load(_) => None,
            #[cfg(feature = "record")]
            Cause::Record(_) => None,
        }
    }

    /// The first release build of Windows that has the function which this host lacks; none for other failures.
    #[must_use]
    pub fn needs_build(&self) -> Option<u32> {
        match self.0.cause {
            Cause::NoFunction { needs, .. } => Some(needs),
            _ => None,
        }
    }

    /// There is no such compute system, or it is gone.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_code(&[sys::HCS_E_SYSTEM_NOT_FOUND])
    }

    /// A compute system with this id exists already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.has_code(&[sys::HCS_E_SYSTEM_ALREADY_EXISTS])
    }

    /// The compute system, or the process, has stopped already.
    #[must_use]
    pub fn is_already_stopped(&self) -> bool {
        self.has_code(&[
            sys::HCS_E_SYSTEM_ALREADY_STOPPED,
            sys::HCS_E_PROCESS_ALREADY_STOPPED,
        ])
    }

    /// The state of the system does not allow the call.
    #[must_use]
    pub fn is_invalid_state(&self) -> bool {
        self.has_code(&[sys::HCS_E_INVALID_STATE])
    }

    /// A document is not JSON, or not what the call expects.
    #[must_use]
    pub fn is_invalid_json(&self) -> bool {
        matches!(self.0.cause, Cause::NotADocument(_)) || self.has_code(&[sys::HCS_E_INVALID_JSON])
    }

    /// The user may not do this, or the virtual machine may not use a file.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        self.has_code(&[sys::HCS_E_ACCESS_DENIED, sys::E_ACCESSDENIED])
    }

    /// A time limit ran out: ours, or that of the guest's connection.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.cause, Cause::TimedOut)
            || self.has_code(&[sys::HCS_E_OPERATION_TIMEOUT, sys::HCS_E_CONNECTION_TIMEOUT])
    }

    /// The operation was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.has_code(&[sys::HCS_E_OPERATION_ALREADY_CANCELLED])
    }

    /// The Host Compute Service went away, or isn't there.
    #[must_use]
    pub fn is_service_gone(&self) -> bool {
        self.has_code(&[
            sys::HCS_E_SERVICE_DISCONNECT,
            sys::HCS_E_SERVICE_NOT_AVAILABLE,
        ])
    }

    /// The host lacks the feature, the library or one of its functions.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        matches!(self.0.cause, Cause::Load(_) | Cause::NoFunction { .. })
            || self.has_code(&[sys::HCS_E_HYPERV_NOT_INSTALLED])
    }

    /// The handle was closed before the call.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.0.cause, Cause::Closed)
    }

    /// A call that blocks was made inside a callback of the Host Compute System, where it could never end.
    #[must_use]
    pub fn is_in_callback(&self) -> bool {
        matches!(self.0.cause, Cause::InCallback)
    }

    fn result_error(&self) -> Option<&ResultError> {
        match &self.0.cause {
            Cause::Code { document, .. } => document.as_ref(),
            _ => None,
        }
    }

    fn has_code(&self, codes: &[i32]) -> bool {
        let Some(code) = self.code() else {
            return false;
        };
        codes.iter().any(|&known| {
            code.same_as(HResult(known))
                || self
                    .document_code()
                    .is_some_and(|inner| inner.same_as(HResult(known)))
        })
    }
}

impl Clone for Error {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.0.call;
        match &self.0.cause {
            Cause::Code { code, document } => {
                let sentence = meaning(*code).map(|meaning| meaning.sentence);
                let said = document.as_ref().and_then(said);
                let said = said.map(|said| Shortened(said, SAID));
                write!(f, "{call} failed")?;
                match (sentence, said) {
                    (Some(sentence), Some(said)) => write!(f, ": {sentence} ({code}): {said}")?,
                    (Some(sentence), None) => write!(f, ": {sentence} ({code})")?,
                    (None, Some(said)) => write!(f, " ({code}): {said}")?,
                    (None, None) => write!(f, " with {code}")?,
                }
                if let Some(inner) = self.document_code().filter(|inner| !inner.same_as(*code)) {
                    write!(f, " (the document says {inner})")?;
                }
            }
            Cause::NotADocument(mistake) => {
                write!(
                    f,
                    "{call} was not called: the document is not JSON ({mistake})"
                )?;
            }
            Cause::NulInId { id, position } => write!(
                f,
                "{call} was not called: the id \"{}\" has a NUL character at byte {position}, \
                     where Windows would cut it off",
                Shortened(id, ID)
            )?,
            Cause::NoOperation => write!(
                f,
                "{call} was not called: HcsCreateOperation gave no operation"
            )?,
            Cause::NoContext => write!(
                f,
                "{call} was not called: the table of pending operations is full"
            )?,
            Cause::Closed => write!(f, "{call} was not called: the handle has been closed")?,
            Cause::InCallback => write!(
                f,
                "{call} was refused: it would block inside a callback of the Host Compute \
                     System, which can wait for ever"
            )?,
            Cause::AlreadyTaken => write!(
                f,
                "the future of {call} was polled after it had given its result"
            )?,
            Cause::BadResult { why, .. } => {
                write!(
                    f,
                    "{call} succeeded, but its result document is not JSON ({why})"
                )?;
            }
            Cause::TimedOut => write!(f, "{call} did not complete in the time given")?,
            Cause::NoFunction {
                library,
                needs,
                host,
            } => {
                write!(f, "{call} was not called: it needs Windows build {needs}; ")?;
                match host {
                    Build::Exactly(build) if build < needs => write!(f, "this host has {build}")?,
                    Build::AtLeast(build) if build < needs => write!(
                        f,
                        "this host's is not known, and its {library} has functions of {build} at the latest"
                    )?,
                    build => write!(
                        f,
                        "this host has {build}, and its {library} lacks it all the same"
                    )?,
                }
            }
            Cause::Load(error) => write!(f, "{error}")?,
            #[cfg(feature = "record")]
            Cause::Record(why) => write!(f, "{why}")?,
        }
        match self.remedy() {
            Some(remedy) => write!(f, ". {remedy}"),
            None => Ok(()),
        }
    }
}

/// The words of Windows that say most: the first event's, else the message.
fn said(error: &ResultError) -> Option<&str> {
    error
        .events
        .iter()
        .map(|event| event.message.as_str())
        .chain(error.message.as_deref())
        .map(|text| text.trim().trim_end_matches('.'))
        .find(|text| !text.is_empty())
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("call", &self.0.call)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::Load(error) => error.source(),
            _ => None,
        }
    }
}
