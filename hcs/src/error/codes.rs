//! What the codes mean, in sentences of our own: they read the same off Windows, where there is no
//! `FormatMessage`.

use std::fmt;

use hcs_sys as sys;

/// An HRESULT: the outcome of a call, as Windows numbers it. Negative values are failures.
///
/// ```
/// use hcs::HResult;
///
/// let code = HResult(0x8037010E_u32 as i32);
/// assert!(code.is_failure());
/// assert_eq!(code.name(), Some("HCS_E_SYSTEM_NOT_FOUND"));
/// assert_eq!(code.to_string(), "HCS_E_SYSTEM_NOT_FOUND, 0x8037010E");
/// // The same code of the other space that documents use.
/// assert!(code.same_as(HResult(0xC037010E_u32 as i32)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HResult(pub i32);

/// The bit in which the codes of a result document differ from the HRESULT of the call (T4).
const DOCUMENT_BIT: u32 = 0x4000_0000;

impl HResult {
    /// Whether the code stands for a failure.
    #[must_use]
    pub fn is_failure(self) -> bool {
        self.0 < 0
    }

    /// Whether both stand for the same failure: Windows answers calls with `0x8037xxxx` and writes
    /// `0xC037xxxx` into documents (T4).
    #[must_use]
    pub fn same_as(self, other: HResult) -> bool {
        self.folded() == other.folded()
    }

    /// The constant's name in Microsoft's headers, where this crate knows it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        meaning(self).map(|meaning| meaning.name)
    }

    fn folded(self) -> i32 {
        (self.0 as u32 & !DOCUMENT_BIT) as i32
    }
}

impl From<i32> for HResult {
    fn from(code: i32) -> Self {
        Self(code)
    }
}

impl From<HResult> for i32 {
    fn from(code: HResult) -> Self {
        code.0
    }
}

impl fmt::Display for HResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name() {
            write!(f, "{name}, ")?;
        }
        write!(f, "0x{:08X}", self.0)
    }
}

impl fmt::Debug for HResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HResult({self})")
    }
}

/// What is known of a code.
pub(super) struct Meaning {
    code: i32,
    pub(super) name: &'static str,
    /// What happened; continues "HcsX failed: ".
    pub(super) sentence: &'static str,
    /// What the reader can do about it, a sentence of its own.
    pub(super) remedy: Option<&'static str>,
}

/// What is known of `code`, whichever of the two spaces it is from.
pub(super) fn meaning(code: HResult) -> Option<&'static Meaning> {
    MEANINGS
        .iter()
        .find(|meaning| HResult(meaning.code).same_as(code))
}

const fn known(code: i32, name: &'static str, sentence: &'static str) -> Meaning {
    Meaning {
        code,
        name,
        sentence,
        remedy: None,
    }
}

impl Meaning {
    const fn remedy(self, remedy: &'static str) -> Self {
        Self {
            remedy: Some(remedy),
            ..self
        }
    }
}

const ADMINISTRATORS: &str = "Run the program elevated, or add its user to the group \"Hyper-V Administrators\" and sign in again.";
const TURN_ON: &str = "Turn on the Windows features \"Hyper-V\" or \"Virtual Machine Platform\" (for containers also \"Containers\"), \
     and virtualization in the firmware; then restart.";

pub(super) const PLAIN_FILES: &str = "Keep the file of a disk where nothing compresses or encrypts it, and not sparse (compact /u, cipher /d, \
     fsutil sparse setflag), or say in its attachment that it may be: SupportCompressedVolumes, SupportEncryptedFiles, \
     AlwaysAllowSparseFiles.";
pub(super) const ANOTHER_NAME: &str = "Choose another name, or delete the file if nobody needs it.";
const LESS_MEMORY: &str =
    "Give the virtual machine less memory, end others, or enlarge the paging file of the host.";

/// Windows' own codes that hcs-sys has no constant for.
pub(super) const E_INVALID_DATA: i32 = 0x8007_000D_u32 as i32;
pub(super) const E_NOT_FOUND: i32 = 0x8007_0490_u32 as i32;
pub(super) const E_NOT_SUPPORTED: i32 = 0x8007_0032_u32 as i32;
const ERROR_VIRTUAL_DISK_LIMITATION: i32 = 0xC03A_001A_u32 as i32;
const ERROR_DUPLICATE_TAG: i32 = 0x8007_07DE_u32 as i32;
const ERROR_LOGON_TYPE_NOT_GRANTED: i32 = 0x8007_0569_u32 as i32;
const ERROR_LOGON_FAILURE: i32 = 0x8007_052E_u32 as i32;
const WBEM_E_INVALID_PARAMETER: i32 = 0x8004_1008_u32 as i32;
const ERROR_COMMITMENT_LIMIT: i32 = 0x8007_05AF_u32 as i32;
const ERROR_NO_SYSTEM_RESOURCES: i32 = 0x8007_05AA_u32 as i32;
const ERROR_HV_NOT_PRESENT: i32 = 0xC035_1000_u32 as i32;
const ERROR_INVALID_NAME: i32 = 0x8007_007B_u32 as i32;
pub(super) const ERROR_FILE_NOT_FOUND: i32 = 0x8007_0002_u32 as i32;
pub(super) const ERROR_PATH_NOT_FOUND: i32 = 0x8007_0003_u32 as i32;
pub(super) const ERROR_SHARING_VIOLATION: i32 = 0x8007_0020_u32 as i32;
pub(super) const ERROR_FILE_EXISTS: i32 = 0x8007_0050_u32 as i32;
pub(super) const ERROR_ALREADY_EXISTS: i32 = 0x8007_00B7_u32 as i32;

static MEANINGS: &[Meaning] = &[
    known(
        sys::HCS_E_TERMINATED_DURING_START,
        "HCS_E_TERMINATED_DURING_START",
        "the system stopped while it was starting",
    )
    .remedy("Look into the guest's own log, or at the system's exit event, for the cause."),
    known(
        sys::HCS_E_IMAGE_MISMATCH,
        "HCS_E_IMAGE_MISMATCH",
        "the container's image was made for another Windows build than this host's",
    )
    .remedy("Use an image of the host's build, or isolate the container with Hyper-V."),
    known(
        sys::HCS_E_HYPERV_NOT_INSTALLED,
        "HCS_E_HYPERV_NOT_INSTALLED",
        "Hyper-V is not installed on this host",
    )
    .remedy(TURN_ON),
    known(
        sys::HCS_E_INVALID_STATE,
        "HCS_E_INVALID_STATE",
        "the system's state does not allow this call",
    )
    .remedy(
        "Saving needs a paused system, pausing and shutting down a running one, \
         starting one that was not started yet.",
    ),
    known(
        sys::HCS_E_UNEXPECTED_EXIT,
        "HCS_E_UNEXPECTED_EXIT",
        "the system exited unexpectedly",
    ),
    known(
        sys::HCS_E_TERMINATED,
        "HCS_E_TERMINATED",
        "the system was forcibly terminated",
    ),
    known(
        sys::HCS_E_CONNECT_FAILED,
        "HCS_E_CONNECT_FAILED",
        "no connection to the guest could be made",
    )
    .remedy("The guest may have ended, or runs no guest compute service: see its state and its console."),
    known(
        sys::HCS_E_CONNECTION_TIMEOUT,
        "HCS_E_CONNECTION_TIMEOUT",
        "the guest did not connect in time",
    )
    .remedy(
        "The guest may still be booting, or runs no guest compute service: check its \
         image and its console.",
    ),
    known(
        sys::HCS_E_CONNECTION_CLOSED,
        "HCS_E_CONNECTION_CLOSED",
        "the connection to the guest was closed",
    )
    .remedy("The guest may have ended, or its guest compute service: see the exit event and the guest's own log."),
    known(
        sys::HCS_E_UNKNOWN_MESSAGE,
        "HCS_E_UNKNOWN_MESSAGE",
        "an unknown message was received from the guest",
    ),
    known(
        sys::HCS_E_UNSUPPORTED_PROTOCOL_VERSION,
        "HCS_E_UNSUPPORTED_PROTOCOL_VERSION",
        "host and guest have no version of the guest protocol in common",
    )
    .remedy("Update the guest's image or the host."),
    known(
        sys::HCS_E_INVALID_JSON,
        "HCS_E_INVALID_JSON",
        "the document is not what the call expects",
    )
    .remedy(
        "Check names and types in it, that SchemaVersion is one this build knows, and \
         that a new system has exactly one of Container, VirtualMachine and \
         HostedSystem.",
    ),
    known(
        sys::HCS_E_SYSTEM_NOT_FOUND,
        "HCS_E_SYSTEM_NOT_FOUND",
        "there is no compute system with this id",
    )
    .remedy(
        "Host::enumerate lists the ids there are; systems of Hyper-V Manager have their \
         GUID as id.",
    ),
    known(
        sys::HCS_E_SYSTEM_ALREADY_EXISTS,
        "HCS_E_SYSTEM_ALREADY_EXISTS",
        "a compute system with this id exists already",
    )
    .remedy(
        "Choose another id, or open the existing one, or terminate it and close its \
         last handle.",
    ),
    known(
        sys::HCS_E_SYSTEM_ALREADY_STOPPED,
        "HCS_E_SYSTEM_ALREADY_STOPPED",
        "the system has stopped already",
    )
    .remedy("It still answers questions about its properties, and its exit event says how it ended. To run it again, create it anew."),
    known(
        sys::HCS_E_PROTOCOL_ERROR,
        "HCS_E_PROTOCOL_ERROR",
        "host and guest misunderstood each other",
    ),
    known(
        sys::HCS_E_INVALID_LAYER,
        "HCS_E_INVALID_LAYER",
        "a layer is not a valid container layer",
    )
    .remedy("See that each layer below is there, and import the layer again from what was downloaded."),
    known(
        sys::HCS_E_WINDOWS_INSIDER_REQUIRED,
        "HCS_E_WINDOWS_INSIDER_REQUIRED",
        "the call needs a Windows Insider build",
    ),
    known(
        sys::HCS_E_SERVICE_NOT_AVAILABLE,
        "HCS_E_SERVICE_NOT_AVAILABLE",
        "the Host Compute Service is not available",
    )
    .remedy(
        "Start the service \"vmcompute\" (sc start vmcompute); if there is none, turn \
         on \"Hyper-V\" or \"Virtual Machine Platform\" and restart.",
    ),
    known(
        sys::HCS_E_OPERATION_NOT_STARTED,
        "HCS_E_OPERATION_NOT_STARTED",
        "the operation was never given to a call",
    ),
    known(
        sys::HCS_E_OPERATION_ALREADY_STARTED,
        "HCS_E_OPERATION_ALREADY_STARTED",
        "the operation is tracking another call",
    ),
    known(
        sys::HCS_E_OPERATION_PENDING,
        "HCS_E_OPERATION_PENDING",
        "the operation is not complete yet",
    ),
    known(
        sys::HCS_E_OPERATION_TIMEOUT,
        "HCS_E_OPERATION_TIMEOUT",
        "the operation did not complete in the time given, and goes on",
    ),
    known(
        sys::HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET,
        "HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET",
        "the handle has an event callback already, which receives its completions",
    ),
    known(
        sys::HCS_E_OPERATION_RESULT_ALLOCATION_FAILED,
        "HCS_E_OPERATION_RESULT_ALLOCATION_FAILED",
        "there was not enough memory for the result document",
    ),
    known(
        sys::HCS_E_ACCESS_DENIED,
        "HCS_E_ACCESS_DENIED",
        "the user may not do this",
    )
    .remedy(ADMINISTRATORS),
    known(
        sys::HCS_E_GUEST_CRITICAL_ERROR,
        "HCS_E_GUEST_CRITICAL_ERROR",
        "the guest reported a critical error and was stopped",
    ),
    known(
        sys::HCS_E_PROCESS_INFO_NOT_AVAILABLE,
        "HCS_E_PROCESS_INFO_NOT_AVAILABLE",
        "the operation has no process information",
    ),
    known(
        sys::HCS_E_SERVICE_DISCONNECT,
        "HCS_E_SERVICE_DISCONNECT",
        "the Host Compute Service went away while the call was in progress",
    )
    .remedy("The service restarts by itself: open the system again by its id."),
    known(
        sys::HCS_E_PROCESS_ALREADY_STOPPED,
        "HCS_E_PROCESS_ALREADY_STOPPED",
        "the process has ended already",
    )
    .remedy("Its exit status can still be asked for."),
    known(
        sys::HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION,
        "HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION",
        "the system was not configured for this call",
    ),
    known(
        sys::HCS_E_OPERATION_ALREADY_CANCELLED,
        "HCS_E_OPERATION_ALREADY_CANCELLED",
        "the operation was cancelled",
    ),
    known(
        sys::E_NOTIMPL,
        "E_NOTIMPL",
        "this build of Windows does not implement the call",
    ),
    known(
        sys::E_POINTER,
        "E_POINTER",
        "an argument that is needed is missing",
    ),
    known(sys::E_ABORT, "E_ABORT", "the operation was aborted"),
    known(sys::E_FAIL, "E_FAIL", "the service gives no reason")
        .remedy("The event log \"Microsoft-Windows-Hyper-V-Compute\" may have one."),
    known(
        sys::E_UNEXPECTED,
        "E_UNEXPECTED",
        "the service met an internal error",
    ),
    known(
        sys::E_ACCESSDENIED,
        "E_ACCESSDENIED",
        "the user may not do this",
    )
    .remedy(ADMINISTRATORS),
    known(sys::E_HANDLE, "E_HANDLE", "the handle is not valid"),
    known(
        E_INVALID_DATA,
        "ERROR_INVALID_DATA",
        "the document is not what the call expects",
    )
    .remedy(
        "Older builds answer so when a document is not JSON or names a schema version \
         that they don't know.",
    ),
    known(sys::E_OUTOFMEMORY, "E_OUTOFMEMORY", "memory ran out"),
    known(
        E_NOT_FOUND,
        "ERROR_NOT_FOUND",
        "there is nothing of this name or id",
    )
    .remedy("A process has its id as long as it runs, in its own system only."),
    known(
        E_NOT_SUPPORTED,
        "ERROR_NOT_SUPPORTED",
        "the request is not supported",
    ),
    known(
        ERROR_VIRTUAL_DISK_LIMITATION,
        "ERROR_VIRTUAL_DISK_LIMITATION",
        "the file of a virtual disk is compressed, encrypted or sparse",
    )
    .remedy(PLAIN_FILES),
    known(
        ERROR_DUPLICATE_TAG,
        "ERROR_DUPLICATE_TAG",
        "something in the configuration is there twice",
    )
    .remedy("Look for two shares, devices or ports with the same name: two equal Plan9 shares have this effect."),
    known(
        ERROR_LOGON_TYPE_NOT_GRANTED,
        "ERROR_LOGON_TYPE_NOT_GRANTED",
        "the account of the virtual machine may not log on as a service",
    )
    .remedy(
        "Give \"NT VIRTUAL MACHINE\\Virtual Machines\" the right to log on as a service, by the local policy or that of the \
         domain; gpupdate /force helps until the policy is applied the next time.",
    ),
    known(
        ERROR_LOGON_FAILURE,
        "ERROR_LOGON_FAILURE",
        "the user is not known, or the password is wrong",
    )
    .remedy("A process runs as the User of its document: name one that the guest has."),
    known(
        WBEM_E_INVALID_PARAMETER,
        "WBEM_E_INVALID_PARAMETER",
        "a value in the configuration is one that Hyper-V does not take",
    )
    .remedy(
        "Memory needs an even number of MB, and 8006 was refused where 8000 was taken: try a rounder one.",
    ),
    known(
        ERROR_COMMITMENT_LIMIT,
        "ERROR_COMMITMENT_LIMIT",
        "the host has not enough memory left",
    )
    .remedy(LESS_MEMORY),
    known(
        ERROR_NO_SYSTEM_RESOURCES,
        "ERROR_NO_SYSTEM_RESOURCES",
        "the host has not enough resources left",
    )
    .remedy(LESS_MEMORY),
    known(
        ERROR_HV_NOT_PRESENT,
        "ERROR_HV_NOT_PRESENT",
        "the hypervisor does not run",
    )
    .remedy(
        "Turn virtualization on in the firmware, and have Windows start its hypervisor: bcdedit /set hypervisorlaunchtype auto; \
         then restart.",
    ),
    known(
        ERROR_INVALID_NAME,
        "ERROR_INVALID_NAME",
        "the path is not one that a file can have",
    ),
    known(
        ERROR_FILE_NOT_FOUND,
        "ERROR_FILE_NOT_FOUND",
        "there is no such file",
    )
    .remedy(
        "Give the full path of each file: the service has a current directory of its own, and sees no mapped drives.",
    ),
    known(
        ERROR_PATH_NOT_FOUND,
        "ERROR_PATH_NOT_FOUND",
        "a directory of the path is not there",
    ),
    known(
        ERROR_SHARING_VIOLATION,
        "ERROR_SHARING_VIOLATION",
        "the file is in use",
    )
    .remedy(
        "A virtual machine keeps its disks for about two seconds after its last handle was closed: try again then. \
         Otherwise see who has it open.",
    ),
    known(
        ERROR_FILE_EXISTS,
        "ERROR_FILE_EXISTS",
        "there is such a file already",
    )
    .remedy(ANOTHER_NAME),
    known(
        ERROR_ALREADY_EXISTS,
        "ERROR_ALREADY_EXISTS",
        "it is there already",
    ),
    known(
        sys::E_INVALIDARG,
        "E_INVALIDARG",
        "an argument is not valid",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_listed_once() {
        for (index, meaning) in MEANINGS.iter().enumerate() {
            for other in &MEANINGS[index + 1..] {
                assert!(
                    !HResult(meaning.code).same_as(HResult(other.code)),
                    "{} and {}",
                    meaning.name,
                    other.name
                );
            }
        }
    }

    #[test]
    fn an_unknown_code_is_printed_as_a_number() {
        assert_eq!(HResult(0x8123_4567_u32 as i32).to_string(), "0x81234567");
    }

    #[test]
    fn t4_both_spaces_fold() {
        let call = HResult(sys::HCS_E_INVALID_JSON);
        let document = HResult(0xC037_010D_u32 as i32);
        assert!(call.same_as(document));
        assert_eq!(document.name(), Some("HCS_E_INVALID_JSON"));
        assert!(!call.same_as(HResult(sys::HCS_E_INVALID_STATE)));
    }
}
