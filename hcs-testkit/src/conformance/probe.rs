//! What a host can do, found out before anything is asked of it.

use hcs_sys::*;

use super::case::Need;
use super::host::{Host, Outcome, Stop, new_id};
use super::process::{Created, IDLE};
use super::report::{Ability, HostReport};
use crate::hresult;

/// A host that was probed.
#[derive(Clone, Debug)]
pub(crate) struct Probed {
    pub(crate) host: HostReport,
    /// The service is there, and this user may not use it, or not to the full.
    pub(crate) denied: bool,
}

/// Finds out what this host can do. Nothing that it makes is left.
pub(crate) fn probe(host: &Host) -> Probed {
    let abi = host.abi;
    let (exports, missing): (Vec<_>, Vec<_>) = abi.0.functions().partition(|(_, there)| *there);
    let names = |functions: Vec<(&Function, bool)>| {
        let names = functions.into_iter().map(|(function, _)| function.name);
        names.collect::<Vec<_>>()
    };
    let (service, mut denied) = service(host);
    let without_service = Ability::No("the service doesn't answer".to_owned());
    let mut report = HostReport {
        facts: host.options.facts.clone(),
        exports: names(exports),
        missing_exports: names(missing),
        service_properties: None,
        virtual_machines: without_service.clone(),
        running_virtual_machines: without_service.clone(),
        containers: without_service.clone(),
        processes: without_service,
        service,
    };
    if report.service.is_there() {
        let (code, document) = host.abi.service_properties(None);
        report.service_properties = document.filter(|_| code == S_OK);
        let machines = system(host, &host.virtual_machine());
        denied = machines.denied;
        report.virtual_machines = machines.created;
        report.running_virtual_machines = machines.started;
        // What can't be created can't be started, for the same reason.
        report.containers = system(host, &host.container()).started;
        report.processes = match &report.containers {
            Ability::Yes => processes(host),
            no => no.clone(),
        };
    }
    Probed {
        host: report,
        denied,
    }
}

/// Whether the service answers; whether it would, and this user may not ask.
fn service(host: &Host) -> (Ability, bool) {
    let outcome = host.outcome(|operation| host.abi.enumerate(operation, None));
    match outcome {
        Ok(Outcome { code: S_OK, .. }) => (Ability::Yes, false),
        Ok(Outcome { code, .. }) if is_denied(code) => (Ability::No(RIGHTS.to_owned()), true),
        Ok(Outcome { code, .. }) => {
            let name = hresult::name(code);
            let reason = format!(
                "the Host Compute Service doesn't answer ({name}): turn on the Windows feature Hyper-V or Virtual \
                 Machine Platform, and see that the service vmcompute runs"
            );
            (Ability::No(reason), false)
        }
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => (
            Ability::No(format!("the Host Compute Service doesn't answer: {reason}")),
            false,
        ),
    }
}

/// What to do about a host that refuses this user.
const RIGHTS: &str = "this user may not use the Host Compute Service: become a member of the group Hyper-V \
                      Administrators and sign in again, or run elevated";

fn is_denied(code: HRESULT) -> bool {
    code == E_ACCESSDENIED || code == HCS_E_ACCESS_DENIED
}

/// What became of a system that was created and ended.
struct Tried {
    created: Ability,
    started: Ability,
    /// This user may not create it.
    denied: bool,
}

impl Tried {
    fn in_vain(reason: String, denied: bool) -> Self {
        Self {
            created: Ability::No(reason.clone()),
            started: Ability::No(reason),
            denied,
        }
    }
}

/// Whether a system with this configuration can be created, and started.
fn system(host: &Host, configuration: &str) -> Tried {
    let (outcome, system) = match host.try_create(&new_id(), configuration) {
        Ok(created) => created,
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => return Tried::in_vain(reason, false),
    };
    if is_denied(outcome.code) {
        return Tried::in_vain(RIGHTS.to_owned(), true);
    }
    if outcome.code != S_OK {
        return Tried::in_vain(refusal("creating one", &outcome), false);
    }
    let started = host.outcome(|operation| host.abi.start(system.handle(), operation));
    let started = match started {
        Ok(Outcome { code: S_OK, .. }) => Ability::Yes,
        Ok(outcome) => Ability::No(refusal("starting one", &outcome)),
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => Ability::No(reason),
    };
    Tried {
        created: Ability::Yes,
        started,
        denied: false,
    }
}

/// Whether a process can be created in a container, and ended.
fn processes(host: &Host) -> Ability {
    let tried = host.running_container().and_then(|system| {
        match host.try_process(&system, IDLE)? {
            Created::Process(process) => host.end(&process).map(|_| Ability::Yes),
            // It was made, although its operation says something else: that is for a case to tell.
            Created::Lost(_) => Ok(Ability::Yes),
            Created::Refused(outcome) => Ok(Ability::No(refusal("creating one", &outcome))),
        }
    });
    match tried {
        Ok(ability) => ability,
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => Ability::No(reason),
    }
}

fn refusal(what: &str, outcome: &Outcome) -> String {
    let name = hresult::name(outcome.code);
    let path = outcome.path();
    let document = outcome.document.as_deref().unwrap_or("no document");
    format!("{what} failed {path}: {name}: {document}")
}

impl Probed {
    /// Why a case can't run here, if it can't.
    pub(crate) fn lacks(&self, need: Need) -> Option<String> {
        let host = &self.host;
        let unless = |ability: &Ability, what: &str| match ability {
            Ability::Yes => None,
            Ability::No(reason) => Some(format!("{what}: {reason}")),
        };
        match need {
            Need::Service => unless(&host.service, "needs the service"),
            Need::VirtualMachines => unless(&host.virtual_machines, "needs virtual machines"),
            Need::RunningVirtualMachines => unless(
                &host.running_virtual_machines,
                "needs virtual machines that can be started",
            ),
            Need::Containers => unless(&host.containers, "needs containers"),
            Need::Processes => unless(&host.processes, "needs processes in a container"),
            Need::Elevation => match host.facts.elevated {
                Some(false) => Some("needs to run elevated".to_owned()),
                Some(true) | None => None,
            },
            Need::Build(build) => match host.facts.build {
                Some(here) if here < build => {
                    Some(format!("needs build {build}, and this is {here}"))
                }
                Some(_) | None => None,
            },
            Need::Export(name) if !host.exports.contains(&name) => {
                Some(format!("needs {name}, which isn't there"))
            }
            Need::Export(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_keeps_no_case_from_running() {
        let no = || Ability::No("it is off".to_owned());
        let mut probed = Probed {
            host: HostReport {
                facts: Default::default(),
                exports: vec!["HcsCrashComputeSystem"],
                missing_exports: Vec::new(),
                service_properties: None,
                service: Ability::Yes,
                virtual_machines: Ability::Yes,
                running_virtual_machines: no(),
                containers: no(),
                processes: no(),
            },
            denied: false,
        };
        let lacks = |probed: &Probed, need| probed.lacks(need).is_some();
        for (need, lacking) in [
            (Need::Service, false),
            (Need::VirtualMachines, false),
            (Need::RunningVirtualMachines, true),
            (Need::Containers, true),
            (Need::Processes, true),
            (Need::Export("HcsCrashComputeSystem"), false),
            (Need::Export("HcsWaitForComputeSystemExit"), true),
            (Need::Elevation, false),
            (Need::Build(19041), false),
        ] {
            assert_eq!(lacks(&probed, need), lacking, "{need:?}");
        }
        probed.host.facts.elevated = Some(false);
        probed.host.facts.build = Some(17763);
        assert!(lacks(&probed, Need::Elevation) && lacks(&probed, Need::Build(19041)));
        let reason = probed.lacks(Need::Build(19041));
        assert_eq!(
            reason.as_deref(),
            Some("needs build 19041, and this is 17763")
        );
        probed.host.facts.elevated = Some(true);
        probed.host.facts.build = Some(19041);
        assert!(!lacks(&probed, Need::Elevation) && !lacks(&probed, Need::Build(19041)));
    }
}
