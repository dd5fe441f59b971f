//! A process has exited: its callback says so, and now its handle is of no use. So the callback closes it, or drops the last
//! reference to the object whose destructor does. The close waits until no callback of the handle is running, and one is:
//! this one (the hangs of systems' callbacks, microsoft/hcsshim#49 and #50, on the other kind of handle). P1, which has S6
//! for processes.

use std::sync::{Arc, Mutex};

use hcs::EventOptions;
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{Guest, MockHost, Schedule};

use crate::assert_broken;
use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str = r#"{"CommandLine":"serve"}"#;

fn host(schedule: Schedule) -> MockHost {
    let mock = MockHost::builder().schedule(schedule);
    mock.on_process(|_| Guest::new().until_killed()).build()
}

#[test]
fn p1_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = host(schedule);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, information) = hcs.process(system, PARAMETERS);
        let close = move |_| hcs.close_process(process);
        let code = hcs.subscribe_process(process, HcsEventOptionNone, close);
        assert_eq!(code, S_OK);

        assert!(mock.exit_process("Test", information.id, 0));
        // A real host hangs here, in the callback. The mock says so, and closes the handle.
        assert_broken(&mock, "P1", "HcsCloseProcess");
        hcs.close_system(system);
    }
}

/// The handler owns the process, and lets go of it; and of its system, which is a process's to keep open.
#[test]
fn p1_through_hcs() {
    for schedule in Schedule::ALL {
        let mock = host(schedule);
        let system = mock.host().create("Test", CONTAINER).wait().unwrap();
        system.start().wait().unwrap();
        let process = system.create_process(PARAMETERS).wait().unwrap();
        let id = process.id();
        let owner = Arc::new(Mutex::new(None));
        let owned = Arc::clone(&owner);
        let subscription = process
            .subscribe(EventOptions::NONE, move |_| {
                drop(owned.lock().unwrap().take())
            })
            .unwrap();
        *owner.lock().unwrap() = Some((system, process));

        assert!(mock.exit_process("Test", id, 0));
        mock.run_until_idle();
        assert!(owner.lock().unwrap().is_none(), "the handler ran");
        drop(subscription);
        // Both handles were closed by a thread that is in no callback, the process's first.
        mock.finish();
    }
}
