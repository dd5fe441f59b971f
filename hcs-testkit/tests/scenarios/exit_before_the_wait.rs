//! A program starts a process, and registers the callback that is to tell of its exit. Short commands are over by then: the
//! exit has been told to nobody, and the wait for it never ends (exits whose notification never came: microsoft/hcsshim#489,
//! #571). E10, P1.

use std::sync::mpsc;

use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{Guest, Missed, MockHost, Profile, Schedule};

use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str = r#"{"CommandLine":"true"}"#;

/// A host of one build that tells nobody twice.
fn host(schedule: Schedule, build: u32) -> MockHost {
    let mut profile = Profile::documented();
    profile.build = build;
    profile.exited_before_registration = Missed::Lost;
    let mock = MockHost::builder().schedule(schedule).profile(profile);
    mock.on_process(|_| Guest::new().exit(7)).build()
}

#[test]
fn e10_p1_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = host(schedule, 26100);
        let hcs = Abi::of(&mock);
        let system = hcs.running("Test", CONTAINER);
        let (process, _) = hcs.process(system, PARAMETERS);
        // It has nothing to do.
        mock.run_until_idle();

        let (exited, exit) = mpsc::channel();
        let code = hcs.subscribe_process(process, HcsEventOptionNone, move |event| {
            exited.send(event.kind).unwrap();
        });
        assert_eq!(code, S_OK);
        mock.run_until_idle();
        // Nothing is left that could happen: the wait would never end.
        exit.try_recv().expect_err("it was never told");
        assert_eq!(mock.processes()[0].exit_code, Some(7));
        hcs.close_process(process);
        hcs.close_system(system);
    }
}

/// A wait registers first and looks at the state then: with the function that waits for an exit, or where the build hasn't
/// got it with the process's properties.
#[test]
fn e10_p1_through_hcs() {
    for build in Profile::BUILDS {
        for schedule in [Schedule::Inline, Schedule::BeforeReturn, Schedule::Threaded] {
            let mock = host(schedule, build);
            let system = mock.host().create("Test", CONTAINER).wait().unwrap();
            system.start().wait().unwrap();
            let process = system.create_process(PARAMETERS).wait().unwrap();
            mock.run_until_idle();
            let exit = pollster::block_on(process.exited()).unwrap();
            assert_eq!(exit.code(), Some(7));
            // As often as one likes.
            assert_eq!(process.exited().wait().unwrap().code(), Some(7));
            drop((process, system));
            mock.finish();
        }
    }
}
