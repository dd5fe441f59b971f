#![allow(non_upper_case_globals)] // C's own names.

//! What a recording shows of callbacks: of operations, and of events.

use hcs_sys::*;
use serde_json::Value;

use super::check::{Checker, Registered, holder, rule};
use super::read::{What, name};

impl Checker<'_> {
    /// An event callback is about to be registered, or taken back.
    pub(super) fn registers(&mut self, line: usize, args: &Value) {
        let Some(system) = holder(args) else {
            return;
        };
        let it = self.systems.entry(system.to_owned()).or_default();
        it.registering += 1;
        if let Some(callback) = args["callback"].as_str() {
            let registered = Registered {
                system: Some(system.to_owned()),
                options: args["callbackoptions"].as_i64().unwrap_or(0),
                line,
                exits: 0,
            };
            self.callbacks.insert(callback.to_owned(), registered);
        }
    }

    /// A system is about to be created with an event callback: which handle it will be is not known yet.
    pub(super) fn registers_early(&mut self, line: usize, options: &Value) {
        if let Some(callback) = options["callback"].as_str() {
            let registered = Registered {
                system: None,
                options: options["callbackoptions"].as_i64().unwrap_or(0),
                line,
                exits: 0,
            };
            self.callbacks.insert(callback.to_owned(), registered);
        }
    }

    pub(super) fn callback(&mut self, line: usize, callback: &str, args: &Value) {
        match &args["event"] {
            Value::Null => self.operation_callback(line, args),
            event => self.event(line, callback, event),
        }
    }

    fn operation_callback(&mut self, line: usize, args: &Value) {
        let Some(operation) = name(&args["operation"]) else {
            return;
        };
        let it = self.operations.entry(operation.to_owned()).or_default();
        // One that was refused is meant only if there is no other.
        let refused = it.runs.last().map(|run| run.returned);
        let Some(run) = it.current() else {
            let what = match refused {
                Some(_) => format!("{operation} is called back, and its call had failed at once"),
                None => format!("{operation} is called back, and no call was made with it"),
            };
            self.findings.host("O4", line, what);
            return;
        };
        run.called_back += 1;
        run.done = run.done.or(Some(line));
        let times = run.called_back;
        if times > 1 {
            let what = format!("{operation} is called back a second time");
            self.findings.host("O4", line, what);
        } else if run.returned.is_none() {
            self.findings.confirm("O5");
        }
        if std::mem::take(&mut run.orphaned) {
            self.findings.confirm("S8");
        }
    }

    fn event(&mut self, line: usize, callback: &str, event: &Value) {
        let registered = self.callbacks.entry(callback.to_owned()).or_default();
        let (options, since) = (registered.options, registered.line);
        let system = registered.system.clone();
        let kind = event["type"].as_i64().and_then(|kind| kind.try_into().ok());
        let exit = matches!(kind, Some(HcsEventSystemExited | HcsEventProcessExited));
        if exit {
            registered.exits += 1;
            let once = registered.exits == 1;
            let what = format!("{callback} is told of the exit a second time");
            self.findings.judge("E10", once, line, what);
            if event["data"].is_null() {
                self.findings.confirm("E2");
            }
        }
        if let Some(name) = &system {
            let it = self.systems.entry(name.clone()).or_default();
            if it.closed {
                let what = format!("an event of {name} is delivered after its close has returned");
                self.findings.host(rule(name, "S5"), line, what);
            }
            if it.running > 0 {
                self.findings.confirm("E3");
            }
            it.running += 1;
            if exit {
                it.stopped = it.stopped.or(Some(line));
            }
        }
        match kind {
            Some(HcsEventOperationCallback) => self.told_of_operation(line, options, since, event),
            Some(HcsEventSystemExited) => {
                let ends = |run: &super::check::Run| {
                    run.system == system
                        && matches!(
                            run.function.as_str(),
                            "HcsTerminateComputeSystem" | "HcsShutDownComputeSystem"
                        )
                };
                let mut runs = self.operations.values().flat_map(|it| &it.runs);
                if runs.any(ends) {
                    self.findings.confirm("E11");
                }
            }
            Some(HcsEventProcessExited) => {
                self.told_of_exit(line, system.as_deref(), event);
            }
            Some(HcsEventServiceDisconnect) => {
                self.disconnected = self.disconnected.or(Some(line));
            }
            Some(kind) if !is_known(kind) => self.findings.confirm("E7"),
            _ => {}
        }
    }

    fn told_of_operation(&mut self, line: usize, options: i64, since: usize, event: &Value) {
        let asked = options & i64::from(HcsEventOptionEnableOperationCallbacks) != 0;
        let Some(operation) = name(&event["operation"]) else {
            let what = "an event about an operation names none";
            self.findings.host("E4", line, what);
            return;
        };
        if self.lives.named(operation) {
            self.findings.confirm("E6");
            return;
        }
        let it = self.operations.entry(operation.to_owned()).or_default();
        let Some(run) = it.current() else {
            self.findings.confirm("E6");
            return;
        };
        run.announced = true;
        if run.line < since {
            self.findings.confirm("E5");
        }
        if std::mem::take(&mut run.orphaned) {
            self.findings.confirm("S8");
        }
        let own = run.calls_back;
        if own && self.recording.is_reused(operation) {
            // An earlier one is meant, which had this value.
            self.findings.confirm("E6");
            return;
        }
        let what = match own {
            true => format!("an event tells of {operation}, which has a callback of its own"),
            false => format!("an event tells of {operation} to a callback that didn't ask for it"),
        };
        self.findings.judge("E4", asked && !own, line, what);
    }

    /// A callback has returned.
    pub(super) fn done(&mut self, of: usize) {
        let What::Callback { callback, args } = &self.recording.lines[of].what else {
            return;
        };
        let registered = self.callbacks.get(callback);
        if args["event"].is_null() {
            return;
        }
        let system = registered.and_then(|it| it.system.clone());
        if let Some(it) = system.and_then(|system| self.systems.get_mut(&system)) {
            it.running = it.running.saturating_sub(1);
        }
    }
}

/// Whether hcs-sys has a name for this type of event.
fn is_known(kind: HCS_EVENT_TYPE) -> bool {
    matches!(
        kind,
        HcsEventSystemExited
            | HcsEventSystemCrashInitiated
            | HcsEventSystemCrashReport
            | HcsEventSystemRdpEnhancedModeStateChanged
            | HcsEventSystemSiloJobCreated
            | HcsEventSystemGuestConnectionClosed
            | HcsEventProcessExited
            | HcsEventOperationCallback
            | HcsEventServiceDisconnect
            | HcsEventGroupVmLifecycle
            | HcsEventGroupLiveMigration
            | HcsEventGroupOperationInfo
    )
}
