//! The service as a whole: what it says of itself.

use hcs_sys::*;
use serde_json::Value;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, accepted};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new("service.properties", &["H1"], &[Need::Service], properties),
    Case::new(
        "service.unknown_property",
        &["H1"],
        &[Need::Service],
        unknown,
    ),
];

/// The basic properties have the versions of the schema.
fn properties(host: &Host) -> Result<(), Stop> {
    let basic = r#"{"PropertyTypes":["Basic"]}"#;
    let (code, document) = host.abi.service_properties(Some(basic));
    accepted("HcsGetServiceProperties", code)?;
    let document: Value = serde_json::from_str(&document.unwrap_or_default()).unwrap_or_default();
    let versions = document.pointer("/Properties/0/SupportedSchemaVersions");
    let versions = versions.and_then(Value::as_array);
    let second = |versions: &&Vec<Value>| versions.iter().any(|version| version["Major"] == 2);
    host.judge(
        "H1",
        versions.filter(second).is_some(),
        match versions {
            Some(_) => format!("the service tells its schema versions: {document}"),
            None => format!("the service doesn't tell its schema versions: {document}"),
        },
    );
    Ok(())
}

/// A property that nobody knows is refused, or is an error inside of a success.
fn unknown(host: &Host) -> Result<(), Stop> {
    let query = r#"{"PropertyQueries":{"HcsConformance":{}}}"#;
    let (code, document) = host.abi.service_properties(Some(query));
    let text = document.unwrap_or_default();
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    let response = &answer["PropertyResponses"]["HcsConformance"];
    let (kept, told) = match code {
        S_OK if response["Error"].is_object() => (true, "an error inside of a success"),
        S_OK => (false, "no error"),
        _ => (true, "a failure of the call"),
    };
    let name = hresult::name(code);
    host.judge(
        "H1",
        kept,
        format!("an unknown property is {told}: {name} {text}"),
    );
    Ok(())
}
