//! The window of a terminal gets another size, and the process in the container is to know. The request has the size, and
//! lacks the member that says what the request is (zlayer-hcs 0.14). The host refuses it; and where nobody looks at the
//! answer, as what could go wrong with the size of a window, the program in it goes on drawing the old one.

use hcs_sys::HCS_E_INVALID_JSON;
use hcs_testkit::{Guest, MockHost, Schedule};

use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str = r#"{"CommandLine":"top","EmulateConsole":true,"ConsoleSize":[25,80]}"#;

fn host(schedule: Schedule) -> MockHost {
    let mock = MockHost::builder().schedule(schedule);
    mock.on_process(|_| Guest::new().until_killed()).build()
}

#[test]
fn as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = host(schedule);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, _) = hcs.process(system, PARAMETERS);
        let request = r#"{"ConsoleSize":{"Height":50,"Width":132}}"#;
        let (code, document) =
            hcs.outcome(|operation| hcs.modify_process(process, operation, Some(request)));
        assert_eq!(code, HCS_E_INVALID_JSON);
        // It would have said where.
        assert!(document.unwrap().contains("$.Operation"));
        assert_eq!(mock.processes()[0].parameters.console_size, Some((25, 80)));
        hcs.close_process(process);
        hcs.close_system(system);
        mock.finish();
    }
}

/// A size is two numbers.
#[test]
fn through_hcs() {
    for schedule in Schedule::ALL {
        let mock = host(schedule);
        let system = mock.host().create("Test", CONTAINER).wait().unwrap();
        system.start().wait().unwrap();
        let process = system.create_process(PARAMETERS).wait().unwrap();
        process.resize_console(132, 50).wait().unwrap();
        assert_eq!(mock.processes()[0].parameters.console_size, Some((50, 132)));
        drop((process, system));
        mock.finish();
    }
}
