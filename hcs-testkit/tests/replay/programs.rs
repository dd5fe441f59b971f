//! What is recorded: the programs of the async models, and others, through the safe crate.

use std::sync::mpsc;

use hcs::{EventOptions, Host};
use hcs_testkit::{ExitType, MockHost};

use crate::common::{VM, block_on};

/// A program.
pub(crate) type Program = fn(&MockHost, Host);

pub(crate) const ALL: [(&str, Program); 12] = [
    ("model 1", model_1),
    ("model 2", model_2),
    ("model 3", model_3),
    ("failures", failures),
    ("life", life),
    ("events", events),
    ("dropped", dropped),
    ("disconnect", disconnect),
    ("threads", threads),
    ("processes", processes),
    ("process failures", process_failures),
    ("process events", process_events),
];

pub(crate) fn model_1(_: &MockHost, host: Host) {
    let system = host.create("Test", VM).wait().unwrap();
    system.start().wait().unwrap();
    system.properties().wait().unwrap();
    system.close().unwrap();
    // Its id is free again.
    host.create("Test", VM).wait().unwrap().close().unwrap();
}

pub(crate) fn model_2(mock: &MockHost, host: Host) {
    let system = block_on(mock, host.create("Test", VM)).unwrap();
    block_on(mock, system.start()).unwrap();
    let (sender, receiver) = mpsc::channel();
    let tell = move |result| sender.send(result).unwrap();
    system.pause().on_complete(tell).unwrap();
    mock.run_until_idle();
    receiver.recv().unwrap().unwrap();
    system.close().unwrap();
}

pub(crate) fn model_3(mock: &MockHost, host: Host) {
    let create = host
        .create("Test", VM)
        .with_handler(EventOptions::OPERATION_CALLBACKS, |_| {});
    let (system, subscription) = block_on(mock, create).unwrap();
    block_on(mock, system.start()).unwrap();
    block_on(mock, system.terminate()).unwrap();
    subscription.unsubscribe().unwrap();
    system.close().unwrap();
}

/// What is refused, at once or later.
fn failures(mock: &MockHost, host: Host) {
    assert!(host.open("nobody").is_err());
    assert!(host.create("Test", "{}").wait().is_err());
    let system = host.create("Test", VM).wait().unwrap();
    assert!(host.create("Test", VM).wait().is_err());
    assert!(system.save().wait().is_err());
    assert!(system.resume().wait().is_err());
    system.terminate().wait().unwrap();
    assert!(block_on(mock, system.start()).is_err());
    system.properties().wait().unwrap();
    system.close().unwrap();
}

fn life(mock: &MockHost, host: Host) {
    let system = host.create("Test", VM).wait().unwrap();
    let other = host.open("Test").unwrap();
    system.start().wait().unwrap();
    host.enumerate().wait().unwrap();
    block_on(mock, system.pause()).unwrap();
    system.save().wait().unwrap();
    system.resume().wait().unwrap();
    let change =
        r#"{"ResourcePath":"VirtualMachine/ComputeTopology/Memory/SizeInMB","Settings":512}"#;
    system.modify(change).wait().unwrap();
    other.properties().wait().unwrap();
    other.close().unwrap();
    system.close().unwrap();
}

/// What a system does by itself.
pub(crate) fn events(mock: &MockHost, host: Host) {
    let system = host.create("Test", VM).wait().unwrap();
    let events = system.subscribe(EventOptions::NONE, |_| {}).unwrap();
    system.start().wait().unwrap();
    mock.exit_system("Test", ExitType::UnexpectedExit);
    mock.run_until_idle();
    assert!(system.pause().wait().is_err());
    events.unsubscribe().unwrap();
    system.close().unwrap();
}

/// Nobody waits for the ends of these.
fn dropped(mock: &MockHost, host: Host) {
    let system = block_on(mock, host.create("Test", VM)).unwrap();
    drop(system.start().submit().unwrap());
    drop(system.pause().submit().unwrap());
    mock.run_until_idle();
    system.close().unwrap();
}

/// The service goes away, once with a callback that is told and once without.
fn disconnect(mock: &MockHost, host: Host) {
    let system = host.create("Test", VM).wait().unwrap();
    let other = host.create("Other", VM).wait().unwrap();
    let events = other.subscribe(EventOptions::NONE, |_| {}).unwrap();
    system.start().wait().unwrap();
    mock.disconnect_service();
    mock.run_until_idle();
    assert!(system.pause().wait().is_err());
    assert!(host.enumerate().wait().is_err());
    assert!(host.open("Test").is_err());
    drop(events);
    other.close().unwrap();
    system.close().unwrap();
}

/// Each thread has a system of its own.
fn threads(mock: &MockHost, host: Host) {
    std::thread::scope(|scope| {
        for number in 0..3 {
            scope.spawn(move || {
                let id = format!("Test {number}");
                let system = block_on(mock, host.create(&id, VM)).unwrap();
                system.start().wait().unwrap();
                let events = system
                    .subscribe(EventOptions::OPERATION_CALLBACKS, |_| {})
                    .unwrap();
                system.pause().wait().unwrap();
                block_on(mock, system.terminate()).unwrap();
                events.unsubscribe().unwrap();
                system.close().unwrap();
            });
        }
    });
}

const CONTAINER: &str =
    r#"{"Owner":"Sample","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// The parameters of a process with its streams.
fn piped(command: &str) -> String {
    format!(r#"{{"CommandLine":"{command}","CreateStdInPipe":true,"CreateStdOutPipe":true}}"#)
}

/// Processes that live and end in several ways.
pub(crate) fn processes(mock: &MockHost, host: Host) {
    let system = host.create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let process = system.create_process(piped("sleep")).wait().unwrap();
    process.resize_console(80, 25).wait().unwrap();
    process.properties().wait().unwrap();
    let second = system.open_process(process.id()).unwrap();
    block_on(mock, second.properties()).unwrap();
    second.close().unwrap();
    process.terminate().wait().unwrap();
    process.properties().wait().unwrap();
    assert!(process.terminate().wait().is_err());
    process.close().unwrap();
    let mut process = block_on(mock, system.create_process(piped("sleep"))).unwrap();
    process.close_stdin().wait().unwrap();
    process.signal(r#"{"Signal":"CtrlC"}"#).wait().unwrap();
    process.close().unwrap();
    system.terminate().wait().unwrap();
    system.close().unwrap();
}

/// What can't be created, and what has exited by itself.
fn process_failures(mock: &MockHost, host: Host) {
    let system = host.create("Test", CONTAINER).wait().unwrap();
    assert!(system.create_process(piped("true")).wait().is_err());
    system.start().wait().unwrap();
    assert!(system.create_process("{}").wait().is_err());
    assert!(system.create_process(piped("nonesuch")).wait().is_err());
    assert!(system.open_process(1).is_err());
    let process = system.create_process(piped("sleep")).wait().unwrap();
    mock.exit_process("Test", process.id(), 3);
    mock.run_until_idle();
    assert!(process.modify("{}").wait().is_err());
    assert!(process.signal(r#"{"Signal":9}"#).wait().is_err());
    process.close().unwrap();
    system.close().unwrap();
}

/// Exits that are told.
pub(crate) fn process_events(mock: &MockHost, host: Host) {
    let system = host.create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let one = system.create_process(piped("sleep")).wait().unwrap();
    let events = one.subscribe(EventOptions::NONE, |_| {}).unwrap();
    mock.exit_process("Test", one.id(), 3);
    mock.run_until_idle();
    events.unsubscribe().unwrap();
    let two = system.create_process(piped("sleep")).wait().unwrap();
    let events = two
        .subscribe(EventOptions::OPERATION_CALLBACKS, |_| {})
        .unwrap();
    block_on(mock, two.properties()).unwrap();
    system.terminate().wait().unwrap();
    mock.run_until_idle();
    drop(events);
    two.close().unwrap();
    one.close().unwrap();
    system.close().unwrap();
}
