//! Compares the shapes of documents: which members there are, and of which types.

use serde_json::Value;

/// The first place where two documents differ in shape, and how. `None` if they don't.
pub(super) fn difference(host: &Value, mock: &Value) -> Option<String> {
    compare(host, mock, "the document")
}

fn compare(host: &Value, mock: &Value, place: &str) -> Option<String> {
    match (host, mock) {
        (Value::Object(host), Value::Object(mock)) => {
            for (name, value) in host {
                let place = format!("{place}, {name}");
                match mock.get(name) {
                    Some(other) => {
                        if let Some(found) = compare(value, other, &place) {
                            return Some(found);
                        }
                    }
                    None => return Some(format!("{place}: only the host has it")),
                }
            }
            let only = mock.keys().find(|name| !host.contains_key(*name));
            only.map(|name| format!("{place}, {name}: only the mock has it"))
        }
        // How many there are is the host's business: the first ones are compared.
        (Value::Array(host), Value::Array(mock)) => {
            let (host, mock) = (host.first()?, mock.first()?);
            compare(host, mock, &format!("{place}, an element"))
        }
        _ if kind(host) == kind(mock) => None,
        _ => Some(format!("{place}: {} and {}", kind(host), kind(mock))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_place_is_told() {
        let host = json!({ "A": 1, "B": [ { "C": "x" } ] });
        assert_eq!(difference(&host, &json!({ "A": 2, "B": [] })), None);
        let found = |mock| difference(&host, &mock).unwrap_or_default();
        assert_eq!(
            found(json!({ "A": "x", "B": [] })),
            "the document, A: a number and a text"
        );
        assert_eq!(
            found(json!({ "A": 1 })),
            "the document, B: only the host has it"
        );
        assert_eq!(
            found(json!({ "A": 1, "B": [{ "C": "", "D": 1 }] })),
            "the document, B, an element, D: only the mock has it"
        );
    }
}
