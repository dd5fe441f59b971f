//! Container layers: directories of the machine that the mock runs on, at the paths that the program gives.
//!
//! What nobody has documented is assumed; rule F3 of the [contract](crate::contract) lists it.

mod data;
mod layer;
mod vhd;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcs_sys::{ComputeStorage, HRESULT};

pub(crate) use data::{LayerData, OsLayer, exports_writable};
pub(crate) use layer::{copy, destroy, import, initialize, is_layer, is_writable, set_up};
pub(crate) use vhd::Vhd;

use crate::MockHost;
use crate::hresult::ERROR_PATH_NOT_FOUND;
use crate::profile::LayerConflicts;

/// What the paths of volumes begin with.
const VOLUME: &str = r"\\?\Volume{";

/// What a host knows of layers beside what is on the disk.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    /// The roots that filters are attached to, with the kind that was chosen, if one was.
    filters: BTreeMap<PathBuf, Option<String>>,
    /// The directories that stand for the volumes of virtual disks, by the GUIDs of the volumes.
    volumes: BTreeMap<String, PathBuf>,
}

impl Layers {
    /// Where a path leads to: that of a volume to its directory.
    pub(crate) fn place(&self, path: &str) -> Result<PathBuf, HRESULT> {
        let Some(rest) = path.strip_prefix(VOLUME) else {
            return Ok(PathBuf::from(path));
        };
        let (guid, rest) = rest.split_once('}').ok_or(ERROR_PATH_NOT_FOUND)?;
        let directory = self.volumes.get(guid).ok_or(ERROR_PATH_NOT_FOUND)?;
        let names = rest.split(['\\', '/']).filter(|name| !name.is_empty());
        Ok(names.fold(directory.clone(), |path, name| path.join(name)))
    }

    /// Attaches a filter, also in the place of another one where that is what the host does (F3); whether it is attached.
    pub(crate) fn attach(
        &mut self,
        root: &Path,
        kind: Option<&str>,
        conflicts: LayerConflicts,
    ) -> bool {
        let free = !self.filters.contains_key(root) || conflicts == LayerConflicts::Done;
        if free {
            let kind = kind.map(str::to_owned);
            self.filters.insert(root.to_owned(), kind);
        }
        free
    }

    /// Takes a filter of this kind away; whether there was one.
    pub(crate) fn detach(&mut self, root: &Path, kind: Option<&str>) -> bool {
        let there = self.filters.get(root).map(Option::as_deref) == Some(kind);
        if there {
            self.filters.remove(root);
        }
        there
    }

    /// Whether a layer can be destroyed: one with a filter only together with it, where that is what the host does (F3).
    pub(crate) fn let_go(&mut self, root: &Path, conflicts: LayerConflicts) -> bool {
        if conflicts == LayerConflicts::Done {
            self.filters.remove(root);
        }
        !self.filters.contains_key(root)
    }

    /// The volume with this GUID: there is a directory for it from now on.
    pub(crate) fn mount(&mut self, instance: u64, guid: &str) -> Result<String, HRESULT> {
        if !self.volumes.contains_key(guid) {
            let name = format!("hcs-testkit-{}-{instance}-{guid}", std::process::id());
            let directory = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&directory)
                .map_err(|error| crate::files::code_of(&error, &directory))?;
            let directory = crate::files::resolve(&directory)?;
            self.volumes.insert(guid.to_owned(), directory);
        }
        Ok(format!("{VOLUME}{guid}}}"))
    }

    /// The volume is gone, and what was on it.
    pub(crate) fn forget(&mut self, guid: &str) {
        if let Some(directory) = self.volumes.remove(guid) {
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

impl Drop for Layers {
    fn drop(&mut self) {
        for directory in self.volumes.values() {
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

impl MockHost {
    /// The functions of this host, as `computestorage.dll` would export them.
    ///
    /// The table may be used for ever, as [`table`](Self::table).
    pub fn storage_table(&self) -> &'static ComputeStorage {
        self.storage_table
    }

    /// The roots of layers that a filter is attached to, in the order of their paths.
    pub fn attached_filters(&self) -> Vec<PathBuf> {
        let world = self.instance.lock();
        world.layers.filters.keys().cloned().collect()
    }

    /// The directory that stands for a volume, or for what is on it, whose path `HcsGetLayerVhdMountPath` gave: it is a
    /// temporary one, and goes with the mock. `None`: there is no such volume.
    pub fn volume_directory(&self, path: impl AsRef<Path>) -> Option<PathBuf> {
        let path = path.as_ref().to_str()?;
        let world = self.instance.lock();
        path.starts_with(VOLUME)
            .then(|| world.layers.place(path).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_a_directory_that_goes_with_its_host() {
        let mut layers = Layers::default();
        let path = layers.mount(u64::MAX, "2f3f5d2c").unwrap();
        assert_eq!(path, r"\\?\Volume{2f3f5d2c}");
        let directory = layers.place(&path).unwrap();
        assert!(directory.is_dir());
        let inside = layers.place(&format!(r"{path}\Files\a.txt")).unwrap();
        assert_eq!(inside, directory.join("Files").join("a.txt"));
        let unknown = layers.place(r"\\?\Volume{6f1a52a9}\");
        assert_eq!(unknown, Err(ERROR_PATH_NOT_FOUND));
        assert_eq!(layers.place("/a/b"), Ok(PathBuf::from("/a/b")));
        drop(layers);
        assert!(!directory.exists());
    }

    #[test]
    fn a_filter_is_taken_away_by_its_kind() {
        let mut layers = Layers::default();
        let root = Path::new("/layer");
        let strict = LayerConflicts::Refused;
        assert!(layers.attach(root, Some("UnionFS"), strict));
        assert!(!layers.attach(root, None, strict), "there is one");
        assert!(!layers.detach(root, None), "it is of another kind");
        assert!(!layers.let_go(root, strict));
        assert!(layers.detach(root, Some("UnionFS")));
        assert!(!layers.detach(root, Some("UnionFS")));
        assert!(layers.let_go(root, strict));
        for kind in [None, Some("WCIFS")] {
            assert!(layers.attach(root, kind, LayerConflicts::Done));
        }
        assert!(layers.let_go(root, LayerConflicts::Done));
        assert!(!layers.detach(root, Some("WCIFS")), "it is gone");
    }
}
