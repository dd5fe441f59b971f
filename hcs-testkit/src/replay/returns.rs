//! What a recording shows of the answers of calls.

use hcs::HResult;
use hcs_sys::*;
use serde_json::Value;

use super::check::{Checker, Id, Returned, Run, gets_result, is_outcome, rule, starts};
use super::read::name;

/// `HRESULT_FROM_WIN32(ERROR_INVALID_DATA)`, which older builds answer for what is no JSON.
const INVALID_DATA: i32 = crate::hresult::ERROR_INVALID_DATA;

impl Checker<'_> {
    pub(super) fn returned(&mut self, call: &Returned<'_>) {
        self.handles(call);
        if let Some(system) = call.system()
            && !matches!(call.function, "HcsCloseComputeSystem" | "HcsCloseProcess")
            && let Some(it) = self.systems.get_mut(system)
        {
            it.calls = it.calls.saturating_sub(1);
        }
        self.documents(call);
        match call.function {
            "HcsCloseComputeSystem" | "HcsCloseProcess" => self.closed_system(call),
            "HcsCloseOperation" => {
                if let Some(operation) = call.operation() {
                    self.lives.closed(operation);
                }
            }
            "HcsSetComputeSystemCallback" | "HcsSetProcessCallback" => self.registered(call),
            "HcsWaitForProcessExit" if call.code() >= 0 => self.exited(call),
            "HcsOpenComputeSystem" | "HcsOpenComputeSystemInNamespace"
                if call.code() == HCS_E_SYSTEM_NOT_FOUND =>
            {
                self.findings.confirm("S2");
            }
            "HcsSetOperationCallback" | "HcsSetOperationContext" => self.set(call),
            "HcsCancelOperation" if call.code() == E_NOTIMPL => self.findings.confirm("O10"),
            "HcsGetOperationType" => self.told_type(call),
            _ if gets_result(call.function) => self.result(call),
            _ if starts(call.function, call.args) => self.started(call),
            _ => {}
        }
    }

    /// Handles and documents that the call has made.
    fn handles(&mut self, call: &Returned<'_>) {
        let line = call.line;
        match call.function {
            "HcsCreateOperation" | "HcsCreateOperationWithNotifications" => {
                if let Some(operation) = name(call.result) {
                    self.lives.made(operation, line, &mut self.findings);
                    let callback = call.args["callback"].as_str().map(str::to_owned);
                    self.operations
                        .entry(operation.to_owned())
                        .or_default()
                        .callback = callback;
                }
            }
            "HcsGetComputeSystemFromOperation" | "HcsGetProcessFromOperation" => {
                if let Some(lent) = name(call.result) {
                    self.lives.lent(lent);
                }
            }
            _ => {}
        }
        let mut made = Vec::new();
        for (member, value) in call.out.as_object().into_iter().flatten() {
            if member == "processinformation" {
                made.extend(
                    value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter_map(|it| name(it.1)),
                );
            }
            made.extend(name(value));
        }
        for made in made {
            self.lives.made(made, line, &mut self.findings);
        }
        if call.args["process"] == true && call.code() >= 0 {
            let written = name(&call.out["process"]).is_some();
            let what = format!("{} succeeds, and writes a handle: {written}", call.function);
            self.findings.judge("P1", written, line, what);
        }
        let creates = call.args["computesystem"] == true && call.code() >= 0;
        if !creates {
            return;
        }
        match name(&call.out["computesystem"]) {
            Some(system) => self.new_system(call, system),
            None => self
                .findings
                .host("S1", line, "the call succeeded and wrote no handle"),
        }
    }

    fn new_system(&mut self, call: &Returned<'_>, system: &str) {
        let id = call.args["id"].as_str().map(str::to_owned);
        let it = self.systems.entry(system.to_owned()).or_default();
        it.id.clone_from(&id);
        if let Some(callback) = call.args["options"]["callback"].as_str() {
            let registered = self.callbacks.entry(callback.to_owned()).or_default();
            registered.system = Some(system.to_owned());
            it.registration = Some((callback.to_owned(), registered.options, call.begun));
            it.had_callback = true;
            self.findings.confirm("E9");
        }
        let Some(id) = id else { return };
        if let Some(it) = self.ids.get_mut(&id) {
            it.handles += 1;
        } else if call.args["configuration"].is_object() {
            self.ids.insert(
                id,
                Id {
                    handles: 1,
                    ..Id::default()
                },
            );
        }
        for it in self.operations.values_mut() {
            for run in it.runs.iter_mut().filter(|run| run.at == call.at) {
                run.system = Some(system.to_owned());
            }
        }
    }

    /// Documents may be missing after a success, and may come with a failure (T3, T4).
    fn documents(&mut self, call: &Returned<'_>) {
        let code = call.code();
        if !gets_result(call.function) || !is_outcome(code) {
            return;
        }
        let Some(document) = call.out.get("resultdocument") else {
            return;
        };
        if document.is_null() == (code >= 0) {
            self.findings.confirm("T3");
        }
        let inside = document["json"]["Error"].as_i64();
        if let (true, Some(inside)) = (code < 0, inside) {
            let inside = HResult(inside as i32);
            let what = format!(
                "the call answers {}, and its document says {inside}",
                HResult(code)
            );
            self.findings
                .judge("T4", HResult(code).same_as(inside), call.line, what);
        }
    }

    fn closed_system(&mut self, call: &Returned<'_>) {
        let Some(system) = call.system() else { return };
        let inside = self.is_inside_own(call.at, system);
        self.lives.closed(system);
        let it = self.systems.entry(system.to_owned()).or_default();
        if std::mem::replace(&mut it.closed, true) {
            return;
        }
        if it.had_callback && !inside {
            let what = format!("the close of {system} returns while its event callback runs");
            let kept = it.running == 0;
            let rule = rule(system, "S5");
            self.findings.judge(rule, kept, call.line, what);
        }
        if let Some(id) = it.id.as_ref().and_then(|id| self.ids.get_mut(id)) {
            id.handles = id.handles.saturating_sub(1);
            if id.handles == 0 && id.ends_with_last_handle {
                id.ended = Some(call.line);
            }
        }
    }

    /// Registering an event callback, or taking it back, has returned (E1).
    fn registered(&mut self, call: &Returned<'_>) {
        let Some(system) = call.system() else { return };
        let it = self.systems.entry(system.to_owned()).or_default();
        it.registering = it.registering.saturating_sub(1);
        let alone = it.registering == 0;
        let Some(callback) = call.args["callback"].as_str() else {
            if call.code() >= 0 {
                it.registration = None;
            }
            return;
        };
        if let (Some(_), true) = (&it.registration, alone) {
            let refused = call.code() == HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET;
            let what = format!(
                "{system} has a callback, and registering another one answers {}",
                HResult(call.code())
            );
            let kept = refused || call.code() < 0;
            let rule = rule(system, "E1");
            self.findings.judge(rule, kept, call.line, what);
        }
        if call.code() >= 0 {
            let options = call.args["callbackoptions"].as_i64().unwrap_or(0);
            it.registration = Some((callback.to_owned(), options, call.begun));
            it.had_callback = true;
        }
    }

    /// The callback or context of an operation was set (O9).
    fn set(&mut self, call: &Returned<'_>) {
        let Some(operation) = call.operation() else {
            return;
        };
        let it = self.operations.entry(operation.to_owned()).or_default();
        let before = |run: &mut Run| run.line < call.begun && run.done.is_none();
        if it.current().is_some_and(before) {
            let what = format!(
                "{} while {operation} isn't known to be complete",
                call.function
            );
            self.findings.program("O9", call.begun, what);
        }
        if call.code() < 0 {
            return;
        }
        let callback = call.args["callback"].as_str().map(str::to_owned);
        if callback.is_some() || call.function == "HcsSetOperationCallback" {
            it.callback = callback;
        }
    }

    fn told_type(&mut self, call: &Returned<'_>) {
        let it = call
            .operation()
            .and_then(|name| self.operations.get_mut(name));
        let Some(it) = it else { return };
        let none = call.result["number"] == i64::from(HcsOperationTypeNone);
        let (never, current) = (it.runs.is_empty(), it.current().is_some());
        if never || current {
            let what = format!("HcsGetOperationType answers {}", call.result["number"]);
            self.findings.judge("O11", none == never, call.line, what);
        }
    }

    /// A call that an operation tracks has returned.
    fn started(&mut self, call: &Returned<'_>) {
        let (Some(operation), code, line) = (call.operation(), call.code(), call.line) else {
            return;
        };
        let it = self.operations.entry(operation.to_owned()).or_default();
        let Some(run) = it.runs.iter().position(|run| run.at == call.at) else {
            return;
        };
        it.runs[run].returned = Some(code);
        let called_back = it.runs[run].called_back;
        if code < 0 && called_back > 0 {
            let what = format!(
                "the call fails with {}, and {operation} was called back",
                HResult(code)
            );
            self.findings.host("O4", line, what);
        }
        let calls_back = it.runs[run].calls_back;
        let earlier = it.runs[..run]
            .iter()
            .rev()
            .find(|run| run.returned.is_none_or(|code| code >= 0));
        let before = earlier.map(|run| run.done.is_some_and(|done| done < call.begun));
        match (before, code == HCS_E_OPERATION_ALREADY_STARTED) {
            // It was used before, and may or may not be complete.
            (Some(false), true) => self.findings.confirm("O2"),
            (Some(true), false) if code >= 0 => self.findings.confirm("O2"),
            (Some(true) | None, true) => {
                let what =
                    format!("{operation} tracks no call, and the call is refused as if it did");
                self.findings.host("O2", line, what);
            }
            _ => {}
        }
        let registration = call.system().and_then(|system| {
            let it = self.systems.get(system).filter(|it| it.registering == 0)?;
            it.registration.clone()
        });
        if let Some((_, options, since)) = registration
            && calls_back
            && since < call.begun
            && options & i64::from(HcsEventOptionEnableOperationCallbacks) != 0
        {
            let what = format!(
                "{operation} has a callback, the handle's events tell of operations, and the call answers {}",
                HResult(code)
            );
            self.findings.judge("E4", code < 0, line, what);
        }
        if self.disconnected.is_some_and(|since| since < call.begun) {
            let what = format!(
                "the service is gone, and the call answers {}",
                HResult(code)
            );
            self.findings.judge("E8", code < 0, line, what);
        }
    }

    /// The result of an operation was asked for (O3).
    fn result(&mut self, call: &Returned<'_>) {
        let (code, line) = (call.code(), call.line);
        let waits = call.function.starts_with("HcsWait");
        let Some(operation) = call.operation() else {
            return;
        };
        let closed = self.lives.is_closed(operation);
        let it = self.operations.entry(operation.to_owned()).or_default();
        if waits {
            it.waits = it.waits.saturating_sub(1);
        }
        if closed {
            return;
        }
        let known = it.runs.iter().any(|run| run.line < line);
        let refused = it
            .runs
            .last()
            .is_some_and(|run| run.returned.is_some_and(|code| code < 0));
        let Some(run) = it.current().filter(|run| run.line < line) else {
            let expected = code == HCS_E_OPERATION_NOT_STARTED;
            if !known && call.function.ends_with("Result") {
                let what = format!(
                    "{operation} tracks no call, and its result is {}",
                    HResult(code)
                );
                self.findings.judge("O3", expected, line, what);
            } else if !call.out["resultdocument"].is_null() {
                self.findings.confirm("T5");
            }
            return;
        };
        let done = run.done.is_some_and(|done| done < call.begun);
        if call.function.ends_with("AndProcessInfo") {
            let about = matches!(
                run.function.as_str(),
                "HcsCreateProcess" | "HcsGetProcessInfo"
            );
            if done && !about {
                let what = format!(
                    "the call of {operation} is about no process, and its information is answered with {}",
                    HResult(code)
                );
                self.findings.judge("O13", code == E_INVALIDARG, line, what);
            }
            if code == E_INVALIDARG {
                if about && run.function == "HcsCreateProcess" {
                    // It was over at once, and its operation has nothing to do with it.
                    detached(run, line);
                    self.findings.confirm("P3");
                }
                return;
            }
        }
        match code {
            HCS_E_OPERATION_PENDING | HCS_E_OPERATION_TIMEOUT => {
                let endless = code == HCS_E_OPERATION_TIMEOUT
                    && call.args["timeoutms"] == u64::from(INFINITE);
                let what = format!(
                    "{operation} is complete, or the wait has no limit, and the answer is {}",
                    HResult(code)
                );
                self.findings.judge("O3", !done && !endless, line, what);
            }
            HCS_E_OPERATION_NOT_STARTED => {
                // The call may be about to begin, or may have been refused.
                let begun = run.returned.is_some_and(|code| code >= 0) && !refused;
                if begun && run.line < call.begun && run.function == "HcsCreateProcess" {
                    detached(run, line);
                    self.findings.confirm("P3");
                } else if begun && run.line < call.begun {
                    let what = format!(
                        "{operation} tracks a call, and the answer is {}",
                        HResult(code)
                    );
                    self.findings.host("O3", line, what);
                }
            }
            _ if is_outcome(code) => {
                run.done = run.done.or(Some(line));
                let first = run.outcome.is_none();
                run.outcome = run.outcome.or(Some(code));
                let orphaned = std::mem::take(&mut run.orphaned);
                let (at, function, system) = (run.at, run.function.clone(), run.system.clone());
                if orphaned {
                    self.findings.confirm("S8");
                }
                if first {
                    self.outcome(call, at, &function, system.as_deref());
                }
            }
            _ => {}
        }
    }

    /// The outcome of a call is known (S2, S3, S4).
    fn outcome(&mut self, call: &Returned<'_>, at: usize, function: &str, system: Option<&str>) {
        let (code, line) = (call.code(), call.line);
        let started = &self.recording.lines[at];
        let super::read::What::Call { args, .. } = &started.what else {
            return;
        };
        if function.starts_with("HcsCreateComputeSystem") {
            let valid = is_configuration(&args["configuration"]);
            let named = matches!(code, HCS_E_INVALID_JSON | INVALID_DATA);
            if code == HCS_E_SYSTEM_ALREADY_EXISTS || named {
                self.findings.confirm("S2");
            } else if !valid && code >= 0 {
                let what = "a configuration without exactly one of Container, VirtualMachine and HostedSystem is accepted";
                self.findings.host("S2", line, what);
            }
            let id = args["id"].as_str().and_then(|id| self.ids.get_mut(id));
            let Some(id) = id else { return };
            if id.ended.is_some_and(|ended| ended < started.number) {
                let free = code != HCS_E_SYSTEM_ALREADY_EXISTS;
                let what = "the system has ended with its last handle, and its id is taken";
                self.findings.judge("S4", free, line, what);
            }
            if code >= 0 {
                id.ended = None;
                let ends = &args["configuration"]["json"]["ShouldTerminateOnLastHandleClosed"];
                id.ends_with_last_handle = *ends == true;
            }
            return;
        }
        let Some(name) = system else { return };
        let Some(it) = self.systems.get_mut(name) else {
            return;
        };
        if function.ends_with("Process") || function.starts_with("HcsGetProcess") {
            return self.outcome_of_process(call, at, function, name);
        }
        let changes = !function.contains("Get");
        if let (Some(stopped), true) = (it.stopped, changes)
            && stopped < started.number
        {
            let what = format!("the system has stopped, and {function} succeeds");
            self.findings.judge("S3", code < 0, line, what);
        }
        if function == "HcsTerminateComputeSystem" && code >= 0 {
            it.stopped = it.stopped.or(Some(line));
        }
    }
}

/// A creation of a process was over when it returned (P3): nobody is called back for it.
fn detached(run: &mut Run, line: usize) {
    run.done = run.done.or(Some(line));
    run.calls_back = false;
}

/// Whether a configuration has exactly one of the kinds of systems.
fn is_configuration(document: &Value) -> bool {
    let Some(members) = document["json"].as_object() else {
        return false;
    };
    let kinds = ["Container", "VirtualMachine", "HostedSystem"];
    let there = kinds.iter().filter(|kind| members.contains_key(**kind));
    there.count() == 1
}
