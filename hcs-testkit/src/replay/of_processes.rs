//! What a recording shows of processes (P1, P5, P6).

use hcs::HResult;
use hcs_sys::*;
use serde_json::Value;

use super::check::{Checker, Returned};
use super::read::What;

impl Checker<'_> {
    /// The outcome of a call that is about a process is known.
    pub(super) fn outcome_of_process(
        &mut self,
        call: &Returned<'_>,
        at: usize,
        function: &str,
        process: &str,
    ) {
        let (code, line) = (call.code(), call.line);
        let started = &self.recording.lines[at];
        let What::Call { args, .. } = &started.what else {
            return;
        };
        let Some(it) = self.systems.get_mut(process) else {
            return;
        };
        let over = it.stopped.is_some_and(|stopped| stopped < started.number);
        match function {
            "HcsGetProcessProperties" => {
                let status = &call.out["resultdocument"]["json"];
                if code >= 0 && status["Exited"] == true {
                    it.stopped = it.stopped.or(Some(line));
                }
                if over {
                    let what = format!(
                        "the process has exited, and its status is answered with {}",
                        HResult(code)
                    );
                    self.findings.judge("P5", code >= 0, line, what);
                }
            }
            // It is the system's handle that is used.
            "HcsCreateProcess" => {}
            _ if over => {
                let stopped = HResult(code).same_as(HResult(HCS_E_PROCESS_ALREADY_STOPPED));
                let denied = function == "HcsTerminateProcess" && code == E_ACCESSDENIED;
                let what = format!(
                    "the process has exited, and {function} is answered with {}",
                    HResult(code)
                );
                let kept = stopped || denied || code == HCS_E_SERVICE_DISCONNECT;
                self.findings.judge("P5", kept, line, what);
            }
            "HcsTerminateProcess" if code >= 0 => it.stopped = it.stopped.or(Some(line)),
            "HcsModifyProcess" if closes_input(&args["settings"]) && code >= 0 => {
                self.findings.confirm("P6");
            }
            _ => {}
        }
    }

    /// A wait for the exit of a process has ended.
    pub(super) fn exited(&mut self, call: &Returned<'_>) {
        let Some(process) = call.system() else { return };
        let it = self.systems.entry(process.to_owned()).or_default();
        it.stopped = it.stopped.or(Some(call.line));
        let status = &call.out["result"]["json"];
        if !status.is_null() {
            let what = format!("the wait for the exit of {process} tells {status}");
            self.findings.judge("P1", is_exit(status), call.line, what);
        }
    }

    /// An event tells of the exit of a process.
    pub(super) fn told_of_exit(&mut self, line: usize, process: Option<&str>, event: &Value) {
        let status = &event["data"]["json"];
        if !status.is_null() {
            let what = format!(
                "the exit of {} is told with {status}",
                process.unwrap_or("a process")
            );
            self.findings.judge("P1", is_exit(status), line, what);
        }
    }
}

/// Whether this is the `ProcessStatus` of a process that has exited.
fn is_exit(status: &Value) -> bool {
    status["Exited"] == true && status["ProcessId"].is_u64()
}

/// Whether this asks for the end of a process's input.
fn closes_input(settings: &Value) -> bool {
    let settings = &settings["json"];
    settings["Operation"] == "CloseHandle" && settings["CloseHandle"]["Handle"] == "StdIn"
}
