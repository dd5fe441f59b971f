//! Whether a virtual machine may use its disks, and the parents of those that are differencing disks.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Finding, Verdict};
use crate::failure::{Ending, Failure, Kind};
use crate::output::member;
use crate::target::Target;
use crate::wait;

const CHECK: &str = "disk";

/// A virtual machine whose disks are to be looked at.
pub(crate) struct Patient {
    pub(crate) vm: String,
    pub(crate) disks: Vec<PathBuf>,
    /// A file with its configuration, which names disks.
    pub(crate) configuration: Option<PathBuf>,
}

pub(super) fn look(target: &Target, patient: &Patient) -> Ending<Vec<Finding>> {
    let vm = &patient.vm;
    let mut disks = patient.disks.clone();
    if let Some(file) = &patient.configuration {
        disks.extend(configured(file)?);
    }
    if disks.is_empty() {
        disks.extend(target.machine().disks_of(vm).unwrap_or_default());
    }
    if disks.is_empty() {
        return Ok(vec![Finding::new(
            CHECK,
            Verdict::Note,
            format!("which disks \"{vm}\" has is not known: the service doesn't tell"),
            "name them with `--disk FILE`, or the file of the machine's configuration with `--config FILE`",
        )]);
    }
    let runtime_id = runtime_id(target, vm)?;
    let mut findings = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for disk in disks {
        let mut next = Some((disk, None));
        while let Some((disk, child)) = next.take().filter(|(disk, _)| !seen.contains(disk)) {
            findings.push(access(
                target,
                vm,
                runtime_id.as_deref(),
                &disk,
                child.as_deref(),
            ));
            match target.parent_disk(&disk) {
                Ok(parent) => next = parent.map(|parent| (parent, Some(disk.clone()))),
                // One that isn't there was told of already.
                Err(_) if !disk.exists() => {}
                Err(reason) => findings.push(Finding::new(
                    CHECK,
                    Verdict::Unknown,
                    format!(
                        "whether {} has a parent can't be read: {reason}",
                        disk.display()
                    ),
                    "run this elevated, and while no virtual machine uses the disk",
                )),
            }
            seen.push(disk);
        }
    }
    Ok(findings)
}

/// Whether the machine may use this file; `child` stands on it.
fn access(
    target: &Target,
    vm: &str,
    runtime_id: Option<&str>,
    disk: &Path,
    child: Option<&Path>,
) -> Finding {
    let what = match child {
        None => disk.display().to_string(),
        Some(child) => format!("{}, the parent of {},", disk.display(), child.display()),
    };
    if let Err(error) = std::fs::metadata(disk)
        && error.kind() == ErrorKind::NotFound
    {
        return Finding::new(
            CHECK,
            Verdict::Problem,
            format!("{what} is not there"),
            "put it back, or change the path in the configuration (of a parent: `Set-VHD -ParentPath`)",
        );
    }
    match target.machine().may_use(vm, runtime_id, disk) {
        Ok(true) => Finding::fine(
            CHECK,
            format!("\"{vm}\" may use {what}").trim_end_matches(','),
        ),
        Ok(false) => Finding::new(
            CHECK,
            Verdict::Problem,
            format!("\"{vm}\" may not use {what}").trim_end_matches(','),
            format!(
                "`hcsctl grant \"{vm}\" \"{}\"`, with the options of this call",
                disk.display()
            ),
        ),
        Err(reason) => Finding::new(
            CHECK,
            Verdict::Unknown,
            format!("whether \"{vm}\" may use {what} can't be found out: {reason}"),
            format!(
                "`icacls \"{}\"` shows who may; run this elevated",
                disk.display()
            ),
        ),
    }
}

/// The GUID that the machine's account has its name from. It need not exist yet: its disks can be looked at all the same.
fn runtime_id(target: &Target, vm: &str) -> Ending<Option<String>> {
    let asked = target.with_system(vm, |system| {
        wait::call(&format!("asking about \"{vm}\""), system.properties_value())
    });
    match asked {
        Ok(Ok(properties)) => {
            Ok(Some(member(&properties, "RuntimeId")).filter(|id| !id.is_empty()))
        }
        Err(failure) if failure.is_interrupt() => Err(failure),
        Ok(Err(_)) | Err(_) => Ok(None),
    }
}

/// The files that the configuration of a virtual machine names.
fn configured(file: &Path) -> Ending<Vec<PathBuf>> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        let kind = match error.kind() {
            ErrorKind::NotFound => Kind::NotFound,
            ErrorKind::PermissionDenied => Kind::NoRights,
            _ => Kind::Failed,
        };
        Failure::new(
            kind,
            format!("the configuration {shown} can't be read: {error}"),
        )
    })?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::new(
            Kind::Failed,
            format!("the configuration {shown} is not JSON: {error}"),
        )
    })?;
    Ok(files(&document))
}

fn files(document: &Value) -> Vec<PathBuf> {
    let controllers = document.pointer("/VirtualMachine/Devices/Scsi");
    let controllers = controllers.and_then(Value::as_object).into_iter().flatten();
    let attachments = controllers
        .filter_map(|(_, controller)| controller.get("Attachments")?.as_object())
        .flatten();
    // Others are whole disks of the machine: they have no file.
    let of_file =
        attachments.filter(|(_, it)| matches!(it["Type"].as_str(), Some("VirtualDisk" | "Iso")));
    let disks = of_file.filter_map(|(_, it)| it.get("Path")?.as_str());
    let states = ["GuestStateFilePath", "RuntimeStateFilePath"];
    let states = states.iter().filter_map(|name| {
        document
            .pointer("/VirtualMachine/GuestState")?
            .get(name)?
            .as_str()
    });
    disks.chain(states).map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_names_disks_and_states() {
        let document = serde_json::json!({ "VirtualMachine": {
            "Devices": { "Scsi": { "Primary": { "Attachments": {
                "0": { "Type": "VirtualDisk", "Path": "a.vhdx" },
                "1": { "Type": "PassThru", "Path": "\\\\.\\PhysicalDrive1" },
                "2": { "Type": "Iso", "Path": "b.iso" },
            } } } },
            "GuestState": { "GuestStateFilePath": "c.vmgs" },
        } });
        assert_eq!(
            files(&document),
            ["a.vhdx", "b.iso", "c.vmgs"].map(PathBuf::from)
        );
        assert!(files(&Value::Null).is_empty());
    }
}
