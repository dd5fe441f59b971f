//! What an error has to say, as the history of the ABI has it.

use hcs_sys::{HCS_E_SERVICE_DISCONNECT, HRESULT};
use hcs_testkit::{Answer, Call, Kind as HandleKind};

use crate::kind::Kind;
use crate::stage::Seen;

/// The functions that register event callbacks: what completes by event is lost with the registration.
const REGISTER: [&str; 2] = ["HcsSetComputeSystemCallback", "HcsSetProcessCallback"];
/// What other calls make on their way.
const ON_THE_WAY: [&str; 1] = ["HcsAddResourceToOperation"];
/// What makes operations.
const OPERATIONS: [&str; 2] = ["HcsCreateOperation", "HcsCreateOperationWithNotifications"];
/// Who is asked for what the creation of a process should have given (P3).
const RECOVERY: [&str; 2] = ["HcsGetProcessInfo", "HcsGetProcessProperties"];

/// What is wrong with an error.
pub(crate) fn objection(seen: &Seen, calls: &[Call], kind: Kind) -> Option<&'static str> {
    let error = &seen.error;
    let name = error.call();
    // A creation with events is made by the function that registers for them, where there is one (E9).
    let made_by_call = seen.making.contains(name.trim_end_matches("InNamespace"));
    let on_the_way = REGISTER.contains(&name)
        || ON_THE_WAY.contains(&name)
        || RECOVERY.contains(&name) && seen.making.contains("HcsCreateProcess");
    // The functions that make no `Call` name what they call.
    let direct = match seen.making.as_str() {
        "open" => Some("HcsOpenComputeSystem"),
        "close" => Some("HcsCloseComputeSystem"),
        _ => None,
    };
    if !(made_by_call || direct == Some(name) || on_the_way) {
        return Some("names another call than the one that was made");
    }
    if !error.to_string().contains(name) {
        return Some("doesn't say the call");
    }
    let Some(code) = error.code() else {
        let text = error.to_string();
        let nothing_made = |call: &Call| {
            let says = |name| call.name == name && text.contains(&format!("{name} gave"));
            OPERATIONS.into_iter().any(says) && call.answer == Some(Answer::Handle(None))
        };
        let explained = if text.contains("gave no operation") {
            calls.iter().any(nothing_made)
        } else if let Kind::Completes(0.., Some(document)) = kind {
            error.document() == Some(document)
        } else {
            error.is_unsupported()
        };
        return (!explained).then_some("has no code, for no reason");
    };
    let lost = code.0 == HCS_E_SERVICE_DISCONNECT
        && calls
            .iter()
            .any(|call| call.name == "of event ServiceDisconnect" && call.callback);
    let failed = |call: &Call| {
        // An operation that was to be completed by event is lost with the registration.
        let registration =
            REGISTER.contains(&call.name) && call.answer == Some(Answer::Code(code.0));
        registration || answered(call, name, code.0, calls)
    };
    if !lost && !calls.iter().any(failed) {
        return Some("the call that it names didn't fail so");
    }
    let with_document = match kind {
        Kind::AnswersWithDocument(with, _) => with == code.0 && starts_with_code(calls, code.0),
        Kind::Completes(with, Some(_)) => with == code.0,
        _ => false,
    };
    if with_document && (error.message() != Some("as planned") || error.events().len() != 1) {
        return Some("the document is lost");
    }
    None
}

/// Whether this is the call of this name with this answer, or the result of its operation.
fn answered(call: &Call, name: &str, code: HRESULT, calls: &[Call]) -> bool {
    if call.name == name {
        return call.answer == Some(Answer::Code(code));
    }
    let of = operation(call);
    let starting = |other: &Call| other.name == name && operation(other) == of;
    of.is_some() && is_result(call, code) && calls.iter().any(starting)
}

/// The operation that a call is about.
fn operation(call: &Call) -> Option<u64> {
    let mut subjects = call.subjects.iter().flatten();
    let operation = subjects.find(|subject| subject.kind == HandleKind::Operation);
    operation.map(|operation| operation.number)
}

/// Whether a call that starts something has answered this.
fn starts_with_code(calls: &[Call], code: HRESULT) -> bool {
    let mut calls = calls.iter();
    calls.any(|call| call.answer == Some(Answer::Code(code)) && is_start(call))
}

/// Whether somebody was told that an operation ended so.
pub(crate) fn is_result(call: &Call, code: HRESULT) -> bool {
    let name = call.name.trim_end_matches("AndProcessInfo");
    let result = ["HcsGetOperationResult", "HcsWaitForOperationResult"].contains(&name);
    result && call.answer == Some(Answer::Code(code))
}

/// Whether the fault has struck the result of an operation by which an exit may be looked for.
pub(crate) fn is_look(call: &Call, kind: Kind, calls: &[Call]) -> bool {
    let of = operation(call);
    let look = |other: &Call| other.name.ends_with("Properties") && operation(other) == of;
    kind.code().is_some_and(|code| is_result(call, code)) && calls.iter().any(look)
}

/// Whether the fault has struck the question what a refused call has left in its operation (T5).
pub(crate) fn is_leftover(call: &Call, kind: Kind, calls: &[Call]) -> bool {
    let of = operation(call);
    let refused = |other: &Call| {
        let failed = matches!(other.answer, Some(Answer::Code(..0)));
        is_start(other) && operation(other) == of && failed
    };
    kind.code().is_some_and(|code| is_result(call, code)) && calls.iter().any(refused)
}

/// Whether the fault has struck the closing of the input of a process that is over: nobody needs to know, as its exit can be
/// had (P5). No operation for that is the same.
pub(crate) fn is_farewell(call: &Call, kind: Kind, calls: &[Call]) -> bool {
    const CLOSES: &str = "HcsModifyProcess";
    let exit = |other: &Call| {
        other.name == "HcsWaitForProcessExit" && other.answer == Some(Answer::Code(0))
            || other.name == "of event ProcessExited"
    };
    let later = |other: &Call| other.number > call.number && exit(other);
    let none = call.name == "HcsCreateOperation" && call.answer == Some(Answer::Handle(None));
    let struck = none
        || kind
            .code()
            .is_some_and(|code| answered(call, CLOSES, code, calls));
    struck && calls.iter().any(later)
}

pub(crate) fn is_start(call: &Call) -> bool {
    operation(call).is_some() && !call.callback && !call.name.contains("Operation")
}
