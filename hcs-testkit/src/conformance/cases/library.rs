//! The library itself: which functions it has.

use super::super::case::Case;
use super::super::host::{Host, Stop};

pub(super) const CASES: &[Case] = &[Case::new("library.exports", &["L1"], &[], exports)];

/// Each function that this build of Windows is said to have is there, and no later one.
fn exports(host: &Host) -> Result<(), Stop> {
    let functions: Vec<_> = host.abi.0.functions().collect();
    let absent: Vec<_> = functions
        .iter()
        .filter(|(_, present)| !present)
        .map(|(function, _)| function.name)
        .collect();
    let count = format!(
        "{} of {} functions are there",
        functions.len() - absent.len(),
        functions.len()
    );
    let Some(build) = host.options.facts.build else {
        host.unseen("L1", format!("{count}; which build this is, is unknown"));
        return Ok(());
    };
    let mut as_told = true;
    for (function, present) in functions {
        let name = function.name;
        let since = function.since_build;
        if present != (since <= build) {
            as_told = false;
            let is = if present { "there" } else { "missing" };
            host.contradict(
                "L1",
                format!("{name} is {is} in build {build}, and was said to come with {since}"),
            );
        }
    }
    if as_told {
        host.confirm("L1", format!("{count}, as expected of build {build}"));
    }
    Ok(())
}
