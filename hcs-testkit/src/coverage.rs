//! What the mock can do, as lists: the exports that it models, and the rules whose breach it sees.

/// The exports of `computecore.dll` and `computestorage.dll` that the mock models. The others answer `E_NOTIMPL`, or NULL where they answer a
/// handle.
pub const MODELLED: &[&str] = &[
    "HcsEnumerateComputeSystems",
    "HcsCreateOperation",
    "HcsCloseOperation",
    "HcsGetOperationContext",
    "HcsSetOperationContext",
    "HcsGetComputeSystemFromOperation",
    "HcsGetProcessFromOperation",
    "HcsGetOperationType",
    "HcsGetOperationId",
    "HcsGetOperationResult",
    "HcsGetOperationResultAndProcessInfo",
    "HcsWaitForOperationResult",
    "HcsWaitForOperationResultAndProcessInfo",
    "HcsSetOperationCallback",
    "HcsCancelOperation",
    "HcsCreateComputeSystem",
    "HcsOpenComputeSystem",
    "HcsCloseComputeSystem",
    "HcsStartComputeSystem",
    "HcsShutDownComputeSystem",
    "HcsTerminateComputeSystem",
    "HcsPauseComputeSystem",
    "HcsResumeComputeSystem",
    "HcsSaveComputeSystem",
    "HcsGetComputeSystemProperties",
    "HcsModifyComputeSystem",
    "HcsSetComputeSystemCallback",
    "HcsGetServiceProperties",
    "HcsModifyServiceSettings",
    "HcsSubmitWerReport",
    "HcsCreateEmptyGuestStateFile",
    "HcsCreateEmptyRuntimeStateFile",
    "HcsGrantVmAccess",
    "HcsRevokeVmAccess",
    "HcsCreateProcess",
    "HcsOpenProcess",
    "HcsCloseProcess",
    "HcsTerminateProcess",
    "HcsSignalProcess",
    "HcsGetProcessInfo",
    "HcsGetProcessProperties",
    "HcsModifyProcess",
    "HcsSetProcessCallback",
    "HcsEnumerateComputeSystemsInNamespace",
    "HcsCreateComputeSystemInNamespace",
    "HcsOpenComputeSystemInNamespace",
    "HcsCrashComputeSystem",
    "HcsGrantVmGroupAccess",
    "HcsRevokeVmGroupAccess",
    "HcsGetProcessorCompatibilityFromSavedState",
    "HcsWaitForComputeSystemExit",
    "HcsCreateOperationWithNotifications",
    "HcsAddResourceToOperation",
    "HcsGetOperationProperties",
    "HcsInitializeLiveMigrationOnSource",
    "HcsStartLiveMigrationOnSource",
    "HcsStartLiveMigrationTransfer",
    "HcsFinalizeLiveMigration",
    "HcsCancelLiveMigration",
    "HcsWaitForProcessExit",
    "HcsImportLayer",
    "HcsExportLayer",
    "HcsExportLegacyWritableLayer",
    "HcsDestroyLayer",
    "HcsSetupBaseOSLayer",
    "HcsInitializeWritableLayer",
    "HcsInitializeLegacyWritableLayer",
    "HcsAttachLayerStorageFilter",
    "HcsDetachLayerStorageFilter",
    "HcsFormatWritableLayerVhd",
    "HcsGetLayerVhdMountPath",
    "HcsSetupBaseOSVolume",
    "HcsAttachOverlayFilter",
    "HcsDetachOverlayFilter",
];

/// Whether the mock models this export.
///
/// ```
/// assert!(hcs_testkit::modelled("HcsStartComputeSystem"));
/// assert!(!hcs_testkit::modelled("HcsStart"));
/// ```
pub fn modelled(name: &str) -> bool {
    MODELLED.contains(&name)
}

/// The rules whose breach the mock recognises at the C ABI, and records under their ids:
///
/// - E6: an event was believed that names an operation which is closed.
/// - O1: an operation was closed twice, used after its end, or is none.
/// - O5: a callback waits for the starting call to return.
/// - O6: an operation was touched after its own callback had closed it.
/// - O9: the callback or context of a pending operation was set.
/// - O12: a borrowed handle was closed.
/// - O14: a callback waits for a pending operation.
/// - P1: the same as S1, S6 and S7, with a process's handle.
/// - P2: a kernel handle was closed twice, by other means than the table's `CloseHandle`, or is none.
/// - S1: a system's handle was closed twice, used after its end, or is none.
/// - S6: a system's handle was closed inside its own event callback, or by a thread that holds what that needs.
/// - S7: a handle was closed while a call with it was in flight, or used while it was being closed.
/// - T2: a string was freed twice, or is none.
///
/// A handle that is never closed (O1, S1, P1, P2) and a string that is never freed (T2, T3) are in the
/// [`Ledger`](crate::Ledger) instead.
pub const POLICED: &[&str] = &[
    "E6", "O1", "O5", "O6", "O9", "O12", "O14", "P1", "P2", "S1", "S6", "S7", "T2",
];
