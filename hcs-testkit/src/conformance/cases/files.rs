//! Files: those of a virtual machine's state, and who may use which. All of them are in a directory of the case's own, which is
//! deleted afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, new_id};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("files.state", &["H2"], &[Need::Service], state),
    Case::new("files.access", &["H3"], &[Need::Service], access),
];

/// A directory that goes with this.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Result<Self, Stop> {
        let path = std::env::temp_dir().join(new_id());
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(Stop::Unable(format!(
                "no directory {} can be made: {error}",
                path.display()
            ))),
        }
    }

    fn path(&self, name: &str) -> Result<String, Stop> {
        let path = self.0.join(name);
        let text = path.to_str().map(str::to_owned);
        text.ok_or_else(|| Stop::Unable(format!("{} is no Unicode", path.display())))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A state file is made where there is none, and one that is there stays as it is.
fn state(host: &Host) -> Result<(), Stop> {
    let directory = Directory::new()?;
    let abi = host.abi;
    for name in ["vm.vmgs", "vm.vmrs"] {
        let create = |path: &str| match name {
            "vm.vmgs" => abi.create_guest_state_file(path),
            _ => abi.create_runtime_state_file(path),
        };
        let path = directory.path(name)?;
        let code = create(&path);
        let there = Path::new(&path).is_file();
        let told = hresult::name(code);
        host.judge(
            "H2",
            (code == S_OK) == there,
            format!("{name}: {told}, and the file is there: {there}"),
        );
        if code != S_OK {
            continue;
        }
        let before = fs::read(&path).unwrap_or_default();
        let again = hresult::name(create(&path));
        let same = fs::read(&path).unwrap_or_default() == before;
        host.judge(
            "H2",
            same,
            format!("{name} again: {again}, and the file is as it was: {same}"),
        );
        let nowhere = directory.path("none")?;
        let nowhere = Path::new(&nowhere).join(name);
        let code = create(&nowhere.to_string_lossy());
        let told = hresult::name(code);
        host.judge("H2", code < 0, format!("{name} in no directory: {told}"));
    }
    Ok(())
}

/// Access is granted and revoked, of files that are there.
fn access(host: &Host) -> Result<(), Stop> {
    let directory = Directory::new()?;
    let (disk, missing) = (directory.path("vm.vhdx")?, directory.path("none.vhdx")?);
    if let Err(error) = fs::write(&disk, "") {
        return Err(Stop::Unable(format!("{disk} can't be made: {error}")));
    }
    let abi = host.abi;
    let vm = new_id();
    host.code("H3", "granting access", abi.grant(&vm, &disk), &[S_OK]);
    host.code("H3", "granting it again", abi.grant(&vm, &disk), &[S_OK]);
    host.code("H3", "revoking it", abi.revoke(&vm, &disk), &[S_OK]);
    let code = abi.grant(&vm, &missing);
    let told = hresult::name(code);
    host.judge(
        "H3",
        code < 0,
        format!("granting access to no file: {told}"),
    );
    let told = hresult::name(abi.revoke(&vm, &disk));
    host.confirm("H3", format!("revoking what is not granted: {told}"));
    Ok(())
}
