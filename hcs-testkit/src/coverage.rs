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
