//! Who may use which file: granted by plain calls, and by guards that take it back.

use std::path::{Path, PathBuf};

use hcs::{EventKind, EventOptions, Host};
use hcs_sys::{E_ACCESSDENIED, E_FAIL};
use hcs_testkit::{Fault, MockHost, Profile};
use serde_json::json;

use super::{nothing_was_called, of_build};
use crate::common::calls;
use crate::directory::Directory;

/// The files that are granted to a virtual machine.
fn granted(mock: &MockHost, vm_id: Option<&str>) -> Vec<PathBuf> {
    let grants = mock.grants().into_iter();
    let of_vm = grants.filter(|grant| grant.vm_id.as_deref() == vm_id);
    of_vm.map(|grant| grant.path).collect()
}

fn canonical(paths: &[&Path]) -> Vec<PathBuf> {
    let paths = paths.iter();
    let mut paths: Vec<_> = paths
        .map(|path| std::fs::canonicalize(path).expect("it is there"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn h3_plain_calls_grant_and_revoke() {
    let directory = Directory::new();
    let disk = directory.file("vm.vhdx");
    let mock = MockHost::new();
    let host = mock.host();
    host.grant_vm_access("Test", &disk).expect("granted");
    host.grant_vm_group_access(&disk).expect("granted");
    assert_eq!(granted(&mock, Some("Test")), canonical(&[&disk]));
    assert_eq!(granted(&mock, None), canonical(&[&disk]));
    host.revoke_vm_access("Test", &disk).expect("revoked");
    host.revoke_vm_group_access(&disk).expect("revoked");
    assert!(mock.grants().is_empty());
    mock.finish();
}

#[test]
fn h3_a_guard_grants_all_and_revokes_all() {
    let directory = Directory::new();
    let (disk, parent) = (directory.file("vm.vhdx"), directory.file("base.vhdx"));
    let mock = MockHost::new();
    let host = mock.host();
    let access = host
        .vm_access("Test", [&disk, &parent, &disk])
        .expect("granted");
    assert_eq!(access.vm_id().as_deref(), Some("Test"));
    assert_eq!(access.paths().collect::<Vec<_>>(), [&disk, &parent]);
    assert_eq!(granted(&mock, Some("Test")), canonical(&[&disk, &parent]));
    assert_eq!(calls(&mock, "HcsGrantVmAccess"), 2, "each file once");
    drop(access);
    assert!(mock.grants().is_empty());

    let access = host.vm_group_access([&disk]).expect("granted");
    assert_eq!(access.vm_id(), None);
    assert_eq!(granted(&mock, None), canonical(&[&disk]));
    access.revoke().expect("revoked");
    assert!(mock.grants().is_empty());
    mock.finish();
}

#[test]
fn h3_nothing_is_granted_when_one_file_cannot_be() {
    let directory = Directory::new();
    let (first, missing) = (directory.file("vm.vhdx"), directory.path("none.vhdx"));
    let mock = MockHost::new();
    let error = mock
        .host()
        .vm_access("Test", [&first, &missing, &first])
        .unwrap_err();
    assert!(error.is_file_not_found());
    assert_eq!(error.call(), "HcsGrantVmAccess");
    assert_eq!(error.path(), Some(&*missing));
    assert!(mock.grants().is_empty());
    assert_eq!(
        calls(&mock, "HcsRevokeVmAccess"),
        1,
        "what was granted, only"
    );
    mock.finish();
}

#[test]
fn h3_a_guard_outlives_its_file() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let host = mock.host();
    let (gone, stays) = (directory.file("gone.vhdx"), directory.file("vm.vhdx"));

    let access = host.vm_access("Test", [&stays, &gone]).expect("granted");
    std::fs::remove_file(&gone).expect("deleted");
    drop(access);
    assert!(mock.grants().is_empty(), "the other one is revoked");

    let gone = directory.file("gone.vhdx");
    let access = host.vm_access("Test", [&stays, &gone]).expect("granted");
    std::fs::remove_file(&gone).expect("deleted");
    let error = access.revoke().unwrap_err();
    assert!(error.is_file_not_found());
    assert_eq!(error.call(), "HcsRevokeVmAccess");
    assert_eq!(error.path(), Some(&*gone));
    assert!(mock.grants().is_empty(), "the other one is revoked");
    mock.finish();
}

#[test]
fn h3_revoking_goes_on_after_a_failure_and_is_not_tried_again() {
    let directory = Directory::new();
    let disks: Vec<_> = ["a", "b", "c"].map(|name| directory.file(name)).into();
    let mock = MockHost::new();
    let access = mock.host().vm_access("Test", &disks).expect("granted");
    mock.fail(Fault::call("HcsRevokeVmAccess").nth(2).answers(E_FAIL));
    let error = access.revoke().unwrap_err();
    assert_eq!(error.path(), Some(&*disks[1]));
    assert_eq!(calls(&mock, "HcsRevokeVmAccess"), 3);
    assert_eq!(granted(&mock, Some("Test")), canonical(&[&disks[1]]));
    mock.finish();
}

#[test]
fn h3_what_is_kept_is_not_revoked() {
    let directory = Directory::new();
    let disk = directory.file("vm.vhdx");
    let mock = MockHost::new();
    mock.host()
        .vm_access("Test", [&disk])
        .expect("granted")
        .keep();
    assert_eq!(calls(&mock, "HcsRevokeVmAccess"), 0);
    assert_eq!(mock.grants().len(), 1);
    mock.finish();
}

#[test]
fn h3_a_guard_can_be_dropped_anywhere() {
    let directory = Directory::new();
    let disk = directory.file("vm.vhdx");
    let mock = MockHost::new();
    let host = mock.host();
    let access = host.vm_access("Test", [&disk]).expect("granted");
    let system = host
        .create("Test", r#"{"VirtualMachine":{}}"#)
        .wait()
        .expect("a system");
    let access = std::sync::Mutex::new(Some(access));
    let (told, dropped) = std::sync::mpsc::channel();
    let subscription = system
        .subscribe(EventOptions::NONE, move |event| {
            if event.kind() == EventKind::SYSTEM_EXITED {
                drop(access.lock().expect("nobody panics").take());
                let _ = told.send(());
            }
        })
        .expect("subscribed");
    system.terminate().wait().expect("it ends");
    dropped.recv().expect("the exit is told");
    assert!(mock.grants().is_empty());
    subscription.unsubscribe().expect("outside of the handler");
    drop(system);
    mock.finish();
}

#[test]
fn t1_ids_and_paths_that_cannot_be_passed_on_reach_nobody() {
    let mock = MockHost::new();
    let host = mock.host();
    let nul = Path::new("vm\0.vhdx");
    for error in [
        host.grant_vm_access("Test", nul).unwrap_err(),
        host.revoke_vm_access("Test", nul).unwrap_err(),
        host.grant_vm_group_access(nul).unwrap_err(),
        host.revoke_vm_group_access(nul).unwrap_err(),
        host.vm_access("Test", [nul]).unwrap_err(),
    ] {
        let sentence = error.to_string();
        assert!(sentence.contains("has a NUL character"), "{sentence}");
        assert!(sentence.contains(r"vm\0.vhdx"), "{sentence}");
    }
    for error in [
        host.grant_vm_access("a\0b", "disk").unwrap_err(),
        host.revoke_vm_access("a\0b", "disk").unwrap_err(),
        host.vm_access("a\0b", ["disk"]).unwrap_err(),
    ] {
        assert!(error.to_string().contains(r#"the id "a\0b""#), "{error}");
    }
    nothing_was_called(&mock);
    mock.finish();
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_unicode_reaches_nobody_off_windows() {
    use std::os::unix::ffi::OsStrExt as _;
    let mock = MockHost::new();
    let path = Path::new(std::ffi::OsStr::from_bytes(b"vm\xFF.vhdx"));
    let error = mock.host().grant_vm_access("Test", path).unwrap_err();
    assert!(error.to_string().contains("not Unicode"), "{error}");
    assert_eq!(error.path(), Some(path));
    nothing_was_called(&mock);
    mock.finish();
}

#[test]
fn l1_the_oldest_build_grants_nothing_to_all() {
    let mock = of_build(17763);
    let host = mock.host();
    for error in [
        host.grant_vm_group_access("disk").unwrap_err(),
        host.revoke_vm_group_access("disk").unwrap_err(),
        host.vm_group_access(["disk"]).unwrap_err(),
    ] {
        assert!(error.is_unsupported());
        assert_eq!(error.needs_build(), Some(19041));
    }
    nothing_was_called(&mock);
    mock.finish();
}

#[test]
fn l1_what_cannot_be_revoked_is_not_lent() {
    let directory = Directory::new();
    let disk = directory.file("vm.vhdx");
    let mock = MockHost::builder()
        .without("HcsRevokeVmGroupAccess")
        .build();
    let error = mock.host().vm_group_access([&disk]).unwrap_err();
    assert!(error.is_unsupported());
    assert_eq!(error.call(), "HcsRevokeVmGroupAccess");
    nothing_was_called(&mock);
    mock.host().grant_vm_group_access(&disk).expect("granted");
    mock.finish();
}

#[test]
fn a_failure_names_the_file() {
    let directory = Directory::new();
    let disk = directory.file("vm.vhdx");
    let mock = MockHost::new();
    mock.fail(Fault::call("HcsGrantVmAccess").answers(E_ACCESSDENIED));
    let error = mock.host().grant_vm_access("Test", &disk).unwrap_err();
    assert!(error.is_access_denied());
    let sentence = error.to_string();
    let begin = format!("HcsGrantVmAccess failed for \"{}\": ", disk.display());
    assert!(sentence.starts_with(&begin), "{sentence}");
    mock.finish();
}

/// The configuration of a virtual machine with a disk.
fn machine(disk: &Path) -> serde_json::Value {
    let attachments = json!({ "0": { "Type": "VirtualDisk", "Path": disk } });
    let devices = json!({ "Scsi": { "0": { "Attachments": attachments } } });
    json!({ "VirtualMachine": { "Devices": devices }, "ShouldTerminateOnLastHandleClosed": true })
}

#[test]
fn h3_a_virtual_machine_needs_access_to_its_disk_and_to_the_parent() {
    fn start(host: &Host, disk: &Path) -> hcs::Result<()> {
        let system = host.create("Test", machine(disk)).wait()?;
        let started = system.start().wait();
        system.close()?;
        started
    }

    let directory = Directory::new();
    let (disk, parent) = (directory.file("vm.vhdx"), directory.file("base.vhdx"));
    let mut profile = Profile::documented();
    profile.checks_files = true;
    let mock = MockHost::builder().profile(profile).build();
    mock.set_parent_disk(&disk, &parent);
    let host = mock.host();

    let error = start(&host, &disk).unwrap_err();
    assert!(error.is_access_denied());
    assert_eq!(error.call(), "HcsStartComputeSystem");
    let access = host.vm_access("Test", [&disk]).expect("granted");
    assert!(start(&host, &disk).unwrap_err().is_access_denied());
    drop(access);
    let access = host.vm_access("Test", [&disk, &parent]).expect("granted");
    start(&host, &disk).expect("both are granted");
    drop(access);
    assert!(start(&host, &disk).unwrap_err().is_access_denied());
    mock.finish();
}
