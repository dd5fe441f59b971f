//! `hcsctl grant`: lets a virtual machine use files, or takes that back.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::failure::Ending;
use crate::output::{Out, printable};
use crate::target::Target;
use crate::wait::Progress;

/// What is to be granted.
pub(crate) struct Grant {
    /// The virtual machine; none for all of them.
    pub(crate) vm: Option<String>,
    pub(crate) files: Vec<PathBuf>,
    /// It is to be taken back.
    pub(crate) revoke: bool,
}

pub(crate) fn run(target: &Target, out: &mut Out, grant: &Grant) -> Ending {
    // A differencing disk is of no use without its parents; what others stand on is not taken from them.
    let files = match grant.revoke {
        true => grant.files.clone(),
        false => with_parents(target, &grant.files),
    };
    let progress = Progress::of(files.len());
    let host = target.host()?;
    let step = |file: &Path| progress.step(&printable(&file.to_string_lossy()));
    if grant.revoke {
        for file in &files {
            step(file);
            match &grant.vm {
                Some(vm) => host.revoke_vm_access(vm, file)?,
                None => host.revoke_vm_group_access(file)?,
            }
        }
    } else {
        // All or none: what was granted is taken back if a later one fails.
        let steps = files.iter().inspect(|file| step(file));
        let access = match &grant.vm {
            Some(vm) => host.vm_access(vm, steps)?,
            None => host.vm_group_access(steps)?,
        };
        access.keep();
    }
    drop(progress);
    tell(out, grant, &files)?;
    Ok(0)
}

fn tell(out: &mut Out, grant: &Grant, files: &[PathBuf]) -> Ending<()> {
    let files = files.iter().map(|file| file.to_string_lossy());
    if out.is_json() {
        let files: Vec<_> = files.collect();
        return out.document(&json!({ "Vm": grant.vm, "Files": files, "Granted": !grant.revoke }));
    }
    let who = grant.vm.as_deref().unwrap_or("every virtual machine");
    let may = match grant.revoke {
        true => "may no longer use",
        false => "may use",
    };
    for file in files {
        out.line(printable(&format!("{who} {may} {file}")))?;
    }
    Ok(())
}

/// The files, and the parents of those that are differencing disks, each once.
fn with_parents(target: &Target, files: &[PathBuf]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for file in files {
        let mut next = Some(file.clone());
        while let Some(file) = next.filter(|file| !all.contains(file)) {
            // What can't be read has no parents that we know of: the host will say what is wrong with it.
            next = target.parent_disk(&file).ok().flatten();
            all.push(file);
        }
    }
    all
}
