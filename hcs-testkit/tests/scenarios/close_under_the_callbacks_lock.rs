//! WSL's force-shutdown takes the lock of its instance, terminates the virtual machine and closes the handle. The
//! termination makes HCS deliver the exit; the exit callback wants the same lock; the close waits for the callback to
//! return. Whether they meet is a race: it was lost in 15 of 20 runs of a stress test, and held not to be suitable for
//! a regression test (microsoft/WSL, pull request 41269; microsoft/WSL pull request 13569 and microsoft/hcsshim#50 are
//! of the same family). Closing drains: S5, S6.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use hcs::{EventKind, EventOptions};
use hcs_sys::{HcsEventOptionNone, HcsEventSystemExited, S_OK};
use hcs_testkit::MockHost;

use crate::assert_broken;
use crate::raw::{Abi, VM};

#[test]
fn s6_as_they_had_it() {
    // A close that has waited for so long is a deadlock.
    let patience = Duration::from_secs(2);
    let mock = MockHost::builder().patience(patience).build();
    let hcs = Abi::of(&mock);
    let vm = hcs.running("Test", VM);
    let instance = Arc::new(Mutex::new(()));

    let (told, when_told) = mpsc::channel();
    let on_exit = Arc::clone(&instance);
    let code = hcs.subscribe(vm, HcsEventOptionNone, move |event| {
        if event.kind == HcsEventSystemExited {
            told.send(()).unwrap();
            let _instance = on_exit.lock();
        }
    });
    assert_eq!(code, S_OK);

    let locked = instance.lock().unwrap();
    hcs.done(|operation| hcs.terminate(vm, operation));
    // Whether the callback is there before the close is the race. Here it always is.
    when_told.recv().unwrap();
    hcs.close_system(vm);
    // On a real host this line is never reached: the mock has given up, and says so.
    drop(locked);

    assert_broken(&mock, "S6", "HcsCloseComputeSystem");
    let violation = &mock.violations()[0];
    assert!(violation.message.contains("doesn't return"), "{violation}");
}

#[test]
fn s6_through_hcs() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    vm.start().wait().unwrap();
    let instance = Arc::new(Mutex::new(()));

    let (told, when_told) = mpsc::channel();
    let on_exit = Arc::clone(&instance);
    let subscription = vm
        .subscribe(EventOptions::NONE, move |event| {
            if event.kind() == EventKind::SYSTEM_EXITED {
                told.send(()).unwrap();
                let _instance = on_exit.lock();
            }
        })
        .unwrap();

    let locked = instance.lock().unwrap();
    vm.terminate().wait().unwrap();
    when_told.recv().unwrap();
    // The last reference goes under the lock that the handler needs, and this returns at once: the handle is closed
    // when the handler is done. (`close()`, which promises that the handle is closed when it returns, would wait.)
    drop(vm);
    drop(locked);

    subscription.unsubscribe().unwrap();
    mock.finish();
}
