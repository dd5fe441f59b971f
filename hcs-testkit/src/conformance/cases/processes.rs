//! Processes in a container: their handles, their streams, their end.

use hcs_sys::*;
use serde_json::Value;

use super::super::case::{Case, Need};
use super::super::host::{Host, Stop, failed, poll};
use super::super::process::{CLOSE_STDIN, Created, IDLE};
use super::super::raw::{Handle, is_absent};
use crate::hresult;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "processes.creation",
        &["P3", "O12"],
        &[Need::Containers, Need::Processes],
        creation,
    ),
    Case::new(
        "processes.streams",
        &["P2"],
        &[Need::Containers, Need::Processes],
        streams,
    ),
    Case::new(
        "processes.exit",
        &["P1", "P5"],
        &[Need::Containers, Need::Processes],
        exit,
    ),
    Case::new(
        "processes.opened",
        &["P1", "P5"],
        &[Need::Containers, Need::Processes],
        opened,
    ),
    Case::new(
        "processes.after_exit",
        &["P5"],
        &[Need::Containers, Need::Processes],
        after_exit,
    ),
    Case::new(
        "processes.input",
        &["P6"],
        &[Need::Containers, Need::Processes],
        input,
    ),
];

/// How a process's creation completes, and what its operation lends.
fn creation(host: &Host) -> Result<(), Stop> {
    let system = host.running_container()?;
    match host.try_process(&system, IDLE)? {
        Created::Process(process) if process.at_once => {
            let text = "over at once: its operation has nothing to do with it, and HcsGetProcessInfo has its id";
            host.confirm("P3", text);
        }
        Created::Process(process) => {
            host.confirm("P3", "through its operation, which has its id");
            let text = match process.lent {
                0 => "the creation of a process lends no handle",
                lent if lent == process.handle() => "the very handle of the process",
                _ => "a value of its own for the process",
            };
            host.judge("O12", process.lent != 0, text);
        }
        Created::Lost(outcome) => {
            let name = hresult::name(outcome.code);
            let text = format!("its operation answered {name}, and the process was made");
            host.contradict("P3", text);
        }
        Created::Refused(outcome) => return Err(failed("HcsCreateProcess", &outcome)),
    }
    Ok(())
}

/// Which streams a process has, and what stands for those that it hasn't.
fn streams(host: &Host) -> Result<(), Stop> {
    let system = host.running_container()?;
    let process = host.idle_process(&system)?;
    let information = process.information;
    for (stream, end) in [("input", information.stdin), ("output", information.stdout)] {
        let text = match is_absent(end) {
            true => format!("the standard {stream} was asked for, and is absent"),
            false => format!("the standard {stream} was asked for, and is there"),
        };
        host.judge("P2", !is_absent(end), text);
    }
    let text = match information.stderr {
        0 => "a stream that was not asked for: 0",
        Handle::MAX => "a stream that was not asked for: INVALID_HANDLE_VALUE",
        _ => "a stream that was not asked for has a handle",
    };
    host.judge("P2", is_absent(information.stderr), text);
    Ok(())
}

/// The exit of a process is an event, and so is the end of a wait.
fn exit(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.running_container()?;
    let process = host.idle_process(&system)?;
    let events = host.process_events(&process)?;
    let again = abi.subscribe_process(process.handle(), HcsEventOptionNone, |_| ());
    let what = "a second callback for a process";
    let refused = [HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET];
    host.code("P1", what, again, &refused);
    let status = host.end(&process)?;
    let code = &status["ExitCode"];
    host.judge(
        "P5",
        code.as_u64().is_some_and(|code| code != 0),
        format!("a process that was terminated exits with {code}"),
    );
    let told = host.due_where(&events, |event| event.kind == HcsEventProcessExited);
    match told {
        None => host.contradict("P1", "the exit of a process was not told"),
        Some(event) => {
            let document = event.data.as_deref().map(serde_json::from_str::<Value>);
            let text = match &document {
                None => "the exit of a process, without a document".to_owned(),
                Some(_) => format!("the exit of a process: {}", event.data.unwrap_or_default()),
            };
            let names =
                |it: &Value| it["ProcessId"] == process.information.id && it["Exited"] == true;
            let kept = document.is_none_or(|it| it.is_ok_and(|it| names(&it)));
            host.judge("P1", kept, text);
        }
    }
    if let Some(function) = abi.0.HcsWaitForProcessExit {
        let (code, document) = abi.wait_for_process(function, process.handle(), 1000);
        host.code("P1", "HcsWaitForProcessExit after the exit", code, &[S_OK]);
        let waited = document.and_then(|it| serde_json::from_str::<Value>(&it).ok());
        let text = "a wait for the exit tells what a query tells";
        host.judge("P1", waited.is_none_or(|it| it == status), text);
    }
    let code = abi.unsubscribe_process(process.handle());
    host.code("P1", "taking the callback of a process back", code, &[S_OK]);
    Ok(())
}

/// A process is opened by its id, and goes on when the first handle is closed.
fn opened(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.running_container()?;
    let process = host.idle_process(&system)?;
    let (code, second) = abi.open_process(system.handle(), process.information.id);
    if !host.code("P1", "opening a process by its id", code, &[S_OK]) {
        return Ok(());
    }
    process.close();
    std::thread::sleep(host.options.quiet / 4);
    let status = host.status(second);
    abi.close_process(second);
    let status = status?;
    let text = format!("a process whose first handle was closed: {status}");
    host.judge("P5", status["Exited"] == false, text);
    let (code, unknown) = abi.open_process(system.handle(), u32::MAX - 1);
    if code == S_OK {
        abi.close_process(unknown);
    }
    let name = hresult::name(code);
    let text = format!("opening a process that there is not: {name}");
    host.judge("P1", code < 0, text);
    Ok(())
}

/// What is answered about a process that has exited.
fn after_exit(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.running_container()?;
    let process = host.idle_process(&system)?;
    host.end(&process)?;
    let handle = process.handle();
    let stopped = HCS_E_PROCESS_ALREADY_STOPPED;
    let outcome = host.outcome(|operation| abi.terminate_process(handle, operation))?;
    let what = "terminating a process that has exited";
    host.code("P5", what, outcome.code, &[stopped, E_ACCESSDENIED]);
    let signal = Some(r#"{"Signal":"CtrlC"}"#);
    let outcome = host.outcome(|operation| abi.signal_process(handle, operation, signal))?;
    let what = "signalling a process that has exited";
    host.code("P5", what, outcome.code, &[stopped]);
    let change = Some(CLOSE_STDIN);
    let outcome = host.outcome(|operation| abi.modify_process(handle, operation, change))?;
    let what = "changing a process that has exited";
    host.code("P5", what, outcome.code, &[stopped]);
    let outcome = host.outcome(|operation| abi.process_info(handle, operation))?;
    let what = "asking for the id of a process that has exited";
    host.code("P5", what, outcome.code, &[stopped]);
    let outcome = host.outcome(|operation| abi.process_properties(handle, operation, None))?;
    let what = "asking for the status of a process that has exited";
    host.code("P5", what, outcome.code, &[S_OK]);
    Ok(())
}

/// What ends a process's input.
fn input(host: &Host) -> Result<(), Stop> {
    let abi = host.abi;
    let system = host.running_container()?;
    let process = host.idle_process(&system)?;
    let outcome = host
        .outcome(|operation| abi.modify_process(process.handle(), operation, Some(CLOSE_STDIN)))?;
    if host.code("P6", "closing the input by a call", outcome.code, &[S_OK]) {
        let (status, exited) = host.until_exited(process.handle())?;
        let text = format!("a process whose input was closed by a call: {status}");
        host.judge("P6", exited, text);
    }
    drop(process);
    let process = host.idle_process(&system)?;
    process.close_pipe();
    let mut status = Ok(Value::Null);
    let exited = poll(host.options.quiet, || {
        status = host.status(process.handle());
        status.as_ref().map_or(true, |it| it["Exited"] == true)
    });
    status?;
    let text = match exited {
        true => "closing the pipe alone ends the input",
        false => "closing the pipe alone doesn't end the input",
    };
    host.confirm("P6", text);
    Ok(())
}
