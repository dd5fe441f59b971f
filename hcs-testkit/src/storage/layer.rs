//! Layers on the disk. A file in the root of each says that it is one; nothing else is ever deleted.

use std::fs;
use std::io;
use std::path::Path;

use hcs_sys::{E_INVALIDARG, HCS_E_INVALID_LAYER, HRESULT};

use crate::files::code_of;
use crate::hresult::{ERROR_ALREADY_EXISTS, ERROR_FILE_EXISTS, ERROR_PATH_NOT_FOUND};
use crate::profile::LayerConflicts;

/// The file that says that a directory is a layer.
const MARK: &str = ".hcs-testkit-layer";
/// What the file says of a layer that can be written to.
const WRITABLE: &str = "writable";
/// What the file says of others.
const READ_ONLY: &str = "read-only";

pub(crate) fn is_layer(root: &Path) -> bool {
    root.join(MARK).is_file()
}

pub(crate) fn is_writable(root: &Path) -> bool {
    fs::read_to_string(root.join(MARK)).is_ok_and(|text| text == WRITABLE)
}

fn mark(root: &Path, kind: &str) -> Result<(), HRESULT> {
    let path = root.join(MARK);
    fs::write(&path, kind).map_err(|error| code_of(&error, &path))
}

fn directory(path: &Path) -> Result<(), HRESULT> {
    path.is_dir().then_some(()).ok_or(ERROR_PATH_NOT_FOUND)
}

/// A layer has its files in a directory of this name.
fn has_files(path: &Path) -> Result<(), HRESULT> {
    directory(path)?;
    let files = path.join("Files").is_dir();
    files.then_some(()).ok_or(HCS_E_INVALID_LAYER)
}

/// Makes a layer of what was downloaded.
pub(crate) fn import(root: &Path, source: &Path, conflicts: LayerConflicts) -> Result<(), HRESULT> {
    has_files(source)?;
    if is_layer(root) && conflicts == LayerConflicts::Refused {
        return Err(ERROR_ALREADY_EXISTS);
    }
    let is_new = !root.exists();
    let made = copy(source, root).and_then(|()| mark(root, READ_ONLY));
    if made.is_err() && is_new {
        let _ = fs::remove_dir_all(root);
    }
    made
}

/// Copies what is in a layer, or in what was downloaded, to a directory, which is made if it isn't there.
pub(crate) fn copy(source: &Path, destination: &Path) -> Result<(), HRESULT> {
    let failed = |error: io::Error| code_of(&error, destination);
    fs::create_dir_all(destination).map_err(failed)?;
    for entry in fs::read_dir(source).map_err(|error| code_of(&error, source))? {
        let entry = entry.map_err(failed)?;
        if entry.file_name() == MARK {
            continue;
        }
        let (from, to) = (entry.path(), destination.join(entry.file_name()));
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(|error| code_of(&error, &from))?;
        }
    }
    Ok(())
}

/// Prepares a layer that can be written to.
pub(crate) fn initialize(root: &Path) -> Result<(), HRESULT> {
    directory(root)?;
    if is_layer(root) {
        return Err(ERROR_ALREADY_EXISTS);
    }
    mark(root, WRITABLE)
}

/// Deletes a layer, and nothing that isn't one.
pub(crate) fn destroy(root: &Path) -> Result<(), HRESULT> {
    directory(root)?;
    if !is_layer(root) {
        return Err(HCS_E_INVALID_LAYER);
    }
    fs::remove_dir_all(root).map_err(|error| code_of(&error, root))
}

/// Sets a layer with a Windows up: it gets files that weren't there.
pub(crate) fn set_up(root: &Path) -> Result<(), HRESULT> {
    has_files(root)?;
    let (hives, layout) = (root.join("Hives"), root.join("Layout"));
    if hives.exists() || layout.exists() {
        return Err(ERROR_FILE_EXISTS);
    }
    if is_writable(root) {
        return Err(E_INVALIDARG);
    }
    fs::create_dir(&hives).map_err(|error| code_of(&error, &hives))?;
    fs::write(&layout, "").map_err(|error| code_of(&error, &layout))?;
    mark(root, READ_ONLY)
}
