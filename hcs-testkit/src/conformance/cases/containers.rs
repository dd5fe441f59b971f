//! Containers, where a host can make one out of nothing.

use hcs_sys::*;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, failed, is_stopped, new_id, state};

pub(super) const CASES: &[Case] = &[Case::new(
    "containers.life",
    &["S3"],
    &[Need::Containers],
    life,
)];

/// A container is started and shut down.
fn life(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let (outcome, system) = host.try_create(&new_id(), &host.container())?;
    if outcome.code != S_OK {
        return Err(failed("HcsCreateComputeSystem", &outcome));
    }
    host.done("HcsStartComputeSystem", |operation| {
        abi.start(system.handle(), operation)
    })?;
    let (properties, running) = host.until(&system, |it| state(it) == "Running")?;
    let text = format!("a started container: {}", state(&properties));
    host.judge("S3", running, text);
    let outcome = host.outcome(|operation| abi.shut_down(system.handle(), operation, None))?;
    if host.code("S3", "shutting a container down", outcome.code, &[S_OK]) {
        let (properties, _) = host.until(&system, is_stopped)?;
        let text = format!("a container that was shut down: {properties}");
        host.judge("S3", is_stopped(&properties), text);
    }
    Ok(())
}
