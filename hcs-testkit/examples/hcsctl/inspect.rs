//! `hcsctl inspect`: what the service says of one system.

use hcs::ComputeSystem;
use serde_json::{Map, Value, json};

use crate::failure::{Ending, Failure};
use crate::output::{Cell, Out, Table, colour_of_state, member, state};
use crate::target::Target;
use crate::wait;

/// What is asked for besides the basic properties. A host refuses what it doesn't know, or what that kind of system lacks.
const OF_VMS: [&str; 1] = ["Memory"];
const OF_CONTAINERS: [&str; 2] = ["Statistics", "ProcessList"];

pub(crate) fn run(target: &Target, out: &mut Out, id: &str) -> Ending {
    let properties = target.with_system(id, |system| ask(system, id))?;
    if out.is_json() {
        out.document(&properties)?;
        return Ok(0);
    }
    let mut table = Table::new(["PROPERTY", "VALUE"]);
    let state = state(&properties);
    let rows = properties.as_object().into_iter().flatten();
    let rows = rows.filter(|(name, _)| !matches!(name.as_str(), "State" | "Stopped" | "ExitType"));
    for (index, (name, value)) in rows.enumerate() {
        if index == 1 {
            table.row(["State".into(), Cell::new(&state, colour_of_state(&state))]);
        }
        flatten(&mut table, name, value);
    }
    table.write(out)?;
    Ok(0)
}

/// All that the service says.
fn ask(system: &ComputeSystem, id: &str) -> Ending<Value> {
    let asking = format!("asking about \"{id}\"");
    let properties = wait::call(&asking, system.properties_value())?;
    let mut properties = properties.map_err(|error| Failure::of_system(&error, id))?;
    let running = member(&properties, "State") == "Running";
    let more: &[&str] = match member(&properties, "SystemType").as_str() {
        "VirtualMachine" if running => &OF_VMS,
        "Container" if running => &OF_CONTAINERS,
        _ => &[],
    };
    for name in more {
        let query = json!({ "PropertyTypes": [name] });
        // A host that has no answer to this one has told the rest all the same.
        if let Ok(answer) = wait::call(&asking, system.properties_with(query))? {
            merge(&mut properties, answer);
        }
    }
    Ok(properties)
}

/// Adds what wasn't known yet.
fn merge(properties: &mut Value, more: Value) {
    if let (Value::Object(properties), Value::Object(more)) = (properties, more) {
        for (name, value) in more {
            properties.entry(name).or_insert(value);
        }
    }
}

/// One row for each value, however deep it lies.
fn flatten(table: &mut Table<2>, name: &str, value: &Value) {
    let empty = |members: &Map<String, Value>| members.is_empty();
    match value {
        Value::Object(members) if !empty(members) => {
            for (inner, value) in members {
                flatten(table, &format!("{name}.{inner}"), value);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                flatten(table, &format!("{name}[{index}]"), value);
            }
        }
        Value::String(text) => table.row([name.into(), text.as_str().into()]),
        other => table.row([name.into(), other.to_string().as_str().into()]),
    }
}
