//! Which settings of the mock are those of the recorded host.

use std::collections::HashSet;

use hcs_sys::*;
use serde_json::Value;

use super::check::{gets_result, is_outcome, starts};
use super::read::{Recording, What, code, name};
use crate::profile::{
    Cancel, Chance, ErrorForm, LateSetting, NotJson, NullNamespace, OperationEventData, Profile,
};

/// Half of the times: either way is fine.
const MAYBE: Chance = Chance::percent(50);

/// The profile of the host that was recorded, as far as the recording shows it; the rest is as documented.
pub(super) fn profile(recording: &Recording) -> Profile {
    let mut profile = Profile::documented();
    // The operations whose last call was refused.
    let mut refused: HashSet<&str> = HashSet::new();
    for line in &recording.lines {
        match &line.what {
            What::Return {
                of,
                function,
                result,
                out,
            } => {
                let What::Call { args, .. } = &recording.lines[*of].what else {
                    continue;
                };
                let code = code(result).unwrap_or(0);
                if let Some(operation) = name(&args["operation"]) {
                    if starts(function, args) {
                        match code < 0 {
                            true => refused.insert(operation),
                            false => refused.remove(operation),
                        };
                    } else if gets_result(function) && is_outcome(code) {
                        profile.document_of_refused_call |= refused.contains(operation);
                    }
                }
                answered(&mut profile, function, args, code, out);
            }
            What::Callback { args, .. } => event(&mut profile, &args["event"]),
            _ => {}
        }
    }
    profile
}

fn answered(profile: &mut Profile, function: &str, args: &Value, code: i32, out: &Value) {
    let result = gets_result(function) && is_outcome(code);
    let document = out.get("resultdocument");
    if result && code < 0 && document.is_some_and(Value::is_null) {
        profile.failure_without_document = MAYBE;
    }
    let inside = document.and_then(|document| document["json"]["Error"].as_i64());
    if let Some(inside) = inside
        && (inside as u32) >> 16 == 0x8037
    {
        profile.error_form = ErrorForm::Hresult;
    }
    if result && code == crate::hresult::ERROR_INVALID_DATA {
        profile.not_json = NotJson::InvalidData;
    }
    match function {
        "HcsCancelOperation" if code == S_OK => profile.cancel = Cancel::Cancelled,
        "HcsSetOperationCallback" | "HcsSetOperationContext" if code == S_OK => {
            profile.late_setting = LateSetting::TooLate;
        }
        _ if function.ends_with("InNamespace")
            && args["idnamespace"].is_null()
            && code == E_INVALIDARG =>
        {
            profile.null_namespace = NullNamespace::Refused;
        }
        _ => {}
    }
}

fn event(profile: &mut Profile, event: &Value) {
    let kind = event["type"].as_i64();
    let data = !event["data"].is_null();
    if kind == Some(i64::from(HcsEventOperationCallback)) && name(&event["operation"]).is_some() {
        if data {
            profile.operation_event_data = OperationEventData::Result;
            // Or it may be missing: whether there was a result to tell is not known here.
            profile.event_data_missing = MAYBE;
        }
    } else if kind == Some(i64::from(HcsEventSystemExited)) && !data {
        profile.event_data_missing = MAYBE;
    }
}
