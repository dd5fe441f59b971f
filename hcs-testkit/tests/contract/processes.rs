//! Processes: their life, and what is answered when (P1, P3, P5).

use std::sync::mpsc;
use std::thread;

use hcs_sys::*;
use hcs_testkit::{
    Guest, MockHost, ProcessCreation, Profile, Schedule, SecondTerminate, Signal, State,
};

use crate::models::on_each_schedule;
use crate::raw::{Abi, CONTAINER, Event, LASTING_VM, VM, is_absent};

/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`.
const NOT_FOUND: HRESULT = 0x8007_0490_u32 as i32;
/// `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`.
const FILE_NOT_FOUND: HRESULT = 0x8007_0002_u32 as i32;

/// The parameters of a process without streams.
pub(crate) fn command(line: &str) -> String {
    format!(r#"{{"CommandLine":"{line}"}}"#)
}

pub(crate) fn status(id: u32, code: u32) -> String {
    format!(r#"{{"ProcessId":{id},"Exited":true,"ExitCode":{code},"LastWaitResult":0}}"#)
}

/// A mock of each schedule where a process's creation completes in this way.
fn on_each_schedule_creating(creation: ProcessCreation, mut test: impl FnMut(&MockHost, Abi)) {
    for schedule in Schedule::ALL {
        let mut profile = Profile::documented();
        profile.process_creation = creation;
        let mock = MockHost::builder()
            .schedule(schedule)
            .profile(profile)
            .build();
        test(&mock, Abi::of(&mock));
        mock.finish();
    }
}

#[test]
fn p1_a_process_is_created_runs_and_exits() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, &command("exit 3"));
        let streams = [information.stdin, information.stdout, information.stderr];
        assert!(streams.into_iter().all(is_absent), "{information:?}");
        let (code, document) = hcs.wait_for_process_exit(process, INFINITE);
        assert_eq!((code, document), (S_OK, Some(status(information.id, 3))));
        hcs.close_process(process);
        assert_eq!(mock.processes(), []);
        hcs.close_system(system);
    });
}

#[test]
fn p1_a_process_needs_a_system_that_runs() {
    on_each_schedule(|mock, hcs| {
        let refused = |system, expected| {
            let operation = hcs.operation();
            let (code, process) = hcs.create_process(system, &command("true"), operation);
            assert_eq!(code, S_OK, "it fails through the operation");
            assert_ne!(process, 0);
            let (code, document) = hcs.wait(operation);
            assert_eq!(code, expected);
            assert!(document.unwrap().starts_with("{\"Error\":"));
            assert_eq!(hcs.information(operation).0, expected);
            // The handle is the caller's all the same, and there is nothing behind it.
            let (code, _) = hcs.outcome(|it| hcs.process_properties(process, it, None));
            assert_eq!(code, NOT_FOUND);
            assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, NOT_FOUND);
            hcs.close_operation(operation);
            hcs.close_process(process);
        };
        let system = hcs.create("Test", VM);
        refused(system, HCS_E_INVALID_STATE);
        hcs.done(|operation| hcs.start(system, operation));
        hcs.done(|operation| hcs.pause(system, operation));
        refused(system, HCS_E_INVALID_STATE);
        hcs.done(|operation| hcs.terminate(system, operation));
        refused(system, HCS_E_SYSTEM_ALREADY_STOPPED);
        assert_eq!(mock.processes(), []);
        hcs.close_system(system);
    });
}

#[test]
fn p1_parameters_without_a_command_are_invalid() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        for (parameters, place) in [
            ("", "$"),
            ("nonsense", "$"),
            ("{}", "$.CommandLine"),
            (r#"{"CommandLine":7}"#, "$.CommandLine"),
            (r#"{"CommandArgs":[]}"#, "$.CommandLine"),
            (
                r#"{"CommandLine":"a","CreateStdInPipe":"yes"}"#,
                "$.CreateStdInPipe",
            ),
        ] {
            let operation = hcs.operation();
            let (code, process) = hcs.create_process(system, parameters, operation);
            assert_eq!(code, S_OK, "{parameters}");
            let (code, document) = hcs.wait(operation);
            assert_eq!(code, HCS_E_INVALID_JSON, "{parameters}");
            let document = document.unwrap();
            assert!(
                document.contains(&format!("Invalid JSON document '{place}'")),
                "{document}"
            );
            hcs.close_operation(operation);
            hcs.close_process(process);
        }
        hcs.close_system(system);
    });
}

#[test]
fn p1_a_command_that_there_is_not_can_not_be_found() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        let (code, process) = hcs.create_process(system, &command("nonesuch"), operation);
        assert_eq!(code, S_OK);
        let (code, document) = hcs.wait(operation);
        assert_eq!(code, FILE_NOT_FOUND);
        assert_eq!(
            document.as_deref(),
            Some(
                r#"{"Error":-2147024894,"ErrorMessage":"The system cannot find the file specified."}"#
            )
        );
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p1_the_exit_is_an_event_at_each_handle() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, &command("sleep"));
        let (code, second) = hcs.open_process(system, information.id);
        assert_eq!(code, S_OK);
        assert_ne!(second, process);
        let (told, when_told) = mpsc::channel();
        for handle in [process, second] {
            let told = told.clone();
            let code = hcs.subscribe_process(handle, HcsEventOptionNone, move |event| {
                told.send((handle, event)).unwrap();
            });
            assert_eq!(code, S_OK);
        }
        assert!(mock.exit_process("Test", information.id, 9));
        mock.run_until_idle();
        let mut events = [when_told.recv().unwrap(), when_told.recv().unwrap()];
        events.sort_by_key(|(handle, _)| *handle != process);
        let event = Event {
            kind: HcsEventProcessExited,
            data: Some(status(information.id, 9)),
            operation: 0,
        };
        assert_eq!(events, [(process, event.clone()), (second, event)]);
        assert!(!mock.exit_process("Test", information.id, 9), "once");
        hcs.close_process(second);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn e1_a_process_has_one_callback_and_can_take_it_back() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, &command("sleep"));
        let subscribe = || hcs.subscribe_process(process, HcsEventOptionNone, |_| {});
        assert_eq!(subscribe(), S_OK);
        assert_eq!(subscribe(), HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
        assert_eq!(hcs.unsubscribe_process(process), S_OK);
        let (told, when_told) = mpsc::channel();
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |event| {
            told.send(event.kind).unwrap();
        });
        assert_eq!(code, S_OK);
        assert!(mock.emit_process_event("Test", information.id, 0x7777, None));
        mock.run_until_idle();
        assert_eq!(when_told.recv().unwrap(), 0x7777, "an unknown one (E7)");
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn e4_the_event_callback_of_a_process_completes_operations() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, &command("sleep"));
        let (told, when_told) = mpsc::channel();
        let options = HcsEventOptionEnableOperationCallbacks;
        let code = hcs.subscribe_process(process, options, move |event| {
            if event.kind == HcsEventOperationCallback {
                told.send(hcs.result(event.operation)).unwrap();
                hcs.close_operation(event.operation);
            }
        });
        assert_eq!(code, S_OK);
        let operation = hcs.operation_with(|_| panic!("this never runs"));
        let code = hcs.process_properties(process, operation, None);
        assert_eq!(code, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET);
        hcs.close_operation(operation);
        assert_eq!(hcs.process_properties(process, hcs.operation(), None), S_OK);
        mock.run_until_idle();
        let running = format!(
            r#"{{"ProcessId":{},"Exited":false,"ExitCode":0,"LastWaitResult":0}}"#,
            information.id
        );
        assert_eq!(when_told.recv().unwrap(), (S_OK, Some(running)));
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn e10_a_callback_after_the_exit_is_told_of_it_or_not() {
    for (missed, expected) in [
        (hcs_testkit::Missed::Delivered, 1),
        (hcs_testkit::Missed::Lost, 0),
    ] {
        let mut profile = Profile::documented();
        profile.exited_before_registration = missed;
        let mock = MockHost::builder().profile(profile).build();
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, _) = hcs.process(system, &command("true"));
        assert_eq!(hcs.wait_for_process_exit(process, INFINITE).0, S_OK);
        let code = hcs.subscribe_process(process, HcsEventOptionNone, |event| {
            assert_eq!(event.kind, HcsEventProcessExited);
        });
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        assert_eq!(mock.ledger().events, expected);
        hcs.close_process(process);
        hcs.close_system(system);
        mock.finish();
    }
}

#[test]
fn p5_after_the_exit_everything_but_a_query_is_refused_through_the_operation() {
    for (second, terminated) in [
        (
            SecondTerminate::AlreadyStopped,
            HCS_E_PROCESS_ALREADY_STOPPED,
        ),
        (SecondTerminate::AccessDenied, E_ACCESSDENIED),
    ] {
        for schedule in Schedule::ALL {
            let mut profile = Profile::documented();
            profile.second_terminate = second;
            let mock = MockHost::builder()
                .schedule(schedule)
                .profile(profile)
                .build();
            let hcs = Abi::of(&mock);
            let system = hcs.running("Test", CONTAINER);
            let (process, information) = hcs.process(system, &command("sleep"));
            hcs.done(|operation| hcs.terminate_process(process, operation));
            let refused = |expected, call: &dyn Fn(usize) -> HRESULT| {
                let (code, document) = hcs.outcome(call);
                assert_eq!(code, expected);
                assert!(document.is_some());
            };
            let stopped = HCS_E_PROCESS_ALREADY_STOPPED;
            refused(terminated, &|it| hcs.terminate_process(process, it));
            refused(stopped, &|it| hcs.signal_process(process, it, None));
            refused(stopped, &|it| hcs.process_info(process, it));
            let resize = r#"{"Operation":"ConsoleSize","ConsoleSize":{"Height":1,"Width":2}}"#;
            refused(stopped, &|it| hcs.modify_process(process, it, Some(resize)));
            let (code, document) = hcs.outcome(|it| hcs.process_properties(process, it, None));
            assert_eq!((code, document), (S_OK, Some(status(information.id, 1067))));
            assert_eq!(
                hcs.open_process(system, information.id).0,
                HCS_E_PROCESS_ALREADY_STOPPED
            );
            hcs.close_process(process);
            assert_eq!(hcs.open_process(system, information.id).0, NOT_FOUND);
            hcs.close_system(system);
            mock.finish();
        }
    }
}

#[test]
fn p5_closing_a_handle_does_not_end_the_process() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, &command("sleep"));
        hcs.close_process(process);
        assert_eq!(mock.processes()[0].handles, 0);
        assert_eq!(mock.systems()[0].processes, 1);
        let (code, process) = hcs.open_process(system, information.id);
        assert_eq!(code, S_OK);
        let (code, again, _) = {
            let operation = hcs.operation();
            assert_eq!(hcs.process_info(process, operation), S_OK);
            let answer = hcs.wait_for_information(operation, INFINITE);
            hcs.close_operation(operation);
            answer
        };
        assert_eq!((code, again.unwrap().id), (S_OK, information.id));
        hcs.close_process(process);
        hcs.close_system(system);
        assert_eq!(mock.processes(), [], "it ended with its system (S4)");
    });
}

#[test]
fn p5_a_process_that_is_ended_from_outside_has_a_code_of_its_own() {
    let linux = r#"{"Owner":"Sample","VirtualMachine":{"Chipset":{"LinuxKernelDirect":{"KernelFilePath":"k"}}}}"#;
    let arguments = r#"{"CommandArgs":["/bin/sleep"]}"#;
    let line = command("sleep");
    on_each_schedule(|_, hcs| {
        for (configuration, parameters, code) in [
            (CONTAINER, line.as_str(), 1067),
            (linux, line.as_str(), 137),
            (CONTAINER, arguments, 137),
        ] {
            let system = hcs.running("Test", configuration);
            let (process, information) = hcs.process(system, parameters);
            hcs.done(|operation| hcs.terminate_process(process, operation));
            let exit = hcs.wait_for_process_exit(process, INFINITE);
            assert_eq!(exit, (S_OK, Some(status(information.id, code))));
            hcs.close_process(process);
            hcs.done(|operation| hcs.terminate(system, operation));
            hcs.close_system(system);
        }
    });
}

#[test]
fn a_process_is_sent_signals() {
    on_each_schedule(|mock, hcs| {
        mock.on_process(|parameters| match parameters.command() {
            "stubborn" => Guest::new().until_killed().on_signal(|_| None),
            "polite" => Guest::new()
                .until_killed()
                .on_signal(|signal| (signal.to_string() == "CtrlBreak").then_some(5)),
            _ => Guest::builtin(parameters),
        });
        let system = hcs.running("Test", CONTAINER);
        let exit_of = |line: &str, options: Option<&str>| {
            let (process, _) = hcs.process(system, &command(line));
            hcs.done(|operation| hcs.signal_process(process, operation, options));
            mock.run_until_idle();
            let info = mock.processes().pop().unwrap();
            hcs.close_process(process);
            (info.exit_code, info.signals)
        };
        let named = |name: &str| vec![Signal::Console(name.to_owned())];
        assert_eq!(
            exit_of("sleep", Some(r#"{"Signal":"CtrlC"}"#)),
            (Some(0xC000_013A), named("CtrlC"))
        );
        assert_eq!(
            exit_of("sleep", Some(r#"{"Signal":15}"#)),
            (Some(143), vec![Signal::Number(15)])
        );
        assert_eq!(
            exit_of("polite", Some(r#"{"Signal":"CtrlBreak"}"#)),
            (Some(5), named("CtrlBreak"))
        );
        assert_eq!(
            exit_of("stubborn", Some(r#"{"Signal":"CtrlC"}"#)),
            (None, named("CtrlC"))
        );
        let (process, _) = hcs.process(system, &command("sleep"));
        let wrong = Some(r#"{"Signal":"SIGTERM"}"#);
        let (code, document) = hcs.outcome(|it| hcs.signal_process(process, it, wrong));
        assert_eq!(code, HCS_E_INVALID_JSON);
        assert!(document.unwrap().contains("$.Signal"));
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn a_process_is_changed() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let console = r#"{"CommandLine":"sleep","EmulateConsole":true,"ConsoleSize":[25,80]}"#;
        let (process, _) = hcs.process(system, console);
        let size = || mock.processes()[0].parameters.console_size;
        assert_eq!(size(), Some((25, 80)));
        let resize = r#"{"Operation":"ConsoleSize","ConsoleSize":{"Height":50,"Width":132}}"#;
        hcs.done(|operation| hcs.modify_process(process, operation, Some(resize)));
        assert_eq!(size(), Some((50, 132)));
        for (wrong, place) in [
            ("nonsense", "$"),
            (r#"{"ConsoleSize":{"Height":1,"Width":2}}"#, "$.Operation"),
            (r#"{"Operation":"Resize"}"#, "$.Operation"),
            (
                r#"{"Operation":"ConsoleSize","ConsoleSize":{"Height":1}}"#,
                "$.ConsoleSize.Width",
            ),
            (
                r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"stdin"}}"#,
                "$.CloseHandle.Handle",
            ),
        ] {
            let (code, document) = hcs.outcome(|it| hcs.modify_process(process, it, Some(wrong)));
            assert_eq!(code, HCS_E_INVALID_JSON, "{wrong}");
            let document = document.unwrap();
            assert!(document.contains(&format!("'{place}'")), "{document}");
        }
        let operation = hcs.operation();
        assert_eq!(
            hcs.modify_process(process, operation, None),
            E_INVALIDARG,
            "there is nothing to change"
        );
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p1_a_process_is_opened_by_its_id() {
    on_each_schedule(|mock, hcs| {
        let one = hcs.running("One", CONTAINER);
        let two = hcs.running("Two", LASTING_VM);
        let (first, information) = hcs.process(one, &command("sleep"));
        let (other, same) = hcs.process(two, &command("sleep"));
        assert_eq!(information.id, same.id, "ids are those of a system");
        let (second, next) = hcs.process(one, &command("sleep"));
        assert_ne!(next.id, information.id);
        assert_eq!(hcs.open_process(one, 1).0, NOT_FOUND);
        assert_eq!(hcs.open_process(two, next.id).0, NOT_FOUND);
        let (code, opened) = hcs.open_process(two, same.id);
        assert_eq!(code, S_OK);
        assert_eq!(mock.processes()[1].handles, 2);
        for process in [first, second, other, opened] {
            hcs.close_process(process);
        }
        hcs.done(|operation| hcs.terminate(two, operation));
        assert_eq!(
            hcs.open_process(two, same.id).0,
            HCS_E_SYSTEM_ALREADY_STOPPED
        );
        hcs.close_system(two);
        hcs.close_system(one);
    });
}

#[test]
fn p1_the_exit_of_a_system_ends_its_processes() {
    for first in [false, true] {
        for schedule in Schedule::ALL {
            let mut profile = Profile::documented();
            profile.system_exit_first = match first {
                true => hcs_testkit::Chance::ALWAYS,
                false => hcs_testkit::Chance::NEVER,
            };
            let mock = MockHost::builder()
                .schedule(schedule)
                .profile(profile)
                .build();
            let hcs = Abi::of(&mock);
            let system = hcs.running("Test", CONTAINER);
            let (process, information) = hcs.process(system, &command("sleep"));
            let (told, when_told) = mpsc::channel();
            let of_process = told.clone();
            let code = hcs.subscribe_process(process, HcsEventOptionNone, move |event| {
                of_process.send((event.kind, event.data)).unwrap();
            });
            assert_eq!(code, S_OK);
            let code = hcs.subscribe(system, HcsEventOptionNone, move |event| {
                told.send((event.kind, None)).unwrap();
            });
            assert_eq!(code, S_OK);
            hcs.done(|operation| hcs.terminate(system, operation));
            mock.run_until_idle();
            let events = [when_told.recv().unwrap(), when_told.recv().unwrap()];
            let exits = [
                (HcsEventProcessExited, Some(status(information.id, 1067))),
                (HcsEventSystemExited, None),
            ];
            if schedule == Schedule::Inline {
                assert_eq!(events[usize::from(first)], exits[0]);
            }
            assert!(exits.iter().all(|exit| events.contains(exit)), "{events:?}");
            assert_eq!(mock.system_state("Test"), Some(State::Stopped));
            hcs.close_process(process);
            hcs.close_system(system);
            mock.finish();
        }
    }
}

#[test]
fn e8_the_service_takes_what_it_knew_of_processes_with_it() {
    on_each_schedule(|mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (process, _) = hcs.process(system, &command("sleep"));
        let (told, when_told) = mpsc::channel();
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |event| {
            told.send(event.kind).unwrap();
        });
        assert_eq!(code, S_OK);
        let waiter = thread::spawn(move || hcs.wait_for_process_exit(process, INFINITE).0);
        mock.disconnect_service();
        mock.run_until_idle();
        assert_eq!(when_told.recv().unwrap(), HcsEventServiceDisconnect);
        assert_eq!(waiter.join().unwrap(), HCS_E_SERVICE_DISCONNECT);
        let operation = hcs.operation();
        let lost = HCS_E_SERVICE_DISCONNECT;
        assert_eq!(hcs.terminate_process(process, operation), lost);
        assert_eq!(
            hcs.create_process(system, &command("true"), operation).0,
            lost
        );
        assert_eq!(hcs.open_process(system, 1000).0, lost);
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn o11_each_call_on_a_process_gives_its_operation_a_type() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        let type_after = |code| {
            assert_eq!(code, S_OK);
            hcs.wait(operation);
            hcs.operation_type(operation)
        };
        let (code, process) = hcs.create_process(system, &command("sleep"), operation);
        assert_eq!(type_after(code), HcsOperationTypeCreateProcess);
        assert_eq!(
            type_after(hcs.process_info(process, operation)),
            HcsOperationTypeGetProcessInfo
        );
        assert_eq!(
            type_after(hcs.process_properties(process, operation, None)),
            HcsOperationTypeGetProcessProperties
        );
        let change = r#"{"Operation":"CloseHandle","CloseHandle":{"Handle":"StdIn"}}"#;
        assert_eq!(
            type_after(hcs.modify_process(process, operation, Some(change))),
            HcsOperationTypeModifyProcess
        );
        assert_eq!(
            type_after(hcs.signal_process(process, operation, None)),
            HcsOperationTypeSignalProcess
        );
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn o12_an_operation_lends_the_process_that_it_is_about() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        assert_eq!(hcs.process_of(operation), 0);
        let (_, process) = hcs.create_process(system, &command("sleep"), operation);
        assert_eq!(hcs.process_of(operation), process);
        assert_eq!(hcs.system_of(operation), system);
        assert_eq!(hcs.wait(operation).0, S_OK);
        assert_eq!(hcs.process_properties(process, operation, None), S_OK);
        assert_eq!(hcs.process_of(operation), process);
        assert_eq!(hcs.system_of(operation), 0);
        assert_eq!(hcs.wait(operation).0, S_OK);
        hcs.close_process(process);
        assert_eq!(hcs.process_of(operation), 0, "there is nothing to lend");
        hcs.close_operation(operation);
        hcs.close_system(system);
    });
}

#[test]
fn o13_information_is_had_from_two_kinds_of_calls() {
    on_each_schedule(|_, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let operation = hcs.operation();
        assert_eq!(hcs.information(operation).0, E_INVALIDARG);
        let (_, process) = hcs.create_process(system, &command("sleep"), operation);
        assert_eq!(hcs.wait_for_information(operation, INFINITE).0, S_OK);
        assert_eq!(hcs.process_properties(process, operation, None), S_OK);
        assert_eq!(hcs.wait(operation).0, S_OK);
        assert_eq!(hcs.information(operation).0, E_INVALIDARG);
        assert_eq!(
            hcs.wait_for_information(operation, INFINITE).0,
            E_INVALIDARG
        );
        assert_eq!(hcs.process_info(process, operation), S_OK);
        assert_eq!(hcs.wait(operation), (S_OK, None));
        assert_eq!(hcs.information(operation).0, S_OK);
        assert_eq!(hcs.process_result(operation), S_OK);
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}

#[test]
fn p3_a_creation_that_is_over_at_once_leaves_its_operation_alone() {
    for told in [false, true] {
        let creation = match told {
            true => ProcessCreation::SynchronousAndTold,
            false => ProcessCreation::Synchronous,
        };
        on_each_schedule_creating(creation, |mock, hcs| {
            let system = hcs.running("Test", CONTAINER);
            let (called, when_called) = mpsc::channel();
            let operation = hcs.operation_with(move |operation| {
                called.send(hcs.result(operation).0).unwrap();
            });
            let (code, process) = hcs.create_process(system, &command("sleep"), operation);
            assert_eq!(code, S_OK);
            mock.run_until_idle();
            let called: Vec<_> = when_called.try_iter().collect();
            let expected = if told {
                vec![HCS_E_OPERATION_NOT_STARTED]
            } else {
                vec![]
            };
            assert_eq!(called, expected);
            assert_eq!(hcs.information(operation).0, E_INVALIDARG);
            assert_eq!(
                hcs.wait_for_information(operation, INFINITE).0,
                E_INVALIDARG
            );
            assert_eq!(hcs.process_of(operation), 0);
            // Another operation has it.
            let second = hcs.operation();
            assert_eq!(hcs.process_info(process, second), S_OK);
            let (code, information, _) = hcs.wait_for_information(second, INFINITE);
            assert_eq!(code, S_OK);
            assert_eq!(information.unwrap().id, mock.processes()[0].id);
            hcs.close_operation(second);
            hcs.close_operation(operation);
            hcs.close_process(process);
            hcs.close_system(system);
        });
    }
}

#[test]
fn p3_a_creation_that_is_over_at_once_fails_at_once() {
    on_each_schedule_creating(ProcessCreation::Synchronous, |mock, hcs| {
        let system = hcs.create("Test", CONTAINER);
        let refused = |parameters: &str, expected| {
            let operation = hcs.operation_with(|_| panic!("this never runs (O4)"));
            let answer = hcs.create_process(system, parameters, operation);
            assert_eq!(answer, (expected, 0));
            hcs.close_operation(operation);
        };
        refused(&command("true"), HCS_E_INVALID_STATE);
        hcs.done(|operation| hcs.start(system, operation));
        refused("{}", HCS_E_INVALID_JSON);
        refused(&command("nonesuch"), FILE_NOT_FOUND);
        mock.run_until_idle();
        assert_eq!(mock.processes(), []);
        assert_eq!(mock.ledger().processes.created, 0);
        hcs.close_system(system);
    });
}

#[test]
fn p3_a_creation_that_is_over_at_once_may_be_told_as_an_event() {
    on_each_schedule_creating(ProcessCreation::SynchronousAndTold, |mock, hcs| {
        let system = hcs.running("Test", CONTAINER);
        let (told, when_told) = mpsc::channel();
        let options = HcsEventOptionEnableOperationCallbacks;
        let code = hcs.subscribe(system, options, move |event| {
            told.send((event.operation, hcs.result(event.operation).0))
                .unwrap();
        });
        assert_eq!(code, S_OK);
        let operation = hcs.operation();
        let (code, process) = hcs.create_process(system, &command("sleep"), operation);
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        assert_eq!(
            when_told.recv().unwrap(),
            (operation, HCS_E_OPERATION_NOT_STARTED)
        );
        hcs.close_operation(operation);
        hcs.close_process(process);
        hcs.close_system(system);
    });
}
