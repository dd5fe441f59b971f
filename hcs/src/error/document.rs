//! The `ResultError` document: what Windows writes about a failure.

use serde_json::Value;

use super::HResult;

/// The result document of a failed operation, as far as it could be read.
#[derive(Clone, Debug, Default)]
pub(super) struct ResultError {
    pub(super) code: Option<HResult>,
    pub(super) message: Option<String>,
    pub(super) events: Vec<ErrorEvent>,
    pub(super) attribution: Vec<Value>,
    pub(super) text: String,
}

/// An event that Windows attached to a failure: usually the sentence that names the cause.
///
/// Messages come in the language of the host.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ErrorEvent {
    /// The sentence, with its arguments filled in. May be empty.
    pub message: String,
    /// The GUID of the component that reported it.
    pub provider: Option<String>,
    /// The event's number among those of its provider.
    pub event_id: Option<u64>,
    /// The arguments of the message, in order.
    pub data: Vec<String>,
}

impl ResultError {
    /// Reads a result document; what isn't there, or isn't of the expected type, is left out.
    pub(super) fn parse(text: String) -> Self {
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            return Self {
                text,
                ..Self::default()
            };
        };
        let list = |name: &str| match value.get(name) {
            Some(Value::Array(list)) => list.clone(),
            _ => Vec::new(),
        };
        Self {
            code: value.get("Error").and_then(Value::as_i64).map(code),
            message: string(&value, "ErrorMessage"),
            events: list("ErrorEvents").iter().map(event).collect(),
            attribution: list("Attribution"),
            text,
        }
    }
}

/// A code as the documents have it: signed, or, from some components, unsigned.
fn code(number: i64) -> HResult {
    HResult(number as u32 as i32)
}

fn event(value: &Value) -> ErrorEvent {
    let data = match value.get("Data") {
        Some(Value::Array(data)) => data
            .iter()
            .map(|entry| match entry.get("Value") {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            })
            .collect(),
        _ => Vec::new(),
    };
    ErrorEvent {
        message: string(value, "Message").unwrap_or_default(),
        provider: string(value, "Provider"),
        event_id: value.get("EventId").and_then(Value::as_u64),
        data,
    }
}

fn string(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_attribution_are_read() {
        let error = ResultError::parse(
            r#"{"Error":-1070137075,"ErrorMessage":"invalid",
                "ErrorEvents":[{"Message":"because","Provider":"17103e3f","EventId":11000,
                                "Data":[{"Type":"String","Value":"x"}]}],
                "Attribution":[{"OperationFailure":{"Detail":"Construct"}}]}"#
                .to_owned(),
        );
        assert_eq!(error.code, Some(HResult(0xC037_010D_u32 as i32)));
        assert_eq!(error.message.as_deref(), Some("invalid"));
        assert_eq!(error.events[0].message, "because");
        assert_eq!(error.events[0].event_id, Some(11000));
        assert_eq!(error.events[0].data, ["x"]);
        assert_eq!(error.attribution.len(), 1);
    }

    #[test]
    fn an_unsigned_code_is_the_same_code() {
        let error = ResultError::parse(r#"{"Error":3224830221}"#.to_owned());
        assert_eq!(error.code, Some(HResult(0xC037_010D_u32 as i32)));
    }

    #[test]
    fn what_is_not_a_result_error_is_kept_as_text() {
        for text in ["no JSON", "[]", "{\"Error\":\"x\",\"ErrorEvents\":{}}"] {
            let error = ResultError::parse(text.to_owned());
            assert_eq!(error.text, text);
            assert!(error.code.is_none());
            assert!(error.events.is_empty());
        }
    }
}
