//! The hooks, with the feature.
//!
//! Subscribers are other people's code: their panics end here, and none of our locks is held while they run. They may run
//! in the middle of a call, which a close of its handle waits for: they are treated as callbacks are.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hcs_sys::HRESULT;
use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Span, dispatcher};

use crate::callback::inside;
use crate::callback::panic::{caught, discard};
use crate::error::{Error, HResult, Result};
use crate::event::EventKind;
use crate::handle::Shared;
use crate::operation::{Answer, Completion, Request, Target};
use crate::scrub::{Keep, Scrubber};
use crate::text::{WideId, narrow};

/// Whether command lines are shown.
static COMMAND_LINES: AtomicBool = AtomicBool::new(false);

/// Says what documents at trace level show that is scrubbed otherwise, from now on, in the whole process.
///
/// ```
/// use hcs::trace::{Keep, keep};
///
/// let mut also = Keep::default();
/// also.command_lines = true;
/// keep(also);
/// ```
pub fn keep(keep: Keep) {
    COMMAND_LINES.store(keep.command_lines, Ordering::Relaxed);
}

/// Whether anybody may want to know of things at this level. Asks no subscriber.
#[inline]
fn is_on(level: Level) -> bool {
    level <= LevelFilter::current()
}

/// Runs what calls a subscriber, and stops its panic.
fn guarded<R: Default>(hook: impl FnOnce() -> R) -> R {
    inside(|| caught(hook)).unwrap_or_else(|payload| {
        discard(payload);
        R::default()
    })
}

/// A call that is traced, unless nobody asked for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call(Option<Arc<Begun>>);

#[derive(Debug)]
struct Begun {
    at: Instant,
    /// Its span, until the call has ended.
    span: Mutex<Option<Arc<Span>>>,
}

impl Begun {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Span>>> {
        self.span.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let span = self.span.get_mut().unwrap_or_else(PoisonError::into_inner);
        let span = span.take();
        guarded(move || drop(span));
    }
}

/// The names that a span has.
#[derive(Clone, Debug, Default)]
struct Names {
    system: Option<String>,
    namespace: Option<String>,
    process: Option<u32>,
    path: Option<String>,
}

impl Call {
    /// Begins the call that a request is for.
    #[inline]
    pub(crate) fn begin(request: &Request) -> Self {
        if !is_on(Level::DEBUG) {
            return Self(None);
        }
        guarded(|| Self::open(request.name(), || Names::of_request(request)))
    }

    #[cold]
    fn open(call: &'static str, names: impl FnOnce() -> Names) -> Self {
        if !tracing::enabled!(target: "hcs::call", Level::DEBUG) {
            return Self(None);
        }
        let names = names();
        let span = tracing::debug_span!(
            target: "hcs::call",
            "hcs_call",
            call,
            system = names.system,
            namespace = names.namespace,
            process = names.process,
            path = names.path,
            model = Empty,
            hresult = Empty,
            error = Empty,
            duration_us = Empty,
        );
        let at = Instant::now();
        let span = Mutex::new(Some(Arc::new(span)));
        Self(Some(Arc::new(Begun { at, span })))
    }

    /// Does something with the span, for the subscriber that has it, unless the call has ended.
    #[inline]
    fn inside(&self, hook: impl FnOnce(&Span)) {
        if let Some(begun) = &self.0 {
            in_span(begun.lock().clone(), hook);
        }
    }

    /// The same at the end of the call, which there is once.
    #[inline]
    fn end(&self, hook: impl FnOnce(&Span)) {
        if let Some(begun) = &self.0 {
            let span = begun.lock().take();
            in_span(span, |span| {
                hook(span);
                let elapsed = begun.at.elapsed().as_micros();
                span.record("duration_us", u64::try_from(elapsed).unwrap_or(u64::MAX));
            });
        }
    }

    /// How its operation will tell that it is complete.
    #[inline]
    pub(crate) fn completes(&self, completion: &Completion) {
        self.inside(|span| {
            let model = match completion {
                Completion::Callback => "callback",
                Completion::Event => "event",
                Completion::Notifications(_) => "notifications",
            };
            span.record("model", model);
        });
    }

    /// Its operation is waited for.
    #[inline]
    pub(crate) fn waits(&self) {
        self.inside(|span| {
            span.record("model", "wait");
        });
    }

    /// It is about to start, with this document if it has one.
    #[inline]
    pub(crate) fn starting(&self, document: &[u16]) {
        if is_on(Level::TRACE) {
            self.inside(|span| requested(span, document));
        }
    }

    /// What the starting call has answered.
    #[inline]
    pub(crate) fn returned(&self, call: &'static str, code: HRESULT) {
        self.inside(|span| {
            let answer = number(code);
            tracing::debug!(target: "hcs::call", parent: span, call, answer, "returned");
        });
    }

    /// The operation's callback runs.
    #[inline]
    pub(crate) fn called_back(&self) {
        self.inside(|span| {
            tracing::debug!(target: "hcs::callback", parent: span, "the operation is complete");
        });
    }

    /// A notification has come.
    #[inline]
    pub(crate) fn notified(&self, kind: EventKind, data: impl FnOnce() -> Option<String>) {
        self.inside(|span| {
            tracing::debug!(target: "hcs::callback", parent: span, kind = ?kind, "notified");
            if is_on(Level::TRACE)
                && let Some(data) = data()
            {
                document(span, "event", &data);
            }
        });
    }

    /// A wait for it is over, and it is not.
    #[inline]
    pub(crate) fn waited_in_vain(&self) {
        self.inside(|span| {
            tracing::debug!(target: "hcs::call", parent: span, "not complete in the time given");
        });
    }

    /// Whether anybody is told of the call.
    #[inline]
    pub(crate) fn is_told(&self) -> bool {
        self.0.is_some()
    }

    /// Its operation is complete.
    #[inline]
    pub(crate) fn finished(&self, result: &Result<Answer>) {
        match result {
            Err(error) => self.failed(error),
            Ok(answer) => self.end(|span| {
                if let Some(process) = &answer.process {
                    span.record("process", process.id);
                }
                succeeded(span, 0, answer.document.as_deref());
            }),
        }
    }

    /// It has failed, at once or later.
    #[inline]
    pub(crate) fn failed(&self, error: &Error) {
        self.end(|span| {
            match error.code() {
                Some(code) => failed_with(span, code),
                None => {
                    span.record("error", error.reason());
                }
            }
            if let Some(text) = error.document() {
                document(span, "error", text);
            }
        });
    }

    /// A call without operation or document has returned.
    #[inline]
    pub(crate) fn ended(&self, code: HRESULT) {
        self.answered(code, None);
    }

    /// A call without operation has returned, perhaps with a document.
    #[inline]
    pub(crate) fn answered(&self, code: HRESULT, text: Option<&str>) {
        self.end(|span| {
            if code >= 0 {
                return succeeded(span, code, text);
            }
            failed_with(span, HResult(code));
            if let Some(text) = text {
                document(span, "error", text);
            }
        });
    }
}

/// Runs a hook, its events and the end of the span for the subscriber that has the span.
#[cold]
fn in_span(span: Option<Arc<Span>>, hook: impl FnOnce(&Span)) {
    let Some(span) = span else {
        return;
    };
    guarded(move || {
        let dispatch = span.with_subscriber(|(_, dispatch)| dispatch.clone());
        if let Some(dispatch) = dispatch {
            dispatcher::with_default(&dispatch, || hook(&span));
        }
    });
}

fn succeeded(span: &Span, code: HRESULT, text: Option<&str>) {
    span.record("hresult", number(code).as_str());
    if let Some(text) = text {
        document(span, "result", text);
    }
}

fn failed_with(span: &Span, code: HResult) {
    span.record("hresult", number(code.0).as_str());
    if let Some(name) = code.name() {
        span.record("error", name);
    }
}

/// A code as people look it up.
fn number(code: HRESULT) -> String {
    format!("{:#010X}", code as u32).replacen('X', "x", 1)
}

/// Tells of a document that is passed in, in UTF-16 with a NUL.
fn requested(span: &Span, wide: &[u16]) {
    if !wide.is_empty() {
        document(span, "request", &narrow(wide));
    }
}

/// Tells of a document, scrubbed.
fn document(span: &Span, what: &'static str, text: &str) {
    if !tracing::enabled!(target: "hcs::document", Level::TRACE) {
        return;
    }
    let (document, length) = scrubbed(text);
    tracing::trace!(
        target: "hcs::document",
        parent: span,
        what,
        document,
        length,
        "document"
    );
}

/// A document without its secrets; of what is none its length in UTF-16 units.
fn scrubbed(text: &str) -> (Option<String>, Option<usize>) {
    let keep = Keep {
        command_lines: COMMAND_LINES.load(Ordering::Relaxed),
    };
    match Scrubber::new(keep).json(text) {
        Some(value) => (Some(value.to_string()), None),
        None => (None, Some(text.encode_utf16().count())),
    }
}

/// An event of a handle has come.
#[inline]
pub(crate) fn event(handle: &Shared, kind: EventKind, data: impl FnOnce() -> Option<String>) {
    if !is_on(Level::DEBUG) {
        return;
    }
    guarded(|| {
        if tracing::enabled!(target: "hcs::callback", Level::DEBUG) {
            let names = Names::of(handle);
            tracing::debug!(
                target: "hcs::callback",
                kind = ?kind,
                system = names.system,
                process = names.process,
                "event"
            );
        }
        if tracing::enabled!(target: "hcs::document", Level::TRACE)
            && let Some(data) = data()
        {
            let (document, length) = scrubbed(&data);
            tracing::trace!(
                target: "hcs::document",
                what = "event",
                kind = ?kind,
                document,
                length,
                "document"
            );
        }
    });
}

/// A callback has come for something that is gone.
#[inline]
pub(crate) fn stray() {
    if is_on(Level::DEBUG) {
        guarded(|| {
            tracing::debug!(target: "hcs::callback", "late: what it is for is gone");
        });
    }
}

/// Code of the program has panicked, and nobody is told.
#[cold]
pub(crate) fn panicked() {
    guarded(|| {
        tracing::warn!(target: "hcs::callback", "code of the program has panicked in a callback");
    });
}

/// The id of a process, once it is known.
#[derive(Debug, Default)]
pub(crate) struct Identity(AtomicU64);

impl Identity {
    pub(crate) fn is(&self, process: u32) {
        self.0.store(u64::from(process) + 1, Ordering::Relaxed);
    }

    fn known(&self) -> Option<u32> {
        let id = self.0.load(Ordering::Relaxed).checked_sub(1)?;
        u32::try_from(id).ok()
    }
}

impl Names {
    /// Those of a handle.
    fn of(handle: &Shared) -> Self {
        Self {
            system: handle.system_id(),
            process: handle.trace.known(),
            ..Self::default()
        }
    }

    fn of_request(request: &Request) -> Self {
        let names = match &request.target {
            Target::On(handle) | Target::NewSystem(handle) | Target::NewProcess(handle) => {
                Self::of(handle.shared())
            }
            Target::Service => Self::default(),
        };
        Self {
            namespace: request.namespace().map(ToString::to_string),
            ..names
        }
    }
}

/// A call without operation, which is about to be made; nothing when nobody asks.
#[derive(Debug)]
pub(crate) struct Plain<'a>(Option<About<'a>>);

#[derive(Debug)]
struct About<'a> {
    call: &'static str,
    names: Names,
    documents: Vec<&'a [u16]>,
}

#[inline]
pub(crate) fn plain<'a>(call: &'static str) -> Plain<'a> {
    Plain(is_on(Level::DEBUG).then(|| About {
        call,
        names: Names::default(),
        documents: Vec::new(),
    }))
}

impl<'a> Plain<'a> {
    fn with(mut self, add: impl FnOnce(&mut About<'a>)) -> Self {
        if let Some(about) = &mut self.0 {
            add(about);
        }
        self
    }

    pub(crate) fn handle(self, handle: &Shared) -> Self {
        self.with(|about| about.names = Names::of(handle))
    }

    pub(crate) fn system(self, id: &WideId) -> Self {
        self.with(|about| about.names.system = Some(id.to_string()))
    }

    pub(crate) fn namespace(self, id: &WideId) -> Self {
        self.with(|about| about.names.namespace = Some(id.to_string()))
    }

    pub(crate) fn process(self, id: u32) -> Self {
        self.with(|about| about.names.process = Some(id))
    }

    pub(crate) fn path(self, path: &Path) -> Self {
        self.with(|about| about.names.path = Some(Scrubber::plain(path.display().to_string())))
    }

    pub(crate) fn document(self, document: &'a [u16]) -> Self {
        self.with(|about| about.documents.push(document))
    }

    /// The call is made now.
    pub(crate) fn begin(self) -> Call {
        let Some(about) = self.0 else {
            return Call(None);
        };
        let call = guarded(|| Call::open(about.call, || about.names));
        about.documents.iter().for_each(|it| call.starting(it));
        call
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shown(document: &Value) -> Value {
        let (text, length) = scrubbed(&document.to_string());
        assert_eq!(length, None);
        serde_json::from_str(&text.expect("it is JSON")).expect("still JSON")
    }

    #[test]
    fn documents_of_containers_and_virtual_machines_lose_their_secrets_only() {
        let container = json!({
            "SchemaVersion": { "Major": 2, "Minor": 1 },
            "Owner": "Sample",
            "Container": {
                "Storage": { "Layers": [{ "Id": "1", "Path": r"C:\layers\base" }], "Path": r"C:\Users\s3cr3t\scratch" },
                "CredentialGuard": { "Cookie": "s3cr3t", "CredentialSpec": "{\"CmsPlugins\":[\"s3cr3t\"]}" },
                "RegistryChanges": { "AddValues": [{
                    "Key": { "Hive": "System", "Name": "Setup" },
                    "Name": "AdminPassword", "Type": "String", "StringValue": "s3cr3t",
                }] },
            },
        });
        let out = shown(&container);
        assert!(!out.to_string().contains("s3cr3t"), "{out}");
        assert_eq!(out["Owner"], "Sample");
        assert_eq!(out["SchemaVersion"], container["SchemaVersion"]);
        let layers = |document: &Value| document["Container"]["Storage"]["Layers"].clone();
        assert_eq!(layers(&out), layers(&container));

        let machine = json!({
            "VirtualMachine": {
                "Chipset": { "Uefi": { "BootThis": { "DeviceType": "File", "OptionalData": "token=s3cr3t" } },
                    "LinuxKernelDirect": { "KernelFilePath": r"C:\kernel", "KernelCmdLine": "pw=s3cr3t" } },
                "ComputeTopology": { "Memory": { "SizeInMB": 1024 } },
                "SecuritySettings": { "Isolation": { "IsolationType": "SecureNestedPaging" } },
                "GuestState": { "KeyProtector": "s3cr3t" },
            },
        });
        let out = shown(&machine);
        assert!(!out.to_string().contains("s3cr3t"), "{out}");
        assert_eq!(
            out["VirtualMachine"]["ComputeTopology"],
            machine["VirtualMachine"]["ComputeTopology"]
        );
        let kernel = &out["VirtualMachine"]["Chipset"]["LinuxKernelDirect"];
        assert_eq!(kernel["KernelFilePath"], r"C:\kernel");
    }

    #[test]
    fn of_what_is_no_json_only_the_length_is_told() {
        for text in [
            "",
            "s3cr3t",
            "{ \"Password\": \"s3cr3t\"",
            "{\"Password\":\"s3cr3t\"} and more",
            "{'Password':'s3cr3t'}",
            "\u{1F980}",
        ] {
            let units = text.encode_utf16().count();
            assert_eq!(scrubbed(text), (None, Some(units)));
        }
    }

    #[test]
    fn a_code_is_written_as_people_look_it_up() {
        assert_eq!(number(0), "0x00000000");
        assert_eq!(number(0x8037_010E_u32 as i32), "0x8037010E");
    }

    #[test]
    fn a_process_is_known_by_any_id_once_it_has_one() {
        let identity = Identity::default();
        assert_eq!(identity.known(), None);
        for id in [0, 1, u32::MAX] {
            identity.is(id);
            assert_eq!(identity.known(), Some(id));
        }
    }
}
