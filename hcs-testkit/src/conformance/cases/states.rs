//! The states of a system, and what is refused in each.

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Outcome, Stop, System, is_stopped, state};
use super::super::raw::{Abi, Handle};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "states.never_started",
        &["S3"],
        &[Need::VirtualMachines],
        never_started,
    ),
    Case::new(
        "states.life",
        &["S3"],
        &[Need::RunningVirtualMachines],
        life,
    ),
];

/// A call on a system.
type Verb = fn(Abi, Handle, Handle) -> HRESULT;

const START: (&str, Verb) = ("start", Abi::start);
const PAUSE: (&str, Verb) = ("pause", Abi::pause);
const RESUME: (&str, Verb) = ("resume", Abi::resume);
const SAVE: (&str, Verb) = ("save", Abi::save);
const TERMINATE: (&str, Verb) = ("terminate", Abi::terminate);
const SHUT_DOWN: (&str, Verb) = ("shut down", |abi, system, operation| {
    abi.shut_down(system, operation, None)
});

/// What a system does when it is told to.
struct Told<'a> {
    host: &'a Host,
    system: &'a System,
}

impl Told<'_> {
    fn outcome(&self, (_, verb): (&str, Verb)) -> Result<Outcome, Stop> {
        let system = self.system.handle();
        self.host
            .outcome(|operation| verb(self.host.abi, system, operation))
    }

    /// It must answer this code.
    fn answers(&self, verb: (&str, Verb), is: &str, code: HRESULT) -> Result<bool, Stop> {
        let outcome = self.outcome(verb)?;
        let what = format!("{} when {is}, {}", verb.0, outcome.path());
        Ok(self.host.code("S3", &what, outcome.code, &[code]))
    }

    /// It must do it, and be in this state then.
    fn does(&self, verb: (&str, Verb), is: &str, then: &str) -> Result<bool, Stop> {
        if !self.answers(verb, is, S_OK)? {
            return Ok(false);
        }
        let (properties, there) = self.host.until(self.system, |it| state(it) == then)?;
        let text = format!("the state after {}: {}", verb.0, state(&properties));
        Ok(self.host.judge("S3", there, text))
    }
}

/// A system that was never started can be terminated.
fn never_started(host: &Host) -> Result<(), Stop> {
    let system = host.created()?;
    let told = Told {
        host,
        system: &system,
    };
    let before = host.properties(&system)?;
    let state = state(&before);
    let text = format!("the state after creating: {state}");
    host.judge("S3", ["none", "Stopped", "Created"].contains(&state), text);
    told.answers(PAUSE, "never started", HCS_E_INVALID_STATE)?;
    told.does(TERMINATE, "never started", "Stopped")?;
    stopped(&told)
}

/// From the start to the end.
fn life(host: &Host) -> Result<(), Stop> {
    let system = host.created()?;
    let told = Told {
        host,
        system: &system,
    };
    if !told.does(START, "created", "Running")? {
        return Ok(());
    }
    told.answers(START, "running", HCS_E_INVALID_STATE)?;
    told.answers(RESUME, "running", HCS_E_INVALID_STATE)?;
    told.answers(SAVE, "running", HCS_E_INVALID_STATE)?;
    if told.does(PAUSE, "running", "Paused")? {
        told.answers(PAUSE, "paused", HCS_E_INVALID_STATE)?;
        told.answers(SHUT_DOWN, "paused", HCS_E_INVALID_STATE)?;
        save(&told)?;
        told.does(RESUME, "paused", "Running")?;
    }
    if told.does(TERMINATE, "running", "Stopped")? {
        told.answers(START, "stopped", HCS_E_SYSTEM_ALREADY_STOPPED)?;
        told.answers(TERMINATE, "stopped", HCS_E_SYSTEM_ALREADY_STOPPED)?;
        stopped(&told)?;
    }
    Ok(())
}

/// Saving leaves a system paused. Where it is to be saved to isn't said, so that a host may refuse.
fn save(told: &Told<'_>) -> Result<(), Stop> {
    let host = told.host;
    let outcome = told.outcome(SAVE)?;
    if outcome.code != S_OK {
        let name = hresult::name(outcome.code);
        host.unseen("S3", format!("save without options when paused: {name}"));
        return Ok(());
    }
    let properties = host.properties(told.system)?;
    let state = state(&properties);
    let text = format!("the state after save: {state}");
    host.judge("S3", state == "Paused", text);
    Ok(())
}

/// What a stopped system says of itself.
fn stopped(told: &Told<'_>) -> Result<(), Stop> {
    let host = told.host;
    let properties = host.properties(told.system)?;
    let exit = properties["ExitType"].as_str();
    let kept = is_stopped(&properties) && exit.is_some() && properties["Id"] == *told.system.id;
    let text = format!("a stopped system's properties: {properties}");
    host.judge("S3", kept, text);
    Ok(())
}
