#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! The functions of `computestorage.dll` (F1 to F3). None of them takes an operation; files are copied outside of the lock.
//!
//! # Safety
//! The arguments are what the ABI demands: a text is NULL or ends with a NUL, a place is NULL or can be written to until the
//! call returns, and a handle is NULL or that of an open file.

use std::path::{Path, PathBuf};

use hcs_sys::*;

use super::enter::{Call, OutString, fallible, fallible_with_answer};
use super::operation::read;
use crate::files::resolve;
use crate::hresult::{
    ERROR_ALREADY_EXISTS, ERROR_FILE_NOT_FOUND, ERROR_NOT_FOUND, ERROR_PATH_NOT_FOUND,
    ERROR_SHARING_VIOLATION,
};
use crate::storage::{self, LayerData, OsLayer, Vhd};
use crate::text::Input;

/// Where the path of a directory leads to.
fn place(call: &Call, path: &Input) -> Result<PathBuf, HRESULT> {
    match path.text() {
        Some(path) if !path.is_empty() => call.lock().layers.place(path),
        _ => Err(E_INVALIDARG),
    }
}

/// The directory that a path leads to, which is there.
fn directory(call: &Call, path: &Input) -> Result<PathBuf, HRESULT> {
    let path = place(call, path)?;
    let found = resolve(&path).map_err(|code| match code {
        ERROR_FILE_NOT_FOUND => ERROR_PATH_NOT_FOUND,
        code => code,
    })?;
    match found.is_dir() {
        true => Ok(found),
        false => Err(ERROR_PATH_NOT_FOUND),
    }
}

/// What a layer stands on, if all of it is there.
fn layer_data(call: &Call, text: &Input) -> Result<LayerData, HRESULT> {
    let data = LayerData::read(text)?;
    for below in &data.below {
        let below = directory(call, &Input::Text(below.clone()))?;
        if !storage::is_layer(&below) {
            return Err(HCS_E_INVALID_LAYER);
        }
    }
    Ok(data)
}

fn code(done: Result<(), HRESULT>) -> HRESULT {
    match done {
        Ok(()) => S_OK,
        Err(code) => code,
    }
}

pub(crate) unsafe fn HcsImportLayer(
    slot: usize,
    layer: PCWSTR,
    source: PCWSTR,
    data: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, source, data) = unsafe { (read(layer), read(source), read(data)) };
    fallible(slot, "HcsImportLayer", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| {
            let conflicts = call.lock().profile.layer_conflicts;
            storage::import(&place(call, &layer)?, &place(call, &source)?, conflicts)
        }))
    })
}

pub(crate) unsafe fn HcsExportLayer(
    slot: usize,
    layer: PCWSTR,
    destination: PCWSTR,
    data: PCWSTR,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, destination, data, options) =
        unsafe { (read(layer), read(destination), read(data), read(options)) };
    fallible(slot, "HcsExportLayer", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| {
            let writable = storage::exports_writable(&options)?;
            let (layer, destination) = (directory(call, &layer)?, directory(call, &destination)?);
            if !storage::is_layer(&layer) {
                return Err(HCS_E_INVALID_LAYER);
            }
            if writable && !storage::is_writable(&layer) {
                return Err(E_INVALIDARG);
            }
            storage::copy(&layer, &destination)
        }))
    })
}

pub(crate) unsafe fn HcsExportLegacyWritableLayer(
    slot: usize,
    mount: PCWSTR,
    folder: PCWSTR,
    destination: PCWSTR,
    data: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (mount, folder, destination, data) =
        unsafe { (read(mount), read(folder), read(destination), read(data)) };
    fallible(slot, "HcsExportLegacyWritableLayer", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| {
            let (mount, folder) = (directory(call, &mount)?, directory(call, &folder)?);
            let destination = directory(call, &destination)?;
            if !storage::is_writable(&mount) {
                return Err(HCS_E_INVALID_LAYER);
            }
            storage::copy(&mount, &destination)?;
            storage::copy(&folder, &destination)
        }))
    })
}

pub(crate) unsafe fn HcsDestroyLayer(slot: usize, layer: PCWSTR) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let layer = unsafe { read(layer) };
    fallible(slot, "HcsDestroyLayer", [0, 0], |call| {
        code(directory(call, &layer).and_then(|layer| {
            let mut world = call.lock();
            let conflicts = world.profile.layer_conflicts;
            if !world.layers.let_go(&layer, conflicts) {
                return Err(ERROR_SHARING_VIOLATION);
            }
            drop(world);
            storage::destroy(&layer)
        }))
    })
}

pub(crate) unsafe fn HcsSetupBaseOSLayer(
    slot: usize,
    layer: PCWSTR,
    vhd: HANDLE,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, options) = unsafe { (read(layer), read(options)) };
    fallible(slot, "HcsSetupBaseOSLayer", [0, 0], |call| {
        code(OsLayer::read(&options).and_then(|kind| {
            // A layer for containers takes no disk (F1).
            match (kind, vhd.is_null()) {
                (OsLayer::Container, true) => {}
                (OsLayer::Container, false) | (OsLayer::Vm, true) => return Err(E_INVALIDARG),
                (OsLayer::Vm, false) => {
                    // SAFETY: it is that of an open file, as the ABI demands.
                    unsafe { Vhd::lent(vhd) }?;
                }
            }
            storage::set_up(&directory(call, &layer)?)
        }))
    })
}

pub(crate) unsafe fn HcsSetupBaseOSVolume(
    slot: usize,
    layer: PCWSTR,
    volume: PCWSTR,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, volume, options) = unsafe { (read(layer), read(volume), read(options)) };
    fallible(slot, "HcsSetupBaseOSVolume", [0, 0], |call| {
        code(OsLayer::read(&options).and_then(|_| {
            directory(call, &volume)?;
            storage::set_up(&directory(call, &layer)?)
        }))
    })
}

pub(crate) unsafe fn HcsInitializeWritableLayer(
    slot: usize,
    layer: PCWSTR,
    data: PCWSTR,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, data, options) = unsafe { (read(layer), read(data), read(options)) };
    fallible(slot, "HcsInitializeWritableLayer", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| {
            if options.text().is_some_and(|options| !options.is_empty()) {
                return Err(E_INVALIDARG);
            }
            storage::initialize(&directory(call, &layer)?)
        }))
    })
}

pub(crate) unsafe fn HcsInitializeLegacyWritableLayer(
    slot: usize,
    mount: PCWSTR,
    folder: PCWSTR,
    data: PCWSTR,
    options: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (mount, folder, data, options) =
        unsafe { (read(mount), read(folder), read(data), read(options)) };
    fallible(slot, "HcsInitializeLegacyWritableLayer", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| {
            crate::document::options(&options).map_err(|unusable| unusable.code)?;
            directory(call, &folder)?;
            storage::initialize(&directory(call, &mount)?)
        }))
    })
}

/// The root of a layer that a filter can be attached to.
fn root(call: &Call, path: &Input) -> Result<PathBuf, HRESULT> {
    let root = directory(call, path)?;
    match storage::is_writable(&root) {
        true => Ok(root),
        false => Err(HCS_E_INVALID_LAYER),
    }
}

fn attach(call: &Call, root: &Path, kind: Option<&str>) -> Result<(), HRESULT> {
    let mut world = call.lock();
    let conflicts = world.profile.layer_conflicts;
    match world.layers.attach(root, kind, conflicts) {
        true => Ok(()),
        false => Err(ERROR_ALREADY_EXISTS),
    }
}

fn detach(call: &Call, root: &Path, kind: Option<&str>) -> Result<(), HRESULT> {
    match call.lock().layers.detach(root, kind) {
        true => Ok(()),
        false => Err(ERROR_NOT_FOUND),
    }
}

pub(crate) unsafe fn HcsAttachLayerStorageFilter(
    slot: usize,
    layer: PCWSTR,
    data: PCWSTR,
) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (layer, data) = unsafe { (read(layer), read(data)) };
    fallible(slot, "HcsAttachLayerStorageFilter", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|_| attach(call, &root(call, &layer)?, None)))
    })
}

pub(crate) unsafe fn HcsDetachLayerStorageFilter(slot: usize, layer: PCWSTR) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let layer = unsafe { read(layer) };
    fallible(slot, "HcsDetachLayerStorageFilter", [0, 0], |call| {
        code(directory(call, &layer).and_then(|layer| detach(call, &layer, None)))
    })
}

pub(crate) unsafe fn HcsAttachOverlayFilter(slot: usize, volume: PCWSTR, data: PCWSTR) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (volume, data) = unsafe { (read(volume), read(data)) };
    fallible(slot, "HcsAttachOverlayFilter", [0, 0], |call| {
        code(layer_data(call, &data).and_then(|data| {
            let kind = data.filter.as_deref().ok_or(E_INVALIDARG)?;
            attach(call, &root(call, &volume)?, Some(kind))
        }))
    })
}

pub(crate) unsafe fn HcsDetachOverlayFilter(slot: usize, volume: PCWSTR, data: PCWSTR) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (volume, data) = unsafe { (read(volume), read(data)) };
    fallible(slot, "HcsDetachOverlayFilter", [0, 0], |call| {
        code(LayerData::read(&data).and_then(|data| {
            let kind = data.filter.as_deref().ok_or(E_INVALIDARG)?;
            detach(call, &directory(call, &volume)?, Some(kind))
        }))
    })
}

pub(crate) unsafe fn HcsFormatWritableLayerVhd(slot: usize, vhd: HANDLE) -> HRESULT {
    fallible(slot, "HcsFormatWritableLayerVhd", [0, 0], |call| {
        // SAFETY: it is that of an open file, as the ABI demands.
        code(unsafe { Vhd::lent(vhd) }.and_then(|vhd| {
            let mut world = call.lock();
            if let Ok(old) = vhd.volume() {
                world.layers.forget(&old);
            }
            vhd.format(&mut world.rng).map(drop)
        }))
    })
}

pub(crate) unsafe fn HcsGetLayerVhdMountPath(
    slot: usize,
    vhd: HANDLE,
    path: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's place can be written to, as the ABI demands.
    let path = unsafe { OutString::new(path) };
    fallible_with_answer(slot, "HcsGetLayerVhdMountPath", &path, |call| {
        if path.is_absent() {
            return (E_POINTER, None);
        }
        // SAFETY: it is that of an open file, as the ABI demands.
        let found = unsafe { Vhd::lent(vhd) }.and_then(|vhd| {
            let guid = vhd.volume()?;
            let mut world = call.lock();
            let instance = world.instance;
            world.layers.mount(instance, &guid)
        });
        match found {
            Ok(path) => (S_OK, Some(path)),
            Err(code) => (code, None),
        }
    })
}
