//! Errors: which call, which code, what Windows said about it, what to do.

mod codes;
mod display;
mod document;
mod place;
mod predicates;
mod remedy;
mod shorten;

use std::fmt;
use std::path::{Path, PathBuf};

use hcs_sys as sys;
use serde_json::Value;

pub use codes::HResult;
pub use document::ErrorEvent;

use crate::document::Mistake;
use crate::path::PathMistake;
use crate::support::Build;
use document::ResultError;

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
    /// The file that the call was about.
    path: Option<PathBuf>,
    /// What is known of the host that has answered.
    host: Option<Build>,
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
    /// A path can't be passed on.
    BadPath(PathMistake),
    /// There is a file where one was to be made.
    FileExists,
    /// The function that makes operations returned NULL (O1).
    NoOperation { maker: &'static str },
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
    /// The result document is JSON, and lacks what it is asked for.
    UnexpectedResult { lacks: &'static str, text: String },
    /// The answer to a question isn't in the result document, or is an error of its own: that, as a document.
    #[cfg(feature = "schema")]
    Unanswered {
        why: crate::schema::query::Unanswered,
        document: Option<ResultError>,
    },
    /// A wait for an operation ran out, told as an error.
    TimedOut,
    /// A standard stream could not be read or written.
    Io(std::sync::Arc<std::io::Error>),
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
        Self(Box::new(Inner {
            call,
            cause,
            path: None,
            host: None,
        }))
    }

    pub(crate) fn code_of(call: &'static str, code: i32, document: Option<String>) -> Self {
        let document = document.map(ResultError::parse);
        let code = HResult(code);
        Self::new(call, Cause::Code { code, document })
    }

    /// The same failure as that of another call, which it came of.
    pub(crate) fn of_call(&self, call: &'static str) -> Self {
        let mut same = self.clone();
        same.0.call = call;
        same
    }

    pub(crate) fn not_a_document(call: &'static str, mistake: &Mistake) -> Self {
        Self::new(call, Cause::NotADocument(mistake.clone()))
    }

    pub(crate) fn nul_in_id(call: &'static str, id: &str, position: usize) -> Self {
        let id = id.escape_debug().to_string();
        Self::new(call, Cause::NulInId { id, position })
    }

    pub(crate) fn bad_path(call: &'static str, path: &Path, mistake: PathMistake) -> Self {
        Self::new(call, Cause::BadPath(mistake)).for_path(path)
    }

    pub(crate) fn file_exists(call: &'static str, path: &Path) -> Self {
        Self::new(call, Cause::FileExists).for_path(path)
    }

    /// The same failure, of a host of this build.
    pub(crate) fn on(mut self, host: Build) -> Self {
        self.0.host = Some(host);
        self
    }

    /// The same failure, which is about this file.
    pub(crate) fn for_path(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    /// `maker` gave no operation for the call.
    pub(crate) fn no_operation(call: &'static str, maker: &'static str) -> Self {
        Self::new(call, Cause::NoOperation { maker })
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

    pub(crate) fn unexpected_result(call: &'static str, lacks: &'static str, text: String) -> Self {
        Self::new(call, Cause::UnexpectedResult { lacks, text })
    }

    #[cfg(feature = "schema")]
    pub(crate) fn no_answer(call: &'static str, why: crate::schema::query::Unanswered) -> Self {
        use crate::schema::Schema as _;
        let document = why.error().map(|error| ResultError::parse(error.to_json()));
        Self::new(call, Cause::Unanswered { why, document })
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

    pub(crate) fn io(call: &'static str, error: std::io::Error) -> Self {
        Self::new(call, Cause::Io(std::sync::Arc::new(error)))
    }

    pub(crate) fn load(error: sys::LoadError) -> Self {
        Self::new("LoadLibraryExW", Cause::Load(std::sync::Arc::new(error)))
    }

    /// The failure of another function of Windows than those of this crate, with its text.
    #[cfg(feature = "windows-core")]
    pub(crate) fn of_windows(code: HResult, message: String) -> Self {
        let document = (!message.is_empty()).then(|| ResultError {
            message: Some(message),
            ..ResultError::default()
        });
        let cause = Cause::Code { code, document };
        Self::new("a function of Windows", cause)
    }

    /// The code, or that which Windows has for such a mistake.
    #[cfg(feature = "windows-core")]
    pub(crate) fn nearest_code(&self) -> HResult {
        use crate::interop::{code, of_io};
        HResult(match &self.0.cause {
            Cause::Code { code, .. } => code.0,
            Cause::NotADocument(_) => sys::HCS_E_INVALID_JSON,
            Cause::NulInId { .. } | Cause::BadPath(_) => sys::E_INVALIDARG,
            Cause::FileExists => codes::ERROR_FILE_EXISTS,
            Cause::NoOperation { .. } | Cause::NoContext => sys::E_OUTOFMEMORY,
            Cause::Closed => code::RPC_E_DISCONNECTED,
            Cause::InCallback | Cause::AlreadyTaken => code::E_ILLEGAL_METHOD_CALL,
            Cause::BadResult { .. } | Cause::UnexpectedResult { .. } => sys::E_UNEXPECTED,
            #[cfg(feature = "schema")]
            Cause::Unanswered { .. } => sys::E_UNEXPECTED,
            Cause::TimedOut => sys::HCS_E_OPERATION_TIMEOUT,
            Cause::Io(error) => of_io(error),
            Cause::NoFunction { .. } => code::ERROR_PROC_NOT_FOUND,
            Cause::Load(_) => code::ERROR_MOD_NOT_FOUND,
            #[cfg(feature = "record")]
            Cause::Record(_) => sys::E_FAIL,
        })
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

    /// The HRESULT that Windows answered with, or that it gave instead of an answer to a question; none when the call never
    /// reached Windows.
    #[must_use]
    pub fn code(&self) -> Option<HResult> {
        match &self.0.cause {
            Cause::Code { code, .. } => Some(*code),
            #[cfg(feature = "schema")]
            Cause::Unanswered { document, .. } => document.as_ref()?.code,
            _ => None,
        }
    }

    /// The code inside the result document, which may be of the other space, or another code altogether.
    #[must_use]
    pub fn document_code(&self) -> Option<HResult> {
        self.result_error()?.code
    }

    /// What was wrong with the document, if that is why nothing was called: all of it.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn problems(&self) -> &[crate::schema::Problem] {
        match &self.0.cause {
            Cause::NotADocument(Mistake::Wrong { problems, .. }) => problems,
            _ => &[],
        }
    }

    /// Which question has no answer, although the call has succeeded: of [`ComputeSystem::query`](crate::ComputeSystem::query)
    /// and [`Host::query`](crate::Host::query).
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn unanswered(&self) -> Option<&crate::schema::query::Unanswered> {
        match &self.0.cause {
            Cause::Unanswered { why, .. } => Some(why),
            _ => None,
        }
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

    /// Where in the caller's document Windows has found the mistake, as it writes it: `$.VirtualMachine.Foo`, or `$` for the
    /// document as a whole. None where it didn't say.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let error = host.create("Test", r#"{ "VirtualMachine": 17 }"#).wait().unwrap_err();
    /// assert!(error.is_invalid_json());
    /// assert_eq!(error.json_place(), Some("$.VirtualMachine"));
    /// assert_eq!(error.json_pointer().as_deref(), Some("/VirtualMachine"));
    /// ```
    #[must_use]
    pub fn json_place(&self) -> Option<&str> {
        place::place(self.result_error()?)
    }

    /// The same place as a JSON pointer, for [`Value::pointer`]: `/VirtualMachine/Foo`, or nothing for the document as a whole.
    #[must_use]
    pub fn json_pointer(&self) -> Option<String> {
        place::pointer(self.json_place()?)
    }

    /// The result document, read as the schema has it; none when there was no document, or another one.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn details(&self) -> Option<crate::schema::ResultError> {
        use crate::schema::Schema as _;
        crate::schema::ResultError::from_json(self.document()?).ok()
    }

    /// The result document as it came, also where it isn't what the reference describes.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::BadResult { text, .. } | Cause::UnexpectedResult { text, .. } => Some(text),
            _ => {
                let text = self.result_error()?.text.as_str();
                (!text.is_empty()).then_some(text)
            }
        }
    }

    /// The file that the call was about, where it was about one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The first release build of Windows that has the function which this host lacks; none for other failures.
    #[must_use]
    pub fn needs_build(&self) -> Option<u32> {
        match self.0.cause {
            Cause::NoFunction { needs, .. } => Some(needs),
            _ => None,
        }
    }

    /// Why nothing was called, in a word or two without anything of the caller's.
    #[cfg(feature = "tracing")]
    pub(crate) fn reason(&self) -> &'static str {
        match &self.0.cause {
            Cause::Code { .. } => "code",
            Cause::NotADocument(_) => "not a document",
            Cause::NulInId { .. } => "bad id",
            Cause::BadPath(_) => "bad path",
            Cause::FileExists => "file exists",
            Cause::NoOperation { .. } => "no operation",
            Cause::NoContext => "no context",
            Cause::Closed => "closed",
            Cause::InCallback => "in a callback",
            Cause::AlreadyTaken => "already taken",
            Cause::BadResult { .. } | Cause::UnexpectedResult { .. } => "bad result",
            #[cfg(feature = "schema")]
            Cause::Unanswered { .. } => "unanswered",
            Cause::TimedOut => "timed out",
            Cause::Io(_) => "input or output",
            Cause::NoFunction { .. } => "no such function",
            Cause::Load(_) => "not loaded",
            #[cfg(feature = "record")]
            Cause::Record(_) => "not recorded",
        }
    }

    fn result_error(&self) -> Option<&ResultError> {
        match &self.0.cause {
            Cause::Code { document, .. } => document.as_ref(),
            #[cfg(feature = "schema")]
            Cause::Unanswered { document, .. } => document.as_ref(),
            _ => None,
        }
    }
}

impl Clone for Error {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
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
            Cause::Io(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
