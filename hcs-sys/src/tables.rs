// Written by `cargo xtask codegen` from bindings.txt: change that and run the command again.

#![allow(unsafe_code)] // A symbol's address becomes a function pointer, of the type that the symbol's name stands for.
#![allow(non_snake_case)] // Each field has the name of its C function.

use core::ffi::{CStr, c_void};
use core::iter::repeat_n;
use core::ptr::NonNull;
use std::path::Path;

use crate::load::{Loaded, Source};
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
    /// `HcsEnumerateComputeSystemsInNamespace`, Windows build 19041 and later.
    pub HcsEnumerateComputeSystemsInNamespace: Option<HcsEnumerateComputeSystemsInNamespace>,
    /// `HcsCreateComputeSystemInNamespace`, Windows build 19041 and later.
    pub HcsCreateComputeSystemInNamespace: Option<HcsCreateComputeSystemInNamespace>,
    /// `HcsOpenComputeSystemInNamespace`, Windows build 19041 and later.
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
    /// `HcsAddResourceToOperation`, Windows build 22621 and later.
    pub HcsAddResourceToOperation: Option<HcsAddResourceToOperation>,
    /// `HcsCreateOperationWithNotifications`, Windows build 22621 and later.
    pub HcsCreateOperationWithNotifications: Option<HcsCreateOperationWithNotifications>,
    /// `HcsGetOperationProperties`, Windows build 26100 and later.
    pub HcsGetOperationProperties: Option<HcsGetOperationProperties>,
    /// `HcsInitializeLiveMigrationOnSource`, Windows build 26100 and later.
    pub HcsInitializeLiveMigrationOnSource: Option<HcsInitializeLiveMigrationOnSource>,
    /// `HcsStartLiveMigrationOnSource`, Windows build 26100 and later.
    pub HcsStartLiveMigrationOnSource: Option<HcsStartLiveMigrationOnSource>,
    /// `HcsStartLiveMigrationTransfer`, Windows build 26100 and later.
    pub HcsStartLiveMigrationTransfer: Option<HcsStartLiveMigrationTransfer>,
    /// `HcsFinalizeLiveMigration`, Windows build 26100 and later.
    pub HcsFinalizeLiveMigration: Option<HcsFinalizeLiveMigration>,
    /// `HcsCancelLiveMigration`, Windows build 26100 and later.
    pub HcsCancelLiveMigration: Option<HcsCancelLiveMigration>,
    /// [`LocalFree`](crate::LocalFree) of `kernel32.dll`, or the loaded library's own if it has one.
    pub LocalFree: LocalFree,
    /// [`CloseHandle`](crate::CloseHandle) of `kernel32.dll`, or the loaded library's own if it has one.
    pub CloseHandle: CloseHandle,
}

static COMPUTECORE: Loaded<ComputeCore> = Loaded::new(
    ComputeCore::LIBRARY,
    &[
        (c"LocalFree", "kernel32.dll"),
        (c"CloseHandle", "kernel32.dll"),
    ],
);

impl ComputeCore {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computecore.dll";

    /// Each function of the library, oldest first.
    pub const FUNCTIONS: &'static [Function] = &[
        Function::new("HcsEnumerateComputeSystems", 17763),
        Function::new("HcsCreateOperation", 17763),
        Function::new("HcsCloseOperation", 17763),
        Function::new("HcsGetOperationContext", 17763),
        Function::new("HcsSetOperationContext", 17763),
        Function::new("HcsGetComputeSystemFromOperation", 17763),
        Function::new("HcsGetProcessFromOperation", 17763),
        Function::new("HcsGetOperationType", 17763),
        Function::new("HcsGetOperationId", 17763),
        Function::new("HcsGetOperationResult", 17763),
        Function::new("HcsGetOperationResultAndProcessInfo", 17763),
        Function::new("HcsWaitForOperationResult", 17763),
        Function::new("HcsWaitForOperationResultAndProcessInfo", 17763),
        Function::new("HcsSetOperationCallback", 17763),
        Function::new("HcsCancelOperation", 17763),
        Function::new("HcsCreateComputeSystem", 17763),
        Function::new("HcsOpenComputeSystem", 17763),
        Function::new("HcsCloseComputeSystem", 17763),
        Function::new("HcsStartComputeSystem", 17763),
        Function::new("HcsShutDownComputeSystem", 17763),
        Function::new("HcsTerminateComputeSystem", 17763),
        Function::new("HcsPauseComputeSystem", 17763),
        Function::new("HcsResumeComputeSystem", 17763),
        Function::new("HcsSaveComputeSystem", 17763),
        Function::new("HcsGetComputeSystemProperties", 17763),
        Function::new("HcsModifyComputeSystem", 17763),
        Function::new("HcsSetComputeSystemCallback", 17763),
        Function::new("HcsCreateProcess", 17763),
        Function::new("HcsOpenProcess", 17763),
        Function::new("HcsCloseProcess", 17763),
        Function::new("HcsTerminateProcess", 17763),
        Function::new("HcsSignalProcess", 17763),
        Function::new("HcsGetProcessInfo", 17763),
        Function::new("HcsGetProcessProperties", 17763),
        Function::new("HcsModifyProcess", 17763),
        Function::new("HcsSetProcessCallback", 17763),
        Function::new("HcsGetServiceProperties", 17763),
        Function::new("HcsModifyServiceSettings", 17763),
        Function::new("HcsSubmitWerReport", 17763),
        Function::new("HcsCreateEmptyGuestStateFile", 17763),
        Function::new("HcsCreateEmptyRuntimeStateFile", 17763),
        Function::new("HcsGrantVmAccess", 17763),
        Function::new("HcsRevokeVmAccess", 17763),
        Function::new("HcsEnumerateComputeSystemsInNamespace", 19041),
        Function::new("HcsCreateComputeSystemInNamespace", 19041),
        Function::new("HcsOpenComputeSystemInNamespace", 19041),
        Function::new("HcsCrashComputeSystem", 19041),
        Function::new("HcsGrantVmGroupAccess", 19041),
        Function::new("HcsRevokeVmGroupAccess", 19041),
        Function::new("HcsGetProcessorCompatibilityFromSavedState", 20348),
        Function::new("HcsWaitForComputeSystemExit", 20348),
        Function::new("HcsWaitForProcessExit", 20348),
        Function::new("HcsAddResourceToOperation", 22621),
        Function::new("HcsCreateOperationWithNotifications", 22621),
        Function::new("HcsGetOperationProperties", 26100),
        Function::new("HcsInitializeLiveMigrationOnSource", 26100),
        Function::new("HcsStartLiveMigrationOnSource", 26100),
        Function::new("HcsStartLiveMigrationTransfer", 26100),
        Function::new("HcsFinalizeLiveMigration", 26100),
        Function::new("HcsCancelLiveMigration", 26100),
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
        COMPUTECORE.system(|find| unsafe { Self::from_symbols(find) })
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
        unsafe { COMPUTECORE.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each of [`FUNCTIONS`](Self::FUNCTIONS) once, and for `LocalFree` and `CloseHandle`, which every source must have.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let mut source = Source::new(Self::LIBRARY, find);
        // SAFETY: each field's type is the signature declared under its name, which is what `find` is asked for.
        unsafe {
            Ok(Self {
                HcsEnumerateComputeSystems: source.required(c"HcsEnumerateComputeSystems")?,
                HcsCreateOperation: source.required(c"HcsCreateOperation")?,
                HcsCloseOperation: source.required(c"HcsCloseOperation")?,
                HcsGetOperationContext: source.required(c"HcsGetOperationContext")?,
                HcsSetOperationContext: source.required(c"HcsSetOperationContext")?,
                HcsGetComputeSystemFromOperation: source
                    .required(c"HcsGetComputeSystemFromOperation")?,
                HcsGetProcessFromOperation: source.required(c"HcsGetProcessFromOperation")?,
                HcsGetOperationType: source.required(c"HcsGetOperationType")?,
                HcsGetOperationId: source.required(c"HcsGetOperationId")?,
                HcsGetOperationResult: source.required(c"HcsGetOperationResult")?,
                HcsGetOperationResultAndProcessInfo: source
                    .required(c"HcsGetOperationResultAndProcessInfo")?,
                HcsWaitForOperationResult: source.required(c"HcsWaitForOperationResult")?,
                HcsWaitForOperationResultAndProcessInfo: source
                    .required(c"HcsWaitForOperationResultAndProcessInfo")?,
                HcsSetOperationCallback: source.required(c"HcsSetOperationCallback")?,
                HcsCancelOperation: source.required(c"HcsCancelOperation")?,
                HcsCreateComputeSystem: source.required(c"HcsCreateComputeSystem")?,
                HcsOpenComputeSystem: source.required(c"HcsOpenComputeSystem")?,
                HcsCloseComputeSystem: source.required(c"HcsCloseComputeSystem")?,
                HcsStartComputeSystem: source.required(c"HcsStartComputeSystem")?,
                HcsShutDownComputeSystem: source.required(c"HcsShutDownComputeSystem")?,
                HcsTerminateComputeSystem: source.required(c"HcsTerminateComputeSystem")?,
                HcsPauseComputeSystem: source.required(c"HcsPauseComputeSystem")?,
                HcsResumeComputeSystem: source.required(c"HcsResumeComputeSystem")?,
                HcsSaveComputeSystem: source.required(c"HcsSaveComputeSystem")?,
                HcsGetComputeSystemProperties: source.required(c"HcsGetComputeSystemProperties")?,
                HcsModifyComputeSystem: source.required(c"HcsModifyComputeSystem")?,
                HcsSetComputeSystemCallback: source.required(c"HcsSetComputeSystemCallback")?,
                HcsCreateProcess: source.required(c"HcsCreateProcess")?,
                HcsOpenProcess: source.required(c"HcsOpenProcess")?,
                HcsCloseProcess: source.required(c"HcsCloseProcess")?,
                HcsTerminateProcess: source.required(c"HcsTerminateProcess")?,
                HcsSignalProcess: source.required(c"HcsSignalProcess")?,
                HcsGetProcessInfo: source.required(c"HcsGetProcessInfo")?,
                HcsGetProcessProperties: source.required(c"HcsGetProcessProperties")?,
                HcsModifyProcess: source.required(c"HcsModifyProcess")?,
                HcsSetProcessCallback: source.required(c"HcsSetProcessCallback")?,
                HcsGetServiceProperties: source.required(c"HcsGetServiceProperties")?,
                HcsModifyServiceSettings: source.required(c"HcsModifyServiceSettings")?,
                HcsSubmitWerReport: source.required(c"HcsSubmitWerReport")?,
                HcsCreateEmptyGuestStateFile: source.required(c"HcsCreateEmptyGuestStateFile")?,
                HcsCreateEmptyRuntimeStateFile: source
                    .required(c"HcsCreateEmptyRuntimeStateFile")?,
                HcsGrantVmAccess: source.required(c"HcsGrantVmAccess")?,
                HcsRevokeVmAccess: source.required(c"HcsRevokeVmAccess")?,
                HcsEnumerateComputeSystemsInNamespace: source
                    .optional(c"HcsEnumerateComputeSystemsInNamespace"),
                HcsCreateComputeSystemInNamespace: source
                    .optional(c"HcsCreateComputeSystemInNamespace"),
                HcsOpenComputeSystemInNamespace: source
                    .optional(c"HcsOpenComputeSystemInNamespace"),
                HcsCrashComputeSystem: source.optional(c"HcsCrashComputeSystem"),
                HcsGrantVmGroupAccess: source.optional(c"HcsGrantVmGroupAccess"),
                HcsRevokeVmGroupAccess: source.optional(c"HcsRevokeVmGroupAccess"),
                HcsGetProcessorCompatibilityFromSavedState: source
                    .optional(c"HcsGetProcessorCompatibilityFromSavedState"),
                HcsWaitForComputeSystemExit: source.optional(c"HcsWaitForComputeSystemExit"),
                HcsWaitForProcessExit: source.optional(c"HcsWaitForProcessExit"),
                HcsAddResourceToOperation: source.optional(c"HcsAddResourceToOperation"),
                HcsCreateOperationWithNotifications: source
                    .optional(c"HcsCreateOperationWithNotifications"),
                HcsGetOperationProperties: source.optional(c"HcsGetOperationProperties"),
                HcsInitializeLiveMigrationOnSource: source
                    .optional(c"HcsInitializeLiveMigrationOnSource"),
                HcsStartLiveMigrationOnSource: source.optional(c"HcsStartLiveMigrationOnSource"),
                HcsStartLiveMigrationTransfer: source.optional(c"HcsStartLiveMigrationTransfer"),
                HcsFinalizeLiveMigration: source.optional(c"HcsFinalizeLiveMigration"),
                HcsCancelLiveMigration: source.optional(c"HcsCancelLiveMigration"),
                LocalFree: source.helper(c"LocalFree")?,
                CloseHandle: source.helper(c"CloseHandle")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that no build has is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> + use<> {
        let later = [
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
        let there = repeat_n(true, 43).chain(later);
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
    /// `HcsAttachOverlayFilter`, Windows build 26100 and later.
    pub HcsAttachOverlayFilter: Option<HcsAttachOverlayFilter>,
    /// `HcsDetachOverlayFilter`, Windows build 26100 and later.
    pub HcsDetachOverlayFilter: Option<HcsDetachOverlayFilter>,
    /// [`LocalFree`](crate::LocalFree) of `kernel32.dll`, or the loaded library's own if it has one.
    pub LocalFree: LocalFree,
}

static COMPUTESTORAGE: Loaded<ComputeStorage> =
    Loaded::new(ComputeStorage::LIBRARY, &[(c"LocalFree", "kernel32.dll")]);

impl ComputeStorage {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computestorage.dll";

    /// Each function of the library, oldest first.
    pub const FUNCTIONS: &'static [Function] = &[
        Function::new("HcsImportLayer", 17763),
        Function::new("HcsExportLayer", 17763),
        Function::new("HcsExportLegacyWritableLayer", 17763),
        Function::new("HcsDestroyLayer", 17763),
        Function::new("HcsSetupBaseOSLayer", 17763),
        Function::new("HcsInitializeWritableLayer", 17763),
        Function::new("HcsInitializeLegacyWritableLayer", 17763),
        Function::new("HcsAttachLayerStorageFilter", 17763),
        Function::new("HcsDetachLayerStorageFilter", 17763),
        Function::new("HcsFormatWritableLayerVhd", 17763),
        Function::new("HcsGetLayerVhdMountPath", 17763),
        Function::new("HcsSetupBaseOSVolume", 20348),
        Function::new("HcsAttachOverlayFilter", 26100),
        Function::new("HcsDetachOverlayFilter", 26100),
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
        COMPUTESTORAGE.system(|find| unsafe { Self::from_symbols(find) })
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
        unsafe { COMPUTESTORAGE.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each of [`FUNCTIONS`](Self::FUNCTIONS) once, and for `LocalFree`, which every source must have.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let mut source = Source::new(Self::LIBRARY, find);
        // SAFETY: each field's type is the signature declared under its name, which is what `find` is asked for.
        unsafe {
            Ok(Self {
                HcsImportLayer: source.required(c"HcsImportLayer")?,
                HcsExportLayer: source.required(c"HcsExportLayer")?,
                HcsExportLegacyWritableLayer: source.required(c"HcsExportLegacyWritableLayer")?,
                HcsDestroyLayer: source.required(c"HcsDestroyLayer")?,
                HcsSetupBaseOSLayer: source.required(c"HcsSetupBaseOSLayer")?,
                HcsInitializeWritableLayer: source.required(c"HcsInitializeWritableLayer")?,
                HcsInitializeLegacyWritableLayer: source
                    .required(c"HcsInitializeLegacyWritableLayer")?,
                HcsAttachLayerStorageFilter: source.required(c"HcsAttachLayerStorageFilter")?,
                HcsDetachLayerStorageFilter: source.required(c"HcsDetachLayerStorageFilter")?,
                HcsFormatWritableLayerVhd: source.required(c"HcsFormatWritableLayerVhd")?,
                HcsGetLayerVhdMountPath: source.required(c"HcsGetLayerVhdMountPath")?,
                HcsSetupBaseOSVolume: source.optional(c"HcsSetupBaseOSVolume"),
                HcsAttachOverlayFilter: source.optional(c"HcsAttachOverlayFilter"),
                HcsDetachOverlayFilter: source.optional(c"HcsDetachOverlayFilter"),
                LocalFree: source.helper(c"LocalFree")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that no build has is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> + use<> {
        let later = [
            self.HcsSetupBaseOSVolume.is_some(),
            self.HcsAttachOverlayFilter.is_some(),
            self.HcsDetachOverlayFilter.is_some(),
        ];
        let there = repeat_n(true, 11).chain(later);
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
    /// `HcnQueryEndpointAddresses`, Windows build 22621 and later.
    pub HcnQueryEndpointAddresses: Option<HcnQueryEndpointAddresses>,
    /// `HcnQueryEndpointStats`, Windows build 22621 and later.
    pub HcnQueryEndpointStats: Option<HcnQueryEndpointStats>,
    /// [`CoTaskMemFree`](crate::CoTaskMemFree) of `ole32.dll`, or the loaded library's own if it has one.
    pub CoTaskMemFree: CoTaskMemFree,
}

static COMPUTENETWORK: Loaded<ComputeNetwork> =
    Loaded::new(ComputeNetwork::LIBRARY, &[(c"CoTaskMemFree", "ole32.dll")]);

impl ComputeNetwork {
    /// The library's file name.
    pub const LIBRARY: &'static str = "computenetwork.dll";

    /// Each function of the library, oldest first.
    pub const FUNCTIONS: &'static [Function] = &[
        Function::new("HcnEnumerateNetworks", 17763),
        Function::new("HcnCreateNetwork", 17763),
        Function::new("HcnOpenNetwork", 17763),
        Function::new("HcnModifyNetwork", 17763),
        Function::new("HcnQueryNetworkProperties", 17763),
        Function::new("HcnDeleteNetwork", 17763),
        Function::new("HcnCloseNetwork", 17763),
        Function::new("HcnEnumerateNamespaces", 17763),
        Function::new("HcnCreateNamespace", 17763),
        Function::new("HcnOpenNamespace", 17763),
        Function::new("HcnModifyNamespace", 17763),
        Function::new("HcnQueryNamespaceProperties", 17763),
        Function::new("HcnDeleteNamespace", 17763),
        Function::new("HcnCloseNamespace", 17763),
        Function::new("HcnEnumerateEndpoints", 17763),
        Function::new("HcnCreateEndpoint", 17763),
        Function::new("HcnOpenEndpoint", 17763),
        Function::new("HcnModifyEndpoint", 17763),
        Function::new("HcnQueryEndpointProperties", 17763),
        Function::new("HcnDeleteEndpoint", 17763),
        Function::new("HcnCloseEndpoint", 17763),
        Function::new("HcnEnumerateLoadBalancers", 17763),
        Function::new("HcnCreateLoadBalancer", 17763),
        Function::new("HcnOpenLoadBalancer", 17763),
        Function::new("HcnModifyLoadBalancer", 17763),
        Function::new("HcnQueryLoadBalancerProperties", 17763),
        Function::new("HcnDeleteLoadBalancer", 17763),
        Function::new("HcnCloseLoadBalancer", 17763),
        Function::new("HcnRegisterServiceCallback", 17763),
        Function::new("HcnUnregisterServiceCallback", 17763),
        Function::new("HcnCreateGuestNetworkService", 22000),
        Function::new("HcnCloseGuestNetworkService", 22000),
        Function::new("HcnModifyGuestNetworkService", 22000),
        Function::new("HcnDeleteGuestNetworkService", 22000),
        Function::new("HcnRegisterGuestNetworkServiceCallback", 22000),
        Function::new("HcnUnregisterGuestNetworkServiceCallback", 22000),
        Function::new("HcnReserveGuestNetworkServicePort", 22000),
        Function::new("HcnReserveGuestNetworkServicePortRange", 22000),
        Function::new("HcnReleaseGuestNetworkServicePortReservationHandle", 22000),
        Function::new("HcnEnumerateGuestNetworkPortReservations", 22000),
        Function::new("HcnFreeGuestNetworkPortReservations", 22000),
        Function::new("HcnQueryEndpointAddresses", 22621),
        Function::new("HcnQueryEndpointStats", 22621),
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
        COMPUTENETWORK.system(|find| unsafe { Self::from_symbols(find) })
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
        unsafe { COMPUTENETWORK.file(path, |find| Self::from_symbols(find)) }
    }

    /// Builds the table from addresses that `find` knows by the functions' names.
    ///
    /// It is asked for each of [`FUNCTIONS`](Self::FUNCTIONS) once, and for `CoTaskMemFree`, which every source must have.
    ///
    /// # Errors
    /// `find` has no address for a required function: [`LoadError::missing_export`] names it.
    ///
    /// # Safety
    /// Each address is that of a function with the signature declared in this crate under the name asked for, and stays
    /// valid as long as this table or a copy of it is used.
    pub unsafe fn from_symbols(
        find: impl FnMut(&CStr) -> Option<NonNull<c_void>>,
    ) -> Result<Self, LoadError> {
        let mut source = Source::new(Self::LIBRARY, find);
        // SAFETY: each field's type is the signature declared under its name, which is what `find` is asked for.
        unsafe {
            Ok(Self {
                HcnEnumerateNetworks: source.required(c"HcnEnumerateNetworks")?,
                HcnCreateNetwork: source.required(c"HcnCreateNetwork")?,
                HcnOpenNetwork: source.required(c"HcnOpenNetwork")?,
                HcnModifyNetwork: source.required(c"HcnModifyNetwork")?,
                HcnQueryNetworkProperties: source.required(c"HcnQueryNetworkProperties")?,
                HcnDeleteNetwork: source.required(c"HcnDeleteNetwork")?,
                HcnCloseNetwork: source.required(c"HcnCloseNetwork")?,
                HcnEnumerateNamespaces: source.required(c"HcnEnumerateNamespaces")?,
                HcnCreateNamespace: source.required(c"HcnCreateNamespace")?,
                HcnOpenNamespace: source.required(c"HcnOpenNamespace")?,
                HcnModifyNamespace: source.required(c"HcnModifyNamespace")?,
                HcnQueryNamespaceProperties: source.required(c"HcnQueryNamespaceProperties")?,
                HcnDeleteNamespace: source.required(c"HcnDeleteNamespace")?,
                HcnCloseNamespace: source.required(c"HcnCloseNamespace")?,
                HcnEnumerateEndpoints: source.required(c"HcnEnumerateEndpoints")?,
                HcnCreateEndpoint: source.required(c"HcnCreateEndpoint")?,
                HcnOpenEndpoint: source.required(c"HcnOpenEndpoint")?,
                HcnModifyEndpoint: source.required(c"HcnModifyEndpoint")?,
                HcnQueryEndpointProperties: source.required(c"HcnQueryEndpointProperties")?,
                HcnDeleteEndpoint: source.required(c"HcnDeleteEndpoint")?,
                HcnCloseEndpoint: source.required(c"HcnCloseEndpoint")?,
                HcnEnumerateLoadBalancers: source.required(c"HcnEnumerateLoadBalancers")?,
                HcnCreateLoadBalancer: source.required(c"HcnCreateLoadBalancer")?,
                HcnOpenLoadBalancer: source.required(c"HcnOpenLoadBalancer")?,
                HcnModifyLoadBalancer: source.required(c"HcnModifyLoadBalancer")?,
                HcnQueryLoadBalancerProperties: source
                    .required(c"HcnQueryLoadBalancerProperties")?,
                HcnDeleteLoadBalancer: source.required(c"HcnDeleteLoadBalancer")?,
                HcnCloseLoadBalancer: source.required(c"HcnCloseLoadBalancer")?,
                HcnRegisterServiceCallback: source.required(c"HcnRegisterServiceCallback")?,
                HcnUnregisterServiceCallback: source.required(c"HcnUnregisterServiceCallback")?,
                HcnCreateGuestNetworkService: source.optional(c"HcnCreateGuestNetworkService"),
                HcnCloseGuestNetworkService: source.optional(c"HcnCloseGuestNetworkService"),
                HcnModifyGuestNetworkService: source.optional(c"HcnModifyGuestNetworkService"),
                HcnDeleteGuestNetworkService: source.optional(c"HcnDeleteGuestNetworkService"),
                HcnRegisterGuestNetworkServiceCallback: source
                    .optional(c"HcnRegisterGuestNetworkServiceCallback"),
                HcnUnregisterGuestNetworkServiceCallback: source
                    .optional(c"HcnUnregisterGuestNetworkServiceCallback"),
                HcnReserveGuestNetworkServicePort: source
                    .optional(c"HcnReserveGuestNetworkServicePort"),
                HcnReserveGuestNetworkServicePortRange: source
                    .optional(c"HcnReserveGuestNetworkServicePortRange"),
                HcnReleaseGuestNetworkServicePortReservationHandle: source
                    .optional(c"HcnReleaseGuestNetworkServicePortReservationHandle"),
                HcnEnumerateGuestNetworkPortReservations: source
                    .optional(c"HcnEnumerateGuestNetworkPortReservations"),
                HcnFreeGuestNetworkPortReservations: source
                    .optional(c"HcnFreeGuestNetworkPortReservations"),
                HcnQueryEndpointAddresses: source.optional(c"HcnQueryEndpointAddresses"),
                HcnQueryEndpointStats: source.optional(c"HcnQueryEndpointStats"),
                CoTaskMemFree: source.helper(c"CoTaskMemFree")?,
            })
        }
    }

    /// Whether the loaded library has this function. A name that no build has is never there.
    pub fn has(&self, name: &str) -> bool {
        self.functions()
            .any(|(function, there)| there && function.name == name)
    }

    /// Each of [`FUNCTIONS`](Self::FUNCTIONS), and whether the loaded library has it.
    pub fn functions(&self) -> impl Iterator<Item = (&'static Function, bool)> + use<> {
        let later = [
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
        let there = repeat_n(true, 30).chain(later);
        Self::FUNCTIONS.iter().zip(there)
    }
}
