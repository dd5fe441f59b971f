//! The exports of `computecore.dll` with their signatures, as a list that other macros are given.

/// Hands the list of computecore's exports to the macro named in its argument: a line for each, as a function's head.
///
/// `always`: each build has it. `later`: an `Option` in the table. The last two are Windows' own, and free what the
/// exports hand out. Whoever builds a table from the list has the compiler check that none is missing, and that each
/// signature is the declared one. The names of types are those of `hcs_sys` and `core::ffi`.
#[doc(hidden)]
#[macro_export]
macro_rules! computecore_exports {
    ($then:ident) => {
        $then! {
            always HcsEnumerateComputeSystems(query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
            always HcsCreateOperation(context: *const c_void, callback: HCS_OPERATION_COMPLETION) -> HCS_OPERATION;
            always HcsCloseOperation(operation: HCS_OPERATION) -> ();
            always HcsGetOperationContext(operation: HCS_OPERATION) -> *mut c_void;
            always HcsSetOperationContext(operation: HCS_OPERATION, context: *const c_void) -> HRESULT;
            always HcsGetComputeSystemFromOperation(operation: HCS_OPERATION) -> HCS_SYSTEM;
            always HcsGetProcessFromOperation(operation: HCS_OPERATION) -> HCS_PROCESS;
            always HcsGetOperationType(operation: HCS_OPERATION) -> HCS_OPERATION_TYPE;
            always HcsGetOperationId(operation: HCS_OPERATION) -> u64;
            always HcsGetOperationResult(operation: HCS_OPERATION, resultdocument: *mut PWSTR) -> HRESULT;
            always HcsGetOperationResultAndProcessInfo(operation: HCS_OPERATION, processinformation: *mut HCS_PROCESS_INFORMATION, resultdocument: *mut PWSTR) -> HRESULT;
            always HcsWaitForOperationResult(operation: HCS_OPERATION, timeoutms: u32, resultdocument: *mut PWSTR) -> HRESULT;
            always HcsWaitForOperationResultAndProcessInfo(operation: HCS_OPERATION, timeoutms: u32, processinformation: *mut HCS_PROCESS_INFORMATION, resultdocument: *mut PWSTR) -> HRESULT;
            always HcsSetOperationCallback(operation: HCS_OPERATION, context: *const c_void, callback: HCS_OPERATION_COMPLETION) -> HRESULT;
            always HcsCancelOperation(operation: HCS_OPERATION) -> HRESULT;
            always HcsCreateComputeSystem(id: PCWSTR, configuration: PCWSTR, operation: HCS_OPERATION, securitydescriptor: *const SECURITY_DESCRIPTOR, computesystem: *mut HCS_SYSTEM) -> HRESULT;
            always HcsOpenComputeSystem(id: PCWSTR, requestedaccess: u32, computesystem: *mut HCS_SYSTEM) -> HRESULT;
            always HcsCloseComputeSystem(computesystem: HCS_SYSTEM) -> ();
            always HcsStartComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsShutDownComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsTerminateComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsPauseComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsResumeComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsSaveComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsGetComputeSystemProperties(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, propertyquery: PCWSTR) -> HRESULT;
            always HcsModifyComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, configuration: PCWSTR, identity: HANDLE) -> HRESULT;
            always HcsSetComputeSystemCallback(computesystem: HCS_SYSTEM, callbackoptions: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HRESULT;
            always HcsCreateProcess(computesystem: HCS_SYSTEM, processparameters: PCWSTR, operation: HCS_OPERATION, securitydescriptor: *const SECURITY_DESCRIPTOR, process: *mut HCS_PROCESS) -> HRESULT;
            always HcsOpenProcess(computesystem: HCS_SYSTEM, processid: u32, requestedaccess: u32, process: *mut HCS_PROCESS) -> HRESULT;
            always HcsCloseProcess(process: HCS_PROCESS) -> ();
            always HcsTerminateProcess(process: HCS_PROCESS, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsSignalProcess(process: HCS_PROCESS, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always HcsGetProcessInfo(process: HCS_PROCESS, operation: HCS_OPERATION) -> HRESULT;
            always HcsGetProcessProperties(process: HCS_PROCESS, operation: HCS_OPERATION, propertyquery: PCWSTR) -> HRESULT;
            always HcsModifyProcess(process: HCS_PROCESS, operation: HCS_OPERATION, settings: PCWSTR) -> HRESULT;
            always HcsSetProcessCallback(process: HCS_PROCESS, callbackoptions: HCS_EVENT_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HRESULT;
            always HcsGetServiceProperties(propertyquery: PCWSTR, result: *mut PWSTR) -> HRESULT;
            always HcsModifyServiceSettings(settings: PCWSTR, result: *mut PWSTR) -> HRESULT;
            always HcsSubmitWerReport(settings: PCWSTR) -> HRESULT;
            always HcsCreateEmptyGuestStateFile(gueststatefilepath: PCWSTR) -> HRESULT;
            always HcsCreateEmptyRuntimeStateFile(runtimestatefilepath: PCWSTR) -> HRESULT;
            always HcsGrantVmAccess(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
            always HcsRevokeVmAccess(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
            later HcsEnumerateComputeSystemsInNamespace(idnamespace: PCWSTR, query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
            later HcsCreateComputeSystemInNamespace(idnamespace: PCWSTR, id: PCWSTR, configuration: PCWSTR, operation: HCS_OPERATION, options: *const HCS_CREATE_OPTIONS, computesystem: *mut HCS_SYSTEM) -> HRESULT;
            later HcsOpenComputeSystemInNamespace(idnamespace: PCWSTR, id: PCWSTR, requestedaccess: u32, computesystem: *mut HCS_SYSTEM) -> HRESULT;
            later HcsCrashComputeSystem(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            later HcsGrantVmGroupAccess(filepath: PCWSTR) -> HRESULT;
            later HcsRevokeVmGroupAccess(filepath: PCWSTR) -> HRESULT;
            later HcsGetProcessorCompatibilityFromSavedState(runtimefilename: PCWSTR, processorfeaturesstring: *mut PCWSTR) -> HRESULT;
            later HcsWaitForComputeSystemExit(computesystem: HCS_SYSTEM, timeoutms: u32, result: *mut PWSTR) -> HRESULT;
            later HcsWaitForProcessExit(computesystem: HCS_PROCESS, timeoutms: u32, result: *mut PWSTR) -> HRESULT;
            later HcsAddResourceToOperation(operation: HCS_OPERATION, kind: HCS_RESOURCE_TYPE, uri: PCWSTR, handle: HANDLE) -> HRESULT;
            later HcsCreateOperationWithNotifications(eventtypes: HCS_OPERATION_OPTIONS, context: *const c_void, callback: HCS_EVENT_CALLBACK) -> HCS_OPERATION;
            later HcsGetOperationProperties(operation: HCS_OPERATION, options: PCWSTR, resultdocument: *mut PWSTR) -> HRESULT;
            later HcsInitializeLiveMigrationOnSource(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            later HcsStartLiveMigrationOnSource(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            later HcsStartLiveMigrationTransfer(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            later HcsFinalizeLiveMigration(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            later HcsCancelLiveMigration(computesystem: HCS_SYSTEM, operation: HCS_OPERATION, options: PCWSTR) -> HRESULT;
            always LocalFree(memory: *mut c_void) -> *mut c_void;
            always CloseHandle(handle: HANDLE) -> i32;
        }
    };
}

/// The same for computestorage's exports.
#[doc(hidden)]
#[macro_export]
macro_rules! computestorage_exports {
    ($then:ident) => {
        $then! {
            always HcsImportLayer(layerpath: PCWSTR, sourcefolderpath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
            always HcsExportLayer(layerpath: PCWSTR, exportfolderpath: PCWSTR, layerdata: PCWSTR, options: PCWSTR) -> HRESULT;
            always HcsExportLegacyWritableLayer(writablelayermountpath: PCWSTR, writablelayerfolderpath: PCWSTR, exportfolderpath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
            always HcsDestroyLayer(layerpath: PCWSTR) -> HRESULT;
            always HcsSetupBaseOSLayer(layerpath: PCWSTR, vhdhandle: HANDLE, options: PCWSTR) -> HRESULT;
            always HcsInitializeWritableLayer(writablelayerpath: PCWSTR, layerdata: PCWSTR, options: PCWSTR) -> HRESULT;
            always HcsInitializeLegacyWritableLayer(writablelayermountpath: PCWSTR, writablelayerfolderpath: PCWSTR, layerdata: PCWSTR, options: PCWSTR) -> HRESULT;
            always HcsAttachLayerStorageFilter(layerpath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
            always HcsDetachLayerStorageFilter(layerpath: PCWSTR) -> HRESULT;
            always HcsFormatWritableLayerVhd(vhdhandle: HANDLE) -> HRESULT;
            always HcsGetLayerVhdMountPath(vhdhandle: HANDLE, mountpath: *mut PWSTR) -> HRESULT;
            later HcsSetupBaseOSVolume(layerpath: PCWSTR, volumepath: PCWSTR, options: PCWSTR) -> HRESULT;
            later HcsAttachOverlayFilter(volumepath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
            later HcsDetachOverlayFilter(volumepath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
            always LocalFree(memory: *mut c_void) -> *mut c_void;
        }
    };
}
