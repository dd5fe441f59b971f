#![allow(unsafe_code)] // One call of the C ABI that no case makes.

//! What a host can do, found out before anything is asked of it.

use hcs_sys::*;

use super::case::Need;
use super::cases::container;
use super::host::{Host, Outcome, Stop, new_id};
use super::report::{Ability, HostReport};
use crate::hresult;

/// A host that was probed.
#[derive(Clone, Debug)]
pub(crate) struct Probed {
    pub(crate) host: HostReport,
    /// The service is there, and this user may not ask it.
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
    let (service, denied) = service(host);
    let without_service = Ability::No("the service doesn't answer".to_owned());
    let mut report = HostReport {
        facts: host.options.facts.clone(),
        exports: names(exports),
        missing_exports: names(missing),
        service_properties: None,
        virtual_machines: without_service.clone(),
        running_virtual_machines: without_service.clone(),
        containers: without_service,
        service,
    };
    if report.service.is_there() {
        let (code, document) = service_properties(host);
        report.service_properties = document.filter(|_| code == S_OK);
        let (machines, running) = system(host, &host.virtual_machine());
        report.virtual_machines = machines;
        report.running_virtual_machines = running;
        let (created, started) = system(host, &container());
        report.containers = match created {
            Ability::Yes => started,
            Ability::No(_) => created,
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
        Ok(Outcome { code, .. }) if is_denied(code) => {
            let reason = "this user may not use the Host Compute Service: become a member of the group Hyper-V \
                          Administrators and sign in again, or run elevated";
            (Ability::No(reason.to_owned()), true)
        }
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

/// What the service says of itself.
fn service_properties(host: &Host) -> (HRESULT, Option<String>) {
    let function = host.abi.0.HcsGetServiceProperties;
    host.abi.document(|place| {
        // SAFETY: NULL asks for the basic properties, and the place can be written to.
        unsafe { function(std::ptr::null(), place) }
    })
}

fn is_denied(code: HRESULT) -> bool {
    code == E_ACCESSDENIED || code == HCS_E_ACCESS_DENIED
}

/// Whether a system with this configuration can be created, and started.
fn system(host: &Host, configuration: &str) -> (Ability, Ability) {
    let (outcome, system) = match host.try_create(&new_id(), configuration) {
        Ok(created) => created,
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => {
            return (Ability::No(reason.clone()), Ability::No(reason));
        }
    };
    let created = ability("creating one", &outcome);
    if !created.is_there() {
        return (created.clone(), created);
    }
    let started = host.outcome(|operation| host.abi.start(system.handle(), operation));
    let started = match started {
        Ok(outcome) => ability("starting one", &outcome),
        Err(Stop::Failed(reason) | Stop::Unable(reason)) => Ability::No(reason),
    };
    (created, started)
}

fn ability(what: &str, outcome: &Outcome) -> Ability {
    if outcome.code == S_OK {
        return Ability::Yes;
    }
    let name = hresult::name(outcome.code);
    let path = outcome.path();
    let document = outcome.document.as_deref().unwrap_or("no document");
    Ability::No(format!("{what} failed {path}: {name}: {document}"))
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
