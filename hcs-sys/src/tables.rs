// Written by `cargo xtask codegen` from bindings.txt: change that and run the command again.

#![allow(unsafe_code)] // A symbol's address becomes a function pointer, of the type that the symbol's name stands for.
#![allow(non_snake_case)] // Each field has the name of its C function.

use core::ffi::{CStr, c_void};
use core::ptr::NonNull;
use std::path::Path;

use crate::load::{self, Loaded};
use crate::*;

/// The functions of `computecore.dll`.
///
/// What Windows build 17763 has is always there; a later function is an `Option`.
#[derive(Clone, Copy, Debug)]
pub struct ComputeCore {
    /// [`HcsEnumerateComputeSystems`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsenumeratecomputesystems), Windows build 17763 and later.
    pub HcsEnumerateComputeSystems: HcsEnumerateComputeSystems,
    /// [`HcsCreateOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateoperation), Windows build 17763 and later.
    pub HcsCreateOperation: HcsCreateOperation,
    /// [`HcsCloseOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscloseoperation), Windows build 17763 and later.
    pub HcsCloseOperation: HcsCloseOperation,
    /// [`HcsGetOperationContext`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationcontext), Windows build 17763 and later.
    pub HcsGetOperationContext: HcsGetOperationContext,
    /// [`HcsSetOperationContext`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetoperationcontext), Windows build 17763 and later.
    pub HcsSetOperationContext: HcsSetOperationContext,
    /// [`HcsGetComputeSystemFromOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetcomputesystemfromoperation), Windows build 17763 and later.
    pub HcsGetComputeSystemFromOperation: HcsGetComputeSystemFromOperation,
    /// [`HcsGetProcessFromOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessfromoperation), Windows build 17763 and later.
    pub HcsGetProcessFromOperation: HcsGetProcessFromOperation,
    /// [`HcsGetOperationType`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationtype), Windows build 17763 and later.
    pub HcsGetOperationType: HcsGetOperationType,
    /// [`HcsGetOperationId`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationid), Windows build 17763 and later.
    pub HcsGetOperationId: HcsGetOperationId,
    /// [`HcsGetOperationResult`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationresult), Windows build 17763 and later.
    pub HcsGetOperationResult: HcsGetOperationResult,
    /// [`HcsGetOperationResultAndProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationresultandprocessinfo), Windows build 17763 and later.
    pub HcsGetOperationResultAndProcessInfo: HcsGetOperationResultAndProcessInfo,
    /// [`HcsWaitForOperationResult`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforoperationresult), Windows build 17763 and later.
    pub HcsWaitForOperationResult: HcsWaitForOperationResult,
    /// [`HcsWaitForOperationResultAndProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforoperationresultandprocessinfo), Windows build 17763 and later.
    pub HcsWaitForOperationResultAndProcessInfo: HcsWaitForOperationResultAndProcessInfo,
    /// [`HcsSetOperationCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetoperationcallback), Windows build 17763 and later.
    pub HcsSetOperationCallback: HcsSetOperationCallback,
    /// [`HcsCancelOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscanceloperation), Windows build 17763 and later.
    pub HcsCancelOperation: HcsCancelOperation,
    /// [`HcsCreateComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreatecomputesystem), Windows build 17763 and later.
    pub HcsCreateComputeSystem: HcsCreateComputeSystem,
    /// [`HcsOpenComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsopencomputesystem), Windows build 17763 and later.
    pub HcsOpenComputeSystem: HcsOpenComputeSystem,
    /// [`HcsCloseComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsclosecomputesystem), Windows build 17763 and later.
    pub HcsCloseComputeSystem: HcsCloseComputeSystem,
    /// [`HcsStartComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsstartcomputesystem), Windows build 17763 and later.
    pub HcsStartComputeSystem: HcsStartComputeSystem,
    /// [`HcsShutDownComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsshutdowncomputesystem), Windows build 17763 and later.
    pub HcsShutDownComputeSystem: HcsShutDownComputeSystem,
    /// [`HcsTerminateComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsterminatecomputesystem), Windows build 17763 and later.
    pub HcsTerminateComputeSystem: HcsTerminateComputeSystem,
    /// [`HcsPauseComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcspausecomputesystem), Windows build 17763 and later.
    pub HcsPauseComputeSystem: HcsPauseComputeSystem,
    /// [`HcsResumeComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsresumecomputesystem), Windows build 17763 and later.
    pub HcsResumeComputeSystem: HcsResumeComputeSystem,
    /// [`HcsSaveComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssavecomputesystem), Windows build 17763 and later.
    pub HcsSaveComputeSystem: HcsSaveComputeSystem,
    /// [`HcsGetComputeSystemProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetcomputesystemproperties), Windows build 17763 and later.
    pub HcsGetComputeSystemProperties: HcsGetComputeSystemProperties,
    /// [`HcsModifyComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifycomputesystem), Windows build 17763 and later.
    pub HcsModifyComputeSystem: HcsModifyComputeSystem,
    /// [`HcsSetComputeSystemCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetcomputesystemcallback), Windows build 17763 and later.
    pub HcsSetComputeSystemCallback: HcsSetComputeSystemCallback,
    /// [`HcsCreateProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateprocess), Windows build 17763 and later.
    pub HcsCreateProcess: HcsCreateProcess,
    /// [`HcsOpenProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsopenprocess), Windows build 17763 and later.
    pub HcsOpenProcess: HcsOpenProcess,
    /// [`HcsCloseProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscloseprocess), Windows build 17763 and later.
    pub HcsCloseProcess: HcsCloseProcess,
    /// [`HcsTerminateProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsterminateprocess), Windows build 17763 and later.
    pub HcsTerminateProcess: HcsTerminateProcess,
    /// [`HcsSignalProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssignalprocess), Windows build 17763 and later.
    pub HcsSignalProcess: HcsSignalProcess,
    /// [`HcsGetProcessInfo`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessinfo), Windows build 17763 and later.
    pub HcsGetProcessInfo: HcsGetProcessInfo,
    /// [`HcsGetProcessProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessproperties), Windows build 17763 and later.
    pub HcsGetProcessProperties: HcsGetProcessProperties,
    /// [`HcsModifyProcess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifyprocess), Windows build 17763 and later.
    pub HcsModifyProcess: HcsModifyProcess,
    /// [`HcsSetProcessCallback`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetprocesscallback), Windows build 17763 and later.
    pub HcsSetProcessCallback: HcsSetProcessCallback,
    /// [`HcsGetServiceProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetserviceproperties), Windows build 17763 and later.
    pub HcsGetServiceProperties: HcsGetServiceProperties,
    /// [`HcsModifyServiceSettings`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifyservicesettings), Windows build 17763 and later.
    pub HcsModifyServiceSettings: HcsModifyServiceSettings,
    /// [`HcsSubmitWerReport`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssubmitwerreport), Windows build 17763 and later.
    pub HcsSubmitWerReport: HcsSubmitWerReport,
    /// [`HcsCreateEmptyGuestStateFile`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateemptygueststatefile), Windows build 17763 and later.
    pub HcsCreateEmptyGuestStateFile: HcsCreateEmptyGuestStateFile,
    /// [`HcsCreateEmptyRuntimeStateFile`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateemptyruntimestatefile), Windows build 17763 and later.
    pub HcsCreateEmptyRuntimeStateFile: HcsCreateEmptyRuntimeStateFile,
    /// [`HcsGrantVmAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgrantvmaccess), Windows build 17763 and later.
    pub HcsGrantVmAccess: HcsGrantVmAccess,
    /// [`HcsRevokeVmAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsrevokevmaccess), Windows build 17763 and later.
    pub HcsRevokeVmAccess: HcsRevokeVmAccess,
    /// [`HcsEnumerateComputeSystemsInNamespace`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsenumeratecomputesystemsinnamespace), Windows build 19041 and later.
    pub HcsEnumerateComputeSystemsInNamespace: Option<HcsEnumerateComputeSystemsInNamespace>,
    /// [`HcsCreateComputeSystemInNamespace`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreatecomputesysteminnamespace), Windows build 19041 and later.
    pub HcsCreateComputeSystemInNamespace: Option<HcsCreateComputeSystemInNamespace>,
    /// [`HcsOpenComputeSystemInNamespace`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsopencomputesysteminnamespace), Windows build 19041 and later.
    pub HcsOpenComputeSystemInNamespace: Option<HcsOpenComputeSystemInNamespace>,
    /// [`HcsCrashComputeSystem`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscrashcomputesystem), Windows build 19041 and later.
    pub HcsCrashComputeSystem: Option<HcsCrashComputeSystem>,
    /// [`HcsGrantVmGroupAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgrantvmgroupaccess), Windows build 19041 and later.
    pub HcsGrantVmGroupAccess: Option<HcsGrantVmGroupAccess>,
    /// [`HcsRevokeVmGroupAccess`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsrevokevmgroupaccess), Windows build 19041 and later.
    pub HcsRevokeVmGroupAccess: Option<HcsRevokeVmGroupAccess>,
    /// [`HcsGetProcessorCompatibilityFromSavedState`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetprocessorcompatibilityfromsavedstate), Windows build 20348 and later.
    pub HcsGetProcessorCompatibilityFromSavedState:
        Option<HcsGetProcessorCompatibilityFromSavedState>,
    /// [`HcsWaitForComputeSystemExit`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforcomputesystemexit), Windows build 20348 and later.
    pub HcsWaitForComputeSystemExit: Option<HcsWaitForComputeSystemExit>,
    /// [`HcsWaitForProcessExit`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcswaitforprocessexit), Windows build 20348 and later.
    pub HcsWaitForProcessExit: Option<HcsWaitForProcessExit>,
    /// [`HcsAddResourceToOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsaddresourcetooperation), Windows build 22621 and later.
    pub HcsAddResourceToOperation: Option<HcsAddResourceToOperation>,
    /// [`HcsCreateOperationWithNotifications`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscreateoperationwithnotifications), Windows build 22621 and later.
    pub HcsCreateOperationWithNotifications: Option<HcsCreateOperationWithNotifications>,
    /// [`HcsGetOperationProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationproperties), Windows build 26100 and later.
    pub HcsGetOperationProperties: Option<HcsGetOperationProperties>,
    /// [`HcsInitializeLiveMigrationOnSource`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsinitializelivemigrationonsource), Windows build 26100 and later.
    pub HcsInitializeLiveMigrationOnSource: Option<HcsInitializeLiveMigrationOnSource>,
    /// [`HcsStartLiveMigrationOnSource`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsstartlivemigrationonsource), Windows build 26100 and later.
    pub HcsStartLiveMigrationOnSource: Option<HcsStartLiveMigrationOnSource>,
    /// [`HcsStartLiveMigrationTransfer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsstartlivemigrationtransfer), Windows build 26100 and later.
    pub HcsStartLiveMigrationTransfer: Option<HcsStartLiveMigrationTransfer>,
    /// [`HcsFinalizeLiveMigration`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsfinalizelivemigration), Windows build 26100 and later.
    pub HcsFinalizeLiveMigration: Option<HcsFinalizeLiveMigration>,
    /// [`HcsCancelLiveMigration`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscancellivemigration), Windows build 26100 and later.
    pub HcsCancelLiveMigration: Option<HcsCancelLiveMigration>,
    /// [`LocalFree`](crate::LocalFree) of `kernel32.dll`, or of the library's own if it has one.
    pub LocalFree: LocalFree,
    /// [`CloseHandle`](crate::CloseHandle) of `kernel32.dll`, or of the library's own if it has one.
    pub CloseHandle: CloseHandle,
}

static LOADED_COMPUTECORE: Loaded<ComputeCore> = Loaded::new(
    ComputeCore::LIBRARY,
    &[
        (c"LocalFree", "kernel32.dll"),
        (c"CloseHandle", "kernel32.dll"),
    ],
);

impl ComputeCore {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computecore.dll";

    /// Each function of the library, and the first release build of Windows that has it.
    pub const FUNCTIONS: &'static [Function] = &[
        Function {
            name: "HcsEnumerateComputeSystems",
            since_build: 17763,
        },
        Function {
            name: "HcsCreateOperation",
            since_build: 17763,
        },
        Function {
            name: "HcsCloseOperation",
            since_build: 17763,
        },
        Function {
            name: "HcsGetOperationContext",
            since_build: 17763,
        },
        Function {
            name: "HcsSetOperationContext",
            since_build: 17763,
        },
        Function {
            name: "HcsGetComputeSystemFromOperation",
            since_build: 17763,
        },
        Function {
            name: "HcsGetProcessFromOperation",
            since_build: 17763,
        },
        Function {
            name: "HcsGetOperationType",
            since_build: 17763,
        },
        Function {
            name: "HcsGetOperationId",
            since_build: 17763,
        },
        Function {
            name: "HcsGetOperationResult",
            since_build: 17763,
        },
        Function {
            name: "HcsGetOperationResultAndProcessInfo",
            since_build: 17763,
        },
        Function {
            name: "HcsWaitForOperationResult",
            since_build: 17763,
        },
        Function {
            name: "HcsWaitForOperationResultAndProcessInfo",
            since_build: 17763,
        },
        Function {
            name: "HcsSetOperationCallback",
            since_build: 17763,
        },
        Function {
            name: "HcsCancelOperation",
            since_build: 17763,
        },
        Function {
            name: "HcsCreateComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsOpenComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsCloseComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsStartComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsShutDownComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsTerminateComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsPauseComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsResumeComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsSaveComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsGetComputeSystemProperties",
            since_build: 17763,
        },
        Function {
            name: "HcsModifyComputeSystem",
            since_build: 17763,
        },
        Function {
            name: "HcsSetComputeSystemCallback",
            since_build: 17763,
        },
        Function {
            name: "HcsCreateProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsOpenProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsCloseProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsTerminateProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsSignalProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsGetProcessInfo",
            since_build: 17763,
        },
        Function {
            name: "HcsGetProcessProperties",
            since_build: 17763,
        },
        Function {
            name: "HcsModifyProcess",
            since_build: 17763,
        },
        Function {
            name: "HcsSetProcessCallback",
            since_build: 17763,
        },
        Function {
            name: "HcsGetServiceProperties",
            since_build: 17763,
        },
        Function {
            name: "HcsModifyServiceSettings",
            since_build: 17763,
        },
        Function {
            name: "HcsSubmitWerReport",
            since_build: 17763,
        },
        Function {
            name: "HcsCreateEmptyGuestStateFile",
            since_build: 17763,
        },
        Function {
            name: "HcsCreateEmptyRuntimeStateFile",
            since_build: 17763,
        },
        Function {
            name: "HcsGrantVmAccess",
            since_build: 17763,
        },
        Function {
            name: "HcsRevokeVmAccess",
            since_build: 17763,
        },
        Function {
            name: "HcsEnumerateComputeSystemsInNamespace",
            since_build: 19041,
        },
        Function {
            name: "HcsCreateComputeSystemInNamespace",
            since_build: 19041,
        },
        Function {
            name: "HcsOpenComputeSystemInNamespace",
            since_build: 19041,
        },
        Function {
            name: "HcsCrashComputeSystem",
            since_build: 19041,
        },
        Function {
            name: "HcsGrantVmGroupAccess",
            since_build: 19041,
        },
        Function {
            name: "HcsRevokeVmGroupAccess",
            since_build: 19041,
        },
        Function {
            name: "HcsGetProcessorCompatibilityFromSavedState",
            since_build: 20348,
        },
        Function {
            name: "HcsWaitForComputeSystemExit",
            since_build: 20348,
        },
        Function {
            name: "HcsWaitForProcessExit",
            since_build: 20348,
        },
        Function {
            name: "HcsAddResourceToOperation",
            since_build: 22621,
        },
        Function {
            name: "HcsCreateOperationWithNotifications",
            since_build: 22621,
        },
        Function {
            name: "HcsGetOperationProperties",
            since_build: 26100,
        },
        Function {
            name: "HcsInitializeLiveMigrationOnSource",
            since_build: 26100,
        },
        Function {
            name: "HcsStartLiveMigrationOnSource",
            since_build: 26100,
        },
        Function {
            name: "HcsStartLiveMigrationTransfer",
            since_build: 26100,
        },
        Function {
            name: "HcsFinalizeLiveMigration",
            since_build: 26100,
        },
        Function {
            name: "HcsCancelLiveMigration",
            since_build: 26100,
        },
    ];

    /// Loads `computecore.dll` from Windows' System32 directory, and from nowhere else.
    ///
    /// The library is loaded once in a process and stays: each later call is a look at the same table.
    ///
    /// # Errors
    /// The library is not on this machine, or lacks a required function: [`LoadError`] says what to do. A failed load is
    /// tried again by the next call. Off Windows it always fails, with [`LoadErrorKind::Unsupported`].
    pub fn load() -> Result<&'static Self, LoadError> {
        // SAFETY: the library is Windows' own, whose exports have the declared signatures.
        LOADED_COMPUTECORE.system(|find| unsafe { Self::from_symbols(find) })
    }

    /// Loads a stand-in for `computecore.dll` from this file.
    ///
    /// The library stays loaded; loading it again gives the same table.
    ///
    /// # Errors
    /// There is no such file, it is not a library, or the library lacks a required function.
    ///
    /// # Safety
    /// Loading runs the library's own code. Its exports with the names in [`FUNCTIONS`](Self::FUNCTIONS) must have the
    /// signatures declared in this crate.
    pub unsafe fn load_from(path: &Path) -> Result<&'static Self, LoadError> {
        // SAFETY: as the caller promises.
        unsafe { LOADED_COMPUTECORE.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each function once, and for `LocalFree` and `CloseHandle` too.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        mut find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let find = &mut find;
        // SAFETY: each field's type is the signature declared under its name, which is the name that `find` is asked for.
        unsafe {
            Ok(Self {
                HcsEnumerateComputeSystems: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsEnumerateComputeSystems",
                )?,
                HcsCreateOperation: load::required(find, Self::LIBRARY, c"HcsCreateOperation")?,
                HcsCloseOperation: load::required(find, Self::LIBRARY, c"HcsCloseOperation")?,
                HcsGetOperationContext: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetOperationContext",
                )?,
                HcsSetOperationContext: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsSetOperationContext",
                )?,
                HcsGetComputeSystemFromOperation: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetComputeSystemFromOperation",
                )?,
                HcsGetProcessFromOperation: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetProcessFromOperation",
                )?,
                HcsGetOperationType: load::required(find, Self::LIBRARY, c"HcsGetOperationType")?,
                HcsGetOperationId: load::required(find, Self::LIBRARY, c"HcsGetOperationId")?,
                HcsGetOperationResult: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetOperationResult",
                )?,
                HcsGetOperationResultAndProcessInfo: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetOperationResultAndProcessInfo",
                )?,
                HcsWaitForOperationResult: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsWaitForOperationResult",
                )?,
                HcsWaitForOperationResultAndProcessInfo: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsWaitForOperationResultAndProcessInfo",
                )?,
                HcsSetOperationCallback: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsSetOperationCallback",
                )?,
                HcsCancelOperation: load::required(find, Self::LIBRARY, c"HcsCancelOperation")?,
                HcsCreateComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsCreateComputeSystem",
                )?,
                HcsOpenComputeSystem: load::required(find, Self::LIBRARY, c"HcsOpenComputeSystem")?,
                HcsCloseComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsCloseComputeSystem",
                )?,
                HcsStartComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsStartComputeSystem",
                )?,
                HcsShutDownComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsShutDownComputeSystem",
                )?,
                HcsTerminateComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsTerminateComputeSystem",
                )?,
                HcsPauseComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsPauseComputeSystem",
                )?,
                HcsResumeComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsResumeComputeSystem",
                )?,
                HcsSaveComputeSystem: load::required(find, Self::LIBRARY, c"HcsSaveComputeSystem")?,
                HcsGetComputeSystemProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetComputeSystemProperties",
                )?,
                HcsModifyComputeSystem: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsModifyComputeSystem",
                )?,
                HcsSetComputeSystemCallback: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsSetComputeSystemCallback",
                )?,
                HcsCreateProcess: load::required(find, Self::LIBRARY, c"HcsCreateProcess")?,
                HcsOpenProcess: load::required(find, Self::LIBRARY, c"HcsOpenProcess")?,
                HcsCloseProcess: load::required(find, Self::LIBRARY, c"HcsCloseProcess")?,
                HcsTerminateProcess: load::required(find, Self::LIBRARY, c"HcsTerminateProcess")?,
                HcsSignalProcess: load::required(find, Self::LIBRARY, c"HcsSignalProcess")?,
                HcsGetProcessInfo: load::required(find, Self::LIBRARY, c"HcsGetProcessInfo")?,
                HcsGetProcessProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetProcessProperties",
                )?,
                HcsModifyProcess: load::required(find, Self::LIBRARY, c"HcsModifyProcess")?,
                HcsSetProcessCallback: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsSetProcessCallback",
                )?,
                HcsGetServiceProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetServiceProperties",
                )?,
                HcsModifyServiceSettings: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsModifyServiceSettings",
                )?,
                HcsSubmitWerReport: load::required(find, Self::LIBRARY, c"HcsSubmitWerReport")?,
                HcsCreateEmptyGuestStateFile: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsCreateEmptyGuestStateFile",
                )?,
                HcsCreateEmptyRuntimeStateFile: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsCreateEmptyRuntimeStateFile",
                )?,
                HcsGrantVmAccess: load::required(find, Self::LIBRARY, c"HcsGrantVmAccess")?,
                HcsRevokeVmAccess: load::required(find, Self::LIBRARY, c"HcsRevokeVmAccess")?,
                HcsEnumerateComputeSystemsInNamespace: load::optional(
                    find,
                    c"HcsEnumerateComputeSystemsInNamespace",
                ),
                HcsCreateComputeSystemInNamespace: load::optional(
                    find,
                    c"HcsCreateComputeSystemInNamespace",
                ),
                HcsOpenComputeSystemInNamespace: load::optional(
                    find,
                    c"HcsOpenComputeSystemInNamespace",
                ),
                HcsCrashComputeSystem: load::optional(find, c"HcsCrashComputeSystem"),
                HcsGrantVmGroupAccess: load::optional(find, c"HcsGrantVmGroupAccess"),
                HcsRevokeVmGroupAccess: load::optional(find, c"HcsRevokeVmGroupAccess"),
                HcsGetProcessorCompatibilityFromSavedState: load::optional(
                    find,
                    c"HcsGetProcessorCompatibilityFromSavedState",
                ),
                HcsWaitForComputeSystemExit: load::optional(find, c"HcsWaitForComputeSystemExit"),
                HcsWaitForProcessExit: load::optional(find, c"HcsWaitForProcessExit"),
                HcsAddResourceToOperation: load::optional(find, c"HcsAddResourceToOperation"),
                HcsCreateOperationWithNotifications: load::optional(
                    find,
                    c"HcsCreateOperationWithNotifications",
                ),
                HcsGetOperationProperties: load::optional(find, c"HcsGetOperationProperties"),
                HcsInitializeLiveMigrationOnSource: load::optional(
                    find,
                    c"HcsInitializeLiveMigrationOnSource",
                ),
                HcsStartLiveMigrationOnSource: load::optional(
                    find,
                    c"HcsStartLiveMigrationOnSource",
                ),
                HcsStartLiveMigrationTransfer: load::optional(
                    find,
                    c"HcsStartLiveMigrationTransfer",
                ),
                HcsFinalizeLiveMigration: load::optional(find, c"HcsFinalizeLiveMigration"),
                HcsCancelLiveMigration: load::optional(find, c"HcsCancelLiveMigration"),
                LocalFree: load::helper(find, Self::LIBRARY, c"LocalFree")?,
                CloseHandle: load::helper(find, Self::LIBRARY, c"CloseHandle")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that is in no build is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each function of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> {
        let there: [bool; 60] = [
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            self.HcsEnumerateComputeSystemsInNamespace.is_some(),
            self.HcsCreateComputeSystemInNamespace.is_some(),
            self.HcsOpenComputeSystemInNamespace.is_some(),
            self.HcsCrashComputeSystem.is_some(),
            self.HcsGrantVmGroupAccess.is_some(),
            self.HcsRevokeVmGroupAccess.is_some(),
            self.HcsGetProcessorCompatibilityFromSavedState.is_some(),
            self.HcsWaitForComputeSystemExit.is_some(),
            self.HcsWaitForProcessExit.is_some(),
            self.HcsAddResourceToOperation.is_some(),
            self.HcsCreateOperationWithNotifications.is_some(),
            self.HcsGetOperationProperties.is_some(),
            self.HcsInitializeLiveMigrationOnSource.is_some(),
            self.HcsStartLiveMigrationOnSource.is_some(),
            self.HcsStartLiveMigrationTransfer.is_some(),
            self.HcsFinalizeLiveMigration.is_some(),
            self.HcsCancelLiveMigration.is_some(),
        ];
        Self::FUNCTIONS.iter().zip(there)
    }
}

/// The functions of `computestorage.dll`.
///
/// What Windows build 17763 has is always there; a later function is an `Option`.
#[derive(Clone, Copy, Debug)]
pub struct ComputeStorage {
    /// [`HcsImportLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsimportlayer), Windows build 17763 and later.
    pub HcsImportLayer: HcsImportLayer,
    /// [`HcsExportLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsexportlayer), Windows build 17763 and later.
    pub HcsExportLayer: HcsExportLayer,
    /// [`HcsExportLegacyWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsexportlegacywritablelayer), Windows build 17763 and later.
    pub HcsExportLegacyWritableLayer: HcsExportLegacyWritableLayer,
    /// [`HcsDestroyLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsdestroylayer), Windows build 17763 and later.
    pub HcsDestroyLayer: HcsDestroyLayer,
    /// [`HcsSetupBaseOSLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetupbaseoslayer), Windows build 17763 and later.
    pub HcsSetupBaseOSLayer: HcsSetupBaseOSLayer,
    /// [`HcsInitializeWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsinitializewritablelayer), Windows build 17763 and later.
    pub HcsInitializeWritableLayer: HcsInitializeWritableLayer,
    /// [`HcsInitializeLegacyWritableLayer`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsinitializelegacywritablelayer), Windows build 17763 and later.
    pub HcsInitializeLegacyWritableLayer: HcsInitializeLegacyWritableLayer,
    /// [`HcsAttachLayerStorageFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsattachlayerstoragefilter), Windows build 17763 and later.
    pub HcsAttachLayerStorageFilter: HcsAttachLayerStorageFilter,
    /// [`HcsDetachLayerStorageFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsdetachlayerstoragefilter), Windows build 17763 and later.
    pub HcsDetachLayerStorageFilter: HcsDetachLayerStorageFilter,
    /// [`HcsFormatWritableLayerVhd`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsformatwritablelayervhd), Windows build 17763 and later.
    pub HcsFormatWritableLayerVhd: HcsFormatWritableLayerVhd,
    /// [`HcsGetLayerVhdMountPath`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetlayervhdmountpath), Windows build 17763 and later.
    pub HcsGetLayerVhdMountPath: HcsGetLayerVhdMountPath,
    /// [`HcsSetupBaseOSVolume`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssetupbaseosvolume), Windows build 20348 and later.
    pub HcsSetupBaseOSVolume: Option<HcsSetupBaseOSVolume>,
    /// [`HcsAttachOverlayFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsattachoverlayfilter), Windows build 26100 and later.
    pub HcsAttachOverlayFilter: Option<HcsAttachOverlayFilter>,
    /// [`HcsDetachOverlayFilter`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsdetachoverlayfilter), Windows build 26100 and later.
    pub HcsDetachOverlayFilter: Option<HcsDetachOverlayFilter>,
    /// [`LocalFree`](crate::LocalFree) of `kernel32.dll`, or of the library's own if it has one.
    pub LocalFree: LocalFree,
    /// [`CloseHandle`](crate::CloseHandle) of `kernel32.dll`, or of the library's own if it has one.
    pub CloseHandle: CloseHandle,
}

static LOADED_COMPUTESTORAGE: Loaded<ComputeStorage> = Loaded::new(
    ComputeStorage::LIBRARY,
    &[
        (c"LocalFree", "kernel32.dll"),
        (c"CloseHandle", "kernel32.dll"),
    ],
);

impl ComputeStorage {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computestorage.dll";

    /// Each function of the library, and the first release build of Windows that has it.
    pub const FUNCTIONS: &'static [Function] = &[
        Function {
            name: "HcsImportLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsExportLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsExportLegacyWritableLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsDestroyLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsSetupBaseOSLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsInitializeWritableLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsInitializeLegacyWritableLayer",
            since_build: 17763,
        },
        Function {
            name: "HcsAttachLayerStorageFilter",
            since_build: 17763,
        },
        Function {
            name: "HcsDetachLayerStorageFilter",
            since_build: 17763,
        },
        Function {
            name: "HcsFormatWritableLayerVhd",
            since_build: 17763,
        },
        Function {
            name: "HcsGetLayerVhdMountPath",
            since_build: 17763,
        },
        Function {
            name: "HcsSetupBaseOSVolume",
            since_build: 20348,
        },
        Function {
            name: "HcsAttachOverlayFilter",
            since_build: 26100,
        },
        Function {
            name: "HcsDetachOverlayFilter",
            since_build: 26100,
        },
    ];

    /// Loads `computestorage.dll` from Windows' System32 directory, and from nowhere else.
    ///
    /// The library is loaded once in a process and stays: each later call is a look at the same table.
    ///
    /// # Errors
    /// The library is not on this machine, or lacks a required function: [`LoadError`] says what to do. A failed load is
    /// tried again by the next call. Off Windows it always fails, with [`LoadErrorKind::Unsupported`].
    pub fn load() -> Result<&'static Self, LoadError> {
        // SAFETY: the library is Windows' own, whose exports have the declared signatures.
        LOADED_COMPUTESTORAGE.system(|find| unsafe { Self::from_symbols(find) })
    }

    /// Loads a stand-in for `computestorage.dll` from this file.
    ///
    /// The library stays loaded; loading it again gives the same table.
    ///
    /// # Errors
    /// There is no such file, it is not a library, or the library lacks a required function.
    ///
    /// # Safety
    /// Loading runs the library's own code. Its exports with the names in [`FUNCTIONS`](Self::FUNCTIONS) must have the
    /// signatures declared in this crate.
    pub unsafe fn load_from(path: &Path) -> Result<&'static Self, LoadError> {
        // SAFETY: as the caller promises.
        unsafe { LOADED_COMPUTESTORAGE.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each function once, and for `LocalFree` and `CloseHandle` too.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        mut find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let find = &mut find;
        // SAFETY: each field's type is the signature declared under its name, which is the name that `find` is asked for.
        unsafe {
            Ok(Self {
                HcsImportLayer: load::required(find, Self::LIBRARY, c"HcsImportLayer")?,
                HcsExportLayer: load::required(find, Self::LIBRARY, c"HcsExportLayer")?,
                HcsExportLegacyWritableLayer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsExportLegacyWritableLayer",
                )?,
                HcsDestroyLayer: load::required(find, Self::LIBRARY, c"HcsDestroyLayer")?,
                HcsSetupBaseOSLayer: load::required(find, Self::LIBRARY, c"HcsSetupBaseOSLayer")?,
                HcsInitializeWritableLayer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsInitializeWritableLayer",
                )?,
                HcsInitializeLegacyWritableLayer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsInitializeLegacyWritableLayer",
                )?,
                HcsAttachLayerStorageFilter: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsAttachLayerStorageFilter",
                )?,
                HcsDetachLayerStorageFilter: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsDetachLayerStorageFilter",
                )?,
                HcsFormatWritableLayerVhd: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsFormatWritableLayerVhd",
                )?,
                HcsGetLayerVhdMountPath: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcsGetLayerVhdMountPath",
                )?,
                HcsSetupBaseOSVolume: load::optional(find, c"HcsSetupBaseOSVolume"),
                HcsAttachOverlayFilter: load::optional(find, c"HcsAttachOverlayFilter"),
                HcsDetachOverlayFilter: load::optional(find, c"HcsDetachOverlayFilter"),
                LocalFree: load::helper(find, Self::LIBRARY, c"LocalFree")?,
                CloseHandle: load::helper(find, Self::LIBRARY, c"CloseHandle")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that is in no build is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each function of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> {
        let there: [bool; 14] = [
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            self.HcsSetupBaseOSVolume.is_some(),
            self.HcsAttachOverlayFilter.is_some(),
            self.HcsDetachOverlayFilter.is_some(),
        ];
        Self::FUNCTIONS.iter().zip(there)
    }
}

/// The functions of `computenetwork.dll`.
///
/// What Windows build 17763 has is always there; a later function is an `Option`.
#[derive(Clone, Copy, Debug)]
pub struct ComputeNetwork {
    /// [`HcnEnumerateNetworks`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnenumeratenetworks), Windows build 17763 and later.
    pub HcnEnumerateNetworks: HcnEnumerateNetworks,
    /// [`HcnCreateNetwork`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncreatenetwork), Windows build 17763 and later.
    pub HcnCreateNetwork: HcnCreateNetwork,
    /// [`HcnOpenNetwork`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnopennetwork), Windows build 17763 and later.
    pub HcnOpenNetwork: HcnOpenNetwork,
    /// [`HcnModifyNetwork`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnmodifynetwork), Windows build 17763 and later.
    pub HcnModifyNetwork: HcnModifyNetwork,
    /// [`HcnQueryNetworkProperties`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnquerynetworkproperties), Windows build 17763 and later.
    pub HcnQueryNetworkProperties: HcnQueryNetworkProperties,
    /// [`HcnDeleteNetwork`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcndeletenetwork), Windows build 17763 and later.
    pub HcnDeleteNetwork: HcnDeleteNetwork,
    /// [`HcnCloseNetwork`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnclosenetwork), Windows build 17763 and later.
    pub HcnCloseNetwork: HcnCloseNetwork,
    /// [`HcnEnumerateNamespaces`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnenumeratenamespaces), Windows build 17763 and later.
    pub HcnEnumerateNamespaces: HcnEnumerateNamespaces,
    /// [`HcnCreateNamespace`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncreatenamespace), Windows build 17763 and later.
    pub HcnCreateNamespace: HcnCreateNamespace,
    /// [`HcnOpenNamespace`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnopennamespace), Windows build 17763 and later.
    pub HcnOpenNamespace: HcnOpenNamespace,
    /// [`HcnModifyNamespace`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnmodifynamespace), Windows build 17763 and later.
    pub HcnModifyNamespace: HcnModifyNamespace,
    /// [`HcnQueryNamespaceProperties`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnquerynamespaceproperties), Windows build 17763 and later.
    pub HcnQueryNamespaceProperties: HcnQueryNamespaceProperties,
    /// [`HcnDeleteNamespace`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcndeletenamespace), Windows build 17763 and later.
    pub HcnDeleteNamespace: HcnDeleteNamespace,
    /// [`HcnCloseNamespace`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnclosenamespace), Windows build 17763 and later.
    pub HcnCloseNamespace: HcnCloseNamespace,
    /// [`HcnEnumerateEndpoints`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnenumerateendpoints), Windows build 17763 and later.
    pub HcnEnumerateEndpoints: HcnEnumerateEndpoints,
    /// [`HcnCreateEndpoint`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncreateendpoint), Windows build 17763 and later.
    pub HcnCreateEndpoint: HcnCreateEndpoint,
    /// [`HcnOpenEndpoint`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnopenendpoint), Windows build 17763 and later.
    pub HcnOpenEndpoint: HcnOpenEndpoint,
    /// [`HcnModifyEndpoint`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnmodifyendpoint), Windows build 17763 and later.
    pub HcnModifyEndpoint: HcnModifyEndpoint,
    /// [`HcnQueryEndpointProperties`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnqueryendpointproperties), Windows build 17763 and later.
    pub HcnQueryEndpointProperties: HcnQueryEndpointProperties,
    /// [`HcnDeleteEndpoint`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcndeleteendpoint), Windows build 17763 and later.
    pub HcnDeleteEndpoint: HcnDeleteEndpoint,
    /// [`HcnCloseEndpoint`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncloseendpoint), Windows build 17763 and later.
    pub HcnCloseEndpoint: HcnCloseEndpoint,
    /// [`HcnEnumerateLoadBalancers`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnenumerateloadbalancers), Windows build 17763 and later.
    pub HcnEnumerateLoadBalancers: HcnEnumerateLoadBalancers,
    /// [`HcnCreateLoadBalancer`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncreateloadbalancer), Windows build 17763 and later.
    pub HcnCreateLoadBalancer: HcnCreateLoadBalancer,
    /// [`HcnOpenLoadBalancer`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnopenloadbalancer), Windows build 17763 and later.
    pub HcnOpenLoadBalancer: HcnOpenLoadBalancer,
    /// [`HcnModifyLoadBalancer`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnmodifyloadbalancer), Windows build 17763 and later.
    pub HcnModifyLoadBalancer: HcnModifyLoadBalancer,
    /// [`HcnQueryLoadBalancerProperties`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnqueryloadbalancerproperties), Windows build 17763 and later.
    pub HcnQueryLoadBalancerProperties: HcnQueryLoadBalancerProperties,
    /// [`HcnDeleteLoadBalancer`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcndeleteloadbalancer), Windows build 17763 and later.
    pub HcnDeleteLoadBalancer: HcnDeleteLoadBalancer,
    /// [`HcnCloseLoadBalancer`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncloseloadbalancer), Windows build 17763 and later.
    pub HcnCloseLoadBalancer: HcnCloseLoadBalancer,
    /// [`HcnRegisterServiceCallback`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnregisterservicecallback), Windows build 17763 and later.
    pub HcnRegisterServiceCallback: HcnRegisterServiceCallback,
    /// [`HcnUnregisterServiceCallback`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnunregisterservicecallback), Windows build 17763 and later.
    pub HcnUnregisterServiceCallback: HcnUnregisterServiceCallback,
    /// [`HcnCreateGuestNetworkService`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncreateguestnetworkservice), Windows build 22000 and later.
    pub HcnCreateGuestNetworkService: Option<HcnCreateGuestNetworkService>,
    /// [`HcnCloseGuestNetworkService`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcncloseguestnetworkservice), Windows build 22000 and later.
    pub HcnCloseGuestNetworkService: Option<HcnCloseGuestNetworkService>,
    /// [`HcnModifyGuestNetworkService`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnmodifyguestnetworkservice), Windows build 22000 and later.
    pub HcnModifyGuestNetworkService: Option<HcnModifyGuestNetworkService>,
    /// [`HcnDeleteGuestNetworkService`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcndeleteguestnetworkservice), Windows build 22000 and later.
    pub HcnDeleteGuestNetworkService: Option<HcnDeleteGuestNetworkService>,
    /// [`HcnRegisterGuestNetworkServiceCallback`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnregisterguestnetworkservicecallback), Windows build 22000 and later.
    pub HcnRegisterGuestNetworkServiceCallback: Option<HcnRegisterGuestNetworkServiceCallback>,
    /// [`HcnUnregisterGuestNetworkServiceCallback`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnunregisterguestnetworkservicecallback), Windows build 22000 and later.
    pub HcnUnregisterGuestNetworkServiceCallback: Option<HcnUnregisterGuestNetworkServiceCallback>,
    /// [`HcnReserveGuestNetworkServicePort`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnreserveguestnetworkserviceport), Windows build 22000 and later.
    pub HcnReserveGuestNetworkServicePort: Option<HcnReserveGuestNetworkServicePort>,
    /// [`HcnReserveGuestNetworkServicePortRange`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnreserveguestnetworkserviceportrange), Windows build 22000 and later.
    pub HcnReserveGuestNetworkServicePortRange: Option<HcnReserveGuestNetworkServicePortRange>,
    /// [`HcnReleaseGuestNetworkServicePortReservationHandle`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnreleaseguestnetworkserviceportreservationhandle), Windows build 22000 and later.
    pub HcnReleaseGuestNetworkServicePortReservationHandle:
        Option<HcnReleaseGuestNetworkServicePortReservationHandle>,
    /// [`HcnEnumerateGuestNetworkPortReservations`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnenumerateguestnetworkportreservations), Windows build 22000 and later.
    pub HcnEnumerateGuestNetworkPortReservations: Option<HcnEnumerateGuestNetworkPortReservations>,
    /// [`HcnFreeGuestNetworkPortReservations`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnfreeguestnetworkportreservations), Windows build 22000 and later.
    pub HcnFreeGuestNetworkPortReservations: Option<HcnFreeGuestNetworkPortReservations>,
    /// [`HcnQueryEndpointAddresses`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnqueryendpointaddresses), Windows build 22621 and later.
    pub HcnQueryEndpointAddresses: Option<HcnQueryEndpointAddresses>,
    /// [`HcnQueryEndpointStats`](https://learn.microsoft.com/virtualization/api/hcn/reference/hcnqueryendpointstats), Windows build 22621 and later.
    pub HcnQueryEndpointStats: Option<HcnQueryEndpointStats>,
    /// [`CoTaskMemFree`](crate::CoTaskMemFree) of `ole32.dll`, or of the library's own if it has one.
    pub CoTaskMemFree: CoTaskMemFree,
}

static LOADED_COMPUTENETWORK: Loaded<ComputeNetwork> =
    Loaded::new(ComputeNetwork::LIBRARY, &[(c"CoTaskMemFree", "ole32.dll")]);

impl ComputeNetwork {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computenetwork.dll";

    /// Each function of the library, and the first release build of Windows that has it.
    pub const FUNCTIONS: &'static [Function] = &[
        Function {
            name: "HcnEnumerateNetworks",
            since_build: 17763,
        },
        Function {
            name: "HcnCreateNetwork",
            since_build: 17763,
        },
        Function {
            name: "HcnOpenNetwork",
            since_build: 17763,
        },
        Function {
            name: "HcnModifyNetwork",
            since_build: 17763,
        },
        Function {
            name: "HcnQueryNetworkProperties",
            since_build: 17763,
        },
        Function {
            name: "HcnDeleteNetwork",
            since_build: 17763,
        },
        Function {
            name: "HcnCloseNetwork",
            since_build: 17763,
        },
        Function {
            name: "HcnEnumerateNamespaces",
            since_build: 17763,
        },
        Function {
            name: "HcnCreateNamespace",
            since_build: 17763,
        },
        Function {
            name: "HcnOpenNamespace",
            since_build: 17763,
        },
        Function {
            name: "HcnModifyNamespace",
            since_build: 17763,
        },
        Function {
            name: "HcnQueryNamespaceProperties",
            since_build: 17763,
        },
        Function {
            name: "HcnDeleteNamespace",
            since_build: 17763,
        },
        Function {
            name: "HcnCloseNamespace",
            since_build: 17763,
        },
        Function {
            name: "HcnEnumerateEndpoints",
            since_build: 17763,
        },
        Function {
            name: "HcnCreateEndpoint",
            since_build: 17763,
        },
        Function {
            name: "HcnOpenEndpoint",
            since_build: 17763,
        },
        Function {
            name: "HcnModifyEndpoint",
            since_build: 17763,
        },
        Function {
            name: "HcnQueryEndpointProperties",
            since_build: 17763,
        },
        Function {
            name: "HcnDeleteEndpoint",
            since_build: 17763,
        },
        Function {
            name: "HcnCloseEndpoint",
            since_build: 17763,
        },
        Function {
            name: "HcnEnumerateLoadBalancers",
            since_build: 17763,
        },
        Function {
            name: "HcnCreateLoadBalancer",
            since_build: 17763,
        },
        Function {
            name: "HcnOpenLoadBalancer",
            since_build: 17763,
        },
        Function {
            name: "HcnModifyLoadBalancer",
            since_build: 17763,
        },
        Function {
            name: "HcnQueryLoadBalancerProperties",
            since_build: 17763,
        },
        Function {
            name: "HcnDeleteLoadBalancer",
            since_build: 17763,
        },
        Function {
            name: "HcnCloseLoadBalancer",
            since_build: 17763,
        },
        Function {
            name: "HcnRegisterServiceCallback",
            since_build: 17763,
        },
        Function {
            name: "HcnUnregisterServiceCallback",
            since_build: 17763,
        },
        Function {
            name: "HcnCreateGuestNetworkService",
            since_build: 22000,
        },
        Function {
            name: "HcnCloseGuestNetworkService",
            since_build: 22000,
        },
        Function {
            name: "HcnModifyGuestNetworkService",
            since_build: 22000,
        },
        Function {
            name: "HcnDeleteGuestNetworkService",
            since_build: 22000,
        },
        Function {
            name: "HcnRegisterGuestNetworkServiceCallback",
            since_build: 22000,
        },
        Function {
            name: "HcnUnregisterGuestNetworkServiceCallback",
            since_build: 22000,
        },
        Function {
            name: "HcnReserveGuestNetworkServicePort",
            since_build: 22000,
        },
        Function {
            name: "HcnReserveGuestNetworkServicePortRange",
            since_build: 22000,
        },
        Function {
            name: "HcnReleaseGuestNetworkServicePortReservationHandle",
            since_build: 22000,
        },
        Function {
            name: "HcnEnumerateGuestNetworkPortReservations",
            since_build: 22000,
        },
        Function {
            name: "HcnFreeGuestNetworkPortReservations",
            since_build: 22000,
        },
        Function {
            name: "HcnQueryEndpointAddresses",
            since_build: 22621,
        },
        Function {
            name: "HcnQueryEndpointStats",
            since_build: 22621,
        },
    ];

    /// Loads `computenetwork.dll` from Windows' System32 directory, and from nowhere else.
    ///
    /// The library is loaded once in a process and stays: each later call is a look at the same table.
    ///
    /// # Errors
    /// The library is not on this machine, or lacks a required function: [`LoadError`] says what to do. A failed load is
    /// tried again by the next call. Off Windows it always fails, with [`LoadErrorKind::Unsupported`].
    pub fn load() -> Result<&'static Self, LoadError> {
        // SAFETY: the library is Windows' own, whose exports have the declared signatures.
        LOADED_COMPUTENETWORK.system(|find| unsafe { Self::from_symbols(find) })
    }

    /// Loads a stand-in for `computenetwork.dll` from this file.
    ///
    /// The library stays loaded; loading it again gives the same table.
    ///
    /// # Errors
    /// There is no such file, it is not a library, or the library lacks a required function.
    ///
    /// # Safety
    /// Loading runs the library's own code. Its exports with the names in [`FUNCTIONS`](Self::FUNCTIONS) must have the
    /// signatures declared in this crate.
    pub unsafe fn load_from(path: &Path) -> Result<&'static Self, LoadError> {
        // SAFETY: as the caller promises.
        unsafe { LOADED_COMPUTENETWORK.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each function once, and for `CoTaskMemFree` too.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        mut find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let find = &mut find;
        // SAFETY: each field's type is the signature declared under its name, which is the name that `find` is asked for.
        unsafe {
            Ok(Self {
                HcnEnumerateNetworks: load::required(find, Self::LIBRARY, c"HcnEnumerateNetworks")?,
                HcnCreateNetwork: load::required(find, Self::LIBRARY, c"HcnCreateNetwork")?,
                HcnOpenNetwork: load::required(find, Self::LIBRARY, c"HcnOpenNetwork")?,
                HcnModifyNetwork: load::required(find, Self::LIBRARY, c"HcnModifyNetwork")?,
                HcnQueryNetworkProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnQueryNetworkProperties",
                )?,
                HcnDeleteNetwork: load::required(find, Self::LIBRARY, c"HcnDeleteNetwork")?,
                HcnCloseNetwork: load::required(find, Self::LIBRARY, c"HcnCloseNetwork")?,
                HcnEnumerateNamespaces: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnEnumerateNamespaces",
                )?,
                HcnCreateNamespace: load::required(find, Self::LIBRARY, c"HcnCreateNamespace")?,
                HcnOpenNamespace: load::required(find, Self::LIBRARY, c"HcnOpenNamespace")?,
                HcnModifyNamespace: load::required(find, Self::LIBRARY, c"HcnModifyNamespace")?,
                HcnQueryNamespaceProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnQueryNamespaceProperties",
                )?,
                HcnDeleteNamespace: load::required(find, Self::LIBRARY, c"HcnDeleteNamespace")?,
                HcnCloseNamespace: load::required(find, Self::LIBRARY, c"HcnCloseNamespace")?,
                HcnEnumerateEndpoints: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnEnumerateEndpoints",
                )?,
                HcnCreateEndpoint: load::required(find, Self::LIBRARY, c"HcnCreateEndpoint")?,
                HcnOpenEndpoint: load::required(find, Self::LIBRARY, c"HcnOpenEndpoint")?,
                HcnModifyEndpoint: load::required(find, Self::LIBRARY, c"HcnModifyEndpoint")?,
                HcnQueryEndpointProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnQueryEndpointProperties",
                )?,
                HcnDeleteEndpoint: load::required(find, Self::LIBRARY, c"HcnDeleteEndpoint")?,
                HcnCloseEndpoint: load::required(find, Self::LIBRARY, c"HcnCloseEndpoint")?,
                HcnEnumerateLoadBalancers: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnEnumerateLoadBalancers",
                )?,
                HcnCreateLoadBalancer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnCreateLoadBalancer",
                )?,
                HcnOpenLoadBalancer: load::required(find, Self::LIBRARY, c"HcnOpenLoadBalancer")?,
                HcnModifyLoadBalancer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnModifyLoadBalancer",
                )?,
                HcnQueryLoadBalancerProperties: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnQueryLoadBalancerProperties",
                )?,
                HcnDeleteLoadBalancer: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnDeleteLoadBalancer",
                )?,
                HcnCloseLoadBalancer: load::required(find, Self::LIBRARY, c"HcnCloseLoadBalancer")?,
                HcnRegisterServiceCallback: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnRegisterServiceCallback",
                )?,
                HcnUnregisterServiceCallback: load::required(
                    find,
                    Self::LIBRARY,
                    c"HcnUnregisterServiceCallback",
                )?,
                HcnCreateGuestNetworkService: load::optional(find, c"HcnCreateGuestNetworkService"),
                HcnCloseGuestNetworkService: load::optional(find, c"HcnCloseGuestNetworkService"),
                HcnModifyGuestNetworkService: load::optional(find, c"HcnModifyGuestNetworkService"),
                HcnDeleteGuestNetworkService: load::optional(find, c"HcnDeleteGuestNetworkService"),
                HcnRegisterGuestNetworkServiceCallback: load::optional(
                    find,
                    c"HcnRegisterGuestNetworkServiceCallback",
                ),
                HcnUnregisterGuestNetworkServiceCallback: load::optional(
                    find,
                    c"HcnUnregisterGuestNetworkServiceCallback",
                ),
                HcnReserveGuestNetworkServicePort: load::optional(
                    find,
                    c"HcnReserveGuestNetworkServicePort",
                ),
                HcnReserveGuestNetworkServicePortRange: load::optional(
                    find,
                    c"HcnReserveGuestNetworkServicePortRange",
                ),
                HcnReleaseGuestNetworkServicePortReservationHandle: load::optional(
                    find,
                    c"HcnReleaseGuestNetworkServicePortReservationHandle",
                ),
                HcnEnumerateGuestNetworkPortReservations: load::optional(
                    find,
                    c"HcnEnumerateGuestNetworkPortReservations",
                ),
                HcnFreeGuestNetworkPortReservations: load::optional(
                    find,
                    c"HcnFreeGuestNetworkPortReservations",
                ),
                HcnQueryEndpointAddresses: load::optional(find, c"HcnQueryEndpointAddresses"),
                HcnQueryEndpointStats: load::optional(find, c"HcnQueryEndpointStats"),
                CoTaskMemFree: load::helper(find, Self::LIBRARY, c"CoTaskMemFree")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that is in no build is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each function of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> {
        let there: [bool; 43] = [
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            self.HcnCreateGuestNetworkService.is_some(),
            self.HcnCloseGuestNetworkService.is_some(),
            self.HcnModifyGuestNetworkService.is_some(),
            self.HcnDeleteGuestNetworkService.is_some(),
            self.HcnRegisterGuestNetworkServiceCallback.is_some(),
            self.HcnUnregisterGuestNetworkServiceCallback.is_some(),
            self.HcnReserveGuestNetworkServicePort.is_some(),
            self.HcnReserveGuestNetworkServicePortRange.is_some(),
            self.HcnReleaseGuestNetworkServicePortReservationHandle
                .is_some(),
            self.HcnEnumerateGuestNetworkPortReservations.is_some(),
            self.HcnFreeGuestNetworkPortReservations.is_some(),
            self.HcnQueryEndpointAddresses.is_some(),
            self.HcnQueryEndpointStats.is_some(),
        ];
        Self::FUNCTIONS.iter().zip(there)
    }
}
