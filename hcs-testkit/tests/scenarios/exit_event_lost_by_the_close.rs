//! A program terminates a virtual machine, waits for the termination, sees that it has succeeded, closes the handle, and
//! waits for its own exit handler to say that all is over. But the exit event comes on a thread of its own, and may come
//! after the termination is complete; a close in between takes the callback off, and the event is lost for good. Nobody
//! else is told either. (canonical/multipass, commit 3b47488f9, keeps the handle open until the event was seen.) E11.

use std::sync::mpsc;

use hcs::{EventKind, EventOptions};
use hcs_sys::{HcsEventOptionNone, HcsEventSystemExited, S_OK};
use hcs_testkit::{Profile, State};

use crate::raw::{Abi, LASTING_VM};
use crate::stepped;

#[test]
fn e11_as_they_had_it() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", LASTING_VM);
    let (told, exit) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        told.send(event.kind).unwrap();
    });
    assert_eq!(code, S_OK);

    hcs.done(|operation| hcs.terminate(vm, operation));
    assert_eq!(mock.system_state("Test"), Some(State::Stopped));
    hcs.close_system(vm);

    mock.run_until_idle();
    exit.try_recv()
        .expect_err("it has exited, and never says so");
    // Nothing was done that is forbidden.
    mock.finish();
}

/// Their cure.
#[test]
fn e11_as_it_is_done() {
    let mock = stepped(Profile::documented());
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", LASTING_VM);
    let (told, exit) = mpsc::channel();
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        told.send(event.kind).unwrap();
    });
    assert_eq!(code, S_OK);

    hcs.done(|operation| hcs.terminate(vm, operation));
    mock.run_until_idle();
    assert_eq!(exit.try_recv(), Ok(HcsEventSystemExited));
    hcs.close_system(vm);
    mock.finish();
}

#[test]
fn e11_through_hcs() {
    let mock = stepped(Profile::documented());
    let vm = mock.host().create("Test", LASTING_VM).wait().unwrap();
    let mut events = vm.events(EventOptions::NONE).unwrap();
    vm.start().wait().unwrap();
    vm.terminate().wait().unwrap();
    mock.run_until_idle();
    let exit = events.recv().unwrap().unwrap();
    assert_eq!(exit.kind(), EventKind::SYSTEM_EXITED);
    vm.close().unwrap();
    mock.finish();
}

/// Who closes too early loses the event here too, but not the wait: the stream ends, and says that it has.
#[test]
fn e11_through_hcs_closed_too_early() {
    let mock = stepped(Profile::documented());
    let vm = mock.host().create("Test", LASTING_VM).wait().unwrap();
    let mut events = vm.events(EventOptions::NONE).unwrap();
    vm.start().wait().unwrap();
    vm.terminate().wait().unwrap();
    vm.close().unwrap();
    assert!(events.recv().unwrap().is_none());
    mock.finish();
}
