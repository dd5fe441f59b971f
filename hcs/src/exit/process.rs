//! How a process ended.

use std::fmt;

use hcs_sys::ComputeCore;
use serde_json::Value;

use super::{Exit, WaitForExit, number};
use crate::error::HResult;
use crate::event::EventKind;

/// How a process in a compute system ended: Microsoft's
/// [`ProcessStatus`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessStatus).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExitStatus {
    code: Option<u32>,
    wait_result: Option<HResult>,
    document: Option<String>,
}

impl ExitStatus {
    /// Whether it ended with the code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }

    /// The code that it ended with; none when the host doesn't know it, as when its system ended first.
    ///
    /// A Windows process that was terminated has 1067 (`ERROR_PROCESS_ABORTED`), one of Linux 137.
    #[must_use]
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// The result of the wait for the process inside the host: where it is a failure, there is no code.
    #[must_use]
    pub fn wait_result(&self) -> Option<HResult> {
        self.wait_result
    }

    /// All that was told, as a document of the schema.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn details(&self) -> crate::schema::ProcessStatus {
        use crate::schema::Schema as _;
        let told = self.document().and_then(|text| {
            // What is no document has told nothing.
            crate::schema::ProcessStatus::from_json(text).ok()
        });
        told.unwrap_or_default()
    }

    /// The document that Windows told it with, as it came.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }

    fn read(status: &Value, document: Option<String>) -> Self {
        let wait_result = number(status, "LastWaitResult").map(|code| HResult(code as u32 as i32));
        // The code counts only if the wait for it has succeeded.
        let known = wait_result.is_none_or(|result| result == HResult(0));
        let code = number(status, "ExitCode").filter(|_| known);
        Self {
            code: code.map(|code| code as u32),
            wait_result,
            document,
        }
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, self.wait_result) {
            (Some(code), _) => write!(f, "exit code: {code}"),
            (None, Some(result)) if result.is_failure() => {
                write!(f, "exit code unknown ({result})")
            }
            (None, _) => f.write_str("exit code unknown"),
        }
    }
}

impl Exit for ExitStatus {
    const KIND: EventKind = EventKind::PROCESS_EXITED;
    const WAIT: &'static str = "HcsWaitForProcessExit";

    fn wait_function(core: &ComputeCore) -> Option<WaitForExit> {
        core.HcsWaitForProcessExit
    }

    fn told(document: Option<String>) -> Self {
        let status = document.as_deref().map(serde_json::from_str::<Value>);
        let status = status.and_then(Result::ok).unwrap_or_default();
        Self::read(&status, document)
    }

    fn seen(properties: &Value) -> Option<Self> {
        (properties["Exited"] == true).then(|| Self::read(properties, Some(properties.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(document: &str) -> ExitStatus {
        ExitStatus::told(Some(document.to_owned()))
    }

    #[test]
    fn a_code_counts_only_if_the_wait_for_it_has_succeeded() {
        let ended = told(r#"{"ProcessId":1,"Exited":true,"ExitCode":3,"LastWaitResult":0}"#);
        assert_eq!(ended.code(), Some(3));
        assert_eq!(ended.to_string(), "exit code: 3");
        let unknown = told(r#"{"Exited":true,"ExitCode":0,"LastWaitResult":-2147467259}"#);
        assert_eq!(unknown.code(), None);
        assert!(!unknown.success());
        assert_eq!(
            unknown.to_string(),
            "exit code unknown (E_FAIL, 0x80004005)"
        );
        assert_eq!(told("{}").to_string(), "exit code unknown");
    }

    #[test]
    fn a_code_that_is_negative_in_c_is_the_same_code() {
        assert_eq!(told(r#"{"ExitCode":-1}"#).code(), Some(u32::MAX));
        assert_eq!(told(r#"{"ExitCode":3221225786}"#).code(), Some(0xC000_013A));
    }

    #[test]
    fn a_process_that_runs_has_no_exit() {
        let running = serde_json::json!({ "ProcessId": 1, "Exited": false });
        assert_eq!(ExitStatus::seen(&running), None);
    }
}
