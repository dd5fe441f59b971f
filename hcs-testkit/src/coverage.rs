/// The exports of `computecore.dll` that the mock models. The others answer `E_NOTIMPL`, or NULL where they answer a
/// handle.
pub const MODELLED: &[&str] = &[
    "HcsEnumerateComputeSystems",
    "HcsCreateOperation",
    "HcsCloseOperation",
    "HcsGetOperationContext",
    "HcsSetOperationContext",
    "HcsGetComputeSystemFromOperation",
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
    "HcsEnumerateComputeSystemsInNamespace",
    "HcsCreateComputeSystemInNamespace",
    "HcsOpenComputeSystemInNamespace",
    "HcsCrashComputeSystem",
    "HcsWaitForComputeSystemExit",
];

/// Whether the mock models this export.
///
/// ```
/// assert!(hcs_testkit::modelled("HcsStartComputeSystem"));
/// assert!(!hcs_testkit::modelled("HcsCreateProcess"));
/// ```
pub fn modelled(name: &str) -> bool {
    MODELLED.contains(&name)
}

/// The rules whose breach the mock recognises at the C ABI, and records under their ids.
///
/// A handle that is never closed (O1, S1) and a string that is never freed (T3) are in the [`Ledger`](crate::Ledger)
/// instead.
pub const POLICED: &[&str] = &[
    // An event was believed that names an operation which is closed.
    "E6",  // An operation was closed twice, used after its end, or is none.
    "O1",  // A callback waits for the starting call to return.
    "O5",  // An operation was touched after its own callback had closed it.
    "O6",  // The callback or context of a pending operation was set.
    "O9",  // A borrowed handle was closed.
    "O12", // A wait for a pending operation inside a callback.
    "O14", // A kernel handle was closed that is none.
    "P2",  // A system's handle was closed twice, used after its end, or is none.
    "S1",
    // A system's handle was closed inside its own event callback, or while holding what that needs.
    "S6",
    // A handle was closed while a call with it was in flight, or used while it was being closed.
    "S7", // A string was freed twice, or is none.
    "T2",
];
