//! The codes that the mock answers: their names, and Windows' words for them in error documents.

use hcs_sys::*;

macro_rules! codes {
    ($($code:ident: $message:literal,)*) => {
        const CODES: &[(HRESULT, &str, &str)] = &[$(($code, stringify!($code), $message),)*];
    };
}

codes! {
    S_OK: "The operation completed successfully.",
    E_ABORT: "Operation aborted",
    E_ACCESSDENIED: "Access is denied.",
    E_FAIL: "Unspecified error",
    E_HANDLE: "The handle is invalid.",
    E_INVALIDARG: "The parameter is incorrect.",
    E_NOTIMPL: "Not implemented",
    E_OUTOFMEMORY: "Not enough memory resources are available to complete this operation.",
    E_POINTER: "Invalid pointer",
    E_UNEXPECTED: "Catastrophic failure",
    ERROR_NOT_SUPPORTED: "The request is not supported.",
    ERROR_INVALID_DATA: "The data is invalid.",
    ERROR_FILE_NOT_FOUND: "The system cannot find the file specified.",
    ERROR_PATH_NOT_FOUND: "The system cannot find the path specified.",
    ERROR_FILE_EXISTS: "The file exists.",
    ERROR_SHARING_VIOLATION: "The process cannot access the file because it is being used by another process.",
    ERROR_ALREADY_EXISTS: "Cannot create a file when that file already exists.",
    ERROR_NOT_FOUND: "Element not found.",
    HCS_E_ACCESS_DENIED: "The virtual machine or container operation is denied: access is denied.",
    HCS_E_CONNECTION_CLOSED: "The connection with the virtual machine or container was closed.",
    HCS_E_CONNECTION_TIMEOUT: "The virtual machine or container did not connect in time.",
    HCS_E_CONNECT_FAILED: "The virtual machine or container could not be connected to.",
    HCS_E_GUEST_CRITICAL_ERROR: "The guest had a critical error.",
    HCS_E_HYPERV_NOT_INSTALLED: "The virtual machine could not be started because a required feature is not installed.",
    HCS_E_IMAGE_MISMATCH: "The operating system of the container does not match that of the host.",
    HCS_E_INVALID_JSON: "The virtual machine or container JSON document is invalid.",
    HCS_E_INVALID_LAYER: "The virtual machine or container layer is invalid.",
    HCS_E_INVALID_STATE: "The requested virtual machine or container operation is not valid in the current state.",
    HCS_E_OPERATION_ALREADY_CANCELLED: "The operation was cancelled.",
    HCS_E_OPERATION_ALREADY_STARTED: "The operation is tracking a call already.",
    HCS_E_OPERATION_NOT_STARTED: "The operation is not tracking a call.",
    HCS_E_OPERATION_PENDING: "The operation is not complete.",
    HCS_E_OPERATION_RESULT_ALLOCATION_FAILED: "The result of the operation could not be allocated.",
    HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET: "The compute system has a callback already.",
    HCS_E_OPERATION_TIMEOUT: "The operation did not complete in time.",
    HCS_E_PROCESS_ALREADY_STOPPED: "The process has already stopped.",
    HCS_E_PROCESS_INFO_NOT_AVAILABLE: "No information about the process is available.",
    HCS_E_PROTOCOL_ERROR: "The virtual machine or container broke the protocol.",
    HCS_E_SERVICE_DISCONNECT: "The connection with the Host Compute Service was lost.",
    HCS_E_SERVICE_NOT_AVAILABLE: "The Host Compute Service is not available.",
    HCS_E_SYSTEM_ALREADY_EXISTS: "A virtual machine or container with the specified identifier already exists.",
    HCS_E_SYSTEM_ALREADY_STOPPED: "The virtual machine or container has already stopped.",
    HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION: "The virtual machine or container is not configured for this operation.",
    HCS_E_SYSTEM_NOT_FOUND: "A virtual machine or container with the specified identifier does not exist.",
    HCS_E_TERMINATED: "The virtual machine or container was terminated.",
    HCS_E_TERMINATED_DURING_START: "The virtual machine or container exited while it was starting.",
    HCS_E_UNEXPECTED_EXIT: "The virtual machine or container exited unexpectedly.",
    HCS_E_UNKNOWN_MESSAGE: "The virtual machine or container sent an unknown message.",
    HCS_E_UNSUPPORTED_PROTOCOL_VERSION: "The virtual machine or container needs another version of the protocol.",
    HCS_E_WINDOWS_INSIDER_REQUIRED: "This needs a Windows Insider build.",
}

/// `HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)`.
pub(crate) const ERROR_NOT_SUPPORTED: HRESULT = 0x8007_0032_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_INVALID_DATA)`.
pub(crate) const ERROR_INVALID_DATA: HRESULT = 0x8007_000D_u32 as i32;

/// `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`.
pub(crate) const ERROR_FILE_NOT_FOUND: HRESULT = 0x8007_0002_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)`.
pub(crate) const ERROR_PATH_NOT_FOUND: HRESULT = 0x8007_0003_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION)`.
pub(crate) const ERROR_SHARING_VIOLATION: HRESULT = 0x8007_0020_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_FILE_EXISTS)`.
pub(crate) const ERROR_FILE_EXISTS: HRESULT = 0x8007_0050_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)`.
pub(crate) const ERROR_ALREADY_EXISTS: HRESULT = 0x8007_00B7_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`.
pub(crate) const ERROR_NOT_FOUND: HRESULT = 0x8007_0490_u32 as i32;

/// The name of a code; its number where it has none here.
pub(crate) fn name(code: HRESULT) -> String {
    match CODES.iter().find(|(known, ..)| *known == code) {
        Some((_, name, _)) => (*name).to_owned(),
        None => format!("{code:#010X}"),
    }
}

/// The code with this name, such as `E_ACCESSDENIED`, if it is one that the mock knows.
///
/// ```
/// assert_eq!(hcs_testkit::code_named("E_ACCESSDENIED"), Some(hcs_sys::E_ACCESSDENIED));
/// assert_eq!(hcs_testkit::code_named("E_NONE"), None);
/// ```
pub fn code_named(name: &str) -> Option<HRESULT> {
    let known = CODES.iter().find(|(_, known, _)| *known == name);
    known.map(|(code, ..)| *code)
}

/// What an error document says about a code; nothing where nothing is known.
pub(crate) fn message(code: HRESULT) -> &'static str {
    CODES
        .iter()
        .find(|(known, ..)| *known == code)
        .map_or("", |(.., message)| message)
}

/// The code as the JSON of error documents has it: facility 0x037 with the bit 0x40000000 (T4).
pub(crate) fn in_document(code: HRESULT) -> HRESULT {
    if (code as u32) >> 16 == 0x8037 {
        code | 0x4000_0000
    } else {
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t4_only_codes_of_hcs_change_their_form_in_documents() {
        assert_eq!(in_document(HCS_E_SYSTEM_ALREADY_EXISTS), -1_070_137_073);
        assert_eq!(in_document(HCS_E_INVALID_JSON), -1_070_137_075);
        assert_eq!(in_document(ERROR_INVALID_DATA), -2_147_024_883);
        assert_eq!(in_document(E_ACCESSDENIED), -2_147_024_891);
    }

    #[test]
    fn codes_have_names() {
        assert_eq!(name(S_OK), "S_OK");
        assert_eq!(name(0x1234), "0x00001234");
    }
}
