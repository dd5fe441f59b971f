//! A fault in the settings.

use hcs_sys::{ComputeStorage, HRESULT};
use hcs_testkit::{Fault, code_named};
use serde_json::Value;

use crate::place::Place;

const ALL: [&str; 7] = [
    "call",
    "nth",
    "every",
    "answers",
    "completes",
    "never_completes",
    "disconnects",
];
/// What a fault can do: one of these.
const CONSEQUENCES: [&str; 4] = ["answers", "completes", "never_completes", "disconnects"];

/// Reads a fault.
pub(super) fn read(place: &Place<'_>) -> Result<Fault, String> {
    let members = place.members(&ALL)?;
    let mut fault = match members.get("call") {
        None => Fault::any_call(),
        Some(call) if call.value == "any" => Fault::any_call(),
        Some(call) => {
            let name = call.text()?;
            let fault = Fault::try_call(name).map_err(|reason| call.because(reason))?;
            if ComputeStorage::FUNCTIONS.iter().any(|it| it.name == name) {
                return Err(
                    call.because("computestorage is a library of its own, without settings")
                );
            }
            fault
        }
    };
    if let Some(nth) = members.read("nth", |nth| nth.whole(1))? {
        fault = fault.nth(nth);
    }
    if members.read("every", Place::flag)? == Some(true) {
        fault = fault.every();
    }
    let said = CONSEQUENCES
        .iter()
        .filter_map(|name| Some((*name, members.get(name)?)));
    let said: Vec<_> = said.collect();
    let (name, what) = match said.as_slice() {
        [one] => one,
        _ => {
            let all = CONSEQUENCES.join("`, `");
            return Err(place.because(format!("a fault does one of `{all}`")));
        }
    };
    Ok(match *name {
        "answers" => match failure(what)? {
            (code, None) => fault.answers(code),
            (code, Some(document)) => fault.answers_with_document(code, &document),
        },
        "completes" => {
            let (code, document) = failure(what)?;
            fault.completes(code, document.as_deref())
        }
        flag => match (what.value, flag) {
            (Value::Bool(true), "never_completes") => fault.never_completes(),
            (Value::Bool(true), _) => fault.disconnects(),
            _ => return Err(what.must_be("true")),
        },
    })
}

/// A code, or an object with a code and a document.
fn failure(place: &Place<'_>) -> Result<(HRESULT, Option<String>), String> {
    if !place.value.is_object() {
        return Ok((code(place)?, None));
    }
    let members = place.members(&["code", "document"])?;
    let Some(code) = members.read("code", code)? else {
        return Err(place.because("`code` is missing"));
    };
    // A string is the text itself, which need not be JSON.
    let document = members
        .get("document")
        .map(|document| match document.value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        });
    Ok((code, document))
}

/// An `HRESULT`: its name, its number, or its number in hexadecimal digits.
pub(super) fn code(place: &Place<'_>) -> Result<HRESULT, String> {
    let code = match place.value {
        Value::String(text) => match text.strip_prefix("0x").or(text.strip_prefix("0X")) {
            Some(digits) => u32::from_str_radix(digits, 16).ok().map(u32::cast_signed),
            None => code_named(text),
        },
        // Both are usual: -2147024891 and 2147942405.
        number => number.as_i64().and_then(|number| {
            let unsigned = u32::try_from(number).ok().map(u32::cast_signed);
            unsigned.or(number.try_into().ok())
        }),
    };
    code.ok_or_else(|| {
        place.must_be("an HRESULT: a name such as \"E_ACCESSDENIED\", \"0x80070005\", or a number")
    })
}
