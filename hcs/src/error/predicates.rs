//! What programs ask of an error: both spaces of codes count, and the code inside the document as well.

use hcs_sys as sys;

use super::codes::{self, HResult};
use super::{Cause, Error};

impl Error {
    /// There is no such compute system or process, or it is gone.
    ///
    /// The code is `HCS_E_SYSTEM_NOT_FOUND` or `ERROR_NOT_FOUND` (0x80070490), that of the call or that in its document, as with all
    /// of these.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_code(&[sys::HCS_E_SYSTEM_NOT_FOUND, codes::E_NOT_FOUND])
    }

    /// A compute system with this id exists already.
    ///
    /// The code is `HCS_E_SYSTEM_ALREADY_EXISTS`.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.has_code(&[sys::HCS_E_SYSTEM_ALREADY_EXISTS])
    }

    /// The file of the call, or a directory on its path, isn't there.
    ///
    /// The code is `ERROR_FILE_NOT_FOUND` or `ERROR_PATH_NOT_FOUND`.
    #[must_use]
    pub fn is_file_not_found(&self) -> bool {
        self.has_code(&[codes::ERROR_FILE_NOT_FOUND, codes::ERROR_PATH_NOT_FOUND])
    }

    /// A file that was to be made is there already.
    ///
    /// The code is `ERROR_FILE_EXISTS` or `ERROR_ALREADY_EXISTS`, or this crate has seen the file.
    #[must_use]
    pub fn is_file_exists(&self) -> bool {
        matches!(self.0.cause, Cause::FileExists)
            || self.has_code(&[codes::ERROR_FILE_EXISTS, codes::ERROR_ALREADY_EXISTS])
    }

    /// The file is in use: by a virtual machine, or by a program that doesn't share it.
    ///
    /// The code is `ERROR_SHARING_VIOLATION`.
    #[must_use]
    pub fn is_file_in_use(&self) -> bool {
        self.has_code(&[codes::ERROR_SHARING_VIOLATION])
    }

    /// The compute system, or the process, has stopped already.
    ///
    /// The code is `HCS_E_SYSTEM_ALREADY_STOPPED` or `HCS_E_PROCESS_ALREADY_STOPPED`.
    #[must_use]
    pub fn is_already_stopped(&self) -> bool {
        self.has_code(&[
            sys::HCS_E_SYSTEM_ALREADY_STOPPED,
            sys::HCS_E_PROCESS_ALREADY_STOPPED,
        ])
    }

    /// The state of the system does not allow the call.
    ///
    /// The code is `HCS_E_INVALID_STATE`.
    #[must_use]
    pub fn is_invalid_state(&self) -> bool {
        self.has_code(&[sys::HCS_E_INVALID_STATE])
    }

    /// A document is not JSON, or not what the call expects.
    ///
    /// The code is `HCS_E_INVALID_JSON`, or this crate has found that the text is none.
    #[must_use]
    pub fn is_invalid_json(&self) -> bool {
        matches!(self.0.cause, Cause::NotADocument(_)) || self.has_code(&[sys::HCS_E_INVALID_JSON])
    }

    /// The user may not do this, or the virtual machine may not use a file.
    ///
    /// The code is `HCS_E_ACCESS_DENIED` or `E_ACCESSDENIED`.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        self.has_code(&[sys::HCS_E_ACCESS_DENIED, sys::E_ACCESSDENIED])
    }

    /// A time limit ran out: ours, or that of the guest's connection.
    ///
    /// The code is `HCS_E_OPERATION_TIMEOUT` or `HCS_E_CONNECTION_TIMEOUT`, or a wait ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.cause, Cause::TimedOut)
            || self.has_code(&[sys::HCS_E_OPERATION_TIMEOUT, sys::HCS_E_CONNECTION_TIMEOUT])
    }

    /// The operation was cancelled.
    ///
    /// The code is `HCS_E_OPERATION_ALREADY_CANCELLED`.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.has_code(&[sys::HCS_E_OPERATION_ALREADY_CANCELLED])
    }

    /// The Host Compute Service went away, or isn't there.
    ///
    /// The code is `HCS_E_SERVICE_DISCONNECT` or `HCS_E_SERVICE_NOT_AVAILABLE`.
    #[must_use]
    pub fn is_service_gone(&self) -> bool {
        self.has_code(&[
            sys::HCS_E_SERVICE_DISCONNECT,
            sys::HCS_E_SERVICE_NOT_AVAILABLE,
        ])
    }

    /// The host lacks the feature, the library or one of its functions.
    ///
    /// The code is `HCS_E_HYPERV_NOT_INSTALLED`, or the library or a function of it is missing.
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

    pub(super) fn has_code(&self, codes: &[i32]) -> bool {
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
