//! Declarations that the metadata lacks, in the same form. Each names its source.

#![allow(non_camel_case_types, non_upper_case_globals)] // C's own names.

use core::ffi::c_void;

use crate::{
    HANDLE, HCS_EVENT_OPTIONS, HCS_EVENT_TYPE, HCS_OPERATION, HCS_OPERATION_OPTIONS,
    HCS_OPERATION_TYPE, HCS_RESOURCE_TYPE, HCS_SYSTEM, HRESULT, PCWSTR, PWSTR,
};

// Functions of Windows build 26100. Signatures: the ComputeCore.h and ComputeStorage.h of its SDK, as bound by
// microsoft/hcsshim in internal/computecore/computecore.go and computestorage/storage.go.

/// Queries properties of an operation: `HcsGetOperationProperties`.
pub type HcsGetOperationProperties = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    options: PCWSTR,
    resultdocument: *mut PWSTR,
) -> HRESULT;
/// Prepares a system for its live migration, on the source host: `HcsInitializeLiveMigrationOnSource`.
pub type HcsInitializeLiveMigrationOnSource = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
/// Starts a live migration, on the source host: `HcsStartLiveMigrationOnSource`.
pub type HcsStartLiveMigrationOnSource = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
/// Starts the transfer of a live migration: `HcsStartLiveMigrationTransfer`.
pub type HcsStartLiveMigrationTransfer = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
/// Ends a live migration: `HcsFinalizeLiveMigration`.
pub type HcsFinalizeLiveMigration = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
/// Cancels a live migration: `HcsCancelLiveMigration`.
pub type HcsCancelLiveMigration = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
/// Attaches an overlay filter to a volume: `HcsAttachOverlayFilter`.
pub type HcsAttachOverlayFilter =
    unsafe extern "system" fn(volumepath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
/// Detaches an overlay filter from a volume: `HcsDetachOverlayFilter`.
pub type HcsDetachOverlayFilter =
    unsafe extern "system" fn(volumepath: PCWSTR, layerdata: PCWSTR) -> HRESULT;

// Enumerators of Windows build 26100: the ComputeDefs.h of its SDK, which mingw-w64's computedefs.h repeats.

/// A group of events about a live migration.
pub const HcsEventGroupLiveMigration: HCS_EVENT_TYPE = 0x8000_0003_u32 as _;
/// Asks for the events of [`HcsEventGroupLiveMigration`].
pub const HcsEventOptionEnableLiveMigrationEvents: HCS_EVENT_OPTIONS = 4;
/// Reserved by Windows.
pub const HcsOperationOptionReserved1: HCS_OPERATION_OPTIONS = 2;
/// Reserved by Windows.
pub const HcsOperationTypeReserved1: HCS_OPERATION_TYPE = 16;
/// Reserved by Windows.
pub const HcsOperationTypeReserved2: HCS_OPERATION_TYPE = 17;
/// Reserved by Windows.
pub const HcsOperationTypeReserved3: HCS_OPERATION_TYPE = 18;
/// A step of a live migration.
pub const HcsOperationTypeLiveMigration: HCS_OPERATION_TYPE = 19;
/// The resource is a COM object.
pub const HcsResourceTypeComObject: HCS_RESOURCE_TYPE = 3;
/// The resource is a socket.
pub const HcsResourceTypeSocket: HCS_RESOURCE_TYPE = 4;

/// The id of no operation: `HCS_INVALID_OPERATION_ID` of the same header, a macro there.
pub const HCS_INVALID_OPERATION_ID: u64 = u64::MAX;

/// A wait without limit, in milliseconds: `INFINITE` of Windows' winbase.h, a macro there.
pub const INFINITE: u32 = u32::MAX;

// What frees the things that the libraries hand out. The pages that say so: HcsGetOperationResult (LocalFree),
// HcsGetLayerVhdMountPath (LocalFree), HcsCreateProcess (CloseHandle), HcnQueryNetworkProperties (CoTaskMemFree).

/// Frees a document of `computecore.dll` or `computestorage.dll`; NULL is allowed. Returns NULL, or the argument when
/// it failed. See [Microsoft's page](https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-localfree).
pub type LocalFree = unsafe extern "system" fn(memory: *mut c_void) -> *mut c_void;
/// Closes a handle, such as a process's standard output; 0 when it failed. See
/// [Microsoft's page](https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-closehandle).
pub type CloseHandle = unsafe extern "system" fn(handle: HANDLE) -> i32;
/// Frees a document of `computenetwork.dll`; NULL is allowed. See
/// [Microsoft's page](https://learn.microsoft.com/windows/win32/api/combaseapi/nf-combaseapi-cotaskmemfree).
pub type CoTaskMemFree = unsafe extern "system" fn(memory: *mut c_void);
