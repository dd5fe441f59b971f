#![allow(unsafe_code)] // Exports functions of the C ABI.
#![allow(non_snake_case)] // The exports have their C names.

//! `computestorage.dll` as far as the mock has it: every name is there, so that a program that is linked against it starts, and
//! every function answers `E_NOTIMPL`, as none is modelled. It reads no settings and keeps no report.
//!
//! # Safety
//! What an export asks for is what `computestorage.dll` asks for.

use core::ffi::c_void;

use hcs_sys::*;

#[macro_use]
#[path = "../../not_modelled.rs"]
mod not_modelled;

/// Frees nothing, as this library hands out nothing: what it is given, it gives back.
#[cfg_attr(not(windows), unsafe(no_mangle))]
unsafe extern "system" fn LocalFree(memory: *mut c_void) -> *mut c_void {
    memory
}

not_modelled! {
    ComputeStorage, LocalFree;
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
}
