//! `hcsctl list`: the compute systems.

use serde_json::{Value, json};

use crate::failure::Ending;
use crate::output::Cell;
use crate::output::{Out, Table, colour_of_state, member, state};
use crate::target::Target;
use crate::wait;

pub(crate) fn run(target: &Target, out: &mut Out, owner: Option<String>) -> Ending {
    let host = target.host()?;
    let listing = match owner {
        Some(owner) => host.enumerate_with(json!({ "Owners": [owner] })),
        None => host.enumerate_value(),
    };
    let systems = wait::call("listing the compute systems", listing)??;
    if out.is_json() {
        out.document(&systems)?;
        return Ok(0);
    }
    let systems = systems.as_array().map_or(&[][..], Vec::as_slice);
    if systems.is_empty() {
        out.line("no compute systems")?;
        return Ok(0);
    }
    let mut table = Table::new(["ID", "TYPE", "STATE", "OWNER"]);
    for system in systems {
        table.row(row(system));
    }
    table.write(out)?;
    Ok(0)
}

fn row(system: &Value) -> [Cell; 4] {
    let state = state(system);
    let kind = match member(system, "SystemType").as_str() {
        "VirtualMachine" => "VM".to_owned(),
        // Of a system that has ended nobody knows what it was: the service calls each a container.
        "Container" if state.starts_with("Stopped") => String::from("-"),
        kind => kind.to_owned(),
    };
    [
        member(system, "Id").as_str().into(),
        kind.as_str().into(),
        Cell::new(&state, colour_of_state(&state)),
        member(system, "Owner").as_str().into(),
    ]
}
