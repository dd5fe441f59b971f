#![allow(unsafe_code)] // Calls Windows with an operation that is pending.
//! What can be done with an operation while it is pending: cancel it, ask about it.

use hcs_sys::{
    E_NOTIMPL, HCS_E_OPERATION_ALREADY_CANCELLED, HCS_E_OPERATION_NOT_STARTED, HCS_OPERATION,
    HRESULT,
};
use serde_json::Value;

use super::Operation;
use crate::Core;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::sync::Arc;
use crate::text::{Returned, pointer_or_null};
use crate::trace;

const CANCEL: &str = "HcsCancelOperation";
const PROPERTIES: &str = "HcsGetOperationProperties";

/// What came of the request to cancel an operation (O10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cancellation {
    /// Windows has taken the request. The operation completes by the usual path, as a rule with an error for which
    /// [`Error::is_cancelled`] is true, or with `E_ABORT`; one that was just done may still succeed.
    Requested,
    /// This build of Windows cancels nothing: the operation goes on.
    NotSupported,
    /// The operation was complete already.
    AlreadyDone,
}

/// What the answer of `HcsCancelOperation` means.
fn interpret(code: HRESULT) -> Result<Cancellation> {
    match code {
        code if code >= 0 => Ok(Cancellation::Requested),
        E_NOTIMPL => Ok(Cancellation::NotSupported),
        HCS_E_OPERATION_ALREADY_CANCELLED | HCS_E_OPERATION_NOT_STARTED => {
            Ok(Cancellation::AlreadyDone)
        }
        code => Err(Error::code_of(CANCEL, code, None)),
    }
}

/// Asks Windows to cancel an operation.
///
/// # Safety
/// The operation is open during the call.
pub(super) unsafe fn cancel(core: Core, raw: HCS_OPERATION) -> Result<Cancellation> {
    let traced = trace::plain(CANCEL).begin();
    // SAFETY: as the caller promises.
    let code = unsafe { (core.HcsCancelOperation)(raw) };
    traced.ended(code);
    interpret(code)
}

/// Asks for properties of an operation.
///
/// # Safety
/// The operation is open during the call.
pub(super) unsafe fn properties(
    core: Core,
    raw: HCS_OPERATION,
    query: Option<Document>,
) -> Result<Value> {
    let get = core.optional(PROPERTIES, |table| table.HcsGetOperationProperties)?;
    let query = match query {
        Some(query) => query.into_wide(PROPERTIES)?,
        None => Vec::new(),
    };
    let traced = trace::plain(PROPERTIES).document(&query).begin();
    let mut document = Returned::new(core);
    let code = document.fill(|out| {
        // SAFETY: the caller vouches for the operation; the query is NUL-terminated or NULL and lives here; `out` is a
        // valid out pointer.
        unsafe { get(raw, pointer_or_null(&query), out) }
    });
    let document = document.text();
    traced.answered(code, document.as_deref());
    if code < 0 {
        return Err(Error::code_of(PROPERTIES, code, document));
    }
    crate::document::value(PROPERTIES, document)
}

impl Operation {
    /// Asks Windows to cancel the operation (O10).
    pub(super) fn cancel(self: &Arc<Self>) -> Result<Cancellation> {
        // SAFETY: an operation that is entered isn't closed.
        let outcome = self
            .enter_raw()
            .map(|raw| unsafe { cancel(self.core, raw) });
        match outcome {
            Some(outcome) => {
                self.leave_raw(self.state.lock());
                outcome
            }
            None => Ok(Cancellation::AlreadyDone),
        }
    }

    /// Asks for properties of the operation (O17); `Null` when it is complete.
    pub(super) fn properties(self: &Arc<Self>, query: Option<Document>) -> Result<Value> {
        // Said on each build that lacks it, however far the operation is.
        self.core
            .optional(PROPERTIES, |table| table.HcsGetOperationProperties)?;
        let Some(raw) = self.enter_raw() else {
            return Ok(Value::Null);
        };
        // SAFETY: an operation that is entered isn't closed.
        let outcome = unsafe { properties(self.core, raw, query) };
        self.leave_raw(self.state.lock());
        outcome
    }
}
