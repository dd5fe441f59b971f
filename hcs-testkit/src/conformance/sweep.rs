//! Cleaning up: the suite's own systems, and nothing else.

use hcs_sys::*;
use serde_json::Value;

use super::host::{Host, ID_PREFIX, OWNER, Stop, System};
use crate::hresult;

/// What was cleaned up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swept {
    /// The ids of the systems that were ended.
    pub ended: Vec<String>,
    /// What couldn't be cleaned up, a sentence each.
    pub problems: Vec<String>,
}

/// Ends the systems that the suite has left behind: those whose owner is the suite's, letter for letter, *and* whose id
/// begins with its prefix.
pub(crate) fn sweep(host: &Host) -> Swept {
    let mut swept = Swept::default();
    let ids = match left_behind(host) {
        Ok(ids) => ids,
        Err(problem) => {
            swept.problems.push(problem);
            return swept;
        }
    };
    for id in ids {
        match end(host, &id) {
            Ok(true) => swept.ended.push(id),
            Ok(false) => {}
            Err(problem) => swept.problems.push(format!("{id}: {problem}")),
        }
    }
    swept
}

/// The ids of the suite's own systems. The host is asked for them by their owner, and isn't believed.
fn left_behind(host: &Host) -> Result<Vec<String>, String> {
    let query = serde_json::json!({ "Owners": [OWNER] }).to_string();
    let outcome = host.outcome(|operation| host.abi.enumerate(operation, Some(&query)));
    let outcome = outcome.map_err(reason)?;
    if outcome.code != S_OK {
        let name = hresult::name(outcome.code);
        return Err(format!("the systems can't be enumerated: {name}"));
    }
    let document = outcome.document.as_deref().unwrap_or("[]");
    let Ok(Value::Array(systems)) = serde_json::from_str(document) else {
        // Not shown: it may have the systems of others in it.
        return Err("the list of systems is no list in JSON".to_owned());
    };
    let own = systems.iter().filter(|system| is_own(system));
    let ids = own.filter_map(|system| system["Id"].as_str());
    Ok(ids.map(str::to_owned).collect())
}

/// Whether the suite has made this system.
fn is_own(system: &Value) -> bool {
    let id = system["Id"].as_str();
    system["Owner"] == OWNER && id.is_some_and(|id| id.starts_with(ID_PREFIX))
}

/// Ends a system; whether it was still there.
fn end(host: &Host, id: &str) -> Result<bool, String> {
    let (code, handle) = host.abi.open(id);
    match code {
        S_OK => {}
        HCS_E_SYSTEM_NOT_FOUND => return Ok(false),
        _ => return Err(format!("it can't be opened: {}", hresult::name(code))),
    }
    let system = System::of(host.abi, handle, id);
    let outcome = host.outcome(|operation| host.abi.terminate(system.handle(), operation));
    let outcome = outcome.map_err(reason)?;
    match outcome.code {
        S_OK | HCS_E_SYSTEM_ALREADY_STOPPED => Ok(true),
        code => Err(format!("it can't be ended: {}", hresult::name(code))),
    }
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Failed(reason) | Stop::Unable(reason) => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owner_and_id_together_make_a_system_ones_own() {
        let system = |id: &str, owner: &str| serde_json::json!({ "Id": id, "Owner": owner });
        let id = format!("{ID_PREFIX}1");
        assert!(is_own(&system(&id, OWNER)));
        assert!(!is_own(&system(&id, "somebody")));
        assert!(!is_own(&system(&id, &OWNER.to_uppercase())));
        assert!(!is_own(&system(&id, &format!("{OWNER} "))));
        assert!(!is_own(&system("Test", OWNER)));
        assert!(!is_own(&system(&format!("x{id}"), OWNER)));
        assert!(!is_own(&serde_json::json!({ "Id": id })));
        assert!(!is_own(&serde_json::json!({ "Owner": OWNER })));
    }
}
