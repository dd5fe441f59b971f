//! `hcsctl kill`: ends a system at once.

use std::time::{Duration, Instant};

use hcs::{ComputeSystem, SystemExit};
use serde_json::json;

use crate::failure::{Ending, Failure};
use crate::output::{Out, printable};
use crate::target::Target;
use crate::wait::{self, Waited};

/// How long the exit of a system may take to be told after it was ended.
const EXIT: Duration = Duration::from_secs(10);

pub(crate) fn run(target: &Target, out: &mut Out, id: &str) -> Ending {
    let exit = target.with_system(id, |system| end(system, id))?;
    let exit_type = exit.as_ref().and_then(SystemExit::exit_type);
    match out.is_json() {
        true => out.document(&json!({ "Id": id, "Stopped": true, "ExitType": exit_type }))?,
        false => {
            let how = exit_type.map(|how| format!(" ({how})")).unwrap_or_default();
            out.line(printable(&format!("{id}: ended{how}")))?;
        }
    }
    Ok(0)
}

/// Ends it: how, if that is told.
fn end(system: &ComputeSystem, id: &str) -> Ending<Option<SystemExit>> {
    let mut exited = system.exited();
    let ended = wait::call(&format!("ending \"{id}\""), system.terminate())?;
    ended.map_err(|error| Failure::of_system(&error, id))?;
    // It is over; how, comes as an event, which may be later.
    Ok(
        match wait::until(&mut exited, Instant::now().checked_add(EXIT)) {
            Waited::Done(exit) => exit.ok(),
            Waited::TimeIsOver | Waited::Interrupted => None,
        },
    )
}
