//! Which settings of the mock are those of the recorded host.

use std::collections::{HashMap, HashSet};

use hcs_sys::*;
use serde_json::Value;

use super::check::{gets_result, is_outcome, starts};
use super::read::{Recording, What, code, name};
use crate::profile::{
    Cancel, Chance, ErrorForm, LateSetting, NotJson, NullNamespace, OperationEventData,
    ProcessCreation, Profile, SecondTerminate,
};

/// Half of the times: either way is fine.
const MAYBE: Chance = Chance::percent(50);

/// The profile of the host that was recorded, as far as the recording shows it; the rest is as documented.
pub(super) fn profile(recording: &Recording) -> Profile {
    let mut profile = Profile::documented();
    // The operations whose last call was refused.
    let mut refused: HashSet<&str> = HashSet::new();
    let mut calls = Calls::default();
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
                calls.returned(&mut profile, function, args, code);
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
            What::Call { function, args } => calls.called(function, args),
            What::Callback { args, .. } => {
                calls.told(&mut profile, args);
                event(&mut profile, &args["event"]);
            }
            _ => {}
        }
    }
    profile
}

/// The last call of an operation.
#[derive(Clone, Copy, Default)]
struct Call<'a> {
    function: &'a str,
    /// It has returned, and was not refused.
    returned: bool,
    /// The operation was called back since, or an event has named it.
    told: bool,
    /// It was called back, which happens for no other call than this one.
    called_back: bool,
    /// The operation has nothing to do with it (P3).
    unrelated: bool,
}

/// The last calls of operations, by the operations' names.
#[derive(Default)]
struct Calls<'a>(HashMap<&'a str, Call<'a>>);

impl<'a> Calls<'a> {
    fn of(&mut self, args: &'a Value) -> Option<&mut Call<'a>> {
        let named = name(&args["operation"]).or_else(|| name(&args["event"]["operation"]));
        self.0.get_mut(named?)
    }

    fn called(&mut self, function: &'a str, args: &'a Value) {
        if let Some(operation) = name(&args["operation"])
            && starts(function, args)
        {
            let call = Call {
                function,
                ..Call::default()
            };
            self.0.insert(operation, call);
        }
    }

    /// An operation was called back, or an event has named it.
    fn told(&mut self, profile: &mut Profile, args: &'a Value) {
        if let Some(call) = self.of(args) {
            call.told = true;
            call.called_back |= args["event"].is_null();
            call.settle(profile);
        }
    }

    fn returned(&mut self, profile: &mut Profile, function: &str, args: &'a Value, code: i32) {
        let starts = starts(function, args);
        let Some(call) = self.of(args) else {
            return;
        };
        if starts {
            call.returned |= code >= 0;
        } else if gets_result(function) && (call.returned || call.called_back) {
            if call.function == "HcsTerminateProcess" && code == E_ACCESSDENIED {
                profile.second_terminate = SecondTerminate::AccessDenied;
            }
            call.unrelated |= match function.ends_with("AndProcessInfo") {
                true => code == E_INVALIDARG,
                false => code == HCS_E_OPERATION_NOT_STARTED,
            };
            call.settle(profile);
        }
    }
}

impl Call<'_> {
    /// The creation of a process may turn out to have been over at once.
    fn settle(&self, profile: &mut Profile) {
        if self.function != "HcsCreateProcess" || !self.unrelated {
            return;
        }
        if self.told {
            profile.process_creation = ProcessCreation::SynchronousAndTold;
        } else if profile.process_creation == ProcessCreation::Asynchronous {
            // Without a callback there is nobody to be told.
            profile.process_creation = ProcessCreation::Synchronous;
        }
    }
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
