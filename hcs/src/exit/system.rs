//! How a compute system ended.

use hcs_sys::ComputeCore;
use serde_json::Value;

use super::{Exit, WaitForExit, number};
use crate::error::HResult;
use crate::event::EventKind;

/// How a compute system ended: Microsoft's
/// [`SystemExitStatus`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#SystemExitStatus).
///
/// Some hosts tell less than others: on builds before 20348 the status of a system that had exited before anyone was
/// registered is unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SystemExit {
    status: Option<HResult>,
    exit_type: Option<String>,
    attribution: Vec<Value>,
    document: Option<String>,
}

impl SystemExit {
    /// The status that it ended with: a failure for an end that nobody asked for.
    #[must_use]
    pub fn status(&self) -> Option<HResult> {
        self.status
    }

    /// How it ended: `GracefulExit` for a shut-down, `ForcedExit` for a terminate, `UnexpectedExit` for a crash; newer
    /// builds may have more.
    #[must_use]
    pub fn exit_type(&self) -> Option<&str> {
        self.exit_type.as_deref()
    }

    /// Whether it ended although nobody asked it to.
    #[must_use]
    pub fn is_unexpected(&self) -> bool {
        self.exit_type() == Some("UnexpectedExit") || self.status.is_some_and(HResult::is_failure)
    }

    /// Who caused it, as Windows has it: objects such as `{"SystemExit":{"Detail":"Terminate","Initiator":"Client"}}`.
    #[must_use]
    pub fn attribution(&self) -> &[Value] {
        &self.attribution
    }

    /// All that was told, as a document of the schema.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn details(&self) -> crate::schema::SystemExitStatus {
        use crate::schema::Schema as _;
        let told = self.document().and_then(|text| {
            // What is no document has told nothing.
            crate::schema::SystemExitStatus::from_json(text).ok()
        });
        told.unwrap_or_else(|| crate::schema::SystemExitStatus {
            status: self.status,
            exit_type: self.exit_type().map(Into::into),
            ..Default::default()
        })
    }

    /// The document that Windows told it with, as it came.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }
}

impl Exit for SystemExit {
    const KIND: EventKind = EventKind::SYSTEM_EXITED;
    const WAIT: &'static str = "HcsWaitForComputeSystemExit";

    fn wait_function(core: &ComputeCore) -> Option<WaitForExit> {
        core.HcsWaitForComputeSystemExit
    }

    fn told(document: Option<String>) -> Self {
        let value = document.as_deref().map(serde_json::from_str::<Value>);
        let value = value.and_then(Result::ok).unwrap_or_default();
        Self {
            status: number(&value, "Status").map(|code| HResult(code as u32 as i32)),
            exit_type: value["ExitType"].as_str().map(str::to_owned),
            attribution: value["Attribution"].as_array().cloned().unwrap_or_default(),
            document,
        }
    }

    fn seen(properties: &Value) -> Option<Self> {
        if properties["Stopped"] != true {
            return None;
        }
        Some(Self {
            exit_type: properties["ExitType"].as_str().map(str::to_owned),
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_tells_what_its_document_says() {
        let document = r#"{"Status":-1070137082,"ExitType":"UnexpectedExit","Attribution":[{"SystemExit":{}}],"New":1}"#;
        let exit = SystemExit::told(Some(document.to_owned()));
        assert_eq!(exit.exit_type(), Some("UnexpectedExit"));
        assert_eq!(exit.status(), Some(HResult(-1_070_137_082)));
        assert_eq!(exit.attribution().len(), 1);
        assert_eq!(exit.document(), Some(document));
        assert!(exit.is_unexpected());
    }

    #[cfg(feature = "schema")]
    #[test]
    fn what_was_told_is_a_document_of_the_schema() {
        use crate::schema::NotificationType;

        let exit = SystemExit::told(Some(r#"{"ExitType":"ForcedExit","New":1}"#.to_owned()));
        let details = exit.details();
        assert_eq!(details.exit_type, Some(NotificationType::ForcedExit));
        assert_eq!(details.unknown.len(), 1);
        let seen = serde_json::json!({ "Stopped": true, "ExitType": "GracefulExit" });
        let exit = SystemExit::seen(&seen).expect("stopped");
        assert_eq!(
            exit.details().exit_type,
            Some(NotificationType::GracefulExit)
        );
    }

    #[test]
    fn e2_an_exit_without_a_document_is_still_one() {
        for document in [None, Some(String::new()), Some("[]".to_owned())] {
            let exit = SystemExit::told(document);
            assert_eq!((exit.status(), exit.exit_type()), (None, None));
            assert!(!exit.is_unexpected());
        }
    }

    #[test]
    fn s3_properties_of_a_stopped_system_tell_of_its_exit() {
        let running = serde_json::json!({ "Id": "x", "State": "Running" });
        assert_eq!(SystemExit::seen(&running), None);
        let stopped = serde_json::json!({ "Stopped": true, "ExitType": "ForcedExit" });
        let exit = SystemExit::seen(&stopped).expect("stopped");
        assert_eq!(exit.exit_type(), Some("ForcedExit"));
    }
}
