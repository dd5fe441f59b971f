//! The exit is the last thing that a system's handle is good for, so the exit callback is where one closes it. But the
//! close waits until no callback of the handle is running, and one is: this one. A wrapper that closes in its destructor
//! hangs like this too, when the callback happens to drop the last reference. (microsoft/hcsshim#49 and #50 are hangs
//! where a handler was taken off around its own notification.) S6.

use std::sync::{Arc, Mutex, mpsc};

use hcs::EventOptions;
use hcs_sys::{HcsEventOptionNone, S_OK};
use hcs_testkit::{ExitType, MockHost, Schedule};

use crate::assert_broken;
use crate::raw::{Abi, VM};

#[test]
fn s6_as_they_had_it() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        let hcs = Abi::of(&mock);
        let vm = hcs.running("Test", VM);
        let code = hcs.subscribe(vm, HcsEventOptionNone, move |_| hcs.close_system(vm));
        assert_eq!(code, S_OK);

        mock.exit_system("Test", ExitType::GracefulExit);
        // A real host hangs here, in the callback. The mock says so, and closes the handle.
        assert_broken(&mock, "S6", "HcsCloseComputeSystem");
        assert_eq!(mock.ledger().systems.open(), 0);
    }
}

/// The handler owns the last reference, and lets go of it.
#[test]
fn s6_through_hcs() {
    for schedule in Schedule::ALL {
        let mock = MockHost::builder().schedule(schedule).build();
        let vm = mock.host().create("Test", VM).wait().unwrap();
        vm.start().wait().unwrap();
        let owner = Arc::new(Mutex::new(None));
        let owned = Arc::clone(&owner);
        let subscription = vm
            .subscribe(EventOptions::NONE, move |_| {
                drop(owned.lock().unwrap().take())
            })
            .unwrap();
        *owner.lock().unwrap() = Some(vm);

        mock.exit_system("Test", ExitType::GracefulExit);
        mock.run_until_idle();
        assert!(owner.lock().unwrap().is_none(), "the handler ran");
        drop(subscription);
        // The handle was closed by a thread that is in no callback.
        mock.finish();
    }
}

/// To close, and to know that it is closed, can't be had inside a callback: it is refused, with a way out.
#[test]
fn s6_through_hcs_closing_is_refused() {
    let mock = MockHost::new();
    let vm = mock.host().create("Test", VM).wait().unwrap();
    vm.start().wait().unwrap();
    let (told, answer) = mpsc::channel();
    let mine = Mutex::new(Some(vm.clone()));
    let subscription = vm
        .subscribe(EventOptions::NONE, move |_| {
            if let Some(vm) = mine.lock().unwrap().take() {
                told.send(vm.close()).unwrap();
            }
        })
        .unwrap();

    mock.exit_system("Test", ExitType::GracefulExit);
    let refused = answer.recv().unwrap().expect_err("inside a callback");
    assert!(refused.is_in_callback());
    assert_eq!(refused.call(), "HcsCloseComputeSystem");
    assert!(refused.remedy().is_some());
    subscription.unsubscribe().unwrap();
    vm.close().unwrap();
    mock.finish();
}
